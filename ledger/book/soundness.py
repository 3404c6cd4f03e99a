"""Whether a record is one, and what it needs to be there.

A copy whose fields were changed past all validation must not enter the book.
"""

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from ledger.book.views import RecordPayload, record_payload
from ledger.foundation import Refused, quoted
from ledger.records import Commitment, Record, Transaction, problems_of


def sound(record: Record, origin: str) -> tuple[Record, str]:
    """The record as the book will read it, and its payload.

    Args:
        record: to be entered.
        origin: what stands in the payload behind it, from ``views.origin_of``.

    Raises:
        Refused: FORM for fields that are not what a record has.
        TypeError: for anything that is not a record.
    """
    if not isinstance(record, Commitment | Transaction):
        raise TypeError(f"a record is a Commitment or a Transaction, not a {type(record).__name__}")
    place = quoted(record.id)[1:-1]
    try:
        payload = record_payload(record, origin)
        return RecordPayload.model_validate_json(payload).record, payload
    except ValidationError as invalid:
        raise Refused(problems_of(invalid, place)) from None
    except (PydanticSerializationError, UnicodeEncodeError) as fault:
        wanted, remedy = "fields of their types", "make the record anew instead of changing a copy"
        found = quoted(str(fault))
        raise Refused.of("FORM", place, found, wanted, remedy) from None


def needed_by(record: Record) -> frozenset[str]:
    """The ids without which a record cannot be there: its commitment, and all that it is tied to but ``related_to``.

    >>> sent = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"})
    >>> needed_by(sent)
    frozenset({'x'})
    """
    # To say "no", isinstance takes ten times as long on a pydantic model as the record itself.
    if record.record == "transaction":
        return frozenset((record.commitment,))
    return frozenset(relation.target for relation in record.relations if relation.kind != "related_to")

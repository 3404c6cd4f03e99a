"""One record typed at a prompt or after ``--set``, read as a row of the form is.

Whatever may be typed in a cell may be typed here: an amount with its currency, a day, a word for a code.
"""

from collections.abc import Mapping

from ledger.foundation import Place, Problem
from ledger.intake.drafts import Draft
from ledger.intake.own.row import TypedRows
from ledger.records import Lineage

_AMOUNT = ("amount", "qualifier")
_NOT_KEPT = Lineage(file="typed")


def typed_record(row: Mapping[str, str], place: Place) -> Draft:
    """The draft of a whole record by the headings of our table.

    >>> row = {"donor": "Norway", "announced": "2 June 2025", "amount": "up to 3 bn kr"}
    >>> typed_record(row, Place(subject="add")).values["amount"]
    {'qualifier': 'up_to', 'value': '3000000000', 'currency': 'NOK'}
    """
    # So that a record without an amount is told what to fill in.
    full = {**row, **{name: "" for name in _AMOUNT if name not in row}}
    texts = list(full.values())
    rows = TypedRows(list(full), decimal_point=True)
    return rows.draft(place, texts, texts, _NOT_KEPT)._replace(lineage=())


def typed_cells(
    row: Mapping[str, str], home: tuple[str, ...] | None = None
) -> tuple[Mapping[str, str], Mapping[str, Problem]]:
    """Some fields of a record, made plain, with those that they fill besides; and by heading what cannot be read.

    Args:
        row: headings of our table, with what was typed; an empty text clears a field.
        home: the currencies that a sign may stand for, where the row does not say who gives and when.

    >>> typed_cells({"amount": "£3bn", "term": "yearly"}, ("GBP",))[0]
    {'amount': '3000000000', 'term': 'recurring', 'every': 'year', 'currency': 'GBP'}
    """
    return TypedRows(list(row), decimal_point=True, home=home).cells(list(row.values()))

"""A status that a tracker file states for a package: what is cancelled no longer counts, what is not known is asked."""

from collections.abc import Iterator
from typing import Any

from ledger.foundation import Problem, quoted
from ledger.intake.drafts import Draft
from ledger.intake.kiel.sheets import ItemRow

# The tracker is written in English.
_GONE = frozenset(["cancelled", "canceled", "withdrawn", "revoked", "rescinded", "terminated"])
_STANDING = frozenset(
    [
        *(
            "active",
            "announced",
            "allocated",
            "closed",
            "committed",
            "completed",
            "confirmed",
            "delivered",
            "disbursed",
        ),
        *("fulfilled", "implementation", "in progress", "ongoing", "partially delivered", "promised"),
    ]
)


def with_status(draft: Draft, row: ItemRow) -> Iterator[Draft | Problem]:
    """A commitment with the status of its row in its note, and its cancellation where that says so.

    Args:
        draft: the commitment.
        row: the first row of its package.
    """
    text = row.text("status")
    if not text:
        yield draft
        return
    before = draft.values.get("note")
    note = f"Status in the file: {quoted(text)[1:-1]}."
    values: dict[str, Any] = {**draft.values, "note": f"{before} {note}" if before else note}
    yield draft._replace(values=values)
    if text.casefold() in _GONE and values["amount"].get("value"):
        cancelled = {
            "record": "transaction",
            "id": f"{values['id']}-cancelled",
            "commitment": values["id"],
            "type": "cancellation",
            "value_date": values["announced"],
            "amount": values["amount"],
            "note": f"{note} The file has no day of it: the day of the announcement stands in its place.",
        }
        yield Draft(cancelled, draft.place, lineage=draft.lineage, names=draft.names, columns=draft.columns)
    elif text.casefold() not in _GONE | _STANDING:
        remedy = "look whether it still stands; else record its cancellation"
        yield row.doubt("status", quoted(text), "a status that says whether the package stands", remedy)

"""What the status of an IATI activity says of its promises: kept in their notes, told where it contradicts them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from ledger.foundation import Place, Problem, Severity, exact_sum, grouped
from ledger.intake.iati.elements import Opened, attribute_of, line_of
from ledger.intake.iati.transactions import PAYMENT, TakenTransaction
from ledger.records import rows

_UNDER_WAY = "implementation"
_CANCELLED, _PIPELINE = "cancelled", "pipeline"


def status_of(activity: Opened) -> str:
    """The status of an activity in words; empty where it states none, or none of the list.

    >>> from lxml import etree
    >>> from ledger.intake.iati.elements import opened
    >>> status_of(opened(etree.fromstring('<a><activity-status code="5"/></a>')))
    'cancelled'
    """
    return _names().get(attribute_of(activity.first("activity-status"), "code"), "")


def status_noted(status: str) -> str:
    """The same for the note of a record; empty for an activity that is under way.

    >>> status_noted("closed"), status_noted("implementation")
    ('Status of the activity: closed.', '')
    """
    return f"Status of the activity: {status}." if status and status != _UNDER_WAY else ""


def status_doubts(activity: Opened, file: str, entries: Sequence[TakenTransaction]) -> Iterator[Problem]:
    """STAGE: a cancelled activity whose promises stand, or one in the pipeline that states firm commitments.

    Args:
        activity: the ``iati-activity``, whole.
        file: its file, the first part of the place.
        entries: its transactions that the ledger takes.
    """
    status = status_of(activity)
    if status not in (_CANCELLED, _PIPELINE):
        return
    kinds = ("commitment", "pledge") if status == _CANCELLED else ("commitment",)
    promised = [it.stated for it in entries if it.read_as != PAYMENT and it.read_as in kinds]
    sums = {
        currency: exact_sum(it.value for it in promised if it.currency == currency)
        for currency in dict.fromkeys(it.currency for it in promised)
    }
    shown = " and ".join(f"{currency} {grouped(it)}" for currency, it in sums.items() if it > Decimal(0))
    if not shown:
        return
    place = Place(file=file, row=line_of(activity.element), field="activity-status/@code")
    if status == _CANCELLED:
        found, expected = f"a cancelled activity with promises of {shown} that count", "promises that are taken back"
        remedy = "record a cancellation of what will not be paid; until then totals are too large by it"
    else:
        found, expected = (
            f"an activity in the pipeline with commitments of {shown}",
            "pledges, as long as nothing is firm",
        )
        remedy = "ask the publisher, and correct the stage to pledge where nothing is firm"
    yield Problem("STAGE", Severity.WARNING, place, found, expected, remedy)


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in rows("iati_activity_status")}

"""FORM: days that have not come yet, told at the records that state them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from ledger.foundation import Place, Problem, Severity
from ledger.records import Record
from ledger.valuation import rate_day

_FARTHEST_EAST = timedelta(hours=14)


def latest_day(now: datetime) -> date:
    """The day that it is, at a moment, where the day begins first.

    Args:
        now: with a time zone.

    >>> latest_day(datetime(2025, 6, 2, 9, tzinfo=UTC)), latest_day(datetime(2025, 6, 2, 10, tzinfo=UTC))
    (datetime.date(2025, 6, 2), datetime.date(2025, 6, 3))
    """
    return (now.astimezone(UTC) + _FARTHEST_EAST).date()


def check_days(records: Iterable[Record], today: date) -> tuple[Problem, ...]:
    """FORM, a warning: an announcement or a payment on a day after today has not happened; nearly always a slip.

    Args:
        records: of a book or a file.
        today: the last day that has begun anywhere, by :func:`latest_day`.
    """
    return tuple(_ahead(records, today))


def _ahead(records: Iterable[Record], today: date) -> Iterator[Problem]:
    for record in records:
        day = rate_day(record)
        if day > today:
            field = "announced" if record.record == "commitment" else "value_date"
            place, expected = Place(record=record.id, field=field), f"a day up to today ({today})"
            remedy = "correct the day; what is only planned is a term that starts then"
            yield Problem("FORM", Severity.WARNING, place, f"{day}, which has not come yet", expected, remedy)

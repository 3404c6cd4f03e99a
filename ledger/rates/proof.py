"""Whether rates are what their headings suggest, and whether two sets of rates contradict each other.

Many banks publish a table with a day and a column for each currency; which of them are the euro's nobody can see from
the headings, only from the figures.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ledger.foundation import Place, Problem, Severity, advice
from ledger.rates.sets import RateSet

AGREEING = Fraction(19, 20)
"""So many of the rates that a file shares with the ECB's history are the same if it is the ECB's; it may mend some."""

_REMEDY = advice(
    "give --base CODE, --source PUBLISHER and --direction base_per_unit (so much of the base for a unit of the "
    "currency) or units_per_base (so many units for one of the base); if they are the ECB's, add its full history "
    "(eurofxref-hist.zip)",
)


class _Differing(NamedTuple):
    """A rate of one currency and day that two files have otherwise."""

    day: date
    currency: str
    ours: str
    theirs: str


def unproved(rates: RateSet, history: RateSet) -> tuple[Problem, ...]:
    """FX-FEED if rates that only their headings call the ECB's are not shown to be so by the ECB's history.

    Args:
        rates: as they were read.
        history: the ECB's, as it comes with the product.
    """
    if rates.sha256 == history.sha256:
        return ()
    foreign = [currency for currency in rates.currencies if currency not in history.quotes]
    if foreign:
        return (_error(rates, f"rates of {_some(foreign)}, which the ECB does not quote, without a base"),)
    count, differing = _compared(rates, history)
    if not count:
        days = f"{rates.first_day} to {rates.last_day}"
        found = f"rates of {days} without a base, on no day of the ECB's history (until {history.last_day})"
        return (_error(rates, found),)
    if count - len(differing) >= AGREEING * count:
        return ()
    return (_error(rates, f"rates without a base that are not the ECB's: {_in_words(differing)}"),)


def _compared(rates: RateSet, history: RateSet) -> tuple[int, list[_Differing]]:
    """How many rates two sets with the same base and direction share, and those of them that differ."""
    count, differing = 0, []
    for currency in rates.currencies:
        ours, theirs = (
            dict(zip(each.quotes[currency].days, each.quotes[currency].values, strict=True))
            for each in (rates, history)
        )
        shared = ours.keys() & theirs.keys()
        count += len(shared)
        # Texts first: a history has a quarter of a million rates, and nearly all of them stand there alike.
        unlike = (day for day in shared if ours[day] != theirs[day] and Decimal(ours[day]) != Decimal(theirs[day]))
        differing += [_Differing(day, currency, ours[day], theirs[day]) for day in unlike]
    return count, differing


def _in_words(differing: list[_Differing]) -> str:
    newest = max(differing, key=lambda quote: (quote.day, quote.currency == "USD", quote.currency))
    more = f" (and {len(differing) - 1:,} more)" if len(differing) > 1 else ""
    return f"{newest.currency} {newest.ours} on {newest.day}, where the ECB has {newest.theirs}{more}"


def _some(currencies: list[str]) -> str:
    return ", ".join(currencies[:5]) + (f" and {len(currencies) - 5} more" if len(currencies) > 5 else "")


def _error(rates: RateSet, found: str) -> Problem:
    expected = "the base, the direction and the publisher of the rates"
    return Problem("FX-FEED", Severity.ERROR, Place(file=rates.name), found, expected, _REMEDY)

"""How a newer file of rates differs from the one it replaces: quotes changed, lost and added."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ledger.foundation import Problem
from ledger.rates.faults import Faults
from ledger.rates.sets import RateSet, Series
from ledger.rates.unwrap import is_xml, unwrap


@dataclass(frozen=True)
class QuoteChange:
    """One quote that differs in a newer file.

    Args:
        day: for which it was published.
        currency: of the quote.
        old: as the older file has it; None where it is new.
        new: as the newer file has it; None where it is lost.
    """

    day: date
    currency: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class HeldChange:
    """A quote that a book once held and now holds with another rate, or not at all.

    Args:
        name: of the rate set.
        entry: number of the entry that changed it.
        change: the quote before and since.
    """

    name: str
    entry: int
    change: QuoteChange


@dataclass(frozen=True)
class HeldDoubt:
    """What is wrong with a rate set that a book holds.

    Args:
        name: of the rate set.
        problem: as the reader of the file or the comparison with another set says it.
    """

    name: str
    problem: Problem


def quote_changes(older: RateSet, newer: RateSet) -> tuple[QuoteChange, ...]:
    r"""Every quote in which two files of rates differ, by day and currency.

    Rates are compared, not texts: 0.9750 is 0.975, and 83.43 for 100 units is 0.8343 for one. Against another base, the
    other way round or as another kind of set no quote is the same.

    >>> from ledger.rates import read_held_rates
    >>> older, newer = (read_held_rates("x", f"Date,USD\n2025-06-02,{rate}\n".encode())[0] for rate in ("1.1", "1.2"))
    >>> quote_changes(older, newer)
    (QuoteChange(day=datetime.date(2025, 6, 2), currency='USD', old='1.1', new='1.2'),)
    """
    same_kind = (older.base, older.kind) == (newer.base, newer.kind)
    codes = older.quotes.keys() | newer.quotes.keys()
    changes = (
        change
        for code in codes
        for change in _of_currency(
            code,
            older.quotes.get(code),
            newer.quotes.get(code),
            alike=same_kind and older.direction_of(code) == newer.direction_of(code),
        )
    )
    return tuple(sorted(changes, key=lambda change: (change.day, change.currency)))


def changes_the_past(change: QuoteChange, older: RateSet) -> bool:
    """Whether a figure that was made with the older file may now come out differently.

    Only a quote behind the last one that the older file has of its currency, or as a whole, changes no past rate.
    """
    series = older.quotes.get(change.currency)
    return change.old is not None or change.day <= (series.days[-1] if series else older.last_day)


def only_adds_lines(older: bytes, newer: bytes) -> bool:
    r"""Whether every line of an older file stands in the newer one; then none of its quotes was changed or lost.

    A quick look that spares reading both: a history that has grown by a day still has all of its lines.

    >>> only_adds_lines(b"Date,USD\n2025-06-02,1.1\n", b"Date,USD\n2025-06-03,1.2\n2025-06-02,1.1\n")
    True
    """
    texts = [unwrap(data, Faults("rates")) for data in (older, newer)]
    # A line of XML does not say its day.
    if any(text is None or is_xml(text) for text in texts):
        return False
    before, after = (text.splitlines() for text in texts if text is not None)
    return before[:1] == after[:1] and set(before) <= set(after)


def _of_currency(code: str, older: Series | None, newer: Series | None, *, alike: bool) -> Iterator[QuoteChange]:
    old, new = _quotes(older), _quotes(newer)
    for day in old.keys() | new.keys():
        before, after = old.get(day), new.get(day)
        if before is None or after is None or not alike or (before != after and _rate(before) != _rate(after)):
            yield QuoteChange(day, code, _said(before), _said(after))


def _quotes(series: Series | None) -> dict[date, tuple[str, int]]:
    if series is None:
        return {}
    return dict(zip(series.days, zip(series.values, series.units, strict=True), strict=True))


def _rate(quote: tuple[str, int]) -> Fraction:
    return Fraction(quote[0]) / quote[1]


def _said(quote: tuple[str, int] | None) -> str | None:
    if quote is None:
        return None
    value, unit = quote
    return value if unit == 1 else f"{value} for {unit:,}"

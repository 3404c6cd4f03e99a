"""Gathering the quotes of a file, row by row and in any order, into one series for each currency.

The cells that all formats have in common are judged here: the rate, the day, the currency.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache

from ledger.foundation import Place, parse_day, quoted, read_only
from ledger.rates.faults import Faults
from ledger.rates.sets import Quote, Series, is_rate
from ledger.records import CURRENCIES, nearest, rows

Rows = Iterator[tuple[int, list[str]]]
UNITS: Mapping[str, int] = {str(10**power): 10**power for power in range(10)}
"""For how many units a rate may stand, as it is written."""


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """One quote as it stands in a file, with its line."""

    day: date
    text: str
    unit: int
    line: int


@dataclass
class Gathering:
    """The sound quotes of a file so far; what is not sound goes to its faults."""

    faults: Faults
    _found: dict[str, dict[date, FoundQuote]] = field(default_factory=dict)

    def add(self, currency: str, quote: FoundQuote, column: str) -> None:
        """Take one quote in whose text is a rate; a fault where the day already has one for this currency."""
        known = self._found.setdefault(currency, {})
        earlier = known.setdefault(quote.day, quote)
        if earlier is not quote:
            known[quote.day] = self._twice(currency, earlier, quote, column)

    def series(self) -> Mapping[str, Series]:
        """One series for each currency, in the order of the days."""
        return read_only({currency: _series(known) for currency, known in sorted(self._found.items())})

    def _twice(self, currency: str, earlier: FoundQuote, later: FoundQuote, column: str) -> FoundQuote:
        place = _cell(later.line, column)
        found = f"{later.text} for {currency} on {later.day}, of which line {earlier.line} says {earlier.text}"
        if _per_one(earlier) != _per_one(later):
            self.faults.error(place, found, "one rate for each currency and day", "remove the one that is wrong")
        else:
            self.faults.warning(place, found, "each rate once", "remove one of the two lines")
        # The same whichever line comes first.
        return min(earlier, later, key=lambda it: (it.unit, it.text))


def read_day(text: str, line: int, column: str, faults: Faults) -> date | None:
    """The day of a row, as YYYY-MM-DD; None, with a fault, where there is no real one."""
    try:
        return _parsed_day(text)
    except ValueError as fault:
        found = f"{quoted(text)} ({fault})"
        faults.error(_cell(line, column), found, "a real day such as 2025-06-02", "write the day as YYYY-MM-DD")
        return None


@cache
def rate_words() -> Mapping[str, str]:
    """What a heading in small letters means in tables of publishers: day, currency, rate, unit or source.

    >>> rate_words()["datum"], rate_words()["kurs"]
    ('day', 'rate')
    """
    return {row["words"]: row["part"] for row in rows("rate_words")}


def as_iso_day(text: str) -> str:
    """A day as banks write it, as YYYY-MM-DD; any other text as it is, and so a day that could be two.

    >>> as_iso_day("13 April 2026"), as_iso_day("2.6.2025"), as_iso_day("20250602"), as_iso_day("02/06/2025")
    ('2026-04-13', '2025-06-02', '2025-06-02', '02/06/2025')
    """
    if match := _DAY_FIRST.fullmatch(text):
        return f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    if match := _IN_DIGITS.fullmatch(text):
        return f"{match['year']}-{match['month']}-{match['day']}"
    if (match := _IN_WORDS.fullmatch(text)) and match["month"].lower() in _MONTHS:
        return f"{match['year']}-{1 + _MONTHS.index(match['month'].lower()):02}-{int(match['day']):02}"
    return text


def is_currency(text: str, line: int, column: str, faults: Faults) -> bool:
    """Whether text is a currency code of our list; a fault, with the nearest codes, where it is not."""
    if text in CURRENCIES:
        return True
    near = " or ".join(nearest(text[:20].upper(), CURRENCIES)) if faults.telling else ""
    expected = "a currency code of ISO 4217" + (f", perhaps {near}" if near else "")
    faults.error(_cell(line, column), quoted(text), expected, "write the three-letter code in capitals")
    return False


def is_sound_rate(text: str, line: int, column: str, faults: Faults) -> bool:
    """Whether text is a published rate; a fault where it is not."""
    if is_rate(text):
        return True
    remedy = "write the rate as it was published, in digits with a decimal point"
    if "," in text:
        remedy = "write a decimal point in place of the comma, and no commas between thousands"
    faults.error(_cell(line, column), quoted(text), "a plain number above zero such as 1.1339", remedy)
    return False


def _cell(line: int, column: str) -> Place:
    return Place(row=line, field=column)


def _per_one(found: FoundQuote) -> Fraction:
    return Quote(found.text, found.day, found.unit).per_one


def _series(known: Mapping[date, FoundQuote]) -> Series:
    ordered = sorted(known.values(), key=lambda it: it.day)
    return Series(
        days=tuple(it.day for it in ordered),
        values=tuple(it.text for it in ordered),
        units=tuple(it.unit for it in ordered),
    )


_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")
_IN_DIGITS = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_IN_WORDS = re.compile(r"(?P<day>[0-9]{1,2}) (?P<month>[A-Za-z]+) (?P<year>[0-9]{4})")
# As the European Central Bank writes them in its daily file, whatever the language of this computer.
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# A day recurs once for every currency of a file.
_parsed_day = lru_cache(maxsize=4096)(parse_day)

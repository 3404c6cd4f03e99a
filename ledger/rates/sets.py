"""Rate sets: published rates of many currencies against one base, and how to look them up by day.

A set is what one file said, nothing more: no rate is made up here, and none is picked (see ``pick``). Quotes are kept
as text and become numbers when they are asked for, since a set may hold hundreds of thousands of them.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from operator import ge
from typing import TYPE_CHECKING, Annotated, Literal, Self, get_args

from ledger.foundation import (
    READ_ONLY,
    Day,
    Interval,
    Place,
    Refused,
    Texts,
    as_day,
    by_form,
    closed,
    each_of,
    form_of,
    malformed,
    plain,
    quoted,
    read_only,
    require_kind,
    told_again,
)
from ledger.records import Day as IsoDay

if TYPE_CHECKING:
    import pandas as pd
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Direction = Literal["units_per_base", "base_per_unit"]
SetKind = Literal["series", "table"]
_DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
_KINDS: tuple[SetKind, ...] = get_args(SetKind)

# What was read is never given back (the `+` behind each count): a quarter of a million rates are judged by it.
_DECIMALS = r"\.[0-9]{1,18}+"
_NUMBER = rf"(?:[1-9][0-9]{{0,17}}+(?:{_DECIMALS})?|0(?=\.0*[1-9]){_DECIMALS})"
_A_RATE, _AS_PUBLISHED = "a plain number above zero such as 1.1339", "write each rate as it was published"
_QUOTES = "quotes is a dict of series such as {'USD': Series.of([Quote('1.1339', '2025-05-30')])}"
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_RATE = re.compile(_NUMBER, re.ASCII)
_RATES = re.compile(f"(?>(?:{_NUMBER}\n)*)", re.ASCII)


def is_rate(text: str) -> bool:
    """Whether text is a rate: digits with a decimal point, at most 18 before and 18 behind it, and not all of them 0.

    >>> is_rate("1.1339"), is_rate("1,1339"), is_rate("0.000")
    (True, False, False)
    """
    return _RATE.fullmatch(text) is not None


def are_rates(texts: Sequence[str]) -> bool:
    """Whether all of these texts are rates; for large files, many times as fast as asking of each.

    >>> are_rates(["1.1339", "1.1419"]), are_rates(["1.1339", "1,1419"])
    (True, False)
    """
    lines = "\n".join([*texts, ""])
    return lines.count("\n") == len(texts) and _RATES.fullmatch(lines) is not None


@form_of("Quote")
@dataclass(frozen=True)
class JsonQuote:
    """One rate as it was published.

    Args:
        value: its digits.
        day: the day it was published for.
        unit: for how many units it stands.
    """

    value: str
    day: IsoDay
    unit: int = 1


@dataclass(frozen=True, init=False)
class Quote:
    """One rate as it was published.

    Args:
        value: plain text or a Decimal; a float is refused, since it is not exact.
        day: the day it was published for.
        unit: for how many units it stands (1, 100, 1000, ...), of the currency that the direction of the set puts last.

    Raises:
        Refused: FORM for text that is not a plain number above zero or no day, and for a unit below 1.
        TypeError: for a float, a moment (``datetime``), and what is no whole number of units.

    >>> Quote("1.1339", day=date(2025, 5, 30)).per_one
    Fraction(11339, 10000)
    """

    value: Decimal
    day: date
    unit: int = 1

    def __init__(self, value: str | Decimal, day: Day, unit: int = 1) -> None:
        if not isinstance(value, str | Decimal):
            raise TypeError(f"value is exact: write {value!r:.40} as text")
        require_kind(unit, int, "unit is for how many units the rate stands, such as 100")
        text = plain(value) if isinstance(value, Decimal) else value
        if not is_rate(text):
            raise _refused("value", quoted(text), _A_RATE, _AS_PUBLISHED)
        if unit < 1:
            raise _refused("unit", str(unit), "one unit or more", "write for how many units the rate stands")
        object.__setattr__(self, "value", Decimal(text))
        object.__setattr__(self, "day", as_day(day, "day"))
        object.__setattr__(self, "unit", unit)

    @property
    def per_one(self) -> Fraction:
        """The rate for a single unit, exact."""
        return Fraction(self.value) / self.unit

    @classmethod
    def __get_pydantic_core_schema__(cls, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        return by_form(cls, JsonQuote, _form_of, _of_form, handler)


def _form_of(quote: Quote) -> JsonQuote:
    return JsonQuote(plain(quote.value), quote.day, quote.unit)


def _of_form(form: JsonQuote) -> Quote:
    try:
        return Quote(form.value, form.day, form.unit)
    except Refused as refused:
        raise told_again(refused) from None


@closed
@dataclass(frozen=True)
class Series:
    """The quotes of one currency, day by day; make it with :meth:`of`.

    Args:
        days: in order, each once; a day may be text.
        values: the published text of each day.
        units: for how many units each stands.

    Raises:
        Refused: FORM if the three differ in length, are empty, the days are not in order, or a text is no rate.
        TypeError: for values that are no text, or units that are no whole numbers.

    >>> Series((date(2025, 5, 30), date(2025, 6, 2)), ("1.1339", "1.1419"), (1, 1)).on_or_before(date(2025, 6, 1)).value
    Decimal('1.1339')
    """

    days: tuple[IsoDay, ...]
    values: tuple[str, ...]
    units: tuple[int, ...]

    def __post_init__(self) -> None:
        # Files bring a quarter of a million days that are days already, so that no step of Python is made for each.
        if {*map(type, self.days)} != {date}:
            object.__setattr__(self, "days", tuple(as_day(day, "days") for day in self.days))
        if {*map(type, self.values)} - {str} or {*map(type, self.units)} - {int}:
            raise TypeError(
                "values are texts and units whole numbers, as in ('1.1339',) and (1,): make it with Series.of"
            )
        lengths = [len(self.days), len(self.values), len(self.units)]
        if not self.days or len({*lengths}) > 1:
            found = "{} days, {} values and {} units".format(*lengths)
            raise _refused("values", found, "as many values and units as days, and at least one", _AS_PUBLISHED)
        if any(map(ge, self.days, self.days[1:])):
            found = next(f"{day} before {following}" for day, following in pairwise(self.days) if day >= following)
            raise _refused("days", found, "days in order, each once", "put them in order")
        if not are_rates(self.values):
            text = next(text for text in self.values if not is_rate(text))
            raise _refused("values", quoted(text), _A_RATE, _AS_PUBLISHED)
        if min(self.units) < 1:
            raise _refused(
                "units", str(min(self.units)), "one unit or more", "write for how many units each rate stands"
            )

    def __repr__(self) -> str:
        return f"<Series of {len(self.days)} quotes, {self.days[0]} to {self.days[-1]}>"

    @classmethod
    def of(cls, quotes: Iterable[Quote]) -> Self:
        """A series of these quotes, in any order.

        >>> Series.of([Quote("1.1419", date(2025, 6, 2)), Quote("1.1339", date(2025, 5, 30))]).values
        ('1.1339', '1.1419')
        """
        known = sorted(quotes, key=lambda quote: quote.day)
        return cls(
            days=tuple(quote.day for quote in known),
            values=tuple(plain(quote.value) for quote in known),
            units=tuple(quote.unit for quote in known),
        )

    def on_or_before(self, day: date) -> Quote | None:
        """The last quote that is not later than a day; None where all are."""
        number = bisect_right(self.days, day)
        return self._quote(number - 1) if number else None

    def between(self, interval: Interval) -> tuple[Quote, ...]:
        """The quotes of an interval, in order."""
        return tuple(self._quote(number) for number in self._numbers(interval))

    def days_between(self, interval: Interval) -> tuple[date, ...]:
        """The days of an interval that have a quote, in order."""
        numbers = self._numbers(interval)
        return self.days[numbers.start : numbers.stop]

    def _numbers(self, interval: Interval) -> range:
        return range(bisect_left(self.days, interval.start), bisect_right(self.days, interval.end))

    def _quote(self, number: int) -> Quote:
        return Quote(self.values[number], self.days[number], self.units[number])


@closed
@dataclass(frozen=True)
class RateSetDescription:
    """What tells one rate set from others and how it quotes: all of it but the quotes.

    A rate that was picked names its set by this, so that it can be kept or sent on without hundreds of thousands of
    quotes that it does not rest on.

    Args:
        name: as users call it, for example ``ECB``.
        source: who published the rates.
        base: the currency that all others are quoted against.
        direction: ``units_per_base`` (USD 1.1339 for 1 EUR) or ``base_per_unit`` (UAH 41.5 for 1 USD).
        sha256: fingerprint of the bytes it was read from, in 64 hexadecimal digits.
        kind: ``series`` (quotes day after day), or ``table`` (one quote of each currency, which stands for all days of
            the source that it came with, and which only the basis ``table`` uses).
        turned: currencies that it quotes in the other direction, as the Federal Reserve does the euro and the pound.

    Raises:
        Refused: FORM for what is no fingerprint, no direction or no kind.

    >>> fed = RateSetDescription("FED", "Federal Reserve", "USD", "units_per_base", "0" * 64, turned=frozenset(["EUR"]))
    >>> fed.direction_of("JPY"), fed.direction_of("EUR")
    ('units_per_base', 'base_per_unit')
    """

    name: str
    source: str
    base: str
    direction: Direction
    sha256: str
    kind: SetKind = "series"
    turned: Texts = frozenset()

    def __post_init__(self) -> None:
        if self.direction not in _DIRECTIONS:
            raise _one_of(_DIRECTIONS, "direction", self.direction)
        if self.kind not in _KINDS:
            raise _one_of(_KINDS, "kind", self.kind)
        if not _SHA256.fullmatch(self.sha256):
            remedy = "take the fingerprint of the file, as hashlib.sha256(data).hexdigest()"
            raise _refused("sha256", quoted(self.sha256), "a SHA-256 of 64 hexadecimal digits in small letters", remedy)

    def direction_of(self, currency: str) -> Direction:
        """In which direction a currency is quoted."""
        if currency not in self.turned:
            return self.direction
        return "base_per_unit" if self.direction == "units_per_base" else "units_per_base"

    def per_base(self, currency: str, per_one: Fraction) -> Fraction:
        """Units of a currency for one unit of the base, from its rate for a single unit as this set quotes it.

        The way back is the same: it is either the rate itself or one divided by it.
        """
        return per_one if self.direction_of(currency) == "units_per_base" else 1 / per_one


@dataclass(frozen=True)
class RateSet(RateSetDescription):
    """Published rates of several currencies against one base, from one file.

    Two sets are equal if their descriptions are, the fingerprints of their files among them; the quotes are not
    compared again.

    Args:
        quotes: the series of each currency; never one of the base. All others are those of the description.

    Raises:
        Refused: FORM if there are no quotes, or quotes of the base, or several quotes of one currency in a table; for
            what is no fingerprint, no direction or no kind.
        TypeError: for quotes that are no series by currency.

    >>> dollar = Series.of([Quote("1.1339", date(2025, 5, 30)), Quote("1.1419", date(2025, 6, 2))])
    >>> bank = RateSet("BANK", "Our bank", "EUR", "units_per_base", "0" * 64, quotes={"USD": dollar})
    >>> bank.quote_on_or_before("USD", date(2025, 6, 1)).value, str(bank.last_day)
    (Decimal('1.1339'), '2025-06-02')
    """

    quotes: Annotated[Mapping[str, Series], READ_ONLY] = field(kw_only=True, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_kind(self.quotes, Mapping, _QUOTES)
        each_of(list(self.quotes.values()), Series, _QUOTES)
        if not self.quotes or self.base in self.quotes:
            found = f"quotes of {self.base}, the base" if self.quotes else "no quotes"
            raise _refused(
                "quotes", found, "those of one currency or more, and none of the base", "name the base meant"
            )
        if self.kind == "table" and (several := [code for code, each in self.quotes.items() if len(each.days) > 1]):
            found = f"several of {', '.join(sorted(several))}"
            raise _refused("quotes", found, "one of each currency in a table", "leave one, or make a series of it")
        # Sets are shared: nobody may take a currency out of one that others use.
        object.__setattr__(self, "quotes", read_only(self.quotes))

    @classmethod
    def from_frame(cls, frame: "pd.DataFrame", *, name: str, base: str, direction: Direction, source: str) -> "RateSet":
        """The rates of a data frame: a column of days, or days as its index, and a column for each currency.

        Args:
            frame: rates as text or ``Decimal``, never floats; what is missing was not quoted on that day.
            name: as users call the set.
            base: the currency that all others are quoted against.
            direction: ``units_per_base`` (USD 1.1339 for 1 EUR) or ``base_per_unit`` (UAH 41.5 for 1 USD).
            source: who published the rates.

        Raises:
            Refused: FX-FEED with everything that is wrong with the rates.
            TypeError: for what is no data frame.

        >>> import pandas as pd
        >>> given = pd.DataFrame({"day": ["2025-06-02"], "USD": ["1.1419"]})
        >>> bank = RateSet.from_frame(given, name="BANK", base="EUR", direction="units_per_base", source="Our bank")
        >>> bank.currencies
        ('USD',)
        """
        # Reading a table of rates stands above the set that it makes.
        from ledger.rates.frames import rates_of_frame

        return rates_of_frame(frame, name=name, base=base, direction=direction, source=source)

    @cached_property
    def description(self) -> RateSetDescription:
        """The same without its quotes."""
        return RateSetDescription(**{each.name: getattr(self, each.name) for each in fields(RateSetDescription)})

    @property
    def currencies(self) -> tuple[str, ...]:
        """The quoted currencies in alphabetical order; the base is not among them."""
        return tuple(sorted(self.quotes))

    @property
    def first_day(self) -> date:
        """The earliest day with a quote."""
        return min(series.days[0] for series in self.quotes.values())

    @property
    def last_day(self) -> date:
        """The latest day with a quote."""
        return max(series.days[-1] for series in self.quotes.values())

    def quote_on_or_before(self, currency: str, day: date) -> Quote | None:
        """The last quote of a currency that is not later than a day, however old; None where there is none."""
        series = self.quotes.get(currency)
        return series.on_or_before(day) if series else None

    def quotes_between(self, currency: str, interval: Interval) -> tuple[Quote, ...]:
        """The quotes of a currency in an interval, in order; none for a currency that the set does not quote."""
        series = self.quotes.get(currency)
        return series.between(interval) if series else ()

    def days_between(self, currency: str, interval: Interval) -> tuple[date, ...]:
        """The days of an interval on which a currency is quoted, in order."""
        series = self.quotes.get(currency)
        return series.days_between(interval) if series else ()


def _refused(argument: str, found: str, expected: str, remedy: str) -> Refused:
    return Refused([malformed(Place(argument=argument), found, expected, remedy)])


def _one_of(words: Sequence[str], argument: str, found: str) -> Refused:
    return _refused(argument, quoted(str(found)), " or ".join(words), "write one of these words")

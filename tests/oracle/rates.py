"""Published rates read from their files, and the rate that each basis takes, as a fraction or None."""

import csv
import io
import zipfile
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from oracle.days import cell, day
from oracle.sums import rounded

# Units for 1 EUR from the day of adoption on, each fixed by a regulation of the Council.
IRREVOCABLE = {
    "ATS": ("13.7603", "1999-01-01"),
    "BEF": ("40.3399", "1999-01-01"),
    "DEM": ("1.95583", "1999-01-01"),
    "ESP": ("166.386", "1999-01-01"),
    "FIM": ("5.94573", "1999-01-01"),
    "FRF": ("6.55957", "1999-01-01"),
    "IEP": ("0.787564", "1999-01-01"),
    "ITL": ("1936.27", "1999-01-01"),
    "LUF": ("40.3399", "1999-01-01"),
    "NLG": ("2.20371", "1999-01-01"),
    "PTE": ("200.482", "1999-01-01"),
    "GRD": ("340.750", "2001-01-01"),
    "SIT": ("239.640", "2007-01-01"),
    "CYP": ("0.585274", "2008-01-01"),
    "MTL": ("0.429300", "2008-01-01"),
    "SKK": ("30.1260", "2009-01-01"),
    "EEK": ("15.6466", "2011-01-01"),
    "LVL": ("0.702804", "2014-01-01"),
    "LTL": ("3.45280", "2015-01-01"),
    "HRK": ("7.53450", "2023-01-01"),
    "BGN": ("1.95583", "2026-01-01"),
}
A_WEEK = timedelta(days=7)
EVERY = "every currency"


@dataclass
class Quotes:
    """One set of published rates: per currency and day the text as published and for how many units it stands."""

    name: str
    base: str
    base_per_unit: bool
    is_table: bool
    of: dict
    days: dict = field(default_factory=dict)

    def __post_init__(self):
        self.days = {currency: sorted(held) for currency, held in self.of.items()}
        self.days[EVERY] = sorted({on for held in self.of.values() for on in held})

    def days_in(self, currency, span):
        """The days of a span on which a currency is quoted, in order."""
        days = self.days.get(currency, [])
        return days[bisect_left(days, span[0]) : bisect_right(days, span[1])]

    def per_base(self, published):
        return 1 / published if self.base_per_unit else published


def read_ecb(path):
    """The ECB's own file: a column for each currency, units for 1 EUR."""
    with zipfile.ZipFile(path) as packed:
        text = packed.read(packed.namelist()[0]).decode("ascii")
    quotes = defaultdict(dict)
    for row in csv.DictReader(io.StringIO(text)):
        on = day(row["Date"])
        for currency, rate in row.items():
            if currency not in ("Date", "") and rate not in ("", "N/A", None):
                quotes[currency][on] = (rate, 1)
    return Quotes("ECB", "EUR", base_per_unit=False, is_table=False, of=dict(quotes))


def read_file(name, text):
    """A file in the product's own format (docs/rates.md)."""
    rows = list(csv.DictReader(io.StringIO(text)))
    quotes = defaultdict(dict)
    for row in rows:
        quotes[row["currency"]][day(row["date"])] = (row["rate"], int(row["unit"]))
    per_unit, is_table = rows[0]["direction"] == "base_per_unit", rows[0].get("kind") == "table"
    return Quotes(name, rows[0]["base"], per_unit, is_table, dict(quotes))


def fixed(currency, on):
    """The irrevocable rate that holds on a day; None before the adoption and for all other currencies."""
    rate, adopted = IRREVOCABLE.get(currency, (None, None))
    return Fraction(rate) if rate and day(adopted) <= on else None


@dataclass(frozen=True)
class Asked:
    """One rate that is asked for.

    Args:
        basis: as it is written in a report definition.
        on: the day of the sum.
        as_of: last day whose rates count.
    """

    basis: str
    on: date
    as_of: date


def rate_of(source, target, asked, sets):
    """Units of the target for one of the source, by the first set that has an answer; None where none has."""
    is_for = asked.basis.removeprefix("table:") if asked.basis.startswith("table:") else None
    for quotes in sets:
        if quotes.name == is_for if is_for else not quotes.is_table:
            found = _in_set(quotes, source, target, asked)
            if found is not None:
                return found
    return None


def _in_set(quotes, source, target, asked):
    basis, on, as_of = asked.basis, asked.on, asked.as_of
    if basis.startswith("table:"):
        legs = [_of_table(quotes, it, min(on, as_of), as_of) for it in (source, target)]
        return None if None in legs else legs[1] / legs[0]
    if basis == "announced" or basis.startswith("on:"):
        return _of_day(quotes, (source, target), day(basis[3:]) if basis.startswith("on:") else on, as_of)
    return _of_span(quotes, source, target, asked)


def _of_span(quotes, source, target, asked):
    basis, on, as_of = asked.basis, asked.on, asked.as_of
    span, rounding = _span(basis, on)
    # A sum in kuna of 2023 is one in euro by law, whatever the days of a window; one of 2022 is so in a window of 2023.
    known = min(max(on, span[0]), as_of)
    by_law = [_without_quotes(quotes, it, known) for it in (source, target)]
    if None not in by_law:
        return by_law[1] / by_law[0]
    span = span[0], min(span[1], as_of)
    legs = [_leg(quotes, it, span, min(on, as_of)) for it in (source, target)]
    days = _common(legs, span) if span[0] <= span[1] else []
    if not days:
        return None
    if basis.startswith(("lowest", "highest")):
        crosses = [_per_base(quotes, legs[1], it) / _per_base(quotes, legs[0], it) for it in days]
        return min(crosses) if basis.startswith("lowest") else max(crosses)
    from_, to = (_mean(quotes, it, leg, days, rounding) for it, leg in zip((source, target), legs, strict=True))
    return to / from_ if from_ and to else None


def _without_quotes(quotes, currency, on):
    """Units of a currency for one of the base, where no quote is needed: of the base itself, or by law."""
    if currency == quotes.base:
        return Fraction(1)
    return fixed(currency, on) if quotes.base == "EUR" else None


def _span(basis, on):
    if basis.removeprefix("period-") in ("month", "year"):
        return cell(on, basis.removeprefix("period-")), None
    said, _, rounding = basis.partition(":")[2].partition(",round=")
    first, last = said.split("..")
    return (day(first), day(last)), rounding or None


def _of_table(quotes, currency, known, as_of):
    if currency == quotes.base:
        return Fraction(1)
    law = fixed(currency, known)
    if law is not None:
        euro = Fraction(1) if quotes.base == "EUR" else _of_table(quotes, "EUR", known, as_of)
        return None if euro is None else euro * law
    held = quotes.of.get(currency, {})
    if len(held) != 1 or min(held) > as_of:
        return None
    ((text, unit),) = held.values()
    return quotes.per_base(Fraction(text) / unit)


def _needs(quotes, currency, on):
    """Which published currency stands for this one on a day, and how many units of it one of that is."""
    if currency == quotes.base:
        return None, Fraction(1)
    law = fixed(currency, on)
    if law is None:
        return currency, Fraction(1)
    return (None if quotes.base == "EUR" else "EUR"), law


def _of_day(quotes, currencies, asked, as_of):
    ways = [_needs(quotes, it, min(asked, as_of)) for it in currencies]
    names = {name for name, _ in ways if name}
    last = min(asked, as_of)
    on = next((it for it in _back(last, asked - A_WEEK) if all(it in quotes.of.get(name, {}) for name in names)), None)
    if names and on is None:
        return None
    from_, to = (_published(quotes, name, on) * factor for name, factor in ways)
    return to / from_


def _back(last, first):
    for number in range((last - first).days + 1):
        yield last - timedelta(days=number)


def _published(quotes, name, on):
    if name is None:
        return Fraction(1)
    text, unit = quotes.of[name][on]
    return quotes.per_base(Fraction(text) / unit)


def _leg(quotes, currency, span, on):
    """A leg over a span: one value where no quote is needed, else by day what was published or what the law says.

    A currency that is fixed to the euro is as good as quoted on each day on which the set has quotes of others.
    """
    always = _without_quotes(quotes, currency, max(span[0], on))
    if always is not None:
        return always
    held, euros, found = quotes.of.get(currency, {}), quotes.of.get("EUR", {}), {}
    for it in quotes.days_in(currency, span):
        if fixed(currency, max(it, on)) is None:
            found[it] = Fraction(held[it][0]) / held[it][1]
    if fixed(currency, max(span[1], on)) is not None:
        for it in quotes.days_in(EVERY if quotes.base == "EUR" else "EUR", span):
            law = fixed(currency, max(it, on))
            if law is not None:
                found[it] = law if quotes.base == "EUR" else _by_law(quotes, euros[it], law)
    return found


def _by_law(quotes, euro, law):
    text, unit = euro
    published = Fraction(text) / unit
    return published / law if quotes.base_per_unit else published * law


def _common(legs, span):
    """The days on which both legs have a rate, if these come near enough to both ends of the span."""
    days = sorted(set.intersection(*(set(it) for it in legs if isinstance(it, dict))))
    is_near = days and days[0] - span[0] <= A_WEEK and span[1] - days[-1] <= A_WEEK
    return days if is_near else []


def _per_base(quotes, leg, on):
    return quotes.per_base(leg[on]) if isinstance(leg, dict) else leg


def _mean(quotes, currency, leg, days, rounding):
    if not isinstance(leg, dict):
        return leg
    mean = sum(leg[on] for on in days) / len(days)
    if rounding is not None:
        mean = _printed(quotes, currency, mean, rounding, days)
    return quotes.per_base(mean) if mean else None


def _printed(quotes, currency, mean, rounding, days):
    held = quotes.of.get(currency, {})
    texts = [held[on] for on in days if on in held and fixed(currency, on) is None]
    if not texts:
        return mean
    unit = texts[-1][1]
    decimals = max(len(text.partition(".")[2]) for text, its in texts if its == unit)
    return rounded(mean * unit, decimals if rounding == "quoted" else int(rounding)) / unit

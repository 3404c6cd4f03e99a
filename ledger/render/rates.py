"""The sheets Rates (each leg used, with its day and source) and Quotes (what means were made of).

The blue cells are the published figures: change one, and every figure of the workbook follows.
"""

from decimal import Decimal
from fractions import Fraction

from ledger.foundation import plain
from ledger.render.cells import Value, ratio, this
from ledger.render.keys import Lookup
from ledger.render.sheet import Column, Sheet
from ledger.reporting import UsedRate

TOP = 3

_RATES = (
    Column("Rate", 7, "number"),
    Column("Rate set", 12),
    Column("Currency", 10),
    Column("Kind", 13),
    Column("First day", 11, "day"),
    Column("Last day", 11, "day"),
    Column("Quotes", 8, "count"),
    Column("Published rate", 16, "input"),
    Column("As published", 26),
    Column("For units", 9, "count"),
    Column("Quoted as", 26),
    Column("Units per euro by law", 14, "input"),
    Column("Units per base", 16, "rate"),
    Column("Source", 56, "wrap"),
    Column("File (SHA-256)", 66, "code"),
)
_QUOTES = (
    Column("Rate", 7, "number"),
    Column("Rate set", 12),
    Column("Currency", 10),
    Column("Day", 11, "day"),
    Column("Published rate", 16, "input"),
    Column("For units", 9, "count"),
    Column("Rate for one", 16, "rate"),
)


def draw_rates(sheet: Sheet, lookup: Lookup) -> None:
    """The legs that conversions rest on, and only those."""
    sheet.head("Rates used", "Published figures are blue. Change one, and every figure that rests on it follows.")
    place = sheet.table(TOP, "Rates", _RATES, [_rate(used) for used in lookup.report.rates])
    sheet.raw.freeze_panes(TOP + 1, 3)
    sheet.print_table(TOP, place.last, _RATES)


def draw_quotes(sheet: Sheet, lookup: Lookup) -> None:
    """The published quotes behind each mean."""
    sheet.head("Quotes behind the means", "Each mean on the sheet Rates is the average of these.")
    rows = [row for used in lookup.report.rates if is_mean(used) for row in _quotes(used)]
    place = sheet.table(TOP, "Quotes", _QUOTES, rows)
    sheet.raw.freeze_panes(TOP + 1, 4)
    sheet.print_table(TOP, place.last, _QUOTES)


def is_mean(used: UsedRate) -> bool:
    """Whether a leg rests on more than one quote."""
    return len(used.leg.quotes) > 1


def _rate(used: UsedRate) -> list[Value]:
    leg, rate_set = used.leg, used.rate_set
    published, as_published, unit = _published(used)
    per_one, factor = this("Rates", "Published rate"), this("Rates", "Units per euro by law")
    units = this("Rates", "For units")
    way = f"{per_one}/{units}" if rate_set.direction == "units_per_base" else f"{units}/{per_one}"
    in_base_or_law = leg.kind == "base" or not leg.quotes
    direction = f"{leg.currency} per 1 {rate_set.base}" if in_base_or_law else _direction(used)
    return [
        used.number,
        rate_set.name,
        leg.currency,
        leg.kind,
        leg.first,
        leg.last,
        len(leg.quotes),
        published,
        as_published,
        unit,
        direction,
        leg.factor,
        ratio(f"={per_one}" if in_base_or_law else f"={way}*{factor}", leg.per_base, f"rate/{used.number}"),
        rate_set.source,
        rate_set.sha256,
    ]


def _published(used: UsedRate) -> tuple[Value, str, int]:
    leg = used.leg
    if is_mean(used):
        mean = sum((quote.per_one for quote in leg.quotes), Fraction(0)) / len(leg.quotes)
        key = this("Rates", "Rate")
        live = ratio(f"=AVERAGEIFS(Quotes[Rate for one],Quotes[Rate],{key})", mean)
        return live, f"mean of {len(leg.quotes)} quotes", 1
    if leg.quotes:
        quote = leg.quotes[0]
        return quote.value, plain(quote.value), quote.unit
    value = Decimal(leg.per_base.numerator) / Decimal(leg.per_base.denominator)
    return value, plain(value) if leg.kind == "irrevocable" else "1 by definition", 1


def _direction(used: UsedRate) -> str:
    base = used.rate_set.base
    name = "EUR" if used.leg.kind == "irrevocable" else used.leg.currency
    if used.rate_set.direction == "units_per_base":
        return f"{name} per {used.leg.quotes[0].unit} {base}"
    return f"{base} per {used.leg.quotes[0].unit} {name}"


def _quotes(used: UsedRate) -> list[list[Value]]:
    value, unit = this("Quotes", "Published rate"), this("Quotes", "For units")
    return [
        [
            used.number,
            used.rate_set.name,
            used.leg.currency,
            quote.day,
            quote.value,
            quote.unit,
            ratio(f"={value}/{unit}", quote.per_one),
        ]
        for quote in used.leg.quotes
    ]

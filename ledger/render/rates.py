"""The sheets Rates (each leg used, with its day and source) and Quotes (the quotes behind each mean).

The blue cells are the published figures: change one, and every figure of the workbook follows.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from ledger.foundation import from_minor, marked, marked_count, plain
from ledger.presentation import Language
from ledger.rates import LegKind, as_quoted, rounded
from ledger.render.cells import PublishedRate, RateKey, Value, ratio, this
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.keys import Lookup
from ledger.render.sheet import Column
from ledger.reporting import UsedRate

# To so many digits a spreadsheet's mean is exact for certain; the rest is the noise of binary numbers.
MEAN_DIGITS = 12

_RATES = (
    Column(marked("Rate"), 7, "number"),
    Column(marked("Rate set"), 12),
    Column(marked("Currency"), 10, is_name=True),
    Column(marked("Kind"), 13),
    Column(marked("First day"), 11, "day"),
    Column(marked("Last day"), 11, "day"),
    Column(marked("Quotes"), 8, "count"),
    Column(marked("Published rate"), 16, "rate"),
    Column(marked("As published"), 34),
    Column(marked("For units"), 9, "count"),
    Column(marked("Quoted as"), 26),
    Column(marked("Units per euro by law"), 14, "input"),
    Column(marked("Units per base"), 16, "rate"),
    Column(marked("Source"), 56, "wrap"),
    Column(marked("File (SHA-256)"), 66, "code"),
)
_ON_PAPER = (
    *("Currency", "Rate", "Rate set", "Kind", "First day", "Last day", "Published rate"),
    *("Quoted as", "Units per base", "Source"),
)
_QUOTES = (
    Column(marked("Rate"), 7, "number"),
    Column(marked("Rate set"), 12),
    Column(marked("Currency"), 10),
    Column(marked("Day"), 11, "day"),
    Column(marked("Published rate"), 16, "input"),
    Column(marked("For units"), 9, "count"),
)
_BY_LAW = Column(marked("Units per euro by law"), 14, "input")
_FOR_ONE = Column(marked("Rate for one"), 16, "rate")
_MEAN = f"AVERAGEIFS(Quotes[Rate for one],Quotes[Rate],{this('Rates', 'Rate')})"


def draw_rates(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """The legs that conversions rest on, and only those."""
    say = lookup.language.say
    about = say("Evidence. Published figures are blue. Change one, and every figure that rests on it follows.")
    rows = [_rate(used, lookup.language) for used in lookup.report.rates]
    sheet.add(Listing("Rates", say("Rates used"), about, _RATES, rows, _ON_PAPER, beside_rates(lookup)))


def beside_rates(lookup: Lookup) -> str | None:
    """What does not follow a rate, since formulas cannot reach it; None where all of it does."""
    if not lookup.beside:
        return None
    return lookup.language.say("What rests on rows in a file beside this workbook is a value, and does not follow.")


def draw_quotes(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """The published quotes behind each mean."""
    means = [used for used in lookup.report.rates if is_mean(used)]
    # Only a mean across the adoption of the euro has days on which a rate is fixed by law.
    has_law = any(used.leg.by_law for used in means)
    columns = (*_QUOTES, *([_BY_LAW] if has_law else []), _FOR_ONE)
    rows = [row for used in means for row in _quotes(used, has_law=has_law)]
    say = lookup.language.say
    about = say("Each mean among the rates used is the average of these.")
    sheet.add(Listing("Quotes", say("Quotes behind the means"), about, columns, rows))


_KINDS: Mapping[LegKind, str] = {
    "base": marked("base"),
    "irrevocable": marked("irrevocable"),
    "quote": marked("quote"),
    "mean": marked("mean"),
    "lowest": marked("lowest"),
    "highest": marked("highest"),
    "table": marked("table"),
}


def is_mean(used: UsedRate) -> bool:
    """Whether a leg rests on a mean of quotes."""
    return used.leg.is_mean


def _rate(used: UsedRate, language: Language) -> list[Value]:
    leg, rate_set = used.leg, used.rate_set
    published, as_published, unit = _published(used, language)
    per_one, factor = this("Rates", "Published rate"), this("Rates", "Units per euro by law")
    units = this("Rates", "For units")
    way = (
        f"{per_one}/{units}" if rate_set.direction_of(leg.quoted_currency) == "units_per_base" else f"{units}/{per_one}"
    )
    in_base_or_law = leg.kind == "base" or not leg.quotes
    direction = _per(leg.currency, 1, rate_set.base, language) if in_base_or_law else _direction(used, language)
    return [
        used.number,
        rate_set.name,
        leg.currency,
        language.say(_KINDS[leg.kind]),
        leg.first,
        leg.last,
        len(leg.quotes),
        published,
        as_published,
        unit,
        direction,
        leg.factor,
        ratio(f"={per_one}" if in_base_or_law else f"={way}*{factor}", leg.per_base, RateKey(used.number)),
        rate_set.source,
        rate_set.sha256,
    ]


def _published(used: UsedRate, language: Language) -> tuple[Value, str, int]:
    leg, say = used.leg, language.say
    if is_mean(used):
        words = language.say_count("mean of {count} quote", "mean of {count} quotes", len(leg.quotes))
        if leg.by_law:
            words = say("{mean}, {count} of them by law", mean=words, count=language.whole(len(leg.by_law)))
        if leg.decimals is None:
            return ratio(f"={_MEAN}", as_quoted(used.rate_set, leg)), words, leg.unit
        one, several = marked_count("{mean}, to {count} decimal", "{mean}, to {count} decimals")
        words = language.say_count(one, several, leg.decimals, mean=words)
        return _rounded_mean(used, leg.decimals), words, leg.unit
    if leg.quotes:
        quote = leg.quotes[0]
        return PublishedRate(quote.value), plain(quote.value), quote.unit
    value = Decimal(leg.per_base.numerator) / Decimal(leg.per_base.denominator)
    if leg.kind == "irrevocable":
        return PublishedRate(value), plain(value), 1
    return value, say("1 by definition"), 1


def _rounded_mean(used: UsedRate, decimals: int) -> Value:
    """A live cell; the value alone where the numbers of a spreadsheet are too coarse to round like the exact mean."""
    rate, leg = as_quoted(used.rate_set, used.leg), used.leg
    whole = sum((leg.per_one(quote, used.rate_set) for quote in leg.quotes), Fraction(0))
    mean = whole * leg.unit / len(leg.quotes)
    # A mean of prices often lies halfway between two roundings, where the last bit of a double would decide.
    guard = MEAN_DIGITS - len(str(int(mean)))
    if rounded(rounded(mean, guard), decimals) != rate:
        return from_minor(int(rate * 10**decimals), decimals)
    return ratio(f"=ROUND(ROUND({_MEAN}*{this('Rates', 'For units')},{guard}),{decimals})", rate)


def _per(currency: str, unit: int, base: str, language: Language) -> str:
    return language.say("{currency} per {unit} {base}", currency=currency, unit=str(unit), base=base)


def _direction(used: UsedRate, language: Language) -> str:
    base = used.rate_set.base
    name = "EUR" if used.leg.kind == "irrevocable" else used.leg.currency
    if used.rate_set.direction_of(name) == "units_per_base":
        return _per(name, used.leg.unit, base, language)
    return _per(base, used.leg.unit, name, language)


def _quotes(used: UsedRate, *, has_law: bool) -> list[list[Value]]:
    leg, rate_set = used.leg, used.rate_set
    value, unit = this("Quotes", "Published rate"), this("Quotes", "For units")
    per_euro = this("Quotes", "Units per euro by law")
    law = f"{'*' if rate_set.direction_of(leg.currency) == 'units_per_base' else '/'}{per_euro}" if has_law else ""
    return [
        [
            used.number,
            rate_set.name,
            leg.currency,
            quote.day,
            quote.value,
            quote.unit,
            *([leg.units_per_euro(quote)] if has_law else []),
            ratio(f"={value}/{unit}{law}", leg.per_one(quote, rate_set)),
        ]
        for quote in leg.quotes
    ]

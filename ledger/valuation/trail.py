"""The trail of a conversion as an auditor reads it: each leg with its published figure, its day and its file."""

from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction

from ledger.foundation import from_minor, plain
from ledger.rates import IRREVOCABLE, Leg, LegKind, Pair, as_quoted
from ledger.valuation.convert import Conversion

# A mean of quotes has no end of digits; this many are shown, while the conversion itself uses the exact ratio.
SHOWN_DIGITS = 12


@dataclass(frozen=True)
class LegTrail:
    """One leg of a conversion.

    Args:
        currency: whose leg it is.
        kind: quote, mean, table, irrevocable, or base of the set.
        rate: as published; for a mean its first 12 digits, or all of them where it was rounded.
        said: the rate in words, as ``1 EUR = 1.1419 USD``.
        first: day of the first quote behind it; for an irrevocable rate the day of adoption; None for the base.
        last: day of the last quote behind it.
        quotes: how many quotes are behind it.
        rate_set: name of the set.
        source: who published it; for an irrevocable rate the regulation that fixed it, for a mean with one both.
        sha256: fingerprint of the file.
        days_back: days from the day asked for back to the day of the quote.
        decimals: to how many decimals the mean of the quotes was rounded; None where nothing was rounded.
        by_law: on how many of these days the irrevocable rate of the currency held, of a mean across its adoption.

    >>> from ledger.desk import convert
    >>> from ledger.foundation import Money
    >>> dollars, euros = trail(convert(Money("100", "USD"), "EUR", date(2025, 6, 1)))
    >>> dollars.rate, str(dollars.first), dollars.days_back
    ('1.1339', '2025-05-30', 2)
    """

    currency: str
    kind: LegKind
    rate: str
    said: str
    first: date | None
    last: date | None
    quotes: int
    rate_set: str
    source: str
    sha256: str
    days_back: int
    decimals: int | None
    by_law: int = 0


def trail(conversion: Conversion) -> tuple[LegTrail, ...]:
    """Both legs of a conversion; none where nothing had to be converted or no rate was found.

    >>> from ledger.desk import convert
    >>> from ledger.foundation import Money
    >>> [leg.said for leg in trail(convert(Money("100", "USD"), "GBP", date(2025, 6, 2)))]
    ['1 EUR = 1.1419 USD', '1 EUR = 0.8434 GBP']
    """
    return leg_trails(conversion.pair)


def leg_trails(pair: Pair | None) -> tuple[LegTrail, ...]:
    """Both legs of a rate; none where nothing had to be converted or there is none.

    >>> leg_trails(None)
    ()
    """
    return (leg_trail(pair, pair.source), leg_trail(pair, pair.target)) if pair else ()


def leg_trail(pair: Pair, leg: Leg) -> LegTrail:
    """One leg of a pair as an auditor reads it."""
    rate = _rate(pair, leg)
    return LegTrail(
        currency=leg.currency,
        kind=leg.kind,
        rate=rate,
        said=_rate_in_words(pair, leg, rate),
        first=leg.first,
        last=leg.last,
        quotes=len(leg.quotes),
        rate_set=pair.rate_set.name,
        source=_source(pair, leg),
        sha256=pair.rate_set.sha256,
        days_back=pair.days_back if leg.kind == "quote" else 0,
        decimals=leg.decimals,
        by_law=len(leg.by_law),
    )


def _source(pair: Pair, leg: Leg) -> str:
    fixed = IRREVOCABLE.get(leg.currency)
    if fixed and leg.kind == "irrevocable":
        return fixed.source
    return (
        f"{pair.rate_set.source}; from {fixed.adopted} on {fixed.source}"
        if fixed and leg.by_law
        else pair.rate_set.source
    )


def _rate(pair: Pair, leg: Leg) -> str:
    if leg.kind == "base":
        return "1"
    if not leg.quotes:
        return plain(IRREVOCABLE[leg.currency].units_per_euro)
    if leg.factor != 1:
        return plain(_digits(leg.per_base))
    if leg.decimals is not None:
        return plain(from_minor(int(as_quoted(pair.rate_set, leg) * 10**leg.decimals), leg.decimals))
    return plain(_digits(as_quoted(pair.rate_set, leg)) if leg.is_mean else leg.quotes[0].value)


def _digits(rate: Fraction) -> Decimal:
    return Context(prec=SHOWN_DIGITS).divide(Decimal(rate.numerator), Decimal(rate.denominator))


def _rate_in_words(pair: Pair, leg: Leg, rate: str) -> str:
    if leg.kind == "base":
        return f"{pair.rate_set.base} is the base of the set"
    units, of, into = leg_equation(pair, leg)
    return f"{units} {of} = {rate} {into}"


def leg_equation(pair: Pair, leg: Leg) -> tuple[int, str, str]:
    """How many units of which currency are worth a rate, and in which currency that is read."""
    units, base = leg.unit if leg.factor == 1 else 1, pair.rate_set.base
    return (units, base, leg.currency) if _is_direct(pair, leg) else (units, leg.currency, base)


def _is_direct(pair: Pair, leg: Leg) -> bool:
    """Whether the rate says units of the currency for the base; a chained legacy currency is always read so."""
    return pair.rate_set.direction_of(leg.currency) == "units_per_base" or leg.factor != 1

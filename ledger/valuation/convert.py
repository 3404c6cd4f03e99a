"""One amount, one rate, one result, with the whole trail.

The amount is multiplied by an exact ratio of two published rates and rounded once; no cross rate is ever rounded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ledger.foundation import Money, Problem, from_minor, require_day, round_half_up
from ledger.rates import Basis, Leg, Pair, Quote, RateSet, pick
from ledger.records import CURRENCIES, nearest, outside_life

ANNOUNCED = Basis("announced")


@dataclass(frozen=True)
class Conversion:
    """What became of one amount.

    Through its pair it carries the whole rate set; to store or send many, keep ``result``, ``legs`` and ``days_back``.

    Args:
        amount: the original, in its own currency.
        currency: the currency asked for.
        day: the day asked for (of the announcement, or value date).
        basis: the rule that picked the rate.
        result: in minor units of ``currency``; None if no rate was near enough, and ``problems`` says why.
        pair: the two legs from one rate set; None for no rate, and for an amount already in ``currency``.
        problems: FX-GAP where it was not converted, CUR-LIFE where a currency did not exist that day.

    >>> conversion = convert(Money("100", "EUR"), "EUR", on=date(2025, 6, 2), rates=[])
    >>> str(conversion.result)
    'EUR 100.00'
    """

    amount: Money
    currency: str
    day: date
    basis: Basis
    result: Money | None
    pair: Pair | None
    problems: tuple[Problem, ...] = field(default=())

    @property
    def legs(self) -> Mapping[str, Quote]:
        """The published quote of each leg whose rate it is; none of a mean."""
        return {leg.currency: leg.quotes[0] for leg in self._legs() if leg.quotes and not leg.is_mean}

    @property
    def days_back(self) -> int:
        """Days from the day asked for back to the day of the rate."""
        return self.pair.days_back if self.pair else 0

    def _legs(self) -> tuple[Leg, ...]:
        return (self.pair.source, self.pair.target) if self.pair else ()


def convert(  # noqa: PLR0913 - each is a fact of the conversion that the caller must see
    amount: Money,
    to: str,
    *,
    on: date,
    rates: Sequence[RateSet],
    basis: Basis | str = ANNOUNCED,
    as_of: date | None = None,
) -> Conversion:
    """Convert an amount with the rate that the basis picks.

    ``round_half_up(amount x per_base(to) / per_base(from))`` to the minor unit of the target: one exact rational, one
    rounding, halves away from zero as in Regulation (EC) 1103/97 art. 5.

    Args:
        amount: exact, in any currency of ISO 4217.
        to: code of the target currency.
        on: day of the announcement or value date.
        rates: rate sets in order of preference; the first that can do it is used.
        basis: rule that picks the rate, also as text (``announced``, ``on:DATE``, ``month``, ``year``,
            ``window:START..END``, ``lowest:START..END``, ``highest:START..END``, ``table:NAME``).
        as_of: no rate dated later is used.

    Returns:
        A conversion; its ``result`` is None, never a guess, where no rate is near enough.

    Raises:
        TypeError: for an amount that is not money, a day that is text or a moment (``datetime``), or rate sets that do
            not stand in a list.
        ValueError: for a currency that ISO 4217 does not have, with the nearest ones that it has, or a text that is not
            a basis.

    >>> from ledger.rates import ecb_rates
    >>> conversion = convert(Money("2000000000", "USD"), "EUR", on=date(2025, 6, 1), rates=[ecb_rates()])
    >>> str(conversion.result), conversion.days_back
    ('EUR 1,763,823,970.37', 2)
    """
    _require(amount, to, rates)
    require_day(on, "on")
    if as_of is not None:
        require_day(as_of, "as_of")
    basis = Basis.parse(basis) if isinstance(basis, str) else basis
    outside = tuple(found for code in (amount.currency, to) if (found := outside_life(code, on)))
    if amount.currency == to:
        return Conversion(amount, to, on, basis, _rounded(amount.value, None, to), None, outside)
    pair = pick(amount.currency, to, basis=basis, day=on, rate_sets=rates, as_of=as_of)
    if isinstance(pair, Problem):
        return Conversion(amount, to, on, basis, None, None, (pair, *outside))
    return Conversion(amount, to, on, basis, _rounded(amount.value, pair, to), pair, outside)


def converted_minor(value: Decimal, pair: Pair | None, currency: str) -> int:
    """A value in minor units of the target; no pair means it is in that currency already.

    >>> converted_minor(Decimal("2.345"), None, "EUR")
    235
    """
    numerator, denominator = value.as_integer_ratio()
    if pair is not None:
        numerator, denominator = numerator * pair.rate.numerator, denominator * pair.rate.denominator
    return round_half_up(numerator * 10 ** CURRENCIES[currency].minor_units, denominator)


def _require(amount: object, to: object, rates: object) -> None:
    if not isinstance(amount, Money):
        raise TypeError(f"an amount is Money('100', 'EUR'), not the {type(amount).__name__} {str(amount)[:40]!r}")
    if not isinstance(rates, Sequence) or not all(isinstance(rate_set, RateSet) for rate_set in rates):
        raise TypeError(f"rates is a list of rate sets such as [ecb_rates()], not a {type(rates).__name__} of others")
    for code in (amount.currency, to):
        if code not in CURRENCIES:
            near = " or ".join(nearest(str(code)[:20].upper(), CURRENCIES))
            perhaps = f"; perhaps {near}" if near else ""
            raise ValueError(f"{code!r:.40} is not a currency of ISO 4217{perhaps}")


def _rounded(value: Decimal, pair: Pair | None, currency: str) -> Money:
    return Money(from_minor(converted_minor(value, pair, currency), CURRENCIES[currency].minor_units), currency)

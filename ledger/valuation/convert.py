"""One amount, one rate, one result, with the whole trail.

The amount is multiplied by an exact ratio of two published rates and rounded once; no cross rate is ever rounded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ledger.foundation import (
    Day,
    Money,
    Place,
    Problem,
    Refused,
    as_day,
    as_json,
    closed,
    each_of,
    expected,
    html_table,
    malformed,
    quoted,
    require_kind,
    round_half_up,
)
from ledger.rates import Basis, Leg, Pair, Quote, RateSet, pick, unfollowed
from ledger.records import CURRENCIES, money_of, nearest, outside_life
from ledger.records import Day as IsoDay

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

ANNOUNCED = Basis("announced")


@closed
@dataclass(frozen=True)
class Conversion:
    """What became of one amount.

    Through its pair it carries the quotes that it rests on, and names their set.

    Args:
        amount: the original, in its own currency.
        currency: the currency asked for.
        day: the day asked for (of the announcement, or value date).
        basis: the rule that picked the rate.
        result: money in ``currency``, rounded once to its minor unit; None if no rate was near enough, and ``problems``
            says why.
        pair: the two legs from one rate set; None for no rate, and for an amount already in ``currency``.
        problems: FX-GAP where it was not converted, CUR-LIFE where a currency did not exist that day.

    >>> conversion = convert(Money("100", "EUR"), "EUR", on="2025-06-02", rates=[])
    >>> str(conversion.result)
    'EUR 100.00'
    """

    amount: Money
    currency: str
    day: IsoDay
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

    def __repr__(self) -> str:
        rates = [f"rates {self.pair.rate_set.name}"] if self.pair else []
        parts = [f"{self._equation} for {self._asked}", *rates, *(problem.code for problem in self.problems)]
        return f"<Conversion {', '.join(parts)}>"

    def _repr_html_(self) -> str:
        legs = [(leg.currency, leg.in_words) for leg in self._legs()]
        rate_set = [("rates", self.pair.rate_set.source)] if self.pair else []
        problems = [(problem.code, f"{problem.found}; {problem.remedy}") for problem in self.problems]
        rows = [("for", self._asked), *legs, *rate_set, *problems]
        return html_table(self._equation, rows)

    @property
    def _equation(self) -> str:
        return f"{self.amount} = {self.result or 'not converted'}"

    @property
    def _asked(self) -> str:
        return f"{self.day}, basis {self.basis}"

    def _legs(self) -> tuple[Leg, ...]:
        return (self.pair.source, self.pair.target) if self.pair else ()

    @classmethod
    def __get_pydantic_core_schema__(cls, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic_core import core_schema

        return as_json(cls, core_schema.no_info_after_validator_function(_following, handler(cls)))


def convert(  # noqa: PLR0913 - each is a fact of the conversion that the caller must see
    amount: Money,
    to: str,
    *,
    on: Day,
    rates: Sequence[RateSet],
    basis: Basis | str = ANNOUNCED,
    as_of: Day | None = None,
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
            ``period-month``, ``period-year``, ``window:START..END``, ``lowest:START..END``, ``highest:START..END``,
            ``table:NAME``).
        as_of: no rate dated later is used.

    Returns:
        A conversion; its ``result`` is None, never a guess, where no rate is near enough.

    Raises:
        Refused: FORM for a currency that ISO 4217 does not have, or a text that is not a day or a basis.
        TypeError: for an amount that is not money, a moment (``datetime``), rate sets that stand in no list, or what is
            neither a basis nor text.

    >>> from ledger.rates import ecb_rates
    >>> conversion = convert(Money("2000000000", "USD"), "EUR", on="2025-06-01", rates=[ecb_rates()])
    >>> str(conversion.result), conversion.days_back
    ('EUR 1,763,823,970.37', 2)
    """
    _require(amount, to)
    rate_sets = each_of(rates, RateSet, "rates is a list of rate sets such as [ecb_rates()]")
    day = as_day(on, "on")
    known_by = None if as_of is None else as_day(as_of, "as_of")
    rule = _rule(basis)
    rate = picked(amount.currency, to, on=day, rates=rate_sets, basis=rule, as_of=known_by)
    result = None if rate.is_missing else _rounded(amount.value, rate.pair, to)
    return Conversion(amount, to, day, rule, result, rate.pair, rate.problems)


@dataclass(frozen=True)
class Picked:
    """The rate of a currency on a day.

    Args:
        pair: the rate; None for the currency that is converted to, and where there is none.
        problems: why there is none, and where a currency did not exist that day.
        is_missing: whether there is none.
    """

    pair: Pair | None
    problems: tuple[Problem, ...]
    is_missing: bool = False


def picked(  # noqa: PLR0913 - as for a conversion
    source: str, to: str, *, on: date, rates: Sequence[RateSet], basis: Basis, as_of: date | None
) -> Picked:
    """The rate by which any amount of a currency is converted.

    Args:
        source: the currency of the amount.
        to: code of the target currency.
        on: day of the announcement or value date.
        rates: rate sets in order of preference.
        basis: rule that picks the rate.
        as_of: no rate dated later is used; None for no limit.

    Raises:
        Refused: FORM for a currency that ISO 4217 does not have.

    >>> picked("EUR", "EUR", on=date(2025, 6, 2), rates=[], basis=ANNOUNCED, as_of=None).is_missing
    False
    """
    require_currency(source, "amount")
    outside = tuple(problem for code in (source, to) if (problem := outside_life(code, on)))
    if source == to:
        return Picked(None, outside)
    pair = pick(source, to, basis=basis, day=on, rate_sets=rates, as_of=as_of)
    if isinstance(pair, Problem):
        return Picked(None, (pair, *outside), is_missing=True)
    return Picked(pair, outside)


def converted_minor(value: Decimal, pair: Pair | None, currency: str) -> int:
    """A value in minor units of the target; no pair means it is in that currency already.

    >>> converted_minor(Decimal("2.345"), None, "EUR")
    235
    """
    numerator, denominator = value.as_integer_ratio()
    if pair is not None:
        numerator, denominator = numerator * pair.rate.numerator, denominator * pair.rate.denominator
    return round_half_up(numerator * 10 ** CURRENCIES[currency].minor_units, denominator)


def _following(conversion: Conversion) -> Conversion:
    """A conversion that came from elsewhere, and is what its amount, its quotes, its basis and its day come to."""
    amount, currency, pair, result = conversion.amount, conversion.currency, conversion.pair, conversion.result
    remedy = "hand over the conversion as it was made, or convert the amount again"
    used = (pair.source.currency, pair.target.currency) if pair else (currency, currency)
    if pair is None and amount.currency != currency and result is None:
        if all(problem.code != "FX-GAP" for problem in conversion.problems):
            raise expected("FORM", "a problem FX-GAP, which says why there is no result", remedy, "none")
        return conversion
    if used != (amount.currency, currency):
        found = f"one from {used[0]} to {used[1]}"
        raise expected("FORM", f"a rate from {amount.currency} to {currency}", remedy, found)
    if currency not in CURRENCIES:
        raise expected("FORM", "a currency of ISO 4217", remedy, quoted(currency))
    if pair is not None and (unlike := unfollowed(pair, conversion.basis, conversion.day)):
        raise expected("FORM", "the rate that the quotes, the basis and the day give", remedy, unlike)
    follows = _rounded(amount.value, pair, currency)
    # With all of its decimals: 87.570000 would claim more than was worked out.
    if result is None or str(result) != str(follows):
        raise expected("FORM", f"{follows}, the amount at its rate, rounded once", remedy, str(result or "nothing"))
    return conversion


def _require(amount: Money, to: str) -> None:
    require_kind(amount, Money, "amount is money such as Money('100', 'EUR')")
    require_currency(amount.currency, "amount")
    require_currency(to, "to")


def require_currency(code: str, argument: str) -> None:
    """Let only a currency of ISO 4217 pass.

    Raises:
        Refused: FORM for another code, with the nearest ones that there are.
        TypeError: for what is no text.

    >>> require_currency("EUR", "to")
    """
    require_kind(code, str, f"{argument} is the code of a currency such as 'EUR'")
    if code not in CURRENCIES:
        near = " or ".join(nearest(code[:20].upper(), CURRENCIES))
        remedy = f"write {near}, if that is meant" if near else "write its code, such as EUR"
        raise Refused([malformed(Place(argument=argument), quoted(code), "a currency of ISO 4217", remedy)])


def _rule(basis: Basis | str) -> Basis:
    require_kind(basis, Basis | str, "basis is the rule that picks the rate, such as 'announced'")
    return basis if isinstance(basis, Basis) else Basis.parse(basis)


def _rounded(value: Decimal, pair: Pair | None, currency: str) -> Money:
    return money_of(converted_minor(value, pair, currency), currency)

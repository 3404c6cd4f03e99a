"""Amounts as sources state them, and the low, central and high figure that each one stands for.

Goods and services in kind, and on what their value rests.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Self, overload

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.foundation import EXACT, Money, expected, grouped
from ledger.records.codes import CURRENCIES, code_list, money_of
from ledger.records.scalars import (
    CurrencyCode,
    Exact,
    Line,
    ValuationBasis,
    Variant,
    hold_to_variant,
    variant_schema,
)

Qualifier = Literal["exact", "about", "at_least", "up_to", "range", "undisclosed", "none"]

_PREFIXES = {"about": "about ", "at_least": "at least ", "up_to": "up to "}
_STATED = Variant(required=("value", "currency"))
_VARIANTS: dict[str, Variant] = {
    "exact": _STATED,
    "about": _STATED,
    "at_least": _STATED,
    "up_to": _STATED,
    "range": Variant(required=("low", "high", "currency")),
    "undisclosed": Variant(optional=("currency",)),
    "none": Variant(),
}


@dataclass(frozen=True)
class Bounds:
    """Low, central and high figure of one amount in its own currency.

    Args:
        low: the least that it may be.
        central: the figure that totals add.
        high: the most that it may be, or what is known of it.
        open_high: no upper bound is known.

    >>> up_to = Amount(qualifier="up_to", value=Decimal("500000000"), currency="EUR")
    >>> [str(each) for each in (up_to.bounds.low, up_to.bounds.central, up_to.bounds.high)]
    ['0', '500000000', '500000000']
    """

    low: Decimal
    central: Decimal
    high: Decimal
    open_high: bool = False

    @property
    def decimals(self) -> int:
        """With how many decimals the finest of the three is written.

        >>> Bounds(Decimal("1.5"), Decimal("2"), Decimal("2.375")).decimals
        3
        """
        # Most sums are certain, and then one figure thrice.
        figures = (self.low,) if self.low is self.central is self.high else (self.low, self.central, self.high)
        return max(-int(it.as_tuple().exponent) for it in figures)

    def less(self, taken: "Bounds") -> "Bounds":
        """Each figure less that of another amount of the same currency; the upper bound stays as open as it was.

        >>> ten, four = (Bounds(*[Decimal(n)] * 3) for n in (10, 4))
        >>> ten.less(four)
        Bounds(low=Decimal('6'), central=Decimal('6'), high=Decimal('6'), open_high=False)
        """
        return Bounds(
            EXACT.subtract(self.low, taken.low),
            EXACT.subtract(self.central, taken.central),
            EXACT.subtract(self.high, taken.high),
            self.open_high,
        )


class Amount(BaseModel):
    """A sum of money as the source states it.

    Args:
        qualifier: exact, about, at_least, up_to, range, undisclosed (nobody says the sum) or none (no money).
        value: the figure, for exact, about, at_least and up_to; plain text such as ``"3000000000"``.
        low: lower end of a range.
        high: upper end of a range.
        currency: code of ISO 4217; the currency of all figures here.

    Raises:
        pydantic.ValidationError: for a figure that does not fit the qualifier. Undisclosed is never 0.

    >>> Amount(qualifier="range", low="600000000", high="700000000", currency="CZK").bounds.central
    Decimal('650000000')
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra=lambda schema: schema.update(variant_schema("qualifier", _VARIANTS)),
    )

    qualifier: Qualifier = Field(description="How firmly the source states the figure.")
    value: Exact | None = Field(default=None, description="The figure, as text.")
    low: Exact | None = Field(default=None, description="Lower end of a range, as text.")
    high: Exact | None = Field(default=None, description="Upper end of a range, as text.")
    currency: CurrencyCode | None = Field(default=None, description="ISO 4217 code.")

    @model_validator(mode="after")
    def _fits_its_qualifier(self) -> Self:
        hold_to_variant(self, "qualifier", _VARIANTS)
        if self.low is not None and self.high is not None and self.low > self.high:
            raise expected("FORM", "a range from low to high", "swap low and high")
        return self

    @property
    def decimals(self) -> int:
        """Decimals to which a share of it is rounded: its currency's, or its own where it is finer (0.51 yen).

        >>> Amount(qualifier="exact", value="3000000000", currency="GBP").decimals
        2
        """
        bounds = self.bounds
        if bounds is None or self.currency is None:
            return 0
        # The middle of a range may have a decimal more than its ends.
        finest = bounds.decimals if self.value is None else -int(self.value.as_tuple().exponent)
        return max(CURRENCIES[self.currency].minor_units, finest)

    @property
    def bounds(self) -> Bounds | None:
        """Low, central and high; None where the source gives no figure."""
        if self.low is not None and self.high is not None:
            middle = EXACT.divide(EXACT.add(self.low, self.high), Decimal(2))
            return Bounds(self.low, middle, self.high)
        if self.value is None:
            return None
        if self.qualifier == "up_to":
            return Bounds(Decimal(0), self.value, self.value)
        return Bounds(self.value, self.value, self.value, open_high=self.qualifier == "at_least")

    def __str__(self) -> str:
        if self.low is not None and self.high is not None:
            return f"{self.currency} {grouped(self.low)} to {grouped(self.high)}"
        if self.value is None:
            return "no money" if self.qualifier == "none" else "undisclosed"
        return f"{_PREFIXES.get(self.qualifier, '')}{self.currency} {grouped(self.value)}"


class Item(BaseModel):
    """Goods or services in kind.

    Args:
        description: what is given.
        quantity: how many, as text; left out where nobody says.
        unit: of the quantity (pieces, rounds, tonnes).
        amount: what they are worth, where the source says.
        valuation_basis: on what the worth rests; without it the VAL check warns.

    >>> str(Item(description="self-propelled howitzers", quantity="18", unit="pieces"))
    'self-propelled howitzers, 18 pieces'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    description: Line = Field(description="What is given.")
    quantity: Exact | None = Field(default=None, description="How many, as text.")
    unit: Line | None = Field(default=None, description="Unit of the quantity.")
    amount: Amount | None = Field(default=None, description="What they are worth.")
    valuation_basis: ValuationBasis | None = Field(default=None, description="On what the worth rests.")

    def __str__(self) -> str:
        quantity = " ".join(filter(None, (grouped(self.quantity) if self.quantity is not None else None, self.unit)))
        worth = str(self.amount) if self.amount else ""
        basis = code_list("valuation_bases")[self.valuation_basis] if self.valuation_basis else ""
        return ", ".join(filter(None, (self.description, quantity, worth, f"valuation: {basis}" if basis else "")))


class InMoney:
    """Reads as money what a value holds in minor units under the same name and ``_minor``, in its ``currency``.

    >>> class Cost:
    ...     total_minor, currency = 1250, "EUR"
    ...     total = InMoney()
    >>> Cost().total
    Money('12.50', 'EUR')
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._minor = f"{name}_minor"

    @overload
    def __get__(self, value: None, owner: type) -> Self: ...

    @overload
    def __get__(self, value: object, owner: type) -> Money: ...

    def __get__(self, value: Any, owner: type) -> Self | Money:
        return self if value is None else money_of(getattr(value, self._minor), value.currency)

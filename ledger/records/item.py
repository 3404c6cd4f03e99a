"""Goods and services in kind, and on what their value rests."""

from pydantic import BaseModel, ConfigDict, Field

from ledger.records.amount import Amount
from ledger.records.scalars import Exact, Line, ValuationBasis


class Item(BaseModel):
    """Goods or services in kind.

    Args:
        description: what is given.
        quantity: how many, as text; left out where nobody says.
        unit: of the quantity (pieces, rounds, tonnes).
        amount: what they are worth, where the source says.
        valuation_basis: on what the worth rests; without it the VAL check warns.

    >>> Item(description="self-propelled howitzers", quantity="18", unit="pieces").quantity
    Decimal('18')
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    description: Line = Field(description="What is given.")
    quantity: Exact | None = Field(default=None, description="How many, as text.")
    unit: Line | None = Field(default=None, description="Unit of the quantity.")
    amount: Amount | None = Field(default=None, description="What they are worth.")
    valuation_basis: ValuationBasis | None = Field(default=None, description="On what the worth rests.")

"""Goods and services in kind, and on what their value rests."""

from pydantic import BaseModel, ConfigDict, Field

from ledger.foundation import grouped
from ledger.records.amount import Amount
from ledger.records.codes import code_list
from ledger.records.scalars import Exact, Line, ValuationBasis


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

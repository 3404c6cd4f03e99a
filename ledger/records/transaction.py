"""The transaction: what later happens to a commitment."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from ledger.foundation import expected
from ledger.records.amount import Amount, Item
from ledger.records.scalars import Day, Handling, Identifier, Line, Paragraph
from ledger.records.source import Source

# What is taken away is no "at least so much": the total that it is taken from would have no lower bound.
_TAKES_AWAY = ("cancellation", "return")
_WHAT_IS_TAKEN_AWAY_IS_BOUNDED: dict[str, JsonValue] = {
    "if": {"properties": {"type": {"enum": list(_TAKES_AWAY)}}},
    "then": {"properties": {"amount": {"type": "object", "properties": {"qualifier": {"not": {"const": "at_least"}}}}}},
}


class Transaction(BaseModel):
    """What later happens to a commitment.

    Args:
        id: given, or minted as ``commitment-type-n``; never changes.
        commitment: id of the commitment it belongs to.
        type: allocation (a specific package), disbursement (money paid), delivery (goods handed over),
            cancellation (a promise that no longer stands) or return (money that came back).
        value_date: the day it counts on; picks the rate of the basis ``announced``.
        amount: the sum; a cancellation or return names the part that is certain, never an open-ended ``at_least``.
        title: one line that says what happened.
        items: goods and services in kind.
        sources: publications with quotes.
        note: assumptions and remarks, in plain words.
        handling: public, or internal (left out of public reports).

    >>> Transaction(id="x-disbursement-1", commitment="x", type="disbursement", value_date="2025-03-06",
    ...     amount={"qualifier": "exact", "value": "752000000", "currency": "GBP"}).type
    'disbursement'
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_WHAT_IS_TAKEN_AWAY_IS_BOUNDED)

    record: Literal["transaction"] = Field(description="Kind of record.", default="transaction")
    id: Identifier = Field(description="Never changes.")
    commitment: Identifier = Field(description="Id of the commitment it belongs to.")
    type: Literal["allocation", "disbursement", "delivery", "cancellation", "return"] = Field(
        description="What happened."
    )
    value_date: Day = Field(description="The day it counts on.")
    amount: Amount = Field(description="The sum.")
    title: Line | None = Field(default=None, description="One line that says what happened.")
    items: tuple[Item, ...] = Field(default=(), description="Goods and services in kind.")
    sources: tuple[Source, ...] = Field(default=(), description="Publications with quotes.")
    note: Paragraph | None = Field(default=None, description="Assumptions and remarks.")
    handling: Handling = Field(default="public", description="Internal records are left out of public reports.")

    @model_validator(mode="after")
    def _what_is_taken_away_is_bounded(self) -> Self:
        if self.type in _TAKES_AWAY and self.amount.qualifier == "at_least":
            raise expected(
                "FORM",
                f"a {self.type} with a known sum",
                "record the certain part as exact and the doubt in the note",
                found=str(self.amount),
            )
        return self

    @property
    def stated_amount(self) -> str:
        """The amount in words, as the source states it."""
        return str(self.amount)

    def __str__(self) -> str:
        return f"<Transaction {self.id}: {self.type} of {self.stated_amount} of {self.commitment}, {self.value_date}>"

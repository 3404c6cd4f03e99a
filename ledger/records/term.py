"""When a commitment is owed."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.foundation import Every, expected
from ledger.records.scalars import Day, Variant, hold_to_variant, variant_schema

_VARIANTS: dict[str, Variant] = {
    "one_off": Variant(optional=("start",)),
    "period": Variant(required=("start", "end")),
    "recurring": Variant(required=("start", "every"), optional=("end",)),
}


class Term(BaseModel):
    """When an amount is owed: once, over a period, or again and again.

    Args:
        kind: one_off (once), period (one total over start..end) or recurring (the amount per year, quarter or month).
        start: first day; for one_off the day it is owed, by default the day of the announcement.
        end: last day; a recurring term without one is open-ended and is only totalled up to a horizon.
        every: interval of a recurring term.

    Raises:
        pydantic.ValidationError: TERM if it ends before it starts.

    >>> str(Term(kind="recurring", start="2025-04-01", every="year"))
    'every year from 2025-04-01, without an end'
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra=lambda schema: schema.update(variant_schema("kind", _VARIANTS))
    )

    kind: Literal["one_off", "period", "recurring"] = Field(description="Once, one total over a period, or recurring.")
    start: Day | None = Field(default=None, description="First day.")
    end: Day | None = Field(default=None, description="Last day; a recurring term without one is open-ended.")
    every: Every | None = Field(default=None, description="Interval of a recurring term.")

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        hold_to_variant(self, "kind", _VARIANTS)
        if self.start and self.end and self.end < self.start:
            raise expected("TERM", f"an end on or after the start {self.start}", "swap or correct the days")
        return self

    @property
    def open_ended(self) -> bool:
        """Whether it goes on without an end."""
        return self.kind == "recurring" and self.end is None

    def __str__(self) -> str:
        if self.kind == "recurring":
            until = f"until {self.end}" if self.end else "without an end"
            return f"every {self.every} from {self.start}, {until}"
        if self.kind == "period":
            return f"one sum over {self.start} to {self.end}"
        return f"once, on {self.start}" if self.start else "once, on the day of the announcement"

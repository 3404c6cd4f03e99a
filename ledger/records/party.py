"""Who takes part: donors and recipients by key, partners as small records.

A key is an ISO 3166 code of three letters (``GBR``), a code of our own list (``EU``, ``NATO``), or a name as it stands.
"""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from ledger.foundation import expected
from ledger.records.scalars import Line, PartyKey

_NAMED_OR_UNDISCLOSED: dict[str, JsonValue] = {
    "if": {"properties": {"undisclosed": {"const": True}}, "required": ["undisclosed"]},
    "then": {"properties": {"name": {"type": "null"}}},
    "else": {"properties": {"name": {"type": "string"}}, "required": ["name"]},
}


class Party(BaseModel):
    """A partner of a commitment, such as a firm.

    Args:
        kind: country, institution, company or other.
        name: its name; left out exactly when the party is undisclosed.
        undisclosed: the source speaks of it without naming it.
        description: what the source says of it.
        country: ISO 3166 code of its seat.

    >>> Party(kind="company", undisclosed=True, description="a large carmaker", country="FRA").name is None
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_NAMED_OR_UNDISCLOSED)

    kind: Literal["country", "institution", "company", "other"] = Field(description="What sort of party it is.")
    name: Line | None = Field(default=None, description="Its name, unless undisclosed.")
    undisclosed: bool = Field(default=False, strict=True, description="Spoken of but not named.")
    description: Line | None = Field(default=None, description="What the source says of it.")
    country: PartyKey | None = Field(default=None, description="ISO 3166 code of its seat.")

    @model_validator(mode="after")
    def _named_or_undisclosed(self) -> Self:
        if (self.name is None) != self.undisclosed:
            raise expected("FORM", "either a name or undisclosed: true", "name the party or mark it undisclosed")
        return self

    def __str__(self) -> str:
        described = f" ({self.description})" if self.description else ""
        return self.name or f"undisclosed{described}"

"""Who takes part: donors and recipients by key, partners as small records.

A key is an ISO 3166 code of three letters (``GBR``), a code of our own list (``EU``, ``NATO``), or a name as it stands.
"""

from functools import cache
from typing import Literal, Self

import pycountry
from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from ledger.records.codes import code_list, nearest
from ledger.records.scalars import Line, PartyKey, expected

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


@cache
def party_names() -> dict[str, str]:
    """Names of all known keys: countries by ISO 3166 code, then our own list.

    >>> party_names()["GBR"], party_names()["EU"]
    ('United Kingdom', 'European Union')
    """
    countries = {it.alpha_3: getattr(it, "common_name", it.name) for it in pycountry.countries}
    return countries | dict(code_list("institutions"))


def party_name(key: str) -> str:
    """The name of a key; a key that no list knows is its own name."""
    return party_names().get(key, key)


def find_party(text: str) -> str | None:
    """The key that a code or an exact English name stands for, or None; never a guess.

    >>> find_party("United Kingdom"), find_party("gb"), find_party("Ruritania")
    ('GBR', 'GBR', None)
    """
    if text in party_names():
        return text
    return _keys_by_name().get(text.strip().casefold())


def near_parties(text: str) -> tuple[str, ...]:
    """Known parties that a slip could have meant, as ``GBR (United Kingdom)``."""
    keys = nearest(text.upper(), party_names(), most=1)
    names = nearest(text, party_names().values(), most=2)
    by_name = {name: key for key, name in party_names().items()}
    found = dict.fromkeys([*keys, *(by_name[name] for name in names)])
    return tuple(f"{key} ({party_names()[key]})" for key in found)


@cache
def _keys_by_name() -> dict[str, str]:
    known: dict[str, str] = {}
    for it in pycountry.countries:
        names = [it.alpha_2, it.alpha_3, it.name]
        names += [getattr(it, name, it.name) for name in ("common_name", "official_name")]
        known |= {name.casefold(): it.alpha_3 for name in names}
    known |= {name.casefold(): key for key, name in code_list("institutions").items()}
    return known | {key.casefold(): key for key in code_list("institutions")}

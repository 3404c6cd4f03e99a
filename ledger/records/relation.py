"""Ties between records."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ledger.records.scalars import Identifier

RelationKind = Literal[
    "part_of", "fulfils", "restates", "supersedes", "tops_up", "contributes_to", "draws_down", "related_to"
]


class Relation(BaseModel):
    """A tie from this record to another one.

    ``restates``: the same money again, not counted; ``supersedes``: this record stands in place of the other;
    ``part_of``: within one stage; ``fulfils``: a firm commitment keeps a pledge; ``related_to``: no effect on totals.

    >>> Relation(kind="related_to", target="gbr-ukr-2025-06-02-1").kind
    'related_to'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: RelationKind = Field(description="What ties the two records.")
    target: Identifier = Field(description="Id of the other record.")

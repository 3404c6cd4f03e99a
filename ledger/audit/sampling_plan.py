"""The plan of a sample as it goes into the workbook and into the journal: all that it takes to draw it again."""

import hashlib
from typing import Literal

from pydantic import BaseModel, ConfigDict, JsonValue

from ledger.audit.sampling import Design, Sample
from ledger.records import Day


class Plan(BaseModel):
    """What a sample was drawn from, and how.

    Args:
        design: how.
        definition: the whole definition of the report, overrides included.
        head: hash of the last entry of the book that it saw.
        entries: how many entries that is.
        as_of: only what was recorded by the end of this day.
        version: version of the package that drew it.

    >>> Plan.model_config["extra"]
    'forbid'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["sample-1"] = "sample-1"
    design: Design
    definition: dict[str, JsonValue]
    head: str
    entries: int
    as_of: Day
    version: str


def fingerprint(text: str) -> str:
    """SHA-256 of a plan as it was written; never written anew, since a later version may write it otherwise.

    >>> fingerprint("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def plan_of(sample: Sample) -> Plan:
    """The plan of a sample."""
    issued = sample.report.issued
    return Plan(
        design=sample.design,
        definition=sample.report.definition.model_dump(mode="json", exclude_none=True),
        head=issued.head,
        entries=issued.entries,
        as_of=issued.as_of,
        version=issued.version,
    )

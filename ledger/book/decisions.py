"""What people say of the book: reports issued and signed off, findings waived, severities set, samples drawn.

Each is an entry of the journal like any other, with its author and reason, and none of them changes a record. What they
carry stands here; ``views`` reads them.
"""

from collections.abc import Collection
from typing import Literal

from pydantic import BaseModel, ConfigDict, JsonValue

from ledger.foundation import CODES, Advice, Place, Problem, Refused, Severity, quoted
from ledger.records import Day, nearest

DECISIONS = ("issue", "sign_off", "waive", "severity", "sample")
FIXED = ("BUSY", "CHAIN", "FILE", "FORM", "REL")
"""Codes whose severity cannot be set and that cannot be waived: what they name cannot be read, or cannot be there."""


class RatesUsed(BaseModel):
    """A rate set on which an issued report may rest, in the order in which they were tried.

    Args:
        name: of the set.
        sha256: hash of its file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str
    sha256: str


class IssuePayload(BaseModel):
    """What the entry of an issued report carries.

    Args:
        report: name of its definition.
        definition: the whole definition, overrides included.
        rates: rate sets in their order.
        head: hash of the last entry that it saw.
        entries: how many entries that is.
        as_of: only what was recorded by the end of this day.
        version: version of the package that made it.
        file: name of the workbook.
        sha256: hash of its bytes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    report: str
    definition: dict[str, JsonValue]
    rates: tuple[RatesUsed, ...]
    head: str
    entries: int
    as_of: Day
    version: str
    file: str
    sha256: str


class SignOffPayload(BaseModel):
    """What the entry of a sign-off carries: the number of the issued report, or none for the book up to here."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    issue: int | None = None


class WaivePayload(BaseModel):
    """What the entry of a waiver carries: the finding, word for word, so that another one is not waived with it.

    Args:
        code: of the finding.
        place: of the finding, as it is printed.
        found: what was found there.
        taken_back: the finding is no longer waived; the entry that waived it stays in the journal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    code: str
    place: str
    found: str
    taken_back: bool = False


class SeverityPayload(BaseModel):
    """What the entry of a severity carries; none gives a code its own severities back."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    code: str
    severity: Literal["error", "warning", "note"] | None


class SamplePayload(BaseModel):
    """What the entry of an audit sample carries: its design when it is drawn, its result when it is evaluated."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    step: Literal["drawn", "evaluated"]
    facts: dict[str, JsonValue]


DecisionPayload = IssuePayload | SignOffPayload | WaivePayload | SeverityPayload | SamplePayload
_MODELS: dict[str, type[DecisionPayload]] = {
    "issue": IssuePayload,
    "sign_off": SignOffPayload,
    "waive": WaivePayload,
    "severity": SeverityPayload,
    "sample": SamplePayload,
}


def payload_in(action: str, payload: str) -> DecisionPayload:
    """Read the payload of such an entry.

    Raises:
        ValueError: for one that is not written like this.
    """
    return _MODELS[action].model_validate_json(payload)


def action_of(payload: DecisionPayload) -> str:
    """The action of an entry by what it carries.

    >>> action_of(SignOffPayload())
    'sign_off'
    """
    return next(action for action, model in _MODELS.items() if type(payload) is model)


def refuse_unsound(payload: DecisionPayload, issues: Collection[int]) -> None:
    """Refuse a decision on a code that cannot be set, or on a report that was never issued.

    Args:
        payload: what somebody wants to enter.
        issues: the numbers of the reports issued so far.

    Raises:
        Refused: FORM for a severity or a waiver of an unknown code or one of :data:`FIXED`, REL for a sign-off of a
            report that was never issued.
    """
    if isinstance(payload, SeverityPayload | WaivePayload) and (fault := unsettable(payload.code)):
        raise Refused([fault])
    if isinstance(payload, SignOffPayload) and payload.issue is not None and payload.issue not in issues:
        known = f"one of the issued reports {', '.join(map(str, sorted(issues)))}" if issues else "an issued report"
        found, remedy = (
            f"no issued report number {payload.issue}",
            Advice("issue it first", "issue it first with `report NAME --issue`"),
        )
        raise Refused.of("REL", Place(subject=f"issue:{payload.issue}"), found, known, remedy)


def unsettable(code: str) -> Problem | None:
    """Why the findings of a code cannot be waived nor its severity set; None if they can.

    >>> unsettable("ZERO") is None, unsettable("ZER").expected
    (True, 'one of the codes that desk.check_book finds, perhaps ZERO')
    """
    if code in FIXED:
        found = f"{code}: {CODES[code]}, which nobody can accept"
        expected = f"another code than {', '.join(FIXED)}"
        return _form(found, expected, "mend what was found")
    if code not in CODES:
        perhaps = f"perhaps {' or '.join(nearest(code, CODES) or ('VAL',))}"
        expected = Advice(
            f"one of the codes that desk.check_book finds, {perhaps}",
            f"one of the codes that `check` prints, {perhaps}",
        )
        remedy = Advice("copy the code from desk.check_book", "copy the code from `check`")
        return _form(f"{quoted(code)}, which is no code", expected, remedy)
    return None


def _form(found: str, expected: str, remedy: str) -> Problem:
    return Problem("FORM", Severity.ERROR, Place(argument="code"), found, expected, remedy)

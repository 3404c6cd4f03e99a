"""What people have decided about findings: another severity for a code, or a finding that is accepted as it is.

Nothing is hidden: a finding keeps its own severity beside the one that counts, and a waived one names who waived it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.book import FIXED, Decision, SeverityPayload, WaivePayload
from ledger.foundation import Problem, Severity, rank
from ledger.records import Commitment, Transaction

_FIELDS = Commitment.model_fields.keys() | Transaction.model_fields.keys()
_FIELD_PATH = re.compile(rf"(?:{'|'.join(sorted(_FIELDS))})(?:\.[a-z0-9_]+)*", re.ASCII)


@dataclass(frozen=True)
class Finding:
    """A problem as it counts in a book.

    Args:
        problem: with the severity that counts.
        own: the severity that its check gave it.
        waiver: the entry by which somebody accepted it; it then counts as a note.

    >>> from ledger.foundation import Place
    >>> problem = Problem("ZERO", Severity.ERROR, Place(record="a", field="amount"), "0", "a figure", "look it up")
    >>> str(Finding(problem, own=Severity.WARNING).problem.severity)
    'error'
    """

    problem: Problem
    own: Severity
    waiver: Decision | None = None


def judged(problems: Iterable[Problem], decisions: Sequence[Decision]) -> tuple[Finding, ...]:
    """Problems as they count, most severe first.

    Args:
        problems: as the checks found them.
        decisions: of people about the book, oldest first.
    """
    severities, waived = severities_set(decisions), waivers(decisions)
    findings = {}
    for problem in problems:
        decision = severities.get(problem.code)
        counted = replace(problem, severity=_severity(decision)) if decision else problem
        # Most books waive nothing, and a place is long to print.
        waiver = waived.get((problem.code, str(problem.place), problem.found)) if waived else None
        if waiver:
            remedy = f"nothing: waived by {waiver.author} on {waiver.time:%Y-%m-%d} ({waiver.reason})"
            counted = replace(counted, severity=Severity.NOTE, remedy=remedy)
        findings[counted] = Finding(counted, problem.severity, waiver)
    return tuple(sorted(findings.values(), key=lambda finding: rank(finding.problem)))


def counted(problems: Iterable[Problem], decisions: Sequence[Decision]) -> tuple[Problem, ...]:
    """The same as plain problems."""
    return tuple(finding.problem for finding in judged(problems, decisions))


def raised(problems: Iterable[Problem], severities: Mapping[str, Decision]) -> tuple[Problem, ...]:
    """The findings of a file's reader as they count. An error stays one: what cannot be read cannot be let in.

    Args:
        problems: as the reader found them.
        severities: the entries that set them, as :func:`severities_set` tells.
    """
    return tuple(
        replace(problem, severity=_severity(severities[problem.code]))
        if problem.code in severities and problem.severity is not Severity.ERROR
        else problem
        for problem in problems
    )


def severities_set(decisions: Iterable[Decision]) -> Mapping[str, Decision]:
    """For each code whose severity was set and not given back since, the entry that sets it.

    Codes that cannot be set are passed over: a history that was read from elsewhere may say anything.
    """
    by_code = {
        decision.payload.code: decision for decision in decisions if isinstance(decision.payload, SeverityPayload)
    }
    return {code: decision for code, decision in sorted(by_code.items()) if _sets(decision)}


def waivers(decisions: Iterable[Decision]) -> Mapping[tuple[str, str, str], Decision]:
    """Waivers that hold, by code, printed place and words: a finding that has changed since is not waived any more."""
    waived = {
        (decision.payload.code, decision.payload.place, decision.payload.found): decision
        for decision in decisions
        if isinstance(decision.payload, WaivePayload)
    }
    return {key: decision for key, decision in waived.items() if key[0] not in FIXED and not _is_taken_back(decision)}


def waived_record(place: str, ids: Collection[str]) -> str | None:
    """The id of the record that a waiver belongs to; None for one of rates, of an issue, or of no record among these.

    The journal keeps the place of a waiver as it is printed, and ids may hold colons: ``a:b:amount`` is the field
    ``amount`` of the record ``a:b``. It belongs to a record if it is its id, or a field of it; a field holds no colon,
    so that at most two ids fit, and the longer one has it.

    Args:
        place: as it is printed.
        ids: of all records that the book knows, also of those that may not be shown.

    >>> waived_record("a:b:amount", {"a", "a:b"}), waived_record("a:amount", {"a", "a:b"})
    ('a:b', 'a')
    """
    if place in ids:
        return place
    record, _, field = place.rpartition(":")
    return record if record in ids and _FIELD_PATH.fullmatch(field) else None


def _sets(decision: Decision) -> bool:
    return (
        isinstance(decision.payload, SeverityPayload)
        and decision.payload.severity is not None
        and decision.payload.code not in FIXED
    )


def _severity(decision: Decision) -> Severity:
    if not isinstance(decision.payload, SeverityPayload) or decision.payload.severity is None:
        raise AssertionError("an entry that sets no severity")
    return Severity(decision.payload.severity)


def _is_taken_back(decision: Decision) -> bool:
    return isinstance(decision.payload, WaivePayload) and decision.payload.taken_back

"""What people have decided about findings: another severity for a code, or a finding that is accepted as it is.

Nothing is hidden: a finding keeps its own severity beside the one that counts, and a waived one names who waived it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.book import FIXED, Act, SeverityPayload, WaivePayload
from ledger.foundation import Problem, Severity, ordered


@dataclass(frozen=True)
class Finding:
    """A problem as it counts in a book.

    Args:
        problem: with the severity that counts.
        own: the severity that its check gave it.
        waiver: the entry by which somebody accepted it; it then counts as a note.

    >>> problem = Problem("ZERO", Severity.ERROR, "a:amount", "0", "a figure", "look it up")
    >>> str(Finding(problem, own=Severity.WARNING).problem.severity)
    'error'
    """

    problem: Problem
    own: Severity
    waiver: Act | None = None


def judged(problems: Iterable[Problem], said: Sequence[Act]) -> tuple[Finding, ...]:
    """Problems as they count, most severe first.

    Args:
        problems: as the checks found them.
        said: what people have said of the book, oldest first.

    >>> judged([], [])
    ()
    """
    severities, waived = severities_set(said), waivers(said)
    findings = {}
    for problem in problems:
        act = severities.get(problem.code)
        counted = replace(problem, severity=_severity(act)) if act else problem
        waiver = waived.get((problem.code, problem.place, problem.found))
        if waiver:
            told = f"nothing: waived by {waiver.author} on {waiver.time:%Y-%m-%d} ({waiver.reason})"
            counted = replace(counted, severity=Severity.NOTE, remedy=told)
        findings[counted] = Finding(counted, problem.severity, waiver)
    return tuple(findings[problem] for problem in ordered(tuple(findings)))


def counted(problems: Iterable[Problem], said: Sequence[Act]) -> tuple[Problem, ...]:
    """The same as plain problems."""
    return tuple(finding.problem for finding in judged(problems, said))


def raised(problems: Iterable[Problem], severities: Mapping[str, Act]) -> tuple[Problem, ...]:
    """What the reader of a file found, as it counts: an error stays one, since what cannot be read cannot be let in.

    Args:
        problems: as the reader found them.
        severities: the entries that set them, as :func:`severities_set` tells.

    >>> raised([], {})
    ()
    """
    return tuple(
        replace(problem, severity=_severity(severities[problem.code]))
        if problem.code in severities and problem.severity is not Severity.ERROR
        else problem
        for problem in problems
    )


def severities_set(said: Iterable[Act]) -> Mapping[str, Act]:
    """For each code whose severity somebody has set, and nobody given back since, the entry that sets it.

    Codes that cannot be set are passed over: a history that was read from elsewhere may say anything.
    """
    acts = {act.said.code: act for act in said if isinstance(act.said, SeverityPayload)}
    return {code: act for code, act in sorted(acts.items()) if _sets(act)}


def waivers(said: Iterable[Act]) -> Mapping[tuple[str, str, str], Act]:
    """Waivers that hold, by code, place and words: a finding that has changed since is not waived any more."""
    waived = {
        (act.said.code, act.said.place, act.said.found): act for act in said if isinstance(act.said, WaivePayload)
    }
    return {key: act for key, act in waived.items() if key[0] not in FIXED and not _is_taken_back(act)}


def _sets(act: Act) -> bool:
    return isinstance(act.said, SeverityPayload) and act.said.severity is not None and act.said.code not in FIXED


def _severity(act: Act) -> Severity:
    if not isinstance(act.said, SeverityPayload) or act.said.severity is None:
        raise AssertionError("an entry that sets no severity")
    return Severity(act.said.severity)


def _is_taken_back(act: Act) -> bool:
    return isinstance(act.said, WaivePayload) and act.said.taken_back

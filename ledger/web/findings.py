"""What the checks say of the book, by kind: where, what stands there, what is expected, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.foundation import CODES, Problem, Severity, errors
from ledger.reporting import waivers
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest
from ledger.web.overview import to_do
from ledger.web.paging import Paging, paged

_MOST = 20
_MOST_OF_ONE = 100


@dataclass(frozen=True)
class KindOfFinding:
    """The findings of one code.

    Args:
        code: of all of them.
        severity: the worst that it has.
        count: how many there are.
        problems: those that are shown.
        paging: where they stand in all of them.
    """

    code: str
    severity: Severity
    count: int
    problems: Sequence[Problem]
    paging: Paging

    @property
    def meaning(self) -> str:
        """What the code stands for."""
        return CODES[self.code]


def findings(held: HeldBook, asked: PageRequest) -> Answer:
    """All findings by their kind, the gravest first; what was accepted as it is stands apart."""
    accepted = waivers(held.book.decisions())
    waived = [(it, accepted[_words(it)]) for it in held.findings if _words(it) in accepted]
    rest = [it for it in held.findings if _words(it) not in accepted]
    code = asked.value("code")
    return held.drawn(
        "findings",
        asked,
        kinds=[it for it in _kinds(rest, asked, code) if code in ("", it.code)],
        code=code,
        count=len(rest),
        errors=len(errors(rest)),
        waived=() if code else waived,
        ids=held.ids,
    )


def _kinds(problems: Sequence[Problem], asked: PageRequest, code: str) -> Sequence[KindOfFinding]:
    most = _MOST_OF_ONE if code else _MOST
    first = asked if code else PageRequest(asked.page, asked.path)
    kinds = []
    for kind in to_do(problems):
        shown, paging = paged([it for it in problems if it.code == kind.code], first, most)
        kinds.append(KindOfFinding(kind.code, kind.severity, kind.count, shown, paging))
    return kinds


def _words(problem: Problem) -> tuple[str, str, str]:
    """By what a waiver names a finding."""
    return problem.code, str(problem.place), problem.found

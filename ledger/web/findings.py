"""What the checks say of the book, by kind: where, what stands there, what is expected, and what to do."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.book import FIXED
from ledger.foundation import CODES, Problem, Severity, errors
from ledger.reporting import severities_set
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest
from ledger.web.paging import Paging, paged

_MOST = 20
_MOST_OF_ONE = 100
_GRAVITY = tuple(Severity)


@dataclass(frozen=True)
class KindOfFinding:
    """The findings of one code.

    Args:
        code: of all of them.
        severity: the worst that it has.
        problems: all of them, in their order.
    """

    code: str
    severity: Severity
    problems: tuple[Problem, ...]

    @property
    def meaning(self) -> str:
        """What the code stands for."""
        return CODES[self.code]


def findings(held: HeldBook, asked: PageRequest) -> Answer:
    """All findings by their kind, the gravest first; what was accepted as it is stands apart."""
    code = asked.value("code")
    return held.drawn(
        "findings",
        asked,
        kinds=[_shown(it, asked, code) for it in kinds_of_findings(held.to_do) if code in ("", it.code)],
        code=code,
        count=len(held.to_do),
        errors=len(errors(held.to_do)),
        waived=() if code else held.accepted,
        severities=severities_set(held.book.decisions()),
        fixed=FIXED,
        ids=held.ids,
    )


def kinds_of_findings(problems: Iterable[Problem]) -> tuple[KindOfFinding, ...]:
    """Findings by their kind, the gravest first.

    >>> kinds_of_findings([])
    ()
    """
    by_code: defaultdict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_code[problem.code].append(problem)
    gravest = {code: min(own, key=_gravity).severity for code, own in by_code.items()}
    in_order = sorted(by_code, key=lambda code: (_GRAVITY.index(gravest[code]), code))
    return tuple(KindOfFinding(code, gravest[code], tuple(by_code[code])) for code in in_order)


def _gravity(problem: Problem) -> int:
    return _GRAVITY.index(problem.severity)


def _shown(kind: KindOfFinding, asked: PageRequest, code: str) -> tuple[KindOfFinding, Sequence[Problem], Paging]:
    """A kind with those of its findings that are shown, and where they stand in all of them."""
    if code:
        return kind, *paged(kind.problems, asked, _MOST_OF_ONE)
    return kind, *paged(kind.problems, PageRequest(asked.page, asked.path), _MOST)

"""Problems as lines on the screen: what is wrong in the same way in many rows of a column is one line, not many.

With ``--json`` and in a marked copy each cell stands by itself; only the screen has one line for one cause.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from ledger.foundation import Problem

_FEWEST = 3
_MOST_NAMED = 6


def by_cause(problems: Sequence[Problem]) -> Iterator[str]:
    """One line for each cause, in the order of the problems.

    >>> from ledger.foundation import Place, malformed
    >>> rows = [Place(file="a.csv", row=row, field="stage") for row in (2, 3, 7)]
    >>> for line in by_cause([malformed(row, '"firm"', "pledge or commitment", "choose one") for row in rows]):
    ...     print(line)
    a.csv:2:stage and 2 more rows (3, 7): FORM error: found "firm", expected pledge or commitment. Do: choose one.
    """
    rows: dict[Hashable, list[int]] = {}
    for problem in problems:
        rows.setdefault(_cause(problem), []).append(problem.place.row or 0)
    shown = set()
    for problem in problems:
        cause = _cause(problem)
        if problem.place.row is None or len(rows[cause]) < _FEWEST:
            yield str(problem)
        elif cause not in shown:
            shown.add(cause)
            yield _line(problem, sorted(set(rows[cause]) - {problem.place.row}))


def _cause(problem: Problem) -> Hashable:
    if problem.place.row is None or not problem.place.field:
        # Each by itself.
        return id(problem)
    return replace(problem, place=replace(problem.place, row=None), to_mend=())


def _line(problem: Problem, others: Sequence[int]) -> str:
    named = ", ".join(map(str, others)) if len(others) <= _MOST_NAMED else f"{others[0]} to {others[-1]}"
    return problem.said_of(f"{problem.place} and {len(others)} more rows ({named})")

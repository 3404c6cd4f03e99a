"""The faults found while a file of rates is read, each with its place and a remedy.

A file may have thousands of them, nearly always with one cause; the first hundred are told and all are counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from ledger.foundation import Place, Problem, Severity

MOST_TOLD = 100


@dataclass
class Faults:
    """What is wrong with one file, in the order in which it was found.

    Args:
        file: its name, or that of the set; begins every place.

    >>> faults = Faults("NBU")
    >>> faults.error(Place(row=2, field="rate"), found='"40,5"', expected="a number", remedy="write 40.5")
    >>> print(*faults.problems())
    NBU:2:rate: FX-FEED error: found "40,5", expected a number. Do: write 40.5.
    """

    file: str
    _told: dict[Severity, list[Problem]] = field(default_factory=lambda: {it: [] for it in Severity})
    _count: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))

    def error(self, place: Place, found: str, expected: str, remedy: str) -> None:
        """Note a fault that keeps the file out; ``place`` is its line and column, none for the whole file."""
        self._note(Severity.ERROR, place, (found, expected, remedy))

    def warning(self, place: Place, found: str, expected: str, remedy: str) -> None:
        """Note a fault that does no harm."""
        self._note(Severity.WARNING, place, (found, expected, remedy))

    @property
    def errors(self) -> int:
        """How many faults keep the file out."""
        return self._count[Severity.ERROR]

    @property
    def number(self) -> int:
        """How many faults there are, those that do no harm among them."""
        return sum(self._count.values())

    @property
    def telling(self) -> bool:
        """Whether the next error will be told in full; where not, its words need no care."""
        return self.errors < MOST_TOLD

    def problems(self) -> tuple[Problem, ...]:
        """Errors before warnings, at most a hundred of them, then how many more there are."""
        problems = (problem for severity in Severity for problem in self._told[severity])
        return (*islice(problems, MOST_TOLD), *self._rest())

    def _note(self, severity: Severity, place: Place, words: tuple[str, str, str]) -> None:
        self._count[severity] += 1
        if len(self._told[severity]) < MOST_TOLD:
            inside = place.within(Place(file=self.file))
            self._told[severity].append(Problem("FX-FEED", severity, inside, *words))

    def _rest(self) -> Iterator[Problem]:
        if sum(self._count.values()) <= MOST_TOLD:
            return
        counted = f"{self.errors} errors and {self._count[Severity.WARNING]} warnings"
        yield Problem(
            "FX-FEED",
            Severity.ERROR if self.errors else Severity.WARNING,
            place=Place(file=self.file),
            found=f"{counted}, of which the first {MOST_TOLD} are told",
            expected="none",
            remedy="look for one cause that they share",
        )

"""The faults found while a file of rates is read, each with its place and a remedy.

A file may have thousands of them, nearly always with one cause; the first hundred are told and all are counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from ledger.foundation import Problem, Severity

MOST_TOLD = 100


@dataclass
class Faults:
    """What is wrong with one file, in the order in which it was found.

    Args:
        name: of the file or set; begins every place.

    >>> faults = Faults("NBU")
    >>> faults.error("2:rate", found='"40,5"', expected="a number", remedy="write 40.5")
    >>> print(*faults.problems())
    NBU:2:rate: FX-FEED error: found "40,5", expected a number. Do: write 40.5.
    """

    name: str
    _told: dict[Severity, list[Problem]] = field(default_factory=lambda: {it: [] for it in Severity})
    _count: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))

    def error(self, where: str, found: str, expected: str, remedy: str) -> None:
        """Note a fault that keeps the file out; ``where`` is its line and column, empty for the whole file."""
        self._note(Severity.ERROR, where, (found, expected, remedy))

    def warning(self, where: str, found: str, expected: str, remedy: str) -> None:
        """Note a fault that does no harm."""
        self._note(Severity.WARNING, where, (found, expected, remedy))

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
        told = (problem for severity in Severity for problem in self._told[severity])
        return (*islice(told, MOST_TOLD), *self._rest())

    def _note(self, severity: Severity, where: str, words: tuple[str, str, str]) -> None:
        self._count[severity] += 1
        if len(self._told[severity]) < MOST_TOLD:
            place = f"{self.name}:{where}" if where else self.name
            self._told[severity].append(Problem("FX-FEED", severity, place, *words))

    def _rest(self) -> Iterator[Problem]:
        if sum(self._count.values()) <= MOST_TOLD:
            return
        counted = f"{self.errors} errors and {self._count[Severity.WARNING]} warnings"
        yield Problem(
            "FX-FEED",
            Severity.ERROR if self.errors else Severity.WARNING,
            place=self.name,
            found=f"{counted}, of which the first {MOST_TOLD} are told",
            expected="none",
            remedy="look for one cause that they share",
        )

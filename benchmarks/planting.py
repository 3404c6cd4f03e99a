"""What all planted faults have in common: a fault, the place where it has to be found, and how it is judged.

Places are compared exactly. Whatever is found anywhere else accuses something that is clean. Used by ``faults.py`` and
by the modules that know how to spoil records, files, rates, a journal or a workbook.
"""

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass

from ledger.foundation import Problem


@dataclass(frozen=True)
class Planted:
    """One fault that was planted, and all that the program then found.

    Args:
        found: every finding, of whatever code and severity.
        places: where the fault has to be found, at each of them.
        touched: further places that the same fault rightly touches.
        words: what the finding has to say, for a fault whose cause it names behind the code.
    """

    found: Collection[Problem]
    places: frozenset[str]
    touched: frozenset[str] = frozenset()
    words: str = ""

    def is_found(self, code: str) -> bool:
        """Whether findings have the code, at all of the places, with the words."""
        return self.places <= {str(it.place) for it in self.found if it.code == code and self.words in str(it)}

    @property
    def accused(self) -> tuple[Problem, ...]:
        """Findings about anything that is clean."""
        return tuple(it for it in self.found if str(it.place) not in self.places | self.touched)


Plant = Callable[[random.Random], Planted]


@dataclass(frozen=True)
class Fault:
    """A kind of fault.

    Args:
        code: the problem that it is.
        kind: what somebody did, in the words of the table that is printed.
        plant: plants it once more in something clean, and looks what is found.
        excuse: why it need not be found each time; empty where it has to be.
        variants: of the kind; all of them are planted in each round.
    """

    code: str
    kind: str
    plant: Plant
    excuse: str = ""
    variants: int = 1


POINTS = "a person judges"
"""The excuse of codes that only point."""


def at(*places: str) -> frozenset[str]:
    """Exact places."""
    return frozenset(places)

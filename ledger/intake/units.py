"""Units in headings and in the texts around a table: ``Mio``, ``'000``, ``10^6``.

What a unit is worth is a power of ten; who reads a table decides which figures it is about.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ledger.notation import unit_phrases

# Where valueInMillions and kEUR part; mM is one word.
_HUMP = re.compile(r"(?<=[a-z]{2})(?=[A-Z])|(?<=[a-z])(?=[A-Z][A-Za-z])")
_ZEROS = re.compile(r"(?<![0-9])(?:1[.,'\u2019\s]?)?(000(?:[.,'\u2019\s]?000)*)(?![0-9])")
_POWER = re.compile(
    r"(?<![0-9])(?:10\s?(?:\^|\*\*)|1[eE])([1-9][0-9]?)(?![0-9])|(?<![0-9])10([\u00b2\u00b3\u2074-\u2079])"
)
_RAISED = str.maketrans("\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "23456789")


@dataclass(frozen=True)
class Unit:
    """A unit as a heading has it, and the powers of ten that it may mean."""

    text: str
    powers: tuple[int, ...]

    @property
    def certain(self) -> bool:
        """Whether it means one power in every language; a letter alone may stand for anything."""
        return len(self.powers) == 1 and len(self.text) > 1


def units_in(heading: str) -> tuple[Unit, ...]:
    """The units that the heading of a column names: by a word of ``amount_words.csv``, in zeros or as a power of ten.

    >>> units_in("Betrag (Mio. EUR)"), units_in("Value, '000 USD")
    ((Unit(text='Mio', powers=(6,)),), (Unit(text='000', powers=(3,)),))
    >>> units_in("MEUR")[0].powers, units_in("Billion $")[0].powers, units_in("Amount in EUR")
    ((6,), (9, 12), ())
    """
    return (*_by_words(heading), *_by_figures(heading))


def multipliers(units: Iterable[Unit]) -> tuple[str, ...]:
    """What one unit may be worth, as a mapping file has it, the smallest first.

    >>> multipliers(units_in("mil EUR"))
    ('1000', '1000000')
    """
    return tuple(f"1{'0' * power}" for power in sorted({power for unit in units for power in unit.powers}))


def _by_words(heading: str) -> Iterator[Unit]:
    for words, powers in unit_phrases(_HUMP.sub(" ", heading)):
        yield Unit(words, powers)


def _by_figures(heading: str) -> Iterator[Unit]:
    for zeros in _ZEROS.finditer(heading):
        yield Unit(zeros[0], (zeros[1].count("0"),))
    for power in _POWER.finditer(heading):
        yield Unit(power[0], (int(power[1] or power[2].translate(_RAISED)),))

"""Units in the headings of amounts, such as ``Betrag (Mio. EUR)``: what one unit of the figures below may be worth."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ledger.foundation import Problem, Severity, quoted
from ledger.intake.mapping import TableMapping
from ledger.records import CURRENCIES, rows

_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ZEROS = re.compile(r"(?<![0-9])(?:1[.,'\u2019\s]?)?(000(?:[.,'\u2019\s]?000)*)(?![0-9])")
_POWER = re.compile(
    r"(?<![0-9])(?:10\s?(?:\^|\*\*)|1[eE])([1-9][0-9]?)(?![0-9])|(?<![0-9])10([\u00b2\u00b3\u2074-\u2079])"
)
_RAISED = str.maketrans("\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "23456789")
_CODE_LENGTH = 3
_STEM, _MOST_CASE_ENDING = 5, 2


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


def open_scales(mapping: TableMapping, names: Iterable[str], mapping_file: str) -> Iterator[Problem]:
    """SCALE: a heading of amounts speaks of millions, and the mapping file does not say whether its figures count them.

    Args:
        mapping: what the columns are.
        names: the columns of amounts, as the table calls them.
        mapping_file: its name.

    Yields:
        One error for each such column, at its name.
    """
    if "multiplier" in mapping.model_fields_set:
        return
    for name in dict.fromkeys(names):
        if units := units_in(name):
            said = " and ".join(dict.fromkeys(unit.text for unit in units))
            found = f"{quoted(name)}, which speaks of {said}"
            wanted = f"a multiplier in {mapping_file}, which says what one unit of the figures is worth"
            lines = " or ".join(f'multiplier = "{it}"' for it in multipliers(units))
            remedy = f'write {lines} above [columns], or multiplier = "1" if the figures are whole'
            yield Problem("SCALE", Severity.ERROR, name, found, wanted, remedy)


def _by_words(heading: str) -> Iterator[Unit]:
    for word in _WORD.findall(_HUMP.sub(" ", heading)):
        for part in (word, *_beside_a_currency(word)):
            if powers := _powers(part.casefold()):
                yield Unit(word, powers)
                break


def _beside_a_currency(word: str) -> Iterator[str]:
    """What is left of MEUR and EURbn without the currency."""
    if word[:_CODE_LENGTH] in CURRENCIES:
        yield word[_CODE_LENGTH:]
    if word[-_CODE_LENGTH:] in CURRENCIES:
        yield word[:-_CODE_LENGTH]


def _powers(word: str) -> tuple[int, ...]:
    # Headings decline the words: milliers, мільйонах.
    stems = (word[: len(word) - cut] for cut in range(_MOST_CASE_ENDING + 1) if not cut or len(word) - cut >= _STEM)
    return next((_vocabulary()[stem] for stem in stems if stem in _vocabulary()), ())


def _by_figures(heading: str) -> Iterator[Unit]:
    for zeros in _ZEROS.finditer(heading):
        yield Unit(zeros[0], (zeros[1].count("0"),))
    for power in _POWER.finditer(heading):
        yield Unit(power[0], (int(power[1] or power[2].translate(_RAISED)),))


@cache
def _vocabulary() -> Mapping[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for row in rows("amount_words"):
        if row["kind"] in ("unit", "english_unit"):
            found.setdefault(row["words"].casefold(), set()).update(map(int, row["meaning"].split(";")))
    return {word: tuple(sorted(powers)) for word, powers in found.items()}

"""How a file quotes: its base, its direction and its publisher, as the file says it or the person who adds it."""

import re
from dataclasses import dataclass, replace

from ledger.foundation import Place, Problem, advice, quoted
from ledger.rates.faults import Faults
from ledger.rates.sets import Direction, SetKind
from ledger.records import CURRENCIES

NOT_STATED = "not stated"
"""The publisher of a file of our own format in which none stands."""

DIRECTIONS: tuple[Direction, ...] = ("units_per_base", "base_per_unit")
MOST_CHARACTERS = 300

_EXAMPLES = {
    "base": "base UAH",
    "direction": "direction base_per_unit (so much of the base for a unit; the other way is units_per_base)",
    "source": 'source "National Bank of Ukraine"',
}


@dataclass(frozen=True)
class StatedQuotation:
    """What is said of a whole file of rates; what nobody says is None.

    Args:
        base: the currency that all others are quoted against.
        direction: ``units_per_base`` (USD 1.1339 for 1 EUR) or ``base_per_unit`` (UAH 41.5 for 1 USD).
        source: who published the rates.
        kind: whether it is a series of days or a table that came with a source.
        turned: currencies that the file quotes in the other direction.

    >>> StatedQuotation(base="UAH").is_empty, StatedQuotation().is_empty
    (False, True)
    """

    base: str | None = None
    direction: Direction | None = None
    source: str | None = None
    kind: SetKind = "series"
    turned: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether neither base, direction nor source is said."""
        return (self.base, self.direction, self.source) == (None, None, None)


NOTHING_STATED = StatedQuotation()


@dataclass(frozen=True)
class Quotation:
    """How a whole file quotes, complete: see :class:`StatedQuotation`."""

    base: str
    direction: Direction
    source: str
    kind: SetKind = "series"
    turned: frozenset[str] = frozenset()


def stated_quotation(base: str | None, direction: str | None, source: str | None, faults: Faults) -> StatedQuotation:
    """What a person says of a file, with a fault for what cannot be.

    >>> stated_quotation("UAH", None, "NBU", Faults("x"))
    StatedQuotation(base='UAH', direction=None, source='NBU', kind='series', turned=frozenset())
    """
    if base is not None and base not in CURRENCIES:
        expected = "a currency code of ISO 4217"
        faults.error(Place(argument="base"), quoted(base), expected, "write the three-letter code in capitals")
    known = next((each for each in DIRECTIONS if each == direction), None)
    if direction is not None and known is None:
        remedy = "write units_per_base (USD 1.13 for 1 EUR) or base_per_unit (UAH 41.5 for 1 USD)"
        faults.error(Place(argument="direction"), quoted(direction), "one of the two directions", remedy)
    if source is not None and (not source.strip() or len(source) > MOST_CHARACTERS or not source.isprintable()):
        expected = f"a name in one line of at most {MOST_CHARACTERS} characters"
        faults.error(Place(argument="source"), quoted(source[:40]), expected, "write who published the rates")
    return StatedQuotation(base, known, source)


def stated_faults(stated: StatedQuotation) -> tuple[Problem, ...]:
    """FX-FEED for what cannot be said of a file, at the argument that says it.

    >>> [str(problem.place) for problem in stated_faults(StatedQuotation(base="HRYVNIA"))]
    ['base']
    """
    faults = Faults("")
    stated_quotation(stated.base, stated.direction, stated.source, faults)
    return faults.problems()


def agreed(of_file: StatedQuotation, of_person: StatedQuotation, faults: Faults) -> Quotation | None:
    """What the file and the person say together; None, with a fault, where they contradict or something is missing."""
    if of_file.source == NOT_STATED and of_person.source is not None:
        of_file = replace(of_file, source=None)
    for name in ("base", "direction", "source"):
        inside, outside = getattr(of_file, name), getattr(of_person, name)
        if inside is not None and outside is not None and not _is_same(inside, outside):
            found = f"the {name} {quoted(inside)} in the file, and {quoted(outside)} beside it"
            remedy = advice(f"leave --{name} out, or name the file you meant")
            faults.error(Place(), found, f"one {name}", remedy)
    base, direction = of_file.base or of_person.base, of_file.direction or of_person.direction
    source = of_file.source or of_person.source
    if base is None or direction is None or source is None:
        missing = {"base": base, "direction": direction, "source": source}
        _missing([name for name, value in missing.items() if value is None], faults)
        return None
    return Quotation(base, direction, source, of_file.kind, of_file.turned)


def _is_same(inside: str, outside: str) -> bool:
    """Whether two words mean one thing; the publisher may be named more shortly than in the file."""
    one, other = (re.sub(r"\W+", " ", text.casefold()).strip() for text in (inside, outside))
    return one == other or other in one or one in other


def _missing(names: list[str], faults: Faults) -> None:
    words = {"base": "the base", "direction": "the direction", "source": "the publisher"}
    found = f"rates of which the file does not say {_listed([words[name] for name in names])}"
    remedy = advice(f"give what is missing, for example {' '.join(f'--{_EXAMPLES[name]}' for name in names)}")
    faults.error(Place(), found, "base, direction and publisher, in the file or beside it", remedy)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

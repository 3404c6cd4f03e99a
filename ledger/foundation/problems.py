"""Problems: findings as values, with a place, what was found, what was expected and what to do.

A function that checks returns problems and never raises for bad input; :class:`Refused` carries them where an action
must stop as a whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from ledger.foundation.advised import at_command_line
from ledger.foundation.arguments import each_of
from ledger.foundation.json_forms import AsSchema, by_form, expected, form_of
from ledger.foundation.place import Place

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

MAX_SHOWN = 120
# No file system that we know has longer names; cut, two files would be called the same.
_LONGEST_NAME = 255


class Severity(StrEnum):
    """How much a problem weighs: an error does not enter the book or a total, a warning enters and is listed.

    >>> Severity("error") is Severity.ERROR, f"{Severity.WARNING}"
    (True, 'warning')
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_WEIGHT = {severity: number for number, severity in enumerate(Severity)}


CODES: dict[str, str] = {
    "BUSY": "a book that another program is using",
    "CHAIN": "the journal was altered",
    "CLOCK": "an entry dated ahead of the clock",
    "CONST": "a sum in the prices of another year",
    "CUR-HOME": "quoted in a currency that is not the donor's",
    "CUR-LIFE": "a currency outside its life",
    "CUR-SYM": "a sign that stands for several currencies",
    "DUP": "the same record twice",
    "EQV": "an equivalent that the rate does not give",
    "FILE": "a file, a book or a disk that cannot be read or written",
    "FOOT": "parts that differ from their total",
    "FORM": "a malformed value",
    "FX-DATE": "a rate of another day",
    "FX-FEED": "a fault in a file of rates",
    "FX-GAP": "no rate near enough",
    "FX-INV": "the inverse of a rate",
    "FX-STALE": "rates older than the records",
    "FX-UNIT": "a rate for another number of units",
    "PARTY": "an unknown or ambiguous party",
    "REL": "a relation that cannot hold",
    "SCALE": "a unit of the long or the short scale",
    "SIGN": "a sign-off by the one who issued the report",
    "SRC": "no source, or the amount is not in the quote",
    "STAGE": "stages mixed",
    "TERM": "a term that cannot be counted as it stands",
    "UNIT": "a figure a thousand or a million times too large or too small",
    "VAL": "an in-kind value without its basis",
    "XLS": "a workbook that differs from what the book gives",
    "ZERO": "zero where a figure may be missing",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    Args:
        code: one of :data:`CODES`.
        severity: error, warning or note.
        place: where to look.
        found: what stands there, in the user's words.
        expected: what should stand there.
        remedy: what to do, as an instruction.
        further: where this only counts the problems that a bounded list does not show: how many they are.
        to_mend: the fields that the remedy is about where they are others than that of the place, such as those of a
            group that do not go together; it is not printed.
        others: ids of the other records that ``found`` names, in its order; they are not printed again.
        choices: texts of which any may stand there instead, where what was typed may mean one of several; what a form
            offers, and not printed.

    Raises:
        TypeError: for a code that is none.

    >>> place = Place(file="a.csv", row=14, field="value")
    >>> print(Problem("FORM", Severity.ERROR, place, '"3,0,0 bn"', "one number", "type it again"))
    a.csv:14:value: FORM error: found "3,0,0 bn", expected one number. Do: type it again.
    """

    code: str
    severity: Severity
    place: Place
    found: str
    expected: str
    remedy: str
    further: int = 0
    to_mend: tuple[Place, ...] = ()
    others: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise TypeError(f"code is one of the codes of problems such as 'FORM', not {self.code!r:.40}")

    def __str__(self) -> str:
        return self.said_of(str(self.place))

    def said_of(self, places: str) -> str:
        """The line of the problem, with these words for where it is: several places may have it in the same way.

        >>> Problem("FORM", Severity.ERROR, Place(row=2), "a", "b", "c").said_of("lines 2 to 9")
        'lines 2 to 9: FORM error: found a, expected b. Do: c.'
        """
        finding = f"found {self.found}, expected {self.expected}"
        return f"{places}: {self.code} {self.severity}: {finding}. Do: {self.remedy}."

    def within(self, outer: Place) -> "Problem":
        """The same problem, its place inside the file, line or record that holds it."""
        to_mend = tuple(place.within(outer) for place in self.to_mend)
        return replace(self, place=self.place.within(outer), to_mend=to_mend)

    def at_command_line(self) -> "Problem":
        """The same in the words of the command line, which has options where functions have arguments."""
        found, expected, remedy = map(at_command_line, (self.found, self.expected, self.remedy))
        return replace(self, found=found, expected=expected, remedy=remedy)

    @classmethod
    def __get_pydantic_core_schema__(cls, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        return by_form(cls, JsonProblem, _form_of, _of_form, handler)


@form_of("Problem")
@dataclass(frozen=True)
class JsonProblem:
    """One finding.

    Args:
        code: what kind of finding it is.
        severity: how much it weighs.
        place: where to look, as it is printed.
        at: the parts of the place that are known.
        found: what stands there.
        expected: what should stand there.
        remedy: what to do.
        further: where this only counts the problems that a list does not show: how many they are; else 0.
        to_mend: the places that the remedy is about where they are others than that of the finding; mostly none.
        others: ids of the other records that the finding names; mostly none.
    """

    code: Annotated[str, AsSchema({"type": "string", "enum": sorted(CODES)})]
    severity: Severity
    place: str
    at: Place
    found: str
    expected: str
    remedy: str
    further: Annotated[int, AsSchema({"type": "integer", "minimum": 0})] = 0
    to_mend: tuple[Place, ...] = ()
    others: tuple[str, ...] = ()


def _form_of(problem: Problem) -> JsonProblem:
    sentence = (problem.found, problem.expected, problem.remedy)
    beside = (problem.further, problem.to_mend, problem.others)
    return JsonProblem(problem.code, problem.severity, str(problem.place), problem.place, *sentence, *beside)


def _of_form(form: JsonProblem) -> Problem:
    if form.code not in CODES:
        raise expected("FORM", "one of the codes of problems", "name the code", quoted(form.code), ["code"])
    if form.place != str(form.at):
        requirement = f"{quoted(str(form.at))}, as its parts print"
        raise expected("FORM", requirement, "let both say the same place", quoted(form.place), ["place", "at"])
    sentence = (form.found, form.expected, form.remedy)
    return Problem(form.code, form.severity, form.at, *sentence, form.further, form.to_mend, form.others)


class Refused(Exception):  # noqa: N818 - it is a decision on the input, not an error of the program
    """An action that did not happen, with the problems that stopped it; nothing was changed.

    >>> try:
    ...     raise Refused([Problem("FILE", Severity.ERROR, Place(file="b.db"), "no file", "a book", "run init")])
    ... except Refused as refused:
    ...     refused.problems[0].code
    'FILE'
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = each_of(
            problems, Problem, "problems is a list of problems such as [problem]"
        )
        # Python makes a copied or pickled error anew from its arguments; the message alone would lose the problems.
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))

    @classmethod
    def __get_pydantic_core_schema__(cls, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        return by_form(cls, JsonRefused, lambda refused: JsonRefused(refused.problems), _of_refused, handler)

    @classmethod
    def of(cls, code: str, place: Place, found: str, expected: str, remedy: str) -> "Refused":
        """Refused for one error.

        >>> str(Refused.of("FORM", Place(argument="--size"), "many", "a number", "write for example 40"))
        '--size: FORM error: found many, expected a number. Do: write for example 40.'
        """
        return cls([Problem(code, Severity.ERROR, place, found, expected, remedy)])


@form_of("Refused")
@dataclass(frozen=True)
class JsonRefused:
    """What was not done, and why.

    Args:
        problems: what stood in its way.
    """

    problems: tuple[Problem, ...]


def _of_refused(form: JsonRefused) -> Refused:
    return Refused(form.problems)


def malformed(place: Place, found: str, expected: str, remedy: str) -> Problem:
    """FORM: what cannot be read as it was typed.

    >>> malformed(Place(argument="--size"), '"many"', "a number", "write for example 40").code
    'FORM'
    """
    return Problem("FORM", Severity.ERROR, place, found, expected, remedy)


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only the problems that keep something out."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


def ordered(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems by severity, then code, then place: the same list for the same findings."""
    return tuple(sorted(set(problems), key=rank))


def rank(problem: Problem) -> tuple[object, ...]:
    """By what problems are put in order."""
    return _WEIGHT[problem.severity], problem.code, problem.place.sort_key(), problem.found, problem.expected


def quoted(value: object, most: int = MAX_SHOWN) -> str:
    """What was found, short enough for one line and with nothing that could disturb a screen.

    Args:
        value: a text, or anything else as Python writes it.
        most: how many characters are shown in full; of a longer text its beginning is.

    >>> quoted("a" * 200 + chr(0))
    '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… (201 characters)"'
    """
    text = value if isinstance(value, str) else repr(value)
    shown = "".join(_visible(text[:most]))
    if len(text) > most:
        shown = f"{shown[: most // 2]}… ({len(text)} characters)"
    return f'"{shown}"'


def shown_name(path: Path) -> str:
    """The name of a file as it stands in places and lineage: on one line, with nothing that could steer a screen.

    >>> shown_name(Path("a/pledges.csv"))
    'pledges.csv'
    """
    return quoted(path.name, _LONGEST_NAME)[1:-1]


def _visible(text: str) -> Iterator[str]:
    for character in text:
        yield character if character.isprintable() else f"\\u{ord(character):04x}"

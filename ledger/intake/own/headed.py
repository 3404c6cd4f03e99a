"""Rows under our headings to drafts: what every reader of such a table has in common, whatever the file.

The readers cut their files into rows; here the line of headings is judged once and each row becomes a draft.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress

from ledger.foundation import Place, Problem, Severity, errors, malformed, quoted
from ledger.intake.claims import speaks_of_money
from ledger.intake.drafts import Draft
from ledger.intake.own.row import TypedRows, has_all_required
from ledger.intake.rows import heading_name
from ledger.records import HEADINGS, Lineage, heading_of, nearest, next_row
from ledger.spreadsheet import Cell

_KNOWN = tuple(heading.name for heading in HEADINGS)


def missing_headings(names: Sequence[str], place: Place) -> Problem:
    """What is said once of the headings that a table lacks.

    Args:
        names: of the headings, at least one.
        place: of the line of headings.

    >>> print(missing_headings(["stage"], Place(file="a.csv", row=1)).remedy)
    add a column stage and fill it in
    """
    several = len(names) > 1
    these = ", ".join(names)
    remedy = f"add {'columns' if several else 'a column'} {these} and fill {'them' if several else 'it'} in"
    expected = f"the heading{'s' if several else ''} {these}"
    return malformed(place.at(names[0]), "no such heading", expected, remedy)


def is_heading_line(names: Sequence[str]) -> bool:
    """Whether a line holds our headings rather than data.

    A cell of data may read as a heading by chance ("commitment" is one, and a stage); most of them will not. A table
    with all that is required may have any number of columns of its own.

    >>> is_heading_line(["title", "donor"]), is_heading_line(["Drones", "commitment", "GBR"])
    (True, False)
    """
    if has_all_required(names):
        return True
    named = [name for name in names if name]
    return 2 * sum(heading_of(name) is not None for name in named) >= len(named)


class HeadedRows:
    """The rows of one table with our headings.

    Args:
        headings: as they stand there; blank for a column without one.
        file: name of the file.
        place: of the headings, a line; the file alone where they stand on no line.
        decimal_point: whether a point in plain digits can only be the decimal sign.
    """

    def __init__(self, headings: Sequence[str], file: str, place: Place, *, decimal_point: bool = True) -> None:
        names = tuple(map(heading_name, headings))
        self._names = names
        self._shown = tuple(heading.strip() for heading in headings)
        self._unnamed = tuple(position for position, name in enumerate(names) if not name)
        self._common = Lineage(file=file)
        self._place = place
        self._rows = TypedRows(names, decimal_point=decimal_point, is_computed=True)
        self._told: set[tuple[str, ...]] = set()
        self.problems: tuple[Problem, ...] = tuple(_heading_faults(names, place))

    @property
    def readable(self) -> bool:
        """Whether rows may be read under these headings at all."""
        return not errors(self.problems)

    def read(self, number: int, texts: Sequence[str], cells: Sequence[Cell]) -> Draft | Problem | None:
        """What one row says: a draft, or a problem; None for a problem that was told of a row before.

        Args:
            number: of the row or its first line, counted from 1.
            texts: of its cells, in the order of the headings.
            cells: the same as the file gives them; the texts again where it knows nothing else.
        """
        place = self._place.on_row(number)
        if beyond := self._beyond(texts):
            return _beyond(beyond, len(self._names), place)
        filled = dict(compress(zip(self._shown, texts, strict=False), texts))
        if self._unnamed:
            filled.pop("", None)
        draft = self._rows.draft(place, texts, cells, next_row(self._common, number, filled))
        missing = self._rows.lacking(draft)
        if not missing:
            return draft
        if missing in self._told:
            return None
        self._told.add(missing)
        return missing_headings(missing, self._place)

    def _beyond(self, texts: Sequence[str]) -> str:
        """The first cell that holds anything and has no heading; empty where there is none."""
        if not self._unnamed and len(texts) <= len(self._names):
            return ""
        under_blanks = [texts[position] for position in self._unnamed if position < len(texts)]
        return next(filter(str.strip, (*under_blanks, *texts[len(self._names) :])), "")


def _heading_faults(names: Sequence[str], place: Place) -> Iterator[Problem]:
    for name, times in Counter(filter(None, names)).items():
        where = place.at(_short(name))
        if times > 1:
            yield malformed(where, f"the heading {times} times", "each heading once", "remove one column")
        if heading_of(name) is None:
            near = nearest(name[:100], _KNOWN, most=1)
            money = speaks_of_money(name)
            severity = Severity.WARNING if near or money else Severity.NOTE
            kind = "a further column that speaks of money and" if money else "an unknown heading, whose column"
            found = f"{kind} is not read"
            expected = f"perhaps {near[0]}" if near else "a heading of the manual"
            yield Problem("FORM", severity, where, found, expected, "correct the heading or remove the column")


def _beyond(cell: str, headings: int, place: Place) -> Problem:
    return malformed(
        place,
        f"{quoted(cell)} beyond the headings",
        f"at most {headings} cells, each under a heading",
        "put a text that holds the separator in quotation marks",
    )


def _short(name: str) -> str:
    return name if name.isprintable() and len(name) <= 60 else quoted(name)

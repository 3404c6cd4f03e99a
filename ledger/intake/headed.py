"""Rows under our headings to drafts: what every reader of such a table has in common, whatever the file.

The readers cut their files into rows; here the line of headings is judged once and each row becomes a draft.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import get_args

from ledger.foundation import Problem, Severity, errors, quoted
from ledger.intake.drafts import Draft
from ledger.intake.sheets import Cell, cell_text
from ledger.intake.typed_row import typed, unplain_columns
from ledger.records import HEADINGS, Kind, Lineage, Plan, heading_of, nearest, values_of

_KNOWN = tuple(heading.name for heading in HEADINGS)
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    kind: tuple(heading.name for heading in HEADINGS if kind in heading.required_for) for kind in get_args(Kind)
}


def heading_name(text: str) -> str:
    """A heading as the table of headings has it: small letters, ``_`` for blanks.

    >>> heading_name(" Source  Title ")
    'source_title'
    """
    return "_".join(text.casefold().split())


def is_heading_line(names: Sequence[str]) -> bool:
    """Whether a line holds our headings rather than data.

    A cell of data may read as a heading by chance ("commitment" is one, and a stage); most of them will not. A table
    with all that is required may have any number of columns of its own.

    >>> is_heading_line(["title", "donor"]), is_heading_line(["Drones", "commitment", "GBR"])
    (True, False)
    """
    if any(set(required) <= set(names) for required in _REQUIRED.values()):
        return True
    named = [name for name in names if name]
    return 2 * sum(heading_of(name) is not None for name in named) >= len(named)


class HeadedRows:
    """The rows of one table with our headings.

    Args:
        headings: as they stand there; blank for a column without one.
        file: name of the file.
        place: of the headings, ``file:line``; the file alone where they stand on no line.
    """

    def __init__(self, headings: Sequence[str], file: str, place: str) -> None:
        names = tuple(map(heading_name, headings))
        self._names = names
        self._shown = tuple(heading.strip() for heading in headings)
        self._file = file
        self._place = place
        self._plan = Plan(names)
        self._unplain = unplain_columns(names)
        self._told: set[tuple[str, ...]] = set()
        self.problems: tuple[Problem, ...] = tuple(_heading_faults(names, place))

    @property
    def readable(self) -> bool:
        """Whether rows may be read under these headings at all."""
        return not errors(self.problems)

    def drafts(self, number: int, row: Sequence[Cell]) -> Iterator[Draft | Problem]:
        """What one row says: a draft, or a problem.

        Args:
            number: of the row or its first line, counted from 1.
            row: its cells in the order of the headings.
        """
        place = f"{self._file}:{number}"
        cells = [cell if isinstance(cell, str) else cell_text(cell) for cell in row]
        beyond = next((it for it, name in zip_longest(cells, self._names, fillvalue="") if not name and it.strip()), "")
        if beyond:
            yield _beyond(beyond, len(self._names), place)
            return
        draft = self._draft(place, number, row, cells)
        missing = tuple(name for name in _REQUIRED.get(_kind(draft), ()) if name not in self._names)
        if not missing or self._filled_otherwise(missing, draft):
            yield draft
        elif missing not in self._told:
            self._told.add(missing)
            yield _missing(self._place, missing)

    def _draft(self, place: str, number: int, row: Sequence[Cell], cells: Sequence[str]) -> Draft:
        filled = {name: cell for name, cell in zip(self._shown, cells, strict=False) if name and cell}
        lineage = Lineage(file=self._file, row=number, cells=filled)
        names = self._plan.names(cells)
        width = len(cells)
        if all(is_plain(cells[position]) for position, is_plain in self._unplain if position < width):
            return Draft(self._plan.values(cells), place, "headings", (lineage,), names)
        found = typed({name: cell for name, cell in zip(self._names, row, strict=False) if name})
        faults = {_path(name): problem.within(place) for name, problem in found.problems.items()}
        return Draft(values_of(found.cells), place, "headings", (lineage,), names, faults)

    def _filled_otherwise(self, missing: Sequence[str], draft: Draft) -> bool:
        # "about 3 bn" says its qualifier itself.
        return missing == ("qualifier",) and "qualifier" in draft.values["amount"]


def _kind(draft: Draft) -> str:
    return str(draft.values.get("record", "commitment"))


def _path(name: str) -> str:
    heading = heading_of(name)
    return heading.path if heading else name


def _heading_faults(names: Sequence[str], place: str) -> Iterator[Problem]:
    for name, times in Counter(filter(None, names)).items():
        where = f"{place}:{_short(name)}"
        if times > 1:
            yield _form(where, f"the heading {times} times", "each heading once", "remove one column")
        if heading_of(name) is None:
            near = nearest(name[:100], _KNOWN, most=1)
            yield Problem(
                "FORM",
                Severity.WARNING,
                where,
                "an unknown heading, whose column is not read",
                f"perhaps {near[0]}" if near else "a heading of the manual",
                "correct the heading or remove the column",
            )


def _beyond(cell: str, headings: int, place: str) -> Problem:
    return _form(
        place,
        f"{quoted(cell)} beyond the headings",
        f"at most {headings} cells, each under a heading",
        "put a text that holds the separator in quotation marks",
    )


def _missing(place: str, names: Sequence[str]) -> Problem:
    wanted = f"the heading{'s' if len(names) > 1 else ''} {', '.join(names)}"
    remedy = f"add {'columns' if len(names) > 1 else 'a column'} {', '.join(names)} and fill {_them(names)} in"
    return _form(f"{place}:{names[0]}", "no such heading", wanted, remedy)


def _them(names: Sequence[str]) -> str:
    return "them" if len(names) > 1 else "it"


def _short(name: str) -> str:
    return name if name.isprintable() and len(name) <= 60 else quoted(name)


def _form(place: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FORM", Severity.ERROR, place, found, expected, remedy)

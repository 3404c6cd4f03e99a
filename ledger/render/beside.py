"""Tables of evidence that are longer than a sheet of Excel: each goes into a Parquet file beside the workbook.

In the workbook stands where its rows are, with the hash of the file; formulas that name such a table are written as the
values that they come to, since no program can compute them from there. ``extents`` says which tables these are.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

# By its name in its room, which loads what writes Parquet for the few workbooks that need it.
from ledger import export
from ledger.foundation import Place, Refused, writing_aside
from ledger.render.cells import AtLeast, Formula, Partial, PublishedRate, Unknown, Value

_CALLED = re.compile(r"\b(\w+)\[")


@dataclass(frozen=True)
class FileBeside:
    """A file that belongs beside a workbook.

    Args:
        table: that it holds.
        name: of the file; the hash in it tells it from those of other reports and other states of the book.
        rows: how many the table has.
        sha256: of its bytes.
        content: its bytes.
    """

    table: str
    name: str
    rows: int
    sha256: str
    content: bytes = field(repr=False)


class Beside:
    """What goes beside a workbook while it is drawn.

    Args:
        report: name of the report, with which the names of files begin.
        tables: that are longer than a sheet.

    >>> Beside("commitments", frozenset({"Spread"})).is_called_by("=SUM(Spread[Low])+Spreads[High]")
    True
    """

    def __init__(self, report: str = "", tables: frozenset[str] = frozenset()) -> None:
        self._report = report
        self.tables = tables
        self.files: list[FileBeside] = []
        self.values = 0
        """How many formulas were written as values, since they name one of the tables."""

    def is_called_by(self, formula: str) -> bool:
        """Whether a formula names one of the tables, so that it cannot be live."""
        return bool(self.tables) and calls(formula, self.tables)

    def put(self, table: str, about: Mapping[str, str], columns: Mapping[str, Sequence[Value]]) -> FileBeside:
        """Make the file of a table.

        Args:
            table: by which formulas would call it.
            about: what a program that opens the file is told of it.
            columns: in their order, under the headings by which formulas would call them.
        """
        content = export.evidence_table({heading: _column(values) for heading, values in columns.items()}, about)
        digest = hashlib.sha256(content).hexdigest()
        name = f"{self._report}-{table}-{digest[:12]}.parquet"
        rows = max(map(len, columns.values()), default=0)
        made = FileBeside(table, name, rows, digest, content)
        self.files.append(made)
        return made

    def rows(self) -> list[Sequence[Value]]:
        """The files as rows of the table that lists them."""
        return [(it.table, it.name, it.rows, it.sha256, export.written_by()) for it in self.files]


def calls(formula: str, tables: frozenset[str]) -> bool:
    """Whether a formula names a table.

    >>> calls("=INDEX(Rates[Rate],1)", frozenset({"Rates"})), calls("=A1+1", frozenset({"Rates"}))
    (True, False)
    """
    return any(name in tables for name in _CALLED.findall(formula))


def write_beside(files: Iterable[FileBeside], folder: Path) -> tuple[Path, ...]:
    """Put the files of a workbook into its folder, each whole or not at all.

    Raises:
        OSError: if they cannot be written.
    """
    goals = {folder / file.name: file.content for file in files}
    if goals:
        with writing_aside(folder) as aside:
            for goal, content in goals.items():
                draft = aside / goal.name
                draft.write_bytes(content)
                draft.replace(goal)
    return tuple(goals)


def require_room_beside(files: Iterable[FileBeside], folder: Path) -> None:
    """Refuse a folder in which a file has the name of one of these, and holds something else.

    Raises:
        Refused: FILE for one that somebody has changed.

    >>> require_room_beside([], Path())
    """
    for path in _taken(files, folder):
        found, expected = "another file of that name", "no file, or that evidence as we wrote it"
        raise Refused.of("FILE", Place(file=str(path)), found, expected, "move that file away, and write it again")


def _taken(files: Iterable[FileBeside], folder: Path) -> Iterator[Path]:
    for file in files:
        path = folder / file.name
        if path.exists() and not (path.is_file() and path.read_bytes() == file.content):
            yield path


def _column(values: Sequence[Value]) -> "list[export.Marked]":
    """The cells of a column; a text in the place of a figure is its mark."""
    cells = [_marked(value) for value in values]
    if not any(isinstance(cell.value, int | Decimal) for cell in cells):
        return cells
    return [export.Marked(None, cell.value) if isinstance(cell.value, str) else cell for cell in cells]


def _marked(value: Value) -> "export.Marked":
    """What a cell holds, and the sign that its look would put beside it: at least, or in part."""
    match value:
        case Unknown():
            return export.Marked(None, value.text)
        case Partial():
            held = _marked(value.value)
            return export.Marked(held.value, held.mark + ("±" if value.is_net else "+"))
        case AtLeast():
            return export.Marked(_marked(value.value).value, "≥")
        case PublishedRate() | Formula():
            return _marked(value.value)
        case "":
            return export.Marked(None)
        case _:
            return export.Marked(value)

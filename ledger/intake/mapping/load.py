"""A mapping as the user completed it: the text of a file, or a workbook that was filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ledger.foundation import Place, Problem
from ledger.intake.mapping.file import TableMapping, load_mapping, mapping_of
from ledger.intake.mapping.filled import is_sheet, read_sheet


@dataclass(frozen=True)
class LoadedMapping:
    """A mapping with where its lines stand.

    Args:
        file: its name in places.
        mapping: what it says; None where it cannot be used.
        problems: what is wrong in it.
        cells: of a workbook, where each line stands, by its name in problems, such as ``columns.donor``.
    """

    file: str
    mapping: TableMapping | None
    problems: tuple[Problem, ...]
    cells: Mapping[str, Place]

    def placed(self, problem: Problem) -> Problem:
        """A problem of a line of the mapping at its cell; any other as it is.

        >>> cells = {"columns.donor": Place(file="a.xlsx", sheet="Mapping", row=7, column="C")}
        >>> from ledger.foundation import malformed
        >>> fault = malformed(Place(file="a.xlsx", field="columns.donor"), "x", "y", "z")
        >>> print(LoadedMapping("a.xlsx", None, (), cells).placed(fault).place)
        a.xlsx:Mapping!C7
        """
        line = problem.place.field
        if problem.place != Place(file=self.file, field=line):
            return problem
        while line and line not in self.cells:
            line = line.rpartition(".")[0]
        return replace(problem, place=self.cells[line]) if line else problem


def load(path: Path, file: str) -> LoadedMapping:
    """Read a mapping, whichever way it was completed.

    Args:
        path: the file.
        file: its name in places.

    >>> load(Path("absent.toml"), "absent.toml").problems[0].found
    'No such file or directory'
    """
    if not is_sheet(path):
        return LoadedMapping(file, *load_mapping(path, file), {})
    filled = read_sheet(path, file)
    if filled.problems:
        return LoadedMapping(file, None, tuple(filled.problems), {})
    mapping, problems = mapping_of(filled.values, file)
    unplaced = LoadedMapping(file, mapping, (), filled.cells)
    return replace(unplaced, problems=tuple(map(unplaced.placed, problems)))

"""Foreign tables: any CSV file or sheet, read by a mapping file (docs/mapping.md)."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ledger.foundation import DECIMAL_DIGITS, Place, Problem, Severity, errors, malformed, quoted
from ledger.intake.aggregates import counted_rows
from ledger.intake.claims import standing_of
from ledger.intake.drafts import Draft, Item, Release
from ledger.intake.mapping.cells import CODES, MONEY, cells_of
from ledger.intake.mapping.file import TableMapping, load_mapping
from ledger.intake.mapping.guess import open_scales
from ledger.intake.mapping.judge import contradictions, passed_over
from ledger.intake.mapping.kept_rows import KeptRows
from ledger.intake.mapping.layout import Body, Opening, open_at_headings
from ledger.intake.mapping.sheets import choose_sheets
from ledger.intake.mapping.survey import SurveyedColumn, TableSurvey
from ledger.intake.mapping.table import find_column
from ledger.intake.rows import TableRow, heading_names, lettered, open_table, under_heading
from ledger.records import HEADINGS, Lineage, nearest, values_of
from ledger.spreadsheet import cell_text

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9._:/-]+")
_PATHS: Mapping[str, str] = {heading.name: heading.path for heading in HEADINGS}
# Faults of a group are told at the column that carries it.
_CARRIERS = ("amount", "equivalent_amount", "term", "start", "item", "publisher", "source_title", "url", "quote")


def read_mapped(
    paths: Sequence[Path], shown: Sequence[str], mapping: tuple[Path, str] | None, encoding: str | None = None
) -> Iterator[Item]:
    """Read foreign tables of one release.

    Args:
        paths: CSV files or workbooks with the same headings.
        shown: the name of each as it stands in places.
        mapping: the mapping file and its name; None where the user named none.
        encoding: of CSV files, if the user names it.

    Yields:
        The release, a draft for each row without a fault, and problems: of the mapping file and the headings once, of
        the cells at their lines and columns, of values without a translation once for each with their count.
    """
    if mapping is None:
        remedy = f"run `defense-ledger mapping {shown[0]}`, complete the file it drafts, and name it with --mapping"
        place = Place(file=shown[0])
        yield Problem("FILE", Severity.ERROR, place, "no mapping file", "one for a foreign table", remedy)
        return
    loaded, problems = load_mapping(*mapping)
    yield from problems
    if loaded is None:
        return
    yield Release(loaded.source, loaded.release or shown[0])
    for path, file in zip(paths, shown, strict=True):
        yield from _file(path, file, loaded, mapping[1], encoding)


@dataclass
class _Untranslated:
    """A text that has no meaning yet: as it stood first, where, and in how many rows."""

    text: str
    place: Place
    rows: int = 0


@dataclass
class _Columns:
    """Where the columns of a table are, and what stood in them that has no meaning yet."""

    names: tuple[str, ...]
    index: Mapping[str, int]
    heading_place: Place
    in_sheet: Mapping[str, Place]
    untranslated: dict[tuple[str, str], _Untranslated] = field(default_factory=dict)
    rounded: dict[str, list[int]] = field(default_factory=dict)

    def name(self, heading: str) -> str:
        return self.names[self.index[heading]]

    def at(self, heading: str, row: Place) -> Place:
        name = self.name(heading)
        return self.in_sheet.get(name, Place(field=name)).within(row)

    def place(self, name: str) -> Place:
        """Where the heading of a column stands."""
        return self.in_sheet.get(name, Place(field=name)).within(self.heading_place)


def _file(
    path: Path, file: str, mapping: TableMapping, mapping_file: str, encoding: str | None
) -> Iterator[Draft | Problem]:
    table_file, problems = open_table(path, file, encoding)
    yield from problems
    if table_file is None:
        return
    chosen = choose_sheets(table_file, mapping, mapping_file)
    yield from chosen.problems
    for sheet in chosen.names:
        kept = KeptRows(mapping, mapping_file)
        yield from kept.sifted(_table(table_file.rows(sheet), mapping, mapping_file, file, kept))


def _table(
    rows: Iterator[TableRow | Problem], mapping: TableMapping, mapping_file: str, file: str, kept: KeptRows
) -> Iterator[Draft | Problem]:
    """One table: its drafts, or what stops it as a whole; no row is judged by a mapping that does not fit the table."""
    opening = open_at_headings(rows, mapping)
    if opening.headings is None:
        problems = [item for item in opening.rest if isinstance(item, Problem)]
        yield from problems
        # A file that could not be read to that row says so itself.
        if not errors(problems):
            yield _no_headings(mapping.heading_row, file)
        return
    columns, faults = _columns(opening.headings, mapping, mapping_file)
    if columns is None:
        yield from _faulty_headings(opening, faults, mapping, mapping_file)
        return
    named = tuple(SurveyedColumn(name, columns.place(name)) for name in columns.names)
    body = Body(opening.headings, columns.index, mapping)
    survey = TableSurvey(columns.heading_place, named, columns.index, opening.above, body)
    table = _Table(mapping, columns, survey, kept)
    in_cells = list(table.read(opening.rest))
    scales = tuple(_open_scales(columns, mapping, mapping_file))
    stopping = (*scales, *contradictions(survey, mapping, mapping_file))
    yield from table.unreadable
    yield from stopping
    if stopping:
        return
    yield from in_cells
    yield from _untranslated(columns, mapping_file)
    yield from _rounded(columns)
    if note := passed_over(survey, mapping):
        yield note
    yield from table.drafts


@dataclass(frozen=True)
class _Table:
    """The rows of one table on their way to drafts, and what could not be read of them at all."""

    mapping: TableMapping
    columns: _Columns
    survey: TableSurvey
    kept: KeptRows
    drafts: list[Draft] = field(default_factory=list)
    unreadable: list[Problem] = field(default_factory=list)

    def read(self, rows: Iterator[TableRow | Problem]) -> Iterator[Problem]:
        """Keep the drafts, and yield what is wrong in cells; what reading the file gave is kept as well."""
        for row in self.survey.body.records(rows):
            if isinstance(row, Problem):
                shown = under_heading(row, self.columns.names)
                if shown.place.field:
                    yield shown
                else:
                    self.unreadable.append(shown)
                continue
            if not self.kept.takes(row, self.columns.names, self.columns.index):
                continue
            self.survey.note(row)
            for item in _row(row, self.mapping, self.columns):
                if isinstance(item, Problem):
                    yield item
                else:
                    self.drafts.append(item)


def _faulty_headings(
    opening: Opening, faults: tuple[Problem, ...], mapping: TableMapping, mapping_file: str
) -> Iterator[Problem]:
    """Columns that are not there; one sentence where all of them stand in another row than the mapping names."""
    yield from (item for item in opening.rest if isinstance(item, Problem))
    if mapping.heading_row is None or opening.candidate is None:
        yield from faults
        return
    found = f"heading_row = {mapping.heading_row}, where the columns are not named"
    expected = f"row {opening.candidate}, where all of them are"
    place = Place(file=mapping_file, field="heading_row")
    yield malformed(place, found, expected, f"write heading_row = {opening.candidate}")


def _columns(row: TableRow, mapping: TableMapping, mapping_file: str) -> tuple[_Columns | None, tuple[Problem, ...]]:
    """Where the columns that the mapping file names are, by the row of the headings; or which of them are missing."""
    names = heading_names(row)
    index: dict[str, int] = {}
    faults: list[Problem] = []
    for heading, name in mapping.columns.items():
        column = find_column(name, names)
        if isinstance(column, Problem):
            faults.append(column.within(Place(file=mapping_file, field=f"columns.{heading}")))
        else:
            index[heading] = column
    in_sheet = dict(lettered(names)) if row.sheet else {}
    if in_sheet and "id" in index:
        in_sheet.setdefault("id", in_sheet[names[index["id"]]])
    return (None if faults else _Columns(names, index, row.place, in_sheet)), tuple(faults)


def _open_scales(columns: _Columns, mapping: TableMapping, mapping_file: str) -> Iterator[Problem]:
    amounts = [heading for heading in columns.index if heading in MONEY]
    places = {columns.name(heading): columns.at(heading, columns.heading_place) for heading in amounts}
    yield from open_scales(mapping, places, mapping_file)


def _no_headings(row: int | None, file: str) -> Problem:
    if row is None:
        return malformed(Place(file=file), "nothing in it", "a table with headings", "name another file")
    expected, remedy = f"headings in row {row}", "correct heading_row in the mapping file"
    return malformed(Place(file=file), "no such row", expected, remedy)


def _row(row: TableRow, mapping: TableMapping, columns: _Columns) -> Iterator[Draft | Problem]:
    beyond = [cell for cell in row.cells[len(columns.names) :] if cell is not None]
    if beyond and row.sheet is None:
        expected = f"at most {len(columns.names)} cells, each under a heading"
        remedy = "put a text that holds the separator in quotation marks"
        yield malformed(row.place, f"{quoted(cell_text(beyond[0]))} beyond the headings", expected, remedy)
        return
    raw = {heading: row.cell(index) for heading, index in columns.index.items()}
    read = cells_of(raw, mapping)
    yield from (problem.within(columns.at(heading, row.place)) for heading, problem in read.problems)
    for heading, text in read.untranslated:
        # Capitals do not count in translations either.
        untranslated = columns.untranslated.setdefault((heading, text.casefold()), _Untranslated(text, row.place))
        untranslated.rows += 1
    if read.problems or read.untranslated:
        return
    for heading in read.rounded:
        columns.rounded.setdefault(heading, []).append(row.number)
    flat = dict(read.values)
    if "id" in flat:
        flat["id"] = mapping.id_prefix + _NOT_IN_AN_ID.sub("-", flat["id"]).strip("-")
    lineage = (_lineage(row, columns),)
    yield Draft(values_of(flat), row.place, "headings", lineage, _names(columns), columns=columns.in_sheet)


def _lineage(row: TableRow, columns: _Columns) -> Lineage:
    named = [*columns.names, *(f"column {number}" for number in range(len(columns.names) + 1, len(row.cells) + 1))]
    cells = {name: cell_text(cell) for name, cell in zip(named, row.cells, strict=False) if cell is not None}
    return Lineage(file=row.place.file, sheet=row.sheet, row=row.number, cells=cells)


def _names(columns: _Columns) -> dict[str, str]:
    names = {_PATHS[heading]: columns.name(heading) for heading in columns.index}
    for heading in reversed(_CARRIERS):
        if heading in columns.index:
            names[_PATHS[heading].rpartition(".")[0]] = columns.name(heading)
    return names


def _untranslated(columns: _Columns, mapping_file: str) -> Iterator[Problem]:
    for (heading, folded), untranslated in columns.untranslated.items():
        rows = (
            f"{untranslated.rows} rows, first at {untranslated.place}"
            if untranslated.rows > 1
            else f"the row {untranslated.place}"
        )
        near = nearest(folded, CODES[heading], most=1)
        shown = f"perhaps {near[0]}" if near else "one of " + ", ".join(list(CODES[heading])[:12])
        yield malformed(
            columns.at(heading, columns.heading_place),
            f"{quoted(untranslated.text)} in {rows}",
            f"a code of {heading}, {shown}",
            f"write what it means under [values.{heading}] in {mapping_file}"
            + _or_left_out(heading, untranslated, columns),
        )


def _or_left_out(heading: str, untranslated: _Untranslated, columns: _Columns) -> str:
    """Where a word says that its rows do not stand, they are no records of any stage."""
    if heading not in ("stage", "type") or "cancelled" not in standing_of(untranslated.text):
        return ""
    name, text = (json.dumps(it, ensure_ascii=False) for it in (columns.name(heading), untranslated.text))
    return f", or leave these rows out: {name} = [{text}] under [skip_rows]"


def _rounded(columns: _Columns) -> Iterator[Problem]:
    for heading, numbers in columns.rounded.items():
        found = f"figures with more than {DECIMAL_DIGITS} decimals in {counted_rows(numbers)}"
        place = columns.at(heading, columns.heading_place)
        expected, remedy = "figures as they were stated", f"nothing: they were rounded to {DECIMAL_DIGITS} decimals"
        yield Problem("FORM", Severity.NOTE, place, found, expected, remedy)

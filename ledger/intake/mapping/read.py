"""Foreign tables: any CSV file or sheet, read by a mapping file (docs/mapping.md)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ledger.foundation import Advice, Place, Problem, Severity, errors, malformed, quoted
from ledger.intake.claims import standing_of
from ledger.intake.drafts import Draft, Item, Release, with_further_counted
from ledger.intake.mapping.cells import CODES, ReadCells, cells_of, figure_of, said
from ledger.intake.mapping.file import MONEY, TableMapping, as_id, folded, toml_text
from ledger.intake.mapping.guess import open_scales
from ledger.intake.mapping.judge import judged_views, listed, wrong_worths
from ledger.intake.mapping.kept_rows import KeptRows
from ledger.intake.mapping.layout import Body, Opening, open_at_headings
from ledger.intake.mapping.load import load
from ledger.intake.mapping.met import MetEntries, passed_over
from ledger.intake.mapping.sheets import choose_sheets
from ledger.intake.mapping.survey import SurveyedColumn, TableSurvey
from ledger.intake.mapping.table import find_column
from ledger.intake.rows import TableRow, heading_names, lettered, open_table, under_heading
from ledger.intake.taken_back import taken_back
from ledger.records import HEADINGS, Lineage, nearest, values_of
from ledger.spreadsheet import cell_text

_Views = Sequence[tuple[TableMapping, Mapping[str, int]]]
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
        remedy = Advice(
            f"complete the file that desk.draft_table_mapping({shown[0]!r}) drafts, and name it with mapping",
            f"run `defense-ledger mapping {shown[0]}`, complete the file it drafts, and name it with --mapping",
        )
        place = Place(file=shown[0])
        yield Problem("FILE", Severity.ERROR, place, "no mapping file", "one for a foreign table", remedy)
        return
    loaded = load(*mapping)
    yield from loaded.problems
    if loaded.mapping is None:
        return
    yield Release(loaded.mapping.source, loaded.mapping.release or shown[0])
    drafts: list[Draft] = []
    by = _MappingFile(loaded.mapping, loaded.file, MetEntries(loaded.mapping, loaded.file))
    for path, file in zip(paths, shown, strict=True):
        for item in _file(path, file, by, encoding):
            if isinstance(item, Problem):
                yield loaded.placed(item)
            else:
                drafts.append(item)
    yield from map(loaded.placed, by.met.unmet())
    yield from taken_back(drafts)


@dataclass(frozen=True)
class _MappingFile:
    """A mapping, the name of its file, and which of its entries the tables have met."""

    mapping: TableMapping
    name: str
    met: MetEntries


@dataclass
class _Untranslated:
    """A text that has no meaning yet: as it stood first, where, and in how many rows."""

    text: str
    place: Place
    rows: int = 0


@dataclass
class _Columns:
    """Where the columns of a table are, and what stood in them that has no meaning yet.

    ``index`` has the columns of our headings but for those of ``[amounts]``; each view of the mapping has one of these.
    """

    names: tuple[str, ...]
    index: Mapping[str, int]
    views: tuple[tuple[TableMapping, Mapping[str, int]], ...]
    heading_place: Place
    in_sheet: Mapping[str, Place]
    untranslated: dict[tuple[str, str], _Untranslated] = field(default_factory=dict)
    units: int | None = None
    unknown_units: dict[str, _Untranslated] = field(default_factory=dict)

    @property
    def read(self) -> tuple[tuple[str, int], ...]:
        """Our headings, each with the column that it is read from; several columns may hold amounts."""
        units = () if self.units is None else (("multiplier", self.units),)
        return (*dict.fromkeys(pair for _, index in self.views for pair in index.items()), *units)

    @property
    def judged(self) -> _Views:
        """The views as they are held against the table: each in every unit that rows may have."""
        return tuple((it, index) for view, index in self.views for it in view.units.values() or (view,))

    def in_unit(self, row: TableRow) -> _Views:
        """The views in the unit of a row; none, which is noted, where the mapping does not know it."""
        if self.units is None:
            return self.views
        text = " ".join(cell_text(row.cell(self.units)).split())
        if folded(text) in self.views[0][0].units:
            return tuple((view.units[folded(text)], index) for view, index in self.views)
        if not any(figure_of(row.cell(index["amount"]), view) for view, index in self.views if "amount" in index):
            # Without a figure there is nothing to multiply.
            return self.views
        self.unknown_units.setdefault(folded(text), _Untranslated(text, row.place)).rows += 1
        return ()

    def at(self, column: int, row: Place) -> Place:
        name = self.names[column]
        return self.in_sheet.get(name, Place(field=name)).within(row)

    def heading(self, column: int) -> Place:
        """Where the heading of a column stands."""
        return self.at(column, self.heading_place)


def _file(path: Path, file: str, by: _MappingFile, encoding: str | None) -> Iterator[Draft | Problem]:
    table_file, problems = open_table(path, file, encoding)
    yield from problems
    if table_file is None:
        return
    chosen = choose_sheets(table_file, by.mapping, by.name)
    yield from chosen.problems
    for sheet in chosen.names:
        kept = KeptRows(by.mapping, by.name, by.met)
        by.met.note_things(f"sheet:{name}" for name in table_file.sheets)
        yield from kept.sifted(_table(table_file.rows(sheet), by, file, kept))


def _table(
    rows: Iterator[TableRow | Problem], by: _MappingFile, file: str, kept: KeptRows
) -> Iterator[Draft | Problem]:
    """One table: its drafts, or what stops it as a whole; no row is judged by a mapping that does not fit the table."""
    mapping, mapping_file = by.mapping, by.name
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
    named = tuple(SurveyedColumn(name, columns.heading(number)) for number, name in enumerate(columns.names))
    body = Body(opening.headings, columns.read, mapping)
    amounts = frozenset(column for heading, column in columns.read if heading in ("amount", "multiplier"))
    survey = TableSurvey(columns.heading_place, named, columns.index, opening.above, body, amounts)
    table = _Table(mapping, columns, survey, kept)
    in_cells = list(with_further_counted(table.read(opening.rest)))
    by.met.note_things(survey.things())
    added = kept.added_columns()
    scales = tuple(_open_scales(columns, mapping_file))
    surveyed = replace(survey, added=frozenset(added))
    claims = judged_views(surveyed, columns.judged, mapping_file)
    units = () if columns.units is None else wrong_worths(survey.columns[columns.units], mapping, mapping_file)
    stopping = (*scales, *_totals(added, columns, mapping, mapping_file), *units, *claims)
    yield from table.unreadable
    yield from stopping
    if stopping:
        return
    yield from in_cells
    yield from _untranslated(columns, mapping_file)
    yield from _unknown_units(columns, mapping, mapping_file)
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
        read = {self.columns.names[column] for _, column in self._read}
        broken: set[int | None] = set()
        for row in self.survey.body.records(rows):
            if isinstance(row, Problem):
                shown = under_heading(row, self.columns.names)
                if shown.place.field:
                    broken |= {shown.place.row} if shown.place.field in read and errors([shown]) else set()
                    yield shown
                else:
                    self.unreadable.append(shown)
                continue
            if not self.kept.takes(row, self.columns.names, self._read):
                continue
            self.survey.note(row)
            if row.place.row in broken:
                # What is missing where a formula fails is told by its error.
                continue
            in_unit = self.columns.in_unit(row)
            views = tuple(self._with_sums(row, in_unit))
            if in_unit and not views:
                self.kept.note_without_amount(row)
            for item in _row(row, self.mapping, views, self.columns) if views else ():
                if isinstance(item, Problem):
                    yield item
                else:
                    self.drafts.append(item)

    @cached_property
    def _read(self) -> tuple[tuple[str, int], ...]:
        return self.columns.read

    def _with_sums(self, row: TableRow, views: _Views) -> Iterator[tuple[TableMapping, Mapping[str, int]]]:
        """The views by which a row is read: of several columns of amounts those with a sum other than 0."""
        for view, index in views:
            cell = row.cell(index["amount"]) if self.mapping.amounts else None
            says = said("amount", cell, view) is not None and figure_of(cell, view) != 0
            if says or not self.mapping.amounts:
                yield view, index


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
    named = {f"columns.{heading}": name for heading, name in mapping.columns.items()}
    named |= {f"amounts.{name}": name for name in mapping.amounts}
    named |= {f"multipliers.{name}": name for name in mapping.multipliers}
    columns = {line: find_column(name, names) for line, name in named.items()}
    faults = [
        it.within(Place(file=mapping_file, field=line)) for line, it in columns.items() if isinstance(it, Problem)
    ]
    if faults:
        return None, tuple(faults)
    at = {line: column for line, column in columns.items() if isinstance(column, int)}
    index = {heading: at[f"columns.{heading}"] for heading in mapping.columns}
    of_amounts = [{**index, "amount": at[f"amounts.{name}"]} for name in mapping.amounts] or [index]
    in_sheet = dict(lettered(names)) if row.sheet else {}
    if in_sheet and "id" in index:
        in_sheet.setdefault("id", in_sheet[names[index["id"]]])
    views = tuple(zip(mapping.views, of_amounts, strict=True))
    units = next((at[f"multipliers.{name}"] for name in mapping.multipliers), None)
    return _Columns(names, index, views, row.place, in_sheet, units=units), ()


def _open_scales(columns: _Columns, mapping_file: str) -> Iterator[Problem]:
    for view, index in columns.judged:
        amounts = {column for heading, column in index.items() if heading in MONEY}
        places = {columns.names[column]: columns.heading(column) for column in sorted(amounts)}
        yield from open_scales(view, places, mapping_file)


def _totals(
    added: Mapping[str, tuple[str, ...]], columns: _Columns, mapping: TableMapping, mapping_file: str
) -> Iterator[Problem]:
    """DUP: a column among several of amounts that is the sum of others, or is called a total."""
    several = [index["amount"] for _, index in columns.views] if mapping.amounts else []
    for column in several if mapping.totals != "keep" else ():
        name = columns.names[column]
        if name not in added:
            continue
        parts = listed(added[name], quoted) if added[name] else ""
        found = f"{quoted(name)}, {f'the sum of {parts} in each row' if parts else 'a total by its name'}"
        remedy = (
            f"take it out of [amounts] in {mapping_file}, "
            'or write totals = "keep" above [columns] if each column is money of its own'
        )
        place = columns.heading(column)
        yield Problem("DUP", Severity.ERROR, place, found, "columns with money of their own", remedy)


def _no_headings(row: int | None, file: str) -> Problem:
    if row is None:
        return malformed(Place(file=file), "nothing in it", "a table with headings", "name another file")
    expected, remedy = f"headings in row {row}", "correct heading_row in the mapping file"
    return malformed(Place(file=file), "no such row", expected, remedy)


def _row(row: TableRow, mapping: TableMapping, views: _Views, columns: _Columns) -> Iterator[Draft | Problem]:
    """The records of a row, one for each column of amounts that says something; none where a cell is wrong."""
    beyond = [cell for cell in row.cells[len(columns.names) :] if cell is not None]
    if beyond and row.sheet is None:
        expected = f"at most {len(columns.names)} cells, each under a heading"
        remedy = "put a text that holds the separator in quotation marks"
        yield malformed(row.place, f"{quoted(cell_text(beyond[0]))} beyond the headings", expected, remedy)
        return
    readings = [_read_view(row, view, index) for view, index in views]
    problems = [
        problem.within(columns.at(index[heading], row.place))
        for (_, index), read in zip(views, readings, strict=True)
        for heading, problem in read.problems
    ]
    yield from dict.fromkeys(problems)
    without_meaning = dict.fromkeys(pair for read in readings for pair in read.untranslated)
    for heading, text in without_meaning:
        # Capitals do not count in translations either.
        untranslated = columns.untranslated.setdefault((heading, text.casefold()), _Untranslated(text, row.place))
        untranslated.rows += 1
    if problems or without_meaning:
        return
    lineage = (_lineage(row, columns),)
    for (view, index), read in zip(views, readings, strict=True):
        flat = dict(read.values)
        if "id" in flat:
            flat["id"] = mapping.id_prefix + "-".join([as_id(flat["id"]), *map(view.ending, view.amounts)])
        draft = Draft(values_of(flat), row.place, "headings", lineage, _names(columns, index), columns=columns.in_sheet)
        yield draft._replace(rounded=tuple(_PATHS[heading] for heading in read.rounded))


def _read_view(row: TableRow, view: TableMapping, index: Mapping[str, int]) -> ReadCells:
    return cells_of({heading: row.cell(column) for heading, column in index.items()}, view)


def _lineage(row: TableRow, columns: _Columns) -> Lineage:
    named = [*columns.names, *(f"column {number}" for number in range(len(columns.names) + 1, len(row.cells) + 1))]
    cells = {name: cell_text(cell) for name, cell in zip(named, row.cells, strict=False) if cell is not None}
    return Lineage(file=row.place.file, sheet=row.sheet, row=row.number, cells=cells)


def _names(columns: _Columns, index: Mapping[str, int]) -> dict[str, str]:
    names = {_PATHS[heading]: columns.names[column] for heading, column in index.items()}
    for heading in reversed(_CARRIERS):
        if heading in index:
            names[_PATHS[heading].rpartition(".")[0]] = columns.names[index[heading]]
    return names


def _untranslated(columns: _Columns, mapping_file: str) -> Iterator[Problem]:
    for (heading, key), untranslated in columns.untranslated.items():
        rows = (
            f"{untranslated.rows} rows, first at {untranslated.place}"
            if untranslated.rows > 1
            else f"the row {untranslated.place}"
        )
        near = nearest(key, CODES[heading], most=1)
        perhaps = f", perhaps {near[0]}" if near else ""
        shown = f"one of {', '.join(list(CODES[heading])[:12])}{perhaps}"
        yield malformed(
            columns.heading(columns.index[heading]),
            f"{quoted(untranslated.text)} in {rows}",
            f"a code of {heading}, {shown}",
            f"write what it means under [values.{heading}] in {mapping_file}"
            + _or_left_out(heading, untranslated, columns),
        )


def _or_left_out(heading: str, untranslated: _Untranslated, columns: _Columns) -> str:
    """Where a word says that its rows do not stand, they are no records of any stage."""
    if heading not in ("stage", "type") or "cancelled" not in standing_of(untranslated.text):
        return ""
    name, text = map(toml_text, (columns.names[columns.index[heading]], untranslated.text))
    return f", or leave these rows out: {name} = [{text}] under [skip_rows]"


def _unknown_units(columns: _Columns, mapping: TableMapping, mapping_file: str) -> Iterator[Problem]:
    for unit in columns.unknown_units.values():
        where = f"{unit.rows} rows, first at {unit.place}" if unit.rows > 1 else f"the row {unit.place}"
        name = next(iter(mapping.multipliers))
        place = columns.heading(columns.units or 0)
        remedy = f'write {toml_text(unit.text)} = "..." under [multipliers.{toml_text(name)}] in {mapping_file}'
        yield Problem(
            "SCALE", Severity.ERROR, place, f"{quoted(unit.text)} in {where}", "a unit whose worth is known", remedy
        )

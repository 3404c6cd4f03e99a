"""What stands behind a row of a table: its records, rounded so that they add up to it, and how each came about."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from ledger.audit import pair_of
from ledger.book import StatedRecord
from ledger.foundation import EXACT, marked, marked_count
from ledger.presentation.changes import shown_change
from ledger.presentation.footing import FigureFlow, foot
from ledger.presentation.goods import quantities_shown
from ledger.presentation.language import Language
from ledger.presentation.measured import Measured
from ledger.presentation.outside_tables import rounded_figure
from ledger.presentation.owed import Facts, owed, spread_over_years
from ledger.presentation.presented import Presentation
from ledger.presentation.tables import FigureKey, PresentedRow, PresentedTable, ShownChange, ShownFigure, ShownShare
from ledger.presentation.words import label_in
from ledger.records import Lineage, Source
from ledger.reporting import (
    Report,
    Row,
    StageColumn,
    StageTable,
    StageTableDefinition,
    Table,
    TableDefinition,
)
from ledger.totals import MEASURES, NOTHING, Dimension, Measure, Piece, Quantities, Sum, sums
from ledger.valuation import Line, Part, stage_of

_Labels = tuple[str, ...]
_Shown = Mapping[tuple[str, ...], int]
_OPENING = ("row", "others")
# Of goods nothing is added up, so each stage has the sign that it has in sums of money.
_OF_GOODS: Sequence[Measure] = ("net_pledges", "net_commitments", "disbursements", "allocations", "deliveries")


@dataclass(frozen=True)
class OpenedRecord:
    """One record inside a row of a table.

    Args:
        id: of the record.
        beside: of whom it is, where its row is all others, and its stage, where stages stand beside each other.
        title: what it is called; in the language of its source.
        cells: its figures, one for each column of the table.
        total: all of them together.
        sources: who said so, in which words.
        conversion: how its sums became figures, step by step; of each instalment its amount and its worth.
        spread: how they became columns: days, and the exact sum of each.
        note: what was assumed; empty for nothing.
        origin: what it is, and by which name it is found in the book.
        extras: its units of goods, where its table has these; one for each of its first extra headings.
        change: what its total has changed by, where its table says so of its rows.
    """

    id: str
    beside: str
    title: str
    cells: tuple[ShownFigure, ...]
    total: ShownFigure
    sources: tuple[Source, ...]
    conversion: Facts
    spread: Facts
    note: str
    origin: str
    extras: tuple[ShownShare, ...] = ()
    change: ShownChange | None = None


def opened(report: Report, presentation: Presentation, table: PresentedTable) -> Mapping[int, tuple[OpenedRecord, ...]]:
    """The records of each row of a table, by the place of the row; those of all others in the row of others.

    Each row is rounded by itself: its figures are displayed already, and those of its records add up to them.

    Args:
        report: what is presented.
        presentation: of it.
        table: one of its tables; that of records that moved opens nothing.
    """
    goods = next((it for it in report.goods_tables if it.definition.name == table.name), None)
    if goods is not None:
        origins, rows = _Origins.of(report, presentation), zip(table.rows, goods.records.values(), strict=True)
        return {place: _of_goods(row, records, origins) for place, (row, records) in enumerate(rows)}
    tables: Sequence[Table | StageTable] = (*report.tables, *report.stage_tables)
    opener = next((_opener(report, presentation, it) for it in tables if it.definition.name == table.name), None)
    if opener is None:
        return {}
    return {place: opener.records(row) for place, row in enumerate(table.rows) if row.kind in _OPENING}


def _opener(report: Report, presentation: Presentation, table: Table | StageTable) -> "_Opener":
    columns: tuple[str, ...] = ()
    asked: Sequence[StageColumn] = ()
    if isinstance(table, Table):
        columns, asked = table.columns, (table.definition.measure,)
    else:
        asked = table.definition.stages
    definition = table.definition
    measures: Sequence[Measure] = ["commitments" if it == "open" else it for it in asked]
    stages = frozenset(stage for measure in measures for stage in MEASURES[measure])
    counted = _counted(report, stages)
    still_open = [it.piece for it in report.open.unpaid] if "open" in asked else []
    pieces, unpaid = _by_labels(counted, definition.rows), _by_labels(still_open, definition.rows)
    origins = _Origins.of(report, presentation, measures)
    earlier = presentation.earlier if isinstance(table, Table) else None
    before = None if earlier is None else _by_labels(_counted(earlier, stages), definition.rows)
    return _Opener(report, presentation, definition, columns, pieces, unpaid, origins, before)


def _counted(report: Report, stages: Collection[str]) -> Sequence[Piece]:
    return [it for it in report.pieces if it.side is None and it.labels["stage"] in stages]


def _of_goods(row: PresentedRow, by_record: Mapping[str, Quantities], origins: "_Origins") -> tuple[OpenedRecord, ...]:
    """The records of a row of goods, in the order of their ids, each with its units."""
    units = {key: quantities_shown(by_record[key], origins.presentation.language) for key in sorted(by_record)}
    records = ((origins.opened(key, [origins.stage(key)], (), row.total), shown) for key, shown in units.items())
    return tuple(replace(record, extras=shown) for record, shown in records)


def _by_labels(pieces: Iterable[Piece], rows: Sequence[Dimension]) -> Mapping[_Labels, Sequence[Piece]]:
    by_labels: defaultdict[_Labels, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_labels[tuple(piece.labels[it] for it in rows)].append(piece)
    return by_labels


@dataclass(frozen=True)
class _Origins:
    """How records came about.

    Args:
        presentation: of the report.
        rows: the records of the report, by id.
        lines: their instalments, by id; a share of a cancellation with the rate of what it is taken from.
        parts: what each of them comes to in each quarter, by id; with its instalment.
        signs: with which sign each stage enters the figures.
        stated: where they come from, by id.
    """

    presentation: Presentation
    rows: Mapping[str, Row]
    lines: Mapping[str, Sequence[Line]]
    parts: Mapping[str, Sequence[tuple[Line, Part]]]
    signs: Mapping[str, int]
    stated: Mapping[str, StatedRecord]

    @classmethod
    def of(cls, report: Report, presentation: Presentation, measures: Sequence[Measure] = _OF_GOODS) -> "_Origins":
        """Of the records whose stages these measures add up; of those that appear in tables of goods without any."""
        signs: dict[str, int] = {}
        for measure in measures:
            signs = {**MEASURES[measure], **signs}
        lines: defaultdict[str, list[Line]] = defaultdict(list)
        parts: defaultdict[str, list[tuple[Line, Part]]] = defaultdict(list)
        for line in report.lines:
            if line.stage in signs and line.status != "not_counted":
                lines[line.record.id].append(replace(line, pair=pair_of(report, line)) if line.taken else line)
        for part in report.parts:
            line = report.lines[part.line]
            if line.stage in signs:
                parts[line.record.id].append((line, part))
        rows = {row.record.id: row for row in report.rows}
        return cls(presentation, rows, lines, parts, signs, report.stated)

    def stage(self, key: str) -> str:
        """What a record is: its stage, or what kind of transaction."""
        row = self.rows[key]
        return label_in("stage", stage_of(row.record, row.commitment), self.presentation.language)

    def opened(
        self, key: str, beside: Iterable[str], cells: tuple[ShownFigure, ...], total: ShownFigure
    ) -> OpenedRecord:
        """A record with its figures, and with how it came about."""
        row = self.rows[key]
        return OpenedRecord(
            id=key,
            beside=", ".join(beside),
            title=row.record.title or row.commitment.title,
            cells=cells,
            total=total,
            sources=row.record.sources or row.commitment.sources,
            conversion=tuple(owed(row, self.lines.get(key, ()), self.signs, self.presentation)),
            spread=tuple(spread_over_years(self.parts.get(key, ()), self.signs, self.presentation)),
            note=row.record.note or "",
            origin=self._origin(key),
        )

    def _origin(self, key: str) -> str:
        """What it is, and by which names it is found in the book."""
        names, language = {"id": key, "stage": self.stage(key)}, self.presentation.language
        stated = self.stated.get(key)
        if stated is None:
            return language.say("Record {id} · {stage}", **names)
        entry = language.say("Record {id} · {stage} · entry {number} of the book", **names, number=str(stated.entry))
        return " · ".join((entry, *_read_from(stated.read_from, language)))


@dataclass(frozen=True)
class _Opener:
    """Opens rows of one table.

    Args:
        report: what is presented.
        presentation: of it.
        definition: of the table.
        columns: the labels of its columns; none where these are stages, or where it has only totals.
        pieces: what its rows add up, by the labels of a row.
        still_open: what is open, where a column says so, by the labels of a row.
        origins: how the records of the report came about.
        before: what the earlier report adds up, by the labels of a row; None where its rows have no changes.
    """

    report: Report
    presentation: Presentation
    definition: TableDefinition | StageTableDefinition
    columns: tuple[str, ...]
    pieces: Mapping[_Labels, Sequence[Piece]]
    still_open: Mapping[_Labels, Sequence[Piece]]
    origins: _Origins
    before: Mapping[_Labels, Sequence[Piece]] | None

    def records(self, row: PresentedRow) -> tuple[OpenedRecord, ...]:
        """The records of a row, the largest first, those without a figure last."""
        counted, still_open = (self._of_row(row, pieces) for pieces in (self.pieces, self.still_open))
        exact = {key: self._sums(row, counted[key], still_open[key]) for key in counted.keys() | still_open.keys()}
        shown = self._footed(row, exact)
        order = sorted(exact, key=lambda it: (*_size(exact[it]), it))
        before = None if self.before is None else self._of_row(row, self.before)
        opened_records = []
        for key in order:
            of_whom = self._members(row, (*counted[key], *still_open[key]))
            record = self._opened(row, (key, of_whom), exact[key], shown)
            if before is not None:
                record = replace(record, change=self._change(row, key, before[key], exact[key][-1]))
            opened_records.append(record)
        return tuple(opened_records)

    def _change(self, row: PresentedRow, key: str, before: Sequence[Piece], after: Sum) -> ShownChange:
        """What a record has changed by inside a row, as what changed says it where that tells of this change too."""
        measured = Measured(self.report, self.presentation.language, self.presentation.scale)
        measure, changes = row.total.key.measure, self.presentation.changes
        change = shown_change(measured, _sum(before, measure, self._chosen(row)), after)
        moved = changes.records if changes and changes.measure == measure else ()
        same = (it.change for it in moved if it.id == key and it.change.exact_minor == change.exact_minor)
        return next(same, change)

    def _of_row(self, row: PresentedRow, pieces: Mapping[_Labels, Sequence[Piece]]) -> defaultdict[str, list[Piece]]:
        """Its pieces, by record."""
        key, labels = row.total.key, dict(row.total.key.labels)
        # A key has its labels in the order of all dimensions, not of those of this table.
        one = [] if key.members else [tuple(labels[it] for it in self.definition.rows)]
        members = {label for _, label in key.members}
        own = [it for it in pieces if it[0] in members] or one
        by_record: defaultdict[str, list[Piece]] = defaultdict(list)
        for of_row in own:
            for piece in pieces.get(of_row, ()):
                by_record[piece.record_id].append(piece)
        return by_record

    def _members(self, row: PresentedRow, pieces: Sequence[Piece]) -> Sequence[str]:
        """Of whom a record is, where its row has several."""
        first, language = self.definition.rows[0], self.presentation.language
        if not row.total.key.members:
            return ()
        return [label_in(first, label, language) for label in sorted({it.labels[first] for it in pieces})]

    @property
    def _is_running(self) -> bool:
        return isinstance(self.definition, TableDefinition) and self.definition.cumulative

    def _figures(self, row: PresentedRow) -> tuple[ShownFigure, ...]:
        """The figures of a row, each once: where it has no total of its own, one of its cells stands for it."""
        has_total = isinstance(self.definition, TableDefinition) and not self.definition.cumulative
        return row.figures if has_total else row.cells

    def _chosen(self, row: PresentedRow) -> Sequence[Dimension]:
        """By which dimensions the records of a row are chosen."""
        return [dimension for dimension, _ in row.total.key.labels] or self.definition.rows[:1]

    def _sums(self, row: PresentedRow, counted: Sequence[Piece], still_open: Sequence[Piece]) -> tuple[Sum, ...]:
        """The exact sums of one record, one for each figure of its row."""
        key, chosen = row.total.key, self._chosen(row)
        if isinstance(self.definition, StageTableDefinition):
            columns = [(still_open if it.key.is_open else counted, it.key.measure) for it in row.cells]
            return tuple(_sum(pieces, measure, chosen) for pieces, measure in columns)
        across, total = self.definition.columns, _sum(counted, key.measure, chosen)
        if across is None:
            return (total,)
        if self._is_running:
            until = [frozenset(self.columns[:place]) for place in range(1, len(self.columns))]
            before = ([it for it in counted if it.labels[across] in labels] for labels in until)
            return (*(_sum(pieces, key.measure, (*chosen, across)) for pieces in before), total)
        by_column = sums(counted, (across,), key.measure, chosen)
        return (*(by_column.get((label,), NOTHING) for label in self.columns), total)

    def _footed(self, row: PresentedRow, exact: Mapping[str, Sequence[Sum]]) -> _Shown:
        """By which multiple of the step each figure of the records is displayed: by record, and place of the figure."""
        own = self._figures(row)
        lines = {"": [it.exact_minor or 0 for it in own]}
        lines |= {key: [it.figures.central_minor for it in summed] for key, summed in exact.items()}
        flows_of = _running if self._is_running else _across if self.columns else _apart
        flows = [flow for key, figures in lines.items() for flow in flows_of(key, figures)]
        pinned: _Shown = {_key("", place): self._multiple(figure) for place, figure in enumerate(own)}
        return foot([replace(it, shown=pinned.get(it.key)) for it in flows], self.presentation.scale.step_minor).shown

    def _multiple(self, figure: ShownFigure) -> int:
        return int((figure.number or Decimal(0)).scaleb(self.presentation.scale.decimals, EXACT))

    def _opened(
        self,
        row: PresentedRow,
        of: tuple[str, Sequence[str]],
        exact: Sequence[Sum],
        shown: _Shown,
    ) -> OpenedRecord:
        key, of_whom = of
        figures = tuple(
            self._figure(replace(figure.key, record=key), summed, shown[_key(key, place)])
            for place, (figure, summed) in enumerate(zip(self._figures(row), exact, strict=True))
        )
        is_by_stage = isinstance(self.definition, StageTableDefinition)
        beside = (*of_whom, *([self.origins.stage(key)] if is_by_stage else []))
        return self.origins.opened(key, beside, figures[: len(row.cells)], figures[0 if is_by_stage else -1])

    def _figure(self, key: FigureKey, summed: Sum, multiple: int) -> ShownFigure:
        return rounded_figure(self.presentation, key, summed, self.presentation.scale.number(multiple))


def _read_from(rows: Sequence[Lineage], language: Language) -> Iterator[str]:
    """The first row of a file from which a record was read, and how many more there are."""
    for row in rows[:1]:
        if row.sheet and row.row:
            sentence = marked("read from row {row} of the sheet {sheet} in {file}")
            yield language.say(sentence, row=language.whole(row.row), sheet=row.sheet, file=row.file)
        elif row.row:
            yield language.say("read from row {row} of {file}", row=language.whole(row.row), file=row.file)
        else:
            yield language.say("read from {path} in {file}", path=row.path or "", file=row.file)
    if len(rows) > 1:
        one, several = marked_count("and from {count} more place", "and from {count} more places")
        yield language.say_count(one, several, len(rows) - 1)


def _sum(pieces: Sequence[Piece], measure: Measure, chosen: Sequence[Dimension]) -> Sum:
    return sums(pieces, (), measure, chosen).get((), NOTHING)


def _size(exact: Sequence[Sum]) -> tuple[bool, int]:
    """By size: what has no figure last, the largest first."""
    return not any(it.records for it in exact), -max(it.figures.central_minor for it in exact)


def _key(record: str, place: int) -> tuple[str, str]:
    """What tells a figure of a record, or by an empty id of its row, from all others."""
    return record, f"{place:04}"


def _across(record: str, figures: Sequence[int]) -> Iterator[FigureFlow]:
    """The figures of a record, or by an empty id of its row: cells add up to the total, records to the row."""
    line = ("record", record)
    for place, exact in enumerate(figures[:-1]):
        yield _flow(record, place, (line, ("column", place)), exact)
    yield _flow(record, len(figures) - 1, ("down", line), figures[-1])


def _apart(record: str, figures: Sequence[int]) -> Iterator[FigureFlow]:
    """The same where figures beside each other are parts of nothing, or where there is only one."""
    for place, exact in enumerate(figures):
        yield _flow(record, place, (("down", place), ("across", place)), exact)


def _running(record: str, figures: Sequence[int]) -> Iterator[FigureFlow]:
    """The same where each figure is the one before it and what falls in its own column, which nobody sees."""
    for place, (before, exact) in enumerate(pairwise((0, *figures))):
        until = ("until", record, place)
        after = ("until", record, place + 1) if place + 1 < len(figures) else "down"
        yield _flow(record, len(figures) + place, (until, ("column", place)), exact - before)
        yield _flow(record, place, (after, until), exact)


def _flow(record: str, place: int, ends: tuple[Hashable, Hashable], exact: int) -> FigureFlow:
    """A figure of a record; one of its row flows the other way, so that records add up to it."""
    tail, head = ends if record else ends[::-1]
    return FigureFlow(_key(record, place), tail, head, exact)

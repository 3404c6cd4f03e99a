"""What stands behind a row of a table: its records, rounded so that they add up to it, and how each came about."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from ledger.foundation import EXACT, from_minor
from ledger.presentation.footing import FigureFlow, foot
from ledger.presentation.language import Language, marked
from ledger.presentation.marks import marks_of, size_marks
from ledger.presentation.presented import FigureKey, Presentation, PresentedRow, PresentedTable, ShownFigure
from ledger.presentation.words import label_in
from ledger.rates import Leg, Pair
from ledger.records import Source
from ledger.reporting import Report, Row
from ledger.totals import MEASURES, NOTHING, Dimension, Piece, Sum, sums
from ledger.valuation import Line, Part, leg_equation, leg_trail

Facts = tuple[tuple[str, str], ...]
"""What is said of a record, each as a label and its value."""


@dataclass(frozen=True)
class OpenedRecord:
    """One record inside a row of a table.

    Args:
        id: of the record.
        title: what it is called; in the language of its source.
        cells: its figures, one for each column of the table.
        total: all of them together.
        sources: who said so, in which words.
        conversion: how its sums became figures, step by step; of each instalment its amount and its worth.
        spread: how they became columns: days, and the exact sum of each.
        note: what was assumed; empty for nothing.
        origin: what it is, and by which name it is found in the book.
    """

    id: str
    title: str
    cells: tuple[ShownFigure, ...]
    total: ShownFigure
    sources: tuple[Source, ...]
    conversion: Facts
    spread: Facts
    note: str
    origin: str


def opened(report: Report, presentation: Presentation, table: PresentedTable) -> Mapping[int, tuple[OpenedRecord, ...]]:
    """The records of each row of a table, by the place of the row.

    Each row is rounded by itself: its cells and its total are displayed already, and its records add up to them. Rows
    whose columns run on, or stand beside each other for several stages, open to no records.

    Args:
        report: what is presented.
        presentation: of it.
        table: one of its tables.
    """
    definition = next((it.definition for it in report.tables if it.definition.name == table.name), None)
    if definition is None or definition.cumulative:
        return {}
    stages = MEASURES[definition.measure]
    opener = _Opener(
        report, presentation, definition.columns, _columns(report, table.name), *_by_record(report, stages)
    )
    pieces: defaultdict[tuple[str, ...], list[Piece]] = defaultdict(list)
    for piece in report.pieces:
        if piece.side is None and piece.labels["stage"] in stages:
            pieces[tuple(piece.labels[it] for it in definition.rows)].append(piece)
    return {
        place: opener.records(row, pieces[tuple(label for _, label in row.total.key.labels)])
        for place, row in enumerate(table.rows)
        if row.kind == "row"
    }


def _columns(report: Report, name: str) -> tuple[str, ...]:
    return next(it.columns for it in report.tables if it.definition.name == name)


def _by_record(
    report: Report, stages: Collection[str]
) -> tuple[Mapping[str, Row], Mapping[str, Sequence[Line]], Mapping[str, Sequence[Part]]]:
    """What the report has of each record in some stages: the record, its lines and their parts."""
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    parts: defaultdict[str, list[Part]] = defaultdict(list)
    for line in report.lines:
        if line.stage in stages and line.status != "not_counted":
            lines[line.record.id].append(line)
    for part in report.parts:
        line = report.lines[part.line]
        if line.stage in stages:
            parts[line.record.id].append(part)
    return {row.record.id: row for row in report.rows}, lines, parts


@dataclass(frozen=True)
class _Opener:
    """Opens rows of one table.

    Args:
        report: what is presented.
        presentation: of it.
        across: the dimension of its columns; None where it has only totals.
        columns: their labels.
        rows: the records of the report, by id.
        lines: their instalments, by id.
        parts: what each of them comes to in each quarter, by id.
    """

    report: Report
    presentation: Presentation
    across: Dimension | None
    columns: tuple[str, ...]
    rows: Mapping[str, Row]
    lines: Mapping[str, Sequence[Line]]
    parts: Mapping[str, Sequence[Part]]

    def records(self, row: PresentedRow, pieces: Sequence[Piece]) -> tuple[OpenedRecord, ...]:
        """The records of a row, the largest first, those without a figure last."""
        by_record: defaultdict[str, list[Piece]] = defaultdict(list)
        for piece in pieces:
            by_record[piece.record_id].append(piece)
        exact = {key: self._sums(row.total.key, own) for key, own in by_record.items()}
        shown = self._footed(row, exact)
        totals = {key: summed[None] for key, summed in exact.items()}
        order = sorted(totals, key=lambda it: (not totals[it].records, -totals[it].figures.central, it))
        return tuple(self._opened(row, key, exact[key], shown) for key in order)

    def _sums(self, key: FigureKey, pieces: Sequence[Piece]) -> Mapping[str | None, Sum]:
        """The exact sums of one record: by the label of a column, and of all of them by None."""
        chosen = [dimension for dimension, _ in key.labels]
        by_column: dict[str | None, Sum] = {None: sums(pieces, (), key.measure, chosen).get((), NOTHING)}
        if self.across is not None:
            by_column |= {label: it for (label,), it in sums(pieces, (self.across,), key.measure, chosen).items()}
        return by_column

    def _footed(
        self, row: PresentedRow, exact: Mapping[str, Mapping[str | None, Sum]]
    ) -> Mapping[tuple[str, ...], int]:
        """By which multiple of the step each figure of the records is displayed."""
        flows = [_pinned(row.total, ("all", "total"), ("across", "down"), self._multiple(row.total))]
        for label, cell in zip(self.columns if self.across else (), row.cells, strict=True):
            flows.append(_pinned(cell, ("all", label), (("column", label), "across"), self._multiple(cell)))
        for key, summed in exact.items():
            line = ("record", key)
            ends = ("down", line if self.across else "across")
            flows.append(FigureFlow((key, "total"), *ends, summed[None].figures.central))
            flows += [
                FigureFlow((key, "in", label), line, ("column", label), it.figures.central)
                for label, it in summed.items()
                if label is not None
            ]
        return foot(flows, self.presentation.scale.step).shown

    def _multiple(self, figure: ShownFigure) -> int:
        return int((figure.number or Decimal(0)).scaleb(self.presentation.scale.decimals, EXACT))

    def _opened(
        self,
        row: PresentedRow,
        key: str,
        exact: Mapping[str | None, Sum],
        shown: Mapping[tuple[str, ...], int],
    ) -> OpenedRecord:
        of_row, across = row.total.key, self.across
        cells = tuple(
            self._figure(replace(cell.key, record=key), exact.get(label, NOTHING), shown.get((key, "in", label), 0))
            for label, cell in zip(self.columns if across else (), row.cells, strict=True)
        )
        total = self._figure(replace(of_row, record=key), exact[None], shown[key, "total"])
        origin = self.rows[key]
        lines = self.lines[key]
        language = self.presentation.language
        return OpenedRecord(
            id=key,
            title=origin.record.title or origin.commitment.title,
            cells=cells,
            total=total,
            sources=origin.record.sources or origin.commitment.sources,
            conversion=tuple(_conversion(origin, lines, self.presentation)),
            spread=tuple(self._spread(key)),
            note=origin.record.note or "",
            origin=language.say("Record {id} · {stage}", id=key, stage=label_in("stage", lines[0].stage, language)),
        )

    def _figure(self, key: FigureKey, summed: Sum, multiple: int) -> ShownFigure:
        marks, language = marks_of(summed), self.presentation.language
        if not summed.records:
            return ShownFigure(key, None, None, marks, language.figure(None, marks))
        exact, number = summed.figures.central, self.presentation.scale.number(multiple)
        marks |= size_marks(exact, number)
        return ShownFigure(key, exact, number, marks, language.figure(number, marks))

    def _spread(self, key: str) -> Iterator[tuple[str, str]]:
        """How much of it falls on how many days, year by year, exactly."""
        language, currency = self.presentation.language, self.report.definition.currency
        days: defaultdict[int, int] = defaultdict(int)
        worth: defaultdict[int, int] = defaultdict(int)
        for part in self.parts.get(key, ()):
            days[part.interval.start.year] += part.interval.days
            worth[part.interval.start.year] += part.figures.central
        for year, count in sorted(days.items()):
            value = language.exact(from_minor(worth[year], self.presentation.scale.minor_units), currency)
            yield str(year), language.say_count("{count} day: {amount}", "{count} days: {amount}", count, amount=value)


def _pinned(figure: ShownFigure, key: tuple[str, ...], ends: tuple[object, object], multiple: int) -> FigureFlow:
    return FigureFlow(key, *ends, figure.exact or 0, shown=multiple)


def _conversion(row: Row, lines: Sequence[Line], presentation: Presentation) -> Iterator[tuple[str, str]]:
    """What is owed when, by which rates, and what that is worth; equal instalments behind each other are told once."""
    language = presentation.language
    yield language.term(marked("Announced")), language.day(row.commitment.announced)
    rates_said: set[str] = set()
    for _, group in groupby(lines, key=_how):
        equal = list(group)
        yield _owed(equal, language)
        for label, rate in _rates(equal[0], language):
            if rate not in rates_said:
                rates_said.add(rate)
                yield label, rate
        if equal[0].instalment.amount is not None:
            yield _worth(equal, presentation)


def _how(line: Line) -> tuple[object, ...]:
    """What two instalments have in common that are told as one: the sum, the days of its rates, and the worth."""
    days = (line.pair.source.last, line.pair.target.last) if line.pair else None
    return line.instalment.amount, days, line.figures, line.status


def _owed(lines: Sequence[Line], language: Language) -> tuple[str, str]:
    first, last, amount = lines[0].instalment.counted, lines[-1].instalment.counted, lines[0].instalment.amount
    days = language.day(first.start)
    if first.start != last.end:
        days = language.say("{first} to {last}", first=days, last=language.day(last.end))
    if amount is None:
        return days, language.say("no sum is stated")
    value = language.exact(amount.central, lines[0].currency)
    if len(lines) > 1:
        value = language.say("{count} times {amount}", count=language.whole(len(lines)), amount=value)
    return days, value


def _rates(line: Line, language: Language) -> Iterator[tuple[str, str]]:
    """The rates of a line in words, each with its day and who published it."""
    for leg in (line.pair.source, line.pair.target) if line.pair else ():
        if line.pair is not None and leg.kind != "base":
            trail = leg_trail(line.pair, leg)
            day = f", {language.day(trail.last)}" if trail.last else ""
            yield (
                language.say("Rate {currency}", currency=leg.currency),
                f"{_equation(line.pair, leg, trail.rate, language)}{day} · {trail.source}",
            )


def _equation(pair: Pair, leg: Leg, rate: str, language: Language) -> str:
    """A rate as its publisher says it, with the signs of the language; none of its digits is left out."""
    units, of, into = leg_equation(pair, leg)
    return f"{language.whole(units)} {of} = {language.number(Decimal(rate))} {into}"


def _worth(lines: Sequence[Line], presentation: Presentation) -> tuple[str, str]:
    language, scale, figures = presentation.language, presentation.scale, lines[0].figures
    if figures is None:
        return language.term(marked("Worth")), language.say("not converted: no rate is near enough")
    value = language.exact(from_minor(figures.central, scale.minor_units), scale.currency)
    return language.term(marked("Worth each") if len(lines) > 1 else marked("Worth")), value

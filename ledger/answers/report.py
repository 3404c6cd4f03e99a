"""What ``report`` answers: the totals of a report, what could not be converted, and where its workbook lies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger import desk
from ledger.answers.tables import (
    GoodsTableAnswer,
    StageTableAnswer,
    TableAnswer,
    goods_table,
    stage_table,
    table,
)
from ledger.answers.text import Lines, TextTable, where
from ledger.foundation import Money, grouped
from ledger.records import GROUP_MEMBERS
from ledger.reporting import LIMITS, Definition, LimitedDimension, Report, Total
from ledger.totals import Measure

_KINDS = {".html": "Page", ".pdf": "PDF", ".md": "Markdown", ".csv": "CSV"}


@dataclass(frozen=True)
class ReportGap:
    """What a report could not convert, in one original currency.

    Args:
        records: how many records have an instalment without a rate.
        central: the central figures of these instalments together.
    """

    records: int
    central: Money


@dataclass(frozen=True)
class ReportProofs:
    """Figures of a report that must agree.

    Args:
        count: how many pairs of them were compared.
        agree: whether all of them do.
    """

    count: int
    agree: bool


@dataclass(frozen=True)
class ReportFigures:
    """What every answer with a report tells of it.

    Args:
        report: name of its definition.
        title: what it is called.
        currency: of all its figures.
        basis: by which rule its rates are chosen.
        cutoff: only what was announced by that day; null for all.
        since: only what was announced from that day on; null for all.
        filters: the labels that it is limited to, by dimension; without a dimension all of its labels.
        groups: the groups whose members on the day of each announcement are the donors that it is limited to.
        as_of: only what was recorded by the end of that day (UTC).
        horizon: last day up to which terms are counted; null for none.
        entries: how many entries of the book it saw.
        head: hash of the last of them.
        records: how many records it saw.
        counted: how many of them count.
        totals: the sums, by measure.
        not_converted: what could not be converted for want of a rate, by original currency.
        proofs: whether its figures agree with each other.
        rates_until: for each set of daily rates that it may use the last day that the set has.
    """

    report: str
    title: str
    currency: str
    basis: str
    cutoff: date | None
    since: date | None
    filters: Mapping[str, tuple[str, ...]]
    groups: tuple[str, ...]
    as_of: date
    horizon: date | None
    entries: int
    head: str
    records: int
    counted: int
    totals: Mapping[Measure, Total]
    not_converted: tuple[ReportGap, ...]
    proofs: ReportProofs
    rates_until: Mapping[str, date]


@dataclass(frozen=True)
class ReportAnswer(ReportFigures):
    """A report that was made, with its figures.

    Args:
        workbook: where it was written; null where none was asked for.
        replaced: whether an older workbook was replaced.
        files: everything that was written, the workbook first.
    """

    workbook: Path | None
    replaced: bool
    files: tuple[Path, ...]


@dataclass(frozen=True)
class ReportTables(ReportFigures):
    """A report with all its tables, for programs.

    Args:
        tables: sums by the dimensions of each.
        stage_tables: stages of the same money side by side.
        goods_tables: units of goods in kind.
    """

    tables: tuple[TableAnswer, ...]
    stage_tables: tuple[StageTableAnswer, ...]
    goods_tables: tuple[GoodsTableAnswer, ...]


def answer(written: desk.WrittenReport) -> ReportAnswer:
    """A report as an answer."""
    workbook = (written.workbook,) if written.workbook else ()
    files = (*workbook, *written.documents)
    return ReportAnswer(
        **vars(figures(written.report)), workbook=written.workbook, replaced=written.replaced, files=files
    )


def figures(made: Report) -> ReportFigures:
    """What every answer with a report tells of it."""
    definition, issued = made.definition, made.issued
    return ReportFigures(
        report=definition.name,
        title=definition.title,
        currency=definition.currency,
        basis=definition.basis,
        cutoff=definition.cutoff,
        since=definition.since,
        filters={dimension: labels for dimension, labels in definition.filters.limits.items() if labels},
        groups=definition.filters.groups,
        as_of=issued.as_of,
        horizon=definition.horizon,
        entries=issued.entries,
        head=issued.head,
        records=len(made.rows),
        counted=_counts(made)[0],
        totals={measure: made.total(measure) for measure in made.totals},
        not_converted=_gaps(made),
        proofs=ReportProofs(len(made.proofs), made.agrees),
        rates_until=dict(made.rates_until),
    )


def with_tables(made: Report) -> ReportTables:
    """A report with all its tables."""
    return ReportTables(
        **vars(figures(made)),
        tables=tuple(map(table, made.tables)),
        stage_tables=tuple(map(stage_table, made.stage_tables)),
        goods_tables=tuple(map(goods_table, made.goods_tables)),
    )


def _gaps(made: Report) -> tuple[ReportGap, ...]:
    return tuple(ReportGap(it.records, it.central) for it in desk.not_converted(made))


def lines(written: desk.WrittenReport) -> Lines:
    """The same for people."""
    workbook = (where("Workbook", written.workbook, replaced=written.replaced),) if written.workbook else ()
    documents = (f"{_KINDS[it.suffix]}: {it}" for it in written.documents)
    return (*figure_lines(written.report), *workbook, *documents)


def figure_lines(made: Report) -> Lines:
    """What every answer with a report tells people of it."""
    definition, issued = made.definition, made.issued
    agree = "all checks agree" if made.agrees else "THE CHECKS DO NOT ALL AGREE: see the sheet E5 Checks"
    limits = [f"announced since {definition.since}"] * bool(definition.since)
    limits += [f"cutoff {definition.cutoff}"] * bool(definition.cutoff) + [f"as of {issued.as_of}"]
    limits += [f"{LIMITS[dimension]} {', '.join(names)}" for dimension, names in _limited(definition)]
    limits += [f"horizon {definition.horizon}"] * bool(definition.horizon)
    return (
        definition.title,
        f"In {definition.currency}, basis {definition.basis}, {', '.join(limits)}; head {issued.head[:12]}.",
        _grid(figures(made)),
        *_reach(made),
        *(f"Not converted for want of a rate: {it.central} ({_records(it.records)})." for it in _gaps(made)),
        f"{_counted(made)}; {agree}.",
    )


def _limited(definition: Definition) -> Iterator[tuple[LimitedDimension, tuple[str, ...]]]:
    for dimension, labels in definition.filters.limits.items():
        groups = definition.filters.groups if definition.filters.is_of_groups(dimension) else ()
        yield dimension, (*labels, *(GROUP_MEMBERS[group] for group in groups))


def _reach(made: Report) -> tuple[str, ...]:
    sets = ", ".join(f"{name} {last}" for name, last in made.rates_until.items())
    return (f"Rates reach to: {sets}.",) if sets else ()


def _counted(made: Report) -> str:
    """How the records of the book come to those in the columns of the totals."""
    counted, without_figure = _counts(made)
    unknown = f" ({without_figure} of them without a figure)" if without_figure else ""
    left_out = len(made.rows) - counted
    why = f", {left_out} left out (the sheet E1 Records says why)" if left_out else ""
    return f"{_records(len(made.rows))}: {counted} counted{unknown}{why}"


def _counts(made: Report) -> tuple[int, int]:
    """How many records count, and how many of them nobody gives a figure for."""
    counted = [row.record.id for row in made.rows if row.left_out is None]
    known = {piece.record_id for piece in made.pieces if piece.figures is not None or piece.not_converted}
    return len(counted), sum(key not in known for key in counted)


def _records(number: int) -> str:
    return f"{number} record{'' if number == 1 else 's'}"


def _grid(of: ReportFigures) -> TextTable:
    rows = []
    for total in of.totals.values():
        at_least = "≥ " if total.open_high else ""
        counts = (str(total.records), str(total.without_figure), str(total.not_converted))
        name = total.measure.replace("_", " ")
        rows.append((name, _shown(total.low), _shown(total.central), at_least + _shown(total.high), *counts))
    headings = ("total", f"low ({of.currency})", "central", "high", "records", "without figure", "not converted")
    return TextTable(headings, rows, figures={1, 2, 3, 4, 5, 6})


def _shown(figure: Money | None) -> str:
    return "unknown" if figure is None else grouped(figure.value)

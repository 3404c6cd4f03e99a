"""Why a figure is what it is: the rows in it, each with its rate and its part, and how they add up to it.

Pure functions over a report. What the book tells of each record (revisions, rows of files) is fetched by the desk.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.foundation import Interval
from ledger.records import groups_of
from ledger.reporting import Report
from ledger.totals import MEASURES, Dimension, Measure
from ledger.valuation import Figures, Line, Part, total

Where = Mapping[Dimension, str]
"""Dimensions with the label that rows must have: ``{"donor": "GBR", "year": "2026"}``."""

IN_TIME: frozenset[Dimension] = frozenset({"year", "fiscal_year", "quarter"})
"""The dimensions that cut a line into parts; all others hold for a line as a whole."""


@dataclass(frozen=True)
class ExplainedRow:
    """One line's contribution to a figure.

    Args:
        number: of the line in the report, from 1, as on the sheet Conversions.
        line: the instalment with its amount, rate and result.
        interval: the days of it that the figure is about.
        days: how many days that are.
        sign: 1, or -1 for what a net measure takes away.
        figures: what it adds, sign included, in minor units of the report's currency.
        running: the central figures up to here.

    >>> ExplainedRow.__dataclass_params__.frozen
    True
    """

    number: int
    line: Line
    interval: Interval
    days: int
    sign: int
    figures: Figures
    running: int

    @property
    def is_whole(self) -> bool:
        """Whether the figure has all of the line, not only some of its days."""
        return self.days == self.line.instalment.counted.days


@dataclass(frozen=True)
class NotInIt:
    """A line that a reader might look for in a figure, and why it is not there.

    Args:
        number: of the line in the report, from 1.
        line: the line.
        reason: in plain words.

    >>> NotInIt.__dataclass_params__.frozen
    True
    """

    number: int
    line: Line
    reason: str


@dataclass(frozen=True)
class Derivation:
    """A figure, line by line.

    Args:
        report: of which it is a figure.
        measure: what is added; None where all lines of one record are shown, which are added only with their like.
        where: the labels that its rows have.
        rows: what adds up to it, in the order of the report.
        figures: the figure: the sum of the rows.
        apart: what is not in it.
        group: the group whose members alone it is about; None for all donors.

    >>> Derivation.__dataclass_params__.frozen
    True
    """

    report: Report
    measure: Measure | None
    where: Where
    rows: tuple[ExplainedRow, ...]
    figures: Figures
    apart: tuple[NotInIt, ...]
    group: str | None = None


def explain(report: Report, measure: Measure, where: Where, group: str | None = None) -> Derivation:
    """The rows that add up to a total, and those that do not count in it.

    Args:
        report: of which it is a total.
        measure: what is added.
        where: labels of its rows; none for the total of everything.
        group: only donors that were its members on the day of the announcement, as in a memo line; None for all.

    """
    signs = MEASURES[measure]
    chosen: dict[int, list[Part]] = defaultdict(list)
    for part, piece in zip(report.parts, report.pieces, strict=False):
        is_of_group = group is None or group in piece.groups
        if is_of_group and piece.labels["stage"] in signs and _fits(piece.labels, where):
            chosen[part.line].append(part)
    rows = tuple(_rows(report, chosen, signs))
    members = _members(report, group)
    apart = tuple(it for it in _apart(report, signs, where) if it.line.record.id in members)
    return Derivation(report, measure, where, rows, total(row.figures for row in rows), apart, group)


def explain_record(report: Report, key: str) -> Derivation:
    """All lines of one record: what it comes to, or why it does not count."""
    chosen: dict[int, list[Part]] = defaultdict(list)
    for part in report.parts:
        if report.lines[part.line].record.id == key:
            chosen[part.line].append(part)
    rows = tuple(_rows(report, chosen, {}))
    reasons = {row.record.id: row.left_out for row in report.rows}
    apart = tuple(
        NotInIt(number + 1, line, _reason(line, reasons.get(key)))
        for number, line in enumerate(report.lines)
        if line.record.id == key and line.figures is None
    )
    return Derivation(report, None, {}, rows, total(row.figures for row in rows), apart)


def _members(report: Report, group: str | None) -> set[str]:
    """The records whose donor was a member of the group; all without one."""
    promises = ((row.record.id, row.commitment) for row in report.rows)
    return {key for key, it in promises if group is None or group in groups_of(it.donor, it.announced)}


def _rows(report: Report, chosen: Mapping[int, Sequence[Part]], signs: Mapping[str, int]) -> Iterator[ExplainedRow]:
    running = 0
    for number in sorted(chosen):
        line, parts = report.lines[number], chosen[number]
        sign = signs.get(line.stage, 1)
        plain = total(part.figures for part in parts)
        figures = plain if sign > 0 else -plain
        running += figures.central
        interval = Interval(parts[0].interval.start, parts[-1].interval.end)
        days = sum(part.interval.days for part in parts)
        yield ExplainedRow(number + 1, line, interval, days, sign, figures, running)


def _fits(labels: Mapping[Dimension, str], where: Where) -> bool:
    return all(labels[dimension] == label for dimension, label in where.items())


def _labels(report: Report) -> Mapping[str, Mapping[Dimension, str]]:
    """By record what it is in the dimensions that do not cut it."""
    return {
        row.record.id: {
            "donor": row.commitment.donor,
            "recipient": row.commitment.recipient,
            "category": row.commitment.category,
            "instrument": row.commitment.instrument,
            "currency": row.record.amount.currency or "",
        }
        for row in report.rows
    }


def _apart(report: Report, signs: Mapping[str, int], where: Where) -> Iterator[NotInIt]:
    labels = _labels(report)
    reasons = {row.record.id: row.left_out for row in report.rows}
    lasting = {dimension: label for dimension, label in where.items() if dimension not in IN_TIME}
    for number, line in enumerate(report.lines):
        if line.stage not in signs or line.figures is not None:
            continue
        if _fits({**labels[line.record.id], "stage": line.stage}, lasting):
            yield NotInIt(number + 1, line, _reason(line, reasons.get(line.record.id)))


def _reason(line: Line, left_out: str | None) -> str:
    match line.status:
        case "not_counted":
            return f"not counted: {left_out}" if left_out else "not counted"
        case "not_converted":
            return "; ".join(problem.found for problem in line.problems if problem.code == "FX-GAP") or "no rate"
        case "no_figure":
            return "no figure: nobody says the sum"
        case _:
            return "no money is involved"

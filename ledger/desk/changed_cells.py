"""Cells that show what has changed since an earlier report, explained by what stands there now and stood there then."""

from collections.abc import Mapping
from dataclasses import replace

from ledger.audit import Derivation, FigureChange, change_between, change_in_step, explain, labels_of
from ledger.desk.displayed_figures import explain_sum
from ledger.desk.shown_report import ShownReport
from ledger.presentation import Beside, BesideKey, Comparison, FigureKey
from ledger.records import Record
from ledger.valuation import Figures

OF_CHANGES: frozenset[Beside] = frozenset({"change", "moved", "earlier"})
"""What is said of an earlier report."""


def explain_changed(shown: ShownReport, key: BesideKey) -> tuple[Derivation, Derivation | None, FigureChange | None]:
    """What stands behind a cell that is about an earlier report.

    Args:
        shown: a report that is compared with one.
        key: what the cell shows: a change, the records of a step, or the earlier total.

    Returns:
        The figure now, the same then, and how it has changed. Of the earlier total that alone, in the earlier report;
        of a step what it moved, and no figures: it leads from one report to another that nobody sees.
    """
    comparison, figure = _comparison(shown), key.figures[0]
    report, bridge = shown.report, comparison.bridge(figure.measure)
    if key.kind == "earlier":
        return explain(comparison.bridged.opening, figure.measure, {}), None, None
    if key.step and bridge is not None:
        moved = change_in_step(bridge, key.step, _records(comparison), figure.record)
        return Derivation(report, figure.measure, {}, (), Figures(), ()), None, moved
    now = explain_sum(report, figure)
    then = explain_sum(comparison.bridged.opening, _earlier(shown, comparison, figure))
    return now, then, change_between(then, now, bridge)


def _comparison(shown: ShownReport) -> Comparison:
    if shown.comparison is None:
        raise ValueError("a report that is compared with none shows no changes")
    return shown.comparison


def _records(comparison: Comparison) -> Mapping[str, Record]:
    """The records of both reports by their ids, as the later one has them."""
    ends = (comparison.bridged.opening, comparison.bridged.closing)
    return {row.record.id: row.record for report in ends for row in report.rows}


def _earlier(shown: ShownReport, comparison: Comparison, figure: FigureKey) -> FigureKey:
    """The same sum of the earlier report: of all others there those that have no row of their own now."""
    if not figure.members:
        return figure
    dimension, members = figure.members[0][0], {label for _, label in figure.members}
    name = next(it.name for it in shown.presentation.tables if any(row.total.key == figure for row in it.rows))
    table = next(it for it in shown.report.tables if it.definition.name == name)
    named = {key[0] for key in table.rows} - members
    # Those of now are there too: without any label the sum would be that of everything.
    others = labels_of(comparison.bridged.opening, dimension) - named | members
    return replace(figure, members=tuple((dimension, label) for label in sorted(others)))

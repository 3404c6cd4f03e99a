"""A displayed figure explained by its key: what stands where it is displayed, and all that is behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.audit import Derivation, labels_of
from ledger.desk.books import require_report
from ledger.desk.displayed_figures import explain_sum
from ledger.desk.explained_cells import EXPLAIN, refused
from ledger.foundation import Money, Place, quoted
from ledger.presentation import FigureKey, Presentation, ShownFigure
from ledger.records import GROUP_MEMBERS, nearest
from ledger.reporting import Report
from ledger.totals import IN_TIME, Dimension

_MOST_LABELS = 12


@dataclass(frozen=True)
class ExplainedDisplay:
    """A displayed figure, and what is behind it.

    Args:
        key: which figure it is.
        derivation: its rows, how they add up, and what is not in it.
        shown: what is displayed of it; None where no table and no total of the report displays it.
        exact: the same to its last digit; None where no record has a figure in it.
        undisclosed: how many records stand in it of which nobody states the sum.
        not_converted: how many records stand in it of which a sum has no rate.
    """

    key: FigureKey
    derivation: Derivation
    shown: ShownFigure | None
    exact: Money | None
    undisclosed: int
    not_converted: int

    def __repr__(self) -> str:
        return f"<ExplainedDisplay of {self.key}: {self.exact or 'no figure'}>"


def explain_displayed(report: Report, shown: Presentation, key: FigureKey) -> ExplainedDisplay:
    r"""Explain a figure of a report by its key, as whoever looks at the displayed figure asks for it.

    Args:
        report: in which the figure stands.
        shown: what is displayed of it.
        key: of the figure.

    Raises:
        Refused: FORM, with the nearest ones, for a label or a group that the report does not have; and for goods in
            units, which add up to no sum.

    >>> from pathlib import Path; from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> from ledger.presentation import present
    >>> with TemporaryDirectory() as folder:
    ...     made = demo(Path(folder))
    ...     key = FigureKey("pledges", (("donor", "GBR"), ("year", "2025")))
    ...     answer = explain_displayed(made.report, present(made.report), key)
    >>> answer.shown.text, str(answer.exact), answer.undisclosed
    ('2,680.0\xa0..', 'EUR 2,679,954,911.79', 1)
    """
    require_report(report)
    _require_known(report, key)
    derivation = explain_sum(report, key)
    total = shown.sums.get(key.central)
    undisclosed, not_converted = (total.without_figure, total.not_converted) if total else (0, 0)
    displayed = next((it for it in _displayed(shown) if it.key == key), None)
    return ExplainedDisplay(key, derivation, displayed, derivation.figure, undisclosed, not_converted)


def _require_known(report: Report, key: FigureKey) -> None:
    if key.record:
        raise refused(EXPLAIN, f"units of {quoted(key.record)}", "a sum of money", "look at the records of the goods")
    if key.group and key.group not in GROUP_MEMBERS:
        remedy = f"write {' or '.join(nearest(key.group, GROUP_MEMBERS) or GROUP_MEMBERS)}"
        raise refused(Place(field="group"), quoted(key.group), "a group that we know", remedy)
    in_time = [dimension for dimension, _ in key.labels if dimension in IN_TIME]
    if key.is_until and len(in_time) != 1:
        raise refused(EXPLAIN, "a sum up to a period without that period", "one period", "name its last year")
    for dimension, label in (*key.labels, *key.members):
        _require_label(report, dimension, label)


def _require_label(report: Report, dimension: Dimension, label: str) -> None:
    known = labels_of(report, dimension)
    # What nothing is recorded of may be displayed all the same, as a year between two others.
    if label in known or (dimension == "currency" and not label):
        return
    near = nearest(label, sorted(known))
    some = ", ".join(sorted(known)[:_MOST_LABELS])
    remedy = f"write {' or '.join(near)}" if near else "check the label; nothing in the report has it"
    raise refused(Place(field=dimension.replace("_", " ")), quoted(label), f"one of the report, such as {some}", remedy)


def _displayed(shown: Presentation) -> Iterator[ShownFigure]:
    """All figures of tables, at other readings than their own after them, and those of totals, which no table may have.

    The rows "Lowest" and "Highest" have no marks of what is missing: it stands in the total above them.
    """
    rows = [row for table in shown.tables for row in table.rows]
    for row in rows:
        yield from row.figures
    for row in rows:
        yield from (*row.lowest, *row.highest)
    for total in shown.totals:
        yield from filter(None, (total.figure, total.figure.lowest, total.figure.highest))

"""An explained figure as a sheet: a row per line with a live sum, and what is not in it beside it.

A change since an earlier report has a sheet of its own, before those of the figure now and then.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from ledger.audit import Derivation, FigureChange, NotInIt
from ledger.book import Revision
from ledger.foundation import from_minor
from ledger.presentation import MEASURE_TITLES, Language, label_in
from ledger.records import CURRENCIES, GROUP_MEMBERS
from ledger.render.cells import AtLeast, Formula, Value
from ledger.render.change_parts import NOW, THEN, draw_change_parts
from ledger.render.evidence import draw_revisions
from ledger.render.evidence_sheet import EvidenceSheet
from ledger.render.explained_rows import ExplainedRows
from ledger.render.files import drawing
from ledger.render.open_steps import draw_open, draw_steps
from ledger.render.placing import whole
from ledger.render.sheet import Column, Drawing, Sheet
from ledger.render.styles import Styles
from ledger.reporting import Evidence

TOP = 3
_APART = (Column("Line", 7, "number"), Column("Record", 30), Column("Currency", 10), Column("Amount", 20, "amount"),
          Column("Why it is not in the figure", 90, "wrap"))  # fmt: skip


def write_explanation(
    explanation: Derivation,
    revisions: Sequence[Revision],
    path: Path,
    change: FigureChange | None = None,
    then: Derivation | None = None,
) -> None:
    """Write an explanation as a workbook; the file appears whole or not at all.

    Args:
        explanation: with its rows and what is not in it.
        revisions: the entries on the records of both.
        path: where the workbook goes.
        change: by how much the figure has changed since an earlier report; None for a figure by itself.
        then: that figure in the earlier report; None without one.

    Raises:
        Refused: FILE, if the place cannot be written.
    """

    def draw(draft: Path) -> None:
        with drawing(draft, "explanation", explanation.report.issued, title="Explanation") as workbook:
            styles = Styles(workbook)
            drawn = Drawing()

            def sheet(name: str) -> Sheet:
                return Sheet(workbook, styles, name, drawn)

            if change is not None:
                _draw_change(sheet, explanation, change, then)
            elif explanation.counted is not None:
                _draw_left(sheet("Explanation"), _title(explanation), _subtitle(explanation), explanation.counted)
            elif explanation.measure == "open":
                _draw_open(sheet("Explanation"), sheet("Steps"), explanation)
            else:
                _draw_rows(sheet("Explanation"), ExplainedRows("Explanation", explanation))
            if explanation.apart:
                about = "Lines that a reader may look for in the figure, and why they are not there."
                _draw_left(sheet("Not in it"), "Not in it", about, explanation.apart)
            journal = Evidence(tuple(revisions), (), ())
            draw_revisions(
                EvidenceSheet(workbook, styles, "Revisions", drawn, has_buttons=True), journal, drawn.language
            )

    whole(path, draw)


def _draw_change(sheet: Callable[[str], Sheet], now: Derivation, change: FigureChange, then: Derivation | None) -> None:
    """The parts that lead from one figure to the other, and both figures behind them, each with its rows."""
    numbers = {part.key: number for number, part in enumerate(change.parts, start=1)}
    ends = {} if then is None else {NOW: now, THEN: then}
    first = sheet("Change")
    first.head(f"Change: {_title(now)}", _subtitle(now))
    draw_change_parts(first, TOP, change)
    for name, derivation in ends.items():
        _draw_rows(sheet(name), ExplainedRows(name, derivation, numbers))
    if then is not None and then.apart:
        about = "Lines that a reader may look for in the earlier figure, and why they are not there."
        _draw_left(sheet("Not in it then"), "Not in it then", about, then.apart, "NotInItThen")


def _draw_rows(sheet: Sheet, rows: ExplainedRows) -> None:
    derivation, columns = rows.derivation, rows.columns
    sheet.head(_title(derivation), _subtitle(derivation))
    place = sheet.table(TOP, rows.table, columns, rows.cells(TOP))
    sheet.raw.freeze_panes(TOP + 1, 2)
    sheet.print_table(TOP, place.after if derivation.adds_up else place.last, columns)
    # Lines of several stages are listed, and never added.
    if derivation.adds_up:
        _draw_total(sheet, place.after, [column.heading for column in columns], derivation, rows.table)


def _draw_total(sheet: Sheet, row: int, headings: Sequence[str], derivation: Derivation, table: str) -> None:
    digits = CURRENCIES[derivation.report.definition.currency].minor_units
    for column in range(len(headings)):
        sheet.write(row, column, None, "total_text")
    sheet.write(row, 1, "Total", "total_text")
    figure = derivation.figure.value if derivation.figure else from_minor(0, digits)
    total = Formula(f"=ROUND(SUM({table}[In this figure]),{digits})", figure)
    shown = AtLeast(total) if derivation.is_open else total
    sheet.write(row, headings.index("In this figure"), shown, "all_sum", digits)


def _draw_open(sheet: Sheet, behind: Sheet, derivation: Derivation) -> None:
    sheet.head(_title(derivation), _subtitle(derivation))
    after, columns = draw_open(sheet, TOP, derivation)
    _draw_total(sheet, after, [column.heading for column in columns], derivation, "Explanation")
    behind.head("Steps", "From nothing to what is open of each commitment: the changes of each add up to what is open.")
    draw_steps(behind, TOP, derivation)


def _draw_left(sheet: Sheet, title: str, subtitle: str, left_ones: Sequence[NotInIt], table: str = "NotInIt") -> None:
    """Records without a place in a figure, each with its reason."""
    rows: list[list[Value]] = [
        [
            left.number or None,
            left.record.id,
            left.record.amount.currency or "",
            left.line.instalment.amount.central
            if left.line and left.line.instalment.amount
            else left.record.stated_amount,
            left.reason,
        ]
        for left in left_ones
    ]
    sheet.head(title, subtitle)
    place = sheet.table(TOP, table, _APART, rows)
    sheet.print_table(TOP, place.last, _APART)


def _title(derivation: Derivation) -> str:
    members = [GROUP_MEMBERS[derivation.group]] if derivation.group else []
    bound = [] if derivation.bound == "central" else [derivation.bound]
    own = [label_in(it, label, Language()) for it, label in derivation.where.items()]
    several = [
        " or ".join(label_in(it, label, Language()) for label in sorted(among))
        for it, among in derivation.among.items()
    ]
    labels = ", ".join([*members, *own, *several, *bound])
    what = derivation.about or "Record"
    if derivation.measure:
        what = "Still open" if derivation.measure == "open" else MEASURE_TITLES[derivation.measure]
    return f"{what}: {labels}" if labels else what


def _subtitle(derivation: Derivation) -> str:
    definition, issued = derivation.report.definition, derivation.report.issued
    return f"In {definition.currency}, basis {definition.basis}, as of {issued.as_of}; head {issued.head[:12]}."

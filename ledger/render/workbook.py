"""A report drawn as an Excel workbook: every figure a live formula with its computed value beside it.

Decides nothing about figures; the same report gives the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from ledger.records import Commitment
from ledger.render.bounds import bounded, draw_bounds
from ledger.render.cancellations import draw_cancellations
from ledger.render.cells import Value
from ledger.render.charts import draw_chart
from ledger.render.checks import checks_agree, draw_checks, draw_currencies, draw_problems
from ledger.render.evidence import draw_decisions, draw_duplicates, draw_revisions, draw_samples
from ledger.render.extents import extents
from ledger.render.files import drawing, whole
from ledger.render.keys import Lookup, look_up
from ledger.render.limits import EXCEL, heading_on_paper, require_fit
from ledger.render.lines import draw_conversions, draw_spread
from ledger.render.notes import draw_map, draw_memberships, draw_notes
from ledger.render.offsets import draw_offset_pieces, draw_offset_totals, draw_offsets
from ledger.render.rates import draw_quotes, draw_rates, is_mean
from ledger.render.records import draw_commitments, draw_sources, draw_transactions
from ledger.render.sheet import Mapped, Sheet, Values
from ledger.render.styles import Styles
from ledger.render.summary import ContentsLine, draw_summary
from ledger.render.tables import draw_groups, draw_table
from ledger.reporting import Report
from ledger.spreadsheet import UnwrittenWorkbook

_MOST_IN_FOOT = 100


def write_workbook(report: Report, path: Path) -> None:
    """Write a report as an .xlsx file; the file appears whole or not at all.

    Raises:
        Refused: FILE, if the place cannot be written, or if a sheet would hold more than Excel can.
    """
    whole(path, lambda draft: draw_workbook(report, draft))


def draw_workbook(report: Report, path: Path) -> None:
    """Draw a report into a file of its own, for a caller that puts it in its place.

    Raises:
        OSError, XlsxFileError: if it cannot be written; :func:`faults_of_workbook` tells them.
        Refused: FILE, before anything is drawn, if a sheet would hold more than Excel can.
    """
    definition, issued = report.definition, report.issued
    kind = "report" if issued.number is None else f"issued report {issued.number}"
    subject = f"Figures in {definition.currency}, basis {definition.basis}"
    lookup = look_up(report)
    require_fit(extents(lookup), EXCEL)
    with drawing(path, kind, issued, title=definition.title, subject=subject) as workbook:
        _draw(workbook, lookup)


@dataclass(frozen=True)
class PlacedCells:
    """What the cells of a report's workbook hold, and where its figures stand, without any file.

    Args:
        values: per sheet, row and column (from 0) what was written there.
        figures: the names of figures with their cells.

    >>> PlacedCells({}, ()).row("Rates", 1)
    {}
    """

    values: Mapping[str, Mapping[int, Mapping[int, Value]]]
    figures: tuple[Mapped, ...]

    def row(self, sheet: str, number: int) -> Mapping[int, Value]:
        """What a row holds, by its number from 1, by column from 0."""
        return self.values.get(sheet, {}).get(number - 1, {})


def placed_cells(report: Report) -> PlacedCells:
    """The cells of a report's workbook, for who asks about one of them.

    Raises:
        Refused: FILE, if a sheet would hold more than Excel can.
    """
    lookup = look_up(report)
    require_fit(extents(lookup), EXCEL)
    values: Values = {}
    return PlacedCells(values, _draw(UnwrittenWorkbook(), lookup, values))


def _draw(workbook: Workbook, lookup: Lookup, values: Values | None = None) -> tuple[Mapped, ...]:
    """Draw all sheets; gives the figures with their cells."""
    styles = Styles(workbook)
    figures: list[Mapped] = []
    names = _sheet_names(lookup)
    sheets = {entry.sheet: Sheet(workbook, styles, entry.sheet, figures, values) for entry in names}
    chart = _draw_tables(workbook, sheets, lookup)
    _draw_evidence(sheets, lookup)
    lines = draw_checks(sheets["Checks"], lookup)
    draw_summary(sheets["Summary"], lookup, checks_agree(lookup, lines), chart, names[1:])
    for sheet in sheets.values():
        title = heading_on_paper(lookup.report.definition.title, _MOST_IN_FOOT)
        sheet.raw.set_footer(f"&L{title}&C&A&R&P / &N")
    draw_map(Sheet(workbook, styles, "Map", figures), figures)
    workbook.set_size(2400, 1400)
    return tuple(figures)


def _sheet_names(lookup: Lookup) -> list[ContentsLine]:
    report = lookup.report
    has_transactions = any(not isinstance(row.record, Commitment) for row in report.rows)
    has_means = any(is_mean(used) for used in report.rates)
    return [
        ContentsLine("Summary", "this sheet"),
        *(ContentsLine(table.definition.name, table.definition.title) for table in report.tables),
        ContentsLine("Commitments", "every pledge and commitment as recorded, and whether it counts"),
        *(
            [ContentsLine("Transactions", "what was allocated, paid, delivered or cancelled")]
            if has_transactions
            else []
        ),
        ContentsLine("Conversions", "each instalment with its rate and result"),
        *(
            [ContentsLine("Cancellations", "what each cancellation takes of which instalment")]
            if any(line.taken for line in report.lines)
            else []
        ),
        ContentsLine("Spread", "each instalment cut at quarters and fiscal years"),
        *_bounds_names(lookup),
        ContentsLine("Rates", "the rates used, with day and source; change one and every figure follows"),
        *([ContentsLine("Quotes", "the published rates behind each mean")] if has_means else []),
        ContentsLine("Groups", "the total of every group in every dimension"),
        ContentsLine("Currencies", "converted, not converted and not counted, per original currency"),
        ContentsLine("Sources", "where each fact stands, with the words that carry it"),
        ContentsLine("Checks", "proofs that the figures agree, live"),
        ContentsLine("Problems", "what was found, and what to do"),
        *(
            [ContentsLine("Memberships", "who belonged to the groups, from when until when")]
            if report.definition.groups
            else []
        ),
        *_evidence_names(report),
        ContentsLine("Notes", "method, assumptions, what is not converted"),
    ]


def _bounds_names(lookup: Lookup) -> list[ContentsLine]:
    offsets = lookup.report.offsets
    return [
        *([ContentsLine("Offsets", "doubts that an envelope shares with its parts")] if offsets.offsets else []),
        *([ContentsLine("Offset pieces", "what those are worth on each piece in time")] if offsets.offsets else []),
        *(
            [ContentsLine("Offset totals", "what they are worth where a whole envelope stands")]
            if offsets.totals
            else []
        ),
        *([ContentsLine("Bounds", "low, central and high of each figure that has bounds")] if bounded(lookup) else []),
    ]


def _draw_bounds(sheets: dict[str, Sheet], lookup: Lookup) -> None:
    for name, draw in (
        ("Offsets", draw_offsets),
        ("Offset pieces", draw_offset_pieces),
        ("Offset totals", draw_offset_totals),
        ("Bounds", draw_bounds),
    ):
        if name in sheets:
            draw(sheets[name], lookup)


def _evidence_names(report: Report) -> list[ContentsLine]:
    if report.evidence is None:
        return []
    return [
        ContentsLine("Revisions", "every entry on these records: who, when, why, from which row"),
        ContentsLine("Decisions", "issued, signed off, waived, set, sampled"),
        *(
            [ContentsLine("Samples", "conversions that were sampled, and the errors found")]
            if report.evidence.sampled
            else []
        ),
        ContentsLine("Duplicates", "what may be the same money twice"),
    ]


def _draw_tables(workbook: Workbook, sheets: dict[str, Sheet], lookup: Lookup) -> Chart | None:
    drawn = [
        (table, draw_table(sheets[table.definition.name], lookup, table, number))
        for number, table in enumerate(lookup.report.tables, start=1)
    ]
    charted = next(((table, place) for table, place in drawn if table.columns and table.total.records), None)
    if charted is None:
        return None
    table, place = charted
    return draw_chart(workbook, sheets[table.definition.name], lookup, table, place)


def _draw_evidence(sheets: dict[str, Sheet], lookup: Lookup) -> None:
    draw_commitments(sheets["Commitments"], lookup)
    if "Transactions" in sheets:
        draw_transactions(sheets["Transactions"], lookup)
    draw_conversions(sheets["Conversions"], lookup)
    if "Cancellations" in sheets:
        draw_cancellations(sheets["Cancellations"], lookup)
    draw_spread(sheets["Spread"], lookup)
    _draw_bounds(sheets, lookup)
    draw_rates(sheets["Rates"], lookup)
    if "Quotes" in sheets:
        draw_quotes(sheets["Quotes"], lookup)
    draw_groups(sheets["Groups"], lookup)
    draw_currencies(sheets["Currencies"], lookup)
    draw_sources(sheets["Sources"], lookup)
    draw_problems(sheets["Problems"], lookup)
    if lookup.report.evidence is not None:
        draw_revisions(sheets["Revisions"], lookup.report.evidence.revisions)
        draw_decisions(sheets["Decisions"], lookup.report.evidence)
        draw_duplicates(sheets["Duplicates"], lookup.report.evidence)
    if "Samples" in sheets and lookup.report.evidence is not None:
        draw_samples(sheets["Samples"], lookup.report.evidence)
    if "Memberships" in sheets:
        draw_memberships(sheets["Memberships"], lookup)
    draw_notes(sheets["Notes"], lookup)

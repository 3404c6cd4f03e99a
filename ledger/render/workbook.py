"""A report drawn as an Excel workbook: every figure a live formula with its computed value beside it.

Decides nothing about figures; the same report gives the same bytes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xlsxwriter import Workbook

from ledger.foundation import marked, nothing_collected
from ledger.presentation import Language, Presentation, present
from ledger.render.beside import Beside, FileBeside, require_room_beside, write_beside
from ledger.render.bounds import draw_bounds
from ledger.render.cancellations import draw_cancellations
from ledger.render.cells import Value
from ledger.render.changes_sheet import NAME as CHANGES
from ledger.render.changes_sheet import draw_changes
from ledger.render.checks import (
    ChecksState,
    check_rows,
    checks_agree,
    draw_checks,
    draw_currencies,
    draw_files,
    draw_problems,
)
from ledger.render.evidence import draw_decisions, draw_duplicates, draw_revisions, draw_samples
from ledger.render.evidence_sheet import EvidenceSheet
from ledger.render.exact import TOTALS, ExactCells, draw_exact, table_names
from ledger.render.extents import extents
from ledger.render.files import drawing
from ledger.render.keys import Lookup, look_up
from ledger.render.limits import EXCEL, beyond_a_sheet, require_fit
from ledger.render.lines import draw_conversions, draw_spread
from ledger.render.notes import NOTES, draw_memberships, draw_notes, draw_remarks
from ledger.render.offsets import draw_offset_pieces, draw_offset_totals, draw_offsets
from ledger.render.placing import whole
from ledger.render.rates import draw_quotes, draw_rates
from ledger.render.reader_sheet import ReaderSheet, set_foot
from ledger.render.reader_tables import NOTHING, draw_reader_table, layouts_of
from ledger.render.records import draw_commitments, draw_sources, draw_transactions
from ledger.render.sheet import Drawing, Mapped, PlacedTable
from ledger.render.styles import Styles
from ledger.render.summary import ContentsLine, SummaryParts, draw_summary
from ledger.render.summary_layout import SUMMARY, SummaryLayout
from ledger.render.sums import draw_groups
from ledger.render.tabs import tabs_of
from ledger.reporting import SHEETS, TABLES, Evidence, Report
from ledger.spreadsheet import UnwrittenWorkbook

EVIDENCE = {
    "E1 Records": marked("every pledge, commitment and payment as recorded, and whether it counts"),
    "E2 Conversions": marked("every instalment with its rate and result, to the smallest unit; its parts in time"),
    "E3 Rates": marked("the published rates that were used; change a blue one, and every figure follows"),
    "E4 Sources": marked("where each fact stands, with the words that carry it"),
    "E5 Checks": marked("what was found, and proofs that the figures agree, live"),
    "E6 Exact figures": marked("the exact sum behind every figure that is displayed"),
}
"""The sheets of evidence, with what they hold."""
_RATES_BESIDE = marked("the published rates that were used; what rests on rows in a file does not follow a blue one")
JOURNAL = {
    "E7 Revisions": marked("every entry on these records: who, when, why, from which row"),
    "E8 Decisions": marked("issued, signed off, waived, set, sampled"),
    "E9 Samples": marked("conversions that were sampled, and the errors found"),
    "E10 Duplicates": marked("what may be the same money twice"),
}
"""The sheets of the journal, which stand behind them in full evidence."""
_EXACT = "E6 Exact figures"


def write_workbook(report: Report, path: Path, presentation: Presentation | None = None) -> tuple[FileBeside, ...]:
    """Write a report as an .xlsx file; the file appears whole or not at all.

    Evidence that is longer than a sheet goes into files beside it, which are there before it.

    Args:
        report: what is written.
        path: where it goes.
        presentation: what is displayed of it; by default in millions, compared with no earlier report.

    Raises:
        Refused: FILE, if the place cannot be written, if a sheet for readers would hold more than Excel can, or if
            a file beside it is there already and holds something else.
    """
    beside: list[FileBeside] = []

    def draw(draft: Path) -> None:
        beside.extend(draw_workbook(report, draft, presentation))
        require_room_beside(beside, path.parent)
        write_beside(beside, path.parent)

    whole(path, draw)
    return tuple(beside)


@nothing_collected()
def draw_workbook(report: Report, path: Path, presentation: Presentation | None = None) -> tuple[FileBeside, ...]:
    """Draw a report into a file of its own, for a caller that puts it in its place; otherwise as above.

    Returns:
        The files that belong beside it, which the caller writes as well.

    Raises:
        OSError: if it cannot be written; :func:`faults_of_workbook` tells them.
        Refused: FILE, before anything is drawn, if a sheet for readers would hold more than Excel can.
    """
    issued = report.issued
    shown = presentation or present(report)
    kind = "report" if issued.number is None else f"issued report {issued.number}"
    lookup = _fitting(report, shown)
    noted = Drawing(language=shown.language, beside=Beside(report.definition.name, lookup.beside))
    (of_book,) = (note.text for note in shown.notes if note.about == shown.language.say("Book"))
    properties = {"subject": shown.footer, "comments": f"{shown.subtitle}. {of_book}"}
    with drawing(path, kind, issued, title=shown.title, properties=properties) as workbook:
        workbook.language = shown.language.code
        _draw(workbook, lookup, shown, noted)
    return tuple(noted.beside.files)


def _fitting(report: Report, shown: Presentation) -> Lookup:
    """What the sheets of a report look up, and which of its evidence goes beside them.

    Raises:
        Refused: FILE for a sheet for readers that would hold more than Excel can.
    """
    lookup = look_up(report, shown.language)
    counted = extents(lookup, shown)
    beside = beyond_a_sheet(counted, EXCEL)
    require_fit((extent for extent in counted if extent.table not in beside), EXCEL)
    return replace(lookup, beside=beside)


@dataclass(frozen=True)
class PlacedCells:
    """What the cells of a report's workbook hold, and where its figures and tables stand, without any file.

    Args:
        values: per sheet, row and column (from 0) what was written there.
        figures: the names of figures with their cells.
        tables: the Excel tables with their places.

    >>> PlacedCells({}, (), ()).row("E3 Rates", 1)
    {}
    """

    values: Mapping[str, Mapping[int, Mapping[int, Value]]]
    figures: tuple[Mapped, ...]
    tables: tuple[PlacedTable, ...]

    def row(self, sheet: str, number: int) -> Mapping[int, Value]:
        """What a row holds, by its number from 1, by column from 0."""
        return self.values.get(sheet, {}).get(number - 1, {})

    def table_at(self, sheet: str, row: int, column: int) -> PlacedTable | None:
        """The table in whose rows a cell stands, counted from 0; None for a cell of none."""
        on_sheet = (table for table in self.tables if table.sheet.casefold() == sheet.casefold())
        return next((table for table in on_sheet if table.holds(row, column)), None)

    def names(self, sheet: str, row: int, column: int) -> tuple[str, str]:
        """What a cell of a table for readers is called: the name of its row, and what stands above it.

        Totals, readings and memo lines stand below the rows of their table, and belong to it.

        Args:
            sheet: its name.
            row: from 0, below the headings of a table.
            column: from 0.
        """
        above = [it for it in self.tables if it.sheet == sheet and it.top < row and it.covers(column)]
        table, cells = max(above, key=lambda it: it.top), self.values[sheet][row]
        texts = [cells.get(place) for place in range(table.left, table.left + table.names)]
        heading = self.values[sheet][table.top][column]
        return ", ".join(it for it in texts if isinstance(it, str) and it != NOTHING), str(heading)

    def value(self, table: PlacedTable, row: int, heading: str) -> Value:
        """What stands in a row of a table, counted from 0, below a heading."""
        return self.values.get(table.sheet, {}).get(row, {}).get(table.column(heading))


def placed_cells(report: Report, presentation: Presentation | None = None) -> PlacedCells:
    """The cells of a report's workbook, for who asks about one of them.

    Args:
        report: what would be written.
        presentation: as for :func:`write_workbook`.

    Raises:
        Refused: FILE, if a sheet would hold more than Excel can.
    """
    shown = presentation or present(report)
    lookup = _fitting(report, shown)
    noted = Drawing(language=shown.language, values={}, beside=Beside(report.definition.name, lookup.beside))
    _draw(UnwrittenWorkbook(), lookup, shown, noted)
    return PlacedCells(noted.values or {}, tuple(noted.figures), tuple(noted.tables))


def _draw(workbook: Workbook, lookup: Lookup, presentation: Presentation, noted: Drawing) -> None:
    """Draw all sheets: those for readers before those of evidence, whose cells they take their figures from."""
    styles, tabs, say = Styles(workbook), tabs_of(presentation), presentation.language.say
    titles = [ContentsLine(tabs[table.name], table.title) for table in presentation.tables]
    changed = [ContentsLine(tabs[CHANGES], presentation.changes.title)] if presentation.changes else []
    notes = ContentsLine(tabs[NOTES], say("marks, method, sources of the rates, what is left out"))
    to_read = [*titles, *changed, notes]
    summary, *readers = (
        ReaderSheet(workbook, styles, tab, noted) for tab in (tabs[SUMMARY], *(it.sheet for it in to_read))
    )
    of_evidence = {name: ContentsLine(tabs[name], say(about)) for name, about in _evidence(lookup).items()}
    evidence = {
        name: EvidenceSheet(workbook, styles, it.sheet, noted, has_buttons=name in JOURNAL)
        for name, it in of_evidence.items()
    }
    names = table_names((table.name for table in presentation.tables), (*SHEETS, *TABLES))
    layouts = layouts_of(presentation, tabs)
    layout = SummaryLayout(presentation, layouts, tabs[SUMMARY])
    alone = (None, ChecksState(say(_STATE_ALONE)))
    exact, state = _draw_evidence(evidence, lookup, layout, names) if evidence else alone
    for reader, placed in zip(readers, layouts, strict=False):
        draw_reader_table(reader, presentation, placed, names[placed.table.name], exact)
    if presentation.changes:
        draw_changes(readers[-2], presentation, presentation.changes, exact)
    draw_notes(readers[-1], lookup, presentation, _not_made(noted, evidence, presentation.language))
    parts = SummaryParts(state, to_read, tuple(of_evidence.values()))
    draw_summary(workbook, summary, lookup, layout, exact, parts)
    for sheet in (summary, *readers, *evidence.values()):
        set_foot(sheet, presentation)
    workbook.set_size(2400, 1400)


_STATE_ALONE = marked("The evidence behind these figures is not in this file.")


def _evidence(lookup: Lookup) -> Mapping[str, str]:
    """The sheets of evidence that something stands on."""
    if lookup.report.definition.evidence == "none":
        return {}
    empty = set(_without(lookup))
    abouts = {**EVIDENCE, **JOURNAL} | ({"E3 Rates": _RATES_BESIDE} if lookup.beside else {})
    return {name: about for name, about in abouts.items() if name not in empty}


def _without(lookup: Lookup) -> Iterator[str]:
    """The sheets that nothing would stand on."""
    report = lookup.report
    journal = report.evidence
    filled: Mapping[str, object] = {
        "E1 Records": report.rows,
        "E2 Conversions": report.lines or lookup.currencies,
        "E3 Rates": report.rates,
        "E4 Sources": report.definition.groups or [it for row in report.rows for it in row.record.sources],
        "E5 Checks": report.findings or report.proofs,
        "E6 Exact figures": report.totals,
        "E7 Revisions": journal and journal.revisions,
        "E8 Decisions": journal and journal.decisions,
        "E9 Samples": journal and journal.sampled,
        "E10 Duplicates": journal and journal.candidates,
    }
    yield from (name for name, rows in filled.items() if not rows)


def _draw_evidence(
    sheets: Mapping[str, EvidenceSheet], lookup: Lookup, layout: SummaryLayout, names: Mapping[str, str]
) -> tuple[ExactCells | None, ChecksState]:
    """All sheets of evidence; gives the cells that those for readers take their figures from, and the state."""
    exact = None
    if _EXACT in sheets:
        cells = {TOTALS: tuple(layout.cells(TOTALS))}
        cells |= {it.table.name: (*it.cells(), *layout.cells(it.table.name)) for it in layout.tables}
        exact = draw_exact(sheets[_EXACT], lookup, layout.presentation, cells, names)
    rows = check_rows(lookup, exact.tables if exact else ())
    state = checks_agree(lookup, rows)
    for name, draw in _DRAWN:
        if name in sheets:
            draw(sheets[name], lookup)
    if "E5 Checks" in sheets:
        draw_problems(sheets["E5 Checks"], lookup, state.sentence)
        draw_checks(sheets["E5 Checks"], lookup, rows)
        draw_bounds(sheets["E5 Checks"], lookup)
    if journal := lookup.report.evidence:
        for name, draw_entries in _JOURNAL:
            if name in sheets:
                draw_entries(sheets[name], journal, lookup.language)
    if "E5 Checks" in sheets:
        draw_files(sheets["E5 Checks"], lookup)
    return exact, state


_TITLES = {
    "Transactions": marked("Transactions"),
    "Cancellations": marked("Cancellations"),
    "Offsets": marked("Offsets"),
    "Rates": marked("Rates used"),
    "Quotes": marked("Quotes behind the means"),
    "Memberships": marked("Memberships"),
    "Bounds": marked("Bounds"),
    "Problems": marked("Problems found"),
}
_DRAWN: Sequence[tuple[str, Callable[[EvidenceSheet, Lookup], None]]] = (
    ("E1 Records", draw_commitments),
    ("E1 Records", draw_transactions),
    ("E1 Records", draw_remarks),
    ("E2 Conversions", draw_conversions),
    ("E2 Conversions", draw_cancellations),
    ("E2 Conversions", draw_spread),
    ("E2 Conversions", draw_offsets),
    ("E2 Conversions", draw_offset_pieces),
    ("E2 Conversions", draw_offset_totals),
    ("E2 Conversions", draw_currencies),
    ("E3 Rates", draw_rates),
    ("E3 Rates", draw_quotes),
    ("E4 Sources", draw_sources),
    ("E4 Sources", draw_memberships),
    ("E6 Exact figures", draw_groups),
)


_JOURNAL: Sequence[tuple[str, Callable[[EvidenceSheet, Evidence, Language], None]]] = (
    ("E7 Revisions", draw_revisions),
    ("E8 Decisions", draw_decisions),
    ("E9 Samples", draw_samples),
    ("E10 Duplicates", draw_duplicates),
)


def _not_made(noted: Drawing, evidence: Mapping[str, EvidenceSheet], language: Language) -> str:
    """Which tables of evidence are not made, since nothing would stand in them."""
    if not evidence:
        return ""
    made = {table.name for table in noted.tables} | noted.beside.tables
    missing = [language.say(title) for name, title in _TITLES.items() if name not in made]
    if not missing:
        return ""
    return language.say("Tables of evidence in which nothing would stand: {titles}.", titles=language.listed(missing))

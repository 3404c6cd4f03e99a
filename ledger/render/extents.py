"""How many rows and columns the sheets of a report take, counted before anything is drawn.

Only tables that grow with the records are counted; sheets themselves refuse what any other would lose. Tables of
evidence stand beside each other, so that each may be as long as a sheet; one that is longer goes into a file beside the
workbook. Not so the exact figures and the groups: cells for readers and proofs take their figures from them.
"""

from collections.abc import Iterator

from ledger.presentation import Presentation
from ledger.records import Commitment
from ledger.render.bounds import bounded
from ledger.render.evidence_sheet import TOP
from ledger.render.exact import TOTALS
from ledger.render.keys import Lookup
from ledger.render.limits import Extent
from ledger.render.notes import OF_RECORDS
from ledger.render.rates import is_mean
from ledger.render.reader_tables import layouts_of
from ledger.render.summary_layout import SUMMARY, SummaryLayout
from ledger.render.tabs import tabs_of
from ledger.reporting import Evidence
from ledger.totals import DIMENSIONS


def extents(lookup: Lookup, presentation: Presentation) -> tuple[Extent, ...]:
    """All tables that grow with the records, each with the sheet on which it stands."""
    level = lookup.report.definition.evidence
    evidence = () if level == "none" else (*_records(lookup), *_exact(presentation), *_journal(lookup.report.evidence))
    return (*_tables(presentation), *evidence)


def _tables(presentation: Presentation) -> Iterator[Extent]:
    for layout in layouts_of(presentation, tabs_of(presentation)):
        yield Extent(layout.table.name, layout.bottom + 1, layout.last + 1)


def _exact(presentation: Presentation) -> Iterator[Extent]:
    tabs = tabs_of(presentation)
    layouts = layouts_of(presentation, tabs)
    summary = SummaryLayout(presentation, layouts, tabs[SUMMARY])
    yield _list("E6 Exact figures", sum(1 for _ in summary.cells(TOTALS)))
    for layout in layouts:
        own = sum(1 for _ in layout.cells())
        yield _list("E6 Exact figures", own + sum(1 for _ in summary.cells(layout.table.name)))


def _records(lookup: Lookup) -> Iterator[Extent]:
    report = lookup.report
    commitments = sum(isinstance(row.record, Commitment) for row in report.rows)
    quotes = sum(len(used.leg.quotes) for used in report.rates if is_mean(used))
    shares = sum(line.taken is not None for line in report.lines)
    yield _list("E1 Records", commitments, "Commitments")
    yield _list("E1 Records", len(report.rows) - commitments, "Transactions")
    yield _list("E1 Records", sum(note.about == OF_RECORDS for note in report.notes), "Remarks")
    yield _list("E2 Conversions", len(report.lines) - shares, "Conversions")
    yield _list("E2 Conversions", shares, "Cancellations")
    pieces = sum(report.lines[part.line].taken is None for part in report.parts)
    yield _list("E2 Conversions", pieces, "Spread")
    yield _list("E2 Conversions", len(report.offsets.offsets), "Offsets")
    yield _list("E2 Conversions", len(report.offsets.parts), "OffsetPieces")
    yield _list("E2 Conversions", len(report.offsets.totals), "OffsetTotals")
    yield _list("E3 Rates", quotes, "Quotes")
    yield _list("E4 Sources", sum(len(row.record.sources) for row in report.rows), "Sources")
    yield _list("E5 Checks", len(bounded(lookup)), "Bounds")
    yield _list("E5 Checks", len(report.findings), "Problems")
    yield _list("E6 Exact figures", sum(len(report.groups[dimension]) for dimension in DIMENSIONS))
    yield _list("Notes", sum(note.about != OF_RECORDS for note in report.notes))


def _journal(evidence: Evidence | None) -> Iterator[Extent]:
    if evidence is not None:
        yield _list("E7 Revisions", len(evidence.revisions), "Revisions")
        yield _list("E8 Decisions", len(evidence.decisions), "Decisions")
        yield _list("E9 Samples", len(evidence.sampled), "Samples")
        yield _list("E10 Duplicates", len(evidence.candidates), "Duplicates")


def _list(sheet: str, rows: int, table: str = "") -> Extent:
    # Their columns are fixed, or follow the groups of the definition: there are far fewer than any limit.
    return Extent(sheet, TOP + 1 + rows, 1, table)

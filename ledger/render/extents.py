"""How many rows and columns each sheet of a report takes, counted before anything is drawn.

Only sheets that grow with the records are counted; ``Sheet`` itself refuses what any other would lose.
"""

from collections.abc import Iterator

from ledger.records import Commitment
from ledger.render.bounds import bounded
from ledger.render.charts import chart_rows
from ledger.render.keys import Lookup
from ledger.render.limits import Extent
from ledger.render.rates import is_mean
from ledger.render.tables import DOUBTS_IN_TOTAL, adds_up
from ledger.reporting import Evidence, Report, Table
from ledger.totals import BOUNDS, DIMENSIONS

# Title, subtitle, an empty row and the headings stand above the rows of a sheet; above those of a table also its keys.
_ABOVE = 4
_ABOVE_TABLE = 5
_COUNTS = 3
# The state of all checks is one more figure.
_STATE = 1


def extents(lookup: Lookup) -> tuple[Extent, ...]:
    """All sheets that grow with the records, in the order of the workbook; the hidden map is the last."""
    return (*_tables(lookup.report), *_records(lookup), *_evidence(lookup.report.evidence), _map(lookup))


def _tables(report: Report) -> Iterator[Extent]:
    charted = next((table for table in report.tables if table.columns and table.total.records), None)
    for table in report.tables:
        by = len(table.definition.rows)
        hints = bool(table.memo) + bool(table.total.not_converted) + len(DOUBTS_IN_TOTAL) * (not adds_up(table))
        rows = _ABOVE_TABLE + max(len(table.rows), 1) + 1 + len(table.memo) + hints
        rows += chart_rows(table) if table is charted else 0
        yield Extent(table.definition.name, rows, 2 * by + len(table.columns) + len(BOUNDS) + _COUNTS)


def _records(lookup: Lookup) -> Iterator[Extent]:
    report = lookup.report
    commitments = sum(isinstance(row.record, Commitment) for row in report.rows)
    quotes = sum(len(used.leg.quotes) for used in report.rates if is_mean(used))
    yield _list("Commitments", commitments)
    yield _list("Transactions", len(report.rows) - commitments)
    shares = sum(line.taken is not None for line in report.lines)
    yield _list("Conversions", len(report.lines) - shares)
    yield _list("Cancellations", shares)
    yield _list("Spread", sum(report.lines[part.line].taken is None for part in report.parts))
    yield _list("Offsets", len(report.offsets.offsets))
    yield _list("Offset pieces", len(report.offsets.parts))
    yield _list("Offset totals", len(report.offsets.totals))
    yield _list("Bounds", len(bounded(lookup)))
    yield _list("Quotes", quotes)
    yield _list("Groups", sum(len(report.groups[dimension]) for dimension in DIMENSIONS))
    yield _list("Sources", sum(len(row.record.sources) for row in report.rows))
    yield _list("Problems", len(report.findings))
    yield _list("Notes", len(report.notes))


def _evidence(evidence: Evidence | None) -> Iterator[Extent]:
    if evidence is not None:
        yield _list("Revisions", len(evidence.revisions))
        yield _list("Decisions", len(evidence.decisions))
        yield _list("Samples", len(evidence.sampled))
        yield _list("Duplicates", len(evidence.candidates))


def _map(lookup: Lookup) -> Extent:
    report = lookup.report
    totals = len(report.totals) * len(BOUNDS)
    figures = sum(map(_figures, report.tables)) + _STATE + totals
    pieces = sum(report.lines[part.line].taken is None for part in report.parts)
    figures += len(BOUNDS) * (pieces + sum(line.figures is not None for line in report.lines))
    figures += len(report.rates) + len(lookup.currencies)
    figures += totals * sum(len(report.groups[dimension]) for dimension in DIMENSIONS)
    return _list("Map", figures)


def _figures(table: Table) -> int:
    return (len(table.rows) + 1 + len(table.memo)) * (len(table.columns) + len(BOUNDS))


def _list(sheet: str, rows: int) -> Extent:
    # Their columns are fixed, or follow the groups of the definition: there are far fewer than any limit.
    return Extent(sheet, _ABOVE + max(rows, 1), 1)

"""What stands around the tables in words: as of when, in which unit, by which rules, and what is left out."""

from collections.abc import Iterator

from ledger.presentation.numbers import FigureScale, day_written
from ledger.presentation.presented import Remark, RoundingCost
from ledger.rates import Basis
from ledger.reporting import Report

# What a reader of figures must know of the method. What is said of single records stands in the workbook.
_CARRIED = (
    *("Signed off", "Severity", "Rates", "No rate", "Spreading", "Low, central, high", "Stages", "Boundary"),
    *("Not shown", "Groups", "Envelopes", "Joint donors", "Returns", "Rates reach to"),
)
_BASES = {
    "announced": "rate of the day of announcement",
    "month": "mean rate of the month of announcement",
    "year": "mean rate of the year of announcement",
    "period-month": "mean rate of the month in which it is owed",
    "period-year": "mean rate of the year in which it is owed",
    "on": "rate of {day}",
    "window": "mean rate from {start} to {end}",
    "lowest": "lowest rate from {start} to {end}",
    "highest": "highest rate from {start} to {end}",
    "table": "rates of the table {table}",
}


def as_of_line(report: Report) -> str:
    """As of which day the report is, which announcements it counts, and whether it is for the house only."""
    as_of, cutoff = day_written(report.issued.as_of), report.definition.cutoff
    until = "that day" if cutoff is None else day_written(cutoff)
    internal = " · internal: for the house only" if report.definition.handling == "internal" else ""
    return f"As of {as_of} · announcements counted up to {until}{internal}"


def unit_line(report: Report, scale: FigureScale) -> str:
    """What stands below the title of a table: unit, basis of the rates, and how it is rounded."""
    rounded = "rounded so that rows and columns add up" if scale.step > 1 else "exact to the smallest unit"
    return f"{scale.name}, {_basis(report)}. Figures are {rounded}."


def notes_of(report: Report, rounding: RoundingCost, scale: FigureScale) -> tuple[Remark, ...]:
    """All notes of a presentation."""
    definition, issued = report.definition, report.issued
    horizon = day_written(definition.horizon) if definition.horizon else "the end of each term"
    return (
        Remark("Rounding", " ".join(_rounding(rounding, scale))),
        Remark("Horizon", f"What recurs is counted up to {horizon}."),
        *_empty(report),
        *_left_out(report),
        *(Remark(note.about, note.text) for note in report.notes if note.about in _CARRIED),
        Remark("Handling", _HANDLING[definition.handling]),
        Remark("Book", f"{issued.entries} entries, head {issued.head}; made with defense-ledger {issued.version}."),
    )


_HANDLING = {
    "public": "public: internal records are left out.",
    "internal": "internal: it shows records that are for the house only.",
}


def _basis(report: Report) -> str:
    basis = Basis.parse(report.definition.basis)
    window = basis.window
    start, end = (day_written(window.start), day_written(window.end)) if window else ("", "")
    day = day_written(basis.day) if basis.day else ""
    return _BASES[basis.kind].format(day=day, start=start, end=end, table=basis.table)


def _rounding(rounding: RoundingCost, scale: FigureScale) -> Iterator[str]:
    yield (
        "A figure reads the same wherever it stands, and may differ by one in its last digit from an earlier report. "
        f"Figures that differ by {scale.amount(1)} from plain rounding, so that rows and columns add up: "
        f"{rounding.moved} of {rounding.figures}."
    )
    if rounding.beyond:
        yield f"Of these off by one more, since others in their row or column stand elsewhere too: {rounding.beyond}."
    if rounding.unmet:
        yield f"Sums that do not add up, since all that is in them stands elsewhere too: {rounding.unmet}."


def _empty(report: Report) -> Iterator[Remark]:
    titles = [table.definition.title for table in report.tables if not table.rows]
    if titles:
        yield Remark("Nothing recorded", f"No table is made of these: {'; '.join(titles)}.")


def _left_out(report: Report) -> Iterator[Remark]:
    left_out = sum(row.left_out is not None for row in report.rows)
    if left_out:
        records = "1 record is" if left_out == 1 else f"{left_out} records are"
        yield Remark("Left out", f"{records} in no figure; the sheet Commitments of the workbook says why.")

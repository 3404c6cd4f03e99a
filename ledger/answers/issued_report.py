"""What ``report --issue`` answers: the totals of a report that left the house, its entry, and its signature."""

from dataclasses import dataclass
from pathlib import Path

from ledger.answers import report
from ledger.answers.text import Lines, where
from ledger.desk import IssuedReport
from ledger.reporting import ReportFigures, report_figures


@dataclass(frozen=True)
class IssuedReportAnswer(ReportFigures):
    """A report that left the house, with its figures.

    Args:
        workbook: where it was written.
        replaced: whether a report that was not issued lay there.
        issued: number of the entry that says so.
        hash: of that entry.
        signature: the file with the signature of the workbook; null where it was not signed.
        key: fingerprint of the key that signed it; null where it was not signed.
        beside: the files with evidence that is longer than a sheet of Excel, which belong beside the workbook.
    """

    workbook: Path
    replaced: bool
    issued: int
    hash: str
    signature: Path | None
    key: str | None
    beside: tuple[Path, ...]


def answer(sent: IssuedReport) -> IssuedReportAnswer:
    """An issued report as an answer."""
    return IssuedReportAnswer(
        **vars(report_figures(sent.report)),
        workbook=sent.workbook,
        replaced=sent.replaced,
        issued=sent.revision.seq,
        hash=sent.revision.hash,
        signature=sent.signature,
        key=sent.key,
        beside=sent.beside,
    )


def lines(sent: IssuedReport) -> Lines:
    """The same for people."""
    issued = where(f"Issued as entry {sent.revision.seq}", sent.workbook, replaced=sent.replaced)
    signed = [f"Signed with the key {sent.key}: {sent.signature}"] if sent.signature else []
    beside = (f"Evidence beside it: {it}" for it in sent.beside)
    return (*report.figure_lines(sent.report, has_workbook=True), issued, *beside, *signed)

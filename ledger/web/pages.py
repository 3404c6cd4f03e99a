"""Which page answers which address, and what is shown where a page cannot be drawn."""

from collections.abc import Callable, Mapping

from ledger.foundation import Problem, Refused
from ledger.intake import Watch, unwatched
from ledger.web.changes import changes
from ledger.web.drawing import drawn
from ledger.web.duplicates import duplicates
from ledger.web.figure import figure, worksheet
from ledger.web.findings import findings
from ledger.web.held import HeldBook, Keeper, Settings
from ledger.web.issued import issued, issued_report, issued_workbook
from ledger.web.journal import journal
from ledger.web.messages import Answer, PageRequest
from ledger.web.method import method
from ledger.web.overview import overview
from ledger.web.rates import rates
from ledger.web.received import evaluated, verified
from ledger.web.record import record
from ledger.web.records import records, records_table
from ledger.web.reports import report, report_file, reports
from ledger.web.sample import sample, sample_workbook

Page = Callable[[HeldBook, PageRequest], Answer]

PAGES: Mapping[str, tuple[str, Page]] = {
    "overview": ("/", overview),
    "journal": ("/journal", journal),
    "reports": ("/reports", reports),
    "report": ("/reports/{name:path}", report),
    "report_file": ("/report-file", report_file),
    "changes": ("/changes", changes),
    "duplicates": ("/duplicates", duplicates),
    "sample": ("/sample", sample),
    "sample_workbook": ("/sample-workbook", sample_workbook),
    "verified": ("/verified/{digest}", verified),
    "evaluated": ("/evaluated/{digest}", evaluated),
    "issued": ("/issued", issued),
    "issued_report": ("/issued/{number:int}", issued_report),
    "issued_workbook": ("/issued-workbook/{number:int}", issued_workbook),
    "findings": ("/findings", findings),
    "rates": ("/rates", rates),
    "method": ("/method", method),
    "figure": ("/figure", figure),
    "worksheet": ("/figure/worksheet", worksheet),
    "records": ("/records", records),
    "records_table": ("/records.csv", records_table),
    # An id may have slashes in it.
    "record": ("/records/{key:path}", record),
}
"""The pages by name: the address of each, in which changing parts stand in braces, and what draws it."""

_ALTERED = "CHAIN"


class Answering:
    """Answers what is asked for, from one book.

    Args:
        settings: of the desk.
    """

    def __init__(self, settings: Settings, _watch: Watch = unwatched) -> None:
        self._settings, self._keeper = settings, Keeper(settings)

    def __call__(self, asked: PageRequest) -> Answer:
        """The page, or one that says why there is none."""
        try:
            return PAGES[asked.page][1](self._keeper.held(), asked)
        except Refused as refused:
            return refusal(refused.problems, asked, self._settings)


def refusal(problems: tuple[Problem, ...], asked: PageRequest, settings: Settings) -> Answer:
    """The page that says why there is none, in place of it."""
    is_altered = any(problem.code == _ALTERED for problem in problems)
    template, status = ("altered", 500) if is_altered else ("refused", 404)
    return drawn(template, asked, settings.frame, status=status, problems=problems)

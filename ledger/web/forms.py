"""Which page with a form answers which address; they are drawn in a process beside that of the figures.

What is entered does not wait for a report that is being built, and a report not for what is entered.
"""

from collections.abc import Callable, Mapping

from ledger import desk
from ledger.book import entries_of_form
from ledger.foundation import Refused
from ledger.intake import Watch, unwatched
from ledger.web.approve import report_again, severity, sign_off, waive, withdraw_rates
from ledger.web.at_once import overview_at_once
from ledger.web.bring_in import bring_in, marked_file, planned, undo
from ledger.web.clerk import Clerk
from ledger.web.columns import columns
from ledger.web.decide import relate, restore, withdraw
from ledger.web.enter import enter, went_to
from ledger.web.entered import entered
from ledger.web.held import Settings
from ledger.web.issue import issue
from ledger.web.messages import Answer, PageRequest
from ledger.web.pages import refusal
from ledger.web.restate import amend, correct

FormPage = Callable[[Clerk], Answer]

FORMS: Mapping[str, tuple[str, FormPage]] = {
    "enter": ("/enter", enter),
    "entered": ("/entered/{seq:int}", entered),
    # An id may have slashes in it.
    "amend": ("/amend/{key:path}", amend),
    "correct": ("/correct/{key:path}", correct),
    "withdraw": ("/withdraw/{key:path}", withdraw),
    "restore": ("/restore/{key:path}", restore),
    "relate": ("/relate/{key:path}", relate),
    "issue": ("/issue", issue),
    "import": ("/import", bring_in),
    "import_plan": ("/import/{digest}", planned),
    "import_marked": ("/import-marked/{digest}", marked_file),
    "import_columns": ("/import-columns/{digest}", columns),
    "waive": ("/waive", waive),
    "report_again": ("/report-again", report_again),
    "severity": ("/severity", severity),
    "withdraw_rates": ("/withdraw-rates", withdraw_rates),
    "sign_off": ("/sign-off/{number:int}", sign_off),
    "undo": ("/undo/{number:int}", undo),
}
"""The pages by name: the address of each, and what draws it and takes what is filled in."""

AT_ONCE: Mapping[str, FormPage] = {"overview": overview_at_once}
"""What is drawn here in the place of a page whose figures are still being worked out."""


class Entering:
    """Answers pages with forms, and enters what is posted.

    Args:
        settings: of the desk.
        watch: told how far a longer work is.
    """

    def __init__(self, settings: Settings, watch: Watch = unwatched) -> None:
        self._settings, self._watch = settings, watch
        # What a form needs is loaded before the first one is asked for.
        desk.report_definitions()

    def __call__(self, asked: PageRequest) -> Answer:
        """The page, or one that says why there is none."""
        clerk = Clerk(self._settings, asked, self._watch)
        try:
            if clerk.has_sent and (entries := entries_of_form(clerk.book, clerk.form_id)):
                return went_to(entries[0])
            draw = AT_ONCE[asked.page] if asked.page in AT_ONCE else FORMS[asked.page][1]
            return draw(clerk)
        except Refused as refused:
            return refusal(refused.problems, asked, self._settings)

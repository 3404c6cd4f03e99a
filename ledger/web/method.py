"""Method and help: how the figures come about, what the marks say, which keys there are, and what is done elsewhere."""

from collections.abc import Mapping

from ledger.foundation import marked
from ledger.presentation import Language, Mark, legend_of_marks
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest

ON_THE_DESK: Mapping[str, str] = {
    "list": "records",
    "show": "records",
    "history": "records",
    "report": "reports",
    "diff": "changes",
    "explain": "reports",
    "issued": "issued",
    "verify": "issued",
    "sample": "sample",
    "sign-off": "issued",
    "waive": "findings",
    "severity": "findings",
    "import": "import",
    "imports": "import",
    "mapping": "import",
    "check": "findings",
    "duplicates": "findings",
    "convert": "rates",
    "add": "enter",
    "amend": "records",
    "correct": "records",
    "withdraw": "records",
    "restore": "records",
    "relate": "records",
    "rates show": "rates",
    "rates list": "rates",
    "rates withdraw": "rates",
}
"""The commands whose answers the desk shows, and the page of the menu on which each stands."""
ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    marked("They write or read files at a place that somebody chooses, which a page in a browser cannot."): (
        "export",
        "template",
        "schema",
        "rates add",
    ),
    marked("They compare the book with a file or an earlier state, and look through all of it at length."): (
        "reconcile",
        "convention",
    ),
    marked("They make a book or open one, or need none."): ("init", "demo", "desk", "parties"),
}
"""The commands that only the command line has, by the reason."""


def method(held: HeldBook, asked: PageRequest) -> Answer:
    """How the figures of the desk come about, and how it is used."""
    name, language = held.settings.report, Language(asked.language)
    return held.drawn(
        "method",
        asked,
        report=name,
        shown=held.presented(name, asked.language) if held.records else None,
        legend=legend_of_marks([mark for mark in Mark if mark.sign], language),
        elsewhere=ELSEWHERE,
    )

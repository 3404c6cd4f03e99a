"""What people say of a book at the desk and of what leaves it.

Accept a finding as it is, take that back, say how heavily a kind of finding weighs, sign off a report, leave rates out.
"""

from collections.abc import Callable, Sequence

from ledger import desk
from ledger.book import FormPostedError, SeverityPayload
from ledger.checks import same_person
from ledger.foundation import CODES, Place, Problem, Refused, errors, marked
from ledger.reporting import severities_set
from ledger.web.clerk import DO, Clerk
from ledger.web.fields import fields_for
from ledger.web.messages import Answer

_TITLES = {
    "waive": marked("Accept a finding as it is"),
    "report_again": marked("Report an accepted finding again"),
    "severity": marked("How heavily {code} weighs"),
    "sign_off": marked("Sign off report {number}"),
    "withdraw_rates": marked("Take the rates {name} out of the book"),
}
_MEANINGS = {
    "waive": marked("It stays listed, with your name and reason, and is reported again if it changes."),
    "report_again": marked("It counts again as it would by itself. What was said of it stays in the journal."),
    "severity": marked("It holds for all findings of this kind in this book, and every report says that it was set."),
    "sign_off": marked(
        "Later reports and everybody who verifies the workbook see who approved it, and in which words."
    ),
    "withdraw_rates": marked(
        "What only these rates could convert is in no total any more. Reports as of earlier days keep them."
    ),
}
_BUTTONS = {
    "waive": marked("Accept it"),
    "report_again": marked("Report it again"),
    "severity": marked("Let it weigh so"),
    "sign_off": marked("Sign it off"),
    "withdraw_rates": marked("Take them out"),
}
_WEIGHTS = {
    "error": marked("Error: nothing of it enters, and no report is issued, before it is mended"),
    "warning": marked("Reason to look: it is listed until somebody mends or accepts it"),
    "note": marked("Note: it is listed, and nothing has to be done"),
    "own": marked("As the checks weigh it"),
}


def waive(clerk: Clerk) -> Answer:
    """Accept a finding as it is."""
    named = _named(clerk, "code", "place")
    return _said(
        clerk,
        "waive",
        named,
        lambda: desk.waive(clerk.posting(), **named, author=clerk.author, reason=clerk.reason),
        "/findings",
    )


def report_again(clerk: Clerk) -> Answer:
    """Take back that a finding was accepted."""
    named = _named(clerk, "code", "place")
    return _said(
        clerk,
        "report_again",
        named,
        lambda: desk.take_back_waiver(clerk.posting(), **named, author=clerk.author, reason=clerk.reason),
        "/findings",
    )


def severity(clerk: Clerk) -> Answer:
    """Say how heavily the findings of a code weigh in this book."""
    named = _named(clerk, "code")
    code, chosen = named["code"], clerk.sent.get("severity", "")
    return _said(
        clerk,
        "severity",
        named,
        lambda: desk.set_severity(clerk.posting(), code, chosen, author=clerk.author, reason=clerk.reason),
        "/findings",
    )


def withdraw_rates(clerk: Clerk) -> Answer:
    """Take a rate set out of the book."""
    named = _named(clerk, "name")
    return _said(
        clerk,
        "withdraw_rates",
        named,
        lambda: desk.withdraw_rates(clerk.posting(), **named, author=clerk.author, reason=clerk.reason),
        "/rates",
    )


def sign_off(clerk: Clerk) -> Answer:
    """Approve an issued report."""
    number = int(clerk.asked.parts["number"])
    return _said(
        clerk,
        "sign_off",
        {"number": str(number)},
        lambda: _signed(clerk, number),
        f"/issued/{number}",
    )


def _signed(clerk: Clerk, number: int) -> object:
    issuers = [it.author for it in desk.issued_reports(clerk.book) if it.number == number]
    # At one's own machine the book may allow it, with a warning. An office has two people for it.
    if clerk.asked.person and any(same_person(it, clerk.author) for it in issuers):
        place, found = Place(subject=f"issue:{number}"), f"{clerk.author}, who issued the report"
        raise Refused.of(
            "SIGN", place, found, "somebody else", "let another reviewer look at the report and sign it off"
        )
    return desk.sign_off(clerk.posting(), number, author=clerk.author, statement=clerk.reason)


def _named(clerk: Clerk, *names: str) -> dict[str, str]:
    """What it is about: as the form that was posted carries it, or as the link that leads to the form names it."""
    given = {**dict(clerk.asked.query), **clerk.sent}
    return {name: given.get(name, "") for name in names}


def _said(clerk: Clerk, action: str, named: dict[str, str], enters: Callable[[], object], then: str) -> Answer:
    if clerk.sent.get(DO) != "enter":
        return _page(clerk, action, named, ())
    try:
        enters()
    except FormPostedError:
        return Answer(b"", location=then)
    except Refused as refused:
        return _page(clerk, action, named, refused.problems)
    return Answer(b"", location=then)


def _page(clerk: Clerk, action: str, named: dict[str, str], problems: Sequence[Problem]) -> Answer:
    return clerk.drawn(
        "approve",
        status=422 if errors(problems) else 200,
        heading=clerk.language.say(_TITLES[action], **named),
        meaning=clerk.language.term(_MEANINGS[action]),
        button=clerk.language.term(_BUTTONS[action]),
        named=named,
        finding=CODES.get(named.get("code", "")),
        weights=_weights(clerk, named["code"]) if action == "severity" else (),
        fields=fields_for((), {}, problems, clerk.language),
    )


def _weights(clerk: Clerk, code: str) -> list[tuple[str, str, bool]]:
    """What a code may be set to: its name, the words for it, and whether it is what holds or was chosen."""
    decision = severities_set(clerk.book.decisions()).get(code)
    holds = decision.payload.severity if decision and isinstance(decision.payload, SeverityPayload) else "own"
    chosen = clerk.sent.get("severity", holds)
    return [(name, clerk.language.term(words), name == chosen) for name, words in _WEIGHTS.items()]

"""What people say of a book at the desk and of what leaves it: accept a finding as it is, sign off a report."""

from collections.abc import Callable, Sequence

from ledger import desk
from ledger.book import FormPostedError
from ledger.checks import same_person
from ledger.foundation import Place, Problem, Refused, errors, marked
from ledger.web.clerk import DO, Clerk
from ledger.web.fields import fields_for
from ledger.web.messages import Answer

_TITLES = {"waive": marked("Accept a finding as it is"), "sign_off": marked("Sign off report {number}")}
_MEANINGS = {
    "waive": marked("It stays listed, with your name and reason, and is reported again if it changes."),
    "sign_off": marked(
        "Later reports and everybody who verifies the workbook see who approved it, and in which words."
    ),
}
_BUTTONS = {"waive": marked("Accept it"), "sign_off": marked("Sign it off")}


def waive(clerk: Clerk) -> Answer:
    """Accept a finding as it is."""
    named = {**dict(clerk.asked.query), **clerk.sent}
    code, place = named.get("code", ""), named.get("place", "")
    return _said(
        clerk,
        "waive",
        {"code": code, "place": place},
        lambda: desk.waive(clerk.posting(), code, place, author=clerk.author, reason=clerk.reason),
        "/findings",
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
        fields=fields_for((), {}, problems, clerk.language),
    )

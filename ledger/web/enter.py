"""Enter a record: the form asks what it needs, says how it was read and what it comes to, and then enters it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ledger import desk
from ledger.book import Book, FormPostedError
from ledger.foundation import Place, Problem, Refused, errors, marked
from ledger.records import Record, find_party, party_doubt
from ledger.web.clerk import CHECKED, DO, Clerk
from ledger.web.fields import answers_of, fields_of
from ledger.web.messages import Answer
from ledger.web.worth_words import RateInWords, WorthInWords, rates_in_words, worth_by_year, worth_in_words

_START = ("record", "commitment", "type")
_PARTIES = ("donor", "recipient")
_HEADINGS = {
    "commitment": marked("Enter an announcement"),
    "transaction": marked("Enter what became of a promise"),
}
# What a record needs and a sum is worth the same without: in their place until they are filled in.
_NOT_OF_WORTH = {"title": "-", "category": "other", "instrument": "unspecified"}
_DUE = {"stage": "pledge", "term": "one_off"}


@dataclass(frozen=True)
class WorthShown:
    """What a form comes to.

    Args:
        of: the sum as it is read, where it may be read in several ways.
        worth: the figure; None where nobody knows one.
        rates: by which it was converted.
        years: what falls in each, where there are several.
        reason: why there is no figure.
    """

    of: str
    worth: WorthInWords | None
    rates: tuple[RateInWords, ...]
    years: tuple[tuple[str, str], ...]
    reason: str = ""


@dataclass(frozen=True)
class Checked:
    """What was found in a form that was filled in.

    Args:
        problems: all of it.
        readings: what its record would come to; where the sum may be read in several ways, each of them.
        digest: of what was looked at.
    """

    problems: tuple[Problem, ...]
    readings: tuple[WorthShown, ...]
    digest: str


def enter(clerk: Clerk) -> Answer:
    """The form for a new record, and the record once it is filled in, shown and confirmed."""
    if not clerk.has_sent:
        start = {name: clerk.asked.value(name) for name in _START if clerk.asked.value(name)}
        return form_page(clerk, start if start.get("record") == "transaction" else _DUE | start, None)
    row = clerk.row
    answers = answers_of(row)
    # What is entered was shown; whatever else speaks against it is found under the lock.
    if clerk.sent.get(DO) != "enter" or clerk.sent.get(CHECKED) != digest_of(answers):
        return form_page(clerk, row, checked_row(clerk, answers))
    try:
        outcome = desk.add_record(clerk.posting(), answers, author=clerk.author, reason=clerk.reason)
    except FormPostedError as posted:
        return went_to(posted.first)
    except Refused as refused:
        return form_page(clerk, row, replace(checked_row(clerk, answers), problems=refused.problems))
    return went_to(outcome.revisions[0].seq)


def went_to(seq: int) -> Answer:
    """Go to the page of what has entered, which may be loaded again."""
    return Answer(b"", location=f"/entered/{seq}")


def checked_row(clerk: Clerk, answers: Mapping[str, str]) -> Checked:
    """What the checks find in a new record, and what it would come to."""
    unknown = [it for it in _PARTIES if answers.get(it) and find_party(answers[it]) is None]
    doubts = (party_doubt(answers[it], Place(field=it)) for it in unknown)
    # One state of the book, whose entries are hashed once.
    with clerk.book.reading() as state:
        problems = (*desk.preview(state, answers), *filter(None, doubts))
        return Checked(problems, readings_of(clerk, state, answers, problems), digest_of(answers))


def readings_of(
    clerk: Clerk, state: Book, answers: Mapping[str, str], problems: Iterable[Problem]
) -> tuple[WorthShown, ...]:
    """What a form comes to as far as it is filled in, in each way in which its sum may be read."""
    choices = next((it.choices for it in problems if it.place.field == "amount" and it.choices), ())
    ways: dict[str, Mapping[str, str]] = {it: {**answers, "amount": it} for it in choices} or {"": answers}
    needed = {"qualifier": "", **(_NOT_OF_WORTH if answers.get("record") != "transaction" else {})}
    drafts = ((choice, desk.drafted(desk.as_read({**needed, **those}))) for choice, those in ways.items())
    readings = (reading_of(clerk, state, record, choice) for choice, record in drafts if record is not None)
    return tuple(filter(None, readings))


def reading_of(clerk: Clerk, state: Book, record: Record, label: str) -> WorthShown | None:
    """What a record would come to by itself; None where it fits nowhere in the book, which is said elsewhere.

    Args:
        clerk: whose report it is.
        state: of the book.
        record: as it would enter.
        label: what it is called beside others.
    """
    language = clerk.language
    try:
        worth = desk.outlook(state, record, clerk.settings.report)
    except Refused:
        return None
    if not worth.rows:
        reason = language.worded(worth.apart[0].reason) if worth.apart else ""
        return WorthShown(label, None, (), (), reason)
    rates = rates_in_words(worth, language)
    return WorthShown(label, worth_in_words(worth, language), rates, worth_by_year(worth, language))


def digest_of(answers: Mapping[str, str]) -> str:
    """By which it is known again that what enters is what was shown."""
    return hashlib.sha256(json.dumps(sorted(answers.items())).encode()).hexdigest()


def form_page(clerk: Clerk, row: Mapping[str, str], checked: Checked | None) -> Answer:
    """The form with what was typed, what was found, and what it comes to."""
    problems = checked.problems if checked else ()
    fields = fields_of(row, problems, clerk.language)
    return clerk.drawn(
        "enter",
        heading=clerk.language.term(_HEADINGS[row.get("record", "commitment")]),
        status=422 if errors(problems) else 200,
        typed=row,
        fields=fields,
        problems=problems,
        checked=checked,
    )

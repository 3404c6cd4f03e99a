"""Withdraw a record, bring it back, or tie it to another one: what is decided of it, with who decides it and why."""

from collections.abc import Callable, Iterable
from typing import get_args

from ledger import desk
from ledger.book import FormOutdatedError, FormPostedError
from ledger.foundation import Problem, Refused, errors, marked
from ledger.records import Record, RelationKind
from ledger.web.clerk import DO, Clerk
from ledger.web.enter import went_to
from ledger.web.fields import Row, fields_for
from ledger.web.messages import Answer
from ledger.web.record_words import TIES, TITLES

_WHAT_IT_MEANS = {
    "withdraw": marked("It will be in no total. Its id stays used, and what it said stays in its history."),
    "restore": marked("It will stand again as it was last stated, and count again."),
    "relate": marked("Totals follow the tie. Both records stay as they are."),
}
_BUTTONS = {
    "withdraw": marked("Withdraw it"),
    "restore": marked("Restore it"),
    "relate": marked("Tie them"),
}


def withdraw(clerk: Clerk) -> Answer:
    """Take a record out of the book."""
    key = clerk.asked.parts["key"]
    return _decided(
        clerk,
        "withdraw",
        desk.find_record(clerk.book, key),
        lambda: desk.withdraw(clerk.posting(key), key, author=clerk.author, reason=clerk.reason),
    )


def restore(clerk: Clerk) -> Answer:
    """Bring a withdrawn record back."""
    key = clerk.asked.parts["key"]
    stated = [it.revision.record for it in desk.history(clerk.book, key) if it.revision.record is not None]
    return _decided(
        clerk,
        "restore",
        stated[-1],
        lambda: desk.restore(clerk.posting(key), key, author=clerk.author, reason=clerk.reason),
    )


def relate(clerk: Clerk) -> Answer:
    """Say what a record is to another one."""
    key, row = clerk.asked.parts["key"], clerk.row
    kind, target = row.get("kind", ""), row.get("target", "").strip()
    return _decided(
        clerk,
        "relate",
        desk.find_record(clerk.book, key),
        lambda: desk.relate(clerk.posting(key), key, kind, target, author=clerk.author, reason=clerk.reason),
    )


def _decided(clerk: Clerk, action: str, record: Record, enters: Callable[[], desk.Outcome]) -> Answer:
    if clerk.sent.get(DO) != "enter":
        return _page(clerk, action, record)
    try:
        return went_to(enters().revisions[0].seq)
    except FormPostedError as posted:
        return went_to(posted.first)
    except FormOutdatedError:
        return _page(clerk, action, record, is_outdated=True)
    except Refused as refused:
        return _page(clerk, action, record, refused.problems)


def _page(
    clerk: Clerk, action: str, record: Record, problems: Iterable[Problem] = (), *, is_outdated: bool = False
) -> Answer:
    problems, language = tuple(problems), clerk.language
    names = ("kind", "target") if action == "relate" else ()
    ties = tuple((kind, language.term(TIES[kind][0]), desk.TIES_IN_WORDS[kind]) for kind in get_args(RelationKind))
    row: Row = {"kind": clerk.asked.value("kind"), "target": clerk.asked.value("target"), **clerk.row}
    return clerk.drawn(
        "decide",
        status=409 if is_outdated else 422 if errors(problems) else 200,
        action=action,
        heading=language.say(TITLES[action], title=record.title or record.id),
        meaning=language.term(_WHAT_IT_MEANS[action]),
        button=language.term(_BUTTONS[action]),
        record=record,
        described=[it for it in desk.described(record) if it.label != "Id"],
        fields=fields_for(names, row, problems, language),
        ties=ties,
        chosen=row.get("kind", ""),
        is_outdated=is_outdated,
    )

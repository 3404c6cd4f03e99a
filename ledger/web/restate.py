"""Amend or correct a record: the form of its fields, what would change, and what somebody else changed meanwhile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ledger import desk
from ledger.book import FormOutdatedError, FormPostedError, entry_at
from ledger.foundation import Problem, Refused, errors, marked
from ledger.records import Record
from ledger.web.clerk import CHECKED, DO, Clerk
from ledger.web.enter import WorthShown, digest_of, reading_of, went_to
from ledger.web.fields import answers_of, fields_of, label_of, row_of
from ledger.web.messages import Answer
from ledger.web.record_words import TITLES

Action = Literal["amend", "correct"]

_SUM = ("amount", "qualifier")
_NO_SUM = {"amount": "", "low": "", "high": "", "currency": ""}


@dataclass(frozen=True)
class FieldVersions:
    """A field of a record that two people have changed, or one of them.

    Args:
        label: what it is called.
        now: as it stands.
        yours: as it was filled in.
        is_yours: whether the form changed it.
    """

    label: str
    now: str
    yours: str
    is_yours: bool


@dataclass(frozen=True)
class _Restated:
    """What a form on a record says: the record that it was filled in on, and the fields that it changes."""

    base: Mapping[str, str]
    row: Mapping[str, str]

    @property
    def own(self) -> dict[str, str]:
        """The fields that the form changes, as they were typed."""
        return {name: text for name, text in self.row.items() if text.strip() != self.base.get(name, "")}

    @property
    def changes(self) -> dict[str, str]:
        """The same as the desk takes them: a sum is stated anew as a whole."""
        own = self.own
        if not own.keys() & set(_SUM):
            return own
        stated = answers_of({name: self.row.get(name, "") for name in _SUM} | {"record": self.row.get("record", "")})
        plain = desk.as_read({"qualifier": "", **{name: stated.get(name, "") for name in _SUM}})
        return {**own, **_NO_SUM, **plain}


def amend(clerk: Clerk) -> Answer:
    """State a record anew because the world changed."""
    return _restate(clerk, "amend")


def correct(clerk: Clerk) -> Answer:
    """State a record anew because we were wrong."""
    return _restate(clerk, "correct")


def _restate(clerk: Clerk, action: Action) -> Answer:
    key = clerk.asked.parts["key"]
    if not clerk.has_sent:
        now = desk.find_record(clerk.book, key)
        return _page(clerk, action, now, row_of(now, clerk.language))
    seen = clerk.seen(key)
    if seen != clerk.seen_now(key):
        return _conflict(clerk, action, desk.find_record(clerk.book, key))
    now = _stated_at(clerk, key, seen)
    restated = _Restated(row_of(now, clerk.language), clerk.row)
    # What is entered was shown; whatever else speaks against it is found under the lock.
    if clerk.sent.get(DO) == "enter" and clerk.sent.get(CHECKED) == digest_of(restated.own):
        return _entered(clerk, action, now, restated)
    return _checked(clerk, action, now, restated)


def _entered(clerk: Clerk, action: Action, now: Record, restated: _Restated) -> Answer:
    enters = desk.amend if action == "amend" else desk.correct
    try:
        outcome = enters(clerk.posting(now.id), now.id, restated.changes, author=clerk.author, reason=clerk.reason)
    except FormPostedError as posted:
        return went_to(posted.first)
    except FormOutdatedError:
        return _conflict(clerk, action, desk.find_record(clerk.book, now.id))
    except Refused as refused:
        return _checked(clerk, action, now, restated, refused.problems)
    return went_to(outcome.revisions[0].seq)


def _stated_at(clerk: Clerk, key: str, seen: tuple[int, ...]) -> Record:
    """The record as the form has it, which is as it stands."""
    revision = entry_at(clerk.book, seen[0]) if seen else None
    return revision.record if revision and revision.id == key and revision.record else desk.find_record(clerk.book, key)


def _checked(
    clerk: Clerk, action: Action, now: Record, restated: _Restated, against: tuple[Problem, ...] = ()
) -> Answer:
    """The form with what it would change, and with what speaks against it."""
    try:
        after, problems = desk.preview_change(clerk.book, now.id, restated.changes)
    except Refused as refused:
        return _page(clerk, action, now, clerk.row, refused.problems)
    return _page(clerk, action, now, clerk.row, against or problems, after)


def _page(  # noqa: PLR0913, PLR0917 - what was typed, what was found, and what it comes to
    clerk: Clerk,
    action: Action,
    now: Record,
    row: Mapping[str, str],
    problems: Iterable[Problem] = (),
    after: Record | None = None,
) -> Answer:
    problems = tuple(problems)
    readings = _readings(clerk, now, after) if after else ()
    own = _Restated(row_of(now, clerk.language), row).own
    return clerk.drawn(
        "restate",
        status=422 if errors(problems) else 200,
        action=action,
        heading=clerk.language.say(TITLES[action], title=_called(now)),
        record=now,
        typed=row,
        fields=fields_of(row, problems, clerk.language),
        readings=readings,
        changes=desk.differences(now, after) if after else (),
        digest=digest_of(own) if after else "",
    )


def _readings(clerk: Clerk, now: Record, after: Record) -> tuple[WorthShown, ...]:
    both = ((marked("As it stands"), now), (marked("As it would stand"), after))
    with clerk.book.reading() as state:
        readings = [reading_of(clerk, state, record, clerk.language.term(words)) for words, record in both]
    return tuple(it for it in readings if it is not None)


def _conflict(clerk: Clerk, action: Action, now: Record) -> Answer:
    """Both versions by field: what stands now, and what the form would have changed, of which nothing is lost."""
    key = now.id
    before = clerk.book.get(key, clerk.seen(key)[0])
    base, current = (row_of(it, clerk.language) if it else {} for it in (before, now))
    own = _Restated(base, clerk.row).own
    names = [*own, *(name for name in {**base, **current} if name not in own)]
    versions = [
        FieldVersions(label_of(name, clerk.language), current.get(name, ""), clerk.row.get(name, ""), name in own)
        for name in names
        if name in own or base.get(name, "") != current.get(name, "")
    ]
    steps = desk.history(clerk.book, key)
    return clerk.drawn(
        "conflict",
        status=409,
        action=action,
        record=now,
        heading=clerk.language.term(marked("This record changed while you were writing")),
        versions=versions,
        own=own,
        merged={**current, **own},
        last=steps[-1].revision,
    )


def _called(record: Record) -> str:
    return record.title or record.id

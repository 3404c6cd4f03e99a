"""What makes records candidates for the same money, in words, and the words of an announcement that recall another."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from typing import Literal

from ledger.foundation import Money, Phrase, phrase
from ledger.records import Commitment, RelationKind, rows

Signal = Literal[
    "sum",
    "equivalent",
    "worth",
    "near",
    "wording",
    "recalls",
    "running total",
    "part",
    "added up",
    "fund",
    "linked",
    "category",
]
NEAR = timedelta(days=14)

_WEIGHTS: Mapping[Signal, int] = {
    "sum": 3,
    "equivalent": 3,
    "worth": 3,
    "wording": 2,
    "recalls": 2,
    "running total": 1,
    "part": 4,
    "added up": 4,
    "linked": 4,
    "fund": 2,
    "near": 1,
    # What speaks against it is told as well.
    "category": -2,
}


@dataclass(frozen=True)
class Reason:
    """One sign that two records may hold the same money.

    Args:
        signal: what kind of sign.
        said: the sign in plain words, with the figures or words it rests on.
    """

    signal: Signal
    said: Phrase

    @property
    def text(self) -> str:
        """The sign in English."""
        return str(self.said)

    @property
    def weight(self) -> int:
        """How much it speaks for the same money; below 0 for what speaks against it."""
        return _WEIGHTS[self.signal]


@dataclass(frozen=True)
class Candidate:
    """Records that may hold the same money.

    Args:
        record: id of the record that would get the tie: the later one, a member's share, or the sum of the others.
        others: id of the record that it would be tied to, or ids of all those that add up to it.
        suggested: the tie that would fit, from the record to the other one; for ``part_of`` with several others, from
            each of them to the record.
        reasons: why, the weightiest first.

    >>> Candidate("b", ("a",), "restates", (Reason("sum", phrase("both")), Reason("near", phrase("same day")))).weight
    4
    """

    record: str
    others: tuple[str, ...]
    suggested: RelationKind
    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> int:
        """How much speaks for it; candidates are listed from the weightiest on."""
        return sum(reason.weight for reason in self.reasons)


def figure_of(record: Commitment) -> Money | None:
    """What a record states as one figure; None for a range, and where it states no sum."""
    value, currency = record.amount.value, record.amount.currency
    return Money(value, currency) if value is not None and currency else None


def decided_ties(records: Iterable[Commitment]) -> frozenset[frozenset[str]]:
    """The pairs that somebody has looked at: any tie between them but one that a source states and nobody decided."""
    return frozenset(
        frozenset((record.id, tie.target))
        for record in records
        for tie in record.relations
        if tie.kind != "linked_by_source"
    )


def linked_pairs(
    records: Sequence[Commitment], decided: Collection[frozenset[str]]
) -> Iterator[tuple[Commitment, Commitment]]:
    """Records with figures that their source ties to each other, where nobody has said what they are to each other.

    Args:
        records: commitments and pledges; a pledge and a commitment are added apart, so they are no pair.
        decided: pairs that somebody has looked at.
    """
    tied = [it for it in records if it.relations]
    known = {it.id: it for it in records} if tied else {}
    for record in tied:
        for target in dict.fromkeys(record.targets("linked_by_source")):
            other = known.get(target)
            if other is None or frozenset((record.id, target)) in decided or record.stage != other.stage:
                continue
            if record.amount.bounds and other.amount.bounds:
                yield record, other


def recalled(record: Commitment) -> Iterator[Reason]:
    """Words of a record that look back at earlier announcements."""
    if word := word_in(record, "again"):
        yield Reason("recalls", phrase('the later one says "{word}"', word=word))
    elif word := word_in(record, "total"):
        yield Reason("running total", phrase('the later one says "{word}"', word=word))


def word_in(record: Commitment, meaning: str) -> str | None:
    """The first of the words of a meaning that a record says anywhere; the code list ``recalling_words`` has them."""
    texts = (record.title, record.note, *(source.quote for source in record.sources))
    joined = " ".join(folded(text) for text in texts if text)
    return next((words for words in _words(meaning) if f" {words.casefold()}" in f" {joined}"), None)


@cache
def _words(meaning: str) -> tuple[str, ...]:
    return tuple(row["words"] for row in rows("recalling_words") if row["meaning"] == meaning)


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """A text without its capitals, its line breaks and the width of its signs.

    >>> folded("Robot  57")
    'robot 57'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())

"""What ``duplicates`` answers: records that may hold the same money, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines
from ledger.checks import Candidate, Signal
from ledger.records import Commitment, Record, RelationKind


@dataclass(frozen=True)
class DuplicateReason:
    """One sign that records may hold the same money.

    Args:
        signal: what kind of sign.
        text: the sign in plain words, with the figures or words it rests on.
    """

    signal: Signal
    text: str


@dataclass(frozen=True)
class DuplicateCandidate:
    """Records that may hold the same money.

    Args:
        record: id of the record that would get the tie: the later one, a member's share, or the sum of the others.
        others: id of the record that it would be tied to, or ids of all those that add up to it.
        suggested: the tie that would fit.
        weight: how much speaks for it.
        reasons: why, the weightiest first.
    """

    record: str
    others: tuple[str, ...]
    suggested: RelationKind
    weight: int
    reasons: tuple[DuplicateReason, ...]


@dataclass(frozen=True)
class DuplicatesAnswer:
    """All records of a book that may hold the same money.

    Args:
        count: how many candidates there are.
        candidates: the weightiest first.
    """

    count: int
    candidates: tuple[DuplicateCandidate, ...]


def answer(candidates: Sequence[Candidate]) -> DuplicatesAnswer:
    """Candidates as an answer."""
    return DuplicatesAnswer(len(candidates), tuple(map(_candidate, candidates)))


def _candidate(candidate: Candidate) -> DuplicateCandidate:
    reasons = tuple(DuplicateReason(it.signal, it.text) for it in candidate.reasons)
    return DuplicateCandidate(candidate.record, candidate.others, candidate.suggested, candidate.weight, reasons)


def lines(candidates: Sequence[Candidate], records: Sequence[Record], book: Path) -> Lines:
    """The same for people.

    Args:
        candidates: what was found.
        records: of the book.
        book: its path.
    """
    by_id = {record.id: record for record in records}
    shown = (line for candidate in candidates for line in _candidate_lines(candidate, by_id))
    counted = f"{len(candidates)} candidate{'' if len(candidates) == 1 else 's'} in {book}."
    advice = "Decide each with `relate ID restates ID`, or `relate ID related_to ID` where both count."
    return (*shown, counted, *([advice] if candidates else []))


def _candidate_lines(candidate: Candidate, records: Mapping[str, Record]) -> Iterator[str]:
    yield f"{candidate.record}  {candidate.suggested}?  {', '.join(candidate.others)}   (weight {candidate.weight})"
    for key in (candidate.record, *candidate.others):
        record = records[key]
        day = record.announced if isinstance(record, Commitment) else record.value_date
        yield f"    {day}  {record.stated_amount}  {record.title}"
    yield f"    because: {'; '.join(reason.text for reason in candidate.reasons)}"

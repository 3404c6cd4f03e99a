"""What may be the same money, recorded twice: side by side, with the reasons, for a person to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from ledger import desk
from ledger.answers import duplicates as answers
from ledger.records import Record
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest

_MOST = 50


@dataclass(frozen=True)
class ComparedField:
    """What several records say of one thing.

    Args:
        label: what it is called.
        texts: what each of the records says; empty where it says nothing.
    """

    label: str
    texts: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether they do not all say the same."""
        return len(set(self.texts)) > 1


@dataclass(frozen=True)
class ComparedRecords:
    """Records that may hold the same money.

    Args:
        candidate: which, and why.
        fields: of all of them, side by side.
    """

    candidate: answers.DuplicateCandidate
    fields: tuple[ComparedField, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The ids of all of them."""
        return (self.candidate.record, *self.candidate.others)


def duplicates(held: HeldBook, asked: PageRequest) -> Answer:
    """The weightiest first; what was decided already is not asked again."""
    answer = answers.answer(held.candidates)
    by_id = {record.id: record for record in held.records}
    pairs = tuple(
        ComparedRecords(it, compared([by_id[key] for key in (it.record, *it.others)]))
        for it in islice(answer.candidates, _MOST)
    )
    return held.drawn("duplicates", asked, within="findings", pairs=pairs, hidden=answer.count - len(pairs))


def compared(records: Sequence[Record]) -> tuple[ComparedField, ...]:
    """The fields of some records side by side, in the order in which a record is described."""
    described = list(map(_words, records))
    labels = dict.fromkeys(label for one in described for label in one)
    return tuple(ComparedField(label, tuple("; ".join(one.get(label, ())) for one in described)) for label in labels)


def _words(record: Record) -> dict[str, list[str]]:
    """What a record says, by label: some labels, such as that of a source, stand several times."""
    words: dict[str, list[str]] = {}
    for field in desk.described(record):
        if field.label != "Id":
            words.setdefault(field.label, []).append(field.words)
    return words

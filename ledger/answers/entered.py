"""What every command answers that enters something by hand: the new entries, and where the book stands then.

``add``, ``amend``, ``correct``, ``withdraw``, ``restore`` and ``relate`` answer nothing else.
"""

from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines
from ledger.book import Book
from ledger.desk import TIES_IN_WORDS, Outcome


@dataclass(frozen=True)
class EnteredEntry:
    """One new entry of the journal.

    Args:
        seq: its number, from 1.
        action: what it does, such as record, amend or withdraw.
        id: of the record; null for an entry on no record.
        hash: of the entry.
    """

    seq: int
    action: str
    id: str | None
    hash: str


@dataclass(frozen=True)
class EnteredAnswer:
    """What entered the book.

    Args:
        book: its path.
        entered: the new entries, in their order; none where everything stood there already.
        head: hash of the last entry of the book.
    """

    book: Path
    entered: tuple[EnteredEntry, ...]
    head: str


def answer(outcome: Outcome, book: Book) -> EnteredAnswer:
    """What entered a book as an answer."""
    entries = tuple(EnteredEntry(entry.seq, entry.action, entry.id, entry.hash) for entry in outcome.revisions)
    return EnteredAnswer(book.path, entries, entries[-1].hash if entries else book.head)


def lines(entered: EnteredAnswer) -> Lines:
    """The same for people."""
    return (*(f"{entry.action} {entry.id or ''}".rstrip() for entry in entered.entered), standing(entered))


def lines_of_tie(entered: EnteredAnswer, key: str, kind: str, target: str) -> Lines:
    """The same for a tie, with what it means for the totals.

    Args:
        entered: what entered.
        key: id of the record that got the tie.
        kind: which tie.
        target: id of the other record.
    """
    means = next(words for name, words in TIES_IN_WORDS.items() if name == kind)
    return (f"{key} {kind} {target}: {means}.", *lines(entered))


def standing(entered: EnteredAnswer) -> str:
    """How many entries there are, and the new head of the book."""
    number = len(entered.entered)
    return f"{number} entr{'y' if number == 1 else 'ies'} in {entered.book}; head {entered.head[:12]}"

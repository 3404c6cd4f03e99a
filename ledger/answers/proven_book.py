"""What ``verify`` answers of a book: whether anything was altered, and what that does not prove."""

from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines
from ledger.desk import ProvenBook

NOT_PROVEN = (
    "that nobody replaced the whole book and its head: compare the head with one noted elsewhere (verify --head HASH);",
    "who made the entries, and when: authors are typed, and the time is that of a computer's clock;",
    "that the sources say what is quoted, that the rates are those of their publisher, and that nothing was left out.",
)
"""What nobody can know of a book by looking into it."""


@dataclass(frozen=True)
class ProvenBookAnswer:
    """The proof of a book.

    Args:
        book: its path.
        entries: how many entries it has.
        head: hash of the last one.
        sound: whether nothing was altered, and the head is the one that was noted.
        not_proven: what the proof says nothing about.
    """

    book: Path
    entries: int
    head: str
    sound: bool
    not_proven: tuple[str, ...]


def answer(proven: ProvenBook) -> ProvenBookAnswer:
    """The proof of a book as an answer."""
    return ProvenBookAnswer(proven.path, proven.entries, proven.head, proven.sound, NOT_PROVEN)


def lines(proven: ProvenBook) -> Lines:
    """The same for people."""
    is_other = "altered" if proven.altered else "sound, but not the book of that head"
    state = "nothing was altered" if proven.sound else is_other
    return f"{proven.path}: {proven.entries} entries, {state}.", f"Head {proven.head}"


def closing() -> tuple[str, ...]:
    """What people read last, behind the problems."""
    return ("Not proven:", *(f"- {words}" for words in NOT_PROVEN))

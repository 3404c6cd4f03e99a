"""What ``desk`` answers when it has written a shortcut."""

from dataclasses import dataclass
from pathlib import Path

from ledger.answers.text import Lines


@dataclass(frozen=True)
class WrittenShortcutAnswer:
    """A shortcut that opens the desk by a double click.

    Args:
        shortcut: the file.
    """

    shortcut: Path


def answer(shortcut: Path) -> WrittenShortcutAnswer:
    """A shortcut that was written as an answer."""
    return WrittenShortcutAnswer(shortcut)


def lines(shortcut: Path) -> Lines:
    """The same for people."""
    return (f"A double click on it opens the desk: {shortcut}",)

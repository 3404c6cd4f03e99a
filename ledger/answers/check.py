"""What ``check`` answers: how much was found in files, or in the book, by severity."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.answers.imported import SeverityCounts, in_words, severity_counts
from ledger.answers.text import Lines
from ledger.foundation import Problem


@dataclass(frozen=True)
class CheckAnswer:
    """How much the checks found; the findings themselves stand under ``problems``.

    Args:
        files: those that were checked; none where the book was.
        book: the book that was checked, or that the files were held against; null where there is none.
        counts: of the problems.
    """

    files: tuple[Path, ...]
    book: Path | None
    counts: SeverityCounts


def answer(problems: Sequence[Problem], files: Sequence[Path], book: Path | None) -> CheckAnswer:
    """What was found as an answer.

    Args:
        problems: all of it.
        files: those that were checked; none where the book was.
        book: the one that was checked, or at hand.
    """
    return CheckAnswer(tuple(files), book, severity_counts(problems))


def lines(checked: CheckAnswer) -> Lines:
    """The same for people."""
    named = ", ".join(map(str, checked.files or (checked.book,)))
    return (f"{named}: {in_words(checked.counts)}.",)

"""What ``sign-off``, ``waive`` and ``severity`` answer: what was entered, in words, and where the book stands now."""

from dataclasses import dataclass

from ledger import desk
from ledger.answers import entered
from ledger.answers.text import Lines
from ledger.book import Book
from ledger.desk import Outcome


@dataclass(frozen=True)
class DecisionAnswer(entered.EnteredAnswer):
    """What people have said of a book, with what entered it.

    Args:
        said: what each new entry says, in words.
    """

    said: tuple[str, ...]


def answer(outcome: Outcome, book: Book) -> DecisionAnswer:
    """A decision as an answer.

    Args:
        outcome: what entered the book.
        book: which, as it stands now.
    """
    sentences = tuple(desk.decision_in_words(it) for it in outcome.revisions)
    return DecisionAnswer(**vars(entered.answer(outcome, book)), said=sentences)


def lines(decision: DecisionAnswer) -> Lines:
    """The same for people; where the same was said before, that nothing entered."""
    return (*(decision.said or ("Nothing was entered.",)), entered.standing(decision))

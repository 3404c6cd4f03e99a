"""What ``rates withdraw`` answers: the new entry, and the totals that come out otherwise without the rates."""

from dataclasses import dataclass

from ledger.answers import entered, rates_add
from ledger.answers.text import Lines
from ledger.book import Book
from ledger.desk import RatesWithdrawn


@dataclass(frozen=True)
class RatesWithdrawAnswer(entered.EnteredAnswer):
    """What taking a rate set out of a book did.

    Args:
        book: path of the book.
        entered: the new entry.
        head: hash of the last entry of the book.
        name: of the rate set.
        moved: figures of the report ``commitments`` that come out otherwise: before with these rates, after without.
        not_converted: counts of the records without a rate, of its totals, that come out otherwise.
    """

    name: str
    moved: tuple[rates_add.MovedFigure, ...]
    not_converted: tuple[rates_add.MovedCount, ...]


def answer(withdrawn: RatesWithdrawn, book: Book) -> RatesWithdrawAnswer:
    """What taking rates out of a book did as an answer."""
    return RatesWithdrawAnswer(
        **vars(entered.answer(withdrawn, book)),
        name=withdrawn.name,
        moved=rates_add.moved_figures(withdrawn.moved, withdrawn.currency),
        not_converted=rates_add.moved_counts(withdrawn.moved),
    )


def lines(withdrawn: RatesWithdrawn, entry: entered.EnteredAnswer) -> Lines:
    """The same for people.

    Args:
        withdrawn: what taking the rates out did.
        entry: what entered the book.
    """
    return (*rates_add.lines_of_totals(withdrawn.moved, withdrawn.currency), *entered.lines(entry))

"""What ``rates show`` answers: the rates that hold on a day, their days and where they were published."""

from dataclasses import dataclass
from datetime import date

from ledger.answers.convert import leg_table
from ledger.answers.text import Lines
from ledger.desk import QuotesFound
from ledger.valuation import LegTrail


@dataclass(frozen=True)
class RatesShowAnswer:
    """The rates of a day.

    Args:
        on: day that was asked for.
        rates: where the rates were looked up.
        quotes: the last rate of each currency published by then, at most 7 days back.
    """

    on: date
    rates: str
    quotes: tuple[LegTrail, ...]


def answer(quotes: QuotesFound, rates: str) -> RatesShowAnswer:
    """The rates of a day as an answer.

    Args:
        quotes: the rates.
        rates: where they were looked up.
    """
    return RatesShowAnswer(quotes.day, rates, quotes.legs)


def lines(shown: RatesShowAnswer, *, is_today: bool) -> Lines:
    """The same for people.

    Args:
        shown: the rates of the day.
        is_today: whether nobody named a day.
    """
    head = f"Rates for {shown.on}{', today' if is_today else ''}, from {shown.rates}."
    return (head, leg_table(shown.quotes) if shown.quotes else "None.")

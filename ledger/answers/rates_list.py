"""What ``rates list`` answers: the rate sets of a book, in the order in which they are tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ledger.answers.text import Lines, TextTable
from ledger.desk import HeldRates


@dataclass(frozen=True)
class ListedRates:
    """One rate set.

    Args:
        name: as users call it.
        source: who published the rates.
        base: the currency that all others are quoted against.
        direction: whether a rate says units for one unit of the base, or of the base for one unit.
        turned: currencies that it quotes in the other direction.
        currencies: the currencies quoted, in alphabetical order.
        first_day: the earliest day with a quote.
        last_day: the latest day with a quote.
        sha256: fingerprint of the file.
        entry: number of the entry that brought it into the book.
    """

    name: str
    source: str
    base: str
    direction: Literal["units_per_base", "base_per_unit"]
    turned: tuple[str, ...]
    currencies: tuple[str, ...]
    first_day: date
    last_day: date
    sha256: str
    entry: int


@dataclass(frozen=True)
class RatesListAnswer:
    """The rates of a book.

    Args:
        rate_sets: in the order in which they are tried.
    """

    rate_sets: tuple[ListedRates, ...]


def answer(held: Sequence[HeldRates]) -> RatesListAnswer:
    """The rate sets of a book as an answer."""
    return RatesListAnswer(tuple(map(_listed, held)))


def _listed(held: HeldRates) -> ListedRates:
    rates = held.rates
    return ListedRates(
        name=rates.name,
        source=rates.source,
        base=rates.base,
        direction=rates.direction,
        turned=tuple(sorted(rates.turned)),
        currencies=rates.currencies,
        first_day=rates.first_day,
        last_day=rates.last_day,
        sha256=rates.sha256,
        entry=held.seq,
    )


def lines(listed: RatesListAnswer) -> Lines:
    """The same for people."""
    rows = [
        (
            rates.name,
            rates.base,
            rates.direction + (f" (but {', '.join(rates.turned)})" if rates.turned else ""),
            str(rates.first_day),
            str(rates.last_day),
            rates.source,
            rates.sha256[:12],
        )
        for rates in listed.rate_sets
    ]
    headings = ("name", "base", "direction", "first day", "last day", "source", "sha256")
    return (TextTable(headings, rows, wraps=5),) if rows else ("No rates.",)

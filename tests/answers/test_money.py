"""What leaves an answer is money, or carries its currency: no number of cents that looks like a count."""

import dataclasses
import typing

from ledger.answers.json_text import _ANSWERS
from ledger.answers.schemas import ANSWERS

OF_MONEY = frozenset(
    {
        *("after", "allowance", "amount", "audited", "balance", "before", "book", "central", "change", "closing"),
        *("contribution", "converted", "difference", "equivalent", "figure", "high", "limit", "low", "measured"),
        *("minor", "opening", "owed", "paid", "projected", "rebased", "result", "running", "sum", "tolerable"),
        *("tolerance", "total", "upper", "value", "worth"),
    }
)
NO_MONEY = ("not_", "without_", "days_")
"""How names of counts begin: of what has no rate, of what nobody states, of days."""
COUNTS = {("ListAnswer", "in_book"), ("MovedCount", "before"), ("MovedCount", "after"), ("MovedCount", "difference")}
"""How many records there are, and how many have no rate, before and after."""


def classes(annotation):
    if isinstance(annotation, type):
        yield annotation
    for part in typing.get_args(annotation):
        yield from classes(part)


def bare(cls, seen):
    """The whole numbers in an answer that are named like money."""
    if cls in seen or not dataclasses.is_dataclass(cls):
        return
    seen.add(cls)
    for name, annotation in typing.get_type_hints(cls).items():
        for kind in classes(annotation):
            if kind is int and name.rpartition("_")[2] in OF_MONEY and not name.startswith(NO_MONEY):
                yield cls.__name__, name
            yield from bare(kind, seen)


def test_no_answer_has_a_bare_number_where_money_is_meant():
    every = [*(kind for kinds in ANSWERS.values() for kind in kinds), *(kind for kind, _ in _ANSWERS.values())]
    seen = set()
    assert {named for kind in every for named in bare(kind, seen)} == COUNTS
    assert len(seen) > 90


@dataclasses.dataclass(frozen=True)
class Cents:
    book_value: int
    records: int


@dataclasses.dataclass(frozen=True)
class Holds:
    rows: tuple[Cents, ...]


def test_a_bare_number_is_found():
    assert list(bare(Holds, set())) == [("Cents", "book_value")]

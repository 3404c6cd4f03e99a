"""The second figures that a source gives for a sum, each held against the rates of its day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger.foundation import Money, Problem
from ledger.rates import RateSet
from ledger.records import Commitment
from ledger.valuation import convert

_EQUIVALENT = "stated_equivalents"


@dataclass(frozen=True)
class JudgedEquivalent:
    """A second figure of a record, and what the rates of its day say of it.

    Args:
        stated: in words, as the source gives it.
        at_rate: what the sum itself comes to in that currency, of a range both its ends; none where nobody says the sum
            or no rate is near enough.
        problem: what the checks say against it; None where they say nothing.
    """

    stated: str
    at_rate: tuple[Money, ...]
    problem: Problem | None

    @property
    def agrees(self) -> bool:
        """Whether a rate was there to judge it by, and nothing speaks against it."""
        return bool(self.at_rate) and self.problem is None


def judged_equivalents(
    record: Commitment, rates: Sequence[RateSet], findings: Iterable[Problem]
) -> tuple[JudgedEquivalent, ...]:
    """The second figures of a record, each as the rates of the day of its announcement judge it.

    Args:
        record: which.
        rates: in the order in which they are tried.
        findings: what the checks say of the book, as people have weighed it.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo, find_record, held_rates
    >>> with TemporaryDirectory() as folder:
    ...     made = demo(Path(folder))
    ...     record, held = find_record(made.book, "gbr-ukr-2025-06-02-1"), held_rates(made.book)
    >>> judged = judged_equivalents(record, [it.rates for it in held], made.problems)
    >>> judged[0].stated, str(judged[0].at_rate[0]), judged[0].agrees
    ('USD 4,000,000,000 a year', 'USD 4,061,773,772.82', True)
    """
    own = {problem.place.field: problem for problem in findings if problem.place.record == record.id}
    return tuple(
        JudgedEquivalent(
            record.stated(equivalent),
            _at_rate(record, equivalent.currency or "", rates),
            own.get(f"{_EQUIVALENT}.{number}"),
        )
        for number, equivalent in enumerate(record.stated_equivalents)
    )


def _at_rate(record: Commitment, currency: str, rates: Sequence[RateSet]) -> tuple[Money, ...]:
    amount = record.amount
    ends = [it for it in (amount.value, amount.low, amount.high) if it is not None]
    if amount.currency is None or not currency or amount.currency == currency:
        return ()
    worth = [_converted(end, amount.currency, currency, record, rates) for end in ends]
    return tuple(it for it in worth if it is not None)


def _converted(value: Decimal, own: str, other: str, record: Commitment, rates: Sequence[RateSet]) -> Money | None:
    return convert(Money(value, own), other, on=record.announced, rates=rates).result

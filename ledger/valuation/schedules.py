"""How many whole instalments a record owes up to a horizon, and how many days of one more: by months, not by listing.

It reaches the sum of :func:`ledger.valuation.terms.instalments` by another way, so that each can prove the other.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ledger.foundation import EXACT, Interval, Place, Refused, cut_by_days, months_in, months_later
from ledger.records import Record


@dataclass(frozen=True)
class Schedule:
    """What a term comes to.

    Args:
        whole: number of whole instalments counted.
        rest_days: counted days of one more instalment that is cut; 0 if none is.
        rest_of: days of that instalment.

    >>> Schedule(1, 275, 365).is_cut
    True
    """

    whole: int
    rest_days: int = 0
    rest_of: int = 1

    @property
    def is_cut(self) -> bool:
        """Whether the last instalment is counted by days."""
        return self.rest_days > 0

    def of(self, amount: Decimal, decimals: int) -> Decimal:
        """What an amount per instalment comes to, the cut one rounded once to so many decimals.

        >>> Schedule(1, 275, 365).of(Decimal("3000000000"), 2)
        Decimal('5260273972.60')
        """
        whole = EXACT.multiply(amount, Decimal(self.whole))
        if not self.is_cut:
            return whole
        rest = cut_by_days(amount, self.rest_days, self.rest_of, decimals)
        return EXACT.add(whole, rest)


def schedule(record: Record, horizon: date | None) -> Schedule:
    """Count the instalments of a record up to a horizon.

    Raises:
        Refused: TERM for an open-ended term without a horizon.

    >>> from ledger.records import Transaction
    >>> paid = Transaction(id="t", commitment="a", type="disbursement", value_date="2025-03-06",
    ...     amount={"qualifier": "exact", "value": "1", "currency": "GBP"})
    >>> schedule(paid, None)
    Schedule(whole=1, rest_days=0, rest_of=1)
    """
    if record.record == "transaction":
        return _of_one(Interval(record.value_date, record.value_date), horizon)
    term = record.term
    start = term.start or record.announced
    if term.kind != "recurring" or term.every is None:
        return _of_one(Interval(start, term.end or start), horizon)
    ends = [end for end in (term.end, horizon) if end is not None]
    if not ends:
        raise without_horizon(record)
    return _of_many(start, months_in(term.every), min(ends))


def _of_one(interval: Interval, horizon: date | None) -> Schedule:
    counted = interval if horizon is None else interval.until(horizon)
    if counted is None:
        return Schedule(0)
    return Schedule(1) if counted == interval else Schedule(0, counted.days, interval.days)


def _of_many(start: date, months: int, last: date) -> Schedule:
    if last < start:
        return Schedule(0)
    after = last + timedelta(days=1)
    whole = ((after.year - start.year) * 12 + after.month - start.month) // months
    # The estimate by calendar months is one too many where the anchor day is not yet reached.
    whole -= months_later(start, whole * months) > after
    begins, ends = months_later(start, whole * months), months_later(start, (whole + 1) * months)
    return Schedule(whole, (after - begins).days, (ends - begins).days)


def without_horizon(record: Record) -> Refused:
    """What stops the counting of an open-ended term for which no horizon is named."""
    remedy = "name a horizon, such as 2030-12-31"
    return Refused.of("TERM", Place(record=record.id), "an open-ended term", "a horizon", remedy)

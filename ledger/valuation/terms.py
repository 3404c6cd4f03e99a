"""From a record to its instalments in its own currency, counted by days up to a horizon.

No rates here: what a record owes does not depend on what it is worth in another currency.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import takewhile

from ledger.foundation import EXACT, Day, Grid, Interval, as_day, cut_by_days, require_kind, steps
from ledger.records import Bounds, Portion, Record
from ledger.valuation.schedules import without_horizon

REMAINDER, HELD = "remainder", "in its parts"


@dataclass(frozen=True)
class Instalment:
    """One part of a term in the original currency.

    Args:
        number: 1 for the first of its record.
        interval: the days it is owed over.
        counted: the part of them up to the horizon and the end of the term.
        whole: the amount for the whole interval; None where the source gives no figure.
        amount: the amount for the counted days, exact minor units of its currency where it was cut.
        piece: which piece of the instalment it is, where it was cut further (``2025-06``, ``remainder``, ``NLD``);
            empty where it was not.
        in_parts: of an envelope how much is taken of each figure of the whole for its parts; the piece is what is left,
            or what they hold.
        portion: of a sum that several donors give, whose part it is; the amount is that of the portion.

    >>> from ledger.foundation import parse_day
    >>> day = parse_day("2025-06-02")
    >>> Instalment(1, Interval(day, day), Interval(day, day), None, None).is_whole
    True
    """

    number: int
    interval: Interval
    counted: Interval
    whole: Bounds | None
    amount: Bounds | None
    piece: str = ""
    in_parts: Bounds | None = None
    portion: Portion | None = None

    @property
    def is_held(self) -> bool:
        """Whether it is the piece of an envelope that its parts hold."""
        return self.in_parts is not None and self.piece == HELD

    @property
    def is_whole(self) -> bool:
        """Whether all of its days are counted."""
        return self.interval == self.counted

    @property
    def days_before(self) -> int:
        """How many days of the interval lie before the counted ones."""
        return (self.counted.start - self.interval.start).days


def owes_without_end(record: Record, horizon: date | None) -> bool:
    """Whether the record cannot be totalled: open-ended, and no horizon is named."""
    return record.record == "commitment" and record.term.open_ended and horizon is None


def instalments(record: Record, horizon: Day | None, bounds: Bounds | None = None) -> tuple[Instalment, ...]:
    """The instalments that a record owes up to a horizon, the last one cut by days where horizon or end cut it.

    Args:
        record: a commitment, or a transaction (one instalment on its value date).
        horizon: last day counted; None counts everything that has an end.
        bounds: the figures of each instalment, where they are others than the record says by itself.

    Returns:
        Instalments in the record's own currency, in order of time. A record without a figure has them too, without
        amounts. Cut amounts are rounded once, half away from zero, to the decimals of the amount.

    Raises:
        Refused: TERM for an open-ended term without a horizon (:func:`owes_without_end` tells), FORM for a horizon that
            is text but not a day.
        TypeError: for a horizon that is a moment (``datetime``), and for what is no record.

    >>> from ledger.records import Commitment, Term
    >>> from ledger.foundation import parse_day
    >>> uk = Commitment(
    ...     id="a", title="Yearly support", donor="GBR", recipient="UKR", category="military", instrument="grant",
    ...     stage="pledge", announced="2025-06-02", term=Term(kind="recurring", start="2025-04-01", every="year"),
    ...     amount={"qualifier": "exact", "value": "3000000000", "currency": "GBP"})
    >>> len(instalments(uk, parse_day("2030-03-31")))
    5
    """
    require_kind(record, Record, "record is a Commitment or a Transaction")
    horizon = None if horizon is None else as_day(horizon, "horizon")
    if owes_without_end(record, horizon):
        raise without_horizon(record)
    return tuple(_counted(record, horizon, bounds or record.amount.bounds))


def by_grid(instalment: Instalment, grid: Grid, decimals: int) -> tuple[Instalment, ...]:
    """Cut an instalment at the borders of a grid, in its original currency, one piece per cell.

    Not the pieces are rounded but what has come due by the end of each, counted from the first day of the instalment:
    so they add up to it exactly, and to what a horizon leaves of it.

    Args:
        instalment: counted whole, or up to a horizon.
        grid: its months or years.
        decimals: to which amounts are rounded.

    >>> from ledger.foundation import parse_day
    >>> days = Interval(parse_day("2025-11-01"), parse_day("2026-01-30"))
    >>> ten = Bounds(*[Decimal("10.00")] * 3)
    >>> [(it.piece, str(it.amount.central)) for it in by_grid(Instalment(1, days, days, ten, ten), Grid("month"), 2)]
    [('2025-11', '3.30'), ('2025-12', '3.40'), ('2026-01', '3.30')]
    """
    finest = finest_of(instalment, decimals)
    return tuple(
        replace(
            instalment,
            counted=counted,
            amount=_cut(_left(instalment), instalment.interval, counted, finest, instalment.portion),
            piece=_named(instalment.piece, grid.label(counted.start)),
        )
        for counted in grid.cut(instalment.counted)
    )


def by_portion(instalment: Instalment, portions: Sequence[Portion], decimals: int) -> tuple[Instalment, ...]:
    """Cut an instalment by the shares of its joint donors, in its original currency, one piece per portion.

    Not the pieces are rounded but what the first donors come to together, by the end of the counted days: so the pieces
    of an instalment add up to it exactly, and those of a donor over time to its share of the whole.

    Args:
        instalment: counted whole, or up to a horizon; of an envelope what is left of it.
        portions: those of its record, which make up the whole; none for a promise of one donor, which is not cut.
        decimals: to which amounts are rounded.

    >>> from ledger.foundation import parse_day
    >>> day = parse_day("2025-06-02")
    >>> ten = Bounds(*[Decimal("10.00")] * 3)
    >>> thirds = [Portion((donor,), number, number + 1, 3) for number, donor in enumerate(["BEL", "LUX", "NLD"])]
    >>> owed = Instalment(1, Interval(day, day), Interval(day, day), ten, ten)
    >>> [(it.piece, str(it.amount.central)) for it in by_portion(owed, thirds, 2)]
    [('BEL', '3.33'), ('LUX', '3.34'), ('NLD', '3.33')]
    """
    if not portions:
        return (instalment,)
    left, days, counted = _left(instalment), instalment.interval, instalment.counted
    finest = finest_of(instalment, decimals)
    return tuple(
        replace(
            instalment,
            amount=_cut(left, days, counted, finest, portion),
            piece=_named(portion.label, instalment.piece),
            portion=portion,
        )
        for portion in portions
    )


def of_envelope(instalment: Instalment, in_parts: Bounds, decimals: int) -> tuple[Instalment, Instalment]:
    """What is left of an envelope beside its parts, and what they hold; together the instalment.

    Args:
        instalment: of an envelope that is not owed again and again, and has a figure.
        in_parts: how much of it its parts hold, in its own currency.
        decimals: to which amounts are rounded.

    >>> from ledger.foundation import parse_day
    >>> day = parse_day("2025-06-02")
    >>> ten, four = (Bounds(*[Decimal(n)] * 3) for n in (10, 4))
    >>> envelope = Instalment(1, Interval(day, day), Interval(day, day), ten, ten)
    >>> [(it.piece, int(it.amount.central)) for it in of_envelope(envelope, four, 2)]
    [('remainder', 6), ('in its parts', 4)]
    """
    left = replace(instalment, piece=REMAINDER, in_parts=in_parts)
    finest = finest_of(left, decimals)
    remainder = replace(left, amount=_cut(_left(left), left.interval, left.counted, finest))
    if instalment.amount is None or remainder.amount is None:
        raise ValueError("an envelope without a figure has no remainder")
    taken = instalment.amount.less(remainder.amount)
    # Where the envelope has least left its parts hold most, so the low and the high one are not in this order.
    ends = sorted((taken.low, taken.central, taken.high))
    held = Bounds(ends[0], taken.central, ends[-1], in_parts.open_high)
    return remainder, replace(left, piece=HELD, amount=held)


def share_of_whole(instalment: Instalment, whole: Decimal, decimals: int) -> Decimal:
    """What falls on the counted days, and on the portion, of an instalment, if the whole of it were so much.

    Args:
        instalment: in whose days and portion it stands.
        whole: an amount in the currency of the instalment.
        decimals: to which it is rounded.

    >>> from ledger.foundation import parse_day
    >>> june = Interval(parse_day("2025-06-01"), parse_day("2025-06-30"))
    >>> share_of_whole(Instalment(1, june, june.until(parse_day("2025-06-15")), None, None), Decimal(4), 2)
    Decimal('2.00')
    """
    bounds = Bounds(whole, whole, whole)
    cut = _cut(bounds, instalment.interval, instalment.counted, decimals, instalment.portion)
    return whole if cut is None else cut.central


def finest_of(instalment: Instalment, decimals: int) -> int:
    """To how many decimals it is cut: those of its record, or of an envelope those of its parts where they are finer.

    What is left beside a part of 50.318 is cut to thousandths, or a part of it would be lost to rounding.

    >>> from ledger.foundation import parse_day
    >>> day = parse_day("2025-06-02")
    >>> owed = Instalment(1, Interval(day, day), Interval(day, day), None, None)
    >>> finest_of(owed, 2), finest_of(replace(owed, in_parts=Bounds(*[Decimal("50.318")] * 3)), 2)
    (2, 3)
    """
    return max(decimals, instalment.in_parts.decimals) if instalment.in_parts else decimals


def _named(*pieces: str) -> str:
    return ", ".join(filter(None, pieces))


def _left(instalment: Instalment) -> Bounds | None:
    """The whole of what a piece is cut from: of an envelope what its parts do not hold."""
    whole, in_parts = instalment.whole, instalment.in_parts
    return whole.less(in_parts) if whole and in_parts else whole


def _counted(record: Record, horizon: date | None, whole: Bounds | None) -> Iterator[Instalment]:
    last = _last_day(record, horizon)
    for number, interval in enumerate(_intervals(record, last), start=1):
        counted = interval.until(last)
        if counted is not None:
            is_cut = whole is not None and counted != interval
            amount = _cut(whole, interval, counted, record.amount.decimals) if is_cut else whole
            yield Instalment(number, interval, counted, whole, amount)


def _last_day(record: Record, horizon: date | None) -> date:
    ends = [horizon, record.term.end if record.record == "commitment" else None]
    return min((end for end in ends if end is not None), default=date.max)


def _intervals(record: Record, last: date) -> Iterator[Interval]:
    if record.record == "transaction":
        yield Interval(record.value_date, record.value_date)
        return
    term = record.term
    start = term.start or record.announced
    if term.kind == "recurring" and term.every is not None:
        yield from takewhile(lambda step: step.start <= last, steps(start, term.every))
    else:
        yield Interval(start, term.end or start)


def _cut(
    whole: Bounds | None, interval: Interval, counted: Interval, decimals: int, portion: Portion | None = None
) -> Bounds | None:
    """What falls on the counted days: what is due by the last of them less what was due before the first.

    Of a portion only its own: what its donors and those before them owe together, less what those before them do.
    """
    if whole is None or (interval == counted and portion is None):
        return whole
    before = (counted.start - interval.start).days
    start, end, of = (portion.start, portion.end, portion.of) if portion else (0, 1, 1)

    def due(value: Decimal, days: int) -> Decimal:
        together, others = (cut_by_days(value, days * it, interval.days * of, decimals) for it in (end, start))
        return EXACT.subtract(together, others)

    def part(value: Decimal) -> Decimal:
        return EXACT.subtract(due(value, before + counted.days), due(value, before))

    return Bounds(part(whole.low), part(whole.central), part(whole.high), whole.open_high)

"""What a line gives up to a cancellation, in its own currency and in that of the report, each rounded once."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from ledger.foundation import EXACT, Interval, Phrase, cut_by_days, round_half_up
from ledger.records import Bounds, Transaction
from ledger.valuation.figures import Figures
from ledger.valuation.line import Line, Steps, Taken
from ledger.valuation.terms import Instalment


def share_of(line: Line, record: Transaction, taken: Taken, number: int) -> Line:
    """The share of a cancellation that one line gives up, as a line of its own on the day of the cancellation.

    It is ``round(V x after) - round(V x before)``, V being its amount or its figure, so that both are of the same
    fraction, the shares of several cancellations add up to what was given up in all, and the last of a whole leaves no
    cent; for the low figure with the fractions by which it takes least. A line without a rate gives up its share
    unconverted, one that is not counted one that is not counted either.

    Args:
        line: of the commitment, or of a part of it.
        record: the cancellation.
        taken: which fraction.
        number: of the share, from 1.

    Raises:
        ValueError: for a line without a figure.
    """
    amount = line.instalment.amount
    if amount is None:
        raise ValueError(f"{line.record.id} has no figure that could be cancelled")
    values = zip((amount.low, amount.central, amount.high), taken.alone, strict=True)
    low, central, high = (_amount_given_up(value, *steps, taken.decimals) for value, steps in values)
    owed = _on_its_day(record, Bounds(low, central, high), f"{line.record.id}/{line.name}", number)
    owed = replace(owed, portion=line.instalment.portion)
    share = Line(record, taken.stage, owed, line.status, left_out=line.left_out, taken=taken)
    if line.figures is None:
        return share
    return replace(
        share,
        figures=given_up(line.figures, taken.alone),
        in_all=given_up(line.figures, taken.in_all),
        # The low figure keeps what was promised at least, less the largest fraction of that which may be given up.
        takes_off=given_up(line.figures, taken.takes_off),
    )


def share_of_nothing(record: Transaction, taken: Taken, amount: Decimal, reason: Phrase, number: int) -> Line:
    """The share of a cancellation that no line of the report gives up, and why: listed, and not counted.

    Args:
        record: the cancellation.
        taken: from which commitment.
        amount: in the currency of the cancellation.
        reason: in plain words.
        number: of the share, from 1.
    """
    owed = _on_its_day(record, Bounds(amount, amount, amount), "", number)
    return Line(record, taken.stage, owed, "not_counted", left_out=reason, taken=taken)


def _on_its_day(record: Transaction, amount: Bounds, piece: str, number: int) -> Instalment:
    day = Interval(record.value_date, record.value_date)
    return Instalment(number, day, day, record.amount.bounds, amount, piece)


def _amount_given_up(value: Decimal, before: Fraction, after: Fraction, decimals: int) -> Decimal:
    cut = (cut_by_days(value, reached.numerator, reached.denominator, decimals) for reached in (after, before))
    return EXACT.subtract(*cut)


def given_up(figures: Figures, steps: tuple[Steps, Steps, Steps]) -> Figures:
    """Of each figure what is given up by the fractions before and after."""
    values = zip((figures.low_minor, figures.central_minor, figures.high_minor), steps, strict=True)
    low, central, high = (_given_up_minor(value, *step) for value, step in values)
    return Figures(low, central, high, currency=figures.currency)


def _given_up_minor(worth: int, before: Fraction, after: Fraction) -> int:
    """What is given up of a worth in minor units, before and after rounded each by itself.

    >>> [_given_up_minor(100, Fraction(it, 3), Fraction(it + 1, 3)) for it in range(3)]
    [33, 34, 33]
    """
    due, earlier = (round_half_up(worth * it.numerator, it.denominator) for it in (after, before))
    return due - earlier

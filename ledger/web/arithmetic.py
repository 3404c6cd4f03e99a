"""How a row of a figure is worked out of what was stated, as a line of arithmetic."""

from collections.abc import Iterator
from decimal import ROUND_DOWN, Context, Decimal
from fractions import Fraction

from ledger.audit import ExplainedRow
from ledger.foundation import round_half_up, with_an_end
from ledger.presentation import Language
from ledger.rates import Pair
from ledger.records import CURRENCIES, minor_of

_MOST_DIGITS = 12
_TIMES, _LESS = "×", "−"  # noqa: RUF001 - the signs of arithmetic are meant


def worked_out(row: ExplainedRow, language: Language) -> str:
    """The stated amount by its rate, and of that the days that are in the figure.

    Args:
        row: of an explained figure.
        language: of its numbers.

    Returns:
        The line; empty where it is the stated amount, and where the row comes about in another way, as a share of what
        several cancellations take.
    """
    is_as_stated = row.line.pair is None and row.is_whole and row.sign > 0
    if row.amount is None or is_as_stated or not (_is_by_rate(row) and _is_by_days(row)):
        return ""
    return " ".join(_parts(row, language))


def by_rate(pair: Pair, language: Language) -> Iterator[str]:
    """What an amount is divided and multiplied by: the rates of both legs, but for that of the base.

    Args:
        pair: the rate.
        language: of its numbers.
    """
    for leg, sign in ((pair.source, "÷"), (pair.target, _TIMES)):
        if leg.per_base != 1:
            yield f"{sign} {_rate(leg.per_base, language)}"


def _parts(row: ExplainedRow, language: Language) -> Iterator[str]:
    if row.amount is not None:
        yield language.number(row.amount)
    pair = row.line.pair
    if pair is not None:
        yield from by_rate(pair, language)
        yield f"= {language.number(row.worth.value)}"
    days, of_days, first = row.days, row.line.instalment.counted.days, row.first_day
    if not row.is_whole:
        yield f"· {_TIMES} {first + days} ÷ {of_days}"
        if first:
            yield f"{_LESS} {language.number(row.worth.value)} {_TIMES} {first} ÷ {of_days}"
        yield f"= {language.number(abs(row.result.value))}"
    if row.sign < 0:
        yield f"· {_TIMES} {_LESS}1 = {language.number(row.result.value)}"


def _rate(rate: Fraction, language: Language) -> str:
    """A rate with all its decimals; of one that has more than a reader takes in the first digits."""
    whole = with_an_end(rate)
    if whole is not None and len(whole.as_tuple().digits) <= _MOST_DIGITS:
        return language.number(whole)
    first = Context(prec=_MOST_DIGITS, rounding=ROUND_DOWN).divide(*map(Decimal, rate.as_integer_ratio()))
    return f"{language.number(first)}…"


def _is_by_rate(row: ExplainedRow) -> bool:
    """Whether the amount by its rate is what the row is worth."""
    pair, digits = row.line.pair, CURRENCIES[row.worth.currency].minor_units
    rate = Fraction(1) if pair is None else pair.target.per_base / pair.source.per_base
    exact = Fraction(row.amount or 0) * 10**digits * rate
    return round_half_up(exact.numerator, exact.denominator) == minor_of(row.worth)


def _is_by_days(row: ExplainedRow) -> bool:
    """Whether what its days come to is what it adds: reached by the last of them less what was before the first."""
    of_days, worth = row.line.instalment.counted.days, minor_of(row.worth)
    reached, before = (round_half_up(worth * it, of_days) for it in (row.first_day + row.days, row.first_day))
    return row.sign * (reached - before) == minor_of(row.result)

"""Exact money: a value with its currency, and the one rounding rule of the house.

Nothing here knows currencies' minor units or rates; those live in ``records`` and ``rates``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

INTEGER_DIGITS = 18
DECIMAL_DIGITS = 6
# Without the last group, Python would let a line break stand behind the number.
EXACT_PATTERN = rf"^-?(0|[1-9][0-9]{{0,{INTEGER_DIGITS - 1}}})(\.[0-9]{{1,{DECIMAL_DIGITS}}})?$(?!\n)"

# Python's default context rounds silently at 28 digits; this one raises instead of rounding.
EXACT = Context(prec=200, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])

_EXACT = re.compile(EXACT_PATTERN, re.ASCII)


def parse_exact(text: str) -> Decimal:
    """Read a number written plainly, such as ``3000000000.00``, without losing a digit.

    Args:
        text: ASCII digits with at most 18 before and 6 after a decimal point; no exponent, no separators, no blanks.

    Raises:
        ValueError: if the text is anything else (``1e9``, ``NaN``, ``1_000``, ``1,5``).

    >>> parse_exact("3000000000.00")
    Decimal('3000000000.00')
    """
    if len(text) > INTEGER_DIGITS + DECIMAL_DIGITS + 2 or not _EXACT.fullmatch(text):
        raise ValueError("not a plain number")
    return Decimal(text)


def round_half_up(numerator: int, denominator: int) -> int:
    """Round a ratio of integers to the nearest integer, halves away from zero.

    Excel's ROUND, SQL's ROUND and Regulation (EC) 1103/97 art. 5 agree on this rule; Python's ``round`` does not.

    Raises:
        ZeroDivisionError: if the denominator is zero.

    >>> round_half_up(5, 2), round_half_up(-5, 2)
    (3, -3)
    """
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient, remainder = divmod(abs(numerator), denominator)
    rounded = quotient + (2 * remainder >= denominator)
    return -rounded if numerator < 0 else rounded


def to_minor(value: Decimal, digits: int) -> int:
    """Round a value once to minor units (cents), halves away from zero.

    >>> to_minor(Decimal("2.345"), 2)
    235
    """
    numerator, denominator = value.as_integer_ratio()
    return round_half_up(numerator * 10**digits, denominator)


def from_minor(minor: int, digits: int) -> Decimal:
    """Write minor units (cents) as a value with that many decimals.

    >>> from_minor(235, 2)
    Decimal('2.35')
    """
    return Decimal(minor).scaleb(-digits, EXACT)


def cut_by_days(value: Decimal, days: int, of_days: int, digits: int) -> Decimal:
    """The share of an amount that falls on some of its days, rounded once to minor units.

    >>> cut_by_days(Decimal("3000000000"), 275, 365, 2)
    Decimal('2260273972.60')
    """
    numerator, denominator = value.as_integer_ratio()
    return from_minor(round_half_up(numerator * days * 10**digits, denominator * of_days), digits)


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """Add decimals without ever rounding.

    >>> exact_sum([Decimal("0.1"), Decimal("0.2")])
    Decimal('0.3')
    """
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total


def plain(value: Decimal) -> str:
    """Write a decimal in plain digits, never with an exponent.

    >>> plain(Decimal("3E+9"))
    '3000000000'
    """
    return format(value, "f")


def grouped(value: Decimal) -> str:
    """Write a decimal as people read it, in groups of three digits.

    >>> grouped(Decimal("4061773772.82"))
    '4,061,773,772.82'
    """
    return f"{value:,f}"


@dataclass(frozen=True, init=False)
class Money:
    """An exact value in one currency.

    Args:
        value: plain text or a Decimal; a float is refused, since it is not exact.
        currency: three-letter code (ISO 4217).

    Raises:
        TypeError: for a float, or when two currencies are added.
        ValueError: for text that is not a plain number.

    >>> Money("1.10", "EUR") + Money("2.20", "EUR")
    Money('3.30', 'EUR')
    """

    value: Decimal
    currency: str

    def __init__(self, value: str | Decimal | int, currency: str) -> None:
        if isinstance(value, (float, bool)):
            raise TypeError(f"money is exact: write {value!r} as text")
        exact = parse_exact(value) if isinstance(value, str) else Decimal(value)
        if not exact.is_finite():
            raise ValueError("money is a number")
        object.__setattr__(self, "value", exact)
        object.__setattr__(self, "currency", currency)

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(EXACT.add(self.value, other.value), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(EXACT.subtract(self.value, other.value), self.currency)

    def __repr__(self) -> str:
        return f"Money({plain(self.value)!r}, {self.currency!r})"

    def __str__(self) -> str:
        return f"{self.currency} {grouped(self.value)}"

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise TypeError(f"{self.currency} and {other.currency} cannot be added: convert one of them first")

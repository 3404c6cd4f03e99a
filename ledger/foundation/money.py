"""Exact money: a value with its currency, and the one rounding rule of the house.

Nothing here knows currencies' minor units or rates; those live in ``records`` and ``rates``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from operator import index
from typing import TYPE_CHECKING, Never, NoReturn, SupportsIndex

from ledger.foundation.arguments import require_kind
from ledger.foundation.json_forms import by_form, form_of, told_again
from ledger.foundation.place import Place
from ledger.foundation.problems import Refused, malformed, quoted

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

INTEGER_DIGITS = 18
DECIMAL_DIGITS = 6
EXACT_PATTERN = rf"^-?(0|[1-9][0-9]{{0,{INTEGER_DIGITS - 1}}})(\.[0-9]{{1,{DECIMAL_DIGITS}}})?$"

# Python's default context rounds silently at 28 digits; this one raises instead of rounding.
EXACT = Context(prec=200, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])

# The longest amount at the longest rate of a file has room in it, and so have sums, within the digits of EXACT.
MOST_DIGITS = 90

_FINEST = Decimal(1).scaleb(-DECIMAL_DIGITS)
_WIDE = Context(prec=EXACT.prec)
_EXACT = re.compile(EXACT_PATTERN, re.ASCII)
_DIGITS = re.compile(rf"-?(0|[1-9][0-9]{{0,{MOST_DIGITS}}})(\.[0-9]{{1,{MOST_DIGITS}}})?", re.ASCII)
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)


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


def exact_number(value: object, argument: str) -> Decimal:
    """Let only a number pass that is exact: for what a program hands over.

    Args:
        value: what was handed over.
        argument: its name, for the message.

    Raises:
        Refused: FORM for text that is not a plain number, a Decimal that is none (NaN), or more than 90 digits before
            or behind the decimal point.
        TypeError: for a float, which is not exact, and for anything else but text, a Decimal or an integer.

    >>> exact_number(0.05, "tolerable")
    Traceback (most recent call last):
    TypeError: tolerable is exact: write 0.05 as text
    """
    if isinstance(value, str):
        try:
            return parse_exact(value)
        except ValueError:
            raise _no_number(value, argument, "a plain number such as 1234.50") from None
    if isinstance(value, float):
        raise TypeError(f"{argument} is exact: write {float(value)!r} as text")
    if isinstance(value, bool) or not isinstance(value, Decimal | SupportsIndex):
        says = f"{argument} is an exact number: text such as '1234.50', a Decimal or an int"
        raise TypeError(f"{says}, not the {type(value).__name__} {value!r:.40}")
    # An integer of any length is a Decimal without rounding; its length is judged before anything is worked out.
    exact = value if isinstance(value, Decimal) else Decimal(index(value))
    if not exact.is_finite():
        raise _no_number(exact, argument, "a number")
    exponent = exact.as_tuple().exponent
    if exact.adjusted() >= MOST_DIGITS or (isinstance(exponent, int) and exponent < -MOST_DIGITS):
        most = f"at most {MOST_DIGITS} digits before the decimal point and as many behind it"
        raise _no_number(f"{exact:.3e}", argument, most)
    return exact


def _no_number(value: object, argument: str, expected: str) -> Refused:
    remedy = "write digits with a decimal point, and nothing for a figure that is not known"
    return Refused([malformed(Place(argument=argument), quoted(str(value)), expected, remedy)])


def round_half_up(numerator: int, denominator: int) -> int:
    """The integer nearest to a ratio of two; a ratio halfway between two takes the one farther from zero.

    That is how spreadsheets and databases round, and for conversions into the euro it is law (Regulation (EC) No
    1103/97 art. 5). Python's own ``round`` takes the even neighbour instead and would differ from all of them.

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


def as_kept(figure: Decimal) -> Decimal:
    """A figure with no more decimals than a record keeps, as of one that a program has computed.

    Returns:
        The same where it has at most six; else rounded to six, halves away from zero, without zeros at its end.

    >>> as_kept(Decimal("87806.61000000002")), as_kept(Decimal("0.50"))
    (Decimal('87806.61'), Decimal('0.50'))
    """
    exponent = figure.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -DECIMAL_DIGITS:
        return figure
    return figure.quantize(_FINEST, ROUND_HALF_UP, _WIDE).normalize(EXACT)


def from_minor(minor: int, digits: int) -> Decimal:
    """Write minor units (cents) as a value with that many decimals.

    >>> from_minor(235, 2)
    Decimal('2.35')
    """
    return Decimal(minor).scaleb(-digits, EXACT)


def with_an_end(number: Fraction) -> Decimal | None:
    """The same number as a decimal; None where its digits have no end.

    >>> with_an_end(Fraction(1, 8)), with_an_end(Fraction(1, 3))
    (Decimal('0.125'), None)
    """
    try:
        return EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
    except Inexact:
        return None


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


@form_of("Money")
@dataclass(frozen=True)
class JsonMoney:
    """A sum of money.

    Args:
        currency: ISO 4217 code.
        amount: digits with a decimal point, exact, so that no reader takes it for a float.
    """

    currency: str
    amount: str


@dataclass(frozen=True, init=False)
class Money:
    """An exact value in one currency.

    To add up many, name what the sum starts from, since 0 alone is in no currency:
    ``sum(payments, start=Money("0", "EUR"))``.

    Args:
        value: plain text, a Decimal or an integer; a float is refused, since it is not exact.
        currency: three capital letters (ISO 4217). Whether that list has them is not known here: converting tells.

    Raises:
        Refused: FORM for text that is not a plain number, a Decimal that is none (NaN) or has more than 90 digits
            before or behind the decimal point, or a currency that is not three capital letters.
        TypeError: for a value of another type, or when anything but money in the same currency is added or subtracted.

    >>> Money("1.10", "EUR") + Money("2.20", "EUR")
    Money('3.30', 'EUR')
    """

    value: Decimal
    currency: str

    def __init__(self, value: str | Decimal | int, currency: str) -> None:
        object.__setattr__(self, "value", exact_number(value, "value"))
        require_kind(currency, str, "currency is a code such as 'EUR'")
        if not _CODE.fullmatch(currency):
            place, remedy = Place(argument="currency"), "write the code of ISO 4217"
            raise Refused([malformed(place, quoted(currency), "three capital letters such as EUR", remedy)])
        object.__setattr__(self, "currency", currency)

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return Money(EXACT.add(self.value, other.value), self.currency)

    def __radd__(self, other: Never) -> NoReturn:
        # The built-in sum starts from 0 and comes here; Python's own words would not say what to do about it.
        start = f"Money('0', {self.currency!r})"
        raise TypeError(f"money cannot be added to {other!r:.40}, which has no currency: for a sum, start from {start}")

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return Money(EXACT.subtract(self.value, other.value), self.currency)

    def __repr__(self) -> str:
        return f"Money({plain(self.value)!r}, {self.currency!r})"

    def __str__(self) -> str:
        return f"{self.currency} {grouped(self.value)}"

    @classmethod
    def __get_pydantic_core_schema__(cls, _kind: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        return by_form(cls, JsonMoney, _form_of, _of_form, handler)

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise TypeError(f"{self.currency} and {other.currency} cannot be added: convert one of them first")


def _form_of(money: Money) -> JsonMoney:
    return JsonMoney(money.currency, plain(money.value))


def _of_form(form: JsonMoney) -> Money:
    try:
        # Money may have more digits than a text that somebody types.
        amount = Decimal(form.amount) if _DIGITS.fullmatch(form.amount) else form.amount
        return Money(amount, form.currency)
    except Refused as refused:
        raise told_again(refused) from None

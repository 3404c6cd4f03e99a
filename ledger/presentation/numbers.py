"""How numbers and days are written in documents, and which units there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from ledger.foundation import Place, Refused, from_minor, grouped, quoted
from ledger.records import nearest

MoneyUnit = Literal["one", "thousand", "million", "billion"]
UNITS: tuple[MoneyUnit, ...] = get_args(MoneyUnit)
"""The units in which documents show money, by name."""
NO_BREAK = "\N{NO-BREAK SPACE}"

_ZEROS: Mapping[MoneyUnit, int] = {"one": 0, "thousand": 3, "million": 6, "billion": 9}
_MINUS = "\N{MINUS SIGN}"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class FigureScale:
    """In which unit money is displayed, and how exactly.

    Args:
        currency: of all figures.
        minor_units: decimals of its smallest unit.
        unit: what one displayed unit is.
        decimals: how many are displayed.

    Raises:
        Refused: FORM for a unit that does not exist, and for decimals below zero or finer than the smallest unit of the
            currency.

    >>> FigureScale("EUR", 2, "million", 1).step
    10000000
    """

    currency: str
    minor_units: int
    unit: MoneyUnit
    decimals: int

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            near = nearest(self.unit, UNITS)
            remedy = f"choose {near[0]}" if near else "choose one of them"
            raise Refused.of("FORM", Place(argument="unit"), quoted(self.unit), f"one of {', '.join(UNITS)}", remedy)
        most = self.minor_units + _ZEROS[self.unit]
        if not 0 <= self.decimals <= most:
            of_unit = self.currency if self.unit == "one" else f"{self.currency} {self.unit}"
            expected = f"0 to {most} decimals of {of_unit}"
            remedy = f"choose {min(max(self.decimals, 0), most)}, or another unit"
            raise Refused.of("FORM", Place(argument="decimals"), str(self.decimals), expected, remedy)

    @property
    def step(self) -> int:
        """The smallest displayed amount, in minor units."""
        return int(10 ** (self.minor_units + _ZEROS[self.unit] - self.decimals))

    @property
    def name(self) -> str:
        """The unit with its currency.

        >>> FigureScale("EUR", 2, "one", 0).name
        'EUR'
        """
        return self.currency if self.unit == "one" else f"{self.currency}{NO_BREAK}{self.unit}"

    def amount(self, multiple: int) -> str:
        """A multiple of the step as it is read in a sentence, in one line.

        >>> FigureScale("EUR", 2, "million", 1).amount(1).replace(NO_BREAK, " ")
        'EUR 0.1 million'
        """
        unit = () if self.unit == "one" else (self.unit,)
        return NO_BREAK.join((self.currency, written(self.number(multiple)), *unit))

    def number(self, multiple: int) -> Decimal:
        """A multiple of the step as a number of units.

        >>> FigureScale("EUR", 2, "million", 1).number(125_257)
        Decimal('12525.7')
        """
        return from_minor(multiple, self.decimals)


def written(number: Decimal) -> str:
    """A number as it is read, with all its decimals.

    >>> written(Decimal("-12525.7")) == f"{_MINUS}12,525.7"
    True
    """
    # A zero has no sign, whatever it was rounded from.
    return grouped(abs(number)) if number >= 0 else f"{_MINUS}{grouped(-number)}"


def day_written(day: date) -> str:
    """A day as it is read, in one line.

    >>> day_written(date(2030, 3, 31)).replace(NO_BREAK, " ")
    '31 March 2030'
    """
    return f"{day.day}{NO_BREAK}{_MONTHS[day.month - 1]}{NO_BREAK}{day.year}"

"""In which units documents show money."""

from dataclasses import dataclass, replace
from decimal import Decimal

from ledger.foundation import Place, Refused, from_minor, quoted, round_half_up
from ledger.records import nearest
from ledger.reporting import UNITS, MoneyUnit


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

    >>> FigureScale("EUR", 2, "million", 1).step_minor
    10000000
    """

    currency: str
    minor_units: int
    unit: MoneyUnit
    decimals: int

    def __post_init__(self) -> None:
        # Whoever calls this from a notebook may give anything.
        if self.unit not in tuple(UNITS):
            near = nearest(str(self.unit), UNITS)
            remedy = f"choose {near[0]}" if near else "choose one of them"
            raise Refused.of("FORM", Place(argument="unit"), quoted(self.unit), f"one of {', '.join(UNITS)}", remedy)
        most = self.minor_units + UNITS[self.unit]
        if type(self.decimals) is not int:
            expected, remedy = "a whole number of decimals", "write digits"
            raise Refused.of("FORM", Place(argument="decimals"), quoted(self.decimals), expected, remedy)
        if not 0 <= self.decimals <= most:
            of_unit = self.currency if self.unit == "one" else f"{self.currency} {self.unit}"
            expected = f"0 to {most} decimals of {of_unit}"
            remedy = f"choose {min(max(self.decimals, 0), most)}, or another unit"
            raise Refused.of("FORM", Place(argument="decimals"), str(self.decimals), expected, remedy)

    @property
    def step_minor(self) -> int:
        """The smallest displayed amount, in minor units."""
        return int(10 ** (self.minor_units + UNITS[self.unit] - self.decimals))

    @property
    def step_amount(self) -> Decimal:
        """The smallest displayed amount, in units of the currency.

        >>> FigureScale("EUR", 2, "million", 1).step_amount
        Decimal('100000')
        """
        exponent = UNITS[self.unit] - self.decimals
        return Decimal(1).scaleb(exponent).quantize(Decimal(1).scaleb(min(0, exponent)))

    @property
    def unit_amount(self) -> int:
        """What one displayed unit is, in units of the currency.

        >>> FigureScale("EUR", 2, "million", 1).unit_amount
        1000000
        """
        return int(10 ** UNITS[self.unit])

    def number(self, multiple: int) -> Decimal:
        """A multiple of the step as a number of units.

        >>> FigureScale("EUR", 2, "million", 1).number(125_257)
        Decimal('12525.7')
        """
        return from_minor(multiple, self.decimals)


@dataclass(frozen=True)
class LargeScale:
    """The unit of what stands outside tables: the largest one, from that of the tables on, that their total reaches.

    In the unit of the tables figures are rounded as they are there. In a larger one they have one decimal, and two
    where they would read less than 0.1 with one: 0.03, not 0.0.

    Args:
        tables: the scale of the tables.
        largest: the largest figure, in minor units.

    >>> LargeScale(FigureScale("EUR", 2, "million", 1), 7_900_075_755_744).scale.unit
    'billion'
    >>> LargeScale(FigureScale("EUR", 2, "one", 2), 7_900_075_755_744).scale.unit
    'billion'
    >>> LargeScale(FigureScale("EUR", 2, "one", 2), 99_999).scale.decimals
    2
    """

    tables: FigureScale
    largest: int

    @property
    def scale(self) -> FigureScale:
        """The unit and its decimals."""
        wholes = (replace(self.tables, unit=unit, decimals=0) for unit in UNITS)
        larger = [it for it in wholes if UNITS[it.unit] > UNITS[self.tables.unit] and self.largest >= it.step_minor]
        return replace(larger[-1], decimals=1) if larger else self.tables

    def number(self, exact: int) -> Decimal:
        """A figure in this unit, rounded once from its exact value; nothing at all has no decimals.

        >>> LargeScale(FigureScale("EUR", 2, "million", 1), 10**13).number(2_774_339_494)
        Decimal('0.03')
        """
        if not exact:
            return Decimal(0)
        scale = self.scale
        if scale == self.tables:
            return scale.number(round_half_up(exact, scale.step_minor))
        if 200 * abs(exact) < 19 * scale.step_minor * 10**scale.decimals:
            scale = replace(scale, decimals=scale.decimals + 1)
        # What is not nothing never reads as nothing here, where no table beside it has the same unit.
        while not round_half_up(exact, scale.step_minor):
            scale = replace(scale, decimals=scale.decimals + 1)
        return scale.number(round_half_up(exact, scale.step_minor))

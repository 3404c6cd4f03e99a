"""What a cell can hold: texts, numbers, days, and live formulas with the exact value that they compute to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ledger.foundation import EXACT
from ledger.presentation import BesideKey, FigureKey
from ledger.totals import Bound, Dimension, Measure

# A double holds between 15 and 16 digits, and a multiplication and a division may cost one of them: with 15 digits
# LibreOffice was seen a cent off. A figure that needs more than 14 is written as a value, not as a formula.
MOST_DIGITS = 14


@dataclass(frozen=True)
class Formula:
    """A live cell.

    Args:
        text: the formula, beginning with =.
        value: what it computes to, exactly; a number or a text.
        figure: which figure it shows; None if none.
        is_money: the value is exact; a ratio of rates is not, and a cell holds the nearest double of it.
    """

    text: str
    value: Decimal | str
    figure: "CellKey | None" = None
    is_money: bool = True


@dataclass(frozen=True)
class AtLeast:
    """A figure without a known upper bound: shown with ≥ before it."""

    value: Decimal | Formula


@dataclass(frozen=True)
class PublishedRate:
    """A rate that was published, or that stands for such a one: blue, since a reader may change it on E3."""

    value: Decimal | Formula


@dataclass(frozen=True)
class Partial:
    """A figure from which something is missing that has no rate: shown with + behind it, or with ± in a net total."""

    value: Decimal | Formula | AtLeast
    is_net: bool = False


@dataclass(frozen=True)
class Unknown:
    """A mark in the place of a figure: nobody says the sum, or it has no rate. Never 0.

    Args:
        text: the mark.
        figure: the figure that would stand there, so that it can be asked for.
    """

    text: str
    figure: "CellKey | None" = None


@dataclass(frozen=True)
class LineKey:
    """What a line of the report is worth at a reading, or what it takes off another.

    Args:
        record: id of its record.
        name: of the line among those of that record.
        bound: which reading.
    """

    record: str
    name: str
    bound: Bound


@dataclass(frozen=True)
class PartKey:
    """The share of a line that falls in a quarter.

    Args:
        number: of the part, from 0.
        bound: which reading.
    """

    number: int
    bound: Bound


@dataclass(frozen=True)
class GroupKey:
    """The sum of all lines with one label, as the sheet of groups has it.

    Args:
        measure: what it adds.
        dimension: of the label.
        label: the label.
        bound: which reading.
    """

    measure: Measure
    dimension: Dimension
    label: str
    bound: Bound


@dataclass(frozen=True)
class RateKey:
    """A rate of the report, by its number."""

    number: int


@dataclass(frozen=True)
class OwedKey:
    """What is owed up to the horizon in a currency."""

    currency: str


@dataclass(frozen=True)
class ChecksKey:
    """Whether all checks of the report agree."""


EvidenceKey = LineKey | PartKey | GroupKey | RateKey | OwedKey | ChecksKey
"""Which figure a cell of the evidence shows."""
CellKey = FigureKey | BesideKey | EvidenceKey
"""Which figure a cell shows: a sum of the report, what is said of one, or a step on the way to it."""
Value = str | int | Decimal | date | Formula | AtLeast | PublishedRate | Partial | Unknown | None


def is_live(formula: Formula) -> bool:
    """Whether a figure is drawn as a formula, or as a value because a double could not carry it.

    >>> is_live(Formula("=A1", Decimal("123456789012.34"))), is_live(Formula("=A1", Decimal("1234567890123.45")))
    (True, False)
    """
    value = formula.value
    if not formula.is_money or isinstance(value, str):
        return True
    # No number has more digits than characters, and these are counted sooner.
    return len(str(value)) <= MOST_DIGITS or significant_digits(value) <= MOST_DIGITS


def significant_digits(value: Decimal) -> int:
    """How many digits a number needs, without zeros at its ends.

    >>> significant_digits(Decimal("1500.00")), significant_digits(Decimal("0.05"))
    (2, 1)
    """
    return len(EXACT.normalize(value).as_tuple().digits)


def at_least(cells: Sequence[Formula], open_high: bool) -> list[Value]:  # noqa: FBT001 - a fact of the figures
    """Low, central and high as cells, the high one with ≥ where no upper bound is known.

    >>> at_least([Formula("=1", Decimal(1))] * 3, True)[2].value.text
    '=1'
    """
    *others, high = cells
    return [*others, AtLeast(high) if open_high else high]


HERE = "\N{NULL}"
"""Stands in a sentence for what a formula puts there."""


def live_text(sentence: str, live: str) -> str:
    """The formula text of a sentence in which a formula stands, in place of ``HERE``.

    >>> live_text(f"{HERE} of 12 differ", "COUNT(A:A)")
    'COUNT(A:A)&" of 12 differ"'
    """
    parts = ('"' + part.replace('"', '""') + '"' if part else "" for part in sentence.split(HERE))
    return f"&{live}&".join(parts).strip("&")


def this(table: str, heading: str) -> str:
    """The cell of this row in a column of a table, in the form that every spreadsheet program reads."""
    return f"{table}[[#This Row],[{heading}]]"


def ratio(text: str, value: Fraction, figure: "CellKey | None" = None) -> Formula:
    """A live cell for a rate, whose exact value is a ratio: cached as the nearest double.

    >>> ratio("=1/4", Fraction(1, 4)).value
    Decimal('0.25')
    """
    return Formula(text, Decimal(repr(value.numerator / value.denominator)), figure, is_money=False)

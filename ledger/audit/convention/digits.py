"""How a publisher brings a rate to fewer digits: rounded or cut off, as it was taken or turned round."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ledger.foundation import round_half_up
from ledger.rates import Rounding

FormName = Literal["quoted", "per_unit", "per_target"]
Side = Literal["per_unit", "per_target"]
SIDES: tuple[Side, ...] = ("per_unit", "per_target")

_SAID = {
    "per_unit": "the target currency per unit",
    "per_target": "units per unit of the target currency",
}


@dataclass(frozen=True)
class Digits:
    """To how many decimals a rate is brought, in which manner and which way round.

    Args:
        decimals: ``quoted`` for as many as the quotes have.
        is_cut: whether what stands behind them is cut off; otherwise it is rounded.
        side: which way round the rate of the pair stands when that is done; None: as it was taken, each of the two
            rates of a cross by itself.
        after_quoted: whether it was rounded to the decimals of the quotes before it was written so.

    >>> rate = Fraction("1.08276")
    >>> Digits(4).brought(rate), Digits(4, is_cut=True).brought(rate)
    (Fraction(2707, 2500), Fraction(10827, 10000))
    """

    decimals: Rounding
    is_cut: bool = False
    side: Side | None = None
    after_quoted: bool = False

    @property
    def words(self) -> str:
        """What is done with the rate, as the end of a sentence on it."""
        number = self.decimals
        to = "the decimals of the quotes" if number == "quoted" else f"{number} decimal{'' if number == 1 else 's'}"
        done = f"{'cut off' if self.is_cut else 'rounded'} to {to}"
        if self.side is None:
            return f", {done}"
        before = ", rounded to the decimals of the quotes" if self.after_quoted else ""
        return f"{before}, written as {_SAID[self.side]} and {done}"

    @property
    def plainness(self) -> tuple[bool, bool, bool, int]:
        """By what digits that fit equally well are told one after the other."""
        return self.side is not None, self.after_quoted, self.is_cut, -1 if self.decimals == "quoted" else self.decimals

    def turn(self, rate: Fraction) -> Fraction:
        """A rate in the target per unit the way round that it is written, and back."""
        return 1 / rate if self.side == "per_target" else rate

    def brought(self, rate: Fraction, quoted: int | None = None) -> Fraction | None:
        """A rate with these digits; None if nothing is left of it.

        Args:
            rate: as it stands when that is done.
            quoted: how many decimals quotes have; None where nobody quotes it, so that it stays as it is.
        """
        decimals = self.count(quoted)
        if decimals is None:
            return rate
        steps, whole = rate.numerator * 10**decimals, rate.denominator
        return Fraction(steps // whole if self.is_cut else round_half_up(steps, whole), 10**decimals) or None

    def half(self, rate: Fraction, quoted: int | None = None) -> Fraction | None:
        """The same rounded down where it lies exactly between two; None where it does not.

        Half away from zero is our rule, but a publisher's program may take the even neighbour, or work with doubles.
        """
        decimals = self.count(quoted)
        if decimals is None or self.is_cut:
            return None
        steps = rate * 10**decimals
        return Fraction(steps.numerator // 2, 10**decimals) or None if steps.denominator == 2 else None

    def count(self, quoted: int | None) -> int | None:
        """How many decimals that are."""
        return quoted if self.decimals == "quoted" else self.decimals

"""Low, central and high figure in minor units of one currency: what conversion yields and totals add."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """Whole minor units (cents) of one currency, which the holder knows.

    Args:
        low: lower bound.
        central: the figure that headline totals add.
        high: upper bound, or what is known of it.
        open_high: an amount in it is "at least": the upper bound reads ≥.

    >>> Figures(100, 150, 200) + Figures(1, 1, 1, open_high=True)
    Figures(low=101, central=151, high=201, open_high=True)
    """

    low: int = 0
    central: int = 0
    high: int = 0
    open_high: bool = False

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.low + other.low,
            self.central + other.central,
            self.high + other.high,
            self.open_high or other.open_high,
        )

    @property
    def taken_away(self) -> "Figures":
        """Each figure taken away from the same one, where they are in doubt together with what they are taken from.

        >>> Figures(4, 5, 6).taken_away
        Figures(low=-4, central=-5, high=-6, open_high=False)
        """
        return Figures(-self.low, -self.central, -self.high)

    def __neg__(self) -> "Figures":
        # What is taken away at most lowers the low figure: the bounds change places.
        if self.open_high:
            raise ValueError("an open upper bound cannot be taken away")
        return Figures(-self.high, -self.central, -self.low)


def total(figures: Iterable[Figures]) -> Figures:
    """Add figures of one currency.

    >>> total([])
    Figures(low=0, central=0, high=0, open_high=False)
    """
    low = central = high = 0
    open_high = False
    # Added as numbers: a value of its own for each step would take most of the time.
    for added in figures:
        low, central, high = low + added.low, central + added.central, high + added.high
        open_high = open_high or added.open_high
    return Figures(low, central, high, open_high)

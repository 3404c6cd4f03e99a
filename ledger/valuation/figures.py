"""Low, central and high figure of one currency: what conversion yields and totals add."""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.foundation import Money
from ledger.records import money_of


@dataclass(frozen=True)
class Figures:
    """Low, central and high figure of one currency: money to a reader, whole minor units (cents) to who reckons on.

    Args:
        low_minor: lower bound in minor units.
        central_minor: the figure that headline totals add, in minor units.
        high_minor: upper bound, or what is known of it, in minor units.
        open_high: an amount in it is "at least": the upper bound reads ≥.
        currency: of all three; empty where nothing was added yet, since nothing is in no currency.

    >>> added = Figures(100, 150, 200, currency="EUR") + Figures(1, 1, 1, open_high=True, currency="EUR")
    >>> added.central, added.high, added.open_high
    (Money('1.51', 'EUR'), Money('2.01', 'EUR'), True)
    >>> added
    <Figures low EUR 1.01, central EUR 1.51, high ≥ EUR 2.01>
    """

    low_minor: int = 0
    central_minor: int = 0
    high_minor: int = 0
    open_high: bool = False
    currency: str = ""

    @property
    def low(self) -> Money | None:
        """The lower bound; None, as the other two, where nothing was added: that is not zero."""
        return self._money(self.low_minor)

    @property
    def central(self) -> Money | None:
        """The figure that headline totals add."""
        return self._money(self.central_minor)

    @property
    def high(self) -> Money | None:
        """The upper bound, or what is known of it."""
        return self._money(self.high_minor)

    def __repr__(self) -> str:
        at_least = "≥ " if self.open_high else ""
        if not self.currency:
            minor = f"low {self.low_minor}, central {self.central_minor}, high {at_least}{self.high_minor}"
            return f"<Figures in no currency: {minor}>"
        return f"<Figures low {self.low}, central {self.central}, high {at_least}{self.high}>"

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.low_minor + other.low_minor,
            self.central_minor + other.central_minor,
            self.high_minor + other.high_minor,
            self.open_high or other.open_high,
            self.currency or other.currency,
        )

    @property
    def taken_away(self) -> "Figures":
        """Each figure taken away from the same one, where they are in doubt together with what they are taken from.

        >>> Figures(4, 5, 6, currency="JPY").taken_away.low
        Money('-4', 'JPY')
        """
        return Figures(-self.low_minor, -self.central_minor, -self.high_minor, currency=self.currency)

    def __neg__(self) -> "Figures":
        # What is taken away at most lowers the low figure: the bounds change places.
        if self.open_high:
            raise ValueError("an open upper bound cannot be taken away")
        return Figures(-self.high_minor, -self.central_minor, -self.low_minor, currency=self.currency)

    def _money(self, minor: int) -> Money | None:
        return money_of(minor, self.currency) if self.currency else None


def total(figures: Iterable[Figures]) -> Figures:
    """Add figures of one currency.

    >>> total([]).central is None
    True
    """
    low = central = high = 0
    open_high, currency = False, ""
    # Added as numbers: a value of its own for each step would take most of the time.
    for added in figures:
        low, central, high = low + added.low_minor, central + added.central_minor, high + added.high_minor
        open_high = open_high or added.open_high
        currency = added.currency or currency
    return Figures(low, central, high, open_high, currency)

"""The irrevocable euro rates of currencies that the euro has replaced, from the code list ``euro.csv``.

They are law, not market quotes: fixed from the day of adoption on, with six significant digits, never rounded or
inverted (Regulation (EC) No 1103/97 art. 4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.foundation import read_only
from ledger.records import rows


@dataclass(frozen=True)
class Irrevocable:
    """The fixed rate of one legacy currency.

    Args:
        currency: the legacy currency.
        units_per_euro: units of it for 1 EUR, with the six significant digits of the law.
        adopted: first day on which the euro was the currency of the country.
        source: the regulation of the Council that fixed the rate.
    """

    currency: str
    units_per_euro: Decimal
    adopted: date
    source: str


def irrevocable(currency: str, day: date) -> Irrevocable | None:
    """The fixed rate that holds on a day; None before the adoption and for all other currencies.

    >>> fixed = irrevocable("HRK", date(2023, 2, 1))
    >>> fixed.units_per_euro if fixed else None
    Decimal('7.53450')
    >>> irrevocable("HRK", date(2022, 12, 31))
    """
    fixed = IRREVOCABLE.get(currency)
    return fixed if fixed and fixed.adopted <= day else None


def _irrevocables() -> Mapping[str, Irrevocable]:
    return read_only(
        {
            row["currency"]: Irrevocable(
                currency=row["currency"],
                units_per_euro=Decimal(row["units_per_euro"]),
                adopted=date.fromisoformat(row["adopted"]),
                source=row["source"],
            )
            for row in rows("euro")
        }
    )


IRREVOCABLE: Mapping[str, Irrevocable] = _irrevocables()

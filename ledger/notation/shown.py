"""Amounts of cells whose number format shows more than the number: read by the words that are seen, as if typed."""

import re
from collections.abc import Collection
from decimal import Decimal

from ledger.foundation import EXACT, Place, Problem, Severity, plain, quoted
from ledger.notation.amounts import TypedAmount, read_amount
from ledger.notation.text import MOST_CHARACTERS, form
from ledger.spreadsheet import ShownNumber

_ONE = Decimal(1)
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def read_shown(
    cell: ShownNumber,
    *,
    currency: str | None = None,
    home: Collection[str] = (),
    multiplier: Decimal = _ONE,
    is_computed: bool = False,
) -> TypedAmount | Problem:
    """Read the amount of a cell from what it shows.

    Args:
        cell: as the sheet gives it.
        currency: the code in the column for it, as in :func:`ledger.notation.read_amount`.
        home: the donor's own currencies, the same.
        multiplier: by which the caller multiplies what is read.
        is_computed: whether figures of more than six decimals are rounded, the same.

    Returns:
        The amount, not multiplied; or a problem without a place, as for the same text in a file of text. SCALE as well
        for a format that leaves thousands away where what is seen does not come to the number in the cell.

    >>> read_shown(ShownNumber(Decimal("3.5"), "3.5 bn \u20ac")).value
    '3500000000'
    >>> print(read_shown(ShownNumber(Decimal(3500000), "3.5", is_scaled=True)).found)
    "3.5" where the cell holds 3500000
    """
    if len(cell.text) > MOST_CHARACTERS:
        return form(cell.text, f"at most {MOST_CHARACTERS} characters", "format the cell as a plain number")
    if _comes_to(cell, cell.text, multiplier):
        return TypedAmount(cell.text)
    # The number of a cell has no mark between thousands.
    typed = read_amount(cell.text, decimal="point", currency=currency, home=home, is_computed=is_computed)
    if isinstance(typed, Problem) or not cell.is_scaled or typed.value is None:
        return typed
    if _comes_to(cell, typed.value, multiplier):
        return typed
    return scaled_doubt(cell)


def scaled_doubt(cell: ShownNumber) -> Problem:
    """SCALE for a cell that holds another number than the one that is seen; without a place.

    >>> scaled_doubt(ShownNumber(Decimal(2000), "2", is_scaled=True)).found
    '"2" where the cell holds 2000'
    """
    found = f"{quoted(cell.text)} where the cell holds {plain(cell.number)}"
    expected = "a number format that shows the number in the cell, or names the unit"
    remedy = f"format the cell as a plain number and type {plain(cell.number)}, or type the amount that is meant"
    return Problem("SCALE", Severity.ERROR, Place(), found, expected, remedy)


def _comes_to(cell: ShownNumber, figure: str, multiplier: Decimal) -> bool:
    """Whether a figure that is seen, multiplied, is the number of a cell whose format leaves thousands away."""
    is_plain = cell.is_scaled and _PLAIN.fullmatch(figure) is not None
    return is_plain and EXACT.multiply(Decimal(figure), multiplier) == cell.number

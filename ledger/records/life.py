"""Whether a currency existed on a day."""

from datetime import date

from ledger.foundation import Problem, Severity
from ledger.records.codes import CURRENCIES


def outside_life(code: str, day: date) -> Problem | None:
    """CUR-LIFE: a sum in a currency that did not exist that day is a slip, or was announced in the successor.

    >>> outside_life("HRK", date(2023, 2, 1)).code
    'CUR-LIFE'
    """
    currency = CURRENCIES.get(code)
    if currency is None:
        return None
    if currency.last is not None and day > currency.last:
        follows = f", then {currency.successor}" if currency.successor else ""
        expected = f"a currency in use that day ({code} was used until {currency.last}{follows})"
    elif currency.first is not None and day < currency.first:
        expected = f"a currency in use that day ({code} is used since {currency.first})"
    else:
        return None
    remedy = "check the currency and the day against the source"
    return Problem("CUR-LIFE", Severity.WARNING, "amount.currency", f"{code} on {day}", expected, remedy)

"""What records state as their amounts, as a phrase that documents say in their language."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from ledger.foundation import Money, Phrase, marked, phrase
from ledger.records import Amount, Commitment, Record

_AMOUNTS: Mapping[str, str] = {
    "exact": marked("{amount}"),
    "about": marked("about {amount}"),
    "at_least": marked("at least {amount}"),
    "up_to": marked("up to {amount}"),
}
_EACH: Mapping[str, str] = {
    "year": marked("{amount} a year"),
    "quarter": marked("{amount} a quarter"),
    "month": marked("{amount} a month"),
}


def amount_stated(amount: Amount, written: Callable[[Decimal, str], Money | str] = Money) -> Phrase:
    """An amount as it was stated.

    Args:
        amount: of a record.
        written: how each of its figures is written, with its currency; by default to its last digit.

    >>> str(amount_stated(Amount(qualifier="up_to", value="50000000000", currency="EUR")))
    'up to EUR 50,000,000,000'
    """
    currency = amount.currency or ""
    if amount.low is not None and amount.high is not None:
        return phrase("{low} to {high}", low=written(amount.low, currency), high=written(amount.high, currency))
    if amount.value is None:
        return phrase("no money") if amount.qualifier == "none" else phrase("undisclosed")
    return phrase(_AMOUNTS[amount.qualifier], amount=written(amount.value, currency))


def stated_of(record: Record, amount: Amount, written: Callable[[Decimal, str], Money | str] = Money) -> Phrase:
    """One of the sums of a record: so much a year, a quarter or a month, if it recurs; written as an amount is."""
    stated = amount_stated(amount, written)
    every = record.term.every if isinstance(record, Commitment) else None
    return phrase(_EACH[every], amount=stated) if every and amount.bounds else stated

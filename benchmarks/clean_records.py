"""Sound records for the benchmark of planted faults: nothing in them may be found, before or beside a planted fault."""

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from ledger.foundation import Money
from ledger.rates import ecb_rates
from ledger.records import Commitment, Record, Transaction
from ledger.valuation import convert

DONORS = {
    "GBR": "GBP",
    "DEU": "EUR",
    "FRA": "EUR",
    "USA": "USD",
    "NOR": "NOK",
    "SWE": "SEK",
    "POL": "PLN",
    "CAN": "CAD",
}
LAST_DAY = date(2024, 1, 8) + timedelta(days=13 * 39)
"""The day of the newest clean record."""


def clean_records(rng: random.Random, promises: int = 40) -> list[Record]:
    """Sound promises with quotes and equivalents, the payments of every fourth, and one just near enough to a rate."""
    records: list[Record] = []
    for number in range(promises):
        donor = list(DONORS)[number % len(DONORS)]
        day = date(2024, 1, 8) + timedelta(days=13 * number)
        millions = rng.randrange(101, 999)
        fields = promise(
            f"clean-{number}", donor, day, f"{millions}000000", f"{millions} million in aid number {number}"
        )
        if donor not in ("USA", "DEU", "FRA"):
            fields |= equivalent(fields)
        records.append(Commitment.model_validate(fields))
        if not number % 4:
            records.append(payment(f"clean-{number}-paid", f"clean-{number}", day, millions // 2, DONORS[donor]))
    # The ECB quoted the króna for the last time on 9 December 2008, and then not for nine years.
    border = promise("clean-border", "ISL", date(2008, 12, 16), "700000000", "700 million", currency="ISK")
    return [*records, Commitment.model_validate(border)]


def promise(  # noqa: PLR0913, PLR0917 - each is a fact of the promise that a reader of a planted fault must see
    key: str, donor: str, day: date, value: str, quote: str, currency: str = "", **more: Any
) -> dict[str, Any]:
    """The fields of a sound promise, some of them replaced."""
    source = {"publisher": "Ministry", "title": f"Release of {day}", "quote": quote}
    fields = {
        "id": key,
        "title": f"Aid {key}",
        "donor": donor,
        "recipient": "UKR",
        "category": "military",
        "instrument": "grant",
        "stage": "pledge",
        "announced": str(day),
        "amount": exactly(value, currency or DONORS[donor]),
        "term": {"kind": "one_off"},
        "sources": [source],
    }
    return fields | more


def exactly(value: str, currency: str) -> dict[str, str]:
    """An exact amount."""
    return {"qualifier": "exact", "value": value, "currency": currency}


def worth(fields: dict[str, Any], currency: str = "USD", day: date | None = None) -> Fraction:
    """What a promise is worth at the rate of its day, or of another one."""
    amount, own = fields["amount"], date.fromisoformat(fields["announced"])
    money = Money(amount["value"], amount["currency"])
    result = convert(money, currency, on=day or own, rates=[ecb_rates()]).result
    assert result is not None
    return Fraction(result.value)


def equivalent(fields: dict[str, Any], dollars: Fraction | None = None) -> dict[str, Any]:
    """A stated equivalent in dollars, by default at the rate of the day, and the quote that states it."""
    tenths = round((worth(fields) if dollars is None else dollars) / 100_000)
    quote = f"{fields['sources'][0]['quote']} (${tenths // 10}.{tenths % 10} million)"
    stated = exactly(str(tenths * 100_000), "USD")
    return {"stated_equivalents": [stated], "sources": [fields["sources"][0] | {"quote": quote}]}


def payment(  # noqa: PLR0913, PLR0917 - each is a fact of the payment
    key: str, of: str, day: date, millions: int, currency: str, kind: str = "disbursement"
) -> Transaction:
    """Money that was paid of a promise, or set aside, or taken back."""
    value = f"{millions}000000"
    source = {"publisher": "Ministry", "title": "Accounts", "quote": f"{value} were paid"}
    fields = {
        "id": key,
        "commitment": of,
        "type": kind,
        "value_date": str(day),
        "amount": exactly(value, currency),
        "sources": [source],
    }
    return Transaction.model_validate(fields)

"""Made-up records of any number, the same for the same number: what benchmarks measure on.

As in a large tracker three quarters of them are transactions; promises come in fifteen currencies, as ranges, up to a
sum or without any, once, over a period or again and again, and one in eight is a part of the one before it.
``python benchmarks/made_books.py [RECORDS]`` prints them as lines of JSON, which `import` reads.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count, islice
from random import Random
from typing import Any

from measuring import number_asked

from ledger.rates import ecb_rates
from ledger.records import Commitment, Record, Transaction, dump_record
from ledger.reporting import Issued, Material, Report, build, load_definition

DONORS = (
    *("DEU", "GBR", "USA", "FRA", "POL", "NLD", "SWE", "NOR", "DNK", "CAN", "ITA", "ESP"),
    *("FIN", "JPN", "EST", "LVA", "LTU", "CZE", "BEL", "AUT", "IRL", "PRT", "AUS", "KOR"),
)
CURRENCIES = (
    *("EUR", "USD", "GBP", "SEK", "NOK", "DKK", "CAD", "PLN"),
    *("CZK", "JPY", "AUD", "CHF", "KRW", "NZD", "RON"),
)
QUALIFIERS = ("exact", "exact", "exact", "exact", "about", "up_to", "at_least", "range", "undisclosed")
TYPES = ("allocation", "disbursement", "disbursement", "delivery")
FIRST_DAY = date(2022, 2, 24)
HORIZON = date(2030, 12, 31)
AS_OF = date(2026, 10, 31)
RECORDS = 1000


def made_records(number: int) -> tuple[Record, ...]:
    """That many records, three transactions behind each promise.

    >>> [record.record for record in made_records(5)]
    ['commitment', 'transaction', 'transaction', 'transaction', 'commitment']
    """
    return tuple(islice(_records(Random(1)), number))


def report_of(records: Sequence[Record]) -> Report:
    """The report of all commitments on some records, in euros at the rates of the European Central Bank."""
    definition = load_definition("commitments").model_copy(update={"horizon": HORIZON})
    issued = Issued("0" * 64, len(records), AS_OF, "benchmark")
    return build(definition, Material(tuple(records), (ecb_rates(),), issued))


def _records(chance: Random) -> Iterator[Record]:
    before: dict[str, Any] = {}
    for number in count(1):
        promise = _promise(chance, f"p{number:06d}")
        if not number % 8 and before["amount"]["qualifier"] == "exact" and before["term"]["kind"] != "recurring":
            promise |= _part_of(before)
        yield Commitment.model_validate(promise)
        for place in range(3):
            yield Transaction.model_validate(_transaction(chance, f"{promise['id']}-{place}", promise))
        before = promise


def _promise(chance: Random, key: str) -> dict[str, Any]:
    announced = FIRST_DAY + timedelta(days=chance.randrange(1400))
    return {
        "id": key,
        "title": f"Promise {key}",
        "donor": chance.choice(DONORS),
        "recipient": "UKR",
        "category": chance.choice(("military", "financial", "humanitarian")),
        "instrument": chance.choice(("grant", "loan")),
        "stage": chance.choice(("pledge", "commitment")),
        "announced": str(announced),
        "amount": _amount(chance, chance.choice(QUALIFIERS), chance.choice(CURRENCIES)),
        "term": _term(chance, announced),
        "sources": [{"publisher": "A ministry", "title": f"Statement on {key}", "url": f"https://example.org/{key}"}],
    }


def _part_of(whole: dict[str, Any]) -> dict[str, Any]:
    """The fields by which a promise is a tenth of another one."""
    amount = whole["amount"] | {"value": str(int(whole["amount"]["value"]) // 10)}
    same = {field: whole[field] for field in ("donor", "stage", "term")}
    return same | {"amount": amount, "relations": [{"kind": "part_of", "target": whole["id"]}]}


def _amount(chance: Random, qualifier: str, currency: str) -> dict[str, str]:
    value = chance.randrange(10**5, 10**9)
    if qualifier == "undisclosed":
        return {"qualifier": qualifier}
    if qualifier == "range":
        return {"qualifier": qualifier, "low": str(value), "high": str(2 * value + 1), "currency": currency}
    return {"qualifier": qualifier, "value": str(value), "currency": currency}


def _term(chance: Random, announced: date) -> dict[str, str]:
    end = announced + timedelta(days=chance.randrange(100, 1500))
    match chance.randrange(8):
        case 0 | 1 | 2:
            return {"kind": "one_off"}
        case 3 | 4 | 5:
            return {"kind": "period", "start": str(announced), "end": str(end)}
        case 6:
            return {"kind": "recurring", "start": str(announced), "end": str(end), "every": "year"}
    return {"kind": "recurring", "start": str(announced), "every": "year"}


def _transaction(chance: Random, key: str, promise: dict[str, Any]) -> dict[str, Any]:
    on = date.fromisoformat(promise["announced"]) + timedelta(days=chance.randrange(400))
    currency = promise["amount"].get("currency", "EUR")
    return {
        "record": "transaction",
        "id": key,
        "commitment": promise["id"],
        "type": chance.choice(TYPES),
        "value_date": str(on),
        "amount": {"qualifier": "exact", "value": str(chance.randrange(10**4, 10**8)), "currency": currency},
        "sources": [{"publisher": "A ministry", "title": f"Payment {key}"}],
    }


if __name__ == "__main__":
    for made in made_records(number_asked(__doc__, RECORDS)):
        print(dump_record(made))

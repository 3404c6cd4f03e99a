"""A program of somebody who knows nothing of the ledger but its public names.

``python in_use.py`` works in the folder of the day and fails where anything is not as the documentation says. It is
checked as its author would check it (``mypy --strict``, without our plugin of pydantic) and run with the wheel alone,
by ``make lowest`` and ``make newest`` with the oldest and the newest pandas, on the oldest and the newest Python.
"""

from datetime import date
from decimal import Decimal

import pandas as pd

import ledger

SOURCE = ledger.Source(publisher="A newspaper", title="Spending review", quote="three billion pounds a year")


def pledge(key: str, **fields: object) -> ledger.Commitment:
    """A yearly pledge of GBP 3 bn from April 2025 on, but for the fields given."""
    values: dict[str, object] = {
        "id": key,
        "title": "Yearly support",
        "donor": "GBR",
        "recipient": "UKR",
        "category": "military",
        "instrument": "unspecified",
        "stage": "pledge",
        "announced": date(2025, 6, 2),
        "amount": ledger.Amount(qualifier="exact", value=Decimal(3_000_000_000), currency="GBP"),
        "term": ledger.Term(kind="recurring", start=date(2025, 4, 1), every="year"),
        "sources": (SOURCE,),
    }
    return ledger.Commitment.model_validate(values | fields)


def rates() -> list[ledger.RateSet]:
    """Rates of a bank of ours, and behind them those of the European Central Bank."""
    frame = pd.DataFrame({"day": ["2025-06-02"], "USD": ["1.2"]})
    bank = ledger.RateSet.from_frame(frame, name="BANK", base="EUR", direction="units_per_base", source="Our bank")
    return [bank, ledger.ecb_rates()]


def convert() -> None:
    """Amounts are exact, floats and what is no currency are refused."""
    own: ledger.Conversion = ledger.convert(ledger.Money("100", "EUR"), "USD", on="2025-06-02", rates=rates())
    assert own.result == ledger.Money("120.00", "USD")
    assert own.pair is not None
    assert own.pair.rate_set.name == "BANK"
    given = pd.DataFrame({"day": [date(2025, 6, 1)], "amount": [Decimal(2_000_000_000)], "currency": ["USD"]})
    made = ledger.convert_frame(given, "EUR", rates=rates()[1:])
    assert made["converted"].tolist() == [Decimal("1763823970.37")]
    try:
        ledger.convert(ledger.Money("100", "EUR"), "EUX", on="2025-06-02", rates=rates())
    except ledger.Refused as refused:
        problem: ledger.Problem = refused.problems[0]
        assert (problem.code, problem.place) == ("FORM", ledger.Place(argument="to"))
    else:
        raise AssertionError("a currency that is none was taken")


def keep(records: list[ledger.Record]) -> ledger.Book:
    """A book into which records go through a frame, and out of which they come as they were."""
    again, problems = ledger.records_from_frame(ledger.records_to_frame(records))
    assert (list(again), problems) == (records, ())
    assert [problem.code for problem in ledger.check_records(records) if problem.severity.value == "error"] == []
    book = ledger.create_book("book.db", author="Ann")
    entered = book.record(again, author="Ann", reason="spending review")
    assert len(entered) == len(records)
    exported: ledger.Exported = ledger.export_book(book, "csv", "records.csv")
    read, faults = ledger.read_records(exported.path)
    assert ([record.id for record in read], faults) == ([record.id for record in records], ())
    return book


def report(book: ledger.Book) -> None:
    """Totals as money and as frames: what nobody states is missing, and not zero."""
    made: ledger.Report = ledger.build_report("commitments", book, currency="GBP", horizon="2027-03-31")
    assert made.agrees
    total: ledger.Total = made.total("pledges")
    assert (total.central, total.records, total.without_figure) == (ledger.Money("6000000000.00", "GBP"), 1, 1)
    frame = ledger.rollup(made, by=["donor"], measure="pledges")
    assert str(frame["central"].dtype) == "decimal128(18, 2)[pyarrow]"
    sums = frame.groupby("donor")["central"].agg(lambda figures: figures.sum(min_count=1))
    assert sums["GBR"] == Decimal("6000000000.00")
    assert sums.isna().to_dict() == {"GBR": False, "POL": True}
    assert ledger.write_report(made, "report.xlsx").exists()


def work() -> None:
    """All of it."""
    convert()
    records: list[ledger.Record] = [
        pledge("gbr-1"),
        pledge("pol-1", donor="POL", amount=ledger.Amount(qualifier="undisclosed"), term=ledger.Term(kind="one_off")),
    ]
    owed = [part.amount.central for part in ledger.instalments(pledge("gbr-1"), "2027-03-31") if part.amount]
    assert owed == [Decimal(3_000_000_000)] * 2
    report(keep(records))


if __name__ == "__main__":
    work()

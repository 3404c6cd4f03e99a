"""What a report costs beside the bare arithmetic: instalments, trail, proofs and workbook against one multiplication.

Run it with ``python benchmarks/report.py [RECORDS]``. It prints ratios of one run, which hold on any machine, and
seconds, which do not. The baseline converts the same amounts with the same exact rational and nothing else.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from measuring import number_asked

from ledger.foundation import Problem, round_half_up
from ledger.rates import Basis, ecb_rates, pick
from ledger.records import Amount, Commitment, Term
from ledger.render import write_workbook
from ledger.reporting import Issued, Material, build, load_definition

T = TypeVar("T")
RECORDS = 2000
FIRST_DAY = date(2022, 2, 24)
CURRENCIES = ("EUR", "USD", "GBP", "SEK", "NOK", "CAD", "JPY")


def main(number: int) -> None:
    """Measure the steps of one report on made-up pledges and print them."""
    records = tuple(_pledge(place) for place in range(number))
    rates = ecb_rates()
    issued = Issued("0" * 64, number, date(2026, 10, 31), "benchmark")
    definition = load_definition("commitments")
    bare, _ = _timed(lambda: [_converted(record) for record in records])
    building, report = _timed(lambda: build(definition, Material(records, (rates,), issued)))
    with tempfile.TemporaryDirectory() as folder:
        drawing, _ = _timed(lambda: write_workbook(report, Path(folder) / "out.xlsx"))
    print(f"{number} pledges, {len(report.lines)} lines, {len(report.parts)} pieces, agrees: {report.agrees}")
    print(f"pick a rate and convert each : {bare:7.2f} s     1.0")
    print(f"build the report             : {building:7.2f} s   {building / bare:5.1f}")
    print(f"draw the workbook            : {drawing:7.2f} s   {drawing / bare:5.1f}")


def _pledge(place: int) -> Commitment:
    return Commitment(
        id=f"p{place}",
        title=f"Pledge {place}",
        donor=("DEU", "GBR", "USA", "SWE", "NOR")[place % 5],
        recipient="UKR",
        category="military",
        instrument="grant",
        stage="pledge",
        announced=FIRST_DAY + timedelta(days=place % 1000),
        amount=Amount(qualifier="exact", value=f"{place + 1}000.01", currency=CURRENCIES[place % 7]),
        term=Term(kind="period", start=FIRST_DAY, end=FIRST_DAY + timedelta(days=place % 1500)),
    )


def _converted(record: Commitment) -> int:
    bounds, currency = record.amount.bounds, record.amount.currency
    if bounds is None or currency is None or currency == "EUR":
        return 0
    pair = pick(currency, "EUR", basis=Basis("announced"), day=record.announced, rate_sets=[ecb_rates()])
    if isinstance(pair, Problem):
        raise TypeError(str(pair))
    numerator, denominator = bounds.central.as_integer_ratio()
    return round_half_up(numerator * pair.rate.numerator * 100, denominator * pair.rate.denominator)


def _timed(action: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


if __name__ == "__main__":
    main(number_asked(__doc__, RECORDS))

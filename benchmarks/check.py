"""What the checks of a book cost beside validating its records.

Run it with ``python benchmarks/check.py [ROWS]``. It prints ratios of one run, which hold on any machine, and seconds,
which do not: pydantic makes the records of plain values; ``check_records`` looks at all of them, alone and together;
``check_equivalents`` holds the second figure of every tenth against the rate of its day; ``check_book`` is what the
command ``check`` does with a book of these records, reading them included; ``duplicates`` looks for doubles. Each
reading of a book first hashes all entries, so that no figure leaves an altered one; a line says what that alone costs.
"""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from measuring import number_asked

from ledger.book import Book
from ledger.checks import check_equivalents, check_records, duplicates
from ledger.desk import check_book, create_book
from ledger.rates import ecb_rates
from ledger.records import Commitment

T = TypeVar("T")
ROWS = 100_000
DONORS = {
    "GBR": "GBP",
    "DEU": "EUR",
    "FRA": "EUR",
    "USA": "USD",
    "NLD": "EUR",
    "NOR": "NOK",
    "SWE": "SEK",
    "POL": "PLN",
}


def main(number: int) -> None:
    """Measure and print."""
    rows = [_row(place) for place in range(number)]
    records, made = _timed(lambda: [Commitment.model_validate(row) for row in rows])
    found, checked = _timed(lambda: check_records(records))
    ecb = ecb_rates()
    doubted, held = _timed(lambda: check_equivalents(records, [ecb]))
    with TemporaryDirectory() as folder:
        book = _book_of(records, Path(folder) / "book.db")
        _, hashed = _timed(lambda: book.head_at(None))
        _, read = _timed(book.records)
        _, commanded = _timed(lambda: check_book(book))
    candidates, compared = _timed(lambda: duplicates(records, [ecb]))
    print(f"{number} records; {len(found)} findings, {len(doubted)} doubtful equivalents, {len(candidates)} candidates")
    print(f"pydantic makes them         : {made:7.2f} s     1.00")
    print(f"check_records               : {checked:7.2f} s   {checked / made:6.2f}")
    print(f"check_equivalents (a tenth) : {held:7.2f} s   {held / made:6.2f}")
    print(f"the book hashes its entries : {hashed:7.2f} s   {hashed / made:6.2f}")
    print(f"the book reads them         : {read:7.2f} s   {read / made:6.2f}")
    print(f"check_book, as the command  : {commanded:7.2f} s   {commanded / made:6.2f}")
    print(f"duplicates                  : {compared:7.2f} s   {compared / made:6.2f}")


def _book_of(records: list[Commitment], path: Path) -> Book:
    book = create_book(path, author="Ann")
    with book.writing(author="Ann", reason="made records") as posting:
        for record in records:
            posting.record(record)
    return book


def _row(place: int) -> dict[str, Any]:
    donor = list(DONORS)[place % len(DONORS)]
    millions = 1 + place % 9973
    quote = f"{millions} million for number {place}"
    fields: dict[str, Any] = {
        "id": f"row-{place}",
        "title": f"Aid number {place}",
        "donor": donor,
        "recipient": "UKR",
        "category": "military",
        "instrument": "grant",
        "stage": "pledge",
        "announced": f"20{14 + place % 11}-{1 + place % 12:02}-{1 + place % 28:02}",
        "amount": {"qualifier": "exact", "value": f"{millions}000000", "currency": DONORS[donor]},
        "term": {"kind": "one_off"},
        "sources": [{"publisher": "Ministry", "title": "Release", "quote": quote}],
    }
    if place % 10 == 0 and donor != "USA":
        # Half of them fit in some year, the others do not: what would fit is looked for as well.
        fields["stated_equivalents"] = [{"qualifier": "about", "value": f"{millions}100000", "currency": "USD"}]
        fields["sources"][0]["quote"] = f"{quote} (${millions}.1 million)"
    return fields


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


if __name__ == "__main__":
    main(number_asked(__doc__, ROWS, of="rows"))

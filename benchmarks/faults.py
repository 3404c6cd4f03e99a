"""Which planted faults are found, and with the right code.

Run it with ``python benchmarks/faults.py [SEED]``. A clean book is made, then one fault at a time is planted, a dozen
for each code: in records, in files of rates, in the journal, in an issued workbook. Per code the share is printed that
was found with that code at the place of the fault; below, whether any clean row was accused. Ends with 1 unless every
code that can be certain finds all of its faults and nothing clean is accused.
"""

import random
import re
import shutil
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from ledger.book import Book
from ledger.checks import check_equivalents, check_records
from ledger.desk import build_report, create_book, issue, verify_workbook
from ledger.foundation import Money, Problem, Refused
from ledger.rates import against_others, doubtful_quotes, ecb_rates, read_rates
from ledger.records import Commitment, Record, Transaction
from ledger.valuation import convert

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from workbooks import respelt, typed_over

DOZEN = 12
NOON = datetime(2025, 12, 1, 12, tzinfo=UTC)
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
SIGNED = {"author": "benchmark", "reason": "a clean book"}
# What only a person can judge: these codes point, they do not prove.
POINTING = frozenset({"CUR-HOME", "SRC", "VAL", "DUP"})

Plant = Callable[[random.Random], Iterable[Problem]]


def main(seed: int) -> None:
    """Plant the faults and print what was found."""
    rng = random.Random(seed)
    records = clean_records(rng)
    accused = [*check_records(records), *check_equivalents(records, [ecb_rates()])]
    with tempfile.TemporaryDirectory() as folder:
        sent = Sent(Path(folder), records)
        accused += verify_workbook(sent.book, sent.path).problems
        accused += [*sent.book.verify(), *doubtful_quotes(ecb_rates())]
        shares = measured({**in_records(records), **in_rates(), **in_journal(sent), **in_workbook(sent)}, rng)
    missed = [code for code, (found, planted) in shares.items() if found < planted and code not in POINTING]
    print(f"{'code':10} {'planted':>8} {'found':>6} {'share':>7}")
    for code, (found, planted) in sorted(shares.items()):
        print(f"{code:10} {planted:8} {found:6} {found / planted:7.0%}{'' if code not in POINTING else '  (points)'}")
    print(f"clean records, rates, journal and workbook accused: {len(accused)}")
    for problem in accused[:5]:
        print(f"    {problem}")
    if missed or accused:
        raise SystemExit(1)


def clean_records(rng: random.Random) -> list[Record]:
    """Forty sound promises with quotes and equivalents, and the payments of every fourth."""
    records: list[Record] = []
    ecb = ecb_rates()
    for number in range(40):
        donor = list(DONORS)[number % len(DONORS)]
        day = date(2024, 1, 8) + timedelta(days=13 * number)
        millions = rng.randrange(101, 999)
        fields = promise(
            f"clean-{number}", donor, day, f"{millions}000000", f"{millions} million in aid number {number}"
        )
        if donor not in ("USA", "DEU", "FRA"):
            fields |= equivalent(fields, ecb)
        records.append(Commitment.model_validate(fields))
        if not number % 4:
            records.append(
                payment(f"clean-{number}-paid", f"clean-{number}", day, f"{millions // 2}000000", DONORS[donor])
            )
    return records


def promise(key: str, donor: str, day: date, value: str, quote: str, **more: Any) -> dict[str, Any]:
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
        "amount": {"qualifier": "exact", "value": value, "currency": DONORS[donor]},
        "term": {"kind": "one_off"},
        "sources": [source],
    }
    return fields | more


def equivalent(fields: dict[str, Any], ecb: Any, factor: Fraction = Fraction(1)) -> dict[str, Any]:
    """A stated equivalent in dollars at the rate of the day, and the quote that states it."""
    amount = fields["amount"]
    day = date.fromisoformat(fields["announced"])
    worth = convert(Money(amount["value"], amount["currency"]), "USD", on=day, rates=[ecb]).result
    assert worth is not None
    tenths = round(Fraction(worth.value) * factor / 100_000)
    stated = {"qualifier": "exact", "value": str(tenths * 100_000), "currency": "USD"}
    quote = f"{fields['sources'][0]['quote']} (${tenths // 10}.{tenths % 10} million)"
    return {"stated_equivalents": [stated], "sources": [fields["sources"][0] | {"quote": quote}]}


def payment(key: str, of: str, day: date, value: str, currency: str) -> Transaction:
    """Money that was paid of a promise."""
    source = {"publisher": "Ministry", "title": "Accounts", "quote": f"{value} were paid"}
    amount = {"qualifier": "exact", "value": value, "currency": currency}
    fields = {
        "id": key,
        "commitment": of,
        "type": "disbursement",
        "value_date": str(day),
        "amount": amount,
        "sources": [source],
    }
    return Transaction.model_validate(fields)


def in_records(clean: list[Record]) -> dict[str, Plant]:
    """Faults of records: each is one record more, or one changed, in the clean set."""
    ecb = ecb_rates()

    def planted(*more: Record, gone: Iterable[str] = ()) -> list[Problem]:
        left = [record for record in clean if record.id not in set(gone)]
        everything = [*left, *more]
        found = [*check_records(everything), *check_equivalents(everything, [ecb])]
        return [it for it in found if it.place.startswith("planted") or set(gone)]

    def one(rng: random.Random, quote: str = "", **more: Any) -> Commitment:
        donor = rng.choice(["GBR", "NOR", "SWE", "POL"])
        day = date(2024, 2, 5) + timedelta(days=7 * rng.randrange(60))
        millions = rng.randrange(101, 999)
        fields = promise("planted", donor, day, f"{millions}000000", quote or f"{millions} million", **more)
        return Commitment.model_validate(fields)

    def unit(rng: random.Random) -> list[Problem]:
        millions, slip = rng.randrange(101, 999), rng.choice(["000", "000000000"])
        day = date(2024, 3, 4) + timedelta(days=rng.randrange(300))
        return planted(
            Commitment.model_validate(promise("planted", "GBR", day, f"{millions}{slip}", f"{millions} million"))
        )

    def scale(rng: random.Random) -> list[Problem]:
        number = rng.randrange(2, 99)
        day = date(2024, 3, 4) + timedelta(days=rng.randrange(300))
        quote = f"{number} {rng.choice(['Billionen', 'biljoen', 'billones'])} Pfund"
        return planted(Commitment.model_validate(promise("planted", "GBR", day, f"{number}000000000", quote)))

    def eqv(rng: random.Random) -> list[Problem]:
        record = one(rng)
        factor = rng.choice([Fraction(1, 1000), Fraction(1000), Fraction(2), Fraction(11, 10), Fraction(9, 10)])
        fields = record.model_dump(mode="json", exclude_none=True)
        return planted(Commitment.model_validate(fields | equivalent(fields, ecb, factor)))

    def doubled(rng: random.Random) -> list[Problem]:
        twin = rng.choice([record for record in clean if isinstance(record, Commitment)])
        return planted(twin.model_copy(update={"id": "planted", "title": "Told by another paper"}))

    def lost(rng: random.Random) -> list[Problem]:
        payments = [record for record in clean if isinstance(record, Transaction)]
        return planted(gone=[rng.choice(payments).commitment])

    def overpaid(rng: random.Random) -> list[Problem]:
        record = one(rng)
        currency = record.amount.currency or ""
        paid = payment("planted-paid", "planted", record.announced, "999000000000", currency)
        return planted(record, paid)

    def part(rng: random.Random) -> list[Problem]:
        record = one(rng)
        tie = [{"kind": "part_of", "target": "planted"}]
        fields = record.model_dump(mode="json", exclude_none=True)
        larger = {**record.amount.model_dump(mode="json", exclude_none=True), "value": "999900000000"}
        more = fields | {"id": "planted-part", "title": "Part", "relations": tie, "amount": larger}
        return planted(record, Commitment.model_validate(more))

    return {
        "UNIT": unit,
        "SCALE": scale,
        "EQV": eqv,
        "DUP": doubled,
        "REL": lost,
        "STAGE": overpaid,
        "FOOT": part,
        "TERM": lambda rng: planted(yearly(rng)),
        "CONST": lambda rng: planted(one(rng, f"so much in {rng.randrange(2010, 2024)} prices")),
        "ZERO": lambda rng: planted(zero(one(rng))),
        "CUR-LIFE": lambda rng: planted(one(rng, amount={"qualifier": "exact", "value": "5000000", "currency": "HRK"})),
        "PARTY": lambda rng: planted(one(rng, recipient=f"Ruritania {rng.randrange(99)}")),
        "CUR-SYM": lambda rng: planted(bare_dollar(rng)),
        "CUR-HOME": lambda rng: planted(bare_dollar(rng)),
        "VAL": lambda rng: planted(one(rng, items=[{"description": f"{rng.randrange(9)} tanks", "amount": worth()}])),
        "SRC": lambda rng: planted(one(rng, f"number {rng.randrange(10, 99)} of the list")),
    }


def yearly(rng: random.Random) -> Commitment:
    """A yearly sum, entered once."""
    millions = rng.randrange(101, 999)
    quote = f"{millions} million {rng.choice(['a year', 'annually', 'per year', 'every year'])}"
    return Commitment.model_validate(promise("planted", "GBR", date(2024, 5, 6), f"{millions}000000", quote))


def bare_dollar(rng: random.Random) -> Commitment:
    """A sum in US dollars whose quote has a bare $, from a donor with a dollar of its own."""
    millions = rng.randrange(101, 999)
    amount = {"qualifier": "exact", "value": f"{millions}000000", "currency": "USD"}
    return Commitment.model_validate(
        promise("planted", "CAN", date(2024, 5, 6), "1", f"${millions} million", amount=amount)
    )


def worth() -> dict[str, str]:
    """What goods are worth, without saying on what that rests."""
    return {"qualifier": "about", "value": "5000000", "currency": "EUR"}


def zero(record: Commitment) -> Commitment:
    """A missing figure that became 0."""
    nothing = {"qualifier": "exact", "value": "0", "currency": record.amount.currency}
    return Commitment.model_validate(record.model_dump(mode="json", exclude_none=True) | {"amount": nothing})


def in_rates() -> dict[str, Plant]:
    """Faults of a file of rates, held against the history of the ECB."""
    ecb = ecb_rates()
    days = [day for day in ecb.quotes["USD"].days if date(2024, 1, 1) <= day < date(2025, 1, 1)]

    def read(change: Callable[[str, int, str], str]) -> list[Problem]:
        lines = ["date,currency,rate,base,direction,unit,source"]
        for number, day in enumerate(days):
            for currency in ("USD", "GBP", "SEK", "NOK", "PLN", "CHF"):
                quote = ecb.quote_on_or_before(currency, day)
                assert quote is not None
                lines.append(
                    f"{day},{currency},{change(currency, number, f'{quote.value:f}')},EUR,units_per_base,1,bank"
                )
        rates, problems = read_rates("bank", "\n".join(lines).encode())
        doubts = (*doubtful_quotes(rates), *against_others(rates, [ecb])) if rates else ()
        return [*problems, *doubts]

    def inverse(rng: random.Random) -> list[Problem]:
        which = rng.choice(["SEK", "NOK", "PLN"])
        return read(lambda code, _, rate: f"{1 / float(rate):.6f}" if code == which else rate)

    def unit(rng: random.Random) -> list[Problem]:
        which, times = rng.choice(["USD", "SEK", "NOK", "CHF"]), rng.choice([100, 1000])
        return read(lambda code, _, rate: f"{float(rate) * times:.4f}" if code == which else rate)

    def outlier(rng: random.Random) -> list[Problem]:
        which, at = rng.choice(["USD", "GBP", "SEK"]), rng.randrange(5, len(days) - 5)
        return read(lambda code, day, rate: f"{float(rate) * 10:.4f}" if (code, day) == (which, at) else rate)

    def comma(rng: random.Random) -> list[Problem]:
        at = rng.randrange(len(days))
        return read(lambda code, day, rate: rate.replace(".", ",") if (code, day) == ("USD", at) else rate)

    feeds = [outlier, comma]
    return {"FX-INV": inverse, "FX-UNIT": unit, "FX-FEED": lambda rng: rng.choice(feeds)(rng)}


class Sent:
    """A clean book and the workbook that was issued from it."""

    def __init__(self, folder: Path, records: list[Record]) -> None:
        self.folder = folder
        self.book = create_book(folder / "book.db", author="benchmark", clock=lambda: NOON)
        self.book.record(records, **SIGNED)
        build = partial(build_report, "commitments", self.book)
        self.path = issue(self.book, build, folder / "sent.xlsx", **SIGNED).workbook
        self.values = load_workbook(self.path, data_only=True)

    def copy(self) -> Path:
        """The workbook again, to be spoilt."""
        return Path(shutil.copy(self.path, self.folder / "received.xlsx"))

    def cells(self, sheet: str, heading: str) -> Iterator[tuple[str, Any]]:
        """The cells below a heading, with their values."""
        rows = list(self.values[sheet].iter_rows())
        top = next(number for number, row in enumerate(rows) if any(cell.value == heading for cell in row))
        column = next(cell.column for cell in rows[top] if cell.value == heading)
        for row in rows[top + 1 :]:
            value = row[column - 1].value
            if value is not None:
                yield row[column - 1].coordinate, value


def in_journal(sent: Sent) -> dict[str, Plant]:
    """An altered byte, a lost entry, a doubled one, a changed author."""
    attacks = (
        "UPDATE entries SET payload = replace(payload, 'EUR', 'USD') || ' ' WHERE seq = {seq}",
        "UPDATE entries SET author = 'nobody' WHERE seq = {seq}",
        "UPDATE entries SET time = '2020-01-01T00:00:00.000000Z' WHERE seq = {seq}",
        "UPDATE entries SET reason = reason || ' ' WHERE seq = {seq}",
        "DELETE FROM entries WHERE seq = {seq}",
    )

    def altered(rng: random.Random) -> Iterable[Problem]:
        copy = Path(shutil.copy(sent.book.path, sent.folder / "altered.db"))
        with closing(sqlite3.connect(copy)) as attacker:
            attacker.execute("DROP TRIGGER entries_update")
            attacker.execute("DROP TRIGGER entries_delete")
            attacker.execute(rng.choice(attacks).format(seq=rng.randrange(2, 40)))
            attacker.commit()
        found = Book.open(copy).verify()
        return [it for it in found if ":entry " in it.place and "guard" not in it.found]

    return {"CHAIN": altered}


def in_workbook(sent: Sent) -> dict[str, Plant]:
    """A cell typed over: a figure, a text, a rate of another day, a lost row, a lost sheet."""

    def figure(rng: random.Random) -> Iterable[Problem]:
        sheet, heading = rng.choice(
            [("Conversions", "Central"), ("Spread", "Central"), ("Conversions", "Counted central")]
        )
        cell, value = rng.choice(list(sent.cells(sheet, heading)))
        wrong = value + rng.choice([1, -1, 0.01])
        return found(typed_over(sent.copy(), sheet, cell, wrong), f"{sheet}!{cell}")

    def text(rng: random.Random) -> Iterable[Problem]:
        cell, value = rng.choice(list(sent.cells("Conversions", "Original currency")))
        return found(
            typed_over(sent.copy(), "Conversions", cell, "CHF" if value != "CHF" else "USD"), f"Conversions!{cell}"
        )

    def row(rng: random.Random) -> Iterable[Problem]:
        sheet = rng.choice(["Spread", "Conversions", "Commitments", "Sources"])
        number = sent.values.sheetnames.index(sheet) + 1

        def without(content: bytes) -> bytes:
            rows = re.findall(rb"<row .*?</row>", content, re.DOTALL)
            return content.replace(rng.choice(rows[5:-1]), b"", 1)

        return found(respelt(sent.copy(), f"xl/worksheets/sheet{number}.xml", without), f"{sheet}!")

    def other_day(rng: random.Random) -> Iterable[Problem]:
        rows = [row for row in sent.values["Rates"].iter_rows(min_row=5) if row[3].value == "quote"]
        row = rng.choice(rows)
        series = ecb_rates().quotes[row[2].value]
        day, rate = row[4].value.date(), str(row[7].value)
        near = [it for it, value in zip(series.days, series.values, strict=True) if abs((it - day).days) < 9]
        others = [it for it in near if f"{float(rate):g}" != f"{float(series.on_or_before(it).value):g}"]
        wrong = series.on_or_before(rng.choice(others)).value
        return found(typed_over(sent.copy(), "Rates", row[7].coordinate, f"{wrong:f}"), f"Rates!{row[7].coordinate}")

    def found(path: Path, place: str) -> list[Problem]:
        problems = verify_workbook(sent.book, path).problems
        return [it for it in problems if it.place.startswith(f"received.xlsx:{place}")]

    faults = [figure, text, row]
    return {"XLS": lambda rng: rng.choice(faults)(rng), "FX-DATE": other_day}


def measured(plants: dict[str, Plant], rng: random.Random) -> dict[str, tuple[int, int]]:
    """How many of a dozen faults of each code were found with it."""
    shares: dict[str, list[bool]] = defaultdict(list)
    for code, plant in plants.items():
        for _ in range(DOZEN):
            try:
                problems = list(plant(rng))
            except Refused as refused:
                problems = list(refused.problems)
            shares[code].append(any(problem.code == code for problem in problems))
    return {code: (sum(found), len(found)) for code, found in shares.items()}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)

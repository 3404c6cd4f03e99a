"""Faults in the rows of foreign tables: rules 5 and 7 of how a table is read, decimals, and code pages.

A row that repeats the money of others is no further money; a day after today is doubted at its record; the ids of a
publisher make records of their own; figures that were computed are rounded, and told once.
"""

import random
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from clean_tables import AMOUNT, CSV, DAY, DONOR, FRENCH, LAYOUTS, TITLE, Cell, Look, Table
from planting import Fault
from variants import Variant, planted


def total(label: str, *, column: int = DONOR) -> Variant:
    """A last row that adds up all others, by its label."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        row: list[Cell] = [None, None, sum(table.figures(), Decimal(0)), None]
        row[column] = label
        if column == TITLE:
            row[DONOR], row[DAY] = table.rows[0][DONOR], table.rows[0][DAY]
        table.rows.append(row)
        del rng
        return (table.line(table.number(len(table.rows) - 1)),)

    return Variant(change)


def part(label: str) -> Variant:
    """A row that says which part of the row above it is meant."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        row = rng.randrange(len(table.rows))
        donor, _, amount, day = table.rows[row]
        assert isinstance(amount, Decimal)
        table.rows.insert(row + 1, [donor, label, (amount * 2 / 5).quantize(Decimal(1)), day])
        return (table.line(table.number(row + 1)),)

    return Variant(change)


def reckoned(first: int, last: int, *, formula: str = "") -> Variant:
    """A row without a telling label that has the sum of the rows above it, as a figure or as a formula."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        rows = table.rows[first:last]
        added = sum((table.figure(row) for row in range(first, last)), Decimal(0))
        cells = (table.number(first), table.number(last - 1))
        figure: Cell = Look(formula.format(*cells), result=f"{added}") if formula else added
        table.rows.insert(last, [rows[0][DONOR], "Package", figure, rows[0][DAY]])
        del rng
        return (table.line(table.number(last)),)

    return Variant(change, (FRENCH,) if formula else LAYOUTS)


def first_of_all() -> Variant:
    """A first row that has the sum of all others."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        table.rows.insert(0, [table.rows[0][DONOR], "Programme", sum(table.figures(), Decimal(0)), table.rows[0][DAY]])
        return (table.line(table.number(0)),)

    return Variant(change)


def so_far(label: str) -> Variant:
    """One title in several rows whose figures only grow."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        start, donor = rng.randrange(1_000_000, 2_000_000), table.rows[0][DONOR]
        for number, row in enumerate(table.rows[2:6]):
            row[DONOR], row[TITLE], row[AMOUNT] = donor, label, Decimal(start + 310_000 * number)
            row[DAY] = date(2025, 2 + number, 28)
        return (table.line(table.number(2)),)

    return Variant(change)


def running(heading: str) -> Variant:
    """Amounts that add up another column from row to row."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        added = [Decimal(rng.randrange(1_000_000, 9_000_000)) for _ in table.rows]
        table.add_column(heading, list(added))
        table.lines["ignore"] = [heading]
        for number, row in enumerate(table.rows):
            row[AMOUNT] = sum(added[: number + 1], Decimal(0))
        return ("aid.toml:columns.amount",)

    return Variant(change)


TOTALS = (
    *map(
        total,
        (
            "Total",
            "TOTAL",
            "Grand total:",
            "Sub-total",
            "Total 2025",
            "Total (EUR)",
            "Total\u00b9",
            "Sum of the above",
            "Gesamtergebnis",
            "Suma całkowita",
            "Загальна сума",
            "Gran total",
            "All donors",
            "Summe",
            "Gesamtsumme",
            "Insgesamt",
            "Zwischensumme",
            "Total général",
            "Sous-total",
            "Razem",
            "Ogółem",
            "Усього",
            "Разом",
            "Sum totalt",
            "I alt",
            "Summa",
            "Totalsumma",
            "Suma total",
            "Totale",
            "Yhteensä",
        ),
    ),
    total("Total", column=TITLE),
    total("Gesamt", column=TITLE),
    total("Total des projets", column=TITLE),
)
PARTS = tuple(
    map(
        part,
        (
            "of which: boats",
            "of which loans",
            "o/w loans",
            "dav. Kredite",
            "y compris prêts",
            "у т.ч. позики",
            "thereof in kind",
            "davon: Boote",
            "darunter Kredite",
            "dont prêts",
            "w tym pożyczki",
            "z czego: łodzie",
            "у тому числі позики",
            "з них: човни",
            "herav lån",
            "hvorav båter",
            "varav lån",
            "de los cuales préstamos",
            "di cui prestiti",
        ),
    )
)
RECKONED = (
    reckoned(0, 3),
    reckoned(0, 4),
    reckoned(0, 5),
    reckoned(0, 6),
    reckoned(0, 8),
    first_of_all(),
    reckoned(0, 2, formula="=SUM(C{}:C{})"),
    reckoned(1, 4, formula="=SUM(C{}:C{})"),
    reckoned(0, 8, formula="=SUBTOTAL(9,C{}:C{})"),
    reckoned(2, 4, formula="=C{}+C{}"),
    reckoned(0, 3, formula="=SUM(C{0},C{1})"),
    reckoned(0, 6, formula='=SUMIFS(C{}:C{},D1:D99,">0")'),
)
RUNNING = (
    *map(
        so_far,
        (
            "Aid so far",
            "Support to date",
            "Aid in total",
            "Hilfe insgesamt",
            "Aide au total",
            "Допомога загалом",
            "Military aid, so far",
            "To date",
        ),
    ),
    *map(running, ("Added", "Nouveaux engagements", "Zugang", "New in month")),
)


def ahead(days: int) -> Variant:
    """A day that has not come yet."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        row = rng.randrange(len(table.rows))
        table.rows[row][DAY] = datetime.now(UTC).date() + timedelta(days=days)
        return (table.cell(row, DAY),)

    return Variant(change)


def own_ids(heading: str, rows: int) -> Variant:
    """Rows that are equal but for the ids that their publisher gave them."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        first = rng.randrange(len(table.rows) - rows + 1)
        for row in range(first + 1, first + rows):
            table.rows[row] = list(table.rows[first])
        table.add_column(heading, [f"T-{100 + number}" for number in range(len(table.rows))])
        table.columns["id"] = heading
        return [table.cell(row, len(table.headings) - 1) for row in range(first + 1, first + rows)]

    return Variant(change)


def computed(*tails: str) -> Variant:
    """Figures as programs compute them; a number of a workbook has no more than sixteen digits."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        for row, tail in zip(rng.sample(range(len(table.rows)), len(tails)), tails, strict=True):
            table.rows[row][AMOUNT] = Decimal(f"{table.figure(row)}.{tail}")
        return (table.whole_column(AMOUNT),)

    return Variant(change, LAYOUTS if all(len(tail) < 10 for tail in tails) else CSV)


def finer(*tails: str) -> Variant:
    """Figures with more decimals than their currency has."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        for row, tail in zip(rng.sample(range(len(table.rows)), len(tails)), tails, strict=True):
            table.rows[row][AMOUNT] = Decimal(f"{table.figure(row)}.{tail}")
        return (table.whole_column(AMOUNT),)

    return Variant(change)


def encoded(encoding: str, word: str) -> Variant:
    """A title in a code page that the file does not name."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        row = rng.randrange(len(table.rows))
        # Nothing but the title is beyond ASCII.
        table.above.clear()
        for number, each in enumerate(table.rows):
            each[TITLE], each[DONOR] = f"Project {number}", ("Germany", "Ireland", "Finland")[number % 3]
        table.rename(TITLE, "Project")
        table.rows[row][TITLE] = word
        table.encoding = encoding
        return (table.file,)

    return Variant(change, CSV)


TAILS = ("61000000000002", "0000001", "12345678", "49999999", "87000000000000454", "33333333", "9999999")
COMPUTED = (*map(computed, TAILS), *(computed(*pair) for pair in pairwise(TAILS)))
FINER = (
    *(finer(tail) for tail in ("125", "001", "9999", "0625", "33333", "500001")),
    *map(finer, ("125", "001", "9999", "0625", "33333", "500001"), ("375", "875", "0001", "5001", "66667", "12345")),
)
ENCODED = (
    encoded("cp1251", "Польща: бронежилети"),
    encoded("cp1251", "Допомога Україні"),
    encoded("koi8_u", "Латвія: генератори"),
    encoded("koi8_u", "Шкільні дахи для Харкова"),
    encoded("cp1250", "spłata zadłużenia i pożyczka"),
    encoded("cp1250", "Świadczenia dla uchodźców z Węgier"),
    encoded("cp1253", "Ελλάδα: πλοία"),
    encoded("cp1251", "Броневици за Україну"),
    encoded("iso8859_5", "Помощь Украине"),
    encoded("cp1250", "część zamienne"),
    encoded("mac_cyrillic", "Генератори для лікарень"),
    encoded("iso8859_2", "Příspěvek na střechy škol"),
)


def below_zero(written: str) -> Variant:
    """A sum that was taken back, from a donor of which no other record is there to be reduced."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        row = rng.randrange(len(table.rows))
        figure = table.figure(row)
        as_text = written.format(table.layout.written(figure))
        table.rows[row][AMOUNT] = -figure if table.layout.is_workbook and written == "-{}" else as_text
        return (table.cell(row, AMOUNT),)

    return Variant(change)


BELOW_ZERO = tuple(map(below_zero, ("-{}", "\u2212{}", "({})", "- {}", "\u2013{}", "-{} EUR", "EUR -{}", "-\u20ac{}")))
AHEAD = tuple(map(ahead, (3, 5, 10, 30, 60, 99, 200, 365, 900, 3650, 7000, 9125)))
OWN_IDS = tuple(
    own_ids(heading, rows)
    for rows in (2, 3)
    for heading in ("ID", "Reference", "Tranche", "Aktenzeichen", "Numéro", "Identifiant")
)


def in_rows(folder: Path) -> list[Fault]:
    """Every kind of fault in rows."""
    return [
        planted(folder, "DUP", "table, rule 5: a total by its label", TOTALS),
        planted(folder, "DUP", "table, rule 5: a part by its label", PARTS),
        planted(folder, "DUP", "table, rule 5: a sum without a label", RECKONED),
        planted(folder, "DUP", "table, rule 5: a running total", RUNNING),
        planted(folder, "FORM", "table, rule 7: a day that has not come", AHEAD),
        planted(folder, "FORM", "table, rule 7: figures that were computed", COMPUTED),
        planted(folder, "FORM", "table, rule 4: decimals finer than a cent", FINER),
        planted(folder, "FILE", "table, rule 2: another code page", ENCODED),
        planted(folder, "FORM", "table, rule 8: a sum below zero", BELOW_ZERO),
        planted(folder, "DUP", "table, rule 7: equal rows with ids of their own", OWN_IDS),
    ]

"""Faults in the cells and the columns of foreign tables: rules 1, 3 and 4 of how a table is read.

What a cell shows counts as if it had been typed; two columns of one heading, and a name one slip from two parties, mean
none; a column is judged as a whole. Here stand the twins of single rows too, those of ``faults_in_rows`` among them.
"""

import random
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from clean_tables import AMOUNT, DAY, DONOR, FRENCH, OURS, TITLE, Cell, Look, Table
from faults_in_tables import column
from planting import Fault
from variants import Variant, planted

WITHIN_A_THOUSAND = "figures of one list may lie that far apart"
"""The excuse of units that differ by no more than promises do."""


def shown(number_format: str, typed: str) -> Variant:
    """A sign that one amount is shown with: by its number format in a workbook, typed in CSV."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        row = rng.randrange(len(table.rows))
        figure = table.figure(row)
        if table.layout.is_workbook:
            table.rows[row][AMOUNT] = Look(figure, {"num_format": number_format})
        else:
            table.rows[row][AMOUNT] = typed.replace("0", table.layout.written(figure))
        return (table.cell(row, AMOUNT),)

    return Variant(change)


def marked(mark: str, raised: str) -> Variant:
    """A footnote behind one amount: a raised run in a workbook, a raised letter in CSV."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        row = rng.randrange(len(table.rows))
        figure = table.figure(row)
        if table.layout.is_workbook:
            table.rows[row][AMOUNT] = Look(f"{figure}", raised=raised)
        else:
            table.rows[row][AMOUNT] = f"{table.layout.written(figure)}{mark}"
        return (table.cell(row, AMOUNT),)

    return Variant(change)


def _struck(*columns: int) -> Variant:
    """Cells of one row that are struck out."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        row = rng.randrange(len(table.rows))
        for at in columns:
            cell = table.rows[row][at]
            assert isinstance(cell, str | Decimal)
            table.rows[row][at] = Look(cell, {"font_strikeout": True, "num_format": "#,##0"})
        return (table.whole(),)

    return Variant(change, (FRENCH,))


def _hidden(rows: int = 0, *, column: int | None = None) -> Variant:
    """Rows or a column that nobody sees."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        chosen = rng.sample(range(len(table.rows)), rows)
        table.hidden_rows = [table.number(row) for row in chosen]
        table.hidden_columns = [] if column is None else [column]
        return (table.whole(),)

    return Variant(change, (FRENCH,))


def _merged(column: int, rows: int) -> Variant:
    """Cells below each other that are merged: only the first row holds what all of them show."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        first = rng.randrange(len(table.rows) - rows + 1)
        cell = table.rows[first][column]
        assert isinstance(cell, str)
        letter = "ABCD"[column]
        for row in range(first, first + rows):
            table.rows[row][column] = None
        table.merged = {f"{letter}{table.number(first)}:{letter}{table.number(first + rows - 1)}": cell}
        return [table.whole(), *(table.cell(row, column) for row in range(first + 1, first + rows))]

    return Variant(change, (FRENCH,))


SIGNS = (
    shown("[$£-809]#,##0", "£0"),
    shown("#,##0 [$£-809]", "0 £"),
    shown('"US$"#,##0', "US$0"),
    shown("[$CHF] #,##0", "CHF 0"),
    shown('#,##0" zł"', "0 zł"),
    shown('#,##0" грн"', "0 грн"),
    shown("[$¥-411]#,##0", "¥0"),
    shown('#,##0" NOK"', "0 NOK"),
    shown("[$SEK] #,##0.00", "SEK 0"),
    shown("_-[$£-809]* #,##0.00_-;-[$£-809]* #,##0.00_-", "£ 0"),
    shown('"USD "#,##0', "USD 0"),
    shown('#,##0" kr"', "0 kr"),
    shown("[$$-409]#,##0", "$0"),
    shown("#,##0 [$Kč-405]", "0 Kč"),
)
MARKS = (
    marked("\u00b9", "1"),
    marked("\u00b2", "2"),
    marked("\u00b3", "3"),
    marked("\u2074", "4"),
    marked("\u2075", "5"),
    marked("\u00b9\u00b2", "12"),
    marked("\u2070", "0"),
    marked("\u1d43", "a"),
    marked("\u1d47", "b"),
    marked("\u00b9\u207e", "1)"),
    marked("\u2077", "7"),
    marked("\u2078\u2079", "89"),
)
LOOKS = (
    _struck(DONOR, TITLE, AMOUNT),
    _struck(AMOUNT),
    _struck(TITLE),
    _struck(DONOR),
    _struck(TITLE, AMOUNT),
    _struck(DONOR, TITLE),
    _hidden(1),
    _hidden(2),
    _hidden(3),
    _hidden(column=DONOR),
    _hidden(column=AMOUNT),
    _hidden(column=DAY),
    _hidden(1, column=TITLE),
)
MERGED = (_merged(DONOR, 2), _merged(DONOR, 3), _merged(TITLE, 2), _merged(TITLE, 4))


def doubled(column: int, spelled: str = "{}", further: int = 1) -> Variant:
    """Further columns of the same heading, but for blanks."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        for _ in range(further):
            table.add_column(spelled.format(table.headings[column]), [row[column] for row in table.rows])
        return (f"aid.toml:columns.{OURS[column]}",)

    return Variant(change)


def named(*names: str) -> Variant:
    """One donor that may be either of two: one name is chosen."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        row = rng.randrange(len(table.rows))
        table.rows[row][DONOR] = rng.choice(names)
        return (table.cell(row, DONOR),)

    return Variant(change)


DOUBLED = (
    *(doubled(column, spelled) for column in range(len(OURS)) for spelled in ("{}", " {} ")),
    *(doubled(column, further=2) for column in range(len(OURS))),
)
SLIPS = (
    named("Slovania", "Slovekia"),
    named("Nigera", "Nigeri"),
    named("Tongo"),
    named("Omania"),
    named("Samibia"),
    named("Ugana", "Giana"),
    named("Malti"),
    named("Almania"),
    named("Angila", "Andola"),
    named("Korea", "Congo"),
    named("Irelnd", "Austraia", "Slovaka"),
    named("Latvvia", "Lithaunia", "Portgual"),
    named("Gеrmany", "Еstonia"),
)


def scaled(power: int, digits: int, lines: dict[str, object] | None = None) -> Variant:
    """All figures in thousands, millions or billions, which nobody says."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        for row in table.rows:
            row[AMOUNT] = (Decimal(rng.randrange(2_000_000, 990_000_000)) / 10**power).quantize(
                Decimal(1).scaleb(-digits)
            )
        table.lines |= lines or {}
        return (table.whole_column(AMOUNT),)

    return Variant(change)


def apart(rows: int, power: int) -> Variant:
    """Single figures in another unit than all others; so large ones are more than their donors can pay as well."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        for row in rng.sample(range(len(table.rows)), rows):
            table.rows[row][AMOUNT] = table.figure(row).scaleb(power).quantize(Decimal("0.01"))
        return (table.whole_column(AMOUNT),)

    return Variant(change, touches=frozenset({"UNIT"}))


def between(text: str) -> Variant:
    """A line within the table from which on another unit or currency holds."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        row = rng.randrange(2, len(table.rows) - 1)
        table.rows.insert(row, [text, *[None] * (len(table.headings) - 1)])
        return (table.line(table.number(row)),)

    return Variant(change)


def turned(texts: int) -> Variant:
    """Days that a program has turned round wherever that made a date; the others stay texts."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        table.lines.pop("date_format", None)
        table.lines["date_format"] = "dmy"
        for number, row in enumerate(table.rows):
            true = date(2025, 2 + number % 3, 13 + number if number < texts else 2 + number)
            turns = true.day <= 12
            as_date = date(true.year, true.day, true.month) if turns else true
            row[DAY] = as_date if turns and table.layout.is_workbook else f"{as_date}" if turns else f"{true:%d/%m/%Y}"
        return (table.whole_column(DAY),)

    return Variant(change)


def coded(*codes: str) -> Variant:
    """Recipients in two letters of FIPS 10-4."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        # Whom the money is for is said by the column alone.
        table.above = table.above[1:]
        chosen = [codes[number % len(codes)] for number in range(len(table.rows))]
        rng.shuffle(chosen)
        table.add_column("Partner", chosen)
        table.columns["recipient"] = "Partner"
        return (table.whole_column(len(table.headings) - 1),)

    # Each row with a code that ISO 3166 does not have is told by itself as well.
    return Variant(change, touches=frozenset({"PARTY"}))


def enormous(times: int) -> Variant:
    """One figure that its donor cannot pay."""

    def change(table: Table, rng: random.Random) -> Collection[str]:
        row = rng.randrange(len(table.rows))
        # Its unit is that of its neighbours, so that the figure alone is to be doubted.
        for number, each in enumerate(table.rows):
            each[AMOUNT] = Decimal(100_000_000 + 1_000_003 * number)
            each[DONOR] = table.layout.donors[0]
            each[DAY] = date(2025, 3, 3) + timedelta(days=number)
        table.rows[row][DONOR] = table.layout.donors[3]
        table.rows[row][AMOUNT] = Decimal(times) * 450_000_007
        return (table.cell(row, AMOUNT),)

    return Variant(change, touches=frozenset({"SCALE"}))


SMALL = (
    scaled(9, 3),
    scaled(9, 6),
    scaled(9, 4),
    scaled(6, 0),
    scaled(6, 1),
    scaled(6, 2),
    scaled(6, 3),
    scaled(9, 3, {"missing": ["-"]}),
    scaled(9, 3, {"release": "June"}),
    scaled(6, 1, {"id_prefix": "m-"}),
    scaled(9, 6, {"multiplier": "1000"}),
    scaled(6, 1, {"multiplier": "1"}),
)
APART = tuple(apart(rows, power) for rows in (1, 2) for power in (-6, -5, -4, 4, 5, 6))
NEAR = tuple(apart(rows, power) for rows in (1, 2) for power in (-3, -2, -1, 1, 2, 3))
BETWEEN = tuple(
    map(
        between,
        (
            "in EUR thousand",
            "EUR million",
            "Amounts in thousands",
            "(millions of euros)",
            "ab hier in Tsd. Euro",
            "Angaben in Mio. €",
            "en milliers d'euros",
            "w tys. euro",
            "у тис. євро",
            "i tusen euro",
            "i miljoner euro",
            "en miles de euros",
        ),
    )
)
TURNED = tuple(map(turned, (1, 2, 3, 4)))
FOREIGN_CODES = (
    coded("SW", "AU", "GM", "FR"),
    coded("DA", "SZ", "GM"),
    coded("UP", "GG", "BO"),
    coded("EI", "AU", "PO"),
    coded("SP", "GM", "IT"),
    coded("EN", "LG", "LH", "AU"),
    coded("RS", "UP", "GG"),
    coded("EZ", "LO", "AU", "HU"),
    coded("JA", "KS", "CH"),
    coded("TU", "GG", "AM", "AJ"),
    coded("IZ", "SY", "IS", "LE"),
    coded("YM", "SU", "OD", "NI"),
)
ENORMOUS = tuple(map(enormous, (2, 3, 5, 8, 9, 12, 20, 40, 90, 150, 300, 1000)))


def titled(*titles: str) -> Variant:
    """Titles of records, one for each row as far as they go."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        for row, title in zip(table.rows, titles, strict=False):
            row[TITLE] = title
        return ()

    return Variant(change)


def of(column_of: int, *cells: Cell) -> Variant:
    """Other cells in a column that is read, as far as they go."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        for row, cell in zip(table.rows, cells, strict=False):
            row[column_of] = cell
        return ()

    return Variant(change)


def _looking(number_format: str) -> Variant:
    """A number format that adds nothing to the number, or the currency of the table."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        for row in range(len(table.rows)):
            table.rows[row][AMOUNT] = Look(table.figure(row), {"num_format": number_format})
        return ()

    return Variant(change, (FRENCH,))


def _neighbours() -> Variant:
    """A figure that is the sum of the two above it by chance."""

    def change(table: Table, _: random.Random) -> Collection[str]:
        table.rows[4][AMOUNT] = table.figure(2) + table.figure(3)
        return ()

    return Variant(change)


TWINS = (
    _looking("0.00"),
    _looking("#,##0 [$€-407]"),
    _looking('#,##0.00" EUR"'),
    _looking("[$-409]#,##0"),
    _looking("#,##0_);[Red](#,##0)"),
    _looking('_-* #,##0.00\\ "€"_-'),
    of(AMOUNT, "€1250000"),
    of(AMOUNT, "EUR 1 250 000"),
    of(AMOUNT, "2 Mio. €"),
    titled(
        "Total support package", "Sum insured for ships", "Package of which boats are a part", "Overall air defence"
    ),
    titled("Gesamtpaket Winterhilfe", "Davoser Konferenz", "Totalisator", "Razem dla Ukrainy"),
    titled("Aide totale au déminage", "Dontrien", "Heravgis", "Sumy: school roofs"),
    titled("Support so far unspecified", "Aid to date palms", "Sub-total immersion suits"),
    _neighbours(),
    column("Share", *map(Decimal, ("0.1", "0.25"))),
    of(AMOUNT, Decimal("1250000.5"), Decimal("2250000.25")),
    of(AMOUNT, Decimal(45_000_000), Decimal(1_500_000)),
    of(AMOUNT, Decimal(300_000), Decimal(90_000_000)),
    of(DAY, datetime.now(UTC).date()),
    of(DAY, date(2025, 12, 11), date(2025, 1, 2), date(2025, 6, 30)),
    of(DONOR, "Austria", "Slovenia", "Slovakia", "Latvia", "Lithuania", "Luxembourg", "Malta", "Cyprus"),
    of(DONOR, "AT", "SI", "SK", "LV", "LT", "LU", "MT", "CY"),
    of(DONOR, "Autriche", "Slovénie", "Slovaquie", "Lettonie", "Lituanie", "Chypre", "Malte", "Grèce"),
    of(DONOR, "Austria", "Słowenia", "Słowacja", "Łotwa", "Litwa", "Luksemburg", "Niemcy", "Irlandia"),
)


def in_cells(folder: Path) -> list[Fault]:
    """Every kind of fault in cells and columns."""
    return [
        planted(folder, "CUR-SYM", "table, rule 1: a currency that a cell shows", SIGNS),
        planted(folder, "FORM", "table, rule 1: a footnote behind a figure", MARKS),
        planted(folder, "FORM", "table, rule 1: struck out or hidden", LOOKS),
        planted(folder, "FORM", "table, rule 1: merged cells", MERGED),
        planted(folder, "FORM", "table, rule 3: two columns of one heading", DOUBLED),
        planted(folder, "PARTY", "table, rule 3: a name near two parties", SLIPS),
        planted(folder, "SCALE", "table, rule 4: a column that is too small", SMALL),
        planted(folder, "SCALE", "table, rule 4: single figures far apart", APART),
        planted(folder, "SCALE", "table, rule 4: single figures less far apart", NEAR, WITHIN_A_THOUSAND),
        planted(folder, "SCALE", "table, rule 4: a unit from a line on", BETWEEN),
        planted(folder, "FORM", "table, rule 4: days turned round", TURNED),
        planted(folder, "PARTY", "table, rule 4: codes of another list", FOREIGN_CODES),
        planted(folder, "UNIT", "table, rule 4: more than a donor can pay", ENORMOUS),
    ]

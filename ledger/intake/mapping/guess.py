"""What the columns of a foreign table look like: which of our headings each may be, by its name and by what it holds.

It decides nothing: a column is sure only where name and cells agree and no other column or heading lays claim to it.
A heading may also say what one unit of its figures is worth, such as ``Betrag (Mio. EUR)``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import get_args

from rapidfuzz import fuzz

from ledger.foundation import Place, Problem, Severity, quoted
from ledger.intake.claims import Claim
from ledger.intake.mapping.cells import CODES, DAYS, NUMBERS
from ledger.intake.mapping.column_claims import claims_of_column
from ledger.intake.mapping.file import MONEY, TableMapping, toml_text
from ledger.intake.mapping.layout import is_tag_row
from ledger.intake.rows import TableRow, heading_names
from ledger.intake.units import multipliers, units_in
from ledger.notation import DayOrder, DecimalMark, read_amount, read_date, read_shown
from ledger.records import CURRENCIES, HEADINGS, find_party, rows
from ledger.spreadsheet import Cell, ShownNumber, cell_text


def open_scales(mapping: TableMapping, columns: Mapping[str, Place], mapping_file: str) -> Iterator[Problem]:
    """SCALE: a heading of amounts speaks of millions, and the mapping file does not say whether its figures count them.

    Args:
        mapping: what the columns are.
        columns: those of amounts, as the table calls them, and the place of each heading.
        mapping_file: its name.

    Yields:
        One error for each such column, at its heading.
    """
    if "multiplier" in mapping.model_fields_set:
        return
    for name, place in columns.items():
        if units := units_in(name):
            unit_names = " and ".join(dict.fromkeys(unit.text for unit in units))
            found = f"{quoted(name)}, which speaks of {unit_names}"
            expected = f"a multiplier in {mapping_file}, which says what one unit of the figures is worth"
            lines = " or ".join(f'multiplier = "{it}"' for it in multipliers(units))
            there = "".join(f", or with {toml_text(it)} under [amounts]" for it in mapping.amounts)
            remedy = f'write {lines} above [columns]{there}, or multiplier = "1" if the figures are whole'
            yield Problem("SCALE", Severity.ERROR, place, found, expected, remedy)


# Stand-ins for an empty cell that mean nothing else in any language.
MARKERS = frozenset({".", "-", "\u2013", "\u2014", "--", "n/a", "N/A", "#N/A", "n.a.", "null", "NULL", "?"})
MOST_CODES = 40

_MOST_LOOKED_AT = 200
_SURE, _POSSIBLE = 90, 80
_MOST_CANDIDATES = 3
_TRIED_FOR_HEADINGS = 20
_NO_PROMISE = Decimal(10**12)
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_ORDERS: tuple[DayOrder, ...] = get_args(DayOrder)
_MARKS: tuple[DecimalMark, ...] = get_args(DecimalMark)
# The share of cells that must be of a kind; dirt is usual, above all among amounts.
_SHARES: Mapping[str, float] = {"day": 0.7, "number": 0.5, "currency": 0.8, "party": 0.6, "url": 0.8}


@dataclass(frozen=True)
class ColumnLook:
    """One column: its heading and its cells, empty ones and markers left out."""

    name: str
    cells: tuple[Cell, ...]
    markers: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each text stands in it, in the order of the table."""
        return Counter(" ".join(cell_text(cell).split()) for cell in self.cells)

    @cached_property
    def looked_at(self) -> tuple[Cell, ...]:
        """As many different cells as are worth a look."""
        return tuple(dict.fromkeys(self.cells))[:_MOST_LOOKED_AT]

    def share(self, kind: str) -> float:
        """The share of its cells that are of a kind: day, number, currency, party or url.

        >>> ColumnLook("a", ("EUR", "USD", "x", "GBP")).share("currency")
        0.75
        """
        fitting = sum(_is(kind, cell) for cell in self.looked_at)
        return fitting / len(self.looked_at) if self.looked_at else 0.0


@dataclass(frozen=True)
class Look:
    """What was seen of a table.

    Args:
        heading_row: number of the row with the headings.
        columns: in the order of the table.
        rows: how many rows below were looked at.
        sure: the column of each heading where nothing speaks against it.
        possible: columns that a heading may have, best first.
    """

    heading_row: int
    columns: tuple[ColumnLook, ...]
    rows: int
    sure: Mapping[str, ColumnLook]
    possible: Mapping[str, tuple[ColumnLook, ...]]


@dataclass(frozen=True)
class Scale:
    """What one unit of the amounts may be worth, which heading says so, and whether nothing speaks against it."""

    multipliers: tuple[str, ...]
    said: str
    sure: bool


def look_at(table: Sequence[TableRow]) -> Look:
    """Look at the first rows of a table; it has at least one.

    >>> rows = [TableRow(1, ("Donor", "Amount"), "a.csv:1"), TableRow(2, ("Norway", "5"), "a.csv:2")]
    >>> sorted(look_at(rows).sure)
    ['amount', 'donor']
    """
    position = _heading_position(table)
    below = [row for row in table[position + 1 :] if not is_tag_row(row)]
    columns = tuple(_columns(heading_names(table[position]), below))
    scores = {heading.name: _claims(heading.name, columns) for heading in HEADINGS if "commitment" in heading.kinds}
    by_name = {column.name: column for column in columns}
    sure = {name: by_name[it] for name in scores if (it := _only_one(name, scores)) is not None}
    possible = {name: tuple(by_name[it] for it in _best(found)) for name, found in scores.items() if name not in sure}
    return Look(table[position].number, columns, len(below), sure, {name: it for name, it in possible.items() if it})


def decimal_of(column: ColumnLook) -> tuple[DecimalMark | None, str]:
    """How decimals are written, with a cell that shows it; None, with a cell in doubt or nothing, where none does.

    >>> decimal_of(ColumnLook("a", ("1.234,5", "2"))), decimal_of(ColumnLook("a", ("1,234",)))
    (('comma', '1.234,5'), (None, '1,234'))
    """
    texts = [cell for cell in column.looked_at if isinstance(cell, str)]
    read = {text: [mark for mark in _MARKS if not _refused_amount(text, mark)] for text in texts}
    shown = {marks[0]: text for text, marks in read.items() if len(marks) == 1}
    if len(shown) == 1:
        return next(iter(shown.items()))
    doubtful = (text for text in texts if read[text] and isinstance(read_amount(text), Problem))
    return None, next(doubtful, "")


def order_of(column: ColumnLook) -> tuple[DayOrder | None, str]:
    """In which order days are written in digits, with a cell that shows it; the same for doubt as above.

    >>> order_of(ColumnLook("a", ("13/6/2025", "2/6/2025"))), order_of(ColumnLook("a", ("2/6/2025",)))
    (('dmy', '13/6/2025'), (None, '2/6/2025'))
    """
    texts = [cell for cell in column.looked_at if isinstance(cell, str)]
    doubtful = [text for text in texts if isinstance(read_date(text), Problem)]
    in_doubt = [text for text in doubtful if any(not isinstance(read_date(text, order=it), Problem) for it in _ORDERS)]
    if not in_doubt:
        return None, ""
    shown: dict[DayOrder, str] = {}
    for text in texts:
        fitting = [it for it in _ORDERS if not isinstance(read_date(text, order=it), Problem)]
        if len(fitting) == 1:
            shown.setdefault(fitting[0], text)
    return next(iter(shown.items())) if len(shown) == 1 else (None, in_doubt[0])


def scale_of(look: Look) -> Scale | None:
    """What the headings of amounts say that one unit is worth; None where no heading names a unit.

    It is sure where every column that may hold amounts names the same one unit, since a multiplier is about all of
    them, and no figure would come to a trillion, as figures do that are whole already.

    >>> table = [("Donor", "Amount (Mio.)"), ("Norway", "5")]
    >>> scale_of(look_at([TableRow(line, row, Place(file="a.csv", row=line)) for line, row in enumerate(table, 1)]))
    Scale(multipliers=('1000000',), said='Amount (Mio.) speaks of Mio', sure=True)
    """
    claimed = [look.possible.get(name, ()) if name not in look.sure else (look.sure[name],) for name in MONEY]
    columns = {column.name: column for found in claimed for column in found}
    units = {name: units_in(name) for name in columns}
    named = [(name, unit) for name, found in units.items() for unit in found]
    if not named:
        return None
    worth = multipliers(unit for _, unit in named)
    sure = len(worth) == 1 and all(units.values()) and all(unit.certain for _, unit in named)
    whole = any(figure * Decimal(worth[0]) >= _NO_PROMISE for column in columns.values() for figure in _figures(column))
    name, unit = named[0]
    return Scale(worth, f"{name} speaks of {unit.text}", sure and not whole)


def _figures(column: ColumnLook) -> Iterator[Decimal]:
    mark = decimal_of(column)[0] or "either"
    for cell in column.looked_at:
        if isinstance(cell, Decimal):
            yield cell
        elif isinstance(cell, str | ShownNumber):
            typed = read_amount(cell, decimal=mark) if isinstance(cell, str) else read_shown(cell)
            if not isinstance(typed, Problem) and typed.value is not None:
                yield Decimal(typed.value)


def _heading_position(table: Sequence[TableRow]) -> int:
    """The first of the widest rows that hold nothing but words: titles above a table are short."""
    first = table[:_TRIED_FOR_HEADINGS]
    words = [
        len({cell for cell in row.cells if isinstance(cell, str) and re.search(r"[^\W\d_]", cell)}) for row in first
    ]
    return words.index(max(words))


def _columns(names: Sequence[str], below: Sequence[TableRow]) -> Iterable[ColumnLook]:
    for index, name in enumerate(names):
        cells = [row.cell(index) for row in below]
        marks = [cell for cell in cells if isinstance(cell, str) and cell in MARKERS]
        filled = tuple(cell for cell in cells if cell is not None and cell not in MARKERS)
        yield ColumnLook(name, filled, tuple(dict.fromkeys(marks)))


def _is(kind: str, cell: Cell) -> bool:
    text = cell_text(cell)
    match kind:
        case "day":
            return isinstance(cell, date) or any(not isinstance(read_date(text, order=it), Problem) for it in _ORDERS)
        case "number":
            return isinstance(cell, Decimal) or any(not _refused_amount(text, mark) for mark in _MARKS)
        case "currency":
            return text.upper() in CURRENCIES
        case "party":
            return find_party(text) is not None
        case _:
            return text.startswith(("http://", "https://"))


def _refused_amount(text: str, mark: DecimalMark) -> bool:
    return isinstance(read_amount(text, decimal=mark), Problem)


def _fits(heading: str, column: ColumnLook) -> bool:
    """Whether the cells may stand under a heading of ours."""
    if not column.cells:
        return False
    if kind := _kind(heading):
        return column.share(kind) >= _SHARES[kind]
    if heading in ("unit", "stage") and _says_more(claims_of_column(column.name, column.looked_at)):
        return False
    if heading in CODES:
        return len(column.counts) <= MOST_CODES and column.share("number") < _SHARES["number"]
    if heading == "id":
        return len(column.counts) == len(column.cells)
    return column.share("number") < _SHARES["number"] and column.share("day") < _SHARES["day"]


def _says_more(claims: Iterable[Claim]) -> bool:
    """Whether a column counts in millions, which are no unit of goods, or has rows that do not stand."""
    return any(claim.kind == "unit" or claim.meanings & {"cancelled", "planned", "closed"} for claim in claims)


def _kind(heading: str) -> str | None:
    if heading in DAYS:
        return "day"
    if heading in MONEY or heading in NUMBERS:
        return "number"
    kinds = {"currency": "currency", "equivalent_currency": "currency", "item_currency": "currency", "url": "url"}
    return kinds.get(heading, "party" if heading in ("donor", "recipient") else None)


def _claims(heading: str, columns: Sequence[ColumnLook]) -> dict[str, tuple[float, float]]:
    """The columns whose name is near to a heading and whose cells may stand under it, and how near."""
    scores = {column.name: _score(heading, column) for column in columns}
    near = [column for column in columns if max(scores[column.name]) >= _POSSIBLE]
    return {column.name: scores[column.name] for column in near if _fits(heading, column)}


def _score(heading: str, column: ColumnLook) -> tuple[float, float]:
    """How near the name of a column comes to the words for a heading: as a whole, and by any of its words."""
    name = _words(_IN_BRACKETS.sub(_without_unit, column.name))
    pairs = [(fuzz.ratio(name, word), fuzz.token_set_ratio(name, word)) for word in _words_for(heading)]
    return max(whole for whole, _ in pairs), max(part for _, part in pairs)


def _without_unit(bracket: re.Match[str]) -> str:
    """Nothing in place of a bracket that names a unit or a currency; any other may change what a column is."""
    words = re.findall(r"\w+", bracket[0])
    units = {row["words"].casefold() for row in rows("amount_words") if "unit" in row["kind"]}
    return "" if all(word in CURRENCIES or word.casefold() in units for word in words) else bracket[0]


def _only_one(heading: str, scores: Mapping[str, Mapping[str, tuple[float, float]]]) -> str | None:
    claimed = [name for name, (whole, _) in scores[heading].items() if whole >= _SURE]
    if len(claimed) != 1:
        return None
    rivals = [other for other, found in scores.items() if found.get(claimed[0], (0, 0))[0] >= _SURE]
    return claimed[0] if rivals == [heading] else None


def _best(found: Mapping[str, tuple[float, float]]) -> list[str]:
    near = [name for name, (_, part) in found.items() if part >= _POSSIBLE]
    return sorted(near, key=lambda name: (-found[name][0], -found[name][1]))[:_MOST_CANDIDATES]


@lru_cache
def _words_for(heading: str) -> tuple[str, ...]:
    listed = [row["words"] for row in rows("column_words") if row["heading"] == heading]
    return tuple(dict.fromkeys(_words(text) for text in (heading, *listed)))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))

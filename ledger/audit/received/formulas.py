"""What a formula or a number format means, whatever the way in which a program writes it down.

Two formulas mean the same if their functions, operators, constants and cells are the same. Only spellings are one that
Excel and LibreOffice compute alike whatever the cells hold; in doubt two formulas mean different things.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from functools import lru_cache

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.utils.cell import range_boundaries

from ledger.spreadsheet import SheetTable, column_letters, column_number

_STRUCTURED = re.compile(
    r"(?P<table>[^\[\]]+)"
    r"\[(?:(?P<whole>|\#Data|\#All)|(?P<column>[^\[\]@#]+)|@\[?(?P<at>[^\[\]@#]+)\]?"
    r"|\[(?P<part>\#This\ Row|\#Data|\#All)\],\[(?P<within>[^\[\]@#]+)\])\]",
    re.IGNORECASE | re.ASCII,
)
# Columns to XFD and rows below a million: what lies beyond may be a name. ASCII, since the sign of Kelvin is no K.
_CELLS = re.compile(
    r"{0}(?::{0})?".format(r"\$?([A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])\$?([1-9][0-9]{0,5})"),
    re.IGNORECASE | re.ASCII,
)
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:E[+-]?[0-9]{1,3})?", re.IGNORECASE)
# More digits than a formula of Excel has signs: no number is rounded.
_EXACTLY = Context(prec=10_000, Emax=MAX_EMAX, Emin=MIN_EMIN)

_FORMAT_TOKEN = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]{0,255}\]|.', re.DOTALL)
# Signs that are shown as they are without any quotes.
_SHOWN = frozenset("$-+/():!^&'~{}<>= ")


@dataclass(frozen=True)
class Tables:
    """The tables of a workbook: for each name, in small letters, its sheet and itself.

    >>> Tables({}).cells_of("Rates[Rate]", "Year", 7)
    'rates[rate]'
    """

    by_name: Mapping[str, tuple[str, SheetTable]]

    def cells_of(self, reference: str, sheet: str, row: int) -> str:
        """The cells that a structured reference means where it stands; the reference itself where that is in doubt.

        Args:
            reference: such as ``Rates[Rate]``, ``Rates[#All]`` or ``Rates[[#This Row],[Rate]]``.
            sheet: on which the formula stands.
            row: in which it stands.
        """
        parts = _STRUCTURED.fullmatch(reference)
        known = self.by_name.get(parts["table"].lower()) if parts else None
        if parts is None or known is None:
            return reference.lower()
        home, table = known
        part = "#This Row" if parts["at"] else parts["part"] or parts["whole"] or "#Data"
        columns = _columns(table, parts["column"] or parts["within"] or parts["at"])
        rows = _rows(table, part.lower(), row if home.lower() == sheet.lower() else 0)
        return _area(home, columns, rows) if columns and rows else reference.lower()


@lru_cache(maxsize=1024)
def format_code(code: str) -> str:
    r"""A number format in one spelling: every sign that is shown as it is has a backslash before it.

    Programs quote such signs in different ways, but what is quoted and what is not decides what a figure looks like.

    >>> format_code('"yyyy"-mm'), format_code("0.00")
    ('\\y\\y\\y\\y\\-mm', '0.00')
    """
    return "".join(
        f"\\{text}" if text in _SHOWN else "".join(f"\\{sign}" for sign in text[1:-1]) if text[0] == '"' else text
        for text in _FORMAT_TOKEN.findall(code)
    )


def means_the_same(received: str, issued: str, sheet: str, row: int, tables: Tables) -> bool:
    """Whether two formulas at the same place compute the same from the same cells.

    Args:
        received: beginning with =; one that cannot be parsed means what is written as it is, and nothing else.
        issued: the same.
        sheet: on which both stand.
        row: in which both stand.
        tables: of the issued workbook.

    >>> means_the_same("=SUM(E6)", "=SUM(E6:E6)", "A", 7, Tables({}))
    True
    >>> means_the_same("=SUM(E6)", "=SUM(E7:E7)", "A", 7, Tables({}))
    False
    """
    if received == issued:
        return True
    # The tokenizer fails in several ways on what is no formula, and a received workbook may hold anything.
    try:
        return meaning(received, sheet, row, tables) == meaning(issued, sheet, row, tables)
    except (TokenizerError, ValueError, LookupError):
        return False


def names_no_cell_of(sheet: str, formula: str) -> bool:
    """Whether a formula on a sheet names no cell of it, so that the same words mean the same in every row.

    Columns of tables and cells of other sheets stay what they are when rows of its own sheet are taken out or put in.

    >>> names_no_cell_of("A", "=ROUND(T[[#This Row],[a]]-B!C9,2)"), names_no_cell_of("A", "=A1+T[[#This Row],[a]]")
    (True, False)
    """
    try:
        tokens = Tokenizer(formula).items
    except (TokenizerError, ValueError, LookupError):
        return False
    named = (str(it.value) for it in tokens if it.type == Token.OPERAND and it.subtype == Token.RANGE)
    return all("[" in reference or _is_of_another(sheet, reference) for reference in named)


def _is_of_another(sheet: str, reference: str) -> bool:
    """Whether a reference names cells of one other sheet; A:C!B2 names those of all sheets from one to another."""
    named, _, cells = reference.rpartition("!")
    other = _sheet_of(named)
    return bool(_CELLS.fullmatch(cells)) and other.lower() not in ("", sheet.lower()) and ":" not in other


def _sheet_of(named: str) -> str:
    """The name of a sheet as formulas write it."""
    return named[1:-1].replace("''", "'") if named.startswith("'") else named


def meaning(formula: str, sheet: str, row: int, tables: Tables) -> tuple[str, ...]:
    """The parts of a formula in one spelling.

    Capitals, blanks, dollar signs, the own sheet's name and a plus sign in front say nothing. A range is named by its
    first and last cell, a range of one cell by that cell, a column of a table by its cells, a number by its value, and
    TRUE() is TRUE: as LibreOffice writes them.

    Args:
        formula: beginning with =.
        sheet: on which it stands.
        row: in which it stands.
        tables: of its workbook.

    Raises:
        TokenizerError, ValueError, LookupError: for what is no formula.

    >>> meaning("=+Sum( B2:$A$1, C3:C3 )*2.0", "A", 3, Tables({}))
    ('sum(', 'a!a1:b2', ',', 'a!c3', ')', '*', '2')
    """
    tokens = [token for token in Tokenizer(formula).items if token.type != Token.WSPACE]
    while tokens and tokens[0].type == Token.OP_PRE and tokens[0].value == "+":
        del tokens[0]
    return _with_plain_truth(_spelt(token, sheet, row, tables) for token in tokens)


def _spelt(token: Token, sheet: str, row: int, tables: Tables) -> str:
    text = str(token.value)
    kind = token.subtype if token.type == Token.OPERAND else ""
    if kind == Token.TEXT:
        return text
    if kind == Token.NUMBER and _NUMBER.fullmatch(text):
        return str(Decimal(text).normalize(_EXACTLY))
    if kind == Token.RANGE:
        return tables.cells_of(text, sheet, row) if "[" in text else _reference(text, sheet)
    return text.lower()


def _reference(text: str, sheet: str) -> str:
    named, _, cells = text.rpartition("!")
    corners = _CELLS.fullmatch(cells)
    if corners is None:
        # Only cells are the same with and without the name of their sheet: a name may mean another thing on each.
        return text.lower()
    columns = [column_number(letters) for letters in corners.group(1, 3) if letters]
    home = _sheet_of(named) if named else sheet
    return _area(home, columns, [int(number) for number in corners.group(2, 4) if number])


def _columns(table: SheetTable, heading: str | None) -> Sequence[int]:
    """The column below a heading, or without one the first and the last column; none if it is no heading or several."""
    if heading is None:
        left, _, right, _ = _edges(table.ref)
        return [left, right]
    same = _columns_by_heading(table).get(heading.lower(), ())
    return same if len(same) == 1 else []


@lru_cache(maxsize=1024)
def _columns_by_heading(table: SheetTable) -> Mapping[str, Sequence[int]]:
    """The columns below each heading, in small letters; asked for by every formula that names one."""
    columns: dict[str, list[int]] = {}
    for number, name in enumerate(table.columns, start=_edges(table.ref)[0]):
        columns.setdefault(name.lower(), []).append(number)
    return columns


def _rows(table: SheetTable, part: str, row: int) -> Sequence[int]:
    """The first and the last row of a part of a table; none where that is in doubt.

    Outside of the table a reference to its row is an error. Ours have one row of headings and none of totals.
    """
    _, top, _, bottom = _edges(table.ref)
    if not top or not bottom or table.rows_apart != ("1", "0"):
        return []
    if part == "#this row":
        return [row] if top < row <= bottom else []
    return [top if part == "#all" else top + 1, bottom]


@lru_cache(maxsize=1024)
def _edges(ref: str) -> tuple[int, int, int, int]:
    """The first column and row of a range and its last ones; a whole column has the rows 0, a whole row one column."""
    left, top, right, bottom = range_boundaries(ref)
    return left or 1, top or 0, right or 1, bottom or 0


def _area(sheet: str, columns: Sequence[int], rows: Sequence[int]) -> str:
    """A cell, or a range from its first cell to its last one, with the sheet before it and without dollar signs."""
    first, last = (f"{column_letters(edge(columns))}{edge(rows)}" for edge in (min, max))
    return f"{sheet}!{first if first == last else f'{first}:{last}'}".lower()


def _with_plain_truth(parts: Iterable[str]) -> tuple[str, ...]:
    """The parts with the functions TRUE() and FALSE() as the constants that they give."""
    plain: list[str] = []
    for part in parts:
        if part == ")" and plain and plain[-1] in ("true(", "false("):
            plain[-1] = plain[-1].removesuffix("(")
        else:
            plain.append(part)
    return tuple(plain)

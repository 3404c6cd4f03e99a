"""What a formula or a number format means, whatever the way in which a program writes it down.

Two formulas mean the same if their functions, operators, constants and cells are the same. A column of a table and the
range of cells that it takes are one; blanks, dollar signs, capitals and a plus sign in front say nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from ledger.intake import SheetTable

_STRUCTURED = re.compile(
    r"(?P<table>[^\[\]]+)"
    r"\[(?:(?P<column>[^\[\]@#]+)|\[#This Row\],\[(?P<here>[^\[\]]+)\]|@\[?(?P<at>[^\[\]]+)\]?)\]",
    re.IGNORECASE,
)


_FORMAT_TOKEN = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]|.', re.DOTALL)
# Signs that are shown as they are without any quotes.
_SHOWN = frozenset("$-+/():!^&'~{}<>= ")


@dataclass(frozen=True)
class Tables:
    """The tables of a workbook: for each name, in small letters, its sheet and itself.

    >>> Tables({}).cells_of("Rates[Rate]", 7)
    'rates[rate]'
    """

    by_name: Mapping[str, tuple[str, SheetTable]]

    def cells_of(self, reference: str, row: int) -> str:
        """The cells that a reference to a column of a table means; the reference itself where it is none."""
        found = _STRUCTURED.fullmatch(reference)
        known = self.by_name.get(found["table"].casefold()) if found else None
        if found is None or known is None:
            return reference.casefold()
        sheet, table = known
        heading = (found["column"] or found["here"] or found["at"]).casefold()
        columns = [it.casefold() for it in table.columns]
        if heading not in columns:
            return reference.casefold()
        first_column, first, _, last = range_boundaries(table.ref)
        letters = get_column_letter((first_column or 1) + columns.index(heading))
        cells = f"{letters}{(first or 0) + 1}:{letters}{last}" if found["column"] else f"{letters}{row}"
        return f"{sheet}!{cells}".casefold()


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


def meaning(formula: str, sheet: str, row: int, tables: Tables) -> tuple[str, ...]:
    """The parts of a formula in one spelling.

    Args:
        formula: beginning with =.
        sheet: on which it stands.
        row: in which it stands.
        tables: of its workbook.

    >>> meaning("=+Sum( $A$1:B2 )*2", "A", 3, Tables({}))
    ('sum(', 'a!a1:b2', ')', '*', '2')
    """
    tokens = [it for it in Tokenizer(formula).items if it.type != Token.WSPACE]
    while tokens and tokens[0].type == Token.OP_PRE and tokens[0].value == "+":
        del tokens[0]
    return tuple(_spelt(it, sheet, row, tables) for it in tokens)


def _spelt(token: Token, sheet: str, row: int, tables: Tables) -> str:
    if token.type != Token.OPERAND or token.subtype != Token.RANGE:
        return str(token.value if token.subtype == Token.TEXT else token.value.casefold())
    if "[" in token.value:
        return tables.cells_of(token.value, row)
    place, _, cells = token.value.replace("$", "").rpartition("!")
    named = place.strip("'").replace("''", "'") or sheet
    return f"{named}!{cells}".casefold()

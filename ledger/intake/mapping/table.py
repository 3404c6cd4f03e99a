"""The columns of a foreign table, found by the headings that a mapping names."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from ledger.foundation import Place, Problem, malformed, quoted
from ledger.intake.mapping.file import folded
from ledger.records import nearest

ENDINGS = (".csv", ".xlsx", ".ods")
"""Of files that hold a foreign table."""


def find_column(heading: str, names: Sequence[str]) -> int | Problem:
    """The index of a column by its heading; blanks, capitals and raised digits do not count. A problem has no place.

    >>> find_column("country", ["Title", "Country "]), find_column("Countri", ["Title", "Country"]).expected
    (1, 'a heading of the table, perhaps Country')
    >>> find_column("Value", ["Value (1)", "Value (2)"]).remedy
    'write "Value (1)" or "Value (2)"'
    """
    same = [index for index, name in enumerate(names) if _compared(name) == _compared(heading)]
    exact = [index for index in same if names[index] == heading]
    if len(same) == 1 or exact:
        return (exact or same)[0]
    if same:
        found = f"{quoted(heading)}, which {len(same)} columns are called but for capitals"
        return malformed(Place(), found, "one column", "write the heading as it stands in the table")
    numbered = re.compile(re.escape(folded(heading)) + r" \([0-9]{1,2}\)")
    several = [name for name in names if numbered.fullmatch(folded(name))]
    if len(several) > 1:
        found = f"{quoted(heading)}, which {len(several)} columns are called"
        return malformed(Place(), found, "one column", f"write {' or '.join(map(quoted, several))}")
    near = nearest(folded(heading), map(folded, names), most=1)
    shown = next((name for name in names if near and folded(name) == near[0]), None)
    such = f"a heading of the table, perhaps {shown}" if shown else "a heading of the table"
    found = f"{quoted(heading)}, which no column is called"
    return malformed(Place(), found, such, "write the heading as it stands in the table")


def _compared(heading: str) -> str:
    # A footnote's digit that is raised in a workbook stands there as such: Amount³ for what was Amount3.
    return folded(normalize("NFKC", heading))

"""Headings of tables of evidence in a language, in cells and in the formulas that call them.

Formulas are made with English headings, which are the keys of columns. Where a column holds one end of something, or
the key of it, its heading is the thing and that word: it is translated as a sentence with the thing in it.
"""

import re
from collections.abc import Mapping
from functools import cache

from ledger.foundation import marked
from ledger.presentation import Language

_OF: Mapping[str, str] = {
    "low": marked("{what} low"),
    "central": marked("{what} central"),
    "high": marked("{what} high"),
    "before": marked("{what} before"),
    "after": marked("{what} after"),
    "key": marked("{what} key"),
    "flag": marked("{what} flag"),
}
# The things that stand in no heading alone.
_THINGS = (
    *(marked("Whole"), marked("Taken from"), marked("Counted"), marked("Cancelled"), marked("Standing")),
    *(marked("Given up"), marked("Most given up"), marked("Least given up"), marked("Least step"), marked("Most step")),
    *(marked("In all"), marked("Takes off"), marked("Converted"), marked("Worth"), marked("Euro area members")),
    *(marked("Dimension"), marked("Measure"), marked("Status"), marked("Group"), marked("Low"), marked("High")),
)
_CALLED = re.compile(r"(?<=\w\[)(\[#This Row\],\[)?([^\[\]]+)(?=\])")


@cache
def heading_in(heading: str, language: Language) -> str:
    """A heading in a language.

    >>> heading_in("Donor key", Language("en")), heading_in("Given up before low", Language("en"))
    ('Donor key', 'Given up before low')
    """
    what, _, last = heading.rpartition(" ")
    if what and last in _OF:
        return language.say(_OF[last], what=heading_in(what, language))
    return language.term(heading)


def formula_in(formula: str, language: Language) -> str:
    """A formula that calls columns by their headings in a language.

    >>> formula_in("=SUM(Spread[Low])+Spread[[#This Row],[Low]]", Language("en"))
    '=SUM(Spread[Low])+Spread[[#This Row],[Low]]'
    """
    if language.code == "en":
        # That is how formulas are made.
        return formula
    return _CALLED.sub(lambda call: (call[1] or "") + heading_in(call[2], language), formula)

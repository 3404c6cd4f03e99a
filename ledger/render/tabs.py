"""What the sheets of a report's workbook are called on their tabs, in the language of the report."""

from collections.abc import Collection, Mapping

from ledger.presentation import Presentation
from ledger.render.limits import units
from ledger.reporting import SHEETS

MOST = 31
"""The most characters in the name of a sheet of Excel, in units of UTF-16."""
_NEVER = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_CUT = "…"


def tabs_of(presentation: Presentation) -> Mapping[str, str]:
    """What each sheet is called, by its name in English, and that of a table by the name of the table.

    The codes of the sheets of evidence (E1) are the same in every language.
    """
    tabs = {name: presentation.language.term(name) for name in SHEETS}
    taken = {tab.casefold() for tab in tabs.values()}
    for table in presentation.tables:
        tabs[table.name] = _free(" ".join(table.tab.translate(_NEVER).split()), taken)
        taken.add(tabs[table.name].casefold())
    return tabs


def formula_sheet(tab: str) -> str:
    """A sheet as formulas and links call it.

    >>> formula_sheet("Donor's own")
    "'Donor''s own'"
    """
    return "'" + tab.replace("'", "''") + "'"


def _free(wish: str, taken: Collection[str]) -> str:
    """The name itself, or the same with a number: Excel takes AB and ab for one."""
    name, number = cut(wish, MOST), 1
    while name.casefold() in taken:
        number += 1
        end = f" ({number})"
        name = cut(wish, MOST - len(end)) + end
    return name


def cut(text: str, most: int) -> str:
    """A text of so many units of UTF-16 at most, cut behind a word where that is possible.

    >>> cut("Verbindliche Zusagen nach Geber und Jahr", 31)
    'Verbindliche Zusagen nach…'
    """
    if units(text) <= most:
        return text
    kept = text
    while units(kept) >= most:
        kept = kept[:-1]
    return f"{(kept.rpartition(' ')[0] or kept).rstrip(' ,')}{_CUT}"

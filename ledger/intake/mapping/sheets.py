"""Which sheets of a workbook a mapping file reads."""

import json
from collections.abc import Collection
from typing import NamedTuple

from ledger.foundation import Place, Problem, Severity, malformed, quoted
from ledger.intake.mapping.file import TableMapping, folded
from ledger.intake.mapping.layout import has_headings
from ledger.intake.rows import TableFile


class ChosenSheets(NamedTuple):
    """Sheets to read, in their order (None for the one that a file without a choice has), and what is wrong."""

    names: tuple[str | None, ...]
    problems: tuple[Problem, ...] = ()


def choose_sheets(table_file: TableFile, mapping: TableMapping, mapping_file: str) -> ChosenSheets:
    """The sheets that a mapping names, or the only one with its headings.

    Args:
        table_file: a CSV file or an open workbook.
        mapping: what the columns are.
        mapping_file: its name.

    Returns:
        Several sheets of one layout are an error where the mapping names none of them, and a warning where it names
        one: rows of the others are missed in silence otherwise. Those under ``ignore`` are known.
    """
    if mapping.sheets:
        return ChosenSheets(mapping.sheets)
    if len(table_file.sheets) < 2:
        return ChosenSheets((mapping.sheet,))
    known = {name for name in table_file.sheets if folded(f"sheet:{name}") in mapping.ignored}
    fitting = [it for it in table_file.sheets if it not in known and has_headings(table_file.top(it), mapping)]
    others = [name for name in fitting if name != mapping.sheet]
    if mapping.sheet is None and len(fitting) == 1:
        return ChosenSheets((fitting[0],))
    if not others or (mapping.sheet is not None and mapping.sheet not in fitting):
        return ChosenSheets((mapping.sheet,))
    every = f"write sheets = {_list(fitting)} above [columns]"
    place = Place(file=table_file.file)
    if mapping.sheet is None:
        found = f"the headings of {mapping_file} on {len(fitting)} sheets: {_named(fitting)}"
        remedy = f"{every}, or sheet = {json.dumps(fitting[0], ensure_ascii=False)} for one of them"
        return ChosenSheets((), (malformed(place, found, "one sheet, or all that are read", remedy),))
    found = f"the same headings on {'another sheet' if len(others) == 1 else 'other sheets'}: {_named(others)}"
    entries = [*mapping.ignore, *(f"sheet:{name}" for name in others)]
    remedy = f"{every} in place of sheet, or ignore = {_list(entries)}"
    warning = Problem("FORM", Severity.WARNING, place, found, "all sheets of one layout read, or named", remedy)
    return ChosenSheets((mapping.sheet,), (warning,))


def _list(names: Collection[str]) -> str:
    return f"[{', '.join(json.dumps(name, ensure_ascii=False) for name in names)}]"


def _named(names: Collection[str], most: int = 5) -> str:
    listed = list(names)
    return ", ".join(map(quoted, listed[:most])) + (f" and {len(listed) - most} more" if len(listed) > most else "")

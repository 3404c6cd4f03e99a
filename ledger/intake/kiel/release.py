"""The Ukraine Support Tracker of the Kiel Institute, any release: its items become commitments and deliveries.

The page docs/kiel.md explains the rules. ``columns`` knows what the headings mean, ``packages`` what a package becomes.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

# What reads workbooks is loaded by its name in its room: a table of text does not wait for it.
from ledger import spreadsheet
from ledger.foundation import Interval, Place, Problem, Severity, advice, grouped, malformed, quoted
from ledger.intake.drafts import Draft, Item, Release
from ledger.intake.kiel.columns import folded
from ledger.intake.kiel.days import announced, plain_days
from ledger.intake.kiel.packages import DECIMALS, Context, KielPackage, dollars_of, drafts_of, finer_than_records
from ledger.intake.kiel.rates import rates_of
from ledger.intake.kiel.sheets import ItemRow, ItemSheet, KielFile, open_kiel
from ledger.intake.taken_back import drafted_value, taken_back
from ledger.notation import read_date
from ledger.records import parse_record
from ledger.spreadsheet import SheetRow, cell_text

SOURCE = "kiel"
TRACKER = "Kiel Institute, Ukraine Support Tracker"

_NUMBERED = re.compile(r"\b(?:([0-9]{1,3})(?:st|nd|rd|th) release|release ([0-9]{1,3}))\b", re.IGNORECASE)
_DAY = re.compile(r"[A-Z][a-z]+ [0-9]{1,2}, [0-9]{4}")
_FIRST_ROWS = 12
# A release that does not say its end may end so long after its last announcement.
_SLACK = timedelta(days=31)
_SHOWN = 300


def read_kiel(paths: Sequence[Path], file_name: str, encoding: str | None = None) -> Iterator[Item]:
    """What one release says, in the order of its rows, then notes on what stays in the lineage alone.

    Args:
        paths: one workbook or CSV file.
        file_name: what it is called in places and lineage.
        encoding: of a CSV file, if the user names it.

    >>> [item.found for item in read_kiel([Path("a.xlsx"), Path("b.xlsx")], "a.xlsx")]
    ['2 files']
    """
    if len(paths) > 1:
        found, remedy = f"{len(paths)} files", "import one release after the other"
        yield Problem("FILE", Severity.ERROR, Place(file=file_name), found, "one release of the tracker", remedy)
        return
    opened, problems = open_kiel(paths[0], file_name, encoding)
    yield from problems
    if opened is None:
        return
    items = opened.items
    span = plain_days(row.cell("announced") for row in items.rows)
    if span is None:
        place = items.columns.at(items.columns.name("announced"), items.heading)
        expected, remedy = "a day in at least one row", "check that the column holds days"
        yield malformed(place, "no day in any row", expected, remedy)
        return
    yield from _release(opened, span)
    yield from _heading_notes(items)
    packages, faults = packages_of(items)
    yield from faults
    stated = release_end(opened.workbook)
    context = Context(span, max(span.end, stated or span.end + _SLACK), dollars_of(items.rows))
    made = [item for package in packages for item in drafts_of(package, context)]
    yield from (item for item in made if isinstance(item, Problem))
    for item in taken_back(item for item in made if isinstance(item, Draft)):
        yield item
        if isinstance(item, Draft):
            yield from _value_kept_out(item)
    yield from _notes(opened)


def packages_of(items: ItemSheet) -> tuple[tuple[KielPackage, ...], tuple[Problem, ...]]:
    """The packages of an item sheet, in the order of their first rows.

    Rows with one ID are one package; where a second row of an ID is marked as a first row, a second package begins.
    """
    packages: dict[str, list[list[ItemRow]]] = {}
    problems: list[Problem] = []
    for row in items.rows:
        name = _id_of(row.text("id"))
        if not name:
            remedy = "give the row the ID of its package, or a new one"
            found = f"a row without an ID{_worth(row.text('currency'), row.known('total'))}"
            problems.append(row.doubt("id", found, "the ID of a package", remedy, Severity.ERROR))
            continue
        parts = packages.setdefault(name, [[]])
        if row.known("first") == 1 and any(it.known("first") == 1 for it in parts[-1]):
            parts.append([])
            problems.append(_second_first(row, f"{name}-{len(parts)}"))
        parts[-1].append(row)
    made = tuple(
        KielPackage(f"{SOURCE}-{name}" if number == 1 else f"{SOURCE}-{name}-{number}", tuple(rows))
        for name, parts in packages.items()
        for number, rows in enumerate(parts, start=1)
    )
    return made, tuple(problems)


def counted_rows(
    path: Path, file_name: str, encoding: str | None = None
) -> tuple[tuple[tuple[ItemRow, date | None], ...], tuple[Problem, ...]]:
    """The first row of each package with the day it was announced, in the order of the file; for readers of figures.

    >>> counted_rows(Path("absent.csv"), "absent.csv")[0]
    ()
    """
    if not path.is_file():
        return (), ()
    opened, problems = open_kiel(path, file_name, encoding)
    span = plain_days(row.cell("announced") for row in opened.items.rows) if opened else None
    if opened is None or span is None:
        return (), problems
    latest = max(span.end, release_end(opened.workbook) or span.end + _SLACK)
    packages, faults = packages_of(opened.items)
    rows = tuple((it.first, announced(it.first.cell("announced"), span, latest).day) for it in packages)
    return rows, (*problems, *faults)


def release_number(workbook: "spreadsheet.Workbook | None") -> int | None:
    """The number of the release, from the sheet that explains the file; None where none says it.

    >>> release_number(None) is None
    True
    """
    found = _NUMBERED.search(_introduction(workbook))
    return int(found[1] or found[2]) if found else None


def release_end(workbook: "spreadsheet.Workbook | None") -> date | None:
    """The last day that the release covers, from the text that says its number; None where it says none.

    >>> release_end(None) is None
    True
    """
    days = (read_date(named) for named in _DAY.findall(_introduction(workbook)))
    return max((day for day in days if isinstance(day, date)), default=None)


def table_name(number: int | None) -> str:
    """What the table of rates of a release is called in the basis ``table:NAME``.

    >>> table_name(7)
    'kiel-7'
    """
    return SOURCE if number is None else f"{SOURCE}-{number}"


def _introduction(workbook: "spreadsheet.Workbook | None") -> str:
    """The text that says which release it is, such as ``7th release (covering January 24 to October 3, 2022)``."""
    for name in workbook.sheets if workbook else ():
        if workbook and folded(name).replace(" ", "").startswith(("readme", "updates")):
            rows = (row for row in workbook.rows(name) if isinstance(row, SheetRow) and row.number <= _FIRST_ROWS)
            for text in (cell_text(cell) for row in rows for cell in row.cells):
                if _NUMBERED.search(text):
                    return text
    return ""


def _release(opened: KielFile, span: Interval) -> Iterator[Item]:
    number = release_number(opened.workbook)
    name = f"release {number}" if number is not None else f"announcements up to {span.end}"
    tables: dict[str, bytes] = {}
    if opened.workbook is not None:
        rates, problems = rates_of(opened.workbook, span.end, f"{TRACKER}, {name}")
        yield from problems
        if rates is not None:
            tables[table_name(number)] = rates
    yield Release(SOURCE, name, tables)


def _heading_notes(items: ItemSheet) -> Iterator[Problem]:
    for heading, known in items.columns.slips.items():
        found = f"the heading {quoted(heading)}, taken for {quoted(known)}"
        place, remedy = items.columns.at(heading, items.heading), "check that the column means that"
        yield Problem("FORM", Severity.WARNING, place, found, "a heading that is known", remedy)
    if items.columns.absent:
        found = f"no column for {items.columns.described(items.columns.absent)}"
        expected = "the columns that releases normally have"
        remedy = "nothing if the release has none; else name them as the tracker does"
        yield Problem("FORM", Severity.WARNING, items.heading, found, expected, remedy)
    if items.columns.unread:
        names = ", ".join(map(quoted, items.columns.unread))
        found = f"columns without a place in a record: {names[:_SHOWN]}{' …' if len(names) > _SHOWN else ''}"
        remedy = "nothing; each row keeps them word for word in its lineage"
        yield Problem("FORM", Severity.NOTE, items.heading, found, "columns that a record has a place for", remedy)


def _notes(opened: KielFile) -> Iterator[Problem]:
    items = opened.items
    finer = sum(finer_than_records(row) for row in items.rows)
    if finer:
        found = f"figures with more than {DECIMALS} decimals in {finer} rows, rounded to {DECIMALS}"
        remedy = "nothing; the lineage keeps the digits of the file"
        yield Problem("FORM", Severity.NOTE, items.heading, found, f"at most {DECIMALS} decimals", remedy)
    for name in opened.others:
        found = "a further list of aid, which this reader leaves alone"
        expected = f"only {quoted(items.sheet)}, which the tracker's totals by donor rest on"
        remedy = "nothing, or read the sheet with a mapping"
        yield Problem("FORM", Severity.NOTE, Place(file=items.file, sheet=name), found, expected, remedy)


def _value_kept_out(draft: Draft) -> Iterator[Problem]:
    """How much a package is worth that is no sound record: a total without it is smaller by that."""
    value = drafted_value(draft.values)
    if value and (draft.faults or parse_record(draft.values, draft.place).record is None):
        currency = draft.values["amount"].get("currency", "a sum of")
        found = f"{currency} {grouped(value)} in {quoted(draft.values['id'])}, which stays out for the error of its row"
        remedy = advice("mend the row; with --accept-clean totals lack this sum")
        yield Problem("FORM", Severity.NOTE, draft.place, found, "every package of the release", remedy)


def _worth(currency: str, value: Decimal | None) -> str:
    return "" if value is None else f", of {currency or 'no currency'} {grouped(value)}"


def _second_first(row: ItemRow, name: str) -> Problem:
    found = f"{quoted(row.text('id'))}, under which another package stands already; recorded as {SOURCE}-{name}"
    remedy = "check both packages in the source; the file may count each of them twice"
    return Problem("DUP", Severity.WARNING, row.at("id"), found, "an ID of its own", remedy)


def _id_of(text: str) -> str:
    """The ID of a package as the end of an id of ours."""
    return re.sub(r"[^a-z0-9._:/-]+", "-", text.casefold()).strip("-")

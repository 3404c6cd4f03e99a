"""Cells of a workbook that came back, explained by the report that it was made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from math import isclose
from pathlib import Path
from string import digits

from ledger.audit import SavedCell, SheetCells
from ledger.book import Book
from ledger.desk.books import of_book
from ledger.desk.displayed_cell import DisplayedCell
from ledger.desk.explain import ExplainedFigure, explained_figure
from ledger.desk.issued import issued_reports, report_of_issue
from ledger.desk.listed_cells import cell_of, place_of, sheet_and_cell
from ledger.desk.material import material_of
from ledger.desk.received import (
    bytes_of,
    definition_of_received,
    fact_in,
    language_of,
    of_this_book,
    read_received,
)
from ledger.desk.shown_report import ShownReport
from ledger.desk.sorted_rows import issued_rows, names_held
from ledger.desk.varied import varied_report
from ledger.desk.version import package_version
from ledger.foundation import Advice, Place, Refused, advice, quoted
from ledger.presentation import Presentation
from ledger.records import nearest
from ledger.render import Fact, names_of_rows
from ledger.reporting import Definition, Issued, Report, build, definition_names, definition_of, load_definition
from ledger.spreadsheet import column_number

_NEAR = 1e-9
_NAMED = 5


@dataclass(frozen=True)
class _Asked:
    """What somebody says of the report in a workbook that came back."""

    rules: str | Definition | None
    since: date | None
    groups: Sequence[str]


@of_book
def explain_received(  # noqa: PLR0913 - what is explained, and by which rules
    book: Book,
    path: str | Path,
    named: str | Sequence[str],
    rules: str | Definition | None = None,
    *,
    since: date | None = None,
    groups: Sequence[str] = (),
) -> ExplainedFigure:
    """Explain a figure of a workbook that came back, by the state of the book that it was made from.

    Args:
        book: from which it was made.
        path: the workbook.
        named: as for :func:`explain_figure`, most of all a cell such as ``Sheet!C7``; in a table that was sorted the
            figure is the one of the row with that name.
        rules: the report that it is, or a file with its definition, for a workbook of an earlier version, which
            carries none; by default the one that the name in its notes means.
        since: from which announcements on it was made, for the same.
        groups: of whose members alone it was made, for the same.

    Raises:
        Refused: FILE for what is no workbook; CHAIN for one of another book; FORM where its report cannot be told,
            or is said to be another than it is, and for a row of a sorted table whose name another row has; XLS where
            its definition was altered, or the cell holds something else than the book gives for it; and as
            :func:`explain_figure` does.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     made = demo(Path(folder))
    ...     explain_received(made.book, made.workbook, "Pledges by donor!J6").cell.row
    'EU institutions'
    """
    file = Path(path)
    digest = sha256(bytes_of(file)).hexdigest()
    received = of_this_book(book, read_received(file))
    report = _report_of(book, received.cells, digest, _Asked(rules, since, groups), file.name)
    shown = ShownReport(report, book, language_of(received.cells))
    text = named if isinstance(named, str) else " ".join(named)
    if "!" not in text:
        return explained_figure(shown, text)
    sheet, cell = sheet_and_cell(text)
    issued = _as_issued(sheet, cell, received.cells, shown.presentation, file.name)
    explained = explained_figure(shown, text if issued == cell else f"{sheet}!{issued}")
    if explained.cell is None:
        return explained
    here = replace(explained.cell, place=cell_of(explained.cell.place.sheet, cell))
    _require_same(here, received.cells, file.name)
    return replace(explained, cell=here)


def _report_of(book: Book, cells: Mapping[str, SheetCells], digest: str, asked: _Asked, file: str) -> Report:
    number = fact_in(cells, Fact.ISSUED_AS)
    issues = [it for it in issued_reports(book) if it.facts.sha256 == digest or it.number == number]
    if issues:
        _require_agreement(definition_of(issues[-1].facts.definition), asked, file)
        return report_of_issue(book, issues[-1], issues[-1].facts.entries)
    entries, as_of = fact_in(cells, Fact.ENTRIES), fact_in(cells, Fact.AS_OF)
    if not isinstance(entries, int | float) or not isinstance(as_of, date):
        expected = "the notes of a report: from which state of the book it was made"
        raise Refused.of(
            "FORM",
            Place(file=file),
            "no such notes",
            expected,
            advice("name a report with --report instead"),
        )
    definition = definition_of_received(cells, file)
    if definition is None:
        definition = _named_rules(cells, asked, file)
    else:
        _require_agreement(definition, asked, file)
    seen, head = book.head_at(int(entries))
    issued = Issued(head, seen, as_of, package_version())
    return build(definition, material_of(book, issued, evidence=bool(definition.journal)))


def _require_agreement(definition: Definition, asked: _Asked, file: str) -> None:
    """Refuse what contradicts the rules by which a workbook was drawn."""
    named = asked.rules if isinstance(asked.rules, Definition) else asked.rules and load_definition(asked.rules)
    claims: tuple[tuple[str, object, object], ...] = (
        ("report", named and named.name, definition.name),
        ("since", asked.since, definition.since),
        ("groups", ",".join(sorted(asked.groups)), ",".join(sorted(definition.filters.groups))),
    )
    for argument, one, other in claims:
        if one and one != other:
            expected = f"{other}, by which the workbook was drawn" if other else "a workbook drawn by such a rule"
            option = f"--{argument.removesuffix('s')}"
            remedy = advice(f"leave {option} out: the file says by which rules it was drawn", group="groups")
            found = Advice(f"{argument} {one}", f"{option} {one}")
            raise Refused.of("FORM", Place(file=file), found, expected, remedy)


def _named_rules(cells: Mapping[str, SheetCells], asked: _Asked, file: str) -> Definition:
    """The definition that the notes of an earlier version name, with what they say of its rules."""
    name, rules = str(fact_in(cells, Fact.REPORT) or ""), asked.rules
    if rules is None and name not in definition_names():
        expected = f"one of {', '.join(definition_names())}"
        remedy = advice("name the file with its definition with --report")
        raise Refused.of("FORM", Place(file=file), f"the report {quoted(name)}", expected, remedy)
    return varied_report(
        name if rules is None else rules,
        currency=fact_in(cells, Fact.CURRENCY),
        basis=fact_in(cells, Fact.BASIS),
        cutoff=_day(fact_in(cells, Fact.CUTOFF)),
        horizon=_day(fact_in(cells, Fact.HORIZON)),
        since=asked.since,
        groups=asked.groups,
    )


def _day(fact: object) -> date | None:
    return fact if isinstance(fact, date) else None


def _as_issued(sheet: str, cell: str, cells: Mapping[str, SheetCells], shown: Presentation, file: str) -> str:
    """The cell that showed its figure when the workbook was issued: readers sort the rows of their tables."""
    names, row = names_of_rows(shown).get(sheet.casefold(), {}), place_of(cell)[0] + 1
    own = next((it for name, it in cells.items() if name.casefold() == sheet.casefold()), SheetCells(sheet, {}))
    held = names_held(own, names)
    if row not in names or held == names:
        return cell
    name = ", ".join(held[row])
    place = Place(file=file, sheet=own.name, row=row, column=cell.rstrip(digits))
    found = f"the row {quoted(name)}" if any(held[row]) else "a row without a name"
    if held[row] not in names.values():
        there = [", ".join(it) for it in names.values()]
        near = nearest(name, there) or there[:_NAMED]
        expected = f"the name of a row as it was issued, such as {', '.join(near)}"
        raise Refused.of("XLS", place, found, expected, "ask for the file again")
    alike = max([*names.values()].count(held[row]), [*held.values()].count(held[row]))
    if alike > 1:
        expected = f"a name that one row has: {alike} have this one, and the table was sorted"
        remedy = "sort the table as it was, or explain the figure by its labels"
        raise Refused.of("FORM", place, found, expected, remedy)
    return f"{cell.rstrip(digits)}{issued_rows(held, names)[row]}"


def _held_at(cells: Mapping[str, SheetCells], place: Place) -> SavedCell:
    """What stands in a cell of a workbook that came back; nothing in one that it does not have."""
    rows = cells[place.sheet].rows if place.sheet in cells else {}
    return rows.get(place.row or 0, {}).get(column_number(place.column), SavedCell(None))


def _require_same(shown: DisplayedCell, cells: Mapping[str, SheetCells], file: str) -> None:
    """Refuse a cell that holds something else: an explanation of another figure would prove a forged one."""
    place = shown.place.within(Place(file=file))
    held = _held_at(cells, shown.place)
    saved = held.value
    if saved is None and held.formula is not None:
        remedy = "open it in Excel or LibreOffice, save it there, and ask again"
        raise Refused.of("XLS", Place(file=file), "formulas without computed values", "a file that holds both", remedy)
    is_number = isinstance(saved, int | float) and not isinstance(saved, bool)
    if shown.number is None:
        same = saved == shown.text
    else:
        same = is_number and isclose(float(str(saved)), shown.number, rel_tol=_NEAR, abs_tol=_NEAR)
    if not same:
        found = "nothing" if saved is None else str(Decimal(repr(saved)) if is_number else saved)
        remedy = Advice(
            "ask for the file again; of an issued one desk.verify_workbook tells which cells were changed, and one of "
            "an earlier version does not say all its rules: give them with report, since and groups",
            "ask for the file again; of an issued one `verify` tells which cells were changed, and one of an earlier "
            "version does not say all its rules: give them with --report, --since and --group",
        )
        raise Refused.of("XLS", place, found, f"{shown.text}, which the book gives for this cell", remedy)

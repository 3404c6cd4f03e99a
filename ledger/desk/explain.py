"""Explain a figure: from the words that name it to its rows, with what the book says of each record."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from string import ascii_uppercase

from ledger.audit import (
    Derivation,
    explain,
    explain_currency,
    explain_open,
    explain_rates,
    explain_record,
    labels_of,
    of_lines,
)
from ledger.book import Book
from ledger.desk.books import of_book, require_report
from ledger.desk.diff import presentation_of
from ledger.desk.displayed_cell import DisplayedCell, displayed_cell
from ledger.desk.displayed_figures import EXPLAINED, explain_shown
from ledger.desk.listed_cells import TOTALS, explain_listed, place_of, sheet_and_cell
from ledger.desk.rates import rate_sets
from ledger.desk.record_history import HistoryStep, histories
from ledger.desk.report import require_free
from ledger.foundation import Advice, Place, Problem, Refused, Severity, advice, each_of, quoted
from ledger.presentation import Beside, BesideKey, FigureKey, Language, Presentation
from ledger.records import GROUP_MEMBERS, Record, find_party, nearest, party_name, together
from ledger.render import (
    SUMMARY,
    CellKey,
    ChecksKey,
    GroupKey,
    LineKey,
    OwedKey,
    PartKey,
    PlacedCells,
    PlacedTable,
    RateKey,
    placed_cells,
    tabs_of,
)
from ledger.render import write_explanation as draw_explanation
from ledger.reporting import Report, Table
from ledger.totals import BOUNDS, DIMENSIONS, IN_TIME, MEASURES, Bound, Dimension, Measure, Unpaid
from ledger.valuation import LegTrail, Line, leg_trail, rate_day

_EXPLAIN = Place(subject="explain")
_OF_OFFSETS = ("Offsets", "OffsetPieces", "OffsetTotals")
_NAMED = 5
_MOST_LABELS = 12
# Where the next filter begins; the name of one of them has two words.
_NEXT_FILTER = re.compile(r"(?<!fiscal)(?<!\s)\s++(?=(?:fiscal\s+)?[a-z_]+\s*=)", re.IGNORECASE)


@dataclass(frozen=True)
class ExplainedFigure:
    """A figure and all that stands behind it.

    Args:
        explanation: its rows, how they add up, and what is not in it.
        histories: by record id its revisions, oldest first, with author, reason and the rows it was read from.
        order: names of the rate sets in the order in which they were asked.
        cell: what is displayed of it, where a cell of the workbook was named that shows it.
    """

    explanation: Derivation
    histories: Mapping[str, Sequence[HistoryStep]]
    order: tuple[str, ...] = ()
    cell: DisplayedCell | None = None

    def legs(self, line: Line) -> tuple[LegTrail, ...]:
        """Both legs of a line's rate, with days, source and fingerprint; none where nothing had to be converted."""
        pair = line.pair
        return (leg_trail(pair, pair.source), leg_trail(pair, pair.target)) if pair else ()


@of_book
def explain_figure(
    book: Book, report: Report, named: str | Sequence[str], language: Language | None = None
) -> ExplainedFigure:
    """Explain a record or a total of a report.

    Args:
        book: from which the report was made.
        report: in which the figure stands.
        named: one text or several: the id of a record; or filters such as ``donor=GBR``, ``year=2026``, ``group=NATO``
            (of its members), ``measure=pledges``, ``bound=low``; or a total as ``TABLE:LABEL:LABEL``, or as the cell
            ``TABLE!C7`` of the report's workbook, whose sheets are named as on their tabs.
        language: of that workbook; by default that of the report's definition.

    Raises:
        Refused: REL, with the reason, for a record that is not in the report; FORM, with the nearest ones, for a
            table, a label or a filter that it does not have.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     made = demo(Path(folder))
    ...     found = explain_figure(made.book, made.report, ["donor=GBR", "year=2026", "measure=pledges"])
    >>> [row.line.record.id for row in found.explanation.rows], str(found.explanation.figure)
    (['gbr-ukr-2025-06-02-1', 'gbr-ukr-2025-06-02-1'], 'EUR 3,557,031,064.74')
    """
    require_report(report)
    return explained_figure(book, report, named, partial(presentation_of, report, book, language))


_WHICH = "named is what says which figure, such as 'donor=GBR', or a list such as ['donor=GBR', 'year=2026']"


def explained_figure(
    book: Book, report: Report, named: str | Sequence[str], shown: Callable[[], Presentation]
) -> ExplainedFigure:
    """The same for whoever presents the report anyway; it is asked for where a cell of the workbook is named."""
    texts = [named] if isinstance(named, str) else each_of(named, str, _WHICH)
    explanation, cell = _explanation(book, report, [text.strip() for text in texts if text.strip()], shown)
    others = () if explanation.measure else explanation.apart
    counted = (it.record for it in explanation.counted or ())
    rows = (row.line.record for row in explanation.rows)
    records = [*rows, *_behind(explanation.unpaid), *counted, *(it.record for it in others)]
    keys = dict.fromkeys(record.id for record in records)
    order = report.definition.rates or tuple(it.name for it in rate_sets(book, report.issued.entries))
    return ExplainedFigure(explanation, histories(book, keys), tuple(order), cell)


def _behind(unpaid: Iterable[Unpaid]) -> Iterator[Record]:
    """Firm commitments, each with what was paid, delivered and cancelled of it."""
    for firm in unpaid:
        yield firm.commitment
        yield from (step.line.record for step in (*firm.steps, *firm.beside) if step.line is not None)


def write_explanation(explained: ExplainedFigure, path: str | Path) -> Path:
    """Write an explanation as a workbook with a live sum; an older one that nobody saved since is replaced.

    Raises:
        Refused: FILE if it cannot be written, or another file is there.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, create_book, import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = create_book(Path(place) / "book.db", author="Ann")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     found = explain_figure(book, build_report("commitments", book), "donor=GBR year=2026")
    ...     write_explanation(found, Path(place) / "why.xlsx").name
    'why.xlsx'
    """
    target = Path(path)
    require_free(target, "explanation")
    revisions = {step.revision.seq: step.revision for steps in explained.histories.values() for step in steps}
    draw_explanation(explained.explanation, [revisions[seq] for seq in sorted(revisions)], target)
    return target


_Explained = tuple[Derivation, DisplayedCell | None]


def _explanation(book: Book, report: Report, named: Sequence[str], shown: Callable[[], Presentation]) -> _Explained:
    if not named:
        raise _refused(_EXPLAIN, "nothing", "a record, a total or filters", "name what is to be explained")
    text = " ".join(named)
    if "=" in named[0]:
        return _of_filters(report, _NEXT_FILTER.split(text)), None
    if text in {row.record.id for row in report.rows}:
        return explain_record(report, text), None
    if book.history(text):
        raise Refused([_absence(book, report, text)])
    if "!" in text:
        return _of_cell(report, shown(), text)
    if ":" in text:
        return _of_table(report, text.split(":")), None
    raise Refused([_absence(book, report, text)])


def _absence(book: Book, report: Report, key: str) -> Problem:
    """Why a record is not in the report."""
    revisions, issued, definition = book.history(key), report.issued, report.definition
    seen = [it for it in revisions if it.seq <= issued.entries]
    if not revisions:
        near = nearest(key, [row.record.id for row in report.rows])
        expected = f"a record of the report, perhaps {' or '.join(near)}" if near else "a record of the report"
        total = "or name a total: filters such as donor=GBR year=2026, or TABLE:LABEL:LABEL"
        remedy: str = Advice(f"look for it with desk.list_records, {total}", f"look for it with `list`, {total}")
        return _problem("REL", _EXPLAIN, quoted(key), expected, remedy)
    if not seen:
        late, known = f"{quoted(key)}, recorded on {revisions[0].time:%Y-%m-%d}", f"what was recorded by {issued.as_of}"
        return _problem("REL", _EXPLAIN, late, known, advice("choose a later --as-of"))
    last, record = seen[-1], next(it.record for it in reversed(seen) if it.record)
    if last.action == "withdraw":
        gone = f"{quoted(key)}, withdrawn on {last.time:%Y-%m-%d} by {last.author}: {last.reason}"
        remedy = Advice("see what became of it with book.history", "see what became of it with `history`")
        return _problem("REL", _EXPLAIN, gone, "a record of the report", remedy)
    if definition.cutoff and rate_day(record) > definition.cutoff:
        late = f"{quoted(key)} of {rate_day(record)}"
        expected = f"nothing after the cutoff {definition.cutoff}"
        return _problem("REL", _EXPLAIN, late, expected, advice("choose a later --cutoff"))
    if record.handling != "public" and definition.handling == "public":
        remedy = 'explain it in a report whose definition has handling = "internal"'
        return _problem("REL", _EXPLAIN, f"{quoted(key)}, which is internal", "a public record", remedy)
    found = f"{quoted(key)}, whose commitment is not in the report"
    return _problem("REL", _EXPLAIN, found, "a record of the report", "explain its commitment to see why")


def _of_filters(report: Report, named: Sequence[str]) -> Derivation:
    """The figure that filters name; without a measure, of the only measure that the report adds up."""
    pairs = [(name.strip(), value.strip()) for name, _, value in (text.partition("=") for text in named)]
    filters = {name.replace(" ", "_").lower(): value for name, value in pairs}
    if len(filters) < len(pairs):
        twice = next(name for name in filters if [it for it, _ in pairs].count(name) > 1)
        raise _refused(Place(argument="filter"), f"{twice} twice", "each filter once", "explain one after the other")
    measure, group, bound = (filters.pop(name, None) for name in ("measure", "group", "bound"))
    values = {_dimension(name): value for name, value in filters.items()}
    of_whom, reading = None if group is None else _group(group), "central" if bound is None else _bound(bound)
    if measure is not None and measure.strip().lower() == "open" and report.open.unpaid:
        where = {dimension: _label_of_open(report, dimension, value) for dimension, value in values.items()}
        return explain_open(report, _lasting(where), of_whom, reading)
    where = {dimension: _label(report, dimension, value) for dimension, value in values.items()}
    return explain(report, _measure(report, measure), where, of_whom, reading)


def _lasting(where: Mapping[Dimension, str]) -> Mapping[Dimension, str]:
    """The labels themselves, where none is of a time: what is open is open of a whole commitment."""
    in_time = next((it for it in where if it in IN_TIME), None)
    if in_time is not None:
        found = f"what is open of the {in_time.replace('_', ' ')} {where[in_time]}"
        raise _refused(Place(argument="filter"), found, "what is open of all years together", "leave the time out")
    return where


def _bound(value: str) -> Bound:
    bound = TOTALS.get(value.casefold())
    if bound is None:
        raise _refused(Place(field="bound"), quoted(value), *_choice(value, BOUNDS))
    return bound


def _group(value: str) -> str:
    """The group that a reader means: its code, or the words of its memo line."""
    group = next((code for code in GROUP_MEMBERS if code == value.strip().upper()), _memo_group(value, GROUP_MEMBERS))
    if group is None:
        raise _refused(Place(field="group"), quoted(value), *_choice(value, GROUP_MEMBERS))
    return group


def _memo_group(label: str, groups: Iterable[str]) -> str | None:
    """The group whose memo line has this label. Its code alone may be a party: ``EU`` is the institutions."""
    name = label.strip().casefold().removeprefix("of which ")
    return next((code for code in groups if GROUP_MEMBERS[code].casefold() == name), None)


def _measure(report: Report, name: str | None) -> Measure:
    there = tuple(report.totals)
    if name is None and len(there) == 1:
        return there[0]
    named = (*there, *(["open"] if report.open.unpaid else []))
    expected, remedy = _choice(name or "", named)
    if not named:
        expected = "one of no measure: nothing counts in this report"
    if name is None:
        remedy = "add measure=..., since these are never added together"
        raise _refused(Place(field="measure"), "no measure", expected, remedy)
    measure = next((measure for measure in MEASURES if measure == name.strip().replace(" ", "_").lower()), None)
    if measure is None:
        raise _refused(Place(field="measure"), quoted(name), expected, remedy)
    return measure


def _dimension(name: str) -> Dimension:
    dimension = next((it for it in DIMENSIONS if it == name), None)
    if dimension is None:
        raise _refused(
            Place(argument="filter"), quoted(name), *_choice(name, ["measure", *DIMENSIONS, "group", "bound"])
        )
    return dimension


def _choice(typed: str, allowed: Iterable[str]) -> tuple[str, str]:
    """What may stand in the place of a word, and what to do: to write the nearest of it, where one is near."""
    known = tuple(allowed)
    near = nearest(typed, known, most=1)
    return f"one of {', '.join(known)}", f"write {near[0]}, if that is meant" if near else "choose one of these"


def _label(report: Report, dimension: Dimension, value: str) -> str:
    """The label that a reader means: the key, the name that the sheets show, or a party's name in any language."""
    labels = labels_of(report, dimension)
    shown = {party_name(it).casefold(): it for it in labels} if dimension in ("donor", "recipient") else {}
    label = value if value in labels else shown.get(value.casefold())
    if label is None:
        label = next((it for it in sorted(labels) if it.casefold() == value.casefold()), None)
    if label is None and shown and (key := _party(value)) in labels:
        label = key
    if label is None:
        names = [party_name(it) for it in labels] if shown else []
        near, known = nearest(value, sorted({*labels, *names})), sorted(labels)
        further = f" and {len(known) - _MOST_LABELS} more" if len(known) > _MOST_LABELS else ""
        listed = f"one of the report: {', '.join(known[:_MOST_LABELS])}{further}"
        expected = listed if known else "one of the report, which has none"
        remedy = f"write {' or '.join(near)}" if near else "check the label; nothing in the report has it"
        raise _refused(Place(field=dimension.replace("_", " ")), quoted(value), expected, remedy)
    return label


def _label_of_open(report: Report, dimension: Dimension, value: str) -> str:
    """The same of what is open, where also a party of which nothing is recorded can be asked for: nothing is open."""
    party = _party(value) if dimension in ("donor", "recipient") else None
    return _label(report, dimension, value) if party is None else party


def _party(text: str) -> str | None:
    """The key of a party named in any language; of joint donors the label of all of them, in whatever order."""
    keys = [find_party(it) or it.strip() for it in text.split("+")]
    return together(keys) if len(keys) > 1 else find_party(text)


def _of_table(report: Report, parts: Sequence[str]) -> Derivation:
    names = [part.strip() for part in parts]
    if names[0] == report.definition.name:
        names = names[1:]
    table = _table(report, names[0] if names else "")
    totals = [TOTALS[name.casefold()] for name in names[1:] if name.casefold() in TOTALS]
    labels = [name for name in names[1:] if name.casefold() not in TOTALS]
    return _of_labels(report, table, labels, totals[-1] if totals else "central")


def _of_labels(report: Report, table: Table, labels: Sequence[str], bound: Bound) -> Derivation:
    """The figure of a table by the labels of its row and column; without labels its total."""
    across = [table.definition.columns] if table.definition.columns else []
    dimensions: list[Dimension] = [*table.definition.rows, *across]
    groups, others = _memo_groups(report, table, labels)
    if len(others) > len(dimensions) or len(groups) > 1:
        expected = f"at most {len(dimensions)} labels ({', '.join(dimensions)}) and one memo line"
        raise _refused(_EXPLAIN, ":".join(labels), expected, "leave the others out")
    where: dict[Dimension, str] = {}
    left = list(dimensions)
    for label in others:
        # A total of a column is named by its column alone.
        dimension = next((it for it in left if _has(report, it, label)), left[0])
        where[dimension] = _label(report, dimension, label)
        left.remove(dimension)
    return explain(report, table.definition.measure, where, groups[0] if groups else None, bound)


def _memo_groups(report: Report, table: Table, labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """The groups whose memo lines are named, and the other labels; a donor of that name goes first."""
    group_of = {
        label: _memo_group(label, table.definition.memo) for label in labels if not _has(report, "donor", label)
    }
    groups = [group for group in group_of.values() if group]
    return groups, [label for label in labels if not group_of.get(label)]


def _has(report: Report, dimension: Dimension, label: str) -> bool:
    try:
        _label(report, dimension, label)
    except Refused:
        return False
    return True


def _table(report: Report, name: str) -> Table:
    for table in report.tables:
        if name.casefold() in (table.definition.name.casefold(), table.definition.title.casefold()):
            return table
    names = [table.definition.name for table in report.tables]
    near = nearest(name, names) or names
    expected = f"a table of the report: {', '.join(near) or 'it has none'}"
    raise _refused(_EXPLAIN, f"the table {quoted(name)}", expected, "check the name of its sheet")


def _of_cell(report: Report, shown: Presentation, text: str) -> _Explained:
    """A cell of the report's workbook, by the figure that it shows or the row in which it stands."""
    sheet, cell = sheet_and_cell(text)
    cells = placed_cells(report, shown)
    if (listed := explain_listed(report, cells, sheet, cell)) is not None:
        return listed, None
    table = cells.table_at(sheet, *place_of(cell))
    if table is not None and table.name in _OF_OFFSETS:
        found, expected = f"a cell of the table {table.name}", "a low or high figure of a table, or a cell of Bounds"
        raise _refused(_EXPLAIN, found, expected, "explain a figure that it is in: what cancels out is listed there")
    mapped = {(figure.sheet, figure.cell): figure.figure for figure in cells.figures}
    names = {name.casefold(): name for name in cells.values}
    known = names.get(sheet.casefold())
    record = _record_beside(report, cells, table, cell)
    if record is not None and (known, cell) not in mapped:
        return explain_record(report, record), None
    if known is None:
        remedy = "name the sheet as it stands in the workbook"
        raise _refused(_EXPLAIN, f"no sheet {quoted(sheet)}", _a_sheet(shown, cells, sheet), remedy)
    is_written = place_of(cell)[1] in cells.values[known].get(place_of(cell)[0], {})
    figure = mapped.get((known, cell)) or (_total_beside(mapped, known, cell) if is_written else None)
    if figure is None:
        others = _cells_near(mapped, known, cell)
        expected = f"a cell with a figure, such as {', '.join(others)}" if others else _a_sheet(shown, cells, sheet)
        raise _refused(_EXPLAIN, quoted(text), expected, "name the sheet and a cell with a figure, as Sheet!C7")
    if isinstance(figure, BesideKey) and figure.kind not in EXPLAINED:
        raise _no_sum(cells, known, cell, figure)
    explanation = _of_figure(report, shown, figure)
    if (known, cell) not in mapped or not isinstance(figure, FigureKey | BesideKey):
        return explanation, None
    return explanation, displayed_cell(shown, cells, (known, cell), figure)


def _a_sheet(shown: Presentation, cells: PlacedCells, sheet: str) -> str:
    """Which sheets have figures: the one whose name is nearest, or the first of them."""
    tabs, with_figures = tabs_of(shown), {figure.sheet for figure in cells.figures}
    in_order = dict.fromkeys((SUMMARY, *(table.name for table in shown.tables), *tabs))
    there = [tabs[name] for name in in_order if tabs[name] in with_figures]
    near = nearest(sheet, there, most=1) or there[:_NAMED]
    return f"a sheet of the report with figures, such as {' or '.join(near)}" if near else "a report with figures"


def _cells_near(mapped: Mapping[tuple[str, str], CellKey], sheet: str, cell: str) -> Sequence[str]:
    """Up to five cells of a sheet that show figures, those of the same row first."""
    there = {other: figure for (name, other), figure in mapped.items() if name == sheet}
    displayed = [other for other, figure in there.items() if isinstance(figure, FigureKey | BesideKey)] or [*there]
    return sorted(displayed, key=lambda other: place_of(other)[0] != place_of(cell)[0])[:_NAMED]


_INSTEAD: Mapping[Beside, tuple[str, str]] = {
    "change": (
        "what has changed since an earlier report",
        Advice(
            "see what changed it, record by record, with desk.compare",
            "see what changed it, record by record, with `diff`",
        ),
    ),
    "others": ("what is left of the total", "explain the rows that have none here on the sheet of their table"),
    "units": ("units of goods, which are no money", "explain a record: the page of the report opens those of a row"),
}


def _no_sum(cells: PlacedCells, sheet: str, cell: str, figure: BesideKey) -> Refused:
    """A cell whose column holds neither sums nor anything that is made of the sums of its row."""
    what, remedy = _INSTEAD[figure.kind]
    row, column = cells.names(sheet, *place_of(cell))
    found = f"{quoted(f'{sheet}!{cell}')} ({row}, {column}): {what}"
    return _refused(_EXPLAIN, found, "a cell with a sum, a share or a count of records", remedy)


def _record_beside(report: Report, cells: PlacedCells, table: PlacedTable | None, cell: str) -> str | None:
    """The record that the row of a cell is about, in the tables that have a row for each record or conversion."""
    if table is None or "Record" not in table.headings:
        return None
    record = cells.value(table, place_of(cell)[0], "Record")
    return next((row.record.id for row in report.rows if row.record.id == record), None)


def _total_beside(mapped: Mapping[tuple[str, str], CellKey], sheet: str, cell: str) -> CellKey | None:
    """The total of the row of a cell that holds a label or counts records: that is what a reader means there."""
    row = cell.lstrip(ascii_uppercase)
    in_row = [
        figure for (name, other), figure in mapped.items() if (name, other.lstrip(ascii_uppercase)) == (sheet, row)
    ]
    sums = [figure for figure in in_row if isinstance(figure, FigureKey)]
    if len({(key.measure, key.is_open) for key in sums}) > 1:
        # Stages stand beside each other: the row has no total.
        return None
    if sums:
        central = [key for key in sums if key.bound == "central"] or sums
        return min(central, key=lambda key: len(key.labels))
    of_evidence = (figure for figure in in_row if isinstance(figure, LineKey | PartKey | GroupKey))
    return next((figure for figure in of_evidence if figure.bound == "central"), None)


def _of_figure(report: Report, shown: Presentation, figure: CellKey) -> Derivation:
    match figure:
        case LineKey(record=record):
            return explain_record(report, record)
        case PartKey(number=number):
            return explain_record(report, report.lines[report.parts[number].line].record.id)
        case GroupKey(measure, dimension, label, bound):
            return of_lines(explain(report, measure, {dimension: label}, None, bound))
        case RateKey(number=number):
            return explain_rates(report, [number])
        case OwedKey(currency=currency):
            return explain_currency(report, currency)
        case ChecksKey():
            expected = "a total, a cell of a table, a conversion or a part of one"
            raise _refused(_EXPLAIN, "what all checks say together", expected, "explain the checks one by one")
    return explain_shown(report, shown, figure)


def _problem(code: str, place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, place, found, expected, remedy)


def _refused(place: Place, found: str, expected: str, remedy: str) -> Refused:
    return Refused([_problem("FORM", place, found, expected, remedy)])

"""Explain a figure: from the words that name it to its rows, with what the book says of each record."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

# What draws is loaded by its name in its room, when it is asked for.
from ledger import render
from ledger.audit import (
    Derivation,
    FigureChange,
    explain,
    explain_open,
    explain_record,
    labels_of,
)
from ledger.book import Book
from ledger.desk.books import of_book, require_report
from ledger.desk.displayed_cell import DisplayedCell
from ledger.desk.displayed_figures import explain_sum
from ledger.desk.explained_cells import EXPLAIN, ExplainedCell, explain_cell, refused
from ledger.desk.listed_cells import TOTALS
from ledger.desk.rates import rate_sets
from ledger.desk.record_history import HistoryStep, histories
from ledger.desk.report import require_free
from ledger.desk.shown_report import ShownReport
from ledger.foundation import Advice, Place, Problem, Refused, Severity, advice, each_of, quoted
from ledger.presentation import FigureKey, Language
from ledger.records import GROUP_MEMBERS, Record, find_party, nearest, party_name, together
from ledger.reporting import Report, Table
from ledger.totals import BOUNDS, DIMENSIONS, IN_TIME, MEASURES, Bound, Dimension, Measure, Unpaid
from ledger.valuation import LegTrail, Line, leg_trails, rate_day

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
        change: by how much it has changed since an earlier report, part by part, where that was named.
        earlier: the same figure of that report; None where no change of a figure was named.
    """

    explanation: Derivation
    histories: Mapping[str, Sequence[HistoryStep]]
    order: tuple[str, ...] = ()
    cell: DisplayedCell | None = None
    change: FigureChange | None = None
    earlier: "ExplainedFigure | None" = None

    def legs(self, line: Line) -> tuple[LegTrail, ...]:
        """Both legs of a line's rate, with days, source and fingerprint; none where nothing had to be converted."""
        return leg_trails(line.pair)


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
    return explained_figure(ShownReport(report, book, language), named)


_WHICH = "named is what says which figure, such as 'donor=GBR', or a list such as ['donor=GBR', 'year=2026']"


def explained_figure(shown: ShownReport, named: str | Sequence[str]) -> ExplainedFigure:
    """The same for whoever displays the report anyway; that is done where a cell of the workbook is named."""
    texts = [named] if isinstance(named, str) else each_of(named, str, _WHICH)
    meant = _explanation(shown, [text.strip() for text in texts if text.strip()])
    earlier = None if meant.then is None else with_histories(shown.book, meant.then)
    moved = (part.record for part in meant.change.parts) if meant.change else ()
    explained = with_histories(shown.book, meant.derivation, moved)
    return replace(explained, cell=meant.cell, change=meant.change, earlier=earlier)


@of_book
def with_histories(book: Book, explanation: Derivation, further: Iterable[Record] = ()) -> ExplainedFigure:
    """A figure with what the book says of its records, and of further ones.

    Args:
        book: from which its report was made.
        explanation: the figure.
        further: records that are not in it.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.audit import explain_record
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     made = demo(Path(folder))
    ...     explained = with_histories(made.book, explain_record(made.report, "gbr-ukr-2025-06-02-1"))
    >>> [step.revision.action for step in explained.histories["gbr-ukr-2025-06-02-1"]]
    ['record']
    """
    counted = (it.record for it in explanation.counted or ())
    others = () if explanation.measure else explanation.apart
    rows = (row.line.record for row in explanation.rows)
    records = [*rows, *_behind(explanation.unpaid), *counted, *(it.record for it in others), *further]
    keys = dict.fromkeys(record.id for record in records)
    report = explanation.report
    order = report.definition.rates or tuple(it.name for it in rate_sets(book, report.issued.entries))
    return ExplainedFigure(explanation, histories(book, keys), tuple(order))


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
    figures = [it for it in (explained, explained.earlier) if it is not None]
    steps = (step for it in figures for own in it.histories.values() for step in own)
    revisions = {step.revision.seq: step.revision for step in steps}
    then = explained.earlier.explanation if explained.earlier else None
    in_order = [revisions[seq] for seq in sorted(revisions)]
    render.write_explanation(explained.explanation, in_order, target, explained.change, then)
    return target


def _explanation(shown: ShownReport, named: Sequence[str]) -> ExplainedCell:
    if not named:
        raise refused(EXPLAIN, "nothing", "a record, a total or filters", "name what is to be explained")
    report, text = shown.report, " ".join(named)
    if "=" in named[0]:
        return ExplainedCell(_of_filters(report, _NEXT_FILTER.split(text)))
    if text in {row.record.id for row in report.rows}:
        return ExplainedCell(explain_record(report, text))
    if shown.book.history(text):
        raise Refused([_absence(shown.book, report, text)])
    if "!" in text:
        return explain_cell(shown, text)
    if ":" in text:
        return ExplainedCell(_of_table(shown, text.split(":")))
    raise Refused([_absence(shown.book, report, text)])


def _absence(book: Book, report: Report, key: str) -> Problem:
    """Why a record is not in the report."""
    revisions, issued, definition = book.history(key), report.issued, report.definition
    seen = [it for it in revisions if it.seq <= issued.entries]
    if not revisions:
        near = nearest(key, [row.record.id for row in report.rows])
        expected = f"a record of the report, perhaps {' or '.join(near)}" if near else "a record of the report"
        total = "or name a total: filters such as donor=GBR year=2026, or TABLE:LABEL:LABEL"
        remedy: str = Advice(f"look for it with desk.list_records, {total}", f"look for it with `list`, {total}")
        return _problem("REL", EXPLAIN, quoted(key), expected, remedy)
    if not seen:
        late, known = f"{quoted(key)}, recorded on {revisions[0].time:%Y-%m-%d}", f"what was recorded by {issued.as_of}"
        return _problem("REL", EXPLAIN, late, known, advice("choose a later --as-of"))
    last, record = seen[-1], next(it.record for it in reversed(seen) if it.record)
    if last.action == "withdraw":
        gone = f"{quoted(key)}, withdrawn on {last.time:%Y-%m-%d} by {last.author}: {last.reason}"
        remedy = Advice("see what became of it with book.history", "see what became of it with `history`")
        return _problem("REL", EXPLAIN, gone, "a record of the report", remedy)
    if definition.cutoff and rate_day(record) > definition.cutoff:
        late = f"{quoted(key)} of {rate_day(record)}"
        expected = f"nothing after the cutoff {definition.cutoff}"
        return _problem("REL", EXPLAIN, late, expected, advice("choose a later --cutoff"))
    if record.handling != "public" and definition.handling == "public":
        remedy = 'explain it in a report whose definition has handling = "internal"'
        return _problem("REL", EXPLAIN, f"{quoted(key)}, which is internal", "a public record", remedy)
    found = f"{quoted(key)}, whose commitment is not in the report"
    return _problem("REL", EXPLAIN, found, "a record of the report", "explain its commitment to see why")


def _of_filters(report: Report, named: Sequence[str]) -> Derivation:
    """The figure that filters name; without a measure, of the only measure that the report adds up."""
    pairs = [(name.strip(), value.strip()) for name, _, value in (text.partition("=") for text in named)]
    filters = {name.replace(" ", "_").lower(): value for name, value in pairs}
    if len(filters) < len(pairs):
        twice = next(name for name in filters if [it for it, _ in pairs].count(name) > 1)
        raise refused(Place(argument="filter"), f"{twice} twice", "each filter once", "explain one after the other")
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
        raise refused(Place(argument="filter"), found, "what is open of all years together", "leave the time out")
    return where


def _bound(value: str) -> Bound:
    bound = TOTALS.get(value.casefold())
    if bound is None:
        raise refused(Place(field="bound"), quoted(value), *_choice(value, BOUNDS))
    return bound


def _group(value: str) -> str:
    """The group that a reader means: its code, or the words of its memo line."""
    group = next((code for code in GROUP_MEMBERS if code == value.strip().upper()), _memo_group(value, GROUP_MEMBERS))
    if group is None:
        raise refused(Place(field="group"), quoted(value), *_choice(value, GROUP_MEMBERS))
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
        raise refused(Place(field="measure"), "no measure", expected, remedy)
    measure = next((measure for measure in MEASURES if measure == name.strip().replace(" ", "_").lower()), None)
    if measure is None:
        raise refused(Place(field="measure"), quoted(name), expected, remedy)
    return measure


def _dimension(name: str) -> Dimension:
    dimension = next((it for it in DIMENSIONS if it == name), None)
    if dimension is None:
        raise refused(
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
        raise refused(Place(field=dimension.replace("_", " ")), quoted(value), expected, remedy)
    return label


def _label_of_open(report: Report, dimension: Dimension, value: str) -> str:
    """The same of what is open, where also a party of which nothing is recorded can be asked for: nothing is open."""
    party = _party(value) if dimension in ("donor", "recipient") else None
    return _label(report, dimension, value) if party is None else party


def _party(text: str) -> str | None:
    """The key of a party named in any language; of joint donors the label of all of them, in whatever order."""
    keys = [find_party(it) or it.strip() for it in text.split("+")]
    return together(keys) if len(keys) > 1 else find_party(text)


def _of_table(shown: ShownReport, parts: Sequence[str]) -> Derivation:
    report, names = shown.report, [part.strip() for part in parts]
    if names[0] == report.definition.name:
        names = names[1:]
    table = _table(report, names[0] if names else "")
    totals = [TOTALS[name.casefold()] for name in names[1:] if name.casefold() in TOTALS]
    labels = [name for name in names[1:] if name.casefold() not in TOTALS]
    bound = totals[-1] if totals else "central"
    others = _others(shown, table, labels)
    return explain_sum(report, others.at(bound)) if others else _of_labels(report, table, labels, bound)


def _others(shown: ShownReport, table: Table, labels: Sequence[str]) -> FigureKey | None:
    """The sum of all others of a table, or one of its cells, where they are named as they stand there."""
    if not table.definition.top:
        return None
    presented = next(it for it in shown.presentation.tables if it.name == table.definition.name)
    typed = [label.casefold() for label in labels]
    rows = [row for row in presented.rows if row.kind == "others" and row.names[0].casefold() in typed]
    if len(rows) != 1:
        return None
    typed.remove(rows[0].names[0].casefold())
    columns = [column.casefold() for column in table.columns]
    if not typed:
        return rows[0].total.key
    return rows[0].cells[columns.index(typed[0])].key if len(typed) == 1 and typed[0] in columns else None


def _of_labels(report: Report, table: Table, labels: Sequence[str], bound: Bound) -> Derivation:
    """The figure of a table by the labels of its row and column; without labels its total."""
    across = [table.definition.columns] if table.definition.columns else []
    dimensions: list[Dimension] = [*table.definition.rows, *across]
    groups, others = _memo_groups(report, table, labels)
    if len(others) > len(dimensions) or len(groups) > 1:
        expected = f"at most {len(dimensions)} labels ({', '.join(dimensions)}) and one memo line"
        raise refused(EXPLAIN, ":".join(labels), expected, "leave the others out")
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
    raise refused(EXPLAIN, f"the table {quoted(name)}", expected, "check the name of its sheet")


def _problem(code: str, place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, place, found, expected, remedy)

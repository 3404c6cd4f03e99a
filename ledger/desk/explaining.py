"""Explaining a figure: from the words that name it to its rows, with what the book tells of each record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.audit import Derivation, ExplainedRow, explain, explain_record, read_cells
from ledger.book import Book
from ledger.desk.lookup import Step, history
from ledger.desk.reports import require_free
from ledger.desk.trails import LegTrail, leg_trail
from ledger.foundation import Problem, Refused, Severity, quoted
from ledger.records import GROUP_MEMBERS, nearest, party_name
from ledger.render import draw_workbook
from ledger.render import write_explanation as draw_explanation
from ledger.reporting import Report, Table
from ledger.totals import DIMENSIONS, MEASURES, Dimension, Measure

_TOTAL = "total"
_CENTRAL = "total central"


@dataclass(frozen=True)
class ExplainedFigure:
    """A figure and all that stands behind it.

    Args:
        explanation: its rows, how they add up, and what is not in it.
        histories: by record id its revisions, oldest first, with author, reason and the rows it was read from.

    >>> ExplainedFigure.__dataclass_params__.frozen
    True
    """

    explanation: Derivation
    histories: Mapping[str, Sequence[Step]]

    def legs(self, row: ExplainedRow) -> tuple[LegTrail, ...]:
        """Both legs of a row's rate, with days, source and fingerprint; none where nothing had to be converted."""
        pair = row.line.pair
        return (leg_trail(pair, pair.source), leg_trail(pair, pair.target)) if pair else ()


def explain_figure(book: Book, report: Report, named: Sequence[str]) -> ExplainedFigure:
    """Explain a record or a total of a report.

    Args:
        book: from which the report was made.
        report: in which the figure stands.
        named: the id of a record; or filters such as ``donor=GBR``, ``year=2026``, ``group=NATO`` (of its members),
            ``measure=pledges``; or a total as ``TABLE:LABEL:LABEL``, or as the cell ``TABLE!C7`` of the report's
            workbook.

    Raises:
        Refused: REL for a record that is not in the report; FORM, with the nearest ones, for a table, a label or a
            filter that it does not have.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     made = demo(Path(folder))
    ...     found = explain_figure(made.book, made.report, ["donor=GBR", "year=2026", "measure=pledges"])
    >>> [row.line.record.id for row in found.explanation.rows], found.explanation.figures.central
    (['gbr-ukr-2025-06-02-1', 'gbr-ukr-2025-06-02-1'], 355703106474)
    """
    explanation = _explanation(report, [text.strip() for text in named if text.strip()])
    keys = dict.fromkeys(row.line.record.id for row in explanation.rows)
    return ExplainedFigure(explanation, {key: history(book, key) for key in keys})


def write_explanation(explained: ExplainedFigure, path: str | Path) -> Path:
    """Write an explanation as a workbook with a live sum; an older one of ours is replaced.

    Raises:
        Refused: FILE if it cannot be written, or another file is there.
    """
    target = Path(path)
    require_free(target)
    draw_explanation(explained.explanation, target)
    return target


def _explanation(report: Report, named: Sequence[str]) -> Derivation:
    if not named:
        raise _refused("explain", "nothing", "a record, a total or filters", "name what is to be explained")
    if all("=" in text for text in named):
        return explain(report, *_filters(report, named))
    text = " ".join(named)
    if text in {row.record.id for row in report.rows}:
        return explain_record(report, text)
    if "!" in text:
        return _of_cell(report, text)
    if ":" in text:
        return _of_table(report, text.split(":"))
    ids = [row.record.id for row in report.rows]
    near = nearest(text, ids)
    wanted = f"a record of the report, perhaps {' or '.join(near)}" if near else "a record of the report"
    remedy = "look for it with `list`, or name a total: filters such as donor=GBR year=2026, or TABLE:LABEL:LABEL"
    raise Refused([Problem("REL", Severity.ERROR, "explain", quoted(text), wanted, remedy)])


def _filters(report: Report, named: Sequence[str]) -> tuple[Measure, dict[Dimension, str], str | None]:
    """The measure, the labels and the group; without a measure the only one that the report adds up."""
    pairs = dict(text.split("=", 1) for text in named)
    said, members = pairs.pop("measure", None), pairs.pop("group", None)
    group = None if members is None else _group(members)
    where = {_dimension(name): value.strip() for name, value in pairs.items()}
    found = {dimension: _label(report, dimension, value) for dimension, value in where.items()}
    return _measure(report, said), found, group


def _group(value: str) -> str:
    """The group that a reader means: its code, or the words of its memo line."""
    found = next((code for code in GROUP_MEMBERS if code == value.strip().upper()), _memo_group(value, GROUP_MEMBERS))
    if found is None:
        raise _refused("group", quoted(value), f"one of {', '.join(GROUP_MEMBERS)}", "choose one of these")
    return found


def _memo_group(label: str, groups: Iterable[str]) -> str | None:
    """The group whose memo line has this label. Its code alone may be a party: ``EU`` is the institutions."""
    said = label.strip().casefold().removeprefix("of which ")
    return next((code for code in groups if GROUP_MEMBERS[code].casefold() == said), None)


def _measure(report: Report, said: str | None) -> Measure:
    there = tuple(report.totals)
    if said is None and len(there) == 1:
        return there[0]
    wanted = f"one of {', '.join(there) or 'no measure: nothing counts in this report'}"
    if said is None:
        raise _refused("measure", "no measure", wanted, "add measure=..., since these are never added together")
    found = next((measure for measure in MEASURES if measure == said.strip().replace(" ", "_").lower()), None)
    if found is None:
        raise _refused("measure", quoted(said), wanted, "choose one of these")
    return found


def _dimension(name: str) -> Dimension:
    found = next((it for it in DIMENSIONS if it == name.strip().replace(" ", "_").lower()), None)
    if found is None:
        near = nearest(name, DIMENSIONS) or DIMENSIONS
        raise _refused("filter", quoted(name), f"measure or a dimension: {', '.join(near)}", "choose one of these")
    return found


def _label(report: Report, dimension: Dimension, value: str) -> str:
    """The label that a reader means: the key, or the name that the sheets show."""
    labels = {*report.groups[dimension], *_labels_of_rows(report, dimension)}
    shown = {party_name(it).casefold(): it for it in labels} if dimension in ("donor", "recipient") else {}
    found = value if value in labels else shown.get(value.casefold())
    if found is None:
        found = next((it for it in labels if it.casefold() == value.casefold()), None)
    if found is None:
        near = nearest(value, [*labels, *shown]) or sorted(labels)[:8]
        wanted = f"a {dimension.replace('_', ' ')} of the report: {', '.join(near)}"
        raise _refused(dimension, quoted(value), wanted, "check the label; nothing in the report has it")
    return found


def _labels_of_rows(report: Report, dimension: Dimension) -> set[str]:
    """What rows are that add nothing: a donor whose sums are all without a rate is there all the same."""
    if dimension in ("donor", "recipient", "category", "instrument"):
        return {str(getattr(row.commitment, dimension)) for row in report.rows}
    return {row.record.amount.currency or "" for row in report.rows} if dimension == "currency" else set()


def _of_table(report: Report, parts: Sequence[str]) -> Derivation:
    names = [part.strip() for part in parts]
    if names[0] == report.definition.name:
        names = names[1:]
    table = _table(report, names[0] if names else "")
    return _of_labels(report, table, [name for name in names[1:] if name.casefold() not in (_TOTAL, _CENTRAL)])


def _of_labels(report: Report, table: Table, labels: Sequence[str]) -> Derivation:
    """The figure of a table by the labels of its row and column; without labels its total."""
    across = [table.definition.columns] if table.definition.columns else []
    dimensions: list[Dimension] = [*table.definition.rows, *across]
    groups, others = _memo_groups(report, table, labels)
    if len(others) > len(dimensions) or len(groups) > 1:
        wanted = f"at most {len(dimensions)} labels ({', '.join(dimensions)}) and one memo line"
        raise _refused("explain", ":".join(labels), wanted, "leave the others out")
    where: dict[Dimension, str] = {}
    left = list(dimensions)
    for label in others:
        # A total of a column is named by its column alone.
        dimension = next((it for it in left if _has(report, it, label)), left[0])
        where[dimension] = _label(report, dimension, label)
        left.remove(dimension)
    return explain(report, table.definition.measure, where, groups[0] if groups else None)


def _memo_groups(report: Report, table: Table, labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """The groups whose memo lines are named, and the other labels; a donor of that name goes first."""
    found = {label: _memo_group(label, table.definition.memo) for label in labels if not _has(report, "donor", label)}
    groups = [group for group in found.values() if group]
    return groups, [label for label in labels if not found.get(label)]


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
    wanted = f"a table of the report: {', '.join(near) or 'it has none'}"
    raise _refused("explain", f"the table {quoted(name)}", wanted, "check the name of its sheet")


def _of_cell(report: Report, text: str) -> Derivation:
    """A cell of the report's workbook, through the map from figures to cells that every workbook carries."""
    sheet, _, cell = text.rpartition("!")
    sheet, cell = sheet.strip().strip("'"), cell.strip().replace("$", "").upper()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        draw_workbook(report, path)
        mapped = _mapped(read_cells(path)["Map"].rows.values())
    figure = mapped.get((sheet.casefold(), cell))
    if figure is None:
        cells = [place for name, place in mapped if name == sheet.casefold()][:5]
        wanted = f"a cell with a figure, such as {', '.join(cells)}" if cells else "a sheet of the report with figures"
        raise _refused("explain", quoted(text), wanted, "name the sheet and a cell with a figure, as Sheet!C7")
    return _of_figure(report, figure)


def _mapped(rows: Iterable[Mapping[int, object]]) -> dict[tuple[str, str], str]:
    texts = ([str(getattr(cell, "value", "")) for _, cell in sorted(row.items())] for row in rows)
    return {(row[1].casefold(), row[2]): row[0] for row in texts if len(row) >= 3}


def _of_figure(report: Report, figure: str) -> Derivation:
    kind, _, rest = figure.partition("/")
    if kind == "total":
        return explain(report, _measure(report, rest.split("/")[0]), {})
    if kind == "conversion":
        return explain_record(report, rest.rsplit("/", 2)[0])
    if kind == "part":
        return explain_record(report, report.lines[report.parts[int(rest.split("/")[0]) - 1].line].record.id)
    for table in report.tables:
        prefix = f"{table.definition.name}/"
        if kind == "table" and rest.startswith(prefix):
            labels = _labels_in(table, rest.removeprefix(prefix))
            return explain(report, table.definition.measure, labels)
        if kind == "memo" and rest.startswith(prefix):
            group, _, label = rest.removeprefix(prefix).partition("/")
            return explain(report, table.definition.measure, _labels_in(table, f"{_TOTAL}/{label}"), group)
    wanted = "a total, a cell of a table, a conversion or a part of one"
    raise _refused("explain", f"the figure {figure}", wanted, "explain the totals that it is made of")


def _labels_in(table: Table, rest: str) -> dict[Dimension, str]:
    """The labels in the name of a figure; they may hold any character themselves."""
    rows = {"/".join(key): dict(zip(table.definition.rows, key, strict=True)) for key in table.rows}
    columns = {label: label for label in table.columns}
    head, _, last = rest.rpartition("/")
    where = {} if head == _TOTAL else rows.get(head, {})
    if last in columns and table.definition.columns:
        where = {**where, table.definition.columns: last}
    return where


def _refused(place: str, found: str, wanted: str, remedy: str) -> Refused:
    return Refused([Problem("FORM", Severity.ERROR, place, found, wanted, remedy)])

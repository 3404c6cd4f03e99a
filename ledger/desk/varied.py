"""The definition of a report with what somebody asks for in its place: other limits, other tables, other rows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic_core import PydanticCustomError

from ledger.foundation import Place, Problem, Refused, malformed, quoted
from ledger.presentation import MEASURE_TITLES, STAGES_TITLE, title_by
from ledger.records import nearest
from ledger.reporting import (
    NO_CHART,
    SORTS,
    Definition,
    GivenDefinition,
    StageTableDefinition,
    TableDefinition,
    as_definition,
    definition_names,
    label_at,
    load_definition,
)
from ledger.totals import IN_TIME, Dimension, Measure

_LONGEST_NAME = 25
# As many down as a definition may have, and one across.
_MOST_DIMENSIONS = 5
_ORDERS = SORTS[:2]
_ALONE: Sequence[Measure] = ("pledges",)
_Fields = dict[str, Any]


def report_definitions() -> tuple[Definition, ...]:
    """The definitions that come with the package, by their names.

    >>> [it.name for it in report_definitions()][:2]
    ['audit', 'brief']
    """
    return tuple(load_definition(name) for name in definition_names())


def varied_report(
    definition: GivenDefinition,
    *,
    groups: Sequence[str] = (),
    by: Sequence[Dimension] = (),
    sort: Sequence[str] = (),
    top: int | None = None,
    **changes: object,
) -> Definition:
    """The rules of a report, some of them replaced.

    Args:
        definition: name of one that comes with the package, path of a TOML file, its keys as a dict, or the definition
            itself.
        groups: of whose members alone it is, in place of the donors and groups that it is limited to.
        by: dimensions of all tables, the last of several across; each measure of the definition has one table then.
        sort: ``size``, ``name``, or labels of a dimension in the order in which they are to stand, in every table that
            has it first.
        top: so many rows of the first dimension, and one for all others; 0 for all of them.
        changes: fields by their names; None leaves one as it is.

    Raises:
        Refused: FILE for an unknown definition, FORM for a malformed change, with the argument as its place.

    >>> varied_report("commitments", basis="year", horizon=None).basis
    'year'
    >>> [(it.name, it.rows, it.columns) for it in varied_report("audit", by=["category", "year"]).tables][:2]
    [('Pledges category year', ('category',), 'year'), ('Commitments category year', ('category',), 'year')]
    """
    chosen = _without_its_chart(as_definition(definition)) if by else as_definition(definition)
    asked = _written(changes)
    _require_dimensions(by)
    if groups:
        asked["filters"] = {"donors": [], "groups": list(groups)}
    tables = [table.model_dump(mode="json", exclude_none=True) for table in chosen.tables]
    if by:
        measures: Sequence[Measure] = [table.measure for table in chosen.tables] or _ALONE[: not chosen.stages]
        tables = [_cut(chosen, measure, by) for measure in dict.fromkeys(measures)]
    stages = [table.model_dump(mode="json", exclude_none=True) for table in chosen.stages]
    if by and stages:
        stages = list(_stages_cut(chosen.stages[0], by))
    if by or sort or top is not None:
        firsts = _sorted_by([table["rows"][0] for table in (*tables, *stages)], sort)
        asked["tables"] = [_ordered(table, sort, firsts, top) for table in tables]
        asked["stages"] = [_ordered(table, sort, firsts, top) for table in stages]
    try:
        return chosen.varied(**asked)
    except Refused as refused:
        raise Refused([_of_argument(problem, asked) for problem in refused.problems]) from None


def _without_its_chart(definition: Definition) -> Definition:
    """A definition whose tables give way to others: of these the first one is drawn, if it wants a chart at all."""
    return definition if definition.chart == NO_CHART else definition.model_copy(update={"chart": None})


def _written(changes: Mapping[str, object]) -> _Fields:
    """What is asked for, as a file would say it."""
    given = {name: value for name, value in changes.items() if value is not None}
    return {name: value if isinstance(value, int | list | tuple) else str(value) for name, value in given.items()}


def _of_argument(problem: Problem, asked: Collection[str]) -> Problem:
    """A fault of a varied definition with the argument that was given as its place, where it is one."""
    field = problem.place.field
    return replace(problem, place=Place(argument=field)) if field in asked else problem


def _require_dimensions(by: Sequence[Dimension]) -> None:
    """Refuse dimensions that no table can have."""
    place = Place(argument="by")
    if twice := sorted({name for name in by if by.count(name) > 1}):
        found = f"{' and '.join(twice)} twice"
        raise Refused.of("FORM", place, found, "each dimension once", "take one of them out")
    if len(by) > _MOST_DIMENSIONS:
        expected = f"at most {_MOST_DIMENSIONS}, the last of them across"
        raise Refused.of("FORM", place, f"{len(by)} dimensions", expected, "leave the others out")


def _cut(definition: Definition, measure: Measure, by: Sequence[Dimension]) -> _Fields:
    """The first table of a measure by other dimensions, with whatever of it still can stand."""
    first = next((table for table in definition.tables if table.measure == measure), None)
    rows, columns = (by[:-1], by[-1]) if len(by) > 1 else (by, None)
    words = " ".join((measure.capitalize(), *by)).replace("_", " ")
    own = first.model_dump(mode="json", exclude_none=True, exclude=_lost(first, rows, columns)) if first else {}
    given = {"measure": measure, "rows": list(rows), **({"columns": columns} if columns else {})}
    title = title_by(MEASURE_TITLES[measure], by)
    return own | given | {"name": words[:_LONGEST_NAME].strip(), "title": title}


def _stages_cut(table: StageTableDefinition, by: Sequence[Dimension]) -> Iterator[_Fields]:
    """A table of stages by other dimensions; none by time alone, in which stages do not belong together."""
    rows = [dimension for dimension in by if dimension not in IN_TIME and dimension != "stage"]
    if rows:
        lost = {"sort", "order"} if rows[0] != table.rows[0] and table.order else set()
        title = title_by(STAGES_TITLE, rows)
        own = table.model_dump(mode="json", exclude_none=True, exclude=lost)
        yield own | {"rows": rows, "title": title, "name": f"Stages {' '.join(rows)}"[:_LONGEST_NAME].strip()}


def _lost(table: TableDefinition, rows: Sequence[Dimension], columns: Dimension | None) -> set[str]:
    """What a table cannot keep by other dimensions."""
    lost = {"columns"}
    lost |= {"memo"} if "donor" not in rows else set()
    lost |= {"sort", "order"} if rows[0] != table.rows[0] and table.order else set()
    lost |= {"top"} if rows[0] in IN_TIME else set()
    lost |= {"subtotals"} if len(rows) == 1 else set()
    return lost | ({"cumulative"} if columns not in IN_TIME else set())


def _ordered(table: Mapping[str, Any], sort: Sequence[str], firsts: Collection[Dimension], top: int | None) -> _Fields:
    """A table with its rows in another order, if that is one of its first dimension, and so many of them."""
    fields: _Fields = dict(table)
    if table["rows"][0] in firsts:
        fields |= {"sort": sort[0], "order": []} if sort[0] in _ORDERS else {"sort": "own", "order": list(sort)}
    if top is not None and table["rows"][0] not in IN_TIME:
        fields["top"] = top
    return fields


def _sorted_by(firsts: Sequence[Dimension], sort: Sequence[str]) -> Collection[Dimension]:
    """The first dimensions of tables whose rows can stand in an order; all of them for one by size or by name."""
    if not sort:
        return ()
    if len(sort) == 1 and sort[0] in _ORDERS:
        return firsts
    place = Place(argument="sort")
    if twice := sorted({label for label in sort if sort.count(label) > 1}):
        raise Refused.of("FORM", place, f"{' and '.join(twice)} twice", "each label once", "take one of them out")
    if any(label in SORTS for label in sort):
        expected = f"{' or '.join(_ORDERS)} alone, or labels"
        raise Refused.of("FORM", place, quoted(",".join(sort)), expected, "name one order, or labels alone")
    faults = {first: _label_fault(first, sort) for first in firsts}
    fitting = [first for first, fault in faults.items() if fault is None]
    if not fitting and (fault := next(iter(faults.values()), None)):
        raise Refused([fault])
    return fitting


def _label_fault(first: Dimension, sort: Sequence[str]) -> Problem | None:
    """What is wrong with the first label that a dimension cannot have; None if it can have all of them."""
    for label in sort:
        try:
            label_at(first, label)
        except PydanticCustomError as fault:
            context = fault.context or {}
            near = nearest(label, _ORDERS) if len(sort) == 1 else ()
            labels = f"labels of {first}" if near else f"labels of {first}: {context['expected']}"
            expected = f"{', '.join(_ORDERS)}, or {labels}"
            remedy = f"write {near[0]}" if near else str(context["remedy"])
            return malformed(Place(argument="sort"), quoted(label), expected, remedy)
    return None

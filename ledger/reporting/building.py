"""From records, rates and a definition to the frozen report. Reads nothing and writes nothing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from ledger.book import Decision, Revision, StatedRecord, WaivePayload
from ledger.checks import (
    check_contents,
    check_contradictions,
    check_days,
    check_equivalents,
    check_held_rates,
    check_magnitudes,
    check_proofs,
    check_rates,
    check_sign_offs,
    check_swallowed,
    duplicates,
)
from ledger.foundation import Grid, MadeWhenRead, Place, Problem, Severity, advice, nothing_collected, read_only
from ledger.rates import Basis, HeldChange, HeldDoubt, RateSet
from ledger.records import Commitment, Record
from ledger.reporting.adding import Added
from ledger.reporting.definition import Definition
from ledger.reporting.definition_tables import (
    GoodsTableDefinition,
    StageColumn,
    StageTableDefinition,
    TableDefinition,
)
from ledger.reporting.findings import judged, severities_set, waived_record
from ledger.reporting.labelling import Labelling
from ledger.reporting.notes import notes_of, notes_of_open, reach_of_rates
from ledger.reporting.report import (
    Evidence,
    GoodsTable,
    Issued,
    Memo,
    Report,
    Row,
    StageTable,
    Table,
)
from ledger.reporting.rows import lines_of, rows_of
from ledger.reporting.sampled import sampled
from ledger.reporting.used_rates import UsedRate, rate_key
from ledger.totals import (
    DIMENSIONS,
    NOTHING,
    Counting,
    Cube,
    Dimension,
    Measure,
    Offset,
    Proof,
    StillOpen,
    Sum,
    goods_in,
    in_order,
    measures_of,
    offsets_of,
    prove,
    prove_book,
    prove_bounds,
    prove_group,
    still_open,
    sums,
    visible,
)
from ledger.valuation import (
    Line,
    Rules,
    cut_lines,
)

_SHOWN_ACTIONS = ("rates", "withdraw_rates", "import")


@dataclass(frozen=True)
class Material:
    """What a report is made of: the state of a book as of a day.

    Args:
        records: live records.
        rate_sets: the book's rate sets, in its order.
        issued: which state of which book that is.
        decisions: what people have said of the book by then: severities, waivers, sign-offs.
        revisions: all entries of the book by then; only needed where the definition asks for evidence.
        held_changes: quotes that the book held and holds otherwise by then.
        held_doubts: what contradicts in the rate sets of the book.
        stated: the records by their ids, each with where it comes from; empty where nothing says so.

    >>> nothing = Material(records=(), rate_sets=(), issued=Issued("0" * 64, 0, date(2025, 6, 8), "0.1.0"))
    >>> build(Definition(name="x", title="X", currency="EUR"), nothing).issued.as_of
    datetime.date(2025, 6, 8)
    """

    records: tuple[Record, ...]
    rate_sets: tuple[RateSet, ...]
    issued: Issued
    decisions: tuple[Decision, ...] = ()
    revisions: tuple[Revision, ...] = ()
    held_changes: tuple[HeldChange, ...] = ()
    held_doubts: tuple[HeldDoubt, ...] = ()
    stated: Mapping[str, StatedRecord] = field(default_factory=lambda: read_only({}))


@nothing_collected()
def build(definition: Definition, material: Material) -> Report:
    """Make a report, from instalments to proofs and notes: the same for one definition and records in any order."""
    rate_sets, missing_sets = _in_order(definition, material.rate_sets)
    rows, counts = rows_of(definition, material.records)
    lines = lines_of(rows, counts, definition.horizon, _rules(definition, rate_sets, material))
    labels = Labelling({row.record.id: row.commitment for row in rows}, _grids(definition))
    in_time = cut_lines(lines, labels.grids)
    offsets = offsets_of(_shared(rows), in_time, definition.currency)
    added = Added(in_time, labels, offsets, counts.unsaid_parts)
    cube = added.cube()
    whole = cube.over(())
    totals = {measure: _total(whole, measure) for measure in measures_of(lines)}
    tables = tuple(_table(it, definition.currency, cube) for it in definition.tables)
    unpaid = _unpaid(definition, (rows, lines), counts, labels)
    proofs = (
        *prove(lines, in_time.numbers(), cube, definition.currency),
        *_memo_proofs(definition, lines, whole, labels),
        *_bounds_proofs(totals, tables, definition.currency),
        *prove_book([(row.record, row.schedule) for row in rows], lines),
    )
    reach = {rate_set.name: rate_set.last_day for rate_set in rate_sets if rate_set.kind == "series"}
    notes = notes_of(definition, rows, lines, material.decisions, hidden=len(material.records) - len(rows))
    problems = (*missing_sets, *_problems(definition, material, (rows, lines), rate_sets), *check_proofs(proofs))
    return Report(
        definition=definition,
        issued=material.issued,
        rows=rows,
        lines=lines,
        parts=MadeWhenRead(in_time.parts),
        pieces=MadeWhenRead(added.pieces),
        cube=cube,
        offsets=offsets,
        totals=read_only(totals),
        tables=tables,
        groups=_groups(cube),
        rates=_used(lines),
        proofs=proofs,
        findings=judged(problems, material.decisions),
        severities=tuple(severities_set(material.decisions).values()),
        sign_offs=tuple(decision for decision in material.decisions if decision.action == "sign_off"),
        notes=(*notes, *notes_of_open(definition, unpaid), *reach_of_rates(reach)),
        rates_until=read_only(reach),
        open=unpaid,
        stage_tables=tuple(_stage_table(it, definition.currency, cube, unpaid) for it in definition.stages),
        goods_tables=tuple(_goods_table(it, rows, labels) for it in definition.goods),
        evidence=_evidence(rows, material, definition) if definition.journal else None,
        stated=_stated(rows, material),
    )


def _stated(rows: Sequence[Row], material: Material) -> Mapping[str, StatedRecord]:
    """Where the records come from that the report shows, and no other."""
    ids = (row.record.id for row in rows)
    return read_only({key: material.stated[key] for key in ids if key in material.stated})


def _rules(definition: Definition, rate_sets: Sequence[RateSet], material: Material) -> Rules:
    return Rules(definition.currency, rate_sets, Basis.parse(definition.basis), material.issued.as_of)


def _grids(definition: Definition) -> tuple[Grid, Grid, Grid]:
    return Grid("year"), Grid("fiscal_year", definition.fiscal_year_starts), Grid("quarter")


def _shared(rows: Sequence[Row]) -> list[Offset]:
    return [offset for row in rows if row.envelope for offset in row.envelope.offsets]


def _unpaid(
    definition: Definition, counted: tuple[Sequence[Row], Sequence[Line]], counts: Counting, labels: Labelling
) -> StillOpen:
    """What is open of firm commitments, where a table asks for it or anything was paid."""
    rows, lines = counted
    if not definition.stages and all(line.stage != "disbursement" for line in lines):
        return StillOpen()
    commitments = {row.record.id: row.record for row in rows if isinstance(row.record, Commitment)}
    return still_open(lines, commitments, counts, labels.unfigured)


def _groups(cube: Cube) -> Mapping[Dimension, tuple[str, ...]]:
    """The labels of each dimension that occur."""
    own = [cell.labels for cell in cube.cells if cell.records or cell.undisclosed or cell.unconverted]
    return read_only({it: tuple(sorted({labels[it] for labels in own})) for it in DIMENSIONS})


def _problems(
    definition: Definition,
    material: Material,
    counted: tuple[Sequence[Row], Sequence[Line]],
    rate_sets: Sequence[RateSet],
) -> Iterator[Problem]:
    """What is found in the records, the rates and what people said of them."""
    rows, lines = counted
    records = [row.record for row in rows]
    yield from _without_horizon(rows)
    yield from _before_everything(definition.horizon, rows)
    yield from (problem for line in lines for problem in line.problems)
    yield from check_contents(records)
    today = material.issued.as_of + timedelta(days=1)  # Where days begin first, it may have been the next one.
    yield from check_days(records, today)
    yield from check_rates(records, rate_sets, today)
    names = {rate_set.name for rate_set in rate_sets}
    yield from check_held_rates(held for held in material.held_changes if held.name in names)
    yield from check_contradictions(doubt for doubt in material.held_doubts if doubt.name in names)
    yield from check_equivalents(records, rate_sets)
    yield from check_magnitudes(records, rate_sets)
    yield from check_swallowed(records, rate_sets)
    yield from check_sign_offs(material.decisions)


def _evidence(rows: Sequence[Row], material: Material, definition: Definition) -> Evidence:
    """What the journal says of the records that this report may show, and of none that it may not.

    What the definition asks no sheet of is left empty, and makes no sheet.
    """
    asked, shown = definition.journal, {row.record.id for row in rows}
    revisions = tuple(it for it in material.revisions if it.action in _SHOWN_ACTIONS or it.id in shown)
    candidates = duplicates([row.record for row in rows], material.rate_sets) if "duplicates" in asked else ()
    # Withdrawn records as they last stood: a decision about an internal one stays internal.
    known = {it.record.id: it.record for it in material.revisions if it.record}
    known |= {record.id: record for record in material.records}
    hidden = known.keys() - {record.id for record in visible(tuple(known.values()), definition.scope)}
    # A printed place may fit two ids: what may be of a hidden record is not shown.
    decisions = tuple(it for it in material.decisions if _waived_in(it, hidden) is None)
    drawn = sampled(decisions, known.keys(), shown) if "samples" in asked else ()
    return Evidence(
        revisions if "revisions" in asked else (), decisions if "decisions" in asked else (), candidates, drawn
    )


def _waived_in(decision: Decision, ids: Collection[str]) -> str | None:
    """The record that a decision waives a finding of, if it does."""
    return waived_record(decision.payload.place, ids) if isinstance(decision.payload, WaivePayload) else None


def _in_order(definition: Definition, rate_sets: Sequence[RateSet]) -> tuple[tuple[RateSet, ...], tuple[Problem, ...]]:
    if not definition.rates:
        return tuple(rate_sets), ()
    named = {rate_set.name: rate_set for rate_set in rate_sets}
    problems = tuple(
        Problem(
            "FX-GAP",
            Severity.ERROR,
            Place(subject="report:rates"),
            f"rate set {name}",
            f"a rate set of the book ({', '.join(named) or 'it has none'})",
            "add the rates to the book or take the name out of the definition",
        )
        for name in definition.rates
        if name not in named
    )
    return tuple(named[name] for name in definition.rates if name in named), problems


def _without_horizon(rows: Sequence[Row]) -> Iterator[Problem]:
    for row in rows:
        if row.schedule is None and row.left_out is None:
            yield Problem(
                "TERM",
                Severity.ERROR,
                Place(record=row.record.id, field="term"),
                "an open-ended term and a report without a horizon",
                "a last day up to which it is counted",
                advice("name a horizon: in the definition, or as --horizon"),
            )


def _before_everything(horizon: date | None, rows: Sequence[Row]) -> Iterator[Problem]:
    """A warning for a horizon before the first day of every record: all totals are 0, and nothing else says why."""
    if horizon is None or not rows:
        return
    first = min(_first_day(row.record) for row in rows)
    if horizon < first:
        found = f"{horizon}, before the first day of every record"
        expected, remedy = (
            f"a horizon from {first} on",
            advice("choose a later --horizon: up to this one nothing is counted"),
        )
        yield Problem("TERM", Severity.WARNING, Place(argument="horizon"), found, expected, remedy)


def _first_day(record: Record) -> date:
    return record.term.start or record.announced if record.record == "commitment" else record.value_date


def _total(cube: Cube, measure: Measure) -> Sum:
    return sums(cube, [], measure).get((), NOTHING)


def _table(definition: TableDefinition, currency: str, cube: Cube) -> Table:
    by, across = definition.rows, definition.columns
    cube = cube.of_measure(definition.measure).over((*by, across) if across else by)
    row_sums = sums(cube, by, definition.measure)
    rows = {key: row_sums[key] for key in sorted(row_sums, key=lambda key: [*map(in_order, by, key)])}
    whole = _total(cube, definition.measure)
    memo = tuple(_memo(definition, group, cube.of_group(group)) for group in definition.memo)
    if across is None:
        return Table(definition, currency, (), rows, {}, whole, memo)
    cells = sums(cube, (*by, across), definition.measure)
    # A year in which no sum is known has a column too: something is owed in it.
    columns = tuple(sorted({key[-1] for key in cells}, key=lambda label: in_order(across, label)))
    return Table(definition, currency, columns, rows, cells, whole, memo)


def _stage_table(definition: StageTableDefinition, currency: str, cube: Cube, unpaid: StillOpen) -> StageTable:
    cube = cube.over(definition.rows)
    columns = [sums_of_stage(cube, unpaid, definition.rows, stage) for stage in definition.stages]
    keys = sorted({key for column in columns for key in column})
    rows = {key: tuple(column.get(key, NOTHING) for column in columns) for key in keys}
    whole = (sums_of_stage(cube, unpaid, (), stage).get((), NOTHING) for stage in definition.stages)
    return StageTable(definition, currency, read_only(rows), tuple(whole))


def sums_of_stage(
    cube: Cube,
    unpaid: StillOpen,
    by: Sequence[Dimension],
    stage: StageColumn,
    chosen_by: Sequence[Dimension] = (),
) -> Mapping[tuple[str, ...], Sum]:
    """The sums of one stage by the labels of dimensions.

    Args:
        cube: of the report.
        unpaid: what is open.
        by: dimensions.
        stage: a measure, or what is open.
        chosen_by: the dimensions by whose labels the cells were chosen before.

    >>> sums_of_stage(Cube(), StillOpen(), ["donor"], "open")
    mappingproxy({})
    """
    if stage == "open":
        return sums([it.piece for it in unpaid.unpaid], by, "commitments", chosen_by)
    return sums(cube, by, stage, chosen_by)


def _goods_table(definition: GoodsTableDefinition, rows: Sequence[Row], labels: Labelling) -> GoodsTable:
    counted = (
        (row.record, row.commitment, tuple(labels.of_record(row, dimension) for dimension in definition.rows))
        for row in rows
        if row.left_out is None
    )
    goods = goods_in(counted)
    order = sorted(goods, key=lambda it: ([*map(in_order, definition.rows, it[0])], it[1].key))
    return GoodsTable(definition, read_only({key: goods[key] for key in order}))


def _memo(definition: TableDefinition, group: str, cube: Cube) -> Memo:
    across = sums(cube, [definition.columns], definition.measure) if definition.columns else {}
    cells = read_only({label: it for (label,), it in across.items()})
    return Memo(group, cells, _total(cube, definition.measure))


def _memo_proofs(definition: Definition, lines: Sequence[Line], cube: Cube, labels: Labelling) -> Iterator[Proof]:
    memos = dict.fromkeys((group, table.measure) for table in definition.tables for group in table.memo)
    present = measures_of(lines)
    of_members: dict[str, list[Line]] = {group: [] for group, _ in memos}
    for line in lines if memos else ():
        for group in labels.groups(line) & of_members.keys():
            of_members[group].append(line)
    for group, measure in memos:
        if measure in present:
            yield from prove_group(group, measure, of_members[group], cube, definition.currency)


def _bounds_proofs(totals: Mapping[Measure, Sum], tables: Sequence[Table], currency: str) -> Iterator[Proof]:
    for measure, whole in totals.items():
        in_tables = (found for table in tables if table.definition.measure == measure for found in table.sums)
        yield from prove_bounds(measure, (whole, *in_tables), currency)


def _used(lines: Sequence[Line]) -> tuple[UsedRate, ...]:
    # Lines of one currency and day share their rate.
    pairs = {id(line.pair): line.pair for line in lines if line.pair}
    legs = {
        rate_key(pair.rate_set, leg): (pair.rate_set, leg)
        for pair in pairs.values()
        for leg in (pair.source, pair.target)
    }
    return tuple(UsedRate(number, *legs[key]) for number, key in enumerate(sorted(legs), start=1))

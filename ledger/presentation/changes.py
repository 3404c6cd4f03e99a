"""What changed since an earlier report: one total, step by step, with the records that moved it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ledger.audit import STEPS, Bridge, Bridged, Step
from ledger.foundation import marked, marked_count, round_half_up
from ledger.presentation.change_marks import (
    doubts_of_change,
    doubts_of_whole,
    marks_of_step,
    new_and_missing,
    newly_missing,
)
from ledger.presentation.comparison import Comparison
from ledger.presentation.corrected_records import without_moving
from ledger.presentation.donor_changes import by_donor, written_change
from ledger.presentation.language import NO_BREAK
from ledger.presentation.legend import legend_of, legend_of_figures
from ledger.presentation.marks import DOUBTS, MISSING, Mark, is_under_one, marks_of, size_marks
from ledger.presentation.measured import Measured
from ledger.presentation.named_records import NAMED, named, shortened
from ledger.presentation.no_sum import NoSum, falling_due_later, no_sum
from ledger.presentation.presented import BoundFigure, ChangedRecord, Changes, ChangeStep, NamedRecord, Sentence
from ledger.presentation.strips import Strip, Strips
from ledger.presentation.tables import FigureKey, LegendEntry, PresentedRow, PresentedTable, ShownChange, ShownFigure
from ledger.presentation.told_changes import ToldChanges, commitments_of, displayed_steps, moved_parts
from ledger.presentation.words import DIMENSION_TITLES, MEASURE_TITLES
from ledger.records import minor_of, together
from ledger.reporting import Report, TableDefinition
from ledger.totals import MEASURES, NET_MEASURES, NOTHING, Measure, Sum, sums
from ledger.valuation import Status

MOVED = 10
"""The most records that a table of those that moved has."""
_BESIDE = 2

STEP_TITLES: Mapping[Step, str] = {
    "rates": marked("Other rates"),
    "new": marked("New"),
    "amended": marked("Amended"),
    "corrected": marked("Corrected"),
    "amended and corrected": marked("Amended and corrected"),
    "withdrawn": marked("Withdrawn"),
    "restored": marked("Brought back"),
    "counted otherwise": marked("Counted otherwise"),
    "horizon": marked("Other horizon"),
    "basis": marked("Other basis of rates"),
    "cutoff": marked("Announced since"),
    "other rules": marked("Other rules"),
    "rate found": marked("Rate found"),
    "rate lost": marked("Rate lost"),
}
_ENDS = (marked("Earlier total"), marked("Total now"))


ShownTotals = Mapping[Measure, tuple[ShownFigure, ShownChange | None]]
"""What tables display of each total, and of its change."""


def shown_change(
    measured: Measured, before: Sum, after: Sum, parts: Iterable[frozenset[Mark]] | None = None
) -> ShownChange:
    """What a figure has changed by, rounded from the exact change; with the mark of what is missing now only.

    Args:
        measured: the report.
        before: the figure in the earlier report.
        after: the figure in this one.
        parts: the marks of the changes that this one is made of; None for one that is made of no others.
    """
    ends = before.figures, after.figures
    doubts = doubts_of_change(*ends) if parts is None else doubts_of_whole(*ends, parts)
    marks = newly_missing(before, after) | doubts
    if not (before.records or after.records):
        # What nobody stated then and nobody states now has changed by nobody knows how much.
        missing = marks or marks_of(after) & frozenset(MISSING) or frozenset({Mark.NONE})
        return ShownChange(None, None, missing, measured.language.figure(None, missing))
    return _changed_by(measured, after.figures.central_minor - before.figures.central_minor, marks)


def row_change(measured: Measured, changes: ToldChanges, strip: Strip, before: Sum) -> ShownChange:
    """What a row of a table has changed by: as what changed tells it, where that tells the same change.

    Args:
        measured: the report.
        changes: those that are told there.
        strip: the row.
        before: its figure in the earlier report.
    """
    change = shown_change(measured, before, strip.total)
    if change.exact_minor is None:
        return change
    multiple = changes.multiple(strip.measure, change.exact_minor, strip.labels.get("donor", ""))
    if multiple is None:
        return change
    return _written(measured, change.exact_minor, multiple, change.marks & frozenset((*DOUBTS, *MISSING)))


def total_change(
    measured: Measured, comparison: Comparison, measure: Measure, after: Sum, rows: Iterable[frozenset[Mark]] = ()
) -> ShownChange:
    """What a total has changed by, with the doubts of all steps to it.

    Args:
        measured: the report.
        comparison: with the earlier one.
        measure: whose total it is.
        after: the total now.
        rows: the marks of the changes in the rows above it, where it stands in a table.
    """
    bridge = comparison.bridge(measure)
    steps = (marks_of_step(it, bridge) for it in bridge.steps) if bridge else ()
    return shown_change(measured, earlier_total(comparison, measure), after, (*rows, *steps))


def changes_of(measured: Measured, comparison: Comparison | None, totals: ShownTotals) -> Changes | None:
    """What changed of the total that the document is about; None where it is compared with nothing, or neither has it.

    Args:
        measured: the report.
        comparison: with which earlier one, if with any.
        totals: what the tables display of each total, and of its change.
    """
    bridge = comparison.bridge(measured.measure) if comparison else None
    if comparison is None or bridge is None:
        return None
    bridged, term = comparison.bridged, measured.language.term
    closing, change = _end(measured, comparison, bridge, totals)
    displayed = displayed_steps(measured, bridge)
    moved = tuple(_records(measured, bridged, bridge, displayed))
    records = tuple(it for it in moved if it.id not in comparison.internal)
    steps = _steps(measured, bridge, displayed, records)
    opening = _opening(measured, bridge, closing)
    shown: list[ShownFigure | ShownChange] = [opening, *(step.change for step in steps), closing]
    beside = [change for step in steps for _, change in by_donor(measured, step.step, records)[:_BESIDE]]
    title = measured.language.say("What changed since {since}", since=comparison.since(measured.language))
    unit_line = " ".join((_unit_line(measured), *_rounded_apart(measured, bridge, opening, closing)))
    ends = (term(_ENDS[0]), term(_ENDS[1]))
    names = (ends[0], *(step.name for step in steps), ends[1])
    return Changes(
        measure=measured.measure,
        title=title,
        sentences=(
            _whole(measured, bridge, closing, change),
            *_by_step(measured, steps),
            *(_largest(measured, records) if records == moved else _unnamed(measured)),
            *_missing(measured, bridged, "no_figure"),
            *_missing(measured, bridged, "not_converted"),
            *without_moving(measured, bridge, comparison),
            *other_totals(measured, comparison, totals),
        ),
        opening=opening,
        steps=steps,
        closing=closing,
        records=records,
        ends=ends,
        unit_line=unit_line,
        description=f"{title}. {unit_line} {_aloud(measured, zip(names, shown, strict=True))}.",
        bars=tuple(_bars(measured, steps)),
        legend=legend_of_figures([*shown, *beside], measured.language),
        moved=_moved(measured, records) if records else None,
    )


def _changed_by(measured: Measured, exact: int, marks: frozenset[Mark] = frozenset()) -> ShownChange:
    return _written(measured, exact, round_half_up(exact, measured.scale.step_minor), marks)


def _written(measured: Measured, exact: int, multiple: int, marks: frozenset[Mark] = frozenset()) -> ShownChange:
    return written_change(measured, exact, measured.scale.number(multiple), marks)


def _unit_line(measured: Measured) -> str:
    sentence = marked("{unit}. A change is rounded from the exact change; steps add up to the whole.")
    language = measured.language
    return language.at_start(language.say(sentence, unit=language.unit(measured.scale)))


def _rounded_apart(measured: Measured, bridge: Bridge, opening: ShownFigure, closing: ShownFigure) -> Iterator[str]:
    """That the ends do not differ by the change as they are displayed, where no rounding of the earlier one does."""
    change = _changed_by(measured, minor_of(bridge.closing - bridge.opening)).number
    if opening.number is None or closing.number is None or change is None:
        return
    if opening.number + change != closing.number:
        yield measured.language.say("As displayed, the earlier total and the change do not come to the total now.")


def _aloud(measured: Measured, named: Iterable[tuple[str, ShownFigure | ShownChange]]) -> str:
    read = measured.language.read_aloud
    return measured.language.apart(
        f"{name}: {read(it.number, it.marks, signed=isinstance(it, ShownChange))}" for name, it in named
    )


def _bars(measured: Measured, steps: Sequence[ChangeStep]) -> Iterator[LegendEntry]:
    yield LegendEntry("solid", measured.language.say("total or increase"))
    if any((step.change.exact_minor or 0) < 0 for step in steps):
        yield LegendEntry("hatched", measured.language.say("decrease"))


def _moved(measured: Measured, records: Sequence[ChangedRecord]) -> PresentedTable:
    """The records with the largest changes, a row each."""
    language = measured.language
    term, rest = language.term, len(records) - MOVED
    rows = tuple(
        PresentedRow(
            "row",
            (shortened(record.title) or record.id, record.donor, term(STEP_TITLES[record.step])),
            (),
            ShownFigure(FigureKey(measured.measure, record=record.id), None, None, frozenset(), ""),
            change=record.change,
        )
        for record in records[:MOVED]
    )
    more = language.say_count("{count} more record moved.", "{count} more records moved.", rest) if rest > 0 else ""
    title = term(marked("Records that moved, the largest change first"))
    return PresentedTable(
        name="Records that moved",
        tab=title,
        title=title,
        unit=language.unit(measured.scale),
        unit_line=language.at_start(language.unit(measured.scale)),
        headings=(term(marked("Record")), term(DIMENSION_TITLES["donor"]), term(marked("What happened"))),
        columns=(),
        rows=rows,
        has_shares=False,
        legend=legend_of(rows, language),
        remarks=(more,) if more else (),
        changed_since=term(marked("Change")),
        has_totals=False,
    )


def _steps(
    measured: Measured, bridge: Bridge, displayed: Mapping[Step, int], records: Sequence[ChangedRecord]
) -> tuple[ChangeStep, ...]:
    term = measured.language.term
    return tuple(
        ChangeStep(
            it.step,
            term(STEP_TITLES[it.step]),
            term(STEPS[it.step]),
            len(it.rows),
            _written(measured, minor_of(it.change), displayed[it.step], marks_of_step(it, bridge)),
            _largest_of(measured, by_donor(measured, it.step, records)),
        )
        for it in bridge.steps
    )


def _largest_of(measured: Measured, donors: Sequence[tuple[str, ShownChange]]) -> str:
    """The first of some donors, each with its change, and how many more there are."""
    named = measured.language.apart(f"{donor}{NO_BREAK}{change.text}" for donor, change in donors[:_BESIDE])
    rest = len(donors) - _BESIDE
    if rest <= 0:
        return named
    return measured.language.say_count("{records}; {count} more", "{records}; {count} more", rest, records=named)


def _records(
    measured: Measured, bridged: Bridged, bridge: Bridge, displayed: Mapping[Step, int]
) -> Iterator[ChangedRecord]:
    """The records that moved, the largest change first; those of a step add up to what is displayed of it."""
    commitments = commitments_of(bridged)
    moved = moved_parts(measured, bridge, displayed, commitments)
    for step, row, multiple in sorted(moved, key=lambda it: (-abs(it[1].change.value), it[1].id)):
        commitment = commitments[row.id]
        donors = together(commitment.donors)
        yield ChangedRecord(
            row.id,
            step.step,
            measured.language.party(donors),
            measured.language.party_inside(donors),
            commitment.title,
            _written(measured, minor_of(row.change), multiple, doubts_of_change(*row.readings)),
        )


def _opening(measured: Measured, bridge: Bridge, closing: ShownFigure) -> ShownFigure:
    """The earlier total: the one of its two roundings from which the displayed change leads to the total now."""
    opening, scale = _level(measured, bridge.measure, bridge.ends[0]), measured.scale
    if opening.exact_minor is None or closing.number is None:
        return opening
    change = minor_of(bridge.closing - bridge.opening)
    number = closing.number - scale.number(round_half_up(change, scale.step_minor))
    below = opening.exact_minor // scale.step_minor
    # Further away it would be no rounding of it: the note says that a figure may differ from that of another report.
    if number not in (scale.number(below), scale.number(below + (opening.exact_minor % scale.step_minor > 0))):
        return opening
    marks = marks_of(bridge.ends[0]) | size_marks(opening.exact_minor, number)
    return replace(opening, number=number, marks=marks, text=measured.language.figure(number, marks))


def _level(measured: Measured, measure: Measure, summed: Sum) -> ShownFigure:
    """A total at one end, rounded by itself."""
    key, marks = FigureKey(measure), marks_of(summed)
    if not summed.records:
        return ShownFigure(key, None, None, marks, measured.language.figure(None, marks))
    exact = summed.figures.central_minor
    number = measured.scale.number(round_half_up(exact, measured.scale.step_minor))
    marks |= size_marks(exact, number)
    return ShownFigure(key, exact, number, marks, measured.language.figure(number, marks))


def _by_step(measured: Measured, steps: Sequence[ChangeStep]) -> Iterator[Sentence]:
    one, several = marked_count("{step}: {change} ({count} record).", "{step}: {change} ({count} records).")
    for step in steps:
        text = measured.language.say_count(one, several, step.records, step=step.name, change=step.change.text)
        yield Sentence(text, (_bound(measured, step.change),))


def _largest(measured: Measured, records: Sequence[ChangedRecord]) -> Iterator[Sentence]:
    """The record with the largest change; none where another one has changed by as much."""
    first = abs(records[0].change.exact_minor or 0) if records else 0
    for record in records[:1] if sum(abs(it.change.exact_minor or 0) == first for it in records) == 1 else ():
        sentence = marked("The largest change: {title} ({donor}), {change}.")
        title = shortened(record.title)
        values = {"title": title, "donor": record.donor_inside, "change": record.change.text}
        figures, named = (_bound(measured, record.change),), (NamedRecord(record.id, title),)
        yield Sentence(measured.language.say(sentence, **values), figures, named)


def _unnamed(measured: Measured) -> Iterator[Sentence]:
    yield Sentence(measured.language.say("Records that are internal by now are in these figures, and not named."))


def other_totals(measured: Measured, comparison: Comparison, totals: ShownTotals) -> Iterator[Sentence]:
    """All other totals that changed, each by itself; net ones follow from these, and are told where a table has one."""
    untold = {measured.measure, *(NET_MEASURES - totals.keys())}
    for bridge in comparison.bridged.bridges:
        if bridge.measure in untold:
            continue
        if bridge.opening != bridge.closing:
            yield _whole(measured, bridge, *_end(measured, comparison, bridge, totals))
        elif missing := measured.in_no_figure([new_and_missing(*bridge.ends)]):
            title = measured.language.term(MEASURE_TITLES[bridge.measure])
            sentence = marked("{measure}, new since then and in no figure: {missing}.")
            yield Sentence(measured.language.say(sentence, measure=title, missing=missing))


def _end(
    measured: Measured, comparison: Comparison, bridge: Bridge, totals: ShownTotals
) -> tuple[ShownFigure, ShownChange]:
    """A total now and its change: as tables display them, or else each rounded by itself."""
    after = bridge.ends[1]
    closing, change = totals.get(bridge.measure, (None, None))
    return (
        closing or _level(measured, bridge.measure, after),
        change or total_change(measured, comparison, bridge.measure, after),
    )


def _whole(measured: Measured, bridge: Bridge, closing: ShownFigure, shown: ShownChange) -> Sentence:
    """The whole change, in percent too where there was something before."""
    language, opening, exact = measured.language, minor_of(bridge.opening), minor_of(bridge.closing)
    change = exact - opening
    if closing.number is None:
        reason = no_sum(closing.marks, falling_due_later(measured.report, bridge.measure))
        return _without_sum(measured, bridge, shown, reason)
    now = BoundFigure(closing.key, exact, _in_sentence(measured, exact, closing.number, closing.marks))
    values = {"measure": measured.language.term(MEASURE_TITLES[bridge.measure]), "total": now.text}
    if not change:
        return Sentence(language.say("{measure}: unchanged at {total}.", **values), (now,))
    by = _changed_in_sentence(measured, now.key, change, shown.marks)
    percent = measured.percent_of(change, opening, signed=True)
    before, moved = _opening(measured, bridge, closing), _changed_by(measured, change)
    # Of 0.0 a reader can take no percentage, nor from or to it.
    if not (percent and before.number and moved.number) or is_under_one(exact, closing.number):
        return Sentence(language.say("{measure}: {change}, now {total}.", change=by.text, **values), (by, now))
    sentence = marked("{measure}: {change} ({percent}), now {total}.")
    return Sentence(language.say(sentence, change=by.text, percent=percent, **values), (by, now))


def _without_sum(measured: Measured, bridge: Bridge, shown: ShownChange, reason: NoSum) -> Sentence:
    """The whole change where what is there now has no sum or no rate, or nothing is there: none of this is zero."""
    language, title = measured.language, measured.language.term(MEASURE_TITLES[bridge.measure])
    if not shown.exact_minor:
        return Sentence(language.say(reason.sentence, measure=title))
    # That it is missing now is what the sentence says.
    by = _changed_in_sentence(measured, FigureKey(bridge.measure), shown.exact_minor, shown.marks - frozenset(MISSING))
    return Sentence(language.say(reason.now, measure=title, change=by.text), (by,))


def _changed_in_sentence(measured: Measured, key: FigureKey, change: int, marks: frozenset[Mark]) -> BoundFigure:
    """A change, rounded from its exact value."""
    rounded = measured.scale.number(round_half_up(change, measured.scale.step_minor))
    return BoundFigure(key, change, _in_sentence(measured, change, rounded, marks, signed=True))


def _in_sentence(
    measured: Measured, exact: int, number: Decimal, marks: frozenset[Mark], *, signed: bool = False
) -> str:
    """A figure as tables display it, as money with its marks."""
    own = marks & frozenset((*DOUBTS, *MISSING))
    return measured.language.money(number, measured.scale, own | size_marks(exact, number), signed=signed)


def _bound(measured: Measured, change: ShownChange) -> BoundFigure:
    return BoundFigure(FigureKey(measured.measure), change.exact_minor or 0, change.text)


_NEWLY_MISSING: Mapping[Status, tuple[tuple[str, str], tuple[str, str]]] = {
    "no_figure": (
        marked_count("{count} more record states no sum: {records}.", "{count} more records state no sum: {records}."),
        marked_count(
            "{count} more record states no sum, among them: {records}.",
            "{count} more records state no sum, among them: {records}.",
        ),
    ),
    "not_converted": (
        marked_count(
            "{count} more record is not converted for want of a rate: {records}.",
            "{count} more records are not converted for want of a rate: {records}.",
        ),
        marked_count(
            "{count} more record is not converted for want of a rate, among them: {records}.",
            "{count} more records are not converted for want of a rate, among them: {records}.",
        ),
    ),
}


def _missing(measured: Measured, bridged: Bridged, status: Status) -> Iterator[Sentence]:
    """What is newly in no figure, for one reason: it moves no figure, and must not be missed."""
    before = _in_no_figure(bridged.opening, measured, status)
    new = {key: text for key, text in _in_no_figure(bridged.closing, measured, status).items() if key not in before}
    if not new:
        return
    records = tuple(NamedRecord(key, text) for key, text in list(new.items())[:NAMED])
    one, several = _NEWLY_MISSING[status][len(new) > NAMED]
    names = measured.language.apart(it.name for it in records)
    yield Sentence(measured.language.say_count(one, several, len(new), records=names), records=records)


def _in_no_figure(report: Report, measured: Measured, status: Status) -> Mapping[str, str]:
    """Records of the measure with a line that counts and has no figure, by id with title and donor."""
    missing = {
        line.record.id for line in report.lines if line.status == status and line.stage in MEASURES[measured.measure]
    }
    rows = (row for row in report.rows if row.record.id in missing and row.left_out is None)
    return {row.record.id: named(row, measured.language) for row in rows}


def earlier_rows(comparison: Comparison, definition: TableDefinition) -> Mapping[tuple[str, ...], Sum]:
    """What the earlier report adds up in the rows of a table of this one, whichever tables it had itself."""
    return comparison.bridged.opening.sums(definition.rows, definition.measure)


def earlier_total(comparison: Comparison, measure: Measure) -> Sum:
    """What the earlier report adds up of a measure, whether it told its total or not."""
    return comparison.bridged.opening.sums((), measure).get((), NOTHING)


def earlier_sum(comparison: Comparison, rows: Mapping[tuple[str, ...], Sum], strips: Strips, strip: Strip) -> Sum:
    """The sum of a line of a table in the earlier report: of all others there, those that have no line here.

    Args:
        comparison: with which earlier report.
        rows: what it adds up in the rows of the table.
        strips: the lines of the table.
        strip: one of them.
    """
    definition = strips.table.definition
    match strip.kind:
        case "total":
            return earlier_total(comparison, definition.measure)
        case "row":
            return rows.get(tuple(strip.labels.values()), NOTHING)
        case _:
            own = comparison.bridged.opening.cube.where(strip.holds)
            return sums(own, (), definition.measure, tuple(strip.labels) or strip.by).get((), NOTHING)

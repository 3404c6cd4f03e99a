"""From one figure to another: a bridge that adds up exactly, each of its steps with the records behind it.

The bridge goes in steps: first the rates, then the records, the horizon, the basis, the cut-off and the other rules.
After each step the whole report is built again, so a step adds the difference of two reports and nothing is left over.
Within the step of the records, each record is listed under what happened to it. A record that only gains or loses a
rate under other rules has a step of its own: that is no change in the worth of the same money.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ledger.book import Revision
from ledger.foundation import Interval, Money, round_half_up
from ledger.records import money_of
from ledger.reporting import Definition, Material, Report, build
from ledger.totals import MEASURES, NOTHING, Measure, Sum
from ledger.valuation import Figures

Step = Literal[
    "rates",
    "new",
    "amended",
    "corrected",
    "amended and corrected",
    "withdrawn",
    "restored",
    "counted otherwise",
    "horizon",
    "basis",
    "cutoff",
    "other rules",
    "rate found",
    "rate lost",
]
STEPS: Mapping[Step, str] = {
    "rates": "other rates are known, or means have become final",
    "new": "recorded since",
    "amended": "the world changed",
    "corrected": "we were wrong",
    "amended and corrected": "both happened to the same record",
    "withdrawn": "taken out of the book",
    "restored": "brought back into the book",
    "counted otherwise": "untouched, but another record now holds the same money, or no longer does",
    "horizon": "terms are counted up to another day",
    "basis": "the rates are picked by another rule",
    "cutoff": "announcements are counted up to another day",
    "other rules": "boundary, filters, handling or the order of the rate sets",
    "rate found": "owed at both ends and converted at the closing only: at the opening it had no rate",
    "rate lost": "owed at both ends and converted at the opening only: at the closing it has no rate, and is missing",
}


@dataclass(frozen=True)
class Moved:
    """What one record adds to a step.

    Args:
        id: of the record.
        before: its central figures before the step.
        after: the same after it.
        revisions: what happened to it between the two states; none in a step that left the records alone.
        readings: all its figures at both ends of the step, for how sure the change is.

    >>> Moved("a", Money("1.00", "EUR"), Money("1.30", "EUR"), ()).change
    Money('0.30', 'EUR')
    """

    id: str
    before: Money
    after: Money
    revisions: tuple[Revision, ...]
    readings: tuple[Figures, Figures] = (Figures(), Figures())

    @property
    def change(self) -> Money:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True)
class BridgeStep:
    """One step of a bridge.

    Args:
        step: its kind.
        rows: the records that it moves, at least one, the largest change first.
        missing: the ids of those that stand in the figure without a sum or without a rate since this step.

    >>> rows = (Moved(key, Money("0", "EUR"), Money(value, "EUR"), ()) for key, value in {"a": "30", "b": "5"}.items())
    >>> BridgeStep("new", tuple(rows)).change
    Money('35', 'EUR')
    """

    step: Step
    rows: tuple[Moved, ...]
    missing: frozenset[str] = frozenset()

    @property
    def change(self) -> Money:
        """What the step adds to the figure."""
        first, *others = (row.change for row in self.rows)
        return sum(others, start=first)


@dataclass(frozen=True)
class Bridge:
    """From the opening figure of one measure to the closing one.

    Args:
        measure: what is added.
        opening: central figure of the first report.
        steps: those that move anything, in their fixed order.
        closing: central figure of the second report.
        ends: both totals, with the records that stand in them without a figure or without a rate.

    >>> opening, closing = Money("100", "EUR"), Money("130", "EUR")
    >>> step = BridgeStep("new", (Moved("a", Money("0", "EUR"), Money("30", "EUR"), ()),))
    >>> Bridge("pledges", opening, (step,), closing).agrees
    True
    """

    measure: Measure
    opening: Money
    steps: tuple[BridgeStep, ...]
    closing: Money
    ends: tuple[Sum, Sum] = (NOTHING, NOTHING)

    @property
    def agrees(self) -> bool:
        """Whether opening and all steps come to the closing figure exactly."""
        return sum((step.change for step in self.steps), start=self.opening) == self.closing


@dataclass(frozen=True)
class State:
    """One end of a bridge: by which rules, of which material.

    Args:
        definition: of the report.
        material: the records, rates and decisions of the book then.

    >>> from datetime import date
    >>> from ledger.reporting import Issued
    >>> nothing = Material(records=(), rate_sets=(), issued=Issued("0" * 64, 0, date(2025, 6, 8), "0.1.0"))
    >>> State(Definition(name="x", title="X", currency="EUR"), nothing).definition.basis
    'announced'
    """

    definition: Definition
    material: Material


@dataclass(frozen=True)
class Bridged:
    """Two reports and the bridges between their totals.

    Args:
        opening: the first report.
        closing: the second.
        bridges: one per measure that either of them adds up.
    """

    opening: Report
    closing: Report
    bridges: tuple[Bridge, ...]


def bridge(opening: State, closing: State, revisions: Sequence[Revision]) -> Bridged:
    """Go from one report to another.

    Args:
        opening: the first state.
        closing: the second, in the same currency.
        revisions: of records, between the two; oldest first.

    Raises:
        ValueError: for two currencies, between which there is no bridge that adds up.
    """
    if opening.definition.currency != closing.definition.currency:
        raise ValueError(f"{opening.definition.currency} and {closing.definition.currency} have no bridge between them")
    states = _states(opening, closing)
    reports = _built([state for _, state in states])
    happened: dict[str, list[Revision]] = defaultdict(list)
    for revision in revisions:
        if revision.id is not None:
            happened[revision.id].append(revision)
    told = {measure for report in reports for measure in _measures(report)}
    measures = [it for it in MEASURES if it in told]
    names = [name for name, _ in states]
    bridges = tuple(_bridge(measure, names, reports, happened) for measure in measures)
    return Bridged(reports[0], reports[-1], bridges)


def _measures(report: Report) -> Iterator[Measure]:
    """What a report tells totals of, or adds in a table: that may be net of what was cancelled where nothing was."""
    yield from report.totals
    yield from (table.definition.measure for table in report.tables if table.rows)


def _built(states: Sequence[State]) -> list[Report]:
    """The report of every state. A state with the rules and the material of the one before shares its report."""
    reports: list[Report] = []
    for number, state in enumerate(states):
        before = states[number - 1] if number else None
        same = before is not None and before.material is state.material and before.definition == state.definition
        reports.append(reports[-1] if same else build(state.definition, state.material))
    return reports


def _states(opening: State, closing: State) -> list[tuple[str, State]]:
    """The ends and what lies between them, each with what has changed since the one before."""
    first, last = opening.definition, closing.definition
    early, late = opening.material, closing.material
    # Rates first: a new record must be valued with the rates of its own day, which the older book did not have yet.
    with_rates = Material(early.records, late.rate_sets, late.issued, late.decisions)
    horizon = first.model_copy(update={"horizon": last.horizon})
    basis = horizon.model_copy(update={"basis": last.basis})
    cutoff = basis.model_copy(update={"cutoff": last.cutoff})
    return [
        ("opening", opening),
        ("rates", State(first, with_rates)),
        ("records", State(first, late)),
        ("horizon", State(horizon, late)),
        ("basis", State(basis, late)),
        ("cutoff", State(cutoff, late)),
        ("other rules", closing),
    ]


def _bridge(
    measure: Measure, names: Sequence[str], reports: Sequence[Report], happened: Mapping[str, Sequence[Revision]]
) -> Bridge:
    steps: dict[Step, list[Moved]] = defaultdict(list)
    missing: dict[Step, set[str]] = defaultdict(set)
    currency = reports[-1].definition.currency
    for name, before, after in zip(names[1:], reports, reports[1:], strict=False):
        for step, moved in _moves(name, before, after, measure, happened):
            steps[step].append(moved)
        for step, key in _newly_missing(name, before, after, measure, happened):
            missing[step].add(key)
    bridge_steps = tuple(
        BridgeStep(
            step, tuple(sorted(steps[step], key=lambda it: (-abs(it.change.value), it.id))), frozenset(missing[step])
        )
        for step in STEPS
        if step in steps
    )
    opening, closing = (report.sums((), measure).get((), NOTHING) for report in (reports[0], reports[-1]))
    first, last = (money_of(total.figures.central_minor, currency) for total in (opening, closing))
    return Bridge(measure, first, bridge_steps, last, (opening, closing))


def _moves(
    name: str, before: Report, after: Report, measure: Measure, happened: Mapping[str, Sequence[Revision]]
) -> Iterator[tuple[Step, Moved]]:
    """What each record adds to one step, and what of it is a rate that was found or lost."""
    figures, later = _by_record(before, measure), _by_record(after, measure)
    currency = after.definition.currency

    def moved(key: str, was: int, comes: int, own: tuple[Revision, ...] = ()) -> Moved:
        readings = figures.get(key, Figures()), later.get(key, Figures())
        return Moved(key, money_of(was, currency), money_of(comes, currency), own, readings)

    was, there = _ids(before), _ids(after)
    by_records = name == "records"
    # New rates and changed records have steps of their own, whatever they convert.
    untold = name in ("records", "rates")
    rate_lost = {} if untold else _unrated(before, after, measure)
    rate_found = {} if untold else _unrated(after, before, measure)
    for key in sorted(figures.keys() | later.keys()):
        old, new = (it[key].central_minor if key in it else 0 for it in (figures, later))
        own = tuple(happened.get(key, ())) if by_records else ()
        gone, come = rate_lost.get(key, 0), rate_found.get(key, 0)
        if gone:
            yield "rate lost", moved(key, gone, 0)
        if come:
            yield "rate found", moved(key, 0, come)
        if old - gone != new - come:
            step = _step(name, own, was_there=key in was, is_there=key in there)
            yield step, moved(key, old - gone, new - come, own)


def _newly_missing(
    name: str, before: Report, after: Report, measure: Measure, happened: Mapping[str, Sequence[Revision]]
) -> Iterator[tuple[Step, str]]:
    """The records that stand in a figure without a sum or without a rate after a step and did not before it."""
    old, new = (report.sums((), measure).get((), NOTHING) for report in (before, after))
    was, there = _ids(before), _ids(after)
    for key in (new.undisclosed | new.unconverted) - (old.undisclosed | old.unconverted):
        own = tuple(happened.get(key, ())) if name == "records" else ()
        yield _step(name, own, was_there=key in was, is_there=key in there), key


def _ids(report: Report) -> set[str]:
    return {row.record.id for row in report.rows}


def _unrated(report: Report, other: Report, measure: Measure) -> dict[str, int]:
    """Per record, what a report has converted of the days for which the other one has no rate."""
    signs = MEASURES[measure]
    without: defaultdict[tuple[str, str], list[Interval]] = defaultdict(list)
    for line in other.lines:
        if line.status == "not_converted" and line.stage in signs:
            without[line.record.id, line.stage].append(line.instalment.counted)
    figures: defaultdict[str, int] = defaultdict(int)
    for part in report.parts if without else ():
        line = report.lines[part.line]
        for days in without.get((line.record.id, line.stage), ()):
            first, last = max(days.start, part.interval.start), min(days.end, part.interval.end)
            if first <= last:
                share = part.figures.central_minor * Interval(first, last).days
                figures[line.record.id] += signs[line.stage] * round_half_up(share, part.interval.days)
    return figures


def _by_record(report: Report, measure: Measure) -> dict[str, Figures]:
    signs = MEASURES[measure]
    figures: defaultdict[str, Figures] = defaultdict(Figures)
    for line in report.lines:
        if line.figures is not None and line.stage in signs:
            figures[line.record.id] += line.figures if signs[line.stage] > 0 else -line.figures
    return figures


def _step(name: str, own: Sequence[Revision], *, was_there: bool, is_there: bool) -> Step:
    if name != "records":
        return next(step for step in STEPS if step == name)
    actions = {revision.action for revision in own}
    if was_there:
        # A record may be taken out and brought back in between: only its final state counts.
        actions -= {"record", "restore"}
    if not is_there and "withdraw" in actions:
        return "withdrawn"
    if {"amend", "correct"} <= actions and "record" not in actions:
        return "amended and corrected"
    steps = (step for action, step in _BY_ACTION.items() if action in actions)
    return next(steps, "counted otherwise")


_BY_ACTION: Mapping[str, Step] = {
    "record": "new",
    "restore": "restored",
    "amend": "amended",
    "correct": "corrected",
}

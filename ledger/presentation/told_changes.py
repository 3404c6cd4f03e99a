"""By which digits *What changed* tells each change, so that tables, which stand before it, tell the same one alike."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ledger.audit import Bridge, Bridged, BridgeStep, Moved, Step
from ledger.foundation import read_only, round_half_up
from ledger.presentation.comparison import Comparison
from ledger.presentation.donor_changes import parts_of_step
from ledger.presentation.footing import FigureFlow, foot
from ledger.presentation.measured import Measured
from ledger.records import Commitment, minor_of, together
from ledger.totals import PROMISED, Measure


@dataclass(frozen=True)
class ToldChanges:
    """What *What changed* displays of exact changes, as multiples of the smallest displayed amount.

    Args:
        measure: whose total it is about; None where a document has no *What changed*.
        of_donors: of the change of a donor in one step, by donor and minor units.
        of_any: of any change that it tells, by minor units, where all of as many are displayed alike.

    >>> ToldChanges("pledges", {("POL", 504): 51}, {504: 51}).multiple("pledges", 504, "POL")
    51
    >>> ToldChanges().multiple("pledges", 504) is None
    True
    """

    measure: Measure | None = None
    of_donors: Mapping[tuple[str, int], int] = field(default_factory=lambda: read_only({}))
    of_any: Mapping[int, int] = field(default_factory=lambda: read_only({}))

    def multiple(self, measure: Measure, exact: int, donor: str = "") -> int | None:
        """What is displayed of a change; None where it is told nowhere.

        Args:
            measure: of what; a promise that is left in full is the promise.
            exact: in minor units.
            donor: whose change it is, if it is of one.
        """
        if self.measure is None or PROMISED.get(measure, measure) != PROMISED.get(self.measure, self.measure):
            return None
        return self.of_donors.get((donor, exact), self.of_any.get(exact))


def told_changes(measured: Measured, comparison: Comparison | None) -> ToldChanges:
    """The changes that *What changed* of a document tells; none where it is compared with nothing.

    Args:
        measured: the report.
        comparison: with which earlier one.
    """
    bridge = comparison.bridge(measured.measure) if comparison else None
    if comparison is None or bridge is None:
        return ToldChanges()
    steps, commitments = displayed_steps(measured, bridge), commitments_of(comparison.bridged)
    any_of: defaultdict[int, set[int]] = defaultdict(set)
    for step in bridge.steps:
        any_of[minor_of(step.change)].add(steps[step.step])
    donors: defaultdict[tuple[Step, str], list[tuple[int, int]]] = defaultdict(list)
    for step, moved, multiple in moved_parts(measured, bridge, steps, commitments):
        if moved.id not in comparison.internal:
            exact = minor_of(moved.change)
            any_of[exact].add(multiple)
            donors[step.step, together(commitments[moved.id].donors)].append((exact, multiple))
    of_donors: dict[tuple[str, int], int] = {}
    for (_, donor), parts in donors.items():
        exact, multiple = (sum(column) for column in zip(*parts, strict=True))
        any_of[exact].add(of_donors.setdefault((donor, exact), multiple))
    of_any = {exact: multiples.pop() for exact, multiples in any_of.items() if len(multiples) == 1}
    return ToldChanges(measured.measure, read_only(of_donors), read_only(of_any))


def displayed_steps(measured: Measured, bridge: Bridge) -> Mapping[Step, int]:
    """What is displayed of each step, so that they add up to the displayed change."""
    step_minor, whole = measured.scale.step_minor, minor_of(bridge.closing - bridge.opening)
    flows = [FigureFlow((it.step,), "whole", "steps", minor_of(it.change)) for it in bridge.steps]
    flows.append(FigureFlow(("",), "steps", "whole", whole, shown=round_half_up(whole, step_minor)))
    footing = foot(flows, step_minor)
    return {it.step: footing.shown[it.step,] for it in bridge.steps}


def moved_parts(
    measured: Measured, bridge: Bridge, displayed: Mapping[Step, int], commitments: Mapping[str, Commitment]
) -> Iterator[tuple[BridgeStep, Moved, int]]:
    """What is displayed of each record that moved: those of a step add up to what is displayed of it.

    Args:
        measured: the report.
        bridge: of the total that the document is about.
        displayed: what is displayed of its steps.
        commitments: of which commitment each record is.
    """
    for step in bridge.steps:
        parts = parts_of_step(measured, step, displayed[step.step], lambda it: together(commitments[it.id].donors))
        for row, multiple in parts:
            yield step, row, multiple


def commitments_of(bridged: Bridged) -> Mapping[str, Commitment]:
    """Of which commitment each record of both reports is, by its id: as it is now, where it still is."""
    return {row.record.id: row.commitment for report in (bridged.opening, bridged.closing) for row in report.rows}

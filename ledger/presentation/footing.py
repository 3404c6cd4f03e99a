"""Rounding figures together, so that what is displayed adds up wherever the exact figures do.

Each figure is a flow from one sum to another, in whole minor units: what comes into a sum goes out of it. The displayed
flows do the same, and lie as near to the exact ones as they can: one minimum-cost flow in integers.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from ledger.foundation import read_only, round_half_up


@dataclass(frozen=True)
class FigureFlow:
    """One exact figure, between the sum that it is part of and the one that it is made of.

    In a table by rows and columns the total flows from the columns to the rows, the total of a row to that row, a cell
    from its row to its column, and the total of a column to the columns.

    Args:
        key: what tells it from all others; it decides between equally large figures that could be rounded either way.
        tail: the sum that it leaves.
        head: the sum that it enters.
        exact: minor units.
        shown: the multiple of the step by which it is displayed already, which stays.
        least: the smallest multiple by which it may be displayed.
        most: the largest one.
        elsewhere: the multiple by which another table displays it, which it leaves only where sums would not add up.
        alike: the multiple by which another figure of the same money is displayed, which it leaves before any figure
            is displayed by more than the multiple just below or just above it.

    >>> FigureFlow(("2025",), "columns", "rows", 12_345).shown is None
    True
    """

    key: tuple[str, ...]
    tail: Hashable
    head: Hashable
    exact: int
    shown: int | None = None
    least: int | None = None
    most: int | None = None
    elsewhere: int | None = None
    alike: int | None = None


@dataclass(frozen=True)
class Footing:
    """How figures are displayed together.

    Args:
        shown: the multiple of the step for each of them.
        beyond: how many of them are not displayed as the multiple just below or just above, since others were fixed.
        unmet: how many sums do not add up, since everything in them was fixed.
    """

    shown: Mapping[tuple[str, ...], int]
    beyond: int
    unmet: int


def foot(flows: Sequence[FigureFlow], step: int) -> Footing:
    """Display each figure as a multiple of the step just below or just above it, so that all sums add up.

    The distances of the displayed figures from the exact ones, added up, are the least that is possible. Of several
    ways that are equally good the one is taken in which the largest figure is rounded away from zero, then the next
    largest, and so on; of equally large ones the first by its key. So the order of the figures does not matter, and
    where plain rounding adds up, it is the result. Exact multiples stay. Only where figures that are displayed already
    leave no other way is the next multiple taken; a zero stays zero even then, and no figure changes its sign. As few
    figures as possible are displayed otherwise than what they are alike to. What is displayed elsewhere comes before
    all this: as few figures as possible leave it, by as few steps as possible.

    Args:
        flows: the figures; where a sum has what comes in and what goes out, they balance exactly.
        step: the smallest displayed amount, in minor units.

    Raises:
        ValueError: for a step below one, and where two figures have one key.

    >>> halves = [FigureFlow((name,), "whole", "parts", 5) for name in "ab"]
    >>> foot([*halves, FigureFlow(("total",), "parts", "whole", 10)], 10).shown
    mappingproxy({('a',): 1, ('b',): 0, ('total',): 1})
    """
    if step < 1:
        raise ValueError("a step is at least one minor unit")
    if len({flow.key for flow in flows}) < len(flows):
        raise ValueError("each figure once")
    ranked = sorted(flows, key=lambda flow: (-abs(flow.exact), flow.key))
    arcs = [_Arc.of(flow, step, (rank, len(ranked))) for rank, flow in enumerate(ranked)]
    shown = [arc.nearest for arc in arcs]
    unmet = _balance(arcs, shown)
    by_key = {arc.flow.key: multiple for arc, multiple in zip(arcs, shown, strict=True)}
    beyond = sum(not arc.below <= multiple <= arc.above for arc, multiple in zip(arcs, shown, strict=True))
    return Footing(read_only({flow.key: by_key[flow.key] for flow in flows}), beyond, unmet)


@dataclass(frozen=True)
class _Arc:
    """A figure with what each of its multiples costs.

    Args:
        flow: the figure.
        below: the multiple just below it, or it itself.
        above: the multiple just above it, or it itself.
        least: below which it cannot go; None for no limit.
        most: above which it cannot go; None for no limit.
        raising: what it costs to display it as the multiple above instead of the one below; may be negative.
        leaving: what each further multiple costs: more than all others together can be worth.
        parting: what each multiple away from the one elsewhere costs: more than all that is left can be worth.
    """

    flow: FigureFlow
    below: int
    above: int
    least: int | None
    most: int | None
    raising: int
    leaving: int
    parting: int

    @classmethod
    def of(cls, flow: FigureFlow, step: int, place: tuple[int, int]) -> "_Arc":
        rank, count = place
        below = flow.exact // step
        above = -(-flow.exact // step)
        least, most = _limits(flow)
        # What breaks ties is smaller than any difference of distances, and of a figure more than of all behind it.
        away = (1 if flow.exact >= 0 else -1) << (count - 1 - rank)
        raising = ((above + below) * step - 2 * flow.exact << count + 1) - away
        parted = (count + 1) * step << count + 2
        if flow.alike is not None and below != above:
            raising = -parted if flow.alike >= above else parted
        leaving = parted * (count + 1)
        return cls(flow, below, above, least, most, raising, leaving, leaving << count + 2)

    @property
    def nearest(self) -> int:
        multiple = self.above if self.raising < 0 else self.below
        if self.flow.elsewhere is not None:
            multiple = self.flow.elsewhere
        if self.least is not None:
            multiple = max(multiple, self.least)
        return multiple if self.most is None else min(multiple, self.most)

    def cost(self, multiple: int, change: int) -> int | None:
        """What it costs to display it by one multiple more (1) or less (-1); None where it cannot."""
        if change > 0:
            return None if self.most is not None and multiple >= self.most else self._slope(multiple)
        return None if self.least is not None and multiple <= self.least else -self._slope(multiple - 1)

    def _slope(self, multiple: int) -> int:
        """What the next multiple above this one costs more than it."""
        elsewhere = self.flow.elsewhere
        parting = 0 if elsewhere is None else self.parting if multiple >= elsewhere else -self.parting
        if multiple >= self.above:
            return parting + self.leaving
        return parting + (self.raising if multiple >= self.below else -self.leaving)


def foot_parts(parts: Sequence[int], whole: int, step: int) -> tuple[int, ...]:
    """Parts of a displayed whole, each as the multiple of a step below or above it, so that they add up to the whole.

    It is :func:`foot` for a list: those that lose most by it go up, of equals the earlier ones. Where the whole is
    further away than all of them can go, each is rounded by itself.

    Args:
        parts: in minor units, of which the whole is the sum.
        whole: as the multiple of the step that is displayed.
        step: the smallest displayed amount.

    >>> foot_parts([14, 14, 12], 4, 10), foot_parts([-277], -28, 10), foot_parts([14], 9, 10)
    ((2, 1, 1), (-28,), (1,))
    """
    below = [part // step for part in parts]
    up = whole - sum(below)
    can = sorted((place for place, part in enumerate(parts) if part % step), key=lambda it: -(parts[it] % step))
    if not 0 <= up <= len(can):
        return tuple(round_half_up(part, step) for part in parts)
    raised = {*can[:up]}
    return tuple(multiple + (place in raised) for place, multiple in enumerate(below))


def _limits(flow: FigureFlow) -> tuple[int | None, int | None]:
    """The multiples between which a figure must lie; None for no limit."""
    if flow.shown is not None:
        return flow.shown, flow.shown
    if flow.exact == 0:
        return 0, 0
    if flow.exact > 0:
        return max(0, flow.least or 0), flow.most
    return flow.least, min(0, flow.most or 0)


# What a sum borders on: the other end of a figure, its number, and whether a way there raises it (1) or lowers it (-1).
_Edges = Mapping[Hashable, Sequence[tuple[Hashable, int, int]]]
_Path = Sequence[tuple[Hashable, Hashable, int, int]]


def _balance(arcs: Sequence[_Arc], shown: list[int]) -> int:
    """Change displayed multiples one by one along the cheapest paths until all sums add up; gives how many do not.

    Every figure begins at its cheapest multiple, so no change can save anything. Potentials keep it so: as seen from
    them no change costs less than nothing, and those along a cheapest path cost nothing.
    """
    edges: dict[Hashable, list[tuple[Hashable, int, int]]] = {}
    surplus: dict[Hashable, int] = {}
    for number, arc in enumerate(arcs):
        tail, head = arc.flow.tail, arc.flow.head
        edges.setdefault(tail, []).append((head, number, 1))
        edges.setdefault(head, []).append((tail, number, -1))
        surplus[tail] = surplus.get(tail, 0) - shown[number]
        surplus[head] = surplus.get(head, 0) + shown[number]
    potential = dict.fromkeys(edges, 0)
    while paths := _cheapest(arcs, shown, edges, surplus, potential):
        for path in paths:
            source, end = path[0][0], path[-1][1]
            # An earlier path may have taken the last unit of its source, or changed what a step of it costs.
            if surplus[source] > 0 and all(_is_free(arcs, shown, potential, step) for step in path):
                for _, _, number, change in path:
                    shown[number] += change
                surplus[source] -= 1
                surplus[end] += 1
    return sum(missing != 0 for missing in surplus.values())


def _cheapest(
    arcs: Sequence[_Arc],
    shown: Sequence[int],
    edges: _Edges,
    surplus: Mapping[Hashable, int],
    potential: dict[Hashable, int],
) -> list[_Path]:
    """The cheapest path to each sum that has too little from one that has too much, the cheapest first.

    Renews the potentials.
    """
    sources = [node for node, extra in surplus.items() if extra > 0]
    lacking = sum(extra < 0 for extra in surplus.values())
    distance: dict[Hashable, int] = dict.fromkeys(sources, 0)
    before: dict[Hashable, tuple[Hashable, Hashable, int, int]] = {}
    settled: dict[Hashable, int] = {}
    # The number of its entry decides between equal distances: nodes of several kinds cannot be compared.
    queue = [(0, order, node) for order, node in enumerate(sources)]
    entered = len(queue)
    while queue and lacking:
        reached, _, node = heappop(queue)
        if node in settled:
            continue
        settled[node] = reached
        lacking -= surplus[node] < 0
        for head, number, change in edges[node]:
            if head in settled:
                continue
            cost = arcs[number].cost(shown[number], change)
            if cost is None:
                continue
            length = reached + cost + potential[node] - potential[head]
            if head not in distance or length < distance[head]:
                distance[head] = length
                before[head] = (node, head, number, change)
                heappush(queue, (length, entered, head))
                entered += 1
    farthest = max(settled.values(), default=0)
    for node in potential:
        potential[node] += settled.get(node, farthest)
    return [_path(before, node) for node in settled if surplus[node] < 0]


def _path(before: Mapping[Hashable, tuple[Hashable, Hashable, int, int]], node: Hashable) -> _Path:
    steps = []
    while node in before:
        steps.append(before[node])
        node = before[node][0]
    return steps[::-1]


def _is_free(
    arcs: Sequence[_Arc],
    shown: Sequence[int],
    potential: Mapping[Hashable, int],
    step: tuple[Hashable, Hashable, int, int],
) -> bool:
    """Whether a step of a path costs nothing, as seen from the potentials."""
    tail, head, number, change = step
    cost = arcs[number].cost(shown[number], change)
    return cost is not None and cost + potential[tail] == potential[head]

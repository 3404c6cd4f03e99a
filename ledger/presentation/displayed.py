"""By which multiple of the step each figure of a report is displayed: by one, whichever tables it stands in."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.foundation import from_minor, read_only, round_half_up
from ledger.presentation.footing import FigureFlow, foot
from ledger.presentation.language import Language
from ledger.presentation.marks import marks_of, size_marks
from ledger.presentation.presented import RoundingCost
from ledger.presentation.strips import Strips, alone, along
from ledger.presentation.tables import FigureKey, ShownShare
from ledger.totals import NOTHING, Bound, Sum, bound_of

_OTHER_READINGS: tuple[Bound, ...] = ("low", "high")


@dataclass(frozen=True)
class Displayed:
    """How the figures of a report are displayed.

    Args:
        multiples: of the step, for each figure.
        rounding: what it has cost that they add up.
        with_readings: the names of tables of which each figure has a lowest and a highest reading, and these add up.
    """

    multiples: Mapping[FigureKey, int]
    rounding: RoundingCost
    with_readings: frozenset[str]


def displayed(tables: Sequence[Strips], step: int) -> Displayed:
    """Round the figures of all tables together.

    Table by table, each with the lines of its groups; what one has displayed stays in those behind it. Where that
    leaves no way for one of them, they are tried again with the second table first, then with the third, and so on; of
    all these the first is taken in which the fewest sums do not add up, then the fewest figures are off by more.

    Central figures come first, since the lowest and highest readings may not cross them. These are tried in turns too,
    so that as few tables as possible are left of which the readings do not add up figure by figure.

    Args:
        tables: as they are displayed.
        step: the smallest displayed amount, in minor units.
    """
    shown = {key: summed for strips in tables for key, summed in strips.sums.items()}
    hidden = {key: summed for strips in tables for key, summed in strips.hidden.items()}
    nothing = _Rounded(hidden | shown, frozenset(shown), step, {}, 0, frozenset())
    central = _in_turns(tables, lambda order: _central(nothing, order), lambda it: (it.unmet, it.beyond))
    all_of_them = _in_turns(tables, lambda order: _readings(central, order), lambda it: (it.unmet, len(it.without)))
    names = frozenset(strips.table.definition.name for strips in tables)
    return Displayed(read_only(all_of_them.multiples), all_of_them.cost, names - all_of_them.without)


@dataclass(frozen=True)
class _Rounded:
    """What is displayed so far.

    Args:
        sums: the exact sums of all figures.
        shown: which of them stand in a table.
        step: the smallest displayed amount, in minor units.
        multiples: of the step, for each figure.
        unmet: how many sums do not add up.
        without: the names of tables of which the readings do not add up figure by figure.
    """

    sums: Mapping[FigureKey, Sum]
    shown: frozenset[FigureKey]
    step: int
    multiples: Mapping[FigureKey, int]
    unmet: int
    without: frozenset[str]

    def exact(self, key: FigureKey) -> int:
        """The exact figure."""
        return bound_of(self.sums.get(replace(key, bound="central"), NOTHING).figures, key.bound)

    def with_flows(self, flows: Mapping[FigureKey, FigureFlow]) -> "_Rounded":
        """The same with these figures, which are rounded together."""
        limited = {key: _limited(key, flow, self.sums, self.multiples) for key, flow in flows.items()}
        footing = foot((*limited.values(), *_cancelling(limited.values())), self.step)
        more = {key: footing.shown[flow.key] for key, flow in limited.items()}
        return replace(self, multiples={**self.multiples, **more}, unmet=self.unmet + footing.unmet)

    @property
    def figures(self) -> Sequence[FigureKey]:
        """Those that are displayed: of a reading, where it is another one than the central."""
        return [
            key
            for key in self.multiples
            if (central := replace(key, bound="central")) in self.shown
            and self.sums[central].records
            and (key == central or self.exact(key) != self.exact(central))
        ]

    @property
    def beyond(self) -> int:
        """How many of them are off by a step or more."""
        return sum(abs(self.multiples[key] * self.step - self.exact(key)) >= self.step for key in self.figures)

    @property
    def cost(self) -> RoundingCost:
        """What it has cost that sums add up."""
        figures = self.figures
        moved = sum(self.multiples[key] != round_half_up(self.exact(key), self.step) for key in figures)
        return RoundingCost(len(figures), moved, self.beyond, self.unmet)


def shares(strips: Strips, language: Language) -> tuple[ShownShare, ...]:
    """The share of each row in the total, in percent with one decimal; they add up to 100.0.

    Returns:
        One for each row; none at all where the table asks for none, where fewer than two rows have a figure, or where
        they are no parts of a whole, since one of them is below zero.
    """
    parts = [strip.total for strip in strips.leaves if strip.total.records and strips.table.definition.share]
    whole = strips.total.total.figures.central
    if len(parts) < 2 or whole <= 0 or any(it.figures.central < 0 for it in parts):
        return ()
    lines = (*strips.rows, strips.total)
    flows = [FigureFlow(it.key().parts, *strips.ends_down(it), _thousandfold(it.total)) for it in lines]
    footing = foot(flows, whole)
    return tuple(_share(strip.total, footing.shown[strip.key().parts], language) for strip in strips.rows)


def _thousandfold(summed: Sum) -> int:
    # Measured in steps of the whole, this is a share in tenths of a percent.
    return summed.figures.central * 1000


def _share(summed: Sum, tenths: int, language: Language) -> ShownShare:
    number = from_minor(tenths, 1) if summed.records else None
    marks = marks_of(summed) if number is None else size_marks(summed.figures.central, number)
    return ShownShare(number, marks, language.figure(number, marks))


def _in_turns(
    tables: Sequence[Strips],
    rounded: Callable[[Sequence[Strips]], _Rounded],
    cost: Callable[[_Rounded], tuple[int, int]],
) -> _Rounded:
    """Tables rounded in their order, or with another of them first where that costs less."""
    best = rounded(tables)
    for number in range(1, len(tables)):
        if cost(best) == (0, 0):
            break
        best = min(best, rounded((tables[number], *tables[:number], *tables[number + 1 :])), key=cost)
    return best


def _central(rounded: _Rounded, tables: Sequence[Strips]) -> _Rounded:
    """With the central figures of tables in this order."""
    for strips in tables:
        for flows in (strips.flows, *(along(strip, "central") for strip in strips.memo)):
            rounded = rounded.with_flows(flows)
    return rounded


def _readings(rounded: _Rounded, tables: Sequence[Strips]) -> _Rounded:
    """With the lowest and highest readings of tables in this order.

    Of a table that those before it leave no way only totals have readings: those of the columns add up where they do
    exactly, and those of rows stand by themselves.
    """
    left = []
    for strips in tables:
        tried = rounded
        for bound in _OTHER_READINGS:
            for flows in (strips.flows, *(along(strip, "central") for strip in strips.memo)):
                tried = tried.with_flows(_at(flows, bound, tried.sums))
        if tried.unmet > rounded.unmet:
            left.append(strips)
        else:
            rounded = tried
    # Before the readings of single rows, which could leave no way for a table that has them as its columns.
    for flows in [along(strips.total, bound) for strips in left for bound in _OTHER_READINGS]:
        rounded = rounded.with_flows(flows)
    single = {
        key: flow
        for strips in left
        for strip in (*strips.rows, *strips.memo)
        for bound in _OTHER_READINGS
        for key, flow in alone(strip, bound).items()
    }
    return replace(rounded.with_flows(single), without=frozenset(it.table.definition.name for it in left))


def _limited(
    key: FigureKey, flow: FigureFlow, sums: Mapping[FigureKey, Sum], multiples: Mapping[FigureKey, int]
) -> FigureFlow:
    """A figure with the limits that those set which are displayed already."""
    if key in multiples:
        return replace(flow, shown=multiples[key])
    limited = replace(flow, most=_most_of_group(key, flow, sums, multiples))
    if key.bound == "central":
        return limited
    central = replace(key, bound="central")
    if flow.exact == sums.get(central, NOTHING).figures.central:
        return replace(flow, shown=multiples[central])
    if key.bound == "high":
        return replace(limited, least=multiples[central])
    most = multiples[central] if limited.most is None else min(limited.most, multiples[central])
    return replace(limited, most=most)


def _most_of_group(
    key: FigureKey, flow: FigureFlow, sums: Mapping[FigureKey, Sum], multiples: Mapping[FigureKey, int]
) -> int | None:
    """By which multiple a figure of a group is displayed at most: as that of all donors, where it is no larger."""
    of_all = replace(key, group="")
    if not key.group or of_all not in multiples:
        return None
    whole = bound_of(sums[replace(of_all, bound="central")].figures, key.bound)
    return multiples[of_all] if flow.exact <= whole else None


def _at(
    flows: Mapping[FigureKey, FigureFlow], bound: Bound, sums: Mapping[FigureKey, Sum]
) -> Mapping[FigureKey, FigureFlow]:
    """Central figures as flows, at another reading."""
    keys = {key: replace(key, bound=bound) for key in flows}
    exact = {key: bound_of(sums.get(key, NOTHING).figures, bound) for key in flows}
    return {keys[key]: replace(flow, key=keys[key].parts, exact=exact[key]) for key, flow in flows.items()}


def _cancelling(flows: Iterable[FigureFlow]) -> Iterator[FigureFlow]:
    """What cancels out in sums, so that these balance: an envelope and its parts have a doubt together but once."""
    balance: Counter[Hashable] = Counter()
    for flow in flows:
        balance[flow.tail] -= flow.exact
        balance[flow.head] += flow.exact
    for number, (node, left) in enumerate(balance.items()):
        if left:
            yield FigureFlow(("cancelling", str(number)), node, "cancelling", left)

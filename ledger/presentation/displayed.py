"""By which multiple of the step each figure of a report is displayed: by one, whichever tables it stands in."""

from collections import ChainMap, Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from ledger.foundation import from_minor, read_only, round_half_up
from ledger.presentation.alike import alike
from ledger.presentation.footing import FigureFlow, foot
from ledger.presentation.language import Language
from ledger.presentation.marks import marks_of, size_marks
from ledger.presentation.presented import RoundingCost
from ledger.presentation.strips import Strips, along
from ledger.presentation.tables import FigureKey, ShownShare
from ledger.totals import NOTHING, Bound, Sum, bound_of

_OTHER_READINGS: tuple[Bound, ...] = ("low", "high")


@dataclass(frozen=True)
class Displayed:
    """How the figures of a report are displayed.

    Args:
        multiples: of the step, for each figure.
        rounding: what it has cost that they add up.
        apart: by the name of a table the lowest and highest readings that it displays by another multiple.
    """

    multiples: Mapping[FigureKey, int]
    rounding: RoundingCost
    apart: Mapping[str, Mapping[FigureKey, int]]

    def in_table(self, name: str) -> "Displayed":
        """The same as one table displays them."""
        return replace(self, multiples={**self.multiples, **self.apart.get(name, {})})


def displayed(tables: Sequence[Strips], step: int) -> Displayed:
    """Round the figures of all tables together.

    Table by table, each with the lines of its groups; what one has displayed stays in those behind it, and what has
    another name there and is the same money is displayed alike, unless figures had to be off by more for that. Where
    that leaves no way for one of them, they are tried again with the second table first, then with the third, and so
    on; of all these the first is taken in which the fewest sums do not add up, then the fewest are off by more.

    Central figures come first, since the lowest and highest readings may not cross them. These are tried in turns too,
    so that as few of them as possible are displayed otherwise in one table than in another: what is certain stays, and
    so does which figures may be nothing, so that two tables that round a sum "up to" apart need two lowest totals.

    Args:
        tables: as they are displayed.
        step: the smallest displayed amount, in minor units.
    """
    shown = {key: summed for strips in tables for key, summed in strips.sums.items()}
    hidden = {key: summed for strips in tables for key, summed in strips.hidden.items()}
    nothing = _Rounded(hidden | shown, frozenset(shown), step, alike(hidden | shown), {}, {}, 0)
    of_tables = [_together(strips) for strips in tables]
    central = _in_turns(of_tables, nothing.with_flows, lambda it: (it.unmet, it.beyond))
    at_others = [[_at(flows, bound, nothing.sums) for bound in _OTHER_READINGS for flows in it] for it in of_tables]
    rounded = _in_turns(at_others, central.with_flows, lambda it: (it.unmet, it.parted))
    return Displayed(read_only(rounded.multiples), rounded.cost, read_only(rounded.apart))


@dataclass(frozen=True)
class _Flows:
    """Figures of one table that are rounded together.

    Args:
        table: its name.
        shown: the central ones of the figures that stand in it.
        flows: all of them as flows.
    """

    table: str
    shown: AbstractSet[FigureKey]
    flows: Mapping[FigureKey, FigureFlow]


@dataclass(frozen=True)
class _Rounded:
    """What is displayed so far.

    Args:
        sums: the exact sums of all figures.
        shown: which of them stand in a table.
        step: the smallest displayed amount, in minor units.
        names: what all central figures are called that are the same money.
        multiples: of the step, for each figure, as the first table has it.
        apart: by the name of a table the displayed readings for which it has another multiple.
        unmet: how many sums do not add up.
    """

    sums: Mapping[FigureKey, Sum]
    shown: frozenset[FigureKey]
    step: int
    names: Mapping[FigureKey, FigureKey]
    multiples: Mapping[FigureKey, int]
    apart: Mapping[str, Mapping[FigureKey, int]]
    unmet: int

    def exact(self, key: FigureKey) -> int:
        """The exact figure."""
        return bound_of(self.sums.get(key.central, NOTHING).figures, key.bound)

    def with_flows(self, tables: Iterable[Sequence[_Flows]]) -> "_Rounded":
        """The same with the figures of these tables, one after the other; what is there already stays."""
        multiples, apart = dict(self.multiples), {name: dict(own) for name, own in self.apart.items()}
        unmet = self.unmet
        of_money: dict[FigureKey, int] = {}
        for key, multiple in multiples.items():
            of_money.setdefault(self._name(key), multiple)
        for together in (it for table in tables for it in table):
            own = apart.setdefault(together.table, {})
            flows = {it: replace(flow, alike=of_money.get(self._name(it))) for it, flow in together.flows.items()}
            limited = _all_limited(flows, self.sums, ChainMap(own, multiples))
            footing = foot((*limited.values(), *_cancelling(limited.values())), self.step)
            unmet += footing.unmet
            for key, flow in limited.items():
                multiple = footing.shown[flow.key]
                of_money.setdefault(self._name(key), multiple)
                if multiple != multiples.setdefault(key, multiple) and key.central in together.shown:
                    own[key] = multiple
        return replace(self, multiples=multiples, apart=apart, unmet=unmet)

    def _name(self, key: FigureKey) -> FigureKey:
        return self.names.get(key.central, key).at(key.bound)

    @property
    def figures(self) -> Sequence[tuple[FigureKey, int]]:
        """Those that are displayed, with their multiples: of a reading, where it is another one than the central.

        A reading that a table displays otherwise than the first is a figure of its own.
        """
        every = [*self.multiples.items(), *(it for own in self.apart.values() for it in own.items())]
        return [
            (key, multiple)
            for key, multiple in every
            if (central := key.central) in self.shown
            and self.sums[central].records
            and (key == central or self.exact(key) != self.exact(central))
        ]

    @property
    def beyond(self) -> int:
        """How many of them are off by a step or more."""
        return sum(abs(multiple * self.step - self.exact(key)) >= self.step for key, multiple in self.figures)

    @property
    def parted(self) -> int:
        """How many readings a table displays otherwise than the first."""
        return sum(map(len, self.apart.values()))

    @property
    def cost(self) -> RoundingCost:
        """What it has cost that sums add up."""
        figures = self.figures
        moved = sum(multiple != round_half_up(self.exact(key), self.step) for key, multiple in figures)
        return RoundingCost(len(figures), moved, self.beyond, self.unmet, self.parted)


def shares(strips: Strips, language: Language) -> tuple[ShownShare, ...]:
    """The share of each row in the total, in percent with one decimal; they add up to 100.0.

    Returns:
        One for each row; none at all where the table asks for none, where fewer than two rows have a figure, or where
        they are no parts of a whole, since one of them is below zero.
    """
    parts = [strip.total for strip in strips.leaves if strip.total.records and strips.table.definition.share]
    whole = strips.total.total.figures.central_minor
    if len(parts) < 2 or whole <= 0 or any(it.figures.central_minor < 0 for it in parts):
        return ()
    lines = (*strips.rows, strips.total)
    flows = [FigureFlow(it.key().parts, *strips.ends_down(it), _thousandfold(it.total)) for it in lines]
    footing = foot(flows, whole)
    return tuple(_share(strip.total, footing.shown[strip.key().parts], language) for strip in strips.rows)


def _thousandfold(summed: Sum) -> int:
    # Measured in steps of the whole, this is a share in tenths of a percent.
    return summed.figures.central_minor * 1000


def _share(summed: Sum, tenths: int, language: Language) -> ShownShare:
    number = from_minor(tenths, 1) if summed.records else None
    marks = marks_of(summed) if number is None else size_marks(summed.figures.central_minor, number)
    return ShownShare(number, marks, language.figure(number, marks))


def _in_turns(
    tables: Sequence[Sequence[_Flows]],
    rounded: Callable[[Sequence[Sequence[_Flows]]], _Rounded],
    cost: Callable[[_Rounded], tuple[int, int]],
) -> _Rounded:
    """Tables rounded in their order, or with another of them first where that costs less."""
    best = rounded(tables)
    for number in range(1, len(tables)):
        if cost(best) == (0, 0):
            break
        best = min(best, rounded((tables[number], *tables[:number], *tables[number + 1 :])), key=cost)
    return best


def _together(strips: Strips) -> list[_Flows]:
    """The central figures of a table that are rounded together: all of its rows, and each line of a group by itself."""
    name, shown = strips.table.definition.name, strips.sums.keys()
    return [_Flows(name, shown, flows) for flows in (strips.flows, *map(along, strips.memo))]


def _all_limited(
    flows: Mapping[FigureKey, FigureFlow], sums: Mapping[FigureKey, Sum], multiples: Mapping[FigureKey, int]
) -> Mapping[FigureKey, FigureFlow]:
    return {key: _limited(key, flow, sums, multiples) for key, flow in flows.items()}


def _limited(
    key: FigureKey, flow: FigureFlow, sums: Mapping[FigureKey, Sum], multiples: Mapping[FigureKey, int]
) -> FigureFlow:
    """A figure with the limits that those set which are displayed already.

    A reading may leave what another table displays of it where nothing else adds up; what is certain may not.
    """
    central = key.central
    if key == central:
        if key in multiples:
            return replace(flow, shown=multiples[key])
        return replace(flow, most=_most_of_whole(key, flow, sums, multiples))
    if flow.exact == sums.get(central, NOTHING).figures.central_minor:
        return replace(flow, shown=multiples[central])
    limited = replace(flow, most=_most_of_whole(key, flow, sums, multiples), elsewhere=multiples.get(key))
    if key.bound == "high":
        return replace(limited, least=multiples[central])
    most = multiples[central] if limited.most is None else min(limited.most, multiples[central])
    return replace(limited, most=most)


def _most_of_whole(
    key: FigureKey, flow: FigureFlow, sums: Mapping[FigureKey, Sum], multiples: Mapping[FigureKey, int]
) -> int | None:
    """By which multiple a figure is displayed at most: that of a group as that of all donors, where it is no larger.

    What is still open of firm commitments is as much as these at most.
    """
    whole = replace(key, is_open=False) if key.is_open else replace(key, group="")
    if whole == key or whole not in multiples:
        return None
    return multiples[whole] if flow.exact <= bound_of(sums[whole.central].figures, key.bound) else None


def _at(central: _Flows, bound: Bound, sums: Mapping[FigureKey, Sum]) -> _Flows:
    """Central figures as flows, at another reading."""
    flows = {}
    for key, flow in central.flows.items():
        reading = key.at(bound)
        flows[reading] = replace(flow, key=reading.parts, exact=bound_of(sums.get(key, NOTHING).figures, bound))
    return replace(central, flows=flows)


def _cancelling(flows: Iterable[FigureFlow]) -> Iterator[FigureFlow]:
    """What cancels out in sums, so that these balance: an envelope and its parts have a doubt together but once."""
    balance: Counter[Hashable] = Counter()
    for flow in flows:
        balance[flow.tail] -= flow.exact
        balance[flow.head] += flow.exact
    for number, (node, left) in enumerate(balance.items()):
        if left:
            yield FigureFlow(("cancelling", str(number)), node, "cancelling", left)

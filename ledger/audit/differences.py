"""What may explain the difference between a published total and ours: rows that are there or not, units, rates.

All in whole minor units. A sum of several rows can come near a difference by chance: how likely that is decides whether
an explanation is called the only one or a possible one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice
from math import comb
from typing import Literal

ExplanationKind = Literal[
    "left_out", "here_twice", "there_twice", "elsewhere", "group", "rows", "unit", "rate", "moved"
]

SLIPS = (1000, 1_000_000)
# Sums of two are looked for among so many things, sums of three among fewer: more would take long and prove little.
_MOST_IN_PAIRS, _MOST_IN_THREES = 400, 60
# So many explanations by sums are told: more would explain nothing.
_MOST_SUMS = 20
# Chance finds one explanation of this kind or more in a hundred such differences: then it is only a possible one.
_BY_CHANCE = 0.01


@dataclass(frozen=True)
class Item:
    """Something that is in a total or could be: a record, or the sum of several under a name.

    Args:
        name: of the record, or of the group.
        figure: minor units.
        where: what it stands under, for one that is not in our figure.

    >>> Item("gbr-1", 500).where
    ''
    """

    name: str
    figure: int
    where: str = ""


@dataclass(frozen=True)
class Difference:
    """One figure of ours that is not the published one.

    Args:
        label: what the figure is of, such as ``Germany, military``.
        amount: ours less the published one.
        tolerance: what is left may be so large, either way.
        inside: the records in our figure.
        outside: records that are not in it but could be in the published one.
        groups: sums of records in our figure that belong together, by name: a donor, a currency.
        rebased: by how much our figure would change with other rates, by what these are called.

    >>> Difference("Germany, military", -500, 1).inside
    ()
    """

    label: str
    amount: int
    tolerance: int
    inside: tuple[Item, ...] = ()
    outside: tuple[Item, ...] = ()
    groups: tuple[Item, ...] = ()
    rebased: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Explanation:
    """One way to come from our figure to the published one.

    Args:
        kind: of what sort it is.
        names: the records or groups, or what the other rates are called.
        words: what it says, in a sentence without its end.
        leaves: what is left of the difference then, in minor units; within the tolerance.
        is_certain: whether nothing else fits and chance hardly gives the like; else it is a possible one.

    >>> Explanation("left_out", ("a",), "a is not in the published figure", 0).is_certain
    False
    """

    kind: ExplanationKind
    names: tuple[str, ...]
    words: str
    leaves: int
    is_certain: bool = False


@dataclass(frozen=True)
class Explained:
    """A difference and all that would explain it; nothing: it stays open, with its exact amount."""

    difference: Difference
    explanations: tuple[Explanation, ...]


def explain_differences(differences: Sequence[Difference]) -> tuple[Explained, ...]:
    """Explain each difference as far as rows can, the largest first.

    Sums of two and three are only looked for where one row, group, unit or rate explains nothing.

    >>> found = explain_differences([Difference("Germany", 500, 0, (Item("a", 500), Item("b", 777)))])
    >>> found[0].explanations[0].words
    'a is not in the published figure'
    """
    ranked = sorted(differences, key=lambda it: (-abs(it.amount), it.label))
    return tuple(Explained(it, _explanations(it, differences)) for it in ranked)


def _explanations(it: Difference, others: Sequence[Difference]) -> tuple[Explanation, ...]:
    found = [*_single(it), *_units(it), *_rates(it), *_moved(it, others)]
    tried = len(it.inside) * (1 + 2 * len(SLIPS)) + len(it.outside) + len(it.groups) + len(it.rebased) + len(others)
    if not found:
        found = list(islice(_sums(it), _MOST_SUMS))
        tried += sum(_many(len(its)) for its in (it.inside, it.outside, it.groups))
    distinct = {(one.kind, one.names): one for one in found}
    only = len(distinct) == 1 and tried * _chance(it) < _BY_CHANCE
    return tuple(Explanation(one.kind, one.names, one.words, one.leaves, is_certain=only) for one in distinct.values())


def _fits(it: Difference, explained: int) -> bool:
    return abs(it.amount - explained) <= it.tolerance


def _single(it: Difference) -> Iterator[Explanation]:
    same: defaultdict[int, list[str]] = defaultdict(list)
    for item in it.inside:
        same[item.figure].append(item.name)
    for item in it.inside:
        if item.figure and _fits(it, item.figure):
            left = it.amount - item.figure
            yield Explanation("left_out", (item.name,), f"{item.name} is not in the published figure", left)
            twins = tuple(name for name in same[item.figure] if name != item.name)
            if twins:
                names = tuple(sorted((item.name, *twins)))
                words = f"{' and '.join(names)} have one figure and are perhaps the same, counted here more than once"
                yield Explanation("here_twice", names, words, left)
        if item.figure and _fits(it, -item.figure):
            words = f"{item.name} is in the published figure twice"
            yield Explanation("there_twice", (item.name,), words, it.amount + item.figure)
    for item in it.outside:
        if item.figure and _fits(it, -item.figure):
            words = f"{item.name} is in the published figure; here it stands under {item.where}"
            yield Explanation("elsewhere", (item.name,), words, it.amount + item.figure)
    for item in it.groups:
        if item.figure and _fits(it, item.figure):
            words = f"{item.name} is not in the published figure"
            yield Explanation("group", (item.name,), words, it.amount - item.figure)


def _units(it: Difference) -> Iterator[Explanation]:
    for item in it.inside:
        for slip in SLIPS:
            larger = -item.figure * (slip - 1)
            if item.figure and _fits(it, larger):
                words = f"{item.name} is {slip:,} times as much in the published figure as here"
                yield Explanation("unit", (item.name,), words, it.amount - larger)
            smaller = item.figure - item.figure // slip
            if item.figure and _fits(it, smaller):
                words = f"{item.name} is {slip:,} times as much here as in the published figure"
                yield Explanation("unit", (item.name,), words, it.amount - smaller)


def _rates(it: Difference) -> Iterator[Explanation]:
    for name, change in it.rebased.items():
        if change and _fits(it, -change):
            yield Explanation("rate", (name,), f"with {name}, ours is the same", it.amount + change)


def _moved(it: Difference, others: Iterable[Difference]) -> Iterator[Explanation]:
    for other in others:
        if other is not it and abs(it.amount + other.amount) <= it.tolerance:
            words = f"as much is missing the other way under {other.label}: perhaps a record stands under the wrong one"
            yield Explanation("moved", (other.label,), words, it.amount + other.amount)


def _sums(it: Difference) -> Iterator[Explanation]:
    """Sums of two and three: groups and rows that the published figure lacks, and rows that it holds beside ours."""
    for items, sign in ((it.groups, 1), (it.inside, 1), (it.outside, -1)):
        for several in _adding_up(items, sign * it.amount, it.tolerance):
            total = sign * sum(item.figure for item in several)
            names = tuple(item.name for item in several)
            told = " and ".join(names)
            holds = "are not in the published figure" if sign > 0 else "are in the published figure, but not in ours"
            yield Explanation("group" if items is it.groups else "rows", names, f"{told} {holds}", it.amount - total)


def _adding_up(items: Sequence[Item], total: int, tolerance: int) -> Iterator[tuple[Item, ...]]:
    """Two or three items that make a total, within the tolerance; three only where two do not."""
    kept = [it for it in items if it.figure]
    is_found = False
    for several, most in ((2, _MOST_IN_PAIRS), (3, _MOST_IN_THREES)):
        if is_found or len(kept) > most:
            continue
        for some in combinations(kept, several):
            if abs(sum(it.figure for it in some) - total) <= tolerance:
                is_found = True
                yield some


def _many(count: int) -> int:
    """How many sums of two and three are tried among so many."""
    return (comb(count, 2) if count <= _MOST_IN_PAIRS else 0) + (comb(count, 3) if count <= _MOST_IN_THREES else 0)


def _chance(it: Difference) -> float:
    """How likely one sum that has nothing to do with the difference comes as near to it as that.

    Figures that are all whole millions meet far more often than figures to the cent.
    """
    figures = [abs(item.figure) for item in (*it.inside, *it.outside, *it.groups) if item.figure]
    spread = max([*figures, abs(it.amount), 1])
    round_to = 1
    while figures and all(figure % (10 * round_to) == 0 for figure in figures):
        round_to *= 10
    return min(1.0, max(2 * it.tolerance + 1, round_to) / spread)

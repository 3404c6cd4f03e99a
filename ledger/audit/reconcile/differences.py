"""What may explain the difference between a published total and ours: rows, earlier revisions, units, rates.

All in whole minor units. A sum of several rows can come near a difference by chance: how likely that is decides whether
an explanation is called the only one or a possible one. The figures below a total that differ too explain it; only what
they leave is looked into.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice
from math import comb
from typing import Literal

ExplanationKind = Literal[
    "earlier",
    "left_out",
    "here_twice",
    "there_twice",
    "elsewhere",
    "not_converted",
    "group",
    "line",
    "unit",
    "rate",
    "measure",
    "moved",
    "before",
    "several",
    "rows",
]

SLIPS = (1000, 1_000_000)
# Sums of two are looked for among so many things, sums of three among fewer: more would take long and prove little.
_MOST_IN_PAIRS, _MOST_IN_THREES = 400, 60
# A difference of two causes is looked for in so many pairs of them, one of which the book itself must tell of.
_MOST_TWOS = 100_000
_OF_ONE_ROW: tuple[ExplanationKind, ...] = ("earlier", "left_out", "there_twice", "elsewhere", "unit")
# So many explanations by sums are told: more would explain nothing.
_MOST_SUMS = 20
# Chance finds one explanation of this kind or more in a hundred such differences: then it is only a possible one.
_BY_CHANCE = 0.01


@dataclass(frozen=True)
class ComparedItem:
    """Something that is in a total or could be: a record, or the sum of several under a name.

    Args:
        name: of the record, or of the group.
        figure: minor units.
        where: what it stands under, for one that is not in our figure; of an earlier revision which that is; of a
            record without a rate its sum in its own currency.
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
        unconverted: records that would be in our figure if there was a rate for them, with their sums at par.
        groups: sums of records in our figure that belong together, by name: a donor, a currency.
        rebased: by how much our figure would change with other rates, by what these are called.
        measured: by how much our figure would change if it was another measure, by what that is called.
        earlier: by how much our figure would change with an earlier revision of a record; the newest last.
        before: by how much our figure would change with the whole book at an earlier moment, by what that is called.
        parts: what differs in the figures that add up to this one, by their labels.
        lines: sums that stand beside this figure as lines of their own, how much larger ours is if the published figure
            has not what they say of it (``where``).

    >>> Difference("all donors, military", -500, 1, parts=(ComparedItem("Germany, military", -499),)).own
    0
    """

    label: str
    amount: int
    tolerance: int
    inside: tuple[ComparedItem, ...] = ()
    outside: tuple[ComparedItem, ...] = ()
    unconverted: tuple[ComparedItem, ...] = ()
    groups: tuple[ComparedItem, ...] = ()
    rebased: Mapping[str, int] = field(default_factory=dict)
    measured: Mapping[str, int] = field(default_factory=dict)
    earlier: tuple[ComparedItem, ...] = ()
    before: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[ComparedItem, ...] = ()
    lines: tuple[ComparedItem, ...] = ()

    @property
    def left(self) -> int:
        """What remains of the amount when what differs in its parts is taken off."""
        return self.amount - sum(part.figure for part in self.parts)

    @property
    def own(self) -> int:
        """What is still to be explained then: nothing if the parts add up to the amount, each within its tolerance."""
        adds_up = self.parts and abs(self.left) <= self.tolerance * (1 + len(self.parts))
        return 0 if adds_up else self.left


@dataclass(frozen=True)
class Explanation:
    """One way to come from our figure to the published one.

    Args:
        kind: of what sort it is.
        names: the records or groups, or what the other rates, the measure or the earlier moment are called.
        words: what it says, in a sentence without its end.
        leaves: what is left of the difference then, in minor units, within the tolerance; None where nobody can say.
        is_certain: whether nothing else fits and chance hardly gives the like; else it is a possible one.
    """

    kind: ExplanationKind
    names: tuple[str, ...]
    words: str
    leaves: int | None
    is_certain: bool = False


@dataclass(frozen=True)
class Explained:
    """A difference and all that would explain what is its own, beside its parts."""

    difference: Difference
    explanations: tuple[Explanation, ...]

    @property
    def is_open(self) -> bool:
        """Whether something of it is left that nothing explains."""
        return bool(self.difference.own) and not self.explanations


@dataclass(frozen=True)
class _Cause:
    """Something that may be the cause of a difference, and how much of one it would be."""

    kind: ExplanationKind
    names: tuple[str, ...]
    words: str
    effect: int


def explain_differences(differences: Sequence[Difference]) -> tuple[Explained, ...]:
    """Explain each difference as far as rows can, the largest first; totals that their parts explain come last.

    Simple causes come first: one row, revision, group, unit or rate. If none fits, lines of the table are tried, then
    the book at an earlier moment, and last several causes together and sums of two and three.

    >>> found = explain_differences([Difference("Germany", 500, 0, (ComparedItem("a", 500), ComparedItem("b", 777)))])
    >>> found[0].explanations[0].words
    'a is not in the published figure'
    """
    ranked = sorted(differences, key=lambda it: (-abs(it.own), -abs(it.amount), it.label))
    by_themselves = [replace(it, amount=it.own, parts=()) for it in ranked]
    others = [it for it in by_themselves if it.amount]
    return tuple(
        Explained(it, _explanations(own, others) if own.amount else ())
        for it, own in zip(ranked, by_themselves, strict=True)
    )


def _explanations(difference: Difference, others: Collection[Difference]) -> tuple[Explanation, ...]:
    causes = [cause for cause in _causes(difference) if cause.effect]
    tried = len(causes) + len(others)
    explanations = [_explanation(difference, cause) for cause in causes if _fits(difference, cause.effect)]
    told_by_the_book = {one.names for one in explanations if one.kind == "earlier"}
    if told_by_the_book:
        explanations = [one for one in explanations if one.kind == "earlier" or one.names not in told_by_the_book]
    else:
        explanations += _moved(difference, others)
    if not explanations:
        explanations = [
            _explanation(difference, cause) for cause in _lines(difference) if _fits(difference, cause.effect)
        ]
        tried += len(difference.lines)
    if not explanations:
        tried += len(difference.before)
        explanations = [
            _explanation(difference, cause)
            for cause in _with("before", difference.before)
            if _fits(difference, cause.effect)
        ]
    if not explanations:
        explanations = [
            *_changed_since(difference, causes),
            *_twos(difference, causes),
            *islice(_sums(difference), _MOST_SUMS),
        ]
        tried += sum(_many(len(its)) for its in (difference.inside, difference.outside, difference.groups))
    distinct = {(one.kind, one.names): one for one in explanations}
    missing = tuple(_missing(difference, {name for one in distinct.values() for name in one.names}))
    only = len(distinct) == 1 and not missing and tried * _chance(difference) < _BY_CHANCE
    return (*(replace(one, is_certain=only) for one in distinct.values()), *missing)


def _missing(difference: Difference, explained: Collection[str]) -> Iterator[Explanation]:
    """Records without a rate, if our figure is too small. How much of the difference each makes is unknown."""
    for item in difference.unconverted:
        if item.name not in explained and item.figure * difference.amount < 0:
            words = f"{item.name} ({item.where}) is missing in ours, since there is no rate for it"
            yield Explanation("not_converted", (item.name,), words, None)


def _fits(difference: Difference, explained: int) -> bool:
    return abs(difference.amount - explained) <= difference.tolerance


def _explanation(difference: Difference, cause: _Cause) -> Explanation:
    return Explanation(cause.kind, cause.names, cause.words, difference.amount - cause.effect)


def _causes(difference: Difference) -> Iterator[_Cause]:
    """Every single cause, whether it fits the difference or not; first those that the book itself records."""
    for item in difference.earlier:
        words = f"{item.name} is in the published figure {item.where}"
        yield _Cause("earlier", (item.name,), words, -item.figure)
    yield from _rows(difference)
    for item in difference.outside:
        words = f"{item.name} is in the published figure; here it stands under {item.where}"
        yield _Cause("elsewhere", (item.name,), words, -item.figure)
    for item in difference.unconverted:
        words = (
            f"{item.name} ({item.where}) is in the published figure without a conversion, and there is no rate for it"
        )
        yield _Cause("not_converted", (item.name,), words, -item.figure)
    for item in difference.groups:
        yield _Cause("group", (item.name,), f"{item.name} is not in the published figure", item.figure)
    yield from _with("rate", difference.rebased)
    yield from _with("measure", difference.measured)


def _with(kind: ExplanationKind, changes: Mapping[str, int]) -> Iterator[_Cause]:
    for name, change in changes.items():
        yield _Cause(kind, (name,), f"with {name}, ours is the same", -change)


def _rows(difference: Difference) -> Iterator[_Cause]:
    """A row of ours that the published figure lacks, holds twice, or holds in another unit."""
    same: defaultdict[int, list[str]] = defaultdict(list)
    for item in difference.inside:
        same[item.figure].append(item.name)
    for item in difference.inside:
        yield _Cause("left_out", (item.name,), f"{item.name} is not in the published figure", item.figure)
        yield _Cause("there_twice", (item.name,), f"{item.name} is in the published figure twice", -item.figure)
        names = tuple(sorted(same[item.figure]))
        if len(names) > 1:
            words = f"{' and '.join(names)} have one figure and are perhaps the same, counted here more than once"
            yield _Cause("here_twice", names, words, item.figure)
        for slip in SLIPS:
            larger = f"{item.name} is {slip:,} times as much in the published figure as here"
            yield _Cause("unit", (item.name,), larger, -item.figure * (slip - 1))
            smaller = f"{item.name} is {slip:,} times as much here as in the published figure"
            yield _Cause("unit", (item.name,), smaller, item.figure - item.figure // slip)


def _lines(difference: Difference) -> Iterator[_Cause]:
    """Sums that a reader sees as lines of their own, the published ones among them."""
    for item in difference.lines:
        yield _Cause("line", (item.name,), f"{item.name} {item.where}", item.figure)


def _moved(difference: Difference, others: Iterable[Difference]) -> Iterator[Explanation]:
    for other in others:
        if other is not difference and abs(difference.amount + other.amount) <= difference.tolerance:
            words = f"as much is missing the other way under {other.label}: perhaps a record stands under the wrong one"
            yield Explanation("moved", (other.label,), words, difference.amount + other.amount)


def _changed_since(difference: Difference, causes: Iterable[_Cause]) -> Iterator[Explanation]:
    """Two or more records as the book had them at an earlier moment: all that was changed since, together."""
    since: dict[tuple[str, ...], _Cause] = {}
    for cause in reversed([cause for cause in causes if cause.kind == "earlier"]):
        since[cause.names] = cause
        if len(since) > 1 and _fits(difference, sum(one.effect for one in since.values())):
            yield _together(difference, tuple(reversed(since.values())))


def _twos(difference: Difference, causes: Iterable[_Cause]) -> Iterator[Explanation]:
    """An earlier revision with one more cause of one row, if hardly any two would come so near by chance."""
    of_one_row = [cause for cause in causes if cause.kind in _OF_ONE_ROW]
    by_the_book = [cause for cause in of_one_row if cause.kind == "earlier"]
    tried = len(by_the_book) * len(of_one_row)
    if tried > _MOST_TWOS or tried * _chance(difference) >= _BY_CHANCE:
        return
    # Earlier revisions stand first, so that what follows one is every cause not yet tried with it.
    for number, first in enumerate(by_the_book, start=1):
        for second in of_one_row[number:]:
            if first.names != second.names and _fits(difference, first.effect + second.effect):
                yield _together(difference, (first, second))


def _together(difference: Difference, causes: Sequence[_Cause]) -> Explanation:
    names = tuple(name for cause in causes for name in cause.names)
    words = ", and ".join(cause.words for cause in causes)
    return _explanation(difference, _Cause("several", names, words, sum(cause.effect for cause in causes)))


def _sums(difference: Difference) -> Iterator[Explanation]:
    """Sums of two and three: groups and rows that the published figure lacks, and rows that it holds beside ours."""
    for items, sign in ((difference.groups, 1), (difference.inside, 1), (difference.outside, -1)):
        for several in _adding_up(items, sign * difference.amount, difference.tolerance):
            total = sign * sum(item.figure for item in several)
            names = tuple(item.name for item in several)
            joined = " and ".join(names)
            holds = "are not in the published figure" if sign > 0 else "are in the published figure, but not in ours"
            yield Explanation(
                "group" if items is difference.groups else "rows", names, f"{joined} {holds}", difference.amount - total
            )


def _adding_up(items: Sequence[ComparedItem], total: int, tolerance: int) -> Iterator[tuple[ComparedItem, ...]]:
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


def _chance(difference: Difference) -> float:
    """How likely an unrelated sum comes as near to the difference as the tolerance allows.

    Figures that are all whole millions meet far more often than figures to the cent.
    """
    figures = [
        abs(item.figure)
        for item in (*difference.inside, *difference.outside, *difference.unconverted, *difference.groups)
        if item.figure
    ]
    spread = max([*figures, abs(difference.amount), 1])
    round_to = 1
    while figures and all(figure % (10 * round_to) == 0 for figure in figures):
        round_to *= 10
    return min(1.0, max(2 * difference.tolerance + 1, round_to) / spread)

"""Which figures of a report are one though they have several names: what is cut more finely may still hold all of it.

Where all that a donor pledged is military, "Spain, 2025" and "Spain, military, 2025" are the same money in two tables.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

from ledger.presentation.tables import FigureKey
from ledger.totals import IN_TIME, PROMISED, Sum


def alike(sums: Mapping[FigureKey, Sum]) -> Mapping[FigureKey, FigureKey]:
    """For each figure that holds all of a coarser one, or all of which a finer one holds, what all of these are called.

    A finer figure has more labels, the members of a group alone, only what is still open, what falls up to the end of
    a period, or what is left of a promise. If it comes to the same sum of as many records at each reading, nothing else
    is in the coarser one. What comes to the same sum of as many records as that of a group, is in it too: one member
    gave all of it, or the members of two groups are the same.

    Args:
        sums: the exact sums, by their central keys.

    >>> from ledger.valuation import Figures
    >>> whole, part = FigureKey("pledges"), FigureKey("pledges", (("donor", "ESP"),))
    >>> one = Sum(Figures(5, 5, 5), 1, 0)
    >>> alike({whole: one, part: one})[whole] == alike({whole: one, part: one})[part]
    True
    >>> alike({whole: Sum(Figures(6, 6, 6), 2, 0), part: one})
    {}
    """
    equal: dict[Sum, set[FigureKey]] = {}
    for key, summed in sums.items():
        if summed.records:
            equal.setdefault(summed, set()).add(key)
    called: dict[FigureKey, FigureKey] = {}
    groups = sorted({key.group for key in sums})
    for keys in equal.values():
        for key in keys if len(keys) > 1 else ():
            for coarser in keys.intersection(_coarser(key, groups)):
                called[_root(called, key)] = _root(called, coarser)
    return {key: _root(called, key) for key in {*called, *called.values()}}


def _root(called: Mapping[FigureKey, FigureKey], key: FigureKey) -> FigureKey:
    while (following := called.get(key, key)) != key:
        key = following
    return key


def _coarser(key: FigureKey, every_group: Sequence[str]) -> Iterator[FigureKey]:
    """What a figure may be all of, of all donors or of any group."""
    if key.members:
        return
    # Where nothing was cancelled, what is left of a promise is the promise.
    measures = dict.fromkeys((key.measure, PROMISED.get(key.measure, key.measure)))
    kinds = dict.fromkeys((key.is_open, False))
    for count in range(len(key.labels) + 1):
        # All of a figure of all donors may be of a group, but of a member only once it is no label any more.
        groups = every_group if key.group or count < len(key.labels) else ("",)
        for labels in combinations(key.labels, count):
            until = dict.fromkeys((key.is_until and any(it in IN_TIME for it, _ in labels), False))
            for measure, group, is_open, is_until in product(measures, groups, kinds, until):
                coarser = replace(key, measure=measure, labels=labels, group=group, is_open=is_open, is_until=is_until)
                if coarser != key:
                    yield coarser

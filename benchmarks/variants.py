"""Ways to spoil a foreign table, how they are planted, and tables that only look spoilt.

Used by the modules that know what such tables say wrongly: ``faults_in_tables``, ``faults_in_cells`` and
``faults_in_rows``.
"""

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from clean_tables import LAYOUTS, Layout, Table, accusing, checked, clean_table
from planting import Fault, Planted, at

from ledger.foundation import Problem

Change = Callable[[Table, random.Random], Collection[str]]
"""Spoils a table, and gives the places where that has to be found."""


@dataclass(frozen=True)
class Variant:
    """One way to spoil a table, or to make it look spoilt.

    Args:
        change: what is done to it.
        layouts: into which it can be planted.
        touches: codes that are rightly told beside it, wherever the fault shows once more.
    """

    change: Change
    layouts: Sequence[Layout] = LAYOUTS
    touches: frozenset[str] = frozenset()


def planted(folder: Path, code: str, kind: str, variants: Sequence[Variant], excuse: str = "") -> Fault:
    """One kind of fault: each round has each variant in another of its layouts."""
    rounds = range(max(len(variant.layouts) for variant in variants))
    in_turn = cycle(
        (variant, variant.layouts[(number + turn) % len(variant.layouts)])
        for turn in rounds
        for number, variant in enumerate(variants)
    )

    def plant(rng: random.Random) -> Planted:
        variant, layout = next(in_turn)
        table = clean_table(layout, rng)
        places = at(*variant.change(table, rng))
        found = checked(table, folder)
        told = [it for it in found if str(it.place) in places or it in accusing(found)]
        return Planted([it for it in told if str(it.place) in places or it.code not in variant.touches], places)

    return Fault(code, kind, plant, excuse, len(variants))


def sound_twins(folder: Path, rng: random.Random, variants: Sequence[Variant]) -> Iterator[Problem]:
    """What is said of tables that only look like faulty ones, and of those that nobody touched."""
    for variant in (Variant(lambda *_: ()), *variants):
        for layout in variant.layouts:
            table = clean_table(layout, rng)
            variant.change(table, rng)
            yield from accusing(checked(table, folder))

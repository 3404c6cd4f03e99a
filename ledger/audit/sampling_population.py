"""What an audit sample is drawn from: the converted lines of a report, and the random numbers of a seed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.reporting import Report
from ledger.totals import MEASURES, Measure
from ledger.valuation import donor_of


@dataclass(frozen=True)
class SampleItem:
    """One conversion of the population.

    Args:
        number: of its line in the report, from 1.
        key: record, instalment and piece of it, as ``record/1`` or ``record/1/2025-06``; the same whatever else
            stands in the report.
        donor: who promised it.
        book: its converted central figure in minor units, above 0.

    >>> SampleItem(1, "a/1", "DEU", 10_000).book
    10000
    """

    number: int
    key: str
    donor: str
    book: int


@dataclass(frozen=True)
class Population:
    """What is sampled.

    Args:
        items: the converted lines above 0.
        apart: the lines that are no part of it, by the reason; their error, if they have one, is not estimated.

    >>> Population((), {}).total
    0
    """

    items: tuple[SampleItem, ...]
    apart: Mapping[str, tuple[int, ...]]

    @property
    def total(self) -> int:
        """The sum of all book values in minor units."""
        return sum(item.book for item in self.items)


def population(report: Report, measure: Measure | None = None) -> Population:
    """The conversions of a report from which a sample is drawn, and the lines that are no part of them.

    Args:
        report: any.
        measure: only the lines that this measure adds (of a net one both what is added and what is taken away).
    """
    commitments = {row.record.id: row.commitment for row in report.rows}
    items: list[SampleItem] = []
    apart: dict[str, list[int]] = {}
    for number, line in enumerate(report.lines, start=1):
        reason = None if measure is None or line.stage in MEASURES[measure] else "of another measure"
        if reason is None and line.figures is None:
            reason = line.status.replace("_", " ")
        if reason is None and line.figures is not None and line.figures.central <= 0:
            reason = "worth 0" if line.figures.central == 0 else "below 0"
        if reason is not None or line.figures is None:
            apart.setdefault(reason or "", []).append(number)
            continue
        key = f"{line.record.id}/{line.name}"
        items.append(SampleItem(number, key, donor_of(line, commitments[line.home]), line.figures.central))
    return Population(tuple(items), {reason: tuple(numbers) for reason, numbers in sorted(apart.items())})


def in_order(items: Sequence[SampleItem], seed: str, purpose: str) -> tuple[SampleItem, ...]:
    """Items in the random order that a seed gives them, which does not depend on the order in which they come."""
    return tuple(sorted(items, key=lambda item: (ticket(seed, purpose, item.key), item.key)))


def ticket(seed: str, purpose: str, key: str) -> int:
    """A number below 2**256 that a seed gives to an item: the SHA-256 of both.

    >>> ticket("7", "start", "") % 1000
    553
    """
    return int.from_bytes(hashlib.sha256(f"{seed}\n{purpose}\n{key}".encode()).digest(), "big")

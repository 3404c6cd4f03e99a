"""Strata of a random sample: how they are made, how many of each are drawn, and what error the whole may still hide.

What an audit sample is drawn from: the converted lines of a report, and the random numbers of a seed.
"""

import hashlib
import heapq
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, groupby

from ledger.records import InMoney
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
        book_minor: its converted central figure in minor units, above 0.
        currency: of the report.

    >>> SampleItem(1, "a/1", "DEU", 400, "EUR").book
    Money('4.00', 'EUR')
    """

    number: int
    key: str
    donor: str
    book_minor: int
    currency: str
    book = InMoney()


@dataclass(frozen=True)
class Population:
    """What is sampled.

    Args:
        items: the converted lines above 0.
        apart: the lines that are no part of it, by the reason; their error, if they have one, is not estimated.
        currency: of the report.
    """

    items: tuple[SampleItem, ...]
    apart: Mapping[str, tuple[int, ...]]
    currency: str
    total = InMoney()

    @property
    def total_minor(self) -> int:
        """The sum of all book values in minor units."""
        return sum(item.book_minor for item in self.items)


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
        if reason is None and line.figures is not None and line.figures.central_minor <= 0:
            reason = "worth 0" if line.figures.central_minor == 0 else "below 0"
        if reason is not None or line.figures is None:
            apart.setdefault(reason or "", []).append(number)
            continue
        key = f"{line.record.id}/{line.name}"
        donor = donor_of(line, commitments[line.home])
        items.append(SampleItem(number, key, donor, line.figures.central_minor, line.figures.currency))
    lines_apart = {reason: tuple(numbers) for reason, numbers in sorted(apart.items())}
    return Population(tuple(items), lines_apart, report.definition.currency)


def in_order(items: Sequence[SampleItem], seed: str, purpose: str) -> tuple[SampleItem, ...]:
    """Items in the random order that a seed gives them, which does not depend on the order in which they come."""
    return tuple(sorted(items, key=lambda item: (ticket(seed, purpose, item.key), item.key)))


def ticket(seed: str, purpose: str, key: str) -> int:
    """A number below 2**256 that a seed gives to an item: the SHA-256 of both.

    >>> ticket("7", "start", "") % 1000
    553
    """
    return int.from_bytes(hashlib.sha256(f"{seed}\n{purpose}\n{key}".encode()).digest(), "big")


LEAST = 2
"""Of each stratum, so that its variance can be estimated."""


@dataclass(frozen=True)
class UndrawnStratum:
    """A stratum before anything is drawn.

    Args:
        name: a band of sizes or a donor.
        items: the largest first.
        size: how many of them are to be drawn.

    >>> UndrawnStratum("band 1", (SampleItem(1, "a/1", "DEU", 3, "EUR"),), 1).left
    0
    """

    name: str
    items: tuple[SampleItem, ...]
    size: int = 0

    @property
    def left(self) -> int:
        """How many are not drawn."""
        return len(self.items) - self.size


def by_size(items: Sequence[SampleItem], bands: int) -> tuple[UndrawnStratum, ...]:
    """Bands of sizes that hold about as much money each, the largest items first.

    >>> items = [SampleItem(book, f"{book}/1", "DEU", book, "EUR") for book in (9, 5, 3, 3, 2, 2)]
    >>> [[item.book_minor for item in cell.items] for cell in by_size(items, 3)]
    [[9], [5, 3], [3, 2, 2]]
    """
    ranked = _ranked(items)
    total = sum(item.book_minor for item in ranked)
    # The band in which the middle of an item's money lies.
    reached = accumulate(item.book_minor for item in ranked)
    numbers = [
        (2 * after - item.book_minor) * bands // (2 * total) for item, after in zip(ranked, reached, strict=True)
    ]
    grouped = groupby(zip(numbers, ranked, strict=True), key=lambda pair: pair[0])
    cells = (tuple(item for _, item in group) for _, group in grouped)
    return tuple(UndrawnStratum(f"band {number}", cell) for number, cell in enumerate(cells, start=1))


def by_donor(items: Sequence[SampleItem]) -> tuple[UndrawnStratum, ...]:
    """A stratum for each donor, by name."""
    ranked = sorted(_ranked(items), key=lambda item: item.donor)
    return tuple(UndrawnStratum(donor, tuple(group)) for donor, group in groupby(ranked, key=lambda item: item.donor))


def allocated(cells: Sequence[UndrawnStratum], size: int, *, neyman: bool) -> tuple[UndrawnStratum, ...]:
    """Share a sample size out among strata, one after the other to the one whose claim is the largest.

    The claim is the book value of a stratum (proportional), or its number of items times the standard deviation of
    their book values (Neyman's optimum, Cochran, *Sampling Techniques*, 3rd ed., 5.5, with the book values in the place
    of the unknown errors), divided by how many it has got, as d'Hondt shares out seats. Each gets two, and none more
    than it has.
    """
    claims = [_deviation(cell) if neyman else sum(item.book_minor for item in cell.items) for cell in cells]
    if not any(claims):
        claims = [len(cell.items) for cell in cells]
    sizes = [min(LEAST, len(cell.items)) for cell in cells]
    queue = [(-claim / (got + 1), number) for number, (claim, got) in enumerate(zip(claims, sizes, strict=True))]
    heapq.heapify(queue)
    left = size - sum(sizes)
    while left > 0 and queue:
        _, number = heapq.heappop(queue)
        if sizes[number] < len(cells[number].items):
            sizes[number] += 1
            left -= 1
            heapq.heappush(queue, (-claims[number] / (sizes[number] + 1), number))
    return tuple(replace(cell, size=got) for cell, got in zip(cells, sizes, strict=True))


def smallest_size(
    cells: Sequence[UndrawnStratum], enough: Callable[[Sequence[UndrawnStratum]], bool], *, neyman: bool
) -> tuple[UndrawnStratum, ...]:
    """The strata with the smallest size that is enough; with everything drawn it must be."""
    low, high = 1, sum(len(cell.items) for cell in cells)
    while low < high:
        middle = (low + high) // 2
        if enough(allocated(cells, middle, neyman=neyman)):
            high = middle
        else:
            low = middle + 1
    return allocated(cells, high, neyman=neyman)


def hidden_at_most(cells: Iterable[UndrawnStratum], factor: Decimal) -> int:
    """The error that strata may hide, at a confidence, if none of their drawn items has one; in minor units.

    If k of the N items of a stratum are wholly wrong, n drawn ones miss all of them with a probability of at most
    (1 - n/N)**k. So whatever stays hidden with more than the probability beside the confidence has a sum of
    -ln(1 - n/N) over its items of at most the reliability factor for no errors; the dearest such items are added up,
    the last of them whole. Errors are taken to be at most the book value, as in monetary-unit sampling.

    >>> items = tuple(SampleItem(number, f"{number}/1", "DEU", 10, "EUR") for number in range(100))
    >>> hidden_at_most([UndrawnStratum("band 1", items, 50)], Decimal("3.00"))
    50
    """
    worth: list[tuple[float, int, float]] = []
    for cell in cells:
        if not cell.left:
            continue
        weight = -math.log1p(-cell.size / len(cell.items))
        most = math.ceil(float(factor) / weight) if weight else len(cell.items)
        worth += [(item.book_minor / weight, item.book_minor, weight) for item in cell.items[:most]]
    hidden, room = 0, float(factor)
    for _, book, weight in sorted(worth, reverse=True):
        if room <= 0:
            break
        hidden += book
        room -= weight
    return hidden


def _ranked(items: Iterable[SampleItem]) -> list[SampleItem]:
    return sorted(items, key=lambda item: (-item.book_minor, item.key))


def _deviation(cell: UndrawnStratum) -> int:
    """The number of items times the standard deviation of their book values."""
    count = len(cell.items)
    if count < LEAST:
        return 0
    spread = count * sum(item.book_minor**2 for item in cell.items) - sum(item.book_minor for item in cell.items) ** 2
    return math.isqrt(count * spread // (count - 1))

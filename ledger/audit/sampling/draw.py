"""Drawing an audit sample of the conversions of a report: monetary-unit sampling, or a stratified random sample.

Which conversions are drawn follows from the seed and the population alone: by numbers that SHA-256 gives, so that
every version of Python and every order of the records come to the same sample. The plan goes into the workbook and the
journal: all that it takes to draw the sample again. Strata are made in ``strata``; what an auditor found in the sample
is weighed in ``evaluate``.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from ledger.audit.sampling.factors import (
    LEAST_CONFIDENCE,
    MOST_CONFIDENCE,
    MOST_EXPECTED,
    planning_factor,
    reliability_factor,
)
from ledger.audit.sampling.strata import (
    LEAST,
    Population,
    SampleItem,
    UndrawnStratum,
    allocated,
    by_donor,
    by_size,
    hidden_at_most,
    in_order,
    population,
    smallest_size,
    ticket,
)
from ledger.foundation import Money, Place, Refused, expected
from ledger.records import Day, Exact, InMoney, Line, money_of
from ledger.reporting import Report
from ledger.totals import Measure

Method = Literal["mus", "stratified"]
Strata = Literal["size", "donor"]
Allocation = Literal["proportional", "neyman"]

TOP, SYSTEMATIC = "examined wholly", "systematic"


class Design(BaseModel):
    """How a sample is to be drawn.

    Args:
        method: ``mus`` or ``stratified``.
        seed: any text; the same seed and population give the same sample.
        confidence: in percent, one-sided.
        tolerable_minor: the tolerable error in minor units of the report's currency.
        expected_minor: the error that is expected, in the same; at most half of the tolerable one.
        measure: only the conversions that this measure adds; None for all.
        size: None works it out. Monetary-unit sampling: how many intervals the population has, those of the items
            examined wholly included. Stratified: how many items to draw beside those.
        strata: stratified: by ``size`` or by ``donor``.
        bands: stratified by size: how many strata.
        allocation: stratified: ``proportional`` to the book value of a stratum, or ``neyman``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    method: Method = "mus"
    seed: Line
    confidence: Exact
    tolerable_minor: int = Field(alias="tolerable", gt=0)
    expected_minor: int = Field(alias="expected", default=0, ge=0)
    measure: Measure | None = None
    size: int | None = Field(default=None, ge=1)
    strata: Strata = "size"
    bands: int = Field(default=4, ge=1, le=20)
    allocation: Allocation = "proportional"

    @model_validator(mode="after")
    def _within_the_tables(self) -> Self:
        if not LEAST_CONFIDENCE <= self.confidence <= MOST_CONFIDENCE:
            limit = f"a confidence between {LEAST_CONFIDENCE} and {MOST_CONFIDENCE} %"
            raise expected("FORM", limit, "choose another confidence", found=f"{self.confidence} %")
        if self.expected_minor > MOST_EXPECTED * self.tolerable_minor:
            limit = "an expected error of at most half of the tolerable one"
            raise expected("FORM", limit, "examine all, or name a larger tolerable error", found="more than that")
        return self


@dataclass(frozen=True)
class Stratum:
    """A part of the population that is sampled by itself.

    Args:
        name: ``examined wholly``, ``systematic``, a band of sizes or a donor.
        items: how many conversions are in it.
        book_minor: their book values together, in minor units.
        picks: those drawn.
        currency: of the report.

    >>> Stratum("systematic", 10, 1000, (), "EUR").whole
    False
    """

    name: str
    items: int
    book_minor: int
    picks: tuple[SampleItem, ...]
    currency: str
    book = InMoney()

    @property
    def whole(self) -> bool:
        """Whether nothing is left that was not drawn: then there is no sampling error."""
        return len(self.picks) == self.items


@dataclass(frozen=True)
class Sample:
    """A sample as it was drawn.

    Args:
        report: whose conversions these are.
        design: how it was to be drawn.
        population: what it was drawn from.
        factor: the planning factor; the tolerable error divided by it is the interval.
        interval_minor: minor units; whatever is as large is examined wholly.
        start_minor: the first unit of money that is drawn, from 1; 0 in a stratified sample.
        strata: with their picks; the one examined wholly first.
        hidden_minor: the upper limit in minor units if no error is found.
    """

    report: Report
    design: Design
    population: Population
    factor: Decimal
    interval_minor: int
    start_minor: int
    strata: tuple[Stratum, ...]
    hidden_minor: int
    interval, start, hidden = InMoney(), InMoney(), InMoney()

    @property
    def currency(self) -> str:
        """Of the report."""
        return self.report.definition.currency

    @property
    def tolerable(self) -> Money:
        """The tolerable error."""
        return money_of(self.design.tolerable_minor, self.currency)

    @property
    def expected(self) -> Money:
        """The error that is expected."""
        return money_of(self.design.expected_minor, self.currency)

    @property
    def picks(self) -> tuple[tuple[SampleItem, Stratum], ...]:
        """All conversions drawn with their stratum, by line."""
        return tuple(sorted(((it, of) for of in self.strata for it in of.picks), key=lambda pair: pair[0].number))


def draw(report: Report, design: Design) -> Sample:
    """Draw a sample.

    Items at or above the interval are examined wholly, whatever the method. The interval is the tolerable error divided
    by the planning factor (AICPA Audit Guide *Audit Sampling*), or the population divided by the size asked for.

    Args:
        report: whose conversions are sampled.
        design: how.

    Raises:
        Refused: FORM for a population without money, or a tolerable error that needs no sample or allows none.
    """
    whole = population(report, design.measure)
    if not whole.items:
        raise Refused.of(
            "FORM",
            Place(argument="report"),
            "no converted line above 0",
            "conversions to sample",
            "choose another report or measure",
        )
    if design.tolerable_minor >= whole.total_minor:
        found = "a tolerable error as large as the whole population"
        raise Refused.of(
            "FORM", Place(argument="tolerable"), found, "a smaller one", "name what would still mislead nobody"
        )
    factor = planning_factor(design.confidence, Decimal(design.expected_minor) / Decimal(design.tolerable_minor))
    interval = _interval(whole, design, factor)
    top = tuple(item for item in whole.items if item.book_minor >= interval)
    rest = in_order([item for item in whole.items if item.book_minor < interval], design.seed, "order")
    first: tuple[Stratum, ...] = (_all_of(TOP, top, top, whole.currency),) if top else ()
    others: tuple[Stratum, ...]
    if design.method == "mus":
        start = 1 + ticket(design.seed, "start", "") % interval
        picks = systematic(rest, start, interval)
        others = (_all_of(SYSTEMATIC, rest, picks, whole.currency),) if rest else ()
        # Where all are drawn, the sample hides nothing.
        hidden = _units(interval, reliability_factor(design.confidence, 0)) if len(picks) < len(rest) else 0
        return Sample(report, design, whole, factor, interval, start, (*first, *others), hidden)
    cells = _cells(rest, design)
    fewest = sum(min(LEAST, len(cell.items)) for cell in cells)
    if design.size is not None and design.size < fewest:
        found, at_least = f"{design.size}", f"at least {fewest}: {LEAST} of each of {len(cells)} strata"
        raise Refused.of("FORM", Place(argument="size"), found, at_least, "draw more, or make fewer strata")
    others = tuple(_stratum(cell, design.seed) for cell in cells)
    hidden = hidden_at_most(cells, reliability_factor(design.confidence, 0))
    return Sample(report, design, whole, factor, interval, 0, (*first, *others), hidden)


def systematic(items: Sequence[SampleItem], start: int, interval: int) -> tuple[SampleItem, ...]:
    """Those that hold one of the units start, start + interval, start + 2 x interval, ... of the money in this order.

    Args:
        items: each smaller than the interval, so that none is hit twice.
        start: the first unit, from 1 to the interval.
        interval: minor units.

    >>> items = [SampleItem(book, f"{key}/1", "DEU", book, "EUR") for key, book in {"a": 3, "b": 4, "c": 3}.items()]
    >>> [item.key for item in systematic(items, start=3, interval=5)]
    ['a/1', 'c/1']
    """
    picked: list[SampleItem] = []
    reached = 0
    for item in items:
        before, reached = reached, reached + item.book_minor
        if (reached - start) // interval > (before - start) // interval:
            picked.append(item)
    return tuple(picked)


def _interval(whole: Population, design: Design, factor: Decimal) -> int:
    if design.size is not None and design.method == "mus":
        interval = whole.total_minor // design.size
    else:
        interval = design.tolerable_minor * 100 // int(factor * 100)
    if interval < 1:
        found = "an interval of less than the smallest unit of money"
        raise Refused.of(
            "FORM",
            Place(argument="tolerable"),
            found,
            "a sample smaller than the population",
            "name a larger error or a smaller size",
        )
    return interval


def _cells(rest: Sequence[SampleItem], design: Design) -> tuple[UndrawnStratum, ...]:
    """The strata of all that is not examined wholly, each with how many of it are drawn."""
    if not rest:
        return ()
    made = by_donor(rest) if design.strata == "donor" else by_size(rest, design.bands)
    allowed = design.tolerable_minor - design.expected_minor
    neyman = design.allocation == "neyman"
    if design.size is not None:
        return allocated(made, min(design.size, len(rest)), neyman=neyman)
    factor = reliability_factor(design.confidence, 0)
    return smallest_size(made, lambda cells: hidden_at_most(cells, factor) <= allowed, neyman=neyman)


def _stratum(cell: UndrawnStratum, seed: str) -> Stratum:
    drawn = in_order(cell.items, seed, f"stratum {cell.name}")[: cell.size]
    return _all_of(cell.name, cell.items, drawn, cell.items[0].currency)


def _all_of(name: str, items: Sequence[SampleItem], picks: tuple[SampleItem, ...], currency: str) -> Stratum:
    return Stratum(name, len(items), sum(item.book_minor for item in items), picks, currency)


def _units(interval: int, factor: Decimal) -> int:
    return -(-interval * int(factor * 100) // 100)


class SamplePlan(BaseModel):
    """What a sample was drawn from, and how.

    Args:
        design: how.
        definition: the whole definition of the report, overrides included.
        head: hash of the last entry of the book that it saw.
        entries: how many entries that is.
        as_of: only what was recorded by the end of this day.
        version: version of the package that drew it.

    >>> SamplePlan.model_config["extra"]
    'forbid'
    """

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    format: Literal["sample-1"] = "sample-1"
    design: Design
    definition: dict[str, JsonValue]
    head: str
    entries: int
    as_of: Day
    version: str


def fingerprint(text: str) -> str:
    """SHA-256 of a plan as it was written; never written anew, since a later version may write it otherwise.

    >>> fingerprint("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def plan_of(sample: Sample) -> SamplePlan:
    """The plan of a sample."""
    issued = sample.report.issued
    return SamplePlan(
        design=sample.design,
        definition=sample.report.definition.model_dump(mode="json", exclude_none=True),
        head=issued.head,
        entries=issued.entries,
        as_of=issued.as_of,
        version=issued.version,
    )

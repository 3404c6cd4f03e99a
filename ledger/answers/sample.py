"""What ``sample`` answers where one was drawn: how, what from, which conversions, and where its workbook lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from ledger.answers.text import Lines, where
from ledger.audit import Sample, plan_in_words
from ledger.desk import DrawnSample
from ledger.foundation import Money
from ledger.records import Digits
from ledger.totals import Measure


@dataclass(frozen=True)
class SampleDesign:
    """What every answer with a sample tells of it.

    Args:
        report: name of the report whose conversions are sampled.
        currency: of all its figures.
        basis: by which rule its rates are chosen.
        as_of: only what was recorded by the end of that day (UTC).
        head: hash of the last entry of the book that the report saw.
        method: monetary-unit sampling, or a stratified random sample.
        seed: from which the draw follows.
        confidence: in percent, one-sided.
        tolerable: the tolerable error.
        expected: the error that is expected.
        measure: only the conversions that this measure adds; null for all.
        population: the book values of all conversions that were sampled, together.
        conversions: how many these are.
        factor: the planning factor; the tolerable error divided by it is the interval.
        interval: whatever is as large is examined wholly.
    """

    report: str
    currency: str
    basis: str
    as_of: date
    head: str
    method: Literal["mus", "stratified"]
    seed: str
    confidence: Digits
    tolerable: Money
    expected: Money
    measure: Measure | None
    population: Money
    conversions: int
    factor: Digits
    interval: Money


@dataclass(frozen=True)
class DrawnStratum:
    """A part of the population that is sampled by itself.

    Args:
        name: ``examined wholly``, ``systematic``, a band of sizes or a donor.
        conversions: how many are in it.
        book: their book values together.
        drawn: how many of them were drawn.
    """

    name: str
    conversions: int
    book: Money
    drawn: int


@dataclass(frozen=True)
class DrawnConversion:
    """A conversion that is to be examined.

    Args:
        line: number of its line in the report, from 1.
        conversion: record, instalment and piece of it.
        stratum: in which it was drawn.
        book: its book value.
    """

    line: int
    conversion: str
    stratum: str
    book: Money


@dataclass(frozen=True)
class SampleAnswer(SampleDesign):
    """A sample that was drawn, with its design.

    Args:
        start: the first unit of money that is drawn; null in a stratified sample.
        strata: the parts of the population; the one examined wholly first.
        not_in_population: the lines of the report that are no part of it, by the reason.
        limit_without_errors: the upper limit of the error if none is made.
        drawn: the conversions that are to be examined, by line.
        workbook: where it was written.
        replaced: whether an older workbook was replaced.
        entry: number of the entry that says so; null where none was asked for.
    """

    start: Money | None
    strata: tuple[DrawnStratum, ...]
    not_in_population: Mapping[str, tuple[int, ...]]
    limit_without_errors: Money
    drawn: tuple[DrawnConversion, ...]
    workbook: Path
    replaced: bool
    entry: int | None


def design(drawn: Sample) -> SampleDesign:
    """What every answer with a sample tells of it."""
    rules, report = drawn.design, drawn.report
    currency = report.definition.currency
    return SampleDesign(
        report=report.definition.name,
        currency=currency,
        basis=report.definition.basis,
        as_of=report.issued.as_of,
        head=report.issued.head,
        method=rules.method,
        seed=rules.seed,
        confidence=rules.confidence,
        tolerable=drawn.tolerable,
        expected=drawn.expected,
        measure=rules.measure,
        population=drawn.population.total,
        conversions=len(drawn.population.items),
        factor=drawn.factor,
        interval=drawn.interval,
    )


def answer(made: DrawnSample) -> SampleAnswer:
    """A sample that was drawn as an answer."""
    drawn = made.sample
    return SampleAnswer(
        **vars(design(drawn)),
        start=drawn.start if drawn.start_minor else None,
        strata=tuple(DrawnStratum(it.name, it.items, it.book, len(it.picks)) for it in drawn.strata),
        not_in_population=drawn.population.apart,
        limit_without_errors=drawn.hidden,
        drawn=tuple(DrawnConversion(item.number, item.key, stratum.name, item.book) for item, stratum in drawn.picks),
        workbook=made.workbook,
        replaced=made.replaced,
        entry=made.revision.seq if made.revision else None,
    )


def lines(made: DrawnSample) -> Lines:
    """The same for people."""
    drawn = made.sample
    return (
        *(f"{label}: {text}" for label, text in plan_in_words(drawn)),
        f"{len(drawn.picks)} of {len(drawn.population.items)} conversions drawn.",
        where("Workbook", made.workbook, replaced=made.replaced),
        *([f"Entered as entry {made.revision.seq}."] if made.revision else []),
    )

"""What ``sample --evaluate`` answers: the errors that an auditor evaluated, and what they mean for the whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from ledger import desk
from ledger.answers import sample
from ledger.answers.text import Lines, TextTable
from ledger.audit import AuditedDifference, ErrorSide, Evaluation, Verdict
from ledger.desk import Evaluated
from ledger.foundation import Money, from_minor, grouped, round_half_up
from ledger.records import Digits, money_of


@dataclass(frozen=True)
class AuditedError:
    """One conversion of the sample whose audited value is another.

    Args:
        line: number of its line in the report, from 1.
        conversion: record, instalment and piece of it.
        stratum: in which it was drawn.
        book: its book value.
        audited: its value as the auditor has it.
        difference: book value less audited value: above 0 for an overstatement.
        tainting_percent: the difference as a share of the book value, rounded to two decimals.
        projected: what it stands for in the whole.
    """

    line: int
    conversion: str
    stratum: str
    book: Money
    audited: Money
    difference: Money
    tainting_percent: Digits
    projected: Money


@dataclass(frozen=True)
class ErrorLimit:
    """One direction of error.

    Args:
        projected: the most likely error.
        allowances: what is added for the risk of sampling, by its name.
        upper: the upper limit: the projection with all allowances.
    """

    projected: Money
    allowances: Mapping[str, Money]
    upper: Money


@dataclass(frozen=True)
class EvaluateAnswer(sample.SampleDesign):
    """A sample that was filled in, with its design.

    Args:
        workbook: the file that came back.
        drawn_as_entries: numbers of the entries that say that this very sample was drawn.
        errors: every conversion with another audited value, by line.
        overstatement: the book is higher than what the auditor has.
        understatement: the book is lower.
        most_likely_error: overstatement less understatement.
        verdict: whether the sample supports the population at the tolerable error.
        conclusion: what may be concluded, in one sentence.
        notes: what a reader must know of the method's limits here.
        entry: number of the entry that keeps the result; null where none was asked for.
    """

    workbook: Path
    drawn_as_entries: tuple[int, ...]
    errors: tuple[AuditedError, ...]
    overstatement: ErrorLimit
    understatement: ErrorLimit
    most_likely_error: Money
    verdict: Verdict
    conclusion: str
    notes: tuple[str, ...]
    entry: int | None


def answer(evaluated: Evaluated) -> EvaluateAnswer:
    """A sample that was filled in as an answer."""
    result = evaluated.evaluation
    return EvaluateAnswer(
        **vars(sample.design(result.sample)),
        workbook=evaluated.workbook,
        drawn_as_entries=tuple(it.seq for it in evaluated.drawn),
        errors=tuple(map(_error, result.found)),
        overstatement=_limit(result.over),
        understatement=_limit(result.under),
        most_likely_error=result.likely,
        verdict=result.verdict,
        conclusion=desk.conclusion(result),
        notes=result.notes,
        entry=evaluated.revision.seq if evaluated.revision else None,
    )


def _error(error: AuditedDifference) -> AuditedError:
    return AuditedError(
        line=error.item.number,
        conversion=error.item.key,
        stratum=error.stratum,
        book=error.item.book,
        audited=error.audited,
        difference=error.difference,
        tainting_percent=_percent(error.tainting),
        projected=error.projected,
    )


def _limit(side: ErrorSide) -> ErrorLimit:
    return ErrorLimit(side.projected, side.allowances, side.upper)


def _percent(share: Fraction) -> Decimal:
    return from_minor(round_half_up(share.numerator * 10_000, share.denominator), 2)


def lines(evaluated: Evaluated) -> Lines:
    """The same for people."""
    return tuple(_lines(evaluated))


def _lines(evaluated: Evaluated) -> Iterator[str | TextTable]:
    result, drawn = evaluated.evaluation, evaluated.evaluation.sample
    entries = [f"entry {it.seq} by {it.author} on {it.time:%Y-%m-%d}" for it in evaluated.drawn]
    how = "monetary-unit sampling" if drawn.design.method == "mus" else "stratified random sample"
    yield f"Sample of {len(drawn.picks)} conversions, {how}{f', drawn as {entries[-1]}' if entries else ''}."
    yield f"{len(result.found)} of them {'has' if len(result.found) == 1 else 'have'} another audited value."
    if result.found:
        yield _error_table(result)
    yield _limit_table(result)
    yield f"Most likely error: {result.likely} (overstatement less understatement)."
    yield f"Tolerable error: {drawn.tolerable}."
    yield from result.notes
    yield desk.conclusion(result)
    if evaluated.revision:
        yield f"Entered as entry {evaluated.revision.seq}."


def _error_table(result: Evaluation) -> TextTable:
    headings = ("line", "conversion", "stratum", "book value", "audited", "difference", "tainting", "projected")
    rows = [
        (
            str(it.item.number),
            it.item.key,
            it.stratum,
            *map(_shown, (it.item.book, it.audited, it.difference)),
            f"{_percent(it.tainting):f} %",
            _shown(it.projected),
        )
        for it in result.found
    ]
    return TextTable(headings, rows, figures={3, 4, 5, 6, 7})


def _limit_table(result: Evaluation) -> TextTable:
    nothing = money_of(0, result.currency)
    sides = {"overstatement": result.over, "understatement": result.under}
    names = list(dict.fromkeys(name for side in sides.values() for name in side.allowances))
    headings = ("", f"projected ({result.currency})", *names, "upper limit")
    rows = [
        (
            direction,
            _shown(side.projected),
            *(_shown(side.allowances.get(name, nothing)) for name in names),
            _shown(side.upper),
        )
        for direction, side in sides.items()
    ]
    return TextTable(headings, rows, figures=set(range(1, len(headings))))


def _shown(money: Money) -> str:
    return grouped(money.value)

"""Audit samples: drawn from the conversions of a report into a workbook, and evaluated when that comes back.

What a person typed says how to draw one: shares, sums, a percentage and a seed.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import TypeAdapter

# What draws and what reads workbooks is loaded by its name in its room: a sample is drawn or evaluated, never both.
from ledger import render, spreadsheet
from ledger.audit import (
    LEAST_CONFIDENCE,
    MOST_CONFIDENCE,
    Design,
    Evaluation,
    Sample,
    SamplePlan,
    draw,
    evaluate,
    fingerprint,
    plan_in,
    plan_of,
    population,
    read_back,
)
from ledger.book import Book, Decision, Revision, SamplePayload
from ledger.desk.books import of_book, require_report
from ledger.desk.findings import stands_already
from ledger.desk.material import material_of
from ledger.desk.report import require_free
from ledger.foundation import (
    Place,
    Problem,
    Refused,
    Severity,
    advice,
    errors,
    exact_number,
    from_minor,
    grouped,
    malformed,
    ordered,
    plain,
    quoted,
    require_kind,
    round_half_up,
    writing_aside,
)
from ledger.intake import first_thousand, unreadable
from ledger.notation import read_amount
from ledger.records import CURRENCIES, Line, validate
from ledger.reporting import Issued, Report, build, definition_of, unknown_field
from ledger.spreadsheet import SheetRow
from ledger.totals import MEASURES

_PERCENT = re.compile(r"\s*+([0-9]{1,3})(?:[.,]([0-9]{1,6}))?\s*+(%?)\s*+", re.ASCII)
_SEED: TypeAdapter[str] = TypeAdapter(Line)
# An error that is needed but not named is no fault of its own: these stand in for it.
_NOT_NAMED = {"tolerable": "2%", "expected": "0"}
_LARGER = "name the largest error that would mislead nobody, such as 2%"


class _Size(NamedTuple):
    """An error as it was typed: a share of the population, or a sum of money."""

    value: Fraction
    is_share: bool


def malformed_design(chosen: Mapping[str, object]) -> tuple[Problem, ...]:
    """What is wrong with the fields of a design by itself, whatever is sampled; the place of each is its field.

    Args:
        chosen: as for :func:`sample_design`.

    >>> [str(problem) for problem in malformed_design({"confidence": "sure"})]
    ['confidence: FORM error: found "sure", expected a percentage from 60 to 99.9. Do: write for example 95.']
    """
    return tuple(_faults(chosen, None))


def sample_design(report: Report, chosen: Mapping[str, object]) -> Design:
    """Read how a sample is to be drawn.

    Args:
        report: whose conversions are sampled.
        chosen: the fields of a :class:`ledger.audit.Design`; the tolerable and the expected error as people write them:
            ``2%`` of the population, ``5 mio``, ``EUR 1.200.000``; a number is a sum in units of the currency. The
            confidence is 95 % where none is chosen.

    Raises:
        Refused: FORM for what cannot be read, is out of range, or leaves nothing to sample.
        TypeError: for an error that is a float: it is no exact sum, and might be meant as a share.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     sample_design(demo(Path(folder)).report, {"tolerable": "EUR 1 bn", "seed": "7"}).tolerable_minor
    100000000000
    """
    require_report(report)
    require_kind(chosen, Mapping, "chosen is a dict such as {'tolerable': '2%', 'seed': '7'}")
    measure = next((it for it in MEASURES if it == chosen.get("measure")), None)
    total, currency = population(report, measure).total_minor, report.definition.currency
    known = [field.alias or name for name, field in Design.model_fields.items()]
    if unknown := [name for name in chosen if name not in known]:
        raise Refused(unknown_field(Place(argument="chosen"), name, known) for name in unknown)
    if "tolerable" not in chosen:
        expected = f"a share of the population such as 2%, or a sum in {currency}"
        remedy = "name what would mislead nobody"
        raise Refused([malformed(Place(argument="tolerable"), "no tolerable error", expected, remedy)])
    faults = tuple(_faults(chosen, currency))
    if faults:
        raise Refused(faults)
    tolerable = _minor(_size_text(chosen, "tolerable"), total, currency)
    if not tolerable:
        digits = CURRENCIES[currency].minor_units
        of = f"{currency} {grouped(from_minor(total, digits))}"
        found = f"{quoted(chosen['tolerable'])}, which comes to 0 in a population of {of}"
        raise Refused([malformed(Place(argument="tolerable"), found, "an error above 0", _LARGER)])
    values = {
        **chosen,
        "confidence": _percentage(str(chosen.get("confidence", "95"))),
        "tolerable": tolerable,
        "expected": _minor(_size_text(chosen, "expected"), total, currency),
    }
    design, problems = validate(TypeAdapter(Design), values, Place(subject="sample"))
    if design is None:
        raise Refused(problems)
    return design


def _faults(chosen: Mapping[str, object], currency: str | None) -> Iterator[Problem]:
    for name in ("tolerable", "expected"):
        text = _size_text(chosen, name)
        size = _size(text, currency)
        if isinstance(size, Problem):
            yield size.within(Place(argument=name))
        elif name == "tolerable" and not size.value:
            yield malformed(Place(argument=name), quoted(text), "an error above 0", _LARGER)
    confidence = str(chosen.get("confidence", "95"))
    percentage = _percentage(confidence)
    if percentage is None or not LEAST_CONFIDENCE <= percentage <= MOST_CONFIDENCE:
        expected = f"a percentage from {LEAST_CONFIDENCE} to {MOST_CONFIDENCE}"
        yield malformed(Place(argument="confidence"), quoted(confidence), expected, "write for example 95")
    if "seed" in chosen and validate(_SEED, chosen["seed"], Place(argument="seed"))[1]:
        expected, remedy = "any text on one line, of at most 300 characters", "write for example a throw of dice"
        yield malformed(Place(argument="seed"), quoted(chosen["seed"]), expected, remedy)


def _size_text(chosen: Mapping[str, object], name: Literal["tolerable", "expected"]) -> str:
    value = chosen.get(name, _NOT_NAMED[name])
    return value if isinstance(value, str) else plain(exact_number(value, name))


def _size(text: str, currency: str | None) -> _Size | Problem:
    """A share or a sum; a problem without a place. Without a currency, what a sign may mean is left open."""
    share = _PERCENT.fullmatch(text)
    if share and share[3]:
        return _Size(Fraction(f"{share[1]}.{share[2] or 0}") / 100, is_share=True)
    read = read_amount(text, currency=currency)
    if isinstance(read, Problem):
        if read.code == "CUR-SYM" and currency is None:
            return _Size(Fraction(1), is_share=False)
        # A minus sign, say, has another remedy in a record than here; what is wrong with a currency has the same.
        return read if read.code != "FORM" else _neither(text, currency)
    is_ours = currency is None or read.currency in (None, currency)
    if read.value is None or read.qualifier not in (None, "exact") or not is_ours:
        return _neither(text, currency)
    return _Size(Fraction(Decimal(read.value)), is_share=False)


def _neither(text: str, currency: str | None) -> Problem:
    a_sum = f"a sum in {currency}" if currency else "a sum such as 5 mio"
    expected = f"a share of the population such as 2%, or {a_sum}"
    return malformed(Place(), quoted(text), expected, "write the one or the other, without a sign before it")


def _minor(text: str, total: int, currency: str) -> int:
    """A share of the population or a sum, in minor units; a share is rounded down, which is the careful side."""
    size = _size(text, currency)
    if isinstance(size, Problem):
        raise Refused([size])
    if size.is_share:
        return int(total * size.value)
    scaled = size.value * 10 ** CURRENCIES[currency].minor_units
    return round_half_up(scaled.numerator, scaled.denominator)


def _percentage(text: str) -> Decimal | None:
    percent = _PERCENT.fullmatch(text)
    return Decimal(f"{percent[1]}.{percent[2]}" if percent[2] else percent[1]) if percent else None


_NEXT_TO_NOTHING = 1_000_000


@dataclass(frozen=True)
class DrawnSample:
    """A sample and its workbook.

    Args:
        sample: what was drawn.
        workbook: where it lies.
        replaced: whether an older sample of ours lay there.
        revision: the entry that says so; None if none was asked for.
        problems: warnings about what was asked for.
    """

    sample: Sample
    workbook: Path
    replaced: bool
    revision: Revision | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Evaluated:
    """What a sample that came back says.

    Args:
        workbook: the file.
        plan: how the sample was drawn.
        fingerprint: of the plan, as the journal knows it.
        evaluation: errors, projection, limits and verdict.
        drawn: the entries of the journal that say that this very sample was drawn.
        problems: warnings; an error would have left no evaluation.
        revision: the entry that keeps the result; None if none was asked for.
    """

    workbook: Path
    plan: SamplePlan
    fingerprint: str
    evaluation: Evaluation
    drawn: tuple[Decision, ...]
    problems: tuple[Problem, ...]
    revision: Revision | None = None


@of_book
def draw_sample(
    book: Book, report: Report, design: Design, path: str | Path, *, signed: tuple[str, str] | None = None
) -> DrawnSample:
    """Draw a sample of the conversions of a report, and write it as a workbook for the auditor.

    Args:
        book: from which the report was made.
        report: whose conversions are sampled.
        design: how; see :func:`ledger.desk.sample_design`.
        path: the workbook; a sample that lies there as we wrote it is replaced, one that was filled in is not.
        signed: who draws it and why, if the plan and the hash of the workbook are to enter the book.

    Raises:
        Refused: FORM for a design that does not fit the population, FILE if the workbook cannot be written, or another
            file is there.
        TypeError: for what is no book or no report.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, create_book, import_file, sample_design
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = create_book(Path(place) / "book.db", author="Ann")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     report = build_report("commitments", book)
    ...     design = sample_design(report, {"tolerable": "2%", "seed": "7"})
    ...     drawn = draw_sample(book, report, design, Path(place) / "sample.xlsx")
    >>> len(drawn.sample.picks), drawn.sample.hidden
    (5, Money('0.00', 'EUR'))
    """
    require_report(report)
    target = Path(path)
    require_free(target, "sample")
    sample = draw(report, design)
    if not target.parent.is_dir():
        found = "no such folder"
        raise Refused.of("FILE", Place(file=str(target.parent)), found, "a folder", "make it first")
    revision, replaced = None, target.exists()
    with render.faults_of_workbook(target), writing_aside(target.parent) as folder:
        draft = folder / "draft.xlsx"
        render.draw_sample(sample, draft)
        if signed is not None:
            digest = hashlib.sha256(draft.read_bytes()).hexdigest()
            revision = _entered(book, "drawn", _facts_drawn(sample, target.name, digest), signed)
        draft.replace(target)
    return DrawnSample(sample, target, replaced, revision, tuple(_doubts(sample)))


@of_book
def evaluate_sample(book: Book, path: str | Path, *, signed: tuple[str, str] | None = None) -> Evaluated:
    """Read the workbook of a sample back, and say what the auditor's findings mean for the whole.

    The sample is drawn again from the book as of the head in its plan, and every cell compared with it.

    Args:
        book: from which the sample was drawn.
        path: the workbook.
        signed: who evaluates it and why, if the result is to enter the book.

    Raises:
        Refused: CHAIN for a book that was altered; FILE for a file that is no workbook; XLS for one that is no sample
            of this book, or was changed beside the auditor's cells; FORM or CUR-SYM for what cannot be read, and FORM
            for each row without an audited value, which is never taken for a value without error.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, create_book, import_file, sample_design
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = create_book(Path(place) / "book.db", author="Ann")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     report = build_report("commitments", book)
    ...     design = sample_design(report, {"tolerable": "2%", "seed": "7"})
    ...     drawn = draw_sample(book, report, design, Path(place) / "sample.xlsx")
    ...     try:
    ...         evaluate_sample(book, drawn.workbook)
    ...     except Refused as refused:
    ...         print(refused.problems[0].found)
    an empty cell
    """
    if broken := book.verify():
        raise Refused(broken)
    file = Path(path)
    sheets = _sheets(file)
    plan, mark = plan_in(sheets, file.name)
    sample = draw(_report(book, plan, file.name), plan.design)
    audited, problems = read_back(sample, sheets, file.name)
    if errors(problems):
        raise Refused(first_thousand(ordered(problems), Place(file=file.name)))
    drawn = tuple(
        decision
        for decision in book.decisions()
        if isinstance(decision.payload, SamplePayload) and _says(decision.payload, mark)
    )
    all_problems = ordered((*problems, *_doubts(sample), *_unrecorded(drawn, file.name)))
    made = Evaluated(file, plan, mark, evaluate(sample, audited), drawn, all_problems)
    if signed is None:
        return made
    return _recorded(book, made, hashlib.sha256(file.read_bytes()).hexdigest(), signed)


def conclusion(evaluation: Evaluation) -> str:
    """What an auditor may conclude, in one sentence; see ISA 530, paragraph 15.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, create_book, import_file, sample_design
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = create_book(Path(place) / "book.db", author="Ann")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     report = build_report("commitments", book)
    >>> sample = draw(report, sample_design(report, {"tolerable": "2%", "seed": "7"}))
    >>> conclusion(evaluate(sample, {item.key: item.book_minor for item, _ in sample.picks})).partition(", and")[0]
    'With 95 % confidence the population is overstated by at most EUR 0.00'
    """
    sample = evaluation.sample
    tolerable, over, under = (str(it) for it in (sample.tolerable, evaluation.over.upper, evaluation.under.upper))
    sure = f"With {sample.design.confidence} % confidence"
    limits = f"overstated by at most {over}, and with the same confidence understated by at most {under}"
    match evaluation.verdict:
        case "supported":
            return f"{sure} the population is {limits}; both are within the tolerable error of {tolerable}."
        case "not supported":
            return (
                f"The sample does not support the population: {sure[0].lower()}{sure[1:]} it may be {limits}, "
                f"not all of which is within the tolerable error of {tolerable}. Examine more, or correct the causes "
                "and draw again."
            )
        case "exceeded":
            return (
                f"The projected error alone is beyond the tolerable error of {tolerable}: the population is to be "
                "corrected, and a new sample drawn."
            )


def _sheets(file: Path) -> Mapping[str, tuple[SheetRow, ...]]:
    if fault := unreadable(file, file.name, "the workbook of a sample (.xlsx)"):
        raise Refused([fault])
    sheets, problems = spreadsheet.read_sheets(file, file.name)
    if errors(problems):
        raise Refused(first_thousand(ordered(errors(problems)), Place(file=file.name)))
    return sheets


def _report(book: Book, plan: SamplePlan, file: str) -> Report:
    known, head = book.head_at(plan.entries)
    if (known, head) != (plan.entries, plan.head):
        found = f"a sample of a book with the head {quoted(plan.head[:12])} behind entry {plan.entries}"
        remedy = advice("name the book that it was drawn from with --book")
        raise Refused.of("XLS", Place(file=file), found, f"the head {quoted(head[:12])}", remedy)
    issued = Issued(head, plan.entries, plan.as_of, plan.version)
    return build(definition_of(plan.definition), material_of(book, issued))


def _says(payload: SamplePayload, mark: str) -> bool:
    return payload.step == "drawn" and payload.facts.get("fingerprint") == mark


def _unrecorded(drawn: tuple[Decision, ...], file: str) -> tuple[Problem, ...]:
    if drawn:
        return ()
    found = "a plan that the journal does not know"
    remedy = advice(
        "hold seed, confidence and tolerable error against your own papers, or draw samples with --record",
        record="signed",
    )
    return (
        Problem(
            "XLS",
            Severity.NOTE,
            Place(file=file),
            found,
            advice("a sample drawn with --record", record="signed"),
            remedy,
        ),
    )


def _doubts(sample: Sample) -> Iterator[Problem]:
    """What an auditor may not have meant: one population of several measures, a tolerable error next to nothing."""
    report, design, whole = sample.report, sample.design, sample.population.total_minor
    if design.measure is None and len(report.totals) > 1:
        found = f"{', '.join(it.replace('_', ' ') for it in report.totals)} in one population"
        expected = "the conversions of one total, since the same money passes from one to the next"
        remedy = advice("name it with --measure, unless each conversion is to be tested by itself")
        yield Problem("STAGE", Severity.WARNING, Place(subject="sample", field="measure"), found, expected, remedy)
    if design.tolerable_minor * _NEXT_TO_NOTHING < whole:
        money = grouped(from_minor(design.tolerable_minor, CURRENCIES[report.definition.currency].minor_units))
        found = f"{report.definition.currency} {money}, less than a millionth of the population"
        remedy = "write 5% for a share; a sum this small draws nearly everything"
        place, expected = Place(subject="sample", field="tolerable"), "an error that would mislead"
        yield Problem("FORM", Severity.WARNING, place, found, expected, remedy)


def _recorded(book: Book, made: Evaluated, digest: str, signed: tuple[str, str]) -> Evaluated:
    """The result with its entry; one that the book has already is not entered again."""
    facts = _facts_evaluated(made, digest)
    same = next(
        (
            decision
            for decision in book.decisions()
            if isinstance(decision.payload, SamplePayload) and decision.payload.facts == facts
        ),
        None,
    )
    if same is not None:
        duplicate = stands_already(Place(subject="sample"), f"entry {same.seq} by {same.author}, which says the same")
        return replace(made, problems=(*made.problems, duplicate))
    return replace(made, revision=_entered(book, "evaluated", facts, signed))


def _entered(book: Book, step: str, facts: dict[str, object], signed: tuple[str, str]) -> Revision:
    with book.writing(author=signed[0], reason=signed[1]) as posting:
        return posting.say(SamplePayload.model_validate({"step": step, "facts": facts}))


def _facts_drawn(sample: Sample, name: str, digest: str) -> dict[str, object]:
    plan = plan_of(sample)
    return {
        "plan": plan.model_dump(mode="json"),
        "fingerprint": fingerprint(plan.model_dump_json()),
        "population": plain(sample.population.total.value),
        "conversions": len(sample.population.items),
        "drawn": [item.key for item, _ in sample.picks],
        "file": name,
        "sha256": digest,
    }


def _facts_evaluated(made: Evaluated, digest: str) -> dict[str, object]:
    evaluation = made.evaluation
    return {
        "fingerprint": made.fingerprint,
        "drawn": made.drawn[-1].seq if made.drawn else None,
        "errors": {error.item.key: plain(error.difference.value) for error in evaluation.found},
        "overstatement": {
            "projected": plain(evaluation.over.projected.value),
            "upper": plain(evaluation.over.upper.value),
        },
        "understatement": {
            "projected": plain(evaluation.under.projected.value),
            "upper": plain(evaluation.under.upper.value),
        },
        "verdict": evaluation.verdict,
        "file": made.workbook.name,
        "sha256": digest,
    }

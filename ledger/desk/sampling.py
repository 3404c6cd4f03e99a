"""Audit samples: drawn from the conversions of a report into a workbook, and evaluated when that comes back."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ledger.audit import (
    Design,
    Evaluation,
    Plan,
    Sample,
    draw,
    evaluate,
    fingerprint,
    plan_in,
    plan_of,
    read_back,
)
from ledger.book import Act, Book, Revision, SamplePayload
from ledger.desk.outcome import stands_already
from ledger.desk.reports import material_of, require_free
from ledger.foundation import (
    Problem,
    Refused,
    Severity,
    errors,
    from_minor,
    grouped,
    ordered,
    plain,
    quoted,
    writing_aside,
)
from ledger.intake import Row, listed, read_sheets, unreadable
from ledger.records import CURRENCIES
from ledger.render import draw_sample as draw_workbook_of_sample
from ledger.render import faults_of_workbook
from ledger.reporting import Issued, Report, build, definition_of

_NEXT_TO_NOTHING = 1_000_000


@dataclass(frozen=True)
class Drawn:
    """A sample and its workbook.

    Args:
        sample: what was drawn.
        workbook: where it lies.
        revision: the entry that says so; None if none was asked for.
        problems: warnings about what was asked for.
    """

    sample: Sample
    workbook: Path
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
    plan: Plan
    fingerprint: str
    evaluation: Evaluation
    drawn: tuple[Act, ...]
    problems: tuple[Problem, ...]
    revision: Revision | None = None


def draw_sample(
    book: Book, report: Report, design: Design, path: str | Path, *, signed: tuple[str, str] | None = None
) -> Drawn:
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
    (5, 0)
    """
    target = Path(path)
    require_free(target, "sample")
    sample = draw(report, design)
    if not target.parent.is_dir():
        found = "no such folder"
        raise Refused.of("FILE", str(target.parent), found, "a folder", "make it first")
    revision = None
    with faults_of_workbook(target), writing_aside(target.parent) as folder:
        draft = folder / "draft.xlsx"
        draw_workbook_of_sample(sample, draft)
        if signed is not None:
            digest = hashlib.sha256(draft.read_bytes()).hexdigest()
            revision = _entered(book, "drawn", _facts_drawn(sample, target.name, digest), signed)
        draft.replace(target)
    return Drawn(sample, target, revision, tuple(_doubts(sample)))


def evaluate_sample(book: Book, path: str | Path, *, signed: tuple[str, str] | None = None) -> Evaluated:
    """Read the workbook of a sample back, and say what the auditor's findings mean for the whole.

    The sample is drawn again from the book as of the head in its plan, and every cell held against it.

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
        raise Refused(listed(ordered(problems), file.name))
    drawn = tuple(act for act in book.acts() if isinstance(act.said, SamplePayload) and _says(act.said, mark))
    told = ordered((*problems, *_doubts(sample), *_unrecorded(drawn, file.name)))
    made = Evaluated(file, plan, mark, evaluate(sample, audited), drawn, told)
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
    >>> conclusion(evaluate(sample, {item.key: item.book for item, _ in sample.picks})).partition(", and")[0]
    'With 95 % confidence the population is overstated by at most EUR 0.00'
    """
    sample = evaluation.sample
    tolerable, over, under = (
        _money(sample, it) for it in (sample.design.tolerable, evaluation.over.upper, evaluation.under.upper)
    )
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


def _sheets(file: Path) -> Mapping[str, tuple[Row, ...]]:
    if fault := unreadable(file, file.name, "the workbook of a sample (.xlsx)"):
        raise Refused([fault])
    sheets, found = read_sheets(file, file.name)
    if errors(found):
        raise Refused(listed(ordered(errors(found)), file.name))
    return sheets


def _report(book: Book, plan: Plan, file: str) -> Report:
    known, head = book.head_at(plan.entries)
    if (known, head) != (plan.entries, plan.head):
        found = f"a sample of a book with the head {quoted(plan.head[:12])} behind entry {plan.entries}"
        remedy = "name the book that it was drawn from with --book"
        raise Refused.of("XLS", file, found, f"the head {quoted(head[:12])}", remedy)
    issued = Issued(head, plan.entries, plan.as_of, plan.version)
    return build(definition_of(plan.definition), material_of(book, issued))


def _says(said: SamplePayload, mark: str) -> bool:
    return said.step == "drawn" and said.facts.get("fingerprint") == mark


def _unrecorded(drawn: tuple[Act, ...], file: str) -> tuple[Problem, ...]:
    if drawn:
        return ()
    found = "a plan that the journal does not know"
    remedy = "hold seed, confidence and tolerable error against your own papers, or draw samples with --record"
    return (Problem("XLS", Severity.NOTE, file, found, "a sample drawn with --record", remedy),)


def _doubts(sample: Sample) -> Iterator[Problem]:
    """What an auditor may not have meant: one population of several measures, a tolerable error next to nothing."""
    report, design, whole = sample.report, sample.design, sample.population.total
    if design.measure is None and len(report.totals) > 1:
        found = f"{', '.join(it.replace('_', ' ') for it in report.totals)} in one population"
        wanted = "the conversions of one total, since the same money passes from one to the next"
        remedy = "name it with --measure, unless each conversion is to be tested by itself"
        yield Problem("STAGE", Severity.WARNING, "sample:measure", found, wanted, remedy)
    if design.tolerable * _NEXT_TO_NOTHING < whole:
        money = grouped(from_minor(design.tolerable, CURRENCIES[report.definition.currency].minor_units))
        found = f"{report.definition.currency} {money}, less than a millionth of the population"
        remedy = "write 5% for a share; a sum this small draws nearly everything"
        yield Problem("FORM", Severity.WARNING, "sample:tolerable", found, "an error that would mislead", remedy)


def _recorded(book: Book, made: Evaluated, digest: str, signed: tuple[str, str]) -> Evaluated:
    """The result with its entry; one that the book has already is not entered again."""
    facts = _facts_evaluated(made, digest)
    same = next((act for act in book.acts() if isinstance(act.said, SamplePayload) and act.said.facts == facts), None)
    if same is not None:
        told = stands_already("sample", f"entry {same.seq} by {same.author}, which says the same")
        return replace(made, problems=(*made.problems, told))
    return replace(made, revision=_entered(book, "evaluated", facts, signed))


def _entered(book: Book, step: str, facts: dict[str, object], signed: tuple[str, str]) -> Revision:
    with book.writing(author=signed[0], reason=signed[1]) as posting:
        return posting.say(SamplePayload.model_validate({"step": step, "facts": facts}))


def _facts_drawn(sample: Sample, name: str, digest: str) -> dict[str, object]:
    plan = plan_of(sample)
    return {
        "plan": plan.model_dump(mode="json"),
        "fingerprint": fingerprint(plan.model_dump_json()),
        "population": _exact(sample, sample.population.total),
        "conversions": len(sample.population.items),
        "drawn": [item.key for item, _ in sample.picks],
        "file": name,
        "sha256": digest,
    }


def _facts_evaluated(made: Evaluated, digest: str) -> dict[str, object]:
    it, sample = made.evaluation, made.evaluation.sample
    return {
        "fingerprint": made.fingerprint,
        "drawn": made.drawn[-1].seq if made.drawn else None,
        "errors": {found.item.key: _exact(sample, found.difference) for found in it.found},
        "overstatement": {"projected": _exact(sample, it.over.projected), "upper": _exact(sample, it.over.upper)},
        "understatement": {"projected": _exact(sample, it.under.projected), "upper": _exact(sample, it.under.upper)},
        "verdict": it.verdict,
        "file": made.workbook.name,
        "sha256": digest,
    }


def _exact(sample: Sample, minor: int) -> str:
    return plain(from_minor(minor, CURRENCIES[sample.report.definition.currency].minor_units))


def _money(sample: Sample, minor: int) -> str:
    currency = sample.report.definition.currency
    return f"{currency} {from_minor(minor, CURRENCIES[currency].minor_units):,f}"

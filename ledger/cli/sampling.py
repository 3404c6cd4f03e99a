"""``sample``: an audit sample of the conversions of a report, and what an auditor's findings mean for the whole."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import options, report_options
from ledger.cli.answer import Answer, Misuse, answering, misused
from ledger.cli.opened import open_book
from ledger.cli.screen import TextTable, where
from ledger.cli.signed import Signed
from ledger.foundation import Place, from_minor, grouped, plain, round_half_up

if TYPE_CHECKING:
    from ledger.audit import ErrorSide, Evaluation, Sample
    from ledger.book import Book
    from ledger.desk import DrawnSample, Evaluated

app = typer.Typer()

_OF_STRATA = ("strata", "bands", "allocation")
_OF_A_DRAW = (
    *("report", "tolerable", "seed", "confidence", "expected", "method", "measure", "size", *_OF_STRATA),
    *("currency", "basis", "cutoff", "as_of", "horizon", "out"),
)

Given = str | None
Opt = typer.Option
Tolerable = Annotated[
    Given, Opt("--tolerable", metavar="ERROR", help="Tolerable error: 2% of the population, or a sum.")
]
Seed = Annotated[Given, Opt("--seed", metavar="TEXT", help="Any text that nobody could foresee.")]
Confidence = Annotated[str, Opt("--confidence", metavar="PERCENT", help="One-sided, from 60 to 99.9.")]
Expected = Annotated[str, Opt("--expected", metavar="ERROR", help="Expected error, written like the tolerable one.")]
Method = Annotated[
    str, Opt("--method", metavar="mus|stratified", help="Monetary-unit sampling, or a stratified random sample.")
]
OfMeasure = Annotated[Given, Opt("--measure", metavar="NAME", help="Only the conversions that this measure adds.")]
Size = Annotated[Given, Opt("--size", metavar="N", help="Size of the sample; by default it is worked out.")]
Strata = Annotated[str, Opt("--strata", metavar="size|donor", help="By what strata are made.")]
Bands = Annotated[str, Opt("--bands", metavar="N", help="How many strata by size.")]
Allocation = Annotated[
    str, Opt("--allocation", metavar="proportional|neyman", help="How strata share the size of the sample.")
]
Evaluate = Annotated[Path | None, Opt("--evaluate", metavar="FILE", help="A sample that the auditor has filled in.")]
Record = Annotated[bool, Opt("--record", help="Enter the sample, or its result, into the book.")]


@app.command()
@answering("sample")
def sample(  # noqa: PLR0913, PLR0917 - one argument per option
    context: typer.Context,
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Whose conversions are sampled.")] = "commitments",
    tolerable: Tolerable = None,
    seed: Seed = None,
    confidence: Confidence = "95",
    expected: Expected = "0",
    method: Method = "mus",
    measure: OfMeasure = None,
    size: Size = None,
    strata: Strata = "size",
    bands: Bands = "4",
    allocation: Allocation = "proportional",
    evaluate: Evaluate = None,
    currency: report_options.Currency = None,
    basis: report_options.BasisRule = None,
    cutoff: report_options.Cutoff = None,
    as_of: options.AsOf = None,
    horizon: report_options.Horizon = None,
    out: Annotated[Path, Opt("--out", metavar="FILE", help="The workbook (.xlsx).")] = Path("sample.xlsx"),
    record: Record = False,  # noqa: FBT002 - an option
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Answer:
    """Draw an audit sample of the conversions of a report, or evaluate one that was filled in."""
    from ledger import desk

    if evaluate is not None:
        _refuse_beside(context, _OF_A_DRAW, "--evaluate", "the plan in the workbook decides")
        opened, signed = _opened(book, author, reason, record=record)
        return _evaluated(desk.evaluate_sample(opened, evaluate, signed=signed))
    fields = {"confidence": confidence, "expected": expected, "method": method, "measure": measure, "size": size}
    chosen = _chosen(
        context, _needed(tolerable, seed) | fields | dict(zip(_OF_STRATA, (strata, bands, allocation), strict=True))
    )
    changes, target = report_options.changes(currency, basis, cutoff, as_of, horizon), options.workbook(out, "--out")
    opened, signed = _opened(book, author, reason, record=record)
    made = desk.build_report(report, opened, **changes)
    design, replaced = desk.sample_design(made, chosen), target.exists()
    return _drawn(desk.draw_sample(opened, made, design, target, signed=signed), replaced=replaced)


def _chosen(context: typer.Context, said: Mapping[str, Given]) -> dict[str, object]:
    """The fields of the design as they were typed, each of them sound by itself."""
    from ledger import desk

    read: dict[str, Callable[[str, str], object]] = {
        "method": options.one_of(("mus", "stratified")),
        "measure": options.measure,
        "size": options.number(1, 999_999),
        "strata": options.one_of(("size", "donor")),
        "bands": options.number(1, 20),
        "allocation": options.one_of(("proportional", "neyman")),
    }
    chosen = {
        name: options.maybe(read[name], text, f"--{name}") if name in read else text for name, text in said.items()
    }
    if chosen["method"] == "mus":
        _refuse_beside(context, _OF_STRATA, "--method mus", "strata are for --method stratified")
    if faults := desk.malformed_design(chosen):
        raise Misuse(*(replace(fault, place=Place(argument=f"--{fault.place.argument}")) for fault in faults))
    return chosen


def _refuse_beside(context: typer.Context, names: Sequence[str], given: str, why: str) -> None:
    """Options that would be passed over in silence."""
    sources = {it: context.get_parameter_source(it) for it in names}
    # By its name, since the enumeration itself lies in another place from one version of typer to the next.
    said = [it for it, source in sources.items() if source is not None and source.name == "COMMANDLINE"]
    if said:
        options_said = ", ".join("REPORT" if it == "report" else f"--{it.replace('_', '-')}" for it in said)
        raise misused(options_said, f"{options_said} beside {given}", f"{given} without it", f"leave it out: {why}")


def _opened(book: Path, author: Given, reason: Given, *, record: bool) -> tuple["Book", tuple[str, str] | None]:
    """The book, and who signs the entry and why, if there is to be one."""
    if not record:
        return open_book(book), None
    signed = Signed(book, author, reason, "what the sample is for")
    return signed.book, (signed.author, signed.reason)


def _needed(tolerable: Given, seed: Given) -> dict[str, Given]:
    if tolerable is None:
        raise misused("--tolerable", "nothing", "the tolerable error", "give --tolerable 2%, or a sum")
    if seed is None:
        raise misused("--seed", "nothing", "a seed", "give --seed TEXT, such as a throw of dice")
    return {"tolerable": tolerable, "seed": seed}


def _drawn(made: "DrawnSample", *, replaced: bool) -> Answer:
    from ledger.audit import plan_in_words

    it = made.sample
    fields = {
        **_design(it),
        "start": _exact(it, it.start) if it.start else None,
        "strata": [
            {"name": of.name, "conversions": of.items, "book": _exact(it, of.book), "drawn": len(of.picks)}
            for of in it.strata
        ],
        "not_in_population": {reason: list(numbers) for reason, numbers in it.population.apart.items()},
        "limit_without_errors": _exact(it, it.hidden),
        "drawn": [
            {"line": item.number, "conversion": item.key, "stratum": of.name, "book": _exact(it, item.book)}
            for item, of in it.picks
        ],
        "workbook": str(made.workbook),
        "replaced": replaced,
        "entry": made.revision.seq if made.revision else None,
    }
    lines = [f"{label}: {text}" for label, text in plan_in_words(it)]
    entry = (f"Entered as entry {made.revision.seq}.",) if made.revision else ()
    drawn = f"{len(it.picks)} of {len(it.population.items)} conversions drawn."
    text = (*lines, drawn, where("Workbook", made.workbook, replaced=replaced), *entry)
    return Answer(fields, text, made.problems, entered=made.revision is not None)


def _evaluated(made: "Evaluated") -> Answer:
    from ledger import desk

    it = made.evaluation
    of = it.sample
    fields = {
        **_design(of),
        "workbook": str(made.workbook),
        "drawn_as_entries": [decision.seq for decision in made.drawn],
        "errors": [
            {
                "line": found.item.number,
                "conversion": found.item.key,
                "stratum": found.stratum,
                "book": _exact(of, found.item.book),
                "audited": _exact(of, found.audited),
                "difference": _exact(of, found.difference),
                "tainting_percent": plain(_percent(found.tainting)),
                "projected": _exact(of, found.projected),
            }
            for found in it.found
        ],
        "overstatement": _side(of, it.over),
        "understatement": _side(of, it.under),
        "most_likely_error": _exact(of, it.likely),
        "verdict": it.verdict,
        "conclusion": desk.conclusion(it),
        "notes": list(it.notes),
        "entry": made.revision.seq if made.revision else None,
    }
    return Answer(fields, tuple(_text(made)), made.problems, entered=made.revision is not None)


def _text(made: "Evaluated") -> Iterator[str | TextTable]:
    from ledger import desk

    it, of = made.evaluation, made.evaluation.sample
    decisions = [f"entry {decision.seq} by {decision.author} on {decision.time:%Y-%m-%d}" for decision in made.drawn]
    how = "monetary-unit sampling" if of.design.method == "mus" else "stratified random sample"
    yield f"Sample of {len(of.picks)} conversions, {how}{f', drawn as {decisions[-1]}' if decisions else ''}."
    yield f"{len(it.found)} of them {'has' if len(it.found) == 1 else 'have'} another audited value."
    if it.found:
        yield _errors(it)
    currency = of.report.definition.currency
    sides = [("overstatement", it.over), ("understatement", it.under)]
    names = list(dict.fromkeys(name for _, side in sides for name in side.allowances))
    headings = ("", f"projected ({currency})", *names, "upper limit")
    rows = [
        (
            name,
            _shown(of, side.projected),
            *(_shown(of, side.allowances.get(part, 0)) for part in names),
            _shown(of, side.upper),
        )
        for name, side in sides
    ]
    yield TextTable(headings, rows, figures=set(range(1, len(headings))))
    yield f"Most likely error: {currency} {_shown(of, it.likely)} (overstatement less understatement)."
    yield f"Tolerable error: {currency} {_shown(of, of.design.tolerable)}."
    yield from it.notes
    yield desk.conclusion(it)
    if made.revision:
        yield f"Entered as entry {made.revision.seq}."


def _errors(it: "Evaluation") -> TextTable:
    of = it.sample
    headings = ("line", "conversion", "stratum", "book value", "audited", "difference", "tainting", "projected")
    rows = [
        (
            str(found.item.number),
            found.item.key,
            found.stratum,
            *(_shown(of, minor) for minor in (found.item.book, found.audited, found.difference)),
            f"{_percent(found.tainting):f} %",
            _shown(of, found.projected),
        )
        for found in it.found
    ]
    return TextTable(headings, rows, figures={3, 4, 5, 6, 7})


def _design(it: "Sample") -> dict[str, object]:
    design, report = it.design, it.report
    return {
        "report": report.definition.name,
        "currency": report.definition.currency,
        "basis": report.definition.basis,
        "as_of": str(report.issued.as_of),
        "head": report.issued.head,
        "method": design.method,
        "seed": design.seed,
        "confidence": plain(design.confidence),
        "tolerable": _exact(it, design.tolerable),
        "expected": _exact(it, design.expected),
        "measure": design.measure,
        "population": _exact(it, it.population.total),
        "conversions": len(it.population.items),
        "factor": plain(it.factor),
        "interval": _exact(it, it.interval),
    }


def _side(of: "Sample", side: "ErrorSide") -> dict[str, object]:
    parts = {name: _exact(of, minor) for name, minor in side.allowances.items()}
    return {"projected": _exact(of, side.projected), "allowances": parts, "upper": _exact(of, side.upper)}


def _percent(share: Fraction) -> Decimal:
    return from_minor(round_half_up(share.numerator * 10_000, share.denominator), 2)


def _money(of: "Sample", minor: int) -> Decimal:
    from ledger.records import CURRENCIES

    return from_minor(minor, CURRENCIES[of.report.definition.currency].minor_units)


def _exact(of: "Sample", minor: int) -> str:
    return plain(_money(of, minor))


def _shown(of: "Sample", minor: int) -> str:
    return grouped(_money(of, minor))

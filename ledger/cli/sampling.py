"""``sample``: an audit sample of the conversions of a report, and what an auditor's findings mean for the whole."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import options, report_options
from ledger.cli.answer import Misuse, Reply, answering, misused
from ledger.cli.opened import open_book
from ledger.cli.signed import Signed

if TYPE_CHECKING:
    from ledger.book import Book

app = typer.Typer(rich_markup_mode=None)

_OF_STRATA = ("strata", "bands", "allocation")
_OF_A_DRAW = (
    *("report", "tolerable", "seed", "confidence", "expected", "method", "measure", "size", *_OF_STRATA),
    *("currency", "basis", "cutoff", "since", "as_of", "horizon", "group", "out"),
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
    since: report_options.Since = None,
    as_of: report_options.AsOf = None,
    horizon: report_options.Horizon = None,
    group: report_options.OfGroups = None,
    out: Annotated[Path, Opt("--out", metavar="FILE", help="The workbook (.xlsx).")] = Path("sample.xlsx"),
    record: Record = False,  # noqa: FBT002 - an option
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Draw an audit sample of the conversions of a report, or evaluate one that was filled in."""
    from ledger import answers, desk

    if evaluate is not None:
        _refuse_beside(context, _OF_A_DRAW, "--evaluate", "the plan in the workbook decides")
        opened, signed = _opened(book, author, reason, record=record)
        result = desk.evaluate_sample(opened, evaluate, signed=signed)
        text = answers.evaluation.lines(result)
        return Reply(answers.evaluation.answer(result), text, result.problems, entered=result.revision is not None)
    fields = {"confidence": confidence, "expected": expected, "method": method, "measure": measure, "size": size}
    chosen = _chosen(
        context, _needed(tolerable, seed) | fields | dict(zip(_OF_STRATA, (strata, bands, allocation), strict=True))
    )
    changes = report_options.changes(currency, basis, cutoff, since, horizon, group)
    state = options.maybe(options.recorded, as_of, "--as-of")
    target = options.workbook(out, "--out")
    opened, signed = _opened(book, author, reason, record=record)
    with report_options.wrong_use():
        made = desk.build_report(desk.varied_report(report, **changes), opened, as_of=state)
    drawn = desk.draw_sample(opened, made, desk.sample_design(made, chosen), target, signed=signed)
    text = answers.sample.lines(drawn)
    return Reply(answers.sample.answer(drawn), text, drawn.problems, entered=drawn.revision is not None)


def _chosen(context: typer.Context, typed: Mapping[str, Given]) -> dict[str, object]:
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
        name: options.maybe(read[name], text, f"--{name}") if name in read else text for name, text in typed.items()
    }
    if chosen["method"] == "mus":
        _refuse_beside(context, _OF_STRATA, "--method mus", "strata are for --method stratified")
    if faults := desk.malformed_design(chosen):
        raise Misuse(*faults)
    return chosen


def _refuse_beside(context: typer.Context, names: Sequence[str], given: str, why: str) -> None:
    """Options that would be passed over in silence."""
    sources = {it: context.get_parameter_source(it) for it in names}
    # By its name, since the enumeration itself lies in another place from one version of typer to the next.
    typed = [it for it, source in sources.items() if source is not None and source.name == "COMMANDLINE"]
    if typed:
        named = ", ".join("REPORT" if it == "report" else f"--{it.replace('_', '-')}" for it in typed)
        raise misused(named, f"{named} beside {given}", f"{given} without it", f"leave it out: {why}")


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

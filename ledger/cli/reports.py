"""``report`` and ``demo``: workbooks, and their totals on the screen."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import clock, options, report_options
from ledger.cli.answer import Reply, answering, misused
from ledger.cli.opened import made_book, open_book
from ledger.cli.signed import Signed

if TYPE_CHECKING:
    from ledger.reporting import Definition

app = typer.Typer(rich_markup_mode=None)

Given = str | None


@app.command()
@answering("report")
def report(  # noqa: PLR0913, PLR0917 - one argument per option
    name: Annotated[
        Given, typer.Argument(metavar="[NAME]", help="A report such as commitments, or a TOML file with a definition.")
    ] = None,
    currency: report_options.Currency = None,
    basis: report_options.BasisRule = None,
    cutoff: report_options.Cutoff = None,
    since: report_options.Since = None,
    as_of: report_options.AsOf = None,
    horizon: report_options.Horizon = None,
    against: report_options.Against = None,
    evidence: report_options.Evidence = None,
    group: report_options.OfGroups = None,
    by: report_options.CutBy = None,
    sort: report_options.Sort = None,
    top: report_options.Top = None,
    formats: report_options.Formats = "xlsx",
    unit: report_options.UnitName = None,
    decimals: report_options.Decimals = None,
    lang: report_options.Lang = None,
    orientation: report_options.Lie = None,
    one_page: report_options.OnePage = False,  # noqa: FBT002 - an option
    out: report_options.Out = Path(),
    listed: report_options.Listed = False,  # noqa: FBT002 - an option
    issue: report_options.Issue = False,  # noqa: FBT002 - an option
    sign: report_options.Sign = None,
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Write a report of the book as a workbook, page, PDF, Markdown or CSV, and show its totals."""
    from ledger import desk

    if listed:
        return _listed(desk.report_definitions())
    if name is None:
        raise misused("NAME", "nothing", "a report such as commitments", "name one; `report --list` lists them")
    chosen, state = report_options.formats(formats), options.maybe(options.recorded, as_of, "--as-of")
    changes = report_options.changes(currency, basis, cutoff, since, horizon, group)
    asked = report_options.asked(by, sort, top, unit, decimals, lang, orientation, evidence, one_page=one_page)
    report_options.require_pdf(chosen, orientation, one_page=one_page)
    earlier = options.maybe(options.state, against, "--against")
    with report_options.wrong_use(name, sort):
        definition = desk.varied_report(name, against=earlier, **changes, **asked)
        if issue:
            report_options.require_workbook(chosen, formats)
            return _issued(definition, state, out, sign, Signed(book, author, reason, "to whom it goes, or what for"))
        if sign is not None:
            raise misused("--sign", "--sign without --issue", "a report that leaves the house", "give --issue as well")
        return _written(definition, state, out, chosen, book)


def _listed(definitions: "tuple[Definition, ...]") -> Reply:
    from ledger import answers

    return Reply(answers.definitions.answer(definitions), answers.definitions.lines(definitions))


def _written(definition: "Definition", state: str | None, out: Path, chosen: tuple[str, ...], book: Path) -> Reply:
    from ledger import answers, desk

    target = out if chosen != ("xlsx",) else options.files_or_folder(out, "--out")
    opened = open_book(book)
    built = desk.build_report(definition, opened, as_of=state)
    made = desk.write_documents(built, target, chosen, comparison=desk.comparison_of(built, opened))
    return Reply(answers.report.answer(made), answers.report.lines(made), (*made.problems, *made.report.problems))


def _issued(definition: "Definition", state: str | None, out: Path, sign: Path | None, signed: Signed) -> Reply:
    from ledger import answers, desk

    # The key is read before anything is issued: one that cannot be used must not leave a report unsigned.
    key = None if sign is None else desk.signing_key(sign, lambda: options.passphrase(sign.name))
    build = partial(desk.build_report, definition, signed.book, as_of=state)
    target = options.files_or_folder(out, "--out")
    sent = desk.issue(signed.book, build, target, author=signed.author, reason=signed.reason, key=key)
    text = answers.issued_report.lines(sent)
    return Reply(answers.issued_report.answer(sent), text, sent.report.problems, entered=True)


@app.command()
@answering("demo")
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the book and the documents.")] = Path(
        "out"
    ),
) -> Reply:
    """Make a book, a brief, a page and a workbook from the seed records, to see what there is to see."""
    from ledger import answers, desk

    made = desk.with_documents(desk.demo(out, clock=clock.now))
    made_book(made.book)
    text = answers.demo_book.lines(made)
    return Reply(answers.demo_book.answer(made), text, made.problems, answers.demo_book.closing(made))

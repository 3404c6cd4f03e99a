"""``explain``: why a figure is what it is, line by line, down to the words of the source."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import options, report_options
from ledger.cli.answer import Misuse, Reply, answering, misused
from ledger.cli.opened import open_book
from ledger.foundation import quoted

if TYPE_CHECKING:
    from ledger.desk import ExplainedFigure

app = typer.Typer(rich_markup_mode=None)

# Workbooks of earlier versions name their rules among their notes, but not to what their report was limited.
_NOT_IN_NOTES = frozenset({"since", "groups"})


@app.command()
@answering("explain")
def explain(  # noqa: PLR0913, PLR0917 - one argument per option
    named: Annotated[
        list[str],
        typer.Argument(
            metavar="WHAT...",
            help="A record id; filters such as donor=GBR group=EU year=2026; TABLE:ROW:COLUMN; [FILE.xlsx] SHEET!CELL.",
        ),
    ],
    report: Annotated[
        str | None, typer.Option("--report", metavar="NAME", help="The report of the figure; by default commitments.")
    ] = None,
    currency: report_options.Currency = None,
    basis: report_options.BasisRule = None,
    cutoff: report_options.Cutoff = None,
    since: report_options.Since = None,
    as_of: report_options.AsOf = None,
    horizon: report_options.Horizon = None,
    group: report_options.OfGroups = None,
    issue: Annotated[
        str | None, typer.Option("--issue", metavar="ENTRY", help="Explain an issued report, as it was issued.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it as a sheet (.xlsx) too.")] = None,
    book: options.BookPath = options.DEFAULT_BOOK,
) -> Reply:
    """Explain a record or a total: its rows, rates, quotes and revisions, and how they add up.

    A workbook says itself by which rules it was drawn; --report, --since and --group are for those of earlier versions.
    """
    from ledger import answers, desk

    target = options.maybe(options.workbook, out, "--out")
    changes = report_options.changes(currency, basis, cutoff, since, horizon, group)
    state = options.maybe(options.recorded, as_of, "--as-of")
    number = options.maybe(options.entry, issue, "--issue")
    explained = _explained(book, named, report, changes, state, number)
    lines = [*answers.explain.lines(explained)]
    if target is not None:
        replaced = target.exists()
        lines.append(answers.where("Sheet", desk.write_explanation(explained, target), replaced=replaced))
    return Reply(answers.explain.answer(explained), lines)


def _explained(  # noqa: PLR0913, PLR0917 - what was typed, one by one
    book: Path,
    named: list[str],
    report: str | None,
    changes: report_options.RuleOptions,
    state: str | None,
    number: int | None,
) -> "ExplainedFigure":
    """What was named: of a workbook, of an issued report, or of a report as it would be made now."""
    from ledger import desk

    file, *cell = named
    if Path(file).suffix.lower().removeprefix(".") in desk.REPORT_FORMATS:
        if not cell:
            raise _without_a_cell(file)
        rest = [value for name, value in changes.items() if name not in _NOT_IN_NOTES]
        _require_alone(file, "the rules of the report in it", (*rest, state, number))
        since, groups = changes["since"], changes["groups"]
        return desk.explain_received(open_book(book), file, cell, report, since=since, groups=groups)
    if number is not None:
        _require_alone("--issue", "the rules of the issued report", (*changes.values(), state))
        opened = open_book(book)
        return desk.explain_figure(opened, desk.report_as_issued(opened, number), named)
    with report_options.wrong_use():
        rules = desk.varied_report(report or "commitments", **changes)
        opened = open_book(book)
        made = desk.build_report(rules, opened, as_of=state)
    return desk.explain_figure(opened, made, named)


def _without_a_cell(file: str) -> Misuse:
    """A file alone says of no figure which is meant."""
    remedy = f'name a cell behind it: explain {Path(file).with_suffix(".xlsx")} "Summary!C9"'
    return misused("WHAT", f"{quoted(file)} alone", "a workbook and one of its cells", remedy)


def _require_alone(argument: str, its_rules: str, others: Iterable[object]) -> None:
    """Refuse other rules beside what has its own."""
    if any(others):
        raise misused(argument, f"{argument} beside other rules", its_rules, "leave one of them out")

"""``rates show``, ``rates add``, ``rates withdraw`` and ``rates list``: the rates that conversions rest on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Reply, answering, misused
from ledger.cli.help import CommandGroup
from ledger.cli.opened import open_at_hand, open_book
from ledger.cli.signed import Signed
from ledger.foundation import Place

if TYPE_CHECKING:
    from ledger.rates import StatedQuotation

app = typer.Typer(
    name="rates",
    cls=CommandGroup,
    rich_markup_mode=None,
    help="Show, add, withdraw and list published rates.",
)


@app.command()
@answering("rates show")
def show(
    currency: Annotated[str | None, typer.Argument(help="A currency such as USD; by default all.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Day of the rate; by default today.")] = None,
    book: options.AnyBookPath = None,
) -> Reply:
    """Show the rates that hold on a day: the last ones published by then, at most 7 days back."""
    from ledger import answers, desk

    day = options.maybe(options.day, on, "--on") or clock.today()
    code = options.maybe(options.currency, currency, "CURRENCY")
    path = options.book_at_hand(book)
    quotes = desk.quotes_on(desk.rates_at_hand(open_at_hand(path)), code, day)
    shown = answers.rates_show.answer(quotes, f"the book {path}" if path else desk.SHIPPED)
    problems = tuple(problem.within(Place(subject="rates")) for problem in quotes.problems)
    return Reply(shown, answers.rates_show.lines(shown, is_today=on is None), problems)


@app.command()
@answering("rates add")
def add(  # noqa: PLR0913, PLR0917 - one argument per option
    file: Annotated[Path, typer.Argument(help="A file of rates, as central banks publish them, or our own CSV.")],
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the set; by default the file's name in capitals.")
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="CODE", help="What all rates are against, if the file is silent.")
    ] = None,
    direction: Annotated[
        str | None,
        typer.Option("--direction", metavar="WAY", help="base_per_unit or units_per_base, if the file is silent."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="Who published the rates, if the file is silent.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="TOML", help="A file that says these, and names the columns.")
    ] = None,
    encoding: options.Encoding = None,
    apply: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--apply", help="Do it, although it changes past rates that the book holds.")
    ] = False,
    dry_run: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--dry-run", help="Only show what it would change.")
    ] = False,
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Add a file of rates to the book; one that changes past rates is only shown, until --apply is given."""
    from ledger import answers, desk

    if apply and dry_run:
        raise misused("--dry-run", "--apply as well", "one of the two", "say whether to do it or only to show it")
    why = options.maybe(options.reason, reason, "--reason") or f"rates of {file.name}"
    signed = options.author_or_login(author)
    stated, code_page = _stated(base, direction, source), options.maybe(options.encoding, encoding, "--encoding")
    if mapping is not None and not stated.is_empty:
        found = "--base, --direction or --source as well"
        raise misused("--mapping", found, "the mapping file alone", "write them into the mapping file")
    opened = open_book(book)
    does = apply if apply or dry_run else None
    today, signs = clock.today(), {"author": signed, "reason": why}
    added = desk.add_rates(
        opened, file, name=name, today=today, apply=does, stated=stated, mapping=mapping, encoding=code_page, **signs
    )
    entry = answers.rates_add.answer(added, opened)
    return Reply(entry, answers.rates_add.lines(added, entry), added.problems, entered=bool(entry.entered))


def _stated(base: str | None, direction: str | None, source: str | None) -> "StatedQuotation":
    from ledger.rates import DIRECTIONS, StatedQuotation

    way = options.maybe(options.one_of(DIRECTIONS), direction, "--direction")
    return StatedQuotation(
        base=options.maybe(options.currency, base, "--base"),
        direction=next((each for each in DIRECTIONS if each == way), None),
        source=options.maybe(options.reason, source, "--source"),
    )


@app.command()
@answering("rates withdraw")
def withdraw(
    name: Annotated[str, typer.Argument(help="Name of the rate set, as `rates list` shows it.")],
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Take a rate set out of the book; reports as of earlier days, and issued ones, keep it."""
    from ledger import answers, desk

    signed = Signed(book, author, reason, "why the rates are withdrawn")
    withdrawn = desk.withdraw_rates(signed.book, name, author=signed.author, reason=signed.reason)
    entry = answers.rates_withdraw.answer(withdrawn, signed.book)
    return Reply(entry, answers.rates_withdraw.lines(withdrawn, entry), entered=True)


@app.command("list")
@answering("rates list")
def list_rates(book: options.BookPath = options.DEFAULT_BOOK) -> Reply:
    """List the rate sets of the book, in the order in which they are tried."""
    from ledger import answers, desk

    listed = answers.rates_list.answer(desk.held_rates(open_book(book)))
    return Reply(listed, answers.rates_list.lines(listed))

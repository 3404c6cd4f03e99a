"""``convert``: one amount into another currency, with the rate, its day and its source."""

from typing import Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Reply, answering, misused
from ledger.cli.opened import open_at_hand
from ledger.foundation import Money, Place

app = typer.Typer(rich_markup_mode=None)


@app.command()
@answering("convert")
def convert(  # noqa: PLR0913, PLR0917 - one argument per option
    amount: Annotated[str, typer.Argument(help="Digits, such as 3000000000 or 1250.50.")],
    source: Annotated[str, typer.Argument(metavar="FROM", help="Currency of the amount, such as GBP.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Currency wanted, such as USD.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Day of the rate; by default today.")] = None,
    basis: Annotated[
        str,
        typer.Option(
            "--basis",
            metavar="BASIS",
            help="announced, month, year, period-month, period-year, on:DATE, window:START..END, lowest:START..END, "
            "highest:START..END or table:NAME.",
        ),
    ] = "announced",
    book: options.AnyBookPath = None,
) -> Reply:
    """Convert one sum; the rates, their days and where they were published are told with it."""
    from ledger import answers, desk

    money = Money(options.amount(amount, "AMOUNT"), options.currency(source, "FROM"))
    to = options.currency(target, "TO")
    rule = options.basis(basis, "--basis")
    if rule.day and on is not None:
        raise misused("--on", f"--on beside the basis {rule}", "one of the two", "leave --on out")
    day = rule.day or options.maybe(options.day, on, "--on") or clock.today()
    path = options.book_at_hand(book)
    conversion = desk.convert(money, to, day, basis=rule, book=open_at_hand(path))
    rates, is_today = f"the book {path}" if path else desk.SHIPPED, on is None and rule.day is None
    return Reply(
        answers.convert.answer(conversion, to, rates, is_today=is_today),
        answers.convert.lines(conversion, rates, is_today=is_today),
        tuple(problem.within(Place(subject="convert")) for problem in conversion.problems),
    )

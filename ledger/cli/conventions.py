"""``convention``: by which rule the conversions in a file were made."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Reply, answering, misused
from ledger.cli.opened import open_at_hand
from ledger.foundation import quoted

app = typer.Typer(rich_markup_mode=None)


@app.command()
@answering("convention")
def convention(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file with the converted figures.")],
    target: Annotated[
        str, typer.Option("--to", metavar="CURRENCY", help="Currency of the figures, where a table does not say it.")
    ] = "EUR",
    step: Annotated[
        str | None,
        typer.Option("--step", metavar="STEP", help="What the figures are rounded to; by default what they show."),
    ] = None,
    encoding: options.Encoding = None,
    book: options.AnyBookPath = None,
) -> Reply:
    """Find the rule by which a publisher converted its figures: which days, which mean, which rounding."""
    from ledger import answers, desk

    to = options.currency(target, "--to")
    rounded_to = options.maybe(_step, step, "--step")
    code_page = options.maybe(options.encoding, encoding, "--encoding")
    opened = open_at_hand(options.book_at_hand(book))
    searched = desk.find_convention(file, target=to, step=rounded_to, book=opened, encoding=code_page)
    return Reply(answers.convention.answer(searched), answers.convention.lines(searched), searched.problems)


def _step(text: str, argument: str) -> Decimal:
    step = options.amount(text, argument)
    if step <= 0:
        raise misused(argument, quoted(text), "a step such as 0.01, 1 or 1000", "write what the last digit counts")
    return step

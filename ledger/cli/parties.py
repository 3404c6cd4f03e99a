"""``parties``: whom a name or a code means, and who belonged to a group on a day."""

from typing import Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Reply, answering

app = typer.Typer(rich_markup_mode=None)


@app.command()
@answering("parties")
def parties(
    texts: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Names or codes, in any language.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Day of memberships; by default today.")
    ] = None,
) -> Reply:
    """Show which party each name or code means, its groups on a day, and the members of a group."""
    from ledger import answers, desk

    day = options.maybe(options.day, on, "--on") or clock.today()
    looked_up = [desk.look_up(text, day) for text in texts]
    meant = answers.parties.answer(looked_up, day)
    return Reply(meant, answers.parties.lines(meant), [problem for party in looked_up for problem in party.problems])

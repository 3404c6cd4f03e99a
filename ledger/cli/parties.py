"""``parties``: whom a name or a code means, and who belonged to a group on a day."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Answer, answering
from ledger.cli.screen import TextTable

if TYPE_CHECKING:
    from ledger.desk import PartyFound

app = typer.Typer()


@app.command()
@answering("parties")
def parties(
    texts: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Names or codes, in any language.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Day of memberships; by default today.")
    ] = None,
) -> Answer:
    """Show which party each name or code means, its groups on a day, and the members of a group."""
    from ledger import desk

    day = options.maybe(options.day, on, "--on") or clock.today()
    found = [desk.look_up(text, day) for text in texts]
    fields = {"on": str(day), "parties": [_fields(it) for it in found]}
    problems = [problem for it in found for problem in it.problems]
    return Answer(fields, (f"Groups and members on {day}.", *_text(found)), problems)


def _fields(it: "PartyFound") -> dict[str, object]:
    return {
        "text": it.text,
        "key": it.key,
        "name": it.name or None,
        "names": list(it.names),
        "candidates": list(it.candidates),
        "groups": list(it.groups),
        "members": list(it.members),
    }


def _text(found: "Sequence[PartyFound]") -> list[str | TextTable]:
    rows = [
        (it.text, it.key or " or ".join(it.candidates), it.name, ", ".join(it.groups), "; ".join(it.names))
        for it in found
    ]
    grid = TextTable(("asked", "key", "name", "groups", "also called"), rows, wraps=4)
    return [grid, *(f"{it.name} ({len(it.members)}): {', '.join(it.members)}" for it in found if it.members)]

"""Help pages: plain text, since what draws boxes takes as long to load as all else that a help page needs."""

from collections.abc import Iterator
from typing import Any

from typer.core import TyperGroup

_LONGEST = 1000


class CommandGroup(TyperGroup):
    """A group of commands whose help page says of each in a whole sentence what it does."""

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Name and sentence of each command."""
        for name, command in self.commands.items():
            yield name, command.get_short_help_str(_LONGEST)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - these classes have no public names
        """A group by itself shows its help page."""
        return super().parse_args(ctx, args or ["--help"])

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - the same
        """Write the list of commands; Typer's own cuts each sentence at the end of a line."""
        with formatter.section("Commands"):
            formatter.write_dl([*self.sentences()])

"""What a problem says where programs and the command line have different words for one thing.

A function has arguments, a command has options. The text itself is that for programs, wherever it goes; what the
command line says instead is beside it, since no text is ever read back.
"""

import re
from typing import Self

_OPTION = re.compile(r"--([a-z]+(?:-[a-z]+)*)")


class Advice(str):
    """A text for programs that knows the one for the command line.

    Args:
        text: for programs.
        at_command_line: the same for people who type commands.

    >>> Advice("write it with write_issued", "write it with `issued 7 --out FILE`").at_command_line
    'write it with `issued 7 --out FILE`'
    """

    __slots__ = ("at_command_line",)

    at_command_line: str

    def __new__(cls, text: str, at_command_line: str) -> Self:
        """The text, with the other one beside it."""
        made = super().__new__(cls, text)
        made.at_command_line = at_command_line
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # a text has one
        return str(self), self.at_command_line


def advice(text: str, **arguments: str) -> str:
    """A text that names options, each of which is an argument of a function.

    Args:
        text: as the command line says it.
        arguments: by an option, written as a name, the argument that it is, where that has another name.

    >>> made = advice("choose a later --as-of, or another name with --out", out="path")
    >>> made, at_command_line(made)
    ('choose a later as_of, or another name with path', 'choose a later --as-of, or another name with --out')
    """

    def argument(option: re.Match[str]) -> str:
        name = option[1].replace("-", "_")
        return arguments.get(name, name)

    return Advice(_OPTION.sub(argument, text), text)


def at_command_line(text: str) -> str:
    """What the command line says in place of a text.

    >>> at_command_line(advice("leave --encoding out", encoding="--encoding")), at_command_line("type it again")
    ('leave --encoding out', 'type it again')
    """
    return text.at_command_line if isinstance(text, Advice) else text

"""The whole command line, and its outermost door: wrong use ends in one sentence, nothing ends in a traceback."""

import inspect
import re
import sys
from collections import UserDict
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.main import get_group

from ledger.cli.answer import STOPPED, WRONG_USE, Reply, deliver, unprinted
from ledger.cli.help import CommandGroup
from ledger.cli.version import is_all, tell_version
from ledger.foundation import Place, malformed, quoted

# What Typer raises for wrong use. It has moved between releases, so it is found through its public child.
_WrongUse: Any = typer.BadParameter.__base__
# In the order of the help page. `rates` is a group of its own.
_MODULES = {
    "report": "reports",
    "demo": "reports",
    "desk": "desks",
    "init": "books",
    "check": "books",
    "verify": "books",
    "add": "entering",
    "import": "importing",
    "imports": "importing",
    "mapping": "mappings",
    "export": "exports",
    "template": "forms",
    "reconcile": "reconciling",
    "diff": "comparing",
    "convention": "conventions",
    "explain": "explaining",
    "issued": "issuing",
    "sign-off": "issuing",
    "waive": "issuing",
    "severity": "issuing",
    "sample": "sampling",
    "list": "records",
    "show": "records",
    "history": "records",
    "amend": "changing",
    "correct": "changing",
    "withdraw": "changing",
    "restore": "changing",
    "duplicates": "relating",
    "relate": "relating",
    "convert": "conversions",
    "parties": "parties",
    "schema": "schemas",
    "rates": "rates",
}


class _Commands(UserDict[str, Any]):
    """All commands by their names; a command is made when it is first asked for, so that none waits for the others."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(_MODULES))

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - the class of commands has no public name
        group = get_group(_app_of(name))
        return group if group.name == name else group.commands[name]


class Doorway(CommandGroup):
    """The group of all commands; tells wrong use as a problem, with --json as one document."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - they are Typer's
        super().__init__(**options)
        self.commands = _Commands()

    def sentences(self) -> Iterator[tuple[str, str]]:
        """What each command does, in the first paragraph written of it: to make them all takes longer than Typer."""
        for name in self.commands:
            app = _app_of(name)
            made = {command.name or command.callback.__name__: command.callback for command in app.registered_commands}
            yield (
                name,
                app.info.help if app.info.name == name else inspect.cleandoc(made[name].__doc__).partition("\n\n")[0],
            )

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - the signature of Typer
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002 - the signature of Typer
        **extra: Any,  # noqa: ANN401 - the same
    ) -> Any:  # noqa: ANN401 - the same
        """Run a command; the exit code is that of the command, or 2 for wrong use."""
        given = list(sys.argv[1:] if args is None else args)
        if is_all(given):
            given = ["--version"]
        _never_fail_on_a_character()
        try:
            code = super().main(
                given,
                prog_name or "defense-ledger",
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except _WrongUse as fault:
            code = _refuse(fault, given, as_json="--json" in given)
        except typer.Abort:
            code = STOPPED
        except OSError as fault:
            # Commands answer for themselves; what is left are the help pages, which Typer prints.
            code = unprinted(fault)
        if standalone_mode:
            sys.exit(code)
        return code


app = typer.Typer(
    cls=Doorway,
    name="defense-ledger",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A ledger of defence commitments: who promised how much, to whom, for how long, and which words say so.",
    epilog="Exit codes: 0 clean (warnings too), 1 problems of severity error, 2 wrong use, 3 entered in part.",
)


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,  # noqa: FBT002 - an option
) -> None:
    """A ledger of defence commitments: who promised how much, to whom, for how long, and which words say so."""
    if show:
        raise typer.Exit(tell_version())


def _app_of(name: str) -> Any:  # noqa: ANN401 - what Typer knows of a command has no public name
    return import_module(f"ledger.cli.{_MODULES[name]}").app


def _refuse(fault: Any, given: Sequence[str], *, as_json: bool) -> int:  # noqa: ANN401 - Typer's class has no public name
    context = getattr(fault, "ctx", None)
    path = context.command_path.partition(" ")[2] if context else ""
    option = getattr(fault, "option_name", None) or ""
    place = Place(subject="command line")
    if re.match(r"-[\d.]", option):
        typed = next((text for text in given if text.startswith(option)), option)
        problem = malformed(place, quoted(typed), "an amount that is not negative", "leave the minus sign out")
    else:
        message = fault.format_message().rstrip(".")
        help_page = f"defense-ledger {path} --help".replace("  ", " ")
        expected = "a command as its help page shows it"
        problem = malformed(place, message[:1].lower() + message[1:], expected, f"run `{help_page}`")
    return deliver(path, Reply(None, problems=(problem,)), WRONG_USE, as_json=as_json)


def _never_fail_on_a_character() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")

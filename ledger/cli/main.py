"""The whole command line, and its outermost door: wrong use ends in one sentence, nothing ends in a traceback."""

import logging
import re
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ledger.cli import (
    books,
    changing,
    comparing,
    conventions,
    conversions,
    entering,
    explaining,
    exports,
    forms,
    importing,
    issuing,
    mappings,
    parties,
    rates,
    reconciling,
    records,
    relating,
    reports,
    sampling,
    schemas,
)
from ledger.cli.answer import CLEAN, STOPPED, WRONG_USE, Reply, deliver, unprinted
from ledger.foundation import Place, malformed, quoted

# What Typer raises for wrong use. It has moved between releases, so it is found through its public child.
_WrongUse: Any = typer.BadParameter.__base__


class Doorway(TyperGroup):
    """The group of all commands; tells wrong use as a problem, with --json as one document."""

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
        if sorted(given) == ["--json", "--version"]:
            # One line of text, whatever is asked for, as the help pages are.
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
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A ledger of defence commitments: who promised how much, to whom, for how long, and which words say so.",
    epilog="Exit codes: 0 clean (warnings too), 1 problems of severity error, 2 wrong use, 3 entered in part.",
)
for group in (
    reports,
    books,
    entering,
    importing,
    mappings,
    exports,
    forms,
    reconciling,
    comparing,
    conventions,
    explaining,
    issuing,
    sampling,
    records,
    changing,
    relating,
    conversions,
    parties,
    schemas,
):
    app.add_typer(group.app)
app.add_typer(rates.app, name="rates")


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,  # noqa: FBT002 - an option
) -> None:
    """A ledger of defence commitments: who promised how much, to whom, for how long, and which words say so."""
    if show:
        from ledger import desk

        reply = Reply(None, (f"defense-ledger {desk.package_version()}",))
        raise typer.Exit(deliver("version", reply, CLEAN, as_json=False))


def run() -> None:
    """The entry point of ``defense-ledger`` and ``python -m ledger``."""
    # What takes long, such as a wait for another program, is told on the standard error.
    logging.basicConfig(format="%(message)s")
    app()


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

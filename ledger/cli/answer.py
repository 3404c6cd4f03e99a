"""How a command answers: as text or as one JSON document, with its problems and its exit code.

Every command is wrapped by :func:`answering`, which gives it ``--json`` and turns whatever stops it into problems: no
user ever sees a traceback for something that a user, a file or a disk can cause.
"""

import inspect
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

from ledger.answers import Lines
from ledger.cli import clock
from ledger.cli.causes import by_cause
from ledger.cli.opened import watched
from ledger.cli.screen import page, refuse_closed_output, say, tell
from ledger.foundation import Place, Problem, Refused, Severity, errors, malformed, quoted, shown_name

P = ParamSpec("P")

CLEAN, PROBLEMS, WRONG_USE, PARTLY, STOPPED = 0, 1, 2, 3, 130


@dataclass(frozen=True)
class Reply:
    """What a command replies.

    Args:
        answer: a value of the room ``answers``, for ``--json``; None where there is nothing but problems.
        text: for people: lines and tables.
        problems: what was found; errors make the exit code 1.
        closing: what people read last, behind the problems.
        entered: whether something has entered the book: whoever gave the command must not give it again.
        partly: whether a part of it was left out; then the exit code is 3, since 1 says that nothing happened.
        paged: whether the text may be too long for a screen; a terminal then shows it page by page.
    """

    answer: object | None
    text: Lines = ()
    problems: Sequence[Problem] = field(default=())
    closing: Sequence[str] = ()
    entered: bool = False
    partly: bool = False
    paged: bool = False


class Misuse(Exception):  # noqa: N818 - it is a finding about the command, not an error of the program
    """A command that was not written as it must be; exit code 2.

    >>> misused("--on", "tomorrow", "a day such as 2025-06-02", "write the day as YYYY-MM-DD").problems[0].code
    'FORM'
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*map(str, problems))
        self.problems = problems


def misused(argument: str, found: str, expected: str, remedy: str) -> Misuse:
    """Wrong use with one fault, in an argument or an option of the command."""
    return Misuse(malformed(Place(argument=argument), found, expected, remedy))


def answering(command: str) -> Callable[[Callable[P, Reply]], Callable[P, None]]:
    """Make a command of a function that returns its answer, and give it the option ``--json``."""
    # What is asked for the version alone answers without Typer.
    from typer import Exit, Option

    names: dict[str, str] = {}
    json_option = Annotated[bool, Option("--json", help="Print one JSON document instead of text.")]

    def wrapped(ask: Callable[P, Reply]) -> Callable[P, None]:
        @wraps(ask)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            as_json = bool(kwargs.pop("as_json"))
            with watched() as seen:
                try:
                    reply = ask(*args, **kwargs)
                    code = PARTLY if reply.partly else PROBLEMS if errors(reply.problems) else CLEAN
                except (Misuse, Refused, EOFError, KeyboardInterrupt, MemoryError, OSError) as fault:
                    problems, code = problems_of(fault)
                    reply = Reply(None, problems=problems)
            # A command that may ask a book, and did not, does not wait for the database.
            ahead = _dated_ahead(kwargs.get("book"), reply.problems) if seen.is_asked else ()
            doubts = (*ahead, *seen.close())
            reply = replace(reply, problems=(*reply.problems, *doubts))
            given = [path for value in (*args, *kwargs.values()) for path in _paths(value)]
            worded = tuple(
                replace(it.at_command_line(), place=_at_option(it.place, names))
                for it in as_typed(reply.problems, given)
            )
            reply = replace(reply, problems=worded)
            raise Exit(deliver(command, reply, code, as_json=as_json))

        signature = inspect.signature(ask)
        names.update(option_names(signature))
        option = inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=json_option)
        parameters = [*signature.parameters.values(), option]
        # Typer reads the options from here; mypy knows no signature of a function.
        run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {**ask.__annotations__, "as_json": json_option}
        return run

    return wrapped


def _dated_ahead(book: object, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """CLOCK, once, from every command on a book whose newest entry is dated ahead of the clock."""
    if not isinstance(book, Path) or not book.is_file() or any(it.code == "CLOCK" for it in problems):
        return ()
    from ledger import desk

    return desk.dated_ahead(book, clock=clock.now)


def problems_of(fault: BaseException) -> tuple[tuple[Problem, ...], int]:
    """The problems behind what stopped a command, and its exit code."""
    match fault:
        case Misuse():
            return fault.problems, WRONG_USE
        case Refused():
            return fault.problems, PROBLEMS
        case EOFError():
            remedy = "start again, or give the fields with --set; nothing has entered the book"
            return (_form("the end of the input", "an answer", remedy),), PROBLEMS
        case KeyboardInterrupt():
            remedy = "start again; what was not finished has not entered the book"
            return (_form("an interruption", "the end of the command", remedy),), STOPPED
        case MemoryError():
            remedy = "split the file, or work on a computer with more memory; nothing has entered the book"
            place = Place(subject="memory")
            return (Problem("FILE", Severity.ERROR, place, "no room for it", "enough memory", remedy),), PROBLEMS
        case OSError():
            found = quoted(fault.strerror or str(fault))
            file = quoted(str(fault.filename))[1:-1] if fault.filename else ""
            place = Place(file=file) if file else Place(subject="disk")
            remedy = "check the path, the permissions and the space on the disk"
            return (Problem("FILE", Severity.ERROR, place, found, "a file that can be used", remedy),), PROBLEMS
    raise fault


def as_typed(problems: Iterable[Problem], paths: Iterable[Path]) -> tuple[Problem, ...]:
    """The problems, with every file named as the user named it: inside, a file is known by its last part only.

    >>> fault = Problem("FILE", Severity.ERROR, Place(file="b.csv", row=2, field="title"), "x", "y", "z")
    >>> print(as_typed([fault], [Path("a/b.csv")])[0].place)
    a/b.csv:2:title
    """
    typed = {shown_name(path): str(path) for path in paths}
    return tuple(replace(it, place=_typed_place(it.place, typed)) for it in problems)


def option_names(signature: inspect.Signature) -> Mapping[str, str]:
    """What functions call an argument, and what one types for it: the option with its dashes, or the word of the help.

    >>> option_names(inspect.signature(answering))
    {}
    """
    names: dict[str, str] = {}
    for parameter in signature.parameters.values():
        for option in getattr(parameter.annotation, "__metadata__", ()):
            # In an annotation the first name of an option stands where Typer has its default.
            written = (option.default, *(option.param_decls or ()))
            typed = next((it for it in written if isinstance(it, str) and it.startswith("--")), None)
            if typed is not None:
                names |= {parameter.name: typed, typed.removeprefix("--").replace("-", "_"): typed}
            else:
                names[parameter.name] = (option.metavar or parameter.name.upper()).strip("[]")
    return names


def _at_option(place: Place, names: Mapping[str, str]) -> Place:
    """The place of what was given to a function, by what was typed."""
    return replace(place, argument=names.get(place.argument, place.argument))


def deliver(command: str, reply: Reply, code: int, *, as_json: bool) -> int:
    """Print a reply and return the exit code, which is another one if the reply cannot be printed.

    It is 1 only where nothing has entered the book: a script that tries again after it enters nothing twice.
    """
    try:
        refuse_closed_output()
        if as_json:
            import json

            from ledger import answers

            document = answers.document.document(command, reply.answer, reply.problems)
            sys.stdout.write(json.dumps(document, indent=2) + "\n")
        else:
            (page if reply.paged else say)(*reply.text)
        sys.stdout.flush()
        if not as_json:
            tell(*by_cause(reply.problems))
            say(*reply.closing)
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`): no news for anyone.
        leave_stdout()
        return code if reply.entered else PROBLEMS
    except OSError as fault:
        return unprinted(fault, entered=reply.entered)
    return code


def unprinted(fault: OSError, *, entered: bool = False) -> int:
    """Say that an answer could not be printed, as far as that can be said; the exit code.

    Args:
        fault: why not.
        entered: whether something has entered the book all the same.
    """
    leave_stdout()
    problems = tuple(problem.within(Place(subject="standard output")) for problem in problems_of(fault)[0])
    if entered:
        remedy = "do not give the command again: it was done, only its answer is lost; look into the book"
        problems = tuple(replace(problem, remedy=remedy) for problem in problems)
    # Where nothing can be said at all, the exit code says it.
    with suppress(OSError):
        tell(*map(str, problems))
    return PARTLY if entered else PROBLEMS


def _paths(value: object) -> list[Path]:
    return [path for path in (value if isinstance(value, list) else [value]) if isinstance(path, Path)]


def _typed_place(place: Place, typed: Mapping[str, str]) -> Place:
    # A folder such as `.` or `/` has no name inside: the place of what is wrong with it is empty.
    is_file = bool(place.file) or place == Place()
    return replace(place, file=typed[place.file]) if is_file and place.file in typed else place


def _form(found: str, expected: str, remedy: str) -> Problem:
    return malformed(Place(subject="input"), found, expected, remedy)


def leave_stdout() -> None:
    """Python writes what is left at its end and would fail once more, with a traceback."""
    if sys.stdout is None:
        return
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)

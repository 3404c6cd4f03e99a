"""``defense-ledger-desk BOOK``: the desk where there is no terminal; a fault is shown in the browser."""

import os
import sys
import webbrowser
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from tempfile import mkdtemp

from ledger.foundation import Problem, Refused

_HOW = (
    "This program opens the desk of a book by a double click. Make a shortcut for yours: "
    "defense-ledger desk --book BOOK --shortcut FOLDER"
)


def run() -> None:
    """The entry point of ``defense-ledger-desk``."""
    # What is opened first would take the place of a stream that is not there, and be written into.
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    # Started from a desktop there may be neither, and whatever is printed would end the program.
    for stream in ("stdout", "stderr"):
        if getattr(sys, stream) is None:
            setattr(sys, stream, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until the end
    sys.exit(open_desk(sys.argv[1:]))


def open_desk(arguments: Sequence[str]) -> int:
    """Open the desk of the book that is named, or show in the browser why it is not opened.

    Args:
        arguments: the path of the book, and nothing else.

    Returns:
        The exit code: 0 once the desk is closed.
    """
    if len(arguments) != 1:
        return _shown([_HOW])
    from ledger.cli.desks import served
    from ledger.cli.opened import watched

    try:
        with watched():
            served(Path(arguments[0]), announce=lambda _: None)
    except Refused as refused:
        return _shown(map(_sentence, refused.problems))
    except Exception as fault:  # noqa: BLE001 - without a terminal it would end without a word
        return _shown([f"The program has failed: {fault!r}."])
    return 0


def _sentence(problem: Problem) -> str:
    return f"{problem.place}: found {problem.found}, expected {problem.expected}. {problem.remedy}."


def _shown(sentences: Iterable[str]) -> int:
    """A page of this machine, since nobody would see what is printed."""
    paragraphs = "".join(f"<p>{escape(it)}</p>" for it in sentences)
    page = Path(mkdtemp(prefix="defense-ledger-")) / "desk.html"
    head = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>The desk</title>'
    page.write_text(
        f"{head}<h1>The desk was not opened</h1>{paragraphs}</html>",
        encoding="utf-8",
    )
    webbrowser.open(page.as_uri())
    return 1


if __name__ == "__main__":
    run()

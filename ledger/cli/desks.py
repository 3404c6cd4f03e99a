"""``desk``: the book in a browser."""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Reply, answering, misused
from ledger.cli.opened import open_book
from ledger.foundation import Place, Refused

app = typer.Typer(rich_markup_mode=None)

_LAST_PORT = 65_535
Port = Annotated[
    str, typer.Option("--port", metavar="NUMBER", help="Where the browser finds the desk; 0 for any port that is free.")
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Print the address, and open no browser.")]
ReadOnly = Annotated[bool, typer.Option("--read-only", help="For auditors: nothing can be entered.")]
Office = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="For several people behind a proxy that knows them: who they are and what they do (TOML)."
    ),
]
Shortcut = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Write a file there that opens this desk by a double click, and open nothing."),
]


@app.command()
@answering("desk")
def desk(  # noqa: PLR0913, PLR0917 - one argument per option
    book: options.BookPath = options.DEFAULT_BOOK,
    port: Port = "0",
    no_browser: NoBrowser = False,  # noqa: FBT002 - an option
    read_only: ReadOnly = False,  # noqa: FBT002 - an option
    office: Office = None,
    shortcut: Shortcut = None,
) -> Reply:
    """Open the book in your browser: its totals, records, rates and findings, from this machine only.

    The address that is printed lets one browser in, once. The desk ends by its button Close, or by Ctrl-C.
    For an office, see docs/desk.md.
    """
    from ledger import answers

    number = options.maybe(_port, port, "--port")
    opened = open_book(book)
    if shortcut is not None:
        from ledger.cli.shortcut import write_shortcut

        written = write_shortcut(book, shortcut)
        return Reply(answers.written_shortcut.answer(written), answers.written_shortcut.lines(written))
    announce = _announce if office is None else _announce_office
    is_own = served(
        book, announce=announce, port=number or 0, opens_browser=not no_browser, reads_only=read_only, office=office
    )
    lines = answers.closed_desk.lines(opened) if is_own else ("The desk was open already, and goes on.",)
    return Reply(answers.closed_desk.answer(opened), lines)


def served(  # noqa: PLR0913 - each is one option of the command
    book: Path,
    *,
    announce: Callable[[str], None],
    port: int = 0,
    opens_browser: bool = True,
    reads_only: bool = False,
    office: Path | None = None,
) -> bool:
    """Serve the desk of a book until it is closed.

    Args:
        book: where it lies.
        announce: is given its address.
        port: on which it listens; 0 for any.
        opens_browser: whether the browser of this machine is opened.
        reads_only: whether nothing may be entered.
        office: the file that says who uses it; None for whoever starts it.

    Returns:
        Whether it was opened here; False where it was open already.

    Raises:
        Refused: FILE without the packages of the desk, or as the desk itself.
    """
    open_book(book)
    try:
        from ledger.web import Settings, serve, serve_office
    except ModuleNotFoundError as fault:
        place, remedy = Place(subject=str(fault.name)), 'install it with `pip install "defense-ledger[desk]"`'
        refused = Refused.of("FILE", place, "a package that is not installed", "the packages of the desk", remedy)
        raise refused from None
    with TemporaryDirectory(prefix="defense-ledger-", ignore_cleanup_errors=True) as uploads:
        settings = Settings(book.absolute(), reads_only=reads_only, author=options.login(), uploads=Path(uploads))
        if office is None:
            return serve(settings, port=port, announce=announce, opens_browser=opens_browser)
        serve_office(settings, office, port=port, announce=announce)
        return True


def _announce(address: str) -> None:
    # Behind a pipe too: the command answers only when the desk is closed.
    sys.stderr.write(f"The desk is open at {address}\n")
    sys.stderr.write("This address works once, in one browser. Ctrl-C closes the desk.\n")
    sys.stderr.flush()


def _announce_office(address: str) -> None:
    sys.stderr.write(f"The desk is open at {address}, for whoever the proxy there names. Ctrl-C closes it.\n")
    sys.stderr.flush()


def _port(text: str, argument: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > _LAST_PORT:
        raise misused(argument, f'"{text}"', f"a number up to {_LAST_PORT}", "leave it out, and a free one is taken")
    return int(text)

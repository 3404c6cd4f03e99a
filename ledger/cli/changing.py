"""``amend``, ``correct``, ``withdraw`` and ``restore``: what becomes of a record, each with its author and reason."""

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli import options
from ledger.cli.answer import Misuse, Reply, answering, misused
from ledger.cli.entering import entered
from ledger.cli.records import RecordId
from ledger.cli.signed import Signed
from ledger.foundation import Place, malformed

app = typer.Typer(rich_markup_mode=None)

MaybeRecordId = Annotated[str | None, typer.Argument(metavar="[ID]", help="Id of the record.")]
Batch = Annotated[
    str | None, typer.Option("--batch", metavar="NUMBER", help="Undo the import of this number as a whole.")
]
FromFile = Annotated[
    Path | None, typer.Option("--from", metavar="FILE", help="A JSON file with the whole record, instead of --set.")
]


@app.command()
@answering("amend")
def amend(  # noqa: PLR0913, PLR0917 - one argument per option
    record: RecordId,
    changes: options.Fields = None,
    file: FromFile = None,
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """State a record anew because the world changed."""
    from ledger import desk

    what = _what(changes, file)
    signed = Signed(book, author, reason)
    return entered(signed.book, desk.amend(signed.book, record, what, author=signed.author, reason=signed.reason))


@app.command()
@answering("correct")
def correct(  # noqa: PLR0913, PLR0917 - one argument per option
    record: RecordId,
    changes: options.Fields = None,
    file: FromFile = None,
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """State a record anew because we were wrong."""
    from ledger import desk

    what = _what(changes, file)
    signed = Signed(book, author, reason)
    return entered(signed.book, desk.correct(signed.book, record, what, author=signed.author, reason=signed.reason))


@app.command()
@answering("withdraw")
def withdraw(
    record: MaybeRecordId = None,
    batch: Batch = None,
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Take a record out of the book, or undo a whole import; the history stays."""
    from ledger import desk

    if (record is None) == (batch is None):
        found = "neither a record nor a batch" if record is None else "a record and a batch"
        place = Place(subject="withdraw")
        raise Misuse(malformed(place, found, "the id of a record or --batch NUMBER", "name one of them"))
    number = options.maybe(options.entry, batch, "--batch")
    signed = Signed(book, author, reason)
    if number is not None:
        return entered(
            signed.book, desk.withdraw_batch(signed.book, number, author=signed.author, reason=signed.reason)
        )
    return entered(signed.book, desk.withdraw(signed.book, record or "", author=signed.author, reason=signed.reason))


@app.command()
@answering("restore")
def restore(
    record: RecordId,
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Reply:
    """Bring a withdrawn record back as it was."""
    from ledger import desk

    signed = Signed(book, author, reason)
    return entered(signed.book, desk.restore(signed.book, record, author=signed.author, reason=signed.reason))


def _what(changes: list[str] | None, file: Path | None) -> dict[str, str] | Path:
    if (file is None) == (not changes):
        raise misused(
            "--set", "both --set and --from" if file else "no change", "one of --set and --from", "say what changes"
        )
    return file or options.sound_pairs(changes)

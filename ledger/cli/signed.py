"""Who changes a book and why: what every command that enters something asks before it does."""

from pathlib import Path

from ledger.cli import options
from ledger.cli.opened import open_book


class Signed:
    """The book that a change goes into, who makes the change and why; asked for where it is not given.

    Args:
        book: its path.
        author: what stands behind ``--author``.
        reason: what stands behind ``--reason``.
        why: what the reason is to say.

    Raises:
        Refused: FILE if there is no such book.
        Misuse: where nobody is named, no reason is given and nobody can be asked, or one of them is malformed.
    """

    def __init__(self, book: Path, author: str | None, reason: str | None, why: str = "why the record changes") -> None:

        self.author = options.author_or_login(author)
        # What was typed is read before the book is looked for; nobody is asked anything where there is none.
        given = options.maybe(options.reason, reason, "--reason")
        self.book = open_book(book)
        self.reason = options.reason_or_asked(given, why)

"""Who changes a book and why: what every command that enters something asks before it does."""

from pathlib import Path

from ledger.cli import clock, options


class Signed:
    """The book that a change goes into, who makes the change and why; asked for where it is not given.

    Raises:
        Refused: FILE if there is no such book.
        Misuse: where nobody is named, or no reason is given and nobody can be asked.
    """

    def __init__(self, book: Path, author: str | None, reason: str | None) -> None:
        from ledger import desk

        self.book = desk.open_book(book, clock=clock.now)
        self.author = options.author_or_login(author)
        self.reason = options.reason_or_asked(reason)

"""Heads that were seen: which books this user has opened, and how far each one went.

A book that was cut, or rebuilt with all its hashes, is sound by itself; only somebody who knows an earlier head can
tell. The command line keeps one for each book in the user's state folder. Nothing else does: a program that imports
``ledger`` leaves no trace unless it asks for :class:`KnownHeads`.
"""

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from platformdirs import user_state_path
from pydantic import BaseModel, ConfigDict, ValidationError

from ledger.foundation import Advice, Place, Problem, Refused, Severity, disk_words, errors, quoted

if TYPE_CHECKING:
    from ledger.book import Book

STATE_VARIABLE = "DEFENSE_LEDGER_STATE"
_APPLICATION = "defense-ledger"
_SHORT = 12


class _Seen(BaseModel):
    """A head of one book: how many entries there were, and the hash of the last."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entries: int
    head: str


class _Memory(BaseModel):
    """What is known of one path: the books that stood there, by the hash of their first entry.

    Args:
        path: where they stood, for people who look into the file.
        first: the one that was made or accepted there last.
        books: the newest head of each.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    first: str
    books: dict[str, _Seen]


class _State(NamedTuple):
    """Where a book stands: the hash of its first entry, its number of entries, and the hash of the last."""

    first: str | None
    entries: int
    head: str


class KnownHeads:
    r"""The heads that were seen, one small file for each path of a book.

    Args:
        folder: where the files lie; made when the first one is written.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.book import Book
    >>> with TemporaryDirectory() as folder:
    ...     heads, book = KnownHeads(Path(folder) / "state"), Book.create(Path(folder) / "book.db")
    ...     _ = book.add_rates("own", b"Date,USD\n2025-06-02,1.1419\n", author="Ann", reason="rates")
    ...     _ = heads.remember(book)
    ...     book.path.unlink()
    ...     again = Book.create(book.path)
    ...     [problem.found for problem in heads.problems(again)]
    ['0 entries, where 1 was seen: the book was cut off']
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def problems(self, book: "Book") -> tuple[Problem, ...]:
        """What speaks against this being the book that was seen at its path.

        Returns:
            A CHAIN error where entries that were seen are gone or others stand in their place; a CHAIN warning where
            already the first entry is another one; nothing for a book that only grew, or that was never seen.

        Raises:
            Refused: FILE or CHAIN if the book cannot be read.
        """
        memory, _ = self._recall(book)
        if memory is None:
            return ()
        state = _state_of(book)
        seen = memory.books.get(state.first or memory.first)
        if seen is not None and seen.entries > state.entries:
            were = "1 was" if seen.entries == 1 else f"{seen.entries} were"
            found = f"{_counted(state.entries)}, where {were} seen: the book was cut off"
            return (_chain(book, Severity.ERROR, found, seen),)
        if seen is not None and book.hash_at(seen.entries) != seen.head:
            found = f"another entry {seen.entries} than was seen: the book was rebuilt"
            return (_chain(book, Severity.ERROR, found, seen),)
        if state.first not in {None, memory.first}:
            found = "another book than the one that was seen at this path: its first entry differs"
            return (_chain(book, Severity.WARNING, found, memory.books[memory.first]),)
        return ()

    def warnings(self, book: "Book") -> tuple[Problem, ...]:
        """What speaks against it short of an error.

        Raises:
            Refused: CHAIN if entries that were seen are gone or others stand in their place; FILE or CHAIN if the book
                cannot be read.
        """
        problems = self.problems(book)
        if errors(problems):
            raise Refused(problems)
        return problems

    def remember(self, book: "Book") -> tuple[Problem, ...]:
        """Keep the head of a book, unless entries that were seen are missing in it.

        Returns:
            A note (FILE) where the head cannot be kept, or where what was kept cannot be read.
        """
        memory, notes = self._recall(book)
        state = _state_of(book)
        if state.first is None or any(problem.severity is Severity.ERROR for problem in self.problems(book)):
            return notes
        seen = _Seen(entries=state.entries, head=state.head)
        if memory is None:
            new = _Memory(path=str(_path(book)), first=state.first, books={state.first: seen})
        else:
            new = memory.model_copy(update={"books": {**memory.books, state.first: seen}})
        return notes if new == memory else (*notes, *self._keep(book, new))

    def accept(self, book: "Book") -> tuple[Problem, ...]:
        """Forget what was seen at the path of this book, and keep its head as it stands.

        Returns:
            A note (FILE) where it cannot be kept.
        """
        with suppress(OSError):
            self._file(book).unlink(missing_ok=True)
        return self.remember(book)

    def _file(self, book: "Book") -> Path:
        return (
            self._folder / f"{hashlib.sha256(str(_path(book)).encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.json"
        )

    def _recall(self, book: "Book") -> tuple[_Memory | None, tuple[Problem, ...]]:
        file = self._file(book)
        try:
            return _Memory.model_validate_json(file.read_bytes()), ()
        except FileNotFoundError:
            return None, ()
        except OSError as fault:
            return None, (_note(file, quoted(disk_words(fault))),)
        except ValidationError:
            return None, (_note(file, "a file that this program did not write so"),)

    def _keep(self, book: "Book", memory: _Memory) -> tuple[Problem, ...]:
        file = self._file(book)
        aside = file.with_suffix(f".{os.getpid()}")
        try:
            if not self._folder.is_absolute():
                raise NotADirectoryError("no home folder is known")
            self._folder.mkdir(parents=True, exist_ok=True)
            # Aside first: two programs that end at once must not leave half of a file.
            aside.write_text(json.dumps(memory.model_dump(), indent=1) + "\n", encoding="utf-8")
            aside.replace(file)
        except (OSError, ValueError) as fault:
            with suppress(OSError, ValueError):
                aside.unlink(missing_ok=True)
            return (_note(self._folder, quoted(disk_words(fault))),)
        return ()


def state_folder() -> Path:
    """Where the heads of this user's books are kept.

    The folder that ``DEFENSE_LEDGER_STATE`` names; otherwise the usual one of the system for what a program remembers:
    ``$XDG_STATE_HOME`` or ``~/.local/state`` on Linux, below ``~/Library`` on macOS, the local data on Windows.

    >>> state_folder().name
    'heads'
    """
    named = os.environ.get(STATE_VARIABLE)
    return (Path(named).absolute() if named else user_state_path(_APPLICATION, appauthor=False)) / "heads"


def _state_of(book: "Book") -> _State:
    entries, head = book.entries, book.head
    return _State(book.hash_at(1), entries, head)


def _path(book: "Book") -> str:
    return os.path.normcase(book.path.resolve())


def _counted(number: int) -> str:
    return f"{number} {'entry' if number == 1 else 'entries'}"


def _chain(book: "Book", severity: Severity, found: str, seen: _Seen) -> Problem:
    expected = f"the book with the head {seen.head[:_SHORT]} behind entry {seen.entries}, which this computer has seen"
    ask = "ask for the book with that head; if you put a backup or another book there yourself,"
    remedy = Advice(
        f"{ask} remember it with KnownHeads", f"{ask} run `defense-ledger verify --accept-head --book {book.path}`"
    )
    return Problem("CHAIN", severity, Place(file=book.path.name), found, expected, remedy)


def _note(path: Path, found: str) -> Problem:
    expected = "a folder in which the heads of your books can be kept"
    mend = f"mend it, or name another folder in {STATE_VARIABLE}; until then keep heads yourself"
    remedy = Advice(f"{mend}, for book.verify(head)", f"{mend}, for `verify --head`")
    return Problem("FILE", Severity.NOTE, Place(file=str(path)), found, expected, remedy)

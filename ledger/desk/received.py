"""Workbooks that came back: read, and found again in the book that they were made from."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from ledger.audit import SavedSheets, SheetCells, fingerprint, read_called, read_workbook
from ledger.book import Book
from ledger.desk.issued import Issue, issued_reports
from ledger.foundation import Advice, Place, Problem, Refused, Severity, errors, quoted
from ledger.intake import unreadable
from ledger.presentation import Language
from ledger.render import NOTES, SUMMARY, Fact
from ledger.reporting import LANGUAGES, Definition, definition_in
from ledger.spreadsheet import unsafe_workbook

MOST_BYTES = 256 * 1024 * 1024
_HEAD = re.compile(r"\b[0-9a-f]{64}\b")
_PROPERTIES = "docProps/core.xml"
_ASK = "ask for the file again"
_WANTED = "a workbook of this program (.xlsx)"


@dataclass(frozen=True)
class ReceivedWorkbook:
    """A workbook that was read: its cells, or those of its notes, and what it shows differently from what they hold."""

    file: Path
    cells: Mapping[str, SheetCells]
    settings: tuple[str, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of its book that it prints, among its notes and among its properties."""
        named = str(fact_in(self.cells, Fact.HEAD) or "")
        with ZipFile(self.file) as archive:
            known = archive.read(_PROPERTIES).decode("utf-8", "replace") if _PROPERTIES in archive.namelist() else ""
        return tuple(dict.fromkeys(filter(None, (named, *_HEAD.findall(known)))))


def of_this_book(book: Book, received: ReceivedWorkbook) -> ReceivedWorkbook:
    """The workbook itself; refused if the book has none of the heads that it prints: then it is of another book.

    It prints the head among its notes and among its properties: whoever changes one of them changes a cell, and is
    found by the other.
    """
    heads = received.heads
    if not heads or any(not book.verify(head) for head in heads):
        return received
    now, head = book.head_at(None)
    found = f"the head {heads[0][:12]}, which is that of no entry of this book ({now} entries, head {head[:12]})"
    expected = "the book that the workbook was issued from"
    remedy = (
        "look for that book, such as a backup of this one: this one is another, or was rebuilt since; "
        "the workbook is not accused of anything"
    )
    raise Refused.of("CHAIN", Place(file=received.file.name), found, expected, remedy)


def issue_of_received(
    book: Book, received: Mapping[str, SheetCells], digest: str, number: int | None, file: str
) -> Issue:
    """The issue entry of a received workbook: the one named, else by the hash of the file, else by its own number.

    Raises:
        Refused: XLS where there is none.
    """
    known = issued_reports(book)
    by_hash = [issue for issue in known if issue.facts.sha256 == digest]
    named = number if number is not None else _number_in(received)
    fitting = [issue for issue in known if issue.number == named] if number is not None or not by_hash else by_hash
    if fitting:
        return fitting[-1]
    found = "no number of an issue" if named is None else f"the number {named}, under which nothing was issued"
    numbers = ", ".join(str(issue.number) for issue in known)
    expected = f"one of the issued reports {numbers}" if known else "a workbook that was issued from this book"
    remedy = Advice(
        "look at desk.issued_reports(book), and name the entry with number, or verify it against the book that it came "
        "from",
        "look at `issued`, and name the entry with --issue, or verify it against the book that it came from",
    )
    raise Refused.of("XLS", Place(file=file), found, expected, remedy)


def _number_in(received: Mapping[str, SheetCells]) -> int | None:
    value = fact_in(received, Fact.ISSUED_AS)
    return int(value) if isinstance(value, int | float) else None


def fact_in(cells: Mapping[str, SheetCells], label: Fact) -> object:
    """What stands behind a label among the notes, or on the first sheet of an earlier version; None for nothing.

    Args:
        cells: of a workbook in any language.
        label: which fact.
    """
    term = language_of(cells).term
    sheets = (cells[term(name)] for name in (NOTES, SUMMARY) if term(name) in cells)
    rows = (row for sheet in sheets for row in sheet.rows.values())
    return next((row[2].value for row in rows if 1 in row and 2 in row and row[1].value == term(label)), None)


def definition_of_received(cells: Mapping[str, SheetCells], file: str) -> Definition | None:
    """The definition by which a workbook was drawn, as it carries it; None for one of an earlier version.

    Raises:
        Refused: XLS for one that was altered, or that is none.
    """
    text = fact_in(cells, Fact.DEFINITION)
    if text is None:
        return None
    place = Place(file=file, sheet=language_of(cells).term(NOTES))
    expected = "the definition by which the workbook was drawn"
    if fingerprint(str(text)) != fact_in(cells, Fact.FINGERPRINT):
        raise Refused.of("XLS", place, "a definition that was altered", expected, _ASK)
    try:
        return definition_in(str(text), place)
    except Refused:
        found, remedy = "a definition that this version cannot read", f"{_ASK}, or take the version that drew it"
        raise Refused.of("XLS", place, found, expected, remedy) from None


def language_of(sheets: Collection[str]) -> Language:
    """The language of a workbook: the one in which its first sheet is called so.

    Args:
        sheets: what its sheets are called.

    >>> language_of([]).code
    'en'
    """
    languages = map(Language, LANGUAGES)
    return next((it for it in languages if it.term(SUMMARY) in sheets), Language())


def read_received(file: Path) -> ReceivedWorkbook:
    """A workbook that was received, if it is safe to open.

    Raises:
        Refused: FILE for what is no workbook, XLS for one that two programs read in two ways.
    """
    _require_safe(file)
    with damage_told(file):
        return ReceivedWorkbook(file, *read_workbook(file))


def read_notes(file: Path) -> ReceivedWorkbook:
    """A workbook that was received, if it is safe to open: of its cells those that say what it is.

    Raises:
        Refused: as :func:`read_received` does, but for what is wrong with the other sheets.
    """
    _require_safe(file)
    terms = [Language(it).term for it in LANGUAGES]
    with damage_told(file):
        return ReceivedWorkbook(file, *read_called(file, {term(name) for term in terms for name in (NOTES, SUMMARY)}))


def received_sheets(file: Path, passed_over: Collection[str]) -> Iterator[SheetCells]:
    """The sheets of a workbook that was received and is safe to open, one after the other.

    Args:
        file: the workbook.
        passed_over: the parts of those that need not be read, since they have the bytes of sheets of ours.

    Raises:
        Refused: as :func:`read_received` does.
    """
    with damage_told(file), closing(SavedSheets(file)) as sheets:
        yield from sheets.each(passed_over)


@contextmanager
def damage_told(file: Path) -> Iterator[None]:
    """Say of a received workbook that it is damaged, in whichever way reading it fails.

    Raises:
        Refused: FILE.
    """
    # Anything may have been sent, and the reader fails in many ways on what is no workbook.
    try:
        yield
    except Refused:
        raise
    except Exception as fault:  # noqa: BLE001 - see above
        message = quoted(str(fault) or type(fault).__name__)
        raise Refused([_unreadable(file, f"a damaged workbook ({message[1:-1]})")]) from None


def _require_safe(file: Path) -> None:
    unsafe = unsafe_workbook(file, file.name)
    if errors(unsafe):
        raise Refused(unsafe)


def bytes_of(file: Path) -> bytes:
    """What a file holds, if it is no larger than any workbook of ours.

    Raises:
        Refused: FILE for one that cannot be read or is larger.
    """
    if fault := unreadable(file, file.name, _WANTED):
        raise Refused([fault])
    if file.stat().st_size > MOST_BYTES:
        raise Refused([_unreadable(file, f"a file of more than {MOST_BYTES:,} bytes")])
    return file.read_bytes()


def _unreadable(file: Path, found: str) -> Problem:
    return Problem("FILE", Severity.ERROR, Place(file=file.name), found, _WANTED, _ASK)

"""Verify a received workbook: made again from the book as of its head, and compared cell by cell."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.audit import (
    DrawnCells,
    IssuedFigures,
    IssuedSheets,
    SavedSheets,
    SheetCells,
    Since,
    WorkbookComparison,
    WorkbookDifference,
    cells_drawn,
    changed_parts,
    compare_sheets,
    formats_otherwise,
    package_parts,
    problems_of_differences,
    problems_of_shown,
    read_called,
    same_sheets,
    settings_otherwise,
)
from ledger.book import Book, Revision
from ledger.desk.beside import problems_beside
from ledger.desk.books import of_book
from ledger.desk.issued import Issue, issued_reports, report_of_issue
from ledger.desk.rates import rate_sets
from ledger.desk.received import (
    ReceivedWorkbook,
    bytes_of,
    damage_told,
    issue_of_received,
    language_of,
    of_this_book,
    read_notes,
    read_received,
    received_sheets,
)
from ledger.desk.shown_report import presentation_of
from ledger.desk.signing import CheckedSignature, check_signature
from ledger.desk.sorted_rows import RowsOfSheets, moved_rows, put_back
from ledger.desk.version import package_version
from ledger.foundation import (
    Advice,
    Place,
    Problem,
    Refused,
    Severity,
    errors,
    nothing_collected,
    ordered,
    require_kind,
)
from ledger.presentation import Language
from ledger.render import FileBeside, draw_workbook, names_of_rows
from ledger.reporting import Report
from ledger.spreadsheet import open_archive, package_ambiguities, sheet_parts

MOST_CHANGES = 100
"""So many changes of the records of a report since it was issued are listed one by one."""

_Problems = tuple[Problem, ...]
_DONE = {"amend": "amended", "correct": "corrected", "withdraw": "withdrawn", "restore": "restored"}


@dataclass(frozen=True)
class Verified:
    """The result of verifying a workbook.

    Args:
        workbook: the received file.
        issue: the entry that says how it was issued.
        same_bytes: whether it is the issued file byte for byte.
        cells: how many cells were compared.
        conversions: how many conversions were computed again.
        totals: how many totals were added up again.
        problems: each cell that differs, and what is shown otherwise.
        shown: those of them about cells that hold what was issued but show something else, or nothing.
        made_otherwise: in how many places this version of the program does not make what another one issued; one
            problem stands for all of them, since nobody can say from here which of them somebody changed.
        changed_since: the revisions by which records of the report were changed since it was issued, oldest first.
        signature: what its signature says; None where no key was named.
    """

    workbook: Path
    issue: Issue
    same_bytes: bool
    cells: int
    conversions: int
    totals: int
    problems: tuple[Problem, ...]
    shown: tuple[Problem, ...] = ()
    made_otherwise: int = 0
    changed_since: tuple[Revision, ...] = ()
    signature: CheckedSignature | None = None

    @property
    def holds(self) -> bool:
        """Whether a reader sees every figure as it was issued, and the book still gives it."""
        return not errors(self.problems)

    @property
    def cells_hold(self) -> bool:
        """Whether every cell holds what was issued, however it is shown."""
        return not set(errors(self.problems)) - set(self.shown)

    @property
    def findings(self) -> tuple[Problem, ...]:
        """Everything that was found, of its signature as well."""
        return (*self.problems, *(self.signature.problems if self.signature else ()))


@of_book
@nothing_collected()
def verify_workbook(
    book: Book,
    path: str | Path,
    *,
    number: int | None = None,
    key: str | Path | None = None,
    signature: str | Path | None = None,
) -> Verified:
    """Compute a received workbook again from the book as of its head, and compare every cell.

    Args:
        book: from which it was issued.
        path: the workbook.
        number: of its issue entry, for a workbook that no longer says it; by default it is found by the hash of the
            file, or by the number that the workbook itself names.
        key: file of the public key that it was signed with, for a workbook whose signature is to be checked, too.
        signature: the signature file; by default the one beside the workbook.

    Raises:
        Refused: CHAIN for a book that was altered, or without the head that the workbook prints; FILE for a file
            that is no workbook, or is not safe to open; XLS where no issue entry is found; FILE for a key or a
            signature that is none.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, import_file, issue
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     made = lambda: build_report("commitments", book)
    ...     sent = issue(book, made, Path(place) / "sent.xlsx", author="Ann", reason="for the minister")
    ...     verify_workbook(book, sent.workbook).holds
    True
    """
    require_kind(path, str | PathLike, "path is that of a workbook, such as 'report.xlsx'")
    if broken := book.verify():
        raise Refused(broken)
    verified = _verified(book, Path(path), number)
    if key is None:
        return verified
    beside = None if signature is None else Path(signature)
    return replace(verified, signature=check_signature(verified.workbook, Path(key), beside))


def _verified(book: Book, file: Path, number: int | None) -> Verified:
    """The workbook compared, whoever has signed it.

    One with the bytes that the book gives again is not read: nothing in it can differ from what is drawn here.
    """
    digest = hashlib.sha256(bytes_of(file)).hexdigest()
    same = _made_with(book, file, digest, number)
    if same is not None:
        issue, again = same
        return _result(file, issue, again, _Compared(same_bytes=True), book)
    try:
        received, issue, again = _issue_again(book, file, digest, number)
    except Refused:
        # What is wrong with the file itself is told before all else, on whichever sheet that stands.
        read_received(file)
        raise
    is_drawn = digest == hashlib.sha256(again.drawn).hexdigest()
    problems, shown = ((), ()) if is_drawn else _differing(book, issue, received, again)
    return _result(file, issue, again, _Compared(digest == issue.facts.sha256, problems, shown), book)


def _issue_again(
    book: Book, file: Path, digest: str, number: int | None
) -> "tuple[ReceivedWorkbook, Issue, _MadeAgain]":
    """The notes of a received workbook, its issue, and what that gives when it is made again.

    No other cell is read before: a large workbook fills as much memory as the one that is drawn.
    """
    received = of_this_book(book, read_notes(file))
    issue = issue_of_received(book, received.cells, digest, number, file.name)
    return received, issue, _made_again(_again(book, issue, language_of(received.cells)))


@dataclass(frozen=True)
class _Compared:
    """What came of holding a workbook beside the one that was made again."""

    same_bytes: bool
    problems: _Problems = ()
    shown: _Problems = ()


def _result(file: Path, issue: Issue, again: "_MadeAgain", compared: _Compared, book: Book) -> Verified:
    report = again.report
    problems, shown, made_otherwise = _as_versions_allow(issue, compared, file.name)
    changed = _changed_since(book, issue, report)
    return Verified(
        workbook=file,
        issue=issue,
        same_bytes=compared.same_bytes,
        cells=again.cells.cells,
        conversions=sum(line.figures is not None for line in report.lines),
        totals=sum(len(table.rows) + len(table.cells) + 1 for table in report.tables) + len(report.totals),
        problems=ordered(
            (*problems, *shown, *problems_beside(again.beside, file), *_notes_of_changes(changed, file.name))
        ),
        shown=ordered(shown),
        made_otherwise=made_otherwise,
        changed_since=changed,
    )


def _made_with(book: Book, file: Path, digest: str, number: int | None) -> "tuple[Issue, _MadeAgain] | None":
    """The issue of a file that the book still gives byte for byte, and that file made again; None for any other."""
    by_hash = [it for it in issued_reports(book) if it.facts.sha256 == digest and number in (None, it.number)]
    if not by_hash:
        return None
    names = [part.name for part in sheet_parts(open_archive(file, file.name), file.name)]
    again = _made_again(_again(book, by_hash[-1], language_of(names)))
    return (by_hash[-1], again) if hashlib.sha256(again.drawn).hexdigest() == digest else None


def _again(book: Book, issue: Issue, language: Language) -> "_Again":
    _, head = book.head_at(issue.number)
    return _Again(head, language, book, issue)


@dataclass(frozen=True)
class _Again:
    """What is made again: the head of the entry of an issue stands for all that it rests on."""

    head: str
    language: Language
    book: Book = field(compare=False)
    issue: Issue = field(compare=False)


@dataclass(frozen=True)
class _MadeAgain:
    """A report as it was issued, its workbook, and the names of the rows of its tables for readers."""

    report: Report
    drawn: bytes
    names: RowsOfSheets
    beside: tuple[FileBeside, ...]

    @cached_property
    def cells(self) -> DrawnCells:
        """How many cells were drawn."""
        return cells_drawn(self.drawn)


# Who is sent several copies of one issued workbook has it made again once.
@lru_cache(maxsize=1)
def _made_again(again: _Again) -> _MadeAgain:
    report = report_of_issue(again.book, again.issue, again.issue.facts.entries)
    shown = presentation_of(report, again.book, again.language)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "issued.xlsx"
        beside = draw_workbook(report, path, shown)
        return _MadeAgain(report, path.read_bytes(), names_of_rows(shown), beside)


def _as_versions_allow(issue: Issue, compared: _Compared, file: str) -> tuple[_Problems, _Problems, int]:
    """The problems of the cells, those of how they are shown, and for how many places one problem stands.

    Nobody has changed a file that is, byte for byte, the one issued; of a file of another version nobody can say.
    """
    problems, shown, is_issued = compared.problems, compared.shown, compared.same_bytes
    differing = [it for it in (*problems, *shown) if it.severity != Severity.NOTE]
    if differing and (is_issued or issue.facts.version != package_version()):
        return (_made_otherwise(issue, differing, file, is_issued=is_issued),), (), len(differing)
    return (*problems, *_of_another_version(issue, file)), shown, 0


def _made_otherwise(issue: Issue, differing: Sequence[Problem], file: str, *, is_issued: bool) -> Problem:
    """The one problem of a workbook that this version of the program makes differently."""
    made, mine, many = issue.facts.version, package_version(), len(differing)
    places = "1 place" if many == 1 else f"{many} places"
    # The file is not named again, unless the first place is the file as a whole.
    inside = replace(differing[0].place, file="")
    first = inside if inside != Place() else file
    found = f"a workbook made with version {made}; version {mine} makes {places} of it otherwise, first {first}"
    if is_issued:
        expected = f"the file of entry {issue.number}, which it is byte for byte"
        remedy = f"nothing; version {made} makes the same of it, if somebody asks for that"
        return Problem("XLS", Severity.WARNING, Place(file=file), found, expected, remedy)
    expected = f"the file of entry {issue.number} byte for byte, or one made with version {mine}"
    remedy = f"verify it with version {made}, or ask for the file as it was issued: nothing says whether it was changed"
    return Problem("XLS", Severity.ERROR, Place(file=file), found, expected, remedy)


def _changed_since(book: Book, issue: Issue, report: Report) -> tuple[Revision, ...]:
    """The entries that have changed records of an issued report since, oldest first."""
    shown = {row.record.id for row in report.rows}
    return tuple(it for it in book.revisions() if it.seq > issue.facts.entries and it.id in shown)


def _notes_of_changes(changed: Sequence[Revision], file: str) -> Iterator[Problem]:
    for revision in changed[:MOST_CHANGES]:
        done = _DONE.get(revision.action, revision.action)
        found = (
            f"{done} since by {revision.author} on {revision.time:%Y-%m-%d} ({revision.reason}), entry {revision.seq}"
        )
        remedy = Advice(
            "make the report again for what the book says now; desk.compare tells what that changes",
            "make the report again for what the book says now; `diff` tells what that changes",
        )
        place = Place(file=file, record=revision.id or "")
        yield Problem("XLS", Severity.NOTE, place, found, "the record as it was issued", remedy)
    if len(changed) > MOST_CHANGES:
        found = f"{len(changed) - MOST_CHANGES} more changes of its records since it was issued"
        expected = "the records as they were issued"
        remedy = Advice("see all of them with desk.compare", "see all of them with `diff`")
        yield Problem("XLS", Severity.NOTE, Place(file=file), found, expected, remedy)


def _differing(
    book: Book, issue: Issue, received: ReceivedWorkbook, again: _MadeAgain
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """What differs in the cells, and in how they are shown; if nothing does, also in the rest of the package."""
    with TemporaryDirectory() as folder:
        drawn, file = Path(folder) / "issued.xlsx", received.file.name
        drawn.write_bytes(again.drawn)
        beside = _beside(received.file, drawn, again)
        differing, moved = beside.cells.differences, beside.moved
        since = _since(book, issue, differing, language_of(received.cells)) if differing else Since()
        rates = rate_sets(book, issue.facts.entries) if differing else ()
        figures = IssuedFigures(again.report, beside.cells.issued, rates)
        of_cells = (*_of_package(received.file), *problems_of_differences(differing, figures, since, file))
        seen = (*formats_otherwise(differing), *settings_otherwise(received.settings), *beside.cells.shown)
        problems = (*(_where_it_stands(it, moved) for it in of_cells), *_of_sorted(moved, file))
        shown = tuple(_where_it_stands(it, moved) for it in problems_of_shown(seen, file))
        if errors(problems) or shown:
            return problems, shown
        parts = changed_parts(package_parts(received.file), package_parts(drawn))
    if parts is not None:
        of_sorted = {beside.parts[name] for name in moved if name in beside.parts}
        parts = tuple(part for part in parts if part not in of_sorted)
    of_parts = tuple(_of_parts(parts, file))
    return ((*problems, *of_parts), ()) if parts is None else (problems, of_parts)


@dataclass(frozen=True)
class _Beside:
    """The cells of a received workbook beside the issued ones.

    Args:
        cells: what came of it.
        moved: for each sheet with a table that was sorted, where each of its rows was issued.
        parts: the part that holds each issued sheet.
    """

    cells: WorkbookComparison
    moved: Mapping[str, Mapping[int, int]]
    parts: Mapping[str, str]


def _beside(received: Path, issued: Path, again: _MadeAgain) -> _Beside:
    """Hold two workbooks beside each other; a row of a table that was sorted is compared with the one of its name."""
    moved: dict[str, Mapping[int, int]] = {}

    def in_order(sheet: SheetCells) -> SheetCells:
        moved[sheet.name] = moved_rows(sheet, again.names)
        return put_back(sheet, moved[sheet.name])

    with damage_told(received):
        same = same_sheets(issued, received)
    with closing(SavedSheets(issued)) as sheets:
        alike = {name for name, part in sheets.parts.items() if part in same}
        own = IssuedSheets(sheets, sheets.tables, again.cells.formulas, alike)
        cells = compare_sheets(map(in_order, received_sheets(received, same)), own)
        return _Beside(cells, {name: rows for name, rows in moved.items() if rows}, sheets.parts)


def _where_it_stands(problem: Problem, moved: Mapping[str, Mapping[int, int]]) -> Problem:
    """A problem at the row where it stands in the file, which may not be the one where that was issued."""
    place = problem.place
    now = {then: row for row, then in moved.get(place.sheet, {}).items()}
    return replace(problem, place=replace(place, row=now.get(place.row, place.row))) if place.row else problem


def _of_sorted(moved: Mapping[str, Mapping[int, int]], file: str) -> Iterator[Problem]:
    """A note for each table whose rows stand in another order."""
    for sheet in moved:
        found, remedy = "a table in another order", "nothing: each row is compared with the one of its name"
        place = Place(file=file, sheet=sheet)
        yield Problem("XLS", Severity.NOTE, place, found, "the order in which it was issued", remedy)


def _of_package(file: Path) -> Iterator[Problem]:
    """Parts of the package that two programs read in two ways, so that each shows another workbook."""
    for ambiguity in package_ambiguities(file):
        expected, remedy = "a package that every program reads alike", "ask for the workbook as it was issued"
        yield Problem("XLS", Severity.ERROR, Place(file=file.name), ambiguity, expected, remedy)


def _of_parts(parts: Sequence[str] | None, file: str) -> Iterator[Problem]:
    """What differs in the package and shows in no cell; a package that another program wrote anew gets one note."""
    if parts is None:
        found = "a package that another program wrote anew"
        remedy = "nothing, if the file was saved by such a program: its cells, tables and what is seen are compared"
        yield Problem("XLS", Severity.NOTE, Place(file=file), found, "the package as it was issued", remedy)
        return
    for part in parts:
        found = f"another part {part}, in what no cell shows: names, formats, settings or how parts refer to each other"
        severity = Severity.WARNING if part.startswith("docProps/") else Severity.ERROR
        remedy = "ask for the workbook as it was issued"
        yield Problem("XLS", severity, Place(file=file), found, f"{part} as it was issued", remedy)


def _of_another_version(issue: Issue, file: str) -> tuple[Problem, ...]:
    """A note where another version of the program issued the workbook: its sheets may look otherwise."""
    made, mine = issue.facts.version, package_version()
    if made == mine:
        return ()
    remedy = f"verify it with version {made}, if cells differ that nobody can have changed"
    return (Problem("XLS", Severity.NOTE, Place(file=file), f"made with version {made}", f"version {mine}", remedy),)


def _since(book: Book, issue: Issue, differing: Sequence[WorkbookDifference], language: Language) -> Since:
    revisions: dict[str, list[Revision]] = defaultdict(list)
    for revision in book.revisions():
        if revision.seq > issue.facts.entries and revision.id is not None:
            revisions[revision.id].append(revision)
    if not revisions:
        return Since()
    now = report_of_issue(book, issue, None)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "now.xlsx"
        draw_workbook(now, path, presentation_of(now, book, language))
        cells, _ = read_called(path, {it.sheet for it in differing})
    return Since(revisions, cells)

"""Verify a received workbook: made again from the book as of its head, and compared cell by cell."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from ledger.audit import (
    SheetCells,
    Since,
    changed_parts,
    differences,
    formats_otherwise,
    package_parts,
    problems_of_differences,
    problems_of_shown,
    read_cells,
    read_workbook,
    shown_otherwise,
)
from ledger.book import Book, Revision
from ledger.desk.issued import Issue, issued_reports, report_of_issue
from ledger.desk.report import package_version
from ledger.desk.signing import CheckedSignature, check_signature
from ledger.foundation import Place, Problem, Refused, Severity, errors, ordered, quoted
from ledger.intake import unreadable
from ledger.render import draw_workbook
from ledger.reporting import Report
from ledger.spreadsheet import package_ambiguities, unsafe_workbook

MOST_BYTES = 256 * 1024 * 1024
MOST_CHANGES = 100
"""So many changes of the records of a report since it was issued are listed one by one."""

_Problems = tuple[Problem, ...]
_DONE = {"amend": "amended", "correct": "corrected", "withdraw": "withdrawn", "restore": "restored"}
_HEAD = re.compile(r"head ([0-9a-f]{64})")
_PROPERTIES = "docProps/core.xml"
_HEAD_LABEL = "Head hash of the book"

_ISSUED_AS = "Issued as entry"
_WANTED = "a workbook that was issued from this book (.xlsx)"


@dataclass(frozen=True)
class _Workbook:
    """A workbook that was read: its cells, and what it shows differently from what they hold."""

    file: Path
    cells: Mapping[str, SheetCells]
    settings: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many cells hold anything."""
        return sum(len(row) for sheet in self.cells.values() for row in sheet.rows.values())

    @property
    def heads(self) -> tuple[str, ...]:
        """The heads of its book that it prints, on its first sheet and among its properties."""
        named = str(_beside(self.cells, _HEAD_LABEL) or "")
        with ZipFile(self.file) as archive:
            known = archive.read(_PROPERTIES).decode("utf-8", "replace") if _PROPERTIES in archive.namelist() else ""
        return tuple(dict.fromkeys(filter(None, (named, *_HEAD.findall(known)))))


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


def verify_workbook(
    book: Book,
    path: str | Path,
    *,
    number: int | None = None,
    key: Path | None = None,
    signature: Path | None = None,
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
    if broken := book.verify():
        raise Refused(broken)
    verified = _verified(book, Path(path), number)
    return verified if key is None else replace(verified, signature=check_signature(verified.workbook, key, signature))


def _verified(book: Book, file: Path, number: int | None) -> Verified:
    """The workbook compared, whoever has signed it."""
    digest = hashlib.sha256(_bytes_of(file)).hexdigest()
    received = _of_this_book(book, _read(file))
    issue = _issue(book, received.cells, digest, number, file.name)
    report = report_of_issue(book, issue, issue.facts.entries)
    with TemporaryDirectory() as folder:
        issued = _drawn(report, Path(folder) / "issued.xlsx", received, digest)
        problems, shown = ((), ()) if issued is received else _differing(book, issue, received, issued, report)
    is_issued = digest == issue.facts.sha256
    problems, shown, made_otherwise = _as_versions_allow(issue, problems, shown, file.name, is_issued=is_issued)
    changed = _changed_since(book, issue, report)
    return Verified(
        workbook=file,
        issue=issue,
        same_bytes=is_issued,
        cells=issued.filled,
        conversions=sum(line.figures is not None for line in report.lines),
        totals=sum(len(table.rows) + len(table.cells) + 1 for table in report.tables) + len(report.totals),
        problems=ordered((*problems, *shown, *_notes_of_changes(changed, file.name))),
        shown=ordered(shown),
        made_otherwise=made_otherwise,
        changed_since=changed,
    )


def _drawn(report: Report, path: Path, received: _Workbook, digest: str) -> _Workbook:
    """The report as a workbook again; the received one itself where that has the same bytes."""
    draw_workbook(report, path)
    is_same = digest == hashlib.sha256(path.read_bytes()).hexdigest()
    return received if is_same else _Workbook(path, *read_workbook(path))


def _as_versions_allow(
    issue: Issue, problems: _Problems, shown: _Problems, file: str, *, is_issued: bool
) -> tuple[_Problems, _Problems, int]:
    """The problems of the cells, those of how they are shown, and for how many places one problem stands.

    Nobody has changed a file that is, byte for byte, the one issued; of a file of another version nobody can say.
    """
    differing = [it for it in (*problems, *shown) if it.severity != Severity.NOTE]
    if differing and (is_issued or issue.facts.version != package_version()):
        return (_made_otherwise(issue, differing, file, is_issued=is_issued),), (), len(differing)
    return (*problems, *_of_another_version(issue, file)), shown, 0


def _of_this_book(book: Book, received: _Workbook) -> _Workbook:
    """The workbook itself; refused if the book has none of the heads that it prints: then it is of another book.

    It prints the head on its first sheet and among its properties: whoever changes one of them changes a cell, and is
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
        remedy = "make the report again for what the book says now; `diff` tells what that changes"
        place = Place(file=file, record=revision.id or "")
        yield Problem("XLS", Severity.NOTE, place, found, "the record as it was issued", remedy)
    if len(changed) > MOST_CHANGES:
        found = f"{len(changed) - MOST_CHANGES} more changes of its records since it was issued"
        expected = "the records as they were issued"
        yield Problem("XLS", Severity.NOTE, Place(file=file), found, expected, "see them with --json")


def _differing(
    book: Book, issue: Issue, received: _Workbook, issued: _Workbook, report: Report
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """What differs in the cells, and in how they are shown; if nothing does, also in the rest of the package."""
    file = received.file.name
    differing = differences(received.cells, issued.cells)
    since = _since(book, issue, issued.file.with_name("now.xlsx")) if differing else Since({}, {})

    problems = (*_of_package(received.file), *problems_of_differences(differing, report, issued.cells, since, file))
    seen = (*formats_otherwise(differing), *shown_otherwise(received.cells, issued.cells, received.settings))
    shown = problems_of_shown(seen, file)
    if errors(problems) or shown:
        return problems, shown
    parts = changed_parts(package_parts(received.file), package_parts(issued.file))
    of_parts = tuple(_of_parts(parts, file))
    return ((*problems, *of_parts), ()) if parts is None else (problems, of_parts)


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


def _issue(book: Book, received: Mapping[str, SheetCells], digest: str, number: int | None, file: str) -> Issue:
    known = issued_reports(book)
    by_hash = [issue for issue in known if issue.facts.sha256 == digest]
    named = number if number is not None else _number_in(received)
    fitting = [issue for issue in known if issue.number == named] if number is not None or not by_hash else by_hash
    if fitting:
        return fitting[-1]
    found = "no number of an issue" if named is None else f"the number {named}, under which nothing was issued"
    numbers = ", ".join(str(issue.number) for issue in known)
    expected = f"one of the issued reports {numbers}" if known else "a workbook that was issued from this book"
    remedy = "look at `issued`, and name the entry with --issue, or verify it against the book that it came from"
    raise Refused.of("XLS", Place(file=file), found, expected, remedy)


def _number_in(received: Mapping[str, SheetCells]) -> int | None:
    value = _beside(received, _ISSUED_AS)
    return int(value) if isinstance(value, int | float) else None


def _beside(cells: Mapping[str, SheetCells], label: str) -> object:
    """What stands behind a label on the first sheet; None for nothing."""
    summary = cells.get("Summary")
    rows = summary.rows.values() if summary else ()
    return next((row[2].value for row in rows if 1 in row and 2 in row and row[1].value == label), None)


def _of_another_version(issue: Issue, file: str) -> tuple[Problem, ...]:
    """A note where another version of the program issued the workbook: its sheets may look otherwise."""
    made, mine = issue.facts.version, package_version()
    if made == mine:
        return ()
    remedy = f"verify it with version {made}, if cells differ that nobody can have changed"
    return (Problem("XLS", Severity.NOTE, Place(file=file), f"made with version {made}", f"version {mine}", remedy),)


def _read(file: Path) -> _Workbook:
    unsafe = unsafe_workbook(file, file.name)
    if errors(unsafe):
        raise Refused(unsafe)
    # Anything may have been sent, and the reader fails in many ways on what is no workbook.
    try:
        return _Workbook(file, *read_workbook(file))
    except Refused:
        raise
    except Exception as fault:  # noqa: BLE001 - see above
        message = quoted(str(fault) or type(fault).__name__)
        raise Refused([_unreadable(file, f"a damaged workbook ({message[1:-1]})")]) from None


def _bytes_of(file: Path) -> bytes:
    if fault := unreadable(file, file.name, _WANTED):
        raise Refused([fault])
    if file.stat().st_size > MOST_BYTES:
        raise Refused([_unreadable(file, f"a file of more than {MOST_BYTES:,} bytes")])
    return file.read_bytes()


def _unreadable(file: Path, found: str) -> Problem:
    return Problem("FILE", Severity.ERROR, Place(file=file.name), found, _WANTED, "ask for the file again")


def _since(book: Book, issue: Issue, path: Path) -> Since:
    revisions: dict[str, list[Revision]] = defaultdict(list)
    for revision in book.revisions():
        if revision.seq > issue.facts.entries and revision.id is not None:
            revisions[revision.id].append(revision)
    if not revisions:
        return Since({}, {})
    draw_workbook(report_of_issue(book, issue, None), path)
    return Since(revisions, read_cells(path))

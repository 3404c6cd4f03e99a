"""Issue a report: the workbook that leaves the house, and the entry of the book that says so."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ledger.book import Book, IssuePayload, RatesUsed, Revision
from ledger.checks import check_proofs
from ledger.desk.books import of_book
from ledger.desk.documents import made_folder
from ledger.desk.issued import Issue, issue_of, report_of_issue
from ledger.desk.rates import rate_sets
from ledger.desk.report import require_free, require_size_of_workbook, workbook_path
from ledger.desk.shown_report import presentation_of
from ledger.desk.signing import SigningKey, write_signature
from ledger.foundation import LOG, Advice, Place, Problem, Refused, Severity, require_kind, writing_aside
from ledger.presentation import Language
from ledger.render import FileBeside, draw_workbook, faults_of_workbook, require_room_beside, write_beside
from ledger.reporting import Report


@dataclass(frozen=True)
class IssuedReport:
    """A report that left the house.

    Args:
        report: what was issued.
        workbook: where it lies.
        revision: the entry that says so; its number stands in the workbook.
        replaced: whether a report that was not issued lay there.
        signature: the file with the signature of the workbook; None where it was not signed.
        key: fingerprint of the key that signed it; None where it was not signed.
        beside: the files with evidence that is longer than a sheet of Excel; mostly none.
    """

    report: Report
    workbook: Path
    revision: Revision
    replaced: bool
    signature: Path | None = None
    key: str | None = None
    beside: tuple[Path, ...] = ()


@of_book
def issue(  # noqa: PLR0913 - each is one thing that the user says, named at every call
    book: Book,
    made_of: Callable[[], Report],
    path: str | Path,
    *,
    author: str,
    reason: str,
    key: SigningKey | None = None,
) -> IssuedReport:
    """Write a report as a workbook, and enter into the book that it was issued.

    The workbook is drawn aside, then the entry is made, then the workbook takes its place: whoever is interrupted in
    between has an entry whose workbook :func:`write_issued` makes again byte by byte, never a workbook that the book
    does not know.

    Args:
        book: what the report is made of.
        made_of: makes the report, while nobody else can write to the book.
        path: as for :func:`ledger.desk.write_report`.
        author: who issues it.
        reason: why, or to whom.
        key: signs the workbook, if it is to be signed.

    Raises:
        Refused: as ``made_of`` and :func:`ledger.desk.write_report` do, and FOOT for a report whose totals do not
            agree; then nothing is entered and no file is written. FILE with the number of the entry if the workbook
            could not take its place; FILE if its signature cannot be written, and then the report is issued.
        TypeError: for what is no book, or a report in place of what makes it.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, demo
    >>> with TemporaryDirectory() as folder:
    ...     book = demo(Path(folder)).book
    ...     made = lambda: build_report("commitments", book)
    ...     issued = issue(book, made, Path(folder) / "sent.xlsx", author="Ann", reason="for the minister")
    >>> issued.report.issued.number == issued.revision.seq
    True
    """
    if not callable(made_of):
        made = "made_of makes the report: write lambda: build_report('commitments', book)"
        raise TypeError(f"{made}, not the {type(made_of).__name__} {made_of!r:.40}")
    issued = _issued(book, made_of, Path(path), (author, reason))
    LOG.info("%s: issued report %d of %d records", book.path.name, issued.revision.seq, len(issued.report.rows))
    if key is None:
        return issued
    return replace(issued, signature=write_signature(key, issued.workbook), key=key.fingerprint)


def _issued(book: Book, made_of: Callable[[], Report], given: Path, signed: tuple[str, str]) -> IssuedReport:
    """The report with its entry, the workbook in its place.

    Args:
        book: what the report is made of.
        made_of: makes it.
        given: a file or a folder.
        signed: author and reason.
    """
    # As for other documents a name without an ending is a folder, which may have to be made.
    named = given if given.is_dir() or not given.suffix else None
    home = named or given.parent
    if not (home.is_dir() or (named and home.parent.is_dir())):
        missing = home.parent if named else home
        raise Refused.of("FILE", Place(file=str(missing)), "no such folder", "a folder", "make it first")
    with faults_of_workbook(given), made_folder(named), writing_aside(home) as folder:
        draft = folder / "draft.xlsx"
        # Drawn before the lock is taken, since it takes longer than others wait for the book.
        report, beside = _drawn_for(book, book.entries, made_of, draft)
        with book.writing(author=signed[0], reason=signed[1]) as posting:
            if report.issued.number != posting.head[0] + 1:
                report, beside = _drawn_for(book, posting.head[0], made_of, draft)
            target = workbook_path(report, given)
            require_free(target, "report")
            require_room_beside(beside, target.parent)
            replaced = target.exists()
            revision = posting.say(_payload(book, report, target.name, draft.read_bytes()))
        files = _put(draft, beside, target, revision.seq)
    return IssuedReport(report, target, revision, replaced, beside=files)


@of_book
def write_issued(book: Book, number: int, path: str | Path) -> Path:
    """Write the workbook of an issued report again, byte by byte as it left the house.

    Args:
        book: from which it was issued.
        number: of the entry of its issue.
        path: a file whose name ends in ``.xlsx``, or a folder, in which it gets the name that it was issued under.

    Returns:
        The path of the workbook.

    Raises:
        Refused: REL if no report was issued under that number; FILE as :func:`ledger.desk.write_report`; XLS if this
            version of the package draws it differently, and then nothing is written.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     made = lambda: build_report("commitments", book)
    ...     sent = issue(book, made, Path(place) / "sent.xlsx", author="Ann", reason="for the minister")
    ...     again = write_issued(book, sent.revision.seq, Path(place) / "again.xlsx")
    ...     again.read_bytes() == sent.workbook.read_bytes()
    True
    """
    issue = issue_of(book, number)
    given = Path(path)
    target = given / issue.facts.file if given.is_dir() else given
    require_free(target, f"issued report {number}")
    with faults_of_workbook(target), writing_aside(target.parent) as folder:
        draft = folder / "draft.xlsx"
        report = report_of_issue(book, issue, issue.facts.entries)
        # Earlier versions drew every workbook in English, in whatever language its definition has all documents.
        languages = dict.fromkeys(map(Language, (report.definition.lang, "en")))
        every = (_drawn_as_issued(book, issue, report, draft, it) for it in languages)
        beside = next((files for files in every if files is not None), None)
        if beside is None:
            raise Refused([_drawn_otherwise(issue)])
        require_room_beside(beside, target.parent)
        write_beside(beside, target.parent)
        draft.replace(target)
    return target


def _drawn_as_issued(
    book: Book, issue: Issue, report: Report, draft: Path, language: Language
) -> tuple[FileBeside, ...] | None:
    """Draw the workbook of an issued report again; None where it has other bytes than were issued.

    Returns:
        The files that belong beside it.
    """
    beside = draw_workbook(report, draft, presentation_of(report, book, language))
    return beside if hashlib.sha256(draft.read_bytes()).hexdigest() == issue.facts.sha256 else None


def _drawn_for(
    book: Book, entries: int, made_of: Callable[[], Report], draft: Path
) -> tuple[Report, tuple[FileBeside, ...]]:
    """The report to be issued after so many entries, drawn with the number of its own entry; what goes beside it."""
    made = made_of()
    require_kind(made, Report, "made_of gives a Report, as build_report makes it")
    if not made.agrees:
        raise Refused(check_proofs(made.proofs))
    require_size_of_workbook(made)
    report = replace(made, issued=replace(made.issued, number=entries + 1))
    return report, draw_workbook(report, draft, presentation_of(report, book))


def _put(draft: Path, beside: Sequence[FileBeside], target: Path, number: int) -> tuple[Path, ...]:
    try:
        files = write_beside(beside, target.parent)
        draft.replace(target)
    except OSError as fault:
        found = f"entry {number} was made, but its workbook could not be put there: {fault.strerror or fault}"
        remedy = Advice(
            f"write it elsewhere with write_issued(book, {number}, path)",
            f"write it elsewhere with `issued {number} --out FILE`",
        )
        expected = "a place that can be written"
        raise Refused.of("FILE", Place(file=str(target)), found, expected, remedy) from None
    return files


def _drawn_otherwise(issue: Issue) -> Problem:
    found = f"a workbook of other bytes than were issued with version {issue.facts.version}"
    write = f"write it with version {issue.facts.version}"
    remedy = Advice(
        f"{write}, or ask desk.verify_workbook what a copy of it holds",
        f"{write}, or ask `verify` what a copy of it holds",
    )
    return Problem("XLS", Severity.ERROR, Place(file=issue.facts.file), found, f"sha256 {issue.facts.sha256}", remedy)


def _payload(book: Book, report: Report, name: str, data: bytes) -> IssuePayload:
    issued = report.issued
    return IssuePayload(
        report=report.definition.name,
        definition=report.definition.model_dump(mode="json", exclude_none=True),
        rates=tuple(RatesUsed(name=it.name, sha256=it.sha256) for it in rate_sets(book, issued.entries)),
        head=issued.head,
        entries=issued.entries,
        as_of=issued.as_of,
        version=issued.version,
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
    )

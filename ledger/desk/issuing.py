"""Issuing a report: the workbook that leaves the house, and the entry of the book that says so."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.book import (
    Act,
    Book,
    IssuePayload,
    Posting,
    RatesUsed,
    Revision,
    Said,
    SeverityPayload,
    SignOffPayload,
    WaivePayload,
    said_in,
    unsettable,
)
from ledger.desk.book_rates import rate_sets
from ledger.desk.files import all_findings
from ledger.desk.outcome import Outcome
from ledger.desk.reports import material_of, require_free, workbook_path
from ledger.foundation import Problem, Refused, Severity, quoted
from ledger.render import draw_workbook, faults_of_workbook
from ledger.reporting import Issued, Report, build, definition_of, severities_set, waivers

SEVERITIES = (*Severity, "own")
"""What a code may be set to; ``own`` gives it its own severities back."""


@dataclass(frozen=True)
class IssuedReport:
    """A report that left the house.

    Args:
        report: what was issued.
        workbook: where it lies.
        revision: the entry that says so; its number stands in the workbook.
        replaced: whether a report that was not issued lay there.
    """

    report: Report
    workbook: Path
    revision: Revision
    replaced: bool


def issue(book: Book, made_of: Callable[[], Report], path: str | Path, *, author: str, reason: str) -> IssuedReport:
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

    Raises:
        Refused: as ``made_of`` and :func:`ledger.desk.write_report` do; then nothing is entered and no file is written.
            FILE with the number of the entry if the workbook could not take its place.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, demo
    >>> with TemporaryDirectory() as folder:
    ...     book = demo(Path(folder)).book
    ...     made = lambda: build_report("commitments", book)
    ...     issued = issue(book, made, Path(folder) / "sent.xlsx", author="Ann", reason="for the minister")
    >>> issued.report.issued.number == issued.revision.seq
    True
    """
    given = Path(path)
    home = given if given.is_dir() else given.parent
    if not home.is_dir():
        raise Refused([Problem("FILE", Severity.ERROR, str(home), "no such folder", "a folder", "make it first")])
    with faults_of_workbook(given), TemporaryDirectory(prefix=".issuing-", dir=home) as folder:
        draft = Path(folder) / "draft.xlsx"
        with book.writing(author=author, reason=reason) as posting:
            made = made_of()
            report = replace(made, issued=replace(made.issued, number=posting.head[0] + 1))
            target = workbook_path(report, path)
            require_free(target, "report")
            replaced = target.exists()
            draw_workbook(report, draft)
            revision = posting.say(_payload(book, report, target.name, draft.read_bytes()))
        _put(draft, target, revision.seq)
    return IssuedReport(report, target, revision, replaced)


@dataclass(frozen=True)
class Issue:
    """The entry of a report that left the house.

    Args:
        number: of the entry, by which the report is called.
        day: on which it was issued (UTC).
        author: who issued it.
        reason: why, or to whom.
        facts: which report of which state of the book, and the name and hash of its workbook.
        signed_off: the entries that sign it off.
    """

    number: int
    day: date
    author: str
    reason: str
    facts: IssuePayload
    signed_off: tuple[Act, ...]


def issued_reports(book: Book) -> tuple[Issue, ...]:
    """The reports issued from a book, oldest first, with their sign-offs.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     made = lambda: build_report("commitments", book)
    ...     sent = issue(book, made, Path(place) / "sent.xlsx", author="Ann", reason="for the minister")
    ...     [(it.number, it.facts.file, it.reason) for it in issued_reports(book)]
    [(6, 'sent.xlsx', 'for the minister')]
    """
    said = book.acts()
    signed: dict[int | None, list[Act]] = {}
    for act in said:
        if isinstance(act.said, SignOffPayload):
            signed.setdefault(act.said.issue, []).append(act)
    return tuple(
        Issue(act.seq, act.time.date(), act.author, act.reason, act.said, tuple(signed.get(act.seq, ())))
        for act in said
        if isinstance(act.said, IssuePayload)
    )


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
            version of the package draws it otherwise, and nothing is written then.

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
    issue = next((it for it in issued_reports(book) if it.number == number), None)
    if issue is None:
        found, wanted = f"no issued report number {number}", "the entry of an issued report"
        raise Refused([Problem("REL", Severity.ERROR, f"issue:{number}", found, wanted, "look at `issued`")])
    given = Path(path)
    target = given / issue.facts.file if given.is_dir() else given
    require_free(target, f"issued report {number}")
    with faults_of_workbook(target), TemporaryDirectory(prefix=".writing-", dir=target.parent) as folder:
        draft = Path(folder) / "draft.xlsx"
        draw_workbook(report_of_issue(book, issue, issue.facts.entries), draft)
        if hashlib.sha256(draft.read_bytes()).hexdigest() != issue.facts.sha256:
            raise Refused([_drawn_otherwise(issue)])
        draft.replace(target)
    return target


def report_of_issue(book: Book, issue: Issue, moment: int | None) -> Report:
    """The report of an issue, from the book as it stood behind an entry; by default as it stands now."""
    facts = issue.facts
    entries, head = book.head_at(moment)
    day = facts.as_of if moment is not None else max(facts.as_of, book.last_recorded or facts.as_of)
    issued = Issued(head, entries, day, facts.version, issue.number)
    definition = definition_of(facts.definition)
    return build(definition, material_of(book, definition, moment, issued))


def sign_off(book: Book, number: int | None, *, author: str, statement: str) -> Outcome:
    """Sign off an issued report, or the book as it stands; later reports show it.

    Args:
        book: which.
        number: of the issued report; None for the book up to now.
        author: who signs.
        statement: what is approved, in the signer's words.

    Returns:
        The entry; none, and DUP, where the same person has said the same of it already. The book is another one as soon
        as anything but a sign-off has entered.

    Raises:
        Refused: REL if no report was issued under that number.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     book = Book.create(Path(folder) / "book.db")
    ...     sign_off(book, None, author="Ann", statement="the book is empty, as it should be").revisions[0].action
    'sign_off'
    """
    with book.writing(author=author, reason=statement) as posting:
        of_book = tuple(_newest_sign_offs(posting)) if number is None else posting.acts()
        said = SignOffPayload(issue=number)
        return _entered(posting, [(said, [act for act in of_book if act.said == said])], (author, statement))


def set_severity(book: Book, code: str, severity: str, *, author: str, reason: str) -> Outcome:
    """Let a code weigh otherwise in this book; reports show that it does.

    Args:
        book: which.
        code: a problem code such as ``ZERO``.
        severity: error, warning or note; ``own`` gives the code its own severities back.
        author: who decides it.
        reason: why.

    Returns:
        The entry; none, and DUP, where the code has that severity already, for the same reason of the same person.

    Raises:
        Refused: FORM for an unknown code or severity, and for the codes that cannot be set.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     book = Book.create(Path(folder) / "book.db")
    ...     _ = set_severity(book, "ZERO", "error", author="Ann", reason="we never enter a zero")
    ...     [(act.said.code, act.said.severity) for act in book.acts()]
    [('ZERO', 'error')]
    """
    if severity not in SEVERITIES:
        wanted = f"one of {', '.join(SEVERITIES)}"
        raise Refused([_form("severity", quoted(severity), wanted, "choose one of these")])
    chosen = None if severity == "own" else Severity(severity).value
    with book.writing(author=author, reason=reason) as posting:
        said, act = SeverityPayload(code=code, severity=chosen), severities_set(posting.acts()).get(code)
        if chosen is None and act is None and unsettable(code) is None:
            return Outcome((), (_stands(code, f"{code} with its own severities"),))
        return _entered(posting, [(said, [act] if act and act.said == said else [])], (author, reason))


def waive(book: Book, code: str, place: str, *, author: str, reason: str) -> Outcome:
    """Accept a finding of ``check`` as it is; it stays listed, as a note that names who waived it.

    Args:
        book: which.
        code: of the finding.
        place: of the finding, such as ``gbr-ukr-2025-06-02-1:term``.
        author: who accepts it.
        reason: why.

    Returns:
        One entry for each finding of that code at that place. Should the finding change, it is told again. No entry,
        and DUP, for one that the same person has waived already, for the same reason.

    Raises:
        Refused: FORM for a code that cannot be waived, or where ``check`` finds nothing of that code there.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import check_book, import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as home:
    ...     book = Book.create(Path(home) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     place, why = "gbr-gbr-2025-06-01-1:amount.currency", "quoted in dollars indeed"
    ...     _ = waive(book, "CUR-HOME", place, author="Ann", reason=why)
    ...     [str(it.severity) for it in check_book(book) if it.code == "CUR-HOME"]
    ['note']
    """
    of_code = [it for it in all_findings(book) if it.code == code]
    found = [it for it in of_code if it.place == place]
    if not found:
        near = [it.place for it in of_code][:3]
        wanted = f"a finding of `check`{', such as ' + ' or '.join(near) if near else ''}"
        raise Refused([_form("place", f"no {code} at {quoted(place)}", wanted, "copy the place from `check`")])
    with book.writing(author=author, reason=reason) as posting:
        waived = waivers(posting.acts())
        acts = ([act] if (act := waived.get((code, place, it.found))) else [] for it in found)
        said = [WaivePayload(code=code, place=place, found=it.found) for it in found]
        return _entered(posting, list(zip(said, acts, strict=True)), (author, reason))


def take_back_waiver(book: Book, code: str, place: str, *, author: str, reason: str) -> Outcome:
    """Let a waived finding be told again with its own severity; both entries stay in the journal.

    Args:
        book: which.
        code: of the finding.
        place: of the finding, as it was waived.
        author: who takes the waiver back.
        reason: why.

    Returns:
        One entry for each waiver of that code at that place.

    Raises:
        Refused: FORM where nothing of that code is waived there.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import check_book, import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     waived = {"code": "CUR-HOME", "place": "gbr-gbr-2025-06-01-1:amount.currency", "author": "Ann"}
    ...     _ = waive(book, **waived, reason="quoted in dollars indeed")
    ...     _ = take_back_waiver(book, **waived, reason="the speech was in pounds")
    ...     [str(it.severity) for it in check_book(book) if it.code == "CUR-HOME"]
    ['warning']
    """
    of_code = [key for key in waivers(book.acts()) if key[0] == code]
    found = [key for key in of_code if key[1] == place]
    if not found:
        near = [key[1] for key in of_code][:3]
        wanted = f"a waived finding{', such as ' + ' or '.join(near) if near else ''}"
        raise Refused(
            [_form("place", f"no waiver of {code} at {quoted(place)}", wanted, "copy the place from `check`")]
        )
    with book.writing(author=author, reason=reason) as posting:
        payloads = (WaivePayload(code=key[0], place=key[1], found=key[2], taken_back=True) for key in found)
        return Outcome(tuple(posting.say(it) for it in payloads))


def act_in_words(entry: Revision) -> str:
    """What an entry of a sign-off, a waiver or a severity says, with its reason, its number and who made it.

    Raises:
        ValueError: for an entry that is none of these.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     book = Book.create(Path(folder) / "book.db")
    ...     act_in_words(set_severity(book, "ZERO", "error", author="Ann", reason="no zeros here").revisions[0])
    'ZERO counts as error in this book: no zeros here. Entry 1, by Ann.'
    """
    match said_in(entry.action, entry.payload):
        case SignOffPayload(issue=None):
            words = f"Signed off the book as it stands behind entry {entry.seq - 1}"
        case SignOffPayload(issue=number):
            words = f"Signed off the report issued as entry {number}"
        case WaivePayload(code=code, place=place, found=found, taken_back=taken_back):
            told = f"{code} at {place} (found {found})"
            words = f"{told} is told again" if taken_back else f"Waived {told}"
        case SeverityPayload(code=code, severity=None):
            words = f"{code} has its own severities again"
        case SeverityPayload(code=code, severity=severity):
            words = f"{code} counts as {severity} in this book"
        case _:
            raise ValueError(f"an entry of {entry.action} is no decision")
    return f"{words}: {entry.reason.removesuffix('.')}. Entry {entry.seq}, by {entry.author}."


def _newest_sign_offs(posting: Posting) -> Iterator[Act]:
    """The sign-offs behind which nothing else has entered, the newest first."""
    number = posting.head[0]
    for act in reversed(posting.acts()):
        if act.seq != number or not isinstance(act.said, SignOffPayload):
            return
        yield act
        number -= 1


def _entered(posting: Posting, said: Sequence[tuple[Said, Sequence[Act]]], signed: tuple[str, str]) -> Outcome:
    """Enter what is said, but for what the same person has said already for the same reason.

    Args:
        posting: of the block.
        said: each with the entries by which it stands.
        signed: author and reason.
    """
    again = [next((it for it in acts if (it.author, it.reason) == signed), None) for _, acts in said]
    new = [words for (words, _), act in zip(said, again, strict=True) if act is None]
    problems = (
        _stands(it.action.replace("_", "-"), f"entry {it.seq} by {it.author}, which says the same")
        for it in again
        if it
    )
    return Outcome(tuple(posting.say(it) for it in new), tuple(problems))


def _stands(place: str, found: str) -> Problem:
    wanted = "what the book does not say yet"
    return Problem(
        "DUP", Severity.WARNING, place, f"{found} already; nothing was entered", wanted, "nothing: it stands"
    )


def _put(draft: Path, target: Path, number: int) -> None:
    try:
        draft.replace(target)
    except OSError as fault:
        found = f"entry {number} was made, but its workbook could not be put there: {fault.strerror or fault}"
        remedy = f"write it elsewhere with `issued {number} --out FILE`"
        wanted = "a place that can be written"
        raise Refused([Problem("FILE", Severity.ERROR, str(target), found, wanted, remedy)]) from None


def _drawn_otherwise(issue: Issue) -> Problem:
    found = f"a workbook of other bytes than were issued with version {issue.facts.version}"
    remedy = f"write it with version {issue.facts.version}, or ask `verify` what a copy of it holds"
    return Problem("XLS", Severity.ERROR, issue.facts.file, found, f"sha256 {issue.facts.sha256}", remedy)


def _payload(book: Book, report: Report, name: str, data: bytes) -> IssuePayload:
    issued = report.issued
    return IssuePayload(
        report=report.definition.name,
        definition=report.definition.model_dump(mode="json", exclude_none=True),
        rates=tuple(RatesUsed(name=it.name, sha256=it.sha256) for it in rate_sets(book, issued.as_of)),
        head=issued.head,
        entries=issued.entries,
        as_of=issued.as_of,
        version=issued.version,
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def _form(place: str, found: str, wanted: str, remedy: str) -> Problem:
    return Problem("FORM", Severity.ERROR, place, found, wanted, remedy)

"""Reports that were issued: what the book says of them, and each as it was then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.book import Book, Decision, IssuePayload, SignOffPayload
from ledger.checks import signed_by_issuer
from ledger.desk.books import of_book
from ledger.desk.material import material_of
from ledger.foundation import Advice, Place, Refused
from ledger.reporting import Issued, Report, build, definition_of


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
        by_issuer: the numbers of those by the one who issued it.
    """

    number: int
    day: date
    author: str
    reason: str
    facts: IssuePayload
    signed_off: tuple[Decision, ...]
    by_issuer: frozenset[int] = frozenset()


@of_book
def issued_reports(book: Book) -> tuple[Issue, ...]:
    """The reports issued from a book, oldest first, with their sign-offs.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, import_file, issue
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     made = lambda: build_report("commitments", book)
    ...     sent = issue(book, made, Path(place) / "sent.xlsx", author="Ann", reason="for the minister")
    ...     [(it.number, it.facts.file, it.reason) for it in issued_reports(book)]
    [(6, 'sent.xlsx', 'for the minister')]
    """
    decisions = book.decisions()
    signed: dict[int | None, list[Decision]] = {}
    for decision in decisions:
        if isinstance(decision.payload, SignOffPayload):
            signed.setdefault(decision.payload.issue, []).append(decision)
    return tuple(
        _read(decision, decision.payload, signed.get(decision.seq, ()), decisions)
        for decision in decisions
        if isinstance(decision.payload, IssuePayload)
    )


def _read(decision: Decision, facts: IssuePayload, signed: Sequence[Decision], decisions: Sequence[Decision]) -> Issue:
    own = frozenset(it.seq for it in signed if signed_by_issuer(it, decisions))
    return Issue(decision.seq, decision.time.date(), decision.author, decision.reason, facts, tuple(signed), own)


@of_book
def report_as_issued(book: Book, number: int) -> Report:
    """An issued report again, from the records and rates of the book as they stood then.

    Args:
        book: from which it was issued.
        number: of the entry of its issue.

    Raises:
        Refused: REL if no report was issued under that number.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, create_book, import_file, issue
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = create_book(Path(place) / "book.db", author="Ann")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     made = lambda: build_report("commitments", book)
    ...     sent = issue(book, made, Path(place) / "sent.xlsx", author="Ann", reason="for the minister")
    ...     report_as_issued(book, sent.revision.seq).totals == sent.report.totals
    True
    """
    issue = issue_of(book, number)
    return report_of_issue(book, issue, issue.facts.entries)


def issue_of(book: Book, number: int) -> Issue:
    """The issued report of a number.

    Raises:
        Refused: REL if no report was issued under it.
    """
    issue = next((it for it in issued_reports(book) if it.number == number), None)
    if issue is None:
        found, expected = f"no issued report number {number}", "the entry of an issued report"
        remedy = Advice("look at desk.issued_reports(book)", "look at `issued`")
        raise Refused.of("REL", Place(subject=f"issue:{number}"), found, expected, remedy)
    return issue


def report_of_issue(book: Book, issue: Issue, moment: int | None) -> Report:
    """The report of an issue, from the book as it stood behind an entry; by default as it stands now."""
    facts = issue.facts
    entries, head = book.head_at(moment)
    day = facts.as_of if moment is not None else max(facts.as_of, book.last_recorded or facts.as_of)
    issued = Issued(head, entries, day, facts.version, issue.number)
    definition = definition_of(facts.definition)
    return build(definition, material_of(book, issued, evidence=bool(definition.journal)))

"""What ``issued`` answers: the reports that left the house, with their sign-offs, or where one was written again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import JsonValue

from ledger.answers.text import Lines, TextTable
from ledger.book import RatesUsed
from ledger.desk import Issue
from ledger.foundation import READ_ONLY, read_only


@dataclass(frozen=True)
class SignOffTold:
    """One sign-off of a report.

    Args:
        entry: its number.
        day: on which it was made (UTC).
        author: who signed.
        statement: what is approved, in the signer's words.
        by_issuer: whether the one who issued the report has made it.
    """

    entry: int
    day: date
    author: str
    statement: str
    by_issuer: bool


@dataclass(frozen=True)
class IssueTold:
    """One report that left the house.

    Args:
        entry: number of the entry that says so, by which the report is called.
        day: on which it was issued (UTC).
        author: who issued it.
        reason: why, or to whom.
        report: name of its definition.
        definition: the whole definition, as it stands in the journal.
        rates: the rate sets on which it may rest, in their order.
        head: hash of the last entry of the book that it saw.
        entries: how many entries that is.
        as_of: only what was recorded by the end of this day.
        version: version of the program that made it.
        file: name of the workbook.
        sha256: hash of its bytes.
        sign_offs: the entries that sign it off.
    """

    entry: int
    day: date
    author: str
    reason: str
    report: str
    definition: Annotated[Mapping[str, JsonValue], READ_ONLY]
    rates: tuple[RatesUsed, ...]
    head: str
    entries: int
    as_of: date
    version: str
    file: str
    sha256: str
    sign_offs: tuple[SignOffTold, ...]


@dataclass(frozen=True)
class IssuedAnswer:
    """The reports issued from a book.

    Args:
        count: how many they are.
        issued: each of them, oldest first.
    """

    count: int
    issued: tuple[IssueTold, ...]


@dataclass(frozen=True)
class IssuedAgainAnswer:
    """A workbook that was written again as it was issued.

    Args:
        entry: number of the entry of its issue.
        workbook: where it was written.
    """

    entry: int
    workbook: Path


def answer(issues: Sequence[Issue]) -> IssuedAnswer:
    """The reports issued from a book as an answer."""
    return IssuedAnswer(len(issues), tuple(_issue(it) for it in issues))


def _issue(issue: Issue) -> IssueTold:
    facts = issue.facts
    return IssueTold(
        entry=issue.number,
        day=issue.day,
        author=issue.author,
        reason=issue.reason,
        report=facts.report,
        definition=read_only(facts.definition),
        rates=facts.rates,
        head=facts.head,
        entries=facts.entries,
        as_of=facts.as_of,
        version=facts.version,
        file=facts.file,
        sha256=facts.sha256,
        sign_offs=tuple(
            SignOffTold(it.seq, it.time.date(), it.author, it.reason, it.seq in issue.by_issuer)
            for it in issue.signed_off
        ),
    )


def lines(issues: Sequence[Issue], book: Path) -> Lines:
    """The same for people.

    Args:
        issues: the reports.
        book: from which they were issued.
    """
    headings = ("entry", "day", "report", "as of", "workbook", "issued by", "why", "signed off by")
    grid = [TextTable(headings, [_row(it) for it in issues], wraps=6)] if issues else []
    return (*grid, f"{len(issues)} report{'' if len(issues) == 1 else 's'} issued from {book}.")


def _row(issue: Issue) -> tuple[str, ...]:
    own = " (who issued it)"
    signers = dict.fromkeys(it.author + own * (it.seq in issue.by_issuer) for it in issue.signed_off)
    facts, signed = issue.facts, ", ".join(signers) or "nobody"
    day, as_of = str(issue.day), str(facts.as_of)
    return str(issue.number), day, facts.report, as_of, facts.file, issue.author, issue.reason, signed


def again(entry: int, workbook: Path) -> IssuedAgainAnswer:
    """A workbook that was written again as an answer.

    Args:
        entry: number of the entry of its issue.
        workbook: where it was written.
    """
    return IssuedAgainAnswer(entry, workbook)


def lines_again(workbook: Path) -> Lines:
    """The same for people."""
    return (f"Written as it was issued: {workbook}",)

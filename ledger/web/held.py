"""The book as the desk holds it: proven when its file has changed, with what was worked out of it until then."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from ledger import desk
from ledger.book import Book, Decision, Revision
from ledger.checks import Candidate
from ledger.foundation import Problem
from ledger.presentation import Presentation, present
from ledger.records import Record
from ledger.reporting import LanguageCode, Report, waivers
from ledger.web.asked_report import AskedReport
from ledger.web.drawing import Frame, drawn
from ledger.web.messages import Answer, PageRequest

_MOST_REPORTS = 8


@dataclass(frozen=True)
class Settings:
    """What a desk is opened with.

    Args:
        book: path of the book.
        report: name of the report whose figures the desk shows, or the file of its definition.
        reads_only: whether nothing may be entered.
        author: who works at this machine; forms propose it.
        uploads: the folder in which files lie that were handed in.

    >>> Settings(Path("book.db")).report
    'commitments'
    """

    book: Path
    report: str = "commitments"
    reads_only: bool = False
    author: str = ""
    uploads: Path = Path("uploads")

    @cached_property
    def frame(self) -> Frame:
        """What stands around every page.

        Raises:
            Refused: as :func:`ledger.desk.varied_report`.
        """
        return Frame(desk.varied_report(self.report).title, self.reads_only)


@dataclass(frozen=True)
class HeldBook:
    """One state of a book on one day, and what is worked out of it when it is first asked for.

    Args:
        book: opened for this state.
        settings: of the desk.
        entries: how many there are.
        head: hash of the last one.
        day: on which it is looked at (UTC).
        warnings: what speaks against its head, short of an error.
    """

    book: Book
    settings: Settings
    entries: int
    head: str
    day: date
    warnings: tuple[Problem, ...] = ()

    @property
    def report(self) -> Report:
        """The report that the desk shows."""
        return self.built(self.settings.report)

    def built(self, token: str) -> Report:
        """A report of this state.

        Args:
            token: of :class:`ledger.web.asked_report.AskedReport`: its name, with what is asked of it.

        Raises:
            Refused: as :func:`ledger.desk.build_report`.
        """
        if token not in self._reports:
            report = AskedReport.of(token)
            self._forget(token)
            self._reports[token] = desk.build_report(report.definition, self.book, as_of=report.as_of)
        return self._reports[token]

    def _forget(self, token: str) -> None:
        """Let go of the report that was asked for least lately, but never of that of the desk: each fills memory."""
        others = [it for it in self._reports if it not in (self.settings.report, token)]
        for name in others[: len(others) - _MOST_REPORTS + 1]:
            del self._reports[name]
            for key in [it for it in self._presentations if it[0] == name]:
                del self._presentations[key]

    def presented(self, token: str, language: LanguageCode) -> Presentation:
        """The same as it is displayed."""
        key = token, language
        if key not in self._presentations:
            report = self.built(token)
            comparison = desk.comparison_of(report, self.book)
            self._presentations[key] = present(report, language=language, comparison=comparison)
        return self._presentations[key]

    def drawn(self, template: str, asked: PageRequest, *, status: int = 200, **values: object) -> Answer:
        """A page on this state."""
        return drawn(template, asked, self.settings.frame, status=status, held=self, **values)

    @cached_property
    def revisions(self) -> tuple[Revision, ...]:
        """All entries, the newest first."""
        return tuple(self.book.revisions())[::-1]

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all records, the withdrawn ones included."""
        return self.book.ids()

    @cached_property
    def rates(self) -> tuple[desk.HeldRates, ...]:
        """The rate sets of the book, in the order in which they are tried."""
        return desk.held_rates(self.book)

    @cached_property
    def findings(self) -> tuple[Problem, ...]:
        """What the checks say of all records and rates."""
        return desk.all_findings(self.book)

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """Records that may hold the same money and are not tied, the weightiest first."""
        return desk.candidates(self.book)

    @cached_property
    def issues(self) -> tuple[desk.Issue, ...]:
        """The reports that were issued, oldest first."""
        return desk.issued_reports(self.book)

    @cached_property
    def accepted(self) -> tuple[tuple[Problem, Decision], ...]:
        """The findings that somebody has accepted as they are, each with that decision."""
        decisions = waivers(self.book.decisions())
        return tuple((it, decisions[_words(it)]) for it in self.findings if _words(it) in decisions)

    @cached_property
    def to_do(self) -> tuple[Problem, ...]:
        """The findings that nobody has accepted."""
        accepted = {_words(problem) for problem, _ in self.accepted}
        return tuple(it for it in self.findings if _words(it) not in accepted)

    @cached_property
    def searchable(self) -> desk.SearchableRecords:
        """Its records as they are looked through, each with what it is in the report that the desk shows."""
        return desk.SearchableRecords(self.records, self.report, self.findings)

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Its records as they stand; kept, since every reading of a book proves all of it."""
        return self.book.records()

    @cached_property
    def _reports(self) -> dict[str, Report]:
        return {}

    @cached_property
    def _presentations(self) -> dict[tuple[str, LanguageCode], Presentation]:
        return {}


class Keeper:
    """Keeps the newest state of a book.

    Args:
        settings: of the desk.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._held: HeldBook | None = None
        self._file: tuple[int, ...] = ()

    def held(self) -> HeldBook:
        """The book as it stands now.

        A file that is the same as before, in size and time, is not proven once more.

        Raises:
            Refused: FILE if there is no book, or CHAIN if it was altered, or entries that were seen are gone.
        """
        file = _file_state(self._settings.book)
        book = desk.open_book(self._settings.book)
        held = self._held
        if held is None or file != self._file or held.day != book.today:
            held, self._file = self._proven(book), file
        self._held = held
        return held

    def _proven(self, book: Book) -> HeldBook:
        heads = desk.KnownHeads(desk.state_folder())
        warnings = heads.warnings(book)
        entries, head = book.head_at(None)
        heads.remember(book)
        kept = self._held
        if kept is not None and (kept.head, kept.day) == (head, book.today):
            return kept
        return HeldBook(book, self._settings, entries, head, book.today, warnings)


def _words(problem: Problem) -> tuple[str, str, str]:
    """By what a waiver names a finding."""
    return problem.code, str(problem.place), problem.found


def _file_state(book: Path) -> tuple[int, ...]:
    """What differs after every change of the file, or of the one in which SQLite may keep the newest entries."""
    state: list[int] = []
    for path in (book, book.with_name(f"{book.name}-wal")):
        with suppress(OSError):
            file = path.stat()
            # Nobody can put back the time of the change itself, where the system keeps it.
            state += file.st_ino, file.st_size, file.st_mtime_ns, file.st_ctime_ns
    return tuple(state)

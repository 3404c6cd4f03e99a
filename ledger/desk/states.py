"""States of a book as people name them: a day, an entry, an import, an issued report, a release or a cut-off."""

import re
from dataclasses import dataclass, replace
from datetime import date

from ledger.book import Book, Moment, as_moment
from ledger.desk.issued import Issue, issued_reports
from ledger.foundation import Advice, Day, Place, Problem, Refused, Severity, advice, as_day, parse_day, quoted

ENDS = advice(
    "a day such as 2025-06-02, entry:12, batch:3, issue:7, cutoff:2025-03-31, release:NAME with --source, or now",
)
_STATES = "a day such as 2025-06-02, entry:12, batch:3 or issue:7"
_DIFF = Place(subject="diff")
_RELEASE = "release:"
_CUTOFF = "cutoff:"
_IMPORTS = Advice("look at desk.imported_batches(book)", "look at `imports`")
_LISTED_BY = {
    "entry": Advice(
        "name an entry; book.history(id) shows those of a record", "name an entry; `history ID` shows those of a record"
    ),
    "batch": Advice("name an import; desk.imported_batches(book) lists them", "name an import; `imports` lists them"),
    "issue": Advice(
        "name an issued report; desk.issued_reports(book) lists them", "name an issued report; `issued` lists them"
    ),
}
_NUMBERED = re.compile(r"(entry|batch|issue):([1-9][0-9]{0,8})", re.ASCII)


@dataclass(frozen=True)
class End:
    """One end of a comparison.

    Args:
        name: as the user wrote it.
        moment: up to which entry or day the book counts.
        issue: the issued report that it names, whose rules hold; None for others.
        cutoff: only what was announced by that day, of the book as it is now; None for others.
        day: at the end of which the book is meant; None for others.

    >>> End("now", None).issue is None
    True
    """

    name: str
    moment: Moment
    issue: Issue | None = None
    cutoff: date | None = None
    day: date | None = None


@dataclass(frozen=True)
class Asked:
    """Where an end of a comparison is looked for.

    Args:
        book: in which it is.
        place: of the argument that names it.
        source: only batches of this source; None for those of all.
    """

    book: Book
    place: Place
    source: str | None = None


def state_named(book: Book, given: Day | int, place: Place) -> End:
    """The state of a book at the end of a day, or behind the entry that a program names, with its day.

    Args:
        book: which.
        given: a day, the number of an entry, or the text ``entry:12``, ``batch:3`` or ``issue:7``.
        place: of the argument.

    Raises:
        Refused: FORM for what names none; FILE for an import or an issued report that is not there.
        TypeError: for a moment (``datetime``), a truth value and anything else.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import create_book
    >>> with TemporaryDirectory() as folder:
    ...     book = create_book(f"{folder}/book.db", author="Ann")
    ...     state_named(book, 1, Place(argument="as_of")).moment
    1
    """
    named = f"entry:{as_moment(given)}" if isinstance(given, int) else given
    if isinstance(named, str) and (fault := malformed_state(named)):
        raise Refused([replace(fault, place=place)])
    if not (isinstance(named, str) and _NUMBERED.fullmatch(named)):
        day = as_day(named, place.argument)
        return End(str(day), day, day=day)
    end = end_of(Asked(book, place), named)
    return replace(end, day=day_of(book, end))


def malformed_state(text: str) -> Problem | None:
    """What is wrong with a state of a book by itself, whatever stands in the book.

    >>> malformed_state("batch:3") is None, malformed_state("now").expected
    (True, 'a day such as 2025-06-02, entry:12, batch:3 or issue:7')
    """
    if text.partition(":")[0] in _LISTED_BY:
        return malformed_end(text)
    try:
        parse_day(text)
    except ValueError:
        return _problem("FORM", _DIFF, quoted(text), _STATES, "write one of these")
    return None


def malformed_end(text: str) -> Problem | None:
    """What is wrong with an end of a comparison by itself, whatever stands in the book.

    >>> malformed_end("entry:12") is None, malformed_end("yesterday").found
    (True, '"yesterday"')
    """
    end = text.strip()
    if end == "now" or end.startswith(_RELEASE) or _NUMBERED.fullmatch(end):
        return None
    end = end.removeprefix(_CUTOFF)
    kind = end.partition(":")[0]
    if kind in _LISTED_BY:
        return _problem("FORM", _DIFF, quoted(text), f"a number from 1 on, such as {kind}:12", _LISTED_BY[kind])
    try:
        parse_day(end)
    except ValueError:
        return _problem("FORM", _DIFF, quoted(text), ENDS, "write one of these")
    return None


def end_of(asked: Asked, given: str | date) -> End:
    """The state of a book that is named.

    Args:
        asked: where it is looked for.
        given: its name, or a day.

    Raises:
        Refused: FORM for what names none, a day before the first entry or one to come; FILE for what is not there.
    """
    end = (given if isinstance(given, str) else str(as_day(given, "an end of a comparison"))).strip()
    if fault := malformed_end(end):
        raise Refused([replace(fault, place=asked.place)])
    if end == "now":
        return End(end, None)
    if numbered := _NUMBERED.fullmatch(end):
        return _numbered(asked, end, numbered[1], int(numbered[2]))
    if end.startswith(_RELEASE):
        return _release(asked, end)
    if end.startswith(_CUTOFF):
        return End(end, None, cutoff=parse_day(end.removeprefix(_CUTOFF)))
    day = parse_day(end)
    if day < _first_day(asked.book):
        found, expected = f"{day}, before the first entry", f"a day from {_first_day(asked.book)} on"
        remedy = f"choose a later day, or write cutoff:{day} for what was announced by then"
        raise Refused.of("FORM", asked.place, found, expected, remedy)
    last = max(asked.book.today, asked.book.last_recorded or asked.book.today)
    if day > last:
        found, expected = f"{day}, which is yet to come", f"a day up to {last}, or now"
        raise Refused.of("FORM", asked.place, found, expected, "choose an earlier day, or write now")
    return End(end, day, day=day)


def _numbered(asked: Asked, end: str, kind: str, number: int) -> End:
    if kind == "issue":
        issue = next((it for it in issued_reports(asked.book) if it.number == number), None)
        if issue is None:
            expected = (
                ", ".join(f"issue:{it.number}" for it in issued_reports(asked.book)) or "a report that was issued"
            )
            raise Refused.of("FILE", asked.place, end, expected, _LISTED_BY[kind])
        return End(end, issue.facts.entries, issue)
    if kind == "batch":
        return End(end, _last_of_batch(asked, number, end))
    if number > asked.book.entries:
        raise Refused.of(
            "FORM", asked.place, end, f"an entry from entry:1 to entry:{asked.book.entries}", _LISTED_BY[kind]
        )
    return End(end, number)


def _release(asked: Asked, end: str) -> End:
    name = end.removeprefix(_RELEASE).strip()
    batches = [it for it in asked.book.batches() if asked.source in (None, it.source)]
    fitting = [it for it in batches if name in (it.release, it.release.removeprefix("release ").strip())]
    if not fitting:
        expected = ", ".join(dict.fromkeys(f"release:{it.release}" for it in batches)) or "a release that was imported"
        raise Refused.of("FILE", asked.place, end, expected, _IMPORTS)
    return End(end, _last_of_batch(asked, fitting[-1].seq, end))


def _last_of_batch(asked: Asked, number: int, end: str) -> int:
    if all(batch.seq != number for batch in asked.book.batches()):
        expected = ", ".join(f"batch:{it.seq}" for it in asked.book.batches()) or "an import"
        raise Refused.of("FILE", asked.place, end, expected, _IMPORTS)
    return max(it.seq for it in asked.book.revisions() if it.batch == number)


def day_of(book: Book, end: End) -> date:
    """The day of a state: the one that it names, else that of its last entry (UTC)."""
    if end.day is not None:
        return end.day
    if end.issue is not None:
        return end.issue.facts.as_of
    entries, _ = book.head_at(end.moment)
    if not entries:
        return _first_day(book)
    return next(it.time.date() for it in book.revisions() if it.seq == entries)


def _first_day(book: Book) -> date:
    first = next(book.revisions(), None)
    if first is None:
        place = Place(file=str(book.path))
        raise Refused.of("FILE", place, "an empty book", "a book with records", "import a file first")
    return first.time.date()


def _problem(code: str, place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, place, found, expected, remedy)

"""Enter one record, state one anew, take one out or bring it back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal

from ledger.book import Book, Register
from ledger.checks import latest_day
from ledger.desk.books import of_book
from ledger.desk.changes import changed, heading_named
from ledger.desk.findings import Outcome, findings_of, post, stop_at_errors
from ledger.desk.rates import rate_sets, rate_sets_in
from ledger.desk.record_history import record_in
from ledger.foundation import Place, Problem, Refused, Severity, disk_words, ordered, quoted
from ledger.intake import Draft, finer_figures, settle, typed_record
from ledger.records import Record, dump_record, home_currencies, parse_json, parse_record

ChangedFields = Mapping[str, str] | Path
"""What a record is to become: headings with their new texts, or a JSON file with the whole record."""

MAX_BYTES = 4_000_000

_ADD = Place(subject="add")


@of_book
def add_record(book: Book, row: Mapping[str, str], *, author: str, reason: str) -> Outcome:
    """Enter one record given by the headings of our table; it gets an id if it has none.

    Raises:
        Refused: with all problems if one of them is an error; then nothing has entered.

    >>> from tempfile import TemporaryDirectory
    >>> row = {"title": "Drones", "donor": "France", "recipient": "Ukraine", "category": "military",
    ...     "instrument": "in_kind", "stage": "pledge", "announced": "2025-06-07", "qualifier": "undisclosed",
    ...     "term": "one_off"}
    >>> with TemporaryDirectory() as folder:
    ...     book = Book.create(Path(folder) / "book.db")
    ...     outcome = add_record(book, row, author="Ann", reason="the minister's speech")
    >>> outcome.revisions[0].id
    'fra-ukr-2025-06-07-1'
    """
    for name in row:
        heading_named(name, _ADD)
    drafts = [typed_record(row, _ADD)]
    with book.writing(author=author, reason=reason) as posting:
        records, faults = settle(drafts, posting.ids)
        rates, today = partial(rate_sets_in, posting), latest_day(book.now)
        findings = findings_of(posting.register, records, posting.decisions(), rates, today=today)
        warnings = stop_at_errors((*faults, *finer_figures(drafts), *findings))
        return Outcome(post(posting, records), warnings)


@of_book
def preview(book: Book, row: Mapping[str, str]) -> tuple[Problem, ...]:
    """What :func:`add_record` would find, without entering anything; of several answers, the donor's own comes first.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     findings = preview(Book.create(Path(folder) / "book.db"), {"title": "Drones", "donor": "Frankonia"})
    >>> str(findings[0].place), findings[0].remedy
    ('add:amount', 'fill in amount, or choose undisclosed or none under qualifier')
    """
    drafts = [typed_record(row, _ADD)]
    decisions, rates, today = book.decisions(), partial(rate_sets, book), latest_day(book.now)
    with book.register() as register:
        records, faults = settle(drafts, register.ids)
        findings = findings_of(register, records, decisions, rates, today=today)
    asked = (_own_first(it, drafts[0].values) for it in faults)
    return ordered((*asked, *finer_figures(drafts), *findings))


def _own_first(problem: Problem, values: Mapping[str, Any]) -> Problem:
    """The answers of a problem, those in the donor's own currency before the others."""
    try:
        home = home_currencies(str(values["donor"]), date.fromisoformat(str(values["announced"])))
    except (KeyError, ValueError):
        return problem
    return replace(problem, choices=tuple(sorted(problem.choices, key=lambda it: it.partition(" ")[0] not in home)))


@of_book
def preview_change(book: Book, key: str, changes: ChangedFields) -> tuple[Record, tuple[Problem, ...]]:
    """What a record would become by :func:`amend` or :func:`correct`, and what these would find; nothing is entered.

    Args:
        book: where it is.
        key: its id.
        changes: as for these.

    Raises:
        Refused: REL if it is not there, FORM for a malformed value or if nothing changes.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     book = demo(Path(folder)).book
    ...     record, problems = preview_change(book, "gbr-ukr-2025-06-02-1", {"end": "2030-03-31"})
    ...     str(record.term.end), problems, book.get(record.id).term.end
    ('2030-03-31', (), None)
    """
    decisions, rates, today = book.decisions(), partial(rate_sets, book), latest_day(book.now)
    with book.register() as register:
        before, after = _restated(register, key, changes)
        findings = findings_of(register, [after], decisions, rates, today=today)
    return after, ordered((*_finer(before, after), *findings))


@of_book
def amend(book: Book, key: str, changes: ChangedFields, *, author: str, reason: str) -> Outcome:
    """State a record anew because the world changed.

    Args:
        book: where it is.
        key: its id.
        changes: headings with new texts (an empty one clears the field), or a JSON file with the whole record.
        author: who changes it.
        reason: why.

    Raises:
        Refused: REL if it is not there, FORM for a malformed value or if nothing changes, and whatever the checks find.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     end, why = {"end": "2030-03-31"}, "the minister named an end"
    ...     outcome = amend(book, "gbr-ukr-2025-06-02-1", end, author="Ann", reason=why)
    >>> outcome.revisions[0].action, str(outcome.revisions[0].record.term.end)
    ('amend', '2030-03-31')
    """
    return _restate(book, key, changes, "amend", author=author, reason=reason)


@of_book
def correct(book: Book, key: str, changes: ChangedFields, *, author: str, reason: str) -> Outcome:
    """State a record anew because we were wrong; the same rules as :func:`amend`.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     military = {"category": "military"}
    ...     outcome = correct(book, "gbr-ukr-2025-06-02-1", military, author="Ann", reason="read again")
    >>> outcome.revisions[0].action, outcome.revisions[0].record.category
    ('correct', 'military')
    """
    return _restate(book, key, changes, "correct", author=author, reason=reason)


@of_book
def withdraw(book: Book, key: str, *, author: str, reason: str) -> Outcome:
    """Take a record out of the book; its history stays.

    Raises:
        Refused: REL if it is not there or other records need it.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     outcome = withdraw(book, "gbr-ukr-2025-06-02-1", author="Ann", reason="it was a rumour")
    ...     outcome.revisions[0].action, len(book.records())
    ('withdraw', 3)
    """
    return Outcome((book.withdraw(key, author=author, reason=reason),))


@of_book
def restore(book: Book, key: str, *, author: str, reason: str) -> Outcome:
    """Bring a withdrawn record back as it was.

    Raises:
        Refused: REL if it was not withdrawn.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     _ = withdraw(book, "gbr-ukr-2025-06-02-1", author="Ann", reason="it was a rumour")
    ...     outcome = restore(book, "gbr-ukr-2025-06-02-1", author="Ann", reason="it was none")
    ...     outcome.revisions[0].action, len(book.records())
    ('restore', 4)
    """
    return Outcome((book.restore(key, author=author, reason=reason),))


def record_from_file(path: Path, key: str) -> Record:
    """Read one whole record from a JSON file.

    Args:
        path: the file.
        key: the id that it must have; it may be left out of the file.

    Raises:
        Refused: FILE if it cannot be read, FORM for what is wrong in it.
    """
    place = Place(file=path.name)
    values, problems = parse_json(_text_of(path), place)
    if values is None:
        raise Refused(problems)
    if values.setdefault("id", key) != key:
        found = f"the id {quoted(values['id'])}"
        raise Refused([_problem("FORM", place.at("id"), found, quoted(key), "name the record that the file states")])
    record, faults = parse_record(values, place)
    if record is None:
        raise Refused(faults)
    return record


def _restate(  # noqa: PLR0913 - the arguments of amend and correct, and which of them
    book: Book, key: str, changes: ChangedFields, action: Literal["amend", "correct"], *, author: str, reason: str
) -> Outcome:
    with book.writing(author=author, reason=reason) as posting:
        before, after = _restated(posting.register, key, changes)
        rates, today = partial(rate_sets_in, posting), latest_day(book.now)
        findings = findings_of(posting.register, [after], posting.decisions(), rates, today=today)
        warnings = stop_at_errors((*_finer(before, after), *findings))
        return Outcome((getattr(posting, action)(after),), warnings)


def _restated(register: Register, key: str, changes: ChangedFields) -> tuple[Record, Record]:
    """A record as it stands, and as it is to stand."""
    before = record_in(register, key)
    after = record_from_file(changes, key) if isinstance(changes, Path) else changed(before, changes)
    if after == before:
        same, expected = "the record as it stands", "at least one field that differs"
        raise Refused([_problem("FORM", Place(record=key), same, expected, "name what changes")])
    return before, after


def _finer(before: Record, after: Record) -> Iterator[Problem]:
    """What is said of digits below the smallest unit, where the sum is another than it was."""
    if before.amount != after.amount:
        yield from finer_figures([Draft(json.loads(dump_record(after)), Place(record=after.id))])


def _text_of(path: Path) -> str:
    typed = Place(file=str(path))
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise Refused([_problem("FILE", typed, "a very large file", "one record", "name another file")])
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        place = Place(file=path.name)
        raise Refused([_problem("FORM", place, "text that is not UTF-8", "UTF-8", "save it as UTF-8")]) from None
    except (OSError, ValueError) as fault:
        found = quoted(disk_words(fault))
        raise Refused([_problem("FILE", typed, found, "a JSON file", "check the path")]) from None


def _problem(code: str, place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, place, found, expected, remedy)

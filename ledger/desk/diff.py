"""Comparing two states of a book, two reports, or two releases of a source: the bridge between their totals."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ledger.audit import Bridged, State, bridge
from ledger.book import Book, Moment
from ledger.desk.books import of_book
from ledger.desk.importing import ids_of_source
from ledger.desk.issued import Issue, issued_reports
from ledger.desk.report import material_of, require_free
from ledger.desk.version import package_version
from ledger.foundation import Place, Problem, Refused, Severity, advice, as_day, parse_day, quoted
from ledger.presentation import Comparison, Language, Presentation, present
from ledger.render import draw_bridges
from ledger.reporting import Definition, GivenDefinition, Issued, Report, as_definition, definition_of

ENDS = advice(
    "a day such as 2025-06-02, entry:12, batch:3, issue:7, cutoff:2025-03-31, release:NAME with --source, or now",
)
_DIFF = Place(subject="diff")
_AGAINST = Place(argument="against")
_RELEASE = "release:"
_CUTOFF = "cutoff:"
_LISTED_BY = {
    "entry": "name an entry; `history ID` shows those of a record",
    "batch": "name an import; `imports` lists them",
    "issue": "name an issued report; `issued` lists them",
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
class Compared:
    """Two ends and the bridges between their totals.

    Args:
        opening: the first end.
        closing: the second.
        bridged: both reports, and a bridge per measure.
    """

    opening: End
    closing: End
    bridged: Bridged


@dataclass(frozen=True)
class _Asked:
    """Where an end of a comparison is looked for.

    Args:
        book: in which it is.
        place: of the argument that names it.
        source: only batches of this source; None for those of all.
    """

    book: Book
    place: Place
    source: str | None = None


@of_book
def compare(  # noqa: PLR0913 - both ends, both sets of rules and the source, named at every call
    book: Book,
    opening: str | date,
    closing: str | date = "now",
    *,
    report: GivenDefinition = "commitments",
    closing_report: GivenDefinition | None = None,
    source: str | None = None,
) -> Compared:
    """Explain how the totals of one state became those of another.

    Args:
        book: where both are.
        opening: a day (as the book stood at its end, UTC), ``entry:N``, ``batch:N`` (behind that import), ``issue:N``
            (an issued report, with its own rules), ``release:NAME`` (behind the newest batch of that release of the
            source), ``cutoff:DAY`` (the book as it is now, with what was announced by that day) or ``now``.
        closing: the same.
        report: the rules of both ends that are no issued report.
        closing_report: other rules for the second end.
        source: only what this source brought.

    Raises:
        Refused: FORM for an end that is none of these, two currencies, or ends in the wrong order; FILE for a source, a
            batch or an issue that is not there.
        TypeError: for an end that is neither text nor a day.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import create_book, import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = create_book(Path(place) / "book.db", author="Ann")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     found = compare(book, "entry:1", "now")
    >>> [(it.measure, str(it.opening), str(it.closing), it.agrees) for it in found.bridged.bridges]
    [('pledges', 'EUR 0.00', 'EUR 17,785,155,323.70', True)]
    """
    asked = _Asked(book, _DIFF, source)
    first, last = _end(asked, opening), _end(asked, closing)
    if book.head_at(first.moment)[0] > book.head_at(last.moment)[0]:
        found = f"{quoted(first.name)}, which is later than {quoted(last.name)}"
        raise Refused.of("FORM", _DIFF, found, "the earlier end first", "swap the two")
    rules = _rules(first, report), _rules(last, report if closing_report is None else closing_report)
    _require_one_currency(*rules, _DIFF)
    ids = None if source is None else ids_of_source(book, source)
    early, late = (_state(book, end, rule, ids) for end, rule in zip((first, last), rules, strict=True))
    return Compared(first, last, _bridged(book, early, late))


@of_book
def comparison_of(report: Report, book: Book) -> Comparison | None:
    """The earlier report that the definition of a report compares it with; None where it names none.

    Args:
        report: as it was made of the book.
        book: where both are.

    Raises:
        Refused: FORM for a day before the first entry or behind the state of the report, and for an issued report in
            another currency; FILE for an issue that is not there.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import build_report, demo, varied_report
    >>> with TemporaryDirectory() as folder:
    ...     book = demo(Path(folder)).book
    ...     rules = varied_report("commitments", against="cutoff:2025-03-31")
    ...     comparison_of(build_report(rules, book), book).cutoff
    datetime.date(2025, 3, 31)
    """
    rules = report.definition
    if rules.against is None:
        return None
    first = _earlier(_Asked(book, _AGAINST), rules.against, report)
    alone = rules.model_copy(update={"against": None})
    opening = _rules(first, alone)
    _require_one_currency(opening, alone, _AGAINST)
    closing = State(alone, material_of(book, report.issued))
    bridged = _bridged(book, _state(book, first, opening, None), closing)
    issue = first.issue.number if first.issue else None
    return Comparison(bridged, first.cutoff or bridged.opening.issued.as_of, issue)


def presentation_of(report: Report, book: Book, language: Language | None = None) -> Presentation:
    """A report as it is displayed, compared with the earlier one that its definition names.

    Args:
        report: as it was made of the book.
        book: where both are.
        language: of its words; by default that of its definition.

    Raises:
        Refused: as :func:`comparison_of` does.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     made = demo(Path(folder))
    ...     presentation_of(made.report, made.book).title
    'Commitments to Ukraine'
    """
    return present(report, language=language, comparison=comparison_of(report, book))


def _earlier(asked: _Asked, against: str, report: Report) -> End:
    """The earlier state, which no later one can be."""
    end = _end(asked, against)
    if end.cutoff is None:
        # What entered on that day behind an issued report, its own entry first, was not there when it was made.
        there = report.issued.number - 1 if report.issued.number else asked.book.entries
        if min(asked.book.head_at(end.moment)[0], there) > report.issued.entries:
            found = f"{quoted(end.name)}, which is later than the report"
            raise Refused.of("FORM", asked.place, found, "an earlier state of the book", "name an earlier one")
        return end if end.day is None else replace(end, moment=min(asked.book.head_at(end.day)[0], there))
    last = report.definition.cutoff or report.issued.as_of
    if end.cutoff > last:
        found, expected = f"{end.cutoff}, behind the report", f"a day of announcement up to {last}"
        raise Refused.of("FORM", asked.place, found, expected, "name an earlier one")
    return replace(end, moment=report.issued.entries)


def _require_one_currency(first: Definition, last: Definition, place: Place) -> None:
    if first.currency != last.currency:
        found = f"{first.currency} and {last.currency}"
        raise Refused.of(
            "FORM",
            place,
            found,
            "one currency at both ends",
            advice("give both reports the same --currency"),
        )


def _bridged(book: Book, early: State, late: State) -> Bridged:
    after, until = early.material.issued.entries, late.material.issued.entries
    revisions = [it for it in book.revisions() if after < it.seq <= until and it.id is not None]
    return bridge(early, late, revisions)


def write_comparison(compared: Compared, path: str | Path) -> Path:
    """Write the bridges as a workbook: a sheet with a waterfall chart per measure, and the rows of every step.

    Raises:
        Refused: FILE if it cannot be written, or another file is there.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import create_book, import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = create_book(Path(place) / "book.db", author="Ann")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     write_comparison(compare(book, "entry:1"), Path(place) / "since.xlsx").name
    'since.xlsx'
    """
    target = Path(path)
    require_free(target, "comparison")
    draw_bridges(compared.bridged, (compared.opening.name, compared.closing.name), target)
    return target


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


def _end(asked: _Asked, given: str | date) -> End:
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
        found = f"{day}, before the first entry"
        raise Refused.of("FORM", asked.place, found, f"a day from {_first_day(asked.book)} on", "choose a later day")
    last = max(asked.book.today, asked.book.last_recorded or asked.book.today)
    if day > last:
        found, expected = f"{day}, which is yet to come", f"a day up to {last}, or now"
        raise Refused.of("FORM", asked.place, found, expected, "choose an earlier day, or write now")
    return End(end, day, day=day)


def _numbered(asked: _Asked, end: str, kind: str, number: int) -> End:
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


def _release(asked: _Asked, end: str) -> End:
    name = end.removeprefix(_RELEASE).strip()
    batches = [it for it in asked.book.batches() if asked.source in (None, it.source)]
    fitting = [it for it in batches if name in (it.release, it.release.removeprefix("release ").strip())]
    if not fitting:
        expected = ", ".join(dict.fromkeys(f"release:{it.release}" for it in batches)) or "a release that was imported"
        raise Refused.of("FILE", asked.place, end, expected, "look at `imports`")
    return End(end, _last_of_batch(asked, fitting[-1].seq, end))


def _last_of_batch(asked: _Asked, number: int, end: str) -> int:
    if all(batch.seq != number for batch in asked.book.batches()):
        expected = ", ".join(f"batch:{it.seq}" for it in asked.book.batches()) or "an import"
        raise Refused.of("FILE", asked.place, end, expected, "look at `imports`")
    return max(it.seq for it in asked.book.revisions() if it.batch == number)


def _rules(end: End, report: GivenDefinition) -> Definition:
    if end.issue is not None:
        return definition_of(end.issue.facts.definition)
    rules = as_definition(report)
    return rules.varied(cutoff=str(end.cutoff)) if end.cutoff else rules


def _state(book: Book, end: End, rules: Definition, ids: Collection[str] | None) -> State:
    entries, head = book.head_at(end.moment)
    issued = Issued(head, entries, _day(book, end), package_version(), end.issue.number if end.issue else None)
    material = material_of(book, issued)
    own = tuple(record for record in material.records if ids is None or record.id in ids)
    return State(rules, replace(material, records=own))


def _day(book: Book, end: End) -> date:
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

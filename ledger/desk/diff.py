"""Comparing two states of a book, two reports, or two releases of a source: the bridge between their totals."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

# What draws is loaded by its name in its room, when it is asked for.
from ledger import render
from ledger.audit import Bridged, State, bridge
from ledger.book import Book
from ledger.desk.books import of_book, require_report
from ledger.desk.importing import ids_of_source
from ledger.desk.material import material_of
from ledger.desk.report import require_free
from ledger.desk.states import Asked, End, day_of, end_of
from ledger.desk.version import package_version
from ledger.foundation import Place, Refused, advice, quoted, require_kind
from ledger.presentation import Comparison
from ledger.reporting import Definition, GivenDefinition, Issued, Report, as_definition, definition_of

_DIFF = Place(subject="diff")
_AGAINST = Place(argument="against")


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
    with book.reading() as state:
        asked = Asked(state, _DIFF, source)
        first, last = end_of(asked, opening), end_of(asked, closing)
        if state.head_at(first.moment)[0] > state.head_at(last.moment)[0]:
            found = f"{quoted(first.name)}, which is later than {quoted(last.name)}"
            raise Refused.of("FORM", _DIFF, found, "the earlier end first", "swap the two")
        rules = _rules(first, report), _rules(last, report if closing_report is None else closing_report)
        _require_one_currency(*rules, _DIFF)
        ids = None if source is None else ids_of_source(state, source)
        early, late = (_state(state, end, rule, ids) for end, rule in zip((first, last), rules, strict=True))
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
    require_report(report)
    rules = report.definition
    if rules.against is None:
        return None
    first = _earlier(Asked(book, _AGAINST), rules.against, report)
    alone = rules.model_copy(update={"against": None})
    opening = _rules(first, alone)
    _require_one_currency(opening, alone, _AGAINST)
    closing = State(alone, material_of(book, report.issued))
    bridged = _bridged(book, _state(book, first, opening, None), closing)
    issue = first.issue.number if first.issue else None
    return Comparison(bridged, first.cutoff or bridged.opening.issued.as_of, issue, _internal(bridged.opening, closing))


def _internal(opening: Report, closing: State) -> frozenset[str]:
    """The records of an earlier report that the later one may not name: by then they are for the house only."""
    if closing.definition.handling == "internal":
        return frozenset()
    internal = {record.id for record in closing.material.records if record.handling == "internal"}
    return frozenset(row.record.id for row in opening.rows if {row.record.id, row.commitment.id} & internal)


def _earlier(asked: Asked, against: str, report: Report) -> End:
    """The earlier state, which no later one can be."""
    end = end_of(asked, against)
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
        TypeError: for what is no comparison.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import create_book, import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = create_book(Path(place) / "book.db", author="Ann")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     write_comparison(compare(book, "entry:1"), Path(place) / "since.xlsx").name
    'since.xlsx'
    """
    require_kind(compared, Compared, "compared is what desk.compare gives")
    target = Path(path)
    require_free(target, "comparison")
    render.draw_bridges(compared.bridged, (compared.opening.name, compared.closing.name), target)
    return target


def _rules(end: End, report: GivenDefinition) -> Definition:
    if end.issue is not None:
        return definition_of(end.issue.facts.definition)
    rules = as_definition(report)
    return rules.varied(cutoff=str(end.cutoff)) if end.cutoff else rules


def _state(book: Book, end: End, rules: Definition, ids: Collection[str] | None) -> State:
    entries, head = book.head_at(end.moment)
    issued = Issued(head, entries, day_of(book, end), package_version(), end.issue.number if end.issue else None)
    material = material_of(book, issued)
    own = tuple(record for record in material.records if ids is None or record.id in ids)
    return State(rules, replace(material, records=own))

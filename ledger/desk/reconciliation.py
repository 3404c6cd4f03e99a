"""Reconcile: the totals that a file publishes, beside those of the book's records, donor by donor."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ledger.audit import (
    Agreement,
    ComparedFigure,
    Variants,
    Varied,
    before_imports,
    compare_figures,
    differences_of,
    earlier_records,
    explain_differences,
    measure_named,
    revalued,
)
from ledger.book import Book
from ledger.desk.books import of_book
from ledger.desk.explained_difference import ExplainedDifference, in_money
from ledger.desk.importing import ids_of_source
from ledger.desk.material import material_of
from ledger.desk.version import package_version
from ledger.foundation import Place, Problem, Refused, Severity, advice, errors, grouped, ordered, quoted
from ledger.intake import Published, encoding_of, read_published
from ledger.rates import Basis
from ledger.records import Record, Transaction
from ledger.reporting import (
    Boundary,
    Definition,
    Issued,
    Material,
    Report,
    Row,
    build,
    counted,
    raised,
    severities_set,
)
from ledger.totals import MEASURES, Measure
from ledger.valuation import stage_of


@dataclass(frozen=True)
class Reconciliation:
    """The published totals of a file and ours.

    Args:
        published: what the file says.
        basis: the rule that picked the rates of our figures.
        source: whose records of the book were added; empty for all of them.
        lines: donor by donor and category by category, in the order of the file.
        totals: of the donors in the file, by category and together.
        apart: our sums of donors that the file does not list.
        everything: our sum of all records, those of ``apart`` too.
        others: our sums by the other measures that the book holds something of, and that are not compared.
        problems: FOOT for each difference beyond the tolerance, what kept records out of the figures compared, and
            warnings of the file, such as PARTY for a donor that no list knows; where the figures are not the same, all
            errors of the records compared as well, since one of them may be the cause.
        other_errors: how many errors these records have that keep nothing out of figures that are the same.
        explained: each of these differences with all that would explain it, the largest first; totals that
            are explained by what differs below them come last.
    """

    published: Published
    basis: Basis
    source: str
    lines: tuple[Agreement, ...]
    totals: tuple[Agreement, ...]
    apart: tuple[Agreement, ...]
    everything: Agreement
    others: Mapping[Measure, Agreement]
    problems: tuple[Problem, ...] = ()
    explained: tuple[ExplainedDifference, ...] = ()
    other_errors: int = 0

    @property
    def agrees(self) -> bool:
        """Whether all figures are compared, none differs by more than the tolerance, and every record was counted.

        The severities set in the book do not matter here, nor do findings that change no figure.
        """
        return self.is_same and not errors(self.problems)

    @property
    def is_same(self) -> bool:
        """Whether all figures are compared and none differs, every sum in them with a rate."""
        is_open = any(it.added.not_converted or it.doubt for it in (*self.lines, *self.totals))
        return not self.differing and not is_open

    @property
    def differing(self) -> tuple[Agreement, ...]:
        """The figures that differ from the published one by more than the tolerance."""
        tolerance = self.published.tolerance
        compared = (*self.lines, *self.totals)
        return tuple(it for it in compared if it.difference is not None and abs(it.difference) > tolerance)


@of_book
def reconcile(  # noqa: PLR0913 - each is one thing that the user says, named at every call
    book: Book,
    path: str | Path,
    *,
    basis: str | Basis | None = None,
    source: str | None = None,
    measure: str | None = None,
    horizon: date | None = None,
    encoding: str | None = None,
) -> Reconciliation:
    r"""Compare the totals that a file publishes with those of the book's records.

    Args:
        book: with the records that the totals are about.
        path: the file, such as a workbook of the Kiel tracker, whose sheet "Country Summary" is read.
        basis: rule that picks the rates; by default the table of rates of that same release, if the book has it. There
            is no other default, and none is needed where every record is in the currency of the file.
        source: only what this source has brought; by default the source of the file, if the book has a batch of
            it, else all records.
        measure: what is compared, one of :data:`ledger.totals.MEASURES`; by default what the file is about.
        horizon: last day up to which terms are counted.
        encoding: of a CSV file that is not UTF-8, such as windows-1251.

    Raises:
        Refused: FILE or FORM for a file without totals, FORM for a basis or measure that is none, FX-GAP where no
            basis is named and the book has no table of the release, FILE for an unknown source or a book without
            records.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "commitments.jsonl", author="Ann")
    ...     table = Path(place) / "totals.csv"
    ...     _ = table.write_text("donor,figure,currency\nJapan,64380000000,JPY\n", encoding="utf-8")
    ...     reconciliation = reconcile(book, table, basis="announced")
    >>> [(line.name, line.ours, line.difference) for line in reconciliation.lines]
    [('Japan', Decimal('64380000000'), Decimal('0'))]
    """
    published, doubts = _published(Path(path), measure, encoding)
    brought_by, records = _records(book, published, source)
    material = _material(book, records)
    report = build(_definition(published, _basis(basis) or _own_basis(published, material), horizon), material)
    reconciliation = _reconciled(published, brought_by, report)
    listed, other_errors = _errors_of_records(reconciliation, report)
    doubts = raised(doubts, severities_set(material.decisions))
    problems = (*doubts, *ordered(listed), *counted(_differences(reconciliation), material.decisions))
    explained = _explained(book, reconciliation, report, material)
    return replace(reconciliation, problems=problems, explained=explained, other_errors=other_errors)


def _basis(named: str | Basis | None) -> Basis | None:
    return None if named is None else Basis.parse(str(named))


def _published(path: Path, measure: str | None, encoding: str | None) -> tuple[Published, tuple[Problem, ...]]:
    """The totals of a file, to be compared by the measure that is named, and what is odd about them."""
    if measure is not None and measure not in MEASURES:
        expected = f"one of {', '.join(MEASURES)}"
        raise Refused.of("FORM", Place(argument="measure"), quoted(measure), expected, "choose one of these")
    published, doubts = read_published(path, None if encoding is None else encoding_of(encoding))
    if published is None:
        raise Refused(errors(doubts))
    return published.measured(measure), doubts


def _reconciled(published: Published, source: str, report: Report) -> Reconciliation:
    """All figures side by side, without what explains them."""
    comparison = compare_figures(published, report)
    return Reconciliation(
        published=published,
        basis=Basis.parse(report.definition.basis),
        source=source,
        lines=comparison.lines,
        totals=comparison.totals,
        apart=comparison.apart,
        everything=comparison.everything,
        others=comparison.others,
    )


def _explained(
    book: Book, reconciliation: Reconciliation, report: Report, material: Material
) -> tuple[ExplainedDifference, ...]:
    differing = reconciliation.differing
    if not differing:
        return ()
    compared = [ComparedFigure(it.donor, it.name, it.category, it.difference) for it in differing if it.difference]
    variants = _variants(book, reconciliation, report.definition, material)
    differences = differences_of(reconciliation.published, report, compared, variants)
    return tuple(in_money(it, reconciliation.published.currency) for it in explain_differences(differences))


def _variants(book: Book, reconciliation: Reconciliation, definition: Definition, material: Material) -> Variants:
    """Our figures by other rules, with other revisions of their records, and as the book once stood."""
    ids = _ids_of(book, reconciliation.source)

    def is_ours(record: Record) -> bool:
        return record.id in ids and _is_within(record, reconciliation.published.within)

    def report(records: tuple[Record, ...]) -> Report:
        return build(definition, replace(material, records=records))

    states = [it for it in earlier_records(book.revisions()) if is_ours(it.record)]
    moments = ((name, tuple(filter(is_ours, records))) for name, records in before_imports(book))
    before = tuple((name, report(records)) for name, records in moments if records)
    return Variants(_rebased(definition, material), revalued(states, material.records, report), before)


def _rebased(definition: Definition, material: Material) -> tuple[Varied, ...]:
    """Our figures by the other rules that need no day to be named, and by the tables that the book has."""
    if _is_in(definition.currency, material.records):
        return ()
    tables = [f"table:{rates.name}" for rates in material.rate_sets if rates.kind == "table"]
    others = [name for name in ("announced", "month", "year", *tables) if name != definition.basis]
    return tuple((name, build(definition.varied(basis=name), material)) for name in others)


def _own_basis(published: Published, material: Material) -> Basis:
    if published.table and any(rates.name == published.table for rates in material.rate_sets):
        return Basis.parse(f"table:{published.table}")
    # Without a sum to convert no rate is picked, whatever the basis.
    if _is_in(published.currency, material.records):
        return Basis("announced")
    found = f"no basis, and no table of rates {published.table or 'of its own'} in the book"
    remedy = advice(
        "add --basis announced to compare by the rules of your report, name the rule of the file, such as "
        "window:2022-09-06..2022-10-06,round=quoted, or import that release first",
    )
    expected = "the rule that picks the rates"
    raise Refused.of("FX-GAP", published.place, found, expected, remedy)


def _is_in(currency: str, records: Iterable[Record]) -> bool:
    return all(record.amount.currency in (None, currency) for record in records)


def _records(book: Book, published: Published, source: str | None) -> tuple[str, tuple[Record, ...]]:
    """The records to add, and which source they are limited to."""
    known = {batch.source for batch in book.batches()}
    limit = source if source is not None else published.source if published.source in known else ""
    ids = _ids_of(book, limit)
    records = tuple(record for record in book.records() if record.id in ids)
    if not records:
        found = f"no records of {limit}" if limit else "an empty book"
        remedy = "import the file whose totals these are"
        raise Refused.of("FILE", Place(file=str(book.path)), found, "records to add up", remedy)
    return limit, tuple(record for record in records if _is_within(record, published.within))


def _ids_of(book: Book, source: str) -> frozenset[str]:
    return ids_of_source(book, source) if source else book.ids()


def _is_within(record: Record, days: tuple[date, date] | None) -> bool:
    """Whether all of a record's money is for the time that the totals are about."""
    if days is None or isinstance(record, Transaction):
        return True
    start = record.term.start or record.announced
    return days[0] <= start and (record.term.end or start) <= days[1]


def _material(book: Book, records: tuple[Record, ...]) -> Material:
    day = book.last_recorded
    if day is None:
        raise AssertionError("a book with records has entries")
    entries, head = book.head_at(day)
    return replace(material_of(book, Issued(head, entries, day, package_version())), records=records)


def _definition(published: Published, basis: Basis, horizon: date | None) -> Definition:
    return Definition(
        name="reconcile",
        title="Reconciliation",
        currency=published.currency,
        basis=str(basis),
        horizon=horizon,
        boundary=Boundary(recipients=published.recipients),
    )


def _errors_of_records(reconciliation: Reconciliation, report: Report) -> tuple[list[Problem], int]:
    """What keeps sums out of the figures compared or makes them doubtful, and how many errors change none of them.

    Where the figures are not the same, any error of a record may tell why, and all are listed.
    """
    others = _not_compared(reconciliation.published, report)
    records = {row.record.id for row in report.rows}
    lacking = {line.record.id for line in report.lines if line.status == "not_converted"}
    lacking |= {row.record.id for row in report.rows if row.schedule is None and row.left_out is None}
    kept_out: list[Problem] = []
    beside: list[Problem] = []
    for finding in report.findings:
        key = finding.problem.place.record
        if Severity.ERROR in (finding.own, finding.problem.severity) and key not in others:
            (beside if key in records - lacking else kept_out).append(finding.problem)
    return (kept_out, len(beside)) if reconciliation.is_same else ([*kept_out, *beside], 0)


def _not_compared(published: Published, report: Report) -> frozenset[str]:
    """The records that stand in none of the figures compared: of another measure, or of no line of the table."""
    stages = MEASURES[measure_named(published.measure)]
    return frozenset(
        row.record.id
        for row in report.rows
        if stage_of(row.record, row.commitment) not in stages
        or not any(published.covers(it, row.commitment.category) for it in _givers(row))
    )


def _givers(row: Row) -> list[str]:
    return [it.label for it in row.portions] or [row.commitment.given_by]


def _differences(reconciliation: Reconciliation) -> Iterator[Problem]:
    published, currency = reconciliation.published, reconciliation.published.currency
    doubtful = [line for line in reconciliation.lines if line.doubt]
    for line in (*reconciliation.differing, *doubtful):
        if line.published is None:
            continue
        place = Place(subject=":".join(filter(None, (line.name, line.category)))).within(published.place)
        lacking = f", and {line.added.not_converted} records without a rate" if line.added.is_partial else ""
        ours = line.doubt or line.added.unknown or f"{currency} {grouped(line.ours)}{lacking}"
        expected = f"{currency} {grouped(line.published)}, within {grouped(published.tolerance)}"
        remedy = "look for records that were changed, withdrawn or not converted, or name the basis of the file"
        if line.doubt:
            remedy = "write the code of the donor in the table, such as NOR: until then the figure is not compared"
        yield Problem("FOOT", Severity.ERROR, place, ours, expected, remedy)

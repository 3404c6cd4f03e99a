"""Reconciling: the totals that a file publishes, beside those of the book's records, donor by donor."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from ledger.audit import Explained, explain_differences
from ledger.book import Book
from ledger.desk.book_rates import rate_sets
from ledger.desk.causes import ComparedFigure, Variants, Varied, differences_of
from ledger.desk.earlier import before_imports, earlier_records, revalued
from ledger.desk.reports import package_version
from ledger.foundation import EXACT, Problem, Refused, Severity, errors, exact_sum, from_minor, grouped, quoted
from ledger.intake import ALL_CATEGORIES as ALL
from ledger.intake import Published, read_published
from ledger.rates import BASES, Basis
from ledger.records import CURRENCIES, Record, Transaction, party_name
from ledger.reporting import Boundary, Definition, Issued, Material, Report, build
from ledger.totals import MEASURES, Measure, Sum, sums


@dataclass(frozen=True)
class Agreement:
    """One published figure beside ours, both in the currency of the file.

    Args:
        donor: key of the donor; empty for a total of all donors.
        name: of the donor as the file writes it, or as we do where the file does not list it.
        category: such as ``military``; ``total`` for all together.
        stated: the published figure as the file writes it, in its own unit; None where it says none.
        published: the same in whole units of the currency.
        ours: sum of the records with a figure.
        records: how many records that are.
        without_figure: how many records stand beside it without a figure; they are unknown, not zero.

    >>> Agreement("DEU", "Germany", "military", Decimal("1.2"), Decimal(12), Decimal("12.01"), 3, 0).difference
    Decimal('0.01')
    """

    donor: str
    name: str
    category: str
    stated: Decimal | None
    published: Decimal | None
    ours: Decimal
    records: int
    without_figure: int

    @property
    def difference(self) -> Decimal | None:
        """Ours less the published one; None where nothing is published."""
        return None if self.published is None else EXACT.subtract(self.ours, self.published)


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
        problems: FOOT for each difference beyond the tolerance, what kept records from being converted, and warnings of
            the file, such as PARTY for a donor that no list knows.
        explained: each of these differences with all that would explain it, the largest first; totals that are told by
            what differs below them come last.
    """

    published: Published
    basis: Basis
    source: str
    lines: tuple[Agreement, ...]
    totals: tuple[Agreement, ...]
    apart: tuple[Agreement, ...]
    everything: Agreement
    problems: tuple[Problem, ...]
    explained: tuple[Explained, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether no figure differs by more than the tolerance and every record was converted."""
        return not errors(self.problems)


def reconcile(
    book: Book, path: str | Path, *, basis: str | Basis | None = None, source: str | None = None
) -> Reconciliation:
    r"""Compare the totals that a file publishes with those of the book's records.

    Args:
        book: with the records that the totals are about.
        path: the file, such as a workbook of the Kiel tracker, whose sheet "Country Summary" is read.
        basis: rule that picks the rates; by default the table of rates of that same release, if the book has it. There
            is no other default, and none is needed where every record is in the currency of the file.
        source: only what this source has brought; by default the source of the file, if the book has a batch of
            it, else all records.

    Raises:
        Refused: FILE or FORM for a file without totals, FORM for a basis that is none, FX-GAP where no basis is named
            and the book has no table of the release, FILE for an unknown source or a book without records.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "commitments.jsonl", author="Ann")
    ...     table = Path(place) / "totals.csv"
    ...     _ = table.write_text("donor,figure,currency\nJapan,64380000000,JPY\n", encoding="utf-8")
    ...     found = reconcile(book, table, basis="announced")
    >>> [(line.name, line.ours, line.difference) for line in found.lines]
    [('Japan', Decimal('64380000000'), Decimal('0'))]
    """
    named = None if basis is None else _basis(str(basis))
    published, problems = read_published(Path(path))
    if published is None:
        raise Refused(errors(problems))
    brought_by, records = _records(book, published, source)
    material = _material(book, records)
    chosen = named or _own_basis(published, material)
    report = _report(published, chosen, material)
    comparison = _compare(published, report)
    found = replace(
        comparison,
        basis=chosen,
        source=brought_by,
        problems=(*problems, *errors(report.problems), *_differences(comparison)),
    )
    if not any(_differing(comparison)):
        return found
    differences = differences_of(published, report, tuple(_compared(found)), _variants(book, found, material))
    return replace(found, explained=explain_differences(differences))


def _basis(text: str) -> Basis:
    try:
        return Basis.parse(text)
    except ValueError:
        problem = Problem("FORM", Severity.ERROR, "basis", quoted(text), BASES, "choose one of these bases")
        raise Refused([problem]) from None


def _variants(book: Book, found: Reconciliation, material: Material) -> Variants:
    """Our figures by other rules, with other revisions of their records, and as the book once stood."""
    published, ids = found.published, _ids_of(book, found.source)
    rebased = _rebased(published, found.basis, material)

    def is_ours(record: Record) -> bool:
        return record.id in ids and _is_within(record, published.within)

    def report(records: tuple[Record, ...]) -> Report:
        return _report(published, found.basis, replace(material, records=records))

    states = [it for it in earlier_records(book.revisions()) if is_ours(it.record)]
    moments = ((name, tuple(filter(is_ours, records))) for name, records in before_imports(book))
    before = tuple((name, report(records)) for name, records in moments if records)
    return Variants(rebased, revalued(states, material.records, report), before)


def _rebased(published: Published, chosen: Basis, material: Material) -> tuple[Varied, ...]:
    """Our figures by the other rules that need no day to be named, and by the tables that the book has."""
    if _is_in(published.currency, material.records):
        return ()
    tables = [f"table:{rates.name}" for rates in material.rate_sets if rates.kind == "table"]
    others = [name for name in ("announced", "month", "year", *tables) if name != str(chosen)]
    return tuple((name, _report(published, Basis.parse(name), material)) for name in others)


def _differing(comparison: Reconciliation) -> Iterator[Agreement]:
    tolerance = comparison.published.tolerance
    for line in (*comparison.lines, *comparison.totals):
        if line.difference is not None and abs(line.difference) > tolerance:
            yield line


def _compared(comparison: Reconciliation) -> Iterator[ComparedFigure]:
    for line in _differing(comparison):
        if line.difference is not None:
            yield ComparedFigure(line.donor, line.name, line.category, line.difference)


def _own_basis(published: Published, material: Material) -> Basis:
    if published.table and any(rates.name == published.table for rates in material.rate_sets):
        return Basis.parse(f"table:{published.table}")
    # Without a sum to convert no rate is picked, whatever the basis.
    if _is_in(published.currency, material.records):
        return Basis("announced")
    found = f"no basis, and no table of rates {published.table or 'of its own'} in the book"
    remedy = (
        "name the rule with --basis, such as window:2022-09-06..2022-10-06,round=quoted, or import that release first"
    )
    wanted = "the rule that picks the rates"
    raise Refused([Problem("FX-GAP", Severity.ERROR, published.place, found, wanted, remedy)])


def _is_in(currency: str, records: Iterable[Record]) -> bool:
    return all(record.amount.currency in (None, currency) for record in records)


def _records(book: Book, published: Published, source: str | None) -> tuple[str, tuple[Record, ...]]:
    """The records to add, and which source they are limited to."""
    names = tuple(dict.fromkeys(batch.source for batch in book.batches()))
    if source is not None and source not in names:
        wanted = f"a source of the book: {', '.join(names) or 'it has none'}"
        remedy = "name another source, or leave it out"
        raise Refused([Problem("FILE", Severity.ERROR, "source", quoted(source), wanted, remedy)])
    limit = source or (published.source if published.source in names else "")
    ids = _ids_of(book, limit)
    records = tuple(record for record in book.records() if record.id in ids)
    if not records:
        found = f"no records of {limit}" if limit else "an empty book"
        remedy = "import the file whose totals these are"
        raise Refused([Problem("FILE", Severity.ERROR, str(book.path), found, "records to add up", remedy)])
    return limit, tuple(record for record in records if _is_within(record, published.within))


def _ids_of(book: Book, source: str) -> frozenset[str | None]:
    """The ids of all records that a source has brought, or of any where none is named; of withdrawn ones too."""
    if not source:
        return frozenset(book.ids())
    own = {batch.seq for batch in book.batches() if batch.source == source}
    return frozenset(revision.id for revision in book.revisions() if revision.batch in own)


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
    return Material(records, rate_sets(book, day), Issued(head, entries, day, package_version()))


def _report(published: Published, basis: Basis, material: Material) -> Report:
    definition = Definition(
        name="reconcile",
        title="Reconciliation",
        currency=published.currency,
        basis=str(basis),
        boundary=Boundary(recipients=published.recipients),
    )
    return build(definition, material)


def _measure(text: str) -> Measure:
    return next(measure for measure in MEASURES if measure == text)


def _compare(published: Published, report: Report) -> Reconciliation:
    measure = _measure(published.measure)
    by_category: Mapping[tuple[str, ...], Sum] = sums(report.pieces, ("donor", "category"), measure)
    by_donor = sums(report.pieces, ("donor",), measure)
    found = dict(by_category) | {(donor, ALL): total for (donor,), total in by_donor.items()}
    whole = {row.donor for row in published.rows if ALL in row.figures}
    listed = {(row.donor, category) for row in published.rows for category in row.figures}
    lines = tuple(
        _agreement(published, (row.donor, row.name, category), figure, found.get((row.donor, category)))
        for row in published.rows
        for category, figure in row.figures.items()
    )
    apart = tuple(
        _agreement(published, (donor, party_name(donor), category), None, its)
        for (donor, category), its in by_category.items()
        if published.rows and donor not in whole and (donor, category) not in listed
    )
    everything = _agreement(published, ("", "", ALL), None, sums(report.pieces, (), measure).get(()))
    totals = tuple(_totals(published, lines, everything))
    return Reconciliation(published, Basis("announced"), "", lines, totals, apart, everything, ())


def _totals(published: Published, lines: tuple[Agreement, ...], everything: Agreement) -> Iterator[Agreement]:
    for category, figure in published.totals.items():
        yield _added(published, category, figure, [line for line in lines if line.category == category])
    if published.total is not None:
        yield _added(published, ALL, published.total, _apart(lines) if published.rows else [everything])


def _apart(lines: tuple[Agreement, ...]) -> list[Agreement]:
    """The lines that add up to the whole: of a donor with a total its total, else its categories."""
    whole = {line.donor for line in lines if line.category == ALL}
    return [line for line in lines if line.category == ALL or line.donor not in whole]


def _added(published: Published, category: str, figure: Decimal, lines: list[Agreement]) -> Agreement:
    return Agreement(
        donor="",
        name="",
        category=category,
        stated=figure,
        published=_whole(figure, published.unit),
        ours=exact_sum(line.ours for line in lines),
        records=sum(line.records for line in lines),
        without_figure=sum(line.without_figure for line in lines),
    )


def _agreement(
    published: Published, where: tuple[str, str, str], stated: Decimal | None, found: Sum | None
) -> Agreement:
    digits = CURRENCIES[published.currency].minor_units
    donor, name, category = where
    return Agreement(
        donor=donor,
        name=name,
        category=category,
        stated=stated,
        published=None if stated is None else _whole(stated, published.unit),
        ours=from_minor(found.figures.central if found else 0, digits),
        records=found.records if found else 0,
        without_figure=found.without_figure if found else 0,
    )


def _whole(figure: Decimal, unit: int) -> Decimal:
    """A figure in whole units of its currency, without zeros behind its last digit."""
    exact = EXACT.multiply(figure, unit)
    return exact.to_integral_value() if exact == exact.to_integral_value() else EXACT.normalize(exact)


def _differences(comparison: Reconciliation) -> Iterator[Problem]:
    published = comparison.published
    currency = published.currency
    for line in _differing(comparison):
        if line.published is None:
            continue
        place = ":".join(filter(None, (published.place, line.name, line.category)))
        wanted = f"{currency} {grouped(line.published)}, within {grouped(published.tolerance)}"
        remedy = "look for records that were changed, withdrawn or not converted, or name the basis of the file"
        yield Problem("FOOT", Severity.ERROR, place, f"{currency} {grouped(line.ours)}", wanted, remedy)

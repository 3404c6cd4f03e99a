"""From figures that differ to what the search for causes needs: records, earlier revisions of them, other rates."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from ledger.audit.reconcile.differences import ComparedItem, Difference
from ledger.audit.reconcile.figures import measure_named, others_held, whole_units
from ledger.audit.reconcile.revisions import Revalued
from ledger.foundation import exact_sum, grouped, round_half_up
from ledger.intake import ALL_CATEGORIES, Published
from ledger.records import CURRENCIES, party_name
from ledger.reporting import Report
from ledger.totals import MEASURES
from ledger.valuation import donor_of

Varied = tuple[str, Report]
"""What other rates or an earlier state of the book are called, and the same report with them."""


@dataclass(frozen=True)
class ComparedFigure:
    """A figure that differs.

    Args:
        donor: key; empty for a total.
        name: of the donor, as the file writes it.
        category: such as ``military``, or ``total``.
        difference: ours less the published one, in whole units of the currency.

    >>> ComparedFigure("DEU", "Germany", "military", Decimal(5)).label
    'Germany, military'
    """

    donor: str
    name: str
    category: str
    difference: Decimal

    @property
    def label(self) -> str:
        """What the figure is of."""
        return f"{self.name or 'all donors'}, {self.category}"


@dataclass(frozen=True)
class _Counted:
    """A record with its figure in one measure, or beside it; one without a rate with its sum in its own currency."""

    id: str
    donor: str
    category: str
    currency: str
    stage: str
    figure: int
    counts: bool
    sum_in_words: str = ""


@dataclass(frozen=True)
class _PublishedLine:
    """What a file says of a donor and a category, in whole units of the currency, and what it is called."""

    donor: str
    category: str
    label: str
    figure: Decimal


@dataclass(frozen=True)
class _Known:
    """What is known of all figures of a table.

    Args:
        records: with their figures.
        unconverted: those without a rate, with their sums at par.
        rebased: the figures of the same records with other rates, by what these are called.
        earlier: earlier revisions, each with the figures of all records that hang on it.
        before: the records at earlier moments, by what these are called.
        measured: the records by other measures, by what these are called.
        beside: the records by measures that have nothing in common with the one compared, by their names.
        published: the lines of the table.
        differing: what those figures are of that differ.
        listed: the donors of the table; none where it has only totals.
        whole: those of them with a total of their own.
        scale: minor units in a whole one.
        tolerance: in minor units.
    """

    records: Sequence[_Counted]
    unconverted: Sequence[_Counted]
    rebased: Mapping[str, Mapping[str, int]]
    earlier: Sequence[tuple[Revalued, Sequence[_Counted]]]
    before: Mapping[str, Sequence[_Counted]]
    measured: Mapping[str, Sequence[_Counted]]
    beside: Mapping[str, Sequence[_Counted]]
    published: Sequence[_PublishedLine]
    differing: set[str]
    listed: set[str]
    whole: set[str]
    scale: int
    tolerance: int


@dataclass(frozen=True)
class Variants:
    """What else our figures could be.

    Args:
        rebased: all of them with other rates.
        earlier: with an earlier revision of one record.
        before: with the book at an earlier moment.
    """

    rebased: Sequence[Varied]
    earlier: Sequence[Revalued]
    before: Sequence[Varied]


def differences_of(
    published: Published, report: Report, compared: Sequence[ComparedFigure], variants: Variants
) -> tuple[Difference, ...]:
    """Each figure that differs, in minor units, with the records and revisions that may be the cause."""
    scale = 10 ** CURRENCIES[published.currency].minor_units
    records = _counted(report, published.measure)
    others = {f"the basis {name}": _figures(_counted(again, published.measure)) for name, again in variants.rebased}
    known = _Known(
        records,
        tuple(_without_rate(report, published.measure, scale)),
        others | {"nothing converted": _unconverted(report, records, scale)},
        tuple((it, _counted(it.report, published.measure)) for it in variants.earlier),
        {name: _counted(then, published.measure) for name, then in variants.before},
        {f"the measure {it}": _counted(report, it) for it in report.totals if it != published.measure},
        {it.replace("_", " "): _counted(report, it) for it in others_held(report, measure_named(published.measure))},
        tuple(_published_lines(published)),
        {it.label for it in compared},
        {row.donor for row in published.rows},
        {row.donor for row in published.rows if ALL_CATEGORIES in row.figures},
        scale,
        ceil(published.tolerance * scale),
    )
    return tuple(_difference(it, known, compared) for it in compared)


def _difference(compared: ComparedFigure, known: _Known, all_compared: Sequence[ComparedFigure]) -> Difference:
    inside = _within(compared, known.records, known.listed)
    total = _total(inside)
    outside = [
        record
        for record in known.records
        if not (record.counts and _is_within(compared, record, known.listed)) and _is_near(compared, record)
    ]
    parts = [part for part in all_compared if _is_part(part, compared, known.whole)]
    # What lies in a part is explained there, and does not explain what is left beside the parts.
    without_rate = [
        record
        for record in _within(compared, known.unconverted, known.listed)
        if not any(_is_within(part, record, known.listed) for part in parts)
    ]
    return Difference(
        label=compared.label,
        amount=_minor(compared.difference, known.scale),
        tolerance=known.tolerance,
        inside=tuple(ComparedItem(record.id, record.figure) for record in inside),
        outside=tuple(_outside(compared, outside)),
        unconverted=tuple(ComparedItem(record.id, record.figure, record.sum_in_words) for record in without_rate),
        groups=tuple(_groups(compared, inside)),
        rebased=dict(_changes(inside, known.rebased)),
        earlier=tuple(_earlier(compared, inside, known)),
        before=_totals_beside(compared, known.before, known.listed, total),
        measured=_totals_beside(compared, known.measured, known.listed, total),
        parts=tuple(ComparedItem(part.label, _minor(part.difference, known.scale)) for part in parts),
        lines=tuple(_lines(compared, inside, known)),
    )


def _minor(exact: Decimal, scale: int) -> int:
    return round_half_up(*(exact * scale).as_integer_ratio())


def _is_part(part: ComparedFigure, total: ComparedFigure, whole: set[str]) -> bool:
    """Whether a figure is added up in another: that of a donor in a total, that of a category in its donor's."""
    if not part.donor or part == total:
        return False
    if total.donor:
        return part.donor == total.donor and total.category == ALL_CATEGORIES
    if total.category == ALL_CATEGORIES:
        return (part.category == ALL_CATEGORIES) == (part.donor in whole)
    return part.category == total.category


def _earlier(compared: ComparedFigure, inside: Sequence[_Counted], known: _Known) -> Iterator[ComparedItem]:
    """By how much earlier revisions would change a figure, each alone."""
    now: defaultdict[str, int] = defaultdict(int)
    for record in inside:
        now[record.id] += record.figure
    for revalued, records in known.earlier:
        was = _total(_within(compared, records, known.listed))
        change = was - sum(now[key] for key in revalued.ids)
        if change:
            yield ComparedItem(revalued.earlier.record.id, change, revalued.earlier.words)


def _within(compared: ComparedFigure, records: Sequence[_Counted], listed: set[str]) -> list[_Counted]:
    return [record for record in records if _is_within(compared, record, listed)]


def _totals_beside(
    compared: ComparedFigure, others: Mapping[str, Sequence[_Counted]], listed: set[str], total: int
) -> dict[str, int]:
    """By how much a figure would change with other records in it, by what these are called."""
    return {name: _total(_within(compared, records, listed)) - total for name, records in others.items()}


_LACKS, _HAS = "is not in the published figure", "is in the published figure"
_TWICE = f"{_HAS} twice"


def _lines(compared: ComparedFigure, inside: Sequence[_Counted], known: _Known) -> Iterator[ComparedItem]:
    """What a reader sees as a line of its own and may have been left out of this figure, or put into it.

    A line of one record is left to that record, and a line of a whole donor to the donor.
    """
    yield from (ComparedItem(name, figure, _LACKS) for name, figure in _own_lines(compared, inside))
    for part in known.published:
        if _is_part_of(part, compared):
            figure, name = _minor(part.figure, known.scale), f"the published {part.label}"
            # A published line that equals ours is covered by ours.
            yield from [ComparedItem(name, figure, _LACKS)] if part.label in known.differing else []
            yield ComparedItem(name, -figure, _TWICE)
    for name, figure in _lines_beside(compared, known):
        yield ComparedItem(name, -figure, _HAS)


def _own_lines(compared: ComparedFigure, inside: Sequence[_Counted]) -> Iterator[tuple[str, int]]:
    """Our sums by type, and those of each donor by type, in a figure that adds up all types."""
    if compared.category != ALL_CATEGORIES:
        return
    by_type = _sums((f"{compared.name or 'all donors'}, {record.category}", record) for record in inside)
    by_donor = (
        {} if compared.donor else _sums((f"{party_name(record.donor)}, {record.category}", record) for record in inside)
    )
    yield from (by_type | by_donor).items()


def _lines_beside(compared: ComparedFigure, known: _Known) -> Iterator[tuple[str, int]]:
    """Our sums of what the table does not list, and of what the book holds by other measures."""
    for measure, records in known.beside.items():
        name = f"what the book holds of {measure}"
        yield name, _total(_within(compared, records, known.listed))
        if not compared.donor and compared.category == ALL_CATEGORIES:
            yield name, _total([record for record in records if record.counts])
    if compared.donor or not known.listed:
        return
    apart = [record for record in known.records if record.counts and record.donor not in known.listed]
    apart = [record for record in apart if compared.category in (ALL_CATEGORIES, record.category)]
    unlisted = "a donor that the table does not list"
    yield from _sums(
        (f"{party_name(record.donor)}, {record.category} ({unlisted})", record) for record in apart
    ).items()
    if len({record.donor for record in apart}) > 1:
        yield "all that the table does not list", _total(apart)


def _sums(named: Iterable[tuple[str, _Counted]]) -> dict[str, int]:
    """The sum of the records of each name, of several records only."""
    figures: defaultdict[str, list[int]] = defaultdict(list)
    for name, record in named:
        figures[name].append(record.figure)
    return {name: sum(several) for name, several in figures.items() if len(several) > 1}


def _published_lines(published: Published) -> Iterator[_PublishedLine]:
    for row in published.rows:
        for category, figure in row.figures.items():
            label = f"{row.name}, {category}"
            yield _PublishedLine(row.donor, category, label, whole_units(figure, published.unit))


def _is_part_of(part: _PublishedLine, total: ComparedFigure) -> bool:
    """Whether a published line is to be added up in a published total."""
    if total.donor:
        return part.donor == total.donor and total.category == ALL_CATEGORIES != part.category
    return total.category in (ALL_CATEGORIES, part.category)


def _total(records: Iterable[_Counted]) -> int:
    return sum(record.figure for record in records)


def _is_within(compared: ComparedFigure, record: _Counted, listed: set[str]) -> bool:
    if not record.counts or compared.category not in (ALL_CATEGORIES, record.category):
        return False
    return record.donor == compared.donor if compared.donor else record.donor in listed or not listed


def _is_near(compared: ComparedFigure, record: _Counted) -> bool:
    """Whether a record could be in a figure though it is not: of the same donor, or for a total of any other."""
    return (
        record.donor == compared.donor
        if compared.donor
        else record.counts and compared.category in (ALL_CATEGORIES, record.category)
    )


def _outside(compared: ComparedFigure, records: Sequence[_Counted]) -> Iterator[ComparedItem]:
    for record in records:
        where = record.category if record.counts else f"{record.category} as {record.stage}"
        yield ComparedItem(record.id, record.figure, where if compared.donor else party_name(record.donor))
    if not compared.donor:
        yield from (ComparedItem(name, figure, "no line of the table") for name, figure in _by_donor(records) if figure)


def _by_donor(records: Sequence[_Counted]) -> list[tuple[str, int]]:
    sums: defaultdict[str, list[int]] = defaultdict(list)
    for record in records:
        sums[party_name(record.donor)].append(record.figure)
    # A donor with one record is left out: that record is named already.
    return [(name, sum(figures)) for name, figures in sums.items() if len(figures) > 1]


def _groups(compared: ComparedFigure, records: Sequence[_Counted]) -> Iterator[ComparedItem]:
    if compared.donor:
        by_currency: defaultdict[str, list[int]] = defaultdict(list)
        for record in records:
            by_currency[record.currency].append(record.figure)
        several = {name: figures for name, figures in by_currency.items() if 1 < len(figures) < len(records)}
        yield from (ComparedItem(f"all in {name}", sum(figures)) for name, figures in several.items())
        return
    whole: defaultdict[str, int] = defaultdict(int)
    for record in records:
        whole[party_name(record.donor)] += record.figure
    yield from (ComparedItem(name, figure) for name, figure in whole.items())


def _changes(records: Sequence[_Counted], others: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[str, int]]:
    """How much other rates change a figure: of all currencies, and of each alone."""
    for name, figures in others.items():
        changes: defaultdict[str, int] = defaultdict(int)
        for record in records:
            changes[record.currency] += figures.get(record.id, 0) - record.figure
        moved = {currency: change for currency, change in changes.items() if change}
        yield name, sum(moved.values())
        if len(moved) > 1:
            yield from ((f"{name} in {currency} alone", change) for currency, change in moved.items())


def _figures(records: Sequence[_Counted]) -> dict[str, int]:
    return {it.id: it.figure for it in records}


def _unconverted(report: Report, records: Sequence[_Counted], scale: int) -> dict[str, int]:
    """The figures of the records as they stand in their own currencies, as if those were the published one."""
    known = {it.id for it in records if it.counts}
    at_par: defaultdict[str, int] = defaultdict(int)
    for line in report.lines:
        if line.record.id in known and line.figures is not None and line.instalment.amount is not None:
            at_par[line.record.id] += _minor(line.instalment.amount.central, scale)
    return at_par


def _without_rate(report: Report, measure: str, scale: int) -> Iterator[_Counted]:
    """The records of a measure that lack a rate, with what they lack it for as if it were in the published currency."""
    signs = MEASURES[measure_named(measure)]
    commitments = {row.record.id: row.commitment for row in report.rows}
    sums: defaultdict[tuple[str, str, str, str, str], list[Decimal]] = defaultdict(list)
    for line in report.lines:
        if line.status == "not_converted" and line.stage in signs and line.instalment.amount is not None:
            commitment = commitments[line.home]
            key = (line.record.id, donor_of(line, commitment), commitment.category, line.currency, line.stage)
            sums[key].append(line.instalment.amount.central)
    for key, several in sums.items():
        total = exact_sum(several)
        words = f"{key[-2]} {grouped(total)}"
        yield _Counted(*key, _minor(total, scale) * signs[key[-1]], counts=True, sum_in_words=words)


def _counted(report: Report, measure: str) -> tuple[_Counted, ...]:
    """Each record with a figure, once for each stage; those of other measures stand beside it."""
    signs = MEASURES[measure_named(measure)]
    figures: defaultdict[tuple[str, str, str, str, str], int] = defaultdict(int)
    for piece in report.pieces:
        if piece.figures is None:
            continue
        labels = piece.labels
        key = (piece.record_id, labels["donor"], labels["category"], labels["currency"], labels["stage"])
        figures[key] += piece.figures.central_minor * signs.get(labels["stage"], 1)
    return tuple(_Counted(*key, figure, key[-1] in signs) for key, figure in figures.items())

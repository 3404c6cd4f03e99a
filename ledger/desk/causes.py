"""From figures that differ to what the search for causes needs: the records in them and beside them, other rates."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from ledger.audit import Difference, Item
from ledger.foundation import round_half_up
from ledger.intake import ALL_CATEGORIES, Published
from ledger.records import CURRENCIES, party_name
from ledger.reporting import Report
from ledger.totals import MEASURES

Rebased = tuple[str, Report]
"""What other rates are called, and the same report with them."""


@dataclass(frozen=True)
class Compared:
    """A figure that differs.

    Args:
        donor: key; empty for a total.
        name: of the donor, as the file writes it.
        category: such as ``military``, or ``total``.
        difference: ours less the published one, in whole units of the currency.

    >>> Compared("DEU", "Germany", "military", Decimal(5)).label
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
    """A record with its figure in one measure, or beside it."""

    id: str
    donor: str
    category: str
    currency: str
    stage: str
    figure: int
    counts: bool


def differences_of(
    published: Published, report: Report, compared: Iterable[Compared], rebased: Sequence[Rebased]
) -> tuple[Difference, ...]:
    """Each figure that differs, in minor units, with the records that may be the cause.

    >>> from ledger.intake import Published
    >>> differences_of(Published("fts", "p", "USD", None), None, (), ())
    ()
    """
    compared = tuple(compared)
    if not compared:
        return ()
    scale = 10 ** CURRENCIES[published.currency].minor_units
    records = _counted(report, published.measure)
    others = {f"the basis {name}": _figures(_counted(again, published.measure)) for name, again in rebased}
    others["nothing converted"] = _unconverted(report, records, scale)
    tolerance = ceil(published.tolerance * scale)
    listed = {row.donor for row in published.rows}
    return tuple(_difference(it, records, others, listed, (scale, tolerance)) for it in compared)


def _difference(
    it: Compared,
    records: Sequence[_Counted],
    others: Mapping[str, Mapping[str, int]],
    listed: set[str],
    units: tuple[int, int],
) -> Difference:
    scale, tolerance = units
    inside = [one for one in records if one.counts and _is_within(it, one, listed)]
    outside = [one for one in records if not (one.counts and _is_within(it, one, listed)) and _is_near(it, one)]
    minor = it.difference * scale
    return Difference(
        label=it.label,
        amount=round_half_up(*minor.as_integer_ratio()),
        tolerance=tolerance,
        inside=tuple(Item(one.id, one.figure) for one in inside),
        outside=tuple(_outside(it, outside)),
        groups=tuple(_groups(it, inside)),
        rebased=dict(_changes(inside, others)),
    )


def _is_within(it: Compared, one: _Counted, listed: set[str]) -> bool:
    if it.category not in (ALL_CATEGORIES, one.category):
        return False
    return one.donor == it.donor if it.donor else one.donor in listed or not listed


def _is_near(it: Compared, one: _Counted) -> bool:
    """Whether a record could be in a figure though it is not: of the same donor, or for a total of any other."""
    return one.donor == it.donor if it.donor else one.counts and it.category in (ALL_CATEGORIES, one.category)


def _outside(it: Compared, records: Sequence[_Counted]) -> Iterator[Item]:
    for one in records:
        where = one.category if one.counts else f"{one.category} as {one.stage}"
        yield Item(one.id, one.figure, where if it.donor else party_name(one.donor))
    if not it.donor:
        yield from (Item(name, figure, "no line of the table") for name, figure in _by_donor(records) if figure)


def _by_donor(records: Sequence[_Counted]) -> list[tuple[str, int]]:
    sums: defaultdict[str, list[int]] = defaultdict(list)
    for one in records:
        sums[party_name(one.donor)].append(one.figure)
    # Of a donor with one record the record is named already.
    return [(name, sum(figures)) for name, figures in sums.items() if len(figures) > 1]


def _groups(it: Compared, records: Sequence[_Counted]) -> Iterator[Item]:
    if it.donor:
        by_currency: defaultdict[str, list[int]] = defaultdict(list)
        for one in records:
            by_currency[one.currency].append(one.figure)
        several = {name: figures for name, figures in by_currency.items() if 1 < len(figures) < len(records)}
        yield from (Item(f"all in {name}", sum(figures)) for name, figures in several.items())
        return
    whole: defaultdict[str, int] = defaultdict(int)
    for one in records:
        whole[party_name(one.donor)] += one.figure
    yield from (Item(name, figure) for name, figure in whole.items())


def _changes(records: Sequence[_Counted], others: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[str, int]]:
    """How much other rates change a figure: of all currencies, and of each alone."""
    for name, figures in others.items():
        changes: defaultdict[str, int] = defaultdict(int)
        for one in records:
            changes[one.currency] += figures.get(one.id, 0) - one.figure
        moved = {currency: change for currency, change in changes.items() if change}
        yield name, sum(moved.values())
        if len(moved) > 1:
            yield from ((f"{name} in {currency} alone", change) for currency, change in moved.items())


def _figures(records: Sequence[_Counted]) -> dict[str, int]:
    return {it.id: it.figure for it in records}


def _unconverted(report: Report, records: Sequence[_Counted], scale: int) -> dict[str, int]:
    """The figures of the records as they stand in their own currencies, as if those were the published one."""
    known = {it.id for it in records if it.counts}
    found: defaultdict[str, int] = defaultdict(int)
    for line in report.lines:
        if line.record.id in known and line.figures is not None and line.instalment.amount is not None:
            minor = line.instalment.amount.central * scale
            found[line.record.id] += round_half_up(*minor.as_integer_ratio())
    return found


def _counted(report: Report, measure: str) -> tuple[_Counted, ...]:
    """Each record with a figure, once for each stage; those of other measures stand beside it."""
    signs = next(signs for name, signs in MEASURES.items() if name == measure)
    figures: defaultdict[tuple[str, str, str, str, str], int] = defaultdict(int)
    for piece in report.pieces:
        if piece.figures is None:
            continue
        labels = piece.labels
        key = (piece.record_id, labels["donor"], labels["category"], labels["currency"], labels["stage"])
        figures[key] += piece.figures.central * signs.get(labels["stage"], 1)
    return tuple(_Counted(*key, figure, key[-1] in signs) for key, figure in figures.items())

"""Published figures beside ours, one by one: what each says, what ours is made of, and how far they are apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ledger.foundation import EXACT, from_minor
from ledger.intake import ALL_CATEGORIES as ALL
from ledger.intake import Published
from ledger.records import CURRENCIES, find_party, near_parties, party_name
from ledger.reporting import Report
from ledger.totals import MEASURES, NOTHING, Measure, Sum, in_order, sums


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
        added: what ours is made of: how many records have a figure, and how many stand beside it without a figure or
            without a rate; these are unknown, not zero.
        doubt: why the figure is not compared: no list knows its donor, and what may be meant; empty for all others.

    >>> from ledger.valuation import Figures
    >>> three = Sum(Figures(), records=3, without_figure=0)
    >>> Agreement("DEU", "Germany", "military", Decimal("1.2"), Decimal(12), Decimal("12.01"), three).difference
    Decimal('0.01')
    """

    donor: str
    name: str
    category: str
    stated: Decimal | None
    published: Decimal | None
    ours: Decimal
    added: Sum
    doubt: str = ""

    @property
    def difference(self) -> Decimal | None:
        """Ours, as far as it is known, less the published one; None where nothing is published or compared."""
        return None if self.published is None or self.doubt else EXACT.subtract(self.ours, self.published)


@dataclass(frozen=True)
class FiguresCompared:
    """All figures of a file beside ours.

    Args:
        lines: donor by donor and category by category, in the order of the file.
        totals: of the donors in the file, by category and together.
        apart: our sums of donors and categories that the file does not list.
        everything: our sum of all records, those of ``apart`` too.
        others: our sums by the other measures that the book holds something of, and that are not compared.
    """

    lines: tuple[Agreement, ...]
    totals: tuple[Agreement, ...]
    apart: tuple[Agreement, ...]
    everything: Agreement
    others: Mapping[Measure, Agreement]


def compare_figures(published: Published, report: Report) -> FiguresCompared:
    """Put each published figure beside the sum of the records that it is about."""
    measure = measure_named(published.measure)
    by_category = report.sums(("donor", "category"), measure)
    by_donor = report.sums(("donor",), measure)
    givers = {cell.labels["donor"] for cell in report.cube.cells}
    our_sums = dict(by_category) | {(donor, ALL): total for (donor,), total in by_donor.items()}
    return FiguresCompared(
        lines=tuple(
            replace(
                _agreement(published, (row.donor, row.name, category), figure, our_sums.get((row.donor, category))),
                doubt="" if row.donor in givers else _doubt(row.donor),
            )
            for row in published.rows
            for category, figure in row.figures.items()
        ),
        totals=tuple(_totals(published, report, measure)),
        apart=tuple(
            _agreement(published, (donor, party_name(donor), category), None, its)
            for (donor, category), its in sorted(by_category.items(), key=lambda it: _in_order(*it[0]))
            if not published.covers(donor, category)
        ),
        everything=_agreement(published, ("", "", ALL), None, report.sums((), measure).get(())),
        others={
            other: _agreement(published, ("", "", ALL), None, added)
            for other, added in report.totals.items()
            if other in others_held(report, measure)
        },
    )


def others_held(report: Report, measure: Measure) -> tuple[Measure, ...]:
    """The measures that a report holds something of and that have nothing in common with one; no net ones.

    Net measures hold what other measures show already.
    """
    own = MEASURES[measure]
    return tuple(it for it in report.totals if len(MEASURES[it]) == 1 and own.keys().isdisjoint(MEASURES[it]))


def measure_named(text: str) -> Measure:
    """The measure of a name that is known to be one.

    >>> measure_named("pledges")
    'pledges'
    """
    return next(measure for measure in MEASURES if measure == text)


def _in_order(donor: str, category: str) -> tuple[tuple[str, str], ...]:
    return in_order("donor", donor), in_order("category", category)


def _doubt(donor: str) -> str:
    """Why the figure of a donor cannot be compared; empty for a donor that the lists know."""
    if find_party(donor) is not None:
        return ""
    near = " or ".join(near_parties(donor))
    return f"not a known donor, perhaps {near}" if near else "not a known donor"


def _totals(published: Published, report: Report, measure: Measure) -> Iterator[Agreement]:
    covered = report.cube.where(lambda labels: published.covers(labels["donor"], labels["category"]))
    our_sums = sums(covered, ("category",), measure)
    for category, figure in published.totals.items():
        yield _agreement(published, ("", "", category), figure, our_sums.get((category,)))
    if published.total is not None:
        yield _agreement(published, ("", "", ALL), published.total, sums(covered, (), measure).get(()))


def _agreement(
    published: Published, where: tuple[str, str, str], stated: Decimal | None, added: Sum | None
) -> Agreement:
    donor, name, category = where
    return Agreement(
        donor=donor,
        name=name,
        category=category,
        stated=stated,
        published=None if stated is None else whole_units(stated, published.unit),
        ours=from_minor(added.figures.central_minor if added else 0, CURRENCIES[published.currency].minor_units),
        added=added or NOTHING,
    )


def whole_units(figure: Decimal, unit: int) -> Decimal:
    """A figure in whole units of its currency, without zeros behind its last digit.

    >>> whole_units(Decimal("1.20"), 1000)
    Decimal('1200')
    """
    exact = EXACT.multiply(figure, unit)
    return exact.to_integral_value() if exact == exact.to_integral_value() else EXACT.normalize(exact)

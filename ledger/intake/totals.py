"""What a file publishes as its own totals, beside the rows they are made of: something to reconcile a book with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ledger.foundation import Place

ALL_CATEGORIES = "total"
"""The category of a figure that adds up all categories."""


@dataclass(frozen=True)
class PublishedRow:
    """The totals of one donor.

    Args:
        donor: key of the donor, or its name where no list knows it.
        name: as the file writes it.
        figures: by category such as ``military``, or ``total`` for all of them, in the unit of the file.

    >>> PublishedRow("DEU", "Germany", {"military": Decimal("1.2")}).figures["military"]
    Decimal('1.2')
    """

    donor: str
    name: str
    figures: Mapping[str, Decimal]


@dataclass(frozen=True)
class Published:
    """The totals of a file.

    Args:
        source: whose data it is, as in :class:`ledger.intake.Release`.
        place: where the totals stand, such as a sheet.
        currency: of all figures.
        total: the total of everything listed; None where the file does not say it.
        unit: how many of the currency one unit of a figure is: 1,000,000,000 where the file counts billions.
        tolerance: up to which difference, in the currency, two figures agree.
        measure: what is totalled, in the words of reports: ``commitments``, ``pledges`` ...
        rows: one per donor; none where the file publishes a total alone.
        totals: of all rows, by category.
        recipients: whom the totals are about; empty for all.
        within: first and last day of the time the totals are about, which leave out terms that reach beyond it; None
            for all.
        table: name of the table of rates behind them, for the basis ``table:NAME``; empty where there is none.
        further: what the file totals besides, by another measure.
    """

    source: str
    place: Place
    currency: str
    total: Decimal | None
    unit: int = 1
    tolerance: Decimal = Decimal(0)
    measure: str = "commitments"
    rows: tuple[PublishedRow, ...] = ()
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    recipients: tuple[str, ...] = ()
    within: tuple[date, date] | None = None
    table: str = ""
    further: Mapping[str, "Published"] = field(default_factory=dict)

    def measured(self, measure: str | None) -> "Published":
        """The totals of a measure: those that the file states under it, else its own, taken for that measure.

        >>> Published("", Place(file="a.csv"), "USD", Decimal(1)).measured("pledges").measure
        'pledges'
        """
        if measure is None:
            return self
        return self.further.get(measure) or replace(self, measure=measure)

    def covers(self, donor: str, category: str) -> bool:
        """Whether one of the figures is about what a donor gives of a category; those of a total alone are about all.

        >>> Published("", Place(file="a.csv"), "USD", Decimal(1)).covers("DEU", "military")
        True
        """
        figures = [row.figures for row in self.rows if row.donor == donor]
        return not self.rows or any(ALL_CATEGORIES in its or category in its for its in figures)

"""One report with its language and units: what the words, key figures and charts of a document are made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from ledger.foundation import from_minor, marked, round_half_up
from ledger.presentation.language import Language
from ledger.presentation.marks import Mark, size_marks
from ledger.presentation.numbers import FigureScale, LargeScale
from ledger.presentation.presented import BoundFigure
from ledger.presentation.tables import FigureKey
from ledger.presentation.words import MEASURE_TITLES, label_in
from ledger.reporting import Report, Table
from ledger.totals import IN_TIME, NOTHING, Bound, Measure, Sum, Unpaid, bound_of
from ledger.valuation import Figures


@dataclass(frozen=True)
class Measured:
    """A report, and how its figures are written outside its tables.

    Args:
        report: what is presented.
        language: of the document.
        scale: of its tables.
        multiples: by how many steps tables display each figure; none where they are not rounded yet.
    """

    report: Report
    language: Language
    scale: FigureScale
    multiples: Mapping[FigureKey, int] = field(default_factory=dict)

    @property
    def table(self) -> Table | None:
        """The first table of the report that has a row; None where no table has one."""
        return next((table for table in self.report.tables if table.rows), None)

    @cached_property
    def measure(self) -> Measure:
        """What the document is about: what its first table adds, if it can be one with a row; else the first total."""
        if self.table is not None:
            return self.table.definition.measure
        asked = (table.definition.measure for table in self.report.tables)
        return next(asked, next(iter(self.report.totals), "pledges"))

    @property
    def measure_title(self) -> str:
        """The same in words."""
        return self.language.term(MEASURE_TITLES[self.measure])

    @cached_property
    def total(self) -> Sum:
        """The total of it, also of what the report tells no total of: net of what was cancelled where nothing was."""
        return self.report.sums((), self.measure).get((), NOTHING)

    @cached_property
    def large(self) -> LargeScale:
        """The unit of figures outside of tables."""
        largest = max((abs(it.figures.central_minor) for it in self.report.totals.values()), default=0)
        return LargeScale(self.scale, largest)

    @property
    def span(self) -> str:
        """The first and the last year, quarter or fiscal year of the first table; empty where it has none."""
        table = self.table
        across = table.definition.columns if table else None
        if table is None or across is None or across not in IN_TIME or not table.columns:
            return ""
        first, last = (label_in(across, table.columns[place], self.language) for place in (0, -1))
        if first == last:
            return first
        # Between bare numbers some languages have no blanks around their dash.
        if across == "year":
            return self.language.say("{first_year} to {last_year}", first_year=first, last_year=last)
        return self.language.say("{first} to {last}", first=first, last=last)

    def bound(self, summed: Sum, bound: Bound = "central", key: FigureKey | None = None) -> BoundFigure:
        """A reading of a sum, by default of the total, in the unit outside of tables."""
        exact, of_what = bound_of(summed.figures, bound), key or FigureKey(self.measure, bound=bound)
        number = self.number(of_what, exact)
        return BoundFigure(of_what, exact, self.language.figure(number, size_marks(exact, number)))

    def in_no_figure(self, summed: Iterable[Sum]) -> str:
        """How many records stand in sums without a figure or without a rate, in words; empty for none."""
        sums, language = [*summed], self.language
        counts = (
            (frozenset[str]().union(*(it.undisclosed for it in sums)), marked("{count} undisclosed")),
            (frozenset[str]().union(*(it.unconverted for it in sums)), marked("{count} not converted")),
        )
        said = [language.say(sentence, count=language.whole(len(ids))) for ids, sentence in counts if ids]
        return language.say("{first}, {second}", first=said[0], second=said[1]) if len(said) > 1 else "".join(said)

    def number(self, key: FigureKey, exact: int) -> Decimal:
        """A figure outside of tables: as they display it in their unit, or else rounded from the exact one."""
        return self.scale.number(self.multiples[key]) if self.is_displayed(key) else self.large.number(exact)

    def is_displayed(self, key: FigureKey) -> bool:
        """Whether a table displays a figure in the unit outside of tables."""
        return key in self.multiples and self.is_in_unit_of_tables

    @property
    def is_in_unit_of_tables(self) -> bool:
        """Whether figures outside of tables have the unit of the tables, and so read as they do there."""
        return self.large.scale == self.scale

    def percent_of(self, part: int, whole: int, *, signed: bool = False) -> str:
        """A part in percent of what is above zero; empty where a percentage says nothing: of nothing, or tenfold."""
        if whole <= 0 or abs(part) >= 10 * whole:
            return ""
        return self.language.percent(from_minor(round_half_up(part * 1000, whole), 1), signed=signed)

    def digits(self, exact: int) -> str:
        """Minor units as digits of that unit."""
        number = self.large.number(exact)
        return self.language.figure(number, size_marks(exact, number))

    def money(self, key: FigureKey, exact: int, marks: frozenset[Mark] = frozenset()) -> str:
        """A figure as money of that unit, in one line, with its doubts and what is missing from it."""
        number = self.number(key, exact)
        return self.language.money(number, self.large.scale, marks | size_marks(exact, number))


def percent_fulfilled(unpaid: Iterable[Unpaid]) -> tuple[Decimal | None, frozenset[Mark]]:
    """Which share of what is firmly committed is not open any more, in percent; None where nothing has a sum.

    Each commitment counts in its own currency and by its own rate: neither an overpayment nor another rate of the day
    of a payment makes more or less of it. The marks say whether it may be more, as where a payment has no sum, or less.
    """
    known = [(it, it.piece.figures) for it in unpaid if it.piece.figures is not None]
    standing = sum((it.standing for it, _ in known), Figures())
    left = sum((figures for _, figures in known), Figures())
    if standing.central_minor <= 0:
        return None, frozenset()
    kept = Fraction(standing.central_minor - left.central_minor, standing.central_minor)
    # Of a promise that may be nothing any payment at all may be the whole.
    at_low = (
        Fraction(standing.low_minor - left.low_minor, standing.low_minor) if standing.low_minor else Fraction(kept > 0)
    )
    at_high = Fraction(standing.high_minor - left.high_minor, standing.high_minor)
    is_least = max(at_low, at_high) > kept or not all(it.is_certain for it, _ in known)
    is_most = min(at_low, at_high) < kept or (standing.open_high and kept > 0)
    doubt = _doubt(is_least=is_least, is_most=is_most)
    # As with all figures nothing at all has no decimals, and 0.0 is less than one of the last.
    if not kept:
        return Decimal(0), doubt
    number = from_minor(round_half_up(kept.numerator * 1000, kept.denominator), 1)
    return number, doubt | size_marks(kept.numerator, number)


def missing_of(unpaid: Iterable[Unpaid]) -> frozenset[Mark]:
    """The marks of firm commitments that are in no such share, and in no mean age: they have no sum or no rate."""
    unknown = (it.piece for it in unpaid if it.piece.figures is None and not it.piece.held_by)
    return frozenset(Mark.NOT_CONVERTED if piece.not_converted else Mark.UNDISCLOSED for piece in unknown)


def mean_age(unpaid: Iterable[Unpaid], day: date) -> tuple[Decimal | None, frozenset[Mark]]:
    """How many days before a day was promised what is open, weighed by how much of each is; None where nothing is.

    The marks say whether the mean may be more, or less: what is older than it raises it if more of that is open than
    its central reading says, and lowers it if less is; what is younger the other way. One
    says where it is less than a day.
    """
    ages = ((max(0, (day - it.commitment.announced).days), it.piece.figures) for it in unpaid)
    known = [(days, figures) for days, figures in ages if figures is not None]
    left = sum(figures.central_minor for _, figures in known)
    if not left:
        return None, frozenset()
    mean = Fraction(sum(age * figures.central_minor for age, figures in known), left)
    moves = [age - mean for age, figures in known if figures.central_minor < figures.high_minor or figures.open_high]
    moves += [mean - age for age, figures in known if figures.low_minor < figures.central_minor]
    number = from_minor(round_half_up(mean.numerator, mean.denominator), 0)
    doubt = _doubt(is_least=any(it > 0 for it in moves), is_most=any(it < 0 for it in moves))
    return number, doubt | (size_marks(mean.numerator, number) if mean else frozenset())


def _doubt(*, is_least: bool, is_most: bool) -> frozenset[Mark]:
    """The mark of what may be more than it reads, or less, or either."""
    if is_least and is_most:
        return frozenset({Mark.MIDDLE})
    return frozenset({Mark.AT_LEAST} if is_least else {Mark.UP_TO} if is_most else ())

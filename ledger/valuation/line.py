"""A line: one instalment with its worth in the report's currency, or the reason why it has none; and its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal

from ledger.foundation import Grid, Interval, Phrase, Place, Problem
from ledger.rates import Basis, Pair, RateSet, pick
from ledger.records import Commitment, Record, groups_of, outside_life
from ledger.valuation.convert import Picked, converted_minor, picked
from ledger.valuation.figures import Figures
from ledger.valuation.terms import Instalment, by_grid, finest_of

Status = Literal["converted", "not_converted", "not_counted", "no_figure", "no_money"]


@dataclass(frozen=True)
class Rules:
    """By which rules sums are converted.

    Args:
        currency: what they are converted to.
        rates: rate sets in order of preference.
        basis: which rate is picked.
        as_of: no rate dated later is used; None for no limit.

    >>> Rules("EUR", (), Basis("announced")).as_of is None
    True
    """

    currency: str
    rates: Sequence[RateSet]
    basis: Basis
    as_of: date | None = None
    _picked: dict[tuple[str, date], Picked] = field(default_factory=dict, repr=False, compare=False)

    def rate_of(self, currency: str, day: date) -> Picked:
        """The rate of a currency on a day, found once: thousands of records share both.

        Raises:
            Refused: FORM for a currency that ISO 4217 does not have.

        >>> Rules("EUR", (), Basis("announced")).rate_of("USD", date(2025, 6, 2)).problems[0].code
        'FX-GAP'
        """
        if (currency, day) not in self._picked:
            self._picked[currency, day] = picked(
                currency, self.currency, on=day, rates=self.rates, basis=self.basis, as_of=self.as_of
            )
        return self._picked[currency, day]


Steps = tuple[Fraction, Fraction]
"""The fraction of a line that was given up before a cancellation, and with it."""


@dataclass(frozen=True)
class Taken:
    """What a cancellation takes of one line: the fraction of it that is given up after it, less that before it.

    Centrally a line gives up whole minor units, so that all shares add up to what is cancelled. What may be more or
    less than that is the exact fraction, kept on its own side of the central one.

    Args:
        line: index of the line in the report; None for a share that is taken from no line of it.
        of: id of the commitment whose line it is, or whose sum was cancelled.
        stage: what is given up: ``cancelled pledge`` or ``cancelled commitment``.
        cancelled: how much is cancelled in all, low, central and high, in the currency of the line.
        standing: how much stood before it in all lines that it is taken from, central, for each of the three.
        before: the fraction of the line that earlier cancellations took, for each of the three.
        of_left: the fraction that it takes centrally of what was left of the line: whole minor units of these.
        left_before: how much was left, centrally, of what it takes from before this line, in the currency of the line.
        decimals: to how many decimals its amounts are rounded.

    >>> fifty, hundred, none = ((Fraction(it),) * 3 for it in (50, 100, 0))
    >>> Taken(0, "a", "cancelled pledge", fifty, hundred, none, of_left=Fraction("0.51")).after[0]
    Fraction(51, 100)
    """

    line: int | None
    of: str
    stage: str
    cancelled: tuple[Fraction, Fraction, Fraction]
    standing: tuple[Fraction, Fraction, Fraction]
    before: tuple[Fraction, Fraction, Fraction]
    of_left: Fraction = Fraction(0)
    left_before: Fraction = Fraction(0)
    decimals: int = 0

    @property
    def exact(self) -> Fraction:
        """The fraction that is cancelled centrally of what was left of all lines together."""
        return self._exact(1, 1)

    @cached_property
    def after(self) -> tuple[Fraction, Fraction, Fraction]:
        """The fraction given up after it, for low, central and high: never more than all."""
        low, central, high = (self.steps(bound, bound)[1] for bound in range(3))
        return low, central, high

    @property
    def most(self) -> Steps:
        """The largest fraction that may have been given up before it, and with it."""
        return max(self.before), max(self.after)

    @property
    def least(self) -> Steps:
        """The smallest one: of what may not be there nobody can say which fraction is given up."""
        return min(self.before), min(self.after)

    @cached_property
    def ends(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Which of its figures takes least and most of a line, each after which of those of earlier cancellations.

        What is left for it hangs on what earlier ones took: where these took most, it finds least to take.
        """
        every = [(0, 0)] if self._is_certain else [(own, earlier) for own in range(3) for earlier in range(3)]
        return min(every, key=self._step), max(every, key=self._step)

    @cached_property
    def alone(self) -> tuple[Steps, Steps, Steps]:
        """By which steps its low, central and high figure are given up, in a time that has no other of the promise."""
        least, most = (self.steps(*it) for it in self.ends)
        return least, (self.before[1], self.after[1]), most

    @property
    def in_all(self) -> tuple[Steps, Steps, Steps]:
        """The same in a figure that has the other cancellations of the promise."""
        return self.least, (self.before[1], self.after[1]), self.most

    @property
    def takes_off(self) -> tuple[Steps, Steps, Steps]:
        """The same in a figure that has the promise: of the low one the largest fraction is given up."""
        return self.most, (self.before[1], self.after[1]), self.least

    @property
    def takes_anything(self) -> bool:
        """Whether anything was left to take."""
        return self.after != self.before

    def steps(self, own: int, earlier: int) -> Steps:
        """The fraction given up before it and after it, for one of its figures and one of those of earlier ones."""
        return self._table[own][earlier]

    def side(self, own: int, earlier: int) -> int:
        """Whether these of its figures and of earlier ones cancel less (-1), as much (0) or more (1) than centrally."""
        exact, central = self._exact(own, earlier), self.exact
        return (exact > central) - (exact < central)

    @cached_property
    def _is_certain(self) -> bool:
        threes = (self.cancelled, self.standing, self.before)
        return all(low == central == high for low, central, high in threes)

    @cached_property
    def _table(self) -> tuple[tuple[Steps, ...], ...]:
        """The steps for each of its figures (rows) and each of those of earlier ones."""
        if self._is_certain:
            # Of thousands of lines nearly all are: nine times the same would be most of the time that a report takes.
            return ((self._steps(1, 1),) * 3,) * 3
        return tuple(tuple(self._steps(own, earlier) for earlier in range(3)) for own in range(3))

    def _steps(self, own: int, earlier: int) -> Steps:
        before = self.before[earlier]
        return before, before + (1 - before) * self._of_left(own, earlier)

    def _of_left(self, own: int, earlier: int) -> Fraction:
        """Of what was left of the line: the exact fraction, but never on the other side of the central one."""
        side, exact = self.side(own, earlier), self._exact(own, earlier)
        return self.of_left if not side else max(exact, self.of_left) if side > 0 else min(exact, self.of_left)

    def _exact(self, own: int, earlier: int) -> Fraction:
        standing = self.standing[earlier]
        return min(Fraction(1), self.cancelled[own] / standing) if standing else Fraction(0)

    def _step(self, pair: tuple[int, int]) -> Fraction:
        before, after = self.steps(*pair)
        return after - before


@dataclass(frozen=True)
class Line:
    """One instalment as it stands in a report.

    Args:
        record: where it comes from.
        stage: pledge or commitment; for a transaction its type, and what it is of where that matters for totals.
        instalment: what is owed, in the original currency.
        status: converted; not_converted (no rate); not_counted (outside the report's scope); no_figure (nobody
            says it); no_money (none is involved).
        figures: worth in minor units of the report's currency; only for ``converted``.
        pair: the rate used; None for the report's own currency and for other statuses.
        problems: why it was not converted, or what is odd about it.
        left_out: why it is not counted, in plain words, for ``not_counted``; of a part without a figure in which record
            its money stands.
        taken: what it takes of which line, where it is a share of a cancellation; None for all others.
        in_all: what such a share adds to a figure of all that is cancelled of what was promised: what several
            cancellations take of one sum is in doubt together.
        takes_off: what such a share takes off the low, central and high figure of what was promised, where a figure
            has both: a promise and what is given up of it are in doubt together.
    """

    record: Record
    stage: str
    instalment: Instalment
    status: Status
    figures: Figures | None = None
    pair: Pair | None = None
    problems: tuple[Problem, ...] = ()
    left_out: Phrase | None = None
    taken: Taken | None = None
    in_all: Figures | None = None
    takes_off: Figures | None = None

    def __repr__(self) -> str:
        worth = f", {self.figures.central}" if self.figures else ""
        return f"<Line {self.name} of {self.record.id!r}: {self.status}{worth}>"

    def together(self, sign: int) -> Figures | None:
        """What a share adds to a figure of all that is cancelled (1), or to one of what that leaves (-1)."""
        if sign > 0:
            return self.in_all
        return self.takes_off and self.takes_off.taken_away

    @property
    def currency(self) -> str:
        """Original currency; empty where the source names none."""
        return self.record.amount.currency or ""

    @property
    def decimals(self) -> int:
        """To how many decimals its amount, and what is cut from it, is rounded.

        >>> from ledger.foundation import parse_day
        >>> from ledger.records import Transaction
        >>> day = Interval(parse_day("2025-06-02"), parse_day("2025-06-02"))
        >>> paid = Transaction(id="t", commitment="a", type="disbursement", value_date="2025-06-02",
        ...     amount={"qualifier": "exact", "value": "1", "currency": "GBP"})
        >>> Line(paid, "disbursement", Instalment(1, day, day, None, None), "no_figure").decimals
        2
        """
        return finest_of(self.instalment, self.record.amount.decimals)

    @property
    def home(self) -> str:
        """Id of the record that says who gives to whom: of a share of a cancellation the one it is taken from.

        >>> from ledger.foundation import parse_day
        >>> june = Interval(parse_day("2025-06-01"), parse_day("2025-06-30"))
        >>> Line(Commitment.model_construct(id="a"), "pledge", Instalment(1, june, june, None, None), "no_figure").home
        'a'
        """
        return self.taken.of if self.taken else self.record.id

    @property
    def name(self) -> str:
        """What tells it from the other lines of its record: the number of its instalment, and which piece of it.

        >>> from ledger.foundation import parse_day
        >>> june = Interval(parse_day("2025-06-01"), parse_day("2025-06-30"))
        >>> piece = Instalment(2, june, june, None, None, "2025-06")
        >>> Line(Commitment.model_construct(), "pledge", piece, "no_figure").name
        '2/2025-06'
        """
        number = str(self.instalment.number)
        return f"{number}/{self.instalment.piece}" if self.instalment.piece else number


@dataclass(frozen=True)
class Part:
    """A piece of a line that lies in one cell of each grid: a quarter (so a year) and a fiscal year.

    Args:
        line: index of its line in the report.
        interval: its days.
        first_day: how many days of the line lie before it.
        figures: minor units of the report's currency; the parts of a line add up to it exactly.

    >>> Part(0, Interval(date(2025, 1, 1), date(2025, 1, 31)), 0, Figures(1, 1, 1)).interval.days
    31
    """

    line: int
    interval: Interval
    first_day: int
    figures: Figures


def rate_day(record: Record) -> date:
    """The day that picks the rate of a record: its announcement, or a transaction's value date."""
    return record.announced if record.record == "commitment" else record.value_date


def donor_of(line: Line, commitment: Commitment) -> str:
    """The donor of a line as totals group by it: one party, or joint donors of whom nobody says who gives how much.

    >>> from ledger.foundation import parse_day
    >>> from ledger.records import Portion
    >>> june = Interval(parse_day("2025-06-01"), parse_day("2025-06-30"))
    >>> owed = Instalment(1, june, june, None, None, portion=Portion(("BEL", "NLD"), 60, 100, 100))
    >>> donor_of(Line(Commitment.model_construct(), "pledge", owed, "no_figure"), Commitment.model_construct())
    'BEL + NLD'
    """
    portion = line.instalment.portion
    return portion.label if portion else commitment.given_by


def donor_groups(line: Line, commitment: Commitment) -> frozenset[str]:
    """The groups that the donor of a line belonged to on the day of the announcement; of joint donors those of all.

    >>> pledge = Commitment.model_construct(donor="FIN", announced=date(2023, 4, 4))
    >>> day = Interval(pledge.announced, pledge.announced)
    >>> owed = Instalment(1, day, day, None, None)
    >>> sorted(donor_groups(Line(pledge, "pledge", owed, "no_figure"), pledge))
    ['EU', 'EURO-AREA', 'NATO']
    """
    portion = line.instalment.portion
    donors = portion.donors if portion else commitment.donors
    return frozenset.intersection(*(groups_of(donor, commitment.announced) for donor in donors))


def stage_of(record: Record, commitment: Commitment) -> str:
    """What a record adds to: pledge, commitment, allocation, disbursement, delivery, or what it cancels.

    >>> from ledger.records import Transaction
    >>> back = Transaction.model_construct(type="cancellation")
    >>> stage_of(back, Commitment.model_construct(stage="pledge"))
    'cancelled pledge'
    """
    if record.record == "commitment":
        return record.stage
    return f"cancelled {commitment.stage}" if record.type == "cancellation" else record.type


def value(record: Record, stage: str, owed: Sequence[Instalment], rules: Rules) -> tuple[Line, ...]:
    """Convert the instalments of a record: low, central and high by one rate, each rounded once.

    The rate hangs on the day of the record, so it is picked once for all of its instalments; but a basis with a grid of
    its own cuts them first, in their own currency, and picks one rate for each of its months or years.
    """
    bounds = record.amount.bounds
    if bounds is None or not owed:
        status: Status = "no_money" if record.amount.qualifier == "none" else "no_figure"
        return tuple(Line(record, stage, item, status) for item in owed)
    currency = record.amount.currency or ""
    if rules.basis.grid is not None and currency != rules.currency:
        return _valued_on_grid(record, stage, owed, rules, rules.basis.grid)
    rate = rules.rate_of(currency, rate_day(record))
    problems = tuple(problem.within(Place(record=record.id)) for problem in rate.problems)
    if rate.is_missing:
        return tuple(Line(record, stage, item, "not_converted", problems=problems) for item in owed)
    lines = (Line(record, stage, item, "converted", pair=rate.pair, problems=problems) for item in owed)
    return tuple(_worth(line, rules.currency) for line in lines)


def _valued_on_grid(
    record: Record, stage: str, owed: Sequence[Instalment], rules: Rules, grid: Grid
) -> tuple[Line, ...]:
    """The pieces of instalments on the grid of the basis, each with the rate of its own cell, or with none."""
    currency = record.amount.currency or ""
    pieces = [piece for item in owed for piece in by_grid(item, grid, record.amount.decimals)]
    cells = [grid.cell(piece.counted.start) for piece in pieces]
    picked = {
        cell: pick(
            currency, rules.currency, basis=rules.basis, day=cell.start, rate_sets=rules.rates, as_of=rules.as_of
        )
        for cell in dict.fromkeys(cells)
    }
    lives = (outside_life(code, rate_day(record)) for code in (currency, rules.currency))
    outside = tuple(found.within(Place(record=record.id)) for found in lives if found)
    gaps = {cell: found for cell, found in picked.items() if isinstance(found, Problem)}
    missing = (_one_gap(gaps, grid).within(Place(record=record.id)), *outside) if gaps else ()
    return tuple(
        Line(record, stage, piece, "not_converted", problems=missing)
        if isinstance(found := picked[cell], Problem)
        else _worth(Line(record, stage, piece, "converted", pair=found, problems=outside), rules.currency)
        for piece, cell in zip(pieces, cells, strict=True)
    )


def _one_gap(gaps: Mapping[Interval, Problem], grid: Grid) -> Problem:
    """One problem for all cells without a rate: a term that goes on for years would else give one for each month."""
    first = next(iter(gaps.values()))
    more = len(gaps) - 1
    if not more:
        return first
    last = grid.label(list(gaps)[-1].start)
    others = f"{more} more {grid.name}{'' if more == 1 else 's'} up to {last}"
    return replace(first, found=f"{first.found}; and none for {others}")


def _worth(line: Line, currency: str) -> Line:
    """A line with the figures that its rate gives."""
    bounds, pair = line.instalment.amount, line.pair
    if bounds is None:
        raise ValueError(f"{line.record.id} has no figure to convert")
    central = converted_minor(bounds.central, pair, currency)
    # Most sums are certain: what is the same is converted once.
    low, high = (
        central if it == bounds.central else converted_minor(it, pair, currency) for it in (bounds.low, bounds.high)
    )
    figures = Figures(low, central, high, bounds.open_high, currency)
    return Line(line.record, line.stage, line.instalment, line.status, figures, pair, line.problems)

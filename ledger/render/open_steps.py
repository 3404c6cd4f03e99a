"""What is still open as two sheets: a row per firm commitment, and behind it each step from nothing to what is open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from ledger.audit import Derivation
from ledger.foundation import from_minor, round_half_up, with_an_end
from ledger.records import CURRENCIES, Bounds, minor_of
from ledger.render.cells import Formula, Value, ratio, this
from ledger.render.lines import day_of_rate
from ledger.render.sheet import Column, Sheet
from ledger.totals import BOUNDS, Bound, OpenStep, StepKind, Unpaid, bound_of

_LEFT: Mapping[Bound, str] = {"low": "Open, lowest", "central": "Open, central", "high": "Open, highest"}
_STANDING: tuple[StepKind, ...] = ("committed", "cancelled")
# What is taken away at most lowers the low figure.
_OTHER: Mapping[Bound, Bound] = {"low": "high", "central": "central", "high": "low"}
_ADDED = "Steps[In this figure],Steps[Commitment],"


def draw_open(sheet: Sheet, top: int, derivation: Derivation) -> tuple[int, tuple[Column, ...]]:
    """A row per commitment: what was committed, what stands, what is open, as sums of its steps.

    Args:
        sheet: on which it is drawn.
        top: the row of the headings.
        derivation: of what is open.

    Returns:
        The first free row below it, and its columns.
    """
    digits = CURRENCIES[derivation.report.definition.currency].minor_units
    columns = (
        Column("Number", 8, "number"),
        Column("Record", 30),
        Column("Donor", 12),
        Column("Title", 40, "wrap"),
        *(Column(heading, 20, "money", digits) for heading in ("Committed", "Standing", *_LEFT.values())),
        Column("In this figure", 20, "money", digits),
        Column("Together", 20, "money", digits),
    )
    rows: list[list[Value]] = []
    for number, (unpaid, left, running) in enumerate(derivation.open_rows, start=1):
        before = f"K{top + number}" if number > 1 else "0"
        open_now = bound_of(left, derivation.bound)
        rows.append(
            [
                number,
                unpaid.commitment.id,
                unpaid.piece.labels["donor"],
                unpaid.commitment.title or "",
                *_standing(derivation, unpaid, digits),
                *(from_minor(bound_of(left, it), digits) for it in BOUNDS),
                _sum_of_steps("", open_now, digits),
                Formula(f"=ROUND({before}+{this('Explanation', 'In this figure')},{digits})", running.value),
            ]
        )
    place = sheet.table(top, "Explanation", columns, rows)
    sheet.raw.freeze_panes(top + 1, 2)
    sheet.print_table(top, place.after, columns)
    return place.after, columns


def _standing(derivation: Derivation, unpaid: Unpaid, digits: int) -> Iterator[Value]:
    """What was committed, and what stands of that, at the explained reading."""
    steps = derivation.steps_of(unpaid)
    for kinds, figures in ((_STANDING[:1], unpaid.committed), (_STANDING, unpaid.standing)):
        value = bound_of(figures, derivation.bound)
        if sum(minor_of(change) for step, change, _ in steps if step.kind in kinds) == value:
            yield _sum_of_steps("+".join(f',Steps[Step],"{kind}"' for kind in kinds), value, digits)
        else:
            yield from_minor(value, digits)


def _sum_of_steps(kinds: str, value: int, digits: int) -> Formula:
    """The sum of the steps of a commitment, of some kinds or of all."""
    number = this("Explanation", "Number")
    sums = "+".join(f"SUMIFS({_ADDED}{number}{kind})" for kind in kinds.split("+"))
    return Formula(f"=ROUND({sums},{digits})", from_minor(value, digits))


def draw_steps(sheet: Sheet, top: int, derivation: Derivation) -> None:
    """Each step of each commitment, with the record that says so, its rate, and by how much it changes what is open.

    Args:
        sheet: on which it is drawn.
        top: the row of the headings.
        derivation: of what is open.
    """
    digits = CURRENCIES[derivation.report.definition.currency].minor_units
    columns = _columns(digits)
    rows: list[list[Value]] = []
    for number, (unpaid, _, _) in enumerate(derivation.open_rows, start=1):
        before = unpaid.amounts[BOUNDS.index(derivation.bound)]
        for step, change, _ in derivation.steps_of(unpaid):
            cells = _Step(derivation, unpaid, step, minor_of(change), before).cells(digits)
            rows.append([number, unpaid.commitment.id, *cells])
            before = step.left[BOUNDS.index(derivation.bound)] if step.left else before
    place = sheet.table(top, "Steps", columns, rows)
    sheet.raw.freeze_panes(top + 1, 2)
    sheet.print_table(top, place.last, columns)


def _columns(digits: int) -> tuple[Column, ...]:
    return (
        Column("Commitment", 11, "number"),
        Column("Record", 30),
        Column("Step", 12),
        Column("Day", 11, "day"),
        Column("By", 30),
        Column("Line", 7, "number"),
        Column("Currency", 10),
        Column("Amount", 20, "amount"),
        Column("Rate day", 11, "day"),
        Column("From per base", 14, "rate"),
        Column("To per base", 14, "rate"),
        Column("Worth", 20, "money", digits),
        Column("Stands", 20, "money", digits),
        Column("Of amount", 20, "amount"),
        Column("Left before", 20, "amount"),
        Column("Left", 20, "amount"),
        Column("In this figure", 20, "money", digits),
        Column("Remark", 40, "wrap"),
        Column("Rates from", 30, "wrap"),
        Column("Source", 40, "wrap"),
        Column("Quote", 50, "wrap"),
    )


_REMARKS: Mapping[StepKind, str] = {
    "passed_on": "paid beyond what is left, and counted as paid of its part {other}",
    "taken_over": "paid beyond what is left of its envelope {other}, and counted here",
    "kept": "never less than nothing; a payment without a sum may have closed it",
}


@dataclass(frozen=True)
class _Parts:
    """How much is left of an amount, and by how much less of its worth that is.

    Args:
        worth: of the whole amount, in minor units.
        amounts: the whole, how much of it was left before, and how much is left.
    """

    worth: int
    amounts: tuple[Fraction, Fraction, Fraction]

    @property
    def change(self) -> int | None:
        """Of the worth; None where an amount has no end in decimals, so that no cell holds it."""
        of, *parts = self.amounts
        if not of or None in map(with_an_end, self.amounts):
            return None
        before, left = (self.worth * it / of for it in parts)
        return round_half_up(left.numerator, left.denominator) - round_half_up(before.numerator, before.denominator)


@dataclass(frozen=True)
class _Step:
    """One step as a row.

    Args:
        derivation: in which it is.
        unpaid: the commitment.
        step: the step.
        change_minor: of the explained reading.
        before: how much of the amount is left before it.
    """

    derivation: Derivation
    unpaid: Unpaid
    step: OpenStep
    change_minor: int
    before: Fraction

    def cells(self, digits: int) -> list[Value]:
        """What stands behind the number and id of its commitment."""
        line, step = self.step.line, self.step
        parts = self._parts
        of, before, left = (with_an_end(it) for it in parts.amounts) if parts else (None, None, None)
        pair = line.pair if line and not step.left and step.kind != "cancelled" else None
        source = line.record.sources[0] if line and line.record.sources else None
        return [
            step.kind.replace("_", " "),
            line.instalment.interval.start if line else None,
            line.record.id if line else None,
            step.number or None,
            line.currency if line else None,
            self._amount,
            day_of_rate(pair) if pair else None,
            ratio("", pair.source.per_base).value if pair else None,
            ratio("", pair.target.per_base).value if pair else None,
            None if self._worth is None else self._converted(self._worth, digits),
            from_minor(parts.worth, digits) if parts else None,
            of,
            before,
            left,
            self._in_figure(digits),
            _REMARKS.get(step.kind, "").format(other=step.other) or None,
            f"{pair.rate_set.name}: {pair.rate_set.source} (file {pair.rate_set.sha256[:12]})" if pair else None,
            f"{source.publisher}, {source.title}" if source else None,
            (source.quote or None) if source else None,
        ]

    @property
    def _bound(self) -> Bound:
        """Which reading of its line it takes: what is taken away at most leaves least."""
        return self.derivation.bound if self.step.kind == "committed" else _OTHER[self.derivation.bound]

    @property
    def _amount(self) -> Decimal | None:
        line = self.step.line
        amount = line.instalment.amount if line else None
        return None if amount is None else _at(amount, self._bound)

    @property
    def _worth(self) -> int | None:
        """What its line is worth, where that and not its amount is taken."""
        line = self.step.line
        is_taken = (
            line is not None and line.figures is not None and not self.step.left and self.step.kind != "cancelled"
        )
        return bound_of(line.figures, self._bound) if line and line.figures and is_taken else None

    def _converted(self, worth: int, digits: int) -> Value:
        """The amount by both legs of its rate; a plain value where it came to its worth in another way."""
        line, amount, value = self.step.line, self._amount, from_minor(worth, digits)
        if line is None or amount is None:
            return value
        pair = line.pair
        exact = Fraction(amount) * 10**digits * (pair.target.per_base / pair.source.per_base if pair else 1)
        if round_half_up(exact.numerator, exact.denominator) != worth:
            return value
        legs = f"*{_this('To per base')}/{_this('From per base')}" if pair else ""
        return Formula(f"=ROUND({_this('Amount')}{legs},{digits})", value)

    def _in_figure(self, digits: int) -> Value:
        """By how much it changes what is open: its worth, or the same part of what stands as of the amount."""
        value = from_minor(self.change_minor, digits)
        if self._worth is not None and abs(self.change_minor) == abs(self._worth):
            sign = "" if self.change_minor == self._worth else "-"
            return Formula(f"=ROUND({sign}{_this('Worth')},{digits})", value)
        if self._parts is None or self.change_minor != self._parts.change:
            return value
        parts = (
            f"ROUND({_this('Stands')}*{_this(it)}/{_this('Of amount')},{digits})" for it in ("Left", "Left before")
        )
        return Formula(f"=ROUND({'-'.join(parts)},{digits})", value)

    @cached_property
    def _parts(self) -> "_Parts | None":
        """The parts of an amount that are left: of what stands of its commitment, or of the line that is cancelled."""
        bound, at = self.derivation.bound, BOUNDS.index(self.derivation.bound)
        if self.step.left:
            worth = bound_of(self.unpaid.standing, bound)
            return _Parts(worth, (self.unpaid.amounts[at], self.before, self.step.left[at]))
        taken = self.step.line.taken if self.step.line and self.step.kind == "cancelled" else None
        if taken is None or taken.line is None:
            return None
        line = self.derivation.report.lines[taken.line]
        if line.figures is None or line.instalment.amount is None:
            return None
        of = Fraction(_at(line.instalment.amount, bound))
        before, after = (of * (1 - part) for part in taken.takes_off[at])
        return _Parts(bound_of(line.figures, bound), (of, before, after))


def _at(amount: Bounds, bound: Bound) -> Decimal:
    return {"low": amount.low, "central": amount.central, "high": amount.high}[bound]


def _this(heading: str) -> str:
    return this("Steps", heading)

"""What does not fit a rule: whole currencies with a rate of their own, and single rows with what would fit them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from ledger.audit.convention_evidence import Evidence, Group
from ledger.audit.convention_rules import Rule
from ledger.audit.convention_series import Form

_MOST_DAYS = 5
_MOST_DECIMALS = 10
# Slips by powers of ten that a unit or a decimal sign may cause.
_SLIPS = (10, 100, 1000, 1_000_000, 1_000_000_000)
# As near as that a slip has to come where it does not fit to the last digit.
_NEAR = Fraction(1, 1000)
# A currency of so many rows, of which a rule gives no more than this, was converted otherwise as a whole.
_ROWS_OF_A_WHOLE, _STRAY = 3, Fraction(1, 10)


@dataclass(frozen=True)
class OtherRate:
    """A pair of currencies that a rule does not fit.

    Args:
        pair: such as ``GBP to EUR``.
        rows: how many rows it has.
        matched: how many of them the rule gives.
        own: the shortest rate that most of its rows admit, the way the rate set quotes it; None where no one rate does.
        by_rule: the rate of the rule, if it has one for all rows.
        days: the first days on which just this rate was quoted.

    >>> OtherRate("GBP to EUR", 19, 0, Fraction("0.8676"), Fraction("0.8708"), ()).pair
    'GBP to EUR'
    """

    pair: str
    rows: int
    matched: int
    own: Fraction | None
    by_rule: Fraction | None
    days: tuple[date, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the pair was converted otherwise as a whole, so that its rows say nothing against the rule."""
        return self.rows >= _ROWS_OF_A_WHOLE and self.matched <= _STRAY * self.rows


@dataclass(frozen=True)
class Misfit:
    """A row that a rule does not fit.

    Args:
        row: the row.
        expected: the figure that the rule gives, exact; None where it has no rate.
        why: what would fit, in words; empty where nothing that was tried does.
    """

    row: Evidence
    expected: Fraction | None
    why: str


def exceptions(groups: Sequence[Group], rule: Rule) -> tuple[tuple[OtherRate, ...], tuple[Misfit, ...]]:
    """The pairs that a rule does not fit, in their order, and the single rows of the others, the farthest first.

    A pair stands apart where the rule misses more than half of its rows and nothing explains most of those.
    """
    apart: list[OtherRate] = []
    single: list[Misfit] = []
    for group in groups:
        found = [_misfit(row, group, rule, groups) for row in group.rows if not row.admits(group.rate(rule, row))]
        explained = sum(bool(it.why) for it in found)
        if 2 * len(found) > len(group.rows) and 2 * explained < len(found):
            apart.append(_other(group, rule, len(group.rows) - len(found)))
        else:
            single += found
    return tuple(apart), tuple(sorted(single, key=_distance, reverse=True))


def halves(groups: Sequence[Group], rule: Rule) -> tuple[OtherRate, ...]:
    """The pairs whose rows have a rate rounded down that lies exactly between two; our bases round it up."""
    found: list[OtherRate] = []
    for group in groups:
        form = group.forms[rule.form]
        pairs = [(group.rate(rule, row), rule.rate(form, row.stated.day)) for row in group.rows]
        differing = [(own, ours) for own, ours in pairs if own and ours and own != ours]
        if differing:
            own, ours = (group.forms["quoted"].turn(it) for it in differing[0])
            found.append(OtherRate(group.name, len(group.rows), len(differing), own, ours, ()))
    return tuple(found)


def _distance(it: Misfit) -> Fraction:
    return Fraction(10**9) if it.expected is None else abs(it.expected / Fraction(it.row.stated.converted) - 1)


def _other(group: Group, rule: Rule, matched: int) -> OtherRate:
    form = group.forms["quoted"]
    rates = {group.rate(rule, row) for row in group.rows}
    same = rates.pop() if len(rates) == 1 else None
    own = _shortest(group, form) if group.has_one_rate else None
    days = _days_of(form, own) if own else ()
    return OtherRate(group.name, len(group.rows), matched, own, form.turn(same) if same else None, days)


def _shortest(group: Group, form: Form) -> Fraction:
    """The rate with the fewest decimals among those that most rows admit."""
    low, high, _ = group.agreed
    if low <= 0:
        return form.turn(high)
    one, other = sorted((form.turn(low), form.turn(high)))
    for decimals in range(_MOST_DECIMALS):
        first = ceil(one * 10**decimals)
        if first and first <= floor(other * 10**decimals):
            return Fraction(first, 10**decimals)
    return (one + other) / 2


def _days_of(form: Form, rate: Fraction) -> tuple[date, ...]:
    if form.bottom:
        return ()
    wanted = rate * form.top.scale
    latest = [day for day, it in zip(form.top.days, form.top.scaled, strict=True) if it == wanted]
    return tuple(latest[-_MOST_DAYS:])


def _misfit(row: Evidence, group: Group, rule: Rule, groups: Sequence[Group]) -> Misfit:
    rate = rule.rate(group.forms[rule.form], row.stated.day)
    if rate is None:
        return Misfit(row, None, "the rule has no rate for it")
    return Misfit(row, rate * Fraction(row.stated.amount), "; or ".join(_reasons(row, rate, rule, group, groups)))


def _reasons(row: Evidence, rate: Fraction, rule: Rule, group: Group, groups: Sequence[Group]) -> Iterator[str]:
    """What would fit: a slip of a unit, no conversion at all, the inverse, another currency."""
    ratio = row.implied / rate
    for slip in _SLIPS:
        if _is_near(ratio, Fraction(slip)) or row.admits(rate * slip):
            yield f"{slip:,} times as much as the rule gives: a slip of a unit"
        if _is_near(ratio, Fraction(1, slip)) or row.admits(rate / slip):
            yield f"the rule gives {slip:,} times as much: a slip of a unit"
    if row.stated.amount == row.stated.converted:
        yield "the amount itself, not converted"
    if row.admits(1 / rate) and not row.admits(rate):
        yield "multiplied where the rule divides, or the other way round"
    for other in groups:
        if other.target == group.target and other.currency != group.currency:
            its = rule.rate(other.forms[rule.form], row.stated.day)
            if row.admits(its):
                yield f"the rate of {other.currency}"


def _is_near(ratio: Fraction, wanted: Fraction) -> bool:
    return abs(ratio / wanted - 1) <= _NEAR

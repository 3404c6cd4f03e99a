"""What does not fit a rule, and how sure the rule is after that.

Whole currencies may have a rate of their own, single rows a slip. Rows that a rule misses and that have something in
common are no slips: then the rule is a part of another one. A rule that fits few figures may fit by chance.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import chain, groupby
from math import ceil, floor

from ledger.audit.convention.daily import Form
from ledger.audit.convention.evidence import CurrencyPair, Fit, Group, RowEvidence
from ledger.audit.convention.rules import BY_DAY, ROLLING, Rule
from ledger.foundation import Interval

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
        pair: the currencies.
        rows: how many rows it has.
        matched: how many of them the rule gives.
        own: the shortest rate that most of its rows admit, the way the rate set quotes it; None where no one rate does.
        by_rule: the rate of the rule, if it has one for all rows.
        days: the first days on which just this rate was quoted.
    """

    pair: CurrencyPair
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

    row: RowEvidence
    expected: Fraction | None
    why: str


def exceptions(groups: Sequence[Group], rule: Rule) -> tuple[tuple[OtherRate, ...], tuple[Misfit, ...]]:
    """The pairs that a rule does not fit, in their order, and the single rows of the others, the farthest first.

    A pair stands apart where the rule misses more than half of its rows and nothing explains most of those.
    """
    apart: list[OtherRate] = []
    single: list[Misfit] = []
    for group in groups:
        missed = [_misfit(row, group, rule, groups) for row in group.rows if not row.admits(group.rate(rule, row))]
        explained = sum(bool(it.why) for it in missed)
        if 2 * len(missed) > len(group.rows) and 2 * explained < len(missed):
            apart.append(_other(group, rule, len(group.rows) - len(missed)))
        else:
            single += missed
    return tuple(apart), tuple(sorted(single, key=_distance, reverse=True))


def halves(groups: Sequence[Group], rule: Rule) -> tuple[OtherRate, ...]:
    """The pairs whose rows have a rate rounded down that lies exactly between two; our bases round it up."""
    with_halves: list[OtherRate] = []
    for group in groups:
        form = group.forms[rule.form]
        pairs = [(group.rate(rule, row), rule.rate(form, row.stated.day)) for row in group.rows]
        differing = [(own, ours) for own, ours in pairs if own and ours and own != ours]
        if differing:
            own, ours = (group.forms["quoted"].turn(it) for it in differing[0])
            with_halves.append(OtherRate(group.pair, len(group.rows), len(differing), own, ours, ()))
    return tuple(with_halves)


def _distance(misfit: Misfit) -> Fraction:
    return (
        Fraction(10**9) if misfit.expected is None else abs(misfit.expected / Fraction(misfit.row.stated.converted) - 1)
    )


def _other(group: Group, rule: Rule, matched: int) -> OtherRate:
    form = group.forms["quoted"]
    rates = {group.rate(rule, row) for row in group.rows}
    same = rates.pop() if len(rates) == 1 else None
    own = _shortest(group, form) if group.has_one_rate else None
    days = _days_of(form, own) if own else ()
    return OtherRate(group.pair, len(group.rows), matched, own, form.turn(same) if same else None, days)


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
    scaled_rate = rate * form.top.scale
    latest = [day for day, it in zip(form.top.days, form.top.scaled, strict=True) if it == scaled_rate]
    return tuple(latest[-_MOST_DAYS:])


def _misfit(row: RowEvidence, group: Group, rule: Rule, groups: Sequence[Group]) -> Misfit:
    rate = rule.rate(group.forms[rule.form], row.stated.day)
    if rate is None:
        return Misfit(row, None, "the rule has no rate for it")
    return Misfit(row, rate * Fraction(row.stated.amount), "; or ".join(_reasons(row, rate, rule, group, groups)))


def _reasons(row: RowEvidence, rate: Fraction, rule: Rule, group: Group, groups: Sequence[Group]) -> Iterator[str]:
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
        if other.pair.target == group.pair.target and other.pair != group.pair:
            its = rule.rate(other.forms[rule.form], row.stated.day)
            if row.admits(its):
                yield f"the rate of {other.pair.currency}"


def _is_near(ratio: Fraction, expected: Fraction) -> bool:
    return abs(ratio / expected - 1) <= _NEAR


# A row missed by less than this, or by less than a step of the last digit, was hardly converted by another rate: the
# rule itself is a little off. From one day to the next most rates move by more.
_MOST_NEAR, _FEW_NEAR = Fraction(1, 10), Fraction(1, 20)
_MOST_UNEXPLAINED = Fraction(1, 5)

# So many rates are about tried: stretches of days with their digits, or ways to go by the day.
_TRIED_WINDOWS, _TRIED_BY_DAY = 10**7, 10**3
_ENOUGH = Fraction(1, 100)
_AROUND = 250


def near_misses(groups: Sequence[Group], rule: Rule) -> int:
    """How many rows a rule misses by so little that they speak against the rule and not against the row."""
    return sum(_is_near_miss(group, rule, row) for group in groups for row in group.rows)


def _is_near_miss(group: Group, rule: Rule, row: RowEvidence) -> bool:
    rate = group.rate(rule, row)
    if rate is None or row.admits(rate):
        return False
    step = rule.step(group.forms[rule.form], row.stated.day, rate)
    return abs(row.implied / rate - 1) <= max(_NEAR, step)


def is_clear(fit: Fit, apart: Sequence[OtherRate], misfits: Sequence[Misfit], near: int) -> bool:
    """Whether a rule gives a clear majority and nothing contradicts it.

    Currencies that were converted otherwise as a whole are explained, and rows with a slip. Of the other rows it gives
    four in five, and of all rows it misses at most one in ten by a hair.
    """
    rows = fit.rows - sum(it.rows for it in apart if it.is_whole)
    unexplained = sum(not it.why for it in misfits) + sum(it.rows - it.matched for it in apart if not it.is_whole)
    is_majority = fit.is_good and fit.is_most and 2 * len(apart) < fit.of_pairs
    return is_majority and unexplained <= _MOST_UNEXPLAINED * rows and near <= _MOST_NEAR * fit.rows


def is_beyond_doubt(fit: Fit, near: int) -> bool:
    """Whether a rule misses so few rows by a hair that it is not another one close to it."""
    return near <= _FEW_NEAR * fit.rows


def is_by_chance(groups: Sequence[Group], rule: Rule) -> bool:
    """Whether the rows are so few or so coarse that one of all the rules tried may fit them by chance.

    Each rate that the rule gives is as rare as the rates that its rows admit are among those of a year around them.
    """
    expected = Fraction(_TRIED_WINDOWS if rule.window else _TRIED_BY_DAY)
    for rarity in chain.from_iterable(_rarities(it, rule) for it in groups):
        expected *= min(Fraction(1), rarity)
        if expected < _ENOUGH:
            return False
    return True


def _rarities(group: Group, rule: Rule) -> list[Fraction]:
    given: defaultdict[Fraction, list[RowEvidence]] = defaultdict(list)
    for row in group.rows:
        rate = group.rate(rule, row)
        if rate is not None and row.admits(rate):
            given[rate].append(row)
    return [_rarity(group, rule, rate, rows) for rate, rows in given.items()]


def _rarity(group: Group, rule: Rule, rate: Fraction, rows: Sequence[RowEvidence]) -> Fraction:
    day = rows[0].stated.day
    known = (min(it.high for it in rows) - max(it.low for it in rows)) / rate
    daily = group.forms["per_unit"].top
    numbers = rule.numbers(daily, day)
    around = daily.scaled[max(0, numbers.start - _AROUND) : numbers.stop + _AROUND]
    spread = Fraction(max(around) - min(around), max(around))
    return max(known, rule.step(group.forms[rule.form], day, rate)) / spread if spread else Fraction(1)


# So many rows are no coincidence.
_FEWEST = 3
# For so many rows that share a trait one that fits may have it too: two days in a row may have the same rate.
_PER_STRAY = 10

_Row = tuple[Group, RowEvidence]


@dataclass(frozen=True)
class Rest:
    """What most of the rows have in common that a rule misses and that nothing explains.

    Args:
        rows: how many rows those are.
        rule: another rule that gives most of them; None where none does.
        given: how many it gives.
        trait: what most of them share and the rows that fit do not; empty where that is nothing.
        sharing: how many share it.

    >>> Rest(14, Rule("day_after"), 14, "days without a quote", 14).rule.words
    'the first rate after the day'
    """

    rows: int
    rule: Rule | None
    given: int
    trait: str
    sharing: int


def rest(
    groups: Sequence[Group], rule: Rule, tried: Iterable[Rule], apart: Sequence[OtherRate], misfits: Sequence[Misfit]
) -> Rest | None:
    """What most rows that a rule misses have in common; None where there are few of them, or nothing is.

    Args:
        groups: the evidence.
        rule: that fits best.
        tried: further rules; the rules that go by the day are tried in the way of the first as well.
        apart: the pairs that it does not fit; those converted otherwise as a whole are explained by that.
        misfits: the single rows that it does not fit; those with a slip are explained.
    """
    whole = {it.pair for it in apart if it.is_whole}
    explained = {it.row for it in misfits if it.why}
    rows = [(it, row) for it in groups if it.pair not in whole for row in it.rows if row not in explained]
    missed = [it for it in rows if not _gives(rule, it)]
    fitting = [it for it in rows if _gives(rule, it)]
    given, gives = _other_rule((*tried, *_in_the_way_of(rule)), missed)
    sharing, trait = next(_traits(missed, fitting), (0, ""))
    return Rest(len(missed), gives, given, trait, sharing) if gives or trait else None


def _gives(rule: Rule, row_of_group: _Row) -> bool:
    group, row = row_of_group
    return group.gives(rule, row)


def _is_most(count: int, missed: Sequence[_Row]) -> bool:
    return count >= _FEWEST and 2 * count > len(missed)


def _in_the_way_of(rule: Rule) -> Iterator[Rule]:
    """The rules that go by the day, their rates taken and rounded as those of this one."""
    for kind in BY_DAY:
        for over in ROLLING.get(kind, (None,)):
            yield replace(rule, kind=kind, window=None, over=over)


def _other_rule(rules: Sequence[Rule], missed: Sequence[_Row]) -> tuple[int, Rule | None]:
    """The first of those that give the most of the rows missed, if that is most of them, and how many it gives."""
    counts = [sum(_gives(rule, it) for it in missed) for rule in rules]
    given = max(counts)
    return (given, rules[counts.index(given)]) if _is_most(given, missed) else (0, None)


def _traits(missed: Sequence[_Row], fitting: Sequence[_Row]) -> Iterator[tuple[int, str]]:
    """What most of the rows missed share and the rows that fit do not, with how many share it."""
    unquoted = sum(map(_is_unquoted, missed))
    if _is_most(unquoted, missed) and _PER_STRAY * sum(map(_is_unquoted, fitting)) <= unquoted:
        yield unquoted, "days without a quote"
    days = [_day_of_month(it) for it in missed]
    fitted = set(map(_day_of_month, fitting))
    for is_missed, stretch in groupby(sorted({*days, *fitted}), key=lambda day: day not in fitted):
        first, *further = stretch
        last = further[-1] if further else first
        count = sum(first <= day <= last for day in days)
        if is_missed and _is_most(count, missed):
            yield count, f"days {first} to {last} of a month" if further else f"day {first} of a month"


def _is_unquoted(row_of_group: _Row) -> bool:
    group, row = row_of_group
    return not group.forms["quoted"].top.numbers(Interval(row.stated.day, row.stated.day))


def _day_of_month(row_of_group: _Row) -> int:
    return row_of_group[1].stated.day.day

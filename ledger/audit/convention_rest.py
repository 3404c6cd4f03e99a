"""What the rows that a rule misses have in common: then they are no slips, and the rule is a part of another one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ledger.audit.convention_evidence import Evidence, Group
from ledger.audit.convention_misfits import Misfit, OtherRate
from ledger.audit.convention_rules import BY_DAY, ROLLING, Rule
from ledger.foundation import Interval

# So many rows are no coincidence.
_FEWEST = 3
# For so many rows that share a trait one that fits may have it too: two days in a row may have the same rate.
_PER_STRAY = 10

_Row = tuple[Group, Evidence]


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
    rows = [(it, row) for it in groups if it.name not in whole for row in it.rows if row not in explained]
    missed = [it for it in rows if not _gives(rule, it)]
    fitting = [it for it in rows if _gives(rule, it)]
    given, gives = _other_rule((*tried, *_in_the_way_of(rule)), missed)
    sharing, trait = next(_traits(missed, fitting), (0, ""))
    return Rest(len(missed), gives, given, trait, sharing) if gives or trait else None


def _gives(rule: Rule, it: _Row) -> bool:
    group, row = it
    return row.admits(group.rate(rule, row))


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


def _is_unquoted(it: _Row) -> bool:
    group, row = it
    return not group.forms["quoted"].top.numbers(Interval(row.stated.day, row.stated.day))


def _day_of_month(it: _Row) -> int:
    return it[1].stated.day.day

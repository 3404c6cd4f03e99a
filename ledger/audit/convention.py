"""By which rule a publisher converts: rules are tried on its own conversions, exactly, and ranked by how they fit.

The same evidence may fit several rules; then all of them are told. Which windows are tried at all is the search's
matter (``convention_windows``), what a rule means that of ``convention_rules``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ledger.audit.convention_evidence import Group, Unused, in_units, unit_of, weigh_evidence
from ledger.audit.convention_fit import NEAR, Fit, PairFit, by_pair, nearness, order
from ledger.audit.convention_misfits import Misfit, OtherRate, exceptions, halves
from ledger.audit.convention_rest import Rest, rest
from ledger.audit.convention_rules import Kind, Rule
from ledger.audit.convention_trials import daily_fits, window_fits
from ledger.audit.convention_verdict import is_beyond_doubt, is_by_chance, is_clear, near_misses
from ledger.foundation import EXACT
from ledger.intake import PublishedConversion
from ledger.rates import RateSet

_FAR = 10


@dataclass(frozen=True)
class Convention:
    """What was found out of published conversions.

    Args:
        ranking: of each kind of rule the best one, the best first; none where no row says anything.
        equals: the other rules, of any kind, that give as many rows and currencies to the last digit as the first.
        step: what the published figures are taken to be rounded to.
        pairs: names of the pairs of currencies.
        other_rates: the pairs that the first rule does not fit, and the rate that they have instead.
        halves: the pairs whose rate lies exactly between two decimals and was rounded down; a basis here rounds it up.
        misfits: the single rows that it does not fit, and what would.
        unused: the rows that say nothing of a rule.
        one_rate: how many pairs may have been converted at one rate each, whatever that rate is.
        unit: how many of the currency one of a published figure is: 1,000 where the file counts thousands. It is told
            from most rows, and all of them are taken so.
        near_misses: how many rows the first rule misses by so little that it is rather the rule that is another one.
        by_chance: whether the rows are so few or so coarse that some rule fits them by chance.
        rest: what most of the rows have in common that the first rule misses though it gives most; None for nothing.
        by_pair: how near the nearest rule comes, pair by pair.

    >>> convention([], []).is_found
    False
    """

    ranking: tuple[Fit, ...]
    equals: tuple[Rule, ...]
    step: Decimal
    pairs: tuple[str, ...]
    other_rates: tuple[OtherRate, ...]
    halves: tuple[OtherRate, ...]
    misfits: tuple[Misfit, ...]
    unused: tuple[Unused, ...]
    one_rate: int
    unit: Fraction = Fraction(1)
    near_misses: int = 0
    by_chance: bool = False
    rest: Rest | None = None
    by_pair: tuple[PairFit, ...] = ()

    @property
    def best(self) -> Fit | None:
        """The rule that fits best, perhaps one of several."""
        return self.ranking[0] if self.ranking else None

    @property
    def nearest(self) -> Fit | None:
        """The rule whose middle error is the least of those with a rate for most rows; None where no rule has that."""
        return next((it for it in sorted(self.ranking, key=nearness) if it.typical is not None), None)

    @property
    def runner_up(self) -> Fraction | None:
        """The least middle error of all other kinds of rules, even of one with a rate for few rows."""
        return min((it.median for it in self.ranking if it is not self.nearest and it.median is not None), default=None)

    @property
    def is_by_far(self) -> bool:
        """Whether no other kind of rule comes within ten times the middle error of the nearest."""
        nearest, other = self.nearest, self.runner_up
        if nearest is None or nearest.typical is None or other is None:
            return False
        return _FAR * nearest.typical <= other

    @property
    def is_of_another_source(self) -> bool:
        """Whether the nearest rule is likely the one, on rates of another source: near by far, and hardly exact."""
        nearest = self.nearest
        if nearest is None or nearest.typical is None or nearest.is_good:
            return False
        return self.is_by_far and nearest.typical <= NEAR

    @property
    def is_found(self) -> bool:
        """Whether the rule gives a clear majority of the figures to the last digit, and nothing contradicts it."""
        return self.best is not None and is_clear(self.best, self.other_rates, self.misfits, self.near_misses)

    @property
    def is_decided(self) -> bool:
        """Whether it is that rule: no other does as well, none by chance, and what it misses is little and mixed."""
        if self.best is None or not self.is_found or self.equals or self.by_chance or self.rest:
            return False
        return is_beyond_doubt(self.best, self.near_misses)


def convention(
    stated: Sequence[PublishedConversion], rates: Sequence[RateSet], *, step: Decimal | None = None
) -> Convention:
    """Find the rule by which published conversions were made.

    Args:
        stated: the conversions, as :func:`ledger.intake.read_conversions` reads them.
        rates: the rate sets to try, in order; each pair of currencies takes the first that has both.
        step: what the published figures are rounded to; None: the finest digit that one of them shows.

    Returns:
        A ranking of rules, and what does not fit the first. Rows of zero, in the target currency already, or without
        rates take no part and are named.

    >>> from datetime import date
    >>> from ledger.rates import ecb_rates
    >>> row = PublishedConversion("a.csv:2", date(2025, 6, 1), "USD", Decimal(200), "EUR", Decimal("176.3824"))
    >>> str(convention([row], [ecb_rates()]).best.rule)
    'announced'
    """
    groups, unused, chosen = weigh_evidence(stated, rates, step)
    unit = unit_of(groups)
    if unit != 1:
        groups, unused, chosen = weigh_evidence([in_units(it, unit) for it in stated], rates, _times(step, unit))
    if not groups:
        return Convention((), (), chosen, (), (), (), (), unused, 0)
    last = max(it.stated.day for group in groups for it in group.rows)
    fits = sorted((*daily_fits(groups), *window_fits(groups, last)), key=order)
    best = fits[0]
    equals = _others([it.rule for it in fits if _is_equal(it, best)], groups)
    ranking: dict[Kind, Fit] = {}
    for it in fits:
        ranking.setdefault(it.rule.kind, it)
    others, misfits = exceptions(groups, best.rule)
    found = Convention(
        ranking=tuple(ranking.values()),
        equals=equals,
        step=chosen,
        pairs=tuple(it.name for it in groups),
        other_rates=others,
        halves=halves(groups, best.rule),
        misfits=misfits,
        unused=unused,
        one_rate=sum(it.has_one_rate for it in groups),
        unit=unit,
        near_misses=near_misses(groups, best.rule),
        by_chance=is_by_chance(groups, best.rule),
        rest=rest(groups, best.rule, [it.rule for it in ranking.values()], others, misfits) if best.is_most else None,
    )
    return replace(found, by_pair=by_pair(groups, found.nearest.rule)) if found.nearest else found


def _times(step: Decimal | None, unit: Fraction) -> Decimal | None:
    return None if step is None else EXACT.divide(EXACT.multiply(step, unit.numerator), Decimal(unit.denominator))


def _others(rules: Sequence[Rule], groups: Sequence[Group]) -> tuple[Rule, ...]:
    """The rules behind the first of those that fit equally well, without those that are the same by their nature.

    A single quote rounded to the decimals that it has anyway is the same rule, and so are decimals told by their number
    and as those of the quotes. Rates that are the same though they were rounded otherwise are not: other rows differ.
    """
    seen: set[object] = set()
    found: list[Rule] = []
    for rule in rules:
        rates = _rates(rule, groups)
        is_plain = rule.digits is None or rates == _rates(replace(rule, digits=None), groups)
        manner = None if is_plain or rule.digits is None else replace(rule.digits, decimals="quoted")
        same = (rule.kind, rule.window, rule.over, rates, None if is_plain else rule.form, manner)
        if same not in seen:
            seen.add(same)
            found.append(rule)
    return tuple(found[1:])


def _rates(rule: Rule, groups: Sequence[Group]) -> tuple[Fraction | None, ...]:
    # One rate holds for all rows of a pair; of others some hundred rows show whether they are the same.
    count = 1 if rule.window else 100
    return tuple(rule.rate(it.forms[rule.form], row.stated.day) for it in groups for row in it.rows[:count])


def _is_equal(it: Fit, best: Fit) -> bool:
    return it.is_good and best.is_good and (it.pairs, it.matched) == (best.pairs, best.matched)

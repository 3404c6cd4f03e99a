"""By which rule a publisher converts: rules are tried on its own conversions, exactly, and ranked by how they fit.

The same evidence may fit several rules; then all of them are named, of each kind those that fit best. Which windows
are tried is decided in ``windows``, what a rule means in ``rules``.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ledger.audit.convention.daily import FORMS
from ledger.audit.convention.digits import Digits, FormName
from ledger.audit.convention.evidence import (
    NEAR,
    CurrencyPair,
    Fit,
    Group,
    PairFit,
    Unused,
    by_pair,
    digits_of_means,
    digits_of_quotes,
    fit,
    in_units,
    is_same_form,
    nearness,
    order,
    unit_of,
    weigh_evidence,
)
from ledger.audit.convention.misfits import (
    Misfit,
    OtherRate,
    Rest,
    exceptions,
    halves,
    is_beyond_doubt,
    is_by_chance,
    is_clear,
    near_misses,
    rest,
)
from ledger.audit.convention.rules import BY_DAY, MEANS, ROLLING, Kind, Rule
from ledger.audit.convention.windows import distance, windows
from ledger.foundation import EXACT
from ledger.intake import PublishedConversion
from ledger.rates import RateSet

# So many rows choose among the ways to take and to round a rate; the best of them are weighed by all rows.
_SAMPLE = 400
_BEST = 12
# A rule that gives none of so many rows does not give a fifth of all.
_FEW = 60

_Way = tuple[FormName, Digits | None]


def daily_fits(groups: Sequence[Group]) -> Iterator[Fit]:
    """Of each rule that goes by the day of the row, the best ways to take and to round the rate."""
    few, sample = _sampled(groups, _FEW), _sampled(groups, _SAMPLE)
    quotes, means = _ways(few)
    for kind in BY_DAY:
        plain = [Rule(kind, over=it) for it in ROLLING.get(kind, (None,))]
        ways = means if kind in MEANS else quotes
        rules = [replace(it, form=form, digits=digits) for form, digits in ways for it in plain]
        fits = [found for it in _promising(rules, few, sample) if (found := fit(groups, it)).is_good]
        # How a rule rounds does not matter if it does not fit.
        yield from fits or [min((fit(groups, it) for it in plain), key=order)]


def window_fits(groups: Sequence[Group], last: date) -> Iterator[Fit]:
    """The windows that fit best, by kind; there one rate holds for all rows of a pair, so they are counted at once."""
    counted: defaultdict[Kind, list[tuple[int, int, Rule]]] = defaultdict(list)
    for rule in windows(groups, last):
        counts = [(len(it.rows), _admitting(it, rule)) for it in groups]
        pairs, rows = sum(2 * own > many for many, own in counts), sum(own for _, own in counts)
        counted[rule.kind].append((pairs, rows, rule))
    for of_one_kind in counted.values():
        top = max((pairs, rows) for pairs, rows, _ in of_one_kind)
        equal = [rule for pairs, rows, rule in of_one_kind if (pairs, rows) == top]
        first = fit(groups, equal[0])
        yield first
        if first.is_good:
            # They fit equally well, so only the first carries its errors.
            yield from (replace(first, rule=rule, without_rate=0) for rule in equal[1:])
        else:
            unrounded = [rule for _, _, rule in of_one_kind if rule.digits is None]
            yield from (fit(groups, rule) for rule in sorted(unrounded, key=lambda it: distance(groups, it))[:_BEST])


def _ways(groups: Sequence[Group]) -> tuple[tuple[_Way, ...], tuple[_Way, ...]]:
    """The forms and digits to try of single quotes, and those of means."""
    one_each = _one_row_each(groups)
    forms = [it for it in FORMS if it == "quoted" or not is_same_form(groups, it, "quoted")]
    quotes = tuple((form, digits) for form in forms for digits in digits_of_quotes(one_each, form))
    return quotes, tuple((form, digits) for form in forms for digits in digits_of_means(one_each, form))


def _one_row_each(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Each row as a group of its own: with a rate of its own it has decimals of its own."""
    return tuple(Group(it.pair, it.forms, (row,)) for it in groups for row in it.rows)


def _sampled(groups: Sequence[Group], most: int) -> tuple[Group, ...]:
    rows = sum(len(it.rows) for it in groups)
    apart = max(1, -(-rows // most))
    return tuple(Group(it.pair, it.forms, it.rows[::apart]) for it in groups)


def _promising(rules: Sequence[Rule], few: Sequence[Group], sample: Sequence[Group]) -> list[Rule]:
    """The rules that give most of a sample: all that do so equally well, or the best of them."""
    tried: defaultdict[tuple[int, int], list[Rule]] = defaultdict(list)
    for rule in rules:
        if any(it.gives(rule, row) for it in few for row in it.rows):
            tried[_counted(sample, rule)].append(rule)
    enough = sum(len(it.rows) for it in sample) // 10
    ranked = [tried[count] for count in sorted(tried, reverse=True) if count[1] > enough]
    at_most = max(_BEST, len(ranked[0])) if ranked else 0
    return [rule for equal in ranked for rule in equal][:at_most]


def _counted(groups: Sequence[Group], rule: Rule) -> tuple[int, int]:
    """For how many pairs a rule gives most rows, and how many rows it gives."""
    counts = [(len(it.rows), sum(it.gives(rule, row) for row in it.rows)) for it in groups]
    return sum(2 * own > rows for rows, own in counts), sum(own for _, own in counts)


def _admitting(group: Group, rule: Rule) -> int:
    form, day = group.forms[rule.form], group.rows[0].stated.day
    count = group.admitting(rule.rate(form, day))
    return count or group.admitting(rule.half(form, day))


_FAR = 10


@dataclass(frozen=True)
class Convention:
    """What was found out of published conversions.

    Args:
        ranking: of each kind of rule the best one, the best first; none where no row says anything.
        equals: the other rules, of any kind, that give as many rows and currencies to the last digit as the first.
        step: what the published figures are taken to be rounded to.
        pairs: the pairs of currencies.
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

    >>> convention_of([], []).is_found
    False
    """

    ranking: tuple[Fit, ...]
    equals: tuple[Rule, ...]
    step: Decimal
    pairs: tuple[CurrencyPair, ...]
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


def convention_of(
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
    >>> str(convention_of([row], [ecb_rates()]).best.rule)
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
    for candidate in fits:
        ranking.setdefault(candidate.rule.kind, candidate)
    others, misfits = exceptions(groups, best.rule)
    inferred = Convention(
        ranking=tuple(ranking.values()),
        equals=equals,
        step=chosen,
        pairs=tuple(it.pair for it in groups),
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
    return replace(inferred, by_pair=by_pair(groups, inferred.nearest.rule)) if inferred.nearest else inferred


def _times(step: Decimal | None, unit: Fraction) -> Decimal | None:
    return None if step is None else EXACT.divide(EXACT.multiply(step, unit.numerator), Decimal(unit.denominator))


def _others(rules: Sequence[Rule], groups: Sequence[Group]) -> tuple[Rule, ...]:
    """The rules behind the first of those that fit equally well, without those that are the same by their nature.

    A single quote rounded to the decimals that it has anyway is the same rule, and so are decimals told by their number
    and as those of the quotes. Rates that are the same though they were rounded otherwise are not: other rows differ.
    """
    seen: set[object] = set()
    distinct: list[Rule] = []
    for rule in rules:
        rates = _rates(rule, groups)
        is_plain = rule.digits is None or rates == _rates(replace(rule, digits=None), groups)
        manner = None if is_plain or rule.digits is None else replace(rule.digits, decimals="quoted")
        same = (rule.kind, rule.window, rule.over, rates, None if is_plain else rule.form, manner)
        if same not in seen:
            seen.add(same)
            distinct.append(rule)
    return tuple(distinct[1:])


def _rates(rule: Rule, groups: Sequence[Group]) -> tuple[Fraction | None, ...]:
    # One rate holds for all rows of a pair; of others some hundred rows show whether they are the same.
    count = 1 if rule.window else 100
    return tuple(rule.rate(it.forms[rule.form], row.stated.day) for it in groups for row in it.rows[:count])


def _is_equal(candidate: Fit, best: Fit) -> bool:
    return candidate.is_good and best.is_good and (candidate.pairs, candidate.matched) == (best.pairs, best.matched)

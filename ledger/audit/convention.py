"""By which rule a publisher converts: rules are tried on its own conversions, exactly, and ranked by how they fit.

The same evidence may fit several rules; then all of them are told. Which windows are tried at all is the search's
matter (``convention_windows``), what a rule means that of ``convention_rules``.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ledger.audit.convention_evidence import ERROR_UNIT, Group, Unused, in_units, unit_of, weigh_evidence
from ledger.audit.convention_misfits import Misfit, OtherRate, exceptions, halves
from ledger.audit.convention_rules import BY_DAY, MEANS, OF_A_WINDOW, Kind, Rule
from ledger.audit.convention_series import FORMS
from ledger.audit.convention_windows import distance, roundings_of, windows
from ledger.foundation import EXACT
from ledger.intake import PublishedConversion
from ledger.rates import RateSet, Rounding

# So many rows choose among the ways to take and to round a rate; the best of them are weighed by all rows.
_SAMPLE = 400
_BEST = 12
# So many rows may come out to the last digit though the rule is another one.
_BY_CHANCE = 2


@dataclass(frozen=True)
class Fit:
    """How well a rule gives the published figures.

    Args:
        rule: the rule.
        rows: how many conversions it was tried on.
        matched: how many it gives to the last digit.
        pairs: for how many pairs of currencies it gives more than half of the rows.
        of_pairs: how many pairs there are.
        median: the middle error, in parts of the published figure, to 18 decimals; None without any rate.
        ninetieth: the error that nine rows in ten do not exceed.
        largest: the largest.
        without_rate: for how many rows the rule has no rate.

    >>> of_ten = {"rows": 10, "pairs": 1, "of_pairs": 1, "median": None, "ninetieth": None, "largest": None}
    >>> Fit(Rule("month"), matched=9, without_rate=0, **of_ten).share
    Fraction(9, 10)
    """

    rule: Rule
    rows: int
    matched: int
    pairs: int
    of_pairs: int
    median: Fraction | None
    ninetieth: Fraction | None
    largest: Fraction | None
    without_rate: int

    @property
    def share(self) -> Fraction:
        """The part of the rows that it gives to the last digit."""
        return Fraction(self.matched, self.rows)

    @property
    def is_good(self) -> bool:
        """Whether so much comes out to the last digit that it is not by chance.

        A rule that goes by the day has a rate of its own for each row. A window has one for each currency, and among
        two million of them there is always one that fits some currency.
        """
        if self.rule.window:
            return self.is_most and 2 * self.pairs > self.of_pairs
        return self.is_most or (self.matched > _BY_CHANCE and 5 * self.matched >= self.rows)

    @property
    def is_most(self) -> bool:
        """Whether most rows, or most currencies of several, come out to the last digit."""
        return 2 * self.matched > self.rows or (self.of_pairs > 2 and 2 * self.pairs > self.of_pairs)


@dataclass(frozen=True)
class Convention:
    """What was found out of published conversions.

    Args:
        ranking: of each kind of rule the best one, the best first; none where no row says anything.
        equals: the other rules, of any kind, that give as many rows and currencies to the last digit as the first.
        step: what the published figures are taken to be rounded to.
        unit: how many of the currency one of a published figure is: 1,000 where the file counts thousands. It is told
            from most rows, and all of them are taken so.
        pairs: names of the pairs of currencies.
        other_rates: the pairs that the first rule does not fit, and the rate that they have instead.
        halves: the pairs whose rate lies exactly between two decimals and was rounded down; a basis here rounds it up.
        misfits: the single rows that it does not fit, and what would.
        unused: the rows that say nothing of a rule.
        one_rate: how many pairs may have been converted at one rate each, whatever that rate is.

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

    @property
    def best(self) -> Fit | None:
        """The rule that fits best, perhaps one of several."""
        return self.ranking[0] if self.ranking else None

    @property
    def is_found(self) -> bool:
        """Whether the rule gives most of the figures to the last digit."""
        return self.best is not None and self.best.is_good and self.best.is_most

    @property
    def is_decided(self) -> bool:
        """Whether no other rule does so as well."""
        return self.is_found and not self.equals


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
    fits = [*_daily_fits(groups), *_window_fits(groups, windows(groups, last))]
    fits.sort(key=_key)
    best = fits[0]
    equals = _others([it.rule for it in fits if _is_equal(it, best)], groups)
    ranking: dict[Kind, Fit] = {}
    for it in fits:
        ranking.setdefault(it.rule.kind, it)
    others, misfits = exceptions(groups, best.rule)
    return Convention(
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
    )


def _times(step: Decimal | None, unit: Fraction) -> Decimal | None:
    return None if step is None else EXACT.divide(EXACT.multiply(step, unit.numerator), Decimal(unit.denominator))


def fit(groups: Sequence[Group], rule: Rule) -> Fit:
    """Weigh one rule by all rows."""
    matched, pairs, errors, without = 0, 0, list[int](), 0
    for group in groups:
        own = 0
        for row in group.rows:
            rate = group.rate(rule, row)
            if rate is None:
                without += 1
                continue
            own += row.admits(rate)
            errors.append(row.error(rate))
        matched += own
        pairs += 2 * own > len(group.rows)
    errors.sort()
    rows = sum(len(it.rows) for it in groups)
    return Fit(rule, rows, matched, pairs, len(groups), *_quantiles(errors), without)


def _quantiles(errors: Sequence[int]) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """The median, the 90th percentile and the largest; the percentile is the first that so many do not exceed."""
    if not errors:
        return None, None, None
    middle = errors[(len(errors) - 1) // 2] + errors[len(errors) // 2]
    ninetieth, largest = errors[-(-9 * len(errors) // 10) - 1], errors[-1]
    return Fraction(middle, 2 * ERROR_UNIT), Fraction(ninetieth, ERROR_UNIT), Fraction(largest, ERROR_UNIT)


def _key(it: Fit) -> tuple[object, ...]:
    """Good fits by what they give to the last digit, all others by their middle error; the plainest rule first."""
    error = Fraction(10**9) if it.median is None else it.median
    counts = (-it.pairs, -it.matched) if it.is_good else (0, 0)
    known = it.without_rate if not it.is_good else 0
    return (not it.is_good, *counts, known, 0 if it.is_good else error, *_plainness(it.rule))


def _plainness(rule: Rule) -> tuple[int, int, int]:
    rounding = 0 if rule.rounding is None else 1 if rule.rounding == "quoted" else 2 + rule.rounding
    return (*BY_DAY, *OF_A_WINDOW).index(rule.kind), FORMS.index(rule.form), rounding


def _others(rules: Sequence[Rule], groups: Sequence[Group]) -> tuple[Rule, ...]:
    """The rules behind the first of those that fit equally well, without those that round nothing away.

    A single quote rounded to the decimals that it has anyway is the same rule.
    """
    seen: set[object] = set()
    found: list[Rule] = []
    for rule in rules:
        form_of = [(it, it.forms[rule.form]) for it in groups]
        rates = tuple(rule.rate(form, row.stated.day) for it, form in form_of for row in it.rows[: _rows_of(rule)])
        if (rule.kind, rule.window, rates) not in seen:
            seen.add((rule.kind, rule.window, rates))
            found.append(rule)
    return tuple(found[1:])


def _rows_of(rule: Rule) -> int:
    # One rate holds for all rows of a pair; of others some hundred rows show whether they are the same.
    return 1 if rule.window else 100


def _is_equal(it: Fit, best: Fit) -> bool:
    return it.is_good and best.is_good and (it.pairs, it.matched) == (best.pairs, best.matched)


def _daily_fits(groups: Sequence[Group]) -> Iterator[Fit]:
    """Of each rule that goes by the day of the row, the best ways to take and to round the rate."""
    sample = _sampled(groups)
    for kind in BY_DAY:
        tried: dict[tuple[int, int], list[Rule]] = defaultdict(list)
        for rule in _ways(kind, sample):
            tried[_counted(sample, rule)].append(rule)
        enough = sum(len(it.rows) for it in sample) // 10
        best = [rule for count in sorted(tried, reverse=True) if count[1] > enough for rule in tried[count]]
        fits = [found for rule in best[:_BEST] if (found := fit(groups, rule)).is_good]
        # Of a rule that does not fit nobody asks how it rounds.
        yield from fits or [fit(groups, Rule(kind))]


def _ways(kind: Kind, groups: Sequence[Group]) -> Iterator[Rule]:
    is_mean = kind in MEANS
    one_each = _one_row_each(groups)
    for name in FORMS:
        if name != "quoted" and all(it.forms[name].top is it.forms["quoted"].top for it in groups):
            continue
        roundings: list[Rounding | None] = list(roundings_of(one_each, name))
        if name == "quoted" or is_mean:
            roundings.insert(0, None)
        # A single quote has the decimals of the quotes as it stands.
        if name == "quoted" and is_mean:
            roundings.insert(1, "quoted")
        yield from (Rule(kind, None, name, it) for it in roundings)


def _one_row_each(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Each row as a group of its own: with a rate of its own it has decimals of its own."""
    rows = [(group, row) for group in groups for row in group.rows]
    some = rows[:: max(1, len(rows) // 60)]
    return tuple(Group(group.currency, group.target, group.forms, (row,)) for group, row in some)


def _sampled(groups: Sequence[Group]) -> tuple[Group, ...]:
    rows = sum(len(it.rows) for it in groups)
    apart = max(1, -(-rows // _SAMPLE))
    return tuple(Group(it.currency, it.target, it.forms, it.rows[::apart]) for it in groups)


def _counted(groups: Sequence[Group], rule: Rule) -> tuple[int, int]:
    """For how many pairs a rule gives most rows, and how many rows it gives."""
    counts = [(len(it.rows), sum(row.admits(it.rate(rule, row)) for row in it.rows)) for it in groups]
    return sum(2 * own > rows for rows, own in counts), sum(own for _, own in counts)


def _window_fits(groups: Sequence[Group], rules: Sequence[Rule]) -> Iterator[Fit]:
    """The windows that fit best, by kind; there one rate holds for all rows of a pair, so they are counted at once."""
    counted: defaultdict[Kind, list[tuple[int, int, Rule]]] = defaultdict(list)
    for rule in rules:
        counts = [(len(it.rows), _admitting(it, rule)) for it in groups]
        pairs, rows = sum(2 * own > many for many, own in counts), sum(own for _, own in counts)
        counted[rule.kind].append((pairs, rows, rule))
    for found in counted.values():
        top = max((pairs, rows) for pairs, rows, _ in found)
        equal = [rule for pairs, rows, rule in found if (pairs, rows) == top]
        first = fit(groups, equal[0])
        yield first
        if first.is_good:
            # What they have in common is known already; their errors are told of the first only.
            yield from (_alike(first, rule) for rule in equal[1:])
        else:
            unrounded = [rule for _, _, rule in found if rule.rounding is None]
            yield from (fit(groups, rule) for rule in sorted(unrounded, key=lambda it: distance(groups, it))[:_BEST])


def _admitting(group: Group, rule: Rule) -> int:
    form, day = group.forms[rule.form], group.rows[0].stated.day
    found = group.admitting(rule.rate(form, day))
    return found or group.admitting(rule.half(form, day))


def _alike(first: Fit, rule: Rule) -> Fit:
    return Fit(
        rule, first.rows, first.matched, first.pairs, first.of_pairs, first.median, first.ninetieth, first.largest, 0
    )

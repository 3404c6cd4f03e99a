"""The trial of all rules on published conversions: of each kind those that fit best."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from ledger.audit.convention_digits import Digits, FormName
from ledger.audit.convention_evidence import Group
from ledger.audit.convention_fit import Fit, fit, order
from ledger.audit.convention_rules import BY_DAY, MEANS, ROLLING, Kind, Rule
from ledger.audit.convention_series import FORMS
from ledger.audit.convention_ways import digits_of_means, digits_of_quotes, is_same_form
from ledger.audit.convention_windows import distance, windows

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
        # Of a rule that does not fit nobody asks how it rounds.
        yield from fits or [min((fit(groups, it) for it in plain), key=order)]


def window_fits(groups: Sequence[Group], last: date) -> Iterator[Fit]:
    """The windows that fit best, by kind; there one rate holds for all rows of a pair, so they are counted at once."""
    counted: defaultdict[Kind, list[tuple[int, int, Rule]]] = defaultdict(list)
    for rule in windows(groups, last):
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
            yield from (replace(first, rule=rule, without_rate=0) for rule in equal[1:])
        else:
            unrounded = [rule for _, _, rule in found if rule.digits is None]
            yield from (fit(groups, rule) for rule in sorted(unrounded, key=lambda it: distance(groups, it))[:_BEST])


def _ways(groups: Sequence[Group]) -> tuple[tuple[_Way, ...], tuple[_Way, ...]]:
    """The forms and digits to try of single quotes, and those of means."""
    one_each = _one_row_each(groups)
    forms = [it for it in FORMS if it == "quoted" or not is_same_form(groups, it, "quoted")]
    quotes = tuple((form, digits) for form in forms for digits in digits_of_quotes(one_each, form))
    return quotes, tuple((form, digits) for form in forms for digits in digits_of_means(one_each, form))


def _one_row_each(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Each row as a group of its own: with a rate of its own it has decimals of its own."""
    return tuple(Group(it.currency, it.target, it.forms, (row,)) for it in groups for row in it.rows)


def _sampled(groups: Sequence[Group], most: int) -> tuple[Group, ...]:
    rows = sum(len(it.rows) for it in groups)
    apart = max(1, -(-rows // most))
    return tuple(Group(it.currency, it.target, it.forms, it.rows[::apart]) for it in groups)


def _promising(rules: Sequence[Rule], few: Sequence[Group], sample: Sequence[Group]) -> list[Rule]:
    """The rules that give most of a sample: all that do so equally well, or the best of them."""
    tried: defaultdict[tuple[int, int], list[Rule]] = defaultdict(list)
    for rule in rules:
        if any(row.admits(it.rate(rule, row)) for it in few for row in it.rows):
            tried[_counted(sample, rule)].append(rule)
    enough = sum(len(it.rows) for it in sample) // 10
    ranked = [tried[count] for count in sorted(tried, reverse=True) if count[1] > enough]
    at_most = max(_BEST, len(ranked[0])) if ranked else 0
    return [rule for equal in ranked for rule in equal][:at_most]


def _counted(groups: Sequence[Group], rule: Rule) -> tuple[int, int]:
    """For how many pairs a rule gives most rows, and how many rows it gives."""
    counts = [(len(it.rows), sum(row.admits(it.rate(rule, row)) for row in it.rows)) for it in groups]
    return sum(2 * own > rows for rows, own in counts), sum(own for _, own in counts)


def _admitting(group: Group, rule: Rule) -> int:
    form, day = group.forms[rule.form], group.rows[0].stated.day
    found = group.admitting(rule.rate(form, day))
    return found or group.admitting(rule.half(form, day))

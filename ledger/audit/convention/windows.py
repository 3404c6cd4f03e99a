"""The search for a window: some two million stretches of days, all currencies at once.

Here alone numbers are doubles: they only choose which windows are looked at again, exactly. Every bound is a little
wider than the exact one, so a window that fits is never passed over for a rounding.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import inf

import numpy as np
from numpy.typing import NDArray

from ledger.audit.convention.daily import FORMS, Daily, Form
from ledger.audit.convention.digits import Digits
from ledger.audit.convention.evidence import Group, as_printed, digits_of_means, is_same_form, steps_between
from ledger.audit.convention.rules import Kind, Rule
from ledger.foundation import Interval

LONGEST = 400
"""So many days a window has at most."""
MOST = 500
"""So many windows that fit equally well are looked at exactly, for each way to take and round the rate."""
MOST_OF_A_FORM = 4000
"""So many of all ways to round it, which are many only where the figures tell little."""

# So many of windows that cannot be the rule, to be shown as those that come nearest.
_FEW = 3
_SLACK = 1e-12
_MOST_MOVED = 0.5
# An average of errors in which one currency that was converted otherwise weighs no more than this.
_CAP = 0.02
_KINDS: tuple[Kind, ...] = ("window", "window_minimum", "window_maximum")

Floats = NDArray[np.float64]
# The same on all days, or one for each.
_Bounds = tuple[Floats, Floats] | tuple[float, float]


@dataclass
class _Kept:
    """The windows that fit most pairs, and those that fit one less; number of days with rates, number of the first.

    Of each number of days only the windows around a place are kept, the number of a day: more are never looked at.
    """

    place: int
    best: int = 1
    found: list[tuple[int, int, NDArray[np.intp]]] = field(default_factory=list)
    most: int = MOST

    def upto(self, enough: int, most: int) -> "_Kept":
        """The same, or a few of them where they fit too few pairs to be the rule."""
        self.most = most if self.best >= enough else _FEW
        return self

    def add(self, days: int, counts: NDArray[np.int16], top: int) -> None:
        """Take the windows of so many days: how many pairs each fits, and the most of these."""
        if top > self.best:
            self.best = top
            self.found = [it for it in self.found if it[0] >= top - 1]
        for count in (self.best, self.best - 1):
            if 0 < count <= top and (starts := np.nonzero(counts == count)[0]).size:
                near = int(np.searchsorted(starts, self.place - days))
                # A copy: a part of the whole would keep all of it.
                self.found.append((count, days, starts[max(0, near - MOST) : near + MOST].copy()))


@dataclass(frozen=True)
class _Pair:
    """One pair on the common grid of days: sums of its rates up to each day, and the rates themselves."""

    form: Form
    top: Floats
    bottom: Floats
    there: NDArray[np.bool_]


def windows(groups: Sequence[Group], last: date) -> tuple[Rule, ...]:
    """Windows that may have been the one for all rows, to be weighed exactly; the best are among them.

    Args:
        groups: the evidence; pairs whose rows were not converted at one rate take no part.
        last: day of the last row; of windows that fit equally well those that end near it come first.
    """
    enough = len(groups) // 2 + 1
    groups = tuple(it for it in groups if it.has_one_rate)
    if not groups:
        return ()
    days = sorted({day for it in groups for form in it.forms.values() for day in form.top.days})
    rules: dict[Rule, None] = {}
    place = bisect_left(days, last)
    plain = "per_unit" if any(it.forms["quoted"].bottom for it in groups) else "quoted"
    for name in FORMS:
        if name != "quoted" and is_same_form(groups, name, "quoted"):
            continue
        pairs = [_pair(it.forms[name], days) for it in groups]
        tried = digits_of_means(groups, name)
        most = min(MOST, MOST_OF_A_FORM // len(tried))
        bounds = [_bounds(groups, pairs, days, digits) for digits in tried]
        turns = {it.form.is_turned for it in pairs}
        is_turned = next(iter(turns)) if len(turns) == 1 else None
        # The lowest of two rates' ratio is that of the ratios of the days, and of their inverses it is the highest.
        for kind in _KINDS if name == plain else _KINDS[:1]:
            for digits, kept in zip(tried, _scan(pairs, days, bounds, kind, place), strict=True):
                # A lowest or highest rate is a quote, which has the decimals of the quotes.
                if kind != "window" and digits and (digits.decimals == "quoted" or digits.after_quoted):
                    continue
                rule = Rule(kind, None, name, digits, is_turned=kind != "window" and is_turned)
                rules |= dict.fromkeys(_rules(kept.upto(enough, most), days, rule, last))
        if name == "quoted":
            rules |= dict.fromkeys(_nearest(groups, pairs, days))
    return tuple(rules)


def distance(groups: Sequence[Group], rule: Rule) -> float:
    """Roughly how far the rates of a rule are from those of the rows, one that is far off weighing no more than others.

    It only chooses among rules of which none fits.
    """
    total = 0.0
    for group in groups:
        rate = rule.rate(group.forms[rule.form], group.rows[0].stated.day)
        low, high, _ = group.agreed
        total += min(_CAP, abs(float(2 * rate / (low + high)) - 1)) if rate and low + high > 0 else _CAP
    return total


def _pair(form: Form, days: Sequence[date]) -> _Pair:
    numbers = {day: number for number, day in enumerate(days)}
    places = np.array([numbers[day] for day in form.top.days])
    top, bottom = np.zeros(len(days)), np.zeros(len(days))
    there = np.zeros(len(days), dtype=np.bool_)
    there[places] = True
    top[places] = [it / form.top.scale for it in form.top.scaled]
    bottom[places] = [it / form.bottom.scale for it in form.bottom.scaled] if form.bottom else 1.0
    return _Pair(form, top, bottom, there)


def _bounds(
    groups: Sequence[Group], pairs: Sequence[_Pair], days: Sequence[date], digits: Digits | None
) -> tuple[Floats, Floats]:
    """Between which means of each pair a window fits that ends on each of the days."""
    low, high = (np.empty((len(pairs), len(days))) for _ in range(2))
    for number, (group, pair) in enumerate(zip(groups, pairs, strict=True)):
        if digits is None:
            low[number], high[number] = _known(group, pair)
        elif digits.side:
            low[number], high[number] = _bounds_as_written(group, pair, digits)
        elif digits.decimals == "quoted":
            low[number], high[number] = _bounds_as_quoted(group, pair, days, digits)
        else:
            low[number], high[number] = _bounds_of(group, pair, digits, digits.decimals)
    return low * (1 - _SLACK), high * (1 + _SLACK)


def _known(group: Group, pair: _Pair) -> tuple[float, float]:
    low, high = as_printed(group, pair.form)
    return float(low / pair.form.top.unit), float(high / pair.form.top.unit)


def _bounds_as_quoted(group: Group, pair: _Pair, days: Sequence[date], digits: Digits) -> _Bounds:
    """With as many decimals as the quotes of that year and the one before have."""
    if pair.form.bottom:
        return _of_two(group, pair, [_fewest(it) for it in (pair.form.top, pair.form.bottom)])
    finest = _finest(pair.form.top)
    made = {it: _bounds_of(group, pair, digits, it) for it in set(finest.values())}
    low, high = np.full(len(days), inf), np.full(len(days), -inf)
    years = np.array([day.year for day in days])
    for year in sorted(set(map(int, years))):
        these = years == year
        for decimals in {finest[it] for it in (year - 1, year) if it in finest}:
            one, other = made[decimals]
            low[these] = np.minimum(low[these], np.broadcast_to(one, low.shape)[these])
            high[these] = np.maximum(high[these], np.broadcast_to(other, high.shape)[these])
    return low, high


def _finest(daily: Daily) -> dict[int, int]:
    """How many decimals the quotes of each year have."""
    finest: dict[int, int] = {}
    for day, decimals in zip(daily.days, daily.decimals, strict=True):
        finest[day.year] = max(decimals, finest.get(day.year, 0))
    return finest


def _fewest(daily: Daily) -> int:
    return min(_finest(daily).values())


def _bounds_of(group: Group, pair: _Pair, digits: Digits, decimals: int) -> _Bounds:
    if pair.form.bottom:
        return _of_two(group, pair, [decimals, decimals])
    unit = pair.form.top.unit
    low, high = _before(*as_printed(group, pair.form), digits, decimals)
    return low / unit, high / unit


def _of_two(group: Group, pair: _Pair, decimals: Sequence[int]) -> tuple[Floats, Floats]:
    """With each of the two rates of a cross brought to so many decimals."""
    moved = _moved(pair, decimals)
    low, high = _known(group, pair)
    return low * (1 - moved), high / (1 - moved)


def _moved(pair: _Pair, decimals: Sequence[int]) -> Floats:
    """How far that may move the rate of the pair, as a part of it: it depends on how large the rates of a day are."""
    legs = zip((pair.form.top, pair.form.bottom), (pair.top, pair.bottom), decimals, strict=False)
    with np.errstate(divide="ignore"):
        moved = sum((10.0**-count / (rates * leg.unit) for leg, rates, count in legs if leg), np.zeros(len(pair.top)))
    return np.minimum(moved, _MOST_MOVED)


def _bounds_as_written(group: Group, pair: _Pair, digits: Digits) -> _Bounds:
    """With the rate of the pair as a whole brought to the digits, perhaps after its mean was."""
    form, decimals = pair.form, digits.count(None)
    known = sorted(digits.turn(it) for it in group.agreed[:2] if it > 0)
    low, high = (inf, -inf) if decimals is None or not known else _before(known[0], known[-1], digits, decimals)
    # From the rate as it is written to the one that the form has.
    if (digits.side == "per_target") != form.is_turned and 0 < low <= high:
        low, high = 1 / high, 1 / low
    if not digits.after_quoted:
        return low, high
    moved = _moved(pair, [_fewest(it) for it in (form.top, form.bottom) if it])
    return low * (1 - moved), high / (1 - moved)


def _before(low: Fraction, high: Fraction, digits: Digits, decimals: int) -> tuple[float, float]:
    """Between what lie the rates that become one between two bounds when they are brought to the digits."""
    steps = steps_between(low, high, decimals)
    if steps is None:
        return inf, -inf
    first, last = (steps[0], steps[1] + 1) if digits.is_cut else (steps[0] - 0.5, steps[1] + 0.5)
    return first / 10**decimals, last / 10**decimals


def _scan(
    pairs: Sequence[_Pair], days: Sequence[date], bounds: Sequence[tuple[Floats, Floats]], kind: Kind, place: int
) -> tuple[_Kept, ...]:
    """For each rounding the windows whose means lie within the bounds of most pairs."""
    kept = tuple(_Kept(place) for _ in bounds)
    # All roundings at once: of one alone the calls would take longer than the numbers.
    lows, highs = (np.stack(its) for its in zip(*bounds, strict=True))
    for number, values in _values(pairs, days, kind):
        fits = (values >= lows[:, :, number - 1 :]) & (values <= highs[:, :, number - 1 :])
        counts = fits.sum(axis=1, dtype=np.int16)
        for its, own, top in zip(kept, counts, counts.max(axis=1, initial=0).tolist(), strict=True):
            its.add(number, own, top)
    return kept


def _values(pairs: Sequence[_Pair], days: Sequence[date], kind: Kind) -> Iterator[tuple[int, Floats]]:
    """For each number of days with rates what all windows of that many days give, NaN for those that are too long."""
    ordinals = np.array([day.toordinal() for day in days])
    rates = np.stack([np.where(it.there, it.top, np.nan) / np.where(it.there, it.bottom, 1.0) for it in pairs])
    tops, bottoms = (_sums([getattr(it, name) for it in pairs]) for name in ("top", "bottom"))
    running = rates
    extreme = np.fmin if kind == "window_minimum" else np.fmax
    with np.errstate(divide="ignore", invalid="ignore"):
        for number in range(1, len(days) + 1):
            too_long = ordinals[number - 1 :] - ordinals[: len(days) - number + 1] >= LONGEST
            if too_long.all():
                return
            if kind == "window":
                values = (tops[:, number:] - tops[:, :-number]) / (bottoms[:, number:] - bottoms[:, :-number])
            elif number == 1:
                # A window of one day has nothing that is lowest.
                continue
            else:
                running = extreme(running[:, :-1], rates[:, number - 1 :])
                values = running.copy()
            if too_long.any():
                values[:, too_long] = np.nan
            yield number, values


def _sums(columns: Sequence[Floats]) -> Floats:
    return np.concatenate([np.zeros((len(columns), 1)), np.cumsum(np.stack(columns), axis=1)], axis=1)


def _rules(kept: _Kept, days: Sequence[date], rule: Rule, last: date) -> Iterator[Rule]:
    """The windows kept, those that fit more pairs first, then those that end near the last row."""
    place, gaps = bisect_left(days, last), np.array([abs((day - last).days) for day in days])
    spans: list[NDArray[np.intp]] = []
    for count, number, starts in kept.found:
        near = int(np.searchsorted(starts, place - number))
        some = starts[max(0, near - kept.most) : near + kept.most]
        if count >= kept.best - 1:
            spans.append(
                np.stack([some, np.full_like(some, number), gaps[some + number - 1], np.full_like(some, -count)])
            )
    if not spans:
        return
    all_spans = np.concatenate(spans, axis=1)
    for start, number in all_spans[:2, np.lexsort(all_spans)[: kept.most]].T.tolist():
        window = Interval(days[start], days[start + number - 1])
        if number > 1:
            yield replace(rule, window=window)
        # One quote as it stands is the same whichever way round it is taken, and turned it is in another form.
        elif rule.form == "quoted" if rule.digits is None else rule.digits.side is None:
            yield replace(rule, kind="on", window=window)


def _nearest(groups: Sequence[Group], pairs: Sequence[_Pair], days: Sequence[date]) -> tuple[Rule, ...]:
    """The windows that come nearest when none fits, one currency that was converted otherwise left aside."""
    middles = np.array([float(sum(as_printed(it, pair.form))) / 2 / pair.form.top.unit
                        for it, pair in zip(groups, pairs, strict=True)])  # fmt: skip
    nearest: list[tuple[float, int, int]] = []
    for number, values in _values(pairs, days, "window"):
        errors = np.minimum(np.abs(values / middles[:, None] - 1), _CAP)
        totals = np.where(np.isnan(errors), _CAP, errors).sum(axis=0)
        best = int(np.argmin(totals))
        nearest.append((float(totals[best]), number, best))
    return tuple(
        Rule("window" if number > 1 else "on", Interval(days[start], days[start + number - 1]))
        for _, number, start in sorted(nearest)[:5]
    )

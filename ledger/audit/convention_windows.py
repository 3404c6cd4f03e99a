"""The search for a window: some two million stretches of days, all currencies at once.

Here alone numbers are doubles: they only choose which windows are looked at again, exactly. Every bound is a little
wider than the exact one, so a window that fits is never passed over for a rounding.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import ceil, floor, inf

import numpy as np
from numpy.typing import NDArray

from ledger.audit.convention_evidence import Group
from ledger.audit.convention_rules import Kind, Rule
from ledger.audit.convention_series import FORMS, Form, FormName
from ledger.foundation import Interval
from ledger.rates import Rounding

LONGEST = 400
"""So many days a window has at most."""
MOST = 500
"""So many windows that fit equally well are looked at exactly, for each way to take and round the rate."""
MOST_DECIMALS = 8

# So many of windows that cannot be the rule, to be shown as those that come nearest.
_FEW = 3
_SLACK = 1e-12
# An average of errors in which one currency that was converted otherwise weighs no more than this.
_CAP = 0.02
_KINDS: tuple[Kind, ...] = ("window", "window_minimum", "window_maximum")

Floats = NDArray[np.float64]


@dataclass
class _Kept:
    """The windows that fit most pairs, and those that fit one less; number of days with rates, number of the first."""

    best: int = 1
    found: list[tuple[int, int, NDArray[np.intp]]] = field(default_factory=list)
    most: int = MOST

    def upto(self, enough: int) -> "_Kept":
        """The same, or a few of them where they fit too few pairs to be the rule."""
        self.most = MOST if self.best >= enough else _FEW
        return self

    def add(self, days: int, counts: NDArray[np.intp]) -> None:
        top = int(counts.max(initial=0))
        if top > self.best:
            self.best = top
            self.found = [it for it in self.found if it[0] >= top - 1]
        for count in (self.best, self.best - 1):
            if count and (starts := np.nonzero(counts == count)[0]).size:
                self.found.append((count, days, starts))


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
    found: dict[Rule, None] = {}
    for name in FORMS:
        forms = [it.forms[name] for it in groups]
        if name != "quoted" and all(_same(form, it.forms["quoted"]) for form, it in zip(forms, groups, strict=True)):
            continue
        pairs = [_pair(form, days) for form in forms]
        roundings: list[Rounding | None] = [None, *roundings_of(groups, name)]
        roundings += ["quoted"] if name == "quoted" else []
        bounds = [_bounds(groups, pairs, days, rounding) for rounding in roundings]
        for kind in _KINDS:
            if kind != "window" and name != ("per_unit" if any(it.bottom for it in forms) else "quoted"):
                continue
            for number, kept in enumerate(_scan(pairs, days, bounds, kind)):
                found |= dict.fromkeys(_rules(kept.upto(enough), days, Rule(kind, None, name, roundings[number]), last))
        if name == "quoted":
            found |= dict.fromkeys(_nearest(groups, pairs, days))
    return tuple(found)


def distance(groups: Sequence[Group], rule: Rule) -> float:
    """Roughly how far the rates of a rule are from those of the rows, one that is far off weighing no more than others.

    It only chooses among rules of which none fits.
    """
    found = 0.0
    for it in groups:
        rate = rule.rate(it.forms[rule.form], it.rows[0].stated.day)
        low, high, _ = it.agreed
        found += min(_CAP, abs(float(2 * rate / (low + high)) - 1)) if rate and low + high > 0 else _CAP
    return found


def roundings_of(groups: Sequence[Group], name: FormName) -> tuple[int, ...]:
    """To how many decimals the rates may have been rounded, from the rates that the rows admit."""
    bounds = [_as_printed(it, it.forms[name]) for it in groups if not it.forms[name].bottom]
    if not bounds:
        return tuple(range(2, 7))
    found: list[int] = []
    decided = False
    for decimals in range(MOST_DECIMALS + 1):
        possible = sum(_steps(low, high, decimals) is not None for low, high in bounds)
        if 2 * possible < len(bounds):
            continue
        found.append(decimals)
        if decided:
            break
        # Rates known to a twentieth of a step tell one number of decimals from the next.
        decided = all((high - low) * 10**decimals < Fraction(1, 20) for low, high in bounds)
    return tuple(found)


def _same(one: Form, other: Form) -> bool:
    return one.top is other.top and one.bottom is other.bottom


def _as_printed(group: Group, form: Form) -> tuple[Fraction, Fraction]:
    """The rates that most rows of a pair admit, the way a form prints them."""
    low, high, _ = group.agreed
    if low <= 0:
        low = high / 10**6
    one, other = form.turn(low), form.turn(high)
    return min(one, other) * form.top.unit, max(one, other) * form.top.unit


def _steps(low: Fraction, high: Fraction, decimals: int) -> tuple[int, int] | None:
    """The first and the last rate with so many decimals between two bounds, in steps of the last decimal."""
    first, last = ceil(low * 10**decimals), floor(high * 10**decimals)
    return (first, last) if first <= last else None


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
    groups: Sequence[Group], pairs: Sequence[_Pair], days: Sequence[date], rounding: Rounding | None
) -> tuple[Floats, Floats]:
    """Between which means of each pair a window fits that ends on each of the days."""
    low, high = (np.empty((len(pairs), len(days))) for _ in range(2))
    for number, (group, pair) in enumerate(zip(groups, pairs, strict=True)):
        if rounding == "quoted":
            low[number], high[number] = _bounds_as_quoted(group, pair, days)
        else:
            low[number], high[number] = _bounds_of(group, pair, rounding)
    return low * (1 - _SLACK), high * (1 + _SLACK)


def _bounds_as_quoted(group: Group, pair: _Pair, days: Sequence[date]) -> tuple[Floats, Floats]:
    """With as many decimals as the quotes of that year and the one before have."""
    finest: dict[int, int] = {}
    for day, decimals in zip(pair.form.top.days, pair.form.top.decimals, strict=True):
        finest[day.year] = max(decimals, finest.get(day.year, 0))
    made = {it: _bounds_of(group, pair, it) for it in set(finest.values())}
    low, high = np.full(len(days), inf), np.full(len(days), -inf)
    years = np.array([day.year for day in days])
    for year in sorted(set(map(int, years))):
        these = years == year
        for decimals in {finest[it] for it in (year - 1, year) if it in finest}:
            one, other = made[decimals]
            low[these] = np.minimum(low[these], np.broadcast_to(one, low.shape)[these])
            high[these] = np.maximum(high[these], np.broadcast_to(other, high.shape)[these])
    return low, high


def _bounds_of(group: Group, pair: _Pair, decimals: int | None) -> tuple[Floats, Floats]:
    low, high = _as_printed(group, pair.form)
    unit = pair.form.top.unit
    if decimals is None:
        return np.float64(low / unit), np.float64(high / unit)  # type: ignore[return-value]
    if pair.form.bottom:
        # Both legs are rounded: how far that moves their ratio depends on how large they are on the day.
        with np.errstate(divide="ignore"):
            moved = 10.0**-decimals * (1 / pair.top + 1 / pair.bottom)
        return float(low) * (1 - moved), float(high) * (1 + moved)
    steps = _steps(low, high, decimals)
    if steps is None:
        return np.float64(inf), np.float64(-inf)  # type: ignore[return-value]
    scale = 2 * 10**decimals * unit
    return np.float64((2 * steps[0] - 1) / scale), np.float64((2 * steps[1] + 1) / scale)  # type: ignore[return-value]


def _scan(
    pairs: Sequence[_Pair], days: Sequence[date], bounds: Sequence[tuple[Floats, Floats]], kind: Kind
) -> tuple[_Kept, ...]:
    """For each rounding the windows whose means lie within the bounds of most pairs."""
    kept = tuple(_Kept() for _ in bounds)
    for number, values in _values(pairs, days, kind):
        for (low, high), its in zip(bounds, kept, strict=True):
            fits = (values >= low[:, number - 1 :]) & (values <= high[:, number - 1 :])
            its.add(number, fits.sum(axis=0, dtype=np.intp))
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
    spans = [
        (-count, abs(days[start + number - 1].toordinal() - last.toordinal()), number, start)
        for count, number, starts in kept.found
        if count >= kept.best - 1
        for start in map(int, starts[-MOST:])
    ]
    for _, _, number, start in sorted(spans)[: kept.most]:
        window = Interval(days[start], days[start + number - 1])
        if number > 1:
            yield replace(rule, window=window)
        # One quote as it stands is the same whichever way round it is taken.
        elif rule.rounding is not None or rule.form == "quoted":
            yield replace(rule, kind="on", window=window)


def _nearest(groups: Sequence[Group], pairs: Sequence[_Pair], days: Sequence[date]) -> tuple[Rule, ...]:
    """The windows that come nearest when none fits, one currency that was converted otherwise left aside."""
    middles = np.array([float(sum(_as_printed(it, pair.form))) / 2 / pair.form.top.unit
                        for it, pair in zip(groups, pairs, strict=True)])  # fmt: skip
    found: list[tuple[float, int, int]] = []
    for number, values in _values(pairs, days, "window"):
        errors = np.minimum(np.abs(values / middles[:, None] - 1), _CAP)
        totals = np.where(np.isnan(errors), _CAP, errors).sum(axis=0)
        best = int(totals.argmin())
        found.append((float(totals[best]), number, best))
    return tuple(
        Rule("window" if number > 1 else "on", Interval(days[start], days[start + number - 1]))
        for _, number, start in sorted(found)[:5]
    )

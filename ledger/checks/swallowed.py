"""FOOT: sums that a tie takes out of all totals, since they are more than the record that they are said to stand in.

What restates a record, what members give to a common fund, what draws on one and parts that cannot be taken from their
envelope do not count themselves. Where they are more than what counts in their place, the rest is in no total.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ledger.checks.equivalent_limits import SILENT_UP_TO
from ledger.checks.equivalents import written_unit
from ledger.checks.fits import rate_on
from ledger.foundation import EXACT, Place, Problem, Severity, exact_sum, grouped
from ledger.rates import RateSet
from ledger.records import Bounds, Commitment, Record, RelationKind
from ledger.totals import Below, money_ties, within
from ledger.valuation import schedule

_NOTHING = Bounds(Decimal(0), Decimal(0), Decimal(0))
_EXPECTED: Mapping[RelationKind, str] = {
    "restates": "a restatement of at most what it restates",
    "contributes_to": "contributions that add up to their fund at most",
    "draws_down": "sums that add up to what they draw on at most",
    "part_of": "parts that add up to their envelope at most",
}
_SHOWN: Mapping[RelationKind, tuple[str, str]] = {
    "restates": ("a restatement of", "of what is"),
    "contributes_to": ("contributions of", "to a fund of"),
    "draws_down": ("drawn sums of", "on a record of"),
    "part_of": ("parts of", "in an envelope of"),
}
_INTO_ONE: tuple[RelationKind, ...] = ("contributes_to", "draws_down", "part_of")
_REMEDY = "correct a figure or a tie: what a tie points at counts with its own sum, and what is above that in no total"

_MOST_NAMED = 5


def swallowed_sums(records: Sequence[Record]) -> Iterator[Problem]:
    """FOOT: more restated, contributed or drawn than there is in the record in which it stands: the rest is lost."""
    for group in _groups(records):
        yield from _told(group, ())


def check_swallowed(records: Sequence[Record], rate_sets: Sequence[RateSet]) -> tuple[Problem, ...]:
    """FOOT: the same for sums of several currencies, which the rates of their days make comparable.

    A sum may be above the other by what a stated equivalent may: 1.5 % of what was converted, beyond half a unit of the
    last digit as a quote writes it. It is converted at the rates of both days of announcement, and told only where it
    is above at both.

    Args:
        records: of a book or a file.
        rate_sets: in the order in which they are tried; what has no rate is left out, so that less is told.
    """
    # What is above without any rate is told by the check that needs none.
    mixed = (group for group in _groups(records) if group.is_mixed and not any(_told(group, ())))
    return tuple(problem for group in mixed for problem in _told(group, rate_sets))


def has_mixed_sums(records: Sequence[Record]) -> bool:
    """Whether :func:`check_swallowed` needs rates for any of these records.

    >>> has_mixed_sums([])
    False
    """
    return any(group.is_mixed for group in _groups(records))


@dataclass(frozen=True)
class _Group:
    """Sums that stand in others by one kind of tie.

    Args:
        kind: the tie.
        lowers: records that do not count beside the uppers.
        uppers: the records that they stand in: one, or all that one record restates.
        sums: by id what each comes to: of lowers at least, after what was cancelled; of uppers at most.
    """

    kind: RelationKind
    lowers: tuple[Commitment, ...]
    uppers: tuple[Commitment, ...]
    sums: Mapping[str, Bounds]

    @property
    def home(self) -> Commitment:
        """The one record among them, in whose currency all are held against each other."""
        return self.lowers[0] if self.kind == "restates" else self.uppers[0]

    @property
    def is_mixed(self) -> bool:
        return len({it.amount.currency for it in (*self.lowers, *self.uppers)}) > 1


def _told(group: _Group, rate_sets: Sequence[RateSet]) -> Iterator[Problem]:
    home = group.home
    lowers = [it for it in (_worth(it, group, rate_sets, least=True) for it in group.lowers) if it]
    uppers = [_worth(it, group, rate_sets, least=False) for it in group.uppers]
    known = [it for it in uppers if it]
    if not lowers or len(known) < len(uppers):
        return
    low, high = (sum((it.value for it in side), Fraction(0)) for side in (lowers, known))
    both = (*lowers, *known)
    converted = sum((it.value for it in both if it.is_converted), Fraction(0))
    unit = sum((it.unit for it in both), Fraction(0)) if converted else Fraction(0)
    if low - high <= unit / 2 + SILENT_UP_TO * converted:
        return
    what, of = _SHOWN[group.kind]
    sums = [_figure(side, home.amount.currency or "") for side in (lowers, known)]
    ids = [it.id for it in (known if group.kind == "restates" else lowers)]
    more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
    found = f"{what} {sums[0]} {of} {sums[1]} ({', '.join(ids[:_MOST_NAMED])}{more})"
    place = Place(record=home.id, field="amount")
    named = tuple(ids[:_MOST_NAMED])
    yield Problem("FOOT", Severity.WARNING, place, found, _EXPECTED[group.kind], _REMEDY, others=named)


@dataclass(frozen=True)
class _Worth:
    id: str
    value: Fraction
    unit: Fraction
    is_converted: bool


def _figure(worths: Sequence[_Worth], currency: str) -> str:
    about = "about " if any(it.is_converted for it in worths) else ""
    whole = sum((it.value for it in worths), Fraction(0))
    exact = whole if not about else Fraction(round(whole))
    return f"{about}{currency} {grouped(EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator)))}"


def _worth(record: Commitment, group: _Group, rate_sets: Sequence[RateSet], *, least: bool) -> _Worth | None:
    """What a record comes to in the currency of its group, at least or at most; None where no rate is at hand."""
    bounds, home = group.sums[record.id], group.home
    value = Fraction(bounds.low if least else bounds.high)
    own, other = record.amount.currency or "", home.amount.currency or ""
    figures = {it for it in (record.amount.value, record.amount.low, record.amount.high) if it}
    unit = max((it for figure in figures if (it := written_unit(record, figure))), default=Fraction(0))
    if own == other:
        return _Worth(record.id, value, unit, is_converted=False)
    pairs = (rate_on(own, other, day, rate_sets) for day in {record.announced, home.announced})
    rates = [pair.rate for pair in pairs if pair]
    if not rates:
        return None
    rate = min(rates) if least else max(rates)
    return _Worth(record.id, value * rate, unit * rate, is_converted=True)


def _groups(records: Sequence[Record]) -> Iterator[_Group]:
    """All sums that are held by others, by the record that holds them, or that restates."""
    commitments = [record for record in records if record.record == "commitment"]
    targets = {tie.target for record in commitments for tie in record.relations}
    tied = {it.id: it for it in commitments if it.relations or it.id in targets}
    if not tied:
        return
    below, cancelled = money_ties(tied), _cancelled(records, tied)
    restated: dict[str, list[Commitment]] = defaultdict(list)
    for upper in sorted(below):
        for lower, kind in below[upper].items():
            if kind == "restates":
                restated[lower].append(tied[upper])
    for lower, uppers in sorted(restated.items()):
        yield from _group("restates", [tied[lower]], uppers, cancelled)
    for kind in _INTO_ONE:
        yield from _into_one(kind, tied, below, cancelled)


def _into_one(
    kind: RelationKind, tied: Mapping[str, Commitment], below: Below, cancelled: Mapping[str, Bounds]
) -> Iterator[_Group]:
    """What several records have in one: members in a fund, drawn sums, parts that cannot be taken from an envelope."""
    members = {upper: _lowers(upper, kind, tied, below) for upper in sorted(below)}
    times = Counter(key for keys in members.values() for key in keys)
    for upper, keys in members.items():
        # Of what is given to several funds nobody says how much is for each.
        lowers = [tied[key] for key in sorted(keys) if times[key] == 1]
        if kind != "part_of" or _swallows_parts(tied[upper], lowers):
            yield from _group(kind, lowers, [tied[upper]], cancelled)


def _lowers(upper: str, kind: RelationKind, tied: Mapping[str, Commitment], below: Below) -> frozenset[str]:
    """The records with a figure that a tie puts into another one, also through records without one; no money twice."""
    if tied[upper].amount.bounds is None:
        return frozenset()
    lowers: set[str] = set()
    seen = {upper}
    waiting = [lower for lower, tie in below[upper].items() if tie == kind]
    while waiting:
        lower = waiting.pop()
        if lower in seen:
            continue
        seen.add(lower)
        if tied[lower].amount.bounds is None:
            waiting += below.get(lower, {})
        else:
            lowers.add(lower)
    return frozenset(lowers - within(lowers, below))


def _swallows_parts(envelope: Commitment, parts: Sequence[Commitment]) -> bool:
    """Whether an envelope counts with parts that cannot be taken from it; those that can are added up elsewhere."""
    recurring = envelope.term.kind == "recurring"
    taken = [
        it.amount.bounds.low
        for it in parts
        if it.term.kind != "recurring" and it.amount.currency == envelope.amount.currency and it.amount.bounds
    ]
    whole = envelope.amount.bounds
    is_told = whole is not None and not recurring and exact_sum(taken) > whole.high
    return envelope.counts != "parts" and not is_told and (recurring or len(taken) < len(parts))


def _group(
    kind: RelationKind, lowers: Sequence[Commitment], uppers: Sequence[Commitment], cancelled: Mapping[str, Bounds]
) -> Iterator[_Group]:
    """A group with the sums of its records; none where what counts has no upper end, or none that is known."""
    terms = {it.term.every for it in (*lowers, *uppers)}
    # Promises without an end are held against each other by what is owed of them each time.
    each = len(terms) == 1 and any(it.term.open_ended for it in (*lowers, *uppers))
    sums = {it.id: _whole(it, each=each) for it in (*lowers, *uppers)}
    known = [it for it in lowers if sums[it.id]]
    highs = [sums[it.id] for it in uppers]
    if not known or any(it is None or it.open_high for it in highs):
        return
    if any(_is_gone(it, cancelled) for it in uppers):
        return
    less = {it.id: cancelled.get(it.id, _NOTHING) for it in known}
    counted = {key: bounds for key, bounds in sums.items() if bounds}
    nets = {it.id: _net(counted[it.id], less[it.id]) for it in known}
    yield _Group(kind, tuple(known), tuple(uppers), counted | nets)


def _whole(record: Commitment, *, each: bool) -> Bounds | None:
    """What a promise comes to over its term, or each time; None where it has no end, and for no figure."""
    bounds = record.amount.bounds
    if bounds is None or each or record.term.kind != "recurring":
        return bounds
    if record.term.open_ended:
        return None
    found, decimals = schedule(record, None), record.amount.decimals
    low, central, high = (found.of(it, decimals) for it in (bounds.low, bounds.central, bounds.high))
    return Bounds(low, central, high, bounds.open_high)


def _cancelled(records: Sequence[Record], tied: Mapping[str, Commitment]) -> Mapping[str, Bounds]:
    """What was cancelled of each record; where the sum may be anything, all of the record."""
    cancelled: dict[str, list[Bounds]] = defaultdict(list)
    for record in records:
        if record.record != "transaction" or record.type != "cancellation" or record.commitment not in tied:
            continue
        of, bounds = tied[record.commitment].amount, record.amount.bounds
        if of.bounds is None:
            continue
        if bounds is None or record.amount.currency != of.currency:
            bounds = Bounds(Decimal(0), Decimal(0), of.bounds.high)
        cancelled[record.commitment].append(bounds)
    return {key: _added(all_of_it) for key, all_of_it in cancelled.items()}


def _added(sums: Iterable[Bounds]) -> Bounds:
    those = tuple(sums)
    low, central, high = (exact_sum(end) for end in zip(*((it.low, it.central, it.high) for it in those), strict=True))
    return Bounds(low, central, high)


def _net(whole: Bounds, cancelled: Bounds) -> Bounds:
    """What is left at least and at most; never less than nothing."""
    low, central, high = (
        max(Decimal(0), EXACT.subtract(it, less))
        for it, less in (
            (whole.low, cancelled.high),
            (whole.central, cancelled.central),
            (whole.high, cancelled.low),
        )
    )
    return Bounds(low, central, high, whole.open_high)


def _is_gone(record: Commitment, cancelled: Mapping[str, Bounds]) -> bool:
    bounds = record.amount.bounds
    return bounds is not None and cancelled.get(record.id, _NOTHING).central >= bounds.high > 0

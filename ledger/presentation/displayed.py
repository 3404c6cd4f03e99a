"""By which multiple of the step each figure of a report is displayed: by one, whichever tables it stands in."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.foundation import from_minor, read_only, round_half_up
from ledger.presentation.footing import FigureFlow, foot
from ledger.presentation.language import Language
from ledger.presentation.marks import marks_of, size_marks
from ledger.presentation.presented import RoundingCost
from ledger.presentation.strips import Strips, alone, along
from ledger.presentation.tables import FigureKey, ShownShare
from ledger.totals import NOTHING, Bound, Sum, bound_of

_OTHER_READINGS: tuple[Bound, ...] = ("low", "high")


@dataclass(frozen=True)
class Displayed:
    """How the figures of a report are displayed.

    Args:
        multiples: of the step, for each figure.
        rounding: what it has cost that they add up.
    """

    multiples: Mapping[FigureKey, int]
    rounding: RoundingCost


def displayed(tables: Sequence[Strips], step: int) -> Displayed:
    """Round the figures of all tables together.

    Table by table, each with the lines of its groups; what one has displayed stays in those behind it. Where that
    leaves no way for one of them, they are tried again with the second table first, then with the third, and so on; of
    all these the first is taken in which the fewest sums do not add up, then the fewest figures are off by more.

    Args:
        tables: as they are displayed.
        step: the smallest displayed amount, in minor units.
    """
    best = _in_order(tables, step)
    for number in range(1, len(tables)):
        if not best.rounding.unmet and not best.rounding.beyond:
            break
        again = _in_order((tables[number], *tables[:number], *tables[number + 1 :]), step)
        best = min(best, again, key=_cost)
    return best


def _cost(displayed: Displayed) -> tuple[int, int]:
    return displayed.rounding.unmet, displayed.rounding.beyond


def _in_order(tables: Sequence[Strips], step: int) -> Displayed:
    """The same for tables in this order.

    Central figures come first: the lowest and highest readings may not cross them, and a figure of a group not that of
    all donors. Other readings are displayed of totals only; those of the columns add up where they do exactly.
    """
    shown = {key: summed for strips in tables for key, summed in strips.sums.items()}
    sums = {key: summed for strips in tables for key, summed in strips.hidden.items()} | shown
    multiples: dict[FigureKey, int] = {}
    unmet = 0
    for flows in _central_first(tables):
        limited = {key: _limited(key, flow, sums, multiples) for key, flow in flows.items()}
        footing = foot(tuple(_together(limited)), step)
        multiples |= {key: footing.shown[flow.key] for key, flow in limited.items()}
        unmet += footing.unmet
    figures = [key for key in multiples if _is_displayed(key, shown)]
    moved = sum(multiples[key] != round_half_up(_exact(key, sums), step) for key in figures)
    beyond = sum(abs(multiples[key] * step - _exact(key, sums)) >= step for key in figures)
    return Displayed(read_only(multiples), RoundingCost(len(figures), moved, beyond, unmet))


def shares(strips: Strips, language: Language) -> tuple[ShownShare, ...]:
    """The share of each row in the total, in percent with one decimal; they add up to 100.0.

    Returns:
        One for each row; none at all where the table asks for none, where fewer than two rows have a figure, or where
        they are no parts of a whole, since one of them is below zero.
    """
    parts = [strip.total for strip in strips.leaves if strip.total.records and strips.table.definition.share]
    whole = strips.total.total.figures.central
    if len(parts) < 2 or whole <= 0 or any(it.figures.central < 0 for it in parts):
        return ()
    lines = (*strips.rows, strips.total)
    flows = [FigureFlow(it.key().parts, *strips.ends_down(it), _thousandfold(it.total)) for it in lines]
    footing = foot(flows, whole)
    return tuple(_share(strip.total, footing.shown[strip.key().parts], language) for strip in strips.rows)


def _thousandfold(summed: Sum) -> int:
    # Measured in steps of the whole, this is a share in tenths of a percent.
    return summed.figures.central * 1000


def _share(summed: Sum, tenths: int, language: Language) -> ShownShare:
    number = from_minor(tenths, 1) if summed.records else None
    marks = marks_of(summed) if number is None else size_marks(summed.figures.central, number)
    return ShownShare(number, marks, language.figure(number, marks))


def _central_first(tables: Sequence[Strips]) -> Iterator[Mapping[FigureKey, FigureFlow]]:
    """What is rounded together, in this order."""
    for strips in tables:
        yield strips.flows
        yield from (along(strip, "central") for strip in strips.memo)
    # Before the readings of single rows, which could leave no way for a table that has them as its columns.
    yield from (along(strips.total, bound) for strips in tables for bound in _OTHER_READINGS)
    for strips in tables:
        yield from (alone(it, bound) for it in (*strips.rows, *strips.memo) for bound in _OTHER_READINGS)


def _limited(
    key: FigureKey, flow: FigureFlow, sums: Mapping[FigureKey, Sum], multiples: Mapping[FigureKey, int]
) -> FigureFlow:
    """A figure with the limits that those set which are displayed already."""
    if key in multiples:
        return replace(flow, shown=multiples[key])
    if key.bound == "central":
        of_all = replace(key, group="")
        inside = key.group and of_all in multiples and flow.exact <= sums[of_all].figures.central
        return replace(flow, most=multiples[of_all]) if inside else flow
    central = replace(key, bound="central")
    if flow.exact == sums[central].figures.central:
        return replace(flow, shown=multiples[central])
    if key.bound == "low":
        return replace(flow, most=multiples[central])
    return replace(flow, least=multiples[central])


def _together(flows: Mapping[FigureKey, FigureFlow]) -> Iterator[FigureFlow]:
    """Flows that balance as they are; others each by itself, since their sums do not add up exactly either.

    Doubts that an envelope shares with its parts cancel out in a total, so that its readings may not be those of its
    rows added up.
    """
    balance: Counter[Hashable] = Counter()
    for flow in flows.values():
        balance[flow.tail] -= flow.exact
        balance[flow.head] += flow.exact
    for flow in flows.values():
        yield replace(flow, head=flow.tail) if any(balance.values()) else flow


def _is_displayed(key: FigureKey, sums: Mapping[FigureKey, Sum]) -> bool:
    """Whether any record has a figure in it, and of a lowest or highest reading, whether it is another one."""
    summed = sums.get(replace(key, bound="central"), NOTHING)
    return summed.records > 0 and (key.bound == "central" or _exact(key, sums) != summed.figures.central)


def _exact(key: FigureKey, sums: Mapping[FigureKey, Sum]) -> int:
    return bound_of(sums[replace(key, bound="central")].figures, key.bound)

"""What envelopes and their parts offset in a figure that has both, worked out on their lines.

What a part has more, its envelope has less. So in a figure that has some of the envelope and some of the part, that
much of the doubt about the part cancels out as stands on either side: the smaller of the two worths. Where half of the
days of an envelope and all of its part fall on a year, that is half of it; where only one of them falls, nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ledger.totals.envelopes import Offset
from ledger.valuation import (
    CutLines,
    Figures,
    Line,
    Part,
    Taken,
    converted_minor,
    given_up,
    share_of_whole,
    spread_figures,
    total,
)

_NOTHING = Figures()


@dataclass(frozen=True)
class OffsetPart:
    """What an offset is worth on one piece in time of a line of the envelope, or of a part.

    Args:
        offset: its place in the report.
        side: 0 for a line of the envelope, else the number of the part among those of the offset.
        part: place of the piece in the report.
        line: place of its line in the report; of a share of a cancellation the line that it is taken from.
        amounts: what falls on that line, for the low and the high end, in its own currency.
        converted: what that is worth, by which a low figure rises and a high one falls; a central one stays.
        taken: of a share of a cancellation what it takes of its line; None for other lines.
        worth: what falls on the piece.
        in_all: what a share adds to the worth of all that is cancelled.
        takes_off: what a share of a cancellation takes off the worth on its line, where a figure has both.
    """

    offset: int
    side: int
    part: int
    line: int
    amounts: tuple[Decimal, Decimal]
    converted: Figures
    taken: Taken | None
    worth: Figures
    in_all: Figures = _NOTHING
    takes_off: Figures = _NOTHING


@dataclass(frozen=True)
class OffsetTotal:
    """What an offset of all parts of an envelope is worth where all of their lines are.

    Args:
        offset: its place in the report.
        stage: of the lines.
        parts: the pieces of all these lines, by their places in the report.
        worth: the smallest of what it is worth on the lines of the envelope and on those of each part.
        in_all: of what is cancelled the smallest worth where all cancellations are in the figure.
        left: of a promise the smallest of what cancellations leave of it there; nothing of what is cancelled.
    """

    offset: int
    stage: str
    parts: tuple[int, ...]
    worth: Figures
    in_all: Figures = _NOTHING
    left: Figures = _NOTHING


@dataclass(frozen=True)
class Offsets:
    """What cancels out in a report.

    Args:
        offsets: of the envelopes that count.
        parts: their worth on every piece of the lines of the envelope and its parts.
        totals: of those of all parts of an envelope.
    """

    offsets: tuple[Offset, ...] = ()
    parts: tuple[OffsetPart, ...] = ()
    totals: tuple[OffsetTotal, ...] = ()

    def __repr__(self) -> str:
        return f"<Offsets of {len({it.envelope for it in self.offsets})} envelopes>"


def offsets_of(offsets: Sequence[Offset], cut: CutLines, currency: str) -> Offsets:
    """The worth of offsets on the lines of a report.

    Args:
        offsets: of the envelopes that count.
        cut: the valued instalments, with the shares of cancellations, cut in time.
        currency: of the report.
    """
    worths = tuple(_parts(offsets, cut, currency))
    of_all: defaultdict[tuple[int, str], list[OffsetPart]] = defaultdict(list)
    for offset_part in worths:
        if offsets[offset_part.offset].is_of_all:
            stage = offset_part.taken.stage if offset_part.taken else cut.lines[offset_part.line].stage
            of_all[offset_part.offset, stage].append(offset_part)
    totals = (
        OffsetTotal(number, stage, tuple(it.part for it in own), *_totalled(own, shares, offsets[number]))
        for (number, stage), own in sorted(of_all.items())
        for shares in [of_all.get((number, f"cancelled {stage}"), [])]
    )
    return Offsets(tuple(offsets), worths, tuple(totals))


def narrowed(worths: Mapping[tuple[int, str], Sequence[int]]) -> int:
    """By how much offsets narrow a figure at one end: of each the smaller of its worths on either side.

    Args:
        worths: by offset and stage what stands in the figure on the side of the envelope and on that of the part.

    >>> narrowed({(0, "pledge"): [20, 40], (1, "pledge"): [7, 0]})
    20
    """
    return sum(map(min, worths.values()))


def _parts(offsets: Sequence[Offset], cut: CutLines, currency: str) -> Iterator[OffsetPart]:
    sides: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, offset in enumerate(offsets):
        for side, key in enumerate((offset.envelope, *offset.parts)):
            sides[key].append((number, side))
    for at, line in enumerate(cut.lines) if offsets else ():
        if line.figures is not None and line.home in sides:
            of_parts = dict(enumerate(cut.parts_of(at), start=cut.firsts[at]))
            for number, side in sides[line.home]:
                for offset_part in _on_line(offsets[number], at, cut.lines, of_parts, currency):
                    yield replace(offset_part, offset=number, side=side)


def _on_line(
    offset: Offset, number: int, lines: Sequence[Line], parts: Mapping[int, Part], currency: str
) -> Iterator[OffsetPart]:
    taken = lines[number].taken
    at = number if taken is None or taken.line is None else taken.line
    line = lines[at]
    days = [part.interval.days for part in parts.values()]
    low, high = (share_of_whole(line.instalment, it, line.decimals) for it in (offset.low, offset.high))
    worth_low, worth_high = (converted_minor(amount, line.pair, currency) for amount in (low, high))
    both = Figures(worth_low, 0, worth_high, currency=currency)
    if taken is None:
        for part, worth in zip(parts, spread_figures(both, days), strict=True):
            yield OffsetPart(0, 0, part, at, (low, high), both, None, worth)
        return
    # A share is one piece: what it takes is not spread.
    for part in parts:
        ends_taken = (given_up(both, it) for it in (taken.alone, taken.in_all, taken.takes_off))
        yield OffsetPart(0, 0, part, at, (low, high), both, taken, *ends_taken)


def _totalled(
    own: Sequence[OffsetPart], shares: Sequence[OffsetPart], offset: Offset
) -> tuple[Figures, Figures, Figures]:
    """The smallest worth of any side: by itself, of all that is cancelled, and what cancellations leave."""
    sides = range(1 + len(offset.parts))

    def smallest(pieces: Sequence[tuple[int, Figures]]) -> Figures:
        of_sides = [total(worth for at, worth in pieces if at == side) for side in sides]
        low, high = min(it.low_minor for it in of_sides), min(it.high_minor for it in of_sides)
        return Figures(low, 0, high, currency=own[0].worth.currency)

    worth = smallest([(it.side, it.worth) for it in own])
    if any(it.taken for it in own):
        return worth, smallest([(it.side, it.in_all) for it in own]), _NOTHING
    taken_off = [(it.side, it.takes_off.taken_away) for it in shares]
    return worth, _NOTHING, smallest([*((it.side, it.worth) for it in own), *taken_off])

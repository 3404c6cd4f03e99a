"""What envelopes and their parts offset in a figure that has both, worked out on their lines.

What a part has more, its envelope has less. So in a figure that has some of the envelope and some of the part, that
much of the doubt about the part cancels out as stands on either side: the smaller of the two worths. Where half of the
days of an envelope and all of its part fall on a year, that is half of it; where only one of them falls, nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ledger.foundation import round_half_up
from ledger.totals.envelopes import Offset
from ledger.valuation import Line, Part, converted_minor, share_of_whole, spread

Ends = tuple[int, int]
"""Minor units for the low and for the high end."""

Steps = tuple[Fraction, Fraction]
"""The fractions that were given up before a cancellation and with it."""
_ALL: Steps = (Fraction(0), Fraction(1))


@dataclass(frozen=True)
class OffsetPart:
    """What an offset is worth on one piece in time of a line of the envelope, or of a part.

    Args:
        offset: its place in the report.
        side: 0 for a line of the envelope, else the number of the part among those of the offset.
        part: place of the piece in the report.
        line: place of its line in the report; of a share of a cancellation the line that it is taken from.
        amounts: what falls on that line, for the low and the high end, in its own currency.
        converted: what that is worth, in minor units of the report's currency.
        given_up: the fractions of it that were given up before a share of a cancellation and with it, for the low and
            for the high end; None for other lines.
        worth: what falls on the piece.
        takes_off: what a share of a cancellation takes off the worth on its line, where a figure has both.
    """

    offset: int
    side: int
    part: int
    line: int
    amounts: tuple[Decimal, Decimal]
    converted: Ends
    given_up: tuple[Steps, Steps] | None
    worth: Ends
    takes_off: Ends = (0, 0)


@dataclass(frozen=True)
class OffsetTotal:
    """What an offset of all parts of an envelope is worth where all of their lines are.

    Args:
        offset: its place in the report.
        stage: of the lines.
        parts: the pieces of all these lines, by their places in the report.
        worth: the smallest of what it is worth on the lines of the envelope and on those of each part.
        left: of a promise the smallest of what cancellations leave of it there; nothing of what is cancelled.
    """

    offset: int
    stage: str
    parts: tuple[int, ...]
    worth: Ends
    left: Ends = (0, 0)


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


def offsets_of(offsets: Sequence[Offset], lines: Sequence[Line], parts: Sequence[Part], currency: str) -> Offsets:
    """The worth of offsets on the lines of a report.

    Args:
        offsets: of the envelopes that count.
        lines: the valued instalments, with the shares of cancellations.
        parts: their pieces in time.
        currency: of the report.
    """
    worths = tuple(_parts(offsets, lines, parts, currency))
    found: defaultdict[tuple[int, str], list[OffsetPart]] = defaultdict(list)
    for it in worths:
        if offsets[it.offset].is_of_all:
            found[it.offset, lines[parts[it.part].line].stage].append(it)
    totals = (
        OffsetTotal(number, stage, tuple(it.part for it in own), *_worth_and_left(own, shares, offsets[number]))
        for (number, stage), own in sorted(found.items())
        for shares in [found.get((number, f"cancelled {stage}"), [])]
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


def _parts(
    offsets: Sequence[Offset], lines: Sequence[Line], parts: Sequence[Part], currency: str
) -> Iterator[OffsetPart]:
    sides: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, offset in enumerate(offsets):
        for side, key in enumerate((offset.envelope, *offset.parts)):
            sides[key].append((number, side))
    of_line: defaultdict[int, list[int]] = defaultdict(list)
    for number, part in enumerate(parts):
        if lines[part.line].home in sides:
            of_line[part.line].append(number)
    for line, numbers in of_line.items():
        of_parts = {it: parts[it] for it in numbers}
        for number, side in sides[lines[line].home]:
            for found in _on_line(offsets[number], line, lines, of_parts, currency):
                yield replace(found, offset=number, side=side)


def _on_line(
    offset: Offset, number: int, lines: Sequence[Line], parts: Mapping[int, Part], currency: str
) -> Iterator[OffsetPart]:
    taken = lines[number].taken
    at = number if taken is None or taken.line is None else taken.line
    line = lines[at]
    # Low and high each have their own fraction: of a sum that was perhaps cancelled nothing is given up at least.
    given_up = None if taken is None else ((taken.before[0], taken.after[0]), (taken.before[2], taken.after[2]))
    days = [part.interval.days for part in parts.values()]
    low, high = (share_of_whole(line.instalment, it, line.decimals) for it in (offset.low, offset.high))
    converted = [converted_minor(amount, line.pair, currency) for amount in (low, high)]
    steps = given_up or (_ALL, _ALL)
    ends = (spread(_taken(it, *own), days) for it, own in zip(converted, steps, strict=True))
    # A share is one piece: what it takes off is not spread.
    ends_off = (taken.most, taken.least) if taken else ()
    low_off, high_off = (_taken(it, *own) for it, own in zip(converted, ends_off, strict=True)) if taken else (0, 0)
    for part, worth in zip(parts, zip(*ends, strict=True), strict=True):
        amounts, worths = (low, high), (converted[0], converted[1])
        yield OffsetPart(0, 0, part, at, amounts, worths, given_up, worth, (low_off, high_off))


def _taken(worth: int, before: Fraction, after: Fraction) -> int:
    """What is given up of a worth, each step rounded by itself, as of a line."""
    due, earlier = (round_half_up(worth * it.numerator, it.denominator) for it in (after, before))
    return due - earlier


def _worth_and_left(own: Sequence[OffsetPart], shares: Sequence[OffsetPart], offset: Offset) -> tuple[Ends, Ends]:
    """Of an offset of all parts the smallest of its worths on all sides, and of what cancellations leave of these."""
    of_sides, left = ([[0] * (1 + len(offset.parts)) for _ in range(2)] for _ in range(2))
    for end in range(2):
        for it in own:
            of_sides[end][it.side] += it.worth[end]
            left[end][it.side] += it.worth[end]
        for it in shares:
            left[end][it.side] -= it.takes_off[end]
    is_cancelled = any(it.given_up for it in own)
    return (min(of_sides[0]), min(of_sides[1])), (0, 0) if is_cancelled else (min(left[0]), min(left[1]))

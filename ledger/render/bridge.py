"""What changed as SVG: a bar for the earlier total, for each step from there, and for the total now.

Totals and increases are solid, decreases hatched; thin lines lead from each bar to the next. Beside each bar stands
its figure, and at the right whose records moved it the most.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.presentation import Changes
from ledger.render.strokes import SOFT, Canvas, cut, filled, hatched, lines_in, picture, rule_down, text_at
from ledger.render.typeface import Weight

# In sizes of the text: from one bar to the next, how high a bar is, how far below its upper side its text stands, and
# what lies between two columns.
_STEP, _BAR, _BASE, _GAP = 2.4, 1.2, 0.95, 0.8
# The same where the text of a bar stands above it: its line, and how far below that the bar begins.
_NARROW_STEP, _BELOW = 3.6, 1.5
# Of the whole width, what names may take, and what stands at the right.
_NAMES, _LARGEST = 0.28, 0.33
_SPARE = 0.01


@dataclass(frozen=True)
class _Bar:
    """One bar: its name, how many records moved it, where it begins and ends, its figure and what stands beside it."""

    name: str
    records: str
    start: int
    end: int
    text: str
    largest: str = ""

    @property
    def is_level(self) -> bool:
        """Whether it is a total and no step."""
        return not self.records


def bridge_svg(changes: Changes, canvas: Canvas) -> str:
    """What changed as one SVG element.

    Args:
        changes: what is drawn.
        canvas: how large, and in which font; as high as :func:`bridge_height` says.
    """
    frame = _framed(tuple(_bars(changes)), canvas)
    parts = [part for number, bar in enumerate(frame.bars) for part in _drawn(frame, number, bar)]
    return picture(canvas, changes.description, parts)


def narrow_bridge_svg(changes: Changes, canvas: Canvas) -> str:
    """The same for a narrow screen: the texts of each bar stand above it, and nothing at its right.

    Args:
        changes: what is drawn.
        canvas: how large, and in which font; as high as :func:`narrow_bridge_height` says.
    """
    bars = tuple(_bars(changes))
    frame = _Frame(bars, canvas, 0, canvas.width, canvas.width, *_reach(bars))
    parts = [part for number, bar in enumerate(bars) for part in _drawn_below(frame, number, bar)]
    return picture(canvas, changes.description, parts)


def narrow_bridge_height(changes: Changes, size: float) -> float:
    """How high that is with texts of a size."""
    return (len(changes.steps) + 2) * _NARROW_STEP * size


def bridge_height(changes: Changes, size: float) -> float:
    """How high it is with texts of a size."""
    return (len(changes.steps) + 2) * _STEP * size


def _bars(changes: Changes) -> Iterator[_Bar]:
    reached = changes.opening.exact_minor or 0
    yield _Bar(changes.ends[0], "", 0, reached, changes.opening.text)
    for step in changes.steps:
        before, reached = reached, reached + (step.change.exact_minor or 0)
        yield _Bar(step.name, str(step.records), before, reached, step.change.text, step.largest)
    yield _Bar(changes.ends[1], "", 0, reached, changes.closing.text)


@dataclass(frozen=True)
class _Frame:
    """Where the columns of a bridge stand, and its scale.

    Args:
        bars: what is drawn.
        canvas: on what.
        left: where bars begin.
        right: where the longest of them ends.
        largest: where whose records moved it begins.
        floor: the least that is reached.
        top: the most.
    """

    bars: Sequence[_Bar]
    canvas: Canvas
    left: float
    right: float
    largest: float
    floor: int
    top: int

    def x(self, reached: int) -> float:
        """Where an amount lies."""
        # The quotient of two whole numbers, each of any size: a place on paper, and no figure.
        return self.left + (self.right - self.left) * ((reached - self.floor) / (self.top - self.floor))


def _framed(bars: Sequence[_Bar], canvas: Canvas) -> _Frame:
    size, gap = canvas.size, _GAP * canvas.size
    names = max(_wide(canvas, bar.name, bold=True) + _wide(canvas, f" {bar.records}") for bar in bars)
    # Added in another order widths come to other last digits: the longest name must not be cut for that.
    left = min(names + _SPARE, _NAMES * canvas.width) + gap
    largest = canvas.width * (1 - _LARGEST if any(bar.largest for bar in bars) else 1)
    texts = max(_wide(canvas, bar.text, bold=bar.is_level) for bar in bars)
    return _Frame(bars, canvas, left, largest - texts - 2 * gap - size, largest, *_reach(bars))


def _reach(bars: Sequence[_Bar]) -> tuple[int, int]:
    """The least and the most that is reached."""
    reached = [0, *(bar.end for bar in bars)]
    return min(reached), max(*reached, min(reached) + 1)


def _wide(canvas: Canvas, text: str, *, bold: bool = False) -> float:
    return canvas.measure(canvas.shown(text), canvas.size, 600 if bold else 400)


def _drawn(frame: _Frame, number: int, bar: _Bar) -> Iterator[str]:
    canvas = frame.canvas
    size = canvas.size
    above = number * _STEP * size
    base = above + _BASE * size
    yield from _name(frame, bar, base, frame.left - _GAP * size)
    yield from _body(frame, bar, above)
    if number < len(frame.bars) - 1:
        yield rule_down(frame.x(bar.end), above + _BAR * size, above + _STEP * size)
    end = max(frame.x(bar.start), frame.x(bar.end))
    yield text_at(canvas, end + _GAP * size / 2, base, bar.text, weight=600 if bar.is_level else 400)
    if bar.largest:
        room = canvas.width - frame.largest
        lines = lines_in(canvas.shown(bar.largest), room, lambda text: canvas.measure(text, canvas.least, 400))
        for place, line in enumerate(lines):
            y = base + place * 1.1 * canvas.least
            yield text_at(canvas, frame.largest, y, line, size=canvas.least, fill=SOFT)


def _drawn_below(frame: _Frame, number: int, bar: _Bar) -> Iterator[str]:
    canvas = frame.canvas
    size = canvas.size
    base = (number * _NARROW_STEP + 1) * size
    above = (number * _NARROW_STEP + _BELOW) * size
    yield from _name(frame, bar, base, canvas.width - _wide(canvas, bar.text, bold=True) - _GAP * size)
    weight: Weight = 600 if bar.is_level else 400
    yield text_at(canvas, canvas.width, base, bar.text, weight=weight, anchor="end")
    yield from _body(frame, bar, above)


def _body(frame: _Frame, bar: _Bar, above: float) -> Iterator[str]:
    """A bar itself; none of nothing."""
    size = frame.canvas.size
    start, end = sorted((frame.x(bar.start), frame.x(bar.end)))
    if bar.start != bar.end:
        # What is more than nothing is seen, however little it is.
        place = (start, above, max(end - start, 0.1 * size), _BAR * size)
        yield filled(*place) if bar.is_level or bar.end > bar.start else hatched(*place, size)


def _name(frame: _Frame, bar: _Bar, base: float, room: float) -> Iterator[str]:
    """The name of a bar, and behind it how many records moved it."""
    canvas = frame.canvas
    records = f" {bar.records}" if bar.records else ""
    name = cut(canvas.shown(bar.name), room - _wide(canvas, records), lambda text: _wide(canvas, text, bold=True))
    yield text_at(canvas, 0, base, name, weight=600)
    if records:
        yield text_at(canvas, _wide(canvas, name, bold=True) + 0.3 * canvas.size, base, bar.records, fill=SOFT)

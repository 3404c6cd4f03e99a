"""Small multiples as SVG: a panel of bars for each row of a table, all on one scale, for paper and for screens.

Bars are solid up to their lowest reading and hatched from there to the central one. All texts come as they are to stand
there; only places are worked out. Nothing has an id or a style, so that several charts may stand on one page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.presentation import Bar, Panel, SmallMultiples
from ledger.render.strokes import INK, LINE, SOFT, Canvas, filled, hatched, lines_in, picture, rule, text_at
from ledger.render.typeface import Weight

# In sizes of the text: from line to line, from the last line of a heading to the highest bar, how high capitals are,
# and what lies between two panels and between two rows of them.
_STEP, _OVER_BARS, _CAPITALS, _GAP, _ROW_GAP = 1.1, 1.9, 0.7, 1.15, 1.2
# Of the room of a bar, how much it takes itself.
_BAR = 0.8
_DOTS = ".."


def panels_svg(chart: SmallMultiples, canvas: Canvas) -> str:
    """A chart as one SVG element.

    Args:
        chart: what is drawn.
        canvas: how large, and in which font.
    """
    frame = _framed(chart, canvas)
    parts = [part for number, panel in enumerate(chart.panels) for part in _panel(frame, number, panel)]
    return picture(canvas, alternative_text(chart), parts)


def alternative_text(chart: SmallMultiples) -> str:
    """A chart for those who do not see it: what it shows, in which unit, and its figures."""
    return f"{chart.title}. {chart.unit_line} {chart.description.text}"


def least_height(chart: SmallMultiples, canvas: Canvas) -> float:
    """The least height in which a chart can be read: with bars that are as high as three lines of text."""
    frame = _framed(chart, canvas)
    return frame.rows * (frame.head + frame.foot + 3 * canvas.size) + (frame.rows - 1) * _ROW_GAP * canvas.size


@dataclass(frozen=True)
class _Frame:
    """Where the panels of a chart stand, and its scale.

    Args:
        chart: what is drawn.
        canvas: on what.
        names: of each panel the lines of its name.
        beside: whether totals stand on the line of the names.
        rows: how many rows of panels there are.
        axis: how wide the figures at the gridlines are.
        head: how high the names and totals above the bars are, with room for a figure above the highest bar.
        foot: how high the labels below the bars are.
        floor: what lies at the bottom of a panel, in minor units.
        top: what lies at its top.
    """

    chart: SmallMultiples
    canvas: Canvas
    names: tuple[tuple[str, ...], ...]
    beside: bool
    rows: int
    axis: float
    head: float
    foot: float
    floor: int
    top: int

    @property
    def width(self) -> float:
        """Of one panel."""
        return _panel_width(self.canvas, self.axis)

    @property
    def plot(self) -> float:
        """How high the bars of a panel may be."""
        canvas = self.canvas
        gaps = (self.rows - 1) * _ROW_GAP * canvas.size
        return max(1.0, (canvas.height - gaps) / self.rows - self.head - self.foot)

    def left(self, number: int) -> float:
        """Where a panel begins."""
        return self.axis + number % self.canvas.columns * (self.width + _GAP * self.canvas.size)

    def above(self, number: int) -> float:
        """Where the row of a panel begins."""
        row = number // self.canvas.columns
        return row * (self.head + self.plot + self.foot + _ROW_GAP * self.canvas.size)

    def y(self, number: int, height: int) -> float:
        """How far down an amount lies in a panel."""
        # The quotient of two whole numbers, each of any size: a place on paper, and no figure.
        return self.above(number) + self.head + self.plot * ((self.top - height) / (self.top - self.floor))


def _framed(chart: SmallMultiples, canvas: Canvas) -> _Frame:
    size, least = canvas.size, canvas.least
    texts = [canvas.shown(it.text) for it in chart.gridlines]
    axis = max((canvas.measure(it, least, 400) for it in texts), default=0.0) + 0.7 * size
    width = _panel_width(canvas, axis)
    shown = [(canvas.shown(it.name), canvas.shown(it.total)) for it in chart.panels]
    rows = -(-len(chart.panels) // canvas.columns)
    # Only where it saves a line in each of several rows: in a single one a total stood nearer to the next name.
    beside = rows > 1 and all(
        canvas.measure(name, size, 600) + size + canvas.measure(total, size, 400) <= width for name, total in shown
    )
    names = tuple(lines_in(name, width, lambda it: canvas.measure(it, size, 600)) for name, _ in shown)
    lines = 1 if beside else 1 + max(map(len, names), default=0)
    heights = [it.height_minor for it in chart.gridlines]
    for panel in chart.panels:
        heights += [height for bar in panel.bars for height in (bar.lowest_minor, bar.central_minor)]
    floor, top = min((0, *heights)), max((0, *heights))
    return _Frame(
        chart,
        canvas,
        names,
        beside,
        rows=rows,
        axis=axis,
        head=(_CAPITALS + (lines - 1) * _STEP + _OVER_BARS) * size,
        foot=1.55 * least,
        floor=floor,
        top=max(top, floor + 1),
    )


def _panel_width(canvas: Canvas, axis: float) -> float:
    return (canvas.width - axis - (canvas.columns - 1) * _GAP * canvas.size) / canvas.columns


def _panel(frame: _Frame, number: int, panel: Panel) -> Iterator[str]:
    left, right = frame.left(number), frame.left(number) + frame.width
    yield from _heading(frame, number, panel)
    for line in frame.chart.gridlines:
        y = frame.y(number, line.height_minor)
        if line.height_minor:
            yield rule(left, right, y, LINE)
        if number % frame.canvas.columns == 0:
            x, base = left - 0.5 * frame.canvas.size, y + 0.35 * frame.canvas.least
            yield text_at(frame.canvas, x, base, line.text, size=frame.canvas.least, anchor="end", fill=SOFT)
    slot = frame.width / max(1, len(panel.bars))
    for place, bar in enumerate(panel.bars):
        yield from _bar(frame, number, bar, left + slot * place, slot)
    yield rule(left, right, frame.y(number, 0), INK)
    yield from _values(frame, number, panel, slot)
    yield from _axis_labels(frame, number, panel, slot)


def _heading(frame: _Frame, number: int, panel: Panel) -> Iterator[str]:
    canvas, left = frame.canvas, frame.left(number)
    step = _STEP * canvas.size
    # Names end at one line, however many lines they take.
    last = frame.above(number) + frame.head - _OVER_BARS * canvas.size
    if frame.beside:
        yield text_at(canvas, left, last, *frame.names[number], weight=600)
        yield text_at(canvas, left + frame.width, last, panel.total, anchor="end")
        return
    names = frame.names[number]
    for place, name in enumerate(names):
        yield text_at(canvas, left, last - step * (len(names) - place), name, weight=600)
    yield text_at(canvas, left, last, panel.total)


def _bar(frame: _Frame, number: int, bar: Bar, left: float, slot: float) -> Iterator[str]:
    width, x = slot * _BAR, left + slot * (1 - _BAR) / 2
    zero, low, central = (frame.y(number, it) for it in (0, bar.lowest_minor, bar.central_minor))
    solid = min(bar.lowest_minor, bar.central_minor) if bar.central_minor >= 0 else bar.central_minor
    if solid:
        # What is more than nothing is seen, however low it is.
        height = max(abs(zero - frame.y(number, solid)), 0.1 * frame.canvas.size)
        yield filled(x, zero - height if solid > 0 else zero, width, height)
    if bar.central_minor > bar.lowest_minor >= 0:
        yield hatched(x, central, width, low - central, frame.canvas.size)


def _values(frame: _Frame, number: int, panel: Panel, slot: float) -> Iterator[str]:
    """What stands above the bars, one beside the other, or above it where there is no room."""
    canvas = frame.canvas
    taken: list[tuple[float, float, float]] = []
    for place, bar in enumerate(panel.bars):
        if not bar.text:
            continue
        weight: Weight = 600 if bar.text == _DOTS else 400
        half = canvas.measure(canvas.shown(bar.text), canvas.size, weight) / 2
        middle = _inside(frame, number, frame.left(number) + slot * (place + 0.5), half)
        base = frame.y(number, max(0, bar.central_minor)) - 0.35 * canvas.size
        for start, end, other in taken:
            if start < middle + half and middle - half < end and abs(other - base) < canvas.size:
                base = other - canvas.size
        taken.append((middle - half, middle + half, base))
        yield text_at(canvas, middle, base, bar.text, anchor="middle", weight=weight)


def _inside(frame: _Frame, number: int, middle: float, half: float) -> float:
    """The middle of a text that stays between its neighbours."""
    spare = _GAP * frame.canvas.size / 2
    left, right = frame.left(number) - spare, frame.left(number) + frame.width + spare
    return max(left + half, min(right - half, middle))


def _axis_labels(frame: _Frame, number: int, panel: Panel, slot: float) -> Iterator[str]:
    """A label below each bar, if there is room for all in all panels; else below the first and the last."""
    canvas, left = frame.canvas, frame.left(number)
    y = frame.above(number) + frame.head + frame.plot + 1.25 * canvas.least
    labels = [bar.label for bar in panel.bars]
    if _all_fit(canvas, labels, slot):
        for place, label in enumerate(labels):
            middle = left + slot * (place + 0.5)
            yield text_at(canvas, middle, y, label, size=canvas.least, anchor="middle", fill=SOFT)
        return
    yield text_at(canvas, left, y, labels[0], size=canvas.least, fill=SOFT)
    yield text_at(canvas, left + frame.width, y, labels[-1], size=canvas.least, anchor="end", fill=SOFT)


def _all_fit(canvas: Canvas, labels: Sequence[str], slot: float) -> bool:
    return all(canvas.measure(canvas.shown(it), canvas.least, 400) <= slot - 0.3 * canvas.least for it in labels)

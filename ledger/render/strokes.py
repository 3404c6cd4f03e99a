"""What charts are drawn with, as SVG: solid and hatched bars, rules and texts.

All texts come as they are to stand there. Nothing has an id or a style, so that several charts may stand on one page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from ledger.render.typeface import Weight

INK, SOFT, ACCENT, LINE = "#16232D", "#4A5963", "#0F5873", "#C5CED4"
"""The colours of charts and of what stands around them: text, labels, bars, hairlines."""

_HATCH = 0.48


@dataclass(frozen=True)
class Canvas:
    """What a chart is drawn on.

    Args:
        width: in points on paper, in pixels on a screen.
        height: of the whole chart; what does not fit into it is not drawn smaller.
        columns: how many panels stand beside each other.
        family: of the font.
        measure: how wide a text is, of a size and a weight.
        shown: a text as the font can show it.
        size: of names and figures.
        least: of what stands at the axes.
    """

    width: float
    height: float
    columns: int
    family: str
    measure: Callable[[str, float, Weight], float]
    shown: Callable[[str], str]
    size: float = 7.4
    least: float = 7.0


def picture(canvas: Canvas, label: str, parts: Iterable[str]) -> str:
    """A chart as one SVG element.

    Args:
        canvas: how large, and in which font.
        label: the chart in words, for those who do not see it.
        parts: what is drawn.
    """
    size = f'viewBox="0 0 {_at(canvas.width)} {_at(canvas.height)}"'
    label, family = quoteattr(canvas.shown(label)), quoteattr(canvas.family)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={label} font-family={family} '
        f'font-size="{_at(canvas.size)}" fill="{INK}">{"".join(parts)}</svg>'
    )


def swatch_svg(*, is_hatched: bool, size: float = 7) -> str:
    """A square with the filling of a bar, as a legend has it; it says nothing that its words do not say."""
    body = hatched(0, 0, size, size, size) if is_hatched else filled(0, 0, size, size)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_at(size)} {_at(size)}" aria-hidden="true">{body}</svg>'
    )


def lines_in(text: str, width: float, measure: Callable[[str], float]) -> tuple[str, ...]:
    """A text in as many lines as it needs; of more than two the second ends in dots."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if lines[-1] and measure(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    kept = [lines[0], " ".join(lines[1:])] if len(lines) > 1 else lines
    return tuple(cut(it, width, measure) for it in kept)


def cut(line: str, width: float, measure: Callable[[str], float]) -> str:
    """A text as long as it fits, with dots where it is cut off."""
    if measure(line) <= width:
        return line
    kept = line
    while kept and measure(f"{kept}…") > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def hatched(x: float, y: float, width: float, height: float, size: float) -> str:
    """A hatched bar with its outline: lines from the lower left to the upper right, cut off at the edges.

    Args:
        x: of its left side.
        y: of its upper side.
        width: of the bar.
        height: of the bar.
        size: of the text that it stands beside, by which lines lie apart.
    """
    step = _HATCH * size
    lines = [
        f"M{_at(x + start)} {_at(y + offset - start)}L{_at(x + end)} {_at(y + offset - end)}"
        for offset in _offsets(width + height, step)
        if (start := max(0.0, offset - height)) < (end := min(width, offset))
    ]
    stroke = f'fill="none" stroke="{ACCENT}" stroke-width="{_at(step * 0.28)}"'
    hatching = f'<path d="{"".join(lines)}" {stroke}/>' if lines else ""
    return _outlined(x, y, width, height) + hatching


def _offsets(reach: float, step: float) -> Iterable[float]:
    return (step * (number + 0.5) for number in range(int(reach / step)))


def filled(x: float, y: float, width: float, height: float) -> str:
    """A solid bar."""
    return f'<rect x="{_at(x)}" y="{_at(y)}" width="{_at(width)}" height="{_at(height)}" fill="{ACCENT}"/>'


def _outlined(x: float, y: float, width: float, height: float) -> str:
    # The outline lies inside, so that a hatched bar is as wide and as high as a solid one.
    pen = 0.6
    inner = f'x="{_at(x + pen / 2)}" y="{_at(y + pen / 2)}" width="{_at(max(0.0, width - pen))}"'
    return (
        f'<rect {inner} height="{_at(max(0.0, height - pen))}" fill="#FFFFFF" stroke="{ACCENT}" '
        f'stroke-width="{_at(pen)}"/>'
    )


def rule(left: float, right: float, y: float, colour: str) -> str:
    """A line across; in ink a little thicker."""
    width = "0.75" if colour == INK else "0.5"
    return f'<path d="M{_at(left)} {_at(y)}H{_at(right)}" stroke="{colour}" stroke-width="{width}"/>'


def rule_down(x: float, above: float, below: float) -> str:
    """A thin line from one bar down to the next."""
    return f'<path d="M{_at(x)} {_at(above)}V{_at(below)}" stroke="{SOFT}" stroke-width="0.5"/>'


def text_at(  # noqa: PLR0913 - each is an attribute, named at every call
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    *,
    size: float | None = None,
    weight: Weight = 400,
    anchor: str = "start",
    fill: str = INK,
) -> str:
    """A text whose line begins, ends or has its middle at a place."""
    of_size = f' font-size="{_at(size)}"' if size is not None else ""
    of_weight = f' font-weight="{weight}"' if weight != 400 else ""
    of_anchor = f' text-anchor="{anchor}"' if anchor != "start" else ""
    of_fill = f' fill="{fill}"' if fill != INK else ""
    place = f'x="{_at(x)}" y="{_at(y)}"'
    return f"<text {place}{of_size}{of_weight}{of_anchor}{of_fill}>{escape(canvas.shown(text))}</text>"


def _at(value: float) -> str:
    """A place in hundredths, the same on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text

"""A presentation as one page for a browser: from a total to its records, and from a record to its words.

The page needs nothing but itself: its font, its look and its script lie inside it, and its policy lets nothing else in.
Without the script every row is open.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from html import escape, unescape
from pathlib import Path

from ledger.presentation import (
    NO_BREAK,
    Changes,
    LegendEntry,
    OpenedRecord,
    Presentation,
    PresentedRow,
    PresentedTable,
    SmallMultiples,
    legend_of_bars,
    opened,
)
from ledger.render.bridge import bridge_height, bridge_svg, narrow_bridge_height, narrow_bridge_svg
from ledger.render.line_ends import unparted
from ledger.render.page_tables import (
    IN_ROWS,
    PageLine,
    PageRecord,
    PageTable,
    bars_of,
    cells_of,
    columns_of,
    longest_bar,
    look_of,
    year_of,
)
from ledger.render.panels import panels_svg
from ledger.render.strokes import Canvas, swatch_svg
from ledger.render.typeface import FAMILY, Typeface, Weight, missing_package, source_sans
from ledger.reporting import Report

_NOT_IN_A_NAME = re.compile(r"[^\w~-]+")
_BETWEEN_TAGS = re.compile(r">\n+<")
_WEIGHTS: tuple[Weight, ...] = (400, 600)
_FILLINGS = ("solid", "hatched")
# Of a chart, in pixels: texts are never drawn smaller, so each width of the screen has a drawing of its own. On paper
# and where the window is not wide, four panels stand beside each other; on phones bars stand in the rows of the table
# instead. What changed is drawn wide, or as narrow as the text of a screen of 320.
_WIDE, _MEDIUM, _NARROW = 1104, 656, 268
_HEIGHT, _ROW, _SIZE, _LEAST, _BESIDE, _PANEL = 230, 160, 13, 12, 4, 112
_FOLDER = Path(__file__).parent / "templates"


def as_page(presentation: Presentation, report: Report, files: Sequence[str] = ()) -> str:
    """The whole page.

    Args:
        presentation: what is displayed.
        report: of which it is: what its rows open.
        files: names of the other files of the same run, to which it links.

    Raises:
        Refused: FILE if the packages of the typeface are not installed.
    """
    face, language = source_sans(), presentation.language
    changed = presentation.changes.moved if presentation.changes else None
    displayed = [*presentation.tables, *filter(None, [changed])]
    names = _apart(_named(table.name) for table in displayed)
    drawn = [_table(presentation, report, *it) for it in zip(displayed, names, strict=True)]
    tables, moved = drawn[: len(presentation.tables)], next(iter(drawn[len(presentation.tables) :]), None)
    filled = _filled(
        "body.html.jinja",
        shown=presentation,
        term=language.term,
        lines=partial(unparted, language=language.code),
        tables=tables,
        moved=moved,
        files=files,
        named=_named_records(presentation, tables),
        chart=partial(_chart, face=face),
        medium_chart=partial(_medium_chart, face=face),
        bridge=partial(_bridge, face=face),
        narrow_bridge=partial(_narrow_bridge, face=face),
        swatch=swatch,
        bar_legends={
            "at-central": legend_of_bars(language),
            "at-high": legend_of_bars(language, is_at_highest=True),
        },
        cells=partial(cells_of, language=language),
        year=partial(year_of, language=language),
    )
    # Each line break between tags would be a thing of its own for the browser, hundreds of thousands on a long page.
    body = _BETWEEN_TAGS.sub("><", filled)
    # The font holds the characters of the body, and the policy names the look with the font in it.
    style = "".join((_faces(face, body), tokens(), _read("page.css"), *(look_of(it, face, language) for it in drawn)))
    script, version = _read("page.js"), report.issued.version
    frame = {"policy": _policy(style, script), "style": style, "script": script, "version": version}
    return _filled("page.html.jinja", shown=presentation, body=body, **frame)


def tokens() -> str:
    """Colours and sizes of everything that a browser displays, as variables of a style sheet.

    >>> "--ink" in tokens()
    True
    """
    return _read("tokens.css")


def chart_svg(chart: SmallMultiples, width: int) -> str:
    """The chart of a presentation as a picture in a page: so many panels in a row as stand beside each other.

    Args:
        chart: what is displayed.
        width: in pixels, in which it is drawn.

    Raises:
        Refused: FILE if the packages of the typeface are not installed.
    """
    return _in_rows(chart, width, max(1, width // _PANEL), source_sans())


def _table(presentation: Presentation, report: Report, table: PresentedTable, name: str) -> PageTable:
    behind = opened(report, presentation, table)
    rows = [(place, row) for place, row in enumerate(table.rows) if row.kind in IN_ROWS]
    longest = longest_bar(row for _, row in rows)
    lines = []
    for (place, row), own in zip(rows, _apart(_row_name(name, *it) for it in rows), strict=True):
        has_bar = row.kind == "row" and table.has_totals
        bars = bars_of(row, longest) if has_bar else ()
        lines.append(PageLine(own, row, _records(own, behind.get(place, ())), bars))
    return columns_of(name, table, lines, presentation.language)


def _row_name(table: str, place: int, row: PresentedRow) -> str:
    labels = [label for _, label in row.total.key.labels]
    # All others have no label of their own, and several kinds of goods the same ones.
    is_one_of_several = row.kind == "others" or bool(row.total.key.record)
    return ".".join((table, *map(_named, labels), *([str(place)] if is_one_of_several else [])))


def _apart(names: Iterable[str]) -> Iterator[str]:
    """Names on the page, each of them once: what differs in a sign alone that no name has would be one and the same."""
    used: set[str] = set()
    for number, name in enumerate(names):
        own = name
        while own in used:
            own = f"{own}.{number}"
        used.add(own)
        yield own


def _named_records(presentation: Presentation, tables: Sequence[PageTable]) -> list[tuple[str, str]]:
    """The records that the text on what changed names, each with where it first stands on the page."""
    anchors: dict[str, str] = {}
    for inside in (it for table in tables for line in table.rows for it in line.records):
        anchors.setdefault(inside.record.id, inside.anchor)
    sentences = presentation.changes.sentences if presentation.changes else ()
    named = {it.id: it.name for sentence in sentences for it in sentence.records}
    return [(anchors[key], name) for key, name in named.items() if key in anchors]


def _records(line: str, records: Sequence[OpenedRecord]) -> tuple[PageRecord, ...]:
    names = _apart(f"{line}.{_named(record.id)}" for record in records)
    return tuple(map(PageRecord, names, records))


def _named(text: str) -> str:
    """A text as a part of a name on the page, which is a part of an address."""
    return _NOT_IN_A_NAME.sub("-", text)


def _chart(chart: SmallMultiples, face: Typeface) -> str:
    columns = len(chart.panels)
    return panels_svg(chart, Canvas(_WIDE, _HEIGHT, columns, FAMILY, face.width, face.shown, size=_SIZE, least=_LEAST))


def _medium_chart(chart: SmallMultiples, face: Typeface) -> str:
    return _in_rows(chart, _MEDIUM, _BESIDE, face)


def _in_rows(chart: SmallMultiples, width: int, beside: int, face: Typeface) -> str:
    """Panels in rows of at most so many."""
    columns = min(beside, len(chart.panels))
    height = -(-len(chart.panels) // columns) * _ROW
    return panels_svg(chart, Canvas(width, height, columns, FAMILY, face.width, face.shown, size=_SIZE, least=_LEAST))


def _bridge(changes: Changes, face: Typeface) -> str:
    height = bridge_height(changes, _SIZE)
    return bridge_svg(changes, Canvas(_WIDE, height, 1, FAMILY, face.width, face.shown, size=_SIZE, least=_LEAST))


def _narrow_bridge(changes: Changes, face: Typeface) -> str:
    height = narrow_bridge_height(changes, _SIZE)
    return narrow_bridge_svg(changes, Canvas(_NARROW, height, 1, FAMILY, face.width, face.shown, size=_SIZE))


def swatch(entry: LegendEntry) -> str:
    """What stands before the words of a legend: a filling, or a sign."""
    if entry.sign in _FILLINGS:
        return swatch_svg(is_hatched=entry.sign == "hatched")
    return f"<b>{escape(entry.sign)}</b>{NO_BREAK}"


def _faces(face: Typeface, page: str) -> str:
    """The font of the page with nothing but the characters that stand on it."""
    characters = ["".join(sorted(set(unescape(page))))]
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-display:block;'
        f'src:url(data:font/woff;base64,{b64encode(face.subset(weight, characters)).decode()}) format("woff")}}'
        for weight in _WEIGHTS
    )


def _policy(style: str, script: str) -> str:
    """What the page may load: its own look, its own script and the font inside it; nothing from anywhere else."""
    hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _filled(name: str, **values: object) -> str:
    """A template of the page with values in it; texts stay texts."""
    try:
        from jinja2 import Environment, StrictUndefined
    except ModuleNotFoundError as fault:
        raise missing_package(fault) from None
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_read(name)).render(values)

"""What the template of printed documents is given: all texts and figures of a presentation, as JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ledger.presentation import (
    NO_BREAK,
    Changes,
    LegendEntry,
    Mark,
    Presentation,
    PresentedRow,
    PresentedTable,
    ShownChange,
    ShownFigure,
    ShownShare,
    SmallMultiples,
)
from ledger.render.bridge import bridge_height, bridge_svg
from ledger.render.line_ends import unparted
from ledger.render.panels import alternative_text, panels_svg
from ledger.render.strokes import Canvas, swatch_svg
from ledger.render.typeface import FAMILY, Typeface

_BEFORE = (Mark.UP_TO, Mark.AT_LEAST, Mark.MIDDLE)
_BEHIND = (Mark.UNDISCLOSED, Mark.NOT_CONVERTED)
_NO_BREAK = "\N{NO-BREAK SPACE}"
# Raised by their own characters: a raised figure that is only set smaller would be read as part of the year before it.
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HATCHED = {"solid": False, "hatched": True}

# The bars of a panel alone would be as wide as a hand.
_FEWEST_PANELS = 2
# A table of fewer lines is not parted by the end of a page; a name takes so many letters a line.
_LINES_OF_A_BLOCK, _LETTERS_OF_A_NAME = 24, 30
# Cells and headings of tables are as narrow as their words; what stands in place of a picture has no lines.
_NO_SENTENCES = ("rows", "headings", "columns", "alt")
# Longer ones may be broken anywhere, which the template has to look for.
_LONGEST_WORD = 25

Printed = Mapping[str, Any]
Arrangement = Literal["changes-below-figures", "changes-across", "changes-beside-table", "figures-in-one-row"]
"""How the parts of a page on its long side stand: key figures in two columns with the chart to the right, and what
changed below both, across the page or beside the table; or key figures in one row, the chart and what changed below.
"""


@dataclass(frozen=True)
class Paper:
    """How pages stand, and what a chart on them takes, in points.

    Args:
        landscape: whether pages lie on their long side.
        chart_width: how wide a chart is.
        chart_height: how high it is at most.
        width: how wide what stands across the page is.
        columns: how many panels stand beside each other.
        arrangement: how the parts of a page stand, if pages lie on their long side.
    """

    landscape: bool
    chart_width: float
    chart_height: float
    width: float
    columns: int
    arrangement: Arrangement = "changes-across"

    def canvas(self, chart: SmallMultiples, face: Typeface, height: float) -> Canvas:
        """What a chart is drawn on."""
        columns = min(self.columns, max(_FEWEST_PANELS, len(chart.panels)))
        return Canvas(self.chart_width, height, columns, FAMILY, face.width, face.shown)


def printed(  # noqa: PLR0913 - what stands on a page hangs on so much
    presentation: Presentation,
    paper: Paper,
    face: Typeface,
    *,
    is_brief: bool,
    chart_height: float,
    has_bridge: bool,
) -> Printed:
    """The content of a document, with each character that the typeface lacks as its code point."""
    content = _content(presentation, paper, is_brief=is_brief)
    if any(face.lacks(text) for text in _texts(content)):
        say = presentation.language.say
        lacking = say(
            "The typeface of this document lacks some characters; "
            "their numbers in Unicode stand for them, such as [U+1F680]."
        )
        content["remarks"].append([[say("Characters."), lacking]])
    bound = _unparted(content, presentation.language.code)
    shown = {key: _shown(value, face) for key, value in bound.items()}
    shown["long-words"] = any(len(word) > _LONGEST_WORD for text in _texts(shown) for word in text.split())
    if presentation.chart is not None:
        canvas = paper.canvas(presentation.chart, face, chart_height)
        shown["chart"]["svg"] = panels_svg(presentation.chart, canvas)
    if presentation.changes is not None and has_bridge:
        shown["changes"]["bridge"] = _bridge(presentation.changes, paper, face)
    return shown


def as_json(content: Printed) -> str:
    """A content as typst reads it.

    >>> as_json({"title": "#eval"})
    '{"title": "#eval"}'
    """
    return json.dumps(content, ensure_ascii=False)


def _content(presentation: Presentation, paper: Paper, *, is_brief: bool) -> dict[str, Any]:
    say, as_of, changes = presentation.language.say, presentation.as_of, presentation.changes
    return {
        "name": presentation.title,
        "kind": say("Brief") if is_brief else "",
        "title": presentation.finding.text,
        "subtitle": presentation.subtitle,
        "author": "defense-ledger",
        "day": [as_of.year, as_of.month, as_of.day],
        "language": presentation.language.code,
        "family": FAMILY,
        "landscape": paper.landscape,
        "arrangement": paper.arrangement,
        "chart-width": paper.chart_width,
        "brief": is_brief,
        "stand-first": " ".join(sentence.text for sentence in presentation.stand_first),
        "key-figures": [
            {"label": it.label, "text": it.text, "unit": it.unit, "remark": it.remark}
            for it in presentation.key_figures
        ],
        "key-legend": [_entry(entry) for entry in presentation.key_legend],
        "chart": _chart(presentation.chart, explained_by=presentation.tables if is_brief else ()),
        "tables": [_table(table, presentation) for table in presentation.tables],
        "moved": None if is_brief or not changes or not changes.moved else _table(changes.moved, presentation),
        "changes": _changes(changes),
        "remarks": list(_remarks(presentation, is_brief=is_brief)),
        "notes-title": "" if is_brief else say("Notes"),
        "footer": presentation.footer,
        "page-words": say("Page {page} of {pages}", page="{page}", pages="{pages}"),
    }


def _remarks(presentation: Presentation, *, is_brief: bool) -> Iterator[list[list[str]]]:
    """What stands below all tables: paragraphs of headings that run into their text; on one page only what must be."""
    say = presentation.language.say
    yield [[say("Method."), presentation.method]]
    yield [[say("Sources."), presentation.sources]]
    notes = [[f"{note.about}.", note.text] for note in presentation.notes if note.is_always_shown or not is_brief]
    yield from [notes] if is_brief else ([note] for note in notes)


def _chart(chart: SmallMultiples | None, explained_by: Sequence[PresentedTable]) -> dict[str, Any] | None:
    """A chart with a legend of what no table explains that stands on the same page."""
    if chart is None:
        return None
    explained = {entry.sign for table in explained_by for entry in table.legend}
    return {
        "title": chart.title,
        "unit-line": chart.unit_line,
        "alt": alternative_text(chart),
        "legend": [_entry(entry) for entry in chart.legend if entry.sign not in explained],
    }


def _changes(changes: Changes | None) -> Printed | None:
    if changes is None:
        return None
    return {"title": changes.title, "text": " ".join(sentence.text for sentence in changes.sentences), "bridge": None}


def _bridge(changes: Changes, paper: Paper, face: Typeface) -> Printed:
    size = Canvas(0, 0, 1, FAMILY, face.width, face.shown).size
    canvas = Canvas(paper.width, bridge_height(changes, size), 1, FAMILY, face.width, face.shown)
    return {
        "unit-line": changes.unit_line,
        "legend": [_entry(entry) for entry in (*changes.bars, *changes.legend)],
        "svg": bridge_svg(changes, canvas),
        "alt": changes.description,
    }


def _entry(entry: LegendEntry) -> Printed:
    """One entry of a legend of bars: a square with their filling, or a mark."""
    is_hatched = _HATCHED.get(entry.sign)
    if is_hatched is None:
        return {"sign": entry.sign, "words": entry.words, "swatch": ""}
    return {"sign": "", "words": entry.words, "swatch": swatch_svg(is_hatched=is_hatched)}


def _table(table: PresentedTable, presentation: Presentation) -> Printed:
    term = presentation.language.term
    notes = {heading: str(number).translate(_RAISED) for number, heading in enumerate(table.footnotes, start=1)}
    columns = [f"{heading}{notes.get(heading, '')}" for heading in table.columns]
    totals = [term("Total")] if table.has_totals else []
    # No line ends before the sign.
    shares = [term("Share, %").replace(" %", f"{NO_BREAK}%")] if table.has_shares else []
    changes = [table.changed_since] if table.changed_since else []
    legend = [{"sign": entry.sign, "words": entry.words} for entry in table.legend]
    legend += [{"sign": notes[heading], "words": text} for heading, text in table.footnotes.items()]
    return {
        "title": table.title,
        "unit-line": table.unit_line,
        "headings": list(table.headings),
        "columns": [*columns, *totals, *shares, *changes, *table.extra_headings],
        "rules": [len(columns)] if columns and totals else [],
        "rows": [{"kind": row.kind, "names": list(row.names), "cells": list(_cells(row, table))} for row in table.rows],
        "whole": _lines(table) <= _LINES_OF_A_BLOCK,
        "legend": legend,
        "remarks": list(table.remarks),
    }


def _lines(table: PresentedTable) -> int:
    """About how many lines a table takes, most of them a row each."""
    return sum(1 + max(map(len, row.names)) // _LETTERS_OF_A_NAME for row in table.rows)


def _cells(row: PresentedRow, table: PresentedTable) -> Iterator[Printed]:
    yield from map(_cell, table.figures_of(row))
    if table.has_shares:
        yield _cell(row.share)
    if table.changed_since:
        yield _cell(row.change)
    yield from map(_cell, row.extras)


def _cell(figure: ShownFigure | ShownShare | ShownChange | None) -> Printed:
    """A figure in three parts: the marks before its digits, the digits, and the marks in the slot behind them."""
    if figure is None:
        return {"before": "", "digits": "", "behind": ""}
    before = "".join(mark.sign for mark in _BEFORE if mark in figure.marks)
    behind = _NO_BREAK.join(mark.sign for mark in _BEHIND if mark in figure.marks)
    digits = figure.text.removesuffix(behind).removeprefix(before).strip(_NO_BREAK)
    return {"before": before if digits else "", "digits": digits, "behind": behind}


def _unparted(content: Any, language: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    match content:
        case str():
            return unparted(content, language)
        case list():
            return [_unparted(it, language) for it in content]
        case dict():
            return {key: it if key in _NO_SENTENCES else _unparted(it, language) for key, it in content.items()}
        case _:
            return content


def _texts(content: Any) -> Iterator[str]:  # noqa: ANN401 - the same
    match content:
        case str():
            yield content
        case list():
            yield from (text for it in content for text in _texts(it))
        case dict():
            yield from (text for it in content.values() for text in _texts(it))
        case _:
            pass


def _shown(content: Any, face: Typeface) -> Any:  # noqa: ANN401 - the same
    match content:
        case str():
            return face.shown(content)
        case list():
            return [_shown(it, face) for it in content]
        case dict():
            return {key: _shown(it, face) for key, it in content.items()}
        case _:
            return content

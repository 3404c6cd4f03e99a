"""The sheet What changed: from the earlier total to this one, step by step, and the records that moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.audit import Step
from ledger.foundation import marked
from ledger.presentation import (
    BesideKey,
    Changes,
    FigureKey,
    Language,
    Mark,
    Presentation,
    ShownChange,
    ShownFigure,
    legend_of_figures,
)
from ledger.render.cells import Value
from ledger.render.exact import TOTALS, ExactCells
from ledger.render.letters import heading_height, heading_width, in_lines, lines_needed, row_height, text_width
from ledger.render.marked import number_code, room_for, slots_of, text_code
from ledger.render.reader_sheet import LANDSCAPE, ROW_HEIGHT, Edge, ReaderSheet, in_two_lines
from ledger.render.reader_tables import NOTHING, change_code
from ledger.render.sheet import PlacedTable

NAME = "What changed"
MOST_RECORDS = 25
"""So many records stand here; `diff` lists all of them."""
_STEPS_TOP = 4
_WIDTHS = (30, 60, 12, 18)
_STEPS = (marked("Step"), marked("What it means"), marked("Records"), marked("Change"))
_RECORDS = (marked("Record"), marked("Title"), marked("Donor"), marked("Changed by"))
_FIGURES = ("Records", "Change", "Changed by")
_MOST_OF_A_NAME = 40


def draw_changes(sheet: ReaderSheet, presentation: Presentation, changes: Changes, exact: ExactCells | None) -> None:
    """The earlier total, what happened, the total now, the largest changes by record, and all of it in words."""
    widths = _widths(changes, presentation.language)
    marks = in_two_lines(_marks(changes, presentation.language), sum(widths), LANDSCAPE)
    sheet.heading_lines(changes.title, changes.unit_line, marks)
    for column, width in enumerate(widths):
        sheet.raw.set_column(column, column, width)
    drawer = _Drawer(sheet, presentation, exact, widths)
    row = drawer.draw_steps(changes)
    row = drawer.draw_records(changes, row + 2) if changes.records else row
    # What is longer than the tables is printed as far as they reach: a sentence goes on in the next row.
    for line in (it for sentence in changes.sentences for it in in_lines(sentence.text, sum(widths))):
        row += 1
        sheet.put(row + 1, 0, line, sheet.look(align="left", text=line))
    sheet.raw.freeze_panes(_STEPS_TOP + 1, 1)
    sheet.raw.print_area(0, 0, row + 1, len(widths) - 1 + sheet.columns_beside(sum(widths), LANDSCAPE))


def _marks(changes: Changes, language: Language) -> Sequence[str]:
    """The marks that occur on the sheet, each with what it says."""
    figures = [*(step.change for step in changes.steps), *(it.change for it in changes.records[:MOST_RECORDS])]
    legend = legend_of_figures([changes.opening, *figures, changes.closing], language)
    return [f"{entry.sign}  {entry.name}" for entry in legend]


def _widths(changes: Changes, language: Language) -> tuple[float, ...]:
    """Of all columns, in characters: below the numbers of records stand donors."""
    records = changes.records[:MOST_RECORDS]
    moved = [*(step.change for step in changes.steps), *(record.change for record in changes.records)]
    figures: list[ShownFigure | ShownChange] = [changes.opening, changes.closing, *moved]
    least = [
        _width_of((record.id for record in records), _WIDTHS[0]),
        _WIDTHS[1],
        _width_of((record.donor for record in records), _WIDTHS[2]),
        max(_WIDTHS[3], room_for(figures)),
    ]
    for headings in (_STEPS, _RECORDS):
        least = [heading_width(language.term(it), width) for it, width in zip(headings, least, strict=True)]
    return tuple(least)


def _width_of(names: Iterable[str], least: float) -> float:
    """Of a column of names."""
    return max(least, min(_MOST_OF_A_NAME, max(map(text_width, names), default=0)) + 1)


@dataclass(frozen=True)
class _Drawer:
    """Draws both tables."""

    sheet: ReaderSheet
    presentation: Presentation
    exact: ExactCells | None
    widths: tuple[float, ...]

    def draw_steps(self, changes: Changes) -> int:
        """The way from the earlier total to this one; gives the last row."""
        last = _STEPS_TOP + len(changes.steps) + 2
        self._mark_up("Steps", _STEPS_TOP, _STEPS, last)
        slots = slots_of([changes.opening, changes.closing, *(step.change for step in changes.steps)])
        self._draw_level(_STEPS_TOP + 1, changes.ends[0], changes.opening, slots)
        for row, step in enumerate(changes.steps, start=_STEPS_TOP + 2):
            self._draw_words(row, (step.name, step.meaning))
            moved = BesideKey("moved", (changes.closing.key,), step.step)
            self.sheet.put(row, 2, step.records, self.sheet.look("#,##0"), moved)
            self._draw_change(row, step.change, slots, changes.closing.key, step.step)
        self._draw_level(last, changes.ends[1], changes.closing, slots, above="thin")
        return last

    def draw_records(self, changes: Changes, top: int) -> int:
        """The records with the largest changes; gives the last row."""
        shown = changes.records[:MOST_RECORDS]
        rest, language = len(changes.records) - len(shown), self.presentation.language
        title = language.say("Records that moved, the largest change first")
        if rest:
            title = language.say("{title}; {count} more are listed by `diff`", title=title, count=language.whole(rest))
        self.sheet.line(top, title, "heading")
        self._mark_up("Records_that_moved", top + 1, _RECORDS, top + 1 + len(shown))
        slots = slots_of(record.change for record in shown)
        for row, record in enumerate(shown, start=top + 2):
            self._draw_words(row, (record.id, record.title or NOTHING, record.donor))
            key = FigureKey(changes.measure, record=record.id)
            self._draw_change(row, record.change, slots, key, record.step)
        return top + 1 + len(shown)

    def _mark_up(self, name: str, top: int, headings: Sequence[str], last: int) -> None:
        term = self.presentation.language.term
        columns = [{"header": term(heading)} for heading in headings]
        options = {"name": name, "style": None, "columns": columns, "autofilter": False}
        self.sheet.raw.add_table(top, 0, last, len(headings) - 1, options)
        self.sheet.drawing.tables.append(PlacedTable(name, self.sheet.name, top, last, 0, tuple(headings)))
        self.sheet.raw.set_row(top, heading_height(zip(map(term, headings), self.widths, strict=True)))
        for column, heading in enumerate(headings):
            align = "right" if heading in _FIGURES else "left"
            look = self.sheet.look(align=align, bold=True, below="thick", wrap=True)
            self.sheet.put(top, column, term(heading), look)

    def _draw_words(self, row: int, words: tuple[str, ...]) -> None:
        lines = [lines_needed(text, width) for text, width in zip(words, self.widths, strict=False)]
        self.sheet.raw.set_row(row, row_height(max(lines), ROW_HEIGHT))
        for column, (text, needed) in enumerate(zip(words, lines, strict=True)):
            self.sheet.put(row, column, text, self.sheet.look(align="left", wrap=needed > 1, text=text))

    def _draw_change(
        self, row: int, change: ShownChange, slots: frozenset[Mark], figure: FigureKey, step: Step
    ) -> None:
        look = self.sheet.look(change_code(change, slots, self.presentation.scale.decimals))
        value = change.text if change.number is None else change.number
        self.sheet.put(row, 3, value, look, BesideKey("change", (figure,), step))

    def _draw_level(
        self, row: int, name: str, figure: ShownFigure, slots: frozenset[Mark], *, above: Edge = "none"
    ) -> None:
        lines = lines_needed(name, self.widths[0], is_bold=True)
        self.sheet.raw.set_row(row, row_height(lines, ROW_HEIGHT))
        self.sheet.put(row, 0, name, self.sheet.look(align="left", bold=True, above=above, wrap=lines > 1))
        for column in (1, 2):
            self.sheet.put(row, column, NOTHING, self.sheet.look(align="left" if column == 1 else "right", above=above))
        # Only the last line is a total of this report, which may follow other rates.
        is_now = above != "none"
        key = figure.key if is_now else BesideKey("earlier", (figure.key,))
        if figure.number is None:
            look = self.sheet.look(text_code(figure.marks, slots), bold=True, above=above)
            self.sheet.put(row, 3, figure.text, look, key)
            return
        code = number_code(self.presentation.scale.decimals, figure.marks, slots, is_negative=figure.number < 0)
        look = self.sheet.look(code, bold=True, above=above)
        self.sheet.put(row, 3, self._now(figure) if is_now else figure.number, look, key)

    def _now(self, figure: ShownFigure) -> Value:
        """The total as the first sheet has it: it follows changed rates, which the steps do not."""
        if self.exact is None or figure.number is None:
            return figure.number
        return self.exact.formula(TOTALS, figure.key, figure.number)

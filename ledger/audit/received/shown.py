"""Whether a reader of a received workbook sees what was issued, where its cells hold the same.

A figure that holds and is hidden, white on white, a point high, covered by a picture or shown in millions is not the
figure that was issued. Programs write looks in many ways, so that looks are never compared as such: what was readable
must still be readable, and show the same text. What shows more than was issued accuses nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from ledger.audit.received.compare import SavedCell, SheetCells, WorkbookDifference
from ledger.audit.received.formulas import format_code
from ledger.foundation import Place, Problem, Severity, quoted
from ledger.spreadsheet import CellLook, CellPlace, DrawnObject, FormatRule, column_letters

LEAST_CONTRAST = 2.0
"""Below this ratio of their lights (1 is none, 21 is black on white) a text is not seen on its ground."""

LEAST_SIZE = 6.0
"""In points; what is smaller is not read on a screen."""

LEAST_SHARE = 0.5
"""A row so much lower, or a column so much narrower than issued hides what is in it."""

MOST_INDENT = 10
"""By so many steps more than issued a text may be moved in its cell."""

MOST_TURNED = 45
"""In degrees; beyond them a text is cut off by the height of its row."""

_OF_SIGNS = frozenset(
    (
        *("wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol", "marlett", "opensymbol", "mt extra"),
        *("bookshelf symbol 7", "zapfdingbats", "itc zapf dingbats", "ms outlook", "ms reference specialty"),
        *("segoe mdl2 assets", "segoe fluent icons", "hololens mdl2 assets"),
    )
)
_NAMED = 8
_ASK = "ask for the workbook as it was issued"
_SHOW = "show what is hidden, and read the sheet again"


@dataclass(frozen=True)
class ShownOtherwise:
    """Something that a reader sees otherwise than it was issued.

    Args:
        sheet: on which; empty for the workbook as a whole.
        cells: those that it is about; none for the sheet as a whole.
        words: what is seen.
        is_hidden: whether a hand can show it again.

    >>> print(ShownOtherwise("Rates", (CellPlace(5, 8),), "1 pt high").place)
    Rates!H5
    """

    sheet: str
    cells: tuple[CellPlace, ...]
    words: str
    is_hidden: bool = False

    @property
    def place(self) -> Place:
        """Where to look first in the workbook."""
        if not self.cells:
            return Place(sheet=self.sheet)
        row, column = self.cells[0]
        return Place(sheet=self.sheet, row=row, column=column_letters(column))


def settings_otherwise(settings: Iterable[str]) -> tuple[ShownOtherwise, ...]:
    """What a workbook as a whole shows otherwise than it is.

    >>> settings_otherwise(["it counts days from 1904"])[0].words
    'it counts days from 1904'
    """
    return tuple(ShownOtherwise("", (), words) for words in settings)


def formats_otherwise(differences: Iterable[WorkbookDifference]) -> tuple[ShownOtherwise, ...]:
    """Cells that hold what was issued and have another number format, those of one change together."""
    alike: defaultdict[tuple[str, str, str], list[CellPlace]] = defaultdict(list)
    for difference in differences:
        if difference.kind == "format":
            change = (difference.sheet, difference.found.shown, difference.expected.shown)
            alike[change].append(CellPlace(difference.row, difference.column))
    return tuple(
        ShownOtherwise(sheet, tuple(cells), f"the number format {quoted(theirs)} in place of {quoted(ours)}")
        for (sheet, theirs, ours), cells in alike.items()
    )


def problems_of_shown(apart: Iterable[ShownOtherwise], file: str) -> tuple[Problem, ...]:
    """Each of them as an error at its first cell.

    >>> problems_of_shown((), "a.xlsx")
    ()
    """
    return tuple(_problem(it, file) for it in apart)


def _problem(difference: ShownOtherwise, file: str) -> Problem:
    found = f"{difference.words}: {_names(difference.cells)}" if len(difference.cells) > 1 else difference.words
    place = difference.place.within(Place(file=file))
    remedy = _SHOW if difference.is_hidden else _ASK
    return Problem("XLS", Severity.ERROR, place, found, "what a reader saw when it was issued", remedy)


def _names(cells: tuple[CellPlace, ...]) -> str:
    named = ", ".join(cell.ref for cell in cells[:_NAMED])
    return f"{named} and {len(cells) - _NAMED} more cells" if len(cells) > _NAMED else named


def sheet_shown(received: SheetCells, issued: SheetCells) -> Iterator[ShownOtherwise]:
    """All that a reader sees otherwise on a sheet. Cells are held beside those at the same place.

    Args:
        received: the sheet as it was received, each row where it was issued.
        issued: the sheet as it was issued.
    """
    name, theirs, ours = issued.name, received.shape.view, issued.shape.view
    if theirs.state != "visible" and ours.state == "visible":
        how = "hidden so that no menu shows it" if theirs.state == "veryHidden" else "hidden"
        yield ShownOtherwise(name, (), f"the sheet is {how}", is_hidden=True)
    yield from (ShownOtherwise(name, (), words) for words in theirs.settings if words not in ours.settings)
    seen = _Seen(issued)
    # Rows that stand elsewhere are reported as moved: what is now at their places cannot be compared.
    if received.rows.keys() == issued.rows.keys():
        yield from _out_of_sight(received, seen)
        yield from _unreadable(received, seen)
        yield from _swallowed(received, seen)
        yield from _formatted(received, seen)
    yield from _objects(received, seen)
    for cell, text in theirs.notes.items():
        if ours.notes.get(cell) != text:
            yield ShownOtherwise(name, (), f"a note that was not issued, {cell}: {quoted(text)}")
    # Programs keep the words of what is printed, and not the blanks between the codes of its fonts.
    printed = {"".join(text.split()) for text in ours.printed}
    for text in theirs.printed:
        if "".join(text.split()) not in printed:
            yield ShownOtherwise(name, (), f"{quoted(text)} printed at the edge of each page")
    for style in theirs.table_styles:
        if style not in ours.table_styles and not style.startswith(("TableStyleLight", "TableStyleMedium")):
            yield ShownOtherwise(name, (), f"a table in the style {quoted(style)}")


class _Seen:
    """Of an issued sheet the rows and columns that were seen, as far as they hold anything."""

    def __init__(self, sheet: SheetCells) -> None:
        self.name, self.view = sheet.name, sheet.shape.view
        filled = set().union(*sheet.rows.values())
        self.columns = frozenset(column for column in filled if self.view.width_of(column))
        self.rows = {
            row: cells
            for row, cells in sheet.rows.items()
            if self.view.height_of(row) and not self.columns.isdisjoint(cells)
        }

    def cells(self) -> Iterator[tuple[int, int, SavedCell]]:
        """Row, column and content of every cell that holds anything and was seen."""
        columns = self.columns
        for row, cells in self.rows.items():
            for column, cell in cells.items():
                if column in columns:
                    yield row, column, cell

    def places(self, area: tuple[int, int, int, int]) -> tuple[CellPlace, ...]:
        """Those of them in an area: first row, first column, last row, last column."""
        top, left, bottom, right = area
        return tuple(
            CellPlace(row, column)
            for row, column, _ in self.cells()
            if top <= row <= bottom and left <= column <= right
        )


def _out_of_sight(received: SheetCells, issued: _Seen) -> Iterator[ShownOtherwise]:
    """Rows and columns with cells that were seen and are hidden, or squeezed so far that nothing is read in them."""
    theirs, ours = received.shape.view, issued.view
    for row in issued.rows:
        yield from _squeezed(issued.name, f"row {row}", theirs.height_of(row), ours.height_of(row))
    # A column that holds something in hidden rows alone was not seen.
    for column in sorted({column for cells in issued.rows.values() for column in cells} & issued.columns):
        name = f"column {column_letters(column)}"
        yield from _squeezed(issued.name, name, theirs.width_of(column), ours.width_of(column))


def _squeezed(sheet: str, name: str, theirs: float, ours: float) -> Iterator[ShownOtherwise]:
    if theirs < LEAST_SHARE * ours:
        how = "hidden" if theirs == 0 else f"squeezed to {theirs:g} of {ours:g}"
        yield ShownOtherwise(sheet, (), f"{name} {how}", is_hidden=True)


def _unreadable(received: SheetCells, issued: _Seen) -> Iterator[ShownOtherwise]:
    """Cells that nobody can read any more, or reads otherwise, by what is wrong with them."""
    alike: defaultdict[str, list[CellPlace]] = defaultdict(list)
    for row, column, ours in issued.cells():
        theirs = received.rows[row].get(column)
        if theirs is not None and theirs.looks != ours.looks:
            for fault in _further_faults(theirs.looks, ours.looks):
                alike[fault].append(CellPlace(row, column))
    for fault, cells in alike.items():
        yield ShownOtherwise(issued.name, tuple(cells), fault)


@lru_cache(maxsize=1024)
def _further_faults(received: tuple[CellLook, ...], issued: tuple[CellLook, ...]) -> tuple[str, ...]:
    """What is wrong with the looks of a cell and was not when it was issued; many cells have the same two."""
    own = {fault for look in issued for fault in _faults(look)}
    return tuple(fault for look in received for fault in _faults(look) if fault not in own)


def _faults(look: CellLook) -> Iterator[str]:
    dim = [paper for paper in look.papers if contrast(look.ink, paper) < LEAST_CONTRAST]
    if dim:
        yield f"text of the colour {look.ink} on {dim[0]}"
    if look.size < LEAST_SIZE:
        yield f"text {look.size:g} pt high"
    if look.is_struck:
        yield "text struck through"
    if look.is_repeated:
        yield "text repeated until its cell is full"
    if look.indent > MOST_INDENT:
        yield "text moved out of its cell"
    if look.turned > MOST_TURNED:
        yield f"text turned by {look.turned} degrees"
    if look.font.casefold() in _OF_SIGNS:
        yield f"text in the signs of {look.font}"


def contrast(one: str, other: str) -> float:
    """The ratio of the lights of two colours, from 1 to 21, as WCAG 2 counts it.

    Args:
        one: RRGGBB.
        other: RRGGBB.

    >>> contrast("FFFFFF", "FFFFFF"), round(contrast("000000", "FFFFFF"))
    (1.0, 21)
    """
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def _light(rgb: str) -> float:
    parts = [int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _swallowed(received: SheetCells, issued: _Seen) -> Iterator[ShownOtherwise]:
    """Cells that are drawn as one with a neighbour, which alone is seen."""
    for merged in received.shape.view.merged:
        if merged not in issued.view.merged:
            first = (merged.first_row, merged.first_column)
            lost = tuple(cell for cell in issued.places(merged.area) if cell != first)
            if lost:
                yield ShownOtherwise(issued.name, lost, f"cells under the merged cells {merged}")


def _formatted(received: SheetCells, issued: _Seen) -> Iterator[ShownOtherwise]:
    """What conditional formats would make of cells; whether they do now is a matter of their values."""
    # What a rule does that was issued was done then; of another one it counts what it does.
    further = [rule for rule in received.shape.view.rules if rule not in issued.view.rules]
    changes = [each for rule in further for each in _of_rule(rule, issued)]
    known = {words for rule in issued.view.rules for words, _ in _of_rule(rule, issued)} if changes else set()
    for words, cells in changes:
        if words not in known:
            yield ShownOtherwise(issued.name, cells, f"a conditional format with {words}")


def _of_rule(rule: FormatRule, issued: _Seen) -> Iterator[tuple[str, tuple[CellPlace, ...]]]:
    by_looks: defaultdict[tuple[CellLook, ...], list[CellPlace]] = defaultdict(list)
    for row, column, cell in issued.cells():
        if rule.covers(row, column):
            by_looks[cell.looks].append(CellPlace(row, column))
    cells = tuple(sorted(place for places in by_looks.values() for place in places))
    if not cells:
        return
    if rule.number_format:
        yield f"the number format {quoted(format_code(rule.number_format))}", cells
    if rule.hides_value:
        yield "a bar or sign in place of the value", cells
    alike: defaultdict[str, list[CellPlace]] = defaultdict(list)
    for looks, places in by_looks.items():
        for fault in dict.fromkeys(fault for look in looks for fault in _faults(_painted(look, rule))):
            alike[fault] += places
    yield from ((fault, tuple(sorted(several))) for fault, several in alike.items())


def _painted(look: CellLook, rule: FormatRule) -> CellLook:
    return replace(look, ink=rule.ink or look.ink, papers=rule.papers or look.papers, is_struck=rule.is_struck)


def _objects(received: SheetCells, issued: _Seen) -> Iterator[ShownOtherwise]:
    """Pictures, shapes and charts that were put in, taken out, changed, or laid over cells."""
    name, theirs, ours = issued.name, received.shape.view.objects, issued.view.objects
    left = Counter(map(_what, ours))
    for drawn_object in theirs:
        if left[_what(drawn_object)]:
            left[_what(drawn_object)] -= 1
            yield from _drawn_otherwise(name, drawn_object, ours)
            under = tuple(cell for cell in issued.places(drawn_object.area) if not _is_under(cell, ours))
            if under:
                yield ShownOtherwise(name, under, f"cells under {drawn_object.kind}")
        else:
            says = f" that says {quoted(drawn_object.says)}" if drawn_object.says else ""
            yield ShownOtherwise(name, (), f"{drawn_object.kind}{says}, which was not issued")
    for (kind, _), missing in left.items():
        if missing:
            yield ShownOtherwise(name, (), f"{kind} is missing, or shows something else")


def _what(drawn_object: DrawnObject) -> tuple[str, str]:
    return drawn_object.kind, drawn_object.says


def _is_under(cell: CellPlace, objects: Iterable[DrawnObject]) -> bool:
    return any(it.covers(*cell) for it in objects)


def _drawn_otherwise(name: str, received: DrawnObject, ours: Iterable[DrawnObject]) -> Iterator[ShownOtherwise]:
    """What is wrong with an object that shows what one of ours does: the words that stand for it, and its size."""
    alike = [it for it in ours if _what(it) == _what(received)]
    # A program that leaves the words out leaves a picture without any, and says nothing else.
    if received.described and received.described not in {it.described for it in alike}:
        yield ShownOtherwise(name, (), f"{received.kind} with the alternative text {quoted(received.described)}")
    if all(_is_smaller(received, it) for it in alike):
        yield ShownOtherwise(name, (), f"{received.kind} drawn in less than half of its rows or columns")


def _is_smaller(received: DrawnObject, issued: DrawnObject) -> bool:
    (top, left, bottom, right), (first, start, last, end) = received.area, issued.area
    return bottom - top + 1 < LEAST_SHARE * (last - first + 1) or right - left + 1 < LEAST_SHARE * (end - start + 1)

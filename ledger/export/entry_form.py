"""The entry form: the workbook that policy staff fill in, with lists to choose from, notes and an example.

``form_columns`` says what belongs in which column, ``form_help`` has the words of the sheet ``Help``; ``intake`` reads
what comes back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ledger.export.form_columns import (
    DAYS,
    FIGURES,
    IDS,
    SECTIONS,
    STAND,
    Choice,
    Section,
    choices,
    first_of,
    heading,
    is_needed,
    meaning,
    sections_of,
)
from ledger.export.form_help import EXAMPLES, column_note, draw_help
from ledger.export.tables import headings_of
from ledger.records import ACTION, Kind, Record, cells_of, find_party, form_of, heading_label, party_names
from ledger.spreadsheet import FORM_CREATED, TextWorkbook, form_looks

_LAST_ROW = 100_003
_TITLE_ROW, _SECTION_ROW, _HEADING_ROW, _EXAMPLE_ROW = range(4)
_TITLES: Mapping[Kind, tuple[str, str]] = {
    "commitment": ("Commitments", "One row for each promise of one donor to one recipient"),
    "transaction": ("Transactions", "One row for each thing that later happens to a commitment"),
}
_LEGEND = (
    "Dark headings must be filled in, others may stay empty. Rest the mouse on a heading for help; + unfolds more."
)

_DIGITS_OF_EXCEL = 15
_PARTIES = frozenset({"donor", "recipient", "joint_donor", "partner_country"})
_WIDTHS: Mapping[str, float] = {
    "id": 22,
    "title": 34,
    "donor": 20,
    "recipient": 18,
    "commitment": 24,
    "amount": 18,
    "publisher": 20,
    "source_title": 26,
    "url": 30,
    "quote": 36,
    "note": 30,
    "joint_donors": 30,
    "partners": 30,
    "part_of": 22,
    "relations": 26,
    "equivalent_amount": 22,
    "item": 22,
}
_WIDTH = 14


@dataclass(frozen=True)
class _Filling:
    """What stands in a form when it goes out: nothing, or records of a book with where that book stood."""

    rows: Mapping[Kind, Sequence[Mapping[str, str]]]
    names: Sequence[str] = ()
    stand: str = ""


def write_filled_form(path: Path, records: Iterable[Record], stand: str) -> None:
    """Write the entry form with records in it, one to a row, their ids included.

    Args:
        path: a file that ends in ``.xlsx``; one that is there is replaced.
        records: those that may be stated anew with it.
        stand: where their book stood, ``ENTRIES:HASH``; it stays with the file as a property (:data:`STAND`).

    Raises:
        OSError: if it cannot be written.
    """
    rows: dict[Kind, list[Mapping[str, str]]] = {"commitment": [], "transaction": []}
    kept = tuple(records)
    for record in kept:
        rows[record.record].append(_with_names(cells_of(record)))
    _write(path, _Filling(rows, (ACTION.name, *headings_of(kept)), stand))


def write_entry_form(path: Path) -> None:
    """Write the empty entry form.

    Args:
        path: a file that ends in ``.xlsx``; one that is there is replaced.

    Raises:
        OSError: if it cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     write_entry_form(Path(place) / "form.xlsx")
    ...     (Path(place) / "form.xlsx").read_bytes()[:2]
    b'PK'
    """
    _write(path, _Filling({"commitment": [], "transaction": []}))


def _with_names(cells: Mapping[str, str]) -> Mapping[str, str]:
    """The cells of a record with the names of parties in place of their codes, where a name means nobody else."""
    names = party_names()
    named = {
        heading: names[key]
        for heading, key in cells.items()
        if first_of(heading) in _PARTIES and key in names and find_party(names[key]) == key
    }
    return {**cells, **named}


def _write(path: Path, filling: _Filling) -> None:
    packed = BytesIO()
    with TextWorkbook(packed, {"strings_to_urls": False, "strings_to_formulas": False}) as workbook:
        workbook.set_properties({"title": "Entry form of the defense commitments ledger", "created": FORM_CREATED})
        workbook.set_size(2400, 1400)
        looks = form_looks(workbook)
        sheets = {name: workbook.add_worksheet(name) for name in ("Commitments", "Transactions", "Help", "Lists")}
        sources = _draw_lists(sheets["Lists"], looks)
        if filling.stand:
            workbook.set_custom_property(STAND, filling.stand)
        for kind in SECTIONS:
            sheet = sheets[_TITLES[kind][0]]
            _draw_table(sheet, kind, sections_of(kind, filling.names if filling.rows[kind] else ()), looks, sources)
            if filling.stand:
                _fill(sheet, kind, filling, looks)
        draw_help(sheets["Help"], looks)
    path.write_bytes(packed.getvalue())


def _draw_lists(sheet: Worksheet, looks: Mapping[str, Format]) -> Mapping[str, str]:
    """Draw each list once; gives for each heading where its list stands, as Excel writes it."""
    sources: dict[str, str] = {}
    columns: dict[str, int] = {}
    sheet.hide_gridlines(2)
    sheet.set_column(0, 60, 24, looks["text"])
    for name, choice in choices().items():
        if choice.title not in columns:
            columns[choice.title] = column = len(columns)
            sheet.write_string(0, column, choice.title, looks["optional"])
            sheet.write_column(1, column, choice.meanings)
        letters = _letters(columns[choice.title])
        sources[name] = f"=Lists!${letters}$2:${letters}${len(choice.meanings) + 1}"
    sheet.freeze_panes(1, 0)
    return sources


def _draw_table(
    sheet: Worksheet,
    kind: Kind,
    sections: Sequence[Section],
    looks: Mapping[str, Format],
    sources: Mapping[str, str],
) -> None:
    title, subtitle = _TITLES[kind]
    sheet.outline_settings(visible=True, symbols_below=True, symbols_right=False)
    sheet.set_row(_TITLE_ROW, 26)
    sheet.set_row(_SECTION_ROW, 20)
    sheet.set_row(_HEADING_ROW, 32)
    sheet.write_string(_TITLE_ROW, 0, title, looks["title"])
    sheet.write_string(_TITLE_ROW, 1, f"{subtitle}. {_LEGEND}", looks["legend"])
    column = 0
    for section in sections:
        for number, name in enumerate(section.names):
            # A folded group has its + above the column before it.
            folded = {"level": 1, "hidden": True} if number >= section.shown else {}
            sheet.set_column(column, column, _WIDTHS.get(first_of(name), _WIDTH), looks[_look(name)], folded)
            _draw_heading(sheet, column, name, kind, looks)
            sheet.write_string(_SECTION_ROW, column, "" if number else section.title, looks["section"])
            _validate(sheet, column, name, kind, sources)
            column += 1
    sheet.freeze_panes(_HEADING_ROW + 1, 2)
    _set_paper(sheet, _seen(SECTIONS[kind]))


def _fill(sheet: Worksheet, kind: Kind, filling: _Filling, looks: Mapping[str, Format]) -> None:
    """Write the records over the example."""
    names = [
        name for section in sections_of(kind, filling.names if filling.rows[kind] else ()) for name in section.names
    ]
    entries = filling.stand.partition(":")[0]
    legend = (
        f"As the book stood at entry {entries}. Change cells and import the file: what is left alone stays; "
        f"{heading_label(ACTION.name)} says what a change means. {_LEGEND}"
    )
    sheet.write_string(_TITLE_ROW, 1, legend, looks["legend"])
    for column, name in enumerate(names):
        look = looks[_look(name)]
        sheet.write_blank(_EXAMPLE_ROW, column, None, look)
        for row, cells in enumerate(filling.rows[kind], start=_EXAMPLE_ROW):
            if text := cells.get(name, ""):
                _write_cell(sheet, (row, column), name, text, look)


def _write_cell(sheet: Worksheet, place: tuple[int, int], name: str, text: str, look: Format) -> None:
    """A figure as a number where Excel holds all its digits, a day as a day, else the text."""
    row, column = place
    form = form_of(name)
    if form in ("amount", "bound", "quantity") and len(text.replace(".", "").strip("0")) <= _DIGITS_OF_EXCEL:
        sheet.write_number(row, column, float(text), look)
    # Excel has a day in February 1900 that never was, and counts those before it otherwise.
    elif form == "day" and text >= "1900-03-01":
        sheet.write_datetime(row, column, datetime.combine(date.fromisoformat(text), time()), look)
    else:
        sheet.write_string(row, column, text, look)


def _look(name: str) -> str:
    first = first_of(name)
    if first in IDS:
        return "id"
    return "day" if first in DAYS else "figure" if first in FIGURES else "text"


def _draw_heading(sheet: Worksheet, column: int, name: str, kind: Kind, looks: Mapping[str, Format]) -> None:
    look = looks["required" if is_needed(name, kind) else "optional"]
    sheet.write_string(_HEADING_ROW, column, heading_label(name), look)
    sheet.write_comment(
        _HEADING_ROW,
        column,
        column_note(name, kind),
        {"author": "defense-ledger", "width": 260, "height": 110, "font_size": 9, "color": "#FFFBE6"},
    )
    example = EXAMPLES[kind].get(name, "")
    sheet.write(_EXAMPLE_ROW, column, example, looks["example_figure" if first_of(name) in FIGURES else "example"])


def _validate(sheet: Worksheet, column: int, name: str, kind: Kind, sources: Mapping[str, str]) -> None:
    prompt = {"input_title": heading_label(name), "input_message": _message(name, kind)}
    cell = f"{_letters(column)}{_EXAMPLE_ROW + 1}"
    first = first_of(name)
    if first in sources:
        rule = {"validate": "list", "source": sources[first], **_list_error(choices()[first])}
    elif first in DAYS:
        # Text is read by the import, which knows more ways to write a day than Excel.
        rule = _custom(f"=OR(ISTEXT({cell}),AND(ISNUMBER({cell}),{cell}>=1,{cell}<73416))", "a day such as 2025-06-02")
    elif first in FIGURES:
        rule = _custom(
            f"=OR(ISTEXT({cell}),AND(ISNUMBER({cell}),{cell}>=0))", "an amount such as 3000000000, 3 bn or £3bn"
        )
    elif first == "quote":
        count = f'LEN(TRIM({cell}))-LEN(SUBSTITUTE(TRIM({cell})," ",""))'
        rule = _custom(f"={count}<25", "at most 25 words: those that carry the figure")
    else:
        rule = {"validate": "any"}
    sheet.data_validation(_EXAMPLE_ROW, column, _LAST_ROW, column, {**rule, **prompt})


def _list_error(choice: Choice) -> Mapping[str, Any]:
    if choice.free:
        message = "This is not in the list. Check the spelling; it may stay if it is meant."
        return {"error_type": "information", "error_title": "Not in the list", "error_message": message}
    message = "Open the list with the arrow at the cell. A usual word for one of them, such as yearly, may stay."
    return {"error_type": "warning", "error_title": "Not in the list", "error_message": message}


def _custom(formula: str, expected: str) -> dict[str, Any]:
    return {"validate": "custom", "value": formula, "error_title": "Please check", "error_message": f"Type {expected}."}


def _message(name: str, kind: Kind) -> str:
    example = "" if first_of(name) in choices() else f" Example: {heading(name).example}"
    return f"{meaning(name, kind)}.{example}"[:255]


def _seen(sections: tuple[Section, ...]) -> int:
    """How many columns go on paper: those up to the first section of which only one column is seen."""
    return sum(len(section.names) for section in takewhile(lambda it: it.shown > 1, sections))


def _set_paper(sheet: Worksheet, columns: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(2, 0)
    sheet.repeat_rows(_SECTION_ROW, _HEADING_ROW)
    sheet.repeat_columns(0, 1)
    sheet.print_area(0, 0, _EXAMPLE_ROW + 30, columns - 1)


def _letters(column: int) -> str:
    return str(xl_col_to_name(column))

"""The draft of a mapping as a workbook with lists to choose from, for people who know no other tool.

What is sure stands in its cell; what is not is left open, in yellow, with what speaks for it beside.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ledger.foundation import Problem, quoted
from ledger.intake.mapping.draft import DraftLine, MappingDraft, draft_lines, samples
from ledger.intake.mapping.form import (
    BLOCKS,
    IGNORE,
    NOTHING,
    OUR_HEADING,
    Block,
    as_cell,
    choices_of,
    meanings,
    own_meanings,
    settings,
)
from ledger.records import HEADINGS, heading_label
from ledger.spreadsheet import FORM_CREATED, TextWorkbook, column_letters, form_looks

_WIDTHS: Mapping[str, Sequence[float]] = {
    "Mapping": (34, 38, 26, 62),
    "Values": (24, 44, 26, 62),
    "Amounts and units": (34, 38, 26, 62),
    "Rows to leave out": (34, 44),
}
_SPARE: Mapping[str, int] = {"columns": 5, "values": 200, "amounts": 20, "multipliers": 20, "skip_rows": 100}
_OF_ONE_COLUMN = "Our heading for a column of amounts"
# The lists that the columns of a block offer in all rows.
_OFFERS: Mapping[str, Mapping[str, str]] = {
    "values": {OUR_HEADING: OUR_HEADING},
    "amounts": {"Column of amounts": "Column of the table", OUR_HEADING: _OF_ONE_COLUMN},
    "multipliers": {"Column of units": "Column of the table", "Worth of one unit": "Multiplier"},
    "skip_rows": {"Column of the table": "Column of the table"},
}
_BESIDE = ("amounts", "multipliers")
_SPARE_ENTRIES = 2
_OF_WORKBOOKS = ("sheet", "sheets")
_LINE_HEIGHT = 14
# Whoever translates a longer text writes it down in the text of a mapping file.
_LONGEST = 1000
_HINTS = (
    "Fill in the framed cells; most have a list: the arrow at the cell, or Alt and arrow down.",
    "Yellow is still open: nothing is sure there, and what speaks for an answer stands beside.",
    "A column whose meaning is left blank is not read. Choose ignore for one that speaks of money and is not wanted.",
    'Where a message says: write multiplier = "1000", the row Multiplier is meant. "" stands for an empty cell.',
    "It calls the tables of this workbook [columns], [constants], [values], [amounts], [multipliers], [skip_rows].",
)


@dataclass(frozen=True)
class _Row:
    """One row of a block: its texts, the list for its answer, and whether it is open, folded away, not bound to it."""

    texts: tuple[str, ...]
    choices: str = ""
    is_open: bool = False
    is_folded: bool = False
    is_free: bool = False


@dataclass(frozen=True)
class _Canvas:
    """Where a form is drawn: its looks, and where each list stands, as Excel writes it."""

    looks: Mapping[str, Format]
    lists: Mapping[str, str]


def draft_sheet(
    path: Path, sheet: str | None = None, encoding: str | None = None
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The draft of a mapping for a table as an ``.xlsx`` file, or the errors that stand in the way of one.

    Args:
        path: a CSV file or a workbook.
        sheet: of a workbook; by default the first with a table.
        encoding: of a CSV file, if the user names it.

    >>> draft_sheet(Path("absent.csv"))[1][0].found
    'no such file'
    """
    draft, problems = draft_lines(path, sheet, encoding)
    return (None if draft is None else draw(draft)), problems


def draw(draft: MappingDraft) -> bytes:
    """The workbook of a draft; ``import --mapping`` reads it once it is completed."""
    packed = BytesIO()
    with TextWorkbook(packed, {"strings_to_urls": False, "strings_to_formulas": False}) as workbook:
        workbook.set_properties({"title": "Mapping of a foreign table", "created": FORM_CREATED})
        workbook.set_size(2400, 1400)
        sheets = {name: workbook.add_worksheet(name) for name in (*_WIDTHS, "Lists")}
        looks = form_looks(workbook)
        canvas = _Canvas(looks, _draw_lists(sheets["Lists"], _lists(draft), looks))
        tables = {
            "columns": tuple(_columns(draft)),
            "settings": tuple(_settings(draft)),
            "constants": tuple(_constants(draft)),
            "values": tuple(_values(draft)),
            "amounts": tuple(_amounts(draft)),
            "multipliers": tuple(_multipliers(draft)),
            "skip_rows": tuple(_skipped(draft)),
        }
        for name, widths in _WIDTHS.items():
            row = _draw_head(sheets[name], name, draft, widths, looks)
            for key, block in BLOCKS.items():
                if block.sheet == name:
                    row = _draw_block(sheets[name], row, key, tables[key], canvas) + 1
    return packed.getvalue()


def _lists(draft: MappingDraft) -> Mapping[str, Sequence[str]]:
    """The lists by what they are for: the label of a setting or of a heading of ours, or a label of a block."""
    of_settings = {setting.label: setting.choices for setting in settings().values()}
    offered = [line.value for line in draft.of("ignore") if isinstance(line.value, str)]
    sheets = dict.fromkeys(("Sheet", "Sheets"), tuple(map(as_cell, draft.sheets)))
    of_headings = {heading_label(heading.name): choices_of(heading.name) for heading in HEADINGS}
    names = tuple(as_cell(column.name) for column in draft.look.columns)
    ignored = {"Ignore": tuple(as_cell(entry) for entry in offered)}
    lists = {"Means": meanings(), **of_headings, **of_settings, **sheets, **ignored, "Column of the table": names}
    # Which heading of ours a translation is about.
    lists[OUR_HEADING] = tuple(label for label, choices in of_headings.items() if choices or label == "Amount")
    lists[_OF_ONE_COLUMN] = own_meanings()
    return {label: choices for label, choices in lists.items() if choices}


def _columns(draft: MappingDraft) -> Iterator[_Row]:
    """The columns of the table in their order, and others that the draft names."""
    lines = draft.of("columns")
    says = {line.value: line.note for line in draft.of("ignore")}
    looks = {column.name: column for column in draft.look.columns}
    tables = [(line, *line.section.partition(".")[::2]) for line in draft.lines]
    beside = {line.name if table == "amounts" else column for line, table, column in tables if table in _BESIDE}
    for name in dict.fromkeys((*looks, *(str(line.value) for line in lines))):
        sure = [heading_label(line.name) for line in lines if line.value == name and line.state == "sure"]
        perhaps = [heading_label(it.name) for it in lines if it.value == name and it.name and it.state == "perhaps"]
        notes = [f"perhaps {' or '.join(perhaps)}"] if perhaps and not sure else []
        if not sure:
            notes += [says[name]] if name in says else []
            notes += [f"see the sheet {BLOCKS['amounts'].sheet}"] if name in beside else []
            notes += [f"{IGNORE}, if the amounts are right all the same"] if name in says else []
        shown = samples(looks[name]) if name in looks else ""
        for meaning in sure or [""]:
            is_open = not meaning and bool(notes)
            yield _Row((as_cell(name), shown, meaning, "; ".join(notes)), "Means", is_open)


def _settings(draft: MappingDraft) -> Iterator[_Row]:
    names = {column.name for column in draft.look.columns}
    lines = [*draft.of(""), *(line for line in draft.of("ignore") if line.value not in names or line.state == "sure")]
    for setting in settings().values():
        own = [line for line in lines if setting.name in (line.name, line.section)]
        entries = [entry for line in own for entry in _entries(line)]
        spare = _SPARE_ENTRIES if setting.is_list else not entries
        for answer, note, is_open in (*entries, *[("", "", setting.is_required)] * spare):
            texts = (setting.label, note, answer, setting.meaning)
            is_folded = setting.name in _OF_WORKBOOKS and not draft.sheets and not answer
            yield _Row(texts, setting.label, is_open, is_folded, setting.is_free)


def _entries(line: DraftLine) -> Iterator[tuple[str, str, bool]]:
    """Answer, what the table shows, and whether it is open, for each entry of a line."""
    values = line.value if isinstance(line.value, tuple) else (str(line.value),)
    for value in values:
        if line.state == "sure":
            yield as_cell(value), line.note, False
        elif line.state == "example":
            yield "", f"for example {value}", False
        else:
            yield "", _perhaps(value, line.note), True


def _constants(draft: MappingDraft) -> Iterator[_Row]:
    lines = {line.name: line for line in draft.of("constants")}
    for heading in HEADINGS:
        line, label = lines.get(heading.name), heading_label(heading.name)
        required = "commitment" in heading.required_for
        if line is None:
            yield _Row((label, heading.example, "", heading.meaning), label, is_folded=True, is_free=True)
        elif line.state == "sure":
            yield _Row((label, line.note, as_cell(str(line.value)), heading.meaning), label, is_free=True)
        else:
            shown = str(line.value) if line.state == "example" else _perhaps(line.value, line.note)
            is_open = required or line.state == "perhaps"
            yield _Row((label, shown, "", heading.meaning), label, is_open, is_free=True)


def _perhaps(value: object, note: str) -> str:
    return ", ".join(filter(None, (f"perhaps {value}" if value else "", note)))


def _values(draft: MappingDraft) -> Iterator[_Row]:
    translated = [line for line in draft.lines if line.section.startswith("values.")]
    for section, lines in groupby(translated, key=lambda line: line.section):
        name = section.removeprefix("values.")
        for line in lines:
            if len(line.name) > _LONGEST:
                continue
            is_sure = line.state == "sure"
            # The list says which codes there are.
            times = line.note.partition(":")[0] if choices_of(name) else line.note
            note = "" if is_sure else _perhaps(line.value, times)
            meaning = as_cell(str(line.value)) if is_sure else ""
            label = heading_label(name)
            yield _Row((label, as_cell(line.name), meaning, note), label, not is_sure, is_free=True)


def _amounts(draft: MappingDraft) -> Iterator[_Row]:
    """Columns of amounts with what sets each apart, the values of one below each other."""
    own = [line for line in draft.lines if line.section.startswith("amounts.")]
    for line in sorted(own, key=lambda line: [it.name for it in own].index(line.name)):
        label = heading_label(line.section.removeprefix("amounts."))
        note = "; ".join(filter(None, (_perhaps(line.value, ""), line.note and f"its cells: {line.note}")))
        yield _entry(line, label, (as_cell(line.name), label), note)
    yield from map(_without_entries, draft.of("amounts"))


def _multipliers(draft: MappingDraft) -> Iterator[_Row]:
    for line in draft.lines:
        if line.section.startswith("multipliers."):
            name = line.section.removeprefix("multipliers.")
            yield _entry(line, "", (as_cell(name), as_cell(line.name)), _perhaps(line.value, line.note))
    yield from map(_without_entries, draft.of("multipliers"))


def _entry(line: DraftLine, choices: str, named: tuple[str, str], note: str) -> _Row:
    """What a line says of one text or heading of a column; open where it is not sure, with a note of what it may be."""
    if line.state == "sure":
        return _Row((*named, as_cell(str(line.value)), line.note), choices, is_free=True)
    return _Row((*named, "", note), choices, is_open=True, is_free=True)


def _without_entries(line: DraftLine) -> _Row:
    return _Row((as_cell(line.name), "", NOTHING, line.note))


def _skipped(draft: MappingDraft) -> Iterator[_Row]:
    for line in draft.of("skip_rows"):
        texts = line.value if isinstance(line.value, tuple) else (str(line.value),)
        for text in map(as_cell, texts):
            yield _Row((as_cell(line.name), text))
        if not texts:
            yield _Row((as_cell(line.name), NOTHING))


def _draw_lists(sheet: Worksheet, lists: Mapping[str, Sequence[str]], looks: Mapping[str, Format]) -> Mapping[str, str]:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, len(lists), 22, looks["text"])
    for column, (label, choices) in enumerate(lists.items()):
        sheet.write_string(0, column, label, looks["optional"])
        for row, choice in enumerate(choices, start=1):
            sheet.write_string(row, column, choice, looks["text"])
    sheet.freeze_panes(1, 0)
    letters = {label: column_letters(number) for number, label in enumerate(lists, start=1)}
    return {label: f"=Lists!${it}$2:${it}${len(lists[label]) + 1}" for label, it in letters.items()}


def _draw_head(
    sheet: Worksheet, name: str, draft: MappingDraft, widths: Sequence[float], looks: Mapping[str, Format]
) -> int:
    """The title of a sheet and how to fill it in; gives the row below."""
    sheet.hide_gridlines(2)
    sheet.outline_settings(visible=True, symbols_below=True)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 26)
    title = f"Mapping of {quoted(draft.file)[1:-1]}" if name == "Mapping" else name
    sheet.write_string(0, 0, title, looks["title"])
    if name != "Mapping":
        return 2
    below = f"The draft is made of {draft.made_of} below row {draft.look.heading_row}."
    for row, hint in enumerate((*_HINTS, below), start=1):
        sheet.write_string(row, 0, hint, looks["legend"])
    return len(_HINTS) + 3


def _draw_block(sheet: Worksheet, row: int, key: str, rows: Sequence[_Row], canvas: _Canvas) -> int:
    """One block with its title and its spare rows; gives the row below."""
    block, looks = BLOCKS[key], canvas.looks
    sheet.set_row(row, 22)
    for column, label in enumerate(block.labels):
        sheet.write_string(row, column, "" if column else block.title, looks["heading"])
        is_asked = label in block.answers
        sheet.write_string(row + 1, column, label, looks["required" if is_asked else "optional"])
    first = row + 2
    for number, each in enumerate(rows, start=first):
        folded = {"level": 1, "hidden": True} if each.is_folded else {}
        sheet.set_row(number, _height(each, _WIDTHS[block.sheet]), None, folded)
        _draw_row(sheet, number, block, each, canvas)
    last = first + len(rows) + _SPARE.get(key, 0) - 1
    for number in range(first + len(rows), last + 1):
        _draw_row(sheet, number, block, _Row(("",) * len(block.labels), "Means" if key == "columns" else ""), canvas)
    for label, offered in _OFFERS.get(key, {}).items():
        _choose(sheet, (first, last, block.labels.index(label)), canvas.lists.get(offered, ""), is_free=True)
    if key in ("values", "amounts"):
        # Rows that are added by hand have the list of the heading that is chosen in them.
        heading = f"${column_letters(block.labels.index(OUR_HEADING) + 1)}{first + len(rows) + 1}"
        _choose(sheet, (first + len(rows), last, 2), _dependent(heading), is_free=True)
    return last + 1


def _draw_row(sheet: Worksheet, number: int, block: Block, row: _Row, canvas: _Canvas) -> None:
    for column, (label, text) in enumerate(zip(block.labels, row.texts, strict=True)):
        is_own = label == block.key and (block.sheet != "Mapping" or not text)
        look = "answer" if label in block.answers or is_own else "strong" if label == block.key else "note"
        if text:
            sheet.write_string(number, column, text, canvas.looks[look])
        else:
            sheet.write_blank(number, column, None, canvas.looks[look])
    answer = block.labels.index(block.answers[-1])
    if row.is_open:
        rule = {"type": "blanks", "format": canvas.looks["open"]}
        sheet.conditional_format(number, answer, number, answer, rule)
    if row.choices in canvas.lists:
        _choose(sheet, (number, number, answer), canvas.lists[row.choices], is_free=row.is_free)


def _height(row: _Row, widths: Sequence[float]) -> int:
    """What a row needs for its longest text; programs do not all work it out."""
    lines = (1 + int(len(text) * 0.92 / width) for text, width in zip(row.texts, widths, strict=True))
    return _LINE_HEIGHT * min(max(lines), 10)


def _choose(sheet: Worksheet, cells: tuple[int, int, int], source: str, *, is_free: bool) -> None:
    """Offer a list in the cells of one column, from the first row to the last."""
    if not source:
        return
    first, last, column = cells
    message = "This is not in the list. Check the spelling; it may stay if it is meant."
    if not is_free:
        message = "Choose one of the list: the arrow at the cell, or Alt and arrow down."
    kind = "information" if is_free else "stop"
    rule = {"validate": "list", "source": source, "error_type": kind}
    texts = {"error_title": "Not in the list", "error_message": message}
    sheet.data_validation(first, column, last, column, {**rule, **texts})


def _dependent(heading: str) -> str:
    """The list of the heading that stands in a cell, as a formula."""
    column = f"MATCH({heading},Lists!$1:$1,0)-1"
    return f"=OFFSET(Lists!$A$2,0,{column},COUNTA(OFFSET(Lists!$A:$A,0,{column}))-1,1)"

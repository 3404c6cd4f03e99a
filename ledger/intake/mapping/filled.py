"""A mapping that was filled in as a sheet: the values that a mapping file would hold, and where each stands.

Blocks are found by their labels, so that sheets, rows and columns may be moved. What the values mean is judged as that
of any mapping is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What reads workbooks is loaded by its name in its room: a table of text does not wait for it.
from ledger import spreadsheet
from ledger.foundation import Advice, Place, Problem, Severity, malformed, quoted
from ledger.intake.mapping.form import BLOCKS, IGNORE, NOTHING, OUR_HEADING, Block, Setting, settings, text_in
from ledger.intake.rows import heading_name
from ledger.records import nearest
from ledger.spreadsheet import Cell, SheetRow, cell_text, column_letters


class FilledSheet:
    """What a sheet says: values as the text of a mapping file holds them, their cells, and what cannot be read.

    The cells are known by the names that lines have in problems, such as ``columns.donor``.
    """

    def __init__(self) -> None:
        self.values: dict[str, Any] = {"columns": {}}
        self.cells: dict[str, Place] = {}
        self.problems: list[Problem] = []


def is_sheet(path: Path) -> bool:
    """Whether a mapping file is a workbook, by its first bytes; False for one that cannot be opened.

    >>> is_sheet(Path("absent.xlsx"))
    False
    """
    try:
        with path.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except (OSError, ValueError):
        return False


def read_sheet(path: Path, file: str) -> FilledSheet:
    """Read a mapping that was filled in as a sheet.

    Args:
        path: the workbook.
        file: its name in places.
    """
    filled = FilledSheet()
    workbook, problems = spreadsheet.open_workbook(path, file)
    filled.problems += [problem for problem in problems if problem.severity is Severity.ERROR]
    if workbook is None:
        return filled
    blocks: set[str] = set()
    for sheet in workbook.sheets:
        for row in _rows(workbook, sheet, file, filled, blocks):
            _READERS[row.block](row, filled)
    if missing := [block for name, block in BLOCKS.items() if name not in blocks]:
        # Rows below labels that are gone were read as others, or not at all.
        filled.problems[:] = [_missing(block, file) for block in missing[: 1 if BLOCKS["columns"] in missing else None]]
    return filled


def _missing(block: Block, file: str) -> Problem:
    labels = " and ".join(map(quoted, (block.key, *block.answers)))
    if block is BLOCKS["columns"]:
        found, expected = "a workbook without these headings", f"a sheet with the headings {labels}"
        draft = Advice(
            "draft one with draft_mapping_sheet",
            "draft one with `defense-ledger mapping TABLE --as xlsx --out NAME.xlsx`",
        )
        return Problem("FILE", Severity.ERROR, Place(file=file), found, expected, draft)
    expected = f"a row with {labels}, though nothing stand below it"
    remedy = "write these labels above their columns again, or draft the sheet anew"
    return malformed(Place(file=file), f"no block {quoted(block.title)}", expected, remedy)


@dataclass(frozen=True)
class _FilledRow:
    """One row of a block: what its key and its answers hold, and where."""

    block: str
    place: Place
    columns: Mapping[str, int]
    cells: Sequence[Cell]

    def cell(self, label: str) -> Cell:
        """The cell under a label; None where nothing stands."""
        index = self.columns[label]
        cell = self.cells[index] if index < len(self.cells) else None
        return None if cell is None or not cell_text(cell).strip() else cell

    def at(self, label: str, shown: str = "") -> Place:
        """The cell under a label, shown with what the row is about."""
        letters = column_letters(self.columns[label] + 1)
        return Place(column=letters, field=shown or label).within(self.place)


def _rows(
    workbook: "spreadsheet.Workbook", sheet: str, file: str, filled: FilledSheet, blocks: set[str]
) -> Iterator[_FilledRow]:
    """The rows of the blocks of one sheet; on the way the blocks that there are, and what cannot be read."""
    name, columns = "", dict[str, int]()
    for row in workbook.rows(sheet):
        if isinstance(row, Problem):
            # The form folds rows away itself, which the reader of sheets would mention.
            if row.severity is Severity.ERROR and name:
                filled.problems.append(row)
            continue
        place = Place(file=file, sheet=sheet, row=row.number)
        if begun := _block_at(row):
            name, columns = begun
            blocks.add(name)
            filled.cells.setdefault(name, _FilledRow(name, place, columns, ()).at(BLOCKS[name].answers[-1]))
        elif name:
            yield _FilledRow(name, place, columns, row.cells)


def _block_at(row: SheetRow) -> tuple[str, dict[str, int]] | None:
    """The block whose labels stand in a row, and where each of them does."""
    texts = [cell_text(cell).strip() for cell in row.cells]
    for name, block in BLOCKS.items():
        labels = (block.key, *block.answers)
        if all(label in texts for label in labels):
            return name, {label: texts.index(label) for label in labels}
    return None


def _column(row: _FilledRow, filled: FilledSheet) -> None:
    block = BLOCKS["columns"]
    meaning, answer = row.cell("Means"), row.at("Means")
    if meaning is None:
        return
    name = row.cell(block.key)
    if name is None:
        filled.problems.append(_unnamed(row, block))
        return
    text = heading_name(text_in(meaning))
    if text == IGNORE:
        _append(filled, "ignore", text_in(name), row.at("Means", text_in(name)))
    else:
        _put(filled, filled.values["columns"], "columns", text, (text_in(name), answer))


def _setting(row: _FilledRow, filled: FilledSheet) -> None:
    label, cell = row.cell("Setting"), row.cell("Answer")
    if label is None:
        # A title above the next block has nothing beside it.
        if cell is not None:
            filled.problems.append(_unnamed(row, BLOCKS["settings"]))
        return
    setting = settings().get(heading_name(text_in(label)))
    if setting is None:
        if cell is not None:
            near = nearest(heading_name(text_in(label)), settings(), most=1)
            such = f"a setting, perhaps {settings()[near[0]].label}" if near else "a setting of docs/mapping.md"
            found, remedy = quoted(text_in(label)), "write it as the draft does"
            filled.problems.append(malformed(row.at("Setting"), found, such, remedy))
        return
    place = row.at("Answer", setting.label)
    filled.cells.setdefault(setting.name, place)
    if cell is not None:
        _answer(filled, setting, text_in(cell), place)


def _answer(filled: FilledSheet, setting: Setting, text: str, place: Place) -> None:
    if setting.is_list:
        _append(filled, setting.name, text, place)
    elif setting.name in filled.values:
        filled.problems.append(_twice(setting.label, filled.cells[setting.name], place))
    else:
        filled.cells[setting.name] = place
        filled.values[setting.name] = int(text) if setting.is_number and _is_number(text) else text


def _constant(row: _FilledRow, filled: FilledSheet) -> None:
    block = BLOCKS["constants"]
    heading, cell = row.cell(block.key), row.cell(block.answers[0])
    if heading is None:
        if cell is not None:
            filled.problems.append(_unnamed(row, block))
        return
    label = text_in(heading)
    place = row.at(block.answers[0], label)
    filled.cells.setdefault(f"constants.{heading_name(label)}", place)
    if cell is not None:
        constants = filled.values.setdefault("constants", {})
        _put(filled, constants, "constants", heading_name(label), (text_in(cell), place))


def _entry(row: _FilledRow, filled: FilledSheet) -> None:
    """A text under a heading of ours or of the table, and what it means, is worth or has for a value."""
    block = BLOCKS[row.block]
    outer, inner, meaning = (row.cell(label) for label in (block.key, *block.answers))
    if meaning is None:
        return
    if outer is None:
        filled.problems.append(_unnamed(row, block))
        return
    name, place = _word(outer, block.key), row.at(block.answers[-1])
    entries = filled.values.setdefault(row.block, {}).setdefault(name, {})
    filled.cells.setdefault(f"{row.block}.{name}", place)
    if inner is not None:
        _put(filled, entries, f"{row.block}.{name}", _word(inner, block.answers[0]), (text_in(meaning), place))
    elif cell_text(meaning).strip() != NOTHING:
        is_ours = block.answers[0] == OUR_HEADING
        expected = "one of our headings" if is_ours else 'the text in the table, or "" for an empty cell'
        remedy = "choose it, or take the row out" if is_ours else "write it, or take the row out"
        filled.problems.append(malformed(row.at(block.answers[0]), "nothing", expected, remedy))


def _word(cell: Cell, label: str) -> str:
    """What a cell names: a heading of ours, or a text word for word."""
    text = text_in(cell)
    return heading_name(text) if label == OUR_HEADING else text


def _skipped(row: _FilledRow, filled: FilledSheet) -> None:
    block = BLOCKS["skip_rows"]
    column, text = row.cell(block.key), row.cell(block.answers[0])
    if column is None and text is None:
        return
    if column is None:
        filled.problems.append(_unnamed(row, block))
        return
    if text is None:
        found, expected = "nothing", 'a text whose rows are left out, or "" for empty cells'
        remedy = "write it, or take the row out"
        filled.problems.append(malformed(row.at(block.answers[0]), found, expected, remedy))
        return
    name = text_in(column)
    filled.cells.setdefault(f"skip_rows.{name}", row.at(block.key))
    texts = filled.values.setdefault("skip_rows", {}).setdefault(name, [])
    if cell_text(text).strip() != NOTHING:
        texts.append(text_in(text))


_READERS = {
    "columns": _column,
    "settings": _setting,
    "constants": _constant,
    "values": _entry,
    "amounts": _entry,
    "multipliers": _entry,
    "skip_rows": _skipped,
}


def _append(filled: FilledSheet, name: str, text: str, place: Place) -> None:
    entries = filled.values.setdefault(name, [])
    filled.cells[f"{name}.{len(entries)}"] = place
    entries.append(text)


def _put(filled: FilledSheet, entries: dict[str, str], table: str, key: str, answer: tuple[str, Place]) -> None:
    """Put a text under a key of a table; what stands there already with another text is a problem."""
    text, place = answer
    if entries.get(key, text) != text:
        filled.problems.append(_twice(key, filled.cells[f"{table}.{key}"], place))
        return
    entries[key] = text
    filled.cells[f"{table}.{key}"] = place


def _twice(name: str, first: Place, place: Place) -> Problem:
    found = f"another answer for {quoted(name)} than in {first.column}{first.row}"
    remedy = "take one of the two out"
    if name == "amount":
        remedy += f", or name both on the sheet {quoted(BLOCKS['amounts'].sheet)} and neither here"
    return malformed(place, found, "one answer", remedy)


def _unnamed(row: _FilledRow, block: Block) -> Problem:
    return malformed(row.at(block.key), "nothing beside an answer", f"a text under {block.key}", "fill in the cell")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10

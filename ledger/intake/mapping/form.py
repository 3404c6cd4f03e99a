"""The plan of a mapping that is filled in as a sheet: its blocks, its settings, and how a text stands in a cell.

The settings are those of ``TableMapping``, so that nothing is said twice. ``draw`` writes the workbook, ``filled``
reads what comes back.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ledger.intake.mapping.cells import CODES
from ledger.intake.mapping.file import OWN_NAMES, TableMapping
from ledger.records import HEADINGS, heading_label, party_names
from ledger.spreadsheet import Cell, cell_text

IGNORE = "ignore"
"""What is chosen for a column that is passed over knowingly: the name of the setting that lists them."""

NOTHING = "[]"
"""In the place of a text, where a column is named and no text of it."""

OUR_HEADING = "Our heading"
"""Above the cells in which one of our headings is meant."""

_PARTIES = ("donor", "recipient", "joint_donor", "partner_country")
# Settings that know no list of their own, and what stands in them most often.
_OFFERED: Mapping[str, tuple[str, ...]] = {
    "multiplier": ("1", "1000", "1000000", "1000000000"),
    "date_format": ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y-%m", "%Y"),
}


@dataclass(frozen=True)
class Block:
    """One table of the form.

    Args:
        sheet: on which it stands.
        title: what stands above it.
        labels: the headings of its columns; by them it is found, wherever it has been moved.
        key: the label under which it stands what a row is about.
        answers: the labels under which people fill in.
    """

    sheet: str
    title: str
    labels: tuple[str, ...]
    key: str
    answers: tuple[str, ...]


BLOCKS: Mapping[str, Block] = {
    "columns": Block(
        "Mapping",
        "Columns of the table",
        ("Heading in the table", "Some of its cells", "Means", "What it seems to be"),
        "Heading in the table",
        ("Means",),
    ),
    "settings": Block(
        "Mapping",
        "Settings",
        ("Setting", "What the table shows", "Answer", "What it says"),
        "Setting",
        ("Answer",),
    ),
    "constants": Block(
        "Mapping",
        "Constants: what holds for all rows",
        (OUR_HEADING, "For example", "Value for all rows", "What belongs there"),
        OUR_HEADING,
        ("Value for all rows",),
    ),
    "values": Block(
        "Values",
        "Values: what is written in the table, and what it means",
        (OUR_HEADING, "Written in the table", "Its meaning", "What it seems to be"),
        OUR_HEADING,
        ("Written in the table", "Its meaning"),
    ),
    "amounts": Block(
        "Amounts and units",
        "Several columns of amounts, in place of one: what sets the records of each apart",
        ("Column of amounts", OUR_HEADING, "Its value in this column", "What it seems to be"),
        "Column of amounts",
        (OUR_HEADING, "Its value in this column"),
    ),
    "multipliers": Block(
        "Amounts and units",
        "Units that a column says row by row: what one unit is worth",
        ("Column of units", "Written in the table", "Worth of one unit", "What it seems to be"),
        "Column of units",
        ("Written in the table", "Worth of one unit"),
    ),
    "skip_rows": Block(
        "Rows to leave out",
        "Rows to leave out, by what stands in one of their columns",
        ("Column of the table", "Rows that hold"),
        "Column of the table",
        ("Rows that hold",),
    ),
}


@dataclass(frozen=True)
class Setting:
    """One setting of a mapping.

    Args:
        name: as the text of a mapping file writes it.
        meaning: in plain words.
        choices: what it may be, or is most often.
        is_free: whether it may be something else.
        is_list: whether it has several entries, one to a row.
        is_number: whether it is a whole number.
        is_required: whether no mapping does without it.
    """

    name: str
    meaning: str
    choices: tuple[str, ...]
    is_free: bool
    is_list: bool
    is_number: bool
    is_required: bool

    @property
    def label(self) -> str:
        """As the form shows it.

        >>> settings()["day_of_period"].label
        'Day of period'
        """
        return heading_label(self.name)


@lru_cache
def settings() -> Mapping[str, Setting]:
    """All settings by name: what a mapping says beside its tables of columns, constants, values and rows.

    >>> settings()["decimal"].choices, settings()["missing"].is_list, settings()["heading_row"].is_number
    (('point', 'comma'), True, True)
    """
    schema = TableMapping.model_json_schema(mode="validation")
    known: dict[str, Setting] = {}
    for name, plan in schema["properties"].items():
        shapes = tuple(_shapes(plan))
        kinds = {shape.get("type") for shape in shapes}
        if "object" in kinds:
            continue
        listed = tuple(choice for shape in shapes for choice in shape.get("enum", ()))
        is_free = name in _OFFERED or not listed
        choices = (*listed, *_OFFERED.get(name, ()))
        is_required = name in schema.get("required", ())
        meaning = plan["description"]
        known[name] = Setting(name, meaning, choices, is_free, "array" in kinds, "integer" in kinds, is_required)
    return known


def _shapes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for shape in plan.get("anyOf", ()):
        yield from _shapes(shape)


@lru_cache
def choices_of(heading: str) -> tuple[str, ...]:
    """What may be chosen under one of our headings; nothing where anything may be written.

    >>> choices_of("stage"), choices_of("title")
    (('pledge', 'commitment'), ())
    """
    if heading in _PARTIES:
        return tuple(sorted(set(party_names().values())))
    return tuple(CODES.get(heading, ()))


def meanings() -> tuple[str, ...]:
    """What a column of the table may mean: one of our headings, or that it is passed over.

    >>> meanings()[:3], meanings()[-1]
    (('Id', 'Record', 'Title'), 'ignore')
    """
    return (*(heading_label(heading.name) for heading in HEADINGS), IGNORE)


def own_meanings() -> tuple[str, ...]:
    """What may set the records of one among several columns of amounts apart.

    >>> own_meanings()[:3]
    ('Multiplier', 'Id', 'Title')
    """
    return tuple(map(heading_label, OWN_NAMES))


def as_cell(text: str) -> str:
    """A text as it stands in a cell: in quotation marks where blanks, emptiness or signs would be lost.

    >>> as_cell("n/a"), as_cell(""), as_cell(" n/a")
    ('n/a', '""', '" n/a"')
    """
    is_plain = text == text.strip() and text.isprintable() and text not in ("", NOTHING)
    return text if is_plain and not _is_quoted(text) else json.dumps(text, ensure_ascii=not text.isprintable())


def text_in(cell: Cell) -> str:
    """The text that a cell stands for; what is in quotation marks is meant word for word.

    >>> text_in(' n/a '), text_in('""'), text_in('" n/a"')
    ('n/a', '', ' n/a')
    """
    text = cell_text(cell).strip()
    if not _is_quoted(text):
        return text
    try:
        return str(json.loads(text))
    except ValueError:
        # Somebody's own quotation marks.
        return text


def _is_quoted(text: str) -> bool:
    return len(text) > 1 and text[0] == text[-1] == '"'

"""The face of the package: its names, that each explains itself, and that none is loaded before it is needed."""

import dataclasses
import inspect
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import pandas as pd
import pytest

import ledger

FOLDERS = {path.name for path in Path(ledger.__file__).parent.iterdir() if path.is_dir() and path.name != "__pycache__"}
DOORWAYS = {"cli", "sheet_reader", "web"}
HEAVY = ("pandas", "sqlalchemy", "pydantic", "openpyxl", "xlsxwriter", "typer", "rich")
PLAIN = {"Dimension", "ExportFormatName", "Measure", "Record"}
"""Names of annotations, which have no docstring of their own."""

# What only comes back is shown at work by the function that gives it; an example of its own would read a field back.
COMES_BACK = {
    "Batch",
    "Cell",
    "Entered",
    "Evidence",
    "Exported",
    "ExportedContent",
    "GoodsTable",
    "Issued",
    "Leg",
    "Line",
    "Offsets",
    "OpenStep",
    "PlannedStep",
    "ReadRecords",
    "Posting",
    "Presentation",
    "RateFile",
    "Revision",
    "Row",
    "StageTable",
    "StillOpen",
    "Total",
    "Unpaid",
}


def test_the_visible_names_are_those_of_all_and_the_rooms():
    assert dir(ledger) == sorted({*ledger.__all__, *FOLDERS} - DOORWAYS)


def test_no_name_is_that_of_a_room():
    assert not set(ledger.__all__) & (FOLDERS | {"web"})


def test_every_name_explains_itself_and_shows_what_it_is_for():
    described = {name: getattr(ledger, name).__doc__ or "" for name in sorted(set(ledger.__all__) - PLAIN)}
    assert [name for name, text in described.items() if not text] == []
    assert {name for name, text in described.items() if ">>> " not in text} == COMES_BACK


def test_every_room_is_there_from_the_first_line():
    code = "import ledger; print(ledger.desk.convert.__module__, ledger.notation.__name__)"
    assert _output(code) == "ledger.desk.rates ledger.notation"


def test_what_a_program_hands_over_or_gets_has_a_name_here():
    """What stands in the signature of a public function, or in a field or method of what one gives at once."""
    needed = {cls for name in ledger.__all__ for cls in _of_signature(getattr(ledger, name))}
    given = {cls for name in ledger.__all__ for cls in _given(getattr(ledger, name))}
    needed |= {cls for each in given for cls in _of_fields(each)}
    public = {getattr(ledger, name) for name in set(ledger.__all__) - PLAIN}
    assert sorted(cls.__name__ for cls in needed if cls.__module__.startswith("ledger") and cls not in public) == []


def _hints(value):
    # What is loaded late is named in quotes.
    late = {"pd": pd, "Presentation": ledger.presentation.Presentation}
    return get_type_hints(value, localns=late | {name: getattr(ledger, name) for name in ledger.__all__})


def _classes(annotation):
    if isinstance(annotation, type):
        yield annotation
    for part in get_args(annotation):
        yield from _classes(part)


def _of_signature(value):
    return {cls for each in _hints(value).values() for cls in _classes(each)} if inspect.isfunction(value) else ()


def _given(value):
    return set(_classes(_hints(value)["return"])) if inspect.isfunction(value) else ()


def _of_fields(cls):
    if not cls.__module__.startswith("ledger"):
        return ()
    return {inner for key, each in _hints(cls).items() if not key.startswith("_") for inner in _classes(each)}


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'pledge'"):
        _ = ledger.pledge


def test_the_version_is_that_of_the_installed_package():
    assert ledger.__version__ == version("defense-ledger")


def _output(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def loaded_by(code):
    return _output(f"import sys; {code}; print([name for name in {HEAVY} if name in sys.modules])")


def test_the_import_loads_nothing_heavy():
    assert loaded_by("import ledger") == "[]"


@pytest.mark.thorough
def test_a_conversion_loads_neither_pandas_nor_the_database():
    code = "import datetime, ledger; day = datetime.date(2025, 6, 2)"
    code += "; ledger.convert(ledger.Money('1', 'USD'), 'EUR', on=day, rates=[ledger.ecb_rates()])"

    assert loaded_by(code) == "['pydantic']"


def _told(value):
    """What a docstring explains, and of a model what its schema describes."""
    told = {name for name, field in getattr(value, "model_fields", {}).items() if field.description}
    for each in inspect.getmro(value) if inspect.isclass(value) else [value]:
        told |= set(re.findall(r"^    (\w+): ", inspect.getdoc(each) or "", re.MULTILINE))
    return told


def _needed(value):
    """The parameters of a function, or the fields of a value but for those that can have one value only."""
    if dataclasses.is_dataclass(value):
        return {field.name for field in dataclasses.fields(value) if not field.name.startswith("_")}
    if inspect.isclass(value):
        fields = getattr(value, "model_fields", {})
        if hasattr(value, "_fields"):
            return set(value._fields)
        return {name for name, field in fields.items() if get_origin(field.annotation) is not Literal}
    return set(inspect.signature(value).parameters) - {"self", "cls"}


def test_every_argument_and_field_is_explained():
    public = {name: getattr(ledger, name) for name in sorted(set(ledger.__all__) - PLAIN)}
    methods = {f"Book.{name}": it for name, it in vars(ledger.Book).items() if callable(it) and name[0] != "_"}
    needed = {name: sorted(_needed(value) - _told(value)) for name, value in (public | methods).items()}

    assert len(methods) > 1
    assert {name: missing for name, missing in needed.items() if missing} == {}

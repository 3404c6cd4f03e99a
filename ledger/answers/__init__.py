"""What the commands answer, one module per question: the value, its JSON, and its lines for people.

``answer`` makes the value of what a desk function returns, ``lines`` what people read of it; :func:`document` makes the
JSON of every answer in one way, :func:`to_json` that of values for programs. A module is loaded when it is first asked
for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from ledger.answers.text import Lines, TextTable, where

if TYPE_CHECKING:
    from ledger.answers import (
        check,
        convention,
        convert,
        decision,
        definitions,
        demo_book,
        diff,
        document,
        duplicates,
        entered,
        evaluation,
        explain,
        exported,
        imported,
        imports,
        init,
        issued,
        issued_report,
        listing,
        mapping,
        parties,
        proven_book,
        rates_add,
        rates_list,
        rates_show,
        reconciliation,
        record_history,
        report,
        sample,
        schema_folder,
        schemas,
        show,
        template,
        verified_workbook,
    )
    from ledger.answers.json_text import from_json, json_schema, to_json

__all__ = [
    "Lines",
    "TextTable",
    "check",
    "convention",
    "convert",
    "decision",
    "definitions",
    "demo_book",
    "diff",
    "document",
    "duplicates",
    "entered",
    "evaluation",
    "explain",
    "exported",
    "from_json",
    "imported",
    "imports",
    "init",
    "issued",
    "issued_report",
    "json_schema",
    "listing",
    "mapping",
    "parties",
    "proven_book",
    "rates_add",
    "rates_list",
    "rates_show",
    "reconciliation",
    "record_history",
    "report",
    "sample",
    "schema_folder",
    "schemas",
    "show",
    "template",
    "to_json",
    "verified_workbook",
    "where",
]


_OF_VALUES = ("from_json", "json_schema", "to_json")


# Hidden from type checkers: with a function that takes any name they would let every misspelt one pass.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name in _OF_VALUES:
            return getattr(import_module("ledger.answers.json_text"), name)
        # Whatever else the face offers is there already, and not asked for here.
        if name in __all__:
            return import_module(f"{__name__}.{name}")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

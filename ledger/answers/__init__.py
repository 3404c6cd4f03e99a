"""What the commands answer, one module per question: the value, its JSON, and its lines for people.

``answer`` makes the value of what a desk function returns, ``lines`` what people read of it; :func:`document` makes the
JSON of every answer in one way, :func:`to_json` that of values for programs. A module is loaded when it is first asked
for.
"""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.answers import (
        check,
        closed_desk,
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
        rates_withdraw,
        reconciliation,
        record_history,
        report,
        sample,
        schema_folder,
        schemas,
        show,
        template,
        verified_workbook,
        written_shortcut,
    )
    from ledger.answers.json_text import from_json, json_schema, to_json
    from ledger.answers.text import Lines, TextTable, where

__all__ = [
    "Lines",
    "TextTable",
    "check",
    "closed_desk",
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
    "rates_withdraw",
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
    "written_shortcut",
]

_HOMES = {"json_text": ("from_json", "json_schema", "to_json"), "text": ("Lines", "TextTable", "where")}
_QUESTIONS = tuple(name for name in __all__ if not any(name in names for names in _HOMES.values()))

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES, _QUESTIONS)

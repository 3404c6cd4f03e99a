"""What a person asks for, one function each: the command line and users of the library call the same ones.

Each name is loaded when it is first asked for, so that a conversion does not wait for the book's database or pandas.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.desk.book_rates import HeldRates, add_rates, held_rates, quotes_on
    from ledger.desk.books import create_book, open_book
    from ledger.desk.changes import Change
    from ledger.desk.conversions import SHIPPED, convert, rates_at_hand
    from ledger.desk.demonstration import Demo, demo
    from ledger.desk.edits import add_record, amend, correct, preview, restore, withdraw
    from ledger.desk.files import check_book, check_file, import_file
    from ledger.desk.form import choices, doubt, drafted, faults_of, is_needed, malformed, next_heading, to_ask_again
    from ledger.desk.lookup import Step, find_record, history
    from ledger.desk.outcome import Outcome
    from ledger.desk.reports import (
        NotConverted,
        build_report,
        not_converted,
        package_version,
        records_not_converted,
        rollup,
        workbook_path,
        write_report,
    )
    from ledger.desk.schema_files import check_schemas, write_schemas
    from ledger.desk.trails import LegTrail, trail
    from ledger.desk.words import described

_HOMES = {
    "book_rates": ("HeldRates", "add_rates", "held_rates", "quotes_on"),
    "books": ("create_book", "open_book"),
    "changes": ("Change",),
    "conversions": ("SHIPPED", "convert", "rates_at_hand"),
    "demonstration": ("Demo", "demo"),
    "edits": ("add_record", "amend", "correct", "preview", "restore", "withdraw"),
    "files": ("check_book", "check_file", "import_file"),
    "form": ("choices", "doubt", "drafted", "faults_of", "is_needed", "malformed", "next_heading", "to_ask_again"),
    "lookup": ("Step", "find_record", "history"),
    "outcome": ("Outcome",),
    "reports": (
        "NotConverted",
        "build_report",
        "not_converted",
        "package_version",
        "records_not_converted",
        "rollup",
        "workbook_path",
        "write_report",
    ),
    "schema_files": ("check_schemas", "write_schemas"),
    "trails": ("LegTrail", "trail"),
    "words": ("described",),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "SHIPPED",
    "Change",
    "Demo",
    "HeldRates",
    "LegTrail",
    "NotConverted",
    "Outcome",
    "Step",
    "add_rates",
    "add_record",
    "amend",
    "build_report",
    "check_book",
    "check_file",
    "check_schemas",
    "choices",
    "convert",
    "correct",
    "create_book",
    "demo",
    "described",
    "doubt",
    "drafted",
    "faults_of",
    "find_record",
    "held_rates",
    "history",
    "import_file",
    "is_needed",
    "malformed",
    "next_heading",
    "not_converted",
    "open_book",
    "package_version",
    "preview",
    "quotes_on",
    "rates_at_hand",
    "records_not_converted",
    "restore",
    "rollup",
    "to_ask_again",
    "trail",
    "withdraw",
    "workbook_path",
    "write_report",
    "write_schemas",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)

"""A ledger of defence commitments: who promised how much, to whom, for how long, and which words say so.

These are the names for programs and notebooks; each is loaded when it is first asked for. docs/library.md shows them at
work, and ``defense-ledger`` is the command line for the same things.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.book import Book
    from ledger.checks import check_records
    from ledger.desk import build_report, create_book, export_book, import_file, read_records, rollup, write_report
    from ledger.foundation import Money, Problem, Refused
    from ledger.rates import Basis, ecb_rates, read_rates
    from ledger.records import Amount, Commitment, Party, Relation, Source, Term, Transaction
    from ledger.reporting import Definition
    from ledger.valuation import convert, instalments

    __version__: str

__all__ = [
    "Amount",
    "Basis",
    "Book",
    "Commitment",
    "Definition",
    "Money",
    "Party",
    "Problem",
    "Refused",
    "Relation",
    "Source",
    "Term",
    "Transaction",
    "build_report",
    "check_records",
    "convert",
    "create_book",
    "ecb_rates",
    "export_book",
    "import_file",
    "instalments",
    "read_rates",
    "read_records",
    "rollup",
    "write_report",
]

_ROOMS = {
    "book": ("Book",),
    "checks": ("check_records",),
    "desk": (
        "build_report",
        "create_book",
        "export_book",
        "import_file",
        "read_records",
        "rollup",
        "write_report",
    ),
    "foundation": ("Money", "Problem", "Refused"),
    "rates": ("Basis", "ecb_rates", "read_rates"),
    "records": ("Amount", "Commitment", "Party", "Relation", "Source", "Term", "Transaction"),
    "reporting": ("Definition",),
    "valuation": ("convert", "instalments"),
}


# Hidden from type checkers: with a function that takes any name they would let every misspelt one pass.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name == "__version__":
            return import_module("importlib.metadata").version("defense-ledger")
        for room, names in _ROOMS.items():
            if name in names:
                return getattr(import_module(f"ledger.{room}"), name)
        raise AttributeError(f"module 'ledger' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return __all__

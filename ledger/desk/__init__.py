"""What a person asks for, one function each: the command line and users of the library call the same ones.

Each name is loaded when it is first asked for, so that a conversion does not wait for the book's database or pandas.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.desk.adoption import Adopted, adopt_history, holds_history
    from ledger.desk.agreements import Agreement
    from ledger.desk.batches import imported_batches
    from ledger.desk.book_rates import HeldRates, add_rates, held_rates, quotes_on
    from ledger.desk.books import create_book, open_book
    from ledger.desk.changes import Change
    from ledger.desk.comparing import Compared, compare, malformed_end, write_comparison
    from ledger.desk.conventions import ConventionFound, find_convention
    from ledger.desk.conversions import SHIPPED, convert, rates_at_hand
    from ledger.desk.demonstration import Demo, demo
    from ledger.desk.edits import add_record, amend, correct, preview, restore, withdraw
    from ledger.desk.explaining import ExplainedFigure, explain_figure, write_explanation
    from ledger.desk.exports import EXPORT_FORMATS, Exported, export_book
    from ledger.desk.files import check_book, check_file, read_records
    from ledger.desk.form import choices, doubt, drafted, faults_of, is_needed, malformed, next_heading, to_ask_again
    from ledger.desk.formats import format_names
    from ledger.desk.forms import write_form
    from ledger.desk.heads import KnownHeads, state_folder
    from ledger.desk.imports import OUTCOMES, Imported, import_file
    from ledger.desk.issuing import Issue, IssuedReport, issue, issued_reports, report_as_issued, write_issued
    from ledger.desk.judging import SEVERITIES, act_in_words, set_severity, sign_off, take_back_waiver, waive
    from ledger.desk.lookup import HistoryStep, find_record, history
    from ledger.desk.mappings import DraftedMapping, draft_table_mapping
    from ledger.desk.outcome import Outcome
    from ledger.desk.parties import PartyFound, look_up
    from ledger.desk.reconciling import Reconciliation, reconcile
    from ledger.desk.relating import TIES_IN_WORDS, candidates, relate
    from ledger.desk.releases import Planned
    from ledger.desk.replaced_rates import MovedTotal, RatesAdded
    from ledger.desk.reports import (
        NotConverted,
        build_report,
        not_converted,
        package_version,
        rollup,
        varied_report,
        workbook_path,
        write_report,
    )
    from ledger.desk.sampling import Drawn, Evaluated, conclusion, draw_sample, evaluate_sample
    from ledger.desk.sampling_design import malformed_design, sample_design
    from ledger.desk.schema_files import check_schemas, write_schemas
    from ledger.desk.signing import SigningKey, check_signature, signing_key, write_signature
    from ledger.desk.trails import LegTrail, trail
    from ledger.desk.undoing import withdraw_batch
    from ledger.desk.verifying import Verified, verify_workbook
    from ledger.desk.words import described

_HOMES = {
    "agreements": ("Agreement",),
    "adoption": ("Adopted", "adopt_history", "holds_history"),
    "relating": ("TIES_IN_WORDS", "candidates", "relate"),
    "releases": ("Planned",),
    "formats": ("format_names",),
    "batches": ("imported_batches",),
    "undoing": ("withdraw_batch",),
    "book_rates": ("HeldRates", "add_rates", "held_rates", "quotes_on"),
    "books": ("create_book", "open_book"),
    "changes": ("Change",),
    "conventions": ("ConventionFound", "find_convention"),
    "comparing": ("Compared", "compare", "malformed_end", "write_comparison"),
    "conversions": ("SHIPPED", "convert", "rates_at_hand"),
    "demonstration": ("Demo", "demo"),
    "edits": ("add_record", "amend", "correct", "preview", "restore", "withdraw"),
    "explaining": ("ExplainedFigure", "explain_figure", "write_explanation"),
    "exports": ("EXPORT_FORMATS", "Exported", "export_book"),
    "files": ("check_book", "check_file", "read_records"),
    "form": ("choices", "doubt", "drafted", "faults_of", "is_needed", "malformed", "next_heading", "to_ask_again"),
    "forms": ("write_form",),
    "heads": ("KnownHeads", "state_folder"),
    "imports": ("OUTCOMES", "Imported", "import_file"),
    "issuing": ("Issue", "IssuedReport", "issue", "issued_reports", "report_as_issued", "write_issued"),
    "judging": ("SEVERITIES", "act_in_words", "set_severity", "sign_off", "take_back_waiver", "waive"),
    "lookup": ("HistoryStep", "find_record", "history"),
    "mappings": ("DraftedMapping", "draft_table_mapping"),
    "outcome": ("Outcome",),
    "reconciling": ("Reconciliation", "reconcile"),
    "parties": ("PartyFound", "look_up"),
    "replaced_rates": ("MovedTotal", "RatesAdded"),
    "reports": (
        "NotConverted",
        "build_report",
        "not_converted",
        "package_version",
        "rollup",
        "varied_report",
        "workbook_path",
        "write_report",
    ),
    "sampling": ("Drawn", "Evaluated", "conclusion", "draw_sample", "evaluate_sample"),
    "sampling_design": ("malformed_design", "sample_design"),
    "schema_files": ("check_schemas", "write_schemas"),
    "signing": ("SigningKey", "check_signature", "signing_key", "write_signature"),
    "trails": ("LegTrail", "trail"),
    "verifying": ("Verified", "verify_workbook"),
    "words": ("described",),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "EXPORT_FORMATS",
    "OUTCOMES",
    "SEVERITIES",
    "SHIPPED",
    "TIES_IN_WORDS",
    "Adopted",
    "Agreement",
    "Change",
    "Compared",
    "ConventionFound",
    "Demo",
    "DraftedMapping",
    "Drawn",
    "Evaluated",
    "ExplainedFigure",
    "Exported",
    "HeldRates",
    "HistoryStep",
    "Imported",
    "Issue",
    "IssuedReport",
    "KnownHeads",
    "LegTrail",
    "MovedTotal",
    "NotConverted",
    "Outcome",
    "PartyFound",
    "Planned",
    "RatesAdded",
    "Reconciliation",
    "SigningKey",
    "Verified",
    "act_in_words",
    "add_rates",
    "add_record",
    "adopt_history",
    "amend",
    "build_report",
    "candidates",
    "check_book",
    "check_file",
    "check_schemas",
    "check_signature",
    "choices",
    "compare",
    "conclusion",
    "convert",
    "correct",
    "create_book",
    "demo",
    "described",
    "doubt",
    "draft_table_mapping",
    "drafted",
    "draw_sample",
    "evaluate_sample",
    "explain_figure",
    "export_book",
    "faults_of",
    "find_convention",
    "find_record",
    "format_names",
    "held_rates",
    "history",
    "holds_history",
    "import_file",
    "imported_batches",
    "is_needed",
    "issue",
    "issued_reports",
    "look_up",
    "malformed",
    "malformed_design",
    "malformed_end",
    "next_heading",
    "not_converted",
    "open_book",
    "package_version",
    "preview",
    "quotes_on",
    "rates_at_hand",
    "read_records",
    "reconcile",
    "relate",
    "report_as_issued",
    "restore",
    "rollup",
    "sample_design",
    "set_severity",
    "sign_off",
    "signing_key",
    "state_folder",
    "take_back_waiver",
    "to_ask_again",
    "trail",
    "varied_report",
    "verify_workbook",
    "waive",
    "withdraw",
    "withdraw_batch",
    "workbook_path",
    "write_comparison",
    "write_explanation",
    "write_form",
    "write_issued",
    "write_report",
    "write_schemas",
    "write_signature",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)

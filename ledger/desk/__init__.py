"""What a person asks for, one function each: the command line and users of the library call the same ones.

Each name is loaded when it is first asked for, so that a conversion does not wait for the book's database or pandas.
"""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.desk.ask import (
        as_read,
        choices,
        doubt,
        drafted,
        faults_of,
        if_empty,
        malformed,
        next_heading,
        to_ask_again,
    )
    from ledger.desk.convention import ConventionFound, find_convention
    from ledger.desk.decisions import SEVERITIES, decision_in_words, set_severity, sign_off, take_back_waiver, waive
    from ledger.desk.demo_book import Demo, demo, with_documents
    from ledger.desk.diff import Compared, compare, comparison_of, write_comparison
    from ledger.desk.displayed_cell import DisplayedCell
    from ledger.desk.documents import REPORT_FORMATS, WrittenReport, write_documents
    from ledger.desk.empty_form import write_form
    from ledger.desk.explain import ExplainedFigure, explain_figure, write_explanation
    from ledger.desk.explained_difference import ExplainedDifference, PartOfDifference
    from ledger.desk.export import (
        EXPORT_FORMATS,
        Exported,
        ExportedContent,
        ExportFormatName,
        export_book,
        write_filled_form,
    )
    from ledger.desk.facts import Facts, export_facts
    from ledger.desk.field_changes import Change
    from ledger.desk.findings import Outcome, ReadRecords
    from ledger.desk.frames import convert_frame, records_from_frame, records_to_frame
    from ledger.desk.heads import KnownHeads, state_folder
    from ledger.desk.importing import (
        Adopted,
        DraftedMapping,
        Entered,
        Imported,
        ImportedBatch,
        PlannedStep,
        adopt_history,
        check_book,
        check_file,
        draft_mapping_sheet,
        draft_table_mapping,
        format_names,
        holds_history,
        import_file,
        imported_batches,
        read_records,
        withdraw_batch,
    )
    from ledger.desk.issued import Issue, issued_reports, report_as_issued
    from ledger.desk.issuing import IssuedReport, issue, write_issued
    from ledger.desk.named_parties import at_its_line
    from ledger.desk.open import ProvenBook, create_book, dated_ahead, open_book, prove_book
    from ledger.desk.parties import PartyFound, look_up
    from ledger.desk.rates import (
        SHIPPED,
        HeldRates,
        QuotesFound,
        add_rates,
        convert,
        held_rates,
        quotes_on,
        rates_at_hand,
        withdraw_rates,
    )
    from ledger.desk.received_cells import explain_received
    from ledger.desk.reconciliation import Reconciliation, reconcile
    from ledger.desk.record_history import DescribedField, HistoryStep, described, find_record, history
    from ledger.desk.record_list import ORDERS, STAGES, ListedRecord, RecordList, list_records
    from ledger.desk.records import add_record, amend, correct, preview, restore, withdraw
    from ledger.desk.replaced_rates import MovedTotal, RatesAdded, RatesWithdrawn
    from ledger.desk.report import (
        build_report,
        rollup,
        write_report,
    )
    from ledger.desk.sample import (
        DrawnSample,
        Evaluated,
        conclusion,
        draw_sample,
        evaluate_sample,
        malformed_design,
        sample_design,
    )
    from ledger.desk.signing import CheckedSignature, SigningKey, signing_key
    from ledger.desk.states import malformed_end, malformed_state
    from ledger.desk.ties import TIES_IN_WORDS, candidates, relate
    from ledger.desk.varied import report_definitions, varied_report
    from ledger.desk.verify import Verified, verify_workbook
    from ledger.desk.version import package_version

_HOMES = {
    "ask": (
        "as_read",
        "choices",
        "doubt",
        "drafted",
        "faults_of",
        "if_empty",
        "malformed",
        "next_heading",
        "to_ask_again",
    ),
    "convention": ("ConventionFound", "find_convention"),
    "decisions": ("SEVERITIES", "decision_in_words", "set_severity", "sign_off", "take_back_waiver", "waive"),
    "demo_book": ("Demo", "demo", "with_documents"),
    "diff": ("Compared", "compare", "comparison_of", "write_comparison"),
    "documents": ("REPORT_FORMATS", "WrittenReport", "write_documents"),
    "displayed_cell": ("DisplayedCell",),
    "explain": ("ExplainedFigure", "explain_figure", "write_explanation"),
    "explained_difference": ("ExplainedDifference", "PartOfDifference"),
    "export": (
        "EXPORT_FORMATS",
        "Exported",
        "ExportedContent",
        "ExportFormatName",
        "export_book",
        "write_filled_form",
    ),
    "empty_form": ("write_form",),
    "facts": ("Facts", "export_facts"),
    "field_changes": ("Change",),
    "findings": ("Outcome", "ReadRecords"),
    "frames": ("convert_frame", "records_from_frame", "records_to_frame"),
    "heads": ("KnownHeads", "state_folder"),
    "importing": (
        "Adopted",
        "DraftedMapping",
        "Entered",
        "Imported",
        "ImportedBatch",
        "PlannedStep",
        "adopt_history",
        "check_book",
        "check_file",
        "draft_mapping_sheet",
        "draft_table_mapping",
        "format_names",
        "holds_history",
        "import_file",
        "imported_batches",
        "read_records",
        "withdraw_batch",
    ),
    "issued": ("Issue", "issued_reports", "report_as_issued"),
    "issuing": ("IssuedReport", "issue", "write_issued"),
    "named_parties": ("at_its_line",),
    "open": ("ProvenBook", "create_book", "dated_ahead", "open_book", "prove_book"),
    "rates": (
        "HeldRates",
        "QuotesFound",
        "SHIPPED",
        "add_rates",
        "convert",
        "held_rates",
        "quotes_on",
        "rates_at_hand",
        "withdraw_rates",
    ),
    "parties": ("PartyFound", "look_up"),
    "reconciliation": ("Reconciliation", "reconcile"),
    "received_cells": ("explain_received",),
    "record_history": ("DescribedField", "HistoryStep", "described", "find_record", "history"),
    "record_list": ("ORDERS", "STAGES", "ListedRecord", "RecordList", "list_records"),
    "records": ("add_record", "amend", "correct", "preview", "restore", "withdraw"),
    "replaced_rates": ("MovedTotal", "RatesAdded", "RatesWithdrawn"),
    "report": (
        "build_report",
        "rollup",
        "write_report",
    ),
    "sample": (
        "DrawnSample",
        "Evaluated",
        "conclusion",
        "draw_sample",
        "evaluate_sample",
        "malformed_design",
        "sample_design",
    ),
    "signing": ("CheckedSignature", "SigningKey", "signing_key"),
    "states": ("malformed_end", "malformed_state"),
    "ties": ("TIES_IN_WORDS", "candidates", "relate"),
    "varied": ("report_definitions", "varied_report"),
    "verify": ("Verified", "verify_workbook"),
    "version": ("package_version",),
}

__all__ = [
    "EXPORT_FORMATS",
    "ORDERS",
    "REPORT_FORMATS",
    "SEVERITIES",
    "SHIPPED",
    "STAGES",
    "TIES_IN_WORDS",
    "Adopted",
    "Change",
    "CheckedSignature",
    "Compared",
    "ConventionFound",
    "Demo",
    "DescribedField",
    "DisplayedCell",
    "DraftedMapping",
    "DrawnSample",
    "Entered",
    "Evaluated",
    "ExplainedDifference",
    "ExplainedFigure",
    "ExportFormatName",
    "Exported",
    "ExportedContent",
    "Facts",
    "HeldRates",
    "HistoryStep",
    "Imported",
    "ImportedBatch",
    "Issue",
    "IssuedReport",
    "KnownHeads",
    "ListedRecord",
    "MovedTotal",
    "Outcome",
    "PartOfDifference",
    "PartyFound",
    "PlannedStep",
    "ProvenBook",
    "QuotesFound",
    "RatesAdded",
    "RatesWithdrawn",
    "ReadRecords",
    "Reconciliation",
    "RecordList",
    "SigningKey",
    "Verified",
    "WrittenReport",
    "add_rates",
    "add_record",
    "adopt_history",
    "amend",
    "as_read",
    "at_its_line",
    "build_report",
    "candidates",
    "check_book",
    "check_file",
    "choices",
    "compare",
    "comparison_of",
    "conclusion",
    "convert",
    "convert_frame",
    "correct",
    "create_book",
    "dated_ahead",
    "decision_in_words",
    "demo",
    "described",
    "doubt",
    "draft_mapping_sheet",
    "draft_table_mapping",
    "drafted",
    "draw_sample",
    "evaluate_sample",
    "explain_figure",
    "explain_received",
    "export_book",
    "export_facts",
    "faults_of",
    "find_convention",
    "find_record",
    "format_names",
    "held_rates",
    "history",
    "holds_history",
    "if_empty",
    "import_file",
    "imported_batches",
    "issue",
    "issued_reports",
    "list_records",
    "look_up",
    "malformed",
    "malformed_design",
    "malformed_end",
    "malformed_state",
    "next_heading",
    "open_book",
    "package_version",
    "preview",
    "prove_book",
    "quotes_on",
    "rates_at_hand",
    "read_records",
    "reconcile",
    "records_from_frame",
    "records_to_frame",
    "relate",
    "report_as_issued",
    "report_definitions",
    "restore",
    "rollup",
    "sample_design",
    "set_severity",
    "sign_off",
    "signing_key",
    "state_folder",
    "take_back_waiver",
    "to_ask_again",
    "varied_report",
    "verify_workbook",
    "waive",
    "with_documents",
    "withdraw",
    "withdraw_batch",
    "withdraw_rates",
    "write_comparison",
    "write_documents",
    "write_explanation",
    "write_filled_form",
    "write_form",
    "write_issued",
    "write_report",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

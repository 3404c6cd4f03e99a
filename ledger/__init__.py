"""A ledger of defence commitments: who promised how much, to whom, for how long, and which words say so.

These are the names for programs and notebooks; each is loaded when it is first asked for, and so is each room, such as
``ledger.desk``. docs/library.md shows them at work, and ``defense-ledger`` is the command line for the same things.
"""

from typing import TYPE_CHECKING

from ledger.foundation import VERSION, late

if TYPE_CHECKING:
    from ledger import answers as answers
    from ledger import audit as audit
    from ledger import book as book
    from ledger import checks as checks
    from ledger import desk as desk
    from ledger import export as export
    from ledger import foundation as foundation
    from ledger import intake as intake
    from ledger import notation as notation
    from ledger import presentation as presentation
    from ledger import rates as rates
    from ledger import records as records
    from ledger import render as render
    from ledger import reporting as reporting
    from ledger import spreadsheet as spreadsheet
    from ledger import totals as totals
    from ledger import valuation as valuation
    from ledger.answers import from_json, json_schema, to_json
    from ledger.book import Batch, Book, Decision, Posting, RateFile, Revision, StatedRecord
    from ledger.checks import check_records
    from ledger.desk import (
        Change,
        Entered,
        Exported,
        ExportedContent,
        ExportFormatName,
        Imported,
        PlannedStep,
        ReadRecords,
        build_report,
        convert_frame,
        create_book,
        export_book,
        import_file,
        read_records,
        records_from_frame,
        records_to_frame,
        rollup,
        write_report,
    )
    from ledger.foundation import Grid, Interval, Money, Place, Problem, Readable, Refused, Severity, Writable
    from ledger.presentation import Presentation
    from ledger.rates import Basis, Leg, Pair, Quote, RateSet, RateSetDescription, Series, ecb_rates, read_rates
    from ledger.records import (
        Amount,
        Bounds,
        Commitment,
        Item,
        JointDonor,
        Party,
        Portion,
        Record,
        Relation,
        Source,
        Term,
        Transaction,
    )
    from ledger.reporting import (
        Boundary,
        Definition,
        Evidence,
        Filters,
        Finding,
        GoodsTable,
        GoodsTableDefinition,
        Issued,
        Memo,
        Note,
        Report,
        Row,
        StageTable,
        StageTableDefinition,
        Table,
        TableDefinition,
        Total,
        UsedRate,
    )
    from ledger.totals import (
        Cell,
        Cube,
        Dimension,
        Measure,
        Offsets,
        OpenStep,
        Piece,
        Proof,
        Scope,
        StillOpen,
        Sum,
        Unpaid,
    )
    from ledger.valuation import Conversion, Figures, Instalment, Line, Part, convert, instalments

__version__ = VERSION

__all__ = [
    "Amount",
    "Basis",
    "Batch",
    "Book",
    "Boundary",
    "Bounds",
    "Cell",
    "Change",
    "Commitment",
    "Conversion",
    "Cube",
    "Decision",
    "Definition",
    "Dimension",
    "Entered",
    "Evidence",
    "ExportFormatName",
    "Exported",
    "ExportedContent",
    "Figures",
    "Filters",
    "Finding",
    "GoodsTable",
    "GoodsTableDefinition",
    "Grid",
    "Imported",
    "Instalment",
    "Interval",
    "Issued",
    "Item",
    "JointDonor",
    "Leg",
    "Line",
    "Measure",
    "Memo",
    "Money",
    "Note",
    "Offsets",
    "OpenStep",
    "Pair",
    "Part",
    "Party",
    "Piece",
    "Place",
    "PlannedStep",
    "Portion",
    "Posting",
    "Presentation",
    "Problem",
    "Proof",
    "Quote",
    "RateFile",
    "RateSet",
    "RateSetDescription",
    "ReadRecords",
    "Readable",
    "Record",
    "Refused",
    "Relation",
    "Report",
    "Revision",
    "Row",
    "Scope",
    "Series",
    "Severity",
    "Source",
    "StageTable",
    "StageTableDefinition",
    "StatedRecord",
    "StillOpen",
    "Sum",
    "Table",
    "TableDefinition",
    "Term",
    "Total",
    "Transaction",
    "Unpaid",
    "UsedRate",
    "Writable",
    "build_report",
    "check_records",
    "convert",
    "convert_frame",
    "create_book",
    "ecb_rates",
    "export_book",
    "from_json",
    "import_file",
    "instalments",
    "json_schema",
    "read_rates",
    "read_records",
    "records_from_frame",
    "records_to_frame",
    "rollup",
    "to_json",
    "write_report",
]

_HOMES = {
    "answers": ("from_json", "json_schema", "to_json"),
    "book": ("Batch", "Book", "Decision", "Posting", "RateFile", "Revision", "StatedRecord"),
    "checks": ("check_records",),
    "desk": (
        "Change",
        "Entered",
        "Exported",
        "ExportedContent",
        "ExportFormatName",
        "Imported",
        "PlannedStep",
        "ReadRecords",
        "build_report",
        "convert_frame",
        "create_book",
        "export_book",
        "import_file",
        "read_records",
        "records_from_frame",
        "records_to_frame",
        "rollup",
        "write_report",
    ),
    "foundation": ("Grid", "Interval", "Money", "Place", "Problem", "Readable", "Refused", "Severity", "Writable"),
    "rates": ("Basis", "Leg", "Pair", "Quote", "RateSet", "RateSetDescription", "Series", "ecb_rates", "read_rates"),
    "records": (
        "Amount",
        "Bounds",
        "Commitment",
        "Item",
        "JointDonor",
        "Party",
        "Portion",
        "Record",
        "Relation",
        "Source",
        "Term",
        "Transaction",
    ),
    "reporting": (
        "Boundary",
        "Definition",
        "Evidence",
        "Filters",
        "Finding",
        "GoodsTable",
        "GoodsTableDefinition",
        "Issued",
        "Memo",
        "Note",
        "Report",
        "Row",
        "StageTable",
        "StageTableDefinition",
        "Table",
        "TableDefinition",
        "Total",
        "UsedRate",
    ),
    "presentation": ("Presentation",),
    "totals": (
        "Cell",
        "Cube",
        "Dimension",
        "Measure",
        "Offsets",
        "OpenStep",
        "Piece",
        "Proof",
        "Scope",
        "StillOpen",
        "Sum",
        "Unpaid",
    ),
    "valuation": ("Conversion", "Figures", "Instalment", "Line", "Part", "convert", "instalments"),
}
_ROOMS = (
    "answers",
    "audit",
    "book",
    "checks",
    "desk",
    "export",
    "foundation",
    "intake",
    "notation",
    "presentation",
    "rates",
    "records",
    "render",
    "reporting",
    "spreadsheet",
    "totals",
    "valuation",
)


if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES, _ROOMS)

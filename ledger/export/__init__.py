"""Records and journals to files, exact and the same bytes each time; what reads them back is ``intake``."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.export.datapackage import write_datapackage
    from ledger.export.entry_form import write_entry_form, write_filled_form
    from ledger.export.evidence import Marked, evidence_table, written_by
    from ledger.export.facts import FactRow, FactsFile, write_facts
    from ledger.export.form_columns import STAND
    from ledger.export.history import write_history
    from ledger.export.iati import write_iati
    from ledger.export.parquet import records_as_table, write_parquet
    from ledger.export.tables import write_csv, write_records

_HOMES = {
    "datapackage": ("write_datapackage",),
    "entry_form": ("write_entry_form", "write_filled_form"),
    "evidence": ("Marked", "evidence_table", "written_by"),
    "facts": ("FactRow", "FactsFile", "write_facts"),
    "form_columns": ("STAND",),
    "history": ("write_history",),
    "iati": ("write_iati",),
    "parquet": ("records_as_table", "write_parquet"),
    "tables": ("write_csv", "write_records"),
}

__all__ = [
    "STAND",
    "FactRow",
    "FactsFile",
    "Marked",
    "evidence_table",
    "records_as_table",
    "write_csv",
    "write_datapackage",
    "write_entry_form",
    "write_facts",
    "write_filled_form",
    "write_history",
    "write_iati",
    "write_parquet",
    "write_records",
    "written_by",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

"""Records and journals to files, exact and the same bytes each time; what reads them back is ``intake``."""

from ledger.export.datapackage import write_datapackage
from ledger.export.entry_form import STAND, write_entry_form, write_filled_form
from ledger.export.history import write_history
from ledger.export.iati import write_iati
from ledger.export.parquet import records_as_table, write_parquet
from ledger.export.tables import write_csv, write_records

__all__ = [
    "STAND",
    "records_as_table",
    "write_csv",
    "write_datapackage",
    "write_entry_form",
    "write_filled_form",
    "write_history",
    "write_iati",
    "write_parquet",
    "write_records",
]

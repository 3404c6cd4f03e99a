"""Drawing a report as a file; decides nothing about figures."""

from ledger.render.records import readable
from ledger.render.workbook import write_workbook

__all__ = ["readable", "write_workbook"]

"""Drawing a report as a file; decides nothing about figures."""

from ledger.render.workbook import write_workbook

__all__ = ["write_workbook"]

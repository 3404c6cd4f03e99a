"""Drawing a report as a file; decides nothing about figures."""

from ledger.render.explanation import write_explanation
from ledger.render.files import faults_of_workbook
from ledger.render.workbook import draw_workbook, write_workbook

__all__ = ["draw_workbook", "faults_of_workbook", "write_explanation", "write_workbook"]

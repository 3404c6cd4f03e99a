"""A plain table of published totals."""

from ledger.intake.published.columns import TABLE_ENDINGS, PlainRow, has_columns, missing_columns, table_rows
from ledger.intake.published.table import is_table_of_totals, table_totals, why_no_table_of_totals

__all__ = [
    "TABLE_ENDINGS",
    "PlainRow",
    "has_columns",
    "is_table_of_totals",
    "missing_columns",
    "table_rows",
    "table_totals",
    "why_no_table_of_totals",
]

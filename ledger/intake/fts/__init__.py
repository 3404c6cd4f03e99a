"""Flows of OCHA FTS: pages of the answers of its service, and the query that gave them."""

from ledger.intake.fts.query import fts_totals, is_fts, read_fts

__all__ = ["fts_totals", "is_fts", "read_fts"]

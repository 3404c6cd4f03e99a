"""Releases of the Kiel Ukraine Support Tracker: its sheets, packages, days, rates and totals."""

from ledger.intake.kiel.release import counted_rows, read_kiel
from ledger.intake.kiel.sheets import recognises_kiel
from ledger.intake.kiel.totals import kiel_totals
from ledger.intake.kiel.website import recognises_website, website_totals

__all__ = ["counted_rows", "kiel_totals", "read_kiel", "recognises_kiel", "recognises_website", "website_totals"]

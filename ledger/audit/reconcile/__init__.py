"""A book held beside published totals: what differs, and what would explain it."""

from ledger.audit.reconcile.causes import ComparedFigure, Variants, Varied, differences_of
from ledger.audit.reconcile.differences import (
    ComparedItem,
    Difference,
    Explained,
    Explanation,
    ExplanationKind,
    explain_differences,
)
from ledger.audit.reconcile.figures import Agreement, compare_figures, measure_named
from ledger.audit.reconcile.revisions import before_imports, earlier_records, revalued

__all__ = [
    "Agreement",
    "ComparedFigure",
    "ComparedItem",
    "Difference",
    "Explained",
    "Explanation",
    "ExplanationKind",
    "Variants",
    "Varied",
    "before_imports",
    "compare_figures",
    "differences_of",
    "earlier_records",
    "explain_differences",
    "measure_named",
    "revalued",
]

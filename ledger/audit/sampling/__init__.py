"""Audit samples of the conversions of a report: drawn, sent out, read back and evaluated."""

from typing import TYPE_CHECKING

from ledger.audit.sampling.draw import (
    Allocation,
    Design,
    Method,
    Sample,
    SamplePlan,
    Strata,
    Stratum,
    draw,
    fingerprint,
    plan_of,
)
from ledger.audit.sampling.evaluate import AuditedDifference, ErrorSide, Evaluation, Verdict, evaluate
from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.audit.sampling.factors import LEAST_CONFIDENCE, MOST_CONFIDENCE
    from ledger.audit.sampling.returned import plan_in, read_back
    from ledger.audit.sampling.sheet import (
        AGREED,
        ASKED,
        SampleRow,
        cells_of_row,
        method,
        plan_in_words,
        rows_of,
        titled,
    )
    from ledger.audit.sampling.strata import Population, SampleItem, population

_HOMES = {
    "factors": ("LEAST_CONFIDENCE", "MOST_CONFIDENCE"),
    "returned": ("plan_in", "read_back"),
    "sheet": ("AGREED", "ASKED", "SampleRow", "cells_of_row", "method", "plan_in_words", "rows_of", "titled"),
    "strata": ("Population", "SampleItem", "population"),
}

__all__ = [
    "AGREED",
    "ASKED",
    "LEAST_CONFIDENCE",
    "MOST_CONFIDENCE",
    "Allocation",
    "AuditedDifference",
    "Design",
    "ErrorSide",
    "Evaluation",
    "Method",
    "Population",
    "Sample",
    "SampleItem",
    "SamplePlan",
    "SampleRow",
    "Strata",
    "Stratum",
    "Verdict",
    "cells_of_row",
    "draw",
    "evaluate",
    "fingerprint",
    "method",
    "plan_in",
    "plan_in_words",
    "plan_of",
    "population",
    "read_back",
    "rows_of",
    "titled",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

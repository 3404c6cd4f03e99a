"""Questions that auditors ask of records and reports: pure functions, which print nothing and write nothing."""

from ledger.audit.bridge import STEPS, Bridge, Bridged, State, bridge
from ledger.audit.convention import Convention, convention
from ledger.audit.convention_digits import Digits
from ledger.audit.convention_fit import Fit, PairFit
from ledger.audit.convention_misfits import Misfit, OtherRate
from ledger.audit.convention_rest import Rest
from ledger.audit.convention_rules import Rule
from ledger.audit.differences import Difference, Explained, Explanation, Item, explain_differences
from ledger.audit.explain import (
    Adjustment,
    CurrencyBalance,
    Derivation,
    ExplainedRow,
    NotInIt,
    explain,
    explain_currency,
    explain_rates,
    explain_record,
    labels_of,
    of_lines,
)
from ledger.audit.sampling import Allocation, Design, Method, Sample, Strata, Stratum, draw
from ledger.audit.sampling_evaluation import Evaluation, Found, Side, evaluate
from ledger.audit.sampling_factors import LEAST_CONFIDENCE, MOST_CONFIDENCE
from ledger.audit.sampling_plan import Plan, fingerprint, plan_of
from ledger.audit.sampling_population import Population, SampleItem, population
from ledger.audit.sampling_reading import plan_in, read_back
from ledger.audit.sampling_rows import AGREED, ASKED, SampleRow, cells_of_row, method, plan_in_words, rows_of, titled
from ledger.audit.workbook_causes import Since, problems_of_differences
from ledger.audit.workbook_packages import changed_parts, package_parts
from ledger.audit.workbook_shown import formats_otherwise, problems_of_shown, shown_otherwise
from ledger.audit.workbooks import SheetCells, differences, read_cells, read_workbook

__all__ = [
    "AGREED",
    "ASKED",
    "LEAST_CONFIDENCE",
    "MOST_CONFIDENCE",
    "STEPS",
    "Adjustment",
    "Allocation",
    "Bridge",
    "Bridged",
    "Convention",
    "CurrencyBalance",
    "Derivation",
    "Design",
    "Difference",
    "Digits",
    "Evaluation",
    "Explained",
    "ExplainedRow",
    "Explanation",
    "Fit",
    "Found",
    "Item",
    "Method",
    "Misfit",
    "NotInIt",
    "OtherRate",
    "PairFit",
    "Plan",
    "Population",
    "Rest",
    "Rule",
    "Sample",
    "SampleItem",
    "SampleRow",
    "SheetCells",
    "Side",
    "Since",
    "State",
    "Strata",
    "Stratum",
    "bridge",
    "cells_of_row",
    "changed_parts",
    "convention",
    "differences",
    "draw",
    "evaluate",
    "explain",
    "explain_currency",
    "explain_differences",
    "explain_rates",
    "explain_record",
    "fingerprint",
    "formats_otherwise",
    "labels_of",
    "method",
    "of_lines",
    "package_parts",
    "plan_in",
    "plan_in_words",
    "plan_of",
    "population",
    "problems_of_differences",
    "problems_of_shown",
    "read_back",
    "read_cells",
    "read_workbook",
    "rows_of",
    "shown_otherwise",
    "titled",
]

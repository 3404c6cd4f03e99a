"""Questions that auditors ask of records and reports: pure functions, which print nothing and write nothing."""

from ledger.audit.bridge import STEPS, Bridge, Bridged, State, bridge
from ledger.audit.convention import Convention, Fit, convention
from ledger.audit.convention_misfits import Misfit, OtherRate
from ledger.audit.convention_rules import Rule
from ledger.audit.differences import Difference, Explained, Explanation, Item, explain_differences
from ledger.audit.explain import Derivation, ExplainedRow, NotInIt, explain, explain_record
from ledger.audit.workbook_causes import Since, problems_of_differences
from ledger.audit.workbooks import SheetCells, differences, read_cells

__all__ = [
    "STEPS",
    "Bridge",
    "Bridged",
    "Convention",
    "Derivation",
    "Difference",
    "Explained",
    "ExplainedRow",
    "Explanation",
    "Fit",
    "Item",
    "Misfit",
    "NotInIt",
    "OtherRate",
    "Rule",
    "SheetCells",
    "Since",
    "State",
    "bridge",
    "convention",
    "differences",
    "explain",
    "explain_differences",
    "explain_record",
    "problems_of_differences",
    "read_cells",
]

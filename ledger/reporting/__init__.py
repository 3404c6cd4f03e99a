"""Typed report definitions, and the frozen report that is built from them."""

from ledger.reporting.build import Material, build, sums_of_stage
from ledger.reporting.definition import (
    LANGUAGES,
    SORTS,
    UNITS,
    Boundary,
    Definition,
    LanguageCode,
    MoneyUnit,
    StageColumn,
    StageTableDefinition,
    TableDefinition,
)
from ledger.reporting.definition_files import definition_names, definition_of, load_definition
from ledger.reporting.filters import TERMS, Filters, LimitedDimension
from ledger.reporting.findings import Finding, counted, raised, severities_set, waivers
from ledger.reporting.notes import LIMITS, MEMO_LINES, donors_counted, recipients_counted
from ledger.reporting.report import (
    Evidence,
    GoodsTable,
    Issued,
    Memo,
    Note,
    RateKey,
    Report,
    Row,
    StageTable,
    Table,
    UsedRate,
    rate_key,
)
from ledger.reporting.sampled import Sampled

__all__ = [
    "LANGUAGES",
    "LIMITS",
    "MEMO_LINES",
    "SORTS",
    "TERMS",
    "UNITS",
    "Boundary",
    "Definition",
    "Evidence",
    "Filters",
    "Finding",
    "GoodsTable",
    "Issued",
    "LanguageCode",
    "LimitedDimension",
    "Material",
    "Memo",
    "MoneyUnit",
    "Note",
    "RateKey",
    "Report",
    "Row",
    "Sampled",
    "StageColumn",
    "StageTable",
    "StageTableDefinition",
    "Table",
    "TableDefinition",
    "UsedRate",
    "build",
    "counted",
    "definition_names",
    "definition_of",
    "donors_counted",
    "load_definition",
    "raised",
    "rate_key",
    "recipients_counted",
    "severities_set",
    "sums_of_stage",
    "waivers",
]

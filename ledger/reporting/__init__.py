"""Typed report definitions, and the frozen report that is built from them."""

from ledger.reporting.build import Material, build
from ledger.reporting.definition import (
    Boundary,
    Definition,
    TableDefinition,
    definition_names,
    definition_of,
    load_definition,
)
from ledger.reporting.findings import Finding, counted, raised, severities_set
from ledger.reporting.report import Issued, Note, RateKey, Report, Row, Table, UsedRate, rate_key

__all__ = [
    "Boundary",
    "Definition",
    "Finding",
    "Issued",
    "Material",
    "Note",
    "RateKey",
    "Report",
    "Row",
    "Table",
    "TableDefinition",
    "UsedRate",
    "build",
    "counted",
    "definition_names",
    "definition_of",
    "load_definition",
    "raised",
    "rate_key",
    "severities_set",
]

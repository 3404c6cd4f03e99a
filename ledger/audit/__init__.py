"""Questions that auditors ask of records and reports: pure functions, which print nothing and write nothing."""

from ledger.audit.duplicates import WINDOW, Candidate, Reason, duplicates

__all__ = ["WINDOW", "Candidate", "Reason", "duplicates"]

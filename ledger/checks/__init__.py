"""Pure checks: records and rates in, problems out, the same ones in the same order every time.

They decide nothing; what stands in the way of a total or of the book is for others to say.
"""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.checks.alike import WINDOW, duplicates
    from ledger.checks.candidates import Candidate, Signal
    from ledger.checks.check import check_contents, check_records
    from ledger.checks.days import check_days, latest_day
    from ledger.checks.equivalents import check_equivalents
    from ledger.checks.magnitudes import check_magnitudes, may_be_large
    from ledger.checks.rates import check_contradictions, check_held_rates, check_rates
    from ledger.checks.sign_offs import check_sign_offs, same_person, signed_by_issuer
    from ledger.checks.swallowed import check_swallowed, has_mixed_sums
    from ledger.checks.totals import check_proofs

_HOMES = {
    "alike": ("WINDOW", "duplicates"),
    "candidates": ("Candidate", "Signal"),
    "check": ("check_contents", "check_records"),
    "days": ("check_days", "latest_day"),
    "equivalents": ("check_equivalents",),
    "magnitudes": ("check_magnitudes", "may_be_large"),
    "rates": ("check_contradictions", "check_held_rates", "check_rates"),
    "sign_offs": ("check_sign_offs", "same_person", "signed_by_issuer"),
    "swallowed": ("check_swallowed", "has_mixed_sums"),
    "totals": ("check_proofs",),
}

__all__ = [
    "WINDOW",
    "Candidate",
    "Signal",
    "check_contents",
    "check_contradictions",
    "check_days",
    "check_equivalents",
    "check_held_rates",
    "check_magnitudes",
    "check_proofs",
    "check_rates",
    "check_records",
    "check_sign_offs",
    "check_swallowed",
    "duplicates",
    "has_mixed_sums",
    "latest_day",
    "may_be_large",
    "same_person",
    "signed_by_issuer",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

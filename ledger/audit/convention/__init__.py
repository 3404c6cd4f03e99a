"""By which rule a publisher converted its figures."""

from ledger.audit.convention.digits import Digits
from ledger.audit.convention.evidence import Fit, PairFit, Unused
from ledger.audit.convention.misfits import Misfit, OtherRate, Rest
from ledger.audit.convention.rules import Rule
from ledger.audit.convention.search import Convention, convention

__all__ = ["Convention", "Digits", "Fit", "Misfit", "OtherRate", "PairFit", "Rest", "Rule", "Unused", "convention"]

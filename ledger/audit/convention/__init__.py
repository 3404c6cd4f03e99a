"""By which rule a publisher converted its figures."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.audit.convention.digits import Digits
    from ledger.audit.convention.evidence import CurrencyPair, Fit, PairFit, Unused
    from ledger.audit.convention.misfits import Misfit, OtherRate, Rest
    from ledger.audit.convention.rules import Rule
    from ledger.audit.convention.search import Convention, convention_of

_HOMES = {
    "digits": ("Digits",),
    "evidence": ("CurrencyPair", "Fit", "PairFit", "Unused"),
    "misfits": ("Misfit", "OtherRate", "Rest"),
    "rules": ("Rule",),
    "search": ("Convention", "convention_of"),
}

__all__ = [
    "Convention",
    "CurrencyPair",
    "Digits",
    "Fit",
    "Misfit",
    "OtherRate",
    "PairFit",
    "Rest",
    "Rule",
    "Unused",
    "convention_of",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

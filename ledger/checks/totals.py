"""Checks of totals: a proof that does not hold is an error of the report."""

from collections.abc import Sequence

from ledger.foundation import Place, Problem, Severity, grouped
from ledger.totals import Proof


def check_proofs(proofs: Sequence[Proof]) -> tuple[Problem, ...]:
    """FOOT: two figures that must be equal are not, so none of the totals can be trusted."""
    return tuple(_differs(proof) for proof in proofs if not proof.agrees)


def _differs(proof: Proof) -> Problem:
    proven = ("totals", proof.kind, proof.measure, proof.dimension, proof.group, proof.bound)
    return Problem(
        "FOOT",
        Severity.ERROR,
        Place(subject=":".join(filter(None, proven))),
        f"{proof.currency} {grouped(proof.left)}",
        f"{proof.currency} {grouped(proof.right)}",
        "do not send this report: report the difference as a fault of the program",
    )

"""Checks of totals: a proof that does not hold is an error of the report."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from ledger.foundation import Problem, Severity, exact_sum, grouped
from ledger.records import Commitment, Record, Transaction
from ledger.totals import Proof
from ledger.valuation import owes_without_end, schedule


def check_proofs(proofs: Sequence[Proof]) -> tuple[Problem, ...]:
    """FOOT: two figures that must be equal are not, so none of the totals can be trusted.

    >>> check_proofs([])
    ()
    """
    return tuple(_differs(proof) for proof in proofs if not proof.agrees)


def check_cancelled(records: Sequence[Record], horizon: date | None) -> tuple[Problem, ...]:
    """STAGE: more is cancelled of a commitment than is counted of it, so that the net total is in doubt.

    It happens where a commitment is cut by the horizon, has no figure, or is only an upper bound.

    Args:
        records: those that count.
        horizon: last day up to which terms are counted.

    >>> check_cancelled([], None)
    ()
    """
    return tuple(_cancelled_beyond(records, horizon))


def _cancelled_beyond(records: Sequence[Record], horizon: date | None) -> Iterator[Problem]:
    cancelled: dict[tuple[str, str | None], list[Decimal]] = defaultdict(list)
    for record in records:
        if isinstance(record, Transaction) and record.type == "cancellation" and record.amount.bounds:
            cancelled[record.commitment, record.amount.currency].append(record.amount.bounds.high)
    commitments = {it.id: it for it in records if isinstance(it, Commitment) and not owes_without_end(it, horizon)}
    for (key, currency), sums in sorted(cancelled.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        commitment = commitments.get(key)
        if commitment is None:
            continue
        bounds = commitment.amount.bounds
        counted = Decimal(0)
        if bounds is not None and commitment.amount.currency == currency:
            counted = schedule(commitment, horizon).of(bounds.low, commitment.amount.decimals)
        if (total := exact_sum(sums)) > counted:
            found = f"{currency} {grouped(total)} cancelled of {commitment.amount}"
            wanted = f"at most the {currency} {grouped(counted)} that is certain and counted"
            remedy = "read the net totals with care: what is cancelled and not counted is taken from nothing"
            yield Problem("STAGE", Severity.WARNING, f"{key}:amount", found, wanted, remedy)


def _differs(proof: Proof) -> Problem:
    place = ":".join(filter(None, ("totals", proof.kind, proof.measure, proof.dimension, proof.group, proof.bound)))
    return Problem(
        "FOOT",
        Severity.ERROR,
        place,
        f"{proof.currency} {grouped(proof.left)}",
        f"{proof.currency} {grouped(proof.right)}",
        "do not send this report: report the difference as a fault of the program",
    )

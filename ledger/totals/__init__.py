"""What counts, how it adds up, and the proof that it agrees."""

from ledger.totals.boundary import Counting, Scope, counting, donors_outside, standing_of, visible
from ledger.totals.cancellations import Cancelled, shares_of_cancellations
from ledger.totals.envelopes import Envelope
from ledger.totals.frames import frame
from ledger.totals.order import in_order
from ledger.totals.reconcile import BOUNDS, Bound, Proof, bound_of, measures_of, prove, prove_book, prove_group
from ledger.totals.rollup import DIMENSIONS, IN_TIME, MEASURES, NOTHING, Dimension, Measure, Piece, Sum, of_group, sums

__all__ = [
    "BOUNDS",
    "DIMENSIONS",
    "IN_TIME",
    "MEASURES",
    "NOTHING",
    "Bound",
    "Cancelled",
    "Counting",
    "Dimension",
    "Envelope",
    "Measure",
    "Piece",
    "Proof",
    "Scope",
    "Sum",
    "bound_of",
    "counting",
    "donors_outside",
    "frame",
    "in_order",
    "measures_of",
    "of_group",
    "prove",
    "prove_book",
    "prove_group",
    "shares_of_cancellations",
    "standing_of",
    "sums",
    "visible",
]

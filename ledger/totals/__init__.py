"""What counts, how it adds up, and the proof that it agrees."""

from ledger.totals.cancellations import Cancelled, shares_of_cancellations
from ledger.totals.envelopes import Envelope, Offset
from ledger.totals.frames import frame
from ledger.totals.offsets import OffsetPart, Offsets, OffsetTotal, offsets_of
from ledger.totals.order import in_order
from ledger.totals.reconcile import (
    BOUNDS,
    Bound,
    Proof,
    bound_of,
    measures_of,
    prove,
    prove_book,
    prove_bounds,
    prove_group,
)
from ledger.totals.repetition import Below, money_ties, within
from ledger.totals.rollup import (
    DIMENSIONS,
    IN_TIME,
    MEASURES,
    NET_MEASURES,
    NOTHING,
    Dimension,
    Measure,
    OffsetSide,
    Piece,
    Sum,
    cancelled_out,
    common_labels,
    has_whole_promises,
    of_group,
    sums,
    sums_of_lines,
)
from ledger.totals.selection import Limit, Omission, Selection
from ledger.totals.unpaid import StillOpen, Unpaid, still_open
from ledger.totals.what_counts import Counting, Scope, counting, donors_outside, standing_of, visible

__all__ = [
    "BOUNDS",
    "DIMENSIONS",
    "IN_TIME",
    "MEASURES",
    "NET_MEASURES",
    "NOTHING",
    "Below",
    "Bound",
    "Cancelled",
    "Counting",
    "Dimension",
    "Envelope",
    "Limit",
    "Measure",
    "Offset",
    "OffsetPart",
    "OffsetSide",
    "OffsetTotal",
    "Offsets",
    "Omission",
    "Piece",
    "Proof",
    "Scope",
    "Selection",
    "StillOpen",
    "Sum",
    "Unpaid",
    "bound_of",
    "cancelled_out",
    "common_labels",
    "counting",
    "donors_outside",
    "frame",
    "has_whole_promises",
    "in_order",
    "measures_of",
    "money_ties",
    "of_group",
    "offsets_of",
    "prove",
    "prove_book",
    "prove_bounds",
    "prove_group",
    "shares_of_cancellations",
    "standing_of",
    "still_open",
    "sums",
    "sums_of_lines",
    "visible",
    "within",
]

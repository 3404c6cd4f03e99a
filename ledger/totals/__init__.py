"""What counts, how it adds up, and the proof that it agrees."""

from typing import TYPE_CHECKING

from ledger.foundation import late

if TYPE_CHECKING:
    from ledger.totals.cancellations import Cancelled, shares_of_cancellations
    from ledger.totals.cube import Cell, Cube, CubeFilling, OffsetSide, Piece, common_labels
    from ledger.totals.envelopes import Envelope, Offset
    from ledger.totals.frames import MOST_DIGITS, exact_type, frame, goods_frame
    from ledger.totals.goods import (
        GOODS_STAGES,
        Good,
        GoodsKey,
        GoodsStage,
        Quantities,
        Quantity,
        all_together,
        goods_in,
    )
    from ledger.totals.measures import DIMENSIONS, IN_TIME, MEASURES, NET_MEASURES, PROMISED, Dimension, Measure
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
        NOTHING,
        Sum,
        cancelled_out,
        has_whole_promises,
        sums,
        sums_of_lines,
    )
    from ledger.totals.selection import Limit, Omission, Selection
    from ledger.totals.unpaid import OpenStep, StepKind, StillOpen, Unpaid, still_open
    from ledger.totals.what_counts import Counting, Scope, counting, donors_outside, standing_of, visible

_HOMES = {
    "cancellations": ("Cancelled", "shares_of_cancellations"),
    "cube": ("Cell", "Cube", "CubeFilling", "OffsetSide", "Piece", "common_labels"),
    "envelopes": ("Envelope", "Offset"),
    "frames": ("MOST_DIGITS", "exact_type", "frame", "goods_frame"),
    "goods": ("GOODS_STAGES", "Good", "GoodsKey", "GoodsStage", "Quantities", "Quantity", "all_together", "goods_in"),
    "measures": ("DIMENSIONS", "IN_TIME", "MEASURES", "NET_MEASURES", "PROMISED", "Dimension", "Measure"),
    "offsets": ("OffsetPart", "Offsets", "OffsetTotal", "offsets_of"),
    "order": ("in_order",),
    "reconcile": (
        "BOUNDS",
        "Bound",
        "Proof",
        "bound_of",
        "measures_of",
        "prove",
        "prove_book",
        "prove_bounds",
        "prove_group",
    ),
    "repetition": ("Below", "money_ties", "within"),
    "rollup": (
        "NOTHING",
        "Sum",
        "cancelled_out",
        "has_whole_promises",
        "sums",
        "sums_of_lines",
    ),
    "selection": ("Limit", "Omission", "Selection"),
    "unpaid": ("OpenStep", "StepKind", "StillOpen", "Unpaid", "still_open"),
    "what_counts": ("Counting", "Scope", "counting", "donors_outside", "standing_of", "visible"),
}

__all__ = [
    "BOUNDS",
    "DIMENSIONS",
    "GOODS_STAGES",
    "IN_TIME",
    "MEASURES",
    "MOST_DIGITS",
    "NET_MEASURES",
    "NOTHING",
    "PROMISED",
    "Below",
    "Bound",
    "Cancelled",
    "Cell",
    "Counting",
    "Cube",
    "CubeFilling",
    "Dimension",
    "Envelope",
    "Good",
    "GoodsKey",
    "GoodsStage",
    "Limit",
    "Measure",
    "Offset",
    "OffsetPart",
    "OffsetSide",
    "OffsetTotal",
    "Offsets",
    "Omission",
    "OpenStep",
    "Piece",
    "Proof",
    "Quantities",
    "Quantity",
    "Scope",
    "Selection",
    "StepKind",
    "StillOpen",
    "Sum",
    "Unpaid",
    "all_together",
    "bound_of",
    "cancelled_out",
    "common_labels",
    "counting",
    "donors_outside",
    "exact_type",
    "frame",
    "goods_frame",
    "goods_in",
    "has_whole_promises",
    "in_order",
    "measures_of",
    "money_ties",
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

if not TYPE_CHECKING:
    __getattr__, __dir__ = late(__name__, _HOMES)

"""By what totals are grouped, and what they add.

Pledges, commitments and each kind of transaction are added apart, never together: that would count money twice.
"""

from collections.abc import Mapping
from typing import Literal, get_args

Dimension = Literal[
    "donor", "recipient", "category", "instrument", "stage", "currency", "year", "fiscal_year", "quarter"
]
"""What totals are grouped by."""
Measure = Literal[
    "pledges",
    "commitments",
    "allocations",
    "disbursements",
    "deliveries",
    "cancelled_pledges",
    "cancelled_commitments",
    "returns",
    "net_pledges",
    "net_commitments",
]
"""What totals add: promises by stage, what became of them, and promises less what was cancelled of them."""

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
IN_TIME: frozenset[Dimension] = frozenset({"year", "fiscal_year", "quarter"})
"""Dimensions by which a record may stand in several places, since it is cut at their borders."""

# What each measure adds: stages with the sign they enter with. Net is what was promised less what was cancelled of it,
# and a cancelled pledge takes nothing from the firm commitments. Money that came back is no longer paid.
MEASURES: Mapping[Measure, Mapping[str, int]] = {
    "pledges": {"pledge": 1},
    "commitments": {"commitment": 1},
    "allocations": {"allocation": 1},
    "disbursements": {"disbursement": 1, "return": -1},
    "deliveries": {"delivery": 1},
    "cancelled_pledges": {"cancelled pledge": 1},
    "cancelled_commitments": {"cancelled commitment": 1},
    "returns": {"return": 1},
    "net_pledges": {"pledge": 1, "cancelled pledge": -1},
    "net_commitments": {"commitment": 1, "cancelled commitment": -1},
}
PROMISED: Mapping[Measure, Measure] = {"net_pledges": "pledges", "net_commitments": "commitments"}
"""Of each measure that is net of what was cancelled, the promises that it is taken from."""
NET_MEASURES: frozenset[Measure] = frozenset(PROMISED)
"""Measures that are shown only where there is something to take away."""

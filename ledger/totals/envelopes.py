"""What is left of an envelope beside its parts: low, central and high, each less those of the parts, in one currency.

A part is taken out of its envelope wherever it goes and whenever it is due, so that figures add up across boundaries:
what another recipient gets of an envelope is in the figure of that one, and in none other.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ledger.foundation import exact_sum
from ledger.records import Bounds, Commitment
from ledger.totals.repetition import Below, Held, taken_parts, within


@dataclass(frozen=True)
class Envelope:
    """An envelope that counts, and how much of it its parts hold.

    Args:
        parts: ids of the parts that are taken from it.
        in_parts: how much that is, at most the envelope itself; in its own currency.
        remainder: what is left: the envelope less its parts, never below 0.

    >>> from decimal import Decimal
    >>> ten, four, six = (Bounds(*[Decimal(n)] * 3) for n in (10, 4, 6))
    >>> Envelope(("a", "b"), four, six).is_empty
    False
    """

    parts: tuple[str, ...]
    in_parts: Bounds
    remainder: Bounds

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of it, and nothing may be left."""
        left = self.remainder
        return not (left.low or left.central or left.high or left.open_high)


def envelopes(
    commitments: Mapping[str, Commitment], gone: Collection[str], below: Below, held: Mapping[str, Held]
) -> Mapping[str, Envelope]:
    """The envelopes that count, with what their parts hold.

    Args:
        commitments: by id.
        gone: those that are outside of the boundary, or superseded.
        below: whose money stands in whose.
        held: those whose money stands in others.
    """
    found: dict[str, Envelope] = {}
    for key in sorted(below):
        if key in gone or key in held:
            continue
        taken = taken_parts(key, commitments, below)
        # A part that is in another part as well is taken with that one; one that came back to the envelope is in it.
        own = [part for part in sorted(taken - within(taken, below)) if _root(part, held) != key]
        bounds = commitments[key].amount.bounds
        if own and bounds is not None:
            found[key] = _envelope(bounds, own, commitments)
    return found


def _envelope(whole: Bounds, parts: Iterable[str], commitments: Mapping[str, Commitment]) -> Envelope:
    keys = tuple(parts)
    of_parts = [bounds for key in keys if (bounds := commitments[key].amount.bounds) is not None]

    # Parts above their envelope leave nothing of it, and not less than nothing.
    in_parts = Bounds(
        min(whole.low, exact_sum(it.low for it in of_parts)),
        min(whole.central, exact_sum(it.central for it in of_parts)),
        min(whole.high, exact_sum(it.high for it in of_parts)),
    )
    return Envelope(keys, in_parts, whole.less(in_parts))


def _root(key: str, held: Mapping[str, Held]) -> str:
    """The record that counts with the money of another one, at the end of a chain of holders."""
    seen: set[str] = set()
    while key in held and key not in seen:
        seen.add(key)
        key = held[key].holder
    return key

"""What is left of envelopes beside their parts, with bounds that are true, and what pairs of the two take back.

The remainder alone is low = max(0, E.low - sum of the parts' high), high = max(0, E.high - sum of the parts' low).
Where envelope and part stand in one cell, what is in doubt between them is no doubt there: a row D, low +D, high -D.
"""

from dataclasses import dataclass

WITHOUT_END = None


@dataclass
class Whole:
    """One record's figure: low, central and high; ``is_open`` where nobody says how high."""

    low: object
    central: object
    high: object
    is_open: bool = False

    @property
    def bounds(self):
        return self.low, self.central, self.high


@dataclass
class Pair:
    """An envelope and a part that is taken from it.

    Args:
        envelope, part: ids.
        low: how much the low figure of both together is more than the sum of theirs.
        high: how much the high figure is less.
    """

    envelope: str
    part: str
    low: object
    high: object


def settle(wholes, children):
    """Remainders of all envelopes, parts with the bounds that their envelopes give them, and the pairs.

    Args:
        wholes: figures by id, each a :class:`Whole`.
        children: per envelope the ids of its direct parts.
    """
    parents = {child: key for key, children_of in children.items() for child in children_of}
    own = {}
    for key in wholes:
        _own(key, wholes, children, own)
    settled = {
        key: Whole(own[key][0], own[key][1], max(it.high, own[key][1]), it.is_open) for key, it in wholes.items()
    }
    for key in sorted(children, key=lambda it: _depth(it, parents)):
        envelope = settled[key]
        for child in children[key]:
            if settled[child].is_open and not envelope.is_open:
                others = sum(settled[it].low for it in children[key] if it != child)
                high = max(settled[child].central, envelope.high - others)
                settled[child] = Whole(settled[child].low, settled[child].central, high)
    remainders = {key: _remainder(settled[key], [settled[it] for it in its]) for key, its in children.items()}
    pairs = [_pair(key, child, settled, children) for key, its in children.items() for child in its]
    return settled, remainders, [it for it in pairs if it.low or it.high]


def _own(key, wholes, children, own):
    """Low and central: what a record says, or what its own parts come to where that is more."""
    if key not in own:
        parts = [_own(it, wholes, children, own) for it in children.get(key, ())]
        own[key] = (
            max(wholes[key].low, sum(low for low, _ in parts)),
            max(wholes[key].central, sum(central for _, central in parts)),
        )
    return own[key]


def _depth(key, parents):
    return 1 + _depth(parents[key], parents) if key in parents else 0


def _remainder(envelope, parts):
    highs = _sum_of_highs(parts)
    return Whole(
        0 if highs is WITHOUT_END else max(0, envelope.low - highs),
        max(0, envelope.central - sum(it.central for it in parts)),
        max(0, envelope.high - sum(it.low for it in parts)),
        envelope.is_open,
    )


def _sum_of_highs(parts):
    return WITHOUT_END if any(it.is_open for it in parts) else sum(it.high for it in parts)


def _overdraw(key, settled, children):
    """By how much the parts may exceed what the envelope is at least; None without end."""
    highs = _sum_of_highs([settled[it] for it in children.get(key, ())])
    return WITHOUT_END if highs is WITHOUT_END else max(0, highs - settled[key].low)


def _pair(key, child, settled, children):
    envelope, part = settled[key], settled[child]
    own = _overdraw(child, settled, children)
    if own is WITHOUT_END:
        return Pair(key, child, 0, 0)
    if part.is_open:
        others = _sum_of_highs([settled[it] for it in children[key] if it != child])
        low = 0 if others is WITHOUT_END else max(0, envelope.low - part.low - others - own)
        return Pair(key, child, low, 0)
    overdraw = _overdraw(key, settled, children)
    if overdraw is WITHOUT_END:
        return Pair(key, child, 0, 0)
    row = max(0, part.high - part.low - overdraw - own)
    return Pair(key, child, row, row)

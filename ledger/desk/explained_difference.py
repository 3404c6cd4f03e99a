"""A figure of ours that is not the published one, with its sums as money, and what would explain it."""

from dataclasses import dataclass

from ledger.audit import Explained, Explanation, ExplanationKind
from ledger.foundation import Money
from ledger.records import money_of


@dataclass(frozen=True)
class PartOfDifference:
    """A difference in a figure that adds up to another one.

    Args:
        label: what the figure is of.
        amount: ours less the published one.
    """

    label: str
    amount: Money


@dataclass(frozen=True)
class PossibleReason:
    """One way to come from our figure to the published one.

    Args:
        kind: of what sort it is.
        names: the records or groups, or what the other rates, the measure or the earlier moment are called.
        words: what it says, in a sentence without its end.
        leaves: what is left of the difference then, within the tolerance; None where nobody can say.
        is_certain: whether nothing else fits and chance hardly gives the like; else it is a possible one.
    """

    kind: ExplanationKind
    names: tuple[str, ...]
    words: str
    leaves: Money | None
    is_certain: bool


@dataclass(frozen=True)
class ExplainedDifference:
    """A difference and all that would explain what is its own, beside its parts.

    Args:
        label: what the figure is of, such as ``Germany, military``.
        amount: ours less the published one.
        parts: what differs in the figures that add up to this one.
        left: what remains of the amount when what differs in its parts is taken off.
        own: what of that is still to be explained: nothing if the parts add up to the amount, each within tolerance.
        reasons: what would explain it.
        is_open: whether something of it is left that nothing explains.
    """

    label: str
    amount: Money
    parts: tuple[PartOfDifference, ...]
    left: Money
    own: Money
    reasons: tuple[PossibleReason, ...]
    is_open: bool


def in_money(explained: Explained, currency: str) -> ExplainedDifference:
    """A difference that was explained in minor units, as money of this currency."""
    difference = explained.difference
    parts = (PartOfDifference(it.name, money_of(it.figure, currency)) for it in difference.parts)
    return ExplainedDifference(
        label=difference.label,
        amount=money_of(difference.amount, currency),
        parts=tuple(parts),
        left=money_of(difference.left, currency),
        own=money_of(difference.own, currency),
        reasons=tuple(_reason(it, currency) for it in explained.explanations),
        is_open=explained.is_open,
    )


def _reason(it: Explanation, currency: str) -> PossibleReason:
    leaves = None if it.leaves is None else money_of(it.leaves, currency)
    return PossibleReason(it.kind, it.names, it.words, leaves, it.is_certain)

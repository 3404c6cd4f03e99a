"""Planned disbursements: when an activity means to pay. They are money that its commitments promise already.

So they give a commitment its term where they add up to it, and are pledges only where the activity promises nothing
else; they are never counted beside a commitment.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger.foundation import Place, Problem, exact_sum
from ledger.intake.iati.elements import Opened, attribute_of, day_of, line_of, opened
from ledger.intake.iati.transactions import Around, StatedMoney, TakenTransaction, Unread, stated

REVISED = "2"


@dataclass(frozen=True)
class PlannedPayment:
    """One planned disbursement.

    Args:
        tail: what its id ends with.
        start, end: of its period; the end may be missing.
        revised: it stands in place of the original one for the same time and the same two.
        stated: its money.
    """

    tail: str
    start: str
    end: str | None
    revised: bool
    stated: StatedMoney


def plans_of(around: Around) -> Iterator[PlannedPayment | Problem]:
    """The planned disbursements of an activity, in its order; an unsound one becomes its problems."""
    same_start: Counter[str] = Counter()
    for position, element in enumerate(around.activity.all("planned-disbursement"), start=1):
        place, planned = Place(file=around.file, row=line_of(element)), opened(element)
        starts = _iso_date(planned, "period-start")
        start = day_of(starts, place, "period-start")
        ends = _iso_date(planned, "period-end")
        end = day_of(ends, place, "period-end") if ends else None
        money = stated(planned, around, position, starts, incoming=False)
        same_start[starts] += 1
        if isinstance(start, Problem) or isinstance(end, Problem):
            yield from (it for it in (start, end) if isinstance(it, Problem))
        elif not isinstance(money, StatedMoney):
            yield from money
        else:
            tail = f"planned-{start}-{same_start[starts]}"
            yield PlannedPayment(tail, start, end, element.get("type") == REVISED, money)


def in_force(plans: Sequence[PlannedPayment]) -> tuple[list[PlannedPayment], list[Unread]]:
    """The plans that stand: a revised one takes the place of the original for the same time and the same two."""
    revised = {_sameness(it) for it in plans if it.revised}
    standing = [it for it in plans if it.revised or _sameness(it) not in revised]
    replaced = [it for it in plans if not it.revised and _sameness(it) in revised]
    return standing, [_unread("planned disbursements that a revised one replaces", it) for it in replaced]


def schedule_of(
    outgoing: Sequence[TakenTransaction], plans: Sequence[PlannedPayment]
) -> tuple[Mapping[str, Sequence[PlannedPayment]], list[Unread]]:
    """Which promise the plans say the time of, by its id; plans that add up to no single promise stay unread.

    Args:
        outgoing: the commitments and pledges that the reporter makes, at least one.
        plans: those in force.
    """
    total = exact_sum(it.stated.value for it in plans)
    if plans and len(outgoing) == 1 and _same_money(outgoing[0].stated, total, plans):
        return {outgoing[0].id: plans}, []
    return {}, [_unread("planned disbursements of activities that state their commitments", it) for it in plans]


def _same_money(promise: StatedMoney, total: Decimal, plans: Sequence[PlannedPayment]) -> bool:
    return promise.value == total and {it.stated.currency for it in plans} == {promise.currency}


def _unread(what: str, plan: PlannedPayment) -> Unread:
    return Unread(what, plan.stated.lineage.row or 1)


def _sameness(plan: PlannedPayment) -> tuple[str, str, str]:
    return plan.start, plan.stated.donor, plan.stated.counterpart


def _iso_date(element: Opened, name: str) -> str:
    return attribute_of(element.first(name), "iso-date")

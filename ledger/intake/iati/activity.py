"""One activity of a publisher to drafts: its promises, what was paid under them, and what it plans to pay.

The rules stand in docs/iati.md.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from ledger.foundation import Place, Problem, Severity, exact_sum, grouped, plain
from ledger.intake.drafts import Draft
from ledger.intake.iati.elements import (
    LONGEST_LINE,
    ActivityFacts,
    digest,
    facts_of,
    line_of,
    opened,
    opened_transaction,
    shortened,
    text_of,
)
from ledger.intake.iati.links import Links, named_activities, noted
from ledger.intake.iati.planned import PlannedPayment, in_force, plans_of, schedule_of
from ledger.intake.iati.shares import doubtful_shares
from ledger.intake.iati.status import status_doubts, status_noted, status_of
from ledger.intake.iati.transactions import (
    PAYMENT,
    Around,
    StatedMoney,
    TakenTransaction,
    Unread,
    entries_of,
    own_id,
    unread_of,
)
from ledger.intake.taken_back import taken_back
from ledger.records import code_list, find_party, party_name

_NAMES: Mapping[str, str] = {
    "id": "@ref",
    "announced": "value/@value-date",
    "value_date": "value/@value-date",
    "amount.value": "value",
    "amount.currency": "value/@currency",
    "donor": "provider-org",
    "recipient": "recipient-country",
    "partners": "receiver-org",
    "title": "description",
    "term": "planned-disbursement",
}
# A promise that is restated needs one tie; more of them only help whoever looks for the right one.
_TIES = 20

_Kind = tuple[str, tuple[str, str] | None]


def read_activity(element: etree._Element, file: str, number: int, links: Links) -> Iterator[Draft | Problem | Unread]:
    """What one activity says, commitments before the transactions that belong to them.

    Args:
        element: the ``iati-activity``, whole.
        file: its file, the first part of each place.
        number: which activity of the file it is, counted from 1.
        links: the ties among the activities of the release.
    """
    activity = opened(element)
    transactions = [opened_transaction(it) for it in activity.all("transaction")]
    named = named_activities(activity, transactions)
    facts = facts_of(activity, transactions, named, status_noted(status_of(activity)))
    around = Around(activity, transactions, facts, file, number)
    entries, plans, faults = [], [], []
    for result in (*entries_of(around), *plans_of(around)):
        if isinstance(result, TakenTransaction):
            entries.append(result)
        elif isinstance(result, PlannedPayment):
            plans.append(result)
        else:
            faults.append(result)
    yield from unread_of(around)
    yield from faults
    if entries or plans:
        yield from doubtful_shares(activity, file)
        yield from status_doubts(activity, file, entries)
    if (entries or plans) and not text_of(activity.first("iati-identifier")):
        place = Place(file=file, row=line_of(element), field="iati-identifier")
        remedy = "ask the publisher for it: the ids hang on its reporter and title, and a new title makes new records"
        yield Problem("FORM", Severity.WARNING, place, "nothing", "the identifier of the activity", remedy)
    drafts = tuple(_drafts(entries, plans, facts))
    promised = {entry.id for entry in entries} | {own_id(facts.identifier, plan.tail) for plan in plans}
    promises = [it for it in drafts if isinstance(it, Draft) and _is_promise(it, promised)]
    links.tie(facts.identifier, facts.named, promises)
    yield from drafts


def _is_promise(draft: Draft, promised: Collection[str]) -> bool:
    return draft.values["record"] == "commitment" and draft.values["id"] in promised


def _drafts(
    entries: Sequence[TakenTransaction], plans: Sequence[PlannedPayment], facts: ActivityFacts
) -> Iterator[Draft | Problem | Unread]:
    promises = [it for it in entries if it.read_as != PAYMENT and it.stated.value >= 0]
    outgoing = [it for it in promises if not it.incoming]
    standing, replaced = in_force(plans)
    yield from replaced
    terms: Mapping[str, Sequence[PlannedPayment]] = {}
    if outgoing:
        terms, unread = schedule_of(outgoing, standing)
        yield from unread
    else:
        yield from taken_back(_planned(it, facts) for it in standing)
    yield from (_commitment(it, facts, terms.get(it.id, ())) for it in promises)
    later = [it for it in entries if it.read_as == PAYMENT or it.stated.value < 0]
    yield from _transactions(later, promises, facts)
    yield from _came_back_unpaid([it for it in later if it.read_as == PAYMENT])


def _commitment(entry: TakenTransaction, facts: ActivityFacts, plans: Sequence[PlannedPayment]) -> Draft:
    term: dict[str, str] = {"kind": "one_off"}
    note = " ".join(filter(None, (entry.note, facts.status, noted(facts.named))))
    if plans:
        starts, ends = [it.start for it in plans], [it.end for it in plans if it.end]
        term = {"kind": "period", "start": min(starts), "end": max([*starts, *ends])}
        note = f"{note} The term spans its planned disbursements, which add up to it."
    values = _head(entry.id, entry.text, facts) | _money(entry.stated, entry.read_as, term) | {"note": note}
    lineage = (entry.stated.lineage, *(it.stated.lineage for it in plans))
    return Draft(values, entry.stated.place, lineage=lineage, names=_NAMES)


def _planned(plan: PlannedPayment, facts: ActivityFacts) -> Draft:
    term = {"kind": "one_off", "start": plan.start}
    if plan.end:
        term = {"kind": "period", "start": plan.start, "end": plan.end}
    note = "IATI: planned disbursement of an activity that states no commitment or pledge: announced, not binding."
    note = " ".join(filter(None, (note, facts.status, noted(facts.named))))
    values = _head(own_id(facts.identifier, plan.tail), "", facts) | _money(plan.stated, "pledge", term)
    # What is planned less keeps its sign here: it is taken from a plan of the activity.
    amount = plan.stated.amount | {"value": plain(plan.stated.value)}
    values |= {"amount": amount, "note": note}
    return Draft(values, plan.stated.place, lineage=(plan.stated.lineage,), names=_NAMES)


def _head(its_id: str, text: str, facts: ActivityFacts) -> dict[str, Any]:
    title = ": ".join(dict.fromkeys(it for it in (facts.title or facts.identifier, text) if it))
    return {
        "record": "commitment",
        "id": its_id,
        "title": shortened(title, LONGEST_LINE),
        "sources": _sources(facts),
    }


def _sources(facts: ActivityFacts) -> list[dict[str, str]]:
    publisher, title = facts.reporting, f"IATI activity {facts.identifier}"
    if not publisher:
        return []
    return [{"publisher": shortened(publisher, LONGEST_LINE), "title": shortened(title, LONGEST_LINE)}]


def _money(money: StatedMoney, stage: str, term: Mapping[str, str]) -> dict[str, Any]:
    return {
        "donor": money.donor,
        "recipient": money.recipient,
        "partners": list(_partners(money)),
        "category": money.category,
        "instrument": money.instrument,
        "stage": stage,
        "announced": money.day,
        "amount": money.amount,
        "term": dict(term),
    }


def _partners(money: StatedMoney) -> Iterator[dict[str, str]]:
    if money.receiver:
        known = find_party(money.receiver)
        kind = "institution" if known in code_list("institutions") else "other"
        name = party_name(known) if known else money.receiver
        yield {"kind": kind, "name": name, "description": "receives"}


def _transactions(
    later: Sequence[TakenTransaction], promises: Sequence[TakenTransaction], facts: ActivityFacts
) -> Iterator[Draft | Problem]:
    """What was paid or taken back, behind the commitments of our own that hold what fits no single promise."""
    homes: list[tuple[TakenTransaction, str, StatedMoney]] = []
    held: dict[str, list[TakenTransaction]] = defaultdict(list)
    candidates: dict[str, Sequence[TakenTransaction]] = {}
    by_kind = _by_kind(promises)
    for entry in later:
        fitting = _fitting(entry, by_kind)
        if len(fitting) == 1:
            homes.append((entry, fitting[0].id, fitting[0].stated))
            continue
        home = _holder_id(entry, facts)
        homes.append((entry, home, entry.stated))
        held[home].append(entry)
        candidates[home] = fitting
    for home, entries in held.items():
        yield _holder(home, entries, candidates[home], facts)
        yield from _not_taken(entries, candidates[home])
    for entry, home, promised in homes:
        yield _transaction(entry, home, promised, facts)


def _by_kind(promises: Sequence[TakenTransaction]) -> Mapping[_Kind, Sequence[TakenTransaction]]:
    """The promises of each type, and those of each type between the same two."""
    by_kind: dict[_Kind, list[TakenTransaction]] = defaultdict(list)
    for promise in promises:
        by_kind[promise.kind, None].append(promise)
        by_kind[promise.kind, (promise.stated.donor, promise.stated.counterpart)].append(promise)
    return by_kind


def _fitting(
    entry: TakenTransaction, by_kind: Mapping[_Kind, Sequence[TakenTransaction]]
) -> Sequence[TakenTransaction]:
    """The promises that an entry may belong to: between the same two if there are such.

    What is taken back was promised by the same type of transaction; money goes out under outgoing commitments, and
    under outgoing pledges where there are none.
    """
    kind = entry.kind
    if entry.read_as == PAYMENT:
        kind = "2" if ("2", None) in by_kind else "12"
    return by_kind.get((kind, (entry.stated.donor, entry.stated.counterpart))) or by_kind.get((kind, None), ())


def _holder_id(entry: TakenTransaction, facts: ActivityFacts) -> str:
    why = "paid" if entry.read_as == PAYMENT else f"reduced-{entry.kind}"
    return own_id(facts.identifier, f"{why}-{digest(f'{entry.stated.donor}|{entry.stated.counterpart}')}")


def _holder(
    its_id: str, entries: Sequence[TakenTransaction], candidates: Sequence[TakenTransaction], facts: ActivityFacts
) -> Draft:
    """A commitment with an undisclosed sum, for transactions that the file ties to no single promise.

    It restates the promises that they may belong to, so that a total counts those and not it.
    """
    first = min(entries, key=lambda it: it.stated.day)
    note = "IATI: the activity states no commitment of its own for these transactions."
    if candidates:
        note = f"IATI: the activity states {len(candidates)} promises, and not to which its transactions belong."
    stage = "pledge" if first.read_as == "pledge" else "commitment"
    receiver = first.stated.receiver
    values = _head(its_id, f"received by {receiver}" if receiver else "", facts) | _money(
        first.stated, stage, {"kind": "one_off"}
    )
    values |= {
        "amount": {"qualifier": "undisclosed"},
        "relations": [{"kind": "restates", "target": it.id} for it in candidates[:_TIES]],
        "note": note,
    }
    # It stands for the activity as a whole, not for one of its transactions.
    whole = replace(first.stated.lineage, text=None, path=first.stated.activity)
    return Draft(values, first.stated.place, lineage=(whole,), names=_NAMES)


def _not_taken(entries: Sequence[TakenTransaction], candidates: Sequence[TakenTransaction]) -> Iterator[Problem]:
    """Promises taken back of which nobody says from which one: they are recorded, and make no promise less."""
    withdrawn = [entry.stated for entry in entries if entry.read_as != PAYMENT]
    for currency in dict.fromkeys(it.currency for it in withdrawn):
        sums = [it for it in withdrawn if it.currency == currency]
        total = grouped(exact_sum(it.value for it in sums))
        whose = "no promise" if not candidates else f"none of {len(candidates)} promises by itself"
        found = f"{currency} {total} taken back in {len(sums)} transaction{'s' if len(sums) > 1 else ''}, from {whose}"
        remedy = "record the cancellation of the promise that is meant; until then totals are too large by this sum"
        place = sums[0].place.at("value")
        yield Problem("STAGE", Severity.WARNING, place, found, "one promise that the activity takes it from", remedy)


def _came_back_unpaid(payments: Sequence[TakenTransaction]) -> Iterator[Problem]:
    """Money that came back in a currency in which the activity states no payment."""
    paid = {it.stated.currency for it in payments if it.stated.value > 0}
    returned = [it.stated for it in payments if it.stated.value < 0 and it.stated.currency not in paid]
    for currency in dict.fromkeys(it.currency for it in returned):
        sums = [it for it in returned if it.currency == currency]
        found = f"{currency} {grouped(exact_sum(it.value for it in sums))} came back, and no payment is stated"
        remedy = "look for the payment in earlier files; what came back is recorded, and makes the total paid less"
        place = sums[0].place.at("value")
        yield Problem("STAGE", Severity.WARNING, place, found, "a payment that it came back from", remedy)


def _type_of(entry: TakenTransaction) -> str:
    """What happened: below zero a payment is money that came back, a promise one that no longer stands."""
    if entry.read_as != PAYMENT:
        return "cancellation"
    return "return" if entry.stated.value < 0 else "disbursement"


def _transaction(entry: TakenTransaction, home: str, promised: StatedMoney, facts: ActivityFacts) -> Draft:
    money = entry.stated
    values: dict[str, Any] = {
        "record": "transaction",
        "id": entry.id,
        "commitment": home,
        "type": _type_of(entry),
        "value_date": money.day,
        "amount": money.amount,
        "sources": _sources(facts),
        "note": " ".join((entry.note, *_received(money, promised))),
    }
    if entry.text:
        values["title"] = shortened(entry.text, LONGEST_LINE)
    return Draft(values, money.place, lineage=(money.lineage,), names=_NAMES)


def _received(money: StatedMoney, promised: StatedMoney) -> Iterator[str]:
    """Who received a payment, and for whom, where its promise says otherwise."""
    if money.counterpart != promised.counterpart:
        yield f"Received by {money.counterpart}."
    if money.recipient not in (promised.recipient, money.counterpart):
        yield f"For {money.recipient}."

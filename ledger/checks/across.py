"""Checks that need several records at once: the same promise twice, parts above their envelope, too much paid out.

What ties may point at is older than any check: ``records.structure_problems`` says it.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ledger.checks.candidates import decided_ties, linked_pairs
from ledger.checks.swallowed import swallowed_sums
from ledger.foundation import Advice, Place, Problem, Severity, exact_sum, grouped
from ledger.records import Commitment, Record

MOST_SHOWN = 8
"""So many of the records that their source ties to a larger one are named beside it; the others are counted."""


def announced_once(records: Sequence[Record]) -> Iterator[Problem]:
    """DUP: one promise that two sources report becomes two promises."""
    for near in _grouped(_commitments(records), _nearness):
        for alike in _grouped(near, _sameness):
            yield from _untied(alike)


def linked_by_their_source(records: Sequence[Record]) -> Iterator[Problem]:
    """DUP: an activity and its parts both promise, the source ties the two, and each is counted."""
    commitments = list(_commitments(records))
    if not any(record.relations for record in commitments):
        return
    pairs = linked_pairs(commitments, decided_ties(commitments))
    # Records that are alike are told as such.
    unlike = [(one.id, other.id) for one, other in pairs if _sameness(one) != _sameness(other)]
    by_id = {record.id: record for record in commitments}
    for keys in _hanging_together(unlike):
        members = sorted((by_id[key] for key in keys), key=lambda it: (-_highest(it), it.id))
        yield _linked(members)


def _linked(members: Sequence[Commitment]) -> Problem:
    """One finding for records that hang together, at the largest of them."""
    whole, *others = members
    shown = ", ".join(f"{it.id} ({it.stated_amount})" for it in others[:MOST_SHOWN])
    more = f" and {len(others) - MOST_SHOWN} more" if len(others) > MOST_SHOWN else ""
    found = f"{whole.stated_amount} beside what its source ties to it and counts as well: {shown}{more}"
    tie = "draws_down" if set(whole.donors).isdisjoint(others[0].donors) else "part_of"
    key = others[0].id
    remedy = Advice(
        f"if it is the same money, tie each to the whole: desk.relate(book, {key!r}, {tie!r}, {whole.id!r}, ...); "
        "where both count, related_to",
        f"if it is the same money, tie each to the whole: `defense-ledger relate {key} {tie} {whole.id}`; "
        "where both count, related_to",
    )
    problem = _warning("DUP", Place(record=whole.id, field="relations"), found, "money that is counted once", remedy)
    return replace(problem, others=tuple(it.id for it in others))


def _hanging_together(pairs: Iterable[tuple[str, str]]) -> Iterator[list[str]]:
    """The ids that pairs tie to each other, over however many of them, in the order of the pairs."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        neighbours[one].append(other)
        neighbours[other].append(one)
    reached: set[str] = set()
    for start in neighbours:
        if start not in reached:
            reached.add(start)
            group = [start]
            for key in group:
                new = [it for it in dict.fromkeys(neighbours[key]) if it not in reached]
                reached.update(new)
                group += new
            yield group


def _highest(record: Commitment) -> Decimal:
    return record.amount.bounds.high if record.amount.bounds else Decimal(0)


def parts_within_envelope(records: Sequence[Record]) -> Iterator[Problem]:
    """FOOT: parts that add up to more than their envelope, so that one of the figures is wrong."""
    if not any(record.relations for record in _commitments(records)):
        return
    counted = {record.id: record for record in _commitments(records) if _is_whole_figure(record)}
    replaced = {target for record in counted.values() if record.relations for target in record.targets("supersedes")}
    parts: dict[str, list[Commitment]] = defaultdict(list)
    for record in counted.values():
        if record.relations and record.id not in replaced and not record.targets("restates"):
            for envelope in set(record.targets("part_of")) & counted.keys():
                parts[envelope].append(record)
    for envelope_id, its_parts in parts.items():
        yield from _above_envelope(counted[envelope_id], its_parts)


def parts_or_envelope_count(records: Sequence[Record]) -> Iterator[Problem]:
    """FOOT: parts that cannot be taken from their envelope, where nobody said which of the two count."""
    figured = {it.id: it for it in _commitments(records) if it.amount.bounds is not None}
    others: dict[str, list[Commitment]] = defaultdict(list)
    for part in figured.values():
        for key in part.targets("part_of") if part.relations else ():
            envelope = figured.get(key)
            if envelope and envelope.counts is None and not _can_be_taken(envelope, part):
                others[key].append(part)
    for key, parts in others.items():
        named = ", ".join(f"{it.id} ({it.amount.currency}, {it.term.kind})" for it in parts)
        found = f"an envelope of {figured[key].stated_amount} with parts that cannot be taken from it: {named}"
        remedy = "say in its field counts which of them count: envelope or parts; until then the envelope does"
        place = Place(record=key, field="counts")
        expected, ids = "a record that says which of them count", tuple(it.id for it in parts)
        yield Problem("FOOT", Severity.NOTE, place, found, expected, remedy, others=ids)


def paid_within_commitment(records: Sequence[Record]) -> Iterator[Problem]:
    """STAGE: more paid out or handed over than was promised: a transaction is booked twice or in the wrong place."""
    signs = {"disbursement": 1, "delivery": 1, "return": -1}
    yield from _within_commitment(records, signs, "disbursed and delivered")


def allocated_within_commitment(records: Sequence[Record]) -> Iterator[Problem]:
    """STAGE: more set aside than was promised: a package is booked twice, or under the wrong promise."""
    yield from _within_commitment(records, {"allocation": 1}, "allocated")


def paid_within_allocations(records: Sequence[Record]) -> Iterator[Problem]:
    """STAGE: where packages are booked, more paid out than they hold: one of them is missing or in the wrong place."""
    for key, currency, paid, allocated in _beyond(records, "disbursement", "allocation"):
        found, expected = f"{currency} {grouped(paid)} disbursed", f"at most {currency} {grouped(allocated)} allocated"
        yield _warning(
            "STAGE", Place(record=key, field="amount"), found, expected, "look for a package that is missing"
        )


def returned_within_payments(records: Sequence[Record]) -> Iterator[Problem]:
    """STAGE: where payments are booked, more money came back than was paid: one of them is missing, or elsewhere."""
    for key, currency, returned, paid in _beyond(records, "return", "disbursement"):
        found, expected = f"{currency} {grouped(returned)} returned", f"at most {currency} {grouped(paid)} disbursed"
        yield _warning(
            "STAGE", Place(record=key, field="amount"), found, expected, "look for a payment that is missing"
        )


def _beyond(records: Sequence[Record], later: str, earlier: str) -> Iterator[tuple[str, str | None, Decimal, Decimal]]:
    """Commitments with more of one type of transaction for certain than there can be of the type before it."""
    sums: dict[tuple[str, str | None], list[list[Decimal]]] = defaultdict(lambda: [[], []])
    unknown: set[str] = set()
    for record in records:
        if record.record != "transaction" or record.type not in (earlier, later):
            continue
        bounds = record.amount.bounds
        is_later = record.type == later
        if not is_later and (bounds is None or bounds.open_high):
            unknown.add(record.commitment)
        if bounds is not None:
            sums[record.commitment, record.amount.currency][is_later].append(bounds.low if is_later else bounds.high)
    for (key, currency), (before, after) in sums.items():
        if before and key not in unknown and (total := exact_sum(after)) > (whole := exact_sum(before)):
            yield key, currency, total, whole


def cancelled_within_commitment(records: Sequence[Record]) -> Iterator[Problem]:
    """STAGE: more taken back than was promised, so that what is left would be less than nothing."""
    yield from _within_commitment(records, {"cancellation": 1}, "cancelled")


def cancelled_in_its_currency(records: Sequence[Record]) -> Iterator[Problem]:
    """STAGE: cancelled in another currency than was promised: its own rate leaves what rates have made of the rest."""
    promised = {it.id: it.amount for it in _commitments(records)}
    for record in records:
        if record.record != "transaction" or record.type != "cancellation" or record.commitment not in promised:
            continue
        amount = promised[record.commitment]
        if record.amount.bounds and amount.bounds and record.amount.currency != amount.currency:
            found, expected = f"{record.amount} cancelled of {amount}", f"a sum in {amount.currency}"
            remedy = "record it in the currency of its commitment, if the source says it so"
            yield _warning("STAGE", Place(record=record.id, field="amount.currency"), found, expected, remedy)


def _within_commitment(records: Sequence[Record], signs: Mapping[str, int], done: str) -> Iterator[Problem]:
    paid: dict[tuple[str, str | None], list[Decimal]] = defaultdict(list)
    for record in records:
        if record.record == "transaction" and record.type in signs and (bounds := record.amount.bounds):
            certain = bounds.low if signs[record.type] > 0 else bounds.high.copy_negate()
            paid[record.commitment, record.amount.currency].append(certain)
    for commitment in _commitments(records) if paid else ():
        sums = paid.get((commitment.id, commitment.amount.currency))
        if sums is None:
            continue
        bounds = commitment.amount.bounds
        if bounds is None or bounds.open_high or commitment.term.kind == "recurring":
            continue
        if (total := exact_sum(sums)) > bounds.high:
            found = f"{commitment.amount.currency} {grouped(total)} {done}"
            expected = f"at most the committed {commitment.amount.currency} {grouped(bounds.high)}"
            place = Place(record=commitment.id, field="amount")
            yield _warning("STAGE", place, found, expected, "check its transactions for doubles")


SET_CHECKS: tuple[Callable[[Sequence[Record]], Iterator[Problem]], ...] = (
    announced_once,
    linked_by_their_source,
    parts_within_envelope,
    parts_or_envelope_count,
    swallowed_sums,
    paid_within_commitment,
    allocated_within_commitment,
    paid_within_allocations,
    returned_within_payments,
    cancelled_within_commitment,
    cancelled_in_its_currency,
)


def _commitments(records: Sequence[Record]) -> Iterator[Commitment]:
    return (record for record in records if record.record == "commitment")


def _grouped(records: Iterable[Commitment], key: Callable[[Commitment], Hashable]) -> list[list[Commitment]]:
    """The groups of several records with the same key."""
    groups: dict[Hashable, list[Commitment]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    return [group for group in groups.values() if len(group) > 1]


def _nearness(record: Commitment) -> Hashable:
    # Nearly all records are alone already here, and whole amounts and terms cost five times as much to look up.
    return record.given_by, record.announced, record.amount.value


def _sameness(record: Commitment) -> Hashable:
    # Promises without a figure are alike only under the same title: a donor announces several of them on one day.
    amount = record.amount
    title = record.title.casefold() if amount.value is None and amount.low is None else None
    return record.given_by, record.recipient, record.announced, amount, record.term, title


def _untied(alike: Sequence[Commitment]) -> Iterator[Problem]:
    ties: Mapping[str, set[str]] = {record.id: set(_decided(record)) for record in alike}
    pointed_at: dict[str, set[str]] = defaultdict(set)
    for own, targets in ties.items():
        for target in targets & ties.keys():
            pointed_at[target].add(own)
    earlier = {alike[0].id}
    for place, record in enumerate(alike[1:], start=1):
        same = next((it.id for it in alike[:place] if _may_go_to_the_same(record, it)), None)
        if same is not None and earlier.isdisjoint(ties[record.id] | pointed_at[record.id]):
            found = f"the donor, recipient, day, amount and term of {same}"
            remedy = f"withdraw one, or tie them (restates {same}, related_to {same})"
            problem = _warning("DUP", Place(record=record.id, field="id"), found, "one record for one promise", remedy)
            yield replace(problem, others=(same,))
        earlier.add(record.id)


def _decided(record: Commitment) -> Iterator[str]:
    # What a source ties is still open: nobody has said whether it is the same money.
    return (tie.target for tie in record.relations if tie.kind != "linked_by_source")


def _may_go_to_the_same(one: Commitment, other: Commitment) -> bool:
    """Whether no partner speaks against it: what one organisation receives is not what another one does."""
    ours, theirs = ({it.name for it in record.partners if it.name} for record in (one, other))
    return not (ours and theirs) or not ours.isdisjoint(theirs)


def _is_whole_figure(record: Commitment) -> bool:
    # The sum of a recurring promise depends on the horizon, so it cannot be held against another.
    return record.amount.qualifier in {"exact", "about"} and record.term.kind != "recurring"


def _can_be_taken(envelope: Commitment, part: Commitment) -> bool:
    recurring = "recurring" in (envelope.term.kind, part.term.kind)
    return envelope.amount.currency == part.amount.currency and not recurring


def _above_envelope(envelope: Commitment, parts: Sequence[Commitment]) -> Iterator[Problem]:
    currency, whole = envelope.amount.currency, envelope.amount.value
    total = exact_sum(it.amount.value for it in parts if it.amount.currency == currency and it.amount.value is not None)
    if whole is not None and total > whole:
        found = f"parts of {currency} {grouped(total)} in an envelope of {currency} {grouped(whole)}"
        remedy = "correct a figure, or take a part out of the envelope"
        place = Place(record=envelope.id, field="amount")
        yield _warning("FOOT", place, found, "parts that add up to their envelope at most", remedy)


def _warning(code: str, place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, Severity.WARNING, place, found, expected, remedy)

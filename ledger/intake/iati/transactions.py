"""The transactions of one IATI activity that the ledger takes: what each says, and the id that it keeps.

What an activity says that is none of the ledger's business becomes :class:`Unread`. The rules stand in docs/iati.md.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import NamedTuple

import pycountry
from lxml import etree

from ledger.foundation import Place, Problem, malformed, plain, quoted
from ledger.intake.iati.elements import (
    ActivityFacts,
    Opened,
    OpenedTransaction,
    attribute_of,
    category_of,
    day_of,
    digest,
    instrument_of,
    line_of,
    one_of,
    party,
    place_of,
    places_in,
    said,
    transaction_types,
    value_of,
)
from ledger.records import Lineage, next_element, rows

PAYMENT = "disbursement"
"""What disbursements and expenditures are read as."""

NOT_STATED = "not stated"
"""The recipient where a file names none: no party, so that the PARTY check lists it."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._/-]+")
_LONGEST_IDENTIFIER, _LONGEST_TAIL = 52, 40
# What a statement of money cannot do without, and what is told where it is missing.
_NEEDED: Mapping[str, tuple[str, str]] = {
    "value/@currency": ("a currency, here or as default of the activity", "ask the publisher for it"),
    "provider-org": ("a provider, or an organisation that funds or reports", "ask the publisher who gives"),
}


class Unread(NamedTuple):
    """Something that is none of the ledger's business; told in numbers at the end of the file."""

    what: str
    line: int
    doubtful: bool = False


class StatedMoney(NamedTuple):
    """What one element says of money.

    Args:
        value: of the sum; negative where something was taken back.
        currency: of the sum, its own or the activity's.
        day: of the value, as ``2025-06-02``; picks the rate.
        donor, recipient: who gives and whom it is for, as keys or names.
        receiver: the organisation that receives it for them; empty where the recipient itself does.
        category, instrument: codes of our lists.
        place: its line in the file.
        activity: path of its activity in the file.
        lineage: the element word for word, with the facts of its activity.
    """

    value: Decimal
    currency: str
    day: str
    donor: str
    recipient: str
    receiver: str
    category: str
    instrument: str
    place: Place
    activity: str
    lineage: Lineage

    @property
    def counterpart(self) -> str:
        """Who is named as the one that receives: tells one promise of an activity from another."""
        return self.receiver or self.recipient

    @property
    def amount(self) -> dict[str, str]:
        """The sum as a record writes it; that it was taken back, the type of the record says."""
        return {"qualifier": "exact", "value": plain(abs(self.value)), "currency": self.currency}


class TakenTransaction(NamedTuple):
    """One transaction of an activity that the ledger takes.

    Args:
        id: made of the activity's identifier and the transaction's own reference.
        kind: its code in IATI.
        read_as: commitment, pledge or disbursement.
        incoming: reported by the one who receives.
        stated: its money.
        text: its description; may be empty.
        note: its type, and its date where that is not the day of its value.
    """

    id: str
    kind: str
    read_as: str
    incoming: bool
    stated: StatedMoney
    text: str
    note: str


@dataclass(frozen=True)
class Around:
    """Where an element stands: its activity, what that says, and the file."""

    activity: Opened
    transactions: Sequence[OpenedTransaction]
    facts: ActivityFacts
    file: str
    number: int

    @cached_property
    def lineage(self) -> Lineage:
        """What the lineages of all its elements have in common."""
        return Lineage(file=self.file, cells=dict(self.facts.cells))


def unread_of(around: Around) -> Iterator[Unread]:
    """The budgets of an activity and the transactions that are neither promises nor payments."""
    for budget in around.activity.all("budget"):
        yield Unread("budgets, which promise nothing to anybody", line_of(budget))
    for transaction in around.transactions:
        code = transaction.code
        known = transaction_types().get(code)
        if known is None and code:
            what = f"transactions of the unknown type {quoted(code)}"
            yield Unread(what, line_of(transaction.opened.element), doubtful=True)
        elif known is not None and not known["read_as"]:
            yield Unread(f"transactions of type {code} ({known['name']})", line_of(transaction.opened.element))


def entries_of(around: Around) -> Iterator[TakenTransaction | Problem]:
    """The promises and payments of an activity, in its order; an unsound one becomes its problems."""
    refs = Counter([it.ref for it in around.transactions])
    same_day: Counter[str] = Counter()
    for position, transaction in enumerate(around.transactions, start=1):
        _, code, dated, ref = transaction
        stem = f"{code}-{dated[:10]}"
        same_day[stem] += 1
        tail = ref if ref and refs[ref] == 1 else f"{stem}-{same_day[stem]}"
        if not code:
            place = Place(file=around.file, row=line_of(transaction.opened.element), field="transaction-type")
            yield malformed(place, "nothing", "a type of transaction", "ask the publisher for it")
        elif code in transaction_types() and transaction_types()[code]["read_as"]:
            yield from _entry(transaction, around, position, own_id(around.facts.identifier, tail))


def stated(opened: Opened, around: Around, position: int, dated: str, *, incoming: bool) -> StatedMoney | list[Problem]:
    """What a ``transaction`` or ``planned-disbursement`` says of money, or every fault that stands in the way.

    Args:
        opened: the element.
        around: where it stands.
        position: which of its kind it is in the activity, counted from 1.
        dated: the day that counts where the value names none.
        incoming: whether the reporter receives.
    """
    element, facts = opened.element, around.facts
    place = Place(file=around.file, row=line_of(element))
    value = opened.first("value")
    number = value_of(value, place)
    day = day_of(("" if value is None else value.get("value-date")) or dated, place, "value/@value-date")
    currency = attribute_of(value, "currency") or facts.currency
    donor, recipient, receiver = _parties(opened, facts, incoming=incoming)
    if isinstance(number, Problem) or isinstance(day, Problem) or not (currency and donor):
        faults = [it for it in (number, day) if isinstance(it, Problem)]
        needed = {"value/@currency": currency, "provider-org": donor}
        return faults + [malformed(place.at(it), "nothing", *_NEEDED[it]) for it, found in needed.items() if not found]
    return StatedMoney(
        value=number,
        currency=currency.upper(),
        day=day,
        donor=donor,
        recipient=recipient,
        receiver="" if receiver == recipient else receiver,
        category=category_of(facts, opened),
        instrument=instrument_of(facts, opened),
        place=place,
        activity=f"iati-activity[{around.number}]",
        lineage=next_element(
            around.lineage,
            place.row or 1,
            f"iati-activity[{around.number}]/{element.tag}[{position}]",
            etree.tostring(element, encoding="unicode", with_tail=False),
        ),
    )


def own_id(identifier: str, tail: str) -> str:
    """An id that stays the same from release to release: of the source's own identifiers, a colon between them.

    >>> own_id("XI-IATI-EC/429-054", "211519"), own_id("DE-1-2020", "a b")
    ('iati-XI-IATI-EC/429-054:211519', 'iati-DE-1-2020:a-b-c8687a08')
    """
    return f"iati-{_slug(identifier, _LONGEST_IDENTIFIER)}:{_slug(tail, _LONGEST_TAIL)}"


def _entry(
    transaction: OpenedTransaction, around: Around, position: int, its_id: str
) -> Iterator[TakenTransaction | Problem]:
    opened, code, dated, _ = transaction
    known = transaction_types()[code]
    incoming = known["direction"] == "incoming"
    money = stated(opened, around, position, dated, incoming=incoming)
    if not isinstance(money, StatedMoney):
        yield from money
        return
    valued = f", dated {dated[:10]}, valued {money.day}" if dated and dated[:10] != money.day else ""
    yield TakenTransaction(
        id=its_id,
        kind=code,
        read_as=known["read_as"],
        incoming=incoming,
        stated=money,
        text=said(opened.first("description"), around.facts.language),
        note=f"IATI: {known['name']}{valued}.",
    )


def _parties(element: Opened, facts: ActivityFacts, *, incoming: bool) -> tuple[str | None, str, str]:
    """Who gives, whom it is for, and who receives it; the standard means the reporter where nobody is named.

    It is for the country or region, and an organisation receives it there. What comes in is for the reporter where the
    activity promises it on: for the place it counts once, in what goes out.
    """
    provider, receiver = (_named(element.first(tag), facts) for tag in ("provider-org", "receiver-org"))
    reporter = facts.reporting_party
    place = one_of([place_of(it, facts.language) for it in places_in(element)[:1]]) or facts.place
    if incoming:
        giver, receiver = provider or facts.funder, receiver or reporter
        place = None if facts.sends else place
    else:
        giver = provider or (facts.funder if facts.reports_others else reporter)
    # A country that is named as the one that receives says more than a region, or than several places.
    named = receiver if receiver in _countries() and place not in _countries() else place
    return giver, named or receiver or facts.implementer or NOT_STATED, receiver or ""


@cache
def _countries() -> frozenset[str]:
    own = {row["code"] for row in rows("territories")}
    return frozenset(own.union(str(it.alpha_3) for it in pycountry.countries))


def _named(element: etree._Element | None, facts: ActivityFacts) -> str | None:
    if element is None:
        return None
    ref = element.get("ref", "").strip()
    name = said(element, facts.language) or facts.names.get(ref, ref)
    return party(name) if name else None


def _slug(text: str, longest: int) -> str:
    kept = _UNSAFE.sub("-", text)
    # What a slug loses could be all that told two texts apart.
    return kept if kept == text and len(text) <= longest else f"{kept[: longest - 9]}-{digest(text)}"

"""What a record says, in the language of the reader: its promise, its sum, and how records are tied."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from ledger.foundation import EXACT, marked
from ledger.presentation import FigureScale, Language, label_in
from ledger.records import Commitment, Record, RelationKind
from ledger.reporting import UNITS, MoneyUnit, stated_of
from ledger.totals import StepKind

_LARGE: tuple[MoneyUnit, ...] = ("billion", "million")
_MOST_DECIMALS = 3
ACTIONS: Mapping[str, str] = {
    "record": marked("recorded"),
    "amend": marked("amended, since the promise changed"),
    "correct": marked("corrected, since it was recorded wrongly"),
    "withdraw": marked("withdrawn"),
    "restore": marked("restored"),
}
"""What an entry did to a record."""
TITLES: Mapping[str, str] = {
    "amend": marked("Amend: {title}"),
    "correct": marked("Correct: {title}"),
    "withdraw": marked("Withdraw: {title}"),
    "restore": marked("Restore: {title}"),
    "relate": marked("Tie to another record: {title}"),
}
"""What a page is called on which that is done to a record."""
TIES: Mapping[RelationKind, tuple[str, str]] = {
    "part_of": (marked("is part of"), marked("has as a part")),
    "fulfils": (marked("fulfils"), marked("is fulfilled by")),
    "restates": (marked("restates"), marked("is restated by")),
    "supersedes": (marked("stands in place of"), marked("is replaced by")),
    "tops_up": (marked("adds money to"), marked("has money added by")),
    "contributes_to": (marked("is a share in"), marked("has as a share")),
    "draws_down": (marked("is paid out of"), marked("pays for")),
    "related_to": (marked("was compared with"), marked("was compared with")),
    "linked_by_source": (marked("is tied by its source to"), marked("is tied by its source to")),
}
"""What a record is to the one that it is tied to, and what that one is to it."""
EVENTS: Mapping[StepKind, str] = {
    "committed": marked("committed"),
    "cancelled": marked("cancelled"),
    "paid": marked("paid"),
    "returned": marked("paid back"),
    "delivered": marked("delivered"),
    "passed_on": marked("paid beyond what is left, and counted as paid of a part"),
    "taken_over": marked("paid beyond what is left of its envelope, and counted as paid of this part"),
    "kept": marked("never less than nothing is open"),
}
"""What a step did to what is open of a firm commitment."""


def promise_in_words(record: Record, promise: Commitment | None, language: Language) -> str:
    r"""What a record states, in one line: who promised whom how much, or what happened to a promise.

    >>> from ledger.records import Amount, Term
    >>> amount = Amount(qualifier="exact", value="3000000000", currency="GBP")
    >>> term = Term(kind="recurring", start="2025-04-01", every="year")
    >>> pledge = Commitment.model_construct(donor="GBR", recipient="UKR", amount=amount, term=term, joint_donors=())
    >>> promise_in_words(pledge, pledge, Language("en"))
    'United Kingdom for Ukraine: GBP\xa03\xa0billion a year, without an end'
    """
    amount = _amount(record, language)
    if isinstance(record, Commitment):
        parties = _parties(record, language)
        if record.term.open_ended:
            return language.say("{donor} for {recipient}: {amount}, without an end", **parties, amount=amount)
        return language.say("{donor} for {recipient}: {amount}", **parties, amount=amount)
    kind = label_in("stage", str(record.type), language)
    if promise is None:
        return language.say("{kind}: {amount}", kind=kind, amount=amount)
    return language.say(
        "{kind}, {donor} for {recipient}: {amount}", kind=kind, **_parties(promise, language), amount=amount
    )


def _amount(record: Record, language: Language) -> str:
    """What a record states; millions and billions in words where that leaves no digit out."""
    if record.amount.qualifier == "undisclosed":
        return language.say("an undisclosed sum")
    return language.worded(stated_of(record, record.amount, partial(_short, language=language)))


def _parties(promise: Commitment, language: Language) -> Mapping[str, str]:
    return {"donor": language.party(promise.given_by), "recipient": language.party_inside(promise.recipient)}


def _short(value: Decimal, currency: str, *, language: Language) -> str:
    """Money in its largest unit that shows all of its digits in few decimals."""
    for unit in _LARGE:
        number = value.scaleb(-UNITS[unit], EXACT).normalize(EXACT)
        decimals = max(0, -int(number.as_tuple().exponent))
        if number >= 1 and decimals <= _MOST_DECIMALS:
            plain = number.quantize(Decimal(1).scaleb(-decimals), context=EXACT)
            return language.money(plain, FigureScale(currency, 0, unit, decimals))
    return language.exact(value, currency)

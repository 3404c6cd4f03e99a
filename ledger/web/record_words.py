"""What a record says, in the language of the reader: its promise, its sum, and how records are tied."""

from collections.abc import Mapping
from decimal import Decimal

from ledger.foundation import EXACT, marked
from ledger.presentation import FigureScale, Language, label_in
from ledger.records import Amount, Commitment, Record, RelationKind
from ledger.reporting import UNITS, MoneyUnit

_LARGE: tuple[MoneyUnit, ...] = ("billion", "million")
_MOST_DECIMALS = 3
_QUALIFIED: Mapping[str, str] = {
    "exact": marked("{amount}"),
    "about": marked("about {amount}"),
    "at_least": marked("at least {amount}"),
    "up_to": marked("up to {amount}"),
}
_EVERY: Mapping[str, str] = {
    "year": marked("{amount} a year"),
    "quarter": marked("{amount} a quarter"),
    "month": marked("{amount} a month"),
}
ACTIONS: Mapping[str, str] = {
    "record": marked("recorded"),
    "amend": marked("amended, since the promise changed"),
    "correct": marked("corrected, since it was recorded wrongly"),
    "withdraw": marked("withdrawn"),
    "restore": marked("restored"),
}
"""What an entry did to a record."""
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


def promise_in_words(record: Record, promise: Commitment | None, language: Language) -> str:
    r"""What a record states, in one line: who promised whom how much, or what happened to a promise.

    >>> from ledger.records import Amount, Term
    >>> amount = Amount(qualifier="exact", value="3000000000", currency="GBP")
    >>> term = Term(kind="recurring", start="2025-04-01", every="year")
    >>> pledge = Commitment.model_construct(donor="GBR", recipient="UKR", amount=amount, term=term, joint_donors=())
    >>> promise_in_words(pledge, pledge, Language("en"))
    'United Kingdom for Ukraine: GBP\xa03\xa0billion a year, without an end'
    """
    amount = amount_in_words(record.amount, language)
    if isinstance(record, Commitment):
        term, parties = record.term, _parties(record, language)
        if term.every and record.amount.bounds:
            amount = language.say(_EVERY[term.every], amount=amount)
        if term.open_ended:
            return language.say("{donor} for {recipient}: {amount}, without an end", **parties, amount=amount)
        return language.say("{donor} for {recipient}: {amount}", **parties, amount=amount)
    kind = label_in("stage", str(record.type), language)
    if promise is None:
        return language.say("{kind}: {amount}", kind=kind, amount=amount)
    return language.say(
        "{kind}, {donor} for {recipient}: {amount}", kind=kind, **_parties(promise, language), amount=amount
    )


def amount_in_words(amount: Amount, language: Language) -> str:
    """A sum with how firmly it is stated; millions and billions in words where that leaves no digit out."""
    currency = amount.currency or ""
    if amount.low is not None and amount.high is not None:
        low, high = _short(amount.low, currency, language), _short(amount.high, currency, language)
        return language.say("{low} to {high}", low=low, high=high)
    if amount.value is None:
        return language.say("no money") if amount.qualifier == "none" else language.say("an undisclosed sum")
    return language.say(_QUALIFIED[amount.qualifier], amount=_short(amount.value, currency, language))


def _parties(promise: Commitment, language: Language) -> Mapping[str, str]:
    return {"donor": language.party(promise.given_by), "recipient": language.party_inside(promise.recipient)}


def _short(value: Decimal, currency: str, language: Language) -> str:
    """Money in its largest unit that shows all of its digits in few decimals."""
    for unit in _LARGE:
        number = value.scaleb(-UNITS[unit], EXACT).normalize(EXACT)
        decimals = max(0, -int(number.as_tuple().exponent))
        if number >= 1 and decimals <= _MOST_DECIMALS:
            plain = number.quantize(Decimal(1).scaleb(-decimals), context=EXACT)
            return language.money(plain, FigureScale(currency, 0, unit, decimals))
    return language.exact(value, currency)

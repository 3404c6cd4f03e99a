"""What records state, in the words of a language: amounts, terms, goods and ties."""

from collections.abc import Iterator, Mapping

from ledger.foundation import marked
from ledger.presentation import Language
from ledger.records import Amount, Item, Record, RelationKind, Term, code_list
from ledger.reporting import amount_stated, stated_of

RELATIONS: Mapping[RelationKind, str] = {
    "part_of": marked("part of {record}"),
    "fulfils": marked("fulfils {record}"),
    "restates": marked("restates {record}"),
    "supersedes": marked("supersedes {record}"),
    "tops_up": marked("tops up {record}"),
    "contributes_to": marked("contributes to {record}"),
    "draws_down": marked("draws down {record}"),
    "related_to": marked("related to {record}"),
}
"""How a record is tied to another one."""
_EVERY: Mapping[str, tuple[str, str]] = {
    "year": (marked("every year from {start}, until {end}"), marked("every year from {start}, without an end")),
    "quarter": (
        marked("every quarter from {start}, until {end}"),
        marked("every quarter from {start}, without an end"),
    ),
    "month": (marked("every month from {start}, until {end}"), marked("every month from {start}, without an end")),
}


def amount_in(amount: Amount, language: Language) -> str:
    """An amount as it was stated.

    >>> amount_in(Amount(qualifier="undisclosed"), Language("en"))
    'undisclosed'
    """
    return language.worded(amount_stated(amount))


def stated_in(record: Record, amount: Amount, language: Language) -> str:
    """One of the sums of a record: so much a year, a quarter or a month, if it recurs."""
    return language.worded(stated_of(record, amount))


def term_in(term: Term, language: Language) -> str:
    """When it is owed.

    >>> term_in(Term(kind="one_off"), Language("en"))
    'once, on the day of the announcement'
    """
    days = {name: language.day(day) for name, day in (("start", term.start), ("end", term.end)) if day}
    if term.every:
        bounded, endless = _EVERY[term.every]
        return language.say(bounded if term.end else endless, **days)
    if term.kind == "period":
        return language.say("one sum over {start} to {end}", **days)
    return language.say("once, on {start}", **days) if days else language.say("once, on the day of the announcement")


def item_in(item: Item, language: Language) -> str:
    """What is given in kind; its description and its unit stand as the source has them."""
    return ", ".join(_item(item, language))


def _item(item: Item, language: Language) -> Iterator[str]:
    yield item.description
    quantity = "" if item.quantity is None else language.number(item.quantity)
    if quantity or item.unit:
        yield " ".join(filter(None, (quantity, item.unit)))
    if item.amount:
        yield amount_in(item.amount, language)
    if item.valuation_basis:
        yield language.say(
            "valuation: {basis}", basis=language.term(code_list("valuation_bases")[item.valuation_basis])
        )

"""Records in plain words, for a reader on a screen: amounts grouped by thousands, codes with their names."""

from collections.abc import Iterator
from decimal import Decimal

from ledger.records import (
    Amount,
    Commitment,
    Item,
    Record,
    RelationKind,
    Source,
    Term,
    Transaction,
    code_list,
    party_name,
)

_PREFIXES = {"about": "about ", "at_least": "at least ", "up_to": "up to "}
_RELATIONS: dict[RelationKind, str] = {
    "part_of": "part of",
    "fulfils": "fulfils the pledge",
    "restates": "restates (not counted again)",
    "supersedes": "stands in place of",
    "tops_up": "adds money to",
    "contributes_to": "a share in the fund",
    "draws_down": "paid out of",
    "related_to": "related to",
}


def grouped(value: Decimal) -> str:
    """A number as people read it.

    >>> grouped(Decimal("4061773772.82"))
    '4,061,773,772.82'
    """
    return f"{value:,f}"


def amount_words(amount: Amount) -> str:
    """An amount in words.

    >>> amount_words(Amount(qualifier="up_to", value="64380000000", currency="JPY"))
    'up to JPY 64,380,000,000'
    """
    if amount.low is not None and amount.high is not None:
        return f"{amount.currency} {grouped(amount.low)} to {grouped(amount.high)}"
    if amount.value is None:
        return "no money" if amount.qualifier == "none" else "undisclosed"
    return f"{_PREFIXES.get(amount.qualifier, '')}{amount.currency} {grouped(amount.value)}"


def term_words(term: Term) -> str:
    """A term in words.

    >>> term_words(Term(kind="recurring", start="2025-04-01", every="year"))
    'every year from 2025-04-01, without an end'
    """
    if term.kind == "recurring":
        until = f"until {term.end}" if term.end else "without an end"
        return f"every {term.every} from {term.start}, {until}"
    if term.kind == "period":
        return f"one sum over {term.start} to {term.end}"
    return f"once, on {term.start}" if term.start else "once, on the day of the announcement"


def party_words(key: str) -> str:
    """A party by its name, with its code.

    >>> party_words("GBR"), party_words("Ruritania")
    ('United Kingdom (GBR)', 'Ruritania')
    """
    name = party_name(key)
    return f"{name} ({key})" if name != key else key


def described(record: Record) -> tuple[tuple[str, str], ...]:
    """Every field of a record that is there, as label and words.

    >>> paid = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06",
    ...     amount={"qualifier": "undisclosed"})
    >>> described(paid)[-2]
    ('Amount', 'undisclosed')
    """
    own = _commitment(record) if isinstance(record, Commitment) else _transaction(record)
    return tuple((label, words) for label, words in (*own, *_shared(record)) if words)


def _commitment(record: Commitment) -> Iterator[tuple[str, str]]:
    yield "Id", record.id
    yield "Record", f"commitment, stage {record.stage}"
    yield "Title", record.title
    yield "Donor", party_words(record.donor)
    yield "Recipient", party_words(record.recipient)
    yield "Category", _named("categories", record.category)
    yield "Instrument", _named("instruments", record.instrument)
    yield "Announced", str(record.announced)
    recurring = f" per {record.term.every}" if record.term.every else ""
    yield "Amount", amount_words(record.amount) + recurring
    yield "Owed", term_words(record.term)
    for stated in record.stated_equivalents:
        yield "Also stated as", amount_words(stated)
    for partner in record.partners:
        yield "Partner", f"{partner} ({partner.kind}{', ' + party_words(partner.country) if partner.country else ''})"
    for tie in record.relations:
        yield "Tie", f"{_RELATIONS[tie.kind]} {tie.target}"


def _transaction(record: Transaction) -> Iterator[tuple[str, str]]:
    yield "Id", record.id
    yield "Record", f"transaction, {record.type}"
    yield "Title", record.title or ""
    yield "Commitment", record.commitment
    yield "Value date", str(record.value_date)
    yield "Amount", amount_words(record.amount)


def _shared(record: Record) -> Iterator[tuple[str, str]]:
    for item in record.items:
        yield "In kind", _item(item)
    for source in record.sources:
        yield "Source", _source(source)
        yield "Quote", source.quote or ""
        yield "Read at", source.url or ""
    yield "Note", record.note or ""
    yield "Handling", record.handling


def _item(item: Item) -> str:
    quantity = " ".join(filter(None, (grouped(item.quantity) if item.quantity else None, item.unit)))
    worth = amount_words(item.amount) if item.amount else ""
    basis = f"valuation: {_named('valuation_bases', item.valuation_basis)}" if item.valuation_basis else ""
    return ", ".join(filter(None, (item.description, quantity, worth, basis)))


def _source(source: Source) -> str:
    published = f"published {source.published}" if source.published else ""
    read = f"read {source.accessed}" if source.accessed else ""
    return ", ".join(filter(None, (source.publisher, source.title, published, read)))


def _named(codes: str, code: str) -> str:
    return f"{code_list(codes)[code]} ({code})"

"""Records in plain words, for a reader on a screen: amounts grouped by thousands, codes with their names."""

from collections.abc import Iterator

from ledger.records import (
    Commitment,
    Record,
    RelationKind,
    Source,
    Transaction,
    code_list,
    party_name,
)

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
    for joint in record.joint_donors:
        yield "Given jointly by", f"{party_words(joint.donor)}, {joint.share or 'its share is not known'}"
    yield "Recipient", party_words(record.recipient)
    yield "Category", _named("categories", record.category)
    yield "Instrument", _named("instruments", record.instrument)
    yield "Announced", str(record.announced)
    yield "Amount", record.stated_amount
    yield "Owed", str(record.term)
    for stated in record.stated_equivalents:
        yield "Also stated as", record.stated(stated)
    for partner in record.partners:
        yield "Partner", f"{partner} ({partner.kind}{', ' + party_words(partner.country) if partner.country else ''})"
    if record.counts:
        yield "Counts", "the envelope" if record.counts == "envelope" else "its parts, in place of the envelope"
    for tie in record.relations:
        yield "Tie", f"{_RELATIONS[tie.kind]} {tie.target}"


def _transaction(record: Transaction) -> Iterator[tuple[str, str]]:
    yield "Id", record.id
    yield "Record", f"transaction, {record.type}"
    yield "Title", record.title or ""
    yield "Commitment", record.commitment
    yield "Value date", str(record.value_date)
    yield "Amount", record.stated_amount


def _shared(record: Record) -> Iterator[tuple[str, str]]:
    for item in record.items:
        yield "In kind", str(item)
    for source in record.sources:
        yield "Source", _source(source)
        yield "Quote", source.quote or ""
        yield "Read at", source.url or ""
    yield "Note", record.note or ""
    yield "Handling", record.handling


def _source(source: Source) -> str:
    published = f"published {source.published}" if source.published else ""
    read = f"read {source.accessed}" if source.accessed else ""
    return ", ".join(filter(None, (source.publisher, source.title, published, read)))


def _named(codes: str, code: str) -> str:
    return f"{code_list(codes)[code]} ({code})"

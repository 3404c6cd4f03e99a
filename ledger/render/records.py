"""The sheets of what was recorded: Commitments, Transactions and Sources."""

from collections.abc import Iterable

from ledger.foundation import marked
from ledger.records import Commitment, Party, Record, Relation
from ledger.render.cells import AtLeast, Formula, Value, this
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.keys import Lookup
from ledger.render.sheet import Column
from ledger.render.stated import RELATIONS, item_in, stated_in, term_in
from ledger.reporting import Row

_AMOUNT = (
    Column(marked("Amount as stated"), 26, "wrap"),
    Column(marked("Original currency"), 9),
    Column(marked("Low"), 20, "amount"),
    Column(marked("Central"), 20, "amount"),
    Column(marked("High"), 20, "amount"),
)
_OWED = (
    Column(marked("Whole instalments"), 10, "count"),
    Column(marked("Days counted of one more"), 12, "count"),
    Column(marked("Days of that one"), 10, "count"),
    Column(marked("Owed up to the horizon"), 20, "amount"),
    Column(marked("Decimals"), 8, "key"),
    Column("Currency key", 7, "key"),
)
_COMMITMENT = (
    Column(marked("Record"), 26, "wrap"),
    Column(marked("Title"), 40, "wrap"),
    Column(marked("Donor"), 20, "wrap"),
    Column(marked("Recipient"), 14, "wrap"),
    Column(marked("Category"), 30),
    Column(marked("Instrument"), 26),
    Column(marked("Stage"), 13),
    Column(marked("Announced"), 11, "day"),
    *_AMOUNT,
    Column(marked("Term"), 28, "wrap"),
    Column(marked("Counted"), 28, "wrap"),
    *_OWED,
    Column(marked("Stated equivalents"), 28, "wrap"),
    Column(marked("Partners"), 30, "wrap"),
    Column(marked("In kind"), 36, "wrap"),
    Column(marked("Relations"), 34, "wrap"),
    Column(marked("Handling"), 10),
    Column(marked("Note"), 150, "wrap"),
)
_COMMITMENT_ON_PAPER = (
    *("Donor", "Record", "Title", "Recipient", "Stage", "Announced"),
    *("Amount as stated", "Term", "Counted"),
)
_TRANSACTION = (
    Column(marked("Record"), 36),
    Column(marked("Commitment"), 30),
    Column(marked("Type"), 14),
    Column(marked("Value date"), 11, "day"),
    Column(marked("Donor"), 20, "wrap"),
    Column(marked("Recipient"), 16),
    *_AMOUNT,
    Column(marked("Counted"), 34, "wrap"),
    *_OWED,
    Column(marked("In kind"), 36, "wrap"),
    Column(marked("Handling"), 10),
    Column(marked("Note"), 150, "wrap"),
)
_SOURCE = (
    Column(marked("Record"), 26, "wrap"),
    Column(marked("Publisher"), 20, "wrap"),
    Column(marked("Title"), 40, "wrap"),
    Column(marked("Published"), 11, "day"),
    Column(marked("Read"), 11, "day"),
    Column(marked("Language"), 9),
    Column(marked("Quote"), 72, "wrap"),
    Column(marked("Address"), 44, "wrap"),
)


_SOURCE_ON_PAPER = ("Record", "Publisher", "Title", "Published", "Quote")


def draw_commitments(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """Every commitment that the report saw, counted or not, with the reason."""
    rows = [_commitment(lookup, row) for row in lookup.report.rows if isinstance(row.record, Commitment)]
    say = lookup.language.say
    about = say("Evidence. As recorded, in the original currency; amounts of recurring terms are per interval.")
    sheet.add(Listing("Commitments", say("Pledges and commitments"), about, _COMMITMENT, rows, _COMMITMENT_ON_PAPER))


def draw_transactions(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """Every transaction that the report saw."""
    rows = [_transaction(lookup, row) for row in lookup.report.rows if not isinstance(row.record, Commitment)]
    say = lookup.language.say
    about = say("Allocations, disbursements, deliveries, cancellations and returns, as recorded.")
    sheet.add(Listing("Transactions", say("Transactions"), about, _TRANSACTION, rows))


def draw_sources(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """Where each record's facts stand, with the words that carry them."""
    rows: list[list[Value]] = [
        [row.record.id, it.publisher, it.title, it.published, it.accessed, it.language, it.quote, it.url]
        for row in lookup.report.rows
        for it in row.record.sources
    ]
    say = lookup.language.say
    about = say("Evidence. Where each fact stands; quotes are verbatim and at most 25 words long.")
    sheet.add(Listing("Sources", say("Sources"), about, _SOURCE, rows, _SOURCE_ON_PAPER))
    sheet.raw.set_portrait()


def _commitment(lookup: Lookup, row: Row) -> list[Value]:
    record = row.commitment
    return [
        record.id,
        record.title,
        _donors(lookup, record),
        lookup.label("recipient", record.recipient),
        lookup.label("category", record.category),
        lookup.label("instrument", record.instrument),
        lookup.label("stage", record.stage),
        record.announced,
        *_amount(lookup, record),
        term_in(record.term, lookup.language),
        _left_out(lookup, row) or _counted(lookup, row),
        *_owed(lookup, row, "Commitments"),
        _listed(lookup, (stated_in(record, it, lookup.language) for it in record.stated_equivalents)),
        _listed(lookup, (_partner(lookup, it) for it in record.partners)),
        _listed(lookup, (item_in(it, lookup.language) for it in record.items)),
        # A tie to a record that this report may not show would give its id away.
        _listed(lookup, (_tie(lookup, it) for it in record.relations if it.target in lookup.rows)),
        lookup.language.term(record.handling),
        record.note,
    ]


def _left_out(lookup: Lookup, row: Row) -> str | None:
    return lookup.language.worded(row.left_out) if row.left_out else None


def _counted(lookup: Lookup, row: Row) -> str:
    say = lookup.language.say
    if row.schedule is None:
        return say("no: open-ended, and the report has no horizon")
    if row.envelope is None:
        return say("yes")
    parts = ", ".join(row.envelope.parts)
    if row.envelope.is_empty:
        return say("in its parts {parts}; nothing is left of it", parts=parts)
    left = lookup.language.exact(row.envelope.remainder.central, row.record.amount.currency or "")
    return say("the remainder of {amount}; the rest is in its parts {parts}", amount=left, parts=parts)


def _transaction(lookup: Lookup, row: Row) -> list[Value]:
    record = row.record
    if isinstance(record, Commitment):
        raise TypeError("a commitment is not a transaction")
    return [
        record.id,
        record.commitment,
        lookup.label("stage", record.type),
        record.value_date,
        lookup.label("donor", row.commitment.given_by),
        lookup.label("recipient", row.commitment.recipient),
        *_amount(lookup, record),
        _left_out(lookup, row) or lookup.language.say("yes"),
        *_owed(lookup, row, "Transactions"),
        _listed(lookup, (item_in(it, lookup.language) for it in record.items)),
        lookup.language.term(record.handling),
        record.note,
    ]


def _amount(lookup: Lookup, record: Record) -> list[Value]:
    bounds = record.amount.bounds
    stated = stated_in(record, record.amount, lookup.language)
    if bounds is None:
        return [stated, record.amount.currency, None, None, None]
    return [
        stated,
        record.amount.currency,
        bounds.low,
        bounds.central,
        AtLeast(bounds.high) if bounds.open_high else bounds.high,
    ]


def _owed(lookup: Lookup, row: Row, table: str) -> list[Value]:
    bounds, schedule, currency = row.record.amount.bounds, row.schedule, row.record.amount.currency
    if bounds is None or schedule is None or currency is None:
        return [None, None, None, None, None, lookup.currencies.get(currency or "", 0)]
    decimals = row.record.amount.decimals
    central, whole, days, of, places = (
        this(table, it)
        for it in ("Central", "Whole instalments", "Days counted of one more", "Days of that one", "Decimals")
    )
    # Rounded again to the decimals of the amount, only to drop the noise of binary numbers.
    text = f"=ROUND({central}*{whole}+ROUND({central}*{days}/{of},{places}),{places})"
    owed = Formula(text, schedule.of(bounds.central, decimals))
    return [schedule.whole, schedule.rest_days, schedule.rest_of, owed, decimals, lookup.currencies[currency]]


def _donors(lookup: Lookup, record: Commitment) -> str:
    """The donor; joint donors are listed each with its share, where it is known."""
    if not record.joint_donors:
        return lookup.label("donor", record.donor)
    unknown = lookup.language.say("(share not known)")
    shares = (f"{lookup.label('donor', it.donor)} {it.share or unknown}" for it in record.joint_donors)
    return lookup.language.say("jointly {shares}", shares=lookup.language.apart(shares))


def _partner(lookup: Lookup, party: Party) -> str:
    return f"{party} ({lookup.label('donor', party.country)})" if party.country else str(party)


def _tie(lookup: Lookup, relation: Relation) -> str:
    return lookup.language.say(RELATIONS[relation.kind], record=relation.target)


def _listed(lookup: Lookup, texts: Iterable[str]) -> str | None:
    return lookup.language.apart(texts) or None

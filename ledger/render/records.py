"""The sheets of what was recorded: Commitments, Transactions and Sources."""

from collections.abc import Iterable

from ledger.foundation import grouped
from ledger.presentation import label_of
from ledger.records import Commitment, Party, Record
from ledger.render.cells import AtLeast, Formula, Value, this
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.keys import Lookup
from ledger.render.sheet import Column
from ledger.reporting import Row

_AMOUNT = (
    Column("Amount as stated", 26, "wrap"),
    Column("Original currency", 9),
    Column("Low", 20, "amount"),
    Column("Central", 20, "amount"),
    Column("High", 20, "amount"),
)
_OWED = (
    Column("Whole instalments", 10, "count"),
    Column("Days counted of one more", 12, "count"),
    Column("Days of that one", 10, "count"),
    Column("Owed up to the horizon", 20, "amount"),
    Column("Decimals", 8, "key"),
    Column("Currency key", 7, "key"),
)
_COMMITMENT = (
    Column("Record", 26, "wrap"),
    Column("Title", 40, "wrap"),
    Column("Donor", 20, "wrap"),
    Column("Recipient", 14, "wrap"),
    Column("Category", 30),
    Column("Instrument", 26),
    Column("Stage", 13),
    Column("Announced", 11, "day"),
    *_AMOUNT,
    Column("Term", 28, "wrap"),
    Column("Counted", 28, "wrap"),
    *_OWED,
    Column("Stated equivalents", 28, "wrap"),
    Column("Partners", 30, "wrap"),
    Column("In kind", 36, "wrap"),
    Column("Relations", 34, "wrap"),
    Column("Handling", 10),
    Column("Note", 60, "wrap"),
)
_COMMITMENT_ON_PAPER = (
    *("Donor", "Record", "Title", "Recipient", "Stage", "Announced"),
    *("Amount as stated", "Term", "Counted"),
)
_TRANSACTION = (
    Column("Record", 36),
    Column("Commitment", 30),
    Column("Type", 14),
    Column("Value date", 11, "day"),
    Column("Donor", 20, "wrap"),
    Column("Recipient", 16),
    *_AMOUNT,
    Column("Counted", 34, "wrap"),
    *_OWED,
    Column("In kind", 36, "wrap"),
    Column("Handling", 10),
    Column("Note", 60, "wrap"),
)
_SOURCE = (
    Column("Record", 26, "wrap"),
    Column("Publisher", 20, "wrap"),
    Column("Title", 40, "wrap"),
    Column("Published", 11, "day"),
    Column("Read", 11, "day"),
    Column("Language", 9),
    Column("Quote", 72, "wrap"),
    Column("Address", 44, "wrap"),
)


_SOURCE_ON_PAPER = ("Record", "Publisher", "Title", "Published", "Quote")


def draw_commitments(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """Every commitment that the report saw, counted or not, with the reason."""
    rows = [_commitment(lookup, row) for row in lookup.report.rows if isinstance(row.record, Commitment)]
    about = "Evidence. As recorded, in the original currency; amounts of recurring terms are per interval."
    sheet.add(Listing("Commitments", "Pledges and commitments", about, _COMMITMENT, rows, _COMMITMENT_ON_PAPER))


def draw_transactions(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """Every transaction that the report saw."""
    rows = [_transaction(lookup, row) for row in lookup.report.rows if not isinstance(row.record, Commitment)]
    about = "Allocations, disbursements, deliveries, cancellations and returns, as recorded."
    sheet.add(Listing("Transactions", "Transactions", about, _TRANSACTION, rows))


def draw_sources(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """Where each record's facts stand, with the words that carry them."""
    rows: list[list[Value]] = [
        [row.record.id, it.publisher, it.title, it.published, it.accessed, it.language, it.quote, it.url]
        for row in lookup.report.rows
        for it in row.record.sources
    ]
    about = "Evidence. Where each fact stands; quotes are verbatim and at most 25 words long."
    sheet.add(Listing("Sources", "Sources", about, _SOURCE, rows, _SOURCE_ON_PAPER))
    sheet.raw.set_portrait()


def _commitment(lookup: Lookup, row: Row) -> list[Value]:
    record = row.commitment
    return [
        record.id,
        record.title,
        _donors(record),
        label_of("recipient", record.recipient),
        label_of("category", record.category),
        label_of("instrument", record.instrument),
        label_of("stage", record.stage),
        record.announced,
        *_amount(record),
        str(record.term),
        _left_out(lookup, row) or _counted(row),
        *_owed(lookup, row, "Commitments"),
        _listed(map(record.stated, record.stated_equivalents)),
        _listed(_partner(it) for it in record.partners),
        _listed(map(str, record.items)),
        # A tie to a record that this report may not show would give its id away.
        _listed(f"{it.kind.replace('_', ' ')} {it.target}" for it in record.relations if it.target in lookup.rows),
        record.handling,
        record.note,
    ]


def _left_out(lookup: Lookup, row: Row) -> str | None:
    return lookup.language.worded(row.left_out) if row.left_out else None


def _counted(row: Row) -> str:
    if row.schedule is None:
        return "no: open-ended, and the report has no horizon"
    if row.envelope is None:
        return "yes"
    left = row.envelope.remainder
    parts = " and ".join(row.envelope.parts)
    if row.envelope.is_empty:
        return f"in its parts {parts}; nothing is left of it"
    return f"the remainder of {row.record.amount.currency} {grouped(left.central)}; the rest is in its parts {parts}"


def _transaction(lookup: Lookup, row: Row) -> list[Value]:
    record = row.record
    if isinstance(record, Commitment):
        raise TypeError("a commitment is not a transaction")
    return [
        record.id,
        record.commitment,
        label_of("stage", record.type),
        record.value_date,
        label_of("donor", row.commitment.given_by),
        label_of("recipient", row.commitment.recipient),
        *_amount(record),
        _left_out(lookup, row) or "yes",
        *_owed(lookup, row, "Transactions"),
        _listed(map(str, record.items)),
        record.handling,
        record.note,
    ]


def _amount(record: Record) -> list[Value]:
    bounds = record.amount.bounds
    stated = record.stated_amount
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


def _donors(record: Commitment) -> str:
    """The donor; joint donors are listed each with its share, where it is known."""
    if not record.joint_donors:
        return label_of("donor", record.donor)
    shares = (f"{label_of('donor', it.donor)} {it.share or '(share not known)'}" for it in record.joint_donors)
    return f"jointly {'; '.join(shares)}"


def _partner(party: Party) -> str:
    return f"{party} ({label_of('donor', party.country)})" if party.country else str(party)


def _listed(texts: Iterable[str]) -> str | None:
    return "; ".join(texts) or None

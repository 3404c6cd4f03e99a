"""The sheets Revisions, Decisions, Samples and Duplicates: the journal behind a report, for anyone who questions it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from ledger.audit import SamplePlan
from ledger.book import Decision, IssuePayload, Revision, SamplePayload, SeverityPayload, SignOffPayload, WaivePayload
from ledger.checks import signed_by_issuer
from ledger.foundation import from_minor, grouped, plain
from ledger.records import CURRENCIES
from ledger.render.cells import Value
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.sheet import Column
from ledger.reporting import Evidence

_REVISIONS = (
    Column("Entry", 8, "number"),
    Column("Time (UTC)", 20, "wrap"),
    Column("Action", 11),
    Column("Record", 30),
    Column("States", 34, "wrap"),
    Column("Title", 44, "wrap"),
    Column("Author", 20),
    Column("Reason", 50, "wrap"),
    Column("Batch", 8, "number"),
    Column("Read from", 44, "wrap"),
    Column("Hash", 66, "code"),
)
_REVISIONS_ON_PAPER = ("Entry", "Time (UTC)", "Action", "Record", "States", "Author", "Reason", "Read from")
_DECISIONS = (
    Column("Entry", 8, "number"),
    Column("Time (UTC)", 20, "wrap"),
    Column("What", 12),
    Column("About", 70, "wrap"),
    Column("Author", 20),
    Column("Reason or statement", 60, "wrap"),
    Column("Hash", 66, "code"),
)
_DECISIONS_ON_PAPER = ("Entry", "Time (UTC)", "What", "About", "Author", "Reason or statement")
_SAMPLES = (
    Column("Sample", 8, "number"),
    Column("File", 26),
    Column("Record", 30),
    Column("Conversion", 20),
    Column("Evaluated", 10, "number"),
    Column("Currency", 9),
    Column("Error found", 20, "amount"),
    Column("Sample as a whole", 26),
)
_DUPLICATES = (
    Column("Record", 30),
    Column("Perhaps the same as", 40, "wrap"),
    Column("Tie that would fit", 16),
    Column("Weight", 8, "count"),
    Column("Why", 90, "wrap"),
)


def draw_revisions(sheet: EvidenceSheet, revisions: Sequence[Revision]) -> None:
    """Every entry on the records that are shown: who recorded what, when and why, and from which row."""
    rows: list[list[Value]] = [
        [
            it.seq,
            _time(it.time, it.clock),
            it.action,
            it.id or "",
            it.record.stated_amount if it.record else "",
            (it.record.title or "") if it.record else "",
            it.author,
            it.reason,
            it.batch,
            "; ".join(_origin(row.file, row.sheet, row.row) for row in it.lineage),
            it.hash,
        ]
        for it in revisions
    ]
    about = "The journal entries behind the records that are shown, oldest first."
    sheet.add(Listing("Revisions", "Revisions", about, _REVISIONS, rows, _REVISIONS_ON_PAPER))


def draw_decisions(sheet: EvidenceSheet, evidence: Evidence) -> None:
    """What people have said of the book: issues, sign-offs, waivers, severities, samples."""
    rows: list[list[Value]] = [
        [
            it.seq,
            _time(it.time, it.clock),
            it.action.replace("_", " "),
            "; ".join(_about(it, evidence.decisions)),
            it.author,
            it.reason,
            it.hash,
        ]
        for it in evidence.decisions
    ]
    about = "Reports issued and signed off, findings waived, severities set, samples drawn."
    sheet.add(Listing("Decisions", "Decisions", about, _DECISIONS, rows, _DECISIONS_ON_PAPER))


def draw_samples(sheet: EvidenceSheet, evidence: Evidence) -> None:
    """Every conversion that a recorded sample drew, and what the auditor found in it."""
    rows: list[list[Value]] = [
        [
            it.drawn,
            it.file,
            it.record,
            it.conversion,
            it.evaluated,
            it.currency,
            None if it.error is None else Decimal(it.error),
            it.verdict or "not evaluated yet",
        ]
        for it in evidence.sampled
    ]
    about = "Conversions that recorded samples drew. An error is the book value less the audited value."
    sheet.add(Listing("Samples", "Samples", about, _SAMPLES, rows))


def draw_duplicates(sheet: EvidenceSheet, evidence: Evidence) -> None:
    """What may be the same money twice; nobody has decided it yet."""
    rows: list[list[Value]] = [
        [it.record, ", ".join(it.others), it.suggested, it.weight, "; ".join(reason.text for reason in it.reasons)]
        for it in evidence.candidates
    ]
    about = "Records that may hold the same money and are not tied to each other, the weightiest first."
    sheet.add(Listing("Duplicates", "Duplicates", about, _DUPLICATES, rows))


def _time(time: datetime, clock: datetime | None) -> str:
    """The time of an entry, and what the clock said where it was behind."""
    return f"{time:%Y-%m-%d %H:%M:%S}" + (f"; clock {clock:%Y-%m-%d %H:%M:%S}" if clock else "")


def _origin(file: str, sheet: str | None, row: int | None) -> str:
    return ", ".join(filter(None, (file, f"sheet {sheet}" if sheet else "", f"row {row}" if row else "")))


def _about(decision: Decision, decisions: Sequence[Decision]) -> Iterator[str]:
    match decision.payload:
        case IssuePayload() as said:
            yield f"report {said.report} as of {said.as_of}, head {said.head[:12]}"
            yield f"{said.file}, sha256 {said.sha256[:12]}"
        case SignOffPayload() as said:
            yield "the book up to here" if said.issue is None else f"the report issued as entry {said.issue}"
            if signed_by_issuer(decision, decisions):
                yield "signed off by the one who issued it"
        case WaivePayload() as said:
            taken_back = "taken back, and told again: " if said.taken_back else ""
            yield f"{taken_back}{said.code} at {said.place}: {said.found}"
        case SeverityPayload() as said:
            yield f"{said.code} counts as {said.severity}" if said.severity else f"{said.code} has its own severities"
        case SamplePayload() as said:
            try:
                yield from tuple(_about_sample(said))
            except (KeyError, ValueError, ArithmeticError):
                # A history that was read from elsewhere may say anything of a sample.
                yield f"sample {said.step}, told otherwise than this version tells it"


def _about_sample(payload: SamplePayload) -> Iterator[str]:
    """What was drawn and how, or what came of it; the journal has every figure."""
    facts = payload.facts
    if payload.step == "drawn":
        plan = SamplePlan.model_validate(facts["plan"])
        design, currency = plan.design, str(plan.definition["currency"])
        tolerable = from_minor(design.tolerable, CURRENCIES[currency].minor_units)
        method = "monetary-unit sample" if design.method == "mus" else "stratified random sample"
        yield f"{method} of the report {plan.definition['name']}, seed {design.seed}"
        yield f"confidence {plain(design.confidence)} %, tolerable error {currency} {grouped(tolerable)}"
        yield f"{facts['conversions']} conversions worth {currency} {grouped(Decimal(str(facts['population'])))}"
    else:
        yield f"sample of entry {facts['drawn']}" if facts["drawn"] else "a sample that was not recorded"
        errors = facts["errors"]
        yield f"evaluated: {payload.facts['verdict']}, {len(errors) if isinstance(errors, dict) else 0} errors found"
    yield f"{facts['file']}, sha256 {str(facts['sha256'])[:12]}"

"""The sheets Revisions, Decisions, Samples and Duplicates: the journal behind a report, for anyone who questions it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from ledger.audit import SamplePlan
from ledger.book import Decision, IssuePayload, SamplePayload, SeverityPayload, SignOffPayload, WaivePayload
from ledger.checks import Candidate, signed_by_issuer
from ledger.foundation import from_minor, marked, marked_count
from ledger.presentation import Language
from ledger.records import CURRENCIES, Lineage
from ledger.render.cells import Value
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.sheet import Column
from ledger.render.stated import RELATIONS, stated_in
from ledger.reporting import Evidence

_REVISIONS = (
    Column(marked("Entry"), 8, "number"),
    Column(marked("Time (UTC)"), 20, "wrap"),
    Column(marked("Action"), 19),
    Column(marked("Record"), 30),
    Column(marked("States"), 34, "wrap"),
    Column(marked("Title"), 44, "wrap"),
    Column(marked("Author"), 20),
    Column(marked("Reason"), 50, "wrap"),
    Column(marked("Batch"), 8, "number"),
    Column(marked("Read from"), 44, "wrap"),
    Column(marked("Hash"), 66, "code"),
)
_REVISIONS_ON_PAPER = ("Entry", "Time (UTC)", "Action", "Record", "States", "Author", "Reason", "Read from")
_DECISIONS = (
    Column(marked("Entry"), 8, "number"),
    Column(marked("Time (UTC)"), 20, "wrap"),
    Column(marked("Decision"), 19),
    Column(marked("About"), 70, "wrap"),
    Column(marked("Author"), 20),
    Column(marked("Reason or statement"), 60, "wrap"),
    Column(marked("Hash"), 66, "code"),
)
_DECISIONS_ON_PAPER = ("Entry", "Time (UTC)", "Decision", "About", "Author", "Reason or statement")
_SAMPLES = (
    Column(marked("Sample"), 8, "number"),
    Column(marked("File"), 26),
    Column(marked("Record"), 30),
    Column(marked("Conversion"), 20),
    Column(marked("Evaluated"), 10, "number"),
    Column(marked("Currency"), 9),
    Column(marked("Error found"), 20, "amount"),
    Column(marked("Sample as a whole"), 26),
)
_DUPLICATES = (
    Column(marked("Record"), 30),
    Column(marked("Perhaps the same as"), 40, "wrap"),
    Column(marked("Tie that would fit"), 30, "wrap"),
    Column(marked("Weight"), 8, "count"),
    Column(marked("Why"), 90, "wrap"),
)
_MOMENT = "%Y-%m-%d %H:%M:%S"
_ACTIONS: Mapping[str, str] = {
    "record": marked("recorded"),
    "amend": marked("amended"),
    "correct": marked("corrected"),
    "withdraw": marked("withdrawn"),
    "restore": marked("restored"),
    "import": marked("import begun"),
    "rates": marked("rates entered"),
    "withdraw_rates": marked("rates withdrawn"),
    "issue": marked("issued"),
    "sign_off": marked("signed off"),
    "waive": marked("waived"),
    "severity": marked("severity set"),
    "sample": marked("sampled"),
}
"""What an entry of the journal did."""
_SAMPLED: Mapping[str, str] = {
    "mus": marked("monetary-unit sample of the report {report}, seed {seed}"),
    "stratified": marked("stratified random sample of the report {report}, seed {seed}"),
}
_DRAWN = marked_count("{count} conversion worth {sum}", "{count} conversions worth {sum}")
_EVALUATED = marked_count("evaluated: {verdict}, {count} error found", "evaluated: {verdict}, {count} errors found")


def draw_revisions(sheet: EvidenceSheet, evidence: Evidence, language: Language) -> None:
    """Every entry on the records that are shown: who recorded what, when and why, and from which row."""
    rows: list[list[Value]] = [
        [
            it.seq,
            _time(it.time, it.clock, language),
            language.say(_ACTIONS[it.action]),
            it.id or "",
            stated_in(it.record, it.record.amount, language) if it.record else "",
            (it.record.title or "") if it.record else "",
            it.author,
            it.reason,
            it.batch,
            language.apart(", ".join(_origin(row, language)) for row in it.lineage),
            it.hash,
        ]
        for it in evidence.revisions
    ]
    about = language.say("The journal entries behind the records that are shown, oldest first.")
    sheet.add(Listing("Revisions", language.say("Revisions"), about, _REVISIONS, rows, _REVISIONS_ON_PAPER))


def draw_decisions(sheet: EvidenceSheet, evidence: Evidence, language: Language) -> None:
    """What people have said of the book: issues, sign-offs, waivers, severities, samples."""
    rows: list[list[Value]] = [
        [
            it.seq,
            _time(it.time, it.clock, language),
            language.say(_ACTIONS[it.action]),
            language.apart(_about(it, evidence.decisions, language)),
            it.author,
            it.reason,
            it.hash,
        ]
        for it in evidence.decisions
    ]
    about = language.say("Reports issued and signed off, findings waived, severities set, samples drawn.")
    sheet.add(Listing("Decisions", language.say("Decisions"), about, _DECISIONS, rows, _DECISIONS_ON_PAPER))


def draw_samples(sheet: EvidenceSheet, evidence: Evidence, language: Language) -> None:
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
            language.term(it.verdict or marked("not evaluated yet")),
        ]
        for it in evidence.sampled
    ]
    about = language.say("Conversions that recorded samples drew. An error is the book value less the audited value.")
    sheet.add(Listing("Samples", language.say("Samples"), about, _SAMPLES, rows))


def draw_duplicates(sheet: EvidenceSheet, evidence: Evidence, language: Language) -> None:
    """What may be the same money twice; nobody has decided it yet."""
    rows: list[list[Value]] = [
        [
            it.record,
            ", ".join(it.others),
            _tie(it, language),
            it.weight,
            language.apart(language.worded(reason.said) for reason in it.reasons),
        ]
        for it in evidence.candidates
    ]
    sentence = marked("Records that may hold the same money and are not tied to each other, the weightiest first.")
    sheet.add(Listing("Duplicates", language.say("Duplicates"), language.say(sentence), _DUPLICATES, rows))


def _time(time: datetime, clock: datetime | None, language: Language) -> str:
    """The time of an entry, and what the clock said where it was behind."""
    entered = time.strftime(_MOMENT)
    return language.say("{time}; clock {clock}", time=entered, clock=clock.strftime(_MOMENT)) if clock else entered


def _origin(row: Lineage, language: Language) -> Iterator[str]:
    """The file from which a record was read, and where in it."""
    yield row.file
    if row.sheet:
        yield language.say("sheet {name}", name=row.sheet)
    if row.row:
        yield language.say("row {number}", number=str(row.row))


def _tie(candidate: Candidate, language: Language) -> str:
    """From the record to the other one; from each of several others to the record."""
    target = candidate.record if len(candidate.others) > 1 else candidate.others[0]
    return language.say(RELATIONS[candidate.suggested], record=target)


def _about(decision: Decision, decisions: Sequence[Decision], language: Language) -> Iterator[str]:
    say, term = language.say, language.term
    match decision.payload:
        case IssuePayload() as said:
            day, head = language.day(said.as_of), said.head[:12]
            yield say("report {report} as of {day}, head {head}", report=said.report, day=day, head=head)
            yield say(_FILE, file=said.file, hash=said.sha256[:12])
        case SignOffPayload(issue=None):
            yield say("the book up to here")
        case SignOffPayload() as said:
            yield say("the report issued as entry {number}", number=str(said.issue))
            if signed_by_issuer(decision, decisions):
                yield say("signed off by the one who issued it")
        case WaivePayload() as said:
            # The finding itself stands as it was told, word for word: in English.
            told = f"{said.code} {said.place}: {said.found}"
            yield say("taken back, and told again: {finding}", finding=told) if said.taken_back else told
        case SeverityPayload(severity=None) as said:
            yield say("{code} has its own severities", code=said.code)
        case SeverityPayload() as said:
            yield say("{code} counts as {severity}", code=said.code, severity=term(str(said.severity)))
        case SamplePayload() as said:
            try:
                yield from tuple(_about_sample(said, language))
            except (KeyError, ValueError, ArithmeticError):
                # A history that was read from elsewhere may say anything of a sample.
                yield say("sample {step}, told otherwise than this version tells it", step=said.step)


_FILE = marked("{file}, sha256 {hash}")


def _about_sample(payload: SamplePayload, language: Language) -> Iterator[str]:
    """What was drawn and how, or what came of it; the journal has every figure."""
    facts, say = payload.facts, language.say
    if payload.step == "drawn":
        plan = SamplePlan.model_validate(facts["plan"])
        design, currency = plan.design, str(plan.definition["currency"])
        tolerable = from_minor(design.tolerable_minor, CURRENCIES[currency].minor_units)
        yield say(_SAMPLED[design.method], report=str(plan.definition["name"]), seed=str(design.seed))
        yield say(
            "confidence {percent}, tolerable error {sum}",
            percent=language.percent(design.confidence),
            sum=language.exact(tolerable, currency),
        )
        worth = language.exact(Decimal(str(facts["population"])), currency)
        yield language.say_count(*_DRAWN, int(str(facts["conversions"])), sum=worth)
    else:
        drawn, errors = facts["drawn"], facts["errors"]
        number = say("sample of entry {number}", number=str(drawn))
        yield number if drawn else say("a sample that was not recorded")
        count = len(errors) if isinstance(errors, dict) else 0
        yield language.say_count(*_EVALUATED, count, verdict=language.term(str(facts["verdict"])))
    yield say(_FILE, file=str(facts["file"]), hash=str(facts["sha256"])[:12])

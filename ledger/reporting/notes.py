"""The notes of a report: method, scope and assumptions in plain words, for a reader who has only the file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import groupby

from ledger.book import Decision, SeverityPayload, SignOffPayload
from ledger.checks import signed_by_issuer
from ledger.foundation import KindName, Money, Phrase, counted_phrase, exact_sum, phrase
from ledger.rates import Basis, Pair
from ledger.records import GROUP_MEMBERS, GROUPS, Commitment, PartyName, Portion, Record, code_list
from ledger.reporting.basis_notes import basis_in_full, without_rate
from ledger.reporting.definition import Boundary, Definition
from ledger.reporting.filters import TERMS, LimitedDimension
from ledger.reporting.findings import severities_set
from ledger.reporting.report import Note, Row
from ledger.reporting.stated_amounts import stated_of
from ledger.totals import Envelope, StillOpen
from ledger.valuation import Line

_ALL = (phrase("all"),)
MEMO_LINES = "Each of them is contained in the total, and they overlap: add them neither to it nor to each other."
"""What memo lines are, in the words of every sheet that speaks of them."""


def notes_of(
    definition: Definition, rows: Sequence[Row], lines: Sequence[Line], decisions: Sequence[Decision], hidden: int
) -> tuple[Note, ...]:
    """All notes of a report, in the order in which a reader needs them."""
    return (
        *_decided(decisions),
        *_method(definition),
        *_scope(definition, rows, hidden),
        *_groups(definition),
        *_envelopes(rows),
        *_jointly(rows, lines),
        *_returned(lines),
        *_terms(rows),
        *_not_converted(lines),
        *_assumptions(rows),
    )


def reach_of_rates(until: Mapping[str, date]) -> Iterator[Note]:
    """How far the rates reach that a report may use, set by set.

    >>> print(*(note.text for note in reach_of_rates({"ECB": date(2026, 10, 30)})))
    ECB: until 2026-10-30. What was announced more than seven days later has no rate of its own day there.
    """
    if until:
        sets = tuple(phrase("{name}: until {day}", name=name, day=last) for name, last in until.items())
        sentence = phrase(
            "{sets}. What was announced more than seven days later has no rate of its own day there.", sets=sets
        )
        yield Note("Rates reach to", sentence)


def notes_of_open(definition: Definition, unpaid: StillOpen) -> Iterator[Note]:
    """What "still open" says, and which payments are not in it.

    >>> next(notes_of_open(Definition(name="x", title="X", currency="EUR"), StillOpen()), None) is None
    True
    """
    if not definition.stages:
        return
    yield Note(
        "Still open",
        phrase(
            "Of each firm commitment what is counted of it up to the horizon, less what was cancelled of it, less "
            "what was paid of it and did not come back, or was delivered of it where that is more; never less than "
            "nothing. It is worth the same part of the commitment's own figure, at its own rate. Stages follow each "
            "other and are never added together. The age of what is open runs from the announcement of its commitment "
            "to the day as of which the report is, in days, the mean weighed by the sums."
        ),
    )
    if unpaid.overpaid:
        more = phrase(
            "More was paid or delivered than stands of {some} of {whole} firm commitments; none of it is taken from "
            "others.",
            some=len(unpaid.overpaid),
            whole=len(unpaid.unpaid),
        )
        yield Note("Paid beyond", more)
    if unpaid.unplaced:
        others = phrase(
            "Payments and deliveries of no firm commitment that counts: {count}.", count=len(unpaid.unplaced)
        )
        yield Note("Paid of others", others)


def donors_counted(boundary: Boundary) -> tuple[object, ...]:
    """The donors of a boundary, as they stand in a phrase.

    >>> print(*donors_counted(Boundary(donors=["NOR", "EU"], donor_groups=["EU"])), sep=", ")
    Norway, European Union (itself, not its members), EU member states (on the day of each announcement)
    """
    return _in_names(boundary.donors, boundary.donor_groups) or _ALL


def recipients_counted(boundary: Boundary) -> tuple[object, ...]:
    """The recipients of a boundary, as they stand in a phrase.

    >>> print(*recipients_counted(Boundary()))
    all
    """
    return _in_names(boundary.recipients, boundary.recipient_groups) or _ALL


def _in_names(parties: Sequence[str], groups: Sequence[str]) -> tuple[object, ...]:
    return (*map(_party_itself, parties), *map(_members_then, groups))


def _party_itself(key: str) -> PartyName | Phrase:
    name = PartyName(key)
    return phrase("{name} (itself, not its members)", name=name) if key in GROUPS else name


def _members_then(group: str) -> Phrase:
    return phrase("{members} (on the day of each announcement)", members=phrase(GROUP_MEMBERS[group]))


def _decided(decisions: Sequence[Decision]) -> Iterator[Note]:
    """Who has signed off what, and which findings weigh otherwise in this book than by themselves."""
    for decision in decisions:
        if isinstance(decision.payload, SignOffPayload):
            is_own = signed_by_issuer(decision, decisions)
            yield Note("Signed off", _signed_off(decision, decision.payload.issue, is_own=is_own))
    for code, decision in severities_set(decisions).items():
        if isinstance(decision.payload, SeverityPayload):
            sentence = phrase(
                "{code} counts as {severity} in this book, set by {author} on {day}: {reason}",
                code=code,
                severity=phrase(str(decision.payload.severity)),
                **_by_whom(decision),
            )
            yield Note("Severity", sentence)


def _signed_off(decision: Decision, issue: int | None, *, is_own: bool) -> Phrase:
    match issue, is_own:
        case None, True:
            return phrase("The book up to here, by {author}, who issued it, on {day}: {reason}", **_by_whom(decision))
        case None, False:
            return phrase("The book up to here, by {author} on {day}: {reason}", **_by_whom(decision))
        case number, True:
            sentence = phrase(
                "The report issued as entry {number}, by {author}, who issued it, on {day}: {reason}",
                number=str(number),
                **_by_whom(decision),
            )
        case number, False:
            sentence = phrase(
                "The report issued as entry {number}, by {author} on {day}: {reason}",
                number=str(number),
                **_by_whom(decision),
            )
    return sentence


def _by_whom(decision: Decision) -> Mapping[str, object]:
    return {"author": decision.author, "day": decision.time.date(), "reason": decision.reason}


def _method(definition: Definition) -> Iterator[Note]:
    basis = Basis.parse(definition.basis)
    yield Note("Rates", basis_in_full(basis))
    yield Note(
        "Conversion",
        phrase(
            "Amount x rate of the target / rate of the original currency, both from the same source, rounded once to "
            "the smallest unit of the target, halves away from zero. Currencies that became the euro use their fixed "
            "rate."
        ),
    )
    yield Note("No rate", without_rate(basis))
    yield Note(
        "Spreading",
        phrase(
            "A sum owed over several days is spread over years, fiscal years and quarters by days. Each part is the "
            "difference of two cumulative shares, so the parts add up to the whole exactly."
        ),
    )
    yield Note(
        "Low, central, high",
        phrase(
            "Exact and about: the figure three times. At least: the figure, with an open upper bound (≥). Up to: 0, "
            "the figure, the figure. Range: its ends and their middle. Tables by year show the central figure."
        ),
    )
    yield Note(
        "Stages",
        phrase(
            "Pledges (announced), commitments (firm) and transactions (allocated, paid, delivered, cancelled) are "
            "added apart, because the same money passes from one to the next."
        ),
    )
    yield Note(
        "Arithmetic",
        phrase(
            "Spreadsheet programs count with about 15 significant digits. The exact figures stand as text on the sheet "
            "E5 Checks, which compares them with the live ones; a figure with more than 14 digits is a value, not a "
            "formula."
        ),
    )


def _scope(definition: Definition, rows: Sequence[Row], hidden: int) -> Iterator[Note]:
    boundary = definition.boundary
    donors = _in_names(boundary.donors, boundary.donor_groups)
    recipients = _in_names(boundary.recipients, boundary.recipient_groups)
    counted = phrase(
        "Counted: {donors} to {recipients}, where donor and recipient differ.",
        donors=donors or phrase("all donors"),
        recipients=recipients or phrase("all recipients"),
    )
    between = phrase("What one of these donors gives to another is not counted.")
    yield Note("Boundary", (counted, between) if donors else counted)
    yield from _limits(definition, rows)
    for row in rows:
        if row.left_out and row.filtered is None:
            yield Note("Not counted", phrase("{record}: {reason}.", record=row.record.id, reason=row.left_out))
    if hidden:
        not_shown = counted_phrase(
            "{count} record of the book: after the cutoff, or not marked public.",
            "{count} records of the book: after the cutoff, or not marked public.",
            hidden,
        )
        yield Note("Not shown", not_shown)


LIMITS: Mapping[LimitedDimension, str] = {
    "donor": "donors",
    "recipient": "recipients",
    "category": "categories",
    "instrument": "instruments",
    "stage": "stages",
    "currency": "original currencies",
    "term": "terms",
}
"""What the labels of each dimension are called together, where a report is limited to some of them."""


def _limits(definition: Definition, rows: Sequence[Row]) -> Iterator[Note]:
    """What the filters let pass, and how many records each of them leaves out: a record stands with the first one."""
    counts = Counter(row.filtered for row in rows if row.filtered)
    if definition.since:
        only = phrase("Counted: only what was announced from {since} on.", since=definition.since)
        earlier = counted_phrase(
            "Left out: {count} record announced before that day.",
            "Left out: {count} records announced before that day.",
            counts["since"],
        )
        yield Note("Since", (only, earlier))
    for dimension, labels in definition.filters.limits.items():
        names = tuple(_named(dimension, label) for label in labels)
        if definition.filters.is_of_groups(dimension):
            names += tuple(map(_members_then, definition.filters.groups))
        limited = phrase(LIMITS[dimension])
        others = counted_phrase(
            "Left out: {count} record of other {labels}.",
            "Left out: {count} records of other {labels}.",
            counts[dimension],
            labels=limited,
        )
        yield Note("Filter", (phrase("Counted: only {labels}: {names}.", labels=limited, names=names), others))


def _named(dimension: LimitedDimension, label: str) -> object:
    match dimension:
        case "donor" | "recipient":
            return PartyName(label)
        case "category":
            return KindName(code_list("categories")[label])
        case "instrument":
            return KindName(code_list("instruments")[label])
        case "stage":
            return KindName(label.capitalize())
        case "term":
            return phrase(TERMS[label])
        case _:
            return label


def _groups(definition: Definition) -> Iterator[Note]:
    if not definition.groups:
        return
    yield Note(
        "Groups",
        phrase(
            "Who belongs to a group hangs on the day of the announcement of each pledge or commitment, also for what "
            "was paid or cancelled later; the sheet E4 Sources has the days. EU member states are the states, "
            "without the institutions of the EU, which are a donor and a recipient of their own."
        ),
    )
    if definition.memo_groups:
        lines = tuple(phrase(GROUP_MEMBERS[group]) for group in definition.memo_groups)
        sentence = phrase(
            "The lines below a total ({lines}) say how much of it came from the members of a group.", lines=lines
        )
        yield Note("Memo lines", (sentence, phrase(MEMO_LINES)))


def _envelopes(rows: Sequence[Row]) -> Iterator[Note]:
    if not any(row.envelope or row.bounds for row in rows):
        return
    yield Note(
        "Envelopes",
        phrase(
            "A part in the currency of its envelope counts with its own figures. What is left of the envelope is a "
            "line of its own, over the days of the envelope: at least its low figure less what the parts come to at "
            "most, at most its high one less what they come to at least. A part is taken out wherever it goes and "
            "whenever it is due, so that no money is in two figures; in a figure of both, the doubt that they share "
            "cancels out."
        ),
    )
    reasons = {row.record.id: row.left_out for row in rows}
    for row in rows:
        record, envelope = row.record, row.envelope
        if envelope is not None:
            yield Note("Envelope", tuple(_in_parts(record, envelope, reasons)))
        if row.bounds is not None:
            sentence = phrase(
                "{record}: {amount}, at most {most}, which its envelope leaves for it.",
                record=record.id,
                amount=stated_of(record, record.amount),
                most=_money(row.bounds.high, record),
            )
            yield Note("Envelope", sentence)


def _in_parts(record: Record, envelope: Envelope, reasons: Mapping[str, Phrase | None]) -> Iterator[Phrase]:
    """What of an envelope stands in its parts, and what becomes of the rest."""
    whole = {
        "record": record.id,
        "sum": _money(envelope.in_parts.central, record),
        "amount": stated_of(record, record.amount),
        "parts": tuple(_part_of(key, reasons[key]) for key in envelope.parts),
    }
    if envelope.is_empty:
        yield phrase("{record}: {sum} of {amount} stand in its parts {parts}; nothing is left.", **whole)
    else:
        yield phrase(
            "{record}: {sum} of {amount} stand in its parts {parts}; the remainder of {remainder} is counted.",
            **whole,
            remainder=_money(envelope.remainder.central, record),
        )
    if envelope.is_wide:
        yield phrase(
            "It has more in it than its offsets can join, or a part of another envelope: low and high of figures that "
            "have all of it are true, and may be wider than it says."
        )


def _money(value: Decimal, record: Record) -> Money:
    """A sum in the currency of a record that has one."""
    return Money(value, record.amount.currency or "")


def _part_of(key: str, reason: Phrase | None) -> str | Phrase:
    return phrase("{part} (not counted: {reason})", part=key, reason=reason) if reason else key


def _jointly(rows: Sequence[Row], lines: Sequence[Line]) -> Iterator[Note]:
    if not any(row.portions for row in rows):
        return
    yield Note(
        "Joint donors",
        phrase(
            "Where the shares of donors that give one sum together are known, each donor has a line of its own, cut "
            "in the original currency with cumulative rounding, so that the shares add up to the sum exactly; what is "
            "paid or cancelled of it is shared alike. Where nobody says the shares, the donors stand as one, joined "
            "by +; such a sum counts where all of them are inside the boundary, and is of a group where all of them "
            "are its members."
        ),
    )
    for row in rows:
        if row.portions and isinstance(row.record, Commitment) and not row.left_out:
            shares = reduce(_beside, map(_share, row.portions))
            yield Note("Given jointly", phrase("{record}: {shares}.", record=row.record.id, shares=shares))
    left_out = (it for it in lines if it.instalment.portion and it.status == "not_counted")
    reasons = (phrase("{record}: {reason}.", record=it.record.id, reason=it.left_out) for it in left_out)
    # Each once, by its words, however many instalments it is about.
    yield from (Note("Not counted", reason) for reason in {str(it): it for it in reasons}.values())


def _beside(one: Phrase, other: Phrase) -> Phrase:
    return phrase("{first}; {second}", first=one, second=other)


def _share(portion: Portion) -> Phrase:
    values = {"donor": PartyName(portion.label), "part": portion.end - portion.start, "whole": portion.of}
    if len(portion.donors) == 1:
        return phrase("{donor} {part} of {whole} parts", **values)
    if portion.of == 1:
        return phrase("{donor} together, in shares that nobody says", donor=values["donor"])
    return phrase("{donor} together {part} of {whole} parts, in shares that nobody says", **values)


def _returned(lines: Sequence[Line]) -> Iterator[Note]:
    if any(line.stage == "return" and line.status != "not_counted" for line in lines):
        yield Note(
            "Returns",
            phrase(
                "Money that came back is taken from the disbursements on the day it came back, at the rate of that "
                "day. It is no cancellation: the promise still stands."
            ),
        )


def _terms(rows: Sequence[Row]) -> Iterator[Note]:
    for row in rows:
        schedule = row.schedule
        if row.left_out or schedule is None or row.record.amount.bounds is None:
            continue
        recurring = isinstance(row.record, Commitment) and row.record.term.kind == "recurring"
        if recurring:
            whole = counted_phrase(
                "{record}: {count} whole instalment.",
                "{record}: {count} whole instalments.",
                schedule.whole,
                record=row.record.id,
            )
            open_end = (phrase("The term is open-ended."),) if row.commitment.term.open_ended else ()
            yield Note("Instalments", (whole, *open_end))
        if schedule.is_cut:
            sentence = phrase(
                "{record}: the last instalment is counted with {days} of its {of} days.",
                record=row.record.id,
                days=schedule.rest_days,
                of=schedule.rest_of,
            )
            yield Note("Counted by days", sentence)


def _not_converted(lines: Sequence[Line]) -> Iterator[Note]:
    for _, lines_of_instalment in groupby(lines, lambda it: (it.record.id, it.instalment.number)):
        pieces = list(lines_of_instalment)
        without = [it for it in pieces if it.status == "not_converted"]
        amounts = [it.instalment.amount.central for it in without if it.instalment.amount is not None]
        if amounts:
            yield Note("Not converted", _unconverted(without, _money(exact_sum(amounts), without[0].record)))
        for line in pieces:
            if line.pair is not None and line.pair.provisional:
                yield Note("Provisional", _provisional(line, line.pair))


def _unconverted(lines: Sequence[Line], amount: Money) -> Phrase:
    """Which pieces of an instalment have no rate, and what they come to."""
    first, last = lines[0].instalment, lines[-1].instalment
    values = {"record": lines[0].record.id, "number": first.number, "amount": amount}
    if not first.piece:
        return phrase("{record}, instalment {number}: {amount}.", **values)
    if first.piece == last.piece:
        return phrase("{record}, instalment {number}, {piece}: {amount}.", piece=first.piece, **values)
    return phrase(
        "{record}, instalment {number}, {first} to {last}: {amount}.",
        first=first.piece,
        last=last.piece,
        **values,
    )


def _provisional(line: Line, pair: Pair) -> Phrase:
    piece = f", {line.instalment.piece}" if line.instalment.piece else ""
    of = f"{line.record.id}{piece}"
    if pair.of_days:
        return phrase("{record}: the days that its rate is chosen from end before its period does.", record=of)
    return phrase("{record}: the mean ends before its period does.", record=of)


def _assumptions(rows: Sequence[Row]) -> Iterator[Note]:
    for row in rows:
        if row.record.note:
            yield Note("Record", phrase("{record}: {note}", record=row.record.id, note=row.record.note))

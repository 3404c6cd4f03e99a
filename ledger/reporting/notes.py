"""The notes of a report: method, scope and assumptions in plain words, for a reader who has only the file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from ledger.book import Decision, SeverityPayload, SignOffPayload
from ledger.checks import signed_by_issuer
from ledger.foundation import exact_sum, plain
from ledger.rates import Basis, Pair
from ledger.records import GROUP_MEMBERS, GROUPS, Commitment, Portion, code_list, party_name
from ledger.reporting.definition import Boundary, Definition
from ledger.reporting.filters import TERMS, LimitedDimension
from ledger.reporting.findings import severities_set
from ledger.reporting.report import Note, Row
from ledger.totals import StillOpen
from ledger.valuation import Line

ALL = "all"
MEMO_LINES = "Each of them is contained in the total, and they overlap: add them neither to it nor to each other."
"""What memo lines are, in the words of every sheet that speaks of them."""

_BASES = {
    "announced": (
        "Each sum is converted with the last rates published on or before the day it was announced (for a transaction, "
        "its value date), at most seven days back; the day of the rate stands beside each conversion."
    ),
    "month": (
        "Each sum is converted with the mean of all rates published in the calendar month of its announcement "
        "(for a transaction, of its value date)."
    ),
    "year": (
        "Each sum is converted with the mean of all rates published in the calendar year of its announcement "
        "(for a transaction, of its value date)."
    ),
    "period-month": (
        "Each sum is cut by days into the calendar months over which it is owed, in its own currency and to its "
        "smallest unit; each piece is converted with the mean of all rates published in its own month. A month that "
        "is yet to come has no rate, so what is owed then is not converted. A sum in the currency of the report is not "
        "cut."
    ),
    "period-year": (
        "Each sum is cut by days into the calendar years over which it is owed, in its own currency and to its "
        "smallest unit; each piece is converted with the mean of all rates published in its own year. A year that "
        "is yet to come has no rate, so what is owed then is not converted. A sum in the currency of the report is not "
        "cut."
    ),
    "on": "All sums are converted with the rates of one day, or the last ones published up to seven days before it.",
    "window": (
        "All sums are converted with one rate per currency, whatever the day of their announcement: the mean of all "
        "rates published from {start} to {end}{rounded}."
    ),
    "lowest": (
        "All sums are converted with one rate per pair of currencies, whatever the day of their announcement: the "
        "lowest of the daily rates published from {start} to {end}, that of the day on which a sum is worth least."
    ),
    "highest": (
        "All sums are converted with one rate per pair of currencies, whatever the day of their announcement: the "
        "highest of the daily rates published from {start} to {end}, that of the day on which a sum is worth most."
    ),
    "table": (
        "All sums are converted with the rates of the table {table}, whatever the day of their announcement; who "
        "published it stands on the sheet Rates."
    ),
}


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
        sets = ", ".join(f"{name}: until {last}" for name, last in until.items())
        later = "What was announced more than seven days later has no rate of its own day there."
        yield Note("Rates reach to", f"{sets}. {later}")


def notes_of_open(definition: Definition, unpaid: StillOpen) -> Iterator[Note]:
    """What "still open" says, and which payments are not in it.

    >>> next(notes_of_open(Definition(name="x", title="X", currency="EUR"), StillOpen()), None) is None
    True
    """
    if not definition.stages:
        return
    yield Note(
        "Still open",
        "Of each firm commitment what is counted of it up to the horizon, less what was cancelled of it, less what was "
        "paid of it and did not come back, or was delivered of it where that is more; never less than nothing. It is "
        "worth the same part of the commitment's own figure, at its own rate. Stages follow each other and are never "
        "added together. The age of what is open runs from the announcement of its commitment to the day as of which "
        "the report is, in days, the mean weighed by the sums.",
    )
    if unpaid.overpaid:
        some = f"{len(unpaid.overpaid)} of {len(unpaid.unpaid)}"
        yield Note(
            "Paid beyond",
            f"More was paid or delivered than stands of {some} firm commitments; none of it is taken from others.",
        )
    if unpaid.unplaced:
        yield Note(
            "Paid of others", f"Payments and deliveries of no firm commitment that counts: {len(unpaid.unplaced)}."
        )


def donors_counted(boundary: Boundary) -> str:
    """The donors of a boundary in words.

    >>> donors_counted(Boundary(donors=["NOR", "EU"], donor_groups=["EU"]))
    'Norway, European Union (itself, not its members), EU member states (on the day of each announcement)'
    """
    return _in_names(boundary.donors, boundary.donor_groups)


def recipients_counted(boundary: Boundary) -> str:
    """The recipients of a boundary in words.

    >>> recipients_counted(Boundary())
    'all'
    """
    return _in_names(boundary.recipients, boundary.recipient_groups)


def _in_names(parties: Sequence[str], groups: Sequence[str]) -> str:
    itself = " (itself, not its members)"
    names = [party_name(key) + (itself if key in GROUPS else "") for key in parties]
    names += [f"{GROUP_MEMBERS[group]} (on the day of each announcement)" for group in groups]
    return ", ".join(names) or ALL


def _decided(decisions: Sequence[Decision]) -> Iterator[Note]:
    """Who has signed off what, and which findings weigh otherwise in this book than by themselves."""
    for decision in decisions:
        if isinstance(decision.payload, SignOffPayload):
            what = (
                "The book up to here"
                if decision.payload.issue is None
                else f"The report issued as entry {decision.payload.issue}"
            )
            who = f"{decision.author}, who issued it," if signed_by_issuer(decision, decisions) else decision.author
            yield Note("Signed off", f"{what}, by {who} on {decision.time:%Y-%m-%d}: {decision.reason}")
    for code, decision in severities_set(decisions).items():
        if isinstance(decision.payload, SeverityPayload):
            by_whom = f"set by {decision.author} on {decision.time:%Y-%m-%d}: {decision.reason}"
            yield Note("Severity", f"{code} counts as {decision.payload.severity} in this book, {by_whom}")


def _method(definition: Definition) -> Iterator[Note]:
    basis = Basis.parse(definition.basis)
    yield Note("Rates", f"Basis {definition.basis}. {_in_words(basis)}")
    yield Note(
        "Conversion",
        "Amount x rate of the target / rate of the original currency, both from the same source, rounded once to the "
        "smallest unit of the target, halves away from zero. Currencies that became the euro use their fixed rate.",
    )
    yield Note("No rate", _no_rate(basis))
    yield Note(
        "Spreading",
        "A sum owed over several days is spread over years, fiscal years and quarters by days. Each part is the "
        "difference of two cumulative shares, so the parts add up to the whole exactly.",
    )
    yield Note(
        "Low, central, high",
        "Exact and about: the figure three times. At least: the figure, with an open upper bound (≥). Up to: 0, the "
        "figure, the figure. Range: its ends and their middle. Tables by year show the central figure.",
    )
    yield Note(
        "Stages",
        "Pledges (announced), commitments (firm) and transactions (allocated, paid, delivered, cancelled) are added "
        "apart, because the same money passes from one to the next.",
    )
    yield Note(
        "Arithmetic",
        "Spreadsheet programs count with about 15 significant digits. The exact figures stand as text on the sheet "
        "Checks, which compares them with the live ones; a figure with more than 14 digits is a value, not a formula.",
    )


def _in_words(basis: Basis) -> str:
    match basis.rounding:
        case None:
            rounded = ""
        case "quoted":
            rounded = ", rounded to as many decimals as the currency is quoted with"
        case decimals:
            rounded = f", rounded to {decimals} decimal{'' if decimals == 1 else 's'}"
    start, end = (basis.window.start, basis.window.end) if basis.window else ("", "")
    return _BASES[basis.kind].format(start=start, end=end, rounded=rounded, table=basis.table)


def _no_rate(basis: Basis) -> str:
    if basis.kind in ("window", "lowest", "highest", "table"):
        without, instead = "for whose currency the basis has no rate", "another"
    else:
        without, instead = "without a rate near enough", "a later"
    return (
        f"A sum {without} is listed as not converted, with its own total per currency. "
        f"It is never counted as zero, and never converted with {instead} or an estimated rate."
    )


def _scope(definition: Definition, rows: Sequence[Row], hidden: int) -> Iterator[Note]:
    donors, recipients = donors_counted(definition.boundary), recipients_counted(definition.boundary)
    whose = "all donors" if donors == ALL else donors
    to_whom = "all recipients" if recipients == ALL else recipients
    between = "" if donors == ALL else " What one of these donors gives to another is not counted."
    yield Note("Boundary", f"Counted: {whose} to {to_whom}, where donor and recipient differ.{between}")
    yield from _limits(definition, rows)
    for row in rows:
        if row.left_out and row.filtered is None:
            yield Note("Not counted", f"{row.record.id}: {row.left_out}.")
    if hidden:
        records = "1 record" if hidden == 1 else f"{hidden} records"
        yield Note("Not shown", f"{records} of the book: after the cutoff, or not marked public.")


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
        earlier = f"{_records_left_out(counts['since'])} announced before that day"
        yield Note("Since", f"Counted: only what was announced from {definition.since} on. {earlier}.")
    for dimension, labels in definition.filters.limits.items():
        names = [_named(dimension, label) for label in labels]
        if definition.filters.is_of_groups(dimension):
            names += [f"{GROUP_MEMBERS[it]} (on the day of each announcement)" for it in definition.filters.groups]
        others = f"{_records_left_out(counts[dimension])} of other {LIMITS[dimension]}"
        yield Note("Filter", f"Counted: only {LIMITS[dimension]}: {', '.join(names)}. {others}.")


def _named(dimension: LimitedDimension, label: str) -> str:
    match dimension:
        case "donor" | "recipient":
            return party_name(label)
        case "category":
            return code_list("categories")[label]
        case "instrument":
            return code_list("instruments")[label]
        case "term":
            return TERMS[label]
        case _:
            return label


def _records_left_out(number: int) -> str:
    return f"Left out: {number} record{'' if number == 1 else 's'}"


def _groups(definition: Definition) -> Iterator[Note]:
    if not definition.groups:
        return
    yield Note(
        "Groups",
        "Who belongs to a group hangs on the day of the announcement of each pledge or commitment, also for what was "
        "paid or cancelled later; the sheet Memberships has the days. EU member states are the states, without the "
        "institutions of the EU, which are a donor and a recipient of their own.",
    )
    if definition.memo_groups:
        lines = ", ".join(GROUP_MEMBERS[group] for group in definition.memo_groups)
        yield Note(
            "Memo lines",
            f"The lines below a total ({lines}) say how much of it came from the members of a group. {MEMO_LINES}",
        )


_WIDE = (
    " It has more in it than its offsets can join, or a part of another envelope: low and high of figures that have "
    "all of it are true, and may be wider than it says."
)


def _envelopes(rows: Sequence[Row]) -> Iterator[Note]:
    if not any(row.envelope or row.bounds for row in rows):
        return
    yield Note(
        "Envelopes",
        "A part in the currency of its envelope counts with its own figures. What is left of the envelope is a line of "
        "its own, over the days of the envelope: at least its low figure less what the parts come to at most, at most "
        "its high one less what they come to at least. A part is taken out wherever it goes and whenever it is due, so "
        "that no money is in two figures; in a figure of both, the doubt that they share cancels out.",
    )
    reasons = {row.record.id: row.left_out for row in rows}
    for row in rows:
        envelope = row.envelope
        if envelope is not None:
            parts = ", ".join(f"{key} (not counted: {why})" if (why := reasons[key]) else key for key in envelope.parts)
            of = f"{row.record.amount.currency} {plain(envelope.in_parts.central)} of {row.record.stated_amount}"
            left = (
                "nothing is left"
                if envelope.is_empty
                else f"the remainder of {plain(envelope.remainder.central)} is counted"
            )
            wide = _WIDE if envelope.is_wide else ""
            yield Note("Envelope", f"{row.record.id}: {of} stand in its parts {parts}; {left}.{wide}")
        if row.bounds is not None:
            most = f"at most {row.record.amount.currency} {plain(row.bounds.high)}, which its envelope leaves for it"
            yield Note("Envelope", f"{row.record.id}: {row.record.stated_amount}, {most}.")


def _jointly(rows: Sequence[Row], lines: Sequence[Line]) -> Iterator[Note]:
    if not any(row.portions for row in rows):
        return
    yield Note(
        "Joint donors",
        "Where the shares of donors that give one sum together are known, each donor has a line of its own, cut in the "
        "original currency with cumulative rounding, so that the shares add up to the sum exactly; what is paid or "
        "cancelled of it is shared alike. Where nobody says the shares, the donors stand as one, joined by +; such a "
        "sum counts where all of them are inside the boundary, and is of a group where all of them are its members.",
    )
    for row in rows:
        if row.portions and isinstance(row.record, Commitment) and not row.left_out:
            shares = "; ".join(_share(it) for it in row.portions)
            yield Note("Given jointly", f"{row.record.id}: {shares}.")
    left_out = (it for it in lines if it.instalment.portion and it.status == "not_counted")
    reasons = dict.fromkeys((it.record.id, it.left_out) for it in left_out)
    for key, reason in reasons:
        yield Note("Not counted", f"{key}: {reason}.")


def _share(portion: Portion) -> str:
    name = party_name(portion.label)
    parts = f"{portion.end - portion.start} of {portion.of} parts"
    if len(portion.donors) == 1:
        return f"{name} {parts}"
    return f"{name} together{'' if portion.of == 1 else f' {parts}'}, in shares that nobody says"


def _returned(lines: Sequence[Line]) -> Iterator[Note]:
    if any(line.stage == "return" and line.status != "not_counted" for line in lines):
        yield Note(
            "Returns",
            "Money that came back is taken from the disbursements on the day it came back, at the rate of that day. "
            "It is no cancellation: the promise still stands.",
        )


def _terms(rows: Sequence[Row]) -> Iterator[Note]:
    for row in rows:
        schedule = row.schedule
        if row.left_out or schedule is None or row.record.amount.bounds is None:
            continue
        recurring = isinstance(row.record, Commitment) and row.record.term.kind == "recurring"
        open_end = " The term is open-ended." if recurring and row.commitment.term.open_ended else ""
        if recurring:
            yield Note("Horizon", f"{row.record.id}: {_whole(schedule.whole)}.{open_end}")
        if schedule.is_cut:
            counted = f"{schedule.rest_days} of its {schedule.rest_of} days"
            yield Note("Counted by days", f"{row.record.id}: the last instalment is counted with {counted}.")


def _whole(number: int) -> str:
    return f"{number} whole instalment{'' if number == 1 else 's'}"


def _not_converted(lines: Sequence[Line]) -> Iterator[Note]:
    for (key, number), lines_of_instalment in groupby(lines, lambda it: (it.record.id, it.instalment.number)):
        pieces = list(lines_of_instalment)
        without = [it for it in pieces if it.status == "not_converted"]
        amounts = [it.instalment.amount.central for it in without if it.instalment.amount is not None]
        if amounts:
            first, last = without[0], without[-1]
            pieces_named = dict.fromkeys((first.instalment.piece, last.instalment.piece))
            which = f", {' to '.join(pieces_named)}" if first.instalment.piece else ""
            text = f"{key}, instalment {number}{which}: {first.currency} {plain(exact_sum(amounts))}."
            yield Note("Not converted", text)
        for line in pieces:
            if line.pair is not None and line.pair.provisional:
                piece = f", {line.instalment.piece}" if line.instalment.piece else ""
                yield Note("Provisional", f"{key}{piece}: the {_provisional(line.pair)} before its period does.")


def _provisional(pair: Pair) -> str:
    return "days that its rate is chosen from end" if pair.of_days else "mean ends"


def _assumptions(rows: Sequence[Row]) -> Iterator[Note]:
    for row in rows:
        if row.record.note:
            yield Note("Record", f"{row.record.id}: {row.record.note}")

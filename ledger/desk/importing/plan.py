"""What the files of a release mean for a book: the steps, the rejected rows and the findings, nothing posted yet.

Records that say the same in every field, found before they are posted, so that their lines can be named.
"""

import json
from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain

from ledger.desk.findings import new_findings
from ledger.desk.importing.match import BookState, PlannedStep, planned, row_of, standing_after
from ledger.foundation import Advice, Place, Problem, Refused, Severity, errors, exact_sum, grouped, ordered, quoted
from ledger.intake import (
    EVERY,
    Draft,
    Reading,
    Settled,
    Watch,
    at_source,
    drafted_value,
    first_thousand,
    is_count,
    settle_each,
    unwatched,
)
from ledger.records import Commitment, Record, all_but_id, dump_record
from ledger.reporting import raised, severities_set


def identical_records(
    steps: Sequence[PlannedStep], after: Mapping[str, Record], standing: BookState
) -> Iterator[Problem]:
    """DUP for records that say the same in every field but their ids: the book would refuse the later one.

    Args:
        steps: what a release does.
        after: the records that are there when it is done.
        standing: how the book stands before it.

    >>> list(identical_records((), {}, BookState((), {}, {})))
    []
    """
    changed = {step.id for step in steps if step.action not in ("unchanged", "withdraw")}
    alike: dict[Hashable, list[Record]] = defaultdict(list)
    for record in after.values():
        alike[_likeness(record)].append(record)
    for records in alike.values():
        if len(records) > 1:
            yield from _second_statements(records, changed, standing)


def appeared_late(steps: Sequence[PlannedStep], standing: BookState, place: Place) -> Iterator[Problem]:
    """DUP, one warning: promises new in a release though announced before the last day of the one before it.

    They raise the figures of days that were reported already: left out before, or known there under another id.

    Args:
        steps: what a release does.
        standing: how the book stands before it.
        place: of the release.

    >>> list(appeared_late((), BookState((), {}, {}), Place()))
    []
    """
    before = (it.record for it in standing.brought.values() if it.state == "there")
    days = [it.announced for it in before if it.record == "commitment" and it.announced <= standing.today]
    last = max(days, default=date.min)
    new = (step.record for step in steps if step.action == "record")
    late = [it for it in new if it is not None and it.record == "commitment" and it.announced < last]
    if late:
        named = ", ".join(f"{it.id} ({it.stated_amount}, announced {it.announced})" for it in late[:_MOST_NAMED])
        more = f" and {len(late) - _MOST_NAMED} more" if len(late) > _MOST_NAMED else ""
        found = f"promises that are new in this release: {named}{more}"
        expected = f"what was announced before {last}, the last day of the release before it, in that one"
        remedy = Advice(
            "look whether the book has them under another id (desk.candidates(book)), or they were left out",
            "look whether the book has them under another id (`defense-ledger duplicates`), or they were left out",
        )
        others = tuple(it.id for it in late[:_MOST_NAMED])
        yield Problem("DUP", Severity.WARNING, place, found, expected, remedy, others=others)


_MOST_NAMED = 5


def _second_statements(records: Sequence[Record], changed: Collection[str], standing: BookState) -> Iterator[Problem]:
    first: dict[Hashable, Record] = {}
    # What was there before comes first: what is new is the one too many.
    for record in sorted(records, key=lambda it: it.id in changed):
        same = first.setdefault(all_but_id(record), record)
        if same is not record and record.id in changed:
            found = f"the same in every field as {quoted(same.id)}"
            remedy = standing.way_out(same.id, "leave it out, or say in its title or note what sets it apart")
            place = Place(record=record.id, field="id")
            yield Problem("DUP", Severity.ERROR, place, found, "a record of its own", remedy, others=(same.id,))


def _likeness(record: Record) -> Hashable:
    # Cheap, and different for nearly all records; whole records are compared only within it.
    if record.record == "commitment":
        return record.title, record.donor, record.announced
    return record.commitment, record.type, record.value_date, record.amount.value


@dataclass(frozen=True)
class ImportPlan:
    """What a reading means for a book.

    Args:
        steps: what becomes of each record.
        rejected: what was read and is no sound record; kept in the journal if the sound ones are entered.
        unread: errors of rows that could not even be read.
        problems: everything that was found, in bounded length.

    >>> ImportPlan((), (), (), ()).changes_anything
    False
    """

    steps: tuple[PlannedStep, ...]
    rejected: tuple[Settled, ...]
    unread: tuple[Problem, ...]
    problems: tuple[Problem, ...]

    @property
    def changes_anything(self) -> bool:
        """Whether any record is new, changed or gone."""
        return any(step.action != "unchanged" for step in self.steps)


def plan_import(
    reading: Reading, drafts: deque[Draft], standing: BookState, *, accept_clean: bool, watch: Watch = unwatched
) -> ImportPlan:
    """Compare what was read with the book.

    Args:
        reading: the files of one release.
        drafts: those of the reading, each with the id by which the book knows it; they are used up.
        standing: how the book stands.
        accept_clean: go on with the sound records although others have errors.
        watch: called with how many records of how many were read.

    Raises:
        Refused: with everything that was found, if an error is among it; with ``accept_clean`` only if it is one of the
            files as a whole, or no record is sound.
    """
    severities = severities_set(standing.decisions)
    settled = tuple(it._replace(problems=raised(it.problems, severities)) for it in _settled(drafts, standing, watch))
    read = raised(reading.problems, severities)
    by_id = {it.id: it for it in settled if it.id is not None}
    unread, place = tuple(_unread(reading)), Place(file=reading.release.source)
    seen: list[Problem] = list(read)
    kept: Mapping[int, Settled] = {}
    while True:
        sound = tuple(it._replace(record=None) if number in kept else it for number, it in enumerate(settled))
        steps, faults = planned(sound, standing)
        steps, missed = _withdraw_only_if_all_read(steps, unread, place)
        findings = _findings(steps, standing)
        late = appeared_late(steps, standing, place)
        of_rows = (problem for it in settled for problem in it.problems)
        here = (*of_rows, *faults, *missed, *late, *at_source(findings, by_id))
        bad = _with_errors(settled, (*read, *unread, *faults, *findings), standing) if accept_clean else {}
        if bad.keys() <= kept.keys():
            break
        kept = {**kept, **bad}
        seen += errors((*faults, *at_source(findings, by_id)))
    larger = tuple(reductions_left_out(kept.values(), standing_after(steps, standing.live), place)) if kept else ()
    # How much totals are too large is told however many errors there are; it is one line for each currency.
    problems = (*first_thousand(ordered((*seen, *here)), place), *larger)
    standing_errors = (*faults, *findings) if accept_clean else problems
    stopped = errors(standing_errors) or (accept_clean and (reading.is_broken or _is_fatal(unread, sound)))
    if stopped:
        raise Refused(problems)
    return ImportPlan(steps, tuple(kept.values()), unread, problems)


_REDUCE: Mapping[str, str] = {"cancellation": "that cancelled", "return": "that came back"}
_BELOW_ZERO = "below zero, taken from no record"


def reductions_left_out(rejected: Iterable[Settled], after: Collection[str], place: Place) -> Iterator[Problem]:
    """FORM: how much larger totals are since rows that take from them are no sound records and stay out.

    Args:
        rejected: what was read and does not enter.
        after: ids of the records that are there when the others have entered.
        place: the release as a whole.

    >>> list(reductions_left_out((), (), Place(file="a.csv")))
    []
    """
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for settled in rejected:
        # A sound record stays out with the one that it needs; its draft is used up.
        values = json.loads(dump_record(settled.record)) if settled.record else settled.draft.values
        value = drafted_value(values)
        if value < 0:
            sums[_BELOW_ZERO, str(values["amount"].get("currency") or "no currency")].append(value.copy_abs())
        elif values.get("type") in _REDUCE and value and values.get("commitment") in after:
            kind = _REDUCE[values["type"]]
            sums[kind, str(values["amount"].get("currency") or "no currency")].append(value)
    for (kind, currency), figures in sums.items():
        total, rows = grouped(exact_sum(figures)), f"{len(figures)} row{'s' if len(figures) > 1 else ''}"
        found = f"{currency} {total} {kind}, in {rows} that stay out"
        remedy = "mend these rows; until then totals are too large by this sum"
        yield Problem("FORM", Severity.WARNING, place, found, "every row that takes from a total", remedy)


def _unread(reading: Reading) -> Iterator[Problem]:
    """The errors of rows that could not be read: those listed, and one for each row whose errors are only counted."""
    for problem in errors(reading.problems):
        if not is_count(problem):
            yield problem
    for row in reading.unlisted:
        found, expected = "errors that the list of 1,000 had no room for", "a row without an error"
        yield Problem("FORM", Severity.ERROR, row, found, expected, "mend those listed, then look again")


def _withdraw_only_if_all_read(
    steps: tuple[PlannedStep, ...], unread: Sequence[Problem], place: Place
) -> tuple[tuple[PlannedStep, ...], tuple[Problem, ...]]:
    """Withdraw nothing if rows could not be read: nobody knows then what the source no longer has."""
    gone = [step for step in steps if step.action == "withdraw"]
    if not (unread and gone):
        return steps, ()
    found = f"{len(gone)} records of earlier releases that are not among the rows that could be read"
    remedy = "mend the rows and import again; none of these records was withdrawn"
    doubt = Problem("FILE", Severity.WARNING, place, found, "files that can be read to their end", remedy)
    return tuple(step for step in steps if step.action != "withdraw"), (doubt,)


def _settled(drafts: deque[Draft], standing: BookState, watch: Watch) -> Iterator[Settled]:
    number_of_all = len(drafts)
    for number, settled_draft in enumerate(settle_each(drafts, standing.ids, standing.ids)):
        if number % EVERY == 0:
            watch("checking records", number, number_of_all)
        yield settled_draft


def _findings(steps: Sequence[PlannedStep], standing: BookState) -> tuple[Problem, ...]:
    after = standing_after(steps, standing.live)
    known = chain(standing.ids, (step.id for step in steps))
    gone = {key for key in known if key not in after}
    findings = new_findings(
        tuple(standing.live.values()),
        tuple(after.values()),
        gone,
        standing.decisions,
        standing.rates,
        today=standing.today,
    )
    return (*findings, *identical_records(steps, after, standing))


def _with_errors(settled: Sequence[Settled], findings: Sequence[Problem], standing: BookState) -> dict[int, Settled]:
    """The drafts with errors, and those that need their records, by number."""
    places = [problem.place for problem in errors(findings)]
    ids, rows = {place.record for place in places} - {""}, {row_of(place) for place in places}
    bad = {
        number
        for number, it in enumerate(settled)
        if it.record is None or errors(it.problems) or it.id in ids or it.draft.place in rows
    }
    return {number: settled[number] for number in sorted(_and_dependants(settled, bad, standing))}


def _and_dependants(settled: Sequence[Settled], bad: set[int], standing: BookState) -> set[int]:
    pointing: dict[str, list[int]] = defaultdict(list)
    for number, settled_draft in enumerate(settled):
        for target in _targets(settled_draft.record):
            pointing[target].append(number)
    reached, waiting = set(bad), list(bad)
    while waiting:
        key = settled[waiting.pop()].id
        if key is None or key in standing.live:
            continue
        further = [number for number in pointing.get(key, ()) if number not in reached]
        reached.update(further)
        waiting += further
    return reached


def _targets(record: Record | None) -> Iterator[str]:
    if isinstance(record, Commitment):
        yield from (tie.target for tie in record.relations)
    elif record is not None:
        yield record.commitment


def _is_fatal(unread: Sequence[Problem], settled: Sequence[Settled]) -> bool:
    """Whether more than rows is wrong: a whole file, or all of its rows."""
    if any(problem.code == "FILE" for problem in unread):
        return True
    sound = {it.draft.place.file for it in settled if it.record is not None}
    return not sound or any(problem.place.file not in sound for problem in unread)

"""What a release of a source means for a book: which records are new, changed, gone or as they were.

Pure: it compares what was read with what the source brought before, and posts nothing.
"""

import json
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel

from ledger.book import Decision, SourceRecord
from ledger.desk.field_changes import Change, differences
from ledger.desk.findings import Rates, no_rates
from ledger.desk.importing.redated import with_mended_days
from ledger.foundation import Advice, Place, Problem, Severity, malformed, parse_exact, quoted
from ledger.intake import Draft, Settled
from ledger.records import ACTION, Lineage, Record, id_stem, parse_record

Action = Literal["record", "amend", "correct", "withdraw", "restore", "unchanged"]

Row = tuple[object, ...]
"""What rows say, without where they stand."""


def row_of(place: Place) -> Place:
    """The row, line or element that a place stands in, without its column and its field.

    >>> print(row_of(Place(file="a.xlsx", sheet="Commitments", row=14, column="J", field="Amount")))
    a.xlsx:Commitments!14
    """
    return replace(place, column="", field="")


# What happened on a day does not change later: if a source states it differently, it was wrong before.
_PAST_FACTS = ("donor", "joint_donors", "recipient", "announced", "commitment", "type", "value_date")


_CHANGES: tuple[Literal["amend", "correct"], ...] = ("amend", "correct")

# What the ids are made of that the ledger mints.
_OF_A_STEM = frozenset(["record", "donor", "recipient", "announced", "commitment", "type"])


class PlannedStep(NamedTuple):
    """What becomes of one record.

    Args:
        action: record (new), amend (the source states it differently now), correct (it or we were wrong), withdraw (the
            source no longer has it), restore (it has it again) or unchanged.
        id: of the record.
        record: as it will stand; None if it is withdrawn.
        lineage: the rows that state it.
        changes: field by field, against the record as it stands.
        before: the record that is withdrawn.
    """

    action: Action
    id: str
    record: Record | None = None
    lineage: tuple[Lineage, ...] = ()
    changes: tuple[Change, ...] = ()
    before: Record | None = None

    def __repr__(self) -> str:
        changed = ", ".join(change.field for change in self.changes) if self.action != "record" else ""
        return f"<PlannedStep {self.action} {self.id!r}{': ' if changed else ''}{changed}>"


@dataclass(frozen=True)
class BookState:
    """How a book stands before an import.

    Args:
        ids: every id ever used.
        live: the records that are there.
        brought: what the source has brought before.
        decisions: of people about the book, such as the severities that they set.
        rates: gives the rates to check stated equivalents with.
        sources: gives, by id, the source that brought each record which no person entered.
        today: the last day that has begun anywhere; what is dated after it is doubted.
        withdraws: whether a record that the source brought and no longer has is withdrawn.
        stood: what a filled form said when it was written, by id; where it still says so, it says nothing.
    """

    ids: Collection[str]
    live: Mapping[str, Record]
    brought: Mapping[str, SourceRecord]
    decisions: Sequence[Decision] = ()
    rates: Rates = no_rates
    sources: Callable[[], Mapping[str, str]] = dict
    today: date = date.max
    withdraws: bool = True
    stood: Mapping[str, Record] = field(default_factory=dict)

    def way_out(self, key: str, otherwise: str) -> str:
        """What to do about a record that is there already, as far as it may be a newer statement of another source.

        Args:
            key: id of the record that is there.
            otherwise: what to do if it is none.

        >>> BookState((), {}, {}, sources=lambda: {"a-1": "my list.xlsx"}).way_out("a-1", "leave it out")
        'if this is a newer version of my list.xlsx, import it with source "my list.xlsx"; else leave it out'
        """
        source = None if key in self.brought else self.sources().get(key)
        if source is None:
            return otherwise
        # Every shell reads double quotes.
        name = f'"{source}"' if " " in source else source
        newer, rest = f"if this is a newer version of {source}, import it with", f"source {name}; else {otherwise}"
        return Advice(f"{newer} {rest}", f"{newer} --{rest}")


def recognised(drafts: Sequence[Draft], brought: Mapping[str, SourceRecord]) -> deque[Draft]:
    """Give drafts without an id that of the record that the same row brought before.

    A row is the same word for word, wherever it stands in its file; or in all but its day; or it is the only one left
    of its donor, recipient and day, and so is the record. A record that a person has withdrawn is recognised by its
    title or its sum alone: another pledge of the same donor and day is none that was withdrawn.
    """
    if not brought:
        return deque(drafts)
    mended = with_mended_days(_by_row(drafts, brought), brought)
    return deque(_by_stem(_as_withdrawn(mended, brought), brought))


def planned(settled: Iterable[Settled], standing: BookState) -> tuple[tuple[PlannedStep, ...], tuple[Problem, ...]]:
    """The steps by which a release changes the records of a book.

    Args:
        settled: what was read; drafts that are no records count as there, so that a slip does not withdraw anything.
        standing: how the book stands.

    Returns:
        One step per record of the release or of the source, and DUP for ids that belong to others.
    """
    steps: list[PlannedStep] = []
    problems: list[Problem] = []
    present: set[str] = set()
    settled_drafts: dict[str, Draft] = {}
    for settled_draft in settled:
        if settled_draft.id is not None:
            settled_drafts[settled_draft.id] = settled_draft.draft
            present.add(settled_draft.id)
        if settled_draft.record is not None:
            draft = settled_draft.draft
            record = _joined(settled_draft.record, draft, standing)
            plan_row = _withdrawal if draft.action == "withdraw" else _step
            step = record if isinstance(record, Problem) else plan_row(record, draft, standing)
            if isinstance(step, Problem):
                problems.append(step)
            else:
                steps.append(step)
            if not isinstance(record, Problem) and record.id in standing.brought and draft.action != "withdraw":
                problems += _edited(record, draft, standing)
    problems += _beside_withdrawn(steps, settled_drafts, standing.brought)
    missing = (key for key, it in standing.brought.items() if it.state == "there" and key not in present)
    gone = sorted(missing) if standing.withdraws else []
    return (
        *steps,
        *(PlannedStep("withdraw", key, before=standing.live[key]) for key in gone if key in standing.live),
    ), tuple(problems)


def standing_after(steps: Iterable[PlannedStep], live: Mapping[str, Record]) -> dict[str, Record]:
    """The records that are there when all steps are done."""
    after = dict(live)
    for step in steps:
        if step.action == "withdraw":
            del after[step.id]
        elif step.record is not None:
            after[step.id] = step.record
    return after


def _joined(record: Record, draft: Draft, standing: BookState) -> Record | Problem:
    """What the cells that were changed in a filled form make of a record that was stated anew since."""
    then, now = standing.stood.get(record.id), standing.live.get(record.id)
    if then is None or now is None or then == now or record in (then, now):
        return record
    joined = parse_record(_joined_values(then, now, record), draft.place).record
    if joined is None:
        found = f"{record.id}, which was changed in the book since, so that both changes do not go together"
        remedy = Advice(
            "write a new form with write_filled_form, and change that",
            "write a new form with `defense-ledger template --filled`, and change that",
        )
        return malformed(draft.place, found, "a change of the record as it is now", remedy)
    return joined


def _joined_values(then: BaseModel, now: BaseModel, typed: BaseModel) -> dict[str, Any]:
    """Of each field what was typed where that is not what stood there, and what stands there now where it is."""
    here, there = (json.loads(it.model_dump_json(exclude_none=True)) for it in (now, typed))
    values: dict[str, Any] = {}
    for name in dict.fromkeys((*here, *there)):
        before, current, new = (getattr(it, name, None) for it in (then, now, typed))
        if isinstance(before, BaseModel) and isinstance(current, BaseModel) and isinstance(new, BaseModel):
            values[name] = _joined_values(before, current, new)
        else:
            values[name] = (here if new == before else there).get(name)
    return {name: value for name, value in values.items() if value is not None}


def _step(record: Record, draft: Draft, standing: BookState) -> PlannedStep | Problem:
    if record.id not in standing.ids:
        return PlannedStep("record", record.id, record, draft.lineage)
    before = standing.brought.get(record.id)
    current = standing.live.get(record.id)
    planned_as = PlannedStep("unchanged", record.id, current, draft.lineage)
    if before is None:
        return planned_as if current == record else _not_ours(record.id, draft, standing)
    if current is None:
        # What a person has withdrawn stays so, whatever the source still says.
        if before.state == "withdrawn":
            return planned_as
        return planned_as._replace(action="restore", record=record, changes=differences(before.record, record))
    if record in (before.record, current):
        return planned_as
    action = _chosen(draft) or _restated(before, record, draft)
    return planned_as._replace(action=action, record=record, changes=differences(current, record))


def _chosen(draft: Draft) -> Literal["amend", "correct"] | None:
    """What the row itself says its change means."""
    return next((it for it in _CHANGES if it == draft.action), None)


def _withdrawal(record: Record, draft: Draft, standing: BookState) -> PlannedStep | Problem:
    """What becomes of a record whose row says that it is to go; one that is gone already stays so."""
    if record.id not in standing.ids:
        found, expected = "withdraw, for a record that the book does not have", "the id of a record in the book"
        remedy = "take the row out of the file, or write the record's id in it"
        return malformed(draft.at(ACTION.name), found, expected, remedy)
    if record.id not in standing.brought:
        return _not_ours(record.id, draft, standing)
    current = standing.live.get(record.id)
    action: Action = "unchanged" if current is None else "withdraw"
    return PlannedStep(action, record.id, lineage=draft.lineage, before=current)


def _restated(before: SourceRecord, record: Record, draft: Draft) -> Literal["amend", "correct"]:
    """If the same row is read differently, or a fact of the past is stated differently, the record was wrong before."""
    old, new = dict(before.record), dict(record)
    same_row = bool(draft.lineage) and _row(draft.lineage) == _row(before.lineage)
    past = any(old.get(name) != new.get(name) for name in _PAST_FACTS)
    other_currency = before.record.amount.currency != record.amount.currency
    return "correct" if same_row or past or other_currency else "amend"


def _beside_withdrawn(
    steps: Iterable[PlannedStep], drafts: Mapping[str, Draft], brought: Mapping[str, SourceRecord]
) -> Iterator[Problem]:
    """DUP: new records of the donor, recipient and day of one that a person has withdrawn."""
    by_stem: dict[str, list[str]] = defaultdict(list)
    for key in sorted(_withdrawn(brought)):
        by_stem[key.rpartition("-")[0]].append(key)
    for step in steps if by_stem else ():
        if step.action != "record" or step.record is None:
            continue
        stem = id_stem({name: str(value) for name, value in vars(step.record).items() if name in _OF_A_STEM}) or ""
        # An id that a person gave says nothing of donor and day.
        others = by_stem.get(stem, ()) if step.id.rpartition("-")[0] == stem else ()
        for other in others:
            found = f"a new record beside {other}, which was withdrawn by hand, of another title and sum"
            remedy = Advice(
                f"nothing if it is another promise; else book.withdraw({step.id!r}, ...)",
                f"nothing if it is another promise; else `defense-ledger withdraw {step.id}`",
            )
            expected = "a promise that is not the withdrawn one"
            yield Problem("DUP", Severity.NOTE, drafts[step.id].place, found, expected, remedy, others=(other,))


def _edited(record: Record, draft: Draft, standing: BookState) -> Iterator[Problem]:
    """A warning where a person has stated a record anew since, and the source says something else."""
    before, current = standing.brought.get(record.id), standing.live.get(record.id)
    if before is None or before.edited is None or record == current:
        return
    if record != before.record:
        found = f"a new statement of {record.id}, which entry {before.edited} stated anew by hand"
        again = "and state it again if the release is wrong"
        remedy: str = Advice(
            f"look at both with book.history({record.id!r}), {again}",
            f"look at both with `defense-ledger history {record.id}`, {again}",
        )
        yield Problem("DUP", Severity.WARNING, draft.place, found, "a record as the last release left it", remedy)
    elif current is not None:
        apart = differences(current, record)
        fields = "; ".join(f"{it.field} is {it.before or 'empty'}, and here {it.after or 'empty'}" for it in apart[:3])
        more = f"; and {len(apart) - 3} more" if len(apart) > 3 else ""
        found = f"{record.id} as it was before entry {before.edited} stated it anew by hand: {fields}{more}"
        remedy = "take what the book says into the file; nothing was changed"
        yield Problem("DUP", Severity.WARNING, draft.place, found, "what the book says", remedy)


def _not_ours(key: str, draft: Draft, standing: BookState) -> Problem:
    remedy = standing.way_out(key, "leave the line out, or amend that record")
    found = f"{quoted(key)}, which the book holds"
    return Problem("DUP", Severity.ERROR, draft.place.at("id"), found, "an id of its own", remedy)


def _row(lineage: Iterable[Lineage]) -> Row:
    return tuple((it.text, None if it.cells is None else tuple(it.cells.items())) for it in lineage)


def _by_row(drafts: Sequence[Draft], brought: Mapping[str, SourceRecord]) -> list[Draft]:
    given = _given(drafts)
    by_row: dict[Row, list[str]] = defaultdict(list)
    for key, source_record in brought.items():
        if key not in given and source_record.lineage:
            by_row[_row(source_record.lineage)].append(key)
    with_ids: list[Draft] = []
    for draft in drafts:
        keys = by_row.get(_row(draft.lineage)) if draft.values.get("id") is None and draft.lineage else None
        with_ids.append(_with_id(draft, keys.pop(0)) if keys else draft)
    return with_ids


def _as_withdrawn(drafts: Sequence[Draft], brought: Mapping[str, SourceRecord]) -> list[Draft]:
    """The same with the ids of the withdrawn records that rows state again, by title first and then by sum."""
    known = list(drafts)
    for is_same in (_same_title, _same_sum):
        given = _given(known)
        by_stem: dict[str, list[str]] = defaultdict(list)
        titles: dict[str, set[str]] = defaultdict(set)
        for key in sorted(brought.keys() - given):
            stem = key.rpartition("-")[0]
            if brought[key].state == "withdrawn":
                by_stem[stem].append(key)
            else:
                titles[stem].add(_title(brought[key].record.title))
        for number, draft in enumerate(known) if by_stem else ():
            stem = _stem(draft) or ""
            keys = by_stem.get(stem, [])
            same = next((key for key in keys if is_same(draft, brought[key].record)), None)
            # A row with the title of a record that is there states that one.
            if same is not None and (is_same is _same_title or _title(draft.values.get("title")) not in titles[stem]):
                keys.remove(same)
                known[number] = _with_id(draft, same)
    return known


def _withdrawn(brought: Mapping[str, SourceRecord]) -> set[str]:
    return {key for key, it in brought.items() if it.state == "withdrawn"}


def _title(text: object) -> str:
    return " ".join(str(text or "").casefold().split())


def _same_title(draft: Draft, record: Record) -> bool:
    return bool(record.title) and _title(draft.values.get("title")) == _title(record.title)


def _same_sum(draft: Draft, record: Record) -> bool:
    amount = draft.values.get("amount")
    if not isinstance(amount, Mapping) or amount.get("currency") != record.amount.currency:
        return False
    ours = (record.amount.value, record.amount.low, record.amount.high)
    return any(it is not None for it in ours) and ours == tuple(map(_figure, map(amount.get, ("value", "low", "high"))))


def _figure(text: object) -> Decimal | None:
    try:
        return parse_exact(text) if isinstance(text, str) and text else None
    except ValueError:
        return None


def _by_stem(drafts: Sequence[Draft], brought: Mapping[str, SourceRecord]) -> tuple[Draft, ...]:
    given = _given(drafts)
    by_stem: dict[str, list[str]] = defaultdict(list)
    for key in sorted(brought.keys() - given - _withdrawn(brought)):
        by_stem[key.rpartition("-")[0]].append(key)
    stems = [_stem(draft) for draft in drafts]
    wanting = Counter(stems)
    # Of several, nobody can say which is which.
    return tuple(
        _with_id(draft, by_stem[stem][0]) if stem and wanting[stem] == len(by_stem.get(stem, ())) == 1 else draft
        for draft, stem in zip(drafts, stems, strict=True)
    )


def _given(drafts: Iterable[Draft]) -> set[str]:
    return {key for draft in drafts if isinstance(key := draft.values.get("id"), str)}


def _stem(draft: Draft) -> str | None:
    """What a minted id begins with; None for a draft that has an id, or lacks what it is made of."""
    return id_stem(draft.values) if draft.values.get("id") is None else None


def _with_id(draft: Draft, key: str) -> Draft:
    return draft._replace(values={**draft.values, "id": key})

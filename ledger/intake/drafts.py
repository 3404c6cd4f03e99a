"""Drafts: what a file says, before it is known to be a record; and their way to records.

The readers of the formats make drafts; :func:`settle` gives them ids, parses them and finds ids given twice;
:func:`at_lines` leads what is found later in their records back to the lines they stand on.
"""

import json
from collections import Counter, deque
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from ledger.foundation import Place, Problem, Severity, errors, quoted, read_only
from ledger.records import (
    Lineage,
    Record,
    dump_record,
    id_stem,
    in_headings,
    is_group,
    name_at,
    name_in_record,
    parse_record,
)

MAX_LISTED = 1000
_NOTHING: Mapping[str, Any] = read_only({})


class Draft(NamedTuple):
    """The values of one record as a file gives them.

    Args:
        values: nested as a record is.
        place: the line, row or element that it was read from.
        written_as: how the file names its fields: by the paths of the record, or by the headings of our table.
        lineage: the rows it was read from, word for word.
        names: for files with names of their own, what a field of the record is called there, such as
            ``{"amount.value": "Monetary Value as Given by Source"}``; a field that is not named keeps its path.
        faults: what was wrong in a cell before there was a value, by the path of its field; an error keeps the draft
            from becoming a record, and stands in for all that the record would say of the same field or group.
        columns: in a sheet, the letters and the heading of each column by what the file calls the field; also by the
            path ``id``, which is told under this name in every file.
        rounded: the paths of figures that had more decimals than a record keeps.
        adds_rows: whether the cell of its amount is a formula that adds cells of other rows.
        action: what is to be done with a record that the book holds, one of :data:`ledger.records.ACTIONS`; empty where
            the row leaves it open.
    """

    values: dict[str, Any]
    place: Place
    written_as: Literal["paths", "headings"] = "paths"
    lineage: tuple[Lineage, ...] = ()
    names: Mapping[str, str] = _NOTHING
    faults: Mapping[str, Problem] = _NOTHING
    columns: Mapping[str, Place] = _NOTHING
    rounded: tuple[str, ...] = ()
    adds_rows: bool = False
    action: str = ""

    def at(self, name: str) -> Place:
        """The place of a field, by what the file calls it.

        >>> row = Place(file="a.xlsx", sheet="Aid", row=3)
        >>> print(Draft({}, row, columns={"donor": Place(column="B", field="Donor")}).at("donor"))
        a.xlsx:Aid!B3 (Donor)
        """
        return self.columns.get(name, Place(field=name)).within(self.place)


@dataclass(frozen=True)
class Release:
    """What files say of themselves: whose data they are, which release of it, and the rates that come with it.

    Args:
        source: the same for all releases of one source, such as ``kiel``; a newer release takes the place of an older.
        name: what the release is called, such as ``release 7``.
        rates: tables of rates in the files, each by the name that the basis ``table:NAME`` uses, as a file of our own
            format (docs/rates.md).
    """

    source: str
    name: str
    rates: Mapping[str, bytes] = field(default_factory=dict)


Item = Draft | Problem | Release
"""What a reader yields, in the order of its file; of releases at most one per import."""


def settle(drafts: Sequence[Draft], taken_ids: Collection[str]) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """Turn drafts into records: each gets an id if it has none, and each fault becomes a problem at its line.

    Args:
        drafts: of one file, in its order.
        taken_ids: ids that the book holds already; none of them is minted, and giving one is a DUP error.

    Returns:
        The sound records in the order of the file, and the problems. Drafts that share an id are all kept out.

    >>> print(settle([Draft({"record": "pledge"}, Place(file="a.jsonl", row=1))], ())[1][0].place)
    a.jsonl:1:record
    """
    records: list[Record] = []
    problems: list[Problem] = []
    judge = _Judge(drafts, taken_ids)
    for draft in drafts:
        _, record, faults = judge.judged(draft)
        if record is not None:
            records.append(record)
        problems += faults
    return tuple(records), first_thousand(problems, Place(file=drafts[0].place.file if drafts else ""))


class Settled(NamedTuple):
    """What became of one draft.

    Args:
        draft: as it was read; that of a sound record without its values, which would be held twice.
        id: given or minted; None where the fields are missing that it is made of.
        record: None if anything stands in its way.
        problems: at its place.
    """

    draft: Draft
    id: str | None
    record: Record | None
    problems: tuple[Problem, ...]


def settle_each(drafts: deque[Draft], taken_ids: Collection[str], own_ids: Collection[str] = ()) -> Iterator[Settled]:
    """The same, draft by draft, for callers that go on with the sound ones.

    Args:
        drafts: of one release, in its order; each is taken away when it is settled, so that a large file is not held
            as drafts and as records.
        taken_ids: as for :func:`settle`.
        own_ids: of the taken ids those that the drafts may give all the same, since the source gave them before.

    >>> [it.record for it in settle_each(deque([Draft({"record": "pledge"}, Place(file="a.jsonl", row=1))]), ())]
    [None]
    """
    judge = _Judge(drafts, taken_ids, own_ids)
    while drafts:
        draft = drafts.popleft()
        settled_id, record, problems = judge.judged(draft)
        # Past it, a sound record says the same as its values.
        kept = draft if record is None else draft._replace(values={}, faults=_NOTHING)
        yield Settled(kept, settled_id, record, problems)


def at_lines(problems: Iterable[Problem], drafts: Sequence[Draft], taken_ids: Iterable[str]) -> tuple[Problem, ...]:
    """What was found in the records of a file, at the lines and under the names that the file has for them.

    Args:
        problems: at fields of records, as the checks give them.
        drafts: of the file.
        taken_ids: the same as for :func:`settle`, so that the same ids are minted.

    Returns:
        The same problems in the same order, each at its line and field in the file and with the id behind what was
        found, and the line of any other record of the file that it names. A problem of a record that is not of the file
        keeps its place.

    >>> line = Place(file="a.csv", row=2)
    >>> draft = Draft({"donor": "GBR", "recipient": "UKR", "announced": "2025-06-02"}, line, "headings")
    >>> place = Place(record="gbr-ukr-2025-06-02-1", field="sources")
    >>> print(at_lines([Problem("SRC", Severity.WARNING, place, "no source", "one", "add it")], [draft], ())[0])
    a.csv:2:publisher: SRC warning: found no source (gbr-ukr-2025-06-02-1), expected one. Do: add it.
    """
    taken = frozenset(taken_ids)
    minting = _Minting(taken, dict(_given_ids(drafts)))
    by_id: dict[str, Settled] = {}
    for draft in drafts:
        own = minting.new_id(draft) or draft.values.get("id")
        # An id that was taken is that of another record, which stands in the book.
        if isinstance(own, str) and own not in taken:
            by_id.setdefault(own, Settled(draft, own, None, ()))
    return at_source(problems, by_id)


def at_source(problems: Iterable[Problem], by_id: Mapping[str, Settled]) -> tuple[Problem, ...]:
    """The same for drafts that are settled."""
    return tuple(_at_line(problem, by_id) for problem in problems)


def first_thousand(problems: Iterable[Problem], place: Place) -> tuple[Problem, ...]:
    """The first 1,000 problems, errors before warnings before notes; of the rest a count by severity and file.

    Args:
        problems: in the order of their places; counts among them, from lists that were bounded before, are added up.
        place: what they were found in; the place of the counts of those that are in no file.

    >>> table = Place(file="a.csv")
    >>> bounded = first_thousand([Problem("FORM", Severity.ERROR, table, "x", "y", "z")] * 5000, table)
    >>> len(bounded), bounded[-1].found, bounded[-1].further
    (1001, '4000 further errors', 4000)
    """
    kept: dict[Severity, list[Problem]] = {severity: [] for severity in Severity}
    more: dict[Severity, Counter[str]] = {severity: Counter() for severity in Severity}
    for problem in problems:
        same = kept[problem.severity]
        if is_count(problem):
            more[problem.severity][problem.place.file] += problem.further
        elif len(same) < MAX_LISTED:
            same.append(problem)
        else:
            more[problem.severity][problem.place.file] += 1
    weighed = [problem for severity in Severity for problem in kept[severity]]
    for problem in weighed[MAX_LISTED:]:
        more[problem.severity][problem.place.file] += 1
    counts = (
        _further(number, severity, Place(file=file) if file else place)
        for severity, by_file in more.items()
        for file, number in by_file.items()
    )
    return (*weighed[:MAX_LISTED], *counts)


def counted(problems: Iterable[Problem]) -> dict[Severity, int]:
    """How many problems of each severity a bounded list stands for.

    >>> table = Place(file="a.csv")
    >>> bounded = first_thousand([Problem("FORM", Severity.ERROR, table, "x", "y", "z")] * 5000, table)
    >>> counted(bounded)[Severity.ERROR]
    5000
    """
    counts = dict.fromkeys(Severity, 0)
    for problem in problems:
        counts[problem.severity] += problem.further or 1
    return counts


def is_count(problem: Problem) -> bool:
    """Whether a problem of a bounded list only counts those that are not listed."""
    return problem.further > 0


def with_further_counted(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The first 1,000 problems of each severity as they are, each further one only counted, at its row.

    For what has to be held until it is known whether it is told, and is bounded by :func:`first_thousand` then.

    >>> cell = Place(file="a.csv", row=3, field="amount")
    >>> *_, last = with_further_counted([Problem("FORM", Severity.ERROR, cell, "x", "y", "z")] * 1001)
    >>> str(last.place), last.found, last.further
    ('a.csv:3', '1 further error', 1)
    """
    seen: Counter[Severity] = Counter()
    for problem in problems:
        seen[problem.severity] += 1
        if seen[problem.severity] <= MAX_LISTED:
            yield problem
        else:
            place = problem.place if problem.place.row is None else replace(problem.place, column="", field="")
            yield replace(_FURTHER[problem.severity], code=problem.code, place=place)


def _further(number: int, severity: Severity, place: Place) -> Problem:
    found, expected = f"{number} further {severity}{'s' if number > 1 else ''}", f"at most {MAX_LISTED} of them"
    return Problem("FORM", severity, place, found, expected, "mend those listed, then look again", further=number)


# One text for all, since there may be as many as rows.
_FURTHER: Mapping[Severity, Problem] = {severity: _further(1, severity, Place()) for severity in Severity}


def _given_ids(drafts: Iterable[Draft]) -> Iterator[tuple[str, Place]]:
    for draft in drafts:
        if isinstance(given := draft.values.get("id"), str):
            yield given, draft.place


def _at_line(problem: Problem, by_id: Mapping[str, Settled]) -> Problem:
    own, path = problem.place.record, problem.place.field
    settled = by_id.get(own)
    if settled is None:
        return problem
    draft = settled.draft
    # A check names the tie that it is about; its place is all ties of the record.
    narrow = next((it.field for it in problem.to_mend), path)
    heading = name_in_record(narrow, _values(settled)) if draft.written_as == "headings" else path
    named = (it for it in dict.fromkeys(problem.others) if it != own and it in by_id)
    others = "".join(f"; {it} is at {by_id[it].draft.place}" for it in named)
    place = draft.at(_named(path, draft.names) or heading)
    return replace(problem, place=place, found=f"{problem.found} ({own}{others})", to_mend=(), others=())


def _values(settled: Settled) -> Mapping[str, Any]:
    """What was read; of a sound record, as the record says it."""
    if settled.draft.values or settled.record is None:
        return settled.draft.values
    return {name: value for name, value in json.loads(dump_record(settled.record)).items() if value}


class _Minting:
    """Gives ids to the drafts of one release, none of those that are used, or given in it."""

    def __init__(self, used: Container[str], given: Container[str]) -> None:
        self._used = used
        self._given = given
        self._following: dict[str, int] = {}

    def new_id(self, draft: Draft) -> str | None:
        """The id of a draft that has none; None for one that has, or that lacks what it is made of."""
        stem = id_stem(draft.values) if draft.values.get("id") is None else None
        if stem is None:
            return None
        # Numbers are looked for from where the last search ended: a large file of one donor and day stays linear.
        number = self._following.get(stem, 1)
        while (minted := f"{stem}-{number}") in self._given or minted in self._used:
            number += 1
        self._following[stem] = number + 1
        return minted


class _Judge:
    """Judges the drafts of one release, each beside the ids of the others.

    Args:
        drafts: all of them.
        taken_ids: as for :func:`settle`.
        own_ids: as for :func:`settle_each`.
    """

    def __init__(self, drafts: Iterable[Draft], taken_ids: Collection[str], own_ids: Collection[str] = ()) -> None:
        self._taken = frozenset(taken_ids).difference(own_ids) if own_ids else taken_ids
        self._first: dict[str, Place] = {}
        self._repeated: set[str] = set()
        for given, place in _given_ids(drafts):
            if given in self._first:
                self._repeated.add(given)
            else:
                self._first[given] = place
        self._minting = _Minting(taken_ids, self._first)

    def judged(self, draft: Draft) -> tuple[str | None, Record | None, tuple[Problem, ...]]:
        """The id of a draft, its record if it is sound, and what is wrong."""
        new_id = self._minting.new_id(draft)
        values = draft.values | {"id": new_id} if new_id else draft.values
        record, faults = parse_record(values, draft.place)
        given = draft.values.get("id")
        is_own = isinstance(given, str) and given not in self._repeated and given not in self._taken
        if record is not None and (new_id or is_own) and not draft.faults:
            # Nearly all rows of a large file are like this.
            return record.id, record, ()
        # An id is minted from other fields; where those are missing, their own problems say so.
        hidden = "id" if values.get("id") is None else None
        problems = [*draft.faults.values()]
        problems += [
            _shown(it, draft) for it in faults if it.place.field != hidden and not _is_told(it.place.field, draft)
        ]
        if isinstance(given, str):
            problems += self._double(draft, given)
        key = values.get("id")
        sound = record is not None and (new_id or is_own) and not errors(draft.faults.values())
        return key if isinstance(key, str) else None, record if sound else None, tuple(problems)

    def _double(self, draft: Draft, given: str) -> Iterator[Problem]:
        first = self._first[given]
        if given in self._taken:
            found, remedy = f"{quoted(given)}, which the book holds", "leave the line out, or amend that record"
            yield Problem("DUP", Severity.ERROR, draft.at("id"), found, "an id of its own", remedy)
        if draft.place != first:
            found, remedy = f"{quoted(given)}, given at {first} too", "remove one of the two or change its id"
            yield Problem("DUP", Severity.ERROR, draft.at("id"), found, "an id of its own", remedy)


def _is_told(path: str, draft: Draft) -> bool:
    """Whether a fault of the record follows from one that was found in a cell."""
    return any(fault == path or fault.startswith(f"{path}.") for fault in draft.faults)


def _shown(problem: Problem, draft: Draft) -> Problem:
    """The problem in the words of the file."""
    path = problem.place.field
    if not path:
        return problem
    name = _name_in_file(path, draft)
    to_mend = tuple(draft.at(_name_in_file(it.field, draft)) for it in problem.to_mend)
    shown = replace(problem, place=draft.at(name), to_mend=to_mend)
    if draft.written_as == "headings" and is_group(path) and _named(path, draft.names) is None:
        found, expected, remedy = (in_headings(it, path) for it in (problem.found, problem.expected, problem.remedy))
        return replace(shown, found=found, expected=expected, remedy=remedy)
    return replace(shown, remedy=problem.remedy.replace(path, name))


def _name_in_file(path: str, draft: Draft) -> str:
    """What the file calls a field of the record."""
    if name := _named(path, draft.names):
        return name
    return name_at(path, draft.values) if draft.written_as == "headings" else path


def _named(path: str, names: Mapping[str, str]) -> str | None:
    """What a file with names of its own calls a field, or the nearest field around it."""
    while path and path not in names:
        path = path.rpartition(".")[0]
    return names.get(path)

"""Drafts: what a file says, before it is known to be a record; and their way to records.

The readers of the formats make drafts; :func:`settle` gives them ids, parses them and finds ids given twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import Any, Literal

from ledger.foundation import Problem, Severity, quoted
from ledger.intake.headings import in_headings, is_group, name_at
from ledger.records import Record, mint_id, parse_record

MAX_LISTED = 1000


@dataclass(frozen=True)
class Draft:
    """The values of one record as a file gives them.

    Args:
        values: nested as a record is.
        place: ``file:line``.
        written_as: how the file names its fields: by the paths of the record, or by the headings of our table.
    """

    values: dict[str, Any]
    place: str
    written_as: Literal["paths", "headings"] = "paths"


def settle(drafts: Sequence[Draft], taken_ids: Iterable[str]) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """Turn drafts into records: each gets an id if it has none, and each fault becomes a problem at its line.

    Args:
        drafts: of one file, in its order.
        taken_ids: ids that the book holds already; none of them is minted, and giving one is a DUP error.

    Returns:
        The sound records in the order of the file, and the problems. Drafts that share an id are all kept out.

    >>> settle([Draft({"record": "pledge"}, "a.jsonl:1")], ())[1][0].place
    'a.jsonl:1:record'
    """
    taken = frozenset(taken_ids)
    places: dict[str, list[str]] = defaultdict(list)
    for draft in drafts:
        if isinstance(given := draft.values.get("id"), str):
            places[given].append(draft.place)
    numbers = _minted_ids(drafts, taken | places.keys())
    results = list(_results(drafts, numbers, places, taken))
    records = tuple(result for result in results if not isinstance(result, Problem))
    return records, listed(result for result in results if isinstance(result, Problem))


def listed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The first 1,000 problems, and one more that counts the rest where there are more.

    >>> fault = Problem("FORM", Severity.ERROR, "a.csv:1", "x", "y", "z")
    >>> len(listed([fault] * 5000)), listed([fault] * 5000)[-1].found
    (1001, '4000 further problems')
    """
    source = iter(problems)
    shown = tuple(islice(source, MAX_LISTED))
    rest = 0
    severity = Severity.WARNING
    for problem in source:
        rest += 1
        severity = Severity.ERROR if problem.severity is Severity.ERROR else severity
    if not rest:
        return shown
    file = shown[0].place.partition(":")[0]
    found = f"{rest} further problem{'s' if rest > 1 else ''}"
    expected = f"at most {MAX_LISTED} of them"
    return (*shown, Problem("FORM", severity, file, found, expected, "mend those listed, then read the file again"))


def _minted_ids(drafts: Iterable[Draft], used: frozenset[str]) -> Iterator[str | None]:
    following: dict[str, int] = {}
    for draft in drafts:
        if draft.values.get("id") is not None:
            yield None
            continue
        first = mint_id(draft.values, ())
        if first is None:
            yield None
            continue
        # Numbers are looked for from where the last search ended: a large file of one donor and day stays linear.
        stem = first.removesuffix("1")
        number = next(it for it in count(following.get(stem, 1)) if f"{stem}{it}" not in used)
        following[stem] = number + 1
        yield f"{stem}{number}"


def _results(
    drafts: Iterable[Draft],
    minted: Iterable[str | None],
    places: Mapping[str, Sequence[str]],
    taken: frozenset[str],
) -> Iterator[Record | Problem]:
    for draft, new_id in zip(drafts, minted, strict=True):
        values = draft.values | {"id": new_id} if new_id else draft.values
        record, problems = parse_record(values, draft.place)
        # An id is minted from other fields; where those are missing, their own problems say so.
        hidden = f"{draft.place}:id" if values.get("id") is None else None
        yield from (_shown(problem, draft) for problem in problems if problem.place != hidden)
        given = draft.values.get("id")
        same = places[given] if isinstance(given, str) else ()
        yield from _double(draft, same, taken)
        if record and len(same) <= 1 and record.id not in taken:
            yield record


def _double(draft: Draft, same: Sequence[str], taken: frozenset[str]) -> Iterator[Problem]:
    given = quoted(draft.values.get("id"))
    place = f"{draft.place}:id"
    if same and draft.values["id"] in taken:
        remedy = "leave the line out, or amend that record"
        yield Problem("DUP", Severity.ERROR, place, f"{given}, which the book holds", "an id of its own", remedy)
    if same and draft.place != same[0]:
        remedy = "remove one of the two or change its id"
        yield Problem("DUP", Severity.ERROR, place, f"{given}, given at {same[0]} too", "an id of its own", remedy)


def _shown(problem: Problem, draft: Draft) -> Problem:
    """The problem in the words of the file."""
    path = problem.place.removeprefix(draft.place).removeprefix(":")
    if not path:
        return problem
    if draft.written_as == "headings" and is_group(path):
        wanted, remedy = in_headings(problem.expected, path), in_headings(problem.remedy, path)
        return replace(problem, place=f"{draft.place}:{name_at(path, draft.values)}", expected=wanted, remedy=remedy)
    if draft.written_as == "paths":
        return problem
    name = name_at(path, draft.values)
    return replace(problem, place=f"{draft.place}:{name}", remedy=problem.remedy.replace(path, name))

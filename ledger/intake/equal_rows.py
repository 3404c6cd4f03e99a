"""Equal rows of a publisher under ids of their own: each is a record, and says that it stands beside others.

A clerk who types one row twice has made a slip. A publisher that numbers two equal tranches has stated two, as far as
anybody can tell; the doubt is a warning, and no longer keeps the release out.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ledger.foundation import Problem, Severity, quoted
from ledger.intake.drafts import Draft

_MOST_OF_A_NOTE = 4000


def set_apart(drafts: Sequence[Draft]) -> tuple[tuple[Draft, ...], tuple[Problem, ...]]:
    """Keep equal rows with different ids as records of their own.

    Args:
        drafts: of one release of a publisher.

    Returns:
        The drafts in their order, equal ones with a note of the id that sets each apart; and DUP warnings for equal
        transactions. Equal commitments are told by the checks of records.

    >>> from ledger.foundation import Place
    >>> rows = [Draft({"id": it, "title": "Tranche"}, Place(file="a.csv", row=2)) for it in ("A-17", "A-18")]
    >>> set_apart(rows)[0][1].values["note"]
    'Its source lists it as A-18, a record of its own beside others that say the same.'
    """
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        if isinstance(draft.values.get("id"), str):
            groups[_likeness(draft.values)].append(number)
    kept, problems = list(drafts), []
    for numbers in _equal(drafts, groups.values()):
        first = drafts[numbers[0]]
        for number in numbers:
            kept[number] = _noted(drafts[number])
            if number != numbers[0] and drafts[number].values.get("record") == "transaction":
                problems.append(_doubled(drafts[number], first))
    return tuple(kept), tuple(problems)


def _equal(drafts: Sequence[Draft], groups: Iterable[Sequence[int]]) -> Iterator[list[int]]:
    for group in groups:
        if len(group) == 1:
            continue
        same: dict[str, dict[str, int]] = defaultdict(dict)
        for number in group:
            values = {name: value for name, value in drafts[number].values.items() if name != "id"}
            # An id that stands twice is told as such, and is no record of its own.
            same[json.dumps(values, sort_keys=True, default=str)].setdefault(drafts[number].values["id"], number)
        yield from (list(it.values()) for it in same.values() if len(it) > 1)


def _likeness(values: Mapping[str, Any]) -> tuple[object, ...]:
    # Cheap, and different for nearly all rows; whole rows are compared only within it.
    names = ("title", "donor", "announced", "commitment", "type", "value_date")
    amount = values.get("amount")
    # As text: a file of a stranger may hold a list where one value belongs, which its record says later.
    value = amount.get("value") if isinstance(amount, Mapping) else None
    return tuple(str(it) for it in (*map(values.get, names), value))


def _noted(draft: Draft) -> Draft:
    apart = f"Its source lists it as {draft.values['id']}, a record of its own beside others that say the same."
    before = str(draft.values.get("note") or "")[: _MOST_OF_A_NOTE - len(apart) - 1]
    return draft._replace(values={**draft.values, "note": f"{before} {apart}" if before else apart})


def _doubled(draft: Draft, first: Draft) -> Problem:
    found = f"the same in every field as {quoted(first.values['id'])} at {first.place}, under an id of its own"
    remedy = "nothing if its source means two; else withdraw one of them"
    return Problem("DUP", Severity.WARNING, draft.at("id"), found, "one record for one payment", remedy)

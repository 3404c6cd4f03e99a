"""Who belonged to which group on a day: EU, NATO, G7, euro area.

The days are a code list with the treaty or decision behind each, so that no update can change an old figure unseen.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache

from ledger.records.codes import code_list, rows

GROUPS: Mapping[str, str] = code_list("groups")


def members(group: str, day: date) -> frozenset[str]:
    """The keys of the parties that belong to a group on a day.

    Args:
        group: one of :data:`GROUPS`.
        day: the first and the last day of a membership count.

    Raises:
        ValueError: for a group that the list does not know.

    >>> len(members("EU", date(2020, 1, 31))), len(members("EU", date(2020, 2, 1)))
    (28, 27)
    """
    if group not in GROUPS:
        raise ValueError(f"{group} is not one of the groups {', '.join(GROUPS)}")
    return frozenset(member for member, first, last in _memberships()[group] if first <= day <= last)


def is_member(key: str, group: str, day: date) -> bool:
    """Whether a party belongs to a group on a day.

    Raises:
        ValueError: for a group that the list does not know.

    >>> is_member("FIN", "NATO", date(2023, 4, 3)), is_member("FIN", "NATO", date(2023, 4, 4))
    (False, True)
    """
    return key in members(group, day)


@cache
def _memberships() -> Mapping[str, tuple[tuple[str, date, date], ...]]:
    spans: dict[str, list[tuple[str, date, date]]] = {group: [] for group in GROUPS}
    for row in rows("memberships"):
        last = date.fromisoformat(row["until"]) if row["until"] else date.max
        spans[row["group"]].append((row["member"], date.fromisoformat(row["from"]), last))
    return {group: tuple(its) for group, its in spans.items()}

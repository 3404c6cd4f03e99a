"""Who belonged to which group on a day: EU, NATO, G7, euro area.

The days are a code list with the treaty or decision behind each, so that no update can change an old figure unseen.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from ledger.records.codes import code_list, rows

GROUPS: Mapping[str, str] = code_list("groups")
# What the members of each group are called together. The party EU (its institutions) is none of the EU member states.
GROUP_MEMBERS: Mapping[str, str] = {row["code"]: row["members"] for row in rows("groups")}


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


@lru_cache(maxsize=65536)
def groups_of(key: str, day: date) -> frozenset[str]:
    """The codes of all groups that a party belongs to on a day; none for a party that no list knows.

    >>> sorted(groups_of("GBR", date(2020, 1, 31))), sorted(groups_of("GBR", date(2020, 2, 1)))
    (['EU', 'G7', 'NATO'], ['G7', 'NATO'])
    """
    return frozenset(group for group in GROUPS if is_member(key, group, day))


@cache
def _memberships() -> Mapping[str, tuple[tuple[str, date, date], ...]]:
    spans: dict[str, list[tuple[str, date, date]]] = {group: [] for group in GROUPS}
    for row in rows("memberships"):
        last = date.fromisoformat(row["until"]) if row["until"] else date.max
        spans[row["group"]].append((row["member"], date.fromisoformat(row["from"]), last))
    return {group: tuple(its) for group, its in spans.items()}

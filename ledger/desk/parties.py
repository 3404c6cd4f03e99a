"""Whom a text means: a party by its key, its names and the groups it belonged to on a day; and a party in words."""

from dataclasses import dataclass
from datetime import date

from ledger.foundation import Place, Problem
from ledger.records import (
    GROUPS,
    find_party,
    groups_of,
    members,
    names_of,
    party_candidates,
    party_doubt,
    party_name,
)


@dataclass(frozen=True)
class PartyFound:
    """What a text means as a party, as a group, or as both.

    Args:
        text: as it was asked.
        key: of the one party that it means; None where it means none or several.
        name: of that party, or of the group.
        names: other English names and aliases of that party.
        candidates: keys of the parties that it may mean.
        groups: codes of the groups that the party belonged to on the day.
        members: keys of those that belonged to the group on the day; empty for what is no group.
        problems: PARTY, where it is neither one party nor a group.

    >>> look_up("Holland", date(2025, 6, 2)).key
    'NLD'
    """

    text: str
    key: str | None
    name: str
    names: tuple[str, ...]
    candidates: tuple[str, ...]
    groups: tuple[str, ...]
    members: tuple[str, ...]
    problems: tuple[Problem, ...]


def look_up(text: str, day: date) -> PartyFound:
    """Find the party or group that a text means, in any language.

    Args:
        text: a code, a name or an alias.
        day: for memberships.

    >>> look_up("Suède", date(2024, 3, 6)).groups, look_up("Suède", date(2024, 3, 7)).groups
    (('EU',), ('EU', 'NATO'))
    >>> look_up("g7", date(2025, 6, 2)).members
    ('CAN', 'DEU', 'FRA', 'GBR', 'ITA', 'JPN', 'USA')
    """
    key, group = find_party(text), _group(text)
    name = party_name(key) if key else GROUPS.get(group or "", "")
    doubt = None if key or group else party_doubt(text, Place(subject="parties"))
    return PartyFound(
        text=text,
        key=key,
        name=name,
        names=tuple(other for other in names_of(key or "") if other != name),
        candidates=party_candidates(text),
        groups=tuple(code for code in GROUPS if key and code in groups_of(key, day)),
        members=tuple(sorted(members(group, day))) if group else (),
        problems=(doubt,) if doubt else (),
    )


def _group(text: str) -> str | None:
    names = {text.strip().casefold(), (find_party(text) or "").casefold()}
    return next((code for code, name in GROUPS.items() if names & {code.casefold(), name.casefold()}), None)


def party_words(key: str) -> str:
    """A party by its name, with its code.

    >>> party_words("GBR"), party_words("Ruritania")
    ('United Kingdom (GBR)', 'Ruritania')
    """
    name = party_name(key)
    return f"{name} ({key})" if name != key else key

"""What ``parties`` answers: whom a name or a code means, and who belonged to a group on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.answers.text import Lines, TextTable
from ledger.desk import PartyFound


@dataclass(frozen=True)
class PartyMeant:
    """What one text means.

    Args:
        text: as it was asked.
        key: of the one party that it means; null where it means none or several.
        name: of that party, or of the group; null for neither.
        names: other English names and aliases of that party.
        candidates: keys of the parties that it may mean.
        groups: codes of the groups that the party belonged to on the day.
        members: keys of those that belonged to the group on the day; none for what is no group.
    """

    text: str
    key: str | None
    name: str | None
    names: tuple[str, ...]
    candidates: tuple[str, ...]
    groups: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(frozen=True)
class PartiesAnswer:
    """What each of some texts means.

    Args:
        on: day of the memberships.
        parties: one per text, in the order in which they were asked.
    """

    on: date
    parties: tuple[PartyMeant, ...]


def answer(looked_up: Sequence[PartyFound], on: date) -> PartiesAnswer:
    """Parties and groups as an answer.

    Args:
        looked_up: what each text means.
        on: day of the memberships.
    """
    return PartiesAnswer(on, tuple(map(_party, looked_up)))


def _party(party: PartyFound) -> PartyMeant:
    return PartyMeant(
        text=party.text,
        key=party.key,
        name=party.name or None,
        names=party.names,
        candidates=party.candidates,
        groups=party.groups,
        members=party.members,
    )


def lines(meant: PartiesAnswer) -> Lines:
    """The same for people: a table of what was asked, then the members of each group."""
    rows = [
        (
            party.text,
            party.key or " or ".join(party.candidates),
            party.name or "",
            ", ".join(party.groups),
            "; ".join(party.names),
        )
        for party in meant.parties
    ]
    groups = [party for party in meant.parties if party.members]
    return (
        f"Groups and members on {meant.on}.",
        TextTable(("asked", "key", "name", "groups", "also called"), rows, wraps=4),
        *(f"{group.name or ''} ({len(group.members)}): {', '.join(group.members)}" for group in groups),
    )

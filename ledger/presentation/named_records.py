"""Records as sentences name them: by their titles, with whose they are."""

from ledger.presentation.language import Language
from ledger.records import together
from ledger.reporting import Row

NAMED = 3
"""The most records that a sentence names."""
TITLE = 90
"""The most letters of a title in a sentence."""


def named(row: Row, language: Language) -> str:
    """A record by the title of its promise and its donors."""
    return f"{row.commitment.title} ({language.party_inside(together(row.commitment.donors))})"


def shortened(title: str) -> str:
    """A title as a sentence has it: cut behind a word where it is long.

    >>> shortened("Aid " * 30)[-8:]
    'Aid Aid…'
    """
    if len(title) <= TITLE:
        return title
    return f"{title[: TITLE - 1].rsplit(' ', 1)[0].rstrip()}…"

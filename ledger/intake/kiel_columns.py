"""What the headings of a Kiel item sheet mean, whichever release they are from and wherever they stand.

The headings move between releases, so a column is known by its words: first by one of the known headings, then, if
exactly one heading is a slip away from exactly one meaning, by that one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.intake.sheet_parts import column_letters
from ledger.records import nearest

# Meaning -> headings of releases 7 and 8, then those of releases since 2023, as `folded` writes them.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "aid id", "activity id"),
    "donor": ("countries", "country", "donor"),
    "announced": ("announcement date",),
    "category": ("type of aid general", "aid type general"),
    "kind": ("type of aid specific", "aid type specific"),
    "explanation": ("explanation",),
    "currency": ("original currency", "reporting currency"),
    "given": ("monetary value as given by source", "source reported value"),
    "item": ("items", "item"),
    "units": ("no of units", "item number"),
    "units_delivered": ("no of units delivered in kind military aid", "no of units delivered", "item number deliv"),
    "estimate": ("value committed own estimate in usd", "item value estimate usd"),
    "estimate_delivered": ("value delivered own estimate in usd", "item value estimate deliv usd"),
    "total": ("total", "tot activity value"),
    "converted": ("converted value in eur", "tot activity value eur"),
    "delivered": ("total monetary value delivered in eur", "tot value deliv eur"),
    "official": ("official source", "officialsource"),
    "source_1": ("source of aid 1",),
    "source_2": ("source of aid 2",),
    "source_3": ("source of aid 3",),
    "source_4": ("source of aid 4",),
    "source_delivery": ("source for delivery",),
    "first": ("total value dummy 1 is first row in the package", "total value dummy"),
    "origin_of_value": ("value source commitments",),
    "origin_of_delivered": ("value source deliveries",),
}
_MEANING = {heading: meaning for meaning, headings in _HEADINGS.items() for heading in headings}
# With fewer a sheet is no list of Kiel items; without a sum of some kind it says nothing to a ledger.
REQUIRED = ("id", "donor", "announced", "category", "currency")
SUMS = ("total", "given")
SOURCES = ("source_1", "source_2", "source_3", "source_4")
# In release 7 the column of the items has no heading; it stands before "Type of item".
_AFTER_ITEM = "type of item"


@dataclass(frozen=True)
class Columns:
    """The columns of an item sheet.

    Args:
        names: one name for each column, all different: the heading as it stands, or the letter of a column without one.
        places: number of the column (from 0) for each meaning that was found.
        slips: headings that were taken for a known one although they are not written like it, each with the meaning.

    >>> columns_of(["ID", "Countries", "Anouncement Date"]).slips
    {'Anouncement Date': 'announcement date'}
    """

    names: tuple[str, ...]
    places: Mapping[str, int]
    slips: Mapping[str, str]

    @property
    def missing(self) -> tuple[str, ...]:
        """The usual headings of the meanings that a reader cannot do without and that were not found."""
        lacking = [meaning for meaning in REQUIRED if meaning not in self.places]
        if not any(meaning in self.places for meaning in SUMS):
            lacking.append("total")
        return tuple(_HEADINGS[meaning][0] for meaning in lacking)

    @property
    def unread(self) -> tuple[str, ...]:
        """The columns without a meaning here; they stay in the lineage."""
        read = set(self.places.values())
        return tuple(name for number, name in enumerate(self.names) if number not in read)

    def reads(self, letters: str) -> bool:
        """Whether the column that Excel calls by these letters has a meaning here."""
        return any(column_letters(number + 1) == letters for number in self.places.values())

    def name(self, meaning: str) -> str:
        """What the file calls the column of a meaning; the usual heading where it has none."""
        place = self.places.get(meaning)
        return _HEADINGS[meaning][0] if place is None else self.names[place]


def columns_of(headings: Sequence[str]) -> Columns:
    """Find the meaning of each heading.

    >>> columns_of(["countries", "ID", " "]).places
    {'donor': 0, 'id': 1}
    """
    words = [folded(heading) for heading in headings]
    places: dict[str, int] = {}
    for number, heading in enumerate(words):
        meaning = _MEANING.get(heading)
        if meaning is not None:
            places.setdefault(meaning, number)
    if "item" not in places and _AFTER_ITEM in words[1:] and not words[before := words.index(_AFTER_ITEM) - 1]:
        places["item"] = before
    slips = dict(_slips(words, places))
    places |= {_MEANING[known]: number for number, known in slips.items()}
    names = tuple(_names(headings))
    return Columns(names, places, {names[number]: known for number, known in slips.items()})


def folded(heading: str) -> str:
    """The words of a heading alone, so that ``Total_value_dummy`` and ``Total value dummy`` are the same.

    >>> folded(" No. of Units ")
    'no of units'
    """
    return " ".join(re.findall(r"[a-z0-9]+", heading.casefold()))


def is_item_heading(headings: Sequence[str]) -> bool:
    """Whether these are the headings of a list of Kiel items.

    >>> is_item_heading(["id", "donor", "amount"])
    False
    """
    return not columns_of(headings).missing


def _slips(words: Sequence[str], places: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """Headings without a meaning that are near to one known heading, where no other column is near to it too."""
    taken = set(places.values())
    open_ones = [known for known, meaning in _MEANING.items() if meaning not in places and len(known) > 8]
    near = {
        number: found[0]
        for number, heading in enumerate(words)
        if number not in taken and len(found := nearest(heading, open_ones)) == 1 and _same_numbers(heading, found[0])
    }
    claims = Counter(_MEANING[known] for known in near.values())
    yield from ((number, known) for number, known in near.items() if claims[_MEANING[known]] == 1)


def _same_numbers(one: str, other: str) -> bool:
    # "Source of Aid 2" is no slip for "Source of Aid 1", nor a sum in EUR for one in USD.
    told = re.compile(r"[0-9]+|\b(?:eur|usd|deliv[a-z]*|not)\b")
    return told.findall(one) == told.findall(other)


def _names(headings: Sequence[str]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for number, heading in enumerate(headings):
        name = " ".join(heading.split()) or f"column {column_letters(number + 1)}"
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"

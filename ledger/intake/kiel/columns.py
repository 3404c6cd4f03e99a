"""What the headings of a Kiel item sheet mean, whichever release they are from and wherever they stand.

The headings move between releases, so a column is known by its words: first by one of the known headings, then by a
heading that is a slip away from a meaning no other column has. Where two columns have the same claim, none has it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from ledger.foundation import Place, quoted
from ledger.intake.rows import lettered
from ledger.spreadsheet import column_letters

# Meaning -> headings of releases 7 and 8, then those of releases since 2023, as `folded` writes them.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "aid id", "activity id"),
    "donor": ("countries", "country", "donor", "giver", "donor country"),
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
    "status": ("status", "activity status", "aid status", "package status"),
    "measure": ("measure",),
    "part": ("tot sub activity value",),
    "part_converted": ("tot sub activity value eur",),
}
_MEANING = {heading: meaning for meaning, headings in _HEADINGS.items() for heading in headings}
# With fewer a sheet of items says nothing to a ledger.
_REQUIRED = ("id", "donor", "announced", "category", "currency", "total")
# What decides a figure, and the columns beside which it always stands: without it they would be read wrongly.
_COMPANIONS: Mapping[str, tuple[str, ...]] = {
    "given": ("first",),
    "converted": ("delivered", "first"),
    "delivered": ("first", "units_delivered", "estimate_delivered", "source_delivery", "origin_of_delivered"),
    "first": ("delivered", "origin_of_value", "origin_of_delivered"),
    "units": ("units_delivered",),
    "units_delivered": ("estimate_delivered",),
    "estimate": ("estimate_delivered",),
    "estimate_delivered": ("estimate",),
    "origin_of_value": ("origin_of_delivered",),
    "origin_of_delivered": ("origin_of_value",),
}
# Releases since 2024 have a row for each part of a package, with a value of its own and whether it is allocated.
_OF_PARTS = ("measure", "part", "part_converted")
# No release that we have states one; where one does, it is read.
_SELDOM = ("status", *_OF_PARTS)
_REQUIRED_OF_PARTS = ("id", "donor", "announced", "category", "measure")
SOURCES = ("source_1", "source_2", "source_3", "source_4")
# Three headings of several words, such as "Type of Aid General", stand together in no other kind of table.
_TELLING = 3
# More edits, or any in a short heading, make it another one: "Total" and "Totals", "Country" and "County".
_MOST_EDITS, _SHORTEST = 2, 9
# Short words are kept to the letter: "EUR" is no slip of "RUB", nor is 1 of 2.
_SHORT_WORD = 3
# Each with its words.
_LONG_ENOUGH: Mapping[str, Sequence[tuple[str, Sequence[str]]]] = {
    meaning: [(known, known.split()) for known in headings if len(known) >= _SHORTEST]
    for meaning, headings in _HEADINGS.items()
}
_LIKELY = 80
# In release 7 the column of the items has no heading; it stands before "Type of item".
_AFTER_ITEM = "type of item"


@dataclass(frozen=True)
class Columns:
    """The columns of an item sheet.

    Args:
        names: one name for each column, all different: the heading as it stands, or the letter of a column without one.
        places: number of the column (from 0) for each meaning that was found.
        slips: headings that were taken for a known one although they are not written like it, each with that one.
        rivals: the names of the columns that claim one meaning with equal right, under its usual heading.

    >>> columns_of(["ID", "Countries", "Anouncement Date"]).slips
    {'Anouncement Date': 'announcement date'}
    """

    names: tuple[str, ...]
    places: Mapping[str, int]
    slips: Mapping[str, str] = field(default_factory=dict)
    rivals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_kiel(self) -> bool:
        """Whether these are the headings of a list of Kiel items, complete or not."""
        return sum(" " in folded(self.names[place]) for place in self.places.values()) >= _TELLING

    @property
    def missing(self) -> tuple[str, ...]:
        """The meanings that were not found and that the rows cannot be read without, or not without a wrong figure."""
        if self.lists_parts:
            return tuple(meaning for meaning in _REQUIRED_OF_PARTS if meaning not in self.places)
        needed = (*_REQUIRED, *(it for it, companions in _COMPANIONS.items() if self.places.keys() & set(companions)))
        return tuple(meaning for meaning in needed if meaning not in self.places)

    @property
    def absent(self) -> tuple[str, ...]:
        """The other meanings that were not found, although releases normally have a column for each."""
        if self.lists_parts:
            return ()
        usual = (meaning for meaning in _HEADINGS if meaning not in _SELDOM)
        return tuple(meaning for meaning in usual if meaning not in (*self.places, *self.missing))

    @property
    def lists_parts(self) -> bool:
        """Whether each row is a part of a package with a value of its own, as in releases since 2024."""
        return "part_converted" in self.places

    def described(self, meanings: Iterable[str]) -> str:
        """Meanings by their usual headings, each with the unread heading that it may stand under.

        >>> columns_of(["ID", "Totl"]).described(["total", "donor"])
        'total (perhaps "Totl"), countries'
        """
        return ", ".join(map(self._described, meanings))

    @property
    def unread(self) -> tuple[str, ...]:
        """The columns without a meaning here; they stay in the lineage."""
        read = set(self.places.values())
        return tuple(name for number, name in enumerate(self.names) if number not in read)

    def reads(self, letters: str) -> bool:
        """Whether the column that Excel calls by these letters has a meaning here."""
        return any(column_letters(number + 1) == letters for number in self.places.values())

    @cached_property
    def in_sheet(self) -> Mapping[str, Place]:
        """Where each column stands in the rows of a sheet, by its name; and that of the ids by ``id`` too."""
        named = dict(lettered(self.names))
        if "id" in self.places:
            named.setdefault("id", named[self.name("id")])
        return named

    def at(self, name: str, row: Place) -> Place:
        """The place of a column in a row: under its name, and in a sheet with its letters.

        >>> print(columns_of(["ID", "Country"]).at("Country", Place(file="a.xlsx", sheet="Aid", row=3)))
        a.xlsx:Aid!B3 (Country)
        """
        cell = self.in_sheet.get(name) if row.sheet else None
        return (cell or Place(field=name)).within(row)

    def name(self, meaning: str) -> str:
        """What the file calls the column of a meaning; the usual heading where it has none."""
        place = self.places.get(meaning)
        return _HEADINGS[meaning][0] if place is None else self.names[place]

    def _described(self, meaning: str) -> str:
        unread = {name: folded(name) for name in self.unread}
        near = process.extractOne(_HEADINGS[meaning][0], unread, scorer=fuzz.WRatio, score_cutoff=_LIKELY)
        return f"{_HEADINGS[meaning][0]} (perhaps {quoted(near[2])})" if near else _HEADINGS[meaning][0]


def columns_of(headings: Sequence[str]) -> Columns:
    """Find the meaning of each heading.

    >>> columns_of(["countries", "ID", " "]).places
    {'donor': 0, 'id': 1}
    """
    words = [folded(heading) for heading in headings]
    names = tuple(_names(headings))
    claims = _claims((_MEANING[heading], number) for number, heading in enumerate(words) if heading in _MEANING)
    places = {meaning: numbers[0] for meaning, numbers in claims.items()}
    if "item" not in places and _AFTER_ITEM in words[1:] and not words[before := words.index(_AFTER_ITEM) - 1]:
        places["item"] = before
    slips = _claims(_slips(words, places))
    places |= {meaning: numbers[0] for meaning, numbers in slips.items() if len(numbers) == 1}
    rivals = {meaning: numbers for meaning, numbers in (*claims.items(), *slips.items()) if len(numbers) > 1}
    return Columns(
        names,
        places,
        {names[numbers[0]]: _HEADINGS[meaning][0] for meaning, numbers in slips.items() if len(numbers) == 1},
        {_HEADINGS[meaning][0]: tuple(names[it] for it in numbers) for meaning, numbers in rivals.items()},
    )


def folded(heading: str) -> str:
    """The words of a heading alone, so that ``Total_value_dummy`` and ``Total value dummy`` are the same.

    >>> folded(" No. of Units ")
    'no of units'
    """
    return " ".join(re.findall(r"[a-z0-9]+", heading.casefold()))


def _claims(found: Iterable[tuple[str, int]]) -> Mapping[str, Sequence[int]]:
    claims: defaultdict[str, list[int]] = defaultdict(list)
    for meaning, number in found:
        claims[meaning].append(number)
    return claims


def _slips(words: Sequence[str], places: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Each meaning that no heading has word for word, with the columns whose headings come nearest to it."""
    taken = set(places.values())
    edits = {
        (meaning, number): fewest
        for number, heading in enumerate(words)
        if number not in taken
        for meaning in _HEADINGS
        if meaning not in places and (fewest := _edits(heading, meaning)) <= _MOST_EDITS
    }
    for (meaning, number), own in edits.items():
        if own == min(it for claim, it in edits.items() if meaning == claim[0] or number == claim[1]):
            yield meaning, number


def _edits(heading: str, meaning: str) -> int:
    """How many letters must at least be changed to make a known heading of this one; more than allowed if none is."""
    words = heading.split()
    near = (known for known, its in _LONG_ENOUGH[meaning] if len(its) == len(words) and _begin_alike(words, its))
    return min((OSA.distance(heading, known) for known in near), default=_MOST_EDITS + 1)


def _begin_alike(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether each of as many words begins as its counterpart does: "undelivered" is no slip."""
    pairs = zip(words, others, strict=True)
    return all(it == its if min(len(it), len(its)) <= _SHORT_WORD else it[0] == its[0] for it, its in pairs)


def _names(headings: Sequence[str]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for number, heading in enumerate(headings):
        name = " ".join(heading.split()) or f"column {column_letters(number + 1)}"
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"

"""What the entry form asks, in which order, and what may be chosen: the plan that ``entry_form`` draws.

The headings, their meaning and their examples are those of our table; here stands only how they are laid out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import get_args

from ledger.records import (
    ACTION,
    ACTIONS,
    CURRENCIES,
    HEADINGS,
    Heading,
    Kind,
    RelationKind,
    code_list,
    form_of,
    heading_of,
    party_names,
)

STAND = "Stand of the book"
"""The property of a filled form that says where its book stood: the number of its entries and the hash of the last."""


@dataclass(frozen=True)
class Section:
    """Columns that belong together.

    Args:
        title: what stands above them.
        names: their headings.
        shown: how many of them are seen at first; the others unfold with the + above them.
    """

    title: str
    names: tuple[str, ...]
    shown: int


@dataclass(frozen=True)
class Choice:
    """What may be chosen in a column.

    Args:
        title: what the list is called on the sheet ``Lists``; no heading of ours, or that sheet would be read too.
        meanings: each code, and what it stands for; empty where the code says it.
        free: whether something else may be typed, too.
    """

    title: str
    meanings: Mapping[str, str]
    free: bool = False


SECTIONS: Mapping[Kind, tuple[Section, ...]] = {
    "commitment": (
        Section(
            "What is promised",
            ("id", "title", "donor", "recipient", "category", "instrument", "stage", "announced"),
            8,
        ),
        Section("How much", ("qualifier", "amount", "currency", "low", "high"), 5),
        Section("When it is owed", ("term", "start", "end", "every"), 4),
        Section(
            "Which words say so", ("publisher", "source_title", "url", "published", "quote", "accessed", "language"), 5
        ),
        Section("Remarks", ("note", "handling"), 2),
        Section(
            "In another currency",
            ("equivalent_amount", "equivalent_currency", "equivalent_qualifier", "equivalent_low", "equivalent_high"),
            1,
        ),
        Section("Several donors together", ("joint_donors", "joint_donor", "joint_share"), 1),
        Section(
            "Partners",
            ("partners", "partner", "partner_kind", "partner_undisclosed", "partner_description", "partner_country"),
            1,
        ),
        Section(
            "Ties",
            (*get_args(RelationKind), "relations", "counts"),
            1,
        ),
        Section(
            "Goods in kind",
            (
                *("item", "quantity", "unit", "valuation_basis"),
                *("item_qualifier", "item_amount", "item_low", "item_high", "item_currency"),
            ),
            1,
        ),
    ),
    "transaction": (
        Section("What happened", ("id", "commitment", "type", "value_date", "title"), 5),
        Section("How much", ("qualifier", "amount", "currency", "low", "high"), 5),
        Section(
            "Which words say so", ("publisher", "source_title", "url", "published", "quote", "accessed", "language"), 5
        ),
        Section("Remarks", ("note", "handling"), 2),
        Section(
            "Goods in kind",
            (
                *("item", "quantity", "unit", "valuation_basis"),
                *("item_qualifier", "item_amount", "item_low", "item_high", "item_currency"),
            ),
            1,
        ),
    ),
}
"""All headings of each kind of record but ``record``, which the sheet says."""

_BY_NAME = frozenset(heading.name for heading in (*HEADINGS, ACTION))
DAYS = frozenset(heading.name for heading in HEADINGS if form_of(heading.name) == "day")
FIGURES = frozenset(heading.name for heading in HEADINGS if form_of(heading.name) in ("amount", "bound"))
IDS = frozenset({"id", "commitment", "relations", *get_args(RelationKind)})

# Those in which most of what is promised stands; the others follow by their codes, those of the past last.
_COMMON_CURRENCIES = ("EUR", "USD", "GBP", "CAD", "SEK", "NOK", "DKK", "PLN", "CZK", "CHF", "JPY", "AUD", "UAH")
_QUALIFIERS = {
    "exact": "the figure itself",
    "about": "roughly the figure",
    "at_least": "the figure or more",
    "up_to": "the figure or less",
    "range": "between low and high",
    "undisclosed": "there is a sum, but nobody says it",
    "none": "no money is involved",
}
_STAGES = {"pledge": "announced, not binding", "commitment": "firm and backed by funds"}
_TERMS = {"one_off": "once", "period": "one sum from start to end", "recurring": "the sum again and again"}
_TYPES = {
    "allocation": "a specific package",
    "disbursement": "money paid",
    "delivery": "goods handed over",
    "cancellation": "a promise that no longer stands",
    "return": "money that came back",
}
_HANDLING = {"public": "in every report", "internal": "left out of public reports"}
_COUNTS = {"envelope": "parts do not count", "parts": "the envelope does not count"}
_EVERY = {"year": "", "quarter": "", "month": ""}
_KINDS = {"country": "", "institution": "", "company": "", "other": ""}


def heading(name: str) -> Heading:
    """The heading of our table with this name; also that of a second source or item, such as ``quote_2``.

    Raises:
        KeyError: if there is none.
    """
    known = ACTION if name == ACTION.name else heading_of(name)
    if known is None:
        raise KeyError(name)
    return known


def first_of(name: str) -> str:
    """The heading of the first source, item or partner that a numbered heading repeats.

    >>> first_of("quote_2"), first_of("quote")
    ('quote', 'quote')
    """
    return name if name in _BY_NAME else name.rpartition("_")[0]


_IN_SIGHT = 2


def sections_of(kind: Kind, names: Collection[str]) -> tuple[Section, ...]:
    """The columns of a sheet that is to hold these headings: those of the form, and behind them what repeats.

    What is to be done with a record stands behind its id and its title or commitment, which stay in sight.

    >>> sections_of("transaction", ["title", "quote_2"])[-1].names
    ('quote_2',)
    """
    further = tuple(name for name in names if name not in _BY_NAME)
    first, *others = SECTIONS[kind]
    if ACTION.name in names:
        seen = (*first.names[:_IN_SIGHT], ACTION.name, *first.names[_IN_SIGHT:])
        first = Section(first.title, seen, first.shown + 1)
    return (first, *others, *([Section("Further sources and items", further, 1)] if further else []))


def meaning(name: str, kind: Kind) -> str:
    """What belongs in a column, said for the kind of its row.

    >>> meaning("title", "commitment"), meaning("title", "transaction")
    ('One line that says what is promised', 'One line that says what happened')
    """
    return "One line that says what happened" if (name, kind) == ("title", "transaction") else heading(name).meaning


def is_needed(name: str, kind: Kind) -> bool:
    """Whether a column must be filled in; how firm a figure is need not be said of one that is exact.

    >>> is_needed("donor", "commitment"), is_needed("qualifier", "commitment")
    (True, False)
    """
    return kind in heading(name).required_for and name != "qualifier"


def choices() -> Mapping[str, Choice]:
    """The lists, by the headings of the columns that have them.

    >>> choices()["stage"].meanings["pledge"]
    'announced, not binding'
    """
    qualifiers = Choice("Qualifiers", _QUALIFIERS)
    living = sorted(CURRENCIES, key=lambda code: CURRENCIES[code].last is not None)
    ordered = dict.fromkeys((*_COMMON_CURRENCIES, *living))
    currencies = Choice("Currencies", {code: CURRENCIES[code].name for code in ordered}, free=True)
    names = party_names()
    parties = Choice("Donors and recipients", dict.fromkeys(sorted(set(names.values())), ""), free=True)
    of_countries = {name for key, name in names.items() if key not in code_list("institutions")}
    countries = Choice("Countries", dict.fromkeys(sorted(of_countries), ""), free=True)
    return {
        ACTION.name: Choice("Actions in a filled form", ACTIONS),
        "category": Choice("Categories", code_list("categories")),
        "instrument": Choice("Instruments", code_list("instruments")),
        "stage": Choice("Stages", _STAGES),
        "qualifier": qualifiers,
        "equivalent_qualifier": qualifiers,
        "item_qualifier": qualifiers,
        "term": Choice("Kinds of term", _TERMS),
        "every": Choice("Intervals", _EVERY),
        "type": Choice("Types of transaction", _TYPES),
        "valuation_basis": Choice("Bases of valuation", code_list("valuation_bases")),
        "handling": Choice("Kinds of handling", _HANDLING),
        "counts": Choice("What of an envelope counts", _COUNTS),
        "partner_kind": Choice("Kinds of partner", _KINDS),
        "partner_undisclosed": Choice("Yes", {"yes": ""}),
        "currency": currencies,
        "equivalent_currency": currencies,
        "item_currency": currencies,
        "donor": parties,
        "recipient": parties,
        "joint_donor": parties,
        "partner_country": countries,
    }

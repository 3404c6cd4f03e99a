"""The one table of headings: what a column of a CSV file, a prompt of ``add`` or a line of the manual is called.

It leads a fault in a record back to the heading the user sees; ``flat`` turns rows into records and back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal, get_args

from ledger.records.commitment import RelationKind

Kind = Literal["commitment", "transaction"]
Form = Literal["amount", "bound", "quantity", "day", "currency", "code"]
"""What a cell holds that people type in several ways: a sum, the end of a range, a number of things, a day, codes."""

_BOTH: tuple[Kind, ...] = ("commitment", "transaction")
_COMMITMENT: tuple[Kind, ...] = ("commitment",)
_TRANSACTION: tuple[Kind, ...] = ("transaction",)


@dataclass(frozen=True)
class Heading:
    """One heading.

    Args:
        name: as it stands in the first line of a file.
        path: where its value goes in the record, such as ``amount.value``.
        meaning: what belongs there, in plain words.
        example: a value that may stand there.
        kinds: the kinds of record that have it.
        required_for: the kinds of record that cannot do without it.
        asked: whether ``add`` asks for it; what is rare or has a shorter form is only read and written.
    """

    name: str
    path: str
    meaning: str
    example: str
    kinds: tuple[Kind, ...]
    required_for: tuple[Kind, ...] = ()
    asked: bool = True

    @property
    def repeats(self) -> bool:
        """Whether it may stand there again for a second item, source, equivalent, partner or joint donor."""
        return ".0." in self.path


ACTION = Heading(
    "ledger_action",
    "",
    "What a changed row means: the donor changed it, the book was wrong, or the record is to go",
    "correct",
    _BOTH,
    asked=False,
)
"""The column of a filled form that is no part of a record: what is to be done with it."""

ACTIONS: Mapping[str, str] = {
    "amend": "the donor changed it",
    "correct": "the book was wrong",
    "withdraw": "it should not be in the book",
}
"""What may stand there, with what it means."""

_RELATION_MEANINGS: Mapping[RelationKind, str] = {
    "part_of": "Ids of larger records of the same stage that contain this one",
    "fulfils": "Ids of pledges that this firm commitment keeps",
    "restates": "Ids of records that announced the same money before; of one stage only one counts",
    "supersedes": "Ids of records in whose place this one stands",
    "tops_up": "Ids of records to which this one adds money",
    "contributes_to": "Ids of common funds of which this is one share",
    "draws_down": "Ids of records out of which this one is paid",
    "related_to": "Ids of records on the same matter; no effect on totals",
    "linked_by_source": "Ids of records that a source ties to this one, not saying whether the money is the same",
}


def _rare(name: str, path: str, meaning: str, example: str, kinds: tuple[Kind, ...]) -> Heading:
    return Heading(name, path, meaning, example, kinds, asked=False)


def _relation_heading(kind: RelationKind) -> Heading:
    # What a source ties is read from it, and no question to a person.
    asked = kind != "linked_by_source"
    meaning, example = _RELATION_MEANINGS[kind], "gbr-ukr-2025-06-02-1"
    return Heading(kind, f"relations.{kind}", meaning, example, _COMMITMENT, asked=asked)


HEADINGS: tuple[Heading, ...] = (
    Heading("id", "id", "Never changes; made from the other fields if left empty", "gbr-ukr-2025-06-02-1", _BOTH),
    Heading("record", "record", "commitment or transaction; empty means commitment", "commitment", _BOTH),
    Heading("title", "title", "One line that says what is promised", "Yearly military support", _BOTH, _COMMITMENT),
    Heading("donor", "donor", "Who gives: name or code", "United Kingdom", _COMMITMENT, _COMMITMENT),
    Heading("recipient", "recipient", "Who receives: name or code", "Ukraine", _COMMITMENT, _COMMITMENT),
    Heading("category", "category", "Type of assistance", "military", _COMMITMENT, _COMMITMENT),
    Heading("instrument", "instrument", "Form of the support", "grant", _COMMITMENT, _COMMITMENT),
    Heading("stage", "stage", "pledge (announced) or commitment (firm)", "pledge", _COMMITMENT, _COMMITMENT),
    Heading("announced", "announced", "Day of the announcement", "2025-06-02", _COMMITMENT, _COMMITMENT),
    Heading("commitment", "commitment", "Id of the commitment to which this happens", "gbr-ukr-2025-06-02-1",
            _TRANSACTION, _TRANSACTION),
    Heading("type", "type", "allocation, disbursement, delivery, cancellation or return", "disbursement",
            _TRANSACTION, _TRANSACTION),
    Heading("value_date", "value_date", "Day on which it counts", "2025-09-01", _TRANSACTION, _TRANSACTION),
    Heading("qualifier", "amount.qualifier",
            "How firm the figure is: exact, about, at_least, up_to, range, undisclosed or none", "exact", _BOTH, _BOTH),
    Heading("amount", "amount.value", "Figure in digits; empty for range, undisclosed, none", "3000000000", _BOTH),
    Heading("low", "amount.low", "Lower end of a range", "600000000", _BOTH),
    Heading("high", "amount.high", "Upper end of a range", "700000000", _BOTH),
    Heading("currency", "amount.currency", "Currency as three letters (ISO 4217)", "GBP", _BOTH),
    Heading("term", "term.kind", "When owed: one_off, period or recurring", "recurring", _COMMITMENT, _COMMITMENT),
    Heading("start", "term.start", "First day on which it is owed", "2025-04-01", _COMMITMENT),
    Heading("end", "term.end", "Last day; empty for open-ended", "2030-03-31", _COMMITMENT),
    Heading("every", "term.every", "For recurring: year, quarter or month", "year", _COMMITMENT),
    Heading("equivalent_amount", "stated_equivalents.0.value",
            "The same sum in another currency, as the source gives it", "4000000000", _COMMITMENT),
    _rare("equivalent_low", "stated_equivalents.0.low", "Lower end, where that figure is a range", "3900000000",
          _COMMITMENT),
    _rare("equivalent_high", "stated_equivalents.0.high", "Upper end of it", "4100000000", _COMMITMENT),
    Heading("equivalent_currency", "stated_equivalents.0.currency", "Currency of that figure", "USD", _COMMITMENT),
    Heading("equivalent_qualifier", "stated_equivalents.0.qualifier", "How firm the second figure is", "about",
            _COMMITMENT),
    _rare("joint_donors", "joint_donors", "All who give it together, each with its share where it is known",
            "Germany 60%; Netherlands 40%", _COMMITMENT),
    _rare("joint_donor", "joint_donors.0.donor", "One who gives it together with others: name or code", "Germany",
          _COMMITMENT),
    _rare("joint_share", "joint_donors.0.share", "Its share of the whole, as 60% or 1/3", "60%", _COMMITMENT),
    _rare("partner", "partners.0.name", "Name of another that takes part", "Example Drones", _COMMITMENT),
    _rare("partner_kind", "partners.0.kind", "country, institution, company or other", "company", _COMMITMENT),
    _rare("partner_undisclosed", "partners.0.undisclosed", "yes where the source does not name it", "yes", _COMMITMENT),
    _rare("partner_description", "partners.0.description", "What the source says of it", "a maker of drones",
          _COMMITMENT),
    _rare("partner_country", "partners.0.country", "Country of its seat: name or code", "FRA", _COMMITMENT),
    Heading("partners", "partners", "All of them in one cell, as kind: name or undisclosed kind: description",
            "company: Example Drones; undisclosed company: a carmaker", _COMMITMENT),
    _rare("relations", "relations", "All ties in one cell, as kind and id", "part_of gbr-1; related_to gbr-2",
          _COMMITMENT),
    *(_relation_heading(kind) for kind in get_args(RelationKind)),
    _rare("counts", "counts", "Where parts are in another currency than this envelope, or recurring: envelope or parts",
          "envelope", _COMMITMENT),
    Heading("item", "items.0.description", "What is given in kind", "howitzers", _BOTH),
    Heading("quantity", "items.0.quantity", "How many", "18", _BOTH),
    Heading("unit", "items.0.unit", "Unit of the quantity", "pieces", _BOTH),
    _rare("item_qualifier", "items.0.amount.qualifier", "How firm its worth is, as for qualifier", "about", _BOTH),
    _rare("item_amount", "items.0.amount.value", "What it is worth, where the source says", "40000000", _BOTH),
    _rare("item_low", "items.0.amount.low", "Lower end of its worth", "35000000", _BOTH),
    _rare("item_high", "items.0.amount.high", "Upper end of its worth", "45000000", _BOTH),
    _rare("item_currency", "items.0.amount.currency", "Currency of its worth", "EUR", _BOTH),
    Heading("valuation_basis", "items.0.valuation_basis", "On what a value in kind rests", "donor_statement", _BOTH),
    Heading("publisher", "sources.0.publisher", "Who published the source", "Prime Minister's Office", _BOTH),
    Heading("source_title", "sources.0.title", "Title of the source", "Strategic Defence Review", _BOTH),
    Heading("url", "sources.0.url", "Where the source can be read", "https://www.gov.uk/example", _BOTH),
    Heading("published", "sources.0.published", "Day on which the source was published", "2025-06-02", _BOTH),
    _rare("accessed", "sources.0.accessed", "Day on which it was read", "2025-06-03", _BOTH),
    _rare("language", "sources.0.language", "Language of the quote (ISO 639)", "en", _BOTH),
    Heading("quote", "sources.0.quote", "The words that carry the figure, at most 25", "£3 billion a year", _BOTH),
    Heading("note", "note", "Assumptions and remarks", "Start of the financial year assumed", _BOTH),
    Heading("handling", "handling", "public, or internal (left out of public reports); empty means public", "public",
            _BOTH),
)  # fmt: skip


_BY_NAME: Mapping[str, Heading] = {heading.name: heading for heading in HEADINGS}
_FORMS: Mapping[str, Form] = {
    "value": "amount",
    "low": "bound",
    "high": "bound",
    "quantity": "quantity",
    "currency": "currency",
    **dict.fromkeys(("record", "category", "instrument", "stage", "type", "qualifier"), "code"),
    **dict.fromkeys(("kind", "every", "valuation_basis", "handling", "counts"), "code"),
    **dict.fromkeys(("announced", "value_date", "start", "end", "published", "accessed"), "day"),
}
_PLACES: Mapping[str, int] = {heading.path: number for number, heading in enumerate(HEADINGS)}
_NUMBERED = re.compile(r"(.+)_([2-9]|[1-9][0-9]{1,4})")
_INDEX = re.compile(r"(?<=\.)[0-9]+(?=\.|$)")


@lru_cache(maxsize=4096)
def heading_of(name: str) -> Heading | None:
    """The heading of this name; of those that repeat also the second (``quote_2``) and further ones.

    >>> heading_of("quote_2").path, heading_of("title_2")
    ('sources.1.quote', None)
    """
    if name in _BY_NAME:
        return _BY_NAME[name]
    numbered = _NUMBERED.fullmatch(name)
    first = _BY_NAME.get(numbered[1]) if numbered else None
    if numbered is None or first is None or not first.repeats:
        return None
    return replace(first, name=name, path=first.path.replace(".0.", f".{int(numbered[2]) - 1}.", 1))


@lru_cache(maxsize=4096)
def form_of(name: str) -> Form | None:
    """What the cells under a heading hold; None for text, and for a heading that the table does not know.

    >>> form_of("amount"), form_of("item_low_2"), form_of("published"), form_of("title")
    ('amount', 'bound', 'day', None)
    """
    heading = heading_of(name)
    return _FORMS.get(heading.path.rpartition(".")[2]) if heading else None


def rank(heading: Heading) -> tuple[int, int, int]:
    """Where a heading stands among others in a table of ours: all of the first source, then all of the second.

    >>> rank(HEADINGS[0]) < rank(heading_of("quote")) < rank(heading_of("publisher_2"))
    True
    """
    index = _INDEX.search(heading.path)
    place = _PLACES[_first(heading.path)]
    group = next(number for path, number in _PLACES.items() if path.split(".")[0] == heading.path.split(".")[0])
    return group, int(index[0]) if index else 0, place


def name_at(path: str, values: Mapping[str, Any]) -> str:
    """The heading under which the user finds a field of the record; the path itself where no heading leads there.

    >>> name_at("amount.value", {}), name_at("stated_equivalents.0", {}), name_at("sources.1.quote", {})
    ('amount', 'equivalent_amount', 'quote_2')
    """
    if relation := re.match(r"relations\.(\d+)", path):
        return str(values["relations"][int(relation[1])]["kind"])
    base, index = _first(path), _INDEX.search(path)
    exact = (heading for heading in HEADINGS if heading.path == base)
    inside = (heading for heading in HEADINGS if heading.path.startswith(f"{base}."))
    around = (heading for heading in HEADINGS if base.startswith(f"{heading.path}."))
    heading = next(exact, None) or next(inside, None) or next(around, None)
    if heading is None:
        return path
    return f"{heading.name}_{int(index[0]) + 1}" if heading.repeats and index and int(index[0]) else heading.name


def name_in_record(path: str, values: Mapping[str, Any]) -> str:
    """The heading for what a check says of a sound record: the one to look at, also where several make up a group.

    >>> name_in_record("amount", {}), name_in_record("relations", {"relations": [{"kind": "fulfils", "target": "x"}]})
    ('amount', 'fulfils')
    """
    if path == "sources" and path in values:
        return "quote"
    if path == "items":
        return "valuation_basis"
    if path == "relations":
        return next((str(tie["kind"]) for tie in values.get("relations", ())), path)
    return path if any(heading.name == path for heading in HEADINGS) else name_at(path, values)


def is_group(path: str) -> bool:
    """Whether a path leads to a part of the record that several headings fill, such as ``amount``.

    >>> is_group("amount"), is_group("amount.value")
    (True, False)
    """
    base = _first(path)
    return any(heading.path.startswith(f"{base}.") for heading in HEADINGS)


def in_headings(text: str, path: str) -> str:
    """A sentence on a part of a record, its field names replaced by the headings.

    >>> in_headings("qualifier exact with value", "stated_equivalents.0")
    'equivalent_qualifier exact with equivalent_amount'
    """
    base = f"{_first(path)}."
    fields = (it.path.removeprefix(base) for it in HEADINGS if it.path.startswith(base))
    names = {field: name_at(f"{path}.{field}", {}) for field in fields}
    return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), text)


def _first(path: str) -> str:
    """The path of the same field in the first item, source, equivalent, partner or joint donor."""
    return _INDEX.sub("0", path, count=1)


def heading_label(name: str) -> str:
    """A heading as forms show it; reading takes both for the same.

    >>> heading_label("value_date"), heading_label("url")
    ('Value date', 'URL')
    """
    return {"id": "Id", "url": "URL"}.get(name, name.replace("_", " ").capitalize())

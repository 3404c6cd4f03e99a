"""The one table of headings: what a column of a CSV file, a prompt of ``add`` or a line of the manual is called.

It nests a flat row into the values of a record, and leads a fault in such a record back to the heading the user sees.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ledger.records.codes import code_list
from ledger.records.party import find_party
from ledger.records.relation import RelationKind

Kind = Literal["commitment", "transaction"]

_PARTY_KINDS = ("country", "institution", "company", "other")
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
    """

    name: str
    path: str
    meaning: str
    example: str
    kinds: tuple[Kind, ...]
    required_for: tuple[Kind, ...] = ()


_RELATION_MEANINGS: Mapping[RelationKind, str] = {
    "part_of": "Ids of larger records of the same stage that contain this one",
    "fulfils": "Ids of pledges that this firm commitment keeps",
    "restates": "Ids of records that announced the same money before; of one stage only one counts",
    "supersedes": "Ids of records in whose place this one stands",
    "tops_up": "Ids of records to which this one adds money",
    "contributes_to": "Ids of common funds of which this is one share",
    "draws_down": "Ids of records out of which this one is paid",
    "related_to": "Ids of records on the same matter; no effect on totals",
}


def _relation_heading(kind: RelationKind) -> Heading:
    return Heading(kind, f"relations.{kind}", _RELATION_MEANINGS[kind], "gbr-ukr-2025-06-02-1", _COMMITMENT)


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
    Heading("type", "type", "allocation, disbursement, delivery or cancellation", "disbursement",
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
    Heading("equivalent_currency", "stated_equivalents.0.currency", "Currency of that figure", "USD", _COMMITMENT),
    Heading("equivalent_qualifier", "stated_equivalents.0.qualifier", "How firm the second figure is", "about",
            _COMMITMENT),
    Heading("partners", "partners", "Others that take part, as kind: name or undisclosed kind: description",
            "company: Example Drones; undisclosed company: a carmaker", _COMMITMENT),
    *(_relation_heading(kind) for kind in get_args(RelationKind)),
    Heading("item", "items.0.description", "What is given in kind", "howitzers", _BOTH),
    Heading("quantity", "items.0.quantity", "How many", "18", _BOTH),
    Heading("unit", "items.0.unit", "Unit of the quantity", "pieces", _BOTH),
    Heading("valuation_basis", "items.0.valuation_basis", "On what a value in kind rests", "donor_statement", _BOTH),
    Heading("publisher", "sources.0.publisher", "Who published the source", "Prime Minister's Office", _BOTH),
    Heading("source_title", "sources.0.title", "Title of the source", "Strategic Defence Review", _BOTH),
    Heading("url", "sources.0.url", "Where the source can be read", "https://www.gov.uk/example", _BOTH),
    Heading("published", "sources.0.published", "Day on which the source was published", "2025-06-02", _BOTH),
    Heading("quote", "sources.0.quote", "The words that carry the figure, at most 25", "£3 billion a year", _BOTH),
    Heading("note", "note", "Assumptions and remarks", "Start of the financial year assumed", _BOTH),
    Heading("handling", "handling", "public, or internal (left out of public reports); empty means public", "public",
            _BOTH),
)  # fmt: skip


def values_of(row: Mapping[str, str]) -> dict[str, Any]:
    """Nest a flat row, heading by heading, into the values of a record; empty cells are left out.

    Cells of ``partners`` and of the relations may name several, with ``;`` between them. A donor or recipient given
    by its exact name becomes its key. Headings that the table does not know are passed over.

    >>> values_of({"record": "transaction", "amount": "5 ", "donor": "", "url": " "})
    {'amount': {'value': '5'}, 'record': 'transaction'}
    """
    record = row.get("record", "").strip()
    # An empty amount or term is there all the same, so that a fault in it names its own heading.
    values: dict[str, Any] = {"amount": {}} if record == "transaction" else {"amount": {}, "term": {}}
    for heading in HEADINGS:
        if cell := row.get(heading.name, "").strip():
            _put(values, heading.path, cell)
    return values


def name_at(path: str, values: Mapping[str, Any]) -> str:
    """The heading under which the user finds a field of the record; the path itself where no heading leads there.

    >>> name_at("amount.value", {}), name_at("stated_equivalents.0", {})
    ('amount', 'equivalent_amount')
    """
    if relation := re.match(r"relations\.(\d+)", path):
        return str(values["relations"][int(relation[1])]["kind"])
    exact = (heading.name for heading in HEADINGS if heading.path == path)
    inside = (heading.name for heading in HEADINGS if heading.path.startswith(f"{path}."))
    around = (heading.name for heading in HEADINGS if path.startswith(f"{heading.path}."))
    return next(exact, None) or next(inside, None) or next(around, path)


def name_in_record(path: str, values: Mapping[str, Any], found: str) -> str:
    """The heading for what a check says of a sound record: the one to look at, also where several make up a group.

    >>> name_in_record("amount", {}, "GBP 0"), name_in_record("relations", {}, 'fulfils "x", which is not there')
    ('amount', 'fulfils')
    """
    if path == "sources" and path in values:
        return "quote"
    if path == "items":
        return "valuation_basis"
    if path == "relations":
        ties = [tie["kind"] for tie in values.get("relations", ())]
        return next(
            (kind for kind in get_args(RelationKind) if found.startswith(f"{kind} ")), ties[0] if ties else path
        )
    return path if any(heading.name == path for heading in HEADINGS) else name_at(path, values)


def is_group(path: str) -> bool:
    """Whether a path leads to a part of the record that several headings fill, such as ``amount``.

    >>> is_group("amount"), is_group("amount.value")
    (True, False)
    """
    return any(heading.path.startswith(f"{path}.") for heading in HEADINGS)


def in_headings(text: str, path: str) -> str:
    """A sentence on a part of a record, its field names replaced by the headings.

    >>> in_headings("qualifier exact with value", "stated_equivalents.0")
    'equivalent_qualifier exact with equivalent_amount'
    """
    names = {
        heading.path.removeprefix(f"{path}."): heading.name
        for heading in HEADINGS
        if heading.path.startswith(f"{path}.")
    }
    return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), text)


def _put(values: dict[str, Any], path: str, cell: str) -> None:
    match path.split("."):
        case ["donor" | "recipient" as name]:
            values[name] = find_party(cell) or cell
        case ["partners"]:
            values["partners"] = [_partner(part) for part in _parts(cell)]
        case ["relations", kind]:
            ties = [{"kind": kind, "target": target} for target in _parts(cell)]
            values.setdefault("relations", []).extend(ties)
        case [name]:
            values[name] = cell
        case [name, "0", field]:
            values.setdefault(name, [{}])[0][field] = cell
        case [name, field]:
            values.setdefault(name, {})[field] = cell


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _partner(text: str) -> dict[str, Any]:
    kind, colon, rest = (part.strip() for part in text.partition(":"))
    if colon and kind in _PARTY_KINDS:
        return {"kind": kind, "name": rest}
    if colon and (hidden := kind.removeprefix("undisclosed ")) in _PARTY_KINDS:
        return {"kind": hidden, "undisclosed": True, "description": rest}
    key = find_party(text)
    known = "institution" if key in code_list("institutions") else "country"
    return {"kind": known if key else "other", "name": text}

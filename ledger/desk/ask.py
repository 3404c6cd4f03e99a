"""The form of ``add``: which heading comes next, what is wrong with an answer, and what to ask again at the end.

The table of headings says what exists; this module only knows which answers make others superfluous. It reads and
prints nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ledger.desk.changes import heading_named
from ledger.foundation import Place, Problem, Refused, Severity, quoted, read_only
from ledger.intake import typed_cells, typed_record
from ledger.records import (
    HEADINGS,
    Heading,
    Parsed,
    Record,
    code_list,
    find_party,
    mint_id,
    near_parties,
    parse_record,
    values_of,
)

Row = Mapping[str, str]

_PLACE = Place(subject="add")
_PARTIES = ("donor", "recipient")
_IN_ONE_CELL = ("relations", "partners", "joint_donors")
_WITH_VALUE = frozenset({"exact", "about", "at_least", "up_to"})
_WITH_CURRENCY = _WITH_VALUE | {"range"}
# Nothing said of how firm a figure is: the figure comes next, and may say it.
_OPEN = ""


@dataclass(frozen=True)
class Condition:
    """When a heading is asked, given the answer to an earlier one; None stands for any answer that is not empty."""

    earlier: str
    asked: frozenset[str] | None = None
    needed: frozenset[str] = frozenset()


CONDITIONS: Mapping[str, Condition] = {
    "amount": Condition("qualifier", _WITH_VALUE | {_OPEN}, _WITH_VALUE),
    "low": Condition("qualifier", frozenset({"range"}), frozenset({"range"})),
    "high": Condition("qualifier", frozenset({"range"}), frozenset({"range"})),
    "currency": Condition("qualifier", _WITH_CURRENCY | {"undisclosed"}, _WITH_CURRENCY),
    "start": Condition("term", None, frozenset({"period", "recurring"})),
    "end": Condition("term", frozenset({"period", "recurring"}), frozenset({"period"})),
    "every": Condition("term", frozenset({"recurring"}), frozenset({"recurring"})),
    "equivalent_currency": Condition("equivalent_amount"),
    "equivalent_qualifier": Condition("equivalent_amount"),
    "quantity": Condition("item"),
    "unit": Condition("quantity"),
    "valuation_basis": Condition("item"),
    "source_title": Condition("publisher"),
    "url": Condition("publisher"),
    "published": Condition("publisher"),
    "quote": Condition("publisher"),
}


def asked_headings(row: Row) -> tuple[Heading, ...]:
    """The headings that a form asks for, as far as its answers say: those of an amount, of a payment, of a period.

    Args:
        row: the answers so far, their codes made plain.

    >>> [it.name for it in asked_headings({"record": "transaction", "qualifier": "range"})][3:8]
    ['commitment', 'type', 'value_date', 'qualifier', 'low']
    """
    # The kind of record decides on all other headings, so it comes first.
    ordered = sorted(HEADINGS, key=lambda it: it.name != "record")
    return tuple(it for it in ordered if it.asked and _is_asked(it, row))


def next_heading(row: Row) -> Heading | None:
    """The first heading that is still to be asked; None when the form is full.

    >>> next_heading({}).name
    'record'
    """
    return next((it for it in asked_headings(row) if it.name not in row), None)


def choices(heading: Heading) -> Mapping[str, str]:
    """The codes that may be answered, with their meanings; none where the answer is free or the meaning lists them.

    >>> choices(next_heading({}))
    {}
    """
    lists = {"category": "categories", "instrument": "instruments", "valuation_basis": "valuation_bases"}
    return code_list(lists[heading.name]) if heading.name in lists else {}


def is_needed(heading: Heading, row: Row) -> bool:
    """Whether a heading must be answered.

    >>> is_needed(next_heading({}), {})
    False
    """
    if heading.name == "qualifier":
        return False
    condition = CONDITIONS.get(heading.name)
    return _kind(row) in heading.required_for or bool(condition and row.get(condition.earlier) in condition.needed)


def if_empty(heading: Heading, row: Row) -> str:
    """What it means to leave a heading empty, in the words of the question; nothing where it must be answered.

    >>> if_empty(next_heading({}), {})
    'may be left empty'
    """
    if is_needed(heading, row):
        return ""
    if heading.name == "qualifier":
        return "may be left empty: exact, unless the amount says otherwise, as up to 3 bn does"
    return "may be left empty"


def faults_of(heading: Heading, row: Row) -> tuple[Problem, ...]:
    """What is wrong with the answer to one heading, whatever is still missing elsewhere.

    >>> [fault.expected for fault in faults_of(next_heading({}), {"record": "promise"})]
    ['commitment or transaction']
    """
    text = row.get(heading.name, "").strip()
    if not text:
        asked = f"an answer: {_inside_a_sentence(heading.meaning)}"
        missing = Problem("FORM", Severity.ERROR, Place(field=heading.name), "nothing", asked, "fill it in")
        return (missing,) if is_needed(heading, row) else ()
    _, unread = typed_cells(row)
    if heading.name in unread:
        return (unread[heading.name].within(Place(field=heading.name)),)
    return tuple(
        Problem(it.code, it.severity, Place(field=heading.name), quoted(text), it.expected, it.remedy)
        for it in _problems(row)
        if _is_of(it.place.field, heading)
    )


def as_read(row: Row) -> Row:
    """The answers made plain, with those that they fill besides: an amount may name its currency.

    >>> dict(as_read({"amount": "3 bn EUR", "qualifier": "up to"}))
    {'amount': '3000000000', 'qualifier': 'up_to', 'currency': 'EUR'}
    """
    cells = dict(typed_cells(row)[0])
    if cells.get("amount") and cells.get("qualifier") == _OPEN:
        cells["qualifier"] = "exact"
    return read_only(cells)


def malformed(row: Row) -> tuple[Problem, ...]:
    """What is wrong with single values, each looked at by itself; nothing about values that do not fit together.

    >>> [str(fault.place) for fault in malformed({"amount": "3,0,0", "note": "", "titel": "x"})]
    ['titel', 'amount']
    """
    unknown: list[Problem] = []
    faults: list[Problem] = []
    for name, text in row.items():
        try:
            heading = heading_named(name, Place())
        except Refused as refused:
            unknown += [replace(problem, place=Place(field=name)) for problem in refused.problems]
            continue
        if text.strip():
            kind = {} if _kind({}) in heading.kinds else {"record": heading.kinds[0]}
            # Whose kroner they are is known where the record is whole.
            faults += (it for it in faults_of(heading, {**kind, name: text}) if it.code != "CUR-SYM")
    return (*unknown, *faults)


def doubt(heading: Heading, text: str) -> str | None:
    """What to ask back about a donor or recipient that no list knows; None where there is nothing to doubt.

    >>> doubt(next_heading({}), "France") is None
    True
    """
    if heading.name not in _PARTIES or not text or find_party(text) is not None:
        return None
    near = near_parties(text)
    meant = f"; did you mean {' or '.join(near)}?" if near else "."
    return f"{quoted(text)} is not known{meant} Press Enter to keep it, or type another name or code."


def drafted(row: Row) -> Record | None:
    """The record that a full form makes, its id not final; None while anything is wrong with it.

    >>> drafted({"title": "Drones"}) is None
    True
    """
    return _parsed(row).record


def to_ask_again(row: Row) -> tuple[tuple[Heading, ...], tuple[Problem, ...]]:
    """The headings behind what is wrong with a full form, and the problems; none for a sound record.

    A fault of a group, such as an end before its start, puts the whole group up again.

    >>> row = {"term": "period", "start": "2026-01-01", "end": "2025-01-01"}
    >>> [heading.name for heading in to_ask_again(row)[0]]
    ['term', 'start', 'end']
    """
    faults = typed_record(row, _PLACE).faults
    of_cells = {path.split(".")[0] for path in faults}
    # What follows from a fault of a cell is not told a second time.
    others = [it for it in _problems(row) if it.place.field.split(".")[0] not in of_cells]
    problems = (*faults.values(), *others)
    groups = of_cells | {it.place.field.split(".")[0] for it in others}
    again = [it for it in HEADINGS if it.path.split(".")[0] in groups and it.name in row]
    return tuple(again), problems


def _problems(row: Row) -> tuple[Problem, ...]:
    return _parsed(row).problems


def _parsed(row: Row) -> Parsed:
    values = values_of(typed_cells(row)[0])
    values.setdefault("id", mint_id(values, ()) or "x")
    return parse_record(values, _PLACE)


def _is_of(path: str, heading: Heading) -> bool:
    group = heading.path.split(".")[0]
    # These are checked one heading after the other, so a fault in the list is of the newest answer.
    return path == heading.path or (group in _IN_ONE_CELL and path.startswith(f"{group}."))


def _is_asked(heading: Heading, row: Row) -> bool:
    if _kind(row) not in heading.kinds:
        return False
    condition = CONDITIONS.get(heading.name)
    if condition is None:
        return True
    earlier = row.get(condition.earlier, "")
    return bool(earlier) if condition.asked is None else earlier in condition.asked


def _inside_a_sentence(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _kind(row: Row) -> str:
    return row.get("record") or "commitment"

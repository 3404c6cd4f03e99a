"""Changes to a record, by the headings of our table."""

import json
from collections.abc import Mapping
from typing import Any

from ledger.foundation import Place, Refused, malformed, quoted
from ledger.intake import Draft, settle, typed_cells
from ledger.records import HEADINGS, Heading, Record, dump_record, heading_of, home_currencies, nearest, values_of

_FIXED = ("id", "record")


def heading_named(name: str, place: Place) -> Heading:
    """The heading of this name.

    Args:
        name: as somebody wrote it.
        place: where it was written.

    Raises:
        Refused: FORM with the nearest headings, if there is none.

    >>> heading_named("amount", Place(argument="--set")).path
    'amount.value'
    """
    heading = heading_of(name)
    if heading is None:
        near = nearest(name, [heading.name for heading in HEADINGS])
        expected = f"a heading, perhaps {' or '.join(near)}" if near else "a heading of the manual (docs/import.md)"
        written = place.at(quoted(name)[1:-1])
        raise Refused([malformed(written, "an unknown heading", expected, "correct the heading")])
    return heading


def changed(record: Record, changes: Mapping[str, str]) -> Record:
    """The record with some fields replaced.

    Args:
        record: as it stands.
        changes: heading and new text, typed as in the form; an empty text clears the field. Of several items, sources,
            equivalents or partners ``quote`` reaches the first and ``quote_2`` the second, as in a file of ours.

    Raises:
        Refused: FORM for an unknown heading, a malformed value, or an attempt to change the id or the kind of record.
    """
    values: dict[str, Any] = json.loads(dump_record(record))
    for name in changes:
        heading_named(name, Place(record=record.id))
        if name in _FIXED:
            remedy = "withdraw the record and enter a new one"
            place = Place(record=record.id, field=name)
            raise Refused([malformed(place, f"a new {name}", "the one it was given at first", remedy)])
    cells, faults = typed_cells(changes, _home(record))
    if faults:
        raise Refused([fault.within(Place(record=record.id, field=name)) for name, fault in faults.items()])
    for name, text in cells.items():
        _put(values, heading_named(name, Place(record=record.id)), values_of({name: text}))
    records, problems = settle([Draft(values, Place(record=record.id), "headings")], ())
    if not records:
        raise Refused(problems)
    return records[0]


def _home(record: Record) -> tuple[str, ...]:
    """The currencies that a sign may stand for in a change: that of the record, else those of its donor."""
    if record.amount.currency:
        return (record.amount.currency,)
    return home_currencies(record.donor, record.announced) if record.record == "commitment" else ()


def _put(values: dict[str, Any], heading: Heading, new_values: Mapping[str, Any]) -> None:
    match heading.path.split("."):
        case ["relations", kind]:
            others = [tie for tie in values.get("relations", ()) if tie["kind"] != kind]
            values["relations"] = others + new_values.get("relations", [])
        case [name, number, *fields] if number.isdecimal():
            entries = values.get(name, [])
            position = min(int(number), len(entries))
            entry = entries[position] if position < len(entries) else {}
            _put_inside(entry, fields, new_values.get(name, [{}])[0])
            values[name] = [it for it in (*entries[:position], entry, *entries[position + 1 :]) if it]
        case [name, field]:
            _set(values.setdefault(name, {}), field, new_values.get(name, {}).get(field))
        case [name]:
            _set(values, name, new_values.get(name))


def _put_inside(entry: dict[str, Any], fields: list[str], new_values: Mapping[str, Any]) -> None:
    """Set a field of one item, source, equivalent or partner; a group in it that loses its last field is removed."""
    name, *rest = fields
    if not rest:
        return _set(entry, name, new_values.get(name))
    _put_inside(entry.setdefault(name, {}), rest, new_values.get(name, {}))
    if not entry[name]:
        del entry[name]
    return None


def _set(fields: dict[str, Any], name: str, value: object) -> None:
    if value is None:
        fields.pop(name, None)
    else:
        fields[name] = value

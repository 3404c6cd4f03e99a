"""Activities that the ledger wrote itself: the whole record stands in elements of our own namespace.

The standard elements beside it say the same as far as IATI has words for it. Where someone has edited one of the two,
the contradiction is told and the record stays out: only a person can say which of them is right.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, cast, get_origin

from lxml import etree

from ledger.foundation import Place, Problem, malformed, plain, quoted
from ledger.intake.drafts import Draft
from ledger.intake.iati.elements import line_of
from ledger.records import (
    Commitment,
    Lineage,
    Record,
    Transaction,
    country_code,
    finance_types,
    parse_record,
    party_name,
)

# ledger/export/iati.py writes these elements under the same name.
NAMESPACE = "urn:defense-ledger:records:1"

_COMMITMENT, _TRANSACTION = f"{{{NAMESPACE}}}commitment", f"{{{NAMESPACE}}}transaction"
_LISTS = frozenset(
    name
    for model in (Commitment, Transaction)
    for name, field in model.model_fields.items()
    if get_origin(field.annotation) is tuple
)
_STRING, _REPORTER = etree.XPath("string()"), etree.XPath("string(reporting-org/@ref)")
_FLAGS = {"true": True, "false": False}
_PROMISED = {"pledge": "12", "commitment": "2"}
_STATUS = {"pledge": "1", "commitment": "2"}
# XML has no way to write these two; our own elements keep them escaped, the standard ones do not keep them.
_UNWRITABLE = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
_REMEDY = "make both say the same, or take out the elements of the ledger to read the standard ones alone"

_Sayings = list[tuple[str, str | tuple[str, ...] | None]]
"""Path of each standard element or attribute, with ``$id`` for the id of the record, and what it must say; None where
it must not be there."""


def is_own(activity: etree._Element) -> bool:
    """Whether the ledger wrote an activity."""
    return activity.find(_COMMITMENT) is not None


def read_own(activity: etree._Element, file: str, number: int) -> Iterator[Draft | Problem]:
    """The records of an activity that the ledger wrote, and every standard element that contradicts them.

    Args:
        activity: the ``iati-activity``, whole.
        file: its file, the first part of each place.
        number: which activity of the file it is, counted from 1.
    """
    [promise, *doubles] = activity.findall(_COMMITMENT)
    draft, record = _read(promise, file, number)
    commitment = record if isinstance(record, Commitment) else None
    yield from _unless_edited(draft, activity, [] if commitment is None else _sayings(commitment, activity))
    for double in doubles:
        place = Place(file=file, row=line_of(double))
        yield malformed(place, "a second commitment", "one for each activity", "take it out")
    for standard in activity.findall("transaction"):
        element = standard.find(_TRANSACTION)
        if element is not None:
            own, record = _read(element, file, number)
            yield from _unless_edited(own, standard, _paid(record, commitment))
        elif standard.get("ref") != draft.values.get("id"):
            found, remedy = "a transaction beside those of the ledger", "record it in the ledger, or take it out"
            place = Place(file=file, row=line_of(standard))
            yield malformed(place, found, "only what the ledger wrote", remedy)
    for element in activity.findall(_TRANSACTION):
        yield _read(element, file, number)[0]


def _read(element: etree._Element, file: str, number: int) -> tuple[Draft, Record | None]:
    kind, place = etree.QName(element).localname, Place(file=file, row=line_of(element))
    values = _group(element) | {"record": kind}
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    lineage = Lineage(file=file, row=line_of(element), path=f"iati-activity[{number}]//{kind}", text=text)
    return Draft(values, place, lineage=(lineage,)), parse_record(values, place).record


def _group(element: etree._Element) -> dict[str, Any]:
    """The fields in an element, nested as a record is."""
    fields: dict[str, Any] = {}
    for child in element.iterchildren(f"{{{NAMESPACE}}}*"):
        name = etree.QName(child).localname
        value = _group(child) if child.find(f"{{{NAMESPACE}}}*") is not None else _text(child, name)
        if name in _LISTS:
            fields.setdefault(name, []).append(value)
        else:
            # Two values where one belongs become a list, which is refused with the record.
            fields[name] = [fields[name], value] if name in fields else value
    return fields


def _text(element: etree._Element, name: str) -> str | bool:
    text = str(_STRING(element)) if len(element) else element.text or ""
    if element.get("escaped") == "true":
        try:
            return str(json.loads(f'"{text}"'))
        except ValueError:
            return text
    return _FLAGS.get(text, text) if name == "undisclosed" else text


def _unless_edited(draft: Draft, base: etree._Element, sayings: _Sayings) -> Iterator[Draft | Problem]:
    faults = [it for path, said in sayings if (it := _difference(base, path, said, draft))]
    yield from faults or (draft,)


def _difference(base: etree._Element, path: str, value: str | tuple[str, ...] | None, draft: Draft) -> Problem | None:
    nodes = cast("list[Any]", _compiled(path)(base, id=draft.values["id"]))
    actual = [str(it) if isinstance(it, str) else str(_STRING(it)) for it in nodes]
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    texts = [it.translate(_UNWRITABLE) for it in values]
    if actual == texts:
        return None
    # An attribute knows the element that it stands on.
    holders = [it.getparent() if hasattr(it, "is_attribute") else it for it in nodes]
    shown = f"{path.partition('[@ref')[0]}{path.rpartition(']')[2]}"
    place = Place(file=draft.place.file, row=line_of((holders or [base])[0]), field=shown)
    expected = f"{' and '.join(map(quoted, texts)) or 'nothing'}, as the elements of the ledger say"
    return malformed(place, " and ".join(map(quoted, actual)) or "nothing", expected, _REMEDY)


@cache
def _compiled(path: str) -> etree.XPath:
    return etree.XPath(path)


def _sayings(record: Commitment, activity: etree._Element) -> _Sayings:
    """What the standard elements of a commitment must say."""
    reporter = str(_REPORTER(activity))
    start = record.term.start or record.announced
    whole = record.term.kind != "recurring"
    value = plain(record.amount.value) if whole and record.amount.value is not None else None
    own = "transaction[@ref = $id]"
    return [
        ("iati-identifier", f"{reporter}-{record.id}"),
        ("@humanitarian", "1" if record.category == "humanitarian" else None),
        ("title/narrative", record.title),
        ("description[1]/narrative", f"{record.amount}; {record.term}"),
        ("description[position() > 1]/narrative", record.note),
        ("participating-org/narrative", tuple(party_name(donor) for donor in record.donors)),
        ("activity-status/@code", _STATUS[record.stage]),
        ("activity-date[@type = '1']/@iso-date", start.isoformat()),
        ("activity-date[@type != '1']/@iso-date", record.term.end.isoformat() if record.term.end else None),
        ("recipient-country/@code", country_code(record.recipient)),
        ("default-finance-type/@code", finance_types().get(record.instrument)),
        ("related-activity/@ref", tuple(f"{reporter}-{it}" for it in record.targets("part_of"))),
        *((f"{own}/{path}", said) for path, said in _movement(_PROMISED[record.stage], value, record, record)),
    ]


def _paid(record: Record | None, commitment: Commitment | None) -> _Sayings:
    """What the standard elements of a transaction must say; nothing where a record is not sound in itself."""
    if commitment is None or not isinstance(record, Transaction):
        return []
    value = None if record.amount.value is None else plain(record.amount.value)
    kind = _PROMISED[commitment.stage] if record.type == "cancellation" else "3"
    written = f"-{value}" if record.type in ("cancellation", "return") else value
    return [("@ref", record.id), *_movement(kind, written, record, commitment)]


def _movement(kind: str, value: str | None, record: Record, commitment: Commitment) -> _Sayings:
    day = (record.announced if isinstance(record, Commitment) else record.value_date).isoformat()
    texts = {
        "transaction-type/@code": kind,
        "transaction-date/@iso-date": day,
        "value": value,
        "value/@currency": record.amount.currency,
        "value/@value-date": day,
        "description/narrative": record.title if isinstance(record, Transaction) else None,
        "provider-org/narrative": party_name(commitment.given_by),
        "receiver-org/narrative": party_name(commitment.recipient),
    }
    return [(path, None if value is None else it) for path, it in texts.items()]

"""IATI 2.03 activities: each commitment with its transactions as one activity that the official schema allows.

The standard elements say what IATI has words for and nothing that the record does not say. The whole record stands
beside them in elements of our own namespace, so that reading the file back gives the same records (docs/iati.md).
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

from lxml import etree

from ledger.foundation import plain
from ledger.records import Commitment, Record, Transaction, country_code, finance_types, party_name

# ledger/intake/iati/own.py reads these elements under the same name.
NAMESPACE = "urn:defense-ledger:records:1"

_PREFIX = {"ledger": NAMESPACE}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PROMISED = {"pledge": "12", "commitment": "2"}
# IATI codelist ActivityStatus: 1 pipeline, 2 implementation.
_STATUS = {"pledge": "1", "commitment": "2"}
_DISBURSEMENT = "3"
# XML has no way to write these two characters.
_UNWRITABLE = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


@dataclass(frozen=True)
class Reporter:
    """Who publishes the file.

    Args:
        ref: organisation identifier, as registered with IATI.
        type: code of the IATI codelist OrganisationType; 90 is other.
        name: name of the organisation.
    """

    ref: str = "defense-ledger"
    type: str = "90"
    name: str = "defense-ledger"


_LEDGER = Reporter()


def write_iati(records: Iterable[Record], out: BinaryIO, reporter: Reporter = _LEDGER) -> None:
    """Write commitments with their transactions as IATI activities, in the order of the commitments.

    The same records and reporter give the same bytes: no time of writing stands in the file.

    Args:
        records: commitments and transactions; at least one, since IATI has no word for an empty file.
        out: where the bytes go.
        reporter: who publishes the file; a secondary reporter, since the facts are others'.

    Raises:
        ValueError: for a transaction whose commitment is not among the records.

    >>> from io import BytesIO
    >>> out = BytesIO()
    >>> write_iati([], out)
    >>> out.getvalue().splitlines()[-1]
    b'<iati-activities xmlns:ledger="urn:defense-ledger:records:1" version="2.03"></iati-activities>'
    """
    commitments: list[Commitment] = []
    paid: dict[str, list[Transaction]] = defaultdict(list)
    for record in records:
        if isinstance(record, Commitment):
            commitments.append(record)
        else:
            paid[record.commitment].append(record)
    if lost := sorted(paid.keys() - {it.id for it in commitments}):
        raise ValueError(f"transactions of commitments that are not there: {', '.join(lost)}")
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("iati-activities", {"version": "2.03"}, nsmap=_PREFIX):
            for commitment in commitments:
                file.write(_activity(commitment, paid[commitment.id], reporter), pretty_print=True)


def _activity(commitment: Commitment, paid: Sequence[Transaction], reporter: Reporter) -> etree._Element:
    """One activity, its elements in the order that the schema demands."""
    activity = etree.Element("iati-activity", nsmap=_PREFIX)
    if commitment.category == "humanitarian":
        activity.set("humanitarian", "1")
    etree.SubElement(activity, "iati-identifier").text = f"{reporter.ref}-{commitment.id}"
    attributes = {"ref": reporter.ref, "type": reporter.type, "secondary-reporter": "1"}
    _narrated(activity, "reporting-org", reporter.name, attributes)
    _narrated(activity, "title", commitment.title)
    # The amount in words of the ledger, which are English.
    _narrated(activity, "description", f"{commitment.amount}; {commitment.term}", {"type": "1"}, "en")
    if commitment.note:
        _narrated(activity, "description", commitment.note, {"type": "4"})
    for donor in commitment.donors:
        _narrated(activity, "participating-org", party_name(donor), {"role": "1"})
    etree.SubElement(activity, "activity-status", {"code": _STATUS[commitment.stage]})
    start = commitment.term.start or commitment.announced
    etree.SubElement(activity, "activity-date", {"type": "1", "iso-date": start.isoformat()})
    if commitment.term.end:
        etree.SubElement(activity, "activity-date", {"type": "3", "iso-date": commitment.term.end.isoformat()})
    if code := country_code(commitment.recipient):
        etree.SubElement(activity, "recipient-country", {"code": code})
    if code := finance_types().get(commitment.instrument):
        etree.SubElement(activity, "default-finance-type", {"code": code})
    unworded = _add_transactions(activity, commitment, paid)
    for envelope in commitment.targets("part_of"):
        etree.SubElement(activity, "related-activity", {"type": "1", "ref": f"{reporter.ref}-{envelope}"})
    activity.append(_own(commitment))
    for transaction in unworded:
        activity.append(_own(transaction))
    return activity


def _add_transactions(
    activity: etree._Element, commitment: Commitment, paid: Sequence[Transaction]
) -> Sequence[Transaction]:
    """Add what IATI calls transactions; returns those for which it has no word.

    A value in IATI is one whole figure: a sum per year, a range and a sum that nobody says have none.
    """
    kind = _PROMISED[commitment.stage]
    if commitment.amount.value is not None and commitment.term.kind != "recurring":
        _movement(activity, kind, commitment.amount.value, commitment, commitment)
    unworded = []
    for transaction in paid:
        value = transaction.amount.value
        if value is None or transaction.type == "allocation":
            unworded.append(transaction)
        elif transaction.type == "cancellation":
            _movement(activity, kind, value.copy_negate(), transaction, commitment).append(_own(transaction))
        else:
            paid_out = value.copy_negate() if transaction.type == "return" else value
            _movement(activity, _DISBURSEMENT, paid_out, transaction, commitment).append(_own(transaction))
    return unworded


def _movement(
    activity: etree._Element, kind: str, value: Decimal, record: Record, commitment: Commitment
) -> etree._Element:
    day = (record.announced if isinstance(record, Commitment) else record.value_date).isoformat()
    element = etree.SubElement(activity, "transaction", {"ref": record.id})
    etree.SubElement(element, "transaction-type", {"code": kind})
    etree.SubElement(element, "transaction-date", {"iso-date": day})
    money = {"currency": record.amount.currency or "", "value-date": day}
    etree.SubElement(element, "value", money).text = plain(value)
    if isinstance(record, Transaction) and record.title:
        _narrated(element, "description", record.title)
    _narrated(element, "provider-org", party_name(commitment.given_by))
    _narrated(element, "receiver-org", party_name(commitment.recipient))
    return element


def _narrated(
    parent: etree._Element, name: str, text: str, attributes: Mapping[str, str] | None = None, language: str = ""
) -> None:
    element = etree.SubElement(parent, name, dict(attributes or {}))
    narrative = etree.SubElement(element, "narrative", {_LANGUAGE: language} if language else {})
    narrative.text = text.translate(_UNWRITABLE)


def _own(record: Record) -> etree._Element:
    """The whole record in elements of our own, each named as its field is; a list is its element repeated."""
    element = etree.Element(f"{{{NAMESPACE}}}{record.record}", nsmap=_PREFIX)
    _add_fields(element, record.model_dump(mode="json", exclude_none=True, exclude={"record"}))
    return element


def _add_fields(element: etree._Element, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            child = etree.SubElement(element, f"{{{NAMESPACE}}}{name}")
            if isinstance(each, dict):
                _add_fields(child, each)
            else:
                _write_text(child, str(each).lower() if isinstance(each, bool) else str(each))


def _write_text(element: etree._Element, text: str) -> None:
    if text == text.translate(_UNWRITABLE):
        element.text = text
    else:
        element.set("escaped", "true")
        element.text = json.dumps(text)[1:-1]

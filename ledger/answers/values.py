"""What answers are made of: sums, exact figures and records, each with the one form that it has in JSON.

Days and moments are ISO 8601, periods ``{"start", "end"}``, words of an enumeration their names, files their paths.
"""

import json
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import InstanceOf, PlainSerializer, TypeAdapter, WithJsonSchema

from ledger.foundation import Money, Place, plain
from ledger.records import Lineage, Record, dump_lineage, dump_record


@dataclass(frozen=True)
class JsonMoney:
    """A sum of money.

    Args:
        currency: ISO 4217 code.
        amount: digits with a decimal point, exact, so that no reader takes it for a float.
    """

    currency: str
    amount: str


def _money(money: Money) -> JsonMoney:
    return JsonMoney(money.currency, plain(money.value))


def _exact(figure: Decimal) -> str:
    return plain(figure)


def _ratio(figure: Fraction) -> str:
    return str(figure)


def _record(record: Record) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(dump_record(record))
    return values


def _lineage(rows: tuple[Lineage, ...]) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = json.loads(dump_lineage(rows))
    return values


class _LineageSchema:
    """Says what the rows look like, as soon as somebody asks."""

    def __get_pydantic_json_schema__(self, _core: object, _handler: object) -> dict[str, Any]:
        return {"type": "array", "items": TypeAdapter(Lineage).json_schema()}


_PARTS = {
    it.name: {"type": "integer", "minimum": 1} if it.name == "row" else {"type": "string", "minLength": 1}
    for it in fields(Place)
}

Amount = Annotated[InstanceOf[Money], PlainSerializer(_money)]
"""A sum: ``{"currency": "EUR", "amount": "1250.50"}`` in JSON."""

Exact = Annotated[Decimal, PlainSerializer(_exact)]
"""A number without a currency, such as a rate: its digits as text in JSON."""

Ratio = Annotated[InstanceOf[Fraction], PlainSerializer(_ratio)]
"""An exact ratio: ``"1/1000"`` or ``"1000"`` in JSON."""

IS_RECORD: dict[str, Any] = {"type": "object", "title": "Record"}
"""Stands for the schema of records, which is too long to be made anew for every answer."""

RecordValues = Annotated[Any, PlainSerializer(_record), WithJsonSchema(IS_RECORD)]
"""A record as the schema of records says."""

LineageRows = Annotated[Any, PlainSerializer(_lineage), _LineageSchema()]
"""The rows of files that something was read from."""

At = Annotated[
    Any,
    PlainSerializer(Place.parts),
    WithJsonSchema({"type": "object", "properties": _PARTS, "additionalProperties": False}),
]
"""The parts of a place that are known, beside its printed text."""

"""What answers are made of beside the values that say their form in JSON themselves: records and rows of files.

Days and moments are ISO 8601, periods ``{"start", "end"}``, words of an enumeration their names, files their paths.
"""

import json
from typing import Annotated, Any

from pydantic import PlainSerializer, TypeAdapter, WithJsonSchema

from ledger.records import Lineage, Record, dump_lineage, dump_record


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


IS_RECORD: dict[str, Any] = {"type": "object", "title": "Record"}
"""Stands for the schema of records, which is too long to be made anew for every answer."""

RecordValues = Annotated[Any, PlainSerializer(_record), WithJsonSchema(IS_RECORD)]
"""A record as the schema of records says."""

LineageRows = Annotated[Any, PlainSerializer(_lineage), _LineageSchema()]
"""The rows of files that something was read from."""

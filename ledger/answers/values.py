"""What answers are made of beside the values that say their form in JSON themselves: records and rows of files.

Days and moments are ISO 8601, periods ``{"start", "end"}``, words of an enumeration their names, files their paths.
"""

import json
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from ledger.records import Lineage, Record, dump_lineage, dump_record


def _record(record: Record) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(dump_record(record))
    return values


def _lineage(rows: tuple[Lineage, ...]) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = json.loads(dump_lineage(rows))
    return values


class _AsRecord:
    """Writes a record by its own schema, without making that schema anew for every answer."""

    def __get_pydantic_core_schema__(self, _kind: object, _handler: object) -> CoreSchema:
        return core_schema.any_schema(serialization=core_schema.plain_serializer_function_ser_schema(_record))

    def __get_pydantic_json_schema__(self, _core: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return IS_RECORD


class _AsRows:
    """Writes rows as they stand in the journal; says what they look like as soon as somebody asks."""

    def __get_pydantic_core_schema__(self, _kind: object, _handler: object) -> CoreSchema:
        return core_schema.any_schema(serialization=core_schema.plain_serializer_function_ser_schema(_lineage))

    def __get_pydantic_json_schema__(self, _core: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "array", "items": TypeAdapter(Lineage).json_schema()}


IS_RECORD: dict[str, Any] = {"type": "object", "title": "Record"}
"""Stands for the schema of records, which is too long to be made anew for every answer."""

RecordValues = Annotated[Record, _AsRecord()]
"""A record as the schema of records says."""

LineageRows = Annotated[tuple[Lineage, ...], _AsRows()]
"""The rows of files that something was read from."""

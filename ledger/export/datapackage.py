"""Records as a Frictionless Data Package: tables with their schema beside them, in a folder or in one zip file.

The tables are those of the CSV export, one for each kind of record. The same records give the same bytes. Which licence
the data has only its owner knows, so none is written.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ledger.export.tables import write_csv
from ledger.records import HEADINGS, Commitment, Record, Transaction, code_list, form_of, heading_of

DESCRIPTOR = "datapackage.json"

_TABLES: Mapping[str, type[Commitment] | type[Transaction]] = {"commitments": Commitment, "transactions": Transaction}
_TITLES: Mapping[str, str] = {
    "commitments": "Promises of one donor to one recipient",
    "transactions": "What happened to them later",
}
_CODES = {"category": "categories", "instrument": "instruments", "valuation_basis": "valuation_bases"}
_CHOICES: Mapping[str, Sequence[str]] = {
    "stage": ("pledge", "commitment"),
    "type": ("allocation", "disbursement", "delivery", "cancellation", "return"),
    "term": ("one_off", "period", "recurring"),
    "every": ("year", "quarter", "month"),
    "handling": ("public", "internal"),
    "counts": ("envelope", "parts"),
}
# Written out for readers that are not Python, which have no look-ahead.
_FIGURE = r"^(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?$"
_MIDNIGHT = (1980, 1, 1, 0, 0, 0)


def write_datapackage(records: Iterable[Record], path: Path, about: Mapping[str, object]) -> None:
    """Write records as a data package.

    Args:
        records: what goes in; each kind becomes a table, if there is any of it.
        path: a folder that is not there yet, or a file whose name ends in ``.zip``.
        about: what the package says of its origin, beside its tables.
    """
    if path.suffix != ".zip":
        path.mkdir()
        _write(tuple(records), path, about)
        return
    with TemporaryDirectory(dir=path.parent) as place:
        names = _write(tuple(records), Path(place), about)
        _zip(Path(place), names, path)


def _write(records: Sequence[Record], folder: Path, about: Mapping[str, object]) -> tuple[str, ...]:
    """Write the files into a folder that is there; their names."""
    resources = [
        _resource(name, of_kind, folder)
        for name, model in _TABLES.items()
        if (of_kind := [record for record in records if isinstance(record, model)])
    ]
    publishers = sorted({source.publisher for record in records for source in record.sources})
    described = {
        "profile": "tabular-data-package",
        "name": "defence-commitments",
        "title": "Defence commitments",
        **about,
        **({"sources": [{"title": it} for it in publishers]} if publishers else {}),
        "resources": resources,
    }
    text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
    (folder / DESCRIPTOR).write_text(text, encoding="utf-8", newline="\n")
    return (DESCRIPTOR, *(resource["path"] for resource in resources))


def _resource(name: str, records: Sequence[Record], folder: Path) -> dict[str, Any]:
    table = folder / f"{name}.csv"
    headings = write_csv(records, table, mark=False)
    schema: dict[str, Any] = {"fields": [_field(it) for it in headings], "missingValues": [""], "primaryKey": ["id"]}
    if name == "transactions":
        reference = {"resource": "commitments", "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": ["commitment"], "reference": reference}]
    with table.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": _TITLES[name],
        "path": table.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": schema,
    }


def _field(name: str) -> dict[str, Any]:
    heading = heading_of(name)
    meaning = heading.meaning if heading else ""
    base = next(it.name for it in HEADINGS if heading and name.startswith(it.name) and it.meaning == meaning)
    field: dict[str, Any] = {"name": name, "type": "string", "description": meaning}
    constraints: dict[str, Any] = {}
    match form_of(name):
        case "day":
            return field | {"type": "date", "format": "default"}
        case "amount" | "bound" | "quantity":
            # Text: as a number, most readers would make a double of it.
            constraints["pattern"] = _FIGURE
        case _ if base in _CODES:
            constraints["enum"] = list(code_list(_CODES[base]))
        case _ if base in _CHOICES:
            constraints["enum"] = list(_CHOICES[base])
    if name in ("id", "commitment"):
        constraints["required"] = True
    return field | ({"constraints": constraints} if constraints else {})


def _zip(folder: Path, names: Sequence[str], path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, _MIDNIGHT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with (folder / name).open("rb") as stream, archive.open(entry, "w") as target:
                while block := stream.read(1 << 20):
                    target.write(block)

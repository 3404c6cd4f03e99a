"""Parquet files whose columns are our headings: read in batches, exact or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ledger.foundation import Place, Problem, Severity, malformed, quoted
from ledger.intake.drafts import Draft
from ledger.intake.lines import MAX_LINES, kind_of
from ledger.intake.own.headed import HeadedRows, is_heading_line
from ledger.intake.own.typed_values import drafts_of
from ledger.intake.rows import heading_name
from ledger.records import heading_of

MAX_COLUMNS = 10_000
MAX_GROUP_BYTES = 1024 * 1024 * 1024
"""Of one row group, unpacked: a writer that packs more into one asks every reader for that much memory."""

_READABLE = (
    *(pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_boolean, pa.types.is_null),
    *(pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal, pa.types.is_date, pa.types.is_timestamp),
)
_BATCH = 1000
_LOOKED_AT = 1024
_LONGEST_NAME = 1_000_000


def read_parquet(path: Path, file: str) -> Iterator[Draft | Problem]:
    """Read a Parquet file with our headings, also as pandas writes it.

    Text, days, decimals and whole numbers are read; a floating-point number is refused, since it is not exact. The
    decimals of a column are those of its type: ``3.500000`` reads as ``3.5``.

    Args:
        path: the file.
        file: its name, the first part of each place; then comes the number of the row, counted from 1.

    >>> [problem.found for problem in read_parquet(Path(__file__), "x.parquet")]  # doctest: +ELLIPSIS
    ['a file that is no whole Parquet file (...)']
    """
    try:
        # Without buffering ahead, no more is held than the pages at hand.
        opened = pq.ParquetFile(
            path,
            pre_buffer=False,
            buffer_size=1 << 20,
            thrift_string_size_limit=_LONGEST_NAME,
            thrift_container_size_limit=_LONGEST_NAME,
        )
    except (pa.ArrowException, OSError) as fault:
        yield _other_file(path, file) or _damaged(file, fault)
        return
    with opened:
        if problem := _too_much(opened.metadata, file):
            yield problem
            return
        yield from _items(opened, file)


def _items(opened: pq.ParquetFile, file: str) -> Iterator[Draft | Problem]:
    schema: pa.Schema = opened.schema_arrow
    if not is_heading_line([heading_name(name) for name in schema.names]):
        shown = quoted(", ".join(schema.names[:5]))
        found, remedy = f"the columns {shown}", "name the columns as in docs/import.md"
        yield malformed(Place(file=file), found, "our headings", remedy)
        return
    readable = [field.name for field in schema if _is_readable(field.type)]
    headed = HeadedRows(readable, file, Place(file=file))
    others = tuple(_unreadable(field, file) for field in schema if field.name not in readable)
    yield from (*headed.problems, *others)
    if not headed.readable or any(it.severity is Severity.ERROR for it in others):
        return
    number = 0
    batches = opened.iter_batches(batch_size=_BATCH, columns=readable)
    while True:
        try:
            batch = next(batches, None)
            rows = zip(*(column.to_pylist() for column in batch.columns), strict=True) if batch else ()
        # Text that is not UTF-8, a page cut off, a decimal too wide: whatever Arrow finds on the way.
        except (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError) as fault:
            yield _damaged(file, fault)
            return
        if batch is None:
            return
        for row in rows:
            number += 1
            yield from drafts_of(headed, number, row, readable, file)


def _is_readable(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(test(inner) for test in _READABLE)


def _unreadable(field: pa.Field, file: str) -> Problem:
    name = heading_name(field.name)
    ours = heading_of(name) is not None
    severity = Severity.ERROR if ours else Severity.WARNING
    found = f"a column of the type {field.type}" + ("" if ours else ", which is not read")
    place = Place(file=file, field=quoted(name)[1:-1])
    return Problem("FORM", severity, place, found, "text", "write the column as text")


def _too_much(metadata: pq.FileMetaData, file: str) -> Problem | None:
    groups = (metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if metadata.num_rows > MAX_LINES:
        found, expected = f"{metadata.num_rows} rows", f"at most {MAX_LINES}"
    elif metadata.num_columns > MAX_COLUMNS:
        found, expected = f"{metadata.num_columns} columns", f"at most {MAX_COLUMNS}"
    elif (largest := max(groups, default=0)) > MAX_GROUP_BYTES:
        found, expected = f"a row group of {largest} bytes", f"at most {MAX_GROUP_BYTES}"
    else:
        return None
    remedy = "split the file, or write smaller row groups"
    return Problem("FILE", Severity.ERROR, Place(file=file), found, expected, remedy)


def _other_file(path: Path, file: str) -> Problem | None:
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_AT)
    if start.startswith(b"PAR1") or (kind := kind_of(start)) is None:
        return None
    remedy = "give it the ending that belongs to it"
    return Problem("FILE", Severity.ERROR, Place(file=file), kind, "a Parquet file", remedy)


def _damaged(file: str, fault: BaseException) -> Problem:
    message = quoted(str(fault).splitlines()[0] if str(fault) else type(fault).__name__)
    found = f"a file that is no whole Parquet file ({message})"
    remedy = "write it again, or give it its own ending"
    return Problem("FILE", Severity.ERROR, Place(file=file), found, "a Parquet file", remedy)

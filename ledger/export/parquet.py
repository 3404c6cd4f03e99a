"""Records as Parquet: the columns are the headings of our table, days are days, all else is text.

Amounts are text with every digit of the record, since a decimal column would fill each one up to the same number of
decimals; whoever adds them up casts them to a decimal type.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ledger.export.tables import headings_of
from ledger.foundation import DECIMAL_DIGITS, INTEGER_DIGITS
from ledger.records import Form, Record, cells_of, form_of

GROUP_ROWS = 10_000

_EXACT = pa.decimal128(INTEGER_DIGITS + DECIMAL_DIGITS, DECIMAL_DIGITS)
_TYPES: Mapping[Form | None, pa.DataType] = {"day": pa.date32(), "amount": _EXACT, "bound": _EXACT, "quantity": _EXACT}


def write_parquet(records: Iterable[Record], path: Path) -> None:
    """Write records as Parquet, a row for each.

    Args:
        records: to be gone through twice.
        path: where to write; a file that is there is replaced.
    """
    kept = tuple(records)
    headings = headings_of(kept)
    schema = pa.schema([(name, pa.date32() if form_of(name) == "day" else pa.string()) for name in headings])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for block in _blocks(kept):
            writer.write_table(_table(block, schema), row_group_size=GROUP_ROWS)


def _blocks(records: Iterable[Record]) -> Iterator[Sequence[Record]]:
    rest = iter(records)
    while block := tuple(islice(rest, GROUP_ROWS)):
        yield block


def _table(records: Sequence[Record], schema: pa.Schema) -> pa.Table:
    rows = [cells_of(record) for record in records]
    columns = [pa.array([row.get(field.name) for row in rows], pa.string()).cast(field.type) for field in schema]
    return pa.table(columns, schema=schema)


def records_as_table(records: Iterable[Record]) -> pa.Table:
    """Records as one Arrow table for programs: days are days, amounts exact decimals, all else is text.

    Args:
        records: a row for each; to be gone through twice.

    >>> from ledger.records import Transaction
    >>> paid = {"qualifier": "exact", "value": "1.5", "currency": "EUR"}
    >>> given = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06", amount=paid)
    >>> table = records_as_table([given])
    >>> str(table.schema.field("amount").type), table["amount"].to_pylist()
    ('decimal128(24, 6)', [Decimal('1.500000')])
    """
    kept = tuple(records)
    return _table(kept, pa.schema([(name, _TYPES.get(form_of(name), pa.string())) for name in headings_of(kept)]))

"""A table of evidence as Parquet, for one that is longer than a sheet: each column by what it holds, every digit kept.

Numbers go in as whole numbers or decimals, never as floating point, and what no decimal type holds as text. A mark in
the place of a figure, or beside one, stands in a column of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from ledger.foundation import plain

MOST_DIGITS = 38
"""So many digits has a decimal of 128 bits."""
_MOST_WHOLE = 2**63 - 1
_GROUP_ROWS = 100_000


class Marked(NamedTuple):
    """What a cell holds, and the mark beside it or in its place.

    Args:
        value: a number, a day or a text; None for an empty cell, and for one with a mark in the place of a figure.
        mark: the mark; empty for none.
    """

    value: int | Decimal | date | str | None
    mark: str = ""


def evidence_table(columns: Mapping[str, Sequence[Marked]], about: Mapping[str, str]) -> bytes:
    """A table as the bytes of a Parquet file, equal for equal tables.

    Args:
        columns: by heading, each as long as the others.
        about: what a program that opens the file is told of it.

    >>> sums = [Marked(Decimal("1.5")), Marked(None, "n.d."), Marked(Decimal(2), ">=")]
    >>> table = pq.read_table(BytesIO(evidence_table({"Sum": sums}, {"title": "Sums"})))
    >>> table.to_pylist()[0], str(table.schema.field("Sum").type)
    ({'Sum': Decimal('1.5'), 'Sum mark': None}, 'decimal128(38, 1)')
    """
    arrays: dict[str, pa.Array] = {}
    for heading, cells in columns.items():
        arrays[heading] = _column([cell.value for cell in cells])
        if any(cell.mark for cell in cells):
            arrays[f"{heading} mark"] = pa.array([cell.mark or None for cell in cells], pa.string())
    table = pa.table(arrays).replace_schema_metadata(dict(about))
    packed = BytesIO()
    pq.write_table(table, packed, compression="zstd", row_group_size=_GROUP_ROWS)
    return packed.getvalue()


def written_by() -> str:
    """The library, with the version on which the bytes of a file depend.

    >>> written_by().startswith("pyarrow ")
    True
    """
    return f"pyarrow {pa.__version__}"


def _column(values: Sequence[int | Decimal | date | str | None]) -> pa.Array:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {date}:
        return pa.array(values, pa.date32())
    numbers = [Decimal(value) for value in values if isinstance(value, int | Decimal)]
    if kinds == {int} and max(map(abs, numbers)) <= _MOST_WHOLE:
        return pa.array(values, pa.int64())
    if kinds and kinds <= {int, Decimal} and (places := _places(numbers)) is not None:
        exact = [None if value is None else Decimal(str(value)) for value in values]
        return pa.array(exact, pa.decimal128(MOST_DIGITS, places))
    return pa.array([None if value is None else _text(value) for value in values], pa.string())


def _places(numbers: Iterable[Decimal]) -> int | None:
    """How many digits behind the point a column needs; None where no decimal of 128 bits holds all of them."""
    before = behind = 0
    for number in numbers:
        _, digits, exponent = number.as_tuple()
        behind = max(behind, -int(exponent))
        before = max(before, len(digits) + int(exponent))
    return behind if before + behind <= MOST_DIGITS else None


def _text(value: int | Decimal | date | str) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value)

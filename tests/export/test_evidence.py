"""Evidence as Parquet: every digit, each mark, the same bytes."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.export import Marked, evidence_table


def column(*cells):
    """A column as it is read back: its type, and what it holds."""
    table = pq.read_table(BytesIO(evidence_table({"Sum": cells}, {})))
    return str(table.schema.field("Sum").type), table["Sum"].to_pylist()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, None, 2**63 - 1], "int64"),
        ([2**63], "decimal128(38, 0)"),
        ([1, Decimal("0.05")], "decimal128(38, 2)"),
        ([Decimal("1234567890123456789012345678901234567.8")], "decimal128(38, 1)"),
        ([date(2025, 6, 1), None], "date32[day]"),
        (["a", None], "string"),
        ([None, None], "string"),
    ],
)
def test_a_column_has_the_type_of_what_it_holds(values, kind):
    assert column(*map(Marked, values)) == (kind, values)


@pytest.mark.parametrize(
    "figure", ["12345678901234567890123456789012345678.9", "0.000000000000000000000000000000000000001"]
)
def test_what_no_decimal_holds_is_text_with_every_digit(figure):
    assert column(Marked(Decimal(figure)), Marked(1)) == ("string", [figure, "1"])


def test_a_mark_stands_in_a_column_of_its_own():
    cells = [Marked(Decimal("1.5")), Marked(None, "n.d."), Marked(Decimal(2), "≥")]
    table = pq.read_table(BytesIO(evidence_table({"Sum": cells, "Note": [Marked("a")] * 3}, {"title": "Sums"})))

    assert table.column_names == ["Sum", "Sum mark", "Note"]
    assert table["Sum"].to_pylist() == [Decimal("1.5"), None, Decimal(2)]
    assert table["Sum mark"].to_pylist() == [None, "n.d.", "≥"]
    assert table.schema.metadata == {b"title": b"Sums"}


NUMBERS = st.none() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False)


@given(st.lists(NUMBERS, max_size=5))
def test_numbers_come_back_as_they_were(numbers):
    kind, values = column(*map(Marked, numbers))

    assert [None if it is None else Decimal(it) for it in values] == numbers
    assert "float" not in kind
    assert "double" not in kind


def test_equal_tables_give_equal_bytes():
    rows = {"Sum": [Marked(Decimal(number)) for number in range(1000)]}

    assert evidence_table(rows, {"title": "Sums"}) == evidence_table(dict(rows), {"title": "Sums"})

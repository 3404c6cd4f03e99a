"""Data frames whose columns are our headings: a record for each row."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ledger.foundation import Place, Problem, frame_values, malformed, quoted
from ledger.intake.drafts import Draft
from ledger.intake.own.headed import HeadedRows, is_heading_line
from ledger.intake.own.typed_values import drafts_of
from ledger.intake.rows import heading_name

if TYPE_CHECKING:
    import pandas as pd


def read_frame(frame: "pd.DataFrame", name: str) -> Iterator[Draft | Problem]:
    """Read a frame with our headings: text, days, decimals and whole numbers, whichever type of column holds them.

    Args:
        frame: a record for each row; NaN, NaT, NA and None are empty cells.
        name: the first part of each place; then comes the number of the row, counted from 1.

    >>> import pandas as pd
    >>> [problem.expected for problem in read_frame(pd.DataFrame({"a": [1], "b": [2]}), "frame")]
    ['our headings']
    """
    columns = [str(column) for column in frame.columns]
    if not columns or not is_heading_line([heading_name(column) for column in columns]):
        found, remedy = f"the columns {quoted(', '.join(columns[:5]))}", "name the columns as in docs/import.md"
        yield malformed(Place(file=name), found, "our headings", remedy)
        return
    headed = HeadedRows(columns, name, Place(file=name))
    yield from headed.problems
    if not headed.readable:
        return
    values = (frame_values(frame.iloc[:, number]) for number in range(len(columns)))
    for number, row in enumerate(zip(*values, strict=True), start=1):
        yield from drafts_of(headed, number, row, columns, name)

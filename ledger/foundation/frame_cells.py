"""The values of a data frame as Python has them; what is not exact is refused by all who read frames, in one way."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from ledger.foundation.arguments import require_kind
from ledger.foundation.place import Place
from ledger.foundation.problems import Problem, Severity

if TYPE_CHECKING:
    import pandas as pd


def require_frame(frame: object) -> None:
    """Let only a data frame pass.

    Raises:
        TypeError: for anything else.

    >>> import pandas as pd
    >>> require_frame(pd.DataFrame())
    """
    import pandas as pd  # noqa: PLC0415 - loaded by who asks for a frame

    require_kind(
        frame, pd.DataFrame, "frame is a pandas DataFrame, such as pandas.read_csv(path, dtype='string') gives"
    )


def frame_values(column: "pd.Series[Any]") -> list[object]:
    """The values of a column: None for what is missing, numbers of numpy as numbers of Python, midnights as days.

    >>> import pandas as pd
    >>> frame_values(pd.Series([pd.Timestamp("2025-06-02"), pd.NaT]))
    [datetime.date(2025, 6, 2), None]
    """
    held = column.astype(object).where(column.notna(), None)
    return [_plain(value) for value in held.tolist()]


def _plain(value: Any) -> object:  # noqa: ANN401 - whatever a frame holds
    if isinstance(value, datetime):
        is_day = value.tzinfo is None and value == datetime.combine(value.date(), time())
        return value.date() if is_day else value
    return value.item() if hasattr(value, "item") else value


def inexact(code: str, place: Place, value: float) -> Problem:
    """A floating-point number where a figure is exact.

    >>> inexact("FORM", Place(file="frame", row=1, field="amount"), 0.1).found
    'the floating-point number 0.1'
    """
    found, remedy = (
        f"the floating-point number {value!r}",
        "write the column as text, decimals or whole numbers (Int64 where some are missing)",
    )
    expected = "text or a decimal, since a floating-point number is not exact"
    return Problem(code, Severity.ERROR, place, found, expected, remedy)

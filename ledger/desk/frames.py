"""Data frames of pandas: records out of them and into them, and conversion row by row."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from ledger.desk.findings import ReadRecords
from ledger.export import records_as_table
from ledger.foundation import (
    Money,
    Place,
    Problem,
    Refused,
    as_day,
    each_of,
    exact_number,
    frame_values,
    inexact,
    malformed,
    nothing_collected,
    ordered,
    quoted,
    require_frame,
)
from ledger.intake import Draft, first_thousand, read_frame, settle
from ledger.rates import Basis, RateSet
from ledger.records import CURRENCIES, Record
from ledger.totals import MOST_DIGITS, exact_type
from ledger.valuation import ANNOUNCED, Conversion, convert, require_currency

_FRAME = "frame"
_MADE = ("converted", "rate_set", "days_back", "problem")


@nothing_collected()
def records_from_frame(frame: pd.DataFrame) -> ReadRecords:
    """Read records from a data frame whose columns are our headings (docs/import.md).

    Text, ``Decimal``, whole numbers of Python and numpy, ``date`` and ``Timestamp`` are understood; NaN, NaT, ``pd.NA``
    and None are empty cells. A float is refused, since it is not exact: write the column as text, decimals or whole
    numbers (Int64 where some are missing, since pandas makes floats of them otherwise).

    Args:
        frame: a record for each row.

    Returns:
        The sound records in the order of the rows, and everything that was found in the others: its place names the
        row, counted from 1. How records fit together is the matter of :func:`ledger.check_records`.

    >>> import pandas as pd
    >>> records, problems = records_from_frame(pd.DataFrame({
    ...     "id": ["p-1"], "record": "transaction", "commitment": "x", "type": "delivery", "value_date": "2025-03-06",
    ...     "amount": [Decimal("1.5")], "currency": "EUR"}))
    >>> str(records[0].amount), problems
    ('EUR 1.5', ())
    """
    require_frame(frame)
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for item in read_frame(frame, _FRAME):
        (problems if isinstance(item, Problem) else drafts).append(item)  # type: ignore[arg-type]
    records, faults = settle(drafts, ())
    return ReadRecords(records, first_thousand(ordered((*problems, *faults)), Place(file=_FRAME)))


def records_to_frame(records: Iterable[Record]) -> pd.DataFrame:
    """Records as a data frame: a row for each, a column for each heading that any of them needs.

    Amounts are exact Arrow decimals, days are days, all else is text; what a record does not say is missing.
    :func:`records_from_frame` makes equal records of it.

    Args:
        records: in the order of the rows.

    >>> from ledger.records import Transaction
    >>> paid = {"qualifier": "exact", "value": "1.5", "currency": "EUR"}
    >>> given = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06", amount=paid)
    >>> records_from_frame(records_to_frame([given]))[0] == (given,)
    True
    """
    listed = each_of(records, Record, "records is a list of records such as [record]")
    frame: pd.DataFrame = records_as_table(listed).to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def convert_frame(  # noqa: PLR0913 - each is a fact of the conversion that the caller must see
    frame: pd.DataFrame,
    to: str,
    *,
    rates: Sequence[RateSet],
    on: str = "day",
    amount: str = "amount",
    currency: str = "currency",
    basis: Basis | str = ANNOUNCED,
    as_of: date | str | None = None,
) -> pd.DataFrame:
    """Convert each row of a data frame, exactly as :func:`ledger.convert` does.

    Args:
        frame: amounts as text, ``Decimal`` or whole numbers; never floats. An amount that is missing stays missing.
        to: code of the target currency.
        rates: rate sets in order of preference.
        on: the column of the days.
        amount: the column of the amounts.
        currency: the column of their currencies.
        basis: rule that picks the rate.
        as_of: no rate dated later is used.

    Returns:
        The same rows with further columns: ``converted`` (an exact Arrow decimal; missing where no rate is near enough,
        never a guess), ``rate_set``, ``days_back`` and ``problem`` (why there is no result).

    Raises:
        Refused: FORM with each cell that is no amount, currency or day, for a column that is not there once, and for
            one that is there already under the name of a further one.

    >>> from ledger.rates import ecb_rates
    >>> given = pd.DataFrame({"day": ["2025-06-01"], "amount": ["2000000000"], "currency": ["USD"]})
    >>> convert_frame(given, "EUR", rates=[ecb_rates()])[["converted", "days_back"]].values.tolist()
    [[Decimal('1763823970.37'), 2]]
    """
    require_frame(frame)
    require_currency(to, "to")
    _require_columns(frame, on=on, amount=amount, currency=currency)
    _require_free(frame)
    made = [
        asked and convert(asked[0], to, on=asked[1], rates=rates, basis=basis, as_of=as_of)
        for asked in _sums_and_days(frame, (amount, currency, on))
    ]
    return frame.assign(**_columns(made, to, frame.index))


def _sums_and_days(frame: pd.DataFrame, columns: tuple[str, str, str]) -> Sequence[tuple[Money, date] | None]:
    """The sum and the day of each row; None for a row without an amount."""
    asked: list[tuple[Money, date] | None] = []
    problems: list[Problem] = []
    rows = zip(*(frame_values(frame[name]) for name in columns), strict=True)
    for number, (value, code, day) in enumerate(rows, start=1):
        of_amount, of_currency, of_day = (Place(file=_FRAME, row=number, field=name) for name in columns)
        if value is None:
            asked.append(None)
            continue
        try:
            asked.append((Money(_exact(value, of_amount), _code(code, of_currency)), _day(day, of_day)))
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(first_thousand(ordered(problems), Place(file=_FRAME)))
    return asked


def _columns(made: Sequence[Conversion | None], to: str, index: "pd.Index[Any]") -> "dict[str, pd.Series[Any]]":
    results = [each.result.value if each and each.result else None for each in made]
    _require_room(results)
    names = [each.pair.rate_set.name if each and each.pair else "" for each in made]
    days_back = [each.days_back if each and each.result else None for each in made]
    return {
        "converted": pd.Series(results, index=index, dtype=exact_type(to, results)),
        "rate_set": _texts(names, index),
        "days_back": pd.Series(days_back, index=index, dtype="Int64"),
        "problem": _texts(["; ".join(_reasons(each)) for each in made], index),
    }


def _require_room(results: Sequence[Decimal | None]) -> None:
    """Refuse sums for which a column has no room, each at its row."""
    remedy = f"leave the row out: no column of a frame holds more than {MOST_DIGITS} digits"
    problems = [
        malformed(Place(file=_FRAME, row=number), f"{value:.3e}", f"a sum of at most {MOST_DIGITS} digits", remedy)
        for number, value in enumerate(results, start=1)
        if value is not None and len(value.as_tuple().digits) > MOST_DIGITS
    ]
    if problems:
        raise Refused(first_thousand(problems, Place(file=_FRAME)))


def _texts(texts: Sequence[str], index: "pd.Index[Any]") -> "pd.Series[Any]":
    """A column of texts; an empty one is missing."""
    column = pd.Series(list(texts), index=index, dtype="string")
    return column.mask(column == "")


def _require_columns(frame: pd.DataFrame, **named: str) -> None:
    """Refuse a frame in which a column that was named is not there once; the keyword is the argument that names it."""
    columns = list(frame.columns)
    there = ", ".join(map(str, columns)) or "none"
    problems = [
        malformed(
            Place(argument=argument),
            f"{'several columns' if name in columns else 'no column'} {name!r}",
            f"one of the columns {there}",
            "name the column that holds it",
        )
        for argument, name in named.items()
        if columns.count(name) != 1
    ]
    if problems:
        raise Refused(problems)


def _require_free(frame: pd.DataFrame) -> None:
    """Refuse a frame of which a column would be lost, such as that of an earlier conversion."""
    taken = [name for name in frame.columns if name in _MADE]
    if taken:
        found = f"the column{'' if len(taken) == 1 else 's'} {', '.join(map(repr, taken))}"
        remedy = "rename what is to stay, and drop the rest"
        raise Refused([malformed(Place(argument=_FRAME), found, f"a frame without {', '.join(_MADE)}", remedy)])


def _exact(value: object, place: Place) -> Decimal:
    """The amount of a cell; nothing inexact passes."""
    if isinstance(value, float):
        raise Refused([inexact("FORM", place, value)])
    try:
        return exact_number(value, "amount")
    except (Refused, TypeError):
        remedy = "write digits with a decimal point, and nothing for a sum that is not known"
        raise Refused([malformed(place, quoted(value), "a plain number such as 1234.50", remedy)]) from None


def _code(value: object, place: Place) -> str:
    """The currency of a cell."""
    if isinstance(value, str) and value in CURRENCIES:
        return value
    found = "nothing" if value is None else quoted(value)
    raise Refused([malformed(place, found, "a currency of ISO 4217", "write its code, such as EUR")])


def _day(value: Any, place: Place) -> date:  # noqa: ANN401 - whatever a frame holds, which is a day or is refused
    """The day of a cell."""
    try:
        return as_day(value, "day")
    except (Refused, TypeError):
        found = "nothing" if value is None else quoted(str(value))
        remedy = "write the year first, then month and day, without a time"
        raise Refused([malformed(place, found, "a day such as 2025-06-02", remedy)]) from None


def _reasons(conversion: Conversion | None) -> Iterator[str]:
    if conversion is not None and conversion.result is None:
        yield from (f"{problem.code}: {problem.found}" for problem in conversion.problems)

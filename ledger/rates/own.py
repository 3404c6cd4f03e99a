"""Our own CSV of rates: one quote a line, with its base, direction and unit named on every line.

It is what anyone can write in a spreadsheet; the page ``docs/rates.md`` describes it for them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from ledger.foundation import Place, quoted
from ledger.rates.faults import Faults
from ledger.rates.gather import UNITS, FoundQuote, Gathering, Rows, is_currency, is_sound_rate, read_day
from ledger.rates.quotation import NOT_STATED, StatedQuotation
from ledger.rates.sets import Direction, Series, SetKind

HEADINGS = ("date", "currency", "rate", "base", "direction", "unit", "source")
KIND = "kind"
SAVE_AS = f"save the file as comma-separated CSV in UTF-8 with the headings {','.join(HEADINGS)}"

_DIRECTIONS: Mapping[str, Direction] = {"units_per_base": "units_per_base", "base_per_unit": "base_per_unit"}
_KINDS: Mapping[str, SetKind] = {"": "series", "series": "series", "table": "table"}


def gather_own(
    headings: Sequence[str], rows: Rows, faults: Faults
) -> tuple[Mapping[str, Series], StatedQuotation | None]:
    """The series of each currency in the rows below the headings of our CSV, and how the file quotes.

    No quotation where the file does not say it, or not in the same way on every line.
    """
    gathering = Gathering(faults)
    if not _are_ours(headings, faults):
        return {}, None
    same = _Same(faults)
    # A file without the heading of the kind is read as if the column were there and empty: past the end of the line.
    width = len(headings)
    in_our_order = itemgetter(*(headings.index(it) if it in headings else width for it in (*HEADINGS, KIND)))
    # A spreadsheet may leave empty cells at the end of a line out.
    empty = [""] * (width + 1)
    for line, cells in rows:
        if any(cells[width:]):
            remedy = "write a decimal point in place of a comma, and put texts with commas in quotes"
            faults.error(Place(row=line), f"{len(cells)} cells", f"{width} as in the first line", remedy)
            continue
        _take(line, _Line(*map(str.strip, in_our_order([*cells[:width], *empty]))), same, gathering)
    quotation = same.quotation()
    series = gathering.series()
    if quotation and quotation.kind == "table":
        _one_each(series, faults)
    return series, quotation


class _Line(NamedTuple):
    """The cells of one line, in the order of our headings; the kind is empty where the file does not have it."""

    day: str
    currency: str
    rate: str
    base: str
    direction: str
    unit: str
    source: str
    kind: str


@dataclass
class _Same:
    """What stands on every line and must be the same on all of them."""

    faults: Faults
    _first: dict[str, tuple[int, str]] = field(default_factory=dict)

    def hold(self, line: int, column: str, text: str) -> None:
        first, earlier = self._first.setdefault(column, (line, text))
        if text != earlier:
            found = f"{quoted(text)}, where line {first} says {quoted(earlier)}"
            self.faults.error(Place(row=line, field=column), found, f"one {column} in the whole file", "split the file")

    def quotation(self) -> StatedQuotation | None:
        line, base = self._first.get("base", (1, ""))
        _, written = self._first.get("direction", (1, ""))
        direction = _DIRECTIONS.get(written)
        if not self._first:
            return None
        known = is_currency(base, line, "base", self.faults)
        if direction is None:
            expected = "units_per_base (USD 1.13 for 1 EUR) or base_per_unit (UAH 41.5 for 1 USD)"
            self.faults.error(Place(row=line, field="direction"), quoted(written), expected, "write one of the two")
        kind = self._kind()
        if direction is None or kind is None or not known:
            return None
        _, source = self._first.get("source", (1, NOT_STATED))
        return StatedQuotation(base, direction, source, kind)

    def _kind(self) -> SetKind | None:
        line, written = self._first[KIND]
        kind = _KINDS.get(written)
        if kind is None:
            expected = "table (one rate of each currency, for the basis table) or series (rates day after day)"
            remedy = "write one of the two, or remove the column"
            self.faults.error(Place(row=line, field=KIND), quoted(written), expected, remedy)
        return kind


def _are_ours(headings: Sequence[str], faults: Faults) -> bool:
    if not headings:
        faults.error(Place(), "an empty file", "a file of rates", SAVE_AS)
        return False
    missing = [heading for heading in HEADINGS if heading not in headings]
    if missing:
        expected = f"the headings {', '.join(HEADINGS)}, or a file as a central bank publishes it"
        faults.error(Place(row=1), f"{quoted(','.join(headings))} without {', '.join(missing)}", expected, SAVE_AS)
        return False
    count = Counter(heading for heading in headings if heading)
    for heading, times in count.items():
        if times > 1 or heading not in (*HEADINGS, KIND):
            found = f"the heading {quoted(heading)}" + (f" {times} times" if times > 1 else "")
            expected = f"only {', '.join(HEADINGS)}, each once, and {KIND} where the file is a table"
            faults.error(Place(row=1), found, expected, "remove the column")
    return not faults.errors


def _one_each(series: Mapping[str, Series], faults: Faults) -> None:
    for currency, quotes in series.items():
        if len(quotes.days) > 1:
            remedy = f"keep the one that holds, or remove the column {KIND}"
            several = f"{len(quotes.days)} rates of {currency}"
            faults.error(Place(), several, "one rate of each currency in a table", remedy)


def _take(line: int, row: _Line, same: _Same, gathering: Gathering) -> None:
    """Judge one line, all of it, so that its faults are told at once."""
    faults = gathering.faults
    same.hold(line, "base", row.base)
    same.hold(line, "direction", row.direction)
    same.hold(line, KIND, row.kind)
    if row.source:
        same.hold(line, "source", row.source)
    day = read_day(row.day, line, "date", faults)
    is_currency(row.currency, line, "currency", faults)
    if row.currency == row.base:
        place = Place(row=line, field="currency")
        faults.error(place, quoted(row.currency), "another currency than the base", "remove the line")
    unit = UNITS.get(row.unit)
    if unit is None:
        remedy = "write for how many units the rate stands"
        faults.error(Place(row=line, field="unit"), quoted(row.unit), "1, 10, 100, 1000 and so on", remedy)
    if is_sound_rate(row.rate, line, "rate", faults) and day is not None and unit is not None:
        gathering.add(row.currency, FoundQuote(day, row.rate, unit, line), "rate")

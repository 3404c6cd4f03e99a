"""Faults in an issued workbook: cells, rows and sheets changed in its package, every other byte left alone.

Each changed workbook then goes through ``verify``.
"""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from planting import Fault, Plant, Planted, at
from sent_book import Cell, Sent
from workbooks import respelt, table_in, typed_over

from ledger.foundation import Interval
from ledger.rates import MOST_DAYS_BACK, ecb_rates

# Where a changed cell is taken from: a sheet and a heading.
_CONSTANTS = (("Commitments", "Central"), ("Commitments", "Low"), ("Transactions", "High"))
_COMPUTED = (
    ("Conversions", "Central"),
    ("Conversions", "Counted central"),
    ("Spread", "Central"),
    ("Pledges_by_donor", "Total"),
)
_TEXTS = (("Commitments", "Title"), ("Commitments", "Donor"), ("Sources", "Quote"), ("Notes", "Note"))
_CURRENCIES = (("Commitments", "Original currency"), ("Conversions", "Original currency"))
_STAGES = (("Commitments", "Stage"), ("Conversions", "Stage"), ("Spread", "Stage"))
_DAYS = (("Commitments", "Announced"), ("Transactions", "Value date"), ("Conversions", "Rate day"))
_DAYS_OF_RATES = (("Rates", "First day"), ("Rates", "Last day"))
_SHEETS = ("E1 Records", "E2 Conversions", "E3 Rates", "E4 Sources", "E6 Exact figures")
_SLIPS = (Decimal(1000), Decimal("0.001"), Decimal(1_000_000), Decimal("0.000001"))

Typed = Callable[[random.Random, Any], Any]


def in_workbook(sent: Sent) -> list[Fault]:
    """Every kind of change in a received workbook."""
    return [*_in_a_cell(sent), *_in_a_rate(sent), *_in_rows(sent)]


def _in_a_cell(sent: Sent) -> list[Fault]:
    changed = partial(_changed_cell, sent)
    return [
        Fault("XLS", "a changed cell: a figure", changed((*_CONSTANTS, *_COMPUTED), _another_figure)),
        Fault("XLS", "a changed cell: a figure behind its formula", changed(_COMPUTED, _another_figure, formula=True)),
        Fault("XLS", "a changed cell: a formula", partial(_formula, sent)),
        Fault("XLS", "a changed cell: two formulas in it", partial(_second_formula, sent)),
        Fault("XLS", "a changed cell: two values in it", partial(_second_value, sent)),
        Fault("XLS", "a changed cell: a number with an underscore", partial(_two_numbers, sent)),
        Fault("XLS", "a changed cell: written twice", partial(_cell_before, sent)),
        Fault("XLS", "a changed cell: a text", changed(_TEXTS, _another_text)),
        Fault("XLS", "a changed cell: a swapped currency", changed(_CURRENCIES, _another_currency)),
        Fault("XLS", "a changed cell: a stage mixed in", changed(_STAGES, lambda *_: "Commitment")),
        Fault("XLS", "a changed cell: a day off", changed(_DAYS, _another_day)),
        Fault("XLS", "a changed cell: the day of a rate", changed(_DAYS_OF_RATES, _another_day)),
        Fault("UNIT", "a changed cell: a unit slip", changed(_CONSTANTS, _slipped)),
        Fault("UNIT", "a changed cell: a unit slip over a formula", changed(_COMPUTED, _slipped)),
    ]


def _changed_cell(sent: Sent, below: tuple[tuple[str, str], ...], typed: Typed, *, formula: bool = False) -> Plant:
    """Type something else into a cell below one of these headings, and keep its formula or not."""

    def plant(rng: random.Random) -> Planted:
        cell = rng.choice(sent.cells(*rng.choice(below)))
        return _typed(sent, cell, typed(rng, cell.value), formula=formula)

    return plant


def _typed(sent: Sent, cell: Cell, value: Any, *, formula: bool = False) -> Planted:
    path = typed_over(sent.received(), cell.sheet, cell.name, value, keep_formula=formula)
    return Planted(sent.verified(path), at(f"received.xlsx:{cell.sheet}!{cell.name}"))


def _another_figure(rng: random.Random, value: Any) -> Any:
    return value + rng.choice([1, -1, 0.01, 999])


def _another_text(rng: random.Random, value: Any) -> str:
    return rng.choice([f"{value} (revised)", "Ruritania"])


def _another_currency(rng: random.Random, value: Any) -> str:
    return rng.choice([it for it in ("CHF", "USD", "GBP", "EUR") if it != value])


def _another_day(rng: random.Random, value: Any) -> int:
    # As a sheet counts days.
    return int((value.date() - date(1899, 12, 30)).days) + rng.choice([1, -1, 30, 365])


def _slipped(rng: random.Random, value: Any) -> str:
    return f"{Decimal(str(value)) * rng.choice(_SLIPS):f}"


def _formula(sent: Sent, rng: random.Random) -> Planted:
    """Another formula, with the value that the right one had."""
    cell = rng.choice(sent.cells(*rng.choice(_COMPUTED)))
    more = rng.choice(["*1.1", "+1000000", "-0.01", "+0"])

    def change(text: str) -> str:
        found = re.search(rf'<c r="{cell.name}"[^>]*><f>(.*?)</f>', text)
        assert found, cell
        return text[: found.end(1)] + more + text[found.end(1) :]

    return _spoilt(sent, cell.sheet, change, cell.name)


def _second_formula(sent: Sent, rng: random.Random) -> Planted:
    """A formula that some programs take instead of the first in its cell."""
    cell = rng.choice(sent.cells(*rng.choice(_COMPUTED)))
    return _in_its_xml(sent, cell, r"(<f>)(.*?)(</f>)", rf"\1\2\3<f>{rng.randrange(2, 9)}*(\2)</f>")


def _second_value(sent: Sent, rng: random.Random) -> Planted:
    cell = rng.choice(sent.cells(*rng.choice((*_CONSTANTS, *_COMPUTED))))
    return _in_its_xml(sent, cell, r"(<v>[^<]*</v>)", rf"\1<v>{rng.randrange(1000)}</v>")


def _two_numbers(sent: Sent, rng: random.Random) -> Planted:
    """Some programs read 1_000 as 1,000, others as 1."""
    cells = [cell for below in _CONSTANTS for cell in sent.cells(*below)]
    whole = [cell for cell in cells if isinstance(cell.value, int) and cell.value > 9]
    return _in_its_xml(sent, rng.choice(whole), r"<v>(\d)(\d+)</v>", r"<v>\1_\2</v>")


def _cell_before(sent: Sent, rng: random.Random) -> Planted:
    """The same cell before itself with another value, its letter written as a character reference."""
    cell = rng.choice(sent.cells(*rng.choice(_CONSTANTS)))
    other = f'<c r="&#{ord(cell.name[0])};{cell.name[1:]}"><v>{rng.randrange(1000)}</v></c>'
    return _in_its_xml(sent, cell, r"", other)


def _in_its_xml(sent: Sent, cell: Cell, old: str, new: str) -> Planted:
    """The workbook with something else in the XML of one cell, at its first place that the expression finds."""

    def change(text: str) -> str:
        found = re.search(rf'<c r="{cell.name}".*?</c>', text, re.DOTALL)
        assert found, cell
        changed, times = re.subn(old, new, found[0], count=1)
        assert times, (cell, old)
        return text[: found.start()] + changed + text[found.end() :]

    return _spoilt(sent, cell.sheet, change, cell.name)


class _Published(NamedTuple):
    """A published rate in the table Rates."""

    cell: Cell
    currency: str
    day: date
    rate: Decimal


def _in_a_rate(sent: Sent) -> list[Fault]:
    def published(rng: random.Random) -> _Published:
        sheet, (headings, *rows) = table_in(sent.values, "Rates")
        places = {cell.value: place for place, cell in enumerate(headings)}
        row = rng.choice([row for row in rows if row[places["Kind"]].value == "quote"])
        currency, first, rate = (row[places[it]] for it in ("Currency", "First day", "Published rate"))
        day: Any = first.value
        cell = Cell(sheet.title, rate.coordinate, rate.value)
        return _Published(cell, str(currency.value), day.date(), Decimal(str(rate.value)))

    def changed(typed: Callable[[random.Random, _Published], str]) -> Plant:
        def plant(rng: random.Random) -> Planted:
            used = published(rng)
            return _typed(sent, used.cell, typed(rng, used))

        return plant

    def neighbour(step: int) -> Plant:
        def plant(rng: random.Random) -> Planted:
            while True:
                used = published(rng)
                series = ecb_rates().quotes[used.currency]
                number = series.days.index(used.day) + step
                is_near = abs(series.days[number] - used.day) <= MOST_DAYS_BACK
                if is_near and Decimal(series.values[number]) != used.rate:
                    return _typed(sent, used.cell, series.values[number])

        return plant

    return [
        Fault("FX-DATE", "a changed cell: the next day's rate", neighbour(1)),
        Fault("FX-DATE", "a changed cell: a day off, the rate before", neighbour(-1)),
        Fault("FX-INV", "a changed cell: an inverse rate", changed(lambda _, used: f"{1 / used.rate:.6f}")),
        Fault("FX-UNIT", "a changed cell: a rate for other units", changed(_for_other_units)),
        Fault("XLS", "a changed cell: a rate of no day", changed(_of_no_day)),
    ]


def _for_other_units(rng: random.Random, used: _Published) -> str:
    return f"{used.rate.scaleb(rng.choice([2, 3, -2, -3])):f}"


def _of_no_day(rng: random.Random, used: _Published) -> str:
    near = Interval(used.day - timedelta(days=40), used.day + timedelta(days=40))
    known = {quote.value for quote in ecb_rates().quotes_between(used.currency, near)}
    wrong = (used.rate * rng.randrange(1001, 1100) / 1000).quantize(Decimal("0.00001"))
    return f"{wrong if wrong not in known else wrong + Decimal('0.00001'):f}"


def _in_rows(sent: Sent) -> list[Fault]:
    def some(rng: random.Random) -> tuple[str, int]:
        """A sheet, and a row of its table."""
        sheet = rng.choice(_SHEETS)
        return sheet, rng.randint(6, sent.values[sheet].max_row)

    def emptied(rng: random.Random) -> Planted:
        sheet, row = some(rng)
        return _spoilt(sent, sheet, lambda text: text.replace(_row(text, row), ""), str(row))

    def lost(rng: random.Random) -> Planted:
        sheet, row = some(rng)
        return _spoilt(sent, sheet, lambda text: _moved(text.replace(_row(text, row), ""), row, -1), str(row))

    def doubled(rng: random.Random) -> Planted:
        sheet, row = some(rng)
        planted = _spoilt(sent, sheet, lambda text: _one_row_larger(_twice(text, row)), str(row + 1))
        # Of two rows that are the same, either is the one too many.
        upper = at(f"received.xlsx:{sheet}!{row}")
        return Planted(planted.found, upper) if upper <= {str(it.place) for it in planted.found} else planted

    def beyond(rng: random.Random) -> Planted:
        sheet = rng.choice(_SHEETS)
        last = sent.values[sheet].max_row
        return _spoilt(sent, sheet, lambda text: _twice(text, last), str(last + 1))

    def lost_sheet(rng: random.Random) -> Planted:
        # Without its Notes nothing says under which number a workbook was issued.
        sheet = rng.choice([it for it in sent.values.sheetnames if it != "Notes"])
        name = rf'<sheet name="{re.escape(sheet)}"[^>]*/>'
        path = respelt(sent.received(), "xl/workbook.xml", lambda data: re.sub(name.encode(), b"", data))
        return Planted(sent.verified(path), at(f"received.xlsx:{sheet}"))

    return [
        Fault("XLS", "a lost row, emptied", emptied),
        Fault("XLS", "a lost row, those below moved up", lost),
        Fault("XLS", "a doubled row", doubled),
        Fault("XLS", "a doubled row below the size a sheet states", beyond),
        Fault("XLS", "a lost sheet", lost_sheet),
    ]


def _spoilt(sent: Sent, sheet: str, change: Callable[[str], str], where: str) -> Planted:
    """The workbook with the text of one sheet changed, to be found at a cell or a row of it."""
    path = respelt(sent.received(), sent.part(sheet), lambda data: change(data.decode()).encode())
    return Planted(sent.verified(path), at(f"received.xlsx:{sheet}!{where}"))


def _row(text: str, number: int) -> str:
    found = re.search(rf'<row r="{number}" .*?</row>', text, re.DOTALL)
    assert found, number
    return found[0]


def _twice(text: str, number: int) -> str:
    """The same text with one row again below itself, and those below it moved down."""
    upper, own, lower = text.partition(_row(text, number))
    return upper + own + _moved(own + lower, number - 1, 1)


def _one_row_larger(text: str) -> str:
    """The same text with the size of the sheet as a spreadsheet program states it after a row was put in."""
    found = re.search(r'<dimension ref="[A-Z]+[0-9]+:[A-Z]+([0-9]+)"', text)
    assert found
    return text[: found.start(1)] + str(int(found[1]) + 1) + text[found.end(1) :]


def _moved(text: str, after: int, by: int) -> str:
    """The same text with the rows behind one at other numbers, as a spreadsheet program moves them."""

    def renumbered(found: re.Match[str]) -> str:
        number = int(found[2])
        return f"{found[1]}{number + by if number > after else number}{found[3]}"

    return re.sub(r'(<(?:row|c) r="[A-Z]*)([0-9]+)(")', renumbered, text)

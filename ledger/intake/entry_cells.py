"""What people type into the cells of the form, as the texts that records are made of.

``£3bn`` in the column of the amount fills the currency too, ``up to 3 bn`` the qualifier, ``600-700 mio`` both ends of
a range; where another column says otherwise, that is a problem. Days may stand there in many ways, codes in any case.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ledger.foundation import Problem, Severity, quoted
from ledger.intake.typed_amounts import TypedAmount, read_amount
from ledger.intake.typed_dates import read_date
from ledger.records import CURRENCIES, Kind, find_party, heading_of, home_currencies, name_at

_DAYS = frozenset({"announced", "value_date", "start", "end", "published", "accessed"})
_CODES = frozenset(
    {
        *("record", "category", "instrument", "stage", "type", "qualifier"),
        *("kind", "every", "valuation_basis", "handling"),
    }
)
_FIGURES = ("value", "low", "high")
_BLANKS = {ord(blank): " " for blank in "\u00a0\u2007\u2009\u202f"} | {ord(nothing): "" for nothing in "\u200b\ufeff"}


@dataclass(frozen=True)
class _Sum:
    """The positions of the columns that make up one amount: value, low, high, currency, qualifier."""

    name: str
    fields: Mapping[str, int]


class EntryCells:
    """The cells of the rows of one table.

    Args:
        names: the headings of its columns, as our table writes them; others are passed over.
        kind: of the rows that do not say it themselves.

    >>> cells = EntryCells(["donor", "announced", "amount"], "commitment")
    >>> row, problems = cells.read(["United Kingdom", "2 June 2025", "up to £3bn"])
    >>> filled = dict(zip(cells.headings, row))
    >>> filled["amount"], filled["currency"], filled["qualifier"], filled["announced"]
    ('3000000000', 'GBP', 'up_to', '2025-06-02')
    """

    def __init__(self, names: Sequence[str], kind: Kind) -> None:
        ours = [name if heading_of(name) else "" for name in names]
        self._kind, self._width = kind, len(names)
        self._sums = tuple(_sums(ours))
        self._record = _position("record", ours)
        self._donor = ours.index("donor") if "donor" in ours else None
        self._announced = ours.index("announced") if "announced" in ours else None
        self._days = _ending(ours, _DAYS)
        self._codes = _ending(ours, _CODES)
        self._currencies = _ending(ours, {"currency"})
        self._figures = tuple(it.fields[field] for it in self._sums for field in _FIGURES)
        self.headings: tuple[str, ...] = tuple(ours)
        """The columns of the rows that :meth:`read` gives: those of the table, and those that an amount may fill."""

    def read(self, texts: Sequence[str]) -> tuple[list[str], dict[str, Problem]]:
        """One row.

        Args:
            texts: of its cells, in the order of the table's columns.

        Returns:
            The cells for :attr:`headings`, and what could not be read, by heading and without a place; such a cell
            keeps its text.
        """
        problems: dict[str, Problem] = {}
        cells = [text if text.isascii() else text.translate(_BLANKS) for text in texts[: self._width]]
        cells += [""] * (len(self.headings) - len(cells))
        for position in self._codes:
            if cells[position]:
                cells[position] = _code(cells[position])
        for position in self._currencies:
            if cells[position]:
                cells[position] = _currency_code(cells[position])
        for position in self._days:
            if cells[position].strip():
                day = _day(cells[position])
                if isinstance(day, Problem):
                    problems[self.headings[position]] = day
                else:
                    cells[position] = day.isoformat()
        if any(cells[position] and not cells[position].isdigit() for position in self._figures):
            for amount in self._sums:
                problems |= self._read_amount(amount, cells)
        cells[self._record] = cells[self._record] or self._kind
        return cells, problems

    def _read_amount(self, amount: _Sum, cells: list[str]) -> dict[str, Problem]:
        """Read the figures of one amount; what they say of currency and qualifier goes to those cells."""
        problems = {}
        for field in _FIGURES:
            position = amount.fields[field]
            if not (text := cells[position].strip()):
                continue
            home = self._home(cells) if amount.name == "amount" else ()
            typed = _figure(text, cells[amount.fields["currency"]] or None, home)
            fault = typed if isinstance(typed, Problem) else _conflict(typed, amount, field, cells)
            if fault:
                problems[self.headings[position]] = fault
            elif isinstance(typed, TypedAmount):
                _fill(typed, amount, field, cells)
        return problems

    def _home(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The donor's own currencies on the day, where both are known."""
        if self._donor is None or self._announced is None:
            return ()
        key, day = find_party(cells[self._donor]), _day(cells[self._announced])
        return home_currencies(key, day) if key and isinstance(day, date) else ()


def _sums(names: list[str]) -> list[_Sum]:
    """The amounts of a table; columns that it lacks but a typed amount fills are added at its end."""
    paths = [heading.path for name in names if (heading := heading_of(name))]
    groups = dict.fromkeys(path.rpartition(".")[0] for path in paths if path.rpartition(".")[2] in _FIGURES)
    fields = (*_FIGURES, "currency", "qualifier")
    return [_Sum(group, {it: _position(name_at(f"{group}.{it}", {}), names) for it in fields}) for group in groups]


def _position(name: str, names: list[str]) -> int:
    if name not in names:
        names.append(name)
    return names.index(name)


def _ending(names: Sequence[str], fields: Collection[str]) -> tuple[int, ...]:
    """The positions of the columns whose field is one of these, such as ``start`` of ``term.start``."""
    known = ((number, heading) for number, name in enumerate(names) if (heading := heading_of(name)))
    return tuple(number for number, it in known if it.path.rpartition(".")[2] in fields)


@lru_cache(maxsize=4096)
def _code(text: str) -> str:
    return "_".join(text.casefold().replace("-", " ").replace("_", " ").split())


@lru_cache(maxsize=4096)
def _currency_code(text: str) -> str:
    code = text.strip().upper()
    return code if code in CURRENCIES else text.strip()


@lru_cache(maxsize=65_536)
def _day(text: str) -> date | Problem:
    return read_date(text)


@lru_cache(maxsize=65_536)
def _figure(text: str, currency: str | None, home: tuple[str, ...]) -> TypedAmount | Problem:
    return read_amount(text, currency=currency, home=home)


def _conflict(typed: TypedAmount, amount: _Sum, field: str, cells: Sequence[str]) -> Problem | None:
    """What a figure says that another cell of the same amount denies."""
    said = cells[amount.fields["qualifier"]]
    if field != "value" and typed.qualifier:
        return _form(quoted(cells[amount.fields[field]]), "one figure, the end of the range", "type the figure alone")
    if typed.qualifier and said and said != typed.qualifier:
        found = f"{quoted(cells[amount.fields[field]])} beside the qualifier {quoted(said)}"
        return _form(found, "the same in both places", "correct the one or the other")
    ends = (cells[amount.fields["low"]], cells[amount.fields["high"]])
    if typed.low is not None and any(ends):
        found = f"{quoted(cells[amount.fields[field]])} beside low and high"
        return _form(found, "the range in one place", "clear the one or the other")
    return None


def _fill(typed: TypedAmount, amount: _Sum, field: str, cells: list[str]) -> None:
    figures = {"low": typed.low, "high": typed.high, field: typed.value}
    said = figures | {"currency": typed.currency, "qualifier": typed.qualifier}
    for name, text in said.items():
        position = amount.fields[name]
        if text is not None:
            cells[position] = text
        elif name == field:
            cells[position] = ""


def _form(found: str, expected: str, remedy: str) -> Problem:
    return Problem("FORM", Severity.ERROR, "", found, expected, remedy)

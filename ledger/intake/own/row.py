"""A row as people type it, made plain: amounts such as ``£3bn``, days such as ``2 June 2025``, codes in any case.

Every reader of our own headings comes through here, so that a table, a Parquet file and the entry workbook read a cell
alike. ``£3bn`` in the column of the amount fills the currency too, ``up to 3 bn`` the qualifier, ``600-700 mio`` both
ends of a range; where another column says otherwise, that is a problem. What cannot be read stays as it stands.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import get_args

from ledger.foundation import Place, Problem, malformed, parse_day, quoted, read_only
from ledger.intake.drafts import Draft
from ledger.notation import TypedAmount, read_amount, read_code, read_currency, read_date, read_shown, says_every
from ledger.records import (
    CURRENCIES,
    HEADINGS,
    FlatPlan,
    Form,
    Kind,
    Lineage,
    find_party,
    form_of,
    heading_of,
    home_currencies,
    name_at,
)
from ledger.spreadsheet import Cell, ShownNumber

# What needs no reading, where a point can only be the decimal sign and where it may also part groups of three digits.
_PLAIN = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,6})?")
_UNMISTAKABLE = re.compile(r"[0-9]{1,18}(?:\.(?:[0-9]{1,2}|[0-9]{4,6}))?")
# Blanks, and what web pages and word processors leave behind unseen.
_EDGES = " \t\r\n\u00a0\u2007\u2009\u202f\u200b\u2060\ufeff"
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    kind: tuple(it.name for it in HEADINGS if kind in it.required_for and it.name != "qualifier")
    for kind in get_args(Kind)
}
# Without any of these a row has no amount at all.
_AMOUNTS = frozenset({"amount", "low", "high", "qualifier"})
# What people type where there is no figure, and the qualifier that says it.
_NO_FIGURE: Mapping[str, str] = {
    "none": "none",
    **dict.fromkeys(("undisclosed", "not disclosed", "unknown", "tbc", "tba", "tbd", "n/a"), "undisclosed"),
}
# A day as spreadsheets count them, from 1927 to 2173.
_COUNTED_DAY = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")
_NO_FAULTS: Mapping[str, Problem] = read_only({})
_NO_COLUMNS: Mapping[str, Place] = read_only({})


def has_all_required(names: Collection[str]) -> bool:
    """Whether a table with these headings can hold a record.

    >>> has_all_required(["commitment", "type", "value_date", "qualifier", "mine"])
    True
    """
    return not _AMOUNTS.isdisjoint(names) and any(set(needed) <= set(names) for needed in _REQUIRED.values())


@dataclass(frozen=True)
class _Sum:
    """The positions of the columns that make up one amount."""

    low: int
    high: int
    value: int
    currency: int
    qualifier: int
    own: bool
    """Whether it is the record's own amount, of which the donor speaks in its own currency."""


class TypedRows:
    """The rows of one table with our headings.

    Args:
        names: of its columns, as our table writes them; other columns are passed over.
        kind: of the rows that do not say it themselves.
        columns: in a sheet, the letters and the heading of each column by its name.
        decimal_point: whether text such as ``1.234`` was written by a program whose decimal sign is the point; else
            its three digits may be a group of thousands. Numbers that are no text are taken as they are.
        home: the currencies that a sign may stand for, where no row says who gives and when.
        is_computed: whether a program may have computed its figures, whose decimals behind the sixth are then rounded.

    >>> row = ["United Kingdom", "2 June 2025", "up to £3bn"]
    >>> rows = TypedRows(["donor", "announced", "amount"], decimal_point=False)
    >>> draft = rows.draft(Place(file="a.csv", row=2), row, row, Lineage(file="a.csv"))
    >>> draft.values["announced"], draft.values["amount"]
    ('2025-06-02', {'qualifier': 'up_to', 'value': '3000000000', 'currency': 'GBP'})
    """

    def __init__(  # noqa: PLR0913 - each is one thing that is known of the table
        self,
        names: Sequence[str],
        kind: Kind = "commitment",
        columns: Mapping[str, Place] = _NO_COLUMNS,
        *,
        decimal_point: bool,
        home: tuple[str, ...] | None = None,
        is_computed: bool = False,
    ) -> None:
        ours = [name if heading_of(name) else "" for name in names]
        self._kind, self._width, self._columns, self._known_home = kind, len(names), columns, home
        self._is_computed = is_computed
        no_amount = ("amount",) if _AMOUNTS.isdisjoint(ours) else ()
        self._lacks = {
            it: (*(name for name in needed if name not in ours), *no_amount) for it, needed in _REQUIRED.items()
        }
        self._is_certain = (_PLAIN if decimal_point else _UNMISTAKABLE).fullmatch
        forms = [(position, form) for position, name in enumerate(ours) if name and (form := form_of(name))]
        self._words = tuple((position, _reader(form, ours[position])) for position, form in forms if form in _WORDS)
        self._currencies = tuple(position for position, form in forms if form == "currency")
        self._figures = tuple(position for position, form in forms if form in _FIGURES)
        self._quantities = tuple(position for position, form in forms if form == "quantity")
        self._term = (ours.index("term"), _position("every", ours)) if "term" in ours else None
        self._donor, self._announced, self._record = (_position(it, ours) for it in ("donor", "announced", "record"))
        self._sums = tuple(_sums(ours))
        # With the columns that the table lacks, but that an amount may fill.
        self._headings = tuple(ours)
        self._plan = FlatPlan(ours)

    def draft(
        self,
        place: Place,
        texts: Sequence[str],
        cells: Sequence[Cell],
        lineage: Lineage,
        faults: Mapping[str, Problem] = _NO_FAULTS,
    ) -> Draft:
        """What one row says.

        Args:
            place: of the row.
            texts: of its cells, in the order of the columns.
            cells: the same as the file gives them; the texts again where it knows nothing else.
            lineage: the row word for word.
            faults: what was wrong with its cells before, by heading and with their places.
        """
        filled, problems, rounded = self._read(texts, cells)
        if not filled[self._record]:
            filled[self._record] = self._kind
        self._say_how_firm(filled, problems, faults)
        names = self._plan.names(filled)
        draft = Draft(self._plan.values(filled), place, "headings", (lineage,), names, columns=self._columns)
        if not (problems or faults or rounded):
            return draft
        placed = {name: problem.within(draft.at(name)) for name, problem in problems.items()}
        # A second source behind an empty first is the first of the record.
        paths = {name: path for path, name in names.items()}
        faults = {_path(name, paths): it for name, it in (placed | dict(faults)).items()}
        return draft._replace(faults=faults, rounded=tuple(_path(name, paths) for name in rounded))

    def lacking(self, draft: Draft) -> tuple[str, ...]:
        """The headings that the table would need for the record of a row, and does not have."""
        return self._lacks.get(draft.values["record"], ())

    def cells(self, texts: Sequence[str]) -> tuple[dict[str, str], dict[str, Problem]]:
        """The plain texts by heading, of the cells of a row and of those that they fill, and what could not be read.

        Nothing is said that the row leaves open, so that it may be a part of a record.
        """
        filled, problems, _ = self._read(texts, texts)
        pairs = zip(self._headings, filled, strict=True)
        return {name: text for number, (name, text) in enumerate(pairs) if text or number < self._width}, problems

    def _read(self, texts: Sequence[str], cells: Sequence[Cell]) -> tuple[list[str], dict[str, Problem], Sequence[str]]:
        """The plain texts for the headings, by heading what could not be read, and the headings of rounded figures."""
        filled = list(texts[: self._width])
        filled += [""] * (len(self._headings) - len(filled))
        problems: dict[str, Problem] = {}
        rounded: Sequence[str] = ()
        self._fill_every(filled)
        for position, read in self._words:
            if text := filled[position]:
                result = read(text)
                if isinstance(result, Problem):
                    problems[self._headings[position]] = result
                else:
                    filled[position] = result
        for position in self._currencies:
            if (text := filled[position]) and text not in CURRENCIES:
                self._read_currency(position, filled, problems)
        for position in self._figures:
            if (text := filled[position]) and not (self._is_certain(text) and _is_plain(cells, position)):
                rounded = self._read_figures(filled, cells, problems)
                break
        return filled, problems, rounded

    def _fill_every(self, filled: list[str]) -> None:
        """A term of "yearly" says how often, too."""
        if self._term is not None:
            term, every = self._term
            if filled[term] and not filled[every]:
                filled[every] = _every(filled[term])

    def _read_currency(self, position: int, filled: list[str], problems: dict[str, Problem]) -> None:
        is_own = self._headings[position] == "currency"
        result = _currency_code(filled[position], self._home(filled) if is_own else ())
        if isinstance(result, Problem):
            problems[self._headings[position]] = result
        else:
            filled[position] = result

    def _say_how_firm(self, filled: list[str], problems: dict[str, Problem], faults: Mapping[str, Problem]) -> None:
        """A figure of which nothing is said is exact; where there is neither figure nor word, one problem says so."""
        for amount in self._sums:
            if filled[amount.qualifier]:
                continue
            ends = (filled[amount.low], filled[amount.high])
            if filled[amount.value] or any(ends):
                filled[amount.qualifier] = "range" if all(ends) and not filled[amount.value] else "exact"
            elif amount.own:
                name, other = self._headings[amount.value], self._headings[amount.qualifier]
                if name not in faults and other not in faults:
                    remedy = f"fill in {name}, or choose undisclosed or none under {other}"
                    problems[name] = _form("nothing", "a figure, or why there is none", remedy)
                # So that what is missing is said once.
                filled[amount.qualifier] = "undisclosed"

    def _read_figures(self, filled: list[str], cells: Sequence[Cell], problems: dict[str, Problem]) -> list[str]:
        """Read all figures of a row; gives the headings of those that were rounded."""
        home, rounded = self._home(filled), []
        for amount in self._sums:
            # The ends first: what a range fills them with is not typed and needs no reading.
            for position in (amount.low, amount.high, amount.value):
                result = self._no_figure(filled[position], position, amount) or self._figure(
                    position, filled, cells, filled[amount.currency], home if amount.own else ()
                )
                if isinstance(result, TypedAmount):
                    rounded += [self._headings[position]] if result.is_rounded else []
                    result = self._fill(result, amount, position, filled)
                if result is not None and not _is_same_doubt(result, problems.get(self._headings[amount.currency])):
                    problems[self._headings[position]] = result
        for position in self._quantities:
            result = self._figure(position, filled, cells)
            if isinstance(result, TypedAmount):
                rounded += [self._headings[position]] if result.is_rounded else []
                result = _fill_quantity(result, position, filled)
            if result is not None:
                problems[self._headings[position]] = result
        return rounded

    def _no_figure(self, text: str, position: int, amount: _Sum) -> Problem | None:
        """What to do about a word that says why there is no figure."""
        code = _NO_FIGURE.get(text.strip(_EDGES).casefold())
        remedy = f"choose {code} under {self._headings[amount.qualifier]} and leave {self._headings[position]} empty"
        return _form(quoted(text), "a figure, or nothing", remedy) if code else None

    def _figure(
        self, position: int, filled: list[str], cells: Sequence[Cell], currency: str = "", home: Sequence[str] = ()
    ) -> TypedAmount | Problem | None:
        """What a figure says; None where it needs no reading."""
        filled[position] = text = filled[position].strip(_EDGES)
        cell = cells[position] if position < len(cells) else None
        if isinstance(cell, date):
            return _form(f"the day {text}", "a figure", "format the cell as text or as a number, and type it again")
        if isinstance(cell, ShownNumber):
            home = _without_press_dollar(home, cell.text, currency)
            return read_shown(cell, currency=currency, home=home, is_computed=self._is_computed)
        if not text or self._is_certain(text) or (isinstance(cell, Decimal) and _PLAIN.fullmatch(text)):
            return None
        return _amount(text, currency, tuple(home), is_computed=self._is_computed)

    def _fill(self, typed: TypedAmount, amount: _Sum, position: int, filled: list[str]) -> Problem | None:
        """Put what a figure says where it belongs, unless another cell contradicts it."""
        text, qualifier = quoted(filled[position]), filled[amount.qualifier]
        if position != amount.value and typed.qualifier:
            return _one_figure(filled[position])
        if typed.qualifier and qualifier and qualifier != typed.qualifier:
            found = f"{text} beside the qualifier {quoted(qualifier)}"
            return _form(found, "the same in both places", "correct the one or the other")
        if typed.low is not None and (filled[amount.low] or filled[amount.high]):
            found = f"{text} beside {self._headings[amount.low]} and {self._headings[amount.high]}"
            return _form(found, "the range in one place", "clear the one or the other")
        filled[position] = typed.value or ""
        for other, figure in ((amount.low, typed.low), (amount.high, typed.high)):
            filled[other] = figure or filled[other]
        filled[amount.currency] = filled[amount.currency] or typed.currency or ""
        filled[amount.qualifier] = qualifier or typed.qualifier or ""
        return None

    def _home(self, filled: Sequence[str]) -> tuple[str, ...]:
        """The donor's own currencies on the day, where both are known."""
        if self._known_home is not None:
            return self._known_home
        key = find_party(filled[self._donor].strip())
        try:
            return home_currencies(key, parse_day(filled[self._announced].strip())) if key else ()
        except ValueError:
            return ()


def _fill_quantity(typed: TypedAmount, position: int, filled: list[str]) -> Problem | None:
    if typed.value is None or typed.qualifier or typed.currency:
        return _one_figure(filled[position])
    filled[position] = typed.value
    return None


def _position(name: str, names: list[str]) -> int:
    if name not in names:
        names.append(name)
    return names.index(name)


def _sums(names: list[str]) -> list[_Sum]:
    """The amounts of a table; columns that it lacks but a typed amount fills are added at its end."""
    forms = [(name, form_of(name)) for name in names]
    paths = [heading.path for name, form in forms if form in ("amount", "bound") and (heading := heading_of(name))]
    groups = dict.fromkeys(path.rpartition(".")[0] for path in paths)
    return [
        _Sum(
            **{
                field: _position(name_at(f"{group}.{field}", {}), names)
                for field in ("low", "high", "value", "currency", "qualifier")
            },
            own=group == "amount",
        )
        for group in groups
    ]


def _path(name: str, paths: Mapping[str, str]) -> str:
    heading = heading_of(name)
    return paths.get(name) or (heading.path if heading else name)


@lru_cache(maxsize=4096)
def _code(heading: str, text: str) -> str:
    return read_code(heading, text.strip(_EDGES))


@lru_cache(maxsize=4096)
def _every(text: str) -> str:
    return says_every(text)


@lru_cache(maxsize=4096)
def _currency_code(text: str, home: tuple[str, ...]) -> str | Problem:
    stated = text.strip(_EDGES)
    # As in an amount: a bare $ is often the US dollar, even where the donor has a dollar of its own.
    if "USD" not in home and read_currency(stated, ("USD",)) == "USD":
        home = ()
    return read_currency(stated, home)


def _is_same_doubt(problem: Problem, of_currency: Problem | None) -> bool:
    return of_currency is not None and problem.code == of_currency.code


@lru_cache(maxsize=65_536)
def _day(text: str) -> str | Problem:
    stated = text.strip(_EDGES)
    if _COUNTED_DAY.fullmatch(stated):
        remedy = "format the cell as a date, or type the day as 2025-06-02"
        return _form(quoted(text), "a day such as 2025-06-02 or 2 June 2025", remedy)
    found = read_date(stated) if stated else stated
    return found if isinstance(found, Problem) else str(found)


_WORDS: frozenset[Form] = frozenset({"code", "day"})
_FIGURES: frozenset[Form] = frozenset({"amount", "bound", "quantity"})


def _reader(form: Form, heading: str) -> Callable[[str], str | Problem]:
    return _day if form == "day" else partial(_code, heading)


@lru_cache(maxsize=65_536)
def _amount(text: str, currency: str, home: tuple[str, ...], *, is_computed: bool) -> TypedAmount | Problem:
    home = tuple(_without_press_dollar(home, text, currency))
    return read_amount(text, currency=currency, home=home, is_computed=is_computed)


def _without_press_dollar(home: Sequence[str], text: str, currency: str) -> Sequence[str]:
    """The donor's currencies; none of them where the press may mean the US dollar by a bare $."""
    # It often does, even where the donor has a dollar of its own.
    if "USD" in home:
        return home
    as_dollars = read_amount(text, currency=currency, home=("USD",), is_computed=True)
    return () if isinstance(as_dollars, TypedAmount) else home


def _is_plain(cells: Sequence[Cell], position: int) -> bool:
    return position >= len(cells) or not isinstance(cells[position], ShownNumber)


def _one_figure(text: str) -> Problem:
    return _form(quoted(text), "one figure", "type the figure alone")


def _form(found: str, expected: str, remedy: str) -> Problem:
    return malformed(Place(), found, expected, remedy)

"""Cells of a foreign table under our headings: translated, and amounts, days, numbers and codes in our own form."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import get_args

from ledger.foundation import EXACT, Every, Place, Problem, as_kept, malformed, months_later, plain, quoted
from ledger.intake.claims import without_claims
from ledger.intake.mapping.file import MONEY, ORDERS, DayOfPeriod, TableMapping, folded
from ledger.notation import NUMERAL, DayOrder, DecimalMark, TypedAmount, read_amount, read_date, read_shown, readings
from ledger.records import CURRENCIES, Amount, Commitment, Term, Transaction, code_list
from ledger.spreadsheet import Cell, ShownNumber, cell_text

_QUALIFIERS: tuple[str, ...] = get_args(Amount.model_fields["qualifier"].annotation)

CODES: Mapping[str, Collection[str]] = {
    "record": ("commitment", "transaction"),
    "category": code_list("categories"),
    "instrument": code_list("instruments"),
    "stage": get_args(Commitment.model_fields["stage"].annotation),
    "type": get_args(Transaction.model_fields["type"].annotation),
    "qualifier": _QUALIFIERS,
    "equivalent_qualifier": _QUALIFIERS,
    "item_qualifier": _QUALIFIERS,
    "currency": CURRENCIES,
    "equivalent_currency": CURRENCIES,
    "item_currency": CURRENCIES,
    "term": get_args(Term.model_fields["kind"].annotation),
    "every": get_args(Every),
    "valuation_basis": code_list("valuation_bases"),
    "handling": ("public", "internal"),
    "counts": ("envelope", "parts"),
}
"""The headings whose cells hold codes, and the codes of each."""

DAYS = ("announced", "value_date", "start", "end", "published")
NUMBERS = ("quantity",)

_PARTIES = ("donor", "recipient")
# Only words tell no money apart from an undisclosed sum; a translation may put them there.
WITHOUT_FIGURE = ("undisclosed", "none")
_NUMERAL = re.compile(NUMERAL)
# Before the figure or its currency, or behind the figure, as accounting programs write it.
_MINUS = re.compile(r"^((?:[A-Z]{3}|[$\u00a3\u20ac])?\s?)[-\u2212\u2010-\u2014](?=\s?\S)|(?<=[0-9])\s?[-\u2212]$")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")
_LETTERS = re.compile(r"[^\W\d_]")
_LONGEST_TITLE = 300
_A_DAY = datetime(2025, 6, 2)  # noqa: DTZ001 - a day to try a format with
_EQUIVALENT = ("equivalent_currency", "equivalent_qualifier")
_EQUIVALENT_FIGURES = ("equivalent_amount", "equivalent_low", "equivalent_high")


@dataclass
class ReadCells:
    """What the cells of one row say under our headings.

    Args:
        values: a flat row, as our own table has it.
        problems: by heading, each without a place.
        untranslated: heading and text of each cell that is no code and has no translation.
        rounded: headings of amounts that had more than six decimals, as figures have that a program has computed.
    """

    values: dict[str, str]
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    untranslated: list[tuple[str, str]] = field(default_factory=list)
    rounded: list[str] = field(default_factory=list)


def cells_of(raw: Mapping[str, Cell], mapping: TableMapping) -> ReadCells:
    """Read the cells of one row.

    Args:
        raw: the cell under each of our headings.
        mapping: translations, constants, decimal style, date format and multiplier.

    >>> mapping = TableMapping(source="x", decimal="comma", multiplier="1000000", columns={"amount": "Mio"})
    >>> cells_of({"amount": "1.234,5"}, mapping).values
    {'amount': '1234500000'}
    """
    read = ReadCells(dict(mapping.constants))
    texts = {heading: said(heading, cell, mapping) for heading, cell in raw.items()}
    filled = {heading: cell for heading, cell in texts.items() if cell is not None}
    meant = {heading for heading, cell in raw.items() if _translation(heading, cell, mapping) is not None}
    for heading, cell in filled.items():
        if heading in CODES:
            _code(heading, cell_text(cell), read)
    for heading, cell in filled.items():
        if heading in DAYS:
            day = _day(cell, mapping)
            _put(heading, read_date(cell_text(cell)) if heading in meant and isinstance(day, Problem) else day, read)
        elif heading in NUMBERS:
            _put(heading, _number(cell, mapping), read)
        elif heading in MONEY:
            _money(heading, cell, mapping.translated if heading in meant else mapping, read)
        elif heading not in CODES:
            read.values[heading] = _text(heading, cell_text(cell))
    if read.values.keys().isdisjoint(_EQUIVALENT_FIGURES):
        for heading in _EQUIVALENT:
            read.values.pop(heading, None)
    return read


def said(heading: str, cell: Cell, mapping: TableMapping) -> Cell:
    """What a cell under a heading of ours says in our own words; None where it says nothing.

    >>> mapping = TableMapping(source="x", missing=["-"], columns={"amount": "Sum"})
    >>> said("amount", "5", mapping), said("amount", "-", mapping)
    ('5', None)
    """
    meant = _translation(heading, cell, mapping)
    if meant is not None:
        return meant or None
    text = " ".join(cell_text(cell).split())
    return None if not text or text in mapping.missing else cell


def day_of(text: str, pattern: str, day_of_period: DayOfPeriod | None = None) -> date | Problem:
    """A day by a pattern such as ``%d.%m.%Y``; of a month or a year its first or last.

    >>> day_of("02.06.2025", "%d.%m.%Y")
    datetime.date(2025, 6, 2)
    >>> day_of("2025", "%d.%m.%Y").expected
    'a day such as 02.06.2025'
    >>> day_of("2024-02", "%Y-%m", "last"), day_of("2024", "%Y", "last")
    (datetime.date(2024, 2, 29), datetime.date(2024, 12, 31))
    """
    try:
        day = datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        what = "day" if day_of_period is None else "period"
        requirement = f"a {what} such as {_A_DAY.strftime(pattern)}"
        return malformed(Place(), quoted(text), requirement, "correct the day, or date_format in the mapping file")
    if day_of_period != "last":
        return day
    months = 1 if re.search("%[mbB]", pattern) else 12
    return months_later(day, months) - timedelta(days=1)


def _translation(heading: str, cell: Cell, mapping: TableMapping) -> str | None:
    meanings = mapping.meanings.get(heading)
    return meanings.get(folded(" ".join(cell_text(cell).split()))) if meanings else None


def _code(heading: str, text: str, read: ReadCells) -> None:
    text = " ".join(text.split())
    code = next((it for it in (text, text.casefold(), text.upper()) if it in CODES[heading]), None)
    if code is None:
        read.untranslated.append((heading, text))
    else:
        read.values[heading] = code


def _day(cell: Cell, mapping: TableMapping) -> str | Problem:
    if isinstance(cell, date):
        return cell.isoformat()
    text, written = cell_text(cell), mapping.date_format
    if written is not None and written not in ORDERS:
        day = day_of(text, written, mapping.day_of_period)
    else:
        order: DayOrder | None = next((it for it in get_args(DayOrder) if it == written), None)
        day = read_date(text, order=order)
        if (
            isinstance(day, Problem)
            and written is None
            and _is_clear(read_date(text, order=it) for it in ("dmy", "mdy"))
        ):
            return _for_all(day, 'date_format = "dmy" or "mdy"')
    return day if isinstance(day, Problem) else day.isoformat()


def _is_clear(readings: Iterable[object]) -> bool:
    """Whether a text means something whichever way the mapping says that it is written."""
    return not any(isinstance(it, Problem) for it in readings)


def _for_all(problem: Problem, lines: str) -> Problem:
    return replace(problem, remedy=f"{problem.remedy}; for the whole table, write {lines} in the mapping file")


def _money(heading: str, cell: Cell, mapping: TableMapping, read: ReadCells) -> None:
    text = cell_text(cell)
    if heading == "amount" and text in WITHOUT_FIGURE:
        read.values["qualifier"] = text
        if text == "none":
            read.values.pop("currency", None)
        return
    group = heading.rpartition("_")[0]
    column = f"{group}_currency" if group else "currency"
    typed = _typed(cell, mapping, read.values.get(column))
    if isinstance(typed, Problem):
        read.problems.append((heading, typed))
    elif heading != "amount" and (typed.value is None or typed.qualifier):
        fault = _form(text, "one figure", "type the figure alone; its bounds and how firm it is have their own columns")
        read.problems.append((heading, fault))
    else:
        _put_amount(heading, column, typed, mapping, read)


def _put_amount(heading: str, column: str, typed: TypedAmount, mapping: TableMapping, read: ReadCells) -> None:
    if typed.currency:
        read.values[column] = typed.currency
    if typed.qualifier:
        # A constant holds where a cell says nothing else; a column of its own is another witness.
        if "qualifier" in mapping.columns and read.values.get("qualifier", typed.qualifier) != typed.qualifier:
            found = f"{typed.qualifier} beside {read.values['qualifier']}"
            read.problems.append((heading, _form(found, "the same in both columns", "correct the one or the other")))
        read.values["qualifier"] = typed.qualifier
    for name, figure in ((heading, typed.value), ("low", typed.low), ("high", typed.high)):
        if figure is not None:
            exact = EXACT.multiply(Decimal(figure), mapping.multiplier)
            kept = as_kept(exact)
            if (typed.is_rounded or kept != exact) and heading not in read.rounded:
                read.rounded.append(heading)
            # Decimals of a million that are gone behind it would pass for decimals of a cent.
            as_written = kept == exact and mapping.multiplier == 1
            read.values[name] = figure if as_written else plain(kept.normalize(EXACT))


def _unsigned(text: str) -> tuple[str, bool]:
    """A text without the minus before or behind its figure, and whether it had one; a dash alone says nothing."""
    bare = _MINUS.sub(lambda minus: minus[1] or "", text, count=1).strip()
    return (bare, True) if bare != text and re.search("[0-9]", bare) else (text, False)


def _typed(cell: Cell, mapping: TableMapping, currency: str | None) -> TypedAmount | Problem:
    """What a cell says; below zero, where one figure has a minus."""
    text, is_below = _unsigned(cell_text(cell))
    if isinstance(cell, ShownNumber) and cell.number < 0:
        # A format may show what is below zero in brackets; in a text they may as well hold an estimate.
        text, is_below = _unsigned(_IN_BRACKETS.sub(r"\1", cell.text))[0], True
    if not is_below or isinstance(cell, Decimal):
        return _above_zero(cell, mapping, currency)
    shown = replace(cell, number=cell.number.copy_abs(), text=text) if isinstance(cell, ShownNumber) else text
    typed = _above_zero(shown, mapping, currency)
    if isinstance(typed, Problem) or typed.value is None or typed.qualifier not in (None, "exact"):
        # Of a range or of "up to" nobody can say what is taken back; it is refused as it was written.
        return read_amount(cell_text(cell), decimal=mapping.decimal or "either", currency=currency)
    return replace(typed, value=f"-{typed.value}")


def _above_zero(cell: Cell, mapping: TableMapping, currency: str | None) -> TypedAmount | Problem:
    if isinstance(cell, Decimal):
        return TypedAmount(plain(cell))
    text = cell_text(cell)
    if mapping.multiplier != 1 and _LETTERS.search(text):
        expected = f"a figure alone, since the mapping file multiplies it by {plain(mapping.multiplier)}"
        return _form(text, expected, "type the figure without its unit, or give those rows a mapping file of their own")
    # What is multiplied is rounded behind that: a figure in millions may have more decimals than an amount.
    is_whole = mapping.multiplier == 1
    if isinstance(cell, ShownNumber):
        return read_shown(cell, currency=currency, multiplier=mapping.multiplier, is_computed=is_whole)
    decimal = mapping.decimal or "either"
    if not is_whole and _NUMERAL.fullmatch(text):
        figures = set(readings(text, decimal).values())
        if len(figures) == 1:
            return TypedAmount(plain(figures.pop()))
    typed = read_amount(text, decimal=decimal, currency=currency, is_computed=is_whole)
    by_mark = (read_amount(text, decimal=mark, currency=currency) for mark in get_args(DecimalMark))
    if isinstance(typed, Problem) and mapping.decimal is None and _is_clear(by_mark):
        return _for_all(typed, 'decimal = "point" or "comma"')
    return typed


def figure_of(cell: Cell, mapping: TableMapping) -> Decimal | None:
    """The figure of a cell as it stands there; None where it holds no one figure.

    >>> figure_of("1,5", TableMapping(source="x", decimal="comma", columns={}))
    Decimal('1.5')
    """
    if isinstance(cell, Decimal):
        return cell
    text, is_below = _unsigned(cell_text(cell))
    decimal = mapping.decimal or "either"
    if _NUMERAL.fullmatch(text):
        figures = set(readings(text, decimal).values())
    else:
        typed = read_amount(text, decimal=decimal) if text else None
        value = typed.value if isinstance(typed, TypedAmount) else None
        figures = set() if value is None else {Decimal(value)}
    if len(figures) != 1:
        return None
    figure = figures.pop()
    return figure.copy_negate() if is_below else figure


def _number(cell: Cell, mapping: TableMapping) -> str | Problem:
    if isinstance(cell, Decimal):
        return plain(cell)
    typed = (
        read_shown(cell)
        if isinstance(cell, ShownNumber)
        else read_amount(cell_text(cell), decimal=mapping.decimal or "either")
    )
    if isinstance(typed, Problem):
        return typed
    if typed.value is None or typed.qualifier or typed.currency:
        return _form(cell_text(cell), "one number", "type the number alone")
    return typed.value


def _text(heading: str, text: str) -> str:
    if heading == "note":
        return text
    line = " ".join(text.split())
    if heading in _PARTIES:
        return without_claims(line) or line
    # The lineage keeps the whole of it.
    return f"{line[: _LONGEST_TITLE - 1].rstrip()}…" if heading == "title" and len(line) > _LONGEST_TITLE else line


def _put(heading: str, value: str | date | Problem, read: ReadCells) -> None:
    if isinstance(value, Problem):
        read.problems.append((heading, value))
    else:
        read.values[heading] = value if isinstance(value, str) else value.isoformat()


def _form(found: str, expected: str, remedy: str) -> Problem:
    return malformed(Place(), quoted(found), expected, remedy)

"""What is odd about a column as a whole: its scale, its decimals, the list its codes come from, days that were swapped.

Each cell of such a column can be read; only beside the others is it doubtful. One warning or note for each column.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from ledger.foundation import DECIMAL_DIGITS, EXACT, Place, Problem, Severity, grouped, quoted
from ledger.intake.aggregates import counted_rows, plain_figure
from ledger.intake.drafts import Draft
from ledger.intake.rows import heading_name
from ledger.records import CURRENCIES, find_party, name_at, party_name, rows

LEAST = Decimal(1000)
"""No column of promises in whole euros stays below it."""

APART = Decimal(1000)
"""Single figures are doubted that lie so many times above or below all others."""

FEWEST_FIGURES = 3
"""Fewer figures than these say nothing of their column."""

_FEWEST_DAYS = 2
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITTEN = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-](?:[0-9]{4}|[0-9]{2})")
_LAST_MONTH = 12
_CODE = re.compile(r"[A-Z]{2}")
_DAYS = ("announced", "value_date", "term.start", "term.end")
_PARTIES = ("donor", "recipient")
_MOST_NAMED = 5
_Columns = Mapping[str, Sequence[tuple[str, Draft]]]
"""By field the cells that hold anything, each with the draft of its row."""


def column_doubts(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """What is doubtful about the columns of tables, each table by itself.

    Args:
        drafts: of tables, in their order; those of one file and sheet are one table.

    >>> list(column_doubts(()))
    []
    """
    tables: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        tables[draft.place.file, draft.place.sheet].append(draft)
    for table in tables.values():
        for column in _columns_of_amounts(table):
            of_scale = tuple(_scale(column))
            yield from of_scale
            if not of_scale:
                # Thousandths of a euro that are billions have too many decimals for that reason alone.
                yield from finer_figures(column)
        stated = _stated(table)
        yield from _codes(stated)
        yield from _swapped(stated)


def finer_figures(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """FORM: figures finer than the smallest coin of their currency were reckoned by somebody, not stated.

    Args:
        drafts: of one table, or of any other file of ours; also of a single record.

    >>> amount = {"amount": {"value": "10.005", "currency": "EUR"}}
    >>> print(*finer_figures([Draft(amount, Place(subject="add"), "headings")]))
    add:amount: FORM note: found EUR 10.005, finer than the smallest unit, expected at most 2 decimals. Do: look \
whether the figures were converted or reckoned by somebody.
    """
    finer: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        text = _figure_text(draft)
        # Nearly all figures are whole.
        if text is None or "." not in text:
            continue
        figure, currency = plain_figure(text), CURRENCIES.get(str(_amount(draft).get("currency")))
        if figure is None or currency is None or "amount.value" in draft.rounded:
            continue
        if _decimals(figure) > currency.minor_units:
            finer[currency.code].append(draft)
    for code, of_one in finer.items():
        found = f"{code} {_figure(of_one[0])}, finer than the smallest unit,{_in_rows(of_one)}"
        digits = CURRENCIES[code].minor_units
        expected = f"at most {digits} decimals" if digits else "whole figures"
        remedy = "look whether the figures were converted or reckoned by somebody"
        yield _note(_column(of_one[0], "amount.value"), found.rstrip(","), expected, remedy)


def rounded_figures(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """FORM: figures of tables with our headings that had more than six decimals, as programs compute them.

    Args:
        drafts: of one or more files.

    >>> list(rounded_figures(()))
    []
    """
    columns: dict[tuple[str, str, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        for path in draft.rounded:
            columns[draft.place.file, draft.place.sheet, path].append(draft)
    for (_, _, path), of_one in columns.items():
        found = f"figures with more than {DECIMAL_DIGITS} decimals{_in_rows(of_one)}"
        remedy = f"nothing: they were rounded to {DECIMAL_DIGITS} decimals"
        yield _note(_column(of_one[0], path), found, "figures as they were stated", remedy)


def _in_rows(drafts: Sequence[Draft]) -> str:
    numbers = [draft.place.row for draft in drafts if draft.place.row]
    return f" in {counted_rows(numbers)}" if numbers else ""


def _columns_of_amounts(table: Sequence[Draft]) -> Iterable[Sequence[Draft]]:
    """The drafts of each column of amounts: a foreign table may have several."""
    columns: dict[str, list[Draft]] = defaultdict(list)
    for draft in table:
        columns[draft.names.get("amount.value", "")].append(draft)
    return columns.values()


def _scale(table: Sequence[Draft]) -> Iterator[Problem]:
    """SCALE: figures that count in millions or billions without saying so, all of them or single ones."""
    figures = [(draft, figure) for draft in table if (figure := _figure(draft)) is not None and figure > 0]
    if len(figures) < FEWEST_FIGURES:
        return
    largest, smallest = (choose(figure for _, figure in figures) for choose in (max, min))
    if largest < LEAST:
        yield _doubt(
            "SCALE",
            _column(figures[0][0], "amount.value"),
            f"{len(figures)} figures of {grouped(smallest)} to {grouped(largest)}, and none from {grouped(LEAST)} on",
            "figures in whole units of the currency",
            "look what one unit is worth: write it as multiplier in the mapping file, or behind the figures (3.5 bn)",
        )
        return
    by_currency: dict[str, list[tuple[Draft, Decimal]]] = defaultdict(list)
    for draft, figure in figures:
        by_currency[str(draft.values["amount"].get("currency"))].append((draft, figure))
    for of_one in by_currency.values():
        yield from _apart(sorted(of_one, key=lambda pair: pair[1]))


def _apart(ordered: Sequence[tuple[Draft, Decimal]]) -> Iterator[Problem]:
    if len(ordered) < FEWEST_FIGURES:
        return
    single = max(1, len(ordered) // FEWEST_FIGURES)
    for number, ((_, lower), (_, higher)) in enumerate(pairwise(ordered), start=1):
        if higher < EXACT.multiply(lower, APART):
            continue
        below, above = ordered[:number], ordered[number:]
        few, others = (below, above) if len(below) < len(above) else (above, below)
        if len(few) <= single and len(few) < len(others):
            first, last = others[0][1], others[-1][1]
            named = ", ".join(f"{grouped(figure)} (row {draft.place.row})" for draft, figure in few[:_MOST_NAMED])
            more = f" and {len(few) - _MOST_NAMED} more" if len(few) > _MOST_NAMED else ""
            yield _doubt(
                "SCALE",
                _column(few[0][0], "amount.value"),
                f"{named}{more} beside {len(others)} figures of {grouped(first)} to {grouped(last)}",
                "figures of one column in one unit",
                "look whether these count in another unit than the others, and correct them",
            )
            return


def _codes(columns: _Columns) -> Iterator[Problem]:
    """PARTY: codes of two letters that come from FIPS 10-4, of which half mean other countries in ISO 3166."""
    for path in _PARTIES:
        texts = {text: draft for text, draft in columns[path] if _is_untranslated(text, draft, path)}
        codes = sorted(text for text in texts if _CODE.fullmatch(text))
        unknown = [code for code in codes if find_party(code) is None]
        others = (
            [code for code in codes if code not in unknown and find_party(code) != _fips()[code]]
            if (unknown and 2 * len(codes) > len(texts) and all(code in _fips() for code in codes))
            else []
        )
        if others:
            meant = ", ".join(f"{code} {party_name(_fips()[code])}" for code in (*others, *unknown)[: 2 * _MOST_NAMED])
            yield _doubt(
                "PARTY",
                _column(texts[codes[0]], path),
                f"{', '.join(unknown)}, which ISO 3166 does not have, beside {', '.join(others)}",
                f"codes of ISO 3166; by FIPS 10-4 these are {meant}",
                f'write what each means under [values.{path}] in the mapping file, such as {others[0]} = "'
                f'{_fips()[others[0]]}", or the codes of ISO 3166 in the table',
            )


def _swapped(columns: _Columns) -> Iterator[Problem]:
    """FORM: days that a program has turned round: it took day and month for month and day wherever that is a day."""
    for path in _DAYS:
        written = [(raw, match) for raw, _ in columns[path] if (match := _WRITTEN.fullmatch(raw))]
        if not written:
            continue
        days = [(draft, day) for raw, draft in columns[path] if (day := _iso_day(raw))]
        if len(days) < _FEWEST_DAYS or len(days) + len(written) <= 2 * _FEWEST_DAYS - 1:
            continue
        beyond = [all(int(match[part]) > _LAST_MONTH for _, match in written) for part in (1, 2)]
        if any(beyond) and all(day.day <= _LAST_MONTH for _, day in days):
            draft, day = next((pair for pair in days if pair[1].day != pair[1].month), days[0])
            turned = date(day.year, day.day, day.month)
            yield _doubt(
                "FORM",
                _column(draft, path),
                f"{len(days)} dates, none after the 12th of its month, beside {len(written)} texts such as "
                f"{quoted(written[0][0])}, all after it",
                f"dates as they were written: a program may have swapped day and month ({day} for {turned}, "
                f"row {draft.place.row})",
                "compare the dates with the source; open the file it came from with the days of its country",
            )


def _amount(draft: Draft) -> Mapping[str, object]:
    amount = draft.values.get("amount")
    return amount if isinstance(amount, dict) else {}


def _figure(draft: Draft) -> Decimal | None:
    """The one figure of a draft, or the upper end of its range."""
    text = _figure_text(draft)
    return None if text is None else plain_figure(text)


def _figure_text(draft: Draft) -> str | None:
    amount = _amount(draft)
    if draft.faults and any(path.startswith("amount") for path in draft.faults):
        return None
    text = amount.get("value") or amount.get("high")
    return text if isinstance(text, str) else None


@lru_cache(maxsize=65_536)
def _decimals(figure: Decimal) -> int:
    """How many decimals a figure has, but for zeros at its end."""
    return -int(figure.normalize(EXACT).as_tuple().exponent)


def _stated(table: Sequence[Draft]) -> _Columns:
    """What stood in the cells of parties and days, by field; without those that were empty."""
    columns: dict[str, list[tuple[str, Draft]]] = {path: [] for path in (*_PARTIES, *_DAYS)}
    for draft in table:
        if not (cells := draft.lineage[0].cells if draft.lineage else None):
            continue
        names = _names_of(tuple(cells))
        if not columns.keys().isdisjoint(draft.names):
            own = [(path, draft.names[path]) for path in columns if path in draft.names]
            names = tuple((dict(names) | dict(own)).items())
        for path, name in names:
            if text := cells.get(name):
                columns[path].append((text, draft))
    return columns


def _iso_day(raw: str) -> date | None:
    """The day in a cell that holds one as we write it; a day that is none is told with its record."""
    try:
        return date.fromisoformat(raw) if _ISO.fullmatch(raw) else None
    except ValueError:
        return None


# The rows of one table have few sets of filled cells.
@lru_cache(maxsize=4096)
def _names_of(names: tuple[str, ...]) -> Sequence[tuple[str, str]]:
    """Fields of parties and days, each with the first of these headings that is ours for it."""
    headings = {path: name_at(path, {}) for path in (*_PARTIES, *_DAYS)}
    ours = {heading_name(name): name for name in reversed(names)}
    return tuple((path, ours[heading]) for path, heading in headings.items() if heading in ours)


def _is_untranslated(raw: str, draft: Draft, path: str) -> bool:
    """Whether a party means what stands in its cell, and no mapping says what it means."""
    value = draft.values.get(path)
    return value == raw or value == find_party(raw)


@cache
def _fips() -> Mapping[str, str]:
    return {row["code"]: row["key"] for row in rows("fips_codes")}


def _column(draft: Draft, path: str) -> Place:
    ours = name_at(path, draft.values) if draft.written_as == "headings" else path
    name = draft.names.get(path) or ours
    return replace(draft.at(name), row=None)


def _note(place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FORM", Severity.NOTE, place, found, expected, remedy)


def _doubt(code: str, place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, Severity.WARNING, place, found, expected, remedy)

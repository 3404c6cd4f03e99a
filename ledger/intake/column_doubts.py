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
from itertools import chain, pairwise
from operator import itemgetter

from ledger.foundation import DECIMAL_DIGITS, EXACT, Place, Problem, Severity, grouped, quoted, read_only
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
_NO_CELLS: Mapping[str, str] = read_only({})
_FIRST = itemgetter(0)


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
        for path in _PARTIES:
            yield from _codes(path, stated[path], table)
        for path in _DAYS:
            yield from _swapped(path, stated[path], table)


def finer_figures(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """FORM: figures finer than the smallest coin of their currency were reckoned by somebody, not stated.

    Args:
        drafts: of one table, or of any other file of ours; also of a single record.

    >>> amount = {"amount": {"value": "10.005", "currency": "EUR"}}
    >>> print(*finer_figures([Draft(amount, Place(subject="add"), "headings")]))
    add:amount: FORM note: found EUR 10.005, finer than the smallest unit, expected at most 2 decimals. Do: look \
whether the figures were converted or reckoned by somebody.
    """
    finer: dict[str, list[tuple[Decimal, Draft]]] = defaultdict(list)
    for draft in drafts:
        text = _figure_text(draft)
        # Nearly all figures are whole.
        if text is None or "." not in text:
            continue
        figure, currency = plain_figure(text), CURRENCIES.get(str(_amount(draft).get("currency")))
        if figure is None or currency is None or "amount.value" in draft.rounded:
            continue
        if _decimals(figure) > currency.minor_units:
            finer[currency.code].append((figure, draft))
    for code, of_one in finer.items():
        figure, first = of_one[0]
        found = f"{code} {figure}, finer than the smallest unit,{_in_rows([draft for _, draft in of_one])}"
        digits = CURRENCIES[code].minor_units
        expected = f"at most {digits} decimals" if digits else "whole figures"
        remedy = "look whether the figures were converted or reckoned by somebody"
        yield _note(_column(first, "amount.value"), found.rstrip(","), expected, remedy)


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
    figures = [(figure, draft) for draft in table if (text := _figure_text(draft)) and (figure := plain_figure(text))]
    if len(figures) < FEWEST_FIGURES:
        return
    largest, smallest = (choose(figures, key=_FIRST)[0] for choose in (max, min))
    if largest < LEAST:
        yield _doubt(
            "SCALE",
            _column(figures[0][1], "amount.value"),
            f"{len(figures)} figures of {grouped(smallest)} to {grouped(largest)}, and none from {grouped(LEAST)} on",
            "figures in whole units of the currency",
            "look what one unit is worth: write it as multiplier in the mapping file, or behind the figures (3.5 bn)",
        )
        return
    by_currency: dict[str, list[tuple[Decimal, Draft]]] = defaultdict(list)
    for stated in figures:
        by_currency[str(stated[1].values["amount"].get("currency"))].append(stated)
    for of_one in by_currency.values():
        yield from _apart(sorted(of_one, key=_FIRST))


def _apart(ordered: Sequence[tuple[Decimal, Draft]]) -> Iterator[Problem]:
    if len(ordered) < FEWEST_FIGURES:
        return
    single = max(1, len(ordered) // FEWEST_FIGURES)
    for number, ((lower, _), (higher, _)) in enumerate(pairwise(ordered), start=1):
        if higher < EXACT.multiply(lower, APART):
            continue
        below, above = ordered[:number], ordered[number:]
        few, others = (below, above) if len(below) < len(above) else (above, below)
        if len(few) <= single and len(few) < len(others):
            first, last = others[0][0], others[-1][0]
            named = ", ".join(f"{grouped(figure)} (row {draft.place.row})" for figure, draft in few[:_MOST_NAMED])
            more = f" and {len(few) - _MOST_NAMED} more" if len(few) > _MOST_NAMED else ""
            yield _doubt(
                "SCALE",
                _column(few[0][1], "amount.value"),
                f"{named}{more} beside {len(others)} figures of {grouped(first)} to {grouped(last)}",
                "figures of one column in one unit",
                "look whether these count in another unit than the others, and correct them",
            )
            return


def _codes(path: str, column: Sequence[str | None], table: Sequence[Draft]) -> Iterator[Problem]:
    """PARTY: codes of two letters that come from FIPS 10-4, of which half mean other countries in ISO 3166."""
    # Nearly no column has such codes, and each text is looked at once.
    if not any(_CODE.fullmatch(text) for text in {*column} if text):
        return
    texts = {text: draft for text, draft in _filled(column, table) if _is_untranslated(text, draft, path)}
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


def _swapped(path: str, column: Sequence[str | None], table: Sequence[Draft]) -> Iterator[Problem]:
    """FORM: days that a program has turned round: it took day and month for month and day wherever that is a day."""
    written = [(raw, match) for raw in column if raw and (match := _WRITTEN.fullmatch(raw))]
    if not written:
        return
    days = [(draft, day) for raw, draft in _filled(column, table) if (day := _iso_day(raw))]
    if len(days) < _FEWEST_DAYS or len(days) + len(written) <= 2 * _FEWEST_DAYS - 1:
        return
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


def _filled(column: Sequence[str | None], table: Sequence[Draft]) -> Iterator[tuple[str, Draft]]:
    return ((text, draft) for text, draft in zip(column, table, strict=True) if text)


def _amount(draft: Draft) -> Mapping[str, object]:
    amount = draft.values.get("amount")
    return amount if isinstance(amount, dict) else {}


def _figure_text(draft: Draft) -> str | None:
    """The one figure of a draft, or the upper end of its range."""
    amount = _amount(draft)
    if draft.faults and any(path.startswith("amount") for path in draft.faults):
        return None
    text = amount.get("value") or amount.get("high")
    return text if isinstance(text, str) else None


@lru_cache(maxsize=65_536)
def _decimals(figure: Decimal) -> int:
    """How many decimals a figure has, but for zeros at its end."""
    return -int(figure.normalize(EXACT).as_tuple().exponent)


def _stated(table: Sequence[Draft]) -> Mapping[str, Sequence[str | None]]:
    """What stood in the cells of parties and days, by field and row by row."""
    cells = [(draft.lineage[0].cells if draft.lineage else None) or _NO_CELLS for draft in table]
    ours: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(chain.from_iterable(cells)):
        ours[heading_name(name)].append(name)
    renamed = frozenset(chain.from_iterable(draft.names for draft in table))
    columns: dict[str, Sequence[str | None]] = {}
    for path in (*_PARTIES, *_DAYS):
        column = _column_under(ours[name_at(path, {})], cells)
        if path in renamed:
            own = (draft.names.get(path) for draft in table)
            column = [
                text if name is None else row.get(name) for name, text, row in zip(own, column, cells, strict=True)
            ]
        columns[path] = column
    return columns


def _column_under(names: Sequence[str], cells: Sequence[Mapping[str, str]]) -> Sequence[str | None]:
    """The texts under a heading; where several read as the same, each row's first."""
    if len(names) > 1:
        return [next((text for name, text in row.items() if name in names), None) for row in cells]
    return [row.get(name) for name in names for row in cells] or [None] * len(cells)


def _iso_day(raw: str) -> date | None:
    """The day in a cell that holds one as we write it; a day that is none is told with its record."""
    try:
        return date.fromisoformat(raw) if _ISO.fullmatch(raw) else None
    except ValueError:
        return None


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

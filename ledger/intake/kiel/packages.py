"""From the rows of a package to one commitment, and to one delivery where anything of it was handed over."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from textwrap import shorten
from typing import Any
from urllib.parse import urlsplit

from ledger.foundation import (
    Interval,
    Place,
    Problem,
    Severity,
    exact_sum,
    from_minor,
    grouped,
    plain,
    quoted,
    round_half_up,
)
from ledger.intake.drafts import Draft
from ledger.intake.kiel.columns import SOURCES
from ledger.intake.kiel.days import Announced, announced
from ledger.intake.kiel.sheets import ItemRow, missing
from ledger.intake.kiel.status import with_status
from ledger.records import find_party

# What a release since 2024 says that a part of a package is.
_PARTS: Mapping[str, str] = {
    **dict.fromkeys(("allocation", "allocations", "allocated"), "allocation"),
    **dict.fromkeys(("commitment", "commitments", "committed"), "commitment"),
}
DECIMALS = 6
MOST_OF_A_LINE = 300
MOST_OF_A_NOTE = 4000

# Kiel's words for the form of aid, as they stand in releases 7 and 8; what may be money or goods stays unspecified.
_INSTRUMENTS: Mapping[str, str] = {
    "grant": "grant",
    "loan": "loan",
    "swap-line": "loan",
    "guarantee": "guarantee",
    **dict.fromkeys(
        [
            *("weapons", "equipment", "weapons and equipment", "military equipment", "material assistance"),
            *("medicines", "equipment and medicines", "protective equipment and medical supplies"),
        ],
        "in_kind",
    ),
}
# Of what a line of a record may not hold: control characters, U+FFFE and U+FFFF, marks that turn a text's direction.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\x85\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True)
class KielPackage:
    """The rows that Kiel counts as one promise: they have one ID, and the first of them carries the value.

    Args:
        id: of the records, the same in every release.
        rows: at least one, in the order of the file.
    """

    id: str
    rows: tuple[ItemRow, ...]

    @property
    def first(self) -> ItemRow:
        """The row that the file marks as the first; else the one that stands first."""
        return next((row for row in self.rows if row.known("first") == 1), self.rows[0])


@dataclass(frozen=True)
class Context:
    """What the rows of a file say together.

    Args:
        span: the days that the file names plainly.
        latest: the last day that an announcement in it can be from.
        dollars: a sum in USD and what the file makes of it in EUR, which tells its rate; None where no row has both.

    >>> named = Interval(date(2022, 1, 24), date(2022, 10, 3))
    >>> str(Context(named, latest=named.end).span)
    '2022-01-24 to 2022-10-03'
    """

    span: Interval
    latest: date
    dollars: tuple[Decimal, Decimal] | None = None


def dollars_of(rows: Sequence[ItemRow]) -> tuple[Decimal, Decimal] | None:
    """The largest sum in USD that stands in the rows with its value in EUR.

    >>> dollars_of([]) is None
    True
    """
    pairs = ((row.known("total"), row.known("converted")) for row in rows if row.text("currency") == "USD")
    return max(((total, euros) for total, euros in pairs if total and euros), default=None)


def drafts_of(package: KielPackage, context: Context) -> Iterator[Draft | Problem]:
    """The drafts of a package, and what is doubtful in its rows."""
    day = announced(package.first.cell("announced"), context.span, context.latest)
    yield from _doubts_about_days(package, day)
    if package.first.columns.lists_parts:
        yield from _of_parts(package, day)
        return
    yield from _doubts_about_values(package)
    yield from with_status(_commitment(package, day), package.first)
    # Without a day the package is no record, and nothing else of it needs to say so again.
    if day.day is not None:
        if _was_delivered(package):
            yield _delivery(package, day, context.dollars)
        yield from _corrections(package, day, context)


def finer_than_records(row: ItemRow) -> bool:
    """Whether a sum or a number of the row has more decimals than a record keeps."""
    meanings = ("total", "given", "delivered", "units", "units_delivered", "estimate", "estimate_delivered")
    return any(it is not None and _rounded(it) != it for it in map(row.known, meanings))


def _commitment(package: KielPackage, day: Announced) -> Draft:
    row = package.first
    explanation = _clean(row.text("explanation"))
    kind = _clean(row.text("kind"))
    sources, addresses = _sources(package.rows, SOURCES)
    equivalent = _uncounted(row)
    values: dict[str, Any] = {
        "record": "commitment",
        "id": package.id,
        "title": _line(explanation or f"{row.text('category')} aid: {kind or 'not specified'}"),
        "donor": find_party(row.text("donor")) or row.text("donor"),
        "recipient": "UKR",
        "category": row.text("category").casefold(),
        "instrument": _INSTRUMENTS.get(kind.casefold(), "unspecified"),
        "stage": "commitment",
        "announced": day.day.isoformat() if day.day else row.text("announced"),
        "amount": _amount(row),
        "term": {"kind": "one_off"},
        "stated_equivalents": [equivalent] if equivalent else [],
        "items": list(_items(package.rows, "units", "estimate")),
        "sources": sources,
        "note": _note(
            explanation if len(explanation) > MOST_OF_A_LINE else "",
            f"Type of aid: {kind}." if kind else "",
            _about_day(row, day),
            f"{_clean(row.text('origin_of_value'))}." if row.text("origin_of_value") else "",
            "The file does not count this sum in its own totals." if equivalent else "",
            f"Official source: {row.text('official')}." if row.text("official") else "",
            *addresses,
        ),
    }
    lineage = tuple(it.lineage for it in package.rows)
    faults = {} if day.day else {"announced": _no_day(row)}
    return Draft(_filled(values), row.place, lineage=lineage, names=_names(row), faults=faults, columns=_columns(row))


def _no_day(row: ItemRow) -> Problem:
    found, expected = quoted(row.text("announced") or "nothing"), "a day of the release"
    remedy = "look the day up in the source, and correct the record if it was another"
    return row.doubt("announced", found, expected, remedy, Severity.ERROR)


def _delivery(package: KielPackage, day: Announced, dollars: tuple[Decimal, Decimal] | None) -> Draft:
    row = package.first
    sources, addresses = _sources(package.rows, ("source_delivery",))
    values: dict[str, Any] = {
        "record": "transaction",
        "id": f"{package.id}-delivery",
        "commitment": package.id,
        "type": "delivery",
        "value_date": day.day.isoformat() if day.day else row.text("announced"),
        "amount": _delivered(package, dollars),
        "items": list(_items(package.rows, "units_delivered", "estimate_delivered")),
        "sources": sources,
        "note": _note(
            "The file has no day of delivery: the day of the announcement stands in its place.",
            f"{_clean(row.text('origin_of_delivered'))}." if row.text("origin_of_delivered") else "",
            *addresses,
        ),
    }
    meanings = {"id": "id", "amount": "delivered", "value_date": "announced"}
    names = {path: row.columns.name(meaning) for path, meaning in meanings.items()}
    lineage = tuple(it.lineage for it in package.rows)
    return Draft(_filled(values), row.place, lineage=lineage, names=names, columns=_columns(row))


def _of_parts(package: KielPackage, day: Announced) -> Iterator[Draft | Problem]:
    """A package whose rows have values of their own: what is promised in all, and each part that is allocated."""
    commitment = _commitment(package, day)
    whole = commitment._replace(values={**commitment.values, "amount": _whole_of_parts(package)})
    yield from with_status(whole, package.first)
    if _was_delivered(package):
        yield _delivery(package, day, None)
    for number, row in enumerate(package.rows, start=1):
        kind = _PARTS.get(row.text("measure").casefold())
        doubts = [
            it for it in map(row.figure, ("part", "part_converted", "total", "converted")) if isinstance(it, Problem)
        ]
        yield from (replace(it, severity=Severity.ERROR) for it in doubts)
        if number > 1 and (total := row.known("total")) and total == package.rows[0].known("total"):
            found = f"{row.text('currency')} {grouped(total)} as in the first row of the package, added to it"
            remedy = "look whether the value of the whole package stands in each of its rows"
            yield row.doubt("total", found, "the value of a package once", remedy)
        value, currency = _part(row)
        if kind is None:
            found = f"{quoted(row.text('measure') or 'nothing')} for {_shown_part(value, currency)}"
            remedy = "write Allocation or Commitment, as the source means it"
            yield row.doubt("measure", found, "Allocation or Commitment", remedy, Severity.ERROR)
        elif value and (value < 0 or kind == "allocation"):
            yield _part_draft(package, row, number, (value, currency), day)


def _part_draft(package: KielPackage, row: ItemRow, number: int, money: tuple[Decimal, str], day: Announced) -> Draft:
    value, currency = money
    explanation = _clean(row.text("explanation"))
    values: dict[str, Any] = {
        "record": "transaction",
        "id": f"{package.id}-{'allocated' if value > 0 else 'taken-back'}-{number}",
        "commitment": package.id,
        "type": "allocation" if value > 0 else "cancellation",
        "value_date": day.day.isoformat() if day.day else row.text("announced"),
        "amount": _sum(abs(value), currency, "exact"),
        "title": _line(explanation) if explanation else "",
        "note": "A part of the package, on the day of its announcement.",
    }
    return Draft(_filled(values), row.place, lineage=(row.lineage,), names=_names(row), columns=_columns(row))


def _whole_of_parts(package: KielPackage) -> dict[str, str]:
    """The value of the package; where the file has none, what its parts above zero add up to."""
    for meaning in ("total", "converted"):
        stated = [row for row in package.rows if (row.known(meaning) or 0) > 0]
        currencies = {"EUR" if meaning == "converted" else row.text("currency") for row in stated} - {""}
        if len(currencies) == 1:
            return _sum(exact_sum(row.known(meaning) or Decimal(0) for row in stated), currencies.pop(), "exact")
    parts = [(value, currency) for value, currency in map(_part, package.rows) if value is not None and value >= 0]
    currencies = {currency for _, currency in parts}
    if len(currencies) == 1:
        return _sum(exact_sum(value for value, _ in parts), currencies.pop(), "exact")
    euros = [it for row in package.rows if (it := row.known("part_converted")) is not None and it >= 0]
    return _sum(exact_sum(euros), "EUR", "exact") if euros else _undisclosed("")


def _part(row: ItemRow) -> tuple[Decimal | None, str]:
    """The value of a part, in its own currency where the row says it in that; else in euros."""
    if (value := row.known("part")) is not None and (currency := row.text("currency")):
        return value, currency
    return row.known("part_converted"), "EUR"


def _shown_part(value: Decimal | None, currency: str) -> str:
    return "a part without a value" if value is None else f"{currency} {grouped(value)}"


def _corrections(package: KielPackage, day: Announced, context: Context) -> Iterator[Draft | Problem]:
    """Values in further rows of a package: below zero they take from it, above zero they do not count."""
    further = [(row, it) for row in package.rows if row is not package.first and (it := row.known("total"))]
    for number, (row, value) in enumerate(further, start=1):
        currency = row.text("currency") or package.first.text("currency")
        if value > 0:
            found = f"{currency} {grouped(value)} in a further row of the package, which does not count"
            remedy = "look whether the value of the first row holds it; else record it by itself"
            yield row.doubt("total", found, "a value in the first row of a package alone", remedy)
            continue
        own = announced(row.cell("announced"), context.span, context.latest).day or day.day
        explanation = _clean(row.text("explanation"))
        values: dict[str, Any] = {
            "record": "transaction",
            "id": f"{package.id}-taken-back-{number}",
            "commitment": package.id,
            "type": "cancellation",
            "value_date": own.isoformat() if own else row.text("announced"),
            "amount": _sum(-value, currency, "exact"),
            "title": _line(explanation) if explanation else "",
            "note": "A further row of the package with a value below zero.",
        }
        yield Draft(_filled(values), row.place, lineage=(row.lineage,), names=_names(row), columns=_columns(row))


def _doubts_about_days(package: KielPackage, day: Announced) -> Iterator[Problem]:
    row = package.first
    found = quoted(row.text("announced") or "nothing")
    remedy = "look the day up in the source, and correct the record if it was another"
    if day.doubt and day.day:
        yield row.doubt("announced", f"{found}, read as {day.day}: {day.doubt}", "a day such as 2022-03-01", remedy)
    others = _other_days(package)
    if others:
        found = f"other days in further rows of the package: {shorten(', '.join(others), 100, placeholder=' …')}"
        expected, remedy = "one day for a package", "nothing; the day of its first row counts, the rows keep theirs"
        yield row.doubt("announced", found, expected, remedy, Severity.NOTE)


def _other_days(package: KielPackage) -> tuple[str, ...]:
    own = package.first.text("announced")
    return tuple(dict.fromkeys(text for row in package.rows if (text := row.text("announced")) and text != own))


def _doubts_about_values(package: KielPackage) -> Iterator[Problem]:
    first = package.first
    numbers = ("units", "units_delivered", "estimate", "estimate_delivered")
    sums = ("given", "total", "converted", "delivered")
    cells = [(row, meaning) for row in package.rows for meaning in numbers] + [(first, meaning) for meaning in sums]
    yield from (doubt for row, meaning in cells if isinstance(doubt := row.figure(meaning), Problem))
    yield from _zeros(package.rows)
    if uncounted := _uncounted(first):
        found = f"{uncounted['currency']} {grouped(Decimal(uncounted['value']))}, which the file does not count"
        expected = f"a value under {first.columns.name('total')} and under {first.columns.name('converted')}"
        remedy = "nothing to agree with the file; correct the record's amount once the sum is confirmed"
        yield first.doubt(_stated_in(first), found, expected, remedy)
    estimates = [it for row in package.rows if (it := row.known("estimate")) is not None]
    currency = first.text("currency")
    total = _counted(first)
    if total and currency != "USD" and first.known("given") is None and total == sum(estimates):
        found = f"an estimate in USD of {grouped(total)}, which the file counts as {currency or 'no currency'}"
        remedy = "nothing to agree with the file; correct the record's currency to have the estimate as it was made"
        yield first.doubt("currency", found, "USD", remedy)


def _zeros(rows: Sequence[ItemRow]) -> Iterator[Problem]:
    """Estimates of 0 for things that were promised or handed over: nothing is worth nothing, so there is no price.

    What is below zero is told with its figure: no item is worth less than nothing, and the row may be a correction.
    """
    for row in rows:
        for meaning in ("units", "units_delivered", "estimate", "estimate_delivered"):
            if (figure := row.known(meaning)) is not None and figure < 0:
                found = f"{grouped(figure)} for {quoted(_line(_clean(row.text('item'))))}, which stands without it"
                remedy = "look what it corrects, and correct that record; the lineage keeps the figure"
                yield row.doubt(meaning, found, "a figure that is not below 0", remedy)
    for row in rows:
        handed_over = bool(row.known("units_delivered"))
        for meaning, is_given in (("estimate", bool(row.text("item"))), ("estimate_delivered", handed_over)):
            if is_given and row.known(meaning) == 0:
                found = f"an estimate of 0 for {quoted(_line(_clean(row.text('item'))))}, which stands without a value"
                remedy = "nothing; the lineage keeps the 0"
                yield row.doubt(meaning, found, "an estimate above 0, or none", remedy, Severity.NOTE)


def _counted(row: ItemRow) -> Decimal | None:
    """The value that the file counts for a package; None where it counts none."""
    if row.columns.lists_parts:
        return None
    if "converted" in row.columns.places and row.known("converted") is None:
        return None
    return row.known("total")


def _stated_in(row: ItemRow) -> str:
    """The column that has the value of a package: that of the total, else what the source gave."""
    return "given" if row.known("total") is None else "total"


def _uncounted(row: ItemRow) -> dict[str, str] | None:
    """A value that stands in the file but not in its totals, since it was never added or never converted."""
    if row.columns.lists_parts:
        return None
    value, currency = row.known(_stated_in(row)), row.text("currency")
    return _sum(value, currency, "exact") if value and currency and _counted(row) is None else None


def _amount(row: ItemRow) -> dict[str, str]:
    counted, currency = _counted(row), row.text("currency")
    if counted is None:
        return _undisclosed(currency)
    estimated = "calculated" in row.text("origin_of_value").casefold()
    return _sum(counted, currency, "about" if estimated else "exact")


def _delivered(package: KielPackage, dollars: tuple[Decimal, Decimal] | None) -> dict[str, str]:
    """The value of what was delivered, in the currency behind the EUR of the file wherever the file shows which it is.

    The file has it in EUR alone, at rates of its own that change with every release: it is either the whole value of
    the package, or the sum of the rows' own estimates in USD.
    """
    row = package.first
    delivered = row.known("delivered")
    if not delivered:
        return _undisclosed("")
    if delivered == row.known("converted"):
        return _amount(row)
    estimate = exact_sum(it for row in package.rows if (it := row.known("estimate_delivered")) is not None)
    if estimate and dollars and _is_nearly(delivered * dollars[0], estimate * dollars[1]):
        return _sum(estimate, "USD", "about")
    calculated = "calculated" in row.text("origin_of_delivered").casefold()
    return _sum(delivered, "EUR", "about" if calculated else "exact")


def _is_nearly(one: Decimal, other: Decimal) -> bool:
    # A spreadsheet divides with 15 digits.
    return abs(one - other) <= other * Decimal("1e-12")


def _undisclosed(currency: str) -> dict[str, str]:
    return _filled({"qualifier": "undisclosed", "currency": currency})


def _sum(value: Decimal, currency: str, qualifier: str) -> dict[str, str]:
    return _filled({"qualifier": qualifier, "value": plain(_rounded(value)), "currency": currency})


def _rounded(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -DECIMALS:
        return value
    numerator, denominator = value.as_integer_ratio()
    return from_minor(round_half_up(numerator * 10**DECIMALS, denominator), DECIMALS)


def _items(rows: Sequence[ItemRow], number: str, estimate: str) -> Iterator[dict[str, Any]]:
    """What is given or delivered: the rows with an item; of the delivered ones those with a number or a value."""
    for row in rows:
        description, quantity, worth = _line(_clean(row.text("item"))), row.known(number), row.known(estimate)
        if not description or (number == "units_delivered" and not quantity and not worth):
            continue
        item: dict[str, Any] = {"description": description}
        if quantity is not None and quantity >= 0:
            item["quantity"] = plain(_rounded(quantity))
        if worth and worth > 0:
            item["amount"] = _sum(worth, "USD", "about")
            item["valuation_basis"] = "estimate"
        yield item


def _was_delivered(package: KielPackage) -> bool:
    return bool(package.first.known("delivered")) or any(row.known("units_delivered") for row in package.rows)


def _sources(rows: Sequence[ItemRow], meanings: Sequence[str]) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    """The addresses in these columns, each once; and as text what is no address or too long for one."""
    sources: dict[str, dict[str, str]] = {}
    rest: dict[str, None] = {}
    for row, meaning in ((row, meaning) for row in rows for meaning in meanings):
        for piece in _clean(row.text(meaning)).split():
            address = piece.strip(",;")
            title = row.columns.name(meaning)
            host = _host(address)
            if not host or len(address) > MOST_OF_A_LINE:
                rest.setdefault(f"{title}: {address}" if host else f"{title}: {_clean(row.text(meaning))}")
            if host:
                short = {"url": address} if len(address) <= MOST_OF_A_LINE else {}
                sources.setdefault(address, {"publisher": host, "title": title, **short})
    return list(sources.values()), tuple(rest)


def _host(address: str) -> str:
    if missing(address) or not re.match(r"https?://[^\s/]", address):
        return ""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")[:MOST_OF_A_LINE]
    except ValueError:
        return ""


def _about_day(row: ItemRow, day: Announced) -> str:
    written = quoted(_clean(row.text("announced")) or "nothing")
    return f"Announced, says the file: {written}; read as {day.day}, {day.doubt}." if day.doubt else ""


def _note(*parts: str) -> str:
    text = " ".join(filter(None, parts))
    return text if len(text) <= MOST_OF_A_NOTE else shorten(text, MOST_OF_A_NOTE, placeholder=" …")


def _clean(text: str) -> str:
    return " ".join(_UNSEEN.sub(" ", text).split())


def _line(text: str) -> str:
    return text if len(text) <= MOST_OF_A_LINE else shorten(text, MOST_OF_A_LINE, placeholder=" …")


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", [], None)}


def _columns(row: ItemRow) -> Mapping[str, Place]:
    return row.columns.in_sheet if row.place.sheet else {}


def _names(row: ItemRow) -> dict[str, str]:
    meanings = {"id": "id", "title": "explanation", "donor": "donor", "category": "category", "instrument": "kind"}
    meanings |= {"announced": "announced", "amount": "total", "amount.currency": "currency", "items": "item"}
    meanings |= {"sources": "source_1"}
    return {path: row.columns.name(meaning) for path, meaning in meanings.items()}

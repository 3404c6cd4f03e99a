"""What a file has converted itself: the original sum beside the converted one, row by row.

From these an auditor finds out by which rule a publisher converts (``ledger.audit``); nothing here judges a figure.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from ledger.foundation import Place, Problem, Severity, errors, quoted, shown_name
from ledger.intake.drafts import settle_each
from ledger.intake.files import read_files
from ledger.intake.formats import Options
from ledger.intake.kiel import counted_rows, recognises_kiel
from ledger.intake.published import TABLE_ENDINGS, PlainRow, has_columns, missing_columns, table_rows
from ledger.intake.rows import beside_encoding, unreadable
from ledger.notation import read_date, readings, scientific
from ledger.records import CURRENCIES, Amount, Record

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "day": ("day", "date", "announced", "value_date"),
    "currency": ("currency", "from"),
    "amount": ("amount", "value"),
    "converted": ("converted", "result", "equivalent"),
    "target": ("target", "to", "converted_currency"),
}
_NEEDED = ("day", "currency", "amount", "converted")
_KIEL_CONVERTS_TO = "EUR"
# These state their figures in the currency that they were converted to, and the original beside it.
_ORIGINAL_BESIDE = frozenset({"fts"})


@dataclass(frozen=True)
class PublishedConversion:
    """One sum and what its publisher made of it in another currency.

    Args:
        place: the line or row it stands in.
        day: of the announcement, or the value date.
        currency: of the amount.
        amount: as the file has it; may be zero or negative.
        target: currency that it was converted to.
        converted: the published figure, with the decimals that it was written with.
    """

    place: Place
    day: date
    currency: str
    amount: Decimal
    target: str
    converted: Decimal


Found = tuple[tuple[PublishedConversion, ...], tuple[Problem, ...]]


def read_conversions(path: Path, target: str, encoding: str | None = None) -> Found:
    """The conversions that a file publishes; never raises for what it holds.

    Args:
        path: a release of the Kiel tracker; a table (CSV file or sheet) with the headings day, currency, amount and
            converted, perhaps target; or any other file of records, whose stated equivalents are taken.
        target: currency of the figures of a CSV file that does not name it.
        encoding: of a CSV file, if the user names it.

    Returns:
        The conversions in the order of the file, and what kept others out: rows that say nothing of a rate are notes
        or warnings with their places, an error means that nothing could be read.

    >>> print(*read_conversions(Path("absent.csv"), "EUR")[1])
    absent.csv: FILE error: found no such file, expected a file of records. Do: check the path.
    """
    file = shown_name(path)
    fault = unreadable(path, file) or (beside_encoding(path, file, "no CSV file") if encoding else None)
    if fault is not None:
        return (), (fault,)
    try:
        if recognises_kiel(path, encoding):
            return _of_kiel(path, file, encoding)
        is_table = has_columns(path, _COLUMNS, _NEEDED, encoding)
        return _of_table(path, file, target, encoding) if is_table else _of_records(path, encoding)
    except OSError as fault_of_disk:
        found = f"a file that cannot be read ({fault_of_disk.strerror or fault_of_disk})"
        remedy = "check its name and who may read it"
        return (), (Problem("FILE", Severity.ERROR, Place(file=file), found, "a readable file", remedy),)


def _of_kiel(path: Path, file: str, encoding: str | None) -> Found:
    rows, problems = counted_rows(path, file, encoding)
    conversions: list[PublishedConversion] = []
    faults = list(errors(problems))
    for row, day in rows:
        total, converted, currency = row.known("total"), row.known("converted"), row.text("currency")
        if total is None and converted is None:
            continue
        lacking = [
            word
            for word, there in (
                ("a total", total is not None),
                ("a converted value", converted is not None),
                ("a day", day is not None),
                ("a currency of ISO 4217", currency in CURRENCIES),
            )
            if not there
        ]
        if total is None or converted is None or day is None or lacking:
            faults.append(_left_out(row.place, f"a row without {' and '.join(lacking)}"))
        else:
            made = PublishedConversion(row.place, day, currency, total, _KIEL_CONVERTS_TO, converted)
            conversions.append(made)
    return tuple(conversions), tuple(faults)


def _of_records(path: Path, encoding: str | None) -> Found:
    reading = read_files([path], options=Options(encoding=encoding))
    conversions: list[PublishedConversion] = []
    faults: list[Problem] = list(errors(reading.problems))
    has_no_columns = any(it.code == "FORM" for it in reading.problems)
    if not reading.drafts and has_no_columns and path.suffix.lower() in TABLE_ENDINGS:
        # Told once, in the words of this question: it was no file of records either.
        fault = missing_columns(path, shown_name(path), _COLUMNS, _NEEDED, encoding)
        return (), (fault,) if fault else errors(reading.problems)
    for settled in settle_each(deque(reading.drafts), ()):
        if settled.record is None:
            faults.append(_left_out(settled.draft.place, "a row that is no record"))
            continue
        items = tuple(_stated(settled.record, settled.draft.place, swapped=reading.format in _ORIGINAL_BESIDE))
        conversions.extend(it for it in items if isinstance(it, PublishedConversion))
        faults.extend(it for it in items if isinstance(it, Problem))
    return tuple(conversions), tuple(faults)


def _stated(record: Record, place: Place, *, swapped: bool) -> Iterator[PublishedConversion | Problem]:
    if record.record != "commitment":
        return
    for equivalent in record.stated_equivalents:
        original, other = (equivalent, record.amount) if swapped else (record.amount, equivalent)
        if not (_is_figure(original) and _is_figure(other)):
            yield _left_out(place, "an equivalent of a range, or of no figure")
        elif original.currency and other.currency and original.value is not None and other.value is not None:
            yield PublishedConversion(
                place, record.announced, original.currency, original.value, other.currency, other.value
            )


def _is_figure(amount: Amount) -> bool:
    return amount.qualifier in ("exact", "about")


def _of_table(path: Path, file: str, target: str, encoding: str | None) -> Found:
    conversions: list[PublishedConversion] = []
    faults: list[Problem] = []
    for row in table_rows(path, file, _COLUMNS, _NEEDED, encoding):
        made = row if isinstance(row, Problem) else _row(row, target)
        if isinstance(made, Problem):
            faults.append(made)
        else:
            conversions.append(made)
    return tuple(conversions), tuple(faults)


def _row(row: PlainRow, target: str) -> PublishedConversion | Problem:
    place, cells = row.place, row.cells
    empty = [it for it in _NEEDED if not cells[it]]
    if empty:
        return _left_out(place, f"nothing under {' and '.join(empty)}")
    day = read_date(cells["day"])
    if isinstance(day, Problem):
        return _left_out(row.cell_place("day"), f"{day.found} under day")
    currency, to = cells["currency"].upper(), (cells.get("target") or target).upper()
    unknown = next((code for code in (currency, to) if code not in CURRENCIES), None)
    if unknown is not None:
        return _left_out(place, f"{quoted(unknown)}, which is no currency of ISO 4217")
    amount, converted = (_figure(cells[it], decimal_point=it in row.pointed) for it in ("amount", "converted"))
    if amount is None or converted is None:
        name = "amount" if amount is None else "converted"
        found = f"{quoted(cells[name])} under {name}, which is no number or may be two"
        return _left_out(row.cell_place(name), found)
    doubt = row.doubt_of("amount", amount) or row.doubt_of("converted", converted)
    return doubt or PublishedConversion(place, day, currency, amount, to, converted)


def _figure(text: str, *, decimal_point: bool) -> Decimal | None:
    """A number with the decimals it was written with; None where it is none or may be read in two ways."""
    sign, digits = (-1, text[1:].strip()) if text[:1] in ("-", "\u2212") else (1, text)
    if len(digits) > 60:
        return None
    if (figure := scientific(digits)) is not None:
        return figure * sign
    found = set(readings(digits, "point" if decimal_point else "either").values())
    return found.pop() * sign if len(found) == 1 else None


def _left_out(place: Place, found: str) -> Problem:
    remedy = "nothing, or complete the row"
    return Problem("FORM", Severity.WARNING, place, found, "a day, a sum and what it was converted to", remedy)

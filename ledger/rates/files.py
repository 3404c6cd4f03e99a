"""Files of rates: telling the formats apart and turning bytes into a rate set, or into problems with their places.

A file with any error gives no set at all, so that no one works with half of it. Whether rates that nothing but their
headings calls the ECB's are the ECB's is asked by ``reading``.
"""

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

from ledger.foundation import Place, Problem, Severity
from ledger.rates.banks import (
    gather_canadian,
    gather_ecb_pages,
    gather_federal,
    is_canadian,
    is_federal,
    is_of_ecb_pages,
)
from ledger.rates.ecb import ECB_QUOTATION, ecb_history, gather_wide, is_wide
from ledger.rates.faults import Faults
from ledger.rates.gather import Rows
from ledger.rates.lists import gather_list, is_list
from ledger.rates.own import SAVE_AS, gather_own
from ledger.rates.quotation import NOTHING_STATED, Quotation, StatedQuotation, agreed
from ledger.rates.sdmx import gather_sdmx_rows, is_sdmx
from ledger.rates.sets import RateSet, Series
from ledger.rates.tables import MOST_LINES, text_rows
from ledger.rates.ukraine import gather_json
from ledger.rates.unwrap import is_workbook, is_xml, unwrap

# So many files are kept as read; a report holds all sets of its book at once, and books have a dozen.
MOST_KEPT = 128


class ParsedRates(NamedTuple):
    """A file of rates as it was read.

    Args:
        rates: the set; None where a problem is an error.
        problems: FX-FEED, errors first.
        is_assumed: whether only the headings call the rates those of the European Central Bank.
    """

    rates: RateSet | None
    problems: tuple[Problem, ...]
    is_assumed: bool


def parse_rates(name: str, data: bytes, stated: StatedQuotation) -> ParsedRates:
    """Read a file of rates as it stands; a wide table of which nobody says anything passes for the ECB's.

    A book hands out the same bytes again and again, and a quarter of a million quotes take a while: what was read is
    kept, the shipped history for good.

    Args:
        name: of the set.
        data: the bytes of the file.
        stated: what the person who adds it says of it.
    """
    file = (name, data, stated)
    return parsed_history() if file == _shipped_file() else _parsed(*file)


@cache
def parsed_history() -> ParsedRates:
    """The shipped history of the ECB as it was read; no number of other files throws it out."""
    return _parse(*_shipped_file())


@cache
def _shipped_file() -> tuple[str, bytes, StatedQuotation]:
    return (*ecb_history(), NOTHING_STATED)


def _parse(name: str, data: bytes, stated: StatedQuotation) -> ParsedRates:
    faults = Faults(name)
    rates, is_assumed = _read(name, data, stated, faults) or (None, False)
    return ParsedRates(rates, faults.problems(), is_assumed)


_parsed = lru_cache(maxsize=MOST_KEPT)(_parse)


def future_quotes(rate_set: RateSet, today: date) -> tuple[Problem, ...]:
    """FX-FEED for each currency with a quote later than today: nobody has published it yet, so its day is a slip."""
    return tuple(
        Problem(
            "FX-FEED",
            Severity.ERROR,
            place=Place(file=rate_set.name, subject=currency),
            found=f"a rate for {series.days[-1]}",
            expected=f"no day later than {today}",
            remedy="write the day as it was published",
        )
        for currency, series in sorted(rate_set.quotes.items())
        if series.days[-1] > today
    )


class _Gathered(NamedTuple):
    series: Mapping[str, Series]
    quotation: Quotation | None
    is_assumed: bool = False


def _read(name: str, data: bytes, stated: StatedQuotation, faults: Faults) -> tuple[RateSet, bool] | None:
    try:
        gathered = _gathered(name, data, stated, faults)
    except csv.Error as fault:
        found = f"a CSV file that cannot be read ({fault})"
        faults.error(Place(), found, "lines of cells with commas between", SAVE_AS)
        return None
    if gathered is None:
        return None
    series, quotation, is_assumed = gathered
    if not series and not faults.errors:
        faults.error(Place(), "no rates", "at least one", "check that this is the file you meant")
    if quotation and quotation.base in series and not faults.errors:
        found = f"a rate of {quotation.base}, which is the base"
        faults.error(Place(), found, "only other currencies", "remove it, or name the base that is meant")
    if quotation is None or faults.errors:
        return None
    base, direction, source, kind, turned = (
        *(quotation.base, quotation.direction, quotation.source),
        *(quotation.kind, quotation.turned),
    )
    rate_set = RateSet(name, source, base, direction, sha256(data).hexdigest(), kind, turned, quotes=series)
    return rate_set, is_assumed


def _gathered(name: str, data: bytes, stated: StatedQuotation, faults: Faults) -> _Gathered | None:
    if is_workbook(data):
        from ledger.rates.workbooks import workbook_rows

        return _of_table(workbook_rows(name, data, faults), stated, faults)
    text = unwrap(data, faults)
    if text is None:
        return None
    if (lines := text.count("\n") + 1) > MOST_LINES:
        faults.error(Place(), f"{lines} lines", f"at most {MOST_LINES}", "split the file, by years for example")
        return None
    if is_xml(text):
        from ledger.rates.xml_files import gather_xml

        return _together(gather_xml(text, faults), stated, faults)
    if text.startswith("["):
        return _together(gather_json(text, faults), stated, faults)
    return _of_table(text_rows(text, faults), stated, faults)


def _of_table(rows: Rows, stated: StatedQuotation, faults: Faults) -> _Gathered:
    first = next(rows, (1, []))
    headings = [heading.strip() for heading in first[1]]
    if is_wide(headings):
        # The ECB has no column of the euro: a table that has one is of another base.
        is_assumed = stated.is_empty and ECB_QUOTATION.base not in headings
        quotation = ECB_QUOTATION if is_assumed else agreed(StatedQuotation(), stated, faults)
        series = gather_wide(headings, quotation.base, rows, faults) if quotation else {}
        return _Gathered(series, quotation, is_assumed)
    return _together(_of_headings(headings, first[0], rows, faults), stated, faults)


def _of_headings(
    headings: list[str], line: int, rows: Rows, faults: Faults
) -> tuple[Mapping[str, Series], StatedQuotation | None]:
    if is_canadian(headings):
        return gather_canadian(rows, faults)
    if is_federal(headings):
        return gather_federal(chain([(line, headings)], rows), faults)
    if is_of_ecb_pages(headings):
        return gather_ecb_pages(headings, rows, faults)
    if is_sdmx(headings):
        return gather_sdmx_rows(headings, rows, faults)
    # With a base or a direction it is our own format, and what it lacks is told.
    if is_list(headings) and not {"base", "direction"} & set(headings):
        return gather_list(headings, rows, faults)
    return gather_own(headings, rows, faults)


def _together(
    gathered: tuple[Mapping[str, Series], StatedQuotation | None], stated: StatedQuotation, faults: Faults
) -> _Gathered:
    """What a file holds, with what it and the person who adds it say of it together."""
    series, of_file = gathered
    return _Gathered(series, agreed(of_file, stated, faults) if of_file and not faults.errors else None)

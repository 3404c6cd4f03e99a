"""Files of rates: telling the formats apart and turning bytes into a rate set, or into problems with their places.

Three formats are read: our own CSV, the ECB's wide CSV, and a zip archive with one of them. A file with any error
gives no set at all, so that no one works with half of it.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from io import StringIO

from ledger.foundation import Place, Problem, Severity
from ledger.rates.ecb import ECB_QUOTATION, gather_wide, is_wide
from ledger.rates.faults import Faults
from ledger.rates.gather import Quotation, Rows
from ledger.rates.own import SAVE_AS, gather_own
from ledger.rates.sets import RateSet, Series
from ledger.rates.unwrap import unwrap

MOST_IN_A_LINE = 100_000
# All currencies of the European Central Bank since 1999, each quote on a line of its own, are 220,000.
MOST_LINES = 400_000
MOST_FAULTS = 10_000


def read_rates(name: str, data: bytes) -> tuple[RateSet | None, tuple[Problem, ...]]:
    r"""Read a file of rates.

    Args:
        name: of the set, as users will call it; begins the place of every problem.
        data: the bytes of the file: our CSV, the ECB's wide CSV, or a zip archive with one of them.

    Returns:
        The set, and the problems FX-FEED; no set where one of them is an error. Bad data never raises.

    Raises:
        TypeError: for text in the place of bytes, or a name that is no text; read the file with ``read_bytes``.

    >>> ours = b"date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.5289,UAH,base_per_unit,1,NBU\n"
    >>> uah, problems = read_rates("NBU", ours)
    >>> uah.base, uah.direction, problems
    ('UAH', 'base_per_unit', ())
    """
    if not isinstance(name, str) or not isinstance(data, bytes):
        given = f"{type(name).__name__} and {type(data).__name__}"
        raise TypeError(f"a name and the bytes of a file, as Path.read_bytes gives them, not {given}")
    return _parsed(name, data)


@lru_cache(maxsize=4)
def _parsed(name: str, data: bytes) -> tuple[RateSet | None, tuple[Problem, ...]]:
    # A book hands out the same bytes again and again, and a quarter of a million quotes take a while.
    faults = Faults(name)
    rate_set = _read(name, data, faults)
    return rate_set, faults.problems()


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


def _read(name: str, data: bytes, faults: Faults) -> RateSet | None:
    text = unwrap(data, faults)
    if text is None:
        return None
    if (lines := text.count("\n") + 1) > MOST_LINES:
        faults.error(Place(), f"{lines} lines", f"at most {MOST_LINES}", "split the file, by years for example")
        return None
    try:
        series, quotation = _gather(_rows(text, faults), faults)
    except csv.Error as fault:
        found = f"a CSV file that cannot be read ({fault})"
        faults.error(Place(), found, "lines of cells with commas between", SAVE_AS)
        return None
    if not series and not faults.errors:
        faults.error(Place(), "no rates", "at least one", "check that this is the file you meant")
    if quotation is None or faults.errors:
        return None
    fingerprint = sha256(data).hexdigest()
    return RateSet(name, quotation.source, quotation.base, quotation.direction, fingerprint, series, quotation.kind)


def _gather(rows: Rows, faults: Faults) -> tuple[Mapping[str, Series], Quotation | None]:
    headings = [heading.strip() for heading in next(rows, (1, []))[1]]
    if is_wide(headings):
        return gather_wide(headings, rows, faults), ECB_QUOTATION
    return gather_own(headings, rows, faults)


def _rows(text: str, faults: Faults) -> Rows:
    """The rows of a CSV file that are not blank, with the number of their line; none behind too many faults."""
    reader = csv.reader(_bounded(StringIO(text, newline="")), strict=True, skipinitialspace=True)
    for cells in reader:
        if faults.number > MOST_FAULTS:
            found, remedy = (
                f"more than {MOST_FAULTS} faults before line {reader.line_num}",
                "check that it is this file",
            )
            faults.error(Place(), found, "a file of rates, each of them once", remedy)
            return
        if any(cells):
            yield reader.line_num, cells


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if len(line) > MOST_IN_A_LINE:
            raise csv.Error(f"line {number} has more than {MOST_IN_A_LINE} characters")
        yield line

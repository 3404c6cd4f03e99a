"""SDMX, the form in which central banks hand out series: observations with their dimensions, as CSV or as XML.

Two sets of dimensions are known. That of the European Central Bank has ``CURRENCY`` and ``CURRENCY_DENOM``: units of
the first for one of the second. That of Norges Bank has ``BASE_CUR`` and ``QUOTE_CUR``: units of the second for the
first, or for a hundred of it where ``UNIT_MULT`` is 2.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ledger.foundation import Place, quoted
from ledger.rates.columns import NOT_PUBLISHED
from ledger.rates.ecb import ECB_QUOTATION
from ledger.rates.faults import Faults
from ledger.rates.gather import UNITS, FoundQuote, Gathering, Rows, is_currency, is_sound_rate, read_day
from ledger.rates.quotation import StatedQuotation
from ledger.rates.sets import Series

_DAY, _VALUE = "TIME_PERIOD", "OBS_VALUE"
_ECB = ("CURRENCY", "CURRENCY_DENOM")
_NORGES = ("BASE_CUR", "QUOTE_CUR")
_POWERS: Mapping[str, int] = {str(power): unit for power, unit in enumerate(UNITS.values())}
# Daily rates at spot, as they were fixed; no means of months, no indices, no forward rates.
_ONLY: Mapping[str, tuple[tuple[str, ...], str]] = {
    "FREQ": (("D", "B"), "daily rates"),
    "EXR_TYPE": (("SP00",), "spot rates"),
    "TENOR": (("SP",), "spot rates"),
}


class Observation(NamedTuple):
    """One value with its dimensions, and the line of the file."""

    line: int
    dimensions: Mapping[str, str]


def is_sdmx(headings: Sequence[str]) -> bool:
    """Whether these are the headings of SDMX-CSV with exchange rates.

    >>> is_sdmx(["KEY", "FREQ", "CURRENCY", "CURRENCY_DENOM", "TIME_PERIOD", "OBS_VALUE"]), is_sdmx(["Date", "USD"])
    (True, False)
    """
    return any({*names, _DAY, _VALUE} <= set(headings) for names in (_ECB, _NORGES))


def gather_sdmx_rows(
    headings: Sequence[str], rows: Rows, faults: Faults
) -> tuple[Mapping[str, Series], StatedQuotation | None]:
    """The series in the rows below the headings of SDMX-CSV, and how they quote."""
    return gather_sdmx(_observations(headings, rows, faults), faults)


def gather_sdmx(
    observations: Iterable[Observation], faults: Faults
) -> tuple[Mapping[str, Series], StatedQuotation | None]:
    """The series of some observations, and how they quote; no quotation where there is none, or several.

    A value whose dimensions are not of daily spot rates is a fault: it would be taken for the rate of a day.
    """
    gathering = Gathering(faults)
    first: tuple[int, StatedQuotation] | None = None
    refused: set[tuple[str, str]] = set()
    for line, dimensions in observations:
        given = ((name, dimensions.get(name), fit) for name, (fit, _) in _ONLY.items())
        unfit = [(name, value) for name, value, fit in given if value is not None and value not in fit]
        for name, value in unfit:
            if (name, value) not in refused:
                refused.add((name, value))
                _refuse(line, name, value, faults)
        quotation = _quotation(line, dimensions, faults)
        if unfit or quotation is None:
            continue
        first = first or (line, quotation)
        if quotation != first[1]:
            found = f"rates against {quotation.base}, where line {first[0]} has rates against {first[1].base}"
            faults.error(Place(row=line), found, "one base in the whole file", "split the file")
            continue
        _take(line, dimensions, quotation, gathering)
    return gathering.series(), first[1] if first else None


def _observations(headings: Sequence[str], rows: Rows, faults: Faults) -> Iterator[Observation]:
    width = len(headings)
    for line, cells in rows:
        if len(cells) > width:
            expected, remedy = f"{width} as in the first line", "get the file again from its publisher"
            faults.error(Place(row=line), f"{len(cells)} cells", expected, remedy)
            continue
        yield Observation(line, dict(zip(headings, cells, strict=False)))


def _refuse(line: int, name: str, value: str, faults: Faults) -> None:
    fit, words = _ONLY[name]
    remedy = f"ask the publisher for {words} only"
    faults.error(Place(row=line, field=name), quoted(value), f"{' or '.join(fit)}, which means {words}", remedy)


def _quotation(line: int, dimensions: Mapping[str, str], faults: Faults) -> StatedQuotation | None:
    if all(dimensions.get(name) for name in _ECB):
        base = dimensions[_ECB[1]]
        source = ECB_QUOTATION.source if base == ECB_QUOTATION.base else None
        return StatedQuotation(base, "units_per_base", source) if is_currency(base, line, _ECB[1], faults) else None
    if all(dimensions.get(name) for name in _NORGES):
        base = dimensions[_NORGES[1]]
        source = "Norges Bank" if base == "NOK" else None
        return StatedQuotation(base, "base_per_unit", source) if is_currency(base, line, _NORGES[1], faults) else None
    expected = f"{' and '.join(_ECB)}, or {' and '.join(_NORGES)}"
    faults.error(Place(row=line), "a value without its currencies", expected, "ask the publisher for all dimensions")
    return None


def _take(line: int, dimensions: Mapping[str, str], quotation: StatedQuotation, gathering: Gathering) -> None:
    faults = gathering.faults
    is_norwegian = quotation.direction == "base_per_unit"
    name = _NORGES[0] if is_norwegian else _ECB[0]
    currency, text = dimensions[name], dimensions.get(_VALUE, "")
    if text in NOT_PUBLISHED:
        return
    unit = _POWERS.get(dimensions.get("UNIT_MULT") or "0")
    # The ECB's multiplier would be one of the value and not of the currency; it is always 0.
    if unit is None or (unit > 1 and not is_norwegian):
        faults.error(Place(row=line, field="UNIT_MULT"), quoted(dimensions["UNIT_MULT"]), "0", "ask the publisher")
        return
    if currency == quotation.base:
        expected = "another currency than the base"
        faults.error(Place(row=line, field=name), quoted(currency), expected, "remove the series")
        return
    day = read_day(dimensions.get(_DAY, ""), line, _DAY, faults)
    known = is_currency(currency, line, name, faults)
    if is_sound_rate(text, line, _VALUE, faults) and day is not None and known:
        gathering.add(currency, FoundQuote(day, text, unit, line), _VALUE)

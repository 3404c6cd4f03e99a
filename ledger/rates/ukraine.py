"""The official rates of the hryvnia as the service of the National Bank of Ukraine gives them, as XML or as JSON.

Each entry has ``cc`` (the currency), ``rate``, ``exchangedate`` and sometimes ``units``, for which the rate stands.
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from ledger.foundation import Place, quoted
from ledger.rates.faults import Faults
from ledger.rates.gather import UNITS, FoundQuote, Gathering, as_iso_day, is_currency, is_sound_rate, read_day
from ledger.rates.quotation import StatedQuotation
from ledger.rates.sets import Series

UKRAINE = StatedQuotation("UAH", "base_per_unit", "National Bank of Ukraine, official exchange rates")

_AGAIN = "get the file again from its publisher"
_FIELDS = frozenset(["cc", "rate", "exchangedate"])
# Gold, silver and the like stand among the currencies.
_METALS = frozenset(["XAU", "XAG", "XPT", "XPD"])


def gather_entries(
    entries: Iterable[tuple[int, Mapping[str, str]]], faults: Faults
) -> tuple[Mapping[str, Series], StatedQuotation]:
    """The series of each currency in some entries, each with its line in the file or its number, and how they quote."""
    gathering = Gathering(faults)
    for line, cells in entries:
        currency, rate = cells.get("cc", ""), cells.get("rate", "")
        if currency in _METALS:
            continue
        day = read_day(as_iso_day(cells.get("exchangedate", "")), line, "exchangedate", faults)
        unit = UNITS.get(cells.get("units") or "1")
        if unit is None:
            expected = "1, 10, 100, 1000 and so on"
            faults.error(Place(row=line, field="units"), quoted(cells["units"]), expected, _AGAIN)
        known = is_currency(currency, line, "cc", faults)
        if is_sound_rate(rate, line, "rate", faults) and known and day is not None and unit is not None:
            gathering.add(currency, FoundQuote(day, rate, unit, line), "rate")
    return gathering.series(), UKRAINE


def gather_json(text: str, faults: Faults) -> tuple[Mapping[str, Series], StatedQuotation | None]:
    """The same for the JSON of the service; nothing, with a fault, for any other JSON. Places count its entries.

    >>> text = '[{"cc": "USD", "rate": 41.5289, "exchangedate": "02.06.2025"}]'
    >>> gather_json(text, Faults("NBU"))[0]["USD"].values
    ('41.5289',)
    """
    try:
        # As text, so that no digit is lost.
        entries = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        faults.error(Place(), "JSON that is broken or breaks off", "a whole file", _AGAIN)
        return {}, None
    if not all(isinstance(entry, dict) and entry.keys() >= _FIELDS for entry in entries):
        expected = "the JSON of the National Bank of Ukraine, with cc, rate and exchangedate in each entry"
        faults.error(Place(), "JSON of somebody else", expected, "name another file, or save the rates as CSV")
        return {}, None
    return gather_entries(_numbered(entries), faults)


def _numbered(entries: Iterable[Mapping[str, object]]) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, entry in enumerate(entries, start=1):
        yield number, {name: "" if value is None else str(value) for name, value in entry.items()}

"""Rates as XML: the daily, 90-day and full files of the European Central Bank, SDMX, and the National Bank of Ukraine.

The XML is a stranger's: it may declare nothing (no document type, so no entities), is read within bounds, and nothing
is fetched.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any, cast

from lxml import etree

from ledger.foundation import SAFE_XML, Place, quoted
from ledger.rates.ecb import ECB_QUOTATION
from ledger.rates.faults import Faults
from ledger.rates.gather import FoundQuote, Gathering, is_currency, is_sound_rate, read_day
from ledger.rates.quotation import StatedQuotation
from ledger.rates.sdmx import Observation, gather_sdmx
from ledger.rates.sets import Series
from ledger.rates.ukraine import gather_entries

_Gathered = tuple[Mapping[str, Series], StatedQuotation | None]

# The whole history of the European Central Bank has 230,000.
MOST_ELEMENTS = 1_000_000

_AGAIN = "get the file again from its publisher"
_KNOWN = "an XML file of the European Central Bank, of the National Bank of Ukraine, or SDMX with exchange rates"
_DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def gather_xml(text: str, faults: Faults) -> _Gathered:
    """The series of each currency in an XML file, and how it quotes; nothing, with a fault, where it is not known."""
    if _DECLARES.search(text):
        faults.error(Place(), "XML with declarations of its own", "plain XML without a document type", _AGAIN)
        return {}, None
    try:
        return _of_root(_root(text), text, faults)
    except _TooManyError:
        expected = f"at most {MOST_ELEMENTS:,} elements"
        faults.error(Place(), "XML without end", expected, "ask the publisher for fewer years")
    except etree.XMLSyntaxError as fault:
        found = f"XML that is broken or breaks off ({quoted(str(fault.msg or '').strip())[1:-1]})"
        faults.error(Place(row=fault.lineno or 1), found, "a whole file of well-formed XML", _AGAIN)
    return {}, None


def _of_root(root: etree._Element, text: str, faults: Faults) -> _Gathered:
    if root.tag == "exchange":
        return gather_entries(_entries(text), faults)
    if _name(root) == "Envelope" and root.tag.startswith("{http://www.gesmes.org/"):
        return _of_ecb(text, faults)
    if _name(root) in ("GenericData", "StructureSpecificData", "CompactData"):
        return gather_sdmx(_observations(text), faults)
    faults.error(Place(row=1), f"XML that begins with {quoted(_name(root)[:40])}", _KNOWN, "name another file")
    return {}, None


def _elements(text: str) -> Iterator[etree._Element]:
    """The elements in the order in which they end."""
    for number, element in enumerate(_parsed(text, "end")):
        if number >= MOST_ELEMENTS:
            raise _TooManyError
        yield element


def _parsed(text: str, event: str) -> Iterator[etree._Element]:
    # The text is decoded already; what the file says of its encoding does not count any more.
    without = re.sub(r"^\s*<\?xml[^>]*\?>", _blank, text, count=1)
    parsing: Iterable[tuple[str, etree._Element]] = etree.iterparse(
        BytesIO(without.encode()),
        events=(event,),
        **SAFE_XML,
        remove_comments=True,
        remove_pis=True,
    )
    yield from (element for _, element in parsing)


class _TooManyError(Exception):
    """A file has more elements than are read."""


def _blank(declaration: "re.Match[str]") -> str:
    """As many line breaks as the declaration had, so that lines keep their numbers."""
    return "\n" * declaration[0].count("\n")


def _root(text: str) -> etree._Element:
    return next(_parsed(text, "start"))


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _line(element: etree._Element) -> int:
    line: int | None = cast("Any", element).sourceline
    return line or 1


def _of_ecb(text: str, faults: Faults) -> _Gathered:
    """The ECB's Cubes: one for each day, in it one for each currency, in units for 1 EUR."""
    gathering, sender = Gathering(faults), ""
    for element in _elements(text):
        if _name(element) == "name":
            sender = element.text or ""
        if element.get("time") is None:
            continue
        day = read_day(element.get("time", ""), _line(element), "time", faults)
        for cube in element:
            currency, rate, line = cube.get("currency", ""), cube.get("rate", ""), _line(cube)
            known = is_currency(currency, line, "currency", faults) and _is_no_euro(currency, line, faults)
            if is_sound_rate(rate, line, "rate", faults) and day is not None and known:
                gathering.add(currency, FoundQuote(day, rate, 1, line), "rate")
        element.clear()
    source = ECB_QUOTATION.source if sender == "European Central Bank" else sender or None
    return gathering.series(), StatedQuotation("EUR", "units_per_base", source)


def _is_no_euro(currency: str, line: int, faults: Faults) -> bool:
    if currency != ECB_QUOTATION.base:
        return True
    expected = "another currency than the base"
    faults.error(Place(row=line, field="currency"), quoted(currency), expected, _AGAIN)
    return False


def _entries(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The entries of the National Bank of Ukraine with their lines."""
    for element in _elements(text):
        if element.tag == "currency":
            yield _line(element), {_name(child): (child.text or "").strip() for child in element}
            element.clear()


def _observations(text: str) -> Iterator[Observation]:
    """The values of SDMX-ML, generic or of a structure of its own, with the dimensions of their series."""
    for element in _elements(text):
        if _name(element) != "Series":
            continue
        dimensions = {**_attributes(element), **_values_in(element, "SeriesKey"), **_values_in(element, "Attributes")}
        for observation in element:
            if _name(observation) != "Obs":
                continue
            yield Observation(_line(observation), {**dimensions, **_attributes(observation), **_generic(observation)})
        element.clear()


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name).rpartition("}")[2]: str(value) for name, value in element.attrib.items()}


def _values_in(element: etree._Element, part: str) -> dict[str, str]:
    found = (child for child in element if _name(child) == part)
    return {value.get("id", ""): value.get("value", "") for child in found for value in child}


def _generic(observation: etree._Element) -> dict[str, str]:
    """Day and value of an observation of generic SDMX-ML; nothing of any other."""
    names = {"ObsDimension": "TIME_PERIOD", "ObsValue": "OBS_VALUE"}
    return {names[_name(child)]: child.get("value", "") for child in observation if _name(child) in names}

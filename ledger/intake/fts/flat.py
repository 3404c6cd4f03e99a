"""The flat table of flows that FTS publishes beside its API, and HDX with it: one flow a row, known by its headings.

A row says the same as a flow of the API, so it becomes the same records under the same ids. The table states no total.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from ledger.foundation import Place, Problem, Severity, quoted
from ledger.intake.delimited import DelimitedRow, delimited
from ledger.intake.fts.pages import Flow, Page, PlacedFlow
from ledger.records import validate

_LOOKED_AT = 65536
# Without these a row is no flow; no other table has the three in the middle together.
_NEEDED = ("id", "date", "amountUSD", "boundary", "status")
_TELLING = {"amountusd", "boundary", "onboundary"}
_TEXTS: Mapping[str, str] = {
    **{name: name for name in (*_NEEDED, "onBoundary", "decisionDate", "updatedAt", "description")},
    **{name: name for name in ("originalAmount", "originalCurrency", "exchangeRate", "flowType", "contributionType")},
    **{name: name for name in ("method", "budgetYear", "refCode", "versionId")},
    "parentFlowId": "parentFlowId",
}
# Heading -> where a flow comes from or goes to, and what each name in it is.
_THINGS: Mapping[str, tuple[str, str]] = {
    "srcOrganization": ("sourceObjects", "Organization"),
    "srcLocations": ("sourceObjects", "Location"),
    "destOrganization": ("destinationObjects", "Organization"),
    "destLocations": ("destinationObjects", "Location"),
    "destPlan": ("destinationObjects", "Plan"),
    "destEmergency": ("destinationObjects", "Emergency"),
    "destGlobalClusters": ("destinationObjects", "GlobalCluster"),
}
_YEARS: Mapping[str, tuple[str, str]] = {
    "sourceObjects": ("srcUsageYearStart", "srcUsageYearEnd"),
    "destinationObjects": ("destUsageYearStart", "destUsageYearEnd"),
}
_LISTS: Mapping[str, str] = {"keywords": "keywords", "grandBargainEarmarkingType": "grandBargainEarmarkingType"}
# What a record has no place for; the lineage keeps it. None of it speaks of money.
_PASSED_OVER = frozenset(
    [
        *("srcorganizationtypes", "srcplan", "srcglobalclusters", "srcemergency", "destplancode", "destplanid"),
        *("destorganizationtypes", "destproject", "firstreporteddate", "createdat", "newmoney", "reporteddate"),
    ]
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# Names are put together with a comma alone, and hold one with a blank: "Luxembourg, Government of".
_BETWEEN = re.compile(r",(?! )")
_MOST_YEARS = 50
_FLOW: TypeAdapter[Flow] = TypeAdapter(Flow)


def is_flat(path: Path) -> bool:
    """Whether the first line of a file has the headings of the flat table.

    >>> from ledger.foundation import folder
    >>> is_flat(folder("seeds") / "article.jsonl")
    False
    """
    with path.open("rb") as stream:
        first = stream.read(_LOOKED_AT).lstrip(b"\xef\xbb\xbf\r\n ").split(b"\n", 1)[0]
    return {name.strip('" ') for name in re.split(r"[,;\t]", first.decode("latin-1").casefold().strip())} >= _TELLING


def read_flat(path: Path, file: str, encoding: str | None = None) -> Page:
    """Read the table as one page, of which nobody has counted the flows.

    Args:
        path: the file.
        file: its name, the first part of each place.
        encoding: that the user names.
    """
    flows: list[PlacedFlow] = []
    problems: list[Problem] = []
    names: tuple[str, ...] = ()
    rows = 0
    with path.open("rb") as stream:
        for row in delimited(stream, file, encoding).rows:
            if isinstance(row, Problem):
                problems.append(row)
            elif not names:
                names = tuple(cell.strip() for cell in row.cells)
                problems += _of_headings(names, file, row.number)
            elif _is_tag_row(row):
                problems.append(_tags(file, row.number))
            else:
                rows += 1
                placed, faults = _flow(row, names, file)
                problems += faults
                flows += [] if placed is None else [placed]
    return Page(file, {}, tuple(flows), tuple(problems), rows)


def _flow(row: DelimitedRow, names: Sequence[str], file: str) -> tuple[PlacedFlow | None, tuple[Problem, ...]]:
    place = Place(file=file, row=row.number)
    if beyond := [cell for cell in row.cells[len(names) :] if cell.strip()]:
        remedy = "put a text that holds the separator in quotation marks"
        found = f"{quoted(beyond[0])} beyond the headings"
        return None, (Problem("FORM", Severity.ERROR, place, found, "one cell under each heading", remedy),)
    cells = {name: text for name, cell in zip(names, row.cells, strict=False) if (text := cell.strip())}
    folded = {name.casefold(): text for name, text in cells.items()}
    parsed = validate(_FLOW, _as_in_the_api(folded), place)
    flow = parsed[0]
    return (None if flow is None else PlacedFlow(flow, "", file, "", row.number, cells)), parsed[1]


def _as_in_the_api(cells: Mapping[str, str]) -> dict[str, Any]:
    """The values of a row under the names of the API; empty cells are left out."""
    value: dict[str, Any] = {name: cells[key] for key, name in _by_heading(_TEXTS) if key in cells}
    value |= {name: _BETWEEN.split(cells[key]) for key, name in _by_heading(_LISTS) if key in cells}
    for name in ("boundary", "onBoundary", "status"):
        if name in value:
            value[name] = value[name].casefold()
    things: dict[str, list[dict[str, str]]] = {"sourceObjects": [], "destinationObjects": []}
    for heading, (where, kind) in _THINGS.items():
        pieces = map(str.strip, _BETWEEN.split(cells.get(heading.casefold(), "")))
        things[where] += [{"type": kind, "name": name} for name in pieces if name]
    for where, (first, last) in _YEARS.items():
        years = _years(cells.get(first.casefold(), ""), cells.get(last.casefold(), ""))
        things[where] += [{"type": "UsageYear", "name": year} for year in years]
    return value | things


def _by_heading(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((heading.casefold(), name) for heading, name in names.items())


def _years(first: str, last: str) -> Sequence[str]:
    """All years from the first to the last; one alone where the other is missing."""
    given = [text for text in (first, last) if _YEAR.fullmatch(text)]
    if not given:
        return ()
    start, end = int(given[0]), int(given[-1])
    return [str(year) for year in range(start, min(end, start + _MOST_YEARS) + 1)] or given


def _of_headings(names: Sequence[str], file: str, line: int) -> Iterator[Problem]:
    place = Place(file=file, row=line)
    folded = [name.casefold() for name in names]
    if missing := [name for name in _NEEDED if name.casefold() not in folded]:
        found = f"no column {' or '.join(map(quoted, missing))}"
        remedy = "download the table of flows again, whole"
        yield Problem("FILE", Severity.ERROR, place, found, "the columns of the flat table of FTS", remedy)
    twice = [name for name in dict.fromkeys(names) if folded.count(name.casefold()) > 1]
    if twice:
        found, remedy = f"two columns {' and '.join(map(quoted, twice))}", "take out the one that is not meant"
        yield Problem("FILE", Severity.ERROR, place, found, "each heading once", remedy)
    known = {it.casefold() for it in (*_TEXTS, *_THINGS, *_LISTS, *(year for pair in _YEARS.values() for year in pair))}
    unread = [name for name in names if name and name.casefold() not in known | _PASSED_OVER]
    if unread:
        found = f"columns that are not read: {', '.join(map(quoted, unread[:10]))}"
        remedy = "look whether one of them changes what a row means; the lineage keeps them"
        yield Problem("FORM", Severity.WARNING, place, found, "the columns of the flat table of FTS", remedy)


def _is_tag_row(row: DelimitedRow) -> bool:
    """A row of HXL tags, as HDX puts below the headings: every cell that is filled begins with #."""
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    return bool(filled) and all(cell.startswith("#") for cell in filled)


def _tags(file: str, line: int) -> Problem:
    found, remedy = "a row of HXL tags, which is passed over", "nothing"
    return Problem("FORM", Severity.NOTE, Place(file=file, row=line), found, "one flow in each row", remedy)

"""OCHA FTS: the pages of one query of its API together, as drafts.

FTS (Financial Tracking Service, fts.unocha.org) holds humanitarian flows. What one page is stands in ``pages``,
what one flow means in ``flows``; here several pages become one release, and a page that is missing is told.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from ledger.foundation import Place, Problem, Severity, exact_sum, parse_day, parse_exact, plain, quoted
from ledger.intake.drafts import Draft, Item, Release
from ledger.intake.fts.flat import is_flat, read_flat
from ledger.intake.fts.flows import drafts_of, party_of
from ledger.intake.fts.pages import MAX_BYTES, Flow, Page, PlacedFlow, read_page
from ledger.intake.taken_back import taken_back
from ledger.intake.totals import Published
from ledger.records import find_party

_LOOKED_AT = 65536
_BOUNDARIES = ("incoming", "internal", "outgoing")


def is_fts(path: Path) -> bool:
    """Whether a JSON file begins as a page of flows does, or a CSV file with the headings of the flat table."""
    if path.suffix.lower() == ".csv":
        return is_flat(path)
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_AT)
    return b'"flows"' in start and (b'"flowCount"' in start or b'"sourceObjects"' in start)


def read_fts(paths: Sequence[Path], shown: Sequence[str], encoding: str | None = None) -> Iterator[Item]:
    """Read all pages of one query, in whatever order they are named.

    Args:
        paths: the pages.
        shown: the name of each as it stands in places.
        encoding: of the flat table, if the user names it.

    Yields:
        The release, the drafts of each flow once, and problems: FILE for what is no page or too large, for pages of two
        queries and for flows that the pages count but do not hold; DUP for a flow on two pages.
    """
    pages: list[Page] = []
    for path, file in zip(paths, shown, strict=True):
        page = _page(path, file, encoding)
        if isinstance(page, Problem):
            yield page
        else:
            pages.append(page)
            yield from page.problems
    if pages:
        yield from _of_query(pages)


def fts_totals(path: Path, file: str, encoding: str | None = None) -> tuple[Published | None, tuple[Problem, ...]]:
    """What a page publishes: the money that came into the place in the year of the query, pledges apart.

    Args:
        path: any page of the query, each of which carries the total of all; or the flat table, which states none, so
            that its rows are added up by the same rule.
        file: its name in places.
        encoding: of the flat table, if the user names it.
    """
    page = _page(path, file, encoding)
    if isinstance(page, Problem):
        return None, (page,)
    place = Place(file=file, subject="data.incoming.fundingTotal")
    total = page.counts.get("incoming.fundingTotal", "")
    if _is_table(path):
        place = Place(file=file, field="amountUSD")
    flows = [it.flow for it in page.flows]
    years = _shared(_incoming(flows), "UsageYear")
    try:
        published = Published(
            source=_release(flows, file).source,
            place=place,
            currency="USD",
            total=parse_exact(_added_up(flows) if _is_table(path) else total),
            recipients=tuple(filter(None, [party_of([_shared(_incoming(flows), "Location") or ""])])),
            within=(parse_day(f"{years}-01-01"), parse_day(f"{years}-12-31")) if years else None,
        )
    except ValueError:
        found = quoted(total) if total else "nothing"
        return None, (_fault(place, found, "the published total", "name a page that carries it"),)
    return published, ()


def _page(path: Path, file: str, encoding: str | None) -> Page | Problem:
    size = path.stat().st_size
    if size > MAX_BYTES:
        found, expected = f"{size} bytes", f"a page of at most {MAX_BYTES} bytes"
        remedy = "ask the API for smaller pages, such as limit=1000"
        return Problem("FILE", Severity.ERROR, Place(file=file), found, expected, remedy)
    return read_flat(path, file, encoding) if _is_table(path) else read_page(path.read_bytes(), file)


def _is_table(path: Path) -> bool:
    return path.suffix.lower() == ".csv" and is_flat(path)


def _added_up(flows: Sequence[Flow]) -> str:
    """What flows add up to by the rule of FTS: those that came into the boundary and are not shared, pledges apart."""
    counted = [it for it in flows if (it.boundary, it.on_boundary) == ("incoming", "single") and it.status != "pledge"]
    return plain(exact_sum(parse_exact(it.amount_usd) for it in counted if it.amount_usd is not None))


def _of_query(pages: Sequence[Page]) -> Iterator[Item]:
    yield from _of_two_queries(pages)
    once: dict[str, PlacedFlow] = {}
    kept: list[PlacedFlow] = []
    repeated = 0
    for placed in (it for page in pages for it in page.flows):
        earlier = once.setdefault(placed.flow.id, placed)
        if earlier is not placed and earlier.flow == placed.flow:
            repeated += 1
            yield _twice(placed, earlier)
        else:
            # Two versions of one flow share an id: neither enters, and the DUP errors of their drafts say so.
            kept.append(placed)
    yield from _missing(pages, [it.flow for it in kept], repeated)
    yield _release([it.flow for it in kept], pages[0].file)
    items = [item for placed in kept for item in drafts_of(placed, once.keys())]
    yield from (item for item in items if isinstance(item, Problem))
    yield from taken_back(item for item in items if isinstance(item, Draft))


def _of_two_queries(pages: Sequence[Page]) -> Iterator[Problem]:
    first = pages[0]
    for page in pages[1:]:
        for name in sorted(first.counts.keys() | page.counts.keys()):
            here, there = page.counts.get(name, "nothing"), first.counts.get(name, "nothing")
            if here != there:
                remedy = "name the pages of one query, fetched at one time"
                yield _fault(Place(file=page.file, subject=name), here, f"{there}, as in {first.file}", remedy)


def _twice(placed: PlacedFlow, earlier: PlacedFlow) -> Problem:
    found = f"flow {placed.flow.id}, word for word as at {earlier.place}"
    remedy = "nothing needs to be done; it counts once"
    return Problem("DUP", Severity.NOTE, placed.place, found, "each flow on one page", remedy)


def _missing(pages: Sequence[Page], flows: Sequence[Flow], repeated: int) -> Iterator[Problem]:
    """The flows that the pages speak of and that are on none of them."""
    counts, remedy = pages[0].counts, "name all pages of the query together"
    files = "one page" if len(pages) == 1 else f"{len(pages)} pages"
    rows = sum(page.rows for page in pages) - repeated
    if counts.get("meta.count", str(rows)) != str(rows):
        found, expected = f"{rows} flows on {files}", f"{quoted(counts['meta.count'])[1:-1]} flows"
        yield _fault(Place(file=pages[0].file, subject="meta.count"), found, expected, remedy)
        return
    # Flows that were not understood have their own problems.
    if len(flows) < rows:
        return
    of: Counter[str] = Counter(flow.boundary for flow in flows)
    for name in _BOUNDARIES:
        stated = counts.get(f"{name}.flowCount", str(of[name]))
        if stated != str(of[name]):
            found, expected = f"{of[name]} {name} flows on {files}", f"{quoted(stated)[1:-1]} flows"
            place = Place(file=pages[0].file, subject=f"data.{name}.flowCount")
            yield _fault(place, found, expected, remedy)


def _release(flows: Sequence[Flow], file: str) -> Release:
    """Named after what all flows into the boundary share: the place and the year, else the plan or organization."""
    coming = _incoming(flows)
    place, year = _shared(coming, "Location"), _shared(coming, "UsageYear")
    of = place or _shared(coming, "Plan") or _shared(coming, "Organization") or ""
    parts = (find_party(of) or of, year or "")
    name = "-".join(filter(None, (_slug(part) for part in parts)))
    updated = max((flow.updated_at or "" for flow in flows), default="").partition("T")[0]
    return Release(f"fts:{name}" if name else f"fts:{file}", f"updated {updated}" if updated else file)


def _incoming(flows: Sequence[Flow]) -> Sequence[Flow]:
    return [flow for flow in flows if flow.boundary == "incoming"] or flows


def _shared(flows: Sequence[Flow], kind: str) -> str | None:
    """The one name of a kind to which all flows go; of several, the one that some flow has alone."""
    common = set.intersection(*(set(flow.goes_to(kind)) for flow in flows)) if flows else set()
    return min(common) if len(common) == 1 else None


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:60]


def _fault(place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FILE", Severity.ERROR, place, found, expected, remedy)

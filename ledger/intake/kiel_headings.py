"""The headings of a workbook's sheets without reading its rows: who asks what a file is need not wait for them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from ledger.foundation import Refused
from ledger.intake.archive import Archive, open_archive
from ledger.intake.sheet_parts import sheet_parts
from ledger.intake.sheets import Row

_SHARED = "xl/sharedStrings.xml"
_BITE = 65_536
# Only the first row that holds text is looked for, and no table has as many lines above it.
_MOST_BYTES = 8 * 1024 * 1024


def workbook_headings(path: Path) -> tuple[Row, ...]:
    """The texts of the first row of each visible sheet that holds anything; none where the file is no whole workbook.

    >>> from ledger.foundation import folder
    >>> workbook_headings(folder("seeds") / "article.jsonl")
    ()
    """
    try:
        archive = open_archive(path, path.name)
        sheets = [it for it in sheet_parts(archive, path.name) if not it.hidden and it.part in archive.parts]
        found = {it.name: _first_row(archive, it.part) for it in sheets}
        wanted = {text for cells in found.values() for kind, text in cells if kind == "s"}
        shared = _shared_texts(archive, wanted)
    except (Refused, etree.XMLSyntaxError):
        # Why it cannot be read is told when it is read.
        return ()
    return tuple(Row(name, 1, tuple(_texts(cells, shared))) for name, cells in found.items() if cells)


def _texts(cells: list[tuple[str, str]], shared: Mapping[str, str]) -> Iterator[str]:
    yield from (shared.get(text, "") if kind == "s" else text for kind, text in cells)


def _first_row(archive: Archive, part: str) -> list[tuple[str, str]]:
    """The cells of the first row that holds anything, each with the kind of its value; numbers and blanks too."""
    for row in _elements(archive, part, "row"):
        cells = [(str(cell.get("t")), _text(cell)) for cell in row.iter("{*}c")]
        row.clear()
        if any(text for _, text in cells):
            return cells
    return []


def _shared_texts(archive: Archive, wanted: set[str]) -> Mapping[str, str]:
    """The shared texts with these numbers, read no further than the last of them."""
    found: dict[str, str] = {}
    if not wanted or _SHARED not in archive.parts:
        return found
    for number, item in enumerate(_elements(archive, _SHARED, "si")):
        if str(number) in wanted:
            found[str(number)] = _text(item)
        item.clear()
        if len(found) == len(wanted):
            break
    return found


def _text(element: etree._Element) -> str:
    return "".join(it.text or "" for it in element.iter("{*}t", "{*}v"))


def _elements(archive: Archive, part: str, name: str) -> Iterator[etree._Element]:
    """The elements of that name, one after the other, of what the first megabytes of a part hold."""
    parser = etree.XMLPullParser(
        ("end",), tag=f"{{*}}{name}", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    read = 0
    for piece in archive.pieces(part):
        for start in range(0, len(piece), _BITE):
            parser.feed(piece[start : start + _BITE])
            found = (event[1] for event in parser.read_events())
            yield from (element for element in found if element is not None and not isinstance(element, tuple))
        read += len(piece)
        if read > _MOST_BYTES:
            return

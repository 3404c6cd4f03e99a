"""The headings of a workbook, read without its rows, so that a file is quickly recognised as one of Kiel."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from ledger.foundation import SAFE_XML, Refused
from ledger.spreadsheet import Archive, SheetRow, open_archive, sheet_parts

_SHARED = "xl/sharedStrings.xml"
_BITE = 65_536
# Only the first row that holds text is looked for, and no table has as many lines above it.
_MOST_BYTES = 8 * 1024 * 1024


def workbook_headings(path: Path) -> tuple[SheetRow, ...]:
    """The texts of the first row of each visible sheet that holds anything; none where the file is no whole workbook.

    >>> from ledger.foundation import folder
    >>> workbook_headings(folder("seeds") / "article.jsonl")
    ()
    """
    try:
        archive = open_archive(path, path.name)
        sheets = [it for it in sheet_parts(archive, path.name) if not it.hidden and it.part in archive.parts]
        first_rows = {it.name: _first_row(archive, it.part) for it in sheets}
        numbers = {text for cells in first_rows.values() for kind, text in cells if kind == "s"}
        shared = _shared_texts(archive, numbers)
    except (Refused, etree.XMLSyntaxError):
        # Reading the file reports why it cannot be read.
        return ()
    return tuple(SheetRow(name, 1, tuple(_cell_texts(cells, shared))) for name, cells in first_rows.items() if cells)


def _cell_texts(cells: list[tuple[str, str]], shared: Mapping[str, str]) -> Iterator[str]:
    yield from (shared.get(text, "") if kind == "s" else text for kind, text in cells)


def _first_row(archive: Archive, part: str) -> list[tuple[str, str]]:
    """The cells of the first row that holds anything, each with the kind of its value; numbers and blanks too."""
    for row in _elements(archive, part, "row"):
        cells = [(str(cell.get("t")), _text(cell)) for cell in row.iter("{*}c")]
        row.clear()
        if any(text for _, text in cells):
            return cells
    return []


def _shared_texts(archive: Archive, numbers: set[str]) -> Mapping[str, str]:
    """The shared texts with these numbers, read no further than the last of them."""
    texts: dict[str, str] = {}
    if not numbers or _SHARED not in archive.parts:
        return texts
    for number, item in enumerate(_elements(archive, _SHARED, "si")):
        if str(number) in numbers:
            texts[str(number)] = _text(item)
        item.clear()
        if len(texts) == len(numbers):
            break
    return texts


def _text(element: etree._Element) -> str:
    return "".join(it.text or "" for it in element.iter("{*}t", "{*}v"))


def _elements(archive: Archive, part: str, name: str) -> Iterator[etree._Element]:
    """The elements of that name, one after the other, of what the first megabytes of a part hold."""
    parser = etree.XMLPullParser(("end",), tag=f"{{*}}{name}", **SAFE_XML)
    read = 0
    for piece in archive.pieces(part):
        for start in range(0, len(piece), _BITE):
            parser.feed(piece[start : start + _BITE])
            found = (event[1] for event in parser.read_events())
            yield from (element for element in found if element is not None and not isinstance(element, tuple))
        read += len(piece)
        if read > _MOST_BYTES:
            return

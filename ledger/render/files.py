"""An empty workbook, and what makes it one of ours when it is drawn."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from xlsxwriter import Workbook

from ledger.foundation import seal
from ledger.reporting import Issued
from ledger.spreadsheet import TextWorkbook

OPTIONS = {
    # Off, because text from records must stay text, and links past 65,530 would lose their cells.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# By this font programs measure how wide columns are, and it is that of the foot of pages. Not every machine has that of
# Excel, and the one that then takes its place may be so wide that pages are printed at half their size.
_FONT = {"font_name": "Arial", "font_size": 10}


@contextmanager
def drawing(
    path: Path, kind: str, issued: Issued, *, title: str, properties: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Workbook]:
    """An empty workbook in which texts stay texts; behind the block it is closed and sealed as one of a kind.

    Equal contents give equal bytes: the day in its properties is that of the book, not of the clock.

    Args:
        path: where it goes.
        kind: what its seal calls it.
        issued: the state of the book that it shows.
        title: what its properties call it, in its language.
        properties: what else its properties say in its language: by what its figures go (``subject``), of which state
            of the book it is (``comments``; by default in English).
    """
    # Packed in memory: an archive that a full disk cuts short would complain of itself when it is collected.
    packed = BytesIO()
    # A font of its own: XlsxWriter adds to it what it finds in the first workbook, and the next would not be the same.
    workbook = TextWorkbook(packed, {**OPTIONS, "default_format_properties": {**_FONT}})
    workbook.language = "en"
    yield workbook
    workbook.set_properties(
        {
            "title": title,
            "author": f"defense-ledger {issued.version}",
            "comments": f"As of {issued.as_of}; {issued.entries} entries; head {issued.head}",
            "created": datetime.combine(issued.as_of, time(0), UTC).replace(tzinfo=None),
            **properties,
        }
    )
    workbook.close()
    seal(packed, kind)
    path.write_bytes(packed.getvalue())

"""Putting a file in its place: it appears whole or not at all."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError

from ledger.foundation import Place, Problem, Refused, Severity, seal, writing_aside
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


def whole(path: Path, draw: Callable[[Path], None]) -> None:
    """Draw a file beside its goal and move it there in one step that cannot be cut short.

    Raises:
        Refused: FILE, if the place cannot be written.
    """
    if path.exists() and not path.is_file():
        raise _not_written(path, "a folder or a device")
    with faults_of_workbook(path), writing_aside(path.parent) as folder:
        draft = folder / "draft.xlsx"
        draw(draft)
        draft.replace(path)


@contextmanager
def faults_of_workbook(path: Path) -> Iterator[None]:
    """Whatever keeps a workbook from being drawn or put in its place, told with the path that a person named.

    Raises:
        Refused: FILE, if the place cannot be written.
    """
    try:
        yield
    except OSError as fault:
        raise _not_written(path, fault.strerror or str(fault)) from None
    except XlsxFileError as fault:
        raise _not_written(path, str(fault)) from None


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


def _not_written(path: Path, found: str) -> Refused:
    remedy = "close the file if it is open, and check the folder and the space on the disk"
    return Refused(
        [Problem("FILE", Severity.ERROR, Place(file=str(path)), found, "a place that can be written", remedy)]
    )

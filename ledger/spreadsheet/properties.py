"""Properties that a program has written into a workbook beside its sheets; spreadsheets keep them when they save it.

Office Open XML, ECMA-376 part 1, section 15.2.12.2 (custom file properties).
"""

from pathlib import Path

from ledger.foundation import Refused
from ledger.spreadsheet.archive import Archive, open_archive

_CUSTOM = "docProps/custom.xml"


def custom_property(path: Path, name: str) -> str:
    """The text of a property that a program gave a workbook; empty where there is none or it cannot be read.

    >>> custom_property(Path("absent.xlsx"), "Stand of the book")
    ''
    """
    try:
        archive = open_archive(path, path.name)
        return _text(archive, name) if _CUSTOM in archive.parts else ""
    except (Refused, OSError):
        return ""


def _text(archive: Archive, name: str) -> str:
    from lxml import etree

    from ledger.spreadsheet.parts import parsed_safely

    try:
        root = parsed_safely(archive.whole(_CUSTOM))
    except etree.XMLSyntaxError:
        return ""
    for each in root:
        if each.get("name") == name:
            return "".join(map(str, each.itertext())).strip()
    return ""

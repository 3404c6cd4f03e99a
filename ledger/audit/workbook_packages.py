"""Two packages held beside each other, part by part: what no cell shows may still change what a reader sees.

Formats, names, print headers, settings of the calculation and the ways in which parts refer to each other are seen in
no cell. As long as a workbook is the package that we wrote, every part must be the same. Only the words of formulas are
left out: they are compared by their meaning, cell by cell, so that other words neither excuse nor accuse a part.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

# A program that writes a package anew leaves hardly a part as it was, one that is edited keeps most of them.
_FEW = 0.1
_SHEETS = "xl/worksheets/"
_WORDS = re.compile(rb"(<f(?: [^<>]*)?>)[^<]+</f>")
_COLUMNS = re.compile(rb"<cols>(?:[^<]|<(?!/?cols>))*</cols>")
_ROW = re.compile(rb"<row [^<>]*>")
_SIZE = re.compile(rb' (?:ht|customHeight|hidden|collapsed)="[^"]*"')


def package_parts(path: Path) -> Mapping[str, str]:
    """The hash of every part of a workbook, by its name; of a sheet without words of formulas and sizes.

    Raises:
        BadZipFile, OSError: for what is no package.
    """
    with ZipFile(path) as archive:
        return {name: hashlib.sha256(_compared(name, archive.read(name))).hexdigest() for name in archive.namelist()}


def changed_parts(received: Mapping[str, str], issued: Mapping[str, str]) -> tuple[str, ...] | None:
    """The parts that differ, are missing or were put in; None for a package that another program wrote anew.

    Such a program writes every part in its own way: then the cells are compared, and what they show, but no parts.

    Args:
        received: hashes by part.
        issued: the same of the workbook as it was issued.

    >>> changed_parts({"xl/worksheets/sheet1.xml": "a", "x": "b"}, {"xl/worksheets/sheet1.xml": "a"})
    ('x',)
    >>> changed_parts({"xl/worksheets/sheet1.xml": "b"}, {"xl/worksheets/sheet1.xml": "a"}) is None
    True
    """
    kept = sum(received.get(name) == digest for name, digest in issued.items())
    if kept < _FEW * len(issued):
        return None
    return tuple(name for name in sorted(received.keys() | issued.keys()) if received.get(name) != issued.get(name))


def _compared(name: str, content: bytes) -> bytes:
    if not name.startswith(_SHEETS):
        return content
    sized = _ROW.sub(lambda row: _SIZE.sub(b"", row[0]), _COLUMNS.sub(b"", content))
    return _WORDS.sub(rb"\1</f>", sized)

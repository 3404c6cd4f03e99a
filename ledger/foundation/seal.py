"""The seal on a file of ours that nobody has saved since: only such a file may be replaced.

A workbook is an archive, and an archive can carry a comment. Spreadsheet programs do not keep it: a copy without the
seal was saved by a person, and holds what must not be lost.
"""

from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

_OURS = "defense-ledger: "


def seal(workbook: Path | BinaryIO, kind: str) -> None:
    """Mark a workbook that was just written as one of a kind, such as ``report``.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     path = Path(place) / "mine.xlsx"
    ...     with ZipFile(path, "w") as archive:
    ...         archive.writestr("part", "")
    ...     seal(path, "sample")
    ...     sealed(path)
    'sample'
    """
    with ZipFile(workbook, "a") as archive:
        archive.comment = f"{_OURS}{kind}".encode()


def sealed(path: Path) -> str | None:
    """The kind of a workbook of ours as we wrote it; None for any other file.

    Raises:
        OSError: if there is a file that cannot be read, or none.
    """
    try:
        with ZipFile(path) as archive:
            comment = archive.comment.decode(errors="replace")
    except BadZipFile:
        return None
    return comment.removeprefix(_OURS) if comment.startswith(_OURS) else None

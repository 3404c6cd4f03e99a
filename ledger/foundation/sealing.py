"""The seal on a file of ours that nobody has saved since: only such a file may be replaced.

A workbook is an archive, and an archive can carry a comment. Spreadsheet programs do not keep it: a copy without the
seal was saved by a person, and holds what must not be lost. A text has its seal in its last line, with the hash of all
that stands above: whoever changes a letter breaks it.
"""

import re
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Literal
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


TextForm = Literal["markup", "table", "pdf"]
"""Where a text has its seal: in a comment of Markdown or HTML, in a last row of CSV, before the end of a PDF."""
_LINES: dict[TextForm, str] = {"markup": "<!-- {} -->\n", "table": "Seal,{}\r\n", "pdf": "%{}\n"}
# In a PDF nothing may stand behind the mark of its end, and no object moves by a comment before the place of its index.
_TEXT_SEAL = re.compile(
    rb"(?:<!-- |Seal,|%)defense-ledger: (?P<kind>[^;\r\n]+); "
    rb"sha256 of all else (?P<hash>[0-9a-f]{64})(?: -->\n|\r\n|\n)"
    rb"(?P<end>startxref\s+[0-9]+\s+%%EOF\s*)?\Z"
)
_END_OF_PDF = b"startxref"


def seal_text(text: bytes, kind: str, form: TextForm) -> bytes:
    r"""A text with its seal as its last line; in a PDF before the three of its end.

    Args:
        text: ends with its last line.
        kind: what it is, such as ``report commitments``.
        form: where a seal can stand in it.

    >>> sealed_text(seal_text(b"# Aid\n", "report aid", "markup"))
    'report aid'
    """
    seal_line = _LINES[form].format(f"{_OURS}{kind}; sha256 of all else {sha256(text).hexdigest()}").encode()
    end = text.rindex(_END_OF_PDF) if form == "pdf" else len(text)
    return text[:end] + seal_line + text[end:]


def sealed_text(data: bytes) -> str | None:
    r"""The kind of a text of ours as we wrote it; None for any other.

    >>> sealed_text(seal_text(b"# Aid\n", "report aid", "markup").replace(b"Aid", b"Aids")) is None
    True
    """
    line = _TEXT_SEAL.search(data)
    if line is None:
        return None
    whole = data[: line.start()] + (line["end"] or b"")
    return line["kind"].decode(errors="replace") if sha256(whole).hexdigest().encode() == line["hash"] else None

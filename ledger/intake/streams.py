"""Files of records without a name: what a stream holds is laid aside under an ending that its content tells."""

import re
from pathlib import Path

from ledger.foundation import Place, Problem, Readable, bytes_of
from ledger.intake.fts import is_fts

_ZIP, _PARQUET = b"PK\x03\x04", b"PAR1"
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_FIRST_BYTES = 200
_MARKS = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*")


def laid_aside(stream: Readable, argument: str, folder: Path, number: int) -> Path | Problem:
    """A file with the content of a stream, named ``stream-1.csv`` or the like; FILE for a stream that breaks off.

    Args:
        stream: a binary stream that is open for reading.
        argument: its name, for the message.
        folder: where to lay it.
        number: of the stream among those of a release.

    >>> from io import BytesIO
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     laid_aside(BytesIO(b'{"id": "a"}'), "paths", Path(place), 1).name
    'stream-1.jsonl'
    """
    path = folder / f"stream-{number}"
    data = bytes_of(stream, argument, Place(file=path.name))
    if isinstance(data, Problem):
        return data
    path.write_bytes(data)
    return path.rename(path.with_suffix(_ending(data[:_FIRST_BYTES], path)))


def _ending(start: bytes, path: Path) -> str:
    if start.startswith(_ZIP):
        return ".ods" if _OPEN_DOCUMENT in start else ".xlsx"
    if start.startswith(_PARQUET):
        return ".parquet"
    match _MARKS.sub(b"", start)[:1]:
        case b"<":
            return ".xml"
        case b"{" | b"[":
            return ".json" if is_fts(path) else ".jsonl"
        case _:
            return ".csv"

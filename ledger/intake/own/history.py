"""Files of history: the whole journal of a book as JSON Lines, as ``export jsonl`` writes it.

Only the form is read here; whether the journal is unaltered is proven where it enters a book.
"""

import json
import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from ledger.book import Closing, Entry, JournalLine, KeptFile
from ledger.foundation import Place, Problem, malformed

MAX_LINE_BYTES = 16 * 1024 * 1024
MAX_FILE_BYTES = 256 * 1024 * 1024

_FIRST_LINE = re.compile(rb'\{"seq":1,"previous":"0{64}",')
_FIRST_BYTES = 100
_NUMBERS = ("seq", "schema_version", "entries")
_PART = {"sha256": str, "base64": str, "more": bool}
_WHOLE = ("a whole file, up to its closing line", "copy the whole file again, or export it again from the book")
_AS_EXPORTED = ("a line as export writes it", "export the history again from the book")


def is_history(path: Path) -> bool:
    """Whether a file is a history, told by its first line.

    >>> is_history(Path(__file__))
    False
    """
    with path.open("rb") as stream:
        return _FIRST_LINE.match(stream.read(_FIRST_BYTES)) is not None


def read_history(stream: BinaryIO, file: str) -> Iterator[JournalLine | Problem]:
    """Read a file of history line by line; what is no entry and no part of a file becomes a problem.

    Args:
        stream: the bytes of the file.
        file: its name, the first part of each place.

    >>> from io import BytesIO
    >>> print(*(problem.place for problem in read_history(BytesIO(b"{}"), "history.jsonl")))
    history.jsonl:1
    """
    name, parts = "", bytearray()
    for number, line in enumerate(iter(lambda: stream.readline(MAX_LINE_BYTES + 1), b""), start=1):
        place = Place(file=file, row=number)
        values = _values(line, place)
        if isinstance(values, Problem):
            yield values
            return
        if values.keys() == _PART.keys() and name in ("", values["sha256"]):
            name = values["sha256"]
            try:
                parts += b64decode(values["base64"], validate=True)
            except (Error, ValueError):
                yield malformed(place, "broken base64", *_AS_EXPORTED)
                return
            if len(parts) > MAX_FILE_BYTES:
                yield malformed(
                    place, f"a file of more than {MAX_FILE_BYTES} bytes", "a file of bearable size", "split it"
                )
                return
            if not values["more"]:
                yield KeptFile(name, bytes(parts))
                name, parts = "", bytearray()
        elif tuple(values) == Entry._fields and not name:
            yield Entry(**values)
        elif tuple(values) == Closing._fields and not name:
            yield Closing(**values)
        else:
            yield malformed(place, "a line that is no entry in its place", *_AS_EXPORTED)
            return
    if name:
        yield malformed(Place(file=file), "a history that is cut off inside a file of rates", *_WHOLE)


def _values(line: bytes, place: Place) -> dict[str, Any] | Problem:
    """The fields of one line, each of its type."""
    if len(line) > MAX_LINE_BYTES:
        return malformed(place, "an endless line", f"at most {MAX_LINE_BYTES} bytes", _AS_EXPORTED[1])
    try:
        values = json.loads(line)
        if isinstance(values, dict) and all(_is_of_type(*it) for it in values.items()):
            return values
    except (ValueError, RecursionError):
        pass
    if not line.endswith(b"\n"):
        return malformed(place, "a history that is cut off in the middle of a line", *_WHOLE)
    return malformed(place, "a line that cannot be read", *_AS_EXPORTED)


def _is_of_type(name: str, value: object) -> bool:
    expected_type = int if name in _NUMBERS else _PART.get(name, str)
    # A lone surrogate is no text: it has no bytes that could be hashed.
    is_whole = not isinstance(value, str) or value.encode("utf-8", "replace").decode() == value
    return type(value) is expected_type and is_whole

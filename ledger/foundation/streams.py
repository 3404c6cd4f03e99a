"""Files that a program names by a path, or hands over as a binary stream.

A stream has no name, so what tells files apart by their names is given one here, and reads or writes a file aside.
"""

from collections.abc import Callable
from contextlib import suppress
from io import TextIOBase
from os import PathLike, fspath
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Protocol, TypeVar

from ledger.foundation.place import Place
from ledger.foundation.problems import Problem, Refused, Severity, quoted
from ledger.foundation.wording import disk_words


class Readable(Protocol):
    """A binary stream to read: a file opened with ``rb``, an upload, a member of an archive, an answer of a service.

    >>> from io import BytesIO
    >>> upload: Readable = BytesIO(b"Date,USD")
    >>> upload.read()
    b'Date,USD'
    """

    def read(self) -> bytes:
        """All that it still holds."""
        ...


class Writable(Protocol):
    """A binary stream to write to: a file opened with ``wb``, a ``BytesIO``, a file that is compressed.

    >>> from io import BytesIO
    >>> download: Writable = BytesIO()
    >>> download.write(b"Date,USD")
    8
    """

    def write(self, data: bytes, /) -> int | None:
        """Take data; how much of it was taken, or None for all."""
        ...


FileToRead = str | PathLike[str] | Readable
"""A file that is read: its path, or a binary stream that is open for it."""

FileToWrite = str | PathLike[str] | Writable
"""A file that is written: its path, or a binary stream that is open for it."""

_Result = TypeVar("_Result")
_CHUNK = 1 << 20


class _Use(NamedTuple):
    """What a stream is wanted for: its method, what it says of that, what to do where it cannot, and an example."""

    method: str
    question: str
    remedy: str
    example: str


_READING = _Use("read", "readable", "read: open it for reading", "open('file.csv', 'rb')")
_WRITING = _Use("write", "writable", "written: open it for writing", "open('file.xlsx', 'wb')")


def path_or_readable(given: FileToRead, argument: str) -> Path | Readable:
    """What was handed over to be read, a path as :class:`Path`.

    Args:
        given: a path as text or ``PathLike``, or a binary stream that is open.
        argument: its name, for the message.

    Raises:
        TypeError: for a stream of text, or one that is closed or open for writing alone, and for anything else.

    >>> from io import BytesIO
    >>> path_or_readable("a.csv", "path").name, path_or_readable(BytesIO(b"Date"), "path").read()
    ('a.csv', b'Date')
    """
    if isinstance(given, str | PathLike):
        return Path(fspath(given))
    _require_open(given, argument, _READING)
    return given


def path_or_writable(given: FileToWrite, argument: str) -> Path | Writable:
    """What was handed over to be written, a path as :class:`Path`; arguments and errors as of a file that is read.

    >>> from io import BytesIO
    >>> path_or_writable("a.csv", "out").name, path_or_writable(BytesIO(), "out").write(b"Date")
    ('a.csv', 4)
    """
    if isinstance(given, str | PathLike):
        return Path(fspath(given))
    _require_open(given, argument, _WRITING)
    return given


def bytes_of(stream: Readable, argument: str, place: Place) -> bytes | Problem:
    """All that a binary stream still holds; FILE for one that breaks off, such as a cut archive or a lost connection.

    Args:
        stream: a binary stream that is open for reading.
        argument: its name, for the message.
        place: of the problem.

    Raises:
        TypeError: for a stream that gives anything but bytes.

    >>> from io import BytesIO
    >>> bytes_of(BytesIO(b"Date,USD"), "data", Place(file="stream-1"))
    b'Date,USD'
    """
    try:
        data = stream.read()
    except _faults_of_data() as fault:
        words = disk_words(fault) if isinstance(fault, OSError) else str(fault)
        expected, remedy = "a stream that can be read to its end", "fetch the data again, and hand over all of it"
        return Problem("FILE", Severity.ERROR, place, quoted(words or type(fault).__name__), expected, remedy)
    if not isinstance(data, bytes):
        raise TypeError(f"{argument} gives {type(data).__name__}: open it in binary, as open('file.csv', 'rb') does")
    return data


def through_file(stream: Writable, argument: str, name: str, write: Callable[[Path], _Result]) -> _Result:
    """What is written to a file, handed to a stream in the end; nothing of it where the file cannot be written.

    Args:
        stream: a binary stream that is open for writing; what it held behind its position is cut off.
        argument: its name, for the message.
        name: of the file, by whose ending it may be told what to write.
        write: writes the file.

    Returns:
        What ``write`` gives.

    Raises:
        Refused: FILE if the stream, or a file aside, cannot be written to its end.

    >>> from io import BytesIO
    >>> stream = BytesIO()
    >>> through_file(stream, "out", "a.txt", lambda path: path.write_bytes(b"all")), stream.getvalue()
    (3, b'all')
    """
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            result = write(path)
            _hand_over(path, stream)
    except OSError as fault:
        remedy = "check the space on the disk, or the connection, and write it again"
        place, words = Place(argument=argument), quoted(disk_words(fault))
        raise Refused.of("FILE", place, words, "a stream that can be written to its end", remedy) from None
    return result


def _require_open(given: object, argument: str, use: _Use) -> None:
    if isinstance(given, TextIOBase):
        raise TypeError(f"{argument} is a stream of text: open it in binary, as {use.example} does")
    if not hasattr(given, "read") and not hasattr(given, "write"):
        raise TypeError(
            f"{argument} is a path such as 'file.csv', or a binary stream such as {use.example}, "
            f"not the {type(given).__name__} {given!r:.40}"
        )
    if getattr(given, "closed", False):
        raise TypeError(f"{argument} is closed: hand it over while it is open, as in with {use.example} as stream")
    # What says nothing of the use that it is open for is taken at its methods.
    says = getattr(given, use.question, None)
    if not hasattr(given, use.method) or (says is not None and not says()):
        raise TypeError(f"{argument} cannot be {use.remedy}, as {use.example} does")


def _hand_over(path: Path, stream: Writable) -> None:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            while chunk:
                # A stream without a buffer may take less than it is given, and says how much.
                taken = stream.write(chunk)
                chunk = chunk[len(chunk) if taken is None else taken :]
    if hasattr(stream, "flush"):
        stream.flush()
    if hasattr(stream, "truncate"):
        # A pipe, a device or an archive has no end that could be cut off, and says so.
        with suppress(OSError):
            stream.truncate()


def _faults_of_data() -> tuple[type[Exception], ...]:
    """What the streams of the standard library raise for data; loaded only where one of them does."""
    from http.client import HTTPException
    from lzma import LZMAError
    from zipfile import BadZipFile
    from zlib import error

    return (OSError, EOFError, HTTPException, LZMAError, BadZipFile, error)

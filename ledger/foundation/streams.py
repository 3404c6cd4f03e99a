"""Files that a program names by a path, or hands over as a binary stream.

A stream has no name, so what tells files apart by their names is given one here, and reads or writes a file aside.
"""

from collections.abc import Callable
from io import TextIOBase
from os import PathLike, fspath
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, TypeVar

GivenFile = str | PathLike[str] | BinaryIO
"""A file that is read or written: its path, or a binary stream that is open for it."""

_Result = TypeVar("_Result")


def path_or_stream(given: GivenFile, argument: str) -> Path | BinaryIO:
    """What was handed over, a path as :class:`Path`.

    Args:
        given: a path as text or ``PathLike``, or a binary stream that is open.
        argument: its name, for the message.

    Raises:
        TypeError: for a stream of text or one that is closed, and for anything else.

    >>> from io import BytesIO
    >>> path_or_stream("a.csv", "path").name, path_or_stream(BytesIO(b"Date"), "path").read()
    ('a.csv', b'Date')
    """
    if isinstance(given, str | PathLike):
        return Path(fspath(given))
    if not hasattr(given, "read") and not hasattr(given, "write"):
        raise TypeError(
            f"{argument} is a path such as 'file.csv', or a binary stream such as open('file.csv', 'rb'), "
            f"not the {type(given).__name__} {given!r:.40}"
        )
    if isinstance(given, TextIOBase):
        raise TypeError(f"{argument} is a stream of text: open it in binary, as open('file.csv', 'rb') does")
    if getattr(given, "closed", False):
        raise TypeError(f"{argument} is closed: hand it over while it is open, as in with open('file.csv', 'rb') as it")
    return given


def bytes_of(stream: BinaryIO, argument: str) -> bytes:
    """All that a binary stream still holds.

    Raises:
        TypeError: for a stream that cannot be read, or that gives anything but bytes.

    >>> from io import BytesIO
    >>> bytes_of(BytesIO(b"Date,USD"), "data")
    b'Date,USD'
    """
    if not stream.readable():
        raise TypeError(f"{argument} cannot be read: open it for reading, as open('file.csv', 'rb') does")
    data = stream.read()
    if not isinstance(data, bytes):
        raise TypeError(f"{argument} gives {type(data).__name__}: open it in binary, as open('file.csv', 'rb') does")
    return data


def through_file(stream: BinaryIO, argument: str, name: str, write: Callable[[Path], _Result]) -> _Result:
    """What is written to a file, handed to a stream in the end; nothing of it where the file cannot be written.

    Args:
        stream: a binary stream that is open for writing.
        argument: its name, for the message.
        name: of the file, by whose ending it may be told what to write.
        write: writes the file.

    Returns:
        What ``write`` gives.

    Raises:
        TypeError: for a stream that cannot be written.

    >>> from io import BytesIO
    >>> stream = BytesIO()
    >>> through_file(stream, "out", "a.txt", lambda path: path.write_bytes(b"all")), stream.getvalue()
    (3, b'all')
    """
    if not stream.writable():
        raise TypeError(f"{argument} cannot be written: open it for writing, as open('file.xlsx', 'wb') does")
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        result = write(path)
        rest = memoryview(path.read_bytes())
    while rest:
        # A stream without a buffer may take less than it is given, and says how much.
        taken = stream.write(rest)
        rest = rest[len(rest) if taken is None else taken :]
    return result

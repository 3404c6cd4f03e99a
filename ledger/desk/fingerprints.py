"""What files are known by: their bytes, whatever their names."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from ledger.book import Batch, FileRead
from ledger.foundation import quoted

_BLOCK = 1 << 20


def fingerprint(path: Path) -> FileRead:
    """Name, hash and size of a file, read in pieces.

    Raises:
        OSError: if it cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return FileRead(name=quoted(path.name)[1:-1], sha256=digest.hexdigest(), bytes=size)


def same_bytes(batches: Iterable[Batch], read: Sequence[FileRead]) -> str | None:
    """The source that has brought the very same bytes, perhaps under another name.

    >>> same_bytes((), ()) is None
    True
    """
    wanted = {it.sha256 for it in read}
    return next((it.source for it in batches if wanted and {file.sha256 for file in it.files} == wanted), None)

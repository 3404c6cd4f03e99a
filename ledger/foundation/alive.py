"""Marks of running programs: a file that is locked as long as the program that made it runs, however it ends.

The system lets go of the lock with the program, also of one that was killed, so no mark outlives it; process numbers
are given again and mean nothing on another computer.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def marking(path: Path) -> Iterator[None]:
    """Hold a mark inside the block; it is removed at its end.

    Args:
        path: where nothing is yet; the mark appears there locked already.

    Raises:
        OSError: if it cannot be made.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with marking(Path(folder) / "mark"):
    ...         during = is_marked(Path(folder) / "mark")
    ...     during, is_marked(Path(folder) / "mark")
    (True, False)
    """
    unseen = path.with_name(f"new-{path.name}")
    mark = os.open(unseen, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
    try:
        # Where files cannot be locked, the mark is one that nobody takes for left behind.
        with suppress(OSError):
            _lock(mark)
        if sys.platform == "win32":
            # An open file keeps its name there. Between these two steps nobody looks at a mark of this name.
            os.link(unseen, path)
        else:
            unseen.rename(path)
        yield
    finally:
        os.close(mark)
        for left in (unseen, path):
            with suppress(OSError):
                left.unlink()


def is_marked(path: Path) -> bool:
    """Whether the program that made a mark still runs; true where that cannot be told, false where there is no mark."""
    try:
        mark = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        _lock(mark)
    except OSError:
        return True
    finally:
        os.close(mark)
    return False


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        # Of the open file, not of the process: two threads of one program tell each other's marks apart.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

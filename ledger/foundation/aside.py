"""Writing a file aside, beside its goal, so that moving it there is one step that cannot be cut short."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.foundation.alive import is_marked, marking

_PREFIX = ".writing-"
_MARK = "defense-ledger.lock"


@contextmanager
def writing_aside(place: Path) -> Iterator[Path]:
    """A hidden folder to write in, gone behind the block; those that killed programs of ours have left go before it.

    Args:
        place: the folder of the goal.

    Raises:
        OSError: if the place cannot be written.

    >>> with TemporaryDirectory() as goal:
    ...     with writing_aside(Path(goal)) as folder:
    ...         _ = (folder / "draft").write_text("x").real
    ...     list(Path(goal).iterdir())
    []
    """
    _clear(place)
    with TemporaryDirectory(prefix=_PREFIX, dir=place) as folder, marking(Path(folder) / _MARK):
        yield Path(folder)


def _clear(place: Path) -> None:
    """Remove what is ours by its mark and whose program is gone, as far as this person may; nothing else."""
    with suppress(OSError):
        for folder in place.glob(f"{_PREFIX}*"):
            mark = folder / _MARK
            if mark.is_file() and not folder.is_symlink() and not is_marked(mark):
                shutil.rmtree(folder, ignore_errors=True)

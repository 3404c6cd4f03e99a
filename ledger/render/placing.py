"""Putting a file in its place: it appears whole or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.foundation import Place, Problem, Refused, Severity, writing_aside


def whole(path: Path, draw: Callable[[Path], None]) -> None:
    """Draw a file beside its goal and move it there in one step that cannot be cut short.

    Raises:
        Refused: FILE, if the place cannot be written.
    """
    if path.exists() and not path.is_file():
        raise _not_written(path, "a folder or a device")
    with faults_of_workbook(path), writing_aside(path.parent) as folder:
        draft = folder / "draft.xlsx"
        draw(draft)
        draft.replace(path)


@contextmanager
def faults_of_workbook(path: Path) -> Iterator[None]:
    """Whatever keeps a workbook from being drawn or put in its place, told with the path that a person named.

    Raises:
        Refused: FILE, if the place cannot be written.
    """
    try:
        yield
    except OSError as fault:
        raise _not_written(path, fault.strerror or str(fault)) from None


def _not_written(path: Path, found: str) -> Refused:
    remedy = "close the file if it is open, and check the folder and the space on the disk"
    return Refused(
        [Problem("FILE", Severity.ERROR, Place(file=str(path)), found, "a place that can be written", remedy)]
    )

"""From a path to drafts: looks at the file, chooses the reader by its ending, and opens it.

What the disk says becomes a problem here; what the file says is the readers' business.
"""

import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from ledger.foundation import Problem, Severity, errors, quoted
from ledger.intake.drafts import Draft, listed
from ledger.intake.jsonl import read_jsonl
from ledger.intake.table import read_table

MAX_BYTES = 256 * 1024 * 1024

READERS: Mapping[str, Callable[[BinaryIO, str], Iterator[Draft | Problem]]] = {
    ".jsonl": read_jsonl,
    ".csv": read_table,
}


def read_file(path: Path) -> tuple[tuple[Draft, ...], tuple[Problem, ...]]:
    """Read a file of records; never raises for what the file holds or for its absence.

    Args:
        path: ends in ``.jsonl`` or ``.csv``; at most 256 MiB.

    Returns:
        The drafts, to be given to :func:`ledger.intake.settle`, and the problems found on the way, at most 1,000
        and a count of the rest.

    >>> [str(problem) for problem in read_file(Path("absent.jsonl"))[1]]
    ['absent.jsonl: FILE error: found no such file, expected a file of records. Do: check the path.']
    """
    file = quoted(path.name)[1:-1]
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        found = f"the ending {quoted(path.suffix)}"
        return (), (_fault(file, found, "one of " + ", ".join(READERS), "save the file in one of these formats"),)
    if (fault := _unreadable(path, file)) is not None:
        return (), (fault,)
    try:
        with path.open("rb") as stream:
            return _parted(reader(stream, file), file)
    except OSError as fault_of_disk:
        return (), (_from_disk(file, fault_of_disk),)


def _unreadable(path: Path, file: str) -> Problem | None:
    # Looked at before it is opened: opening a pipe would wait for ever, and a device has no end.
    try:
        status = path.stat()
    except FileNotFoundError:
        return _fault(file, "no such file", "a file of records", "check the path")
    except (OSError, ValueError) as fault:
        return _from_disk(file, fault)
    if stat.S_ISDIR(status.st_mode):
        return _fault(file, "a folder", "a file of records", "name one file in it")
    if not stat.S_ISREG(status.st_mode):
        return _fault(file, "a pipe or a device", "a file of records", "save it as a file first")
    if status.st_size > MAX_BYTES:
        return _fault(file, f"{status.st_size} bytes", f"at most {MAX_BYTES} bytes", "split the file")
    return None


def _parted(results: Iterator[Draft | Problem], file: str) -> tuple[tuple[Draft, ...], tuple[Problem, ...]]:
    drafts: list[Draft] = []
    problems = listed(_problems(results, drafts), file)
    if not drafts and not errors(problems):
        remedy = "check that it was saved, or leave it out"
        return (), (_fault(file, "nothing in it", "at least one record", remedy), *problems)
    return tuple(drafts), problems


def _problems(results: Iterator[Draft | Problem], drafts: list[Draft]) -> Iterator[Problem]:
    for result in results:
        if isinstance(result, Problem):
            yield result
        else:
            drafts.append(result)


def _from_disk(file: str, fault: OSError | ValueError) -> Problem:
    said = getattr(fault, "strerror", None) or str(fault)
    return _fault(file, f"a file that cannot be read ({said})", "a readable file", "check its name and who may read it")


def _fault(file: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FILE", Severity.ERROR, file, found, expected, remedy)

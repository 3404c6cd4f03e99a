"""The files beside a received workbook: whether they lie there, and hold the evidence that was issued with it."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from ledger.foundation import Place, Problem, Severity, disk_words, quoted
from ledger.render import FileBeside


def problems_beside(files: Iterable[FileBeside], workbook: Path) -> Iterator[Problem]:
    """What is wrong with the files that belong beside a workbook.

    One that is missing is a warning, since all figures stand in the workbook; one that was changed is an error.

    Args:
        files: as they are made again from the book.
        workbook: as it was received.

    >>> list(problems_beside([], Path("sent.xlsx")))
    []
    """
    for file in files:
        path = workbook.with_name(file.name)
        expected = f"the {file.rows:,} rows of the table {file.table} as they were issued, sha256 {file.sha256}"
        try:
            with path.open("rb") as opened:
                found = hashlib.file_digest(opened, "sha256").hexdigest()
        except FileNotFoundError:
            remedy = "put the file beside the workbook and verify it again: nothing was said of these rows"
            yield _problem(path, Severity.WARNING, "no such file beside the workbook", expected, remedy)
        except OSError as fault:
            remedy = "make the file readable and verify the workbook again: nothing was said of these rows"
            yield _problem(path, Severity.WARNING, quoted(disk_words(fault)), expected, remedy)
        else:
            if found != file.sha256:
                remedy = "ask for the file as it was issued"
                yield _problem(path, Severity.ERROR, f"a file that was changed, sha256 {found}", expected, remedy)


def _problem(path: Path, severity: Severity, found: str, expected: str, remedy: str) -> Problem:
    return Problem("XLS", severity, Place(file=path.name), found, expected, remedy)

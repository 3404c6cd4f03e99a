"""Drafting a mapping file for a foreign table."""

from dataclasses import dataclass
from pathlib import Path

from ledger.foundation import Problem, Refused, Severity, disk_words, errors, quoted
from ledger.intake import draft_mapping


@dataclass(frozen=True)
class DraftedMapping:
    """The draft of a mapping file.

    Args:
        text: in TOML; what is not sure stands in comments.
        out: where it was written; None if it was not.
        problems: what was found in the table on the way.
    """

    text: str
    out: Path | None
    problems: tuple[Problem, ...]


def draft_table_mapping(path: Path, out: Path | None = None, sheet: str | None = None) -> DraftedMapping:
    """Draft the mapping file for a table from its headings and its cells.

    Args:
        path: a CSV file or a workbook.
        out: where to write it; never over a file that is there.
        sheet: of a workbook; by default the first.

    Raises:
        Refused: for a table that cannot be read, or a file that is there already or cannot be written.

    >>> try:
    ...     draft_table_mapping(Path("absent.csv"))
    ... except Refused as refused:
    ...     refused.problems[0].found
    'no such file'
    """
    text, problems = draft_mapping(path, sheet)
    if text is None:
        raise Refused(errors(problems))
    if out is not None:
        _write(text, out)
    return DraftedMapping(text, out, problems)


def _write(text: str, out: Path) -> None:
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise _refused(out, "a file that is there already", "name another one, or move that one away") from None
    except (OSError, ValueError) as fault:
        raise _refused(out, quoted(disk_words(fault)), "check the folder and who may write there") from None


def _refused(out: Path, found: str, remedy: str) -> Refused:
    return Refused([Problem("FILE", Severity.ERROR, str(out), found, "a new file to write to", remedy)])

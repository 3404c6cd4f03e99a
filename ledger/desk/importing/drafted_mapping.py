"""Draft the mapping by which a table with other headings than ours is read."""

from dataclasses import dataclass
from pathlib import Path

# What draws a sheet is loaded by its name in its room: a draft in TOML does not wait for it.
from ledger import intake
from ledger.foundation import Place, Problem, Refused, Severity, disk_words, errors, quoted
from ledger.intake import MappingDraft, draft_lines, draft_mapping, encoding_of


@dataclass(frozen=True)
class DraftedMapping:
    """The draft of a mapping.

    Args:
        text: in TOML; what is not sure stands in comments. None where it was written as a sheet.
        out: where it was written; None if it was not.
        problems: what was found in the table on the way.
    """

    text: str | None
    out: Path | None
    problems: tuple[Problem, ...]


def draft_table_mapping(
    path: str | Path, out: str | Path | None = None, sheet: str | None = None, encoding: str | None = None
) -> DraftedMapping:
    """Draft the mapping file for a table from its headings and its cells.

    Args:
        path: a CSV file or a workbook.
        out: where to write it; never over a file that is there.
        sheet: of a workbook; by default the first.
        encoding: of a CSV file that is not UTF-8, such as windows-1251.

    Raises:
        Refused: for a table that cannot be read, or a file that is there already or cannot be written.

    >>> try:
    ...     draft_table_mapping(Path("absent.csv"))
    ... except Refused as refused:
    ...     refused.problems[0].found
    'no such file'
    """
    target = None if out is None else Path(out)
    text, problems = draft_mapping(Path(path), sheet, None if encoding is None else encoding_of(encoding))
    if text is None:
        raise Refused(errors(problems))
    if target is not None:
        _write(text.encode(), target)
    return DraftedMapping(text, target, problems)


def drafted_table(path: str | Path, sheet: str | None = None) -> MappingDraft:
    r"""The same draft line by line, as a form asks for it: what each column seems to be, and what is still to be said.

    Args:
        path: a CSV file or a workbook.
        sheet: of a workbook; by default the first.

    Raises:
        Refused: for a table that cannot be read.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "aid.csv"
    ...     _ = file.write_text("Donor,Sum (EUR m)\nNorway,5\n")
    ...     draft = drafted_table(file)
    >>> [(line.name, line.value) for line in draft.of("columns")][:2]
    [('donor', 'Donor'), ('amount', 'Sum (EUR m)')]
    """
    draft, problems = draft_lines(Path(path), sheet)
    if draft is None:
        raise Refused(errors(problems))
    return draft


def draft_mapping_sheet(
    path: str | Path, out: str | Path, sheet: str | None = None, encoding: str | None = None
) -> DraftedMapping:
    """The same draft as a workbook with lists to choose from, for people who know no other tool.

    Args:
        path: a CSV file or a workbook.
        out: where to write it; never over a file that is there.
        sheet: of a workbook; by default the first.
        encoding: of a CSV file that is not UTF-8, such as windows-1251.

    Raises:
        Refused: for a table that cannot be read, or a file that is there already or cannot be written.

    >>> try:
    ...     draft_mapping_sheet(Path("absent.csv"), Path("absent-mapping.xlsx"))
    ... except Refused as refused:
    ...     refused.problems[0].found
    'no such file'
    """
    drawn, problems = intake.draft_sheet(Path(path), sheet, None if encoding is None else encoding_of(encoding))
    if drawn is None:
        raise Refused(errors(problems))
    target = Path(out)
    _write(drawn, target)
    return DraftedMapping(None, target, problems)


def _write(content: bytes, out: Path) -> None:
    try:
        with out.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise _refused(out, "a file that is there already", "name another one, or move that one away") from None
    except (OSError, ValueError) as fault:
        raise _refused(out, quoted(disk_words(fault)), "check the folder and who may write there") from None


def _refused(out: Path, found: str, remedy: str) -> Refused:
    return Refused([Problem("FILE", Severity.ERROR, Place(file=str(out)), found, "a new file to write to", remedy)])

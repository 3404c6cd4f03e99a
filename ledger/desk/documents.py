"""A report as files: the workbook with all its evidence, and what is displayed of it as Markdown and CSV."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from ledger.desk.report import require_free, workbook_path, write_report
from ledger.foundation import Place, Refused, quoted
from ledger.presentation import Comparison, MoneyUnit, Presentation, present
from ledger.records import nearest
from ledger.reporting import Report

REPORT_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "xlsx": "the workbook with all evidence, exact to the smallest unit",
        "html": "one page for a browser: a total opens its records, a record its rates and its words",
        "pdf": "the tables with what they say, on paper; one table on one page, if it fits",
        "md": "the tables as Markdown, rounded so that they add up",
        "csv": "the same tables as CSV, a file for each, and one of notes",
    }
)
"""As what ``report`` writes a report, by the ending of the files."""


@dataclass(frozen=True)
class WrittenReport:
    """A report with the files that were written of it.

    Args:
        report: what was written.
        workbook: where its workbook lies; None where none was asked for.
        replaced: whether an older report of ours lay there.
        documents: where all other files lie.
    """

    report: Report
    workbook: Path | None
    replaced: bool
    documents: tuple[Path, ...] = ()


def write_documents(  # noqa: PLR0913 - each is one option, named at every call
    report: Report,
    path: str | Path,
    formats: Iterable[str] = ("xlsx",),
    *,
    unit: MoneyUnit = "million",
    decimals: int = 1,
    comparison: Comparison | None = None,
) -> WrittenReport:
    """Write a report in one or more formats. Nothing is written unless there is room for all of it.

    Args:
        report: what to write.
        path: a folder, in which the files get the name of the report's definition; for a workbook alone its name will
            do, as for :func:`ledger.desk.write_report`.
        formats: of :data:`REPORT_FORMATS`.
        unit: one, thousand, million or billion, for Markdown and CSV; a workbook is exact.
        decimals: how many of that unit are displayed there.
        comparison: what :func:`ledger.desk.comparison_of` gives, where the report is compared with an earlier one.

    Raises:
        Refused: FORM for a format or a unit that does not exist, or decimals that the currency has not; FILE if a file
            cannot be written, or another one is there.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     written = write_documents(demo(Path(folder)).report, folder, ["md", "csv"], unit="billion")
    >>> [it.name for it in written.documents][:2]
    ['commitments.md', 'commitments-Pledges by donor.csv']
    """
    # Drawing is loaded late: a report that is only printed does not need it.
    from ledger.render import whole

    chosen = tuple(_known(name) for name in dict.fromkeys(formats))
    workbook = workbook_path(report, path) if "xlsx" in chosen else None
    texts: dict[Path, bytes] = {}
    if set(chosen) - {"xlsx"}:
        folder = _folder(Path(path))
        shown = present(report, unit=unit, decimals=decimals, comparison=comparison)
        texts = {folder / name: data for name, data in _drawn(report, shown, chosen, workbook)}
    for file, data in texts.items():
        _require_free(file, data)
    replaced = workbook is not None and workbook.exists()
    if workbook is not None:
        require_free(workbook, "report")
        write_report(report, workbook)
    for file, data in texts.items():
        whole(file, partial(_write, data))
    return WrittenReport(report, workbook, replaced, tuple(texts))


def _drawn(
    report: Report, shown: Presentation, chosen: Sequence[str], workbook: Path | None
) -> Iterator[tuple[str, bytes]]:
    """All files but the workbook; the page last, since it links to all others of the run."""
    beside = [workbook.name] if workbook else []
    for name, data in (drawn for it in chosen if it in _DRAWN for drawn in _DRAWN[it](shown)):
        beside.append(name)
        yield name, data
    if "html" in chosen:
        yield f"{shown.name}.html", _as_page(shown, report, beside)


def _known(name: str) -> str:
    if name in REPORT_FORMATS:
        return name
    near = nearest(name, REPORT_FORMATS)
    remedy = f"choose {near[0]}" if near else "choose one of them"
    raise Refused.of("FORM", Place(argument="formats"), quoted(name), f"one of {', '.join(REPORT_FORMATS)}", remedy)


def _folder(path: Path) -> Path:
    if path.is_dir():
        return path
    found = "a file" if path.exists() else "no folder"
    remedy = "make the folder, or name another one with --out"
    raise Refused.of("FILE", Place(file=str(path)), found, "a folder for the files of a report", remedy)


def _require_free(file: Path, data: bytes) -> None:
    """Refuse a file that is there, unless it is the very one that would be written.

    Nothing in a text says whether it is ours, or what somebody has made of it since.
    """
    if file.is_symlink() or (file.exists() and not (file.is_file() and file.read_bytes() == data)):
        remedy = "name another folder with --out, or remove that file"
        raise Refused.of("FILE", Place(file=str(file)), "another file of that name", "a name that is free", remedy)


def _as_markdown(shown: Presentation) -> Iterator[tuple[str, bytes]]:
    from ledger.render import as_markdown

    yield f"{shown.name}.md", as_markdown(shown).encode()


def _as_csv(shown: Presentation) -> Iterator[tuple[str, bytes]]:
    from ledger.render import as_csv

    # With the mark (BOM) without which Excel takes UTF-8 for Windows-1252.
    for name, text in as_csv(shown).items():
        yield f"{shown.name}-{name}.csv", text.encode("utf-8-sig")


def _as_pdf(shown: Presentation) -> Iterator[tuple[str, bytes]]:
    from ledger.render import as_pdf

    yield f"{shown.name}.pdf", as_pdf(shown)


def _as_page(shown: Presentation, report: Report, beside: Sequence[str]) -> bytes:
    """The page, which alone shows records too, and links to the other files of the run."""
    from ledger.render import as_page

    return as_page(shown, report, beside).encode()


def _write(data: bytes, file: Path) -> None:
    file.write_bytes(data)


_DRAWN: Mapping[str, Callable[[Presentation], Iterator[tuple[str, bytes]]]] = {
    "pdf": _as_pdf,
    "md": _as_markdown,
    "csv": _as_csv,
}

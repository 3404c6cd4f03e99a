"""A report as files: the workbook with all its evidence, and what is displayed of it as Markdown and CSV."""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from os import PathLike
from pathlib import Path

from ledger.desk.books import require_report
from ledger.desk.report import require_free, write_with_evidence
from ledger.desk.sizes import require_size
from ledger.foundation import (
    Place,
    Problem,
    Refused,
    Severity,
    advice,
    each_of,
    quoted,
    read_only,
    require_kind,
    seal_text,
    sealed_text,
)
from ledger.presentation import Comparison, Language, Presentation, present
from ledger.records import nearest
from ledger.reporting import Definition, LanguageCode, MoneyUnit, Report

_CSV, _NOTES, _FILE = ".csv", "-notes.csv", "File"
_SEALED = (".md", ".html", ".pdf", _NOTES)

REPORT_FORMATS: Mapping[str, str] = read_only(
    {
        "xlsx": "the workbook: the tables, and behind them the evidence, exact to the smallest unit",
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
        problems: what was asked of them and could not be done.
    """

    report: Report
    workbook: Path | None
    replaced: bool
    documents: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def write_documents(  # noqa: PLR0913 - each is one option, named at every call
    report: Report,
    path: str | Path,
    formats: Iterable[str] = ("xlsx",),
    *,
    unit: MoneyUnit | None = None,
    decimals: int | None = None,
    language: Language | LanguageCode | None = None,
    comparison: Comparison | None = None,
) -> WrittenReport:
    """Write a report in one or more formats. Nothing is written unless there is room for all of it.

    Files of the same report by this program are replaced, unless somebody has changed them; no other file is touched.

    Args:
        report: what to write.
        path: a folder, in which the files get the name of the definition, and which is made where its parent is there;
            for a workbook alone its name will do, as for :func:`ledger.desk.write_report`.
        formats: of :data:`REPORT_FORMATS`.
        unit: one, thousand, million or billion; by default that of the definition.
        decimals: how many of that unit are displayed there; by default as many as the definition says.
        language: of them, or its code such as ``"de"``; by default that of the definition.
        comparison: what :func:`ledger.desk.comparison_of` gives, where the report is compared with an earlier one.

    Raises:
        Refused: FORM for a format, a unit or a language that does not exist, or decimals that the currency has not;
            FILE if a file cannot be written, or another one is there.
        TypeError: for what is no report, no path, no list of formats, no language or no comparison.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     written = write_documents(demo(Path(folder)).report, folder, ["md", "csv"], unit="billion")
    >>> [it.name for it in written.documents][:2]
    ['commitments.md', 'commitments-Pledges by donor.csv']
    """
    require_report(report)
    chosen = _chosen(formats)
    folder, workbook = _places(path, report.definition.name, chosen)
    shown = present(report, unit=unit, decimals=decimals, language=language, comparison=comparison)
    kept = ours_in(folder, report.definition.name) if folder else frozenset()
    drawn = _drawn(shown, report, chosen) if folder else ()
    texts = {folder / it.name: it.data for it in drawn} if folder else {}
    _require_free(texts, kept)
    replaced = workbook is not None and _is_replaced(workbook)
    with made_folder(folder):
        beside = write_with_evidence(report, workbook, shown) if workbook is not None else ()
        _put(texts, {file for file in kept if file.suffix == _CSV and "csv" in chosen})
    problems = tuple(it for text in drawn for it in text.problems)
    return WrittenReport(report, workbook, replaced, (*beside, *texts), problems)


def _places(path: str | Path, name: str, chosen: tuple[str, ...]) -> tuple[Path | None, Path | None]:
    """The folder of the files, unless a workbook alone is named, and where the workbook lies, if one is asked for."""
    require_kind(path, str | PathLike, "path is that of a folder, such as 'documents', or of a workbook")
    place = Path(path)
    folder = _folder(place) if chosen != ("xlsx",) or not place.suffix else None
    return folder, (folder / f"{name}.xlsx" if folder else place) if "xlsx" in chosen else None


def _is_replaced(workbook: Path) -> bool:
    """Whether one of ours lies there; any other file is refused."""
    require_free(workbook, "report")
    return workbook.exists()


@dataclass(frozen=True)
class _Text:
    """A file to be written, with what was asked of it and could not be done."""

    name: str
    data: bytes
    problems: tuple[Problem, ...] = ()


_Drawer = Callable[[Presentation], Iterator[_Text]]


def _drawn(shown: Presentation, report: Report, chosen: Sequence[str]) -> tuple[_Text, ...]:
    """What is written; the page last, since it links to all others."""
    if "html" in chosen:
        require_size("page", report.definition.name, len(report.rows))
    as_pdf = partial(_as_pdf, rules=report.definition)
    drawers: Mapping[str, _Drawer] = {"pdf": as_pdf, "md": _as_markdown, "csv": _as_csv}
    drawn = tuple(text for it in chosen if it in drawers for text in drawers[it](shown))
    if "html" not in chosen:
        return drawn
    beside = [*([f"{shown.name}.xlsx"] if "xlsx" in chosen else []), *(it.name for it in drawn)]
    return (*drawn, _Text(f"{shown.name}.html", _as_page(shown, report, beside)))


def _put(texts: Mapping[Path, bytes], older: Collection[Path]) -> None:
    """Write files, and remove those of an older state that are none of them."""
    # Drawing is loaded late: a report that is only printed does not need it.
    from ledger.render import whole

    for file, data in texts.items():
        whole(file, partial(_write, data))
    for file in set(older) - texts.keys():
        file.unlink(missing_ok=True)


def ours_in(folder: Path, name: str) -> frozenset[Path]:
    """The texts of a report in a folder that this program wrote and nobody has changed since.

    Markdown, page and PDF say so themselves. A table in CSV cannot, so the notes beside it have its hash.

    Args:
        folder: where to look.
        name: of the report's definition.

    >>> ours_in(Path("no such folder"), "commitments")
    frozenset()
    """
    sealed = {folder / f"{name}{ending}": _content(folder / f"{name}{ending}") for ending in _SEALED}
    ours = {file: data for file, data in sealed.items() if sealed_text(data) == _kind(name)}
    listed = dict(_listed(ours.get(folder / f"{name}{_NOTES}", b"")))
    tables = {folder / it for it, known in listed.items() if sha256(_content(folder / it)).hexdigest() == known}
    return frozenset({*ours, *tables})


def _content(file: Path) -> bytes:
    """What is in a file; nothing for a link, a folder, or none at all."""
    return file.read_bytes() if file.is_file() and not file.is_symlink() else b""


def _listed(notes: bytes) -> Iterator[tuple[str, str]]:
    """The names of the tables in CSV that notes belong to, each with the hash of its file."""
    rows = csv.reader(notes.decode("utf-8-sig").splitlines())
    return ((row[1], row[2]) for row in rows if len(row) == 3 and row[0] == _FILE and Path(row[1]).name == row[1])


def _kind(name: str) -> str:
    return f"report {name}"


@contextmanager
def made_folder(folder: Path | None) -> Iterator[None]:
    """Make a folder for files, if there is none, and take it away again where they cannot be written."""
    is_new = folder is not None and not folder.exists()
    if folder is None or not is_new:
        yield
        return
    folder.mkdir()
    try:
        yield
    except BaseException:
        with suppress(OSError):
            folder.rmdir()
        raise


def _chosen(formats: Iterable[str]) -> tuple[str, ...]:
    named = each_of(formats, str, "formats is a list of formats such as ['md', 'pdf']")
    chosen = tuple(_known(name) for name in dict.fromkeys(named))
    if not chosen:
        expected = f"one or more of {', '.join(REPORT_FORMATS)}"
        raise Refused.of("FORM", Place(argument="formats"), "none", expected, "name one")
    return chosen


def _known(name: str) -> str:
    if name in REPORT_FORMATS:
        return name
    near = nearest(name, REPORT_FORMATS)
    remedy = f"choose {near[0]}" if near else "choose one of them"
    raise Refused.of("FORM", Place(argument="formats"), quoted(name), f"one of {', '.join(REPORT_FORMATS)}", remedy)


def _folder(path: Path) -> Path:
    if path.is_dir() or (not path.exists() and not path.suffix and path.parent.is_dir()):
        return path
    if path.suffix and not path.exists():
        found = f"a name that ends in {path.suffix}, as those of files do"
        remedy = advice("name a folder with --out: the files in it are called after the report", out="path")
    else:
        # The last folder of a path is made, the one that it would stand in is not.
        path, found = (path, "a file") if path.exists() else (path.parent, "no folder")
        remedy = advice("make the folder, or name another one with --out", out="path")
    raise Refused.of("FILE", Place(file=str(path)), found, "a folder for the files of a report", remedy)


def _require_free(texts: Mapping[Path, bytes], ours: Collection[Path]) -> None:
    """Refuse a file that is there, unless it is one of ours, or the very one that would be written."""
    for file, data in texts.items():
        is_there = file.is_symlink() or file.exists()
        if is_there and file not in ours and _content(file) != data:
            remedy = advice("name another folder with --out, or remove that file", out="path")
            raise Refused.of("FILE", Place(file=str(file)), "another file of that name", "a name that is free", remedy)


def _as_markdown(shown: Presentation) -> Iterator[_Text]:
    from ledger.render import as_markdown

    yield _Text(f"{shown.name}.md", seal_text(f"{as_markdown(shown)}\n".encode(), _kind(shown.name), "markup"))


def _as_csv(shown: Presentation) -> Iterator[_Text]:
    from ledger.render import as_csv

    # With the mark (BOM) without which Excel takes UTF-8 for Windows-1252.
    texts = {f"{shown.name}-{name}{_CSV}": text.encode("utf-8-sig") for name, text in as_csv(shown).items()}
    notes = texts.pop(f"{shown.name}{_NOTES}")
    yield from (_Text(*text) for text in texts.items())
    hashes = "".join(f'{_FILE},"{name}",{sha256(data).hexdigest()}\r\n' for name, data in texts.items())
    yield _Text(f"{shown.name}{_NOTES}", seal_text(notes + hashes.encode(), _kind(shown.name), "table"))


def _as_pdf(shown: Presentation, rules: Definition) -> Iterator[_Text]:
    from ledger.render import as_pdf

    name, pdf = f"{shown.name}.pdf", as_pdf(shown, is_brief=rules.one_page, orientation=rules.orientation)
    problems = tuple(_short_of_a_brief(name, pdf.pages, lacks_chart=pdf.lacks_chart)) if rules.one_page else ()
    yield _Text(name, seal_text(pdf.content, _kind(shown.name), "pdf"), problems)


def _short_of_a_brief(name: str, pages: int, *, lacks_chart: bool) -> Iterator[Problem]:
    """What a document that was to be one page is not, or what it lacks for that."""
    if pages > 1:
        remedy = "ask for fewer tables or columns: the report brief has one table"
        yield Problem("FILE", Severity.NOTE, Place(file=name), f"{pages} pages", "one page, as was asked for", remedy)
    elif lacks_chart:
        remedy = "ask for fewer tables, columns or years, or for no comparison; page and workbook have the chart"
        found = "no chart: the page has no room for it"
        yield Problem("FILE", Severity.NOTE, Place(file=name), found, "a chart, as was asked for", remedy)


def _as_page(shown: Presentation, report: Report, beside: Sequence[str]) -> bytes:
    """The page, which alone shows records too, and links to the other files of the run."""
    from ledger.render import as_page

    return seal_text(as_page(shown, report, beside).encode(), _kind(shown.name), "markup")


def _write(data: bytes, file: Path) -> None:
    file.write_bytes(data)

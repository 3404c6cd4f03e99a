"""Reports of a book: the frozen value, writing the workbook, and the totals as a pandas frame."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from ledger.book import Book
from ledger.desk.books import of_book, require_report
from ledger.desk.material import material_of
from ledger.desk.named_parties import require_known_parties
from ledger.desk.sizes import require_size
from ledger.desk.states import state_named
from ledger.desk.varied import varied_report
from ledger.desk.version import package_version
from ledger.foundation import (
    Day,
    FileToWrite,
    Place,
    Problem,
    Refused,
    Severity,
    Writable,
    advice,
    as_day,
    each_of,
    malformed,
    path_or_writable,
    quoted,
    require_kind,
    sealed,
    through_file,
)
from ledger.rates import Basis
from ledger.records import GROUPS, nearest
from ledger.reporting import Definition, GivenDefinition, Issued, Material, Report, build
from ledger.totals import DIMENSIONS, MEASURES, Dimension, Measure, Sum, frame

if TYPE_CHECKING:
    import pandas as pd

    from ledger.presentation import Presentation


@of_book
def build_report(  # noqa: PLR0913 - each is one option of a report, named at every call
    definition: GivenDefinition,
    book: Book,
    *,
    currency: str | None = None,
    basis: str | Basis | None = None,
    cutoff: Day | None = None,
    since: Day | None = None,
    as_of: Day | int | None = None,
    horizon: Day | None = None,
) -> Report:
    """Make a report of a book.

    Args:
        definition: name of one that comes with the package, path of a TOML file, its keys as a dict, or the definition
            itself.
        book: what it is made of.
        currency: code of the currency of all figures. This and the arguments below replace those of the definition.
        basis: rule that picks the rates, such as ``year``.
        cutoff: only what was announced by that day.
        since: only what was announced from that day on.
        as_of: what was recorded, and rates, by the end of a day (UTC), ``entry:12`` or 12, ``batch:3`` or ``issue:7``.
        horizon: last day up to which terms are counted.

    Returns:
        The report, as of the day of the newest entry unless the definition or an override names another.

    Raises:
        Refused: FILE for an unknown definition, a book without records or with too many; FORM for other faults.
        TypeError: for a definition that is none of these, what is no book, and a day with a time (``datetime``).

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     report = build_report("commitments", demo(Path(folder)).book, currency="USD")
    >>> report.definition.currency, report.agrees
    ('USD', True)
    """
    # One state throughout: somebody else may record while this is read.
    with book.reading() as state:
        named = None if as_of is None else state_named(state, as_of, Place(argument="as_of"))
        limits = {"cutoff": cutoff, "since": since, "as_of": named.day if named else None, "horizon": horizon}
        varied = _varied(definition, currency, basis, limits)
        day = varied.as_of or state.last_recorded
        entries, head = state.head_at(named.moment if named else day)
        issued = Issued(head, entries, day or date.min, package_version())
        material = _material(state, issued, varied, definition)
    if day is None or not material.records:
        raise Refused([_empty(book, day)])
    return build(varied, material)


@overload
def write_report(report: Report, path: str | PathLike[str], presentation: "Presentation | None" = None) -> Path: ...


@overload
def write_report(report: Report, path: Writable, presentation: "Presentation | None" = None) -> None: ...


def write_report(report: Report, path: FileToWrite, presentation: "Presentation | None" = None) -> Path | None:
    """Write a report as a workbook; the file is there as a whole or not at all.

    A report that lies there as we wrote it is replaced, so that it can be renewed. No other file is: not one that was
    issued, or that someone has saved since. Evidence that is longer than a sheet of Excel goes into Parquet files
    beside it, which the workbook names.

    Args:
        report: what to write.
        path: a file whose name ends in ``.xlsx``, or a folder, in which it gets the name of its definition; or a binary
            stream, which is written to when the workbook is drawn, or not at all, and cut off behind it.
        presentation: what is displayed of it; by default in millions, compared with no earlier report.

    Returns:
        The path of the workbook; None for a stream.

    Raises:
        Refused: FILE if it cannot be written, if its name is not that of a workbook, or if another file is there.
        TypeError: for a stream of text, or one that is closed or cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     write_report(demo(Path(folder)).report, Path(folder) / "mine.xlsx").name
    'mine.xlsx'
    """
    require_report(report)
    given = path_or_writable(path, "path")
    if not isinstance(given, Path):
        name = f"{report.definition.name}.xlsx"
        through_file(given, "path", name, lambda file: _write_alone(report, file, presentation))
        return None
    target = workbook_path(report, given)
    write_with_evidence(report, target, presentation)
    return target


def write_with_evidence(report: Report, target: Path, presentation: "Presentation | None" = None) -> tuple[Path, ...]:
    """Write a report as a workbook, and beside it the evidence that is longer than a sheet.

    Args:
        report: what to write.
        target: a file whose name ends in ``.xlsx``.
        presentation: as for :func:`write_report`.

    Returns:
        The files beside the workbook; mostly none.

    Raises:
        Refused: as :func:`write_report`.
    """
    # Drawing is loaded late: a report that is only printed does not need it.
    from ledger.render import write_workbook

    require_size_of_workbook(report)
    require_free(target, "report")
    return tuple(target.with_name(it.name) for it in write_workbook(report, target, presentation))


def require_size_of_workbook(report: Report) -> None:
    """Refuse a workbook with the evidence of more records than it is meant for.

    Raises:
        Refused: FILE with the way out.
    """
    if report.definition.evidence != "none":
        require_size("workbook", report.definition.name, len(report.rows))


def _write_alone(report: Report, file: Path, presentation: "Presentation | None") -> None:
    """Write a workbook for a stream, beside which no file can stand.

    Raises:
        Refused: FILE for one with evidence that is longer than a sheet.
    """
    beside = write_with_evidence(report, file, presentation)
    if beside:
        found = f"evidence that is longer than a sheet of Excel: {', '.join(it.name for it in beside)}"
        remedy = "name a file or a folder, or leave the evidence out with evidence='none'"
        expected = "a workbook that is one file, since nothing can stand beside a stream"
        raise Refused.of("FILE", Place(argument="path"), found, expected, remedy)


def require_free(target: Path, *kinds: str) -> None:
    """Refuse a path unless nothing is lost by writing to it: no file, or a workbook of these kinds as we wrote it.

    A sample that was filled in, a report with a rate changed in it, or one that was issued is never written over.

    Raises:
        Refused: FILE for a name that is not that of a workbook, or where another file is.
    """
    if target.suffix.lower() != ".xlsx":
        found = f"the name {quoted(target.name)}"
        raise Refused(
            [_file(target, found, "a name that ends in .xlsx", advice("choose another name with --out", out="path"))]
        )
    if not target.exists():
        return
    kind = kind_of(target)
    if kind not in kinds:
        found = f"the {kind} in this place" if kind else "a file that was made elsewhere, or saved by someone since"
        expected = f"no file, or {' or '.join(f'the {it}' for it in kinds)} as we wrote it"
        raise Refused(
            [
                _file(
                    target,
                    found,
                    expected,
                    advice("choose another name with --out, or move that file away", out="path"),
                )
            ]
        )


def workbook_path(report: Report, path: str | Path) -> Path:
    """Where :func:`write_report` writes, given a file or a folder.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import import_file
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     _ = import_file(book, folder("seeds") / "article.jsonl", author="Ann")
    ...     workbook_path(build_report("commitments", book), place).name
    'commitments.xlsx'
    """
    given = Path(path)
    return given / f"{report.definition.name}.xlsx" if given.is_dir() else given


def kind_of(path: Path) -> str | None:
    """What kind of workbook of ours lies there as we wrote it; None for any other file.

    >>> kind_of(Path("absent.xlsx")) is None
    True
    """
    try:
        return sealed(path)
    except OSError:
        return None


def rollup(
    report: Report,
    by: Dimension | Sequence[Dimension] = ("donor", "year"),
    measure: Measure = "pledges",
    groups: str | Sequence[str] = (),
) -> "pd.DataFrame":
    """Roll a report up as a pandas frame of exact decimals.

    Args:
        report: what to add up.
        by: one or more of donor, recipient, category, instrument, stage, currency, year, fiscal_year, quarter,
            each once.
        measure: pledges, commitments, allocations, disbursements, deliveries, cancelled_pledges,
            cancelled_commitments, returns, net_pledges or net_commitments.
        groups: one or more of EU, NATO, G7, EURO-AREA, each once: only what came from donors that belonged to it on the
            day of the announcement. EU means the member states; the institutions are the donor ``EU``.

    Returns:
        A row per combination of labels with ``low``, ``central`` and ``high`` (exact Arrow decimals in the report's
        currency, missing where nobody says a figure), ``open_high`` (True: the high figure reads ≥), ``records``,
        ``without_figure`` and ``not_converted``; ``year`` is an integer. With groups the first column is ``group``;
        groups overlap, so their rows never add up to a total.

    Raises:
        Refused: FORM for a dimension, measure or group that does not exist, and for one that stands there twice.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     frame = rollup(demo(Path(folder)).report, by=["donor"], measure="disbursements")
    >>> frame[["donor", "central"]].values.tolist()[0]
    ['EU', Decimal('4500000000.00')]
    """
    require_report(report)
    dimensions: Sequence[Dimension] = (by,) if isinstance(by, str) else each_of(by, str, _BY)
    _require_known("by", dimensions, DIMENSIONS)
    _require_known("measure", (measure,), MEASURES)
    currency = report.definition.currency
    if groups:
        return frame(_of_groups(report, dimensions, measure, groups), ("group", *dimensions), currency)
    return frame(report.sums(dimensions, measure), dimensions, currency)


_BY = "by is a dimension such as 'donor', or a list of dimensions such as ['donor', 'year']"
_GROUPS = "groups is a group such as 'NATO', or a list of groups such as ['EU', 'NATO']"


def _of_groups(
    report: Report, by: Sequence[Dimension], measure: Measure, groups: str | Sequence[str]
) -> dict[tuple[str, ...], Sum]:
    named = (groups,) if isinstance(groups, str) else each_of(groups, str, _GROUPS)
    _require_known("groups", named, GROUPS)
    return {(group, *key): found for group in named for key, found in report.sums(by, measure, group).items()}


def _require_known(argument: str, names: Sequence[str], known: Iterable[str]) -> None:
    """Refuse a name that is none of these, and one that stands there twice."""
    place, every = Place(argument=argument), tuple(known)
    for name in names:
        if name not in every:
            near = nearest(str(name), every)
            remedy = f"write {' or '.join(near)}, if that is meant" if near else "write one of these"
            raise Refused([malformed(place, quoted(name), ", ".join(every), remedy)])
        if names.count(name) > 1:
            raise Refused([malformed(place, f"{quoted(name)} twice", "each name once", "take one of them out")])


def _varied(
    definition: GivenDefinition, currency: str | None, basis: str | Basis | None, limits: Mapping[str, Day | None]
) -> Definition:
    """The definition with what a program asks for in place of its own."""
    require_kind(currency, str | None, "currency is the code of a currency such as 'EUR'")
    require_kind(basis, Basis | str | None, "basis is the rule that picks the rates, such as 'year'")
    days: dict[str, Any] = {name: day if day is None else as_day(day, name) for name, day in limits.items()}
    return varied_report(definition, currency=currency, basis=basis, **days)


def _material(state: Book, issued: Issued, varied: Definition, given: GivenDefinition) -> Material:
    """What the report is made of, whose definition names nobody that is nowhere."""
    material = material_of(state, issued, evidence=bool(varied.journal))
    require_size("report", varied.name, len(material.records))
    if material.records:
        require_known_parties(varied, lambda: (*material.records, *state.records()), given)
    return material


def _empty(book: Book, as_of: date | None) -> Problem:
    found = f"a book without records as of {as_of}" if as_of else "an empty book"
    return _file(
        book.path,
        found,
        "a book with records",
        advice("import a file of records or choose a later --as-of"),
    )


def _file(path: Path, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FILE", Severity.ERROR, Place(file=str(path)), found, expected, remedy)

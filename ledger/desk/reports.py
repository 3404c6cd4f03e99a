"""Reports of a book: building the frozen value, writing the workbook, and the totals as a pandas frame."""

from collections.abc import Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.book import Book
from ledger.desk.book_rates import rate_sets
from ledger.foundation import Problem, Refused, Severity, quoted
from ledger.records import CURRENCIES
from ledger.reporting import Definition, Issued, Material, Report, build, load_definition
from ledger.totals import Dimension, Measure, frame, sums

if TYPE_CHECKING:
    import pandas as pd


def build_report(definition: str | Definition, book: Book, **overrides: str | None) -> Report:
    """Make a report of a book.

    Args:
        definition: name of one that comes with the package, path of a TOML file, or the definition itself.
        book: what it is made of.
        overrides: ``currency``, ``basis``, ``cutoff``, ``as_of`` or ``horizon`` as text, in place of the definition's.

    Returns:
        The report, as of the day of the newest entry unless the definition or an override names another.

    Raises:
        Refused: FILE for an unknown definition or a book without records, FORM for a malformed override.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     report = build_report("commitments", demo(Path(folder)).book, currency="USD")
    >>> report.definition.currency, report.agrees
    ('USD', True)
    """
    chosen = load_definition(definition) if isinstance(definition, str) else definition
    varied = chosen.varied(**overrides)
    as_of = varied.as_of or book.last_recorded
    records = book.records(as_of) if as_of else ()
    if as_of is None or not records:
        raise Refused([_empty(book, as_of)])
    entries, head = book.head_at(as_of)
    issued = Issued(head, entries, as_of, package_version())
    return build(varied, Material(records, rate_sets(book, as_of), issued))


def write_report(report: Report, path: str | Path) -> Path:
    """Write a report as a workbook; the file is there as a whole or not at all.

    Args:
        report: what to write.
        path: a file whose name ends in ``.xlsx``, or a folder, in which it gets the name of its definition.

    Returns:
        The path of the workbook.

    Raises:
        Refused: FILE if it cannot be written, or if its name is not that of a workbook.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     write_report(demo(Path(folder)).report, Path(folder) / "mine.xlsx").name
    'mine.xlsx'
    """
    # Drawing is loaded late: a report that is only printed does not need it.
    from ledger.render import write_workbook

    given = Path(path)
    target = given / f"{report.definition.name}.xlsx" if given.is_dir() else given
    if target.suffix.lower() != ".xlsx":
        found = f"the name {quoted(target.name)}"
        raise Refused([_file(str(path), found, "a name that ends in .xlsx", "choose another name with --out")])
    write_workbook(report, target)
    return target


def rollup(report: Report, by: Sequence[Dimension] = ("donor", "year"), measure: Measure = "pledges") -> "pd.DataFrame":
    """Roll a report up as a pandas frame of exact decimals.

    Args:
        report: what to add up.
        by: any of donor, recipient, category, instrument, stage, currency, year, fiscal_year.
        measure: pledges, commitments, allocations, disbursements, deliveries, cancelled_pledges,
            cancelled_commitments, net_pledges or net_commitments.

    Returns:
        A row per group with ``low``, ``central`` and ``high`` (``decimal.Decimal`` in the report's currency),
        ``open_high`` (True: the high figure reads ≥), ``records`` and ``without_figure``.

    Raises:
        ValueError: for a dimension or measure that does not exist.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     frame = rollup(demo(Path(folder)).report, by=["donor"], measure="disbursements")
    >>> frame[["donor", "central"]].values.tolist()[0]
    ['EU', Decimal('4500000000.00')]
    """
    digits = CURRENCIES[report.definition.currency].minor_units
    try:
        return frame(sums(report.pieces, by, measure), by, digits)
    except KeyError as unknown:
        raise ValueError(f"{unknown} is not a dimension or a measure of a report") from None


def package_version() -> str:
    """The installed version of this package."""
    try:
        return version("defense-ledger")
    except PackageNotFoundError:
        return "not installed"


def _empty(book: Book, as_of: date | None) -> Problem:
    found = f"a book without records as of {as_of}" if as_of else "an empty book"
    return _file(str(book.path), found, "a book with records", "import a file of records or choose a later --as-of")


def _file(place: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FILE", Severity.ERROR, place, found, expected, remedy)

"""From a file to the totals it publishes, whichever source it is from."""

from collections.abc import Callable
from pathlib import Path

from ledger.foundation import Place, Problem, malformed, quoted, shown_name
from ledger.intake.fts import fts_totals, is_fts
from ledger.intake.kiel import kiel_totals, recognises_kiel, recognises_website, website_totals
from ledger.intake.published import is_table_of_totals, table_totals, why_no_table_of_totals
from ledger.intake.rows import beside_encoding, unreadable
from ledger.intake.totals import Published

ReadTotals = Callable[[Path, str, str | None], tuple[Published | None, tuple[Problem, ...]]]


def _kiel(path: Path, file: str, _: str | None) -> tuple[Published | None, tuple[Problem, ...]]:
    return kiel_totals(path, file)


def _is_fts(path: Path, _: str | None) -> bool:
    return is_fts(path)


# How a file of the source is known, and who reads its totals.
_READERS: tuple[tuple[Callable[[Path, str | None], bool], ReadTotals], ...] = (
    (recognises_website, website_totals),
    (recognises_kiel, _kiel),
    (_is_fts, fts_totals),
    (is_table_of_totals, table_totals),
)


def read_published(path: Path, encoding: str | None = None) -> tuple[Published | None, tuple[Problem, ...]]:
    """The totals that a file publishes; never raises for what it holds.

    Args:
        path: the file.
        encoding: of a CSV file, if the user names it.

    >>> print(*read_published(Path("absent.xlsx"))[1])
    absent.xlsx: FILE error: found no such file, expected a file that publishes totals. Do: check the path.
    """
    file = shown_name(path)
    if fault := unreadable(path, file, "a file that publishes totals"):
        return None, (fault,)
    if encoding and (fault := beside_encoding(path, file, "no CSV file")):
        return None, (fault,)
    for recognises, read in _READERS:
        if recognises(path, encoding):
            return read(path, file, encoding)
    if fault := why_no_table_of_totals(path, file, encoding):
        return None, (fault,)
    expected = "a workbook of the Kiel tracker, a page of OCHA FTS, or a table with donor, figure and currency"
    found, remedy = f"no totals in {quoted(path.name)}", "name the file in which the source publishes its totals"
    return None, (malformed(Place(file=file), found, expected, remedy),)

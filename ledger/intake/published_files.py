"""From a file to the totals it publishes, whichever source it is from."""

from collections.abc import Callable
from pathlib import Path

from ledger.foundation import Place, Problem, malformed, quoted, shown_name
from ledger.intake.fts import fts_totals, is_fts
from ledger.intake.kiel import kiel_totals, recognises_kiel, recognises_website, website_totals
from ledger.intake.published import is_table_of_totals, table_totals, why_no_table_of_totals
from ledger.intake.rows import unreadable
from ledger.intake.totals import Published

ReadTotals = Callable[[Path, str], tuple[Published | None, tuple[Problem, ...]]]

# How a file of the source is known, and who reads its totals.
_READERS: tuple[tuple[Callable[[Path], bool], ReadTotals], ...] = (
    (recognises_website, website_totals),
    (recognises_kiel, kiel_totals),
    (is_fts, fts_totals),
    (is_table_of_totals, table_totals),
)


def read_published(path: Path) -> tuple[Published | None, tuple[Problem, ...]]:
    """The totals that a file publishes; never raises for what it holds.

    >>> print(*read_published(Path("absent.xlsx"))[1])
    absent.xlsx: FILE error: found no such file, expected a file that publishes totals. Do: check the path.
    """
    file = shown_name(path)
    if fault := unreadable(path, file, "a file that publishes totals"):
        return None, (fault,)
    for recognises, read in _READERS:
        if recognises(path):
            return read(path, file)
    if fault := why_no_table_of_totals(path, file):
        return None, (fault,)
    expected = "a workbook of the Kiel tracker, a page of OCHA FTS, or a table with donor, figure and currency"
    found, remedy = f"no totals in {quoted(path.name)}", "name the file in which the source publishes its totals"
    return None, (malformed(Place(file=file), found, expected, remedy),)

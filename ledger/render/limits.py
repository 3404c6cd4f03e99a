"""How much a sheet of Excel holds, and the refusal of more: XlsxWriter leaves out what lies beyond without a word.

Which sheet of a report takes how much is the business of ``extents``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from ledger.foundation import Advice, Place, Problem, Refused, Severity
from ledger.presentation import Language


@dataclass(frozen=True)
class Limits:
    """What a sheet holds at most: rows, columns, and characters of one cell (UTF-16 units, as Excel counts them).

    >>> Limits().rows, Limits().columns, Limits().characters
    (1048576, 16384, 32767)
    """

    rows: int = 1_048_576
    columns: int = 16_384
    characters: int = 32_767


EXCEL = Limits()


@dataclass(frozen=True)
class Extent:
    """How many rows and columns a sheet takes, its titles and headings included.

    Args:
        sheet: its name.
        rows: from the first row of the sheet to the last of the table.
        columns: the same across.
        table: of evidence, which may go into a file beside the workbook; empty for one that has to stand in it.
    """

    sheet: str
    rows: int
    columns: int
    table: str = ""


def require_fit(extents: Iterable[Extent], limits: Limits) -> None:
    """Refuse sheets that cannot hold everything that belongs in them.

    Raises:
        Refused: FILE, one for each sheet that is too long or too wide, with the ways out.

    >>> require_fit([Extent("Spread", 1_048_576, 31)], EXCEL)
    """
    problems = [problem for extent in extents for problem in _beyond(extent, limits)]
    if problems:
        raise Refused(problems)


def beyond_a_sheet(extents: Iterable[Extent], limits: Limits) -> frozenset[str]:
    """The tables of evidence that have more rows than a sheet, and may stand beside the workbook instead.

    >>> sorted(beyond_a_sheet([Extent("E4", 12, 1, "Sources"), Extent("Notes", 12, 1)], Limits(rows=11)))
    ['Sources']
    """
    return frozenset(extent.table for extent in extents if extent.table and extent.rows > limits.rows)


def fitting(text: str, language: Language, limits: Limits = EXCEL) -> str:
    """A text as a cell holds it; a longer one is cut and says how many characters are left out.

    >>> fitting("a short note", Language("en"))
    'a short note'
    >>> fitting("abc" * 40, Language("en"), Limits(characters=92))
    'abcabcabcabc… (108 more characters: see export)'
    """
    if not text.isascii():
        text = text.translate(_NOT_IN_XML)
    if 2 * len(text) <= limits.characters or units(text) <= limits.characters:
        return text
    kept = text[: limits.characters - _TAIL]
    while units(kept) > limits.characters - _TAIL:
        kept = kept[: len(kept) - -(-(units(kept) - limits.characters + _TAIL) // 2)]
    left_out = len(text) - len(kept)
    rest = language.say_count("({count} more character: see export)", "({count} more characters: see export)", left_out)
    return f"{kept}… {rest}"


def heading_on_paper(text: str, most: int) -> str:
    """The part of a text that fits the head or foot of a page. An ampersand begins a code there and is written twice.

    Args:
        text: as it stands elsewhere.
        most: units of UTF-16 at most; Excel takes 255 for all of a head with its codes, and no head that is longer.

    >>> heading_on_paper("Profit & loss", 20), heading_on_paper("Profit & loss", 8)
    ('Profit && loss', 'Profit ')
    """
    lengths = accumulate(units(character.replace("&", "&&")) for character in text)
    return text[: sum(length <= most for length in lengths)].replace("&", "&&")


def require_whole(sheet: str, text: str, limits: Limits = EXCEL) -> None:
    """Refuse a text that does not fit into one cell: half a plan or half a hash is worth nothing.

    Raises:
        Refused: FILE for one that is longer.

    >>> require_whole("Method", "{}")
    """
    if units(text) > limits.characters:
        found = f"a text of {units(text):,} characters"
        expected = f"at most {limits.characters:,}, as many as a cell of Excel holds"
        raise Refused.of(
            "FILE", Place(sheet=sheet), found, expected, "choose a definition with fewer tables, donors or recipients"
        )


def units(text: str) -> int:
    """The length of a text as Excel counts it: in units of UTF-16, two for each character beyond the first 65,536.

    >>> units("ab"), units("😀")
    (2, 2)
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# These two are no characters, and no XML may hold them; Excel opens nothing of a workbook that does.
_NOT_IN_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}

# The words behind a shortened text in any language, with room for any number of characters.
_TAIL = 80


def _beyond(extent: Extent, limits: Limits) -> Iterable[Problem]:
    if extent.rows > limits.rows:
        found, expected = f"{extent.rows:,} rows", f"at most {limits.rows:,}, as many as a sheet of Excel has"
        yield _too_much(extent.sheet, found, expected, _narrower())
    if extent.columns > limits.columns:
        found, expected = f"{extent.columns:,} columns", f"at most {limits.columns:,}, as many as a sheet of Excel has"
        turned = "choose another dimension for the columns of this table, "
        yield _too_much(extent.sheet, found, expected, _narrower(turned))


def _narrower(first: str = "") -> str:
    narrower = f"{first}choose a narrower boundary"
    return Advice(
        f"{narrower}, an earlier cutoff or an earlier horizon, leave the evidence out with evidence='none', or take "
        "the records with export_book and their pieces with export_facts, which have no such limit",
        f"{narrower}, an earlier --cutoff or an earlier --horizon, leave the evidence out with --evidence none, or "
        "take the records with `export parquet` and their pieces with `export --facts`, which have no such limit",
    )


def _too_much(sheet: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem("FILE", Severity.ERROR, Place(subject=f"sheet {sheet}"), found, expected, remedy)

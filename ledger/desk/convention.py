"""By which rule a publisher converts, worked out from a file of its own conversions."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.audit import Convention, convention_of
from ledger.desk.rates import rates_at_hand
from ledger.foundation import Place, Problem, Refused, Severity, errors, exact_number, malformed, plain
from ledger.intake import encoding_of, read_conversions

if TYPE_CHECKING:
    from ledger.book import Book


@dataclass(frozen=True)
class ConventionFound:
    """The rule behind the conversions in a file.

    Args:
        found: the ranking of rules, and what does not fit.
        problems: what kept rows out.
        rate_sets: names of the rate sets that were tried.
    """

    found: Convention
    problems: tuple[Problem, ...]
    rate_sets: tuple[str, ...]


def find_convention(
    path: str | Path,
    *,
    target: str = "EUR",
    step: str | Decimal | int | None = None,
    book: "Book | str | Path | None" = None,
    encoding: str | None = None,
) -> ConventionFound:
    r"""Find the rule by which the conversions in a file were made.

    Args:
        path: a release of the Kiel tracker, any other file of records with stated equivalents, or a CSV file with the
            columns day, currency, amount, converted and perhaps target.
        target: currency of the converted figures of a CSV file that does not name it.
        step: what the converted figures are rounded to; by default the finest digit that one of them shows.
        book: a book whose rates are tried, or its path; by default those that come with the package.
        encoding: of a CSV file that is not UTF-8, such as windows-1251.

    Raises:
        Refused: FILE or FORM where the file cannot be read or has no conversion, or the step is no number above zero;
            FILE or CHAIN for the book; FORM for an encoding that nobody knows.
        TypeError: for one that is a float.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file, headings = Path(folder) / "converted.csv", "day,currency,amount,converted"
    ...     _ = file.write_text(f"{headings}\n2025-06-01,USD,2000000000,1763823970.37\n", encoding="utf-8")
    ...     find_convention(file).found.best.rule.words
    'the day: the last rate on or before it'
    """
    rounded_to = None if step is None else exact_number(step, "step")
    if rounded_to is not None and rounded_to <= 0:
        remedy = "write the smallest difference between two figures, such as 0.01"
        raise Refused([malformed(Place(argument="step"), plain(rounded_to), "a number above zero", remedy)])
    rates = rates_at_hand(book)
    stated, problems = read_conversions(Path(path), target, None if encoding is None else encoding_of(encoding))
    if not stated:
        raise Refused(errors(problems) or (*problems, _nothing(Path(path).name)))
    found_out = convention_of(stated, rates, step=rounded_to)
    return ConventionFound(found_out, problems, tuple(it.name for it in rates if it.kind == "series"))


def _nothing(file: str) -> Problem:
    columns = "the columns day, currency, amount and converted"
    expected = f"a release of the Kiel tracker, records with stated equivalents, or {columns}"
    remedy = "name the file with the converted figures"
    found = "no sum with what it was converted to"
    return Problem("FORM", Severity.ERROR, Place(file=file), found, expected, remedy)

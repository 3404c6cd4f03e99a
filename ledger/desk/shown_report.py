"""A report with what is displayed of it and the earlier one that it is compared with, each made once when asked for."""

from dataclasses import dataclass
from functools import cached_property

from ledger.book import Book
from ledger.desk.diff import comparison_of
from ledger.presentation import Comparison, Language, Presentation, present
from ledger.reporting import LanguageCode, Report


@dataclass(frozen=True)
class ShownReport:
    """A report, and how it is displayed.

    Args:
        report: as it was made of the book.
        book: where it and the earlier one are.
        language: of its words; None for that of its definition.
    """

    report: Report
    book: Book
    language: Language | LanguageCode | None = None

    @cached_property
    def comparison(self) -> Comparison | None:
        """The earlier report that it is compared with; None where its definition names none."""
        return comparison_of(self.report, self.book)

    @cached_property
    def presentation(self) -> Presentation:
        """What is displayed of it."""
        return present(self.report, language=self.language, comparison=self.comparison)


def presentation_of(report: Report, book: Book, language: Language | LanguageCode | None = None) -> Presentation:
    """A report as it is displayed, compared with the earlier one that its definition names.

    Args:
        report: as it was made of the book.
        book: where both are.
        language: of its words, or its code; by default that of its definition.

    Raises:
        Refused: as :func:`ledger.desk.comparison_of` does, and FORM for a language that does not exist.
        TypeError: for what is no report, no book or no language.

    >>> from pathlib import Path; from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     made = demo(Path(folder))
    ...     presentation_of(made.report, made.book).title
    'Commitments to Ukraine'
    """
    return ShownReport(report, book, language).presentation

"""A report with what is displayed of it and the earlier one that it is compared with, each made once when asked for."""

from dataclasses import dataclass
from functools import cached_property

from ledger.book import Book
from ledger.desk.diff import comparison_of
from ledger.presentation import Comparison, Language, Presentation, present
from ledger.reporting import Report


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
    language: Language | None = None

    @cached_property
    def comparison(self) -> Comparison | None:
        """The earlier report that it is compared with; None where its definition names none."""
        return comparison_of(self.report, self.book)

    @cached_property
    def presentation(self) -> Presentation:
        """What is displayed of it."""
        return present(self.report, language=self.language, comparison=self.comparison)

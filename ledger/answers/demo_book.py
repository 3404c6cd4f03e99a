"""What ``demo`` answers: what the imports of the seed records did, the totals of their report, and where all lies."""

from dataclasses import dataclass
from pathlib import Path

from ledger.answers import report
from ledger.answers.imported import outcomes
from ledger.answers.text import Lines
from ledger.desk import Demo
from ledger.reporting import ReportFigures, report_figures

_DOCUMENTS = {".pdf": "Brief", ".html": "Page"}


@dataclass(frozen=True)
class DemoImport:
    """What the import of a seed file did.

    Args:
        source: whose data it is.
        batch: number of the entry that opened the batch; null if nothing entered.
        recorded: how many records are new.
        amended: how many follow a change in the world.
        corrected: how many were wrong before.
        withdrawn: how many no longer stand.
        restored: how many stand again.
        unchanged: how many the book held already.
        rejected: how many rows did not become records.
    """

    source: str
    batch: int | None
    recorded: int
    amended: int
    corrected: int
    withdrawn: int
    restored: int
    unchanged: int
    rejected: int


@dataclass(frozen=True)
class DemoAnswer(ReportFigures):
    """What the demonstration has left behind, with the figures of its report.

    Args:
        imports: what each import did; the last one is the first file once more, which adds nothing.
        book: the book with the seed records.
        workbook: where the report was written.
        form: the entry workbook to fill in.
        documents: the brief and the page of the same figures; none without the packages that write them.
    """

    imports: tuple[DemoImport, ...]
    book: Path
    workbook: Path
    form: Path
    documents: tuple[Path, ...]


def answer(made: Demo) -> DemoAnswer:
    """The demonstration as an answer."""
    return DemoAnswer(
        **vars(report_figures(made.report)),
        imports=tuple(DemoImport(it.source, it.batch, **it.counts) for it in made.imports),
        book=made.book.path,
        workbook=made.workbook,
        form=made.form,
        documents=made.documents,
    )


def lines(made: Demo) -> Lines:
    """The same for people."""
    *first, again = made.imports
    documents = {_DOCUMENTS[it.suffix]: it for it in made.documents}
    places = {"Book": made.book.path, "Workbook": made.workbook, **documents, "Form": made.form}
    return (
        *(f"Imported {it.source}: {outcomes(it)}." for it in first),
        f"Imported {again.source} again, to show that nothing enters twice: {outcomes(again)}.",
        *report.figure_lines(made.report, has_workbook=True),
        *(f"{name}: {path}" for name, path in places.items()),
        *_planned(made),
    )


def closing(made: Demo) -> tuple[str, ...]:
    """What people read last, behind the problems."""
    workbook = f"Now open {made.workbook}: its first sheet says what the totals are and which checks agree."
    if not made.documents:
        return (workbook, "For a brief and a page too: pip install 'defense-ledger[pdf]', then once more.")
    brief, page = made.documents
    return (
        f"Now open {brief}: one page that says what the figures are.",
        f"Behind it stand {page}, in which a total opens its records and a record its words,",
        f"and {made.workbook}, with every rate, every check and live formulas.",
        f"To open the book in your browser: defense-ledger desk --book {made.book.path}",
    )


def _planned(made: Demo) -> tuple[str, ...]:
    """What is said before the warnings of the demonstration, which nobody should take for a fault of the set-up."""
    number, planned = len(made.problems), len(made.planned)
    if not planned:
        return ()
    which = "All" if planned == number else f"{planned} of the"
    return (f"{which} {number} warnings and notes below are planned: they show how a doubt is told.",)

"""The demonstration: a book with the seed records and the report of them, in a folder of the user's choice."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.book import Book, utc_now
from ledger.desk.diff import comparison_of
from ledger.desk.documents import write_documents
from ledger.desk.empty_form import write_form
from ledger.desk.importing import Imported, check_book, import_file
from ledger.desk.open import Clock, create_book
from ledger.desk.report import build_report, kind_of, write_report
from ledger.desk.varied import varied_report
from ledger.foundation import Place, Problem, Refused, Severity, advice, folder, ordered, quoted
from ledger.render import missing_packages
from ledger.reporting import Report

AUTHOR = "defense-ledger demo"
DEFINITION = "commitments"
BRIEF = "brief"
# The state that the brief is compared with: what was announced by then.
SINCE = "cutoff:2025-03-31"
FORM = "entry-form.xlsx"
# The doubts that the seed records hold on purpose: code and place.
PLANNED = frozenset(
    {
        ("CUR-HOME", Place(record="gbr-gbr-2025-06-01-1", field="amount.currency")),
        ("EQV", Place(record="cze-ukr-2023-04-05-1", field="stated_equivalents.0")),
        ("EQV", Place(record="jpn-phl-2024-06-10-1", field="stated_equivalents.0")),
        ("TERM", Place(record="gbr-ukr-2025-06-02-1", field="term")),
        ("UNIT", Place(record="nor-ukr-2023-02-16-1", field="amount")),
    }
)
SEEDS = ("article.jsonl", "commitments.jsonl")


@dataclass(frozen=True)
class Demo:
    """What the demonstration has left behind.

    Args:
        book: the book with the seed records.
        imports: what each import of a seed file did; the last one is the first file once more, which adds nothing.
        form: the entry workbook to fill in.
        workbook: path of the report.
        report: its value.
        problems: warnings of the import and everything in the report.
        documents: the brief and the page of the same figures, where they were asked for.
    """

    book: Book
    imports: tuple[Imported, ...]
    form: Path
    workbook: Path
    report: Report
    problems: tuple[Problem, ...]
    documents: tuple[Path, ...] = ()

    @property
    def planned(self) -> tuple[Problem, ...]:
        """The problems that the seed records are there to show."""
        return tuple(problem for problem in self.problems if (problem.code, problem.place) in PLANNED)


def demo(out: str | Path, *, clock: Clock = utc_now) -> Demo:
    """Make ``book.db``, ``commitments.xlsx`` and an entry form in a folder, from the seed records of the package.

    All are made aside and put in place at the end, so a demonstration that is killed leaves nothing half done. One
    that ran before is replaced; a book with any other entry is not, nor is a form that may have been filled in.

    Args:
        out: the folder; it is made if it is not there.
        clock: tells the time of the entries.

    Raises:
        Refused: FILE if the folder cannot be written or holds a book or workbook that is not the demonstration's.

    >>> with TemporaryDirectory() as place:
    ...     shown = demo(Path(place))
    ...     sorted(path.name for path in Path(place).iterdir())
    ['book.db', 'commitments.xlsx', 'entry-form.xlsx']
    """
    place = Path(out)
    book_path, workbook, form = place / "book.db", place / f"{DEFINITION}.xlsx", place / FORM
    with _left_as_it_was(place), _disk_faults_told(place):
        place.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(book_path, workbook)
        with TemporaryDirectory(dir=place, prefix=".demo-") as aside:
            book = create_book(Path(aside) / book_path.name, author=AUTHOR, clock=clock)
            files = [folder("seeds") / name for name in (*SEEDS, SEEDS[0])]
            imports = tuple(import_file(book, it, author=AUTHOR, reason=f"seed records of {it.name}") for it in files)
            findings = check_book(book)
            report = build_report(DEFINITION, book)
            part = write_report(report, Path(aside) / workbook.name)
            # The book first: a workbook without its book would be taken for the user's own the next time.
            book.path.replace(book_path)
            part.replace(workbook)
            if not form.exists():
                write_form(Path(aside) / FORM).replace(form)
    problems = ordered((*findings, *report.problems))
    return Demo(Book.open(book_path, clock=clock), imports, form, workbook, report, problems)


def with_documents(made: Demo) -> Demo:
    """The demonstration with a brief as PDF and a page for a browser beside its workbook.

    Without the packages that write them, which come with the extra ``pdf``, there are none.

    Args:
        made: the demonstration.

    Raises:
        Refused: FILE if they cannot be written, or files of these names were changed or made elsewhere.

    >>> with TemporaryDirectory() as place:
    ...     [path.name for path in with_documents(demo(Path(place))).documents]
    ['brief.pdf', 'commitments.html']
    """
    if missing_packages():
        return made
    folder = made.workbook.parent
    rules = varied_report(BRIEF, against=SINCE)
    brief = build_report(rules, made.book)
    compared = comparison_of(brief, made.book)
    documents = (
        *write_documents(brief, folder, ["pdf"], comparison=compared).documents,
        *write_documents(made.report, folder, ["html"]).documents,
    )
    return replace(made, documents=documents)


def _refuse_foreign(book: Path, workbook: Path) -> None:
    if book.exists():
        foreign = next((it.author for it in Book.open(book).revisions() if it.author != AUTHOR), None)
        if foreign is not None:
            raise Refused([_file(book, f"a book with entries of {quoted(foreign)}", "no book but the demonstration's")])
    elif workbook.exists():
        raise Refused([_file(workbook, "a workbook without the demonstration's book", "no file of that name")])
    if workbook.exists() and kind_of(workbook) != "report":
        raise Refused(
            [_file(workbook, "a file that was made elsewhere, or saved by someone since", "no file of that name")]
        )


@contextmanager
def _left_as_it_was(out: Path) -> Iterator[None]:
    """Takes away the folders that the block has made, if it fails."""
    missing = [path for path in (out, *out.parents) if not path.exists()]
    try:
        yield
    except BaseException:
        for path in missing:
            with suppress(OSError):
                path.rmdir()
        raise


@contextmanager
def _disk_faults_told(out: Path) -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        # What is made aside lies in a folder that is gone by now; the reader knows the one that was asked for.
        raise Refused(replace(it, place=_in_folder(it.place, out)) for it in refused.problems) from None
    except OSError as fault:
        found = quoted(fault.strerror or str(fault))
        raise Refused([_file(out, found, "a folder that can be written")]) from None


def _in_folder(place: Place, out: Path) -> Place:
    name = Path(place.file).name
    return replace(place, file=str(out / name)) if name in ("book.db", f"{DEFINITION}.xlsx") else place


def _file(path: Path, found: str, expected: str) -> Problem:
    return Problem(
        "FILE",
        Severity.ERROR,
        Place(file=str(path)),
        found,
        expected,
        advice("choose another folder with --out"),
    )

"""What a type checker tells users of the package: nothing about what is right, and what is wrong with the rest.

They run mypy without the plugin of pydantic that we use ourselves, so these scripts are checked without it.
"""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ledger

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "docs" / "library.md"
README = ROOT / "README.md"
IN_USE = ROOT / "tests" / "in_use.py"

# Whichever process gets them, they share one run of mypy.
pytestmark = [pytest.mark.proof, pytest.mark.xdist_group("mypy")]

EVERY_NAME_USED_WELL = """
import gzip
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile

import ledger

day = date(2025, 6, 2)
made = ledger.Commitment(
    id="a",
    title="Yearly support",
    donor="GBR",
    recipient="UKR",
    category="military",
    instrument="unspecified",
    stage="pledge",
    announced=day,
    amount=ledger.Amount(qualifier="exact", value=Decimal("3000000000"), currency="GBP"),
    term=ledger.Term(kind="recurring", start=date(2025, 4, 1), every="year"),
    partners=(ledger.Party(kind="company", name="A firm"),),
    relations=(ledger.Relation(kind="related_to", target="b"),),
    sources=(ledger.Source(publisher="A newspaper", title="Spending review", quote="£3 billion a year"),),
)
read: ledger.Commitment = ledger.Commitment.model_validate({"id": "b", "announced": "2025-06-02"})
paid = ledger.Transaction(id="t", commitment="a", type="disbursement", value_date=day, amount=made.amount)
problems: tuple[ledger.Problem, ...] = ledger.check_records([made, read, paid])
owed = [part.amount.central for part in ledger.instalments(made, date(2030, 3, 31)) if part.amount]

own, faults = ledger.read_rates("own", Path("own.csv").read_bytes())
rates = [ledger.ecb_rates(), *([own] if own else [])]
conversion = ledger.convert(ledger.Money("1", "EUR"), "USD", on=day, rates=rates, basis="month")
again = ledger.convert(ledger.Money(1, "EUR"), "USD", on=day, rates=rates, basis=ledger.Basis("on", day), as_of=day)
whole = sum([ledger.Money("1", "EUR"), ledger.Money("2", "EUR")], start=ledger.Money("0", "EUR"))
figure: Decimal = whole.value

try:
    book: ledger.Book = ledger.create_book("book.db", author="Ann")
    found, doubts = ledger.read_records("records.jsonl")
    shown = ledger.import_file(book, "a.json", "b.json", author="Ann", reason="first quarter", apply=False)
    ids = [step.id for step in shown.of("record")]
    exported: Path = ledger.export_book(book, "csv", "records.csv").path
    book.record([made], author="Ann", reason="spending review")
    definition: ledger.Definition | str = "commitments"
    report = ledger.build_report(definition, book, horizon=date(2030, 3, 31))
    frame = ledger.rollup(report, by=["donor", "year"], measure="pledges")
    written: Path = ledger.write_report(report, "out.xlsx")
    content: ledger.ExportedContent = ledger.export_book(book, "csv", BytesIO())
    found, doubts = ledger.read_records(gzip.open("a.gz"), SpooledTemporaryFile(), zipfile.ZipFile("b.zip").open("c"))
    content = ledger.export_book(book, "csv", gzip.open("a.gz", "wb"))
    ledger.write_report(report, SpooledTemporaryFile())
    own, faults = ledger.read_rates("own", gzip.open("a.gz"))
    sent: str = ledger.to_json(conversion)
    back: ledger.Conversion = ledger.from_json(sent, ledger.Conversion)
    schema = ledger.json_schema(ledger.Conversion)
except ledger.Refused as refused:
    print(*refused.problems)
    totals: tuple[ledger.Total, ...] = (report.total("pledges"),)
    tables: tuple[ledger.Table, ...] = report.tables
    decided: tuple[ledger.Decision, ...] = book.decisions("2025-06-02")
version: str = ledger.__version__
found, doubts = ledger.records_from_frame(ledger.records_to_frame([made]))
in_euro = ledger.convert_frame(frame, "EUR", rates=rates)
worth: ledger.Conversion = ledger.desk.convert(ledger.Money("1", "EUR"), "USD", day)


def of_records(
    record: ledger.Record, item: ledger.Item, joint: ledger.JointDonor, portion: ledger.Portion, bounds: ledger.Bounds
) -> None: ...


def of_rates(
    rates: ledger.RateSet, named: ledger.RateSetDescription, series: ledger.Series, quote: ledger.Quote
) -> tuple[ledger.Pair, ledger.Leg, ledger.Interval, ledger.Grid] | None: ...


def of_a_book(
    revision: ledger.Revision,
    posting: ledger.Posting,
    batch: ledger.Batch,
    file: ledger.RateFile,
    stated: ledger.StatedRecord,
) -> tuple[ledger.Imported, ledger.PlannedStep, ledger.Change, ledger.Entered, ledger.Exported] | None: ...


def of_definitions(
    boundary: ledger.Boundary,
    filters: ledger.Filters,
    scope: ledger.Scope,
    table: ledger.TableDefinition,
    stages: ledger.StageTableDefinition,
    goods: ledger.GoodsTableDefinition,
    dimension: ledger.Dimension,
    measure: ledger.Measure,
) -> None: ...


def of_a_report(
    report: ledger.Report,
    stages: ledger.StageTable,
    goods: ledger.GoodsTable,
    evidence: ledger.Evidence,
    presentation: ledger.Presentation,
) -> tuple[
    ledger.Memo, ledger.Note, ledger.Finding, ledger.Proof, ledger.Issued, ledger.UsedRate, ledger.StillOpen,
    ledger.OpenStep, ledger.Unpaid
] | ledger.Offsets | None: ...


def of_figures(
    row: ledger.Row, line: ledger.Line, part: ledger.Part, piece: ledger.Piece, instalment: ledger.Instalment
) -> tuple[ledger.Figures, ledger.Sum] | None: ...


def of_a_problem(place: ledger.Place, severity: ledger.Severity) -> None: ...


def of_streams(upload: ledger.Readable, download: ledger.Writable) -> None: ...


def of_cells(cube: ledger.Cube, cell: ledger.Cell) -> None: ...


def of_files(read: ledger.ReadRecords, format: ledger.ExportFormatName) -> None: ...
"""

# Each line is a mistake of its own, with the words of mypy that name it.
MISTAKES = {
    "ledger.Bok": 'Module has no attribute "Bok"',
    "ledger.convrt(ledger.Money('1', 'EUR'))": 'Module has no attribute "convrt"',
    "ledger.Money(0.1, 'EUR')": 'Argument 1 to "Money" has incompatible type "float"',
    "ledger.Money('1', 'EUR') + 1": 'Unsupported operand types for + ("Money" and "int")',
    "sum([ledger.Money('1', 'EUR')])": "List item 0 has incompatible type",
    "ledger.Book.open('book.db').records(as_of=2.5)": 'Argument "as_of" to "records" of "Book"',
    "ledger.desk.convrt": 'Module has no attribute "convrt"',
    "ledger.answers.convrt": 'Module has no attribute "convrt"',
    "ledger.Basis('quarter')": 'Argument 1 to "Basis" has incompatible type',
    "ledger.read_rates('own', 3)": 'Argument 2 to "read_rates" has incompatible type "int"',
}


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What mypy says of the scripts, by the stem of their files."""
    folder = tmp_path_factory.mktemp("typed")
    scripts = {"used_well": EVERY_NAME_USED_WELL, "page": examples_of(LIBRARY), "readme": examples_of(README)}
    scripts["in_use"] = IN_USE.read_text(encoding="utf-8")
    scripts["mistaken"] = "\n".join(["import ledger", *MISTAKES])
    for stem, script in scripts.items():
        (folder / f"{stem}.py").write_text(script, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-pretty", "--no-error-summary"]
    files = [f"{stem}.py" for stem in scripts]
    # Without a cache: ours was made with the plugin, and mypy once failed from within as it wrote a new one.
    command += ["--no-incremental", f"--cache-dir={os.devnull}", "--show-traceback"]
    result = subprocess.run([*command, *files], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 1, result.stdout + result.stderr
    lines = result.stdout.splitlines()
    return {stem: [line for line in lines if line.startswith(f"{stem}.py:")] for stem in scripts}


@pytest.mark.proof
def test_every_public_name_can_be_used_without_a_word(said):
    assert [name for name in ledger.__all__ if not re.search(rf"ledger\.{name}\b", EVERY_NAME_USED_WELL)] == []
    assert said["used_well"] == []


def test_a_program_that_knows_the_public_names_only_is_typed(said):
    named = set(re.findall(r"ledger\.(\w+)", IN_USE.read_text(encoding="utf-8")))
    assert named - set(ledger.__all__) == set()
    assert said["in_use"] == []


def test_the_examples_of_the_library_are_typed(said):
    assert said["page"] == []


def test_the_examples_of_the_readme_are_typed(said):
    assert said["readme"] == []


@pytest.mark.parametrize(("line", "mistake"), MISTAKES.items())
def test_a_mistake_is_told(said, line, mistake):
    number = list(MISTAKES).index(line) + 2

    assert any(told.startswith(f"mistaken.py:{number}:") and mistake in told for told in said["mistaken"])


def examples_of(page):
    """The examples of a page as one script; of a session only what was typed."""
    blocks = "\n".join(re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))
    typed = "".join(example.source for example in doctest.DocTestParser().get_examples(blocks))
    script = typed or blocks
    assert "ledger." in script
    return script

"""No figure leaves an altered book: every command that reads entries names the first altered one and ends with 1."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from ledger.book import Book
from ledger.desk import build_report, issue

SPEECH = "gbr-gbr-2025-06-01-1"
COMMANDS = {
    "report": ("report", "commitments", "--out", "new.xlsx"),
    "report --issue": ("report", "commitments", "--issue", "--reason", "for the minister", "--out", "new.xlsx"),
    "sign-off": ("sign-off", "--reason", "sources read"),
    "waive": ("waive", "CUR-HOME", f"{SPEECH}:amount.currency", "--reason", "the speech names dollars"),
    "severity": ("severity", "ZERO", "error", "--reason", "no zeros here"),
    "issued": ("issued",),
    "list": ("list",),
    "show": ("show", SPEECH),
    "history": ("history", SPEECH),
    "check": ("check",),
    "duplicates": ("duplicates",),
    "explain a record": ("explain", SPEECH),
    "explain a total": ("explain", "measure=pledges", "donor=GBR"),
    "diff": ("diff", "entry:1", "now"),
    "sample": ("sample", "--tolerable", "5%", "--seed", "x"),
    "imports": ("imports",),
    "export to CSV": ("export", "csv", "new.csv"),
    "export the history": ("export", "jsonl", "new.jsonl"),
    "rates list": ("rates", "list"),
    "rates show": ("rates", "show", "USD", "--on", "2025-06-02"),
    "convert": ("convert", "1", "USD", "EUR", "--on", "2025-06-02"),
    "verify": ("verify",),
    "verify a workbook": ("verify", "sent.xlsx"),
}


@pytest.fixture(scope="module")
def _issued(demo_book, tmp_path_factory):
    folder = tmp_path_factory.mktemp("issued")
    book = Book.open(shutil.copy(demo_book, folder / "book.db"))
    issue(book, lambda: build_report("commitments", book), folder / "sent.xlsx", author="Ann", reason="sent")
    return folder


@pytest.fixture
def sent(_issued, own_folder):
    """The demonstration's book, from which a report was issued."""
    for name in ("book.db", "sent.xlsx"):
        shutil.copy(_issued / name, own_folder / name)
    return Book.open(own_folder / "book.db")


@pytest.fixture
def altered(sent):
    """The same with a sum changed behind its back; the entry stays the last word on its record."""
    with closing(sqlite3.connect(sent.path)) as attacker:
        guards = attacker.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            attacker.execute(f"DROP TRIGGER {name}")
        seq = attacker.execute("SELECT max(seq) FROM entries WHERE payload LIKE '%\"GBP\"%'").fetchone()[0]
        attacker.execute("UPDATE entries SET payload = replace(payload, '000', '900') WHERE seq = ?", [seq])
        for _, guard in guards:
            attacker.execute(guard)
        attacker.commit()
    return seq


def test_a_posting_proves_what_it_reads_and_the_next_reading_finds_what_was_altered(run, altered):
    """Who writes one record does not hash a hundred thousand entries (decision 331); no figure comes out of it."""
    assert run("withdraw", SPEECH, "--reason", "it was a mistake").code == 0

    shown = run("list")
    assert (shown.code, shown.out) == (1, "")
    assert f"book.db:entry {altered}: CHAIN error: found hash" in shown.err


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_no_command_gives_a_figure_of_an_altered_book(run, altered, own_folder, command):
    before = Book.open("book.db").head
    shown = run(*command)

    assert shown.code == 1, shown
    assert f"book.db:entry {altered}: CHAIN error: found hash" in shown.err
    assert Book.open("book.db").head == before
    assert not list(own_folder.glob("new*"))


@pytest.mark.proof
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.usefixtures("sent")
def test_no_command_accuses_the_sound_book(run, command):
    shown = run(*command)

    assert "CHAIN" not in shown.out + shown.err
    assert shown.code == 0

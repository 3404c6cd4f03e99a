"""A head is remembered per user: a book that was cut or rebuilt since is told without ``--head``."""

import json
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ledger.book import Book
from ledger.book.journal import entry_hash
from ledger.cli import clock
from ledger.desk import KnownHeads, create_book, state_folder

WAIVED = ("waive", "CUR-HOME", "gbr-gbr-2025-06-01-1:amount.currency", "--reason", "the speech names dollars")


@pytest.fixture(autouse=True)
def state(monkeypatch, own_folder):
    """A state folder of the test's own."""
    monkeypatch.setenv("DEFENSE_LEDGER_STATE", str(own_folder / "state"))
    return own_folder / "state" / "heads"


def past_the_guards(path, *changes):
    with closing(sqlite3.connect(path)) as attacker:
        guards = attacker.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            attacker.execute(f"DROP TRIGGER {name}")
        for statement, values in changes:
            attacker.execute(statement, values)
        for _, guard in guards:
            attacker.execute(guard)
        attacker.commit()


def cut(path, last):
    past_the_guards(path, ("DELETE FROM entries WHERE seq > ?", [last]))


def rebuild(path, first):
    """Another title in this entry, and every hash behind it made anew: a book that is sound by itself."""
    with closing(sqlite3.connect(path)) as reader:
        entries = [list(row) for row in reader.execute("SELECT * FROM entries ORDER BY seq")]
    previous, changes = "0" * 64, []
    for fields in entries:
        if fields[0] == first:
            fields[7] = fields[7].replace('"title":"', '"title":"New ')
            changes.append(("UPDATE entries SET payload = ? WHERE seq = ?", [fields[7], first]))
        fields[1] = previous
        fields[8] = previous = entry_hash(str(field).encode() for field in fields[:8])
        changes.append(("UPDATE entries SET previous = ?, hash = ? WHERE seq = ?", [fields[1], fields[8], fields[0]]))
    past_the_guards(path, *changes)


def test_a_book_that_was_cut_is_refused_by_any_command_that_opens_it(run, book):
    assert run(*WAIVED).code == 0
    head, last = Book.open(book.path).head, book.entries
    cut(book.path, last - 1)

    assert Book.open(book.path).verify() == ()
    shown = run("list")
    assert shown.code == 1
    assert shown.err == (
        f"book.db: CHAIN error: found {last - 1} entries, where {last} were seen: the book was cut off, expected the "
        f"book with the head {head[:12]} behind entry {last}, which this computer has seen. Do: ask for the book with "
        "that head; if you put a backup or another book there yourself, run "
        "`defense-ledger verify --accept-head --book book.db`.\n"
    )


@pytest.mark.thorough
def test_a_book_that_was_rebuilt_is_refused(run, book):
    assert run("list").code == 0
    rebuild(book.path, 3)

    assert Book.open(book.path).verify() == ()
    assert f"found another entry {book.entries} than was seen: the book was rebuilt" in run("report", "commitments").err


def test_verify_goes_on_and_names_what_was_seen(run, book):
    assert run("list").code == 0
    rebuild(book.path, 3)

    shown = run("verify", "--json")
    assert (shown.code, shown.codes, shown.json["sound"]) == (1, ["CHAIN"], False)


@pytest.mark.thorough
@pytest.mark.usefixtures("book")
def test_a_book_that_only_grew_is_no_news(run):
    assert [run("list").code, run(*WAIVED).code, run("list").code, run("verify").code] == [0, 0, 0, 0]
    assert "CHAIN" not in run("list").err


@pytest.mark.thorough
def test_what_is_refused_stays_refused_until_it_is_accepted(run, book):
    run(*WAIVED)
    cut(book.path, book.entries - 1)

    assert [run("list").code, run("list").code] == [1, 1]
    accepted = run("verify", "--accept-head")
    assert (accepted.code, "nothing was altered" in accepted.out) == (0, True)
    assert run("list").code == 0


def test_what_a_clerk_is_told_to_do_works(run, book, own_folder):
    shutil.copy(book.path, own_folder / "backup.db")
    run(*WAIVED)
    shutil.copy(own_folder / "backup.db", book.path)

    told = run("list").err.split("run `defense-ledger ")[1].split("`")[0]
    assert run(*told.split()).code == 0
    assert run("list").code == 0


def test_an_altered_book_cannot_be_accepted(run, book):
    run("list")
    past_the_guards(book.path, ("UPDATE entries SET author = 'Eve' WHERE seq = ?", [2]))
    run("verify", "--accept-head")
    cut(book.path, 1)

    assert "the book was cut off" in run("list").err


def test_a_head_is_kept_as_the_command_leaves_it(run, book, state):
    run(*WAIVED)

    (file,) = state.iterdir()
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept["path"] == str(book.path.resolve())
    assert kept["books"][kept["first"]] == {"entries": book.entries, "head": book.head}


def test_the_same_book_at_another_path_is_not_held_against_this_one(run, book):
    shutil.copy(book.path, "earlier.db")
    run(*WAIVED)

    assert run("list", "--book", "earlier.db").code == 0


def test_another_book_at_the_same_path_is_a_warning_until_it_is_accepted(run, book):
    run("list")
    book.path.unlink()
    create_book(book.path, author="Bob", clock=clock.now)

    shown, again = run("rates", "list"), run("rates", "list")
    assert (shown.code, again.code) == (0, 0)
    assert "CHAIN warning: found another book than the one that was seen at this path" in shown.err
    assert again.err == shown.err
    assert run("verify", "--accept-head").code == 0
    assert run("rates", "list").err == ""


@pytest.mark.thorough
@pytest.mark.parametrize("make", [("init",), ("demo", "--out", ".")])
def test_a_book_that_a_command_makes_anew_is_no_news(run, book, make):
    run(*WAIVED)
    book.path.unlink()

    assert "CHAIN" not in run(*make).err
    assert "CHAIN" not in run("list").err


def test_an_empty_book_in_the_place_of_one_with_entries_was_cut(run, book):
    run("list")
    number = book.entries
    book.path.unlink()
    Book.create(book.path)

    assert f"found 0 entries, where {number} were seen" in run("list").err


@pytest.mark.usefixtures("book")
def test_a_state_folder_that_cannot_be_written_is_a_note_and_no_error(run, own_folder):
    (own_folder / "state").write_text("a file", encoding="utf-8")

    shown = run("list")
    assert shown.code == 0
    assert "FILE note: found" in shown.err
    assert "until then keep heads yourself, for `verify --head`" in shown.err


@pytest.mark.usefixtures("book")
def test_a_memory_that_was_spoilt_is_a_note_and_is_written_anew(run, state):
    run("list")
    (file,) = state.iterdir()
    file.write_text("{}", encoding="utf-8")

    assert "FILE note: found a file that this program did not write so" in run("list").err
    assert run("list").err == ""


def test_the_library_remembers_nothing(book, state):
    Book.open(book.path).records()

    assert not state.exists()


def test_the_state_of_tests_is_not_that_of_the_user(monkeypatch, own_folder):
    assert state_folder() == own_folder / "state" / "heads"
    monkeypatch.delenv("DEFENSE_LEDGER_STATE")
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_STATE_HOME", str(own_folder / "xdg"))
        assert state_folder() == own_folder / "xdg" / "defense-ledger" / "heads"
    assert state_folder().name == "heads"


def test_two_programs_that_remember_at_once_leave_a_whole_file(book, state):
    heads = KnownHeads(state)
    assert heads.remember(book) == heads.remember(book) == ()
    assert [path.suffix for path in Path(state).iterdir()] == [".json"]

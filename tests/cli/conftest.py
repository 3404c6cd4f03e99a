"""The command line in process: each test works in an empty folder of its own, at a fixed time."""

import json
import shutil
from typing import NamedTuple

import pytest
from answered import held
from demonstrated import NOON, demonstrated
from typer.testing import CliRunner

from ledger.book import Book
from ledger.cli import clock
from ledger.cli.main import app

HELP = {"--help", "--version"}


class Ran(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """The one document on the standard output; fails if there is anything else. Its schema was asked as it ran."""
        return json.loads(self.out)

    @property
    def codes(self):
        return [problem["code"] for problem in self.json["problems"]]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setenv("DEFENSE_LEDGER_AUTHOR", "Ann")
    monkeypatch.delenv("DEFENSE_LEDGER_BOOK", raising=False)
    return tmp_path


@pytest.fixture
def run():
    """Run a command; anything but an exit is an error of the program and fails the test, and so is odd JSON."""

    def ran(*args, answers=None):
        result = CliRunner().invoke(app, [str(arg) for arg in args], input=answers, catch_exceptions=False)
        if "--json" in args and not HELP.intersection(args):
            held(result.stdout)
        return Ran(result.exit_code, result.stdout, result.stderr)

    return ran


@pytest.fixture(scope="session")
def demo_book():
    """The demonstration's book, for reading only."""
    return demonstrated().book.path


@pytest.fixture
def book(demo_book, own_folder):
    """The demonstration's book, as book.db of the test's own folder."""
    shutil.copy(demo_book, own_folder / "book.db")
    return Book.open(own_folder / "book.db", clock=lambda: NOON)


@pytest.fixture
def untouched(book):
    """Fails unless the book stands as it stood before the test."""
    before = book.head_at(None)
    yield book
    assert book.head_at(None) == before


@pytest.fixture
def written(own_folder):
    """Make a file in the test's own folder, of text or of bytes."""

    def make(name, content):
        path = own_folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return make

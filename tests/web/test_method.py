"""Method and help: what the presentation says of its method, the marks, and what only the command line does."""

import pytest
import typer
from asked_pages import page_of, texts
from demonstrated import demo_copied, demonstrated

from ledger import desk
from ledger.cli.main import app
from ledger.presentation import Mark, present
from ledger.web.drawing import MENU
from ledger.web.method import ELSEWHERE, ON_THE_DESK


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return demo_copied(tmp_path_factory.mktemp("method")).book.path


def test_method_sources_and_remarks_are_those_of_the_presentation(book):
    status, page = page_of(book, "/method")
    shown = present(demonstrated().report)
    all_texts = texts(page, "//p | //dd")

    assert status == 200
    assert {" ".join(it.split()) for it in (shown.method, shown.sources)} <= set(all_texts)
    assert {" ".join(note.text.split()) for note in shown.notes} <= set(all_texts)


def test_every_mark_that_is_displayed_is_explained(book):
    _, page = page_of(book, "/method")

    assert texts(page, "//dt/b") == [mark.sign for mark in Mark if mark.sign]


def test_every_command_is_on_the_desk_or_listed_with_the_reason_why_it_is_not(book):
    _, page = page_of(book, "/method")
    listed = [name for names in ELSEWHERE.values() for name in names]

    assert sorted([*listed, *ON_THE_DESK]) == sorted(commands())
    assert texts(page, "//p[@class='commands']/code") == listed
    assert set(ON_THE_DESK.values()) <= {name for name, _, _ in MENU}


def commands():
    """The names of all commands; those of a group behind its name."""
    for name, command in typer.main.get_command(app).commands.items():
        inner = getattr(command, "commands", None)
        yield from [name] if inner is None else [f"{name} {it}" for it in inner]


def test_a_book_without_records_has_help_all_the_same(tmp_path):
    path = tmp_path / "empty.db"
    desk.create_book(path, author="Ann")

    status, page = page_of(path, "/method")

    assert status == 200
    assert "The book has no records yet, and so no figures." in texts(page, "//main/p")

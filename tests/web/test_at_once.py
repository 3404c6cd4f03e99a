"""The first page while its figures are being added up."""

import pytest
from asked_pages import ShownPage, words
from demonstrated import demo_copied
from lxml import html
from visited import Visitor

from ledger.book import Book
from ledger.web import Settings, app
from ledger.web.forms import AT_ONCE, Entering
from ledger.web.messages import PageRequest
from ledger.web.pages import PAGES, Answering
from ledger.web.worker import StillWorkingError, StoppedError

ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture
def book(tmp_path):
    return demo_copied(tmp_path).book


def at_once(book, language="en"):
    return ShownPage(Entering(Settings(book.path))(PageRequest("overview", "/", language=language)))


def test_what_is_cheap_to_read_is_shown_and_that_the_rest_is_coming(book):
    page = at_once(book)

    assert page.answer.status == 202
    assert page.heading == "The totals are being added up"
    assert words(page.tree.find(".//main//p")).startswith(f"{book.entries} entries. They are being proven")
    newest = [it.seq for it in sorted(book.revisions(), key=lambda it: -it.seq)[:5]]
    assert [it.partition(":")[0] for it in page.all("//main//td[2]")] == [f"Entry {it}" for it in newest]
    assert page.tree.xpath("//meta[@http-equiv='refresh']/@content") == ["1"]


def test_a_book_without_entries_has_none_to_show(tmp_path):
    book = Book.create(tmp_path / "new.db")

    assert at_once(book).all("//main//td") == []


class Busy:
    """A process that takes long over figures, and answers with forms unless it is stopped."""

    forms_stopped = False

    def __init__(self, prepared):
        self._is_of_forms, self._answering, self.progress = prepared.func is Entering, prepared(), None

    async def answer(self, asked, _patience=0.0):
        if not self._is_of_forms:
            raise StillWorkingError
        if Busy.forms_stopped:
            raise StoppedError
        return self._answering(asked)


@pytest.fixture
def visitor(book, monkeypatch):
    monkeypatch.setattr(app, "Worker", Busy)
    monkeypatch.setattr(Busy, "forms_stopped", False)
    return Visitor(app.desk_app(Settings(book.path), lambda: None), ORIGIN)


def heading(answer):
    return words(html.fromstring(answer.text).find(".//h1"))


def test_it_stands_in_the_place_of_the_first_page_alone(visitor):
    assert {page: PAGES[page][0] for page in AT_ONCE} == {"overview": "/"}
    assert heading(visitor.get("/")) == "The totals are being added up"
    assert heading(visitor.get("/journal")) == "Reading the book and adding up"


def test_where_forms_do_not_answer_either_it_says_that_it_waits(visitor, monkeypatch):
    monkeypatch.setattr(Busy, "forms_stopped", True)

    assert heading(visitor.get("/")) == "Reading the book and adding up"


def test_once_the_figures_are_there_they_are_what_is_shown(book):
    answer = Answering(Settings(book.path))(PageRequest("overview", "/"))

    assert answer.status == 200
    assert ShownPage(answer).heading.startswith("Pledges, 2023 to 2030")

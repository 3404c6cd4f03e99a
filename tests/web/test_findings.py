"""The findings of a book on one page: by kind, each with its place, and those apart that somebody accepted."""

import pytest
from asked_pages import page_of, texts
from demonstrated import demo_copied
from made import pledge

from ledger import desk
from ledger.foundation import CODES


@pytest.fixture
def book(tmp_path):
    return demo_copied(tmp_path).book.path


def test_findings_stand_by_kind_each_with_place_and_remedy(book):
    status, page = page_of(book, "/findings")
    problems = desk.check_book(desk.open_book(book))

    assert status == 200
    assert texts(page, "//h1") == ["5 findings, and none of them is an error"]
    assert page.xpath("//h2/@id") == ["CUR-HOME", "EQV", "UNIT", "TERM"]
    assert texts(page, "//h2/span[@lang='en']") == [CODES[code] for code in page.xpath("//h2/@id")]
    cells = [texts(row, "td") for row in page.xpath("//tbody/tr")]
    assert sorted(row[1] for row in cells) == sorted(" ".join(it.found.split()) for it in problems)
    assert {(row[2], row[3].lower()) for row in cells} == {(it.expected, it.remedy.lower()) for it in problems}
    assert set(page.xpath("//tbody//td[1]/a/@href")) >= {f"/records/{it.place.record}" for it in problems}


def test_what_was_accepted_stands_apart_with_who_and_why(book):
    opened = desk.open_book(book)
    problem = next(it for it in desk.check_book(opened) if it.code == "TERM")
    desk.waive(opened, "TERM", str(problem.place), author="<b>Bea</b>", reason="the source has no end")

    _, page = page_of(book, "/findings")

    assert texts(page, "//h1") == ["4 findings, and none of them is an error"]
    assert "TERM" not in page.xpath("//h2/@id")
    assert texts(page, "//section[last()]/h2") == ["1 finding was accepted as it is"]
    row = texts(page, "//section[last()]//tbody/tr/td")
    assert row[3].startswith("<b>Bea</b>, ")
    assert row[4] == "the source has no end TERM"


def test_a_book_without_findings_says_what_was_checked_and_what_was_not(tmp_path):
    path = tmp_path / "sound.db"
    desk.create_book(path, author="Ann").record([pledge("a")], author="Ann", reason="as announced")

    _, page = page_of(path, "/findings")
    problems = desk.check_book(desk.open_book(path))

    assert (texts(page, "//h1") == ["The checks have found nothing to look at"]) == (not problems)
    assert "1 record was checked" in page.xpath("string(//main)")
    assert "Not checked: whether a source says what was recorded of it" in page.xpath("string(//main)")


def test_of_many_findings_of_a_kind_the_first_are_shown_and_all_can_be_asked_for(tmp_path):
    path = tmp_path / "many.db"
    records = [pledge(f"p{number:03}", title=f"P {number}", donor="GBR") for number in range(130)]
    desk.create_book(path, author="Ann").record(records, author="Ann", reason="as announced")

    _, page = page_of(path, "/findings")
    _, of_kind = page_of(path, "/findings?code=CUR-HOME")
    _, rest = page_of(path, of_kind.xpath("//a[@rel='next']/@href")[0])

    of_home = "//section[h2/@id='CUR-HOME']//tbody/tr"
    assert [len(it.xpath(of_home)) for it in (page, of_kind, rest)] == [20, 100, 30]
    assert "/findings?code=CUR-HOME" in page.xpath("//main//a/@href")
    assert of_kind.xpath("//h2/@id") == ["CUR-HOME"]


def test_a_kind_that_has_no_findings_is_said_to_have_none(book):
    _, page = page_of(book, "/findings?code=<script>")

    assert "There is no finding of this kind." in texts(page, "//main/p")
    assert not page.xpath("//main//script")

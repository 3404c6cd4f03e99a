"""What may be recorded twice, side by side, and how a person decides it."""

import pytest
from asked_pages import Asking
from demonstrated import demo_copied

from ledger.desk import candidates, find_record
from ledger.web.duplicates import compared

KEY, TWICE = "can-ukr-2024-04-16-1", "told-again"
SIGNED = {"_do": "enter", "_author": "Ann", "_reason": "the minister said it again"}


@pytest.fixture
def book(tmp_path):
    book = demo_copied(tmp_path).book
    record = find_record(book, KEY).model_copy(update={"id": TWICE, "title": "Ammunition, told again"})
    book.record([record], author="Ann", reason="as announced")
    return book


def shown(desk):
    return desk.page("/duplicates")


def test_both_stand_side_by_side_with_what_differs_marked(book):
    page = shown(Asking(book.path))
    (candidate,) = [it for it in candidates(book) if TWICE in (it.record, *it.others)]
    heading = f"{candidate.record} · {candidate.others[0]}"

    assert heading in page.all("//main//h2")
    assert (
        page.heading
        == f"{len(candidates(book))} promise{'' if len(candidates(book)) == 1 else 's'} may be recorded twice"
    )
    differing = page.all(f"//section[h2='{heading}']//tr[.//span[@class='tag']]/th")
    assert differing == ["Title differs"]
    assert page.all(f"//section[h2='{heading}']/ul/li") == [it.text for it in candidate.reasons]


def test_who_says_that_it_is_the_same_ties_them_and_is_not_asked_again(book):
    desk = Asking(book.path)
    (link,) = [it for it in shown(desk).links("//main//a[contains(@class, 'main')]") if TWICE in it]
    page = desk.page(link)
    answer = desk.answer(link.partition("?")[0], form=page.filled | SIGNED)

    assert page.filled["kind"] == "restates"
    assert answer.status == 200
    assert answer.location.startswith("/entered/")
    assert not [it for it in candidates(book) if TWICE in (it.record, *it.others)]
    assert TWICE not in shown(desk).main


def test_readers_see_it_and_decide_nothing(book):
    page = shown(Asking(book.path, reads_only=True))

    assert TWICE in page.main
    assert page.all("//main//p[@class='actions']") == []


def test_a_book_without_any_says_so(tmp_path):
    book = demo_copied(tmp_path).book
    assert candidates(book) == ()
    assert shown(Asking(book.path)).heading == "Nothing looks as if it were recorded twice"


def test_what_stands_several_times_is_shown_whole(book):
    record = find_record(book, KEY)
    twice = record.model_copy(update={"sources": (*record.sources, *record.sources)})
    fields = {it.label: it for it in compared([record, twice])}

    assert any(it.differs for it in fields.values())
    assert all(it.texts[1] == f"{it.texts[0]}; {it.texts[0]}" for it in fields.values() if it.differs)

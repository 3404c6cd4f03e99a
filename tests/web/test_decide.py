"""Withdrawing, restoring and tying in the browser."""

import pytest
from asked_pages import Asking
from demonstrated import demo_copied

from ledger.desk import correct, find_record, history, relate

KEY = "fra-ukr-2025-06-07-1"
OTHER = "gbr-ukr-2025-06-02-2"
SIGNED = {"_do": "enter", "_author": "Ann", "_reason": "read again"}


@pytest.fixture
def book(tmp_path):
    return demo_copied(tmp_path).book


@pytest.fixture
def desk(book):
    return Asking(book.path, author="root")


def posted(desk, address, **changes):
    """What comes of a form that was filled in and sent."""
    return desk.page(address, form=desk.page(address).filled | SIGNED | changes)


def test_the_record_has_a_button_for_each_thing_that_may_be_done_to_it(desk):
    page = desk.page(f"/records/{KEY}")

    assert page.links("//*[@class='actions']/a") == [
        f"/amend/{KEY}",
        f"/correct/{KEY}",
        f"/withdraw/{KEY}",
        f"/relate/{KEY}",
        f"/enter?record=transaction&commitment={KEY}&type=disbursement",
        f"/enter?record=transaction&commitment={KEY}&type=cancellation",
    ]


def test_a_desk_for_readers_has_no_button(book):
    page = Asking(book.path, reads_only=True).page(f"/records/{KEY}")

    assert page.links("//*[@class='actions']/a") == []
    assert "Enter" not in page.all("//nav//a")


def test_a_record_is_withdrawn_and_restored_with_author_and_reason(desk, book):
    assert posted(desk, f"/withdraw/{KEY}").answer.location == f"/entered/{book.entries}"
    assert book.get(KEY) is None
    assert desk.page(f"/records/{KEY}").links("//*[@class='actions']/a") == [f"/restore/{KEY}"]

    assert posted(desk, f"/restore/{KEY}").answer.location == f"/entered/{book.entries}"
    assert book.get(KEY) is not None
    assert [(it.revision.action, it.revision.author) for it in history(book, KEY)][-2:] == [
        ("withdraw", "Ann"),
        ("restore", "Ann"),
    ]


def test_a_record_that_others_need_stays(desk, book):
    relate(book, KEY, "tops_up", OTHER, author="Bob", reason="more of it")
    entries = book.entries
    page = posted(desk, f"/withdraw/{OTHER}")

    assert page.answer.status == 422
    assert "expected a record that no other needs" in page.main
    assert book.entries == entries


def test_a_reason_is_asked_for(desk, book):
    entries = book.entries
    page = posted(desk, f"/withdraw/{KEY}", _reason="")

    assert [fault.partition(":")[0] for fault in page.faults] == ["Why"]
    assert book.entries == entries


def test_what_changed_meanwhile_is_shown_before_it_is_decided(desk, book):
    filled = desk.page(f"/withdraw/{KEY}").filled
    correct(book, KEY, {"title": "Three drones"}, author="Bob", reason="counted")
    page = desk.page(f"/withdraw/{KEY}", form=filled | SIGNED)

    assert page.answer.status == 409
    assert page.all("//*[@class='summary']/h2") == ["This record changed while you were writing"]
    assert "Three drones" in page.main
    again = desk.page(f"/withdraw/{KEY}", form=page.filled | SIGNED)
    assert again.answer.location == f"/entered/{book.entries}"


def test_a_tie_is_chosen_in_words_and_entered(desk, book):
    page = desk.page(f"/relate/{KEY}")
    assert page.all("//fieldset//label")[2] == "restates … (the money counts once, in the record that is restated)"
    answer = posted(desk, f"/relate/{KEY}", kind="related_to", target=OTHER)

    assert answer.answer.location == f"/entered/{book.entries}"
    assert [(it.kind, it.target) for it in find_record(book, KEY).relations][-1] == ("related_to", OTHER)


@pytest.mark.parametrize(
    ("kind", "target", "said"),
    [
        ("", OTHER, "expected one of"),
        ("related_to", "gbr-ukr-2025-06-02-9", "gbr-ukr-2025-06-02"),
        ("related_to", "", "expected the id of a commitment"),
    ],
)
def test_what_is_no_tie_is_told(desk, book, kind, target, said):
    entries = book.entries
    page = posted(desk, f"/relate/{KEY}", kind=kind, target=target)

    assert page.answer.status == 422
    assert said in page.main
    assert book.entries == entries


@pytest.mark.parametrize("action", ["withdraw", "restore", "relate"])
def test_a_record_that_never_was_has_no_form(desk, action):
    assert desk.page(f"/{action}/nobody").answer.status == 404


def test_a_form_that_is_sent_twice_decides_once(desk, book):
    filled = desk.page(f"/withdraw/{KEY}").filled
    first = desk.answer(f"/withdraw/{KEY}", form=filled | SIGNED)
    again = Asking(book.path).answer(f"/withdraw/{KEY}", form=filled | SIGNED)

    assert first.location == again.location == f"/entered/{book.entries}"
    assert [it.revision.action for it in history(book, KEY)].count("withdraw") == 1

"""Amending and correcting in the browser: what changes is shown, and what somebody else changed is not written over."""

import pytest
from asked_pages import Asking
from demonstrated import demo_copied
from made import pledge

from ledger.desk import amend, correct, create_book, find_record, history, relate, withdraw

KEY = "gbr-ukr-2025-06-02-1"
SIGNED = {"_do": "enter", "_author": "Ann", "_reason": "the minister said so"}


@pytest.fixture
def book(tmp_path):
    return demo_copied(tmp_path).book


@pytest.fixture
def desk(book):
    return Asking(book.path, author="root")


def checked(desk, changes, address=f"/amend/{KEY}"):
    """What a browser would post once the form with these changes was checked."""
    form = desk.page(address).filled | changes
    return desk.page(address, form=form | {"_do": "check"})


def test_the_form_shows_the_record_in_words(desk):
    page = desk.page(f"/amend/{KEY}")

    assert page.heading == "Amend: Yearly military and economic assistance to Ukraine"
    filled = page.filled
    assert (filled["donor"], filled["amount"], filled["qualifier"]) == ("United Kingdom", "3 000 000 000 GBP", "")
    assert (filled["term"], filled["every"], filled["end"]) == ("recurring", "year", "")
    assert filled["_seen"] == "3 6"


def test_parties_stand_there_by_their_names_in_the_language_of_the_reader(desk):
    assert desk.page(f"/amend/{KEY}", language="uk").filled["donor"] == "Велика Британія"


@pytest.mark.parametrize("action", ["amend", "correct"])
def test_what_changes_is_shown_with_both_worths_and_enters(desk, book, action):
    address = f"/{action}/{KEY}"
    page = checked(desk, {"amount": "about 4 bn GBP"}, address)

    assert page.answer.status == 200
    assert page.all("//*[@aria-labelledby='changes']//li") == [
        "amount.qualifier: exact → about",
        "amount.value: 3000000000 → 4000000000",
    ]
    worths = dict(
        zip(
            page.all("//*[@aria-labelledby='outlook']//dt"),
            page.all("//*[@aria-labelledby='outlook']//dd"),
            strict=True,
        )
    )
    assert worths["As it stands"].startswith("EUR 3,557,031,064.74")
    assert worths["As it would stand"].startswith("EUR 4,742,708,086.32")
    answer = desk.answer(address, form=page.filled | SIGNED)
    step = history(book, KEY)[-1].revision
    assert answer.location == f"/entered/{step.seq}"
    assert (step.action, step.author, step.reason) == (action, "Ann", "the minister said so")
    assert step.record.stated_amount == "about GBP 4,000,000,000 a year"


def test_a_field_that_is_emptied_is_cleared(desk, book):
    page = checked(desk, {"note": ""})
    desk.answer(f"/amend/{KEY}", form=page.filled | SIGNED)

    assert find_record(book, KEY).note is None


def test_a_sum_that_becomes_unknown_leaves_no_figure_behind(desk, book):
    page = checked(desk, {"amount": "", "qualifier": "undisclosed"})
    desk.answer(f"/amend/{KEY}", form=page.filled | SIGNED)

    assert find_record(book, KEY).amount.model_dump(exclude_none=True) == {"qualifier": "undisclosed"}


def test_a_range_is_changed_as_a_whole(tmp_path):
    book = create_book(tmp_path / "book.db", author="Ann")
    sum_of = {"qualifier": "range", "low": "600000", "high": "700000", "currency": "EUR"}
    book.record([pledge("a/1", amount=sum_of)], author="Ann", reason="x")
    desk = Asking(book.path)
    page = checked(desk, {"amount": "650 000 USD"}, "/correct/a%2F1")
    desk.answer("/correct/a%2F1", form=page.filled | SIGNED)

    assert find_record(book, "a/1").stated_amount == "USD 650,000"


def test_a_form_without_a_change_says_so(desk):
    page = checked(desk, {})

    assert page.answer.status == 422
    assert "found the record as it stands, expected at least one field that differs" in page.main


def test_a_reason_is_asked_for_at_its_field(desk, book):
    entries = book.entries
    page = checked(desk, {"end": "31 March 2031"})
    unsigned = desk.page(f"/amend/{KEY}", form=page.filled | SIGNED | {"_reason": ""})

    assert [fault.partition(":")[0] for fault in unsigned.faults] == ["Why"]
    assert unsigned.tree.xpath("//input[@id='_reason']/@aria-invalid") == ["true"]
    assert unsigned.filled["end"] == "31 March 2031"
    assert book.entries == entries
    assert desk.answer(f"/amend/{KEY}", form=unsigned.filled | SIGNED).location == f"/entered/{entries + 1}"


def test_a_malformed_value_is_told_at_its_field(desk):
    page = checked(desk, {"end": "31 February 2029"})

    assert [fault.partition(":")[0] for fault in page.faults] == ["Until"]
    assert page.filled["end"] == "31 February 2029"


def test_two_clerks_and_one_record_the_second_sees_both_versions_and_loses_nothing(desk, book):
    page = checked(desk, {"title": "Yearly military assistance", "end": "31 March 2031"})
    correct(book, KEY, {"title": "Yearly help", "category": "military"}, author="Bob", reason="read again")
    entries = book.entries
    conflict = desk.page(f"/amend/{KEY}", form=page.filled | SIGNED)

    assert conflict.answer.status == 409
    assert conflict.heading == "This record changed while you were writing"
    assert "Bob entered something on it" in conflict.main
    assert conflict.all("//tbody/tr") == [
        "Title Yearly help Yearly military assistance",
        "Until – 31 March 2031",
        "Category military as it was",
    ]
    assert book.entries == entries

    merged = desk.page(f"/amend/{KEY}", form=conflict.filled | {"_do": "check"})
    assert merged.answer.status == 200
    desk.answer(f"/amend/{KEY}", form=merged.filled | SIGNED)
    record = find_record(book, KEY)
    assert (record.title, str(record.term.end), record.category) == (
        "Yearly military assistance",
        "2031-03-31",
        "military",
    )


def test_two_clerks_and_two_records_are_no_conflict(desk, book):
    page = checked(desk, {"end": "31 March 2031"})
    correct(book, "fra-ukr-2025-06-07-1", {"note": "read again"}, author="Bob", reason="read again")

    assert desk.answer(f"/amend/{KEY}", form=page.filled | SIGNED).location == f"/entered/{book.entries}"


def test_a_tie_that_somebody_made_meanwhile_is_a_conflict(desk, book):
    page = checked(desk, {"end": "31 March 2031"})
    relate(book, "fra-ukr-2025-06-07-1", "related_to", KEY, author="Bob", reason="compared")

    assert desk.answer(f"/amend/{KEY}", form=page.filled | SIGNED).status == 409


def test_a_record_that_was_withdrawn_meanwhile_is_told_to_be_gone(desk, book):
    record = "fra-ukr-2025-06-07-1"
    page = checked(desk, {"note": "x"}, f"/amend/{record}")
    withdraw(book, record, author="Bob", reason="a rumour")
    answer = desk.page(f"/amend/{record}", form=page.filled | SIGNED)

    assert answer.answer.status == 404
    assert "no such record" in answer.main


def test_a_form_that_is_sent_twice_amends_once(desk, book):
    page = checked(desk, {"end": "31 March 2031"})
    first = desk.answer(f"/amend/{KEY}", form=page.filled | SIGNED)
    again = Asking(book.path).answer(f"/amend/{KEY}", form=page.filled | SIGNED)

    assert first.location == again.location
    assert [it.revision.action for it in history(book, KEY)].count("amend") == 1


def test_a_record_that_never_was_has_no_form(desk):
    assert desk.page("/amend/nobody").answer.status == 404


def test_what_somebody_amends_between_is_read_from_the_entry_that_the_form_showed(desk, book):
    page = checked(desk, {"title": "Mine"})
    amend(book, KEY, {"end": "2030-03-31"}, author="Bob", reason="first")
    amend(book, KEY, {"end": "2032-03-31"}, author="Cid", reason="second")
    conflict = desk.page(f"/amend/{KEY}", form=page.filled | SIGNED)

    assert conflict.all("//tbody/tr") == [
        "Title Yearly military and economic assistance to Ukraine Mine",
        "Until 2032-03-31 as it was",
    ]
    assert "Cid entered something on it" in conflict.main

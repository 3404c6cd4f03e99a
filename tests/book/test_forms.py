"""Posted forms: each enters once, and only onto what its page showed; the book says of them no more than that."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import pledge

from ledger.book import Book, FormOutdatedError, FormPostedError, PostedForm, entries_of_form, posted_once, seen_of
from ledger.foundation import Refused

ANN = {"author": "Ann", "reason": "press release"}


def forms_in(book, sql):
    with sql(book.path) as connection:
        return connection.execute("SELECT id, first, last FROM forms ORDER BY id").fetchall()


def test_a_form_enters_once_and_says_what_it_entered(book, sql):
    book.record([pledge("a")], **ANN)
    posted_once(book, PostedForm("one")).record([pledge("b"), pledge("c")], **ANN)

    with pytest.raises(FormPostedError) as posted:
        posted_once(Book.open(book.path), PostedForm("one")).record([pledge("d")], **ANN)
    assert (posted.value.first, posted.value.last) == (2, 3)
    assert [it.id for it in book.records()] == ["a", "b", "c"]
    assert forms_in(book, sql) == [("one", 2, 3)]
    assert (entries_of_form(book, "one"), entries_of_form(book, "two")) == ((2, 3), None)


def test_forms_stand_outside_the_chain_and_verify_accepts_them(book, sql):
    posted_once(book, PostedForm("one")).record([pledge("a")], **ANN)

    assert book.verify() == ()
    assert book.entries == 1
    with sql(book.path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (4,)


def test_a_book_without_forms_keeps_its_version(book, sql):
    book.record([pledge("a")], **ANN)

    with sql(book.path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)


def test_the_index_that_is_made_anew_does_not_take_the_version_back(book, sql):
    posted_once(book, PostedForm("one")).record([pledge("a")], **ANN)
    with sql(book.path) as connection:
        connection.execute("DELETE FROM index_head")
    book.record([pledge("b")], **ANN)

    with sql(book.path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (4,)


def test_what_is_refused_may_be_posted_again_with_the_same_form(book):
    form = PostedForm("one")
    book.record([pledge("a")], **ANN)

    with pytest.raises(Refused):
        posted_once(book, form).record([pledge("a")], **ANN)
    assert posted_once(book, form).record([pledge("b")], **ANN)[0].seq == 2


def test_a_block_that_enters_nothing_leaves_its_form_free(book):
    form = PostedForm("one")
    with posted_once(book, form).writing(**ANN):
        pass

    assert posted_once(book, form).record([pledge("a")], **ANN)[0].seq == 1


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param(lambda book: book.correct(pledge("a", title="Other words"), **ANN), id="the record was changed"),
        pytest.param(lambda book: book.withdraw("c", **ANN), id="a record that names it is gone"),
        pytest.param(lambda book: book.amend(pledge("b", title="Other words"), **ANN), id="the one that it names"),
        pytest.param(
            lambda book: book.record([pledge("e", relations=[{"kind": "restates", "target": "a"}])], **ANN),
            id="one more names it",
        ),
    ],
)
def test_what_changed_meanwhile_on_a_record_or_its_ties_keeps_a_form_out(book, meanwhile):
    ties = [{"kind": "related_to", "target": "b"}]
    book.record([pledge("b"), pledge("a", relations=ties)], **ANN)
    book.record([pledge("c", relations=[{"kind": "related_to", "target": "a"}]), pledge("d")], **ANN)
    form = PostedForm("one", "a", seen_of(book, "a"))
    meanwhile(book)
    entries = book.entries

    with pytest.raises(FormOutdatedError):
        posted_once(book, form).withdraw("a", **ANN)
    assert book.entries == entries


def test_what_others_enter_elsewhere_is_no_conflict(book):
    book.record([pledge("a"), pledge("d")], **ANN)
    form = PostedForm("one", "a", seen_of(book, "a"))
    book.amend(pledge("d", title="Other words"), **ANN)

    assert posted_once(book, form).withdraw("a", **ANN).seq == 4


def test_a_form_on_the_whole_book_is_kept_out_by_any_entry(book):
    book.record([pledge("a")], **ANN)
    form = PostedForm("one", head=book.head)
    book.record([pledge("b")], **ANN)

    with pytest.raises(FormOutdatedError):
        posted_once(book, form).withdraw("a", **ANN)
    assert posted_once(book, PostedForm("two", head=book.head)).withdraw("a", **ANN).seq == 3


def test_a_form_that_names_entries_which_are_not_there_is_named(book, sql):
    posted_once(book, PostedForm("one")).record([pledge("a")], **ANN)
    with sql(book.path) as connection:
        connection.execute("INSERT INTO forms VALUES ('two', 1, 9)")

    (problem,) = book.verify()
    assert (problem.code, str(problem.place)) == ("CHAIN", 'book.db:form "two"')
    assert problem.found == "a form that entered 1 to 9"


def test_a_table_of_forms_that_is_none_of_ours_is_named(book, sql):
    with sql(book.path) as connection:
        connection.execute("CREATE TABLE forms (id TEXT)")

    assert [problem.code for problem in book.verify()] == ["CHAIN"]
    with pytest.raises(Refused):
        posted_once(book, PostedForm("one")).record([pledge("a")], **ANN)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from("abcd"), max_size=12))
def test_however_often_forms_come_back_each_has_entered_once(tmp_path_factory, posts):
    book = Book.create(tmp_path_factory.mktemp("forms") / "book.db")
    for number, form in enumerate(posts):
        with suppress(FormPostedError):
            posted_once(book, PostedForm(form)).record([pledge(f"{form}-{number}")], **ANN)

    assert sorted(it.id[0] for it in book.records()) == sorted(set(posts))

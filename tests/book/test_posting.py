"""What may be posted, and what is refused in which words."""

import pytest
from made import rate_file

from ledger.book import Book
from ledger.foundation import Refused
from ledger.rates import StatedQuotation

ANN = {"author": "Ann", "reason": "press release"}


def refusal(action, *args, **named):
    with pytest.raises(Refused) as refused:
        action(*args, **named)
    return [str(problem) for problem in refused.value.problems]


def test_a_recorded_promise_is_there(book, promise):
    revision = book.record([promise("a")], **ANN)[0]

    assert book.records() == (promise("a"),)
    assert (revision.seq, revision.action, revision.id, revision.author) == (1, "record", "a", "Ann")
    assert book.head == revision.hash


def test_an_id_is_used_once(book, promise, clock):
    book.record([promise("a")], **ANN)
    clock.pass_days(30)

    assert refusal(book.record, [promise("a", title="Another")], **ANN) == [
        (
            'a:id: DUP error: found the id "a", in the book already since 2025-06-10,'
            " expected an id that was never used. Do: amend or correct that record, or choose another id."
        )
    ]


def test_the_id_of_a_withdrawn_record_stays_used(book, promise):
    book.record([promise("a")], **ANN)
    book.withdraw("a", **ANN)

    assert "in the book already since" in refusal(book.record, [promise("a")], **ANN)[0]
    with book.writing(**ANN) as posting:
        assert set(posting.ids) == {"a"}
        assert posting.records() == ()


def test_the_same_record_under_another_id_is_refused(book, promise):
    book.record([promise("a", title="Same")], **ANN)

    same = promise("b", title="Same", amount={"qualifier": "exact", "value": "3000000", "currency": "GBP"})
    assert refusal(book.record, [same], **ANN) == [
        (
            'b: DUP error: found the same in every field as "a", expected a record that is not there under another id.'
            " Do: leave it out, or say in its title or note what sets it apart."
        )
    ]


def test_records_whose_hashes_agree_by_chance_are_two_records(book, promise):
    # For Python's hash of numbers, a quarter is 2 to the power of 59.
    quarter, large = ({"qualifier": "exact", "value": it, "currency": "GBP"} for it in ("0.25", "576460752303423488"))
    same = [promise(key, title="Same", amount=amount) for key, amount in (("a", quarter), ("b", large))]
    assert hash(same[0].amount.value) == hash(same[1].amount.value)

    book.record(same, **ANN)

    again = promise("c", title="Same", amount=large)
    assert 'the same in every field as "b"' in refusal(book.record, [again], **ANN)[0]
    book.withdraw("b", **ANN)
    book.record([again], **ANN)
    assert [it.id for it in book.records()] == ["a", "c"]


def test_a_record_withdrawn_and_restored_in_one_block_is_there_as_it_was_last_stated(book, promise):
    with book.writing(**ANN) as posting:
        posting.record(promise("a", title="First"))
        posting.amend(promise("a", title="Second"))
        posting.withdraw("a")
        posting.record(promise("b", title="First"))
        posting.restore("a")
        assert [it.title for it in posting.records()] == ["Second", "First"]
        with pytest.raises(Refused, match="the same in every field"):
            posting.amend(promise("a", title="First"))

    assert [it.title for it in book.records()] == ["Second", "First"]
    assert book.verify() == ()


def test_the_same_record_may_come_in_after_the_first_was_withdrawn(book, promise):
    book.record([promise("a", title="Same")], **ANN)
    book.withdraw("a", **ANN)
    book.record([promise("b", title="Same")], **ANN)

    assert "the same in every field" in refusal(book.restore, "a", **ANN)[0]


def test_an_import_names_all_duplicates_and_enters_nothing(book, promise):
    book.record([promise("a"), promise("b")], **ANN)

    assert len(refusal(book.record, [promise("a"), promise("new"), promise("b")], **ANN)) == 2
    assert [it.id for it in book.records()] == ["a", "b"]


@pytest.mark.parametrize("action", ["amend", "correct"])
def test_what_is_not_there_cannot_be_stated_anew(book, promise, action):
    book.record([promise("gbr-ukr-1")], **ANN)

    assert refusal(getattr(book, action), promise("gbr-ukr-2"), **ANN) == [
        (
            'gbr-ukr-2: REL error: found "gbr-ukr-2", which is not there,'
            " expected the id of a record, perhaps gbr-ukr-1. Do: check the id, or record it."
        )
    ]


@pytest.mark.parametrize("action", ["amend", "correct"])
def test_an_amended_record_replaces_the_former(book, promise, action):
    book.record([promise("a")], **ANN)

    revision = getattr(book, action)(promise("a", title="New"), **ANN)

    assert (revision.action, book.records()) == (action, (promise("a", title="New"),))


def test_an_amendment_keeps_the_kind_of_record(book, promise, payment):
    book.record([promise("a"), promise("b")], **ANN)

    assert refusal(book.amend, payment("a", of="b"), **ANN) == [
        (
            'a:record: FORM error: found "transaction", expected a commitment.'
            " Do: record it under an id of its own and withdraw this one."
        )
    ]


def test_a_withdrawn_record_is_restored_before_it_is_amended(book, promise):
    book.record([promise("a")], **ANN)
    book.withdraw("a", **ANN)

    assert refusal(book.amend, promise("a", title="New"), **ANN) == [
        'a: REL error: found "a", which was withdrawn, expected a record that is there. Do: restore it first.'
    ]
    assert "which was withdrawn" in refusal(book.withdraw, "a", **ANN)[0]
    book.restore("a", **ANN)
    assert book.records() == (promise("a"),)


def test_only_a_withdrawn_record_is_restored(book, promise):
    book.record([promise("a")], **ANN)

    assert "which is there" in refusal(book.restore, "a", **ANN)[0]
    assert "which was never recorded" in refusal(book.restore, "b", **ANN)[0]


def test_a_record_that_others_need_is_not_withdrawn(book, promise, payment):
    book.record([promise("a"), promise("b", ties=[("part_of", "a")]), payment("a-1", of="a")], **ANN)

    assert refusal(book.withdraw, "a", **ANN) == [
        (
            "a: REL error: found a record that a-1 and b point at, expected a record that no other needs."
            " Do: withdraw these first, or amend them to point at another record."
        )
    ]


def test_related_to_does_not_hold_a_record(book, promise):
    book.record([promise("a"), promise("b", ties=[("related_to", "a")])], **ANN)
    book.withdraw("a", **ANN)

    assert [it.id for it in book.records()] == ["b"]


def test_a_tie_that_was_amended_away_holds_nothing(book, promise):
    book.record([promise("a"), promise("b", ties=[("part_of", "a")])], **ANN)
    book.amend(promise("b"), **ANN)
    book.withdraw("a", **ANN)

    assert [it.id for it in book.records()] == ["b"]


def test_part_and_whole_can_be_withdrawn_in_one_block(book, promise):
    book.record([promise("whole"), promise("part", ties=[("part_of", "whole")])], **ANN)
    with book.writing(**ANN) as posting:
        posting.withdraw("part")
        posting.withdraw("whole")

    assert book.records() == ()


def test_a_record_may_come_before_the_one_it_points_at(book, promise):
    book.record([promise("part", ties=[("part_of", "whole")]), promise("whole")], **ANN)

    assert len(book.records()) == 2


def test_records_that_do_not_fit_together_never_enter(book, promise):
    book.record([promise("a")], **ANN)

    assert (
        "the circle"
        in refusal(book.record, [promise("x", ties=[("part_of", "y")]), promise("y", ties=[("part_of", "x")])], **ANN)[
            0
        ]
    )
    assert "which is not there" in refusal(book.amend, promise("a", ties=[("part_of", "zz")]), **ANN)[0]
    assert book.entries == 1


def test_a_restored_record_must_still_fit(book, promise):
    book.record([promise("whole"), promise("part", ties=[("part_of", "whole")])], **ANN)
    book.withdraw("part", **ANN)
    book.withdraw("whole", **ANN)

    assert "which was withdrawn" in refusal(book.restore, "part", **ANN)[0]


def test_a_refused_posting_leaves_the_rest_of_its_block(book, promise):
    with book.writing(**ANN) as posting:
        posting.record(promise("a"))
        with pytest.raises(Refused):
            posting.record(promise("a", title="Again"))
        posting.record(promise("b"))

    assert [it.id for it in book.records()] == ["a", "b"]
    assert book.verify() == ()


def test_whatever_is_raised_in_a_block_leaves_nothing(book, promise):
    def interrupted():
        with book.writing(**ANN) as posting:
            posting.record(promise("a"))
            posting.add_rates("own", rate_file())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert (book.entries, book.rate_files(), book.verify()) == (0, (), ())


def test_an_empty_block_enters_nothing(book):
    with book.writing(**ANN):
        pass

    assert book.entries == 0


def test_a_posting_ends_with_its_block(book, promise):
    with book.writing(**ANN) as posting:
        pass

    with pytest.raises(RuntimeError, match="has ended"):
        posting.record(promise("a"))
    with pytest.raises(RuntimeError, match="has ended"):
        posting.add_rates("own", rate_file())


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        (StatedQuotation(base="HRYVNIA"), "base"),
        (StatedQuotation(direction="both"), "direction"),
        (StatedQuotation(source="a\0b"), "source"),
    ],
)
def test_what_is_said_of_a_file_of_rates_must_be_possible(book, stated, place):
    assert refusal(book.add_rates, "own", b"1", **ANN, stated=stated)[0].startswith(f"{place}: FX-FEED error")
    assert book.entries == 0


@pytest.mark.parametrize("text", ["", " ", "a\0b", "\ud800", "a\x07", "x" * 5000])
def test_author_and_reason_are_plain_text(book, promise, text):
    assert refusal(book.record, [promise("a")], author=text, reason="r")[0].startswith("author: FORM error")
    assert refusal(book.record, [promise("a")], author="Ann", reason=text)[0].startswith("reason: FORM error")
    assert refusal(book.add_rates, text, b"", **ANN)[0].startswith("name: FORM error")


@pytest.mark.parametrize(
    "changes", [{"title": "a\0b"}, {"title": "\ud800"}, {"announced": "2025-06-02"}, {"donor": ""}, {"term": {}}]
)
@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_a_copy_changed_without_validation_does_not_enter_unread(book, promise, changes):
    faulty = promise("a").model_copy(update=changes)

    assert "FORM error" in refusal(book.record, [faulty], **ANN)[0]


@pytest.mark.parametrize("value", [1e-7, 2 / 3, 0.1 + 0.2, 3, True, "7"])
def test_an_amount_of_a_copy_that_is_no_exact_number_does_not_enter(book, promise, value):
    right = promise("a", amount={"qualifier": "exact", "value": "7", "currency": "EUR"})
    faulty = right.model_copy(update={"amount": right.amount.model_copy(update={"value": value})})

    assert "FORM error" in refusal(book.record, [faulty], **ANN)[0]
    assert book.entries == 0


def test_quotes_and_foreign_scripts_survive(book, promise):
    said = promise("a", title='Пакет "Є"; DROP TABLE entries; -- 🇺🇦', note="a\nb\tc")
    book.record([said], author="Žaneta 'x'", reason="Überprüfung")

    assert Book.open(book.path).records() == (said,)
    assert book.history("a")[0].author == "Žaneta 'x'"


def test_an_entry_carries_the_record_as_it_is_dumped(book, payment, promise):
    book.record([promise("a"), payment("p", of="a")], **ANN)

    assert book.history("p")[0].payload == (
        '{"id":"p","record":{"record":"transaction","id":"p","commitment":"a","type":"disbursement",'
        '"value_date":"2025-07-01","amount":{"qualifier":"undisclosed"},"items":[],"sources":[],"handling":"public"}}'
    )


def test_a_single_record_stands_in_a_list_too(book, promise):
    with pytest.raises(TypeError, match=r"a list of records such as \[record\], even of a single one"):
        book.record(promise("a"), **ANN)


@pytest.mark.parametrize("wrong", [{"id": "b"}, "b", None])
def test_what_is_no_record_is_told_and_nothing_of_its_block_is_entered(book, promise, wrong):
    with pytest.raises(TypeError, match=r"a list of records such as \[record\], not one with"):
        book.record([promise("a"), wrong], **ANN)

    assert book.entries == 0


def test_a_file_of_rates_is_bytes(book):
    with pytest.raises(TypeError, match="data is the bytes of a file of rates"):
        book.add_rates("own", "date,currency,rate", **ANN)

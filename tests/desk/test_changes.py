"""Changes by headings, and differences between two states."""

from decimal import Decimal

import pytest

from ledger.book import Book
from ledger.desk import add_record, amend, correct, history, import_file
from ledger.desk.changes import changed
from ledger.desk.field_changes import differences
from ledger.foundation import Place, Refused
from ledger.records import parse_record

RECORD = parse_record(
    {
        "id": "deu-ukr-1",
        "title": "Aid",
        "donor": "DEU",
        "recipient": "UKR",
        "category": "military",
        "instrument": "grant",
        "stage": "pledge",
        "announced": "2025-06-02",
        "amount": {"qualifier": "exact", "value": "5", "currency": "EUR"},
        "term": {"kind": "one_off"},
        "stated_equivalents": [{"qualifier": "exact", "value": "6", "currency": "USD"}],
        "sources": [{"publisher": "A", "title": "One"}, {"publisher": "B", "title": "Two"}],
        "relations": [{"kind": "related_to", "target": "x"}, {"kind": "fulfils", "target": "y"}],
    },
    Place(record="x"),
).record


def test_a_party_is_found_by_its_name():
    assert changed(RECORD, {"donor": "France"}).donor == "FRA"


def test_a_field_of_the_amount_leaves_the_others():
    assert str(changed(RECORD, {"qualifier": "up_to"}).amount) == "up to EUR 5"


def test_the_first_source_is_reached_and_the_second_stays():
    sources = changed(RECORD, {"source_title": "Uno", "quote": "five euros"}).sources

    assert [(it.publisher, it.title, it.quote) for it in sources] == [("A", "Uno", "five euros"), ("B", "Two", None)]


def test_ties_of_one_kind_are_replaced_and_the_others_stay():
    relations = changed(RECORD, {"related_to": "p; q"}).relations

    assert [(it.kind, it.target) for it in relations] == [("fulfils", "y"), ("related_to", "p"), ("related_to", "q")]


@pytest.mark.parametrize(
    ("cleared", "field"),
    [
        ({"equivalent_amount": "", "equivalent_currency": "", "equivalent_qualifier": ""}, "stated_equivalents"),
        ({"related_to": "", "fulfils": ""}, "relations"),
    ],
)
def test_empty_texts_clear_a_group(cleared, field):
    assert getattr(changed(RECORD, cleared), field) == ()


def test_a_group_that_was_not_there_is_made():
    (item,) = changed(RECORD, {"item": "drones", "quantity": "12"}).items

    assert (item.description, str(item.quantity)) == ("drones", "12")


def test_a_malformed_value_is_told_at_its_heading():
    with pytest.raises(Refused, match="deu-ukr-1:amount: FORM error"):
        changed(RECORD, {"amount": "5,5,5"})


def test_a_change_is_typed_as_in_the_form():
    after = changed(RECORD, {"amount": "up to 2,5 Mrd", "announced": "2. Juni 2025", "category": "Military assistance"})

    assert (after.amount.qualifier, after.amount.value, after.amount.currency) == (
        "up_to",
        Decimal(2500000000),
        RECORD.amount.currency,
    )
    assert (str(after.announced), after.category) == ("2025-06-02", "military")


def test_a_sign_in_a_change_means_the_currency_of_the_record_and_no_other():
    pounds = changed(RECORD, {"currency": "GBP"})

    assert changed(pounds, {"amount": "£2 bn"}).amount.currency == "GBP"
    with pytest.raises(Refused, match="deu-ukr-1:amount: CUR-SYM error"):
        changed(RECORD, {"amount": "£2 bn"})


def test_a_change_to_a_range_takes_the_single_figure_away():
    after = changed(RECORD, {"amount": "2-3 bn"})

    assert (after.amount.qualifier, after.amount.value) == ("range", None)
    assert (after.amount.low, after.amount.high) == (Decimal(2000000000), Decimal(3000000000))


def test_differences_name_what_is_gone_what_is_new_and_what_is_other():
    after = changed(RECORD, {"title": "More", "note": "new", "fulfils": ""})

    assert {(it.field, it.before, it.after) for it in differences(RECORD, after)} == {
        ("title", "Aid", "More"),
        ("note", None, "new"),
        ("relations.2.kind", "fulfils", None),
        ("relations.2.target", "y", None),
    }


def test_history_compares_across_a_withdrawal(book, lines, signed):
    (revision,) = import_file(book, lines({}), **signed).revisions
    book.withdraw(revision.id, **signed)
    book.restore(revision.id, **signed)
    amend(book, revision.id, {"title": "More"}, **signed)

    steps = history(book, revision.id)

    assert [it.revision.action for it in steps] == ["record", "withdraw", "restore", "amend"]
    assert [(it.field, it.before) for it in steps[-1].changes] == [("title", "Aid")]


def test_a_change_that_changes_nothing_is_refused(book, lines, signed):
    (revision,) = import_file(book, lines({}), **signed).revisions

    with pytest.raises(Refused, match="at least one field that differs"):
        correct(book, revision.id, {"title": "Aid"}, **signed)
    assert book.entries == 2


def test_a_numbered_heading_reaches_the_second_source_and_the_worth_of_an_item_its_own_fields():
    worth = {"item": "shells", "item_qualifier": "exact", "item_amount": "5", "item_currency": "EUR"}

    record = changed(RECORD, {"quote_2": "six dollars", "publisher_3": "C", "source_title_3": "Three", **worth})
    cleared = changed(record, {"item_qualifier": "", "item_amount": "", "item_currency": "", "quote_2": ""})

    assert [(it.publisher, it.quote) for it in record.sources] == [("A", None), ("B", "six dollars"), ("C", None)]
    assert [str(it) for it in record.items] == ["shells, EUR 5"]
    assert ([it.amount for it in cleared.items], cleared.sources[1].quote) == ([None], None)


ROW = {
    "title": "Drones",
    "donor": "France",
    "recipient": "Ukraine",
    "category": "military",
    "instrument": "grant",
    "stage": "pledge",
    "announced": "2025-06-07",
    "amount": "€10.0051",
    "term": "one_off",
    "publisher": "A",
    "source_title": "B",
    "quote": "10 euros",
}


def notes(outcome):
    return [str(it) for it in outcome.problems if "smallest unit" in it.found]


def test_digits_below_the_smallest_unit_are_told_at_add_and_where_the_sum_changes(tmp_path):
    book = Book.create(tmp_path / "book.db")
    tail = "finer than the smallest unit, expected at most 2 decimals. Do: look whether the figures were converted or "
    tail += "reckoned by somebody."

    added = add_record(book, ROW, author="Ann", reason="speech")
    key = added.revisions[0].id
    renamed = amend(book, key, {"title": "More drones"}, author="Ann", reason="speech")
    amended = amend(book, key, {"amount": "10.0052"}, author="Ann", reason="speech")
    corrected = correct(book, key, {"amount": "10.05"}, author="Ann", reason="speech")

    assert notes(added) == [f"add:amount: FORM note: found EUR 10.0051, {tail}"]
    assert notes(amended) == [f"{key}:amount.value: FORM note: found EUR 10.0052, {tail}"]
    assert notes(renamed) == notes(corrected) == []

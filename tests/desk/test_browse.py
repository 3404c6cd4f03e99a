"""Records as a person looks through them: what is found, counted and added up, whatever they are."""

from hypothesis import given
from hypothesis import strategies as st
from made import amount, paid, pledge, pledges, report

from ledger.desk import SearchableRecords, View
from ledger.totals import MEASURES, NET_MEASURES


def shelf(*records):
    return SearchableRecords(records, report(*records), ())


@given(st.lists(st.integers(0, 9), unique=True, max_size=4).flatmap(lambda keys: st.tuples(*map(_any, keys))))
def test_all_records_come_to_the_totals_of_the_report(records):
    whole = report(*records)
    totals = SearchableRecords(records, whole, ()).browse(View()).totals

    for measure in set(MEASURES) - NET_MEASURES:
        expected = whole.sums((), measure).get(())
        if expected is not None and expected.records:
            assert totals[measure] == expected


def _any(key):
    return pledges(f"p{key}")


def test_each_word_may_stand_in_another_field():
    found = shelf(pledge("a", title="Howitzers", note="from stock"), pledge("b", title="Howitzers"))

    assert [it.id for it in found.browse(View("stock HOWITZER")).records] == ["a"]


def test_small_and_capital_letters_are_one_also_where_one_is_two():
    assert len(shelf(pledge("a", title="STRASSE")).browse(View("straße")).records) == 1


def test_a_hit_is_shown_around_its_place_and_cut_at_blanks():
    text = f"{'first words ' * 10}howitzers{' last words' * 20}"
    record = shelf(pledge("a", title="Aid", note=text)).get("a")

    pieces = record.context(("howitzer",))

    assert [text for text, is_hit in pieces if is_hit] == ["howitzer"]
    assert (pieces[0][0], pieces[-1][0]) == ("… ", " …")
    assert sum(len(text) for text, _ in pieces) < 130


def test_a_hit_in_a_code_stands_beside_the_title():
    assert shelf(pledge("a")).get("a").context(("in_kind", "grant")) == (
        ("Pledge a", False),
        (" · ", False),
        ("grant", True),
    )


def test_a_promise_has_what_later_happened_to_it_and_who_is_tied_to_it():
    own = shelf(
        pledge("a", stage="commitment"),
        paid("t", "a", amount=amount("2")),
        pledge("b", relations=[{"kind": "related_to", "target": "a"}]),
    )

    assert [it.id for it in own.paid_of("a")] == ["t"]
    assert [(it.id, kind) for it, kind in own.tied_to("a")] == [("b", "related_to")]


def test_a_payment_without_its_promise_is_in_no_total():
    alone = SearchableRecords([paid("t", "gone")], report(pledge("a")), ())

    assert alone.get("t").not_counted == "outside"
    assert alone.browse(View()).totals == {}


def test_returns_are_taken_off_what_was_paid():
    own = shelf(
        pledge("a", stage="commitment", amount=amount("90")),
        paid("t", "a", amount=amount("50")),
        paid("u", "a", type="return", amount=amount("20")),
    )
    totals = own.browse(View("", {"stage": frozenset({"disbursement", "return"})})).totals

    assert {measure: str(it.figures.central) for measure, it in totals.items()} == {
        "disbursements": "EUR 30.00",
        "returns": "EUR 20.00",
    }

from datetime import timedelta

import pytest

from ledger.desk import build_report, candidates, check_book, import_file, relate
from ledger.foundation import Refused


@pytest.fixture
def twice(book, lines):
    """A book with one promise of 5 bn euro that two records hold."""
    import_file(book, lines({"id": "a"}, {"id": "b", "title": "Aid again", "announced": "2025-06-05"}), author="Ann")
    return book


def total(book):
    report = build_report("commitments", book)
    return report.totals["pledges"].figures.central_minor


def test_a_tie_that_restates_takes_the_sum_out_of_the_total_and_the_pair_off_the_list(twice, signed):
    assert [(it.record, it.others) for it in candidates(twice)] == [("b", ("a",))]
    assert total(twice) == 1_000_000_000_000

    outcome = relate(twice, "b", "restates", "a", **signed)

    assert [revision.action for revision in outcome.revisions] == ["correct"]
    assert total(twice) == 500_000_000_000
    assert candidates(twice) == ()


def test_a_window_is_a_length_of_time_and_not_below_nothing(twice):
    assert [it.record for it in candidates(twice, timedelta(days=3))] == ["b"]
    assert candidates(twice, timedelta(days=2)) == ()
    with pytest.raises(TypeError, match=r"within is a timedelta such as timedelta\(days=30\), not the int 30"):
        candidates(twice, 30)
    with pytest.raises(Refused, match=r"^within: FORM error: found -3 days, expected a time of 0 days or more"):
        candidates(twice, timedelta(days=-3))


def test_related_to_leaves_both_in_the_total_and_takes_the_pair_off_the_list(twice, signed):
    relate(twice, "b", "related_to", "a", **signed)

    assert total(twice) == 1_000_000_000_000
    assert candidates(twice) == ()


@pytest.mark.parametrize(
    ("tie", "code"),
    [
        (("b", "repeats", "a"), "FORM"),
        (("b", "restates", "c"), "REL"),
        (("c", "restates", "a"), "REL"),
        (("b", "restates", "b"), "REL"),
        (("b", "fulfils", "a"), "STAGE"),
        (("b", "restates", "no id at all"), "FORM"),
    ],
)
def test_a_tie_that_cannot_hold_changes_nothing(twice, signed, tie, code):
    before = twice.head

    with pytest.raises(Refused) as refused:
        relate(twice, *tie, **signed)

    assert [problem.code for problem in refused.value.problems] == [code]
    assert twice.head == before


def test_the_same_tie_twice_is_refused(twice, signed):
    relate(twice, "b", "restates", "a", **signed)

    with pytest.raises(Refused, match="restates a already"):
        relate(twice, "b", "restates", "a", **signed)


BANK = b"""date,currency,rate,base,direction,unit,source
2025-06-02,USD,1.1419,EUR,units_per_base,1,test bank
"""


@pytest.fixture
def rated(book):
    """A book with a rate of the dollar of 2 June 2025."""
    book.add_rates("bank", BANK, author="Ann", reason="rates")
    return book


def foot(problems):
    return [(str(it.place), it.found) for it in problems if it.code == "FOOT"]


@pytest.mark.parametrize(
    ("currency", "value", "found"),
    [
        ("EUR", "7000000000", "a restatement of EUR 7,000,000,000 of what is EUR 5,000,000,000 (a)"),
        ("USD", "9000000000", "a restatement of USD 9,000,000,000 of what is about USD 5,709,500,000 (a)"),
    ],
)
def test_a_tie_that_swallows_more_than_counts_in_its_place_is_told_at_once_and_by_check(
    rated, lines, currency, value, found
):
    more = {"amount": {"qualifier": "exact", "value": value, "currency": currency}, "title": "Aid again"}
    import_file(rated, lines({"id": "a"}, {"id": "b"} | more), author="Ann")

    assert foot(check_book(rated)) == []
    assert foot(relate(rated, "b", "restates", "a", author="Ann", reason="the same").problems) == [("b:amount", found)]
    assert foot(check_book(rated)) == [("b:amount", found)]


def test_a_file_with_members_above_their_fund_is_told_as_it_enters(rated, lines):
    member = {"relations": [{"kind": "contributes_to", "target": "fund"}]}
    dollars = {"donor": "USA", "amount": {"qualifier": "exact", "value": "4000000000", "currency": "USD"}}
    fund, own = {"id": "fund", "donor": "NATO"}, {"id": "m1", "title": "Share"} | member

    told = import_file(rated, lines(fund, own, {"id": "m2"} | dollars | member), author="Ann").problems

    sums = "contributions of about EUR 8,502,933,707 to a fund of EUR 5,000,000,000 (m1, m2)"
    where = "(fund; m1 is at records.jsonl:2; m2 is at records.jsonl:3)"
    assert foot(told) == [("records.jsonl:1:amount", f"{sums} {where}")]

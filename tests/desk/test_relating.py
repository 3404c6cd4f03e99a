from datetime import timedelta

import pytest

from ledger.desk import build_report, candidates, import_file, relate
from ledger.foundation import Refused


@pytest.fixture
def twice(book, lines):
    """A book with one promise of 5 bn euro that two records hold."""
    import_file(book, lines({"id": "a"}, {"id": "b", "title": "Aid again", "announced": "2025-06-05"}), author="Ann")
    return book


def total(book):
    report = build_report("commitments", book)
    return report.totals["pledges"].figures.central


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
    with pytest.raises(ValueError, match="announcements lie 0 days apart or more, not -3"):
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

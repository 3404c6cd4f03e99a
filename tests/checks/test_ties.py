"""Checks of what people tie together."""

import pytest
from made import pledge

from ledger.checks import check_records


def tied(key, *ties, **fields):
    return pledge(key, relations=[{"kind": kind, "target": target} for kind, target in ties], **fields)


def rel(*records):
    return [(str(it.place), it.found) for it in check_records(records) if it.code == "REL"]


def test_a_second_tie_that_says_otherwise_is_told():
    assert rel(pledge("a"), tied("b", ("restates", "a"), ("tops_up", "a"))) == [
        ("b:relations", "b tops_up a, beside b restates a")
    ]


def test_it_is_told_in_either_direction():
    assert rel(tied("a", ("related_to", "b")), tied("b", ("restates", "a"))) == [
        ("b:relations", "b restates a, beside a related_to b")
    ]


def test_what_is_said_from_both_sides_is_one_tie():
    assert rel(tied("a", ("related_to", "b")), tied("b", ("related_to", "a"))) == []


def test_ties_to_several_records_are_none_to_one():
    assert rel(pledge("a"), pledge("c"), tied("b", ("restates", "a"), ("tops_up", "c"))) == []


@pytest.mark.parametrize("kind", ["part_of", "restates", "supersedes", "tops_up"])
def test_the_money_of_two_donors_is_not_the_same(kind):
    assert rel(pledge("a", donor="GBR"), tied("b", (kind, "a"))) == [
        ("b:relations", f'{kind} "a": DEU and GBR have no donor in common')
    ]


def test_a_joint_donor_and_a_common_fund_are_no_strangers():
    joint = pledge("a", joint_donors=[{"donor": "DEU"}, {"donor": "NLD"}])
    fund = pledge("f", donor="EU")

    assert rel(joint, tied("b", ("part_of", "a"))) == []
    assert rel(fund, tied("b", ("contributes_to", "f"))) == []
    assert rel(pledge("a", donor="GBR"), tied("b", ("related_to", "a"))) == []


def test_a_member_gives_a_part_of_what_its_union_announced():
    union, part = pledge("a", donor="EU"), tied("b", ("part_of", "a"))

    assert rel(union, part) == rel(pledge("a", donor="NATO"), part) == []
    jointly = pledge("b", joint_donors=[{"donor": "DEU"}, {"donor": "NLD"}], relations=part.model_dump()["relations"])
    assert rel(union, jointly) == []
    for other in (
        tied("b", ("part_of", "a"), donor="GBR"),
        tied("b", ("part_of", "a"), donor="HRV", announced="2013-06-30"),
        tied("b", ("restates", "a")),
        pledge("b", joint_donors=[{"donor": "DEU"}, {"donor": "GBR"}], relations=part.model_dump()["relations"]),
    ):
        assert [place for place, _ in rel(union, other)] == ["b:relations"]
    assert rel(union, tied("b", ("part_of", "a"), donor="HRV", announced="2013-07-01")) == []


def test_an_announcement_restates_an_earlier_one():
    july, june = {"announced": "2025-07-10"}, {"announced": "2025-06-02"}

    assert rel(pledge("a", **june), tied("b", ("restates", "a"), **july)) == []
    assert rel(pledge("b", **july), tied("a", ("restates", "b"), **june)) == [
        ("a:relations", 'restates "b", announced on 2025-07-10, after 2025-06-02')
    ]


def test_a_tie_that_is_in_order_hides_none_behind_it():
    assert rel(pledge("a"), pledge("c", donor="GBR"), tied("b", ("restates", "a"), ("tops_up", "c"))) == [
        ("b:relations", 'tops_up "c": DEU and GBR have no donor in common')
    ]


def test_a_part_that_a_member_gives_of_what_its_group_announced_hides_none_behind_it():
    ties = (("part_of", "a"), ("tops_up", "c"))

    assert rel(pledge("a", donor="EU"), pledge("c", donor="GBR"), tied("b", *ties)) == [
        ("b:relations", 'tops_up "c": DEU and GBR have no donor in common')
    ]

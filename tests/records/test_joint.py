"""Joint donors: which shares go together, what each portion is, and how they stand in a row."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import pledge
from pydantic import ValidationError

from ledger.foundation import Place
from ledger.records import JointDonor, cells_of, parse_record, values_of


def problems_of(joint, donor="DEU"):
    values = pledge().model_dump(mode="json", exclude_none=True) | {"donor": donor, "joint_donors": joint}
    return [str(problem) for problem in parse_record(values, Place(file="a.jsonl", row=1)).problems]


def portions(*joint):
    record = pledge(joint_donors=[dict(zip(("donor", "share"), it, strict=False)) for it in joint])
    return [(it.label, Fraction(it.start, it.of), Fraction(it.end, it.of)) for it in record.portions]


def test_known_shares_lie_one_behind_the_other():
    assert portions(("NLD", "1/3"), ("DEU", "50%"), ("BEL", "1/6")) == [
        ("NLD", 0, Fraction(1, 3)),
        ("DEU", Fraction(1, 3), Fraction(5, 6)),
        ("BEL", Fraction(5, 6), 1),
    ]


def test_donors_without_a_share_give_the_rest_together_in_alphabetical_order():
    assert portions(("NLD",), ("DEU", "60%"), ("BEL",)) == [
        ("DEU", 0, Fraction(3, 5)),
        ("BEL + NLD", Fraction(3, 5), 1),
    ]


def test_one_donor_without_a_share_gives_what_the_others_leave():
    assert portions(("DEU",), ("NLD", "12.5%")) == [("NLD", 0, Fraction(1, 8)), ("DEU", Fraction(1, 8), 1)]


def test_a_promise_of_one_donor_has_no_portions():
    assert pledge().portions == ()
    assert pledge().given_by == "DEU"


def test_joint_donors_have_one_label_in_any_order():
    assert pledge(joint_donors=[{"donor": "NLD"}, {"donor": "DEU"}]).given_by == "DEU + NLD"


@pytest.mark.parametrize("share", ["0%", "100%", "60", "0.6", "3/2", "1/0", "-5%", "5 %", "1e1%", "٥%", "1/3\n", ""])
def test_a_share_is_a_percentage_or_a_fraction_below_the_whole(share):
    with pytest.raises(ValidationError):
        JointDonor(donor="DEU", share=share)


def test_a_share_that_is_no_share_is_told_where_it_stands():
    [problem] = problems_of([{"donor": "DEU", "share": "0.6"}, {"donor": "NLD"}])

    assert problem == (
        'a.jsonl:1:joint_donors.0.share: FORM error: found "0.6", expected a share of the whole such as 60% or 1/3. '
        "Do: write the share as 60% or 1/3, or leave it out where nobody says it."
    )


@pytest.mark.parametrize(
    ("joint", "said"),
    [
        (
            [{"donor": "DEU", "share": "60%"}, {"donor": "NLD", "share": "30%"}],
            "FOOT error: found DEU 60%; NLD 30%, together 90 %, expected shares that add up to the whole",
        ),
        (
            [{"donor": "DEU", "share": "33.3%"}, {"donor": "NLD", "share": "2/3"}],
            "FOOT error: found DEU 33.3%; NLD 2/3, together 2999/3000 of the whole, expected shares that add up",
        ),
        (
            [{"donor": "DEU", "share": "60%"}, {"donor": "NLD", "share": "40%"}, {"donor": "BEL"}],
            "FOOT error: found DEU 60%; NLD 40%; BEL, together 100 %, expected known shares that leave something",
        ),
        ([{"donor": "DEU"}], "FORM error: found DEU, expected two joint donors or more, each of them once"),
        ([{"donor": "DEU"}, {"donor": "DEU"}], "FORM error: found DEU; DEU, expected two joint donors or more"),
    ],
)
def test_joint_donors_that_do_not_go_together_are_refused(joint, said):
    [problem] = problems_of(joint)

    assert problem.startswith(f"a.jsonl:1:joint_donors: {said}")


def test_the_donor_is_one_of_the_joint_donors():
    [problem] = problems_of([{"donor": "BEL"}, {"donor": "NLD"}])

    assert problem == (
        "a.jsonl:1: FORM error: found BEL; NLD, expected the donor DEU among the joint donors. "
        "Do: add it there, or name one of the joint donors as the donor."
    )


@pytest.mark.parametrize(
    "cell",
    [
        "Germany 60%; Netherlands 40%",
        "Deutschland: 60 %; NLD: 40 %;",
        "DEU (60%); Holland (40,0 %)",
        "Germany 3/5; Netherlands 40.0%",
    ],
)
def test_one_cell_names_all_joint_donors_as_people_type_them(cell):
    row = cells_of(pledge()) | {"joint_donors": cell}

    assert (
        parse_record(values_of(row), Place()).record.portions
        == pledge(
            joint_donors=[
                {"donor": "DEU", "share": "3/5" if "/" in cell else "60%"},
                {"donor": "NLD", "share": "40.0%" if "0," in cell or ".0" in cell else "40%"},
            ]
        ).portions
    )


def test_a_cell_may_name_joint_donors_without_shares():
    row = cells_of(pledge()) | {"joint_donors": "Germany; Netherlands"}

    assert (
        parse_record(values_of(row), Place()).record.portions
        == pledge(joint_donors=[{"donor": "DEU"}, {"donor": "NLD"}]).portions
    )


def test_what_stands_behind_a_name_and_is_no_share_is_told():
    row = cells_of(pledge()) | {"joint_donors": "Germany 60; Netherlands 40"}

    [first, second] = parse_record(values_of(row), Place(file="a.csv", row=2)).problems
    assert (first.found, second.found) == ('"60"', '"40"')


def test_a_share_below_nothing_is_told_as_a_share():
    row = cells_of(pledge()) | {"joint_donors": "Germany -60%; Netherlands 40%"}

    [problem] = parse_record(values_of(row), Place(file="a.csv", row=2)).problems
    assert (str(problem.place), problem.found) == ("a.csv:2:joint_donors.0.share", '"-60%"')


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=6), st.integers(0, 6))
def test_portions_make_up_the_whole_without_a_gap(weights, known):
    givers = ["DEU", "NLD", "BEL", "FRA", "ITA", "ESP"][: len(weights)]
    shares = [f"{weight}/{sum(weights)}" if number < known else None for number, weight in enumerate(weights)]

    found = portions(*zip(givers, shares, strict=True))

    assert [start for _, start, _ in found] == [0, *(end for _, _, end in found[:-1])]
    assert found[-1][2] == 1
    lengths = {label: end - start for label, start, end in found}
    assert all(
        lengths[giver] == Fraction(weight, sum(weights))
        for giver, weight, share in zip(givers, weights, shares, strict=True)
        if share
    )

"""The tables of the tracker's website as published totals: billions a month, by donor and kind of aid."""

from decimal import Decimal

import pytest

from ledger.foundation import Severity
from ledger.intake import read_published

HEAD = "country,iso,year,month,total,financial,humanitarian,military,commitments,gdp,pct_gdp\n"
ROWS = (
    "Norway,NOR,2023,1,0.5,0.1,0.2,0.2,0.7,500,0.1\n",
    "Norway,NOR,2023,2,0.25,0,0,0.25,0.1,500,0.05\n",
    "Japan,JPN,2023,1,1.25,1,0.25,0,2,5000,0.025\n",
)


@pytest.fixture
def read(tmp_path):
    """Reads a table of totals, given as text."""

    def reading(text):
        (tmp_path / "months.csv").write_text(text, encoding="utf-8")
        return read_published(tmp_path / "months.csv")

    return reading


def test_the_months_of_each_donor_add_up_in_billions_of_euros(read):
    published, problems = read(HEAD + "".join(ROWS))

    assert problems == ()
    assert (published.currency, published.unit, published.measure) == ("EUR", 10**9, "allocations")
    assert (published.total, published.recipients) == (None, ("UKR",))
    assert {row.donor: row.figures for row in published.rows} == {
        "NOR": {
            "financial": Decimal("0.1"),
            "humanitarian": Decimal("0.2"),
            "military": Decimal("0.45"),
            "total": Decimal("0.75"),
        },
        "JPN": {
            "financial": Decimal(1),
            "humanitarian": Decimal("0.25"),
            "military": Decimal(0),
            "total": Decimal("1.25"),
        },
    }


def test_half_a_last_digit_a_month_is_what_rounding_may_differ(read):
    published, _ = read(HEAD + "".join(ROWS))

    # Norway has two months of six decimals of a billion.
    assert published.tolerance == 1000


def test_the_months_of_all_donors_are_a_total(read):
    published, problems = read(
        "year,month,total_allocations,military,financial,humanitarian\n2023,1,1.75,0.2,1.1,0.45\n2023,2,0.25,0.25,0,0\n"
    )

    assert (published.total, published.rows, problems) == (Decimal(2), (), ())


@pytest.mark.parametrize(
    ("row", "place", "found"),
    [
        ("Norway,NOR,2023,3,NA,0,0,0,0,500,0\n", "months.csv:5:total", '"NA" under total'),
        ("Norway,NOR,2023,3,1,0,,0,0,500,0.2\n", "months.csv:5:humanitarian", "nothing under humanitarian"),
        # A million where billions stand.
        ("Norway,NOR,2023,3,500,0,0,0,0,500,0.1\n", "months.csv:5:pct_gdp", "500 of a GDP of 500, and 0.1 %"),
        ("Norway,NOR,2023,1,0.5,0,0,0,0,500,0.1\n", "months.csv:5", '2023-1 of "Norway", as at months.csv:2'),
    ],
)
def test_a_row_that_cannot_be_added_is_told_with_its_value(row, place, found, read):
    published, problems = read(HEAD + "".join(ROWS) + row)

    assert published is None
    assert [(str(it.place), it.found) for it in problems] == [(place, found)]


def test_a_month_below_zero_takes_from_its_donor(read):
    published, _ = read(HEAD + "".join(ROWS) + "Norway,NOR,2023,3,-0.25,0,0,-0.25,0,500,-0.05\n")

    assert published.rows[0].figures["total"] == Decimal("0.5")


SHARES = "country,iso,bilateral_pct_gdp,eu_share_pct_gdp,total_pct_gdp,eu_share_bn\n"


def test_the_shares_of_the_members_are_added_up_to_what_the_union_gives(read):
    published, [problem] = read(f"{SHARES}Malta,MLT,0,1,1,0.25\nSpain,ESP,1,1,2,1.5\n")

    assert [(it.donor, it.figures) for it in published.rows] == [("EU", {"total": Decimal("1.75")})]
    assert (published.total, published.tolerance, published.measure) == (None, 1000, "allocations")
    assert problem.severity is Severity.NOTE
    assert problem.found == "each member's share of what the EU gives, which is in no record of a member"


@pytest.mark.parametrize("share", ["NA", ""])
def test_a_share_that_is_no_number_is_an_error_and_never_nothing(read, share):
    published, [problem] = read(f"{SHARES}Malta,MLT,0,1,1,{share}\nSpain,ESP,1,1,2,1.5\n")

    assert published is None
    assert str(problem.place) == "months.csv:2:eu share bn"


def test_commitments_are_totals_of_a_measure_of_their_own(read):
    published, _ = read(HEAD + "".join(ROWS))

    commitments = published.measured("commitments")

    assert published.measured(None) is published
    assert commitments.measure == "commitments"
    assert {it.donor: it.figures for it in commitments.rows} == {
        "NOR": {"total": Decimal("0.8")},
        "JPN": {"total": Decimal(2)},
    }


def test_a_measure_that_a_file_does_not_state_is_what_it_is_taken_for(read):
    published, _ = read(HEAD + "".join(ROWS))

    assert published.measured("pledges").rows == published.rows


def test_a_month_without_its_commitments_is_an_error(read):
    published, [problem] = read(HEAD + ROWS[0].replace("0.7,500", "NA,500"))

    assert (published, str(problem.place)) == (None, "months.csv:2:commitments")


def test_another_table_is_none_of_the_website(read):
    published, problems = read("country,total,currency\nNorway,5,NOK\n")

    assert (published.measure, problems) == ("commitments", ())


def test_the_two_real_tables_give_one_total(shared_data):
    by_donor, faults = read_published(shared_data / "kiel" / "website_R29" / "data_explorer.csv")
    together, more = read_published(shared_data / "kiel" / "website_R29" / "total_allocations.csv")

    assert (faults, more) == ((), ())
    assert sum(row.figures["total"] for row in by_donor.rows) == together.total == Decimal("358.399501")
    assert sum(row.figures["total"] for row in by_donor.measured("commitments").rows) == Decimal("547.983846")


def test_the_real_shares_come_to_what_the_union_gives(shared_data):
    shares, _ = read_published(shared_data / "kiel" / "website_R29" / "eu_aid_shares.csv")
    by_donor, _ = read_published(shared_data / "kiel" / "website_R29" / "data_explorer.csv")

    [union], [stated] = shares.rows, [it for it in by_donor.rows if it.donor == "EU"]
    apart = abs(union.figures["total"] - stated.figures["total"]) * shares.unit
    assert apart <= shares.tolerance

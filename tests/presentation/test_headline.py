"""What the heading of a document says, each of its sentences on a book where it just holds and where it just fails."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, over, paid, pledge, report, yearly

from ledger.presentation import present
from ledger.presentation.headline import EarlierTotal, finding
from ledger.presentation.language import Language
from ledger.presentation.measured import Measured
from ledger.presentation.numbers import FigureScale
from ledger.totals import Sum
from ledger.valuation import Figures

BY_DONOR = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"], "columns": "year"}


def given_by(donor, millions, qualifier="exact", **fields):
    stated = amount(str(millions * 1_000_000), qualifier=qualifier)
    return pledge(f"{donor.casefold()}-{millions}-{qualifier.replace('_', '-')}", donor=donor, amount=stated, **fields)


def silent(donor="FRA"):
    return pledge(f"{donor.casefold()}-silent", donor=donor, amount={"qualifier": "undisclosed"})


def heading(*records, **fields):
    return plain(present(report(*records, **fields)).finding.text)


def below(*records, **fields):
    return [plain(it.text) for it in present(report(*records, **fields)).stand_first]


def plain(text):
    return text.replace("\xa0", " ")


def changed(before, *records):
    measured = Measured(report(*records, tables=[BY_DONOR]), Language("en"), FigureScale("EUR", 2, "million", 1))
    earlier = EarlierTotal(Sum(Figures(before, before, before), 1, 0), "31 March 2025")
    return plain(finding(measured, earlier).text)


def test_nothing_recorded_is_told_from_no_sum_known():
    only_paid = report(given_by("DEU", 1), tables=[BY_DONOR | {"measure": "disbursements"}])

    assert plain(present(only_paid).finding.text) == "Disbursements: nothing is recorded"
    unrated = pledge("x", amount=amount("5", currency="UAH"))

    assert heading(silent(), tables=[BY_DONOR]) == "Pledges, 2025: no sum is known"
    assert heading(unrated, tables=[BY_DONOR]) == "Pledges, 2025: no sum is converted, for want of a rate"
    assert heading(unrated, silent(), tables=[BY_DONOR]) == "Pledges, 2025: no sum is known or converted"
    assert heading(silent(), given_by("DEU", 1), given_by("FRA", 1), tables=[BY_DONOR]) == (
        "Pledges, 2025: EUR 2.0 million"
    )


def unrated(donor="JPN"):
    return pledge(f"{donor.casefold()}-unrated", donor=donor, amount=amount("5000000", currency="UAH"))


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([silent()], "EUR 2.0 million from 1 of 2 records; the rest has no sum or no rate"),
        ([unrated()], "EUR 2.0 million from 1 of 2 records; the rest has no sum or no rate"),
        ([silent(), unrated()], "EUR 2.0 million from 1 of 3 records; the rest has no sum or no rate"),
        ([silent(), given_by("GBR", 2)], "EUR 4.0 million"),
        ([unrated(), given_by("GBR", 2)], "EUR 4.0 million"),
        (
            [silent(), unrated(), given_by("GBR", 2)],
            "EUR 4.0 million from 2 of 4 records; the rest has no sum or no rate",
        ),
        ([silent(), unrated(), given_by("GBR", 2), given_by("NLD", 2)], "EUR 6.0 million"),
    ],
)
def test_a_total_of_half_of_its_records_or_less_says_of_how_many_it_is(records, expected):
    assert heading(given_by("DEU", 2), *records, tables=[BY_DONOR]) == f"Pledges, 2025: {expected}"


def test_of_how_few_records_a_total_is_comes_before_what_else_could_be_said_of_it():
    """All of it is a ceiling, ten times what it was: a reader must know first that as much again may be missing.

    That it is a ceiling stands beside it.
    """
    records = (given_by("DEU", 2, "up_to"), silent())

    assert changed(20_000_000, *records) == (
        "Pledges, 2025: EUR ≤2.0 million from 1 of 2 records; the rest has no sum or no rate"
    )


def falling_due(start, **fields):
    return given_by("DEU", 5, term=over(start, "2035-12-31"), **fields)


@pytest.mark.parametrize(
    ("start", "expected", "lines"),
    [
        # The horizon of these reports is 31 March 2030, and 1 of the 2,102 days falls on it.
        ("2030-03-31", "Pledges, 2030: EUR 0.0 million", []),
        (
            "2030-04-01",
            "Pledges: nothing falls due up to the horizon",
            ["1 record falls due after the horizon, 31 March 2030, and is in no figure."],
        ),
    ],
)
def test_what_falls_due_after_the_horizon_is_recorded(start, expected, lines):
    assert heading(falling_due(start), tables=[BY_DONOR]) == expected
    assert below(falling_due(start), tables=[BY_DONOR]) == lines


def test_what_falls_due_later_is_told_below_a_total_too_and_only_of_what_it_adds():
    later, sooner = falling_due("2031-01-01"), given_by("FRA", 2)
    silent_later = pledge("s", donor="POL", amount={"qualifier": "undisclosed"}, term=over("2031-01-01", "2031-12-31"))
    firm = falling_due("2031-01-01", stage="commitment")
    told = "{} after the horizon, 31 March 2030, and {} in no figure."

    assert below(sooner, later) == [told.format("1 record falls due", "is")]
    assert below(sooner, later, silent_later) == [told.format("2 records fall due", "are")]
    assert below(sooner, firm) == below(sooner) == []


@pytest.mark.parametrize(
    ("rules", "count"),
    [
        ({"filters": {"donors": ["DEU"]}}, 1),
        ({"filters": {"donors": ["FRA"]}}, 0),
        ({"boundary": {"recipients": ["MDA"]}}, 0),
        ({"horizon": "2031-01-01"}, 0),
    ],
)
def test_what_would_not_count_either_way_is_not_told_as_falling_due_later(rules, count):
    told = below(falling_due("2031-01-01"), given_by("FRA", 2), **rules)

    assert sum("after the horizon" in line for line in told) == count


def test_what_was_superseded_does_not_fall_due_later():
    old, new = (
        falling_due("2031-01-01"),
        given_by("FRA", 2, relations=[{"kind": "supersedes", "target": "deu-5-exact"}]),
    )

    assert below(old, new) == []


@pytest.mark.parametrize(
    ("ceiling", "expected"),
    [
        (2, "Pledges, 2025: EUR 4.0 million, but 2.0 of it is a ceiling, not a sum"),
        (1, "Pledges, 2025: EUR 3.0 million, more than half of it from one donor, Germany"),
    ],
)
def test_a_ceiling_is_told_from_half_of_the_total_on(ceiling, expected):
    assert heading(given_by("DEU", 2), given_by("FRA", ceiling, "up_to"), tables=[BY_DONOR]) == expected


def test_a_wide_range_is_no_ceiling():
    wide = pledge("a", amount={"qualifier": "range", "low": "0", "high": "4000000", "currency": "EUR"})

    assert heading(wide, given_by("FRA", 2), tables=[BY_DONOR]) == "Pledges, 2025: EUR 4.0 million"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (200_000_000, "Pledges, 2025: EUR 2.1 million, 5.0 % more than at the earlier state (31 March 2025)"),
        (200_000_001, "Pledges, 2025: EUR 2.1 million"),
        (221_052_631, "Pledges, 2025: EUR 2.1 million"),
        (221_052_632, "Pledges, 2025: EUR 2.1 million, 5.0 % less than at the earlier state (31 March 2025)"),
        (0, "Pledges, 2025: EUR 2.1 million"),
        (19_090_910, "Pledges, 2025: EUR 2.1 million, 1,000.0 % more than at the earlier state (31 March 2025)"),
        (19_090_909, "Pledges, 2025: EUR 2.1 million"),
    ],
)
def test_a_change_is_told_from_a_twentieth_of_the_earlier_total_on(before, expected):
    halves = (pledge(donor, donor=donor.upper(), amount=amount("1050000")) for donor in ("deu", "fra"))

    assert changed(before, *halves) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # In euros; less than 50,000 reads 0.0 million, and of what was before either rounding may be displayed.
        (99_999, 199_998, "EUR 0.2 million"),
        (100_000, 199_998, "EUR 0.2 million, 100.0 % more than at the earlier state (31 March 2025)"),
        (100_000, 50_000, "EUR 0.1 million, 50.0 % less than at the earlier state (31 March 2025)"),
        (100_000, 49_999, "EUR 0.0 million"),
    ],
)
def test_no_percentage_is_taken_of_what_reads_as_nothing(before, after, expected):
    records = [pledge(donor, donor=donor.upper(), amount=amount(f"{after / 2:.2f}")) for donor in ("deu", "fra")]

    assert changed(before * 100, *records) == f"Pledges, 2025: {expected}"


@pytest.mark.parametrize(
    ("millions", "expected"),
    [
        (2, "Pledges, 2025: EUR 4.0 million"),
        (3, "Pledges, 2025: EUR 5.0 million, more than half of it from one donor, Germany"),
    ],
)
def test_one_donor_is_named_where_he_gives_more_than_half(millions, expected):
    assert heading(given_by("DEU", millions), given_by("FRA", 2), tables=[BY_DONOR]) == expected


@pytest.mark.parametrize(
    "others",
    [
        [silent()],
        [pledge("u", donor="FRA", amount=amount("9", "UAH"))],
        [given_by("FRA", 1, "at_least")],
        [],
    ],
)
def test_one_donor_is_named_only_where_nothing_is_missing_and_there_are_others(others):
    assert heading(given_by("DEU", 5), *others, tables=[BY_DONOR]).startswith("Pledges, 2025: EUR ")
    assert "more than half" not in heading(given_by("DEU", 5), *others, tables=[BY_DONOR])


def test_one_donor_is_named_by_his_lowest_reading():
    certain = (given_by("DEU", 9), given_by("FRA", 2))
    doubtful = (
        pledge("r", amount={"qualifier": "range", "low": "1", "high": "17999999", "currency": "EUR"}),
        certain[1],
    )

    assert heading(*certain, tables=[BY_DONOR]).endswith("more than half of it from one donor, Germany")
    assert heading(*doubtful, tables=[BY_DONOR]) == "Pledges, 2025: EUR 11.0 million"


def test_where_two_donors_give_as_much_none_is_called_the_largest():
    assert "2 donors" not in " ".join(below(given_by("DEU", 3), given_by("FRA", 3)))
    assert "2 donors; the largest stated sum: France, EUR 4.0 million." in below(given_by("DEU", 3), given_by("FRA", 4))


def test_the_largest_stated_sum_says_what_is_missing_from_it():
    assert below(given_by("DEU", 3), given_by("FRA", 4), silent())[0] == (
        "2 donors; the largest stated sum: France, EUR 4.0 .. million."
    )


def test_joint_donors_are_counted_each():
    joint = pledge("j", donor="DEU", joint_donors=[{"donor": "DEU"}, {"donor": "NLD"}], amount=amount("500"))

    assert below(joint, given_by("FRA", 1))[0].startswith("3 donors; the largest stated sum: France, ")


def test_what_was_cancelled_is_told_with_what_is_left():
    taken = paid("t", "deu-5-exact", type="cancellation", amount=amount("2000000"))

    assert below(given_by("DEU", 5), taken) == ["Cancelled of the total: EUR 2.0 million; left: EUR 3.0 million."]


@pytest.mark.parametrize(
    ("whole", "gone", "said"),
    [
        ("5000", "2000", "Cancelled of the total: EUR 2.0 billion; left: EUR 3.0 billion."),
        # 5.66 of 431.34 leave 425.68: apart they would read 5.7, 431.3 and 425.7.
        ("431340", "5663", "Cancelled of the total: EUR 5.7 billion; left: EUR 425.6 billion."),
        ("431340", "30", "Cancelled of the total: EUR 0.03 billion; left: EUR 431.3 billion."),
        # 0.011 of 2.26 leave 2.249: what is cancelled has two digits, of which none says how far 2.2 is from 2.3.
        ("2260", "11", "Cancelled of the total: EUR 0.01 billion; left: EUR 2.2 billion."),
        ("2260", "94", "Cancelled of the total: EUR 0.09 billion; left: EUR 2.2 billion."),
        ("2260", "95", "Cancelled of the total: EUR 0.1 billion; left: EUR 2.2 billion."),
    ],
)
def test_what_was_cancelled_and_what_is_left_add_up_to_the_total(whole, gone, said):
    taken = paid("t", "deu-1", type="cancellation", amount=amount(f"{gone}000000"))
    promised = pledge("deu-1", donor="DEU", amount=amount(f"{whole}000000"))

    assert below(promised, taken) == [said]


def test_cancelled_and_left_are_said_of_the_total_and_not_of_the_donor_who_is_named_before():
    records = (
        given_by("DEU", 5),
        given_by("FRA", 9),
        paid("t", "deu-5-exact", type="cancellation", amount=amount("1000000")),
    )

    assert below(*records)[:2] == [
        "2 donors; the largest stated sum: France, EUR 9.0 million.",
        "Cancelled of the total: EUR 1.0 million; left: EUR 13.0 million.",
    ]


@pytest.mark.parametrize(
    ("displayed", "said"),
    [
        # 119.86 of 342.24 leave 222.38: apart they would read 119.9, 342.2 and 222.4.
        ((), "Cancelled of the total: EUR 119.9 million; left: EUR 222.3 million."),
        (("cancelled_pledges",), "Cancelled of the total: EUR 119.9 million; left: EUR 222.3 million."),
        (("net_pledges",), "Cancelled of the total: EUR 119.8 million; left: EUR 222.4 million."),
        # Tables display both, each rounded in its own: nothing is free to be moved.
        (("cancelled_pledges", "net_pledges"), "Cancelled of the total: EUR 119.9 million; left: EUR 222.4 million."),
    ],
)
def test_of_cancelled_and_left_the_one_that_no_table_displays_is_moved(displayed, said):
    records = (
        pledge("deu-1", donor="DEU", amount=amount("342240000")),
        paid("t", "deu-1", type="cancellation", amount=amount("119860000")),
    )
    tables = [
        BY_DONOR,
        *({"name": it.replace("_", " "), "title": it, "measure": it, "rows": ["donor"]} for it in displayed),
    ]

    assert below(*records, tables=tables) == [said]


@given(st.integers(1, 10**9), st.data())
def test_a_cancellation_takes_of_the_total_what_the_sentence_says(whole, data):
    """In billions with one decimal: what is left is the figure just below or just above the exact one."""
    gone = data.draw(st.integers(0, whole))
    taken = paid("t", "deu-1", type="cancellation", amount=amount(f"{gone + 10**5}000"))
    made = report(pledge("deu-1", donor="DEU", amount=amount(f"{whole + gone + 10**6}000")), taken)
    _, left = next(it for it in present(made).stand_first if it.text.startswith("Cancelled")).figures

    shown = Decimal("".join(re.findall(r"[0-9.]", left.text.replace(",", ""))))
    unit = {"billion": 9, "million": 6}[left.text.split()[-1]]
    assert abs(shown * 10**unit - Decimal(left.exact_minor) / 100) < 10 ** (unit - 1)


def test_a_cancelled_sum_has_its_doubt_and_one_that_nobody_knows_is_no_zero():
    silent = paid("s", "deu-5-exact", type="cancellation", amount={"qualifier": "undisclosed"})
    ceiling = paid("t", "deu-5-exact", type="cancellation", amount=amount("2000000", qualifier="up_to"))

    assert below(given_by("DEU", 5), silent)[0] == "Cancelled of the total, in no figure: 1 undisclosed."
    assert below(given_by("DEU", 5), ceiling)[0] == "Cancelled of the total: EUR ≤2.0 million; left: EUR ~3.0 million."
    assert below(given_by("DEU", 5), silent, ceiling)[0] == (
        "Cancelled of the total: EUR ≤2.0 million, besides 1 undisclosed; left: EUR ~3.0 .. million."
    )


@pytest.mark.parametrize("qualifier", ["exact", "at_least"])
@pytest.mark.parametrize("others", [(), (silent(),)])
def test_what_is_left_is_the_most_only_where_nothing_else_may_add_to_it(qualifier, others):
    """With a sum that nobody states or a lower bound in it, it was called the most all the same."""
    promised = given_by("DEU", 5, qualifier)
    unstated = paid("s", promised.id, type="cancellation", amount={"qualifier": "undisclosed"})
    stated = paid("t", promised.id, type="cancellation", amount=amount("2000000"))
    (said,) = (it for it in below(promised, unstated, stated, *others) if it.startswith("Cancelled"))

    assert said.endswith("at most.") is (qualifier == "exact" and not others)


def test_a_total_that_is_a_ceiling_alone_is_called_one():
    ceiling, other = given_by("DEU", 2, "up_to"), given_by("FRA", 1)

    assert heading(ceiling, tables=[BY_DONOR]) == "Pledges, 2025: up to EUR 2.0 million, a ceiling and not a sum"
    assert heading(ceiling, other, tables=[BY_DONOR]) == (
        "Pledges, 2025: EUR 3.0 million, but 2.0 of it is a ceiling, not a sum"
    )


def test_the_heading_names_the_years_of_its_table():
    records = (given_by("DEU", 2, term=over("2024-01-01", "2026-12-31")), given_by("FRA", 2))

    assert heading(*records, tables=[BY_DONOR]) == "Pledges, 2024 to 2026: EUR 4.0 million"
    assert heading(*records, tables=[{**BY_DONOR, "columns": None}]) == "Pledges: EUR 4.0 million"


def test_below_it_stand_donors_readings_and_what_has_no_end():
    endless = given_by("GBR", 3, term=yearly())

    assert below(endless, given_by("DEU", 2, "at_least"), given_by("FRA", 1, "up_to"), silent("NOR")) == [
        "4 donors; the largest stated sum: United Kingdom, EUR 15.0 million.",
        "At the lowest reading the total is EUR 17.0 million; the highest is open.",
        "1 record has no end and is counted up to 31 March 2030.",
    ]
    assert below(given_by("FRA", 1, "up_to")) == [
        "At the lowest reading the total is EUR 0 million, at the highest EUR 1.0 million."
    ]
    assert below(given_by("FRA", 1)) == below(silent()) == []


@pytest.mark.thorough
@given(st.lists(st.tuples(st.sampled_from(["DEU", "FRA", "GBR"]), st.integers(1, 10**12)), min_size=1, max_size=5))
def test_every_figure_in_a_sentence_stands_there_with_its_exact_sum(given_sums):
    records = [
        pledge(f"k{number}", donor=donor, amount=amount(str(sum_))) for number, (donor, sum_) in enumerate(given_sums)
    ]
    made = present(report(*records, tables=[BY_DONOR]))

    sentences = (made.finding, *made.stand_first, made.chart.description)
    assert all(figure.text in sentence.text for sentence in sentences for figure in sentence.figures)
    total = made.finding.figures[0]
    assert total.exact_minor == 100 * sum(sum_ for _, sum_ in given_sums)

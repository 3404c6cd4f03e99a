from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, euros, paid, pledge, pledges, report
from proving import proven
from pydantic import ValidationError

from ledger.records import Amount
from ledger.totals import DIMENSIONS, Sum, frame, sums
from ledger.valuation import Figures, total


def central(made, measure="pledges"):
    return made.totals[measure].figures.central_minor


def test_pledges_and_commitments_are_never_added_together():
    made = report(pledge("a"), pledge("b", stage="commitment", amount=amount("40")))

    assert (central(made), central(made, "commitments")) == (100_00, 40_00)


def test_a_record_without_a_figure_is_counted_beside_and_not_as_zero():
    made = report(pledge("a"), pledge("b", amount={"qualifier": "undisclosed"}))

    assert (made.totals["pledges"].records, made.totals["pledges"].without_figure) == (1, 1)


def test_at_least_and_up_to_open_the_bounds():
    made = report(
        pledge("a", amount=amount("10", qualifier="at_least")), pledge("b", amount=amount("5", qualifier="up_to"))
    )
    figures = made.totals["pledges"].figures

    assert (figures.low_minor, figures.central_minor, figures.high_minor, figures.open_high) == (
        10_00,
        15_00,
        15_00,
        True,
    )


def test_net_commitments_are_commitments_less_cancellations():
    made = report(pledge("a", stage="commitment"), paid("t", "a", type="cancellation", amount=amount("30")))

    assert central(made, "net_commitments") == 70_00
    assert central(made, "cancelled_commitments") == 30_00


def test_a_cancelled_pledge_takes_nothing_from_the_firm_commitments():
    records = [pledge("a"), pledge("k", stage="commitment", amount=amount("70"))]
    made = report(*records, paid("t", "a", type="cancellation", amount=amount("60")))

    assert central(made, "commitments") == 70_00
    assert "net_commitments" not in made.totals
    assert (central(made, "cancelled_pledges"), central(made, "net_pledges")) == (60_00, 40_00)


@pytest.mark.parametrize("stage", ["allocation", "delivery", "disbursement"])
def test_what_was_set_aside_handed_over_or_paid_is_added_by_itself(stage):
    measure = {"delivery": "deliveries"}.get(stage, f"{stage}s")
    made = report(pledge("a"), paid("t", type=stage, amount=amount("60")), paid("u", type=stage, amount=amount("5")))

    assert (central(made), central(made, measure)) == (100_00, 65_00)


def test_money_that_came_back_is_no_longer_disbursed_and_takes_nothing_from_the_promise():
    payment, back = paid("t", amount=amount("60")), paid("u", type="return", amount=amount("25"))
    made = report(pledge("a"), payment, back)

    assert (central(made, "disbursements"), central(made, "returns")) == (35_00, 25_00)
    assert central(made, "pledges") == 100_00
    assert "net_pledges" not in made.totals


def test_money_that_came_back_has_the_rate_of_its_own_day():
    rates = [euros(("2025-06-02", "USD", "1.00"), ("2025-09-01", "USD", "1.25"))]
    payment = paid("t", amount=amount("100", "USD"))
    back = paid("u", type="return", value_date="2025-09-01", amount=amount("50", "USD"))

    assert central(report(pledge("a"), payment, back, rates=rates), "disbursements") == 60_00


def test_a_return_of_at_least_so_much_is_refused():
    with pytest.raises(ValidationError, match="a return with a known sum"):
        paid("u", type="return", amount=amount("25", qualifier="at_least"))


def test_no_money_involved_is_not_an_unknown_sum():
    made = report(pledge("a", amount={"qualifier": "none"}), pledge("b", amount={"qualifier": "undisclosed"}))

    assert made.totals["pledges"].without_figure == 1
    assert [line.status for line in made.lines] == ["no_money", "no_figure"]


def test_an_up_to_cancellation_lowers_the_low_figure_and_not_the_high_one():
    cancelled = paid("t", "a", type="cancellation", amount=amount("30", qualifier="up_to"))
    figures = report(pledge("a", stage="commitment"), cancelled).totals["net_commitments"].figures

    assert (figures.low_minor, figures.central_minor, figures.high_minor) == (70_00, 70_00, 100_00)


def test_a_frame_shows_none_where_nobody_says_a_sum():
    made = report(pledge("a"), pledge("b", donor="FRA", amount={"qualifier": "undisclosed"}))
    table = frame(sums(made.pieces, ["donor"], "pledges"), ["donor"], "EUR")

    assert table["central"].tolist()[0] == Decimal("100.00")
    assert table["central"].isna().tolist() == [False, True]


def test_a_group_of_nothing_but_missing_sums_stays_missing():
    hidden = {"qualifier": "undisclosed"}
    made = report(pledge("a"), pledge("b", donor="FRA", amount=hidden), pledge("c", donor="FRA", amount=hidden))
    table = frame(sums(made.pieces, ["donor", "year"], "pledges"), ["donor", "year"], "EUR")

    whole = table.groupby("donor")["central"].agg(lambda figures: figures.sum(min_count=1))
    assert whole.isna().to_dict() == {"DEU": False, "FRA": True}
    assert whole["DEU"] == Decimal("100.00")


UNDISCLOSED = {"qualifier": "undisclosed"}


@pytest.mark.parametrize(
    ("term", "missing"),
    [
        ({"kind": "one_off"}, ["2025-Q2"]),
        ({"kind": "one_off", "start": "2025-09-30"}, ["2025-Q3"]),
        ({"kind": "one_off", "start": "2025-10-01"}, []),
        ({"kind": "period", "start": "2024-12-31", "end": "2025-04-01"}, ["2024-Q4", "2025-Q1", "2025-Q2"]),
        ({"kind": "recurring", "start": "2024-11-15", "every": "month", "end": "2025-03-31"}, ["2024-Q4", "2025-Q1"]),
        ({"kind": "recurring", "start": "2025-01-01", "every": "year"}, ["2025-Q1", "2025-Q2", "2025-Q3"]),
    ],
)
def test_a_sum_that_nobody_says_is_missing_in_each_quarter_it_is_owed_in_and_in_the_total_once(term, missing):
    made = report(pledge("a"), pledge("b", amount=UNDISCLOSED, term=term), horizon="2025-09-30")
    found = sums(made.pieces, ["quarter"], "pledges")

    assert [key for (key,), it in found.items() if it.without_figure] == missing
    assert {it.without_figure for it in found.values()} <= {0, 1}
    assert made.totals["pledges"].without_figure == bool(missing)


def test_a_yearly_pledge_that_nobody_puts_a_sum_to_is_missing_in_each_of_its_years():
    term = {"kind": "recurring", "start": "2024-01-01", "every": "year", "end": "2027-12-31"}
    made = report(pledge(amount=UNDISCLOSED, term=term))
    found = sums(made.pieces, ["year"], "pledges")

    assert [(year, it.without_figure) for (year,), it in found.items()] == [(str(it), 1) for it in range(2024, 2028)]
    assert made.tables[0].columns == ("2024", "2025", "2026", "2027")
    assert made.totals["pledges"].without_figure == made.tables[0].total.without_figure == 1


def test_a_part_that_nobody_puts_a_sum_to_is_missing_where_its_envelope_does_not_stand():
    tie = [{"kind": "part_of", "target": "a"}]
    made = report(
        pledge("a", amount=amount("10")),
        pledge("b", amount=UNDISCLOSED, recipient="MDA", relations=tie),
        pledge("c", amount=UNDISCLOSED, relations=tie),
        pledge("d", amount=UNDISCLOSED, announced="2026-02-03", relations=tie),
        pledge("e", amount=UNDISCLOSED, donor="FRA", relations=[{"kind": "restates", "target": "a"}]),
    )

    def missing(dimension):
        return {key: it.without_figure for (key,), it in sums(made.pieces, [dimension], "pledges").items()}

    assert missing("recipient") == {"MDA": 1, "UKR": 0}
    assert missing("year") == {"2025": 0, "2026": 1}
    assert missing("donor") == {"DEU": 0}
    assert made.totals["pledges"].without_figure == 0


def test_a_part_without_a_figure_of_a_sum_without_a_rate_is_told_where_it_stands_alone():
    tie = [{"kind": "part_of", "target": "a"}]
    made = report(
        pledge("a", amount=amount("10", "USD")),
        pledge("b", amount=UNDISCLOSED, recipient="MDA", relations=tie),
        rates=[],
    )
    found = sums(made.pieces, ["recipient"], "pledges")

    assert [(key, it.without_figure, it.not_converted) for (key,), it in found.items()] == [
        ("MDA", 1, 0),
        ("UKR", 0, 1),
    ]
    assert (made.totals["pledges"].without_figure, made.totals["pledges"].not_converted) == (0, 1)


def missing(*records, dimension="recipient"):
    made = report(*records)
    found = sums(made.pieces, [dimension], "pledges")
    return {key: it.without_figure for (key,), it in found.items()}, made.totals["pledges"].without_figure


def tied(key, *ties, **fields):
    return pledge(key, relations=[{"kind": kind, "target": target} for kind, target in ties], **fields)


def test_a_part_of_a_restatement_stands_in_what_that_restates():
    unsaid = tied("q", ("part_of", "r"), amount=UNDISCLOSED)

    assert missing(pledge("e"), tied("r", ("restates", "e")), unsaid) == ({"UKR": 0}, 0)


def test_a_part_of_an_envelope_that_its_parts_use_up_stands_where_these_do():
    whole, used = pledge("e", amount=amount("10")), tied("p", ("part_of", "e"), amount=amount("10"))
    unsaid = tied("q", ("part_of", "e"), amount=UNDISCLOSED)

    assert missing(whole, used, unsaid) == ({"UKR": 0}, 0)
    assert missing(whole, used, unsaid.model_copy(update={"recipient": "MDA"})) == ({"MDA": 1, "UKR": 0}, 0)


@pytest.mark.parametrize("keys", [("e", "f"), ("f", "e")])
def test_a_part_of_two_envelopes_is_missing_where_none_of_them_stands(keys):
    one, other = (pledge(key, recipient=it) for key, it in zip(keys, ("UKR", "MDA"), strict=True))
    unsaid = tied("q", ("part_of", "e"), ("part_of", "f"), amount=UNDISCLOSED, recipient="MDA")

    assert missing(one, other, unsaid) == ({"MDA": 0, "UKR": 0}, 0)
    assert missing(one, other, unsaid.model_copy(update={"recipient": "POL"}))[0] == {"MDA": 0, "POL": 1, "UKR": 0}


def test_a_part_without_a_figure_of_joint_donors_is_missing_of_those_inside_the_boundary():
    shares = [{"donor": "DEU", "share": "60%"}, {"donor": "NLD", "share": "40%"}]
    tie = [{"kind": "part_of", "target": "a"}]
    part = pledge("b", amount=UNDISCLOSED, joint_donors=shares, relations=tie)
    made = report(pledge("a", donor="DEU", amount=amount("10")), part)

    missing = {key: it.without_figure for (key,), it in sums(made.pieces, ["donor"], "pledges").items()}
    assert missing == {"DEU": 0, "NLD": 1}
    inside = report(pledge("a", donor="DEU", amount=amount("10")), part, boundary={"donors": ["DEU"]})
    assert [key for (key,) in sums(inside.pieces, ["donor"], "pledges")] == ["DEU"]
    assert sum(note.text.startswith("b: part of a") for note in made.notes) == 1


@settings(max_examples=25)
@given(pledges(), st.sampled_from(["year", "fiscal_year", "quarter"]))
def test_what_nobody_says_is_missing_where_the_same_promise_with_a_sum_would_stand(record, dimension):
    unknown = record.model_copy(update={"amount": Amount(qualifier="undisclosed")})
    known, unsaid = (sums(report(it).pieces, [dimension], f"{it.stage}s") for it in (record, unknown))

    assert list(known) == list(unsaid)
    assert all((it.records, it.without_figure) == (0, 1) for it in unsaid.values())


def test_names_that_a_spreadsheet_would_confuse_keep_their_own_sums():
    records = [
        pledge(f"r{n}", donor=donor, amount=amount(str(n))) for n, donor in enumerate(["A*", "AB", "ab", ">1"], 1)
    ]
    found = sums(report(*records).pieces, ["donor"], "pledges")

    assert {key[0]: it.figures.central_minor for key, it in found.items()} == {
        "A*": 100,
        "AB": 200,
        "ab": 300,
        ">1": 400,
    }


def test_one_can_reckon_with_the_figures_of_a_frame():
    made = report(pledge("a", amount=amount("30")), pledge("b", donor="GBR", amount=amount("10", "EUR")))
    figures = frame(sums(made.pieces, ["donor"], "pledges"), ["donor"], "EUR").set_index("donor")["central"]

    assert (figures + figures).tolist() == [Decimal(60), Decimal(20)]
    assert (figures["DEU"] - figures["GBR"], figures.diff().tolist()[1]) == (Decimal(20), Decimal(-20))
    assert (figures * 3).tolist() == [Decimal(90), Decimal(30)]
    assert (figures / 4).tolist() == [Decimal("7.5"), Decimal("2.5")]
    assert (figures / figures.sum()).tolist() == [Decimal("0.75"), Decimal("0.25")]


def test_a_frame_of_figures_of_more_than_eighteen_digits_is_exact_too():
    totals = {("DEU",): Sum(Figures(1, 10**18, 10**18), 1, 0), ("GBR",): Sum(Figures(5, 5, 5), 1, 0)}
    figures = frame(totals, ["donor"], "EUR")

    assert figures["central"].tolist() == [Decimal("10000000000000000.00"), Decimal("0.05")]
    assert {str(figures[bound].dtype) for bound in ("low", "central", "high")} == {"decimal128(38, 2)[pyarrow]"}


def test_a_frame_holds_exact_decimals():
    made = report(pledge("a", amount=amount("0.10")), pledge("b", donor="GBR", amount=amount("0.20", "GBP")))
    table = frame(sums(made.pieces, ["donor", "year"], "pledges"), ["donor", "year"], "EUR")

    assert list(table.columns[:5]) == ["donor", "year", "low", "central", "high"]
    assert table["central"].tolist() == [Decimal("0.10"), Decimal("0.24")]
    assert all(isinstance(value, Decimal) for value in table["low"])
    assert str(table["central"].dtype) == "decimal128(18, 2)[pyarrow]"
    assert table["year"].tolist() == [2025, 2025]
    assert table["year"].dtype == "int64"


@pytest.mark.thorough
@settings(max_examples=proven(7, 25))
@given(st.lists(pledges(), min_size=1, max_size=5), st.integers(1, 3))
def test_every_grouping_has_the_same_grand_total(records, size):
    records = [record.model_copy(update={"id": f"r{number}"}) for number, record in enumerate(records)]
    made = report(*records, horizon="2035-12-31")

    assert made.agrees
    for measure, whole in made.totals.items():
        for by in combinations(DIMENSIONS, size):
            assert total(it.figures for it in sums(made.pieces, by, measure).values()) == whole.figures


@pytest.mark.thorough
@settings(max_examples=proven(7, 25))
@given(st.permutations(range(4)), st.lists(pledges(), min_size=4, max_size=4))
def test_the_order_of_records_is_irrelevant(order, records):
    records = [record.model_copy(update={"id": f"r{number}"}) for number, record in enumerate(records)]
    straight = report(*records, horizon="2035-12-31")
    shuffled = report(*(records[place] for place in order), horizon="2035-12-31")

    assert straight == shuffled


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_each_dimension_can_be_rolled_up_alone(dimension):
    made = report(pledge("a"), pledge("b", donor="GBR", recipient="MDA", amount=amount("5", "GBP")))

    assert total(it.figures for it in sums(made.pieces, [dimension], "pledges").values()).central_minor == central(made)

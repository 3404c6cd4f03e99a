"""Stages side by side: columns that add up, what is open, how much was kept and how old the rest is."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from made import amount, paid, pledge, report

from ledger.presentation import Mark, present

STAGES = {"name": "Stages", "title": "Stages by donor", "rows": ["donor"]}


def given_by(donor, millions, stage="commitment", **fields):
    stated = amount(str(int(Decimal(millions) * 10**6)), qualifier=fields.pop("qualifier", "exact"))
    return pledge(f"{donor}-{stage}".casefold(), donor=donor, stage=stage, **({"amount": stated} | fields))


def kept(donor, millions, key="t", **fields):
    stated = amount(str(int(Decimal(millions) * 10**6)))
    return paid(f"{donor}-{key}".casefold(), f"{donor}-commitment".casefold(), amount=stated, **fields)


def table_of(*records, **fields):
    asked = {name: fields.pop(name) for name in ("cutoff",) if name in fields}
    (table,) = present(report(*records, tables=[], stages=[STAGES | fields], **asked)).tables
    return table


def as_text(table):
    return [
        (row.names[0], *(it.text.replace("\xa0", " ") for it in (*table.figures_of(row), *row.extras)))
        for row in table.rows
    ]


def test_each_stage_has_a_column_and_nothing_is_added_across():
    table = table_of(
        given_by("DEU", "10", "pledge"),
        given_by("DEU", "8", announced="2025-10-31"),
        kept("DEU", "2"),
        given_by("FRA", "4", announced="2024-10-31"),
        kept("FRA", "1", type="allocation"),
        given_by("NOR", "3", "pledge"),
    )

    assert table.columns == ("Pledges", "Firm commitments", "Allocations", "Disbursements", "Still open")
    assert table.extra_headings == ("Fulfilled, %", "Mean age of what is open, days")
    assert as_text(table) == [
        ("Germany", "10.0", "8.0", "–", "2.0", "6.0", "25.0", "365"),
        ("France", "–", "4.0", "1.0", "–", "4.0", "0", "730"),
        ("Norway", "3.0", "–", "–", "–", "–", "–", "–"),
        ("Total", "13.0", "12.0", "1.0", "2.0", "10.0", "16.7", "511"),
    ]
    assert not table.has_totals


def test_age_ends_at_the_cutoff():
    table = table_of(given_by("DEU", "8", announced="2025-06-02"), cutoff="2025-06-12")

    assert table.rows[0].extras[1].number == 10


def test_stages_of_which_nothing_is_recorded_are_named_and_have_no_column():
    table = table_of(given_by("DEU", "8"), fulfilled=False, age=False)

    assert table.columns == ("Firm commitments", "Still open")
    assert table.extra_headings == ()
    assert table.remarks == (
        (
            "What is open is reckoned in the currency of each commitment and converted at its rate: "
            "it need not be what is committed less what is paid."
        ),
        "Nothing recorded: Pledges, Allocations, Disbursements.",
    )


def test_of_pledges_alone_nothing_is_fulfilled_and_nothing_has_an_age():
    table = table_of(given_by("DEU", "8", "pledge"), given_by("FRA", "2", "pledge", qualifier="up_to"))

    assert (table.columns, table.extra_headings) == (("Pledges",), ())
    assert as_text(table) == [("Germany", "8.0"), ("France", "≤2.0"), ("Total", "≤10.0"), ("Lowest", "8.0")]


def test_a_table_of_pledges_says_nothing_of_the_firm_commitments_of_its_report():
    table = table_of(given_by("DEU", "8", "pledge"), given_by("DEU", "3", "commitment"), stages=["pledges"])

    assert (table.columns, table.extra_headings, as_text(table)) == (
        ("Pledges",),
        (),
        [("Germany", "8.0"), ("Total", "8.0")],
    )


def test_all_others_are_one_row_of_all_stages():
    donors = ("DEU", "FRA", "GBR", "NOR")
    table = table_of(*(given_by(donor, "0.04", announced="2025-10-31") for donor in donors), kept("NOR", "0.01"), top=1)

    assert as_text(table) == [
        ("France", "0.1", "–", "0.1", "0", "365"),
        ("Others (3)", "0.1", "0.0", "0.1", "8.3", "365"),
        ("Total", "0.2", "0.0", "0.2", "6.3", "365"),
    ]


def test_doubts_and_what_is_missing_stand_beside_each_stage():
    table = table_of(
        given_by("DEU", "8", qualifier="up_to", announced="2025-10-31"),
        kept("DEU", "2"),
        given_by("FRA", "1", amount={"qualifier": "undisclosed"}),
    )

    assert as_text(table) == [
        ("Germany", "≤8.0", "2.0", "≤6.0", "≥25.0", "365"),
        ("France", "..", "–", "..", "..", ".."),
        ("Total", "≤8.0 ..", "2.0", "≤6.0 ..", "≥25.0 ..", "365 .."),
        ("Lowest", "0", "2.0", "0", "", ""),
    ]


def test_a_stage_reads_as_it_does_in_a_table_of_its_own():
    by_donor = {"name": "By donor", "title": "By donor", "measure": "commitments", "rows": ["donor"], "columns": "year"}
    records = [given_by(donor, "0.04") for donor in ("DEU", "FRA", "GBR")]
    donors, stages = present(report(*records, tables=[by_donor], stages=[STAGES])).tables

    assert {row.names: row.total.number for row in donors.rows} == {
        row.names: row.cells[0].number for row in stages.rows
    }


def test_a_table_of_nothing_is_named():
    notes = present(report(stages=[STAGES])).notes

    assert [note.text for note in notes if note.about == "Nothing recorded"] == [
        "No table is made of these: By donor and year; Stages by donor."
    ]


@pytest.mark.parametrize(
    ("promised", "paid_of_it", "shown"),
    [
        ({}, {"amount": {"qualifier": "undisclosed"}}, "≥0"),
        ({}, {"amount": amount("4000000", qualifier="at_least")}, "≥40.0"),
        ({}, {"amount": amount("4000000", qualifier="up_to")}, "≤40.0"),
        ({}, {"amount": {"qualifier": "range", "low": "2000000", "high": "6000000", "currency": "EUR"}}, "~40.0"),
        ({"qualifier": "up_to"}, {"amount": amount("4000000")}, "≥40.0"),
        ({"qualifier": "at_least"}, {"amount": amount("4000000")}, "≤40.0"),
        ({"qualifier": "up_to"}, {"amount": {"qualifier": "undisclosed"}}, "≥0"),
        ({"qualifier": "up_to"}, {"type": "allocation"}, "0"),
        ({"qualifier": "at_least"}, {"type": "allocation"}, "0"),
        ({}, {"amount": amount("4000000")}, "40.0"),
        ({}, {"amount": amount("1")}, "0.0"),
    ],
)
def test_a_percentage_says_whether_more_or_less_may_be_fulfilled(promised, paid_of_it, shown):
    table = table_of(given_by("DEU", "10", **promised), paid("t", "deu-commitment", **paid_of_it))

    assert table.rows[0].extras[0].text == shown
    assert (Mark.UNDER in table.rows[0].extras[0].marks) == (shown == "0.0")


def test_the_legend_explains_what_only_percentages_have():
    """Of EUR 10 million nothing at all is paid, and of another 10 million a thousandth of a percent."""
    table = table_of(given_by("DEU", "10"), given_by("FRA", "10"), paid("t", "fra-commitment", amount=amount("100")))

    assert [row.extras[0].text for row in table.rows[:2]] == ["0.0", "0"]
    assert [(it.sign, it.words) for it in table.legend if it.sign != "\N{EN DASH}"] == [
        ("0.0", "less than one displayed unit"),
        ("0", "nothing of it"),
    ]


@pytest.mark.parametrize(
    ("older", "younger", "shown"),
    [
        ("exact", "exact", "548"),
        ("at_least", "exact", "≥548"),
        ("up_to", "exact", "≤548"),
        ("exact", "at_least", "≤548"),
        ("exact", "up_to", "≥548"),
        ("up_to", "up_to", "~548"),
        ("at_least", "at_least", "~548"),
    ],
)
def test_a_mean_age_says_whether_it_may_be_more_or_less(older, younger, shown):
    """Of two equal sums the one is open for 730 days and the other for 365: each has a certain age by itself."""
    table = table_of(
        given_by("DEU", "4", announced="2024-10-31", qualifier=older),
        given_by("FRA", "4", announced="2025-10-31", qualifier=younger),
    )

    ages = [row.extras[1].text for row in table.rows if row.kind in ("row", "total")]
    assert ages == ["365", "730", shown]
    assert shown[:-3] in ("", *(entry.sign for entry in table.legend))


def test_of_what_a_payment_without_a_sum_may_have_closed_the_age_counts_less():
    """So the mean may be that of the others: more, since they are older."""
    promised = (given_by("DEU", "4", announced="2024-10-31"), given_by("FRA", "4", announced="2025-10-31"))
    table = table_of(*promised, paid("t", "fra-commitment", amount={"qualifier": "undisclosed"}))

    assert [row.extras[1].text for row in table.rows] == ["365", "730", "≥548", ""]


def committed_and_open(firm):
    """Each donor's commitment in a category, and what is paid of it, in thousands of euros."""
    records = []
    for number, (donor, category, promised, given_of_it) in enumerate(firm):
        fields = {"donor": donor, "category": category, "stage": "commitment"}
        records.append(pledge(f"k{number}", amount=amount(f"{promised}000"), **fields))
        if given_of_it:
            records.append(paid(f"p{number}", f"k{number}", amount=amount(f"{given_of_it}000")))
    by_category = {**STAGES, "name": "By category", "rows": ["category"]}
    for table in present(report(*records, tables=[], stages=[STAGES, by_category])).tables:
        committed, still_open = (table.columns.index(it) for it in ("Firm commitments", "Still open"))
        for row in table.rows:
            yield row.cells[committed].number or 0, row.cells[still_open].number or 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["DEU", "FRA", "GBR", "NOR"]),
            st.sampled_from(["military", "humanitarian", "financial"]),
            st.integers(1, 200),
            st.sampled_from([0, 0, 1, 5, 10, 20]),
        ),
        min_size=1,
        max_size=6,
    )
)
@example(
    [
        ("GBR", "military", 185, 5),
        ("NOR", "military", 24, 0),
        ("DEU", "humanitarian", 141, 1),
        ("DEU", "military", 134, 10),
    ]
)
def test_no_more_is_open_than_was_committed(firm):
    """In millions with one decimal, by donor and by category: rounded apart, 0.1 was open of a committed 0.0."""
    assert all(still_open <= committed for committed, still_open in committed_and_open(firm))

"""Rows as a definition asks for them: their order, the largest and all others, subtotals, shares, running columns."""

from decimal import Decimal
from random import Random

import pytest
from displayed import faults_of_figures
from every_way import by_brute_force
from made import amount, over, paid, pledge, report
from proving import proven

from ledger.audit import State, bridge
from ledger.presentation import Comparison, present
from ledger.presentation.footing import foot
from ledger.presentation.language import Language
from ledger.presentation.strips import strips_of

DONORS = ("DEU", "FRA", "GBR", "NOR", "POL", "SWE", "USA")
BY_DONOR = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"], "columns": "year"}
KINDS = BY_DONOR | {"name": "Kinds", "rows": ["donor", "category"]}


def given_by(donor, millions, qualifier="exact", **fields):
    key = f"{donor}-{len(fields)}-{fields.get('category', '')}-{millions}".replace(".", "-").casefold()
    return pledge(key, donor=donor, amount=amount(str(int(Decimal(millions) * 10**6)), qualifier=qualifier), **fields)


def undisclosed(donor, **fields):
    return pledge(f"{donor.casefold()}-silent", donor=donor, amount={"qualifier": "undisclosed"}, **fields)


def table_of(*records, **fields):
    (table,) = present(report(*records, tables=[BY_DONOR | fields])).tables
    return table


def as_text(table):
    return [
        (row.kind, *row.names, *(it.text.replace("\xa0", " ") for it in table.figures_of(row))) for row in table.rows
    ]


def names(table):
    return [row.names[0] for row in table.rows]


SIX = [given_by(donor, str(size)) for size, donor in enumerate(("NOR", "DEU", "SWE", "GBR", "USA", "FRA"), start=1)]


@pytest.mark.parametrize(
    ("fields", "order"),
    [
        ({}, ["France", "United States", "United Kingdom", "Sweden", "Germany", "Norway"]),
        ({"sort": "name"}, ["France", "Germany", "Norway", "Sweden", "United Kingdom", "United States"]),
        (
            {"sort": "own", "order": ["USA", "NOR", "POL"]},
            ["United States", "Norway", "France", "United Kingdom", "Sweden", "Germany"],
        ),
        ({"sort": "name", "top": 3}, ["France", "United Kingdom", "United States", "Others (3)"]),
    ],
)
def test_rows_stand_in_the_order_that_is_asked_for(fields, order):
    assert names(table_of(*SIX, **fields)) == [*order, "Total"]


def test_all_others_are_one_row_with_what_they_come_to():
    table = table_of(*SIX, top=2)

    assert as_text(table) == [
        ("row", "France", "6.0", "6.0"),
        ("row", "United States", "5.0", "5.0"),
        ("others", "Others (4)", "10.0", "10.0"),
        ("total", "Total", "21.0", "21.0"),
    ]
    assert [row.share.text for row in table.rows] == ["28.6", "23.8", "47.6", "100.0"]
    assert table.rows[2].total.key.members == tuple(("donor", it) for it in ("DEU", "GBR", "NOR", "SWE"))


def test_a_single_row_is_no_others():
    assert names(table_of(*SIX[:4], top=3)) == ["United Kingdom", "Sweden", "Germany", "Norway", "Total"]


def test_all_others_have_the_marks_of_each_of_them():
    table = table_of(
        given_by("DEU", "50"),
        given_by("FRA", "3", "up_to"),
        given_by("GBR", "3", "at_least"),
        pledge("n", donor="NOR", amount={"qualifier": "range", "low": "1000000", "high": "3000000", "currency": "EUR"}),
        undisclosed("POL"),
        top=1,
    )

    assert as_text(table)[1] == ("others", "Others (4)", "≤≥~8.0 ..", "≤≥~8.0 ..")
    assert (table.rows[1].total.lowest.number, table.rows[1].total.highest.number) == (Decimal("4.0"), Decimal("9.0"))
    assert table.rows[1].in_no_figure == "1 undisclosed"
    assert [entry.sign for entry in table.legend] == ["..", "≤", "≥", "~"]


def test_a_doubt_that_cancels_out_among_all_others_is_none_of_them():
    """An envelope of one donor for Ukraine, of which up to 4 go to Moldova: both are in "Others"."""
    table = table_of(
        pledge("whole", amount=amount("10000000")),
        pledge(
            "part",
            amount=amount("4000000", qualifier="up_to"),
            recipient="MDA",
            relations=[{"kind": "part_of", "target": "whole"}],
        ),
        given_by("USA", "90"),
        given_by("FRA", "1"),
        top=1,
    )

    assert as_text(table)[1] == ("others", "Others (2)", "11.0", "11.0")


def test_subtotals_stand_behind_their_rows_and_in_the_total_once():
    table = table_of(
        given_by("NOR", "5"),
        given_by("NOR", "9", category="humanitarian"),
        given_by("SWE", "10"),
        rows=["donor", "category"],
        columns=None,
        subtotals=True,
    )

    assert as_text(table) == [
        ("row", "Norway", "Humanitarian assistance", "9.0"),
        ("row", "Norway", "Military assistance", "5.0"),
        ("subtotal", "Norway", "Total", "14.0"),
        ("row", "Sweden", "Military assistance", "10.0"),
        ("subtotal", "Sweden", "Total", "10.0"),
        ("total", "Total", "", "24.0"),
    ]
    assert [row.share.text for row in table.rows] == ["37.5", "20.8", "58.3", "41.7", "41.7", "100.0"]


def test_three_dimensions_have_two_levels_of_subtotals_and_others_have_none():
    table = table_of(
        given_by("NOR", "9", recipient="MDA"),
        given_by("NOR", "5"),
        given_by("SWE", "1"),
        given_by("POL", "1"),
        rows=["donor", "category", "recipient"],
        columns=None,
        subtotals=True,
        top=1,
    )

    assert [(row.kind, *row.names) for row in table.rows] == [
        ("row", "Norway", "Military assistance", "Moldova"),
        ("row", "Norway", "Military assistance", "Ukraine"),
        ("subtotal", "Norway", "Military assistance", "Total"),
        ("subtotal", "Norway", "Total", ""),
        ("others", "Others (2)", "", ""),
        ("total", "Total", "", ""),
    ]


def test_a_subtotal_reads_as_the_row_of_the_same_sum_in_another_table():
    made = present(random_report(5, tables=[KINDS | {"subtotals": True}, BY_DONOR]))
    kinds, donors = made.tables

    own = {row.names[0]: row.total.number for row in kinds.rows if row.kind == "subtotal"}
    assert own == {row.names[0]: row.total.number for row in donors.rows if row.kind == "row"}


def test_a_table_without_shares_has_none():
    assert not table_of(*SIX, share=False).has_shares


def test_running_columns_say_how_much_it_is_up_to_their_end():
    table = table_of(
        given_by("DEU", "1", announced="2023-01-01"),
        given_by("DEU", "5", announced="2025-01-01"),
        given_by("FRA", "3", announced="2024-01-01"),
        undisclosed("FRA", announced="2023-01-01"),
        cumulative=True,
        memo=["G7"],
    )

    assert table.columns == ("up to 2023", "up to 2024", "up to 2025")
    assert as_text(table) == [
        ("row", "Germany", "1.0", "1.0", "6.0"),
        ("row", "France", "..", "3.0 ..", "3.0 .."),
        ("total", "Total", "1.0 ..", "4.0 ..", "9.0 .."),
        ("memo", "of which G7 members", "1.0 ..", "4.0 ..", "9.0 .."),
    ]
    assert not table.has_totals


def test_running_columns_grow_by_what_the_annual_table_says():
    """Of 0.04 a year plain rounding would show 0.0, 0.1, 0.1, and 0.0 in each year."""
    made = present(
        report(
            pledge("a", amount=amount("120000"), term=over("2023-01-01", "2025-12-31")),
            pledge("b", donor="FRA", amount=amount("120000"), term=over("2023-01-01", "2025-12-31")),
            tables=[BY_DONOR | {"cumulative": True}, BY_DONOR | {"name": "Annual"}],
        )
    )
    running, annual = ([[it.number for it in row.cells] for row in table.rows] for table in made.tables)

    assert running == [[sum(row[: place + 1]) for place in range(len(row))] for row in annual]


def test_a_chart_of_a_running_table_shows_what_falls_in_each_year():
    made = present(
        report(
            given_by("DEU", "1", announced="2023-01-01"),
            given_by("DEU", "5", announced="2025-01-01"),
            given_by("FRA", "3", announced="2024-01-01"),
            tables=[BY_DONOR | {"cumulative": True}],
        )
    )

    assert [bar.central_minor for bar in made.chart.panels[0].bars] == [100_000_000, 0, 500_000_000]


def test_a_chart_counts_those_in_others_one_by_one():
    donors = ["DEU", "FRA", "GBR", "NOR", "POL", "SWE", "USA", "CAN", "DNK", "NLD", "BEL", "ITA"]
    made = present(
        report(*(given_by(donor, str(50 - n)) for n, donor in enumerate(donors)), tables=[BY_DONOR | {"top": 9}])
    )

    assert [panel.name for panel in made.chart.panels][-1] == "Others (5)"


def test_the_change_of_all_others_is_that_of_those_who_have_no_row_now():
    before = [given_by("DEU", "50"), given_by("FRA", "3"), given_by("GBR", "2"), given_by("POL", "7")]
    after = [given_by("DEU", "50"), given_by("FRA", "4"), given_by("GBR", "2"), given_by("NOR", "1")]
    rules = report(tables=[BY_DONOR | {"top": 1}]).definition
    bridged = bridge(State(rules, made_of(*before)), State(rules, made_of(*after)), ())
    (table,) = present(bridged.closing, comparison=Comparison(bridged, bridged.closing.issued.as_of)).tables

    assert [(row.names[0], row.total.text, row.change.text) for row in table.rows] == [
        ("Germany", "50.0", "0"),
        ("Others (3)", "7.0", "\N{MINUS SIGN}5.0"),
        ("Total", "57.0", "\N{MINUS SIGN}5.0"),
    ]


def made_of(*records):
    from made import material

    return material(*records)


# Held against trying every way, and against adding up


def random_report(seed, records=30, most=11, **fields):
    random = Random(seed)  # noqa: S311 - no secret
    made = []
    for number in range(records):
        start = random.randrange(2020, 2024)
        made.append(
            pledge(
                f"p{number}",
                donor=random.choice(DONORS),
                category=random.choice(["military", "financial"]),
                amount=random.choice([amount, amount, up_to, nothing])(
                    str(random.randrange(10 ** random.randrange(3, most)))
                ),
                announced="2020-01-01",
                term=over(f"{start}-02-01", f"{start + random.randrange(3)}-10-31"),
            )
        )
    return report(*made, **fields)


def up_to(value):
    return amount(value, qualifier="up_to")


def nothing(_value):
    return {"qualifier": "undisclosed"}


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    "fields",
    [
        {"top": 2, "columns": None},
        {"top": 1, "columns": "category"},
        {"rows": ["donor", "category"], "subtotals": True, "columns": None},
        {"rows": ["category", "donor"], "subtotals": True, "columns": None, "top": 1},
        {"rows": ["category"], "columns": "year", "cumulative": True},
    ],
)
def test_each_kind_of_table_is_the_best_of_all_ways(seed, fields):
    made = random_report(seed, records=4, tables=[BY_DONOR | fields])
    flows = tuple(strips_of(made, made.tables[0], Language("en")).flows.values())
    step = 10**6

    while sum(flow.exact % step > 0 for flow in flows) > 15:
        step //= 10
    assert foot(flows, step).shown == by_brute_force(flows, step)


TABLES = [
    BY_DONOR | {"top": 3, "memo": ["EU", "NATO"]},
    KINDS | {"subtotals": True},
    KINDS | {"name": "Top kinds", "rows": ["category", "donor"], "subtotals": True, "top": 1},
    BY_DONOR | {"name": "Running", "cumulative": True, "memo": ["EU"]},
    BY_DONOR | {"name": "Running kinds", "rows": ["category"], "cumulative": True, "top": 1},
]


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(proven(8, 20)))
def test_all_tables_add_up_and_no_figure_has_two_forms(seed):
    made = present(random_report(seed, tables=TABLES))

    assert list(faults_of_figures(made)) == []
    for table in made.tables:
        check_sums(table)


def check_sums(table):
    whole = next(row for row in table.rows if row.kind == "total")
    for place, figure in enumerate(whole.figures):
        leaves = [row for row in table.rows if row.kind in ("row", "others")]
        assert number(figure) == sum(number(row.figures[place]) for row in leaves)
        inside = []
        for row in table.rows:
            if row.kind == "row":
                inside.append(number(row.figures[place]))
            elif row.kind == "subtotal":
                assert number(row.figures[place]) == sum(inside)
                inside = []
    for row in table.rows:
        cells = [number(cell) for cell in row.cells]
        if row.kind in ("lowest", "highest"):
            continue
        if not table.has_totals:
            assert cells == sorted(cells)
            assert cells[-1] == number(row.total)
        elif cells:
            assert sum(cells) == number(row.total)


def number(figure):
    return figure.number or 0


@pytest.mark.parametrize("cumulative", [False, True])
def test_what_came_back_may_make_running_columns_fall(cumulative):
    made = report(
        given_by("DEU", "50", stage="commitment", announced="2023-01-01"),
        paid("a", "deu-2--50", amount=amount("40000000"), value_date="2023-05-02"),
        paid("c", "deu-2--50", type="return", amount=amount("10000000"), value_date="2024-05-02"),
        tables=[BY_DONOR | {"measure": "disbursements", "cumulative": cumulative}],
    )

    assert [it.text for it in present(made).tables[0].rows[0].cells] == [
        "40.0",
        "30.0" if cumulative else "\N{MINUS SIGN}10.0",
    ]


def test_goods_of_which_nobody_says_how_many_are_counted_in_words_as_sums_are():
    """Beside the mark of such a record stood "nothing"."""

    def shells(key, quantity, **fields):
        item = {"description": "shells", "unit": "pieces"} | ({"quantity": quantity} if quantity else {})
        return pledge(key, instrument="in_kind", items=[item], amount={"qualifier": "undisclosed"}, **fields)

    def sent(key, commitment, quantity):
        item = {"description": "shells", "unit": "pieces"} | ({"quantity": quantity} if quantity else {})
        return paid(key, commitment, type="delivery", items=[item], amount={"qualifier": "undisclosed"})

    firm = shells("firm", "12", donor="FRA", stage="commitment")
    silent = [shells(key, None, stage=stage) for key, stage in (("a", "pledge"), ("b", "commitment"))]
    made = report(
        firm,
        *silent,
        sent("t", "b", None),
        sent("u", "firm", "5"),
        tables=[],
        goods=[{"name": "Goods", "title": "Goods", "rows": ["donor"]}],
    )

    (table,) = present(made).tables
    assert [(row.names[0], [it.text for it in row.extras], row.in_no_figure) for row in table.rows] == [
        ("France", ["–", "12", "5", "41.7"], ""),
        ("Germany", ["..", "..", "..", ".."], "3 without a number"),
    ]
    assert present(made, language=Language("de")).tables[0].rows[1].in_no_figure == "3 ohne Anzahl"

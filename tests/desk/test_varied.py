"""A definition with what somebody asks for in its place."""

import json

import pytest
from made import definition, pledge

from ledger.desk import build_report, compare, create_book, report_definitions, varied_report
from ledger.foundation import Refused
from ledger.reporting import Definition, definition_names, definition_of

BY_DONOR = {
    "name": "By donor",
    "title": "By donor",
    "measure": "net_commitments",
    "rows": ["donor"],
    "columns": "year",
    "memo": ["EU"],
    "top": 3,
    "cumulative": True,
}
BOTH = BY_DONOR | {"name": "Both", "rows": ["donor", "category"], "subtotals": True, "cumulative": False}


def test_all_definitions_that_come_along_are_listed():
    assert [it.name for it in report_definitions()] == list(definition_names())


def test_each_measure_has_one_table_by_the_asked_dimensions():
    tables = [BY_DONOR, BOTH, BY_DONOR | {"name": "P", "measure": "pledges"}]
    varied = varied_report(definition(tables=tables), by=["category", "fiscal_year"])

    assert [(it.name, it.title, it.rows, it.columns) for it in varied.tables] == [
        (
            "Net commitments category",
            "Commitments less cancelled ones by category and fiscal year",
            ("category",),
            "fiscal_year",
        ),
        ("Pledges category fiscal y", "Pledges by category and fiscal year", ("category",), "fiscal_year"),
    ]


@pytest.mark.parametrize(
    ("by", "kept"),
    [
        (["donor", "year"], {"memo": ("EU",), "top": 3, "cumulative": True}),
        (["donor", "recipient"], {"memo": ("EU",), "top": 3, "cumulative": False}),
        (["category"], {"memo": (), "top": 3, "cumulative": False}),
        (["year"], {"memo": (), "top": None, "cumulative": False}),
    ],
)
def test_a_table_by_other_dimensions_keeps_what_can_stand_there(by, kept):
    (table,) = varied_report(definition(tables=[BY_DONOR]), by=by).tables

    assert {name: getattr(table, name) for name in kept} == kept


def test_a_single_dimension_goes_down_and_the_last_of_several_across():
    one, three = (
        varied_report(definition(tables=[BOTH]), by=by).tables[0] for by in (["donor"], ["donor", "category", "year"])
    )

    assert (one.rows, one.columns, one.subtotals) == (("donor",), None, False)
    assert (three.rows, three.columns, three.subtotals) == (("donor", "category"), "year", True)


def test_a_report_without_tables_is_cut_by_its_pledges():
    (table,) = varied_report(definition(tables=[]), by=["donor"]).tables

    assert (table.measure, table.title) == ("pledges", "Pledges by donor")


def test_rows_are_sorted_and_joined_as_asked_for():
    tables = [BY_DONOR, {"name": "T", "title": "T", "measure": "pledges", "rows": ["year"]}]
    varied = varied_report(definition(tables=tables), sort=["name"], top=5)
    whole = varied_report(varied, top=0)

    assert [(it.sort, it.top) for it in varied.tables] == [("name", 5), ("name", None)]
    assert [it.top for it in whole.tables] == [0, None]


def test_labels_order_the_tables_that_have_their_dimension_first_and_no_other():
    by_category = {"name": "T", "title": "T", "measure": "pledges", "rows": ["category"], "sort": "name"}
    varied = varied_report(definition(tables=[by_category, BY_DONOR]), sort=["USA", "DEU"])

    assert [(it.sort, it.order) for it in varied.tables] == [("name", ()), ("own", ("USA", "DEU"))]


def test_labels_stand_in_the_order_in_which_they_are_named():
    varied = varied_report(definition(tables=[BY_DONOR]), sort=["USA", "DEU"])

    assert (varied.tables[0].sort, varied.tables[0].order) == ("own", ("USA", "DEU"))


@pytest.mark.parametrize(
    ("sort", "told"),
    [
        ("sizes", 'sort: FORM error: found "sizes", expected size, name, or labels of donor.'),
        ("foo", 'sort: FORM error: found "foo", expected size, name, or labels of donor: the key of a party, perhaps'),
    ],
)
def test_an_order_that_is_none_is_told_with_what_it_may_be(sort, told):
    with pytest.raises(Refused) as refused:
        varied_report(definition(tables=[BY_DONOR]), sort=[sort])

    assert str(refused.value.problems[0]).startswith(told)
    assert refused.value.problems[0].remedy == {"sizes": "write size", "foo": "write FAO"}[sort]


def test_a_group_stands_in_place_of_the_donors_of_the_definition():
    made = definition(filters={"donors": ["SWE"], "categories": ["military"]})
    varied = varied_report(made, groups=["NATO"], since="2024-01-01", decimals=0)

    assert (varied.filters.donors, varied.filters.groups) == ((), ("NATO",))
    assert varied.filters.categories == ("military",)
    assert (str(varied.since), varied.decimals) == ("2024-01-01", 0)


def test_stages_are_cut_by_what_is_not_in_time_and_nothing_is_put_beside_them():
    stages = [
        {"name": "S", "title": "S", "rows": ["donor"], "top": 3},
        {"name": "T", "title": "T", "rows": ["category"]},
    ]
    made = definition(tables=[], stages=stages)
    varied = varied_report(made, by=["recipient", "year"], top=5)

    assert varied.tables == ()
    assert [(it.name, it.title, it.rows, it.top) for it in varied.stages] == [
        ("Stages recipient", "Stages by recipient", ("recipient",), 5)
    ]
    assert varied_report(made, by=["year"]).stages == ()


@pytest.mark.parametrize("name", definition_names())
def test_an_issue_entry_keeps_all_that_a_definition_says(name):
    asked = varied_report(name, groups=["NATO"], since="2024-01-01", top=3, sort=["name"], unit="billion")

    assert definition_of(json.loads(json.dumps(asked.model_dump(mode="json", exclude_none=True)))) == asked


def test_a_fault_has_what_was_asked_for_as_its_place_and_no_other_rule():
    with pytest.raises(Refused) as asked:
        varied_report(definition(), decimals=9)
    with pytest.raises(Refused) as other:
        varied_report(definition(unit="one", decimals=2), currency="JPY")

    places = [str(it.value.problems[0].place) for it in (asked, other)]
    assert places == ["decimals", "report:decimals"]


def test_a_table_is_by_five_dimensions_and_no_more():
    five = ["donor", "category", "instrument", "currency", "year"]

    (table,) = varied_report(definition(tables=[BY_DONOR]), by=five).tables
    assert (table.rows, table.columns) == (tuple(five[:4]), "year")
    with pytest.raises(
        Refused, match="by: FORM error: found 6 dimensions, expected at most 5, the last of them across"
    ):
        varied_report(definition(tables=[BY_DONOR]), by=["recipient", *five])


def test_a_report_is_made_of_a_dict_and_compared_by_it(tmp_path):
    book = create_book(tmp_path / "book.db", author="Ann")
    book.record([pledge()], author="Ann", reason="the first")
    rules = {"name": "mine", "title": "Mine", "currency": "USD", "boundary": {"recipients": ["UKR"]}}

    same = Definition.model_validate(rules)

    assert build_report(rules, book).definition == same
    assert compare(book, "entry:1", report=rules) == compare(book, "entry:1", report=same)


def test_a_dict_is_refused_with_each_key_that_is_wrong():
    with pytest.raises(Refused) as refused:
        varied_report({"name": "mine", "title": "Mine", "currency": "EURO", "horizn": "2030-12-31"})

    assert [str(problem.place) for problem in refused.value.problems] == ["definition:currency", "definition:horizn"]


@pytest.mark.parametrize("given", [None, 5, ["commitments"]])
def test_what_is_no_definition_is_told_with_an_example(given):
    with pytest.raises(
        TypeError, match=r"a name such as 'commitments', the path of a TOML file, a dict or a Definition"
    ):
        varied_report(given)


@pytest.mark.parametrize(("chart", "kept"), [("By donor", None), ("none", "none"), (None, None)])
def test_a_table_that_gives_way_to_others_is_not_drawn_any_more(chart, kept):
    made = definition(tables=[BY_DONOR], chart=chart)

    assert varied_report(made, by=["donor", "quarter"]).chart == kept
    assert varied_report(made, top=1).chart == chart

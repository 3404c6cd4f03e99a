"""Units of goods in kind: kind by kind, stage by stage, exact, and none of them twice."""

from decimal import Decimal

from made import paid, pledge, report

from ledger.presentation import present

GOODS = {"name": "Goods", "title": "Goods by donor", "rows": ["donor"]}


def tanks(quantity="10", unit="pieces", description="Leopard 2 tanks"):
    return {name: it for name, it in (("description", description), ("quantity", quantity), ("unit", unit)) if it}


def given(key="a", *items, **fields):
    return pledge(key, instrument="in_kind", items=list(items), **fields)


def delivered(key, commitment, *items, **fields):
    return paid(key, commitment, type="delivery", items=list(items), **fields)


def table_of(*records, **fields):
    (table,) = present(report(*records, tables=[], goods=[GOODS], **fields)).tables
    return table


def as_text(*records, **fields):
    return [(*row.names, *(extra.text for extra in row.extras)) for row in table_of(*records, **fields).rows]


def test_units_stand_by_stage_with_the_part_that_is_delivered():
    records = [
        given("a", tanks("18")),
        given("b", tanks("12"), stage="commitment"),
        delivered("t", "b", tanks("8")),
        delivered("u", "b", tanks("1.5")),
    ]

    assert as_text(*records) == [("Germany", "Leopard 2 tanks", "pieces", "18", "12", "9.5", "79.2")]


def test_kinds_are_told_apart_by_words_and_units_but_not_by_capitals_and_blanks():
    records = [
        given("a", tanks("1000", "rounds", "155 mm shells"), tanks("3", "tonnes", "155 mm shells")),
        given("b", tanks("500", "Rounds", "155  MM shells")),
    ]

    assert as_text(*records) == [
        ("Germany", "155 mm shells", "rounds", "1,500", "–", "–", "0"),
        ("Germany", "155 mm shells", "tonnes", "3", "–", "–", "0"),
    ]


def test_how_many_nobody_says_is_no_zero_and_has_the_unit_of_the_others():
    records = [given("a", tanks("18")), given("b", tanks(None, None)), given("c", tanks(None, None, "rations"))]
    table = table_of(*records)

    assert [(*row.names, *(extra.text.replace("\xa0", " ") for extra in row.extras)) for row in table.rows] == [
        ("Germany", "Leopard 2 tanks", "pieces", "18 ..", "–", "–", ".."),
        ("Germany", "rations", "–", "..", "–", "–", ".."),
    ]
    assert [entry.sign for entry in table.legend] == ["..", "–"]


def test_an_envelope_does_not_count_the_goods_of_its_parts_again():
    part = {"relations": [{"kind": "part_of", "target": "a"}]}

    assert as_text(given("a", tanks("18")), given("b", tanks("8"), **part))[0][3] == "8"
    assert as_text(given("a", tanks("18")), given("b", **part))[0][3] == "18"


def test_what_is_cancelled_is_taken_from_its_stage_and_money_that_came_back_from_none():
    records = [
        given("a", tanks("18")),
        paid("t", type="cancellation", items=[tanks("3")]),
        paid("u", type="return", items=[tanks("2")]),
    ]

    assert as_text(*records)[0][3:6] == ("15", "–", "–")


def test_goods_of_records_that_do_not_count_are_not_in_it():
    records = [given("a", tanks("18")), given("b", tanks("5"), donor="FRA"), given("c", tanks("7"), donor="UKR")]

    assert as_text(*records, filters={"donors": ["FRA"]}) == [
        ("France", "Leopard 2 tanks", "pieces", "5", "–", "–", "0")
    ]
    assert [row[0] for row in as_text(*records)] == ["France", "Germany"]


def test_joint_donors_stand_together():
    record = given("a", tanks("18"), joint_donors=[{"donor": "DEU", "share": "50%"}, {"donor": "NLD", "share": "50%"}])

    assert as_text(record)[0][0] == "Germany + Netherlands"


def test_units_are_no_money_and_have_no_total():
    table = table_of(given("a", tanks("18")))

    assert (table.columns, table.has_totals, table.unit) == ((), False, "")
    assert [row.kind for row in table.rows] == ["row"]
    assert table.rows[0].extras[0].number == Decimal(18)
    assert table.rows[0].total.exact_minor is None


def test_what_was_cancelled_and_promised_nowhere_is_below_zero():
    firm = given("a", stage="commitment")
    cancelled = paid("t", "a", type="cancellation", items=[tanks("2")])

    assert as_text(firm, cancelled) == [("Germany", "Leopard 2 tanks", "pieces", "–", "\N{MINUS SIGN}2", "–", "–")]

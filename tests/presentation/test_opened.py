"""The records behind each row of a table: they add up to it as it is displayed, and say how they came about."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, definition, euros, material, over, paid, pledge, report, yearly

from ledger.audit import State, bridge
from ledger.book import StatedRecord
from ledger.presentation import Comparison, opened, present
from ledger.records import Lineage
from ledger.reporting import build

BY_DONOR = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"], "columns": "year"}
RATES = [euros(("2025-06-02", "GBP", "0.8434"), ("2025-06-02", "USD", "1.1419"))]


def behind(*records, unit="million", decimals=1, **fields):
    made = report(*records, tables=[BY_DONOR], rates=RATES, **fields)
    presentation = present(made, unit=unit, decimals=decimals)
    return presentation.tables[0], opened(made, presentation, presentation.tables[0])


def plain(pairs):
    return [tuple(part.replace("\xa0", " ") for part in pair) for pair in pairs]


def test_a_record_says_what_was_owed_by_which_rate_and_what_that_is_worth_by_year():
    stated = pledge("a", donor="GBR", amount=amount("1000000", "GBP"), term=yearly("2025-07-01", end="2026-06-30"))
    _, rows = behind(stated)
    (record,) = rows[0]

    assert plain(record.conversion) == [
        ("Announced", "2 June 2025"),
        ("1 July 2025 to 30 June 2026", "GBP 1,000,000"),
        ("Rate GBP", "1 EUR = 0.8434 GBP, 2 June 2025 · test bank · file b1f5492ce7ee"),
        ("Worth", "EUR 1,185,677.02"),
    ]
    assert plain(record.spread) == [("2025", "184 days: EUR 597,711.16"), ("2026", "181 days: EUR 587,965.86")]
    assert (record.title, record.origin) == ("Pledge a", "Record a · Pledge")


@pytest.mark.parametrize(
    ("read_from", "said"),
    [
        ([], ""),
        ([Lineage(file="a.csv", row=1200)], " · read from row 1,200 of a.csv"),
        ([Lineage(file="a.xlsx", sheet="Pledges", row=2)], " · read from row 2 of the sheet Pledges in a.xlsx"),
        ([Lineage(file="a.json", path="[0]")], " · read from [0] in a.json"),
        (
            [Lineage(file="a.csv", row=2), Lineage(file="a.csv", row=3)],
            " · read from row 2 of a.csv · and from 1 more place",
        ),
    ],
)
def test_a_record_names_the_entry_of_the_book_that_states_it_and_whence_it_was_read(read_from, said):
    made = material(pledge("a"), pledge("b", donor="FRA", handling="internal"))
    stated = {it.id: StatedRecord(it, number, tuple(read_from)) for number, it in enumerate(made.records, start=7)}
    shown = build(definition(), replace(made, stated=stated))
    presentation = present(shown)

    assert {key: it.entry for key, it in shown.stated.items()} == {"a": 7}
    ((record,),) = opened(shown, presentation, presentation.tables[0]).values()
    assert record.origin == "Record a · Pledge · entry 7 of the book" + said


def test_equal_instalments_are_told_once():
    stated = pledge("a", donor="GBR", amount=amount("1000000", "GBP"), term=yearly("2025-07-01", end="2027-12-31"))
    _, rows = behind(stated)

    assert plain(rows[0][0].conversion)[1:] == [
        ("1 July 2025 to 30 June 2027", "2 times GBP 1,000,000"),
        ("Rate GBP", "1 EUR = 0.8434 GBP, 2 June 2025 · test bank · file b1f5492ce7ee"),
        ("Worth each", "EUR 1,185,677.02"),
        ("1 July 2027 to 31 December 2027", "GBP 502,732.24"),
        ("Worth", "EUR 596,078.06"),
    ]


def test_what_has_no_sum_or_no_rate_says_so():
    silent = pledge("s", donor="FRA", amount={"qualifier": "undisclosed"})
    unrated = pledge("u", donor="FRA", amount=amount("5", "UAH"))
    _, rows = behind(silent, unrated)

    assert [(it.id, it.total.text, plain(it.conversion)[1:]) for it in rows[0]] == [
        ("s", "..", [("2 June 2025", "no sum is stated")]),
        ("u", "fx", [("2 June 2025", "UAH 5"), ("Worth", "not converted: no rate is near enough")]),
    ]


def test_the_largest_record_stands_first_and_every_row_has_its_own():
    table, rows = behind(
        *(pledge(key, donor="DEU", amount=amount(f"{millions}000000")) for key, millions in (("a", 1), ("b", 7))),
        pledge("c", donor="FRA", amount=amount("9000000")),
    )

    assert [[it.id for it in rows[place]] for place in rows] == [["c"], ["b", "a"]]
    assert [table.rows[place].names for place in rows] == [("France",), ("Germany",)]


def test_all_others_open_the_records_of_everybody_in_them_each_with_its_donor():
    given_by = (("DEU", 9), ("FRA", 2), ("NOR", 4), ("SWE", 1))
    records = [pledge(donor, donor=donor, amount=amount(f"{millions}00000")) for donor, millions in given_by]
    made = report(*records, tables=[BY_DONOR | {"top": 1}])
    presentation = present(made, unit="million", decimals=0)
    rows = opened(made, presentation, presentation.tables[0])

    assert presentation.tables[0].rows[1].total.text == "1"
    assert [(it.beside, it.total.text) for it in rows[1]] == [("Norway", "1"), ("France", "<1"), ("Sweden", "<1")]
    assert rows[0][0].beside == ""


def test_a_row_of_stages_opens_what_was_promised_and_paid_each_below_its_stage():
    promised = pledge("c", stage="commitment", amount=amount("5000000"))
    made = report(
        promised,
        paid("t", "c", amount=amount("2000000")),
        tables=[],
        stages=[{"name": "S", "title": "S", "rows": ["donor"]}],
    )
    presentation = present(made, unit="million")
    (table,) = presentation.tables

    assert table.columns == ("Firm commitments", "Disbursements", "Still open")
    assert [(it.id, it.beside, [cell.text for cell in it.cells]) for it in opened(made, presentation, table)[0]] == [
        ("c", "Commitment", ["5.0", "–", "3.0"]),
        ("t", "Disbursement", ["–", "2.0", "–"]),
    ]


def test_a_row_that_runs_on_opens_records_that_run_on_and_stay_where_nothing_is_added():
    whole = pledge("a", amount=amount("4000000"), term=over("2023-01-01", "2025-12-31"))
    once = [pledge(key, amount=amount("400000"), announced="2024-03-01") for key in ("b", "c")]
    made = report(whole, *once, tables=[BY_DONOR | {"cumulative": True}])
    presentation = present(made, unit="million", decimals=0)
    (table,) = presentation.tables
    records = opened(made, presentation, table)[0]

    assert [cell.text for cell in table.rows[0].cells] == ["1", "3", "5"]
    assert [(it.id, [cell.text for cell in it.cells]) for it in records] == [
        ("a", ["1", "2", "4"]),
        ("b", ["–", "1", "1"]),
        ("c", ["–", "<1", "<1"]),
    ]


def changes_inside(before, after, table=BY_DONOR, decimals=1):
    """Of each row of a table its change, and those of the records inside it."""
    rules = definition(tables=[table])
    bridged = bridge(State(rules, material(*before)), State(rules, material(*after)), ())
    shown = present(bridged.closing, decimals=decimals, comparison=Comparison(bridged, date(2025, 3, 31)))
    rows = opened(bridged.closing, shown, shown.tables[0])
    names = ((place, row.names[0], row.change.text) for place, row in enumerate(shown.tables[0].rows[:-1]))
    changes = {(name, change): [(it.id, it.change.text) for it in rows[place]] for place, name, change in names}
    return shown, changes


def test_a_record_inside_a_row_says_what_it_has_changed_by():
    silent = pledge("s", donor="GBR", amount={"qualifier": "undisclosed"})
    joint = {"donor": "GBR", "joint_donors": [{"donor": it, "share": "1/2"} for it in ("GBR", "FRA")]}
    before = [pledge("old", donor="GBR", amount=amount("4000000")), pledge("j", amount=amount("2000000"), **joint)]
    more, new = pledge("j", amount=amount("6000000"), **joint), pledge("n", donor="GBR", amount=amount("1500000"))
    _, changes = changes_inside(before, [before[0], more, new, silent])

    assert changes == {
        ("United Kingdom", "+3.5\xa0.."): [("old", "0"), ("j", "+2.0"), ("n", "+1.5"), ("s", "..")],
        ("France", "+2.0"): [("j", "+2.0")],
    }


def test_a_record_that_went_from_one_row_to_another_has_changed_what_is_new_in_it():
    before = [pledge("k", donor="GBR", amount=amount("4000000"))]
    _, changes = changes_inside(before, [pledge("k", donor="FRA", amount=amount("4000000"))])

    assert changes == {("France", "+4.0"): [("k", "+4.0")], ("United Kingdom", "\N{MINUS SIGN}4.0"): []}


def test_records_of_all_others_and_of_columns_that_run_on_say_what_they_have_changed_by():
    before = [pledge(donor, donor=donor, amount=amount("1000000")) for donor in ("FRA", "NOR")]
    after = [pledge("DEU", amount=amount("9000000")), before[0], pledge("NOR", donor="NOR", amount=amount("800000"))]
    _, changes = changes_inside(before, after, BY_DONOR | {"top": 1, "cumulative": True})

    others = [("FRA", "0"), ("NOR", "\N{MINUS SIGN}0.2")]
    assert changes == {("Germany", "+9.0"): [("DEU", "+9.0")], ("Others (2)", "\N{MINUS SIGN}0.2"): others}


def test_a_record_inside_a_row_has_changed_by_what_is_said_of_it_where_records_that_moved_stand():
    new = [pledge(key, amount=amount("1500000")) for key in ("a", "b", "c")]
    shown, changes = changes_inside([], new, decimals=0)

    moved = [("a", "+2"), ("b", "+2"), ("c", "+1")]
    assert [(it.id, it.change.text) for it in shown.changes.records] == moved
    assert changes == {("Germany", "+5"): moved}


KINDS = [
    BY_DONOR | {"name": "Top", "top": 1},
    BY_DONOR | {"name": "Running", "cumulative": True, "top": 1},
    BY_DONOR | {"name": "Net", "measure": "net_commitments", "rows": ["category", "donor"], "columns": "quarter"},
    BY_DONOR | {"name": "Totals", "measure": "commitments", "columns": None},
]
STAGES = [{"name": "Stages", "title": "Stages", "rows": ["donor"], "top": 1}]


@st.composite
def dealings(draw):
    """Commitments, some given jointly and some by envelopes with parts, and what was paid and cancelled of them."""
    made = []
    for number in range(draw(st.integers(1, 4))):
        key, value = f"k{number}", draw(st.integers(0, 10**9))
        givers = draw(st.lists(st.sampled_from(["DEU", "FRA", "NOR", "SWE"]), min_size=1, max_size=2, unique=True))
        joint = [{"donor": it, "share": "1/2"} for it in givers] if len(givers) > 1 else []
        stated = amount(str(value), qualifier=draw(st.sampled_from(["exact", "up_to"])))
        term, stage = over("2024-11-01", "2026-02-10"), draw(st.sampled_from(["commitment", "pledge"]))
        made.append(pledge(key, donor=givers[0], joint_donors=joint, amount=stated, term=term, stage=stage))
        part_of = {"relations": [{"kind": "part_of", "target": key}], "donor": givers[0]}
        if draw(st.booleans()):
            made.append(pledge(f"{key}p", stage=stage, amount=amount(str(value // 3)), **part_of))
        kinds = draw(st.sets(st.sampled_from(["disbursement", "cancellation", "allocation"])))
        made += [paid(f"{key}{kind}", key, type=kind, amount=amount(str(value // 4))) for kind in sorted(kinds)]
    return made


@pytest.mark.proof
@given(made=dealings())
def test_the_records_of_every_kind_of_row_add_up_to_each_of_its_figures(made):
    made = report(*made, tables=KINDS, stages=STAGES)
    presentation = present(made, unit="million", decimals=0)

    for table in presentation.tables:
        for place, records in opened(made, presentation, table).items():
            row = table.rows[place]
            for column, cell in enumerate((*row.cells, row.total)):
                figures = [(*it.cells, it.total)[column] for it in records]
                assert sum(it.number or 0 for it in figures) == (cell.number or 0)
                assert sum(it.exact_minor or 0 for it in figures) == (cell.exact_minor or 0)


def test_a_row_opens_whichever_dimension_stands_first():
    made = report(pledge(), tables=[BY_DONOR | {"rows": ["category", "donor"]}])
    presentation = present(made)

    assert [it.id for it in opened(made, presentation, presentation.tables[0])[0]] == ["a"]


GIVEN = st.lists(
    st.tuples(st.sampled_from(["DEU", "FRA"]), st.integers(0, 10**9), st.sampled_from(["exact", "up_to", "at_least"])),
    min_size=1,
    max_size=6,
)


@pytest.mark.proof
@pytest.mark.parametrize("unit", ["one", "thousand", "million"])
@given(sums=GIVEN)
def test_records_add_up_to_their_row_as_it_is_displayed(unit, sums):
    records = [
        pledge(f"k{it}", donor=donor, amount=amount(str(value), qualifier=how), term=over("2024-11-01", "2026-02-10"))
        for it, (donor, value, how) in enumerate(sums)
    ]
    table, rows = behind(*records, unit=unit, decimals=0)

    for place, found in rows.items():
        row = table.rows[place]
        for column, cell in enumerate(row.cells):
            assert sum((it.cells[column].number or Decimal(0)) for it in found) == (cell.number or 0)
        assert sum((it.total.number or Decimal(0)) for it in found) == row.total.number
        assert sum(it.total.exact_minor or 0 for it in found) == row.total.exact_minor


@pytest.mark.parametrize(
    ("promised", "sent", "shown", "legend"),
    [
        ("12", None, "0", [("0", "nothing of it")]),
        ("12", "3", "25.0", []),
        ("4000", "2", "0.1", []),
        ("4001", "2", "0.0", [("0.0", "a share of less than 0.1\xa0%")]),
    ],
)
def test_a_percentage_of_goods_tells_nothing_from_less_than_its_last_digit(promised, sent, shown, legend):
    def tanks(quantity):
        return [{"description": "tanks", "unit": "pieces", "quantity": quantity}]

    records = [pledge("firm", stage="commitment", instrument="in_kind", items=tanks(promised))]
    records += [paid("sent", "firm", type="delivery", items=tanks(sent))] if sent else []
    made = report(*records, tables=[], goods=[{"name": "Goods", "title": "Goods", "rows": ["donor"]}])
    (table,) = present(made).tables

    assert table.rows[0].extras[-1].text == shown
    assert [(it.sign, it.words) for it in table.legend if it.sign != "\N{EN DASH}"] == legend


def test_a_row_of_goods_opens_its_records_with_their_units():
    """What is cancelled is taken away, and how many nobody says is no zero."""

    def tanks(quantity):
        return [{"description": "tanks", "unit": "pieces"} | ({"quantity": quantity} if quantity else {})]

    firm = pledge("firm", stage="commitment", instrument="in_kind", items=tanks("12"), amount=amount("5000000"))
    made = report(
        firm,
        pledge("silent", instrument="in_kind", items=tanks(None), amount={"qualifier": "undisclosed"}),
        pledge("radios", instrument="in_kind", items=[{"description": "radios", "quantity": "7"}]),
        paid("sent", "firm", type="delivery", items=tanks("8"), sources=[{"publisher": "Press", "title": "Sent"}]),
        paid("less", "firm", type="cancellation", items=tanks("2"), amount=amount("1000000")),
        tables=[],
        goods=[{"name": "Goods", "title": "Goods", "rows": ["donor"]}],
    )
    presentation = present(made)
    (table,) = presentation.tables
    rows = opened(made, presentation, table)

    assert [row.names for row in table.rows] == [("Germany", "radios", "–"), ("Germany", "tanks", "pieces")]
    assert [(it.id, it.beside, *(extra.text for extra in it.extras)) for it in rows[1]] == [
        ("firm", "Commitment", "–", "12", "–"),
        ("less", "Cancelled commitment", "–", "\N{MINUS SIGN}2", "–"),
        ("sent", "Delivery", "–", "–", "8"),
        ("silent", "Pledge", "..", "–", "–"),
    ]
    assert [extra.text for extra in table.rows[1].extras] == ["..", "10", "8", "80.0"]
    assert [source.title for source in rows[1][2].sources] == ["Sent"]
    assert plain(rows[1][0].conversion) == [
        ("Announced", "2 June 2025"),
        ("2 June 2025", "EUR 5,000,000"),
        ("Worth", "EUR 5,000,000.00"),
    ]


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (amount("500000"), "EUR 500,000"),
        (amount("500000", qualifier="about"), "EUR 500,000"),
        (amount("500000", qualifier="up_to"), "up to EUR 500,000"),
        (amount("500000", qualifier="at_least"), "at least EUR 500,000"),
        (
            {"qualifier": "range", "low": "600000", "high": "700000", "currency": "EUR"},
            "EUR 600,000 to EUR 700,000; the middle, EUR 650,000, is counted",
        ),
    ],
)
def test_how_sure_a_sum_is_stands_beside_it(stated, said):
    """The middle of a range stood there as if somebody had stated it."""
    _, rows = behind(pledge("a", amount=stated))
    assert plain(rows[0][0].conversion)[1] == ("2 June 2025", said)

    _, rows = behind(pledge("a", amount=stated, term=yearly("2025-06-02", end="2027-06-01")))
    assert plain(rows[0][0].conversion)[1] == ("2 June 2025 to 1 June 2027", f"2 times {said}")


def shared(*donors):
    """The donor of a pledge and those who give it with him, half of it each."""
    return {"donor": donors[0], "joint_donors": [{"donor": it, "share": "1/2"} for it in donors]}


def test_of_joint_donors_each_is_named_with_what_he_owes_and_when():
    """Of two sums on one day nobody knew whose was which, and equal shares read as more instalments."""
    joint = pledge("j", amount=amount("3000000"), term=yearly("2025-07-01", end="2027-06-30"), **shared("GBR", "FRA"))
    _, rows = behind(joint)

    (record,), (same,) = rows[0], rows[1]
    assert plain(record.conversion)[1:] == [
        ("United Kingdom · 1 July 2025 to 30 June 2027", "2 times EUR 1,500,000"),
        ("Worth each", "EUR 1,500,000.00"),
        ("France · 1 July 2025 to 30 June 2027", "2 times EUR 1,500,000"),
        ("Worth each", "EUR 1,500,000.00"),
    ]
    assert plain(record.spread)[:4] == [
        ("United Kingdom · 2025", "184 days: EUR 756,164.38"),
        ("United Kingdom · 2026", "365 days: EUR 1,500,000.00"),
        ("United Kingdom · 2027", "181 days: EUR 743,835.62"),
        ("France · 2025", "184 days: EUR 756,164.38"),
    ]
    assert (same.conversion, same.spread) == (record.conversion, record.spread)


def test_donors_of_whom_nobody_knows_who_gives_how_much_are_named_together():
    thirds = [{"donor": "DNK", "share": "1/3"}, {"donor": "NOR"}, {"donor": "LTU"}]
    _, rows = behind(pledge("j", donor="DNK", amount=amount("100000001"), joint_donors=thirds))

    assert plain(rows[0][0].conversion)[1::2] == [
        ("Denmark · 2 June 2025", "EUR 33,333,333.67"),
        ("Lithuania + Norway · 2 June 2025", "EUR 66,666,667.33"),
    ]
    assert plain(rows[0][0].spread) == [
        ("Denmark · 2025", "1 day: EUR 33,333,333.67"),
        ("Lithuania + Norway · 2025", "1 day: EUR 66,666,667.33"),
    ]


NET = BY_DONOR | {"measure": "net_pledges"}
CANCELLED = BY_DONOR | {"measure": "cancelled_pledges"}


def opened_by_id(*records, table):
    """The opened records of the first row of a table."""
    made = report(*records, tables=[table], rates=RATES)
    shown = present(made, unit="million", decimals=1)
    return {it.id: it for it in opened(made, shown, shown.tables[0])[0]}


@pytest.mark.parametrize(("table", "sign"), [(NET, "\N{MINUS SIGN}"), (CANCELLED, "")])
def test_what_is_cancelled_is_told_in_one_sum_with_its_rate_and_the_sign_of_its_row(table, sign):
    """It had no rate, a piece and a day for each instalment, and the sign of a promise in every table."""
    promise = pledge(donor="GBR", amount=amount("1000000", "GBP"), term=yearly("2025-07-01", end="2028-06-30"))
    gone = paid(type="cancellation", value_date="2025-09-01", amount=amount("1000000", "GBP"))
    record = opened_by_id(promise, gone, table=table)["t"]

    assert record.total.text == f"{sign}1.2"
    assert plain(record.conversion)[1:] == [
        ("1 September 2025", f"GBP {sign}1,000,000"),
        ("Rate GBP", "1 EUR = 0.8434 GBP, 2 June 2025 · test bank · file b1f5492ce7ee"),
        ("Worth", f"EUR {sign}1,185,677.02"),
    ]
    assert plain(record.spread) == [("2025", f"1 day: EUR {sign}1,185,677.02")]


def test_what_joint_donors_cancel_is_told_of_each():
    promise = pledge(amount=amount("3000000"), **shared("GBR", "FRA"))
    record = opened_by_id(promise, paid(type="cancellation", amount=amount("1000000")), table=NET)["t"]

    assert plain(record.conversion)[1::2] == [
        ("United Kingdom · 2 June 2025", "EUR \N{MINUS SIGN}500,000"),
        ("France · 2 June 2025", "EUR \N{MINUS SIGN}500,000"),
    ]


def test_a_cancellation_without_a_rate_says_so_and_one_of_a_range_how_sure_it_is():
    unrated = [pledge(amount=amount("5", "UAH")), paid(type="cancellation", amount=amount("2", "UAH"))]
    assert plain(opened_by_id(*unrated, table=NET)["t"].conversion)[1:] == [
        ("2 June 2025", "UAH \N{MINUS SIGN}2"),
        ("Worth", "not converted: no rate is near enough"),
    ]
    most = paid(type="cancellation", amount=amount("2000000", qualifier="up_to"))
    promise = pledge(amount=amount("3000000"), term=yearly("2025-07-01", end="2027-06-30"))
    said = plain(opened_by_id(promise, most, table=NET)["t"].conversion)[1:]
    assert said == [
        ("2 June 2025", "up to EUR \N{MINUS SIGN}2,000,000"),
        ("Worth", "EUR \N{MINUS SIGN}2,000,000.00"),
    ]


def test_a_cancelled_range_is_told_as_it_was_stated_though_what_is_left_of_the_promise_is_in_doubt():
    """Its ends were those of what it may take of the promise."""
    promise = pledge(amount={"qualifier": "range", "low": "6000000", "high": "7000000", "currency": "EUR"})
    gone = paid(
        type="cancellation", amount={"qualifier": "range", "low": "1000000", "high": "1500000", "currency": "EUR"}
    )
    said = plain(opened_by_id(promise, gone, table=NET)["t"].conversion)[1]

    minus = "EUR \N{MINUS SIGN}"
    assert said == ("2 June 2025", f"{minus}1,000,000 to {minus}1,500,000; the middle, {minus}1,250,000, is counted")


def test_what_came_back_has_the_sign_of_its_row():
    firm = pledge("c", stage="commitment", amount=amount("5000000"))
    sent, back = paid("p", "c", amount=amount("4000000")), paid("r", "c", type="return", amount=amount("1000000"))
    records = opened_by_id(firm, sent, back, table=BY_DONOR | {"measure": "disbursements"})

    assert [(records[key].total.text, plain(records[key].conversion)[-1]) for key in ("p", "r")] == [
        ("4.0", ("Worth", "EUR 4,000,000.00")),
        ("\N{MINUS SIGN}1.0", ("Worth", "EUR \N{MINUS SIGN}1,000,000.00")),
    ]

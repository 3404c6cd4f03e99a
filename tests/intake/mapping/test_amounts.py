"""Several columns of amounts: each cell a record of its own, judged as the cells of a single column are."""

from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.foundation import Severity, errors
from ledger.intake import Options, draft_mapping, read_files, settle

MAPPING = """source = "Ministry"
missing = ["-"]
{lines}
[columns]
id = "No"
donor = "Giver"
title = "What"
announced = "When"
[amounts]
{amounts}
[constants]
recipient = "UKR"
{constants}
instrument = "grant"
stage = "commitment"
qualifier = "exact"
term = "one_off"
{tables}
"""
KINDS = 'Guns = { category = "military" }\nFood = { category = "humanitarian" }'
EURO = 'currency = "EUR"'
TABLE = (
    "No,Giver,What,When,Guns,Food\n1,Finland,Spring,2025-03-03,7000000,2000000\n2,Estonia,Summer,2025-06-04,,450000\n"
)


@pytest.fixture
def read(tmp_path):
    def reading(table=TABLE, amounts=KINDS, lines="", constants=EURO, tables=""):
        path, by = tmp_path / "aid.csv", tmp_path / "aid.toml"
        path.write_text(table, encoding="utf-8")
        by.write_text(
            MAPPING.format(lines=lines, amounts=amounts, constants=constants, tables=tables), encoding="utf-8"
        )
        return read_files([path], options=Options(mapping=by))

    return reading


def records_of(reading):
    records, problems = settle(reading.drafts, ())
    assert problems == ()
    return [(it.id, it.category, str(it.stated_amount)) for it in records]


def told(reading):
    return [(it.code, str(it.place), it.found) for it in reading.problems if it.severity is not Severity.NOTE]


def test_each_cell_is_a_record_with_an_id_of_its_own(read):
    reading = read()

    assert reading.problems == ()
    assert records_of(reading) == [
        ("1-Guns", "military", "EUR 7,000,000"),
        ("1-Food", "humanitarian", "EUR 2,000,000"),
        ("2-Food", "humanitarian", "EUR 450,000"),
    ]
    assert [draft.lineage[0].row for draft in reading.drafts] == [2, 2, 3]
    assert reading.drafts[0].lineage[0].cells["Food"] == "2000000"


def test_the_cell_is_named_in_which_something_is_wrong_and_its_row_stays_out(read):
    reading = read(TABLE.replace("2000000", "two"))

    [problem] = errors(reading.problems)
    assert str(problem.place) == "aid.csv:2:Food"
    assert [draft.place.row for draft in reading.drafts] == [3]


def test_what_is_wrong_for_all_records_of_a_row_is_told_once(read):
    reading = read(TABLE.replace("2025-03-03", "spring"))

    assert [str(problem.place) for problem in reading.problems] == ["aid.csv:2:When"]


def test_each_column_is_doubted_by_itself(read):
    reading = read(three("Loans", "2.5", "3.5", "4"), f'{KINDS}\nLoans = {{ category = "financial" }}')

    assert told(reading) == [("SCALE", "aid.csv:Loans", "3 figures of 2.5 to 4, and none from 1,000 on")]


@pytest.mark.parametrize("nothing", ["", "-", "0", "0.00"])
def test_a_cell_that_says_nothing_or_no_money_is_no_record_and_a_row_without_any_is_told(read, nothing):
    reading = read(TABLE.replace(",,450000", f",{nothing},{nothing}"))

    [note] = reading.problems
    assert (note.severity, note.found) == (
        Severity.NOTE,
        "1 row (3) without a sum in any column of amounts, passed over",
    )
    assert [draft.values["id"] for draft in reading.drafts] == ["1-Guns", "1-Food"]


def test_an_empty_cell_that_is_translated_is_a_sum_that_nobody_says(read):
    reading = read(tables='[values.amount]\n"" = "undisclosed"')

    assert [(it.values["id"], it.values["amount"]["qualifier"]) for it in reading.drafts] == [
        ("1-Guns", "exact"),
        ("1-Food", "exact"),
        ("2-Guns", "undisclosed"),
        ("2-Food", "exact"),
    ]


@pytest.fixture
def years(tmp_path):
    def reading(table, amounts, lines=""):
        path, by = tmp_path / "aid.csv", tmp_path / "aid.toml"
        path.write_text(table, encoding="utf-8")
        text = MAPPING.format(lines=lines, amounts=amounts, constants=f'{EURO}\ncategory = "military"', tables="")
        by.write_text(text.replace('announced = "When"\n', ""), encoding="utf-8")
        return read_files([path], options=Options(mapping=by))

    return reading


YEARS = '2023 = { announced = "2023-12-31" }\n"Jan 2024" = { announced = "2024-01-31" }'
BY_YEAR = "No,Giver,What,2023,Jan 2024\nA,Finland,Aid,100000,250000\nB,Latvia,Aid,300000,\n"


def test_columns_of_years_and_months_have_their_day(years):
    reading = years(BY_YEAR, YEARS)

    assert reading.problems == ()
    records, _ = settle(reading.drafts, ())
    assert [(it.id, str(it.announced), str(it.stated_amount)) for it in records] == [
        ("A-2023", "2023-12-31", "EUR 100,000"),
        ("A-Jan-2024", "2024-01-31", "EUR 250,000"),
        ("B-2023", "2023-12-31", "EUR 300,000"),
    ]


def test_a_year_that_a_new_release_adds_stops_the_import_until_it_is_named(years):
    reading = years(BY_YEAR.replace("Jan 2024\n", "Jan 2024,2025\n").replace("250000\n", "250000,90000\n"), YEARS)

    [problem] = errors(reading.problems)
    assert (problem.code, problem.found) == ("FORM", '"2025", a column of figures that no line reads')
    assert "each column of amounts under [amounts] with what sets it apart" in problem.remedy


def test_records_of_columns_keep_their_ids_when_a_column_is_added_before_them(read):
    before = {draft.values["id"] for draft in read().drafts}
    table = TABLE.replace("When,Guns", "When,Loans,Guns").replace("03-03,", "03-03,5000,").replace("06-04,", "06-04,,")
    after = {draft.values["id"] for draft in read(table, f'{KINDS}\nLoans = {{ category = "financial" }}').drafts}

    assert after - before == {"1-Loans"}


def test_an_ending_of_ids_is_asked_for_where_a_heading_makes_none(read):
    table = TABLE.replace("Guns", "Зброя").replace("Food", "Їжа")
    kinds = KINDS.replace("Guns", '"Зброя"').replace("Food", '"Їжа"')
    [problem] = errors(read(table, kinds).problems)
    assert problem.found == '"Зброя", which makes no ending of its own for the ids of its records'

    named = kinds.replace('"military"', '"military", id = "mil"').replace(
        '"humanitarian"', '"humanitarian", id = "hum"'
    )
    assert [it[0] for it in records_of(read(table, named))] == ["1-mil", "1-hum", "2-hum"]


THREE = "No,Giver,What,When,Guns,Food,{name}\n" + "".join(
    f"{row},Finland,Aid {row},2025-03-0{row},{guns},{food},{{{row}}}\n"
    for row, (guns, food) in enumerate(((7000, 2000), (4000, 1500), (9000, 600)), start=1)
)


def three(name, *figures):
    table = THREE.replace("{name}", name)
    for row, figure in enumerate(figures, start=1):
        table = table.replace(f"{{{row}}}", str(figure))
    return table


def test_a_column_that_adds_up_the_others_does_not_enter(read):
    reading = read(three("All aid", 9000, 5500, 9600), f'{KINDS}\n"All aid" = {{ category = "financial" }}')

    assert told(reading) == [
        ("DUP", "aid.csv:1:All aid", '"All aid", the sum of "Guns" and "Food" in each row'),
    ]
    assert reading.drafts == ()


def test_a_column_that_is_called_a_total_does_not_enter_unless_it_is_kept(read):
    table, kinds = three("Total 2025", 9000, 5500, 9999), f'{KINDS}\n"Total 2025" = {{ category = "financial" }}'

    assert told(read(table, kinds)) == [("DUP", "aid.csv:1:Total 2025", '"Total 2025", a total by its name')]
    assert len(read(table, kinds, 'totals = "keep"').drafts) == 9


def test_a_total_beside_the_columns_that_are_read_is_a_note_as_long_as_it_agrees(read):
    agreeing = read(three("Total", 9000, 5500, 9600))
    assert [problem.found for problem in agreeing.problems] == ["the column Total, which is not read"]
    assert len(agreeing.drafts) == 6

    assert told(read(three("Total", 9000, 5500, 9601))) == [
        ("FORM", "aid.csv:1:Total", '"Total", a column of figures that no line reads'),
    ]


def test_a_third_column_that_adds_up_nothing_enters(read):
    reading = read(three("Loans", 9000, 5500, 9601), f'{KINDS}\nLoans = {{ category = "financial" }}')
    assert (told(reading), len(reading.drafts)) == ([], 9)


def test_rows_of_totals_are_known_in_all_columns(read):
    table = three("Loans", 1100, 1200, 1300) + "4,,Total,2025-03-09,20000,4100,3600\n"
    kinds = f'{KINDS}\nLoans = {{ category = "financial" }}'
    assert told(read(table, kinds)) == [
        ("DUP", "aid.csv:5", 'what looks like totals or parts of other rows: row 5 ("Total")'),
    ]

    by_figure = table.replace(",,Total,", ",Finland,Aid 4,")
    assert [problem[1] for problem in told(read(by_figure, kinds))] == ["aid.csv:5"]
    # One column that comes to the sum of those above it, while another does not, is chance.
    assert told(read(by_figure.replace("4100", "4101"), kinds)) == []


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("Food (USD)", ("CUR-SYM", "speaks of USD")),
        ("Food disbursed", ("STAGE", "speaks of disbursed")),
        ("Food, cumulative", ("DUP", "speaks of running totals (cumulative)")),
        ("Food at 2015 prices", ("CONST", "speaks of 2015 prices")),
        ("Food per year", ("TERM", "speaks of sums for a time (per year)")),
        ("Food (million)", ("SCALE", "speaks of million")),
    ],
)
def test_each_heading_is_judged_as_that_of_a_single_column(read, heading, found):
    code, words = found
    kinds = KINDS.replace("Food", f'"{heading}"')
    reading = read(TABLE.replace("Food", f'"{heading}"'), kinds)

    assert told(reading) == [(code, f"aid.csv:1:{heading}", f'"{heading}", which {words}')]
    assert reading.drafts == ()


def test_columns_in_different_units_and_currencies_say_so_each_for_itself(read):
    table = TABLE.replace("Guns,Food", '"Guns, EUR m","Food, SEK thousand"').replace("7000000", "7.5")
    own = '"Guns, EUR m" = {{ category = "military", currency = "EUR", multiplier = {} }}\n'.format("1000000")
    own += '"Food, SEK thousand" = { category = "humanitarian", currency = "SEK", multiplier = "1000" }'
    reading = read(table, own, constants="")

    assert reading.problems == ()
    assert [it[2] for it in records_of(reading)] == ["EUR 7,500,000", "SEK 2,000,000,000", "SEK 450,000,000"]


def test_one_sum_in_two_currencies_is_not_two_records(read):
    table = TABLE.replace("Guns", "In euro").replace("Food", "In dollars")
    own = '"In euro" = { currency = "EUR" }\n"In dollars" = { currency = "USD" }'
    [problem] = read(table, own, constants='category = "military"').problems

    assert problem.found == '"In euro" and "In dollars", which differ in nothing but their currency'


@pytest.mark.parametrize(
    ("amounts", "place", "found"),
    [
        ('Guns = {}\nFood = { category = "humanitarian" }', "aid.toml:amounts.Guns", "nothing for category"),
        ("Guns = {}\nFood = {}", "aid.toml:columns", "nothing for category"),
        (f'{KINDS}\nLent = {{ category = "financial" }}', "aid.toml:amounts.Lent", '"Lent", which no column is called'),
        (KINDS.replace("military", "army"), "aid.toml:amounts.Guns.category", '"army"'),
        (
            KINDS.replace('"military"', '"military", donor = "FIN"'),
            "aid.toml",
            "donor under amounts.Guns and for all rows",
        ),
        (KINDS.replace('"military"', '"military", multiplier = "0"'), "aid.toml", 'multiplier "0"'),
        (KINDS.replace('"military"', '"military", quantity = "3"'), "aid.toml:amounts.Guns.quantity", '"quantity"'),
    ],
)
def test_what_is_wrong_under_amounts_is_told_once_at_its_line(read, amounts, place, found):
    [problem] = read(amounts=amounts).problems
    assert (str(problem.place), problem.found) == (place, found)


def test_a_single_amount_beside_several_is_refused(read):
    [problem] = read(constants=f'{EURO}\namount = "5"').problems
    assert problem.found == "amount beside [amounts]"


def test_in_a_workbook_the_cell_is_named_by_its_letter(tmp_path):
    path, by = tmp_path / "aid.xlsx", tmp_path / "aid.toml"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Aid")
        for number, line in enumerate(TABLE.splitlines()):
            sheet.write_row(number, 0, line.split(","))
        sheet.write_number(1, 4, 7000000)
        sheet.write_string(1, 5, "two")
    by.write_text(MAPPING.format(lines="", amounts=KINDS, constants=EURO, tables=""), encoding="utf-8")

    reading = read_files([path], options=Options(mapping=by))
    assert [str(problem.place) for problem in errors(reading.problems)] == ["aid.xlsx:Aid!F2 (Food)"]


@pytest.mark.parametrize(
    ("headings", "lines"),
    [
        (
            ("2023", "Mar 2024", "2024/25"),
            [
                '# "2023" = { announced = "2023-12-31" }  # 40; 70',
                '# "Mar 2024" = { announced = "2024-03-31" }  # 50; 80',
                '# "2024/25" = { announced = "" }  # 60; 90',
            ],
        ),
        (
            ("Military", "Humanitarian aid", "Total"),
            [
                '# "Military" = { category = "military" }  # 40; 70',
                '# "Humanitarian aid" = { category = "humanitarian" }  # 50; 80',
            ],
        ),
        (
            ("Value in SEK", "Value of loans, SEK", "Rank"),
            [
                '# "Value in SEK" = { category = "" }  # 40; 70',
                '# "Value of loans, SEK" = { category = "" }  # 50; 80',
            ],
        ),
        (("Value in SEK", "Rank", "Note"), []),
    ],
)
def test_a_draft_offers_several_columns_of_amounts_as_comments(tmp_path, headings, lines):
    path = tmp_path / "aid.csv"
    path.write_text("\n".join(["No;Giver;" + ";".join(headings), "1;Finland;40;50;60", "2;Latvia;70;80;90"]))

    text, problems = draft_mapping(path)

    assert problems == ()
    offered = text.split("# [amounts]")[1].splitlines()[1:] if "# [amounts]" in text else []
    assert offered[: offered.index("") if offered else 0] == lines


FIGURES = st.lists(
    st.tuples(*[st.one_of(st.none(), st.integers(min_value=1, max_value=10**9))] * 2), min_size=1, max_size=8
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(rows=FIGURES)
def test_no_figure_is_lost_and_none_enters_twice(read, rows):
    lines = [f"{number},Finland,Aid {number},2025-01-01,{a or ''},{b or ''}" for number, (a, b) in enumerate(rows)]
    reading = read("No,Giver,What,When,Guns,Food\n" + "\n".join(lines) + "\n", lines='totals = "keep"')

    assert errors(reading.problems) == () or not any(a or b for a, b in rows)
    figures = sorted(Decimal(draft.values["amount"]["value"]) for draft in reading.drafts)
    assert figures == sorted(Decimal(figure) for row in rows for figure in row if figure)

"""Units that change from row to row: taken from a column of units, or named with the row from which they change."""

import pytest
from mapped import ROWS, mapping, table

from ledger.foundation import errors
from ledger.intake import settle

UNIT = ("Unit", "million", "thousand")
SMALL = (("Finland", "Boots", "7.5", "2025-03-03"), ("Estonia", "Radios", "1200", "2025-03-04"))
WORTHS = '\n[multipliers.Unit]\nmillion = "1000000"\nThousand = 1000\n'


@pytest.fixture
def amounts(reading):
    def read(text, by):
        found = reading(text, by)
        records, problems = settle(found.drafts, ())
        assert (errors(found.problems), problems) == ((), ())
        return [str(record.stated_amount) for record in records]

    return read


@pytest.fixture
def told(reading):
    def read(text, by=None):
        return [(it.code, str(it.place), it.found) for it in errors(reading(text, by).problems)]

    return read


def test_each_row_counts_in_the_unit_that_its_column_says(amounts):
    assert amounts(table(UNIT, rows=SMALL), mapping() + WORTHS) == ["EUR 7,500,000", "EUR 1,200,000"]


def test_a_column_of_units_that_is_not_read_names_the_lines_that_read_it(reading):
    [problem] = reading(table(UNIT, rows=SMALL)).problems

    assert problem.code == "SCALE"
    assert problem.remedy.startswith(
        'write under [multipliers."Unit"] what each text is worth, such as million = "1000000", or, if the amounts are'
    )


def test_a_translated_amount_is_not_multiplied(amounts):
    by = f'{mapping()}{WORTHS}[values.amount]\n"7.5" = "8 mn"\n'
    assert amounts(table(UNIT, rows=SMALL), by) == ["EUR 8,000,000", "EUR 1,200,000"]


def test_a_unit_without_a_worth_is_told_once_and_its_rows_stay_out(reading):
    rows = (*SMALL, *[("Latvia", "Tents", str(figure), "2025-03-05") for figure in (3, 4)])
    found = reading(table((*UNIT, "billion", "billion"), rows=rows), mapping() + WORTHS)

    [problem] = errors(found.problems)
    assert (problem.code, str(problem.place)) == ("SCALE", "aid.csv:1:Unit")
    assert problem.found == '"billion" in 2 rows, first at aid.csv:4'
    assert len(found.drafts) == 2


@pytest.mark.parametrize(("unit", "sum_said"), [("", "undisclosed"), ("billion", "")])
def test_a_row_without_a_figure_needs_no_unit(reading, unit, sum_said):
    rows = (*SMALL, ("Latvia", "Tents", sum_said, "2025-03-05"))
    found = reading(table((*UNIT, unit), rows=rows), f'{mapping()}{WORTHS}[values.amount]\n"" = "undisclosed"\n')

    assert (errors(found.problems), len(found.drafts)) == ((), 3)


def test_a_worth_that_the_text_contradicts_is_an_error(told):
    by = mapping() + WORTHS.replace('"1000000"', '"1000000000"')
    assert told(table(UNIT, rows=SMALL), by) == [
        ("SCALE", "aid.toml:multipliers.Unit.million", '"million" = "1000000000"'),
    ]


def test_a_heading_with_a_unit_beside_a_column_of_units_is_asked_about(told):
    found = told(
        table(UNIT, heading="Sum (million)", rows=SMALL), mapping(columns={"amount": "Sum (million)"}) + WORTHS
    )
    assert found == [("SCALE", "aid.csv:1:Sum (million)", '"Sum (million)", which speaks of million')]


@pytest.mark.parametrize(
    ("by", "found"),
    [
        (mapping(multiplier="1000") + WORTHS, "multiplier beside [multipliers]"),
        (mapping() + WORTHS + "billion = 0\n", '"billion" = 0'),
        (mapping() + WORTHS + 'MILLION = "1000"\n', '"million" = "1000000" beside "MILLION" = "1000"'),
        (mapping() + WORTHS.replace("Unit", "Unt"), '"Unt", which no column is called'),
    ],
)
def test_what_is_wrong_under_multipliers_is_told(told, by, found):
    assert [problem[2] for problem in told(table(UNIT, rows=SMALL), by)] == [found]


def between(text, rows=ROWS):
    first, *others = table(rows=(*rows, *rows)).splitlines()
    return "\n".join([first, others[0], *([text] if text else []), *others[1:]]) + "\n"


@pytest.mark.parametrize("multiplier", ["1", "1000000"])
def test_a_row_of_text_that_changes_the_unit_is_named_with_its_row(told, reading, multiplier):
    text = between("in EUR million")

    assert told(text, mapping(multiplier=multiplier)) == [
        ("SCALE", "aid.csv:3", '"in EUR million" between the rows, which speaks of million for the rows below it')
    ]
    [problem] = errors(reading(text, mapping(multiplier=multiplier)).problems)
    assert problem.remedy.startswith(
        "give the table a column that says the unit of each row, and its worth under [mult"
    )
    assert told(text, mapping(multiplier=multiplier, ignore=["line:3"])) == []


def test_a_row_of_text_that_repeats_the_unit_of_the_whole_table_is_not_told(told):
    above = '"in EUR million"\n' + between("in EUR million")
    assert told(above, mapping(multiplier="1000000")) == []

    in_heading = between("in EUR million").replace("Sum", "Sum (million)", 1)
    assert told(in_heading, mapping(columns={"amount": "Sum (million)"}, multiplier="1000000")) == []


def test_headings_that_come_again_with_another_unit_are_named_with_their_row(told, reading):
    text = between("Giver,What,Sum (thousand),When")

    assert told(text) == [
        ("SCALE", "aid.csv:3", 'a second row of headings, which has "Sum (thousand)" in place of "Sum"')
    ]
    [problem] = errors(reading(text).problems)
    assert problem.remedy.startswith("give the rows below row 3 a table and a mapping file of their own")


def test_headings_that_come_again_as_they_are_stay_a_note(told):
    assert told(between("Giver,What,Sum,When")) == []

"""Lines of the screen: one for each cause, however many rows it touches."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ledger.cli.causes import by_cause
from ledger.foundation import Place, Severity, malformed


def wrong(row, found='"firm"', field="Stage", column="G"):
    place = Place(file="a.xlsx", sheet="Commitments", row=row, column=column, field=field)
    return malformed(place, found, "pledge or commitment", "choose one")


def test_one_fault_in_many_rows_is_one_line():
    [line] = by_cause([wrong(row) for row in range(5, 23)])

    assert line == (
        'a.xlsx:Commitments!G5 (Stage) and 17 more rows (6 to 22): FORM error: found "firm", '
        "expected pledge or commitment. Do: choose one."
    )


def test_two_rows_are_two_lines_and_few_are_named():
    assert len(list(by_cause([wrong(5), wrong(6)]))) == 2
    [line] = by_cause([wrong(5), wrong(9), wrong(6)])
    assert line.startswith("a.xlsx:Commitments!G5 (Stage) and 2 more rows (6, 9): ")


def test_another_column_text_or_severity_is_another_cause():
    problems = [
        *(wrong(row) for row in (5, 6, 7)),
        wrong(8, found='"sure"'),
        wrong(9, field="Term", column="N"),
        replace(wrong(10), severity=Severity.WARNING),
    ]

    assert len(list(by_cause(problems))) == 4


def test_what_has_no_row_or_no_heading_stands_by_itself():
    whole = [malformed(Place(file="a.csv"), "x", "y", "z")] * 3
    rows = [malformed(Place(file="a.csv", row=row), "x", "y", "z") for row in (1, 2, 3)]

    assert list(by_cause([*whole, *rows])) == [*map(str, whole), *map(str, rows)]


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from("ab"), st.sampled_from("GN"))))
def test_every_problem_is_in_a_line_and_no_line_twice(cells):
    problems = [wrong(row, found, column, column) for row, found, column in dict.fromkeys(cells)]
    lines = list(by_cause(problems))

    assert len(lines) == len(set(lines)) <= len(problems)
    for problem in problems:
        assert any(f"!{problem.place.column}" in line and f"found {problem.found}," in line for line in lines)

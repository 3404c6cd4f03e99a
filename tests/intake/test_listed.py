"""However much is found, what is shown stays short enough to read."""

from dataclasses import replace

from ledger.foundation import Place, Problem, Severity
from ledger.intake import first_thousand

TABLE = Place(file="a.csv")


def found(severity, number=1):
    return [Problem("FORM", severity, Place(file="a.csv", row=line), "x", "y", "z") for line in range(number)]


def test_what_is_few_stays_as_it_is():
    problems = (*found(Severity.ERROR, 2), *found(Severity.NOTE, 998))

    assert first_thousand(problems, TABLE) == problems


def test_of_a_thousand_and_one_the_last_is_counted():
    problems = tuple(found(Severity.ERROR, 1001))

    assert first_thousand(problems[:1000], TABLE) == problems[:1000]
    assert first_thousand(problems, TABLE)[:1000] == problems[:1000]
    assert [it.found for it in first_thousand(problems, TABLE)[1000:]] == ["1 further error"]


def test_errors_come_before_warnings_and_the_rest_is_counted_by_severity():
    problems = [*found(Severity.NOTE, 5), *found(Severity.WARNING, 4000), *found(Severity.ERROR)]

    bounded = first_thousand(problems, TABLE)

    assert [it.severity for it in bounded[:1000]] == [Severity.ERROR] + [Severity.WARNING] * 999
    assert [str(it) for it in bounded[1000:]] == [
        (
            "a.csv: FORM warning: found 3001 further warnings, expected at most 1000 of them. "
            "Do: mend those listed, then look again."
        ),
        (
            "a.csv: FORM note: found 5 further notes, expected at most 1000 of them. "
            "Do: mend those listed, then look again."
        ),
    ]


def test_lists_that_were_bounded_before_are_counted_by_what_they_stand_for():
    once = first_thousand(found(Severity.ERROR, 3000), TABLE)

    assert [it.found for it in first_thousand((*once, *once), TABLE)[1000:]] == ["5000 further errors"]


def test_a_problem_is_told_for_a_count_by_its_number_alone():
    [*_, count] = first_thousand(found(Severity.ERROR, 3000), TABLE)
    alike = replace(count, further=0)

    assert [it.found for it in first_thousand([alike] * 1500, TABLE)[1000:]] == ["500 further errors"]
    assert [it.found for it in first_thousand([replace(count, found="many", expected="few")] * 2, TABLE)] == [
        "4000 further errors"
    ]


def test_a_list_that_is_bounded_already_is_left_alone():
    once = first_thousand([*found(Severity.WARNING, 3000), *found(Severity.ERROR, 3000)], TABLE)

    assert first_thousand(once, TABLE) == once


def test_the_rest_is_counted_at_the_file_that_it_is_in():
    here, there = (
        [Problem("FORM", Severity.ERROR, Place(file=file, row=line), "x", "y", "z") for line in range(800)]
        for file in ("a.csv", "b.csv")
    )
    elsewhere = [Problem("FORM", Severity.ERROR, Place(record="r-1"), "x", "y", "z")] * 3

    bounded = first_thousand([*here, *there, *elsewhere], TABLE)
    again = first_thousand([*here, *bounded], TABLE)

    assert [(str(it.place), it.further) for it in bounded[1000:]] == [("b.csv", 600), ("a.csv", 3)]
    assert [(str(it.place), it.further) for it in again[1000:]] == [("a.csv", 603), ("b.csv", 800)]

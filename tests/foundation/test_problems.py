"""Problems: their one line, their order, and what they are put inside of."""

import pytest

from ledger.foundation import Place, Problem, Refused, Severity, errors, malformed, ordered


def form(place, severity=Severity.ERROR, found="x"):
    return Problem("FORM", severity, place, found, "y", "z")


def test_a_problem_is_one_line_that_begins_with_its_place():
    place = Place(file="a.xlsx", sheet="Commitments", row=14, column="J", field="Amount")

    assert str(form(place)) == "a.xlsx:Commitments!J14 (Amount): FORM error: found x, expected y. Do: z."


def test_a_problem_is_put_inside_what_holds_it_and_stays_the_same_else():
    inside = form(Place(field="amount"), Severity.NOTE).within(Place(file="a.csv", row=3))

    assert inside == form(Place(file="a.csv", row=3, field="amount"), Severity.NOTE)


def test_problems_are_ordered_by_weight_then_code_then_place_as_it_is_read():
    rows = [form(Place(file="a.csv", row=row)) for row in (2, 10, 100)]
    warnings = [form(Place(record=f"a-{number}"), Severity.WARNING) for number in (9, 10)]
    first = Problem("EQV", Severity.ERROR, Place(file="b.csv", row=200), "x", "y", "z")

    assert ordered([*warnings[::-1], *rows[::-1], first, rows[0]]) == (first, *rows, *warnings)


def test_problems_that_differ_in_words_only_have_one_order():
    place = Place(record="a", field="amount")

    assert [it.found for it in ordered([form(place, found="b"), form(place, found="a")])] == ["a", "b"]


def test_only_errors_keep_something_out():
    kept = form(Place(file="a.csv"))

    assert errors([form(Place(), Severity.WARNING), kept, form(Place(), Severity.NOTE)]) == (kept,)


def test_a_code_that_is_not_listed_is_a_fault_of_the_program():
    with pytest.raises(TypeError, match="code is one of the codes of problems such as 'FORM', not 'WRONG'"):
        Problem("WRONG", Severity.ERROR, Place(), "x", "y", "z")


def test_a_problem_counts_no_further_ones_unless_it_says_so():
    counting = Problem("FORM", Severity.ERROR, Place(file="a.csv"), "7 further errors", "y", "z", further=7)

    assert (form(Place()).further, counting.further, counting.within(Place(argument="--out")).further) == (0, 7, 7)


def test_one_who_is_refused_is_told_every_problem_on_a_line_of_its_own():
    first, second = form(Place(argument="--size")), malformed(Place(subject="memory"), "x", "y", "z")

    assert str(Refused([first, second])).splitlines() == [str(first), str(second)]
    assert Refused.of("FORM", Place(argument="--size"), "x", "y", "z").problems == (first,)

"""Ids: minted where none is given, and never the same one twice."""

import json
import time

import pytest
from made import pledge

from ledger.foundation import Place
from ledger.intake import Draft, settle
from ledger.records import dump_record

WITHOUT_ID = {name: value for name, value in json.loads(dump_record(pledge(donor="GBR"))).items() if name != "id"}


def draft(line, **values):
    return Draft(WITHOUT_ID | values, Place(file="a.jsonl", row=line))


def test_minted_ids_pass_over_those_of_the_book_and_of_the_file():
    records, _ = settle([draft(1), draft(2, id="gbr-ukr-2025-06-02-2"), draft(3)], ["gbr-ukr-2025-06-02-1"])

    assert [record.id for record in records] == ["gbr-ukr-2025-06-02-3", "gbr-ukr-2025-06-02-2", "gbr-ukr-2025-06-02-4"]


def test_an_id_given_twice_names_both_lines_and_keeps_both_records_out():
    records, problems = settle([draft(1, id="x"), draft(2), draft(7, id="x")], ())

    assert [record.id for record in records] == ["gbr-ukr-2025-06-02-1"]
    assert [str(problem) for problem in problems] == [
        (
            'a.jsonl:7:id: DUP error: found "x", given at a.jsonl:1 too, expected an id of its own. '
            "Do: remove one of the two or change its id."
        )
    ]


def test_an_id_that_the_book_holds_is_not_given_again():
    records, problems = settle([draft(1, id="x")], {"x"})

    assert records == ()
    assert [str(problem) for problem in problems] == [
        (
            'a.jsonl:1:id: DUP error: found "x", which the book holds, expected an id of its own. '
            "Do: leave the line out, or amend that record."
        )
    ]


def test_an_id_that_cannot_be_minted_is_not_asked_for_besides_what_it_is_made_of():
    _, problems = settle([draft(1, donor=None)], ())

    assert [str(problem.place) for problem in problems] == ["a.jsonl:1:donor"]


@pytest.mark.proof
def test_twenty_thousand_records_of_one_donor_and_day_do_not_take_the_square_of_the_time():
    # The time of this process alone: what others do on the machine does not count.
    began = time.process_time()
    records, _ = settle([draft(line) for line in range(20_000)], ())

    assert records[-1].id == "gbr-ukr-2025-06-02-20000"
    assert time.process_time() - began < 60

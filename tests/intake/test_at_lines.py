"""What the checks find in the records of a file is told at the line and under the heading that a clerk sees."""

import pytest
from made import pledge

from ledger.checks import check_records
from ledger.foundation import Place, Problem, Severity
from ledger.intake import Draft, at_lines, read_file, settle
from ledger.records import dump_record

HEADING = (
    "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term,publisher,source_title,"
    "quote"
)
PLEDGE = "Drones,GBR,UKR,military,grant,pledge,2025-06-02,exact,5,GBP,one_off,BBC,News,£5"


def told(path, content, taken=()):
    path.write_text(content, encoding="utf-8")
    drafts, _ = read_file(path)
    records, faults = settle(drafts, taken)
    assert faults == ()
    return [str(problem) for problem in at_lines(check_records(records), drafts, taken)]


def test_a_warning_names_the_line_and_behind_it_the_id_that_was_minted(tmp_path):
    row = PLEDGE.replace("GBR", "Ruritania").replace("UKR", "Ukraine")

    assert told(tmp_path / "a.csv", f"{HEADING}\n{PLEDGE}\n{row}", ["ruritania-ukr-2025-06-02-1"]) == [
        (
            'a.csv:3:donor: PARTY warning: found "Ruritania" (ruritania-ukr-2025-06-02-2), expected a known party, '
            "perhaps MRT (Mauritania) or LTU (Lithuania). Do: write its code, or keep the name as it is."
        )
    ]


def test_another_record_of_the_file_is_named_with_its_line(tmp_path):
    [said] = told(tmp_path / "a.csv", f"{HEADING}\n{PLEDGE}\n{PLEDGE}")

    assert said.startswith(
        "a.csv:3:id: DUP warning: found the donor, recipient, day, amount and term of gbr-ukr-2025-06-02-1 "
        "(gbr-ukr-2025-06-02-2; gbr-ukr-2025-06-02-1 is at a.csv:2), expected one record for one promise."
    )


@pytest.mark.parametrize(
    ("headings", "cells", "place"),
    [
        ("", PLEDGE.replace("£5", "£6"), "a.csv:2:quote: SRC"),
        ("", PLEDGE.replace("BBC,News,£5", ",,"), "a.csv:2:publisher: SRC"),
        ("", PLEDGE.replace("GBP", "USD"), "a.csv:2:currency: CUR-HOME"),
        ("", PLEDGE.replace(",5,", ",0,").replace("£5", "£0"), "a.csv:2:amount: ZERO"),
        ("", PLEDGE.replace("grant", "in_kind"), "a.csv:2:valuation_basis: VAL"),
        (",part_of,fulfils", f"{PLEDGE},,x-1", "a.csv:2:fulfils: REL"),
        (",start,every", PLEDGE.replace("one_off", "recurring") + ",2025-06-02,year", "a.csv:2:term: TERM"),
    ],
)
def test_a_field_has_the_name_of_its_heading(tmp_path, headings, cells, place):
    [said] = told(tmp_path / "a.csv", f"{HEADING}{headings}\n{cells}")

    assert said.startswith(place)


def test_a_circle_is_told_at_the_tie_of_its_first_record(tmp_path):
    rows = f"{PLEDGE},a:1,b:2\n{PLEDGE.replace('5', '6')},b:2,a:1"

    said, turned = told(tmp_path / "a.csv", f"{HEADING},id,supersedes\n{rows}")

    assert "REL warning" in turned
    assert said.startswith(
        'a.csv:2:supersedes: REL error: found the circle "a:1" -> "b:2" -> "a:1" (a:1; b:2 is at a.csv:3)'
    )


def test_a_file_of_json_keeps_the_names_of_its_fields(tmp_path):
    assert told(tmp_path / "a.jsonl", dump_record(pledge())) == [
        (
            "a.jsonl:1:sources: SRC warning: found no source (a), expected at least one publication. "
            "Do: add publisher, title and quote."
        )
    ]


def test_what_is_found_in_a_record_of_the_book_keeps_its_place():
    draft = Draft({"id": "a-1"}, Place(file="a.jsonl", row=1))
    place = Place(record="a-1", field="sources")
    problem = Problem("SRC", Severity.WARNING, place, "no source", "one", "add it")

    assert at_lines([problem], [draft], ["a-1"]) == (problem,)
    assert str(at_lines([problem], [draft], [])[0].place) == "a.jsonl:1:sources"


def test_the_tie_that_a_check_is_about_gives_the_heading_and_not_its_words():
    ties = [{"kind": "part_of", "target": "x"}, {"kind": "fulfils", "target": "y"}]
    draft = Draft({"id": "a-1", "relations": ties}, Place(file="a.csv", row=2), "headings")
    place, tie = Place(record="a-1", field="relations"), Place(record="a-1", field="relations.fulfils")
    problem = Problem("REL", Severity.ERROR, place, "part_of something", "one", "mend it", to_mend=(tie,))

    assert str(at_lines([problem], [draft], [])[0].place) == "a.csv:2:fulfils"


def test_a_figure_in_a_sentence_is_not_taken_for_the_id_of_another_record(tmp_path):
    part, other = PLEDGE.replace(",5,", ",6,").replace("£5", "£6"), PLEDGE.replace(",5,", ",7,").replace("£5", "£7")

    [said] = told(tmp_path / "a.csv", f"{HEADING},id,part_of\n{PLEDGE},whole,\n{part},part,whole\n{other},5,")

    assert "found parts of GBP 6 in an envelope of GBP 5 (whole), expected" in said


def test_an_id_without_digits_is_named_with_its_line_too(tmp_path):
    [said] = told(tmp_path / "a.csv", f"{HEADING},id\n{PLEDGE},first\n{PLEDGE},second")

    assert "of first (second; first is at a.csv:2)" in said

"""JSON Lines: what is read, and what is told of a file that is something else."""

import pytest

from ledger.intake import read_file, settle

PLEDGE = (
    '{"title": "Drones", "donor": "GBR", "recipient": "UKR", "category": "military", "instrument": "grant", '
    '"stage": "pledge", "announced": "2025-06-02", "amount": {"qualifier": "exact", "value": "5", "currency": "GBP"}, '
    '"term": {"kind": "one_off"}}'
)


def problems_in(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    drafts, problems = read_file(path)
    return [str(problem) for problem in (*problems, *settle(drafts, ())[1])]


def test_blank_lines_a_byte_order_mark_and_windows_line_ends_are_no_faults(tmp_path):
    file = tmp_path / "pledges.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + PLEDGE.encode() + b"\r\n\r\n" + PLEDGE.encode() + b"\r\n")

    drafts, problems = read_file(file)

    assert [str(draft.place) for draft in drafts] == ["pledges.jsonl:1", "pledges.jsonl:3"]
    assert problems == ()


def test_a_draft_keeps_its_line_word_for_word(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"\n  " + PLEDGE.encode() + b" \r\n")

    [draft] = read_file(file)[0]

    assert [(it.file, it.row, it.text) for it in draft.lineage] == [("a.jsonl", 2, f"  {PLEDGE} ")]


def test_a_number_without_quotes_is_refused_since_it_would_become_a_float(tmp_path):
    assert problems_in(tmp_path / "a.jsonl", PLEDGE.replace('"5"', "5")) == [
        (
            'a.jsonl:1:amount.value: FORM error: found "5", expected a plain number written as text, such as '
            '"3000000000.00". Do: put the number in quotes.'
        )
    ]


def test_a_day_in_the_year_2922_is_named_with_its_field(tmp_path):
    assert problems_in(tmp_path / "a.jsonl", PLEDGE.replace("2025-06-02", "2922-02-09")) == [
        (
            'a.jsonl:1:announced: FORM error: found "2922-02-09", expected a real day between 1900-01-01 and 2100-12-31'
            " such as 2025-06-02. Do: check the year, month and day."
        )
    ]


def test_an_array_of_records_gets_one_problem_that_says_how_to_write_it(tmp_path):
    assert problems_in(tmp_path / "a.jsonl", f"[\n{PLEDGE},\n{PLEDGE}\n]") == [
        (
            "a.jsonl:1: FORM error: found a JSON array, expected one JSON object on each line. Do: take the outer"
            " brackets and the commas between the records away and write each record on one line."
        )
    ]


def test_a_pretty_printed_record_gets_one_problem_that_says_how_to_write_it(tmp_path):
    assert problems_in(tmp_path / "a.jsonl", '{\n  "title": "Drones"\n}') == [
        (
            "a.jsonl:1: FORM error: found a record spread over several lines, expected one JSON object on each line. "
            "Do: write each record on one line (jq -c . does it)."
        )
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_gets_one_problem_with_its_remedy(tmp_path, encoding):
    assert problems_in(tmp_path / "a.jsonl", f"{PLEDGE}\n{PLEDGE}".encode(encoding)) == [
        "a.jsonl:1: FORM error: found NUL bytes, as in UTF-16 text, expected text in UTF-8. Do: save the file as UTF-8."
    ]


def test_a_line_in_windows_1252_is_named_and_the_others_are_read(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_bytes(PLEDGE.encode() + b"\n" + PLEDGE.replace("Drones", "£5").encode("cp1252"))

    drafts, problems = read_file(file)

    assert [str(draft.place) for draft in drafts] == ["a.jsonl:1"]
    assert [str(problem) for problem in problems] == [
        (
            "a.jsonl:2: FORM error: found text that is not UTF-8 (byte a3, as in Windows-1252 text), "
            "expected text in UTF-8. Do: save the file as UTF-8."
        )
    ]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        pytest.param(PLEDGE[:-1], "a.jsonl:1:column 244", id="broken off"),
        pytest.param(PLEDGE.replace('"5"', "NaN"), "a.jsonl:1", id="NaN"),
        pytest.param(PLEDGE.replace('"5"', "-Infinity"), "a.jsonl:1", id="infinity"),
        pytest.param(PLEDGE.replace('"5"', "1e999999"), "a.jsonl:1:amount.value", id="a number past any float"),
        pytest.param(PLEDGE.replace('"5"', '"1e999999"'), "a.jsonl:1:amount.value", id="the same as text"),
        pytest.param(PLEDGE.replace("5", "9" * 200, 1), "a.jsonl:1:announced", id="200 digits in a day"),
        pytest.param(PLEDGE.replace('"5"', f'"{"9" * 200}"'), "a.jsonl:1:amount.value", id="200 digits"),
        pytest.param(PLEDGE.replace('"5"', "9" * 5000), "a.jsonl:1:amount.value", id="5000 digits, past Python"),
        pytest.param(PLEDGE.replace("Drones", "x" * 1_000_000), "a.jsonl:1", id="a title of a million characters"),
        pytest.param(PLEDGE.replace("Drones", "x" * 900_000), "a.jsonl:1:title", id="a title just short of it"),
        pytest.param(PLEDGE.replace("Drones", "\0"), "a.jsonl:1:column 12", id="a NUL byte"),
        pytest.param(PLEDGE.replace("Drones", r"\u0000"), "a.jsonl:1:title", id="an escaped NUL"),
        pytest.param(PLEDGE.replace("Drones", r"\ud800"), "a.jsonl:1:title", id="an escaped lone surrogate"),
        pytest.param(PLEDGE.encode().replace(b"Drones", b"\xed\xa0\x80"), "a.jsonl:1", id="a raw lone surrogate"),
        pytest.param(PLEDGE.replace('"Drones"', "[" * 50_000), "a.jsonl:1", id="brackets without end"),
        pytest.param(PLEDGE.replace('"5"', "[" * 900 + "]" * 900), "a.jsonl:1", id="900 brackets, all closed"),
        pytest.param(PLEDGE.replace('"GBP"', '"EURO"'), "a.jsonl:1:amount.currency", id="an unknown currency"),
        pytest.param(PLEDGE + PLEDGE, "a.jsonl:1:column 245", id="two records on a line"),
        pytest.param('"text"', "a.jsonl:1", id="no object"),
    ],
)
def test_bad_content_is_one_error_at_its_place(tmp_path, content, place):
    [problem] = problems_in(tmp_path / "a.jsonl", content)

    assert problem.startswith(f"{place}: FORM error: found ")


def test_a_field_name_that_would_disturb_the_screen_is_made_visible(tmp_path):
    [problem] = problems_in(tmp_path / "a.jsonl", PLEDGE.replace('"title"', r'"\u001b[2Jx": 1, "title"'))

    assert problem.startswith(r'a.jsonl:1:"\u001b[2Jx": FORM error: found an unknown field')


def test_three_thousand_broken_lines_give_a_thousand_problems_and_a_count_of_the_rest(tmp_path):
    problems = problems_in(tmp_path / "a.jsonl", "x\n" * 3000)

    assert len(problems) == 1001
    assert problems[-1] == (
        "a.jsonl: FORM error: found 2000 further errors, expected at most 1000 of them. "
        "Do: mend those listed, then look again."
    )

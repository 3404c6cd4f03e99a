"""CSV with our headings: what policy staff may write, and what is told of a slip."""

import re

import pytest

from ledger.intake import read_file, settle

HEADING = "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term"
PLEDGE = "Drones,United Kingdom,UA,military,grant,pledge,2025-06-02,exact,5,GBP,one_off"


def read(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    drafts, problems = read_file(path)
    records, more = settle(drafts, ())
    return records, [str(problem) for problem in (*problems, *more)]


def test_a_donor_by_name_becomes_its_key_and_the_id_is_minted(tmp_path):
    [record], problems = read(tmp_path / "a.csv", f"{HEADING}\n{PLEDGE}")

    assert (record.donor, record.recipient, record.id) == ("GBR", "UKR", "gbr-ukr-2025-06-02-1")
    assert problems == []


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_of_spreadsheets_read_the_same(tmp_path, separator):
    other = f"{HEADING}\r\n{PLEDGE}\r\n".replace(",", separator)

    assert read(tmp_path / "a.csv", other) == read(tmp_path / "b.csv", f"{HEADING}\n{PLEDGE}\n")


def test_headings_may_stand_in_any_order_and_case(tmp_path):
    turned = "\n".join(",".join(reversed(line.split(","))) for line in (HEADING.upper(), PLEDGE))

    assert read(tmp_path / "a.csv", turned) == read(tmp_path / "b.csv", f"{HEADING}\n{PLEDGE}")


@pytest.mark.parametrize("amount", ["3 Billionen", '"1,234"', "3E+11", "-5", "0x10", "2025-06-02"])
def test_an_amount_that_can_be_read_in_two_ways_or_none_is_refused_under_its_heading(tmp_path, amount):
    records, [problem] = read(tmp_path / "pledges.csv", f"{HEADING}\n{PLEDGE.replace(',5,', f',{amount},')}")

    assert records == ()
    assert re.match(rf'pledges.csv:2:amount: (FORM|SCALE) error: found "{re.escape(amount.strip(chr(34)))}", ', problem)


def test_a_figure_that_is_missing_is_asked_for_in_the_words_of_the_headings(tmp_path):
    _, problems = read(tmp_path / "a.csv", f"{HEADING}\n{PLEDGE.replace(',5,', ',,')}")

    assert problems == [
        (
            "a.csv:2:qualifier: FORM error: found qualifier exact, currency GBP, expected qualifier exact with amount. "
            "Do: fill in amount."
        )
    ]


def test_relations_and_partners_may_name_several(tmp_path):
    content = (
        f"{HEADING},fulfils,related_to,partners\n"
        f"{PLEDGE},a; b,c,Germany; company: KNDS; undisclosed company: a carmaker; someone"
    )
    [record], _ = read(tmp_path / "a.csv", content)

    assert [(it.kind, it.target) for it in record.relations] == [
        ("fulfils", "a"),
        ("fulfils", "b"),
        ("related_to", "c"),
    ]
    assert [(it.kind, str(it)) for it in record.partners] == [
        ("country", "Germany"),
        ("company", "KNDS"),
        ("company", "undisclosed (a carmaker)"),
        ("other", "someone"),
    ]


def test_a_fault_in_the_second_relation_is_found_under_its_own_heading(tmp_path):
    _, [problem] = read(tmp_path / "a.csv", f"{HEADING},part_of,fulfils\n{PLEDGE},a,not an id")

    assert problem.startswith('a.csv:2:fulfils: FORM error: found "not an id"')


def test_a_source_an_item_and_a_second_figure_go_where_they_belong(tmp_path):
    content = (
        f"{HEADING},equivalent_amount,equivalent_currency,equivalent_qualifier,item,quantity,publisher,source_title\n"
        f"{PLEDGE},7,USD,about,howitzers,18,HM Treasury,Spring Budget"
    )
    [record], _ = read(tmp_path / "a.csv", content)

    assert [str(it) for it in record.stated_equivalents] == ["about USD 7"]
    assert [(it.description, str(it.quantity)) for it in record.items] == [("howitzers", "18")]
    assert [(it.publisher, it.title) for it in record.sources] == [("HM Treasury", "Spring Budget")]


def test_transactions_and_commitments_may_share_a_file(tmp_path):
    content = (
        f"record,{HEADING},commitment,type,value_date\n"
        f",{PLEDGE},,,\n"
        "transaction,,,,,,,,exact,3,GBP,,gbr-ukr-2025-06-02-1,disbursement,2025-07-01"
    )
    records, problems = read(tmp_path / "a.csv", content)

    assert [record.id for record in records] == ["gbr-ukr-2025-06-02-1", "gbr-ukr-2025-06-02-1-disbursement-1"]
    assert problems == []


def test_an_unknown_heading_is_a_warning_that_names_the_nearest(tmp_path):
    records, problems = read(tmp_path / "a.csv", f"{HEADING},pulisher\n{PLEDGE},BBC")

    assert len(records) == 1
    assert problems == [
        (
            "a.csv:1:pulisher: FORM warning: found an unknown heading, whose column is not read, expected perhaps "
            "publisher. Do: correct the heading or remove the column."
        )
    ]


@pytest.mark.parametrize(
    ("heading", "severity", "shown"),
    [
        ("Betrag in SEK", "warning", "a further column that speaks of money and is not read"),
        ("Projektstatus", "warning", "a further column that speaks of money and is not read"),
        ("wiedervorlage", "note", "an unknown heading, whose column is not read"),
    ],
)
def test_a_further_column_is_the_clerks_and_doubted_where_it_speaks_of_money(tmp_path, heading, severity, shown):
    records, [problem] = read(tmp_path / "a.csv", f"{HEADING},{heading}\n{PLEDGE},5")

    assert len(records) == 1
    assert f"FORM {severity}: found {shown}, expected " in problem


def test_a_missing_heading_is_one_error_however_many_rows_there_are(tmp_path):
    content = f"{HEADING}\n{PLEDGE}\n{PLEDGE}".replace(",military", "").replace(",category", "")

    assert read(tmp_path / "a.csv", content) == (
        (),
        [
            (
                "a.csv:1:category: FORM error: found no such heading, expected the heading category. "
                "Do: add a column category and fill it in."
            )
        ],
    )


def test_several_missing_headings_are_one_error_for_each_kind_of_record(tmp_path):
    _, problems = read(tmp_path / "a.csv", "record,donor,qualifier\n,GBR,none\n,FRA,none\ntransaction,,none")

    assert problems == [
        (
            "a.csv:1:title: FORM error: found no such heading, expected the headings title, recipient, category, "
            "instrument, stage, announced, term. Do: add columns title, recipient, category, instrument, stage, "
            "announced, term and fill them in."
        ),
        (
            "a.csv:1:commitment: FORM error: found no such heading, expected the headings commitment, type, value_date."
            " Do: add columns commitment, type, value_date and fill them in."
        ),
    ]


def test_a_first_line_of_data_is_one_error_that_says_what_stands_there_instead(tmp_path):
    row = PLEDGE.replace("pledge", "commitment")

    assert read(tmp_path / "a.csv", row) == (
        (),
        [
            (
                'a.csv:1: FORM error: found no heading line but "Drones", expected a first line of headings such as '
                "title, donor, recipient, announced, qualifier, amount, currency, term. "
                "Do: put the headings of docs/import.md above the data, "
                "or give a mapping file (desk.draft_table_mapping drafts one)."
            )
        ],
    )


def test_a_slip_in_a_required_heading_is_a_missing_heading_and_not_a_missing_heading_line(tmp_path):
    _, problems = read(tmp_path / "a.csv", f"{HEADING.replace('donor', 'doner')}\n{PLEDGE}")

    assert [problem.partition(", expected")[0] for problem in problems] == [
        "a.csv:1:donor: FORM error: found no such heading",
        "a.csv:1:doner: FORM warning: found an unknown heading, whose column is not read",
    ]


def test_a_table_may_have_more_columns_of_its_own_than_ours(tmp_path):
    own = [f"cost_centre_{number}" for number in range(20)]

    records, _ = read(tmp_path / "a.csv", f"{HEADING},{','.join(own)}\n{PLEDGE}{',x' * 20}")

    assert len(records) == 1


def test_headings_without_a_row_are_an_error_beside_the_warning_of_a_slip_in_them(tmp_path):
    _, problems = read(tmp_path / "a.csv", f"{HEADING},pulisher")

    assert [problem.partition(": found")[0] for problem in problems] == [
        "a.csv: FILE error",
        "a.csv:1:pulisher: FORM warning",
    ]


def test_an_address_is_one_that_a_browser_opens_and_nothing_else(tmp_path):
    _, [problem] = read(tmp_path / "a.csv", f"{HEADING},publisher,source_title,url\n{PLEDGE},P,T,javascript:alert(1)")

    assert problem == (
        'a.csv:2:url: FORM error: found "javascript:alert(1)", expected an address that begins with http:// or https://.'
        " Do: copy the address from the browser's own line."
    )


def test_a_heading_given_twice_is_refused(tmp_path):
    _, [problem] = read(tmp_path / "a.csv", f"{HEADING},note,note\n{PLEDGE},a,b")

    assert problem.startswith("a.csv:1:note: FORM error: found the heading 2 times")


def test_a_comma_in_a_title_is_found_by_the_cell_that_it_pushes_out(tmp_path):
    _, problems = read(tmp_path / "a.csv", f"{HEADING}\n{PLEDGE.replace('Drones', 'Drones, tanks')}")

    assert problems == [
        (
            'a.csv:2: FORM error: found "one_off" beyond the headings, expected at most 11 cells, each under a heading.'
            " Do: put a text that holds the separator in quotation marks."
        )
    ]


def test_empty_columns_and_rows_of_a_spreadsheet_are_passed_over(tmp_path):
    records, problems = read(tmp_path / "a.csv", f"\n{HEADING},,\n,,,,,,,,,,,,\n{PLEDGE},,\n")

    assert (len(records), problems) == (1, [])


def test_the_place_is_the_line_on_which_a_row_starts(tmp_path):
    rows = f'{PLEDGE},"First line\n\nand third"\n{PLEDGE.replace("GBP", "EURX")},'

    _, [problem] = read(tmp_path / "a.csv", f"{HEADING},note\n{rows}")

    assert problem.startswith("a.csv:5:currency: FORM error")


@pytest.mark.parametrize("title", ["=1+1", "+44 drones", "-5 tanks", "@SUM(A1)"])
def test_what_a_spreadsheet_would_run_stays_plain_text(tmp_path, title):
    [record], _ = read(tmp_path / "a.csv", f"{HEADING}\n{PLEDGE.replace('Drones', title)}")

    assert record.title == title


@pytest.mark.parametrize(
    ("content", "beginning"),
    [
        pytest.param(f'{HEADING},note\n{PLEDGE},"open\n{PLEDGE}', "a.csv:2: FILE error: found a row", id="open quote"),
        pytest.param(f'{HEADING},note\n{PLEDGE},"a"b\n', "a.csv:2: FILE error: found a row", id="quote in a cell"),
        pytest.param(f"{HEADING},note\n{PLEDGE},{'x' * 200_000}", "a.csv:2: FILE error: found a row", id="vast cell"),
        pytest.param(f"{HEADING}\r{PLEDGE}", "a.csv:1: FILE error: found a row", id="line ends of an old Mac"),
        pytest.param(f"{HEADING}\n".encode("utf-16-le"), "a.csv:1: FORM error: found NUL bytes", id="UTF-16, no mark"),
        pytest.param(HEADING.encode("utf-16")[:-1], "a.csv:1: FORM error: found broken char", id="UTF-16, cut off"),
        pytest.param(f"{HEADING}\n".encode() + b"\x81", "a.csv:2: FORM error: found text that is n", id="no encoding"),
        pytest.param(
            f"{HEADING},note\n{PLEDGE},{'x' * 16_000_000}", "a.csv:2: FORM error: found an endless", id="16 MB"
        ),
        pytest.param(b"PK\x03\x04" + b"x" * 50, "a.csv: FILE error: found a workbook or another archive", id="a zip"),
        pytest.param(b"%PDF-1.7\n", "a.csv: FILE error: found a PDF", id="a PDF"),
        pytest.param(b"PAR1\x15\x04", "a.csv: FILE error: found a Parquet file", id="Parquet"),
        pytest.param(b"\n <!DOCTYPE html>"[2:], "a.csv: FILE error: found a web page", id="HTML"),
        pytest.param(f"{HEADING},note\n{PLEDGE},\0x", "a.csv:2:note: FORM error: found", id="NUL"),
        pytest.param(PLEDGE, "a.csv:1: FORM error: found no heading line but", id="one row and no headings"),
        pytest.param(f"{PLEDGE}\n{PLEDGE}", "a.csv:1: FORM error: found no heading line but", id="rows only"),
        pytest.param(f"Pledges of 2025\n\n{HEADING}\n{PLEDGE}", "a.csv:1: FORM error: found no head", id="a title"),
        pytest.param(HEADING, "a.csv: FILE error: found nothing in it", id="headings only"),
    ],
)
def test_a_broken_table_is_one_problem_at_its_line(tmp_path, content, beginning):
    _, [problem] = read(tmp_path / "a.csv", content)

    assert problem.startswith(beginning)


def test_amounts_and_days_may_be_typed_as_people_write_them(tmp_path):
    row = "Drones,Germany,UA,military,grant,pledge,2. Juni 2025,,about 1.5 bn,,one_off"
    content = f'{HEADING},equivalent_amount,equivalent_qualifier,item,quantity\n{row},US$ 1.7bn,about,howitzers,"1 200"'

    [record], problems = read(tmp_path / "a.csv", content.replace("about 1.5 bn", "about €1.5 bn"))

    assert problems == []
    assert (str(record.announced), str(record.amount)) == ("2025-06-02", "about EUR 1,500,000,000")
    assert [str(it) for it in record.stated_equivalents] == ["about USD 1,700,000,000"]
    assert str(record.items[0].quantity) == "1200"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_where_commas_do_not_part_the_cells_one_point_before_three_digits_may_be_either(tmp_path, separator):
    content = f"{HEADING}\n{PLEDGE.replace(',5,', ',1.234,')}"

    [record], _ = read(tmp_path / "a.csv", content)
    assert str(record.amount) == "GBP 1.234"
    assert read(tmp_path / "b.csv", content.replace(",", separator)) == (
        (),
        [
            (
                'b.csv:2:amount: FORM error: found "1.234", expected a number that can be read in one way only. '
                "Do: type 1234 or 1.2340, whichever is meant."
            )
        ],
    )


@pytest.mark.parametrize(("typed", "value"), [("1234,5", "1234.5"), ("1.234,50", "1234.50"), ("1.2300", "1.2300")])
def test_where_semicolons_part_the_cells_the_comma_is_a_decimal_sign(tmp_path, typed, value):
    content = f"{HEADING}\n{PLEDGE}".replace(",", ";").replace(";5;", f";{typed};")

    [record], problems = read(tmp_path / "a.csv", content)

    assert (str(record.amount.value), problems) == (value, [])


def test_a_sign_of_several_currencies_is_that_of_the_donor(tmp_path):
    [record], problems = read(tmp_path / "a.csv", f"{HEADING}\n{PLEDGE.replace('5,GBP', '£3bn,')}")

    assert (str(record.amount), problems) == ("GBP 3,000,000,000", [])


def test_a_range_in_one_cell_fills_both_ends(tmp_path):
    [record], _ = read(tmp_path / "a.csv", f"{HEADING}\n{PLEDGE.replace('exact,5', ',600-700 mio')}")

    assert str(record.amount) == "GBP 600,000,000 to 700,000,000"


def test_a_qualifier_in_the_cell_that_differs_from_its_column_is_refused(tmp_path):
    _, problems = read(tmp_path / "a.csv", f"{HEADING}\n{PLEDGE.replace(',5,', ',about 5,')}")

    assert problems == [
        (
            'a.csv:2:amount: FORM error: found "about 5" beside the qualifier "exact", expected the same in both '
            "places. Do: correct the one or the other."
        )
    ]


def test_a_second_source_and_a_second_item_stand_under_numbered_headings(tmp_path):
    headings = "publisher,source_title,publisher_2,source_title_2,quote_2,item,item_2,quantity_2"

    [record], problems = read(tmp_path / "a.csv", f"{HEADING},{headings}\n{PLEDGE},P,T,Q,U,five,shells,trucks,7")

    assert problems == []
    assert [(it.publisher, it.title, it.quote) for it in record.sources] == [("P", "T", None), ("Q", "U", "five")]
    assert [str(it) for it in record.items] == ["shells", "trucks, 7"]


def test_a_fault_in_the_second_source_names_its_own_column_also_behind_an_empty_first(tmp_path):
    headings = "publisher,source_title,publisher_2,source_title_2,url_2"

    _, [first] = read(tmp_path / "a.csv", f"{HEADING},{headings}\n{PLEDGE},P,T,Q,U,ftp://x")
    _, [second] = read(tmp_path / "b.csv", f"{HEADING},{headings}\n{PLEDGE},,,Q,U,ftp://x")

    assert first.startswith('a.csv:2:url_2: FORM error: found "ftp://x"')
    assert second.startswith('b.csv:2:url_2: FORM error: found "ftp://x"')


def test_a_fault_in_the_cell_of_all_ties_names_that_cell(tmp_path):
    _, [problem] = read(tmp_path / "a.csv", f"{HEADING},relations\n{PLEDGE},part_of a-1; follows b-1")

    assert problem.startswith('a.csv:2:relations: FORM error: found "follows", expected one of part_of, fulfils')


def test_every_draft_keeps_its_row_word_for_word(tmp_path):
    (tmp_path / "a.csv").write_text(
        f"{HEADING.replace('amount', 'Amount ')},mine\n{PLEDGE.replace(',5,', ', 5 bn ,')},x"
    )

    [draft], _ = read_file(tmp_path / "a.csv")
    [lineage] = draft.lineage

    assert (lineage.file, lineage.row) == ("a.csv", 2)
    assert lineage.cells | {"Amount": " 5 bn ", "mine": "x", "donor": "United Kingdom"} == lineage.cells


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_reads_the_same_in_every_encoding_that_spreadsheets_save(tmp_path, encoding):
    content = f'{HEADING},note\r\n{PLEDGE.replace("Drones", "Für Київ £5")},"two\r\nlines"\r\n'

    [record], problems = read(tmp_path / "a.csv", content.encode(encoding))

    assert problems == []
    assert (record.title, record.note) == ("Für Київ £5", "two\r\nlines")


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_utf_16_of_either_order_is_known_by_its_mark(tmp_path, mark):
    content = f"\ufeff{HEADING}\n{PLEDGE}".encode(mark)

    assert len(read(tmp_path / "a.csv", content)[0]) == 1


def test_windows_1252_is_read_with_a_warning_that_shows_how_it_reads(tmp_path):
    content = f"{HEADING}\n{PLEDGE}\n{PLEDGE.replace('Drones', 'Für £5')}\n{PLEDGE.replace('Drones', 'naïve')}"

    records, problems = read(tmp_path / "a.csv", content.replace(",5,", ",5000,").encode("cp1252"))

    assert [record.title for record in records] == ["Drones", "Für £5", "naïve"]
    assert problems == [
        (
            'a.csv:3: FORM warning: found text in Windows-1252, which reads as "Für £5,United Kingdom", expected '
            "text in UTF-8. Do: check that this is how it should read, or save the file as UTF-8."
        )
    ]


@pytest.mark.parametrize(("first", "second"), [("utf-8", "cp1252"), ("cp1252", "utf-8")])
def test_two_encodings_in_one_file_are_a_problem_at_the_line_where_they_meet(tmp_path, first, second):
    other = PLEDGE.replace("Drones", "Für £5")
    content = f"{HEADING}\n{other}\n".encode(first) + other.encode(second)

    _, problems = read(tmp_path / "a.csv", content)

    assert [problem.partition(", which are")[0] for problem in problems if "error" in problem] == [
        "a.csv:3: FILE error: found another encoding than in the lines before"
    ]


def test_blanks_that_do_not_break_are_blanks(tmp_path):
    row = PLEDGE.replace("United Kingdom", "United\u00a0Kingdom\u00a0").replace(",5,", ",1\u00a0200\u00a0000,")

    [record], problems = read(tmp_path / "a.csv", f"{HEADING}\n{row}")

    assert (record.donor, str(record.amount), problems) == ("GBR", "GBP 1,200,000", [])

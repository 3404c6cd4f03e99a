import zipfile
from datetime import date
from io import BytesIO

import pytest

from ledger.foundation import Severity
from ledger.rates import NOTHING_STATED, Quote, future_quotes, read_rates
from ledger.rates.files import parse_rates

HEADINGS = "date,currency,rate,base,direction,unit,source"
SOUND = "2025-06-02,USD,41.5,UAH,base_per_unit,1,NBU"
LATER = "2025-06-03,USD,41.6,UAH,base_per_unit,1,NBU"


def ours(*lines: str) -> bytes:
    return "\n".join([HEADINGS, *lines, ""]).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def faults_of(data: bytes) -> list[tuple[str, str]]:
    rate_set, problems = read_rates("NBU", data)
    assert rate_set is None
    assert {problem.code for problem in problems} == {"FX-FEED"}
    assert all(problem.remedy for problem in problems)
    return [(str(problem.place), problem.found) for problem in problems]


def test_our_own_csv_names_base_direction_unit_and_source():
    rate_set, problems = read_rates("NBU", ours("2025-06-02,JPY,29.12,UAH,base_per_unit,100,National Bank of Ukraine"))

    assert problems == ()
    assert rate_set is not None
    assert (rate_set.base, rate_set.direction) == ("UAH", "base_per_unit")
    assert rate_set.source == "National Bank of Ukraine"
    assert rate_set.quote_on_or_before("JPY", date(2025, 6, 2)) == Quote("29.12", day=date(2025, 6, 2), unit=100)


def test_the_unit_may_differ_from_line_to_line():
    rate_set, _ = read_rates("NBU", ours(SOUND, "2025-06-02,JPY,29.12,UAH,base_per_unit,100,NBU"))

    assert rate_set is not None
    assert rate_set.currencies == ("JPY", "USD")


def test_a_source_may_stand_on_some_lines_only():
    rate_set, problems = read_rates("NBU", ours("2025-06-03,USD,41.6,UAH,base_per_unit,1,", SOUND))

    assert problems == ()
    assert rate_set is not None
    assert rate_set.source == "NBU"


def test_a_file_without_any_source_says_so():
    rate_set, _ = read_rates("NBU", ours("2025-06-03,USD,41.6,UAH,base_per_unit,1"))

    assert rate_set is not None
    assert rate_set.source == "not stated"


def test_columns_may_stand_in_any_order_and_a_spreadsheet_may_add_blanks_and_a_byte_order_mark():
    headings = "\ufeffcurrency, date,rate ,unit,source,direction,base"
    row = " USD ,2025-06-02,41.5,1,NBU,base_per_unit,UAH"

    rate_set, problems = read_rates("NBU", f"{headings}\r\n{row}\r\n,,,,,,\r\n".encode())

    assert problems == ()
    assert rate_set is not None


def test_a_file_says_in_the_column_kind_that_it_is_a_table():
    rate_set, problems = read_rates("kiel-7", f"{HEADINGS},kind\n{SOUND},table\n".encode())

    assert problems == ()
    assert rate_set is not None
    assert rate_set.kind == "table"


@pytest.mark.parametrize("data", [ours(SOUND), f"{HEADINGS},kind\n{SOUND},series\n{LATER},series".encode()])
def test_any_other_file_is_a_series_of_quotes(data):
    rate_set, _ = read_rates("NBU", data)

    assert rate_set is not None
    assert rate_set.kind == "series"


def test_the_column_kind_may_stand_anywhere_and_be_left_empty():
    rate_set, problems = read_rates("NBU", f"kind,{HEADINGS}\n,{SOUND}\n,{LATER},,\n".encode())

    assert problems == ()
    assert rate_set is not None
    assert rate_set.kind == "series"


def test_a_table_has_one_rate_of_each_currency():
    data = f"{HEADINGS},kind\n{SOUND},table\n{LATER},table\n".encode()

    assert faults_of(data) == [("NBU", "2 rates of USD")]


def test_a_file_is_a_table_on_all_lines_or_on_none():
    data = f"{HEADINGS},kind\n{SOUND},table\n2025-06-02,GBP,49.2,UAH,base_per_unit,1,NBU\n".encode()

    assert faults_of(data) == [("NBU:3:kind", '"", where line 2 says "table"')]


def test_a_kind_is_one_of_two():
    assert faults_of(f"{HEADINGS},kind\n{SOUND},window\n".encode()) == [("NBU:2:kind", '"window"')]


def test_a_zip_with_one_csv_is_read_like_the_csv():
    rate_set, problems = read_rates("NBU", zipped({"readme.txt": b"", "rates.CSV": ours(SOUND)}))

    assert problems == ()
    assert rate_set is not None
    assert rate_set.currencies == ("USD",)


# Faults in a line: each has its place


@pytest.mark.parametrize(
    "rate", ["0", "0.00", "-41.5", "1e5", "NaN", "inf", "1_000", "", "n/a", "41.5.1", "=1+1", "٤١", "9" * 200]
)
def test_what_is_no_rate_is_found_with_its_line_and_column(rate):
    (place, _), *more = faults_of(ours(SOUND, f"2025-06-03,USD,{rate},UAH,base_per_unit,1,NBU"))

    assert (place, more) == ("NBU:3:rate", [])


def test_a_quoted_decimal_comma_is_named_with_its_remedy():
    _, problems = read_rates("NBU", ours('2025-06-02,USD,"40,5",UAH,base_per_unit,1,NBU'))

    assert str(problems[0]) == (
        'NBU:2:rate: FX-FEED error: found "40,5", expected a plain number above zero such as 1.1339. '
        "Do: write a decimal point in place of the comma, and no commas between thousands."
    )


def test_a_bare_decimal_comma_makes_one_cell_too_many():
    assert faults_of(ours("2025-06-02,USD,40,5,UAH,base_per_unit,1,NBU")) == [("NBU:2", "8 cells")]


@pytest.mark.parametrize(
    "day", ["2025-02-30", "02.06.2025", "06/02/25", "2922-02-09", "0025-06-02", "", "２０２５-06-02"]
)
def test_a_day_that_cannot_be_is_found(day):
    assert [place for place, _ in faults_of(ours(f"{day},USD,41.5,UAH,base_per_unit,1,NBU"))] == ["NBU:2:date"]


def test_an_unknown_currency_is_found_with_a_guess_at_what_was_meant():
    _, problems = read_rates("NBU", ours("2025-06-02,EURO,41.5,UAH,base_per_unit,1,NBU"))

    assert str(problems[0].place) == "NBU:2:currency"
    assert problems[0].expected == "a currency code of ISO 4217, perhaps EUR"


def test_an_unknown_base_is_told_once_and_not_on_every_line():
    lines = [f"2025-06-{day:02},USD,41.5,HRYVNIA,base_per_unit,1,NBU" for day in range(1, 20)]

    assert faults_of(ours(*lines)) == [("NBU:2:base", '"HRYVNIA"')]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("2025-06-03,USD,41.6,EUR,base_per_unit,1,NBU", "base"),
        ("2025-06-03,USD,41.6,UAH,units_per_base,1,NBU", "direction"),
        ("2025-06-03,USD,41.6,UAH,base_per_unit,1,Reuters", "source"),
    ],
)
def test_base_direction_and_source_are_the_same_on_all_lines(line, column):
    assert [place for place, _ in faults_of(ours(SOUND, line))] == [f"NBU:3:{column}"]


def test_a_direction_is_one_of_two():
    assert faults_of(ours("2025-06-02,USD,41.5,UAH,both,1,NBU")) == [("NBU:2:direction", '"both"')]


@pytest.mark.parametrize("unit", ["", "0", "-1", "7", "1.0", "1,000", "1e2"])
def test_a_unit_is_a_power_of_ten(unit):
    line = f'2025-06-02,USD,41.5,UAH,base_per_unit,"{unit}",NBU'

    assert [place for place, _ in faults_of(ours(line))] == ["NBU:2:unit"]


def test_the_base_cannot_be_quoted_against_itself():
    assert faults_of(ours("2025-06-02,UAH,1,UAH,base_per_unit,1,NBU")) == [("NBU:2:currency", '"UAH"')]


def test_two_rates_for_one_day_are_an_error_that_names_both_lines():
    assert faults_of(ours(SOUND, "2025-06-02,USD,41.6,UAH,base_per_unit,1,NBU")) == [
        ("NBU:3:rate", "41.6 for USD on 2025-06-02, of which line 2 says 41.5")
    ]


def test_the_same_rate_twice_is_a_warning_even_when_written_for_another_unit():
    rate_set, problems = read_rates("NBU", ours(SOUND, "2025-06-02,USD,415,UAH,base_per_unit,10,NBU"))

    assert rate_set is not None
    assert [problem.severity for problem in problems] == [Severity.WARNING]


def test_all_faults_of_a_line_are_told_at_once():
    places = [place for place, _ in faults_of(ours("yesterday,USS,abc,UAH,base_per_unit,7,NBU"))]

    assert places == ["NBU:2:date", "NBU:2:currency", "NBU:2:unit", "NBU:2:rate"]


# Faults of a whole file


def test_missing_headings_are_named():
    (place, found), *more = faults_of(b"date,currency,rate,base\n2025-06-02,USD,41.5,UAH\n")

    assert (place, more) == ("NBU:1", [])
    assert found.endswith("without direction, unit, source")


def test_a_heading_that_is_not_ours_or_stands_twice_is_refused():
    assert [found for _, found in faults_of(f"{HEADINGS},rate,note\n".encode())] == [
        'the heading "rate" 2 times',
        'the heading "note"',
    ]


@pytest.mark.parametrize("data", [b"", b"\n\n", b",,,\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data):
    assert faults_of(data) == [("NBU", "an empty file")]


def test_headings_alone_are_no_rates():
    assert [found for _, found in faults_of(ours())] == ["no rates"]


def test_another_encoding_is_refused_with_its_line():
    assert faults_of(ours(SOUND).replace(b"NBU", b"Banque fran\xe7aise")) == [("NBU:2", "the byte 0xe7")]


def test_utf_16_is_refused_with_the_way_out():
    _, problems = read_rates("NBU", ours(SOUND).decode().encode("utf-16"))

    assert problems[0].found == "text in UTF-16"
    assert problems[0].remedy == "save the file again as comma-separated CSV in UTF-8, or add it with encoding utf-16"


def test_nul_bytes_are_refused_with_their_line():
    assert faults_of(ours(SOUND, "\x00")) == [("NBU:3", "a NUL byte")]


def test_a_line_without_end_is_refused():
    assert "more than 100000 characters" in faults_of(ours("1" * 200_000))[0][1]


def test_a_quote_that_is_never_closed_is_refused():
    assert faults_of(ours(SOUND, '2025-06-03,"USD,41.5'))[0][0] == "NBU"


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    assert faults_of(b" " * (32 * 1024 * 1024 + 1)) == [("NBU", "33554433 bytes")]


@pytest.mark.thorough
def test_a_zip_that_unpacks_to_too_much_is_refused():
    bomb = zipped({"rates.csv": b" " * (64 * 1024 * 1024 + 1)})

    assert len(bomb) < 100_000
    assert faults_of(bomb) == [("NBU", "an archive that unpacks to more than it may")]


@pytest.mark.parametrize("files", [{}, {"readme.txt": b"x"}, {"a.csv": b"", "b.csv": b""}])
def test_a_zip_has_one_csv(files):
    assert "CSV or XML files" in faults_of(zipped(files))[0][1]


def test_a_zip_packed_in_a_rare_way_is_refused_before_it_is_unpacked():
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("rates.csv", ours(SOUND))

    assert faults_of(buffer.getvalue()) == [("NBU", "an archive that is encrypted or packed in a rare way")]


def test_a_zip_that_is_cut_short_is_refused():
    assert "cannot be read" in faults_of(zipped({"rates.csv": ours(SOUND)})[:-30])[0][1]


def test_of_thousands_of_faults_a_hundred_are_told_and_all_are_counted():
    told = faults_of(ours(*["2025-06-02,USD,abc,UAH,base_per_unit,1,NBU"] * 5000))

    assert len(told) == 101
    assert told[-1] == ("NBU", "5000 errors and 0 warnings, of which the first 100 are told")


def test_errors_are_told_before_warnings():
    lines = [SOUND] * 300 + ["2025-06-03,USD,abc,UAH,base_per_unit,1,NBU"]

    assert faults_of(ours(*lines))[0][0] == "NBU:302:rate"


def test_a_quote_for_a_day_to_come_is_a_slip_of_the_hand():
    rate_set, _ = read_rates("NBU", ours(SOUND, "2052-06-03,USD,41.6,UAH,base_per_unit,1,NBU"))
    assert rate_set is not None

    found = future_quotes(rate_set, today=date(2025, 6, 30))

    assert [(str(problem.place), problem.found) for problem in found] == [("NBU:USD", "a rate for 2052-06-03")]


def test_rates_up_to_today_are_no_slip():
    rate_set, _ = read_rates("NBU", ours(SOUND))
    assert rate_set is not None

    assert future_quotes(rate_set, today=date(2025, 6, 2)) == ()


@pytest.mark.parametrize(("name", "data"), [("N", 3), ("N", None), (None, b"text"), (b"text", "N")])
def test_a_file_of_rates_is_a_name_and_a_path_or_bytes(name, data):
    with pytest.raises(TypeError, match=r"data is a path such as|name is what users call the rates"):
        read_rates(name, data)


def test_the_same_bytes_under_the_same_name_are_read_once():
    text = b"date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41.5289,UAH,base_per_unit,1,NBU\n"
    first = read_rates("once", text)[0]

    assert read_rates("once", bytes(bytearray(text)))[0] is first
    assert read_rates("twice", text)[0] is not first
    changed = read_rates("once", text.replace(b"41.5289", b"41.5288"))[0]
    assert changed.quotes["USD"] != first.quotes["USD"]


@pytest.mark.parametrize(("others", "is_kept"), [(127, True), (128, False)])
def test_128_files_are_kept_as_they_were_read(others, is_kept):
    first = parse_rates("First", ours(SOUND), NOTHING_STATED)
    for number in range(others):
        parse_rates(f"Other {number}", ours(SOUND), NOTHING_STATED)

    assert (parse_rates("First", ours(SOUND), NOTHING_STATED) is first) is is_kept

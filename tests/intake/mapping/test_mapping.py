"""Foreign tables: read by a mapping file, and the draft of one."""

import json
import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proving import proven
from pydantic import ValidationError

from ledger.foundation import Severity, folder
from ledger.intake import Options, TableMapping, draft_mapping, read_files, settle
from ledger.intake.mapping.cells import CODES, DAYS, MONEY, NUMBERS, cells_of, day_of
from ledger.records import HEADINGS, rows

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "mapping.md"

TABLE = """Nr;Land;Titel;Betrag;Währung;Datum;Art
7/a;Deutschland;Panzer;1.234,5;EUR;02.06.2025;Mil
"""
MAPPING = {
    "source": "Ministry",
    "decimal": "comma",
    "multiplier": "1000000",
    "columns": {
        "id": "Nr",
        "donor": "Land",
        "title": "Titel",
        "amount": "Betrag",
        "currency": "Währung",
        "announced": "Datum",
        "category": "Art",
    },
    "constants": {
        "recipient": "UKR",
        "instrument": "unspecified",
        "stage": "pledge",
        "qualifier": "exact",
        "term": "one_off",
    },
    "values": {"category": {"Mil": "military"}},
}


def toml(values):
    """The mapping as TOML: inline tables are JSON but for the colons."""
    lines = []
    for name, value in values.items():
        if name == "values":
            lines += [f"[values.{heading}]\n" + pairs(found) for heading, found in value.items()]
        elif isinstance(value, dict):
            lines.append(f"[{name}]\n" + pairs(value))
        else:
            lines.insert(0, f"{name} = {json.dumps(value)}")
    return "\n".join(lines)


def pairs(values):
    return "\n".join(f"{json.dumps(key)} = {json.dumps(value)}" for key, value in values.items())


@pytest.fixture
def read(tmp_path):
    """Reads a table by a mapping, or by the usual one with other lines."""

    def reading(table=TABLE, mapping=None, **lines):
        path, by = tmp_path / "aid.csv", tmp_path / "aid.toml"
        if isinstance(table, str):
            path.write_text(table, encoding="utf-8")
        else:
            path = table
        by.write_text(mapping if mapping is not None else toml(MAPPING | lines), encoding="utf-8")
        return read_files([path], options=Options(mapping=by))

    return reading


@pytest.fixture
def record(read):
    def first(*arguments, **lines):
        reading = read(*arguments, **lines)
        records, problems = settle(reading.drafts, ())
        assert (*reading.problems, *problems) == ()
        return records[0]

    return first


@pytest.fixture
def faults(read):
    """Place, found and expected of every problem on the way to records."""

    def found(*arguments, **lines):
        reading = read(*arguments, **lines)
        return [(str(it.place), it.found, it.expected) for it in (*reading.problems, *settle(reading.drafts, ())[1])]

    return found


@pytest.fixture
def draft(tmp_path):
    def drafted(table):
        path = tmp_path / "aid.csv"
        path.write_text(table, encoding="utf-8")
        text, problems = draft_mapping(path)
        assert problems == ()
        return text

    return drafted


def test_a_foreign_row_becomes_a_record(record):
    made = record()

    assert (made.id, made.donor, made.recipient, made.title) == ("7/a", "DEU", "UKR", "Panzer")
    assert (str(made.amount), str(made.announced), made.category) == ("EUR 1,234,500,000", "2025-06-02", "military")


def test_a_mapping_file_names_the_format_the_source_and_the_release(read):
    reading = read(release="June")

    assert (reading.format, reading.release.source, reading.release.name) == ("mapped", "Ministry", "June")


def test_every_row_is_kept_word_for_word_with_the_columns_that_nothing_was_made_of(read):
    table = TABLE.replace("Art\n", "Art;Rest\n").replace(";Mil", "; Mil;x")

    [lineage] = read(table).drafts[0].lineage

    assert (lineage.file, lineage.row) == ("aid.csv", 2)
    assert lineage.cells == {
        "Nr": "7/a",
        "Land": "Deutschland",
        "Titel": "Panzer",
        "Betrag": "1.234,5",
        "Währung": "EUR",
        "Datum": "02.06.2025",
        "Art": "Mil",
        "Rest": "x",
    }


def test_the_order_of_the_columns_and_capitals_in_headings_do_not_matter(record):
    table = "ART;datum;Währung;BETRAG ;Titel;land;nr\nMil;02.06.2025;EUR;1;Panzer;Deutschland;7\n"

    assert str(record(table).amount) == "EUR 1,000,000"


def test_rows_above_the_headings_are_passed_over(record):
    assert record(";;;;;;Stand Juni\n" + TABLE, heading_row=2).id == "7/a"


def test_ids_get_the_prefix_and_lose_what_an_id_cannot_have(record):
    assert record(TABLE.replace("7/a", "7 b ä"), id_prefix="mof-").id == "mof-7-b"


@pytest.mark.parametrize(
    ("written", "lines", "amount"),
    [
        ("1.234,5", {}, "EUR 1,234,500,000"),
        ("1,234.5", {"decimal": "point"}, "EUR 1,234,500,000"),
        ("1,2345678", {}, "EUR 1,234,567.8"),
        ("3", {"multiplier": 1000}, "EUR 3,000"),
        ("3", {"multiplier": "0.5"}, "EUR 1.5"),
        ("about 3 Mio", {"multiplier": "1"}, "about EUR 3,000,000"),
        ("600-700 mio", {"multiplier": "1"}, "EUR 600,000,000 to 700,000,000"),
        ("k.A.", {"values": MAPPING["values"] | {"amount": {"K.a.": "undisclosed"}}}, "undisclosed"),
        ("", {"values": MAPPING["values"] | {"amount": {"": "undisclosed"}}}, "undisclosed"),
        ("-", {"values": MAPPING["values"] | {"amount": {"-": "none"}}}, "no money"),
    ],
)
def test_amounts_are_read_multiplied_and_translated(record, written, lines, amount):
    assert str(record(TABLE.replace("1.234,5", written), **lines).amount) == amount


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("2.6.2025", {}),
        ("02/06/2025", {"date_format": "dmy"}),
        ("06/02/2025", {"date_format": "mdy"}),
        ("2025|06|02", {"date_format": "%Y|%m|%d"}),
        ("Juni 2nd", {"values": MAPPING["values"] | {"announced": {"Juni 2nd": "2025-06-02"}}}),
    ],
)
def test_days_are_read_as_the_mapping_says(record, written, lines):
    assert str(record(TABLE.replace("02.06.2025", written), **lines).announced) == "2025-06-02"


def test_a_figure_with_a_unit_is_not_multiplied_once_more(faults):
    [(place, found, expected)] = faults(TABLE.replace("1.234,5", "3 Mrd"))

    assert (place, found) == ("aid.csv:2:Betrag", '"3 Mrd"')
    assert expected == "a figure alone, since the mapping file multiplies it by 1000000"


def test_what_could_be_two_figures_or_two_days_is_told_and_not_guessed(faults):
    without = {name: value for name, value in MAPPING.items() if name != "decimal"}
    table = TABLE.replace("1.234,5", "1.234").replace("02.06.2025", "2/6/2025")

    assert [place for place, *_ in faults(table, toml(without))] == ["aid.csv:2:Betrag", "aid.csv:2:Datum"]


def test_a_missing_amount_is_told_at_its_column_and_never_becomes_zero(faults):
    [(place, *_)] = faults(TABLE.replace("1.234,5", "."), missing=["."])

    assert place == "aid.csv:2:Betrag"


def test_codes_without_a_translation_are_told_once_each_with_their_count(read):
    row = TABLE.splitlines()[1]
    table = (
        TABLE + row.replace("Mil", "Fin").replace("7/a", "8") + "\n" + row.replace("Mil", "fin ").replace("7/a", "9")
    )

    reading = read(table)

    assert [it.values["id"] for it in reading.drafts] == ["7/a"]
    assert "\n".join(map(str, reading.problems)) == (
        'aid.csv:1:Art: FORM error: found "Fin" in 2 rows, first at aid.csv:3, expected a code of category, one of '
        "military, financial, humanitarian, industrial, other, perhaps financial. Do: write what it means under "
        "[values.category] in aid.toml."
    )


def test_a_fault_of_the_record_is_told_at_the_column_of_the_table(faults):
    [(place, *_)] = faults(TABLE.replace(";EUR;", ";;"))

    assert place == "aid.csv:2:Betrag"


def test_a_cell_beyond_the_headings_is_told(faults):
    assert faults(TABLE.replace(";Mil", ";Mil;more"))[-1][:2] == ("aid.csv:2", '"more" beyond the headings')


def test_a_qualifier_of_the_text_that_differs_from_its_column_is_told(faults):
    lines = {
        "columns": MAPPING["columns"] | {"qualifier": "Art 2"},
        "constants": {name: it for name, it in MAPPING["constants"].items() if name != "qualifier"},
        "multiplier": 1,
    }
    table = TABLE.replace("Art\n", "Art;Art 2\n").replace(";Mil", ";Mil;exact").replace("1.234,5", "about 3 bn")

    assert faults(table, **lines) == [("aid.csv:2:Betrag", '"about beside exact"', "the same in both columns")]


def test_long_titles_are_cut_and_the_lineage_keeps_them(record, read):
    table = TABLE.replace("Panzer", "x" * 400)

    assert len(record(table).title) == 300
    assert len(read(table).drafts[0].lineage[0].cells["Titel"]) == 400


@pytest.mark.parametrize(
    ("lines", "place", "found", "expected"),
    [
        ({"columns": {"donr": "Land"}}, "columns.donr", '"donr"', "a heading of docs/import.md, perhaps donor"),
        ({"soruce": "x"}, "soruce", "an unknown field", "only the fields of the schema"),
        ({"multiplier": 1.5}, "multiplier", '"1.5"', 'a plain number written as text, such as "3000000000.00"'),
        ({"multiplier": 0}, None, "multiplier 0", "a multiplier above 0"),
        ({"decimal": "dot"}, "decimal", '"dot"', "one of point or comma"),
        (
            {"date_format": "%d.%m.%y"},
            "date_format",
            '"%d.%m.%y"',
            'dmy, mdy, ymd, or a pattern with %d, %m and %Y, each once, such as "%d.%m.%Y"',
        ),
        (
            {"date_format": "%d%m%Y%Y"},
            "date_format",
            '"%d%m%Y%Y"',
            'dmy, mdy, ymd, or a pattern with %d, %m and %Y, each once, such as "%d.%m.%Y"',
        ),
        ({"heading_row": 0}, "heading_row", '"0"', "a whole number from 1, without quotation marks"),
        ({"heading_row": "1"}, "heading_row", '"1"', "a whole number from 1, without quotation marks"),
        (
            {"id_prefix": "bmf "},
            "id_prefix",
            '"bmf "',
            "at most 40 characters, of A to Z, a to z, 0 to 9 and . _ : / -",
        ),
        (
            {"values": {"amount": {"k.A.": "undisclosed", "K.A.": "none"}}},
            "values.amount",
            '"k.A." = "undisclosed" beside "K.A." = "none"',
            "one meaning: capitals and blanks do not count",
        ),
        (
            {"columns": MAPPING["columns"] | {"stage": "Art"}},
            None,
            "stage in both",
            "each heading under columns or under constants",
        ),
        ({"values": {"stage": {"a": "pledge"}}}, None, "values.stage", "values of headings that have a column"),
        (
            {"columns": MAPPING["columns"] | {"donor": "Lnd"}},
            "columns.donor",
            '"Lnd", which no column is called',
            "a heading of the table, perhaps Land",
        ),
        (
            {"constants": MAPPING["constants"] | {"stage": "present"}},
            "constants.stage",
            '"present"',
            "one of pledge or commitment",
        ),
        ({"heading_row": 9}, None, "no such row", "headings in row 9"),
    ],
)
def test_a_fault_of_the_mapping_is_told_once_and_nothing_is_read(read, lines, place, found, expected):
    reading = read(**lines)

    fault = next(it for it in reading.problems if it.found == found)
    assert reading.drafts == ()
    assert fault.expected == expected
    assert place is None or str(fault.place) == f"aid.toml:{place}"


def test_a_sheet_of_a_csv_file_is_the_only_fault_told(read):
    reading = read(sheet="Data")

    assert [(str(it.place), it.found, it.remedy) for it in reading.problems] == [
        ("aid.csv", 'a CSV file, which has no sheets, so none called "Data"', "name the workbook, or leave sheet out")
    ]


def test_a_text_may_be_translated_twice_if_it_means_the_same(record):
    same = {"category": {"Mil": "military", "MIL": "military"}}

    assert record(TABLE.replace("Mil", " mil"), values=same).category == "military"


@given(
    st.lists(st.sampled_from(["%d", "%m", "%b", "%B", "%Y", "%H", "%M", "%S", "%", "d", ".", " ", "\0"]), max_size=7)
)
def test_a_pattern_of_days_is_refused_or_can_be_used(parts):
    pattern = "".join(parts)
    try:
        TableMapping(source="x", columns={}, date_format=pattern)
    except ValidationError:
        return
    written = date(2025, 6, 2).strftime(pattern)

    assert day_of(written, pattern) == date(2025, 6, 2)
    assert str(day_of("no day", pattern)).isprintable()


def test_required_headings_that_are_nowhere_are_told(read):
    constants = {name: it for name, it in MAPPING["constants"].items() if name not in ("term", "stage")}

    assert [it.found for it in read(constants=constants).problems] == ["nothing for stage", "nothing for term"]


@pytest.mark.parametrize(
    ("text", "code"), [(b"source = ", "FORM"), (b"\xff", "FORM"), (b"a=" + b"[" * 100000, "FORM"), (None, "FILE")]
)
def test_a_mapping_that_is_no_toml_is_one_problem(tmp_path, text, code):
    table, by = tmp_path / "aid.csv", tmp_path / "aid.toml"
    table.write_text(TABLE, encoding="utf-8")
    if text is not None:
        by.write_bytes(text)

    [fault] = [it for it in read_files([table], options=Options(mapping=by)).problems if str(it.place) == "aid.toml"]

    assert fault.code == code


def test_a_foreign_table_without_a_mapping_says_how_to_get_one(tmp_path):
    path = tmp_path / "aid.csv"
    path.write_text(TABLE, encoding="utf-8")

    [fault] = [it for it in read_files([path], "mapped").problems if it.found == "no mapping file"]

    assert "desk.draft_table_mapping('aid.csv')" in fault.remedy
    assert "`defense-ledger mapping aid.csv`" in fault.at_command_line().remedy


def workbook(path, *table, sheet="Data"):
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cover").write(0, 0, "Aid")
        page = book.add_worksheet(sheet)
        for number, cells in enumerate(table):
            page.write_row(number, 0, cells)
    return path


def test_a_sheet_is_read_by_name_and_its_numbers_are_taken_as_they_are(record, tmp_path):
    heading, row = (line.split(";") for line in TABLE.splitlines())
    path = workbook(tmp_path / "aid.xlsx", ["Stand Juni"], heading, [*row[:3], 1234.5, *row[4:]])

    made = record(path, sheet="Data", heading_row=2)

    assert str(made.amount) == "EUR 1,234,500,000"


def formatted(path, cell):
    """The usual table as a sheet whose amount has a number format."""
    heading, row = (line.split(";") for line in TABLE.splitlines())
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Data")
        page.write_row(0, 0, heading)
        page.write_row(1, 0, row)
        page.write(1, 3, cell[0], book.add_format({"num_format": cell[1]}))
    return path


@pytest.mark.parametrize(
    ("cell", "multiplier", "amount"),
    [
        ((12.5, "#,##0.0 [$\u20ac-407]"), "1000000", "EUR 12,500,000"),
        ((12_500_000, "0.0,,"), "1000000", "EUR 12,500,000"),
        ((12_500_000, '0.0,," Mio."'), "1", "EUR 12,500,000"),
        ((12.5, '0.0" Mrd. \u20ac"'), "1", "EUR 12,500,000,000"),
        ((12_500, "#,##0_ ;\\-#,##0\\ "), "1000", "EUR 12,500,000"),
    ],
)
def test_a_mapped_amount_is_read_as_its_cell_shows_it(record, tmp_path, cell, multiplier, amount):
    path = formatted(tmp_path / "aid.xlsx", cell)

    assert str(record(path, multiplier=multiplier).amount) == amount


@pytest.mark.parametrize(
    ("cell", "multiplier", "found"),
    [
        ((12.5, '0.0" Mio."'), "1000000", '"12.5 Mio."'),
        ((12.5, "0.0 [$kr-414]"), "1", '"12.5 kr" beside EUR'),
        ((12_500_000, "0.0,,"), "1", '"12.5" where the cell holds 12500000'),
    ],
)
def test_a_mapped_amount_whose_cell_contradicts_the_mapping_is_refused(faults, tmp_path, cell, multiplier, found):
    path = formatted(tmp_path / "aid.xlsx", cell)

    assert [(it[0], it[1]) for it in faults(path, multiplier=multiplier)] == [("aid.xlsx:Data!D2 (Betrag)", found)]


def test_a_mapping_finds_a_heading_whose_footnote_is_raised(record, tmp_path):
    heading, row = (line.split(";") for line in TABLE.splitlines())
    path = tmp_path / "aid.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Data")
        page.write_row(0, 0, heading)
        page.write_rich_string(0, 3, "Betrag", book.add_format({"font_script": 1}), "2")
        page.write_row(1, 0, row)

    assert str(record(path, columns=MAPPING["columns"] | {"amount": "Betrag2"}).amount) == "EUR 1,234,500,000"


def test_a_sheet_that_is_not_there_is_told_with_the_nearest(read, tmp_path):
    path = workbook(tmp_path / "aid.xlsx", TABLE.splitlines()[0].split(";"))

    found = [(it.found, it.expected) for it in read(path, sheet="Date").problems]

    assert ('no sheet "Date"', "a sheet such as Data") in found


def test_cells_merged_over_rows_are_told(read, tmp_path):
    path = tmp_path / "aid.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Data")
        for number, line in enumerate(TABLE.splitlines()):
            page.write_row(number, 0, line.split(";"))
        page.merge_range("B2:B4", "Deutschland")

    [warning] = [it for it in read(path).problems if "merged" in it.found]

    assert (str(warning.place), warning.severity) == ("aid.xlsx:Data", Severity.WARNING)
    assert warning.found == "1 cells merged over several rows, such as B2:B4"


def test_a_fault_in_a_sheet_is_told_at_its_cell(faults, tmp_path):
    heading, row = (line.split(";") for line in TABLE.splitlines())
    wrong = [*row[:3], "3 Mrd", "EURO", "2/6/2025", "Neu"]
    path = workbook(tmp_path / "aid.xlsx", ["Stand Juni"], heading, row, wrong)

    told = [place for place, *_ in faults(path, sheet="Data", heading_row=2)]

    assert told == [
        "aid.xlsx:Data!D4 (Betrag)",
        "aid.xlsx:Data!F4 (Datum)",
        "aid.xlsx:Data!E2 (Währung)",
        "aid.xlsx:Data!G2 (Art)",
    ]


def test_lineage_of_a_sheet_names_sheet_and_row(read, tmp_path):
    path = workbook(tmp_path / "aid.xlsx", *(line.split(";") for line in TABLE.splitlines()))

    [lineage] = read(path, sheet="Data").drafts[0].lineage

    assert (lineage.file, lineage.sheet, lineage.row) == ("aid.xlsx", "Data", 2)


@pytest.mark.proof
def test_the_release_8_items_of_kiel_can_be_read_as_a_foreign_table(shared_data, read):
    columns = {
        "donor": "countries",
        "title": "Explanation",
        "category": "Type of Aid General",
        "announced": "Announcement Date",
        "amount": "Monetary Value as Given by Source",
        "currency": "Original Currency",
    }
    values = {"amount": {"Not given": "undisclosed", "": "undisclosed"}}
    further = [
        "Unit Price in USD",
        "Value committed (own estimate, in USD)",
        "Value delivered (own estimate, in USD)",
        "Total",
        "Converted Value in EUR",
        "Total monetary value delivered in EUR",
    ]
    lines = {"decimal": "point", "multiplier": 1, "missing": ["."], "columns": columns, "values": values}

    [stopped] = read(shared_data / "kiel" / "R08_items.csv", **lines).problems
    reading = read(shared_data / "kiel" / "R08_items.csv", **lines, ignore=further)
    records, problems = settle(reading.drafts, ())

    assert stopped.remedy.endswith(f"ignore = {json.dumps(further)}")
    assert (len(records), len(problems)) == (984, 0)
    columns_at_fault = {it.place.field for it in reading.problems if it.severity is Severity.ERROR}
    assert columns_at_fault == {"Announcement Date"}
    assert sum(it.amount.value or 0 for it in records if it.donor == "NOR" and it.amount.currency == "NOK") > 0


@given(
    figure=st.decimals(0, 10**9, places=3, allow_nan=False, allow_infinity=False),
    mark=st.sampled_from(["point", "comma"]),
    multiplier=st.sampled_from(["1", "1000", "1000000"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_figure_is_multiplied_exactly_in_either_style(read, figure, mark, multiplier):
    written = f"{figure:f}".replace(".", "." if mark == "point" else ",")

    reading = read(TABLE.replace("1.234,5", written), decimal=mark, multiplier=multiplier)

    assert Decimal(reading.drafts[0].values["amount"]["value"]) == figure * Decimal(multiplier)


def test_the_example_of_the_manual_is_read(tmp_path):
    text = MANUAL.read_text(encoding="utf-8")
    for name, kind in (("aid.csv", "csv"), ("aid.toml", "toml")):
        [block] = re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)
        (tmp_path / name).write_text(block, encoding="utf-8")

    reading = read_files([tmp_path / "aid.csv"], options=Options(mapping=tmp_path / "aid.toml"))
    records, problems = settle(reading.drafts, ())

    assert (*reading.problems, *problems) == ()
    assert [(it.id, it.donor, str(it.amount)) for it in records] == [
        ("mof-1", "DEU", "EUR 1,234,500,000"),
        ("mof-2", "SWE", "undisclosed"),
        ("mof-3", "NOR", "NOK 500,000"),
    ]


def test_a_mapping_keeps_its_schema():
    schema = json.loads((folder("schemas") / "mapping.schema.json").read_text(encoding="utf-8"))

    jsonschema.validate(MAPPING, schema)
    for wrong in ({"columns": {"donr": "x"}}, {"date_format": "%d.%m.%y"}, {"multiplier": 1.5}, {"more": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(MAPPING | wrong, schema)


def test_the_schema_and_the_model_take_whole_numbers_as_multiplier():
    assert TableMapping.model_validate(MAPPING | {"multiplier": 1000}).multiplier == 1000


def test_every_heading_of_a_kind_is_a_heading():
    assert {*CODES, *MONEY, *DAYS, *NUMBERS} <= {heading.name for heading in HEADINGS}


def test_the_words_for_columns_are_words_for_headings():
    assert {row["heading"] for row in rows("column_words")} <= {heading.name for heading in HEADINGS}


@pytest.mark.thorough
def test_a_draft_writes_what_is_sure_and_asks_for_the_rest(draft):
    text = draft(TABLE.replace("Betrag", "Betrag (Mio.)") + "8;Polen;Zelte;k.A.;PLN;3.6.2025;Hum\n")

    assert tomllib.loads(text) == {
        "source": "aid",
        "heading_row": 1,
        "decimal": "comma",
        "multiplier": "1000000",
        "missing": [],
        "columns": {
            "id": "Nr",
            "title": "Titel",
            "announced": "Datum",
            "amount": "Betrag (Mio.)",
            "currency": "Währung",
        },
        "constants": {},
        "values": {"amount": {}},
    }
    for asked in (
        '# donor = "Land"  # perhaps: Deutschland; Polen',
        '# recipient = "Land"  # perhaps: Deutschland; Polen',
        '# category = "Art"  # perhaps: Mil; Hum',
        'multiplier = "1000000"  # Betrag (Mio.) speaks of Mio; "1" if the figures are whole',
        '# stage = "pledge"  # pledge (announced) or commitment (firm)',
        '# "Mil" = "military"  # 1 row: one of military, financial, humanitarian, industrial, other',
        '# "k.A." = "undisclosed"  # 1 row: a sum that nobody says, or "none" for no money',
    ):
        assert asked in text.splitlines()


@pytest.mark.proof
@pytest.mark.parametrize(
    ("heading", "cells", "line"),
    [
        (
            "Amount (mil EUR)",
            ("5", "6"),
            '# multiplier = "1000"  # or "1000000" or "1", if whole: Amount (mil EUR) speaks of mil',
        ),
        (
            "Amount (M€)",
            ("5", "6"),
            '# multiplier = "1000000"  # or "1", if whole: Amount (M€) speaks of M',
        ),
        (
            "Amount (million EUR)",
            ("5000000", "6"),
            '# multiplier = "1000000"  # or "1", if whole: Amount (million EUR) speaks of million',
        ),
    ],
)
def test_amounts_stay_comments_in_a_draft_while_their_unit_is_in_doubt(draft, heading, cells, line):
    text = draft(f"Donor,{heading}\n" + "".join(f"Norway,{cell}\n" for cell in (*cells, "n.k.")))

    assert f"{line}; choose, then take the # away from the amounts below" in text.splitlines()
    assert set(tomllib.loads(text)["columns"]) == {"donor"}
    assert "values" not in tomllib.loads(text)
    assert any(it.startswith(f'# amount = "{heading}"') for it in text.splitlines())


@pytest.mark.thorough
def test_a_unit_of_one_column_is_no_multiplier_where_another_column_of_amounts_names_none(draft):
    text = draft("Donor,Amount (Mio.),Equivalent amount\nNorway,5,4\n")

    assert "multiplier" not in tomllib.loads(text)
    assert set(tomllib.loads(text)["columns"]) == {"donor"}


UNSAID = {name: it for name, it in MAPPING.items() if name != "multiplier"}


@pytest.mark.parametrize(
    ("heading", "said", "lines"),
    [
        ("Betrag (Mio. EUR)", "Mio", 'multiplier = "1000000"'),
        ("Amount in million", "million", 'multiplier = "1000000"'),
        ("amount_bn", "bn", 'multiplier = "1000000000"'),
        ("Betrag (Mrd.)", "Mrd", 'multiplier = "1000000000"'),
        ("Betrag Tsd. EUR", "Tsd", 'multiplier = "1000"'),
        ("Value, thousand EUR", "thousand", 'multiplier = "1000"'),
        ("Value ('000)", "000", 'multiplier = "1000"'),
        ("EUR 1.000", "1.000", 'multiplier = "1000"'),
        ("10^6 EUR", "10^6", 'multiplier = "1000000"'),
        ("10⁶ EUR", "10⁶", 'multiplier = "1000000"'),
        ("kEUR", "k", 'multiplier = "1000"'),
        ("MEUR", "MEUR", 'multiplier = "1000000"'),
        ("valueInMillions", "Millions", 'multiplier = "1000000"'),
        ("Milliers d'euros", "Milliers", 'multiplier = "1000"'),
        ("млн євро", "млн", 'multiplier = "1000000"'),
        ("Valor (mil)", "mil", 'multiplier = "1000" or multiplier = "1000000"'),
        ("Billion EUR", "Billion", 'multiplier = "1000000000" or multiplier = "1000000000000"'),
    ],
)
def test_a_heading_that_speaks_of_a_unit_needs_a_multiplier_in_so_many_words(read, heading, said, lines):
    columns = MAPPING["columns"] | {"amount": heading}

    reading = read(TABLE.replace("Betrag", heading), toml(UNSAID | {"columns": columns}))

    [fault] = reading.problems
    assert reading.drafts == ()
    assert (fault.code, fault.severity, str(fault.place)) == ("SCALE", Severity.ERROR, f"aid.csv:1:{heading}")
    assert fault.found == f'"{heading}", which speaks of {said}'
    assert fault.remedy == f'write {lines} above [columns], or multiplier = "1" if the figures are whole'


@pytest.mark.parametrize("written", ["1", "1000000"])
def test_a_multiplier_that_is_written_settles_the_unit_of_a_heading(record, written):
    columns = MAPPING["columns"] | {"amount": "Betrag (Mio.)"}

    made = record(TABLE.replace("Betrag", "Betrag (Mio.)"), columns=columns, multiplier=written)

    assert made.amount.value == Decimal("1234.5") * int(written)


@pytest.mark.parametrize(
    "heading", ["Betrag", "Total amount in EUR", "Budget 2000", "Amount 2022", "Column 7", "Summe"]
)
def test_a_heading_without_a_unit_needs_no_multiplier(read, heading):
    columns = MAPPING["columns"] | {"amount": heading}

    reading = read(TABLE.replace("Betrag", heading), toml(UNSAID | {"columns": columns}))

    assert (reading.problems, len(reading.drafts)) == ((), 1)


@pytest.mark.parametrize("heading", sorted(set(MONEY) - {"amount"}))
def test_every_heading_of_money_is_asked_for_its_unit_and_multiplied(read, heading):
    table = TABLE.replace("Art\n", "Art;Wert (Mio.)\n").replace(";Mil", ";Mil;2,5")
    columns = MAPPING["columns"] | {heading: "Wert (Mio.)"}

    asked = read(table, toml(UNSAID | {"columns": columns}))
    said = read(table, columns=columns)

    assert [(it.code, str(it.place)) for it in asked.problems] == [("SCALE", "aid.csv:1:Wert (Mio.)")]
    assert "2500000" in json.dumps(said.drafts[0].values)


def test_a_unit_of_a_column_that_is_no_money_needs_no_multiplier(read):
    columns = MAPPING["columns"] | {"note": "Mio Stück"}

    assert read(TABLE.replace("Art\n", "Art;Mio Stück\n"), toml(UNSAID | {"columns": columns})).problems == ()


def test_two_columns_of_one_name_are_asked_about(draft):
    text = draft("Donor,Amount,Value\nNorway,5,6\n")

    assert "amount" not in tomllib.loads(text)["columns"]
    assert {line for line in text.splitlines() if line.startswith("# amount")} == {
        '# amount = "Amount"  # perhaps: 5',
        '# amount = "Value"  # perhaps: 6',
    }


def test_a_column_whose_cells_do_not_fit_its_name_is_left_to_the_user(draft):
    assert "amount" not in tomllib.loads(draft("Donor,Amount\nNorway,much\nSweden,more\n"))["columns"]


def test_a_bracket_that_changes_what_a_column_is_keeps_it_unsure(draft):
    assert "amount" not in tomllib.loads(draft("Donor,Amount (delivered)\nNorway,5\n"))["columns"]


@pytest.mark.parametrize(
    ("days", "line"),
    [
        (("13/6/2025", "2/6/2025"), 'date_format = "dmy"  # as in 13/6/2025'),
        (("6/13/2025", "6/2/2025"), 'date_format = "mdy"  # as in 6/13/2025'),
        (("2/6/2025", "3/6/2025"), '# date_format = "dmy"  # or "mdy": 2/6/2025 could be either'),
    ],
)
def test_the_order_of_days_is_taken_from_a_day_that_shows_it_or_asked_for(draft, days, line):
    assert line in draft("Donor,Announced\n" + "".join(f"Norway,{day}\n" for day in days)).splitlines()


def test_markers_of_nothing_are_found(draft):
    assert tomllib.loads(draft("Donor,Amount\nNorway,5\nSweden,.\n"))["missing"] == ["."]


def test_titles_above_a_table_are_passed_over(draft):
    assert tomllib.loads(draft("Aid table,,\n,,\nDonor,Amount,Currency\nNorway,5,NOK\n"))["heading_row"] == 3


def test_the_draft_of_a_sheet_names_it_and_the_others(tmp_path):
    path = workbook(tmp_path / "aid.xlsx", ["Donor", "Amount"], ["Norway", 5])

    text, _ = draft_mapping(path, "Data")

    assert 'sheet = "Data"  # there are also: Cover' in text.splitlines()
    assert tomllib.loads(text)["columns"] == {"donor": "Donor", "amount": "Amount"}


@pytest.mark.parametrize("name", ["good.jsonl", "good", "good.json"])
def test_a_file_of_another_format_has_no_draft(tmp_path, name):
    path = tmp_path / name
    path.write_text('{"title": "Tents"}\n', encoding="utf-8")

    text, [fault] = draft_mapping(path)

    assert (text, fault.code, str(fault.place)) == (None, "FILE", name)
    assert fault.expected == "a CSV file or a workbook (.csv, .xlsx, .ods)"


def test_an_empty_table_has_no_draft(tmp_path):
    path = tmp_path / "aid.csv"
    path.write_text("\n\n", encoding="utf-8")

    text, [fault] = draft_mapping(path)

    assert (text, fault.found) == (None, "nothing in it")


@pytest.mark.thorough
@given(table=st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=4), min_size=1, max_size=4))
@settings(
    max_examples=proven(10, 40), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_whatever_stands_in_a_table_its_draft_is_toml_that_names_our_headings(tmp_path, table):
    cells = [[re.sub(r'[\r\n"\0\ud800-\udfff]', " ", cell) for cell in row] for row in table]
    path = tmp_path / "aid.csv"
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in cells), encoding="utf-8")

    text, _ = draft_mapping(path)

    if text is not None:
        assert set(tomllib.loads(text)["columns"]) <= {heading.name for heading in HEADINGS}


@pytest.mark.proof
def test_the_draft_of_the_release_8_items_of_kiel_knows_six_columns_and_asks_for_the_amount(shared_data):
    text, problems = draft_mapping(shared_data / "kiel" / "R08_items.csv")

    sure = tomllib.loads(text)["columns"]
    assert problems == ()
    assert {name: sure[name] for name in ("donor", "category", "announced", "currency", "title", "quantity")} == {
        "donor": "countries",
        "category": "Type of Aid General",
        "announced": "Announcement Date",
        "currency": "Original Currency",
        "title": "Explanation",
        "quantity": "No. of Units",
    }
    assert '# amount = "Monetary Value as Given by Source"' in text


@pytest.mark.parametrize(
    ("heading", "cell", "remedy"),
    [
        (
            "announced",
            "03/04/2025",
            (
                "type 2025-04-03 or 2025-03-04, whichever is meant; for the whole table, write "
                'date_format = "dmy" or "mdy" in the mapping file'
            ),
        ),
        (
            "amount",
            "1.100",
            (
                "type 1100 or 1.1000, whichever is meant; for the whole table, write "
                'decimal = "point" or "comma" in the mapping file'
            ),
        ),
        ("announced", "31/31/2025", "type the day as 2025-06-02"),
        ("amount", "1.100.2", 'type "1.100.2" again with all its digits and one decimal mark'),
    ],
)
def test_what_can_be_read_in_two_ways_may_be_answered_for_the_whole_table(heading, cell, remedy):
    [(_, problem)] = cells_of({heading: cell}, TableMapping(source="x", columns={heading: "A"})).problems

    assert problem.remedy == remedy


def test_an_error_in_a_cell_is_told_once_and_its_row_does_not_enter(tmp_path):
    path = tmp_path / "aid.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Aid")
        for number, row in enumerate([["Land", "Sum"], ["Norway", 1000], ["Sweden", None], ["Poland", 3000]]):
            sheet.write_row(number, 0, row)
        sheet.write_formula("B3", "=NA()", None, "#N/A")
    (tmp_path / "m.toml").write_text(
        """source = "Ministry"
[columns]
donor = "Land"
amount = "Sum"
[constants]
title = "Aid"
recipient = "UKR"
category = "military"
instrument = "unspecified"
stage = "pledge"
announced = "2025-06-02"
qualifier = "exact"
term = "one_off"
currency = "EUR"
""",
        encoding="utf-8",
    )

    read = read_files([path], options=Options(mapping=tmp_path / "m.toml"))

    errors = [problem for problem in read.problems if problem.severity is Severity.ERROR]
    assert [(str(it.place), it.found) for it in errors] == [("aid.xlsx:Aid!B3 (Sum)", "the error #N/A")]
    assert [draft.values["donor"] for draft in read.drafts] == ["NOR", "POL"]

"""``mapping`` and ``import --mapping``: from a foreign table to records, by way of a file that a person completes."""

import tomllib
from pathlib import Path

import openpyxl
import pytest

TABLE = """Country;Measure;Amount (Mio.);Currency;Announced
Sweden;Tents;1,5;SEK;2025-06-02
Norway;Boats;2,25;NOK;2025-06-03
"""
CONSTANTS = """
recipient = "UKR"
category = "humanitarian"
instrument = "unspecified"
stage = "pledge"
qualifier = "exact"
term = "one_off"
"""


@pytest.fixture
def table():
    path = Path("aid.csv")
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.mark.proof
def test_a_draft_goes_to_the_screen_line_by_line(run, table):
    result = run("mapping", str(table))

    assert result.code == 0
    assert tomllib.loads(result.out)["columns"]["amount"] == "Amount (Mio.)"


@pytest.mark.thorough
def test_a_draft_is_written_to_a_new_file(run, table):
    result = run("mapping", str(table), "--out", "aid.toml")

    assert (result.code, result.out) == (
        0,
        "Wrote aid.toml. Look at every line, then import with --mapping aid.toml.\n",
    )
    assert tomllib.loads(Path("aid.toml").read_text(encoding="utf-8"))["decimal"] == "comma"


@pytest.mark.proof
def test_a_file_that_is_there_is_never_written_over(run, table):
    Path("aid.toml").write_text("mine", encoding="utf-8")

    result = run("mapping", str(table), "--out", "aid.toml")

    assert result.code == 1
    assert "found a file that is there already" in result.err
    assert Path("aid.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.thorough
def test_a_draft_as_json_holds_the_text(run, table):
    result = run("mapping", str(table), "--json")

    assert result.json["out"] is None
    assert tomllib.loads(result.json["mapping"])["source"] == "aid"


@pytest.mark.parametrize("name", ["absent.csv", ".", "good.jsonl"])
def test_what_is_no_table_is_one_problem(run, name):
    Path("good.jsonl").write_text("{}\n", encoding="utf-8")

    result = run("mapping", name, "--json")

    assert (result.code, result.codes) == (1, ["FILE"])


@pytest.mark.thorough
def test_a_completed_draft_imports_the_table(run, table):
    run("init")
    run("mapping", str(table), "--out", "aid.toml")
    draft = Path("aid.toml").read_text(encoding="utf-8")
    draft = draft.replace("# donor = ", "donor = ", 1)
    head, constants, rest = draft.partition("[constants]")
    Path("aid.toml").write_text(head + constants + CONSTANTS + rest.partition("\n")[2], encoding="utf-8")

    imported = run("import", str(table), "--mapping", "aid.toml", "--reason", "first table", "--json")

    assert (imported.code, imported.json["recorded"]["count"]) == (0, 2)
    listed = run("list", "--json").json["records"]
    assert [(it["donor"], it["amount"]["value"]) for it in listed] == [("NOR", "2250000"), ("SWE", "1500000")]


@pytest.mark.thorough
def test_figures_in_millions_are_never_recorded_as_they_stand_without_a_word(run):
    run("init")
    Path("aid.csv").write_text(
        "Country;Measure;Betrag (Mio. EUR);Announced\nSweden;Tents;1.234,5;2025-06-02\nNorway;Boats;500;2025-06-03\n",
        encoding="utf-8",
    )
    columns = '[columns]\ndonor = "Country"\ntitle = "Measure"\namount = "Betrag (Mio. EUR)"\nannounced = "Announced"\n'
    constants = f'[constants]\ncurrency = "EUR"{CONSTANTS}'
    Path("aid.toml").write_text('source = "aid"\n' + columns + constants, encoding="utf-8")
    arguments = ("import", "aid.csv", "--mapping", "aid.toml", "--reason", "first table")

    refused = run(*arguments)
    Path("aid.toml").write_text('source = "aid"\nmultiplier = "1000000"\n' + columns + constants, encoding="utf-8")
    imported = run(*arguments)

    assert (refused.code, imported.code) == (1, 0)
    assert (
        'aid.csv:1:Betrag (Mio. EUR): SCALE error: found "Betrag (Mio. EUR)", which speaks of Mio, expected a '
        "multiplier in aid.toml, which says what one unit of the figures is worth. "
        'Do: write multiplier = "1000000" above [columns], or multiplier = "1" if the figures are whole.'
    ) in refused.err
    listed = run("list", "--json").json["records"]
    assert sorted(it["amount"]["value"] for it in listed) == ["1234500000", "500000000"]


def test_a_mapping_that_does_not_fit_is_told_and_nothing_enters(run, table):
    run("init")
    Path("aid.toml").write_text('source = "x"\n[columns]\ndonr = "Country"\n', encoding="utf-8")

    result = run("import", str(table), "--mapping", "aid.toml", "--reason", "first table")

    assert result.code == 1
    assert 'aid.toml:columns.donr: FORM error: found "donr", expected a heading of docs/import.md, perhaps donor' in (
        result.err
    )


@pytest.mark.thorough
@pytest.mark.usefixtures("book")
def test_a_table_of_another_code_page_is_checked_drafted_and_imported_by_its_name(run):
    headings = 'donor = "Country"\ntitle = "Measure"\namount = "Amount"\ncurrency = "Currency"\nannounced = "Announced"'
    Path("aid.toml").write_text(f'source = "List"\n[columns]\n{headings}\n[constants]\n{CONSTANTS}', encoding="utf-8")
    table = "Country;Measure;Amount;Currency;Announced\nПольща;Намети;500;PLN;2025-06-02\n"
    Path("aid.csv").write_bytes(table.encode("cp1251"))
    command = ("aid.csv", "--mapping", "aid.toml")
    refused = run("import", *command, "--author", "Ann")

    assert refused.code == 1
    assert "save the file as UTF-8, or read it with --encoding windows-1251" in refused.err
    assert "Намети" in run("mapping", "aid.csv", "--encoding", "windows-1251").out
    assert run("check", *command, "--encoding", "windows-1251").code == 0
    assert "Намети" in run("import", *command, "--author", "Ann", "--encoding", "windows-1251").out


def test_what_is_no_encoding_is_a_wrong_use(run, table):
    assert run("mapping", str(table), "--encoding", "klingon").code == 2


@pytest.mark.proof
def test_a_draft_is_filled_in_as_a_sheet_and_imported(run, table):
    run("init")
    drawn = run("mapping", str(table), "--as", "xlsx", "--out", "aid-mapping.xlsx")
    answers = {"Country": "Donor"} | {
        name.capitalize().replace("_", " "): value for name, value in tomllib.loads(CONSTANTS).items()
    }
    workbook = openpyxl.load_workbook("aid-mapping.xlsx")
    for row in workbook["Mapping"].iter_rows():
        row[2].value = answers.get(row[0].value, row[2].value)
    workbook.save("aid-mapping.xlsx")

    imported = run("import", str(table), "--mapping", "aid-mapping.xlsx", "--reason", "first table", "--json")

    assert (drawn.code, drawn.out) == (
        0,
        "Wrote aid-mapping.xlsx. Fill in what is yellow, then import with --mapping aid-mapping.xlsx.\n",
    )
    assert (imported.code, imported.json["recorded"]["count"]) == (0, 2)
    assert run("mapping", str(table), "--as", "xlsx", "--out", "other.xlsx", "--json").json["mapping"] is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--as", "xlsx"), "--out: FORM error: found no name, expected a name that ends in .xlsx, for a sheet"),
        (("--as", "xlsx", "--out", "aid.toml"), '--out: FORM error: found the name "aid.toml"'),
        (("--as", "ods"), '--as: FORM error: found "ods", expected one of toml, xlsx'),
    ],
)
def test_a_sheet_needs_a_name_of_its_own(run, table, options, message):
    result = run("mapping", str(table), *options)

    assert result.code == 2
    assert message in result.err

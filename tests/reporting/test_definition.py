import re
import tomllib
from pathlib import Path

import pytest
from made import definition

from ledger.foundation import Refused, folder
from ledger.rates.basis import BASES
from ledger.reporting import Definition, Filters, definition_names, definition_of, load_definition
from ledger.reporting.toml_lines import lines_of


def refusal(action):
    with pytest.raises(Refused) as refused:
        action()
    return [str(problem) for problem in refused.value.problems]


def test_the_definitions_that_come_along_can_all_be_read():
    assert [load_definition(name).name for name in definition_names()] == list(definition_names())


def test_an_unknown_report_names_the_nearest_one():
    (said,) = refusal(lambda: load_definition("comitments"))

    assert said.startswith('report: FILE error: found "comitments", expected a report such as commitments, or a file')


def test_a_definition_file_with_faults_names_each_of_them(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\ntitle = "Mine"\ncurrency = "EURO"\nbasis = "yesterday"\nhorizon = 2030\n')
    said = refusal(lambda: load_definition(str(path)))

    assert [line.removeprefix(f"{path}:").split(": ")[0] for line in said] == ["3:currency", "4:basis", "5:horizon"]


@pytest.mark.parametrize(
    ("basis", "found", "remedy"),
    [
        ("anounced", '"anounced"', "write announced, if that is meant"),
        ("yesterday", '"yesterday"', "choose one of these bases"),
        ("on:2025-02-30", '"on:2025-02-30", which does not name a day', "choose one of these bases"),
    ],
)
def test_a_wrong_basis_is_told_once_with_the_bases_and_the_nearest(basis, found, remedy):
    with pytest.raises(Refused) as refused:
        definition_of({"name": "x", "title": "X", "currency": "EUR", "basis": basis})

    (problem,) = refused.value.problems
    assert (problem.found.partition(" (")[0], problem.expected, problem.remedy) == (found, BASES, remedy)


def test_lines_that_end_as_no_program_writes_them_are_told(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_bytes(b'name = "x"\rtitle = "X"\r')

    (told,) = refusal(lambda: load_definition(str(path)))
    said = "found a line that ends with CR alone, expected lines that end with LF or CR LF. Do: save it with such"
    assert told.endswith(f"{said} line ends.")


@pytest.mark.parametrize("text", ["name = ", "\x00", "a = [" * 5000])
def test_broken_toml_is_a_problem_and_no_traceback(tmp_path, text):
    path = tmp_path / "broken.toml"
    path.write_text(text)

    assert "FORM error" in refusal(lambda: load_definition(str(path)))[0]


def test_a_file_that_is_not_there_is_a_problem():
    assert "No such file" in refusal(lambda: load_definition("nowhere.toml"))[0]


def test_a_changed_field_is_checked_like_a_written_one():
    (said,) = refusal(lambda: definition().varied(horizon="2922-02-09"))

    assert said.startswith('report:horizon: FORM error: found "2922-02-09"')


def test_a_dimension_cannot_stand_twice_in_a_table():
    table = {"name": "T", "title": "T", "measure": "pledges", "rows": ["donor", "donor"], "columns": "donor"}

    assert "found donor twice, expected each dimension once" in refusal(lambda: definition().varied(tables=[table]))[0]


def by(*rows, **fields):
    return {"name": "T", "title": "T", "measure": "pledges", "rows": list(rows)} | fields


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"tables": [by("category", memo=["EU"])]}, "found memo lines below category, expected donor among the rows"),
        ({"tables": [by("donor", memo=["EU", "EU"])]}, "found EU twice, expected each group once"),
        ({"tables": [by("donor", memo=["euro_area"])]}, 'found "euro_area", expected one of EU, NATO, G7, EURO-AREA'),
        ({"boundary": {"donor_groups": ["BRICS"]}}, 'found "BRICS", expected one of EU, NATO, G7, EURO-AREA'),
        ({"boundary": {"recipient_groups": "EU"}}, "expected a list in brackets"),
    ],
)
def test_a_group_that_is_none_or_stands_where_it_says_nothing_is_refused(fields, said):
    assert said in refusal(lambda: definition().varied(**fields))[0]


def test_a_definition_names_its_groups_in_the_order_of_the_code_list():
    made = definition(tables=[by("donor", memo=["G7", "EU"])], boundary={"recipient_groups": ["NATO"]})

    assert (made.memo_groups, made.groups) == (("EU", "G7"), ("EU", "NATO", "G7"))


def test_a_folder_and_a_giant_are_no_definitions(tmp_path):
    place = tmp_path / "folder.toml"
    place.mkdir()
    giant = tmp_path / "giant.toml"
    giant.write_text("#" * 1_000_001)

    assert "found a folder or a device" in refusal(lambda: load_definition(str(place)))[0]
    assert "found more than 1000000 bytes" in refusal(lambda: load_definition(str(giant)))[0]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="Windows has no file without an end")
def test_a_device_is_no_definition(tmp_path):
    link = tmp_path / "device.toml"
    link.symlink_to("/dev/zero")

    assert "found a folder or a device" in refusal(lambda: load_definition(str(link)))[0]


def test_the_sign_of_an_encoding_before_the_first_letter_is_no_fault(tmp_path):
    path = tmp_path / "mine.toml"
    text = (folder("reports") / "brief.toml").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8-sig")

    assert load_definition(str(path)) == load_definition("brief")


def test_a_definition_in_another_encoding_says_so(tmp_path):
    path = tmp_path / "wide.toml"
    path.write_bytes('name = "mine"'.encode("utf-16"))

    assert "expected text in UTF-8" in refusal(lambda: load_definition(str(path)))[0]


@pytest.mark.parametrize("names", [("Summary",), ("one", "ONE"), ("checks",)])
def test_two_sheets_cannot_have_one_name(names):
    tables = [{"name": name, "title": "T", "measure": "pledges", "rows": ["donor"]} for name in names]

    assert "a sheet name of its own" in refusal(lambda: definition().varied(tables=tables))[0]


def test_the_definition_that_the_page_on_reports_shows_is_a_sound_one():
    page = Path(__file__).resolve().parents[2] / "docs" / "reports.md"
    shown = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)[0]
    made = Definition.model_validate(tomllib.loads(shown))

    assert (made.boundary.donors, made.boundary.donor_groups) == (("EU",), ("NATO",))
    assert made.groups == ("EU", "NATO", "EURO-AREA")


def faults_of(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return [line.removeprefix(f"{path}:") for line in refusal(lambda: load_definition(str(path)))]


TABLE = '[[tables]]\nname = "A"\ntitle = "A"\nrows = {}\nmeasure = "pledges"\n'
SOUND = 'name = "mine"\ntitle = "Mine"\ncurrency = "EUR"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'unit = "milion"\n',
            '4:unit: FORM error: found "milion", expected one of one, thousand, million or billion. Do: write million.',
        ),
        (
            '\n[filters]\n# who\ngroups = [\n  "NATO",\n  "EUROAREA",\n]\n',
            (
                '7:filters.groups.1: FORM error: found "EUROAREA", expected one of EU, NATO, G7, EURO-AREA. '
                "Do: write EURO-AREA."
            ),
        ),
        (
            '[filters]\ndonors = ["Germany"]\n',
            (
                '5:filters.donors.0: FORM error: found "Germany", expected the key of a party, perhaps DEU (Germany). '
                "Do: write DEU."
            ),
        ),
        (
            "[filters]\ncategorys = []\n",
            (
                '5:filters.categorys: FORM error: found the unknown field "categorys", expected one of donors, '
                "groups, recipients, categories, instruments, stages, currencies, terms. "
                "Do: call it categories, or take it out."
            ),
        ),
        (
            '[[tables]]\nname = "B"\ntitle = """\n[[tables]]"""\nmeasure = "pledge"\nrows = ["donor"]\n',
            '8:tables.0.measure: FORM error: found "pledge", expected one of pledges, commitments, ',
        ),
        ('decimals = 9\nunit = "one"\n', "4:decimals: FORM error: found 9, expected 0 to 2 decimals of EUR. "),
        (
            TABLE.format('["doner"]') + "top = 0\n",
            '7:tables.0.rows.0: FORM error: found "doner", expected one of ',
        ),
        (TABLE.format('["donor"]') * 2, '10:tables.1.name: FORM error: found "A", expected a sheet name of its own. '),
        (
            TABLE.format('["donor"]').replace("tables", "stages").replace('measure = "pledges"', 'stages = ["pledge"]'),
            '8:stages.0.stages.0: FORM error: found "pledge", expected one of pledges, commitments, ',
        ),
        (
            TABLE.format('["donor"]') + 'sort = "own"\norder = ["USA", "Germany"]\n',
            '10:tables.0.order: FORM error: found "Germany", expected the key of a party, perhaps DEU (Germany). ',
        ),
        ("horizon = ever\n", '4: FORM error: found "Invalid value (at line 4, column 11)", expected TOML. '),
        ('name = "again"\n', '4: FORM error: found "name" a second time, as in line 1, expected each name once. '),
        (
            "[filters]\ndonors = [\n]\ntitle = 1\ndonors = [\n]\n",
            '8: FORM error: found "donors" a second time, as in line 5, expected each name once. ',
        ),
        (
            '[filters]\ndonors = ["USA"]\n[filters]\n',
            '6: FORM error: found "filters" a second time, as in line 4, expected each name once. ',
        ),
        (
            TABLE.format('["donor"]') + 'name = "again"\n',
            '9: FORM error: found "name" a second time, as in line 5, expected each name once. ',
        ),
        (
            'subtitle = """\nname = 1\n"""\nname = "again"\n',
            '7: FORM error: found "name" a second time, as in line 1, expected each name once. ',
        ),
        (
            'subtitle = \'\'\'\n# """\n[filters]\n\'\'\'\nname = """\nagain"""\n',
            '8: FORM error: found "name" a second time, as in line 1, expected each name once. ',
        ),
        (
            'lang = "en" # """\nrates = [\n  ["x"],\n  ["x"],\n]\nrates = []\n',
            '9: FORM error: found "rates" a second time, as in line 5, expected each name once. ',
        ),
        (
            'subtitle = "\\"[" # it\'s [\ntitle = "again"\n',
            '5: FORM error: found "title" a second time, as in line 2, expected each name once. ',
        ),
        (
            TABLE.format("[]"),
            "7:tables.0.rows: FORM error: found an empty list, expected at least 1 of donor, recipient, category, ",
        ),
        (
            TABLE.format('["donor"]').replace("tables", "stages").replace('measure = "pledges"', "stages = []"),
            "8:stages.0.stages: FORM error: found an empty list, expected at least 1 of pledges, commitments, ",
        ),
        ("decimals = 1.5\n", '4:decimals: FORM error: found "1.5", expected a whole number, without quotes. '),
    ],
)
def test_a_fault_is_told_once_with_its_line_what_is_allowed_and_what_is_near(tmp_path, text, said):
    (fault,) = faults_of(tmp_path, SOUND + text)

    assert fault.startswith(said)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (by("donor", sort="own"), "found sort own without an order"),
        (by("donor", order=["USA"]), "found sort size with an order"),
        (by("donor", sort="own", order=["USA", "USA"]), "found USA twice, expected each label once"),
        (by("year", top=3), "found top of year, expected a dimension that is not in time first"),
        (by("donor", top=-1), 'found "-1", expected 0 or more'),
        (by("donor", subtotals=True), "found subtotals of donor alone, expected two or more dimensions down"),
        (
            by("donor", cumulative=True),
            "found cumulative columns by nothing, expected columns by fiscal_year, quarter, year",
        ),
        (
            by("donor", "category", columns="year", cumulative=True, subtotals=True),
            "found both, expected subtotals or cumulative columns",
        ),
        (by("donor", share="no"), "expected true or false, without quotes"),
    ],
)
def test_a_table_whose_rows_cannot_stand_so_is_refused(fields, said):
    assert said in refusal(lambda: definition().varied(tables=[fields]))[0]


def test_a_definition_of_an_older_issue_is_the_same_report():
    """As an issue entry of a book holds it that was made before there were filters and units."""
    kept = {
        "format": "report-definition-1",
        "name": "x",
        "title": "X",
        "currency": "EUR",
        "basis": "announced",
        "fiscal_year_starts": "04-01",
        "handling": "public",
        "rates": [],
        "boundary": {"donors": [], "donor_groups": [], "recipients": ["UKR"], "recipient_groups": []},
        "evidence": False,
        "tables": [by("donor", columns="year", memo=["EU"])],
    }
    read = definition_of(kept)

    assert (read.since, read.filters, read.unit, read.decimals) == (None, Filters(), "million", 1)
    assert not read.selection.limits_anything
    assert (read.tables[0].sort, read.tables[0].top, read.tables[0].share) == ("size", None, True)


def test_the_lines_of_a_definition_are_found_whatever_its_texts_hold():
    text = '''# [a]
"name" = "x" # = [
title = """
[[tables]]
name = "no"
"""
filters.donors = ["DEU",
  "FRA"]
[boundary] # [x]
donors = ['[b]']
[[tables]]
rows = [
  "donor", # ]
  "year",
]
columns = { a = 1 }
[[tables]]
top = 1
'''

    assert lines_of(text) == {
        ("name",): 2,
        ("title",): 3,
        ("filters", "donors"): 7,
        ("boundary",): 9,
        ("boundary", "donors"): 10,
        ("tables", "0"): 11,
        ("tables", "0", "rows"): 12,
        ("tables", "0", "columns"): 16,
        ("tables", "1"): 17,
        ("tables", "1", "top"): 18,
    }

import re
import tomllib
from pathlib import Path

import pytest
from made import definition

from ledger.foundation import Refused
from ledger.reporting import Definition, definition_names, load_definition


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

    assert [line.split(": ")[0].removeprefix(f"{path}:") for line in said] == ["currency", "basis", "horizon"]


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
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    giant = tmp_path / "giant.toml"
    giant.write_text("#" * 1_000_001)

    assert "found a folder or a device" in refusal(lambda: load_definition(str(folder)))[0]
    assert "found more than 1000000 bytes" in refusal(lambda: load_definition(str(giant)))[0]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="Windows has no file without an end")
def test_a_device_is_no_definition(tmp_path):
    link = tmp_path / "device.toml"
    link.symlink_to("/dev/zero")

    assert "found a folder or a device" in refusal(lambda: load_definition(str(link)))[0]


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
    (shown,) = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    made = Definition.model_validate(tomllib.loads(shown))

    assert (made.boundary.donors, made.boundary.donor_groups) == (("EU",), ("NATO",))
    assert made.groups == ("EU", "NATO", "EURO-AREA")

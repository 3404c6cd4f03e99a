"""Data packages: valid for Frictionless, whole, and the same bytes each time."""

import csv
import json
import zipfile

import pytest
from frictionless import Package, validate
from made import paid, pledge, seed_records

from ledger.export import write_datapackage
from ledger.intake import read_file, settle

ABOUT = {"version": "0123456789ab"}


@pytest.mark.parametrize("name", ["package", "package.zip"])
@pytest.mark.filterwarnings("ignore")
def test_the_seed_book_as_a_package_is_valid(tmp_path, name):
    write_datapackage(seed_records(), tmp_path / name, ABOUT)

    report = validate(str(tmp_path / name / "datapackage.json" if name == "package" else tmp_path / name))

    assert report.valid, report.to_summary()
    assert report.stats["tasks"] == 2


@pytest.mark.filterwarnings("ignore")
def test_a_payment_on_nothing_makes_the_package_invalid(tmp_path):
    write_datapackage([pledge(), paid(commitment="nothing")], tmp_path / "p", ABOUT)

    report = validate(str(tmp_path / "p" / "datapackage.json"))

    assert [error.type for task in report.tasks for error in task.errors] == ["foreign-key"]


@pytest.mark.filterwarnings("ignore")
def test_a_changed_table_makes_the_package_invalid(tmp_path):
    write_datapackage([pledge()], tmp_path / "p", ABOUT)
    table = tmp_path / "p" / "commitments.csv"
    table.write_bytes(table.read_bytes().replace(b",100,", b",900,"))

    report = validate(str(tmp_path / "p" / "datapackage.json"))

    assert [error.type for task in report.tasks for error in task.errors] == ["hash-count"]


def test_amounts_are_text_and_days_are_days(tmp_path):
    write_datapackage([pledge()], tmp_path / "p", ABOUT)

    described = json.loads((tmp_path / "p" / "datapackage.json").read_text(encoding="utf-8"))
    [table] = described["resources"]
    fields = {field["name"]: field for field in table["schema"]["fields"]}

    assert (described["profile"], described["version"], table["profile"]) == (
        *("tabular-data-package", "0123456789ab", "tabular-data-resource"),
    )
    assert (fields["amount"]["type"], fields["announced"]["type"]) == ("string", "date")
    assert fields["stage"]["constraints"] == {"enum": ["pledge", "commitment"]}
    assert "licenses" not in described


def test_the_tables_read_back_equal(tmp_path):
    records = seed_records()
    write_datapackage(records, tmp_path / "p", ABOUT)

    drafts = [
        draft for name in ("commitments", "transactions") for draft in read_file(tmp_path / "p" / f"{name}.csv")[0]
    ]

    assert {it.id: it for it in settle(drafts, ())[0]} == {it.id: it for it in records}


def test_the_same_records_give_the_same_bytes(tmp_path):
    for name in ("a.zip", "b.zip"):
        write_datapackage(seed_records(), tmp_path / name, ABOUT)

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["datapackage.json", "commitments.csv", "transactions.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "b.zip"]


@pytest.mark.filterwarnings("ignore")
def test_frictionless_reads_the_texts_as_they_stand(tmp_path):
    write_datapackage([pledge(title='say "so", twice', note="two\nlines")], tmp_path / "p", ABOUT)

    [row] = Package(str(tmp_path / "p" / "datapackage.json")).get_resource("commitments").read_rows()

    assert (row["title"], row["note"], row["amount"]) == ('say "so", twice', "two\nlines", "100")
    with (tmp_path / "p" / "commitments.csv").open(encoding="utf-8", newline="") as stream:
        assert next(csv.reader(stream))[0] == "id"

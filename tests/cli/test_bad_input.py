"""Bad input through the command line: problems with a place and a remedy, and a book that stands as it stood."""

import json
import os
import sqlite3
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ledger.book import Book, utc_now

GOOD = {
    "record": "commitment",
    "id": "deu-ukr-2025-06-02-1",
    "title": "Air defence",
    "donor": "DEU",
    "recipient": "UKR",
    "category": "military",
    "instrument": "grant",
    "stage": "pledge",
    "announced": "2025-06-02",
    "amount": {"qualifier": "exact", "value": "5000000000", "currency": "EUR"},
    "term": {"kind": "one_off"},
}


def line(**changes):
    return json.dumps({**GOOD, **changes}) + "\n"


def tied(key, target):
    return line(id=key, title=key, relations=[{"kind": "part_of", "target": target}])


FAULTS = {
    "broken JSON": '{"record": "commitment", ',
    "NaN": line().replace('"5000000000"', "NaN"),
    "a JSON number": line().replace('"5000000000"', "5000000000"),
    "1e999999": line(amount={"qualifier": "exact", "value": "1e999999", "currency": "EUR"}),
    "1e999999 as a number": line().replace('"5000000000"', "1e999999"),
    "200 digits": line(amount={"qualifier": "exact", "value": "9" * 200, "currency": "EUR"}),
    "a title of a million characters": line(title="x" * 1_000_000),
    "NUL": line(title="Air\0defence"),
    "a lone surrogate": line().replace("Air", "\\ud800"),
    "Windows-1252": line(title="Flugabwehr für").encode().replace(b"\\u00fc", b"\xfc"),
    "UTF-16": line().encode("utf-16"),
    "the year 2922": line(announced="2922-02-09"),
    "an unknown currency": line(amount={"qualifier": "exact", "value": "5", "currency": "EURO"}),
    "an end before the start": line(term={"kind": "period", "start": "2025-12-31", "end": "2025-01-01"}),
    "an id twice": line() + line(title="Another"),
    "an id of the book": line(id="gbr-ukr-2025-06-02-1"),
    "a circle": tied("a-1", "b-1") + tied("b-1", "a-1"),
    "a tie to nothing": tied("a-1", "nothing-1"),
    "an unknown field": line(colour="red"),
    "one bad line among good ones": line() + line(id="deu-ukr-2025-06-02-2", stage="firm"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.usefixtures("untouched")
def test_an_import_with_a_fault_enters_nothing_and_says_where(run, written, fault):
    file = written("records.jsonl", FAULTS[fault])

    shown = run("import", file, "--json")

    assert shown.code == 1
    errors = [problem for problem in shown.json["problems"] if problem["severity"] == "error"]
    assert errors
    assert all(it["place"].startswith(str(file)) and it["remedy"] for it in errors)
    assert len(shown.out) < 20_000


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.usefixtures("untouched")
def test_a_check_of_the_file_finds_the_same_as_its_import(run, written, fault):
    file = written("records.jsonl", FAULTS[fault])

    assert run("check", file, "--json").json["problems"] == run("import", file, "--json").json["problems"]


@pytest.mark.usefixtures("untouched")
def test_a_table_with_a_comma_in_an_amount_enters_nothing(run, written):
    head = "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term\n"
    file = written(
        "records.csv", head + 'Aid,Germany,Ukraine,military,grant,pledge,2025-06-02,exact,"3,500",EUR,one_off\n'
    )

    shown = run("import", file)

    assert shown.code == 1
    assert f'{file}:2:amount: FORM error: found "3,500"' in shown.err


@pytest.mark.usefixtures("book")
def test_a_formula_in_a_name_enters_as_text(run, written):
    file = written("records.jsonl", line(title="=HYPERLINK(1)", donor="@SUM(A1)"))

    assert run("import", file, "--json").code == 0
    assert run("show", GOOD["id"], "--json").json["record"]["title"] == "=HYPERLINK(1)"


@pytest.mark.parametrize("rate", ["40,5", "1e5", "NaN", "-1.1", "0"])
@pytest.mark.usefixtures("untouched")
def test_a_rate_that_is_none_keeps_its_file_out(run, written, rate):
    file = written(
        "uah.csv", f'date,currency,rate,base,direction,unit,source\n2025-06-02,USD,"{rate}",UAH,base_per_unit,1,NBU\n'
    )

    shown = run("rates", "add", file, "--json")

    assert (shown.code, shown.codes) == (1, ["FX-FEED"])
    assert shown.json["problems"][0]["place"].startswith(f"{file}:2:rate")


@pytest.mark.usefixtures("untouched")
def test_a_rate_of_tomorrow_keeps_its_file_out(run, written):
    file = written(
        "uah.csv", "date,currency,rate,base,direction,unit,source\n2026-10-31,USD,41,UAH,base_per_unit,1,NBU\n"
    )

    assert run("rates", "add", file, "--json").codes == ["FX-FEED"]


@pytest.mark.parametrize("name", ["two words", "x" * 200, "=1", ""])
@pytest.mark.usefixtures("untouched")
def test_a_rate_set_with_an_odd_name_is_kept_out(run, written, name):
    file = written(
        "uah.csv", "date,currency,rate,base,direction,unit,source\n2025-06-02,USD,41,UAH,base_per_unit,1,NBU\n"
    )

    assert (run("rates", "add", file, "--name", name, "--json").codes) == ["FORM"]


@pytest.mark.parametrize(
    "args", [("import",), ("check",), ("rates", "add"), ("amend", "gbr-ukr-2025-06-02-1", "--reason", "x", "--from")]
)
@pytest.mark.parametrize("kind", ["missing", "folder"])
@pytest.mark.usefixtures("untouched")
def test_a_file_that_is_none_is_told(run, own_folder, args, kind):
    place = own_folder / "records.jsonl"
    if kind == "folder":
        place.mkdir()

    shown = run(*args, place, "--json")

    assert (shown.code, shown.codes) == (1, ["FILE"])


@pytest.mark.parametrize(
    "args", [("verify", "no.xlsx"), ("sample", "--evaluate", "no.xlsx"), ("reconcile", "--against", "no.xlsx")]
)
@pytest.mark.usefixtures("untouched")
def test_a_workbook_that_is_not_there_is_told_in_plain_words(run, args):
    told = run(*args)

    assert told.code == 1
    assert "no.xlsx: FILE error: found no such file, expected " in told.err


@pytest.mark.usefixtures("untouched")
def test_a_text_file_in_place_of_a_sample_is_not_to_be_renamed_only(run, written):
    written("x.csv", "Line,Record\n")

    assert "Do: ask for the workbook it was made from." in run("sample", "--evaluate", "x.csv").err


@pytest.mark.thorough
@pytest.mark.usefixtures("untouched")
def test_a_sheet_that_is_not_there_is_told_with_the_nearest_one_that_has_figures(run):
    told = run("explain", "Pledge by donor!C7").err

    assert (
        'found no sheet "Pledge by donor", expected a sheet of the report with figures, such as Pledges by donor.'
        in told
    )


# The book


EVERY_COMMAND_ON_A_BOOK = [
    ("list",),
    ("show", "x"),
    ("history", "x"),
    ("check",),
    ("verify",),
    ("rates", "list"),
    ("rates", "show", "USD", "--book", "book.db"),
    ("report", "commitments"),
    ("add", "--set", "title=x"),
    ("import", "x.jsonl"),
    ("amend", "x", "--set", "note=y", "--reason", "z"),
    ("correct", "x", "--set", "note=y", "--reason", "z"),
    ("withdraw", "x", "--reason", "z"),
    ("restore", "x", "--reason", "z"),
]


def name_of(args):
    return " ".join(args[:2])


@pytest.mark.parametrize("args", EVERY_COMMAND_ON_A_BOOK, ids=name_of)
def test_a_missing_book_is_told_with_the_command_that_makes_one(run, own_folder, args):
    shown = run(*args, "--json")

    assert (shown.code, shown.codes) == (1, ["FILE"])
    assert "defense-ledger init" in shown.json["problems"][0]["remedy"]
    assert list(own_folder.iterdir()) == []


@pytest.mark.parametrize("args", EVERY_COMMAND_ON_A_BOOK, ids=name_of)
@pytest.mark.parametrize("kind", ["text", "empty", "folder", "another database"])
def test_a_book_that_is_none_is_told(run, written, own_folder, args, kind):
    place = own_folder / "book.db"
    if kind == "folder":
        place.mkdir()
    elif kind == "another database":
        with closing(sqlite3.connect(place)) as other:
            other.execute("CREATE TABLE entries (seq INTEGER)")
    else:
        written("book.db", "not a book\n" * 1000 if kind == "text" else "")

    shown = run(*args, "--json")

    assert (shown.code, shown.codes) == (1, ["FILE"])


@pytest.mark.parametrize("args", EVERY_COMMAND_ON_A_BOOK, ids=name_of)
def test_a_book_cut_in_half_is_told(run, book, args):
    whole = book.path.read_bytes()
    book.path.write_bytes(whole[: len(whole) // 2])

    shown = run(*args, "--json")

    assert shown.code == 1
    assert set(shown.codes) <= {"CHAIN", "FILE", "REL", "FORM"}


def test_a_changed_word_in_the_book_is_found_and_named(run, book):
    data = book.path.read_bytes()
    book.path.write_bytes(data.replace(b"Yearly military", b"Yearly MILITARY"))

    shown = run("verify", "--json")

    assert (shown.code, shown.json["sound"]) == (1, False)
    assert {problem["code"] for problem in shown.json["problems"]} == {"CHAIN"}


def test_a_shortened_book_is_found_by_its_noted_head(run, book):
    head = book.head
    again = book.withdraw("gbr-gbr-2025-06-01-1", author="Ann", reason="x").hash

    assert run("verify", "--head", head).code == 0
    assert run("verify", "--head", again).code == 0
    assert run("verify", "--head", "0" * 63 + "1", "--json").codes == ["CHAIN"]


def test_a_locked_book_is_told(run, untouched, monkeypatch):
    # Ten seconds, as users wait, would be long for a test.
    monkeypatch.setattr(Book.open.__func__, "__kwdefaults__", {"clock": utc_now, "busy_seconds": 0.05})
    with closing(sqlite3.connect(untouched.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        shown = run("withdraw", "gbr-gbr-2025-06-01-1", "--reason", "x", "--json")

    assert (shown.code, shown.codes) == (1, ["BUSY"])
    assert "another program" in shown.json["problems"][0]["found"]


@pytest.mark.parametrize(
    ("args", "place"),
    [
        (("init", "--book", "x/y/z.db"), "x/y/z.db"),
        (("list", "--book", os.devnull), os.devnull),
        (("list", "--book", ""), "."),
        (("check", "x/absent.jsonl"), "x/absent.jsonl"),
    ],
)
def test_a_place_is_the_path_that_was_typed(run, args, place):
    assert [it["place"] for it in run(*args, "--json").json["problems"]] == [place]


def test_a_wait_for_another_program_is_told(run, untouched, monkeypatch, caplog):
    # Each look at the clock finds it a second later: the wait of ten seconds is over at once, on any machine.
    monkeypatch.setattr("ledger.book.turns.monotonic", count().__next__)
    monkeypatch.setattr("ledger.book.journal._ATTEMPT_SECONDS", 0.01)
    with closing(sqlite3.connect(untouched.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        shown = run("list", "--json")

    assert shown.codes == ["BUSY"]
    assert caplog.messages == ["waiting for another program that writes to book.db ..."]


def test_a_book_is_never_made_over_another_file(run, written, own_folder):
    written("book.db", "precious")

    assert run("init", "--json").codes == ["FILE"]
    assert (own_folder / "book.db").read_text() == "precious"


# Where results go


@pytest.mark.parametrize("out", ["none/x.xlsx", "file/x.xlsx"])
@pytest.mark.usefixtures("untouched")
def test_a_report_that_cannot_be_written_is_told(run, written, out):
    written("file", "")

    shown = run("report", "commitments", "--out", out, "--json")

    assert (shown.code, shown.codes[0]) == (1, "FILE")


@pytest.mark.parametrize("command", ["demo", "schema"])
def test_a_folder_that_cannot_be_made_is_told(run, written, command):
    written("file", "")

    assert run(command, "--out", "file/x", "--json").codes == ["FILE"]


@contextmanager
def as_nobody():
    """Root may write everywhere, so as root a test of permissions steps down for a moment."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if mine == 0:
            os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of another kind")
def test_a_folder_that_may_not_be_written_is_told(run, monkeypatch):
    with TemporaryDirectory(dir="/tmp") as shelf:  # others may enter it, unlike pytest's own
        Path(shelf).chmod(0o555)
        monkeypatch.chdir(shelf)
        with as_nobody():
            shown = run("demo", "--out", "x", "--json")
        Path(shelf).chmod(0o755)
        monkeypatch.undo()

    assert shown.codes == ["FILE"]


@pytest.mark.usefixtures("untouched")
def test_an_unknown_report_is_told_with_the_nearest_name(run):
    shown = run("report", "comitments", "--json")

    assert (shown.code, shown.codes) == (1, ["FILE"])
    assert "commitments" in shown.json["problems"][0]["expected"]


def test_a_report_of_an_empty_book_is_told(run):
    assert run("init").code == 0

    assert run("report", "commitments", "--json").codes == ["FILE"]

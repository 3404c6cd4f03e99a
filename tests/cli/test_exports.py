"""``export``: what it prints, and what it refuses."""

from pathlib import Path

import pytest


@pytest.mark.usefixtures("book")
def test_an_export_says_how_many_records_are_where(run):
    shown = run("export", "csv", "all.csv", "--json")

    assert shown.code == 0
    assert {name: shown.json[name] for name in ("format", "out", "records", "internal")} == {
        "format": "csv",
        "out": "all.csv",
        "records": 17,
        "internal": 0,
    }


def test_internal_records_are_told_so_that_nobody_publishes_them(run, book):
    run("amend", book.records()[0].id, "--set", "handling=internal", "--reason", "confidential")

    assert "1 of them internal: keep this file in the house." in run("export", "csv", "all.csv").out


@pytest.mark.usefixtures("book")
def test_a_format_or_a_day_that_does_not_exist_is_wrong_use(run):
    assert run("export", "xls", "all.xls").code == 2
    assert run("export", "csv", "all.csv", "--as-of", "yesterday").code == 2


@pytest.mark.usefixtures("book")
def test_a_file_that_is_there_is_not_replaced(run, written):
    written("all.csv", "mine")

    shown = run("export", "csv", "all.csv")

    assert (shown.code, shown.out) == (1, "")
    assert shown.err.startswith("all.csv: FILE error: found a file that is there already")


def test_a_history_makes_a_book_that_verifies_against_the_old_head(run, book):
    run("export", "jsonl", "history.jsonl")

    made = run("import", "history.jsonl", "--book", "new.db", "--json")

    assert (made.code, made.json["head"], made.json["entries"]) == (0, book.head, book.entries)
    assert run("verify", "--book", "new.db", "--head", book.head).code == 0


@pytest.mark.usefixtures("untouched")
def test_a_history_is_only_checked_where_nothing_is_to_be_made(run, book):
    run("export", "jsonl", "history.jsonl")

    shown = run("import", "history.jsonl", "--book", "new.db", "--dry-run")
    told = run("import", "history.jsonl", "--book", "new.db", "--dry-run", "--json").json

    assert (shown.code, Path("new.db").exists()) == (0, False)
    assert shown.out.startswith(f"The history is whole and unaltered: 20 entries; head {book.head[:12]}.")
    assert (told["applied"], told["head"]) == (False, book.head)


@pytest.mark.usefixtures("untouched")
def test_a_history_goes_into_no_book_with_entries(run):
    run("export", "jsonl", "history.jsonl")

    shown = run("import", "history.jsonl")

    assert shown.code == 1
    assert "found a book with 20 entries, expected an empty book" in shown.err


@pytest.mark.usefixtures("book")
def test_facts_are_of_a_report_and_take_the_place_of_a_format(run):
    made = run("export", "--facts", "facts", "--report", "by-donor")

    assert (made.code, made.out[:6]) == (0, "Wrote ")
    for words, place in (
        (("csv", "a.csv", "--report", "brief"), "--report"),
        (("csv", "--facts", "new"), "--facts"),
        ((), "FORMAT"),
        (("csv",), "OUT"),
    ):
        refused = run("export", *words)
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.startswith(f"{place}: FORM error: found ")

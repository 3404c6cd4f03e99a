"""``import``, ``imports`` and ``withdraw --batch`` on the command line."""

import json
from pathlib import Path

import pytest

HEAD = "id,title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term\n"


def pledge(key, amount, day="2025-06-02"):
    return f"{key},Aid,DEU,UKR,military,grant,pledge,{day},exact,{amount},EUR,one_off\n"


@pytest.fixture
def pledges(own_folder):
    """Write ``pledges.csv`` with these rows."""

    def write(*rows):
        (own_folder / "pledges.csv").write_text(HEAD + "".join(rows), encoding="utf-8")

    return write


@pytest.fixture
def book(run):
    run("init")


pytestmark = pytest.mark.usefixtures("book")


@pytest.mark.thorough
def test_a_newer_release_is_told_with_counts_ids_and_old_and_new_values(run, pledges):
    pledges(pledge("a-1", 5), pledge("b-1", 7), pledge("c-1", 9))
    run("import", "pledges.csv")
    pledges(pledge("a-1", 6), pledge("b-1", 7, "2025-06-03"), pledge("d-1", 1))

    shown = run("import", "pledges.csv", "--json").json

    assert (shown["applied"], shown["batch"], shown["source"]) == (False, None, "pledges.csv")
    assert shown["recorded"] == {"count": 1, "ids": ["d-1"], "changes": []}
    assert shown["amended"] == {
        "count": 1,
        "ids": ["a-1"],
        "changes": [{"id": "a-1", "changes": [{"field": "amount.value", "before": "5", "after": "6"}]}],
    }
    assert shown["corrected"]["changes"][0]["changes"] == [
        {"field": "announced", "before": "2025-06-02", "after": "2025-06-03"}
    ]
    assert shown["withdrawn"] == {"count": 1, "ids": ["c-1"], "changes": []}
    assert shown["unchanged"] == {"count": 0, "ids": [], "changes": []}


@pytest.mark.thorough
def test_what_it_would_do_stands_on_the_screen_and_apply_does_it(run, pledges):
    pledges(pledge("a-1", 5))
    run("import", "pledges.csv")
    pledges(pledge("a-1", 6))

    shown = run("import", "pledges.csv").out.splitlines()
    done = run("import", "pledges.csv", "--apply").out.splitlines()

    assert shown == [
        "amend a-1",
        "    amount.value: 5 -> 6",
        "pledges.csv: 1 amended. Nothing has entered book.db: this is what it would do.",
        "To do it, give --apply.",
    ]
    assert done[-1].startswith("pledges.csv: 1 amended; batch 4 in book.db; head ")


@pytest.mark.thorough
def test_what_would_be_withdrawn_is_said_with_the_way_out(run, pledges):
    pledges(pledge("a-1", 5))
    run("import", "pledges.csv")
    pledges(pledge("b-1", 7))

    assert run("import", "pledges.csv").out.splitlines() == [
        "record b-1  (EUR 7, Aid)",
        "withdraw a-1  (EUR 5, Aid)",
        "pledges.csv: 1 recorded, 1 withdrawn. Nothing has entered book.db: this is what it would do.",
        (
            "1 record of pledges.csv would be withdrawn, not being in these files. Is it another list? "
            "Then name it with --source NAME."
        ),
        "To do it, give --apply.",
    ]


def test_a_refused_import_says_that_nothing_has_entered(run, pledges):
    pledges(pledge("a-1", "five"))

    assert run("import", "pledges.csv").out == "Nothing has entered book.db: 1 error, 0 warnings, 0 notes.\n"


@pytest.mark.thorough
def test_check_finds_what_import_would_find(run, pledges, own_folder):
    pledges(pledge("a-1", 5))
    run("import", "pledges.csv")
    (own_folder / "copy.csv").write_bytes((own_folder / "pledges.csv").read_bytes())

    assert run("check", "copy.csv", "--json").json["counts"]["error"] == 0
    assert run("import", "copy.csv", "--json").json["unchanged"]["count"] == 1


@pytest.mark.thorough
def test_the_same_file_again_has_nothing_to_enter(run, pledges):
    pledges(pledge("a-1", 5))
    run("import", "pledges.csv")

    assert run("import", "pledges.csv").out == "pledges.csv: 1 unchanged; nothing to enter in book.db.\n"


@pytest.mark.thorough
def test_rows_that_another_file_has_brought_lead_to_its_name(run, pledges, own_folder):
    pledges(pledge("a-1", 5))
    run("import", "pledges.csv")
    text = (own_folder / "pledges.csv").read_text(encoding="utf-8")
    (own_folder / "again.csv").write_text(text.replace("a-1", "b-1"), encoding="utf-8")

    way = "if this is a newer version of pledges.csv, import it with --source pledges.csv; else leave it out"
    assert f"Do: {way}" in run("import", "again.csv").err
    assert run("import", "again.csv", "--json").json["problems"][0]["remedy"].startswith(way)


def test_a_dry_run_of_a_new_source_enters_nothing(run, pledges):
    pledges(pledge("a-1", 5))

    assert not run("import", "pledges.csv", "--dry-run", "--json").json["applied"]
    assert run("list", "--json").json["records"] == []


def test_apply_and_dry_run_exclude_each_other(run, pledges):
    pledges(pledge("a-1", 5))

    assert run("import", "pledges.csv", "--apply", "--dry-run").code == 2


@pytest.mark.thorough
def test_a_batch_is_listed_and_undone(run, pledges):
    pledges(pledge("a-1", 5), pledge("b-1", 7))
    run("import", "pledges.csv")

    (listed,) = run("imports", "--json").json["imports"]
    undone = run("withdraw", "--batch", "2", "--reason", "the wrong file")

    assert (listed["batch"], listed["release"], listed["entries"], listed["rejected"]) == (2, "pledges.csv", 2, 0)
    assert (listed["undone"], run("imports", "--json").json["imports"][0]["undone"]) == (None, 5)
    assert undone.code == 0
    assert run("list", "--json").json["records"] == []


@pytest.mark.parametrize("args", [(), ("a-1", "--batch", "2")])
def test_a_record_or_a_batch_is_withdrawn(run, args):
    assert run("withdraw", *args, "--reason", "x").code == 2


def test_history_tells_the_release_and_the_row_word_for_word(run, pledges):
    pledges(pledge("a-1", 5))
    run("import", "pledges.csv", "--reason", "first quarter")

    shown = run("history", "a-1")
    (told,) = run("history", "a-1", "--json").json["revisions"]

    assert "    brought by batch 2: pledges.csv of pledges.csv" in shown.out.splitlines()
    assert "    read from pledges.csv, row 2" in shown.out.splitlines()
    assert "        amount: 5" in shown.out.splitlines()
    assert (told["source"], told["release"], told["lineage"][0]["cells"]["amount"]) == ("pledges.csv",) * 2 + ("5",)


def test_sound_rows_enter_on_request_and_the_others_are_errors_with_an_exit_code_of_its_own(run, pledges):
    pledges(pledge("a-1", 5), pledge("b-1", "five"))

    refused = run("import", "pledges.csv")
    shown = run("import", "pledges.csv", "--accept-clean", "--json")

    assert refused.code == 1
    assert (shown.code, shown.json["recorded"]["count"], shown.json["rejected"]["places"]) == (3, 1, ["pledges.csv:3"])


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (("pledges.csv", "--format", "excel"), '"excel"'),
        (("pledges.csv", "pledges.csv"), "a file that is named twice"),
        (("pledges.csv", "other/pledges.csv"), "two files of the same name"),
        (("pledges.csv", "records.jsonl"), "our own JSON Lines"),
        (("pledges.csv", "--xsd", "some.xsd"), "a table with our headings, and an XML schema"),
    ],
)
def test_what_does_not_go_together_is_told(run, pledges, own_folder, args, found):
    pledges(pledge("a-1", 5))
    (own_folder / "records.jsonl").write_text(json.dumps({"id": "x"}) + "\n", encoding="utf-8")
    (own_folder / "other").mkdir()
    (own_folder / "other" / "pledges.csv").write_text(HEAD + pledge("b-1", 7), encoding="utf-8")

    shown = run("import", *args, "--json")

    assert shown.code in (1, 2)
    assert [problem["found"] for problem in shown.json["problems"]] == [found]


@pytest.mark.thorough
def test_a_history_is_proven_or_taken_as_it_is(run, pledges, own_folder):
    pledges(pledge("a-1", 5))
    run("import", "pledges.csv")
    run("export", "jsonl", "history.jsonl")

    proven = run("import", "history.jsonl", "--book", "new.db", "--dry-run")
    refused = run("import", "history.jsonl", "--book", "new.db", "--source", "x")

    assert (proven.code, refused.code, (own_folder / "new.db").exists()) == (0, 2, False)
    assert run("import", "history.jsonl", "--book", "new.db").code == 0
    assert run("verify", "--book", "new.db", "--json").json["head"] == run("verify", "--json").json["head"]


def test_who_names_a_format_or_files_in_a_program_is_told_of_a_slip():
    import ledger

    told = '^format: FORM error: found "cvs", expected one of mapped, .* Do: choose csv'
    with pytest.raises(ledger.Refused, match=told):
        ledger.read_records("pledges.csv", format="cvs")
    with pytest.raises(TypeError, match=r"at least one, such as 'records\.jsonl'$"):
        ledger.read_records()


def test_a_file_whose_name_holds_colons_is_named_as_it_was_typed(run, pledges, own_folder):
    pledges(pledge("a-1", "five"))
    (own_folder / "sub").mkdir()
    (own_folder / "pledges.csv").rename(own_folder / "sub" / "co:lon:2.csv")

    (problem,) = run("check", "sub/co:lon:2.csv", "--json").json["problems"]

    assert problem["place"] == "sub/co:lon:2.csv:2:amount"


STATED = """\
title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term,equivalent_qualifier,\
equivalent_amount,equivalent_currency,publisher,source_title,quote
Support,GBR,UKR,military,grant,pledge,2025-06-02,exact,3000000000,GBP,one_off,exact,{},USD,Ministry,Release,\
"£3 billion (${} billion)"
"""


@pytest.mark.thorough
def test_a_stated_equivalent_is_held_against_the_rate_before_it_enters_and_enters_all_the_same(run):
    Path("odd.csv").write_text(STATED.format("5000000000", "5"), encoding="utf-8")
    Path("fits.csv").write_text(STATED.format("4000000000", "4"), encoding="utf-8")

    assert run("check", "fits.csv", "--json").json["problems"] == []
    alone, with_book = (run("check", "odd.csv", *more, "--json").json for more in ([], ["--book", "book.db"]))
    entered = run("import", "odd.csv", "--reason", "test", "--json").json

    for found in (alone, with_book, entered):
        assert [(it["code"], it["severity"], it["place"]) for it in found["problems"]] == [
            ("EQV", "warning", "odd.csv:2:equivalent_amount")
        ]


def test_a_book_may_let_in_no_equivalent_that_the_rate_does_not_give(run):
    Path("odd.csv").write_text(STATED.format("5000000000", "5"), encoding="utf-8")
    run("severity", "EQV", "error", "--reason", "we check each")

    refused = run("import", "odd.csv", "--reason", "test", "--json")

    assert (refused.code, refused.codes) == (1, ["EQV"])
    assert run("list", "--json").json["count"] == 0

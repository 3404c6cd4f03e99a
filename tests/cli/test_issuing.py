"""``sign-off``, ``waive`` and ``severity``: a decision is confirmed in its own words, and stands once."""

import pytest
from openpyxl import load_workbook
from workbooks import respelt

WAIVED = ("waive", "CUR-HOME", "gbr-gbr-2025-06-01-1:amount.currency", "--reason", "the speech names dollars")


@pytest.mark.usefixtures("book")
def test_an_issue_makes_the_folder_that_it_is_to_stand_in_as_any_report_does(run, tmp_path):
    issue = ("report", "commitments", "--issue", "--reason", "to the minister", "--out")
    done, refused = (run(*issue, str(tmp_path / name)) for name in ("sent", "absent/sent"))

    assert (done.code, [it.name for it in (tmp_path / "sent").iterdir()]) == (0, ["commitments.xlsx"])
    assert refused.code == 1
    assert f"{tmp_path / 'absent'}: FILE error: found no such folder" in refused.err
    assert "FILE error: found no folder" in run("report", "commitments", "--out", str(tmp_path / "absent/sent")).err


def test_a_waiver_says_what_was_entered_and_a_second_one_that_nothing_was(run, book):
    shown, again = run(*WAIVED), run(*WAIVED)

    assert (shown.code, again.code, shown.err) == (0, 0, "")
    assert shown.out.splitlines()[0] == (
        "Waived CUR-HOME at gbr-gbr-2025-06-01-1:amount.currency (found USD): the speech names dollars. "
        f"Entry {book.entries}, by Ann."
    )
    assert again.out.splitlines()[0] == "Nothing was entered."
    assert f"DUP warning: found entry {book.entries} by Ann" in again.err


def test_the_document_has_the_words_and_the_number_of_the_entry(run, book):
    told = run("severity", "zero", "error", "--reason", "no zeros here", "--json").json

    assert [(it["seq"], it["action"]) for it in told["entered"]] == [(book.entries, "severity")]
    assert told["said"] == [f"ZERO counts as error in this book: no zeros here. Entry {book.entries}, by Ann."]


@pytest.mark.parametrize(
    ("args", "wanted"),
    [
        (("sign-off",), "what you looked at and approve"),
        (WAIVED[:3], "why the finding is accepted as it is"),
        (("severity", "ZERO", "error"), "why the code weighs otherwise in this book"),
        (("relate", "a", "restates", "b"), "why the one is that to the other"),
        (("report", "commitments", "--issue"), "to whom it goes, or what for"),
        (("sample", "--tolerable", "5%", "--seed", "x", "--record"), "what the sample is for"),
    ],
)
@pytest.mark.usefixtures("untouched")
def test_a_missing_reason_is_asked_for_in_the_words_of_the_command(run, args, wanted):
    assert f"found no reason, expected {wanted}. Do: give --reason TEXT" in run(*args).err


@pytest.mark.proof
def test_ones_own_sign_off_is_told_and_shown_in_the_list(run, book, tmp_path):
    run("report", "commitments", "--issue", "--reason", "to the minister", "--out", str(tmp_path / "sent.xlsx"))
    number = str(book.entries)
    shown = run("sign-off", number, "--reason", "looks right")

    assert shown.code == 0
    assert f"issue:{number}: SIGN warning: found a sign-off by Ann (entry {book.entries})" in shown.err
    assert "Ann (who issued it)" in " ".join(run("issued").out.split())
    assert [it["by_issuer"] for it in run("issued", "--json").json["issued"][0]["sign_offs"]] == [True]


@pytest.mark.thorough
@pytest.mark.usefixtures("untouched")
def test_a_code_that_cannot_be_waived_says_so(run):
    fixed, unknown = run("waive", "form", "a:b", "--reason", "x"), run("waive", "EQ", "a:b", "--reason", "x")

    assert "CODE: FORM error: found FORM: a malformed value, which nobody can accept" in fixed.err
    assert 'found "EQ", which is no code, expected one of the codes that `check` prints, perhaps EQV' in unknown.err


@pytest.mark.proof
@pytest.mark.usefixtures("book")
def test_cells_that_hold_and_are_hidden_are_told_in_the_verdict_and_end_with_1(run, own_folder):
    run("report", "commitments", "--issue", "--reason", "sent", "--out", "sent.xlsx")
    number = load_workbook("sent.xlsx").sheetnames.index("Pledges by donor") + 1
    hide = lambda it: it.replace(b'<row r="6"', b'<row r="6" hidden="1"')  # noqa: E731 - one change, said where it is made
    respelt(own_folder / "sent.xlsx", f"xl/worksheets/sheet{number}.xml", hide)
    shown = run("verify", "sent.xlsx")

    assert shown.code == 1
    assert shown.out.endswith("cells compared: the cells hold; how they are shown was changed: row 6 hidden.\n")


@pytest.mark.proof
@pytest.mark.usefixtures("book")
def test_a_record_that_was_changed_since_is_a_note_beside_an_untouched_workbook(run):
    run("report", "commitments", "--issue", "--reason", "sent", "--out", "sent.xlsx")
    run("withdraw", "gbr-ukr-2025-06-02-1", "--reason", "announced in error")
    shown, document = run("verify", "sent.xlsx"), run("verify", "sent.xlsx", "--json").json

    assert (shown.code, "the same file byte for byte" in shown.out) == (0, True)
    assert (
        "sent.xlsx:gbr-ukr-2025-06-02-1: XLS note: found withdrawn since by Ann on 2026-10-30 (announced in error)"
        in (" ".join(shown.err.split()))
    )
    (change,) = document["changed_since"]
    assert (change["action"], change["author"], change["reason"]) == ("withdraw", "Ann", "announced in error")

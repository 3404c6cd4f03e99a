"""Wrong use: one sentence, exit code 2, and with --json one document."""

import pytest


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (("convert", "5", "USD"), "missing argument 'TO'"),
        (("convert", "5", "USD", "EUR", "--onn", "x"), "no such option: --onn"),
        (("conver", "5"), "no such command 'conver'"),
        (("rates", "remove"), "no such command 'remove'"),
        (("import",), "missing argument 'FILE...'"),
        (("list", "extra"), "got unexpected extra argument"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(run, args, found):
    shown = run(*args)

    assert (shown.code, shown.out, len(shown.err.splitlines())) == (2, "", 1)
    assert found in shown.err


def test_wrong_use_with_json_is_one_document(run):
    shown = run("convert", "5", "USD", "--json")

    assert (shown.code, shown.err, shown.json["command"], shown.codes) == (2, "", "convert", ["FORM"])
    assert shown.json["problems"][0]["remedy"] == "run `defense-ledger convert --help`"


def test_a_negative_amount_is_told_as_such(run):
    shown = run("convert", "-50", "GBP", "USD")

    assert (shown.code, shown.out) == (2, "")
    assert 'found "-50", expected an amount that is not negative' in shown.err


def test_json_without_a_command_is_wrong_use_and_help_is_text(run):
    assert (run("--json").code, run("--json").codes) == (2, ["FORM"])
    assert (run("rates", "--json").code, run("rates", "--json").codes) == (2, ["FORM"])
    assert "Usage: defense-ledger" in run("list", "--help", "--json").out


def test_no_command_shows_the_help(run):
    assert "Usage: defense-ledger" in run().out + run().err


def test_the_version_is_told(run):
    assert run("--version").out.startswith("defense-ledger ")


@pytest.mark.parametrize(
    ("args", "place"),
    [
        (("amend", "x", "--reason", "y"), "--set"),
        (("amend", "x", "--set", "note=a", "--from", "x.json", "--reason", "y"), "--set"),
        (("amend", "x", "--set", "note", "--reason", "y"), "--set"),
        (("amend", "x", "--set", "note=a", "--set", "note=b", "--reason", "y"), "--set"),
        (("withdraw", "x"), "--reason"),
        (("list", "--as-of", "then"), "--as-of"),
        (("report", "commitments", "--currency", "EURO"), "--currency"),
        (("report", "commitments", "--basis", "weekly"), "--basis"),
        (("report", "commitments", "--cutoff", "2025"), "--cutoff"),
        (("report", "commitments", "--horizon", "31.12.2030"), "--horizon"),
        (("rates", "show", "DOLLAR"), "CURRENCY"),
        (("amend", "x", "--set", "amount=3,0", "--reason", "y"), "--set:amount"),
        (("correct", "x", "--set", "stage=firm", "--reason", "y"), "--set:stage"),
        (("amend", "x", "--set", "value_date=2922-02-09", "--reason", "y"), "--set:value_date"),
        (("amend", "x", "--set", "amuont=5", "--reason", "y"), "--set:amuont"),
        (("add", "--set", "announced=yesterday"), "--set:announced"),
        (("verify", "--head", "zz"), "--head"),
        (("verify", "--head", "0123456789a"), "--head"),
        (("report", "commitments", "--out", "x.txt"), "--out"),
        (("report", "commitments", "--out", "book.db"), "--out"),
    ],
)
@pytest.mark.usefixtures("untouched")
def test_a_malformed_option_names_itself(run, args, place):
    shown = run(*args, "--json")

    assert (shown.code, [problem["place"] for problem in shown.json["problems"]]) == (2, [place])

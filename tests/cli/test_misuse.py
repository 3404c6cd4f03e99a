"""Wrong use: one sentence, exit code 2, and with --json one document."""

import pytest


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (("convert", "5", "USD"), "missing argument 'TO'"),
        (("convert", "5", "USD", "EUR", "--onn", "x"), "no such option: --onn"),
        (("conver", "5"), "no such command 'conver'"),
        (("rates", "remove"), "no such command 'remove'"),
        (("import",), "missing argument 'FILE'"),
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
    ],
)
@pytest.mark.usefixtures("untouched")
def test_a_malformed_option_names_itself(run, args, place):
    shown = run(*args, "--json")

    assert (shown.code, [problem["place"] for problem in shown.json["problems"]]) == (2, [place])

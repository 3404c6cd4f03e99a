"""Wrong use: one sentence, exit code 2, and with --json one document."""

import pytest
import typer.main

from ledger.cli.help import CommandGroup
from ledger.cli.main import app


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (("convert", "5", "USD"), "missing argument 'TO'"),
        (("convert", "5", "USD", "EUR", "--onn", "x"), "no such option"),
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


@pytest.mark.parametrize("group", [(), ("rates",)])
def test_a_group_alone_shows_its_help(run, group):
    shown = run(*group)

    assert shown == run(*group, "--help")
    assert (shown.code, shown.err) == (0, "")
    # Whether COMMAND stands in brackets is a matter of the release of Typer.
    assert shown.out.startswith(f"Usage: {' '.join(('defense-ledger', *group))} [OPTIONS] ")


def test_the_help_page_says_of_each_command_what_its_own_page_says(run):
    doorway = typer.main.get_command(app)

    assert [*doorway.sentences()] == [*CommandGroup.sentences(doorway)]
    assert (
        "  convert     Convert one sum; the rates, their days and where they were\n              published are"
        in run("--help").out
    )


@pytest.mark.parametrize("args", [("--version",), ("--version", "--json"), ("--json", "--version")])
def test_the_version_is_told_in_one_line_of_text(run, args):
    shown = run(*args)

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("defense-ledger ")


def test_the_version_beside_something_else_is_told_as_before(run):
    assert run("--version", "--nonsense").code == 2


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
        (("report", "commitments", "--against", "foo"), "--against"),
        (("report", "commitments", "--cutoff", "2025"), "--cutoff"),
        (("report", "commitments", "--horizon", "31.12.2030"), "--horizon"),
        (("rates", "show", "DOLLAR"), "CURRENCY"),
        (("amend", "x", "--set", "amount=3,0,0", "--reason", "y"), "--set:amount"),
        (("correct", "x", "--set", "stage=firm", "--reason", "y"), "--set:stage"),
        (("amend", "x", "--set", "value_date=2922-02-09", "--reason", "y"), "--set:value_date"),
        (("amend", "x", "--set", "amuont=5", "--reason", "y"), "--set:amuont"),
        (("add", "--set", "announced=yesterday"), "--set:announced"),
        (("verify", "--head", "zz"), "--head"),
        (("verify", "--head", "0123456789a"), "--head"),
        (("report", "commitments", "--out", "x.txt"), "--out"),
        (("report", "commitments", "--out", "book.db"), "--out"),
        (("report", "commitments", "--issue", "--reason", ""), "--reason"),
        (("issued", "22", "--out", "q.csv"), "--out"),
        (("issued", "twenty"), "ENTRY"),
        (("explain", "donor=GBR", "--out", "q.csv"), "--out"),
        (("diff", "entry:1", "--out", "q.csv"), "--out"),
        (("diff", "yesterday"), "FROM"),
        (("diff", "entry:1", "2025-13-01"), "TO"),
        (("diff", "entry:0"), "FROM"),
        (("sample", "--tolerable", "2%", "--seed", "x", "--out", "q.csv"), "--out"),
        (("sample", "--tolerable", "little", "--seed", "x"), "--tolerable"),
        (("sample", "--tolerable", "0", "--seed", "x"), "--tolerable"),
        (("sample", "--tolerable", "2%", "--expected", "-5%", "--seed", "x"), "--expected"),
        (("sample", "--tolerable", "2%", "--confidence", "abc", "--seed", "x"), "--confidence"),
        (("sample", "--tolerable", "2%", "--confidence", "30", "--seed", "x"), "--confidence"),
        (("sample", "--tolerable", "2%", "--seed", ""), "--seed"),
        (("sample", "--tolerable", "2%", "--seed", "x", "--size", "0"), "--size"),
        (("sample", "--tolerable", "2%", "--seed", "x", "--bands", "21"), "--bands"),
        (("sample", "--tolerable", "2%", "--seed", "x", "--method", "guess"), "--method"),
        (("severity", "ZERO", "fatal", "--reason", "x"), "SEVERITY"),
        (("severity", "FORM", "note", "--reason", "x"), "CODE"),
        (("severity", "XXX", "note", "--reason", "x"), "CODE"),
        (("waive", "XXX", "a:b", "--reason", "x"), "CODE"),
        (("waive", "rel", "a:b", "--reason", "x"), "CODE"),
        (("sign-off", "abc", "--reason", "x"), "ENTRY"),
        (("sign-off", "--reason", ""), "--reason"),
        (("sign-off", "--reason", "x", "--author", " "), "--author"),
        (("waive", "VAL", "a:b", "--reason", "y" * 20_000), "--reason"),
        (("add", "--set", "title=x", "--reason", ""), "--reason"),
        (("import", "x.jsonl", "--reason", ""), "--reason"),
        (("rates", "add", "x.csv", "--reason", ""), "--reason"),
        (("amend", "x", "--set", "note=y", "--reason", ""), "--reason"),
        (("withdraw", "--batch", "x", "--reason", "y"), "--batch"),
        (("duplicates", "--within", "abc"), "--within"),
        (("list", "--donor", "Korea"), "--donor"),
        (("list", "--recipient", "Congo"), "--recipient"),
        (("list", "--stage", "pledged"), "--stage"),
        (("list", "--since", "2025"), "--since"),
        (("list", "--until", "2025"), "--until"),
        (("list", "--sort", "size"), "--sort"),
        (("list", "--limit", "0"), "--limit"),
        (("verify", "x.xlsx", "--issue", "last"), "--issue"),
        (("init", "--book", "other.db", "--author", ""), "--author"),
    ],
)
@pytest.mark.usefixtures("untouched")
def test_a_malformed_option_names_itself(run, args, place):
    shown = run(*args, "--json")

    assert (shown.code, [problem["place"] for problem in shown.json["problems"]]) == (2, [place])


@pytest.mark.parametrize(
    "args",
    [
        ("report", "commitments", "--cutoff", "2025"),
        ("explain", "donor=GBR", "--as-of", "then"),
        ("diff", "yesterday"),
        ("sample", "--tolerable", "little", "--seed", "x"),
        ("severity", "ZERO", "fatal", "--reason", "x"),
        ("sign-off", "--reason", ""),
        ("import", "x.jsonl", "--reason", ""),
    ],
)
def test_what_is_malformed_by_itself_is_told_without_a_book(run, args):
    assert run(*args).code == 2

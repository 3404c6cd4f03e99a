"""Every option of ``report``, whatever is added later: a slip is told by its name, with what is allowed and nearest."""

import inspect
from importlib import import_module

import pytest
from made import pledge
from typer.main import get_command

from ledger.cli.answer import option_names
from ledger.cli.main import _MODULES
from ledger.cli.reports import app
from ledger.desk import REPORT_FORMATS
from ledger.records import GROUPS
from ledger.reporting import EVIDENCE_LEVELS, JOURNAL_SHEETS, LANGUAGES, ORIENTATIONS, SORTS, UNITS
from ledger.totals import DIMENSIONS

pytestmark = pytest.mark.usefixtures("book")

OPTIONS = {it.opts[0]: it for it in get_command(app).commands["report"].params if it.opts[0].startswith("--")}
# Texts of people, places on the disk, and what is asked for by its name alone.
FREE = {"--author", "--reason", "--book", "--out", "--sign", "--list", "--issue", "--one-page", "--json", "--help"}
SLIPS = {
    "--as": ("htlm", REPORT_FORMATS, "html"),
    "--unit": ("billions", UNITS, "billion"),
    "--lang": ("DE", LANGUAGES, "de"),
    "--orientation": ("portrit", ORIENTATIONS, "portrait"),
    "--evidence": ("summery", (*EVIDENCE_LEVELS, *JOURNAL_SHEETS), "summary"),
    "--group": ("NTO", GROUPS, "NATO"),
    "--by": ("donor,yeer", DIMENSIONS, "year"),
    "--sort": ("siz", SORTS[:2], "size"),
    "--currency": ("EURO", (), "EUR"),
    "--basis": ("anounced", ("announced", "month", "year", "on:", "window:", "table:"), "announced"),
}
OTHERS = {
    "--cutoff": ("2025-02-30", "2025-06-02"),
    "--since": ("2025", "2025-06-02"),
    "--horizon": ("ever", "2025-06-02"),
    "--as-of": ("never", "entry:"),
    "--against": ("isue:2", "issue:21"),
    "--top": ("all", "0 for all"),
    "--decimals": ("9", "0 to 8 decimals of EUR million"),
}


def test_each_option_is_asked_here():
    assert {*SLIPS, *OTHERS, *FREE} >= OPTIONS.keys()
    assert {*SLIPS, *OTHERS} <= OPTIONS.keys()


@pytest.mark.parametrize("option", SLIPS)
def test_a_slip_is_told_with_all_that_is_allowed_and_the_nearest(run, option):
    slip, allowed, nearest = SLIPS[option]
    ran = run("report", "commitments", option, slip)
    (line,) = ran.err.splitlines()
    told, _, remedy = line.partition(". Do: ")

    assert (ran.code, line.partition(":")[0]) == (2, option)
    assert slip.split(",")[-1] in told
    assert all(word in told.partition(", expected ")[2] for word in allowed)
    assert nearest in f"{remedy} {told.partition(' perhaps ')[2]}"


@pytest.mark.parametrize("option", OTHERS)
def test_what_is_not_of_its_kind_is_told_with_what_is(run, option):
    typed, allowed = OTHERS[option]
    ran = run("report", "commitments", option, typed)
    (line,) = ran.err.splitlines()

    assert (ran.code, line.partition(":")[0]) == (2, option)
    assert allowed in line


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--sort", "year"], '--sort: FORM error: found "year", expected size, name, or labels as they are to stand: '),
        (["--sort", "USA,ZZZ"], '--sort: FORM error: found "ZZZ", expected size, name, or labels as they are to stand'),
    ],
)
def test_labels_that_neither_our_lists_nor_the_book_have_are_no_order(run, options, told):
    ran = run("report", "commitments", *options)

    assert (ran.code, ran.err[: len(told)]) == (2, told)
    assert ran.err.endswith(
        "a party of our lists or of the book, which names no others. Do: write size, name, or labels such as USA,DEU.\n"
    )


RULES = """name = "mine"
title = "Mine"
currency = "EUR"
[boundary]
donors = ["DEU", "xyzzy"]
[filters]
recipients = ["year"]
"""


def test_parties_that_neither_our_lists_nor_the_book_have_are_told_with_their_lines(run, own_folder):
    (own_folder / "mine.toml").write_text(RULES, encoding="utf-8")
    ran = run("report", "mine.toml")

    assert ran.code == 1
    assert [line.partition(". Do: ")[0] for line in ran.err.splitlines()] == [
        (
            'mine.toml:5:boundary.donors.1: FORM error: found "xyzzy", expected a party of our lists or of the book, '
            "which names no others"
        ),
        (
            'mine.toml:7:filters.recipients.0: FORM error: found "year", expected a party of our lists or of the book, '
            "which names no others"
        ),
    ]


@pytest.mark.parametrize("slip", ["ger", "Germny", "Germany"])
@pytest.mark.parametrize("field", ["donors", "recipients"])
def test_a_slip_in_the_boundary_is_told_with_its_line_and_the_key_that_is_near(run, own_folder, field, slip):
    rules = f'name = "mine"\ntitle = "Mine"\ncurrency = "EUR"\n[boundary]\n{field} = ["USA", "{slip}"]\n'
    (own_folder / "mine.toml").write_text(rules, encoding="utf-8")
    (line,) = run("report", "mine.toml").err.splitlines()

    assert line.startswith(
        f'mine.toml:5:boundary.{field}.1: FORM error: found "{slip}", expected a party of our lists '
    )
    assert "perhaps DEU (Germany)" in line
    assert line.endswith(" Do: write DEU.")


def test_a_party_that_only_the_book_names_is_no_slip(run, book, own_folder):
    rules = 'name = "mine"\ntitle = "Mine"\ncurrency = "EUR"\n[boundary]\ndonors = ["{}"]\n'
    book.record([pledge(donor="Germny")], author="Ann", reason="as it was written")
    for name in ("Germny", "Germnx"):
        (own_folder / f"{name}.toml").write_text(rules.format(name), encoding="utf-8")

    assert run("report", "Germny.toml").code == 0
    assert run("report", "Germnx.toml").err == (
        'Germnx.toml:5:boundary.donors.0: FORM error: found "Germnx", expected a party of our lists or of the book '
        "(Germny). Do: write Germny, if that is meant.\n"
    )


def test_a_fault_of_an_earlier_state_is_told_by_the_option(run):
    told = run("report", "commitments", "--against", "cutoff:2099-01-01")

    assert told.err.startswith("--against: FORM error: found 2099-01-01, behind the report, ")
    assert run("report", "commitments", "--against", "issue:1").err.startswith("--against: ")
    assert run("report", "commitments", "--against", "cutoff:2099-01-01", "--json").json["problems"][0]["place"] == (
        "--against"
    )


@pytest.mark.parametrize("module", sorted({*_MODULES.values()}))
def test_what_a_function_calls_an_argument_is_told_by_what_one_types(module):
    for command in import_module(f"ledger.cli.{module}").app.registered_commands:
        names = option_names(inspect.signature(command.callback))
        typed = set(names.values())

        assert typed
        assert all(it.startswith("--") or it.strip("[]") == it for it in typed)
        assert {"--json"} <= typed
        assert all(names[it.removeprefix("--").replace("-", "_")] == it for it in typed if it.startswith("--"))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ([], "the sheet E1 Records says why"),
        (["--as", "xlsx,md"], "the sheet E1 Records says why"),
        (["--as", "md"], "a workbook with its evidence says why"),
        (["--evidence", "none"], "a workbook with its evidence says why"),
    ],
)
def test_the_screen_names_a_sheet_only_where_one_is_written(run, options, why):
    told = run("report", "commitments", *options).out

    assert f"17 records: 15 counted (2 of them without a figure), 2 left out ({why}); all checks agree." in told

"""What goes where: one document on the standard output, problems on the other; and true processes at the edges."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from held import COMMAND, MOST_SECONDS, interrupt, needs_bash, needs_signals, started

from ledger.cli.screen import TextTable, say
from ledger.foundation import Place, Problem, Refused, Severity

pytestmark = pytest.mark.thorough

LEDGER = (sys.executable, "-m", "ledger")


@pytest.mark.parametrize(
    "args",
    [
        ("list",),
        ("show", "gbr-ukr-2025-06-02-1"),
        ("history", "gbr-ukr-2025-06-02-1"),
        ("check",),
        ("verify",),
        ("rates", "list"),
        ("rates", "show", "--on", "2025-06-02"),
        ("convert", "1", "USD", "EUR", "--on", "2025-06-02"),
        ("report", "commitments"),
        ("schema", "--out", "schemas"),
        ("add", "--set", "title=x"),
        ("import", "absent.jsonl"),
        ("amend", "gbr-ukr-2025-06-02-1", "--set", "note=x", "--reason", "y"),
        ("correct", "gbr-ukr-2025-06-02-1", "--set", "note=x", "--reason", "y"),
        ("withdraw", "gbr-gbr-2025-06-01-1", "--reason", "y"),
        ("restore", "gbr-gbr-2025-06-01-1", "--reason", "y"),
        ("init",),
        ("demo",),
    ],
    ids=lambda args: " ".join(args[:2]),
)
@pytest.mark.usefixtures("book")
def test_every_command_gives_one_document_with_its_name_and_problems(run, args):
    shown = run(*args, "--json")

    assert shown.err == ""
    assert shown.json["command"] in (args[0], " ".join(args[:2]))
    keys = {"code", "severity", "place", "at", "found", "expected", "remedy", "further", "to_mend", "others"}
    assert [it for it in shown.json["problems"] if set(it) != keys] == []
    assert shown.code == (1 if any(it["severity"] == "error" for it in shown.json["problems"]) else 0)


@pytest.mark.usefixtures("book")
def test_problems_stand_one_to_a_line_on_the_standard_error(run):
    shown = run("check")

    assert shown.out == "book.db: 0 errors, 4 warnings, 1 note.\n"
    assert [line.split(": ")[1] for line in shown.err.splitlines()] == [
        "CUR-HOME warning",
        "EQV warning",
        "EQV warning",
        "UNIT warning",
        "TERM note",
    ]


@pytest.mark.proof
def test_the_schemas_are_written_and_then_agree(run, own_folder):
    of_models, of_answers = 13, 36
    assert run("schema", "--check", "--json").codes == ["FORM"] * (of_models + of_answers)
    assert run("schema").code == 0
    assert run("schema", "--check").out == "schemas is what the models say.\n"
    (own_folder / "schemas" / "record.schema.json").write_text("{}")
    assert "run `defense-ledger schema`" in run("schema", "--check").err


def test_a_narrow_screen_cuts_no_figure(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "20")
    figure = "4,061,773,772.82"

    say(TextTable(("name", "a", "b"), [("some words that may wrap", figure, figure)], figures={1, 2}, wraps=0))

    assert f"{figure}  {figure}" in capsys.readouterr().out


@pytest.mark.proof
@pytest.mark.usefixtures("book")
def test_the_list_keeps_to_the_width_of_a_terminal_and_cuts_no_figure(own_folder):
    lines = in_a_terminal(own_folder, 60, "list")

    assert max(map(len, lines)) <= 60
    assert "gbr-ukr-2025-06-02-1" in lines
    assert any("GBP 3,000,000,000 a year" in line for line in lines)


def in_a_terminal(folder, columns, *args):
    """The lines that a command writes to a terminal of so many columns."""
    pty = pytest.importorskip("pty", reason="Windows has no such terminals")
    ours, theirs = pty.openpty()
    # Of a dumb terminal the width is only believed together with the height.
    environment = os.environ | {"COLUMNS": str(columns), "LINES": "25", "TERM": "dumb"}
    with subprocess.Popen([*LEDGER, *args], stdout=theirs, stderr=theirs, cwd=folder, env=environment) as shown:
        os.close(theirs)
        text = b""
        # At the end of a terminal Linux gives an error, not an empty read.
        with suppress(OSError):
            while part := os.read(ours, 65536):
                text += part
        os.close(ours)
    assert shown.returncode == 0
    return text.decode().splitlines()


def test_a_wide_table_is_not_wrapped_when_piped(capsys):
    say(TextTable(("id", "title"), [("x" * 150, "y" * 150)]))

    assert max(map(len, capsys.readouterr().out.splitlines())) == 302


# True processes


def ran(*args, **options):
    return subprocess.run([*LEDGER, *args], capture_output=True, text=True, check=False, **options)


@pytest.mark.proof
def test_python_m_ledger_is_the_command(own_folder):
    done = ran("convert", "3000000000", "GBP", "USD", "--on", "2025-06-02", "--json", cwd=own_folder)

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["result"] == {"currency": "USD", "amount": "4061773772.82"}


def test_the_installed_command_is_there(own_folder):
    command = Path(sys.executable).parent / "defense-ledger"

    assert subprocess.run([command, "--version"], capture_output=True, check=True, cwd=own_folder).stdout


@pytest.mark.proof
@needs_bash
@pytest.mark.usefixtures("book")
def test_a_reader_that_has_seen_enough_gets_no_traceback(own_folder):
    command = f"{' '.join(LEDGER)} list --json | head -c 10"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=own_folder)

    assert (done.stdout, done.stderr) == ('{\n  "comma', "")


@pytest.mark.sampled
@needs_bash
@pytest.mark.parametrize("args", [("list",), ("list", "--json"), ("--version",)], ids=" ".join)
@pytest.mark.usefixtures("book")
def test_a_closed_output_is_told_in_one_line(own_folder, args):
    command = f"{' '.join((*LEDGER, *args))} >&-"
    done = subprocess.run(["bash", "-c", command], stderr=subprocess.PIPE, text=True, check=False, cwd=own_folder)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith('standard output:disk: FILE error: found "an output that is closed"')


@pytest.mark.proof
@needs_bash
@pytest.mark.usefixtures("book")
def test_all_streams_closed_is_no_traceback(own_folder):
    command = f"{' '.join(LEDGER)} add <&- 2>&-"

    assert (
        subprocess.run(["bash", "-c", command], stdout=subprocess.DEVNULL, check=False, cwd=own_folder).returncode == 1
    )


@pytest.mark.proof
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
@pytest.mark.usefixtures("book")
def test_a_full_disk_behind_the_output_is_told(own_folder):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*LEDGER, "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=own_folder
        )

    assert done.returncode == 1
    assert done.stderr.startswith("standard output:disk: FILE error:")
    assert "Traceback" not in done.stderr


@pytest.mark.proof
def test_an_ascii_terminal_gets_escapes_and_no_traceback_and_colours_are_left_out_on_request_and_when_piped(own_folder):
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "NO_COLOR": "1"}

    done = ran("demo", cwd=own_folder, env=environment)

    assert done.returncode == 0
    assert r"\u2265 79,002,891,664.74" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.proof
@needs_signals
def test_ctrl_c_in_a_form_ends_with_130_and_an_unchanged_book(book):
    before = book.head_at(None)
    with started(COMMAND, "add", stderr=subprocess.PIPE) as form:
        assert form.stderr.readline() == "Enter alone leaves a field empty; ctrl-C stops, and nothing is entered.\n"
        assert [form.stderr.readline()[:25] for _ in range(2)] == ["\n", "commitment or transaction"]
        assert form.stderr.read(8) == "record: "
        interrupt(form)
        messages = form.communicate(timeout=MOST_SECONDS)[1]

    assert form.returncode == 130
    assert "Traceback" not in messages
    assert book.head_at(None) == before


needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")


def into_a_full_disk(own_folder, *args, errors=subprocess.PIPE):
    with Path("/dev/full").open("w") as full:
        return subprocess.run(
            [*LEDGER, *args],
            stdout=full,
            stderr=full if errors is None else errors,
            text=True,
            check=False,
            cwd=own_folder,
        )


@pytest.mark.sampled
@needs_full
@pytest.mark.parametrize("args", [("--help",), ("import", "--help"), ("rates", "add", "--help"), ("--version",), ()])
def test_a_help_page_that_a_full_disk_takes_is_told_in_one_line(own_folder, args):
    done = into_a_full_disk(own_folder, *args)

    assert done.returncode in {1, 2}
    assert [line.partition(" error:")[0] for line in done.stderr.splitlines()] == ["standard output:disk: FILE"]


@pytest.mark.proof
@needs_full
@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_an_import_whose_answer_is_lost_has_entered_and_does_not_end_with_1(own_folder, book, as_json):
    (own_folder / "more.csv").write_text(
        "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term\n"
        "Howitzers,Norway,Ukraine,military,grant,pledge,2025-06-02,exact,5 bn,NOK,one_off\n",
        encoding="utf-8",
    )
    before = book.entries

    done = into_a_full_disk(own_folder, "import", "more.csv", "--author", "Ann", *as_json)

    assert (done.returncode, book.entries) == (3, before + 2)
    assert len(done.stderr.splitlines()) == 1
    assert "Do: do not give the command again: it was done" in done.stderr


@pytest.mark.proof
@needs_full
def test_a_change_of_which_nothing_at_all_can_be_said_does_not_end_with_1_either(own_folder, book):
    before = book.entries
    args = ("withdraw", "gbr-gbr-2025-06-01-1", "--author", "Ann", "--reason", "x")

    done = into_a_full_disk(own_folder, *args, errors=None)

    assert (done.returncode, book.entries) == (3, before + 1)


def refuse(problem):
    raise Refused([problem])


def test_a_book_that_is_taken_away_behind_an_import_is_not_read_again(run, own_folder, book, monkeypatch):
    (own_folder / "more.csv").write_text(
        "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term\n"
        "Howitzers,Norway,Ukraine,military,grant,pledge,2025-06-02,exact,5 bn,NOK,one_off\n",
        encoding="utf-8",
    )
    gone = Problem("FILE", Severity.ERROR, Place(file="book.db"), "no such file", "a book", "look for it")
    monkeypatch.setattr(type(book), "head", property(lambda _: refuse(gone)))

    shown = run("import", "more.csv", "--author", "Ann", "--json")

    monkeypatch.undo()
    assert (shown.code, shown.json["head"]) == (0, book.head)

"""Messages for programs speak of arguments, those of the command line of options."""

import ast
import copy
import json
import pickle
import re
from pathlib import Path

import pytest
import typer
from made import pledge
from made import report as made_report

import ledger
from ledger import Book, Place, Problem, Refused, Severity, export_book, to_json
from ledger.cli.main import app
from ledger.foundation import Advice, advice

PACKAGE = Path(ledger.__file__).parent
# What people read on a sheet of ours they do at the command line; `cli` and `answers` are the command line.
SPEAKS_OF_OPTIONS = {"cli", "answers", "export/form_help.py", "render/changes_sheet.py", "render/sample.py"}
OPTION = re.compile(r"(?<![\w-])--[a-z]")
_NAMES = "|".join(typer.main.get_command(app).commands)
COMMAND = re.compile(rf"`defense-ledger |(?:`|\b(?:run|made by|made with) )(?:{_NAMES})\b(?![.(_])")


def test_a_refusal_of_the_library_names_the_argument(tmp_path):
    with pytest.raises(Refused) as refused:
        export_book(Book.create(tmp_path / "book.db"), "csv", tmp_path / "a.csv")
    [problem] = refused.value.problems
    assert problem.remedy == "import records first, or choose a later as_of"
    assert problem.at_command_line().remedy == "import records first, or choose a later --as-of"


def test_a_program_makes_a_book_by_a_function_and_people_by_a_command(tmp_path):
    with pytest.raises(Refused) as refused:
        Book.open(tmp_path / "book.db")
    [problem] = refused.value.problems
    assert problem.remedy == "check the path, or make the book with create_book"
    assert problem.at_command_line().remedy == "check the path, or make the book with init"


def test_a_finding_of_a_report_does_too():
    made = made_report(pledge(term={"kind": "recurring", "start": "2025-06-02", "every": "year"}), horizon=None)
    [problem] = [it for it in made.problems if it.code == "TERM" and it.severity == "error"]
    assert problem.remedy == "name a horizon: in the definition, or as horizon"


def test_an_option_may_be_another_argument():
    named = advice("choose a folder with --out, or --accept-clean", out="path")
    assert named == "choose a folder with path, or accept_clean"


@pytest.mark.parametrize("route", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])  # noqa: S301 - our own bytes
def test_both_wordings_travel(route):
    sent = route(Problem("FORM", Severity.ERROR, Place(), "x", "y", advice("leave --encoding out")))
    assert (sent.remedy, sent.at_command_line().remedy) == ("leave encoding out", "leave --encoding out")
    assert json.loads(to_json(sent))["remedy"] == "leave encoding out"


def test_no_text_of_a_library_room_names_an_option():
    assert [named for path in _library() for named in options_named(path.read_text(encoding="utf-8"), path.name)] == []


def test_no_text_of_a_library_room_names_a_command():
    assert [named for path in _library() for named in commands_named(path.read_text(encoding="utf-8"), path.name)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('remedy = "leave --encoding out"', ["a.py:1: leave --encoding out"]),
        ('remedy = f"use --name {name}"', ["a.py:1: use --name "]),
        ('remedy = advice("leave --encoding out")', []),
        ('remedy = Advice("name it", f"use --name {name}")', []),
        ('remedy = Advice("use --name", "use --name")', ["a.py:1: use --name"]),
        ('def f():\n    """Runs like --this."""', []),
    ],
)
def test_an_option_that_is_named_is_found(source, found):
    assert options_named(source, "a.py") == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('remedy = "look at `issued`"', ["a.py:1: look at `issued`"]),
        ('remedy = f"look at `defense-ledger history {key}`"', ["a.py:1: look at `defense-ledger history "]),
        ('remedy = "run verify"', ["a.py:1: run verify"]),
        ('remedy = "a book made by init"', ["a.py:1: a book made by init"]),
        ('remedy = advice("look at `issued`, or --issue")', ["a.py:1: look at `issued`, or --issue"]),
        ('remedy = Advice("look at `issued`", "look")', ["a.py:1: look at `issued`"]),
        ('remedy = Advice("look at desk.issued_reports(book)", "look at `issued`")', []),
        ('remedy = "on the command line `mapping` drafts one"', []),
        ('remedy = "sign it with `ssh-keygen -Y sign -n defense-ledger`"', []),
        ('def f():\n    """What `check` finds."""', []),
    ],
)
def test_a_command_that_is_named_is_found(source, found):
    assert commands_named(source, "a.py") == found


def _library():
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if not {inside.parts[0], inside.as_posix()} & SPEAKS_OF_OPTIONS:
            yield path


def options_named(source, name):
    """Each text that names an option, but for docstrings and what :func:`advice` words anew."""
    return _texts(source, name, OPTION, {"advice": 0, Advice.__name__: 1})


def commands_named(source, name):
    """Each text that names a command, but for docstrings, the words of the command line, and what says that it is one.

    :func:`advice` words options anew, and leaves commands as they are.
    """
    return [it for it in _texts(source, name, COMMAND, {Advice.__name__: 1}) if "on the command line" not in it]


def _texts(source, name, pattern, worded):
    """Texts with a pattern in them, but for docstrings and the arguments from one on of those that word them."""
    if not pattern.search(source):
        return []
    tree = ast.parse(source)
    spared = {id(text) for node in ast.walk(tree) for text in _spared(node, worded)}
    return [
        f"{name}:{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if pattern.search(node.value) and id(node) not in spared
    ]


def _spared(node, worded):
    if isinstance(node, ast.Expr):
        return ast.walk(node.value) if isinstance(node.value, ast.Constant) else ()
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in worded:
        return ()
    return (text for each in node.args[worded[node.func.id] :] for text in ast.walk(each))

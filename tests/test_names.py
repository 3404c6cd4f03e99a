"""Names of variables say what a thing is: a placeholder may not live longer than a line."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "ledger"
PLACEHOLDERS = {"it", "found", "wanted", "told", "said"}
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
# What is bound in one of these lives no longer than it.
SHORT = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | ast.Lambda


@pytest.mark.thorough
def test_no_placeholder_lives_longer_than_a_line():
    paths = sorted(PACKAGE.rglob("*.py"))

    assert [named for path in paths for named in long_lived(path.read_text(encoding="utf-8"), path.name)] == []


@pytest.mark.parametrize(
    ("body", "offender"),
    [
        ("found = read(file)\nreturn found", None),
        ("found = read(file)\ncount(file)\nreturn found", "x.py:2: found"),
        ("for it in file:\n    count(file)\n    count(it)", "x.py:2: it"),
        ("count(file)\nreturn [it for it in file\n if\n it]", None),
        ('found = f"{file} rows"\nexpected = "one"\nreturn Problem(found, expected)', None),
        ('wanted = f"{file} rows"\nexpected = "one"\nreturn Problem(wanted, expected)', "x.py:2: wanted"),
        ("with open(file) as told:\n    count(file)\n    count(told)", "x.py:2: told"),
    ],
)
def test_a_placeholder_that_lives_longer_is_found(body, offender):
    lines = "\n".join(f"    {line}" for line in body.splitlines())

    assert list(long_lived(f"def f(file):\n{lines}\n", "x.py")) == ([offender] if offender else [])


@pytest.mark.parametrize(
    ("head", "offender"),
    [
        ("def f(said):", "x.py:1: said"),
        ("def f(found: Totals):", "x.py:1: found"),
        # The text of a problem is called what the problem calls it.
        ("def f(found: str):", None),
    ],
)
def test_a_placeholder_as_an_argument_is_found(head, offender):
    name = head.partition("(")[2].partition(")")[0].partition(":")[0]

    assert list(long_lived(f"{head}\n    a()\n    b()\n    return {name}\n", "x.py")) == (
        [offender] if offender else []
    )
    assert list(long_lived(f"{head}\n    return {name}\n", "x.py")) == []


def long_lived(code: str, file: str) -> Iterator[str]:
    """File, line and name of each placeholder of a function that is still used beyond the line after its own."""
    for function in ast.walk(ast.parse(code)):
        if isinstance(function, FUNCTIONS):
            yield from (f"{file}:{line}: {name}" for line, name in lives(function))


def lives(function: FUNCTIONS) -> Iterator[tuple[int, str]]:
    uses = [it for it in inside(function) if isinstance(it, ast.Name) and it.id in PLACEHOLDERS]
    if not uses:
        return
    uses.sort(key=lambda use: (use.lineno, use.col_offset))
    begins = function.body[bool(ast.get_docstring(function))].lineno if len(function.body) > 1 else function.lineno
    bound = {it.arg: (it.lineno, begins) for it in arguments(function) if not is_text(it)}
    for use in uses:
        if isinstance(use.ctx, ast.Store):
            bound.setdefault(use.id, (use.lineno, use.lineno))
    texts = {it.arg for it in arguments(function) if is_text(it)}
    texts |= problem_texts(function) if "found" in bound else set()
    for name, (line, start) in bound.items():
        if name not in texts and any(use.lineno > start + 1 for use in uses if use.id == name):
            yield line, name


def arguments(function: FUNCTIONS) -> list[ast.arg]:
    every = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return [it for it in every if it.arg in PLACEHOLDERS]


def is_text(argument: ast.arg) -> bool:
    kind = argument.annotation
    return argument.arg == "found" and isinstance(kind, ast.Name) and kind.id == "str"


def problem_texts(function: FUNCTIONS) -> set[str]:
    """``found``, where all that it is bound to is text for a problem, which calls it so."""
    given = [it.value for it in ast.walk(function) if isinstance(it, ast.Assign) and binds_found(it)]
    return {"found"} if given and all(map(has_text, given)) else set()


def binds_found(assigned: ast.Assign) -> bool:
    return any(isinstance(it, ast.Name) and it.id == "found" for goal in assigned.targets for it in ast.walk(goal))


def has_text(value: ast.expr) -> bool:
    return any(
        isinstance(it, ast.JoinedStr)
        or (isinstance(it, ast.Constant) and isinstance(it.value, str))
        or (isinstance(it, ast.Name) and it.id == "quoted")
        for it in ast.walk(value)
    )


def inside(function: ast.AST) -> Iterator[ast.AST]:
    """All nodes of a function but those of functions inside it, and what a comprehension binds for itself."""
    waiting = [*ast.iter_child_nodes(function)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, FUNCTIONS | ast.ClassDef):
            continue
        if isinstance(node, SHORT):
            loops = getattr(node, "generators", [])
            own = {it.id for loop in loops for it in ast.walk(loop.target) if isinstance(it, ast.Name)}
            own |= {it.arg for it in node.args.args} if isinstance(node, ast.Lambda) else set()
            yield from (it for it in ast.walk(node) if isinstance(it, ast.Name) and it.id not in own)
        else:
            yield node
            waiting += ast.iter_child_nodes(node)

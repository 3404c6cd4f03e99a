"""The house rules that tools alone do not hold: what may be imported from where, and how long a page may get."""

import ast
import importlib
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Literal, Union, get_origin

import pytest

# In one process, which reads each module once.
pytestmark = pytest.mark.xdist_group("house")

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "ledger"
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
# Folders inside rooms that hold code; those of plain data hold none.
FOLDERS = sorted({path.relative_to(PACKAGE).parts[:2] for path in PACKAGE.glob("*/*/*.py")})

MODULE_LINES = 500
FUNCTION_LINES = 50
# Offered though no other room asks for them: tests do, which enter by the same door ...
FOR_TESTS = {
    "desk": {"differences"},
    "intake": {"at_lines", "listed", "read_file"},
    "reporting": {"definition_names"},
}
# ... or nobody does any more, and they may go; this set may shrink but not grow.
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
# Classes that gather something as they go; all others are values. This set too may shrink but not grow.
GATHERING = {
    *("audit.convention.windows._Kept", "book.batches.Content", "book.batches._Trace", "book.standing.Standing"),
    *("intake.iati.file._Count", "intake.iati.file._Provenance", "intake.mapping.cells.ReadCells"),
    "intake.mapping.layout.Body",
    *("intake.mapping.read._Columns", "intake.mapping.read._Untranslated", "rates.faults.Faults"),
    *("rates.gather.Gathering", "rates.own._Same", "spreadsheet.opendocument._Styles"),
    *("spreadsheet.parts.SheetFacts", "totals.rollup._Tally", "totals.unpaid._Account", "totals.unpaid._Kept"),
    "totals.reconcile._OfStage",
}


@pytest.mark.proof
def test_the_import_contracts_hold():
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout + result.stderr


POINTING_UP = [
    ("foundation/money.py", "from ledger.records import Amount", "ledger.foundation.money -> ledger.records"),
    ("records/amount.py", "import ledger.rates", "ledger.records.amount -> ledger.rates"),
    ("foundation/money.py", "def late():\n    import ledger.records", "ledger.foundation.money -> ledger.records"),
    ("attic/__init__.py", "'''A room that nobody gave a place.'''", "ledger.attic"),
    ("notation/days.py", "import ledger.intake", "ledger.notation.days -> ledger.intake"),
    ("spreadsheet/parts.py", "from ledger.records import Amount", "ledger.spreadsheet.parts -> ledger.records"),
    (
        "intake/kiel/days.py",
        "from ledger.intake.iati import is_iati",
        "ledger.intake.kiel.days -> ledger.intake.iati",
    ),
    ("intake/fts/flows.py", "import ledger.intake.formats", "ledger.intake.fts.flows -> ledger.intake.formats"),
    ("intake/kiel/days.py", "import ledger.intake.claims", "ledger.intake.kiel.days -> ledger.intake.claims"),
    ("intake/own/row.py", "import ledger.intake.totals", "ledger.intake.own.row -> ledger.intake.totals"),
    ("intake/mapping/read.py", "import ledger.intake.own_rows", "mapping.read -> ledger.intake.own_rows"),
    ("intake/rows.py", "import ledger.intake.own", "ledger.intake.rows -> ledger.intake.own"),
    (
        "audit/sampling/draw.py",
        "import ledger.audit.received",
        "ledger.audit.sampling.draw -> ledger.audit.received",
    ),
    ("desk/importing/match.py", "import ledger.desk.importing.post", "match -> ledger.desk.importing.post"),
    ("desk/open.py", "def late():\n    from ledger import answers", "ledger.desk.open -> ledger.answers"),
    ("presentation/marks.py", "import ledger.render", "ledger.presentation.marks -> ledger.render"),
    ("reporting/report.py", "import ledger.presentation", "ledger.reporting.report -> ledger.presentation"),
]


@pytest.mark.proof
@pytest.mark.parametrize(("module", "line", "named"), POINTING_UP)
def test_a_planted_import_that_points_up_is_refused_and_named(tmp_path, module, line, named):
    shutil.copytree(PACKAGE, tmp_path / "ledger", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "ledger" / module
    planted.parent.mkdir(exist_ok=True)
    with planted.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    result = lint_imports(tmp_path)

    assert result.returncode == 1, result.stdout + result.stderr
    assert named in " ".join(result.stdout.split())


@pytest.mark.thorough
def test_other_rooms_are_imported_through_their_face_only():
    assert [found for path in MODULES for found in past_the_face(path)] == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from ledger.rates.sets import RateSet", "ledger.rates.sets.RateSet"),
        ("import ledger.rates.sets", "ledger.rates.sets"),
        ("from ledger.records import amount", "ledger.records.amount"),
        ("from ..rates import sets", "ledger.rates.sets"),
        ("from ledger import Book", "ledger.Book"),
        ("import ledger", "ledger"),
    ],
)
def test_an_import_past_the_face_is_found(tmp_path, line, found):
    module = tmp_path / "ledger" / "checks" / "planted.py"
    module.parent.mkdir(parents=True)
    module.write_text(f"from ledger.foundation import Money\nfrom ledger.checks.rates import CHECKS\n{line}\n")

    assert list(past_the_face(module)) == [f"ledger/checks/planted.py:3: {found}"]


@pytest.mark.thorough
def test_folders_inside_a_room_are_imported_through_their_face_only():
    assert [found for path in MODULES for found in past_the_face_of_a_folder(path)] == []


def test_an_import_past_the_face_of_a_folder_is_found(tmp_path):
    module = tmp_path / "ledger" / "intake" / "formats.py"
    module.parent.mkdir(parents=True)
    lines = ["from ledger.intake.kiel import read_kiel", "from ledger.intake.kiel.days import read_days"]
    module.write_text("\n".join(lines))

    assert list(past_the_face_of_a_folder(module)) == ["ledger/intake/formats.py:2: ledger.intake.kiel.days.read_days"]
    inside = module.parent / "kiel" / "release.py"
    inside.parent.mkdir()
    inside.write_text(lines[1])
    assert list(past_the_face_of_a_folder(inside)) == []


def test_where_names_are_loaded_late_no_module_takes_the_name_of_one():
    """After its first use ``ledger.desk.reconcile`` would be the module."""
    folders = [path.parent for path in MODULES if path.name == "__init__.py"]
    faces = {folder: importlib.import_module(".".join(folder.relative_to(ROOT).parts)) for folder in folders}
    late = [
        (folder, name) for folder, face in faces.items() for it in vars(face).get("_HOMES", {}).values() for name in it
    ]

    assert len(late) > 100
    assert [
        (folder.name, name) for folder, name in late if {folder / name, folder / f"{name}.py"} & {*folder.iterdir()}
    ] == []


def test_every_folder_inside_a_room_has_a_face_that_says_what_it_is():
    faces = [PACKAGE.joinpath(*folder, "__init__.py") for folder in FOLDERS]

    assert [path for path in faces if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_every_room_says_what_others_may_use():
    faces = {room: importlib.import_module(f"ledger.{room}") for room in ROOMS}

    assert [f"{room}.{name}" for room, face in faces.items() for name in face.__all__ if not hasattr(face, name)] == []


@pytest.mark.thorough
def test_what_a_room_offers_is_used_outside_it():
    used = {asked for path in MODULES for asked in asked_for(path)}
    faces = {room: importlib.import_module(f"ledger.{room}") for room in ROOMS}
    offered = {
        (room, name) for room, face in faces.items() for name in face.__all__ if not is_type(getattr(face, name))
    }
    for_tests = {(room, name) for room, names in FOR_TESTS.items() for name in names}

    assert offered - used - for_tests == set()


def test_a_name_is_asked_for_by_import_or_through_its_room_from_outside_only(tmp_path):
    module = tmp_path / "ledger" / "checks" / "planted.py"
    module.parent.mkdir(parents=True)
    lines = [
        "from ledger import desk",
        "from ledger.rates import pick",
        "from ledger.checks import CODES",
        "desk.demo()",
    ]
    module.write_text("\n".join(lines))

    assert set(asked_for(module)) == {("rates", "pick"), ("desk", "demo")}


def test_every_folder_of_code_is_a_room():
    folders = {path.relative_to(PACKAGE).parts[0] for path in PACKAGE.glob("*/**/*.py")}

    assert folders == set(ROOMS)


@pytest.mark.thorough
def test_a_module_is_a_page_or_two_and_a_function_half_of_one():
    assert [found for path in MODULES for found in too_long(path)] == []


def test_a_module_and_a_function_that_are_too_long_are_found(tmp_path):
    path = tmp_path / "long.py"
    body = "    pass\n" * (FUNCTION_LINES - 1)
    path.write_text(f"def short():\n{body}" + "\n" * (MODULE_LINES - FUNCTION_LINES))
    assert list(too_long(path)) == []

    path.write_text(f"def long():\n{body}    pass\n" + "\n" * (MODULE_LINES - FUNCTION_LINES))
    assert [found.rpartition("/")[2] for found in too_long(path)] == ["long.py: 501 lines", "long.py: long: 51 lines"]


@pytest.mark.thorough
def test_a_value_is_frozen():
    assert {found for path in MODULES for found in not_frozen(path)} == GATHERING


def test_a_value_that_can_be_changed_is_found(tmp_path):
    module = tmp_path / "ledger" / "checks" / "planted.py"
    module.parent.mkdir(parents=True)
    module.write_text("@dataclass(frozen=True)\nclass A: ...\n@dataclass(frozen=False)\nclass B: ...\n")

    assert list(not_frozen(module)) == ["checks.planted.B"]


def test_no_name_of_a_class_stands_for_two_things():
    assert of_two_things([(path, path.read_text(encoding="utf-8")) for path in MODULES]) == []


def test_a_class_whose_name_another_room_has_is_found():
    planted = [
        (Path("ledger/rates/files.py"), "class Parsed: ...\nclass _Own: ..."),
        (Path("ledger/records/parse.py"), "class Parsed: ...\nclass _Own: ...\nclass Other: ..."),
    ]

    assert of_two_things(planted) == ["Parsed: ledger/rates/files.py, ledger/records/parse.py"]


def of_two_things(modules: list[tuple[Path, str]]) -> list[str]:
    """Each name that several classes have, with where they stand; what a module keeps for itself may have any."""
    homes: dict[str, list[str]] = {}
    for path, source in modules:
        for node in nodes(source):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(f"{'/'.join(('ledger', *inside_package(path)))}.py")
    return [f"{name}: {', '.join(paths)}" for name, paths in homes.items() if len(paths) > 1]


@pytest.mark.thorough
def test_the_page_of_the_architecture_names_modules_that_are_there():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

    assert len(named_in(page)) > 100
    assert [name for name in named_in(page) if not (PACKAGE / name).exists()] == []


def test_a_module_that_the_page_names_and_nobody_has_is_found():
    page = "| `rates` | which is picked (`basis`, `own/`) |\n`rates.pick` and `checks/fits.py`, `3 bn`"

    assert named_in(page) == ["rates", "rates/basis.py", "rates/own/", "rates/pick.py", "checks/fits.py"]


def named_in(page: str) -> list[str]:
    """Paths in the package of what the page names: rooms and what is in them, modules with dots, files with slashes."""
    named: list[str] = []
    for line in page.splitlines():
        if room := re.match(r"\| `([a-z_]+)` \| ", line):
            within = re.findall(r"`([a-z_]+/?)`", line[room.end() :])
            named += [
                room[1],
                *(f"{room[1]}/{name}" if name.endswith("/") else f"{room[1]}/{name}.py" for name in within),
            ]
            continue
        for name in re.findall(rf"`((?:{'|'.join(ROOMS)})[./][a-z_./]+)`", line):
            path = name.replace(".", "/")
            is_folder = (PACKAGE / path).is_dir()
            named.append(name if "/" in name else path if is_folder else f"{path}.py")
    return named


def not_frozen(path: Path) -> Iterator[str]:
    room = ".".join(inside_package(path))
    for node in nodes(path.read_text(encoding="utf-8")):
        if isinstance(node, ast.ClassDef):
            made = [ast.unparse(it) for it in node.decorator_list]
            if any(it.startswith("dataclass") and "frozen=True" not in it for it in made):
                yield f"{room}.{node.name}"


def too_long(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    if (lines := len(source.splitlines())) > MODULE_LINES:
        yield f"{path}: {lines} lines"
    for node in nodes(source):
        if isinstance(node, FUNCTIONS) and (lines := node.end_lineno - node.lineno + 1) > FUNCTION_LINES:
            yield f"{path}: {node.name}: {lines} lines"


def inside_package(path: Path) -> tuple[str, ...]:
    """Where in the package a module lies; the folder of the checkout may be called as the package is."""
    parts = path.with_suffix("").parts
    return parts[len(parts) - parts[::-1].index("ledger") :]


@cache
def nodes(source: str) -> tuple[ast.AST, ...]:
    """All nodes of a module, kept: most rules ask about all of them."""
    return tuple(ast.walk(ast.parse(source)))


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the package in this folder, not the installed one: lint-imports looks in its working directory first."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )


def past_the_face(path: Path) -> Iterator[str]:
    """Name every import of this module that reaches into another room, or takes the package's own face.

    A module inside ``ledger/checks`` may import anything of ``ledger.checks``, and of another room what it names
    in its ``__all__``.
    """
    inside = inside_package(path)
    for node in nodes(path.read_text(encoding="utf-8")):
        for target in imported(node, ("ledger", *inside)):
            if target[0] == "ledger" and (len(target) == 1 or target[1] != inside[0]) and not through_a_face(target):
                yield f"{'/'.join(('ledger', *inside))}.py:{node.lineno}: {'.'.join(target)}"


def past_the_face_of_a_folder(path: Path) -> Iterator[str]:
    """Name every import of this module from within a folder of its own room that it does not lie in."""
    inside = inside_package(path)
    for node in nodes(path.read_text(encoding="utf-8")):
        for target in imported(node, ("ledger", *inside)):
            is_foreign = target[1:3] in FOLDERS and inside[:2] != target[1:3]
            if target[0] == "ledger" and is_foreign and len(target) > 4:
                yield f"{'/'.join(('ledger', *inside))}.py:{node.lineno}: {'.'.join(target)}"


def asked_for(path: Path) -> Iterator[tuple[str, str]]:
    """Room and name of everything that this module takes from the face of another room."""
    inside = inside_package(path)
    for node in nodes(path.read_text(encoding="utf-8")):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ROOMS:
            yield node.value.id, node.attr
        for target in imported(node, ("ledger", *inside)):
            if target[0] == "ledger" and len(target) == 3 and target[1] != inside[0]:
                yield target[1], target[2]


def is_type(offered: object) -> bool:
    """Whether this is a class or another type: those stand in signatures, and callers may have to name them."""
    return isinstance(offered, type) or get_origin(offered) in {Literal, UnionType, Union}


def imported(node: ast.AST, module: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The full dotted name of everything that this statement imports, as a tuple of its parts."""
    if isinstance(node, ast.Import):
        yield from (tuple(alias.name.split(".")) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = module[: -node.level] if node.level else ()
        origin = (*above, *(node.module.split(".") if node.module else ()))
        yield from ((*origin, alias.name) for alias in node.names)


def through_a_face(target: tuple[str, ...]) -> bool:
    """Whether this is a room itself, or a name in the ``__all__`` of a room."""
    match target[1:]:
        case (room,):
            return room in ROOMS
        case (room, name) if room in ROOMS:
            return name in importlib.import_module(f"ledger.{room}").__all__
        case _:
            return False


TEXTS_OF_A_PROBLEM = {"place", "found", "expected", "remedy"}
CUTTING = {"partition", "rpartition", "split", "rsplit", "startswith", "endswith", "removeprefix", "removesuffix"}
SEARCHING = {"findall", "finditer", "fullmatch", "match", "search"}
# What is printed of values that have parts: a pair of currencies, a figure, a measure; the cell that a value names.
TEXTS_OF_VALUES = {"pair", "figure", "measure"}
# The one mark between the keys of joint donors, and where their label is made and read.
BETWEEN_DONORS, OF_JOINT_DONORS = "TOGETHER", "ledger/records/joint.py"
# The journal keeps the place of a waiver as it was printed: whose it is can be told by nothing else.
KEPT_AS_PRINTED = {"ledger/reporting/findings.py": 2, "ledger/desk/decisions.py": 1}


@pytest.mark.thorough
def test_no_sentence_and_no_printed_place_is_read_back():
    cut = Counter(offender.partition(":")[0] for path in MODULES for offender in read_back(path))

    assert cut == {OF_JOINT_DONORS: 1, **KEPT_AS_PRINTED}, "the exceptions, and nothing beside them in their modules"


def test_a_module_is_named_by_its_place_in_the_package_whatever_its_checkout_is_called():
    assert inside_package(Path("home/ledger/ledger/reporting/findings.py")) == ("reporting", "findings")


@pytest.mark.parametrize(
    "line",
    [
        'problem.place.partition(":")',
        'str(problem.place).startswith("a:")',
        'place.rpartition(":")',
        "problem.expected == AT_MOST",
        'problem.remedy in ("a", "b")',
        'reason.startswith("due from")',
        '"due from" in problem.found',
        "ID.findall(problem.found)",
        'pair.partition(" to ")',
        'figure.split("/")',
        'shown.cell.rpartition("!")',
        "key.split(TOGETHER)",
        'measure.startswith("net")',
        "text[len(place):]",
        "text[len(str(problem.place)):]",
        "str(problem.place) == place",
        "waived.get((code, str(problem.place)))",
    ],
)
def test_a_sentence_that_is_read_back_is_found(tmp_path, line):
    module = tmp_path / "ledger" / "checks" / "planted.py"
    module.parent.mkdir(parents=True)
    module.write_text(f"problem.place == Place(file='a.csv')\nproblem.expected is None\n{line}\n")

    assert list(read_back(module)) == [f"ledger/checks/planted.py:3: {ast.unparse(ast.parse(line))}"]


def read_back(path: Path) -> Iterator[str]:
    """Where a module takes a printed place or a sentence of a problem apart, or decides by its words."""
    for node in nodes(path.read_text(encoding="utf-8")):
        if is_read_back(node):
            yield f"{'/'.join(('ledger', *inside_package(path)))}.py:{node.lineno}: {ast.unparse(node)}"


def is_read_back(node: ast.AST) -> bool:
    words = {"names": TEXTS_OF_A_PROBLEM - {"place"}, "of": ast.Attribute}
    match node:
        case ast.Call(func=ast.Attribute(value=text, attr=method), args=given) if method in CUTTING:
            why = {"reason"} if method == "startswith" else set()
            is_of_donors = any(isinstance(it, ast.Name) and it.id == BETWEEN_DONORS for it in given)
            is_of_cell = is_text_of_a_problem(text, names={"cell"}, of=ast.Attribute)
            printed = TEXTS_OF_A_PROBLEM | TEXTS_OF_VALUES | why
            return is_of_donors or is_of_cell or is_text_of_a_problem(text, names=printed)
        case ast.Call(func=ast.Attribute(attr=method), args=given) if method in SEARCHING:
            return any(is_text_of_a_problem(it, **words) for it in given)
        case ast.Call(func=ast.Attribute(attr="get"), args=[key, *_]):
            return any(map(is_printed_place, ast.walk(key)))
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() | ast.In() | ast.NotIn(), *_], comparators=others):
            return any(is_printed_place(it) or is_text_of_a_problem(it, **words) for it in (left, *others))
        case ast.Subscript(slice=ast.Slice(lower=ast.Call(func=ast.Name(id="len"), args=[text]))):
            return is_text_of_a_problem(text, names=TEXTS_OF_A_PROBLEM)
    return False


def is_printed_place(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="str"), args=[ast.Attribute(attr="place")]):
            return True
    return False


def is_text_of_a_problem(node: ast.expr, names: set[str], of: type = object) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str" and node.args:
        node = node.args[0]
    named = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else None
    return named in names and isinstance(node, of)


def unsafe_parsers(source):
    """The calls of lxml that parse what a stranger wrote, without the options that make it safe."""
    for node in nodes(source):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in XML_PARSERS:
            options = [keyword for keyword in node.keywords if keyword.arg is None]
            if not any(isinstance(it.value, ast.Name) and it.value.id == "SAFE_XML" for it in options):
                yield node.lineno


XML_PARSERS = {"XMLParser", "XMLPullParser", "iterparse", "HTMLParser"}


@pytest.mark.thorough
def test_every_parser_of_xml_has_the_options_that_make_it_safe():
    assert {str(path): lines for path in MODULES if (lines := list(unsafe_parsers(path.read_text("utf-8"))))} == {}


def test_a_parser_without_them_is_found():
    safe, unsafe = "etree.XMLParser(**SAFE_XML, recover=True)", "etree.iterparse(x, resolve_entities=False)"

    assert list(unsafe_parsers(f"{safe}\n{unsafe}\netree.fromstring(x)")) == [2]


def test_tests_that_share_a_costly_fixture_stay_in_one_process(request):
    # The plugin says so at the end of a name; beside a pytest that it does not know, it splits them and says nothing.
    if request.config.getoption("loadgroup", default=False):
        assert request.node.nodeid.endswith("@house")

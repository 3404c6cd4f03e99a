"""What people install is not the checkout: the wheel stands alone, an editable install finds the plain data."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Collection, Mapping
from importlib.metadata import Distribution, distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
DATA = ("schemas", "reports", "seeds")
WHERE = f"from ledger.foundation import folder; print(*map(folder, {DATA}), sep='\\n')"
SAID = "from ledger.presentation import Language; print(Language('de').term('Notes'))"
FOUND = f"from importlib.util import find_spec; print(*filter(find_spec, {('ledger', 'tests', *DATA)}))"

# One process builds the wheel once, however many share the tests.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from the source archive and not from the checkout: that proves the archive complete too.

    With what `make` has installed to build the package; two environments of their own would take ten seconds more.
    """
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The programs of an empty environment with the wheel and what it depends on, and nothing else."""
    programs = environment(tmp_path_factory.mktemp("wheel"))
    install(programs, "--no-deps", wheel)
    borrow(programs, dependencies("defense-ledger"))
    return programs


@pytest.mark.parametrize("name", DATA)
def test_the_wheel_carries_every_file_of_plain_data(wheel, name):
    beside = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files(ROOT / name)}
    with ZipFile(wheel) as archive:
        carried = {
            entry.removeprefix("ledger/data/"): archive.read(entry)
            for entry in archive.namelist()
            if entry.startswith(f"ledger/data/{name}/")
        }

    assert beside
    assert sorted(carried) == sorted(beside)
    assert [entry for entry in beside if carried[entry] != beside[entry]] == []


@pytest.mark.parametrize("name", ["Makefile", "CONTRIBUTING.md", ".ci/install", "benchmarks", "tests/test_wheel.py"])
def test_the_source_archive_carries_what_contributing_needs(wheel, name):
    (archive,) = wheel.parent.glob("*.tar.gz")
    with tarfile.open(archive) as files_in_it:
        inside = {entry.partition("/")[2] for entry in files_in_it.getnames()}

    assert [entry for entry in inside if entry == name or entry.startswith(f"{name}/")]


def test_the_wheel_carries_every_file_of_the_package(wheel):
    beside = {path.relative_to(ROOT).as_posix() for path in files(ROOT / "ledger")}
    with ZipFile(wheel) as archive:
        carried = {entry for entry in archive.namelist() if not entry.startswith(("ledger/data/", "defense_ledger-"))}

    assert carried == beside


def test_the_description_of_the_package_leads_nowhere_into_the_checkout(wheel):
    with ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        headers, _, description = archive.read(metadata).decode("utf-8").partition("\n\n")

    assert "Description-Content-Type: text/markdown" in headers
    assert description.startswith("# Defense commitments ledger\n")
    assert "docs/explain.md" in description
    assert [link for link in re.findall(r"\]\(([^)]*)\)", description) if not link.startswith("https://")] == []


@pytest.mark.proof
def test_the_wheel_brings_one_import_name(installed, tmp_path):
    assert run(installed / "python", "-c", FOUND, cwd=tmp_path) == "ledger\n"


@pytest.mark.proof
def test_the_installed_wheel_runs_the_demo_far_from_the_checkout(installed, tmp_path):
    run(installed / "defense-ledger", "demo", "--out", "made", cwd=tmp_path)

    assert {path.name for path in (tmp_path / "made").iterdir()} >= {"commitments.xlsx", "book.db"}
    with ZipFile(tmp_path / "made" / "commitments.xlsx") as workbook:
        assert workbook.testzip() is None
    assert (tmp_path / "made" / "book.db").read_bytes().startswith(b"SQLite format 3\x00")


@pytest.mark.proof
def test_the_installed_wheel_runs_as_a_module(installed, tmp_path):
    assert "demo" in run(installed / "python", "-m", "ledger", "--help", cwd=tmp_path)


def test_the_installed_wheel_serves_a_program_that_knows_the_public_names_only(installed, tmp_path):
    run(installed / "python", "-W", "error", ROOT / "tests" / "in_use.py", cwd=tmp_path)

    assert {path.name for path in tmp_path.iterdir()} >= {"book.db", "records.csv", "report.xlsx"}


@pytest.mark.proof
def test_an_editable_install_finds_the_folders_of_its_checkout(tmp_path):
    checkout, elsewhere = tmp_path / "checkout", tmp_path / "elsewhere"
    for name in ("ledger", ".ci", *DATA):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, checkout)
    programs = environment(elsewhere)
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    # Hatchling asks for the last one only once an editable install is wanted of it.
    borrow(programs, dependencies("defense-ledger", *build, "editables"))
    install(programs, "--no-deps", "--no-build-isolation", "--editable", checkout)

    assert run(programs / "python", "-c", WHERE, cwd=elsewhere).splitlines() == [str(checkout / name) for name in DATA]
    assert run(programs / "python", "-c", SAID, cwd=elsewhere).strip() == "Anmerkungen"


def environment(folder: Path) -> Path:
    """Make an empty environment here and return where its programs lie."""
    # Without a pip of its own, which takes longer to set up than all else here.
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder.parent)
    return folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")


def install(programs: Path, *what: str | Path) -> None:
    """Install into an environment with our pip."""
    pip = (sys.executable, "-m", "pip", "--python", programs / "python")
    run(*pip, "install", "-qq", *what, cwd=programs)


def dependencies(*asked: str) -> dict[str, Distribution]:
    """What is asked for and all that it needs, but for this package: as installed here, which is faster than anew."""
    needed: dict[str, Distribution] = {}
    waiting = [Requirement(it) for it in asked]
    while waiting:
        requirement = waiting.pop()
        if requirement.name not in needed:
            needed[requirement.name] = distribution(requirement.name)
            own = map(Requirement, needed[requirement.name].requires or ())
            waiting += [it for it in own if is_needed(it, requirement.extras)]
    return {name: own for name, own in needed.items() if name != "defense-ledger"}


def is_needed(requirement: Requirement, extras: Collection[str]) -> bool:
    """Whether what is asked for with these extras needs it on this machine."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": it}) for it in ("", *extras))


def borrow(programs: Path, distributions: Mapping[str, Distribution]) -> None:
    """Let an environment see these distributions of ours, and no others."""
    (site_packages,) = programs.parent.glob("[Ll]ib/**/site-packages")
    for own in distributions.values():
        for name in {file.parts[0] for file in own.files or ()} - {"..", "__pycache__"}:
            borrowed = site_packages / name
            if not borrowed.exists():
                borrowed.symlink_to(own.locate_file(name))


def files(folder: Path) -> list[Path]:
    """Everything under a folder that a release contains: no caches and no hidden files."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    ]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a program that must succeed and return its output; it must not see the checkout through a variable."""
    hidden = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    result = subprocess.run(
        command,
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name not in hidden},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, f"{' '.join(map(str, command))}\n{result.stdout}{result.stderr}"
    return result.stdout

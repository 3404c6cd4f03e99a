"""What `make` sets up on a machine that has python3 and make, in a checkout with a package that needs no libraries."""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = """
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"
[project]
name = "defense-ledger"
version = "0.1.0"
requires-python = ">=3.11"
[project.optional-dependencies]
development = []
[tool.hatch.build.targets.wheel]
packages = ["ledger"]
"""
TARGETS = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[0].split()
WHERE = [".venv/bin/python", "-c", "import ledger; print(ledger.__file__)"]
# Of a network that is closed, also where these tests themselves were set up from a wheelhouse.
NO_INDEX = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_RETRIES": "1",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_NO_INDEX": "",
    "PIP_FIND_LINKS": "",
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("environments"),
    pytest.mark.skipif(shutil.which("make") is None or shutil.which("bash") is None, reason="make or bash is missing"),
]


@pytest.fixture
def checkout(tmp_path):
    return checkout_in(tmp_path)


def checkout_in(place):
    folder = place / "a checkout"
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "ledger").mkdir()
    (folder / "ledger" / "__init__.py").touch()
    (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    return folder


def make(folder, *targets, **variables):
    # Run by make itself, another one would take over its flags and number its messages.
    outer = {"PYTHON", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES"}
    environment = {name: value for name, value in os.environ.items() if name not in outer}
    return subprocess.run(
        ["make", *targets],
        cwd=folder,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def before(programs):
    """The path on which the programs of a folder are found first."""
    return f"{programs}{os.pathsep}{os.environ['PATH']}"


def code_of(folder):
    return subprocess.run(WHERE, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A checkout in which two asked at once for what was not there, and what each of them said.

    The one environment that is made as people make it.
    """
    folder = checkout_in(tmp_path_factory.mktemp("made"))
    with ThreadPoolExecutor() as both:
        return folder, list(both.map(make, [folder] * 2, ["installed"] * 2))


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """A Python that copies an environment where it is asked to make one, which takes five seconds of a processor."""
    place = tmp_path_factory.mktemp("ready")
    environment, program = place / "environment", place / "python3"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    copied = f'[ "$1 $2" != "-m venv" ] || exec cp -R "{environment}" "$3"'
    program.write_text(f'#!/bin/sh\n{copied}\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.fixture(scope="module")
def unfinished(tmp_path_factory, ready):
    """A checkout whose environment stands without anything in it, since pip could not begin."""
    folder = checkout_in(tmp_path_factory.mktemp("unfinished"))
    return folder, make(folder, "installed", PATH=before(ready.parent), PIP_RETRIES="x")


@pytest.mark.proof
def test_two_at_once_make_one_environment(made):
    folder, done = made

    assert [(one.returncode, one.stderr) for one in done] == [(0, ""), (0, "")]
    words = [line.partition(" ")[0] for one in done for line in one.stdout.splitlines()]
    assert words == ["Making", "Installing"]
    assert code_of(folder) == str(folder / "ledger" / "__init__.py")


@pytest.mark.proof
def test_what_stands_is_not_made_again_and_what_changed_is(made):
    folder, _ = made
    second = make(folder, "installed")
    (folder / "pyproject.toml").write_text(f"{PROJECT}# changed\n", encoding="utf-8")
    third = make(folder, "installed")

    assert (second.returncode, third.returncode) == (0, 0)
    assert (second.stdout, second.stderr) == ("", "")
    assert [line.partition(" ")[0] for line in third.stdout.splitlines()] == ["Installing"]


@pytest.mark.proof
def test_a_checkout_that_was_copied_or_moved_runs_its_own_code(made, ready, tmp_path):
    # One that was moved is a copy whose original is gone: nothing of it may be asked.
    folder, _ = made
    copy = tmp_path / "a copy"
    shutil.copytree(folder, copy, symlinks=True)
    folder.rename(folder.with_name("gone"))

    assert make(copy, "installed", PATH=before(ready.parent)).returncode == 0
    folder.with_name("gone").rename(folder)
    assert code_of(copy) == str(copy / "ledger" / "__init__.py")


@pytest.mark.proof
def test_a_newer_python_is_found_beside_an_old_one_and_settings_for_others_lead_nothing_astray(
    checkout, ready, tmp_path
):
    programs = tmp_path / "bin"
    programs.mkdir()
    shutil.copy(ready, programs / "python3.14")
    (programs / "python3").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (programs / "python3").chmod(0o755)

    # Settings of pip for other installations; both in one, since each installation takes seconds of a processor.
    settings = {"PIP_USER": "1", "PIP_TARGET": str(tmp_path / "elsewhere"), "PIP_DRY_RUN": "1"}
    done = make(checkout, "installed", PATH=before(programs), **settings)

    assert done.returncode == 0, done.stderr
    assert code_of(checkout) == str(checkout / "ledger" / "__init__.py")


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_knows_how_to_make_what_it_needs(checkout, target):
    done = make(checkout, "--dry-run", target)

    assert done.returncode == 0, done.stderr


def test_a_python_that_is_too_old_is_told_in_one_sentence(checkout):
    done = make(checkout, "installed", PYTHON="false")

    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == (
        "No Python 3.11 or later was found as false: on Debian 12 or later, run 'apt-get install python3' as root, "
        "then make again."
    )


@pytest.mark.proof
def test_an_index_that_cannot_be_reached_is_told_in_one_sentence(unfinished):
    folder, _ = unfinished

    done = make(folder, "installed", **NO_INDEX)

    assert done.returncode == 2
    sentence, *rest = done.stderr.splitlines()
    assert sentence == (
        "The package index cannot be reached from here: connect to the network (behind a proxy, set HTTPS_PROXY), or "
        "bring a wheelhouse/ as docs/setup.md says, then make again (pip's own words are in .venv/pip.log)."
    )
    assert [line.partition(":")[0] for line in rest] == ["make"]
    assert "hatchling" in (folder / ".venv" / "pip.log").read_text(encoding="utf-8")


@pytest.mark.proof
def test_a_setting_that_pip_cannot_read_is_told_with_the_last_of_its_words(unfinished):
    _, done = unfinished

    assert done.returncode == 2
    assert done.stderr.startswith("pip could not install what the ledger needs: ")
    assert "invalid integer value: 'x'" in done.stderr.splitlines()[0]


def test_a_program_that_is_no_python_is_not_taken_for_one(checkout):
    assert make(checkout, "installed", PYTHON="true").stderr.startswith("No Python 3.11 or later was found as true")


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told_in_one_sentence(checkout):
    (checkout / ".venv").mkdir(mode=0o555)

    done = make(checkout, "installed")

    assert done.returncode == 2
    assert done.stderr.startswith(f"You may not write in {checkout / '.venv'}, which belongs to ")


def test_a_folder_with_a_colon_is_told_in_one_sentence(checkout):
    odd = checkout.rename(checkout.with_name("a:b"))

    assert make(odd, "installed").stderr.startswith(
        "Python cannot make an environment in a folder whose name holds a colon"
    )


@pytest.mark.proof
def test_a_wheelhouse_that_lacks_something_is_renewed_and_then_no_network_is_needed(checkout, ready, tmp_path):
    (checkout / "wheelhouse").mkdir()
    collected = make(checkout, "wheelhouse", PATH=before(ready.parent))
    elsewhere = tmp_path / "a closed network"
    shutil.copytree(checkout, elsewhere, ignore=shutil.ignore_patterns(".venv"))

    done = make(elsewhere, "installed", PATH=before(ready.parent), **NO_INDEX)

    assert collected.returncode == 0, collected.stderr
    assert any(path.name.startswith("hatchling-") for path in (checkout / "wheelhouse").iterdir())
    assert done.returncode == 0, done.stderr
    assert code_of(elsewhere) == str(elsewhere / "ledger" / "__init__.py")


@pytest.mark.proof
def test_a_wheelhouse_that_lacks_something_is_told_in_one_sentence(unfinished):
    folder, _ = unfinished
    (folder / "wheelhouse").mkdir()

    done = make(folder, "installed")

    (folder / "wheelhouse").rmdir()
    assert done.returncode == 2
    assert done.stderr.startswith("wheelhouse/ lacks a library for this machine and Python 3.")

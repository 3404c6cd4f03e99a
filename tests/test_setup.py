"""What `make` sets up on a machine that has python3 and make, in a checkout with a package that needs no libraries."""

import os
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
    pytest.mark.skipif(shutil.which("make") is None or shutil.which("bash") is None, reason="make or bash is missing"),
]


@pytest.fixture
def checkout(tmp_path):
    folder = tmp_path / "a checkout"
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


def code_of(folder):
    return subprocess.run(WHERE, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def test_what_stands_is_not_made_again_and_what_changed_is(checkout):
    first = make(checkout, "installed")
    second = make(checkout, "installed")
    (checkout / "pyproject.toml").write_text(f"{PROJECT}# changed\n", encoding="utf-8")
    third = make(checkout, "installed")

    assert (first.returncode, second.returncode, third.returncode) == (0, 0, 0)
    assert [line.partition(" ")[0] for line in first.stdout.splitlines()] == ["Making", "Installing"]
    assert (second.stdout, second.stderr) == ("", "")
    assert [line.partition(" ")[0] for line in third.stdout.splitlines()] == ["Installing"]


def test_a_checkout_that_was_moved_or_copied_runs_its_own_code(checkout):
    make(checkout, "installed")
    copy, moved = checkout.with_name("copy"), checkout.with_name("moved")
    shutil.copytree(checkout, copy, symlinks=True)
    checkout.rename(moved)

    assert make(copy, "installed").returncode == 0
    assert make(moved, "installed").returncode == 0
    assert code_of(copy) == str(copy / "ledger" / "__init__.py")
    assert code_of(moved) == str(moved / "ledger" / "__init__.py")


def test_a_newer_python_is_found_beside_an_old_one_and_settings_for_others_lead_nothing_astray(checkout, tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, command in {"python3": "exit 1", "python3.14": f'exec "{sys.executable}" "$@"'}.items():
        (programs / name).write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
        (programs / name).chmod(0o755)

    path = f"{programs}{os.pathsep}{os.environ['PATH']}"

    # Settings of pip for other installations; both in one, since each environment takes seven seconds of a processor.
    settings = {"PIP_USER": "1", "PIP_TARGET": str(tmp_path / "elsewhere"), "PIP_DRY_RUN": "1"}
    done = make(checkout, "installed", PATH=path, **settings)

    assert done.returncode == 0, done.stderr
    assert code_of(checkout) == str(checkout / "ledger" / "__init__.py")


def test_a_python_that_is_too_old_is_told_in_one_sentence(checkout):
    done = make(checkout, "installed", PYTHON="false")

    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == (
        "No Python 3.11 or later was found as false: on Debian 12 or later, run 'apt-get install python3' as root, "
        "then make again."
    )


def test_an_index_that_cannot_be_reached_is_told_in_one_sentence(checkout):
    done = make(checkout, "installed", **NO_INDEX)

    assert done.returncode == 2
    sentence, *rest = done.stderr.splitlines()
    assert sentence == (
        "The package index cannot be reached from here: connect to the network (behind a proxy, set HTTPS_PROXY), or "
        "bring a wheelhouse/ as docs/setup.md says, then make again (pip's own words are in .venv/pip.log)."
    )
    assert [line.partition(":")[0] for line in rest] == ["make"]
    assert "hatchling" in (checkout / ".venv" / "pip.log").read_text(encoding="utf-8")


def test_a_setting_that_pip_cannot_read_is_told_with_the_last_of_its_words(checkout):
    done = make(checkout, "installed", PIP_RETRIES="x")

    assert done.returncode == 2
    assert done.stderr.startswith("pip could not install what the ledger needs: ")
    assert "invalid integer value: 'x'" in done.stderr.splitlines()[0]


def test_two_at_once_make_one_environment(checkout):
    with ThreadPoolExecutor() as both:
        done = list(both.map(make, [checkout] * 2, ["installed"] * 2))

    assert [(one.returncode, one.stderr) for one in done] == [(0, ""), (0, "")]
    assert code_of(checkout) == str(checkout / "ledger" / "__init__.py")


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


def test_with_a_wheelhouse_no_network_is_needed(checkout, tmp_path):
    collected = make(checkout, "wheelhouse")
    elsewhere = tmp_path / "a closed network"
    shutil.copytree(checkout, elsewhere, ignore=shutil.ignore_patterns(".venv"))

    done = make(elsewhere, "installed", **NO_INDEX)

    assert collected.returncode == 0, collected.stderr
    assert done.returncode == 0, done.stderr
    assert code_of(elsewhere) == str(elsewhere / "ledger" / "__init__.py")


def test_a_wheelhouse_that_lacks_something_can_be_renewed(checkout):
    (checkout / "wheelhouse").mkdir()

    done = make(checkout, "wheelhouse")

    assert done.returncode == 0, done.stderr
    assert make(checkout, "installed").returncode == 0
    assert any(path.name.startswith("hatchling-") for path in (checkout / "wheelhouse").iterdir())


def test_a_wheelhouse_that_lacks_something_is_told_in_one_sentence(checkout):
    (checkout / "wheelhouse").mkdir()

    done = make(checkout, "installed")

    assert done.returncode == 2
    assert done.stderr.startswith("wheelhouse/ lacks a library for this machine and Python 3.")

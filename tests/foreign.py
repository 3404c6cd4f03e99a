"""What some tests need and the project does not bring: files of other publishers, LibreOffice, Chromium, Node.js.

Where it is not there these tests skip, and one line at the end of the run counts them. Where it is demanded they fail:
the files if LEDGER_DATA names their folder, the programs under CI.
"""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

FILES = "they need files of other publishers; LEDGER_DATA=FOLDER names where these lie"
LIBREOFFICE = "they need LibreOffice, an independent program that recalculates our workbooks"
CHROMIUM = "they need Chromium, in which they open our pages"
NODE = "they need Node.js with npm, in which programs of JavaScript read our schemas"

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def need_files(*parts):
    """A folder or file of other publishers, by its way from their folder: LEDGER_DATA, or shared/data beside us."""
    named = os.environ.get("LEDGER_DATA")
    folder = Path(named).resolve() if named else _BESIDE
    _need(folder.is_dir(), f"{folder} is no folder", FILES, demanded=bool(named))
    path = folder.joinpath(*parts)
    _need(path.exists(), f"{path} is missing", FILES, demanded=bool(named))
    return path


def need_libreoffice():
    """The path of LibreOffice."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    _need(program, "LibreOffice is not installed", LIBREOFFICE, demanded=bool(os.environ.get("CI")))
    return program


def need_chromium():
    """The path of Chromium."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    _need(program, "Chromium is not installed", CHROMIUM, demanded=bool(os.environ.get("CI")))
    return program


def need_node():
    """The path of Node.js, and the folder of packages that ``.ci/node`` has brought."""
    program, packages = shutil.which("node"), Path(__file__).resolve().parents[1] / ".venv" / "node" / "node_modules"
    fault = "Node.js or its packages are not installed"
    _need(program and packages.is_dir(), fault, NODE, demanded=bool(os.environ.get("CI")))
    return program, packages


def summary(skipped):
    """One line for each of these reasons, with the number of tests that were skipped for it."""
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    counts = [(reasons[reason], reason) for reason in (FILES, LIBREOFFICE, CHROMIUM, NODE)]
    return [f"{number} test{'' if number == 1 else 's'} skipped: {reason}" for number, reason in counts if number]


def _need(there, fault, reason, *, demanded):
    if there:
        return
    if demanded:
        pytest.fail(fault)
    pytest.skip(reason)

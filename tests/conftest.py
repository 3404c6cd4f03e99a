"""What many test pages need: the real data beside the checkout, and the ECB's history read once."""

import gc
import os
from functools import cache
from pathlib import Path

import pytest
from audited import Audit
from demonstrated import demo_copied
from foreign import need_files, summary
from hypothesis import HealthCheck, settings
from proving import proven
from typer import testing

import ledger.desk
from ledger.desk import demo_book
from ledger.rates import RateSet, ecb_history, read_rates

DESK = Path(ledger.desk.__file__).parent

# Machines of continuous integration stall now and then; speed is measured in benchmarks/, not here. Each run draws
# other examples, so that some in every run find what many in one would.
settings.register_profile(
    "house", max_examples=proven(20, 60), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def _state_of_its_own(tmp_path_factory):
    """No test reads or writes what the command line remembers for the user who runs it; programs inherit this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEFENSE_LEDGER_STATE", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _command_line_made_once():
    """Thousands of tests run commands, and making all of them anew takes longer than many a command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(testing, "_get_command", cache(testing._get_command))
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of third-party data, which is no part of the project; see its README for origins."""
    return need_files()


@pytest.fixture(scope="session")
def ecb() -> RateSet:
    """The ECB's history since 1999."""
    rate_set, problems = read_rates(*ecb_history())
    assert rate_set is not None, problems
    return rate_set


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Path:
    """A folder in which ``demo`` was run, for all tests of the group ``demonstration``, which stay in one process."""
    from typer.testing import CliRunner

    from ledger.cli.main import app

    folder = tmp_path_factory.mktemp("demonstration")
    assert CliRunner().invoke(app, ["demo", "--out", str(folder / "out")]).exit_code == 0
    return folder


@pytest.fixture(scope="session")
def browser():
    """One browser for all tests of the group ``browser``, which stay in one process: to start it takes seconds."""
    from browsed import chromium

    with chromium() as running:
        yield running


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """As many processes as processors: each more collects all tests, and what they wait for computes as well."""
    return min(8, os.cpu_count() or 1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Begin with the groups of tests that stay in one process: at the end the others would wait for it."""
    for item in _between_samples(items):
        item.add_marker(pytest.mark.proof)
    for item in items:
        # Each example of the desk makes a book of its own, and most of them a report.
        if isinstance(item, pytest.DoctestItem) and item.path.is_relative_to(DESK):
            item.add_marker(pytest.mark.thorough)
    items.sort(key=lambda it: it.get_closest_marker("xdist_group") is None)


def _between_samples(items):
    """The cases of tests that are sampled which are neither the first nor the last of theirs."""
    cases = {}
    for item in items:
        if item.get_closest_marker("sampled"):
            cases.setdefault((item.path, item.originalname), []).append(item)
    return [it for of_one in cases.values() for it in of_one[1:-1]]


def pytest_collection_finish():
    """Look through memory for cycles less often, and never through what was collected: it stays, and it is large."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Examples of the desk that make the demonstration get a copy of one, but for those of the demonstration itself."""
    is_example = isinstance(item, pytest.DoctestItem) and item.path.is_relative_to(DESK)
    if not is_example or item.path.name == "demo_book.py":
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo_book, "demo", demo_copied)
        return (yield)


def pytest_configure(config):
    """Hold every workbook that the product writes from now on, in doctests and fixtures too."""
    audit, patch = Audit(), pytest.MonkeyPatch()
    audit.watch(patch)
    config.add_cleanup(patch.undo)
    config.pluginmanager.register(audit, "workbooks of ours")


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden workbooks anew")


def pytest_terminal_summary(terminalreporter):
    for line in summary(terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(line)

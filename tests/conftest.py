"""What many test pages need: the real data beside the checkout, and the ECB's history read once."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ledger.rates import RateSet, ecb_history, read_rates

# Machines of continuous integration stall now and then; speed is measured in benchmarks/, not here.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of third-party data, which is no part of the project; see its README for origins."""
    place = Path(__file__).resolve().parents[2] / "shared" / "data"
    if place.is_dir():
        return place
    reason = f"the real data is not there: expected the folder {place}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def ecb() -> RateSet:
    """The ECB's history since 1999."""
    rate_set, problems = read_rates(*ecb_history())
    assert rate_set is not None, problems
    return rate_set


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden workbooks anew")

"""Whoever asks Python for help on a function of the desk gets an example, and it runs."""

import doctest
import inspect

import pytest

from ledger import desk

FUNCTIONS = [name for name in desk.__all__ if inspect.isfunction(getattr(desk, name))]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_the_desk_has_an_example_that_shows_what_comes_of_it(name):
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(getattr(desk, name)) or "")

    assert any(example.want for example in examples)
    assert not any(example.options.get(doctest.SKIP) for example in examples)


def test_every_example_is_run_with_the_tests(pytestconfig):
    assert pytestconfig.getoption("doctestmodules")
    assert "ledger" in pytestconfig.getini("testpaths")

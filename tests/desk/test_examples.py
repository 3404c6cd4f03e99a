"""Whoever asks Python for help on a function of the desk gets an example, and it runs."""

import doctest
import inspect

from ledger import desk

FUNCTIONS = [name for name in desk.__all__ if inspect.isfunction(getattr(desk, name))]


def test_every_function_of_the_desk_has_an_example_that_shows_what_comes_of_it():
    examples = {it: doctest.DocTestParser().get_examples(inspect.getdoc(getattr(desk, it)) or "") for it in FUNCTIONS}

    assert len(examples) > 1
    assert [name for name, own in examples.items() if not any(example.want for example in own)] == []
    assert [name for name, own in examples.items() if any(it.options.get(doctest.SKIP) for it in own)] == []


def test_every_example_is_run_with_the_tests(pytestconfig):
    assert pytestconfig.getoption("doctestmodules")
    assert "ledger" in pytestconfig.getini("testpaths")

"""What the library gives travels: into a pickle, a copy and another process, and is the same when it arrives."""

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

import pytest

from ledger import Money, Refused, build_report, convert, create_book, import_file
from ledger.foundation import Place, Problem, Severity, folder

ROUTES = [lambda value: pickle.loads(pickle.dumps(value)), copy.copy, copy.deepcopy]  # noqa: S301 - of our own
BY = pytest.mark.parametrize("sent", ROUTES, ids=["pickle", "copy", "deepcopy"])
PROBLEM = Problem("FORM", Severity.ERROR, Place(file="a.csv", row=14), '"3,0,0 bn"', "one number", "type it again")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    book = create_book(tmp_path_factory.mktemp("travel") / "book.db", author="Ann")
    import_file(book, folder("seeds") / "article.jsonl", author="Ann", reason="the article")
    return build_report("commitments", book)


@BY
def test_a_conversion_travels(sent, ecb):
    conversion = convert(Money("2000000000", "USD"), "EUR", on=date(2025, 6, 1), rates=[ecb])
    arrived = sent(conversion)
    assert arrived == conversion
    assert (str(arrived.result), arrived.days_back, str(arrived.legs["USD"].value)) == (
        "EUR 1,763,823,970.37",
        2,
        "1.1339",
    )


def test_a_conversion_takes_along_the_quotes_that_it_rests_on_and_no_others(ecb):
    conversion = convert(Money("2000000000", "USD"), "EUR", on=date(2025, 6, 1), rates=[ecb])
    assert len(pickle.dumps(conversion)) < 2_000
    assert len(pickle.dumps(ecb)) > 1_000_000


@BY
def test_a_rate_set_travels_with_its_quotes(sent, ecb):
    arrived = sent(ecb)
    assert arrived == ecb
    assert arrived.quotes == ecb.quotes
    with pytest.raises(TypeError):
        arrived.quotes["USD"] = None
    again = convert(Money("2000000000", "USD"), "EUR", on=date(2025, 6, 1), rates=[arrived])
    assert str(again.result) == "EUR 1,763,823,970.37"


@BY
def test_a_report_travels(sent, report):
    arrived = sent(report)
    assert arrived == report
    assert arrived.agrees
    assert arrived.totals["pledges"].figures == report.totals["pledges"].figures


@BY
def test_a_problem_travels(sent):
    assert sent(PROBLEM) == PROBLEM


@BY
def test_a_refusal_travels_with_its_problems(sent):
    arrived = sent(Refused([PROBLEM, PROBLEM]))
    assert arrived.problems == (PROBLEM, PROBLEM)
    assert str(arrived) == f"{PROBLEM}\n{PROBLEM}"


def _converted(amount: str) -> object:
    rates = []
    conversion = convert(Money(amount, "USD"), "EUR", on=date(2025, 6, 1), rates=rates)
    raise Refused(conversion.problems)


@pytest.mark.proof
def test_a_refusal_survives_a_pool_of_processes():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        asked = pool.submit(_converted, "1")
        with pytest.raises(Refused) as refused:
            asked.result()
    assert [problem.code for problem in refused.value.problems] == ["FX-GAP"]

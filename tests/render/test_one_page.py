"""A brief is one page even where all marks, nine years, five key figures and what changed have to stand on it."""

from dataclasses import replace
from datetime import date

import pytest
from displayed import spoken
from made import amount, material, paid, pledge
from read_aloud import aloud

from ledger.audit import State, bridge
from ledger.presentation import Comparison, present
from ledger.render import as_pdf
from ledger.reporting import build, load_definition

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("pdf")]

DONORS = ("AUT", "BEL", "BGR", "CZE", "HRV", "IRL", "ITA", "LVA")
UNDISCLOSED = {"qualifier": "undisclosed"}


def marked_records():
    """Thirteen donors: sums of every qualifier, an undisclosed one, one without a rate, and promises without an end."""
    yearly = {"kind": "recurring", "every": "year", "start": "2024-04-01"}
    spread = {"kind": "period", "start": "2022-01-01", "end": "2029-12-31"}
    wide = {"qualifier": "range", "low": "600000000", "high": "900000000", "currency": "EUR"}
    yield pledge("exact", donor="DEU", amount=amount("9876543210"), announced="2022-01-01", term=spread)
    yield pledge("range", donor="GBR", amount=wide, announced="2024-03-01", term=yearly)
    yield pledge("least", donor="FRA", amount=amount("500000000", qualifier="at_least"), announced="2024-03-01")
    yield pledge("most", donor="NOR", amount=amount("800000000", qualifier="up_to"), announced="2024-03-01")
    yield pledge("unrated", donor="EST", amount=amount("5000000", "UAH"), announced="2024-09-01")
    yield pledge("silent", donor="POL", amount=UNDISCLOSED, announced="2024-02-02")
    for place, donor in enumerate(DONORS, start=1):
        yield pledge(f"of-{donor}", donor=donor, amount=amount(str(place * 1_000_000)), announced="2024-05-05")
    yield pledge("firm", donor="DEU", stage="commitment", amount=amount("900000000"), announced="2024-06-01")
    yield pledge("quiet", donor="POL", stage="commitment", amount=UNDISCLOSED, announced="2024-07-01")
    yield paid(commitment="firm", amount=amount("300000000"), value_date="2024-09-01")
    yield paid("gone", "exact", type="cancellation", amount=amount("3000000"), value_date="2025-01-31")
    yield pledge("late", donor="NOR", amount=amount("2000000000"), announced="2025-05-05", term=spread)
    yield pledge("later", donor="POL", amount=UNDISCLOSED, announced="2025-05-06")


@pytest.fixture(scope="module")
def shown():
    records, rules = tuple(marked_records()), load_definition("brief").model_copy(update={"horizon": date(2030, 3, 31)})
    early = rules.model_copy(update={"cutoff": date(2024, 12, 31)})
    bridged = bridge(State(early, material(*records)), State(rules, material(*records)), ())
    return present(bridged.closing, comparison=Comparison(bridged, date(2024, 12, 31)))


@pytest.fixture(scope="module")
def alone():
    rules = load_definition("brief").model_copy(update={"horizon": date(2030, 3, 31)})
    return present(build(rules, material(*marked_records())))


def test_such_a_brief_has_five_key_figures_and_all_marks(shown):
    assert len(shown.key_figures) == 5
    assert {entry.sign for entry in shown.tables[0].legend} >= {"..", "fx", "–", "≤", "≥", "~", "0"}


def test_on_its_long_side_key_figures_stand_in_one_row_where_two_columns_of_them_are_too_high(alone, tmp_path):
    page = as_pdf(alone, is_brief=True, orientation="landscape")
    told = aloud(page.content, tmp_path)

    assert (page.pages, page.lacks_chart, told.findings) == (1, False, ())
    assert spoken(alone.chart.unit_line) in spoken(told.text)


def test_where_the_lowest_chart_is_too_high_what_changed_stands_there_without_it(shown, tmp_path):
    page = as_pdf(shown, is_brief=True)
    told = aloud(page.content, tmp_path)

    assert (page.pages, page.lacks_chart, told.findings) == (1, True, ())
    assert spoken(shown.chart.unit_line) not in spoken(told.text)
    assert all(spoken(sentence.text) in spoken(told.text) for sentence in shown.changes.sentences)
    assert spoken("undisclosed: a sum that nobody states") in spoken(told.text)


def test_a_brief_that_no_page_holds_has_as_many_as_it_takes_with_its_chart(shown, tmp_path):
    page = as_pdf(replace(shown, tables=shown.tables * 2), is_brief=True)

    assert page.pages > 1
    assert not page.lacks_chart
    assert spoken(shown.chart.unit_line) in spoken(aloud(page.content, tmp_path).text)

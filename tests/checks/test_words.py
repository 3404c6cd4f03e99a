"""Words that govern a record's own sum, beside fields that say otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, over, pledge, yearly

from ledger.checks import check_contents
from ledger.checks.words import WORD_CHECKS


def quote(words):
    return [{"publisher": "Ministry", "title": "Release", "quote": words}]


def judged(record):
    return [(it.code, str(it.place)) for check in WORD_CHECKS for it in check(record)]


def record(words, value, qualifier="exact", currency="EUR", **fields):
    return pledge(title=words, amount=amount(value, currency, qualifier), **fields)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Up to €17 billion for Ukraine", "17000000000"),
        ("Package of up to EUR 40 million", "40000000"),
        ("bis zu 6 Mio. Euro für Drohnen", "6000000"),
        ("jusqu'à 250 millions d'euros", "250000000"),
        ("At least $4 billion", "4000000000"),
        ("more than 3 bn", "3000000000"),
        ("mindestens 3 Mrd. Euro", "3000000000"),
        ("Norway gives до 20 млн євро", "20000000"),
    ],
)
def test_a_bound_in_words_beside_an_exact_field_is_told(words, value):
    assert judged(record(words, value)) == [("SRC", "a:amount.qualifier")]
    assert judged(record("Aid", value, sources=quote(words))) == [("SRC", "a:amount.qualifier")]


@pytest.mark.parametrize(
    ("words", "value", "qualifier"),
    [
        ("Up to €17 billion for Ukraine", "17000000000", "up_to"),
        ("At least $4 billion", "4000000000", "at_least"),
        ("Over 3 bn", "3000000000", "about"),
        ("400 million, part of up to 900 million", "400000000", "exact"),
        ("Over 300 vehicles worth 30 million", "30000000", "exact"),
        ("€17 billion, to be paid by up to 27 states", "17000000000", "exact"),
        ("20 млн євро до кінця року", "20000000", "exact"),
        ("The 17 billion of which up to 2 are new: up to 17 billion", "17000000000", "exact"),
    ],
)
def test_a_bound_that_the_record_keeps_or_that_is_of_another_sum_is_not_told(words, value, qualifier):
    assert judged(record(words, value, qualifier)) == []


@pytest.mark.parametrize(
    ("words", "instrument"),
    [
        ("A loan of €3 billion", "grant"),
        ("€3 billion loan", "grant"),
        ("€3 billion in soft loans", "in_kind"),
        ("Kredit über 3 Mrd. Euro", "grant"),
        ("3 milliards d'euros en prêts", "grant"),
        ("€3 billion grant", "loan"),
        ("3 Mrd. Euro Zuschuss", "loan"),
    ],
)
def test_a_loan_booked_as_a_grant_is_told_and_the_reverse(words, instrument):
    assert judged(record(words, "3000000000", instrument=instrument)) == [("SRC", "a:instrument")]


@pytest.mark.parametrize(
    ("words", "instrument"),
    [
        ("A loan of €3 billion", "loan"),
        ("A loan of €3 billion", "unspecified"),
        ("€3 billion loan guarantee", "grant"),
        ("€3 billion to repay a loan", "grant"),
        ("€3 billion beside a loan of €5 billion", "grant"),
        ("€3 billion grants and loans", "grant"),
    ],
)
def test_a_loan_that_is_none_or_another_sum_is_not_told(words, instrument):
    assert judged(record(words, "3000000000", instrument=instrument)) == []


@pytest.mark.parametrize(
    "words",
    [
        "NOK 6 billion over five years",
        "6 billion kroner over the next 5 years",
        "6 Mrd. Kronen auf drei Jahre",
        "6 milliards sur quatre ans",
        "6 mld przez pięć lat",
        "6 milliarder kroner fordelt på fem år",
    ],
)
def test_a_sum_over_years_that_is_entered_as_one_payment_is_told(words):
    once = record(words, "6000000000")

    assert judged(once) == [("TERM", "a:term")]
    assert judged(record(words, "6000000000", term=over("2025-01-01", "2029-12-31"))) == []


@pytest.mark.parametrize(
    "words",
    [
        "6 billion for over 200 tanks",
        "6 billion five years ago",
        "6 billion. Over five years, 30 tanks go",
        "6 billion",
    ],
)
def test_years_that_are_not_of_the_sum_are_not_told(words):
    assert judged(record(words, "6000000000")) == []


def test_a_yearly_sum_in_a_title_is_told_as_in_a_quote():
    once = record("Three billion a year", "3000000000", "exact", sources=quote("3 billion"))
    every = record("Three billion a year", "3000000000", "exact", sources=quote("3 billion"), term=yearly())

    assert "TERM" in [it.code for it in check_contents([once])]
    assert not [it for it in check_contents([every]) if "beside" in it.found]


@given(st.integers(1, 10**6), st.sampled_from(["up_to", "at_least", "exact", "about"]))
def test_a_bound_and_a_field_that_agree_are_never_told(figure, qualifier):
    words = {"up_to": "up to", "at_least": "at least", "about": "about", "exact": "exactly"}[qualifier]

    assert judged(record(f"Aid of {words} {figure} euros", str(figure), qualifier)) == []

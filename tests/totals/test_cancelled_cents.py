"""What cancellations take is whole cents: they add up, none is below nothing, and a whole leaves none of them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, hryvnia, over, paid, pledge, report, yearly
from proving import proven

from ledger.foundation import EXACT, exact_sum
from ledger.records import CURRENCIES
from ledger.valuation import schedule

HRYVNIA = [
    hryvnia(("2025-06-02", "EUR", "45.0000"), ("2025-06-02", "JPY", "0.2613"), ("2025-06-02", "KWD", "136.0457")),
]
THREE_YEARS = yearly("2025-04-01", end="2028-03-31")


def cancelled(key="t", value="50", currency="EUR", **fields):
    fields = {"amount": amount(value, currency), "value_date": "2025-06-03"} | fields
    return paid(key, fields.pop("commitment", "a"), type="cancellation", **fields)


def central(made, measure="cancelled_pledges"):
    return made.totals[measure].figures.central_minor


def shares(made):
    """Of each share of a line its amount and its figure, both central."""
    return [
        (line.instalment.amount.central, line.figures.central_minor)
        for line in made.lines
        if line.taken and line.figures
    ]


def test_what_is_cancelled_of_three_years_is_cancelled_to_the_cent():
    made = report(pledge(term=THREE_YEARS, amount=amount("10")), cancelled(value="10"))

    assert shares(made) == [(Decimal("3.33"), 333), (Decimal("3.34"), 334), (Decimal("3.33"), 333)]
    assert [line.taken.left_before for line in made.lines if line.taken] == [0, 10, 20]
    assert (central(made), central(made, "net_pledges")) == (10_00, 20_00)


def test_the_cent_counts_once_in_another_currency():
    made = report(pledge(term=THREE_YEARS, amount=amount("10")), cancelled(value="10"), currency="UAH", rates=HRYVNIA)

    assert (central(made), central(made, "net_pledges")) == (450_00, 900_00)


def test_of_many_lines_of_one_cent_every_other_gives_up_its_own():
    monthly = {"kind": "recurring", "start": "2001-01-01", "every": "month", "end": "2025-12-31"}
    made = report(pledge(term=monthly, announced="2001-01-01", amount=amount("0.01")), cancelled(value="1.50"))

    assert shares(made) == [(Decimal("0.01"), 1)] * 150
    assert central(made) == central(made, "net_pledges") == 1_50


def test_a_line_of_no_cents_gives_up_none():
    joint = [{"donor": "DEU", "share": "1/3"}, {"donor": "NLD", "share": "1/3"}, {"donor": "FRA", "share": "1/3"}]
    made = report(pledge(amount=amount("0.01"), joint_donors=joint), cancelled(value="0.01"))

    assert shares(made)[-1] == (Decimal("0.00"), 0)
    assert (central(made), central(made, "net_pledges")) == (1, 0)


def test_what_rounding_took_of_a_part_is_not_taken_again_with_its_envelope():
    parts = [pledge(key, amount=amount("0.05"), relations=[{"kind": "part_of", "target": "a"}]) for key in "pq"]
    steps = [
        cancelled("t", "0.05", value_date="2025-06-03"),
        cancelled("u", "0.04", value_date="2025-06-04", commitment="p"),
        cancelled("v", "0.06", value_date="2025-06-05"),
    ]
    made = report(pledge(amount=amount("0.15")), *parts, *steps)

    assert [line.record.id for line in made.lines if line.taken and line.left_out] == []
    assert [row[0] for row in shares(made)] == [Decimal(f"0.0{it}") for it in (2, 1, 2, 4, 3, 3)]
    assert central(made, "net_pledges") == 0


# Any promises, cancelled step by step.

CURRENCY = st.sampled_from(["EUR", "JPY", "KWD", "UAH"])
TERMS = st.sampled_from(
    [
        {"kind": "one_off"},
        over("2024-01-15", "2026-03-14"),
        THREE_YEARS,
        yearly("2024-02-29", end="2027-05-05"),
        {"kind": "recurring", "start": "2024-01-31", "every": "month", "end": "2025-11-15"},
    ]
)
DONORS = st.sampled_from(
    [[], [{"donor": "DEU", "share": "1/3"}, {"donor": "NLD", "share": "1/7"}, {"donor": "FRA"}]],
)


def sums(currency, least=0, most=10**7):
    """An amount as a record states it, from so many minor units on."""
    digits = CURRENCIES[currency].minor_units
    units = st.one_of(st.integers(least, max(least, 30)), st.integers(least, most))
    return units.map(lambda it: f"{Decimal(it).scaleb(-digits):f}")


@st.composite
def figures(draw, currency, *, is_certain, least=0):
    if is_certain or draw(st.booleans()):
        return amount(draw(sums(currency, least)), currency)
    if draw(st.booleans()):
        return amount(draw(sums(currency, least)), currency, "up_to")
    low, high = sorted((draw(sums(currency, least)), draw(sums(currency, least))), key=Decimal)
    return {"qualifier": "range", "low": low, "high": high, "currency": currency}


@st.composite
def promises(draw, *, is_certain):
    """A promise, perhaps an envelope with two parts, in one currency."""
    currency, donors = draw(CURRENCY), draw(DONORS)

    def promise(key, **fields):
        owed = draw(figures(currency, is_certain=is_certain, least=1))
        return pledge(key, amount=owed, joint_donors=donors, announced="2025-06-02", **fields)

    term = draw(TERMS)
    parts = "pq" if term["kind"] != "recurring" and draw(st.booleans()) else ""
    its_own = TERMS.filter(lambda it: it["kind"] != "recurring")
    ties = [{"kind": "part_of", "target": "a"}]
    elsewhere = st.sampled_from(["UKR", "MDA"])
    return [
        promise("a", term=term),
        *(promise(it, term=draw(its_own), relations=ties, recipient=draw(elsewhere)) for it in parts),
    ]


@st.composite
def cancellations(draw, records, *, is_certain):
    """Up to four of them, each of one of the promises, the sum of one in a while being too much."""
    currency = records[0].amount.currency
    return [
        cancelled(
            f"t{number}",
            commitment=draw(st.sampled_from([it.id for it in records])),
            amount=draw(figures(currency, is_certain=is_certain)),
            value_date=f"2025-0{number + 6}-05",
        )
        for number in range(draw(st.integers(1, 4)))
    ]


@st.composite
def cancelled_promises(draw, *, is_certain=False):
    records = draw(promises(is_certain=is_certain))
    return records + draw(cancellations(records, is_certain=is_certain))


RULES = st.fixed_dictionaries(
    {
        "currency": st.sampled_from(["EUR", "UAH", "JPY"]),
        "rates": st.just(HRYVNIA),
        "basis": st.sampled_from(["announced", "period-month", "on:2025-06-02"]),
        "horizon": st.sampled_from([None, "2025-12-31", "2026-07-15"]),
    }
)


def shares_of_lines(made):
    """The shares that are taken from lines which count and are converted."""
    return [line for line in made.lines if line.taken and line.figures]


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(records=cancelled_promises(), rules=RULES)
def test_figures_of_shares_in_their_own_currency_are_their_amounts(records, rules):
    currency = records[0].amount.currency
    digits = CURRENCIES[currency].minor_units
    for line in shares_of_lines(report(*records, **rules | {"currency": currency})):
        # A range may have a middle of half a cent.
        if line.taken.decimals == digits:
            assert line.figures.central_minor == int(line.instalment.amount.central.scaleb(digits))


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(records=cancelled_promises(), rules=RULES)
def test_shares_add_up_to_what_is_cancelled(records, rules):
    made = report(*records, **rules)
    for row in made.rows:
        if row.record.id.startswith("t"):
            its = [line for line in made.lines if line.record.id == row.record.id]
            assert exact_sum(line.instalment.amount.central for line in its) == row.record.amount.bounds.central
            # Of no line is what is too much, and what is due after the horizon.
            assert sum(line.taken.line is None for line in its) <= 1 + (rules["horizon"] is not None)


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(records=cancelled_promises(), rules=RULES)
def test_no_share_is_below_nothing_or_more_than_its_line_has_left(records, rules):
    made = report(*records, **rules)
    left = {number: line.figures for number, line in enumerate(made.lines) if line.figures and not line.taken}
    for share in shares_of_lines(made):
        number = share.taken.line
        for figures in (share.figures, share.in_all, share.takes_off):
            assert _is_within(figures, made.lines[number].figures)
        left[number] = left[number] + share.takes_off.taken_away
    assert all(_is_within(rest, made.lines[number].figures) for number, rest in left.items())


def _is_within(figures, whole):
    """Whether each figure lies between nothing and the whole; a month of a few cents of many donors may be below it."""
    pairs = zip(_three(figures), _three(whole), strict=True)
    return all(min(0, of) <= it <= max(0, of) for it, of in pairs)


def _three(figures):
    return figures.low_minor, figures.central_minor, figures.high_minor


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(records=cancelled_promises(), rules=RULES)
def test_a_share_is_less_than_a_unit_away_from_the_exact_fraction_of_what_is_left(records, rules):
    made = report(*records, **rules)
    for share in shares_of_lines(made):
        taken, line = share.taken, made.lines[share.taken.line]
        left = Fraction(line.instalment.amount.central) * (1 - taken.before[1])
        assert abs(left * (taken.of_left - taken.exact)) * 10**taken.decimals < 1


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(records=cancelled_promises(), rules=RULES)
def test_low_central_and_high_of_a_share_are_in_order_but_for_their_rounding(records, rules):
    for share in shares_of_lines(report(*records, **rules)):
        low, central, high = _three(share.figures)
        if low >= 0:
            assert low - 1 <= central <= high + 1


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(records=cancelled_promises(is_certain=True), rules=RULES)
def test_what_is_certain_has_one_figure(records, rules):
    for share in shares_of_lines(report(*records, **rules)):
        assert share.figures.low_minor == share.figures.central_minor == share.figures.high_minor
        assert share.in_all == share.takes_off == share.figures


@pytest.mark.thorough
@settings(max_examples=proven(13, 50))  # three reports each
@given(records=cancelled_promises(), rules=RULES)
def test_boundaries_add_up(records, rules):
    whole, *bounded = (
        report(*records, **rules, boundary=boundary)
        for boundary in ({}, {"recipients": ["UKR"]}, {"recipients": ["MDA"]})
    )
    for measure in ("pledges", "cancelled_pledges"):
        there, *parts = (central(made, measure) if measure in made.totals else 0 for made in (whole, *bounded))
        assert there == sum(parts)


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(data=st.data(), rules=RULES)
def test_what_is_left_when_cancelled_leaves_nothing_in_any_currency(data, rules):
    records = data.draw(promises(is_certain=True))
    back = data.draw(cancellations(records, is_certain=True))
    wholes = [schedule(it, None).of(it.amount.value, it.amount.decimals) for it in records]
    made = report(*records, *back, rates=HRYVNIA, horizon=None)
    gone = exact_sum(line.instalment.amount.central for line in shares_of_lines(made))
    rest = EXACT.subtract(max(wholes[0], exact_sum(wholes[1:])), gone)
    last = [cancelled("tz", amount=amount(f"{rest:f}", records[0].amount.currency), value_date="2025-12-01")]
    found = report(*records, *back, *last, **rules)

    assert [_three(it.figures) for measure, it in found.totals.items() if measure == "net_pledges"] in ([], [(0, 0, 0)])
    assert found.agrees

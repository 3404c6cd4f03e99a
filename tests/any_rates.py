"""Any rate set of a few weeks around the day on which Croatia took the euro, and any basis that asks for one."""

from datetime import date, timedelta

from hypothesis import strategies as st

from ledger.rates import Basis, Quote, RateSet, Series

FIRST = date(2022, 12, 1)
CURRENCIES = ["USD", "GBP", "JPY", "HRK", "EUR", "UAH"]

DAYS = st.integers(0, 70).map(lambda later: FIRST + timedelta(later))
RATES = st.decimals("0.0001", "99999", places=4).map(str)
UNITS = st.sampled_from([1, 100, 1000])
WINDOW = "window:2022-12-10..2023-01-20"
DRAWN = ["announced", "month", "year", "on:2023-01-05", WINDOW, f"{WINDOW},round=2", f"{WINDOW},round=quoted"]
BASES = st.sampled_from([*DRAWN, "table:drawn"]).map(Basis.parse)
PAIRS_OF_CURRENCIES = st.permutations(CURRENCIES).map(lambda codes: (codes[0], codes[1]))


@st.composite
def rate_sets(draw):
    base = draw(st.sampled_from(["EUR", "UAH"]))
    quoted = draw(st.lists(st.sampled_from([code for code in CURRENCIES if code != base]), min_size=1, unique=True))
    series = {
        currency: Series.of(
            Quote(draw(RATES), day, draw(UNITS)) for day in draw(st.lists(DAYS, min_size=1, max_size=20, unique=True))
        )
        for currency in quoted
    }
    direction = draw(st.sampled_from(["units_per_base", "base_per_unit"]))
    return RateSet("drawn", "drawn", base, direction, "0" * 64, quotes=series)

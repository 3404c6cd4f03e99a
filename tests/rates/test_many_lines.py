"""Files of rates with more lines than rates can have, or full of the same fault, are refused in one sentence."""

import zipfile
from io import BytesIO

import pytest

from ledger.rates import read_rates
from ledger.rates.tables import MOST_FAULTS, MOST_LINES

HEADINGS = b"date,currency,rate,base,direction,unit,source\n"
OURS = b"2025-06-02,USD,1.1419,EUR,units_per_base,1,bank\n"


def zipped(data):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rates.csv", data)
    return packed.getvalue()


@pytest.mark.parametrize(("headings", "line"), [(HEADINGS, OURS), (b"Date,USD\n", b"2025-06-02,1.1\n")])
def test_a_zip_of_equal_lines_without_end_is_refused_before_a_line_is_read(headings, line):
    rates, problems = read_rates("bank", zipped(headings + line * MOST_LINES))

    assert rates is None
    assert [str(it) for it in problems] == [
        "bank: FX-FEED error: found 400002 lines, expected at most 400000. Do: split the file, by years for example."
    ]


@pytest.mark.proof
@pytest.mark.parametrize(("lines", "is_read_to_its_end"), [(MOST_FAULTS + 1, True), (MOST_FAULTS + 10, False)])
def test_lines_that_repeat_one_rate_are_no_longer_read_where_no_file_has_so_many(lines, is_read_to_its_end):
    rates, problems = read_rates("bank", HEADINGS + OURS * lines)

    refused = [it.found for it in problems if it.severity == "error" and str(it.place) == "bank"]
    assert (rates is not None) is is_read_to_its_end
    assert any("more than 10000 faults before line" in it for it in refused) is not is_read_to_its_end


def test_as_many_lines_as_all_rates_of_a_central_bank_are_read():
    days = [
        f"{year}-{month:02}-{day:02}" for year in range(1999, 2027) for month in range(1, 13) for day in range(1, 22)
    ]
    lines = [f"{day},{currency},1.5,EUR,units_per_base,1,bank\n" for day in days for currency in ("USD", "GBP", "SEK")]

    rates, problems = read_rates("bank", HEADINGS + "".join(lines).encode())

    assert problems == ()
    assert [len(rates.quotes[it].days) for it in ("GBP", "SEK", "USD")] == [len(days)] * 3

"""Records in plain words, and the trail of a conversion in words."""

from datetime import date

import pytest

from ledger.desk import convert, described
from ledger.foundation import Money, Place, folder
from ledger.rates import Basis, pick, read_rates
from ledger.records import parse_json, parse_record
from ledger.valuation import trail

SEEDS = [
    parse_record(parse_json(line, Place(file="x"))[0], Place(file="x")).record
    for path in sorted(folder("seeds").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("record", SEEDS, ids=lambda it: it.id)
def test_every_field_of_a_record_is_told(record):
    words = " ".join(text for _, text in described(record))

    for source in record.sources:
        assert source.quote in words
        assert source.url in words
    for item in record.items:
        assert item.description in words
    for tie in getattr(record, "relations", ()):
        assert tie.target in words
    assert (record.note or "") in words


def test_a_range_an_in_kind_gift_and_a_partner_are_told():
    by_id = {record.id: described(record) for record in SEEDS}

    assert ("Amount", "CZK 600,000,000 to 700,000,000") in by_id["cze-ukr-2023-04-05-1"]
    assert (
        "In kind",
        "Archer self-propelled howitzers, 8 pieces, valuation: Cost of buying the goods new",
    ) in (by_id["swe-ukr-2023-03-16-1"])
    assert ("Partner", "undisclosed (a major French carmaker) (company, France (FRA))") in by_id["fra-ukr-2025-06-07-1"]


def test_a_mean_is_told_with_its_days_and_number_of_quotes():
    leg, base = trail(convert(Money("1", "USD"), "EUR", date(2025, 6, 15), basis=Basis("month")))

    assert (leg.kind, leg.quotes, str(leg.first), str(leg.last)) == ("mean", 21, "2025-06-02", "2025-06-30")
    assert leg.rate == "1.15161904762"
    assert (base.kind, base.rate, base.first) == ("base", "1", None)


def test_a_rate_per_hundred_units_is_told_so():
    own = b"date,currency,rate,base,direction,unit,source\n2025-06-02,HUF,11.7,UAH,base_per_unit,100,NBU\n"
    rates, _ = read_rates("NBU", own)
    pair = pick("HUF", "UAH", basis=Basis("announced"), day=date(2025, 6, 2), rate_sets=[rates])

    from ledger.valuation.trail import leg_trail

    assert leg_trail(pair, pair.source).said == "100 HUF = 11.7 UAH"


def test_nothing_to_convert_has_no_trail():
    assert trail(convert(Money("1", "EUR"), "EUR", date(2025, 6, 2))) == ()

"""What a heading says one unit of its figures is worth: by the words that typed amounts are read with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.intake.mapping.guess import multipliers, units_in
from ledger.records import rows

UNITS = [row for row in rows("amount_words") if "unit" in row["kind"]]


@pytest.mark.parametrize(
    ("heading", "worth"),
    [
        ("Anslag (tkr)", ("1000",)),
        ("Anslag, mnkr", ("1000000",)),
        ("Ram (mdkr)", ("1000000000",)),
        ("Impegno (migliaia di euro)", ("1000",)),
        ("Importe (miles de euros)", ("1000",)),
        ("Importe (miles de millones de euros)", ("1000000000",)),
        ("Importe (mil millones de euros)", ("1000000000",)),
        ("Crédits (milliers d'euros)", ("1000",)),
        ("予算額（百万円）", ("1000000",)),
        ("金額 (億円)", ("100000000",)),
        ("Kwota (tys. zł)", ("1000",)),
        ("Сума, млн грн", ("1000000",)),
        ("Bevilling (mia. kr.)", ("1000000000",)),
        ("Ansatz in T€", ("1000", "1000000000000")),
        ("EURbn", ("1000000000",)),
        ("kSEK", ("1000",)),
    ],
)
def test_a_heading_is_read_as_its_words_mean(heading, worth):
    assert multipliers(units_in(heading)) == worth


@pytest.mark.parametrize(
    "heading",
    ["Amount", "Brand", "Mrs", "Bleu", "Donor", "Belopp (kr)", "Betrag in Euro", "of which", "a note", "Half-year"],
)
def test_a_heading_that_names_no_unit_has_none(heading):
    assert units_in(heading) == ()


@given(unit=st.sampled_from(UNITS))
def test_every_unit_of_the_list_is_known_in_a_heading(unit):
    powers = {
        int(power)
        for row in UNITS
        if row["words"].casefold() == unit["words"].casefold()
        for power in row["meaning"].split(";")
    }

    assert {power for found in units_in(f"Total ({unit['words']})") for power in found.powers} >= powers

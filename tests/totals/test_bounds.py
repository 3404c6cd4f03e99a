"""Bounds that are true: what envelopes and parts have of each figure, alone and together."""

from made import amount, over, pledge, report

from ledger.totals import sums


def envelope(value="10", qualifier="exact", **fields):
    low, *high = value.split("..")
    stated = (
        {"qualifier": "range", "low": low, "high": high[0], "currency": "EUR"}
        if high
        else amount(value, "EUR", qualifier)
    )
    return pledge("envelope", amount=stated, **fields)


def part(key, value, qualifier="exact", of="envelope", **fields):
    made = envelope(value, qualifier, relations=[{"kind": "part_of", "target": of}], **fields)
    return made.model_copy(update={"id": key})


def by(made, *dimensions, measure="pledges"):
    """Low, central and high of every label, in whole euros; with + where the high one is open."""
    return {
        "/".join(key): tuple(it / 100 for it in (f.low, f.central, f.high)) + (("+",) if f.open_high else ())
        for key, found in sums(made.pieces, dimensions, measure).items()
        for f in (found.figures,)
    }


def test_what_a_part_may_take_elsewhere_an_envelope_may_keep():
    made = report(envelope(), part("a", "4", "up_to", recipient="MDA"))

    assert by(made, "recipient") == {"MDA": (0, 4, 4), "UKR": (6, 6, 10)}
    assert by(made) == {"": (10, 10, 10)}
    assert made.agrees


def test_what_one_donor_may_give_of_a_common_sum():
    made = report(envelope("100", donor="EU"), part("a", "40", "up_to", donor="DEU"))

    assert by(made, "donor") == {"DEU": (0, 40, 40), "EU": (60, 60, 100)}
    assert by(made) == {"": (100, 100, 100)}


def test_ranges_of_both():
    made = report(envelope("8..12"), part("a", "2..6", recipient="MDA"))

    assert by(made, "recipient") == {"MDA": (2, 4, 6), "UKR": (2, 6, 10)}
    assert by(made) == {"": (8, 10, 12)}


def test_a_part_of_at_least_so_much_is_bounded_by_what_its_envelope_leaves():
    made = report(envelope(), part("a", "4", "at_least", recipient="MDA"))

    assert by(made, "recipient") == {"MDA": (4, 4, 10), "UKR": (0, 6, 6)}
    assert by(made) == {"": (10, 10, 10)}

    both = report(envelope(), part("a", "3", "at_least"), part("b", "4", recipient="MDA"))
    assert by(both, "recipient") == {"MDA": (4, 4, 4), "UKR": (6, 6, 6)}


def test_a_part_of_at_least_so_much_is_open_where_its_envelope_is():
    made = report(envelope(qualifier="at_least"), part("a", "4", "at_least", recipient="MDA"))

    assert by(made, "recipient") == {"MDA": (4, 4, 4, "+"), "UKR": (0, 6, 6, "+")}
    assert by(made) == {"": (10, 10, 10, "+")}


def test_only_as_much_of_a_doubt_cancels_out_as_falls_on_the_same_year():
    made = report(
        envelope("100", term=over("2025-01-01", "2026-12-31")),
        part("a", "40", "up_to", term=over("2025-06-01", "2025-06-30")),
        part("b", "40", "up_to", term=over("2026-06-01", "2026-06-30")),
    )

    assert by(made, "year") == {"2025": (30, 50, 70), "2026": (30, 50, 70)}
    assert by(made) == {"": (100, 100, 100)}


def test_what_lies_whole_in_a_year_is_certain_in_it_though_not_in_its_quarters():
    made = report(
        envelope("100", term=over("2025-01-01", "2025-12-31")),
        part("a", "40", "up_to", term=over("2025-06-02", "2025-06-02")),
    )

    assert by(made, "year") == {"2025": (100, 100, 100)}
    assert by(made, "quarter")["2025-Q3"] == (15.13, 15.13, 25.2)


def test_envelopes_in_envelopes_are_certain_as_a_whole():
    parts = (part("a", "3..6"), part("b", "2", "up_to", of="a", recipient="MDA"))
    made = report(envelope(), *parts)

    assert by(made, "recipient") == {"MDA": (0, 2, 2), "UKR": (8, 8, 10)}
    assert by(made) == {"": (10, 10, 10)}


def test_what_is_in_a_part_may_exceed_the_least_that_the_part_comes_to():
    made = report(envelope(), part("a", "2..6"), part("b", "5", "up_to", of="a", recipient="MDA"))

    # If a comes to 5 and all of it goes to MDA, 5 are left; if nothing of it does, 10.
    assert by(made, "recipient")["UKR"] == (5, 6, 10)

"""What changed since an earlier report: steps that add up, rows that are gone, what is new without a sum."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, definition, material, over, paid, pledge

from ledger.audit import State, bridge
from ledger.presentation import Comparison, present
from ledger.presentation.named_records import shortened

BY_DONOR = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"], "columns": "year"}
RULES = definition(tables=[BY_DONOR])
DONORS = ("DEU", "FRA", "GBR", "NOR", "USA")
UNSTATED = {"qualifier": "undisclosed"}


def compared(before, after, rules=RULES, closing=None, unit="million"):
    bridged = bridge(State(rules, material(*before)), State(closing or rules, material(*after)), ())
    return present(bridged.closing, unit=unit, comparison=Comparison(bridged, date(2025, 3, 31)))


def given_by(donor, euros, **fields):
    return pledge(f"{donor.casefold()}-1", donor=donor, amount=amount(str(euros)), **fields)


def rows(presentation):
    return [(row.names[0], row.total.text, row.change and row.change.text) for row in presentation.tables[0].rows]


def sentences(presentation):
    return [it.text.replace("\xa0", " ") for it in presentation.changes.sentences]


BY_CATEGORY = {"name": "Kinds", "title": "Kinds", "measure": "pledges", "rows": ["category"]}
FIRM = {"name": "Firm", "title": "Firm", "measure": "commitments", "rows": ["donor"]}


def test_a_table_that_the_earlier_report_had_not_is_compared_with_what_that_report_adds_up():
    both = [given_by("DEU", 2000000), given_by("FRA", 1000000, stage="commitment")]
    more = [*both, given_by("GBR", 500000, category="humanitarian")]
    rules = definition(tables=[BY_CATEGORY, FIRM])

    same, later = compared(both, both, closing=rules), compared(both, more, closing=rules)
    assert rows(same) == [("Military assistance", "2.0", "0"), ("Total", "2.0", "0")]
    assert rows(later) == [
        ("Military assistance", "2.0", "0"),
        ("Humanitarian assistance", "0.5", "+0.5"),
        ("Total", "2.5", "+0.5"),
    ]
    firm = [(row.names[0], row.change.text) for row in later.tables[1].rows]
    assert firm == [("France", "0"), ("Total", "0")]
    assert [(total.title, total.change.text) for total in later.totals] == [
        ("Pledges", "+0.5"),
        ("Firm commitments", "0"),
    ]


def test_a_table_less_what_was_cancelled_has_a_headline_and_a_bridge_where_nothing_was():
    net = {**BY_DONOR, "measure": "net_pledges"}
    germany = given_by("DEU", 2000000)
    shown = compared([germany], [germany, given_by("FRA", 1000000)], rules=definition(tables=[net]))

    finding = "Pledges less cancelled ones, 2025: EUR 3.0 million"
    assert shown.finding.text.startswith(finding)
    assert sentences(shown)[0].startswith(
        "Pledges less cancelled ones: EUR +1.0 million (+50.0 %), now EUR 3.0 million."
    )


def test_a_table_that_bears_the_name_of_another_is_compared_with_its_own_sums():
    both = [given_by("DEU", 2000000), given_by("FRA", 1000000, stage="commitment")]
    shown = compared(both, both, closing=definition(tables=[{**FIRM, "name": "By donor"}]))

    assert rows(shown) == [("France", "1.0", "0"), ("Total", "1.0", "0")]
    assert [(it.title, it.change.text) for it in shown.totals] == [("Pledges", "0"), ("Firm commitments", "0")]


def test_a_total_has_changed_with_each_doubt_of_the_changes_below_it():
    ceiling = pledge("deu-1", donor="DEU", amount=amount("2000000", qualifier="up_to"))
    floor = pledge("fra-1", donor="FRA", amount=amount("3000000", qualifier="at_least"))
    made = compared([], [ceiling, floor])

    assert [row[2] for row in rows(made)[:3]] == ["≥+3.0", "≤+2.0", "≤≥+5.0"]
    (total,) = made.totals
    assert total.change.text == "≤≥+5.0"


def test_a_total_has_changed_with_no_doubt_of_a_sum_that_stood_there_before():
    floor = pledge("fra-1", donor="FRA", amount=amount("3000000", qualifier="at_least"))
    ceiling = pledge("deu-1", donor="DEU", amount=amount("2000000", qualifier="up_to"))
    made = compared([floor], [floor, ceiling])

    assert [row[2] for row in rows(made)[:3]] == ["0", "≤+2.0", "≤+2.0"]


def test_steps_records_and_sentences_have_the_doubts_of_what_moved():
    ceiling = pledge("deu-1", donor="DEU", amount=amount("2000000", qualifier="up_to"))
    floor = pledge("fra-1", donor="FRA", amount=amount("3000000", qualifier="at_least"))
    made = compared([], [ceiling, floor])
    changes = made.changes

    assert [step.change.text for step in changes.steps] == ["≤≥+5.0"]
    assert [record.change.text for record in changes.records] == ["≥+3.0", "≤+2.0"]
    assert changes.steps[0].largest.replace("\xa0", " ") == "France ≥+3.0; Germany ≤+2.0"
    assert sentences(made)[:3] == [
        "Pledges: EUR ≤≥+5.0 million, now EUR ≤≥5.0 million.",
        "Counted otherwise: ≤≥+5.0 (2 records).",
        "The largest change: Pledge fra-1 (France), ≥+3.0.",
    ]
    assert [(entry.sign, entry.words.partition(":")[0]) for entry in changes.legend] == [
        ("–", "none"),
        ("≤", "up to"),
        ("≤", "before a change"),
        ("≥", "at least"),
        ("≥", "before a change"),
    ]
    assert changes.description.endswith(
        "Earlier total: none; Counted otherwise: in part up to, at least or the middle of a range, +5.0; "
        "Total now: in part up to, at least or the middle of a range, 5.0."
    )


def test_the_records_of_a_step_add_up_to_what_is_displayed_of_it():
    """Two steps of 0.04 make 0.1 together, so one of them reads 0.1: its only record must not read 0.0."""
    early, late = given_by("DEU", 40000), given_by("FRA", 40000, announced="2025-07-01")
    rules = [definition(tables=[BY_DONOR], cutoff=day) for day in ("2025-06-30", "2025-07-31")]
    changes = compared([late], [early, late], rules=rules[0], closing=rules[1]).changes

    assert [(step.name, step.change.text, step.largest) for step in changes.steps] == [
        ("Counted otherwise", "+0.1", "Germany\N{NO-BREAK SPACE}+0.1"),
        ("Announced since", "0.0", "France\N{NO-BREAK SPACE}0.0"),
    ]
    assert [(record.donor, record.change.text) for record in changes.records] == [
        ("Germany", "+0.1"),
        ("France", "0.0"),
    ]


def stated(qualifier, millions=2, donor="DEU"):
    return pledge(f"{donor.casefold()}-1", donor=donor, amount=amount(f"{millions}000000", qualifier=qualifier))


@pytest.mark.parametrize(("qualifier", "gone"), [("exact", "−2.0"), ("up_to", "≥−2.0"), ("at_least", "≤−2.0")])
def test_a_promise_that_is_gone_has_fallen_by_the_bound_that_it_had(qualifier, gone):
    made = compared([stated(qualifier), stated("exact", 3, "FRA")], [stated("exact", 3, "FRA")])

    assert [row[2] for row in rows(made)] == ["0", gone, gone]
    assert [it.change.text for it in (*made.changes.steps, *made.changes.records)] == [gone, gone]
    assert sentences(made)[
        0
    ] == f"Pledges: EUR {gone} million (−40.0\N{NO-BREAK SPACE}%), now EUR 3.0 million.".replace("\xa0", " ")


def test_what_did_not_change_has_no_doubt_in_tables_others_and_sentences():
    before, after = [stated("up_to"), stated("exact", 3, "FRA")], [stated("exact"), stated("at_least", 3, "FRA")]
    made = compared(before, after)

    assert [row[2] for row in rows(made)] == ["0", "0", "0", None]
    assert sentences(made)[0] == "Pledges: unchanged at EUR ≥5.0 million."


def test_the_change_of_a_total_has_one_mark_in_table_sentence_and_steps():
    """Of Germany one ceiling is gone and another new: its row may be less, its records less and more."""
    old, new = (
        pledge(key, donor="DEU", amount=amount(sum_, qualifier="up_to"))
        for key, sum_ in (("a", "3000000"), ("b", "5000000"))
    )
    made = compared([old, given_by("FRA", 1000000)], [new, given_by("FRA", 1000000)])

    assert [row[2] for row in rows(made)[:3]] == ["≤+2.0", "0", "≤≥+2.0"]
    assert made.changes.steps[0].change.text == "≤≥+2.0"
    assert sentences(made)[0].startswith("Pledges: EUR ≤≥+2.0 million")


def test_what_is_missing_now_stands_beside_total_sentence_and_the_step_that_made_it_so():
    known = [given_by("DEU", 2000000), given_by("FRA", 1000000)]
    silent = pledge("fra-1", donor="FRA", amount={"qualifier": "undisclosed"})
    unrated = pledge("jpn-1", donor="JPN", amount=amount("9", "UAH"))
    more = given_by("GBR", 4000000)
    made = compared(known, [known[0], silent, unrated, more])

    assert rows(made)[-1] == ("Total", "6.0\xa0..\xa0fx", "+3.0\xa0..\xa0fx")
    assert [(it.name, it.change.text) for it in made.changes.steps] == [("Counted otherwise", "+3.0\xa0..\xa0fx")]
    assert sentences(made)[0] == "Pledges: EUR +3.0 .. fx million (+100.0 %), now EUR 6.0 .. fx million."


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (49_999, 99_998, "EUR 0.0 million, now EUR 0.1 million."),
        # 0.05 and 0.05 come to 0.1: the earlier total reads 0.0, so that it and the change add up as displayed.
        (50_000, 100_000, "EUR +0.1 million, now EUR 0.1 million."),
        (50_000, 150_000, "EUR +0.1 million (+200.0 %), now EUR 0.2 million."),
        (100_000, 50_000, "EUR −0.1 million (−50.0 %), now EUR 0.1 million."),
        (100_000, 49_999, "EUR −0.1 million, now EUR 0.0 million."),
        (100_000, 0, "EUR −0.1 million (−100.0 %), now EUR 0 million."),
    ],
)
def test_no_percentage_is_taken_of_what_reads_as_nothing(before, after, expected):
    made = compared([given_by("DEU", before)], [given_by("DEU", after)])

    assert sentences(made)[0] == f"Pledges: {expected}"


def no_money(key):
    return pledge(key, amount={"qualifier": "none"})


def test_where_nothing_is_recorded_no_zero_is_said():
    nothing, germany = no_money("n"), given_by("DEU", 2000000)
    same, gone, later = compared([nothing], [nothing]), compared([germany], [nothing]), compared([nothing], [germany])

    assert sentences(same) == ["Pledges: nothing is recorded."]
    assert sentences(gone)[0] == "Pledges: EUR −2.0 million; nothing is recorded now."
    assert sentences(later)[0] == "Pledges: EUR +2.0 million, now EUR 2.0 million."
    assert same.finding.text == gone.finding.text == "Pledges: nothing is recorded"
    assert [(it.label, it.text, it.remark) for it in same.key_figures] == [("Pledged", "–", "nothing is recorded")]


def test_what_falls_due_after_the_horizon_now_is_not_gone():
    sooner = given_by("DEU", 2000000)
    later = sooner.model_copy(update={"term": given_by("DEU", 1, term=over("2031-01-01", "2031-12-31")).term})
    moved, still = compared([sooner], [later]), compared([later], [later])

    assert sentences(moved)[0] == "Pledges: EUR −2.0 million; nothing falls due up to the horizon now."
    told = next(it.text for it in still.notes if it.about == "What changed")
    assert told == "Pledges: nothing is counted here, nor was in the report compared with (31\xa0March\xa02025)."


def test_a_total_that_fell_by_a_filter_alone_is_not_headed_by_its_fall():
    both = [given_by("DEU", 2000000), given_by("JPN", 6000000)]
    nato = definition(tables=[BY_DONOR], filters={"groups": ["NATO"]})
    filtered, fallen = compared(both, both, closing=nato), compared(both, both[:1])

    assert [step.name for step in filtered.changes.steps] == ["Other rules"]
    assert filtered.finding.text == "Pledges, 2025: EUR\N{NO-BREAK SPACE}2.0\N{NO-BREAK SPACE}million"
    assert "75.0\N{NO-BREAK SPACE}% less than" in fallen.finding.text


def test_what_is_new_and_has_no_rate_is_named_as_what_states_no_sum_is():
    germany = given_by("DEU", 2000000)
    unrated = [given_by(donor, 5, title=f"Aid of {donor}") for donor in ("FRA", "GBR", "ITA", "POL")]
    unrated = [it.model_copy(update={"amount": it.amount.model_copy(update={"currency": "UAH"})}) for it in unrated]
    silent = pledge("swe-1", donor="SWE", amount={"qualifier": "undisclosed"}, title="Drones")

    assert sentences(compared([germany], [germany, silent, unrated[0]]))[1:3] == [
        "1 more record states no sum: Drones (Sweden).",
        "1 more record is not converted for want of a rate: Aid of FRA (France).",
    ]
    assert sentences(compared([germany, unrated[0]], [germany, *unrated]))[1] == (
        "3 more records are not converted for want of a rate: Aid of GBR (United Kingdom); Aid of ITA (Italy); "
        "Aid of POL (Poland)."
    )


def test_both_totals_have_the_doubts_of_all_that_tables_have_below_them():
    ceiling = pledge("deu-1", donor="DEU", amount=amount("2000000", qualifier="up_to"))
    between = pledge("fra-1", donor="FRA", amount={"qualifier": "range", "low": "1", "high": "9", "currency": "EUR"})
    made = compared([ceiling, between], [ceiling, between, given_by("NOR", 1_000_000)])

    assert rows(made)[3] == ("Total", "≤~3.0", "+1.0")
    assert (made.changes.opening.text, made.changes.closing.text) == ("≤~2.0", "≤~3.0")
    assert sentences(made)[0] == "Pledges: EUR +1.0 million (+50.0 %), now EUR ≤~3.0 million."


def test_what_moved_by_the_same_at_each_reading_is_in_no_doubt():
    before = pledge("deu-1", donor="DEU", amount=amount("2000000", qualifier="up_to"))
    after = pledge("deu-1", donor="DEU", amount=amount("5000000", qualifier="up_to"))
    exact = compared([before], [before, given_by("FRA", 1_000_000)]).changes
    raised = compared([before], [after]).changes

    assert [step.change.text for step in exact.steps] == ["+1.0"]
    assert [step.change.text for step in raised.steps] == ["≤+3.0"]


@given(st.lists(st.tuples(st.sampled_from(["exact", "about", "up_to", "at_least"]), st.integers(1, 9)), max_size=4))
def test_a_step_has_a_doubt_where_a_record_in_it_has_it(promised):
    records = [
        pledge(f"p{place}", amount=amount(f"{millions}000000", qualifier=qualifier))
        for place, (qualifier, millions) in enumerate(promised)
    ]
    changes = compared([], records).changes
    doubts = {sign for sign in "≤≥~" for record in changes.records if sign in record.change.text} if changes else set()

    signs = {"up_to": "≤", "at_least": "≥"}
    assert doubts == {signs[qualifier] for qualifier, _ in promised if qualifier in signs}
    assert {sign for step in (changes.steps if changes else ()) for sign in step.change.text if sign in "≤≥~"} == doubts


def test_of_two_changes_that_are_equally_large_none_is_the_largest():
    tied = compared([], [given_by("DEU", 2_000_000), given_by("FRA", 2_000_000)])
    first = compared([], [given_by("DEU", 2_000_001), given_by("FRA", 2_000_000)])

    assert [it for it in sentences(tied) if it.startswith("The largest change")] == []
    assert [it for it in sentences(first) if it.startswith("The largest change")] == [
        "The largest change: Pledge deu-1 (Germany), +2.0."
    ]


def test_a_change_is_rounded_from_the_exact_one_and_signed():
    made = compared([given_by("DEU", 1_040_000)], [given_by("DEU", 1_060_000), given_by("FRA", 2_000_000)])

    assert rows(made) == [
        ("France", "2.0", "+2.0"),
        ("Germany", "1.1", "0.0"),
        ("Total", "3.1", "+2.0"),
    ]
    assert made.tables[0].changed_since.replace("\xa0", " ") == "Since 31 March 2025"


@pytest.mark.parametrize(
    ("before", "after", "ends"),
    [
        # Rows of 0.03 read 0.0, and so does their sum of 0.06, which was 0.1 at the earlier end alone.
        ((30_000, 30_000), (30_000, 30_000), ("0.0", "0.0")),
        ((1_040_000, 0), (1_060_000, 2_000_000), ("1.1", "3.1")),
        # More by 0.05 exactly, which reads +0.1: less than nothing is no rounding of 0.01.
        ((5_000, 5_000), (30_000, 30_000), ("0.0", "0.0")),
    ],
)
def test_from_the_earlier_total_the_displayed_change_leads_to_the_total_now(before, after, ends):
    states = ([given_by(*it) for it in zip(("DEU", "FRA"), sums, strict=True)] for sums in (before, after))
    changes = compared(*states).changes

    assert (changes.opening.text, changes.closing.text) == ends


def test_a_row_that_is_gone_stands_in_the_table_with_what_it_took():
    made = compared([given_by("DEU", 1_000_000), given_by("FRA", 5_000_000)], [given_by("DEU", 1_000_000)])

    assert rows(made) == [
        ("Germany", "1.0", "0"),
        ("France", "–", "\N{MINUS SIGN}5.0"),
        ("Total", "1.0", "\N{MINUS SIGN}5.0"),
    ]


def test_what_is_new_without_a_sum_is_marked_and_told():
    silent = [
        pledge(f"s{it}", donor="NOR", title=f"Promise {it}", amount={"qualifier": "undisclosed"}) for it in range(4)
    ]
    made = compared([given_by("DEU", 1_000_000)], [given_by("DEU", 1_000_000), *silent])

    assert rows(made)[1:] == [("Norway", "..", ".."), ("Total", "1.0\xa0..", "0\xa0..")]
    assert sentences(made) == [
        "Pledges: unchanged at EUR 1.0 .. million.",
        "4 more records state no sum, among them: Promise 0 (Norway); Promise 1 (Norway); Promise 2 (Norway).",
        "No sum that stood there was amended, corrected or withdrawn.",
    ]
    assert sentences(compared([], silent[:1]))[1] == "1 more record states no sum: Promise 0 (Norway)."


def test_what_is_cancelled_since_without_a_sum_is_told_and_leaves_no_sum_untouched():
    """A cancellation of which nobody states the sum moved no total, and stood nowhere."""
    unstated = paid("t", "deu-1", type="cancellation", amount=UNSTATED, value_date="2025-06-03")
    unrated = paid("u", "deu-1", type="cancellation", amount=amount("5", "UAH"), value_date="2025-06-03")
    before = [given_by("DEU", 5_000_000)]

    told = "Cancelled pledges, new since then and in no figure: "
    assert sentences(compared(before, [*before, unstated])) == [
        "Pledges: unchanged at EUR 5.0 million.",
        f"{told}1 undisclosed.",
    ]
    assert sentences(compared(before, [*before, unstated, unrated]))[-1] == f"{told}1 undisclosed, 1 not converted."
    assert sentences(compared([*before, unstated], [*before, unstated])) == [
        "Pledges: unchanged at EUR 5.0 million.",
        "No sum that stood there was amended, corrected or withdrawn.",
    ]


def test_a_firm_commitment_that_is_new_without_a_sum_is_told():
    firm = pledge("firm", donor="FRA", stage="commitment", amount=UNSTATED)

    assert sentences(compared([given_by("DEU", 5_000_000)], [given_by("DEU", 5_000_000), firm]))[-1] == (
        "Firm commitments, new since then and in no figure: 1 undisclosed."
    )


def test_one_record_without_a_sum_in_place_of_another_is_marked():
    stays = given_by("NOR", 1_000_000)
    gone, came = (pledge(key, donor="NOR", amount={"qualifier": "undisclosed"}) for key in ("gone", "came"))
    hryvnia, dirhams = (pledge(key, donor="NOR", amount=amount("5", key)) for key in ("UAH", "AED"))

    assert rows(compared([stays, gone], [stays, came]))[0] == ("Norway", "1.0\xa0..", "0\xa0..")
    assert rows(compared([stays, gone], [stays, gone]))[0] == ("Norway", "1.0\xa0..", "0")
    assert rows(compared([stays, hryvnia], [stays, dirhams]))[0] == ("Norway", "1.0\xa0fx", "0\xa0fx")


def test_the_whole_change_is_told_with_its_percent_and_by_what_happened():
    later = definition(tables=[BY_DONOR])
    earlier = definition(tables=[BY_DONOR], cutoff="2025-03-31")
    records = [given_by("DEU", 4_000_000, announced="2025-03-31"), given_by("FRA", 1_000_000, announced="2025-04-01")]

    assert sentences(compared(records, records, earlier, later)) == [
        "Pledges: EUR +1.0 million (+25.0 %), now EUR 5.0 million.",
        "Announced since: +1.0 (1 record).",
        "The largest change: Pledge fra-1 (France), +1.0.",
        "No sum that stood there was amended, corrected or withdrawn.",
    ]


def test_from_nothing_there_is_no_percent():
    assert sentences(compared([], [given_by("DEU", 4_000_000)]))[0] == "Pledges: EUR +4.0 million, now EUR 4.0 million."


SUMS = st.dictionaries(st.sampled_from(["DEU", "FRA", "GBR", "NOR"]), st.integers(0, 10**10), max_size=4)


@pytest.mark.thorough
@given(SUMS, SUMS, st.sampled_from(["one", "thousand", "million"]))
def test_steps_add_up_to_the_displayed_change_and_changes_are_exact_behind_it(before, after, unit):
    made = compared(*([given_by(*it) for it in sums.items()] for sums in (before, after)), unit=unit)
    if made.changes is None:
        assert not before
        assert not after
        return

    whole = 100 * (sum(after.values()) - sum(before.values()))
    assert sum(step.change.exact_minor for step in made.changes.steps) == whole
    assert sum(record.change.exact_minor for record in made.changes.records) == whole
    shown = sum(step.change.number for step in made.changes.steps)
    assert abs(shown * 10 - made.scale.number(1) * 10 * whole / made.scale.step_minor) <= made.scale.number(1) * 5
    for row in made.tables[0].rows if made.tables else ():
        assert row.kind not in {"row", "total"} or row.change is not None


def test_it_is_said_where_the_displayed_ends_do_not_differ_by_the_displayed_change():
    """Of 3,638,745 the table makes 3.7, so that its rows add up; 2.5 and 1.1 come to 3.6."""
    before = {"DEU": 815133, "FRA": 737279, "GBR": 196052, "NOR": 747827}
    after = {"DEU": 797756, "FRA": 982817, "GBR": 883083, "NOR": 975089}
    said = "As displayed, the earlier total and the change do not come to the total now."

    made = compared(*([given_by(*it) for it in sums.items()] for sums in (before, after))).changes
    assert (made.opening.text, [it.change.text for it in made.steps], made.closing.text) == ("2.5", ["+1.1"], "3.7")
    assert made.unit_line.endswith(said)

    adding_up = compared([given_by("DEU", 815133)], [given_by("DEU", 2797756)]).changes
    assert said not in adding_up.unit_line


@pytest.mark.parametrize(("before", "is_said"), [(["firm"], True), (["firm", "promised"], False)])
def test_where_neither_report_has_anything_of_its_measure_a_note_says_so_in_place_of_what_changed(before, is_said):
    """On a single page too: somebody asked what changed."""
    firm, promised = given_by("DEU", 2000000, stage="commitment"), given_by("FRA", 1000000)
    books = {"firm": firm, "promised": promised}
    shown = compared([books[it] for it in before], [firm])
    said = [(it.text.replace("\xa0", " "), it.is_always_shown) for it in shown.notes if it.about == "What changed"]

    assert (shown.changes is None) is is_said
    expected = "Pledges: nothing is recorded here, nor was in the report compared with (31 March 2025)."
    assert said == ([(expected, True)] if is_said else [])


def test_what_changed_of_other_totals_is_told_where_nothing_is_of_the_own_one():
    """A brief about pledges, of a book of firm commitments alone, said of their change nothing at all."""
    firm = given_by("DEU", 2000000, stage="commitment")
    shown = compared([firm], [firm, given_by("FRA", 1000000, stage="commitment")])

    (said,) = (it.text.replace("\xa0", " ") for it in shown.notes if it.about == "What changed")
    assert said.endswith("(31 March 2025). Firm commitments: EUR +1.0 million (+50.0 %), now EUR 3.0 million.")


def test_the_chart_says_of_a_row_that_is_gone_that_nothing_is_recorded():
    shown = compared([given_by("DEU", 2000000), given_by("FRA", 1000000)], [given_by("DEU", 2000000)])

    assert shown.chart.description.text == "Germany: 2.0 in all, most in 2025 with 2.0. France: nothing is recorded."


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("x" * 90, "x" * 90),
        ("word " * 17 + "abcde", "word " * 17 + "abcde"),
        ("word " * 18 + "z", "word " * 16 + "word…"),
        ("y" * 91, "y" * 89 + "…"),
    ],
)
def test_a_long_title_is_cut_behind_a_word(title, shown):
    assert shortened(title) == shown


def test_a_change_has_the_doubts_that_it_brings():
    ceiling = pledge("c", donor="FRA", amount=amount("5000000", qualifier="up_to"))

    assert rows(compared([], [ceiling]))[0] == ("France", "≤5.0", "≤+5.0")
    assert rows(compared([ceiling], [ceiling]))[0] == ("France", "≤5.0", "0")


def test_a_total_of_which_no_sum_is_known_is_not_unchanged_at_zero():
    unrated = pledge("ukr-1", amount=amount("5000000", currency="UAH"))
    silent = pledge("ukr-1", amount={"qualifier": "undisclosed"})

    other = pledge("ukr-2", amount={"qualifier": "undisclosed"})
    stated = pledge("ukr-1", amount=amount("5000000"))

    assert sentences(compared([silent], [silent]))[0] == "Pledges: no sum is known."
    assert sentences(compared([unrated], [unrated]))[0] == "Pledges: no sum is converted, for want of a rate."
    assert sentences(compared([unrated], [unrated, other]))[0] == "Pledges: no sum is known or converted."
    assert [sentences(compared([stated], now))[0] for now in ([silent], [unrated], [unrated, other])] == [
        "Pledges: EUR −5.0 million; of what is there now no sum is known.",
        "Pledges: EUR −5.0 million; of what is there now no sum is converted, for want of a rate.",
        "Pledges: EUR −5.0 million; of what is there now no sum is known or converted.",
    ]


def test_what_changed_ends_at_the_figures_of_a_table_of_stages():
    """Three payments of 0.08 read 0.1 each, so their total of 0.24 reads 0.3."""
    stages = {"name": "S", "title": "S", "rows": ["donor"], "stages": ["commitments", "disbursements"]}
    donors = ("deu", "fra", "gbr")
    firm = [given_by(donor.upper(), 9_000_000, stage="commitment") for donor in donors]
    payments = [paid(f"p-{donor}", f"{donor}-1", amount=amount("80000")) for donor in donors]
    shown = compared(firm, [*firm, *payments], rules=definition(tables=[], stages=[stages]))

    (total,) = (row for row in shown.tables[0].rows if row.kind == "total")
    assert total.cells[1].text == "0.3"
    assert "Disbursements: EUR +0.2 million, now EUR 0.3 million." in sentences(shown)


def test_a_cancellation_is_no_silence():
    before = [given_by("DEU", 5_000_000)]
    made = compared(before, [*before, paid("t", "deu-1", type="cancellation", amount=amount("2000000"))])

    assert sentences(made) == [
        "Pledges: unchanged at EUR 5.0 million.",
        "Cancelled pledges: EUR +2.0 million, now EUR 2.0 million.",
    ]


def test_a_net_total_that_a_table_has_is_told_too():
    before = [given_by("DEU", 5_000_000)]
    net = definition(tables=[BY_DONOR, BY_DONOR | {"name": "Net", "measure": "net_pledges"}])
    made = compared(before, [*before, paid("t", "deu-1", type="cancellation", amount=amount("2000000"))], rules=net)

    assert sentences(made) == [
        "Pledges: unchanged at EUR 5.0 million.",
        "Cancelled pledges: EUR +2.0 million, now EUR 2.0 million.",
        "Pledges less cancelled ones: EUR −2.0 million (−40.0 %), now EUR 3.0 million.",
    ]


def test_a_donor_is_named_once_beside_a_step_with_what_all_of_its_records_changed():
    """Three times 0.04 are 0.1 and no 0.0; the records of a donor add up to it, and donors to the step."""
    small = [pledge(f"usa-{number}", donor="USA", amount=amount("40000")) for number in range(3)]
    made = compared([], [*small, given_by("FRA", 110_000), given_by("DEU", 90_000)]).changes

    (step,) = made.steps
    assert step.change.text == "+0.3"
    assert step.largest.replace("\xa0", " ") == "United States +0.1; France +0.1; 1 more"
    assert [(it.id, it.change.text) for it in made.records] == [
        ("fra-1", "+0.1"),
        ("deu-1", "+0.1"),
        ("usa-0", "+0.1"),
        ("usa-1", "0.0"),
        ("usa-2", "0.0"),
    ]


UNTOUCHED = "No sum that stood there was amended, corrected or withdrawn."
STOOD = [given_by("DEU", 2000000), pledge("u", donor="FRA", amount=amount("9000", "UAH"))]
QUIET = [
    (given_by("FRA", 1000000), given_by("FRA", 1000000), UNTOUCHED),
    (given_by("FRA", 1000000), pledge("fra-1", donor="ITA", amount=amount("1000000")), "Pledge fra-1 (Italy)"),
    (
        given_by("FRA", 1000000),
        pledge("fra-1", donor="FRA", amount={"qualifier": "range", "low": "0", "high": "2000000", "currency": "EUR"}),
        "Pledge fra-1 (France)",
    ),
    (STOOD[1], pledge("u", donor="FRA", amount=amount("90000", "UAH")), "Pledge u (France)"),
]


@pytest.mark.parametrize(("then", "now", "said"), QUIET)
def test_what_is_corrected_without_a_change_of_the_total_is_named(then, now, said):
    """It was told that no sum had been corrected."""
    shown = compared([STOOD[0], then], [STOOD[0], now])

    named = "Amended or corrected without a change of this total: {}."
    assert sentences(shown)[1:] == [said if said == UNTOUCHED else named.format(said)]


def test_where_an_undisclosed_record_is_gone_it_is_not_said_that_nothing_was_withdrawn():
    silent = pledge("s", donor="FRA", amount={"qualifier": "undisclosed"})

    assert UNTOUCHED not in sentences(compared([STOOD[0], silent], [STOOD[0]]))
    assert UNTOUCHED in sentences(compared([STOOD[0], silent], [STOOD[0], silent]))


def test_what_was_undisclosed_and_still_is_has_changed_by_nobody_knows_how_much():
    """There stood that nothing is recorded."""
    silent = pledge("s", donor="FRA", amount={"qualifier": "undisclosed"})

    assert rows(compared([STOOD[0], silent], [STOOD[0], silent]))[:2] == [
        ("Germany", "2.0", "0"),
        ("France", "..", ".."),
    ]
    assert rows(compared(STOOD, STOOD))[1] == ("France", "fx", "fx")


def test_more_than_three_of_them_are_counted():
    then, now = ([given_by(it, 1000000, note=note) for it in DONORS] for note in ("first", "second"))

    (_, said) = sentences(compared(then, now))
    assert said.endswith("Pledge gbr-1 (United Kingdom); 2 more.")


def test_a_record_that_is_internal_by_now_is_counted_and_not_named():
    norway, france = given_by("NOR", 3000000), given_by("FRA", 1000000)
    before, after = [STOOD[0], norway, france], [STOOD[0], given_by("FRA", 2000000)]
    bridged = bridge(State(RULES, material(*before)), State(RULES, material(*after)), ())
    made = Comparison(bridged, date(2025, 3, 31), internal=frozenset({"nor-1"}))
    shown = present(bridged.closing, unit="million", comparison=made)

    assert [it.id for it in shown.changes.records] == ["fra-1"]
    assert "Records that are internal by now are in these figures, and not named." in sentences(shown)
    assert "nor-1" not in str(shown.changes)
    assert "Pledge nor" not in str(shown.changes)


def test_what_several_donors_give_together_is_named_by_all_of_them():
    """One of them alone would seem to have changed by the whole."""
    joint = {"joint_donors": [{"donor": it} for it in ("DNK", "NOR")]}
    shown = compared([given_by("DEU", 2000000)], [given_by("DEU", 2000000), given_by("DNK", 1000000, **joint)])
    silent = pledge("s", donor="DNK", amount={"qualifier": "undisclosed"}, **joint)

    assert [(it.donor, it.change.text) for it in shown.changes.records] == [("Denmark + Norway", "+1.0")]
    assert shown.changes.steps[0].largest.replace("\xa0", " ") == "Denmark + Norway +1.0"
    assert "(Denmark + Norway)" in " ".join(sentences(compared([given_by("DEU", 2)], [given_by("DEU", 2), silent])))


def test_the_records_with_the_largest_changes_are_a_table_and_named_beside_their_step():
    donors = ["DEU", "FRA", "GBR", "ITA", "NLD", "NOR", "POL", "ESP", "SWE", "CAN", "USA"]
    made = compared([], [given_by(donor, (20 - place) * 10**6) for place, donor in enumerate(donors)]).changes

    (step,) = made.steps
    assert step.largest.replace("\xa0", " ") == "Germany +20.0; France +19.0; 9 more"
    assert (made.ends, [entry.sign for entry in made.bars]) == (("Earlier total", "Total now"), ["solid"])
    assert [(row.names, row.change.text) for row in made.moved.rows][:1] == [
        (("Pledge deu-1", "Germany", "Counted otherwise"), "+20.0")
    ]
    assert (len(made.moved.rows), made.moved.remarks) == (10, ("1 more record moved.",))


def test_a_decrease_is_explained_where_there_is_one():
    made = compared([given_by("DEU", 5_000_000)], [given_by("DEU", 4_000_000)]).changes

    assert [entry.words for entry in made.bars] == ["total or increase", "decrease"]


def test_totals_of_a_report_of_stages_alone_say_what_they_have_changed_by_too():
    rules = definition(tables=[], stages=[{"name": "Stages", "title": "Stages", "rows": ["donor"]}])
    shown = compared([given_by("DEU", 2_000_000)], [given_by("DEU", 3_000_000)], rules)

    assert shown.changed_since.replace("\xa0", " ") == "Since 31 March 2025"
    assert [(total.title, total.change.text) for total in shown.totals] == [("Pledges", "+1.0")]


def test_totals_say_what_they_have_changed_by():
    shown = compared([given_by("DEU", 2_000_000)], [given_by("DEU", 2_000_000), given_by("GBR", 3_500_000)])

    assert shown.changed_since.replace("\xa0", " ") == "Since 31 March 2025"
    assert [(total.title, total.change.text) for total in shown.totals] == [("Pledges", "+3.5")]


def told_alike(made):
    """Of each donor what its row says that it has changed by, and what is said beside a step with the same change."""
    records = made.changes.records
    together = {}
    for record in records:
        exact, shown = together.get((record.step, record.donor), (0, 0))
        together[record.step, record.donor] = (exact + record.change.exact_minor, shown + record.change.number)
    rows = {row.names[0]: row.change for row in made.tables[0].rows if row.kind == "row"}
    return [
        (rows[donor].number, shown)
        for (_, donor), (exact, shown) in together.items()
        if exact == rows[donor].exact_minor and [it[1] for it in together].count(donor) == 1
    ]


def test_a_row_has_changed_by_what_is_told_of_its_donor_below():
    """Five times x.04 million are 15.2: two of them read a tenth more, in table, steps and records."""
    more = [given_by(donor, 40_000 + 10**6 * place) for place, donor in enumerate(DONORS, start=1)]
    made = compared([given_by("PRT", 5_000_000)], [given_by("PRT", 5_000_000), *more])

    table = {name: change for name, _, change in rows(made)}
    assert table == {
        "United States": "+5.1",
        "Norway": "+4.1",
        "United Kingdom": "+3.0",
        "France": "+2.0",
        "Germany": "+1.0",
        "Portugal": "0",
        "Total": "+15.2",
    }
    assert {it.donor: it.change.text for it in made.changes.records}.items() <= table.items()
    assert made.changes.steps[0].largest.replace("\xa0", " ") == "United States +5.1; Norway +4.1; 3 more"


def test_a_row_of_another_table_has_changed_by_what_is_told_of_its_only_record():
    """So has one of what is left of promises: nothing was cancelled."""
    net = {"name": "Net", "title": "Net", "measure": "net_pledges", "rows": ["donor"]}
    more = [given_by("FRA", 40_000), given_by("DEU", 1_040_000, category="humanitarian"), given_by("GBR", 20_000)]
    made = compared([], more, rules=definition(tables=[BY_DONOR, BY_CATEGORY, net]))

    told = {it.donor: it.change.text for it in made.changes.records}
    assert told == {"Germany": "+1.1", "France": "0.0", "United Kingdom": "0.0"}
    kinds = {row.names[0]: row.change.text for row in made.tables[1].rows}
    assert kinds["Humanitarian assistance"] == "+1.1"
    assert {row.names[0]: row.change.text for row in made.tables[2].rows if row.kind == "row"} == told


@pytest.mark.thorough
@given(SUMS, SUMS, st.sampled_from(["thousand", "million"]))
def test_one_change_reads_alike_in_table_steps_and_records(before, after, unit):
    made = compared(*([given_by(*it) for it in sums.items()] for sums in (before, after)), unit=unit)
    for row, told in told_alike(made) if made.changes and made.tables else ():
        assert row == told

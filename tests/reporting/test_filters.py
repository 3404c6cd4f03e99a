"""What filters and ``since`` leave out, and that they decide nothing else."""

from datetime import date

import pytest
from made import amount, material, over, paid, pledge, report, yearly
from oracle.records import TABLE, Maker, hryvnia

from ledger import Commitment, Transaction, ecb_rates, read_rates
from ledger.foundation import Refused
from ledger.records import groups_of
from ledger.reporting import Definition, build
from ledger.totals import MEASURES, NOTHING, sums

DEFINITION = Definition(name="x", title="X", currency="EUR", horizon="2027-08-15")
STAGES = {"pledge", "commitment", "allocation", "disbursement", "delivery"}


def figures_of(made, measure="pledges"):
    return made.totals[measure].figures.central_minor if measure in made.totals else 0


def left_out(made):
    return {row.record.id: str(row.left_out) for row in made.rows if row.left_out}


def notes(made, about):
    return [note.text for note in made.notes if note.about == about]


def test_since_is_the_first_day_of_announcement_that_counts():
    made = report(
        pledge("a"), pledge("b", announced="2025-06-01"), pledge("c", announced="2024-01-01"), since="2025-06-02"
    )

    assert figures_of(made) == 100_00
    assert left_out(made) == {
        "b": "announced on 2025-06-01, before 2025-06-02",
        "c": "announced on 2024-01-01, before 2025-06-02",
    }
    assert notes(made, "Since") == [
        "Counted: only what was announced from 2025-06-02 on. Left out: 2 records announced before that day."
    ]


def test_a_payment_is_as_old_as_the_promise_that_it_keeps():
    made = report(pledge("a", announced="2024-01-01"), paid(), since="2025-01-01")

    assert figures_of(made, "disbursements") == 0
    assert left_out(made)["t"] == "announced on 2024-01-01, before 2025-01-01"


def test_money_that_was_announced_before_is_not_new_because_a_later_record_restates_it():
    again = pledge("b", relations=[{"kind": "restates", "target": "a"}])

    assert figures_of(report(pledge("a", announced="2023-01-01"), again, since="2024-01-01")) == 0


@pytest.mark.parametrize(
    ("filters", "counted", "note"),
    [
        ({"donors": ["GBR"]}, ["gbr"], "donors: United Kingdom. Left out: 2 records of other donors."),
        (
            {"groups": ["NATO"]},
            ["deu", "gbr"],
            ("donors: NATO members (on the day of each announcement). Left out: 1 record of other donors."),
        ),
        ({"recipients": ["MDA"]}, ["gbr"], "recipients: Moldova. Left out: 2 records of other recipients."),
        ({"instruments": ["loan"]}, ["aut"], "instruments: loan. Left out: 2 records of other instruments."),
        (
            {"categories": ["military", "other"]},
            ["aut", "deu"],
            "categories: military assistance, other or mixed. Left out: 1 record of other categories.",
        ),
        (
            {"currencies": ["GBP"]},
            ["gbr"],
            "original currencies: GBP. Left out: 2 records of other original currencies.",
        ),
        ({"stages": ["pledge"]}, ["deu", "gbr"], "stages: pledge. Left out: 1 record of other stages."),
    ],
)
def test_each_filter_counts_what_it_leaves_out(filters, counted, note):
    made = report(
        pledge("deu"),
        pledge("gbr", donor="GBR", recipient="MDA", category="financial", amount=amount(currency="GBP")),
        pledge("aut", donor="AUT", category="other", instrument="loan", stage="commitment"),
        filters=filters,
    )

    assert sorted(row.record.id for row in made.rows if row.left_out is None) == counted
    assert notes(made, "Filter") == [f"Counted: only {note}"]
    assert notes(made, "Not counted") == []


def test_what_donors_give_jointly_in_unknown_shares_is_chosen_where_all_of_them_are():
    given = pledge("a", joint_donors=[{"donor": "DEU"}, {"donor": "AUT"}])

    assert figures_of(report(given, filters={"donors": ["DEU", "AUT"]})) == 100_00
    made = report(given, filters={"groups": ["NATO"]})
    assert (figures_of(made), left_out(made)) == (
        0,
        {"a": "not chosen by the filter: donor AUT of those who give it jointly"},
    )


def test_of_known_shares_those_of_the_chosen_donors_count():
    given = pledge("a", joint_donors=[{"donor": "DEU", "share": "60%"}, {"donor": "AUT", "share": "40%"}])

    assert figures_of(report(given, filters={"donors": ["DEU"]})) == 60_00


def test_what_is_cancelled_of_a_promise_goes_with_it():
    records = [pledge("a"), paid("t", type="cancellation", amount=amount("30")), pledge("b", donor="FRA")]

    assert figures_of(report(*records, filters={"stages": ["pledge"]}), "net_pledges") == 170_00
    assert figures_of(report(*records, filters={"donors": ["DEU"]}), "net_pledges") == 70_00
    assert figures_of(report(*records, filters={"donors": ["FRA"]}), "cancelled_pledges") == 0


def test_a_definition_keeps_its_filters_where_another_one_is_changed():
    varied = Definition(name="x", title="X", currency="EUR", filters={"categories": ["military"]}).varied(
        filters={"groups": ["NATO"]}
    )

    assert (varied.filters.categories, varied.filters.groups) == (("military",), ("NATO",))


def test_a_cutoff_before_since_is_refused():
    with pytest.raises(Refused) as refused:
        DEFINITION.varied(since="2025-01-02", cutoff="2025-01-01")

    assert "a cutoff on or after since" in str(refused.value.problems[0])


@pytest.fixture(scope="module")
def random_material():
    """A book of all kinds of records, with envelopes, joint donors, ties and cancellations."""
    records = [
        (Commitment if "stage" in it else Transaction).model_validate(it) for seed in (3, 11) for it in renamed(seed)
    ]
    rates = [ecb_rates(), *(read_rates(name, text.encode())[0] for name, text in (("NBU", hryvnia()), ("kiel", TABLE)))]
    return material(*records, rates=rates, as_of=date(2026, 10, 30))


def renamed(seed):
    made = Maker(seed).make(120)
    return [
        it | {name: f"{seed}-{it[name]}" for name in ("id", "commitment") if name in it} | tied(it, seed) for it in made
    ]


def tied(record, seed):
    ties = record.get("relations")
    return {"relations": [tie | {"target": f"{seed}-{tie['target']}"} for tie in ties]} if ties else {}


def totals(made):
    return {measure: total for measure, total in made.totals.items() if total != NOTHING}


def of_label(made, by, label):
    found = {measure: sums(made.pieces, [by], measure).get((label,), NOTHING) for measure in MEASURES}
    return {measure: total for measure, total in found.items() if total != NOTHING and measure in made.totals}


LABELS = [
    ("donors", "donor", ["DEU", "NLD", "EU"]),
    ("recipients", "recipient", ["UKR", "MDA"]),
    ("categories", "category", ["military", "financial"]),
    ("instruments", "instrument", ["grant"]),
    ("currencies", "currency", ["USD", "UAH"]),
]


@pytest.fixture(scope="module")
def whole(random_material):
    """The report of all of it."""
    return build(DEFINITION, random_material)


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "by", "label"), [(name, by, it) for name, by, labels in LABELS for it in labels])
def test_a_report_of_one_label_has_the_figures_of_this_label_in_the_report_of_all(
    random_material, whole, name, by, label
):
    """Low, central, high and all counts, though records repeat, contain and cancel each other across labels."""
    limited = build(DEFINITION.varied(filters={name: [label]}), random_material)
    of_measures = {measure: it for measure, it in of_label(whole, by, label).items() if measure in limited.totals}

    assert of_measures
    assert totals(limited) == of_measures
    assert limited.agrees


@pytest.mark.thorough
@pytest.mark.parametrize("stage", sorted(STAGES))
def test_a_report_of_one_stage_has_all_measures_of_it_and_no_others(random_material, whole, stage):
    limited = build(DEFINITION.varied(filters={"stages": [stage]}), random_material)
    own = {measure: total for measure, total in totals(whole).items() if own_stage(measure) == stage}

    assert {measure: total.figures.central_minor for measure, total in totals(limited).items() if total.records} == {
        measure: total.figures.central_minor for measure, total in own.items() if total.records
    }
    assert limited.agrees


def own_stage(measure):
    stage = next(iter(MEASURES[measure]))
    return {"return": "disbursement"}.get(stage, stage.removeprefix("cancelled "))


@pytest.mark.thorough
def test_what_was_announced_before_a_day_and_since_it_make_up_the_whole(random_material, whole):
    """Before it only by the pieces of all: a cutoff hides what came later, a restatement too."""
    days = {row.record.id: row.commitment.announced for row in whole.rows}
    limited = build(DEFINITION.varied(since="2023-01-01"), random_material)
    homes = {line.record.id: line.home for line in whole.lines}
    later = [
        it for it in whole.pieces if it.side is None and days[homes.get(it.record_id, it.record_id)] >= date(2023, 1, 1)
    ]

    for measure, total in totals(limited).items():
        if measure in ("pledges", "commitments", "allocations", "disbursements", "deliveries"):
            expected = sums(later, [], measure).get((), NOTHING)
            assert (total.figures.central_minor, total.records) == (expected.figures.central_minor, expected.records)
    assert limited.agrees


@pytest.mark.thorough
def test_a_group_has_the_figures_of_its_memo_line(random_material, whole):
    limited = build(DEFINITION.varied(filters={"groups": ["EU"]}), random_material)
    members = [it for it in whole.pieces if "EU" in it.groups]

    assert groups_of("DEU", date(2025, 1, 1)) >= {"EU"}
    for measure in ("pledges", "commitments", "disbursements"):
        assert limited.totals[measure] == sums(members, [], measure)[()]


def test_a_period_is_limited_by_its_announcement_and_not_by_its_years():
    made = report(pledge("a", term=over("2020-01-01", "2026-12-31")), since="2025-06-02")

    assert figures_of(made) == 100_00


@pytest.mark.parametrize(
    ("term", "kept"),
    [("one_off", ["a"]), ("period", ["b"]), ("recurring", ["c"]), ("open_ended", ["d"])],
)
def test_promises_are_chosen_by_their_terms(term, kept):
    made = report(
        pledge("a"),
        pledge("b", term=over("2025-01-01", "2025-12-31")),
        pledge("c", term=yearly(end="2027-03-31")),
        pledge("d", term=yearly()),
        filters={"terms": [term]},
    )

    assert [row.record.id for row in made.rows if row.left_out is None] == kept
    assert notes(made, "Filter")[0].endswith("Left out: 3 records of other terms.")

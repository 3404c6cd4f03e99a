from datetime import date

import pytest
from made import amount, over, paid, pledge, report

from ledger.totals import Scope, counting, visible, what_counts


def left_out(records, scope):
    return {key: str(reason) for key, reason in counting(records, scope).left_out.items()}


def tie(kind, target):
    return [{"kind": kind, "target": target}]


def test_what_is_paid_before_the_horizon_counts_however_it_is_said_that_its_promise_is_due_later(monkeypatch):
    monkeypatch.setattr(what_counts, "_after_horizon", lambda day, scope: "later" if day > scope.horizon else None)
    late = pledge("late", term=over("2031-01-01", "2031-12-31"))
    records = [late, paid("p", "late"), paid("c", "late", type="cancellation")]

    assert left_out(records, Scope(horizon=date(2030, 12, 31))) == {"late": "later", "c": "later"}


def test_a_domestic_record_does_not_count():
    assert left_out([pledge(donor="GBR", recipient="GBR")], Scope()) == {
        "a": "domestic: donor and recipient are the same"
    }


def test_a_recipient_outside_the_boundary_does_not_count():
    assert "recipient PHL" in left_out([pledge(recipient="PHL")], Scope(recipients=frozenset({"UKR"})))["a"]


def test_a_flow_between_donors_does_not_count():
    scope = Scope(donors=frozenset({"DEU", "EU"}))

    assert "flow between donors" in left_out([pledge(donor="DEU", recipient="EU")], scope)["a"]


def scope_of(donor_groups=(), recipient_groups=(), **fields):
    return Scope(donor_groups=frozenset(donor_groups), recipient_groups=frozenset(recipient_groups), **fields)


def test_a_donor_counts_with_its_group_from_the_day_on_which_it_belongs_to_it():
    records = [pledge(day, donor="FIN", announced=day) for day in ("2023-04-03", "2023-04-04")]

    assert left_out(records, scope_of(["NATO"])) == {
        "2023-04-03": "outside the boundary: donor FIN, not in NATO on 2023-04-03"
    }


def test_a_payment_counts_by_the_day_on_which_its_commitment_was_announced():
    before = pledge("before", donor="SWE", announced="2024-03-06")
    after = pledge("after", donor="SWE", announced="2024-03-07")
    paid_later = [paid(f"t-{it.id}", it.id, value_date="2025-01-01") for it in (before, after)]

    assert set(left_out([before, after, *paid_later], scope_of(["NATO"]))) == {"before", "t-before"}


def test_the_group_eu_is_its_states_and_the_party_eu_its_institutions():
    records = [pledge(donor, donor=donor) for donor in ("DEU", "EU", "GBR")]

    assert set(left_out(records, scope_of(["EU"]))) == {"EU", "GBR"}
    assert set(left_out(records, Scope(donors=frozenset({"EU"})))) == {"DEU", "GBR"}
    assert set(left_out(records, scope_of(["EU"], donors=frozenset({"EU"})))) == {"GBR"}


def test_a_group_of_recipients_counts_by_the_day_of_the_announcement_too():
    records = [pledge(key, donor="USA", recipient=key) for key in ("POL", "UKR", "GBR")]

    assert left_out(records, scope_of(recipient_groups=["EU"], recipients=frozenset({"UKR"}))) == {
        "GBR": "outside the boundary: recipient GBR, not in EU on 2025-06-02"
    }


def test_what_one_member_gives_to_another_or_to_a_named_donor_does_not_count():
    within = pledge("within", donor="DEU", recipient="POL")
    to_the_eu = pledge("to-the-eu", donor="DEU", recipient="EU")

    assert set(left_out([within, to_the_eu], scope_of(["EU"]))) == {"within"}
    assert set(left_out([within, to_the_eu], scope_of(["EU"], donors=frozenset({"EU"})))) == {"within", "to-the-eu"}


@pytest.mark.parametrize("kind", ["restates", "contributes_to", "draws_down"])
def test_money_that_stands_in_another_record_counts_once(kind):
    envelope, part = pledge("envelope"), pledge("part", relations=tie(kind, "envelope"))

    assert set(left_out([envelope, part], Scope())) == {"part"}


@pytest.mark.parametrize("kind", ["fulfils", "tops_up", "related_to"])
def test_money_of_its_own_counts_beside_the_other(kind):
    other, record = pledge("other"), pledge("record", relations=tie(kind, "other"))

    assert left_out([other, record], Scope()) == {}


@pytest.mark.parametrize("kind", ["restates", "part_of", "contributes_to", "draws_down"])
def test_a_record_that_replaces_what_it_repeats_counts_itself(kind):
    ties = tie(kind, "old") + tie("supersedes", "old")

    assert left_out([pledge("old"), pledge("new", relations=ties)], Scope()) == {"old": "superseded by new"}


def test_two_records_never_displace_each_other_through_a_replacement():
    records = [
        pledge("a", relations=tie("part_of", "b")),
        pledge("b"),
        pledge("c", relations=tie("supersedes", "b") + tie("restates", "a")),
    ]

    assert set(left_out(records, Scope())) == {"b", "c"}


def test_a_part_of_a_replaced_envelope_is_in_the_new_one():
    records = [
        pledge("part", relations=tie("part_of", "old")),
        pledge("old"),
        pledge("newer", relations=tie("supersedes", "old")),
        pledge("newest", relations=tie("supersedes", "newer")),
    ]

    assert set(left_out(records, Scope())) == {"old", "newer"}
    assert counting(records, Scope()).envelopes["newest"].parts == ("part",)


@pytest.mark.parametrize("kind", ["restates", "contributes_to", "draws_down"])
def test_the_successor_of_a_record_that_repeats_money_repeats_it_too(kind):
    records = [
        pledge("whole"),
        pledge("old", relations=tie(kind, "whole")),
        pledge("new", relations=tie("supersedes", "old")),
    ]

    assert set(left_out(records, Scope())) == {"old", "new"}


def test_a_chain_through_a_replaced_record_is_not_cut_where_the_successor_has_no_figure():
    records = [
        pledge("a"),
        pledge("c", relations=tie("part_of", "a")),
        pledge("b", relations=tie("contributes_to", "c")),
        pledge("d", relations=tie("supersedes", "c"), amount={"qualifier": "undisclosed"}),
    ]
    counted = {it.id for it in records} - set(left_out(records, Scope(recipients=frozenset({"UKR"}))))

    assert counted == {"a"}


def test_what_is_cancelled_of_a_promise_due_after_the_horizon_is_not_counted():
    late = pledge("late", term={"kind": "one_off", "start": "2031-01-01"})
    back = paid("back", "late", type="cancellation")

    assert set(left_out([late, back], Scope(horizon=date(2030, 12, 31)))) == {"late", "back"}


@pytest.mark.parametrize("kind", ["contributes_to", "draws_down", "restates", "supersedes"])
def test_a_tie_across_stages_takes_nothing_from_either(kind):
    records = [pledge("announced"), pledge("firm", stage="commitment", relations=tie(kind, "announced"))]

    assert left_out(records, Scope()) == {}


def test_what_is_due_after_the_horizon_says_so_and_displaces_no_part():
    scope = Scope(horizon=date(2030, 12, 31))
    late = pledge("late", term={"kind": "period", "start": "2031-01-01", "end": "2032-12-31"})
    part = pledge("part", relations=tie("part_of", "late"))

    assert left_out([late, part], scope) == {"late": "due from 2031-01-01, after the horizon 2030-12-31"}


def test_a_payment_before_the_horizon_counts_though_its_commitment_begins_after_it():
    scope = Scope(horizon=date(2030, 12, 31))
    late = pledge("late", term={"kind": "one_off", "start": "2031-01-01"})
    records = [late, paid("early", "late"), paid("too-late", "late", value_date="2031-02-01")]

    assert set(left_out(records, scope)) == {"late", "too-late"}


def test_what_was_cancelled_of_a_replaced_commitment_is_in_its_successor():
    records = [
        pledge("old"),
        pledge("new", relations=tie("supersedes", "old")),
        paid("back", "old", type="cancellation"),
        paid("paid", "old"),
    ]

    assert left_out(records, Scope())["back"] == "of a commitment superseded by new"
    assert "paid" not in left_out(records, Scope())


def test_an_envelope_without_a_figure_does_not_displace_its_parts():
    envelope = pledge("envelope", amount={"qualifier": "undisclosed"})
    part = pledge("part", relations=tie("part_of", "envelope"))

    assert left_out([envelope, part], Scope()) == {}


UNDISCLOSED = {"qualifier": "undisclosed"}


def test_a_restatement_with_a_figure_ends_the_doubt_of_what_it_restates():
    records = [pledge("a", amount=UNDISCLOSED), pledge("b", relations=tie("restates", "a"))]

    assert left_out(records, Scope()) == {"a": "restated by b, which says the sum"}
    made = report(*records)
    assert (made.totals["pledges"].figures.central_minor, made.totals["pledges"].without_figure) == (100_00, 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": UNDISCLOSED},
        {"amount": {"qualifier": "none"}},
        {"recipient": "MDA"},
        {"term": {"kind": "one_off", "start": "2031-01-01"}},
        {"stage": "commitment"},
        {"relations": tie("related_to", "a")},
        {"relations": tie("part_of", "a")},
        {"relations": tie("tops_up", "a")},
    ],
)
def test_the_doubt_stays_where_no_restatement_with_a_figure_counts(fields):
    again = {"relations": tie("restates", "a")} | fields
    records = [pledge("a", amount=UNDISCLOSED), pledge("b", **again)]

    assert "a" not in left_out(records, Scope(frozenset({"DEU"}), frozenset({"UKR"}), horizon=date(2030, 12, 31)))


def test_of_several_restatements_the_first_one_announced_says_the_sum_and_holds_the_others():
    records = [
        pledge("a", amount=UNDISCLOSED),
        pledge("b", announced="2025-07-01", relations=tie("restates", "a")),
        pledge("c", announced="2025-06-30", relations=tie("restates", "a")),
    ]

    assert left_out(records, Scope()) == {
        "a": "restated by c, which says the sum",
        "b": "restates c, which holds the same money",
    }


def test_a_restatement_of_a_restatement_says_the_sum_of_both():
    records = [
        pledge("a", amount=UNDISCLOSED),
        pledge("b", amount=UNDISCLOSED, relations=tie("restates", "a")),
        pledge("c", relations=tie("restates", "b")),
    ]

    assert left_out(records, Scope()) == dict.fromkeys(("a", "b"), "restated by c, which says the sum")


def test_who_restates_what_was_replaced_says_the_sum_of_its_successor():
    records = [
        pledge("old", amount=UNDISCLOSED),
        pledge("new", amount=UNDISCLOSED, relations=tie("supersedes", "old")),
        pledge("again", relations=tie("restates", "old")),
    ]

    assert left_out(records, Scope()) == {"old": "superseded by new", "new": "restated by again, which says the sum"}


def test_the_successor_of_a_restatement_ends_the_doubt_in_its_place():
    records = [
        pledge("a", amount=UNDISCLOSED),
        pledge("b", amount=UNDISCLOSED, relations=tie("restates", "a")),
        pledge("c", relations=tie("supersedes", "b")),
    ]

    assert left_out(records, Scope()) == {"a": "restated by c, which says the sum", "b": "superseded by c"}


def test_parts_of_a_promise_without_a_figure_are_parts_of_the_restatement_that_says_it():
    records = [
        pledge("a", amount=UNDISCLOSED),
        pledge("part", amount=amount("40"), relations=tie("part_of", "a")),
        pledge("b", relations=tie("restates", "a")),
        pledge("all", amount=amount("500"), relations=tie("related_to", "a")),
    ]

    assert report(*records).totals["pledges"].figures.central_minor == 600_00
    assert counting(records, Scope()).envelopes["b"].parts == ("part",)


def test_the_restatement_of_a_part_without_a_figure_is_the_part():
    records = [
        pledge("whole"),
        pledge("a", amount=UNDISCLOSED, relations=tie("part_of", "whole")),
        pledge("b", amount=amount("40"), relations=tie("restates", "a")),
    ]

    assert left_out(records, Scope()) == {"a": "restated by b, which says the sum"}
    assert counting(records, Scope()).envelopes["whole"].parts == ("b",)
    assert report(*records).totals["pledges"].figures.central_minor == 100_00


def test_what_is_cancelled_of_a_promise_without_a_figure_is_taken_from_the_restatement_that_says_it():
    records = [
        pledge("a", amount=UNDISCLOSED),
        pledge("b", relations=tie("restates", "a")),
        paid("t", "a", type="cancellation", amount=amount("30")),
    ]

    assert report(*records).totals["net_pledges"].figures.central_minor == 70_00


def test_a_part_without_a_figure_is_looked_through():
    records = [
        pledge("whole"),
        pledge("middle", amount={"qualifier": "undisclosed"}, relations=tie("part_of", "whole")),
        pledge("small", relations=tie("part_of", "middle")),
    ]

    assert set(left_out(records, Scope())) == {"middle"}
    assert counting(records, Scope()).envelopes["whole"].parts == ("small",)


def test_the_successor_counts_and_the_superseded_does_not():
    old, new = pledge("old"), pledge("new", relations=tie("supersedes", "old"))

    assert left_out([old, new], Scope()) == {"old": "superseded by new"}


def test_before_the_cutoff_the_superseded_record_still_counts():
    scope = Scope(cutoff=date(2025, 6, 30))
    old = pledge("old")
    new = pledge("new", announced="2025-07-01", relations=tie("supersedes", "old"))
    seen = visible([old, new], scope)

    assert [record.id for record in seen] == ["old"]
    assert left_out(seen, scope) == {}


def test_what_was_announced_on_the_day_of_the_cutoff_is_seen():
    assert len(visible([pledge(announced="2025-06-30")], Scope(cutoff=date(2025, 6, 30)))) == 1


def test_what_is_due_on_the_day_of_the_horizon_counts():
    assert left_out([pledge(announced="2025-06-30")], Scope(horizon=date(2025, 6, 30))) == {}


def test_an_internal_record_is_not_seen_in_a_public_report():
    records = [pledge("public"), pledge("internal", handling="internal"), paid("t", "internal")]

    assert [record.id for record in visible(records, Scope())] == ["public"]
    assert len(visible(records, Scope(handling="internal"))) == 3


def test_a_transaction_shares_the_boundary_of_its_commitment_but_not_its_repetition():
    envelope = pledge("envelope")
    part = pledge("part", relations=tie("restates", "envelope"))
    domestic = pledge("domestic", recipient="DEU")
    records = [envelope, part, domestic, paid("t1", "part"), paid("t2", "domestic")]

    assert set(left_out(records, Scope())) == {"part", "domestic", "t2"}


@pytest.mark.proof
def test_a_long_chain_of_restatements_is_followed_without_recursion():
    records = [pledge("r0")]
    records += [
        pledge(f"r{n}", amount={"qualifier": "undisclosed"}, relations=tie("restates", f"r{n - 1}"))
        for n in range(1, 2000)
    ]

    assert len(left_out(records, Scope())) == 1999


def test_a_restatement_of_a_record_outside_the_boundary_counts_itself():
    scope = Scope(recipients=frozenset({"UKR"}))
    records = [pledge("there", recipient="PHL"), pledge("here", relations=tie("restates", "there"))]

    assert set(left_out(records, scope)) == {"there"}


def test_what_does_not_count_anyway_does_not_keep_a_filter_from_the_others():
    made = report(
        pledge("a", recipient="DEU"),
        pledge("b", category="financial"),
        pledge("c"),
        filters={"categories": ["military"]},
    )

    assert {row.record.id: row.filtered is not None for row in made.rows} == {"a": False, "b": True, "c": False}
    assert made.totals["pledges"].figures.central_minor == 100_00

"""Ties that a file of IATI states: kept, and of no effect until a person decides (docs/iati.md)."""

from itertools import permutations

import pytest

from ledger.checks import check_records, duplicates
from ledger.intake import read_files, settle
from ledger.records import Relation, structure_problems


def activity(identifier, *inner, value="100", kind="2"):
    """One activity that promises once, or not at all."""
    promise = (
        f'<transaction ref="p"><transaction-type code="{kind}"/><transaction-date iso-date="2024-05-06"/>'
        f'<value value-date="2024-05-06">{value}</value></transaction>'
        if value
        else ""
    )
    return (
        '<iati-activity default-currency="SEK" xml:lang="en">'
        f"<iati-identifier>{identifier}</iati-identifier>"
        '<reporting-org ref="SE" type="10"><narrative>Sweden</narrative></reporting-org>'
        f'<title><narrative>Roads {identifier}</narrative></title><recipient-country code="MD"/>'
        f"{''.join(inner)}{promise}</iati-activity>"
    )


def related(identifier, kind):
    return f'<related-activity ref="{identifier}" type="{kind}"/>'


@pytest.fixture
def read(tmp_path):
    """Reads activities; gives their records."""

    def reading(*activities):
        text = f"<iati-activities version='2.03'>{''.join(activities)}</iati-activities>"
        (tmp_path / "a.xml").write_text(text, encoding="utf-8")
        records, problems = settle(read_files([tmp_path / "a.xml"]).drafts, ())
        assert (problems, structure_problems(records)) == ((), ())
        return records

    return reading


def pairs(records):
    return {frozenset((it.id[5:-2], tie.target[5:-2])) for it in records for tie in it.relations}


def doubts(records):
    return [it for it in check_records(records) if it.code == "DUP"]


PARENT = activity("S-1", related("S-1-A", 2), related("S-1-B", 2), value="900")
CHILDREN = (
    activity("S-1-A", related("S-1", 1), value="500"),
    activity("S-1-B", related("S-1", 1), value="350"),
)


@pytest.mark.parametrize("order", list(permutations((PARENT, *CHILDREN))))
def test_parent_and_children_that_promise_are_tied_in_whatever_order_they_stand(order, read):
    records = read(*order)

    assert {tie.kind for it in records for tie in it.relations} == {"linked_by_source"}
    assert pairs(records) == {frozenset(("S-1", "S-1-A")), frozenset(("S-1", "S-1-B"))}


def test_what_hangs_together_is_one_warning_at_the_largest(read):
    [problem] = doubts(read(PARENT, *CHILDREN))

    assert (str(problem.place), problem.severity) == ("iati-S-1:p:relations", "warning")
    assert problem.found == (
        "SEK 900 beside what its source ties to it and counts as well: iati-S-1-A:p (SEK 500), iati-S-1-B:p (SEK 350)"
    )
    assert problem.remedy == (
        "if it is the same money, tie each to the whole: "
        "desk.relate(book, 'iati-S-1-A:p', 'part_of', 'iati-S-1:p', ...); "
        "where both count, related_to"
    )


def test_they_are_candidates_for_the_same_money_although_they_are_tied(read):
    found = duplicates(read(PARENT, *CHILDREN))

    assert [(it.record, it.others, it.suggested) for it in found] == [
        ("iati-S-1-A:p", ("iati-S-1:p",), "part_of"),
        ("iati-S-1-B:p", ("iati-S-1:p",), "part_of"),
    ]
    assert {it.reasons[0].text for it in found} == {"their source ties the two"}


@pytest.mark.parametrize("decision", ["part_of", "related_to", "restates"])
def test_what_a_person_has_decided_is_told_no_more(decision, read):
    decided = []
    for record in read(PARENT, *CHILDREN):
        ties = [*record.relations, *(Relation(kind=decision, target=it.target) for it in record.relations)]
        decided.append(record.model_copy(update={"relations": tuple(ties)}))

    assert doubts(decided) == []
    assert [it.code for it in check_records(decided) if it.code == "REL"] == []
    assert duplicates(decided) == ()


@pytest.mark.parametrize(
    "others",
    [
        # The parent promises nothing, so the money stands once.
        (activity("S-1", related("S-1-A", 2), value=None), CHILDREN[0]),
        # Siblings and activities that are funded together hold no money of each other.
        (activity("S-2", related("S-3", 3), value="70"), activity("S-3", related("S-2", 3), value="80")),
        (activity("S-2", related("S-3", 4), value="70"), activity("S-3", value="80")),
        # The other one is in no file that was read.
        (activity("S-2", related("S-9", 1)),),
        # A tie to itself says nothing.
        (activity("S-2", related("S-2", 1)),),
    ],
)
def test_where_money_cannot_stand_twice_nothing_is_said(others, read):
    records = read(*others)

    assert [it.relations for it in records] == [()] * len(records)
    assert doubts(records) == []


def test_a_pledge_and_the_commitment_under_it_are_added_apart(read):
    records = read(activity("S-1", related("S-1-A", 2), value="900", kind="12"), CHILDREN[0])

    assert pairs(records) == {frozenset(("S-1", "S-1-A"))}
    assert doubts(records) == []


def test_the_activity_that_money_comes_from_is_a_tie_too(read):
    given = (
        '<transaction ref="p"><transaction-type code="11"/><transaction-date iso-date="2024-06-07"/>'
        '<value value-date="2024-06-07">80</value>'
        '<provider-org provider-activity-id="S-1"><narrative>Sweden</narrative></provider-org></transaction>'
    )
    records = read(activity("S-1", value="900"), activity("N-7", given, value=None))

    assert pairs(records) == {frozenset(("S-1", "N-7"))}
    assert [it.place.record for it in doubts(records)] == ["iati-S-1:p"]


def test_the_note_names_the_activities_also_where_none_of_them_was_read(read):
    [record] = read(activity("S-2", related("S-9", 1)))

    assert record.note == "IATI: Outgoing Commitment. Tied to activity S-9 (parent)."


def test_an_unsound_promise_is_told_alone(tmp_path):
    text = f"<iati-activities version='2.03'>{PARENT.replace('SEK', 'SKR')}{CHILDREN[0]}</iati-activities>"
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")

    records, problems = settle(read_files([tmp_path / "a.xml"]).drafts, ())

    assert [it.id for it in records] == ["iati-S-1-A:p"]
    assert [it.found for it in problems] == ['"SKR"']
    assert structure_problems(records) == ()

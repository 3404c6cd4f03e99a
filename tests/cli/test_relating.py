from typing import get_args

import pytest

from ledger.desk import TIES_IN_WORDS
from ledger.records import RelationKind


@pytest.mark.thorough
@pytest.mark.usefixtures("book")
def test_candidates_are_told_with_their_reasons_and_decided_by_a_person(run, written):
    rows = "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term,id\n"
    rows += "Tanks,DEU,UKR,military,grant,pledge,2025-06-02,exact,7000,EUR,one_off,a\n"
    rows += "Ten tanks,DEU,UKR,military,grant,pledge,2025-06-04,exact,7000,EUR,one_off,b\n"
    assert run("import", written("two.csv", rows)).code == 0

    told = run("duplicates")

    assert told.code == 0
    assert told.out.splitlines() == [
        "b  restates?  a   (weight 4)",
        "    2025-06-04  EUR 7,000  Ten tanks",
        "    2025-06-02  EUR 7,000  Tanks",
        "    because: both EUR 7,000; announced 2 days apart",
        "1 candidate in book.db.",
        "Decide each with `relate ID restates ID`, or `relate ID related_to ID` where both count.",
    ]
    assert run("duplicates", "--within", "1", "--json").json["candidates"] == []
    assert (
        run("relate", "b", "restates", "a", "--reason", "one speech", "--json").json["entered"][0]["action"]
        == "correct"
    )
    assert run("duplicates", "--json").json["count"] == 0


@pytest.mark.usefixtures("untouched")
def test_a_tie_without_a_reason_is_not_entered(run):
    assert run("relate", "gbr-ukr-2025-06-02-2", "related_to", "gbr-ukr-2025-06-02-1").code == 2


@pytest.mark.parametrize(
    ("kind", "means"), [("restates", "counts once, in the record that is restated"), ("related_to", "both count")]
)
@pytest.mark.usefixtures("book")
def test_a_tie_says_what_it_does_to_the_totals(run, kind, means):
    said = run("relate", "fra-ukr-2025-06-07-1", kind, "gbr-ukr-2025-06-02-2", "--reason", "tried").out

    assert means in said.splitlines()[0]


def test_every_tie_has_its_words():
    assert set(TIES_IN_WORDS) == set(get_args(RelationKind))

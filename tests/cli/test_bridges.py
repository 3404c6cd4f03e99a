"""``diff``: what stands in the document of a bridge, and on the screen."""

import pytest

pytestmark = pytest.mark.usefixtures("book")


def euros(amount):
    return {"currency": "EUR", "amount": amount}


def test_the_document_has_both_ends_by_their_entries_and_days(run):
    shown = run("diff", "entry:17", "entry:20", "--json").json

    assert shown["currency"] == "EUR"
    assert [(end["name"], end["entries"], end["as_of"]) for end in shown["ends"]] == [
        ("entry:17", 17, "2026-10-30"),
        ("entry:20", 20, "2026-10-30"),
    ]
    assert [len(end["head"]) for end in shown["ends"]] == [64, 64]


@pytest.mark.thorough
def test_each_step_says_what_each_record_adds_and_by_which_entries(run):
    (bridge,) = (it for it in run("diff", "entry:17", "--json").json["bridges"] if it["measure"] == "disbursements")

    assert (bridge["opening"], bridge["closing"], bridge["agrees"]) == (
        euros("4500000000.00"),
        euros("6268023457.24"),
        True,
    )
    (step,) = bridge["steps"]
    assert (step["step"], step["change"]) == ("new", euros("1768023457.24"))
    assert step["rows"][0] == {
        "id": "gbr-ukr-2025-03-01-1-disbursement-1",
        "before": euros("0.00"),
        "after": euros("897481799.74"),
        "change": euros("897481799.74"),
        "revisions": [19],
    }


def test_people_read_each_step_with_the_records_that_it_moves_most(run):
    lines = run("diff", "entry:17").out.splitlines()

    assert lines[0] == "From entry:17 to now, in EUR."
    assert [line.split() for line in lines if line.startswith("new ")] == [
        ["new", "+2,735,812,512.11", "1"],
        ["new", "+1,768,023,457.24", "2"],
    ]
    assert lines[-1] == (
        "    new: gbr-ukr-2025-03-01-1-disbursement-1 +897,481,799.74, "
        "gbr-ukr-2025-03-01-1-disbursement-2 +870,541,657.50"
    )


@pytest.mark.thorough
def test_an_end_that_lacks_a_rate_counts_its_records_without_one(run, written):
    written(
        "un.csv",
        "title,donor,recipient,category,instrument,stage,announced,qualifier,term,amount,currency,publisher,source_title,quote\n"
        "Tanks,Poland,Ukraine,military,grant,pledge,2025-06-02,exact,one_off,9000,UAH,Ministry,Release,9000 hryvnias\n",
    )
    run("import", "un.csv", "--reason", "a release")
    bridges = {it["measure"]: it for it in run("diff", "entry:20", "--json").json["bridges"]}

    assert bridges["pledges"]["not_converted"] == [0, 1]
    assert bridges["commitments"]["not_converted"] == [0, 0]

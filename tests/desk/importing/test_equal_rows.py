"""Equal rows of a publisher under ids of their own enter with a doubt; rows typed twice are refused as before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.desk import import_file
from ledger.foundation import Place, Refused
from ledger.intake.drafts import Draft
from ledger.intake.equal_rows import set_apart

MAPPING = """
source = "Payments office"
decimal = "point"
multiplier = 1
[columns]
donor = "Who"
title = "What"
amount = "How much"
announced = "When"
{id}
[constants]
recipient = "MDA"
category = "humanitarian"
instrument = "grant"
stage = "commitment"
qualifier = "exact"
term = "one_off"
currency = "NOK"
"""
HEAD = "Ref,Who,What,How much,When\n"
IATI = """<iati-activities version="2.03"><iati-activity default-currency="NOK" xml:lang="en">
<iati-identifier>N-1</iati-identifier><reporting-org ref="N" type="10"><narrative>Norway</narrative></reporting-org>
<title><narrative>Wells</narrative></title><recipient-country code="MD"/>
<transaction ref="p"><transaction-type code="2"/><transaction-date iso-date="2024-02-03"/>
<value value-date="2024-02-03">900</value></transaction>
{payments}</iati-activity></iati-activities>"""
PAYMENT = """<transaction{ref}><transaction-type code="3"/><transaction-date iso-date="2024-03-04"/>
<value value-date="2024-03-04">70</value></transaction>
"""


@pytest.fixture
def office(tmp_path, book, signed):
    """Imports rows of a foreign table, with or without its column of ids."""

    def importing(*rows, numbered=True):
        (tmp_path / "m.toml").write_text(MAPPING.format(id='id = "Ref"' if numbered else ""), encoding="utf-8")
        (tmp_path / "list.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
        return import_file(book, tmp_path / "list.csv", mapping=tmp_path / "m.toml", **signed)

    return importing


def test_two_tranches_with_numbers_of_their_own_both_enter_with_one_doubt(office, book):
    done = office(
        "T-4,Norway,Tranche,70,2024-02-03", "T-5,Norway,Tranche,70,2024-02-03", "T-6,Norway,Other,9,2024-02-03"
    )

    assert {record.id: record.note for record in book.records()} == {
        "T-4": "Its source lists it as T-4, a record of its own beside others that say the same.",
        "T-5": "Its source lists it as T-5, a record of its own beside others that say the same.",
        "T-6": None,
    }
    assert [(it.severity, str(it.place)) for it in done.problems if it.code == "DUP"] == [("warning", "list.csv:3:Ref")]


def test_the_same_file_again_changes_nothing(office):
    rows = ("T-4,Norway,Tranche,70,2024-02-03", "T-5,Norway,Tranche,70,2024-02-03")
    office(*rows)

    assert office(*reversed(rows)).counts["unchanged"] == 2


def test_rows_without_a_number_of_their_own_are_refused_as_one_row_twice(office):
    with pytest.raises(Refused) as refused:
        office(",Norway,Tranche,70,2024-02-03", ",Norway,Tranche,70,2024-02-03", numbered=False)

    assert [it.code for it in refused.value.problems if it.severity == "error"] == ["DUP"]


def test_the_same_number_twice_is_an_error(office):
    with pytest.raises(Refused):
        office("T-4,Norway,Tranche,70,2024-02-03", "T-4,Norway,Tranche,70,2024-02-03")


def test_rows_typed_twice_in_a_file_of_ours_are_refused_whatever_their_ids(tmp_path, book, signed):
    head = "id,title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term\n"
    row = "{},Aid,NOR,MDA,other,grant,pledge,2024-02-03,exact,70,NOK,one_off\n"
    (tmp_path / "typed.csv").write_text(head + row.format("a-1") + row.format("a-2"), encoding="utf-8")

    with pytest.raises(Refused, match="the same in every field"):
        import_file(book, tmp_path / "typed.csv", **signed)


@pytest.mark.parametrize("refs", [(' ref="x"', ' ref="y"'), ("", "")])
def test_two_equal_payments_of_an_activity_both_enter_and_the_second_is_doubted(refs, tmp_path, book, signed):
    text = IATI.format(payments="".join(PAYMENT.format(ref=ref) for ref in refs))
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")

    done = import_file(book, tmp_path / "a.xml", **signed)

    [doubt] = [it for it in done.problems if it.code == "DUP"]
    assert (done.counts["recorded"], doubt.severity, doubt.place.row) == (3, "warning", 8)
    assert doubt.found.endswith("at a.xml:6, under an id of its own")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y"])), max_size=8))
def test_only_equal_rows_change_and_none_is_lost(rows):
    drafts = [
        Draft({"id": f"{key}{number}", "title": title}, Place(file="a.csv", row=number + 1))
        for number, (key, title) in enumerate(rows)
    ]
    kept, problems = set_apart(drafts)
    titles = [title for _, title in rows]

    assert [it.values["id"] for it in kept] == [it.values["id"] for it in drafts]
    assert ["note" in it.values for it in kept] == [titles.count(title) > 1 for title in titles]
    assert problems == ()


def test_a_list_where_one_value_belongs_is_left_to_its_record():
    drafts = [Draft({"id": key, "donor": ["FRA", "DEU"]}, Place(file="a.xml", row=1)) for key in "ab"]

    assert [it.values["donor"] for it in set_apart(drafts)[0]] == [["FRA", "DEU"]] * 2

"""What IATI activities of publishers come to in the words of the ledger (docs/iati.md)."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from ledger.intake import Options, read_files, settle
from ledger.intake.iati.elements import opened
from ledger.intake.iati.shares import doubtful_shares
from ledger.records import structure_problems

HEAD = """\
<iati-identifier>X-1</iati-identifier>
<reporting-org ref="X" type="10"><narrative>Ministry</narrative></reporting-org>
<title><narrative xml:lang="fr">Eau</narrative><narrative>Water</narrative></title>
<recipient-country code="UA"/>
"""


def moved(kind, value="100", day="2025-03-04", *inner, ref=""):
    """A transaction in the shortest words."""
    named = f' ref="{ref}"' if ref else ""
    return (
        f'<transaction{named}><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
        f'<value value-date="{day}">{value}</value>{"".join(inner)}</transaction>'
    )


def planned(value, start, end, kind="1"):
    return (
        f'<planned-disbursement type="{kind}"><period-start iso-date="{start}"/><period-end iso-date="{end}"/>'
        f'<value value-date="{start}">{value}</value></planned-disbursement>'
    )


def shared_by(shares):
    """The head of an activity for a few countries, each with its percentage."""
    places = zip(("UA", "MD", "PL", "KE", "SO", "ET"), shares, strict=False)
    elements = [f'<recipient-country code="{code}"' + (f' percentage="{it}"/>' if it else "/>") for code, it in places]
    return HEAD.replace('<recipient-country code="UA"/>', "\n".join(elements))


def to(name):
    return f"<receiver-org><narrative>{name}</narrative></receiver-org>"


@pytest.fixture
def read(tmp_path):
    """Reads one activity; gives its records by the end of their ids, and the problems."""

    def reading(*content, head=HEAD, attributes='default-currency="EUR" xml:lang="en"'):
        text = (
            f"<iati-activities version='2.03'>\n<iati-activity {attributes}>\n{head}{''.join(content)}</iati-activity>"
        )
        (tmp_path / "a.xml").write_text(f"{text}\n</iati-activities>", encoding="utf-8")
        found = read_files([tmp_path / "a.xml"])
        records, problems = settle(found.drafts, ())
        assert structure_problems(records) == ()
        return {it.id.rpartition(":")[2]: it for it in records}, [*found.problems, *problems]

    return reading


def test_an_outgoing_commitment_is_a_commitment_of_the_reporter_valued_on_its_value_date(read):
    records, problems = read(
        '<transaction ref="7"><transaction-type code="2"/><transaction-date iso-date="2025-03-04"/>'
        '<value currency="USD" value-date="2025-02-01"> 1000.50 </value>'
        "<description><narrative>Pumps</narrative></description></transaction>"
    )

    record = records["7"]
    assert problems == []
    assert (record.id, record.title) == ("iati-X-1:7", "Water: Pumps")
    assert (record.donor, record.recipient, record.stage) == ("Ministry", "UKR", "commitment")
    assert (str(record.amount), str(record.announced)) == ("USD 1,000.50", "2025-02-01")
    assert record.note == "IATI: Outgoing Commitment, dated 2025-03-04, valued 2025-02-01."
    assert [(it.publisher, it.title) for it in record.sources] == [("Ministry", "IATI activity X-1")]


@pytest.mark.parametrize(
    ("kind", "stage"), [("2", "commitment"), ("11", "commitment"), ("12", "pledge"), ("13", "pledge")]
)
def test_commitments_and_pledges_in_both_directions_are_read(kind, stage, read):
    giver = "<provider-org><narrative>Germany</narrative></provider-org>"

    records, _ = read(moved(kind, "100", "2025-03-04", giver))

    [record] = records.values()
    assert (record.stage, record.donor) == (stage, "DEU")
    assert record.recipient == "UKR"


def test_the_country_is_the_recipient_and_the_organisation_that_receives_a_partner(read):
    records, problems = read(moved("2", "5", "2025-03-04", to("Kharkiv Builders"), ref="a"), moved("2", ref="b"))

    assert problems == []
    assert [(it.recipient, [(str(p), p.description) for p in it.partners]) for it in records.values()] == [
        ("UKR", [("Kharkiv Builders", "receives")]),
        ("UKR", []),
    ]


def test_an_institution_that_receives_is_a_partner_of_that_kind(read):
    records, _ = read(moved("2", "5", "2025-03-04", to("World Bank")))

    [record] = records.values()
    assert (record.recipient, [(it.kind, it.name) for it in record.partners]) == (
        "UKR",
        [("institution", "World Bank Group")],
    )


@pytest.mark.parametrize("name", ["Ukraine", "Government of Ukraine", "UKR"])
def test_a_government_that_receives_for_its_own_country_is_no_partner(name, read):
    records, _ = read(moved("2", "5", "2025-03-04", to(name)))

    [record] = records.values()
    assert (record.recipient, record.partners) == ("UKR", ())


def test_without_a_place_the_organisation_is_the_recipient(read):
    head = HEAD.replace('<recipient-country code="UA"/>', "")

    records, _ = read(moved("2", "5", "2025-03-04", to("Kharkiv Builders")), head=head)

    [record] = records.values()
    assert (record.recipient, record.partners) == ("Kharkiv Builders", ())


@pytest.mark.parametrize(
    "places",
    [
        '<recipient-region code="998"/>',
        '<recipient-country code="UA" percentage="50"/><recipient-country code="MD" percentage="50"/>',
    ],
)
def test_a_country_that_receives_says_more_than_a_region_or_several_places(places, read):
    head = HEAD.replace('<recipient-country code="UA"/>', places)

    records, _ = read(
        moved("2", "5", "2025-03-04", to("Moldova")), moved("2", "6", "2025-03-05", to("A firm")), head=head
    )

    assert records["2-2025-03-04-1"].recipient == "MDA"
    assert records["2-2025-03-05-1"].recipient != "A firm"


def test_the_place_of_the_transaction_comes_before_that_of_its_activity(read):
    records, _ = read(moved("2", "5", "2025-03-04", '<recipient-country code="MD"/>', to("A firm")))

    [record] = records.values()
    assert (record.recipient, [str(it) for it in record.partners]) == ("MDA", ["A firm"])


def test_what_comes_in_and_is_promised_on_is_for_the_reporter_so_that_the_place_has_it_once(read):
    giver = "<provider-org><narrative>Germany</narrative></provider-org>"

    records, _ = read(moved("11", "100", "2025-03-04", giver, ref="in"), moved("2", "90", "2025-04-04", ref="out"))

    assert (records["in"].donor, records["in"].recipient) == ("DEU", "Ministry")
    assert (records["out"].donor, records["out"].recipient) == ("Ministry", "UKR")


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        (("60", "30"), "60 % + 30 % = 90 %"),
        (("60", "60"), "60 % + 60 % = 120 %"),
        (("40",), "40 %"),
        (("60", ""), "60 % + nothing"),
        (("60", "forty"), '60 % + "forty" %'),
        (("33.33", "33.33", "33.30"), "33.33 % + 33.33 % + 33.30 % = 99.96 %"),
    ],
)
def test_percentages_that_do_not_add_up_are_told_once_for_the_activity(shares, found, read):
    records, problems = read(moved("2", "5"), moved("2", "6"), head=shared_by(shares))

    assert [(it.code, str(it.severity), str(it.place), it.found) for it in problems] == [
        ("FORM", "warning", "a.xml:6:recipient-country/@percentage", found)
    ]
    assert len(records) == 2


@pytest.mark.parametrize(
    "shares",
    [
        ("60", "40"),
        ("100",),
        ("",),
        ("", ""),
        ("33.33", "33.33", "33.33"),
        ("33", "33", "33"),
        ("100", "0"),
        ("99.5", "0.5"),
    ],
)
def test_percentages_that_add_up_or_are_not_said_are_not_accused(shares, read):
    _, problems = read(moved("2", "5"), head=shared_by(shares))

    assert problems == []


@pytest.mark.parametrize("second", [("100", "100"), ("50", "50"), ("40", "60")])
def test_regions_of_a_second_vocabulary_repeat_the_first_or_complete_it(second, read):
    first, other = second
    regions = (
        f'<recipient-region code="489" percentage="{first}"/>'
        f'<recipient-region vocabulary="99" code="A1" percentage="{other}"/>'
    )

    _, problems = read(moved("2", "5"), head=HEAD.replace('<recipient-country code="UA"/>', regions))

    assert problems == []


def test_the_percentages_of_an_activity_without_money_are_not_judged(read):
    _, problems = read("", head=shared_by(("60", "30")))

    assert [it.found for it in problems] == ["1 activities without a commitment, pledge or payment"]


@given(parts=st.lists(st.integers(1, 10_000), min_size=2, max_size=6), decimals=st.integers(0, 4))
def test_shares_that_were_rounded_are_never_accused(parts, decimals):
    exact = [Decimal(100) * it / sum(parts) for it in parts]
    texts = [f"{it.quantize(Decimal(1).scaleb(-decimals))}" for it in exact]
    assume(all(map(Decimal, texts)))
    head = shared_by(texts)
    activity = opened(etree.fromstring(f"<iati-activity>{head}</iati-activity>"))

    assert list(doubtful_shares(activity, "a.xml")) == []


def test_a_missing_value_date_leaves_the_transaction_date(read):
    records, _ = read(moved("2").replace(' value-date="2025-03-04"', ""))

    assert str(records["2-2025-03-04-1"].announced) == "2025-03-04"


def test_a_reference_that_stands_twice_is_no_id(read):
    records, _ = read(moved("2", ref="r"), moved("2", ref="r"), moved("2", ref="s"))

    assert list(records) == ["2-2025-03-04-1", "2-2025-03-04-2", "s"]


def test_an_organisation_without_a_name_has_the_one_that_the_activity_gives_its_reference(read):
    known = '<participating-org ref="XM-DAC-7" role="1"><narrative>Netherlands</narrative></participating-org>'

    records, _ = read(known, moved("2", "1", "2025-03-04", '<provider-org ref="XM-DAC-7"/>'))

    assert records["2-2025-03-04-1"].donor == "NLD"


def test_a_secondary_reporter_gives_nothing_itself(read):
    funder = '<participating-org role="1"><narrative>Japan</narrative></participating-org>'
    head = HEAD.replace('ref="X"', 'ref="X" secondary-reporter="1"')

    records, _ = read(funder, moved("2"), head=head)

    assert records["2-2025-03-04-1"].donor == "JPN"


def test_money_for_several_countries_is_not_split(read):
    head = HEAD.replace(
        '<recipient-country code="UA"/>',
        '<recipient-country code="KE" percentage="60"/><recipient-country code="SO" percentage="40"/>',
    )

    records, _ = read(moved("2"), head=head)

    assert records["2-2025-03-04-1"].recipient == "several: KEN 60 %, SOM 40 %"


def test_where_no_recipient_is_named_none_is_guessed(read):
    records, _ = read(moved("2"), head=HEAD.replace('<recipient-country code="UA"/>', ""))

    assert records["2-2025-03-04-1"].recipient == "not stated"


@pytest.mark.parametrize(
    ("content", "category", "instrument"),
    [
        ('<sector code="72010"/><default-finance-type code="110"/>', "humanitarian", "grant"),
        ('<sector code="72010"/><sector code="15110"/><default-finance-type code="421"/>', "other", "loan"),
        ('<default-finance-type code="1100"/><default-aid-type code="A01"/>', "financial", "guarantee"),
        ('<sector code="99" vocabulary="99"/><default-finance-type code="9"/>', "other", "unspecified"),
    ],
)
def test_category_and_instrument_come_from_sectors_and_types(content, category, instrument, read):
    records, _ = read(content, moved("2"))

    [record] = records.values()
    assert (record.category, record.instrument) == (category, instrument)


def test_a_payment_belongs_to_the_only_commitment_and_says_who_received_it(read):
    records, _ = read(moved("2"), moved("4", "30", "2025-05-01", to("A firm")))

    paid = records["4-2025-05-01-1"]
    assert (paid.type, paid.commitment) == ("disbursement", "iati-X-1:2-2025-03-04-1")
    assert paid.note == "IATI: Expenditure. Received by A firm."


def test_of_several_commitments_a_payment_belongs_to_the_one_between_the_same_two(read):
    records, _ = read(moved("2", "1"), moved("2", "2", "2025-03-05", to("B")), moved("3", "2", "2025-04-01", to("B")))

    assert records["3-2025-04-01-1"].commitment == "iati-X-1:2-2025-03-05-1"


def test_a_payment_that_fits_no_single_commitment_hangs_on_one_that_restates_them_all(read):
    records, _ = read(moved("2", ref="a"), moved("2", ref="b"), moved("3", ref="c"))

    holder = next(it for key, it in records.items() if key.startswith("paid-"))
    assert (records["c"].commitment, str(holder.amount)) == (holder.id, "undisclosed")
    assert [(it.kind, it.target) for it in holder.relations] == [("restates", "iati-X-1:a"), ("restates", "iati-X-1:b")]


def test_a_payment_without_any_commitment_hangs_on_one_whose_sum_nobody_says(read):
    records, _ = read(moved("11", "5", ref="in"), moved("3", ref="c"))

    holder = next(it for key, it in records.items() if key.startswith("paid-"))
    assert (str(holder.amount), holder.relations, holder.stage) == ("undisclosed", (), "commitment")
    assert holder.note == "IATI: the activity states no commitment of its own for these transactions."


def test_a_commitment_below_zero_is_a_cancellation(read):
    records, _ = read(moved("2", ref="a"), moved("2", "-40", "2025-06-01", ref="b"))

    assert (records["b"].type, records["b"].commitment) == ("cancellation", "iati-X-1:a")
    assert records["b"].amount.value == Decimal(40)


def test_a_payment_below_zero_is_money_that_came_back(read):
    records, problems = read(moved("2", ref="a"), moved("3", "60", ref="b"), moved("3", "-5", "2025-06-01", ref="c"))

    assert problems == []
    assert (records["c"].type, records["c"].commitment) == ("return", "iati-X-1:a")
    assert (records["c"].amount.value, str(records["c"].value_date)) == (Decimal(5), "2025-06-01")


def status(code):
    return f'<activity-status code="{code}"/>'


def test_a_cancelled_activity_with_promises_that_stand_is_told_with_their_sum(read):
    records, [problem] = read(status(5), moved("2", ref="a"), moved("2", "-30", "2025-05-01", ref="b"))

    assert (problem.code, str(problem.severity)) == ("STAGE", "warning")
    assert problem.found == "a cancelled activity with promises of EUR 70 that count"
    assert records["a"].note == "IATI: Outgoing Commitment. Status of the activity: cancelled."


def test_firm_commitments_in_the_pipeline_are_told(read):
    _, [problem] = read(status(1), moved("2", ref="a"), moved("12", ref="b"))

    assert problem.found == "an activity in the pipeline with commitments of EUR 100"


@pytest.mark.parametrize(
    "content",
    [
        (status(2), moved("2")),
        (status(3), moved("2")),
        (status(4), moved("2")),
        (status(9), moved("2")),
        # In the pipeline nothing but pledges; cancelled, and all of it taken back.
        (status(1), moved("12")),
        (status(5), moved("2", ref="a"), moved("2", "-100", ref="b")),
    ],
)
def test_a_status_that_fits_the_promises_is_not_accused(content, read):
    _, problems = read(*content)

    assert problems == []


def test_the_status_of_an_activity_stands_in_the_notes_of_its_promises(read):
    closed, _ = read(status(4), moved("2", ref="a"))
    under_way, _ = read(status(2), moved("2", ref="a"))

    assert closed["a"].note == "IATI: Outgoing Commitment. Status of the activity: closed."
    assert under_way["a"].note == "IATI: Outgoing Commitment."


def test_what_is_taken_back_from_no_single_promise_is_listed_with_its_sum(read):
    several, [problem] = read(
        moved("2", ref="a"), moved("2", ref="b"), moved("2", "-15", ref="c"), moved("2", "-5", ref="d")
    )
    assert (several["c"].type, several["c"].amount.value) == ("cancellation", Decimal(15))
    assert (problem.code, str(problem.severity), str(problem.place)) == ("STAGE", "warning", "a.xml:7:value")
    assert problem.found == "EUR -20 taken back in 2 transactions, from none of 2 promises by itself"

    _, [problem] = read(moved("2", "-15", ref="c"))
    assert problem.found == "EUR -15 taken back in 1 transaction, from no promise"


def test_what_came_back_without_a_payment_is_listed_with_its_sum(read):
    records, [problem] = read(moved("2", ref="a"), moved("3", "-15", ref="b"))

    assert (records["b"].type, records["b"].commitment) == ("return", "iati-X-1:a")
    assert problem.found == "EUR -15 came back, and no payment is stated"


def test_a_plan_below_zero_is_taken_from_the_plan_before_it(read):
    records, problems = read(planned("60", "2025-01-01", "2025-12-31"), planned("-20", "2025-06-01", "2025-12-31"))

    cancelled = records["planned-2025-06-01-1"]
    assert problems == []
    assert (cancelled.type, cancelled.commitment) == ("cancellation", "iati-X-1:planned-2025-01-01-1")
    assert cancelled.amount.value == Decimal(20)


def test_a_plan_below_zero_counts_in_what_the_plans_add_up_to(read):
    records, problems = read(
        planned("120", "2025-01-01", "2025-12-31"), planned("-20", "2026-01-01", "2026-12-31"), moved("2", ref="a")
    )

    assert (problems, str(records["a"].term)) == ([], "one sum over 2025-01-01 to 2026-12-31")


def test_planned_disbursements_that_add_up_to_the_only_commitment_give_its_term(read):
    records, problems = read(
        planned("60", "2025-01-01", "2025-12-31"), planned("40", "2026-01-01", "2026-12-31"), moved("2", ref="a")
    )

    assert (list(records), problems) == (["a"], [])
    assert str(records["a"].term) == "one sum over 2025-01-01 to 2026-12-31"


def test_planned_disbursements_beside_other_commitments_are_counted_not_read(read):
    records, [problem] = read(planned("60", "2025-01-01", "2025-12-31"), moved("2", ref="a"))

    assert (list(records), str(records["a"].term)) == (["a"], "once, on the day of the announcement")
    assert problem.severity == "note"
    assert problem.found == "1 planned disbursements of activities that state their commitments"


def test_planned_disbursements_alone_are_pledges_and_a_revised_one_stands_for_its_original(read):
    records, [problem] = read(
        planned("60", "2025-01-01", "2025-12-31"), planned("70", "2025-01-01", "2025-12-31", kind="2")
    )

    assert [(key, it.stage, it.amount.value) for key, it in records.items()] == [
        ("planned-2025-01-01-2", "pledge", Decimal(70))
    ]
    assert problem.found == "1 planned disbursements that a revised one replaces"


@pytest.mark.parametrize(
    ("broken", "place", "found"),
    [
        (moved("2", "1,000"), "a.xml:8:value", '"1,000"'),
        (moved("2", "1e6"), "a.xml:8:value", '"1e6"'),
        (moved("2", ""), "a.xml:8:value", "nothing"),
        (moved("2", "1" * 19), "a.xml:8:value", '"1111111111111111111"'),
        (moved("2", "1.2345678"), "a.xml:8:value", '"1.2345678"'),
        (moved("2", "1", "04/03/2025"), "a.xml:8:value/@value-date", '"04/03/2025"'),
        (moved("2", "1", "2025-02-30"), "a.xml:8:value/@value-date", '"2025-02-30"'),
        (moved("2").replace('code="2"', 'code=""'), "a.xml:8:transaction-type", "nothing"),
        (moved("2").replace("<value ", '<value currency="EURO" '), "a.xml:8:value/@currency", '"EURO"'),
    ],
)
def test_an_unsound_transaction_is_told_at_its_line_and_the_others_are_read(broken, place, found, read):
    records, [problem] = read("\n", broken, moved("2", ref="sound"))

    assert (str(problem.place), problem.severity, problem.found) == (place, "error", found)
    assert list(records) == ["sound"]


def test_a_value_in_no_currency_is_an_error(read):
    _, [problem] = read(moved("2"), attributes="")

    assert (str(problem.place), problem.found) == ("a.xml:7:value/@currency", "nothing")


def test_what_is_not_read_is_counted_by_type(read):
    budget = '<budget><value value-date="2025-01-01">1</value></budget>'

    _, problems = read(budget, moved("1"), moved("1"), moved("99"), moved("2"))

    assert [(str(it.severity), it.found) for it in problems] == [
        ("warning", '1 transactions of the unknown type "99"'),
        ("note", "1 budgets, which promise nothing to anybody"),
        ("note", "2 transactions of type 1 (Incoming Funds)"),
    ]


def test_an_activity_without_an_identifier_is_read_with_a_warning(read):
    records, [problem] = read(moved("2", ref="a"), head=HEAD.replace("X-1", ""))

    assert (list(records), problem.severity, str(problem.place)) == (["a"], "warning", "a.xml:2:iati-identifier")


def test_the_lineage_holds_the_element_and_the_facts_of_its_activity_in_every_language(tmp_path):
    activity = f'<iati-activity default-currency="EUR" xml:lang="en">{HEAD}{moved("2")}</iati-activity>'
    text = f'<iati-activities version="2.03">{activity}</iati-activities>'
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")

    [draft] = read_files([tmp_path / "a.xml"]).drafts

    [lineage] = draft.lineage
    assert (lineage.row, lineage.path) == (5, "iati-activity[1]/transaction[1]")
    assert lineage.text == moved("2")
    assert "Eau" in lineage.cells["title[1]"]
    assert draft.values["title"] == "Water"


def test_the_real_file_of_seven_publishers_is_read_whole(shared_data):
    reading = read_files([shared_data / "iati" / "foodsecurity-dportal.xml"])
    records, problems = settle(reading.drafts, ())

    assert (reading.format, reading.release.source) == ("iati", "iati:foodsecurity-dportal.xml")
    assert {str(it.severity) for it in (*reading.problems, *problems)} == {"note"}
    # 63 transactions: 5 of them incoming funds, and 6 commitments that the activities do not state.
    assert (len(records), structure_problems(records)) == (58 + 6, ())
    # The sums of the 19 commitments in euro and of the 18 payments in dollars, as the file has them.
    commitments = [it for it in records if it.record == "commitment" and it.amount.currency == "EUR"]
    assert sum(it.amount.value for it in commitments) == Decimal(106429496)
    paid = [it.amount.value for it in records if it.record == "transaction" and it.amount.currency == "USD"]
    assert (len(paid), sum(paid)) == (18, Decimal("419598.86"))


def cases(root):
    return sorted((root / "iati" / "cases").rglob("*.xml"))


@pytest.mark.proof
def test_the_official_cases_are_judged_as_the_standard_judges_them(shared_data):
    options = Options(schema=shared_data / "iati" / "iati-activities-schema.xsd")
    judged = {}
    for path in cases(shared_data):
        reading = read_files([path], options=options)
        _, problems = settle(reading.drafts, ())
        judged[path] = any(it.severity == "error" for it in (*reading.problems, *problems))

    assert len(judged) == 283
    assert [path.name for path, refused in judged.items() if refused != ("should-fail" in path.parts)] == []

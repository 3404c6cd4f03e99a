"""OCHA FTS: flows of the API's pages as records, and what is told of pages that are missing, doubled or broken."""

import json
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proving import proven

from ledger.book import Book
from ledger.checks import check_records
from ledger.desk import import_file, reconcile
from ledger.foundation import Problem, Severity
from ledger.intake import Draft, read_files, read_published, settle
from ledger.intake.fts.flows import drafts_of, equivalent_problems
from ledger.intake.fts.pages import Flow, PlacedFlow, read_page
from ledger.records import Commitment, Transaction
from ledger.totals import Scope, counting


def flow(key="1", **fields):
    """A flow of 100 USD that Norway committed for Ukraine in 2020, but for the fields given."""
    return {
        "id": key,
        "boundary": "incoming",
        "onBoundary": "single",
        "status": "commitment",
        "date": "2020-06-02T00:00:00Z",
        "description": "Clinics",
        "amountUSD": 100,
        "sourceObjects": [{"type": "Organization", "name": "Norway, Government of"}],
        "destinationObjects": [place(), year()],
    } | fields


def place(name="Ukraine", behavior="single"):
    return {"type": "Location", "name": name, "behavior": behavior}


def year(name="2020", behavior="single"):
    return {"type": "UsageYear", "name": name, "behavior": behavior}


def page(*flows, count=None):
    return {"status": "ok", "meta": {"count": len(flows) if count is None else count}, "data": {"flows": flows}}


@pytest.fixture
def read(tmp_path):
    """Reads pages, given as JSON values or as text, as the files 1.json, 2.json ..."""

    def reading(*pages):
        paths = [tmp_path / f"{number}.json" for number in range(1, len(pages) + 1)]
        for path, content in zip(paths, pages, strict=True):
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return read_files(paths, "fts")

    return reading


@pytest.fixture
def record(read):
    """The commitment that one flow becomes."""

    def commitment(**fields):
        reading = read(page(flow(**fields)))
        records, problems = settle(reading.drafts, ())
        assert problems == ()
        return records[0]

    return commitment


def pages_of(shared_data):
    return sorted((shared_data / "fts").glob("*.json"))


@pytest.fixture(scope="module")
def afghanistan(shared_data):
    return read_files(pages_of(shared_data))


def counted(records, recipient="AFG", usage_year=2020):
    """What counts for a place and a year of use: money that comes in, firm, and meant for that year alone."""
    outside = counting(records, Scope(recipients=frozenset({recipient}))).left_out
    return [
        it
        for it in records
        if isinstance(it, Commitment)
        and it.id not in outside
        and it.stage == "commitment"
        and it.term.start.year == it.term.end.year == usage_year
    ]


def test_the_three_real_pages_are_known_without_a_format_and_named_after_what_all_flows_share(afghanistan):
    assert (afghanistan.format, afghanistan.release.source) == ("fts", "fts:afg-2020")
    assert afghanistan.release.name == "updated 2021-03-01"


@pytest.mark.thorough
def test_all_real_flows_become_records(afghanistan):
    records, problems = settle(afghanistan.drafts, ())

    assert problems == ()
    assert Counter(type(it) for it in records) == {Commitment: 484, Transaction: 329}


def test_of_the_real_flows_328_come_in_and_156_are_inside_already(afghanistan):
    records, _ = settle(afghanistan.drafts, ())

    inside = [it for it in records if isinstance(it, Commitment) and it.donor == it.recipient]
    assert (484 - len(inside), len(inside)) == (328, 156)
    assert sum(it.amount.value or 0 for it in inside) == 71958119


def test_the_real_flows_give_the_published_total_to_the_dollar(afghanistan):
    records, _ = settle(afghanistan.drafts, ())

    assert sum(it.amount.value or 0 for it in counted(records)) == Decimal(725591299)


@pytest.mark.thorough
@pytest.mark.parametrize("number", proven([0], [0, 1, 2]))
def test_any_real_page_reconciles_a_book_with_the_published_total(shared_data, tmp_path, number):
    book = Book.create(tmp_path / "book.db", clock=lambda: datetime(2026, 10, 30, tzinfo=UTC))
    import_file(book, *pages_of(shared_data), author="Ann", reason="FTS")

    comparison = reconcile(book, pages_of(shared_data)[number])

    [total] = comparison.totals
    assert comparison.agrees
    assert (total.published, total.ours, total.difference) == (725591299, 725591299, 0)
    assert (total.added.records, total.added.without_figure) == (309, 0)


def test_a_page_publishes_what_came_into_its_place_in_its_year(read, tmp_path):
    whole = page(flow("1"), flow("2", boundary="internal"))
    whole["data"]["incoming"] = {"flowCount": 1, "fundingTotal": 100, "pledgeTotal": 0}
    read(whole)

    published, problems = read_published(tmp_path / "1.json")

    assert problems == ()
    assert (published.source, published.currency, published.total) == ("fts:ukr-2020", "USD", 100)
    assert published.recipients == ("UKR",)
    assert [str(day) for day in published.within] == ["2020-01-01", "2020-12-31"]


def test_a_page_without_a_total_publishes_nothing(read, tmp_path):
    read(page(flow("1")))

    published, [fault] = read_published(tmp_path / "1.json")

    assert published is None
    assert (str(fault.place), fault.found) == ("1.json:data.incoming.fundingTotal", "nothing")


@pytest.mark.proof
def test_a_real_release_of_the_same_pages_brings_nothing_new(shared_data, tmp_path):
    book = Book.create(tmp_path / "book.db", clock=lambda: datetime(2026, 10, 30, tzinfo=UTC))
    pages = pages_of(shared_data)
    import_file(book, *pages, author="Ann", reason="FTS")
    head = book.head

    import_file(book, *reversed(pages), author="Ann", reason="FTS again", apply=True)

    assert book.head == head


def test_twelve_real_flows_have_a_rate_that_does_not_give_their_figure(afghanistan):
    found = [problem for problem in afghanistan.problems if problem.code == "EQV"]

    assert len(found) == len(afghanistan.problems) == 12
    assert str(found[9]) == (
        "custom-search-locationid-1-year-2020.json:data.flows[38]:amountUSD: EQV warning: found 829876 USD for 8000000 "
        "SEK at 9.649 per USD, expected 829101 USD. Do: ask the donor or FTS which of the three is right; the sum in "
        "USD counts as it stands."
    )


def test_a_real_page_that_is_missing_is_told(shared_data):
    _, third, first = pages_of(shared_data)

    [fault] = [it for it in read_files([first, third]).problems if it.code == "FILE"]

    assert str(fault) == (
        f"{first.name}:meta.count: FILE error: found 284 flows on 2 pages, expected 484 flows. "
        "Do: name all pages of the query together."
    )


@pytest.mark.thorough
@given(order=st.permutations([0, 1, 2]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=proven(2, 6))
def test_the_order_of_the_pages_does_not_matter(shared_data, order):
    paths = pages_of(shared_data)

    reading = read_files([paths[number] for number in order])

    expected = read_files(paths)
    assert reading.release == expected.release
    assert {it.values["id"]: it.values for it in reading.drafts} == {
        it.values["id"]: it.values for it in expected.drafts
    }


def test_every_real_flow_keeps_its_words_and_its_place(afghanistan, shared_data):
    draft = next(it for it in afghanistan.drafts if it.values["id"] == "fts-158080")
    [lineage] = draft.lineage

    text = (shared_data / "fts" / lineage.file).read_text(encoding="utf-8")
    assert (lineage.path, str(draft.place)) == ("data.flows[0]", f"{lineage.file}:data.flows[0]")
    assert lineage.text in text
    assert json.loads(lineage.text)["id"] == "158080"


def test_of_a_real_flow_no_figure_lacks_the_words_that_carry_it(afghanistan):
    records, _ = settle(afghanistan.drafts, ())

    assert [it for it in check_records(records) if it.code == "SRC"] == []


def test_the_line_of_a_flow_is_where_its_brace_opens(read):
    reading = read('{"data":\n {"flows": [\n  {}\n,\n  ' + json.dumps(flow()) + "]}}")

    assert reading.drafts[0].lineage[0].row == 5
    assert {(it.place.file, it.place.subject) for it in reading.problems} == {("1.json", "data.flows[0]")}


def test_the_sum_in_dollars_is_the_amount_and_the_original_sum_its_equivalent(record):
    made = record(amountUSD=101, originalAmount=1000, originalCurrency="NOK", exchangeRate=9.9)

    assert str(made.amount) == "USD 101"
    assert [str(it) for it in made.stated_equivalents] == ["NOK 1,000"]


def test_no_digit_of_a_sum_is_lost(read):
    text = json.dumps(page(flow())).replace('"amountUSD": 100', '"amountUSD": 123456789012345678.10')

    assert read(text).drafts[0].values["amount"]["value"] == "123456789012345678.10"


def test_a_sum_that_nobody_states_is_undisclosed_and_not_zero(record):
    assert record(amountUSD=None).amount.qualifier == "undisclosed"


def test_of_a_flow_that_was_split_up_nothing_is_left_and_nothing_is_missing(record):
    made = record(amountUSD=0, childFlowIds=[2, 3])

    assert made.amount.qualifier == "none"
    assert "split into flows: 2, 3" in made.note


def test_a_zero_that_nothing_explains_stays_a_zero_for_the_check_to_find(record):
    assert str(record(amountUSD=0).amount) == "USD 0"


def test_the_donor_is_the_organization_that_gives_and_the_recipient_the_place(record):
    receiver = {"type": "Organization", "name": "World Food Programme"}
    made = record(destinationObjects=[receiver, place(), year()])

    assert (made.donor, made.recipient) == ("NOR", "UKR")
    assert [(it.name, it.description) for it in made.partners] == [("World Food Programme", "receives")]


def test_several_organizations_that_give_one_flow_are_joint_donors_of_unknown_shares(record):
    givers = [{"type": "Organization", "name": it} for it in ("Norway, Government of", "Denmark, Government of")]
    made = record(sourceObjects=[*givers, givers[0]])

    assert (made.donor, [str(it) for it in made.joint_donors]) == ("DNK", ["DNK", "NOR"])


def test_a_flow_without_a_named_giver_keeps_its_money(record):
    assert record(sourceObjects=[year()]).donor == "Not specified"


def test_a_flow_without_a_place_goes_to_the_organization(record):
    made = record(destinationObjects=[{"type": "Organization", "name": "World Food Programme"}])

    assert (made.recipient, made.term.kind) == ("WFP", "one_off")


def test_a_flow_that_goes_nowhere_is_a_problem_in_the_words_of_the_file(read):
    _, problems = settle(read(page(flow(destinationObjects=[]))).drafts, ())

    assert [str(it.place) for it in problems] == ["1.json:data.flows[0]:destinationObjects"]


def reasons(records, scope):
    return {record: str(reason) for record, reason in counting(records, scope).left_out.items()}


def test_money_that_is_inside_already_is_recorded_and_does_not_count(record):
    fund = {"type": "Organization", "name": "Ukraine Humanitarian Fund"}
    made = record(boundary="internal", sourceObjects=[fund])

    assert reasons([made], Scope()) == {"fts-1": "domestic: donor and recipient are the same"}
    assert [(it.name, it.description) for it in made.partners] == [("Ukraine Humanitarian Fund", "gives")]


def test_money_shared_with_other_places_is_recorded_outside_the_boundary(record):
    made = record(onBoundary="shared", destinationObjects=[place(behavior="shared"), place("Moldova", "shared")])

    assert made.recipient == "MDA; UKR"
    assert reasons([made], Scope(recipients=frozenset({"UKR"}))) == {
        "fts-1": "outside the boundary: recipient MDA; UKR"
    }


def test_money_shared_with_other_plans_is_recorded_outside_the_boundary(record):
    plans = [{"type": "Plan", "name": name, "behavior": "shared"} for name in ("Ukraine 2020", "Region 2020")]

    assert record(onBoundary="shared", destinationObjects=[place(), *plans]).recipient == "Region 2020; Ukraine 2020"


def test_money_shared_with_other_years_has_a_term_over_all_of_them(record):
    made = record(onBoundary="shared", destinationObjects=[place(), year("2021", "shared"), year("2019", "shared")])

    assert str(made.term) == "one sum over 2019-01-01 to 2021-12-31"


def test_a_pledge_is_a_pledge_and_a_payment_is_a_commitment_and_a_disbursement(read):
    pledged, paid = flow("1", status="pledge"), flow("2", status="paid", decisionDate="2020-05-01T00:00:00Z")

    records, _ = settle(read(page(pledged, paid)).drafts, ())

    assert [it.stage for it in records[:2]] == ["pledge", "commitment"]
    assert (str(records[1].announced), str(records[2].value_date)) == ("2020-05-01", "2020-06-02")
    assert (records[2].id, records[2].commitment, records[2].type) == ("fts-2-paid", "fts-2", "disbursement")


def test_a_flow_is_tied_to_the_flow_it_was_split_from_where_that_one_is_there(read):
    flows = (flow("1"), flow("2", parentFlowId=1), flow("3", parentFlowId=99))

    values = [it.values for it in read(page(*flows)).drafts]

    assert [it["relations"] for it in values] == [[], [{"kind": "related_to", "target": "fts-1"}], []]
    assert "split from flow: 99" in values[2]["note"]


def test_reports_become_sources_with_the_words_that_carry_the_figure(record):
    [source] = record(
        reportDetails=[{"organization": "Red Cross", "reportChannel": "Email", "date": "2020-07-01T00:00:00.000Z"}]
    ).sources

    assert (source.publisher, source.title) == ("OCHA FTS", "Flow 1, told by Red Cross (Email)")
    assert (str(source.published), source.quote) == ("2020-07-01", '"amountUSD": 100')


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({"amountUSD": 101, "originalAmount": 1000, "exchangeRate": 9.9}, None),
        ({"amountUSD": 1, "originalAmount": 3, "exchangeRate": 2}, None),
        ({"amountUSD": 2, "originalAmount": 3, "exchangeRate": 2}, None),
        ({"amountUSD": 102, "originalAmount": 1000, "exchangeRate": 9.9}, "101 USD"),
        ({"amountUSD": 101.01, "originalAmount": 1000, "exchangeRate": 9.9}, None),
        ({"amountUSD": 101.05, "originalAmount": 1000, "exchangeRate": 9.9}, "101.01 USD"),
        ({"amountUSD": 990, "originalAmount": 100, "exchangeRate": 9.9}, "10 USD"),
        ({"amountUSD": 990, "originalAmount": 100, "exchangeRate": 0}, "a rate above 0"),
        ({"amountUSD": 990, "originalAmount": 100, "exchangeRate": None}, None),
        ({"amountUSD": 990, "exchangeRate": 9.9}, None),
    ],
)
def test_a_rate_in_units_per_dollar_is_to_give_the_dollars_to_half_a_unit_of_their_last_digit(read, figures, expected):
    problems = read(page(flow(originalCurrency="NOK", **figures))).problems

    assert [(it.code, it.severity, it.expected) for it in problems] == (
        [("EQV", Severity.WARNING, expected)] if expected else []
    )


@given(dollars=st.integers(1, 10**12), rate=st.decimals("0.0001", "20000", places=4))
def test_a_sum_at_its_own_rate_never_disturbs(dollars, rate):
    given_sum = format(dollars * rate, "f")
    values = {"amount_usd": str(dollars), "original_amount": given_sum, "exchange_rate": format(rate, "f")}
    made = Flow(id="1", boundary="incoming", status="paid", date="2020-06-02", **values)

    assert list(equivalent_problems(PlacedFlow(made, "", "a.json", "data.flows[0]", 1))) == []


def test_the_same_flow_on_two_pages_counts_once_with_a_note(read):
    reading = read(page(flow("1"), count=2), page(flow("1"), flow("2"), count=2))

    assert [it.values["id"] for it in reading.drafts] == ["fts-1", "fts-2"]
    assert [(it.code, it.severity, it.found) for it in reading.problems] == [
        ("DUP", Severity.NOTE, "flow 1, word for word as at 1.json:data.flows[0]")
    ]


def test_two_versions_of_a_flow_on_two_pages_do_not_enter(read):
    reading = read(page(flow("1"), count=1), page(flow("1", versionId=2), count=1))

    records, problems = settle(reading.drafts, ())

    assert records == ()
    assert [it.code for it in problems] == ["DUP"]


def test_pages_of_two_queries_are_told(read):
    reading = read(page(flow("1")), page(flow("2"), flow("3")))

    assert str(reading.problems[0]) == (
        "2.json:meta.count: FILE error: found 2, expected 1, as in 1.json. "
        "Do: name the pages of one query, fetched at one time."
    )


def test_a_boundary_with_fewer_flows_than_counted_is_told(read):
    whole = page(flow("1"))
    whole["data"]["incoming"] = {"flowCount": 2}

    [fault] = read(whole).problems

    assert (str(fault.place), fault.found, fault.expected) == (
        "1.json:data.incoming.flowCount", "1 incoming flows on one page", "2 flows"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ('{"data": {"flows": [}', "1.json:1:column 21", 'broken JSON at "}"'),
        ('{"data": {"flows": []', "1.json:1:column 22", "broken JSON, which breaks off"),
        ('{"data": {"flows": [], "flows": []}}', "1.json", "broken JSON (a key stands twice in one object)"),
        ('{"data": {"flows": [NaN]}}', "1.json", "broken JSON (NaN is not a number)"),
        ("[" * 200_000, "1.json", "brackets nested without end"),
        ("[]", "1.json", "a JSON list"),
        ("3", "1.json", "a JSON value"),
        ('{"data": []}', "1.json", "JSON without data.flows"),
        (
            '{"status": "error", "message": "no such location"}',
            "1.json",
            'JSON without data.flows, which says "no such location"',
        ),
    ],
)
def test_what_is_no_page_is_told_with_its_place(read, text, place, found):
    fault = read(text).problems[-1]

    assert (str(fault.place), fault.found, fault.code, fault.severity) == (place, found, "FILE", Severity.ERROR)


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('{"data": {"flows": [' + ",".join(['{"id": "1"}'] * 10_001) + "]}}", "10001 flows"),
        ('{"data": {"flows": [' + ",".join(['{"id": "1"}'] * 400_000) + "]}}", "more values than that many flows have"),
        ('{"data": {"flows": [[' + ",".join(['""'] * 2_000_000) + "]]}}", "more values than that many flows have"),
    ],
)
def test_a_page_of_more_flows_than_the_api_gives_is_refused(read, content, found):
    [fault] = read(content).problems

    assert (str(fault.place), fault.code, fault.found) == ("1.json", "FILE", found)
    assert fault.expected == "a page of at most 10000 flows"


def test_too_many_values_are_not_even_parsed(monkeypatch):
    monkeypatch.setattr(json, "loads", None)

    assert isinstance(read_page(b"{}" * 400_000, "1.json"), Problem)


def test_a_broken_page_does_not_silence_the_others(read):
    reading = read(page(flow("1"), count=2), '{"data"')

    assert [it.values["id"] for it in reading.drafts] == ["fts-1"]
    assert [str(it.place) for it in reading.problems] == ["2.json:1:column 8", "1.json:meta.count"]


def test_a_flow_that_is_not_understood_is_told_field_by_field_and_the_others_are_read(read):
    reading = read(page(flow("1", boundary="sideways", date=None), flow("2"), count=2))

    assert [it.values["id"] for it in reading.drafts] == ["fts-2"]
    assert [str(it.place) for it in reading.problems] == ["1.json:data.flows[0]:boundary", "1.json:data.flows[0]:date"]


def test_a_malformed_sum_is_told_in_the_words_of_the_file(read):
    _, problems = settle(read(page(flow(amountUSD="1,5 Mio"))).drafts, ())

    assert [str(it.place) for it in problems] == ["1.json:data.flows[0]:amountUSD"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(field=st.sampled_from(sorted([*flow(), "originalAmount", "exchangeRate", "childFlowIds"])), value=ANYTHING)
def test_whatever_stands_in_a_field_the_page_is_read_and_its_flows_are_records_or_problems(field, value):
    read = read_page(json.dumps(page(flow("1", **{field: value}), flow("2"))).encode(), "a.json")

    drafts = [it for placed in read.flows for it in drafts_of(placed, ()) if isinstance(it, Draft)]
    records, problems = settle(drafts, ())
    assert len(read.flows) + len({it.place.subject for it in read.problems}) == 2
    assert len(records) + len({it.place.subject for it in problems}) >= len(read.flows)


@given(indent=st.sampled_from([None, 0, 1, 4]), texts=st.lists(st.text(), min_size=1, max_size=4))
def test_every_flow_keeps_its_own_words_however_the_page_is_written(indent, texts):
    flows = [flow(str(number), description=text) for number, text in enumerate(texts)]

    read = read_page(json.dumps(page(*flows), indent=indent).encode(), "a.json")

    assert [json.loads(placed.text) for placed in read.flows] == flows


def test_text_that_is_not_utf8_is_told(tmp_path):
    path = tmp_path / "1.json"
    path.write_bytes(b'{"data": "\xe9"}')

    assert read_files([path], "fts").problems[-1].found == "text that is not UTF-8 (byte 11)"


def test_a_page_in_utf_16_is_read(tmp_path):
    path = tmp_path / "1.json"
    path.write_bytes(json.dumps(page(flow())).encode("utf-16"))

    assert len(read_files([path], "fts").drafts) == 1


def test_a_flow_below_zero_is_a_cancellation_of_the_flow_it_was_split_from(read):
    other = flow("3", amountUSD=500, sourceObjects=[{"type": "Organization", "name": "Norway, Government of"}])
    taken = flow("2", amountUSD=-40, parentFlowId="1", date="2020-07-01T00:00:00Z")

    records, problems = settle(read(page(flow("1"), taken, other)).drafts, ())

    assert problems == ()
    cancelled = next(it for it in records if it.id == "fts-2")
    assert (cancelled.type, cancelled.commitment, str(cancelled.amount)) == ("cancellation", "fts-1", "USD 40")
    assert str(cancelled.value_date) == "2020-07-01"


def test_a_paid_flow_below_zero_is_money_that_came_back_too(read):
    taken = flow("2", amountUSD="-40.5", status="paid", date="2020-07-01T00:00:00Z")

    records, problems = settle(read(page(flow("1", status="paid"), taken)).drafts, ())

    assert problems == ()
    kinds = {it.id: (it.type, it.commitment) for it in records if it.record == "transaction"}
    assert kinds["fts-2"] == ("cancellation", "fts-1")
    assert kinds["fts-2-paid"] == ("return", "fts-1")


def test_a_flow_below_zero_without_a_flow_to_take_from_is_an_error_with_its_sum(read):
    records, [problem] = settle(read(page(flow("1", amountUSD=-40))).drafts, ())

    assert records == ()
    assert (str(problem.place), str(problem.severity)) == ("1.json:data.flows[0]:amountUSD", "error")
    assert problem.found == "USD -40, and no single record that it is taken from"
    assert problem.remedy.endswith("without it totals are too large by this sum")

"""The flat table of FTS: known by its headings, and the same records as the pages of the API."""

import csv
import json
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest

from ledger.book import Book
from ledger.desk import import_file, reconcile
from ledger.intake import Options, read_files, read_published, settle

HEADINGS = (
    *("date", "description", "amountUSD", "srcOrganization", "destOrganization", "destLocations", "destUsageYearStart"),
    *(
        "destUsageYearEnd",
        "boundary",
        "onBoundary",
        "status",
        "originalAmount",
        "originalCurrency",
        "exchangeRate",
        "id",
    ),
)
ROW = {
    "date": "2021-03-04",
    "description": "Blankets",
    "amountUSD": "250000",
    "srcOrganization": "Sweden, Government of",
    "destOrganization": "Danish Refugee Council",
    "destLocations": "MDA",
    "destUsageYearStart": "2021",
    "destUsageYearEnd": "2021",
    "boundary": "incoming",
    "onBoundary": "single",
    "status": "commitment",
    "id": "71",
}


@pytest.fixture
def read(tmp_path):
    """Reads rows, each given by what it changes, as flows.csv."""

    def reading(*changes, headings=HEADINGS, separator=",", lines=()):
        text = StringIO()
        writer = csv.writer(text, delimiter=separator)
        writer.writerow(headings)
        writer.writerows(lines)
        writer.writerows([({**ROW, **it}).get(name, "") for name in headings] for it in changes)
        (tmp_path / "flows.csv").write_text(text.getvalue(), encoding="utf-8")
        return read_files([tmp_path / "flows.csv"])

    return reading


def records_of(reading):
    records, problems = settle(reading.drafts, ())
    assert problems == ()
    return {record.id: record for record in records}


def test_a_row_is_the_same_record_as_a_flow_of_the_api(read):
    reading = read({"originalAmount": "2000000", "originalCurrency": "SEK", "exchangeRate": "8"})

    record = records_of(reading)["fts-71"]
    assert (reading.format, reading.release.source, reading.problems) == ("fts", "fts:mda-2021", ())
    assert (record.donor, record.recipient, record.stage, record.category) == (
        "SWE",
        "MDA",
        "commitment",
        "humanitarian",
    )
    assert (str(record.amount), str(record.term)) == ("USD 250,000", "one sum over 2021-01-01 to 2021-12-31")
    assert [str(it) for it in record.partners] == ["Danish Refugee Council"]
    assert [str(it) for it in record.stated_equivalents] == ["SEK 2,000,000"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_order_of_the_columns_and_what_separates_them_do_not_matter(separator, read):
    reading = read({}, headings=tuple(reversed(HEADINGS)), separator=separator)

    assert [str(it.amount) for it in records_of(reading).values()] == ["USD 250,000"]


def test_a_paid_flow_is_a_disbursement_too_and_several_givers_are_joint_donors(read):
    records = records_of(read({"status": "Paid", "srcOrganization": "Sweden, Government of,Norway, Government of"}))

    assert [it.donor for it in records["fts-71"].joint_donors] == ["NOR", "SWE"]
    assert records["fts-71-paid"].type == "disbursement"


def test_places_and_years_that_share_a_flow_are_kept_together(read):
    records = records_of(
        read(
            {"id": "1", "onBoundary": "shared", "destLocations": "MDA,UKR"},
            {"id": "2", "onBoundary": "shared", "destUsageYearEnd": "2023"},
        )
    )

    assert records["fts-1"].recipient == "MDA; UKR"
    assert str(records["fts-2"].term) == "one sum over 2021-01-01 to 2023-12-31"


def test_a_flow_of_which_nobody_says_who_gives_it_stays(read):
    assert records_of(read({"srcOrganization": ""}))["fts-71"].donor == "Not specified"


def test_a_row_of_tags_is_passed_over_with_a_note(read):
    reading = read({}, lines=[[f"#{name}" for name in HEADINGS]])

    assert list(records_of(reading)) == ["fts-71"]
    assert [(str(it.place), str(it.severity)) for it in reading.problems] == [("flows.csv:2", "note")]


@pytest.mark.parametrize(
    ("change", "place", "found"),
    [
        ({"status": "cancelled"}, "flows.csv:2:status", '"cancelled"'),
        ({"boundary": "elsewhere"}, "flows.csv:2:boundary", '"elsewhere"'),
    ],
)
def test_a_status_that_is_none_of_a_flow_is_an_error_with_its_value(change, place, found, read):
    [problem] = read(change).problems

    assert (str(problem.place), str(problem.severity), problem.found) == (place, "error", found)


def test_a_table_without_a_column_that_it_needs_is_refused(read):
    problems = read({}, headings=tuple(it for it in HEADINGS if it != "date")).problems

    assert ("FILE", 'no column "date"') in [(it.code, it.found) for it in problems]


def test_a_column_that_is_not_known_is_told(read):
    [problem] = read({}, headings=(*HEADINGS, "Cumulative total")).problems

    assert (str(problem.severity), problem.found) == ("warning", 'columns that are not read: "Cumulative total"')


def test_another_table_is_not_taken_for_one(tmp_path):
    (tmp_path / "a.csv").write_text("id,date,amountUSD,status\n1,2021-03-04,5,paid\n", encoding="utf-8")

    assert read_files([tmp_path / "a.csv"]).format == "csv"


def test_the_rows_add_up_by_the_rule_of_fts(read, tmp_path):
    read(
        {"id": "1"},
        {"id": "2", "amountUSD": "1.5"},
        {"id": "3", "onBoundary": "shared"},
        {"id": "4", "status": "pledge"},
        {"id": "5", "boundary": "internal"},
        {"id": "6", "amountUSD": ""},
    )
    published, problems = read_published(tmp_path / "flows.csv")

    assert (published.total, published.currency, problems) == (Decimal("250001.5"), "USD", ())


def flattened(flow):
    """A flow of the API as the row of the flat table."""

    def names(objects, kind):
        return [it["name"] for it in flow.get(objects, ()) if it["type"] == kind]

    years = sorted(names("destinationObjects", "UsageYear")) or [""]
    row = {name: flow.get(name) for name in HEADINGS}
    return row | {
        "date": flow["date"][:10],
        "srcOrganization": ",".join(names("sourceObjects", "Organization")),
        "destOrganization": ",".join(names("destinationObjects", "Organization")),
        "destLocations": ",".join(names("destinationObjects", "Location")),
        "destUsageYearStart": years[0],
        "destUsageYearEnd": years[-1],
    }


@pytest.mark.proof
def test_the_real_flows_as_a_flat_table_give_the_published_total(read, tmp_path, shared_data):
    pages = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((shared_data / "fts").glob("*.json"))]
    flows = [flow for page in pages for flow in page["data"]["flows"]]
    incoming = {flow["id"]: flow for flow in flows if flow["boundary"] == "incoming"}
    read(*({"originalAmount": ""} | flattened(flow) for flow in incoming.values()))
    book = Book.create(tmp_path / "book.db", clock=lambda: datetime(2026, 10, 30, tzinfo=UTC))
    import_file(book, tmp_path / "flows.csv", author="Ann")

    comparison = reconcile(book, tmp_path / "flows.csv")

    assert len(incoming) == 328
    [total] = comparison.totals
    assert comparison.agrees
    assert (total.published, total.ours) == (725591299, 725591299)


def test_a_flat_table_of_another_code_page_is_read_by_its_name(tmp_path, read):
    read({"description": "Военная помощь Украине", "destOrganization": "Министерство обороны"})
    path = tmp_path / "flows.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1251"))
    refused = read_files([path])

    [problem] = refused.problems
    assert (refused.drafts, problem.code) == ((), "FILE")
    assert problem.remedy.endswith("read it with encoding windows-1251")
    [draft] = read_files([path], options=Options(encoding="cp1251")).drafts
    assert draft.values["title"] == "Военная помощь Украине"
    published, problems = read_published(path, "cp1251")
    assert (published.total, problems) == (Decimal(250000), ())

"""The page of records: what is found, how it is narrowed down, and what it comes to."""

import csv
import io
from decimal import Decimal
from functools import cache
from tempfile import TemporaryDirectory

import pytest
from asked_pages import Asking, words
from demonstrated import demonstrated
from lxml import html
from made import amount, paid, pledge

from ledger.book import Book
from ledger.desk import build_report, create_book, read_records
from ledger.presentation import present

HOSTILE = "<script>alert(1)</script>"
RUNS = '=HYPERLINK("http://example.org")'
_FOLDER = TemporaryDirectory(prefix="records-")


@pytest.fixture(scope="module")
def demo():
    return Asking(demonstrated().book.path)


@cache
def made():
    """A book with what is rare: hostile texts, an internal record, joint donors, sums without a rate or unstated."""
    book = create_book(f"{_FOLDER.name}/book.db", author="Ann")
    joint = [{"donor": "BEL", "share": "25%"}, {"donor": "NLD", "share": "75%"}]
    book.record(
        [
            pledge("a:1/b", title=HOSTILE, donor="FRA", sources=[_source(f"about {HOSTILE} howitzers")]),
            pledge("b", title=RUNS, note="Straße"),
            pledge("c", donor="NLD", joint_donors=joint, amount=amount("4000000")),
            pledge("d", title="Warehouse", handling="internal", amount=amount("7")),
            pledge("e", amount=amount("500", "XAF"), announced="1990-01-01"),
            pledge("f", amount={"qualifier": "undisclosed"}),
            pledge("g", stage="commitment", amount=amount("50")),
            paid("h", "g", amount=amount("20")),
            pledge("i", donor="DEU", recipient="DEU", amount=amount("9")),
        ],
        author="Ann",
        reason="made for a test",
    )
    return book.path


def _source(quote):
    return {"publisher": "Reuters", "title": "A title", "quote": quote, "url": "https://example.org/a"}


@pytest.fixture(scope="module")
def rare():
    return Asking(made())


def test_all_records_stand_on_the_page_with_the_totals_of_the_report(demo):
    page, shown = demo.page("/records"), present(demonstrated().report)

    assert page.heading == "17 records"
    totals = {row.xpath("./th")[0]: row for row in page.tree.xpath("//tfoot/tr")}
    assert [words(it) for it in totals] == [
        "Pledges: 10 records",
        "Firm commitments: 4 records",
        "Disbursements: 3 records",
    ]
    assert [row.xpath("./td[2]//span[@aria-hidden]")[0].text for row in totals.values()] == [
        it.figure.text for it in shown.totals
    ]
    assert [words(row.xpath("./td[1]")[0]) for row in totals.values()] == [
        str(it.central) for it in map(demonstrated().report.total, ("pledges", "commitments", "disbursements"))
    ]


def test_a_search_shows_its_hits_in_their_context(demo):
    page = demo.page("/records?search=HOWITZERS+sweden&stage=pledge")

    assert page.heading == "1 record mentions “HOWITZERS sweden”, worth EUR ≥536.8 million"
    assert page.all("//tbody//mark") == ["howitzers"]
    assert page.all("//tbody/tr/td[3]") == ["Eight Archer howitzers and ten Leopard 2 tanks for Ukraine"]


def test_a_party_is_found_by_its_name_in_any_language(demo):
    assert demo.page("/records?search=Schweden").heading.startswith("2 records mention")


def test_a_slip_is_told_with_the_search_that_finds_something(demo):
    page = demo.page("/records?search=howitzr&donor=SWE")

    assert page.heading == "Nothing here mentions “howitzr”"
    assert "/records?search=howitzers" in page.links()
    assert page.all("//ul[@class='chips']/li") == ["Take away: howitzr ✕", "Take away: Sweden ✕", "clear all"]


def test_a_chip_takes_away_what_it_names(demo):
    page = demo.page("/records?search=tanks&donor=SWE&donor=NOR&from=2")

    assert page.links("//ul[@class='chips']//a") == [
        "/records?donor=SWE&donor=NOR",
        "/records?search=tanks&donor=SWE",
        "/records?search=tanks&donor=NOR",
        "/records",
    ]


def test_each_facet_counts_what_the_others_let_pass(demo):
    page = demo.page("/records?donor=SWE&stage=pledge")

    donors = page.tree.xpath("//h2[text()='Donor']/following-sibling::ul[1]/li")
    assert words(donors[0]) == "Sweden, chosen: take it away 1"
    assert [words(it) for it in donors[1:3]] == ["United Kingdom 4", "Canada 1"]
    stages = page.tree.xpath("//h2[text()='Stage']/following-sibling::ul[1]/li")
    assert [words(it) for it in stages] == ["Pledge, chosen: take it away 1", "Commitment 1", "Disbursement 0"]


def test_the_total_of_one_donor_is_that_of_the_report_and_explained(demo):
    page = demo.page("/records?donor=GBR&stage=pledge")
    table = next(it for it in present(demonstrated().report).tables if it.name == "Pledges by donor")
    british = next(row for row in table.rows if row.names[0] == "United Kingdom")

    figure = page.tree.xpath("//tfoot//a")[0]
    assert figure.xpath("./span[@aria-hidden]")[0].text == british.total.text
    assert figure.get("href") == "/figure?report=commitments&measure=pledges&donor=GBR"


@pytest.mark.parametrize(
    ("sort", "column", "direction", "first"),
    [
        ("worth", 6, "ascending", "Medical"),
        ("-worth", 6, "descending", "Ukraine Facility 2024 to 2027: agreement of the European Council"),
        ("donor", 2, "ascending", "Lethal"),
        ("nonsense", 1, "descending", "Co-production"),
    ],
)
def test_a_column_says_how_it_is_sorted(demo, sort, column, direction, first):
    page = demo.page(f"/records?sort={sort}")

    heads = page.tree.xpath("//thead//th")
    assert [it.get("aria-sort") for it in heads] == [
        direction if number == column else None for number in range(1, len(heads) + 1)
    ]
    if sort != "worth":
        assert page.all("//tbody/tr[1]/td[4]")[0].startswith(first)


def test_what_nobody_states_is_last_whichever_way_it_is_sorted(demo):
    for sort in ("worth", "-worth"):
        last = demo.page(f"/records?sort={sort}").all("//tbody/tr[last()]/td[6]")[0]
        assert not any(it.isdigit() for it in last)


def test_it_says_which_records_are_in_no_total_and_why(rare):
    left_out = rare.page("/records").all("//h2[text()='In no total']/following-sibling::ul/li")

    assert sorted(left_out) == [
        "1 record: domestic: donor and recipient are the same",
        "1 record: internal, and the report is public",
        "1 record: not converted",
        "1 record: undisclosed",
    ]


def test_a_sum_without_a_rate_and_one_that_nobody_states_have_their_marks(rare):
    page = rare.page("/records?sum=not_converted&sum=undisclosed&sort=title")

    assert page.heading == "2 records"
    assert page.all("//tbody//td[last()]//span[@aria-hidden]") == ["fx", ".."]
    assert page.all("//tbody//td[last()]//span[@class='aloud']") == ["not converted", "undisclosed"]


def test_an_internal_record_is_marked_and_adds_nothing(rare):
    page = rare.page("/records?search=warehouse")

    assert page.heading == "1 record mentions “warehouse”"
    assert page.all("//tbody//span[@class='tag']") == ["internal"]
    assert "1 of them is internal" in page.main


def test_joint_donors_stand_together_and_count_as_a_whole(rare):
    page = rare.page("/records?donor=BEL")

    assert page.heading == "1 record, worth EUR 4.0 million"
    assert page.all("//tbody/tr/td[2]") == ["Belgium + Netherlands"]
    assert "Records of several donors count as a whole here." in page.main


def test_what_was_entered_is_text_wherever_it_stands(rare):
    for address in ("/records", "/records?search=script", f"/records?search={HOSTILE}&donor={HOSTILE}"):
        answer = rare.answer(address)
        assert b"<script" not in answer.body
        assert answer.status == 200


def test_the_table_holds_exactly_the_records_of_the_list_and_no_cell_runs(rare):
    link = rare.page("/records?search=pledge&stage=pledge").tree.xpath("//a[.='CSV of these']")[0].get("href")
    answer = rare.answer(link)

    assert (answer.kind, answer.file) == ("text/csv; charset=utf-8", "records.csv")
    rows = [*csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig")))]
    assert [row["id"] for row in rows] == ["a:1/b", "b", "c", "d", "f", "i", "e"]
    every = [*csv.DictReader(io.StringIO(rare.answer("/records.csv").body.decode("utf-8-sig")))]
    assert len(every) == 9
    assert {row["title"] for row in every if row["id"] == "b"} == {f'"{RUNS}"'}


def test_the_table_reads_back_equal(rare, tmp_path):
    (tmp_path / "records.csv").write_bytes(rare.answer("/records.csv").body)
    again = read_records(tmp_path / "records.csv").records

    assert {it.id: it for it in again} == {it.id: it for it in Book.open(made()).records()}


def test_an_id_with_slashes_and_colons_leads_to_its_record(rare):
    page = rare.page("/records?donor=FRA")

    assert "/records/a%3A1%2Fb" in page.links()


def test_a_long_list_has_pages(tmp_path):
    book = create_book(tmp_path / "book.db", author="Ann")
    book.record([pledge(f"p{number:03}") for number in range(120)], author="Ann", reason="many")
    asking = Asking(book.path)
    page = asking.page("/records?sort=title&from=51")

    assert page.heading == "120 records, worth EUR 12,000.00"
    assert (len(page.tree.xpath("//tbody/tr")), page.all("//tbody/tr[1]/td[3]")) == (50, ["Pledge p050"])
    assert page.links("//a[@rel]") == ["/records?sort=title&from=1", "/records?sort=title&from=101"]
    whole = build_report("commitments", book).total("pledges").central
    assert page.all("//tfoot//td[1]") == [str(whole)] == ["EUR 12,000.00"]
    assert whole.value == Decimal(12000)


def test_an_empty_book_says_how_to_begin(tmp_path):
    book = create_book(tmp_path / "book.db", author="Ann")

    assert Asking(book.path).page("/records").heading == "No records yet"


@pytest.mark.parametrize("language", ["de", "fr", "pl", "uk"])
def test_it_is_drawn_in_each_language(demo, language):
    tree = html.fromstring(demo.answer("/records?search=military", language).body.decode())

    assert tree.get("lang") == language

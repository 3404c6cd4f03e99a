"""Making a report by other rules, taking it along in every format, and issuing it."""

import hashlib
import io
from zipfile import ZipFile

import openpyxl
import pytest
from asked_pages import Asking
from demonstrated import demo_copied
from made import pledge

from ledger.desk import (
    REPORT_FORMATS,
    build_report,
    comparison_of,
    correct,
    create_book,
    issued_reports,
    verify_workbook,
)
from ledger.presentation import present
from ledger.web.uploads import Uploads

SIGNED = {"_do": "enter", "_author": "Ann", "_reason": "for the minister"}


@pytest.fixture
def book(tmp_path):
    return demo_copied(tmp_path).book


@pytest.fixture
def uploads(tmp_path):
    return Uploads(tmp_path / "uploads")


@pytest.fixture
def desk(book, uploads):
    return Asking(book.path, author="root", uploads=uploads.folder)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("currency=usd", {"currency": "USD"}),
        ("since=2+June+2025", {"since": "2025-06-02"}),
        ("cutoff=31+Dezember+2024", {"cutoff": "2024-12-31"}),
        ("basis=year&horizon=2028-03-31", {"basis": "year", "horizon": "2028-03-31"}),
        ("as_of=entry:10", {"as_of": "entry:10"}),
        ("since=&currency=", {}),
    ],
)
def test_a_report_by_other_rules_has_the_figures_of_the_command_line(desk, book, query, asked):
    page = desk.page(f"/reports/commitments?{query}")
    report = build_report("commitments", book, **asked)
    shown = present(report, comparison=comparison_of(report, book))

    assert page.answer.status == 200
    assert page.heading == " ".join(shown.finding.text.split())
    total = shown.tables[0].rows[-1] if shown.tables[0].rows[-1].kind == "total" else shown.tables[0].rows[0]
    assert " ".join(total.total.text.split()) in page.main


def test_figures_of_a_report_by_other_rules_are_explained_by_these(desk):
    page = desk.page("/reports/commitments?currency=USD")
    link = next(it for it in page.links("//main//td//a") if "donor=GBR" in it and "year=2025" in it)
    figure = desk.page(link)

    assert figure.answer.status == 200
    assert "USD" in figure.heading + figure.main


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("currency=euros", "Currency"),
        ("since=31+February+2025", "Announced from"),
        ("as_of=yesterday", "As the book stood on"),
        ("against=issue:99", "Compared with"),
        ("group=UNO", "Donors"),
        ("decimals=99", "Decimals"),
    ],
)
def test_what_cannot_be_asked_is_told_at_its_field_and_no_figure_is_shown(desk, query, label):
    page = desk.page(f"/reports/commitments?{query}")

    assert page.answer.status == 422
    assert page.heading == "No report can be made by these rules"
    assert [fault.partition(":")[0] for fault in page.faults] == [label]
    assert page.tree.xpath("//table") == []
    name, _, text = query.partition("=")
    assert page.filled[name] == text.replace("+", " ")


@pytest.mark.parametrize("kind", REPORT_FORMATS)
def test_every_format_is_handed_out(desk, kind):
    answer = desk.answer(f"/report-file?report=commitments%3Fcurrency%3DUSD&as={kind}&lang=de")

    assert answer.status == 200
    begins = {"xlsx": b"PK", "pdf": b"%PDF", "html": b"<!doctype html>", "md": b"#", "csv": b"PK"}
    assert answer.body.lstrip().startswith(begins[kind])
    assert answer.file.startswith("commitments")
    if kind == "csv":
        assert all(name.endswith(".csv") for name in ZipFile(io.BytesIO(answer.body)).namelist())
    if kind == "md":
        assert "USD" in answer.body.decode()


def test_no_other_format_and_no_other_file_is_handed_out(desk):
    assert desk.answer("/report-file?report=commitments&as=docx").status == 404
    assert desk.answer("/report-file?report=/etc/passwd&as=md").status == 404


def issued(desk, query="report=commitments", **changes):
    filled = desk.page(f"/issue?{query}").filled
    return desk.page("/issue", form=filled | SIGNED | changes)


def test_a_report_is_issued_and_its_workbook_is_the_one_that_the_book_knows(desk, book):
    page = issued(desk)
    (issue,) = [it for it in issued_reports(book) if it.reason == "for the minister"]

    assert page.answer.location == f"/issued/{issue.number}"
    shown = desk.page(page.answer.location)
    assert shown.heading.startswith("commitments.xlsx, issued on ")
    assert "Nobody has signed it off." in shown.main
    workbook = desk.answer(f"/issued-workbook/{issue.number}")
    assert hashlib.sha256(workbook.body).hexdigest() == issue.facts.sha256
    assert workbook.file == "commitments.xlsx"
    assert desk.page("/issued").all("//tbody/tr/th")[0] == str(issue.number)


def test_the_workbook_that_was_issued_is_verified(desk, book, tmp_path):
    page = issued(desk, "report=commitments%3Fcurrency%3DUSD")
    copy = tmp_path / "received.xlsx"
    copy.write_bytes(desk.answer(page.answer.location.replace("issued", "issued-workbook")).body)

    assert verify_workbook(book, copy).problems == ()


def test_a_book_that_moved_is_looked_at_once_more(desk, book):
    filled = desk.page("/issue?report=commitments").filled
    correct(book, "fra-ukr-2025-06-07-1", {"note": "read again"}, author="Bob", reason="read again")
    page = desk.page("/issue", form=filled | SIGNED)

    assert page.answer.status == 409
    assert page.all("//*[@class='summary']/h2") == ["The book has changed since this page was drawn"]
    assert desk.page("/issue", form=page.filled | SIGNED).answer.location == f"/issued/{book.entries}"


def test_an_issue_that_is_sent_twice_is_one(desk, book):
    filled = desk.page("/issue?report=brief").filled
    first = desk.answer("/issue", form=filled | SIGNED)
    again = Asking(book.path).answer("/issue", form=filled | SIGNED)

    assert first.location == f"/issued/{book.entries}"
    assert Asking(book.path).answer(again.location).location == first.location
    assert book.entries == int(first.location.rpartition("/")[2])


@pytest.mark.parametrize(("name", "label"), [("_author", "Who enters it"), ("_reason", "Why")])
def test_who_issues_it_and_to_whom_is_asked_for(desk, book, name, label):
    entries = book.entries
    page = issued(desk, **{name: ""})

    assert page.answer.status == 422
    assert [fault.partition(":")[0] for fault in page.faults] == [label]
    assert book.entries == entries


def test_no_report_that_is_none_of_the_desk_is_issued(desk):
    assert desk.page("/issue?report=/etc/passwd").answer.status == 404
    assert desk.page("/issued/1").answer.status == 404


def test_a_list_of_none_says_what_issuing_is(tmp_path):
    book = create_book(tmp_path / "book.db", author="Ann")
    book.record([pledge()], author="Ann", reason="made for a test")
    page = Asking(book.path).page("/issued")

    assert page.answer.status == 200
    assert page.heading == "No report was issued yet"
    assert page.links("//main//a[@class='button main']") == ["/reports"]


def signed_off(desk, number, **changes):
    address = f"/sign-off/{number}"
    return desk.page(address, form=desk.page(address).filled | SIGNED | {"_author": "Rita"} | changes)


def test_a_reviewer_signs_an_issued_report_and_everybody_sees_it(desk, book):
    number = int(issued(desk).answer.location.rpartition("/")[2])
    answer = signed_off(desk, number, _reason="I have compared it with the sources").answer
    page = desk.page(answer.location)

    assert answer.location == f"/issued/{number}"
    assert "Rita · “I have compared it with the sources”" in page.main
    assert [it.author for it in issued_reports(book)[-1].signed_off] == ["Rita"]


def test_a_report_that_was_never_issued_is_not_signed(desk, book):
    entries = book.entries
    page = signed_off(desk, 1)

    assert page.answer.status == 422
    assert "REL" in page.main
    assert book.entries == entries


@pytest.mark.parametrize("kind", ["same", "changed", "foreign"])
def test_a_received_workbook_is_verified_and_one_changed_cell_is_named(desk, uploads, tmp_path, kind):
    issue = issued(desk).answer.location
    content = desk.answer(issue.replace("issued", "issued-workbook")).body
    if kind == "changed":
        (tmp_path / "sent.xlsx").write_bytes(content)
        workbook = openpyxl.load_workbook(tmp_path / "sent.xlsx")
        sheet = workbook["Pledges by donor"]
        row, column = next(
            (cell.row, cell.column)
            for line in sheet.iter_rows(min_row=6)
            for cell in line
            if cell.data_type in ("n", "f") and cell.value
        )
        sheet.cell(row, column).value = 12_345
        workbook.save(tmp_path / "sent.xlsx")
        content = (tmp_path / "sent.xlsx").read_bytes()
    page = desk.page(f"/verified/{uploads.hold('sent.xlsx', io.BytesIO(b'PK' if kind == 'foreign' else content))}")

    headings = {
        "same": "sent.xlsx is the workbook that was issued as report",
        "changed": "sent.xlsx does not hold all of report",
        "foreign": "sent.xlsx cannot be verified",
    }
    assert page.heading.startswith(headings[kind])
    assert page.answer.status == (422 if kind == "foreign" else 200)
    if kind == "changed":
        assert "Pledges by donor" in page.main


def test_a_finding_is_accepted_with_a_reason_and_stays_listed(desk, book):
    (link, *_) = [it for it in desk.page("/findings").links("//main//a") if it.startswith("/waive?")]
    page = desk.page(link)
    answer = desk.answer("/waive", form=page.filled | SIGNED | {"_reason": "it is so"})
    findings = desk.page(answer.location)

    assert answer.location == "/findings"
    assert "it is so" in findings.main
    assert book.decisions()[-1].reason == "it is so"


def test_an_accepted_finding_is_reported_again_and_both_entries_stay(desk, book):
    (accept, *_) = [it for it in desk.page("/findings").links("//main//a") if it.startswith("/waive?")]
    desk.answer("/waive", form=desk.page(accept).filled | SIGNED)
    (again,) = [it for it in desk.page("/findings").links("//main//a") if it.startswith("/report-again?")]
    page = desk.page(again)
    answer = desk.answer("/report-again", form=page.filled | SIGNED | {"_reason": "the source has a day now"})
    findings = desk.page(answer.location)

    assert page.heading == "Report an accepted finding again"
    assert accept in findings.links("//main//a")
    assert not [it for it in findings.links("//main//a") if it.startswith("/report-again?")]
    assert [it.payload.code for it in book.decisions()[-2:]] == [page.filled["code"]] * 2
    assert book.decisions()[-1].reason == "the source has a day now"


def test_what_was_not_accepted_is_not_reported_again(desk, book):
    entries = book.entries
    page = desk.page("/report-again", form=desk.page("/report-again?code=TERM&place=nowhere").filled | SIGNED)

    assert page.answer.status == 422
    assert book.entries == entries


def test_a_kind_of_finding_weighs_as_somebody_says_and_the_page_says_who(desk):
    (link,) = [it for it in desk.page("/findings").links("//main//a") if it == "/severity?code=TERM"]
    page = desk.page(link)
    answer = desk.answer(
        "/severity", form=page.filled | SIGNED | {"severity": "error", "_reason": "the annex needs it"}
    )
    findings = desk.page(answer.location)

    assert page.filled["severity"] == "own"
    assert findings.heading == "5 findings, 1 of them errors"
    assert "the annex needs it" in findings.main
    assert desk.page(link).filled["severity"] == "error"

    back = desk.page(link).filled | SIGNED | {"severity": "own"}
    desk.answer("/severity", form=back)

    assert desk.page("/findings").heading == "5 findings, and none of them is an error"
    assert "the annex needs it" not in desk.page("/findings").main


@pytest.mark.parametrize("form", [{"severity": "grave"}, {"code": "CHAIN", "severity": "note"}])
def test_what_cannot_be_weighed_enters_nothing(desk, book, form):
    entries = book.entries
    page = desk.page("/severity", form=desk.page("/severity?code=TERM").filled | SIGNED | form)

    assert page.answer.status == 422
    assert page.faults
    assert book.entries == entries


def test_rates_are_taken_out_with_a_reason_and_nothing_is_converted_by_them_any_more(desk):
    (link, *others) = [it for it in desk.page("/rates").links("//main//a") if it.startswith("/withdraw-rates?")]
    answer = desk.answer("/withdraw-rates", form=desk.page(link).filled | SIGNED | {"_reason": "not licensed"})
    rates = desk.page(answer.location)

    assert answer.location == "/rates"
    assert [it for it in rates.links("//main//a") if it.startswith("/withdraw-rates?")] == others
    assert desk.page("/withdraw-rates", form=desk.page(link).filled | SIGNED).answer.status == 422


def test_what_is_no_finding_is_not_accepted(desk, book):
    entries = book.entries
    page = desk.page("/waive", form=desk.page("/waive?code=TERM&place=nowhere").filled | SIGNED)

    assert page.answer.status == 422
    assert book.entries == entries

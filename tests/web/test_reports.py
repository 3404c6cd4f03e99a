"""The reports of a desk: their list, and each with the digits of its presentation, every figure of which leads on."""

import pytest
from asked_pages import page_of, texts
from demonstrated import demo_copied, demonstrated
from made import pledge

from ledger import desk
from ledger.presentation import present
from ledger.web.drawing import figure_link

NAMES = [it.name for it in desk.report_definitions()]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return demo_copied(tmp_path_factory.mktemp("reports")).book.path


def displayed(name, language="en"):
    report = desk.build_report(name, demonstrated().book)
    return present(report, language=language, comparison=desk.comparison_of(report, demonstrated().book))


def words(text):
    return " ".join(text.split())


def test_the_list_names_every_report_with_what_it_shows(book):
    status, page = page_of(book, "/reports")

    assert status == 200
    assert texts(page, "//h1") == ["8 reports of this book"]
    assert page.xpath("//dl//a/@href") == [f"/reports/{name}" for name in NAMES]
    assert texts(page, "//dl/dt/a") == [it.title for it in desk.report_definitions()]
    assert page.xpath("//dd[2]//text()")[0] == "Pledges by donor and year"


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_shows_what_the_presentation_has(book, name):
    status, page = page_of(book, f"/reports/{name}")
    shown = displayed(name)

    assert status == 200
    assert texts(page, "//h1") == [words(shown.finding.text)]
    tables = [*shown.tables, *([shown.changes.moved] if shown.changes and shown.changes.moved else [])]
    drawn = page.xpath("//div[@class='frame']/table")
    assert len(drawn) == len(tables)
    for table, own in zip(tables, drawn, strict=True):
        assert words(own.xpath("string(caption)")) == words(f"{table.title}. {table.unit_line}")
        for row, line in zip(table.rows, own.xpath("tbody/tr"), strict=True):
            cells = [eye(cell) for cell in line.xpath("td[contains(@class, 'number')]")]
            assert cells[: len(table.figures_of(row))] == [words(it.text) for it in table.figures_of(row)]
            if row.share:
                assert words(row.share.text) in cells


def eye(cell):
    """What is seen of a cell: the text that is read aloud stands in for its marks, not beside them."""
    seen = cell.xpath(".//*[@aria-hidden='true']")
    return words((seen[0] if seen else cell).text_content())


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_that_has_a_sum_leads_to_its_explanation(book, name):
    _, page = page_of(book, f"/reports/{name}")
    shown = displayed(name)
    links = set(page.xpath("//td//a/@href"))

    for table in shown.tables:
        for row in table.rows:
            for it in table.figures_of(row):
                summed = shown.sums.get(it.key.central)
                has_sum = bool(summed and (summed.records or summed.missing)) and not it.key.record
                assert has_sum or words(it.text) in ("–", "..")
                assert (figure_link(it.key, name) in links) == has_sum


@pytest.mark.parametrize("language", ["de", "uk"])
def test_a_report_speaks_the_language_of_its_reader(book, language):
    _, page = page_of(book, "/reports/brief", language=language)

    assert texts(page, "//h1") == [words(displayed("brief", language).finding.text)]


def test_what_changed_is_told_step_by_step_and_leads_to_the_records_that_moved(book):
    _, page = page_of(book, "/reports/changes")

    steps = page.xpath("//table[not(ancestor::div[@class='frame'])]/tbody/tr")
    assert [(it.xpath("string(th/text())"), eye(it.xpath("td[2]")[0])) for it in steps] == [
        ("Earlier total", "≤≥~61,215.6"),
        ("Announced since", "+17,785.2 .."),
        ("Total now", "≤≥~79,000.8 .."),
    ]
    assert page.xpath("//a[starts-with(@href, '/records/')]/@href") == ["/records/gbr-ukr-2025-06-02-1"]


@pytest.mark.parametrize("name", ["/etc/passwd", "breif", "../brief", "<script>"])
def test_only_the_reports_of_the_desk_are_opened(book, name):
    status, page = page_of(book, f"/reports/{name}")

    assert status == 404
    assert texts(page, "//h1") == ["This cannot be shown"]
    assert not page.xpath("//main//script")


def test_of_a_book_without_records_the_page_says_how_to_begin(tmp_path):
    path = tmp_path / "empty.db"
    desk.create_book(path, author="Ann")

    _, page = page_of(path, "/reports/brief")

    assert texts(page, "//h1") == ["No records yet"]


def test_a_report_that_no_record_fits_says_so(tmp_path):
    path = tmp_path / "goods.db"
    desk.create_book(path, author="Ann").record([pledge("a")], author="Ann", reason="as announced")

    status, page = page_of(path, "/reports/in-kind")

    assert status == 200
    assert "No record is as this report asks for." in texts(page, "//main//p")


def test_tables_are_reached_by_keyboard_and_named(book):
    _, page = page_of(book, "/reports/commitments")

    for frame in page.xpath("//div[@class='frame']"):
        assert frame.get("tabindex") == "0"
        assert frame.get("aria-label")
        assert all(it.get("scope") for it in frame.xpath(".//th"))


@pytest.mark.parametrize("address", ["/", "/reports/brief", "/figure"])
def test_a_book_whose_records_are_all_withdrawn_is_one_without_records(tmp_path, address):
    path = tmp_path / "gone.db"
    made = desk.create_book(path, author="Ann")
    made.record([pledge("a")], author="Ann", reason="as announced")
    desk.withdraw(made, "a", author="Ann", reason="it was a rumour")

    _, drawn = page_of(path, f"{address}?measure=pledges")
    _, findings = page_of(path, "/findings")

    assert texts(drawn, "//h1") == ["No records yet"]
    assert "0 records were checked" in findings.xpath("string(//main)")

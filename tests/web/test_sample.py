"""An auditor at the desk: draws a sample, fills it in, hands it back, and reads what it means; nothing enters by it."""

import io

import httpx
import openpyxl
import pytest
from asked_pages import Asking
from demonstrated import demo_copied
from desks_run import PATIENCE_SECONDS, running, shown

from ledger.book import Book
from ledger.desk import build_report, draw_sample, sample_design
from ledger.web.uploads import Uploads

DRAWN = "/sample?report=commitments&tolerable=2%25&seed=dice+4711"


@pytest.fixture
def book(tmp_path):
    return demo_copied(tmp_path).book


@pytest.fixture
def uploads(tmp_path):
    return Uploads(tmp_path / "uploads")


@pytest.fixture
def desk(book, uploads):
    return Asking(book.path, uploads=uploads.folder, reads_only=True)


def workbook_of(desk):
    (link,) = [it for it in desk.page(DRAWN).links() if it.startswith("/sample-workbook?")]
    return desk.answer(link)


def answered(content, last="agreed"):
    """The workbook with each conversion agreed to, but for the last."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    sheet = workbook["Sample"]
    column = next(it.column for it in sheet[4] if it.value.startswith("Audited value"))
    filled = [row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value is not None]
    for row in filled:
        sheet.cell(row, column).value = "agreed"
    sheet.cell(filled[-1], column).value = last
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def evaluated(desk, uploads, content):
    return desk.page(f"/evaluated/{uploads.hold('sample.xlsx', io.BytesIO(content))}")


def test_what_is_drawn_is_what_the_command_draws(desk, book, tmp_path):
    report = build_report("commitments", book)
    made = draw_sample(
        book, report, sample_design(report, {"tolerable": "2%", "seed": "dice 4711"}), tmp_path / "own.xlsx"
    )
    page = desk.page(DRAWN)

    assert page.answer.status == 200
    assert page.heading == f"{len(made.sample.picks)} of {len(made.sample.population.items)} conversions are drawn"
    assert page.all("//main//tbody/tr/th") == [item.key for item, _ in made.sample.picks]
    answer = workbook_of(desk)
    assert answer.file == "sample.xlsx"
    ours, theirs = (openpyxl.load_workbook(it)["Sample"] for it in (io.BytesIO(answer.body), tmp_path / "own.xlsx"))
    assert [[it.value for it in row] for row in ours] == [[it.value for it in row] for row in theirs]


def test_the_form_stands_with_its_own_confidence_and_asks_for_the_rest(desk):
    page = desk.page("/sample")

    assert page.heading == "Draw an audit sample"
    assert page.filled == {
        "report": "commitments", "measure": "", "tolerable": "", "expected": "0", "confidence": "95", "seed": "",
        "file": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("tolerable=much&seed=7", "tolerable"),
        ("seed=7", "tolerable"),
        ("tolerable=2%25", "seed"),
        ("tolerable=2%25&seed=7&confidence=59.9", "confidence"),
    ],
)
def test_what_is_no_design_is_told_at_its_field(desk, query, field):
    page = desk.page(f"/sample?{query}")

    assert page.answer.status == 422
    assert f"#{field}" in page.links("//*[@class='summary']//a")
    assert desk.answer(f"/sample-workbook?{query}").status == 404


def test_errors_that_do_not_fit_each_other_are_told_above_the_form(desk):
    page = desk.page("/sample?tolerable=2%25&seed=7&expected=3%25")

    assert page.answer.status == 422
    assert len(page.faults) == 1
    assert page.filled["expected"] == "3%"


def test_a_sample_without_an_error_supports_the_total(desk, uploads):
    page = evaluated(desk, uploads, answered(workbook_of(desk).body))

    assert page.answer.status == 200
    assert page.heading == "The sample supports the total"
    assert "Every drawn conversion has the value that the book has." in page.main


def test_an_error_is_named_with_what_it_stands_for(desk, uploads):
    page = evaluated(desk, uploads, answered(workbook_of(desk).body, 1))

    assert page.heading in ("The sample does not support the total", "The errors found are more than may be")
    (row,) = page.all("//table[@class='wide']/tbody/tr")
    assert "EUR 1.00" in row


def test_what_is_not_filled_in_is_told_cell_by_cell_and_nothing_is_concluded(desk, uploads):
    page = evaluated(desk, uploads, answered(workbook_of(desk).body, None))

    assert page.answer.status == 422
    assert page.heading == "sample.xlsx: 1 thing to settle before it is evaluated"
    assert "found an empty cell" in page.main


@pytest.mark.parametrize("content", [b"", b"PK", b"no workbook"])
def test_what_is_no_sample_is_refused(desk, uploads, content):
    assert evaluated(desk, uploads, content).answer.status == 422


def test_a_file_that_is_gone_is_not_evaluated(desk):
    assert desk.answer(f"/evaluated/{'0' * 64}").status == 404


@pytest.mark.slow
@pytest.mark.xdist_group("desk")
def test_readers_hand_in_what_enters_nothing_and_nothing_else(book, desk):
    content, entries = answered(workbook_of(desk).body), book.entries
    with running(book.path, "--read-only") as (_, address), httpx.Client(timeout=PATIENCE_SECONDS) as visitor:
        visitor.get(address)
        origin = address.partition("/?")[0]
        ours = {"Sec-Fetch-Site": "same-origin"}

        def handed_in(way):
            return visitor.post(f"{origin}{way}", files={"file": ("sample.xlsx", content)}, headers=ours)

        sent = handed_in("/evaluate")
        assert sent.status_code == 303
        assert "The sample supports the total" in shown(visitor, origin + sent.headers["location"]).text
        assert handed_in("/verify").headers["location"].startswith("/verified/")
        assert [handed_in(it).status_code for it in ("/import", "/enter", "/waive", "/evaluate/x")] == [403] * 4
        ours["Sec-Fetch-Site"] = "cross-site"
        assert handed_in("/evaluate").status_code == 403
    assert Book.open(book.path).entries == entries

"""A presentation as a page: its digits, its policy, and how it opens, sorts and filters in a browser."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pymupdf
import pytest
from browsed import Visits, barriers, faults_in_browser, faults_on_page, squeezed, texts
from lxml import html
from made import amount, definition, material, over, paid, pledge, report, yearly
from three_books import BOOKS, HOSTILE, TABLE

import ledger.render
from ledger.audit import State, bridge
from ledger.presentation import Comparison, FigureKey, Mark, PresentedRow, RowKind, ShownFigure, opened, present
from ledger.render import as_page
from ledger.render.page_tables import bars_of, longest_bar

RANGE = {"qualifier": "range", "low": "20000", "high": "90000", "currency": "EUR"}
TEMPLATES = Path(ledger.render.__file__).parent / "templates"


@pytest.fixture(scope="module", params=["seeds", "sixty donors"])
def book(request):
    """A report with its presentation and its page, once for all tests of this file; release 7 has its own tests."""
    made = BOOKS[request.param]()
    presentation = present(made)
    return made, presentation, as_page(presentation, made)


def read(page):
    return html.document_fromstring(page)


@pytest.mark.proof
def test_all_that_is_displayed_stands_on_a_page_of_its_own(book):
    _, presentation, page = book

    assert faults_on_page(page, presentation) == []


@pytest.mark.proof
@pytest.mark.xdist_group("browser")
def test_records_in_a_row_read_as_in_the_presentation(book):
    made, presentation, page = book

    for drawn, table in zip(read(page).xpath("//table[@id]"), presentation.tables, strict=True):
        inside = [it for records in opened(made, presentation, table).values() for it in records]
        shown = [[it for it in texts(row) if it] for row in drawn.xpath(".//tr[@class='record']")]
        assert list(map(squeezed, shown)) == [squeezed(it.text for it in (*at.cells, at.total)) for at in inside]


@pytest.mark.thorough
def test_what_does_not_stand_there_as_it_is_displayed_is_found():
    made = report(pledge("a", amount=amount("5000000")), tables=[TABLE])
    presentation = present(made)
    page = as_page(presentation, made)

    assert faults_on_page(page, presentation) == []
    # By this, near its beginning, `verify` knows it as a document beside a workbook.
    assert page.index('content="defense-ledger ') < 4000
    assert faults_on_page(page.replace('data-value="5.0"', 'data-value="6.0"', 1), presentation) == [
        "By donor: ['5.0', '5.0'] sorts as ['6.0', '5.0']"
    ]
    assert faults_on_page(page.replace('data-value="5.0">5.0', 'data-value="5.0">6.0', 1), presentation) == [
        "By donor: ['5.0', '5.0'] reads as ['6.0', '5.0']"
    ]
    altered = page.replace('lang="en"', 'lang="de"').replace("<main>", '<main><p id="tables:" style="x"></p>')
    assert faults_on_page(altered.replace("Sources", "Origins").replace(":root", ":top"), presentation) == [
        "says that it is in de",
        "twice the name tables:",
        "its policy does not name its own style",
        "an element that its policy does not let in: x",
    ]
    assert faults_on_page(page.replace("Sources", "Origins").replace("Test", "Text"), presentation) == [
        "not on the page: Test"
    ]


@pytest.mark.thorough
def test_what_does_not_stand_there_at_its_readings_is_found():
    made = in_doubt()
    presentation = present(made)
    page = as_page(presentation, made)

    assert faults_on_page(page, presentation) == []
    assert faults_on_page(page.replace('data-low="2.0"', 'data-low="3.0"', 1), presentation) == [
        "By donor: ['2.0', '2.0', '24.3'] sorts as ['3.0', '2.0', '24.3']"
    ]
    assert faults_on_page(page.replace('class="at-low">2.0', 'class="at-low">3.0', 1), presentation) == [
        "By donor: ['2.0', '2.0', '24.3'] reads as ['3.0', '2.0', '24.3']"
    ]
    assert "By donor: 0 switches of its readings" in faults_on_page(page.replace("data-switches", "x"), presentation)


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("hostile", [*HOSTILE, "</style><b>x", "{{ 7 * 7 }}", "/*style*/", "policy-of-this-page"])
def test_hostile_text_appears_as_it_is(hostile):
    sources = [{"publisher": hostile, "title": hostile, "quote": "so much", "url": "https://example.org/?a=1&b=<2>"}]
    made = report(
        pledge("a", title=hostile, note=hostile, amount=amount("5000000"), sources=sources),
        title=hostile,
        tables=[TABLE | {"title": hostile}],
    )
    page = read(as_page(present(made), made, ["a b.md"]))

    assert page.xpath("//header//strong")[0].text_content() == hostile
    assert page.xpath("//div[@id='tables:']//h2")[0].text_content() == hostile
    assert page.xpath("//tr[@class='record']//button")[0].text_content() == hostile
    assert page.xpath("//div[@class='trail']//p")[0].text_content() == hostile
    assert page.xpath("//cite")[0].text_content() == f"{hostile}, {hostile}"
    assert page.xpath("//cite/a/@href") == ["https://example.org/?a=1&b=<2>"]
    assert page.xpath("//footer//a/@href") == ["a%20b.md"]


@pytest.mark.thorough
def test_names_on_the_page_are_each_there_once_whatever_tables_donors_and_records_are_called():
    """A table called "tables" gave all others its columns; of two donors alike but for a sign one opened the other."""
    donors = {"a/1": "Aid & Co", "a:1": "Aid - Co", "b": "Aid - Co"}
    tables = [TABLE | {"name": it, "title": it} for it in ("tables", "By donor", "By-donor")]
    made = report(*(pledge(key, donor=donor) for key, donor in donors.items()), tables=tables)
    page = read(as_page(present(made), made))

    names = page.xpath("//@id")
    assert len(names) == len(set(names)) > 3 * (1 + 2 + 3)
    assert set(page.xpath("//@aria-controls")) <= set(names)


def test_what_changed_leads_to_the_records_that_it_names():
    rules = report(tables=[TABLE]).definition
    before, after = (
        (pledge("a"),),
        (pledge("a"), pledge("b", donor="FRA"), pledge("s", donor="NOR", amount={"qualifier": "undisclosed"})),
    )
    bridged = bridge(State(rules, material(*before)), State(rules, material(*after)), ())
    shown = present(bridged.closing, comparison=Comparison(bridged, bridged.closing.issued.as_of))
    page = read(as_page(shown, bridged.closing))

    links = page.xpath("//section[@class='changes']//a")
    assert [(it.text, it.get("href")) for it in links] == [
        ("Pledge b", "#By-donor.FRA.b"),
        ("Pledge s (Norway)", "#By-donor.NOR.s"),
    ]
    assert {it.get("href")[1:] for it in links} <= set(page.xpath("//@id"))
    records = page.xpath("//table[@id='By-donor']//tr[@class='record']")
    heard = {it.get("id"): it.xpath("string(td[@class='change']/span[@class='aloud'])") for it in records}
    assert heard == {
        "By-donor.DEU.a": "no change",
        "By-donor.FRA.b": "less than one displayed unit",
        "By-donor.NOR.s": "undisclosed",
    }


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ["1\xa0Datensatz"]),
        ("pl", ["1\xa0bezterminowy"]),
        ("uk", ["1\xa0безстроковий"]),
    ],
)
def test_no_line_ends_between_a_count_and_what_is_counted_nor_behind_a_single_letter(language, said):
    made = report(pledge(term=yearly()), tables=[TABLE], lang=language, horizon="2026-03-31")
    sheet = read(as_page(present(made), made)).xpath("//div[@class='sheet']")[0]
    text = sheet.text_content()

    assert [it for it in said if it not in text] == []
    sentences = " ".join(it.text_content() for it in sheet.xpath(".//footer//p | .//footer//dd | .//h1"))
    assert language == "de" or re.findall(r"(?<![^\s(„«])[^\W\d_] (?=\w)", sentences) == []


def test_the_legend_explains_the_marks_of_records_inside_rows_too():
    """Of a row of 5.0 a record of 0.0 stands in it, and another one of which nobody knows whether it is all."""
    ends = {"qualifier": "at_least", "value": "5000000", "currency": "EUR"}
    made = report(pledge("a", amount=amount("4990000")), pledge("b", amount=amount("10000")), tables=[TABLE])
    bounded = report(pledge("a", amount=ends), pledge("b", amount=amount("10000")), tables=[TABLE])
    legends = [read(as_page(present(it), it)).xpath("//ul[@class='legend']/li") for it in (made, bounded)]

    assert [[it.xpath("string()") for it in legend] for legend in legends] == [
        ["0.0\xa0less than one displayed unit"],
        [
            "≥\xa0at least: the highest reading is open; before a total, a part of it is",
            "0.0\xa0less than one displayed unit",
        ],
    ]


BARS = [
    (("5", "5", "5"), [("50.0", "50.0", "at-central at-low at-high")]),
    (("0", "5", "5"), [("0.0", "50.0", "at-central at-high")]),
    (("2.5", "5", "10"), [("25.0", "50.0", "at-central"), ("25.0", "25.0", "at-low"), ("25.0", "100.0", "at-high")]),
    (("-1", "5", "5"), [("0.0", "50.0", "at-central at-high")]),
    (("0", "0", "0"), []),
    (("-1", "-1", "-1"), []),
    ((None, None, None), []),
]


@pytest.mark.parametrize(("readings", "bars"), BARS)
def test_a_bar_is_solid_to_the_lowest_reading_and_as_long_as_the_one_that_is_shown(readings, bars):
    key = FigureKey("pledges")
    low, central, high = (ShownFigure(key, 1, it and Decimal(it), frozenset(), "") for it in readings)
    row = PresentedRow("row", ("Germany",), (), central, lowest=(low,), highest=(high,))

    assert [(str(it.solid), str(it.whole), it.readings) for it in bars_of(row, Decimal(10))] == bars


def test_all_bars_are_drawn_to_the_scale_of_the_longest_at_any_reading():
    key = FigureKey("pledges")
    central, high = (ShownFigure(key, 1, Decimal(it), frozenset(), "") for it in (5, 8))
    doubtful = PresentedRow("row", ("Germany",), (), central, lowest=(central,), highest=(high,))
    certain = PresentedRow("row", ("France",), (), replace(central, number=Decimal(7)))

    assert longest_bar([doubtful, certain]) == 8
    assert longest_bar([certain]) == 7


@pytest.fixture
def opened_page(browser, tmp_path):
    """Opens a page in a browser; it must ask for nothing else and complain of nothing."""
    visits = Visits(browser)

    def opened_page(text, width=1280, **how):
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        return visits.show(path, width, **how)

    yield opened_page
    assert visits.asked <= {"page.html"}
    assert visits.complaints == []
    visits.close()


@pytest.fixture
def shown(opened_page):
    """Shows the page of a report."""

    def shown(made, width=1280, *, comparison=None, **how):
        return opened_page(as_page(present(made, comparison=comparison), made, ["a.md"]), width, **how)

    return shown


def three_donors():
    given = [("DEU", "a", "9000000"), ("FRA", "b", "1000000"), ("NOR", "c", "5000000"), ("NOR", "d", "2000000")]
    sums = [pledge(key, donor=donor, title=f"Promise {key}", amount=amount(value)) for donor, key, value in given]
    silent = pledge("s", donor="SWE", title="Promise s", amount={"qualifier": "undisclosed"})
    return report(*sums, silent, tables=[TABLE])


def by_kind():
    """Two donors with two kinds each and their subtotals, then all others."""
    sums = (("DEU", "military", 6), ("DEU", "financial", 3), ("NOR", "military", 1), ("NOR", "financial", 2))
    given = [pledge(f"{a}-{b}", donor=a, category=b, amount=amount(f"{n}000000")) for a, b, n in sums]
    small = [pledge(donor, donor=donor, amount=amount("100000")) for donor in ("FRA", "SWE")]
    table = {"rows": ["donor", "category"], "subtotals": True, "top": 2}
    return report(*given, *small, tables=[TABLE | table])


@pytest.mark.thorough
def test_a_button_of_a_row_by_two_dimensions_says_both_names():
    made = by_kind()
    presentation = present(made)
    text = as_page(presentation, made)
    page = read(text)

    assert faults_on_page(text, presentation) == []
    names = [it.get("aria-label") or it.text for it in page.xpath("//tbody[contains(@class, 'row')]//th//button")]
    assert (names[0], names[-1]) == ("Germany, Military assistance", "Others (2)")
    assert len(names) == len(set(names)) == 5


def kinds(page):
    """The names of the rows that are shown, each with its kind."""
    return page.eval_on_selector_all(
        "tbody.row",
        "rows => rows.filter(it => !it.hidden).map(it => [...it.querySelectorAll('th')].map(it => it.dataset.value))",
    )


def names(page):
    return page.eval_on_selector_all(
        "tbody.row", "rows => rows.filter(it => !it.hidden).map(it => it.querySelector('th').innerText.split(' ')[0])"
    )


GOODS = {"name": "Goods", "title": "Goods", "rows": ["donor"]}
STAGES = {"name": "Stages", "title": "Stages", "rows": ["donor"]}


def every_kind():
    """A small report with every kind of table, row, mark and part of a record that a page can have."""
    sources = [
        {"publisher": "Press", "title": "Aid", "quote": "so much", "language": "en", "url": "https://example.org"}
    ]
    first = [
        pledge("e", amount=amount("6000000")),
        pledge("l", donor="NOR", amount=amount("3000000", qualifier="at_least"), term=over("2024-03-01", "2026-02-28")),
    ]
    later = [
        pledge("u", amount=amount("9000000", qualifier="up_to"), sources=sources, note="assumed"),
        pledge("n", donor="NOR", category="financial", amount=amount("1", "GBP")),
        pledge("s", donor="NOR", amount={"qualifier": "undisclosed"}),
        pledge("r", donor="FRA", amount=amount("5", "UAH")),
        pledge("o", donor="SWE", amount=RANGE),
        pledge("z", donor="SWE", category="financial", amount=amount("0")),
        pledge("k", stage="commitment", instrument="in_kind", items=[{"description": "guns", "quantity": "3"}]),
        paid("p", "k", amount=amount("1000000")),
    ]
    kinds = TABLE | {"name": "Kinds", "rows": ["donor", "category"], "subtotals": True, "top": 2, "memo": ["NATO"]}
    running = TABLE | {"name": "Running", "cumulative": True}
    rules = report(tables=[kinds, running], stages=[STAGES], goods=[GOODS]).definition
    bridged = bridge(State(rules, material(*first)), State(rules, material(*first, *later)), ())
    return bridged.closing, Comparison(bridged, bridged.closing.issued.as_of)


@pytest.mark.thorough
def test_a_small_page_has_everything_that_is_looked_at_for_barriers():
    made, comparison = every_kind()
    shown = present(made, comparison=comparison)
    page = read(as_page(shown, made, ["a.md"]))

    assert {row.kind for table in shown.tables for row in table.rows} == set(get_args(RowKind))
    drawn = [it for table in shown.tables for row in table.rows for it in (*row.figures, row.share, row.change) if it]
    # Where nothing is displayed behind the point, another mark stands for what is less than a unit.
    assert {mark for it in drawn for mark in it.marks} == set(Mark) - {Mark.UNDER_ONE}
    names = {name for element in page.xpath("//@class") for name in element.split()}
    assert set(re.findall(r'class="([a-z-]+)', (TEMPLATES / "body.html.jinja").read_text(encoding="utf-8"))) <= names
    assert page.xpath("//th[not(normalize-space())]") == []


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_keeps_anybody_out(shown, width):
    """WCAG 2.2 AA as axe-core tests it, closed and open; and nobody scrolls sideways."""
    made, comparison = every_kind()
    page = shown(made, width, comparison=comparison)

    assert barriers(page) == []
    for name in ("Germany", "Others", "Pledge u"):
        page.get_by_role("button", name=name).first.click()
    assert barriers(page, ".region.open") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.proof
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(("width", "charts"), [(1280, 2), (390, 1), (320, 1)])
def test_what_changed_is_drawn_and_listed_and_keeps_nobody_out(shown, width, charts):
    """On a phone bars stand in the rows of a table in place of its chart, and texts of the bridge above its bars."""
    rules, records = definition(tables=[TABLE]), [pledge(key, title=f"Promise {key}") for key in "ab"]
    bridged = bridge(State(rules, material(records[0])), State(rules, material(*records)), ())
    page = shown(bridged.closing, width, comparison=Comparison(bridged, date(2025, 3, 31)))

    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    drawn = [it for it in page.locator("svg[role=img]").all() if it.is_visible()]
    assert len(drawn) == charts
    assert "Earlier total: less than one displayed unit; " in drawn[-1].get_attribute("aria-label")
    sizes = drawn[-1].locator("text").evaluate_all("texts => texts.map(it => it.getBoundingClientRect())")
    assert all(it["height"] >= 12 and it["x"] + it["width"] <= width for it in sizes)
    moved = page.locator("#Records-that-moved tbody.row")
    assert moved.inner_text().split("\n")[0].startswith("Promise b")
    assert moved.locator("td.change").is_visible()


# Of what is seen, whatever is wider than its box, which cuts it off; captions and others are only heard.
CUT_OFF = """() => [...document.querySelectorAll('body *')]
    .filter(it => getComputedStyle(it).overflow !== 'visible' && it.offsetParent)
    .filter(it => !it.matches('.aloud, caption'))
    .filter(it => getComputedStyle(it).overflowX !== 'auto' && it.scrollWidth > it.clientWidth + 1)
    .map(it => it.outerHTML.slice(0, 100))"""


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(("width", "letters"), [(640, 16), (1280, 32)])
def test_at_two_hundred_percent_nothing_is_cut_off_and_nobody_scrolls_sideways(shown, width, letters):
    """A screen of 1,280 enlarged to double size has room for 640; or the letters alone are twice as large."""
    made, comparison = every_kind()
    page = shown(made, width, comparison=comparison)
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": letters, "fixed": letters}})

    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{letters}px"
    for name in ("Germany", "Others", "Pledge u"):
        page.get_by_role("button", name=name).first.click()
    assert barriers(page) == []
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_nobody_scrolls_a_large_page_sideways(book, opened_page):
    *_, text = book
    page = opened_page(text, 320)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("width", [1280, 320])
def test_a_word_longer_than_the_page_hides_nothing_of_an_opened_record(shown, width):
    """What stood below a note of one long word lay to the right of the screen, where nobody could get."""
    page = shown(report(pledge("a", title="A pledge", note="n" * 300)), width)
    for name in ("Germany", "A pledge"):
        page.get_by_role("button", name=name).first.click()

    trail = page.locator(".trail >> visible=true")
    right = trail.evaluate(
        "it => Math.max(...[it, ...it.querySelectorAll('*')].map(e => e.getBoundingClientRect().right))"
    )
    assert right <= width


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_a_page_that_keeps_somebody_out_asks_or_complains_is_found(browser, tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<p style='width:600px'>a</p><img src='b.png'><script>console.log('c')</script>", encoding="utf-8")
    faults = faults_in_browser(browser, path)

    assert any(fault.startswith("a barrier: image-alt <img") for fault in faults)
    assert [fault for fault in faults if not fault.startswith("a barrier")][:2] == [
        "608 pixels wide on a screen of 320",
        "asks for b.png",
    ]
    assert "complains: c" in faults


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("width", [1280, 320])
def test_only_the_box_of_a_wide_table_scrolls(shown, width):
    """Forty quarters beside each other, under a title of one long word."""
    term, unbroken = over("2018-01-01", "2027-12-31"), "w" * 290
    silent = pledge("s", title=unbroken, amount={"qualifier": "undisclosed"}, term=term)
    table = TABLE | {"title": unbroken, "columns": "quarter"}
    page = shown(report(pledge("a", term=term), silent, title=unbroken, tables=[table]), width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_a_total_opens_its_records_and_a_record_its_words(shown):
    page = shown(three_donors())
    row = page.get_by_role("button", name="Norway", exact=True)

    assert row.get_attribute("aria-expanded") == "false"
    row.focus()
    page.keyboard.press("Enter")
    record = page.get_by_role("button", name="Promise c")
    record.focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("Record c · pledge").is_visible()
    page.get_by_role("link", name="link to this record").locator("visible=true").focus()
    page.keyboard.press("Escape")
    assert not page.get_by_text("Record c · pledge").is_visible()
    assert page.evaluate("document.activeElement.innerText") == "Promise c"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert (record.is_visible(), record.get_attribute("aria-expanded")) == (True, "false")
    page.keyboard.press("Escape")
    assert not record.is_visible()
    assert page.evaluate("document.activeElement.innerText").startswith("Norway")


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_rows_are_sorted_by_any_column_and_what_is_not_known_stays_last(shown):
    page = shown(three_donors())

    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    assert names(page) == ["Germany", "Norway", "France", "Sweden"]
    page.get_by_role("button", name="Total").click()
    assert names(page) == ["France", "Norway", "Germany", "Sweden"]
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="Donor").click()
    assert names(page) == ["France", "Germany", "Norway", "Sweden"]


def in_doubt():
    """Germany up to 9, France 5 and Norway 2 to 7."""
    given = [("DEU", "up_to", "9000000"), ("FRA", "exact", "5000000")]
    sums = [pledge(donor, donor=donor, amount=amount(value, qualifier=of)) for donor, of, value in given]
    between = {"qualifier": "range", "low": "2000000", "high": "7000000", "currency": "EUR"}
    return report(*sums, pledge("NOR", donor="NOR", amount=between), tables=[TABLE])


def totals(page):
    """The name and the total of each row as it is seen, and that of all."""
    rows = page.locator("tbody.row > tr, tr.total")
    return [(it.locator("th").inner_text().split()[0], seen(it.locator("td.total-column"))) for it in rows.all()]


def switch(page, reading):
    page.locator(".switch label", has_text=reading).click()


def seen(cell):
    return cell.locator("[aria-hidden]").or_(cell).locator("visible=true").last.inner_text().strip()


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_a_table_is_switched_to_its_lowest_and_highest_readings_and_sorted_by_them(shown):
    page = shown(in_doubt())
    page.get_by_role("button", name="Total").click()
    page.get_by_role("button", name="Total").click()

    assert totals(page) == [("Germany", "≤9.0"), ("France", "5.0"), ("Norway", "~4.5"), ("Total", "≤~18.5")]
    page.get_by_role("radio", name="Central").focus()
    page.keyboard.press("ArrowLeft")
    assert totals(page) == [("France", "5.0"), ("Norway", "2.0"), ("Germany", "0"), ("Total", "7.0")]
    assert page.get_by_text("Records inside the rows keep").is_visible()
    assert not page.locator("tbody.row td.share").first.is_visible()
    switch(page, "Highest")
    assert totals(page) == [("Germany", "9.0"), ("Norway", "7.0"), ("France", "5.0"), ("Total", "21.0")]
    assert barriers(page) == []


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_a_table_says_how_it_is_sorted_at_the_reading_by_which_it_is(shown):
    page = shown(in_doubt())
    sorted_by = page.locator("th[aria-sort]")
    assert sorted_by.all_inner_texts() == ["Total"]
    switch(page, "Lowest")
    assert sorted_by.count() == 0
    switch(page, "Central")
    assert sorted_by.all_inner_texts() == ["Total"]
    switch(page, "Lowest")
    page.get_by_role("button", name="Total").click()
    assert totals(page)[0] == ("France", "5.0")
    switch(page, "Central")
    assert sorted_by.get_attribute("aria-sort") == "descending"
    assert totals(page)[0][0] == "Germany"


@pytest.mark.parametrize(
    ("rules", "is_ranked"),
    [({}, True), ({"sort": "name"}, False), ({"rows": ["donor", "category"], "subtotals": True}, False)],
)
def test_only_a_table_that_stands_by_its_totals_says_so(rules, is_ranked):
    given = [("AUT", "1000000"), ("DEU", "9000000"), ("FRA", "5000000")]
    made = report(*(pledge(it, donor=it, amount=amount(value)) for it, value in given), tables=[TABLE | rules])

    assert ('class="total-column" aria-sort="descending"' in as_page(present(made), made, ["a.md"])) is is_ranked


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_whatever_a_table_is_switched_to_it_is_printed_with_central_figures(shown):
    page = shown(in_doubt())
    switch(page, "Lowest")
    page.emulate_media(media="print")

    assert totals(page)[-1] == ("Total", "≤~18.5")
    assert page.locator("tbody.row td.share").first.is_visible()


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_on_a_phone_years_and_bars_are_switched_with_their_table(shown):
    page = shown(in_doubt(), 320)
    bars = page.locator("tbody.row", has_text="Norway").locator("svg.bar >> visible=true")
    lengths = "bars => bars.map(it => [...it.children].map(bar => bar.getAttribute('width')))"
    assert bars.evaluate_all(lengths) == [["50.0%", "22.2%"]]
    hatching = "bar => document.getElementById(bar.getAttribute('fill').slice(5, -1)).tagName"
    assert bars.locator("rect").first.evaluate(hatching) == "pattern"
    legend = page.locator("ul.bars >> visible=true")
    assert legend.locator("li").all_inner_texts() == ["lowest reading", "from the lowest to the central reading"]
    switch(page, "Highest")
    assert legend.locator("li").all_inner_texts() == ["lowest reading", "from the lowest to the highest reading"]
    switch(page, "Central")
    page.get_by_role("button", name="Norway").click()
    switch(page, "Lowest")

    assert bars.evaluate_all(lengths) == [["22.2%", "22.2%"]]
    assert legend.count() == 0
    assert page.locator(".years >> visible=true").inner_text().split() == ["2025", "2.0"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_without_a_script_central_figures_stand_there_and_the_other_totals_below(shown):
    page = shown(in_doubt(), script=False)

    assert totals(page)[-1] == ("Total", "≤~18.5")
    assert not page.get_by_role("radio").first.is_visible()
    assert seen(page.locator("tr.lowest td.total-column")) == "7.0"


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_rows_are_found_by_what_stands_in_them_and_in_their_records(shown):
    page = shown(three_donors())

    page.get_by_label("Find").fill("promise d")
    assert names(page) == ["Norway"]
    assert page.get_by_role("status").inner_text() == "1 of 4 rows are shown. Totals are those of all rows."
    page.get_by_label("Find").fill("")
    assert len(names(page)) == 4


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_what_is_searched_for_is_marked_where_it_stands_and_in_records_that_are_opened(shown):
    """Neither in totals nor in the heads of columns, and in what is closed as soon as it is opened."""
    page = shown(three_donors())
    marked = "[...(CSS.highlights.get('hit') ?? [])].map(it => `${it}`)"

    page.get_by_label("Find").fill("NOR")
    assert page.evaluate(marked) == ["Nor"]
    page.get_by_label("Find").fill("promise")
    assert page.evaluate(marked) == []
    page.get_by_role("button", name="Norway").click()
    assert page.evaluate(marked) == ["Promise", "Promise"]
    page.get_by_label("Find").fill("")
    assert page.evaluate(marked) == []


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_what_is_found_is_a_text_and_no_markup(shown):
    made = report(pledge("a", title='Aid & "more" <soon>'), pledge("b", donor="FRA", note="so much"), tables=[TABLE])
    page = shown(made)

    for wanted, rows in (('& "more" <soon>', ["Germany"]), ("so much", ["France"]), ("blockquote", []), ("&amp;", [])):
        page.get_by_label("Find").fill(wanted)
        assert names(page) == rows


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_a_subtotal_stays_behind_its_rows_and_where_one_of_them_is_found(shown):
    page = shown(by_kind())

    page.get_by_role("button", name="Category").click()
    assert kinds(page) == [
        ["Germany", "Financial assistance"],
        ["Germany", "Military assistance"],
        ["Germany", "Total"],
        ["Norway", "Financial assistance"],
        ["Norway", "Military assistance"],
        ["Norway", "Total"],
        ["Others (2)"],
    ]
    page.get_by_label("Find").fill("nor-mil")
    assert kinds(page) == [["Norway", "Military assistance"], ["Norway", "Total"]]
    assert page.get_by_role("status").inner_text().startswith("1 of 5 rows are shown.")


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_a_link_to_a_record_opens_all_that_it_lies_in(shown):
    page = shown(three_donors(), address="#By-donor.NOR.d")

    assert page.get_by_text("Record d · pledge").is_visible()
    assert not page.get_by_text("Record c · pledge").is_visible()


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_an_address_that_is_cut_off_leads_nowhere_and_breaks_nothing(shown):
    page = shown(three_donors(), address="#By-donor.NOR.%E0%A4%A")

    assert not page.get_by_text("Record d · pledge").is_visible()
    page.evaluate("location.hash = '#By-donor.NOR.d'")
    page.get_by_text("Record d · pledge").wait_for(timeout=5000)


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_without_a_script_everything_is_open(shown):
    page = shown(three_donors(), script=False)

    records = [it.inner_text().partition(" ·")[0] for it in page.locator(".origin").all() if it.is_visible()]
    assert records == ["Record a", "Record c", "Record d", "Record b", "Record s"]
    assert not page.get_by_label("Find").is_visible()


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_on_a_phone_years_open_below(shown):
    page = shown(three_donors(), 390)

    assert not page.get_by_role("columnheader", name="2025").is_visible()
    page.get_by_role("button", name="Germany").click()
    assert json.dumps(page.locator(".years >> visible=true").inner_text().split()) == '["2025", "9.0"]'


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_on_a_phone_the_names_of_a_row_stand_below_each_other_and_its_total_beside_the_first(shown):
    """The second name stood where totals stand, and the total a line further down."""
    row = shown(by_kind(), 390).locator("tbody.row").first

    donor, kind, total = (it.bounding_box() for it in (*row.locator("th").all(), row.locator("td.total-column")))
    assert (kind["x"], kind["y"] >= donor["y"] + donor["height"]) == (donor["x"], True)
    assert donor["y"] <= total["y"] < total["y"] + total["height"] <= kind["y"]


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_on_a_phone_figures_of_stages_stand_below_each_other(shown):
    promised = [pledge("a", amount={"qualifier": "undisclosed"}), pledge("b", amount=amount("7000000"))]
    page = shown(report(*promised, pledge("c", donor="FRA", amount=amount("1000000")), tables=[], stages=[STAGES]), 390)

    ends = page.eval_on_selector_all(
        "tbody.row td.kept[data-label='Pledges']",
        """cells => cells.map(cell => {
            const digits = document.createRange();
            digits.selectNodeContents(document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode());
            return digits.getBoundingClientRect().right;
        })""",
    )
    assert len(ends) == 2
    assert ends[0] == ends[1]


LOOK = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("tokens.css", "page.css"))


def test_room_on_a_page_is_given_in_the_steps_of_the_design():
    """4, 8, 12, 16, 24 or 36 pixels; what is to overlap takes one of them away."""
    given = re.findall(r"(?:margin|padding|gap)[a-z-]*: ([^;]+);", LOOK)
    rooms = {float(room) * 16 for value in given for room in re.findall(r"(-?[\d.]+)rem", value)}

    assert len(given) > 60
    assert rooms == {-8.0, 4.0, 8.0, 12.0, 16.0, 24.0, 36.0}


def test_texts_of_a_page_have_the_sizes_and_weights_of_the_design():
    """Title, stand-first, key figure, heading, text, table and least: on a screen, on a phone and on paper."""
    assert {size for size in re.findall(r"font-size: ([^;]+);", LOOK) if not size.startswith("var(")} == {"100%"}
    assert set(re.findall(r"font-weight: ([^;]+);", LOOK)) == {"400", "600"}
    screen, phone, paper = (dict(re.findall(r"--([a-z-]+): ([\d.]+)(?:rem|pt)", block)) for block in root_blocks())
    assert {name: float(size) * 16 for name, size in screen.items()} == {
        "title": 30,
        "stand-first": 17,
        "key-figure": 36,
        "heading": 20,
        "text": 16,
        "table": 15,
        "least": 14.5,
    }
    assert {name: float(size) * 16 for name, size in phone.items()} == {"title": 23, "key-figure": 28}
    assert paper == {
        "title": "19",
        "stand-first": "10.6",
        "key-figure": "21",
        "heading": "10.4",
        "text": "9.4",
        "table": "8.7",
        "least": "8",
    }


def root_blocks():
    """The three blocks that name the sizes of texts."""
    return re.findall(r":root \{([^}]+)\}", LOOK)


PRESSED = "button, input[type=search], .switch span, .skip"


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(("width", "least"), [(1280, 34), (390, 44)])
def test_what_is_pressed_is_large_enough_for_a_finger_or_a_pointer(shown, width, least):
    page = shown(three_donors(), width)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Germany").click()

    pressed = [it for it in page.locator(PRESSED).all() if it.is_visible()]
    page.locator(".skip").focus()
    heights = {it.inner_text() or it.get_attribute("class"): it.bounding_box()["height"] for it in pressed}
    assert len(heights) >= 7
    assert {name: height for name, height in heights.items() if height < least} == {}


SIZES = """texts => texts.filter(it => it.checkVisibility())
    .map(it => it.getScreenCTM().a * parseFloat(getComputedStyle(it).fontSize))"""


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("width", [1280, 1100, 720])
def test_no_text_of_a_chart_is_smaller_than_twelve_pixels(shown, width):
    """One drawing for every width made them seven pixels high on a tablet."""
    sizes = shown(three_donors(), width).eval_on_selector_all("svg[role=img] text", SIZES)

    assert len(sizes) > 10
    assert min(sizes) >= 12


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_a_page_on_paper_has_the_type_of_print_and_a_hairline_below_each_third_row(shown):
    """A4 leaves 680 pixels between its margins, on which the page was that of a phone, without its columns."""
    page = shown(three_donors(), 680)
    page.emulate_media(media="print")

    # 19 and 7 points.
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") == "25.3333px"
    drawn = page.eval_on_selector_all("svg[role=img] text", SIZES)
    assert min(drawn) >= 9.33
    # Where a table is wide a browser prints on a larger sheet and makes all of it smaller.
    page.set_viewport_size({"width": 900, "height": 1200})
    wider = page.eval_on_selector_all("svg[role=img] text", SIZES)
    assert max(wider) <= 13.87
    assert page.get_by_role("columnheader", name="2025").is_visible()
    lines = page.eval_on_selector_all(
        "tbody.row > tr", "rows => rows.map(it => getComputedStyle(it).borderBottomColor)"
    )
    assert lines == ["rgba(0, 0, 0, 0)", "rgba(0, 0, 0, 0)", "rgb(197, 206, 212)", "rgba(0, 0, 0, 0)"]


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(("years", "is_lying"), [(6, False), (10, True)])
def test_a_page_with_a_wide_table_is_printed_on_its_long_side_in_the_type_of_print(shown, years, is_lying):
    """A browser makes all smaller that is wider than its sheet: letters had six points."""
    firm = over("2025-01-01", f"{2024 + years}-12-31")
    made = report(pledge("a", amount=amount("900000000000"), term=firm), horizon="2040-12-31", tables=[TABLE])
    with pymupdf.open(stream=shown(made).pdf(prefer_css_page_size=True)) as printed:
        wide, high = printed[0].rect.width, printed[0].rect.height
        blocks = [block for page in printed for block in page.get_text("dict")["blocks"]]
    spans = [span for block in blocks for line in block.get("lines", ()) for span in line["spans"]]

    assert (wide > high) is is_lying
    assert min(span["size"] for span in spans if span["text"].strip() and span["size"] > 1) >= 7.4


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_charts_stand_on_white_in_the_colours_that_a_reader_forces(shown):
    """Ink on black is seen by nobody."""
    page = shown(three_donors())
    page.emulate_media(forced_colors="active", color_scheme="dark")

    grounds = page.eval_on_selector_all(
        "svg[role=img]", "charts => charts.map(it => getComputedStyle(it).backgroundColor)"
    )
    assert {*grounds} == {"rgb(255, 255, 255)"}
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"


@pytest.mark.thorough
@pytest.mark.xdist_group("browser")
def test_squares_of_a_legend_have_a_white_edge_in_the_colours_that_a_reader_forces(shown):
    """A full square hides the white ground on which its colour is made to stand."""
    page = shown(report(pledge(amount=amount("5000000", qualifier="up_to")), tables=[TABLE]))
    page.emulate_media(forced_colors="active", color_scheme="dark")

    around = "squares => squares.map(it => getComputedStyle(it).outlineColor + getComputedStyle(it).outlineWidth)"
    assert {*page.eval_on_selector_all(".legend svg", around)} == {"rgb(255, 255, 255)3px"}

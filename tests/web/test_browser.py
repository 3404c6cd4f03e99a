"""The desk in a real browser: what keeps somebody out, what moves sideways, and what is reached by keyboard alone."""

import pytest
from browsed import barriers
from demonstrated import demo_copied
from desks_run import running

from ledger.reporting import LANGUAGES
from ledger.web.drawing import MENU as MENU_OF_THE_DESK

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
QUOTE = (
    "annual funding commitments reaching £3 billion ($4 billion), with the explicit promise to maintain this support"
)
PAGES = (
    "/",
    "/records",
    "/records?search=howizter",
    "/records?search=drones&donor=FRA",
    "/records/gbr-ukr-2025-06-02-1",
    "/records/eu-ukr-2024-02-28-1",
    "/reports",
    "/reports/commitments",
    "/reports/pledged-to-paid",
    "/figure?report=commitments&measure=pledges&donor=GBR&year=2025",
    "/figure?measure=nothing",
    "/findings",
    "/rates",
    "/journal",
    "/method",
    "/nothing-here",
    "/enter",
    "/enter?record=transaction&commitment=gbr-ukr-2025-06-02-1&type=disbursement",
    "/entered/3",
    "/amend/gbr-ukr-2025-06-02-1",
    "/withdraw/fra-ukr-2025-06-07-1",
    "/relate/fra-ukr-2025-06-07-1",
    "/import",
    "/reports/commitments?currency=USD",
    "/reports/commitments?currency=dollars",
    "/issue?report=brief",
    "/issued",
    "/duplicates",
    "/changes",
    "/sample",
    "/sample?tolerable=2%25&seed=7",
    "/sample?tolerable=much&seed=7",
    "/changes?against=cutoff:2025-03-31",
    "/changes?against=soon",
    "/waive?code=CUR-HOME&place=x",
)
MENU = (
    *(
        "Records",
        "Enter",
        "Import",
        "Reports",
        "Changes",
        "Findings",
        "Issued",
        "Sample",
        "Rates",
        "Journal",
        "Method and help",
        "Overview",
    ),
)
PLEDGE = {
    "donor": "Canada",
    "recipient": "Ukraine",
    "announced": "16 April 2024",
    "title": "3 bn a year, open-ended",
    "amount": "$3 bn",
    "quote": "$3 bn a year",
    "publisher": "Government of Canada",
    "source_title": "Budget 2024",
    "start": "1 April 2024",
}
TABLE = (
    "id,title,donor,recipient,category,instrument,stage,announced,amount,currency,term\n"
    "lva-1,Winter clothing,Latvia,Ukraine,military,grant,pledge,2025-01-17,55000000,EUR,once\n"
    'swe-1,Package 18,Sweden,Ukraine,military,grant,pledge,2025-01-30,"3,0,0 bn",SEK,once\n'
)


@pytest.fixture(scope="module")
def desk(browser, tmp_path_factory):
    """A desk that a browser was let into, with its address; a page of it is opened in a width and a language."""
    with running(demo_copied(tmp_path_factory.mktemp("desk")).book.path) as (_, address):
        first = browser.new_context()
        first.new_page().goto(address)
        state = first.storage_state()
        first.close()
        yield browser, state, address.partition("/?")[0]


def opened(desk, address, width=1280, language="en", *, script=True):
    browser, state, origin = desk
    context = browser.new_context(
        storage_state=state, viewport={"width": width, "height": 900}, locale=language, java_script_enabled=script
    )
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{origin}{address}")
    page.wait_for_selector("head:not(:has(meta[http-equiv=refresh]))", state="attached")
    page.wait_for_load_state()
    return page, complaints


@pytest.mark.parametrize("address", PAGES)
def test_no_page_keeps_anybody_out_or_moves_sideways(desk, address):
    page, complaints = opened(desk, address)
    found = barriers(page)
    page.set_viewport_size({"width": 320, "height": 900})
    narrow = barriers(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    small = page.evaluate(
        "[...document.querySelectorAll('main button, main input, main select, main .button, nav a')]"
        ".filter(it => it.offsetWidth && it.offsetHeight < 44).map(it => it.outerHTML)"
    )
    page.context.close()

    assert found == []
    assert narrow == []
    assert width == 320
    assert small == []
    assert [it for it in complaints if "404" not in it and "422" not in it] == []


@pytest.mark.parametrize("language", [it for it in LANGUAGES if it != "en"])
@pytest.mark.parametrize("address", [pytest.param(it, marks=pytest.mark.proof) if it != "/" else it for it in PAGES])
def test_no_page_keeps_anybody_out_in_another_language(desk, address, language):
    page, _ = opened(desk, address, 320, language)
    found, width = barriers(page), page.evaluate("document.documentElement.scrollWidth")
    spoken = page.evaluate("document.documentElement.lang")
    page.context.close()

    assert (found, width, spoken) == ([], 320, language)


def tabbed_to(page, name):
    """Move on by the key Tab until something has the focus that reads so."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and name in (focused.inner_text() or focused.get_attribute("aria-label") or ""):
            return
    raise AssertionError(name)


def test_from_the_first_total_to_its_quote_by_keyboard_and_without_a_script(desk):
    page, _ = opened(desk, "/", script=False)
    tabbed_to(page, "79.0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/figure?*")
    assert page.locator("main").get_by_text("79,000,757,557.44").count() >= 1
    tabbed_to(page, "Yearly military and economic assistance")
    page.keyboard.press("Enter")
    page.wait_for_url("**/records/gbr-ukr-2025-06-02-1")
    quote = page.locator("blockquote").first.inner_text()
    page.context.close()

    assert QUOTE in quote


def test_every_page_of_the_menu_is_reached_by_keyboard_and_without_a_script(desk):
    page, _ = opened(desk, "/", script=False)
    headings = []
    for name in MENU:
        tabbed_to(page, name)
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        page.wait_for_selector(f"nav a[aria-current]:has-text('{name}')")
        headings.append(page.locator("h1").inner_text())
    page.context.close()

    assert len(set(headings)) == len(MENU)
    assert sorted(MENU) == sorted(title for _, _, title in MENU_OF_THE_DESK)


def looked_at(page):
    """What keeps somebody out of a page as it stands, broad and narrow, and how wide it is on a phone."""
    page.set_viewport_size({"width": 1280, "height": 900})
    broad = barriers(page)
    page.set_viewport_size({"width": 320, "height": 900})
    found = broad + barriers(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found, width


def filled_in(page):
    """Fill in a promise a year without an end, whose dollar may be one of several."""
    for name, text in PLEDGE.items():
        page.fill(f"#{name}", text)
    for name, code in {"category": "military", "instrument": "unspecified", "every": "year"}.items():
        page.select_option(f"#{name}", code)


def test_a_promise_a_year_enters_by_keyboard_alone_after_its_dollar_was_asked_for(desk):
    page, _ = opened(desk, "/enter", script=False)
    page.focus("#term-one_off")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    filled_in(page)
    page.focus("#title")
    page.keyboard.press("Enter")
    page.wait_for_selector(".summary:focus")
    tabbed_to(page, "Amount: expected one currency")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "amount"
    tabbed_to(page, "CAD 3 bn")
    page.keyboard.press("Enter")
    page.wait_for_selector("#_reason")
    assert page.locator("aside, section.panel").get_by_text("Worth each").count() == 1
    page.focus("#_author")
    page.fill("#_author", "Ann")
    page.fill("#_reason", "the budget")
    tabbed_to(page, "Enter it")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entered/*")
    tabbed_to(page, "Show the record")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Canada')")
    heading = page.locator("h1").inner_text()
    page.context.close()

    assert heading.replace("\xa0", " ") == "Canada for Ukraine: CAD 3 billion a year, without an end"


def test_forms_with_faults_checked_and_in_conflict_keep_nobody_out(desk):
    page, _ = opened(desk, "/enter")
    page.locator("label[for='term-recurring']").click()
    filled_in(page)
    page.get_by_role("button", name="Check and show", exact=True).last.click()
    page.wait_for_selector(".summary:focus")
    faulty = looked_at(page)
    page.get_by_role("button", name="Amount: CAD 3 bn").click()
    page.wait_for_selector("#_reason")
    checked = looked_at(page)
    page.context.close()

    assert (faulty, checked) == (([], 320), ([], 320))


def test_two_people_at_one_record_see_both_versions_and_nobody_is_kept_out(desk):
    address = "/correct/cze-ukr-2024-07-16-1"
    first, _ = opened(desk, "/records")
    key = first.locator("tbody a[href^='/records/']").first.get_attribute("href").removeprefix("/records/")
    address = f"/correct/{key}"
    first.goto(f"{desk[2]}{address}")
    second, _ = opened(desk, address)
    for page, title in ((first, "Mine"), (second, "Yours")):
        page.fill("#title", title)
        page.get_by_role("button", name="Check and show", exact=True).last.click()
        page.wait_for_selector("#_reason")
        page.fill("#_reason", "read again")
    first.get_by_role("button", name="Enter the change").click()
    first.wait_for_url("**/entered/*")
    second.get_by_role("button", name="Enter the change").click()
    second.wait_for_selector("h1:has-text('changed while you were writing')")
    conflict = looked_at(second)
    rows = second.locator("tbody tr").all_inner_texts()
    first.context.close()
    second.context.close()

    assert conflict == ([], 320)
    assert rows[0].split("\t") == ["Title", "Mine", "Yours"]


def test_a_plan_of_an_import_keeps_nobody_out_and_its_file_is_dropped(desk, tmp_path):
    file = tmp_path / "pledges.csv"
    file.write_text(TABLE)
    page, _ = opened(desk, "/import", script=False)
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_selector("h2:has-text('If it entered now')")
    page.context.close()
    page, _ = opened(desk, "/import")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_selector("h2:has-text('If it entered now')")
    plan = looked_at(page)
    page.get_by_role("button", name="Drop it").click()
    page.wait_for_url("**/import")
    page.context.close()

    assert plan == ([], 320)


def test_what_is_typed_is_shown_beside_the_form_before_anything_is_pressed(desk):
    page, _ = opened(desk, "/enter")
    for name in ("donor", "recipient", "announced", "title"):
        page.fill(f"#{name}", PLEDGE[name])
    page.fill("#amount", "3 bn GBP")
    page.locator("#live section dd b", has_text="EUR").wait_for()
    one = page.locator("#live dd b").all_inner_texts()
    page.fill("#amount", "$3 bn")
    page.locator("#live dt", has_text="USD").wait_for()

    assert len(one) == 1
    assert page.locator("#live dt").count() > 1
    assert page.input_value("#amount") == "$3 bn"
    assert page.locator(".summary").count() == 0
    page.context.close()


def test_a_report_follows_its_rules_and_says_what_is_older_than_they_are(desk):
    page, _ = opened(desk, "/reports/commitments")
    page.locator("summary").first.click()
    page.fill("#currency", "USD")
    page.locator("h1", has_text="USD").wait_for()
    address = page.url
    page.fill("#since", "yesterday")
    page.locator("#live.stale").wait_for()
    page.wait_for_timeout(1500)

    assert "currency=USD" in address
    assert page.url == address
    assert page.locator("#live.stale").count() == 1
    page.fill("#since", "2025-01-01")
    page.locator("#live:not(.stale)").wait_for()
    assert "since=2025-01-01" in page.url
    page.context.close()

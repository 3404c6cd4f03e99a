"""The desk in a real browser: what keeps somebody out, what moves sideways, and what is reached by keyboard alone."""

import pytest
from browsed import barriers
from demonstrated import demo_copied
from desks_run import running

from ledger.reporting import LANGUAGES

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
    assert [it for it in complaints if "404" not in it] == []


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
    for name in ("Records", "Reports", "Findings", "Rates", "Journal", "Method and help", "Overview"):
        tabbed_to(page, name)
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        page.wait_for_selector(f"nav a[aria-current]:has-text('{name}')")
        headings.append(page.locator("h1").inner_text())
    page.context.close()

    assert len(set(headings)) == 7

"""A page as a browser shows it and as it stands in its file, and what of a presentation does not stand there."""

import re
from base64 import b64encode
from contextlib import contextmanager
from hashlib import sha256
from itertools import chain, zip_longest
from pathlib import Path
from urllib.parse import unquote

from axe_playwright_python.sync_playwright import Axe
from displayed import at_reading, cells, sentences, spoken, tables_of
from foreign import need_chromium
from lxml import html
from playwright.sync_api import sync_playwright

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# WCAG 2.2 AA, and good practice beside it. To name what it has looked at and found well takes axe twice as long.
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
_DESKTOP, _PHONE = 1280, 320
# Rows that are opened and sorted; all others stand below them.
OPENED = ("row", "subtotal", "others")
_READINGS = {"central": "figures", "low": "lowest", "high": "highest"}


@contextmanager
def chromium():
    """A browser without a window."""
    program = need_chromium()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        yield running
        running.close()


class Visits:
    """Pages that are looked at, with all that they ask for and complain of."""

    def __init__(self, browser):
        self._browser = browser
        self._contexts, self._asked = [], []
        self.complaints = []

    def show(self, path, width=_DESKTOP, *, script=True, address=""):
        """A page at a width; an address leads into it."""
        context = self._browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        self._contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: self._asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(f"{path.as_uri()}{address}")
        return page

    @property
    def asked(self):
        """The names of the files that were asked for."""
        return {Path(unquote(url.partition("#")[0])).name for url in self._asked}

    def close(self):
        """Close all that was opened."""
        for context in self._contexts:
            context.close()


def barriers(page, inside=None):
    """What axe-core finds on a page, or inside some of its parts, that keeps somebody out."""
    found = Axe().run(page, inside, options=_RULES).response["violations"]
    return [(it["id"], it["nodes"][0]["html"]) for it in found]


def faults_in_browser(browser, path):
    """What a page asks for beside itself, complains of, and keeps anybody out by; whether it scrolls sideways."""
    visits = Visits(browser)
    page = visits.show(path)
    faults = [f"a barrier: {rule} {element[:200]}" for rule, element in barriers(page)]
    page.set_viewport_size({"width": _PHONE, "height": 900})
    width = page.evaluate("document.documentElement.scrollWidth")
    visits.close()
    if width > _PHONE:
        faults.append(f"{width} pixels wide on a screen of {_PHONE}")
    faults += [f"asks for {name}" for name in sorted(visits.asked - {path.name})]
    return [*faults, *(f"complains: {text}" for text in visits.complaints)]


def faults_on_page(text, shown):
    """What of a presentation does not stand on its page as it is displayed, and what else its policy would let in."""
    page = html.document_fromstring(text)
    whole = spoken("".join(page.xpath("//body//text()[not(ancestor::*[@class='aloud'])]")))
    faults = [f"not on the page: {it}" for it in map(spoken, sentences(shown, shown.notes)) if it not in whole]
    if page.get("lang") != shown.language.code:
        faults.append(f"says that it is in {page.get('lang')}")
    drawn, tables = page.xpath("//table[@id]"), tables_of(shown)
    if len(drawn) != len(tables):
        faults.append(f"{len(drawn)} tables in place of {len(tables)}")
    for element, table in zip(drawn, tables, strict=False):
        switches = page.xpath(f"//fieldset[@data-switches='{element.get('id')}']")
        if len(switches) != table.has_readings:
            faults.append(f"{table.title}: {len(switches)} switches of its readings")
        faults += dict.fromkeys(chain.from_iterable(_faults_at(element, table, it) for it in _READINGS))
    return [*faults, *_faults_of_names(page), *_faults_of_policy(page, text)]


def _faults_at(element, table, reading):
    """What of a table does not stand on its page at one of its readings."""
    rows = [at_reading(row, _READINGS[reading]) for row in in_order(table)]
    lines = element.xpath("tbody[contains(@class, 'row')]/tr")
    read = [squeezed(texts(row, reading)) for row in (*lines, *element.xpath("tbody[@class='sums']/tr"))]
    expected = [squeezed(it.text if it else "" for it in cells(table, row)) for row in rows]
    yield from (f"{table.title}: {it} reads as {at}" for it, at in zip_longest(expected, read) if it != at)
    sorted_by = [numbers(row, reading) for row in lines]
    expected = [expected_numbers(table, row) for row in rows if row.kind in OPENED]
    yield from (f"{table.title}: {it} sorts as {at}" for it, at in zip_longest(expected, sorted_by) if it != at)


def in_order(table):
    """The rows of a table as they stand on a page: what is summed up below all others."""
    own = [row for row in table.rows if row.kind in OPENED]
    return [*own, *(row for row in table.rows if row.kind not in OPENED)]


def _cells_of(row):
    """The cells behind the names of a row; a name that it has not is an empty one before them."""
    return row.xpath("td[not(contains(@class, 'name'))]")


def texts(row, reading="central"):
    """The texts of the cells of a row, as they stand on the page at one of its readings."""
    others = f"ancestor::span[starts-with(@class, 'at-') and not(contains(@class, 'at-{reading}'))]"
    shown = f".//text()[not(ancestor::*[@class='aloud'] or {others})]"
    return ["".join(cell.xpath(shown)) for cell in _cells_of(row)]


def numbers(row, reading="central"):
    """By what the cells of a row are sorted."""
    return [cell.get(f"data-{reading}", cell.get("data-value", "")) for cell in _cells_of(row)]


def expected_numbers(table, row):
    """The same as the presentation has them."""
    return ["" if it is None or it.number is None else f"{it.number:f}" for it in cells(table, row)]


def squeezed(texts):
    """Without the blanks between digits and mark, of which a page has a slot instead."""
    return [text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "") for text in texts]


def _faults_of_names(page):
    ids = page.xpath("//@id")
    yield from (f"twice the name {name}" for name in {it for it in ids if ids.count(it) > 1})
    yield from (f"no element {name}" for name in set(page.xpath("//@aria-controls")) - set(ids))


def _faults_of_policy(page, text):
    policy = "".join(page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content"))
    for kind, pattern in (("style", STYLE), ("script", SCRIPT)):
        (inside,) = pattern.findall(text)
        if f"{kind}-src 'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'" not in policy:
            yield f"its policy does not name its own {kind}"
    if "default-src 'none'" not in policy:
        yield f"its policy is {policy}"
    for found in page.xpath("//@style | //@onclick | //link | //iframe | //img | //script/@src"):
        yield f"an element that its policy does not let in: {found}"

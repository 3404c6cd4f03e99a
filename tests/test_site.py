"""The site of `make docs`: each page has its place, no link leads nowhere, no network is asked, and keys search.

The build itself is strict, and takes longer than all of these: it runs by `make docs` and in CI.
"""

import importlib.util
import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import jinja2
import pytest
from browsed import Visits, barriers
from markupsafe import Markup

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SITE = ROOT / ".ci" / "site"
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
_FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def part_of_site(name):
    spec = importlib.util.spec_from_file_location(name, SITE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prose(page):
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page):
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}


def test_every_page_of_docs_has_one_place_on_the_site():
    placed = re.findall(r": (\S+\.md)$", (ROOT / "properdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)

    assert len(placed) == len(set(placed))
    assert {path.name for path in DOCS.glob("*.md")} <= set(placed)


def test_no_link_leads_nowhere():
    assert [(page.name, link) for page in PAGES for link in links_nowhere(page)] == []


def links_nowhere(page):
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)) if not link.startswith("https://")]
    nowhere = []
    for link in links:
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            nowhere.append(link)
    return nowhere


def test_every_column_of_a_table_has_a_heading():
    heads = [(it.name, head) for it in PAGES for head in re.findall(r"^(\|.*\|)\n\| ?---", prose(it), re.MULTILINE)]

    assert len(heads) > 1
    assert [head for head in heads if "" in (cell.strip() for cell in head[1].strip("|").split("|"))] == []


@pytest.mark.parametrize(
    ("name", "text", "asked"),
    [
        ("a.html", '<script src="https://example.org/a.js"></script>', ["https://example.org/a.js"]),
        ("a.html", '<link rel="stylesheet" href="//example.org/a.css">', ["//example.org/a.css"]),
        ("a.html", '<img src="brief.png"><a href="https://example.org">a page</a>', []),
        ("a.css", '@import "https://example.org/a.css"; a { background: url(b.png) }', ["https://example.org/a.css"]),
        ("a.css", "@font-face { src: url('https://example.org/a.woff2') }", ["https://example.org/a.woff2"]),
    ],
)
def test_what_a_page_would_ask_a_network_for_is_found(tmp_path, name, text, asked):
    (tmp_path / name).write_text(text, encoding="utf-8")

    assert part_of_site("network").requests_in(tmp_path / name) == asked


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("raises :class:`~ledger.foundation.Refused`", "raises [`Refused`][ledger.Refused]"),
        ("see :meth:`Posting.amend`, :meth:`create`", "see [`Posting.amend`][ledger.Posting.amend], `create`"),
        ("``Money`` in ``rates``, ``a b``", "[`Money`][ledger.Money] in `rates`, ``a b``"),
    ],
)
def test_a_public_name_in_a_docstring_leads_to_its_place(text, linked):
    names = part_of_site("names")

    assert names.linked(text, names.IN_DOCSTRINGS) == linked


def test_a_public_name_on_a_page_leads_to_its_place_and_no_other_does():
    names = part_of_site("names")
    text = "`Money`, a definition names (`rates`), [`Book`](book.md)"

    assert names.linked(text, names.IN_MARKDOWN) == (
        "[`Money`][ledger.Money], a definition names (`rates`), [`Book`](book.md)"
    )


def test_search_has_each_section_once_with_its_text():
    indexed = [
        {"location": "a.html", "title": "A", "text": "Rates of a day Gaps none near"},
        {"location": "a.html#rates", "title": "Rates", "text": "of a day"},
        {"location": "a.html#gaps", "title": "Gaps", "text": "none near"},
        {"location": "b.html", "title": "B", "text": "no heading"},
    ]

    assert list(part_of_site("entries").sections(indexed)) == [
        {"location": "a.html", "title": "Rates", "text": "of a day"},
        {"location": "a.html#gaps", "title": "Gaps", "text": "none near"},
        {"location": "b.html", "title": "B", "text": "no heading"},
    ]


@pytest.fixture
def page(tmp_path):
    """A page in the look of the site, with two sections to find on two pages."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(SITE / "theme"), autoescape=True)
    environment.filters["url"] = str
    shutil.copytree(SITE / "theme", tmp_path, dirs_exist_ok=True)
    entries = [
        {"location": "rates.html", "title": "Rates", "text": ""},
        {"location": "rates.html#gap", "title": "FX-GAP: no rate near enough", "text": "Seven days before it."},
        {"location": "index.html", "title": "Start", "text": "Where FX-GAP is told."},
    ]
    (tmp_path / "entries.js").write_text(f"const ENTRIES = {json.dumps(entries)};", encoding="utf-8")
    place = {"is_section": False, "title": "Start", "url": "index.html", "active": True}
    shown = {
        "title": "Start",
        "content": Markup("<h1>Start</h1><h2 id='gap'>A gap</h2><table><tr><th>a</th><td>b</td></tr></table>"),
        "toc": SimpleNamespace(items=[{"children": [{"url": "#gap", "title": "A gap", "children": []}]}]),
        "is_homepage": False,
    }
    config = {"site_name": "Ledger", "site_description": "Promises"}
    text = environment.get_template("main.html").render(config=config, nav=[place], page=shown, base_url=".")
    for name in ("index.html", "rates.html"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "index.html"


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_search_works_by_keys_from_a_disk_and_keeps_nobody_out(browser, page):
    visits = Visits(browser)
    shown = visits.show(page)
    shown.keyboard.press("/")
    shown.keyboard.type("fx-gap")
    shown.wait_for_selector("#results a")
    titles = shown.locator("#results b").all_inner_texts()
    found = barriers(shown)
    shown.keyboard.press("ArrowDown")
    shown.keyboard.press("Escape")
    closed = shown.locator("#results").is_hidden()
    shown.keyboard.type(" seven")
    shown.wait_for_function("document.querySelector('#count').textContent === '1 section'")
    shown.keyboard.press("Enter")
    shown.wait_for_url("**/rates.html#gap")
    visits.close()

    assert (titles, closed, found) == (["FX-GAP: no rate near enough", "Start"], True, [])
    assert visits.asked == {"index.html", "site.css", "site.js", "entries.js", "rates.html"}


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_a_page_fits_a_phone_and_is_whole_without_scripts(browser, page):
    visits = Visits(browser)
    shown = visits.show(page, width=320, script=False)
    width, search = shown.evaluate("document.documentElement.scrollWidth"), shown.locator("search").is_visible()
    contents = shown.locator(".toc a").is_visible()
    visits.close()

    assert (width, search, contents) == (320, False, True)

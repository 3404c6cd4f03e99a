"""A desk as it runs: a process that prints an address, answers one browser, and ends when it is closed."""

import os
import re
import signal
import subprocess
import sys
import time

import httpx
import pytest
from demonstrated import demo_copied
from desks_run import PATIENCE_SECONDS, running, shown

from ledger.book import Book

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("desk")]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return demo_copied(tmp_path_factory.mktemp("desk")).book.path


@pytest.fixture(scope="module")
def opened(book):
    """A desk, a visitor that was let in, and the first page."""
    with running(book) as (_, address), httpx.Client(follow_redirects=True, timeout=PATIENCE_SECONDS) as visitor:
        visitor.get(address)
        yield visitor, address.partition("/?")[0], address


def test_the_printed_address_opens_the_first_page_and_no_other_browser(opened):
    visitor, origin, address = opened

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{32}", address)
    assert "<h1>Pledges, 2023 to 2030: EUR\xa079.0\xa0billion" in shown(visitor, f"{origin}/").text
    assert httpx.get(address, follow_redirects=True).status_code == 403
    assert httpx.get(f"{origin}/").status_code == 403


@pytest.mark.parametrize(("page", "scripts"), [("/", []), ("/journal", []), ("/enter", ["/static/live.js"])])
def test_a_page_loads_nothing_but_what_the_desk_itself_serves(opened, page, scripts):
    visitor, origin, _ = opened
    text = shown(visitor, origin + page).text
    loaded = re.findall(r'<(?:link|img|script)[^>]* (?:href|src)="([^"]*)"', text)

    assert loaded == ["/static/tokens.css", "/static/desk.css", *scripts]
    assert "style=" not in text
    assert "<style" not in text
    assert re.findall(r"<script[^>]*>[^<]", text) == []
    assert {visitor.get(origin + it).status_code for it in loaded} == {200}


@pytest.mark.parametrize(
    ("name", "kind", "begins"),
    [
        ("tokens.css", "text/css; charset=utf-8", b":root {"),
        ("desk.css", "text/css; charset=utf-8", b"@font-face"),
        ("live.js", "text/javascript; charset=utf-8", b"// Shows"),
        ("400.ttf", "font/ttf", b"\x00\x01\x00\x00"),
        ("600.ttf", "font/ttf", b"\x00\x01\x00\x00"),
    ],
)
def test_the_look_and_the_typeface_come_from_the_desk(opened, name, kind, begins):
    visitor, origin, _ = opened
    answer = visitor.get(f"{origin}/static/{name}")

    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert answer.content.startswith(begins)


@pytest.mark.parametrize("name", ["../app.py", "..%2Fapp.py", "%2e%2e/held.py", "app.py", "desk.css/x", ""])
def test_no_other_file_is_given_out(opened, name):
    visitor, origin, _ = opened

    assert visitor.get(f"{origin}/static/{name}").status_code == 404


def test_a_page_that_is_none_says_so_inside_the_desk(opened):
    visitor, origin, _ = opened
    answer = visitor.get(f"{origin}/nothing-here")

    assert answer.status_code == 404
    assert "<h1>There is no such page</h1>" in answer.text


def test_the_language_of_the_browser_is_taken_until_another_is_chosen(opened):
    visitor, origin, _ = opened
    german = visitor.get(f"{origin}/journal", headers={"accept-language": "de-AT,en;q=0.5"})
    chosen = visitor.get(f"{origin}/language/uk?back=/journal")
    visitor.cookies.delete("defense-ledger-language")

    assert '<html lang="de">' in german.text
    assert (chosen.url.path, '<html lang="uk">' in chosen.text) == ("/journal", True)
    assert visitor.get(f"{origin}/language/xx").status_code == 404


@pytest.mark.parametrize("back", ["//evil.example/x", "http://evil.example", "/\\evil.example", "\\\\evil.example"])
def test_a_chosen_language_leads_to_no_other_site(opened, back):
    visitor, origin, _ = opened
    answer = visitor.get(f"{origin}/language/en", params={"back": back}, follow_redirects=False)
    visitor.cookies.delete("defense-ledger-language")

    assert re.fullmatch(r"/(?![/\\]).*", answer.headers["location"])


def test_a_post_that_is_too_large_is_refused(opened):
    visitor, origin, _ = opened
    ours = {"origin": origin, "sec-fetch-site": "same-origin"}

    assert visitor.post(f"{origin}/stop", content=b"x" * 65_537, headers=ours).status_code == 413


def test_what_is_stopped_is_begun_again_by_the_next_page(opened):
    visitor, origin, _ = opened
    ours = {"origin": origin, "sec-fetch-site": "same-origin"}

    assert visitor.post(f"{origin}/stop", headers=ours).history[0].status_code == 303
    assert shown(visitor, f"{origin}/journal").status_code == 200


@pytest.fixture
def own_book(tmp_path):
    """A book that no other desk has open, for a desk that ends."""
    return demo_copied(tmp_path / "own").book.path


def test_the_button_close_ends_the_desk(own_book):
    with (
        running(own_book) as (process, address),
        httpx.Client(follow_redirects=True, timeout=PATIENCE_SECONDS) as visitor,
    ):
        visitor.get(address)
        origin = address.partition("/?")[0]
        answer = visitor.post(f"{origin}/close", headers={"origin": origin})
        assert "<h1>The desk is closed</h1>" in answer.text
        visitor.close()
        assert process.wait(PATIENCE_SECONDS) == 0
        assert process.stdout.read() == f"The desk is closed. Head {Book.open(own_book).head}\n"


@pytest.mark.skipif(os.name == "nt", reason="there Ctrl-C is sent to all programs of a window")
def test_ctrl_c_ends_the_desk(own_book):
    with running(own_book) as (process, _):
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 0


def test_a_desk_for_readers_shows_no_control(book):
    with running(book, "--read-only") as (_, address), httpx.Client(follow_redirects=True, timeout=60) as visitor:
        visitor.get(address)
        origin = address.partition("/?")[0]
        page = shown(visitor, f"{origin}/journal").text

        assert 'method="post"' not in page
        assert "reading only" in page
        assert visitor.post(f"{origin}/close", headers={"origin": origin}).status_code == 403


def test_a_port_that_is_taken_is_told(book, own_book):
    with running(book) as (_, address):
        port = re.search(r":(\d+)", address).group(1)
        command = [sys.executable, "-m", "ledger", "desk", "--book", str(own_book), "--no-browser", "--port", port]
        second = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)

    assert second.returncode == 1
    assert second.stderr == (
        f"port {port}: FILE error: found a port that another program uses, or that nobody may, "
        "expected a free port of this machine. Do: choose another one, or leave --port out.\n"
    )

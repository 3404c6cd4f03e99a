"""What many send to a desk as it runs: nothing is lost, nothing enters twice, and nobody enters who may not."""

import io
import itertools
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from zipfile import ZIP_DEFLATED, ZipFile

import httpx
import pytest
from asked_pages import ShownPage
from demonstrated import demo_copied
from desks_run import PATIENCE_SECONDS, running

from ledger.book import Book
from ledger.desk import create_book
from ledger.web.uploads import MOST_BYTES

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("posting")]
CLIENTS, POSTS, ROWS = 8, 200, 12_000
PLEDGE = {
    "donor": "France",
    "recipient": "Ukraine",
    "announced": "2025-06-02",
    "amount": "3 000 000 EUR",
    "qualifier": "",
    "stage": "pledge",
    "category": "military",
    "instrument": "grant",
    "term": "one_off",
}
SIGNED = {"_do": "enter", "_author": "Ann", "_reason": "press release"}


class Client:
    """Somebody in front of a desk, who was let in."""

    def __init__(self, browser, origin):
        self._browser, self.origin = browser, origin
        self._headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}

    def post(self, address, form, **headers):
        """What is answered, once it is worked out."""
        answer = self._browser.post(address, data=form, headers=self._headers | headers)
        while answer.headers.get("location", "").startswith("/waiting/") or answer.status_code == 202:
            answer = self._browser.get(
                f"{self.origin}{answer.headers['location']}" if answer.is_redirect else answer.url
            )
        return answer

    @property
    def cookies(self):
        """What lets them in."""
        return self._browser.cookies

    def get(self, address):
        """A page, once it is worked out."""
        answer = self._browser.get(address)
        while answer.headers.get("location", "").startswith("/waiting/") or answer.status_code == 202:
            answer = self._browser.get(
                f"{self.origin}{answer.headers['location']}" if answer.is_redirect else answer.url
            )
        return answer

    def hand_in(self, files, **headers):
        """What is answered to a file."""
        return self._browser.post("/import", files=files, headers=self._headers | headers)

    def upload(self, name, content):
        """Where a file leads that was handed in."""
        return self.hand_in({"file": (name, content)}).headers["location"]

    def send(self, address, content, **headers):
        """The status of what is answered to bytes; an answer that comes while they are sent counts."""
        try:
            return self._browser.post(address, content=content, headers=self._headers | headers).status_code
        except (httpx.WriteError, httpx.RemoteProtocolError, httpx.ReadError):
            return 413

    def entered(self, title):
        """Where a record leads that is entered with this title."""
        shown = self.post("/enter", PLEDGE | {"title": title, "_do": "check"})
        return self.post("/enter", _filled(shown) | SIGNED).headers["location"]


def _filled(answer):
    return ShownPage(_Answered(answer)).filled


class _Answered:
    def __init__(self, answer):
        self.body = answer.content


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return demo_copied(tmp_path_factory.mktemp("posting")).book.path


@pytest.fixture(scope="module")
def desk(book):
    with running(book) as (_, address), httpx.Client(follow_redirects=True, timeout=PATIENCE_SECONDS) as visitor:
        visitor.get(address)
        origin = address.partition("/?")[0]
        with ExitStack() as opened:

            def client(cookies=visitor.cookies):
                browser = httpx.Client(base_url=origin, cookies=cookies, timeout=PATIENCE_SECONDS)
                return Client(opened.enter_context(browser), origin)

            yield client


def test_two_hundred_posts_of_eight_clients_all_enter_once(desk, book):
    before = Book.open(book).entries
    titles = [f"Pledge {number}" for number in range(POSTS)]
    with ThreadPoolExecutor(CLIENTS) as crowd:
        clients = [desk() for _ in range(CLIENTS)]
        places = list(crowd.map(lambda it: clients[it[0] % CLIENTS].entered(it[1]), enumerate(titles)))
    opened = Book.open(book)

    assert opened.entries == before + POSTS
    assert sorted(places) == sorted(f"/entered/{seq}" for seq in range(before + 1, before + POSTS + 1))
    assert {it.title for it in opened.records()} >= set(titles)
    assert opened.verify() == ()


def test_a_form_that_is_sent_by_several_at_once_enters_once(desk, book):
    before = Book.open(book).entries
    filled = _filled(desk().post("/enter", PLEDGE | {"title": "Sent at once", "_do": "check"}))
    with ThreadPoolExecutor(CLIENTS) as crowd:
        answers = list(crowd.map(lambda it: it.post("/enter", filled | SIGNED), [desk() for _ in range(CLIENTS)]))

    assert {it.headers["location"] for it in answers} == {f"/entered/{before + 1}"}
    assert Book.open(book).entries == before + 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://example.org"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "example.org"},
        {"Cookie": "defense-ledger-1=guessed"},
    ],
    ids=str,
)
def test_what_a_page_elsewhere_sends_enters_nothing(desk, book, headers):
    before = Book.open(book).entries
    filled = _filled(desk().post("/enter", PLEDGE | {"title": "From elsewhere", "_do": "check"}))
    sender = desk({}) if "Cookie" in headers else desk()
    answer = sender.post("/enter", filled | SIGNED, **headers)

    assert answer.status_code in (403, 421)
    assert Book.open(book).entries == before


def test_a_desk_for_readers_shows_no_form_and_takes_none(book):
    before = Book.open(book).entries
    with running(book, "--read-only") as (_, address), httpx.Client(timeout=PATIENCE_SECONDS) as visitor:
        visitor.get(address)
        origin = address.partition("/?")[0]
        reader = Client(visitor, origin)
        pages = [visitor.get(f"{origin}/{it}").status_code for it in ("enter", "amend/a", "withdraw/a", "entered/1")]
        posted = reader.post(f"{origin}/enter", PLEDGE | SIGNED | {"title": "Reading only"})

    assert pages == [403, 403, 403, 403]
    assert posted.status_code == 403
    assert Book.open(book).entries == before


def test_a_form_of_more_than_64_kilobytes_is_refused(desk, book):
    before = Book.open(book).entries
    answer = desk().post("/enter", PLEDGE | {"title": "x", "note": "n" * 70_000, "_do": "check"})

    assert answer.status_code == 413
    assert Book.open(book).entries == before


def test_an_upload_that_says_how_long_it_is_is_refused_before_it_is_sent(desk, book):
    before = Book.open(book).entries
    client = desk()
    host, port = client.origin.removeprefix("http://").split(":")
    cookies = "; ".join(f"{name}={text}" for name, text in client.cookies.items())
    head = (
        f"POST /import HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {client.origin}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Cookie: {cookies}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {2 << 30}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(head.encode())
        answer = connection.recv(64)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert Book.open(book).entries == before


def test_an_upload_in_pieces_is_refused_where_it_passes_the_limit(desk, book):
    before = Book.open(book).entries

    def pieces():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        yield from itertools.repeat(b"x" * (1 << 20), MOST_BYTES // (1 << 20) + 1)
        yield b"\r\n--b--\r\n"

    assert desk().send("/import", pieces(), **{"Content-Type": "multipart/form-data; boundary=b"}) == 413
    assert Book.open(book).entries == before


def test_a_file_passes_through_the_desk_and_enters_once(desk, book):
    before = Book.open(book).entries
    table = (
        "id,title,donor,recipient,category,instrument,stage,announced,amount,currency,term\n"
        "lva-1,Winter clothing,Latvia,Ukraine,military,grant,pledge,2025-01-17,55000000,EUR,once\n"
    )
    place = desk().upload("pledges.csv", table.encode())
    plan = desk().get(place)
    form = _filled(plan) | SIGNED
    answers = [desk().post(place, form) for _ in range(2)]

    assert {it.headers["location"] for it in answers} <= {"/import", f"/entered/{before + 1}"}
    assert Book.open(book).entries == before + 2
    assert Book.open(book).get("lva-1").title == "Winter clothing"


def test_an_archive_that_unpacks_without_end_is_refused(desk, book):
    before = Book.open(book).entries
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (300 << 20))
    answer = desk().get(desk().upload("bomb.xlsx", packed.getvalue()))

    assert answer.status_code == 422
    assert Book.open(book).entries == before


def test_what_nobody_was_let_in_for_cannot_be_handed_in(desk):
    files = {"file": ("a.csv", b"title")}

    assert desk({}).hand_in(files).status_code == 403
    assert desk().hand_in(files, Origin="http://example.org").status_code == 403


def test_an_import_that_is_stopped_in_the_middle_leaves_the_book_as_it_was_and_may_begin_again(tmp_path):
    path = create_book(tmp_path / "book.db", author="Ann").path
    lines = [
        f"p-{number},Pledge {number},DEU,UKR,military,grant,pledge,2025-01-17,{number + 1},EUR,once"
        for number in range(ROWS)
    ]
    table = "\n".join(["id,title,donor,recipient,category,instrument,stage,announced,amount,currency,term", *lines])
    with running(path) as (_, address), httpx.Client(timeout=PATIENCE_SECONDS) as visitor:
        visitor.get(address, follow_redirects=True)
        origin = address.partition("/?")[0]
        client = Client(visitor, origin)
        place = visitor.post(
            f"{origin}/import", files={"file": ("many.csv", table.encode())}, headers={"Origin": origin}
        ).headers["location"]
        plan = client.get(f"{origin}{place}")
        assert plan.status_code == 200
        form = _filled(plan) | SIGNED
        begun = visitor.post(f"{origin}{place}", data=form, headers={"Origin": origin})
        assert begun.headers["location"].startswith("/waiting/")
        waited = f"{origin}{begun.headers['location']}"
        assert visitor.get(waited).status_code == 202
        seen = visitor.get(waited).text
        visitor.post(f"{origin}/stop", headers={"Origin": origin})
        book = Book.open(path)
        assert (book.entries, book.verify()) == (1, ())
        assert visitor.get(waited).status_code == 404
        assert client.post(f"{origin}{place}", form).headers["location"] == "/import"

    assert "<progress" in seen
    assert Book.open(path).entries == ROWS + 2

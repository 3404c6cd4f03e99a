"""Several people at one desk: whom the proxy names, what each of them may do, and nobody who goes round the proxy."""

import re
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import contextmanager

import httpx
import pytest
from demonstrated import demo_copied
from desks_run import PATIENCE_SECONDS, shown
from lxml import html
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from visited import Visitor

from ledger.book import Book
from ledger.desk import issued_reports
from ledger.foundation import Refused
from ledger.web.forms import FORMS
from ledger.web.messages import Person
from ledger.web.office import Office, may, read_office
from ledger.web.office_access import OfficeGuard, person_of

ORIGIN = "https://ledger.example.org"
SECRET = "0123456789abcdef" * 2
OFFICE = """
address = "https://ledger.example.org"
secret_file = "desk.secret"

[people]
ann = { name = "Ann Berg", role = "clerk" }
rita = { name = "Rita Vogt", role = "reviewer" }
otto = { name = "Otto Kern", role = "auditor" }
"""


def office_file(folder, text=OFFICE, secret=SECRET, mode=0o600):
    (folder / "desk.secret").write_text(secret + "\n", encoding="utf-8")
    (folder / "desk.secret").chmod(mode)
    (folder / "office.toml").write_text(text, encoding="utf-8")
    return folder / "office.toml"


def refused(folder, *changes, **written):
    text = OFFICE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    with pytest.raises(Refused) as caught:
        read_office(office_file(folder, text, **written))
    (problem,) = caught.value.problems
    return problem


# The file


def test_an_office_names_its_people_and_those_it_does_not_name_only_read(tmp_path):
    office, secret = read_office(office_file(tmp_path))

    assert secret == SECRET.encode()
    assert [office.person(it) for it in ("ann", "rita", "otto", "Ann")] == [
        *(Person("Ann Berg", "clerk"), Person("Rita Vogt", "reviewer"), Person("Otto Kern", "auditor")),
        Person("Ann", "reader"),
    ]


@pytest.mark.parametrize(
    ("changes", "place", "found", "expected"),
    [
        ([('"clerk"', '"boss"')], "people.ann.role", '"boss"', "clerk"),
        ([("https://ledger.example.org", "ledger.example.org")], "address", '"ledger.example.org"', "browsers open"),
        ([("https://ledger.example.org", "https://a.example/desk")], "address", "desk", "nothing behind it"),
        ([('secret_file = "desk.secret"', "")], "", "neither", "a secret_file, or a socket"),
        ([("Rita Vogt", "ann  berg")], "", "one name for ann and rita", "a name for each"),
        (
            [('secret_file = "desk.secret"', 'secret_file = "desk.secret"\nuser_header = "A B"')],
            "user_header",
            "A B",
            "",
        ),
        ([("[people]", "[persons]")], "people", "", ""),
    ],
)
def test_what_is_wrong_in_the_file_is_told_at_its_key(tmp_path, changes, place, found, expected):
    text = OFFICE
    for old, new in changes:
        text = text.replace(old, new)
    office = office_file(tmp_path, text)
    with pytest.raises(Refused) as caught:
        read_office(office)
    problem = next(it for it in caught.value.problems if place in str(it.place))

    assert problem.code == "FORM"
    assert "office.toml" in str(problem.place)
    assert found in problem.found
    assert expected in problem.expected


def test_a_file_that_is_no_toml_is_told_at_its_line(tmp_path):
    assert str(refused(tmp_path, ("[people]", "[people")).place).endswith("office.toml:5")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ({"secret": SECRET[:-1]}, "31 bytes"),
        ({"secret": "é" * 32}, "64 bytes"),
        ({"mode": 0o604}, "a file that every user of this machine may read"),
    ],
)
def test_a_secret_that_is_none_is_refused(tmp_path, written, found):
    problem = refused(tmp_path, **written)

    assert (problem.code, problem.found) == ("FILE", found)


def test_the_group_of_the_desk_may_read_the_secret(tmp_path):
    assert read_office(office_file(tmp_path, mode=0o640))[1] == SECRET.encode()


def test_files_that_are_not_there_are_named(tmp_path):
    with pytest.raises(Refused) as caught:
        read_office(tmp_path / "office.toml")
    office = office_file(tmp_path)
    (tmp_path / "desk.secret").unlink()
    with pytest.raises(Refused) as of_secret:
        read_office(office)

    assert str(caught.value.problems[0].place) == str(tmp_path / "office.toml")
    assert str(of_secret.value.problems[0].place) == str(tmp_path / "desk.secret")


# Who comes through the proxy


async def seen(request):
    return PlainTextResponse(f"{request.method} {person_of(request)}")


def visitor(secret=SECRET):
    app = Starlette(routes=[Route("/{path:path}", seen, methods=["GET", "POST"])])
    office = Office(address=ORIGIN, socket="a", people={"ann": {"name": "Ann Berg", "role": "clerk"}})
    return Visitor(OfficeGuard(app, office, secret.encode(), reads_only=False), ORIGIN)


def test_the_person_is_the_one_whom_the_proxy_names():
    known = {"X_Desk_Secret": SECRET, "X_Remote_User": "ann"}

    assert visitor().get("/", **known).text == "GET Person(name='Ann Berg', role='clerk')"
    assert visitor().get("/", **known | {"X_Remote_User": "eve"}).text == "GET Person(name='eve', role='reader')"
    named = "Олена".encode().decode("latin-1")
    assert "Олена" in visitor().get("/", **known | {"X_Remote_User": named.encode("latin-1")}).text


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"X_Remote_User": "ann"}, "reached through https://ledger.example.org only"),
        ({"X_Remote_User": "ann", "X_Desk_Secret": ""}, "reached through"),
        ({"X_Remote_User": "ann", "X_Desk_Secret": SECRET[:-1]}, "reached through"),
        ({"X_Desk_Secret": SECRET}, "does not say who you are"),
        ({"X_Desk_Secret": SECRET, "X_Remote_User": " "}, "does not say who you are"),
    ],
)
def test_who_goes_round_the_proxy_is_shown_nothing(headers, said):
    answer = visitor().get("/", **headers)

    assert answer.status_code == 403
    assert said in answer.text


@pytest.mark.parametrize("twice", [{"X_Remote_User": ["ann", "rita"]}, {"X_Desk_Secret": [SECRET, SECRET]}])
def test_a_header_that_comes_twice_is_not_believed(twice):
    assert visitor().get("/", **{"X_Desk_Secret": SECRET, "X_Remote_User": "ann"} | twice).status_code == 403


def test_a_socket_needs_no_secret():
    assert visitor("").get("/", X_Remote_User="ann").status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "LEDGER.example.org", "Sec_Fetch_Site": "same-origin"}, 200),
        ({"origin": ORIGIN}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({}, 403),
    ],
)
def test_posts_come_from_the_pages_that_the_proxy_hands_on(headers, status):
    known = {"X_Desk_Secret": SECRET, "X_Remote_User": "ann"}

    assert visitor().post("/", **known, **headers).status_code == status


# What each of them may do


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("clerk", set(FORMS) - {"sign_off", "severity"} | {"stop"}),
        ("reviewer", {"issue", "waive", "report_again", "severity", "sign_off", "stop"}),
        ("auditor", set()),
        ("reader", set()),
    ],
)
def test_each_role_has_its_pages_and_nobody_closes_the_desk_of_an_office(role, pages):
    asked = [*FORMS, "stop", "close"]

    assert {it for it in asked if may(Person("Ann", role), it)} == pages
    assert all(may(None, it) for it in asked)


@contextmanager
def running(book, office, *options):
    command = [sys.executable, "-m", "ledger", "desk", "--book", str(book), "--office", str(office), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        yield process, process.stderr.readline()
    finally:
        process.kill()
        process.communicate()


class Proxy:
    """What stands before the desk: it names people and gives the secret."""

    def __init__(self, path):
        self._client = httpx.Client(
            transport=httpx.HTTPTransport(uds=str(path)), base_url="http://ledger.example.org", timeout=PATIENCE_SECONDS
        )

    def close(self):
        self._client.close()

    def get(self, user, address):
        headers = {"X-Remote-User": user}

        class Of:
            get = staticmethod(lambda it: self._client.get(it, headers=headers))

        return shown(Of, address)

    def post(self, user, address, form):
        headers = {"X-Remote-User": user, "Sec-Fetch-Site": "same-origin"}
        answer = self._client.post(address, data=form, headers=headers)
        if "/waiting/" in answer.headers.get("location", ""):
            return self.get(user, answer.headers["location"])
        return answer


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")
    book = demo_copied(folder).book.path
    text = OFFICE.replace('secret_file = "desk.secret"', 'socket = "desk.sock"')
    with running(book, office_file(folder, text)) as (_, printed):
        proxy = Proxy(folder / "desk.sock")
        yield folder, proxy, printed
        proxy.close()


def filled(page):
    fields = html.fromstring(page.text).xpath("//main//form//*[self::input or self::textarea]")
    return {it.get("name"): it.get("value") or it.text or "" for it in fields}


pytestmark = [pytest.mark.xdist_group("desk")]


@pytest.mark.slow
def test_only_the_user_and_the_group_of_the_desk_open_its_socket(office):
    folder, _, printed = office

    assert printed == f"The desk is open at {ORIGIN}, for whoever the proxy there names. Ctrl-C closes it.\n"
    assert stat.S_IMODE((folder / "desk.sock").stat().st_mode) == 0o660


@pytest.mark.slow
def test_the_page_says_who_one_is_and_shows_what_one_may_do(office):
    _, proxy, _ = office
    menus = {
        user: html.fromstring(proxy.get(user, "/").text).xpath("//nav//a/@href") for user in ("ann", "rita", "eve")
    }
    heads = {user: html.fromstring(proxy.get(user, "/").text).xpath("string(//header//p)") for user in menus}

    assert [("/enter" in menus[it], "/import" in menus[it]) for it in menus] == [(True, True), *[(False, False)] * 2]
    assert re.sub(r".* · ", "", heads["rita"]) == "Rita Vogt, reviews and issues"
    assert re.sub(r".* · ", "", heads["eve"]) == "eve, reading only"
    assert "Close the desk" not in proxy.get("ann", "/").text


@pytest.mark.slow
def test_what_is_not_ones_own_is_refused_by_the_desk_too(office):
    folder, proxy, _ = office
    entries = Book.open(folder / "book.db").entries

    assert proxy.get("rita", "/enter").status_code == 403
    assert "Others do this at this desk" in proxy.get("rita", "/enter").text
    assert [proxy.post(it, "/enter", {"_do": "enter"}).status_code for it in ("rita", "otto", "eve")] == [403] * 3
    assert proxy.post("ann", "/sign-off/1", {"_do": "enter"}).status_code == 403
    assert [proxy.post(it, "/close", {}).status_code for it in ("ann", "rita", "otto")] == [403] * 3
    assert proxy.post("eve", "/stop", {}).status_code == 403
    assert proxy.post("rita", "/import", {}).status_code == 403
    assert Book.open(folder / "book.db").entries == entries


@pytest.mark.slow
def test_who_issued_does_not_sign_and_the_header_is_the_author_whatever_a_form_says(office):
    folder, proxy, _ = office
    sent = filled(proxy.get("rita", "/issue?report=brief")) | {
        "_do": "enter",
        "_author": "Eve",
        "_reason": "for the minister",
    }
    own = proxy.post("rita", "/issue", sent).headers["location"]
    number = own.rpartition("/")[2]
    alone = proxy.post("rita", f"/sign-off/{number}", {"_do": "enter", "_form": "a", "_reason": "read"})
    assert alone.status_code == 422
    assert "SIGN" in alone.text
    assert "expected somebody else" in alone.text

    again = filled(proxy.get("ann", "/issue?report=brief")) | {"_do": "enter", "_reason": "for the minister"}
    by_ann = proxy.post("ann", "/issue", again).headers["location"].rpartition("/")[2]
    signed = proxy.post("rita", f"/sign-off/{by_ann}", {"_do": "enter", "_form": "c", "_reason": "read"})
    assert signed.status_code == 303

    reports = {it.number: it for it in issued_reports(Book.open(folder / "book.db"))}
    assert (reports[int(number)].author, reports[int(number)].signed_off) == ("Rita Vogt", ())
    assert [it.author for it in reports[int(by_ann)].signed_off] == ["Rita Vogt"]


@pytest.mark.slow
def test_a_socket_that_was_left_behind_is_replaced_and_one_in_use_is_not(tmp_path):
    book = demo_copied(tmp_path).book.path
    text = OFFICE.replace('secret_file = "desk.secret"', 'socket = "desk.sock"')
    office = office_file(tmp_path, text)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "desk.sock"))
    with running(book, office) as (process, printed):
        assert printed.startswith("The desk is open")
        with running(book, office) as (second, said):
            assert second.wait(PATIENCE_SECONDS) == 1
            assert "desk.sock" in said + second.stderr.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 0
    assert not (tmp_path / "desk.sock").exists()


@pytest.mark.slow
def test_on_a_port_the_proxy_gives_the_secret(tmp_path):
    book, office = demo_copied(tmp_path).book.path, office_file(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running(book, office, "--port", str(port)) as (_, printed):
        assert printed.startswith("The desk is open")
        named = {"Host": "ledger.example.org", "X-Remote-User": "ann"}
        address = f"http://127.0.0.1:{port}/method"
        assert httpx.get(address, headers=named).status_code == 403
        until = time.monotonic() + PATIENCE_SECONDS
        while (answer := httpx.get(address, headers=named | {"X-Desk-Secret": SECRET})).status_code == 202:
            assert time.monotonic() < until
        assert answer.status_code == 200
        assert "Ann Berg" in answer.text


@pytest.mark.slow
def test_without_a_port_or_a_socket_the_proxy_finds_nothing(tmp_path):
    with running(demo_copied(tmp_path).book.path, office_file(tmp_path)) as (process, said):
        assert process.wait(PATIENCE_SECONDS) == 1
        assert "--port" in said + process.stderr.read()

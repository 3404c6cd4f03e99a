"""Who may use a desk, and what a browser may load on its pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from visited import Visitor

from ledger.web.access import Access, OwnGuard

PORT = 8000
ORIGIN = f"http://127.0.0.1:{PORT}"


async def seen(request):
    return PlainTextResponse(f"{request.method} {request.url.path} {request.url.query}")


def guarded(*, reads_only=False):
    app = Starlette(routes=[Route("/{path:path}", seen, methods=["GET", "POST"])])
    return OwnGuard(app, Access(PORT, "first", "known"), reads_only=reads_only)


def client(**options):
    return Visitor(guarded(**options), ORIGIN)


def inside(**options):
    visitor = client(**options)
    visitor.cookies.set(f"defense-ledger-{PORT}", "known")
    return visitor


def test_the_printed_address_lets_one_browser_in_once_and_leaves_the_token_behind():
    app = guarded()
    visitor, other = Visitor(app, ORIGIN), Visitor(app, ORIGIN)
    first, again = visitor.get("/?token=first&since=2024"), other.get("/?token=first")

    assert (first.status_code, first.headers["location"]) == (303, "/?since=2024")
    assert first.headers["set-cookie"] == "defense-ledger-8000=known; HttpOnly; Path=/; SameSite=lax"
    assert visitor.get("/").text == "GET / "
    assert again.status_code == 403
    assert "works once" in again.text


def test_who_has_the_cookie_is_sent_on_though_the_token_was_used():
    visitor = client()
    visitor.get("/?token=first")

    assert visitor.get("/records?token=first").headers["location"] == "/records"


@pytest.mark.parametrize("address", ["/", "/records/x", "/?token=", "/?token=other", "/?token=firs", "/stop"])
def test_without_token_and_cookie_nothing_is_shown(address):
    answer = client().get(address)

    assert answer.status_code == 403
    assert "Open the address that the desk printed" in answer.text


@given(st.text(alphabet=st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=20))
def test_no_other_cookie_is_taken_for_ours(value):
    if value.strip() == "known":
        return
    assert client().get("/", cookie=f"defense-ledger-{PORT}={value}".encode("latin-1")).status_code == 403


def test_the_cookie_of_a_desk_on_another_port_opens_nothing():
    visitor = client()
    visitor.cookies.set("defense-ledger-8001", "known")

    assert visitor.get("/").status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1", "127.0.0.1:8001", "[::1]:8000", "0.0.0.0:8000"]
)
def test_under_another_name_nothing_is_shown(host):
    answer = inside().get("/", host=host)

    assert (answer.status_code, answer.text) == (421, "The desk is at http://127.0.0.1:8000 only.")


def test_localhost_leads_to_the_address_itself():
    answer = client().get("/records?donor=GBR", host="localhost:8000")

    assert (answer.status_code, answer.headers["location"]) == (307, f"{ORIGIN}/records?donor=GBR")
    assert inside().post("/stop", host="localhost:8000", origin=ORIGIN).status_code == 421


OURS = {"origin": ORIGIN, "sec_fetch_site": "same-origin"}


@pytest.mark.parametrize("headers", [OURS, {"origin": ORIGIN}, {"sec_fetch_site": "same-origin"}])
def test_a_post_of_our_own_page_passes(headers):
    assert inside().post("/stop", **headers).text == "POST /stop "


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:8001"},
        {"origin": "https://127.0.0.1:8000"},
        OURS | {"sec_fetch_site": "cross-site"},
        OURS | {"sec_fetch_site": "same-site"},
        OURS | {"sec_fetch_site": "none"},
        OURS | {"origin": "http://localhost:8000"},
    ],
)
def test_a_post_from_elsewhere_does_nothing(headers):
    answer = inside().post("/stop", **headers)

    assert (answer.status_code, answer.text) == (403, "This was sent by a page elsewhere. Nothing was done.")


def test_a_desk_for_readers_takes_no_post():
    reader = inside(reads_only=True)

    assert reader.post("/close", **OURS).status_code == 403
    assert reader.get("/").status_code == 200


@pytest.mark.parametrize("visitor", [client(), inside()])
def test_every_answer_says_what_a_page_may_load(visitor):
    headers = visitor.get("/").headers

    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_two_desks_have_neither_token_nor_secret_in_common():
    first, second = Access(PORT), Access(PORT)

    assert len({first.token, second.token, first.secret, second.secret}) == 4
    assert len(first.token) >= 32
    assert first.token not in repr(first)

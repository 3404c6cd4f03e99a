"""Who may use the desk: whoever has the address that it printed, from pages of its own, under its own name.

Any program on the machine can reach a port of 127.0.0.1, and any page in the browser can send a request to it. So the
first visit needs the token of the printed address, which works once; a cookie takes its place, whose name has the port,
since browsers give the cookies of 127.0.0.1 to every port. Posts have to come from pages of the desk.
"""

import hashlib
import hmac
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from secrets import compare_digest, token_urlsafe

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ADDRESS = "127.0.0.1"
STATIC = "/static/"
WITHOUT_ENTERING = ("/verify", "/evaluate")
"""Where workbooks are handed in that are only looked at."""
AGAIN, NONCE, PROOF = "/again", "X-Desk-Nonce", "X-Desk-Proof"
"""Where a second start asks for another address, and the headers by which each side shows that it has the key."""
_READING = ("GET", "HEAD")
_MOST_OPEN = 8
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Without the address of the page posts would name no origin, by which they are told from those of other pages.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_NOT_KEPT = "no-store"


@dataclass(frozen=True)
class Access:
    """What lets a browser in.

    Args:
        port: of the desk.
        token: what the printed address has; it works once.
        secret: what the cookie has.
        key: by which a second start of the same user is known.

    >>> access = Access(8000, token="first")
    >>> access.address, access.cookie
    ('http://127.0.0.1:8000/?token=first', 'defense-ledger-8000')
    """

    port: int
    token: str = field(default_factory=lambda: token_urlsafe(24), repr=False)
    secret: str = field(default_factory=lambda: token_urlsafe(32), repr=False)
    key: str = field(default_factory=lambda: token_urlsafe(32), repr=False)

    @property
    def origin(self) -> str:
        """Where the pages of the desk come from."""
        return f"http://{ADDRESS}:{self.port}"

    @property
    def address(self) -> str:
        """What a person opens first."""
        return self.address_of(self.token)

    def address_of(self, token: str) -> str:
        """What a person opens who has a token."""
        return f"{self.origin}/?token={token}"

    @property
    def cookie(self) -> str:
        """The name of the cookie."""
        return f"defense-ledger-{self.port}"

    def proof(self, *words: str) -> str:
        """That somebody has the key, without saying it: each side signs what it says."""
        return proof_of(self.key, *words)

    def knows(self, request: Request) -> bool:
        """Whether a request brings the cookie."""
        return compare_digest(request.cookies.get(self.cookie, "").encode(), self.secret.encode())


class Guard(ABC):
    """Refuses what does not come from people at the desk, and says to browsers what pages may load.

    Args:
        app: what answers all else.
        origin: where the pages of the desk come from.
        reads_only: whether nothing may be entered.
    """

    def __init__(self, app: ASGIApp, origin: str, *, reads_only: bool) -> None:
        self._app, self._origin, self._reads_only = app, origin, reads_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # nothing here speaks through sockets: the server closes them

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("Cache-Control", _NOT_KEPT)
            await send(message)

        request = Request(scope)
        answer = self._not_here(request) or self._not_known(request) or self._not_ours(request)
        await (answer or self._app)(scope, receive, with_headers)

    @abstractmethod
    def _not_here(self, request: Request) -> Response | None:
        """The answer to a request under another name than the desk's: somebody may have had it lead here."""

    @abstractmethod
    def _not_known(self, request: Request) -> Response | None:
        """The answer to a request of somebody who was not let in."""

    def _not_ours(self, request: Request) -> Response | None:
        """A post that no page of the desk has sent, or that a desk for readers does not take."""
        if request.method in _READING:
            return None
        origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
        if (origin is None and site is None) or origin not in (None, self._origin):
            return PlainTextResponse("This was sent by a page elsewhere. Nothing was done.", 403)
        if site not in (None, "same-origin"):
            return PlainTextResponse("This was sent by a page elsewhere. Nothing was done.", 403)
        if self._reads_only and request.url.path not in WITHOUT_ENTERING:
            return PlainTextResponse("This desk is open for reading only. Nothing was done.", 403)
        return None


class OwnGuard(Guard):
    """Lets in the browser that has opened the printed address.

    Args:
        app: what answers all else.
        access: who may use it.
        reads_only: whether nothing may be entered.
    """

    def __init__(self, app: ASGIApp, access: Access, *, reads_only: bool) -> None:
        super().__init__(app, access.origin, reads_only=reads_only)
        self._access = access
        # Those that nobody has used yet; each works once.
        self._tokens = [access.token]

    def _not_here(self, request: Request) -> Response | None:
        host = request.headers.get("host", "")
        if host == f"{ADDRESS}:{self._access.port}":
            return None
        if host.lower() == f"localhost:{self._access.port}" and request.method in _READING:
            return RedirectResponse(str(request.url.replace(scheme="http", netloc=f"{ADDRESS}:{self._access.port}")))
        return PlainTextResponse(f"The desk is at {self._origin} only.", 421)

    def _not_known(self, request: Request) -> Response | None:
        if request.url.path == AGAIN:
            return self._another_address(request)
        token, is_known = request.query_params.get("token"), self._access.knows(request)
        if token is not None and request.method in _READING:
            known = [it for it in self._tokens if compare_digest(token.encode(), it.encode())]
            # It works once, also for somebody who was let in before.
            self._tokens = [it for it in self._tokens if it not in known]
            if is_known:
                return RedirectResponse(_without_token(request), 303)
            if known:
                answer = RedirectResponse(_without_token(request), 303)
                answer.set_cookie(self._access.cookie, self._access.secret, httponly=True, samesite="lax")
                return answer
        if is_known or request.url.path.startswith(STATIC):
            return None
        return PlainTextResponse(_CLOSED, 403)

    def _another_address(self, request: Request) -> Response:
        """For a second start by the same user, who alone can read the key."""
        nonce, proof = (request.headers.get(it, "") for it in (NONCE, PROOF))
        if request.method != "POST" or not nonce or not compare_digest(proof, self._access.proof("asked", nonce)):
            return PlainTextResponse(_CLOSED, 403)
        self._tokens = [*self._tokens, token_urlsafe(24)][-_MOST_OPEN:]
        address = self._access.address_of(self._tokens[-1])
        return PlainTextResponse(address, headers={PROOF: self._access.proof("answered", nonce, address)})


def proof_of(key: str, *words: str) -> str:
    """A signature of words by a key (HMAC, FIPS 198-1), in hexadecimal digits.

    >>> proof_of("key", "asked", "1")[:12]
    'ed0e06dff3ae'
    """
    return hmac.new(key.encode(), "\n".join(words).encode(), hashlib.sha256).hexdigest()


_CLOSED = (
    "This browser has not been let in. Open the address that the desk printed when it was started; it works once. "
    "If it was used already, close the desk and start it again."
)


def _without_token(request: Request) -> str:
    """Where to go on: the same page of the desk, so that the token stays in no history and in no link."""
    url = request.url.remove_query_params("token")
    return f"{url.path}?{url.query}" if url.query else url.path

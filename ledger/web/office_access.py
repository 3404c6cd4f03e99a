"""Who may use the desk of an office: whoever the proxy in front of it names, and nobody who goes round the proxy."""

from collections.abc import Callable
from secrets import compare_digest
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from ledger.web.access import Guard
from ledger.web.messages import Person
from ledger.web.office import Office

PERSON = "ledger.person"
"""Under which a request carries the person."""


class OfficeGuard(Guard):
    """Refuses what the proxy has not sent, and says who sends the rest.

    Args:
        app: what answers all else.
        office: who uses the desk.
        secret: of the proxy; empty where only the proxy can open the socket.
        reads_only: whether nothing may be entered.
    """

    def __init__(self, app: ASGIApp, office: Office, secret: bytes, *, reads_only: bool) -> None:
        super().__init__(app, office.address, reads_only=reads_only)
        self._office, self._secret = office, secret

    def _not_here(self, request: Request) -> Response | None:
        if request.headers.get("host", "").lower() == urlsplit(self._origin).netloc:
            return None
        return PlainTextResponse(f"The desk is at {self._origin} only.", 421)

    def _not_known(self, request: Request) -> Response | None:
        if self._secret and not _brings(request, self._office.secret_header, self._knows):
            return PlainTextResponse(f"The desk is reached through {self._origin} only.", 403)
        # A second header of that name comes from a browser, and nobody knows which of them is the proxy's.
        users = request.headers.getlist(self._office.user_header)
        user = _text(users[0]) if len(users) == 1 else ""
        if not user:
            return PlainTextResponse("The proxy does not say who you are. Nothing was shown.", 403)
        request.scope[PERSON] = self._office.person(user)
        return None

    def _knows(self, secret: str) -> bool:
        return compare_digest(secret.encode("latin-1"), self._secret)


def person_of(request: Request) -> Person | None:
    """Who sends a request; None where the desk has one user."""
    person: Person | None = request.scope.get(PERSON)
    return person


def _brings(request: Request, header: str, is_right: Callable[[str], bool]) -> bool:
    texts = request.headers.getlist(header)
    return len(texts) == 1 and is_right(texts[0])


def _text(header: str) -> str:
    """What a header says: in UTF-8 where it can be that, though HTTP knows Latin letters only."""
    try:
        return header.encode("latin-1").decode().strip()
    except UnicodeDecodeError:
        return header.strip()

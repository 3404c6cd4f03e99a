"""A request and its answer, as they pass between the server and the process that reads the book."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from ledger.reporting import LanguageCode

HTML = "text/html; charset=utf-8"
Role = Literal["clerk", "reviewer", "auditor", "reader"]
"""What somebody does at the desk of an office."""


@dataclass(frozen=True)
class Person:
    """Somebody who uses the desk of an office.

    Args:
        name: under which the book keeps what they enter.
        role: what they may do.

    >>> Person("Ann Berg", "clerk").name
    'Ann Berg'
    """

    name: str
    role: Role


@dataclass(frozen=True)
class PageRequest:
    """A page that is asked for.

    Args:
        page: its name, one of :data:`ledger.web.pages.PAGES` or of :data:`ledger.web.forms.FORMS`.
        path: as it stands in the address.
        parts: the changing parts of the path, such as the id of a record.
        query: the pairs behind the question mark, in their order.
        language: of labels and numbers.
        form: what was filled in and posted, in its order; none where the page is only looked at.
        person: who asks, at the desk of an office; None at a desk that has one user.

    >>> PageRequest("records", "/records", query=(("donor", "GBR"), ("donor", "FRA"))).values("donor")
    ('GBR', 'FRA')
    """

    page: str
    path: str
    parts: Mapping[str, str] = field(default_factory=dict)
    query: tuple[tuple[str, str], ...] = ()
    language: LanguageCode = "en"
    form: tuple[tuple[str, str], ...] = ()
    person: Person | None = None

    @property
    def address(self) -> str:
        """Path and query as they stand in a link.

        >>> PageRequest("records", "/records", query=(("search", "two words"),)).address
        '/records?search=two+words'
        """
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    def values(self, name: str) -> tuple[str, ...]:
        """All values of a name in the query that are not empty."""
        return tuple(value for key, value in self.query if key == name and value.strip())

    def value(self, name: str) -> str:
        """The first of them; empty where there is none."""
        return next(iter(self.values(name)), "")


@dataclass(frozen=True)
class Progress:
    """How far a longer work is.

    Args:
        done: how much of it is done.
        total: of how much.

    >>> Progress(640, 1190).done
    640
    """

    done: int
    total: int


@dataclass(frozen=True)
class Answer:
    """What is sent back.

    Args:
        body: the page or the file.
        status: of HTTP.
        kind: its media type.
        file: the name under which a browser keeps it; empty for a page.
        location: where to go instead; empty to stay.
    """

    body: bytes
    status: int = 200
    kind: str = HTML
    file: str = ""
    location: str = ""

    def __repr__(self) -> str:
        return f"<Answer {self.status}, {len(self.body)} bytes of {self.kind}>"

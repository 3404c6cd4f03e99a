"""The people of an office who use one desk behind a proxy: who they are, and what each of them may do.

The proxy asks people for their passwords or cards and names them in a header. The desk believes it because of a
secret that only the proxy has, or because only the proxy can open the socket on which the desk listens.
"""

import os
import stat
import tomllib
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from ledger.checks import same_person
from ledger.foundation import Place, Refused, disk_words, errors, expected, malformed, quoted, toml_fault
from ledger.records import Line, validate
from ledger.web.messages import Person, Role

_MOST_BYTES = 1_000_000
_LEAST_SECRET = 32
_OTHERS = stat.S_IRWXO
_AN_OFFICE = "a file that says who uses the desk of an office"


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or parts.query:
        requirement = 'what browsers open, such as "https://ledger.example.org", and nothing behind it'
        raise expected("FORM", requirement, "write the address of the proxy", found=quoted(text))
    # Browsers write names of hosts in small letters, whatever a person has typed.
    return f"{parts.scheme}://{parts.netloc.lower()}"


class Member(BaseModel):
    """One of the people of an office.

    Args:
        name: under which the book keeps what they enter.
        role: what they may do: ``clerk`` enters and issues, ``reviewer`` accepts, signs off and issues, ``auditor``
            reads.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Line
    role: Literal["clerk", "reviewer", "auditor"]


class Office(BaseModel):
    """Who uses a desk, and how the proxy in front of it says so.

    Args:
        address: what browsers open.
        user_header: the header in which the proxy names the person.
        secret_header: the header in which it gives the secret.
        secret_file: the file in which the secret stands, beside the file of the office; none where a socket is enough.
        socket: path of the socket on which the desk listens instead of a port.
        people: by what the proxy calls them.

    >>> office = Office(address="https://Ledger.example.org", socket="desk.sock", people={})
    >>> office.address, office.person("eve")
    ('https://ledger.example.org', Person(name='eve', role='reader'))
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: Annotated[str, AfterValidator(_origin)]
    user_header: str = Field(default="X-Remote-User", pattern=r"^[A-Za-z0-9-]+$")
    secret_header: str = Field(default="X-Desk-Secret", pattern=r"^[A-Za-z0-9-]+$")
    secret_file: str | None = None
    socket: str | None = None
    people: dict[str, Member]

    @model_validator(mode="after")
    def _is_told_from_strangers(self) -> Self:
        if self.secret_file is None and self.socket is None:
            remedy = 'write secret_file = "desk.secret" and give the proxy the same secret, or socket = "desk.sock"'
            raise expected("FORM", "a secret_file, or a socket", remedy, found="neither")
        for one, other in combinations(self.people, 2):
            if same_person(self.people[one].name, self.people[other].name):
                remedy = "tell the two apart in their names: whoever issued a report does not sign it off"
                raise expected("FORM", "a name for each", remedy, found=f"one name for {one} and {other}")
        return self

    def person(self, user: str) -> Person:
        """Whom the proxy means; people who are not in the file only read."""
        member = self.people.get(user)
        return Person(member.name, member.role) if member else Person(user, "reader")


# What each role may do besides reading, by the names of pages.
_ISSUING = frozenset({"issue", "waive", "report_again", "stop"})
_ENTERING = frozenset(
    {
        *("enter", "entered", "amend", "correct", "withdraw", "restore", "relate", "undo"),
        *("import", "import_plan", "import_marked", "import_columns"),
        "withdraw_rates",
    }
)
_MAY: dict[Role, frozenset[str]] = {
    "clerk": _ISSUING | _ENTERING,
    "reviewer": _ISSUING | {"sign_off", "severity"},
    "auditor": frozenset(),
    "reader": frozenset(),
}


def may(person: Person | None, page: str) -> bool:
    """Whether somebody may use a page that enters something.

    Args:
        person: who; None for whoever has a desk alone on their machine, and may do everything.
        page: its name.

    >>> may(Person("Ann", "clerk"), "enter"), may(Person("Rita", "reviewer"), "enter"), may(None, "sign_off")
    (True, False, True)
    """
    return person is None or page in _MAY[person.role]


def read_office(path: Path) -> tuple[Office, bytes]:
    """Read who uses a desk, and the secret of the proxy, which is empty where a socket is enough.

    Raises:
        Refused: FILE for a file that cannot be read, or a secret that others can read; FORM for what is wrong in it.
    """
    place = Place(file=str(path))
    try:
        text = _bytes_of(path).decode("utf-8-sig")
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise Refused([toml_fault(fault, text, str(path))]) from None
    except (UnicodeDecodeError, RecursionError):
        raise Refused([malformed(place, "no text in UTF-8", "TOML in UTF-8", "write it again")]) from None
    office, problems = validate(TypeAdapter(Office), values, place)
    if office is None:
        raise Refused(errors(problems))
    return office, b"" if office.secret_file is None else _secret(path.parent / office.secret_file)


def _bytes_of(path: Path) -> bytes:
    place = Place(file=str(path))
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as fault:
        raise Refused.of("FILE", place, disk_words(fault), _AN_OFFICE, "check the path") from None
    if len(data) > _MOST_BYTES:
        raise Refused.of("FILE", place, f"more than {_MOST_BYTES:,} bytes", _AN_OFFICE, "name another file")
    return data


def _secret(path: Path) -> bytes:
    secret, place = _bytes_of(path).strip(), Place(file=str(path))
    if len(secret) < _LEAST_SECRET or not secret.isascii() or b"\n" in secret:
        found, form = (
            f"{len(secret)} bytes",
            f"one line of at least {_LEAST_SECRET} letters and digits that nobody guesses",
        )
        raise Refused.of("FILE", place, found, form, "make one with `openssl rand -hex 32`")
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        found = "a file that every user of this machine may read"
        raise Refused.of("FILE", place, found, "a secret", f"take that right away: `chmod o= {path.name}`")
    return secret

"""A report as an address asks for it: its name, and what is to be other than its definition says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import parse_qsl, urlencode

from ledger import desk
from ledger.foundation import Place, Problem, Refused, quoted
from ledger.notation import read_date
from ledger.records import GROUPS
from ledger.reporting import Definition
from ledger.totals import DIMENSIONS, Dimension

OPTIONS = (
    *("since", "cutoff", "horizon", "as_of", "against"),
    *("currency", "basis", "unit", "decimals", "group", "by"),
)
"""What may be other than the definition says, by the names of the command line."""


@dataclass(frozen=True)
class AskedReport:
    """A report by its name, with what is asked of it.

    Args:
        name: of its definition.
        options: name and text of each thing that is to be otherwise, as it was typed.

    >>> asked = AskedReport.of("brief?since=1+March+2025&currency=USD")
    >>> asked.token, asked.definition.currency, str(asked.definition.since)
    ('brief?since=1+March+2025&currency=USD', 'USD', '2025-03-01')
    """

    name: str
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, token: str) -> "AskedReport":
        """The report that :attr:`token` names."""
        name, _, query = token.partition("?")
        return cls.with_options(name, dict(parse_qsl(query)))

    @classmethod
    def with_options(cls, name: str, texts: Mapping[str, str]) -> "AskedReport":
        """A report with those of some texts that are options of one; an empty one leaves what the definition says."""
        options = ((it, texts[it].strip()) for it in OPTIONS if texts.get(it, "").strip())
        return cls(name, tuple(options))

    @property
    def token(self) -> str:
        """Name and options in one text, the same for the same report."""
        return f"{self.name}?{urlencode(self.options)}" if self.options else self.name

    @property
    def texts(self) -> Mapping[str, str]:
        """The options by name."""
        return dict(self.options)

    @property
    def as_of(self) -> str | None:
        """The state of the book that it is of, as it was typed; None for the newest."""
        typed = self.texts.get("as_of")
        return None if typed is None else _day_or_state(typed)

    @property
    def definition(self) -> Definition:
        """The definition with what is asked.

        Raises:
            Refused: FILE for a name that no definition has; FORM for what it cannot be, with the option as its place.
        """
        texts = self.texts
        groups = tuple(_one_of("group", it.upper(), tuple(GROUPS)) for it in _parts(texts.get("group", "")))
        return desk.varied_report(
            self.name,
            groups=groups,
            by=tuple(_dimension(it) for it in _parts(texts.get("by", ""))),
            since=_day("since", texts),
            cutoff=_day("cutoff", texts),
            horizon=_day("horizon", texts),
            against=_day_or_state(texts["against"]) if "against" in texts else None,
            currency=texts["currency"].upper() if "currency" in texts else None,
            basis=texts.get("basis"),
            unit=texts.get("unit"),
            decimals=_number("decimals", texts["decimals"]) if "decimals" in texts else None,
        )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _day(option: str, texts: Mapping[str, str]) -> str | None:
    if option not in texts:
        return None
    day = read_date(texts[option])
    if isinstance(day, Problem):
        raise Refused([replace(day, place=Place(argument=option))])
    return str(day)


def _day_or_state(typed: str) -> str:
    """A day in plain writing; what is none is read as the name of a state."""
    before, colon, last = typed.rpartition(":")
    day = read_date(last)
    return typed if isinstance(day, Problem) else f"{before}{colon}{day}"


def _number(option: str, typed: str) -> int:
    if typed.isascii() and typed.isdecimal() and len(typed) < 3:
        return int(typed)
    raise Refused.of("FORM", Place(argument=option), quoted(typed), "a number of decimals", "write one in digits")


def _dimension(typed: str) -> Dimension:
    return cast("Dimension", _one_of("by", typed, DIMENSIONS))


def _one_of(option: str, typed: str, known: tuple[str, ...]) -> str:
    if typed in known:
        return typed
    expected = f"one of {', '.join(known)}"
    raise Refused.of("FORM", Place(argument=option), quoted(typed), expected, "choose one of these")

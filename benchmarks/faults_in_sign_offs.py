"""Reports that nobody but the one who issued them has signed off, beside others that a second person has seen."""

import random
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle
from pathlib import Path

from planting import Fault, Planted, at

from ledger.book import Book, IssuePayload, SignOffPayload
from ledger.desk import check_book

_ISSUERS = ("Zoë Müller", "Ann Smith", "İpek Şahin", "Олена Коваль")
_OTHERS = ("Ann Smithson", "Zoe Muller", "Bea", "Олена")
_WAYS = (str, str.upper, str.lower, str.swapcase, lambda it: f"  {it.replace(' ', '   ')} ")
_FACTS = {
    "report": "commitments",
    "definition": {},
    "rates": [],
    "head": "0" * 64,
    "entries": 0,
    "as_of": date(2025, 6, 2),
    "version": "0",
    "file": "sent.xlsx",
    "sha256": "0" * 64,
}


def in_sign_offs(folder: Path) -> list[Fault]:
    """Every way to be one's own second pair of eyes."""
    ways, names = cycle(_WAYS), (folder / f"signed-{number}.db" for number in range(10**6))
    return [
        Fault("SIGN", "a report signed off by its issuer alone", lambda rng: _signed(next(names), str, rng)),
        Fault("SIGN", "the same, the name written otherwise", lambda rng: _signed(next(names), next(ways), rng)),
        Fault("SIGN", "the same, letters with accents put together", lambda rng: _signed(next(names), _apart, rng)),
    ]


def _apart(name: str) -> str:
    return unicodedata.normalize("NFD", name)


def _signed(path: Path, way: Callable[[str], str], rng: random.Random) -> Planted:
    """One report that its issuer signed off alone, among clean ones: signed by others, by both, or by nobody."""
    issuer = rng.choice(_ISSUERS)
    cases = [[way(issuer)], [rng.choice(_OTHERS)], [way(issuer), rng.choice(_OTHERS)], []]
    rng.shuffle(cases)
    book = Book.create(path)
    issues = list(_entered(book, issuer, cases))
    alone = next(number for number, names in zip(issues, cases, strict=True) if names == [way(issuer)])
    return Planted(check_book(book), at(f"issue:{alone}"))


def _entered(book: Book, issuer: str, cases: list[list[str]]) -> Iterator[int]:
    for names in cases:
        with book.writing(author=issuer, reason="for the minister") as posting:
            number = posting.say(IssuePayload.model_validate(_FACTS)).seq
        for name in names:
            with book.writing(author=name, reason="read") as posting:
                posting.say(SignOffPayload(issue=number))
        yield number

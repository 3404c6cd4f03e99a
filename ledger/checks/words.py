"""Checks of words against fields: what title and quotes say of the record's own sum, beside what its fields say.

Only words that govern that sum count: those right before or behind its figure, in ``records/codes/governing_words.csv``
and ``amount_words.csv``. Words about other sums of the same text say nothing of the record.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from ledger.foundation import Place, Problem, Severity, quoted
from ledger.notation import words_after, words_before
from ledger.records import Record, rows

_BOUNDS = ("up_to", "at_least")
# What a figure may be called where the words say something else: "about" leaves room on either side.
_CONTRADICTED: dict[str, tuple[str, ...]] = {"up_to": ("exact", "about", "at_least"), "at_least": ("exact", "up_to")}
_OTHERWISE: dict[str, tuple[str, ...]] = {"loan": ("grant", "in_kind"), "grant": ("loan",)}


def bound_is_kept(record: Record) -> Iterable[Problem]:
    """SRC: a sum that is "up to" or "at least" in its words, and exact in the record, is surer than its source."""
    contradicted = [bound for bound in _BOUNDS if record.amount.qualifier in _CONTRADICTED[bound]]
    if not contradicted or record.amount.value is None:
        return ()
    for name, text in _texts(record):
        # The first time that a text names its sum it says what it is.
        before = f" {next(words_before(text, record.amount.value), '')}"
        # "A loan over 3 billion", "Kredit über 3 Mrd.": there these words join the two.
        is_joined = any(_ahead(kind).search(before) for kind in _OTHERWISE)
        bound = next((it for it in contradicted if _bounding(it).search(before)), None)
        if bound and not is_joined:
            found = f"{record.amount.qualifier} beside {quoted(before.strip())} before the sum in {name}"
            remedy = f"choose {bound}, or quote the words that make the sum certain"
            return (_warning("SRC", record, "amount.qualifier", found, remedy),)
    return ()


def instrument_is_kept(record: Record) -> Iterable[Problem]:
    """SRC: a loan that is booked as a grant is money that the recipient pays back, and the reverse."""
    if record.record == "transaction" or record.amount.value is None:
        return ()
    for kind, instruments in _OTHERWISE.items():
        name = _named(record, kind) if record.instrument in instruments else None
        if name:
            found = f'{record.instrument} beside "{kind}" of this sum in {name}'
            remedy = f"choose {kind}, or record the part that is a {kind} by itself"
            return (_warning("SRC", record, "instrument", found, remedy),)
    return ()


def years_are_kept(record: Record) -> Iterable[Problem]:
    """TERM: a sum "over five years" that is entered as one payment falls into the wrong year."""
    if record.record == "transaction" or record.term.kind != "one_off" or record.amount.value is None:
        return ()
    for name, text in _texts(record):
        match = next(filter(None, map(_years().match, words_after(text, [record.amount.value]))), None)
        if match:
            found = f"one_off beside {quoted(match['words'].strip())} behind the sum in {name}"
            remedy = "make the term a period with its first and last day, or quote the words that make it one payment"
            return (_warning("TERM", record, "term", found, remedy),)
    return ()


WORD_CHECKS: tuple[Callable[[Record], Iterable[Problem]], ...] = (bound_is_kept, instrument_is_kept, years_are_kept)


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    """Title and quotes that may name a figure, each behind what it is."""
    if record.record == "commitment":
        yield "its title", record.title
    yield from (("a quote", source.quote) for source in record.sources if source.quote)


def _named(record: Record, kind: str) -> str | None:
    """Where the record's sum is first called a loan or a grant."""
    value = record.amount.value
    if value is None:
        return None
    for name, text in _texts(record):
        is_behind = any(_behind(kind).match(words) for words in words_after(text, [value]))
        if is_behind or any(_ahead(kind).search(f" {words}") for words in words_before(text, value)):
            return name
    return None


def _words(code_list: str, meaning: str) -> str:
    words: Sequence[str] = [row["words"] for row in rows(code_list) if row["meaning"] == meaning]
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _currencies() -> str:
    words = (row["words"].casefold() for row in rows("amount_words") if row["kind"] == "currency")
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _money() -> str:
    """A sign, a code or a name of a currency, which may stand between a figure and what governs it."""
    return rf"\W*(?:(?:d'|de |of )?(?:{_currencies()}|[a-z]{{3}})(?![^\W_]))?"


@cache
def _bounding(qualifier: str) -> re.Pattern[str]:
    """Words of a bound at the end of a text, with nothing but a sign, a code or an article behind them."""
    return re.compile(
        rf"\s(?:{_words('amount_words', qualifier)})\s*(?:a |an )?(?:[a-z]{{0,3}}[^\w\s]|[a-z]{{3}})?\s*$"
    )


@cache
def _behind(kind: str) -> re.Pattern[str]:
    words, little, other = (_words("governing_words", it) for it in (kind, "little", "other"))
    return re.compile(rf"{_money()}(?:\W+(?:{little})(?=\W)){{0,3}}\W+(?:{words})(?![^\W_])(?!\W+(?:{other}))")


@cache
def _ahead(kind: str) -> re.Pattern[str]:
    words, joining = (_words("governing_words", it) for it in (kind, "joining"))
    return re.compile(rf"\W(?:{words})(?:\W+(?:{joining}))?\W*(?:[a-z]{{3}})?\W*$")


@cache
def _years() -> re.Pattern[str]:
    over, coming, number, years = (_words("governing_words", it) for it in ("over", "coming", "number", "years"))
    many = rf"(?:{number}|[0-9]{{1,2}})[\s-]+(?:{years})"
    words = rf"(?P<words>(?:{over})\s+(?:(?:{coming})\s+){{0,3}}{many})"
    return re.compile(rf"(?:\.\s*(?:{_currencies()}))?[^0-9.;,]{{0,24}}?(?<![^\W_]){words}(?![^\W_])")


def _warning(code: str, record: Record, field: str, found: str, remedy: str) -> Problem:
    return Problem(code, Severity.WARNING, Place(record=record.id, field=field), found, "the same in both", remedy)

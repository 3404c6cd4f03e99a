"""No pattern and no reader of typed text takes time that grows with the square of what it is given."""

import importlib
import pkgutil
import re
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from growth import hostile, repeated, too_slow
from pydantic_core import PydanticCustomError

import ledger
from ledger.audit.received.formulas import format_code
from ledger.foundation import Place, Refused, is_nested_too_deep, parse_day, parse_exact
from ledger.intake.units import units_in
from ledger.notation.amounts import read_amount
from ledger.notation.days import read_date
from ledger.notation.numbers import readings
from ledger.rates.basis import Basis
from ledger.records import nearest, party_doubt, values_of
from ledger.records.names import find_party, near_parties, party_candidates

METHODS = ("search", "match", "fullmatch", "findall", "finditer", "sub", "split")


def modules():
    for info in pkgutil.walk_packages(ledger.__path__, "ledger."):
        if not info.name.endswith("__main__"):
            yield importlib.import_module(info.name)


def patterns_in(value):
    """The patterns that a value of a module is, or has in it."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from patterns_in(item)
    elif isinstance(value, dict):
        yield from patterns_in((*value, *value.values()))


def all_patterns():
    """Every pattern that a module holds, once, with the methods that are called on its name where it is known."""
    found = {}
    sources = {module: Path(module.__file__).read_text(encoding="utf-8") for module in modules()}
    for module, source in sources.items():
        for name, value in vars(module).items():
            for pattern in patterns_in(value):
                used = re.findall(rf"\b{name}\.({'|'.join(METHODS)})\(", source)
                key = (pattern.pattern, pattern.flags)
                found.setdefault(key, (f"{module.__name__}.{name}", pattern, set()))[2].update(used)
    return [(name, pattern, tuple(sorted(used)) or METHODS[:3]) for name, pattern, used in found.values()]


def applied(pattern, method, text):
    given = text if isinstance(pattern.pattern, str) else text.encode("utf-8", "surrogatepass")
    match method:
        case "sub":
            pattern.sub(given[:0], given)
        case "finditer":
            list(pattern.finditer(given))
        case _:
            getattr(pattern, method)(given)


def slow_with(pattern, methods):
    """How a pattern loses its time on the first text found; empty if it does not."""
    texts = ((method, text) for text in hostile(pattern) for method in methods)
    return next((slow for method, text in texts if (slow := too_slow(partial(applied, pattern, method), text))), "")


PATTERNS = all_patterns()


@pytest.mark.proof
def test_a_pattern_takes_time_in_proportion_to_its_text():
    assert [f"{name}: {slow}" for name, pattern, methods in PATTERNS if (slow := slow_with(pattern, methods))] == []


def possessive_groups(pattern):
    """Where a pattern repeats a group and gives nothing back: Python before 3.11.5 then misses what matches.

    It leaves behind what the last, failed repetition of the group had read (github.com/python/cpython/issues/106052).
    """
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    return [it.group() for it in re.finditer(r"\)(?:[*+?]|\{[0-9,]*\})\+", text)]


def test_a_pattern_matches_the_same_on_every_python():
    assert [name for name, pattern, _ in PATTERNS if possessive_groups(pattern)] == []


def test_a_group_that_gives_nothing_back_is_found_and_an_atomic_one_is_not():
    assert possessive_groups(re.compile(r"(?:a|b(?!b))*+c")) == [")*+"]
    assert possessive_groups(re.compile(rb"(?:ab){0,3}+[c]++")) == ["){0,3}+"]
    assert possessive_groups(re.compile(r"(?>(?:a|b(?!b))*)[c]++")) == []


def test_all_modules_are_looked_through():
    names = {name for name, _, _ in PATTERNS}

    assert len(PATTERNS) > 100
    assert {"ledger.spreadsheet.parts._TOKEN", "ledger.records.names._IN_BRACKETS"} <= names


@pytest.mark.proof
@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (rb"<(?:\w+:)?c(?P<cell>(?:\s[^>]*?)?)(?:/>|>(?P<body>[^<]*)</c>)", "finditer"),
        (rb"<(?:\w+:)?row\b[^>]*>", "findall"),
        (r"[\s:(]+([-+]?[0-9][^()]*)\)?$", "search"),
        (r"(.+?) ?\((.+)\)", "fullmatch"),
        (r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:E[+-]?[0-9]{1,3})?", "fullmatch"),
        (r"\s*([0-9]{1,3})\s*(%?)\s*", "fullmatch"),
        (r"(?:a+)+", "fullmatch"),
    ],
)
def test_a_pattern_that_grows_with_the_square_is_found(pattern, method):
    assert "ms for" in slow_with(re.compile(pattern), [method])


READERS = {
    "an amount": read_amount,
    "a day": read_date,
    "a number": readings,
    "an exact number": parse_exact,
    "a day as we write it": parse_day,
    "a name": find_party,
    "names that may be meant": party_candidates,
    "names that are near": near_parties,
    "a doubtful name": partial(party_doubt, place=Place(file="a.csv", row=2, field="donor")),
    "near words": partial(nearest, candidates=("donor", "recipient")),
    "joint donors": lambda text: values_of({"joint_donors": text}),
    "ties": lambda text: values_of({"relations": text}),
    "partners": lambda text: values_of({"partners": text}),
    "a donor": lambda text: values_of({"donor": text}),
    "a title": lambda text: values_of({"title": text}),
    "a basis": Basis.parse,
    "a heading": units_in,
    "a number format": format_code,
    "brackets of JSON": is_nested_too_deep,
}
PIECES = (
    *("a", "A ", "1", "1,", "1.", "1 000 ", "(", "(a)", "[", '"', '\\"', "; ", "+ ", " ", ": 1", "1/3;", "60% ", "-"),
    *("€1 ", "to 1 ", "é", "\t", "\n", "tops_up a;", "EUR 1bn ", "1/1/20", "2025-06-", "..", "x=1 "),
)


@pytest.mark.proof
@pytest.mark.parametrize("reader", READERS)
def test_what_a_person_types_is_read_in_time_in_proportion_to_it(reader):
    def read(text):
        # A refusal is an answer; anything else, such as a recursion too deep, is none.
        with suppress(Refused, ValueError, PydanticCustomError):
            READERS[reader](text)

    ends = (("", ""), ("a", "\0"), ("Germany", "("), ("1", ")"))
    texts = (repeated(start, piece, "", end) for piece in PIECES for start, end in ends)

    assert [slow for text in texts if (slow := too_slow(read, text))] == []

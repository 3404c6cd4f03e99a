"""What a formula says, as far as Excel has rules for it: its functions, what it refers to, how deep it is nested."""

import re
from dataclasses import dataclass
from functools import lru_cache

from excel_parts import area
from openpyxl.utils import FORMULAE

# What stands in the brackets of a structured reference; ' guards a sign in the name of a column.
_IN_BRACKETS = r"(?:'.|[^'\[\]])*"
_TOKEN = re.compile(
    rf"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<table>[A-Za-z_\\][\w.]*)\[(?P<inside>(?:'.|[^'\[\]]|\[{_IN_BRACKETS}\])*)\]
    | (?:(?P<quoted>'(?:[^']|'')*')|(?P<sheet>[^\W\d][\w.]*))!
    | (?P<area>\$?[A-Z]{{1,3}}\$?[0-9]+(?::\$?[A-Z]{{1,3}}\$?[0-9]+)?(?![\w(])
        |\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}(?![\w(])|\$?[0-9]+:\$?[0-9]+)
    | (?P<function>[A-Za-z_][\w.]*)\(
    | (?P<name>[A-Za-z_\\][\w.]*)
    | (?P<number>[0-9]+(?:\.[0-9]*)?(?:E[+-]?[0-9]+)?)
    | (?P<sign>[(){{}},;])
    | (?P<other>[-+*/^&=<>%:\s\#!.?])
    """,
    re.VERBOSE,
)
_ITEM = re.compile(rf"\[({_IN_BRACKETS})\]")
_KEYWORDS = {"#all", "#data", "#headers", "#totals", "#this row"}
_WORDS = {"TRUE", "FALSE"}
MOST_CHARACTERS, MOST_NESTED, MOST_ARGUMENTS = 8_192, 64, 255


@dataclass(frozen=True)
class Formula:
    """What a formula refers to, and what is wrong with it whatever the workbook."""

    faults: tuple[str, ...]
    tables: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()
    areas: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()


@lru_cache(maxsize=100_000)
def read_formula(text):
    """Take a formula apart, without the = before it.

    Areas are pairs of a sheet, or "" for the formula's own, and a block; tables are a name, keywords and columns.
    """
    faults = [f"{len(text) + 1} characters"] if len(text) + 1 > MOST_CHARACTERS else []
    tokens = list(_tokens(text))
    if sum(len(it[0]) for it in tokens) < len(text):
        return Formula((*faults, f"{text[tokens[-1].end() if tokens else 0 :][:20]!r} is no part of a formula"))
    tables = [_structured(it["table"], it["inside"]) for it in tokens if it["table"]]
    before = ["", *(_sheet(it) for it in tokens)]
    areas = [(sheet, it["area"]) for sheet, it in zip(before, tokens, strict=False) if it["area"]]
    names = [it["name"] for it in tokens if it["name"] and it["name"].upper() not in _WORDS]
    faults += [f"no function {it['function']}" for it in tokens if it["function"] and not _is_known(it["function"])]
    faults += [f"no block {it}" for _, it in areas if (block := area(it)) is None or not block.is_on_a_sheet]
    return Formula((*faults, *_nesting(tokens)), tuple(tables), tuple(areas), tuple(names))


def _tokens(text):
    place = 0
    while (token := _TOKEN.match(text, place)) is not None:
        yield token
        place = token.end()


def _sheet(token):
    """The sheet that a token names for the block behind it."""
    return (token["sheet"] or (token["quoted"] or "")[1:-1]).replace("''", "'")


def _nesting(tokens):
    """What is wrong with the brackets: how deep they are, how many arguments they hold, whether each has its other."""
    commas, most, deepest = [], 0, 0
    for token in tokens:
        if token["function"] or token[0] in {"(", "{"}:
            commas.append(0)
            deepest = max(deepest, len(commas))
        elif token[0] in {")", "}"}:
            if not commas:
                return [*_beyond(deepest, most), "a bracket that nothing opens"]
            most = max(most, commas.pop() + 1)
        elif token[0] == "," and commas:
            commas[-1] += 1
    return [*_beyond(deepest, most), *(["a bracket that nothing closes"] if commas else [])]


def _beyond(deepest, arguments):
    if deepest > MOST_NESTED:
        yield f"nested {deepest} deep"
    if arguments > MOST_ARGUMENTS:
        yield f"{arguments} arguments"


def _structured(table, inside):
    items = _ITEM.findall(inside) if inside.startswith("[") else [inside] if inside else []
    words = tuple(it.casefold() for it in items if it.casefold() in _KEYWORDS)
    return table, words, tuple(re.sub(r"'(.)", r"\1", it) for it in items if it.casefold() not in _KEYWORDS)


def _is_known(function):
    return function.upper() in FORMULAE or function.startswith("_xlfn.")

"""In which line of a TOML file each of its values stands, since the reader of TOML does not say so."""

import re
from collections.abc import Iterator, Mapping, Sequence

_HEADER = re.compile(r"^\s*+(\[\[?)([^\[\]]+)\]\]?\s*+(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
# What may hide a bracket or the end of a value: texts of all four kinds, and comments.
_HIDDEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""' + r"|'''.*?'''" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'" + r"|#[^\n]*",
    re.DOTALL,
)


def lines_of(text: str) -> Mapping[tuple[str, ...], int]:
    r"""The line of each table and each key of a sound TOML file, by the way there: names, and numbers in lists.

    >>> lines_of("name = 'x'\n[[tables]]\ntop = 3\n")
    {('name',): 1, ('tables', '0'): 2, ('tables', '0', 'top'): 3}
    """
    table: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    lines: dict[tuple[str, ...], int] = {}
    for number, statement in _statements(text):
        if header := _HEADER.match(statement):
            table = _table(tuple(_parts(header[2])), counts, is_listed=header[1] == "[[")
            lines.setdefault(table, number)
        elif key := _KEY.match(statement):
            lines.setdefault((*table, *_parts(key[1])), number)
    return lines


def line_at(lines: Mapping[tuple[str, ...], int], path: Sequence[str | int]) -> int | None:
    """The line of a value, or of the nearest thing around it that has one; of a group its first one.

    >>> line_at({("boundary",): 4}, ["boundary", "donors", 1]), line_at({("charts", "0"): 7}, ["charts"])
    (4, 7)
    """
    names = tuple(map(str, path))
    for length in range(len(names), 0, -1):
        around = names[:length]
        begun = [line for way, line in lines.items() if way[:length] == around]
        if begun:
            return lines.get(around, min(begun))
    return None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each header and each assignment, joined where a value goes over several lines, with its first line."""
    # A text may hold anything, even what looks like a key: what is in it is hidden, its lines stay.
    plain = _HIDDEN.sub(lambda token: _hidden(token[0]), text)
    begun, first, depth = "", 0, 0
    for number, line in enumerate(plain.split("\n"), start=1):
        if not depth:
            begun, first = line, number
        is_header = not depth and _HEADER.match(line) is not None
        depth = (
            0 if is_header else max(0, depth + line.count("[") + line.count("{") - line.count("]") - line.count("}"))
        )
        if not depth and begun.strip():
            yield first, begun


def _hidden(token: str) -> str:
    # What may be a key in quotes stays; of a comment nothing does.
    if token[0] == "#" or re.fullmatch(r"""["'][\w .-]*["']""", token):
        return token.partition("#")[0]
    return "''" + "\n" * token.count("\n")


def _table(names: tuple[str, ...], counts: dict[tuple[str, ...], int], *, is_listed: bool) -> tuple[str, ...]:
    """The way to a table: behind the name of a list of tables stands the number of its last one."""
    path: tuple[str, ...] = ()
    for place, name in enumerate(names):
        path = (*path, name)
        if is_listed and place == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, str(counts[path]))
    return path


def _parts(dotted: str) -> Iterator[str]:
    return (part.strip().strip("\"'") for part in re.findall(r""""[^"]*"|'[^']*'|[^."']+""", dotted) if part.strip())

"""Hostile texts for patterns, and how the time of some work grows with the length of what it is given.

The texts are made from the pattern itself: what each of its parts can take is repeated, alone, behind what begins a
match, and before what ends one too late. Time is the processor's, for this thread alone, and the least of several runs,
so that other programs do not count; work is called quadratic only if it is slow and four times the text takes far
more than four times as long.
"""

import re
from collections.abc import Callable, Iterator
from itertools import product
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from time import thread_time
from typing import Any

SIZES = (1_000, 2_000, 4_000)
# Four times the text takes four times as long, or sixteen; what takes less than SLOW seconds is too short to tell.
MOST_GROWTH = 8.0
SLOW = 0.0005
ENDLESS = 0.05
_RUNS = 5
# What takes long is not disturbed much: two runs of it are enough.
_LONG = 0.02
_MOST_UNITS = 16
_MOST_PAIRED = 8
_LONGEST_UNIT = 40
_ENDS = ("", "\0", "x")
REPEATS = {kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT}


def too_slow(work: Callable[[str], object], text_of: Callable[[int], str]) -> str:
    """How the work grows, in words, if it grows with the square of its text; else empty.

    Args:
        work: does something with a text.
        text_of: the text for a size.
    """
    # What is prepared once is not counted.
    work(text_of(10))
    # What doubles with each character would never come to an end at full size, and takes long for thirty already.
    for size in (*range(16, 31, 2), 250):
        if (first := _least(work, text_of(size), 1)) > ENDLESS:
            return f"{1000 * first:.1f} ms for {text_of(size)!r}"
    # Most work is sound, and one look tells.
    large = _least(work, text_of(SIZES[-1]), 1)
    if large < SLOW or large < MOST_GROWTH * _least(work, text_of(SIZES[0]), 2):
        return ""
    times: list[float] = []
    # Whatever else the machine does meanwhile, it does not slow down the long text, and it alone, three times.
    for _ in range(3):
        times = [_least(work, text_of(size), _RUNS) for size in SIZES]
        if times[-1] < SLOW or times[-1] < MOST_GROWTH * times[0]:
            return ""
    return f"{', '.join(f'{1000 * it:.1f} ms' for it in times)} for {text_of(24)!r}"


def hostile(pattern: re.Pattern[str] | re.Pattern[bytes]) -> Iterator[Callable[[int], str]]:
    """Texts on which a pattern may lose its time, each for any size; of a pattern of bytes, one byte a character."""
    written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(written, pattern.flags & ~re.UNICODE)
    # Where a part may be left out, one sample has it and one has not.
    samples = [_sampled(tree, optional) for optional in (0, 1)]
    beginnings = [_sampled(tree[:number], optional) for optional in (0, 1) for number in range(len(tree) + 1)]
    units = [*samples, *beginnings, *_units(tree)]
    units = [unit for unit in dict.fromkeys(units) if 0 < len(unit) <= _LONGEST_UNIT][:_MOST_UNITS]
    for unit, start, end in product(units, dict.fromkeys(beginnings), _ENDS):
        yield repeated(start, unit, "", end)
    for unit, other in product(units[:_MOST_PAIRED], units[:_MOST_PAIRED]):
        if unit != other:
            yield repeated("", unit, other, "\0")


def repeated(start: str, unit: str, other: str, end: str) -> Callable[[int], str]:
    """A text of any size: a beginning, one unit again and again, then another if there is one, and an end."""

    def text(size: int) -> str:
        if not other:
            return start + unit * (size // len(unit)) + end
        return start + unit * (size // 2 // len(unit)) + other * (size // 2 // len(other)) + end

    return text


def _least(work: Callable[[str], object], text: str, runs: int) -> float:
    times: list[float] = []
    while len(times) < runs and not (len(times) > 1 and min(times) > _LONG):
        began = thread_time()
        work(text)
        times.append(thread_time() - began)
    return min(times)


def _units(tree: Any) -> Iterator[str]:
    """What each part of a pattern can take, short."""
    for part in tree:
        yield _sampled([part], 1)
        for inner in _parts(*part):
            yield _sampled(inner, 1)
            yield from _units(inner)


def _parts(kind: Any, value: Any) -> list[Any]:
    if kind is kinds.BRANCH:
        return list(value[1])
    if kind is kinds.SUBPATTERN:
        return [value[3]]
    if kind in REPEATS:
        return [value[2]]
    if kind in {kinds.ASSERT, kinds.ASSERT_NOT}:
        return [value[1]]
    return [value] if kind is kinds.ATOMIC_GROUP else []


def _sampled(tree: Any, optional: int) -> str:
    """One text that a tree takes, leaving out what it only looks at.

    Args:
        tree: of a pattern.
        optional: how often what may be left out is there.
    """
    return "".join(_sample_of(kind, value, optional) for kind, value in tree)


def _sample_of(kind: Any, value: Any, optional: int) -> str:
    if kind is kinds.LITERAL:
        return chr(value)
    if kind in {kinds.NOT_LITERAL, kinds.ANY}:
        return "a" if value != ord("a") else "b"
    if kind is kinds.IN:
        return _of_class(value)
    if kind in REPEATS:
        least, most, inner = value
        return _sampled(inner, optional) * max(least, min(optional, most))
    parts = [] if kind in {kinds.ASSERT, kinds.ASSERT_NOT} else _parts(kind, value)
    return _sampled(parts[0], optional) if parts else ""


def _of_class(items: list[tuple[Any, Any]]) -> str:
    inside = re.compile(_class_text(items), re.DOTALL)
    tries = [*sorted(map(chr, range(9, 127)), key=str.isalnum, reverse=True), *map(chr, range(161, 10_000))]
    return next((it for it in tries if inside.fullmatch(it)), "\u2028")


def _class_text(items: list[tuple[Any, Any]]) -> str:
    words = {
        kinds.CATEGORY_DIGIT: r"\d",
        kinds.CATEGORY_NOT_DIGIT: r"\D",
        kinds.CATEGORY_SPACE: r"\s",
        kinds.CATEGORY_NOT_SPACE: r"\S",
        kinds.CATEGORY_WORD: r"\w",
        kinds.CATEGORY_NOT_WORD: r"\W",
    }
    text = ""
    for kind, value in items:
        if kind is kinds.NEGATE:
            text += "^"
        elif kind is kinds.LITERAL:
            text += re.escape(chr(value))
        elif kind is kinds.RANGE:
            text += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        else:
            text += words[value]
    return f"[{text}]"

"""Rows that repeat the money of other rows: totals, parts "of which", and running totals.

A row is one by its label, by the formula of its cell, or by its figure: that of the whole block above it. Sums of a few
neighbours prove nothing: clean tables hold them by chance. The readers of tables say what a row is made of, and decide
what becomes of it.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import Literal, NamedTuple

from ledger.foundation import EXACT, exact_sum, quoted
from ledger.records import CURRENCIES, find_party, rows

FEWEST_ADDED = 3
"""A figure is a total by its digits alone if so many rows come to it."""

_MOST_PARTS = 12
_PLAIN = re.compile(r"[0-9]{1,30}(?:\.[0-9]{1,30})?")
# Signs around a label, and the marks of footnotes.
_BESIDE = " \t:;.,*-\u2013\u2014\u2022()[]\u2020\u2021\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_JOINING = re.compile(
    r"^(?:of|for|from|to|in|all|der|die|das|für|de|des|du|la|le|les|del|di|w|за|для)\s+", re.IGNORECASE
)


class SeenRow(NamedTuple):
    """What a row of a table says of its money.

    Args:
        number: of the row, from 1.
        labels: the texts by which a person would know a total: of title, donor and recipient, and the first cell.
        figure: its amount as it stands; None where the cell holds no one figure.
        kind: what must be the same in all rows that are added up, such as the text under currency.
        adds_rows: whether the cell of its amount is a formula that adds cells of other rows.
        series: what must be the same in the rows of a running total, such as donor and title.

    >>> SeenRow(7, ("Total",)).figure is None
    True
    """

    number: int
    labels: tuple[str, ...] = ()
    figure: Decimal | None = None
    kind: Hashable = ""
    adds_rows: bool = False
    series: Hashable = None


@dataclass(frozen=True)
class Aggregate:
    """Why a row is no further money.

    Args:
        number: of the row.
        reason: in words, such as ``"Total"`` or ``the sum of the 4 rows above``.
        is_part: whether it is a part of the row above rather than a total.
        is_certain: whether its own words or the formula of its cell say so, rather than its figure alone.
    """

    number: int
    reason: str
    is_part: bool = False
    is_certain: bool = False


def aggregates(seen: Sequence[SeenRow]) -> tuple[Aggregate, ...]:
    """The rows of one table that add up others or are parts of one.

    A row counts as one if its label says so, if its cell adds cells of other rows, or if its figure is that of all rows
    since the last total or since the headings, three at least, in one currency. So does a first row that is the sum of
    all others.

    Args:
        seen: the rows of a table in their order, without headings.

    >>> aggregates([SeenRow(2, ("Boats",), Decimal(1)), SeenRow(3, ("Total",), Decimal(1))])
    (Aggregate(number=3, reason='"Total"', is_part=False, is_certain=True),)
    """
    repeated: list[Aggregate] = []
    # Nearly no label says so, and each is looked at once.
    telling = {label for label in set(chain.from_iterable(row.labels for row in seen)) if _meaning_of(label)}
    # Up to the first total the rows since the headings are those of the whole table.
    block = table = _Added()
    for row in seen:
        aggregate = None if telling.isdisjoint(row.labels) else _by_label(row, block)
        if aggregate is None and (row.adds_rows or row.figure in (block.total, table.total)):
            aggregate = _by_figure(row, (block, table))
        if aggregate is None:
            table.add(row)
            if block is not table:
                block.add(row)
            continue
        repeated.append(aggregate)
        if not aggregate.is_part:
            block = _Added()
    return tuple(repeated) or tuple(_above_all(seen))


def running_totals(seen: Sequence[SeenRow]) -> tuple[tuple[int, ...], ...]:
    """The rows of each running total: one series whose words say "so far", with figures that only grow.

    >>> first, second = (SeenRow(it, ("Aid so far",), Decimal(it), series="Aid so far") for it in (2, 3))
    >>> running_totals([first, second])
    ((2, 3),)
    """
    series: dict[Hashable, list[SeenRow]] = defaultdict(list)
    for row in seen:
        if row.figure is not None and any(map(_says_so_far, row.labels)):
            series[row.series, row.kind].append(row)
    return tuple(
        tuple(row.number for row in of_one) for of_one in series.values() if len(of_one) > 1 and _grows(of_one)
    )


def is_running(figures: Sequence[Decimal | None], added: Sequence[Decimal | None]) -> bool:
    """Whether each figure is the one before it plus what another column has in its row.

    A series may begin anew, with the figure of its own row. Three rows at least, the first of them a beginning.

    Args:
        figures: of one column, row by row.
        added: of the other column, in the same rows.

    >>> is_running([Decimal(5), Decimal(8), Decimal(9)], [Decimal(5), Decimal(3), Decimal(1)])
    True
    """
    steps, before = 0, None
    for figure, more in zip(figures, added, strict=True):
        if figure is None or more is None:
            return False
        if before is not None and more and figure == EXACT.add(before, more):
            steps += 1
        elif figure != more:
            return False
        before = figure
    return steps >= FEWEST_ADDED - 1


def is_total(heading: str) -> bool:
    """Whether a heading calls its column a total, of all or of a year, a currency or a party.

    >>> is_total("Total 2024"), is_total("Total support package")
    (True, False)
    """
    rest = _beside_total(_compared(heading))
    return rest is not None and _is_of_all(rest)


def added_columns(figures: Mapping[str, Sequence[Decimal | None]]) -> Mapping[str, tuple[str, ...]]:
    """The columns that add up others in every row, and which: all others, or up to twelve neighbours on one side.

    Three rows at least must show it, each with two figures or more that are added.

    Args:
        figures: of the columns in their order, row by row.

    >>> rows = {"Guns": [Decimal(1), Decimal(2), Decimal(3)], "Food": [Decimal(4), Decimal(5), Decimal(6)]}
    >>> added_columns(rows | {"Both": [Decimal(5), Decimal(7), Decimal(9)]})
    {'Both': ('Guns', 'Food')}
    """
    names = tuple(figures)
    return {name: parts for at, name in enumerate(names) if (parts := _parts_of(at, names, figures))}


def _parts_of(at: int, names: Sequence[str], figures: Mapping[str, Sequence[Decimal | None]]) -> tuple[str, ...]:
    """The others that a column adds up in each row; none where it adds up nothing."""
    before, behind = tuple(names[:at]), tuple(names[at + 1 :])
    runs = [before[-length:] for length in range(2, min(len(before), _MOST_PARTS) + 1)]
    runs += [behind[:length] for length in range(2, min(len(behind), _MOST_PARTS) + 1)]
    sums = figures[names[at]]
    return next((parts for parts in (before + behind, *runs) if _add_up(sums, [figures[it] for it in parts])), ())


def _add_up(sums: Sequence[Decimal | None], parts: Sequence[Sequence[Decimal | None]]) -> bool:
    showing = 0
    for total, added in zip(sums, zip(*parts, strict=True), strict=True):
        known = [figure for figure in added if figure]
        if total is None and not known:
            continue
        if total is None or total != exact_sum(known):
            return False
        showing += len(known) > 1
    return showing >= FEWEST_ADDED


class _Added:
    """Rows added up: how many, to what, and of which kinds."""

    def __init__(self) -> None:
        self.number, self.total = 0, Decimal(0)
        self.kinds: set[Hashable] = set()

    def add(self, row: SeenRow) -> None:
        if row.figure is not None:
            self.number += 1
            self.total = EXACT.add(self.total, row.figure)
            self.kinds.add(row.kind)

    def gives(self, row: SeenRow, fewest: int) -> bool:
        """Whether a row has the figure to which so many rows at least come."""
        return self.number >= fewest and bool(row.figure) and row.figure == self.total and self.kinds == {row.kind}


def _by_label(row: SeenRow, block: _Added) -> Aggregate | None:
    for label in row.labels:
        match _meaning_of(label):
            case "part":
                return Aggregate(row.number, quoted(label), is_part=True, is_certain=True)
            case "total":
                return Aggregate(row.number, quoted(label), is_certain=True)
            case "total of some" if block.gives(row, 2):
                return Aggregate(row.number, quoted(label), is_certain=True)
    return None


# Parties stand in a column again and again.
@lru_cache(maxsize=4096)
def _meaning_of(label: str) -> Literal["part", "total", "total of some", ""]:
    text = _compared(label)
    if _part_words().match(text):
        return "part"
    rest = _beside_total(text)
    if rest is None:
        return ""
    return "total" if _is_of_all(rest) else "total of some"


def _compared(label: str) -> str:
    return " ".join(label.casefold().split()).strip(_BESIDE)


def _is_of_all(rest: str) -> bool:
    """Whether what stands beside a word for a total says no more than of what it is the total."""
    return not rest or bool(_YEAR.fullmatch(rest) or rest.upper() in CURRENCIES or find_party(rest))


def _beside_total(text: str) -> str | None:
    """What stands beside a word for a total, which begins or ends a label; None where there is none."""
    words = _total_words()
    # Nearly all labels are something else, and a search for two hundred words in each would take long.
    if text.startswith(words):
        for behind in (text.removeprefix(word) for word in words if text.startswith(word)):
            if not behind or not behind[0].isalnum():
                return "" if behind.lstrip()[:1] in _PARTING else _shortened(behind)
    if text.endswith(words):
        for before in (text.removesuffix(word) for word in words if text.endswith(word)):
            if not before[-1:].isalnum():
                return _shortened(before)
    return None


def _shortened(rest: str) -> str:
    return _EVERYBODY.sub("", _JOINING.sub("", rest.strip(_BESIDE))).strip()


def _by_figure(row: SeenRow, added: Iterable[_Added]) -> Aggregate | None:
    if row.adds_rows:
        return Aggregate(row.number, "a formula that adds rows", is_certain=True)
    for above in added:
        if above.gives(row, FEWEST_ADDED):
            return Aggregate(row.number, f"the sum of the {above.number} rows above")
    return None


def _above_all(seen: Sequence[SeenRow]) -> Iterator[Aggregate]:
    """A total that stands above what it adds up."""
    if not seen:
        return
    first, added = seen[0], _Added()
    for row in seen[1:]:
        added.add(row)
    if added.gives(first, FEWEST_ADDED):
        yield Aggregate(first.number, f"the sum of the {added.number} rows below")


def _grows(of_one: Sequence[SeenRow]) -> bool:
    figures = [row.figure for row in of_one if row.figure is not None]
    return all(earlier < later for earlier, later in pairwise(figures))


def _says_so_far(label: str) -> bool:
    return _so_far_words().search(label.casefold()) is not None


def row_ranges(numbers: Iterable[int]) -> str:
    """Rows in few words.

    >>> row_ranges([5, 6, 7, 9])
    '5 to 7, 9'
    """
    stretches: list[list[int]] = []
    for number in sorted(set(numbers)):
        if stretches and number == stretches[-1][-1] + 1:
            stretches[-1].append(number)
        else:
            stretches.append([number])
    shown = [f"{it[0]} to {it[-1]}" if len(it) > 1 else str(it[0]) for it in stretches[:_MOST_SHOWN]]
    more = f" and {len(stretches) - _MOST_SHOWN} more" if len(stretches) > _MOST_SHOWN else ""
    return ", ".join(shown) + more


def counted_rows(numbers: Iterable[int]) -> str:
    """How many rows, and which.

    >>> counted_rows([5, 6]), counted_rows([9])
    ('2 rows (5 to 6)', '1 row (9)')
    """
    rows_meant = list(numbers)
    return f"{len(rows_meant)} row{'s' if len(rows_meant) > 1 else ''} ({row_ranges(rows_meant)})"


def named_rows(repeated: Sequence[Aggregate]) -> str:
    """Which rows repeat others and why, the first five in full.

    >>> named_rows([Aggregate(4, '"Total"')])
    'row 4 ("Total")'
    """
    first, rest = repeated[:_MOST_NAMED], repeated[_MOST_NAMED:]
    named = ", ".join(f"row {it.number} ({it.reason})" for it in first)
    return f"{named} and {len(rest)} more: rows {row_ranges(it.number for it in rest)}" if rest else named


# Each figure is looked at several times, and round ones stand in many rows.
@lru_cache(maxsize=65_536)
def plain_figure(text: str) -> Decimal | None:
    """A figure in plain digits; None for any other text.

    >>> plain_figure("12.50"), plain_figure("12,50")
    (Decimal('12.50'), None)
    """
    return Decimal(text) if _PLAIN.fullmatch(text) else None


_MOST_NAMED = 5
_MOST_SHOWN = 10
_PARTING = tuple(":;\u2013\u2014")
_EVERYBODY = re.compile(r"\b(?:all |member )?(?:donors|countries|states|amounts?|sum)$")


@cache
def _part_words() -> re.Pattern[str]:
    return re.compile(rf"(?:{_words('aggregate_words', 'part')})(?![^\W_])")


@cache
def _total_words() -> tuple[str, ...]:
    words = {row["words"].casefold() for row in rows("aggregate_words") if row["meaning"] == "total"}
    return tuple(sorted(words, key=len, reverse=True))


@cache
def _so_far_words() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{_words('recalling_words', 'total')})(?![^\W_])")


def _words(code_list: str, meaning: str) -> str:
    words = (row["words"].casefold() for row in rows(code_list) if row["meaning"] == meaning)
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))

"""The tables behind the tracker's website: allocations in billions of euros, a row per donor and month, or per month.

They state no unit; where they give a donor's GDP and a percentage of it, the two are held against the figure. Each
figure is rounded to what the table shows, so that a sum over months agrees within half of a last digit per month.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path

from ledger.foundation import EXACT, Place, Problem, Severity, errors, exact_sum, malformed, parse_exact, plain, quoted
from ledger.intake.kiel.columns import folded
from ledger.intake.kiel.release import SOURCE
from ledger.intake.rows import TableRow, table_rows
from ledger.intake.totals import ALL_CATEGORIES, Published, PublishedRow
from ledger.records import find_party, party_doubt
from ledger.spreadsheet import cell_text

_BILLION = 1_000_000_000
_CATEGORIES = ("financial", "humanitarian", "military")
_BY_DONOR = frozenset(["country", "iso", "year", "month", "total", *_CATEGORIES])
_BY_MONTH = frozenset(["year", "month", "total allocations", *_CATEGORIES])
_SHARES = frozenset(["country", "eu share bn"])
_SHARE, _COMMITMENTS = "eu share bn", "commitments"
_UNION = "EU institutions"
_KINDS = (*_CATEGORIES, ALL_CATEGORIES)
_DECIMALS = 6
_PERCENT = Decimal(100)
# The website computes the percentage from figures that it does not round.
_NEARLY = Decimal("0.01")


@dataclass(frozen=True)
class _Month:
    place: Place
    donor: str
    month: tuple[str, str]
    figures: Mapping[str, Decimal]


def recognises_website(path: Path, encoding: str | None = None) -> bool:
    """Whether a file is one of the website's tables, by its headings.

    >>> recognises_website(Path("absent.csv"))
    False
    """
    if path.suffix.lower() != ".csv":
        return False
    try:
        first = next(islice(table_rows(path, path.name, None, encoding), 1), None)
    except OSError:
        return False
    return isinstance(first, TableRow) and any(_headings(first).keys() >= it for it in (_BY_DONOR, _BY_MONTH, _SHARES))


def website_totals(path: Path, file: str, encoding: str | None = None) -> tuple[Published | None, tuple[Problem, ...]]:
    """What a table of the website adds up to, by donor and kind of aid, or for all donors together.

    Args:
        path: a table that :func:`recognises_website` knows.
        file: its name in places.
        encoding: of the table, if the user names it.
    """
    rows = list(table_rows(path, file, None, encoding))
    faults = [it for it in rows if isinstance(it, Problem)]
    table = [it for it in rows if isinstance(it, TableRow)]
    columns = _headings(table[0])
    if not (columns.keys() >= _BY_DONOR or columns.keys() >= _BY_MONTH):
        return _shares(table[1:], columns, file, faults)
    total = "total" if columns.keys() >= _BY_DONOR else "total allocations"
    read = [_month(row, columns, total) for row in table[1:]]
    faults += [it for it in read if isinstance(it, Problem)]
    months = [it for it in read if isinstance(it, _Month)]
    faults += [*_twice(months), *_doubts(months)]
    if not months and not faults:
        faults.append(malformed(Place(file=file), "no rows", "a row per month", "download the table again"))
    return (None, tuple(faults)) if errors(faults) else (_published(months, file), tuple(faults))


def _published(months: Sequence[_Month], file: str) -> Published:
    by_donor: dict[str, list[_Month]] = {}
    for month in months:
        by_donor.setdefault(month.donor, []).append(month)
    made = _made(file, max(map(len, by_donor.values())))
    if "" in by_donor:
        return made(total=exact_sum(it.figures[ALL_CATEGORIES] for it in months))
    rows = _added(by_donor, {it: it for it in _KINDS})
    if not all(_COMMITMENTS in month.figures for month in months):
        return made(total=None, rows=rows)
    promised = made(total=None, rows=_added(by_donor, {ALL_CATEGORIES: _COMMITMENTS}), measure=_COMMITMENTS)
    return made(total=None, rows=rows, further={_COMMITMENTS: promised})


def _added(by_donor: Mapping[str, Sequence[_Month]], columns: Mapping[str, str]) -> tuple[PublishedRow, ...]:
    """The months of each donor added up: each category with what it is called in a month."""
    return tuple(
        PublishedRow(
            find_party(name) or name,
            name,
            {category: exact_sum(month.figures[it] for month in own) for category, it in columns.items()},
        )
        for name, own in by_donor.items()
    )


def _made(file: str, most_added: int) -> partial[Published]:
    """Totals of a table in which so many rounded figures at most make one."""
    half = Decimal(5).scaleb(-_DECIMALS - 1)
    return partial(
        Published,
        source=SOURCE,
        place=Place(file=file),
        currency="EUR",
        unit=_BILLION,
        tolerance=half * _BILLION * most_added,
        measure="allocations",
        recipients=("UKR",),
    )


def _month(row: TableRow, columns: Mapping[str, int], total: str) -> _Month | Problem:
    cells = {name: cell_text(row.cell(place)).strip() for name, place in columns.items()}
    figures: dict[str, Decimal] = {}
    for name in (total, *_CATEGORIES, *({_COMMITMENTS} & columns.keys())):
        figure = _figure(cells[name])
        if figure is None:
            return _no_figure(row, name, cells[name])
        figures[ALL_CATEGORIES if name == total else name] = figure
    if fault := _percentage(row, cells, figures[ALL_CATEGORIES]):
        return fault
    return _Month(row.place, cells.get("country", ""), (cells["year"], cells["month"]), figures)


def _no_figure(row: TableRow, name: str, text: str) -> Problem:
    found = f"{quoted(text) if text else 'nothing'} under {name}"
    expected = "a number such as 0.5, in billions of euros"
    return malformed(row.place.at(name), found, expected, "download the table again")


def _figure(text: str) -> Decimal | None:
    """A figure of the table, cut behind the sixth decimal: a GDP has more, which a program computed."""
    whole, _, decimals = text.removeprefix("-").partition(".")
    try:
        value = parse_exact(f"{whole}.{decimals[:_DECIMALS]}" if decimals else whole)
    except ValueError:
        return None
    return value.copy_negate() if text.startswith("-") else value


def _percentage(row: TableRow, cells: Mapping[str, str], total: Decimal) -> Problem | None:
    """Whether figure and GDP are of one unit, as the percentage says; billions, since a GDP is in billions."""
    gdp, stated = _figure(cells.get("gdp", "")), _figure(cells.get("pct gdp", ""))
    if not gdp or stated is None or abs(stated) < _NEARLY:
        return None
    due = EXACT.multiply(stated, gdp)
    if abs(EXACT.subtract(EXACT.multiply(total, _PERCENT), due)) <= abs(EXACT.multiply(due, _NEARLY)):
        return None
    found = f"{plain(total)} of a GDP of {plain(gdp)}, and {plain(stated)} %"
    expected, remedy = "a figure and a GDP of one unit, as the percentage says", "download the table again"
    return malformed(row.place.at("pct_gdp"), found, expected, remedy)


def _twice(months: Sequence[_Month]) -> Iterator[Problem]:
    first: dict[tuple[str, tuple[str, str]], _Month] = {}
    for month in months:
        earlier = first.setdefault((month.donor, month.month), month)
        if earlier is not month:
            shown = "-".join((*month.month,))
            found = f"{shown} of {quoted(month.donor) if month.donor else 'all donors'}, as at {earlier.place}"
            yield malformed(month.place, found, "each month once", "take one of the two rows out")


def _doubts(months: Sequence[_Month]) -> Iterator[Problem]:
    names = {it.donor: it.place for it in reversed(months) if it.donor}
    for name, place in reversed(names.items()):
        if doubt := party_doubt(find_party(name) or name, place.at("country")):
            yield doubt


def _headings(row: TableRow) -> dict[str, int]:
    return {folded(cell_text(cell)): number for number, cell in enumerate(row.cells)}


def _shares(
    rows: Sequence[TableRow], columns: Mapping[str, int], file: str, faults: Sequence[Problem]
) -> tuple[Published | None, tuple[Problem, ...]]:
    """The members' shares of what the EU gives: added up, the total of the EU; a share is in no record of a member."""
    texts = [(row, cell_text(row.cell(columns[_SHARE])).strip()) for row in rows]
    unread = [_no_figure(row, _SHARE, text) for row, text in texts if _figure(text) is None]
    if not rows:
        unread.append(malformed(Place(file=file), "no rows", "a row per member", "download the table again"))
    if errors((*faults, *unread)):
        return None, (*faults, *unread)
    total = exact_sum(figure for _, text in texts if (figure := _figure(text)) is not None)
    found = "each member's share of what the EU gives, which is in no record of a member"
    remedy = "nothing: the shares were added up, and are compared with what the EU gives itself"
    note = Problem("FORM", Severity.NOTE, Place(file=file), found, "totals of what donors give themselves", remedy)
    row = PublishedRow(find_party(_UNION) or _UNION, _UNION, {ALL_CATEGORIES: total})
    return _made(file, len(rows))(total=None, rows=(row,)), (*faults, note)

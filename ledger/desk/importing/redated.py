"""A day that was mended in a file: the row is known by all its other cells, so that its record keeps its id.

Without this the old record would be withdrawn, with all that is tied to it, and a new one entered.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledger.book import SourceRecord
from ledger.intake import Draft
from ledger.records import Lineage

_DAYS = ("announced", "value_date")

_Cells = tuple[tuple[str, str], ...]


def with_mended_days(drafts: Sequence[Draft], brought: Mapping[str, SourceRecord]) -> tuple[Draft, ...]:
    """Give drafts without an id that of the record which the same row brought before with another day.

    A row is the same if all its cells but that of the day are, and if no other row and no other record says the same.

    Args:
        drafts: of one release.
        brought: what the source brought before, by id.

    >>> with_mended_days((), {})
    ()
    """
    given = {draft.values.get("id") for draft in drafts}
    # As the older rows called their columns, so do the newer.
    days = {name for draft in drafts for name in _day_columns(draft)}
    rows = [_without_days(draft.lineage, days) if draft.values.get("id") is None else () for draft in drafts]
    there = {key: _without_days(it.lineage, days) for key, it in brought.items() if key not in given}
    wanting, held = Counter(filter(None, rows)), Counter(filter(None, there.values()))
    keys = {row: key for key, row in there.items() if held[row] == 1}
    return tuple(
        draft._replace(values={**draft.values, "id": keys[row]}) if row in keys and wanting[row] == 1 else draft
        for draft, row in zip(drafts, rows, strict=True)
    )


def _day_columns(draft: Draft) -> Iterator[str]:
    for day in _DAYS:
        yield _plain(draft.names.get(day, day))


def _without_days(lineage: Iterable[Lineage], days: set[str]) -> _Cells:
    """The cells of a row but for those of its days; none where nothing else would tell it from others."""
    cells = [(name, text) for it in lineage for name, text in (it.cells or {}).items() if text.strip()]
    others = tuple((name, text) for name, text in cells if _plain(name) not in days)
    return others if len(others) < len(cells) else ()


def _plain(heading: str) -> str:
    return "_".join(heading.casefold().replace("_", " ").split())

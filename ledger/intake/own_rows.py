"""Which rows of a table with our headings are records: totals, parts of others, notes and helpers filled down are not.

The same rules as for foreign tables, over drafts; what a mapping file answers there is answered in the table here.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from ledger.foundation import Place, Problem, Severity, quoted, read_only
from ledger.intake.aggregates import Aggregate, SeenRow, aggregates, counted_rows, named_rows, plain_figure
from ledger.intake.claims import claims_of_text
from ledger.intake.drafts import Draft
from ledger.intake.rows import heading_name

# A row that says nothing under any of these is no record; all else may be filled down for rows still to come.
_TELLING = frozenset(
    (
        "title",
        "donor",
        "amount",
        "low",
        "high",
        "announced",
        "commitment",
        "value_date",
        "item",
        "quote",
        "start",
        "end",
    )
)
# Those of them that are fields of a record by the same name, and stand in it only if their cell says something.
_TELLING_FIELDS = frozenset(("title", "donor", "announced", "commitment", "value_date"))
_LABELS = ("title", "donor", "recipient")
_NO_CELLS: Mapping[str, str] = read_only({})


def kept_rows(drafts: Sequence[Draft]) -> tuple[list[Draft], tuple[Problem, ...]]:
    """The drafts that may be records, and what is said of the others: a count of the empty ones, and the totals.

    Args:
        drafts: of tables with our headings, in their order.

    >>> kept_rows(())
    ([], ())
    """
    tables: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        tables[draft.place.file, draft.place.sheet].append(draft)
    dropped: set[Place] = set()
    problems: list[Problem] = []
    for table in tables.values():
        empty = [draft for draft in table if _is_note(draft) or not _tells(draft)]
        dropped |= {draft.place for draft in empty}
        rows = [draft for draft in table if draft.place not in dropped] if empty else table
        wholes = _wholes(rows)
        repeated = aggregates([_seen(draft, wholes) for draft in rows])
        labelled = [it for it in repeated if it.is_certain]
        numbers = {it.number for it in labelled}
        dropped |= {draft.place for draft in rows if draft.place.row in numbers} if numbers else set()
        problems += [
            doubt
            for draft in empty
            for text in islice(_cells(draft).values(), 1)
            for doubt in text_doubt(text, draft.place)
        ]
        problems += _problems(replace(table[0].place, row=None), empty, labelled, repeated)
    kept = [draft for draft in drafts if draft.place not in dropped] if dropped else list(drafts)
    return kept, tuple(problems)


def text_doubt(text: str, place: Place) -> Iterator[Problem]:
    """A text above or below a table with our headings that would change its figures: they are read as they stand.

    Args:
        text: of one cell.
        place: of it.

    >>> [doubt.code for doubt in text_doubt("Figures in NOK million", Place())]
    ['SCALE']
    >>> [*text_doubt("All sums in NOK", Place())]
    []
    """
    changing = [
        claim for claim in claims_of_text(text) if claim.kind in ("unit", "cumulation") or "constant" in claim.meanings
    ]
    if changing:
        code = "SCALE" if any(claim.kind == "unit" for claim in changing) else "FORM"
        found = f"{quoted(text)} beside the table, which speaks of {', '.join(claim.words for claim in changing)}"
        remedy = "type the figures in full, each sum once and as it was promised, or take the text out"
        yield Problem(code, Severity.WARNING, place, found, "figures that mean what they say", remedy)


def _problems(
    table: Place, empty: Sequence[Draft], labelled: Sequence[Aggregate], repeated: Sequence[Aggregate]
) -> Iterator[Problem]:
    if empty:
        found = f"{counted_rows(draft.place.row or 0 for draft in empty)} with a note alone, or nothing of a record"
        remedy = "nothing, if these are notes and rows still empty; they were passed over"
        yield Problem("FORM", Severity.NOTE, table, found, "a record in each row", remedy)
    expected = "rows with money of their own"
    if labelled:
        found = f"what says that it is a total or a part of other rows: {named_rows(labelled)}"
        remedy = "take these rows out of the table, or say in their titles what they are and type their figures"
        yield Problem("DUP", Severity.ERROR, replace(table, row=labelled[0].number), found, expected, remedy)
    if reckoned := [it for it in repeated if not it.is_certain]:
        found = f"what may be a total of other rows: {named_rows(reckoned)}"
        remedy = "look whether these rows are totals, and take them out if they are"
        yield Problem("DUP", Severity.WARNING, replace(table, row=reckoned[0].number), found, expected, remedy)


def _is_note(draft: Draft) -> bool:
    """Whether one text stands alone in a row and reads like a note; a title alone is a row that somebody has begun."""
    cells = _cells(draft)
    return len(cells) == 1 and _NOTE.match(next(iter(cells.values())).strip()) is not None


def _cells(draft: Draft) -> Mapping[str, str]:
    return (draft.lineage[0].cells if draft.lineage else None) or _NO_CELLS


def _tells(draft: Draft) -> bool:
    if not _TELLING_FIELDS.isdisjoint(draft.values):
        return True
    cells = draft.lineage[0].cells if draft.lineage else None
    return cells is None or any(cell.strip() and heading_name(name) in _TELLING for name, cell in cells.items())


def _wholes(drafts: Sequence[Draft]) -> set[str]:
    """The ids of which other rows say that they are parts: what they add up to may be added up by a formula."""
    ties = (tie for draft in drafts for tie in draft.values.get("relations") or ())
    return {tie["target"] for tie in ties if tie["kind"] == "part_of"}


def _seen(draft: Draft, wholes: Container[str]) -> SeenRow:
    values = draft.values
    amount = values["amount"]
    value = amount.get("value")
    return SeenRow(
        draft.place.row or 0,
        tuple([values[name] for name in _LABELS if name in values]),
        plain_figure(value) if value else None,
        amount.get("currency"),
        draft.adds_rows and values.get("id") not in wholes,
    )


_NOTE = re.compile(r"[*\u2020\u00b9\u00b2\u00b3(]|[^:]{1,20}:\s|.{20,}\.$", re.DOTALL)

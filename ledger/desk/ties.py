"""Records that may hold the same money, and the tie by which a person says what they are to each other."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import get_args

from ledger.book import Book
from ledger.checks import WINDOW, Candidate, duplicates, latest_day
from ledger.desk.books import of_book
from ledger.desk.findings import Outcome, findings_of, stop_at_errors
from ledger.desk.rates import rate_sets, rate_sets_in
from ledger.desk.record_history import record_in
from ledger.foundation import Place, Refused, malformed, quoted, require_kind
from ledger.records import Commitment, Relation, RelationKind, nearest

KINDS: tuple[RelationKind, ...] = get_args(RelationKind)
TIES_IN_WORDS: Mapping[RelationKind, str] = {
    "restates": "the money counts once, in the record that is restated",
    "part_of": "the part counts, and of its envelope what is left of it",
    "fulfils": "pledge and commitment each count in the total of their stage",
    "supersedes": "this record counts, and the one in whose place it stands does not",
    "tops_up": "both count",
    "contributes_to": "the money counts once, in the common fund",
    "draws_down": "the money counts once, in what it is drawn from",
    "related_to": "both count",
    "linked_by_source": "both count, and whether the money is the same is still open",
}
"""What each tie does to the totals."""


@of_book
def candidates(book: Book, within: timedelta = WINDOW) -> tuple[Candidate, ...]:
    """Records of a book that may hold the same money and are not tied to each other, the weightiest first.

    Args:
        book: where they are.
        within: how far apart two announcements of the same money may lie.

    Raises:
        TypeError: for a number, which does not say of what.
        Refused: FORM for less than no time.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> with TemporaryDirectory() as folder:
    ...     candidates(Book.create(Path(folder) / "book.db"))
    ()
    """
    require_kind(within, timedelta, "within is a timedelta such as timedelta(days=30)")
    if within < timedelta(0):
        found, remedy = f"{within.days} days", "name how far apart they may lie, whichever comes first"
        raise Refused([malformed(Place(argument="within"), found, "a time of 0 days or more", remedy)])
    return duplicates(book.records(), rate_sets(book), within)


@of_book
def relate(  # noqa: PLR0913 - who ties what to what, and why, named at every call
    book: Book, key: str, kind: str, target: str, *, author: str, reason: str
) -> Outcome:
    """Tie a record to another one; totals follow the tie. It is entered as a correction, since the world is the same.

    Args:
        book: where both are.
        key: id of the record that gets the tie.
        kind: part_of, fulfils, restates, supersedes, tops_up, contributes_to, draws_down, or related_to for two records
            that were compared and are not the same money; linked_by_source is what a source says and decides nothing.
        target: id of the other record.
        author: who decides it.
        reason: why.

    Raises:
        Refused: FORM for another kind, a transaction or a tie that is there already; REL for an id that is not there or
            a circle; STAGE for stages that the tie cannot join.

    >>> from tempfile import TemporaryDirectory
    >>> from pathlib import Path
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     book = demo(Path(folder)).book
    ...     tie = {"author": "Ann", "reason": "both count"}
    ...     outcome = relate(book, "fra-ukr-2025-06-07-1", "related_to", "gbr-ukr-2025-06-02-2", **tie)
    >>> outcome.revisions[0].action
    'correct'
    """
    tie = _tie(key, kind, target)
    with book.writing(author=author, reason=reason) as posting:
        before = record_in(posting.register, key)
        if not isinstance(before, Commitment):
            raise Refused.of("FORM", Place(record=key), "a transaction", "a commitment", "tie the commitment behind it")
        if tie in before.relations:
            found = f"{tie.kind} {tie.target} already"
            raise Refused.of("FORM", _relations(key), found, "a tie that is not there yet", "nothing is to be done")
        after = before.model_copy(update={"relations": (*before.relations, tie)})
        rates, today = partial(rate_sets_in, posting), latest_day(book.now)
        warnings = stop_at_errors(findings_of(posting.register, [after], posting.decisions(), rates, today=today))
        return Outcome((posting.correct(after),), warnings)


def _relations(key: str) -> Place:
    return Place(record=key, field="relations")


def _tie(key: str, kind: str, target: str) -> Relation:
    known = next((it for it in KINDS if it == kind), None)
    if known is None:
        near = nearest(kind, KINDS)
        perhaps = f", perhaps {' or '.join(near)}" if near else ""
        expected = f"one of {', '.join(KINDS)}{perhaps}"
        raise Refused.of("FORM", _relations(key), quoted(kind), expected, "choose the tie that fits")
    try:
        return Relation(kind=known, target=target)
    except ValueError:
        raise Refused.of("FORM", _relations(key), quoted(target), "the id of a commitment", "check the id") from None

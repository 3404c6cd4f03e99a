"""What ``verify`` answers of a received workbook: whether it holds what was issued, and who signed it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger.answers.text import Lines
from ledger.book import Revision
from ledger.desk import Verified

_NAMED = 3


@dataclass(frozen=True)
class ChangeSince:
    """An entry by which a record of an issued report was changed since.

    Args:
        entry: its number.
        id: of the record.
        action: amend, correct, withdraw or restore.
        author: who changed it.
        day: on which that was (UTC).
        reason: why.
    """

    entry: int
    id: str | None
    action: str
    author: str
    day: date
    reason: str


@dataclass(frozen=True)
class VerifiedWorkbookAnswer:
    """The proof of a workbook.

    Args:
        workbook: the received file.
        issue: number of the entry that says how it was issued.
        day: on which it was issued (UTC).
        head: hash of the last entry of the book that it shows.
        same_bytes: whether it is the issued file byte for byte.
        cells: how many cells were compared.
        conversions: how many conversions were computed again.
        totals: how many totals were added up again.
        holds: whether a reader sees every figure as it was issued, and the book still gives it.
        cells_hold: whether every cell holds what was issued, however it is shown.
        made_otherwise: in how many places this version of the program does not make what another one issued.
        changed_since: the entries by which records of the report were changed since it was issued, oldest first.
        key: fingerprint of the key that its signature was held against; null where none was named.
        signed: whether this key signed these very bytes; null where no key was named.
    """

    workbook: Path
    issue: int
    day: date
    head: str
    same_bytes: bool
    cells: int
    conversions: int
    totals: int
    holds: bool
    cells_hold: bool
    made_otherwise: int
    changed_since: tuple[ChangeSince, ...]
    key: str | None
    signed: bool | None


def answer(verified: Verified) -> VerifiedWorkbookAnswer:
    """The proof of a workbook as an answer."""
    signature = verified.signature
    return VerifiedWorkbookAnswer(
        workbook=verified.workbook,
        issue=verified.issue.number,
        day=verified.issue.day,
        head=verified.issue.facts.head,
        same_bytes=verified.same_bytes,
        cells=verified.cells,
        conversions=verified.conversions,
        totals=verified.totals,
        holds=verified.holds,
        cells_hold=verified.cells_hold,
        made_otherwise=verified.made_otherwise,
        changed_since=tuple(_change(it) for it in verified.changed_since),
        key=signature.key if signature else None,
        signed=signature.signed if signature else None,
    )


def _change(revision: Revision) -> ChangeSince:
    day = revision.time.date()
    return ChangeSince(revision.seq, revision.id, revision.action, revision.author, day, revision.reason)


def lines(verified: Verified) -> Lines:
    """The same for people."""
    issue, signature = verified.issue, verified.signature
    issued = f"issued as entry {issue.number} on {issue.day} by {issue.author} ({issue.reason})"
    same = "the same file byte for byte" if verified.same_bytes else "not the same file"
    computed = f"{verified.conversions} conversions and {verified.totals} totals computed again"
    made = (
        f"{verified.workbook}: {issued}; {same}.",
        f"{computed}, {verified.cells} cells compared: {_verdict(verified)}.",
    )
    if signature is None:
        return made
    return (*made, f"{'Signed, as it is,' if signature.signed else 'NOT SIGNED'} with the key {signature.key}.")


def _verdict(verified: Verified) -> str:
    if verified.made_otherwise:
        return "the file is the one that was issued" if verified.holds else "NOT PROVEN: another version made it"
    if verified.holds:
        return "every figure holds"
    if not verified.cells_hold:
        return "NOT ALL OF IT IS WHAT WAS ISSUED"
    named = [problem.found for problem in verified.shown[:_NAMED]]
    more = [f"{len(verified.shown) - _NAMED} more"] if len(verified.shown) > _NAMED else []
    return f"the cells hold; how they are shown was changed: {'; '.join((*named, *more))}"

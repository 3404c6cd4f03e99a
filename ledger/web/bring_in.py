"""Import files at the desk: what would happen to each row and to the totals, and then all of it or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger import desk
from ledger.answers import imports, record_history
from ledger.book import Book, FormOutdatedError, FormPostedError, PostedForm, posted_once
from ledger.foundation import Problem, Refused, errors, marked
from ledger.presentation import Presentation, label_in, present
from ledger.records import Record
from ledger.web.clerk import DO, HEAD, Clerk
from ledger.web.fields import fields_for
from ledger.web.messages import Answer

_MOST_ROWS = 500
TABLES = (".csv", ".xlsx", ".ods")
"""Endings of files whose columns may have to be named."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORDS = {
    "record": marked("new"),
    "amend": marked("changed"),
    "correct": marked("corrected"),
    "withdraw": marked("gone"),
    "restore": marked("back again"),
    "unchanged": marked("as it was"),
}
_ORDER = tuple(_WORDS)


@dataclass(frozen=True)
class PlannedRow:
    """What would become of one record.

    Args:
        action: of the step.
        words: the same in the language of the reader.
        id: of the record.
        donor: who gives, by name.
        title: of the record.
        stated: its sum as it is stated.
        where: the rows of the file that state it.
        changes: field by field.
    """

    action: str
    words: str
    id: str
    donor: str
    title: str
    stated: str
    where: str
    changes: tuple[desk.Change, ...]


def bring_in(clerk: Clerk) -> Answer:
    """Where a file is handed in, and what was imported so far."""
    batches = imports.answer(desk.imported_batches(clerk.book)).imports[::-1]
    return clerk.drawn("import", batches=batches, is_too_large=clerk.asked.value("file") == "too-large")


def planned(clerk: Clerk) -> Answer:
    """What an import would do, and the import once it is confirmed."""
    digest = clerk.asked.parts["digest"]
    file = clerk.uploads.file(digest)
    if file is None:
        return clerk.drawn("import_gone", status=404)
    match clerk.sent.get(DO):
        case "drop":
            clerk.uploads.drop(digest)
            return Answer(b"", location="/import")
        case "enter" | "enter sound rows" as chosen:
            return _applied(clerk, digest, accept_clean=chosen != "enter")
        case _:
            return _plan(clerk, digest)


def marked_file(clerk: Clerk) -> Answer:
    """The copy of a workbook in which the faulty cells are marked."""
    copy = clerk.uploads.marked(clerk.asked.parts["digest"])
    if copy is None:
        return clerk.drawn("import_gone", status=404)
    return Answer(copy.read_bytes(), kind=_XLSX, file=copy.name)


def undo(clerk: Clerk) -> Answer:
    """Take back a whole import, once that is confirmed."""
    number = int(clerk.asked.parts["number"])
    batch = next((it for it in desk.imported_batches(clerk.book) if it.batch.seq == number), None)
    if batch is None:
        return clerk.drawn("absent", status=404)
    if clerk.sent.get(DO) != "enter":
        return _undo_page(clerk, batch)
    try:
        desk.withdraw_batch(_posting(clerk), number, author=clerk.author, reason=clerk.reason)
    except FormPostedError:
        return Answer(b"", location="/import")
    except FormOutdatedError:
        return _undo_page(clerk, batch, is_outdated=True)
    except Refused as refused:
        return _undo_page(clerk, batch, refused.problems)
    return Answer(b"", location="/import")


def _posting(clerk: Clerk) -> Book:
    return posted_once(clerk.book, PostedForm(clerk.form_id, head=clerk.sent.get(HEAD, "")))


def _applied(clerk: Clerk, digest: str, *, accept_clean: bool) -> Answer:
    file = clerk.uploads.file(digest)
    assert file is not None  # noqa: S101 - looked for before
    try:
        desk.import_file(
            _posting(clerk),
            file,
            author=clerk.author,
            reason=clerk.reason,
            mapping=clerk.uploads.mapping(digest),
            apply=True,
            accept_clean=accept_clean,
            watch=clerk.watch,
        )
    except FormPostedError:
        return Answer(b"", location="/import")
    except FormOutdatedError:
        return _plan(clerk, digest, is_outdated=True)
    except Refused as refused:
        return _plan(clerk, digest, refused.problems)
    clerk.uploads.drop(digest)
    return Answer(b"", location="/import")


def _plan(clerk: Clerk, digest: str, against: Sequence[Problem] = (), *, is_outdated: bool = False) -> Answer:
    """The page of what would happen, or of why nothing can."""
    file = clerk.uploads.file(digest)
    assert file is not None  # noqa: S101 - looked for before
    is_table = file.suffix in TABLES
    common = {"is_table": is_table, "file": file.name, "digest": digest, "within": "import", "is_outdated": is_outdated}
    try:
        mapping = clerk.uploads.mapping(digest)
        rehearsed = desk.rehearse_import(
            clerk.book,
            file,
            mapping=mapping,
            accept_clean=True,
            definition=clerk.settings.report,
            watch=clerk.watch,
        )
    except Refused as refused:
        page = {"problems": refused.problems, "marked": clerk.uploads.marked(digest), **common}
        return clerk.drawn("import_refused", status=422, **page)
    imported = rehearsed.imported
    rows = sorted(imported.steps, key=lambda it: (_ORDER.index(it.action), it.id))
    return clerk.drawn(
        "import_plan",
        status=409 if is_outdated else 422 if against else 200,
        imported=imported,
        counts=[(clerk.language.term(_WORDS[action]), len(imported.of(action))) for action in _ORDER],
        rows=list(_rows(clerk, rows[:_MOST_ROWS])),
        hidden=max(0, len(rows) - _MOST_ROWS),
        faults=errors(imported.problems),
        doubts=[it for it in imported.problems if it.severity != "error"],
        marked=clerk.uploads.marked(digest),
        shown=_changes(clerk, rehearsed),
        fields=fields_for((), {}, against, clerk.language),
        head=clerk.book.head,
        **common,
    )


def _changes(clerk: Clerk, rehearsed: desk.RehearsedImport) -> Presentation | None:
    """What would become of the totals, as *What changed* tells it."""
    if rehearsed.report is None:
        return None
    return present(rehearsed.report, language=clerk.asked.language, comparison=rehearsed.comparison)


def _rows(clerk: Clerk, steps: Iterable[desk.PlannedStep]) -> Iterable[PlannedRow]:
    for step in steps:
        record = step.record or step.before
        yield PlannedRow(
            step.action,
            clerk.language.term(_WORDS[step.action]),
            step.id,
            _donor(clerk, record),
            (record.title if record else "") or "",
            record.stated_amount if record else "",
            ", ".join(dict.fromkeys(map(record_history.row_place, step.lineage))),
            step.changes if step.action in ("amend", "correct") else (),
        )


def _donor(clerk: Clerk, record: Record | None) -> str:
    return label_in("donor", record.given_by, clerk.language) if record and record.record == "commitment" else ""


def _undo_page(
    clerk: Clerk, batch: desk.ImportedBatch, problems: Sequence[Problem] = (), *, is_outdated: bool = False
) -> Answer:
    return clerk.drawn(
        "undo",
        status=409 if is_outdated else 422 if errors(problems) else 200,
        within="import",
        batch=batch,
        fields=fields_for((), {}, problems, clerk.language),
        head=clerk.book.head,
        is_outdated=is_outdated,
    )

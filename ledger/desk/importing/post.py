"""Import the files of one release: all of it enters the book in one transaction, or nothing.

Files are known by their bytes, whatever their names; the format, mapping and schema that a user names are settled here
before anything is read.
"""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from ledger.book import Batch, Book, FileRead, Posting, Revision
from ledger.checks import latest_day
from ledger.desk.books import of_book
from ledger.desk.findings import Rates, stop_at_errors
from ledger.desk.importing.filled import FilledForm, filled_from, restating, taken_out
from ledger.desk.importing.marked_copy import cells_marked, marked_copy
from ledger.desk.importing.match import BookState, PlannedStep, recognised, row_of
from ledger.desk.importing.plan import ImportPlan, plan_import
from ledger.desk.rates import rate_sets
from ledger.foundation import (
    LOG,
    Advice,
    Place,
    Problem,
    Refused,
    Severity,
    each_of,
    errors,
    nothing_collected,
    shown_name,
)
from ledger.intake import (
    EVERY,
    FORMATS,
    Draft,
    Options,
    Reading,
    Settled,
    Watch,
    encoding_of,
    read_files,
    unwatched,
)
from ledger.rates import read_rates
from ledger.records import Line, Lineage, Record, validate

_BLOCK = 1 << 20


def fingerprint(path: Path) -> FileRead:
    """Name, hash and size of a file, read in pieces.

    Raises:
        OSError: if it cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return FileRead(name=shown_name(path), sha256=digest.hexdigest(), bytes=size)


def same_bytes(batches: Iterable[Batch], read: Sequence[FileRead]) -> str | None:
    """The source that has brought the very same bytes, perhaps under another name.

    >>> same_bytes((), ()) is None
    True
    """
    hashes = {it.sha256 for it in read}
    return next((it.source for it in batches if hashes and {file.sha256 for file in it.files} == hashes), None)


def format_names() -> tuple[str, ...]:
    """Names of the formats, as ``--format`` takes them.

    >>> "csv" in format_names()
    True
    """
    return tuple(it.name for it in FORMATS)


def options_of(
    mapping: str | Path | None, schema: str | Path | None, encoding: str | None = None, watch: Watch = unwatched
) -> Options:
    """What goes to the readers beside the paths.

    Raises:
        Refused: FORM for an encoding that nobody knows.

    >>> options_of("bank.toml", None).mapping, options_of(None, None, "windows-1251").encoding
    (PosixPath('bank.toml'), 'cp1251')
    """
    return Options(
        None if mapping is None else Path(mapping),
        None if schema is None else Path(schema),
        watch,
        None if encoding is None else encoding_of(encoding),
    )


_SOURCE: TypeAdapter[str] = TypeAdapter(Line)


class Entered(NamedTuple):
    """One entry of an import; ``book.history(id)`` has what it says.

    Args:
        seq: its number in the book.
        action: record, amend, correct, withdraw or restore.
        id: of the record.
        hash: of the entry.
        batch: number of the entry that opened the batch.
    """

    seq: int
    action: str
    id: str | None
    hash: str
    batch: int | None


@dataclass(frozen=True)
class Imported:
    """What an import did to a book, or would do.

    Args:
        source: whose data it is.
        release: which release of it.
        format: in which format it was read.
        applied: whether it was done; a newer release of a known source is only shown first.
        batch: number of the entry that opened the batch; None if nothing entered.
        steps: what became of each record, the unchanged ones among them.
        rates: names of the tables of rates that come with it and that the book does not hold yet.
        rejected: places of the rows that did not become records, with ``accept_clean``.
        revisions: the new entries on records, in their order.
        problems: what was found; errors only of rejected rows.
        head: of the book behind the import; empty if nothing entered.

    >>> Imported("a.csv", "a.csv", "csv", applied=False).counts["recorded"]
    0
    """

    source: str
    release: str
    format: str
    applied: bool
    batch: int | None = None
    steps: tuple[PlannedStep, ...] = ()
    rates: tuple[str, ...] = ()
    rejected: tuple[Place, ...] = ()
    revisions: tuple[Entered, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    head: str = ""

    def of(self, action: str) -> tuple[PlannedStep, ...]:
        """The steps of one kind."""
        return tuple(step for step in self.steps if step.action == action)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many records were recorded, amended, corrected, withdrawn, restored, unchanged and rejected."""
        return {name: len(self.of(action)) for action, name in OUTCOMES.items()} | {"rejected": len(self.rejected)}

    def __repr__(self) -> str:
        return f"<Imported {self.source!r}, {self.summary}>"

    @property
    def summary(self) -> str:
        """Whether anything entered, and what became of how many records: ``batch 3: 1 recorded, 2 unchanged``."""
        counts = ", ".join(f"{count} {action}" for action, count in self.counts.items() if count)
        return f"{'shown only' if self.batch is None else f'batch {self.batch}'}: {counts or 'nothing'}"


OUTCOMES: Mapping[str, str] = {
    "record": "recorded",
    "amend": "amended",
    "correct": "corrected",
    "withdraw": "withdrawn",
    "restore": "restored",
    "unchanged": "unchanged",
}
"""What a step is called when it is done."""


@of_book
@nothing_collected()
def import_file(  # noqa: PLR0913 - each is one thing that the user says
    book: Book,
    *paths: str | Path,
    author: str,
    reason: str | None = None,
    format: str | None = None,  # noqa: A002 - the word of the users
    source: str | None = None,
    mapping: str | Path | None = None,
    schema: str | Path | None = None,
    encoding: str | None = None,
    apply: bool | None = None,
    accept_clean: bool = False,
    watch: Watch = unwatched,
) -> Imported:
    """Enter the files of one release into a book, in one transaction.

    Args:
        book: where they go.
        paths: the files of one release, in any format that is read (docs/import.md).
        author: who enters them.
        reason: why; by default the release by its name.
        format: name of the format; by default it is found from the first file.
        source: whose data it is, whose older releases these files replace; by default what they say, or a file's name.
        mapping: a mapping file, for a table with headings of its own (docs/mapping.md).
        schema: an XML schema that an IATI file must keep.
        encoding: of a CSV file that is not UTF-8, such as windows-1251.
        apply: whether to do it; by default only for a source that the book does not know yet.
        accept_clean: enter the sound records although others have errors, and keep those rows as rejected.
        watch: called now and then with what is being done and how much of it; what it raises stops the import.

    Returns:
        What was done or would be done, with the warnings and notes that the records bring.

    Raises:
        Refused: with all problems if one of them is an error; then nothing has entered.
        TypeError: for what is no book, and for a stream: the book keeps the name of each file.

    >>> from tempfile import TemporaryDirectory
    >>> from ledger.foundation import folder
    >>> with TemporaryDirectory() as place:
    ...     book = Book.create(Path(place) / "book.db")
    ...     first, again = (import_file(book, folder("seeds") / "article.jsonl", author="Ann") for _ in range(2))
    >>> first.counts["recorded"], again.counts["recorded"], again.counts["unchanged"]
    (4, 0, 4)
    """
    files = _files(paths, source)
    brings = _brings(book, read_files(files, format, options_of(mapping, schema, encoding, watch)), files, source)
    with cells_marked(files), book.writing(author=author, reason=reason or brings.reason) as posting:
        done = _import(posting, brings, apply=apply, accept_clean=accept_clean, watch=watch)
    return _logged(book, files, replace(done, problems=(*done.problems, *marked_copy(files, done.problems))))


def _logged(book: Book, files: Sequence[Path], done: Imported) -> Imported:
    read = f"{len(files)} file{'' if len(files) == 1 else 's'}"
    LOG.info("%s: import of %s, %s", book.path.name, read, done.summary)
    return done


def _files(paths: Sequence[str | Path], source: str | None) -> Sequence[Path]:
    """The files that are to enter, if that can be asked at all."""
    each_of(paths, str | PathLike, "paths are those of files such as 'records.jsonl'")
    if source is not None and (problems := validate(_SOURCE, source, Place(argument="source"))[1]):
        raise Refused(problems)
    return [Path(path) for path in paths]


@dataclass(frozen=True)
class _Brings:
    """What the user brings: the files as they were read, and whose they are, if that was said.

    The drafts are held by their queue alone, so that each can go when it has become a record.
    """

    reading: Reading
    drafts: deque[Draft]
    files: tuple[FileRead, ...]
    tables: Mapping[str, bytes]
    doubts: tuple[Problem, ...]
    source: str | None
    rates: Rates
    today: date
    form: FilledForm | None

    @property
    def reason(self) -> str:
        """Why it enters, in the words of the release."""
        release, whose = self.reading.release.name, self.source or self.reading.release.source
        return f"import of {release}" if whose == release else f"import of {release} of {whose}"


def _brings(book: Book, reading: Reading, paths: Sequence[Path], source: str | None) -> _Brings:
    files = tuple(fingerprint(path) for path in paths) if reading.format else ()
    tables, doubts = _new_tables(reading, book)
    return _Brings(
        replace(reading, drafts=()),
        deque(reading.drafts),
        files,
        tables,
        doubts,
        source,
        partial(rate_sets, book),
        latest_day(book.now),
        filled_from(book, paths) if reading.format == "xlsx" else None,
    )


def _import(posting: Posting, brings: _Brings, *, apply: bool | None, accept_clean: bool, watch: Watch) -> Imported:
    before = same_bytes(posting.batches(), brings.files)
    whose = brings.source or before or brings.reading.release.source
    brought, sources = posting.brought(whose), cache(posting.sources)
    decisions, today = posting.decisions(), brings.today
    standing = BookState(frozenset(posting.ids), posting.there(), brought, decisions, brings.rates, sources, today)
    if brings.form:
        standing = restating(standing, brings.form, posting.head[0])
    drafts = recognised(brings.drafts, standing.brought)
    brings.drafts.clear()
    plan = plan_import(brings.reading, drafts, standing, accept_clean=accept_clean, watch=watch)
    if brings.form:
        missing = taken_out(brings.form, standing, {step.id for step in plan.steps})
        plan = replace(plan, problems=(*plan.problems, *missing))
    imported = _imported(whose, brings, plan, applied=not standing.brought if apply is None else apply)
    # Rows that were rejected before are not kept twice.
    rows = _rejected(plan) if before is None else ()
    if not imported.applied or not (plan.changes_anything or brings.tables or rows):
        return imported
    batch = posting.open_batch(whose, imported.release, imported.format, brings.files)
    entered = _post(posting, batch.seq, plan, watch)
    for row in rows:
        posting.reject(row.place, row.problems, row.lineage)
    for table, data in brings.tables.items():
        posting.add_rates(table, data)
    return replace(imported, batch=batch.seq, revisions=entered, head=posting.head[1])


def _imported(whose: str, brings: _Brings, plan: ImportPlan, *, applied: bool) -> Imported:
    return Imported(
        source=whose,
        release=brings.reading.release.name,
        format=brings.reading.format,
        applied=applied,
        steps=plan.steps,
        rates=tuple(brings.tables),
        rejected=tuple(it.place for it in _rejected(plan)),
        problems=(*plan.problems, *brings.doubts),
    )


@dataclass(frozen=True)
class _RejectedRow:
    place: Place
    problems: tuple[Problem, ...]
    lineage: tuple[Lineage, ...] = ()


def _rejected(plan: ImportPlan) -> tuple[_RejectedRow, ...]:
    read = (_RejectedRow(it.draft.place, _at(it, plan.problems), it.draft.lineage) for it in plan.rejected)
    unread = (_RejectedRow(problem.place, (problem,)) for problem in plan.unread)
    return (*read, *unread)


def _at(settled: Settled, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems at the row of a draft; if the list was cut, at least the errors of the draft itself."""
    place = settled.draft.place
    at_the_draft = (it for it in problems if row_of(it.place) == place)
    return tuple(dict.fromkeys((*errors(settled.problems), *errors(at_the_draft))))


def _post(posting: Posting, batch: int, plan: ImportPlan, watch: Watch) -> tuple[Entered, ...]:
    """Do the steps; withdrawals come first, since they make room for new records.

    Raises:
        Refused: with the problems of all records that the book does not take.
    """
    problems: list[Problem] = []
    entered = list(map(_entered, _withdrawn(posting, [it.id for it in plan.steps if it.action == "withdraw"])))
    for number, step in enumerate(plan.steps):
        if number % EVERY == 0:
            watch("entering records", number, len(plan.steps))
        if step.record is None or step.action in ("withdraw", "unchanged"):
            continue
        try:
            if step.action == "record":
                entry = posting.record_parsed(step.record, step.lineage)
                entered.append(Entered(entry.seq, entry.action, step.id, entry.hash, batch))
            else:
                entered += map(_entered, _do(posting, step, step.record))
        except Refused as refused:
            problems += refused.problems
            if posting.broken:
                raise
    if problems:
        raise Refused(problems)
    return tuple(entered)


def _entered(revision: Revision) -> Entered:
    # The texts of a large import stand in the book already; a second time in memory, they would be most of it.
    return Entered(revision.seq, revision.action, revision.id, revision.hash, revision.batch)


def _do(posting: Posting, step: PlannedStep, record: Record) -> Iterator[Revision]:
    match step.action:
        case "amend":
            yield posting.amend(record, step.lineage)
        case "correct":
            yield posting.correct(record, step.lineage)
        case "restore":
            yield posting.restore(record.id)
            if step.changes:
                yield posting.amend(record, step.lineage)


def _withdrawn(posting: Posting, ids: Sequence[str]) -> Iterator[Revision]:
    """Withdraw records in an order in which none is needed any more by another of them."""
    waiting = list(ids)
    while waiting:
        refusals: list[Problem] = []
        held: list[str] = []
        for key in waiting:
            try:
                yield posting.withdraw(key)
            except Refused as refused:
                refusals += refused.problems
                held.append(key)
        if len(held) == len(waiting):
            raise Refused(refusals)
        waiting = held


def _new_tables(reading: Reading, book: Book) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """The tables of rates that come with a release and that the book does not hold yet; a doubt for one it replaces.

    Raises:
        Refused: FX-FEED for one that is no sound set of rates.
    """
    held = {file.name: file.data for file in book.rate_files()}
    for name, data in reading.release.rates.items():
        stop_at_errors(read_rates(name, data)[1])
    new = {name: data for name, data in reading.release.rates.items() if held.get(name) != data}
    return new, tuple(_replaced(reading, name) for name in new if name in held)


def _replaced(reading: Reading, name: str) -> Problem:
    found = f"other rates in the table {name} than the book holds under that name"
    changes = f"what is converted by table:{name} changes"
    remedy = Advice(
        f"compare them (desk.held_rates(book)); {changes}", f"compare them (`defense-ledger rates list`); {changes}"
    )
    place = Place(subject=reading.release.source)
    return Problem("FX-FEED", Severity.WARNING, place, found, "the rates of that release", remedy)

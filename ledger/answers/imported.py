"""What ``import`` answers: what became of each record of a release, or of the history of another book."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.answers.entered import EnteredEntry
from ledger.answers.text import Lines
from ledger.desk import Adopted, Change, Imported, PlannedStep
from ledger.foundation import Problem
from ledger.intake import counted

_MOST_LINES = 40


@dataclass(frozen=True)
class RestatedRecord:
    """A record that a release states otherwise than before.

    Args:
        id: of the record.
        changes: field by field.
    """

    id: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class RecordsOfAction:
    """The records that one thing happened to.

    Args:
        count: how many they are.
        ids: of all of them.
        changes: those of which fields changed.
    """

    count: int
    ids: tuple[str, ...]
    changes: tuple[RestatedRecord, ...]


@dataclass(frozen=True)
class RejectedRows:
    """The rows that did not become records.

    Args:
        count: how many they are.
        places: where they stand, as places are printed.
    """

    count: int
    places: tuple[str, ...]


@dataclass(frozen=True)
class ImportAnswer:
    """What an import did to a book, or would do.

    Args:
        book: its path.
        source: whose data it is.
        release: which release of it.
        format: in which format it was read.
        applied: whether it was done; a newer release of a known source is only shown first.
        batch: number of the entry that opened the batch, by which the import can be undone; null if nothing entered.
        entered: the new entries on records, in their order.
        recorded: records that are new.
        amended: records that the source states otherwise now.
        corrected: records that the source or we had wrong.
        withdrawn: records that the source no longer has.
        restored: records that it has again.
        unchanged: records that it states as before.
        rates: names of the tables of rates that come with it and are new to the book.
        rejected: rows that did not become records.
        head: hash of the last entry of the book.
    """

    book: Path
    source: str
    release: str
    format: str
    applied: bool
    batch: int | None
    entered: tuple[EnteredEntry, ...]
    recorded: RecordsOfAction
    amended: RecordsOfAction
    corrected: RecordsOfAction
    withdrawn: RecordsOfAction
    restored: RecordsOfAction
    unchanged: RecordsOfAction
    rates: tuple[str, ...]
    rejected: RejectedRows
    head: str


@dataclass(frozen=True)
class SeverityCounts:
    """How many problems there are of each severity, with those that a bounded list does not show.

    Args:
        error: what keeps something out.
        warning: what enters and is listed.
        note: what is only said.
    """

    error: int
    warning: int
    note: int


@dataclass(frozen=True)
class NotImportedAnswer:
    """An import of which nothing has entered, since there is an error in it.

    Args:
        book: its path.
        applied: false.
        counts: of the problems.
    """

    book: Path
    applied: bool
    counts: SeverityCounts


@dataclass(frozen=True)
class AdoptedAnswer:
    """A book that was made from the whole history of another, or could be.

    Args:
        book: its path.
        format: history.
        applied: whether the book was made; else its history was only proven.
        entries: how many entries the history has.
        head: hash of the last of them.
    """

    book: Path
    format: str
    applied: bool
    entries: int
    head: str


def answer(imported: Imported, book: Path, head: str) -> ImportAnswer:
    """An import as an answer.

    Args:
        imported: what was done or would be done.
        book: path of the book.
        head: of the book behind it.
    """
    return ImportAnswer(
        book=book,
        source=imported.source,
        release=imported.release,
        format=imported.format,
        applied=imported.applied,
        batch=imported.batch,
        entered=tuple(EnteredEntry(entry.seq, entry.action, entry.id, entry.hash) for entry in imported.revisions),
        recorded=_records(imported.of("record")),
        amended=_records(imported.of("amend")),
        corrected=_records(imported.of("correct")),
        withdrawn=_records(imported.of("withdraw")),
        restored=_records(imported.of("restore")),
        unchanged=_records(imported.of("unchanged")),
        rates=imported.rates,
        rejected=RejectedRows(len(imported.rejected), tuple(map(str, imported.rejected))),
        head=head,
    )


def adopted(history: Adopted, book: Path) -> AdoptedAnswer:
    """A history that was taken over, or could be, as an answer."""
    return AdoptedAnswer(book, "history", history.book is not None, history.entries, history.head)


def refused(problems: Sequence[Problem], book: Path) -> NotImportedAnswer:
    """An import that did not happen, as an answer."""
    return NotImportedAnswer(book, applied=False, counts=severity_counts(problems))


def severity_counts(problems: Sequence[Problem]) -> SeverityCounts:
    """How many problems there are, of each severity."""
    return SeverityCounts(**{severity.value: number for severity, number in counted(problems).items()})


def lines(imported: Imported, book: Path, head: str) -> Lines:
    """An import for people; the arguments are those of :func:`answer`."""
    steps = [step for step in imported.steps if step.action != "unchanged"]
    shown = (line for step in steps[:_MOST_LINES] for line in _step_lines(step))
    more = [f"and {len(steps) - _MOST_LINES} more; --json lists them all"] if len(steps) > _MOST_LINES else []
    rates = (f"rates {name}" for name in imported.rates)
    return (*shown, *more, *rates, *_summary(imported, book, head))


def lines_of_adopted(made: AdoptedAnswer) -> Lines:
    """A history that was taken over, for people."""
    what = f"{made.entries} entries; head {made.head[:12]}"
    if made.applied:
        return (f"Made {made.book} from the history: {what}.",)
    would = f"The history is whole and unaltered: {what}. {made.book} was not made."
    return would, "To make it, leave --dry-run away."


def lines_of_refused(answered: NotImportedAnswer) -> Lines:
    """An import that did not happen, for people."""
    return (f"Nothing has entered {answered.book}: {in_words(answered.counts)}.",)


def in_words(counts: SeverityCounts) -> str:
    """How many problems there are.

    >>> in_words(SeverityCounts(error=1, warning=0, note=2))
    '1 error, 0 warnings, 2 notes'
    """
    numbers = {"error": counts.error, "warning": counts.warning, "note": counts.note}
    return ", ".join(f"{number} {name}{'' if number == 1 else 's'}" for name, number in numbers.items())


def outcomes(imported: Imported) -> str:
    """How many records were recorded, amended and so on, in words."""
    return ", ".join(f"{number} {name}" for name, number in imported.counts.items() if number) or "nothing"


def _records(steps: Sequence[PlannedStep]) -> RecordsOfAction:
    restated = tuple(RestatedRecord(step.id, step.changes) for step in steps if step.changes)
    return RecordsOfAction(len(steps), tuple(step.id for step in steps), restated)


def _step_lines(step: PlannedStep) -> Iterator[str]:
    record = step.before or (step.record if step.action in ("record", "restore") else None)
    stated = f"  ({', '.join(filter(None, (record.stated_amount, record.title)))})" if record else ""
    yield f"{step.action} {step.id}{stated}"
    for change in step.changes if step.action in ("amend", "correct", "restore") else ():
        yield f"    {change.field}: {change.before or 'nothing'} -> {change.after or 'nothing'}"


def _summary(imported: Imported, book: Path, head: str) -> Iterator[str]:
    counts = outcomes(imported)
    source, release = imported.source, imported.release
    whose = source if source == release else f"{source}, {release}"
    changes = imported.rates or any(step.action != "unchanged" for step in imported.steps)
    if not changes and imported.batch is None:
        yield f"{whose}: {counts}; nothing to enter in {book}."
    elif not imported.applied:
        yield f"{whose}: {counts}. Nothing has entered {book}: this is what it would do."
        yield from _would_go(imported)
        yield "To do it, give --apply."
    else:
        undo = f'to undo it: defense-ledger withdraw --batch {imported.batch} --reason "..."'
        yield f"{whose}: {counts}; batch {imported.batch} in {book}; head {head[:12]} ({undo})"


def _would_go(imported: Imported) -> Iterator[str]:
    """What a list that only bears the name of an older one would do, before somebody does it."""
    # A step that a row asks for knows its row.
    if number := sum(not step.lineage for step in imported.of("withdraw")):
        records = f"{number} record{'' if number == 1 else 's'} of {imported.source} would be withdrawn"
        yield f"{records}, not being in these files. Is it another list? Then name it with --source NAME."

"""``import`` and ``imports``: the files of a release into the book, and what was imported so far."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli import clock, options
from ledger.cli.answer import Answer, answering, misused
from ledger.cli.opened import made_book, open_book
from ledger.cli.progress import progress
from ledger.cli.screen import TextTable
from ledger.foundation import Problem, Refused

if TYPE_CHECKING:
    from ledger.desk import Imported, PlannedStep

app = typer.Typer()

_MOST_LINES = 40

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="The files of one release; one is enough.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it, although the book knows the source already.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only show it; so it is for a source that the book knows already.")
]
AcceptClean = Annotated[
    bool,
    typer.Option("--accept-clean", help="Enter the sound records although others have errors; those rows are kept."),
]


@app.command("import")
@answering("import")
def import_files(  # noqa: PLR0913, PLR0917 - one argument per option
    files: Files,
    format: options.FormatName = None,  # noqa: A002 - the word of the option
    source: options.Source = None,
    mapping: options.Mapping = None,
    schema: options.Schema = None,
    apply: Apply = False,  # noqa: FBT002 - an option
    dry_run: DryRun = False,  # noqa: FBT002 - an option
    accept_clean: AcceptClean = False,  # noqa: FBT002 - an option
    book: options.BookPath = options.DEFAULT_BOOK,
    author: options.Author = None,
    reason: options.Reason = None,
) -> Answer:
    """Enter all records of a release, or none if there is an error in it."""
    from ledger import desk

    if apply and dry_run:
        raise misused("--dry-run", "--apply as well", "one of the two", "say whether to do it or only to show it")
    if len(files) == 1 and desk.holds_history(files[0]):
        beside = {"--source": source, "--mapping": mapping, "--xsd": schema, "--accept-clean": accept_clean}
        _refuse_beside_history(name for name, value in beside.items() if value)
        return _adopted(book, files[0], apply=not dry_run)
    signed, why = options.author_or_login(author), options.maybe(options.reason, reason, "--reason")
    format_of = options.maybe(options.format_name, format, "--format")
    opened = open_book(book)
    try:
        with progress() as watch:
            outcome = desk.import_file(
                opened,
                *files,
                author=signed,
                reason=why,
                format=format_of,
                source=source,
                mapping=mapping,
                schema=schema,
                apply=apply if apply or dry_run else None,
                accept_clean=accept_clean,
                watch=watch,
            )
    except Refused as refused:
        return _refused(refused.problems, book)
    # What stands behind an import is not read again: the book may be gone by now, and the import entered.
    return _told(outcome, book, outcome.head or opened.head)


@app.command("imports")
@answering("imports")
def imports(book: options.BookPath = options.DEFAULT_BOOK) -> Answer:
    """List what was imported: whose data, which release, who and when, and the number that undoes it."""
    from ledger import desk

    found = desk.imported_batches(open_book(book))
    fields = {
        "imports": [
            {
                "batch": it.batch.seq,
                "source": it.batch.source,
                "release": it.batch.release,
                "format": it.batch.format,
                "files": [file.model_dump() for file in it.batch.files],
                "time": it.batch.time.isoformat(),
                "author": it.batch.author,
                "entries": it.entries,
                "rejected": it.rejected,
                "undone": it.undone,
            }
            for it in found
        ]
    }
    rows = [
        (
            str(it.batch.seq),
            it.batch.source,
            it.batch.release,
            f"{it.batch.time:%Y-%m-%d %H:%M}",
            it.batch.author,
            str(it.entries),
            str(it.rejected),
            f"by entry {it.undone}" if it.undone else "",
        )
        for it in found
    ]
    headings = ("batch", "source", "release", "time (UTC)", "author", "entries", "rejected", "undone")
    return Answer(
        fields, (TextTable(headings, rows, figures={0, 5, 6}, wraps=2),) if rows else ("Nothing was imported.",)
    )


def _refuse_beside_history(names: Iterable[str]) -> None:
    for name in names:
        found, remedy = f"{name} beside the history of a book", "leave the option out"
        raise misused(name, found, "no such option, since a history is taken as it is", remedy)


def _adopted(book: Path, file: Path, *, apply: bool) -> Answer:
    from ledger import desk

    made = desk.adopt_history(book, file, apply=apply, clock=clock.now)
    if apply:
        made_book(desk.open_book(book))
    fields = {"book": str(book), "format": "history", "applied": apply, "entries": made.entries, "head": made.head}
    what = f"{made.entries} entries; head {made.head[:12]}"
    if apply:
        return Answer(fields, (f"Made {book} from the history: {what}.",), entered=True)
    would = f"The history is whole and unaltered: {what}. {book} was not made."
    return Answer(fields, (would, "To make it, leave --dry-run away."))


def _told(outcome: "Imported", book: Path, head: str) -> Answer:
    from ledger import desk

    fields = {
        "book": str(book),
        "source": outcome.source,
        "release": outcome.release,
        "format": outcome.format,
        "applied": outcome.applied,
        "batch": outcome.batch,
        "entered": [{"seq": it.seq, "action": it.action, "id": it.id, "hash": it.hash} for it in outcome.revisions],
        **{name: _as_data(outcome.of(action)) for action, name in desk.OUTCOMES.items()},
        "rates": list(outcome.rates),
        "rejected": {"count": len(outcome.rejected), "places": list(map(str, outcome.rejected))},
        "head": head,
    }
    steps = [step for step in outcome.steps if step.action != "unchanged"]
    lines = [line for step in steps[:_MOST_LINES] for line in _lines(step)]
    more = [f"and {len(steps) - _MOST_LINES} more; --json lists them all"] if len(steps) > _MOST_LINES else []
    rates = [f"rates {name}" for name in outcome.rates]
    text = (*lines, *more, *rates, *_summary(outcome, book, head))
    entered = outcome.batch is not None
    return Answer(fields, text, outcome.problems, entered=entered, partly=entered and bool(outcome.rejected))


def _refused(problems: Sequence[Problem], book: Path) -> Answer:
    from ledger.intake import counted as counts_of

    counts = {severity.value: number for severity, number in counts_of(problems).items()}
    told = ", ".join(f"{number} {name}{'' if number == 1 else 's'}" for name, number in counts.items())
    fields = {"book": str(book), "applied": False, "counts": counts}
    return Answer(fields, (f"Nothing has entered {book}: {told}.",), problems)


def counted(outcome: "Imported") -> str:
    """How many records were recorded, amended and so on, in words."""
    return ", ".join(f"{number} {name}" for name, number in outcome.counts.items() if number) or "nothing"


def _summary(outcome: "Imported", book: Path, head: str) -> tuple[str, ...]:
    counts = counted(outcome)
    whose = outcome.source if outcome.source == outcome.release else f"{outcome.source}, {outcome.release}"
    changes = outcome.rates or any(step.action != "unchanged" for step in outcome.steps)
    if not changes and outcome.batch is None:
        return (f"{whose}: {counts}; nothing to enter in {book}.",)
    if not outcome.applied:
        would = f"{whose}: {counts}. Nothing has entered {book}: this is what it would do."
        return (would, *_gone(outcome), "To do it, give --apply.")
    undo = f'to undo it: defense-ledger withdraw --batch {outcome.batch} --reason "..."'
    return (f"{whose}: {counts}; batch {outcome.batch} in {book}; head {head[:12]} ({undo})",)


def _gone(outcome: "Imported") -> tuple[str, ...]:
    """What a list that only bears the name of an older one would do, before somebody does it."""
    number = len(outcome.of("withdraw"))
    if not number:
        return ()
    records = f"{number} record{'' if number == 1 else 's'} of {outcome.source}"
    return (
        f"{records} would be withdrawn, not being in these files. Is it another list? Then name it with --source NAME.",
    )


def _lines(step: "PlannedStep") -> tuple[str, ...]:
    changes = step.changes if step.action in ("amend", "correct", "restore") else ()
    told = (f"    {it.field}: {it.before or 'nothing'} -> {it.after or 'nothing'}" for it in changes)
    record = step.before or (step.record if step.action in ("record", "restore") else None)
    said = f"  ({', '.join(filter(None, (record.stated_amount, record.title)))})" if record else ""
    return (f"{step.action} {step.id}{said}", *told)


def _as_data(steps: "tuple[PlannedStep, ...]") -> dict[str, object]:
    restated = [
        {"id": it.id, "changes": [{"field": c.field, "before": c.before, "after": c.after} for c in it.changes]}
        for it in steps
        if it.changes
    ]
    ids = [it.id for it in steps]
    return {"count": len(steps), "ids": ids} | ({"changes": restated} if restated else {})

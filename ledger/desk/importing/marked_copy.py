"""The person's own workbook, in which the cells that keep it out of the book are red and say why."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path

# What draws on a workbook is loaded by its name in its room: most files that are read need no copy.
from ledger import intake
from ledger.foundation import Place, Problem, Refused, Severity, errors, seal, sealed, shown_name

WORKBOOKS = (".xlsx", ".xlsm")

_KIND = "marked copy"


def marked_copy(paths: Sequence[Path], problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Write ``NAME.problems.xlsx`` beside each workbook in which a cell is wrong.

    A copy that was made before is replaced as long as nobody has saved it since; otherwise the new one gets a number.
    Where it cannot be written, the problems themselves still say everything.

    Args:
        paths: the files that were read.
        problems: what was found in them.

    Returns:
        A note for each copy: where it is.

    >>> marked_copy([Path("pledges.csv")], ())
    ()
    """
    notes = (_marked(path, errors(problems)) for path in paths if path.suffix.lower() in WORKBOOKS)
    return tuple(note for note in notes if note is not None)


@contextmanager
def cells_marked(paths: Sequence[Path]) -> Iterator[None]:
    """Write the marked copies if the block is refused, and say so beside what was found."""
    try:
        yield
    except Refused as refused:
        raise Refused((*refused.problems, *marked_copy(paths, refused.problems))) from None


def _marked(path: Path, problems: Sequence[Problem]) -> Problem | None:
    # A fault of the file as a whole has no cell to stand in.
    as_a_whole = Place(file=shown_name(path))
    in_cells = [it for it in problems if it.place.file == as_a_whole.file and it.place != as_a_whole]
    if not in_cells:
        return None
    out = _free(path)
    try:
        intake.mark_problems(path, in_cells, out)
        seal(out, _KIND)
    except Refused:
        # What keeps it from being marked kept it from being read, and is a problem already.
        return None
    except OSError as fault:
        found, expected = f"no marked copy ({fault.strerror})", f"{out.name} beside the workbook"
        remedy = "mend the cells that the problems name"
        return Problem("FILE", Severity.WARNING, Place(file=str(out)), found, expected, remedy)
    found = f"a copy of {path.name} in which every wrong cell is red and says what to type"
    remedy = "open it, mend the cells in your workbook, and import that again"
    return Problem("FILE", Severity.NOTE, Place(file=str(out)), found, "no wrong cell", remedy)


def _free(path: Path) -> Path:
    """Where the copy goes: what a person has saved, with cells mended in it, is never replaced."""
    names = chain(["problems"], (f"problems-{number}" for number in count(2)))
    return next(it for name in names if _replaceable(it := path.with_name(f"{path.stem}.{name}{path.suffix}")))


def _replaceable(path: Path) -> bool:
    try:
        return sealed(path) == _KIND
    except FileNotFoundError:
        return True
    except OSError:
        return False

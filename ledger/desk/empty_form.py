"""The empty entry form, for people who work in a spreadsheet: written without a book, so that no database is loaded."""

from pathlib import Path

from ledger import export, render
from ledger.foundation import Place, Refused


def write_form(path: str | Path) -> Path:
    """Write the empty entry form; what was filled in is read by ``import``.

    Args:
        path: a new file that ends in ``.xlsx``.

    Raises:
        Refused: FILE, if it cannot be written, or a file of this name is there: it may be a form with entries.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     write_form(Path(place) / "form.xlsx").name
    'form.xlsx'
    """
    form = Path(path)
    refuse_written_form(form)
    render.whole(form, export.write_entry_form)
    return form


def refuse_written_form(form: Path) -> None:
    """Let nobody write over a form that somebody may have filled in.

    Raises:
        Refused: FILE, if a file of that name is there.

    >>> refuse_written_form(Path("absent.xlsx"))
    """
    if form.exists():
        remedy = "choose another name, or delete the file if it is not needed"
        found, expected = "a file of that name, which may hold entries", "a new file"
        raise Refused.of("FILE", Place(file=str(form)), found, expected, remedy)

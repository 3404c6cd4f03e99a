"""The entry form for people who work in a spreadsheet."""

from pathlib import Path

from ledger.export import write_entry_form
from ledger.foundation import Refused
from ledger.render import whole


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
    if form.exists():
        remedy = "choose another name, or delete the file if it is not needed"
        found, expected = "a file of that name, which may hold entries", "a new file"
        raise Refused.of("FILE", str(path), found, expected, remedy)
    whole(form, write_entry_form)
    return form

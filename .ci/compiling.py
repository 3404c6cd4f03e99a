"""Compiles the catalogues of sentences from what people write to what programs read: ``de.po`` to ``de.mo``."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path("ledger/presentation/catalogues")
"""Where they lie in a checkout."""


def compile_catalogues(root: str | Path) -> None:
    """Compile all catalogues of a checkout; sentences that nobody has looked at since they changed are left out."""
    for source in sorted((Path(root) / FOLDER).glob("*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.stem)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)

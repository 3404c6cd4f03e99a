"""The demonstration, made once in each process: many tests and examples want its book, and to make it takes seconds."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.book import Book, utc_now
from ledger.desk.demo_book import demo

_FOLDER = TemporaryDirectory(prefix="demonstrated-")
NOON = datetime(2026, 10, 30, 12, tzinfo=UTC)


@cache
def demonstrated():
    """What it leaves behind, for reading only."""
    return demo(_FOLDER.name, clock=lambda: NOON)


def demo_copied(out, *, clock=utc_now):
    """What :func:`ledger.desk.demo` gives for a folder, as a copy of the one that was made."""
    made = demonstrated()
    place = Path(shutil.copytree(_FOLDER.name, out, dirs_exist_ok=True))
    return replace(
        made,
        book=Book.open(place / made.book.path.name, clock=clock),
        form=place / made.form.name,
        workbook=place / made.workbook.name,
    )

"""The sheet library, python-calamine, in a process of its own: `ledger.spreadsheet` starts `-m ledger.sheet_reader`.

What its Rust code cannot bear ends the process in which it runs: here it ends a child, under limits of memory and of
time. This room imports nothing of the others, so that the child is there at once.
"""

from typing import TYPE_CHECKING

from ledger.sheet_reader.lines import HOME, Answer, Request, as_line

if TYPE_CHECKING:
    from ledger.sheet_reader.reader import SheetReader

__all__ = ["HOME", "Answer", "Request", "as_line", "reader_here"]


def reader_here() -> "SheetReader":
    """A reader in this process, which alone loads the library here: for where no child can be started.

    >>> reader_here().answer({"ask": "open", "path": "absent.xlsx", "whole": False})["fault"][:2]
    'No'
    """
    from ledger.sheet_reader.reader import SheetReader

    return SheetReader()

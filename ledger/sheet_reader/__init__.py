"""The sheet library, python-calamine, in a process of its own: `ledger.spreadsheet` starts `-m ledger.sheet_reader`.

What its Rust code cannot bear ends the process in which it runs: here it ends a child, under limits of memory and of
time. This room imports nothing of the others, so that the child is there at once.
"""

from ledger.sheet_reader.reader import HOME, Answer, Request, SheetReader, as_line

__all__ = ["HOME", "Answer", "Request", "SheetReader", "as_line"]

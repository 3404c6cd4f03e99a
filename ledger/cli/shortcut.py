"""A file that opens the desk of a book by a double click, as each system has them."""

import shlex
import sys
from pathlib import Path
from typing import Literal

from ledger.foundation import Place, Refused, disk_words

SystemKind = Literal["linux", "macos", "windows"]
_ENDINGS: dict[SystemKind, str] = {"linux": ".desktop", "macos": ".command", "windows": ".cmd"}
_EXECUTABLE = 0o755
# What the specification of desktop entries wants a backslash before, inside quotes.
_QUOTED = '\\"`$'


def this_system() -> SystemKind:
    """Which kind of shortcut this system has.

    >>> this_system() in ("linux", "macos", "windows")
    True
    """
    return "windows" if sys.platform == "win32" else "macos" if sys.platform == "darwin" else "linux"


def shortcut_text(command: tuple[str, ...], name: str, kind: SystemKind) -> str:
    r"""What stands in a shortcut.

    Args:
        command: the program and its arguments, each as it is.
        name: by which the desktop calls it.
        kind: of the system.

    >>> shortcut_text(("python", "50% & more.db"), "a", "linux").splitlines()[3]
    'Exec="python" "50%% & more.db"'
    >>> print(shortcut_text(("python", "it's.db"), "a", "macos").splitlines()[1])
    exec python 'it'"'"'s.db'
    """
    match kind:
        case "linux":
            # A value is read twice: first as a text with backslashes, then as a command line with quotes.
            line = " ".join(_in_desktop_entry(it) for it in command).replace("\\", "\\\\")
            said = name.replace("\\", "\\\\")
            return f"[Desktop Entry]\nType=Application\nName={said}\nExec={line}\nTerminal=false\n"
        case "macos":
            return f"#!/bin/sh\nexec {shlex.join(command)}\n"
        case "windows":
            quoted = " ".join(f'"{it.replace("%", "%%")}"' for it in command)
            return f'@echo off\r\nchcp 65001 >nul\r\nstart "" {quoted}\r\n'


def write_shortcut(book: str | Path, folder: str | Path) -> Path:
    """Write a shortcut that opens the desk of a book; it does what ``defense-ledger-desk BOOK`` does.

    Args:
        book: where it lies.
        folder: where the shortcut goes, such as the desktop.

    Returns:
        The file; its name is that of the book.

    Raises:
        Refused: FILE if the folder is none, if a file of that name is there, or if the book has a name that no
            shortcut can carry.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     write_shortcut("book.db", place).stem
    'Ledger book'
    """
    target, kind = Path(book).absolute(), this_system()
    path = Path(folder) / f"Ledger {target.stem}{_ENDINGS[kind]}"
    place = Place(file=str(path))
    if not str(target).isprintable():
        raise Refused.of("FILE", place, "a book whose path has signs that end a line", "a plain path", "rename it")
    # Without a window of its own, where the system has such a Python.
    python = Path(sys.executable)
    windowless = python.with_name("pythonw.exe")
    program = windowless if kind == "windows" and windowless.exists() else python
    # Without -P a file of the folder in which it is started could stand in the place of a library.
    text = shortcut_text((str(program), "-P", "-m", "ledger.cli.double_click", str(target)), path.stem, kind)
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
        path.chmod(_EXECUTABLE)
    except FileExistsError:
        remedy = "take it away first, or name another folder"
        raise Refused.of("FILE", place, "a file of that name", "a place where none is", remedy) from None
    except OSError as fault:
        raise Refused.of("FILE", place, disk_words(fault), "a folder", "name another one") from None
    return path


def _in_desktop_entry(text: str) -> str:
    escaped = "".join(f"\\{it}" if it in _QUOTED else it for it in text)
    return f'"{escaped.replace("%", "%%")}"'

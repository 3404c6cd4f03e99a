"""``--version``: answered before any command is made, and in the same way beside one."""

from collections.abc import Sequence

from ledger.cli.answer import CLEAN, Reply, deliver


def is_all(given: Sequence[str]) -> bool:
    """Whether the version is all that is asked for; beside ``--json`` too it is one line of text, as help pages are.

    >>> is_all(["--version"]), is_all(["--json", "--version"]), is_all(["--version", "list"])
    (True, True, False)
    """
    return "--version" in given and {*given} <= {"--version", "--json"}


def tell_version() -> int:
    """Print the version of the program; the exit code."""
    from ledger import desk

    return deliver("version", Reply(None, (f"defense-ledger {desk.package_version()}",)), CLEAN, as_json=False)

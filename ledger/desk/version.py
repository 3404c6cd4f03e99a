"""The version of the program, by itself: whoever asks for it waits for nothing else."""

from importlib.metadata import PackageNotFoundError, version


def package_version() -> str:
    """The installed version of this package.

    >>> package_version() == version("defense-ledger")
    True
    """
    try:
        return version("defense-ledger")
    except PackageNotFoundError:
        return "not installed"

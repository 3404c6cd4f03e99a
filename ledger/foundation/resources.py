"""Where the plain data lies: ``schemas``, ``reports`` and ``seeds``, in a wheel or in a checkout.

An editable install does not find files outside the package by itself; only this module knows both places.
"""

from pathlib import Path
from typing import Literal

Folder = Literal["schemas", "reports", "seeds"]

_PACKAGE = Path(__file__).resolve().parent.parent


def folder(name: Folder) -> Path:
    """The folder of plain data with this name.

    Raises:
        FileNotFoundError: if the installation is damaged and carries none.

    >>> (folder("seeds") / "article.jsonl").exists()
    True
    """
    for place in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"the installation carries no {name} folder: install defense-ledger again")

"""Files that were handed to the desk, held under the hash of their bytes until they enter the book, or are let go."""

import hashlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MOST_BYTES = 256 * 1024 * 1024
"""Of one file that is handed in."""
KEPT_SECONDS = 3600
_BLOCK = 1 << 20
_LONGEST_NAME = 120
_MAPPING = "mapping.toml"
_KINDS = (".csv", ".jsonl", ".json", ".xlsx", ".xlsm", ".ods", ".parquet", ".xml", ".txt", ".tsv")


@dataclass(frozen=True)
class Uploads:
    """The folder in which they lie, each in a folder of its own that is called by its hash.

    Args:
        folder: of this desk alone.

    >>> from io import BytesIO
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     uploads = Uploads(Path(folder))
    ...     digest = uploads.hold("../pledges.csv", BytesIO(b"title"))
    ...     uploads.file(digest).name, uploads.file("0" * 64) is None
    ('pledges.csv', True)
    """

    folder: Path

    def hold(self, name: str, content: BinaryIO) -> str:
        """Keep the bytes of a file, and its name without any folder.

        Returns:
            The hash of its bytes, in hexadecimal digits.
        """
        self._let_go_of_old()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        incoming = self.folder / f"incoming-{time.monotonic_ns()}"
        digest = hashlib.sha256()
        with incoming.open("xb") as file:
            while block := content.read(_BLOCK):
                digest.update(block)
                file.write(block)
        home = self.folder / digest.hexdigest()
        # The same bytes under another name are another file: the name may say whose they are.
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(mode=0o700)
        incoming.replace(home / _safe_name(name))
        return digest.hexdigest()

    def file(self, digest: str) -> Path | None:
        """A file by the hash of its bytes; None where none is held."""
        if len(digest) != hashlib.sha256().digest_size * 2 or not set(digest) <= set("0123456789abcdef"):
            return None
        files = self._files(self.folder / digest)
        return next((it for it in files if ".problems" not in it.suffixes[:-1] and it.name != _MAPPING), None)

    def mapping(self, digest: str) -> Path | None:
        """The file that says what its columns are; None where nobody has said it."""
        own = self.file(digest)
        return path if own is not None and (path := own.with_name(_MAPPING)).is_file() else None

    def map(self, digest: str, text: str) -> None:
        """Keep what its columns are."""
        if (own := self.file(digest)) is not None:
            own.with_name(_MAPPING).write_text(text, encoding="utf-8")

    def marked(self, digest: str) -> Path | None:
        """The copy of it in which faulty cells are marked; None where there is none."""
        own = self.file(digest)
        marked = own.with_name(f"{own.stem}.problems{own.suffix}") if own else None
        return marked if marked is not None and marked.is_file() else None

    def drop(self, digest: str) -> None:
        """Let go of a file."""
        if (own := self.file(digest)) is not None:
            shutil.rmtree(own.parent, ignore_errors=True)

    def _files(self, home: Path) -> Iterator[Path]:
        yield from sorted(home.iterdir()) if home.is_dir() else ()

    def _let_go_of_old(self) -> None:
        until = time.time() - KEPT_SECONDS
        for home in self.folder.iterdir() if self.folder.is_dir() else ():
            if home.stat().st_mtime < until:
                shutil.rmtree(home, ignore_errors=True)


def _safe_name(name: str) -> str:
    """A name as a file of the folder may have it: no folder, no sign that a screen would obey, one of our endings."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(it for it in last if it.isprintable() and it not in '<>:"|?*').strip(" .")
    stem, suffix = Path(plain).stem[:_LONGEST_NAME] or "file", Path(plain).suffix.lower()
    return f"{stem}{suffix if suffix in _KINDS else '.csv'}"

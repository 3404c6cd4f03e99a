"""The desk that is open already: whoever starts it a second time is led to it, and no other one is opened.

A file of this user says at which port a desk is, and has the key by which the desk knows them. The desk then gives an
address that lets one more browser in. Where nobody answers to that key, the file is of a desk that is gone.
"""

import hashlib
import http.client
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import compare_digest, token_urlsafe

from ledger.web.access import ADDRESS, AGAIN, NONCE, PROOF, Access, proof_of

_SECONDS = 2
_MOST_BYTES = 1000
_FOUND = 200


@dataclass(frozen=True)
class RunningDesk:
    """The desk of one book, of one kind, if one is open.

    Args:
        file: where it is written down.
    """

    file: Path

    @classmethod
    def of(cls, folder: Path, book: Path, *, reads_only: bool) -> "RunningDesk":
        """That of a book; one for readers never stands for one in which things are entered, nor the other way round.

        Args:
            folder: where this user's desks are written down.
            book: path of the book.
            reads_only: whether nothing may be entered.

        >>> desks = [RunningDesk.of(Path("desks"), Path("a.db"), reads_only=it).file.name for it in (True, False)]
        >>> len(set(desks))
        2
        """
        named = f"{os.path.normcase(book.resolve())}\n{'reading' if reads_only else 'all'}"
        return cls(folder / f"{hashlib.sha256(named.encode(errors='surrogateescape')).hexdigest()}.json")

    def remember(self, access: Access) -> None:
        """Write down that this desk is open; only this user can read it."""
        # Without such a file a second start opens a desk of its own, which is no fault.
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = self.file.with_suffix(f".{os.getpid()}")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as written:
                json.dump({"port": access.port, "key": access.key}, written)
            fresh.replace(self.file)

    def forget(self, access: Access) -> None:
        """Take that back, unless another desk has been opened since."""
        if self._read() == (access.port, access.key):
            with suppress(OSError):
                self.file.unlink()

    def address(self, port: int) -> str | None:
        """An address of the open desk that lets one more browser in; None where no desk answers.

        Args:
            port: on which it must be; 0 for any.
        """
        where, key = self._read()
        if not where or port not in (0, where):
            return None
        connection = http.client.HTTPConnection(ADDRESS, where, timeout=_SECONDS)
        try:
            nonce = token_urlsafe(24)
            connection.request("POST", AGAIN, headers={NONCE: nonce, PROOF: proof_of(key, "asked", nonce)})
            answer = connection.getresponse()
            text = answer.read(_MOST_BYTES).decode(errors="replace")
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()
        # Another program, of another user perhaps, may have the port now: only a desk that has the key is ours.
        is_ours = compare_digest(answer.getheader(PROOF, "").encode(), proof_of(key, "answered", nonce, text).encode())
        return text if answer.status == _FOUND and is_ours else None

    def _read(self) -> tuple[int, str]:
        try:
            said = json.loads(self.file.read_text(encoding="utf-8"))
            return int(said["port"]), str(said["key"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0, ""

"""Faults in the journal of a book, altered as somebody would who knows it: the guards are put back afterwards."""

import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import cycle
from pathlib import Path

from planting import Fault, Planted, at
from sent_book import Sent

from ledger.book import Book
from ledger.book.journal import entry_hash
from ledger.desk import build_report, sign_off
from ledger.foundation import Refused

# One altered byte or more in each field of an entry.
_IN_A_FIELD = (
    "UPDATE entries SET payload = replace(payload, 'UKR', 'UZB') || ' ' WHERE seq = ?",
    "UPDATE entries SET author = 'benchmarc' WHERE seq = ?",
    "UPDATE entries SET reason = reason || ' ' WHERE seq = ?",
    "UPDATE entries SET time = replace(time, 'T12', 'T11') WHERE seq = ?",
    "UPDATE entries SET hash = replace(hash, substr(hash, 9, 1), 'g') WHERE seq = ?",
    "UPDATE entries SET previous = replace(previous, substr(previous, 9, 1), 'g') WHERE seq = ?",
)
_BUT_SEQ = "previous, schema_version, author, reason, action, time, payload, hash"


def in_journal(sent: Sent) -> list[Fault]:
    """Every kind of attack on the entries of a book."""
    fields = cycle(_IN_A_FIELD)
    return [
        Fault("CHAIN", "an altered journal byte, in the file", partial(_one_byte, sent)),
        Fault("CHAIN", "an altered journal byte, in a field", lambda rng: _changed(sent, next(fields), rng)),
        Fault("CHAIN", "a day off: an entry dated an hour later", partial(_later, sent)),
        Fault("CHAIN", "an entry altered and hashed again", partial(_hashed_again, sent)),
        Fault("CHAIN", "a lost row: an entry", partial(_lost, sent)),
        Fault("CHAIN", "lost rows: the newest entries", partial(_shortened, sent)),
        Fault("CHAIN", "a doubled row: an entry", partial(_doubled, sent)),
        Fault("CHAIN", "an entry past the door: an id again", partial(_past_the_door, sent, _again)),
        Fault("CHAIN", "an entry past the door: a lost withdrawal", partial(_past_the_door, sent, _withdrawal)),
        Fault("CHAIN", "an altered payload, before a report", partial(_before, sent, _reported)),
        Fault("CHAIN", "an altered payload, before a sign-off", partial(_before, sent, _signed_off)),
    ]


def _one_byte(sent: Sent, rng: random.Random) -> Planted:
    """One digit of an amount, in the bytes of the file, past all of SQLite."""
    copy = Path(shutil.copy(sent.book.path, sent.folder / "altered.db"))
    data = bytearray(copy.read_bytes())
    seq, spot = rng.choice(list(_digits(copy, bytes(data))))
    data[spot] = ord("1") if data[spot] != ord("1") else ord("7")
    copy.write_bytes(data)
    return _proven(copy, f"entry {seq}")


def _changed(sent: Sent, statement: str, rng: random.Random) -> Planted:
    seq = _some(sent, rng)
    return _proven(_run(sent, statement, seq), f"entry {seq}")


def _later(sent: Sent, rng: random.Random) -> Planted:
    seq = _some(sent, rng)
    copy = _run(sent, "UPDATE entries SET time = replace(time, 'T12', 'T13') WHERE seq = ?", seq)
    # The next entry is now dated before the one that it follows.
    return Planted(Book.open(copy).verify(), at(f"altered.db:entry {seq}"), at(f"altered.db:entry {seq + 1}"))


def _hashed_again(sent: Sent, rng: random.Random) -> Planted:
    """Another payload, and the hash that belongs to it: the entry that follows gives it away."""
    seq = _some(sent, rng)

    def attack(attacker: sqlite3.Connection) -> None:
        *fields, payload, _ = attacker.execute("SELECT * FROM entries WHERE seq = ?", [seq]).fetchone()
        other = payload.replace("Ministry", "Minister")
        digest = entry_hash(str(it).encode() for it in (*fields, other))
        attacker.execute("UPDATE entries SET payload = ?, hash = ? WHERE seq = ?", [other, digest, seq])

    return _proven(_attacked(sent, attack), f"entry {seq + 1}")


def _lost(sent: Sent, rng: random.Random) -> Planted:
    seq = _some(sent, rng)
    return _proven(_run(sent, "DELETE FROM entries WHERE seq = ?", seq), f"entry {seq + 1}")


def _shortened(sent: Sent, rng: random.Random) -> Planted:
    last = sent.book.entries - rng.randrange(1, 4)
    return _proven(_run(sent, "DELETE FROM entries WHERE seq > ?", last), "head", sent.book.head)


def _doubled(sent: Sent, rng: random.Random) -> Planted:
    new = sent.book.entries + 1
    statement = f"INSERT INTO entries SELECT {new}, {_BUT_SEQ} FROM entries WHERE seq = ?"  # noqa: S608 - a number
    return _proven(_run(sent, statement, _some(sent, rng)), f"entry {new}")


def _past_the_door(sent: Sent, made_of: Callable[[str], tuple[str, str]], rng: random.Random) -> Planted:
    """An entry with a sound hash that no command would have made."""
    seq, new = _some(sent, rng), sent.book.entries + 1

    def attack(attacker: sqlite3.Connection) -> None:
        look = "SELECT schema_version, author, 'made up', payload FROM entries WHERE seq = ?"
        *signed, payload = attacker.execute(look, [seq]).fetchone()
        (time,) = attacker.execute("SELECT max(time) FROM entries").fetchone()
        action, other = made_of(payload)
        fields = (new, sent.book.head, *signed, action, time, other)
        values = (*fields, entry_hash(str(it).encode() for it in fields))
        attacker.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    return _proven(_attacked(sent, attack), f"entry {new}")


def _again(payload: str) -> tuple[str, str]:
    return "record", payload.replace('"title":"', '"title":"New ')


def _withdrawal(payload: str) -> tuple[str, str]:
    return "withdraw", payload.partition(",")[0].replace('"id":"', '"id":"never-') + "}"


def _before(sent: Sent, use: Callable[[Book], object], rng: random.Random) -> Planted:
    """A payload changed behind the back of a command that is not `verify`."""
    seq = _some(sent, rng)
    copy = _run(sent, _IN_A_FIELD[0], seq)
    try:
        use(Book.open(copy))
    except Refused as refused:
        return Planted(refused.problems, at(f"altered.db:entry {seq}"))
    return Planted((), at(f"altered.db:entry {seq}"))


def _reported(book: Book) -> object:
    return build_report("commitments", book)


def _signed_off(book: Book) -> object:
    return sign_off(book, None, author="benchmark", statement="sources read")


def _some(sent: Sent, rng: random.Random) -> int:
    """The number of an entry of a record; the first entry is of the book, the last of the issue."""
    return rng.randrange(2, sent.book.entries)


def _proven(copy: Path, place: str, head: str | None = None) -> Planted:
    return Planted(Book.open(copy).verify(head), at(f"altered.db:{place}"))


def _run(sent: Sent, statement: str, value: int) -> Path:
    return _attacked(sent, lambda attacker: attacker.execute(statement, [value]).close())


def _attacked(sent: Sent, attack: Callable[[sqlite3.Connection], None]) -> Path:
    """A copy of the book, attacked past its guards, which then stand there as before."""
    copy = Path(shutil.copy(sent.book.path, sent.folder / "altered.db"))
    with closing(sqlite3.connect(copy)) as attacker:
        guards = attacker.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            attacker.execute(f"DROP TRIGGER {name}")
        attack(attacker)
        for _, guard in guards:
            attacker.execute(guard)
        attacker.commit()
    return copy


def _digits(copy: Path, data: bytes) -> Iterator[tuple[int, int]]:
    """For each entry of a record the place in the file of the last digit of its amount that is not 0."""
    with closing(sqlite3.connect(copy)) as reader:
        entries = reader.execute("SELECT seq, payload FROM entries WHERE action = 'record'").fetchall()
    for seq, payload in entries:
        found = re.search(r'"value":"[0-9]*[1-9]', payload)
        if found and data.count(payload.encode()) == 1:
            yield seq, data.index(payload.encode()) + len(payload[: found.end()].encode()) - 1

"""How the records of a book stood at a moment: each as it was last stated, unless it was withdrawn since."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pydantic import ValidationError
from sqlalchemy import Connection, select

from ledger.book.journal import ENTRIES, Moment, until
from ledger.book.views import ON_RECORDS, RECORDING, RecordPayload, id_of, unreadable
from ledger.foundation import Place, Refused
from ledger.records import Lineage, Record


@dataclass(frozen=True, slots=True)
class StatedRecord:
    """A record as it stands, and where it comes from.

    Args:
        record: as it stands.
        entry: the number of the entry that states it.
        read_from: the rows of files from which it was read, without what stood in them; none where it was typed in.

    >>> import ledger, tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = ledger.create_book(Path(folder) / "book.db", author="Ann")
    ...     _ = ledger.import_file(book, ledger.foundation.folder("seeds") / "article.jsonl", author="Ann")
    ...     first, *_ = book.stated_records()
    >>> first.record.id, first.entry, first.read_from[0].file, first.read_from[0].row
    ('fra-ukr-2025-06-07-1', 5, 'article.jsonl', 3)
    """

    record: Record
    entry: int
    read_from: tuple[Lineage, ...]

    def __repr__(self) -> str:
        return f"<StatedRecord {self.record.id} of entry {self.entry}>"


@dataclass
class Standing:
    """How all records stand after some entries, not yet parsed.

    Args:
        since: for every id ever used, the day (UTC) on which it was first recorded.
        newest: for every id, the number and payload of the entry that last stated the record.
        withdrawn: ids that are not there at present.
    """

    since: dict[str, str] = field(default_factory=dict)
    newest: dict[str, tuple[int, str]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    def apply(self, seq: int, action: str, time: str, payload: str) -> None:
        """Let one more entry take effect.

        Raises:
            ValueError: if the payload carries no id.
        """
        key = id_of(payload)
        if action in RECORDING:
            self.newest[key] = (seq, payload)
            self.since.setdefault(key, time[:10])
        if action == "withdraw":
            self.withdrawn.add(key)
        else:
            self.withdrawn.discard(key)

    def records(self, place: Place) -> Iterator[Record]:
        """The records that are there, sorted by id; raises like :meth:`record`."""
        return (self.record(key, place) for key in sorted(self.newest.keys() - self.withdrawn))

    def stated(self, place: Place) -> Iterator[StatedRecord]:
        """The same, each with where it comes from."""
        for key in sorted(self.newest.keys() - self.withdrawn):
            payload = self._payload(key, place)
            read_from = tuple(replace(it, cells=None, text=None) for it in payload.lineage)
            yield StatedRecord(payload.record, self.newest[key][0], read_from)

    def record(self, key: str, place: Place) -> Record:
        """A record as it was last stated, withdrawn or not.

        Raises:
            Refused: CHAIN for a payload that cannot be read.
        """
        return self._payload(key, place).record

    def _payload(self, key: str, place: Place) -> RecordPayload:
        seq, payload = self.newest[key]
        try:
            return RecordPayload.model_validate_json(payload)
        except ValidationError as invalid:
            raise Refused([unreadable(place, seq, invalid)]) from None


def replay(connection: Connection, place: Place, as_of: Moment = None) -> Standing:
    """How the records stood at a moment, by default after the last entry.

    Raises:
        Refused: CHAIN for an entry that cannot be read.
    """
    standing = Standing()
    columns = (ENTRIES.c.seq, ENTRIES.c.action, ENTRIES.c.time, ENTRIES.c.payload)
    query = select(*columns).where(ENTRIES.c.action.in_(ON_RECORDS), until(as_of)).order_by(ENTRIES.c.seq)
    for seq, action, time, payload in connection.execute(query):
        try:
            standing.apply(seq, action, time, payload)
        except ValueError as fault:
            raise Refused([unreadable(place, seq, fault)]) from None
    return standing

"""The rules of posting, replayed over a journal: whether each entry is one that the door of the book lets through.

Hashes prove that nothing was changed since it was written, not that this program wrote it. Whoever makes entries and
their hashes by hand can record an id twice or withdraw what is not there, and no hash tells.
"""

import json
import re
from collections.abc import Iterator

from pydantic import TypeAdapter

from ledger.book.decisions import DECISIONS, payload_in, refuse_unsound
from ledger.book.faults import altered, part_of
from ledger.book.index import needed_by
from ledger.book.journal import Stored
from ledger.book.views import RECORDING, RatesPayload, RatesWithdrawnPayload, Revision
from ledger.foundation import Place, Problem, Refused, quoted
from ledger.records import Line, Paragraph, Record, all_but_id, structure_problems, validate

_LINE: TypeAdapter[str] = TypeAdapter(Line)
_PARAGRAPH: TypeAdapter[str] = TypeAdapter(Paragraph)
_MOMENT = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
# What the clock said stands behind the time of an entry that had to be dated later.
_TIME = re.compile(_MOMENT + rb"(?: clock " + _MOMENT + rb")?", re.ASCII)
_REMEDY = "ask who wrote it past the program, and restore the book from a backup"

Block = tuple[object, str, str]


class Replay:
    """The state of a journal while its entries are followed, and what breaks a rule in it.

    Args:
        place: the file of the book.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._live: dict[str, Record] = {}
        self._gone: dict[str, Record] = {}
        self._alike: dict[int, set[str]] = {}
        self._pointing: dict[str, set[str]] = {}
        self._issues: set[int] = set()
        self._rates: set[str] = set()
        self._imports: dict[int, Block] = {}
        self._undone: dict[int, tuple[Block, int]] = {}
        self._block: Block | None = None
        self._touched: dict[str, int] = {}
        self._signed: set[tuple[str, str]] = set()
        self._is_sound = True

    def follow(self, stored: Stored, entry: Revision) -> Iterator[Problem]:
        """Let one more entry take effect; what breaks a rule is a CHAIN error at its place."""
        # All entries of a block of writing carry one time, author and reason; two blocks may by chance.
        block = (entry.time, entry.author, entry.reason)
        if block != self._block:
            yield from self.end_block()
            self._block = block
        for actual, expected in self._broken(stored, entry, block):
            self._is_sound = False
            yield altered(part_of(self._place, f"entry {entry.seq}"), actual, expected, _REMEDY)

    def end_block(self) -> Iterator[Problem]:
        """Hold the records of the block that has ended to what they need."""
        for key, seq in self._touched.items():
            record = self._live.get(key)
            needed = sorted(needed_by(record)) if record is not None else ()
            # One by one: to take all ids that are there from those that are needed goes through all of them.
            for target in (it for it in needed if it not in self._live):
                self._is_sound = False
                found = f"{key}, which needs {quoted(target)}, which is not there"
                yield altered(part_of(self._place, f"entry {seq}"), found, "a record with all that it needs", _REMEDY)
        self._touched = {}

    def end(self) -> Iterator[Problem]:
        """Hold the records that are left to the rules between records, unless a broken one was named already."""
        yield from self.end_block()
        if self._is_sound:
            for problem in structure_problems(self._live.values(), withdrawn=self._gone.keys()):
                found = f"{problem.found} ({problem.code})"
                yield altered(problem.place.within(self._place), found, problem.expected, _REMEDY)

    def _broken(self, stored: Stored, entry: Revision, block: Block) -> Iterator[tuple[str, str]]:
        yield from self._signature(stored, entry)
        yield from self._batch(entry, block)
        if entry.action in DECISIONS:
            yield from self._act(entry)
        elif entry.action == "rates":
            name = RatesPayload.model_validate_json(entry.payload).name
            self._rates.add(name)
            if validate(_LINE, name, Place(argument="name"))[1]:
                yield f"the name {quoted(name)}", "a name of rates in one line"
        elif entry.action == "withdraw_rates":
            name = RatesWithdrawnPayload.model_validate_json(entry.payload).name
            if name not in self._rates:
                yield f"a withdrawal of the rates {quoted(name)}, which are not there", "a rate set that is there"
            self._rates.discard(name)
        elif entry.id is not None:
            yield from self._on_record(entry, entry.id)
            self._touched[entry.id] = entry.seq

    def _signature(self, stored: Stored, entry: Revision) -> Iterator[tuple[str, str]]:
        if not _TIME.fullmatch(stored[6]):
            yield f"the time {quoted(stored[6].decode('utf-8', 'replace'))}", "a time as the program writes it, in UTC"
        signed = (entry.author, entry.reason)
        if signed not in self._signed:
            self._signed.add(signed)
            if validate(_LINE, entry.author, Place(argument="author"))[1]:
                yield f"the author {quoted(entry.author)}", "a name in one line"
            if validate(_PARAGRAPH, entry.reason, Place(argument="reason"))[1]:
                yield f"the reason {quoted(entry.reason)}", "a reason in words"

    def _batch(self, entry: Revision, block: Block) -> Iterator[tuple[str, str]]:
        if entry.action == "import":
            self._imports[entry.seq] = block
        elif entry.batch is not None and self._imports.get(entry.batch) != block:
            yield f"an entry of batch {entry.batch}", "the number of the import that was entered together with it"
        undoes = json.loads(entry.payload).get("undoes") if '"undoes":' in entry.payload else None
        if undoes is None:
            return
        before = self._undone.setdefault(undoes, (block, entry.seq))
        if undoes not in self._imports:
            yield f"an entry that undoes batch {undoes}", "the number of an import before it"
        elif before[0] != block:
            yield f"a batch undone twice: {undoes}, by entry {before[1]} already", "a batch that stands"

    def _act(self, entry: Revision) -> Iterator[tuple[str, str]]:
        payload = payload_in(entry.action, entry.payload)
        try:
            refuse_unsound(payload, self._issues)
        except Refused as refused:
            yield from ((problem.found, problem.expected) for problem in refused.problems)
        if entry.action == "issue":
            self._issues.add(entry.seq)

    def _on_record(self, entry: Revision, key: str) -> Iterator[tuple[str, str]]:
        before = self._live.get(key)
        state = "is there" if before else "was withdrawn" if key in self._gone else "was never recorded"
        match entry.action:
            case "record" if before or key in self._gone:
                yield f"{key} recorded twice", "an id that was never used"
            case "amend" | "correct" if before is None:
                yield f"{entry.action} of {key}, which {state}", "a record that is there"
            case "amend" | "correct" if entry.record is not None and type(entry.record) is not type(before):
                yield f"{entry.action} that makes another kind of record of {key}", "the same kind of record"
            case "withdraw" if before is None:
                yield f"a withdrawal of {key}, which {state}", "a record that is there"
            case "withdraw" if pointing := sorted(self._pointing.get(key, ())):
                yield f"a withdrawal of {key}, which {', '.join(pointing[:8])} needs", "a record that no other needs"
            case "restore" if key not in self._gone:
                yield f"a restoring of {key}, which {state}", "a record that was withdrawn"
        record = entry.record if entry.action in RECORDING else before or self._gone.get(key)
        if entry.action == "withdraw":
            self._take_out(key)
        elif record is not None:
            yield from self._put_in(record)

    def _put_in(self, record: Record) -> Iterator[tuple[str, str]]:
        self._take_out(record.id)
        self._gone.pop(record.id, None)
        content = all_but_id(record)
        alike = self._alike.setdefault(hash(content), set())
        for other in sorted(alike):
            if all_but_id(self._live[other]) == content:
                yield f"{record.id}, the same in every field as {other}", "a record that is not there under another id"
        alike.add(record.id)
        self._live[record.id] = record
        for target in needed_by(record):
            self._pointing.setdefault(target, set()).add(record.id)

    def _take_out(self, key: str) -> None:
        record = self._live.pop(key, None)
        if record is None:
            return
        self._gone[key] = record
        self._alike[hash(all_but_id(record))].discard(key)
        for target in needed_by(record):
            self._pointing[target].discard(key)

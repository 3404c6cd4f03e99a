"""The door of the book: what may be posted, given what is in the book.

A refused posting leaves the others of its block as they are; the block as a whole is held to the rules between records
before it is committed. Every record is validated here: a copy whose fields were changed past all validation must not
enter the book.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError
from sqlalchemy import Connection

from ledger.book.batches import Batch, Content, SourceRecord, batches, brought, content_of, sources
from ledger.book.chain import read_proven, require_whole
from ledger.book.decisions import DecisionPayload, action_of, refuse_unsound
from ledger.book.index import IndexLine
from ledger.book.journal import Appender, Entry
from ledger.book.register import Register
from ledger.book.standing import replay
from ledger.book.times import clock_of, utc_time
from ledger.book.views import (
    Decision,
    FileRead,
    ImportPayload,
    RateFile,
    RatesPayload,
    RatesWithdrawnPayload,
    RecordPayload,
    RejectPayload,
    Revision,
    decisions,
    id_payload,
    origin_of,
    rate_files,
    rates_standing,
    record_payload,
)
from ledger.foundation import Place, Problem, Refused, Severity, errors, malformed, quoted, require_kind
from ledger.rates import NOTHING_STATED, StatedQuotation, read_held_rates, stated_faults
from ledger.records import (
    Line,
    Lineage,
    Paragraph,
    Record,
    all_but_id,
    digest_of_content,
    nearest,
    problems_of,
    validate,
)


class Sound(NamedTuple):
    """A record as the book will read it, and its payload."""

    record: Record
    payload: str


def sound(record: Record, origin: str = "") -> Sound:
    """A record that was validated, with its payload: all that can be done before anything is asked of the book.

    Args:
        record: to be entered.
        origin: what stands in the payload behind it, from ``views.origin_of``.

    Raises:
        Refused: FORM for fields that are not what a record has.
        TypeError: for anything that is not a record.
    """
    require_kind(record, Record, "record is one Commitment or Transaction, such as book.get('article-1')")
    place = Place(record=quoted(record.id)[1:-1])
    try:
        payload = record_payload(record, origin)
        return Sound(RecordPayload.model_validate_json(payload).record, payload)
    except ValidationError as invalid:
        raise Refused(problems_of(invalid, place)) from None
    except (PydanticSerializationError, UnicodeEncodeError) as fault:
        expected, remedy = "fields of their types", "make the record anew instead of changing a copy"
        found = quoted(str(fault))
        raise Refused.of("FORM", place, found, expected, remedy) from None


Given = TypeVar("Given")
Made = TypeVar("Made")
Read = TypeVar("Read", Decision, RateFile)
_SHOWN = 8
_NAME: TypeAdapter[str] = TypeAdapter(Line)
_REASON: TypeAdapter[str] = TypeAdapter(Paragraph)


def require_id(id: str) -> None:  # noqa: A002 - the word of the records
    """Let only what can be the id of a record pass.

    Raises:
        TypeError: for anything else.

    >>> require_id("gbr-ukr-2025-06-02-1")
    """
    require_kind(id, str, "id is that of a record, such as 'gbr-ukr-2025-06-02-1'")


def require_signature(author: str, reason: str) -> None:
    """Let only an author of one line and a reason pass.

    Raises:
        Refused: FORM for one that is empty, or has control characters.
        TypeError: for what is no text.
    """
    require_kind(author, str, "author is who writes, such as 'Ann'")
    require_kind(reason, str, "reason says why, such as 'as announced'")
    signed = ((_NAME, author, Place(argument="author")), (_REASON, reason, Place(argument="reason")))
    if problems := [problem for adapter, text, place in signed for problem in validate(adapter, text, place)[1]]:
        raise Refused(problems)


def gathered(action: Callable[[Given], Made], all_given: Iterable[Given], problems: list[Problem]) -> list[Made]:
    """What an action makes of each; what it refuses is gathered among the problems."""
    made: list[Made] = []
    for given in all_given:
        try:
            made.append(action(given))
        except Refused as refused:
            problems += refused.problems
    return made


class Posting:
    """One block of writing: posts entries behind each other, all of which enter the book or none.

    Made by :meth:`Book.writing`; good until its block ends.
    """

    def __init__(self, appender: Appender, register: Register) -> None:
        self._appender = appender
        self._register = register
        # The ids of the records that this block has stated, withdrawn or restored, in order.
        self._changed: dict[str, None] = {}
        self._open = True
        self._is_proven = False
        self._batch: int | None = None
        self._undoes: int | None = None
        # All entries of a block carry one time.
        self._time, self._clock = utc_time(appender.time), clock_of(appender.time)

    @property
    def register(self) -> Register:
        """The records as they stand, with those of this block, each looked up by its id."""
        self._still_open()
        return self._register

    @property
    def ids(self) -> AbstractSet[str]:
        """Every id ever used, those of withdrawn records too."""
        return self.register.ids

    def records(self) -> tuple[Record, ...]:
        """The records that are there now, with those of this block, sorted by id; all entries are hashed for it."""
        return tuple(self.there().values())

    def there(self) -> Mapping[str, Record]:
        """The same by id."""
        self._prove()
        self._appender.flush()
        return {record.id: record for record in replay(*self._journal).records(self._appender.place)}

    def open_batch(self, source: str, release: str, format: str, files: Sequence[FileRead]) -> Revision:  # noqa: A002 - the word of the users
        """Open a batch: all that this block posts from here on belongs to it.

        Args:
            source: whose data it is; all releases of a source have it in common.
            release: which release of it.
            format: in which format it was read.
            files: names, hashes and sizes of the files.
        """
        self._prove()
        payload = ImportPayload(source=source, release=release, format=format, files=tuple(files)).model_dump_json()
        revision = self._enter("import", payload)
        self._batch = revision.seq
        return replace(revision, batch=revision.seq)

    def reject(self, place: Place, problems: Iterable[Problem], lineage: Sequence[Lineage] = ()) -> Revision:
        """Keep a row of the open batch that did not become a record, with what was wrong in it; its place as text.

        Raises:
            RuntimeError: if no batch is open.
        """
        if self._batch is None:
            raise RuntimeError("a row is rejected in a batch")
        texts = tuple(map(str, problems))
        rejected = RejectPayload(batch=self._batch, place=str(place), problems=texts, lineage=tuple(lineage))
        return self._enter("reject", rejected.model_dump_json(exclude_none=True))

    def brought(self, source: str) -> dict[str, SourceRecord]:
        """What a source has brought before this block, by id, and how each record stands."""
        self._prove()
        return brought(*self._journal, source)

    def batches(self) -> tuple[Batch, ...]:
        """All batches before this block, oldest first."""
        self._prove()
        return tuple(batches(*self._journal))

    def sources(self) -> dict[str, str]:
        """The source that brought each record before this block, by id; those entered by hand are not among them."""
        self._prove()
        return sources(*self._journal)

    @contextmanager
    def undoing(self, batch: int) -> Iterator[Content]:
        """What a batch did, to be taken back: what is posted inside says that it undoes the batch."""
        self._prove()
        self._undoes = batch
        try:
            yield content_of(*self._journal, batch)
        finally:
            self._undoes = None

    def record(self, record: Record, lineage: Sequence[Lineage] = ()) -> Revision:
        """Enter a new record.

        Args:
            record: with an id that was never used.
            lineage: the rows of a source from which it was read, word for word.

        Raises:
            Refused: DUP for an id that was used before or a record that is there under another id; FORM for a record
                whose fields were changed without validation.
            TypeError: for anything that is not a record.
        """
        return self.enter(sound(record, self._origin(lineage)), lineage)

    def enter(self, stated: Sound, lineage: Sequence[Lineage] = ()) -> Revision:
        """The same for a record that :func:`sound` has made ready."""
        self._refuse_used(stated.record.id)
        return self._state("record", stated, lineage)

    def record_parsed(self, record: Record, lineage: Sequence[Lineage] = ()) -> Entry:
        """The same for a record that :func:`ledger.records.parse_record` has just made: it is not validated again.

        It returns only the entry: nobody asks for the hundred thousand revisions of a large import.
        """
        self._refuse_used(record.id)
        self._refuse_double(record)
        return self._append("record", record_payload(record, self._origin(lineage)), record.id, record)

    def amend(self, record: Record, lineage: Sequence[Lineage] = ()) -> Revision:
        """State a record anew because the world changed.

        Raises:
            Refused: REL if it is not there; FORM if it was of another kind; DUP if it now equals another record.
        """
        return self.restate("amend", sound(record, self._origin(lineage)), lineage)

    def correct(self, record: Record, lineage: Sequence[Lineage] = ()) -> Revision:
        """State a record anew because we were wrong; refused like :meth:`amend`."""
        return self.restate("correct", sound(record, self._origin(lineage)), lineage)

    def restate(self, action: Literal["amend", "correct"], stated: Sound, lineage: Sequence[Lineage] = ()) -> Revision:
        """The same for a record that :func:`sound` has made ready."""
        key, kind = stated.record.id, self._line(stated.record.id).kind
        if stated.record.record != kind:
            remedy = "record it under an id of its own and withdraw this one"
            place, found = Place(record=key, field="record"), quoted(stated.record.record)
            raise Refused([_error("FORM", place, found, f"a {kind}", remedy)])
        return self._state(action, stated, lineage)

    def withdraw(self, id: str) -> Revision:  # noqa: A002 - the word of the glossary
        """Take a record out; its id stays used, its revisions stay in the history.

        Raises:
            Refused: REL if it is not there, or if other records point at it (ties without effect do not count).
        """
        require_id(id)
        self._line(id)
        if pointing := self.register.index.needing(id):
            found = f"a record that {_listed(pointing)} {'points' if len(pointing) == 1 else 'point'} at"
            remedy = "withdraw these first, or amend them to point at another record"
            raise Refused([_error("REL", Place(record=id), found, "a record that no other needs", remedy)])
        return self._enter("withdraw", id_payload(id, self._origin()), id)

    def restore(self, id: str) -> Revision:  # noqa: A002 - the word of the glossary
        """Bring a withdrawn record back as it was.

        Raises:
            Refused: REL if it was not withdrawn; DUP if an equal record has come in since.
        """
        require_id(id)
        line = self.register.index.line(id)
        if line is None or line.there:
            found = f"{quoted(id)}, which {'is there' if line else 'was never recorded'}"
            expected = _with_nearest("the id of a withdrawn record", id, self.register.withdrawn)
            raise Refused(
                [_error("REL", Place(record=quoted(id)[1:-1]), found, expected, "check the id in the history")]
            )
        self._refuse_double(self.register.last_stated(line))
        return self._enter("restore", id_payload(id, self._origin()), id)

    def add_rates(self, name: str, data: bytes, stated: StatedQuotation = NOTHING_STATED) -> Revision:
        """Keep a file of rates as it is; a newer file of the same name takes its place in reports as of later days.

        Args:
            name: of the rate set.
            data: the bytes of the file.
            stated: what the person who adds it says of it, where the file does not.

        Raises:
            Refused: FORM for a name that is empty or has control characters, FX-FEED for what cannot be said of a file,
                or for one that is no file of rates.
            TypeError: for text instead of bytes.
        """
        self._still_open()
        require_kind(data, bytes, "data is the bytes of a file of rates, as Path.read_bytes gives them")
        problems = (*validate(_NAME, name, Place(argument="name"))[1], *stated_faults(stated))
        # What cannot be read would stop every later report of the book.
        if problems or (problems := errors(read_held_rates(name, data, stated)[1])):
            raise Refused(problems)
        self._prove()
        digest = hashlib.sha256(data).hexdigest()
        self._appender.add_file(digest, data)
        rates = RatesPayload(
            name=name,
            sha256=digest,
            bytes=len(data),
            batch=self._batch,
            base=stated.base,
            direction=stated.direction,
            source=stated.source,
        )
        payload = rates.model_dump_json(exclude_none=True)
        return self._enter("rates", payload)

    def withdraw_rates(self, name: str) -> Revision:
        """Take a rate set out of reports as of later days; its files stay in the history, for the reports before.

        Args:
            name: of the rate set; a file that is added under it later begins anew.

        Raises:
            Refused: FORM if no set of that name is there.
        """
        self._still_open()
        self._prove()
        self._appender.flush()
        there = rates_standing(*self._journal)
        if name not in there:
            expected = f"a rate set of the book: {', '.join(there)}" if there else "a book with a rate set"
            raise Refused([malformed(Place(argument="name"), quoted(name), expected, "name a set that is there")])
        return self._enter("withdraw_rates", RatesWithdrawnPayload(name=name).model_dump_json())

    def say(self, payload: DecisionPayload) -> Revision:
        """Enter what somebody says of the book: an issue, a sign-off, a waiver, a severity, a sample.

        It is said of all entries, so all of them are hashed first.

        Raises:
            Refused: REL for a sign-off of a report that was never issued, FORM for a code that cannot be waived or set.
        """
        self._still_open()
        self._prove()
        refuse_unsound(payload, {decision.seq for decision in self.decisions() if decision.action == "issue"})
        return self._enter(action_of(payload), payload.model_dump_json())

    def decisions(self) -> tuple[Decision, ...]:
        """What was said of the book before this block, oldest first."""
        return self._each_proven(decisions(*self._journal))

    def rate_files(self) -> tuple[RateFile, ...]:
        """The newest file of each rate set, with those of this block, in the order in which the names came in."""
        self._appender.flush()
        return self._each_proven(rate_files(*self._journal))

    @property
    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry, with those of this block."""
        return self._appender.head

    @property
    def broken(self) -> bool:
        """Whether a fault of the file was met, after which nothing of this block can be kept."""
        return self._appender.fault is not None

    def settle(self) -> None:
        """Hold the block to the rules between records and write what is waiting.

        Raises:
            Refused: REL or STAGE, or FILE if a fault of the file was met in the block.
        """
        if self._appender.fault:
            raise self._appender.fault
        if self._changed and (problems := self._register.tie_problems(self._changed)):
            raise Refused(problems)
        self._appender.flush()
        with self._appender.sticky_faults():
            self._register.index.keep(*self.head)

    def end(self) -> None:
        """Take no more postings: what came after the block would be lost."""
        self._open = False

    @property
    def _journal(self) -> tuple[Connection, Place]:
        return self._appender.connection, self._appender.place

    def _prove(self) -> None:
        """Hash all entries, once in a block, before something is asked or said of all of them."""
        if not self._is_proven:
            require_whole(*self._journal)
            self._is_proven = True

    def _each_proven(self, made: Iterable[Read]) -> tuple[Read, ...]:
        """What was read from entries, each of which is proven by its own hash."""
        those = tuple(made)
        for each in those:
            read_proven(*self._journal, each.seq)
        return those

    def _refuse_used(self, key: str) -> None:
        if line := self.register.index.line(key):
            found = f"the id {quoted(key)}, in the book already since {line.since}"
            remedy = "amend or correct that record, or choose another id"
            raise Refused([_error("DUP", Place(record=key, field="id"), found, "an id that was never used", remedy)])

    def _refuse_double(self, record: Record) -> None:
        """Refuse a record that says what another one says that is there."""
        content = all_but_id(record)
        for key in self.register.index.of_content(digest_of_content(record)):
            other = self.register.get(key) if key != record.id else None
            if other is not None and all_but_id(other) == content:
                found = f"the same in every field as {quoted(key)}"
                remedy = "leave it out, or say in its title or note what sets it apart"
                expected = "a record that is not there under another id"
                raise Refused([_error("DUP", Place(record=record.id), found, expected, remedy)])

    def _line(self, key: str) -> IndexLine:
        """What the index says of a record that is there."""
        line = self.register.index.line(key)
        if line is not None and line.there:
            return line
        found = f"{quoted(key)}, which {'was withdrawn' if line else 'is not there'}"
        expected = "a record that is there" if line else _with_nearest("the id of a record", key, self.register.there)
        remedy = "restore it first" if line else "check the id, or record it"
        raise Refused([_error("REL", Place(record=quoted(key)[1:-1]), found, expected, remedy)])

    def _state(self, action: str, stated: Sound, lineage: Sequence[Lineage]) -> Revision:
        self._refuse_double(stated.record)
        return self._enter(action, stated.payload, stated.record.id, stated.record, lineage)

    def _enter(
        self,
        action: str,
        payload: str,
        key: str | None = None,
        record: Record | None = None,
        lineage: Sequence[Lineage] = (),
    ) -> Revision:
        entry = self._append(action, payload, key, record)
        fields = (entry.seq, action, self._time, entry.author, entry.reason, key, record, entry.hash, payload)
        return Revision(*fields, self._batch, tuple(lineage), self._clock)

    def _append(self, action: str, payload: str, key: str | None, record: Record | None = None) -> Entry:
        self._still_open()
        entry = self._appender.append(action, payload)
        if key is not None:
            self._changed[key] = None
            with self._appender.sticky_faults():
                self._register.follow(action, entry.seq, entry.time[:10], key, record)
        return entry

    def _origin(self, lineage: Sequence[Lineage] = ()) -> str:
        return origin_of(self._batch, lineage, self._undoes)

    def _still_open(self) -> None:
        if not self._open:
            raise RuntimeError("this block of writing has ended")


def _with_nearest(expected: str, key: str, ids: Collection[str]) -> str:
    near = nearest(key, ids)
    return f"{expected}, perhaps {' or '.join(near)}" if near else expected


def _listed(ids: list[str]) -> str:
    shown = ids[:_SHOWN] + ([f"{len(ids) - _SHOWN} more"] if len(ids) > _SHOWN else [])
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


def _error(code: str, place: Place, found: str, expected: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, place, found, expected, remedy)

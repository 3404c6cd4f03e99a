"""The records of a book as a person looks through them: searched, narrowed down, counted and added up."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

from ledger.desk.field_changes import leaves
from ledger.desk.record_list import ListedRecord, list_records
from ledger.foundation import Phrase, Problem, read_only
from ledger.presentation import Language
from ledger.records import Commitment, Record, RelationKind, find_party, nearest, party_name
from ledger.reporting import Report, Row
from ledger.totals import MEASURES, NET_MEASURES, NOTHING, Cell, Cube, CubeFilling, Measure, Piece, Sum, sums

Facet = Literal["category", "sum", "donor", "recipient", "stage", "year", "currency", "finding"]
"""By what a list of records is narrowed down."""
FACETS: tuple[Facet, ...] = get_args(Facet)
Order = Literal["day", "donor", "title", "worth"]
"""By what a list of records is sorted."""
ORDERS_OF_VIEW: tuple[Order, ...] = get_args(Order)
NotCounted = Literal["internal", "outside", "undisclosed", "not converted", "no money", "endless", "nothing falls"]
"""Why a record is in no total where no rule of the report says so."""
NOT_CONVERTED = "not_converted"
"""What stands among the kinds of sums for one without a rate."""

_MEASURE_OF: Mapping[str, Measure] = {
    next(iter(stages)): measure for measure, stages in MEASURES.items() if measure not in NET_MEASURES
}
_WORD = re.compile(r"\w{3,}")
_BEFORE, _BEHIND = 36, 84


@dataclass(frozen=True)
class View:
    """Which records are looked at, and in which order.

    Args:
        search: words that all stand in a record, in capitals or not; a party may be named in any language.
        chosen: by facet the values of which a record has one; a facet that is not there lets all pass.
        order: by what they are sorted.
        descending: whether the newest, last or largest comes first.

    >>> View("howitzer", {"donor": frozenset({"NOR"})}).words
    ('howitzer',)
    """

    search: str = ""
    chosen: Mapping[Facet, frozenset[str]] = field(default_factory=lambda: read_only({}))
    order: Order = "day"
    descending: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the search, in small letters."""
        return tuple(dict.fromkeys(self.search.casefold().split()))

    @cached_property
    def parties(self) -> Mapping[str, str | None]:
        """By each word, and by all of them together, the key of the party that it names; None for all others.

        Kept, since it is asked of every record.
        """
        return {text: find_party(text) for text in (*self.words, self.search)}


@dataclass(frozen=True)
class BrowsedRecord:
    """A record with what it is in a report.

    Args:
        listed: the record with its day, donors, recipient and stage.
        title: its own, or that of its promise.
        facets: by which values it is found.
        measure: the total that it belongs to; None for a cancellation of what is not in the book.
        worth: what it adds to that, low, central and high; nothing where it is in no total.
        not_counted: why it is in no total; None for one that is.
    """

    listed: ListedRecord
    title: str
    facets: Mapping[Facet, frozenset[str]]
    measure: Measure | None
    worth: Sum
    not_counted: Phrase | NotCounted | None
    _searched_text: str = field(repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<BrowsedRecord {self.id}>"

    @property
    def id(self) -> str:
        """Of the record."""
        return self.listed.record.id

    @property
    def record(self) -> Record:
        """As it stands in the book."""
        return self.listed.record

    def says(self, view: View) -> bool:
        """Whether it has all that is searched for."""
        if not view.words:
            return True
        parties = view.parties
        return all(word in self._searched_text or self._is_of(parties[word]) for word in view.words) or self._is_of(
            parties[view.search]
        )

    def context(self, words: Sequence[str]) -> tuple[tuple[str, bool], ...]:
        """The first text in which one of these words stands, cut around it: its pieces, and whether each is a hit."""
        hit = re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)), re.IGNORECASE)
        own = next((text for text in _texts(self.record, self.title) if words and hit.search(text)), "")
        if own or not words:
            return _in_context(own, hit) if own else ((self.title, False),)
        fields = (text for _, text in leaves(self.record) if hit.search(text))
        return (self.title, False), *(
            (*((" · ", False),), *_in_context(text, hit)) if (text := next(fields, "")) else ()
        )

    def _is_of(self, party: str | None) -> bool:
        return party is not None and (party in self.listed.donors or party == self.listed.recipient)


@dataclass(frozen=True)
class Browsed:
    """What a view of a book shows.

    Args:
        records: all that are as asked for, in their order.
        in_book: how many the book holds.
        counts: by facet and value how many records of the view have it, whatever else of that facet is chosen.
        totals: what the records come to, one total for each measure: these are never added.
        near: a search that finds something, where this one finds nothing; empty for none.
    """

    records: tuple[BrowsedRecord, ...]
    in_book: int
    counts: Mapping[Facet, Mapping[str, int]]
    totals: Mapping[Measure, Sum]
    near: str = ""

    def __repr__(self) -> str:
        return f"<Browsed: {len(self.records)} of {self.in_book} records>"


class SearchableRecords:
    """The records of a book as they are looked through, each with what it is in a report of it.

    Args:
        records: of the book.
        report: that says what each is worth.
        findings: what the checks say of the book.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from ledger.desk import demo
    >>> with TemporaryDirectory() as folder:
    ...     made = demo(Path(folder))
    ...     searchable = SearchableRecords(made.book.records(), made.report, made.problems)
    >>> browsed = searchable.browse(View("military", {"donor": frozenset({"CAN"})}))
    >>> [it.id for it in browsed.records], str(browsed.totals["pledges"].figures.central)
    (['can-ukr-2024-04-16-1'], 'EUR 1,090,809,926.37')
    """

    def __init__(self, records: Iterable[Record], report: Report, findings: Iterable[Problem]) -> None:
        listed = list_records(records).records
        rows, cells = {row.record.id: row for row in report.rows}, _cells_by_record(report.pieces)
        codes: defaultdict[str, set[str]] = defaultdict(set)
        for problem in findings:
            codes[problem.place.record].add(problem.code)
        promises = {it.record.id: it.record for it in listed if isinstance(it.record, Commitment)}
        self._cells: Mapping[str, tuple[Cell, ...]] = cells
        self._records = tuple(
            _browsed(it, _promise(it.record, promises), rows.get(it.record.id), cells.get(it.record.id, ()), codes)
            for it in listed
        )
        self._by_id = {it.id: it for it in self._records}
        self._values: Mapping[Facet, frozenset[str]] = {
            facet: frozenset[str]().union(*(it.facets[facet] for it in self._records)) for facet in FACETS
        }

    def __repr__(self) -> str:
        return f"<SearchableRecords: {len(self._records)}>"

    def get(self, key: str) -> BrowsedRecord | None:
        """The record with this id; None if there is none."""
        return self._by_id.get(key)

    def paid_of(self, key: str) -> tuple[BrowsedRecord, ...]:
        """What later happened to a promise: its transactions, the oldest first."""
        own = (it for it in self._records if it.record.record == "transaction" and it.record.commitment == key)
        return tuple(sorted(own, key=lambda it: it.listed.day))

    def tied_to(self, key: str) -> tuple[tuple[BrowsedRecord, RelationKind], ...]:
        """The records that are tied to one, each with its tie."""
        promises = ((it, it.record) for it in self._records if isinstance(it.record, Commitment))
        return tuple((it, tie.kind) for it, record in promises for tie in record.relations if tie.target == key)

    def browse(self, view: View, language: Language | None = None) -> Browsed:
        """The records that are as asked for, with how many others each choice would show, and what they come to.

        Args:
            view: which records, in which order.
            language: in whose alphabet names are sorted; by default English.
        """
        # Only values that are there at all can be chosen, also those that this view has none of.
        counts = {facet: dict.fromkeys(values, 0) for facet, values in self._values.items()}
        chosen: list[BrowsedRecord] = []
        saying = [it for it in self._records if it.says(view)]
        for record in saying:
            _count(record, view, counts, chosen)
        near = "" if saying else self._nearest(view)
        in_order = _sorted(chosen, view, language or Language("en"))
        return Browsed(in_order, len(self._records), counts, self._totals(in_order), near)

    def _totals(self, records: Sequence[BrowsedRecord]) -> Mapping[Measure, Sum]:
        own = {it.measure for it in records if it.worth != NOTHING}
        cube = Cube(tuple(cell for it in records for cell in self._cells.get(it.id, ())))
        return {measure: sums(cube, (), measure).get((), NOTHING) for measure in MEASURES if measure in own}

    def _nearest(self, view: View) -> str:
        """The same search with the nearest words that are there; empty where that finds nothing either."""
        nearer = View(" ".join(self._near_word(word) for word in view.words))
        return nearer.search if any(it.says(nearer) for it in self._records) else ""

    def _near_word(self, word: str) -> str:
        alone = View(word)
        if any(it.says(alone) for it in self._records):
            return word
        return next(iter(nearest(word, self._vocabulary, most=1)), word)

    @cached_property
    def _vocabulary(self) -> Sequence[str]:
        """Every word that a record says, the most frequent first."""
        words = Counter(word for it in self._records for word in set(_WORD.findall(it._searched_text)))  # noqa: SLF001 - its own
        return [word for word, _ in words.most_common()]


def _cells_by_record(pieces: Iterable[Piece]) -> Mapping[str, tuple[Cell, ...]]:
    by_record: defaultdict[str, CubeFilling] = defaultdict(CubeFilling)
    for piece in pieces:
        by_record[piece.record_id].add(piece)
    return {key: filling.cube().over(()).cells for key, filling in by_record.items()}


def _promise(record: Record, promises: Mapping[str, Commitment]) -> Commitment | None:
    return record if isinstance(record, Commitment) else promises.get(record.commitment)


def _browsed(
    listed: ListedRecord,
    promise: Commitment | None,
    row: Row | None,
    cells: tuple[Cell, ...],
    codes: Mapping[str, Iterable[str]],
) -> BrowsedRecord:
    record = listed.record
    stage = f"cancelled {promise.stage}" if promise and listed.stage == "cancellation" else listed.stage
    measure = _MEASURE_OF.get(stage)
    worth = sums(Cube(cells), (), measure).get((), NOTHING) if measure else NOTHING
    title = record.title or (promise.title if promise else record.id)
    facets: Mapping[Facet, frozenset[str]] = {
        "category": frozenset([promise.category] if promise else []),
        "sum": frozenset([record.amount.qualifier, *([NOT_CONVERTED] if worth.not_converted else [])]),
        "donor": frozenset(listed.donors),
        "recipient": frozenset([listed.recipient] if listed.recipient else []),
        "stage": frozenset([listed.stage]),
        "year": frozenset([str(listed.day.year)]),
        "currency": frozenset([record.amount.currency or ""]),
        "finding": frozenset(codes.get(record.id, ())),
    }
    names = [party_name(it) for it in (*listed.donors, listed.recipient) if it]
    haystack = "\n".join((title, *names, *(text for _, text in leaves(record)))).casefold()
    return BrowsedRecord(listed, title, facets, measure, worth, _not_counted(record, row, worth), haystack)


def _not_counted(record: Record, row: Row | None, worth: Sum) -> Phrase | NotCounted | None:
    """Why a record is in no total; None for one that is."""
    reasons: Iterator[tuple[bool, Phrase | NotCounted | None]] = iter(
        (
            (bool(worth.records), None),
            (row is None, "internal" if record.handling == "internal" else "outside"),
            (row is not None and row.left_out is not None, row.left_out if row else None),
            (record.amount.qualifier == "none", "no money"),
            (bool(worth.not_converted), "not converted"),
            (bool(worth.without_figure), "undisclosed"),
            (row is not None and row.schedule is None, "endless"),
        )
    )
    return next((reason for applies, reason in reasons if applies), "nothing falls")


def _count(
    record: BrowsedRecord, view: View, counts: Mapping[Facet, dict[str, int]], chosen: list[BrowsedRecord]
) -> None:
    """Count a record where each choice of the others lets it pass, and keep one that all let pass."""
    failing = [it for it in view.chosen if view.chosen[it] and view.chosen[it].isdisjoint(record.facets[it])]
    if not failing:
        chosen.append(record)
    for facet in FACETS:
        if not failing or failing == [facet]:
            for value in record.facets[facet]:
                counts[facet][value] += 1


def _sorted(records: Iterable[BrowsedRecord], view: View, language: Language) -> tuple[BrowsedRecord, ...]:
    keys: Mapping[Order, Callable[[BrowsedRecord], Any]] = {
        "day": lambda it: it.listed.day,
        "donor": lambda it: language.sort_key(language.party(it.listed.donor)),
        "title": lambda it: language.sort_key(it.title),
        "worth": lambda it: it.worth.figures.central_minor,
    }
    in_order = sorted(sorted(records, key=lambda it: it.id), key=keys[view.order], reverse=view.descending)
    if view.order == "worth":
        # What nobody states is neither the smallest nor the largest.
        in_order.sort(key=lambda it: not it.worth.records)
    return tuple(in_order)


def _texts(record: Record, title: str) -> Iterator[str]:
    """The texts of a record, those first that people read."""
    yield title
    yield from (it.quote for it in record.sources if it.quote)
    yield from map(str, record.items)
    yield record.note or ""
    yield from (text for it in record.sources for text in (it.title, it.publisher))


def _in_context(text: str, hit: re.Pattern[str]) -> tuple[tuple[str, bool], ...]:
    """A text cut at blanks around its first hit: what is one, and what stands between."""
    place = hit.search(text)
    first = place.start() if place else 0
    start, end = max(0, first - _BEFORE), min(len(text), first + _BEHIND)
    if start:
        start = text.find(" ", start, first) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", first, end), place.end() if place else end)
    pieces, reached = [("… ", False)] if start else [], start
    for match in hit.finditer(text, start, end):
        pieces += [(text[reached : match.start()], False), (match[0], True)]
        reached = match.end()
    pieces += [(text[reached:end], False), *([(" …", False)] if end < len(text) else [])]
    return tuple(piece for piece in pieces if piece[0])

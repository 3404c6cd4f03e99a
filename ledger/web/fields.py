"""The fields of the form for a record: what each is called, what may be chosen, and in which order they stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ledger import desk
from ledger.foundation import Problem, errors, marked
from ledger.presentation import Language, label_in
from ledger.records import Heading, Record, cells_of, code_list, find_party, heading_of, name_in_record

Row = Mapping[str, str]
FieldKind = Literal["text", "long", "choice", "switch"]
"""How a field is filled in: a line, several lines, one of a list, or one of a few that stand side by side."""

_LABELS: Mapping[str, str] = {
    "title": marked("Title"),
    "donor": marked("Donor"),
    "recipient": marked("Recipient"),
    "category": marked("Category"),
    "instrument": marked("Instrument"),
    "stage": marked("Stage"),
    "announced": marked("Announced"),
    "commitment": marked("Promise"),
    "type": marked("What happened"),
    "value_date": marked("Day"),
    "qualifier": marked("How firm is the sum?"),
    "amount": marked("Amount"),
    "currency": marked("Currency"),
    "term": marked("When is it due?"),
    "start": marked("From"),
    "end": marked("Until"),
    "every": marked("How often?"),
    "equivalent_amount": marked("The same sum in another currency"),
    "equivalent_currency": marked("Currency of that figure"),
    "equivalent_qualifier": marked("How firm is that figure?"),
    "partners": marked("Others that take part"),
    "part_of": marked("Part of"),
    "fulfils": marked("Fulfils"),
    "restates": marked("Restates"),
    "supersedes": marked("Stands in place of"),
    "tops_up": marked("Adds money to"),
    "contributes_to": marked("A share in"),
    "draws_down": marked("Paid out of"),
    "related_to": marked("On the same matter as"),
    "item": marked("Goods"),
    "quantity": marked("How many"),
    "unit": marked("Unit of goods"),
    "valuation_basis": marked("On what their value rests"),
    "publisher": marked("Publisher"),
    "source_title": marked("Title of the source"),
    "url": marked("Address of the source"),
    "published": marked("Published"),
    "quote": marked("Words of the source"),
    "note": marked("Note"),
    "handling": marked("Who may see it"),
    "id": marked("Id"),
    "kind": marked("What it is to the other one"),
    "target": marked("The other record"),
}
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "stage": {"pledge": marked("pledge: announced, not yet agreed"), "commitment": marked("commitment: agreed or law")},
    "qualifier": {
        "": marked("as the amount says"),
        "exact": marked("exactly"),
        "about": marked("about"),
        "at_least": marked("at least"),
        "up_to": marked("up to"),
        "range": marked("between two figures"),
        "undisclosed": marked("not disclosed"),
        "none": marked("no money is promised"),
    },
    "term": {
        "one_off": marked("once"),
        "period": marked("over a period"),
        "recurring": marked("again and again"),
    },
    "every": {
        "": marked("choose"),
        "year": marked("every year"),
        "quarter": marked("every quarter"),
        "month": marked("every month"),
    },
    "handling": {"": marked("everybody"), "internal": marked("only this office: left out of public reports")},
}
_TYPES = ("allocation", "disbursement", "delivery", "cancellation", "return")
_OF_SUMS = ("low", "high")
_PROMISE = (
    ("donor", "recipient"),
    ("announced", "title"),
    ("amount",),
    ("qualifier", "stage"),
    ("category", "instrument"),
    ("term",),
    ("start", "end", "every"),
    ("quote",),
    ("publisher", "source_title"),
    ("url", "published"),
)
_EVENT = (
    ("commitment",),
    ("type", "value_date"),
    ("amount",),
    ("qualifier",),
    ("quote",),
    ("publisher", "source_title"),
    ("url", "published"),
)
_PARTIES = ("donor", "recipient")
_LONG = ("quote", "note")
_ASIDE = ("record", "id", "currency", *_OF_SUMS)
_WITHOUT_A_SUM = ("undisclosed", "none")
_BEFORE = {"about": "about", "at_least": "at least", "up_to": "up to"}


@dataclass(frozen=True)
class FormField:
    """A field as a page shows it.

    Args:
        name: its heading.
        label: what it is called, in the language of the reader.
        help: what belongs there, in English.
        text: what stands in it.
        kind: how it is filled in.
        choices: code and words of each that may be chosen.
        problems: what was found in it.
    """

    name: str
    label: str
    help: str
    text: str
    kind: FieldKind
    choices: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_faulty(self) -> bool:
        """Whether it keeps the record out."""
        return any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True)
class RecordFields:
    """The fields of a form: in rows those that every record of its kind has, and further ones.

    Args:
        rows: of fields that stand side by side.
        more: the others.
        elsewhere: what was found in no single field.
        author: what is wrong with the name of who enters it.
        reason: what is wrong with the reason.
    """

    rows: tuple[tuple[FormField, ...], ...]
    more: tuple[FormField, ...]
    elsewhere: tuple[Problem, ...]
    author: tuple[Problem, ...] = ()
    reason: tuple[Problem, ...] = ()

    @property
    def all(self) -> tuple[FormField, ...]:
        """Every field, in the order of the page."""
        return (*(it for row in self.rows for it in row), *self.more)

    @property
    def is_sound(self) -> bool:
        """Whether nothing keeps the record out but who enters it and why."""
        others = (*self.elsewhere, *(problem for it in self.all for problem in it.problems))
        return not errors(others)

    @property
    def has_more(self) -> bool:
        """Whether anything is said in a further field, or of one."""
        return any(it.text or it.problems for it in self.more)


def fields_of(row: Row, problems: Iterable[Problem], language: Language) -> RecordFields:
    """The fields of a form with what was typed and what was found.

    >>> shown = fields_of({"donor": "Canada"}, (), Language("en"))
    >>> [(it.label, it.text) for it in shown.rows[0]]
    [('Donor', 'Canada'), ('Recipient', '')]
    """
    layout = _EVENT if row.get("record") == "transaction" else _PROMISE
    names = {name for names in layout for name in names}
    return _placed(layout, [name for name in _further(row) if name not in names], row, problems, language)


def fields_for(names: Sequence[str], row: Row, problems: Iterable[Problem], language: Language) -> RecordFields:
    """Some fields one below the other, which are none of a record.

    >>> [it.label for it in fields_for(["target"], {}, (), Language("en")).all]
    ['The other record']
    """
    return _placed([(name,) for name in names], (), row, problems, language)


def _placed(
    layout: Sequence[Sequence[str]], further: Sequence[str], row: Row, problems: Iterable[Problem], language: Language
) -> RecordFields:
    """Fields where they stand, each with what was found in it."""
    names = [*(name for names in layout for name in names), *further]
    by_field: dict[str, list[Problem]] = {}
    signing: dict[str, list[Problem]] = {"author": [], "reason": []}
    for problem in problems:
        where = signing.get(problem.place.argument)
        (by_field.setdefault(field_of(problem), []) if where is None else where).append(problem)
    elsewhere = tuple(problem for name, those in by_field.items() if name not in names for problem in those)

    def field(name: str) -> FormField:
        return _field(name, row.get(name, ""), tuple(by_field.get(name, ())), language)

    rows = tuple(tuple(map(field, it)) for it in layout)
    return RecordFields(rows, tuple(map(field, further)), elsewhere, *map(tuple, signing.values()))


def label_of(name: str, language: Language) -> str:
    """What a field is called; a rare one by its heading, in English.

    >>> label_of("amount", Language("de")), label_of("publisher_2", Language("de"))
    ('Betrag', 'Publisher 2')
    """
    return language.term(_LABELS[name]) if name in _LABELS else name.replace("_", " ").capitalize()


def field_of(problem: Problem) -> str:
    """The field in which a problem is mended; empty where it is none of the form.

    >>> from ledger.foundation import Place, Severity
    >>> fields = ("currency", "sources", "low")
    >>> [field_of(Problem("FORM", Severity.ERROR, Place(field=it), "", "", "")) for it in fields]
    ['amount', 'publisher', 'amount']
    """
    name = problem.place.field
    heading = heading_of(name) or heading_of(name_in_record(name, {}))
    own = heading.name if heading else ""
    return "amount" if own in ("currency", *_OF_SUMS) else own


def row_of(record: Record, language: Language) -> dict[str, str]:
    """A record as the form has it: parties by their names, and its sum in one field, with its currency.

    >>> from ledger.records import Amount, Transaction
    >>> sum_of = Amount(qualifier="range", low="600000", high="700000", currency="EUR")
    >>> paid = Transaction(id="x-1", commitment="x", type="delivery", value_date="2025-03-06", amount=sum_of)
    >>> row_of(paid, Language("en"))["amount"]
    '600 000-700 000 EUR'
    """
    cells = cells_of(record)
    figures = [_grouped(cells[name]) for name in ("amount", *_OF_SUMS) if cells.get(name)]
    row = {name: text for name, text in cells.items() if name not in ("currency", *_OF_SUMS)}
    # How firm the sum is stands before it, as a source says it; what has no sum says so by itself.
    firmness = cells["qualifier"] if cells["qualifier"] in _WITHOUT_A_SUM else ""
    row["amount"] = " ".join(filter(None, (_BEFORE.get(cells["qualifier"]), "-".join(figures), cells.get("currency"))))
    row["qualifier"] = firmness
    # A name that means somebody else too would not be read back.
    names = {it: language.party(cells[it]) for it in _PARTIES if it in cells}
    return row | {it: name for it, name in names.items() if find_party(name) == cells[it]}


def answers_of(row: Row) -> dict[str, str]:
    """What was typed, without the fields that the other answers make superfluous.

    >>> answers_of({"amount": "undisclosed", "term": "one_off", "end": "2026"})
    {'amount': '', 'term': 'one_off', 'qualifier': 'undisclosed'}
    """
    given = {name: text for name, text in row.items() if text.strip() and heading_of(name)}
    word = next(
        (it for it in _WITHOUT_A_SUM if desk.as_read({"qualifier": given.get("amount", "")})["qualifier"] == it), ""
    )
    if word:
        given |= {"amount": "", "qualifier": word}
    plain = {**desk.as_read(given), "record": given.get("record", "")}
    asked = {it.name for it in desk.asked_headings({"qualifier": "", **plain})}
    return {name: text for name, text in given.items() if name in asked or not _is_asked(name) or name == "amount"}


def _is_asked(name: str) -> bool:
    heading = heading_of(name)
    return heading is not None and heading.asked


def _grouped(figure: str) -> str:
    return f"{Decimal(figure):,}".replace(",", " ")


def _further(row: Row) -> Iterator[str]:
    """The fields that not every record has, and whatever else the row has."""
    kind = row.get("record") or "commitment"
    asked = [it.name for it in _headings(kind) if it.name not in _ASIDE]
    yield from asked
    yield from (name for name in row if name not in (*asked, *_ASIDE) and heading_of(name))


def _headings(kind: str) -> Sequence[Heading]:
    everything = {"record": kind, "equivalent_amount": "1", "item": "x", "quantity": "1", "publisher": "x"}
    return desk.asked_headings({**everything, "term": "recurring", "qualifier": ""})


def _field(name: str, text: str, problems: tuple[Problem, ...], language: Language) -> FormField:
    heading = heading_of(name)
    help_text = f"{heading.meaning}, for example {heading.example}" if heading else ""
    if name == "amount":
        help_text = "As the source says it, with its currency: 3 bn GBP, up to €50 billion, undisclosed"
    choices = tuple(choices_of(name, language))
    kind: FieldKind = "switch" if name == "term" else "choice" if choices else "long" if name in _LONG else "text"
    return FormField(name, label_of(name, language), "" if choices else help_text, text, kind, choices, problems)


def choices_of(name: str, language: Language) -> Iterator[tuple[str, str]]:
    """What may be chosen under a heading, as code and words; nothing where any text may stand.

    >>> list(choices_of("every", Language("en")))[1]
    ('year', 'every year')
    """
    if name in ("category", "instrument"):
        yield "", language.term(marked("choose"))
        yield from ((code, label_in(name, code, language)) for code in code_list(_LISTS[name]))
    elif name == "type":
        yield from ((code, label_in("stage", code, language)) for code in _TYPES)
    elif name == "valuation_basis":
        yield "", language.term(marked("choose"))
        yield from code_list(_LISTS[name]).items()
    else:
        yield from ((code, language.term(words)) for code, words in _CHOICES.get(name, {}).items())


_LISTS = {"category": "categories", "instrument": "instruments", "valuation_basis": "valuation_bases"}

"""The form beside a report: which of its rules are to be otherwise, in words."""

from collections.abc import Iterable, Iterator, Mapping

from ledger.foundation import Problem, marked
from ledger.presentation import Language
from ledger.records import GROUPS
from ledger.reporting import Definition
from ledger.web.asked_report import OPTIONS
from ledger.web.fields import FieldKind, FormField, RecordFields

_LABELS: Mapping[str, str] = {
    "since": marked("Announced from"),
    "cutoff": marked("Announced until"),
    "horizon": marked("Counted to"),
    "as_of": marked("As the book stood on"),
    "against": marked("Compared with"),
    "basis": marked("Rates"),
    "currency": marked("Currency"),
    "unit": marked("Unit"),
    "decimals": marked("Decimals"),
    "group": marked("Donors"),
    "by": marked("Tables by"),
}
_HELP: Mapping[str, str] = {
    "since": "A day, for example 1 March 2025; empty: from the first announcement",
    "cutoff": "A day; empty: up to the last announcement",
    "horizon": "The last day up to which promises without an end count",
    "as_of": "A day, or entry:12, batch:3, issue:7; empty: as it stands",
    "against": "A day, issue:7, or cutoff:31 March 2025 for what was announced by then",
    "currency": "Three letters, for example USD",
}
_UNITS: Mapping[str, str] = {
    "one": marked("one"),
    "thousand": marked("thousand"),
    "million": marked("million"),
    "billion": marked("billion"),
}
_BASES: Mapping[str, str] = {
    "announced": marked("of the day of the announcement"),
    "month": marked("mean of the month of the announcement"),
    "year": marked("mean of the year of the announcement"),
    "period-month": marked("mean of the month in which it is due"),
    "period-year": marked("mean of the year in which it is due"),
}
_CUTS: Mapping[str, str] = {
    "donor,year": marked("donor and year"),
    "donor,category": marked("donor and category"),
    "category,year": marked("category and year"),
    "recipient,year": marked("recipient and year"),
    "donor": marked("donor"),
    "category": marked("category"),
    "stage": marked("stage"),
}
_ROWS = (
    ("since", "cutoff"),
    ("horizon", "as_of"),
    ("against",),
    ("basis", "currency"),
    ("unit", "decimals"),
    ("group", "by"),
)


def report_fields(
    rules: Definition, texts: Mapping[str, str], problems: Iterable[Problem], language: Language
) -> RecordFields:
    """The fields of the form with what is asked and what was found wrong in it.

    Args:
        rules: of the report by itself, which stand where nothing is asked.
        texts: what is asked, by option.
        problems: what was found.
        language: of the reader.

    >>> from ledger.desk import varied_report
    >>> fields = report_fields(varied_report("brief"), {"unit": "billion"}, (), Language("en"))
    >>> [(it.name, it.text) for it in fields.all if it.text]
    [('unit', 'billion')]
    """
    by_option: dict[str, list[Problem]] = {}
    for problem in problems:
        by_option.setdefault(problem.place.argument or problem.place.field, []).append(problem)

    def field(name: str) -> FormField:
        choices = tuple(_choices(name, rules, language))
        label, own = language.term(_LABELS[name]), tuple(by_option.get(name, ()))
        kind: FieldKind = "choice" if choices else "text"
        return FormField(name, label, _HELP.get(name, ""), texts.get(name, ""), kind, choices, own)

    elsewhere = tuple(problem for name, those in by_option.items() if name not in OPTIONS for problem in those)
    return RecordFields(tuple(tuple(map(field, row)) for row in _ROWS), (), elsewhere)


def _choices(name: str, rules: Definition, language: Language) -> Iterator[tuple[str, str]]:
    """What may be chosen: first what the report says by itself."""
    by_itself = {"basis": str(rules.basis), "unit": rules.unit, "decimals": str(rules.decimals)}
    words: Mapping[str, str] = {"basis": _BASES, "unit": _UNITS, "by": _CUTS}.get(name, {})
    if name in by_itself:
        own = by_itself[name]
        named = language.term(words[own]) if own in words else own
        yield "", language.say("as the report has it: {words}", words=named)
    if name in ("group", "by"):
        yield "", language.term(marked("all") if name == "group" else marked("as the report has it"))
    if name == "group":
        yield from ((code, title) for code, title in GROUPS.items())
    if name == "decimals":
        yield from ((str(number), str(number)) for number in range(4))
    yield from ((code, language.term(title)) for code, title in words.items())

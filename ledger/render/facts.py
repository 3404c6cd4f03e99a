"""On what a report rests, in words: its rules, and the state of the book from which it was made."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from ledger.audit import fingerprint
from ledger.foundation import marked
from ledger.presentation import Language, basis_in_words
from ledger.render.cells import Value
from ledger.render.limits import EXCEL
from ledger.reporting import Report, definition_text, donors_counted, recipients_counted


class Fact(StrEnum):
    """The names of the facts by which a workbook that comes back is found and explained, in English.

    >>> Fact.HEAD.value
    'Head hash of the book'
    """

    REPORT = marked("Report")
    CURRENCY = marked("Currency")
    BASIS = marked("Basis of the rates")
    CUTOFF = marked("Announced by (cutoff)")
    AS_OF = marked("Recorded by (as of)")
    HORIZON = marked("Counted up to (horizon)")
    ISSUED_AS = marked("Issued as entry")
    ENTRIES = marked("Entries in the book")
    HEAD = marked("Head hash of the book")
    DEFINITION = marked("Definition, for the program")
    FINGERPRINT = marked("Fingerprint of the definition")


def facts_of(report: Report, language: Language) -> Sequence[tuple[str, Value]]:
    """Each fact with its name, in the order in which a reader needs them.

    What a workbook is found and explained by is the same in every language: days, numbers, and what one types.
    """
    return [(language.say(name), value) for name, value in _facts(report, language)]


def _facts(report: Report, language: Language) -> Sequence[tuple[str, Value]]:
    """The same, each with its name in the language of the program."""
    say, worded = language.say, language.worded
    definition, issued = report.definition, report.issued
    used = dict.fromkeys((it.rate_set.name, it.rate_set.source) for it in report.rates)
    return [
        (Fact.REPORT, definition.name),
        (Fact.CURRENCY, definition.currency),
        (Fact.BASIS, definition.basis),
        (marked("Rates from"), _sources(used, language) or say("none used")),
        (marked("Donors counted"), worded(donors_counted(definition.boundary))),
        (marked("Recipients counted"), worded(recipients_counted(definition.boundary))),
        (Fact.CUTOFF, definition.cutoff or say("no limit")),
        (Fact.AS_OF, issued.as_of),
        (Fact.HORIZON, definition.horizon or say("the end of each term")),
        (marked("Fiscal year begins"), say("{day} (month-day)", day=definition.fiscal_year_starts)),
        (_HANDLED, say(_HANDLING[definition.handling])),
        (Fact.ISSUED_AS, say("not issued") if issued.number is None else issued.number),
        (Fact.ENTRIES, issued.entries),
        (Fact.HEAD, issued.head),
        (marked("Made with"), f"defense-ledger {issued.version}"),
    ]


def _sources(used: Iterable[tuple[str, str]], language: Language) -> str:
    """Each set of rates that was used, with who publishes it."""
    named = (language.say("{labels}: {names}", labels=name, names=source) for name, source in used)
    return language.apart(named)


def facts_for_readers(report: Report, language: Language) -> Iterator[tuple[str, Value]]:
    """The same as notes of a workbook have it, without what its other notes say already.

    The basis stands there in words, unless the definition has no room: then the file is explained by what one types.
    """
    for name, value in _facts(report, language):
        if name == Fact.BASIS and _is_carried(report):
            yield language.say(name), basis_in_words(report, language)
        elif name != _HANDLED:
            yield language.say(name), value


def carried_definition(report: Report, language: Language) -> Iterator[tuple[str, Value]]:
    """The definition by which a workbook was drawn, and its fingerprint: so that whoever has the file can explain it.

    One that is longer than a cell stands nowhere.
    """
    if _is_carried(report):
        text = definition_text(report.definition)
        yield language.say(Fact.FINGERPRINT), fingerprint(text)
        yield language.say(Fact.DEFINITION), text


def _is_carried(report: Report) -> bool:
    return len(definition_text(report.definition)) <= EXCEL.characters


_HANDLED = marked("Handling")
_HANDLING = {"public": marked("public"), "internal": marked("internal")}

"""What documents, their tables and sheets are called: our titles in the language, those of others as written."""

from collections.abc import Mapping, Sequence

from ledger.foundation import marked
from ledger.presentation.language import Language
from ledger.presentation.words import DIMENSION_TITLES, MEASURE_TITLES, title_by
from ledger.reporting import Report, TableDefinition, shipped_words
from ledger.totals import Dimension

_BY_ONE: Mapping[Dimension, str] = {
    "donor": marked("{subject} by donor"),
    "recipient": marked("{subject} by recipient"),
    "category": marked("{subject} by category"),
    "instrument": marked("{subject} by instrument"),
    "stage": marked("{subject} by stage"),
    "currency": marked("{subject} by original currency"),
    "year": marked("{subject} by year"),
    "fiscal_year": marked("{subject} by fiscal year"),
    "quarter": marked("{subject} by quarter"),
}


def titled(text: str, report: Report, language: Language) -> str:
    """A title or a name in the language of a document, where the definition that came with the package has it.

    A title that somebody wrote stays, also where it is a word of ours.
    """
    return language.term(text) if text in shipped_words(report.definition.name) else text


def title_parts(definition: TableDefinition) -> tuple[str, tuple[Dimension, ...]]:
    """What a table adds, and by which dimensions."""
    across = (definition.columns,) if definition.columns else ()
    return MEASURE_TITLES[definition.measure], (*definition.rows, *across)


def title_in(title: str, parts: tuple[str, Sequence[Dimension]], report: Report, language: Language) -> str:
    """The title of a table in the language of a document.

    Args:
        title: that of the definition.
        parts: what the table adds, and by which dimensions: where the title says only that, it is translated anew.
        report: whose definition it is in.
        language: of the document.
    """
    subject, by = parts
    translated = titled(title, report, language)
    if translated != title or title != title_by(subject, by) or language.code == "en":
        return translated
    return added_by(subject, by, language)


def added_by(subject: str, by: Sequence[Dimension], language: Language) -> str:
    """What is added by which dimensions, in the language of a document; several are a list, in the nominative.

    >>> added_by("Pledges", ["year"], Language("de")), added_by("Pledges", ["year"], Language("pl"))
    ('Zusagen nach Jahr', 'Deklaracje według lat')
    """
    if len(by) == 1:
        return language.say(_BY_ONE[by[0]], subject=language.term(subject))
    names = ", ".join(language.inside(language.term(DIMENSION_TITLES[dimension])) for dimension in by)
    return language.say("{subject} by {dimensions}", subject=language.term(subject), dimensions=names)


def tab_in(name: str, title: str, parts: tuple[str, Sequence[Dimension]], report: Report, language: Language) -> str:
    """What the sheet of a table is called in the language of a document, at whatever length.

    Where nobody wrote a title, nobody wrote the name: the sheet is called by the title then. Any other name is that of
    a definition of ours, or somebody's own and stays. In English a name of ours reads like one that nobody wrote: it is
    one where it consists of what the table adds, and by what.

    Args:
        name: of the table in its report.
        title: that of the definition.
        parts: as for :func:`title_in`.
        report: whose definition it is in.
        language: of the document.
    """
    subject, by = parts
    tab = titled(name, report, language)
    is_unwritten = title == title_by(subject, by) and (language.code != "en" or _is_generated(name, subject, by))
    return title_in(title, parts, report, language) if tab == name and is_unwritten else tab


def _is_generated(name: str, subject: str, by: Sequence[Dimension]) -> bool:
    """Whether a name is the beginning of what a table adds, and by which dimensions, without any word between them."""
    measures = (measure.capitalize() for measure, title in MEASURE_TITLES.items() if title == subject)
    generated = (" ".join((first, *by)).replace("_", " ") for first in (*measures, subject))
    return any(it.startswith(name) and " " in name for it in generated)

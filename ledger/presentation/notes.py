"""What stands around the tables in words: as of when, in which unit, by which rules, and what is left out."""

from collections.abc import Iterator

from ledger.foundation import marked, marked_count
from ledger.presentation.changes import ShownTotals, other_totals
from ledger.presentation.comparison import Comparison
from ledger.presentation.language import Language
from ledger.presentation.measured import Measured
from ledger.presentation.method import basis_in_words
from ledger.presentation.no_sum import falling_due_later
from ledger.presentation.numbers import FigureScale
from ledger.presentation.presented import Remark, RoundingCost
from ledger.presentation.titles import title_in, title_parts, titled
from ledger.presentation.words import label_inside
from ledger.records import GROUP_MEMBERS
from ledger.reporting import LIMITS, NO_CHART, TERMS, Note, Report

# What a reader of figures must know of the method. What is said of single records stands in the workbook.
_CARRIED = (
    *(marked("Signed off"), marked("Severity"), marked("Rates"), marked("No rate"), marked("Spreading")),
    *(marked("Low, central, high"), marked("Stages"), marked("Boundary"), marked("Since"), marked("Filter")),
    *(marked("Not shown"), marked("Still open"), marked("Paid beyond"), marked("Paid of others"), marked("Groups")),
    *(marked("Envelopes"), marked("Joint donors"), marked("Returns"), marked("Rates reach to")),
)
# What is said of single records and of how a workbook computes, for which no other document has room.
_OF_WORKBOOKS = (
    *(marked("Conversion"), marked("Arithmetic"), marked("Not counted"), marked("Memo lines"), marked("Envelope")),
    *(marked("Given jointly"), marked("Instalments"), marked("Counted by days"), marked("Not converted")),
    *(marked("Provisional"), marked("Record")),
)
# Of these, without which the figures would mislead.
_ALWAYS = ("Signed off", "Stages", "Boundary", "Since", "Filter", "Not shown")


def as_of_line(measured: Measured) -> str:
    """As of which day the report is, which announcements it counts, and whether it is for the house only."""
    report, language = measured.report, measured.language
    definition = report.definition
    days = {"day": report.issued.as_of, "since": definition.since, "cutoff": definition.cutoff}
    written = {name: language.day(day) for name, day in days.items() if day}
    line = language.say(_AS_OF[definition.since is not None, definition.cutoff is not None], **written)
    for limit in limits_in_words(measured):
        line = language.say("{line} · {limit}", line=line, limit=limit)
    if report.definition.handling == "internal":
        return language.say("{line} · internal: for the house only", line=line)
    return line


_AS_OF = {
    (False, False): marked("As of {day} · announcements counted up to that day"),
    (False, True): marked("As of {day} · announcements counted up to {cutoff}"),
    (True, False): marked("As of {day} · announced from {since} up to that day"),
    (True, True): marked("As of {day} · announced from {since} to {cutoff}"),
}


def limits_in_words(measured: Measured) -> tuple[str, ...]:
    """To which labels of which dimensions the report is limited."""
    language, filters = measured.language, measured.report.definition.filters
    limits = []
    for dimension, labels in filters.limits.items():
        names = [
            language.inside(language.term(TERMS[it])) if dimension == "term" else label_inside(dimension, it, language)
            for it in labels
        ]
        if filters.is_of_groups(dimension):
            names += [language.term(GROUP_MEMBERS[group]) for group in filters.groups]
        limits.append(
            language.say("{labels}: {names}", labels=language.term(LIMITS[dimension]), names=language.listed(names))
        )
    return tuple(limits)


def unit_line(measured: Measured) -> str:
    """What stands below the title of a table: unit, basis of the rates, and how it is rounded."""
    language, scale = measured.language, measured.scale
    unit, basis = language.unit(scale), basis_in_words(measured.report, language)
    if scale.step_minor > 1:
        sentence = marked("{unit}, {basis}. Figures are rounded so that rows and columns add up.")
    else:
        sentence = marked("{unit}, {basis}. Figures are exact to the smallest unit.")
    return language.at_start(language.say(sentence, unit=unit, basis=basis))


def notes_of(
    measured: Measured,
    rounding: RoundingCost,
    comparison: Comparison | None,
    totals: ShownTotals,
    *,
    is_drawn: bool,
) -> tuple[Remark, ...]:
    """All notes of a presentation.

    Args:
        measured: what is presented.
        rounding: what rounding has cost.
        comparison: the earlier report that it is compared with.
        totals: what tables display of each total, and of its change.
        is_drawn: whether it has a chart.
    """
    report, language, say = measured.report, measured.language, measured.language.say
    definition, issued = report.definition, report.issued
    horizon = language.day(definition.horizon) if definition.horizon else say("the end of each term")
    return (
        Remark(say("Rounding"), " ".join(_rounding(rounding, measured.scale, language))),
        Remark(say("Horizon"), say("What recurs is counted up to {horizon}.", horizon=horizon)),
        *_empty(measured),
        *_uncompared(measured, comparison, totals),
        *(() if is_drawn else _undrawn(measured)),
        *_left_out(measured),
        *(remark_of(it, language) for it in report.notes if it.about in _CARRIED),
        Remark(say("Handling"), say(_HANDLING[definition.handling]), is_always_shown=True),
        Remark(
            say("Book"),
            say(
                "Entries: {entries}, head {head}; made with defense-ledger {version}.",
                entries=language.whole(issued.entries),
                head=issued.head,
                version=issued.version,
            ),
        ),
    )


def further_notes(report: Report) -> tuple[Note, ...]:
    """The notes of a report that no presentation carries: on single records, and on how a workbook computes."""
    return tuple(note for note in report.notes if note.about in _OF_WORKBOOKS)


def remark_of(note: Note, language: Language) -> Remark:
    """A note in a language.

    >>> remark_of(Note("Rates", "x"), Language("de")).about
    'Kurse'
    """
    text = " ".join(map(language.worded, note.sentences))
    return Remark(language.term(note.about), text, note.about in _ALWAYS)


_HANDLING = {
    "public": marked("public: internal records are left out."),
    "internal": marked("internal: it shows records that are for the house only."),
}


def _rounding(rounding: RoundingCost, scale: FigureScale, language: Language) -> Iterator[str]:
    say, step = language.say, language.money(scale.number(1), scale)
    yield say(
        "A figure reads the same wherever it stands here, and may differ by one in its last digit from another report. "
        "Figures that differ by {step} from plain rounding, so that rows and columns add up: {moved} of {figures}.",
        step=step,
        moved=str(rounding.moved),
        figures=str(rounding.figures),
    )
    if rounding.beyond:
        sentence = marked("Of these off by one more, since others in their row or column stand elsewhere too: {count}.")
        yield say(sentence, count=str(rounding.beyond))
    if rounding.unmet:
        sentence = marked("Sums that do not add up, since all that is in them stands elsewhere too: {count}.")
        yield say(sentence, count=str(rounding.unmet))
    if rounding.apart:
        sentence = marked(
            "Lowest and highest readings that read otherwise in another table, in their last digit, so that they add "
            "up there too: {count}."
        )
        yield say(sentence, count=str(rounding.apart))


def _empty(measured: Measured) -> Iterator[Remark]:
    report, say = measured.report, measured.language.say
    titles = [
        title_in(it.definition.title, title_parts(it.definition), report, measured.language)
        for it in report.tables
        if not it.rows
    ]
    others = [
        it.definition.title for tables in (report.stage_tables, report.goods_tables) for it in tables if not it.rows
    ]
    titles += (titled(title, report, measured.language) for title in others)
    if titles:
        made = say("No table is made of these: {titles}.", titles=measured.language.apart(titles))
        yield Remark(say("Nothing recorded"), made, is_always_shown=True)


def _uncompared(measured: Measured, comparison: Comparison | None, totals: ShownTotals) -> Iterator[Remark]:
    """That there is no "what changed", which somebody asked for; what changed of other totals is told all the same."""
    if comparison is not None and comparison.bridge(measured.measure) is None:
        sentence = marked("{measure}: nothing is recorded here, nor was in the report compared with ({since}).")
        if falling_due_later(measured.report, measured.measure):
            sentence = marked("{measure}: nothing is counted here, nor was in the report compared with ({since}).")
        text = measured.language.say(
            sentence, measure=measured.measure_title, since=comparison.since(measured.language)
        )
        others = (it.text for it in other_totals(measured, comparison, totals))
        yield Remark(measured.language.say("What changed"), " ".join((text, *others)), is_always_shown=True)


def _undrawn(measured: Measured) -> Iterator[Remark]:
    """That a chart which somebody asked for is not there; a table without rows is named already."""
    report, language = measured.report, measured.language
    for table in report.tables:
        if table.rows and table.definition.name == report.definition.chart != NO_CHART:
            title = title_in(table.definition.title, title_parts(table.definition), report, language)
            sentence = marked("{title}: no chart is drawn, since nothing in it is above zero or something is below.")
            yield Remark(language.say("Chart"), language.say(sentence, title=title), is_always_shown=True)


# Where evidence would stand behind the tables of a workbook, and where none does. Every format says the same, and
# not every run writes a workbook: so the sentence says what is true without one too.
_LEFT_OUT = (
    marked_count(
        "{count} record is in no figure; in a workbook of this report the sheet E1 Records says why.",
        "{count} records are in no figure; in a workbook of this report the sheet E1 Records says why.",
    ),
    marked_count("{count} record is in no figure.", "{count} records are in no figure."),
)
_FILTERED = (
    marked_count(
        "{count} record is in no figure, {filtered} of them by the filters of this report; in a workbook of "
        "this report the sheet E1 Records says why.",
        "{count} records are in no figure, {filtered} of them by the filters of this report; in a workbook of "
        "this report the sheet E1 Records says why.",
    ),
    marked_count(
        "{count} record is in no figure, {filtered} of them by the filters of this report.",
        "{count} records are in no figure, {filtered} of them by the filters of this report.",
    ),
)


def _left_out(measured: Measured) -> Iterator[Remark]:
    report, language = measured.report, measured.language
    left_out = sum(row.left_out is not None for row in report.rows)
    filtered = sum(row.filtered is not None for row in report.rows)
    if not left_out:
        return
    one, several = (_FILTERED if filtered else _LEFT_OUT)[report.definition.evidence == "none"]
    text = language.say_count(one, several, left_out, filtered=language.whole(filtered))
    yield Remark(language.say("Left out"), text, is_always_shown=True)

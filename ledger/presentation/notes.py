"""What stands around the tables in words: as of when, in which unit, by which rules, and what is left out."""

from collections.abc import Iterator

from ledger.presentation.language import Language, marked
from ledger.presentation.measured import Measured
from ledger.presentation.method import basis_in_words
from ledger.presentation.numbers import FigureScale
from ledger.presentation.presented import Remark, RoundingCost
from ledger.presentation.words import label_of
from ledger.records import GROUP_MEMBERS
from ledger.reporting import LIMITS, TERMS, Report

# What a reader of figures must know of the method. What is said of single records stands in the workbook.
_CARRIED = (
    *("Signed off", "Severity", "Rates", "No rate", "Spreading", "Low, central, high", "Stages", "Boundary"),
    *(
        "Since",
        "Filter",
        "Not shown",
        "Still open",
        "Paid beyond",
        "Paid of others",
        "Groups",
        "Envelopes",
        "Joint donors",
        "Returns",
        "Rates reach to",
    ),
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
        names = [language.term(TERMS[it]) if dimension == "term" else label_of(dimension, it) for it in labels]
        if filters.is_of_groups(dimension):
            names += [language.term(GROUP_MEMBERS[group]) for group in filters.groups]
        limits.append(
            language.say("{labels}: {names}", labels=language.term(LIMITS[dimension]), names=", ".join(names))
        )
    return tuple(limits)


def unit_line(measured: Measured) -> str:
    """What stands below the title of a table: unit, basis of the rates, and how it is rounded."""
    language, scale = measured.language, measured.scale
    unit, basis = language.unit(scale), basis_in_words(measured.report, language)
    if scale.step > 1:
        sentence = marked("{unit}, {basis}. Figures are rounded so that rows and columns add up.")
    else:
        sentence = marked("{unit}, {basis}. Figures are exact to the smallest unit.")
    return language.say(sentence, unit=unit, basis=basis)


def notes_of(measured: Measured, rounding: RoundingCost) -> tuple[Remark, ...]:
    """All notes of a presentation."""
    report, language = measured.report, measured.language
    definition, issued = report.definition, report.issued
    horizon = language.day(definition.horizon) if definition.horizon else language.say("the end of each term")
    return (
        Remark("Rounding", " ".join(_rounding(rounding, measured.scale, language))),
        Remark("Horizon", language.say("What recurs is counted up to {horizon}.", horizon=horizon)),
        *_empty(report),
        *_left_out(report),
        *(Remark(it.about, it.text, it.about in _ALWAYS) for it in report.notes if it.about in _CARRIED),
        Remark("Handling", _HANDLING[definition.handling], is_always_shown=True),
        Remark("Book", f"{issued.entries} entries, head {issued.head}; made with defense-ledger {issued.version}."),
    )


_HANDLING = {
    "public": "public: internal records are left out.",
    "internal": "internal: it shows records that are for the house only.",
}


def _rounding(rounding: RoundingCost, scale: FigureScale, language: Language) -> Iterator[str]:
    say, step = language.say, language.money(scale.number(1), scale)
    yield say(
        "A figure reads the same wherever it stands, and may differ by one in its last digit from an earlier report. "
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


def _empty(report: Report) -> Iterator[Remark]:
    titles = [table.definition.title for table in report.tables if not table.rows]
    titles += [table.definition.title for table in report.stage_tables if not table.rows]
    titles += [table.definition.title for table in report.goods_tables if not table.rows]
    if titles:
        yield Remark("Nothing recorded", f"No table is made of these: {'; '.join(titles)}.", is_always_shown=True)


def _left_out(report: Report) -> Iterator[Remark]:
    left_out = sum(row.left_out is not None for row in report.rows)
    filtered = sum(row.filtered is not None for row in report.rows)
    if left_out:
        records = "1 record is" if left_out == 1 else f"{left_out} records are"
        by_filters = f", {filtered} of them by the filters of this report" if filtered else ""
        text = f"{records} in no figure{by_filters}; the sheet Commitments of the workbook says why."
        yield Remark("Left out", text, is_always_shown=True)

"""By which rules the figures of a document were made, on whose word, and as of when: in a few sentences."""

from collections import Counter

from ledger.foundation import marked, marked_count
from ledger.presentation.language import Language
from ledger.presentation.measured import Measured
from ledger.rates import Basis
from ledger.reporting import Report

HEAD_DIGITS = 12
"""So many digits of the head of a book stand in a footer; all of them stand in the notes."""
NAMED = 4
"""The most publishers that are named."""

_METHODS = {
    "announced": marked("Each sum is converted once, at the last rate published by the day it was announced."),
    "month": marked("Each sum is converted once, at the mean rate of the month of its announcement."),
    "year": marked("Each sum is converted once, at the mean rate of the year of its announcement."),
    "period-month": marked("What is owed in a month is converted at the mean rate of that month."),
    "period-year": marked("What is owed in a year is converted at the mean rate of that year."),
    "on": marked("All sums are converted at the rates of {day}."),
    "window": marked("All sums are converted at the mean rates from {start} to {end}."),
    "lowest": marked("All sums are converted at the lowest rates from {start} to {end}."),
    "highest": marked("All sums are converted at the highest rates from {start} to {end}."),
    "table": marked("All sums are converted at the rates of the table {table}."),
}
_BASES = {
    "announced": marked("rate of the day of announcement"),
    "month": marked("mean rate of the month of announcement"),
    "year": marked("mean rate of the year of announcement"),
    "period-month": marked("mean rate of the month in which it is owed"),
    "period-year": marked("mean rate of the year in which it is owed"),
    "on": marked("rate of {day}"),
    "window": marked("mean rate from {start} to {end}"),
    "lowest": marked("lowest rate from {start} to {end}"),
    "highest": marked("highest rate from {start} to {end}"),
    "table": marked("rates of the table {table}"),
}


def basis_in_words(report: Report, language: Language) -> str:
    """The rule that picks the rates, in a few words."""
    return _of_basis(report, language, _BASES)


# Each report is rounded as a whole, so that two of one day may show the same sum in two ways.
_ONE_FOOTING = marked("In another report a figure may differ by one in its last digit.")


def method(measured: Measured, moved: int) -> str:
    """How sums became figures: conversion, terms, readings, rounding.

    Args:
        measured: the report.
        moved: how many figures are not displayed as plain rounding would.
    """
    language = measured.language
    one, several = marked_count(
        "{count} figure differs by {step} from plain rounding, so that rows and columns add up.",
        "{count} figures differ by {step} from plain rounding, so that rows and columns add up.",
    )
    step = language.money(measured.scale.number(1), measured.scale)
    return " ".join(
        (
            _of_basis(measured.report, language, _METHODS),
            language.say("What is owed over time is counted by days, up to the horizon."),
            language.say("“Up to” and “at least” count as stated, of a range the middle counts."),
            *((language.say_count(one, several, moved, step=step),) if moved else ()),
            *((language.say(_ONE_FOOTING),) if measured.scale.step_minor > 1 else ()),
        )
    )


def sources(measured: Measured) -> str:
    """Who said so: how many records, quotes and publishers, and whose rates with their reach."""
    language, rows = measured.language, [row for row in measured.report.rows if row.left_out is None]
    quoted = [source for row in rows for source in row.record.sources]
    # Those whom most of it rests on come first; of a thousand publishers the first by the alphabet say nothing.
    named = Counter(source.publisher for source in quoted)
    publishers = sorted(named, key=lambda it: (-named[it], it.casefold()))
    quotes = sum(source.quote is not None for source in quoted)
    counts = {
        "records": language.say_count("{count} record", "{count} records", len(rows)),
        "quotes": language.say_count("{count} quote", "{count} quotes", quotes),
        "publishers": language.say_count("{count} publisher", "{count} publishers", len(publishers)),
    }
    sentences = [language.say("Behind it stand {records}, {quotes}, {publishers}.", **counts)]
    if publishers:
        all_of_them, some = marked("Publishers: {names}."), marked("Publishers, among others: {names}.")
        chosen = all_of_them if len(publishers) <= NAMED else some
        sentences.append(language.say(chosen, names=language.listed(publishers[:NAMED])))
    sentences += [
        language.say("Rates: {name}, up to {day}.", name=name, day=language.day(last))
        for name, last in measured.report.rates_until.items()
    ]
    return " ".join(sentences)


def footer(measured: Measured) -> str:
    """Basis, horizon and head of the book, in one line; before them that it is for the house only, if it is."""
    language, definition = measured.language, measured.report.definition
    line = language.say(
        "Basis: {basis} · Horizon: {horizon} · Book head {head}",
        basis=basis_in_words(measured.report, language),
        horizon=language.day(definition.horizon) if definition.horizon else language.say("the end of each term"),
        head=measured.report.issued.head[:HEAD_DIGITS],
    )
    if definition.handling == "internal":
        return language.say("internal: for the house only · {line}", line=line)
    return line


def _of_basis(report: Report, language: Language, sentences: dict[str, str]) -> str:
    basis = Basis.parse(report.definition.basis)
    window = basis.window
    return language.say(
        sentences[basis.kind],
        day=language.day(basis.day) if basis.day else "",
        start=language.day(window.start) if window else "",
        end=language.day(window.end) if window else "",
        table=basis.table or "",
    )

"""The sheet Notes (marks, method, what is left out, on what the report rests), and who belonged to a group."""

from collections.abc import Iterator

from ledger.foundation import marked, parse_day
from ledger.presentation import Presentation, further_notes, remark_of
from ledger.records import GROUP_MEMBERS, rows
from ledger.render.cells import Value
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.facts import Fact, carried_definition, facts_for_readers
from ledger.render.keys import Lookup
from ledger.render.letters import lines_needed, row_height
from ledger.render.limits import fitting
from ledger.render.reader_sheet import TOP, ReaderSheet
from ledger.render.sheet import LINE_HEIGHT, Column, PlacedTable

NOTES = "Notes"
OF_RECORDS = "Record"
"""What notes on single records are about."""
_NOTES = (Column(marked("About"), 26, "wrap"), Column(marked("Note"), 108, "wrap"))
_MEMBERSHIPS = (
    Column(marked("Group"), 34),
    Column(marked("Member"), 30),
    Column(marked("Code"), 8),
    Column(marked("From"), 11, "day"),
    Column(marked("Until"), 11, "day"),
    Column(marked("Source"), 100, "wrap"),
)


def draw_notes(sheet: ReaderSheet, lookup: Lookup, presentation: Presentation, left_out: str) -> None:
    """How the figures came about, for a reader who has only this file.

    Args:
        sheet: on which they are drawn.
        lookup: of the report.
        presentation: what is displayed of it.
        left_out: which tables are not made, since nothing stands in them; empty for none.
    """
    notes = list(_notes(lookup, presentation, left_out))
    say, term = presentation.language.say, presentation.language.term
    about = say("Marks, method, what is left out, and on what these figures rest.")
    sheet.heading_lines(term(NOTES), about)
    last = TOP + len(notes)
    columns = [{"header": term(column.heading)} for column in _NOTES]
    sheet.raw.add_table(TOP, 0, last, 1, {"name": NOTES, "style": None, "columns": columns})
    headings = tuple(column.heading for column in _NOTES)
    sheet.drawing.tables.append(PlacedTable(NOTES, sheet.name, TOP, last, 0, headings))
    for number, column in enumerate(_NOTES):
        sheet.raw.set_column(number, number, column.width)
        sheet.put(TOP, number, term(column.heading), sheet.look(align="left", bold=True, below="thick"))
    for row, (subject, note) in enumerate(notes, start=TOP + 1):
        sheet.raw.set_row(row, _height(subject, note))
        sheet.put(row, 0, subject, sheet.look(align="left", bold=True, below="hair", wrap=True, text=subject))
        _draw_note(sheet, row, note)
    sheet.raw.freeze_panes(TOP + 1, 1)
    # The definition is for the program: on paper it would fill a page that nobody reads.
    sheet.raw.print_area(0, 0, last - (notes[-1][0] == say(Fact.DEFINITION)), 1)
    sheet.raw.repeat_rows(TOP)
    sheet.raw.set_portrait()
    sheet.raw.fit_to_pages(1, 0)


def _height(subject: str, note: Value) -> float:
    """Of the row of a note, in points."""
    about, holds = (column.width for column in _NOTES)
    of_note = lines_needed(note, holds) if isinstance(note, str) else 1
    return row_height(max(lines_needed(subject, about, is_bold=True), of_note), LINE_HEIGHT)


def _draw_note(sheet: ReaderSheet, row: int, note: Value) -> None:
    if isinstance(note, str):
        text = fitting(note, sheet.drawing.language)
        sheet.put(row, 1, text, sheet.look(align="left", below="hair", wrap=True, text=text))
    else:
        code = "0" if isinstance(note, int) else "yyyy-mm-dd"
        sheet.put(row, 1, note, sheet.look(code, align="left", below="hair"))


def _notes(lookup: Lookup, presentation: Presentation, left_out: str) -> Iterator[tuple[str, Value]]:
    language, is_evident = presentation.language, lookup.report.definition.evidence != "none"
    yield from ((language.say("Mark {sign}", sign=entry.sign), entry.words) for entry in presentation.marks)
    yield from ((note.about, note.text) for note in presentation.notes)
    if left_out:
        yield language.say("Not made"), left_out
    if language.code != "en":
        yield language.say("Language"), language.say(_NOT_TRANSLATED)
    # What is noted of single records stands on the sheet of the records, where there is one.
    further = (it for it in further_notes(lookup.report) if not (is_evident and it.about == OF_RECORDS))
    yield from ((remark.about, remark.text) for remark in (remark_of(it, language) for it in further))
    yield from facts_for_readers(lookup.report, language)
    yield from carried_definition(lookup.report, language)


_NOT_TRANSLATED = marked(
    "Titles, quotes and notes of records, and reasons of entries, stay in their own language. Problems are told in "
    "English."
)


def draw_remarks(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """What the report has to say of single records."""
    say = lookup.language.say
    about = say("What the rules of the report do with single records.")
    notes = (it for it in lookup.report.notes if it.about == OF_RECORDS)
    remarks: list[list[Value]] = [[remark_of(it, lookup.language).text] for it in notes]
    sheet.add(
        Listing("Remarks", say("Remarks on single records"), about, (Column(marked("Remark"), 110, "wrap"),), remarks)
    )


def draw_memberships(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """The memberships of the groups on which the report rests, as the code list of the program has them."""
    named = lookup.report.definition.groups
    memberships: list[list[Value]] = [
        [
            lookup.language.term(GROUP_MEMBERS[row["group"]]),
            lookup.language.party(row["member"]),
            row["member"],
            parse_day(row["from"]),
            parse_day(row["until"]) if row["until"] else None,
            row["source"],
        ]
        for row in rows("memberships")
        if row["group"] in named
    ]
    say = lookup.language.say
    about = say("The first and the last day count; what decides is the day of the announcement.")
    sheet.add(Listing("Memberships", say("Memberships"), about, _MEMBERSHIPS, memberships))

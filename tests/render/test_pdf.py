"""PDF: read aloud as it stands, with the same digits as everywhere; a brief on one page; the same bytes each time.

After a change that is meant, write the golden file anew with ``pytest tests/render/test_pdf.py --update-golden``.
"""

import sys
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from displayed import spoken
from fontTools.ttLib import TTFont
from made import amount, brief, definition, material, pledge, report, seed_records
from read_aloud import Cell, aloud, faults_aloud
from three_books import BOOKS

from ledger.audit import State, bridge
from ledger.foundation import Refused
from ledger.presentation import Comparison, Language, present
from ledger.render import as_pdf
from ledger.reporting import build, definition_of, load_definition

pytestmark = [pytest.mark.thorough, pytest.mark.xdist_group("pdf")]

GOLDEN = Path(__file__).parent.parent / "golden" / "brief.txt"
A4 = (595, 842)
HOSTILE = (
    '=HYPERLINK("x") <script>alert(1)</script> #eval("1") *bold* _emphasis_ $x^2$ `code` @ref <label> \\ // /*',
    "\N{HEBREW LETTER SHIN}\N{RIGHT-TO-LEFT OVERRIDE}abc \N{ROCKET}",
    "x" * 300,
    "many words " * 28,
)
BY_YEAR = {"name": "By donor", "title": "By donor and year", "measure": "pledges", "rows": ["donor"], "columns": "year"}


def printed(shown, **how):
    return as_pdf(shown, **how).content


@pytest.fixture(scope="module")
def shown():
    return present(build(brief(), material(*seed_records())))


@pytest.fixture(scope="module")
def page(shown):
    return printed(shown)


@pytest.fixture(scope="module")
def told(page, tmp_path_factory):
    return aloud(page, tmp_path_factory.mktemp("brief"))


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """A report with several tables, as it stands in the package, read aloud."""
    shown = present(build(load_definition("commitments"), material(*seed_records())))
    return shown, aloud(printed(shown), tmp_path_factory.mktemp("long"))


def given_by(donors, years=(2025,), qualifier="exact"):
    letters = [f"{first}{second}{third}" for first in "ABC" for second in "ABCDE" for third in "ABCDEF"]
    for place, donor in enumerate(letters[:donors]):
        for year in years:
            stated = amount(str((donors - place) * 1_000_000_000), qualifier=qualifier)
            yield pledge(f"{donor.lower()}-{year}", donor=donor, announced=f"{year}-01-05", amount=stated)


def sizes(pdf):
    with pikepdf.open(BytesIO(pdf)) as file:
        return [tuple(round(float(side)) for side in list(page.mediabox)[2:]) for page in file.pages]


def test_a_brief_is_one_upright_page(page):
    assert sizes(page) == [A4]


@pytest.mark.proof
def test_a_brief_may_lie_on_its_long_side(shown, tmp_path):
    lying = printed(shown, is_brief=True, orientation="landscape")

    assert sizes(lying) == [A4[::-1]]
    assert aloud(lying, tmp_path).findings == ()


def test_headings_stand_in_their_order(told, shown):
    assert told.headings == ((1, shown.finding.text), (2, shown.chart.title), (2, "Pledges by donor and year"))


def test_everything_that_the_presentation_displays_is_read(told, shown, long):
    assert faults_aloud(told, shown) == []
    assert faults_aloud(long[1], long[0]) == []
    assert "Page 1 of 1" in spoken(told.text)


def test_what_is_not_read_as_it_is_displayed_is_found(told, shown):
    (table,) = shown.tables
    first, *others = table.rows
    altered = replace(first, names=("Ruritania",))
    elsewhere = replace(shown, sources="Nobody.", tables=(replace(table, rows=(altered, *others)),))

    expected = ("EU institutions", *(figure.text for figure in table.figures_of(first)), first.share.text)
    read = [spoken(text) for text in expected]
    assert faults_aloud(told, elsewhere) == [
        "not read: Nobody.",
        f"Pledges by donor and year: {['Ruritania', *read[1:]]} is read as {read}",
    ]
    assert faults_aloud(replace(told, language="de"), shown) == [
        f"says of itself: {(told.title, 'de', told.standards)}"
    ]
    assert faults_aloud(told, replace(shown, tables=(), key_figures=()))[0].startswith(
        "a table that is not displayed: "
    )


@pytest.mark.proof
def test_all_figures_of_a_large_report_are_read_back_with_the_same_digits(tmp_path):
    shown = present(BOOKS["sixty donors"]())
    faults = faults_aloud(aloud(printed(shown), tmp_path), shown)

    # Codes in place of names are no language.
    assert [it for it in faults if not it.startswith("FIG-012")] == []


def test_heads_of_columns_are_heads_and_nothing_else_is(told):
    head, *rows = told.tables[0]

    expected = ["Donor", "2023", "2024", "2025", "2026", "Total", "Share,\xa0%"]
    assert [cell.text.rstrip("¹") for cell in head] == expected
    assert {cell.head_of for cell in head} == {"Column"}
    assert {cell.head_of for row in rows for cell in row} == {""}


def test_the_chart_has_a_text_in_its_place_with_its_finding_and_its_figures(told, shown):
    (picture,) = told.pictures

    assert picture.startswith(f"{shown.chart.title}. ")
    assert shown.chart.description.text in picture


def test_what_stands_in_the_footer_of_each_page_stands_in_the_text_too(told, long):
    assert told.skipped == ""
    assert long[0].footer in long[1].skipped
    assert spoken(long[0].footer) in spoken(long[1].text)


def test_what_stands_in_two_lines_is_not_read_as_one_word_where_they_meet(tmp_path):
    rules = load_definition("audit").model_dump(exclude_none=True) | {"lang": "uk"}
    shown = present(build(definition_of(rules), material(*seed_records())))
    text = spoken(aloud(printed(shown), tmp_path).text)

    # "Internal: for the house only" makes the foot in Ukrainian longer than a line, and no dot is printed at its end.
    assert shown.footer.startswith("внутрішнє: лише для службового користування · ")
    assert text.endswith(spoken(shown.footer).replace(" · Стан книги", " Стан книги"))


def test_a_brief_has_the_notes_without_which_its_figures_would_mislead(told, shown):
    always = [note for note in shown.notes if note.is_always_shown]

    assert [note.about for note in always] == ["Left out", "Stages", "Boundary", "Handling"]
    assert [it.about for it in always if spoken(f"{it.about}. {it.text}") not in spoken(told.text)] == []


def test_the_brief_of_the_seeds_is_read_aloud_as_the_golden_one(told, request):
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(f"{told.text}\n", encoding="utf-8")

    assert f"{told.text}\n" == GOLDEN.read_text(encoding="utf-8")


def test_the_same_presentation_is_the_same_file(shown, page):
    assert printed(shown) == page


def test_only_two_weights_of_one_typeface_are_in_it_and_no_more_than_is_shown(page):
    with pikepdf.open(BytesIO(page)) as file:
        fonts = [
            it for it in file.objects if isinstance(it, pikepdf.Dictionary) and it.get("/Type") == "/FontDescriptor"
        ]
        names = {str(it.FontName).partition("+")[2] for it in fonts}
        glyphs = [TTFont(BytesIO(it.FontFile2.read_bytes()))["maxp"].numGlyphs for it in fonts]

    assert names == {"SourceSansPro-Regular", "SourceSansPro-Semibold"}
    assert max(glyphs) < 200


def test_a_table_of_several_pages_is_one_table_whose_heads_are_repeated_and_read_once(tmp_path):
    tables = [BY_YEAR, {**BY_YEAR, "name": "Again", "title": "Again", "columns": "quarter"}]

    told = aloud(printed(present(report(*given_by(80), tables=tables))), tmp_path)

    assert told.pages > 2
    assert [len(rows) for rows in told.tables] == [82, 82]
    assert told.skipped.count("Donor") >= 2
    # Codes in place of names are no language.
    assert [it for it in told.findings if not it.startswith("FIG-012")] == []


@pytest.mark.proof
def test_a_table_that_is_too_wide_turns_the_page_and_if_that_is_no_help_its_columns_stand_below_each_other(tmp_path):
    many = printed(present(report(*given_by(4, range(2012, 2026)), tables=[BY_YEAR])))
    more = printed(present(report(*given_by(4, range(2001, 2026)), tables=[BY_YEAR])))

    assert sizes(many) == [A4[::-1]]
    assert set(sizes(more)) == {A4}
    first, second = aloud(more, tmp_path).tables
    assert [row[0].text for row in first] == [row[0].text for row in second]
    columns = [cell.text for cell in (*first[0], *second[0][1:])]
    assert columns == ["Donor", *map(str, range(2001, 2026)), "Total", "Share,\xa0%"]


@pytest.mark.proof
def test_a_brief_shrinks_its_chart_first_and_then_names_fewer_rows(tmp_path):
    short, middle, crowded = (
        aloud(printed(present(report(*given_by(count), tables=[BY_YEAR])), is_brief=True), tmp_path)
        for count in (8, 24, 60)
    )

    assert (short.pages, middle.pages, crowded.pages) == (1, 1, 1)
    assert [len(told.tables[0]) for told in (short, middle)] == [10, 26]
    named = [row[0].text for row in crowded.tables[0]]
    assert named[-2:] == [f"Others ({62 - len(named) + 1})", "Total"]
    assert 26 < len(named) < 50


@pytest.mark.proof
def test_a_report_of_one_table_that_is_no_brief_names_all_rows_on_as_many_pages_as_they_take(tmp_path):
    told = aloud(printed(present(report(*given_by(60), tables=[BY_YEAR]))), tmp_path)

    assert told.pages > 1
    assert [len(rows) for rows in told.tables] == [62]


@pytest.mark.proof
def test_a_brief_may_have_several_tables(tmp_path):
    tables = [BY_YEAR, {**BY_YEAR, "name": "Again", "title": "Again", "columns": "quarter"}]

    told = aloud(printed(present(report(*given_by(60), tables=tables)), is_brief=True), tmp_path)

    first, second = told.tables
    assert (told.pages, len(first)) == (1, len(second))
    assert [row[0].text for row in first if "Others" in row[0].text] == [row[0].text for row in second][-2:-1]


@pytest.mark.proof
def test_a_brief_never_takes_smaller_type_whatever_stands_in_it():
    crowded = present(report(*given_by(60), tables=[BY_YEAR]))
    crowded = replace(crowded, sources=" ".join(HOSTILE), method="many words " * 100)

    assert smallest_type(printed(crowded, is_brief=True)) == pytest.approx(7, abs=0.05)


def smallest_type(pdf):
    return min(span["size"] for span in spans_of(pdf))


def spans_of(pdf):
    with pymupdf.open(stream=pdf) as file:
        blocks = [block for page in file for block in page.get_text("dict")["blocks"]]
    return [span for block in blocks for line in block.get("lines", ()) for span in line["spans"]]


def test_sums_are_bold_as_in_workbooks_and_on_pages_and_what_is_no_part_of_them_is_soft():
    rows = {"rows": ["donor", "category"], "columns": None, "subtotals": True, "top": 1}
    given = [pledge(donor, donor=donor, amount=amount(f"{sum_}000000")) for donor, sum_ in (("DEU", 9), ("FRA", 2))]
    given += [pledge("n", donor="NOR", amount=amount("1000000", qualifier="up_to"))]
    made = report(*given, tables=[BY_YEAR | rows])
    looks = {it["text"].strip(): (it["font"], f"{it['color']:06X}") for it in spans_of(printed(present(made)))}

    plain, bold, soft = ("Regular", "16232D"), ("Semibold", "16232D"), ("Regular", "4A5963")
    shown = {"Military assistance": plain, "Others (2)": plain, "9.0": bold, "Total": bold, "11.0": soft}
    assert {text: looks[text] for text in shown} == {
        text: (f"SourceSansPro-{weight}", colour) for text, (weight, colour) in shown.items()
    }


def test_hostile_text_is_text(tmp_path):
    plain = present(report(*given_by(4), tables=[BY_YEAR]))
    (table,) = plain.tables
    rows = [replace(row, names=(name,)) for row, name in zip(table.rows, HOSTILE, strict=False)]
    hostile = replace(
        plain,
        title=HOSTILE[0],
        sources=HOSTILE[2],
        method=HOSTILE[0],
        tables=(replace(table, title=HOSTILE[0], headings=(HOSTILE[0],), rows=(*rows, table.rows[-1])),),
        chart=replace(plain.chart, title=HOSTILE[0], panels=plain.chart.panels),
    )

    told = aloud(printed(hostile), tmp_path)

    names = [spoken(row[0].text) for row in told.tables[0]]
    assert names[1:5] == [spoken(HOSTILE[0]), "[U+05E9][U+202E]abc [U+1F680]", HOSTILE[2], spoken(HOSTILE[3])]
    assert spoken(told.text).count(spoken(HOSTILE[0])) >= 6
    assert "their numbers in Unicode stand for them, such as [U+1F680]." in spoken(told.text)
    assert [it for it in told.findings if not it.startswith("DOC-040")] == []


def test_a_word_that_no_line_takes_is_broken_and_stays_on_the_page():
    import pymupdf

    plain = present(report(*given_by(4), tables=[BY_YEAR]))
    with pymupdf.open(stream=printed(replace(plain, finding=replace(plain.finding, text="x" * 300)))) as file:
        right = max(word[2] for page in file for word in page.get_text("words"))

    assert right < A4[0] - 40


def test_no_line_of_a_head_ends_with_a_dot_that_parts_it_from_the_next():
    import pymupdf

    rules = definition(tables=[BY_YEAR], since="2024-01-01", filters={"groups": ["NATO"]}, handling="internal")
    shown = present(build(rules, material(*given_by(4))), language=Language("de"))
    with pymupdf.open(stream=printed(shown, is_brief=True)) as file:
        lines = [spoken(line) for line in file[0].get_text().splitlines()]

    assert lines[:3] == [
        "Test · Kurzbericht",
        "Stand 31. Oktober 2026 · Ankündigungen vom 1. Januar 2024 bis zu diesem Tag · Geber: NATO-Mitglieder",
        "intern: nur für das Haus",
    ]


def test_no_line_of_a_legend_ends_with_a_mark_whose_words_stand_on_the_next():
    """In German a ~ stood alone behind the words of ≥."""
    import pymupdf

    shown = present(build(load_definition("commitments"), material(*seed_records())), language=Language("de"))
    signs = {entry.sign for table in shown.tables for entry in table.legend}
    with pymupdf.open(stream=printed(shown)) as file:
        lines = [line.split() for sheet in file for line in sheet.get_text().splitlines()]

    assert {"~", "≤", ".."} <= signs
    assert [line for line in lines if len(line) > 1 and line[-1] in signs and line[-2].isalpha()] == []


def test_a_hyphen_is_read_once_in_polish_too_where_a_line_ends_with_it(tmp_path):
    plain = present(report(*given_by(4), tables=[BY_YEAR]), language=Language("pl"))
    hyphens = " ".join(["a-b-c-d-e-f-g-h"] * 90)

    told = aloud(printed(replace(plain, method=hyphens)), tmp_path)

    assert hyphens in spoken(told.text)


def test_no_note_on_characters_stands_where_none_is_lacking(told):
    assert "Unicode" not in told.text


def test_a_report_of_nothing_is_a_document_all_the_same(tmp_path):
    told = aloud(printed(present(report())), tmp_path)

    assert (told.pages, told.tables, told.findings) == (1, (), ())


def test_a_figure_is_read_in_one_go_with_its_marks(told, shown):
    (table,) = shown.tables
    row = next(row for row in told.tables[0] if row[0] == Cell("United Kingdom"))
    figure = next(row for row in table.rows if row.names == ("United Kingdom",)).cells[2]

    assert figure.text.endswith("\N{NO-BREAK SPACE}..")
    assert row[3] == Cell(figure.text)


@pytest.mark.parametrize("package", ["typst", "fontTools", "font_source_sans_pro"])
def test_without_the_extra_it_is_refused_with_the_remedy(monkeypatch, shown, package):
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(Refused) as fault:
        printed(shown)

    (problem,) = fault.value.problems
    assert (problem.code, problem.place.subject) == ("FILE", package)
    assert problem.remedy == 'install it with `pip install "defense-ledger[pdf]"`'


def changed(donors):
    """A report of so many donors, compared with the state in which the last one had promised nothing yet."""
    rules, records = definition(tables=[BY_YEAR]), list(given_by(donors))
    bridged = bridge(State(rules, material(*records[:-1])), State(rules, material(*records)), ())
    return present(bridged.closing, comparison=Comparison(bridged, date(2025, 3, 31)))


@pytest.mark.proof
@pytest.mark.parametrize(("donors", "has_bridge"), [(4, True), (40, False)])
def test_one_page_has_the_bridge_of_what_changed_where_nothing_has_to_give_way(donors, has_bridge, tmp_path):
    shown = changed(donors)
    told = aloud(printed(shown, is_brief=True), tmp_path)

    assert told.pages == 1
    assert (spoken(shown.changes.unit_line) in spoken(told.text)) is has_bridge
    assert spoken(shown.changes.sentences[0].text) in spoken(told.text)


def test_a_document_of_several_pages_has_the_bridge_and_the_records_that_moved(tmp_path):
    shown = changed(4)
    twice = replace(shown, tables=(shown.tables[0], replace(shown.tables[0], name="Again")))
    told = aloud(printed(twice), tmp_path)

    assert told.findings == ()
    assert shown.changes.description in told.text
    assert [cell.text for cell in told.tables[-1][0]] == ["Record", "Donor", "What happened", "Change"]


@pytest.mark.parametrize("language", ["en", "de", "fr", "pl", "uk"])
def test_a_brief_with_what_changed_is_one_page_on_its_long_side_too(language, tmp_path):
    now, seeds = load_definition("brief"), material(*seed_records())
    early = now.model_copy(update={"cutoff": date(2025, 3, 31)})
    bridged = bridge(State(early, seeds), State(now, seeds), ())
    comparison = Comparison(bridged, date(2025, 3, 31))
    shown = present(bridged.closing, language=Language(language), comparison=comparison)
    lying = printed(shown, is_brief=True, orientation="landscape")
    told = aloud(lying, tmp_path)

    assert sizes(lying) == [A4[::-1]]
    assert told.findings == ()
    assert right_of_changes(lying, shown) > 0.6
    assert all(spoken(sentence.text) in spoken(told.text) for sentence in shown.changes.sentences)


@pytest.mark.parametrize("donors", [4, 40])
def test_what_changed_stands_on_the_left_of_a_page_on_its_long_side_where_it_fits_there(donors):
    shown = changed(donors)

    assert right_of_changes(printed(shown, is_brief=True, orientation="landscape"), shown) < 0.1


def right_of_changes(pdf, shown):
    """How far to the right the heading of what changed begins, as a part of the width of the page."""
    with pymupdf.open(stream=pdf) as file:
        (page,) = file
        (found,) = page.search_for(shown.changes.title)
        return found.x0 / page.rect.width

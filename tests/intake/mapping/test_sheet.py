"""A mapping that is filled in as a sheet says exactly what the text of a mapping file would say."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapped import CONSTANTS, mapping, table
from proving import proven
from pydantic import ValidationError

from ledger.intake import Options, TableMapping, draft_mapping, draft_sheet, read_files, settle
from ledger.intake.mapping import form
from ledger.intake.mapping.draft import DraftLine, MappingDraft
from ledger.intake.mapping.draw import draw
from ledger.intake.mapping.filled import read_sheet
from ledger.intake.mapping.form import BLOCKS, as_cell, text_in
from ledger.intake.mapping.guess import Look
from ledger.intake.mapping.load import load
from ledger.records import HEADINGS, heading_label

NAMES = [heading.name for heading in HEADINGS]
READ = ("donor", "title", "amount", "announced")
TABLES = set(BLOCKS) - {"settings"}


def drafted(said):
    """A draft in which everything is sure that a mapping says."""
    lines = []
    for name in said.model_fields_set - TABLES - {"ignore"}:
        value = getattr(said, name)
        if value is not None and value != ():
            lines.append(DraftLine("", name, value if isinstance(value, tuple) else str(value)))
    lines += [DraftLine("ignore", "", entry) for entry in said.ignore]
    lines += [DraftLine("columns", name, column) for name, column in said.columns.items()]
    lines += [DraftLine("constants", name, value) for name, value in said.constants.items()]
    for name, meanings in said.values.items():
        lines += [DraftLine(f"values.{name}", text, meant) for text, meant in meanings.items()]
    lines += [DraftLine("skip_rows", name, texts) for name, texts in said.skip_rows.items()]
    for column, own in said.amounts.items():
        lines += [DraftLine(f"amounts.{name}", column, value) for name, value in own.items()]
        lines += [] if own else [DraftLine("amounts", column, ())]
    for column, worths in said.multipliers.items():
        lines += [DraftLine(f"multipliers.{column}", text, str(worth)) for text, worth in worths.items()]
        lines += [] if worths else [DraftLine("multipliers", column, ())]
    return MappingDraft("aid.csv", (), Look(1, (), 0, {}, {}), 0, tuple(lines))


def read_back(said):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "aid-mapping.xlsx"
        path.write_bytes(draw(drafted(said)))
        filled = read_sheet(path, "aid-mapping.xlsx")
    assert filled.problems == []
    return TableMapping.model_validate(filled.values)


CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.one_of(st.text(CHARACTERS, max_size=12), st.sampled_from(['""', '"a"', "[]", " x ", "2024", "=1+1", "a\nb"]))
LINES = TEXTS.filter(str.strip)
WORTHS = st.sampled_from(["1", "1000000", "0.5", 1000])
OWN = ["multiplier", "category", "announced", "note", "id"]
VALID = st.fixed_dictionaries(
    {"source": LINES, "columns": st.dictionaries(st.sampled_from(NAMES[:20]), LINES, max_size=5)},
    optional={
        "release": LINES,
        "sheet": LINES,
        "sheets": st.lists(LINES, max_size=3),
        "heading_row": st.integers(1, 10**9 - 1),
        "decimal": st.sampled_from(["point", "comma"]),
        "date_format": st.sampled_from(["dmy", "%d.%m.%Y", "%Y"]),
        "day_of_period": st.sampled_from(["first", "last"]),
        "multiplier": WORTHS,
        "id_prefix": st.sampled_from(["", "mof-", "2024"]),
        "missing": st.lists(TEXTS, max_size=3),
        "totals": st.sampled_from(["skip", "keep"]),
        "ignore": st.lists(LINES, max_size=3),
        "constants": st.dictionaries(st.sampled_from(NAMES[20:]), LINES, max_size=4),
        "values": st.dictionaries(st.sampled_from(NAMES[:20]), st.dictionaries(TEXTS, TEXTS, max_size=3), max_size=2),
        "skip_rows": st.dictionaries(LINES, st.lists(TEXTS, max_size=3), max_size=2),
        "amounts": st.dictionaries(LINES, st.dictionaries(st.sampled_from(OWN), LINES, max_size=3), max_size=3),
        "multipliers": st.dictionaries(LINES, st.dictionaries(TEXTS, WORTHS, max_size=3), max_size=1),
    },
)


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(VALID)
def test_whatever_a_mapping_says_a_sheet_says_as_well(values):
    try:
        said = TableMapping.model_validate(values)
    except ValidationError:
        return

    again = read_back(said)

    assert again == said
    assert ("multiplier" in again.model_fields_set) == ("multiplier" in said.model_fields_set)


@pytest.mark.thorough
def test_every_line_of_a_full_mapping_comes_back():
    said = TableMapping(
        source="Ministry",
        release="June",
        sheets=("2024", "Other, too"),
        heading_row=3,
        decimal="comma",
        date_format="%Y-%m",
        day_of_period="last",
        multiplier="1000000",
        id_prefix="mof-",
        missing=("-", " "),
        totals="skip",
        ignore=("line:2", "Unit"),
        columns={"donor": "Land", "title": "Land", "amount": "Betrag", "category": "Settings"},
        constants={"recipient": "UKR", "currency": "EUR", "note": "two\nlines"},
        values={"category": {"Mil": "military", '"x"': ""}, "amount": {"": "undisclosed"}},
        skip_rows={"Status": ("cancelled", ""), "Kept": ()},
    )

    assert read_back(said) == said
    assert read_back(said).multiplier == Decimal(1000000)


@given(TEXTS)
def test_a_text_stands_for_itself_in_a_cell(text):
    assert text_in(as_cell(text)) == text


@pytest.mark.parametrize("text", ["2024", "n/a", "a b", "Größe", '5" guns', "скасовано"])
def test_a_plain_text_stands_in_its_cell_as_it_is(text):
    assert as_cell(text) == text


@pytest.mark.thorough
def test_several_columns_of_amounts_and_a_column_of_units_come_back():
    said = TableMapping(
        source="Ministry",
        columns={"donor": "Land", "id": "Nr"},
        amounts={
            "2023": {"announced": "2023-12-31", "title": "=x"},
            "a.b": {"id": "A", "note": "[]"},
            "Rest, too": {},
            "2022": {},
        },
        multipliers={"Unit.": {"million": "1000000", "": "0.5", "[]": 1}},
    )

    assert read_back(said) == said
    assert read_back(said.model_copy(update={"multipliers": {"Unit": {}}})).multipliers == {"Unit": {}}


def test_every_field_of_a_mapping_has_its_place_in_the_form():
    assert {*form.settings(), *TABLES} == set(TableMapping.model_fields)


def test_every_meaning_is_read_as_the_heading_that_it_shows():
    shown = {heading_label(name): name for name in NAMES}

    assert len(shown) == len(NAMES)
    assert set(form.meanings()) == {*shown, "ignore"}


FOREIGN = table(
    ("Unit", "million", "thousand"),
    ("Kind", "Mil", "Hum"),
    ("Note", "", ""),
    heading="Amount",
    above=["Figures in NOK"],
).replace("When", "Date", 1)


@pytest.fixture
def foreign(tmp_path):
    path = tmp_path / "aid.csv"
    path.write_text(FOREIGN, encoding="utf-8")
    return path


@pytest.fixture
def sheet(foreign):
    drawn, problems = draft_sheet(foreign)
    assert problems == ()
    path = foreign.with_name("aid-mapping.xlsx")
    path.write_bytes(drawn)
    return path


def filled_in(path, **answers):
    """Fill in the answers of rows by what stands in their first column, and give the cell of each."""
    book = openpyxl.load_workbook(path)
    cells = {}
    for label, answer in answers.items():
        rows = [row for row in book["Mapping"].iter_rows() if row[0].value == label.replace("_", " ")]
        # A heading of the table may be called as one of ours, which stands further down.
        row = rows[0 if label in ("Unit", "Kind") else -1]
        row[2].value = answer
        cells[label] = row[2].coordinate
    book.save(path)
    return cells


COMPLETED = {
    "Giver": "Donor",
    "What": "Title",
    "Unit": "ignore",
    "Multiplier": "1",
    "Ignore": "line:1",
    **{heading_label(name).replace(" ", "_"): value for name, value in CONSTANTS.items()},
}


def test_what_is_sure_stands_in_the_sheet_and_nothing_else(foreign, sheet):
    text, _ = draft_mapping(foreign)
    sure = {name: value for name, value in tomllib.loads(text).items() if value not in ([], {})}

    filled = read_sheet(sheet, "aid-mapping.xlsx")

    assert filled.problems == []
    assert filled.values == sure
    assert sure["columns"] == {"donor": "Giver", "announced": "Date", "amount": "Amount"}


def test_candidates_stand_beside_what_is_open(sheet):
    page = openpyxl.load_workbook(sheet)["Mapping"]
    rows = dict(reversed([(row[0], row[1:]) for row in page.iter_rows(values_only=True)]))

    says = "speaks of million, thousand; see the sheet Amounts and units; ignore, if the amounts are right all the same"
    assert rows["Unit"] == ("million; thousand", None, says)
    assert rows["Kind"] == ("Mil; Hum", None, "perhaps Partner kind")
    assert rows["Amount"] == ("7000000; 1200000", "Amount", None)
    assert rows["Ignore"][0] == "perhaps line:1, speaks of NOK: Figures in NOK"
    assert rows["Term"] == ("one_off", None, "When owed: one_off, period or recurring")


def test_each_answer_of_a_list_has_its_drop_down(sheet):
    book = openpyxl.load_workbook(sheet)
    page, lists = book["Mapping"], book["Lists"]
    rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"}
    labels = {page[f"A{cell[1:]}"].value: source for cell, source in rules.items()}

    def choices(label):
        first, last = re.findall(r"\$([A-Z]+)\$(\d+)", labels[label])
        return [lists[f"{first[0]}{row}"].value for row in range(int(first[1]), int(last[1]) + 1)]

    assert choices("Amount") == list(form.meanings())
    assert (choices("Decimal"), choices("Totals")) == (["point", "comma"], ["skip", "keep"])
    assert choices("Stage") == ["pledge", "commitment"]
    assert "Ukraine" in choices("Recipient")
    assert choices("Ignore") == ["Unit", "line:1"]
    assert "Title" not in {label for label in labels if label in CONSTANTS}


@pytest.mark.thorough
def test_a_completed_sheet_imports_what_the_text_imports(foreign, sheet, tmp_path):
    filled_in(sheet, **COMPLETED)
    by = tmp_path / "aid.toml"
    by.write_text(
        mapping(
            source="aid",
            columns={"amount": "Amount", "announced": "Date"},
            multiplier="1",
            heading_row=2,
            ignore=["Unit", "line:1"],
        ),
        encoding="utf-8",
    )

    in_sheet = read_files([foreign], options=Options(mapping=sheet))
    in_text = read_files([foreign], options=Options(mapping=by))

    assert load(sheet, "a.xlsx").mapping == load(by, "a.toml").mapping
    assert (in_sheet.drafts, in_sheet.release) == (in_text.drafts, in_text.release)
    assert [draft.values["donor"] for draft in in_sheet.drafts] == ["FIN", "EST"]


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("answers", "told", "found"),
    [
        ({"Giver": "Doner"}, "Giver", 'found "doner", expected a heading of docs/import.md, perhaps donor'),
        ({"What": "Donor"}, "What", 'found another answer for "donor" than in C'),
        ({"Decimal": "dot"}, "Decimal", "expected one of point or comma"),
        ({"Heading_row": "two"}, "Heading_row", "expected a whole number from 1"),
        ({"Stage": "promise"}, "Stage", "expected one of pledge or commitment"),
        ({"Giver": None}, None, "found nothing for donor"),
        ({"Source": None}, "Source", "expected"),
        ({"Date_format": "%Y"}, None, "which names no day"),
    ],
)
def test_what_is_wrong_is_told_once_at_its_cell(foreign, sheet, answers, told, found):
    cells = filled_in(sheet, **(COMPLETED | answers))

    problems = read_files([foreign], options=Options(mapping=sheet)).problems
    [problem] = [it for it in problems if it.place.file == "aid-mapping.xlsx"]

    assert found in str(problem)
    if told:
        assert str(problem).startswith(f"aid-mapping.xlsx:Mapping!{cells[told]} (")


@pytest.mark.thorough
def test_what_the_table_contradicts_is_told_at_the_cell_of_the_sheet(foreign, sheet):
    filled_in(sheet, **COMPLETED)
    book = openpyxl.load_workbook(sheet)
    [cell] = [row[0] for row in book["Mapping"].iter_rows() if row[0].value == "Giver"]
    cell.value = "Gver"
    book.save(sheet)

    [problem] = read_files([foreign], options=Options(mapping=sheet)).problems

    assert str(problem) == (
        f'aid-mapping.xlsx:Mapping!C{cell.row} (Means): FORM error: found "Gver", which no column is called, '
        "expected a heading of the table, perhaps Giver. Do: write the heading as it stands in the table."
    )


@pytest.mark.thorough
def test_values_and_rows_to_leave_out_are_filled_in_on_their_sheets(foreign, sheet):
    filled_in(sheet, **(COMPLETED | {"Kind": "Category", "Category": None}))
    book = openpyxl.load_workbook(sheet)
    values, rows = book["Values"], book["Rows to leave out"]
    [first] = [row[0].row for row in values.iter_rows() if row[0].value == "Our heading"]
    for number, line in enumerate([("Category", "Mil", "military"), ("Category", "Hum", "humanitarian")], start=1):
        for column, text in enumerate(line, start=1):
            values.cell(first + number, column).value = text
    [second] = [row[0].row for row in rows.iter_rows() if row[0].value == "Column of the table"]
    rows.cell(second + 1, 1).value, rows.cell(second + 1, 2).value = "What", "Radios"
    book.save(sheet)

    drafts = read_files([foreign], options=Options(mapping=sheet)).drafts

    assert [(draft.values["title"], draft.values["category"]) for draft in drafts] == [("Boots", "military")]


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("page", "texts", "message"),
    [
        (
            "Values",
            ("Category", None, "military"),
            "(Written in the table): FORM error: found nothing, expected the text",
        ),
        ("Values", (None, "Mil", "military"), "(Our heading): FORM error: found nothing beside an answer"),
        (
            "Rows to leave out",
            ("What", None),
            "(Rows that hold): FORM error: found nothing, expected a text whose rows",
        ),
        (
            "Amounts and units",
            (None, "thousand", "1000"),
            "(Column of units): FORM error: found nothing beside an answer",
        ),
        (
            "Amounts and units",
            ("Unit", None, "1000"),
            "(Written in the table): FORM error: found nothing, expected the text",
        ),
        ("Rows to leave out", (None, "Radios"), "(Column of the table): FORM error: found nothing beside an answer"),
    ],
)
def test_half_a_row_is_told(foreign, sheet, page, texts, message):
    filled_in(sheet, **COMPLETED)
    book = openpyxl.load_workbook(sheet)
    last = book[page].max_row + 1
    for column, text in enumerate(texts, start=1):
        book[page].cell(last, column).value = text
    book.save(sheet)

    [problem] = read_files([foreign], options=Options(mapping=sheet)).problems

    assert message in str(problem)
    assert f"{page}!" in str(problem)


@pytest.mark.thorough
def test_sheets_and_columns_may_be_moved_and_renamed(sheet):
    filled_in(sheet, **COMPLETED)
    before = load(sheet, "a.xlsx").mapping
    book = openpyxl.load_workbook(sheet)
    book["Mapping"].title = "What it means"
    book["What it means"].insert_cols(1)
    book["What it means"].insert_rows(1, 3)
    del book["Lists"]
    book.save(sheet)

    assert load(sheet, "a.xlsx").mapping == before


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("name", [name for name in BLOCKS if name != "columns"])
def test_a_block_without_its_labels_is_told_and_not_passed_over(sheet, name):
    filled_in(sheet, **COMPLETED)
    book = openpyxl.load_workbook(sheet)
    block = BLOCKS[name]
    page = book[block.sheet]
    page.delete_rows(next(row[0].row for row in page.iter_rows() if block.answers[0] in [it.value for it in row]))
    book.save(sheet)

    [problem] = load(sheet, "a.xlsx").problems

    assert problem.found == f'no block "{block.title}"'
    assert problem.expected.startswith(f'a row with "{block.key}" and "')


def test_a_workbook_that_is_no_mapping_is_told_as_such(foreign, tmp_path):
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)

    [problem] = read_files([foreign], options=Options(mapping=path)).problems

    assert str(problem) == (
        "other.xlsx: FILE error: found a workbook without these headings, expected a sheet with the headings "
        '"Heading in the table" and "Means". '
        "Do: draft one with draft_mapping_sheet."
    )


@pytest.mark.thorough
def test_a_sheet_of_a_workbook_offers_its_sheets(tmp_path):
    path = tmp_path / "aid.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "2024"
    for page in (book.active, book.create_sheet("Front, too")):
        page.append(["Donor", "Amount"])
        page.append(["Finland", 5])
    book.save(path)
    drawn, _ = draft_sheet(path)
    path.with_name("m.xlsx").write_bytes(drawn)

    lists = openpyxl.load_workbook(path.with_name("m.xlsx"))["Lists"]
    [column] = [column for column in lists.iter_cols(values_only=True) if column[0] == "Sheet"]

    assert column[1:3] == ("2024", "Front, too")
    assert read_sheet(path.with_name("m.xlsx"), "m.xlsx").values["sheet"] == "2024"


YEARS = table(
    ("2023", "7", "0.5"),
    ("2024", "", "1.5"),
    ("Unit", "million", "thousand"),
    heading="Total",
).replace("When", "Date", 1)
PAGE = "Amounts and units"


@pytest.fixture
def years(tmp_path):
    path = tmp_path / "aid.csv"
    path.write_text(YEARS, encoding="utf-8")
    return path


def rows_below(page, label):
    """The rows of a block that are not blank, by the label above them."""
    rows = list(page.iter_rows(max_col=4))
    first = next(number for number, row in enumerate(rows) if row[0].value == label)
    return [row for row in rows[first + 1 :] if row[0].value is not None]


@pytest.fixture
def by_years(years):
    """The draft of a table with a column a year and one of units, with an answer for each of these."""

    def completed(changes=()):
        drawn, _ = draft_sheet(years)
        path = years.with_name("aid-mapping.xlsx")
        path.write_bytes(drawn)
        answers = COMPLETED | {"Date": None, "Total": "ignore"}
        filled_in(path, **{name: answers[name] for name in answers.keys() - {"Unit", "Kind", "Multiplier", "Ignore"}})
        book = openpyxl.load_workbook(path)
        answers = {"2023": "2023-12-31", "2024": "2024-12-31", "million": "1000000", "thousand": 1000}
        for row in book[PAGE].iter_rows():
            key = row[1].value if row[0].value == "Unit" else row[0].value
            row[2].value = (answers | dict(changes)).get(key, row[2].value)
        book.save(path)
        return path

    return completed


@pytest.mark.thorough
def test_several_columns_of_amounts_and_units_stand_beside_what_is_open(years):
    drawn, _ = draft_sheet(years)
    path = years.with_name("m.xlsx")
    path.write_bytes(drawn)
    book = openpyxl.load_workbook(path)

    amounts = [tuple(cell.value for cell in row) for row in rows_below(book[PAGE], "Column of amounts")]
    assert amounts[:2] == [
        ("2023", "Announced", None, "perhaps 2023-12-31; its cells: 7; 0.5"),
        ("2024", "Announced", None, "perhaps 2024-12-31; its cells: 1.5"),
    ]
    assert [tuple(cell.value for cell in row) for row in rows_below(book[PAGE], "Column of units")] == [
        ("Unit", "million", None, "perhaps 1000000"),
        ("Unit", "thousand", None, "perhaps 1000"),
    ]
    says = "figures that seem to be sums of money; see the sheet Amounts and units; "
    says += "ignore, if the amounts are right all the same"
    assert [row[3].value for row in book["Mapping"].iter_rows() if row[0].value == "2023"] == [says]
    assert read_sheet(path, "m.xlsx").values.keys().isdisjoint(("amounts", "multipliers"))


@pytest.mark.proof
def test_several_columns_of_amounts_are_read_by_a_sheet_as_by_the_text(years, by_years, tmp_path):
    by = tmp_path / "aid.toml"
    text = mapping(source="aid", heading_row=1, ignore=["Total"])
    text = text.replace('amount = "Sum"\n', "").replace('announced = "When"\n', "")
    text += '\n[amounts]\n2023 = { announced = "2023-12-31" }\n2024 = { announced = "2024-12-31" }\n'
    by.write_text(text + '\n[multipliers.Unit]\nmillion = "1000000"\nthousand = 1000\n', encoding="utf-8")

    found = read_files([years], options=Options(mapping=by_years()))

    assert load(by_years(), "a.xlsx").mapping == load(by, "a.toml").mapping
    assert found.drafts == read_files([years], options=Options(mapping=by)).drafts
    records, problems = settle(found.drafts, ())
    assert problems == ()
    assert [(str(it.stated_amount), str(it.announced)) for it in records] == [
        ("EUR 7,000,000", "2023-12-31"),
        ("EUR 500", "2023-12-31"),
        ("EUR 1,500", "2024-12-31"),
    ]


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"2023": "soon"}, 'Amounts and units!C5 (Its value in this column): FORM error: found "soon"'),
        ({"million": "much"}, 'Amounts and units!C30 (Worth of one unit): FORM error: found "much"'),
        (
            {"thousand": "1000000"},
            'Amounts and units!C31 (Worth of one unit): SCALE error: found "thousand" = "1000000"',
        ),
    ],
)
def test_what_is_wrong_with_amounts_and_units_is_told_at_the_cell(years, by_years, changes, told):
    [problem] = read_files([years], options=Options(mapping=by_years(changes))).problems

    assert told in str(problem)


@pytest.mark.thorough
def test_a_second_amount_is_told_where_several_are_named(foreign, sheet):
    filled_in(sheet, **(COMPLETED | {"What": "Amount"}))

    [problem] = read_files([foreign], options=Options(mapping=sheet)).problems

    assert problem.remedy == ('take one of the two out, or name both on the sheet "Amounts and units" and neither here')


def test_columns_headings_values_and_worths_of_amounts_and_units_have_their_drop_downs(years):
    drawn, _ = draft_sheet(years)
    path = years.with_name("m.xlsx")
    path.write_bytes(drawn)
    book = openpyxl.load_workbook(path)
    rules = {str(rule.sqref): rule.formula1 for rule in book[PAGE].data_validations.dataValidation}

    def choices(cells):
        column, first, last = re.fullmatch(r"Lists!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)", rules[cells]).groups()
        return [book["Lists"][f"{column}{row}"].value for row in range(int(first), int(last) + 1)]

    assert choices("A5:A26") == choices("A30:A51") == ["Giver", "What", "Total", "Date", "2023", "2024", "Unit"]
    assert choices("B5:B26") == list(form.own_meanings())
    assert choices("C30:C51") == ["1", "1000", "1000000", "1000000000"]
    assert "MATCH($B7,Lists!$1:$1,0)" in rules["C7:C26"]

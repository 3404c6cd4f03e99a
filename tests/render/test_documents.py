"""A presentation as Markdown and CSV: the digits in the files are those of the presentation, and texts stay texts.

After a change that is meant, write the golden file anew with ``pytest tests/render/test_documents.py --update-golden``.
"""

import csv
import re
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, paid, pledge, report
from three_books import BOOKS, HOSTILE, TABLE, seeds

from ledger.presentation import Language, Mark, ShownChange, present
from ledger.render import as_csv, as_markdown, page_tables
from ledger.render.markdown import escaped
from ledger.render.separated import defused

GOLDEN = Path(__file__).parent.parent / "golden" / "commitments.md"
ZEROS = {"usa": "9000000000", "fra": "200000", "deu": "0"}
SIGN_OR_DIGITS = re.compile(r"([≤≥~]*)(\N{MINUS SIGN}?[0-9,.]*[0-9]|)\N{NO-BREAK SPACE}?(.*)")


@pytest.fixture(scope="module", params=BOOKS)
def presentation(request):
    return present(BOOKS[request.param]())


@pytest.mark.sampled
@pytest.mark.thorough
def test_figures_in_markdown_are_those_of_the_presentation(presentation):
    tables = tables_of(as_markdown(presentation))

    assert len(tables) == len(presentation.tables) > 0
    for lines, table in zip(tables, presentation.tables, strict=True):
        assert len(lines) == len(table.rows) + 2
        names = len(table.headings)
        for cells, row in zip(lines[2:], table.rows, strict=True):
            assert tuple(cells[:names]) == tuple(escaped(name) for name in row.names)
            shown = [number_in(cell) for cell in cells[names:]]
            shares = [row.share.number if row.share else None] if table.has_shares else []
            assert shown == [*(figure.number for figure in row.figures), *shares]


@pytest.mark.thorough
def test_figures_in_csv_are_those_of_the_presentation(presentation):
    files = as_csv(presentation)

    assert list(files) == [*(table.name for table in presentation.tables), "notes"]
    for table in presentation.tables:
        heads, *lines = csv.reader(StringIO(files[table.name], newline=""))
        columns = [*table.columns, "Total"]
        assert len(set(heads)) == len(heads)
        assert {len(line) for line in lines} == {len(heads)}
        for line, row in zip(lines, table.rows, strict=True):
            cells = dict(zip(heads, line, strict=True))
            assert [plain(cells[name]) for name in columns] == [figure.number for figure in row.figures]
            assert [cells.get(f"{name} marks", "") for name in columns] == [
                " ".join(figure.signs) for figure in row.figures
            ]
            assert plain(cells.get("Lowest", "")) == (row.total.lowest and row.total.lowest.number)
            assert plain(cells.get("Highest", "")) == (row.total.highest and row.total.highest.number)
            assert cells["Kind"] == row.kind
            assert cells["Unit"] == "EUR\xa0million"


@pytest.mark.proof
def test_both_files_have_the_same_digits_and_every_column_adds_up(presentation):
    for table in presentation.tables:
        rows = [row for row in table.rows if row.kind == "row"]
        (whole,) = (row for row in table.rows if row.kind == "total")
        for place, figure in enumerate(whole.figures):
            assert sum(row.figures[place].number or 0 for row in rows) == (figure.number or 0)
        for row in table.rows:
            assert not row.cells or sum(it.number or 0 for it in row.cells) == (row.total.number or 0)
    assert (presentation.rounding.beyond, presentation.rounding.unmet) == (0, 0)


@pytest.mark.sampled
@pytest.mark.thorough
def test_rows_stand_by_size(presentation):
    for table in presentation.tables:
        if len(table.headings) == 1:
            totals = [row.total.exact_minor for row in table.rows if row.kind == "row"]
            assert all(after is None or (before is not None and before >= after) for before, after in pairwise(totals))


@pytest.mark.thorough
def test_the_document_of_the_seeds_is_the_golden_one(request):
    drawn = as_markdown(present(seeds()))
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(drawn, encoding="utf-8")

    assert drawn == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_appears_as_it_is(hostile):
    presentation = present(
        report(pledge("a", amount=amount("5000000")), title=hostile, tables=[TABLE | {"title": hostile}])
    )

    lines = [unescaped(line) for line in as_markdown(presentation).splitlines()]

    assert next(line for line in lines if line.startswith("## ")) == f"## {hostile}"
    assert lines[2].startswith(f"**{hostile}** · ")
    notes = list(csv.reader(StringIO(as_csv(presentation)["notes"], newline="")))
    assert [text.removeprefix("'") for about, text in notes if about == "Title"] == [hostile]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1"])
def test_text_that_begins_like_a_formula_is_defused(text):
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", " =1", "1", "'=1"])
def test_other_text_stays(text):
    assert defused(text) == text


def test_a_number_below_zero_stays_a_number_in_csv():
    made = report(
        pledge("a", stage="commitment", amount=amount("9000000")),
        paid("t", amount=amount("1000000")),
        paid("r", type="return", amount=amount("3000000"), value_date="2026-01-01"),
        tables=[TABLE | {"measure": "disbursements"}],
    )

    assert as_csv(present(made))["By donor"].splitlines()[1] == "Germany,1.0,-3.0,-2.0,row,EUR\xa0million"
    assert "| Germany | 1.0 | \N{MINUS SIGN}3.0 | \N{MINUS SIGN}2.0 |" in as_markdown(present(made))


@given(st.text())
def test_escaped_text_is_one_line_without_an_open_pipe_or_tag(text):
    shown = escaped(text)

    assert len(shown.splitlines()) <= 1
    assert not re.search(r"(?<!\\)(?:\\\\)*[|<`]", shown)
    assert unescaped(shown).split() == re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", text).split()


def tables_of(text):
    """The tables of a Markdown document, each as its lines, each as its cells."""
    blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    return [[[cell.strip(" ") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in block] for block in blocks]


def number_in(cell):
    digits = SIGN_OR_DIGITS.fullmatch(cell)[2]
    return Decimal(digits.replace(",", "").replace("\N{MINUS SIGN}", "-")) if digits else None


def plain(cell):
    return Decimal(cell) if cell else None


def unescaped(text):
    return re.sub(r"\\([\\`*_\[\]<>|~&#$])", r"\1", text)


def test_every_format_tells_a_stated_zero_from_less_than_one_without_decimals():
    records = (pledge(key, amount=amount(value), donor=key.upper()) for key, value in ZEROS.items())
    presentation = present(report(*records, tables=[TABLE | {"rows": ["donor"], "columns": None}], decimals=0))

    assert [line for line in as_markdown(presentation).splitlines() if line.startswith("| ")][3:5] == [
        "| France | <1 | 0.0 |",
        "| Germany | 0 | 0 |",
    ]
    rows = list(csv.reader(StringIO(as_csv(presentation)[TABLE["name"]], newline="")))
    assert [row[:3] for row in rows[2:4]] == [["France", "0", "<1"], ["Germany", "0", ""]]
    page = page_tables.written(presentation.tables[0].rows[1].total, Language("en"))
    assert page == '<span aria-hidden="true">&lt;1</span><span class="aloud">less than 1</span>'


def test_a_page_says_a_marked_change_with_its_sign():
    change = ShownChange(150, Decimal("1.5"), frozenset({Mark.UP_TO}), "≤+1.5")

    assert page_tables.written(change, Language("en")) == (
        '<span aria-hidden="true">≤+1.5</span><span class="aloud">up to +1.5</span>'
    )

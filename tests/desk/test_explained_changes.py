"""A change since an earlier report is explained by the figure now, the same then, and the parts that lead to it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, definition, material, paid, pledge, pledges
from openpyxl import load_workbook
from recalculate import falsify, recalculated

from ledger import answers
from ledger.audit import State, bridge
from ledger.book import Book
from ledger.desk import amend, build_report, explain_figure, explain_received, write_documents, write_explanation
from ledger.desk.changed_cells import OF_CHANGES, explain_changed
from ledger.desk.diff import comparison_of
from ledger.desk.displayed_cell import displayed_cell
from ledger.desk.shown_report import ShownReport
from ledger.foundation import Money
from ledger.presentation import BesideKey, Comparison, present
from ledger.records import minor_of
from ledger.render import as_markdown, as_page, placed_cells

SIGNED = {"author": "Ann", "reason": "test"}
BY_DONOR = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"], "share": False}
TWO = BY_DONOR | {"top": 2}


@pytest.fixture(scope="module")
def promises(tmp_path_factory):
    """In May Germany gives 6.4 million, France 3, Norway 1; in June Germany 2 more, Norway nothing, Poland 0.5."""
    now = [datetime(2025, 6, 1, tzinfo=UTC)]
    book = Book.create(tmp_path_factory.mktemp("promises") / "book.db", clock=lambda: now[0])
    sums = {"DEU": "6000000", "FRA": "3000000", "NOR": "1000000"}
    first = (pledge(it.lower(), donor=it, amount=amount(sums[it]), announced="2025-05-20") for it in sums)
    book.record([*first, pledge("kept", donor="DEU", amount=amount("400000"), announced="2025-05-20")], **SIGNED)
    now[0] += timedelta(days=4)
    amend(book, "deu", {"amount": "EUR 8000000"}, author="Bob", reason="speech")
    book.withdraw("nor", **SIGNED)
    silent = pledge("silent", donor="DEU", amount={"qualifier": "undisclosed"})
    book.record([pledge("pol", donor="POL", amount=amount("500000")), silent], **SIGNED)
    return book


def made(book, **fields):
    rules = {"tables": [BY_DONOR], "unit": "million", "decimals": 1, "against": "2025-06-01"} | fields
    return build_report(definition(**rules), book)


def asked(book, cell, **fields):
    """What is explained of a cell, and the lines of it that people read."""
    explained = explain_figure(book, made(book, **fields), [cell])
    return explained, [line.strip() for line in answers.explain.lines(explained)]


def euros(amount):
    return None if amount is None else Money(f"{amount}.00", "EUR")


def parts(explained):
    return [(it.record.id, it.then, it.now, it.change, it.steps) for it in explained.change.parts]


def test_a_change_is_what_stands_there_now_less_what_stood_there_then(promises):
    explained, lines = asked(promises, "By donor!C6")

    assert parts(explained) == [
        ("deu", euros(6000000), euros(8000000), euros(2000000), ("amended",)),
        ("kept", euros(400000), euros(400000), euros(0), ()),
    ]
    assert (explained.earlier.explanation.figure, explained.explanation.figure) == (euros(6400000), euros(8400000))
    assert (
        lines[0]
        .replace("\N{NO-BREAK SPACE}", " ")
        .startswith(
            "By donor!C6, Germany, Since 1 June 2025, shows +2.0 .. (EUR million); exactly EUR 2,000,000.00; book head"
        )
    )
    assert lines[1:10] == [
        "What changed:",
        "",
        "deu, instalment 1: Pledge deu",
        "EUR 6,000,000.00 then, EUR 8,000,000.00 now: EUR 2,000,000.00; amended",
        "",
        "1 part is the same at both ends.",
        (
            "Then EUR 6,400,000.00, changed by EUR 2,000,000.00, now EUR 8,400,000.00; "
            "what is displayed is rounded once, from the exact change."
        ),
        "",
        "Now: Pledges, donor DEU in EUR, basis announced, as of 2025-06-05, horizon 2030-03-31:",
    ]


def test_both_figures_stand_there_with_what_is_not_in_them_and_their_entries(promises):
    _, lines = asked(promises, "By donor!C6")

    then = lines.index("Then: Pledges, donor DEU in EUR, basis announced, as of 2025-06-01, horizon 2030-03-31:")
    assert lines[then - 5 : then - 1] == [
        "",
        "2 lines add up to EUR 8,400,000.00.",
        "Not in it:",
        "Line 5  silent: undisclosed: no figure: nobody says the sum",
    ]
    assert lines[-1] == "2 lines add up to EUR 6,400,000.00."
    (late,) = (line for line in lines[then:] if line.endswith("(after this report)"))
    assert late.startswith("amend by Bob on 2025-06-05: speech (entry 5")


ENDS = [
    ("By donor!C7", (euros(3000000), euros(3000000), euros(0)), "0"),
    ("By donor!C8", (None, euros(500000), euros(500000)), "+0.5"),
    ("By donor!C9", (euros(1000000), None, euros(-1000000)), "−1.0"),
    ("By donor!C10", (euros(10400000), euros(11900000), euros(1500000)), "+1.5 .."),
    ("Summary!G9", (euros(10400000), euros(11900000), euros(1500000)), "+1.5 .."),
    ("Summary!F15", (euros(3000000), euros(3000000), euros(0)), "0"),
]


@pytest.mark.parametrize(("cell", "ends", "text"), ENDS)
def test_each_change_of_a_row_and_of_a_total_has_both_ends(promises, cell, ends, text):
    explained, _ = asked(promises, cell)

    then, now = (it.explanation.figure for it in (explained.earlier, explained))
    assert ((then, now, explained.change.change), explained.cell.text.replace("\xa0", " ")) == (ends, text)


def test_where_nothing_stood_there_then_it_is_said(promises):
    _, lines = asked(promises, "By donor!C8")

    assert lines[4] == "nothing then, EUR 500,000.00 now: EUR 500,000.00; new"
    assert lines[6].startswith("Then nothing, changed by EUR 500,000.00, now EUR 500,000.00;")
    assert lines[-1] == "Nothing adds up to it: no row has these labels and a figure."


def test_all_others_are_compared_with_all_that_had_no_row_of_those_that_have_one_now(promises):
    """Norway had its million among the others of May; by now it is gone, and has no row anywhere."""
    explained, _ = asked(promises, "By donor!C7", tables=[BY_DONOR | {"top": 1}])

    assert (explained.cell.row, explained.cell.text) == ("Others (2)", "−0.5")
    assert parts(explained) == [
        ("fra", euros(3000000), euros(3000000), euros(0), ()),
        ("pol", None, euros(500000), euros(500000), ("new",)),
        ("nor", euros(1000000), None, euros(-1000000), ("withdrawn",)),
    ]
    assert set(explained.earlier.explanation.among["donor"]) == {"FRA", "NOR", "POL"}


STEPS = [
    ("What changed!C8", "1", "records", [("deu", euros(2000000))]),
    ("What changed!D8", "+2.0", "EUR million", [("deu", euros(2000000))]),
    ("What changed!D9", "−1.0", "EUR million", [("nor", euros(-1000000))]),
    ("What changed!D16", "+0.5", "EUR million", [("pol", euros(500000))]),
]


@pytest.mark.parametrize(("cell", "text", "unit", "moved"), STEPS)
def test_a_step_and_a_record_are_explained_by_what_moved(promises, cell, text, unit, moved):
    explained, lines = asked(promises, cell)

    shown = explained.cell
    assert (shown.text, shown.unit.replace("\xa0", " ")) == (text, unit)
    assert [(it.record.id, it.change) for it in explained.change.parts] == moved
    assert (explained.earlier, explained.explanation.figure) == (None, None)
    assert lines[1] == "What the step moved:"


def test_a_step_says_what_happened_to_its_records(promises):
    _, lines = asked(promises, "What changed!D8")

    assert lines[3:5] == [
        "deu: Pledge deu",
        "EUR 6,000,000.00 before, EUR 8,000,000.00 after: EUR 2,000,000.00; amended",
    ]
    assert [line.partition(" (entry")[0] for line in lines[5:7]] == [
        "record by Ann on 2025-06-01: test",
        "amend by Bob on 2025-06-05: speech",
    ]
    assert lines[-1].startswith("1 record adds up to EUR 2,000,000.00;")


def test_the_earlier_total_is_explained_by_the_earlier_report(promises):
    explained, lines = asked(promises, "What changed!D6")

    assert (explained.cell.text, explained.cell.kind, explained.change) == ("10.4", "earlier", None)
    assert lines[0].startswith("What changed!D6, Earlier total, Change, shows 10.4 (EUR million); exactly EUR 10,4")
    assert (explained.explanation.figure, len(explained.explanation.rows)) == (euros(10400000), 4)


def test_a_change_since_an_earlier_cut_off_is_explained_too(promises):
    explained, _ = asked(promises, "By donor!C8", against="cutoff:2025-05-31")

    assert parts(explained) == [("pol", None, euros(500000), euros(500000), ("cutoff",))]


def test_an_answer_has_the_change_its_parts_and_the_earlier_figure(promises):
    answer = answers.explain.answer(asked(promises, "By donor!C6")[0])

    change, earlier = answer.change, answer.change.earlier
    assert (answer.figure, earlier.figure, change.exact, change.step) == (
        euros(8400000),
        euros(6400000),
        euros(2000000),
        None,
    )
    assert [(it.id, it.stage, it.instalment, it.then, it.now, it.change) for it in change.parts] == [
        ("deu", "pledge", 1, euros(6000000), euros(8000000), euros(2000000)),
        ("kept", "pledge", 1, euros(400000), euros(400000), euros(0)),
    ]
    assert [it.action for it in change.parts[0].revisions] == ["record", "amend"]
    assert [(it.action, it.in_report) for it in earlier.rows[0].revisions] == [("record", True), ("amend", False)]
    assert (earlier.as_of, earlier.issue, earlier.cutoff) == (date(2025, 6, 1), None, None)
    assert answers.explain.answer(asked(promises, "By donor!B6")[0]).change is None


def test_the_answer_of_a_step_has_no_figure(promises):
    answer = answers.explain.answer(asked(promises, "What changed!D9")[0])

    assert (answer.figure, answer.rows, answer.change.step, answer.change.earlier) == (None, (), "withdrawn", None)
    assert [(it.id, it.stage, it.instalment, it.then, it.now) for it in answer.change.parts] == [
        ("nor", None, None, euros(1000000), None)
    ]


def test_of_a_record_that_was_not_there_a_step_says_nothing_before_and_not_zero(promises):
    explained, lines = asked(promises, "What changed!D16")
    assert parts(explained) == [("pol", None, euros(500000), euros(500000), ("new",))]
    assert "nothing before, EUR 500,000.00 after: EUR 500,000.00; new" in lines

    explained, lines = asked(promises, "What changed!D9")
    assert parts(explained) == [("nor", euros(1000000), None, euros(-1000000), ("withdrawn",))]
    assert "EUR 1,000,000.00 before, nothing after: EUR -1,000,000.00; withdrawn" in lines


def test_a_change_in_a_workbook_that_lies_there_is_explained(promises, tmp_path):
    report = made(promises)
    workbook = write_documents(report, tmp_path / "x.xlsx", comparison=comparison_of(report, promises)).workbook

    explained = explain_received(promises, workbook, "By donor!C6")
    assert (explained.cell.text.replace("\xa0", " "), explained.change.change) == ("+2.0 ..", euros(2000000))


def values(sheet):
    # A formula that gives no text is kept as an empty one, and computed to nothing.
    return [[None if cell.value == "" else cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]


def test_the_sheets_of_a_change_add_up_from_both_figures(promises, tmp_path):
    path = write_explanation(asked(promises, "By donor!C6")[0], tmp_path / "why.xlsx")

    live, kept = load_workbook(path), load_workbook(path, data_only=True)
    assert live.sheetnames == ["Change", "Now", "Then", "Not in it", "Revisions"]
    assert live["Change"]["A1"].value == "Change: Pledges: Germany"
    headings, *rows = values(kept["Change"])
    assert headings[0:4] == ["Part", "Record", "Title", "What happened"]
    assert [row[1:2] + row[3:6] + row[-3:] for row in rows] == [
        ["deu", "amended", "pledge", 1, 6000000, 8000000, 2000000],
        ["kept", None, "pledge", 1, 400000, 400000, 0],
        ["Total", None, None, None, 6400000, 8400000, 2000000],
    ]
    assert [cell.value for cell in live["Change"][5]][-3:] == [
        "=ROUND(SUMIFS(Then[In this figure],Then[Part],Change[[#This Row],[Part]]),2)",
        "=ROUND(SUMIFS(Now[In this figure],Now[Part],Change[[#This Row],[Part]]),2)",
        "=ROUND(Change[[#This Row],[Now]]-Change[[#This Row],[Then]],2)",
    ]
    assert [row[-1] for row in values(kept["Then"])] == ["Part", 1, 2, None]


def test_the_sheet_of_a_step_has_its_records(promises, tmp_path):
    path = write_explanation(asked(promises, "What changed!D9")[0], tmp_path / "why.xlsx")

    book = load_workbook(path, data_only=True)
    assert book.sheetnames == ["Change", "Revisions"]
    assert [row[1:2] + row[3:4] + row[-3:] for row in values(book["Change"])] == [
        ["Record", "What happened", "Before", "After", "Difference"],
        ["nor", "withdrawn", 1000000, None, -1000000],
        ["Total", None, 1000000, 0, -1000000],
    ]


@pytest.mark.slow
def test_the_sheets_of_a_change_are_computed_to_what_they_show(promises, tmp_path):
    path = write_explanation(asked(promises, "By donor!C10")[0], tmp_path / "why.xlsx")
    twin = tmp_path / "twin.xlsx"
    assert falsify(path, twin)

    computed, shown = recalculated(twin, tmp_path), load_workbook(path, data_only=True)
    for name in ("Change", "Now", "Then"):
        assert values(computed[name]) == values(shown[name])


BY_KIND = {"name": "Kinds", "title": "Kinds", "measure": "pledges", "rows": ["category", "donor"], "subtotals": True}
FIRM = {"name": "Firm", "title": "Firm", "measure": "commitments", "rows": ["donor"], "columns": "year", "top": 1}
RULES = definition(tables=[TWO, BY_KIND, FIRM], unit="million", decimals=1)


@st.composite
def two_books(draw):
    """Records of an earlier and a later state: some alike, some changed, some in one of them alone."""
    keys = [f"r{number}" for number in range(draw(st.integers(0, 6)))]
    first = {key: draw(pledges(key)) for key in keys if draw(st.booleans())}
    last = {key: first[key] if key in first and draw(st.booleans()) else draw(pledges(key)) for key in keys}
    return [*first.values()], [last[key] for key in keys if draw(st.integers(0, 4))]


def compared(before, after):
    """A report that is compared with an earlier one, without any book."""
    bridged = bridge(State(RULES, material(*before)), State(RULES, material(*after)), ())
    shown = ShownReport(bridged.closing, None)
    vars(shown)["comparison"] = Comparison(bridged, date(2025, 3, 31))
    return shown


@given(two_books())
def test_then_and_the_changes_of_all_parts_are_now_in_every_cell(books):
    shown = compared(*books)
    presentation = shown.presentation
    cells = placed_cells(shown.report, presentation)
    exactly = {
        (table.name, row.total.key): row.change.exact_minor or 0
        for table in presentation.tables
        for row in table.rows
        if row.change
    }
    seen = set()
    for mapped in cells.figures:
        key = mapped.figure
        if not isinstance(key, BesideKey) or key.kind not in OF_CHANGES or key.kind == "earlier":
            continue
        now, then, change = explain_changed(shown, key)
        cell = displayed_cell(presentation, cells, (mapped.sheet, mapped.cell), key)
        if key.step:
            assert all(it.steps == (change.step,) for it in change.parts)
            continue
        ends = [minor_of(it.figure) if it.figure else 0 for it in (then, now)]
        exact = minor_of(change.change)
        assert ends[0] + sum(minor_of(it.change) for it in change.parts) == ends[1]
        assert [sum(minor_of(row.result) for row in it.rows) for it in (then, now)] == ends
        if cell.number is not None:
            scale = presentation.scale
            # A change that *What changed* tells is displayed as there, where steps add up (decision 384).
            below = exact // scale.step_minor
            assert cell.number in (scale.number(below), scale.number(below + (exact % scale.step_minor > 0)))
        seen.add((mapped.sheet, key.figures[0], exact))
    assert {(name, key, exact) for (name, key), exact in exactly.items()} <= seen


@given(two_books())
def test_the_records_of_each_step_come_to_its_exact_change(books):
    shown = compared(*books)
    changes = shown.presentation.changes
    if changes is None:
        return
    for step in changes.steps:
        _, _, change = explain_changed(shown, BesideKey("change", (changes.closing.key,), step.step))
        assert minor_of(change.change) == step.change.exact_minor
        assert len(change.parts) == step.records
    steps = [explain_changed(shown, BesideKey("change", (changes.closing.key,), it.step))[2] for it in changes.steps]
    moved = sum(minor_of(it.change) for it in steps)
    assert (changes.opening.exact_minor or 0) + moved == (changes.closing.exact_minor or 0)


def test_a_public_report_names_no_record_that_is_internal_by_now(tmp_path):
    """Its title stood in What changed, beside the note that internal records are left out."""
    now = [datetime(2025, 6, 1, tzinfo=UTC)]
    book = Book.create(tmp_path / "book.db", clock=lambda: now[0])
    firm = pledge("firm", donor="NOR", stage="commitment", amount=amount("3000000"), title="Firm secret")
    given = [pledge("nor", donor="NOR", amount=amount("3000000"), title="Secret"), pledge("deu", donor="DEU"), firm]
    book.record([*given, paid("t", "firm", amount=amount("1000000"), title="Paid secretly")], **SIGNED)
    now[0] += timedelta(days=4)
    for key in ("nor", "firm"):
        amend(book, key, {"handling": "internal"}, author="Bob", reason="asked for")

    public, internal = made(book), made(book, handling="internal")
    comparison = comparison_of(public, book)
    assert comparison.internal == {"nor", "firm", "t"}
    shown = present(public, comparison=comparison)
    assert "Records that are internal by now" in as_markdown(shown)
    assert "ecret" not in as_markdown(shown) + as_page(shown, public)
    assert comparison_of(internal, book).internal == frozenset()

"""A workbook carries the definition by which it was drawn, so that its cells are explained without any options."""

from dataclasses import replace
from datetime import date

import pytest
from made import amount, brief, definition, paid, pledge, report
from openpyxl import load_workbook
from workbooks import typed_over

from ledger import answers
from ledger.audit import fingerprint
from ledger.desk import build_report, explain_figure, explain_received, varied_report, write_report
from ledger.desk.shown_report import presentation_of
from ledger.foundation import Money, Refused
from ledger.presentation import Language
from ledger.render import placed_cells
from ledger.render.facts import carried_definition
from ledger.reporting import definition_text

SIGNED = {"author": "Ann", "reason": "test"}
BY_DONOR = "Pledges by donor"
CARRIED, FINGERPRINT = "Definition, for the program", "Fingerprint of the definition"


@pytest.fixture
def promises(book):
    """Three donors, one of them before 2025 and one outside NATO."""
    donors = {
        "a": ("DEU", "2025-06-02"),
        "b": ("GBR", "2024-06-02"),
        "c": ("JPN", "2025-06-02"),
        "d": ("FRA", "2025-06-02"),
    }
    book.record(
        [pledge(key, donor=donor, announced=day, amount=amount("1000000")) for key, (donor, day) in donors.items()],
        **SIGNED,
    )
    return book


def drawn(book, folder, **asked):
    """The workbook of a report with something asked for in place of its definition."""
    return write_report(build_report(varied_report(brief(), **asked), book), folder / "asked.xlsx")


def beside(path, label):
    """The cell of the notes behind a label."""
    rows = load_workbook(path)["Notes"].iter_rows(min_row=5)
    return next(row[1] for row in rows if row[0].value == label)


def refusal(book, path, cell="Pledges by donor!B6", **said):
    with pytest.raises(Refused) as refused:
        explain_received(book, path, cell, **said)
    (problem,) = refused.value.problems
    return problem.code, problem.found, problem.expected


@pytest.mark.thorough
def test_a_cell_of_a_report_with_every_override_is_explained_without_options(promises, tmp_path):
    path = drawn(
        promises,
        tmp_path,
        since=date(2025, 1, 1),
        groups=["NATO"],
        by=["donor", "year"],
        sort=["name"],
        unit="one",
        decimals=2,
        lang="de",
        evidence="none",
    )
    tab = load_workbook(path).sheetnames[1]

    explained = explain_received(promises, path, f"{tab}!B6")
    assert (explained.cell.row, explained.cell.text, explained.cell.unit) == ("Deutschland", "1.000.000,00", "EUR")
    assert [row.line.record.id for row in explained.explanation.rows] == ["a"]


@pytest.fixture
def limited(promises, tmp_path):
    """The workbook of a report of what NATO members have announced since 2025."""
    return drawn(promises, tmp_path, since=date(2025, 1, 1), groups=["NATO"])


@pytest.mark.proof
def test_what_contradicts_the_definition_in_a_workbook_is_refused(promises, limited):
    agreed = explain_received(
        promises, limited, "Pledges by donor!B6", "commitments", since=date(2025, 1, 1), groups=["NATO"]
    )
    assert agreed.cell.row == "France"

    drawn_by = "by which the workbook was drawn"
    assert [
        refusal(promises, limited, since=date(2024, 1, 1)),
        refusal(promises, limited, groups=["EU"]),
        refusal(promises, limited, rules="brief"),
    ] == [
        ("FORM", "since 2024-01-01", f"2025-01-01, {drawn_by}"),
        ("FORM", "groups EU", f"NATO, {drawn_by}"),
        ("FORM", "report brief", f"commitments, {drawn_by}"),
    ]


@pytest.mark.thorough
def test_a_limit_is_refused_beside_a_workbook_that_was_drawn_without_one(promises, tmp_path):
    path = drawn(promises, tmp_path)

    assert refusal(promises, path, groups=["EU"]) == ("FORM", "groups EU", "a workbook drawn by such a rule")


def swapped(path, first, second):
    """The same workbook with the names of two rows the other way round, as sorting leaves rows of equal figures."""
    sheet = load_workbook(path)[BY_DONOR]
    names = sheet[first].value, sheet[second].value
    return typed_over(typed_over(path, BY_DONOR, first, names[1]), BY_DONOR, second, names[0])


def test_a_cell_of_a_table_that_was_sorted_is_explained_by_the_name_of_its_row(promises, tmp_path):
    """All donors show 1.0, so that nothing but the name tells them apart: France, Germany, Japan, United Kingdom."""
    path = swapped(drawn(promises, tmp_path, evidence="none"), "A6", "A9")

    explained = explain_received(promises, path, f"'{BY_DONOR.lower()}'!$d$9")
    assert (explained.cell.row, str(explained.cell.place)) == ("France", f"{BY_DONOR}!D9")
    assert [it.line.record.id for it in explained.explanation.rows] == ["d"]
    beside = explain_received(promises, path, f"{BY_DONOR}!A6")
    assert [it.line.record.id for it in beside.explanation.rows] == ["b"]


def test_a_row_whose_name_another_has_is_not_explained_once_its_table_was_sorted(promises, tmp_path):
    promises.record([pledge("e", donor="Germany", amount=amount("3000000"))], **SIGNED)
    path = drawn(promises, tmp_path, evidence="none")
    assert explain_received(promises, path, f"{BY_DONOR}!D6").cell.row == "Germany"

    expected = "a name that one row has: 2 have this one, and the table was sorted"
    assert refusal(promises, swapped(path, "A6", "A7"), f"{BY_DONOR}!D7") == ("FORM", 'the row "Germany"', expected)


def test_a_row_whose_name_was_typed_over_is_not_explained(promises, tmp_path):
    path = drawn(promises, tmp_path, evidence="none")
    typed_over(path, BY_DONOR, "A7", "Ruritania")

    expected = "the name of a row as it was issued, such as France, Germany, Japan, United Kingdom"
    assert refusal(promises, path, f"{BY_DONOR}!D7") == ("XLS", 'the row "Ruritania"', expected)
    assert explain_received(promises, path, f"{BY_DONOR}!D6").cell.row == "France"


def with_definition(path, change, *, forge):
    """The same workbook with other text in place of its definition, and with the fingerprint of that."""
    cell, mark = beside(path, CARRIED), beside(path, FINGERPRINT)
    text = change(cell.value)
    typed = typed_over(path, "Notes", cell.coordinate, text)
    return typed_over(typed, "Notes", mark.coordinate, fingerprint(text)) if forge else typed


@pytest.mark.proof
def test_a_definition_that_was_altered_explains_nothing(promises, limited):
    typed = with_definition(limited, lambda text: text.replace("2025-01-01", "2024-01-01"), forge=False)

    expected = "the definition by which the workbook was drawn"
    assert refusal(promises, typed) == ("XLS", "a definition that was altered", expected)


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    "change",
    [lambda text: text.replace("2026-03-31", "2026-02-30"), lambda text: text[:-1], lambda _: "[" * 30_000],
)
def test_a_definition_that_is_none_explains_nothing(change, promises, limited):
    typed = with_definition(limited, change, forge=True)

    expected = "the definition by which the workbook was drawn"
    assert refusal(promises, typed) == ("XLS", "a definition that this version cannot read", expected)


@pytest.mark.proof
def test_a_workbook_of_an_earlier_version_is_explained_by_what_is_said_of_it(promises, limited):
    row, basis = beside(limited, CARRIED).row, beside(limited, "Basis of the rates").coordinate
    earlier = typed_over(typed_over(limited, "Notes", f"A{row}", "Made before"), "Notes", basis, "announced")

    code, found, expected = refusal(promises, earlier, "Summary!C9")
    assert (code, found, expected) == ("XLS", "2.0", "4.0, which the book gives for this cell")
    said = explain_received(promises, earlier, "Summary!C9", since=date(2025, 1, 1), groups=["NATO"])
    assert {row.line.record.id for row in said.explanation.rows} == {"a", "d"}


@pytest.mark.parametrize(("length", "labels"), [(32_767, [FINGERPRINT, CARRIED]), (32_768, [])])
def test_a_definition_that_no_cell_holds_stands_in_no_workbook(length, labels):
    names = [f"Rates {number:05}" for number in range(2310)]
    made = report(pledge("a"), rates=[])
    left = length - len(definition_text(made.definition.varied(rates=[*names, "x"])))
    long = replace(made, definition=made.definition.varied(rates=[*names, "x" * (left + 1)]))

    assert [label for label, _ in carried_definition(long, Language())] == labels


TABLE = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"]}
OF_SEVERAL = [
    ({"tables": [TABLE | {"top": 1}]}, "By donor!B7", {"donor": {"DEU", "GBR", "JPN"}}),
    ({"tables": [TABLE | {"columns": "year", "cumulative": True}]}, "By donor!B6", {"year": {"2024"}}),
    ({"tables": [TABLE | {"columns": "year", "cumulative": True, "top": 1}]}, "By donor!B7", None),
]


@pytest.mark.parametrize(("asked", "cell", "among"), OF_SEVERAL, ids=["others", "running", "others running"])
def test_a_figure_of_several_together_is_explained_by_the_lines_of_all_of_them(promises, asked, cell, among):
    """The lines of all donors stood behind "Others (3)" once, and their sum as its exact figure."""
    promises.record([pledge("e", donor="USA", stage="commitment")], **SIGNED)
    made = build_report(definition(**{"tables": []} | asked), promises)

    explained = explain_figure(promises, made, [cell])
    shown = presentation_of(made, promises, None)
    exact = {sheet_cell: shown.sums[key] for sheet_cell, key in keys_of(made, shown).items()}[cell]
    contributions = [it.result for it in explained.explanation.rows]
    assert explained.explanation.figure == exact.figures.central
    assert exact.figures.central == (sum(contributions[1:], start=contributions[0]) if contributions else None)
    if among:
        assert {name: set(labels) for name, labels in explained.explanation.among.items()} == among


@pytest.fixture
def many(book):
    """Seventeen donors, of which the first sheet shows fourteen: the three smallest are its others."""
    sums = {f"x{number:02}": f"{number}00000" for number in range(2, 18)}
    records = [pledge(key, donor=key, amount=amount(it)) for key, it in sums.items()]
    book.record([*records, pledge("s", donor="x01", amount={"qualifier": "undisclosed"})], **SIGNED)
    return book, build_report(definition(tables=[TABLE]), book)


def test_others_on_the_first_sheet_are_explained_by_all_that_have_no_row_there(many):
    """They were refused once, as what is left of the total."""
    book, made = many
    row = next(it for it, cells in placed_cells(made).values["Summary"].items() if cells.get(0) == "Others (3)") + 1

    total, share, name = (explain_figure(book, made, f"Summary!{column}{row}") for column in "CEA")
    assert [it.line.record.id for it in total.explanation.rows] == ["x02", "x03"]
    assert total.explanation.figure == Money("500000.00", "EUR")
    assert (total.cell.row, total.cell.text, total.cell.unit) == ("Others (3)", "0.5\xa0..", "EUR\xa0million")
    assert (share.cell.text, share.cell.kind, share.cell.share_of) == (
        "3.3\xa0..",
        "share",
        Money("15200000.00", "EUR"),
    )
    assert name.explanation == total.explanation


@pytest.mark.parametrize("asked", ["Nots!B7", "Notes!B7"])
def test_a_sheet_without_figures_is_answered_with_those_that_have_some(asked, many):
    book, made = many
    with pytest.raises(Refused) as refused:
        explain_figure(book, made, asked)
    (problem,) = refused.value.problems
    there = ("Summary", "By donor", "E2 Conversions", "E5 Checks", "E6 Exact figures")
    assert problem.expected == f"a sheet of the report with figures, such as {' or '.join(there)}"


def keys_of(made, shown):
    """The central figure that each cell of the tables for readers shows."""
    figures = placed_cells(made, shown).figures
    return {f"{it.sheet}!{it.cell}": it.figure for it in figures if it.figure in shown.sums}


def test_what_is_still_open_is_explained_by_its_commitments_and_not_by_what_was_promised(promises):
    kept = paid("t", "e", amount=amount("1000000"))
    promises.record([pledge("e", donor="USA", stage="commitment", amount=amount("5000000")), kept], **SIGNED)
    stages = [{"name": "Stages", "title": "Side", "rows": ["donor"], "stages": ["commitments", "open"]}]
    made = build_report(definition(tables=[], stages=stages), promises)

    explained = explain_figure(promises, made, ["Stages!C6"])
    assert (explained.cell.text, explained.explanation.figure) == ("4.0", Money("4000000.00", "EUR"))
    (first, *lines) = answers.explain.lines(explained)
    assert first.startswith("Stages!C6, United States, Still open, shows 4.0 (EUR million); exactly EUR 4,000,000.00;")
    assert [line.strip() for line in lines if line.startswith("    ") and "record by" not in line] == [
        "committed: EUR 5,000,000.00",
        "committed on 2025-06-02 (line 5, e): EUR 5,000,000: EUR 5,000,000.00; together EUR 5,000,000.00",
        "standing, less what was cancelled: EUR 5,000,000.00",
        (
            "paid on 2025-06-02 (line 6, t): EUR 1,000,000, so that EUR 4,000,000 of 5,000,000 are left: "
            "EUR -1,000,000.00; leaves EUR 4,000,000.00"
        ),
        "still open, less what was paid or delivered: EUR 4,000,000.00",
        "in this figure: EUR 4,000,000.00; together EUR 4,000,000.00",
    ]
    assert lines[-1] == "1 firm commitment adds up to EUR 4,000,000.00."
    answer = answers.explain.answer(explained)
    assert (answer.measure, answer.figure, answer.rows) == ("open", Money("4000000.00", "EUR"), ())
    (row,) = answer.unpaid
    assert [(it.kind, it.id, it.central, it.running, it.left) for it in row.steps] == [
        ("committed", "e", Money("5000000.00", "EUR"), Money("5000000.00", "EUR"), None),
        ("paid", "t", Money("-1000000.00", "EUR"), Money("4000000.00", "EUR"), Money("4000000", "EUR")),
    ]
    assert [it.author for it in row.steps[1].revisions] == ["Ann"]
    assert (row.id, row.standing.low, row.left.high, row.running) == (
        "e",
        *(Money(f"{millions}000000.00", "EUR") for millions in (5, 4, 4)),
    )


def test_what_is_still_open_of_a_year_is_refused(promises):
    promises.record([pledge("e", donor="USA", stage="commitment")], **SIGNED)
    stages = [{"name": "Stages", "title": "Side", "rows": ["donor"]}]
    made = build_report(definition(stages=stages), promises)

    explained = explain_figure(promises, made, ["measure=open", "donor=USA"])
    assert explained.explanation.figure == Money("100.00", "EUR")
    for asked, found, expected in (
        (made, "what is open of the year 2025", "what is open of all years together"),
        (build_report(definition(), promises), '"open"', "one of pledges, commitments"),
    ):
        with pytest.raises(Refused) as refused:
            explain_figure(promises, asked, ["measure=open", "year=2025"])
        assert [(it.found, it.expected) for it in refused.value.problems] == [(found, expected)]

"""Evidence in other languages: headings that formulas can call, and figures that LibreOffice comes to as well."""

import pytest
from made import amount, euros, over, paid, pledge, report, seed_records
from recalculate import falsify, formula_cells, recalculated_together, values_at

from ledger.presentation import Language, present
from ledger.render import placed_cells, write_workbook
from ledger.render.headings import formula_in, heading_in
from ledger.reporting import LANGUAGES, load_definition

FOREIGN = [code for code in LANGUAGES if code != "en"]
RATES = euros(("2025-06-02", "USD", "1.1419"))


def cancelled(**fields):
    """A report with a line in every table of evidence but the quotes and the memberships."""
    part_of = [{"kind": "part_of", "target": "whole"}]
    return report(
        pledge("whole", amount=amount("100", "USD"), term=over("2025-06-02", "2026-06-01"), note="A note."),
        pledge("part", amount=amount("40", "USD", "up_to"), recipient="MDA", relations=part_of),
        paid("back", "whole", type="cancellation", amount=amount("33.33", "USD"), value_date="2025-07-01"),
        rates=[RATES],
        horizon="2025-12-31",
        tables=[{"name": "Net", "title": "Net", "measure": "net_pledges", "rows": ["recipient"], "columns": "year"}],
        **fields,
    )


@pytest.fixture(scope="module")
def made():
    return cancelled()


@pytest.mark.parametrize("code", FOREIGN)
def test_no_two_headings_of_a_table_are_one_and_formulas_can_call_each(made, code):
    cells = placed_cells(made, present(made, language=Language(code)))

    for table in cells.tables:
        row = cells.row(table.sheet, table.top + 1)
        shown = [str(row[table.column(heading)]) for heading in table.headings]
        assert len({it.casefold() for it in shown}) == len(shown), table.name
        assert [it for it in shown if set(it) & set("'#[]@\n")] == []


def test_a_heading_that_is_the_key_or_an_end_of_something_is_said_with_that():
    german = Language("de")

    assert [heading_in(it, german) for it in ("Rate day", "Donor key", "Given up before low", "NATO members flag")] == [
        "Kurstag",
        "Geber Schlüssel",
        "Aufgegeben vorher niedrig",
        "NATO-Mitglieder Kennzeichen",
    ]


def test_a_formula_calls_columns_by_the_headings_that_they_have():
    formula = '=SUMIFS(Spread[Low],Spread[Stage key],1)*Rates[[#This Row],[Units per base]]&"Low"'

    assert formula_in(formula, Language("de")) == (
        '=SUMIFS(Spread[Niedrig],Spread[Stufe Schlüssel],1)*Rates[[#This Row],[Einheiten je Basis]]&"Low"'
    )


@pytest.mark.proof
@pytest.mark.slow
def test_libreoffice_comes_to_the_same_figures_in_other_languages(tmp_path):
    whole = load_definition("commitments").varied(lang="uk")
    reports = {
        "uk": report(*seed_records(), **whole.model_dump(exclude_none=True)),
        "de": cancelled(lang="de"),
    }
    twins = []
    for code, one in reports.items():
        write_workbook(one, tmp_path / f"{code}.xlsx")
        twins.append(tmp_path / f"twin-{code}.xlsx")
        assert falsify(tmp_path / f"{code}.xlsx", twins[-1])
    for code, computed in zip(reports, recalculated_together(twins, tmp_path), strict=True):
        expected = formula_cells(tmp_path / f"{code}.xlsx")
        values = values_at(expected, computed)
        off = [
            place
            for place, value in expected.items()
            if values[place] != value
            and not (isinstance(value, float) and abs(values[place] - value) <= 1e-14 * abs(value))
        ]
        assert off == []

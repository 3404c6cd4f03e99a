"""The cube has the pieces of one place together: every sum is that of the pieces one by one."""

from datetime import date
from itertools import combinations

import pytest
from made import amount, over, pledge, report
from oracle.comparing import report_of
from oracle.records import TABLE, Maker, hryvnia

from ledger import ecb_rates, read_rates
from ledger.totals import DIMENSIONS, MEASURES, Cube, Piece, cancelled_out, sums, sums_of_lines
from ledger.totals.cube import cube_of
from ledger.totals.rollup import figures_of_dimensions
from ledger.valuation import Figures

ALL_WAYS = [(), *combinations(DIMENSIONS, 1), ("donor", "year"), ("category", "quarter"), ("stage", "currency")]
SHIPPED = {"currency": "EUR", "basis": "announced", "horizon": "2027-08-15", "handling": "public"}


def one_by_one(pieces):
    """A cube in which each piece is a cell of its own: nothing was put together."""
    return Cube(tuple(cell for piece in pieces for cell in cube_of([piece]).cells))


@pytest.fixture(scope="module", params=[5, 8])
def made(request):
    """A report of random records of all kinds: envelopes, joint donors, cancellations in doubt, sums without a rate."""
    files = [("NBU", hryvnia()), ("kiel", TABLE)]
    rates = [ecb_rates(), *(read_rates(name, text.encode())[0] for name, text in files)]
    return report_of(Maker(request.param).make(120), rates, SHIPPED, date(2026, 10, 30))


@pytest.mark.thorough
def test_every_sum_of_the_cube_is_that_of_its_pieces(made):
    apart = one_by_one(made.pieces)

    assert len(made.cube.cells) < len(apart.cells)
    assert any(cell.offsets for cell in made.cube.cells)
    assert any(cell.in_net for cell in made.cube.cells)
    assert any(cell.unconverted for cell in made.cube.cells)
    assert any(cell.undisclosed for cell in made.cube.cells)
    assert any(cell.has_ceilings for cell in made.cube.cells)
    assert any(cell.has_ranges for cell in made.cube.cells)
    for measure in MEASURES:
        for by in ALL_WAYS:
            # A sum compares by its figures and counts; what stands behind it is compared as well.
            assert behind(sums(made.cube, by, measure)) == behind(sums(apart, by, measure))
            assert behind(sums_of_lines(made.cube, by, measure)) == behind(sums_of_lines(apart, by, measure))


def behind(found):
    names = ("unclamped", "lines", "undisclosed", "unconverted", "has_ceilings", "has_ranges")
    return {key: (it, *(getattr(it, name) for name in names)) for key, it in found.items()}


@pytest.mark.thorough
@pytest.mark.parametrize("group", ["NATO", "EU"])
def test_the_members_of_a_group_and_chosen_labels_are_the_same_cells(made, group):
    apart = one_by_one(made.pieces).of_group(group)

    assert made.cube.of_group(group).cells
    for measure in MEASURES:
        assert behind(sums(made.cube.of_group(group), ["year"], measure)) == behind(sums(apart, ["year"], measure))
    for donor in ("DEU", "GBR"):
        own, single = (it.where(lambda labels, donor=donor: labels.get("donor") == donor) for it in (made.cube, apart))
        for measure in MEASURES:
            assert cancelled_out(own.of_group(group), measure, ["donor"]) == cancelled_out(single, measure, ["donor"])


def test_a_record_in_two_pieces_of_a_cell_is_counted_once_and_one_in_two_cells_too():
    made = report(pledge("a", term=over("2025-01-01", "2026-12-31"), amount=amount("8", "EUR")), pledge("b"))
    donor = sums(made.cube, ["donor"], "pledges")[("DEU",)]

    assert len(made.pieces) > len(made.cube.cells)
    assert donor.records == 2
    assert [it.records for it in sums(made.cube, ["year"], "pledges").values()] == [2, 1]


def test_pieces_of_other_groups_or_labels_are_other_cells():
    labels = {"donor": "FIN", "stage": "pledge"}
    pieces = [
        Piece("a", labels, Figures(1, 2, 3), frozenset({"EU"})),
        Piece("b", labels, Figures(1, 2, 3), frozenset({"EU", "NATO"})),
        Piece("c", labels | {"donor": "NOR"}, Figures(1, 2, 3), frozenset({"NATO"})),
        Piece("d", labels, Figures(10, 20, 30, open_high=True), frozenset({"EU"})),
    ]
    cells = cube_of(pieces).cells

    assert [sorted(it.records) for it in cells] == [["a", "d"], ["b"], ["c"]]
    assert cells[0].figures == Figures(11, 22, 33, open_high=True)


@pytest.mark.thorough
def test_every_sum_of_a_cube_by_fewer_dimensions_is_that_of_all_its_cells(made):
    assert any(cell.offsets for cell in made.cube.over(["donor"]).cells)
    for measure in MEASURES:
        for by in ALL_WAYS:
            fewer = made.cube.of_measure(measure).over(by)

            assert len(fewer.cells) <= len(made.cube.cells)
            assert behind(sums(fewer, by, measure)) == behind(sums(made.cube, by, measure))
            assert behind(sums_of_lines(fewer, by, measure)) == behind(sums_of_lines(made.cube, by, measure))
            assert cancelled_out(fewer, measure) == cancelled_out(made.cube.of_measure(measure), measure)


@pytest.mark.thorough
def test_the_figures_of_each_dimension_are_those_of_its_sums(made):
    for measure in MEASURES:
        of_dimensions = figures_of_dimensions(made.cube, measure)

        for dimension in DIMENSIONS:
            whole = sums_of_lines(made.cube, [dimension], measure)
            assert of_dimensions[dimension] == {label: it.figures for (label,), it in whole.items() if it.records}


def test_cells_in_which_the_labels_asked_for_are_the_same_are_one():
    cents, nobody = Figures(1, 1, 1, currency="EUR"), frozenset()
    made_of = [
        Piece("a", {"donor": "GBR", "year": "2025", "stage": "pledge"}, cents),
        Piece("a", {"donor": "GBR", "year": "2026", "stage": "pledge"}, cents, line=1),
        Piece("b", {"donor": "GBR", "year": "2026", "stage": "pledge"}, None),
        Piece("c", {"donor": "GBR", "year": "2026", "stage": "commitment"}, None, not_converted=True),
    ]

    pledge_of, commitment_of = cube_of(made_of).over(["donor"]).cells

    assert (dict(pledge_of.labels), pledge_of.records, pledge_of.lines) == (
        {"donor": "GBR", "stage": "pledge"},
        {"a"},
        {0, 1},
    )
    assert (pledge_of.figures.central_minor, dict(pledge_of.undisclosed)) == (2, {"b": nobody})
    assert (commitment_of.records, commitment_of.unconverted) == (nobody, {"c"})


def test_a_printed_cell_shows_none_of_its_lines():
    (cell,) = report(pledge("a")).cube.cells
    assert [name for name in ("lines", "records", "offsets") if f"{name}=" in repr(cell)] == []


def of(*bounds, is_open=False, stage="pledge"):
    return Piece("a", {"donor": "GBR", "stage": stage}, Figures(*bounds, is_open))


@pytest.mark.parametrize(
    ("piece", "has"),
    [
        (of(5, 5, 5), (False, False)),
        (of(0, 5, 5), (True, False)),
        (of(4, 5, 6), (False, True)),
        (of(5, 5, 6), (False, True)),
        (of(5, 5, 6, is_open=True), (False, False)),
        (of(4, 5, 5, is_open=True), (True, False)),
        (of(0, 5, 5, stage="cancelled pledge"), (False, True)),
    ],
)
def test_a_sum_knows_of_which_doubts_it_is_made(piece, has):
    (found,) = sums([piece, of(1, 1, 1)], ["donor"], "net_pledges").values()

    assert (found.has_ceilings, found.has_ranges) == has

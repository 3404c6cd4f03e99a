"""The chart as SVG: one scale from zero, solid and hatched, labels apart, and nothing that a text could break."""

from dataclasses import replace

import pytest
from lxml import etree

from ledger.presentation import Bar, FigureKey, Gridline, LegendEntry, Panel, Sentence, SmallMultiples
from ledger.render.panels import alternative_text, least_height, panels_svg
from ledger.render.printed import Paper
from ledger.render.strokes import ACCENT, Canvas, swatch_svg
from ledger.render.typeface import source_sans

KEY = FigureKey("pledges")
CANVAS = Canvas(500, 120, 4, "Some Sans", lambda text, size, _: len(text) * size / 2, lambda text: text)


def panel(name, *bars, total="9.9"):
    drawn = (Bar(str(2023 + place), low, central, text, KEY) for place, (low, central, text) in enumerate(bars))
    return Panel(name, total, tuple(drawn))


def chart(*panels, lines=((0, "0"), (500, "5"), (1000, "10"))):
    return SmallMultiples(
        table="t",
        title="Only A comes to more than EUR 4 billion",
        description=Sentence("A: 12.0 in all."),
        unit_line="By donor, EUR billion.",
        unit="EUR billion",
        panels=panels,
        gridlines=tuple(Gridline(height, text) for height, text in lines),
        legend=(LegendEntry("solid", "lowest reading"),),
    )


def drawn(made, canvas=CANVAS):
    return etree.fromstring(panels_svg(made, canvas).replace(' xmlns="http://www.w3.org/2000/svg"', ""))


def solid(svg):
    return [float(it.get("height")) for it in svg.iter("rect") if it.get("fill") == ACCENT]


def texts(svg):
    return [it.text for it in svg.iter("text")]


def test_bars_of_all_panels_have_one_scale_that_begins_at_zero():
    svg = drawn(chart(panel("A", (1000, 1000, ""), (500, 500, "")), panel("B", (250, 250, ""), (0, 0, ""))))

    high, half, quarter = solid(svg)
    assert (high / half, high / quarter) == (pytest.approx(2, abs=0.01), pytest.approx(4, abs=0.01))
    lines = {it.get("d") for it in svg.iter("path") if it.get("stroke") == "#C5CED4"}
    assert len(lines) == 4


@pytest.mark.parametrize(("panels", "columns"), [(1, 2), (2, 2), (3, 3), (8, 8), (9, 8)])
def test_as_many_panels_as_there_are_fill_the_width_of_a_page(panels, columns):
    paper = Paper(landscape=False, chart_width=500, chart_height=120, width=500, columns=8)

    assert paper.canvas(chart(*[panel("A")] * panels), source_sans(), 120).columns == columns


def test_a_bar_is_solid_up_to_its_lowest_reading_and_hatched_from_there():
    svg = drawn(chart(panel("A", (400, 1000, ""))))

    (low,) = solid(svg)
    (outline,) = (float(it.get("height")) for it in svg.iter("rect") if it.get("stroke") == ACCENT)
    assert outline / low == pytest.approx(1.5, abs=0.05)
    hatching = [it for it in svg.iter("path") if it.get("stroke") == ACCENT]
    assert len(hatching) == 1


def test_hatching_stays_inside_its_bar():
    svg = drawn(chart(panel("A", (0, 1000, ""), (0, 20, ""))))

    for rect, path in zip(
        (it for it in svg.iter("rect")), (it for it in svg.iter("path") if it.get("stroke") == ACCENT), strict=False
    ):
        left, top = float(rect.get("x")) - 0.31, float(rect.get("y")) - 0.31
        right, bottom = left + float(rect.get("width")) + 0.62, top + float(rect.get("height")) + 0.62
        for x, y in (point.split() for part in path.get("d").split("M")[1:] for point in part.split("L")):
            assert left <= float(x) <= right
            assert top <= float(y) <= bottom


def test_what_is_more_than_nothing_is_seen_and_nothing_is_not():
    svg = drawn(chart(panel("A", (1_000_000, 1_000_000, ""), (1, 1, ""), (0, 0, ".."))))

    assert len(solid(svg)) == 2
    assert min(solid(svg)) >= 0.5
    assert ".." in texts(svg)


def test_a_bar_below_zero_hangs_from_the_line_of_zero():
    svg = drawn(chart(panel("A", (1000, 1000, ""), (-500, -500, ""))))

    up, down = [it for it in svg.iter("rect") if it.get("fill") == ACCENT]
    assert float(up.get("y")) + float(up.get("height")) == pytest.approx(float(down.get("y")), abs=0.02)
    assert float(up.get("height")) / float(down.get("height")) == pytest.approx(2, abs=0.02)


def test_texts_that_would_stand_in_each_other_stand_above_each_other():
    svg = drawn(chart(panel("A", *[(500, 500, f"{place}23.4") for place in range(8)])))

    places = {it.text: float(it.get("y")) for it in svg.iter("text") if it.text.endswith("23.4")}
    assert len(places) == 8
    assert len(set(places.values())) > 1


def test_names_and_totals_stand_on_one_line_where_rows_of_panels_need_the_room_and_all_fit():
    """In a single row a total beside its name was nearer to the next one."""
    of_one, of_two = (
        {it.text: float(it.get("y")) for it in list(drawn(chart(*[panel("A")] * count)).iter("text"))[:2]}
        for count in (4, 5)
    )
    long = drawn(chart(*[panel("European Peace Facility of some more words")] * 3))

    assert of_one["A"] < of_one["9.9"]
    assert of_two["A"] == of_two["9.9"]
    assert texts(long)[:3] == ["European Peace Facility of some", "more words", "9.9"]


def test_a_name_takes_two_lines_at_most():
    name = "European Peace Facility of some more words and of even more than these few ones"

    assert texts(drawn(chart(panel(name, (1, 1, "")))))[:2] == [
        "European Peace Facility of some",
        "more words and of even more th…",
    ]


def test_all_labels_below_the_bars_stand_if_they_fit_else_the_first_and_the_last():
    few = drawn(chart(panel("A", *[(1, 1, "")] * 3)))
    many = drawn(chart(panel("A", *[(1, 1, "")] * 9)))

    assert [it for it in texts(few) if it.startswith("20")] == ["2023", "2024", "2025"]
    assert [it for it in texts(many) if it.startswith("20")] == ["2023", "2031"]


def test_no_text_is_smaller_than_seven_points():
    svg = drawn(chart(panel("A", (1, 1, "3.4"))))

    assert float(svg.get("font-size")) >= 7
    assert all(float(it.get("font-size", "7")) >= 7 for it in svg.iter("text"))


def test_panels_stand_in_rows_inside_the_canvas():
    made = chart(*[panel(f"P{place}", (1000, 1000, "9.9")) for place in range(8)])
    svg = drawn(made, replace(CANVAS, height=200))

    left = {it.text: float(it.get("x")) for it in svg.iter("text") if it.text.startswith("P")}
    assert left["P0"] == left["P4"] < left["P1"] == left["P5"]
    assert all(0 <= float(it.get("y")) <= 200 for it in svg.iter("text"))
    assert all(float(it.get("x")) + float(it.get("width")) <= 500 for it in svg.iter("rect"))


def test_the_least_height_leaves_room_for_bars():
    made = chart(panel("A", (1000, 1000, "9.9")))
    svg = drawn(made, replace(CANVAS, height=least_height(made, CANVAS)))

    assert solid(svg) == [pytest.approx(3 * CANVAS.size, abs=0.1)]


def test_hostile_text_is_text_and_nothing_has_an_id_or_a_style():
    hostile = '<script>alert("1")</script> & \' ]]>'
    made = replace(chart(panel(hostile, (1, 1, hostile), total=hostile)), description=Sentence(hostile))

    svg = drawn(made, replace(CANVAS, width=4000))

    assert svg.get("aria-label").endswith(hostile)
    assert texts(svg).count(hostile) == 3
    assert {key for it in svg.iter() for key in it.attrib}.isdisjoint({"id", "style", "class", "href", "onload"})
    assert {it.tag for it in svg.iter()} == {"svg", "text", "rect", "path"}


def test_the_alternative_text_says_the_finding_the_unit_and_the_figures():
    expected = "Only A comes to more than EUR 4 billion. By donor, EUR billion. A: 12.0 in all."

    assert alternative_text(chart(panel("A", (1, 1, "")))) == expected


def test_the_squares_of_the_legend_have_the_filling_of_the_bars():
    plain, hatched = (etree.fromstring(swatch_svg(is_hatched=it)) for it in (False, True))

    assert [it.tag.rpartition("}")[2] for it in plain] == ["rect"]
    assert [it.tag.rpartition("}")[2] for it in hatched] == ["rect", "path"]

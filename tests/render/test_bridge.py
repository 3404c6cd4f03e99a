"""What changed as SVG: totals and increases solid, decreases hatched, each bar from where the one before it ends."""

from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from ledger.presentation import Changes, ChangeStep, FigureKey, Language, LegendEntry, ShownChange, ShownFigure
from ledger.presentation.changes import STEP_TITLES
from ledger.render.bridge import bridge_height, bridge_svg, narrow_bridge_height, narrow_bridge_svg
from ledger.render.strokes import ACCENT, SOFT, Canvas
from ledger.render.typeface import FAMILY, source_sans

CANVAS = Canvas(600, 120, 1, "Some Sans", lambda text, size, _: len(text) * size / 2, lambda text: text)
NOTHING = frozenset()


def level(millions):
    return ShownFigure(FigureKey("pledges"), millions, Decimal(millions), NOTHING, str(millions))


def changed(opening, *steps, largest=""):
    made = tuple(
        ChangeStep("new", name, name, 2, ShownChange(change, Decimal(change), NOTHING, f"{change:+}"), largest)
        for name, change in steps
    )
    return Changes(
        measure="pledges",
        title="What changed since 31 March 2025",
        sentences=(),
        opening=level(opening),
        steps=made,
        closing=level(opening + sum(change for _, change in steps)),
        records=(),
        ends=("Earlier total", "Total now"),
        unit_line="EUR million.",
        description="Earlier total: 100; and so on.",
        bars=(LegendEntry("solid", "total or increase"),),
        legend=(),
        moved=None,
    )


def drawn(changes):
    return etree.fromstring(bridge_svg(changes, CANVAS).replace(' xmlns="http://www.w3.org/2000/svg"', ""))


def sides(rects):
    return [(float(it.get("x")), float(it.get("x")) + float(it.get("width"))) for it in rects]


def test_each_bar_begins_where_the_one_before_it_ends():
    svg = drawn(changed(100, ("New", 50), ("Amended", -30)))

    zero, fifty, hundred, top = 0, 50, 100, 150
    (earlier, new, now) = sides(it for it in svg.iter("rect") if it.get("fill") == ACCENT)
    (amended,) = sides(it for it in svg.iter("rect") if it.get("stroke") == ACCENT)
    unit = (earlier[1] - earlier[0]) / hundred
    assert new == (pytest.approx(earlier[1], abs=0.02), pytest.approx(earlier[0] + top * unit, abs=0.02))
    assert amended == (pytest.approx(now[1], abs=0.5), pytest.approx(new[1], abs=0.5))
    assert now[0] == earlier[0] + zero
    assert now[1] == pytest.approx(earlier[0] + (top - 30) * unit, abs=0.02)
    assert fifty * unit == pytest.approx(new[1] - new[0], abs=0.02)


def test_decreases_are_hatched_and_thin_lines_lead_from_bar_to_bar():
    svg = drawn(changed(100, ("New", 50), ("Amended", -30)))

    assert len([it for it in svg.iter("path") if it.get("stroke") == ACCENT]) == 1
    assert len([it for it in svg.iter("path") if it.get("stroke") == SOFT]) == 3


def test_a_step_that_changes_nothing_has_no_bar_but_its_figure():
    svg = drawn(changed(100, ("Rates", 0)))

    assert len([it for it in svg.iter("rect") if it.get("fill") == ACCENT]) == 2
    assert [it.text for it in svg.iter("text")] == ["Earlier total", "100", "Rates", "2", "+0", "Total now", "100"]


def test_what_is_below_zero_lies_left_of_where_totals_begin():
    svg = drawn(changed(-20, ("New", 50)))

    (earlier, new, now) = sides(it for it in svg.iter("rect") if it.get("fill") == ACCENT)
    assert earlier[0] == new[0]
    assert earlier[1] == pytest.approx(now[0], abs=0.02)


def test_whose_records_moved_it_stands_at_the_right_and_a_long_name_is_cut():
    svg = drawn(
        changed(
            100, ("Amended and corrected and withdrawn and brought back", 50), largest="United Kingdom +40; Norway +10"
        )
    )

    texts = [it.text for it in svg.iter("text")]
    assert "United Kingdom +40; Norway +10" in texts
    assert "Amended and corrected and withdrawn and brought back" not in texts
    assert next(it for it in texts if it.startswith("Amended")).endswith("…")


def test_it_is_told_in_words_bar_by_bar_and_grows_with_its_steps():
    changes = changed(100, ("New", 50), ("Amended", -30))

    assert drawn(changes).get("aria-label") == "Earlier total: 100; and so on."
    assert bridge_height(replace(changes, steps=()), 10) == 48
    assert bridge_height(changes, 10) == 96


def test_on_a_narrow_screen_texts_stand_above_their_bars_and_end_with_them():
    changes = changed(
        100, ("A step with a name longer than there is room", 50), ("Amended", -30), largest="Germany +50"
    )
    canvas = replace(CANVAS, width=150, size=10)
    svg = etree.fromstring(narrow_bridge_svg(changes, canvas).replace(' xmlns="http://www.w3.org/2000/svg"', ""))

    texts = [(it.text, float(it.get("x")), float(it.get("y")), it.get("text-anchor")) for it in svg.iter("text")]
    assert texts[:5] == [
        ("Earlier total", 0, 10, None),
        ("100", 150, 10, "end"),
        ("A step with a name lon…", 0, 46, None),
        ("2", 118, 46, None),
        ("+50", 150, 46, "end"),
    ]
    assert "Germany +50" not in [text for text, *_ in texts]
    bars = [(float(it.get("x")), float(it.get("y")), float(it.get("width"))) for it in svg.iter("rect")]
    assert bars[:2] == [(0, 15, 100), (100, 51, 50)]
    assert narrow_bridge_height(changes, 10) == 144


@pytest.mark.parametrize("code", ["en", "fr", "de", "pl", "uk"])
def test_names_of_steps_that_have_the_room_are_not_cut_in_any_language(code):
    language = Language(code)
    names = [language.term(title) for title in STEP_TITLES.values()]
    face = source_sans()

    for draw, width, size in ((bridge_svg, 482, 7.4), (bridge_svg, 1104, 13), (narrow_bridge_svg, 268, 13)):
        canvas = Canvas(width, 1000, 1, FAMILY, face.width, face.shown, size=size)
        # Alone each is the longest name, which decides where bars begin.
        for some in (names, *([name] for name in names)):
            changes = changed(100_000, *((name, 1234) for name in some))
            svg = etree.fromstring(draw(changes, canvas).replace(' xmlns="http://www.w3.org/2000/svg"', ""))
            assert {*some} <= {it.text for it in svg.iter("text")}, draw

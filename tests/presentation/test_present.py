"""What is displayed of a report: order, marks, readings, shares, notes; one displayed form for each figure."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from displayed import faults_of_figures
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, euros, over, paid, pledge, report
from proving import by_turns, proven

from ledger.presentation import FigureScale, Mark, RoundingCost, present
from ledger.presentation.language import Language
from ledger.presentation.notes import _rounding

DONORS = ("DEU", "FRA", "GBR", "NOR", "POL", "SWE", "USA")
SAME = (
    "A figure reads the same wherever it stands here, and may differ by one in its last digit from another report. "
    "Figures that differ by EUR 1 thousand from plain rounding, so that rows and columns add up: "
)
BY_DONOR = {"name": "By donor", "title": "By donor", "measure": "pledges", "rows": ["donor"], "columns": "year"}


def given_by(donor, millions, qualifier="exact", **fields):
    key = f"{donor.casefold()}-{len(fields)}-{str(millions).replace('.', '-')}-{qualifier.replace('_', '-')}"
    stated = amount(str(int(Decimal(millions) * 1_000_000)), qualifier=qualifier)
    return pledge(key, donor=donor, amount=stated, **fields)


def undisclosed(donor, **fields):
    return pledge(f"{donor.casefold()}-silent", donor=donor, amount={"qualifier": "undisclosed"}, **fields)


def table_of(*records, **fields):
    (table,) = present(report(*records, **fields)).tables
    return table


def as_text(table):
    return [(*row.names, *(figure.text.replace("\xa0", " ") for figure in row.figures)) for row in table.rows]


def test_rows_stand_by_their_total_and_what_nobody_states_stands_last():
    table = table_of(
        *(given_by("NOR", "5"), given_by("USA", "0"), undisclosed("FRA"), given_by("SWE", "20"), given_by("GBR", "5"))
    )

    assert as_text(table) == [
        ("Sweden", "20.0", "20.0"),
        ("Norway", "5.0", "5.0"),
        ("United Kingdom", "5.0", "5.0"),
        ("United States", "0", "0"),
        ("France", "..", ".."),
        ("Total", "30.0 ..", "30.0 .."),
    ]


def test_rows_by_two_dimensions_stay_together_by_the_first():
    table = table_of(
        given_by("NOR", "5"),
        given_by("NOR", "9", category="humanitarian"),
        given_by("SWE", "10"),
        tables=[BY_DONOR | {"rows": ["donor", "category"], "columns": None}],
    )

    assert as_text(table) == [
        ("Norway", "Humanitarian assistance", "9.0"),
        ("Norway", "Military assistance", "5.0"),
        ("Sweden", "Military assistance", "10.0"),
        ("Total", "", "24.0"),
    ]


def test_years_stand_as_they_follow_each_other():
    table = table_of(
        given_by("NOR", "1"),
        given_by("NOR", "9", announced="2024-01-01"),
        given_by("SWE", "5", announced="2026-01-01"),
        tables=[BY_DONOR | {"rows": ["year"], "columns": None}],
    )

    assert [row.names for row in table.rows] == [("2024",), ("2025",), ("2026",), ("Total",)]


def test_marks_stand_beside_figures_and_only_those_that_occur_are_explained():
    table = table_of(
        given_by("DEU", "10", "up_to"),
        given_by("SWE", "8", "at_least"),
        pledge("nor", donor="NOR", amount=between("2000000", "4000000")),
        given_by("POL", "0.04"),
        pledge("usa", donor="USA", amount=amount("7", "USD")),
        undisclosed("FRA"),
        rates=[euros(("2025-06-02", "GBP", "0.8434"))],
    )

    assert as_text(table) == [
        ("Germany", "≤10.0", "≤10.0"),
        ("Sweden", "≥8.0", "≥8.0"),
        ("Norway", "~3.0", "~3.0"),
        ("Poland", "0.0", "0.0"),
        ("France", "..", ".."),
        ("United States", "fx", "fx"),
        ("Total", "≤≥~21.0 .. fx", "≤≥~21.0 .. fx"),
        ("Lowest", "10.0", "10.0"),
        ("Highest", "≥22.0", "≥22.0"),
    ]
    assert [entry.sign for entry in table.legend] == ["..", "fx", "0.0", "≤", "≥", "~"]


def test_a_stated_zero_is_told_from_less_than_a_displayed_unit_and_from_nothing():
    table = table_of(given_by("DEU", "0"), given_by("FRA", "0.01"), given_by("GBR", "3", announced="2024-01-01"))

    assert as_text(table)[:3] == [
        ("United Kingdom", "3.0", "–", "3.0"),
        ("France", "–", "0.0", "0.0"),
        ("Germany", "–", "0", "0"),
    ]
    assert [(entry.sign, entry.words) for entry in table.legend] == [
        ("–", "none: nothing recorded"),
        ("0.0", "less than one displayed unit"),
        ("0", "a stated zero, or no change"),
    ]


def test_lowest_and_highest_are_shown_only_where_they_differ():
    certain = table_of(given_by("DEU", "10"))
    doubtful = table_of(given_by("DEU", "10", "up_to"), given_by("SWE", "5"))

    assert [row.kind for row in certain.rows] == ["row", "total"]
    assert [row.kind for row in doubtful.rows] == ["row", "row", "total", "lowest"]
    ends = [(row.total.lowest, row.total.highest) for row in doubtful.rows[:3]]
    assert [(low and (low.number, low.text), high) for low, high in ends] == [
        ((Decimal("0.0"), "0"), None),
        (None, None),
        ((Decimal("5.0"), "5.0"), None),
    ]


def test_a_reading_does_not_cross_a_figure_that_was_rounded_to_its_other_side():
    """Of three times 0.04 one is displayed as 0.1, above its highest reading of 0.044, which plainly is 0.0.

    At the lowest reading 0.036 it stays 0.1, as the others stay 0.0: all of them come to 0.116.
    """
    table = table_of(
        pledge("deu", donor="DEU", amount=between("36000", "44000")), given_by("FRA", "0.04"), given_by("GBR", "0.04")
    )
    (germany,) = [row.total for row in table.rows if row.names == ("Germany",)]

    assert (germany.number, germany.lowest.number, germany.highest.number) == (
        Decimal("0.1"),
        Decimal("0.1"),
        Decimal("0.1"),
    )


def test_readings_that_do_not_add_up_exactly_are_rounded_by_themselves():
    """What is left of an envelope and its part share a doubt, which cancels out in the total."""
    table = table_of(
        pledge("whole", amount=amount("10000000")),
        pledge(
            "part",
            amount=up_to("4000000"),
            recipient="MDA",
            relations=[{"kind": "part_of", "target": "whole"}],
        ),
        tables=[BY_DONOR | {"columns": "recipient"}],
    )

    assert table.columns == ("Moldova", "Ukraine")
    assert as_text(table) == [
        ("Germany", "≤4.0", "~6.0", "10.0"),
        ("Total", "≤4.0", "~6.0", "10.0"),
        ("Lowest", "0", "6.0", "10.0"),
        ("Highest", "4.0", "10.0", "10.0"),
    ]


def at(table, reading):
    """The figures of a table at a reading, but for the rows that show the readings of its total."""
    rows = (row for row in table.rows if row.kind not in ("lowest", "highest"))
    return [
        (row.names[0], *(it.text.replace("\N{NO-BREAK SPACE}", " ") for it in getattr(row, reading))) for row in rows
    ]


def test_every_figure_has_its_lowest_and_highest_reading():
    table = table_of(
        pledge("deu", amount=between("10000000", "14000000")),
        given_by("FRA", "3", "up_to"),
        given_by("NOR", "2", "at_least"),
        undisclosed("NOR"),
        given_by("SWE", "1"),
    )

    assert at(table, "figures") == [
        ("Germany", "~12.0", "~12.0"),
        ("France", "≤3.0", "≤3.0"),
        ("Norway", "≥2.0 ..", "≥2.0 .."),
        ("Sweden", "1.0", "1.0"),
        ("Total", "≤≥~18.0 ..", "≤≥~18.0 .."),
    ]
    assert at(table, "lowest") == [
        ("Germany", "10.0", "10.0"),
        ("France", "0", "0"),
        ("Norway", "2.0 ..", "2.0 .."),
        ("Sweden", "1.0", "1.0"),
        ("Total", "13.0 ..", "13.0 .."),
    ]
    assert at(table, "highest") == [
        ("Germany", "14.0", "14.0"),
        ("France", "3.0", "3.0"),
        ("Norway", "≥2.0 ..", "≥2.0 .."),
        ("Sweden", "1.0", "1.0"),
        ("Total", "≥20.0 ..", "≥20.0 .."),
    ]
    assert [(it.sign, it.words) for it in table.legend_of_readings] == [("0", "a stated zero, or no change")]


@pytest.mark.parametrize("qualifier", ["exact", "at_least"])
def test_a_table_whose_readings_are_all_the_central_one_is_not_read_at_others(qualifier):
    table = table_of(given_by("FRA", "3", qualifier), undisclosed("NOR"))

    assert not table.has_readings
    assert at(table, "lowest") == [("France",), ("Norway",), ("Total",)]


def three_small_sums(*tables):
    """Three times 0.06 presented, one of them "up to"."""
    given = (("DEU", "military", "up_to"), ("FRA", "financial", "exact"), ("NOR", "humanitarian", "exact"))
    made = [pledge(one, donor=one, category=kind, amount=amount("60000", qualifier=of)) for one, kind, of in given]
    return present(report(*made, tables=tables))


def test_a_lowest_of_nothing_is_zero_and_what_is_certain_reads_as_before():
    """So their total of 0.12 may be that of 0.1 and 0.0, as they are displayed beside the 0.1 that may be nothing."""
    (table,) = three_small_sums(BY_DONOR).tables

    assert [row[::2] for row in at(table, "figures")] == [
        ("France", "0.1"),
        ("Germany", "≤0.1"),
        ("Norway", "0.0"),
        ("Total", "≤0.2"),
    ]
    assert [row[-1] for row in at(table, "lowest")] == ["0.1", "0", "0.0", "0.1"]


def test_a_reading_that_leaves_another_table_no_way_to_add_up_reads_otherwise_there():
    """What may be nothing is displayed as 0.1 of a donor and as 0.0 of a category, so it takes 0.1 or nothing away.

    What is certain stays as it is displayed: in the second table only the lowest of the total, by column and in all,
    can give way.
    """
    presentation = three_small_sums(BY_DONOR, BY_DONOR | {"name": "By kind", "rows": ["category"]})
    by_donor, by_kind = presentation.tables

    assert [row[-1] for row in at(by_donor, "lowest")] == ["0.1", "0", "0.0", "0.1"]
    assert [row[-1] for row in as_text(by_kind)] == ["0.1", "0.1", "≤0.0", "≤0.2", "0.2"]
    assert at(by_kind, "lowest") == [
        ("Financial assistance", "0.1", "0.1"),
        ("Humanitarian assistance", "0.1", "0.1"),
        ("Military assistance", "0", "0"),
        ("Total", "0.2", "0.2"),
    ]
    ends = [row.total.lowest.number for table in (by_donor, by_kind) for row in table.rows if row.kind == "total"]
    assert ends == [Decimal("0.1"), Decimal("0.2")]
    assert presentation.rounding.apart == 2
    assert presentation.notes[0].text.endswith(
        "Lowest and highest readings that read otherwise in another table, in their last digit, so that they add up "
        "there too: 2."
    )
    uncounted = replace(presentation, rounding=replace(presentation.rounding, apart=1))
    assert list(faults_of_figures(presentation)) == []
    assert list(faults_of_figures(uncounted)) == ["2 readings are displayed otherwise in another table, and not 1"]


def test_memo_lines_stand_below_with_the_words_that_forbid_to_add_them():
    table = table_of(given_by("DEU", "10"), given_by("GBR", "5"), tables=[BY_DONOR | {"memo": ["EU", "G7"]}])

    assert as_text(table)[2:] == [
        ("Total", "15.0", "15.0"),
        ("of which EU member states", "10.0", "10.0"),
        ("of which G7 members", "15.0", "15.0"),
    ]
    assert table.remarks == (
        "Each of them is contained in the total, and they overlap: add them neither to it nor to each other.",
    )


def test_shares_add_up_to_a_hundred():
    table = table_of(given_by("DEU", "10"), given_by("FRA", "10"), given_by("GBR", "10"), undisclosed("NOR"))

    assert [row.share.text for row in table.rows] == ["33.3", "33.4", "33.3", "..", "100.0"]


def test_a_row_of_a_stated_zero_has_a_share_of_zero():
    table = table_of(given_by("DEU", "10"), given_by("NOR", "0"))

    assert [row.share.text for row in table.rows] == ["100.0", "0", "100.0"]


@pytest.mark.parametrize(("back", "has_shares"), [("30000000", True), ("30000000.01", False)])
def test_no_shares_are_made_where_a_row_is_below_zero(back, has_shares):
    made = report(
        given_by("DEU", "50", stage="commitment"),
        given_by("NOR", "50", stage="commitment"),
        paid("a", "deu-1-50-exact", amount=amount("40000000")),
        paid("b", "nor-1-50-exact", amount=amount("30000000")),
        paid("c", "nor-1-50-exact", type="return", amount=amount(back)),
        tables=[BY_DONOR | {"measure": "disbursements"}],
    )

    assert present(made).tables[0].has_shares is has_shares


def test_no_shares_are_made_of_one_row():
    table = table_of(given_by("DEU", "10"), undisclosed("NOR"))

    assert not table.has_shares
    assert [row.share for row in table.rows] == [None, None, None]


def test_a_table_of_nothing_is_not_made_but_named():
    presentation = present(report(given_by("DEU", "10"), tables=[BY_DONOR | {"measure": "disbursements"}]))

    assert presentation.tables == ()
    assert [note.text for note in presentation.notes if note.about == "Nothing recorded"] == [
        "No table is made of these: By donor."
    ]


def test_the_lines_around_a_table_say_day_unit_basis_and_limits():
    presentation = present(
        report(given_by("DEU", "10"), cutoff="2026-01-31", horizon="2030-03-31", basis="on:2025-06-02"),
        unit="thousand",
        decimals=0,
    )

    assert presentation.subtitle.replace("\xa0", " ") == (
        "As of 31 October 2026 · announcements counted up to 31 January 2026"
    )
    assert presentation.tables[0].unit_line.replace("\xa0", " ") == (
        "EUR thousand, rate of 2 June 2025. Figures are rounded so that rows and columns add up."
    )
    assert [(note.about, note.text.replace("\xa0", " ")) for note in presentation.notes][:2] == [
        ("Rounding", f"{SAME}0 of 4."),
        ("Horizon", "What recurs is counted up to 31 March 2030."),
    ]


def test_figures_in_the_smallest_unit_are_called_exact():
    presentation = present(report(given_by("DEU", "10")), unit="one", decimals=2)

    assert presentation.tables[0].unit_line == (
        "EUR, rate of the day of announcement. Figures are exact to the smallest unit."
    )


def test_the_note_counts_what_could_not_be_rounded_to_a_neighbour_or_does_not_add_up():
    scale = FigureScale("EUR", 2, "thousand", 0)
    cost = RoundingCost(figures=9, moved=3, beyond=2, unmet=1, apart=4)

    told = " ".join(_rounding(cost, scale, Language("en"))).replace("\xa0", " ")

    assert told == (
        f"{SAME}3 of 9. Of these off by one more, since others in their row or column stand elsewhere too: 2. "
        "Sums that do not add up, since all that is in them stands elsewhere too: 1. "
        "Lowest and highest readings that read otherwise in another table, in their last digit, so that they add up "
        "there too: 4."
    )


def test_notes_say_what_is_left_out_and_for_whom_the_document_is():
    made = report(given_by("DEU", "10"), given_by("FRA", "1", recipient="FRA"), handling="internal")

    assert present(made).subtitle.endswith(" · internal: for the house only")
    notes = {note.about: note.text for note in present(made).notes}

    left_out = "1 record is in no figure; in a workbook of this report the sheet E1 Records says why."
    assert notes["Left out"] == left_out
    bare = report(given_by("DEU", "10"), given_by("FRA", "1", recipient="FRA"), evidence="none")
    assert {note.about: note.text for note in present(bare).notes}["Left out"] == "1 record is in no figure."
    assert notes["Handling"] == "internal: it shows records that are for the house only."
    assert notes["Book"] == f"Entries: 2, head {'0' * 64}; made with defense-ledger 0.1.0."


def test_the_note_counts_what_plain_rounding_would_show_otherwise():
    """0.04 three times is 0.12: plainly 0.0 + 0.0 + 0.0 = 0.1."""
    made = report(given_by("DEU", "0.04"), given_by("FRA", "0.04"), given_by("GBR", "0.04"))

    presentation = present(made)

    assert as_text(presentation.tables[0]) == [
        ("France", "0.0", "0.0"),
        ("Germany", "0.1", "0.1"),
        ("United Kingdom", "0.0", "0.0"),
        ("Total", "0.1", "0.1"),
    ]
    assert (presentation.rounding.figures, presentation.rounding.moved) == (8, 2)


TABLES = [
    BY_DONOR | {"memo": ["EU", "NATO"]},
    BY_DONOR | {"name": "Kinds", "rows": ["category"]},
    BY_DONOR | {"name": "Fiscal", "columns": "fiscal_year"},
    BY_DONOR | {"name": "Both", "columns": "category"},
    BY_DONOR | {"name": "Two", "rows": ["donor", "category"], "columns": None},
]


def random_report(seed, records=40, years=6, **fields):
    random = Random(seed)  # noqa: S311 - no secret
    made = []
    for number in range(records):
        start = random.randrange(2020, 2020 + years)
        made.append(
            pledge(
                f"p{number}",
                donor=random.choice(DONORS),
                category=random.choice(["military", "financial", "humanitarian"]),
                amount=random.choice([amount, amount, at_least, up_to, nothing])(
                    str(random.randrange(10 ** random.randrange(3, 11)))
                ),
                announced="2020-01-01",
                term=over(f"{start}-02-01", f"{start + random.randrange(3)}-10-31"),
            )
        )
    return report(*made, **({"tables": TABLES} | fields))


def at_least(value):
    return amount(value, qualifier="at_least")


def between(low, high):
    return {"qualifier": "range", "low": low, "high": high, "currency": "EUR"}


def up_to(value):
    return amount(value, qualifier="up_to")


def nothing(_value):
    return {"qualifier": "undisclosed"}


def figures_of(presentation):
    return [
        figure
        for table in presentation.tables
        for row in table.rows
        for figure in (*row.figures, *row.lowest, *row.highest)
    ]


def far(presentation):
    """The figures that are displayed off by a step or more."""
    scale = presentation.scale
    known = (it for it in figures_of(presentation) if it.number is not None)
    return {
        it.key
        for it in known
        if abs(it.number * scale.unit_amount * 10**scale.minor_units - it.exact_minor) >= scale.step_minor
    }


UNITS = [("million", 1), ("billion", 1), ("one", 2)]


@pytest.mark.thorough
@pytest.mark.parametrize(("unit", "decimals", "seed"), by_turns(UNITS, [(seed,) for seed in range(12)]))
def test_every_figure_has_one_displayed_form_and_all_of_them_add_up(seed, unit, decimals):
    presentation = present(random_report(seed), unit=unit, decimals=decimals)

    assert list(faults_of_figures(presentation)) == []
    assert all(table.has_readings for table in presentation.tables)
    # Only other readings: what is certain in them stays as it was rounded with what is not.
    assert [key for key in far(presentation) if key.bound == "central"] == []
    for table in presentation.tables:
        rows = [row for row in table.rows if row.kind == "row"]
        (whole,) = [row for row in table.rows if row.kind == "total"]
        for row in table.rows:
            for figures in filter(None, (row.figures, row.lowest, row.highest)):
                assert len(figures) == 1 or sum(it.number or 0 for it in figures[:-1]) == (figures[-1].number or 0)
        for reading in ("figures", "lowest", "highest"):
            for place, figure in enumerate(getattr(whole, reading)):
                assert sum(getattr(row, reading)[place].number or 0 for row in rows) == (figure.number or 0)
        if table.has_shares:
            assert sum(row.share.number or 0 for row in rows) == whole.share.number == Decimal("100.0")


def test_a_cell_that_holds_all_of_a_coarser_figure_reads_as_that_does():
    """All pledges are military, so by category and donor each cell is the one by donor; both tables add up."""
    sums = {"DEU": "1000000", "FRA": "333333333", "ITA": "50000", "ESP": "7777777"}
    term = over("2023-01-01", "2026-12-31")
    pledged = [pledge(donor.casefold(), donor=donor, amount=amount(it), term=term) for donor, it in sums.items()]
    finer = BY_DONOR | {"name": "Finer", "rows": ["category", "donor"], "subtotals": True}

    tables = present(report(*pledged, tables=[BY_DONOR, finer])).tables
    by_donor, by_both = (
        {row.names[-1]: [it.text for it in row.figures] for row in table.rows if row.kind == "row"} for table in tables
    )
    assert by_donor == by_both
    assert by_donor["Spain"] == ["2.0", "2.0", "1.9", "1.9", "7.8"]


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(8))
def test_figures_of_the_same_money_are_displayed_alike(seed):
    """Each donor gives for one purpose alone, so every cell by donor has another name by category and donor."""
    random = Random(seed)  # noqa: S311 - no secret
    purposes = {donor: random.choice(["military", "financial"]) for donor in DONORS}
    made = [
        pledge(
            f"p{number}",
            donor=donor,
            category=purposes[donor],
            amount=random.choice([amount, at_least, up_to])(str(random.randrange(10 ** random.randrange(4, 10)))),
            announced="2020-01-01",
            term=over(f"{random.randrange(2020, 2024)}-02-01", f"{random.randrange(2024, 2027)}-10-31"),
        )
        for number, donor in enumerate(random.choices(DONORS, k=20))
    ]
    presentation = present(report(*made, tables=[*TABLES, BY_DONOR | {"name": "All", "rows": ["category", "donor"]}]))

    money = {}
    for figure in figures_of(presentation):
        labels = dict(figure.key.labels)
        if "donor" in labels and figure.key.bound == "central" and figure.number is not None:
            labels.pop("category", None)
            money.setdefault(tuple(labels.items()), set()).add(figure.number)
    assert [labels for labels, numbers in money.items() if len(numbers) > 1] == []
    assert presentation.rounding.unmet == 0


@pytest.mark.parametrize("seed", [1, 3, 9, 18, 19, 36])
def test_a_memo_line_of_one_member_reads_as_the_row_of_that_member(seed):
    """Rounded by itself, the line of the EU would read otherwise in each of these books; France is all of it."""
    random = Random(seed)  # noqa: S311 - no secret
    made = [
        pledge(
            donor.casefold(),
            donor=donor,
            amount=amount(str(random.randrange(10**6, 10**7))),
            announced="2020-02-01",
            term=over(f"{random.randrange(2020, 2022)}-02-01", f"{random.randrange(2023, 2025)}-10-31"),
        )
        for donor in ("FRA", "USA", "JPN", "CHE")
    ]
    presentation = present(report(*made, tables=[BY_DONOR | {"memo": ["EU", "G7"]}]))

    lines = {row.names[0]: [it.text for it in row.figures] for row in presentation.tables[0].rows}
    assert lines["of which EU member states"] == lines["France"]
    assert presentation.rounding.unmet == presentation.rounding.beyond == 0


@pytest.mark.parametrize("seed", range(6))
def test_memo_lines_of_the_same_members_read_alike(seed):
    """Germany and France are all members of the EU here and all members of NATO; Japan is of the G7 only."""
    random = Random(seed)  # noqa: S311 - no secret
    made = [
        pledge(
            donor.casefold(),
            donor=donor,
            amount=amount(str(random.randrange(10**6, 10**7))),
            term=over("2025-07-01", "2028-03-31"),
        )
        for donor in ("DEU", "FRA", "JPN")
    ]
    table = table_of(*made, tables=[BY_DONOR | {"memo": ["EU", "G7", "NATO"]}])

    lines = {row.names[0]: [it.text for it in row.figures] for row in table.rows}
    assert lines["of which EU member states"] == lines["of which NATO members"]
    assert lines["of which G7 members"] == lines["Total"]


@pytest.mark.parametrize("seed", [1, 2, 4, 17, 21, 30])
def test_what_is_left_of_a_promise_of_which_nothing_was_cancelled_is_displayed_as_the_promise(seed):
    """In each of these books it could be displayed as less or as more than the promise."""
    random = Random(seed)  # noqa: S311 - no secret

    def sum_of(number):
        least, most = (10**6, 10**7) if number == 0 else (0, 10 ** random.randrange(4, 8))
        return amount(str(random.randrange(least, most)))

    made = [
        pledge(
            f"p{number}",
            donor=donor,
            amount=sum_of(number),
            announced="2020-01-01",
            term=over(f"{random.randrange(2020, 2024)}-02-01", f"{random.randrange(2024, 2027)}-10-31"),
        )
        for number, donor in enumerate([*DONORS, *random.choices(DONORS[1:], k=12)])
    ]
    cancelled = paid("c", "p0", type="cancellation", amount=amount(str(random.randrange(40000, 90000))))
    stages = {"name": "S", "title": "S", "rows": ["donor"], "stages": ["pledges", "cancelled_pledges", "net_pledges"]}
    net = BY_DONOR | {"name": "Net", "measure": "net_pledges"}
    presentation = present(report(*made, cancelled, tables=[BY_DONOR, net], stages=[stages]))

    shown = {}
    for figure in figures_of(presentation):
        key = figure.key
        is_kept = key.labels and dict(key.labels).get("donor", DONORS[0]) != DONORS[0]
        if (
            is_kept
            and key.measure in ("pledges", "net_pledges")
            and key.bound == "central"
            and figure.number is not None
        ):
            shown.setdefault(key.labels, set()).add(figure.number)
    assert len(shown) > 30
    assert [labels for labels, numbers in shown.items() if len(numbers) > 1] == []


@pytest.mark.parametrize("seed", [16, 17, 29, 32, 33, 50])
def test_where_tables_leave_each_other_no_way_another_of_them_goes_first(seed):
    """Each of these books has a table that cannot add up behind the others, in the order of the definition."""
    presentation = present(random_report(seed, records=8))

    assert presentation.rounding.unmet == 0
    assert [key for key in far(presentation) if key.bound == "central"] == []


@pytest.mark.parametrize("seed", [2, 5, 7, 11, 16, 20])
def test_a_memo_line_is_not_displayed_above_the_total_that_contains_it(seed):
    """Rounded by themselves, memo lines of each of these books would be, central or at the lowest."""
    for table in present(random_report(seed, records=20)).tables:
        (whole,) = (row for row in table.rows if row.kind == "total")
        for row in (it for it in table.rows if it.kind == "memo"):
            for reading in ("figures", "lowest", "highest"):
                for part, total in zip(getattr(row, reading), getattr(whole, reading), strict=True):
                    assert part.number is None or part.number <= total.number


@pytest.mark.proof
@settings(max_examples=proven(10, 40))
@given(seed=st.integers(0, 10**6))
def test_figures_lie_within_one_step_and_readings_do_not_cross_them(seed):
    presentation = present(random_report(seed, records=12))

    for figure in figures_of(presentation):
        if figure.number is not None:
            assert figure.lowest is None or figure.lowest.number <= figure.number
            assert figure.highest is None or figure.number <= figure.highest.number
            assert (Mark.ZERO in figure.marks) == (figure.exact_minor == 0)
    assert len(far(presentation)) <= presentation.rounding.beyond


@pytest.mark.thorough
def test_the_order_of_records_and_the_title_do_not_matter():
    made = random_report(3)

    assert present(random_report(3)).tables == present(made).tables


def test_without_decimals_a_stated_zero_is_told_from_less_than_a_displayed_unit_too():
    table = table_of(
        *(given_by("DEU", "0"), given_by("FRA", "0.2"), given_by("POL", "0.2", "up_to"), given_by("GBR", "3000")),
        decimals=0,
    )

    assert {row.names[0]: (row.total.text, row.share.text) for row in table.rows[:4]} == {
        "United Kingdom": ("3,000", "100.0"),
        "France": ("<1", "0.0"),
        "Poland": ("≤<1", "0.0"),
        "Germany": ("0", "0"),
    }
    assert [(entry.sign, entry.words) for entry in table.legend][:3] == [
        ("0.0", "a share of less than 0.1\N{NO-BREAK SPACE}%"),
        ("<1", "less than one displayed unit"),
        ("0", "a stated zero, or no change"),
    ]


def test_a_presentation_in_a_console_is_one_line():
    shown = present(report(given_by("DEU", "1"), tables=[BY_DONOR]))

    assert repr(shown) == "<Presentation of test as of 2026-10-31, tables: By donor>"


@pytest.mark.parametrize(
    ("donors", "shown"),
    [
        ({"DEU": "9000", "FRA": "3"}, [("0.0", "a share of less than 0.1\N{NO-BREAK SPACE}%")]),
        ({"DEU": "9000", "FRA": "0.01"}, [("0.0", "less than one displayed unit")]),
        ({"DEU": "90", "FRA": "0.2"}, []),
    ],
)
def test_the_legend_says_of_what_a_zero_with_decimals_is_displayed(donors, shown):
    table = table_of(*(given_by(donor, millions) for donor, millions in donors.items()))

    assert [(entry.sign, entry.words) for entry in table.legend if entry.sign == "0.0"] == shown


def test_where_figures_have_no_decimals_their_mark_and_that_of_shares_are_two():
    records = [given_by("DEU", "900"), given_by("FRA", "0.2")]
    (table,) = present(report(*records, decimals=0), language=Language("de")).tables

    assert [(entry.sign, entry.words) for entry in table.legend if entry.sign != "–"] == [
        ("0,0", "ein Anteil von weniger als 0,1\N{NO-BREAK SPACE}%"),
        ("<1", "weniger als eine angezeigte Einheit"),
    ]


@given(
    st.lists(st.integers(1, 10**13), min_size=1, max_size=5), st.sampled_from(["one", "thousand", "million", "billion"])
)
def test_a_total_in_the_unit_of_the_tables_reads_in_the_heading_as_it_does_there(cents, unit):
    records = [
        pledge(f"p{number}", donor=DONORS[number], amount=amount(str(Decimal(it) / 100)), category=category)
        for number, it in enumerate(cents)
        for category in ["military"]
    ]
    tables = [BY_DONOR, BY_DONOR | {"name": "By kind", "rows": ["category"]}]
    shown = present(report(*records, tables=tables, unit=unit, decimals=0))
    (total,) = {row.total.number for table in shown.tables for row in table.rows if row.kind == "total"}
    heading = shown.finding.figures[0].text

    if shown.language.unit(shown.scale) == shown.key_figures[0].unit and total:
        assert heading == shown.language.number(total)
    else:
        assert heading in shown.finding.text

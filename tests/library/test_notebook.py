"""How values of the library show themselves: a line where they are printed, a small table in a notebook."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import amount, paid, pledge
from made import report as made_report

import ledger
from ledger import (
    Amount,
    Commitment,
    Money,
    Refused,
    Source,
    Term,
    build_report,
    convert,
    create_book,
    import_file,
    rollup,
)
from ledger.foundation import folder, html_table

MOST_SHOWN = 700
"""Letters: the sentences of a finding or a note. A record shows all of itself, so that it can be typed again."""


class Cells(HTMLParser):
    """The rows of a table as a reader sees them, the caption first."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.inside = [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - the signature of the parser
        if tag in ("tr", "caption"):
            self.rows.append([])
        if tag in ("th", "td", "caption"):
            self.rows[-1].append("")

    def handle_data(self, data):
        self.rows[-1][-1] += data


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    book = create_book(tmp_path_factory.mktemp("notebook") / "book.db", author="Ann")
    import_file(book, folder("seeds") / "article.jsonl", author="Ann", reason="the article")
    return build_report("commitments", book, horizon="2030-03-31", as_of=book.last_recorded)


def test_a_conversion_is_a_line(ecb):
    dollars = convert(Money("2000000000", "USD"), "EUR", on="2025-06-01", rates=[ecb])
    assert str(dollars) == (
        "<Conversion USD 2,000,000,000 = EUR 1,763,823,970.37 for 2025-06-01, basis announced, rates ECB>"
    )
    assert repr(dollars.pair) == "<Pair of ECB: USD 1.1339 of 2025-05-30, EUR base of the rates>"
    hryvnia = convert(Money("100", "UAH"), "EUR", on="2025-06-02", rates=[ecb])
    assert str(hryvnia) == "<Conversion UAH 100 = not converted for 2025-06-02, basis announced, FX-GAP>"
    monthly = convert(Money("1", "USD"), "EUR", on="2025-06-02", rates=[ecb], basis="month")
    assert repr(monthly.pair.source) == "<Leg USD: mean of 21 quotes, 2025-06-02 to 2025-06-30>"


def test_what_an_import_did_is_a_line(tmp_path):
    book = create_book(tmp_path / "book.db", author="Ann")
    done = import_file(book, folder("seeds") / "article.jsonl", author="Ann", reason="the article")
    assert repr(done) == "<Imported 'article.jsonl', batch 2: 4 recorded>"
    assert repr(done.steps[0]) == "<PlannedStep record 'gbr-ukr-2025-06-02-1'>"


def test_a_printed_record_is_a_line():
    promise, payment = pledge("a", term={"kind": "recurring", "start": "2025-04-01", "every": "year"}), paid("t")
    assert str(promise) == "<Commitment a: pledge of EUR 100 a year by DEU to UKR, announced 2025-06-02>"
    assert str(payment) == "<Transaction t: disbursement of EUR 100 of a, 2025-06-02>"


def test_what_is_open_is_a_line():
    firm = made_report(pledge("a", stage="commitment"), paid("t")).open.unpaid[0]
    assert repr(firm) == "<Unpaid of DEU, a: 2 steps>"
    assert [repr(step) for step in firm.steps] == ["<OpenStep committed by line 1>", "<OpenStep paid by line 2>"]


def within(value):
    """A value, and all that it is made of."""
    yield value
    if isinstance(value, Mapping):
        value = [*value, *value.values()]
    elif is_dataclass(value):
        value = [getattr(value, it.name) for it in fields(value)]
    if isinstance(value, list | tuple | frozenset):
        for part in value:
            yield from within(part)


@pytest.mark.thorough
def test_no_value_shows_all_that_it_holds(tmp_path, ecb):
    book = create_book(tmp_path / "book.db", author="Ann")
    done = import_file(book, folder("seeds") / "commitments.jsonl", author="Ann")
    reports = [build_report(name, book) for name in ("brief", "pledged-to-paid", "in-kind")]
    evidence = ledger.Evidence(tuple(book.revisions()), (), ())
    values = [it for it in within([done, *reports, ecb, book.rate_files(), evidence]) if is_dataclass(it)]
    shown = {(type(it).__name__, repr(it)) for it in values if type(it).__name__ in ledger.__all__}
    assert len({name for name, _ in shown}) > 20
    assert [(name, text) for name, text in shown if len(text) > MOST_SHOWN or "\n" in text] == []


@pytest.mark.thorough
def test_a_report_is_a_line(report):
    assert repr(report) == (
        f"<Report 'commitments' in EUR as of {report.issued.as_of}: 4 records, "
        f"{len(report.problems)} findings, all proofs agree>"
    )


def test_a_report_is_a_table_of_its_totals(report):
    shown = Cells(report._repr_html_()).rows
    total = report.total("pledges")
    assert shown[0] == [repr(report)[1:-1]]
    assert shown[1] == ["measure", "low", "central", "high", "records without a figure"]
    assert ["pledges", str(total.low), str(total.central), str(total.high), str(total.without_figure)] in shown


def test_an_open_upper_bound_is_told_beside_its_figure():
    made = made_report(pledge(amount={"qualifier": "at_least", "value": "5", "currency": "EUR"}))
    shown = Cells(made._repr_html_()).rows
    assert ["pledges", "EUR 5.00", "EUR 5.00", "at least EUR 5.00", "0"] in shown


def test_a_table_is_a_table_with_its_currency_and_without_zeros_for_what_is_unknown(report):
    table = next(it for it in report.tables if it.columns)
    caption, headings, *rows = Cells(table._repr_html_()).rows
    assert caption == [f"{table.definition.title}, EUR"]
    assert headings[1:] == list(table.columns)
    assert len(rows) == len(table.rows)
    assert "0.00" not in {cell for row in rows for cell in row}


def test_a_conversion_is_a_table_with_its_quotes(ecb):
    conversion = convert(Money("2000000000", "USD"), "EUR", on="2025-06-01", rates=[ecb])
    assert Cells(conversion._repr_html_()).rows == [
        ["USD 2,000,000,000 = EUR 1,763,823,970.37"],
        ["for", "2025-06-01, basis announced"],
        ["USD", "1.1339 of 2025-05-30"],
        ["EUR", "base of the rates"],
        ["rates", ecb.source],
    ]


def test_a_conversion_that_failed_says_why(ecb):
    rows = Cells(convert(Money("100", "UAH"), "EUR", on="2025-06-02", rates=[ecb])._repr_html_()).rows
    assert rows[0] == ["UAH 100 = not converted"]
    assert rows[-1][0] == "FX-GAP"


def test_a_commitment_is_a_table_with_its_words():
    pledge = Commitment(
        id="a",
        title="Aid <script>",
        donor="GBR",
        recipient="UKR",
        category="military",
        instrument="grant",
        stage="pledge",
        announced=date(2025, 6, 2),
        amount=Amount(qualifier="up_to", value=Decimal(3), currency="GBP"),
        term=Term(kind="one_off"),
        sources=(Source(publisher="A newspaper", title="Review", quote="£3 & more"),),
    )
    shown = pledge._repr_html_()
    assert "<script>" not in shown
    assert Cells(shown).rows == [
        ["Aid <script>"],
        ["id", "a"],
        ["from", "GBR"],
        ["to", "UKR"],
        ["what", "pledge, military, grant"],
        ["amount", "up to GBP 3"],
        ["term", "once, on the day of the announcement"],
        ["announced", "2025-06-02"],
        ["A newspaper", "£3 & more"],
    ]


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_every_text_stands_as_it_is(rows):
    assert Cells(html_table("", rows)).rows[1:] == rows


def test_a_total_is_money(report):
    total = report.total("pledges")
    figures = report.totals["pledges"].figures
    assert total.central == Money(Decimal(figures.central_minor).scaleb(-2), "EUR")
    assert (total.records, total.without_figure) == (
        report.totals["pledges"].records,
        report.totals["pledges"].without_figure,
    )


def test_a_total_without_a_figure_is_none_and_not_zero(report):
    total = report.total("deliveries")
    assert (total.low, total.central, total.high, total.records) == (None, None, None, 0)


def test_a_measure_that_does_not_exist_is_refused(report):
    with pytest.raises(Refused, match='measure: FORM error: found "pledge", expected pledges, commitments'):
        report.total("pledge")


def test_the_frame_of_a_table_adds_up_to_its_total(report):
    for table in report.tables:
        frame = table.frame()
        expected = report.total(table.definition.measure).central
        assert frame["central"].sum() == (expected.value if expected else 0)
        assert str(frame["central"].dtype) == "decimal128(18, 2)[pyarrow]"


STAGES = {"name": "stages", "title": "Stages", "rows": ["donor"], "stages": ["pledges", "commitments", "open"]}


def test_a_table_of_stages_is_a_table_and_a_frame_of_its_stages():
    firm = pledge("b", stage="commitment", amount=amount("80"))
    silent = pledge("c", donor="FRA", amount={"qualifier": "undisclosed"})
    (table,) = made_report(
        pledge(), firm, paid(commitment="b", amount=amount("30")), silent, stages=[STAGES]
    ).stage_tables

    frame = table.frame()
    assert list(frame.columns)[:5] == ["donor", "stage", "low", "central", "high"]
    assert frame[["donor", "stage", "records", "without_figure"]].to_numpy().tolist() == [
        ["DEU", "pledges", 1, 0],
        ["DEU", "commitments", 1, 0],
        ["DEU", "open", 1, 0],
        ["FRA", "pledges", 0, 1],
        ["FRA", "commitments", 0, 0],
        ["FRA", "open", 0, 0],
    ]
    assert frame["central"].tolist()[:3] == [Decimal("100.00"), Decimal("80.00"), Decimal("50.00")]
    assert frame["central"].isna().tolist() == [False] * 3 + [True] * 3
    assert Cells(table._repr_html_()).rows == [
        ["Stages, EUR"],
        ["donor", "pledges", "commitments", "open"],
        ["DEU", "100.00", "80.00", "50.00"],
        ["FRA", "no figure", "\u2013", "\u2013"],
    ]


def test_a_table_of_goods_is_a_table_and_a_frame_of_units():
    tanks = [{"description": "tanks", "quantity": "1800.5", "unit": "tonnes"}]
    given = [pledge(items=tanks), pledge("b", items=[{"description": "tents"}])]
    goods = {"name": "goods", "title": "Goods", "rows": ["donor"]}
    (table,) = made_report(*given, goods=[goods]).goods_tables

    frame = table.frame()
    pledged = frame[frame["stage"] == "pledged"].drop(columns="stage")
    assert pledged.astype(object).where(pledged.notna(), None).to_numpy().tolist() == [
        ["DEU", "tanks", "tonnes", Decimal("1800.500000"), 1, 0],
        ["DEU", "tents", None, None, 0, 1],
    ]
    assert str(frame["number"].dtype) == "decimal128(18, 6)[pyarrow]"
    assert len(frame) == 2 * len(["pledged", "committed", "delivered"])
    assert Cells(table._repr_html_()).rows == [
        ["Goods"],
        ["donor / goods", "unit", "pledged", "committed", "delivered"],
        ["DEU / tanks", "tonnes", "1,800.5", "\u2013", "\u2013"],
        ["DEU / tents", "", "1 without a number", "\u2013", "\u2013"],
    ]


def test_a_group_of_nothing_but_missing_figures_stays_missing_in_a_sum():
    silent = pledge("c", donor="FRA", amount={"qualifier": "undisclosed"})
    by_donor = {"name": "donors", "title": "By donor", "rows": ["donor"], "measure": "pledges"}
    (table,) = made_report(pledge(), silent, tables=[by_donor]).tables

    # Of pandas 2.2 both `groupby.sum(min_count=1)` and `pivot_table` say 0.00 of FRA.
    per_donor = table.frame().groupby("donor")["central"].agg(lambda figures: figures.sum(min_count=1))
    assert per_donor["DEU"] == Decimal("100.00")
    assert per_donor.isna().to_dict() == {"DEU": False, "FRA": True}


def test_a_pivot_keeps_the_donor_of_whom_nothing_is_known():
    silent = pledge("c", donor="FRA", amount={"qualifier": "undisclosed"})
    cells = rollup(made_report(pledge(), silent), by=["donor", "year"], measure="pledges")

    pivot = cells.pivot_table(
        index="donor",
        columns="year",
        values="central",
        aggfunc=lambda figures: figures.sum(min_count=1),
        dropna=False,
        margins=True,
    )
    assert {*pivot.columns} == {*cells["year"], "All"}
    assert pivot["All"].dropna().to_dict() == {"DEU": Decimal("100.00"), "All": Decimal("100.00")}
    assert pivot.loc["FRA"].isna().all()

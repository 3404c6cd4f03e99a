"""A figure explained: the page that every displayed figure leads to, and the address that names the figure."""

import io
import re
from decimal import Decimal
from functools import cache
from itertools import chain
from urllib.parse import parse_qsl, urlsplit

import openpyxl
import pytest
from asked_pages import page_of, texts
from demonstrated import demo_copied, demonstrated
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, paid, pledge

from ledger import desk
from ledger.foundation import Refused, from_minor
from ledger.presentation import FigureKey, Language, present
from ledger.records import Source
from ledger.totals import BOUNDS, DIMENSIONS, MEASURES
from ledger.web import Settings
from ledger.web.drawing import figure_link
from ledger.web.figure_key import key_of, words_of
from ledger.web.messages import PageRequest
from ledger.web.pages import Answering

GBR = "/figure?report=commitments&measure=pledges&donor=GBR&year=2025"
NAMES = [it.name for it in desk.report_definitions()]

words = st.text(max_size=8)
labels = st.lists(st.tuples(st.sampled_from(DIMENSIONS), words), max_size=3, unique_by=lambda it: it[0]).map(tuple)
keys = st.builds(
    FigureKey,
    st.sampled_from(tuple(MEASURES)),
    labels,
    words,
    st.sampled_from(BOUNDS),
    words,
    st.booleans(),
    st.booleans(),
    st.lists(st.tuples(st.sampled_from(DIMENSIONS), words), max_size=3).map(tuple),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return demo_copied(tmp_path_factory.mktemp("figures")).book.path


@given(keys, st.sampled_from(["", "brief", "a b&c"]))
def test_the_address_of_a_figure_names_that_figure(key, report):
    query = parse_qsl(urlsplit(figure_link(key, report)).query, keep_blank_values=True)

    assert key_of(query) == key


@cache
def displayed(name):
    """A report of the demonstration, what is displayed of it, and every figure in that by its key."""
    report = desk.build_report(name, demonstrated().book)
    shown = present(report, comparison=desk.comparison_of(report, demonstrated().book))
    rows = [row for table in shown.tables for row in table.rows]
    # The rows "Lowest" and "Highest" lack marks that the same figures have as readings of the total.
    figures = chain.from_iterable((*row.lowest, *row.highest) for row in rows)
    figures = [*figures, *reversed([figure for row in rows for figure in row.figures])]
    return report, shown, {it.key: it for it in figures if not it.key.record}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20)
@given(st.data())
def test_the_explanation_of_a_displayed_figure_comes_to_that_figure(name, data):
    report, shown, figures = displayed(name)
    key = data.draw(st.sampled_from(sorted(figures, key=str)))
    asked = key_of(parse_qsl(urlsplit(figure_link(key, name)).query, keep_blank_values=True))

    answer = desk.explain_displayed(report, shown, asked)

    exact = figures[key].exact_minor
    assert answer.shown.text == figures[key].text
    assert (answer.exact and answer.exact.value) == (None if exact is None else from_minor(exact, 2))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("measure=pledge", "write pledges, if that is meant"),
        ("", "follow the link of a figure"),
        ("measure=pledges&measure=pledges", "found measure twice"),
        ("measure=pledges&colour=red", "colour"),
        ("measure=pledges&others-colour=red", "colour"),
        ("measure=pledges&bound=middle", "one of low, central, high"),
        ("measure=pledges&open=maybe", "one of yes"),
        ("measure=pledges&until=yes", "name its last year"),
        ("measure=pledges&donor=GBX", "Write GBR"),
        ("measure=pledges&donor=<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("measure=pledges&others-donor=GBX", "Write GBR"),
        ("measure=pledges&group=NATOO", "Write NATO"),
        ("measure=pledges&record=howitzer", "look at the records"),
        ("report=/etc/passwd&measure=pledges", "a report of the desk"),
        ("report=breif&measure=pledges", "Look at brief"),
    ],
)
def test_what_names_no_figure_is_answered_by_a_page_that_says_so(book, query, said):
    status, page = page_of(book, f"/figure?{query}")

    assert status == 404
    assert page.xpath("string(//h1)") == "This cannot be shown"
    assert said.lower() in texts(page, "//main")[0].lower()
    assert not page.xpath("//main//script")


def test_shown_is_exact_and_in_no_figure(book):
    status, page = page_of(book, GBR)

    assert status == 200
    assert texts(page, "//h1") == ["Pledges, United Kingdom, 2025: why EUR 2,680.0 .. million?"]
    assert texts(page, "//ul[@class='chain']/li") == [
        "Shown, EUR million2,680.0 ..",
        "=",
        "ExactEUR 2,679,954,911.79",
        "+",
        "In no figure1 undisclosed",
    ]


def test_each_row_leads_from_what_was_stated_to_what_is_in_the_figure(book):
    _, page = page_of(book, GBR)

    assert texts(page, "//table/tbody/tr[1]/td") == [
        "Yearly military and economic assistance to Ukrainepledge, instalment 1: 1 April 2025 to 31 December 2025",
        "GBP 3,000,000,000",
        "1 EUR = 0.8434 GBP",
        "2 June 2025",
        "3,557,031,064.74",
        "275 of 365 days",
        "2,679,954,911.79",
    ]
    assert texts(page, "//tr[@class='total']/td") == ["Together", "2,679,954,911.79"]
    assert "3,000,000,000 ÷ 0.8434 = 3,557,031,064.74 · × 275 ÷ 365 = 2,679,954,911.79" in texts(page, "//main//li")
    assert page.xpath("//table//a/@href") == ["/records/gbr-ukr-2025-06-02-1"]


def test_the_words_and_what_is_not_in_it_stand_below(book):
    _, page = page_of(book, GBR)
    entry = next(it for it in desk.open_book(book).revisions() if it.id == "gbr-ukr-2025-06-02-1")

    assert [it.partition(",")[0] for it in texts(page, "//blockquote")] == [
        "annual funding commitments reaching £3 billion ($4 billion)"
    ]
    assert entry.hash[:12] in texts(page, "//p[@class='cite']/code")
    assert texts(page, "//section[2]//li/a") == [
        "New arms factories in the United Kingdom",
        "Joint ventures of the United Kingdom with Ukraine",
    ]
    assert texts(page, "//section[2]//li/span[@class='below']") == ["USD 2,000,000,000", "undisclosed"]
    assert texts(page, "//section[2]//li/span[1]") == [
        "not counted: domestic: donor and recipient are the same",
        "no figure: nobody says the sum",
    ]


def test_what_is_still_open_is_told_step_by_step(book):
    _, page = page_of(book, "/figure?report=pledged-to-paid&measure=commitments&open=yes")

    assert texts(page, "//h2")[0] == "3 firm commitments are in it"
    assert [texts(row, "td")[1:] for row in page.xpath("//tbody/tr")][:2] == [
        ["committed", "1 January 2024", "50,000,000,000.00", "50,000,000,000.00"],
        ["paid", "20 March 2024", "−4,500,000,000.00", "45,500,000,000.00"],
    ]
    assert texts(page, "//tr[@class='total']/td")[-1] == "46,967,651,789.25"


def test_the_rows_of_all_pages_are_those_of_the_figure(tmp_path):
    path = tmp_path / "many.db"
    records = [pledge(f"p{number}", title=f"P {number}", amount=amount(str(number + 1))) for number in range(60)]
    desk.create_book(path, author="Ann").record(records, author="Ann", reason="as announced")

    _, first = page_of(path, "/figure?measure=pledges")
    _, second = page_of(path, first.xpath("//a[@rel='next']/@href")[0])

    assert texts(first, "//h2")[0] == "60 rows are in it"
    assert (len(first.xpath("//tbody/tr")), len(second.xpath("//tbody/tr"))) == (50, 10 + 1)
    assert texts(second, "//tr[@class='total']/td")[-1] == "1,830.00"
    assert not first.xpath("//tr[@class='total']")


def test_hostile_texts_stay_texts(tmp_path):
    path = tmp_path / "hostile.db"
    source = Source(title='=HYPERLINK("x")', publisher="<script>alert(1)</script>", quote="<b>5</b>")
    record = pledge("a", title="<script>alert(2)</script>", sources=[source.model_dump(exclude_none=True)])
    desk.create_book(path, author="Ann").record([record], author="<i>Ann</i>", reason="as announced")

    _, page = page_of(path, "/figure?measure=pledges")

    assert not page.xpath("//script | //main//i")
    assert texts(page, "//blockquote") == ["<b>5</b>"]
    assert texts(page, "//table//a") == ["<script>alert(2)</script>"]


def test_of_a_book_without_records_the_page_says_how_to_begin(tmp_path):
    path = tmp_path / "empty.db"
    desk.create_book(path, author="Ann")

    status, page = page_of(path, "/figure?measure=pledges")

    assert status == 200
    assert texts(page, "//h1") == ["No records yet"]


def test_a_figure_that_nobody_states_names_whom_to_ask(book):
    _, page = page_of(book, "/figure?measure=pledges&donor=FRA&report=commitments")

    assert texts(page, "//h1") == ["Pledges, France: no sum is known"]
    assert texts(page, "//ul[@class='chain']/li")[-1] == "In no figure1 undisclosed"
    assert "No row with a sum is in it." in texts(page, "//main/p")


def test_where_nothing_is_recorded_the_page_says_that(book):
    _, page = page_of(book, "/figure?measure=pledges&donor=NOR&category=financial&report=commitments")

    assert texts(page, "//h1") == ["Pledges, Norway, Financial assistance: nothing is recorded"]


def test_the_worksheet_has_the_figure_as_a_formula(book):
    _, page = page_of(book, GBR)
    address = next(it for it in page.xpath("//a/@href") if it.startswith("/figure/worksheet"))
    split = urlsplit(address)

    answer = Answering(Settings(book))(PageRequest("worksheet", split.path, {}, tuple(parse_qsl(split.query))))
    sheets = openpyxl.load_workbook(io.BytesIO(answer.body), data_only=True)

    assert answer.file == "explained-commitments-pledges-donor-GBR-year-2025-central.xlsx"
    assert re.fullmatch(r"[A-Za-z0-9.-]+", answer.file)
    values = [cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert Decimal("2679954911.79") in [Decimal(str(it)) for it in values if isinstance(it, float)]


def test_the_page_speaks_the_language_of_the_reader(book):
    _, page = page_of(book, GBR, language="de")

    assert "2.680,0" in page.xpath("string(//h1)")
    assert "Vereinigtes Königreich" in page.xpath("string(//h1)")


def test_a_figure_is_called_by_all_that_names_it():
    key = FigureKey("pledges", (("donor", "GBR"), ("year", "2026")), "", "high", is_until=True)

    assert words_of(key, Language("en")) == "Pledges, United Kingdom, up to the end of 2026, highest"


def test_a_key_without_a_measure_is_refused():
    with pytest.raises(Refused):
        key_of([("donor", "GBR")])


def book_of(path, *records):
    desk.create_book(path, author="Ann").record(records, author="Ann", reason="as announced")
    return path


def test_what_has_no_rate_is_counted_apart_and_told_with_the_reason(tmp_path):
    early = pledge("early", title="Early", announced="1950-06-02", amount=amount("5", "USD"))
    path = book_of(tmp_path / "rates.db", early, pledge("a"))

    _, page = page_of(path, "/figure?measure=pledges")

    assert texts(page, "//ul[@class='chain']/li")[-1] == "In no figure1 not converted"
    assert texts(page, "//section[2]//li/a") == ["Early"]
    assert "no rate" in texts(page, "//section[2]//li")[0].lower()
    assert texts(page, "//tr[@class='total']/td")[-1] == "100.00"


def test_internal_records_are_in_no_public_figure_nor_beside_it(tmp_path):
    secret = pledge("b", title="Not for the public", handling="internal")
    path = book_of(tmp_path / "internal.db", pledge("a"), secret)

    _, public = page_of(path, "/figure?measure=pledges&report=commitments")
    _, audit = page_of(path, "/figure?measure=pledges&report=audit")

    assert "Not for the public" not in public.xpath("string(//main)")
    assert [texts(it, "//tr[@class='total']/td")[-1] for it in (public, audit)] == ["100.00", "200.00"]


def test_what_donors_give_jointly_is_the_figure_of_all_of_them_and_is_named_beside_that_of_one(tmp_path):
    joint = pledge("joint", title="Given together", joint_donors=[{"donor": "DEU"}, {"donor": "NLD"}])
    path = book_of(tmp_path / "joint.db", joint, pledge("a"))

    _, together = page_of(path, "/figure?measure=pledges&donor=DEU+%2B+NLD")
    _, alone = page_of(path, "/figure?measure=pledges&donor=DEU")

    assert texts(together, "//table//tbody//a") == ["Given together"]
    assert texts(alone, "//table//tbody//a") == ["Pledge a"]
    assert texts(alone, "//section[2]//li") == [
        "Given together: given jointly by DEU + NLD, in shares that nobody saysEUR 100"
    ]


def test_a_cancellation_is_taken_away_with_its_sign(tmp_path):
    firm = pledge("firm", stage="commitment")
    gone = paid("gone", "firm", type="cancellation", amount=amount("40"))
    path = book_of(tmp_path / "net.db", firm, gone)

    _, page = page_of(path, "/figure?measure=net_commitments")

    assert [texts(row, "td")[-1] for row in page.xpath("//tbody/tr")] == ["100.00", "−40.00", "60.00"]

"""What a program hands over in the wrong place is told with what the argument should be, and an example of it."""

import inspect
import pickle
import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import numpy as np
import pandas as pd
import pytest
from made import pledge
from made import report as made_report

import ledger
from ledger import Money, Refused, desk
from ledger.desk.shown_report import presentation_of
from ledger.presentation import Language, present

BOOK = "book is a Book such as Book.open('book.db'), not the "
RECORDS = "records is a list of records such as [record], "
BASIS = "basis is the rule that picks the rate, such as 'announced', not the "
TEXT = "text is JSON, as to_json writes it, in text or bytes, not the "
REPORT = "report is a Report, as build_report makes it, not the "
RATES = "rates is a list of rate sets such as [ecb_rates()], "
LANGUAGE = "language is the code of a language such as 'de', not the "
COMPARISON = "comparison is one that desk.comparison_of(report, book) gives, not the "
FRAME = "frame is a pandas DataFrame, such as pandas.read_csv(path, dtype='string') gives, not the NoneType None"
HUNDRED = Money("100", "USD")
DAY = "is a day such as datetime.date(2025, 6, 2) or '2025-06-02', not the "
MOMENT = datetime(2030, 3, 31)  # noqa: DTZ001 - a moment without a zone is one of the slips
SUMS = pd.DataFrame({"day": ["2025-06-02"], "amount": ["1"], "currency": ["USD"]})


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    book = ledger.Book.create(tmp_path_factory.mktemp("arguments") / "book.db")
    book.record([pledge("a")], author="Ann", reason="the first one")
    return book


@pytest.fixture(scope="module")
def report():
    return made_report(pledge("a"))


def converted(**given):
    arguments = {"amount": HUNDRED, "to": "EUR", "on": "2025-06-02", "rates": [ledger.ecb_rates()]} | given
    return ledger.convert(**arguments)


def framed(**given):
    return ledger.convert_frame(SUMS, "EUR", rates=[ledger.ecb_rates()], **given)


def built(book, **given):
    return ledger.build_report("commitments", book, **given)


SLIPS = [
    (lambda: converted(amount=100), "amount is money such as Money('100', 'EUR'), not the int 100"),
    (lambda: converted(basis=None), f"{BASIS}NoneType None"),
    (lambda: converted(basis=3), f"{BASIS}int 3"),
    (lambda: framed(basis=None), f"{BASIS}NoneType None"),
    (lambda: converted(rates=ledger.ecb_rates()), f"{RATES}even of a single one, not the RateSet "),
    (lambda: converted(rates=["ECB"]), f"{RATES}not one with the str 'ECB' in it"),
    (lambda: ledger.convert_frame(None, "EUR", rates=[]), FRAME),
    (lambda: ledger.records_from_frame(None), FRAME),
    (
        lambda: ledger.RateSet.from_frame(None, name="B", base="EUR", direction="units_per_base", source="B"),
        FRAME,
    ),
    (lambda: ledger.records_to_frame(pledge("a")), f"{RECORDS}even of a single one, not the Commitment "),
    (lambda: ledger.records_to_frame(["x"]), f"{RECORDS}not one with the str 'x' in it"),
    (lambda: ledger.check_records(pledge("a")), f"{RECORDS}even of a single one, not the Commitment "),
    (lambda: ledger.check_records([{}]), f"{RECORDS}not one with the dict {{}} in it"),
    (
        lambda: ledger.from_json(None, Money),
        f"{TEXT}NoneType None",
    ),
    (lambda: ledger.from_json({}, Money), f"{TEXT}dict {{}}"),
    (
        lambda: ledger.from_json(StringIO(), Money),
        f"{TEXT}StringIO",
    ),
    (lambda: ledger.json_schema(ledger.Record), "there is no JSON of ledger.records"),
    (lambda: built("book.db"), f"{BOOK}str 'book.db'"),
    (lambda: ledger.export_book(None, "csv", "out.csv"), f"{BOOK}NoneType None"),
    (lambda: ledger.import_file("book.db", "a.csv", author="Ann"), f"{BOOK}str 'book.db'"),
    (lambda: desk.check_book(None), f"{BOOK}NoneType None"),
    (lambda: desk.verify_workbook(None, "a.xlsx"), f"{BOOK}NoneType None"),
    (lambda: ledger.rollup(None, by=["donor"]), f"{REPORT}NoneType None"),
    (
        lambda: ledger.write_report(None, "a.xlsx"),
        f"{REPORT}NoneType None",
    ),
    (lambda: desk.write_documents(None, "out"), f"{REPORT}NoneType None"),
    (lambda: present("brief"), f"{REPORT}str 'brief'"),
    (lambda: Language(5), f"{LANGUAGE}int 5"),
    (lambda: ledger.instalments(None, None), "record is a Commitment or a Transaction, not the NoneType None"),
    (lambda: ledger.Book.open(None), "path is that of a book, such as 'book.db', not the NoneType None"),
    (lambda: Refused("text"), "problems is a list of problems such as [problem], even of a single one, not"),
    (
        lambda: Money(value=True, currency="EUR"),
        "value is an exact number: text such as '1234.50', a Decimal or an int, not",
    ),
    (lambda: Money(np.float64(0.5), "EUR"), "value is exact: write 0.5 as text"),
    (lambda: Money("1", None), "currency is a code such as 'EUR', not the NoneType None"),
]


@pytest.mark.parametrize(("call", "told"), SLIPS, ids=range(len(SLIPS)))
def test_a_slip_of_a_program_is_told_with_an_example(call, told):
    with pytest.raises(TypeError, match=f"^{re.escape(told)}"):
        call()


OF_A_BOOK = [
    (
        lambda book, _: ledger.import_file(book, BytesIO(), author="Ann"),
        "paths are those of files such as 'rec",
    ),
    (
        lambda book, _: desk.verify_workbook(book, BytesIO()),
        "path is that of a workbook, such as 'report.xlsx'",
    ),
    (
        lambda book, report: desk.issue(book, report, "a.xlsx", author="Ann", reason="sent"),
        "made_of makes the report: write lambda: build_report('commitments', book), not the Report ",
    ),
    (
        lambda _, report: desk.sample_design(report, None),
        "chosen is a dict such as {'tolerable': '2%', 'seed",
    ),
    (lambda book, _: book.get(None), "id is that of a record, such as 'gbr-ukr-2025-06-02-1', not the NoneType None"),
    (lambda book, _: book.history(5), "id is that of a record, such as 'gbr-ukr-2025-06-02-1', not the int 5"),
    (lambda book, _: book.withdraw(5, author="Ann", reason="x"), "id is that of a record, such as 'gbr-ukr-2025"),
    (lambda book, _: book.restore(None, author="Ann", reason="x"), "id is that of a record, such as 'gbr-ukr-2025"),
    (lambda book, _: desk.explain_figure(book, "commitments", ["donor=GBR"]), f"{REPORT}str 'commitments'"),
    (lambda book, _: pickle.dumps(book), "a book is a file: send its path, and open it there with Book.open('"),
    (lambda book, _: book.record(pledge("b"), author="Ann", reason="x"), f"{RECORDS}even of a single one, not the"),
    (
        lambda book, _: book.amend([pledge("b")], author="Ann", reason="x"),
        "record is one Commitment or Transaction, such as book.get('article-1'), not the list [",
    ),
    (lambda book, _: book.record([], author=None, reason="x"), "author is who writes, such as 'Ann', not the NoneType"),
    (lambda book, _: book.record([], author="Ann", reason=5), "reason says why, such as 'as announced', not the int 5"),
    (
        lambda book, _: desk.issue(book, lambda: None, "a.xlsx", author="Ann", reason="sent"),
        "made_of gives a Report, as build_report makes it, not the NoneType None",
    ),
    (lambda book, _: desk.draw_sample(book, None, None, "sample.xlsx"), f"{REPORT}NoneType None"),
    (lambda _, report: report.sums(["year"], "pledges", 5), "group is a text such as 'EU', not the int 5"),
    (lambda _, report: ledger.rollup(report, by=5), "by is a dimension such as 'donor', or a list of dimensions"),
    (
        lambda _, report: ledger.rollup(report, by=[["donor"]]),
        "by is a dimension such as 'donor', or a list of dimensions",
    ),
    (lambda _, report: ledger.rollup(report, by="donor", groups=5), "groups is a group such as 'NATO', or a list of"),
    (lambda book, report: desk.explain_figure(book, report, [5]), "named is what says which figure, such as 'donor="),
    (lambda _, report: report.total(None), "measure is a text such as 'pledges', not the NoneType None"),
    (
        lambda _, report: report.sums("donor", "pledges"),
        "by is a list of dimensions such as ['donor', 'year'], even of a",
    ),
    (lambda _, report: report.sums(["donor"], 5), "measure is a text such as 'pledges', not the int 5"),
    (lambda _, report: present(report, language=5), f"{LANGUAGE}int 5"),
    (lambda _, report: present(report, comparison="cutoff:2025-03-31"), f"{COMPARISON}str 'cutoff:2025-03-31'"),
    (lambda _, report: desk.write_documents(report, "out", comparison=5), f"{COMPARISON}int 5"),
    (lambda _, report: desk.write_documents(report, "out", language=5), f"{LANGUAGE}int 5"),
    (lambda _, report: desk.write_documents(report, None), "path is that of a folder, such as 'documents', or of a wo"),
    (lambda _, report: desk.write_documents(report, "out", "md"), "formats is a list of formats such as ['md', 'pdf']"),
    (lambda _, report: desk.write_documents(report, "out", [5]), "formats is a list of formats such as ['md', 'pdf']"),
    (lambda book, _: presentation_of("brief", book), f"{REPORT}str 'brief'"),
    (lambda _, report: presentation_of(report, "book.db"), f"{BOOK}str 'book.db'"),
    (lambda book, report: presentation_of(report, book, 5), f"{LANGUAGE}int 5"),
    (lambda book, _: desk.write_comparison(book, "out.xlsx"), "compared is what desk.compare gives, not the Book "),
    (lambda book, _: built(book, currency=5), "currency is the code of a currency such as 'EUR', not the int 5"),
    (lambda book, _: built(book, basis=5), "basis is the rule that picks the rates, such as 'year', not the int 5"),
]


@pytest.mark.parametrize(("call", "told"), OF_A_BOOK, ids=range(len(OF_A_BOOK)))
def test_a_slip_beside_a_book_or_a_report_is_told_with_an_example(book, report, call, told):
    with pytest.raises(TypeError, match=f"^{re.escape(told)}"):
        call(book, report)


FUNCTIONS = {name: each for name in desk.__all__ if inspect.isfunction(each := getattr(desk, name))}
OF_BOOKS = [name for name, each in FUNCTIONS.items() if "book" in inspect.signature(each).parameters]
OF_REPORTS = sorted(
    name
    for name, each in FUNCTIONS.items()
    if "report" in (parameters := inspect.signature(each).parameters)
    and parameters["report"].annotation is ledger.Report
)
OF_PATHS = {"adopt_history"}
"""What takes the path of a book that is not there yet."""


def needed(name):
    """None for each argument that a function of the desk must be given."""
    return {
        it.name: None
        for it in inspect.signature(FUNCTIONS[name]).parameters.values()
        if it.default is it.empty and it.kind is not it.VAR_POSITIONAL
    }


@pytest.mark.parametrize("name", sorted(set(OF_BOOKS) - OF_PATHS))
def test_every_function_of_a_book_tells_what_is_none(name):
    with pytest.raises(TypeError, match=f"^{re.escape(BOOK)}int 5$"):
        FUNCTIONS[name](**needed(name) | {"book": 5})


@pytest.mark.parametrize("name", OF_REPORTS)
def test_every_function_of_a_report_tells_what_is_none(book, name):
    given = needed(name)
    with pytest.raises(TypeError, match=f"^{re.escape(REPORT)}int 5$"):
        FUNCTIONS[name](**given | ({"book": book} if "book" in given else {}) | {"report": 5})


PATHS = {
    "add_rates": lambda book, place: desk.add_rates(
        book, place, name="X", author="Ann", reason="x", today=date(2025, 6, 3), mapping=place
    ),
    "demo": lambda _, place: desk.demo(f"{place}/inside"),
    "draft_mapping_sheet": lambda _, place: desk.draft_mapping_sheet(place, place),
    "draft_table_mapping": lambda _, place: desk.draft_table_mapping(place, place),
    "signing_key": lambda _, place: desk.signing_key(place, lambda: None),
    "verify_workbook": lambda book, place: desk.verify_workbook(book, place, key=place, signature=place),
}


@pytest.mark.parametrize("name", PATHS)
def test_a_path_may_be_text(book, tmp_path, name):
    file = tmp_path / "file.csv"
    file.write_text("a,b", encoding="utf-8")
    with pytest.raises(Refused):
        PATHS[name](book, str(file))


def test_no_function_of_the_desk_takes_paths_that_must_not_be_text():
    named = [
        (name, it.name)
        for name, each in FUNCTIONS.items()
        for it in inspect.signature(each).parameters.values()
        if "Path" in str(it.annotation) and "str" not in str(it.annotation)
    ]
    assert named == []


@pytest.mark.parametrize("argument", ["cutoff", "since", "horizon"])
def test_a_day_of_a_report_is_held_to_what_a_day_is_everywhere(book, argument):
    with pytest.raises(TypeError, match=re.escape(f"{argument} {DAY}datetime '2030-03-31 00:00:00'")):
        built(book, **{argument: MOMENT})
    with pytest.raises(TypeError, match=re.escape(f"{argument} {DAY}float '5.5'")):
        built(book, **{argument: 5.5})
    with pytest.raises(Refused, match=rf'^{argument}: FORM error: found "31.3.2030", expected a day '):
        built(book, **{argument: "31.3.2030"})


def test_the_state_of_a_report_is_a_day_or_an_entry(book):
    with pytest.raises(TypeError, match=re.escape(f"as_of {DAY}datetime '2030-03-31 00:00:00'")):
        built(book, as_of=MOMENT)
    with pytest.raises(Refused, match=r"^as_of: FORM error: found entry:5, expected an entry from entry:1 to entry:1"):
        built(book, as_of=5)
    with pytest.raises(Refused, match=r'^as_of: FORM error: found "31.3.2030", expected a day '):
        built(book, as_of="31.3.2030")


def test_a_day_of_a_report_may_be_a_day_or_text(book):
    assert built(book, cutoff=date(2030, 3, 31)).definition == built(book, cutoff="2030-03-31").definition


def test_records_and_rates_may_come_one_after_the_other():
    assert converted(rates=iter([ledger.ecb_rates()])).result == Money("87.57", "EUR")
    assert ledger.check_records(iter([pledge("a")])) == ledger.check_records([pledge("a")])


def test_a_whole_number_of_any_kind_is_exact():
    assert (Money(np.int64(5), "EUR"), Money(5, "EUR").value) == (Money("5", "EUR"), Decimal(5))

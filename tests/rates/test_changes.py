"""What a newer file of rates changes, loses and adds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book import Book
from ledger.checks import check_held_rates
from ledger.desk.replaced_rates import held_changes
from ledger.rates import HeldChange, QuoteChange, changes_the_past, only_adds_lines, quote_changes, read_rates

HEADING = "date,currency,rate,base,direction,unit,source"
DAYS = ("2025-06-02", "2025-06-03", "2025-06-04")


def csv(*rows, base="UAH", direction="base_per_unit", kind=None):
    heading = HEADING if kind is None else f"{HEADING},kind"
    tail = "" if kind is None else f",{kind}"
    lines = (f"{day},{currency},{rate},{base},{direction},{unit},bank{tail}" for day, currency, rate, unit in rows)
    return "\n".join([heading, *lines, ""]).encode()


def rates(*rows, **options):
    found, problems = read_rates("bank", csv(*rows, **options))
    assert found is not None, problems
    return found


def test_changed_lost_and_added_quotes_are_told_by_day_and_currency():
    older = rates(("2025-06-02", "USD", "41.5", 1), ("2025-06-03", "USD", "41.6", 1), ("2025-06-03", "EUR", "47", 1))
    newer = rates(("2025-06-02", "USD", "41.9", 1), ("2025-06-03", "USD", "41.6", 1), ("2025-06-04", "USD", "42", 1))

    assert quote_changes(older, newer) == (
        QuoteChange(date(2025, 6, 2), "USD", "41.5", "41.9"),
        QuoteChange(date(2025, 6, 3), "EUR", "47", None),
        QuoteChange(date(2025, 6, 4), "USD", None, "42"),
    )


@pytest.mark.parametrize(("rate", "unit"), [("29.0140", 100), ("0.29014", 1), ("290.14", 1000)])
def test_the_same_rate_in_other_digits_or_for_other_units_is_no_change(rate, unit):
    older, newer = rates(("2025-06-02", "JPY", "29.014", 100)), rates(("2025-06-02", "JPY", rate, unit))

    assert quote_changes(older, newer) == ()


def test_a_changed_unit_is_told_with_the_units():
    older, newer = rates(("2025-06-02", "JPY", "29.014", 100)), rates(("2025-06-02", "JPY", "29.014", 1))

    assert quote_changes(older, newer) == (QuoteChange(date(2025, 6, 2), "JPY", "29.014 for 100", "29.014"),)


@pytest.mark.parametrize("options", [{"base": "PLN"}, {"direction": "units_per_base"}, {"kind": "table"}])
def test_against_another_base_or_the_other_way_round_no_quote_is_the_same(options):
    quote = ("2025-06-02", "USD", "41.5", 1)

    assert [change.old for change in quote_changes(rates(quote), rates(quote, **options))] == ["41.5"]


@pytest.mark.parametrize(
    ("change", "past"),
    [
        (QuoteChange(date(2025, 6, 3), "USD", None, "42"), False),
        (QuoteChange(date(2025, 6, 2), "USD", None, "42"), True),
        (QuoteChange(date(2025, 6, 9), "USD", "41", None), True),
        (QuoteChange(date(2025, 6, 3), "PLN", None, "11"), True),
        (QuoteChange(date(2025, 6, 4), "PLN", None, "11"), False),
    ],
)
def test_only_a_quote_behind_the_last_one_changes_no_past(change, past):
    older = rates(("2025-06-02", "USD", "41.5", 1), ("2025-06-03", "EUR", "47", 1))

    assert changes_the_past(change, older) is past


QUOTES = st.dictionaries(st.sampled_from(DAYS), st.sampled_from(["41.5", "41.50", "41.9"]), min_size=1)


@given(QUOTES, QUOTES)
def test_the_quick_look_never_calls_a_changed_or_lost_quote_none(before, after):
    files = [csv(*((day, "USD", rate, 1) for day, rate in quotes.items())) for quotes in (before, after)]
    older, newer = (read_rates("bank", data)[0] for data in files)

    if only_adds_lines(*files):
        assert [change for change in quote_changes(older, newer) if change.old is not None] == []


@given(QUOTES, QUOTES)
def test_there_and_back_tells_the_same_quotes_the_other_way_round(before, after):
    older, newer = (rates(*((day, "USD", rate, 1) for day, rate in quotes.items())) for quotes in (before, after))

    turned = [(change.day, change.new, change.old) for change in quote_changes(newer, older)]
    assert [(change.day, change.old, change.new) for change in quote_changes(older, newer)] == turned
    assert quote_changes(older, older) == ()


@pytest.fixture
def held(tmp_path, monkeypatch):
    """The changes that a book tells of after files of rates of one name, each a list of (day, rate) or bytes.

    Bytes enter as they once did, and do by a history: before anybody asked whether they can be read.
    """
    monkeypatch.setattr("ledger.book.posting.read_held_rates", lambda *_: (None, ()))

    def changes(*files):
        book = Book.create(tmp_path / "book.db")
        for number, quotes in enumerate(files):
            data = quotes if isinstance(quotes, bytes) else csv(*((day, "USD", rate, 1) for day, rate in quotes))
            book.add_rates("bank", data, author="Ann", reason=f"file {number}")
        return [(held.entry, held.change.old, held.change.new) for held in held_changes(book)]

    return changes


FIRST, OTHER = [("2025-06-02", "41.5")], [("2025-06-02", "41.9")]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([FIRST], []),
        ([FIRST, FIRST], []),
        ([FIRST, [*FIRST, ("2025-06-03", "41.6")]], []),
        ([FIRST, OTHER], [(2, "41.5", "41.9")]),
        ([FIRST, OTHER, [*OTHER, ("2025-06-03", "41.6")]], [(2, "41.5", "41.9")]),
        ([FIRST, OTHER, FIRST], [(3, "41.9", "41.5")]),
        ([FIRST, [("2025-06-03", "41.6")]], [(2, "41.5", None)]),
        ([FIRST, [("2025-06-03", "41.6")], FIRST], [(3, "41.6", None)]),
        ([FIRST, [("2025-06-03", "41.6")], OTHER], [(3, "41.5", "41.9"), (3, "41.6", None)]),
        ([b"no rates", FIRST], []),
        ([FIRST, b"no rates", OTHER], [(3, "41.5", "41.9")]),
    ],
)
def test_a_book_tells_the_last_change_of_each_held_quote(held, files, told):
    assert held(*files) == told


@pytest.mark.parametrize(("number", "warnings"), [(20, 20), (21, 1)])
def test_more_than_twenty_changes_of_one_entry_are_told_together(number, warnings):
    changes = [
        HeldChange("bank", 7, QuoteChange(date(2025, 6, day), "USD", "41.5", "41.9" if day > 1 else None))
        for day in range(1, number + 1)
    ]
    found = check_held_rates(changes)

    assert len(found) == warnings
    assert {(problem.code, problem.severity.value) for problem in found} == {("FX-FEED", "warning")}
    if warnings == 1:
        assert str(found[0].place) == "rates:bank:7"
        assert found[0].found == (
            "20 rates changed and 1 lost by entry 7, from USD on 2025-06-01 (41.5 before, no rate since) to "
            "USD on 2025-06-21 (41.5 before, 41.9 since)"
        )

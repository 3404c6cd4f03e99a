"""Days that have not come yet are told at their records."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import paid, pledge

from ledger.book import Book
from ledger.checks import check_days, latest_day
from ledger.desk import add_record, check_book, check_file, import_file

HEAD = "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term\n"
ROW = "Tents,NOR,UKR,military,grant,pledge,{day},exact,5000,NOK,one_off\n"


def test_a_day_after_today_is_doubted_at_its_record():
    today = date(2025, 6, 2)
    records = [pledge("a", announced="2025-06-03"), pledge("b", announced="2025-06-02"), paid(value_date="2029-01-01")]

    assert [(it.code, it.severity, str(it.place), it.found) for it in check_days(records, today)] == [
        ("FORM", "warning", "a:announced", "2025-06-03, which has not come yet"),
        ("FORM", "warning", "t:value_date", "2029-01-01, which has not come yet"),
    ]


@given(st.dates(date(1990, 1, 1), date(2099, 1, 1)), st.integers(-800, 800))
def test_every_day_after_today_and_no_other_is_doubted(today, apart):
    day = min(max(today + timedelta(apart), date(1990, 1, 1)), date(2100, 1, 1))

    assert bool(check_days([pledge(announced=day.isoformat())], today)) == (day > today)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2025, 6, 2, tzinfo=UTC), date(2025, 6, 2)),
        (datetime(2025, 6, 2, 9, 59, tzinfo=UTC), date(2025, 6, 2)),
        (datetime(2025, 6, 2, 10, tzinfo=UTC), date(2025, 6, 3)),
        (datetime(2025, 6, 2, 23, tzinfo=timezone(timedelta(hours=13))), date(2025, 6, 3)),
    ],
)
def test_the_day_is_that_of_the_place_where_it_begins_first(now, day):
    assert latest_day(now) == day


def test_an_import_and_a_check_go_by_the_clock_of_the_book(tmp_path):
    path = tmp_path / "aid.csv"
    path.write_text(HEAD + ROW.format(day="2025-06-05") + ROW.format(day="2025-05-05"), encoding="utf-8")
    early = Book.create(tmp_path / "early.db", clock=lambda: datetime(2025, 6, 1, tzinfo=UTC))
    late = Book.create(tmp_path / "late.db", clock=lambda: datetime(2025, 6, 8, tzinfo=UTC))

    ahead = [
        [str(it.place) for it in import_file(book, path, author="Ann").problems if "not come yet" in it.found]
        for book in (early, late)
    ]

    assert ahead == [["aid.csv:2:announced"], []]
    assert [it.code for it in check_book(early) if "not come yet" in it.found] == ["FORM"]
    assert [it for it in check_book(late) if "not come yet" in it.found] == []


def test_a_record_typed_by_hand_is_doubted_too(tmp_path):
    book = Book.create(tmp_path / "book.db", clock=lambda: datetime(2025, 6, 1, tzinfo=UTC))
    row = dict(zip(HEAD.strip().split(","), ROW.format(day="2026-06-05").strip().split(","), strict=True))

    outcome = add_record(book, row, author="Ann", reason="speech")

    assert "2026-06-05, which has not come yet" in [it.found for it in outcome.problems]


def test_a_file_is_checked_without_a_book_by_the_clock_of_the_machine(tmp_path):
    path = tmp_path / "aid.csv"
    path.write_text(HEAD + ROW.format(day="2099-06-05") + ROW.format(day="2025-05-05"), encoding="utf-8")

    assert [str(it.place) for it in check_file(path) if "not come yet" in it.found] == ["aid.csv:2:announced"]

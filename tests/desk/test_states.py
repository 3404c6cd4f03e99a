"""A report of a state of the book between two entries, by what names it."""

from datetime import date

import pytest
from made import amount, pledge

from ledger.desk import build_report, issue, report_as_issued, verify_workbook
from ledger.foundation import Money, Refused

SIGNED = {"author": "Ann", "reason": "test"}


@pytest.fixture
def filled(book):
    book.record([pledge("a")], **SIGNED)
    book.record([pledge("b", amount=amount("7"))], **SIGNED)
    return book


def central(book, as_of):
    return build_report("commitments", book, as_of=as_of).total("pledges").central


def test_a_report_is_as_of_an_entry_amid_a_day(filled):
    assert central(filled, 1) == central(filled, "entry:1") == Money("100.00", "EUR")
    assert central(filled, 2) == central(filled, str(filled.today)) == Money("107.00", "EUR")
    made = build_report("commitments", filled, as_of="entry:1")
    assert (made.issued.entries, made.issued.as_of, made.definition.as_of) == (1, filled.today, filled.today)


def test_a_report_of_an_earlier_entry_is_issued_and_made_again(filled, tmp_path):
    sent = issue(filled, lambda: build_report("commitments", filled, as_of=1), tmp_path / "a.xlsx", **SIGNED)
    number = sent.revision.seq

    assert central(filled, f"issue:{number}") == Money("100.00", "EUR")
    assert report_as_issued(filled, number).total("pledges").central == Money("100.00", "EUR")
    assert verify_workbook(filled, sent.workbook).holds


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        (3, "as_of: FORM error: found entry:3, expected an entry from entry:1 to entry:2"),
        (0, 'as_of: FORM error: found "entry:0", expected a number from 1 on'),
        ("issue:9", "as_of: FILE error: found issue:9, expected a report that was issued"),
        ("batch:1", "as_of: FILE error: found batch:1, expected an import"),
        ("yesterday", 'as_of: FORM error: found "yesterday", expected a day'),
    ],
)
def test_a_state_that_is_not_there_is_told(filled, as_of, told):
    with pytest.raises(Refused, match=f"^{told}"):
        central(filled, as_of)


def test_a_truth_value_is_no_entry(filled):
    with pytest.raises(TypeError, match="as_of is a day or the number of an entry, not True"):
        central(filled, as_of=True)
    assert central(filled, date(2100, 1, 1)) == Money("107.00", "EUR")

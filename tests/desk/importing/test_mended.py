"""A file whose owner mended a day, or which still says what was since stated anew by hand."""

import pytest

from ledger.desk import amend, correct, history, import_file

HEAD = "title,donor,recipient,category,instrument,stage,announced,amount,currency,term,note\n"
PAID = "record,commitment,type,value_date,amount,currency,note\n"


@pytest.fixture
def table(tmp_path):
    """Make a table of pledges without ids, each given by its title, its day, its amount and its note."""

    def make(*rows, name="list.csv", head=HEAD):
        path = tmp_path / name
        path.write_text(head + "".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
        return path

    return make


def pledge(title="Boats", day="2025-06-02", amount="5", note=""):
    return (title, "Norway", "Ukraine", "military", "grant", "pledge", day, amount, "NOK", "one_off", note)


def days(book):
    return {record.id: str(record.announced) for record in book.records() if record.record == "commitment"}


def test_a_day_that_was_mended_corrects_its_record_and_keeps_its_payments(book, table, signed):
    import_file(book, table(pledge(), pledge("Shells")), **signed)
    paid = ("transaction", "nor-ukr-2025-06-02-1", "disbursement", "2025-07-01", "2", "NOK", "")
    import_file(book, table(paid, name="payments.csv", head=PAID), **signed)

    done = import_file(book, table(pledge(day="2025-06-12"), pledge("Shells")), apply=True, **signed)

    assert (done.counts["corrected"], done.counts["withdrawn"], done.counts["recorded"]) == (1, 0, 0)
    assert days(book) == {"nor-ukr-2025-06-02-1": "2025-06-12", "nor-ukr-2025-06-02-2": "2025-06-02"}
    assert [it.commitment for it in book.records() if it.record == "transaction"] == ["nor-ukr-2025-06-02-1"]
    assert [it.revision.action for it in history(book, "nor-ukr-2025-06-02-1")] == ["record", "correct"]


def test_the_day_of_a_payment_may_be_mended_too(book, table, signed):
    import_file(book, table(pledge()), **signed)
    rows = [
        ("transaction", "nor-ukr-2025-06-02-1", "disbursement", day, "2", "NOK", day)
        for day in ("2025-07-01", "2025-08-01")
    ]
    import_file(book, table(*rows, name="payments.csv", head=PAID), **signed)
    rows[1] = (*rows[1][:3], "2025-08-11", *rows[1][4:])

    done = import_file(book, table(*rows, name="payments.csv", head=PAID), apply=True, **signed)

    assert (done.counts["corrected"], done.counts["withdrawn"], done.counts["recorded"]) == (1, 0, 0)


def test_of_two_rows_that_differ_in_their_days_alone_nobody_can_say_which_was_mended(book, table, signed):
    import_file(book, table(pledge(), pledge(day="2025-06-03")), **signed)

    done = import_file(book, table(pledge(day="2025-06-12"), pledge(day="2025-06-13")), apply=True, **signed)

    assert (done.counts["corrected"], done.counts["withdrawn"], done.counts["recorded"]) == (0, 2, 2)


def test_another_pledge_of_another_day_is_no_mended_one(book, table, signed):
    import_file(book, table(pledge()), **signed)

    done = import_file(book, table(pledge(day="2025-06-12", amount="6")), apply=True, **signed)

    assert (done.counts["corrected"], done.counts["withdrawn"], done.counts["recorded"]) == (0, 1, 1)


def test_a_pledge_that_says_the_same_again_on_another_day_is_a_new_one(book, table, signed):
    import_file(book, table(pledge()), **signed)

    done = import_file(book, table(pledge(), pledge(day="2025-06-12")), apply=True, **signed)

    assert (done.counts["unchanged"], done.counts["recorded"]) == (1, 1)


def test_a_file_that_says_something_else_than_the_book_after_a_correction_by_hand_is_told(book, table, signed):
    import_file(book, table(pledge(), pledge("Shells")), **signed)
    correct(book, "nor-ukr-2025-06-02-1", {"amount": "7", "note": "read again"}, **signed)

    again = import_file(book, table(pledge(), pledge("Shells")), apply=True, **signed)

    [told] = [problem for problem in again.problems if problem.code == "DUP" and "by hand" in problem.found]
    assert told.found == (
        "nor-ukr-2025-06-02-1 as it was before entry 4 stated it anew by hand: amount.value is 7, and here 5; "
        "note is read again, and here empty"
    )
    assert str(told.place) == "list.csv:2"
    assert told.remedy == "take what the book says into the file; nothing was changed"
    assert again.counts["unchanged"] == 2


def test_a_file_that_says_what_the_book_says_is_told_nothing(book, table, signed):
    import_file(book, table(pledge()), **signed)
    amend(book, "nor-ukr-2025-06-02-1", {"amount": "7"}, **signed)

    again = import_file(book, table(pledge(amount="7")), apply=True, **signed)

    assert [problem for problem in again.problems if "by hand" in problem.found] == []
    assert again.counts["unchanged"] == 1

"""A form that went out filled in from a book comes back changed: corrected, cancelled and paid in a spreadsheet."""

import openpyxl
import pytest
from made import seed_records

from ledger.book import Book
from ledger.desk import correct, import_file, withdraw, write_filled_form, write_form
from ledger.foundation import Refused, Severity

YEARLY = "gbr-ukr-2025-06-02-1"


@pytest.fixture
def seeded(book, signed):
    book.record(seed_records(), **signed)
    return book


@pytest.fixture
def form(seeded, tmp_path):
    return write_filled_form(seeded, tmp_path / "form.xlsx")


def changed(form, *changes, rows=(), without=()):
    """Change cells of the form by id and heading, add rows to the sheet of transactions and take rows out."""
    workbook = openpyxl.load_workbook(form)
    for sheet in (workbook["Commitments"], workbook["Transactions"]):
        columns = {cell.value: cell.column for cell in sheet[3]}
        lines = {cell.value: cell.row for cell in sheet["A"][3:] if cell.value}
        for key, heading, value in changes:
            if key in lines and heading in columns:
                sheet.cell(lines[key], columns[heading]).value = value
        for key in without:
            if key in lines:
                sheet.delete_rows(lines[key])
        if sheet.title == "Transactions":
            for number, row in enumerate(rows, start=len(lines) + 4):
                for heading, value in row.items():
                    sheet.cell(number, columns[heading]).value = value
    workbook.save(form)
    return form


def actions(done):
    return {step.id: step.action for step in done.steps if step.action != "unchanged"}


@pytest.mark.thorough
def test_a_form_that_nobody_touched_changes_nothing(seeded, form, signed):
    head = seeded.head

    done = import_file(seeded, form, apply=True, **signed)

    assert (actions(done), done.problems, seeded.head) == ({}, (), head)


@pytest.mark.thorough
def test_records_are_corrected_cancelled_and_paid_in_the_form(seeded, form, signed):
    paid = {"Commitment": YEARLY, "Type": "payment", "Value date": "1 July 2025", "Amount": "£20 m", "Currency": "GBP"}
    off = {"Commitment": YEARLY, "Type": "cancelled", "Value date": "2025-08-01", "Amount": "1 bn", "Currency": "GBP"}
    changed(form, (YEARLY, "Announced", "3 June 2025"), (YEARLY, "Amount", "4 bn"), rows=[paid, off])

    shown = import_file(seeded, form, **signed)
    done = import_file(seeded, form, apply=True, **signed)

    assert (shown.applied, done.applied) == (False, True)
    assert actions(done) == {
        YEARLY: "correct",
        f"{YEARLY}-disbursement-1": "record",
        f"{YEARLY}-cancellation-1": "record",
    }
    assert {it.id: it for it in seeded.records()}[YEARLY].amount.value == 4 * 10**9
    assert actions(import_file(seeded, form, apply=True, **signed)) == {}


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("typed", "action"), [(None, "amend"), ("amend", "amend"), ("correct", "correct"), (" Correct ", "correct")]
)
def test_the_row_says_whether_the_donor_changed_it_or_the_book_was_wrong(seeded, form, signed, typed, action):
    changed(form, (YEARLY, "Amount", "4 bn"), (YEARLY, "Ledger action", typed))

    done = import_file(seeded, form, apply=True, **signed)

    assert (actions(done), done.problems) == ({YEARLY: action}, ())
    assert seeded.history(YEARLY)[-1].action == action
    assert actions(import_file(seeded, form, apply=True, **signed)) == {}


@pytest.mark.thorough
def test_an_action_on_a_row_that_did_not_change_does_nothing(seeded, form, signed):
    changed(form, (YEARLY, "Ledger action", "correct"))

    assert actions(import_file(seeded, form, apply=True, **signed)) == {}


@pytest.mark.proof
def test_a_record_is_withdrawn_by_its_row_and_only_once(seeded, form, signed):
    changed(form, (YEARLY, "Ledger action", "withdraw"))

    shown = import_file(seeded, form, **signed)
    done = import_file(seeded, form, apply=True, **signed)
    again = import_file(seeded, form, apply=True, **signed)

    assert (shown.applied, actions(shown)) == (False, {YEARLY: "withdraw"})
    assert (actions(done), done.problems, actions(again)) == ({YEARLY: "withdraw"}, (), {})
    assert YEARLY not in {it.id for it in seeded.records()}


@pytest.mark.proof
@pytest.mark.parametrize(
    ("heading", "value", "message"),
    [
        ("Ledger action", "corect", 'found "corect", expected one of amend, correct, withdraw'),
        ("Id", "uk-new", "found withdraw, for a record that the book does not have"),
    ],
)
def test_an_action_that_cannot_be_done_is_an_error_at_its_cell(seeded, form, heading, value, message):
    changed(form, (YEARLY, "Ledger action", "withdraw"))
    changed(form, (YEARLY, heading, value))

    with pytest.raises(Refused, match=message) as refused:
        import_file(seeded, form, author="Ann")

    places = {str(it.place) for it in refused.value.problems if it.severity is Severity.ERROR}
    assert len(places) == 1
    assert places.pop().endswith(" (Ledger action)")


@pytest.mark.thorough
def test_the_column_of_actions_has_a_list_and_is_read_in_the_filled_form_alone(form, tmp_path):
    sheet = openpyxl.load_workbook(form)["Commitments"]
    empty = openpyxl.load_workbook(write_form(tmp_path / "empty.xlsx"))["Commitments"]

    assert [cell.value for cell in sheet[3]][:3] == ["Id", "Title", "Ledger action"]
    assert [it.type for it in sheet.data_validations.dataValidation if "C4" in it.sqref] == ["list"]
    assert "Ledger action" not in [cell.value for cell in empty[3]]


@pytest.mark.thorough
def test_a_row_that_was_left_alone_does_not_undo_what_the_book_says_since_and_is_told(seeded, form, signed):
    correct(seeded, YEARLY, {"amount": "5 bn"}, **signed)
    changed(form, ("can-ukr-2024-04-16-1", "Note", "read again"))

    done = import_file(seeded, form, apply=True, **signed)

    assert YEARLY not in actions(done)
    assert {it.id: it for it in seeded.records()}[YEARLY].amount.value == 5 * 10**9
    [told] = [it for it in done.problems if it.code == "DUP" and YEARLY in it.found]
    assert "amount.value is 5000000000, and here 3000000000" in told.found


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("since", "typed", "says"),
    [
        ({"amount": "5 bn"}, ("Title", "Support to 2030"), ("exact", 5 * 10**9, "Support to 2030", None)),
        ({"amount": "5 bn"}, ("Qualifier", "about"), ("about", 5 * 10**9, None, None)),
        ({"note": "checked"}, ("Amount", "4 bn"), ("exact", 4 * 10**9, None, "checked")),
        ({"amount": "5 bn"}, ("Amount", "4 bn"), ("exact", 4 * 10**9, None, None)),
    ],
)
def test_only_cells_that_were_changed_say_anything_where_the_book_went_on(  # noqa: PLR0913, PLR0917 - three fixtures
    seeded, form, signed, since, typed, says
):
    before = {it.id: it for it in seeded.records()}[YEARLY]
    correct(seeded, YEARLY, since, **signed)
    changed(form, (YEARLY, *typed))

    import_file(seeded, form, apply=True, **signed)

    after = {it.id: it for it in seeded.records()}[YEARLY]
    qualifier, value, title, note = says
    assert (after.amount.qualifier, after.amount.value, after.title) == (qualifier, value, title or before.title)
    assert after.note == (note or before.note)


@pytest.mark.proof
def test_changes_that_do_not_go_together_are_an_error(seeded, form, signed):
    correct(seeded, YEARLY, {"term": "one_off", "start": "", "every": "", "end": ""}, **signed)
    changed(form, (YEARLY, "End", "2031-01-01"))

    with pytest.raises(Refused, match="both changes do not go together"):
        import_file(seeded, form, apply=True, **signed)


@pytest.mark.thorough
def test_a_row_that_was_taken_out_withdraws_nothing_and_is_told(seeded, form, signed):
    done = import_file(seeded, changed(form, without=[YEARLY]), apply=True, **signed)

    assert "withdraw" not in actions(done).values()
    assert YEARLY in {it.id for it in seeded.records()}
    [told] = [it for it in done.problems if "no row for" in it.found]
    assert told.found == f"no row for {YEARLY}, which the book keeps"


@pytest.mark.thorough
def test_a_record_that_was_withdrawn_since_does_not_come_back(seeded, form, signed):
    withdraw(seeded, YEARLY, **signed)

    done = import_file(seeded, form, apply=True, **signed)

    assert YEARLY not in {it.id for it in seeded.records()}
    assert actions(done) == {}


@pytest.mark.thorough
def test_a_form_of_another_book_is_refused(form, tmp_path, signed):
    other = Book.create(tmp_path / "other.db")

    with pytest.raises(Refused, match="a form that was filled in from another book"):
        import_file(other, form, **signed)


def test_an_ordinary_table_still_may_not_restate_what_others_brought(seeded, tmp_path, signed):
    path = tmp_path / "list.csv"
    path.write_text(
        "id,title,donor,recipient,category,instrument,stage,announced,amount,currency,term\n"
        f"{YEARLY},Aid,GBR,UKR,military,grant,pledge,2025-06-02,5,GBP,one_off\n",
        encoding="utf-8",
    )

    with pytest.raises(Refused, match="which the book holds"):
        import_file(seeded, path, **signed)

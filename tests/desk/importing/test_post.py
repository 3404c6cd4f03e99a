"""A release of a source: the new enters, the changed is stated anew, the vanished goes, and all can be undone."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapped import ROWS, mapping
from mapped import table as foreign_table
from openpyxl import Workbook, load_workbook
from proving import proven

from ledger.book import Book
from ledger.desk import amend, check_file, history, import_file, imported_batches, withdraw, withdraw_batch
from ledger.desk.importing import post
from ledger.foundation import Place, Refused
from ledger.intake import Release, read_files

HEAD = "id,title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term\n"


@pytest.fixture
def table(tmp_path):
    """Make a CSV file of pledges, each given by its id (or none), its day, its amount and its title."""

    def make(*rows, name="pledges.csv"):
        path = tmp_path / name
        lines = [pledge(*row) for row in rows]
        path.write_text(HEAD + "".join(lines), encoding="utf-8")
        return path

    return make


def pledge(key, day, amount="5", title="Aid"):
    return f"{key},{title},DEU,UKR,military,grant,pledge,{day},exact,{amount},EUR,one_off\n"


def amounts(book):
    return {record.id: str(record.amount.value) for record in book.records()}


def test_the_same_file_twice_adds_nothing(book, table, signed):
    file = table(("a-1", "2025-06-02", "5", "Aid"))
    import_file(book, file, **signed)
    head = book.head

    again = import_file(book, file, apply=True, **signed)

    assert again.counts == {
        "recorded": 0,
        "amended": 0,
        "corrected": 0,
        "withdrawn": 0,
        "restored": 0,
        "unchanged": 1,
        "rejected": 0,
    }
    assert book.head == head


def test_the_same_bytes_under_another_name_add_nothing(book, table, signed):
    import_file(book, table(("", "2025-06-02", "5", "Aid")), **signed)
    head = book.head

    again = import_file(book, table(("", "2025-06-02", "5", "Aid"), name="copy.csv"), apply=True, **signed)

    assert (again.source, again.counts["unchanged"], book.head) == ("pledges.csv", 1, head)


def test_a_newer_release_is_shown_first_and_done_when_told(book, table, signed):
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid"), ("b-1", "2025-06-02", "7", "More")), **signed)
    newer = table(("a-1", "2025-06-02", "6", "Aid"), ("c-1", "2025-06-02", "8", "New"))

    shown = import_file(book, newer, **signed)
    unchanged = amounts(book)
    done = import_file(book, newer, apply=True, **signed)

    assert (shown.applied, unchanged) == (False, {"a-1": "5", "b-1": "7"})
    assert [(step.action, step.id) for step in done.steps] == [("amend", "a-1"), ("record", "c-1"), ("withdraw", "b-1")]
    assert [(it.field, it.before, it.after) for it in done.of("amend")[0].changes] == [("amount.value", "5", "6")]
    assert amounts(book) == {"a-1": "6", "c-1": "8"}
    assert {revision.batch for revision in done.revisions} == {done.batch}
    assert book.verify() == ()


def test_a_fact_of_the_past_that_is_told_otherwise_was_wrong(book, table, signed):
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), **signed)

    done = import_file(book, table(("a-1", "2025-06-03", "5", "Aid")), apply=True, **signed)

    assert [step.action for step in done.steps] == ["correct"]


def test_a_row_without_an_id_is_known_by_its_words_or_as_the_only_one_of_its_kind(book, table, signed):
    first = (("", "2025-06-02", "5", "Aid"), ("", "2025-06-02", "7", "More"), ("", "2025-06-09", "9", "Third"))
    import_file(book, table(*first), **signed)

    done = import_file(book, table(first[1], ("", "2025-06-09", "10", "Third"), first[0]), apply=True, **signed)

    assert [(it.action, it.id) for it in done.steps] == [
        ("unchanged", "deu-ukr-2025-06-02-2"),
        ("amend", "deu-ukr-2025-06-09-1"),
        ("unchanged", "deu-ukr-2025-06-02-1"),
    ]


def test_of_several_changed_rows_without_ids_nobody_guesses_which_is_which(book, table, signed):
    import_file(book, table(("", "2025-06-02", "5", "Aid"), ("", "2025-06-02", "7", "More")), **signed)

    done = import_file(
        book, table(("", "2025-06-02", "6", "Aid"), ("", "2025-06-02", "8", "More")), apply=True, **signed
    )

    assert done.counts["recorded"] == done.counts["withdrawn"] == 2


def test_a_record_that_comes_back_is_restored(book, table, signed):
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid"), ("b-1", "2025-06-02", "7", "More")), **signed)
    import_file(book, table(("b-1", "2025-06-02", "7", "More")), apply=True, **signed)

    done = import_file(
        book, table(("a-1", "2025-06-02", "6", "Aid"), ("b-1", "2025-06-02", "7", "More")), apply=True, **signed
    )

    assert [step.action for step in done.steps] == ["restore", "unchanged"]
    assert amounts(book) == {"a-1": "6", "b-1": "7"}


def test_what_a_person_withdrew_stays_withdrawn(book, table, signed):
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid"), ("b-1", "2025-06-02", "7", "More")), **signed)
    withdraw(book, "a-1", **signed)

    import_file(
        book, table(("a-1", "2025-06-02", "6", "Aid"), ("b-1", "2025-06-02", "7", "More")), apply=True, **signed
    )

    assert amounts(book) == {"b-1": "7"}


def without_its_withdrawn(book, table, signed, *rows):
    """A book whose source brought EUR 5 as "Aid", which was withdrawn; then the source brings other rows."""
    import_file(book, table(("", "2025-06-02", "5", "Aid")), **signed)
    withdraw(book, "deu-ukr-2025-06-02-1", **signed)
    return import_file(book, table(*rows), apply=True, **signed)


def test_another_pledge_of_the_donor_and_day_of_a_withdrawn_record_is_a_new_one(book, table, signed):
    done = without_its_withdrawn(book, table, signed, ("", "2025-06-02", "8", "Boats"))

    assert amounts(book) == {"deu-ukr-2025-06-02-2": "8"}
    [note] = [it for it in done.problems if it.code == "DUP"]
    assert (str(note.severity), str(note.place)) == ("note", "pledges.csv:2")
    assert note.found.startswith("a new record beside deu-ukr-2025-06-02-1, which was withdrawn by hand")


@pytest.mark.parametrize(
    "row",
    [
        # The same row, the same title with another sum, the same sum under another title.
        ("", "2025-06-02", "5", "Aid"),
        ("", "2025-06-02", "8", "aid"),
        ("", "2025-06-02", "5.00", "Boats"),
        ("deu-ukr-2025-06-02-1", "2025-06-02", "8", "Boats"),
    ],
)
def test_the_withdrawn_pledge_stated_again_stays_withdrawn(row, book, table, signed):
    done = without_its_withdrawn(book, table, signed, row)

    assert (amounts(book), done.counts["unchanged"]) == ({}, 1)
    assert [it for it in done.problems if it.code == "DUP"] == []


def test_the_withdrawn_pledge_and_another_one_are_told_apart(book, table, signed):
    rows = [("", "2025-06-02", "8", "Boats"), ("", "2025-06-02", "6", "Aid")]
    done = without_its_withdrawn(book, table, signed, *rows)

    assert amounts(book) == {"deu-ukr-2025-06-02-2": "8"}
    assert (done.counts["recorded"], done.counts["unchanged"]) == (1, 1)


def test_a_record_that_is_there_keeps_its_row_beside_a_withdrawn_one_of_the_same_sum(book, table, signed):
    first = [("", "2025-06-02", "5", "Aid"), ("", "2025-06-02", "7", "Boats")]
    import_file(book, table(*first), **signed)
    withdraw(book, "deu-ukr-2025-06-02-1", **signed)

    done = import_file(book, table(("", "2025-06-02", "5", "Boats")), apply=True, **signed)

    assert [(step.action, step.id) for step in done.steps] == [("amend", "deu-ukr-2025-06-02-2")]
    assert amounts(book) == {"deu-ukr-2025-06-02-2": "5"}


def test_the_new_record_is_known_again_with_the_next_release(book, table, signed):
    without_its_withdrawn(book, table, signed, ("", "2025-06-02", "8", "Boats"))

    done = import_file(book, table(("", "2025-06-02", "9", "Boats")), apply=True, **signed)

    assert [(step.action, step.id) for step in done.steps] == [("amend", "deu-ukr-2025-06-02-2")]


def test_what_a_person_stated_anew_stays_while_the_source_says_the_same_and_is_told_when_it_does_not(
    book, table, signed
):
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), **signed)
    amend(book, "a-1", {"amount": "55"}, **signed)

    same = import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), apply=True, **signed)
    kept = amounts(book)
    other = import_file(book, table(("a-1", "2025-06-02", "6", "Aid")), apply=True, **signed)

    assert (same.counts["unchanged"], kept) == (1, {"a-1": "55"})
    assert "DUP" in {problem.code for problem in other.problems}
    assert amounts(book) == {"a-1": "6"}


def test_two_sources_do_not_withdraw_what_the_other_brought(book, table, signed):
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), **signed)

    done = import_file(book, table(("b-1", "2025-06-02", "7", "More"), name="other.csv"), **signed)

    assert (done.applied, amounts(book)) == (True, {"a-1": "5", "b-1": "7"})


def test_the_id_of_a_record_of_another_source_is_refused_unless_it_says_the_same(book, table, signed):
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), **signed)

    same = import_file(
        book, table(("a-1", "2025-06-02", "5", "Aid"), ("b-1", "2025-06-02", "7", "B"), name="b.csv"), **signed
    )
    with pytest.raises(Refused) as refused:
        import_file(book, table(("a-1", "2025-06-02", "6", "Aid"), name="c.csv"), **signed)

    assert [step.action for step in same.steps] == ["unchanged", "record"]
    assert [(it.code, str(it.place)) for it in refused.value.problems if it.severity == "error"] == [
        ("DUP", "c.csv:2:id")
    ]


def test_every_revision_keeps_its_row_word_for_word(book, table, signed):
    done = import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), **signed)

    (step,) = history(book, "a-1")
    (row,) = step.revision.lineage

    assert step.revision.batch == done.batch
    assert (row.file, row.row, row.cells["amount"], row.cells["donor"]) == ("pledges.csv", 2, "5", "DEU")


def test_a_row_with_an_error_keeps_all_out(book, table, signed):
    with pytest.raises(Refused):
        import_file(book, table(("a-1", "2025-06-02", "5", "Aid"), ("b-1", "soon", "7", "More")), **signed)

    assert book.entries == 0


def test_the_sound_rows_enter_if_the_user_says_so_and_the_others_are_kept_in_the_journal(book, table, signed):
    file = table(("a-1", "2025-06-02", "5", "Aid"), ("b-1", "soon", "7", "More"))

    done = import_file(book, file, accept_clean=True, **signed)

    (rejected,) = [it for it in book.revisions() if it.action == "reject"]
    told = json.loads(rejected.payload)
    assert (done.counts["recorded"], amounts(book)) == (1, {"a-1": "5"})
    assert done.rejected == (Place(file="pledges.csv", row=3),)
    assert told["place"] == "pledges.csv:3"
    assert (rejected.batch, rejected.lineage[0].cells["announced"]) == (done.batch, "soon")
    assert "announced" in told["problems"][0]
    assert book.verify() == ()


def test_a_transaction_of_a_rejected_commitment_is_rejected_with_it(book, lines, signed):
    paid = {
        "record": "transaction",
        "id": "b-1-paid",
        "commitment": "b-1",
        "type": "disbursement",
        "value_date": "2025-07-01",
        "amount": {"qualifier": "exact", "value": "1", "currency": "EUR"},
    }
    file = lines({"id": "a-1"}, {"id": "b-1", "stage": "firm"})
    file.write_text(file.read_text(encoding="utf-8") + json.dumps(paid) + "\n", encoding="utf-8")

    done = import_file(book, file, accept_clean=True, **signed)

    assert done.rejected == (Place(file="records.jsonl", row=2), Place(file="records.jsonl", row=3))
    assert [record.id for record in book.records()] == ["a-1"]


@pytest.mark.parametrize(
    ("taken_from", "told"),
    [
        (("cancellation", "a-1"), ["EUR 3.5 that cancelled, in 2 rows that stay out"]),
        (("return", "a-1"), ["EUR 3.5 that came back, in 2 rows that stay out"]),
        (("disbursement", "a-1"), []),
        # The promise stays out as well, so that no total is too large.
        (("cancellation", "b-1"), []),
    ],
)
def test_what_takes_from_a_total_and_stays_out_is_told_with_its_sum(taken_from, told, book, lines, signed):
    kind, home = taken_from
    taken = {"record": "transaction", "commitment": home, "type": kind, "value_date": "soon"}
    sums = [{"amount": {"qualifier": "exact", "value": value, "currency": "EUR"}} for value in ("1", "2.5")]
    file = lines({"id": "a-1"}, {"id": "b-1", "stage": "firm"})
    more = [json.dumps(taken | it | {"id": f"t-{number}"}) for number, it in enumerate(sums)]
    file.write_text("\n".join([file.read_text(encoding="utf-8").rstrip(), *more]) + "\n", encoding="utf-8")

    done = import_file(book, file, accept_clean=True, **signed)

    assert [it.found for it in done.problems if "stay out" in it.found] == told


@pytest.mark.thorough
def test_sums_below_zero_that_take_from_no_record_are_told_beside_more_than_a_thousand_errors(book, tmp_path, signed):
    """Totals are too large by them, however long the list of what else is wrong."""
    path, by = tmp_path / "aid.csv", tmp_path / "aid.toml"
    rows = [*ROWS, *[("Finland", "Boots", "7000", "some day")] * 1100]
    rows += [("Sweden", "Boots", figure, "2025-03-04") for figure in ("-100.25", "-200.5")]
    path.write_text(foreign_table(("No", *map(str, range(len(rows)))), rows=rows), encoding="utf-8")
    by.write_text(mapping(columns={"id": "No"}, totals="keep"), encoding="utf-8")

    done = import_file(book, path, mapping=by, accept_clean=True, **signed)

    assert len(done.revisions) == 2
    assert [it.found for it in done.problems if "stay out" in it.found] == [
        "EUR 300.75 below zero, taken from no record, in 2 rows that stay out"
    ]


def test_a_row_with_an_error_does_not_withdraw_the_record_that_it_brought_before(book, table, signed):
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid"), ("b-1", "2025-06-02", "7", "More")), **signed)

    import_file(
        book,
        table(("a-1", "2025-06-02", "5", "Aid"), ("b-1", "soon", "7", "More")),
        accept_clean=True,
        apply=True,
        **signed,
    )

    assert amounts(book) == {"a-1": "5", "b-1": "7"}


def test_a_file_without_one_sound_row_is_refused_all_the_same(book, table, signed):
    with pytest.raises(Refused):
        import_file(book, table(("a-1", "soon", "5", "Aid")), accept_clean=True, **signed)


def test_an_import_is_undone_as_a_whole(book, table, signed):
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid"), ("b-1", "2025-06-02", "7", "More")), **signed)
    before = book.records()
    done = import_file(
        book, table(("a-1", "2025-06-02", "6", "Aid"), ("c-1", "2025-06-02", "8", "New")), apply=True, **signed
    )

    withdraw_batch(book, done.batch, **signed)

    assert book.records() == before
    assert book.verify() == ()


def test_an_import_that_was_undone_can_be_imported_again(book, table, signed):
    file = table(("a-1", "2025-06-02", "5", "Aid"))
    withdraw_batch(book, import_file(book, file, **signed).batch, **signed)

    again = import_file(book, file, apply=True, **signed)

    assert (again.counts["restored"], amounts(book)) == (1, {"a-1": "5"})


def test_an_import_whose_records_were_changed_since_is_not_undone(book, table, signed):
    done = import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), **signed)
    amend(book, "a-1", {"amount": "6"}, **signed)

    with pytest.raises(Refused, match="changed since: a-1"):
        withdraw_batch(book, done.batch, **signed)


def test_the_older_of_two_imports_is_undone_once_the_newer_one_is(book, table, signed):
    first = import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), **signed)
    second = import_file(book, table(("a-1", "2025-06-02", "6", "Aid")), apply=True, **signed)
    withdraw_batch(book, second.batch, **signed)

    withdraw_batch(book, first.batch, **signed)

    assert book.records() == ()


def test_no_import_of_that_number(book, signed):
    with pytest.raises(Refused, match="no import of that number"):
        withdraw_batch(book, 7, **signed)


def test_the_imports_of_a_book_are_listed(book, table, signed):
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid"), ("b-1", "soon", "7", "B")), accept_clean=True, **signed)

    (found,) = imported_batches(book)

    assert (found.batch.seq, found.batch.source, found.entries, found.rejected) == (1, "pledges.csv", 1, 1)
    assert found.batch.files[0].name == "pledges.csv"


rows = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 4), min_size=1)


@pytest.mark.proof
@settings(max_examples=proven(10, 40))
@given(st.lists(rows, min_size=2, max_size=4))
def test_after_each_release_the_book_holds_what_it_says_and_undoing_all_leaves_nothing(tmp_path_factory, releases):
    folder = tmp_path_factory.mktemp("releases")
    book = Book.create(folder / "book.db")
    signed = {"author": "Ann", "reason": "test"}
    done, states = [], [()]
    for number, release in enumerate(releases):
        path = folder / "pledges.csv"
        lines = [pledge(f"{key}-1", "2025-06-02", amount, key) for key, amount in release.items()]
        path.write_text(HEAD + "".join(lines), encoding="utf-8")
        batch = import_file(book, path, apply=True, **signed).batch
        if batch is not None:
            done.append(batch)
            states.append(book.records())
        assert amounts(book) == {f"{key}-1": str(amount) for key, amount in release.items()}, number

    for batch in reversed(done):
        assert book.records() == states.pop()
        withdraw_batch(book, batch, **signed)
    assert book.records() == ()
    assert book.verify() == ()


def test_two_rows_that_say_the_same_are_told_at_their_lines_before_anything_enters(book, table, signed):
    file = table(("", "2025-06-02", "5", "Aid"), ("", "2025-06-02", "5", "Aid"))

    checked = [problem for problem in check_file(file) if problem.severity == "error"]
    with pytest.raises(Refused) as refused:
        import_file(book, file, apply=False, **signed)
    done = import_file(book, file, accept_clean=True, **signed)

    assert [(it.code, str(it.place)) for it in checked] == [("DUP", "pledges.csv:3:id")]
    assert [str(it.place) for it in refused.value.problems if it.severity == "error"] == ["pledges.csv:3:id"]
    assert (done.counts["recorded"], done.rejected) == (1, (Place(file="pledges.csv", row=3),))
    assert {it.remedy for it in checked} == {"leave it out, or say in its title or note what sets it apart"}


@pytest.mark.parametrize(("name", "option"), [("good.csv", "good.csv"), ("my list.csv", '"my list.csv"')])
def test_a_file_saved_again_under_another_name_is_led_to_the_source_that_brought_its_rows(
    book, table, signed, name, option
):
    rows = [("", "2025-06-02", "5", "Aid"), ("", "2025-06-03", "7", "More"), ("", "2025-06-04", "9", "Most")]
    import_file(book, table(*rows, name=name), **signed)
    again = table(*rows[:2], ("", "2025-06-04", "8", "Most"), ("", "2025-06-05", "1", "New"), name="good2.csv")

    with pytest.raises(Refused) as refused:
        import_file(book, again, **signed)
    remedies = {str(it.place): it.remedy for it in refused.value.problems if it.severity == "error"}
    checked = {it.remedy for it in check_file(again, book=book) if it.severity == "error"}
    done = import_file(book, again, source=name, apply=True, **signed)

    remedy = (
        f"if this is a newer version of {name}, import it with source {option}; else leave it out, or say in its "
        "title or note what sets it apart"
    )
    assert remedies == {"good2.csv:2:id": remedy, "good2.csv:3:id": remedy}
    assert checked == {remedy}
    assert [step.action for step in done.steps] == ["unchanged", "unchanged", "amend", "record"]


def test_an_id_of_another_source_is_led_to_it_and_one_entered_by_hand_is_not(book, table, signed):
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid"), name="good.csv"), **signed)
    book.record([book.records()[0].model_copy(update={"id": "b-1", "title": "By hand"})], **signed)

    with pytest.raises(Refused) as refused:
        import_file(book, table(("a-1", "2025-06-02", "6"), ("b-1", "2025-06-02", "6"), name="good2.csv"), **signed)

    by_hand = "leave the line out, or amend that record"
    assert [it.remedy for it in refused.value.problems if it.severity == "error"] == [
        f"if this is a newer version of good.csv, import it with source good.csv; else {by_hand}",
        by_hand,
    ]


def test_nothing_is_withdrawn_while_rows_cannot_be_read(book, table, signed):
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid"), ("b-1", "2025-06-02", "7", "More")), **signed)
    file = table(("a-1", "2025-06-02", "6", "Aid"))
    file.write_text(file.read_text(encoding="utf-8") + "b-1,More,DEU,UKR,military,grant,pledge,,,,,,surplus\n", "utf-8")

    done = import_file(book, file, accept_clean=True, apply=True, **signed)

    assert amounts(book) == {"a-1": "6", "b-1": "7"}
    assert "none of these records was withdrawn" in " ".join(problem.remedy for problem in done.problems)


def test_all_that_needs_a_rejected_record_is_rejected_with_it(book, lines, signed):
    chain = [
        {
            "id": f"c-{number}",
            "title": f"C {number}",
            "relations": [{"kind": "related_to", "target": f"c-{number - 1}"}],
        }
        for number in range(1, 40)
    ]

    done = import_file(book, lines({"id": "c-0", "stage": "firm"}, *chain, {"id": "d-1"}), accept_clean=True, **signed)

    assert (done.counts["recorded"], done.counts["rejected"]) == (1, 40)


def test_an_import_that_was_undone_cannot_be_undone_again(book, table, signed):
    done = import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), **signed)
    withdraw_batch(book, done.batch, **signed)

    with pytest.raises(Refused, match="was undone already"):
        withdraw_batch(book, done.batch, **signed)


@pytest.mark.parametrize("source", ["", " ", "two\nlines", "turned \u202e", "x" * 400])
def test_a_source_is_named_in_one_plain_line(book, table, signed, source):
    with pytest.raises(Refused) as refused:
        import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), source=source, **signed)

    assert [str(problem.place) for problem in refused.value.problems] == ["source"]


def test_a_workbook_with_a_wrong_cell_gets_a_marked_copy_beside_it(book, tmp_path, signed):
    sheet = Workbook()
    sheet.active.append(HEAD.strip().split(","))
    sheet.active.append(
        ["a-1", "Aid", "DEU", "UKR", "military", "grant", "pledge", "soon", "exact", 5, "EUR", "one_off"]
    )
    sheet.save(tmp_path / "pledges.xlsx")

    with pytest.raises(Refused) as refused:
        import_file(book, tmp_path / "pledges.xlsx", **signed)

    marked = load_workbook(tmp_path / "pledges.problems.xlsx").active
    assert "expected a day" in marked["H2"].comment.text
    assert marked["H2"].value == "soon"
    assert str(refused.value.problems[-1].place) == str(tmp_path / "pledges.problems.xlsx")


RATES = "date,currency,rate,base,direction,unit,source,kind\n2022-10-06,USD,{},EUR,units_per_base,1,Kiel,table\n"


@pytest.fixture
def release(monkeypatch):
    """Let the next import bring a table of rates, as releases of Kiel do."""

    def with_rate(rate):
        def read(paths, *_):
            reading = read_files(paths)
            told = Release("kiel", "release 7", {"kiel-7": RATES.format(rate).encode()})
            return replace(reading, release=told)

        monkeypatch.setattr(post, "read_files", read)

    return with_rate


def test_other_rates_under_the_same_name_are_told_and_given_back_when_the_import_is_undone(
    book, table, signed, release
):
    release("0.9887")
    import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), **signed)
    release("2.0")

    shown = import_file(book, table(("a-1", "2025-06-02", "6", "Aid")), **signed)
    done = import_file(book, table(("a-1", "2025-06-02", "6", "Aid")), apply=True, **signed)
    changed = book.rate_files()[0].data
    withdraw_batch(book, done.batch, **signed)

    assert (shown.rates, [it.code for it in shown.problems if it.severity == "warning"][-1]) == (("kiel-7",), "FX-FEED")
    assert b"2.0" in changed
    assert b"0.9887" in book.rate_files()[0].data
    assert book.verify() == ()


def test_a_file_of_which_nothing_could_be_read_keeps_the_others_out(book, table, signed):
    broken = table(name="other.csv")
    broken.write_text("Spender,Betrag\nDEU,5\n", encoding="utf-8")

    with pytest.raises(Refused):
        import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), broken, accept_clean=True, **signed)

    assert book.entries == 0


def test_a_workbook_whose_name_is_shortened_in_places_gets_a_marked_copy_too(book, tmp_path, signed):
    sheet = Workbook()
    sheet.active.append(HEAD.strip().split(","))
    sheet.active.append(pledge("a-1", "soon").strip().split(","))
    name = "pledges of all ministries " * 5
    sheet.save(tmp_path / f"{name}.xlsx")

    with pytest.raises(Refused):
        import_file(book, tmp_path / f"{name}.xlsx", **signed)

    assert load_workbook(tmp_path / f"{name}.problems.xlsx").active["H2"].comment is not None


@pytest.mark.thorough
def test_a_marked_copy_that_was_mended_is_kept_and_is_the_workbook_again(book, tmp_path, signed):
    sheet = Workbook()
    sheet.active.append(HEAD.strip().split(","))
    sheet.active.append(pledge("a-1", "soon").strip().split(","))
    sheet.save(tmp_path / "pledges.xlsx")
    marked = tmp_path / "pledges.problems.xlsx"
    for _ in range(2):
        with pytest.raises(Refused):
            import_file(book, tmp_path / "pledges.xlsx", **signed)
    mended = load_workbook(marked)
    mended.active["H2"] = "2025-06-02"
    mended.save(marked)
    saved = marked.read_bytes()

    with pytest.raises(Refused):
        import_file(book, tmp_path / "pledges.xlsx", **signed)
    done = import_file(book, marked, **signed)

    assert marked.read_bytes() == saved
    assert (tmp_path / "pledges.problems-2.xlsx").exists()
    assert (done.source, done.counts["recorded"]) == ("pledges.xlsx", 1)


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("wrong", [1000, 1001, 1003])
def test_sound_rows_enter_beside_any_number_of_rows_that_cannot_be_read(book, table, tmp_path, signed, wrong):
    rows = [(f"b-{number}", "2025-06-02", "(7)", f"B {number}") for number in range(wrong)]
    file = table(("a-1", "2025-06-02", "5000", "Aid"), *rows)
    text = file.read_text(encoding="utf-8").replace("title,", "what,", 1)
    mapping = tmp_path / "aid.toml"
    names = ("id", "donor", "recipient", "category", "instrument", "stage", "announced", "qualifier", "amount", "term")
    columns = "\n".join(f'{name} = "{name}"' for name in (*names, "currency"))
    mapping.write_text(f'source = "Aid"\n[columns]\ntitle = "what"\n{columns}\n', encoding="utf-8")
    file.write_text(text, encoding="utf-8")

    done = import_file(book, file, mapping=mapping, accept_clean=True, **signed)

    kept = [json.loads(it.payload)["place"] for it in book.revisions() if it.action == "reject"]
    assert (amounts(book), done.counts["rejected"], len(set(kept))) == ({"a-1": "5000"}, wrong, wrong)
    assert sum(it.severity == "error" for it in done.problems) == min(wrong, 1000) + (wrong > 1000)


def test_a_broken_file_beside_a_thousand_bad_rows_keeps_all_out(book, table, tmp_path, signed):
    rows = [(f"b-{number}", "soon", "7", f"B {number}") for number in range(1100)]
    file = table(("a-1", "2025-06-02", "5000", "Aid"), *rows)
    reading = read_files([file])

    assert (reading.is_broken, reading.unlisted) == (False, ())
    missing = tmp_path / "missing.csv"
    with pytest.raises(Refused):
        import_file(book, file, missing, accept_clean=True, **signed)


def late_in(done):
    return [it.found for it in done.problems if it.code == "DUP"]


def test_a_promise_that_a_release_has_late_is_told_with_both_days(book, table, signed):
    import_file(book, table(("a-1", "2025-06-02", "5000", "A"), ("b-1", "2025-03-02", "7000", "B")), **signed)

    done = import_file(
        book,
        table(
            ("a-1", "2025-06-02", "5000", "A"),
            ("b-1", "2025-03-02", "7000", "B"),
            ("c-1", "2025-04-02", "9000", "C"),
            ("d-1", "2025-06-02", "8000", "D"),
            ("e-1", "2025-07-02", "6000", "E"),
        ),
        apply=True,
        **signed,
    )

    [late] = [it for it in done.problems if it.code == "DUP"]
    assert late.found == "promises that are new in this release: c-1 (EUR 9,000, announced 2025-04-02)"
    assert late.expected == "what was announced before 2025-06-02, the last day of the release before it, in that one"
    assert (late.severity, late.others) == ("warning", ("c-1",))


def test_a_first_release_and_one_that_only_goes_on_have_nothing_late(book, table, signed):
    first = import_file(book, table(("a-1", "2025-06-02", "5000", "A"), ("b-1", "2025-03-02", "7000", "B")), **signed)
    second = import_file(
        book,
        table(("a-1", "2025-06-02", "5000", "A"), ("b-1", "2025-03-02", "7000", "B"), ("c-1", "2025-06-03", "9", "C")),
        apply=True,
        **signed,
    )

    assert (late_in(first), late_in(second)) == ([], [])


def test_rates_that_came_with_an_import_go_with_it_and_are_there_in_reports_before(book, table, signed, release):
    release("0.9887")
    first = import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), **signed)
    undone = withdraw_batch(book, first.batch, **signed)

    assert [(it.action, it.id) for it in undone.revisions] == [("withdraw", "a-1"), ("withdraw_rates", None)]
    assert (book.rate_files(), undone.problems) == ((), ())
    assert [file.name for file in book.rate_files(undone.revisions[0].seq)] == ["kiel-7"]


def test_rates_of_a_later_import_stay_when_an_earlier_one_is_undone(book, table, signed, release):
    release("0.9887")
    first = import_file(book, table(("a-1", "2025-06-02", "5", "Aid")), source="one", **signed)
    release("2.0")
    import_file(book, table(("b-1", "2025-06-02", "6", "Aid")), source="two", **signed)
    withdraw_batch(book, first.batch, **signed)

    assert b"2.0" in book.rate_files()[0].data

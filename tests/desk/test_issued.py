import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial

import pytest
from kiel_made import item_csv, row
from openpyxl import load_workbook
from workbooks import table_in

from ledger.book import Book, Decision, SeverityPayload
from ledger.desk import (
    build_report,
    check_book,
    check_file,
    decision_in_words,
    export_book,
    import_file,
    issue,
    issued_reports,
    set_severity,
    sign_off,
    take_back_waiver,
    varied_report,
    waive,
    write_issued,
    write_report,
)
from ledger.foundation import Refused
from ledger.reporting import severities_set

NOON = datetime(2026, 10, 30, 12, tzinfo=UTC)


@pytest.fixture
def filled(book, lines):
    import_file(book, lines({"id": "a"}), author="Ann")
    return book


def issued(book, path):
    build = partial(build_report, "commitments", book)
    return issue(book, build, path, author="Ann", reason="for the minister")


@pytest.mark.thorough
def test_an_issued_report_is_in_the_book_with_the_hash_of_its_workbook(filled, tmp_path):
    head, entries = filled.head, filled.entries
    sent = issued(filled, tmp_path / "sent.xlsx")

    (found,) = issued_reports(filled)
    assert (found.number, found.author, found.reason) == (entries + 1, "Ann", "for the minister")
    assert (found.facts.head, found.facts.entries, found.facts.file) == (head, entries, "sent.xlsx")
    assert found.facts.sha256 == hashlib.sha256((tmp_path / "sent.xlsx").read_bytes()).hexdigest()
    assert sent.report.issued.number == found.number
    assert filled.verify() == ()


@pytest.mark.thorough
def test_the_same_figures_stand_in_a_report_that_is_only_made(filled, tmp_path):
    sent = issued(filled, tmp_path / "sent.xlsx")

    assert build_report("commitments", filled).totals == sent.report.totals


def test_a_report_whose_proofs_fail_is_not_issued(filled, tmp_path):
    entries, made = filled.entries, build_report("commitments", filled)
    off = replace(made.proofs[0], left=made.proofs[0].left + 1)

    with pytest.raises(Refused) as refused:
        issue(
            filled,
            lambda: replace(made, proofs=(off, *made.proofs[1:])),
            tmp_path / "sent.xlsx",
            author="Ann",
            reason="for the minister",
        )

    assert [(it.code, str(it.place)) for it in refused.value.problems] == [("FOOT", "totals:parts:pledges:low")]
    assert filled.entries == entries
    assert list(tmp_path.glob("*.xlsx")) == []


@pytest.mark.thorough
def test_nothing_is_entered_where_the_workbook_cannot_be_written(filled, tmp_path):
    (tmp_path / "other.xlsx").write_text("not ours")
    head = filled.head

    for path in (tmp_path / "other.xlsx", tmp_path / "none" / "a.xlsx", tmp_path / "a.txt"):
        with pytest.raises(Refused):
            issued(filled, path)
    assert filled.head == head
    assert (tmp_path / "other.xlsx").read_text() == "not ours"
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".issuing")] == []


@pytest.mark.thorough
def test_a_sign_off_stands_in_the_notes_of_later_reports(filled, tmp_path):
    number = issued(filled, tmp_path / "sent.xlsx").revision.seq
    sign_off(filled, number, author="Bea", statement="checked against the minutes")

    notes = [note.text for note in build_report("commitments", filled).notes if note.about == "Signed off"]
    assert notes == [f"The report issued as entry {number}, by Bea on 2026-10-30: checked against the minutes"]
    assert [decision.author for decision in issued_reports(filled)[0].signed_off] == ["Bea"]


@pytest.mark.thorough
def test_a_sign_off_by_the_issuer_is_told_at_once_in_check_and_in_later_reports(filled, tmp_path):
    number = issued(filled, tmp_path / "sent.xlsx").revision.seq
    told = sign_off(filled, number, author=" ANN", statement="looks right").problems

    assert [(it.code, it.severity, str(it.place)) for it in told] == [("SIGN", "warning", f"issue:{number}")]
    assert [it for it in check_book(filled) if it.code == "SIGN"] == list(told)
    report = build_report("commitments", filled)
    assert [it for it in report.problems if it.code == "SIGN"] == list(told)
    assert [note.text for note in report.notes if note.about == "Signed off"] == [
        f"The report issued as entry {number}, by  ANN, who issued it, on 2026-10-30: looks right"
    ]
    assert issued_reports(filled)[0].by_issuer == {number + 1}


@pytest.mark.parametrize("before", [True, False])
def test_a_sign_off_by_somebody_else_is_no_finding_and_ends_an_earlier_one(filled, tmp_path, before):
    number = issued(filled, tmp_path / "sent.xlsx").revision.seq
    if before:
        sign_off(filled, number, author="Ann", statement="looks right")

    assert sign_off(filled, number, author="Anna", statement="read again").problems == ()
    assert [it for it in check_book(filled) if it.code == "SIGN"] == []


def test_a_book_signed_off_as_a_whole_by_whoever_issued_a_report_is_no_finding(filled, tmp_path):
    issued(filled, tmp_path / "sent.xlsx")

    assert sign_off(filled, None, author="Ann", statement="all sources read").problems == ()
    assert [it for it in check_book(filled) if it.code == "SIGN"] == []


def test_where_the_book_makes_an_error_of_it_ones_own_sign_off_is_refused_and_not_entered(filled, tmp_path, signed):
    number = issued(filled, tmp_path / "sent.xlsx").revision.seq
    set_severity(filled, "SIGN", "error", **signed)
    head = filled.head

    with pytest.raises(Refused, match=f"issue:{number}: SIGN error: found a sign-off by ann"):
        sign_off(filled, number, author="ann", statement="looks right")
    assert filled.head == head
    assert sign_off(filled, number, author="Bea", statement="read").problems == ()


def test_a_raised_severity_counts_and_is_shown(filled, lines, signed):
    set_severity(filled, "SRC", "error", **signed)

    assert {it.severity for it in check_book(filled) if it.code == "SRC"} == {"error"}
    report = build_report("commitments", filled)
    assert [note.text for note in report.notes if note.about == "Severity"] == [
        "SRC counts as error in this book, set by Ann on 2026-10-30: test"
    ]
    assert {(it.problem.severity, it.own) for it in report.findings if it.problem.code == "SRC"} == {
        ("error", "warning")
    }
    with pytest.raises(Refused, match="SRC error"):
        import_file(filled, lines({"id": "b", "title": "More"}, name="more.jsonl"), author="Ann")


def test_a_severity_can_be_given_back(filled, signed):
    before = check_book(filled)
    set_severity(filled, "SRC", "error", **signed)
    set_severity(filled, "SRC", "own", **signed)

    assert check_book(filled) == before


def test_a_waived_finding_stays_listed_and_names_who_waived_it(filled):
    waive(filled, "SRC", "a:sources", author="Bea", reason="told on the phone")

    (found,) = [it for it in check_book(filled) if it.code == "SRC"]
    assert (found.severity, found.remedy) == ("note", "nothing: waived by Bea on 2026-10-30 (told on the phone)")


def test_a_finding_that_changed_is_not_waived_any_more(filled, signed):
    from ledger.desk import correct

    waive(filled, "SRC", "a:sources", **signed)
    correct(filled, "a", {"publisher": "Ministry", "source_title": "Speech"}, **signed)

    assert [it.severity for it in check_book(filled) if it.code == "SRC"] == ["warning"]


def test_a_waiver_can_be_taken_back_and_given_again(filled, signed):
    own = [it for it in check_book(filled) if it.code == "SRC"]
    waive(filled, "SRC", "a:sources", **signed)
    take_back_waiver(filled, "SRC", "a:sources", author="Cy", reason="nobody had phoned")

    assert [it for it in check_book(filled) if it.code == "SRC"] == own
    with pytest.raises(Refused, match="no waiver of SRC"):
        take_back_waiver(filled, "SRC", "a:sources", **signed)
    waive(filled, "SRC", "a:sources", **signed)
    assert [it.severity for it in check_book(filled) if it.code == "SRC"] == ["note"]
    assert [decision.action for decision in filled.decisions()] == ["waive"] * 3


def test_what_stands_already_in_the_same_words_is_not_entered_again(filled, tmp_path, signed):
    number = issued(filled, tmp_path / "sent.xlsx").revision.seq
    decisions = (
        lambda: sign_off(filled, number, author="Bea", statement="checked"),
        lambda: waive(filled, "SRC", "a:sources", **signed),
        lambda: set_severity(filled, "ZERO", "error", **signed),
    )

    for decision in decisions:
        first, entries, again = decision(), filled.entries, decision()
        assert (len(first.revisions), again.revisions, filled.entries) == (1, (), entries)
        assert [(it.code, it.severity) for it in again.problems] == [("DUP", "warning")]
        assert f"entry {first.revisions[0].seq} by" in again.problems[0].found


def test_the_same_by_another_person_or_for_another_reason_is_entered(filled, signed):
    waive(filled, "SRC", "a:sources", **signed)

    assert len(waive(filled, "SRC", "a:sources", author="Bea", reason="test").revisions) == 1
    assert len(waive(filled, "SRC", "a:sources", author="Bea", reason="told on the phone").revisions) == 1


def test_the_book_is_signed_off_again_once_anything_has_entered_since(filled, signed):
    sign_off(filled, None, author="Bea", statement="checked")
    sign_off(filled, None, author="Cy", statement="checked")
    again = sign_off(filled, None, author="Bea", statement="checked")
    waive(filled, "SRC", "a:sources", **signed)

    assert again.revisions == ()
    assert len(sign_off(filled, None, author="Bea", statement="checked").revisions) == 1


def test_a_code_that_has_its_own_severities_is_not_given_them_back(filled, signed):
    told = set_severity(filled, "ZERO", "own", **signed)

    assert (told.revisions, [it.code for it in told.problems]) == ((), ["DUP"])


def test_an_entry_is_told_in_words(filled, tmp_path, signed):
    number = issued(filled, tmp_path / "sent.xlsx").revision.seq
    said = (
        sign_off(filled, number, author="Bea", statement="checked"),
        sign_off(filled, None, author="Bea", statement="checked."),
        waive(filled, "SRC", "a:sources", **signed),
        take_back_waiver(filled, "SRC", "a:sources", **signed),
        set_severity(filled, "ZERO", "error", **signed),
        set_severity(filled, "ZERO", "own", **signed),
    )

    assert [decision_in_words(it.revisions[0]) for it in said] == [
        f"Signed off the report issued as entry {number}: checked. Entry {number + 1}, by Bea.",
        f"Signed off the book as it stands behind entry {number + 1}: checked. Entry {number + 2}, by Bea.",
        f"Waived SRC at a:sources (found no source): test. Entry {number + 3}, by Ann.",
        f"SRC at a:sources (found no source) is told again: test. Entry {number + 4}, by Ann.",
        f"ZERO counts as error in this book: test. Entry {number + 5}, by Ann.",
        f"ZERO has its own severities again: test. Entry {number + 6}, by Ann.",
    ]


def test_what_check_does_not_find_cannot_be_waived(filled, signed):
    with pytest.raises(Refused, match="a:sources"):
        waive(filled, "SRC", "b:sources", **signed)


def test_an_unknown_severity_is_refused(filled, signed):
    with pytest.raises(Refused, match="one of error, warning, note, own"):
        set_severity(filled, "SRC", "fatal", **signed)


def test_a_history_with_all_of_it_has_the_same_hashes_when_read_back(filled, signed, tmp_path):
    from ledger.desk import adopt_history

    number = issued(filled, tmp_path / "sent.xlsx").revision.seq
    sign_off(filled, number, author="Bea", statement="checked")
    set_severity(filled, "SRC", "note", **signed)
    export_book(filled, "jsonl", tmp_path / "history.jsonl")
    from ledger.book import Book

    copy = Book.create(tmp_path / "copy.db")
    adopt_history(copy.path, tmp_path / "history.jsonl")
    copy = Book.open(copy.path)

    assert copy.head == filled.head


@pytest.mark.thorough
def test_the_same_state_gives_the_same_bytes(filled, tmp_path):
    path = write_report(build_report("commitments", filled), tmp_path / "then.xlsx")
    before = path.read_bytes()
    write_report(build_report("commitments", filled), tmp_path / "then.xlsx")

    assert path.read_bytes() == before


@pytest.mark.thorough
def test_an_issued_workbook_is_written_again_byte_by_byte(filled, lines, tmp_path):
    number = issued(filled, tmp_path / "sent.xlsx").revision.seq
    import_file(filled, lines({"id": "b", "title": "More"}, name="more.jsonl"), author="Ann")

    path = write_issued(filled, number, tmp_path / "again.xlsx")
    assert path.read_bytes() == (tmp_path / "sent.xlsx").read_bytes()


@pytest.mark.proof
@pytest.mark.parametrize("day", ["2026-10-30", "2026-10-31"])
def test_an_issued_workbook_compared_with_the_day_of_its_issue_is_written_again(book, lines, tmp_path, day):
    """What entered later on that day, its own entry first, was not there when it was issued."""
    at = [NOON]
    book = Book.open(book.path, clock=lambda: at[0])
    import_file(book, lines({"id": "a"}), author="Ann")
    at[0] = datetime.combine(date.fromisoformat(day), time(13), UTC)
    rules = varied_report("commitments", against=day)
    sent = issue(book, partial(build_report, rules, book), tmp_path / "sent.xlsx", author="Ann", reason="test")
    import_file(book, lines({"id": "b"}), author="Ann")

    again = write_issued(book, sent.revision.seq, tmp_path / "again.xlsx")

    assert again.read_bytes() == sent.workbook.read_bytes()


def test_only_an_issued_report_is_written_again(filled, tmp_path):
    with pytest.raises(Refused, match="no issued report number 1,"):
        write_issued(filled, 1, tmp_path / "again.xlsx")


@pytest.mark.thorough
def test_a_workbook_that_would_be_drawn_otherwise_is_not_written(filled, tmp_path, monkeypatch):
    number = issued(filled, tmp_path / "sent.xlsx").revision.seq
    monkeypatch.setattr("ledger.reporting.notes._scope", lambda *_: ())

    with pytest.raises(Refused, match="a workbook of other bytes than were issued"):
        write_issued(filled, number, tmp_path / "again.xlsx")
    assert not (tmp_path / "again.xlsx").exists()


@pytest.mark.thorough
def test_a_workbook_that_cannot_take_its_place_is_written_from_its_entry(filled, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", full)
        with pytest.raises(Refused, match=r"entry \d+ was made, but its workbook could not be put there: No space"):
            issued(filled, tmp_path / "sent.xlsx")
    (found,) = issued_reports(filled)
    assert [path.name for path in tmp_path.iterdir() if "sent" in path.name or path.name.startswith(".")] == []

    path = write_issued(filled, found.number, tmp_path)
    assert path.name == "sent.xlsx"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == found.facts.sha256


@pytest.mark.thorough
def test_the_workbook_names_who_waived_a_finding(filled, tmp_path):
    waive(filled, "SRC", "a:sources", author="Bea", reason="told on the phone")
    book = load_workbook(write_report(build_report("commitments", filled), tmp_path / "a.xlsx"))

    headings, *rows = ([cell.value for cell in row] for row in table_in(book, "Problems")[1])
    (row,) = [dict(zip(headings, row, strict=True)) for row in rows if row[1] == "SRC"]
    assert (row["Severity"], row["Own severity"], row["Waived by"]) == ("note", "warning", "Bea, 2026-10-30")


@pytest.mark.thorough
def test_issuing_changes_one_cell_of_the_workbook(filled, tmp_path):
    made = load_workbook(write_report(build_report("commitments", filled), tmp_path / "made.xlsx"))
    number = issued(filled, tmp_path / "sent.xlsx").revision.seq
    sent = load_workbook(tmp_path / "sent.xlsx")

    cells = {(sheet.title, cell.coordinate): cell.value for sheet in made for row in sheet.iter_rows() for cell in row}
    other = {(sheet.title, cell.coordinate): cell.value for sheet in sent for row in sheet.iter_rows() for cell in row}
    assert cells.keys() == other.keys()
    assert [(cells[it], other[it]) for it in cells if cells[it] != other[it]] == [("not issued", number)]


def test_a_raised_severity_keeps_out_what_a_reader_doubts(filled, tmp_path, signed):
    twice = row(id="PTM3", donor="Portugal"), row(id="PTM3", donor="Poland", date="2022-04-30")
    (path := tmp_path / "R08_items.csv").write_text(item_csv(*twice))
    assert {it.severity for it in check_file(path, book=filled) if it.code == "DUP"} == {"warning"}
    set_severity(filled, "DUP", "error", **signed)

    assert {it.severity for it in check_file(path, book=filled) if it.code == "DUP"} == {"error"}
    with pytest.raises(Refused, match="DUP error"):
        import_file(filled, path, author="Ann")
    import_file(filled, path, accept_clean=True, author="Ann")
    assert [record.donor for record in filled.records() if record.id != "a"] == ["PRT"]


def test_an_error_of_a_reader_stays_one(filled, tmp_path, signed):
    headings = "title,donor,recipient,category,instrument,stage,announced,qualifier,amount,currency,term"
    cells = "Aid,Germany,Ukraine,military,grant,pledge,2025-06-02,exact,$3 bn,,one_off"
    (path := tmp_path / "more.csv").write_text(f"{headings}\n{cells}\n")
    set_severity(filled, "CUR-SYM", "note", **signed)

    assert [it.severity for it in check_file(path, book=filled) if it.code == "CUR-SYM"] == ["error"]


def test_a_history_from_elsewhere_cannot_set_what_cannot_be_set():
    said = SeverityPayload(code="FORM", severity="note")
    decision = Decision(1, datetime(2025, 6, 8, tzinfo=UTC), "Eve", "quiet", "severity", said, "f" * 64)

    assert severities_set([decision]) == {}

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import amount, pledge
from openpyxl import load_workbook
from proving import proven
from recalculate import falsify, formula_cells, recalculated_together, values_at

from ledger.book import Book
from ledger.desk import (
    amend,
    compare,
    comparison_of,
    correct,
    import_file,
    issue,
    restore,
    varied_report,
    withdraw,
    write_comparison,
)
from ledger.desk.report import build_report
from ledger.foundation import Money, Refused
from ledger.records import minor_of

SIGNED = {"author": "Ann", "reason": "test"}
RATES = b"""date,currency,rate,base,direction,unit,source
2025-05-30,USD,1.1339,EUR,units_per_base,1,test bank
2025-06-02,USD,1.1419,EUR,units_per_base,1,test bank
"""


def steps(compared, measure="pledges"):
    (found,) = (it for it in compared.bridged.bridges if it.measure == measure)
    assert found.agrees
    return (
        minor_of(found.opening),
        [(step.step, [(row.id, minor_of(row.change)) for row in step.rows]) for step in found.steps],
        minor_of(found.closing),
    )


@pytest.fixture
def filled(book):
    book.record([pledge("a"), pledge("b", amount=amount("7"))], **SIGNED)
    return book


def test_each_record_is_told_by_what_happened_to_it(filled):
    amend(filled, "a", {"amount": "130"}, **SIGNED)
    correct(filled, "b", {"amount": "6"}, **SIGNED)
    filled.record([pledge("c", amount=amount("1"))], **SIGNED)

    assert steps(compare(filled, "entry:2")) == (
        10700,
        [("new", [("c", 100)]), ("amended", [("a", 3000)]), ("corrected", [("b", -100)])],
        13700,
    )


def test_withdrawn_restored_and_twice_changed_records_have_lines_of_their_own(filled):
    withdraw(filled, "b", **SIGNED)
    before = filled.entries
    restore(filled, "b", **SIGNED)
    amend(filled, "a", {"amount": "130"}, **SIGNED)
    correct(filled, "a", {"amount": "120"}, **SIGNED)

    assert steps(compare(filled, "entry:2", f"entry:{before}"))[1] == [("withdrawn", [("b", -700)])]
    assert steps(compare(filled, f"entry:{before}"))[1] == [
        ("amended and corrected", [("a", 2000)]),
        ("restored", [("b", 700)]),
    ]


def test_an_untouched_record_that_another_one_replaces_is_counted_otherwise(filled):
    successor = pledge("c", amount=amount("9"), relations=[{"kind": "supersedes", "target": "b"}])
    filled.record([successor], **SIGNED)

    assert steps(compare(filled, "entry:2"))[1] == [("new", [("c", 900)]), ("counted otherwise", [("b", -700)])]


def test_rates_that_came_later_are_a_step_of_their_own(book):
    book.record([pledge("a", amount=amount("100", "USD"))], **SIGNED)
    book.add_rates("bank", RATES, **SIGNED)

    assert steps(compare(book, "entry:1")) == (0, [("rates", [("a", 8757)])], 8757)


def test_other_rules_are_steps_of_their_own(filled):
    yearly = {"kind": "recurring", "start": "2025-01-01", "every": "year"}
    filled.record([pledge("c", amount=amount("10"), term=yearly)], **SIGNED)
    shorter = varied_report("commitments", horizon="2026-12-31")

    assert steps(compare(filled, "entry:3", closing_report=shorter))[1] == [("horizon", [("c", -3247)])]


@pytest.mark.thorough
def test_an_issued_report_is_an_end_with_its_own_rules(filled, tmp_path):
    issue(filled, lambda: build_report("commitments", filled), tmp_path / "sent.xlsx", **SIGNED)
    amend(filled, "a", {"amount": "130"}, **SIGNED)

    assert steps(compare(filled, "issue:3"))[1] == [("amended", [("a", 3000)])]


def test_two_releases_of_a_source_are_bridged_without_the_rest(filled, lines):
    one = {"id": "x", "title": "One"}
    for number, extra in enumerate([[], [{"id": "y", "title": "Two"}]]):
        import_file(filled, lines(one, *extra, name="s.jsonl"), source="s", apply=True, author=f"A{number}")
    batches = [batch.seq for batch in filled.batches()]
    found = compare(filled, f"batch:{batches[0]}", f"batch:{batches[1]}", source="s")

    assert steps(found) == (500_000_000_000, [("new", [("y", 500_000_000_000)])], 1_000_000_000_000)


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (("yesterday", "now"), "entry:12"),
        (("entry:9", "now"), "an entry from entry:1 to entry:2"),
        (("entry:2", "entry:1"), "the earlier end first"),
        (("batch:1", "now"), "an import"),
        (("issue:1", "now"), "a report that was issued"),
        (("release:8", "now"), "a release that was imported"),
        (("2020-01-01", "now"), "a day from 2026-10-30 on"),
        (("2100-01-01", "now"), "2100-01-01, which is yet to come, expected a day up to 20"),
        (("entry:1", "2100-01-01"), "2100-01-01, which is yet to come"),
    ],
)
def test_an_end_that_is_none_is_refused_in_a_sentence(filled, ends, said):
    with pytest.raises(Refused, match=said):
        compare(filled, *ends)


def test_an_end_may_be_a_day_but_not_a_moment(filled):
    assert compare(filled, date(2026, 10, 30)).opening == compare(filled, "2026-10-30").opening
    with pytest.raises(TypeError, match="an end of a comparison is a day such as"):
        compare(filled, datetime(2026, 10, 30, 12, tzinfo=UTC))


def test_two_currencies_have_no_bridge(filled):
    with pytest.raises(Refused, match="one currency"):
        compare(filled, "entry:1", closing_report=varied_report("commitments", currency="USD"))


@pytest.mark.thorough
@settings(
    deadline=None,
    max_examples=proven(7, 25),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(["state", "withdraw", "restore"]), st.integers(1, 10**6)),
        max_size=12,
    ),
    st.integers(0, 12),
)
def test_whatever_happens_the_lines_add_up_exactly(tmp_path_factory, happenings, cut):
    book = Book.create(tmp_path_factory.mktemp("book") / "book.db")
    book.add_rates("bank", RATES, **SIGNED)
    for key, what, cents in happenings:
        record = pledge(key, amount=amount(f"{cents // 100}.{cents % 100:02d}", "USD"), title=f"Aid {key}")
        try:
            match what:
                case "state" if book.history(key):
                    (book.amend if cents % 2 else book.correct)(record, **SIGNED)
                case "state":
                    book.record([record], **SIGNED)
                case "withdraw":
                    book.withdraw(key, **SIGNED)
                case _:
                    book.restore(key, **SIGNED)
        except Refused:
            continue
    opening = min(max(cut, 1), book.entries)
    year = varied_report("commitments", basis="on:2025-05-30")

    for bridge in compare(book, f"entry:{opening}", closing_report=year).bridged.bridges:
        assert bridge.agrees


@pytest.mark.proof
@pytest.mark.slow
def test_libreoffice_comes_to_the_same_figures(filled, tmp_path):
    amend(filled, "a", {"amount": "13000000.37"}, **SIGNED)
    withdraw(filled, "b", **SIGNED)
    path = write_comparison(compare(filled, "entry:2"), tmp_path / "bridge.xlsx")
    expected = formula_cells(path)

    assert falsify(path, tmp_path / "twin.xlsx") == len(expected) > 10
    (computed,) = recalculated_together([tmp_path / "twin.xlsx"], tmp_path)
    assert values_at(expected, computed) == expected


def test_the_rules_of_both_reports_stand_on_a_sheet_in_words(filled, tmp_path):
    rules, others = varied_report("commitments", horizon="2026-12-31"), varied_report("commitments", basis="month")
    compared = compare(filled, "entry:2", report=rules, closing_report=others)

    sheet = load_workbook(write_comparison(compared, tmp_path / "bridge.xlsx"))["Rules"]

    told = {row[0]: row[1:] for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert told["Basis of the rates"] == ("announced", "month")
    assert told["Recipients counted"] == ("Ukraine", "Ukraine")
    assert told["Counted up to (horizon)"] == ("2026-12-31", "2030-03-31")
    assert told["Rate sets tried"] == ("all of the book, in its order",) * 2


def test_a_rate_that_is_lost_is_no_effect_of_the_basis(book):
    book.add_rates("bank", RATES, **SIGNED)
    years = {"kind": "period", "start": "2025-01-01", "end": "2026-12-31"}
    book.record([pledge("a", amount=amount("730", "USD"), term=years, announced="2025-06-02")], **SIGNED)
    changed = varied_report("commitments", basis="period-month")
    found = compare(book, "now", "now", report=varied_report("commitments"), closing_report=changed)
    (bridge,) = found.bridged.bridges

    assert bridge.agrees
    assert {step.step for step in bridge.steps} <= {"basis", "rate lost"}
    lost = next(step for step in bridge.steps if step.step == "rate lost")
    assert [(row.id, row.after) for row in lost.rows] == [("a", Money("0.00", lost.change.currency))]
    assert bridge.ends[1].not_converted == 1
    turned = compare(book, "now", "now", report=changed, closing_report=varied_report("commitments"))
    back = {step.step: step.change for step in turned.bridged.bridges[0].steps}
    assert back["rate found"].value == -lost.change.value


def test_what_was_taken_out_and_brought_back_in_between_is_told_by_what_became_of_it(filled):
    before = filled.entries
    withdraw(filled, "a", **SIGNED)
    restore(filled, "a", **SIGNED)
    amend(filled, "a", {"amount": "130"}, **SIGNED)

    assert steps(compare(filled, f"entry:{before}"))[1] == [("amended", [("a", 3000)])]


def test_a_bridge_goes_from_the_total_of_one_report_to_that_of_the_other(filled):
    amend(filled, "a", {"amount": "130"}, **SIGNED)
    found = compare(filled, "entry:2").bridged
    (bridge,) = found.bridges

    assert bridge.opening == found.opening.total("pledges").central
    assert bridge.closing == found.closing.total("pledges").central
    assert not replace(bridge, closing=bridge.closing + Money("0.01", "EUR")).agrees


def test_an_empty_book_has_nothing_to_compare(book):
    with pytest.raises(Refused, match="an empty book"):
        compare(book, "now", "now")


def test_a_rate_is_lost_by_days_even_amid_a_quarter(book):
    months = "\n".join(f"2025-{month:02}-{day:02},USD,2" for month in (10, 11) for day in (1, 15, 28, 30))
    rates = f"date,currency,rate,base,direction,unit,source\n{months}\n".replace(",2\n", ",2,EUR,units_per_base,1,b\n")
    book.add_rates("bank", rates.encode(), **SIGNED)
    quarter = {"kind": "period", "start": "2025-10-01", "end": "2025-12-31"}
    book.record([pledge("a", amount=amount("9200", "USD"), term=quarter, announced="2025-10-01")], **SIGNED)
    found = compare(
        book, "now", "now", closing_report=varied_report("commitments", basis="period-month"), report="commitments"
    )
    (bridge,) = found.bridged.bridges

    # 31 of the 92 days have no rate, and the others the same one: the basis changes nothing.
    assert bridge.opening == Money("4600.00", "EUR")
    assert [(step.step, step.change) for step in bridge.steps] == [("rate lost", Money("-1550.00", "EUR"))]


def test_a_cut_off_is_an_end_of_its_own(filled):
    filled.record([pledge("c", amount=amount("5"), announced="2025-06-03")], **SIGNED)

    assert steps(compare(filled, "cutoff:2025-06-02")) == (10700, [("cutoff", [("c", 500)])], 11200)
    assert steps(compare(filled, "cutoff:2025-06-03")) == (11200, [], 11200)


def against(book, state, **rules):
    report = build_report(varied_report("commitments", against=state, **rules), book)
    return comparison_of(report, book)


def test_a_report_that_names_no_earlier_state_is_compared_with_none(filled):
    assert comparison_of(build_report("commitments", filled), filled) is None


def test_a_report_is_compared_with_an_earlier_cut_off_of_the_same_book(filled):
    filled.record([pledge("c", amount=amount("5"), announced="2025-06-03")], **SIGNED)
    found = against(filled, "cutoff:2025-06-02")

    assert (found.cutoff, found.day, found.issue) == (date(2025, 6, 2), date(2025, 6, 2), None)
    assert [(it.opening, it.closing) for it in found.bridged.bridges] == [
        (Money("107.00", "EUR"), Money("112.00", "EUR"))
    ]


@pytest.mark.thorough
def test_a_report_is_compared_with_an_issued_one_by_its_own_rules(filled, tmp_path):
    issue(filled, lambda: build_report("commitments", filled, horizon="2026-01-01"), tmp_path / "a.xlsx", **SIGNED)
    filled.record([pledge("c", amount=amount("5"))], **SIGNED)
    found = against(filled, "issue:3")

    assert (found.issue, found.bridged.opening.definition.horizon) == (3, date(2026, 1, 1))
    assert [(it.opening, it.closing) for it in found.bridged.bridges] == [
        (Money("107.00", "EUR"), Money("112.00", "EUR"))
    ]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("cutoff:2025-06-02", None),
        (
            "cutoff:2025-06-03",
            "against: FORM error: found 2025-06-03, behind the report, expected a day of announcement",
        ),
        ("issue:9", "against: FILE error: found issue:9, expected a report that was issued. Do: name an issued"),
        ("1999-01-01", "against: FORM error: found 1999-01-01, before the first entry"),
    ],
)
def test_an_earlier_state_that_is_none_is_refused_where_it_was_named(filled, state, told):
    if told is None:
        assert against(filled, state, cutoff="2025-06-02") is not None
        return
    with pytest.raises(Refused) as refused:
        against(filled, state, cutoff="2025-06-02")

    (problem,) = refused.value.problems
    assert str(problem).startswith(told)


def test_a_day_before_the_book_is_told_how_to_ask_for_what_was_announced_by_then(filled):
    with pytest.raises(Refused, match=r"or write cutoff:1999-01-01 for what was announced by then\.$"):
        against(filled, "1999-01-01")


@pytest.mark.parametrize("state", ["yesterday", "cutoff:now", "issue:0", "entry:3", "2025-02-30"])
def test_an_earlier_state_is_a_day_an_issue_or_a_cut_off(state):
    with pytest.raises(Refused) as refused:
        varied_report("commitments", against=state)

    (problem,) = refused.value.problems
    assert (problem.code, problem.found) == ("FORM", f'"{state}"')

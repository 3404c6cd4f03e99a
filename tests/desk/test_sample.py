from decimal import Decimal

import pytest
from made import amount, pledge
from openpyxl import load_workbook
from workbooks import table_in, typed_over, written

from ledger.audit import fingerprint
from ledger.book import Book
from ledger.desk import build_report, conclusion, draw_sample, evaluate_sample, sample_design, waive, write_report
from ledger.foundation import Refused, from_minor
from ledger.reporting import load_definition

RATES = b"""date,currency,rate,base,direction,unit,source
2025-06-02,USD,1.25,EUR,units_per_base,1,test bank
"""
CHOSEN = {"tolerable": "EUR 3 000", "seed": "dice 4711"}


@pytest.fixture
def filled(book, tmp_path, signed):
    """A book of 40 pledges of 100 to 490 dollars, and a sample of it."""
    book.add_rates("bank", RATES, **signed)
    source = [{"publisher": "Ministry", "title": "Release", "url": "https://example.org/a", "quote": "so many dollars"}]
    fields = ({"amount": amount(str(100 + 10 * n), "USD"), "sources": source, "title": f"No. {n}"} for n in range(40))
    book.record([pledge(f"r{n:02}", **it) for n, it in enumerate(fields)], **signed)
    report = build_report("commitments", book)
    return draw_sample(book, report, sample_design(report, CHOSEN), tmp_path / "sample.xlsx")


def rows(drawn):
    """Row of the workbook of each conversion drawn, by its place in the sample."""
    return range(5, 5 + len(drawn.sample.picks))


def answered(drawn, **changes):
    """The workbook with "agreed" in every row, but for the cells given."""
    workbook = load_workbook(drawn.workbook)
    for row in rows(drawn):
        workbook["Sample"][f"T{row}"] = "agreed"
    for cell, value in changes.items():
        workbook["Sample"][cell] = value
    path = drawn.workbook.with_name("answered.xlsx")
    workbook.save(path)
    return path


def refusal(book, path):
    with pytest.raises(Refused) as refused:
        evaluate_sample(book, path)
    return [str(problem) for problem in refused.value.problems]


def test_the_sample_shows_amount_rate_source_and_words_and_asks_for_four_things(filled):
    sheet = load_workbook(filled.workbook)["Sample"]
    headings = [cell.value for cell in sheet[4]]

    assert headings == [
        *("Line", "Record", "Instalment", "Title", "Donor", "Stage", "Stratum", "As stated", "Original amount"),
        *("Currency", "Rate day", "Rate", "Rates from", "Book value (EUR)", "Source", "URL", "Quote"),
        *("Audited amount", "Audited rate", "Audited value (EUR)", "Remarks"),
    ]
    row = dict(zip(headings, (cell.value for cell in sheet[5]), strict=True))
    assert row["Book value (EUR)"] == pytest.approx(row["Original amount"] * 0.8)
    assert (row["Rate"], str(row["Rate day"])[:10], row["Currency"]) == (0.8, "2025-06-02", "USD")
    assert (row["Source"], row["Quote"]) == ("Ministry, Release", "so many dollars")
    assert all(cell.fill.fgColor.rgb == "FFFEF9C3" for cell in sheet[5][17:21])
    assert len(sheet.data_validations.dataValidation) == 4


def test_the_same_sample_gives_the_same_bytes(filled, book, tmp_path):
    report = build_report("commitments", book)
    again = draw_sample(book, report, sample_design(report, CHOSEN), tmp_path / "again.xlsx")

    assert again.workbook.read_bytes() == filled.workbook.read_bytes()


@pytest.mark.thorough
def test_a_sample_that_comes_back_agreed_gives_the_basic_precision(filled, book):
    found = evaluate_sample(book, answered(filled))

    assert (found.evaluation.over.projected_minor, found.evaluation.over.upper_minor) == (0, 300_000)
    assert conclusion(found.evaluation) == (
        "With 95 % confidence the population is overstated by at most EUR 3,000.00, and with the same confidence "
        "understated by at most EUR 3,000.00; both are within the tolerable error of EUR 3,000.00."
    )


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("typed", [60, "60", "60,00", "EUR 60.0", "0,06 k", " 60 € "])
def test_a_value_is_read_as_people_write_it(filled, book, typed):
    found = evaluate_sample(book, answered(filled, T5=typed))

    assert [it.audited_minor for it in found.evaluation.found] == [6_000]


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("original", "rate", "audited"),
    [(100, 0.75, 7_500), ("1.234,5", "0,75", 92_588), ("USD 100", "0.8123456789", 8_123)],
)
def test_an_amount_and_a_rate_give_the_value_rounded_once(filled, book, original, rate, audited):
    found = evaluate_sample(book, answered(filled, R5=original, S5=rate, T5=None))

    assert [it.audited_minor for it in found.evaluation.found] == [audited]


VALUE = "answered.xlsx:Sample!T6 (Audited value (EUR))"


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("cells", "line"),
    [
        ({"T6": None}, f"{VALUE}: FORM error: found an empty cell, expected the audited value"),
        ({"T6": None, "S6": 0.8}, "answered.xlsx:Sample!R6 (Audited amount): FORM error: found no audited amount"),
        ({"T6": None, "R6": 5}, "answered.xlsx:Sample!S6 (Audited rate): FORM error: found no audited rate"),
        ({"T6": -5}, f"{VALUE}: FORM error: found -5, expected a figure that is not negative"),
        ({"T6": "about 5"}, f'{VALUE}: FORM error: found "about 5", expected one exact figure in EUR'),
        ({"T6": "1,234"}, f'{VALUE}: FORM error: found "1,234", expected a number that can be read in'),
        ({"T6": "USD 5"}, f"{VALUE}: CUR-SYM error:"),
        ({"T6": "ok"}, f"{VALUE}: FORM error:"),
        ({"S6": 0}, "answered.xlsx:Sample!S6 (Audited rate): FORM error: found a rate of 0, expected a rate above 0"),
        ({"T6": True}, f'{VALUE}: FORM error: found "TRUE", expected one figure'),
        ({"N6": 1}, 'answered.xlsx:Sample!N6 (Book value (EUR)): XLS error: found "1", expected "'),
        ({"I6": None}, 'answered.xlsx:Sample!I6 (Original amount): XLS error: found "", expected "'),
        (
            {"Q6": "other words"},
            'answered.xlsx:Sample!Q6 (Quote): XLS error: found "other words", expected "so many dollars"',
        ),
        ({"B6": "r99"}, 'answered.xlsx:Sample!6: XLS error: found a row "r99/1" that was not drawn'),
        ({"N4": "Book value"}, 'answered.xlsx:Sample!4: XLS error: found no heading "Book value (EUR)"'),
    ],
)
def test_what_is_empty_unclear_or_changed_is_named_with_its_cell_and_nothing_is_evaluated(filled, book, cells, line):
    assert any(told.startswith(line) for told in refusal(book, answered(filled, **cells)))


@pytest.mark.thorough
def test_rows_may_be_sorted(filled, book):
    workbook = load_workbook(answered(filled, T5=60))
    sheet = workbook["Sample"]
    first, second = ([cell.value for cell in sheet[row]] for row in (5, 6))
    for column, pair in enumerate(zip(first, second, strict=True), start=1):
        sheet.cell(5, column).value, sheet.cell(6, column).value = pair[1], pair[0]
    workbook.save(filled.workbook)

    assert [it.audited_minor for it in evaluate_sample(book, filled.workbook).evaluation.found] == [6_000]


def test_a_row_that_was_taken_out_or_stands_twice_is_missed(filled, book):
    workbook = load_workbook(answered(filled))
    sheet = workbook["Sample"]
    key = sheet["B6"].value
    for column in range(1, 22):
        sheet.cell(6, column).value = sheet.cell(5, column).value
    workbook.save(filled.workbook)

    told = refusal(book, filled.workbook)
    assert any("twice, expected the rows as they were drawn" in line for line in told)
    assert any(f'found no row "{key}/1"' in line for line in told)


def test_a_plan_that_was_made_kinder_is_refused(filled, book):
    workbook = load_workbook(answered(filled))
    sheet = workbook["Method"]
    for row in sheet.iter_rows(max_col=2):
        if row[0].value == "Plan for the program 1":
            row[1].value = row[1].value.replace('"tolerable":300000', '"tolerable":400000')
    workbook.save(filled.workbook)

    assert "found a plan that was altered" in refusal(book, filled.workbook)[0]


@pytest.mark.thorough
def test_words_of_the_method_that_were_changed_are_named(filled, book):
    workbook = load_workbook(answered(filled))
    cell = next(row[1] for row in workbook["Method"].iter_rows(max_col=2) if row[0].value == "Confidence")
    cell.value = "99 %, one-sided"
    workbook.save(filled.workbook)

    assert refusal(book, filled.workbook)[0].startswith(
        f'sample.xlsx:Method!B{cell.row}: XLS error: found "99 %, one-sided", expected "95 %, one-sided"'
    )


def test_a_file_that_is_no_sample_or_no_workbook_is_refused(filled, book, tmp_path):
    other = written(tmp_path / "other.xlsx", ["a", "b"])
    text = tmp_path / "text.xlsx"
    text.write_text("no workbook")

    assert "found no sheet Sample with a plan" in refusal(book, other)[0]
    assert ": FILE error:" in refusal(book, text)[0]
    assert ": FILE error:" in refusal(book, tmp_path / "absent.xlsx")[0]
    assert filled.workbook.exists()


def test_a_sample_of_another_book_is_refused(filled, tmp_path, signed):
    other = Book.create(tmp_path / "other.db")
    other.record([pledge("a")], **signed)

    assert "XLS error: found a sample of a book with the head" in refusal(other, answered(filled))[0]


@pytest.mark.thorough
def test_the_sample_is_held_against_the_book_as_it_was_when_drawn(filled, book, signed):
    book.withdraw(filled.sample.picks[0][0].key.split("/")[0], **signed)

    assert evaluate_sample(book, answered(filled)).evaluation.verdict == "supported"


@pytest.mark.thorough
def test_drawing_and_evaluating_can_be_entered_and_then_the_journal_vouches_for_the_plan(filled, book, tmp_path):
    report = build_report("commitments", book)
    path = tmp_path / "recorded.xlsx"
    drawn = draw_sample(book, report, sample_design(report, CHOSEN), path, signed=("Ann", "for the audit"))
    unknown = evaluate_sample(book, answered(filled))
    found = evaluate_sample(book, answered(drawn), signed=("Bob", "done"))

    assert [(decision.action, decision.payload.step, decision.author) for decision in book.decisions()] == [
        ("sample", "drawn", "Ann"),
        ("sample", "evaluated", "Bob"),
    ]
    assert book.decisions()[1].payload.facts["verdict"] == "supported"
    assert [decision.seq for decision in found.drawn] == [drawn.revision.seq]
    assert book.verify() == ()
    assert unknown.problems == ()


def test_a_sample_that_the_journal_does_not_know_is_noted(filled, book):
    assert [problem.code for problem in evaluate_sample(book, answered(filled)).problems] == ["XLS"]


def test_a_plan_that_an_older_version_wrote_otherwise_is_still_known(filled, book):
    workbook = load_workbook(answered(filled))
    cells = {row[0].value: row[1] for row in workbook["Method"].iter_rows(max_col=2)}
    plan = cells["Plan for the program 1"]
    plan.value = plan.value.replace('"measure":null,', "")
    cells["Fingerprint of the plan"].value = fingerprint(plan.value)
    workbook.save(filled.workbook)

    assert evaluate_sample(book, filled.workbook).evaluation.verdict == "supported"


def test_a_value_that_amount_and_rate_do_not_give_is_a_warning(filled, book):
    found = evaluate_sample(book, answered(filled, R5=100, S5=0.75, T5=80))

    assert [str(it.severity) for it in found.problems] == ["warning", "note"]
    assert found.problems[0].found == "80.00, while amount times rate is 75.00"
    assert [it.audited_minor for it in found.evaluation.found] == [8_000]


def test_a_formula_whose_value_was_not_saved_is_no_value(filled, book):
    assert any("was not saved" in told for told in refusal(book, answered(filled, T5="=N5*2")))


def test_a_value_changed_in_the_package_itself_is_found(filled, book):
    typed = typed_over(answered(filled), "Sample", "N5", "1.5")

    assert any("Sample!N5 (Book value (EUR)): XLS error" in told for told in refusal(book, typed))


@pytest.mark.parametrize(
    ("chosen", "line"),
    [
        ({"tolerable": "0"}, "tolerable"),
        ({"tolerable": "about 5"}, "about 5"),
        ({"tolerable": "USD 5"}, "CUR-SYM"),
        ({"confidence": "20"}, "from 60 to 99.9"),
        ({"confidence": "x"}, "confidence"),
        ({"expected": "EUR 2 000"}, "at most half"),
        ({"seed": ""}, "seed"),
        ({"tolerable": "100%"}, "as large as the whole population"),
    ],
)
@pytest.mark.usefixtures("filled")
def test_a_design_that_cannot_be_is_refused_in_words(book, tmp_path, chosen, line):
    report = build_report("commitments", book)

    with pytest.raises(Refused, match=line):
        draw_sample(book, report, sample_design(report, CHOSEN | chosen), tmp_path / "x.xlsx")


@pytest.mark.usefixtures("filled")
def test_an_unknown_key_of_a_design_is_named_with_all_there_are_and_the_nearest(book):
    report = build_report("commitments", book)
    with pytest.raises(Refused) as refused:
        sample_design(report, {"tol": "2%", "seed": "7", "siz": 3})

    known = "method, seed, confidence, tolerable, expected, measure, size, strata, bands, allocation"
    assert [(it.found, it.expected, it.remedy) for it in refused.value.problems] == [
        ('the unknown field "tol"', f"one of {known}", "call it tolerable, or take it out"),
        ('the unknown field "siz"', f"one of {known}", "call it size, or take it out"),
    ]


@pytest.mark.usefixtures("filled")
def test_a_word_of_a_design_that_is_none_is_answered_with_the_nearest(book):
    with pytest.raises(Refused, match=r"method: .* expected one of mus or stratified. Do: write mus, if that"):
        sample_design(build_report("commitments", book), CHOSEN | {"method": "must"})


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", ["tolerable", "expected"])
def test_an_error_as_a_float_is_no_share_and_no_exact_sum(book, name):
    report = build_report("commitments", book)

    with pytest.raises(TypeError, match=f"{name} is exact: write 0.05 as text"):
        sample_design(report, CHOSEN | {name: 0.05})


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("given", [3000, Decimal(3000), Decimal("3E+3"), "3000", "EUR 3 000"])
def test_an_error_is_a_sum_in_whole_euros_however_exactly_it_is_given(book, given):
    assert sample_design(build_report("commitments", book), CHOSEN | {"tolerable": given}).tolerable_minor == 300_000


def test_a_share_is_of_the_population(filled, book):
    report = build_report("commitments", book)

    assert filled.sample.population.total_minor == 944_000
    assert sample_design(report, CHOSEN | {"tolerable": "2,5 %"}).tolerable_minor == 23_600


@pytest.mark.proof
@pytest.mark.usefixtures("filled")
def test_the_audit_report_has_every_conversion_that_was_sampled_with_what_was_found(book, tmp_path):
    report = build_report("commitments", book)
    design = sample_design(report, CHOSEN)
    drawn = draw_sample(book, report, design, tmp_path / "recorded.xlsx", signed=("Ann", "for the audit"))
    open_rows = build_report("audit", book).evidence.sampled
    evaluate_sample(book, answered(drawn, T5=300), signed=("Bob", "done"))

    made = build_report("audit", book)
    path = write_report(made, tmp_path / "audit.xlsx")

    keys = [item.key for item, _ in drawn.sample.picks]
    assert [f"{it.record}/{it.conversion}" for it in open_rows] == keys
    assert {(it.evaluated, it.error, it.verdict) for it in open_rows} == {(None, None, "")}
    first, *others = (tuple(cell.value for cell in row) for row in table_in(load_workbook(path), "Samples")[1][1:])
    [entry, result] = [decision.seq for decision in book.decisions()]
    error = float(from_minor(drawn.sample.picks[0][0].book_minor, 2)) - 300
    assert first == (entry, "recorded.xlsx", *keys[0].split("/"), result, "EUR", error, "not supported")
    assert {row[6] for row in others} == {0}


@pytest.mark.thorough
@pytest.mark.usefixtures("filled")
def test_a_public_audit_report_does_not_tell_what_was_sampled_or_waived_of_internal_records(book, tmp_path):
    secret = pledge("secret/1", handling="internal", amount=amount("999999"), title="Not to be shown")
    book.record([secret], author="Ann", reason="test")
    report = build_report("audit", book)
    draw_sample(
        book, report, sample_design(report, CHOSEN), tmp_path / "recorded.xlsx", signed=("Ann", "for the audit")
    )
    waive(book, "SRC", "secret/1:sources", author="Ann", reason="nobody may know")
    public = load_definition("audit").model_copy(update={"handling": "public"})

    told, hidden = build_report("audit", book).evidence, build_report(public, book).evidence

    assert "secret/1" in {it.record for it in told.sampled}
    assert "secret/1" not in {it.record for it in hidden.sampled}
    assert [decision.action for decision in told.decisions] == ["sample", "waive"]
    assert [decision.action for decision in hidden.decisions] == ["sample"]


def test_the_sheet_says_that_an_amount_and_a_rate_are_read_together(filled):
    told = {row[0].value: row[1].value for row in load_workbook(filled.workbook)["Evaluation"] if row[0].value}

    assert told["Audited rate"].endswith("Type the audited amount beside it.")
    assert told["Both"].endswith("One of them alone gives no value: type the other one too, or the value.")


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize("word", ["ok", "n/a", "-", "agree", "yes", "✓"])
def test_a_word_in_the_place_of_a_value_is_told_how_to_agree(filled, book, word):
    (said,) = refusal(book, answered(filled, T5=word))

    assert said.startswith(f'answered.xlsx:Sample!T5 (Audited value (EUR)): FORM error: found "{word}"')
    assert said.endswith('type the audited value, or "agreed" where it is the book value to the last digit.')


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("cell", "heading"), [("R5", "Audited amount"), ("S5", "Audited rate"), ("T5", "Audited value (EUR)")]
)
def test_a_figure_beyond_all_money_is_refused(filled, book, cell, heading):
    (said, *_) = refusal(book, answered(filled, **{cell: 1e300}))

    assert f"{cell} ({heading}): FORM error: found" in said


@pytest.mark.thorough
@pytest.mark.parametrize(("factor", "said"), [(1000, "a thousand times"), ("0.001", "a thousandth of")])
def test_an_audited_value_with_a_slip_of_the_unit_is_told_and_counts(filled, book, factor, said):
    item = filled.sample.picks[0][0]
    value = from_minor(item.book_minor, 2) * Decimal(factor)
    found = evaluate_sample(book, answered(filled, T5=float(value)))

    assert [
        (it.code, it.severity, f"about {said} the book value" in it.found) for it in found.problems if it.code == "UNIT"
    ] == [("UNIT", "warning", True)]
    assert len(found.evaluation.found) == 1


def test_a_population_of_several_totals_and_an_error_of_a_few_cents_are_doubted(book, tmp_path, signed):
    book.record([pledge("a"), pledge("b", stage="commitment", amount=amount("5000000000"))], **signed)
    report = build_report("commitments", book)

    def doubts(**chosen):
        design = sample_design(report, {"seed": "x", **chosen})
        return [it.code for it in draw_sample(book, report, design, tmp_path / "s.xlsx").problems]

    assert doubts(tolerable="5%") == ["STAGE"]
    assert doubts(tolerable="5%", measure="commitments") == []
    assert doubts(tolerable="5", measure="commitments") == ["FORM"]


@pytest.mark.thorough
def test_a_result_is_entered_once(filled, book, signed):
    path, who = answered(filled), (signed["author"], signed["reason"])
    first = evaluate_sample(book, path, signed=who)
    entries = book.entries
    again = evaluate_sample(book, path, signed=who)

    assert first.revision is not None
    assert (again.revision, book.entries) == (None, entries)
    assert "DUP" in [it.code for it in again.problems]


@pytest.mark.sampled
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("value", "code", "problem"),
    [
        (80, "#,##0.00", None),
        (0.00008, '0.00000" Mio"', None),
        (80, "#,##0.00 [$\u00a3-809]", "CUR-SYM"),
        (80_000, "0,", "SCALE"),
    ],
)
def test_an_audited_value_is_what_its_cell_shows(filled, book, value, code, problem):
    path = answered(filled, T5=value)
    workbook = load_workbook(path)
    workbook["Sample"]["T5"].number_format = code
    workbook.save(path)

    if problem:
        assert problem in refusal(book, path)[0]
    else:
        assert evaluate_sample(book, path)


@pytest.mark.thorough
def test_a_figure_that_was_drawn_may_come_back_with_a_currency_in_its_format(filled, book):
    path = answered(filled)
    workbook = load_workbook(path)
    workbook["Sample"]["N5"].number_format = "#,##0.00 [$\u20ac-407]"
    workbook.save(path)

    assert evaluate_sample(book, path)

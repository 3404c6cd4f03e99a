import pytest
from openpyxl import load_workbook


def agreed(path, **changes):
    workbook = load_workbook(path)
    sheet = workbook["Sample"]
    for row in range(5, sheet.max_row + 1):
        sheet[f"T{row}"] = "agreed"
    for cell, value in changes.items():
        sheet[cell] = value
    workbook.save(path)
    return path


@pytest.mark.thorough
def test_a_sample_is_drawn_filled_in_and_evaluated(run, book, own_folder):
    drawn = run(
        "sample", "commitments", "--tolerable", "5%", "--seed", "dice", "--record", "--reason", "audit", "--json"
    )
    agreed(own_folder / "sample.xlsx", T5=1)
    found = run("sample", "--evaluate", "sample.xlsx", "--json")

    assert (drawn.code, found.code) == (0, 0)
    assert drawn.json["entry"] == book.entries
    assert found.json["drawn_as_entries"] == [book.entries]
    assert found.json["verdict"] == "exceeded"
    assert [it["audited"] for it in found.json["errors"]] == [{"currency": "EUR", "amount": "1.00"}]
    assert found.json["head"] == drawn.json["head"]


@pytest.mark.thorough
def test_the_answer_in_words_ends_with_the_conclusion(run, book, own_folder):
    run("sample", "--tolerable", "5%", "--seed", "dice")
    agreed(own_folder / "sample.xlsx")
    found = run("sample", "--evaluate", "sample.xlsx")

    assert found.code == 0
    assert found.out.splitlines()[-1].startswith("With 95 % confidence the population is overstated by at most EUR ")
    assert "a plan that the journal does not know" in found.err
    assert book.entries


@pytest.mark.thorough
def test_a_sample_that_is_not_filled_in_ends_with_the_rows_that_are_empty(run, book):
    run("sample", "--tolerable", "5%", "--seed", "dice")
    found = run("sample", "--evaluate", "sample.xlsx", "--json")

    assert found.code == 1
    assert set(found.codes) == {"FORM"}
    assert "verdict" not in found.json
    assert book.entries


def test_a_seed_and_a_tolerable_error_are_needed(run, untouched):
    assert untouched.entries
    assert run("sample", "--seed", "dice", "--json").json["problems"][0]["place"] == "--tolerable"
    assert run("sample", "--tolerable", "5%").code == 2
    assert run("sample", "--tolerable", "5%", "--seed", "x", "--measure", "gifts").code == 2
    assert run("sample", "--tolerable", "5%", "--seed", "x", "--method", "guess").code == 2


@pytest.mark.thorough
def test_a_measure_limits_the_population(run, book):
    found = run("sample", "--tolerable", "20%", "--seed", "dice", "--measure", "disbursements", "--json")

    assert found.code == 0
    assert found.json["not_in_population"]["of another measure"]
    assert book.entries


def test_a_sample_is_of_what_a_report_with_the_same_limits_adds(run, book):
    limits = ("--since", "2025-06-02", "--group", "NATO")
    found = run("sample", "--tolerable", "20%", "--seed", "x", *limits, "--json").json

    # Five years of GBP 3 billion, announced on the day itself.
    assert (found["conversions"], found["population"]["amount"]) == (5, "17785155323.70")
    assert book.entries


@pytest.mark.usefixtures("untouched")
def test_a_negative_tolerable_error_is_refused_in_words_of_its_own(run):
    told = run("sample", "--tolerable", "-5%", "--seed", "x")

    assert told.code == 2
    assert 'found "-5%", expected a share of the population such as 2%, or a sum such as 5 mio' in told.err


@pytest.mark.parametrize(
    "beside",
    [
        ["--evaluate", "sample.xlsx", "--tolerable", "1%"],
        ["--evaluate", "sample.xlsx", "--method", "mus"],
        ["commitments", "--evaluate", "sample.xlsx"],
        ["--tolerable", "5%", "--seed", "x", "--bands", "3"],
        ["--tolerable", "5%", "--seed", "x", "--strata", "donor", "--method", "mus"],
    ],
)
def test_an_option_that_would_be_passed_over_is_refused(run, untouched, beside):
    found = run("sample", *beside)

    assert untouched.entries
    assert found.code == 2
    assert " beside --" in found.err


@pytest.mark.thorough
@pytest.mark.usefixtures("book")
def test_a_sample_that_was_not_filled_in_is_replaced_and_that_is_said(run):
    first, second = (run("sample", "--tolerable", "5%", "--seed", "dice", "--json").json for _ in range(2))

    assert (first["replaced"], second["replaced"]) == (False, True)
    assert first["tolerable"] == {"currency": "EUR", "amount": "6927853985.73"}

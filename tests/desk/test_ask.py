"""The form of ``add``: it asks what the models need, and nothing that they refuse."""

import errno

import pytest

from ledger.desk import as_read, drafted, faults_of, if_empty, next_heading, to_ask_again, write_form
from ledger.desk.ask import CONDITIONS, is_needed
from ledger.foundation import Refused
from ledger.records import HEADINGS

BY_NAME = {heading.name: heading for heading in HEADINGS}
VALUES = {
    "title": "Aid",
    "donor": "France",
    "recipient": "Ukraine",
    "category": "military",
    "instrument": "grant",
    "stage": "pledge",
    "announced": "2025-06-02",
    "amount": "5",
    "low": "5",
    "high": "6",
    "currency": "EUR",
    "start": "2025-04-01",
    "end": "2026-03-31",
    "every": "year",
    "commitment": "fra-ukr-1",
    "type": "delivery",
    "value_date": "2025-06-02",
    "equivalent_currency": "USD",
    "equivalent_qualifier": "about",
    "source_title": "A speech",
    "quote": "five",
    "quantity": "2",
    "unit": "pieces",
    "valuation_basis": "estimate",
    "url": "https://example.org",
    "published": "2025-06-02",
}


def filled(choices, optional):
    """Answer every question: as chosen, else what is needed, and what is not needed only on request."""
    row = {}
    while heading := next_heading(row):
        needed = is_needed(heading, row) or optional
        row[heading.name] = choices.get(heading.name, VALUES.get(heading.name, "") if needed else "")
        assert faults_of(heading, row) == (), heading.name
    return row


QUALIFIERS = ["exact", "about", "at_least", "up_to", "range", "undisclosed", "none"]
TERMS = ["one_off", "period", "recurring"]


@pytest.mark.parametrize("optional", [False, True], ids=["only what is needed", "everything"])
@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_a_form_filled_in_as_asked_is_a_record(qualifier, term, optional):
    row = filled({"qualifier": qualifier, "term": term}, optional)

    assert to_ask_again(row) == ((), ())
    assert drafted(row).amount.qualifier == qualifier


@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_a_transaction_is_asked_for_its_own_fields(qualifier):
    row = filled({"record": "transaction", "qualifier": qualifier}, optional=False)

    assert "donor" not in row
    assert drafted(row).type == "delivery"


def answered(amount, **others):
    """Answer as a clerk at the prompt who says nothing of how firm the figure is, each answer read at once."""
    row = {}
    while heading := next_heading(row):
        choices = {"qualifier": "", "amount": amount, "term": "one_off", **others}
        text = choices.get(heading.name, VALUES.get(heading.name, "") if is_needed(heading, row) else "")
        assert faults_of(heading, {**row, heading.name: text}) == (), heading.name
        row = as_read({**row, heading.name: text})
    return row


@pytest.mark.parametrize(
    ("amount", "others", "shown"),
    [
        ("5", {}, "EUR 5"),
        ("up to 3 bn", {}, "up to EUR 3,000,000,000"),
        ("600-700 mio", {}, "EUR 600,000,000 to 700,000,000"),
        ("3 bn", {"qualifier": "about"}, "about EUR 3,000,000,000"),
    ],
)
def test_a_figure_of_which_nothing_is_said_is_exact(amount, others, shown):
    row = answered(amount, **others)

    assert to_ask_again(row) == ((), ())
    assert str(drafted(row).amount) == shown


def test_a_clerk_who_gives_neither_figure_nor_word_is_asked_for_both_again():
    again, [problem] = to_ask_again(answered(""))

    assert [it.name for it in again] == ["qualifier", "amount"]
    assert problem.remedy == "fill in amount, or choose undisclosed or none under qualifier"


def test_the_question_says_what_an_empty_qualifier_means():
    assert if_empty(BY_NAME["qualifier"], {}).startswith("may be left empty: exact, unless")
    assert if_empty(BY_NAME["donor"], {}) == ""


def test_what_follows_an_equivalent_an_item_or_a_source_is_asked_only_after_one():
    row = filled(
        {"equivalent_amount": "6", "item": "drones", "publisher": "AFP", "qualifier": "none", "term": "one_off"},
        optional=True,
    )

    record = drafted(row)

    assert (str(record.stated_equivalents[0]), record.items[0].unit) == ("about USD 6", "pieces")
    assert record.sources[0].title == "A speech"


def test_every_condition_is_about_headings_and_an_earlier_one():
    names = [heading.name for heading in HEADINGS]

    assert all(names.index(condition.earlier) < names.index(name) for name, condition in CONDITIONS.items())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("announced", "2922-02-09"),
        ("amount", "3,000"),
        ("currency", "kr"),
        ("currency", "EURX"),
        ("donor", "x" * 121),
        ("fulfils", "no id"),
        ("partners", "company:"),
        ("quote", "word " * 26),
        ("title", "   "),
    ],
)
def test_a_malformed_answer_is_told_at_once(name, text):
    row = {"record": "", "qualifier": "exact", "term": "one_off", name: text}

    assert [str(it.place) for it in faults_of(BY_NAME[name], row)] == [name]


def test_an_end_before_the_start_puts_the_term_up_again():
    row = filled({"qualifier": "none", "term": "period", "end": "2020-01-01"}, optional=False)

    again, problems = to_ask_again(row)

    assert [it.name for it in again] == ["term", "start", "end"]
    assert [it.code for it in problems] == ["TERM"]


def test_a_form_that_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    def full(path):
        path.write_bytes(b"half a form")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("ledger.export.write_entry_form", full)
    with pytest.raises(Refused, match="No space left on device"):
        write_form(tmp_path / "form.xlsx")

    assert list(tmp_path.iterdir()) == []

"""The strict small types: what a record refuses, in the words that a clerk reads."""

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from made import amount, pledge
from pydantic import BaseModel, Field, TypeAdapter, model_validator

from ledger.foundation import Place, expected
from ledger.records import Line, Source, dump_record, parse_json, parse_record, validate


def said(**fields):
    values, _ = parse_json(dump_record(pledge()), Place(file="x"))
    return [str(problem) for problem in parse_record(values | fields, Place(file="x.jsonl", row=1)).problems]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1e999999", '"1e999999"'),
        ("NaN", '"NaN"'),
        ("-5", '"-5"'),
        ("1,5", '"1,5"'),
        ("3 bn", '"3 bn"'),
        ("9" * 200, f'"{"9" * 60}… (200 characters)"'),
        (3.5, '"3.5"'),
        (True, '"True"'),
    ],
)
def test_an_amount_that_is_no_plain_text_number_is_shown_as_it_was_written(value, found):
    (problem,) = said(amount=amount(value))

    assert problem.startswith(f"x.jsonl:1:amount.value: FORM error: found {found}, expected ")


@pytest.mark.parametrize("day", ["2922-02-09", "2025-02-30", "9/2/2022", "until 7/27/2022"])
def test_a_day_that_cannot_be_is_refused(day):
    (problem,) = said(announced=day)

    assert problem.startswith(f'x.jsonl:1:announced: FORM error: found "{day}", expected a real day')


@pytest.mark.parametrize("title", ["a\nb", "a\tb", "a\x00b", "a\ud800b", "   ", "x" * 301])
def test_a_title_is_one_short_line_of_visible_text(title):
    (problem,) = said(title=title)

    assert "x.jsonl:1:title: FORM error" in problem


def test_an_end_before_the_start_is_a_term_error():
    (problem,) = said(term={"kind": "period", "start": "2025-06-02", "end": "2025-06-01"})

    assert problem == (
        "x.jsonl:1:term: TERM error: found kind period, start 2025-06-02, end 2025-06-01, expected an end on or after "
        "the start 2025-06-02. Do: swap or correct the days."
    )


# The mark that makes "drones \u202e000,3" read as "drones 3,000", and its kin.
@pytest.mark.parametrize("mark", ["\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c"])
def test_a_mark_that_turns_the_direction_of_a_text_is_refused(mark):
    source = {"publisher": "P", "title": "T", "quote": f"EUR{mark} 100"}
    problems = said(title=f"a{mark}b", donor=f"Rurit{mark}ania", sources=[source])

    assert [problem.partition(": found")[0] for problem in problems] == [
        "x.jsonl:1:title: FORM error",
        "x.jsonl:1:donor: FORM error",
        "x.jsonl:1:sources.0.quote: FORM error",
    ]
    assert "expected text without invisible control characters. Do" in problems[0]


@pytest.mark.parametrize("bad", ["a\u202eb", "a\u2066b", "a\u2028b", "a\u0085b", "a\u0000b", "a\uffffb", "a\nb", " "])
def test_the_schemas_refuse_the_same_texts_as_the_records(bad):
    fields = Source.model_json_schema()["properties"]

    assert [name for name in ("title", "quote", "url") if Draft202012Validator(fields[name]).is_valid(bad)] == []
    assert said(title=bad)


# Controls, breaks, marks that turn a text, halves of characters, and what is no character.
UNSEEN = (
    *(*range(0x20), 0x7F, 0x85, 0x2028, 0x2029, 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F)),
    *(*range(0x2066, 0x206A), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF),
)


def test_no_line_holds_a_character_that_is_not_seen():
    line = TypeAdapter(Line)

    assert [f"{code:04x}" for code in UNSEEN if validate(line, f"a{chr(code)}b", Place())[1] == ()] == []


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_the_joiners_of_persian_and_indian_scripts_are_letters(joiner):
    assert said(title=f"a{joiner}b") == []


@pytest.mark.parametrize("url", ["https://www.gov.uk/a?b=c#d", "http://example.org", "https://example.org/ü"])
def test_an_address_of_the_web_is_taken(url):
    assert said(sources=[{"publisher": "P", "title": "T", "url": url}]) == []


@pytest.mark.parametrize("url", ["www.gov.uk", "javascript:alert(1)", "file:///etc/passwd", "https://", "https://a b"])
def test_another_address_is_refused(url):
    (problem,) = said(sources=[{"publisher": "P", "title": "T", "url": url}])

    assert problem.startswith(
        f'x.jsonl:1:sources.0.url: FORM error: found "{url}", expected an address that begins with '
    )


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"amount": "5"}, 'amount: FORM error: found "5", expected a group of fields in braces.'),
        ({"amount": ["5"]}, "amount: FORM error: found a list, expected a group of fields in braces."),
        ({"term": None}, "term: FORM error: found nothing, expected a group of fields in braces."),
        ({"partners": "KNDS"}, 'partners: FORM error: found "KNDS", expected a list in brackets.'),
        ({"sources": {"title": "T"}}, "sources: FORM error: found title T, expected a list in brackets."),
        ({"stage": "firm"}, 'stage: FORM error: found "firm", expected one of pledge or commitment.'),
        ({"stage": "\ud800"}, r'stage: FORM error: found "\ud800", expected text without broken characters.'),
        ({"\ud800": "x"}, r'found "\ud800", expected text without broken characters.'),
        (
            {"partners": [{"kind": "company", "undisclosed": "yes"}]},
            'partners.0.undisclosed: FORM error: found "yes", expected true or false, without quotes.',
        ),
    ],
)
def test_a_fault_is_told_in_plain_words(fields, told):
    (problem,) = said(**fields)

    assert told in problem


class Sheet(BaseModel):
    name: Annotated[str, Field(pattern="^[a-z]+$")]
    code: Annotated[str, Field(pattern="^[a-z]+$")] = "a"
    rows: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)] = ("a",)
    number: Annotated[int, Field(ge=1, le=9)] = 1


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        (
            {"name": "A/B"},
            "a name of at most 25 letters, digits, blanks and hyphens that begins with a letter or a digit",
        ),
        ({"name": "a", "code": "A/B"}, "text of the form that the schema gives"),
        ({"name": "a", "rows": []}, "at least 1 in the list"),
        ({"name": "a", "rows": ["a", "b", "c"]}, "at most 2 in the list"),
        ({"name": 5}, "text"),
        ({"name": "a", "number": "x"}, "a value that the schema allows"),
        ({"name": "a", "number": 0}, "1 or more"),
        ({"name": "a", "number": 10}, "at most 9"),
    ],
)
def test_no_pattern_and_no_word_of_a_program_is_shown(fields, wanted):
    _, (problem,) = validate(TypeAdapter(Sheet), fields, Place(file="x.toml"))

    assert problem.expected == wanted


def test_what_a_check_of_a_group_found_may_stand_in_its_own_words():
    class Report(BaseModel):
        @model_validator(mode="after")
        def _never(self):
            raise expected("FORM", "another name", "choose one", found='"Notes"')

    assert [str(it) for it in validate(TypeAdapter(Report), {}, Place(file="x.toml"))[1]] == [
        'x.toml: FORM error: found "Notes", expected another name. Do: choose one.'
    ]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("EURO", "perhaps EUR (Euro). Do"),
        ("gbp", "perhaps GBP (Pound Sterling). Do"),
        ("GPB", "perhaps GBP (Pound Sterling) or EGP (Egyptian Pound). Do"),
        ("POUND", "perhaps GBP (Pound Sterling). Do"),
        ("pounds", "perhaps GBP (Pound Sterling). Do"),
        ("US dollars", "perhaps USD (US Dollar). Do"),
        ("dollar", "perhaps USD (US Dollar) or CAD (Canadian Dollar) or AUD (Australian Dollar). Do"),
        ("kroner", "perhaps NOK (Norwegian Krone) or DKK (Danish Krone). Do"),
        ("yen", "perhaps JPY (Yen). Do"),
        ("hryvna", "perhaps UAH (Hryvnia). Do"),
        ("kr", "such as EUR, USD, GBP. Do"),
        ("xyzzy", "such as EUR, USD, GBP. Do"),
        ("x" * 100_000, "such as EUR, USD, GBP. Do"),
    ],
)
def test_a_currency_that_no_list_has_names_those_that_it_comes_near_and_no_others(text, near):
    (problem,) = said(amount=amount("1", text))

    assert f"expected a currency code of ISO 4217, {near}" in problem


def test_a_quote_has_at_most_twenty_five_words():
    source = {"publisher": "P", "title": "T", "quote": "word " * 26}
    (problem,) = said(sources=[source])

    assert "x.jsonl:1:sources.0.quote: FORM error" in problem


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"qualifier": "exact"}, "qualifier exact with value and currency"),
        ({"qualifier": "undisclosed", "value": "0"}, "qualifier undisclosed without value"),
        ({"qualifier": "range", "low": "2", "high": "1", "currency": "EUR"}, "a range from low to high"),
    ],
)
def test_an_amount_has_the_figures_of_its_qualifier(fields, wanted):
    (problem,) = said(amount=fields)

    assert f"expected {wanted}" in problem


@given(st.decimals(0, 10**17, places=6))
def test_an_amount_comes_back_from_text_as_it_went_in(value):
    record = pledge(amount=amount(value))
    values, _ = parse_json(dump_record(record), Place(file="x"))

    assert parse_record(values, Place(file="x")).record == record
    assert isinstance(values["amount"]["value"], str)

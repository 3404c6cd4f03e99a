"""Entering a record in the browser: asked, read, shown, and then entered once."""

import pytest
from asked_pages import Asking
from demonstrated import demo_copied
from hypothesis import given, settings
from hypothesis import strategies as st
from made import amount, pledge

from ledger.desk import build_report, create_book, find_record
from ledger.presentation import Language
from ledger.web.fields import row_of

AID = {
    "donor": "Canada",
    "recipient": "Ukraine",
    "announced": "16 April 2024",
    "title": "Military aid over five years",
    "amount": "$1.6 billion",
    "qualifier": "",
    "stage": "pledge",
    "category": "military",
    "instrument": "unspecified",
    "term": "period",
    "start": "1 April 2024",
    "end": "31 March 2029",
    "quote": "provide $1.6 billion over five years",
    "publisher": "Government of Canada",
    "source_title": "Budget 2024",
}
SIGNED = {"_do": "enter", "_author": "Ann", "_reason": "the budget"}


@pytest.fixture
def book(tmp_path):
    return demo_copied(tmp_path).book


@pytest.fixture
def desk(book):
    return Asking(book.path, author="root")


def checked(desk, form, address="/enter"):
    """The page after "Check and show", with what a browser would post of it."""
    page = desk.page(address, form=form | {"_do": "check"})
    return page, page.filled


def entered(desk, form, address="/enter"):
    """Where a form that was checked and confirmed leads."""
    _, filled = checked(desk, form, address)
    return desk.answer(address, form=filled | SIGNED).location


def test_the_form_begins_empty_and_asks_no_code(desk):
    page = desk.page("/enter")

    assert page.answer.status == 200
    assert page.heading == "Enter an announcement"
    assert page.filled["donor"] == ""
    assert page.all("//label[@for='donor']") == ["Donor"]
    assert page.all("//select[@name='category']/option")[:3] == [
        "choose",
        "Military assistance",
        "Financial assistance",
    ]
    assert page.faults == []


def test_a_bare_dollar_is_refused_at_its_field_with_the_answers_it_may_mean(desk, book):
    entries = book.entries
    page, filled = checked(desk, AID)

    assert page.answer.status == 422
    assert page.all("//*[@class='summary']/h2") == ["1 thing to settle first"]
    assert page.faults == ['Amount: expected one currency, while "$" may be USD, CAD, AUD, NZD and others']
    assert page.links("//*[@class='summary']//a") == ["#amount"]
    (field,) = page.tree.xpath("//input[@name='amount']")
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby").split() == ["help-amount", "said-amount"]
    assert page.all("//*[@id='field-amount']//button") == [
        f"Amount: {code} 1.6 billion" for code in ("CAD", "USD", "AUD", "NZD")
    ]
    assert filled["amount"] == "$1.6 billion"
    assert book.entries == entries


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({}, "CAD 1.6 billion"),
        ({"donor": "New Zealand"}, "NZD 1.6 billion"),
        ({"donor": "France"}, "USD 1.6 billion"),
        ({"donor": ""}, "USD 1.6 billion"),
        ({"announced": "31 February"}, "USD 1.6 billion"),
    ],
)
def test_the_answer_in_the_donors_own_currency_comes_first(desk, changes, first):
    page, _ = checked(desk, AID | changes)

    assert page.tree.xpath("//*[@id='field-amount']//button/@value")[0] == f"amount={first}"


def test_each_reading_of_a_doubtful_sum_is_shown_by_its_own_rate(desk):
    page, _ = checked(desk, AID)
    worths = dict(zip(page.all("//dl/dt"), page.all("//dl/dd"), strict=True))

    assert worths["CAD 1.6 billion"].startswith("EUR 1,090,809,926.37")
    assert "1 EUR = 1.4668 CAD, 16 April 2024" in worths["CAD 1.6 billion"]
    assert worths["USD 1.6 billion"].startswith("EUR 1,504,183,510.39")


def test_what_a_sum_comes_to_is_shown_before_the_rest_is_filled_in_and_no_sooner(desk):
    known = desk.page("/enter").filled | {name: AID[name] for name in ("donor", "recipient", "announced")}
    known["amount"] = "CAD 1.6 billion"
    page, _ = checked(desk, known)

    assert page.answer.status == 422
    assert page.all("//*[@id='live']//dd/b")[0] == "EUR 1,090,809,926.37"
    for missing in ("donor", "recipient", "announced", "amount"):
        assert checked(desk, known | {missing: ""})[0].all("//*[@id='live']//dd/b") == []


def test_an_answer_that_is_chosen_stands_in_the_field_and_all_else_stays(desk):
    _, filled = checked(desk, AID)
    page = desk.page("/enter", form=filled | {"_choice": "amount=CAD 1.6 billion"})

    assert page.answer.status == 200
    assert page.filled["amount"] == "CAD 1.6 billion"
    assert {name: page.filled[name] for name in AID if name != "amount"} == {
        name: text for name, text in AID.items() if name != "amount"
    }


def test_what_was_shown_enters_with_its_author_and_reason(desk, book):
    before = book.entries
    location = entered(desk, AID | {"amount": "CAD 1.6 billion"})
    record = find_record(book, "can-ukr-2024-04-16-2")

    assert location == f"/entered/{before + 1}"
    assert (str(record.amount), str(record.term.end)) == ("CAD 1,600,000,000", "2029-03-31")
    (revision,) = book.history(record.id)
    assert (revision.author, revision.reason) == ("Ann", "the budget")
    page = desk.page(location)
    assert page.heading == f"Entry {before + 1}: recorded"
    assert revision.hash in page.main


def test_the_total_moves_by_what_the_form_has_shown(desk, book):
    before = build_report("commitments", book).sums((), "pledges")[()].figures
    page, _ = checked(desk, AID | {"amount": "CAD 1.6 billion"})
    entered(desk, AID | {"amount": "CAD 1.6 billion"})
    after = build_report("commitments", book).sums((), "pledges")[()].figures

    assert page.all("//dl/dd")[0].startswith("EUR 1,090,809,926.37")
    assert after.central_minor - before.central_minor == 109_080_992_637


def test_a_form_that_is_sent_twice_enters_once_also_after_a_restart(desk, book):
    _, filled = checked(desk, AID | {"amount": "CAD 1.6 billion"})
    first = desk.answer("/enter", form=filled | SIGNED)
    entries = book.entries
    again = Asking(book.path).answer("/enter", form=filled | SIGNED)

    assert first.location == again.location == f"/entered/{entries}"
    assert book.entries == entries


def test_what_was_changed_behind_the_check_is_shown_before_it_enters(desk, book):
    _, filled = checked(desk, AID | {"amount": "CAD 1.6 billion"})
    entries = book.entries
    page = desk.page("/enter", form=filled | SIGNED | {"amount": "CAD 16 billion"})

    assert page.answer.status == 200
    assert "EUR 10,908,099,263.70" in page.main
    assert book.entries == entries


@pytest.mark.parametrize(
    ("name", "label"), [("_author", "Who enters it"), ("_reason", "Why")], ids=["no author", "no reason"]
)
def test_who_enters_it_and_why_are_asked_for_at_their_fields(desk, book, name, label):
    entries = book.entries
    _, filled = checked(desk, AID | {"amount": "CAD 1.6 billion"})
    page = desk.page("/enter", form=filled | SIGNED | {name: " "})

    assert page.answer.status == 422
    assert [fault.partition(":")[0] for fault in page.faults] == [label]
    assert page.links("//*[@class='summary']//a") == [f"#{name}"]
    assert page.tree.xpath(f"//input[@id='{name}'][@aria-invalid='true']/@aria-describedby") == [f"said-{name}"]
    assert page.filled["amount"] == "CAD 1.6 billion"
    assert book.entries == entries


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"donor": ""}, ["Donor"]),
        ({"title": "", "category": ""}, ["Title", "Category"]),
        ({"announced": "02/03/2024"}, ["Announced"]),
        ({"end": "31 February 2029"}, ["Until"]),
        ({"end": "1 March 2020"}, ["When is it due?"]),
        ({"source_title": ""}, ["Title of the source"]),
        ({"amount": "1,234 bn EUR"}, ["Amount"]),
        ({"amount": "3 bn"}, ["How firm is the sum?"]),
        ({"amount": ""}, ["Amount"]),
    ],
    ids=str,
)
def test_each_fault_is_told_once_at_its_own_field(desk, change, faults):
    page, _ = checked(desk, AID | {"amount": "CAD 1.6 billion"} | change)

    assert page.answer.status == 422
    assert [fault.partition(":")[0] for fault in page.faults] == faults


def test_a_day_that_may_be_two_offers_both(desk):
    page, _ = checked(desk, AID | {"amount": "CAD 1.6 billion", "announced": "02/03/2024"})

    assert page.all("//*[@id='field-announced']//button") == ["Announced: 2024-03-02", "Announced: 2024-02-03"]


def test_an_unknown_party_is_asked_about_and_may_stay(desk):
    page, _ = checked(desk, AID | {"amount": "CAD 1.6 billion", "donor": "Untied Kingdom"})

    assert page.answer.status == 200
    assert 'Found "Untied Kingdom", expected a known party, perhaps GBR (United Kingdom).' in page.main


@pytest.mark.parametrize("donor", ["Канада", "Kanada", "CAN"])
def test_parties_are_known_in_any_language(desk, book, donor):
    entered(desk, AID | {"amount": "CAD 1.6 billion", "donor": donor})

    assert find_record(book, "can-ukr-2024-04-16-2").donor == "CAN"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("up to €50 billion", "up to EUR 50,000,000,000"),
        ("undisclosed", "undisclosed"),
        ("Undisclosed", "undisclosed"),
        ("between 3 and 4 bn EUR", "EUR 3,000,000,000 to 4,000,000,000"),
        ("about 3 bn GBP", "about GBP 3,000,000,000"),
    ],
)
def test_a_sum_is_typed_as_the_source_says_it(desk, book, typed, said):
    entered(desk, AID | {"amount": typed, "quote": "", "publisher": "", "source_title": ""})

    assert find_record(book, "can-ukr-2024-04-16-2").stated_amount == said


def test_what_the_other_answers_make_superfluous_is_passed_over_and_stays(desk, book):
    form = AID | {"amount": "CAD 1.6 billion", "term": "one_off", "every": "year", "start": ""}
    page, filled = checked(desk, form)

    assert page.answer.status == 200
    assert filled["end"] == "31 March 2029"
    entered(desk, form)
    assert str(find_record(book, "can-ukr-2024-04-16-2").term) == "once, on the day of the announcement"


def test_a_promise_a_year_without_an_end_enters(desk, book):
    form = AID | {"amount": "3 bn GBP", "donor": "United Kingdom", "term": "recurring", "every": "year", "end": ""}
    page, _ = checked(desk, form)
    entered(desk, form)

    assert find_record(book, "gbr-ukr-2024-04-16-1").term.open_ended
    assert page.all("//dl/dt")[0] == "Worth each"


def test_a_payment_begins_from_its_promise(desk, book):
    address = "/enter?record=transaction&commitment=gbr-ukr-2025-06-02-1&type=disbursement"
    page = desk.page(address)

    assert page.heading == "Enter what became of a promise"
    assert page.filled["commitment"] == "gbr-ukr-2025-06-02-1"
    form = page.filled | {"value_date": "1 September 2025", "amount": "500 million GBP"}
    shown, filled = checked(desk, form)
    assert shown.answer.status == 200
    assert shown.all("//dl/dt")[0] == "Worth"
    desk.answer("/enter", form=filled | SIGNED)
    (payment,) = [it for it in book.records() if it.record == "transaction" and str(it.value_date) == "2025-09-01"]
    assert (payment.commitment, payment.type, payment.stated_amount) == (
        "gbr-ukr-2025-06-02-1",
        "disbursement",
        "GBP 500,000,000",
    )


def test_hostile_words_are_words(desk, book):
    hostile = '"><script>alert(1)</script>'
    page, _ = checked(desk, AID | {"amount": "CAD 1.6 billion", "title": hostile, "note": "=HYPERLINK(1)"})

    assert "<script>" not in page.answer.body.decode()
    assert page.filled["title"] == hostile
    entered(desk, AID | {"amount": "CAD 1.6 billion", "title": hostile})
    assert find_record(book, "can-ukr-2024-04-16-2").title == hostile


def test_what_is_none_of_the_form_is_passed_over(desk):
    page, filled = checked(desk, AID | {"amount": "CAD 1.6 billion", "titel": "x", "_choice": "nothing=5"})

    assert page.answer.status == 200
    assert "titel" not in filled
    assert desk.answer("/enter", form=filled | SIGNED | {"titel": "x"}).location


def test_an_entry_that_is_none_on_a_record_has_no_page(desk):
    assert desk.page("/entered/999").answer.status == 404
    assert desk.page("/entered/1").answer.status == 404


def test_the_form_speaks_the_language_of_the_reader(desk):
    page = desk.page("/enter", language="de")

    assert page.heading == "Eine Zusage eingeben"
    assert page.all("//*[@lang='en' and @id='help-donor']") == ["Who gives: name or code, for example United Kingdom"]


RECORDS = st.builds(
    lambda sum_of, term, stage: pledge("a", amount=sum_of, term=term, stage=stage),
    st.one_of(
        st.builds(
            lambda value, firm: amount(value, "GBP", firm),
            st.sampled_from(["5", "1500", "3000000000", "2.50"]),
            st.sampled_from(["exact", "about", "at_least", "up_to"]),
        ),
        st.just({"qualifier": "range", "low": "600000", "high": "700000", "currency": "EUR"}),
        st.just({"qualifier": "undisclosed"}),
        st.just({"qualifier": "undisclosed", "currency": "USD"}),
    ),
    st.sampled_from([{"kind": "one_off"}, {"kind": "recurring", "start": "2025-01-01", "every": "year"}]),
    st.sampled_from(["pledge", "commitment"]),
)


@settings(max_examples=40, deadline=None)
@given(RECORDS, st.sampled_from(["en", "de", "fr", "pl", "uk"]))
def test_a_form_that_nobody_changes_changes_nothing_and_one_word_only_that_word(tmp_path_factory, record, language):
    book = create_book(tmp_path_factory.mktemp("unchanged") / "book.db", author="Ann")
    book.record([record], author="Ann", reason="x")
    desk = Asking(book.path)
    filled = desk.page("/correct/a", language=language).filled
    same = desk.page("/correct/a", language=language, form=filled | {"_do": "check"})
    other = desk.page("/correct/a", language=language, form=filled | {"_do": "check", "title": "Other words"})

    assert "the record as it stands" in same.main
    assert other.answer.status == 200
    (change,) = other.all("//*[@aria-labelledby='changes']//li")
    assert change == f"title: {record.title} → Other words"
    typed = {name: row_of(record, Language(language))[name] for name in ("amount", "qualifier")}
    assert typed["qualifier"] in ("", "undisclosed")

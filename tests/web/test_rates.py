"""The rates of a book on one page: the sets that it holds, a rate looked up, and a sum converted."""

import pytest
from asked_pages import page_of, texts
from demonstrated import demo_copied

from ledger import desk
from ledger.foundation import Money


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return demo_copied(tmp_path_factory.mktemp("rates")).book.path


def test_each_set_stands_with_its_publisher_reach_and_file(book):
    status, page = page_of(book, "/rates")
    held = desk.held_rates(desk.open_book(book))

    assert status == 200
    assert texts(page, "//h1") == ["Rates up to 30 October 2026"]
    assert texts(page, "//h3") == ["ECB"]
    facts = texts(page, "//dl[@class='facts']/dd")
    assert facts[:3] == [held[0].rates.source, "units for 1 EUR", "4 January 1999 to 30 October 2026"]
    assert facts[4:] == [held[0].rates.sha256, "1"]
    assert facts[3].startswith(f"{len(held[0].rates.currencies)}: ")


def test_a_sum_is_converted_with_its_rate_day_and_rounding(book):
    _, page = page_of(book, "/rates?amount=GBP+3+bn&to=EUR&on=2025-06-02")

    assert texts(page, "//h1") == ["GBP 3,000,000,000 was EUR 3,557,031,064.74 on 2 June 2025"]
    assert texts(page, "//p[@class='stand-first']") == ["3,000,000,000 ÷ 0.8434 = 3,557,031,064.74"]
    assert texts(page, "//main/table/tbody/tr/td")[:3] == ["1 EUR = 0.8434 GBP", "2 June 2025", "0"]
    assert "Rounded once, to the smallest unit of EUR" in page.xpath("string(//main)")


def test_the_day_of_the_rate_is_told_where_it_is_an_earlier_one(book):
    _, page = page_of(book, "/rates?amount=100+USD&to=GBP&on=2025-06-01")
    result = desk.convert(Money("100", "USD"), "GBP", "2025-06-01").result

    assert f"{result.value}" in page.xpath("string(//h1)")
    assert "The rate is the last one published by then, 2 days before." in page.xpath("string(//main)")
    assert [row[1:3] for row in ([*texts(it, "td")] for it in page.xpath("//main/table/tbody/tr"))] == [
        ["30 May 2025", "2"],
        ["30 May 2025", "2"],
    ]


def test_a_currency_is_looked_up_on_a_day(book):
    _, page = page_of(book, "/rates?currency=usd&day=1+June+2025")

    assert texts(page, "//section[1]/h2")[0] == "usd on 1 June 2025"
    assert texts(page, "//section[1]//tbody/tr/td")[:3] == ["1 EUR = 1.1339 USD", "30 May 2025", "2"]


def test_the_base_of_a_set_is_said_to_be_one(book):
    _, page = page_of(book, "/rates?currency=EUR")

    assert "one unit of it is one" in page.xpath("string(//main)")


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("amount=3+bn", "amount", "Write GBP 3 bn"),
        ("amount=$3bn", "amount", "CUR-SYM"),
        ("amount=EUR+600-700+mio", "amount", "one sum"),
        ("amount=EUR+3&to=GBX", "to", "Write GBP, if that is meant"),
        ("amount=EUR+3&on=yesterday", "on", "FORM"),
        ("currency=<script>", "currency", "<script>"),
        ("currency=USD&day=2025-02-30", "day", "FORM"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field_and_stays_there(book, query, name, said):
    status, page = page_of(book, f"/rates?{query}")

    typed = page.xpath(f"//input[@id='{name}']")[0]
    assert status == 200
    assert typed.get("aria-invalid") == "true"
    assert said in page.xpath(f"string(//*[@id='{typed.get('aria-describedby')}'])")
    assert not page.xpath("//main//script")
    assert typed.get("value")


def test_a_day_without_a_rate_is_told(book):
    _, page = page_of(book, "/rates?amount=USD+5&to=EUR&on=1950-01-01")

    assert texts(page, "//h1") == ["USD 5 cannot be converted on 1 January 1950"]
    assert "FX-GAP" in page.xpath("string(//main)")


def test_a_book_without_rates_says_what_that_means(tmp_path):
    path = tmp_path / "none.db"
    made = desk.create_book(path, author="Ann")
    desk.withdraw_rates(made, "ECB", author="Ann", reason="our bank's alone")

    _, page = page_of(path, "/rates")

    assert texts(page, "//h1") == ["This book holds no rates"]
    assert "rates add" in page.xpath("string(//main)")


def test_every_field_has_a_label(book):
    _, page = page_of(book, "/rates")

    names = page.xpath("//main//input/@id")
    assert sorted(page.xpath("//main//label/@for")) == sorted(names) == ["amount", "currency", "day", "on", "to"]

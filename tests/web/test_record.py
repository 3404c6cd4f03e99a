"""The page of a record: from its words to its figure, and what happened to it since."""

from tempfile import TemporaryDirectory

import pytest
from asked_pages import Asking
from demonstrated import demonstrated
from made import amount, paid, pledge

from ledger.desk import correct, create_book, relate, restore, withdraw

HOSTILE = "<script>alert(1)</script>"
BRITISH = "gbr-ukr-2025-06-02-1"


@pytest.fixture(scope="module")
def demo():
    return Asking(demonstrated().book.path)


@pytest.fixture(scope="module")
def rare():
    """Records that were withdrawn, corrected and paid, of hostile words, of several donors and without a rate."""
    with TemporaryDirectory() as folder:
        book = create_book(f"{folder}/book.db", author="Ann")
        joint = [{"donor": "BEL", "share": "25%"}, {"donor": "NLD", "share": "75%"}]
        source = {"publisher": HOSTILE, "title": HOSTILE, "quote": HOSTILE, "url": "https://example.org/a?b=<c>"}
        book.record(
            [
                pledge("a:1/b", title=HOSTILE, note=HOSTILE, sources=[source]),
                pledge("b", donor="NLD", joint_donors=joint, amount=amount("4000000")),
                pledge("c", amount=amount("500", "XAF"), announced="1990-01-01"),
                pledge("d", handling="internal"),
                pledge("e", stage="commitment", amount=amount("50000000")),
                paid("f", "e", amount=amount("20000000")),
                pledge("g"),
                pledge("h"),
            ],
            author="Ann",
            reason="made for a test",
        )
        withdraw(book, "g", author="Bob", reason="it was a rumour")
        correct(book, "e", {"title": "Air defence"}, author="Cid", reason=HOSTILE)
        relate(book, "h", "related_to", "b", author="Cid", reason="compared")
        withdraw(book, "h", author="Bob", reason="in doubt")
        restore(book, "h", author="Bob", reason="no doubt")
        yield Asking(book.path)


def test_the_heading_is_the_promise(demo):
    page = demo.page(f"/records/{BRITISH}")

    assert page.heading == "United Kingdom for Ukraine: GBP 3 billion a year, without an end"
    assert page.all("//p[@class='path']") == [f"Records › United Kingdom › {BRITISH}"]


def test_the_chain_leads_from_the_words_to_the_total(demo):
    page = demo.page(f"/records/{BRITISH}")

    assert page.all("//ol[@class='chain']/li[not(@aria-hidden)]") == [
        "StatedGBP 3,000,000,000 a yearevery year from 2025-04-01, without an end",
        "Rate1 EUR = 0.8434 GBP2 June 2025",
        "Worth eachEUR 3,557,031,064.745 instalments",
        "In the total: pledgesEUR 17,785.2 millionEUR 17,785,155,323.70",
    ]
    assert page.links("//ol[@class='chain']//a") == [f"/figure?report=commitments&measure=pledges&record={BRITISH}"]


def test_words_equivalents_findings_ties_and_history_stand_on_the_page(demo):
    page = demo.page(f"/records/{BRITISH}")

    assert page.all("//blockquote")[0].startswith("annual funding commitments reaching £3 billion")
    agreed = "agrees Also stated as USD 4,000,000,000 a year; USD 4,061,773,772.82 at the rates of the day"
    assert agreed in page.main
    assert page.all("//section[h2='Findings']//span[@class='code']") == ["TERM"]
    assert page.links("//section[h2='Tied to']//a") == ["/records/gbr-ukr-2025-06-02-2"]
    assert "/journal?from=18#entry-3" in page.links()
    assert "read from article.jsonl, row 1" in page.main
    assert "/records/" + BRITISH in page.links()


def test_an_equivalent_that_the_rate_does_not_give_says_so(demo):
    page = demo.page("/records/cze-ukr-2023-04-05-1")

    assert page.all("//section[h2='The words it rests on']//span[@class='code']") == ["EQV"]
    assert "EQV" not in page.all("//section[h2='Findings']//span[@class='code']")


def test_ties_are_told_both_ways(demo):
    pledged = demo.page("/records/gbr-ukr-2024-10-22-1")

    assert pledged.all("//section[h2='Tied to']/ul/li")[0].startswith("is fulfilled by gbr-ukr-2025-03-01-1")


def test_payments_and_what_is_still_open_stand_with_their_promise(demo):
    page = demo.page("/records/eu-ukr-2024-02-28-1")

    assert page.all("//section[h2='What became of it']//tbody/tr/td[2]") == ["Disbursement"]
    assert page.all("//section[h2='What is still open']//tbody/tr/td[4]") == [
        "EUR 50,000,000,000.00",
        "EUR 45,500,000,000.00",
    ]


def test_a_payment_leads_to_its_promise(demo):
    page = demo.page("/records/eu-ukr-2024-02-28-1-disbursement-1")

    assert page.heading == "Disbursement, EU institutions for Ukraine: EUR 4.5 billion"
    assert page.links("//section[h2='Tied to']//a") == ["/records/eu-ukr-2024-02-28-1"]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("fra-ukr-2025-06-07-1", "Pledgesin no totalundisclosed"),
        ("gbr-gbr-2025-06-01-1", "Pledgesin no totaldomestic: donor and recipient are the same"),
    ],
)
def test_a_record_in_no_total_says_why(demo, key, text):
    assert demo.page(f"/records/{key}").all("//ol[@class='chain']/li")[-1] == text


def test_a_record_without_a_rate_and_an_internal_one_say_why(rare):
    assert rare.page("/records/c").all("//ol[@class='chain']/li")[-1] == "Pledgesin no totalnot converted"
    assert (
        rare.page("/records/d").all("//ol[@class='chain']/li")[-1]
        == "Pledgesin no totalinternal, and the report is public"
    )
    assert "internal" in rare.page("/records/d").all("//main//span[@class='tag']")


def test_joint_donors_are_one_promise(rare):
    page = rare.page("/records/b")

    assert page.heading == "Belgium + Netherlands for Ukraine: EUR 4 million"
    assert "EUR 4,000,000.00" in page.all("//ol[@class='chain']/li")[-1]


def test_a_withdrawn_record_shows_what_became_of_it(rare):
    page = rare.page("/records/g")

    assert page.answer.status == 200
    assert "by Bob: it was a rumour" in page.all("//p[@class='problem warning']")[0]
    assert len(page.all("//section[h2='History']/ol/li")) == 2
    assert page.all("//ol[@class='chain']/li") == ["StatedEUR 100once, on the day of the announcement"]


def test_a_record_that_was_brought_back_has_its_figure_and_all_of_its_history(rare):
    page = rare.page("/records/h")

    assert "Withdrawn on" not in page.main
    assert len(page.all("//section[h2='History']/ol/li")) == 4


def test_a_correction_says_what_it_changed(rare):
    last = rare.page("/records/e").all("//section[h2='History']/ol/li")[-1]

    assert "corrected, since it was recorded wrongly · Cid" in last
    assert "title: Pledge e → Air defence" in last


def test_what_was_entered_is_text_and_a_source_is_a_link(rare):
    page = rare.page("/records/a%3A1%2Fb")

    assert page.answer.status == 200
    assert b"<script" not in page.answer.body
    assert page.links("//p[@class='cite']/a") == ["https://example.org/a?b=<c>"]
    assert b"<script" not in rare.answer("/records/e").body


@pytest.mark.parametrize("key", ["gbr-ukr-2025-06-02-9", "zzz", "..%2F..%2Fbook.db", "%3Cscript%3E"])
def test_an_id_that_never_was_is_told_with_the_nearest(demo, key):
    page = demo.page(f"/records/{key}")

    assert page.answer.status == 404
    assert page.heading.startswith("There never was a record “")
    assert b"<script" not in page.answer.body
    if key.startswith("gbr"):
        assert page.links("//main//ul//a")[0] == f"/records/{BRITISH}"


@pytest.mark.parametrize("language", ["de", "fr", "pl", "uk"])
def test_every_record_is_drawn_in_each_language(demo, language):
    for record in demonstrated().book.records():
        assert demo.answer(f"/records/{record.id}", language).status == 200

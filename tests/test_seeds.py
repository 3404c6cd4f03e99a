"""The seed book: what every record of it keeps to, and the facts of the article's four."""

import re
from datetime import date
from decimal import Decimal
from itertools import islice

import pytest
from foreign import need_files

from ledger.foundation import Place, folder
from ledger.records import Amount, Commitment, Party, Relation, Term, Transaction, mint_id, parse_json, parse_record

SEED = Place(file="seed")
FILES = ("article.jsonl", "commitments.jsonl")
LINES = [
    pytest.param(line, id=f"{name}:{number}")
    for name in FILES
    for number, line in enumerate((folder("seeds") / name).read_text(encoding="utf-8").splitlines(), start=1)
]


def records_of(*names):
    lines = [line for name in names for line in (folder("seeds") / name).read_text(encoding="utf-8").splitlines()]
    return [parse_record(parse_json(line, SEED)[0], SEED).record for line in lines]


RECORDS = records_of(*FILES)
BY_ID = {record.id: record for record in RECORDS}
EACH = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.id)
COMMITMENTS = [record for record in RECORDS if isinstance(record, Commitment)]
TRANSACTIONS = [record for record in RECORDS if isinstance(record, Transaction)]


# What every record keeps to


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_one_record_without_problems(line):
    values, broken = parse_json(line, SEED)
    record, faults = parse_record(values, SEED)

    assert (*broken, *faults) == ()
    assert record is not None


def test_an_id_stands_once():
    assert len(BY_ID) == len(RECORDS) == len(LINES)


@EACH
def test_an_id_is_in_the_minted_form(record):
    stem = re.sub(r"-\d+$", "", record.id)

    assert mint_id(record.model_dump(mode="json"), ()) == f"{stem}-1"


@EACH
def test_a_record_has_sources_with_publisher_title_and_quote(record):
    assert record.sources
    assert all(source.publisher and source.title and source.url and source.quote for source in record.sources)


@EACH
def test_a_quote_has_at_most_25_words(record):
    assert max(len(source.quote.split()) for source in record.sources) <= 25


@pytest.mark.thorough
@EACH
def test_a_figure_stands_in_a_quote_in_millions_or_billions(record):
    amounts = [record.amount, *getattr(record, "stated_equivalents", ())]
    figures = {figure for it in amounts for figure in (it.value, it.low, it.high) if figure is not None}

    assert figures <= {figure for source in record.sources for figure in figures_in(source.quote)}


def figures_in(quote):
    """Figures with a scale, each end of ``600-700 mln``, the comma once as thousands and once as decimal mark."""
    scales = {"million": 6, "mln": 6, "m": 6, "billion": 9, "bn": 9, "miljarder": 9}
    number = r"\d+(?:[.,]\d+)*"
    for *ends, scale in re.findall(rf"(?:({number})-)?({number}) ?({'|'.join(scales)})\b", quote):
        for end in filter(None, ends):
            for written in (end.replace(",", ""), end.replace(",", ".")):
                yield Decimal(written).scaleb(scales[scale])


def test_a_quote_with_million_is_not_taken_for_billion():
    assert set(figures_in("worth 600-700 mln koron or 6,2 miljarder, £2.26bn")) == {
        Decimal(600_000_000),
        Decimal(700_000_000),
        Decimal(6_200_000_000),
        Decimal(62_000_000_000),
        Decimal(2_260_000_000),
    }


@EACH
def test_a_note_that_assumes_says_so_at_its_start(record):
    note = record.note or ""

    assert ("assum" in note.lower()) == note.startswith("Assumption: ")


@EACH
def test_a_figure_in_a_note_is_quoted_or_said_not_to_be(record):
    quoted = {figure for source in record.sources for figure in figures_in(source.quote)}
    proven, *background = (record.note or "").split("Not quoted:")

    assert set(figures_in(proven)) <= quoted
    assert len(background) <= 1


@EACH
def test_a_note_tells_no_hearsay(record):
    assert not re.search(r"other reports|agenc(y|ies)|reported(ly)? ", record.note or "")


def test_a_payment_whose_day_and_sum_stand_apart_says_how_they_were_joined():
    note = BY_ID["gbr-ukr-2025-03-01-1-disbursement-1"].note

    assert note.startswith("Assumption: the payment of 6 March 2025 is one of the three equal ones")
    assert "annual" in note


@EACH
def test_a_record_is_public(record):
    assert record.handling == "public"


@EACH
def test_what_a_record_refers_to_is_there(record):
    targets = (
        [record.commitment] if isinstance(record, Transaction) else [relation.target for relation in record.relations]
    )

    assert set(targets) <= set(BY_ID)


# The article


def test_the_uk_pledges_three_billion_pounds_a_year_without_end():
    record = BY_ID["gbr-ukr-2025-06-02-1"]

    assert (record.donor, record.recipient, record.stage) == ("GBR", "UKR", "pledge")
    assert (record.category, record.instrument) == ("other", "unspecified")
    assert record.announced == date(2025, 6, 2)
    assert record.amount == Amount(qualifier="exact", value="3000000000", currency="GBP")
    assert record.term == Term(kind="recurring", start="2025-04-01", every="year")
    assert record.term.open_ended
    assert record.stated_equivalents == (Amount(qualifier="exact", value="4000000000", currency="USD"),)
    assert "reaching" in record.note


def test_the_uk_factories_are_domestic_and_stay_in_dollars():
    record = BY_ID["gbr-gbr-2025-06-01-1"]

    assert (record.donor, record.recipient, record.stage) == ("GBR", "GBR", "pledge")
    assert (record.category, record.instrument) == ("industrial", "investment")
    assert record.announced == date(2025, 6, 1)
    assert record.amount == Amount(qualifier="exact", value="2000000000", currency="USD")
    assert record.term == Term(kind="one_off")
    assert record.stated_equivalents == ()


def test_the_french_drones_have_no_figure_and_two_undisclosed_firms():
    record = BY_ID["fra-ukr-2025-06-07-1"]

    assert (record.donor, record.recipient, record.stage) == ("FRA", "UKR", "pledge")
    assert (record.category, record.instrument) == ("industrial", "cooperation")
    assert record.announced == date(2025, 6, 7)
    assert record.amount == Amount(qualifier="undisclosed")
    assert record.partners == (
        Party(kind="company", undisclosed=True, description="a major French carmaker", country="FRA"),
        Party(kind="company", undisclosed=True, description="a mid-sized French defence company", country="FRA"),
    )


def test_the_joint_ventures_are_related_to_the_yearly_support():
    record = BY_ID["gbr-ukr-2025-06-02-2"]

    assert (record.donor, record.recipient, record.stage) == ("GBR", "UKR", "pledge")
    assert record.announced == date(2025, 6, 2)
    assert record.amount == Amount(qualifier="undisclosed")
    assert record.relations == (Relation(kind="related_to", target="gbr-ukr-2025-06-02-1"),)


def test_the_article_gave_four_records_and_one_source():
    records = records_of("article.jsonl")

    assert len(records) == 4
    assert {(source.publisher, source.title) for record in records for source in record.sources} == {
        ("Al Mayadeen English", "French carmaker, defense firm to co-produce drones in Ukraine: Lecornu")
    }


def test_no_26_words_of_the_article_stand_in_the_seeds():
    article = words(article_text())
    seeds = {tuple(run) for name in FILES for run in runs(words((folder("seeds") / name).read_text(encoding="utf-8")))}

    assert not [run for run in runs(article) if run in seeds]


def test_the_quotes_of_the_article_are_verbatim():
    article = article_text()

    assert all(source.quote in article for record in records_of("article.jsonl") for source in record.sources)


def article_text():
    files = sorted(need_files("..", "seed").glob("*.txt"))
    assert files
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def words(text):
    return re.findall(r"\w+", text.lower())


def runs(sequence, length=26):
    return zip(*(islice(sequence, start, None) for start in range(length)), strict=False)


# The kinds that the demo shows


def test_there_are_at_least_five_further_commitments_of_2022_to_2026():
    further = [record for record in records_of("commitments.jsonl") if isinstance(record, Commitment)]

    assert len(further) >= 5
    assert all(date(2022, 1, 1) <= record.announced <= date(2026, 12, 31) for record in further)


def test_a_range_occurs():
    assert BY_ID["cze-ukr-2023-04-05-1"].amount == Amount(
        qualifier="range", low="600000000", high="700000000", currency="CZK"
    )


def test_an_up_to_occurs():
    assert BY_ID["jpn-phl-2024-06-10-1"].amount == Amount(qualifier="up_to", value="64380000000", currency="JPY")


def test_a_gift_in_kind_with_its_valuation_basis_occurs():
    record = BY_ID["swe-ukr-2023-03-16-1"]

    assert record.instrument == "in_kind"
    assert record.amount == Amount(qualifier="at_least", value="6000000000", currency="SEK")
    assert [(it.quantity, it.valuation_basis) for it in record.items] == [
        (Decimal(8), "replacement_cost"),
        (Decimal(10), "replacement_cost"),
    ]


@pytest.mark.parametrize(
    "record", [record for record in COMMITMENTS if record.instrument == "in_kind"], ids=lambda record: record.id
)
def test_every_gift_in_kind_says_on_what_its_value_rests(record):
    assert record.items
    assert all(item.valuation_basis for item in record.items)


def test_a_fixed_period_over_several_years_occurs():
    record = BY_ID["nor-ukr-2023-02-16-1"]

    assert record.amount == Amount(qualifier="exact", value="75000000000", currency="NOK")
    assert record.term == Term(kind="period", start="2023-01-01", end="2027-12-31")


FULFILMENTS = {record.id: target for record in COMMITMENTS for target in record.targets("fulfils")}


def test_firm_commitments_fulfil_pledges():
    assert FULFILMENTS == {
        "swe-ukr-2023-03-23-1": "swe-ukr-2023-03-16-1",
        "eu-ukr-2024-02-28-1": "eu-ukr-2024-02-01-1",
        "gbr-ukr-2025-03-01-1": "gbr-ukr-2024-10-22-1",
    }


@pytest.mark.parametrize(("firm", "pledge"), FULFILMENTS.items())
def test_a_fulfilment_goes_from_a_commitment_to_an_earlier_pledge_of_the_same_parties(firm, pledge):
    firm, pledge = BY_ID[firm], BY_ID[pledge]

    assert (firm.stage, pledge.stage) == ("commitment", "pledge")
    assert firm.announced > pledge.announced
    assert (firm.donor, firm.recipient) == (pledge.donor, pledge.recipient)


def test_disbursements_occur():
    assert [(it.commitment, it.type, it.value_date, str(it.amount)) for it in TRANSACTIONS] == [
        ("eu-ukr-2024-02-28-1", "disbursement", date(2024, 3, 20), "EUR 4,500,000,000"),
        ("gbr-ukr-2025-03-01-1", "disbursement", date(2025, 3, 6), "GBP 752,000,000"),
        ("gbr-ukr-2025-03-01-1", "disbursement", date(2025, 4, 14), "GBP 752,000,000"),
    ]


def test_a_payment_is_not_before_its_commitment():
    assert all(it.value_date >= BY_ID[it.commitment].announced for it in TRANSACTIONS)

"""What the ledger writes as IATI keeps the official schema, and gives the same records when it is read back."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from made import CENTS, DAYS, amount, over, paid, pledge, seed_records, terms, yearly
from proving import proven

from ledger.export import write_iati
from ledger.intake import read_files, settle

UNSEEN = "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
LINES = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"], exclude_characters=UNSEEN), min_size=1, max_size=40
).filter(str.strip)
PARAGRAPHS = st.lists(LINES, min_size=1, max_size=3).map("\r\n\t".join)
EXACT = CENTS.map(lambda cents: f"{cents // 100}.{cents % 100:02d}")
CURRENCIES = st.sampled_from(["EUR", "USD", "GBP", "UAH"])
NOTHING = st.none()


def optional(**fields):
    """Fields that are there or not."""
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def amounts(draw):
    qualifier = draw(st.sampled_from(["exact", "about", "at_least", "up_to", "range", "undisclosed", "none"]))
    if qualifier == "none":
        return {"qualifier": "none"}
    if qualifier == "undisclosed":
        return {"qualifier": "undisclosed"} | draw(optional(currency=CURRENCIES))
    if qualifier == "range":
        low, high = sorted([draw(CENTS), draw(CENTS)])
        return {"qualifier": "range", "low": str(low), "high": str(high), "currency": draw(CURRENCIES)}
    return amount(draw(EXACT), draw(CURRENCIES), qualifier)


ITEMS = st.fixed_dictionaries(
    {"description": LINES},
    optional={
        "quantity": EXACT,
        "unit": LINES,
        "amount": amounts(),
        "valuation_basis": st.sampled_from(["book_value", "market_price"]),
    },
)
SOURCES = st.fixed_dictionaries(
    {"publisher": LINES, "title": LINES},
    optional={
        "url": st.just("https://example.org/a?b=c&d=<e>"),
        "published": DAYS.map(str),
        "accessed": DAYS.map(str),
        "language": st.just("uk"),
        "quote": st.sampled_from(["<3 bn & more>", "]]> £3 billion"]),
    },
)
PARTNERS = st.one_of(
    st.fixed_dictionaries({"kind": st.just("company"), "name": LINES}, optional={"country": st.just("FRA")}),
    st.fixed_dictionaries(
        {"kind": st.just("other"), "undisclosed": st.booleans().filter(bool)}, optional={"description": LINES}
    ),
)
RELATIONS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["part_of", "fulfils", "restates", "supersedes", "tops_up", "related_to"]),
        "target": st.sampled_from(["b", "gbr-ukr-2025-06-02-1", "x/y:z"]),
    }
)


def few(strategy):
    return st.lists(strategy, max_size=2)


SHARED = {"items": few(ITEMS), "sources": few(SOURCES), "note": PARAGRAPHS, "handling": st.just("internal")}


@st.composite
def books(draw):
    """Any commitment with up to three transactions."""
    fields = draw(
        optional(
            **SHARED,
            stated_equivalents=few(amounts()),
            partners=few(PARTNERS),
            relations=few(RELATIONS),
            stage=st.sampled_from(["pledge", "commitment"]),
            category=st.sampled_from(["military", "humanitarian", "other"]),
            instrument=st.sampled_from(["loan", "guarantee", "in_kind", "investment"]),
            donor=st.sampled_from(["GBR", "EU", "XKX", "Germany", "A*", "Fund & Friends"]) | LINES,
            recipient=st.sampled_from(["UKR", "XKX", "EPF", "ukraine"]) | LINES,
        )
    )
    record = pledge(title=draw(LINES), amount=draw(amounts()), term=draw(terms()), announced=draw(DAYS), **fields)
    later = []
    for number in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["allocation", "disbursement", "delivery", "cancellation", "return"]))
        sum_ = draw(amounts().filter(lambda it: it["qualifier"] != "at_least"))
        more = draw(optional(**SHARED, title=LINES))
        later.append(paid(f"t{number}", type=kind, value_date=draw(DAYS), amount=sum_, **more))
    return [record, *later]


@pytest.fixture(scope="session")
def schema(shared_data):
    return etree.XMLSchema(etree.parse(str(shared_data / "iati" / "iati-activities-schema.xsd")))


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("iati")


def written(records):
    out = BytesIO()
    write_iati(records, out)
    return out.getvalue()


def read_back(content, folder):
    """The records in a file, by id, and all problems."""
    (folder / "a.xml").write_bytes(content)
    reading = read_files([folder / "a.xml"])
    records, problems = settle(reading.drafts, ())
    return {it.id: it for it in records}, [*reading.problems, *problems]


def by_id(records):
    return {it.id: it for it in records}


@pytest.mark.thorough
@settings(max_examples=proven(10, 40))
@given(books())
def test_any_record_is_valid_and_equal_when_read_back(schema, folder, records):
    content = written(records)

    assert schema.validate(etree.fromstring(content)), schema.error_log
    assert read_back(content, folder) == (by_id(records), [])


def test_every_record_of_the_seed_book_is_valid_and_equal_when_read_back(schema, folder):
    content = written(seed_records())

    assert schema.validate(etree.fromstring(content)), schema.error_log
    assert read_back(content, folder) == (by_id(seed_records()), [])


@pytest.mark.proof
def test_every_record_of_the_kiel_release_is_valid_and_equal_when_read_back(schema, folder, shared_data):
    reading = read_files([shared_data / "kiel" / "R07_2022-10_corrected.xlsx"])
    records, _ = settle(reading.drafts, ())
    content = written(records)

    assert len(records) > 500
    assert schema.validate(etree.fromstring(content)), schema.error_log
    assert read_back(content, folder) == (by_id(records), [])


def test_characters_that_xml_cannot_hold_are_escaped_in_our_elements_and_replaced_in_the_standard_ones(folder):
    # Records refuse such characters; a book may hold one that was entered before they did.
    record = pledge().model_copy(update={"title": 'Odd \ufffe and \uffff with \\ and "'})

    content = written([record])

    assert etree.fromstring(content).findtext(".//title/narrative") == 'Odd \ufffd and \ufffd with \\ and "'
    _, problems = read_back(content, folder)
    assert [problem.code for problem in problems] == ["FORM"]


def activity_of(*records):
    return etree.fromstring(written(records))[0]


def test_the_standard_elements_say_what_iati_has_words_for():
    record = pledge(
        donor="GBR", recipient="UKR", category="humanitarian", instrument="loan", term=over("2025-07-01", "2026-06-30")
    )
    activity = activity_of(record, paid(type="cancellation", title="Cut"))

    said = {path: activity.xpath(path) for path in [
        "string(iati-identifier)", "string(@humanitarian)", "string(title/narrative)", "string(activity-status/@code)",
        "string(recipient-country/@code)", "string(default-finance-type/@code)", "string(description/narrative)",
    ]}  # fmt: skip
    assert list(said.values()) == [
        "defense-ledger-a", "1", "Pledge a", "1", "UA", "421", "EUR 100; one sum over 2025-07-01 to 2026-06-30",
    ]  # fmt: skip
    assert [(it.get("type"), it.get("iso-date")) for it in activity.findall("activity-date")] == [
        ("1", "2025-07-01"),
        ("3", "2026-06-30"),
    ]
    assert [
        (it.find("transaction-type").get("code"), it.findtext("value"), it.find("value").get("currency"))
        for it in activity.findall("transaction")
    ] == [("12", "100", "EUR"), ("12", "-100", "EUR")]
    assert [it.findtext("narrative") for it in activity.iter("provider-org", "receiver-org")] == [
        "United Kingdom", "Ukraine", "United Kingdom", "Ukraine",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": {"qualifier": "undisclosed"}},
        {"amount": {"qualifier": "range", "low": "1", "high": "2", "currency": "EUR"}},
        {"term": yearly()},
    ],
)
def test_a_sum_that_is_no_single_whole_figure_is_given_no_value(fields):
    assert activity_of(pledge(**fields)).find("transaction") is None


def test_a_part_names_its_envelope_as_parent():
    activity = activity_of(pledge(relations=[{"kind": "part_of", "target": "b"}, {"kind": "tops_up", "target": "c"}]))

    assert [dict(it.attrib) for it in activity.findall("related-activity")] == [
        {"type": "1", "ref": "defense-ledger-b"}
    ]


def test_the_same_records_give_the_same_bytes():
    assert written(seed_records()) == written(seed_records())


def test_a_transaction_without_its_commitment_is_refused_before_anything_is_written():
    out = BytesIO()

    with pytest.raises(ValueError, match="commitments that are not there: gone"):
        write_iati([pledge(), paid(commitment="gone")], out)

    assert out.getvalue() == b""


FULL = [
    pledge(
        donor="GBR", recipient="UKR", category="humanitarian", instrument="loan", note="N",
        term=over("2025-07-01", "2026-06-30"), relations=[{"kind": "part_of", "target": "b"}],
    ),
    paid("t", title="First"),
    paid("u", type="cancellation"),
]  # fmt: skip
# What stands in every file we write and says nothing of a record.
FIXED = ("reporting-org", "@type", "@role", "@secondary-reporter", "@version")


def places(root):
    """Each text and attribute of a standard element, as the path of the element and the attribute or None."""
    for element in root.iter():
        if isinstance(element.tag, str) and not element.tag.startswith("{"):
            path = root.getroottree().getpath(element)
            yield from ((path, name) for name in element.attrib)
            if element.text and element.text.strip():
                yield path, None


def edited(path, name):
    root = etree.fromstring(written(FULL))
    [element] = root.xpath(path)
    if name is None:
        element.text = "7"
    else:
        element.set(name, "7")
    return etree.tostring(root)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (path, name)
        for path, name in places(etree.fromstring(written(FULL)))
        if not any(it in f"{path}/@{str(name).rpartition('}')[2]}" for it in (*FIXED, "@lang"))
    ],
)
def test_an_edited_standard_element_is_told_and_keeps_its_record_out(path, name, folder):
    records, problems = read_back(edited(path, name), folder)

    assert len(records) < len(FULL)
    assert {str(it.severity) for it in problems} == {"error"}
    assert any("as the elements of the ledger say" in it.expected for it in problems)


def test_an_edit_is_told_at_its_line_with_what_both_say(folder):
    content = written([pledge()]).replace(b">100</value>", b">105</value>")
    line = content.split(b">105<")[0].count(b"\n") + 1

    _, [problem] = read_back(content, folder)

    assert str(problem) == (
        f'a.xml:{line}:transaction/value: FORM error: found "105", expected "100", as the elements of the ledger say. '
        "Do: make both say the same, or take out the elements of the ledger to read the standard ones alone."
    )


def test_a_record_changed_in_both_places_is_read_as_changed(folder):
    content = written([pledge()]).replace(b">100</value>", b">105</value>")
    content = content.replace(b"<ledger:value>100<", b"<ledger:value>105<").replace(b">EUR 100;", b">EUR 105;")

    assert read_back(content, folder) == ({"a": pledge(amount=amount("105"))}, [])


def test_a_transaction_that_the_ledger_did_not_write_is_told(folder):
    root = etree.fromstring(written([pledge()]))
    root[0].find("transaction").addnext(etree.fromstring('<transaction ref="mine"/>'))

    records, [problem] = read_back(etree.tostring(root), folder)

    assert (list(records), problem.found) == (["a"], "a transaction beside those of the ledger")


def test_a_field_that_stands_twice_is_refused(folder):
    content = written([pledge()]).replace(b"<ledger:donor>", b"<ledger:donor>FRA</ledger:donor><ledger:donor>")

    records, problems = read_back(content, folder)

    assert (records, [(it.place.field, it.found) for it in problems]) == ({}, [("donor", "a list")])

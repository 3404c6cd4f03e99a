"""Values of the library as JSON: there and back is equal, what is malformed is refused, and the schemas hold."""

import json
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated

import pytest
from any_rates import BASES, DAYS, PAIRS_OF_CURRENCIES, rate_sets
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from made import AS_OF, paid, pledge
from made import report as made_report
from pydantic import TypeAdapter, ValidationError

from ledger import (
    Book,
    Commitment,
    Conversion,
    Interval,
    Money,
    Place,
    Problem,
    RateSet,
    Refused,
    Report,
    Severity,
    build_report,
    convert,
    from_json,
    json_schema,
    to_json,
)
from ledger.answers.json_text import schema_name
from ledger.desk import explain_figure
from ledger.foundation import CODES, folder
from ledger.records import dump_record
from ledger.reporting import GoodsTable, Table

USD = Money("2000000000", "USD")
PLACES = st.builds(
    Place,
    argument=st.text(max_size=5),
    file=st.text(max_size=5),
    row=st.none() | st.integers(1, 99),
    record=st.text(max_size=5),
    field=st.text(max_size=5),
)
PROBLEMS = st.builds(
    Problem,
    code=st.sampled_from(sorted(CODES)),
    severity=st.sampled_from(Severity),
    place=PLACES,
    found=st.text(max_size=20),
    expected=st.text(max_size=20),
    remedy=st.text(max_size=20),
    further=st.integers(0, 9),
    to_mend=st.lists(PLACES, max_size=2).map(tuple),
    others=st.lists(st.text(max_size=5), max_size=2).map(tuple),
)
MONEY = st.builds(Money, st.decimals(allow_nan=False, allow_infinity=False, places=4), st.sampled_from(["EUR", "XXX"]))


@st.composite
def conversions(draw):
    source, target = draw(PAIRS_OF_CURRENCIES)
    rates = draw(st.lists(rate_sets(), max_size=2))
    amount = Money(draw(st.decimals(-9, 9, places=2)), source)
    as_of = draw(st.none() | DAYS)
    return convert(amount, target, on=draw(DAYS), rates=rates, basis=draw(BASES), as_of=as_of)


def holds(value):
    return [fault.message for fault in _checker(type(value)).iter_errors(json.loads(to_json(value)))]


@cache
def _checker(kind):
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@settings(max_examples=25)
@given(st.one_of(PROBLEMS, MONEY, conversions()))
def test_there_and_back_is_equal_and_as_the_schema_says(value):
    assert from_json(to_json(value), type(value)) == value
    assert holds(value) == []


@pytest.mark.parametrize("record", [pledge("a", items=[{"description": "Tank"}]), paid("t", "a")], ids=lambda it: it.id)
def test_a_record_comes_back_equal_and_is_a_line_of_a_file_of_records(record):
    assert to_json(record) == dump_record(record)
    assert from_json(to_json(record), type(record)) == record
    assert holds(record) == []


@settings(max_examples=10)
@given(rate_sets())
def test_a_rate_set_comes_back_with_its_quotes(rates):
    back = from_json(to_json(rates), RateSet)
    assert (back, back.quotes) == (rates, rates.quotes)
    with pytest.raises(TypeError):
        back.quotes["USD"] = None


def test_a_refusal_comes_back_with_its_problems():
    refused = refusal()
    assert from_json(to_json(refused), Refused).problems == refused.problems
    assert holds(refused) == []


def test_a_conversion_is_text_that_others_can_read(ecb):
    values = json.loads(to_json(convert(USD, "EUR", on="2025-06-01", rates=[ecb])))
    assert values["amount"] == {"currency": "USD", "amount": "2000000000"}
    assert values["result"] == {"currency": "EUR", "amount": "1763823970.37"}
    assert (values["day"], values["basis"], values["pair"]["days_back"]) == ("2025-06-01", "announced", 2)
    assert values["pair"]["source"]["quotes"] == [{"value": "1.1339", "day": "2025-05-30", "unit": 1}]
    assert values["pair"]["source"]["per_base"] == "11339/10000"


def test_the_same_set_of_texts_is_the_same_json():
    turned = frozenset(["USD", "GBP", "AUD", "NZD", "JPY"])
    description = json.loads(to_json(fed(turned)))
    assert description["turned"] == ["AUD", "GBP", "JPY", "NZD", "USD"]


def fed(turned):
    values = {"kind": "series", "turned": sorted(turned), "quotes": {"USD": series()}}
    said = {"name": "FED", "source": "Fed", "base": "EUR", "direction": "units_per_base", "sha256": "0" * 64}
    return from_json(json.dumps(said | values), RateSet)


def series(**changes):
    return {"days": ["2025-05-30", "2025-06-02"], "values": ["1.1339", "1.1419"], "units": [1, 1]} | changes


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"day": "2025-06-31"}, 'day: FORM error: found "2025-06-31"'),
        ({"day": 20250602}, 'day: FORM error: found "20250602"'),
        ({"basis": "today"}, 'basis: FORM error: found "today", expected announced, month'),
        ({"result": {"currency": "EUR", "amount": "1,5"}}, 'result: FORM error: found "1,5", expected a plain number'),
        ({"result": {"currency": "EUR", "amount": 1.5}}, 'result.amount: FORM error: found "1.5", expected text'),
        ({"result": {"currency": "euro", "amount": "1"}}, 'result: FORM error: found "euro", expected three capital'),
        ({"result": {"currency": "EUR"}}, "result.amount: FORM error: found nothing, expected a value"),
        ({"rate": "1.1"}, "rate: FORM error: found an unknown field"),
        ({"pair": {}}, "pair.rate_set: FORM error: found nothing"),
        ({"day": "1748736000"}, 'day: FORM error: found "1748736000", expected a real day'),
        ({"result": None}, "text: FORM error: found nothing, expected EUR 1,763,823,970.37, the amount at its rate"),
        ({"result": None, "pair": None}, "text: FORM error: found none, expected a problem FX-GAP"),
        ({"basis": "month"}, "text: FORM error: found quotes that are not those of month for 2025-06-01"),
        ({"day": "2025-05-31"}, "text: FORM error: found day 2025-06-01, not 2025-05-31; days_back 2, not 1"),
        ({"day": "2020-01-01"}, "text: FORM error: found quotes that are not those of announced for 2020-01-01"),
        (
            {"result": {"currency": "EUR", "amount": "1763823970.370"}},
            "text: FORM error: found EUR 1,763,823,970.370, expected EUR 1,763,823,970.37",
        ),
        (
            {"amount": {"currency": "QQQ", "amount": "1"}, "currency": "QQQ", "pair": None},
            'text: FORM error: found "QQQ", expected a currency of ISO 4217',
        ),
        (
            {"result": {"currency": "EUR", "amount": "1763823970.38"}},
            "text: FORM error: found EUR 1,763,823,970.38, expected EUR 1,763,823,970.37, the amount at its rate",
        ),
        (
            {"amount": {"currency": "GBP", "amount": "2000000000"}},
            "text: FORM error: found one from USD to EUR, expected a rate from GBP to EUR",
        ),
        ({"pair": None}, "text: FORM error: found one from EUR to EUR, expected a rate from USD to EUR"),
    ],
)
def test_what_is_malformed_is_refused_with_its_place(ecb, changes, told):
    values = json.loads(to_json(convert(USD, "EUR", on="2025-06-01", rates=[ecb])))
    with pytest.raises(Refused) as refused:
        from_json(json.dumps(values | changes), Conversion)
    assert str(refused.value.problems[0])[: len(told)] == told


@pytest.mark.parametrize(
    ("at", "changes", "told"),
    [
        (["source"], {"per_base": "2"}, "source.per_base 2, not 11339/10000"),
        (["source"], {"kind": "mean"}, "source.kind mean, not quote"),
        (["source"], {"decimals": 4}, "source.decimals 4, not None"),
        (["source"], {"factor": "2"}, "quotes that no set of rates has"),
        (["source"], {"quotes": []}, "quotes that are not those of announced for 2025-06-01"),
        (["source"], {"first": "2025-05-29"}, "source.first 2025-05-29, not 2025-05-30"),
        (["source", "quotes", 0], {"value": "1.5"}, "source.per_base 11339/10000, not 3/2"),
        (["source", "quotes", 0], {"day": "1999-01-05"}, "quotes that are not those of announced for 2025-06-01"),
        (["source", "quotes", 0], {"day": "2025-06-02"}, "quotes that are not those of announced for 2025-06-01"),
        (["target"], {"per_base": "2"}, "target.per_base 2, not 1"),
        (["rate_set"], {"base": "USD"}, "quotes that no set of rates has"),
        (["rate_set"], {"direction": "base_per_unit"}, "source.per_base 11339/10000, not 10000/11339"),
        ([], {"days_back": 99999}, "days_back 99999, not 2"),
        ([], {"days_back": -5}, "days_back -5, not 2"),
        ([], {"day": "2025-06-02"}, "day 2025-06-02, not 2025-06-01"),
        ([], {"provisional": True}, "provisional True, not False"),
        ([], {"of_days": 3}, "of_days 3, not 0"),
    ],
)
def test_a_rate_that_does_not_follow_from_its_quotes_is_refused(ecb, at, changes, told):
    values = json.loads(to_json(convert(USD, "EUR", on="2025-06-01", rates=[ecb])))
    part = values["pair"]
    for step in at:
        part = part[step]
    part |= changes
    with pytest.raises(Refused) as refused:
        from_json(json.dumps(values), Conversion)
    [problem] = refused.value.problems
    assert (str(problem.place), problem.found[: len(told)]) == ("text", told)


@pytest.mark.parametrize(
    ("source", "to", "basis", "as_of"),
    [
        ("USD", "GBP", "month", None),
        ("USD", "EUR", "month", "2023-01-20"),
        ("HRK", "EUR", "announced", None),
        ("HRK", "USD", "announced", None),
        ("HRK", "USD", "announced", "2022-12-31"),
        ("HRK", "DEM", "announced", None),
        ("HRK", "EUR", "window:2022-12-20..2023-01-20", None),
        ("HRK", "EUR", "window:2022-12-20..2023-01-20,round=quoted", "2023-01-03"),
        ("HRK", "EUR", "highest:2022-12-20..2023-01-20", None),
        ("HRK", "EUR", "lowest:2022-12-20..2023-01-20", None),
        ("USD", "GBP", "lowest:2022-12-20..2023-01-20", "2023-01-03"),
        ("HRK", "EUR", "window:2023-01-01..2023-01-20", None),
        ("USD", "EUR", "period-year", None),
    ],
)
def test_what_was_converted_follows_from_the_quotes_that_it_carries(ecb, source, to, basis, as_of):
    made = convert(Money("100", source), to, on="2023-01-02", rates=[ecb], basis=basis, as_of=as_of)
    assert made.result
    assert from_json(to_json(made), Conversion) == made


def test_a_day_is_text_of_the_calendar_wherever_it_stands(ecb):
    values = json.loads(to_json(convert(USD, "EUR", on="2025-06-01", rates=[ecb])))
    for part in (values, values["pair"], values["pair"]["source"]["quotes"][0]):
        part["day"] = "86400"
    values["pair"]["source"] |= {"first": "86400", "last": "86400"}
    with pytest.raises(Refused) as refused:
        from_json(json.dumps(values), Conversion)
    leg = "pair.source"
    assert [str(it.place) for it in refused.value.problems] == [
        "day",
        f"{leg}.quotes.0.day",
        f"{leg}.first",
        f"{leg}.last",
        "pair.day",
    ]
    counted = {"quotes": {"USD": series(days=["2025-05-30", "86400"])}}
    text = json.dumps(json.loads(to_json(fed([]))) | counted)
    with pytest.raises(Refused, match=r"^quotes.USD.days.1: FORM error"):
        from_json(text, RateSet)


def test_a_rate_set_has_a_fingerprint():
    values = json.loads(to_json(fed([]))) | {"sha256": "zz"}
    with pytest.raises(Refused, match="64 hexadecimal digits"):
        from_json(json.dumps(values), RateSet)


def test_an_interval_of_a_model_is_one():
    values = {"start": "2025-06-02", "end": "2025-06-30"}
    adapter = TypeAdapter(Interval)
    assert adapter.validate_python(values) == Interval("2025-06-02", "2025-06-30")
    assert adapter.dump_python(Interval("2025-06-02", "2025-06-30"), mode="json") == values
    for start, told in (
        ("2025-07-01", "expected an end on or after the start. Do: swap the days"),
        ("86400", "expected a day from 1900-01-01"),
    ):
        with pytest.raises(ValidationError, match=told):
            adapter.validate_json(json.dumps(values | {"start": start}))


def test_bytes_may_begin_with_the_mark_of_an_editor():
    text = to_json(USD)
    assert [from_json(it, Money) for it in (text.encode("utf-8-sig"), f"\ufeff{text}", text.encode())] == [USD] * 3


@pytest.mark.parametrize(
    ("leg", "told"),
    [
        ({"per_base": "0"}, 'pair.source.per_base: FORM error: found "0", expected a ratio of two whole numbers above'),
        ({"per_base": "-1/2"}, 'pair.source.per_base: FORM error: found "-1/2"'),
        ({"per_base": "9" * 5000}, 'pair.source.per_base: FORM error: found "999'),
        ({"per_base": "1/0"}, 'pair.source.per_base: FORM error: found "1/0", expected a ratio of two whole numbers'),
        ({"per_base": 1.1339}, "pair.source.per_base: FORM error"),
        ({"factor": 1.5}, 'pair.source.factor: FORM error: found "1.5", expected a plain number written as text'),
        (
            {"quotes": [{"value": "0", "day": "2025-05-30", "unit": 1}]},
            'pair.source.quotes.0: FORM error: found "0", expected a plain number above zero',
        ),
    ],
)
def test_a_rate_that_is_none_is_refused_with_its_place(ecb, leg, told):
    values = json.loads(to_json(convert(USD, "EUR", on="2025-06-01", rates=[ecb])))
    values["pair"]["source"] |= leg
    with pytest.raises(Refused) as refused:
        from_json(json.dumps(values), Conversion)
    assert str(refused.value.problems[0])[: len(told)] == told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"days": ["2025-06-02", "2025-05-30"]}, ("2025-06-02 before 2025-05-30", "days in order, each once")),
        ({"values": ["1.1339", "1,1419"]}, ('"1,1419"', "a plain number above zero such as 1.1339")),
        ({"units": [1, 0]}, ("0", "one unit or more")),
        (
            {"units": [1]},
            ("2 days, 2 values and 1 units", "as many values and units as days, and at least one"),
        ),
    ],
)
def test_quotes_that_cannot_be_are_refused(changes, told):
    values = json.loads(to_json(fed([]))) | {"quotes": {"USD": series(**changes)}}
    with pytest.raises(Refused) as refused:
        from_json(json.dumps(values), RateSet)
    [problem] = refused.value.problems
    assert (str(problem.place), (problem.found, problem.expected)) == ("quotes.USD", told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"currency": "EUR" "amount": "1"}', 'text:1:column 20: FORM error: found broken JSON at ""amount": "1"}"'),
        (
            '{"currency": "EUR", "amount": "1", "amount": "2"}',
            "text: FORM error: found broken JSON (a key stands twice",
        ),
        (b"\xff", "text: FORM error: found broken JSON ("),
        ("[" * 99, "text: FORM error: found brackets nested without end"),
        ("[]", "text: FORM error: found an empty list, expected a group of fields in braces"),
    ],
)
def test_what_is_no_json_object_is_refused(text, told):
    with pytest.raises(Refused) as refused:
        from_json(text, Money)
    assert str(refused.value.problems[0])[: len(told)] == told


def test_a_place_that_is_told_in_two_ways_is_refused():
    values = json.loads(to_json(Problem("FORM", Severity.ERROR, Place(file="a.csv", row=3), "x", "y", "z")))
    with pytest.raises(Refused, match=r'found "b.csv:3", expected "a.csv:3", as its parts print'):
        from_json(json.dumps(values | {"place": "b.csv:3"}), Problem)


@pytest.mark.parametrize("at", [{"line": 3}, {"row": "3"}, {"file": 3}, {"file": ""}, {"row": True}], ids=str)
def test_parts_that_no_place_has_are_refused(at):
    values = json.loads(to_json(Problem("FORM", Severity.ERROR, Place(), "x", "y", "z")))
    with pytest.raises(Refused, match=r"^at"):
        from_json(json.dumps(values | {"at": at}), Problem)


def test_a_report_goes_out_with_its_tables_and_does_not_come_back():
    made = made_report(pledge("a"), pledge("b", amount={"qualifier": "undisclosed"}), paid("t", "a"))
    values = json.loads(to_json(made))
    assert holds(made) == []
    assert (values["currency"], values["as_of"]) == ("EUR", str(AS_OF))
    assert values["totals"]["pledges"]["central"] == {"currency": "EUR", "amount": "100.00"}
    assert [it["name"] for it in values["tables"]] == [table.definition.name for table in made.tables]
    assert values["tables"][0] == json.loads(to_json(made.tables[0]))
    with pytest.raises(
        TypeError, match=r"is not read from JSON, but Commitment, .*from_json\(text, ledger.Conversion\)"
    ):
        from_json(to_json(made), Report)


def test_a_table_goes_out_with_its_sums_and_what_is_unknown_is_null():
    made = made_report(pledge("a"), pledge("b", donor="GBR", amount={"qualifier": "undisclosed"}))
    table = next(it for it in made.tables if it.definition.rows == ("donor",) and it.definition.measure == "pledges")
    values = json.loads(to_json(table))
    assert holds(table) == []
    euros = {"currency": "EUR", "amount": "100.00"}
    by_donor = {row["labels"]["donor"]: row["sum"] for row in values["rows"]}
    assert by_donor["DEU"] == {
        **dict.fromkeys(["low", "central", "high"], euros),
        "open_high": False,
        "records": 1,
        "without_figure": 0,
        "not_converted": 0,
    }
    assert (by_donor["GBR"]["central"], by_donor["GBR"]["without_figure"]) == (None, 1)
    assert values["total"]["central"] == euros


def test_the_cells_of_a_table_are_those_of_its_frame():
    made = made_report(pledge("a"), pledge("b", donor="GBR"), pledge("c", announced="2024-06-02"))
    for table in made.tables:
        cells = [tuple(cell["labels"].values()) for cell in json.loads(to_json(table))["cells"]]
        across = table.definition.columns
        assert cells == [tuple(map(str, key)) for key in table.cells] if across else cells == []


def test_tables_of_stages_and_goods_go_out():
    stages = {"name": "stages", "title": "Stages", "rows": ["donor"]}
    goods = {"name": "goods", "title": "Goods", "rows": ["donor"]}
    tank = {"description": "Leopard 2", "quantity": "18", "unit": "pieces"}
    made = made_report(pledge("a", items=[tank]), paid("t", "a"), stages=[stages], goods=[goods])
    [by_stage], [by_kind] = made.stage_tables, made.goods_tables
    assert (holds(by_stage), holds(by_kind)) == ([], [])
    [row] = json.loads(to_json(by_stage))["rows"]
    assert row["sums"]["disbursements"]["central"] == {"currency": "EUR", "amount": "100.00"}
    [row] = json.loads(to_json(by_kind))["rows"]
    assert row["quantities"]["pledged"] == {"number": "18", "records": 1, "without_number": 0}


def test_an_explained_figure_goes_out_with_its_rows_as_money(tmp_path):
    book = Book.create(tmp_path / "book.db")
    book.record([pledge("a")], author="Ann", reason="the first one")
    why = explain_figure(book, build_report("commitments", book), ["donor=DEU"])
    assert holds(why) == []
    [row] = json.loads(to_json(why))["rows"]
    assert (row["id"], row["contribution"]) == ("a", {"currency": "EUR", "amount": "100.00"})


@pytest.mark.parametrize("value", [1, "x", date(2025, 6, 2), Decimal(1), None])
def test_what_has_no_json_is_a_fault_of_the_program(value):
    with pytest.raises(TypeError, match=r"there is no JSON of .*to_json\(report.tables\[0\]\)"):
        to_json(value)


def test_a_model_of_another_service_may_hold_our_values(ecb):
    """pydantic asks each value for its form, whatever model holds it."""
    from pydantic import BaseModel

    class Reply(BaseModel):
        conversion: Conversion
        total: Annotated[Money, "of the year"]

    made = convert(USD, "EUR", on="2025-06-01", rates=[ecb])
    reply = Reply(conversion=made, total=USD)
    assert json.loads(reply.model_dump_json())["conversion"] == json.loads(to_json(made))
    assert Reply.model_validate_json(reply.model_dump_json()) == reply
    assert reply.model_dump(mode="json")["total"] == {"currency": "USD", "amount": "2000000000"}


def refusal():
    return Refused([Problem("FORM", Severity.ERROR, Place(file="a.csv", row=14), '"3,0,0 bn"', "a number", "type it")])


@pytest.mark.parametrize("kind", [Money, Conversion, RateSet, Problem, Place], ids=lambda it: it.__name__)
def test_a_model_takes_an_instance_or_what_json_gives_or_what_it_gave_itself(ecb, kind):
    """FastAPI has read the JSON of a request before it asks the model."""
    from pydantic import BaseModel, ValidationError

    class Body(BaseModel):
        value: kind

    made = convert(USD, "EUR", on="2025-06-01", rates=[ecb])
    [problem] = refusal().problems
    given = {Money: USD, Conversion: made, RateSet: fed([]), Problem: problem, Place: problem.place}[kind]
    body = Body(value=given)

    assert body.value is given
    assert Body.model_validate(json.loads(body.model_dump_json())) == body
    assert Body.model_validate(body.model_dump()) == body
    for other in ([], 5, "x", None, {1: object()}, {"amount": 1.5}, {"day": object()}):
        with pytest.raises(ValidationError) as invalid:
            Body.model_validate({"value": other})
        assert {fault["loc"][0] for fault in invalid.value.errors()} == {"value"}


@pytest.mark.parametrize(
    "name", ["commitment", "conversion", "problem", "rate-set", "report", "report-table", "report-goods-table"]
)
def test_the_schema_of_a_value_is_the_one_that_is_published(name):
    kinds = {schema_name(it): it for it in (Commitment, Conversion, Problem, RateSet, Report, Table, GoodsTable)}
    text = (folder("schemas") / f"{name}.schema.json").read_text(encoding="utf-8")
    assert json_schema(kinds[name]) == json.loads(text)


def test_schemas_know_a_value_by_its_name():
    """So does the OpenAPI of a service, whose names become classes of those who call it."""
    from pydantic import BaseModel

    class Reply(BaseModel):
        money: Money
        problem: Problem
        refused: Refused
        rates: RateSet
        conversion: Conversion

    schema = Reply.model_json_schema(mode="serialization")
    named = ["Conversion", "Leg", "Money", "Pair", "Problem", "Quote", "RateSet", "RateSetDescription", "Refused"]
    assert sorted(schema["$defs"]) == [*named, "Series", "Severity"]
    assert [schema["$defs"][it]["title"] for it in named] == named
    assert [json_schema(it)["title"] for it in (Money, Refused, Table)] == ["Money", "Refused", "Table"]


def test_values_of_ours_may_stand_among_what_json_gives(ecb):
    from pydantic import TypeAdapter

    made = convert(USD, "EUR", on="2025-06-01", rates=[ecb])
    parts = json.loads(to_json(made)) | {"amount": USD, "day": made.day, "pair": made.pair}
    assert TypeAdapter(Conversion).validate_python(parts) == made


def test_a_fault_in_what_json_gives_has_its_place():
    from pydantic import TypeAdapter, ValidationError

    with pytest.raises(ValidationError) as invalid:
        TypeAdapter(list[Money]).validate_python([USD, {"currency": "EUR", "amount": 5}])
    [fault] = invalid.value.errors()
    assert (fault["loc"], fault["input"]) == ((1, "amount"), 5)

"""A service of FastAPI that returns values of the library: by the schemas in ``schemas/``, and to many at once."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from jsonschema import Draft202012Validator
from made import pledge
from proving import proven
from pydantic import BaseModel

import ledger
from ledger.foundation import folder

POSTS = proven(50, whole=200)


class Asked(BaseModel):
    """A conversion that a service is asked for, with rates of its own or without."""

    amount: ledger.Money
    to: str
    on: str
    rates: list[ledger.RateSet] = []


def service(book):
    """A service on one book, as somebody who read docs/library.md would write it."""
    app, rates = FastAPI(), [ledger.ecb_rates()]

    @app.exception_handler(ledger.Refused)
    def refused(_: Request, fault: ledger.Refused) -> Response:
        return Response(ledger.to_json(fault), status_code=422, media_type="application/json")

    @app.get("/conversions")
    def converted(amount: str, currency: str, to: str, on: str) -> ledger.Conversion:
        return ledger.convert(ledger.Money(amount, currency), to, on=on, rates=rates)

    @app.post("/conversions")
    def asked_for(asked: Asked) -> ledger.Conversion:
        return ledger.convert(asked.amount, asked.to, on=asked.on, rates=asked.rates or rates)

    @app.post("/checks")
    def checked(conversion: ledger.Conversion) -> ledger.Money | None:
        return conversion.result

    @app.post("/records", status_code=201)
    def recorded(record: ledger.Commitment) -> list[str | None]:
        return [entry.id for entry in book.record([record], author="Ann", reason="from the service")]

    @app.get("/report")
    def report() -> ledger.Report:
        return ledger.build_report("commitments", book, currency="EUR", horizon="2030-03-31")

    @app.get("/tables/{name}")
    def table(name: str) -> ledger.Table:
        return next(it for it in report().tables if it.definition.name == name)

    return app


@asynccontextmanager
async def client(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ledger") as opened:
        yield opened


def waited(coroutine):
    """What comes of it, in a thread of its own: a browser that another test opened keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def asked(app, path):
    """What the service answers: its status and its JSON."""

    async def ask():
        async with client(app) as opened:
            answer = await opened.get(path)
            return answer.status_code, answer.json()

    return waited(ask())


def posted(app, path, body):
    """What the service answers to a body: its status and its JSON."""

    async def post():
        async with client(app) as opened:
            answer = await opened.post(path, json=body)
            return answer.status_code, answer.json()

    return waited(post())


def faults(name, value):
    schema = json.loads((folder("schemas") / f"{name}.schema.json").read_text(encoding="utf-8"))
    return [fault.message for fault in Draft202012Validator(schema).iter_errors(value)]


@pytest.fixture
def book(tmp_path):
    return ledger.create_book(tmp_path / "book.db", author="Ann")


def test_a_conversion_is_returned_by_its_schema(book):
    app = service(book)
    status, answer = asked(app, "/conversions?amount=2000000000&currency=USD&to=EUR&on=2025-06-01")

    assert (status, faults("conversion", answer)) == (200, [])
    assert answer["result"] == {"currency": "EUR", "amount": "1763823970.37"}
    assert ledger.from_json(json.dumps(answer), ledger.Conversion).days_back == 2
    described = app.openapi()
    content = described["paths"]["/conversions"]["get"]["responses"]["200"]["content"]["application/json"]
    # An older pydantic has one for answers beside that for requests, under another name.
    component = content["schema"]["$ref"].removeprefix("#/components/schemas/")
    assert described["components"]["schemas"][component]["title"] == "Conversion"


def test_values_stand_in_the_body_of_a_request(book):
    app = service(book)
    asked_for = {"amount": {"currency": "USD", "amount": "100"}, "to": "EUR", "on": "2025-06-02"}
    status, answer = posted(app, "/conversions", asked_for)
    assert (status, answer["result"]) == (200, {"currency": "EUR", "amount": "87.57"})
    assert posted(app, "/checks", answer) == (200, {"currency": "EUR", "amount": "87.57"})
    status, answer = posted(app, "/checks", answer | {"result": {"currency": "EUR", "amount": "87.58"}})
    assert (status, answer["detail"][0]["loc"]) == (422, ["body"])

    ours = {"days": ["2025-06-02"], "values": ["2"], "units": [1]}
    bank = {"name": "BANK", "source": "Bank", "base": "EUR", "direction": "units_per_base", "sha256": "0" * 64}
    status, answer = posted(app, "/conversions", asked_for | {"rates": [bank | {"quotes": {"USD": ours}}]})
    assert (status, answer["result"]) == (200, {"currency": "EUR", "amount": "50.00"})
    status, answer = posted(app, "/conversions", asked_for | {"amount": {"currency": "USD", "amount": 100}})
    assert (status, answer["detail"][0]["loc"]) == (422, ["body", "amount", "amount"])


def test_what_is_refused_is_returned_as_its_problems(book):
    status, answer = asked(service(book), "/conversions?amount=5&currency=USD&to=EUX&on=2025-06-01")

    assert status == 422
    assert [(it["code"], it["place"]) for it in answer["problems"]] == [("FORM", "to")]


@pytest.mark.thorough
def test_many_posts_at_once_lose_nothing_and_the_table_has_them_all(book):
    app = service(book)

    async def post():
        async with client(app) as opened:
            bodies = (json.loads(pledge(f"p-{number}").model_dump_json()) for number in range(POSTS))
            return await asyncio.gather(*(opened.post("/records", json=body) for body in bodies))

    answers = waited(post())
    assert {answer.status_code for answer in answers} == {201}
    assert sorted(answer.json()[0] for answer in answers) == sorted(f"p-{number}" for number in range(POSTS))
    assert len(book.records()) == POSTS
    assert book.verify() == ()

    status, table = asked(app, "/tables/Pledges by donor")
    assert (status, faults("report-table", table)) == (200, [])
    assert table["total"]["central"] == {"currency": "EUR", "amount": f"{POSTS * 100}.00"}


def test_a_report_is_returned_as_it_is_by_its_schema(book):
    book.record([pledge("a")], author="Ann", reason="the first one")
    app = service(book)
    status, report = asked(app, "/report")

    assert (status, faults("report", report)) == (200, [])
    assert report["totals"]["pledges"]["central"] == {"currency": "EUR", "amount": "100.00"}
    stated = asked(app, "/openapi.json")[1]["components"]["schemas"]["Report"]["properties"]
    assert set(stated) == set(report)

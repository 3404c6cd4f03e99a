"""Faults in records: one record more, one changed or one lost in a clean set, held against the rates of the ECB."""

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import cycle
from typing import Any

from clean_records import equivalent, exactly, payment, promise, worth
from made import report
from planting import POINTS, Fault, Planted, at

from ledger.checks import check_records
from ledger.foundation import Problem
from ledger.rates import RateSet, ecb_rates
from ledger.records import CURRENCIES, Commitment, Record, Transaction

Fields = dict[str, Any]


def findings(records: Sequence[Record], rates: Sequence[RateSet] = ()) -> set[Problem]:
    """All that a whole book of these records shows, by ``check`` and in a report."""
    shown = report(*records, rates=rates or [ecb_rates()])
    return {*check_records(records), *(it.problem for it in shown.findings)}


def in_records(clean: Sequence[Record]) -> list[Fault]:
    """Every kind of fault that a record can have in a set of clean ones."""
    return [
        *_in_a_figure(clean),
        *_in_a_currency(clean),
        *_in_an_equivalent(clean),
        *_in_a_stage(clean),
        *_in_ties(clean),
        *_in_what_is_told(clean),
    ]


def _with(clean: Sequence[Record], fields: Fields, place: str, *touched: str, words: str = "") -> Planted:
    """One promise more."""
    return _among(clean, [Commitment.model_validate(fields)], place, *touched, words=words)


def _among(clean: Sequence[Record], more: Iterable[Record], place: str, *touched: str, words: str = "") -> Planted:
    """Records more."""
    return Planted(findings([*clean, *more]), at(place), at(*touched), words)


def one(rng: random.Random, quote: str = "", donor: str = "", **more: Any) -> Fields:
    """The fields of a sound promise on some day, by default of some donor."""
    donor = donor or rng.choice(["GBR", "NOR", "SWE", "POL"])
    day = date(2024, 2, 5) + timedelta(days=7 * rng.randrange(60))
    millions = rng.randrange(101, 999)
    return promise("planted", donor, day, f"{millions}000000", quote or f"{millions} million", **more)


def _in_a_figure(clean: Sequence[Record]) -> list[Fault]:
    def slip(power: int) -> Callable[[random.Random], Planted]:
        def plant(rng: random.Random) -> Planted:
            fields = one(rng)
            value = Fraction(fields["amount"]["value"]) * Fraction(10) ** power
            written = f"{float(value):.2f}" if value.denominator > 1 else str(value)
            return _with(clean, fields | {"amount": fields["amount"] | {"value": written}}, "planted:amount")

        return plant

    def scale(rng: random.Random) -> Planted:
        number = rng.randrange(2, 99)
        quote = f"{number} {rng.choice(['Billionen', 'biljoen', 'billones'])} Pfund"
        amount = exactly(f"{number}000000000", "GBP")
        return _with(clean, one(rng, quote, donor="GBR", amount=amount), "planted:amount")

    def zero(rng: random.Random) -> Planted:
        fields = one(rng)
        # The same 0 is not the figure of the quote either.
        return _with(clean, fields | {"amount": fields["amount"] | {"value": "0"}}, "planted:amount", "planted:sources")

    def yearly(rng: random.Random) -> Planted:
        millions, each = rng.randrange(101, 999), rng.choice(["a year", "annually", "per year", "every year"])
        amount = exactly(f"{millions}000000", "GBP")
        return _with(clean, one(rng, f"{millions} million {each}", donor="GBR", amount=amount), "planted:term")

    def prices(rng: random.Random) -> Planted:
        fields = one(rng)
        quote = f"{fields['sources'][0]['quote']} in {rng.randrange(2010, 2024)} prices"
        return _with(clean, fields | {"sources": [fields["sources"][0] | {"quote": quote}]}, "planted:amount")

    def other_figure(rng: random.Random) -> Planted:
        return _with(clean, one(rng, f"number {rng.randrange(10, 99)} of the list"), "planted:sources")

    return [
        Fault("UNIT", "a unit slip: a thousandth", slip(-3)),
        Fault("UNIT", "a unit slip: a thousand times", slip(3)),
        Fault("UNIT", "a unit slip: a millionth", slip(-6)),
        Fault("SCALE", "a long scale taken as the short", scale),
        Fault("ZERO", "a missing figure that became 0", zero),
        Fault("TERM", "a yearly sum entered once", yearly),
        Fault("CONST", "prices of another year", prices),
        Fault("SRC", "another figure than the quote's", other_figure, POINTS),
    ]


def _in_a_currency(clean: Sequence[Record]) -> list[Fault]:
    def foreign(rng: random.Random) -> Planted:
        fields = one(rng)
        others = [it for it in ("USD", "EUR", "GBP", "NOK", "SEK", "PLN") if it != fields["amount"]["currency"]]
        swapped = fields["amount"] | {"currency": rng.choice(others)}
        return _with(clean, fields | {"amount": swapped}, "planted:amount.currency")

    def bare_dollar(rng: random.Random) -> Planted:
        millions = rng.randrange(101, 999)
        day = date(2024, 2, 5) + timedelta(days=rng.randrange(300))
        donor = rng.choice(["CAN", "AUS", "NZL"])
        quote = f"${millions} million"
        fields = promise("planted", donor, day, f"{millions}000000", quote, currency="USD")
        return _with(clean, fields, "planted:amount.currency")

    def gone(rng: random.Random) -> Planted:
        fields = one(rng)
        code = rng.choice(["HRK", "LTL", "DEM", "FRF"])
        dead = fields["amount"] | {"currency": code}
        return _with(clean, fields | {"amount": dead}, "planted:amount.currency")

    in_turn = cycle(_REPLACED.items())

    def day_after(rng: random.Random) -> Planted:
        donor, code = next(in_turn)
        last = CURRENCIES[code].last
        assert last is not None
        # So little that it is not much for the smallest of these countries.
        millions, day = rng.randrange(11, 49), last + timedelta(days=1)
        fields = promise("planted", donor, day, f"{millions}000000", f"{millions} million", currency=code)
        return _with(clean, fields, "planted:amount.currency")

    return [
        Fault("CUR-HOME", "a swapped currency", foreign, POINTS),
        Fault("CUR-SYM", "a bare dollar", bare_dollar),
        Fault("CUR-LIFE", "a swapped currency that is gone", gone),
        Fault("CUR-LIFE", "a day off: the first without it", day_after),
    ]


# Currencies that the euro has replaced, by donors whose own they were.
_REPLACED = {
    "HRV": "HRK",
    "LTU": "LTL",
    "LVA": "LVL",
    "EST": "EEK",
    "SVK": "SKK",
    "CYP": "CYP",
    "MLT": "MTL",
    "SVN": "SIT",
    "BGR": "BGN",
}


def _in_an_equivalent(clean: Sequence[Record]) -> list[Fault]:
    place = "planted:stated_equivalents.0"

    def told(fields: Fields, dollars: Fraction, words: str = "") -> Planted:
        return _with(clean, fields | equivalent(fields, dollars), place, words=words)

    def times(factors: Sequence[Fraction], words: str = "") -> Callable[[random.Random], Planted]:
        def plant(rng: random.Random) -> Planted:
            fields = one(rng)
            return told(fields, worth(fields) * rng.choice(factors), words)

        return plant

    def inverse(rng: random.Random) -> Planted:
        fields = one(rng)
        return told(fields, Fraction(fields["amount"]["value"]) ** 2 / worth(fields), ", FX-INV")

    def day_off(rng: random.Random) -> Planted:
        # A day on which the rate had moved by more than the check lets pass: at most 30 days before the false one.
        while True:
            fields = one(rng)
            own = date.fromisoformat(fields["announced"])
            true = own - timedelta(days=rng.randrange(1, 31))
            dollars = worth(fields, day=true)
            if abs(dollars / worth(fields) - 1) > _CLEARLY:
                return told(fields, dollars, ", FX-DATE")

    def other_dollar(rng: random.Random) -> Planted:
        fields = one(rng)
        return told(fields, worth(fields, rng.choice(["CAD", "AUD", "NZD", "SGD"])), "in place of USD, CUR-SYM")

    def other_crown(rng: random.Random) -> Planted:
        true = one(rng, donor=rng.choice(["NOR", "SWE"]), amount=exactly(f"{rng.randrange(101, 999)}000000", "DKK"))
        code = {"NOR": "NOK", "SWE": "SEK"}[true["donor"]]
        quote = f"{int(true['amount']['value']) // 1_000_000} million kroner"
        true["sources"] = [true["sources"][0] | {"quote": quote}]
        meant = worth(true | {"amount": true["amount"] | {"currency": code}})
        # A crown of another country is no currency of the donor's either.
        return _with(
            clean,
            true | equivalent(true, meant),
            place,
            "planted:amount.currency",
            words=f"{code} in place of DKK, CUR-SYM",
        )

    return [
        Fault("EQV", "a figure that is wrong", times([Fraction(2), Fraction(11, 10), Fraction(9, 10)])),
        Fault("EQV", "an inverse rate", inverse),
        Fault("EQV", "a day off", day_off),
        Fault("EQV", "a unit slip", times([Fraction(1000), Fraction(1, 1000)], ", UNIT")),
        Fault("EQV", "a rate for a hundred units", times([Fraction(100), Fraction(1, 100)], ", FX-UNIT")),
        Fault("EQV", "a swapped currency: another dollar", other_dollar),
        Fault("EQV", "a swapped currency: another crown", other_crown),
    ]


_CLEARLY = Fraction(2, 100)


def _in_a_stage(clean: Sequence[Record]) -> list[Fault]:
    def firm(fields: Fields) -> Fields:
        return fields | {"stage": "commitment"}

    def twice(kind: str) -> Callable[[random.Random], Planted]:
        def plant(rng: random.Random) -> Planted:
            record = Commitment.model_validate(one(rng))
            # More than half of the promise: once it fits, twice it does not.
            millions = int(record.amount.value or 0) // 1_000_000 * rng.randrange(60, 99) // 100
            booked = payment("planted-1", "planted", record.announced, millions, record.amount.currency or "", kind)
            again = booked.model_copy(update={"id": "planted-2"})
            return _among(clean, [record, booked, again], "planted:amount")

        return plant

    def in_another_currency(rng: random.Random) -> Planted:
        record = Commitment.model_validate(one(rng))
        other = "USD" if record.amount.currency != "USD" else "SEK"
        back = payment("planted-1", "planted", record.announced, rng.randrange(1, 9), other, "cancellation")
        return _among(clean, [record, back], "planted-1:amount.currency")

    def beyond_payments(rng: random.Random) -> Planted:
        record = Commitment.model_validate(one(rng))
        currency = record.amount.currency or ""
        paid = payment("planted-1", "planted", record.announced, rng.randrange(10, 40), currency)
        back = payment("planted-2", "planted", record.announced, rng.randrange(41, 99), currency, "return")
        return _among(clean, [record, paid, back], "planted:amount")

    def beyond_packages(rng: random.Random) -> Planted:
        record = Commitment.model_validate(one(rng))
        currency = record.amount.currency or ""
        package = payment("planted-1", "planted", record.announced, rng.randrange(10, 40), currency, "allocation")
        paid = payment("planted-2", "planted", record.announced, rng.randrange(41, 99), currency)
        return _among(clean, [record, package, paid], "planted:amount")

    def mixed(stage: str, of: str, tie: str) -> Callable[[random.Random], Planted]:
        """A part of a promise that is at another stage, or tied as if it were."""

        def plant(rng: random.Random) -> Planted:
            whole = one(rng) | {"stage": of}
            millions = rng.randrange(11, 99)
            part = promise(
                "planted-part",
                whole["donor"],
                date.fromisoformat(whole["announced"]) + timedelta(days=1),
                f"{millions}000000",
                f"{millions} million",
                stage=stage,
                relations=[{"kind": tie, "target": "planted"}],
            )
            both = (Commitment.model_validate(it) for it in (whole, part))
            return _among(clean, both, "planted-part:relations")

        return plant

    def both_stages(rng: random.Random) -> Planted:
        fields = one(rng)
        keeps = firm(fields) | {"id": "planted-firm", "title": "The same, now firm"}
        both = (Commitment.model_validate(it) for it in (fields, keeps))
        return _among(clean, both, "planted-firm:id", "planted:id")

    return [
        Fault("STAGE", "a stage mixed in: a pledge among commitments", mixed("pledge", "commitment", "part_of")),
        Fault("STAGE", "a stage mixed in: a commitment among pledges", mixed("commitment", "pledge", "part_of")),
        Fault("STAGE", "a stage mixed in: a pledge that keeps a pledge", mixed("pledge", "pledge", "fulfils")),
        Fault("STAGE", "a doubled row: a payment", twice("disbursement")),
        Fault("STAGE", "a doubled row: a delivery", twice("delivery")),
        Fault("STAGE", "a doubled row: a package", twice("allocation")),
        Fault("STAGE", "a doubled row: a cancellation", twice("cancellation")),
        Fault("STAGE", "a lost row: a package", beyond_packages),
        Fault("STAGE", "a lost row: a payment that came back", beyond_payments),
        Fault("STAGE", "a swapped currency in a cancellation", in_another_currency),
        Fault("DUP", "a stage mixed in: pledge and commitment untied", both_stages, POINTS),
    ]


def _in_ties(clean: Sequence[Record]) -> list[Fault]:
    promises = [record for record in clean if isinstance(record, Commitment)]
    payments = [record for record in clean if isinstance(record, Transaction)]

    def doubled(rng: random.Random) -> Planted:
        twin = rng.choice(promises)
        again = twin.model_copy(update={"id": "planted", "title": "Told by another paper"})
        return _among(clean, [again], "planted:id", f"{twin.id}:id")

    def lost(rng: random.Random) -> Planted:
        paid = rng.choice(payments)
        left = [record for record in clean if record.id != paid.commitment]
        return Planted(findings(left), at(f"{paid.id}:commitment"))

    def lost_whole(rng: random.Random) -> Planted:
        kind = rng.choice(["part_of", "fulfils", "restates", "supersedes", "tops_up"])
        return _with(clean, one(rng, relations=[{"kind": kind, "target": "lost"}]), "planted:relations")

    def parts(currency: str, times: int) -> Callable[[random.Random], Planted]:
        def plant(rng: random.Random) -> Planted:
            whole = one(rng)
            part = one(rng, relations=[{"kind": "part_of", "target": "planted"}])
            value = str(int(whole["amount"]["value"]) * times)
            part |= {
                "id": "planted-part",
                "title": "Part",
                "donor": whole["donor"],
                "amount": exactly(value, currency or whole["amount"]["currency"]),
            }
            part["sources"] = [part["sources"][0] | {"quote": f"{value} in all"}]
            both = [Commitment.model_validate(it) for it in (whole, part)]
            if currency:
                # The part may be more than the envelope that counts in its place.
                return _among(clean, both, "planted:counts", "planted-part:amount.currency", "planted:amount")
            # A thousandfold part may be more than a donor can give.
            return _among(clean, both, "planted:amount", "planted-part:amount")

        return plant

    return [
        Fault("DUP", "a doubled row", doubled, POINTS),
        Fault("REL", "a lost row: a promise that was paid", lost),
        Fault("REL", "a lost row: what a tie points at", lost_whole),
        Fault("FOOT", "a unit slip in a part", parts("", 1000)),
        Fault("FOOT", "a swapped currency in a part", parts("USD", 1)),
        *_in_swallowed_sums(clean),
    ]


def _in_swallowed_sums(clean: Sequence[Record]) -> list[Fault]:
    def again(rng: random.Random) -> Planted:
        """A restatement with a slip in its unit, beside one that is sound."""
        whole = one(rng)
        value = int(whole["amount"]["value"])
        sound = _tied(whole, "planted-again", "restates", whole["amount"])
        slipped = _tied(whole, "planted-slip", "restates", exactly(str(value * 10), whole["amount"]["currency"]))
        return _among(clean, map(Commitment.model_validate, (whole, sound, slipped)), "planted-slip:amount")

    def members(currency: str) -> Callable[[random.Random], Planted]:
        """A fund of which one member's share is booked with a digit too many, beside a fund that is sound."""

        def plant(rng: random.Random) -> Planted:
            whole = one(rng, donor="NATO", currency="EUR") | {"title": "Common fund"}
            half = exactly(str(int(whole["amount"]["value"]) // 2), "EUR")
            slip = exactly(str(int(half["value"]) * 10), currency)
            funds = [whole, whole | {"id": "planted-sound", "announced": str(date(2025, 4, 1))}]
            shares = [
                _tied(fund, f"{fund['id']}-{donor}", "contributes_to", amount, donor=donor)
                for fund, sums in zip(funds, ((half, slip), (half, half)), strict=True)
                for donor, amount in zip(("DEU", "FRA"), sums, strict=True)
            ]
            touched = () if currency == "EUR" else ("planted-FRA:amount.currency",)
            return _among(clean, map(Commitment.model_validate, (*funds, *shares)), "planted:amount", *touched)

        return plant

    return [
        Fault("FOOT", "a unit slip in what restates another", again),
        Fault("FOOT", "a unit slip in a share of a common fund", members("EUR")),
        Fault("FOOT", "a unit slip in a share in another currency", members("USD")),
    ]


def _tied(whole: Fields, key: str, kind: str, amount: Fields, donor: str = "") -> Fields:
    """A promise that is tied to another one, announced two days later, with a quote that carries its sum."""
    value = amount["value"]
    return whole | {
        "id": key,
        "title": f"{kind} {key}",
        "donor": donor or whole["donor"],
        "announced": str(date.fromisoformat(whole["announced"]) + timedelta(days=2)),
        "amount": amount,
        "relations": [{"kind": kind, "target": whole["id"]}],
        "sources": [whole["sources"][0] | {"quote": f"{value} in all"}],
    }


def _in_what_is_told(clean: Sequence[Record]) -> list[Fault]:
    names = cycle(["Ruritania", "Ukrane", "Congo", "Korea", "Kiew", "Freedonia"])

    def unknown(field: str) -> Callable[[random.Random], Planted]:
        def plant(rng: random.Random) -> Planted:
            return _with(clean, one(rng) | {field: next(names)}, f"planted:{field}")

        return plant

    def year_slip(rng: random.Random) -> Planted:
        fields = one(rng)
        year = int(fields["announced"][:4]) - rng.randrange(1, 9)
        term = {"kind": "period", "start": f"{year}-01-01", "end": f"{year}-12-31"}
        return _with(clean, fields | {"term": term}, "planted:term")

    def in_kind(rng: random.Random) -> Planted:
        item = {"description": f"{rng.randrange(2, 9)} tanks", "amount": exactly("5000000", "EUR")}
        return _with(clean, one(rng, items=[item]), "planted:items")

    return [
        Fault("PARTY", "a recipient misspelt or unknown", unknown("recipient")),
        Fault("PARTY", "a donor misspelt or unknown", unknown("donor")),
        Fault("TERM", "a day off: a period that was over", year_slip),
        Fault("VAL", "goods without a basis of their worth", in_kind, POINTS),
    ]

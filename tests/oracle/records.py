"""Three hundred random records of all kinds, as dictionaries, the same for the same seed; and two files of rates."""

from datetime import date, timedelta
from random import Random

DONORS = ("DEU", "GBR", "USA", "FIN", "SWE", "POL", "NLD", "BEL", "FRA", "JPN", "EU")
RECIPIENTS = ("UKR", "MDA", "EU", "POL")
CURRENCIES = ("EUR", "EUR", "EUR", "USD", "USD", "GBP", "JPY", "SEK", "CZK", "ISK", "UAH")
# Without a rate on most days or ever: dirhams, roubles after March 2022; and those that the euro has replaced.
ODD = ("AED", "RUB", "HRK", "BGN", "EEK", "LTL", "DEM")
LEGACY = {"HRK": 2022, "BGN": 2025, "EEK": 2010, "LTL": 2014, "DEM": 2001}
QUALIFIERS = ("exact", "exact", "exact", "about", "at_least", "up_to", "range")


class Maker:
    """Makes records; what it can make is switched off where a test is about something else.

    Args:
        seed: of all chance.
        envelopes: whether envelopes have parts.
        undisclosed: whether sums are kept secret.
        doubtful: whether some of what is cancelled is a range, or "up to" a sum.
        fits: whether the parts of an envelope come to no more than it is at least.
    """

    def __init__(self, seed, *, envelopes=True, undisclosed=True, doubtful=True, fits=False):
        self.chance, self.records, self.number = Random(seed), [], 0  # noqa: S311 - repeatable records, no secrets
        self.envelopes, self.undisclosed, self.doubtful, self.fits = envelopes, undisclosed, doubtful, fits

    def make(self, count):
        families = [self.single, self.single, self.single, self.repeated, self.superseded]
        if self.envelopes:
            families += [self.envelope] * 4
        while len(self.records) < count:
            self.chance.choice(families)()
        records = self.records[:]
        self.chance.shuffle(records)
        return records

    def one_in(self, number):
        return self.chance.randrange(number) == 0

    def day(self, first=2019, last=2026):
        start = date(first, 1, 1)
        return start + timedelta(days=self.chance.randrange((date(last, 9, 30) - start).days))

    def value(self, currency, most=10**9):
        cents = self.chance.choice(
            [self.chance.randint(0, 9), self.chance.randint(1, 10**5), self.chance.randint(1, most)]
        )
        if currency in ("JPY", "ISK"):
            return str(cents)
        if self.one_in(12):
            return f"{cents // 1000}.{cents % 1000:03d}"
        return str(cents // 100) if self.one_in(3) else f"{cents // 100}.{cents % 100:02d}"

    def amount(self, currency, *, bounded=False, most=10**9, known=False):
        if not known and self.one_in(9):
            return {"qualifier": "none"} if self.one_in(4) or not self.undisclosed else self.secret(currency)
        qualifier = self.chance.choice([it for it in QUALIFIERS if not (bounded and it == "at_least")])
        if qualifier == "range":
            low, high = sorted((self.value(currency, most), self.value(currency, most)), key=float)
            return {"qualifier": "range", "low": low, "high": high, "currency": currency}
        return {"qualifier": qualifier, "value": self.value(currency, most), "currency": currency}

    def secret(self, currency):
        return {"qualifier": "undisclosed"} | ({"currency": currency} if self.one_in(2) else {})

    def term(self, announced, *, once=False):
        start = announced + timedelta(days=self.chance.randint(-200, 500))
        end = start + timedelta(days=self.chance.choice([0, 20, 400, 1500]) + self.chance.randrange(60))
        kind = self.chance.choice(
            ["one_off", "one_off", "period", "period", "period", *([] if once else ["recurring"] * 3)]
        )
        match kind:
            case "one_off":
                return {"kind": kind} | ({"start": str(start)} if self.one_in(2) else {})
            case "period":
                return {"kind": kind, "start": str(start), "end": str(end)}
        every = self.chance.choice(["year", "year", "quarter", "month"])
        fields = {"kind": kind, "start": str(start), "every": every}
        return fields if self.one_in(3) else fields | {"end": str(end)}

    def joint(self, donor):
        others = self.chance.sample([it for it in DONORS if it != donor], self.chance.randint(1, 2))
        givers, style = [donor, *others], self.chance.randrange(3)
        self.chance.shuffle(givers)
        weights = [self.chance.randint(1, 9) for _ in givers]
        if style == 0:
            shares = [{}] * len(givers)
        elif style == 1:
            shares = [{"share": f"{weight}/{sum(weights)}"} for weight in weights]
        else:
            shares = [{"share": f"{self.chance.choice(['12.5', '30', '45'])}%"}, *[{}] * (len(givers) - 1)]
        return [{"donor": giver} | share for giver, share in zip(givers, shares, strict=True)]

    def commitment(self, **fields):
        """A pledge or commitment with random fields, but for those given."""
        self.number += 1
        currency = fields.pop("currency", None) or self.chance.choice(ODD if self.one_in(7) else CURRENCIES)
        last = LEGACY.get(currency)
        announced = self.day(last - 1, last) if last else self.day()
        donor = self.chance.choice(DONORS)
        made = {
            "id": f"c{self.number:03d}",
            "title": f"Promise {self.number}",
            "donor": donor,
            "recipient": self.chance.choice([it for it in RECIPIENTS if it != donor]) if not self.one_in(40) else donor,
            "category": self.chance.choice(["military", "financial", "humanitarian"]),
            "instrument": self.chance.choice(["grant", "loan"]),
            "stage": self.chance.choice(["pledge", "pledge", "commitment"]),
            "announced": str(announced),
            "amount": self.amount(currency, most=fields.pop("most", 10**9), known=fields.pop("known", False)),
            "term": self.term(announced, once=fields.pop("once", False)),
            "handling": "internal" if self.one_in(20) else "public",
        }
        if self.one_in(5):
            made["joint_donors"] = self.joint(donor)
        made |= fields
        self.records.append(made)
        return made

    def transaction(self, of, kind=None):
        """Something that happened to a commitment: mostly in its currency, and of a size that may be too much."""
        self.number += 1
        kind = kind or self.chance.choice(["allocation", "disbursement", "delivery", "return", "disbursement"])
        currency = of["amount"].get("currency") or "EUR"
        if self.one_in(8):
            currency = "USD" if currency == "EUR" else "EUR"
        on = date.fromisoformat(of["announced"]) + timedelta(days=self.chance.randint(0, 900))
        amount = self.cancelled(of, currency) if kind == "cancellation" else self.amount(currency, bounded=True)
        self.records.append(
            {
                "record": "transaction",
                "id": f"t{self.number:03d}",
                "commitment": of["id"],
                "type": kind,
                "value_date": str(min(on, date(2026, 9, 30))),
                "amount": amount,
                "handling": "internal" if self.one_in(30) else "public",
            }
        )

    def cancelled(self, of, currency):
        """A sum that is a quarter, half or all of what was promised, or somewhat more; or any other one."""
        stated = of["amount"].get("value") or of["amount"].get("high")
        if not stated or currency != of["amount"]["currency"]:
            amount = self.amount(currency, bounded=True)
            return amount if self.doubtful or "low" not in amount else amount | {"low": amount["high"]}
        quarters = str(int(stated.partition(".")[0]) * self.chance.choice([1, 2, 4, 4, 5]) // 4)
        if self.doubtful and self.one_in(4):
            return {"qualifier": "range", "low": "0", "high": quarters, "currency": currency}
        qualifier = "up_to" if self.doubtful and self.one_in(4) else "exact"
        return {"qualifier": qualifier, "value": self.chance.choice([quarters, stated]), "currency": currency}

    def happenings(self, *commitments):
        for it in commitments:
            for _ in range(self.chance.choice([0, 0, 1, 2])):
                self.transaction(it)
            for _ in range(self.chance.choice([0, 0, 1, 2])):
                self.transaction(it, "cancellation")

    def single(self):
        self.happenings(self.commitment())

    def tied(self, upper, kind, **fields):
        """A record with a tie to another one, of the same stage."""
        again = {"stage": upper["stage"], "relations": [{"kind": kind, "target": upper["id"]}]}
        return self.commitment(**(again | fields))

    def repeated(self):
        """A record that others restate, draw down or share in, over one or two steps."""
        upper = self.commitment(known=True, handling="public")
        currency = upper["amount"].get("currency", "EUR")
        kinds = ["restates", "draws_down", "contributes_to", "contributes_to", "tops_up", "fulfils"]
        lower = self.tied(upper, self.chance.choice(kinds), currency=currency)
        more = [self.tied(lower, self.chance.choice(kinds[:2]), currency=currency)] if self.one_in(3) else []
        self.happenings(upper, lower, *more)
        if self.undisclosed and self.one_in(2):
            secret = self.commitment(amount=self.secret("EUR"))
            self.tied(secret, "restates", handling="public", known=not self.one_in(3))

    def superseded(self):
        """A chain of promises of which each stands in place of the one before."""
        old = self.commitment()
        newer = self.tied(old, "supersedes")
        newest = [self.tied(newer, "supersedes")] if self.one_in(2) else []
        again = [self.tied(old, self.chance.choice(["restates", "draws_down"]))] if self.one_in(3) else []
        self.happenings(old, newer, *newest, *again)

    def envelope(self):
        """An envelope with parts: smaller or too large, elsewhere, in other currencies, cut again, of joint donors."""
        currency = self.chance.choice([it for it in CURRENCIES if it != "UAH"])
        upper = self.commitment(known=True, once=self.fits or not self.one_in(8), currency=currency, most=10**9)
        if self.one_in(3):
            upper["counts"] = self.chance.choice(["envelope", "parts"])
        parts = [self.part(upper, currency) for _ in range(self.chance.randint(1, 3))]
        if self.one_in(2):
            parts.append(self.part(self.chance.choice(parts), currency))
        if self.one_in(5) and not self.fits:
            parts.append(self.tied(parts[0], "supersedes", currency=currency, once=True))
        if self.one_in(6) and not self.fits:
            parts.append(self.tied(upper, "supersedes", currency=currency, once=True))
        self.happenings(upper, *parts)

    def part(self, upper, currency):
        fields = {"currency": currency, "once": not self.one_in(8), "most": 10 ** self.chance.randint(5, 9)}
        if self.one_in(10):
            fields["currency"] = "GBP"
        if self.one_in(2):
            fields |= {it: upper[it] for it in ("donor", "recipient", "joint_donors") if it in upper}
            if "joint_donors" not in upper:
                fields["joint_donors"] = []
        elif self.one_in(2):
            fields["recipient"] = upper["recipient"]
            fields["donor"] = self.chance.choice([it for it in DONORS if it != upper["recipient"]])
            fields["joint_donors"] = []
        if self.fits:
            fields |= {"currency": currency, "amount": self.that_fits(upper)}
        return self.tied(upper, "part_of", **fields)

    def that_fits(self, upper):
        """A sum of which five fit into the least that the envelope comes to."""
        amount, currency = upper["amount"], upper["amount"].get("currency")
        least = amount.get("low") or (amount.get("value", "0") if amount["qualifier"] != "up_to" else "0")
        most = int(least.partition(".")[0]) // 5
        low, high = sorted((self.chance.randint(0, most), self.chance.randint(0, most)))
        qualifier = self.chance.choice(["exact", "up_to", "range", "range"])
        if qualifier == "range":
            return {"qualifier": "range", "low": str(low), "high": str(high), "currency": currency}
        return {"qualifier": qualifier, "value": str(high), "currency": currency}


def hryvnia(seed=1):
    """Rates of the hryvnia on most days of 2021 to 2025, in UAH for a unit, or for a hundred yen."""
    rows = ["date,currency,rate,base,direction,unit,source"]
    chance = Random(seed)  # noqa: S311 - repeatable rates, no secrets
    on = date(2021, 1, 1)
    while on < date(2026, 1, 1):
        if on.weekday() < 5 and chance.randrange(30):
            for currency, unit, near in (("USD", 1, 35), ("EUR", 1, 40), ("JPY", 100, 27), ("GBP", 1, 48)):
                rate = f"{near + chance.randrange(-40000, 40000) / 10000:.4f}"
                rows.append(f"{on},{currency},{rate},UAH,base_per_unit,{unit},made up")
        on += timedelta(days=1)
    return "\n".join(rows) + "\n"


TABLE = """date,currency,rate,base,direction,unit,source,kind
2022-10-06,USD,0.9887,EUR,units_per_base,1,made up,table
2022-10-06,GBP,0.87571,EUR,units_per_base,1,made up,table
2022-10-05,JPY,143.21,EUR,units_per_base,1,made up,table
2022-10-06,HRK,7.5251,EUR,units_per_base,1,made up,table
"""

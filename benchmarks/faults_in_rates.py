"""Faults of rates: in a file of them, held against the history of the ECB, and records far from any rate."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from itertools import pairwise

from clean_records import LAST_DAY, payment, promise
from faults_in_records import findings
from planting import Fault, Planted, at

from ledger.checks import check_held_rates
from ledger.foundation import Problem
from ledger.rates import (
    MOST_DAYS_BACK,
    HeldChange,
    RateSet,
    against_others,
    doubtful_quotes,
    ecb_rates,
    future_quotes,
    quote_changes,
    read_rates,
)
from ledger.rates.sets import Series
from ledger.records import Commitment, Record

CODES = ("USD", "GBP", "SEK", "NOK", "PLN", "CHF")
NEAR_PAR = ("USD", "GBP", "CHF")
# What the checks of a file let pass, since they ask for more than two sound banks may differ by.
WITHIN_A_HALF = "missed where no rate leaps by half"
UNITS, BASE = "units_per_base", "base_per_unit"
HEADINGS = "date,currency,rate,base,direction,unit,source"
TODAY = date(2025, 12, 1)
# Currencies that the ECB took up late, by donors whose own they are.
LATE = {"CHN": "CNY", "IND": "INR", "BRA": "BRL", "MEX": "MXN", "IDN": "IDR", "MYS": "MYR", "THA": "THB", "ISR": "ILS"}
# Currencies that the ECB does not quote, by donors whose own they are.
UNQUOTED = {"TWN": "TWD", "KWT": "KWD", "SAU": "SAR", "ARE": "AED", "QAT": "QAR", "VNM": "VND"}


def cut_off(rates: RateSet | None = None, last: date = LAST_DAY - MOST_DAYS_BACK) -> RateSet:
    """A set of rates that nobody has renewed since a day, by default as old as clean records bear."""
    rates = rates or ecb_rates()
    kept = {code: _until(series, last) for code, series in rates.quotes.items() if series.days[0] <= last}
    return replace(rates, quotes=kept, sha256="0" * 64)


def in_reach_of_rates(clean: Sequence[Record]) -> list[Fault]:
    """Records that no rate is near enough to, and sets of rates that ended before them."""
    return [*_gaps(clean), *_stale(clean)]


def in_rates() -> list[Fault]:
    """Every kind of fault that a file of rates can have."""
    return [*_wrong_way(), *_in_one_line(), *_in_several_lines(), *_since_held(), *_unsaid()]


def sound_tables(rng: random.Random, count: int = 36) -> list[Problem]:
    """What is found in pieces of the ECB's history, in all layouts; nothing has to be."""
    return [problem for _ in range(count) for problem in _read_wide(_piece(rng), rng)]


Piece = Sequence[tuple[date, dict[str, Fraction]]]


def _unsaid() -> list[Fault]:
    """Tables that do not say their base, and tables of which somebody says something wrong."""

    def table(change: Callable[[dict[str, Fraction]], dict[str, Fraction]]) -> Callable[[random.Random], Planted]:
        def plant(rng: random.Random) -> Planted:
            piece = [(day, change(rates)) for day, rates in _piece(rng)]
            return Planted(_read_wide(piece, rng), at("bank"))

        return plant

    def said_wrong(code: str, stated: Mapping[str, str]) -> Callable[[random.Random], Planted]:
        """A table in euros per unit, or in units per euro, of which somebody says the contrary."""

        def plant(rng: random.Random) -> Planted:
            piece = _piece(rng)
            if stated["direction"] == "units_per_base":
                piece = [(day, {name: 1 / rate for name, rate in rates.items()}) for day, rates in piece]
            found = _read_wide(piece, rng, stated)
            return Planted(found, at(*{str(it.place) for it in found if it.code == code} or {"bank"}))

        return plant

    def per(base: str) -> Callable[[dict[str, Fraction]], dict[str, Fraction]]:
        return lambda rates: {name: rates[base] / rate for name, rate in rates.items() if name != base}

    wrong = {"base": "EUR", "source": "a bank"}
    return [
        Fault("FX-FEED", "a table of another base without a word", table(per("SEK"))),
        Fault("FX-FEED", "the same of a base near the euro", table(per("CHF"))),
        Fault("FX-FEED", "a table upside down without a word", table(lambda it: {c: 1 / r for c, r in it.items()})),
        Fault("FX-FEED", "a currency that the ECB does not quote", table(lambda it: {**it, "UAH": it["PLN"] * 11})),
        Fault("FX-FEED", "rates for 100 units without a word", table(lambda it: {c: r * 100 for c, r in it.items()})),
        Fault("FX-INV", "units for a euro called euros for a unit", said_wrong("FX-INV", wrong | {"direction": BASE})),
        Fault("FX-INV", "euros for a unit called units for a euro", said_wrong("FX-INV", wrong | {"direction": UNITS})),
    ]


def _piece(rng: random.Random) -> Piece:
    """Some days of the ECB's history."""
    ecb = ecb_rates()
    days = ecb.quotes["PLN"].days
    start = rng.randrange(len(days) - 60)
    chosen = days[start : start + rng.randrange(1, 60)]
    quotes = {day: {code: ecb.quote_on_or_before(code, day) for code in CODES} for day in chosen}
    return [(day, {code: it.per_one for code, it in of.items() if it is not None}) for day, of in quotes.items()]


def _read_wide(piece: Piece, rng: random.Random, stated: Mapping[str, str] | None = None) -> list[Problem]:
    """What is found in a table of a day a row, parted by commas, semicolons or tabs, when it is added to the book."""
    separator, has_points = rng.choice([(",", True), (";", False), ("\t", False), (";", True)])
    lines = [separator.join(["Date", *piece[0][1]])]
    for day, rates in piece:
        texts = [f"{Decimal(rate.numerator) / Decimal(rate.denominator):.8f}" for rate in rates.values()]
        lines.append(separator.join([str(day), *(text if has_points else text.replace(".", ",") for text in texts)]))
    read, problems = read_rates("bank", "\n".join(lines).encode(), **(stated or {}))
    return [*problems, *(against_others(read, [ecb_rates()]) if read else ())]


def _since_held() -> list[Fault]:
    """Files that are sound by themselves and say otherwise what the book held."""
    return [
        Fault("FX-FEED", "a held rate changed by a newer file", partial(_changed_since, _other_rate)),
        Fault("FX-FEED", "a held rate lost in a newer file", partial(_changed_since, None)),
    ]


def _changed_since(other: Callable[[str], str] | None, rng: random.Random) -> Planted:
    held = ecb_rates()
    code = rng.choice(CODES)
    series = held.quotes[code]
    spot = rng.randrange(len(series.days) - 1)
    day, value = series.days[spot], series.values[spot]
    if other is None:
        cut = (tuple(it[:spot] + it[spot + 1 :]) for it in (series.days, series.values, series.units))
        changed = Series(*cut)
    else:
        changed = replace(series, values=(*series.values[:spot], other(value), *series.values[spot + 1 :]))
    newer = replace(held, quotes={**held.quotes, code: changed}, sha256="0" * 64)
    found = check_held_rates(HeldChange(held.name, 7, change) for change in quote_changes(held, newer))
    return Planted(found, at(f"rates:{held.name}:{day}:{code}"))


def _other_rate(value: str) -> str:
    """The same with its last digit another one."""
    return value[:-1] + ("2" if value[-1] != "2" else "3")


def _until(series: Series, last: date) -> Series:
    kept = sum(day <= last for day in series.days)
    return Series(series.days[:kept], series.values[:kept], series.units[:kept])


def _planted(donor: str, currency: str, day: date, rng: random.Random) -> Commitment:
    millions = rng.randrange(101, 999)
    fields = promise("planted", donor, day, f"{millions}000000", f"{millions} million", currency=currency)
    return Commitment.model_validate(fields)


def _gaps(clean: Sequence[Record]) -> list[Fault]:
    ecb = ecb_rates()

    def found(record: Commitment, *more: RateSet) -> Planted:
        return Planted(findings([*clean, record], [ecb, *more]), at("planted"))

    def own_bank(currency: str, without: Callable[[date], bool]) -> RateSet:
        days = [date(2024, 1, 1) + timedelta(days=it) for it in range(365)]
        quoted = [day for day in days if day.weekday() < 5 and not without(day)]
        quotes = ((day, f"{3 + number % 7 / 100:.2f}") for number, day in enumerate(quoted))
        lines = [f"{day},{currency},{rate},EUR,units_per_base,1,bank" for day, rate in quotes]
        rates, problems = read_rates("bank", "\n".join([HEADINGS, *lines]).encode())
        assert rates is not None, problems
        return rates

    def before_the_first(rng: random.Random) -> Planted:
        donor, currency = rng.choice(list(LATE.items()))
        day = ecb.quotes[currency].days[0] - timedelta(days=rng.randrange(1, 300))
        return found(_planted(donor, currency, day, rng))

    def before_any(rng: random.Random) -> Planted:
        donor, currency = rng.choice([("GBR", "GBP"), ("NOR", "NOK"), ("USA", "USD"), ("CAN", "CAD"), ("JPN", "JPY")])
        return found(_planted(donor, currency, date(1999, 1, rng.randrange(1, 4)), rng))

    def in_a_hole(rng: random.Random) -> Planted:
        begins = date(2024, 1, 8) + timedelta(days=rng.randrange(250))
        ends = begins + timedelta(days=rng.randrange(11, 60))
        donor, currency = rng.choice(list(UNQUOTED.items()))
        rates = own_bank(currency, lambda day: begins <= day <= ends)
        last = max(day for day in rates.quotes[currency].days if day < begins)
        # From the eighth day after the last quote on: the seventh is near enough.
        day = last + timedelta(days=rng.randrange(8, (ends - last).days + 1))
        return found(_planted(donor, currency, day, rng), rates)

    def in_the_crown(rng: random.Random) -> Planted:
        last, again = next(it for it in pairwise(ecb.quotes["ISK"].days) if (it[1] - it[0]).days > 8)
        day = last + timedelta(days=rng.choice([8, 9, rng.randrange(10, (again - last).days)]))
        return found(_planted("ISL", "ISK", day, rng))

    def after_the_end(rng: random.Random) -> Planted:
        donor, currency = rng.choice(list(UNQUOTED.items()))
        end = date(2024, 1, 31) + timedelta(days=rng.randrange(300))
        rates = own_bank(currency, lambda day: day > end)
        day = rates.quotes[currency].days[-1] + timedelta(days=rng.choice([8, 9, rng.randrange(10, 200)]))
        return found(_planted(donor, currency, day, rng), rates)

    def suspended(rng: random.Random) -> Planted:
        day = ecb.quotes["RUB"].days[-1] + timedelta(days=rng.choice([8, rng.randrange(9, 900)]))
        return found(_planted("RUS", "RUB", day, rng))

    def no_set(rng: random.Random) -> Planted:
        donor, currency = rng.choice(list(UNQUOTED.items()))
        return found(_planted(donor, currency, date(2024, 2, 1) + timedelta(days=rng.randrange(300)), rng))

    return [
        Fault("FX-GAP", "a day before the currency's first rate", before_the_first),
        Fault("FX-GAP", "a day before any rate", before_any),
        Fault("FX-GAP", "lost rows: a hole of more than seven days", in_a_hole),
        Fault("FX-GAP", "the hole that the ECB has in the króna", in_the_crown),
        Fault("FX-GAP", "a set of rates cut off", after_the_end),
        Fault("FX-GAP", "a currency that is quoted no more", suspended),
        Fault("FX-GAP", "a currency that no set has", no_set),
    ]


def _stale(clean: Sequence[Record]) -> list[Fault]:
    ecb = ecb_rates()

    def later(rng: random.Random, last: date) -> date:
        return last + timedelta(days=rng.choice([8, 9, rng.randrange(10, 300)]))

    def end_of_rates(rng: random.Random) -> RateSet:
        return cut_off(last=LAST_DAY + timedelta(days=rng.randrange(200)))

    def in_euro(rng: random.Random) -> Planted:
        rates = end_of_rates(rng)
        record = _planted("DEU", "EUR", later(rng, rates.last_day), rng)
        return Planted(findings([*clean, record], [rates]), at("rates:ECB"))

    def in_pounds(rng: random.Random) -> Planted:
        rates = end_of_rates(rng)
        record = _planted("GBR", "GBP", later(rng, rates.last_day), rng)
        # No rate is near enough to convert it, either.
        return Planted(findings([*clean, record], [rates]), at("rates:ECB"), at("planted"))

    def by_a_payment(rng: random.Random) -> Planted:
        rates = end_of_rates(rng)
        whole = rng.choice([it for it in clean if isinstance(it, Commitment) and it.amount.currency == "EUR"])
        paid = payment("planted", whole.id, later(rng, rates.last_day), 9, "EUR")
        return Planted(findings([*clean, paid], [rates]), at("rates:ECB"))

    def of_two(rng: random.Random) -> Planted:
        rates = end_of_rates(rng)
        older = replace(cut_off(last=rates.last_day - timedelta(days=30)), name="bank", sha256="1" * 64)
        record = _planted("DEU", "EUR", later(rng, rates.last_day), rng)
        order = rng.choice([[rates, older], [older, rates]])
        return Planted(findings([*clean, record], order), at("rates:ECB"))

    def years_ahead(rng: random.Random) -> Planted:
        day = date(2024, 3, 4).replace(year=rng.choice([2042, 2034, 2052]))
        return Planted(findings([*clean, _planted("FRA", "EUR", day, rng)], [ecb]), at("planted:announced"))

    return [
        Fault("FX-STALE", "a set of rates cut off before a record", in_euro),
        Fault("FX-STALE", "the same, and the record needs a rate", in_pounds),
        Fault("FX-STALE", "a set of rates cut off before a payment", by_a_payment),
        Fault("FX-STALE", "two sets of rates cut off", of_two),
        Fault("FORM", "a day off: years ahead", years_ahead),
    ]


Rate = tuple[date, str, Decimal]


@cache
def _sound() -> tuple[Rate, ...]:
    """The lines of a sound file: the year 2024 of six currencies, day by day."""
    ecb = ecb_rates()
    days = [day for day in ecb.quotes["USD"].days if day.year == 2024]
    quotes = [(day, code, ecb.quote_on_or_before(code, day)) for day in days for code in CODES]
    return tuple((day, code, quote.value) for day, code, quote in quotes if quote is not None)


def _days() -> list[date]:
    return sorted({day for day, _, _ in _sound()})


def _read(lines: Sequence[tuple[date, str, str]], *places: str, touched: Sequence[str] = ()) -> Planted:
    """What is found in a file of these lines when it is added to the book."""
    text = [HEADINGS, *(f"{day},{code},{rate},EUR,units_per_base,1,bank" for day, code, rate in lines)]
    rates, problems = read_rates("bank", "\n".join(text).encode())
    doubts = (*doubtful_quotes(rates), *against_others(rates, [ecb_rates()])) if rates else ()
    future = future_quotes(rates, TODAY) if rates else ()
    return Planted([*problems, *doubts, *future], at(*places), at(*touched))


def _changed(change: Callable[[date, str, Decimal], str | None]) -> list[tuple[date, str, str]]:
    """The lines of the sound file with other rates where the change gives one."""
    return [(day, code, change(day, code, rate) or f"{rate:f}") for day, code, rate in _sound()]


def _wrong_way() -> list[Fault]:
    last = _days()[-1]

    def inverse(codes: Sequence[str]) -> Callable[[random.Random], Planted]:
        def plant(rng: random.Random) -> Planted:
            which = rng.choice(codes)
            lines = _changed(lambda _, code, rate: f"{1 / rate:.6f}" if code == which else None)
            return _read(lines, f"bank:{last}:{which}")

        return plant

    def unit(rng: random.Random) -> Planted:
        which, power = rng.choice(CODES), rng.choice([1, 2, 3, -2])
        lines = _changed(lambda _, code, rate: f"{rate.scaleb(power):f}" if code == which else None)
        return _read(lines, f"bank:{last}:{which}")

    def labels(rng: random.Random) -> Planted:
        one, other = rng.choice([("USD", "SEK"), ("GBP", "PLN"), ("CHF", "NOK"), ("USD", "PLN")])
        swapped = {one: other, other: one}
        lines = [(day, swapped.get(code, code), f"{rate:f}") for day, code, rate in _sound()]
        both = [f"bank:{last}:{code}" for code in (one, other)]
        return _read(lines, *both)

    return [
        Fault("FX-INV", "an inverse rate, all through a file", inverse([it for it in CODES if it not in NEAR_PAR])),
        Fault("FX-INV", "an inverse rate near 1, all through a file", inverse(NEAR_PAR)),
        Fault("FX-UNIT", "a unit slip, all through a file", unit),
        Fault("FX-FEED", "swapped currencies, all through a file", labels),
    ]


def _in_one_line() -> list[Fault]:
    def spoilt(spoil: Callable[[random.Random, Decimal], str]) -> Callable[[random.Random], Planted]:
        """One rate that cannot be read."""

        def plant(rng: random.Random) -> Planted:
            number = rng.randrange(len(_sound()))
            day, code, rate = _sound()[number]
            wrong = spoil(rng, rate)
            lines = _changed(lambda its_day, its_code, _: wrong if (its_day, its_code) == (day, code) else None)
            return _read(lines, f"bank:{number + 2}:rate")

        return plant

    def cells(rng: random.Random) -> Planted:
        number = rng.randrange(len(_sound()))
        day, code, rate = _sound()[number]
        comma = f"{rate:f}".replace(".", ",")
        lines = _changed(lambda its_day, its_code, _: comma if (its_day, its_code) == (day, code) else None)
        return _read(lines, f"bank:{number + 2}")

    def leap(rng: random.Random) -> Planted:
        which, at_day = rng.choice(CODES), rng.choice(_days()[5:-5])
        times = rng.choice([Decimal(10), Decimal("0.1"), Decimal(2), Decimal("0.5")])
        lines = _changed(lambda day, code, rate: f"{rate * times:f}" if (day, code) == (at_day, which) else None)
        return _read(lines, f"bank:{at_day}:{which}")

    def inverse(rng: random.Random) -> Planted:
        which, at_day = rng.choice(["SEK", "NOK", "PLN"]), rng.choice(_days()[5:-5])
        lines = _changed(lambda day, code, rate: f"{1 / rate:.6f}" if (day, code) == (at_day, which) else None)
        return _read(lines, f"bank:{at_day}:{which}")

    def swapped(*pairs: tuple[str, str]) -> Callable[[random.Random], Planted]:
        def plant(rng: random.Random) -> Planted:
            at_day, (one, other) = rng.choice(_days()[5:-5]), rng.choice(pairs)
            of = {code: rate for day, code, rate in _sound() if day == at_day}
            new = {one: of[other], other: of[one]}
            lines = _changed(lambda day, code, _: f"{new[code]:f}" if day == at_day and code in new else None)
            return _read(lines, *(f"bank:{at_day}:{code}" for code in new))

        return plant

    def next_days(rng: random.Random) -> Planted:
        which, number = rng.choice(CODES), rng.randrange(5, len(_days()) - 5)
        at_day, after = _days()[number : number + 2]
        rate = next(rate for day, code, rate in _sound() if (day, code) == (after, which))
        lines = _changed(lambda day, code, _: f"{rate:f}" if (day, code) == (at_day, which) else None)
        return _read(lines, f"bank:{at_day}:{which}")

    return [
        Fault("FX-FEED", "a comma in a rate", cells),
        Fault("FX-FEED", "zero, or a rate below it", spoilt(lambda rng, _: rng.choice(["0", "0.0000", "-1.1"]))),
        Fault("FX-FEED", "a rate that is no number", spoilt(lambda rng, _: rng.choice(["n/a", "1.1.1", "1e1", "-"]))),
        Fault("FX-FEED", "a unit slip on one day", leap),
        Fault("FX-FEED", "an inverse rate on one day", inverse),
        Fault("FX-FEED", "swapped currencies on one day", swapped(("USD", "SEK"), ("GBP", "PLN"), ("CHF", "NOK"))),
        Fault(
            "FX-FEED",
            "swapped currencies of near worth on one day",
            swapped(("USD", "GBP"), ("SEK", "NOK"), ("GBP", "CHF")),
            WITHIN_A_HALF,
        ),
        Fault("FX-FEED", "the next day's rate of one currency", next_days, WITHIN_A_HALF),
    ]


def _in_several_lines() -> list[Fault]:
    def next_days(rng: random.Random) -> Planted:
        number = rng.randrange(5, len(_days()) - 5)
        day, after = _days()[number : number + 2]
        of_next = {code: rate for its_day, code, rate in _sound() if its_day == after}
        lines = _changed(lambda its_day, code, _: f"{of_next[code]:f}" if its_day == day else None)
        return _read(lines, f"bank:{after}")

    def doubled(rng: random.Random) -> Planted:
        lines = _changed(lambda *_: None)
        number = rng.randrange(len(lines))
        lines.insert(number + 1, lines[number])
        return _read(lines, f"bank:{number + 3}:rate")

    def two_rates(rng: random.Random) -> Planted:
        lines = _changed(lambda *_: None)
        number = rng.randrange(len(lines))
        day, code, rate = lines[number]
        lines.insert(number + 1, (day, code, f"{Decimal(rate) * Decimal('1.01'):f}"))
        return _read(lines, f"bank:{number + 3}:rate")

    def years_ahead(rng: random.Random) -> Planted:
        number = rng.randrange(len(_sound()))
        lines = _changed(lambda *_: None)
        day, code, rate = lines[number]
        lines[number] = (day.replace(year=2042, day=min(day.day, 28)), code, rate)
        return _read(lines, f"bank:{code}")

    return [
        Fault("FX-FEED", "the next day's rates of all currencies", next_days),
        Fault("FX-FEED", "a doubled row", doubled),
        Fault("FX-FEED", "a doubled row with another rate", two_rates),
        Fault("FX-FEED", "a day off: years ahead", years_ahead),
    ]

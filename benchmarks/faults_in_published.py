"""Faults in what publishers send: rates that do not say of what, and ties, signs and statuses that a source states.

The sixth and the eighth of the rules by which files are read: no base, direction or publisher of a rate is assumed, and
what a source states of its sums is kept. Rates stand in long and wide tables, with commas and semicolons; activities in
IATI, flows in the flat table of OCHA FTS.
"""

import csv
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import cycle
from pathlib import Path

from clean_tables import accusing
from planting import Fault, Planted, at

from ledger.desk import check_file
from ledger.foundation import Problem
from ledger.rates import against_others, doubtful_quotes, ecb_rates, read_rates

Rates = Callable[[random.Random], bytes]
_CODES = ("USD", "GBP", "SEK", "NOK", "PLN", "CHF")
_DAYS = 20
_LONG = "date,currency,rate,base,direction,unit,source"


def _quotes(
    base: str, codes: Sequence[str], rng: random.Random, *, per_unit: bool = False
) -> list[tuple[date, list[Decimal]]]:
    """Rates of some days in units of each currency for one of the base, or of the base for one of each currency."""
    ecb = ecb_rates()
    days = ecb.quotes["USD"].days
    first = rng.randrange(len(days) - 500, len(days) - _DAYS)

    def worth(code: str, day: date) -> Decimal:
        quote = ecb.quote_on_or_before(code, day)
        assert code == "EUR" or quote is not None
        return Decimal(1) if quote is None else Decimal(quote.value)

    def rate(code: str, day: date) -> Decimal:
        value = worth(code, day) / worth(base, day)
        return (1 / value if per_unit else value).quantize(Decimal("0.000001"))

    return [(day, [rate(code, day) for code in codes]) for day in days[first : first + _DAYS]]


def _wide(base: str, codes: Sequence[str], *, separator: str = ",", day: str = "Date", per_unit: bool = False) -> Rates:
    def written(rng: random.Random) -> bytes:
        def figure(value: Decimal) -> str:
            return f"{value:f}".replace(".", "," if separator == ";" else ".")

        lines = [separator.join([day, *codes])]
        for on, values in _quotes(base, codes, rng, per_unit=per_unit):
            lines.append(separator.join([f"{on:%d.%m.%Y}" if separator == ";" else f"{on}", *map(figure, values)]))
        return "\n".join(lines).encode()

    return written


def _long(headings: str, base: str, direction: str, *, per_unit: bool = False, times: int = 1) -> Rates:
    """A long table with the columns that are named, and rates so many times too large."""

    def written(rng: random.Random) -> bytes:
        codes = [code for code in ("EUR", *_CODES) if code != base]
        lines = [headings]
        for on, values in _quotes(base, codes, rng, per_unit=per_unit):
            for code, value in zip(codes, values, strict=True):
                cells = dict(zip(_LONG.split(","), (on, code, value * times, base, direction, 1, "Bank"), strict=True))
                lines.append(",".join(str(cells[name]) for name in headings.split(",")))
        return "\n".join(lines).encode()

    return written


UNSAID = (
    _wide("USD", ("EUR", "GBP", "SEK")),
    _wide("USD", ("GBP", "NOK")),
    _wide("GBP", ("USD", "EUR")),
    _wide("PLN", ("USD", "CHF"), per_unit=True),
    _wide("EUR", ("USD", "GBP"), per_unit=True),
    _wide("SEK", ("USD", "GBP", "NOK"), separator=";", day="Datum"),
    _wide("NOK", ("USD", "SEK"), separator=";", day="Dato", per_unit=True),
    _wide("CHF", ("USD", "GBP"), separator="\t", day="Date"),
    _wide("EUR", ("USD", "GBP"), separator=";", day="Datum", per_unit=True),
    _long("date,currency,rate", "USD", "units_per_base"),
    _long("date,currency,rate,unit", "EUR", "units_per_base"),
    _long("currency,date,rate", "PLN", "base_per_unit", per_unit=True),
)
"""Tables of which nobody says base, direction and publisher, and which are not those of the ECB."""

PARTLY_SAID = (
    _long("date,currency,rate,base", "USD", "units_per_base"),
    _long("date,currency,rate,base,unit", "EUR", "units_per_base"),
    _long("date,currency,rate,base,direction,unit", "USD", "units_per_base"),
    _long("date,currency,rate,base,unit,source", "PLN", "base_per_unit", per_unit=True),
    _long("date,currency,rate,direction,unit,source", "USD", "units_per_base"),
    _long("date,currency,rate,base,direction", "GBP", "units_per_base"),
)
WRONG_WAY = (
    *(_long(_LONG, base, "base_per_unit") for base in ("USD", "PLN", "SEK")),
    *(_long(_LONG, base, "units_per_base", per_unit=True) for base in ("EUR", "USD", "NOK")),
)
WRONG_UNIT = tuple(
    _long(_LONG, base, "units_per_base", times=times) for base in ("USD", "GBP") for times in (10, 100, 1000)
)
RIGHT = (
    _wide("EUR", ("USD", "GBP", "SEK")),
    _wide("EUR", ("USD", "PLN"), separator=";", day="Datum"),
    _wide("EUR", ("CHF", "NOK"), separator="\t"),
    _long(_LONG, "USD", "units_per_base"),
    _long(_LONG, "PLN", "base_per_unit", per_unit=True),
    _long(_LONG, "EUR", "units_per_base"),
)


def _read(data: bytes) -> list[Problem]:
    rates, problems = read_rates("bank", data)
    doubts = (*doubtful_quotes(rates), *against_others(rates, [ecb_rates()])) if rates else ()
    return accusing((*problems, *doubts))


def _of_rates(code: str, kind: str, tables: Sequence[Rates], places: Collection[str] = ()) -> Fault:
    """Tables of rates that are refused at the places; by default once, at the last day of the first currency."""
    in_turn = cycle(tables)

    def plant(rng: random.Random) -> Planted:
        data = next(in_turn)(rng)
        found = _read(data)
        last = data.decode().splitlines()[-1].partition(",")[0]
        base = data.decode().splitlines()[-1].split(",")[3] if not places else ""
        first, *others = (f"bank:{last}:{it}" for it in sorted({"EUR", *_CODES} - {base}))
        return Planted(found, at(*(places or (first,))), at(*others))

    return Fault(code, kind, plant, variants=len(tables))


# What is stated of activities and flows

Activity = Callable[[random.Random], tuple[str, Collection[str]]]


def _activity(identifier: str, *inner: str, status: str = "2", country: str = '<recipient-country code="UA"/>') -> str:
    return (
        f'<iati-activity default-currency="EUR" xml:lang="en">\n<iati-identifier>{identifier}</iati-identifier>\n'
        f'<reporting-org ref="X" type="10"><narrative>Germany</narrative></reporting-org>\n'
        f"<title><narrative>Work {identifier}</narrative></title>\n"
        f'<activity-status code="{status}"/>\n{country}\n{"".join(inner)}</iati-activity>\n'
    )


def _moved(kind: str, value: int, ref: str, day: str = "2025-03-04") -> str:
    return (
        f'<transaction ref="{ref}"><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
        f'<value value-date="{day}">{value}</value></transaction>\n'
    )


def _family(*others: str, kind: str = "2", inverse: str = "1") -> Activity:
    """Activities that their source ties to each other and that all promise."""

    def made(rng: random.Random) -> tuple[str, Collection[str]]:
        whole = rng.randrange(5_000_000, 9_000_000)
        ties = [f'<related-activity ref="{it}" type="{kind}"/>' for it in others]
        back = f'<related-activity ref="W-1" type="{inverse}"/>' if inverse else ""
        head = _activity("W-1", *ties, _moved("2", whole, "a"))
        rest = [_activity(it, back, _moved("2", whole // 3 + number, "a")) for number, it in enumerate(others)]
        return "".join([head, *rest]), ("aid.xml:8:relations",)

    return made


def _standing(status: str, *kinds: str) -> Activity:
    """An activity whose status does not go with promises that count."""

    def made(rng: random.Random) -> tuple[str, Collection[str]]:
        moved = [_moved(kind, rng.randrange(1_000_000, 9_000_000), f"t{number}") for number, kind in enumerate(kinds)]
        return _activity("W-1", *moved, status=status), ("aid.xml:2:activity-status/@code",)

    return made


def _shares(*shares: str) -> Activity:
    """Percentages of countries that do not add up."""

    def made(rng: random.Random) -> tuple[str, Collection[str]]:
        places = [
            f'<recipient-country code="{code}"' + (f' percentage="{share}"/>' if share else "/>")
            for code, share in zip(("UA", "MD", "PL", "GE"), shares, strict=False)
        ]
        text = _activity("W-1", _moved("2", rng.randrange(1_000_000, 9_000_000), "a"), country="\n".join(places))
        return text, ("aid.xml:7:recipient-country/@percentage",)

    return made


TIES = (
    _family("W-1-A", "W-1-B"),
    _family("W-1-A"),
    _family("W-1-A", inverse=""),
    _family("W-1-A", "W-1-B", "W-1-C"),
    _family("P-7", kind="1", inverse="2"),
    _family("P-7", kind="1", inverse=""),
    _family("S-1", "S-2", inverse=""),
    _family("V-1", "V-2", "V-3", "V-4"),
)
STANDINGS = (
    _standing("5", "2"),
    _standing("5", "2", "2"),
    _standing("5", "12", "12"),
    _standing("5", "12"),
    _standing("5", "12", "2"),
    _standing("1", "2"),
    _standing("1", "2", "2"),
    _standing("1", "2", "12"),
)
SHARES = (_shares("60", "30"), _shares("60", "60"), _shares("40"), _shares("60", ""), _shares("33", "33", "33", "33"))


def _in_iati(folder: Path, code: str, kind: str, activities: Sequence[Activity]) -> Fault:
    in_turn = cycle(activities)

    def plant(rng: random.Random) -> Planted:
        text, places = next(in_turn)(rng)
        found = _iati(folder, text)
        # A sum for several countries is of none of them, which is told at each such sum.
        return Planted([it for it in found if it.code != "PARTY"], at(*places))

    return Fault(code, kind, plant, variants=len(activities))


def _iati(folder: Path, activities: str) -> list[Problem]:
    path = folder / "aid.xml"
    path.write_text(f"<iati-activities version='2.03'>\n{activities}</iati-activities>\n", encoding="utf-8")
    return [problem for problem in accusing(check_file(path)) if problem.code != "SRC"]


_FLOW = {
    "date": "2021-03-04",
    "description": "Blankets",
    "amountUSD": "250000",
    "srcOrganization": "United States of America, Government of",
    "destOrganization": "Danish Refugee Council",
    "destLocations": "MDA",
    "destUsageYearStart": "2021",
    "destUsageYearEnd": "2021",
    "boundary": "incoming",
    "onBoundary": "single",
    "status": "commitment",
    "id": "71",
}
FLOWS: tuple[tuple[Mapping[str, str], str], ...] = (
    ({"status": "cancelled"}, "status"),
    ({"status": "pipeline"}, "status"),
    ({"status": "Closed"}, "status"),
    ({"boundary": "elsewhere"}, "boundary"),
    ({"amountUSD": "-40000"}, "amountUSD"),
    ({"amountUSD": "-0.5", "status": "paid"}, "amountUSD"),
    ({"amountUSD": "n/a"}, "amountUSD"),
    ({"amountUSD": "a tenth"}, "amountUSD"),
)
"""What a second flow says otherwise, and the column where that is told: here no other flow could be reduced by it."""


def _in_fts(folder: Path) -> Fault:
    in_turn = cycle(FLOWS)

    def plant(rng: random.Random) -> Planted:
        change, heading = next(in_turn)
        other = {**_FLOW, "id": "72", "srcOrganization": "Japan, Government of", "description": "Tents", **change}
        first = {**_FLOW, "amountUSD": str(rng.randrange(100_000, 900_000))}
        return Planted(_fts(folder, [first, other]), at(f"flows.csv:3:{heading}"))

    return Fault("FORM", "FTS, rule 8: what a flow states", plant, variants=len(FLOWS))


def _fts(folder: Path, flows: Sequence[Mapping[str, str]]) -> list[Problem]:
    path = folder / "flows.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(_FLOW))
        writer.writeheader()
        writer.writerows(flows)
    return [problem for problem in accusing(check_file(path)) if problem.code != "SRC"]


def sound_published(folder: Path, rng: random.Random) -> Iterator[Problem]:
    """What is said of sound rates, activities and flows that look like faulty ones."""
    for table in RIGHT:
        yield from _read(table(rng))
    promise = _moved("2", 4_000_000, "a")
    for text in (
        _activity("W-1", promise),
        _activity("W-1", promise, status="3"),
        _activity("W-1", promise, status="4"),
        _activity("W-1", _moved("12", 4_000_000, "a"), status="1"),
        _activity("W-1", promise, _moved("2", -4_000_000, "b", "2025-05-05"), status="5"),
        _activity("W-1", promise, _moved("3", 900_000, "b"), _moved("3", -40_000, "c", "2025-06-06")),
        _activity("W-1", promise, country='<recipient-country code="UA" percentage="100"/>'),
        _activity("W-1", '<related-activity ref="W-2" type="3"/>', promise),
        _activity("W-1", promise) + _activity("W-2", _moved("2", 1_900_000, "a")),
        _activity("W-1", '<related-activity ref="W-1-A" type="2"/>', promise)
        + _activity("W-1-A", _moved("3", 90_000, "b")),
    ):
        yield from _iati(folder, text)
    taken = {**_FLOW, "id": "72", "amountUSD": "-40000", "date": "2021-05-05"}
    for flows in (
        [_FLOW],
        [_FLOW, {**_FLOW, "id": "72", "status": "paid", "description": "Tents", "amountUSD": "9"}],
        [_FLOW, taken],
    ):
        yield from _fts(folder, flows)


def in_published(folder: Path) -> list[Fault]:
    """Every kind of fault in rates that do not say of what, and in what sources state."""
    return [
        _of_rates("FX-FEED", "rates, rule 6: of what nobody says", UNSAID, ("bank",)),
        _of_rates("FX-FEED", "rates, rule 6: of what is said in part", PARTLY_SAID, ("bank:1",)),
        _of_rates("FX-INV", "rates, rule 6: the other direction is said", WRONG_WAY),
        _of_rates("FX-UNIT", "rates, rule 6: another unit is said", WRONG_UNIT),
        _in_iati(folder, "DUP", "IATI, rule 8: ties that are stated", TIES),
        _in_iati(folder, "STAGE", "IATI, rule 8: a status that is stated", STANDINGS),
        _in_iati(folder, "FORM", "IATI, rule 8: shares that do not add up", SHARES),
        _in_fts(folder),
    ]

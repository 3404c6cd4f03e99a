"""Bounds of envelopes and their parts against every possible assignment of their sums: the rule, then the product."""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from itertools import islice, product
from random import Random

import pytest
from made import amount, over, paid, pledge, report
from oracle.days import day, length
from oracle.envelopes import Whole, settle
from oracle.truth import true_range
from proving import proven

# Fractions of a cell are told in twelfths, so that all of this is arithmetic of whole numbers.
WHOLE = 12
FRACTIONS = (0, 0, 3, 4, 6, 8, WHOLE, WHOLE, WHOLE, WHOLE)
CELLS = proven(1000, 4000)
WITHOUT_END = 14


def by_rule(wholes, children, fractions):
    """Low, central and high of a cell as the rule says it, not yet held to central; and whether it is open."""
    settled, remainders, pairs = settle(wholes, children)
    own = {key: remainders.get(key, whole) for key, whole in settled.items()}
    low, central, high = (sum(fractions[key] * it.bounds[bound] for key, it in own.items()) for bound in range(3))
    for pair in pairs:
        fraction = min(fractions[pair.envelope], fractions[pair.part])
        low += fraction * pair.low
        high -= fraction * pair.high
    return low, central, high, any(it.is_open and fractions[key] for key, it in own.items())


def family(chance, *, fits):
    """An envelope with one to three parts, perhaps one in another: (low, high) of each, and whose is whose."""
    keys = ["e", "a", "b", "c"][: chance.randint(2, 4)]
    children = {"e": keys[1:2]}
    for key in keys[2:]:
        children.setdefault(chance.choice(["e", keys[1]]), []).append(key)
    wholes = {}
    for key in reversed(keys):
        parts = [wholes[it] for it in children.get(key, ())]
        low = sum(high for _, high in parts) + chance.choice([0, 0, 1, 3]) if fits else chance.randint(0, 5)
        wholes[key] = (low, low + chance.choice([0, 0, 1, 2, 4]))
    return wholes, children


def families(name, *, fits):
    """Families that are possible, without end; the same for the same name."""
    chance = Random(name)  # noqa: S311 - repeatable families, no secrets
    while True:
        wholes, children = family(chance, fits=fits)
        if true_range(wholes, children, dict.fromkeys(wholes, 1)):
            yield wholes, children, chance


def as_figure(low, high, chance):
    """As a record states it: the central figure is the middle, or of an "up to" the upper bound."""
    central = Fraction(high) if not low and chance.random() < 0.5 else Fraction(low + high, 2)
    return Whole(low, central, high)


def cells(*, fits, whole=False):
    for wholes, children, chance in islice(families(f"{fits} {whole}", fits=fits), CELLS):
        fractions = {key: WHOLE if whole else chance.choice(FRACTIONS) for key in wholes}
        figures = {key: as_figure(*ends, chance) for key, ends in wholes.items()}
        yield wholes, children, fractions, figures, true_range(wholes, children, fractions)


@pytest.mark.parametrize("fits", [True, False], ids=["fit", "may exceed"])
def test_the_bounds_of_a_cell_hold_whatever_is_possible(fits):
    untrue = []
    for wholes, children, fractions, figures, (least, most) in cells(fits=fits):
        low, _, high, _ = by_rule(figures, children, fractions)
        if low > least or high < most:
            untrue.append((wholes, children, fractions, (low, high), (least, most)))

    assert untrue == []


@pytest.mark.thorough
def test_the_bounds_are_exactly_what_is_possible_where_parts_fit_whole_in_the_cell_or_not():
    untrue = []
    for whole in (True, False):
        for wholes, children, fractions, figures, truth in cells(fits=True, whole=whole):
            low, central, high, _ = by_rule(figures, children, fractions)
            if (low, high) != truth or not low <= central <= high:
                untrue.append((wholes, children, fractions, (low, central, high), truth))

    assert untrue == []


@pytest.mark.thorough
def test_the_bounds_hold_where_an_envelope_or_a_part_is_at_least_so_much():
    untrue = []
    for wholes, children, fractions, figures, _ in cells(fits=False):
        chance = Random(str(wholes))  # noqa: S311 - repeatable, no secrets
        is_open = {key: chance.random() < 0.5 for key in wholes}
        possible = {key: (low, WITHOUT_END if is_open[key] else high) for key, (low, high) in wholes.items()}
        truth = true_range(possible, children, fractions)
        stated = {
            key: Whole(wholes[key][0], wholes[key][0], wholes[key][0], is_open=True) if is_open[key] else it
            for key, it in figures.items()
        }
        low, _, high, without_end = by_rule(stated, children, fractions)
        if truth and (low > truth[0] or (not without_end and high < truth[1])):
            untrue.append((possible, children, fractions, (low, high, without_end), truth))

    assert untrue == []


@pytest.mark.parametrize(
    ("envelope", "part", "elsewhere", "together"),
    [
        (Whole(10, 10, 10), Whole(0, 4, 4), (6, 6, 10), (10, 10, 10)),
        (Whole(100, 100, 100), Whole(0, 40, 40), (60, 60, 100), (100, 100, 100)),
        (Whole(8, 10, 12), Whole(2, 4, 6), (2, 6, 10), (8, 10, 12)),
        (Whole(10, 10, 10), Whole(4, 4, 4, is_open=True), (0, 6, 6), (10, 10, 10)),
    ],
)
def test_the_examples_of_the_rule(envelope, part, elsewhere, together):
    wholes, children = {"e": envelope, "a": part}, {"e": ["a"]}

    assert by_rule(wholes, children, {"e": 1, "a": 0}) == (*elsewhere, False)
    assert by_rule(wholes, children, {"e": 1, "a": 1}) == (*together, False)


def test_the_example_of_a_year_in_which_half_of_the_envelope_and_one_of_two_parts_lie():
    wholes = {"e": Whole(100, 100, 100), "a": Whole(0, 40, 40), "b": Whole(0, 40, 40)}

    assert by_rule(wholes, {"e": ["a", "b"]}, {"e": Fraction(1, 2), "a": 1, "b": 0}) == (30, 50, 70, False)


# The product: families of records, each of a donor of its own, in the cells by recipient and year.

HORIZON = date(2026, 9, 30)
TERMS = (
    {"kind": "one_off", "start": "2025-06-02"},
    {"kind": "one_off", "start": "2025-06-02"},
    {"kind": "one_off", "start": "2026-03-02"},
    over("2025-01-01", "2026-12-31"),
    over("2025-07-02", "2026-03-31"),
)


def stated(low, high, figure):
    if low == high:
        return {"qualifier": "exact", "value": str(high), "currency": "EUR"}
    if figure.central == high:
        return {"qualifier": "up_to", "value": str(high), "currency": "EUR"}
    return {"qualifier": "range", "low": str(low), "high": str(high), "currency": "EUR"}


def records_of(number, wholes, children, chance):
    upper = {child: key for key, its in children.items() for child in its}
    return [
        pledge(
            f"{number}{key}",
            donor=f"F{number:03d}",
            recipient=chance.choice(["UKR", "UKR", "MDA"]),
            amount=stated(*ends, as_figure(*ends, chance)),
            announced="2025-01-01",
            term=chance.choice(TERMS),
            relations=[{"kind": "part_of", "target": f"{number}{upper[key]}"}] if key in upper else [],
        )
        for key, ends in wholes.items()
    ]


def fraction_in(record, recipient, year):
    """The fraction of the days of a record that lies in a cell; None stands for all recipients, or for all years."""
    first = record.term.start
    whole = (first, record.term.end or first)
    counted = (max(first, day(f"{year or 1900}-01-01")), min(whole[1], day(f"{year or 2100}-12-31"), HORIZON))
    if recipient not in (None, record.recipient) or counted[1] < counted[0]:
        return Fraction(0)
    return Fraction(length(counted), length(whole))


def shown_cells(made):
    """Low, central and high in minor units by donor, recipient and year, with None for all of them."""
    found = defaultdict(dict)
    for table in made.tables:
        by = table.definition.rows
        places = [(key, None, it) for key, it in table.rows.items()]
        places += [(key[:-1], key[-1], it) for key, it in table.cells.items()]
        for key, year, it in places:
            named = dict(zip(by, key, strict=True))
            figures = it.figures.low_minor, it.figures.central_minor, it.figures.high_minor
            found[named["donor"]][named.get("recipient"), year] = figures
    return found


@pytest.mark.thorough
@pytest.mark.parametrize("fits", [True, False], ids=["fit", "may exceed"])
def test_the_bounds_that_a_report_shows_hold_whatever_is_possible(fits):
    made_of = list(islice(families(f"product {fits}", fits=fits), 200))
    records = [records_of(number, *it) for number, it in enumerate(made_of)]
    rows = [["donor"], ["donor", "recipient"]]
    tables = [
        {"name": f"t{number}", "title": "x", "measure": "pledges", "rows": by, "columns": "year"}
        for number, by in enumerate(rows)
    ]
    found = shown_cells(report(*(it for its in records for it in its), tables=tables, horizon=str(HORIZON)))
    untrue, seen = [], 0
    for number, (wholes, children, _) in enumerate(made_of):
        for (recipient, year), (low, central, high) in found[f"F{number:03d}"].items():
            of_key = {it.id.removeprefix(str(number)): it for it in records[number]}
            fractions = {key: fraction_in(of_key[key], recipient, year) for key in wholes}
            least, most = (100 * it for it in true_range(wholes, children, fractions))
            seen += 1
            # Each line is rounded once, and so is what each pair of envelope and part takes back.
            unit = 2 * len(wholes)
            is_exact = fits and set(fractions.values()) == {1}
            is_true = (low, high) == (least, most) if is_exact else low <= least + unit and high >= most - unit
            if not is_true or not low <= central <= high:
                untrue.append((wholes, children, fractions, (low, central, high), (least, most)))

    assert seen > 1000
    assert untrue == []


def inside(key, children):
    """A record and all that is in it."""
    return {key}.union(*(inside(it, children) for it in children.get(key, ())))


def cancelled_of(number, records, children, chance):
    """A cancellation of one of the records with all that is in it, and which fraction of each it takes."""
    stated = {it.id.removeprefix(str(number)): it.amount.bounds for it in records}
    figures = {key: Whole(*map(Fraction, (it.low, it.central, it.high))) for key, it in stated.items()}
    settled, remainders, _ = settle(figures, children)
    key = chance.choice(sorted(stated))
    standing = sum(remainders.get(it, settled[it]).central for it in inside(key, children))
    if not standing:
        return [], {}
    value = standing * chance.choice([Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(1)])
    given_up = amount(f"{float(value):.2f}")
    record = paid(f"{number}t", f"{number}{key}", type="cancellation", amount=given_up, value_date="2026-05-04")
    return [record], dict.fromkeys(inside(key, children), Fraction(given_up["value"]) / standing)


@pytest.mark.proof
@pytest.mark.parametrize("fits", [True, False], ids=["fit", "may exceed"])
def test_the_bounds_of_what_cancellations_leave_hold_whatever_is_possible(fits):
    made_of = list(islice(families(f"net {fits}", fits=fits), 200))
    records, taken = [], []
    for number, (wholes, children, chance) in enumerate(made_of):
        own = records_of(number, wholes, children, chance)
        back, fractions = cancelled_of(number, own, children, chance)
        records.append(own + back)
        taken.append(fractions)
    tables = [
        {"name": f"t{number}", "title": "x", "measure": "net_pledges", "rows": by, "columns": "year"}
        for number, by in enumerate([["donor"], ["donor", "recipient"]])
    ]
    found = shown_cells(report(*(it for its in records for it in its), tables=tables, horizon=str(HORIZON)))
    untrue, seen = [], 0
    for number, (wholes, children, _) in enumerate(made_of):
        of_key = {key: it for it in records[number] if (key := it.id.removeprefix(str(number))) in wholes}
        for (recipient, year), (low, central, high) in found[f"F{number:03d}"].items():
            left = {}
            for key, record in of_key.items():
                is_cancelled_in_it = taken[number].get(key, 0) if year in (None, "2026") else 0
                left[key] = fraction_in(record, recipient, year)
                left[key] -= is_cancelled_in_it * fraction_in(record, recipient, None)
            least, most = (100 * it for it in true_range(wholes, children, left))
            seen += 1
            unit = 4 * len(wholes)
            is_tight = low >= least - unit and high <= most + unit
            must_be_tight = fits and year is None and len(set(left.values())) == 1
            if not (low <= least + unit and high >= most - unit and low <= central <= high) or (
                must_be_tight and not is_tight
            ):
                untrue.append((wholes, children, left, (low, central, high), (least, most)))
            if year is None and set(left.values()) == {0}:
                assert (low, central, high) == (0, 0, 0)

    assert seen > 1000
    assert untrue == []


def cancellations_of(number, records, chance):
    """One to three cancellations of some of the records, most of them in doubt: each its key, low, high and day."""
    keys = [it.id.removeprefix(str(number)) for it in records]
    days = sorted(chance.sample(["2025-08-01", "2025-11-03", "2026-02-02", "2026-05-04"], chance.randint(1, 3)))
    lows = [chance.randint(0, 6) for _ in days]
    return [
        (chance.choice(keys), low, low + chance.choice([0, 0, 1, 3]), day) for low, day in zip(lows, days, strict=True)
    ]


def as_record(number, key, low, high, day):
    taken = stated(low, high, Whole(low, Fraction(low + high, 2), high))
    return paid(f"{number}t{day}", f"{number}{key}", type="cancellation", amount=taken, value_date=day)


def given_up(standing, children, cancelled):
    """By the rule, of sums that are cancelled for certain: per cancellation what fraction of each record it takes."""
    given, steps = dict.fromkeys(standing, Fraction(0)), []
    for key, value in cancelled:
        places = inside(key, children)
        left = sum(standing[it] * (1 - given[it]) for it in places)
        share = min(Fraction(1), value / left) if left else Fraction(0)
        steps.append({it: (1 - given[it]) * share for it in places})
        given |= {it: given[it] + step for it, step in steps[-1].items()}
    return steps


@pytest.mark.proof
def test_bounds_hold_whatever_doubtful_cancellations_took():
    made_of = list(islice(families("doubtful", fits=True), 250))
    records, back = [], []
    for number, (wholes, children, chance) in enumerate(made_of):
        records.append(records_of(number, wholes, children, chance))
        back.append(cancellations_of(number, records[-1], chance))
    tables = [
        {"name": f"t{number}", "title": "x", "measure": measure, "rows": ["donor"], "columns": "year"}
        for number, measure in enumerate(("cancelled_pledges", "net_pledges"))
    ]
    everything = [it for its in records for it in its]
    everything += [as_record(number, *it) for number, its in enumerate(back) for it in its]
    made = report(*everything, tables=tables, horizon=str(HORIZON))
    untrue, seen = [], 0
    for table in made.tables:
        is_net = table.definition.measure == "net_pledges"
        cells = {(key[0], None): it for key, it in table.rows.items()} | dict(table.cells)
        for (donor, year), it in cells.items():
            number = int(donor.removeprefix("F"))
            wholes, children, _ = made_of[number]
            of_key = {key: one for one in records[number] if (key := one.id.removeprefix(str(number))) in wholes}
            figures = {key: Whole(*map(Fraction, _three(one))) for key, one in of_key.items()}
            settled, remainders, _ = settle(figures, children)
            standing = {key: remainders.get(key, settled[key]).central for key in wholes}
            ends = []
            for values in product(*[dict.fromkeys((low, high)) for _, low, high, _ in back[number]]):
                steps = given_up(
                    standing, children, [(one[0], value) for one, value in zip(back[number], values, strict=True)]
                )
                in_cell = dict.fromkeys(wholes, Fraction(0))
                for one, step in zip(back[number], steps, strict=True):
                    for key, fraction in step.items() if year in (None, one[3][:4]) else ():
                        counted = fraction * fraction_in(of_key[key], None, None)
                        in_cell[key] += -counted if is_net else counted
                if is_net:
                    in_cell = {key: own + fraction_in(of_key[key], None, year) for key, own in in_cell.items()}
                ends.append(true_range(wholes, children, in_cell))
            least, most = 100 * min(one for one, _ in ends), 100 * max(other for _, other in ends)
            unit, seen = 8 * len(wholes), seen + 1
            low, central, high = it.figures.low_minor, it.figures.central_minor, it.figures.high_minor
            if not (low <= least + unit and high >= most - unit and low <= central <= high):
                untrue.append((table.definition.measure, donor, year, (low, central, high), (least, most)))

    assert seen > 900
    assert untrue == []
    assert made.agrees


def _three(record):
    bounds = record.amount.bounds
    return bounds.low, bounds.central, bounds.high

"""The tables that prove and warn: Checks (live proofs), Original currencies, and Problems."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ledger.foundation import EXACT, exact_sum, from_minor, marked, plain, round_half_up
from ledger.presentation import DIMENSION_TITLES, MEASURE_TITLES
from ledger.records import GROUP_MEMBERS
from ledger.render.bounds import bounded, measure_key
from ledger.render.cells import HERE, Formula, Value, is_live, live_text, this
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.exact import ExactTable
from ledger.render.keys import STATUS_KEYS, Lookup, dimension_key, flag_heading
from ledger.render.sheet import Column
from ledger.render.sums import added, total_text
from ledger.reporting import Finding, Report
from ledger.totals import BOUNDS, MEASURES, Bound, Measure, Proof, bound_of

STATES = ("agrees", "agrees within the bound", "differs", "not live: too many digits for a formula")
# Rates are compared to so many decimals, of which the last may differ in another program.
RATE_DECIMALS = 6
RATE_NOISE = Decimal("0.000002")
AGREES, WITHIN, DIFFERS, NOT_LIVE = range(4)

_CHECKS = (
    Column("Check", 8, "number"),
    Column("What must agree", 54, "wrap"),
    Column("Left", 22, "money", 2),
    Column("Right", 22, "money", 2),
    Column("Currency", 9),
    Column("Difference", 16, "money", 2),
    Column("Allowed", 10, "money", 2),
    Column("State", 34, "state"),
    Column("State key", 7, "key"),
    Column("Exact figure", 28, "code"),
)
_ON_PAPER = ("What must agree", "Left", "Right", "Difference", "State")
_CURRENCIES = (
    Column("Currency key", 7, "key"),
    Column("Currency", 10),
    Column("Owed up to the horizon", 24, "amount"),
    Column("Converted", 24, "amount"),
    Column("Not converted", 24, "amount"),
    Column("Not counted", 24, "amount"),
    Column("Difference", 16, "amount"),
)
_PROBLEMS = (
    Column("Severity", 10),
    Column("Code", 11),
    Column("Own severity", 10),
    Column("Waived by", 20, "wrap"),
    Column("Place", 44, "wrap"),
    Column("Found", 44, "wrap"),
    Column("Expected", 44, "wrap"),
    Column("Do", 44, "wrap"),
)


def check_rows(lookup: Lookup, exact: Sequence[ExactTable]) -> list[list[Value]]:
    """Every proof as a live line, then the live totals against the issued figures, the rates, and what is displayed.

    Args:
        lookup: of the report.
        exact: the tables of exact figures behind what readers see.
    """
    report = lookup.report
    rows = [_proof(lookup, number, proof) for number, proof in enumerate(report.proofs, start=1)]
    issued = [(measure, bound) for measure in report.totals for bound in BOUNDS]
    rows += [_issued(lookup, len(rows) + number, *it) for number, it in enumerate(issued, start=1)]
    if report.rates:
        rows.append(_rates(lookup, len(rows) + 1))
    return rows + [_displayed(len(rows) + number, table) for number, table in enumerate(exact, start=1)]


def draw_checks(sheet: EvidenceSheet, lookup: Lookup, rows: Sequence[Sequence[Value]]) -> None:
    """The lines of all checks, each with its state in colour."""
    about = (
        "Each line compares two figures reached by different ways. After a change of rates, the issued figures differ."
    )
    place = sheet.add(Listing("Checks", "Checks", about, _CHECKS, rows, _ON_PAPER, _journal(lookup.report)))
    if place is None:
        return
    column = place.column("State")
    for state, style in zip(STATES, ("good", "caution", "bad", "caution"), strict=True):
        look = {"type": "text", "criteria": "begins with", "value": state, "format": sheet.styles.named(style)}
        # The first rule that holds wins, so "agrees" must not also colour "agrees within the bound".
        sheet.raw.conditional_format(place.top + 1, column, place.last, column, look | {"stop_if_true": True})


def _displayed(number: int, table: ExactTable) -> list[Value]:
    """How many displayed figures are off by a step or more: none, but for those that were issued so."""
    what = f"{table.title}: displayed figures within one step of the exact ones"
    off = f"SUMPRODUCT((ABS({table.name}[Off by])>={table.step:f})*1)"
    sides = (Formula(f"={off}", Decimal(table.beyond)), Formula("", Decimal(table.beyond)))
    broken = "differs: what is displayed no longer adds up, so make the report again"
    return [number, what, sides[0], table.beyond, "", *_verdict(sides, 0, Decimal(0), broken), str(table.beyond)]


def _journal(report: Report) -> str:
    """What was proven of the book itself. No formula can prove it, so the line is a text."""
    if not report.issued.hashed:
        return "Journal: not hashed; these figures were not made of a book by `defense-ledger`."
    entries, head = report.issued.entries, report.issued.head[:12]
    counted = f"{entries:,} {'entry' if entries == 1 else 'entries'}"
    return f"Journal: {counted} hashed one by one, none altered; head {head}."


def draw_currencies(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """Per original currency: what is owed, and how much of it is converted, not converted and not counted."""
    about = "Central figures as recorded. Owed = converted + not converted + not counted, in each currency."
    rows = [_currency(lookup, currency) for currency in lookup.currencies]
    sheet.add(Listing("Currencies", "Original currencies", about, _CURRENCIES, rows))


def draw_problems(sheet: EvidenceSheet, lookup: Lookup, below: Value) -> None:
    """Everything that was found, most severe first, with a line about the checks above it."""
    rows = [_finding(finding) for finding in lookup.report.findings]
    about = "Mend the errors before anybody relies on these figures; warnings and notes are for you to judge."
    sheet.add(Listing("Problems", "Problems found", f"Evidence. {about}", _PROBLEMS, rows, below=below))


def _finding(finding: Finding) -> list[Value]:
    problem, waiver = finding.problem, finding.waiver
    waived = f"{waiver.author}, {waiver.time:%Y-%m-%d}" if waiver else ""
    place, severity = str(problem.place), str(problem.severity)
    return [severity, problem.code, str(finding.own), waived, place, problem.found, problem.expected, problem.remedy]


@dataclass(frozen=True)
class ChecksState:
    """The state of all checks.

    Args:
        sentence: what it is, live where anything is checked.
        agreement: how that begins while all of them agree.
    """

    sentence: Formula | str
    agreement: str = ""


def checks_agree(lookup: Lookup, lines: int) -> ChecksState:
    """The state of all checks in one sentence, live."""
    say, whole = lookup.language.say, lookup.language.whole
    if not lines:
        return ChecksState(say("There is nothing to check: nothing counts"))
    differing, within = (f"COUNTIF(Checks[State key],{key})" for key in (DIFFERS, WITHIN))
    agreement, dead = say("All {lines} checks agree", lines=whole(lines)), _not_live(lookup)
    good = agreement
    if dead:
        good = say("{agreement}, {dead} of them not live", agreement=good, dead=whole(dead))
    near = say("{agreement}, {within} of them within the bound", agreement=good, within=HERE)
    bad = marked("{differing} of {lines} checks differ: see the sheet E5 Checks")
    live_bad = live_text(say(bad, differing=HERE, lines=whole(lines)), differing)
    text = f"=IF({differing}=0,IF({within}=0,{live_text(good, '')},{live_text(near, within)}),{live_bad})"
    failing = sum(not proof.agrees for proof in lookup.report.proofs)
    value = say(bad, differing=whole(failing), lines=whole(lines)) if failing else good
    return ChecksState(Formula(text, value, "checks/state"), agreement)


def _not_live(lookup: Lookup) -> int:
    issued = [figures for measure in lookup.report.totals for figures in _issued_figures(lookup, measure)]
    sides = [(proof.left, proof.right) for proof in lookup.report.proofs] + [(figure, figure) for figure in issued]
    return sum(not _all_live(*pair) for pair in sides)


def _all_live(*figures: Decimal) -> bool:
    return all(is_live(Formula("", figure)) for figure in figures)


def _issued_figures(lookup: Lookup, measure: Measure) -> list[Decimal]:
    figures = lookup.report.totals[measure].figures
    return [from_minor(bound_of(figures, bound), lookup.digits) for bound in BOUNDS]


def _proof(lookup: Lookup, number: int, proof: Proof) -> list[Value]:
    what, left, right, digits = _sides(lookup, proof)
    sides = (Formula(f"=ROUND({left},{digits})", proof.left), Formula(f"=ROUND({right},{digits})", proof.right))
    return [number, what, *sides, proof.currency, *_verdict(sides, digits, Decimal(0), "differs"), plain(proof.right)]


def _sides(lookup: Lookup, proof: Proof) -> tuple[str, str, str, int]:
    if proof.measure is None:
        key = lookup.currencies[proof.currency]
        what = f"{proof.currency}: owed by all records = converted + not converted + not counted"
        listed = "+".join(f"SUMIFS(Currencies[{it}],Currencies[Currency key],{key})" for it in _LISTED)
        return (
            what,
            f"SUMIFS(Currencies[Owed up to the horizon],Currencies[Currency key],{key})",
            listed,
            lookup.decimals[proof.currency],
        )
    if proof.kind == "bounds":
        every, named = sum(it.measure == proof.measure for it in bounded(lookup)), MEASURE_TITLES[proof.measure]
        what = f"{named}: low ≤ central ≤ high in all {every:,} figures that have bounds, within rounding"
        beyond = f"SUMIFS(Bounds[Beyond],Bounds[Measure key],{measure_key(proof.measure)})"
        return what, beyond, "0", lookup.digits
    of_lines = " of the lines" if proof.bound != "central" and lookup.offset_stages else ""
    title = f"{MEASURE_TITLES[proof.measure]}, {proof.bound}{of_lines}"
    if proof.group is not None:
        flag = [(flag_heading(proof.group), "1")]
        pieces = added(lookup, proof.measure, proof.bound, flag)
        lines = added(lookup, proof.measure, proof.bound, flag, "Conversions")
        return f"{title}, {GROUP_MEMBERS[proof.group]}: pieces in time = conversions", pieces, lines, lookup.digits
    if proof.dimension is None:
        return (
            f"{title}: pieces in time = conversions",
            added(lookup, proof.measure, proof.bound),
            added(lookup, proof.measure, proof.bound, table="Conversions"),
            lookup.digits,
        )
    groups = f"Groups[{MEASURE_TITLES[proof.measure]} {proof.bound}]"
    left = f"SUMIFS({groups},Groups[Dimension key],{dimension_key(proof.dimension)})"
    lines = added(lookup, proof.measure, proof.bound, table="Conversions", by=[proof.dimension])
    return f"{title}: sum by {DIMENSION_TITLES[proof.dimension].lower()} = conversions", left, lines, lookup.digits


def _issued(lookup: Lookup, number: int, measure: Measure, bound: Bound) -> list[Value]:
    digits = lookup.digits
    issued = from_minor(bound_of(lookup.report.totals[measure].figures, bound), digits)
    stages = MEASURES[measure]
    conversions = sum(line.stage in stages and line.figures is not None for line in lookup.report.lines)
    what = f"{MEASURE_TITLES[measure]}, {bound}: live total = issued figure"
    central = f"ROUND({added(lookup, measure, 'central', table='Conversions')},{digits})"
    sides = (
        Formula(total_text(lookup, measure, bound, central), issued),
        Formula(f"={plain(issued)}", issued),
    )
    allowed = from_minor(conversions, digits)
    verdict = _verdict(sides, digits, allowed, "differs from the issued figures")
    return [number, what, sides[0], issued, lookup.currency, *verdict, plain(issued)]


def _rates(lookup: Lookup, number: int) -> list[Value]:
    """The rates as a whole: a change of any rate shows even where a total has too many digits for a formula."""
    weighed = sum((used.number * used.leg.per_base for used in lookup.report.rates), Fraction(0))
    issued = from_minor(round_half_up(weighed.numerator * 10**RATE_DECIMALS, weighed.denominator), RATE_DECIMALS)
    live = Formula(f"=ROUND(SUMPRODUCT(Rates[Rate],Rates[Units per base]),{RATE_DECIMALS})", issued)
    return [
        number,
        "Rates used: each times its number, added up = as issued",
        live,
        issued,
        "",
        *_verdict((live, Formula("", issued)), RATE_DECIMALS, RATE_NOISE, "differs from the issued rates"),
        plain(issued),
    ]


def _verdict(sides: tuple[Formula, Formula], digits: int, allowed: Decimal, differs: str) -> list[Value]:
    left, right, off, limit = (this("Checks", heading) for heading in ("Left", "Right", "Difference", "Allowed"))
    difference = EXACT.subtract(Decimal(sides[0].value), Decimal(sides[1].value))
    if not all(map(is_live, sides)):
        return [
            difference,
            allowed,
            STATES[NOT_LIVE] if not difference else differs,
            NOT_LIVE if not difference else DIFFERS,
        ]
    key = AGREES if not difference else WITHIN if abs(difference) <= allowed else DIFFERS
    states = ",".join(f'"{state}"' for state in (STATES[AGREES], STATES[WITHIN], differs))
    return [
        Formula(f"=ROUND({left}-{right},{digits})", difference),
        allowed,
        Formula(f"=CHOOSE({this('Checks', 'State key')}+1,{states})", (*STATES[:DIFFERS], differs)[key]),
        Formula(f"=IF({off}=0,{AGREES},IF(ABS({off})<={limit},{WITHIN},{DIFFERS}))", Decimal(key)),
    ]


_LISTED = ("Converted", "Not converted", "Not counted")


def _currency(lookup: Lookup, currency: str) -> list[Value]:
    proof = next((it for it in lookup.report.proofs if it.kind == "currency" and it.currency == currency), None)
    owed = proof.left if proof else Decimal(0)
    digits = lookup.decimals[currency]
    key = this("Currencies", "Currency key")
    tables = [name for name in ("Commitments", "Transactions") if name in lookup.filled]
    all_owed = "+".join(f"SUMIFS({it}[Owed up to the horizon],{it}[Currency key],{key})" for it in tables)
    listed = [_listed(lookup, currency, status) for status in ("converted", "not_converted", "not_counted")]
    cells: list[Value] = []
    for status, value in zip(("converted", "not_converted", "not_counted"), listed, strict=True):
        terms = "+".join(
            f"SUMIFS({it}[Counted central],{it}[{heading}],{key},{it}[Status key],{STATUS_KEYS[status]})"
            for it, heading in lookup.line_tables
        )
        cells.append(Formula(f"=ROUND({terms or 0},{digits})", value))
    sides = [this("Currencies", heading) for heading in ("Owed up to the horizon", *_LISTED)]
    difference = f"=ROUND({'-'.join(sides)},{digits})"
    return [
        lookup.currencies[currency],
        currency,
        Formula(f"=ROUND({all_owed},{digits})", owed, f"owed/{currency}"),
        *cells,
        Formula(difference, owed - exact_sum(listed)),
    ]


def _listed(lookup: Lookup, currency: str, status: str) -> Decimal:
    return exact_sum(
        line.instalment.amount.central
        for line in lookup.report.lines
        if line.currency == currency and line.status == status and line.instalment.amount is not None
    )

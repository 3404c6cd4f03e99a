"""The tables that prove and warn: Checks (live proofs), Original currencies, and Problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ledger.foundation import EXACT, exact_sum, from_minor, marked, marked_count, plain, round_half_up
from ledger.presentation import DIMENSION_TITLES, MEASURE_TITLES, Language
from ledger.records import GROUP_MEMBERS
from ledger.render.beside import calls
from ledger.render.bounds import bounded, measure_key
from ledger.render.cells import HERE, ChecksKey, Formula, OwedKey, Value, is_live, live_text, this
from ledger.render.evidence_sheet import EvidenceSheet, Listing
from ledger.render.exact import ExactTable
from ledger.render.keys import STATUS_KEYS, Lookup, dimension_key, flag_heading
from ledger.render.sheet import Column
from ledger.render.sums import added, total_text
from ledger.reporting import Finding
from ledger.totals import BOUNDS, MEASURES, Bound, Measure, Proof, bound_of

STATES = (
    marked("agrees"),
    marked("agrees within the bound"),
    marked("differs"),
    marked("not live: too many digits for a formula"),
    marked("not live: its rows stand in a file beside this workbook"),
)
# Rates are compared to so many decimals, of which the last may differ in another program.
RATE_DECIMALS = 6
RATE_NOISE = Decimal("0.000002")
AGREES, WITHIN, DIFFERS, NOT_LIVE, BESIDE = range(5)
_STATE_KEY = -2

_CHECKS = (
    Column(marked("Check"), 8, "number"),
    Column(marked("What must agree"), 54, "wrap"),
    Column(marked("Left"), 22, "money", 2),
    Column(marked("Right"), 22, "money", 2),
    Column(marked("Currency"), 9),
    Column(marked("Difference"), 16, "money", 2),
    Column(marked("Allowed"), 10, "money", 2),
    Column(marked("State"), 34, "state"),
    Column("State key", 7, "key"),
    Column(marked("Exact figure"), 28, "code"),
)
_ON_PAPER = ("What must agree", "Left", "Right", "Difference", "State")
_CURRENCIES = (
    Column("Currency key", 7, "key"),
    Column(marked("Currency"), 10),
    Column(marked("Owed up to the horizon"), 24, "amount"),
    Column(marked("Converted"), 24, "amount"),
    Column(marked("Not converted"), 24, "amount"),
    Column(marked("Not counted"), 24, "amount"),
    Column(marked("Difference"), 16, "amount"),
)
_FILES = (
    Column(marked("Table"), 20),
    Column(marked("File"), 60),
    Column(marked("Rows"), 12, "count"),
    Column(marked("File (SHA-256)"), 66, "code"),
    Column(marked("Written by"), 18),
)
_PROBLEMS = (
    Column(marked("Severity"), 10),
    Column(marked("Code"), 11),
    Column(marked("Own severity"), 10),
    Column(marked("Waived by"), 20, "wrap"),
    Column(marked("Place"), 44, "wrap"),
    Column(marked("Found"), 44, "wrap"),
    Column(marked("Expected"), 44, "wrap"),
    Column(marked("Do"), 44, "wrap"),
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
    return rows + [_displayed(lookup, len(rows) + number, table) for number, table in enumerate(exact, start=1)]


def draw_checks(sheet: EvidenceSheet, lookup: Lookup, rows: Sequence[Sequence[Value]]) -> None:
    """The lines of all checks, each with its state in colour."""
    say = lookup.language.say
    about = say(
        "Each line compares two figures reached by different ways. After a change of rates, the issued figures differ."
    )
    place = sheet.add(Listing("Checks", say("Checks"), about, _CHECKS, rows, _ON_PAPER, _journal(lookup)))
    if place is None:
        return
    column = place.column("State")
    styles = ("good", "caution", "bad", "caution", *(["caution"] if lookup.beside else []))
    for state, style in zip(STATES, styles, strict=False):
        look = {"type": "text", "criteria": "begins with", "value": say(state), "format": sheet.styles.named(style)}
        # The first rule that holds wins, so "agrees" must not also colour "agrees within the bound".
        sheet.raw.conditional_format(place.top + 1, column, place.last, column, look | {"stop_if_true": True})


def _displayed(lookup: Lookup, number: int, table: ExactTable) -> list[Value]:
    """How many displayed figures are off by a step or more: none, but for those that were issued so."""
    say = lookup.language.say
    what = say("{title}: displayed figures within one step of the exact ones", title=table.title)
    off = f"SUMPRODUCT((ABS({table.name}[Off by])>={table.step:f})*1)"
    sides = (Formula(f"={off}", Decimal(table.beyond)), Formula("", Decimal(table.beyond)))
    broken = say("differs: what is displayed no longer adds up, so make the report again")
    verdict = _verdict(lookup, sides, 0, Decimal(0), broken)
    return [number, what, sides[0], table.beyond, "", *verdict, str(table.beyond)]


def _journal(lookup: Lookup) -> str:
    """What was proven of the book itself. No formula can prove it, so the line is a text."""
    language, issued = lookup.language, lookup.report.issued
    if not issued.hashed:
        return language.say("Journal: not hashed; these figures were not made of a book by `defense-ledger`.")
    one, several = marked_count(
        "Journal: {count} entry hashed, not altered; head {head}.",
        "Journal: {count} entries hashed one by one, none altered; head {head}.",
    )
    return language.say_count(one, several, issued.entries, head=issued.head[:12])


def draw_files(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """The files beside the workbook, when all tables that go into them are made."""
    beside, language = sheet.drawing.beside, lookup.language
    one, several = marked_count(
        "Evidence that is longer than a sheet. {count} formula that would add it up is a value in this workbook.",
        "Evidence that is longer than a sheet. {count} formulas that would add it up are values in this workbook.",
    )
    about = language.say_count(one, several, beside.values)
    sheet.add(Listing("Files_beside", language.say("Files beside this workbook"), about, _FILES, beside.rows()))


def draw_currencies(sheet: EvidenceSheet, lookup: Lookup) -> None:
    """Per original currency: what is owed, and how much of it is converted, not converted and not counted."""
    say = lookup.language.say
    about = say("Central figures as recorded. Owed = converted + not converted + not counted, in each currency.")
    rows = [_currency(lookup, currency) for currency in lookup.currencies]
    sheet.add(Listing("Currencies", say("Original currencies"), about, _CURRENCIES, rows))


def draw_problems(sheet: EvidenceSheet, lookup: Lookup, below: Value) -> None:
    """Everything that was found, most severe first, with a line about the checks above it."""
    rows = [_finding(finding, lookup.language) for finding in lookup.report.findings]
    say = lookup.language.say
    about = say("Mend the errors before anybody relies on these figures; warnings and notes are for you to judge.")
    about = say("Evidence. {about}", about=about)
    sheet.add(Listing("Problems", say("Problems found"), about, _PROBLEMS, rows, below=below))


def _finding(finding: Finding, language: Language) -> list[Value]:
    # Who reads it on a sheet mends it at the command line.
    problem, waiver = finding.problem.at_command_line(), finding.waiver
    waived = f"{waiver.author}, {waiver.time:%Y-%m-%d}" if waiver else ""
    place, severity, own = str(problem.place), str(problem.severity), str(finding.own)
    named = [language.term(severity), problem.code, language.term(own), waived, place]
    return [*named, problem.found, problem.expected, problem.remedy]


@dataclass(frozen=True)
class ChecksState:
    """The state of all checks.

    Args:
        sentence: what it is, live where anything is checked.
        agreement: how that begins while all of them agree.
    """

    sentence: Formula | str
    agreement: str = ""


def checks_agree(lookup: Lookup, rows: Sequence[Sequence[Value]]) -> ChecksState:
    """The state of all checks in one sentence, live.

    Args:
        lookup: of the report.
        rows: those of the checks.
    """
    say, whole, lines = lookup.language.say, lookup.language.whole, len(rows)
    if not lines:
        return ChecksState(say("There is nothing to check: nothing counts"))
    differing, within = (f"COUNTIF(Checks[State key],{key})" for key in (DIFFERS, WITHIN))
    agreement = say("All {lines} checks agree", lines=whole(lines))
    dead = sum(row[_STATE_KEY] in (NOT_LIVE, BESIDE) for row in rows)
    good = agreement
    if dead:
        good = say("{agreement}, {dead} of them not live", agreement=good, dead=whole(dead))
    near = say("{agreement}, {within} of them within the bound", agreement=good, within=HERE)
    bad = marked("{differing} of {lines} checks differ: see the sheet E5 Checks")
    live_bad = live_text(say(bad, differing=HERE, lines=whole(lines)), differing)
    text = f"=IF({differing}=0,IF({within}=0,{live_text(good, '')},{live_text(near, within)}),{live_bad})"
    failing = sum(not proof.agrees for proof in lookup.report.proofs)
    value = say(bad, differing=whole(failing), lines=whole(lines)) if failing else good
    return ChecksState(Formula(text, value, ChecksKey()), agreement)


def _proof(lookup: Lookup, number: int, proof: Proof) -> list[Value]:
    what, left, right, digits = _sides(lookup, proof)
    sides = (Formula(f"=ROUND({left},{digits})", proof.left), Formula(f"=ROUND({right},{digits})", proof.right))
    verdict = _verdict(lookup, sides, digits, Decimal(0), lookup.language.say(STATES[DIFFERS]))
    return [number, what, *sides, proof.currency, *verdict, plain(proof.right)]


def _sides(lookup: Lookup, proof: Proof) -> tuple[str, str, str, int]:
    say = lookup.language.say
    if proof.measure is None:
        key = lookup.currencies[proof.currency]
        what = say("{currency}: owed by all records = converted + not converted + not counted", currency=proof.currency)
        listed = "+".join(f"SUMIFS(Currencies[{it}],Currencies[Currency key],{key})" for it in _LISTED)
        return (
            what,
            f"SUMIFS(Currencies[Owed up to the horizon],Currencies[Currency key],{key})",
            listed,
            lookup.decimals[proof.currency],
        )
    if proof.kind == "bounds":
        every = sum(it.measure == proof.measure for it in bounded(lookup))
        what = say(
            "{measure}: low ≤ central ≤ high in all {count} figures that have bounds, within rounding",
            measure=say(MEASURE_TITLES[proof.measure]),
            count=lookup.language.whole(every),
        )
        beyond = f"SUMIFS(Bounds[Beyond],Bounds[Measure key],{measure_key(proof.measure)})"
        return what, beyond, "0", lookup.digits
    title = _reading(lookup, proof.measure, proof.bound)
    if proof.bound != "central" and lookup.offset_stages:
        title = say("{figure} of the lines", figure=title)
    if proof.group is not None:
        flag = [(flag_heading(proof.group), "1")]
        pieces = added(lookup, proof.measure, proof.bound, flag)
        lines = added(lookup, proof.measure, proof.bound, flag, "Conversions")
        members = say(GROUP_MEMBERS[proof.group])
        what = say("{figure}, {members}: pieces in time = conversions", figure=title, members=members)
        return what, pieces, lines, lookup.digits
    if proof.dimension is None:
        return (
            say("{figure}: pieces in time = conversions", figure=title),
            added(lookup, proof.measure, proof.bound),
            added(lookup, proof.measure, proof.bound, table="Conversions"),
            lookup.digits,
        )
    groups = f"Groups[{MEASURE_TITLES[proof.measure]} {proof.bound}]"
    left = f"SUMIFS({groups},Groups[Dimension key],{dimension_key(proof.dimension)})"
    lines = added(lookup, proof.measure, proof.bound, table="Conversions", by=[proof.dimension])
    by = lookup.language.inside(say(DIMENSION_TITLES[proof.dimension]))
    return say("{figure}: sum by {dimension} = conversions", figure=title, dimension=by), left, lines, lookup.digits


def _reading(lookup: Lookup, measure: Measure, bound: Bound) -> str:
    say = lookup.language.say
    return say("{measure}, {reading}", measure=say(MEASURE_TITLES[measure]), reading=say(_READINGS[bound]))


_READINGS: Mapping[Bound, str] = {"low": marked("low"), "central": marked("central"), "high": marked("high")}


def _issued(lookup: Lookup, number: int, measure: Measure, bound: Bound) -> list[Value]:
    digits = lookup.digits
    issued = from_minor(bound_of(lookup.report.totals[measure].figures, bound), digits)
    stages = MEASURES[measure]
    conversions = sum(line.stage in stages and line.figures is not None for line in lookup.report.lines)
    say = lookup.language.say
    what = say("{figure}: live total = issued figure", figure=_reading(lookup, measure, bound))
    central = f"ROUND({added(lookup, measure, 'central', table='Conversions')},{digits})"
    sides = (
        Formula(total_text(lookup, measure, bound, central), issued),
        Formula(f"={plain(issued)}", issued),
    )
    allowed = from_minor(conversions, digits)
    verdict = _verdict(lookup, sides, digits, allowed, say("differs from the issued figures"))
    return [number, what, sides[0], issued, lookup.currency, *verdict, plain(issued)]


def _rates(lookup: Lookup, number: int) -> list[Value]:
    """The rates as a whole: a change of any rate shows even where a total has too many digits for a formula."""
    weighed = sum((used.number * used.leg.per_base for used in lookup.report.rates), Fraction(0))
    issued = from_minor(round_half_up(weighed.numerator * 10**RATE_DECIMALS, weighed.denominator), RATE_DECIMALS)
    differs = lookup.language.say("differs from the issued rates")
    live = Formula(f"=ROUND(SUMPRODUCT(Rates[Rate],Rates[Units per base]),{RATE_DECIMALS})", issued)
    return [
        number,
        lookup.language.say("Rates used: each times its number, added up = as issued"),
        live,
        issued,
        "",
        *_verdict(lookup, (live, Formula("", issued)), RATE_DECIMALS, RATE_NOISE, differs),
        plain(issued),
    ]


def _verdict(
    lookup: Lookup, sides: tuple[Formula, Formula], digits: int, allowed: Decimal, differs: str
) -> list[Value]:
    named = tuple(map(lookup.language.say, STATES))
    left, right, off, limit = (this("Checks", heading) for heading in ("Left", "Right", "Difference", "Allowed"))
    difference = EXACT.subtract(Decimal(sides[0].value), Decimal(sides[1].value))
    is_beside = any(calls(side.text, lookup.beside) for side in sides)
    if is_beside or not all(map(is_live, sides)):
        dead = BESIDE if is_beside else NOT_LIVE
        return [difference, allowed, *((differs, DIFFERS) if difference else (named[dead], dead))]
    key = AGREES if not difference else WITHIN if abs(difference) <= allowed else DIFFERS
    states = ",".join(live_text(state, "") for state in (named[AGREES], named[WITHIN], differs))
    return [
        Formula(f"=ROUND({left}-{right},{digits})", difference),
        allowed,
        Formula(f"=CHOOSE({this('Checks', 'State key')}+1,{states})", (*named[:DIFFERS], differs)[key]),
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
        Formula(f"=ROUND({all_owed},{digits})", owed, OwedKey(currency)),
        *cells,
        Formula(difference, owed - exact_sum(listed)),
    ]


def _listed(lookup: Lookup, currency: str, status: str) -> Decimal:
    return exact_sum(
        line.instalment.amount.central
        for line in lookup.report.lines
        if line.currency == currency and line.status == status and line.instalment.amount is not None
    )

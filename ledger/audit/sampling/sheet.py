"""What stands in the workbook of a sample, cell by cell: it is drawn so, and what comes back is held against it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ledger.audit.sampling.draw import TOP, Sample, Stratum, fingerprint, plan_of
from ledger.audit.sampling.strata import SampleItem
from ledger.foundation import from_minor, grouped, round_half_up
from ledger.records import CURRENCIES, party_name
from ledger.valuation import Line

Shown = str | int | Decimal | date | None

RECORD, INSTALMENT = "Record", "Instalment"
AUDITED_AMOUNT, AUDITED_RATE, AUDITED_VALUE, REMARKS = "Audited amount", "Audited rate", "Audited value", "Remarks"
ASKED = (AUDITED_AMOUNT, AUDITED_RATE, AUDITED_VALUE, REMARKS)
"""The columns that the auditor fills in."""

AGREED = "agreed"
"""What an auditor may write in the place of an audited value that is the book value to the last digit."""

PLAN, FINGERPRINT = "Plan for the program", "Fingerprint of the plan"
_CHUNK = 8_000


@dataclass(frozen=True)
class SampleRow:
    """One conversion drawn, with its line in the report."""

    item: SampleItem
    stratum: Stratum
    line: Line


def rows_of(sample: Sample) -> tuple[SampleRow, ...]:
    """The conversions drawn, by line."""
    lines = sample.report.lines
    return tuple(SampleRow(item, of, lines[item.number - 1]) for item, of in sample.picks)


def cells_of_row(sample: Sample, row: SampleRow) -> Mapping[str, Shown]:
    """What the workbook tells of a conversion, by heading; the auditor's columns are not among it."""
    line, record = row.line, row.line.record
    amount, rate = line.instalment.amount, rate_of(sample, line)
    quoted = [it for it in record.sources if it.quote]
    source = next(iter((*quoted, *record.sources)), None)
    return {
        "Line": row.item.number,
        RECORD: record.id,
        INSTALMENT: line.name if line.instalment.piece else line.instalment.number,
        "Title": record.title or "",
        "Donor": party_name(row.item.donor),
        "Stage": line.stage,
        "Stratum": row.stratum.name,
        "As stated": record.stated_amount,
        "Original amount": amount.central if amount else None,
        "Currency": line.currency,
        "Rate day": _rate_day(line),
        "Rate": _nearest(rate) if rate else None,
        "Rates from": _rates_from(line) if rate else "several rates, part by part",
        "Book value": from_minor(row.item.book_minor, _digits(sample)),
        "Source": f"{source.publisher}, {source.title}" if source else "no source",
        "URL": (source.url or "") if source else "",
        "Quote": (source.quote or "") if source else "",
    }


def titled(sample: Sample, heading: str) -> str:
    """A heading as it stands in the workbook: figures in the report's currency name it."""
    return f"{heading} ({sample.report.definition.currency})" if heading in ("Book value", AUDITED_VALUE) else heading


def rate_of(sample: Sample, line: Line) -> Fraction | None:
    """Units of the report's currency for one unit of the original; None where no one rate was used."""
    if line.pair is not None:
        return line.pair.rate
    return Fraction(1) if line.currency == sample.report.definition.currency else None


def plan_in_words(sample: Sample) -> Iterator[tuple[str, str]]:
    """The plan in words: what each line is about, and what is to be said."""
    yield from _about_the_population(sample)
    yield from _about_the_design(sample)
    for of in sample.strata:
        drawn = "all" if of.whole else str(len(of.picks))
        yield f"Stratum: {of.name}", f"{of.items} conversions, {_money(sample, of.book_minor)}; {drawn} of them drawn"
    yield "Limit if no error is found", _with_share(sample, sample.hidden_minor)


def method(sample: Sample) -> Iterator[tuple[str, str]]:
    """What stands on the sheet Method: the plan in words, and as text from which the sample can be drawn again."""
    yield from plan_in_words(sample)
    text = plan_of(sample).model_dump_json()
    for number, first in enumerate(range(0, len(text), _CHUNK), start=1):
        yield f"{PLAN} {number}", text[first : first + _CHUNK]
    yield FINGERPRINT, fingerprint(text)


def _about_the_population(sample: Sample) -> Iterator[tuple[str, str]]:
    definition, issued, whole = sample.report.definition, sample.report.issued, sample.population
    yield "Report", f"{definition.name}: {definition.title}"
    limits = [f"cutoff {definition.cutoff}"] * bool(definition.cutoff) + [f"as of {issued.as_of}"]
    limits += [f"horizon {definition.horizon}"] * bool(definition.horizon)
    yield "Rules", f"figures in {definition.currency}, basis {definition.basis}, {', '.join(limits)}"
    yield "Book", f"{issued.entries} entries, head {issued.head}"
    measure = sample.design.measure
    which = f"the conversions that the measure {measure.replace('_', ' ')} adds" if measure else "all conversions"
    yield "Population", f"{which}: {len(whole.items)} lines above 0, together {_money(sample, whole.total_minor)}"
    for reason, numbers in whole.apart.items():
        words = f"{len(numbers)} line{'' if len(numbers) == 1 else 's'}, listed on the sheet Not in it"
        yield f"Not in the population: {reason}", words


def _about_the_design(sample: Sample) -> Iterator[tuple[str, str]]:
    design = sample.design
    yield "Confidence", f"{design.confidence} %, one-sided"
    yield "Tolerable error", _with_share(sample, design.tolerable_minor)
    yield "Expected error", _money(sample, design.expected_minor)
    yield "Seed", design.seed
    yield "Interval", f"{_money(sample, sample.interval_minor)}; whatever is as large is {TOP}"
    if design.size is None:
        yield "Planning factor", f"{sample.factor}: the tolerable error divided by it is the interval"
    else:
        yield "Size", f"{design.size}, as it was asked for"
    if design.method == "mus":
        yield (
            "Method",
            (
                "monetary-unit sampling: the smaller conversions stand behind each other in the random order that the "
                "seed gives them, and each is drawn that holds the first unit of money or one a whole number of "
                "intervals behind it"
            ),
        )
        yield "First unit", _money(sample, sample.start_minor)
        return
    by = "donor" if design.strata == "donor" else "size, each band with about as much money"
    shares = {
        "proportional": "proportional allocation, by book value",
        "neyman": "Neyman allocation, by number of items times the standard deviation of their book values",
    }
    yield (
        "Method",
        (
            f"stratified random sample: strata by {by}; {shares[design.allocation]}, at least two of each; "
            "within a stratum those that come first in the random order that the seed gives them"
        ),
    )


def _rate_day(line: Line) -> date | None:
    pair = line.pair
    if pair is None:
        return None
    return max((quote.day for leg in (pair.source, pair.target) for quote in leg.quotes), default=pair.day)


def _rates_from(line: Line) -> str:
    pair = line.pair
    if pair is None:
        return "none needed"
    return f"{pair.rate_set.name}: {pair.rate_set.source} (file {pair.rate_set.sha256[:12]})"


def _nearest(rate: Fraction) -> Decimal:
    return Decimal(format(rate.numerator / rate.denominator, ".15g"))


def _digits(sample: Sample) -> int:
    return CURRENCIES[sample.report.definition.currency].minor_units


def _with_share(sample: Sample, minor: int) -> str:
    hundredths = round_half_up(minor * 10_000, sample.population.total_minor)
    return f"{_money(sample, minor)} ({from_minor(hundredths, 2)} % of the population)"


def _money(sample: Sample, minor: int) -> str:
    return f"{sample.report.definition.currency} {grouped(from_minor(minor, _digits(sample)))}"

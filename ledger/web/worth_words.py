"""What a record is worth, in the words of the reader: its sum, the rates that it rests on, and what falls in a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger.audit import Derivation, pair_of
from ledger.foundation import Money, marked
from ledger.presentation import Language
from ledger.rates import Leg, Pair
from ledger.records import money_of
from ledger.valuation import leg_equation, leg_trail

_HASH = 12


@dataclass(frozen=True)
class RateInWords:
    """A rate that a record is converted at.

    Args:
        equation: as it was published.
        day: of it; empty for one without a day.
        source: who published it.
        file: fingerprint of the file that it stands in.
    """

    equation: str
    day: str
    source: str
    file: str


@dataclass(frozen=True)
class WorthInWords:
    """What the lines of a record are worth.

    Args:
        label: whether it is the sum, or what each line is worth.
        text: the figure to its last digit.
        remark: how far it reaches, or how it was rounded.
    """

    label: str
    text: str
    remark: str


def worth_in_words(explanation: Derivation, language: Language) -> WorthInWords:
    """What all lines are worth; of several that are alike, what each of them is."""
    worths = [it.worth for it in explanation.rows]
    if len(worths) > 1 and len(set(worths)) == 1:
        times = language.say_count("{count} instalment", "{count} instalments", len(worths))
        return WorthInWords(language.term(marked("Worth each")), exact_money(worths[0], language), times)
    figures = explanation.figures
    whole = money_of(figures.central_minor, figures.currency)
    readings = ""
    if figures.low_minor != figures.high_minor or figures.open_high:
        ends = (money_of(it, figures.currency) for it in (figures.low_minor, figures.high_minor))
        low, high = (exact_money(it, language) for it in ends)
        sentence = marked("{low} or more") if figures.open_high else marked("{low} to {high}")
        readings = language.say(sentence, low=low, high=high)
    remark = readings or language.term(marked("rounded once, half up"))
    return WorthInWords(language.term(marked("Worth")), exact_money(whole, language), remark)


def worth_by_year(explanation: Derivation, language: Language) -> tuple[tuple[str, str], ...]:
    """What falls in each year, to the last digit, at the central reading; nothing where all falls in one."""
    report = explanation.report
    sums = next((it for it in (report.sums(("year",), measure) for measure in report.totals) if it), {})
    figures = [(year, it.figures) for (year,), it in sums.items() if it.figures is not None]
    if len(figures) < 2:
        return ()
    return tuple((year, exact_money(money_of(it.central_minor, it.currency), language)) for year, it in figures)


def exact_money(money: Money, language: Language) -> str:
    """Money to its last digit."""
    return language.exact(money.value, money.currency)


def pairs_of(explanation: Derivation) -> Sequence[Pair]:
    """The rates of all lines, each once."""
    pairs = (pair_of(explanation.report, row.line) for row in explanation.rows)
    return list({(it.rate_set.name, it.rate, it.source.last, it.target.last): it for it in pairs if it}.values())


def rates_in_words(explanation: Derivation, language: Language) -> tuple[RateInWords, ...]:
    """Each published rate that the lines of a record rest on."""
    legs = ((pair, leg) for pair in pairs_of(explanation) for leg in (pair.source, pair.target))
    return tuple(dict.fromkeys(_rate(pair, leg, language) for pair, leg in legs if leg.kind != "base"))


def _rate(pair: Pair, leg: Leg, language: Language) -> RateInWords:
    trail = leg_trail(pair, leg)
    units, of, into = leg_equation(pair, leg)
    equation = f"{language.whole(units)} {of} = {language.number(Decimal(trail.rate))} {into}"
    day = language.day(trail.last) if trail.last else ""
    if trail.first and trail.last and trail.first != trail.last:
        day = language.say("{first} to {last}", first=language.day(trail.first), last=day)
    # A rate that the law fixed stands in no file.
    return RateInWords(equation, day, trail.source, "" if leg.kind == "irrevocable" else trail.sha256[:_HASH])

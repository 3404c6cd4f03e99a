"""One record: what it promises, how that became a figure, the words it rests on, and what happened to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger import desk
from ledger.answers import record_history
from ledger.audit import Derivation, explain_record, pair_of
from ledger.foundation import Money, Problem, Refused, marked
from ledger.presentation import MEASURE_TITLES, FigureKey, Presentation, label_in
from ledger.rates import Leg, Pair
from ledger.records import Commitment, Record, money_of, nearest
from ledger.totals import Unpaid
from ledger.valuation import leg_equation, leg_trail
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest
from ledger.web.record_words import ACTIONS, EVENTS, TIES, promise_in_words
from ledger.web.records import reason_shown, record_link, worth_shown

_NEAREST = 5
_HASH = 12
# They stand by themselves on the page.
_APART = ("Title", "Source", "Quote", "Read at", "Tie", "Also stated as", "Note")


@dataclass(frozen=True)
class ChainStep:
    """One step from the words of a source to a figure of the report.

    Args:
        label: what it is.
        text: what it says.
        remark: what else belongs to it.
        key: of the figure that it is, which can be explained; None for all others.
        is_english: whether its text is English in every language.
    """

    label: str
    text: str
    remark: str = ""
    key: FigureKey | None = None
    is_english: bool = False


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
class TiedRecord:
    """A record that this one is tied to, or that is tied to this one.

    Args:
        words: what this one is to it.
        effect: what the tie does to totals, in English.
        id: of the other record.
        title: of it; empty where it is not in the book.
    """

    words: str
    effect: str
    id: str
    title: str


def record(held: HeldBook, asked: PageRequest) -> Answer:
    """A record, or what became of it; a page with the nearest ids where there was never one of that id."""
    key = asked.parts["key"]
    # Once, since every reading of a book proves all of it.
    steps = _steps(held, key)
    if not steps:
        near = nearest(key, sorted(held.ids), most=_NEAREST)
        return held.drawn("no_record", asked, status=404, key=key, near=near, record_link=record_link, within="records")
    shown = held.presented(held.settings.report, asked.language)
    browsed, last = held.searchable.get(key), next(it.revision.record for it in reversed(steps) if it.revision.record)
    promise = _promise(held, last)
    is_in_report = any(row.record.id == key for row in held.report.rows)
    explanation = explain_record(held.report, key) if is_in_report else None
    rates = [it.rates for it in held.rates]
    paid = held.searchable.paid_of(key)
    return held.drawn(
        "record",
        asked,
        within="records",
        record=last,
        browsed=browsed,
        gone=None if browsed else steps[-1].revision,
        shown=shown,
        heading=promise_in_words(last, promise, shown.language),
        called=last.title or (promise.title if promise else ""),
        donor=label_in("donor", promise.given_by, shown.language) if promise else "",
        chain=tuple(_chain(last, browsed, explanation, shown)),
        rates=_rates(explanation, shown),
        judged=desk.judged_equivalents(last, rates, held.findings) if isinstance(last, Commitment) else (),
        findings=_findings(held, key),
        fields=[it for it in desk.described(last) if it.label not in _APART],
        ties=tuple(_ties(held, last, shown)),
        paid=[(it, worth_shown(it, shown)) for it in paid],
        unpaid=[it for it in held.report.open.unpaid if it.commitment.id == key],
        steps=steps,
        actions=ACTIONS,
        row_place=record_history.row_place,
        open_steps=lambda unpaid: _open_steps(unpaid, shown),
        record_link=record_link,
        label=label_in,
    )


def _promise(held: HeldBook, own: Record) -> Commitment | None:
    if isinstance(own, Commitment):
        return own
    promise = held.searchable.get(own.commitment)
    return promise.record if promise and isinstance(promise.record, Commitment) else None


def _steps(held: HeldBook, key: str) -> tuple[desk.HistoryStep, ...]:
    """What happened to a record; nothing for an id that was never used."""
    try:
        return desk.history(held.book, key)
    except Refused as refused:
        if any(problem.code != "REL" for problem in refused.problems):
            raise
        return ()


def _chain(
    own: Record, browsed: desk.BrowsedRecord | None, explanation: Derivation | None, shown: Presentation
) -> Iterator[ChainStep]:
    """From what was stated by the rate to what it is worth, and to what it adds to the total."""
    language = shown.language
    term = str(own.term) if isinstance(own, Commitment) else str(own.value_date)
    yield ChainStep(language.term(marked("Stated")), own.stated_amount, term, is_english=True)
    if explanation is not None and explanation.rows:
        rates = _rates(explanation, shown)
        if len(_pairs(explanation)) > 1:
            text = language.say_count("{count} rate", "{count} rates", len(_pairs(explanation)))
            yield ChainStep(language.term(marked("Rate")), text, language.term(marked("listed below")))
        elif rates:
            equation = " · ".join(it.equation for it in rates)
            yield ChainStep(language.term(marked("Rate")), equation, _days(explanation, shown))
        yield _worth(explanation, shown)
    if browsed is not None:
        yield _in_total(browsed, shown)


def _worth(explanation: Derivation, shown: Presentation) -> ChainStep:
    """What all lines are worth; of several that are alike, what each of them is."""
    language = shown.language
    worths = [it.worth for it in explanation.rows]
    if len(worths) > 1 and len(set(worths)) == 1:
        times = language.say_count("{count} instalment", "{count} instalments", len(worths))
        return ChainStep(language.term(marked("Worth each")), _exact(worths[0], shown), times)
    figures = explanation.figures
    whole = money_of(figures.central_minor, figures.currency)
    readings = ""
    if figures.low_minor != figures.high_minor or figures.open_high:
        low, high = (_exact(money_of(it, figures.currency), shown) for it in (figures.low_minor, figures.high_minor))
        sentence = marked("{low} or more") if figures.open_high else marked("{low} to {high}")
        readings = language.say(sentence, low=low, high=high)
    remark = readings or language.term(marked("rounded once, half up"))
    return ChainStep(language.term(marked("Worth")), _exact(whole, shown), remark)


def _in_total(browsed: desk.BrowsedRecord, shown: Presentation) -> ChainStep:
    language = shown.language
    label = language.term(MEASURE_TITLES[browsed.measure]) if browsed.measure else language.term(marked("In no total"))
    reason = reason_shown(browsed.not_counted, shown) if browsed.not_counted is not None else ""
    figure = worth_shown(browsed, shown)
    if figure is None or figure.number is None:
        return ChainStep(label, language.term(marked("in no total")), reason)
    text = language.money(figure.number, shown.scale, figure.marks)
    exact = _exact(money_of(browsed.worth.figures.central_minor, shown.scale.currency), shown)
    return ChainStep(language.say("In the total: {measure}", measure=language.inside(label)), text, exact, figure.key)


def _exact(money: Money, shown: Presentation) -> str:
    return shown.language.exact(money.value, money.currency)


def _pairs(explanation: Derivation) -> Sequence[Pair]:
    """The rates of all lines, each once."""
    pairs = (pair_of(explanation.report, row.line) for row in explanation.rows)
    return list({(it.rate_set.name, it.rate, it.source.last, it.target.last): it for it in pairs if it}.values())


def _rates(explanation: Derivation | None, shown: Presentation) -> tuple[RateInWords, ...]:
    """Each published rate that the lines of a record rest on."""
    legs = ((pair, leg) for pair in (_pairs(explanation) if explanation else ()) for leg in (pair.source, pair.target))
    return tuple(dict.fromkeys(_rate(pair, leg, shown) for pair, leg in legs if leg.kind != "base"))


def _rate(pair: Pair, leg: Leg, shown: Presentation) -> RateInWords:
    language, trail = shown.language, leg_trail(pair, leg)
    units, of, into = leg_equation(pair, leg)
    equation = f"{language.whole(units)} {of} = {language.number(Decimal(trail.rate))} {into}"
    day = language.day(trail.last) if trail.last else ""
    if trail.first and trail.last and trail.first != trail.last:
        day = language.say("{first} to {last}", first=language.day(trail.first), last=day)
    # A rate that the law fixed stands in no file.
    return RateInWords(equation, day, trail.source, "" if leg.kind == "irrevocable" else trail.sha256[:_HASH])


def _days(explanation: Derivation, shown: Presentation) -> str:
    """Of which day a rate is, and how many days before the one that was asked for."""
    pair, rates = _pairs(explanation)[0], _rates(explanation, shown)
    back = shown.language.say_count("{count} day back", "{count} days back", pair.days_back) if pair.days_back else ""
    return "; ".join(filter(None, (rates[0].day, back)))


def _findings(held: HeldBook, key: str) -> tuple[Problem, ...]:
    """What the checks say of a record, or of another one that names it; of equivalents that is said beside them."""
    own = (it for it in held.findings if key in (it.place.record, *it.others))
    return tuple(it for it in own if not it.place.field.startswith("stated_equivalents."))


def _ties(held: HeldBook, own: Record, shown: Presentation) -> Iterator[TiedRecord]:
    if not isinstance(own, Commitment):
        promise = held.searchable.get(own.commitment)
        words = shown.language.term(marked("belongs to"))
        yield TiedRecord(words, "", own.commitment, promise.title if promise else "")
        return
    for tie in own.relations:
        other = held.searchable.get(tie.target)
        words = shown.language.term(TIES[tie.kind][0])
        yield TiedRecord(words, desk.TIES_IN_WORDS[tie.kind], tie.target, other.title if other else "")
    for tied, kind in held.searchable.tied_to(own.id):
        yield TiedRecord(shown.language.term(TIES[kind][1]), desk.TIES_IN_WORDS[kind], tied.id, tied.title)


def _open_steps(unpaid: Unpaid, shown: Presentation) -> tuple[tuple[str, str, str, str], ...]:
    """What happened to a firm commitment: its name, the record that says so, by how much, and what is left."""
    steps, left = [], 0
    currency, language = shown.scale.currency, shown.language
    for step in unpaid.steps:
        left += step.change_minor[1]
        changed, reached = (_exact(money_of(it, currency), shown) for it in (step.change_minor[1], left))
        source = step.other or (step.line.record.id if step.line else "")
        steps.append((language.term(EVENTS[step.kind]), source, changed, reached))
    return tuple(steps)

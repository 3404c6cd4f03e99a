"""One record: what it promises, how that became a figure, the words it rests on, and what happened to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger import desk
from ledger.answers import record_history
from ledger.audit import Derivation, explain_record
from ledger.foundation import Problem, Refused, marked
from ledger.presentation import MEASURE_TITLES, FigureKey, Presentation, label_in
from ledger.records import Commitment, Record, money_of, nearest
from ledger.totals import Unpaid
from ledger.web.held import HeldBook
from ledger.web.messages import Answer, PageRequest
from ledger.web.record_words import ACTIONS, EVENTS, TIES, promise_in_words
from ledger.web.records import reason_shown, worth_shown
from ledger.web.worth_words import exact_money, pairs_of, rates_in_words, worth_in_words

_NEAREST = 5
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
        return held.drawn("no_record", asked, status=404, key=key, near=near, within="records")
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
        rates=rates_in_words(explanation, shown.language) if explanation else (),
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
        rates, pairs = rates_in_words(explanation, language), pairs_of(explanation)
        if len(pairs) > 1:
            text = language.say_count("{count} rate", "{count} rates", len(pairs))
            yield ChainStep(language.term(marked("Rate")), text, language.term(marked("listed below")))
        elif rates:
            equation = " · ".join(it.equation for it in rates)
            yield ChainStep(language.term(marked("Rate")), equation, _days(explanation, shown))
        worth = worth_in_words(explanation, language)
        yield ChainStep(worth.label, worth.text, worth.remark)
    if browsed is not None:
        yield _in_total(browsed, shown)


def _in_total(browsed: desk.BrowsedRecord, shown: Presentation) -> ChainStep:
    language = shown.language
    label = language.term(MEASURE_TITLES[browsed.measure]) if browsed.measure else language.term(marked("In no total"))
    reason = reason_shown(browsed.not_counted, shown) if browsed.not_counted is not None else ""
    figure = worth_shown(browsed, shown)
    if figure is None or figure.number is None:
        return ChainStep(label, language.term(marked("in no total")), reason)
    text = language.money(figure.number, shown.scale, figure.marks)
    exact = exact_money(money_of(browsed.worth.figures.central_minor, shown.scale.currency), language)
    return ChainStep(language.say("In the total: {measure}", measure=language.inside(label)), text, exact, figure.key)


def _days(explanation: Derivation, shown: Presentation) -> str:
    """Of which day a rate is, and how many days before the one that was asked for."""
    pair, rates = pairs_of(explanation)[0], rates_in_words(explanation, shown.language)
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
        changed, reached = (exact_money(money_of(it, currency), language) for it in (step.change_minor[1], left))
        source = step.other or (step.line.record.id if step.line else "")
        steps.append((language.term(EVENTS[step.kind]), source, changed, reached))
    return tuple(steps)

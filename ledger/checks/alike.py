"""Candidates for the same money announced twice: pairs and groups of records, each with the reasons in words.

Nothing is decided here and nothing merged: a person ties the records (``relate``), and totals follow the tie. A pair
that a person has tied in any way, ``related_to`` included, has been looked at and is no candidate any more; a tie that
its source states is a reason to look.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from rapidfuzz import fuzz

from ledger.checks.candidates import (
    NEAR,
    Candidate,
    Reason,
    decided_ties,
    figure_of,
    folded,
    linked_pairs,
    recalled,
    word_in,
)
from ledger.checks.sums import sums_of_others
from ledger.foundation import EXACT, Money, counted_phrase, marked, phrase
from ledger.notation import figures_in
from ledger.rates import RateSet
from ledger.records import Amount, Commitment, PartyName, Record, RelationKind, code_list, is_member
from ledger.valuation import convert

Worth = Callable[[Commitment], Decimal | None]

WINDOW = timedelta(days=365)
"""So far apart may two announcements of the same money lie; budgets are yearly, and so are the speeches on them."""

SAME_WORDING = 90
SAME_WORTH = Decimal("0.015")
# From this weight on a pair is worth a person's time: the same sum alone, months apart, is not.
ENOUGH = 4
# Among many records with one sum, each is compared with so many that follow it: all still meet their neighbours.
MOST_COMPARED = 20

# A part that names a sum is compared with so many records of that sum.
MOST_NAMED = 3
_INSTITUTIONS = ("EU", "EPF", "EIB")
_COMMON = "EUR"


def duplicates(
    records: Iterable[Record], rate_sets: Sequence[RateSet] = (), window: timedelta = WINDOW
) -> tuple[Candidate, ...]:
    """Find records that may hold the same money, the weightiest candidates first.

    It looks for the same sum, the same sum as a stated equivalent, the same worth in another currency, the same
    wording, words that recall an earlier announcement, parts that name the sum of their envelope, sums that earlier
    records add up to, and a member state that announces what is the EU's.

    Args:
        records: of a book; transactions are no promises and are passed over.
        rate_sets: to compare sums in different currencies; without any, only stated equivalents are.
        window: how many days may lie between two announcements.

    Returns:
        Candidates with a weight of at least 4, the same for the records in any order.
    """
    commitments = sorted((it for it in records if isinstance(it, Commitment)), key=_age)
    tied = decided_ties(commitments)
    search = _Search(rate_sets, window, tied)
    found = [*search.linked(commitments), *search.pairs(commitments), *sums_of_others(commitments, tied)]
    return tuple(sorted(found, key=lambda it: (-it.weight, it.record, it.others)))


class _Search:
    """What every comparison needs: the rates, the window, the ties that are there."""

    def __init__(self, rate_sets: Sequence[RateSet], window: timedelta, tied: frozenset[frozenset[str]]) -> None:
        self._rate_sets = rate_sets
        self._window = window
        self._tied = tied
        self._worths: dict[str, Decimal | None] = {}
        self._compared_pairs: set[tuple[str, str]] = set()

    def linked(self, commitments: Sequence[Commitment]) -> Iterator[Candidate]:
        """Pairs that their source ties to each other, however far apart and whoever gives them."""
        for one, other in linked_pairs(commitments, self._tied):
            earlier, later = sorted((one, other), key=_age)
            if (earlier.id, later.id) not in self._compared_pairs:
                self._compared_pairs.add((earlier.id, later.id))
                yield self._linked(earlier, later)

    def _linked(self, earlier: Commitment, later: Commitment) -> Candidate:
        reasons = [Reason("linked", phrase("their source ties the two")), *self._reasons(earlier, later)]
        whole, part = (earlier, later) if _size(later) <= _size(earlier) else (later, earlier)
        tie: RelationKind = "part_of" if _share_a_donor(earlier, later) else "draws_down"
        if tie == "part_of" and _sums(earlier.amount) & _sums(later.amount):
            tie = "restates"
        return Candidate(part.id, (whole.id,), tie, tuple(sorted(reasons, key=lambda it: -it.weight)))

    def pairs(self, commitments: Sequence[Commitment]) -> Iterator[Candidate]:
        """Pairs that share a key under which the same money would be found again, each pair compared once."""
        seen = self._compared_pairs
        for bucket, most in _buckets(commitments, self._worth):
            for place, earlier in enumerate(bucket):
                for later in bucket[place + 1 : place + 1 + MOST_COMPARED]:
                    if later.announced - earlier.announced > min(most, self._window):
                        break
                    if (
                        not _may_be_one(earlier, later)
                        or (earlier.id, later.id) in seen
                        or frozenset((earlier.id, later.id)) in self._tied
                    ):
                        continue
                    seen.add((earlier.id, later.id))
                    yield from self._compared(earlier, later)

    def _compared(self, earlier: Commitment, later: Commitment) -> Iterator[Candidate]:
        reasons = sorted(self._reasons(earlier, later), key=lambda it: -it.weight)
        suggested = _suggested(earlier, later, reasons)
        # A member contributes to the fund, whichever of the two was announced first.
        turned = suggested == "contributes_to" and not set(later.donors).isdisjoint(_INSTITUTIONS)
        record, other = (earlier, later) if turned else (later, earlier)
        candidate = Candidate(record.id, (other.id,), suggested, tuple(reasons))
        if candidate.weight >= ENOUGH:
            yield candidate

    def _reasons(self, earlier: Commitment, later: Commitment) -> Iterator[Reason]:
        money = [*self._same_money(earlier, later), *_envelope(earlier, later)]
        yield from money
        wording = _same_wording(earlier, later)
        yield from wording
        if not money and not wording:
            return
        apart = (later.announced - earlier.announced).days
        if timedelta(apart) <= NEAR:
            days = counted_phrase("announced {count} day apart", "announced {count} days apart", apart)
            yield Reason("near", days if apart else phrase("same day"))
        yield from recalled(later)
        if not _share_a_donor(earlier, later):
            yield from _through_fund(earlier, later)
        if earlier.category != later.category and "other" not in (earlier.category, later.category):
            one, other = (phrase(code_list("categories")[it.category]) for it in (earlier, later))
            yield Reason("category", phrase("but one is {one}, the other {other}", one=one, other=other))

    def _same_money(self, earlier: Commitment, later: Commitment) -> Iterator[Reason]:
        ours, theirs = _sums(later.amount), _sums(earlier.amount)
        if both := sorted(ours & theirs):
            yield Reason("sum", phrase("both {amount}", amount=_shown(both[0])))
            return
        stated = {it for equivalent in later.stated_equivalents for it in _sums(equivalent)} & theirs
        stated |= {it for equivalent in earlier.stated_equivalents for it in _sums(equivalent)} & ours
        if stated:
            sentence = marked("{amount}, which one of them states as its equivalent")
            yield Reason("equivalent", phrase(sentence, amount=_shown(min(stated))))
            return
        worths = self._worth(earlier), self._worth(later)
        if earlier.amount.currency != later.amount.currency and None not in worths:
            first, second = (it for it in worths if it is not None)
            if abs(EXACT.subtract(first, second)) <= EXACT.multiply(SAME_WORTH, max(first, second)):
                sums = {"one": figure_of(earlier), "other": figure_of(later)}
                worth = {"worth": Money(first, _COMMON), "other_worth": Money(second, _COMMON)}
                sentence = marked("{one} and {other}, worth {worth} and {other_worth} on their days")
                yield Reason("worth", phrase(sentence, **sums, **worth))

    def _worth(self, record: Commitment) -> Decimal | None:
        """What a record is worth in euro on its day, to compare it with records in other currencies."""
        if record.id not in self._worths:
            money, worth = figure_of(record), None
            if money and money.value and self._rate_sets:
                worth = convert(money, _COMMON, on=record.announced, rates=self._rate_sets).result
            self._worths[record.id] = worth.value if worth else None
        return self._worths[record.id]


def _buckets(commitments: Sequence[Commitment], worth: Worth) -> Iterator[tuple[list[Commitment], timedelta]]:
    """Groups in which the same money would meet: by its sum, its worth, its words, the envelope it names.

    With each group, how far apart its records may lie: nearly the same worth says little after two weeks.
    """
    groups: dict[tuple[object, ...], list[Commitment]] = defaultdict(list)
    sized: dict[tuple[object, ...], list[Commitment]] = defaultdict(list)
    for commitment in commitments:
        for key in dict.fromkeys(_keys(commitment, worth)):
            groups[key].append(commitment)
        if commitment.amount.value:
            for donor in commitment.donors:
                sized[donor, commitment.recipient, commitment.amount.value].append(commitment)
    for key, group in groups.items():
        if len(group) > 1:
            yield group, NEAR if "worth" in key else timedelta.max
    for commitment in commitments:
        # A part whose words name a sum meets the records of that sum.
        for figure in dict.fromkeys(_figures_told(commitment)):
            for donor in commitment.donors:
                same = sized.get((donor, commitment.recipient, figure), ())
                # If many records have that sum, the last ones announced before it are meant.
                before = same[: bisect_left(same, _age(commitment), key=_age)]
                yield from (([other, commitment], timedelta.max) for other in before[-MOST_NAMED:])


def _keys(record: Commitment, worth: Worth) -> Iterator[tuple[object, ...]]:
    givers = set(record.donors)
    if any(it in _INSTITUTIONS or is_member(it, "EU", record.announced) for it in record.donors):
        givers.add("of the EU")
    texts = [folded(record.title), *(folded(source.quote) for source in record.sources if source.quote)]
    for giver in sorted(givers):
        for amount in (record.amount, *record.stated_equivalents):
            yield from ((giver, record.recipient, *it) for it in _sums(amount))
        yield from ((giver, record.recipient, text) for text in texts if len(text.split()) >= 5)
    euro = worth(record)
    if euro:
        # Two neighbouring classes, so that sums close to each other meet in one of them. A class is a power of 1.03.
        step = _class_of(euro)
        for donor in record.donors:
            yield from ((donor, record.recipient, "worth", it) for it in (step, step + 1))


def _class_of(worth: Decimal) -> int:
    return int(worth.ln() / Decimal("1.03").ln())


def _envelope(earlier: Commitment, later: Commitment) -> Iterator[Reason]:
    """The later record is smaller, and its words name the sum of the earlier one."""
    whole, part = earlier.amount.value, later.amount.value
    if not (whole and part and part < whole and earlier.amount.currency == later.amount.currency):
        return
    word = word_in(later, "part")
    if word and _share_a_donor(earlier, later) and whole in _figures_told(later):
        amount = _shown((earlier.amount.currency or "", whole))
        yield Reason("part", phrase('the later one says "{word}" and names {amount}', word=word, amount=amount))


def _same_wording(earlier: Commitment, later: Commitment) -> list[Reason]:
    quotes = [
        (folded(one.quote), folded(other.quote))
        for one in earlier.sources
        for other in later.sources
        if one.quote and other.quote
    ]
    titles = (folded(earlier.title), folded(later.title))
    of_titles = (phrase("the same title"), phrase("nearly the same title"))
    of_quotes = (phrase("the same quote"), phrase("nearly the same quote"))
    for (one, other), (same, nearly) in ((titles, of_titles), *((pair, of_quotes) for pair in quotes)):
        if one and one == other:
            return [Reason("wording", same)]
        if min(len(one.split()), len(other.split())) >= 3 and fuzz.token_sort_ratio(one, other) >= SAME_WORDING:
            return [Reason("wording", nearly)]
    return []


def _may_be_one(earlier: Commitment, later: Commitment) -> bool:
    """Whether two records can hold the same money: of one and the same donor, or of a member state and the EU."""
    return _share_a_donor(earlier, later) or not {*earlier.donors, *later.donors}.isdisjoint(_INSTITUTIONS)


def _share_a_donor(earlier: Commitment, later: Commitment) -> bool:
    # Asked of every pair: most have one donor each, who is soon compared.
    return earlier.donor == later.donor or not set(earlier.donors).isdisjoint(later.donors)


def _through_fund(earlier: Commitment, later: Commitment) -> Iterator[Reason]:
    """One gives as a member state what the other gives as the EU."""
    word = word_in(later, "fund") or word_in(earlier, "fund")
    names = {"one": PartyName(earlier.given_by), "other": PartyName(later.given_by)}
    both = phrase("{one} and {other}: a member state and the EU", **names)
    with_words = marked('{one} and {other}: a member state and the EU, and the words "{word}"')
    yield Reason("fund", phrase(with_words, **names, word=word) if word else both)


def _suggested(earlier: Commitment, later: Commitment, reasons: Sequence[Reason]) -> RelationKind:
    signals = {reason.signal for reason in reasons}
    if not _share_a_donor(earlier, later):
        return "contributes_to"
    if earlier.stage != later.stage:
        return "fulfils" if later.stage == "commitment" else "related_to"
    return "part_of" if "part" in signals and not signals & {"sum", "equivalent"} else "restates"


def _sums(amount: Amount) -> set[tuple[str, Decimal]]:
    figures = (amount.value, amount.low, amount.high)
    return {(amount.currency or "", figure.normalize(EXACT)) for figure in figures if figure}


def _size(record: Commitment) -> Decimal:
    """How much it is, to tell the whole from its part; of a recurring promise what is owed each time."""
    return record.amount.bounds.high if record.amount.bounds else Decimal(0)


def _shown(sum_of_money: tuple[str, Decimal]) -> Money:
    """A sum, without decimals where they are zeros."""
    currency, figure = sum_of_money
    whole = figure.to_integral_value()
    return Money(whole if figure == whole else figure, currency)


def _figures_told(record: Commitment) -> set[Decimal]:
    """The figures in the words of a record's quotes, but for its own."""
    figures = {figure for source in record.sources if source.quote for figure in figures_in(source.quote)}
    return figures - {record.amount.value}


def _age(record: Commitment) -> tuple[object, ...]:
    return record.announced, record.id

"""What the words on a table say about its money: unit, currency, prices, stage, period, and whether sums add up.

Headings, cells of a column and the lines around a table each have their own reading: a heading is all about its
column, a line speaks of units only where no figure stands before them. The words are those of ``table_words.csv`` and
``amount_words.csv``; whether a claim contradicts anything is for those who call this.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from ledger.foundation import Problem
from ledger.intake.units import units_in
from ledger.notation import currencies_within, read_date
from ledger.records import CURRENCIES, code_list, find_party, rows

ClaimKind = Literal["unit", "currency", "recipient", "donor", "stage", "prices", "cumulation", "period", "money"]

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_US_DOLLAR = re.compile(r"\bU\.?S\.?[\s-]?\$|\$\s?US\b")
_SNAKE_CODE = re.compile(r"[_+]([a-z]{3})(?=[_+]|$)")
_LETTERS = re.compile(r"[^\W\d_]+")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_YEAR = re.compile(
    r"(?:(?:fy|year|jahr|ann\u00e9e|rok|\u00e5r|a\u00f1o)\s?)?(?:19|20)[0-9]{2}(?:[-/][0-9]{2,4}|-[0-9]{2}-[0-9]{2})?"
    r"|(?:q[1-4]|h[12]|[0-9]{1,2})[\s./-]?(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[\s./-]?(?:q[1-4]|h[12]|m[0-9]{1,2})"
    r"|fy\s?['\u2019]?[0-9]{2}"
)
# Excel shows a month as Jan-24.
_NAMED_MONTH = re.compile(r"([^\W\d_]{3,12})\.?[\s./'\u2019-]{0,2}(?:19|20)?([0-9]{2})")
_THOUSANDS = re.compile(r"(?<![0-9.,])['\u2019]000s?(?![0-9])|(?<=\()0{3}s?(?=\))")
_FIGURE_BEFORE = re.compile(r"(?<![0-9])(?!(?:19|20)[0-9]{2}\s?$)[0-9][0-9.,'\u2019\s]{0,30}$")
_ROUND_FIGURE = re.compile(
    r"(?<![0-9.,])1((?:[.,'\u2019\s]?000)+)(?![.,'\u2019\s]?[0-9])\s?(?=[^\W0-9_]|[$\u20ac\u00a3\u00a5])"
)
_FIGURE_AFTER = re.compile(r"\s?(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]")
_ONE_YEAR, _LONGEST_TITLE = re.compile(r"(?:19|20)[0-9]{2}"), 10
# A longer line that says "withdrawn" may be about stocks. Both are never a firm promise, whatever else is said.
_SHORT_TITLE, _UNFIRM = 5, {"cancelled": "cancellation", "planned": "planned"}
# Words of a party's name: Democratic Republic of the Congo.
_LONGEST_NAME = 5
# What the last letter of a name was before "dla" and "для" changed it: dla Gruzji, для Молдови, для Грузії.
_GENITIVES = {"y": "a", "i": "a", "\u0438": "\u0430", "\u0457": "\u044f"}
_PRICE_BASIS = re.compile(
    r"(?:constant|current|nominal)?\s?(?:19|20)[0-9]{2}\s?$|(?:constant|current|nominal)\s$", re.IGNORECASE
)
# Codes that are English words, and words that are rarely a currency on a table.
_WORDS_TOO = frozenset({"ALL", "TOP", "TRY", "PEN", "CUP", "COP", "MAD", "SOS", "BAM", "GEL", "RON", "BOB", "MOP"})
_SURE_CODES = CURRENCIES.keys() - _WORDS_TOO
_NO_CURRENCY = frozenset({"won", "ft", "rs", "lev", "lei", "sterling"})
_CODE_LENGTH = 3


@dataclass(frozen=True)
class Claim:
    """One thing that a text says about money.

    Args:
        kind: what it is about.
        words: the words that say so, as they stand there.
        meanings: what they may mean: powers of ten, codes of currencies, keys of parties, stages, an interval ...;
            empty where they mean something that is not known.

    >>> claims_of_heading("Amount (Mio. EUR)")[0]
    Claim(kind='unit', words='Mio', meanings=frozenset({'6'}))
    """

    kind: ClaimKind
    words: str
    meanings: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def claims_of_heading(heading: str) -> tuple[Claim, ...]:
    """What the heading of a column of amounts says about them.

    >>> [(claim.kind, claim.words) for claim in claims_of_heading("Cumulative amount, constant 2015 USD")]
    [('currency', 'USD'), ('prices', 'constant 2015'), ('cumulation', 'Cumulative')]
    """
    text = on_one_line(heading)
    units = (Claim("unit", unit.text, frozenset(map(str, unit.powers))) for unit in units_in(heading))
    currencies = (claim for _, _, claim in _currencies(text))
    kinds: tuple[tuple[str, ClaimKind], ...] = (
        ("prices", "prices"),
        ("cumulation", "cumulation"),
        ("cumulation_of_column", "cumulation"),
        ("period", "period"),
        ("stage", "stage"),
    )
    return (*units, *currencies, *(claim for words, kind in kinds for claim in phrases_in(text, words, kind)))


@lru_cache(maxsize=4096)
def claims_of_text(text: str) -> tuple[Claim, ...]:
    """What a line beside a table, or the name of a sheet, says about the figures of the table.

    A unit or a currency counts where nothing but the two stands, or after such a word as "in"; behind a figure it
    belongs to that figure.

    >>> [claim.words for claim in claims_of_text("Support for Ukraine, figures in USD million")]
    ['USD', 'million']
    >>> claims_of_text("Germany pledged EUR 3 billion in the euro area")
    ()
    """
    plain = on_one_line(text)
    counted = tuple(_counted_in(plain))
    period = phrases_in(plain, "period", "period") if counted else ()
    return (*counted, *phrases_in(plain, "prices", "prices"), *phrases_in(plain, "cumulation", "cumulation"), *period)


def stages_in(text: str) -> tuple[Claim, ...]:
    """The stages that a title names, such as disbursements; a sentence with figures is about those alone.

    >>> [sorted(claim.meanings) for claim in stages_in("Disbursements to Ukraine, 2025")]
    [['disbursement']]
    >>> stages_in("Germany pledged EUR 3 billion")
    ()
    """
    if re.search(r"\d", _ONE_YEAR.sub("", text)) or len(text.split()) > _LONGEST_TITLE:
        return ()
    return tuple(phrases_in(on_one_line(text), "stage", "stage"))


def standing_in(text: str) -> tuple[Claim, ...]:
    """What a heading or a title of a few words says of money that does not stand: a cancellation, or only planned.

    >>> [sorted(claim.meanings) for claim in standing_in("Cancelled projects, 2025")]
    [['cancellation']]
    >>> standing_in("Vehicles withdrawn from the stocks of two armies")
    ()
    """
    words = text.split()
    if len(words) > _SHORT_TITLE or re.search(r"\d", _ONE_YEAR.sub("", text)):
        return ()
    claims = phrases_in(on_one_line(text), "standing", "stage")
    known = ((claim, _UNFIRM[it]) for claim in claims for it in claim.meanings if it in _UNFIRM)
    return tuple(replace(claim, meanings=frozenset({it})) for claim, it in known if claim.words.casefold() != "draft")


def recipient_in(text: str) -> Claim | None:
    """The party for whom the money of a table is, by a line above it.

    >>> recipient_in("Military aid to Moldova, 2025")
    Claim(kind='recipient', words='Moldova', meanings=frozenset({'MDA'}))
    """
    plain = on_one_line(text)
    labels = re.finditer(rf"(?:{_pattern('recipient', '').pattern})\s?:", plain, re.IGNORECASE)
    for match in (*_pattern("towards", "").finditer(plain), *labels):
        following = re.findall(r"[^\W\d_][\w'\u2019-]*", plain[match.end() :])[:_LONGEST_NAME]
        for length in range(len(following), 0, -1):
            name = " ".join(following[:length])
            if name[:1].isupper() and (key := find_party(name) or find_party(_nominative(name))):
                return Claim("recipient", name, frozenset({key}))
    return None


def _nominative(name: str) -> str:
    """A Polish or Ukrainian name as it stands in a list of countries."""
    return name[:-1] + _GENITIVES.get(name[-1], name[-1])


def claims_of_label(text: str) -> tuple[Claim, ...]:
    """What brackets of a label say where they hold nothing but a unit or a currency.

    >>> [claim.words for claim in claims_of_label("Norway (Million NOK)")]
    ['Million', 'NOK']
    >>> claims_of_label("Congo (DRC)")
    ()
    """
    if not text.endswith((")", "]")):
        return ()
    return tuple(claim for bracket in _IN_BRACKETS.findall(text) for claim in whole_cell(bracket))


def without_claims(text: str) -> str:
    """A label without brackets of units and currencies, and without the marks of footnotes behind it.

    >>> without_claims("Poland* (Zlotys)"), without_claims("Korea (South)")
    ('Poland', 'Korea (South)')
    """
    kept = _IN_BRACKETS.sub(lambda bracket: "" if whole_cell(bracket[1]) else bracket[0], text)
    return kept.strip().rstrip("*\u2020\u2021").strip()


@lru_cache(maxsize=4096)
def whole_cell(text: str) -> tuple[Claim, ...]:
    """The unit and the currency of a cell that holds nothing else.

    >>> whole_cell("EUR million")[0].meanings, whole_cell("million people")
    (frozenset({'EUR'}), ())
    """
    plain = on_one_line(text)
    spans = _spans(plain)
    if not spans or _rest(plain, spans):
        return ()
    return tuple(claim for _, _, claim in spans)


def is_money(heading: str) -> bool:
    """Whether a heading says that figures below it are sums of money.

    >>> is_money("Value delivered (USD)"), is_money("No. of Units"), is_money("Share of total (%)")
    (True, False, False)
    >>> is_money("Mio. EUR"), is_money("Households, thousand")
    (True, False)
    """
    text = on_one_line(heading)
    if _first(text, "no_money") or "%" in text:
        return False
    claimed = any(claim.kind in ("currency", "stage", "prices") for claim in claims_of_heading(heading))
    return claimed or bool(whole_cell(heading)) or _first(text, "money") is not None


def speaks_of_money(heading: str) -> bool:
    """Whether a heading alone says something about money: sums, a unit, a currency, a status, prices, a period.

    >>> speaks_of_money("Sum in SEK"), speaks_of_money("Status"), speaks_of_money("Desk officer")
    (True, True, False)
    """
    claimed = any(claim.kind != "stage" for claim in claims_of_heading(heading))
    return is_money(heading) or is_scale(heading) or is_status(heading) or claimed


def is_year(heading: str) -> bool:
    """Whether a heading is a year, a quarter or a month.

    >>> is_year("2024"), is_year("Q1 2025"), is_year("2024/25"), is_year("Units")
    (True, True, True, False)
    >>> is_year("Mar-24"), is_year("März 2024"), is_year("Tranche 2024")
    (True, True, False)
    """
    text = on_one_line(heading).casefold().rstrip("*\u2020 ")
    if _YEAR.fullmatch(text):
        return True
    month = _NAMED_MONTH.fullmatch(text)
    return month is not None and not isinstance(read_date(f"1 {month[1]} 20{month[2]}"), Problem)


def is_category(heading: str) -> bool:
    """Whether a heading is a kind of aid, such as Military.

    >>> is_category("Military"), is_category("Humanitarian aid"), is_category("Day")
    (True, True, False)
    """
    words = on_one_line(heading).casefold().split()
    return bool(words) and words[0] in code_list("categories")


def is_recipient(heading: str) -> bool:
    """Whether a heading may be that of the recipients; "country" may be that of either side."""
    return is_called(heading, "recipient")


def is_donor(heading: str) -> bool:
    """Whether a heading is that of the donors."""
    return is_called(heading, "donor")


def is_scale(heading: str) -> bool:
    """Whether a heading is that of a column of units.

    >>> is_scale("UNIT_MULT"), is_scale("Units")
    (True, False)
    """
    return is_called(heading, "scale")


def is_status(heading: str) -> bool:
    """Whether a heading is that of a status.

    >>> is_status("Projektstatus"), is_status("Statute")
    (True, False)
    """
    return _first(on_one_line(heading), "status") is not None


def _counted_in(text: str) -> Iterator[Claim]:
    """The units and currencies of a line that stand for all figures of a table."""
    spans = _spans(text)
    yield from _in_round_figures(text, spans)
    for run in _runs(text, spans):
        start, end = run[0][0], run[-1][1]
        before, after = text[:start], text[end:]
        if _FIGURE_BEFORE.search(before) or _FIGURE_AFTER.match(after):
            continue
        kinds = {claim.kind for _, _, claim in run}
        bracketed = before.rstrip().endswith(("(", "[")) and after.lstrip(" .").startswith((")", "]"))
        alone = not re.search(r"\w", before + _without_period(after))
        after_word = _after_word().search(_PRICE_BASIS.sub("", before))
        if len(kinds) > 1 or (
            (bracketed or alone or after_word) and any(len(c.words) > 1 or c.kind == "currency" for _, _, c in run)
        ):
            yield from (claim for _, _, claim in run)


def _without_period(text: str) -> str:
    """What stands behind a currency, but for "per year" and its like."""
    for meaning in _meanings("period"):
        text = _pattern("period", meaning).sub("", text)
    return text


def _in_round_figures(text: str, spans: Sequence["_Span"]) -> Iterator[Claim]:
    """The units of "in 1,000 EUR" and "(1 000 kr)": a round figure that no amount is, before the currency."""
    for figure in _ROUND_FIGURE.finditer(text):
        before = text[: figure.start()]
        currency = next(
            (claim for start, _, claim in spans if start == figure.end() and claim.kind == "currency"), None
        )
        alone = not re.search(r"\w", before) or before.rstrip().endswith(("(", "["))
        if currency and (alone or _after_word().search(before)):
            yield Claim("unit", figure[0].strip(), frozenset({str(figure[1].count("0"))}))
            yield currency


_Span = tuple[int, int, Claim]


def _spans(text: str) -> list[_Span]:
    """The units and currencies of a text with their places, currencies of the same place first."""
    currencies = list(_currencies(text))
    taken = [(start, end) for start, end, _ in currencies]
    spans = [*currencies]
    for match in _LETTERS.finditer(text):
        inside = any(start <= match.start() < end for start, end in taken)
        is_unit = units_in(match[0]) and (len(match[0]) > _CODE_LENGTH or currencies_within(match[0]))
        if inside and (match[0] in CURRENCIES or not is_unit):
            continue
        units = (Claim("unit", unit.text, frozenset(map(str, unit.powers))) for unit in units_in(match[0]))
        spans.extend((match.start(), match.end(), unit) for unit in units)
    thousands = _THOUSANDS.finditer(text)
    spans.extend((match.start(), match.end(), Claim("unit", match[0], frozenset({"3"}))) for match in thousands)
    return sorted(spans, key=lambda span: (span[0], span[2].kind))


def _runs(text: str, spans: Sequence[_Span]) -> Iterator[list[_Span]]:
    run: list[_Span] = []
    for span in spans:
        if run and not re.fullmatch(_gap(), text[run[-1][1] : span[0]], re.IGNORECASE) and span[0] >= run[-1][1]:
            yield run
            run = []
        run.append(span)
    if run:
        yield run


@cache
def _after_word() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\W\d_])(?:{_alternatives('in_unit', '')})\s*:?\s*[(\[]?$", re.IGNORECASE)


@cache
def _gap() -> str:
    return rf"[\s.,/'\u2019-]*(?:(?:{_alternatives('within_unit', '')})[\s'\u2019]+){{0,3}}"


def _rest(text: str, spans: Sequence[_Span]) -> str:
    """The letters and digits of a text that belong to no unit and no currency."""
    left = list(text)
    for start, end, _ in spans:
        left[start:end] = " " * (end - start)
    words = _LETTERS.sub(lambda word: "" if _pattern("within_unit", "").fullmatch(word[0]) else word[0], "".join(left))
    words = re.sub(r"\b(?:in|en|w|i)\b", "", words)
    return re.sub(r"[\W_]+", "", words)


def _currencies(text: str) -> Iterator[_Span]:
    """The currencies that a text names by code, sign or word, with their places."""
    shouted = text.upper() == text and len(_LETTERS.findall(text)) > 1
    for match in _currency_words().finditer(text):
        word = match[0]
        yield (
            match.start(),
            match.end(),
            Claim("currency", word, frozenset(_codes_of_words()[" ".join(word.casefold().split())])),
        )
    for match in _LETTERS.finditer(text):
        code = _code_in(match[0])
        doubtful = code in _WORDS_TOO and (shouted or code in ("ALL", "TOP"))
        if code and not doubtful and match[0].casefold() not in _codes_of_words():
            yield match.start(), match.end(), Claim("currency", match[0], frozenset({code}))
        elif not code and (codes := currencies_within(match[0])):
            yield match.start(), match.end(), Claim("currency", match[0], frozenset(codes))


def _code_in(word: str) -> str | None:
    """The currency of EUR, MEUR or EURbn, whose code may stand on either side of its unit."""
    if word in CURRENCIES:
        return word
    for code, rest in ((word[:3], word[3:]), (word[-3:], word[:-3])):
        if code in CURRENCIES and rest and len(rest) <= 4 and units_in(rest):
            return code
    return None


def on_one_line(text: str) -> str:
    """A text on one line, with blanks for underscores and between humps.

    >>> on_one_line("unitMult_usd")
    'unit Mult USD'
    """
    codes = _SNAKE_CODE.sub(lambda code: code[0].upper() if code[1].upper() in _SURE_CODES else code[0], text)
    spaced = _HUMP.sub(" ", _US_DOLLAR.sub("US$", codes).replace("_", " ").replace("\u2019", "'"))
    return " ".join(spaced.split())


def is_called(heading: str, kind: str) -> bool:
    """Whether a heading is nothing but one of the words of a kind.

    >>> is_called("Payment frequency", "period_column"), is_called("Note on frequency", "period_column")
    (True, False)
    """
    plain = on_one_line(heading).rstrip(" *:.")
    return any(_pattern(kind, meaning).fullmatch(plain) for meaning in _meanings(kind))


def _first(text: str, kind: str) -> str | None:
    return next((match[0] for meaning in _meanings(kind) if (match := _pattern(kind, meaning).search(text))), None)


def phrases_in(text: str, words: str, kind: ClaimKind) -> Iterator[Claim]:
    """What the words of a kind say in a text: one claim for each of their meanings.

    Args:
        text: on one line.
        words: a kind of ``table_words.csv``.
        kind: of the claims.

    >>> [claim.words for claim in phrases_in("in 2015 prices", "prices", "prices")]
    ['2015 prices']
    """
    for meaning in _meanings(words):
        if match := _pattern(words, meaning).search(text):
            yield Claim(kind, match[0], frozenset(meaning.split(";")) - {""})


def is_no(text: str) -> bool:
    """Whether a cell says no, as under the heading Cancelled.

    >>> is_no("Nein"), is_no("Norway")
    (True, False)
    """
    return is_called(text, "no")


def standing_of(text: str) -> frozenset[str]:
    """What a cell of a status means, where it is a known word: a stage, cancelled, planned, closed or live.

    >>> standing_of("Withdrawn"), standing_of("Phase 2")
    (frozenset({'cancelled'}), frozenset())
    """
    plain = on_one_line(text)
    kinds = ((kind, meaning) for kind in ("standing", "stage") for meaning in _meanings(kind))
    meanings = (meaning for kind, meaning in kinds if _pattern(kind, meaning).fullmatch(plain))
    return frozenset(next(meanings, "").split(";")) - {""}


@cache
def _meanings(kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["meaning"] for row in rows("table_words") if row["kind"] == kind))


@cache
def _alternatives(kind: str, meaning: str) -> str:
    listed = {row["words"] for row in rows("table_words") if (row["kind"], row["meaning"]) == (kind, meaning)}
    return "|".join(map(_as_pattern, sorted(listed, key=lambda words: (-len(words), words))))


def _as_pattern(words: str) -> str:
    escaped = re.escape(words).replace(r"\ ", r"[\s-]+").replace("YEAR", "(?:19|20)[0-9]{2}")
    return escaped.replace(r"\*", r"\w*")


@cache
def _pattern(kind: str, meaning: str) -> re.Pattern[str]:
    # A word that begins with a stroke may stand behind any other: EUR/year.
    return re.compile(rf"(?:(?<![^\W_])|(?=/))(?:{_alternatives(kind, meaning)})(?![^\W_])", re.IGNORECASE)


@cache
def _codes_of_words() -> Mapping[str, tuple[str, ...]]:
    listed = (row for row in rows("amount_words") if row["kind"] == "currency")
    words = {row["words"].casefold(): tuple(row["meaning"].split(";")) for row in listed}
    # A letter alone is a currency only before a figure: P676 million.
    return {
        word: it for word, it in words.items() if word not in _NO_CURRENCY and not (len(word) == 1 and word.isalpha())
    }


@cache
def _currency_words() -> re.Pattern[str]:
    words = sorted(_codes_of_words(), key=lambda word: (-len(word), word))
    signs = "|".join(re.escape(it) for it in words if not it[-1].isalpha())
    named = "|".join(re.escape(it).replace(r"\ ", r"\s+") for it in words if it[-1].isalpha())
    return re.compile(rf"(?:(?<![^\W\d_])(?:{named})(?![^\W\d_]))|(?:{signs})", re.IGNORECASE)

"""Which party a text means: codes, English names and aliases first, then the names that CLDR has in all its languages.

A text that means two parties in two languages or sources means none here; its candidates are told. The names of CLDR
are read from the files of Babel, once, when a text is neither a code nor an English name or alias.
"""

import pickle
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import pycountry
from babel import localedata

from ledger.foundation import Place, Problem, Severity, quoted, read_only
from ledger.records.codes import FEWEST_BEGUN, NEAR_ENOUGH, code_list, nearest, rows
from ledger.records.joint import TOGETHER, donors_of

_Index = Mapping[str, frozenset[str]]

_LONGEST = 200
_KEPT = 65536
_MOST_NEAR = 2
# From here on a slip in an English name is so small that no other language is asked.
_VERY_NEAR = 80

# Shorter names are one slip from half of all others.
_FEWEST_LETTERS = 5
# The official languages of the donors, and the largest others.
_OF_TABLES = (
    *(
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fi",
        "fr",
        "ga",
        "hr",
        "hu",
        "is",
        "it",
        "ja",
        "ko",
        "lb",
        "lt",
        "lv",
    ),
    *("mk", "mt", "nb", "nl", "nn", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk", "zh", "ar", "hi"),
)

_GOVERNMENT = re.compile(r"(?:the )?government of (.+)|(.+), government of(?: the)?", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(.[^(\n]*?) ?\((.+)\)")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
# Letters that look like Latin ones, by the letters that they look like.
_LOOK_ALIKE = str.maketrans(
    "\u0410\u0412\u0415\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0430\u0435\u0456\u0458\u043e\u0440\u0441\u0443\u0445"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
    "ABEIJKMHOPCTYXaeijopcyxABEZHIKMNOPTYXo",
)
_VANISHING = re.compile(r"[.'\u2018\u2019\u02bb\u02bc\u00ad\u200b-\u200f\ufeff]")


@cache
def party_names() -> dict[str, str]:
    """Names of all known keys: countries by ISO 3166 code, then our own lists.

    >>> party_names()["GBR"], party_names()["EU"]
    ('United Kingdom', 'European Union')
    """
    countries = {it.alpha_3: getattr(it, "common_name", it.name) for it in pycountry.countries}
    return countries | dict(code_list("territories")) | dict(code_list("institutions"))


def party_name(key: str) -> str:
    """The name of a key; a key that no list knows is its own name. Joint donors: all their names.

    >>> party_name("GBR"), party_name("Ruritania"), party_name("DEU + NLD")
    ('United Kingdom', 'Ruritania', 'Germany + Netherlands')
    """
    names = party_names()
    return names.get(key) or TOGETHER.join(names.get(it, it) for it in donors_of(key))


@dataclass(frozen=True)
class PartyName:
    """The name of a party in a sentence. As a text it is English.

    >>> str(PartyName("GBR"))
    'United Kingdom'
    """

    key: str

    def __str__(self) -> str:
        return party_name(self.key)


def names_of(key: str) -> tuple[str, ...]:
    """The English names and the aliases that mean this key and no other, as they are spelled in their sources.

    >>> names_of("NLD")
    ('Netherlands', 'Kingdom of the Netherlands', 'Holland')
    """
    return _spelled().get(key, ())


def find_party(text: str) -> str | None:
    """The key that a code or a name in any language stands for; None if it is unknown or ambiguous, never a guess.

    A key as it is written in the lists always means itself. Capitals and blanks do not count; accents and punctuation
    do not where no other party is meant without them.

    >>> find_party("United Kingdom"), find_party("gb"), find_party("Vereinigtes Königreich"), find_party("ウクライナ")
    ('GBR', 'GBR', 'GBR', 'UKR')
    >>> find_party("United States of America, Government of"), find_party("Congo"), find_party("Ruritania")
    ('USA', None, None)
    """
    candidates = party_candidates(text)
    return candidates[0] if len(candidates) == 1 else None


def party_candidates(text: str) -> tuple[str, ...]:
    """The keys that a text may mean, in the order of the alphabet; more than one where it is ambiguous.

    >>> party_candidates("Korea"), party_candidates("Holland"), party_candidates("Ruritania")
    (('KOR', 'PRK'), ('NLD',), ())
    """
    if text in party_names():
        return (text,)
    return _meant(text) if len(text) <= _LONGEST else ()


def near_parties(text: str) -> tuple[str, ...]:
    """What a text may mean, or what a slip could have meant, as ``GBR (United Kingdom)``; English names come first.

    >>> near_parties("Untied Kingdom"), near_parties("Deutchland")[0]
    (('GBR (United Kingdom)',), 'DEU (Germany)')
    >>> near_parties("Korea")
    ('KOR (South Korea)', 'PRK (North Korea)')
    """
    keys = party_candidates(text) or (_near(text) if len(text) <= _LONGEST else ())
    return tuple(f"{key} ({party_name(key)})" for key in keys)


def party_meant(text: str) -> tuple[str, str] | None:
    """What a text that is no key of a party may mean, and what to write for it; None where no party is near.

    >>> party_meant("Norwey"), party_meant("Red Cross")
    (('perhaps NOR (Norway)', 'write NOR'), None)
    """
    near = near_parties(text)
    return (f"perhaps {' or '.join(near)}", f"write {near[0].split()[0]}") if near else None


def party_doubt(text: str, place: Place) -> Problem | None:
    """PARTY: a text that is not the key of a known party adds up apart from the party that was meant.

    Args:
        text: what stands as donor or recipient.
        place: where it stands.

    >>> party_doubt("Korea", Place(record="a", field="donor")).expected
    'one party, but it may mean KOR (South Korea) or PRK (North Korea)'
    >>> party_doubt("KOR", Place(record="a", field="donor")) is None
    True
    """
    if text in party_names():
        return None
    expected, remedy = "a country or an institution of the lists", "write its code, or keep the name as it is"
    if mixed := mixed_letter(text):
        letter, script = mixed
        found = f"{quoted(text)}, in which {quoted(letter)} is a {script} letter among others"
        near = " or ".join(near_parties(text.translate(_LOOK_ALIKE)))
        expected = f"a name in one alphabet{f', perhaps {near}' if near else ''}"
        return Problem("PARTY", Severity.WARNING, place, found, expected, "type the name again, or write its code")
    near = " or ".join(near_parties(text))
    match len(party_candidates(text)):
        case 0 if near:
            expected = f"a known party, perhaps {near}"
        case 1:
            expected, remedy = f"the code of {near}", "write that code"
        case candidates if candidates > 1:
            expected, remedy = f"one party, but it may mean {near}", "write the code of the one that is meant"
    return Problem("PARTY", Severity.WARNING, place, quoted(text), expected, remedy)


def mixed_letter(text: str) -> tuple[str, str] | None:
    """The first letter that does not belong to the alphabet of its word, and its own alphabet; None where all do.

    >>> mixed_letter("G\u0435rmany"), mixed_letter("Germany"), mixed_letter("\u041a\u0438\u0457\u0432")
    (('\u0435', 'Cyrillic'), None, None)
    """
    for word in re.findall(r"[^\W\d_]+", text):
        scripts = [unicodedata.name(letter, "").partition(" ")[0] for letter in word]
        known = [script for script in scripts if script in _SCRIPTS]
        usual = max(_SCRIPTS, key=known.count)
        for letter, script in zip(word, scripts, strict=True):
            if script in _SCRIPTS and script != usual:
                return letter, script.capitalize()
    return None


@cache
def _spelled() -> Mapping[str, tuple[str, ...]]:
    named: dict[str, list[str]] = defaultdict(list)
    for name, key in _english_names():
        if len(_in_english()[_folded(name)]) == 1:
            named[key].append(name)
    return {key: tuple(dict.fromkeys(names)) for key, names in named.items()}


@lru_cache(_KEPT)
def _meant(text: str) -> tuple[str, ...]:
    if keys := _named(text):
        return tuple(sorted(keys | _one_slip_away(_folded(_without_government(text)), keys)))
    # "Congo (COD)", "United Nations Children's Fund (UNICEF)": a code in brackets settles what the name leaves open.
    if twice := _IN_BRACKETS.fullmatch(text.strip()):
        return tuple(sorted(_named(twice[1]) & _named(twice[2])))
    return ()


def _named(text: str) -> frozenset[str]:
    name = _without_government(text)
    return (
        _in_english().get(_folded(name))
        or _in_all_languages().get(_folded(name))
        or _without_accents().get(_bare(name))
        or frozenset()
    )


def _without_government(text: str) -> str:
    governed = _GOVERNMENT.fullmatch(" ".join(text.split()))
    return str(governed[1] or governed[2]) if governed else text


def _one_slip_away(text: str, keys: frozenset[str]) -> frozenset[str]:
    """The parties whose English names a slip of the hand turns into a text that is a name in some language by chance.

    "Slovania" is Slovenia in Basaa but for its accents; typed in English it may be Slovakia as well. A name that is
    exact in English, or in a language that tables are written in, is no slip.
    """
    is_exact = text in _in_english() or text in _in_languages_of_tables()
    if is_exact or len(text) < _FEWEST_LETTERS:
        return frozenset()
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(text, _english_folded().keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
    meant = frozenset(key for name, _, _ in near for key in _english_folded()[name])
    return meant if meant - keys else frozenset()


@lru_cache(_KEPT)
def _near(text: str) -> tuple[str, ...]:
    code = nearest(text.upper(), party_names(), most=1)
    names = _ranked(_folded(text), _english_folded())
    if max(names.values(), default=0) < _VERY_NEAR:
        bare = _bare(text)
        others = _ranked(bare, _by_initial().get(bare[:1], {}))
        names |= {key: score for key, score in others.items() if score > names.get(key, 0)}
    best = sorted(names, key=lambda key: -names[key])[:_MOST_NEAR]
    # Who breaks a name off means that name, not one that differs from what is there by fewer letters.
    begun = _begun(_folded(text))
    return begun or tuple(dict.fromkeys((*code, *best)))


def _begun(text: str) -> tuple[str, ...]:
    """The parties whose English names begin with a text, the shortest name first; none for one that says too little."""
    if len(text) < FEWEST_BEGUN:
        return ()
    names = sorted((name for name in _english_folded() if name.startswith(text)), key=lambda it: (len(it), it))
    keys = dict.fromkeys(key for name in names for key in sorted(_english_folded()[name]))
    return tuple(keys) if len(keys) <= _MOST_NEAR else ()


def _ranked(text: str, names: _Index) -> dict[str, float]:
    # More than are returned: several spellings may belong to one party.
    from rapidfuzz import fuzz, process

    matches = process.extract(text, names.keys(), scorer=fuzz.ratio, limit=3 * _MOST_NEAR, score_cutoff=NEAR_ENOUGH)
    scores: dict[str, float] = {}
    for name, score, _ in matches:
        for key in sorted(names[name]):
            scores.setdefault(key, score)
    return scores


def _folded(text: str) -> str:
    """Capitals, kinds of blanks and an English article do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).removeprefix("the ")


def _bare(text: str) -> str:
    """Nor do the accents of Latin, Greek and Cyrillic, nor punctuation; vowel signs of other scripts stay."""
    letters = _VANISHING.sub("", _ACCENTS.sub("", unicodedata.normalize("NFKD", _folded(text))))
    return " ".join("".join(" " if unicodedata.category(it)[0] in "PSZ" else it for it in letters).split())


def _indexed(pairs: Iterable[tuple[str, str]]) -> _Index:
    index: dict[str, set[str]] = defaultdict(set)
    for name, key in pairs:
        index[name].add(key)
    return read_only({name: frozenset(keys) for name, keys in index.items() if name})


def _codes() -> Iterator[tuple[str, str]]:
    for key in party_names():
        yield key, key
    for it in pycountry.countries:
        yield it.alpha_2, it.alpha_3
    for row in rows("territories"):
        yield row["alpha_2"], row["code"]


def _english_names() -> Iterator[tuple[str, str]]:
    yield from ((name, key) for key, name in party_names().items())
    for it in pycountry.countries:
        yield from ((getattr(it, kind), it.alpha_3) for kind in ("name", "official_name") if hasattr(it, kind))
    yield from _in_locale("en")
    yield from ((row["alias"], row["key"]) for row in rows("aliases"))


@cache
def _in_english() -> _Index:
    return _indexed((_folded(name), key) for name, key in (*_codes(), *_english_names()))


@cache
def _english_folded() -> _Index:
    return _indexed((_folded(name), key) for name, key in _english_names())


@cache
def _in_all_languages() -> _Index:
    return _indexed((_folded(name), key) for name, key in _cldr_names())


@cache
def _in_languages_of_tables() -> frozenset[str]:
    return frozenset(_folded(name) for locale in _OF_TABLES for name, _ in _in_locale(locale))


@cache
def _without_accents() -> _Index:
    own = ((key, key) for key in code_list("institutions"))
    return _indexed((_bare(name), key) for name, key in (*own, *_english_names(), *_cldr_names()))


@cache
def _by_initial() -> Mapping[str, _Index]:
    # To compare an unknown name with all thirty thousand would take milliseconds for each.
    names: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for name, keys in _without_accents().items():
        names[name[0]][name] = keys
    return names


@cache
def _cldr_names() -> tuple[tuple[str, str], ...]:
    # Locales of one language share most names; sorted, so that the same name is always told the same nearest ones.
    return tuple(sorted({pair for locale in localedata.locale_identifiers() for pair in _in_locale(locale)}))


def _in_locale(locale: str) -> Iterator[tuple[str, str]]:
    # Not through babel.Locale, which keeps all data of every locale that it was ever asked for: 190 MB instead of 10.
    with open(localedata.resolve_locale_filename(locale), "rb") as file:  # noqa: PTH123 - Babel gives the path as text
        data: Mapping[str, Any] = pickle.load(file)  # noqa: S301 - the package's own file, as safe as its code
    for code, name in data.get("territories", {}).items():
        if key := _keys_of_cldr().get(code):
            yield name, key


@cache
def _keys_of_cldr() -> Mapping[str, str]:
    countries = {it.alpha_2: it.alpha_3 for it in pycountry.countries}
    return countries | {row["alpha_2"]: row["code"] for row in rows("territories")} | {"EU": "EU", "UN": "UN"}


@cache
def finance_types() -> Mapping[str, str]:
    """The code of a type of finance for each instrument that has one, as IATI writes it.

    >>> finance_types()["grant"]
    '110'
    """
    return {row["instrument"]: row["code"] for row in rows("iati_finance_types") if row["written"]}


def country_code(key: str) -> str | None:
    """The code of two letters for the key of a country, as IATI writes it.

    >>> country_code("UKR"), country_code("XKX"), country_code("NATO")
    ('UA', 'XK', None)
    """
    return _country_codes().get(key.upper())


@cache
def _country_codes() -> Mapping[str, str]:
    own = {row["code"]: row["alpha_2"] for row in rows("territories")}
    return own | {str(it.alpha_3): str(it.alpha_2) for it in pycountry.countries}
